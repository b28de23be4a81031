"""A reader for transcripts that are tables: one line a course, under headings of terms.

Most transcripts are. What tells one kind from another is vocabulary: the columns of the table, how
a row begins, and which other lines are known. A `TableReader` is therefore a declaration; the work
is done here once.
"""

from __future__ import annotations

import re
from abc import abstractmethod
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from itertools import groupby, pairwise
from math import inf
from statistics import median
from typing import ClassVar

from degreekit.courses import (
    GradeScale,
    Institution,
    InvalidCourseCode,
    InvalidTerm,
    RecordStatus,
    Term,
)
from degreekit.courses.term import SEASON_WORDS
from degreekit.ingest.document import Box, Document
from degreekit.ingest.layout import Line, Word, around, offsets, reading_order, text_of
from degreekit.ingest.reader import Claim, Draft, Extraction, Reader, TotalKind
from degreekit.ingest.table import Fitted, Header, Row, Table
from degreekit.transcript import CourseRecord

__all__ = ["Furnishing", "TableReader"]

_SEASON = "|".join(SEASON_WORDS)
#: A term as a heading prints it.
TERM = (
    rf"(?:(?:{_SEASON})(?:\s+(?:TERM|SESSION|SEMESTER|[A-D]))?,?\s+\d{{4}}|\d{{4}}\s+(?:{_SEASON}))"
)
_TERM_LINE = re.compile(
    rf"(?P<term>{TERM})(?:\s+(?:TERM|SESSION|SEMESTER))?\s*[:.]?(?P<rest>.*)", re.IGNORECASE
)
#: What may stand behind the term in its heading.
_TERM_REST = re.compile(
    r"\s*(?:[(\[-]*\s*cont(?:inued|'?d|\.)?\s*[)\].]*"
    r"|[-:,(]*\s*(?:(?:in|current|work)[\s-]*)+progress\s*\)?)?\s*",
    re.IGNORECASE,
)
_NUMBER = r"(?P<value>\d{1,3}(?:\.\d{1,4})?)(?![\d.]*\d)"
#: A blank in the column of grades, printed.
_NO_GRADE = re.compile(
    r"-+|IP|IN[\s-]*PROGRESS|CURRENT(LY ENROLLED)?|PLANNED|ENROLLED|REGISTERED", re.I
)
#: A mark that points to a footnote.
_FOOTNOTE = re.compile(r"(?<=[A-Z+-])[*†‡§#]+$")

#: A wrapped title stands nearer than this to the line that it belongs to, in font sizes.
_NEAR = 1.9
#: A line whose middle is nearer than this to the next row is part of it: a cell of two lines beside
#: cells of one, set in the middle.
_BESIDE = 0.95
#: How many words may be needed to see that a line begins (COMS W 4995 001).
_OPENING = 4
#: A gap is wider than another when it is so by this factor.
_WIDER = 1.15
#: A wrapped title is indented by at least this behind the beginning of its row, in font sizes.
_HANGING = 0.8


@dataclass(frozen=True, slots=True)
class Furnishing:
    """A kind of line that is known and is no course.

    Attributes:
        kind: what it is. Some kinds mean something to the reader: ``transfer`` opens a block of
            credit from elsewhere, ``legend`` turns the rest of the page into legend, ``school``
            names the block that follows (the group ``value`` if there is one, else the line).
        pattern: what the whole line says, without regard to case.
    """

    kind: str
    pattern: re.Pattern[str]

    @classmethod
    def of(cls, kind: str, pattern: str) -> Furnishing:
        """Build one from the text of a pattern."""
        return cls(kind, re.compile(pattern, re.IGNORECASE))


@dataclass(eq=False)
class _Group:
    """The lines of one column of one page, which stand under one header."""

    lines: list[Line]
    left: float  # where its rows begin
    header: Header | None = None
    fitted: Fitted | None = None
    carries: bool = True
    rows: list[_RowLines] = field(default_factory=list)


