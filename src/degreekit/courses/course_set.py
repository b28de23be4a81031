"""Sets of courses as values: written as bulletins write them, with the laws of set algebra."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from enum import Enum, auto
from functools import lru_cache
from operator import itemgetter
from typing import Any, NamedTuple, Self, TypeAlias

from degreekit.courses._text import TextValue
from degreekit.courses.code import ANY_GRAMMAR, CodeGrammar, CourseCode, grammar_in_use
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


# What a set means is a decision diagram with five levels: subject, number, the form of the number
# (`CourseCode.form`: mostly the letters after it), title, term. A level is either a `_Split` (some
# keys by name, one branch for all others)
# or `_Steps` (a function of a number that changes at a few places). Both are kept in one canonical
# form, so that equal sets are equal values however they were written.
_START = itemgetter(0)
_Node = Any  # bool at the leaves; else the _Split or _Steps of the level


@dataclass(frozen=True, slots=True)
class _Split:
    """Branches by name; every other name takes the branch `rest`."""

    named: tuple[tuple[str, _Node], ...]
    rest: _Node
    branches: dict[str, _Node] = field(init=False, compare=False, repr=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "branches", dict(self.named))

    @staticmethod
    def of(named: dict[str, _Node], rest: _Node) -> _Split:
        return _Split(tuple(sorted((k, v) for k, v in named.items() if v != rest)), rest)

    def at(self, name: str) -> _Node:
        return self.branches.get(name, self.rest)

    def has(self, name: str) -> bool:
        return name in self.branches

    def join(self, other: _Split, leaf: Callable[[bool, bool], bool]) -> _Split:
        names = {**self.branches, **other.branches}
        return _Split.of(
            {name: _join(self.at(name), other.at(name), leaf) for name in names},
            _join(self.rest, other.rest, leaf),
        )

    @staticmethod
    def union(nodes: Sequence[_Split]) -> _Split:
        named: dict[str, list[_Node]] = {}
        for node in nodes:
            for name, branch in node.named:
                named.setdefault(name, []).append(branch)
        others = [node for node in nodes if node.rest not in _NOTHING]
        for name, branches in named.items() if others else ():
            branches += [node.rest for node in others if not node.has(name)]
        rest = _union([node.rest for node in nodes])
        return _Split.of({name: _union(branches) for name, branches in named.items()}, rest)


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

    @staticmethod
    def union(nodes: Sequence[_Steps]) -> _Steps:
        changes: dict[int, list[tuple[int, _Node]]] = {}
        for number, node in enumerate(nodes):
            for start, branch in node.steps:
                changes.setdefault(start, []).append((number, branch))
        holds: dict[int, _Node] = {}  # the branches here, without empty ones
        found: list[tuple[int, _Node]] = []
        for start in sorted(changes):
            for number, branch in changes[start]:
                if branch in _NOTHING:
                    holds.pop(number, None)
                    nothing = branch
                else:
                    holds[number] = branch
            found.append((start, _union(list(holds.values())) if holds else nothing))
        return _Steps.of(found)

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
    elif a in _NOTHING or (leaf is _and and a is b):
        return a
    elif b in _NOTHING:
        return b if leaf is _and else a
    return a.join(b, leaf)


def _union(nodes: Sequence[_Node]) -> _Node:
    """Return the union of sets of one level, in one go: a long list names hundreds of courses."""
    if isinstance(nodes[0], bool):
        return any(nodes)
    live = {id(node): node for node in nodes if node not in _NOTHING}
    if len(live) < 2:
        return next(iter(live.values()), nodes[0])
    return type(nodes[0]).union(list(live.values()))


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


class _Place(Enum):
    """Where a code stands to a set."""

    NAMED = auto()
    INSIDE = auto()
    LEFT_OUT = auto()
    OUTSIDE = auto()


@dataclass(frozen=True, slots=True)
class CourseSet(TextValue):
    """An immutable set of courses, closed under ``|``, ``&`` and ``-``.

    A course is identified by its subject, number, title and term. The notation:

    - ``COMS 4771`` one course; ``COMS 41xx``, ``COMS 4200-4299``, ``COMS 4000+`` many;
      ``COMS *`` a whole subject; ``* 4000+`` any subject; ``*`` every course; ``none`` no course
    - codes as the institution writes them: ``PHY SCI 5``, ``6.1010``, ``6.1000-1999``, ``15-2xx``,
      ``MATH-UA *``, ``CS 4---`` (transfer credit for no particular course; ranges have it too)
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
    _text: str | None = field(default=None, compare=False, repr=False)
    _grammar: CodeGrammar | None = field(default=None, compare=False, repr=False)

    @classmethod
    def parse(cls, text: str, grammar: CodeGrammar | None = None) -> Self:
        """Read a set as described above.

        Args:
            text: the set.
            grammar: how the institution writes codes, see `Institution.courses`; without it the
                one that is in use, see `CourseCode.parse`.

        Raises:
            InvalidCourseSet: names the place and what was expected there.
        """
        grammar = grammar or grammar_in_use()
        return cls(_Parser(text, grammar).whole(), text, grammar if grammar.declared else None)

    def read_by(self, grammar: CodeGrammar) -> Self:
        """Return what was written without a grammar as an institution reads it.

        It makes a difference only where the institution has a pattern for its codes.
        """
        if not grammar.pattern or self._grammar is not None:
            return self
        return type(self).parse(self._text or str(self), grammar)

    @classmethod
    def of(cls, *codes: CourseCode) -> Self:
        """Return the set of exactly these courses, under any title and in any term."""
        root = _EMPTY
        for code in codes:
            atom = _atom(code.subject, (code.value, code.value), code.form, None, _ANY_TERM)
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
        if numbers is _NO_NUMBER or numbers == _NO_NUMBER:
            return False
        first, last = code.span
        suffixes = numbers.at(first)
        key, when = title_key(title), _UNDATED if term is None else term.ordinal
        if first != last and not suffixes.has(code.form):
            # No course but a level: the set has to have all of it. Where it begins with 4001, the
            # number 4000 is not left out on purpose.
            return all(
                bool(inside.rest.at(key).at(when))
                for start, end, inside in numbers.spans()
                if (end is None or end > first) and (last is None or start <= last)
            )
        if suffixes == _NO_SUFFIX:
            return False
        return bool(suffixes.at(code.form).at(key).at(when))

    def subjects(self) -> frozenset[str] | None:
        """Return the subjects of its courses; None where it has courses of any subject.

        Example:
            >>> from degreekit import CourseSet
            >>> sorted(CourseSet.parse("COMS 41xx | CSEE 4119 - COMS 4121").subjects())
            ['COMS', 'CSEE']
            >>> CourseSet.parse("* 6000+ - MATH *").subjects() is None
            True
        """
        if self._root.rest != _NO_NUMBER:
            return None
        return frozenset(subject for subject, _ in self._root.named)

    def holds(
        self, names: Sequence[tuple[CourseCode, str | None]], title: str | None, term: Term | None
    ) -> bool:
        """Return whether a course that has several codes is in the set.

        It is if one of its codes is. What the set leaves out by name (``CS * - CS 2112``) is left
        out under each code, unless the set names the course by another one.

        Args:
            names: its codes, each with the title it has under it; None for `title`.
            title: its title.
            term: when it was taken.
        """
        inside = left_out = False
        for code, own in names:
            place = self._place(code, own or title, term)
            if place is _Place.NAMED:
                return True
            inside = inside or place is _Place.INSIDE
            left_out = left_out or place is _Place.LEFT_OUT
        return inside and not left_out

    def _place(self, code: CourseCode, title: str | None, term: Term | None) -> _Place:
        """Return whether a code is in the set or out, and whether it is so by name."""
        key, when = title_key(title), _UNDATED if term is None else term.ordinal

        def usual(numbers: _Steps, form: str | None, key: str | None) -> bool:
            forms = numbers.at(code.value)
            titles = forms.rest if form is None else forms.at(form)
            return bool((titles.rest if key is None else titles.at(key)).at(when))

        inside = self.contains(code, title, term)
        numbers = self._root.at(code.subject)
        others = (
            usual(self._root.rest, code.form, key),
            usual(numbers, None, key),
            usual(numbers, code.form, None),
        )
        if inside:
            return _Place.INSIDE if others[1] and others[2] else _Place.NAMED
        return _Place.LEFT_OUT if any(others) else _Place.OUTSIDE

    def names(self) -> tuple[tuple[CourseCode, str | None], ...]:
        """Return the courses that the set names one by one, each with its title where it has one.

        Example:
            >>> from degreekit import CourseSet
            >>> [str(code) for code, _ in CourseSet.parse("CS 50 | CS 4000+").names()]
            ['CS 50']
        """
        found: list[tuple[CourseCode, str | None]] = []
        for subject, numbers in self._root.named:
            for first, last, forms in numbers.spans():
                if last is None or not forms.named:
                    continue
                for form, titles in forms.named:
                    for value in range(first, last + 1):
                        code = CourseCode.at(subject, value, form)
                        if titles.rest != _NO_TERM:
                            found.append((code, None))
                        else:
                            found += [(code, key) for key, _ in titles.named]
        return tuple(found)

    def titles(self, code: CourseCode) -> tuple[str, ...]:
        """Return the titles that the set tells apart under a code, as `title_key` writes them.

        Example:
            >>> from degreekit import CourseCode, CourseSet
            >>> named = CourseSet.parse('COMS 4771 | COMS 4995 "Causal Inference"')
            >>> named.titles(CourseCode.parse("COMS W4995"))
            ('causal inference',)
        """
        titles = self._root.at(code.subject).at(code.value).at(code.form)
        return tuple(key for key, _ in titles.named)

    def asks_for(self) -> tuple[bool, bool]:
        """Return whether it depends on a title, and on a term, which courses are in the set.

        Example:
            >>> from degreekit import CourseSet
            >>> CourseSet.parse("COMS 4771 | COMS 4995 since Fall 2020").asks_for()
            (False, True)
        """
        title = term = False
        for numbers in (*(node for _, node in self._root.named), self._root.rest):
            for _, forms in numbers.steps:
                for titles in (*(node for _, node in forms.named), forms.rest):
                    every = (*(node for _, node in titles.named), titles.rest)
                    title = title or len(every) > 1
                    term = term or any(len(terms.steps) > 1 for terms in every)
        return title, term

    def __contains__(self, code: CourseCode) -> bool:
        return self.contains(code)

    def _joined(self, other: CourseSet, leaf: Callable[[bool, bool], bool]) -> CourseSet:
        root = self._root.join(other._root, leaf)
        return CourseSet(root, None, self._grammar or other._grammar)

    def __or__(self, other: CourseSet) -> CourseSet:
        return self._joined(other, _or)

    def __and__(self, other: CourseSet) -> CourseSet:
        return self._joined(other, _and)

    def __sub__(self, other: CourseSet) -> CourseSet:
        return self._joined(other, _without)

    def __le__(self, other: CourseSet) -> bool:
        """Return whether every course of this set is in the other."""
        return not self - other

    def __bool__(self) -> bool:
        """Return whether the set has any course."""
        return self._root != _EMPTY

    def __str__(self) -> str:
        return " | ".join(box.formula() for box in _printed(self._root)) or "none"

    def words(self, last: str = "or") -> str:
        """Write the set as a sentence has it, for people who do not write rules.

        Args:
            last: the word before the last course: "or", or "and" where all of them are meant; it
                is always "or" after "any", as in ``any CS course or any EE course``.

        Example:
            >>> from degreekit import CourseSet
            >>> CourseSet.parse("COMS 41xx - COMS 4121 | COMS 6000+ | CSEE 4119").words()
            'COMS 41xx except COMS 4121, COMS 6000 or above or CSEE 4119'
        """
        parts = [box.words() for box in _printed(self._root)] or ["no course"]
        return in_words(parts, "or" if any(part.startswith("any ") for part in parts) else last)

    def phrase(self) -> str:
        """Write the set so that it can follow "course": ``from COMS 41xx``, ``in CS or EE``.

        Example:
            >>> from degreekit import CourseSet
            >>> [CourseSet.parse(text).phrase() for text in ("CS 1 | CS 2", "CS *", "* 9000+", "*")]
            ['from CS 1 or CS 2', 'in CS', 'at the 9000 level or above', 'of any kind']
        """
        phrases = [box.phrase() for box in _printed(self._root)]
        if len(phrases) == 1 and phrases != ["from "]:
            return phrases[0]
        if phrases and all(one.startswith("in ") for one in phrases):
            return f"in {in_words([one.removeprefix('in ') for one in phrases], 'or')}"
        return f"from {self.words()}"

    @property
    def ranges(self) -> int:
        """How many courses and ranges of courses the written form has."""
        return len(_printed(self._root))

    @property
    def names_titles(self) -> bool:
        """Whether the set tells titles apart under any code.

        Example:
            >>> from degreekit import CourseSet
            >>> CourseSet.parse('COMS 4995 "Causal Inference"').names_titles
            True
            >>> CourseSet.parse("COMS 4995").names_titles
            False
        """
        every = (*(numbers for _, numbers in self._root.named), self._root.rest)
        forms = (forms for numbers in every for _, _, forms in numbers.spans())
        return any(
            titles.named
            for one in forms
            for titles in (*(named for _, named in one.named), one.rest)
        )

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
        """Yield subject, number, form and title key at each place where membership may change.

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


#: What keeps subject and number apart in the written form.
_BRACES = re.compile(r"\{(?P<subject>[^{}]*)\}(?:\{(?P<number>[^{}]+)\}|(?P<numbers>\S+))")
_NO_SUBJECT = "any course with a number and no subject"


class _Box(NamedTuple):
    """One atom of the written form, without what is subtracted from it.

    Attributes:
        subject: ``*`` for any.
        number: as written, ``4771``, ``41xx``, ``4000+``; ``*`` for any.
        title: in quotation marks with a space in front; empty for any.
        window: the terms, with a space in front; empty for all.
        less: what is subtracted, each as written.
        single: whether the number is one number, whatever it looks like.
    """

    subject: str
    number: str
    title: str
    window: str
    less: tuple[str, ...]
    single: bool

    @property
    def course(self) -> str:
        return f"{_course_text(self.subject, self.number, single=self.single)}{self.title}"

    def formula(self) -> str:
        minus = "".join(f" - {text}" for text in self.less)
        return f"{self.course}{self.window}{minus}"

    def words(self) -> str:
        """Write the atom as prose: ``COMS 41xx except COMS 4121``."""
        number = self.number.replace("+", " or above")
        if self.subject == "*":
            course = "any course" if number == "*" else f"any course numbered {number}"
        elif not self.subject and number == "*":
            course = _NO_SUBJECT
        elif number == "*":
            course = f"any {self.subject.rstrip('.:-')} course"
        else:
            course = _plain_text(self.subject, number)
        return f"{course}{self.title}{self.window}{self._except()}"

    def phrase(self) -> str:
        """Write the atom so that it can follow "course"; ``from `` where only its words can."""
        if self.title or self.window or not self.subject:
            return "from "
        if self.subject != "*":
            return (
                f"in {self.subject.rstrip('.:-')}{self._except()}"
                if self.number == "*"
                else "from "
            )
        if self.number == "*":
            return f"of any kind{self._except()}"
        if self.number.endswith("+"):
            return f"at the {self.number[:-1]} level or above{self._except()}"
        return f"from courses numbered {self.number}{self._except()}"

    def _except(self) -> str:
        less = [_less_words(text) for text in self.less]
        return f" except {in_words(less, 'and')}" if less else ""


def _less_words(text: str) -> str:
    """Write for people what a set leaves out."""
    if text == "{}*":
        return _NO_SUBJECT
    plain = _BRACES.sub(_without_braces, text.strip("()"))
    return plain.removesuffix("*").rstrip(" .:-") if plain.endswith("*") else plain


def _without_braces(found: re.Match[str]) -> str:
    return _plain_text(found["subject"], found["number"] or found["numbers"])


def _plain_text(subject: str, number: str) -> str:
    return f"{subject}{' ' if subject[-1:].isalnum() or subject == '*' else ''}{number}"


@lru_cache(maxsize=16384)
def _course_text(subject: str, number: str, *, single: bool = False) -> str:
    """Write a course or range so that it is read back as what it is, whatever the grammar.

    Where the plain text would be taken apart in another way, braces keep subject and number.
    """
    if (subject, number) == ("*", "*"):
        return "*"
    plain = _plain_text(subject, number)
    try:
        known = _atom_of(plain, ANY_GRAMMAR)
    except _Backwards:
        known = None
    numbers = None if single else _NUMBERS.fullmatch(number)
    if numbers is None:
        code = CourseCode(subject, number)
        wanted = _atom(subject, (code.value, code.value), code.form, None, _ANY_TERM)
    else:
        wanted = _atom(subject, *_numbers_of(numbers), None, _ANY_TERM)
    if known == wanted:
        return plain
    return f"{{{subject}}}{f'{{{number}}}' if numbers is None else number}"


def in_words(parts: Sequence[str], last: str) -> str:
    """Write a list: ``a``, ``a and b``, ``a, b and c``; with semicolons where a part has commas."""
    *head, tail = parts
    comma = "; " if any(", " in part for part in parts) else ", "
    return f"{comma.join(head)} {last} {tail}" if head else tail


@lru_cache(maxsize=4096)
def _printed(root: _Split) -> tuple[_Box, ...]:
    """Return the atoms of a set, which are asked for again with the words of every audit."""
    return tuple(_boxes(root))


def _boxes(root: _Split) -> Iterator[_Box]:
    """Yield atoms whose union is the set; what "all others" leaves out is subtracted."""
    named = [key for key, _ in root.named]
    yield from _numbers("*", root.rest, tuple(_course_text(name, "*") for name in named))
    for subject, numbers in root.named:
        yield from _numbers(subject, numbers, ())


def _numbers(subject: str, numbers: _Steps, less: tuple[str, ...]) -> Iterator[_Box]:
    """Print ranges first, without the single courses in them that differ, then those courses."""
    single = [
        (number, CourseCode.at(subject, number, suffix).number, titles)
        for first, last, suffixes in numbers.spans()
        for number in (range(first, last + 1) if last is not None and suffixes.named else ())
        for suffix, titles in suffixes.named
    ]
    ranges = _Steps.of([(start, suffixes.rest) for start, suffixes in numbers.steps])
    for first, last, titles in ranges.spans():
        inside = tuple(
            _course_text(subject, text, single=True)
            for number, text, _ in single
            if first <= number and number <= (last or number)
        )
        yield from _titles(subject, _number_text(first, last), titles, (*less, *inside))
    for _, text, titles in single:
        yield from _titles(subject, text, titles, less, single=True)


def _titles(
    subject: str, number: str, titles: _Split, less: tuple[str, ...], *, single: bool = False
) -> Iterator[_Box]:
    every = _Box(subject, number, "", "", (), single)
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
  | (?P<exact>\{[^{}]*\}(?:\{[^{}]+\}|[^\s"|&(),{}]+))
  | (?P<op>[|&()]|,)
  | (?P<minus>-(?=\s))
  | (?P<word>(?:[^\s"|&(),{}]|(?<=[A-Za-z])&(?=[A-Za-z]))+)
    )""",
    re.VERBOSE,
)
#: Begin a window of terms; in small letters, for IN is a subject somewhere.
_WINDOWS = frozenset({"undated", "dated", "in", "since", "before", "from"})
#: A code, a range and the like of one word each, as most are: they need no grammar's help.
_USUAL = re.compile(
    r"[A-Z][A-Z&]{1,7} (?:"
    r"(?:[A-Z]{1,3}(?=\d{4}))?(?P<one>[1-9]\d{0,4})(?P<suffix>[A-Z]{0,2})"
    r"|(?P<low>[1-9]\d{0,4})-(?P<high>[1-9]\d{0,4})|(?P<plus>\d{1,5})\+"
    r"|(?P<wild>[1-9]\d*)(?P<x>[xX]{1,4})|(?P<every>\*))"
)
_NUMBERS = re.compile(
    r"(?:(?P<low>\d{1,8})-(?P<high>\d{1,8})|(?P<plus>\d{1,8})\+|(?P<wild>\d+)(?P<x>[xX]{1,5})"
    r"|(?P<one>[A-Z]{0,3}\d{1,8}[A-Z]{0,4}\d?)|(?P<every>\*))"
)
_WILD = re.compile(r"(?P<before>.*\d|.*[.:-])(?P<x>[xX]{1,5})")
_MANY = re.compile(r"(?:\*|\+|\d[xX]+|\d-\d+)$")  # what may be more than one course
_LEVEL = re.compile(r"(?P<before>.+ )(?P<level>[1-9]0{1,4})[ -]?level", re.IGNORECASE)
#: Numbers to find out with how a grammar takes a subject apart from them.
_SAMPLES = ("100", "1000", "10", "1", "10000", "100000")
_SUBJECT = re.compile(r"[A-Z0-9][A-Z0-9&'/_.:-]*|\*")

