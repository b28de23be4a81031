"""Whether two students are named where no label says that it is a name.

A letterhead comes again: on the next page, in the next file, or further down for the next
transcript. What stands at the same place of it and changes, and looks like the name of a person, is
the student. The same holds for what stands next to the page number.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from functools import lru_cache
from itertools import combinations, takewhile
from typing import NamedTuple

from degreekit.ingest.page.layout import Line, text_of
from degreekit.ingest.readers.person import Person, person_of
from degreekit.ingest.recognition.institution import head_of
from degreekit.ingest.tables.words.known_texts import known_kind

__all__ = ["Head", "heads_of", "name_two"]


class _Cell(NamedTuple):
    """A piece of a letterhead: what it says, its place, and whom it may name."""

    text: str
    left: float
    right: float
    y: float
    size: float
    person: Person | None


#: What a page, or a transcript on it, prints above its table or next to its page number.
Head = tuple[_Cell, ...]

#: A letterhead is printed again if a line of it is, of so many letters.
_LETTERS = 6
#: A name stands within so many font sizes of a line that comes again.
_NEAR = 6.0
#: Places that differ by less than this many font sizes are the same.
_SAME = 0.5
#: Lines at the foot of a page.
_FOOT = 3
_NAME = re.compile(r"(?:[^\W\d_][\w'’.-]*,? ?(?:\([^\W\d_]+\))?){2,5}")
_PAGE = re.compile(r"\bpage\s*:?\s*\d+\b|^\W*\d+\s*(?:of|/)\s*\d+\W*$", re.IGNORECASE)
#: Credits, points and averages: such a line is one of courses or their sums.
_VALUE = re.compile(r"\d\.\d")
#: The number of a page, and of a student, next to a name.
_NUMBERED = re.compile(
    r"\bpage\s*:?\s*\d+(?:\s*(?:of|/)\s*\d+)?\b|\b(?:[a-z]{2,4}\d{1,5}|[A-Z]?\d{7,10})\b",
    re.IGNORECASE,
)
#: What may stand in front of a name.
_OF = re.compile(
    r"(?:(?:un)?official |academic )*(?:transcripts?|records?|issued|prepared|student)"
    r"(?: (?:of|for|to)\b:?|:)\s*|(?:name|student name)\s*:?\s+",
    re.IGNORECASE,
)
#: Words of headings, places and studies: a text with one of them is not a person's name.
_OTHER = frozenset(
    re.findall(
        r"\w+",
        """
    academic accounting admissions advanced american analytics and applied architecture art arts
    automated award awards bachelor biology biomedical business campus center certificate chemical
    chemistry city civil class college columbia communication complete completed computer
    computing continued continuing copy course courses credit credits cumulative current dance data
    date dean degree department doctor earned earth economics education electrical engineering
    english enrollment environmental fall film final financial fine first for from general
    good grade grades graduate hall health high history hold honors human in industrial information
    institute intelligence international issued journalism law learning letters liberal library list
    machine management master materials mathematics mechanical medicine music name network new
    nonprofit nursing of office official on operations part philosophy physics planning policy
    political previous printed professional program progress psychology public record records
    registrar relations report research school science sciences second section security semester
    services session social sociology software spring standing state statistical statistics status
    street student students studies study summary summer systems technology term test the theory
    to transcript transfer undergraduate university unofficial urban vision winter work writing york
    """,
    )
)


@lru_cache(maxsize=1024)
def _name_in(text: str) -> Person | None:
    """Return whom a text names that looks like the name of a person; None where it does not."""
    name = _OF.sub("", _NUMBERED.sub(" ", text), count=1).strip(" ,.|-")
    if not _NAME.fullmatch(name) or known_kind(name) is not None:
        return None
    if any(word[0].islower() for word in name.split()[:1]):
        return None
    if _OTHER & set(re.findall(r"\w+", name.casefold())):
        return None
    person = person_of([name])
    return person if person.names and len(person.names) + len(person.initials) > 1 else None


def heads_of(lines: Sequence[Line]) -> list[Head]:
    """Return the letterheads of a document, and what stands next to its page numbers.

    Args:
        lines: of the document, in reading order.
    """
    heads: list[Head] = []
    first: set[str] = set()
    for page in _pages(lines):
        starts = [0, *(at for at, line in enumerate(page) if at and line.text in first)]
        if not first:
            top = head_of(page)
            first = {line.text for line in top[:2] if len(line.text) >= _LETTERS}
            starts += [at for at in range(len(top), len(page)) if page[at].text in first]
        heads += (_cells(_above_values(head_of(page[at:]))) for at in dict.fromkeys(starts))
        if numbered := [line for line in page[-_FOOT:] if _PAGE.search(line.text)]:
            foot = page[page.index(numbered[0]) :]  # above it courses may stand
            heads.append(_cells([line for line in foot if not _VALUE.search(line.text)]))
    return [head for head in heads if any(cell.person for cell in head)]


def name_two(heads: Sequence[Head]) -> bool:
    """Return whether letterheads that are alike name different persons at the same place."""
    different = {tuple(cell.text for cell in head if cell.person): head for head in heads}
    return any(_differ(one, other) for one, other in combinations(different.values(), 2))


def _pages(lines: Sequence[Line]) -> Iterator[list[Line]]:
    pages: dict[int, list[Line]] = {}
    for line in lines:
        pages.setdefault(line.page.number, []).append(line)
    yield from pages.values()


def _above_values(lines: Sequence[Line]) -> Iterator[Line]:
    """Yield the lines above the first credits: below them titles of courses may look like names."""
    return takewhile(lambda line: not _VALUE.search(line.text), lines)


def _cells(lines: Iterable[Line]) -> Head:
    cells = []
    for line in lines:
        for words in line.cells():
            text = text_of(words)
            place = (words[0].left, words[-1].right, line.middle, line.size)
            cells.append(_Cell(text, *place, _name_in(text)))
    return tuple(cells)


def _differ(one: Head, other: Head) -> bool:
    """Return whether two letterheads have a text in common, and next to it different persons."""
    return any(
        mine.person.is_other_than(theirs.person)
        for a in one
        for b in other
        if _is_again(a, b)
        for mine in one
        if mine.person and abs(mine.y - a.y) < _NEAR * a.size
        for theirs in other
        if theirs.person and _is_same_place(mine, theirs, b.y - a.y)
    )


def _is_again(a: _Cell, b: _Cell) -> bool:
    """Return whether a text comes again; the number of a page may differ."""
    if abs(a.left - b.left) >= _SAME * a.size:
        return False
    if _PAGE.search(a.text) and _PAGE.search(b.text):
        return True
    is_long = sum(map(str.isalpha, a.text)) >= _LETTERS
    return is_long and not a.person and _without_digits(a.text) == _without_digits(b.text)


def _without_digits(text: str) -> str:
    return re.sub(r"\d+", "0", text)


def _is_same_place(a: _Cell, b: _Cell, lower: float) -> bool:
    """Return whether two texts have the same place, the second so much lower."""
    sides = (a.left - b.left, a.right - b.right, (a.left + a.right - b.left - b.right) / 2)
    return (
        abs(b.y - a.y - lower) < _SAME * a.size
        and min(map(abs, sides)) < _SAME * a.size
        and abs(a.size - b.size) < _SAME
    )