@dataclass(eq=False)
class _RowLines:
    """A row that may take several lines."""

    line: Line
    group: _Group
    cells: dict[str, list[tuple[Line, tuple[Word, ...]]]] = field(default_factory=dict)
    lines: list[Line] = field(default_factory=list)
    stray: list[tuple[Line, Word]] = field(default_factory=list)

    def add(self, line: Line, row: Row) -> None:
        """Add the cells of one more line."""
        self.lines.append(line)
        for name, words in row.cells.items():
            self.cells.setdefault(name, []).append((line, words))
        self.stray += [(line, word) for word in row.stray]

    def add_title(self, line: Line, name: str, *, before: bool = False) -> None:
        """Add a line that is all title."""
        self.lines.insert(0, line) if before else self.lines.append(line)
        parts = self.cells.setdefault(name, [])
        parts.insert(0, (line, line.words)) if before else parts.append((line, line.words))

    def text(self, name: str) -> str:
        """Return a cell as text, its lines joined."""
        text = ""
        for _, words in self.cells.get(name, ()):
            part = text_of(words)
            text += part if not text or re.search(r"\w[-/]$", text) else f" {part}"
        return text

    def boxes(self, names: dict[str, str]) -> dict[str, Box]:
        """Return the places of cells that stand in the row's own column of the page."""
        found: dict[str, Box] = {}
        for name, field_name in names.items():
            if here := [
                w for at, words in self.cells.get(name, ()) if self.holds(at) for w in words
            ]:
                found[field_name] = self.line.page.shown(around(word.box for word in here))
        return found

    def holds(self, line: Line) -> bool:
        """Return whether a line stands in the column of the page where the row begins."""
        return line.page.number == self.line.page.number and line.column == self.line.column


@dataclass
class _Context:
    """What the headings above a line have said."""

    term: Term | None = None
    school: str | None = None
    transfer: bool = False