_ATOM = "expected a number, as 4771, 41xx, 4000+, 4200-4299 or '*',"


@lru_cache(maxsize=1024)
def _subject_of(text: str, grammar: CodeGrammar) -> str | None:
    """Return the subject that a text is in a grammar; None where it is none."""
    for number in _SAMPLES:
        for join in ("", " "):
            code = grammar.single(f"{text}{join}{number}")
            if code is not None and code.number == number:
                return code.subject
    return None


def _ends(low: str, high: str) -> tuple[int, int | None]:
    if int(low) > int(high):
        raise _Backwards
    return int(low), int(high)


class _Backwards(Exception):
    """A range whose second end is the lower one."""


def _numbers_of(found: re.Match[str]) -> tuple[tuple[int, int | None], str | None]:
    """Return the first and last number of an expression, and the form; None for any form."""
    if found["every"]:
        return (0, None), None
    if found["low"]:
        return _ends(found["low"], found["high"]), None
    if found["plus"]:
        return (int(found["plus"]), None), None
    if found["wild"]:
        return _tens(int(found["wild"]), len(found["x"])), None
    code = CourseCode("", found["one"] + (found.groupdict().get("suffix") or ""))
    return (code.value, code.value), code.form


def _tens(start: int, open_: int) -> tuple[int, int]:
    size = 10**open_
    return start * size, start * size + size - 1


