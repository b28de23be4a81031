"""The rows of a table: each course code that stands where codes do, with the cells next to it."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

from degreekit.ingest.page.document import Box
from degreekit.ingest.page.layout import Line, Word, around, text_of
from degreekit.ingest.tables.columns.cells import Kind, Shapes, number_of
from degreekit.ingest.tables.columns.places import CELL_GAP, Spot
from degreekit.ingest.tables.known_lines import KnownLines
from degreekit.ingest.tables.table import Codes, Entry, Part, Table
from degreekit.ingest.tables.typesetting.collapsed import phrases
from degreekit.ingest.tables.words.known_texts import is_remark
from degreekit.ingest.tables.words.terms import term_of
from degreekit.ingest.tables.words.vocabulary import Role

__all__ = [
    "Doubt",
    "Places",
    "TableRow",
    "find_rows",
    "is_passed_over",
    "joined",
    "overrule_figures",
]

#: Between the foot of a column and the head of the next stand so many known lines at most, and so
#: many of a row above its values.
_MOST_BETWEEN, _MOST_ABOVE = 24, 4
#: A word begins at the edge of a column within this of it, in font sizes.
_AT_EDGE = 0.6
#: A title is broken within a word behind the first, and in front of the second.
_OPEN, _REST = re.compile(r"\w[-/]$"), re.compile(r"[+)\]?!]")
_CONTINUED = re.compile(r"\bcont", re.IGNORECASE)


class Doubt(NamedTuple):
    """Something that a careful person would doubt about a row.

    Attributes:
        code: of the finding.
        message: one sentence.
        line: where.
        words: where in the line.
    """

    code: str
    message: str
    line: Line
    words: tuple[Word, ...] = ()


def joined(text: str, rest: str, *, is_title: bool) -> str:
    """Return a cell with its next line; between the halves of a broken word there is no space.

    Example:
        >>> from degreekit.ingest.tables.rows import joined
        >>> joined("DESIGN IN C+", "+", is_title=True)
        'DESIGN IN C++'
    """
    broken = is_title and (_OPEN.search(text) or _REST.match(rest))
    return text + rest if not text or broken else f"{text} {rest}"


@dataclass(eq=False)
class TableRow:
    """A row of a table, and the lines it was read from.

    Attributes:
        entry: where its code stands.
        table: the table, with its columns.
        cells: the words of what it holds, by the lines they stand in.
        lines: all of its lines, in order.
        others: words in columns that hold no field of a record, and the number of the column;
            -1 where there is none.
        doubts: what is to be said of it.
    """

    entry: Entry
    table: Table
    cells: dict[Role, list[tuple[Line, tuple[Word, ...]]]] = field(default_factory=dict)
    lines: list[Line] = field(default_factory=list)
    others: list[tuple[Line, tuple[Word, ...], int]] = field(default_factory=list)
    doubts: list[Doubt] = field(default_factory=list)

    @property
    def line(self) -> Line:
        """The line with its code."""
        return self.entry.line

    def text(self, role: Role) -> str:
        """Return a cell as text, its lines joined; a title broken within a word takes no space."""
        text = ""
        for _, words in self.cells.get(role, ()):
            text = joined(text, text_of(words), is_title=role is Role.TITLE)
        return text

    def box(self, role: Role) -> Box | None:
        """Return the place of a cell on the page as shown, where that is with the code."""
        here = [w for at, words in self.cells.get(role, ()) if self.holds(at) for w in words]
        return self.line.page.shown(around(word.place for word in here)) if here else None

    def holds(self, line: Line) -> bool:
        """Return whether a line stands in the column of the page where the row begins."""
        return line.page is self.line.page and line.column == self.line.column

    def put(self, line: Line, role: Role, words: Sequence[Word], number: int = -1) -> None:
        """Add words to a cell, which stand in the column of that number."""
        if role is Role.OTHER:
            self.others.append((line, tuple(words), number))
        else:
            self.cells.setdefault(role, []).append((line, tuple(words)))

    def sort(self) -> None:
        """Bring the lines of each cell into their order in the row."""
        order = {line: number for number, line in enumerate(self.lines)}
        for parts in self.cells.values():
            parts.sort(key=lambda part: order[part[0]])

    def doubt(
        self,
        code: str,
        message: str,
        line: Line,
        words: Sequence[Word] = (),
    ) -> None:
        """Add something to say of the row."""
        self.doubts.append(Doubt(code, message, line, tuple(words)))


class Places:
    """Where in which table a line stands."""

    def __init__(self, tables: Sequence[Table]) -> None:
        self._of: dict[Line, tuple[Table, Part]] = {
            line: (table, part) for table in tables for part in table.parts for line in part.lines
        }
        self._shifts = {
            (part.lines[0].page.number, part.lines[0].column): (table, part)
            for table in tables
            for part in table.parts
            if part.lines
        }
        self._last: tuple[Table, Part] | None = None

    def of(self, line: Line, default: Table) -> tuple[Table, float]:
        """Return the table in which a line stands, and how far right it stands there.

        A part without a course belongs to the table that goes on there.
        """
        if line in self._of:
            table, part = self._of[line]
            return table, part.shift
        here = self._shifts.get((line.page.number, line.column))
        if here is not None and here[0] is default:
            return default, here[1].shift
        same = [
            part for part in default.parts if part.lines and part.lines[0].column == line.column
        ]
        return default, same[-1].shift if same else 0.0

    def table(self, line: Line) -> tuple[Table, Part] | None:
        """Return the table that a line certainly stands in, and the part."""
        return self._of.get(line)


def find_rows(
    lines: Sequence[Line], known: KnownLines, places: Places, codes: Codes, shapes: Shapes
) -> list[TableRow]:
    """Return a row for each code that stands where codes do, with the cells next to it.

    Args:
        lines: all lines of a document, in reading order.
        known: what lines are by what they say; what turns out to be part of a row is forgotten.
        places: where in which table a line stands.
        codes: returns the course codes in a line.
        shapes: says what a text may be.
    """
    rows: list[TableRow] = []
    full = {
        entry.line: entry
        for table in {id(t): t for t, _ in places._of.values()}.values()
        for entry in table.entries
    }
    taken: set[Line] = set()
    for line in lines:
        entry = full.get(line)
        at = places.table(line)
        if entry is None and at is not None and line not in taken and line not in known.kinds:
            entry = _bare(line, *at, codes)
        if entry is None or at is None:
            continue
        row = TableRow(entry, at[0])
        for part in entry.lines:
            known.forget(part)
            taken.add(part)
        row.lines += entry.lines
        filled = at[0].fill(entry, shapes)
        for number, part, cell in filled:
            if _is_term(row, number, cell):
                row.put(part, Role.TERM, [spot.word for spot in cell])
            else:
                _put(row, part, number, cell)
        template = at[0].template
        if template and template.leaves_open({n: cell for n, _, cell in filled}, shapes):
            message = "the title may end before or behind words of the next column"
            row.doubt("title-uncertain", message, line)
        words = line.words[entry.code.start : entry.code.end]
        row.cells[Role.CODE] = [(line, words)]
        rows.append(row)
    for row in rows:
        if Role.CREDITS not in row.cells:
            _carry(row, lines, known, places, codes, shapes)
    _take_marks(rows, lines, known, shapes)
    return rows


def _is_term(row: TableRow, number: int, cell: Sequence[Spot]) -> bool:
    """Return whether a cell is a term, in a column without a name that holds other things, too."""
    if Role.TERM in row.table.roles or row.table.role(number) is not Role.OTHER:
        return False
    is_named = number >= 0 and row.table.columns[number].name
    text = text_of([spot.word for spot in cell])
    # a call number may look like the code of a term
    return not is_named and any(c.isalpha() for c in text) and term_of(text) is not None


def _take_marks(
    rows: Sequence[TableRow], lines: Sequence[Line], known: KnownLines, shapes: Shapes
) -> None:
    """Give a row of copied text the grade that came out on the line below it, by itself."""
    order = {line: number for number, line in enumerate(lines)}
    for row in rows:
        if len(row.line.cells()) > 1 or row.cells.keys() & {Role.GRADE, Role.STATUS}:
            continue
        for line in lines[order[row.lines[-1]] + 1 :][:1]:
            is_mark = line.text.isupper() and shapes.symbol(line.text) is not None
            if line not in known.kinds and is_mark and Role.CREDITS in row.cells:
                row.lines.append(line)
                row.put(line, Role.GRADE, line.said)


def overrule_figures(
    lines: Sequence[Line],
    known: KnownLines,
    tables: Sequence[Table],
    codes: Codes,
    shapes: Shapes,
) -> bool:
    """Take lines for no figures that are the values of a course; return whether there were any.

    They stand below a code without values, have credits and a grade, a state or a term where the
    table has them, and no word next to it. Below such a code there is no sum of a term.

    Args:
        lines: all lines of a document, in reading order.
        known: what lines are by what they say; changed.
        tables: where the columns are.
        codes: returns the course codes in a line.
        shapes: says what a text may be.
    """
    places = Places(tables)
    full = {line for table in tables for entry in table.entries for line in entry.lines}
    found = False
    for at, line in enumerate(lines):
        if known.kinds.get(line) != "total" or not tables:
            continue
        # between the code and its values there may be lines of the title
        title = lines[max(0, at - 1 - _MOST_ABOVE) : at][::-1]
        above = next(
            (one for one in title if one in known.kinds or one in full or codes(one)), None
        )
        if above is None or above in known.kinds or above in full:
            continue
        # above the first sum there may be no whole row, and no table
        table, shift = places.of(above, max(tables, key=lambda table: len(table.entries)))
        if table.template is not None:
            continue
        spots = [Spot(w.left - shift, w.right - shift, w) for w in line.said]
        cells = table.cells(spots, shapes)
        said = {table.role(n): text_of([s.word for s in cell]) for n, cell in cells.items()}
        others = {phrase.text for phrase in phrases(spots, shapes) if not phrase.kind}
        # what stands in the columns of words says nothing of a sum
        words = {
            spot.word.text
            for n, cell in cells.items()
            if n >= 0 and table.role(n) in (Role.TITLE, Role.OTHER)
            for spot in cell
        }
        marked = not said.keys().isdisjoint({Role.GRADE, Role.STATUS, Role.TERM})
        if number_of(said.get(Role.CREDITS, "")) is not None and marked and others <= words:
            known.forget(line)
            found = True
    return found


def _carry(
    row: TableRow,
    lines: Sequence[Line],
    known: KnownLines,
    places: Places,
    codes: Codes,
    shapes: Shapes,
) -> None:
    """Give a row its values where they stand at the head of the next column or page."""
    at = lines.index(row.lines[-1]) + 1
    below: list[Line] = []
    for line in lines[at : at + _MOST_BETWEEN]:
        if row.holds(line) or (known.kinds.get(line) and not is_passed_over(line, known)):
            return
        if line in known.kinds:
            continue
        if codes(line) or len(below) > _MOST_ABOVE:
            return
        below.append(line)
        _, shift = places.of(line, row.table)
        spots = [Spot(w.left - shift, w.right - shift, w) for w in line.said]
        cells = row.table.cells(spots, shapes)
        roles = {row.table.role(n): text_of([s.word for s in cell]) for n, cell in cells.items()}
        if Role.CREDITS in roles and shapes.kind(roles[Role.CREDITS]) & (Kind.DECIMAL | Kind.WHOLE):
            for part in below:
                known.forget(part)
                _, shift = places.of(part, row.table)
                _fill(
                    row, part, [Spot(w.left - shift, w.right - shift, w) for w in part.said], shapes
                )
            return


def is_passed_over(line: Line, known: KnownLines) -> bool:
    """Return whether a row may go on below a known line, at the head of a column."""
    kind = known.kinds.get(line)
    if kind == "term":
        return bool(_CONTINUED.search(line.text))
    return kind in (
        "header",
        "letterhead",
        "footer",
        "address",
        "rule",
        "continued",
        "title",
        "student",
        "school",
        "program",
        "personal",
        "document",
        "degree",
    ) and (
        kind in ("header", "letterhead", "footer", "address", "rule", "continued")
        or line in known.letterhead
    )


def _bare(line: Line, table: Table, part: Part, codes: Codes) -> Entry | None:
    """Return the row that a code without values begins, if it stands where codes do."""
    if is_remark(line.text):  # "Same as CSEE W4119"
        return None
    for code in codes(line):
        entry = Entry(part, line, code, [line])
        slack = CELL_GAP * line.size
        inside = table.code[0] - slack <= entry.left and entry.right <= table.code[1] + slack
        if inside and any(
            abs(entry.left - other.left) < slack or abs(entry.right - other.right) < slack
            for other in table.entries
        ):
            return entry
    return None


def _fill(row: TableRow, line: Line, spots: Sequence[Spot], shapes: Shapes) -> None:
    """Give the words of one more line to the cells of a row."""
    row.lines.append(line)
    for number, cell in sorted(row.table.cells(sorted(spots), shapes).items()):
        _put(row, line, number, cell)


def _put(row: TableRow, line: Line, number: int, cell: Sequence[Spot]) -> None:
    """Give words to the cell of a column."""
    role = row.table.role(number)
    row.put(line, role, [spot.word for spot in cell], number)
    if role is Role.TITLE and row.table.template is None:
        _doubt_overrun(row, line, number, cell)


def _doubt_overrun(row: TableRow, line: Line, number: int, cell: Sequence[Spot]) -> None:
    """Doubt a title that has run into the next column of text: where it ends, nobody can say."""
    after = row.table.columns[number + 1 : number + 2]
    if not after or after[0].kind or cell[-1].left <= after[0].left:
        return
    # where its cells begin at one edge, and no word does, all are of the title
    at_edge = any(abs(spot.left - after[0].left) < _AT_EDGE * spot.word.size for spot in cell[1:])
    if at_edge or not after[0].begins:
        words = [spot.word for spot in cell]
        row.doubt(
            "title-uncertain", "the title may end before words of the next column", line, words
        )