class TableReader(Reader):
    """Reads a transcript that is a table, from a declaration of its vocabulary.

    Attributes:
        kind: the kind of document, as ``official-transcript``.
        institution_id: the id of the institution.
        table: its columns. The names ``code``, ``title``, ``credits``, ``grade`` and ``section``
            are fields of a record; ``grade_points`` is checked against the grade; the others are
            read over.
        row_start: how a line of the table begins; the group ``code`` is the course code.
        newspaper: whether a page may be set in several columns.
        furnishings: the lines that are known, the first that matches counts.
        labels: what is printed in front of a value, as ``NAME:``, and the kind of the line. The
            kind ``student`` marks personal data; ``school`` and ``program`` are kept.
        totals: the figures that the document prints about itself, as the group ``value``.
    """

    kind: ClassVar[str]
    institution_id: ClassVar[str]
    table: ClassVar[Table]
    row_start: ClassVar[re.Pattern[str]]
    newspaper: ClassVar[bool] = False
    furnishings: ClassVar[tuple[Furnishing, ...]] = ()
    labels: ClassVar[dict[str, str]] = {}
    totals: ClassVar[tuple[tuple[TotalKind, re.Pattern[str]], ...]] = ()

    # ---------------------------------------------------------------- what a subclass has to say

    @abstractmethod
    def institution(self) -> Institution:
        """Return the institution: its codes and grades."""

    @abstractmethod
    def scale(self, school: str | None, programs: Sequence[str]) -> str | None:
        """Return the id of the grade scale of a school block; None where it is not known."""

    @abstractmethod
    def claim(
        self, document: Document, lines: Sequence[Line], codes: Sequence[str]
    ) -> Claim | None:
        """Return a claim on a document that has a table with these codes in it, or None."""

    # --------------------------------------------------------------------------------- the steps

    def identify(self, document: Document) -> Claim | None:
        """Claim a document that has the table's header with complete rows under it."""
        work = _Work(self, document, self._lines(document))
        if not work.has_table():
            return None
        codes = [row.text("code") for row in work.rows()]
        return self.claim(document, work.lines, codes) if codes else None

    def extract(self, document: Document) -> Extraction:
        """Read the document: furniture first, then rows with their wrapped titles, then records."""
        return _Work(self, document, self._lines(document)).extraction()

    def _lines(self, document: Document) -> list[Line]:
        begins = self._begins_column if self.newspaper else None
        lines = self._with_whole_codes(reading_order(document, begins))
        return [part for line in lines for part in self._parted(line)]

    def _begins_column(self, words: Sequence[Word], at: int) -> bool:
        """Return whether a row, a heading of a term or the header of the table begins there."""
        text = text_of(words[at : at + _OPENING])
        return bool(
            self.row_start.match(text)
            or _heading_term(text, whole=False)
            or (self.table.begins_header(words, at) and self.table.is_header(words))
        )

    def _with_whole_codes(self, lines: list[Line]) -> Iterator[Line]:
        """Put together rows whose code is wrapped in its cell: the subject above the number."""
        at = 0
        while at < len(lines):
            size = next((n for n in (2, 3) if self._is_code_wrapped(lines[at : at + n], n)), 1)
            yield _joined(lines[at : at + size]) if size > 1 else lines[at]
            at += size

    def _is_code_wrapped(self, lines: list[Line], size: int) -> bool:
        """Return whether the first line begins with a subject, and the last with its number."""
        first, last = lines[0], lines[-1]
        code = f"{first.words[0].text} {last.words[0].text}"
        return (
            len(lines) == size
            and len(first.cells()[0]) == len(last.cells()[0]) == 1
            and not self.row_start.match(first.text)
            and _pitch(first, last) < _NEAR
            and abs(first.words[0].left - last.words[0].left) < _SAME_EDGE
            and all(line.words[0].left > first.words[0].right for line in lines[1:-1])
            and bool(_SUBJECT.fullmatch(first.words[0].text))
            and first.words[0].text not in SEASON_WORDS
            and (found := self.row_start.match(code)) is not None
            and found.end() == len(code)
        )

    def _parted(self, line: Line) -> Iterator[Line]:
        """Part a line into term and first course where both are printed side by side."""
        for size in (2, 3):
            head, rest = line.words[:size], line.words[size:]
            if rest and _heading_term(text_of(head)) and self.row_start.match(text_of(rest)):
                yield Line(line.page, head, line.column)
                yield Line(line.page, rest, line.column)
                return
        yield line

    def headers(self, lines: Sequence[Line]) -> dict[int, tuple[Header, list[Line]]]:
        """Return the headers among lines of one column, by the position of their first line."""
        found: dict[int, tuple[Header, list[Line]]] = {}
        at = 0
        while at < len(lines):
            for size in (3, 2, 1):
                part = lines[at : at + size]
                words = [line.words for line in part]
                if len(part) == size and (header := self.table.header(words)):
                    found[at] = (header, list(part))
                    at += size - 1
                    break
            at += 1
        return found

    def groups(self, lines: Sequence[Line], roles: Mapping[int, str]) -> list[_Group]:
        """Return the lines by table, without furniture, each with its fitted columns.

        A table is what stands under one header in one column of a page. Where a page goes on
        without a header, the last one holds, moved to where the rows begin.
        """
        groups: list[_Group] = []
        header: Header | None = None
        edge = 0.0
        for own, part in self._tables(lines):
            starts = [line for line in part if self.row_start.match(line.text)]
            left = min(line.box[0] for line in starts or part)
            if own:
                header, edge = own, left
            body = [line for line in part if id(line) not in roles]
            if not body:
                continue
            group = _Group(body, left)
            group.header = header.moved(left - edge) if header else None
            group.fitted = self.table.fit([line.words for line in starts], group.header)
            group.carries = self._carries(part[: part.index(body[0])], roles)
            groups.append(group)
        return groups

    def _tables(self, lines: Sequence[Line]) -> Iterator[tuple[Header | None, list[Line]]]:
        """Yield the lines of each column of a page, cut where a header begins, with that header."""
        for _, part in groupby(lines, key=lambda line: (line.page.number, line.column)):
            column = list(part)
            headers = self.headers(column)
            cuts = sorted({0, *headers, len(column)})
            for start, end in pairwise(cuts):
                header = headers[start][0] if start in headers else None
                yield header, column[start:end]

    def _carries(self, above: Sequence[Line], roles: Mapping[int, str]) -> bool:
        """Return whether a row of the column before may go on below these lines."""
        carries = True
        for line in above:
            role = roles.get(id(line))
            if role == "header":  # what stands above the header belongs to the page
                carries = True
            elif role in _BREAKS and not _CONTINUED.search(line.text):
                carries = False
        return carries


