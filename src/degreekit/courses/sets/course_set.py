"""Sets of courses as values: written as bulletins write them, with the laws of set algebra."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from enum import Enum, auto
from typing import Self

from degreekit.courses._text import TextValue
from degreekit.courses.code import CodeGrammar, CourseCode, grammar_in_use
from degreekit.courses.sets.diagram import (
    ANY_TERM,
    EMPTY,
    NO_NUMBER,
    NO_SUFFIX,
    NO_TERM,
    NO_TITLE,
    UNDATED,
    Split,
    Steps,
    both,
    either,
    product,
    without,
)
from degreekit.courses.sets.printing import in_words, printed
from degreekit.courses.sets.reading import read
from degreekit.courses.term import Term
from degreekit.courses.title import title_key


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

    _root: Split = EMPTY
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
        return cls(read(text, grammar), text, grammar if grammar.declared else None)

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
        root = EMPTY
        for code in codes:
            atom = product(code.subject, (code.value, code.value), code.form, None, ANY_TERM)
            root = root.join(atom, either)
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
        if numbers is NO_NUMBER or numbers == NO_NUMBER:
            return False
        first, last = code.span
        suffixes = numbers.at(first)
        key, when = title_key(title), UNDATED if term is None else term.ordinal
        if first != last and not suffixes.has(code.form):
            # No course but a level: the set has to have all of it. Where it begins with 4001, the
            # number 4000 is not left out on purpose.
            return all(
                bool(inside.rest.at(key).at(when))
                for start, end, inside in numbers.spans()
                if (end is None or end > first) and (last is None or start <= last)
            )
        if suffixes == NO_SUFFIX:
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
        if self._root.rest != NO_NUMBER:
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
        key, when = title_key(title), UNDATED if term is None else term.ordinal

        def usual(numbers: Steps, form: str | None, key: str | None) -> bool:
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
                        if titles.rest != NO_TERM:
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
        return self._joined(other, either)

    def __and__(self, other: CourseSet) -> CourseSet:
        return self._joined(other, both)

    def __sub__(self, other: CourseSet) -> CourseSet:
        return self._joined(other, without)

    def __le__(self, other: CourseSet) -> bool:
        """Return whether every course of this set is in the other."""
        return not self - other

    def __bool__(self) -> bool:
        """Return whether the set has any course."""
        return self._root != EMPTY

    def __str__(self) -> str:
        return " | ".join(box.formula() for box in printed(self._root)) or "none"

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
        parts = [box.words() for box in printed(self._root)] or ["no course"]
        return in_words(parts, "or" if any(part.startswith("any ") for part in parts) else last)

    def phrase(self) -> str:
        """Write the set so that it can follow "course": ``from COMS 41xx``, ``in CS or EE``.

        Example:
            >>> from degreekit import CourseSet
            >>> [CourseSet.parse(text).phrase() for text in ("CS 1 | CS 2", "CS *", "* 9000+", "*")]
            ['from CS 1 or CS 2', 'in CS', 'at the 9000 level or above', 'of any kind']
        """
        phrases = [box.phrase() for box in printed(self._root)]
        if len(phrases) == 1 and phrases != ["from "]:
            return phrases[0]
        if phrases and all(one.startswith("in ") for one in phrases):
            return f"in {in_words([one.removeprefix('in ') for one in phrases], 'or')}"
        return f"from {self.words()}"

    @property
    def ranges(self) -> int:
        """How many courses and ranges of courses the written form has."""
        return len(printed(self._root))

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
        if self._root.rest != NO_NUMBER:
            return None
        count = 0
        for _, numbers in self._root.named:
            for first, last, suffixes in numbers.spans():
                if suffixes.rest != NO_TITLE:
                    if last is None:
                        return None
                    count += last - first + 1
                else:
                    named = sum(1 for _, titles in suffixes.named if titles != NO_TITLE)
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