@lru_cache(maxsize=64)
def _atoms_known(grammar: CodeGrammar) -> dict[str, _Split | None]:
    """Return what is kept of texts that a grammar read: lists name the same courses often."""
    del grammar
    return {}


#: So many texts are kept for a grammar; then they are read anew.
_KEPT = 8192


def _atom_of(text: str, grammar: CodeGrammar) -> _Split | None:
    """Return the courses of one atom, as ``PHY SCI 5`` or ``6.1000-1999``; None if it is none.

    Raises:
        _Backwards: a range whose second end is the lower one.
    """
    known = _atoms_known(grammar)
    if text not in known:
        if len(known) >= _KEPT:
            known.clear()
        atom = _read_atom(text, grammar)
        if atom is None and grammar.pattern and _MANY.search(text):
            atom = _read_atom(text, ANY_GRAMMAR)  # FIN 4000+, where every code has a letter
        known[text] = atom
    return known[text]


def _read_atom(text: str, grammar: CodeGrammar) -> _Split | None:
    """Return the courses of one atom, as ``PHY SCI 5`` or ``6.1000-1999``; None if it is none.

    The ends of a range, and what a wildcard begins at, are codes as the grammar reads them.

    Raises:
        _Backwards: a range whose second end is the lower one.
    """
    found = None if grammar.pattern else _USUAL.fullmatch(text)
    if found is not None and (not found["low"] or int(found["low"]) <= int(found["high"])):
        span, suffix = _numbers_of(found)
        if suffix is not None and grammar.suffix_is_letter:
            suffix = ""
        return _atom(text[: text.index(" ")], span, suffix, None, _ANY_TERM)
    head, _, last = text.rpartition(" ")
    if head == "*" or text == "*":
        found = _NUMBERS.fullmatch(last.upper() if "x" not in last else last)
        return None if found is None else _atom("*", *_numbers_of(found), None, _ANY_TERM)
    for read in (_open_ended, _of_a_level, _of_tens, _range):
        if (several := read(text, grammar)) is not None:
            return _atom(*several, None, None, _ANY_TERM)
    if (code := grammar.single(text)) is None:
        return None
    return _atom(code.subject, (code.value, code.value), code.form, None, _ANY_TERM)


