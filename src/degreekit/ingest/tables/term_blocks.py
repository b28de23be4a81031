"""Terms that are printed once for several courses: in a cell that spans their rows, or below them.

The cell may have its text at the top, next to the first course, at the foot, or in the middle,
next to any or between two. Which it is holds for a table as a whole: the blocks follow each other
without a gap, and each term stands at the same place of its own.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from degreekit.ingest.page.layout import Line, Word, text_of
from degreekit.ingest.tables.columns.cells import Shapes
from degreekit.ingest.tables.headings import HEADINGS
from degreekit.ingest.tables.known_lines import BREAKS, KnownLines
from degreekit.ingest.tables.rows import TableRow
from degreekit.ingest.tables.table import pitch
from degreekit.ingest.tables.words.vocabulary import Role

__all__ = ["spread_terms", "take_terms_below"]

#: The middle of a block may be off by this, in font sizes: one row more moves it by half a row,
#: which is 0.55 at least.
_OFF = 0.3
#: In the middle of so many blocks a term stands next to a row of each only if all blocks are odd,
#: and next to the first row of all only if that is a block by itself: one table in a hundred.
_SURELY_TOP = 3
_ENDS = HEADINGS | BREAKS
#: Terms below their courses are seen on so many.
_BLOCKS = 2
_BELOW = "the terms may be printed above their courses, or below them"
_MESSAGE = "the term is printed once for several courses, and it is not certain that this is one"


@dataclass(eq=False)
class _Anchor:
    """A term in a cell of its own, and the row that it stands in; None between two."""

    cell: list[tuple[Line, tuple[Word, ...]]]
    row: TableRow | None

    @property
    def middle(self) -> float:
        """The height of its middle."""
        return (self.cell[0][0].box[1] + self.cell[-1][0].box[3]) / 2


@dataclass(eq=False)
class _Run:
    """Rows of a table that follow each other on a page, with the terms next to them."""

    rows: list[TableRow] = field(default_factory=list)
    anchors: list[_Anchor] = field(default_factory=list)


def spread_terms(
    lines: Sequence[Line], known: KnownLines, rows: Sequence[TableRow], shapes: Shapes
) -> None:
    """Give each row the term of the cell that spans it.

    Where the rows between two terms may belong to either, they are in doubt.

    Args:
        lines: all lines of a document, in reading order.
        known: what lines are that are part of no row.
        rows: the rows; terms and doubts are added to them.
        shapes: says what a text may be.
    """
    at_top: set[int] = set()  # tables whose terms stand at the top of their blocks
    for run in _runs(lines, known, rows, shapes):
        table = id(run.rows[0].table)
        if table in at_top:  # it goes on from another page
            continue
        top = _top(run)
        ways = _likely([way for place in (_top, _middle, _bottom) if (way := place(run))])
        if top in ways and _bottom(run) is None and len(run.anchors) >= _SURELY_TOP:
            ways = [top]
        if len(ways) == 1 and ways[0] == top:
            at_top.add(table)
        own = {anchor.row for anchor in run.anchors}
        for number, row in enumerate(run.rows):
            anchors = {way[number] for way in ways}
            if len(anchors) != 1 and row not in own:
                row.doubt("term-uncertain", _MESSAGE, row.line)
            elif anchors and Role.TERM not in row.cells:
                for line, words in ways[0][number].cell:
                    row.put(line, Role.TERM, words)


_Way = list[_Anchor]  # the term of each row


def _likely(ways: Sequence[_Way]) -> list[_Way]:
    """Return the ways whose largest block is hardly larger than that of the most even one."""
    largest = [Counter(map(id, way)).most_common(1)[0][1] for way in ways]
    return [way for way, size in zip(ways, largest, strict=True) if size <= min(largest) + 1]


def _top(run: _Run) -> _Way | None:
    """Return the terms if each stands next to the first row of its block; None if they cannot."""
    of = {anchor.row: anchor for anchor in run.anchors}
    if None in of or run.rows[0] not in of:
        return None
    found: _Way = []
    for row in run.rows:
        found.append(of[row] if row in of else found[-1])
    return found


def _bottom(run: _Run) -> _Way | None:
    """Return the terms if each stands next to the last row of its block; None if they cannot."""
    found = _top(_Run(run.rows[::-1], run.anchors))
    return found[::-1] if found else None


def _middle(run: _Run) -> _Way | None:
    """Return the terms if each stands in the middle of its block; None if they cannot."""
    found: _Way = []
    for anchor in run.anchors:
        first = len(found)
        middle, near = anchor.middle, _OFF * anchor.cell[0][0].size
        ends = [
            last
            for last in range(first, len(run.rows))
            if abs(_between(run.rows[first], run.rows[last]) - middle) < near
        ]
        if not ends:
            return None
        found += [anchor] * (ends[0] + 1 - first)
    return found if len(found) == len(run.rows) else None


def _between(first: TableRow, last: TableRow) -> float:
    """Return the height of the middle between the top of a row and the foot of another."""
    top = min(line.box[1] for line in first.lines if first.holds(line))
    bottom = max(line.box[3] for line in last.lines if last.holds(line))
    return (top + bottom) / 2


def _runs(
    lines: Sequence[Line], known: KnownLines, rows: Sequence[TableRow], shapes: Shapes
) -> Iterator[_Run]:
    """Yield the runs of rows of which some have a term in its column, and some have none."""
    starts = {row.lines[0]: row for row in rows}
    taken = {line for row in rows for line in row.lines}
    run, elsewhere = _Run(), False
    for line in lines:
        row = starts.get(line)
        if row is not None and (elsewhere or shapes.is_transfer(row.text(Role.GRADE))):
            continue  # credit from elsewhere has no term
        if row is not None:
            if run.rows and not (run.rows[-1].table is row.table and run.rows[-1].holds(line)):
                yield from _mixed(run)
                run = _Run()
            run.rows.append(row)
            if cell := row.cells.get(Role.TERM):
                run.anchors.append(_Anchor(cell, row))
        elif line in taken:
            continue
        elif known.kinds.get(line) == "term" and run.rows and _is_in_column(line, run.rows[-1]):
            run.anchors.append(_Anchor([(line, line.said)], None))
        elif known.kinds.get(line) in _ENDS:  # a remark below a course is within a block
            yield from _mixed(run)
            run = _Run()
            if known.kinds[line] in HEADINGS:
                elsewhere = known.kinds[line] == "transfer"
    yield from _mixed(run)


def _mixed(run: _Run) -> Iterator[_Run]:
    """Yield a run if rows of it have no term, and no term is printed in two rows."""
    said = [" ".join(text_of(words) for _, words in anchor.cell) for anchor in run.anchors]
    if said and len({*said}) == len(said) and any(Role.TERM not in r.cells for r in run.rows):
        yield run


def _is_in_column(line: Line, row: TableRow) -> bool:
    """Return whether a line stands in the column of terms of a table, and in no other."""
    column = row.table.column(Role.TERM) if row.table.template is None else None
    if column is None or not row.holds(line):
        return False
    left, right = (edge - row.entry.part.shift for edge in (line.box[0], line.box[2]))
    others = [(c.left, c.right) for c in row.table.columns if c is not column]
    return min(right, column.right) > max(left, column.left) and not any(
        min(right, b) > max(left, a) for a, b in (row.table.code, *others)
    )


def take_terms_below(lines: Sequence[Line], known: KnownLines, rows: Sequence[TableRow]) -> None:
    """Give rows the term below them, where each stands below its courses.

    The first courses have no heading then, and the last heading has no course. That may also be by
    chance: each has to be nearer to what is above it, and where none is nearer to what is below,
    nobody can be sure.

    Args:
        lines: all lines of a document, in reading order.
        known: what lines are that are part of no row.
        rows: the rows; terms and doubts are added to them.
    """
    starts = {row.lines[0]: row for row in rows}
    blocks: list[tuple[list[TableRow], int]] = []  # the rows above each term
    above: list[TableRow] = []
    for at, line in enumerate(lines):
        if row := starts.get(line):
            above.append(row)
        elif known.kinds.get(line) == "term":
            blocks.append((above, at))
            above = []
        elif known.kinds.get(line) in HEADINGS - {"school"}:
            return
    if above or len(blocks) < _BLOCKS or not all(own for own, _ in blocks):
        return
    if any(Role.TERM in row.cells for row in rows):
        return
    gaps = [
        (pitch(lines[at - 1], lines[at]), pitch(lines[at], lines[at + 1]))
        for _, at in blocks
        if 0 < at < len(lines) - 1
    ]
    nearer_above = all(upper < lower for upper, lower in gaps)
    if not nearer_above and all(lower < upper for upper, lower in gaps):
        return
    for own, at in blocks:
        for row in own:
            if nearer_above:
                row.put(lines[at], Role.TERM, lines[at].said)
            else:
                row.doubt("term-uncertain", _BELOW, row.line)
