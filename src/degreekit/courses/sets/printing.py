"""Writes sets of courses: in the notation that is read back, and in words."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import lru_cache
from typing import NamedTuple

from degreekit.courses.code import ANY_GRAMMAR, CourseCode
from degreekit.courses.sets.atoms import BRACES, NUMBERS, Backwards, atom_of, numbers_of
from degreekit.courses.sets.diagram import ANY_TERM, UNDATED, Split, Steps, product
from degreekit.courses.term import Term

_NO_SUBJECT = "any course with a number and no subject"


class Box(NamedTuple):
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
        """The courses, in any term."""
        return f"{_course_text(self.subject, self.number, single=self.single)}{self.title}"

    def formula(self) -> str:
        """Write the atom in the notation: ``COMS 41xx - COMS 4121``."""
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
    plain = BRACES.sub(_without_braces, text.strip("()"))
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
        known = atom_of(plain, ANY_GRAMMAR)
    except Backwards:
        known = None
    numbers = None if single else NUMBERS.fullmatch(number)
    if numbers is None:
        code = CourseCode(subject, number)
        wanted = product(subject, (code.value, code.value), code.form, None, ANY_TERM)
    else:
        wanted = product(subject, *numbers_of(numbers), None, ANY_TERM)
    if known == wanted:
        return plain
    return f"{{{subject}}}{f'{{{number}}}' if numbers is None else number}"


def in_words(parts: Sequence[str], last: str) -> str:
    """Write a list: ``a``, ``a and b``, ``a, b and c``; with semicolons where a part has commas."""
    *head, tail = parts
    comma = "; " if any(", " in part for part in parts) else ", "
    return f"{comma.join(head)} {last} {tail}" if head else tail


@lru_cache(maxsize=4096)
def printed(root: Split) -> tuple[Box, ...]:
    """Return the atoms of a set, which are asked for again with the words of every audit."""
    return tuple(_boxes(root))


def _boxes(root: Split) -> Iterator[Box]:
    """Yield atoms whose union is the set; what "all others" leaves out is subtracted."""
    named = [key for key, _ in root.named]
    yield from _numbers("*", root.rest, tuple(_course_text(name, "*") for name in named))
    for subject, numbers in root.named:
        yield from _numbers(subject, numbers, ())


def _numbers(subject: str, numbers: Steps, less: tuple[str, ...]) -> Iterator[Box]:
    """Print ranges first, without the single courses in them that differ, then those courses."""
    single = [
        (number, CourseCode.at(subject, number, suffix).number, titles)
        for first, last, suffixes in numbers.spans()
        for number in (range(first, last + 1) if last is not None and suffixes.named else ())
        for suffix, titles in suffixes.named
    ]
    ranges = Steps.of([(start, suffixes.rest) for start, suffixes in numbers.steps])
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
    subject: str, number: str, titles: Split, less: tuple[str, ...], *, single: bool = False
) -> Iterator[Box]:
    every = Box(subject, number, "", "", (), single)
    excluded = tuple(f'({every.course} "{key}")' for key, _ in titles.named)
    for window in _windows(titles.rest):
        yield every._replace(window=window, less=(*less, *excluded))
    for key, terms in titles.named:
        for window in _windows(terms):
            yield every._replace(title=f' "{key}"', window=window, less=less)


def _windows(terms: Steps) -> Iterator[str]:
    for first, last, inside in terms.spans():
        if not inside:
            continue
        if first == UNDATED and last is None:
            yield ""
            continue
        if first == UNDATED:
            yield " undated"
            if last == UNDATED:
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
