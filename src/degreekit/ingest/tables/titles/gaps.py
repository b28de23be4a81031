"""The lines between rows, and what those of a document have in common.

A line below one title may be its rest. A line below every title, which mostly had room for it, says
something else of each course: who taught it, when, where. And where titles end next to their codes
their first lines may hang out to the left, where no column begins.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass

from degreekit.ingest.page.layout import Line
from degreekit.ingest.tables.columns.cells import Kind
from degreekit.ingest.tables.rows import TableRow
from degreekit.ingest.tables.words.vocabulary import Role

__all__ = ["Gap", "find_notes", "find_values", "hanging_edge"]

#: What every row has is seen on this many.
_MANY = 3
#: Lines are of one kind where more than this part of them say the same, but for numbers.
_MOST_ALIKE = 0.6
_FIGURE = re.compile(r"\d+")
#: Values in one column begin within this (points) of each other.
_SAME_COLUMN = 4.0
#: What a cell of these may be.
_VALUES = {
    Role.GRADE: Kind.MARK | Kind.STATUS | Kind.BLANK,
    Role.CREDITS: Kind.DECIMAL | Kind.WHOLE,
}
#: Lines that begin at one edge differ by no more than this (points).
_SAME_EDGE = 1.0


@dataclass(eq=False)
class Gap:
    """The lines between two rows, or from the last break on, that nothing else is known of."""

    above: TableRow | None
    lines: list[Line]
    below: TableRow | None


#: Says by the catalog whether the title above a line of a gap is whole without it, or goes on with
#: it; None where the catalog says neither.
IsWhole = Callable[[Gap, int], bool | None]


def find_notes(
    gaps: Sequence[Gap],
    rows: Sequence[TableRow],
    is_whole: IsWhole,
    is_series: Callable[[TableRow], bool],
) -> set[Line]:
    """Return the lines below rows that are part of no title, by what other rows have below them.

    That titles had room for them says little: many documents break titles where they like.

    Args:
        gaps: the lines between rows.
        rows: all rows of the document.
        is_whole: returns whether a title is whole without a line.
        is_series: returns whether a topic may stand below the title of a row.
    """
    return {*_below_every_row(gaps, rows, is_whole),
            *_said_of_several(gaps, is_whole, is_series)}  # fmt: skip


def _below_every_row(
    gaps: Sequence[Gap], rows: Sequence[TableRow], is_whole: IsWhole
) -> Iterator[Line]:
    """Yield the last line below each row, where every row has one and titles are whole above it.

    They are also where most of these lines say the same, but for numbers.
    """
    followed = [gap for gap in gaps if gap.above is not None]
    if (
        not followed
        or len(followed) < len(rows)
        or any(gap.above is None and gap.below for gap in gaps)
    ):
        return  # the last row before a heading has none, or lines stand between it and a row
    found = [is_whole(gap, len(gap.lines) - 1) for gap in followed]
    said = Counter(_FIGURE.sub("0", gap.lines[-1].text) for gap in followed)
    [(_, most)] = said.most_common(1)
    if False not in found and (
        found.count(True) > 1 or (most >= _MANY and most > _MOST_ALIKE * len(followed))
    ):
        yield from (gap.lines[-1] for gap in followed)


def _said_of_several(
    gaps: Sequence[Gap], is_whole: IsWhole, is_series: Callable[[TableRow], bool]
) -> Iterator[Line]:
    """Yield lines that say the same below several titles, and are part of none in the catalog.

    Below one of them stands no other row, whose title it could begin.
    """
    said: dict[str, list[tuple[Gap, int]]] = defaultdict(list)
    for gap in gaps:
        if gap.above is not None and not is_series(gap.above):
            for at, line in enumerate(gap.lines):
                if any(map(str.isalpha, line.text)):  # numbers go on in columns of their own
                    said[line.text].append((gap, at))
    for places in said.values():
        titles = {gap.above.text(Role.TITLE) for gap, _ in places if gap.above}
        found = [(is_whole(gap, at), gap.below is None) for gap, at in places]
        if len(titles) > 1 and (True, True) in found and not any(w is False for w, _ in found):
            yield from (gap.lines[at] for gap, at in places)


def hanging_edge(
    gaps: Iterable[Gap], lefts: Callable[[Line, TableRow], float], outer: float, inner: float
) -> float | None:
    """Return where the first lines of titles begin that hang out in front of their column.

    They stand between rows and right below headings; above a heading they cannot.

    Args:
        gaps: the lines between the rows of one table.
        lefts: returns where a line begins in the table.
        outer: they begin right of this ...
        inner: ... and left of this.
    """
    between, heads, tails = list[float](), list[float](), list[float]()
    for gap in gaps:
        row = gap.below or gap.above
        if row is None:
            continue
        found = [left for line in gap.lines if outer < (left := lefts(line, row)) < inner]
        place = tails if gap.below is None else heads if gap.above is None else between
        place += found
    every = [*between, *heads]
    if not heads or len(between) < len(heads) or tails or max(every) - min(every) > _SAME_EDGE:
        return None
    return min(every)


def find_values(
    lines: Iterable[Sequence[tuple[float, Kind]]], rows: Sequence[TableRow]
) -> dict[Role, float]:
    """Return where the lines of titles have the grade or the credits of each course in a cell.

    That is so where a course takes two lines, and its code is in the other one.

    Args:
        lines: the cells of each line between the rows of one table: where it begins, and what it
            may be.
        rows: the rows of that table.
    """
    cells = sorted((cell for line in lines if len(line) > 1 for cell in line), key=lambda c: c[0])
    columns: list[list[tuple[float, Kind]]] = []
    for cell in cells:
        if columns and cell[0] - columns[-1][0][0] < _SAME_COLUMN:
            columns[-1].append(cell)
        else:
            columns.append([cell])
    found: dict[Role, float] = {}
    for role, wanted in _VALUES.items():
        if any(role in row.cells for row in rows):
            continue
        for column in columns:
            if len(column) >= max(_MANY, len(rows) / 2) and all(k & wanted for _, k in column):
                found[role] = column[0][0]
    return found
