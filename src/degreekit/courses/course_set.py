"""Sets of courses as values: written as bulletins write them, with the laws of set algebra."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from operator import itemgetter
from typing import Any, NamedTuple, Self

from degreekit.courses._text import TextValue
from degreekit.courses.code import CourseCode
from degreekit.courses.term import InvalidTerm, Term
from degreekit.courses.title import title_key
from degreekit.errors import DegreekitError

__all__ = ["CourseSet", "InvalidCourseSet"]


class InvalidCourseSet(DegreekitError, ValueError):
    """A text that describes no set of courses.

    Attributes:
        text: what was to be read.
        position: where reading stopped, counted from 0.
        hint: what was expected there.
    """

    def __init__(self, text: str, position: int, hint: str):
        self.text = text
        self.position = position
        self.hint = hint
        super().__init__(f"{text!r} is not a course set: {hint} at position {position}")


# What a set means is a decision diagram with five levels: subject, number, letters behind the
# number, title, term. A level is either a `_Split` (some keys by name, one branch for all others)
# or `_Steps` (a function of a number that changes at a few places). Both are kept in one canonical
# form, so that equal sets are equal values however they were written.
_START = itemgetter(0)
_Node = Any  # bool at the leaves; else the _Split or _Steps of the level


@dataclass(frozen=True, slots=True)
class _Split:
    """Branches by name; every other name takes the branch `rest`."""

    named: tuple[tuple[str, _Node], ...]
    rest: _Node

    @staticmethod
    def of(named: dict[str, _Node], rest: _Node) -> _Split:
        return _Split(tuple(sorted((k, v) for k, v in named.items() if v != rest)), rest)

    def at(self, name: str) -> _Node:
        return next((node for key, node in self.named if key == name), self.rest)

    def join(self, other: _Split, leaf: Callable[[bool, bool], bool]) -> _Split:
        names = {key for key, _ in self.named} | {key for key, _ in other.named}
        return _Split.of(
            {name: _join(self.at(name), other.at(name), leaf) for name in names},
            _join(self.rest, other.rest, leaf),
        )


@dataclass(frozen=True, slots=True)
class _Steps:
    """A step function: each branch holds from its start up to the next start."""

    steps: tuple[tuple[int, _Node], ...]

    @staticmethod
    def of(steps: list[tuple[int, _Node]]) -> _Steps:
        kept: list[tuple[int, _Node]] = []
        for start, node in steps:
            if not kept or (kept[-1][1] is not node and kept[-1][1] != node):
                kept.append((start, node))
        return _Steps(tuple(kept))

    def at(self, place: int) -> _Node:
        return self.steps[bisect_right(self.steps, place, key=_START) - 1][1]

    def join(self, other: _Steps, leaf: Callable[[bool, bool], bool]) -> _Steps:
        starts = sorted({start for start, _ in self.steps} | {start for start, _ in other.steps})
        return _Steps.of([(s, _join(self.at(s), other.at(s), leaf)) for s in starts])

    def spans(self) -> Iterator[tuple[int, int | None, _Node]]:
        """Yield first place, last place (None: open) and branch of each step."""
        for index, (start, node) in enumerate(self.steps):
            more = index + 1 < len(self.steps)
            yield start, self.steps[index + 1][0] - 1 if more else None, node


def _join(a: _Node, b: _Node, leaf: Callable[[bool, bool], bool]) -> _Node:
    if isinstance(a, bool):
        return leaf(a, b)
    if leaf is _or:  # a long union is mostly of sets that have nothing in common
        if a is b or b in _NOTHING:
            return a
        if a in _NOTHING:
            return b
    return a.join(b, leaf)


_UNDATED = -1  # a course with no known term has its own place before all terms
_NO_TERM = _Steps(((_UNDATED, False),))
_ANY_TERM = _Steps(((_UNDATED, True),))
_NO_TITLE = _Split((), _NO_TERM)
_NO_SUFFIX = _Split((), _NO_TITLE)
_NO_NUMBER = _Steps(((0, _NO_SUFFIX),))
_EMPTY = _Split((), _NO_NUMBER)


class _Nothing:
    """The empty branches of each level, known by identity."""

    _ids = frozenset(map(id, (_NO_TERM, _NO_TITLE, _NO_SUFFIX, _NO_NUMBER, _EMPTY)))

    def __contains__(self, node: object) -> bool:
        return id(node) in self._ids


_NOTHING = _Nothing()


def _span(first: int, last: int | None, inside: _Node, outside: _Node, origin: int) -> _Steps:
    steps = [(origin, outside), (first, inside)] if first > origin else [(origin, inside)]
    if last is not None:
        steps.append((last + 1, outside))
    return _Steps.of(steps)


@dataclass(frozen=True, slots=True)
class CourseSet(TextValue):
    """An immutable set of courses, closed under ``|``, ``&`` and ``-``.

    A course is identified by its subject, number, title and term. The notation:

    - ``COMS 4771`` one course; ``COMS 41xx``, ``COMS 4200-4299``, ``COMS 4000+`` many;
      ``COMS *`` a whole subject; ``* 4000+`` any subject; ``*`` every course; ``none`` no course
    - ``COMS 4995 "Causal Inference"`` the course of that title (see `title_key`)
    - ``... in Spring 2018``, ``... since Fall 2020``, ``... before Spring 2015``,
      ``... from Fall 2016 to Spring 2018``, ``... undated``
    - all combined with ``|`` (or), ``&`` (and), ``-`` (without, with spaces around it), which bind
      in that order from loose to tight, ``&`` and ``-`` alike; parentheses group

    Two sets with the same members are equal and hash alike, however they were written.

    Example:
        >>> from degreekit import CourseCode, CourseSet
        >>> systems = CourseSet.parse("COMS 41xx - COMS 4121 | CSEE 4119")
        >>> CourseCode.parse("COMS W4111") in systems, CourseCode.parse("COMS W4121") in systems
        (True, False)
        >>> systems == CourseSet.parse("CSEE 4119 | (COMS 4100-4150 | COMS 4151-4199) - COMS 4121")
        True
    """

    _root: _Split = _EMPTY

    @classmethod
    def parse(cls, text: str) -> Self:
        """Read a set as described above.

        Raises:
            InvalidCourseSet: names the place and what was expected there.
        """
        return cls(_Parser(text).whole())

    @classmethod
    def of(cls, *codes: CourseCode) -> Self:
        """Return the set of exactly these courses, under any title and in any term."""
        root = _EMPTY
        for code in codes:
            atom = _atom(code.subject, (code.value, code.value), code.suffix, None, _ANY_TERM)
            root = root.join(atom, _or)
        return cls(root)

    def contains(
        self, code: CourseCode, title: str | None = None, term: Term | None = None
    ) -> bool:
        """Return whether the course is in the set.

        Args:
            code: the course.
            title: as printed; where the set asks for a title, a missing one does not match.
            term: when it was taken; where the set asks for terms, a missing one does not match.
        """
        # Most courses are in most sets by no subject or number: the title need not be looked at.
        numbers = self._root.at(code.subject)
        if numbers == _NO_NUMBER:
            return False
        suffixes = numbers.at(code.value)
        if suffixes == _NO_SUFFIX:
            return False
        terms = suffixes.at(code.suffix).at(title_key(title))
        return bool(terms.at(_UNDATED if term is None else term.ordinal))

    def titles(self, code: CourseCode) -> tuple[str, ...]:
        """Return the titles that the set tells apart under a code, as `title_key` writes them.

        Example:
            >>> from degreekit import CourseCode, CourseSet
            >>> named = CourseSet.parse('COMS 4771 | COMS 4995 "Causal Inference"')
            >>> named.titles(CourseCode.parse("COMS W4995"))
            ('causal inference',)
        """
        titles = self._root.at(code.subject).at(code.value).at(code.suffix)
        return tuple(key for key, _ in titles.named)

    def __contains__(self, code: CourseCode) -> bool:
        return self.contains(code)

    def __or__(self, other: CourseSet) -> CourseSet:
        return CourseSet(self._root.join(other._root, _or))

    def __and__(self, other: CourseSet) -> CourseSet:
        return CourseSet(self._root.join(other._root, _and))

    def __sub__(self, other: CourseSet) -> CourseSet:
        return CourseSet(self._root.join(other._root, _without))

    def __le__(self, other: CourseSet) -> bool:
        """Return whether every course of this set is in the other."""
        return not self - other

    def __bool__(self) -> bool:
        """Return whether the set has any course."""
        return self._root != _EMPTY

    def __str__(self) -> str:
        return " | ".join(box.formula() for box in _boxes(self._root)) or "none"

    def words(self) -> str:
        """Write the set as a sentence has it, for people who do not write rules.

        Example:
            >>> from degreekit import CourseSet
            >>> CourseSet.parse("COMS 41xx - COMS 4121 | COMS 6000+ | CSEE 4119").words()
            'COMS 41xx except COMS 4121, COMS 6000 or above or CSEE 4119'
        """
        return in_words([box.words() for box in _boxes(self._root)] or ["no course"], "or")

    @property
    def ranges(self) -> int:
        """How many courses and ranges of courses the written form has."""
        return sum(1 for _ in _boxes(self._root))

    def size(self) -> int | None:
        """Return how many codes the set holds; None where it has no bound."""
        if self._root.rest != _NO_NUMBER:
            return None
        count = 0
        for _, numbers in self._root.named:
            for first, last, suffixes in numbers.spans():
                if suffixes.rest != _NO_TITLE:
                    if last is None:
                        return None
                    count += last - first + 1
                else:
                    named = sum(1 for _, titles in suffixes.named if titles != _NO_TITLE)
                    count += named * ((last or first) - first + 1)
        return count

    def points(self) -> Iterator[tuple[str, int, str, str]]:
        """Yield subject, number, letters and title key at each place where membership may change.

        With the points of several sets one has a sample of every kind of course that they tell
        apart. ``*`` stands for a subject that no set names.
        """
        for subject, numbers in (*self._root.named, ("*", self._root.rest)):
            for start, _, suffixes in numbers.spans():
                for suffix, titles in (*suffixes.named, ("", suffixes.at(""))):
                    for title in ("", *(key for key, _ in titles.named)):
                        yield subject, start, suffix, title


def _or(a: bool, b: bool) -> bool:
    return a or b


def _and(a: bool, b: bool) -> bool:
    return a and b


def _without(a: bool, b: bool) -> bool:
    return a and not b


def _atom(
    subject: str,
    numbers: tuple[int, int | None],
    suffix: str | None,
    title: str | None,
    terms: _Steps,
) -> _Split:
    """Build the diagram of one product of conditions; None stands for any suffix or title."""
    titles = _Split.of({}, terms) if title is None else _Split.of({title: terms}, _NO_TERM)
    suffixes = _Split.of({}, titles) if suffix is None else _Split.of({suffix: titles}, _NO_TITLE)
    steps = _span(*numbers, suffixes, _NO_SUFFIX, origin=0)
    return _Split.of({}, steps) if subject == "*" else _Split.of({subject: steps}, _NO_NUMBER)


# ---------------------------------------------------------------------------------- printing


class _Box(NamedTuple):
    """One atom of the written form, without what is subtracted from it.

    Attributes:
        subject: ``*`` for any.
        number: as written, ``4771``, ``41xx``, ``4000+``; ``*`` for any.
        title: in quotation marks with a space in front; empty for any.
        window: the terms, with a space in front; empty for all.
        less: what is subtracted, each as written.
    """

    subject: str
    number: str
    title: str
    window: str
    less: tuple[str, ...]

    @property
    def course(self) -> str:
        both = f"{self.subject} {self.number}"
        return f"{'*' if both == '* *' else both}{self.title}"

    def formula(self) -> str:
        minus = "".join(f" - {text}" for text in self.less)
        return f"{self.course}{self.window}{minus}"

    def words(self) -> str:
        """Write the atom as prose: ``COMS 41xx except COMS 4121``."""
        number = self.number.replace("+", " or above")
        if self.subject == "*":
            course = "any course" if number == "*" else f"any course numbered {number}"
        elif number == "*":
            course = f"any {self.subject} course"
        else:
            course = f"{self.subject} {number}"
        less = [text.strip("()").removesuffix(" *") for text in self.less]
        except_ = f" except {in_words(less, 'and')}" if less else ""
        return f"{course}{self.title}{self.window}{except_}"


def in_words(parts: Sequence[str], last: str) -> str:
    """Write a list: ``a``, ``a and b``, ``a, b and c``; with semicolons where a part has commas."""
    *head, tail = parts
    comma = "; " if any(", " in part for part in parts) else ", "
    return f"{comma.join(head)} {last} {tail}" if head else tail


def _boxes(root: _Split) -> Iterator[_Box]:
    """Yield atoms whose union is the set; what "all others" leaves out is subtracted."""
    named = [key for key, _ in root.named]
    yield from _numbers("*", root.rest, tuple(f"{name} *" for name in named))
    for subject, numbers in root.named:
        yield from _numbers(subject, numbers, ())


def _numbers(subject: str, numbers: _Steps, less: tuple[str, ...]) -> Iterator[_Box]:
    """Print ranges first, without the single courses in them that differ, then those courses."""
    single = [
        (number, f"{number}{suffix}", titles)
        for first, last, suffixes in numbers.spans()
        for number in (range(first, last + 1) if last is not None and suffixes.named else ())
        for suffix, titles in suffixes.named
    ]
    ranges = _Steps.of([(start, suffixes.rest) for start, suffixes in numbers.steps])
    for first, last, titles in ranges.spans():
        inside = tuple(
            f"{subject} {text}"
            for number, text, _ in single
            if first <= number and number <= (last or number)
        )
        yield from _titles(subject, _number_text(first, last), titles, (*less, *inside))
    for _, text, titles in single:
        yield from _titles(subject, text, titles, less)


def _titles(subject: str, number: str, titles: _Split, less: tuple[str, ...]) -> Iterator[_Box]:
    every = _Box(subject, number, "", "", ())
    excluded = tuple(f'({every.course} "{key}")' for key, _ in titles.named)
    for window in _windows(titles.rest):
        yield every._replace(window=window, less=(*less, *excluded))
    for key, terms in titles.named:
        for window in _windows(terms):
            yield every._replace(title=f' "{key}"', window=window, less=less)


def _windows(terms: _Steps) -> Iterator[str]:
    for first, last, inside in terms.spans():
        if not inside:
            continue
        if first == _UNDATED and last is None:
            yield ""
            continue
        if first == _UNDATED:
            yield " undated"
            if last == _UNDATED:
                continue
            first = 0
        start, end = Term.from_ordinal(first), None if last is None else Term.from_ordinal(last)
        if end is None:
            yield " dated" if first == 0 else f" since {start}"
        elif start == end:
            yield f" in {start}"
        elif first == 0:
            yield f" before {Term.from_ordinal(end.ordinal + 1)}"
        else:
            yield f" from {start} to {end}"


def _number_text(first: int, last: int | None) -> str:
    if last is None:
        return "*" if first == 0 else f"{first}+"
    for zeros in (3, 2, 1):
        if first % 10**zeros == 0 and last == first + 10**zeros - 1 and first:
            return str(first)[:-zeros] + "x" * zeros
    return f"{first}-{last}"


# ----------------------------------------------------------------------------------- reading

_TOKENS = re.compile(
    r"""\s*(?:
    (?P<title>"[^"]*")
  | (?P<op>[|&()]|,)
  | (?P<minus>-(?=\s))
  | (?P<word>[^\s"|&(),]+)
    )""",
    re.VERBOSE,
)
_NUMBER = re.compile(
    r"^(?P<letter>[A-Z]{1,3})?(?:"
    r"(?P<range>(?P<low>\d{1,5})-(?P<high>\d{1,5}))"
    r"|(?P<plus>\d{1,5})\+"
    r"|(?P<wild>\d+)(?P<x>[xX]{1,4})"
    r"|(?P<one>\d{1,5})(?P<suffix>[A-Z]{0,2})"
    r"|\*"
    r")$"
)
_SUBJECT = re.compile(r"^[A-Z][A-Z&]{1,7}$|^\*$")


class _Parser:
    """A recursive-descent reader: union of intersections and differences of atoms."""

    def __init__(self, text: str):
        self.text = text
        self.tokens: list[tuple[str, str, int]] = []
        position = 0
        while text[position:].strip():
            found = _TOKENS.match(text, position)
            if found is None or found.lastgroup is None:
                raise InvalidCourseSet(text, position, 'expected a course, as in "COMS 4771",')
            kind = found.lastgroup
            self.tokens.append((kind, found[kind], found.start(kind)))
            position = found.end()
        self.next = 0

    def whole(self) -> _Split:
        root = self.union()
        if self.next < len(self.tokens):
            raise self.error("expected '|', '&', ' - ' or the end")
        return root

    def union(self) -> _Split:
        parts = [self.product()]
        while self.take("op", "|") or self.take("op", ","):
            parts.append(self.product())
        while len(parts) > 1:  # in pairs: the cost of one union grows with the size of both
            pairs = zip(parts[::2], [*parts[1::2], None], strict=False)
            parts = [one if other is None else one.join(other, _or) for one, other in pairs]
        return parts[0]

    def product(self) -> _Split:
        root = self.primary()
        while True:
            if self.take("op", "&"):
                root = root.join(self.primary(), _and)
            elif self.take("minus", "-"):
                root = root.join(self.primary(), _without)
            else:
                return root

    def primary(self) -> _Split:
        if self.take("op", "("):
            root = self.union()
            if not self.take("op", ")"):
                raise self.error("expected ')'")
            return self.narrowed(root)
        return self.narrowed(self.course())

    def narrowed(self, root: _Split) -> _Split:
        """Apply a title and a window of terms that stand behind a course or a group."""
        if title := self.take("title"):
            if not title_key(title):
                raise self.error("expected a title with words in it")
            root = root.join(_atom("*", (0, None), None, title_key(title), _ANY_TERM), _and)
        if (terms := self.window()) is not None:
            root = root.join(_atom("*", (0, None), None, None, terms), _and)
        return root

    def course(self) -> _Split:
        subject = self.take("word")
        if subject is None:
            raise self.error('expected a course, as in "COMS 4771",')
        if subject == "none":
            return _EMPTY
        subject = subject.upper()
        if not _SUBJECT.match(subject):
            self.next -= 1
            raise self.error("expected a subject in capital letters, or '*',")
        text = self.take("word")
        if text is None:
            if subject == "*":
                return _atom("*", (0, None), None, None, _ANY_TERM)
            raise self.error("expected a number, as 4771, 41xx, 4000+, 4200-4299 or '*',")
        found = _NUMBER.match(text)
        if found is None:
            if subject == "*":  # "* since Fall 2020"
                self.next -= 1
                return _atom("*", (0, None), None, None, _ANY_TERM)
            self.next -= 1
            raise self.error("expected a number, as 4771, 41xx, 4000+, 4200-4299 or '*',")
        numbers: tuple[int, int | None]
        suffix: str | None = None
        if found["range"]:
            numbers = int(found["low"]), int(found["high"])
            if numbers[0] > int(found["high"]):
                self.next -= 1
                raise self.error("expected the lower number first")
        elif found["plus"]:
            numbers = int(found["plus"]), None
        elif found["wild"]:
            size = 10 ** len(found["x"])
            numbers = int(found["wild"]) * size, int(found["wild"]) * size + size - 1
        elif found["one"]:
            numbers, suffix = (int(found["one"]), int(found["one"])), found["suffix"]
        else:
            numbers = 0, None
        return _atom(subject, numbers, suffix, None, _ANY_TERM)

    def window(self) -> _Steps | None:
        word = self.take("word")
        match word:
            case None:
                return None
            case "undated":
                return _span(_UNDATED, _UNDATED, True, False, _UNDATED)
            case "dated":
                return _span(0, None, True, False, _UNDATED)
            case "in":
                term = self.term()
                return _span(term, term, True, False, _UNDATED)
            case "since":
                return _span(self.term(), None, True, False, _UNDATED)
            case "before":
                return _span(0, self.term() - 1, True, False, _UNDATED)
            case "from":
                first = self.term()
                if self.take("word") != "to":
                    raise self.error("expected 'to' and a term")
                return _span(first, self.term(), True, False, _UNDATED)
        self.next -= 1
        raise self.error("expected 'in', 'since', 'before' or 'from' and a term")

    def term(self) -> int:
        season, year = self.take("word"), self.take("word")
        try:
            return Term.parse(f"{season} {year}").ordinal
        except InvalidTerm:
            raise self.error("expected a term, as in 'Spring 2018',") from None

    def take(self, kind: str, value: str | None = None) -> str | None:
        """Return the next token if it is of the kind (and value), and step over it."""
        if self.next < len(self.tokens):
            found, text, _ = self.tokens[self.next]
            if found == kind and value in (None, text):
                self.next += 1
                return text
        return None

    def error(self, hint: str) -> InvalidCourseSet:
        at = self.tokens[self.next][2] if self.next < len(self.tokens) else len(self.text)
        return InvalidCourseSet(self.text, at, hint)