def _heading_term(text: str, *, whole: bool = True) -> Term | None:
    """Return the term that a text is the heading of, or begins with."""
    found = _TERM_LINE.fullmatch(text) if whole else _TERM_LINE.match(text)
    if not found or (whole and not _TERM_REST.fullmatch(found["rest"])):
        return None
    try:
        return Term.parse(re.sub(r"(?i)\s+(SESSION|SEMESTER)\b", "", found["term"]))
    except InvalidTerm:
        return None


class _Work:
    """The reading of one document."""

    def __init__(self, reader: TableReader, document: Document, lines: Sequence[Line]) -> None:
        self.reader = reader
        self.lines = lines
        self.draft = Draft(document, lines)
        self.roles: dict[int, str] = {}
        self.schools: list[str] = []
        self.programs: list[str] = []
        self.context = _Context()
        self.letterhead_school: str | None = None
        self._group_of: dict[int, _Group] = {}  # of each line
        self._order = {id(line): number for number, line in enumerate(lines)}
        self.above: set[int] = set()  # lines of the letterhead of their page

    def has_table(self) -> bool:
        """Return whether the header of the table is printed anywhere."""
        self._find_headers()
        return bool(self.roles)

    def rows(self) -> list[_RowLines]:
        """Find the furniture, then the complete rows with the lines of their wrapped titles."""
        self._find_headers()
        self._find_legend()
        self._find_furniture()
        self._find_running()
        self._find_letterhead()
        return self._rows()

    def extraction(self) -> Extraction:
        """Read everything."""
        starts = {id(row.line): row for row in self.rows()}
        for line in self.lines:
            if row := starts.get(id(line)):
                self._record(row)
            elif role := self.roles.get(id(line)):
                self._furniture(line, role)
        for line in self.lines:
            if self.draft.is_free(line) and self._is_course(line):
                message = "this line begins like a course, but it could not be read as one"
                self.draft.finding("course-not-read", "error", message, line)
        return self.draft.finish(
            self.reader.institution_id,
            self.reader.kind,
            scales={school: self.scale_id(school) for school in (*self.schools, None)},
            schools=self.schools,
            programs=self.programs,
        )

    def _is_course(self, line: Line) -> bool:
        """Return whether a line begins with a code that the institution would print."""
        found = self.reader.row_start.match(line.text)
        try:
            return bool(found and self.reader.institution().grammar.parse(found["code"]).letter)
        except InvalidCourseCode:
            return False

    def scale_id(self, school: str | None) -> str | None:
        """Return the id of a school's grade scale."""
        return self.reader.scale(school, self.programs)

    # -------------------------------------------------------------------------------- known lines

    def _find_headers(self) -> None:
        for _, part in groupby(self.lines, key=lambda line: (line.page.number, line.column)):
            for _, lines in self.reader.headers(list(part)).values():
                self.roles.update((id(line), "header") for line in lines)

    def _find_legend(self) -> None:
        """From the heading of a legend on, a page is legend."""
        prose = self._prose_pages()
        page, in_legend = 0, False
        for line in self.lines:
            if line.page.number != page:
                page, in_legend = line.page.number, line.page.number in prose
            in_legend = in_legend or self._furnishing(line) == "legend"
            if in_legend:
                known = self._furnishing(line)
                self.roles[id(line)] = known if known in ("footer", "title") else "legend"

    def _prose_pages(self) -> set[int]:
        """Return the pages that have no table and are mostly sentences."""
        pages = set()
        for number, part in groupby(self.lines, lambda line: line.page.number):
            lines = list(part)
            sentences = sum(map(_is_prose, lines))
            if sentences > _PROSE * len(lines) and not any(
                id(line) in self.roles for line in lines
            ):
                pages.add(number)
        return pages

    def _find_furniture(self) -> None:
        usual = median(line.size for line in self.lines)
        for line in self.lines:
            if id(line) in self.roles:
                continue
            if line.is_rule:
                self.roles[id(line)] = "rule"
            elif _heading_term(line.text):
                self.roles[id(line)] = "term"
            elif self.reader.row_start.match(line.text):
                continue
            elif (labels := self._labels(line)) and not labels[0][0]:
                kinds = [self.reader.labels[label] for label, _ in labels[1:]]
                self.roles[id(line)] = "student" if "student" in kinds else kinds[0]
            elif self._totals(line):
                self.roles[id(line)] = "total"
            elif kind := self._furnishing(line):
                self.roles[id(line)] = kind
            elif line.size > _DISPLAY * usual:
                self.roles[id(line)] = "display"

    def _find_running(self) -> None:
        """A line in the margin that stands in one place on several pages runs through them."""
        places: dict[tuple[str, int], list[Line]] = {}
        for _, part in groupby(self.lines, lambda line: line.page.number):
            page = list(part)
            starts = [line for line in page if self.reader.row_start.match(line.text)]
            top = min((line.box[1] for line in starts), default=inf)
            bottom = max((line.box[3] for line in starts), default=-inf)
            for line in page:
                in_margin = line.box[3] < top or line.box[1] > bottom
                if in_margin and id(line) not in self.roles and not _POINTS.search(line.text):
                    place = (re.sub(r"\d+", "0", line.text), round(line.box[1] / _SAME_PLACE))
                    places.setdefault(place, []).append(line)
        for same in places.values():
            if len({line.page.number for line in same}) > 1:
                self.roles.update((id(line), "letterhead") for line in same)

    def _find_letterhead(self) -> None:
        """What stands above the first line of the body, on a page or in one of its columns."""
        begun, page = False, 0
        for (number, _), part in groupby(self.lines, lambda line: (line.page.number, line.column)):
            lines = list(part)
            begun, page = begun and number == page, number
            tops = [at for at, line in enumerate(lines) if self._is_body(line)]
            top = tops[0] if tops else 0 if begun else len(lines)
            under_header = bool(tops) and self.roles.get(id(lines[top])) == "header"
            if begun and not under_header:
                continue
            begun = begun or bool(tops)
            for line in lines[:top]:
                self.above.add(id(line))
                if number == 1 or under_header:
                    self.roles.setdefault(id(line), "letterhead")

    def _is_body(self, line: Line) -> bool:
        role = self.roles.get(id(line))
        return role in _BODY if role else bool(self.reader.row_start.match(line.text))

    def _furnishing(self, line: Line) -> str | None:
        for known in self.reader.furnishings:
            if known.pattern.fullmatch(line.text):
                return known.kind
        return None

    def _labels(self, line: Line) -> list[tuple[str, str]]:
        """Return labels and their values; first what stands in front of the first label."""
        if not self.reader.labels:
            return []
        names = "|".join(map(re.escape, sorted(self.reader.labels, key=len, reverse=True)))
        parts = re.split(rf"(?<!\S)({names})\s*:\s*", line.text, flags=re.IGNORECASE)
        if len(parts) == 1:
            return []
        pairs = zip(parts[1::2], parts[2::2], strict=True)
        return [("", parts[0]), *((label.upper(), value.strip()) for label, value in pairs)]

    def _totals(self, line: Line) -> list[tuple[TotalKind, Decimal, list[Word]]]:
        """Return the figures of a line that holds nothing else."""
        found: list[tuple[TotalKind, Decimal, list[Word]]] = []
        rest = line.text
        for kind, pattern in self.reader.totals:
            for match in pattern.finditer(rest):
                start, end = match.span("value")
                words = [
                    w for at, w in offsets(line.words) if at < end and at + len(w.text) > start
                ]
                found.append((kind, Decimal(match["value"]), words))
                rest = rest[: match.start()] + " " * len(match[0]) + rest[match.end() :]
        return found if not re.search(r"\w", rest) else []

    def _furniture(self, line: Line, role: str) -> None:
        """Give a known line away, and keep what it says for the records below it."""
        context, in_letterhead = self.context, id(line) in self.above
        if role == "term":
            context.term, context.transfer = _heading_term(line.text), False
        elif role == "transfer":
            context.term, context.transfer = None, True
            self._add_totals(line)
        elif role == "total":
            self._add_totals(line)
        labels = self._labels(line)[1:] if role not in _UNLABELLED else []
        if role == "school" and not labels:
            self._school(line.text.strip(" :"), in_letterhead=in_letterhead)
        for label, value in labels:
            kind = self.reader.labels[label]
            if kind == "student":
                self.draft.private(value)
            elif kind == "program" and value:
                self.programs.append(value)
            elif kind == "school" and value:
                self._school(value, in_letterhead=in_letterhead)
        self.draft.furniture(line, role)

    def _school(self, name: str, *, in_letterhead: bool) -> None:
        """Open a school block. A letterhead repeated on the next page opens none."""
        if in_letterhead:
            if name == self.letterhead_school:
                return
            self.letterhead_school = name
        if name != self.context.school:
            self.context = _Context(school=name)
            self.schools.append(name)

    def _add_totals(self, line: Line) -> None:
        for kind, value, words in self._totals(line):
            self.draft.total(
                kind, value, line, words, term=self.context.term, school=self.context.school
            )

    # --------------------------------------------------------------------------------------- rows

    def _rows(self) -> list[_RowLines]:
        """Return the complete rows, with the lines of their wrapped titles."""
        rows: list[_RowLines] = []
        for group in self.reader.groups(self.lines, self.roles):
            self._group_of.update((id(line), group) for line in group.lines)
            for line in group.lines:
                if group.fitted and self.reader.row_start.match(line.text):
                    row = _RowLines(line, group)
                    row.add(line, group.fitted.row(line.words))
                    group.rows.append(row)
            self._wrapped(group, rows[-1] if rows else None)
            rows += group.rows
        return [row for row in rows if self._is_complete(row)]

    def _is_complete(self, row: _RowLines) -> bool:
        return all(
            column.name in row.cells for column in self.reader.table.columns if column.required
        )

    def _wrapped(self, group: _Group, last: _RowLines | None) -> None:
        """Give the lines of a column that are no rows to the rows whose title they belong to."""
        starts = {id(row.line): row for row in group.rows}
        above: _RowLines | None = last if group.carries else None
        nearest: Line | None = None  # the last line above in this column
        between: list[Line] = []
        for line in group.lines:
            if row := starts.get(id(line)):
                self._share(between, above, nearest, row)
                above, nearest, between = row, line, []
            else:
                between.append(line)
        self._share(between, above, nearest, None)

    def _share(
        self,
        lines: list[Line],
        above: _RowLines | None,
        nearest: Line | None,
        below: _RowLines | None,
    ) -> None:
        """Share the lines between two rows out to them, where they are parts of their titles."""
        lines, nearest = self._complete(above, lines, nearest)
        cut = self._cut(lines, above, nearest, below)
        for line in lines[:cut]:
            far = nearest is not None and _pitch(nearest, line) > _NEAR
            if above is None or far or not self._is_within_title(line, above):
                break
            above.add_title(line, "title")
            nearest = line
        for line in reversed(lines[cut:]):
            far = below is None or _pitch(line, below.lines[0]) > _NEAR
            if below is None or far or not self._is_within_title(line, below):
                break
            below.add_title(line, "title", before=True)

    def _complete(
        self, row: _RowLines | None, lines: list[Line], nearest: Line | None
    ) -> tuple[list[Line], Line | None]:
        """Give lines to a row that still lacks its points, until it has them; return the rest."""
        while row and lines and not self._is_complete(row):
            fitted = self._group_of[id(lines[0])].fitted
            if fitted is None or (nearest is not None and _pitch(nearest, lines[0]) > _NEAR):
                break
            row.add(lines[0], fitted.row(lines[0].words))
            nearest, *lines = lines
        return lines, nearest

    def _cut(
        self,
        lines: list[Line],
        above: _RowLines | None,
        nearest: Line | None,
        below: _RowLines | None,
    ) -> int:
        """Return how many of the lines between two rows belong to the upper one.

        A wrapped title stands below its row. Only a title set in the middle of its row, as browsers
        set the cells of a table, has lines above it: those are beside the row, or nearer to it than
        to the row before.
        """
        if not lines or below is None:
            return len(lines)
        beside = len(lines) - (_pitch(lines[-1], below.line) < _BESIDE)
        if (
            above is None
            or nearest is None
            or self._order[id(nearest)] + 1 != self._order[id(lines[0])]
        ):
            return (
                beside  # something else stands between: the distance to the upper row is no guide
            )
        gaps = [_pitch(upper, lower) for upper, lower in pairwise([nearest, *lines, below.line])]
        if max(gaps) <= _WIDER * min(gaps):
            return len(lines)
        return max(number for number, gap in enumerate(gaps) if gap * _WIDER >= max(gaps))

    def _is_within_title(self, line: Line, row: _RowLines) -> bool:
        """Return whether a line begins behind the code and in front of the points of a row."""
        moved = self._group_of[id(line)].left - row.group.left
        values = [
            word
            for name, parts in row.cells.items()
            for at, words in parts
            for word in words
            if name not in _LEFT_CELLS and row.holds(at)
        ]
        code = next((words[0].left for at, words in row.cells["code"]), row.line.box[0])
        if abs(line.box[0] - (code + moved)) < _SAME_EDGE:
            return False  # the rest of a wrapped code
        indent = line.box[0] - (row.line.box[0] + moved)
        before = line.box[0] < min((word.left + moved for word in values), default=inf)
        within = line.box[2] < max((word.right + moved for word in values), default=inf)
        return indent > _HANGING * line.size and before and within

    def _record(self, row: _RowLines) -> None:
        """Make a record of a complete row."""
        draft, reader, context = self.draft, self.reader, self.context
        institution = reader.institution()
        try:
            listing = institution.grammar.parse_listing(row.text("code"))
        except InvalidCourseCode:
            draft.finding(
                "code-not-understood", "error", "a line of the table has no course code", row.line
            )
            return
        title, section = _section(row.text("title"))
        printed = row.text("grade")
        if not _NO_GRADE.fullmatch(printed):
            printed = printed.replace(" ", "")  # "A -"
        grade = None if not printed or _NO_GRADE.fullmatch(printed) else printed
        scale = institution.scale(self.scale_id(context.school))
        if grade and scale.get(grade) is None and scale.get(plain := _FOOTNOTE.sub("", grade)):
            grade = plain
        boxes = row.boxes(_FIELDS)
        here = [line.box for line in row.lines if row.holds(line)]
        record = CourseRecord(
            code=listing.code,
            title=title or None,
            credits=Decimal(row.text("credits")),
            grade=grade,
            term=context.term or listing.term,
            status=_status(grade, printed, scale, transfer=context.transfer),
            section=row.text("section") or listing.section or section,
            school=context.school,
            page=row.line.page.number,
            box=row.line.page.shown(around(here)),
            boxes=boxes,
        )
        number = draft.record(record, row.lines)
        for line, words in row.cells.get("grade_points", ()):
            draft.total(
                TotalKind.GRADE_POINTS,
                Decimal(text_of(words)),
                line,
                words,
                term=context.term,
                school=context.school,
                record=number,
            )
        if record.term is None and not context.transfer:
            draft.finding(
                "record-without-term", "warning", "no term is printed above this course", row.line
            )
        for line, word in row.stray:
            draft.finding(
                "text-beside-record",
                "warning",
                "this text stands in a line of the table but in none of its columns",
                line,
                (word,),
            )


