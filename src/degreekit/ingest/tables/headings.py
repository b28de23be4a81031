"""Headings that are not understood: a line that stands where headings stand ends the term above it.

Nothing falls into a term by default. A line that is neither a heading nor a figure nor anything
else that is known, but stands between two blocks of courses as the headings of terms do, begins a
block of its own; of which term nobody can say.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from itertools import pairwise
from statistics import median
from typing import NamedTuple

from degreekit.ingest.page.layout import Line, text_of
from degreekit.ingest.readers.reader import Measure
from degreekit.ingest.tables.columns.cells import Shapes, number_of
from degreekit.ingest.tables.known_lines import KnownLines
from degreekit.ingest.tables.rows import TableRow
from degreekit.ingest.tables.table import BESIDE, Entry, Table, nearness, pitch
from degreekit.ingest.tables.typesetting.ruled import Rules
from degreekit.ingest.tables.words.known_texts import is_remark
from degreekit.ingest.tables.words.terms import heading_of, term_of
from degreekit.ingest.tables.words.vocabulary import Role, all_tagged, figure_label

__all__ = [
    "HEADINGS",
    "find_headings",
    "find_remarks",
    "find_summed",
    "find_timely",
    "forget_cells",
    "heading_apart",
    "overrule",
    "term_edges",
]

#: Credits, by themselves in a cell.
_CREDITS = re.compile(r"\d{1,2}(?:[.,]\d{1,3})?")
#: Words for a time of study that is no season: of these nobody can say when it was.
_TIME = re.compile(
    r"\b(?:TERM|SEMESTER|TRIMESTER|QUARTER|SESSION|BLOCK|PERIOD|MODULE|PHASE|YEAR|INTERSESSION"
    r"|J-?TERM|MAYMESTER"
    r"|MICHAELMAS|HILARY|TRINITY|LENT|EASTER|JANUARY|MAY|A\.?Y\.?)\b|\bAY\d\d"
    r"|(?:19|20)\d\d\s*/\s*(?:[IV]+|\d)\b"
    r"|^[A-Z][A-Z0-9]{0,3}[\s'-]?(?:(?:19|20)\d\d(?:/(?:\d\d){1,2})?|\d\d)$"
    r"|\b(?:W(?:I|INTER)|S(?:O|OMMER))SE(?:MESTER)?\b",
    re.IGNORECASE,
)
#: A label and a value that says no time: "Last Academic Standing: Good Standing".
_LABELLED = re.compile(r"[^:\d]*[A-Za-z][^:\d]*:\s[^\d]+")
#: Lines whose left edges differ by less than this (points) begin at one edge.
_SAME_EDGE = 2.0
#: A gap above a line is wider than others when it is so by this factor.
_WIDER = 1.25
#: Rows are this far from each other where nothing is known, and no farther than the second.
_USUAL, _FAR = 1.5, 5.0
#: A heading has no more words than this.
_MOST_WORDS = 8


def term_edges(lines: Iterable[Line], coded: Collection[Line]) -> list[float]:
    """Return where the terms in the rows of a table begin.

    Args:
        lines: all lines of a document.
        coded: those with course codes; the values of a row may stand on another line.
    """
    return [
        cell[0].left
        for line in lines
        if line in coded or _has_values(line)
        for cell in line.cells()
        if any(c.isalpha() for c in text_of(cell)) and term_of(text_of(cell))
    ]


def _has_values(line: Line) -> bool:
    """Return whether a line may be the values of a course: several cells, credits among them."""
    texts = [text_of(cell) for cell in line.cells()]
    named = any(figure_label(text)[1:] == (Measure.GPA, True) for text in texts)
    is_sum = named or ":" in line.text  # "Fall 2022   Term GPA   3.667"
    return len(texts) > 2 and not is_sum and any(map(_CREDITS.fullmatch, texts))


def heading_apart(line: Line, edges: Sequence[float] = ()) -> tuple[Line, ...]:
    """Split a line that has the heading of a term in one cell and something else in another.

    What is next to it stands first: it may be the student, in a letterhead. Names of columns stand
    second: they may be the upper line of the header below.

    Args:
        line: the line, without the code of a course.
        edges: where the terms in the rows of a table begin, which are not headings.
    """
    cells = line.cells()
    for at in range(1, len(cells)):
        head, rest = (tuple(w for cell in side for w in cell) for side in (cells[:at], cells[at:]))
        for heading, other in ((head, rest), (rest, head)):
            found = heading_of(text_of(heading))
            if (
                found
                and not any(abs(heading[0].left - edge) < _SAME_EDGE for edge in edges)
                and not found.rest
                and not re.search(r"\d[.,]\d|:", text_of(other))
                and heading_of(text_of(other)) is None
            ):
                both = Line(line.page, other, line.column), Line(line.page, heading, line.column)
                return both[::-1] if all_tagged(text_of(other)) else both
    return (line,)


def forget_cells(
    lines: Sequence[Line], known: KnownLines, edges: Sequence[float], rules: Rules
) -> None:
    """Drop from the headings lines that are values in the middle of a row, a term among them.

    They stand in the column of terms, or overlap the line of a title.

    Args:
        lines: all lines of a document, in reading order.
        known: what they are by what they say; changed.
        edges: where the terms in the rows begin.
        rules: what is drawn between rows.
    """
    for at, line in enumerate(lines):
        if known.kinds.get(line) != "term":
            continue
        cells = line.cells()
        pairs = list(pairwise(lines[max(at - 1, 0) : at + 2]))
        if len(cells) > 1 and any(0 < pitch(*pair) < BESIDE for pair in pairs):
            known.forget(line)
            continue
        # a term that spans rows is parted from none of them
        is_beside = len({rules.in_one_box(*pair, line.said[0]) for pair in pairs}) > 1
        in_column = any(
            term_of(text_of(cell)) and abs(cell[0].left - edge) < _SAME_EDGE
            for cell in cells
            for edge in edges
        )
        if in_column and (len(cells) > 1 or is_beside):
            known.forget(line)


#: Kinds of lines that change what the courses below them are.
HEADINGS = frozenset(
    {"term", "year", "season", "transfer", "institution-credit", "school", "degree", "program"}
)


#: Headings of which one stands where another does that is certain.
_OF_TIME = frozenset({"term", "year", "season", "transfer"})


def overrule(lines: Sequence[Line], known: KnownLines, tables: Sequence[Table]) -> None:
    """Drop from the headings lines that stand in the table, below a course and next to the codes.

    They are the end of a title, as of "PRAGUE SPRING 1968", or a remark, as "Study abroad".

    Args:
        lines: all lines of a document, in reading order.
        known: what they are by what they say.
        tables: where the columns are.
    """
    edges = {
        line: _edges(table, entry)
        for table in tables
        for entry in table.entries
        for line in entry.lines
    }
    below = _below_rows(lines, known, edges, nearness(lines))
    said = {line.text for line in below if known.kinds.get(line) == "transfer"}
    certain = [
        line
        for line in lines
        if known.kinds.get(line) in _OF_TIME
        and line not in below
        and line.text not in said  # a remark that begins a page
    ]
    overruled = set[str]()
    for line, edge in below.items():
        kind = known.kinds.get(line)
        if kind not in HEADINGS or line.box[0] < edge.row + line.size:
            continue
        if kind in _OF_TIME and any(_is_placed(line, other) for other in certain):
            continue
        if kind in ("term", "season") and not edge.is_of_title(line):
            continue  # in the middle of the page, say
        known.forget(line)
        if kind in ("transfer", "institution-credit"):
            known.kinds[line] = "remark"
            overruled.add(line.text)
    for line in lines:
        if line.text in overruled and known.kinds.get(line) == "transfer":
            known.kinds[line] = "remark"


class _Edges(NamedTuple):
    """Where a row and its title begin; of a title behind the code in one cell nobody can say."""

    row: float
    title: float | None

    def is_of_title(self, line: Line) -> bool:
        """Return whether a line begins where the lines of the title do."""
        return self.title is None or abs(line.box[0] - self.title) < line.size


def _edges(table: Table, entry: Entry) -> _Edges:
    column = None if table.template else table.column(Role.TITLE)
    shift = entry.part.shift
    title = column.left + shift if column else None
    return _Edges(min(entry.left + shift, entry.line.box[0]), title)


def _below_rows(
    lines: Sequence[Line], known: KnownLines, edges: Mapping[Line, _Edges], near: float
) -> dict[Line, _Edges]:
    """Return the lines that stand below a course as its rest does, with the edges of its row."""
    found: dict[Line, _Edges] = {}
    before: Line | None = None
    edge = _Edges(0.0, None)
    for line in lines:
        if line in edges:
            before, edge = line, edges[line]
        elif before is not None and pitch(before, line) <= near:
            found[line] = edge
            indented = line.box[0] >= edge.row + line.size
            goes_on = known.kinds.get(line) in (None, "remark") or indented
            before = line if goes_on else None
        else:
            before = None
    return found


def _is_placed(line: Line, other: Line) -> bool:
    """Return whether two lines begin at one edge, or have their middle at one."""
    lefts = line.box[0] - other.box[0]
    middles = line.box[0] + line.box[2] - other.box[0] - other.box[2]
    return abs(lefts) < _SAME_EDGE or (
        line.column == other.column and abs(middles) < 2 * _SAME_EDGE
    )


def find_remarks(
    lines: Sequence[Line], known: KnownLines, rows: Sequence[TableRow], shapes: Shapes
) -> None:
    """Take a line right below a course for no heading of credit from elsewhere, as "Study abroad".

    It is one if what stands below it comes from elsewhere. Courses that have a section or quality
    points were taken here.

    Args:
        lines: all lines of a document, in reading order.
        known: what they are; changed.
        rows: the rows of its tables.
        shapes: says what a mark is worth.
    """
    of = {line: row for row in rows for line in row.lines}
    near = nearness(lines)
    said: dict[str, list[Line]] = {}
    for above, line in pairwise(lines):
        if known.kinds.get(line) == "transfer" and above in of and pitch(above, line) <= near:
            said.setdefault(line.text, []).append(line)
    order = {line: at for at, line in enumerate(lines)}
    for same in said.values():
        # of several that say the same each is what the others are
        below = [list(_below(lines[order[line] + 1 :], known, of)) for line in same]
        here = sum(_is_taken_here(row, shapes) for own in below for row in own)
        elsewhere = sum(_is_from_elsewhere(row, shapes) for own in below for row in own)
        if here > elsewhere or (not elsewhere and not all(below)):
            known.kinds.update(dict.fromkeys(same, "remark"))


def _below(
    lines: Sequence[Line], known: KnownLines, of: Mapping[Line, TableRow]
) -> Iterator[TableRow]:
    """Yield the rows of lines down to the next heading."""
    last: TableRow | None = None
    for line in lines:
        if known.kinds.get(line) in HEADINGS:
            return
        row = of.get(line)
        if row is not None and row is not last:
            yield row
        last = row or last


def _is_taken_here(row: TableRow, shapes: Shapes) -> bool:
    graded = any(shapes.worth(row.text(Role.GRADE)))
    has_points = (number_of(row.text(Role.GRADE_POINTS)) or 0) > 0
    return bool(row.text(Role.SECTION) or row.entry.code.listing.section) or (graded and has_points)


def _is_from_elsewhere(row: TableRow, shapes: Shapes) -> bool:
    return shapes.is_transfer(row.text(Role.GRADE)) or Role.INSTITUTION in row.cells


def find_summed(lines: Sequence[Line], known: KnownLines, rows: Sequence[TableRow]) -> None:
    """Know lines for headings that say a term and what was taken in it: "Fall 2023   12.00  3.667".

    The values of a course that stand below its code have a grade, a state or words besides.

    Args:
        lines: all lines of a document, in reading order.
        known: what they are; added to.
        rows: the rows of its tables.
    """
    taken = {line for row in rows for line in row.lines}
    for line in lines:
        first, *rest = line.cells()
        if line in taken or line in known.kinds or not rest:
            continue
        heading = heading_of(text_of(first))
        if heading and not heading.rest and all(number_of(text_of(c)) is not None for c in rest):
            known.kinds[line] = "term"


def find_timely(lines: Sequence[Line], known: KnownLines, rows: Sequence[TableRow]) -> None:
    """Know lines for headings that name a time of study, as "Period 2, AY20", but no known term.

    They stand where headings do, or apart from what is above them.

    Args:
        lines: all lines of a document, in reading order.
        known: what they are; added to.
        rows: the rows of its tables.
    """
    look = _Look(lines, known, rows)
    for before, line in zip((None, *lines), lines, strict=False):
        if line in known.kinds or line in look.taken or not _TIME.search(line.text):
            continue
        # only now: where a line stands is compared with every heading
        stands = look.is_placed(line) or (
            look.is_apart(before, line) and not look.is_of_title(line)
        )
        if (stands or not look.has_terms) and look.may_be_heading(line):
            known.kinds[line] = "time"


def find_headings(
    lines: Sequence[Line], known: KnownLines, rows: Sequence[TableRow]
) -> dict[Line, list[TableRow]]:
    """Return the headings that are not understood, and the rows below each.

    Args:
        lines: all lines of a document, in reading order.
        known: what they are.
        rows: the rows of its tables.
    """
    starts = {row.lines[0]: row for row in rows}
    look = _Look(lines, known, rows)
    found: dict[Line, list[TableRow]] = {}
    current: list[TableRow] | None = None
    begun = under = False
    for before, line in zip((None, *lines), lines, strict=False):
        kind = known.kinds.get(line)
        under = kind in _OF_TIME or (
            under and line not in look.taken and look.is_close(before, line)
        )
        if row := starts.get(line):
            begun = True
            if current is not None:
                current.append(row)
        elif kind == "time":
            current = found.setdefault(line, [])
        elif kind == "school" and current is not None and not current:
            continue  # the school of a term is named below its heading
        elif kind in ("term", "year", "season", "transfer", "institution-credit", "school"):
            current, begun = None, True
        elif (
            kind is None
            and begun
            and line not in look.taken
            and look.is_heading(before, line, under=under)
        ):
            current = found.setdefault(line, [])
    return {line: below for line, below in found.items() if below}


class _Look:
    """Where and how the headings of a document stand."""

    def __init__(self, lines: Sequence[Line], known: KnownLines, rows: Sequence[TableRow]) -> None:
        self.headings = [
            line for line in lines if known.kinds.get(line) in ("term", "season", "transfer")
        ]
        self.taken = {line for row in rows for line in row.lines}
        first = [row.line.words[0].style for row in rows]
        self.row_style = max(set(first), key=first.count) if first else None
        #: Whether something says when courses were taken: headings, or the rows themselves.
        self.has_terms = bool(self.headings) or any(Role.TERM in row.cells for row in rows)
        self._titles = {
            words[0].left
            for row in rows
            if row.table.template is None
            for _, words in row.cells.get(Role.TITLE, ())
        }
        self.styles = {heading.words[0].style for heading in self.headings}
        gaps = [pitch(a.lines[-1], b.lines[0]) for a, b in pairwise(rows)]
        self.usual = median([gap for gap in gaps if 0 < gap < _FAR] or [_USUAL])

    @staticmethod
    def may_be_heading(line: Line) -> bool:
        """Return whether a line is short and has no figures."""
        return len(line.said) <= _MOST_WORDS and not re.search(r"\d[.,]\d", line.text)

    def is_of_title(self, line: Line) -> bool:
        """Return whether a line begins where titles do, as "THE LONG TERM" may."""
        return any(abs(line.box[0] - left) < _SAME_EDGE for left in self._titles)

    def is_placed(self, line: Line) -> bool:
        """Return whether a line stands under another heading."""
        return any(_is_placed(line, heading) for heading in self.headings)

    def is_apart(self, before: Line | None, line: Line) -> bool:
        """Return whether there is more room above a line than between rows."""
        return (
            before is None or before not in self.taken or pitch(before, line) > _WIDER * self.usual
        )

    def is_heading(self, before: Line | None, line: Line, *, under: bool) -> bool:
        """Return whether a line stands where headings do, drawn as they are.

        Args:
            before: the line above it.
            line: the line.
            under: whether it follows a heading, with no more room than between rows. Then it is
                about the term, as "Full-time" or the name of a program.
        """
        if not self.may_be_heading(line) or _LABELLED.fullmatch(line.text) or is_remark(line.text):
            return False
        style = line.words[0].style
        if not self.headings:
            return style != self.row_style
        drawn = style in self.styles and style != self.row_style
        return drawn or (self.is_placed(line) and self.is_apart(before, line) and not under)

    def is_close(self, before: Line | None, line: Line) -> bool:
        """Return whether there is no more room above a line than between rows."""
        if before is None or (before.page, before.column) != (line.page, line.column):
            return False
        return pitch(before, line) <= _WIDER * self.usual
