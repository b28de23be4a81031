"""A table of courses: its parts, the rows that begin in them, its columns and what they hold."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import chain, groupby, pairwise
from math import inf
from typing import NamedTuple

from degreekit.ingest.page.layout import Line, Word, text_of
from degreekit.ingest.tables.columns.cells import Kind, Shapes, is_name
from degreekit.ingest.tables.columns.codes import FoundCode
from degreekit.ingest.tables.columns.places import CELL_GAP, Column, Spot, cut_by_gaps, cut_in_half
from degreekit.ingest.tables.columns.roles import Assignment
from degreekit.ingest.tables.typesetting.collapsed import Template, phrases
from degreekit.ingest.tables.words.vocabulary import Role

__all__ = ["BESIDE", "Codes", "Entry", "Figure", "Part", "Table", "nearness", "pitch"]

#: From the middle of a line to the middle of the next, in font sizes: what belongs to one row
#: stands nearer than this, or than lines usually do, and somewhat more.
_NEAR = 1.9
_MORE = 1.2
#: Lines nearer than this overlap: cells of one row that are set in the middle of it.
BESIDE = 0.95
#: The words of a column begin within this of its edge, in font sizes.
_EDGE = 0.4
#: A blank between two words is narrower than this, in font sizes: 0.6 in a typewriter's letters.
_BLANK = 0.7
#: A value has so many words at most: "Fall 2023", "In Progress".
_LONGEST_VALUE = 3
_VALUE = Kind.DECIMAL | Kind.WHOLE | Kind.MARK | Kind.STATUS | Kind.BLANK

Codes = Callable[[Line], Sequence[FoundCode]]


def pitch(upper: Line, lower: Line) -> float:
    """Return how far a line is below another, in font sizes; infinite across columns and pages."""
    same = upper.page is lower.page and upper.column == lower.column
    return (lower.middle - upper.middle) / max(upper.size, lower.size) if same else float("inf")


def nearness(lines: Sequence[Line]) -> float:
    """Return how near to each other the lines of one row stand in a document, in font sizes."""
    pitches = sorted(pitch(a, b) for a, b in pairwise(lines))
    usual = [p for p in pitches if BESIDE < p < 2 * _NEAR]
    return max(_NEAR, _MORE * usual[len(usual) // 2] if usual else 0.0)


@dataclass(eq=False)
class Part:
    """The lines of one column of a page below one header, or below none.

    Attributes:
        header: the lines of its header.
        lines: the lines below it.
        shift: how far right of the table's other parts it stands.
    """

    header: list[Line]
    lines: list[Line]
    shift: float = 0.0

    @property
    def name(self) -> str:
        """What its header says."""
        return " ".join(line.text.casefold() for line in self.header)

    def spots(self, words: Sequence[Word]) -> list[Spot]:
        """Return words with their places in the table."""
        return [Spot(w.left - self.shift, w.right - self.shift, w) for w in words if not w.is_rule]


@dataclass(eq=False)
class Entry:
    """A course code at the place where a row of a table may begin.

    Attributes:
        part: where it stands.
        line: the line with the code.
        code: the code.
        lines: the line with the code, and those below it down to the one with the values.
    """

    part: Part
    line: Line
    code: FoundCode
    lines: list[Line]

    def words(self, line: Line) -> list[Word]:
        """Return the words of one of its lines without the code and the separator after it."""
        if line is not self.line:
            return list(line.words)
        before, after = self._beside
        return [*before, *after]

    @property
    def is_joined(self) -> bool:
        """Whether a separator joins the code to the title in its cell: "COMS W4771 - MACHINE"."""
        before, after = self._beside
        return len(before) + len(after) + self.code.end - self.code.start < len(self.line.words)

    @property
    def _beside(self) -> tuple[list[Word], list[Word]]:
        """The words in front of the code and behind it."""
        words, (start, end) = self.line.words, (self.code.start, self.code.end)
        before, after = list(words[:start]), list(words[end:])
        if (
            len(after) > 1
            and _SEPARATOR.fullmatch(after[0].text)
            and _is_near(words[end - 1], after[0])
        ):
            del after[0]
        return before, after

    def around(self) -> tuple[list[Spot], list[Spot]]:
        """Return its words in front of the code and behind it, in the order of its lines."""
        at = self.lines.index(self.line)
        own = self._beside
        before = [w for line in self.lines[:at] for w in line.words] + own[0]
        after = own[1] + [w for line in self.lines[at + 1 :] for w in line.words]
        return self.part.spots(before), self.part.spots(after)

    @property
    def spots(self) -> list[Spot]:
        """Its words but those of the code, from left to right."""
        words = chain.from_iterable(map(self.words, self.lines))
        return sorted(self.part.spots(list(words)), key=lambda spot: spot.left)

    @property
    def left(self) -> float:
        """Where the code begins."""
        return self.line.words[self.code.start].left - self.part.shift

    @property
    def right(self) -> float:
        """Where the code ends."""
        return self.line.words[self.code.end - 1].right - self.part.shift


#: What parts a code from the title.
_SEPARATOR = re.compile(r"[-–—:|/]")


def _is_near(word: Word, other: Word) -> bool:
    return other.left - word.right < CELL_GAP * word.size


class Figure(NamedTuple):
    """The place of a figure in its table, and whether it is a number."""

    left: float
    right: float
    is_number: bool


@dataclass(eq=False)
class Table:
    """Parts that are set alike, and their columns.

    Attributes:
        parts: in the order of the document.
        entries: the rows that its columns were found from.
        figures: where the figures of these rows stand, and how often one stands just there: what
            tells whether another part is set alike.
        columns: from left to right.
        roles: what each column holds.
        code: the left and right edge of the codes.
        rivals: other assignments of roles that are as likely.
        choices: how many assignments of roles can be thought of.
        template: the order of the columns, where they have no places.
    """

    parts: list[Part] = field(default_factory=list)
    entries: list[Entry] = field(default_factory=list)
    figures: Counter[Figure] = field(default_factory=Counter)
    columns: list[Column] = field(default_factory=list)
    roles: tuple[Role, ...] = ()
    code: tuple[float, float] = (0.0, 0.0)
    rivals: list[Assignment] = field(default_factory=list)
    choices: int = 1
    template: Template | None = None

    def fill(self, entry: Entry, shapes: Shapes) -> list[tuple[int, Line, list[Spot]]]:
        """Return the cells of a row: the number of the column, the line, the words."""
        if self.template is None:
            return [
                (number, line, cell)
                for line in entry.lines
                for number, cell in sorted(
                    self.cells(sorted(entry.part.spots(entry.words(line))), shapes).items()
                )
            ]
        before, after = (phrases(side, shapes) for side in entry.around())
        cells, _ = self.template.cells(before, after)
        of = {id(word): line for line in entry.lines for word in line.words}
        return [
            (number, of[key], list(part))
            for number, cell in sorted(cells.items())
            for key, part in _by_line(cell, of)
        ]

    def role(self, number: int) -> Role:
        """Return what the column of a number holds; words in no column, at -1, have no field."""
        return self.roles[number] if number >= 0 else Role.OTHER

    def column(self, role: Role) -> Column | None:
        """Return the column that holds something; None where there is none."""
        return self.columns[self.roles.index(role)] if role in self.roles else None

    def cells(self, spots: Sequence[Spot], shapes: Shapes) -> dict[int, list[Spot]]:
        """Return the words of a line by the numbers of the columns they stand in."""
        cells: dict[int, list[Spot]] = {}
        for group in cut_by_gaps(spots):
            at: int | None = None
            for number, spot in enumerate(group):
                before = group[number - 1] if number else None
                at = self._next(group[number:], at, shapes, before)
                cells.setdefault(at, []).append(spot)
        for number, column in enumerate(self.columns):
            if column.holds_names and number not in cells:
                self._cut_name(cells, number)
            elif column.half == 1 and number in cells:
                self._cut_half(cells, number, shapes)
        return cells

    def _cut_half(self, cells: dict[int, list[Spot]], number: int, shapes: Shapes) -> None:
        """Part the two values of one cell."""
        whole = cells.pop(number)
        first, behind = self.columns[number].kind, self.columns[number + 1]
        at = cut_in_half(whole, first, behind.kind, shapes)
        if behind.half == 1 or not behind.kind:  # more than one value, or words
            texts = (text_of([s.word for s in whole[:n]]) for n in (1, 2, 3)[: len(whole)])
            fits = [n for n, text in enumerate(texts, start=1) if shapes.kind(text) & first]
            at = max(fits, default=0)
        elif at is None:  # one of them, or a word besides
            kind = shapes.kind(text_of([spot.word for spot in whole]))
            head = shapes.kind(whole[0].word.text)
            at = len(whole) if kind & first else 1 if head & first and len(whole) > 1 else 0
        if at:
            cells[number] = whole[:at]
        if at < len(whole):
            cells.setdefault(number + 1, []).extend(whole[at:])

    def _cut_name(self, cells: dict[int, list[Spot]], number: int) -> None:
        """Take the name out of a cell that has run into the column of names."""
        cell = cells.get(number - 1, [])
        for at in range(1, len(cell)):
            inside = cell[-1].right > self.columns[number].left
            if inside and is_name(text_of([s.word for s in cell[at:]])):
                cells[number - 1], cells[number] = cell[:at], cell[at:]

    def _next(
        self, rest: Sequence[Spot], at: int | None, shapes: Shapes, before: Spot | None
    ) -> int:
        """Return the column of the first of some words that stand in one cell, as far as gaps tell.

        Args:
            rest: the words.
            at: the column of the word in front of them; None where they are the first.
            shapes: says what a text may be.
            before: the word in front of them.
        """
        spot = rest[0]
        own = next((n for n, column in enumerate(self.columns) if column.holds(spot)), None)
        if at is None:
            if own is not None:
                return own
            return min(
                range(len(self.columns)), key=lambda n: _away(self.columns[n], spot), default=-1
            )
        if own is None and (pushed := self._pushed(spot, at, shapes)) is not None:
            return pushed
        if own is None or own <= at:
            return at
        column, here = self.columns[own], self.columns[at].kind
        if here and not shapes.kind(spot.word.text) & here:
            return own  # it is no part of a value such as that before it
        if column.kind:
            value = column.kind | _VALUE
            texts = (text_of([s.word for s in rest[:end]]) for end in range(1, _LONGEST_VALUE + 1))
            return own if any(shapes.kind(text) & value for text in texts) else at
        if column.begins:
            return own if abs(spot.left - column.left) < _EDGE * spot.word.size else at
        # where cells begin anywhere, only a gap says that the next one begins here, or a name does
        gap = (spot.left - before.right) / spot.word.size if before else inf
        return own if gap > _BLANK or _begins_name(rest) else at

    def _pushed(self, spot: Spot, at: int, shapes: Shapes) -> int | None:
        """Return the column of a value between two columns: what is too long has moved it on."""
        kind, here = shapes.kind(spot.word.text), self.columns[at].kind
        if not here or kind & here:
            return None
        near = (
            number
            for number, column in enumerate(self.columns)
            if number > at and kind & column.kind and _away(column, spot) < spot.word.size
        )
        return next(near, None)


def _begins_name(spots: Sequence[Spot]) -> bool:
    """Return whether words are a name with the shortest surname that they may have."""
    names = [is_name(text_of([s.word for s in spots[at:]])) for at in (0, 1)]
    return names[0] and not (names[1] and spots[0].word.text[0].isupper())


def _by_line(cell: Sequence[Spot], of: Mapping[int, Line]) -> Iterator[tuple[int, list[Spot]]]:
    """Yield the words of a cell by the lines they stand in."""
    for _, part in groupby(cell, key=lambda spot: id(of[id(spot.word)])):
        spots = list(part)
        yield id(spots[0].word), spots


def _away(column: Column, spot: Spot) -> float:
    return max(column.left - spot.right, spot.left - column.right, 0.0)