#: Kinds of lines in which a colon is no label.
_UNLABELLED = frozenset({"legend", "header", "footer", "rule"})
#: Kinds of lines behind which no row of the column before goes on.
_BREAKS = frozenset({"term", "transfer", "total", "school"})
_CONTINUED = re.compile(r"\bcont", re.IGNORECASE)
_POINTS = re.compile(r"\b\d{1,2}\.\d")
_SUBJECT = re.compile(r"[A-Z]{2,6}_*")
#: Words that begin within this (points) of each other begin at one edge.
_SAME_EDGE = 1.5
#: A line of prose has at least this many words, and a page of prose this share of such lines.
_SENTENCE = 8
_PROSE = 0.4
#: Print this much larger than usual is no course.
_DISPLAY = 2.0
#: Lines whose tops differ by less than this (points) stand in one place on their pages.
_SAME_PLACE = 3.0


def _joined(lines: Sequence[Line]) -> Line:
    """Return lines as one: the code, then the title, then the values."""
    first, last = lines[0], lines[-1]
    rest = [w for line in lines for w in line.words if w not in (first.words[0], last.words[0])]
    values = min((word.left for word in rest if _POINTS.match(word.text)), default=inf)
    title = [word for word in rest if word.left < values]
    behind = sorted((word for word in rest if word.left >= values), key=lambda word: word.left)
    words = (first.words[0], last.words[0], *title, *behind)
    return Line(first.page, words, first.column)