#: A subject, and the first and the last number of its courses.
_Several: TypeAlias = tuple[str, tuple[int, int | None]]


def _open_ended(text: str, grammar: CodeGrammar) -> _Several | None:
    """Read a whole subject, ``PHY SCI *``, or what begins at a course, ``PHY SCI 5+``."""
    if text.endswith("*") and (subject := _subject_of(text[:-1].rstrip(), grammar)) is not None:
        return subject, (0, None)
    if text.endswith("+") and (code := grammar.single(text[:-1])) is not None:
        return code.subject, (code.value, None)
    return None


def _of_a_level(text: str, grammar: CodeGrammar) -> _Several | None:
    """Read a level, ``PHY SCI 300-level``."""
    if (level := _LEVEL.fullmatch(text)) is None:
        return None
    if (code := grammar.single(level["before"] + level["level"])) is None:
        return None
    zeros = len(level["level"]) - len(level["level"].rstrip("0"))
    return code.subject, _tens(code.value // 10**zeros, zeros)


def _of_tens(text: str, grammar: CodeGrammar) -> _Several | None:
    """Read a wildcard, ``PHY SCI 3xx``."""
    if (wild := _WILD.fullmatch(text)) is None:
        return None
    if (code := grammar.single(wild["before"] + "0" * len(wild["x"]))) is None:
        return None
    return code.subject, _tens(code.value // 10 ** len(wild["x"]), len(wild["x"]))


def _range(text: str, grammar: CodeGrammar) -> _Several | None:
    """Return subject, first and last number of a range; None where it is not one."""
    start = text.rfind(" ") + 1
    for at in (found.start() for found in re.finditer("-", text[start:])):
        low, high = text[: start + at], text[start + at + 1 :]
        first = grammar.single(low)
        if first is None or not high:
            continue
        if high.isdigit():
            last: int | None = int(high)
        else:
            other = grammar.single(high)
            last = other.value if other is not None and other.subject == first.subject else None
        if last is None:
            continue
        if last < first.value:
            if grammar.single(text) is not None:
                return None  # 220-1 is a number
            raise _Backwards
        return first.subject, (first.value, last)
    return None


class _Parser:
    """A recursive-descent reader: union of intersections and differences of atoms."""

    def __init__(self, text: str, grammar: CodeGrammar):
        self.text = text
        self.grammar = grammar
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
        root: _Split = _union(parts)
        return root

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
        """Apply a title and a window of terms that stand after a course or a group."""
        if title := self.take("title"):
            if not title_key(title):
                raise self.error("expected a title with words in it")
            root = root.join(_atom("*", (0, None), None, title_key(title), _ANY_TERM), _and)
        if (terms := self.window()) is not None:
            root = root.join(_atom("*", (0, None), None, None, terms), _and)
        return root

    def course(self) -> _Split:
        if exact := self.take("exact"):
            return self.exact(exact)
        words = self.words()
        if not words:
            raise self.error('expected a course, as in "COMS 4771",')
        if words[0] == "none":
            self.next += 1
            return _EMPTY
        if words[0].upper() != words[0] and len(words[0]) == 1:
            raise self.error("expected a subject in capital letters, or '*',")
        for count in range(len(words), 0, -1):
            try:
                atom = _atom_of(" ".join(words[:count]), self.grammar)
            except _Backwards:
                self.next += count - 1
                raise self.error("expected the lower number first") from None
            if atom is not None:
                self.next += count
                return atom
        raise self.unread(words)

    def words(self) -> list[str]:
        """Return the words up to an operator, a title or a window of terms."""
        found: list[str] = []
        for place in range(self.next, len(self.tokens)):
            kind, text, _ = self.tokens[place]
            if kind != "word" or (text in _WINDOWS and found):
                break
            found.append(text)
        return found

    def exact(self, text: str) -> _Split:
        """Read what no grammar has to take apart: subject and number in braces."""
        found = _BRACES.fullmatch(text)
        assert found is not None  # noqa: S101 - the token has this form
        subject = found["subject"]
        if found["number"]:
            code = CourseCode(subject, found["number"])
            return _atom(subject, (code.value, code.value), code.form, None, _ANY_TERM)
        numbers = _NUMBERS.fullmatch(found["numbers"])
        if numbers is None:
            self.next -= 1
            raise self.error(_ATOM)
        span, form = _numbers_of(numbers)
        return _atom(subject, span, form, None, _ANY_TERM)

    def unread(self, words: Sequence[str]) -> InvalidCourseSet:
        """Return the mistake in words that do not name a course, at the word that is wrong."""
        if not _SUBJECT.fullmatch(words[0].upper()) or words[0].isdigit():
            return self.error(self.expected("expected a subject in capital letters, or '*',"))
        letters = next((n for n, word in enumerate(words) if word.upper() != word), len(words))
        at = max(1, min(letters, len(words) - 1))
        self.next += at if len(words) > 1 else len(words)
        return self.error(self.expected(_ATOM))

    def expected(self, hint: str) -> str:
        """Add to a hint how the institution writes codes."""
        forms = self.grammar.forms
        return f"{hint} or a code as {' or '.join(forms[:3])}," if forms else hint

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
