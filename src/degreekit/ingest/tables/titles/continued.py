"""The lines between two courses: which go on with a title, and which say something else.

The values of a course may stand on the first line of its title, on the last, or in the middle.
Which it is holds for a document as a whole, so all lines of it are shared out together, in each of
these ways, by what speaks for and against each line: the column in which it stands, how it is
drawn, whether the line before it was full, what it says. Where another way to share them is about
as likely, nobody can be sure, and the rows concerned are in doubt.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from degreekit.ingest.page.layout import Line, text_of
from degreekit.ingest.tables.columns.cells import Kind, Shapes
from degreekit.ingest.tables.columns.places import Spot
from degreekit.ingest.tables.known_lines import BREAKS, KnownLines
from degreekit.ingest.tables.rows import Places, TableRow, is_passed_over
from degreekit.ingest.tables.table import BESIDE, Table, pitch
from degreekit.ingest.tables.titles.evidence import Evidence
from degreekit.ingest.tables.titles.gaps import Gap
from degreekit.ingest.tables.titles.ways import MODES, Label, Way
from degreekit.ingest.tables.typesetting.ruled import Rules
from degreekit.ingest.tables.words.vocabulary import Role

__all__ = ["Shared", "share_lines"]

# Evidence is counted in points. Within `_SURE` of each other nobody can be sure.
_SURE = 1.5


@dataclass
class Shared:
    """What the lines between rows are that belong to none of them.

    Attributes:
        remarks: lines that say something about a course, or near one.
        orphans: lines with the values of a course and no code, and the table each stands in.
    """

    remarks: set[Line] = field(default_factory=set)
    orphans: dict[Line, Table] = field(default_factory=dict)


def share_lines(
    lines: Sequence[Line],
    known: KnownLines,
    rows: Sequence[TableRow],
    places: Places,
    shapes: Shapes,
    rules: Rules,
) -> Shared:
    """Give the lines between rows to their titles, and say what the others are.

    Args:
        lines: all lines of a document, in reading order.
        known: what lines are by what they say; what turns out to be part of a row is forgotten.
        rows: the rows, each with the lines of its values.
        places: where in which table a line stands.
        shapes: says what a text may be.
        rules: what is drawn between rows.
    """
    shared = Shared()
    evidence = Evidence(lines, rows, places, shapes, rules)
    gaps = []
    for gap in _gaps(lines, known, rows):
        gaps += list(_without_orphans(gap, places, shapes, shared))
    evidence.see(gaps)
    is_centered = _is_centered(lines, rows)
    ways = [Way(mode, gaps, evidence, is_centered) for mode in MODES]
    best = min(ways, key=lambda way: way.cost)
    giver = _Giver(evidence, known, shared)
    for number, gap in enumerate(gaps):
        count = len(gap.lines)
        labels = [best.choices[number].label(at, count) for at in range(count)]
        others: list[set[Label]] = [set() for _ in gap.lines]
        for way in ways:
            for at, label, cost in way.by_label(number):
                if label != labels[at] and cost - best.cost < _SURE:
                    others[at].add(label)
        for at in range(count):
            giver.give(gap, at, labels[at], others[at])
    return shared


def _gaps(lines: Sequence[Line], known: KnownLines, rows: Sequence[TableRow]) -> Iterator[Gap]:
    """Yield the lines between rows that nothing is known of, in runs that nothing known parts."""
    begins = {row.lines[0]: row for row in rows}
    taken = {line for row in rows for line in row.lines}
    above: TableRow | None = None
    free: list[Line] = []
    for line in lines:
        if row := begins.get(line):
            if free:
                yield Gap(above, free, row)
            above, free = row, []
        elif line in taken:
            continue
        elif kind := known.kinds.get(line):
            if above is not None and not above.holds(line) and is_passed_over(line, known):
                continue
            if kind in BREAKS or kind in ("remark", "student", "personal", "degree", "program"):
                if free:
                    yield Gap(above, free, None)
                above, free = None, []
        else:
            free.append(line)
    if free:
        yield Gap(above, free, None)


def _without_orphans(gap: Gap, places: Places, shapes: Shapes, shared: Shared) -> Iterator[Gap]:
    """Yield a gap in parts, without lines that have the values of a course."""
    above, free = gap.above, list[Line]()
    for line in gap.lines:
        table = _has_values(line, gap, places, shapes)
        if table is None:
            free.append(line)
            continue
        shared.orphans[line] = table
        if free:
            yield Gap(above, free, None)
        above, free = None, []
    if free:
        yield Gap(above, free, gap.below)


def _has_values(line: Line, gap: Gap, places: Places, shapes: Shapes) -> Table | None:
    """Return the table in which a line has credits where those of courses stand, and more."""
    row = gap.above or gap.below
    if row is None or row.table.template is not None:
        return None
    table, shift = places.of(line, row.table)
    spots = [Spot(w.left - shift, w.right - shift, w) for w in line.said]
    cells = table.cells(spots, shapes)
    texts = {table.role(n): text_of([s.word for s in cell]) for n, cell in cells.items()}
    has_credits = bool(shapes.kind(texts.get(Role.CREDITS, "")) & (Kind.DECIMAL | Kind.WHOLE))
    return table if has_credits and len(cells) > 1 else None


def _is_centered(lines: Sequence[Line], rows: Sequence[TableRow]) -> bool:
    """Return whether some row has lines at half the pitch both above it and below it."""
    order = {line: number for number, line in enumerate(lines)}
    for row in rows:
        first, last = order[row.lines[0]], order[row.lines[-1]]
        if first > 0 and last + 1 < len(lines):
            above, below = lines[first - 1], lines[last + 1]
            if 0 < pitch(above, row.lines[0]) < BESIDE and 0 < pitch(row.lines[-1], below) < BESIDE:
                return True
    return False


# --------------------------------------------------------------------------------------- giving

_UNSURE = "this line may be part of the title, or say something else"
_WHOSE = "this line may belong to the title of this course or of another"


class _Giver:
    """Gives the lines between rows to them."""

    def __init__(self, evidence: Evidence, known: KnownLines, shared: Shared) -> None:
        self.evidence = evidence
        self.known = known
        self.shared = shared
        self._heads: Counter[int] = Counter()  # lines above the values, by the row

    def give(self, gap: Gap, at: int, label: Label, others: set[Label]) -> None:
        """Give a line to its row, or say what it is else.

        Args:
            gap: where it stands.
            at: which of its lines.
            label: what it is taken for.
            others: what it may be as well.
        """
        line = gap.lines[at]
        rows: dict[Label, TableRow | None] = {"below": gap.above, "above": gap.below}
        if row := rows.get(label):
            self.known.forget(line)
            if label == "below":
                row.lines.append(line)
            else:
                row.lines.insert(self._heads[id(row)], line)
                self._heads[id(row)] += 1
            for role, group in self.evidence.pieces(line, row):
                number = self.evidence.column(row, group) if role is Role.OTHER else -1
                row.put(line, role or Role.OTHER, [spot.word for spot in group], number)
            row.sort()
        else:
            self._pass_over(gap, at)
        for kind in {label, *others} if others else ():
            if row := rows.get(kind):
                message = _WHOSE if "neither" not in {label, *others} else _UNSURE
                row.doubt("title-uncertain", message, line)

    def _pass_over(self, gap: Gap, at: int) -> None:
        """Know a line for a remark if it stands next to a course and is drawn as no title is."""
        row = gap.above or gap.below
        if row is None:
            return
        line = gap.lines[at]
        beside = row.lines[-1] if gap.above else row.lines[0]
        if at and gap.above:
            beside = gap.lines[at - 1]
        is_near = abs(pitch(beside, line)) <= self.evidence.near
        if is_near and self.evidence.is_other(line, row):
            self.shared.remarks.add(line)
