"""The rows of a table, each with all of its printed lines.

A row may take several lines: its title is wrapped, below its first line or around its middle; it is
cut at the foot of a column or a page; even its code may be wrapped in its cell.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from itertools import pairwise
from math import inf

from degreekit.courses.term import SEASON_WORDS
from degreekit.ingest.page.document import Box, Document
from degreekit.ingest.page.layout import Line, Word, around, reading_order, text_of
from degreekit.ingest.tables.known_lines import Roles, columns_of, headers_of
from degreekit.ingest.tables.table import Fitted, Header, Row
from degreekit.ingest.tables.vocabulary import Vocabulary, heading_term

__all__ = ["TableRow", "find_rows", "lines_of"]

# All of these are in font sizes, from the middle of a line to the middle of the next.
#: A wrapped title stands nearer than this to the line that it belongs to.
_NEAR = 1.9
#: A line this near to the next row is part of it: a cell of two lines beside cells of one.
_BESIDE = 0.95
#: A gap is wider than another when it is so by this factor.
_WIDER = 1.15
#: A wrapped title is indented by at least this behind the beginning of its row.
_HANGING = 0.8

#: Words that begin within this (points) of each other begin at one edge.
_SAME_EDGE = 1.5
#: How many words may be needed to see that a line begins (COMS W 4995 001).
_OPENING = 4
#: Kinds of lines behind which no row of the column before goes on.
_BREAKS = frozenset({"term", "transfer", "total", "school"})
_CONTINUED = re.compile(r"\bcont", re.IGNORECASE)
_SEASON = re.compile("|".join(SEASON_WORDS), re.IGNORECASE)
_SUBJECT = re.compile(r"[A-Z]{2,6}_*")
_POINTS = re.compile(r"\d{1,2}\.\d")
#: A title that goes on: "TOPICS IN COMPUT SCI:", "MASTRPC OF EURP LIT &".
_OPEN = re.compile(r"[:&,/]$")
#: Cells that stand in front of the values.
_LEFT_CELLS = frozenset({"call", "code", "section", "title"})


# ----------------------------------------------------------------------------------- the lines


def lines_of(document: Document, words: Vocabulary) -> list[Line]:
    """Return the lines of a document in reading order, one line for one statement.

    A code wrapped in its cell is put together with its row, and a term that stands beside its first
    course is a line of its own.
    """

    def begins_column(row: Sequence[Word], at: int) -> bool:
        text = text_of(row[at : at + _OPENING])
        # in "COMS UN1201" the second word looks like a code, too
        before = at and row[at].left - row[at - 1].right < row[at].size
        if before and _SUBJECT.fullmatch(row[at - 1].text):
            return False
        return bool(
            words.row_start.match(text)
            or heading_term(text, whole=False)
            or (words.table.begins_header(row, at) and words.table.is_header(row))
        )

    # text in which every gap has become one blank has no columns
    set_apart = not document.is_plain or any(
        len(line.cells()) > 1 for line in reading_order(document)
    )
    lines = reading_order(document, begins_column if words.newspaper and set_apart else None)
    return [part for line in _with_whole_codes(lines, words) for part in _parted(line, words)]


def _with_whole_codes(lines: Sequence[Line], words: Vocabulary) -> Iterator[Line]:
    """Put together rows whose code is wrapped in its cell: the subject above the number."""
    at = 0
    while at < len(lines):
        parts = (lines[at : at + size] for size in (2, 3) if at + size <= len(lines))
        wrapped = next((part for part in parts if _is_code_wrapped(part, words)), None)
        yield _joined(wrapped) if wrapped else lines[at]
        at += len(wrapped) if wrapped else 1


def _is_code_wrapped(lines: Sequence[Line], words: Vocabulary) -> bool:
    """Return whether the first line begins with a subject, and the last with its number."""
    first, last = lines[0].words[0], lines[-1].words[0]
    if not _SUBJECT.fullmatch(first.text):
        return False
    code = words.row_start.match(whole := f"{first.text} {last.text}")
    return (
        code is not None
        and code.end() == len(whole)
        and _pitch(lines[0], lines[-1]) < _NEAR
        and abs(first.left - last.left) < _SAME_EDGE
        and len(lines[0].cells()[0]) == len(lines[-1].cells()[0]) == 1
        and all(line.words[0].left > first.right for line in lines[1:-1])
        and first.text not in SEASON_WORDS
        and not words.row_start.match(lines[0].text)
    )


def _joined(lines: Sequence[Line]) -> Line:
    """Return lines as one: the code, then the title, then the values."""
    code = (lines[0].words[0], lines[-1].words[0])
    rest = [word for line in lines for word in line.words if word not in code]
    values = min((word.left for word in rest if _POINTS.match(word.text)), default=inf)
    title = [word for word in rest if word.left < values]
    behind = sorted((word for word in rest if word.left >= values), key=lambda word: word.left)
    return Line(lines[0].page, (*code, *title, *behind), lines[0].column)


def _parted(line: Line, words: Vocabulary) -> tuple[Line, ...]:
    """Part a line into term and first course where both are printed side by side."""
    for size in (2, 3) if _SEASON.search(line.text) else ():
        if len(line.said) <= size:
            break
        at = line.words.index(line.said[size])
        head = Line(line.page, line.words[:at], line.column)
        rest = Line(line.page, line.words[at:], line.column)
        if heading_term(head.text) and words.row_start.match(rest.text):
            return head, rest
    return _person_apart(line, words)


def _person_apart(line: Line, words: Vocabulary) -> tuple[Line, ...]:
    """Part a line into the student and the heading that is printed beside the name.

    The student comes first: then the line stands above the body of the page, as a letterhead does.
    """
    cells = line.cells() if words.people and _SEASON.search(line.text) else []
    for at in range(1, len(cells)):
        head = tuple(word for cell in cells[:at] for word in cell)
        rest = tuple(word for cell in cells[at:] for word in cell)
        for heading, person in ((head, rest), (rest, head)):
            if heading_term(text_of(heading)) and not _says_more(text_of(person), words):
                return Line(line.page, person, line.column), Line(line.page, heading, line.column)
    return (line,)


def _says_more(text: str, words: Vocabulary) -> bool:
    """Return whether a text beside a heading is something else than a name."""
    if words.person(text):
        return False
    known = heading_term(text, whole=False) or words.starts_row(text) or words.furnishing(text)
    return bool(known or re.search(r"\d\.\d|:", text))


def _pitch(upper: Line, lower: Line) -> float:
    """Return how far a line is below another, in font sizes; infinite across columns and pages."""
    same = (upper.page.number, upper.column) == (lower.page.number, lower.column)
    return (lower.middle - upper.middle) / max(upper.size, lower.size) if same else inf


# ------------------------------------------------------------------------------------ the rows


@dataclass(eq=False)
class TableRow:
    """A row of a table, and the lines it was read from.

    Attributes:
        line: the line with its code.
        table: the columns at the place where it begins.
        left: the left edge of the table at that place.
        cells: the words of each cell, by the lines they stand in.
        lines: all of its lines, in order.
        stray: words beside it that fit no column.
    """

    line: Line
    table: Fitted
    left: float
    cells: dict[str, list[tuple[Line, tuple[Word, ...]]]] = field(default_factory=dict)
    lines: list[Line] = field(default_factory=list)
    stray: list[tuple[Line, Word]] = field(default_factory=list)

    @property
    def is_complete(self) -> bool:
        """Whether every column that always has a value has one."""
        return all(c.name in self.cells for c in self.table.table.columns if c.required)

    def add(self, line: Line, row: Row) -> None:
        """Add the cells of one more line."""
        self.lines.append(line)
        for name, words in row.cells.items():
            self.cells.setdefault(name, []).append((line, words))
        self.stray += [(line, word) for word in row.stray]

    def add_title(self, line: Line, *, above: bool = False) -> None:
        """Add a line that is all title."""
        at = 0 if above else len(self.lines)
        self.lines.insert(at, line)
        parts = self.cells.setdefault("title", [])
        parts.insert(0 if above else len(parts), (line, line.said))

    def text(self, name: str) -> str:
        """Return a cell as text, its lines joined; a hyphen or slash at the end takes no space."""
        text = ""
        for _, words in self.cells.get(name, ()):
            part = text_of(words)
            text += part if not text or re.search(r"\w[-/]$", text) else f" {part}"
        return text

    def box(self, name: str) -> Box | None:
        """Return the place of a cell on the page as shown, where that is beside the code."""
        here = [w for at, words in self.cells.get(name, ()) if self.holds(at) for w in words]
        return self.line.page.shown(around(word.box for word in here)) if here else None

    def is_under(self, name: str, words: Sequence[Word]) -> bool:
        """Return whether words of it stand in the place of a column."""
        span = self.table.spans.get(name)
        return span is not None and words[0].left < span.right and words[-1].right > span.left

    def holds(self, line: Line) -> bool:
        """Return whether a line stands in the column of the page where the row begins."""
        return line.page.number == self.line.page.number and line.column == self.line.column


def _timely(row: TableRow, cells: Row) -> Row:
    """Return the cells of one more line of a row: what stands in front of the points is its title.

    Where there are no columns, TO and II look like grades; a grade stands behind the points.
    """
    if not row.table.is_loose:
        return cells
    columns = row.table.table.columns
    known = row.cells.keys() | cells.cells.keys()
    lacking = (at for at, c in enumerate(columns) if c.required and c.name not in known)
    behind = {column.name for column in columns[next(lacking, len(columns)) :]}
    early = [word for name, words in cells.cells.items() if name in behind for word in words]
    if not early:
        return cells
    rest = {name: words for name, words in cells.cells.items() if name not in behind}
    title = sorted((*rest.get("title", ()), *early), key=lambda word: word.left)
    return replace(cells, cells=rest | {"title": tuple(title)})


@dataclass(eq=False)
class _Part:
    """The lines under one header in one column of a page, without the furniture."""

    lines: list[Line]
    left: float  # where its rows begin
    table: Fitted
    carries: bool  # whether the last row above may go on here


def find_rows(lines: Sequence[Line], roles: Roles, words: Vocabulary) -> list[TableRow]:
    """Return the complete rows of all tables, with the lines of their wrapped titles.

    Args:
        lines: all lines of a document, in reading order.
        roles: what the known ones are.
        words: the columns, and how a row begins.
    """
    parts = list(_parts(lines, roles, words))
    finder = _RowFinder(lines, roles)
    for part in parts:
        finder.read(part, words)
    if finder.titles_above():
        finder = _RowFinder(lines, roles, above=True)
        for part in parts:
            finder.read(part, words)
    return [row for row in finder.rows if row.is_complete]


def _parts(lines: Sequence[Line], roles: Roles, words: Vocabulary) -> Iterator[_Part]:
    """Yield the lines by table. Where a page goes on without a header, the last one holds."""
    header: Header | None = None
    edge = 0.0
    for own, part in _tables(lines, words):
        starts = [line for line in part if words.row_start.match(line.text)]
        left = min(line.box[0] for line in starts or part)
        if own:
            header, edge = own, left
        body = [line for line in part if line not in roles.kinds]
        if body:
            moved = header.moved(left - edge) if header else None
            said = [line.said for line in starts]
            fit = words.table.loose if starts and _is_collapsed(part) else words.table.fit
            table = fit(said, moved)
            yield _Part(body, left, table, _carries(part[: part.index(body[0])], roles))


def _is_collapsed(lines: Sequence[Line]) -> bool:
    """Return whether lines have lost their columns: there is no gap but a blank in any."""
    return all(len(line.cells()) == 1 for line in lines)


def _tables(lines: Sequence[Line], words: Vocabulary) -> Iterator[tuple[Header | None, list[Line]]]:
    """Yield the lines of each column of a page, cut where a header begins, with that header."""
    for column in columns_of(lines):
        headers = headers_of(column, words)
        for start, end in pairwise(sorted({0, *headers, len(column)})):
            yield (headers[start][0] if start in headers else None), column[start:end]


def _carries(above: Sequence[Line], roles: Roles) -> bool:
    """Return whether a row of the column before may go on below these lines."""
    carries = True
    for line in above:
        kind = roles.kinds.get(line)
        if kind == "header":  # what stands above the header belongs to the page
            carries = True
        elif kind in _BREAKS and not _CONTINUED.search(line.text):
            carries = False
    return carries


def _holds_another(row: TableRow, words: Vocabulary) -> bool:
    """Return whether a line is two rows side by side, of which none can be told for sure."""
    title = [word for _, part in row.cells.get("title", ()) for word in part]
    return row.table.is_loose and any(
        words.row_start.match(text_of(title[at:])) and _POINTS.search(text_of(title[:at]))
        for at in range(1, len(title))
    )


class _RowFinder:
    """Gives every line of a table that is no row to the row whose title it belongs to."""

    def __init__(self, lines: Sequence[Line], roles: Roles, *, above: bool = False) -> None:
        """Begin with no row.

        Args:
            lines: all lines of the document.
            roles: what the known ones are.
            above: whether the values of a row stand beside the last line of its title, as in cells
                that are filled from the bottom.
        """
        self.rows: list[TableRow] = []
        self._roles = roles
        self._above = above
        self._heads = self._tails = 0  # lines of titles where nobody else could claim them
        self._lines = lines
        self._order = {line: number for number, line in enumerate(lines)}
        self._part_of: dict[Line, _Part] = {}
        self._last: Line | None = None  # of the part before

    def read(self, part: _Part, words: Vocabulary) -> None:
        """Read one part of a table."""
        self._part_of.update(dict.fromkeys(part.lines, part))
        above = self.rows[-1] if self.rows and part.carries else None
        nearest: Line | None = None  # the last line of the row above, in this column
        between: list[Line] = []
        for line in part.lines:
            if words.row_start.match(line.text):
                row = TableRow(line, part.table, part.left)
                row.add(line, _timely(row, part.table.row(line.said)))
                self._share(between, above, nearest, row)
                if _holds_another(row, words):
                    above, nearest, between = None, None, []
                    continue
                if line is part.lines[0]:
                    self._cut_off(self._last, row)
                self.rows.append(row)
                above, nearest, between = row, line, []
            else:
                between.append(line)
        self._share(between, above, nearest, None)
        self._last = part.lines[-1]

    def titles_above(self) -> bool:
        """Return whether cells are filled from the bottom.

        Where no other row could have them, as at the beginning and the end of a block of rows,
        lines of titles stand above their rows only, and never below.
        """
        return self._heads > 0 and not self._tails

    def _count(
        self,
        lines: Sequence[Line],
        above: TableRow | None,
        nearest: Line | None,
        below: TableRow | None,
    ) -> None:
        """Count lines that can only be part of one title: something known is on the other side.

        So can a line below a row that is plainly nearer to it than to the next. A line beside its
        row is part of it whatever the alignment.
        """
        if not lines:
            return
        first, last = self._order[lines[0]], self._order[lines[-1]]
        if below is not None and not below.table.is_loose:
            # below a header, or a heading that goes on, it may be the end of a row cut by the page
            before = self._lines[first - 1] if first else lines[0]
            parted = self._roles.kinds.get(before) in _BREAKS and not _CONTINUED.search(before.text)
            self._heads += bool(
                parted
                and _BESIDE < _pitch(lines[-1], below.line) <= _NEAR
                and self._is_title(lines[-1], below)
            )
        if above is not None and nearest is not None and not above.table.is_loose:
            parted = last + 1 == len(self._order) or self._breaks(last + 1)
            gap = _pitch(nearest, lines[0])
            self._tails += bool(
                (parted or below is None or gap * _WIDER < _pitch(lines[-1], below.line))
                and _BESIDE < gap <= _NEAR
                and self._is_title(lines[0], above)
            )

    def _breaks(self, number: int) -> bool:
        return self._roles.kinds.get(self._lines[number]) in _BREAKS | {"header"}

    def _share(
        self,
        lines: list[Line],
        above: TableRow | None,
        nearest: Line | None,
        below: TableRow | None,
    ) -> None:
        """Share the lines between two rows out to them, where they are parts of their titles."""
        lines, nearest = self._complete(above, lines, nearest)
        self._count(lines, above, nearest, below)
        cut = self._cut(lines, above, nearest, below)
        for line in lines[:cut]:
            far = nearest is not None and _pitch(nearest, line) > _NEAR
            if above is None or far or not self._is_title(line, above):
                break
            above.add_title(line)
            nearest = line
        for line in reversed(lines[cut:]):
            if (
                below is None
                or _pitch(line, below.lines[0]) > _NEAR
                or not self._is_title(line, below)
            ):
                break
            below.add_title(line, above=True)

    def _complete(
        self, row: TableRow | None, lines: list[Line], nearest: Line | None
    ) -> tuple[list[Line], Line | None]:
        """Give lines to a row that still lacks its points, until it has them; return the rest.

        Of a row without columns the grade may have come out on the line below.
        """
        while row and lines:
            if nearest is not None and _pitch(nearest, lines[0]) > _NEAR:
                break
            cells = self._part_of[lines[0]].table.row(lines[0].said)
            lacks_grade = row.table.is_loose and "grade" not in row.cells
            if row.is_complete and not (lacks_grade and cells.cells.keys() == {"grade"}):
                break
            row.add(lines[0], _timely(row, cells))
            nearest, *lines = lines
        return lines, nearest

    def _cut_off(self, line: Line | None, row: TableRow) -> None:
        """Give a row the values that a page break has left on the page before, if they are its.

        A browser cuts a row between any two of its lines, also those in the middle of a cell.
        """
        if line is None or row.is_complete or any(line in other.lines for other in self.rows[-1:]):
            return
        values = self._part_of[line].table.row(line.said)
        lacking = {
            column.name
            for column in row.table.table.columns
            if column.required and column.name not in row.cells
        }
        if not values.stray and lacking <= values.cells.keys() and "code" not in values.cells:
            row.add(line, values)

    def _cut(
        self,
        lines: list[Line],
        above: TableRow | None,
        nearest: Line | None,
        below: TableRow | None,
    ) -> int:
        """Return how many of the lines between two rows belong to the upper one.

        A wrapped title stands below its row. Only a title set in the middle of its row, as browsers
        set the cells of a table, has lines above it: those are beside the row, or nearer to it than
        to the row before.
        """
        if not lines or below is None:
            return len(lines)
        if self._above and not below.table.is_loose:
            return 0
        if below.table.is_loose:
            return 0 if "title" not in below.cells else len(lines)
        if above is None:
            return 0  # nobody else can claim them
        if nearest is None or self._order[nearest] + 1 != self._order[lines[0]]:
            # something else stands between: the distance to the upper row is no guide
            return len(lines) - (_pitch(lines[-1], below.line) < _BESIDE)
        gaps = [_pitch(upper, lower) for upper, lower in pairwise([nearest, *lines, below.line])]
        if max(gaps) <= _WIDER * min(gaps):
            return len(lines)
        return max(number for number, gap in enumerate(gaps) if gap * _WIDER >= max(gaps))

    def _is_title(self, line: Line, row: TableRow) -> bool:
        """Return whether a line begins behind the code and in front of the values of a row.

        A row without columns takes it if it has no title, or one that is plainly not at its end.
        """
        if row.table.is_loose:
            untitled = all(at is not row.line for at, _ in row.cells.get("title", ()))
            goes_on = untitled or _OPEN.search(row.text("title"))
            return bool(goes_on) and not _POINTS.search(line.text)
        moved = self._part_of[line].left - row.left
        left = line.box[0] - moved
        values = [
            word
            for name, parts in row.cells.items()
            for at, words in parts
            for word in words
            if name not in _LEFT_CELLS and row.holds(at)
        ]
        code = row.cells["code"][0][1][0].left if "code" in row.cells else row.line.box[0]
        hanging = (
            left > row.line.box[0] + _HANGING * line.size
            and abs(left - code) > _SAME_EDGE  # there it is the rest of a wrapped code
        )
        # a row without a title may have it in the cell of its code, below that
        below = "title" not in row.cells and left <= code + _SAME_EDGE
        return (
            (hanging or below)
            and left < min((word.left for word in values), default=inf)
            and line.box[2] - moved < max((word.right for word in values), default=inf)
        )
