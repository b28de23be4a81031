"""Codes and terms in two lines of one narrow cell: the subject above the number, Fall above 2023.

The number is moved up to its subject, and a term to the line in the middle of its cell, so that
whoever reads the line finds them in it.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Collection, Iterator, Sequence
from dataclasses import replace
from itertools import pairwise, takewhile
from typing import NamedTuple

from degreekit.ingest.page.layout import Line, Word
from degreekit.ingest.tables.columns.codes import CodeFinder, inside_terms, whole_codes
from degreekit.ingest.tables.words.terms import season_of
from degreekit.ingest.tables.words.vocabulary import all_tagged, names_columns

__all__ = ["unstack", "unstack_terms"]

#: The number stands below its subject within this, from middle to middle, in font sizes.
_BELOW = (0.6, 2.4)
#: Two lines of a cell stand so far from one in the middle of the row at most.
_HALF = 0.95
#: Of the narrower of the two so much stands below the other.
_UNDER = 0.5
#: Cells in one column begin within this of each other, in font sizes.
_SAME_EDGE = 0.5
#: A mark of a footnote is smaller than a code, by this factor.
_MARK = 0.85
#: A number, with its section or without: "W4771", "W4771-001".
_NUMBER = re.compile(r"(?=\w*\d)[A-Za-z\d]+|[A-Za-z]{0,3}\d{3,5}[A-Za-z]{0,2}[-:./]\w{1,3}")
#: A code has so many digits, if the end of a title and a figure are not to be taken for one.
_DIGITS = 3
#: Behind a code its section stands among so many words.
_SECTION = 2
#: In so many rows at least, and in no fewer than have a code in one line: a word of a title may
#: stand above a number.
_ROWS = 2


#: A year stands below its season within this, in font sizes, among so many lines.
_YEAR_BELOW = (0.8, 1.7)
_AMONG = 5
#: Terms of two lines are a column where there are so many of them.
_TERMS = 2
_YEAR = re.compile(r"(?:19|20)\d\d")
#: Words of one row have their middles within this, in font sizes.
_SAME_ROW = 0.15
#: A line this near to the middle of a cell (font sizes) is in the middle of it.
_IN_MIDDLE = 0.3


class _Stack(NamedTuple):
    upper: Line
    subject: int
    lower: Line
    number: int


def unstack(lines: Sequence[Line], finder: CodeFinder) -> list[Line]:
    """Return lines with the number of each code in the line of its subject.

    Args:
        lines: in reading order.
        finder: knows the grammar of codes.
    """
    stacks = [stack for pair in pairwise(lines) if (stack := _stack(*pair, finder))]
    # values set in the middle of the row stand between the two
    stacks += [
        stack
        for upper, middle, lower in zip(lines, lines[1:], lines[2:], strict=False)
        if middle.middle - upper.middle < _HALF * upper.size
        and lower.middle - middle.middle < _HALF * upper.size
        and (stack := _stack(upper, lower, finder))
    ]
    if not stacks:
        return list(lines)
    # the line of a code may hold a title whose words stand above a number: "MACHINE LEARNING"
    whole = {line for line in {stack.upper for stack in stacks} if _begins_with_code(line, finder)}
    paired = {line for stack in stacks for line in (stack.upper, stack.lower)} - whole
    places = Counter(_place(stack) for stack in stacks)
    others = [code for line in lines if line not in paired for code in _codes(line, finder)]
    above = {
        s.upper: s
        for s in stacks
        if _at(places, _place(s)) >= max(_ROWS, len(others)) or _is_in_column(s, others)
    }
    below = {stack.lower: stack for stack in above.values()}
    return list(_moved(lines, above, below))


def _moved(
    lines: Sequence[Line], above: dict[Line, _Stack], below: dict[Line, _Stack]
) -> Iterator[Line]:
    for line in lines:
        words = list(line.words)
        if stack := above.get(line):
            words[stack.subject + 1 : stack.subject + 1] = _number(stack)
        if stack := below.get(line):
            words = [word for word in words if word not in _number(stack)]
        if words:
            yield line if tuple(words) == line.words else replace(line, words=tuple(words))


def _number(stack: _Stack) -> list[Word]:
    """Return the number of a code with the marks of footnotes behind it."""
    number, *behind = stack.lower.words[stack.number :]
    marks = takewhile(lambda word: word.size < _MARK * number.size, behind)
    return [number, *marks]


def _stack(upper: Line, lower: Line, finder: CodeFinder) -> _Stack | None:
    """Return the subject in a line whose number stands in the line below; None where none does."""
    near = _BELOW[0] < (lower.middle - upper.middle) / upper.size < _BELOW[1]
    if not near or upper.page is not lower.page or upper.column != lower.column:
        return None
    if (all_tagged(upper.text) and len(upper.said) > 1) or names_columns(upper.text):
        return None
    begun = {code.start for code in whole_codes(upper, finder)}
    inside = {
        at
        for code in whole_codes(lower, finder)
        for at in range(code.start + 1, code.end + _SECTION)  # "COMS W4118 - 002" has its section
    }
    terms = inside_terms(lower.words)
    inside |= terms | {at - 1 for at in terms}
    for n, subject in enumerate(upper.words):
        if n in begun or not (subject.text.isalpha() and subject.text.isupper()):
            continue
        for m, number in enumerate(lower.words):
            if m in inside or not _NUMBER.fullmatch(number.text):
                continue
            if _is_under(subject, number) and finder.listing(f"{subject.text} {number.text}"):
                return _Stack(upper, n, lower, m)
    return None


def _is_under(upper: Word, lower: Word) -> bool:
    shared = min(upper.right, lower.right) - max(upper.left, lower.left)
    return shared >= _UNDER * min(upper.right - upper.left, lower.right - lower.left)


def _place(stack: _Stack) -> tuple[int | None, int]:
    word = stack.upper.words[stack.subject]
    return stack.upper.column, round(word.left / (_SAME_EDGE * word.size))


def _at(places: Counter[tuple[int | None, int]], place: tuple[int | None, int]) -> int:
    """Return how many codes in two lines stand at a place."""
    column, left = place
    return sum(places[column, left + step] for step in (-1, 0, 1))


def _codes(line: Line, finder: CodeFinder) -> Iterator[tuple[Word, Word]]:
    """Yield the first and the last word of each code in a line."""
    for code in finder.find(line.words):
        if sum(c.isdigit() for c in code.listing.code.number) < _DIGITS:
            continue  # the end of a title and a figure: "LEARNING 10"
        yield line.words[code.start], line.words[code.end - 1]


def _begins_with_code(line: Line, finder: CodeFinder) -> bool:
    """Return whether a line begins with a code that needs no other line."""
    codes = whole_codes(line, finder)
    number = codes[0].listing.code.number if codes and codes[0].start == 0 else ""
    return sum(c.isdigit() for c in number) >= _DIGITS


def _is_in_column(stack: _Stack, others: Sequence[tuple[Word, Word]]) -> bool:
    """Return whether a code that takes two lines stands in the column of codes in one line.

    There its subject and its number begin at one edge, and both are alone in the column.
    """
    subject, number = stack.upper.words[stack.subject], stack.lower.words[stack.number]
    edge = _SAME_EDGE * subject.size
    if not others:  # the only code of the document
        first = stack.subject == stack.number == 0
        return first and abs(subject.left - number.left) < edge
    same = [last for first, last in others if abs(first.left - subject.left) < edge]
    if not same or abs(subject.left - number.left) > edge:
        return False
    end = max(last.right for last in same)
    after = (
        next((w.left for w in words[at + 1 :] if w.size > _MARK * subject.size), end + edge)
        for words, at in ((stack.upper.words, stack.subject), (stack.lower.words, stack.number))
    )
    return min(after) >= end


# ------------------------------------------------------------------------------------------ terms


class _Cell(NamedTuple):
    """A term on two lines."""

    upper: Line
    season: Word
    lower: Line
    year: Word

    def middle(self, finder: CodeFinder) -> float:
        """Return the height of its middle, or of the code next to its first line."""
        near = _SAME_ROW * self.season.size
        codes = [self.upper.words[code.start] for code in finder.find(self.upper.words)]
        if any(abs(word.middle - self.season.middle) < near for word in codes):
            return self.upper.middle
        return (self.season.top + self.year.bottom) / 2


def unstack_terms(lines: Sequence[Line], finder: CodeFinder) -> list[Line]:
    """Return lines with each term that takes two of them as one word, in the middle of its cell.

    Args:
        lines: in reading order.
        finder: knows the grammar of codes.
    """
    cells = list(_terms(lines, ()))
    if len(cells) < _TERMS:
        return list(lines)
    cells = list(_terms(lines, {(cell.upper.column, cell.season.left) for cell in cells}))
    moved = {id(word) for cell in cells for word in (cell.season, cell.year)}
    rest: list[Line] = []
    for line in lines:
        words = tuple(word for word in line.words if id(word) not in moved)
        if words:
            rest.append(line if len(words) == len(line.words) else replace(line, words=words))
    for cell in cells:
        term = Word(cell.season.glyphs + cell.year.glyphs, cell.season.spaced)
        _insert(rest, cell, term, cell.middle(finder))
    return rest


def _terms(lines: Sequence[Line], edges: Collection[tuple[int | None, float]]) -> Iterator[_Cell]:
    """Yield the terms on two lines whose words have a cell to themselves, or begin at an edge."""
    for at, line in enumerate(lines):
        for season in _alone(line, edges):
            if season_of(season.text) is not None:
                yield from _with_year(line, season, lines[at + 1 : at + 1 + _AMONG], edges)


def _alone(line: Line, edges: Collection[tuple[int | None, float]]) -> Iterator[Word]:
    """Yield the words of a line that have a cell to themselves, or end one and begin at an edge."""
    for cell in line.cells():
        last = cell[-1]
        near = _SAME_EDGE * last.size
        if len(cell) == 1 or any(
            line.column == column and abs(last.left - left) < near for column, left in edges
        ):
            yield last


def _with_year(
    line: Line,
    season: Word,
    below: Sequence[Line],
    edges: Collection[tuple[int | None, float]],
) -> Iterator[_Cell]:
    """Yield the cell of a season whose year stands right below it, at its edge or its middle."""
    for other in below:
        if other.page is not line.page or other.column != line.column:
            return
        for year in _alone(other, edges):
            apart = (year.middle - season.middle) / season.size
            edge = _SAME_EDGE * season.size
            aligned = (
                abs(year.left - season.left) < edge
                or abs(year.left + year.right - season.left - season.right) < 2 * edge
            )
            if _YEAR.fullmatch(year.text) and aligned and _YEAR_BELOW[0] < apart < _YEAR_BELOW[1]:
                yield _Cell(line, season, other, year)
                return


def _insert(lines: list[Line], cell: _Cell, term: Word, middle: float) -> None:
    """Put a term into the line in the middle of its cell, or between the lines above and below."""
    near = _IN_MIDDLE * cell.season.size
    at = len(lines)
    for number, line in enumerate(lines):
        if line.page is not cell.upper.page or line.column != cell.upper.column:
            continue
        if abs(line.middle - middle) < near:
            words = sorted((*line.words, term), key=lambda word: word.left)
            lines[number] = replace(line, words=tuple(words))
            return
        if line.middle < middle:
            at = number + 1
    lines.insert(at, Line(cell.upper.page, (term,), cell.upper.column))