def _is_prose(line: Line) -> bool:
    """Return whether a line is part of a sentence: many words, most of them small."""
    small = sum(word.text[0].islower() for word in line.words)
    return len(line.words) >= _SENTENCE and 2 * small >= len(line.words)


def _pitch(upper: Line, lower: Line) -> float:
    """Return how far a line is below another, in font sizes; infinite across columns and pages."""
    same = (upper.page.number, upper.column) == (lower.page.number, lower.column)
    return (lower.middle - upper.middle) / max(upper.size, lower.size) if same else inf


#: Kinds of lines below which no letterhead is left on a page.
_BODY = frozenset({"header", "term", "transfer", "total", "legend"})
#: Cells that stand in front of the title.
_LEFT_CELLS = frozenset({"call", "code", "section", "title"})
#: Cells whose places a record names, and the fields they are.
_FIELDS = {name: name for name in ("code", "title", "credits", "grade", "section")}
_SECTION = re.compile(r"^(?:SEC\.?\s*)(\w?\d{2,3})\s+|^\((\w?\d{2,3})\)\s+|\s*\((\d{3})\)$", re.I)


def _section(title: str) -> tuple[str, str | None]:
    """Part a title from the section printed before or behind it."""
    if found := _SECTION.search(title):
        rest = (title[: found.start()] + title[found.end() :]).strip()
        return rest, next(filter(None, found.groups()))
    return title, None


def _status(grade: str | None, printed: str, scale: GradeScale, *, transfer: bool) -> RecordStatus:
    """Return what became of an attempt: by its block, else by its mark."""
    if transfer:
        return RecordStatus.TRANSFER
    if grade is None:
        planned = printed.upper() == "PLANNED"
        return RecordStatus.PLANNED if planned else RecordStatus.IN_PROGRESS
    known = scale.get(grade)
    return known.status if known else RecordStatus.COMPLETED
