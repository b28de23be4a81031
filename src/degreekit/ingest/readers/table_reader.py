"""The reader of tables: one reading for all institutions.

Most transcripts are tables, one row a course, under headings of terms. What a `TableReader` has to
be told is whose courses they are: an `Institution` knows its codes and its grades. The columns, the
wording and the layout are found in the document itself (`degreekit.ingest.tables`).
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from weakref import WeakKeyDictionary

from degreekit.courses import CourseCode, GradeScale, Institution, RecordStatus, Term
from degreekit.ingest.page.document import Box, Document
from degreekit.ingest.page.layout import Line, around, reading_order, text_of
from degreekit.ingest.readers.printed_figures import Printed, kinds_of
from degreekit.ingest.readers.reader import (
    Certainty,
    Claim,
    Draft,
    Extraction,
    Measure,
    Reader,
    TotalKind,
)
from degreekit.ingest.tables.account import doubt_rows
from degreekit.ingest.tables.cells import Kind, Shapes, number_of
from degreekit.ingest.tables.codes import CodeFinder, FoundCode, small_subjects, trusted
from degreekit.ingest.tables.figures import Figure, wording_of
from degreekit.ingest.tables.find import find_tables
from degreekit.ingest.tables.headings import (
    find_headings,
    find_remarks,
    find_timely,
    heading_apart,
    overrule,
)
from degreekit.ingest.tables.known_lines import KnownLines, know_by_place, know_by_text
from degreekit.ingest.tables.known_texts import LABELS, labelled
from degreekit.ingest.tables.newspaper import lines_in_columns
from degreekit.ingest.tables.rows import Places, TableRow, find_rows, overrule_figures
from degreekit.ingest.tables.stacked import unstack
from degreekit.ingest.tables.terms import find_terms, heading_of, season_of, term_in, year_of
from degreekit.ingest.tables.titles import share_lines
from degreekit.ingest.tables.vocabulary import Role, tags_of, unknown_words
from degreekit.transcript import CourseRecord

__all__ = ["TableReader"]

#: Kinds of lines in which a colon is no label.
_UNLABELLED = frozenset({"legend", "header", "footer", "rule", "term", "total", "transfer"})
#: Cells that are fields of a record.
_FIELDS = {
    Role.CODE: "code", Role.TITLE: "title", Role.CREDITS: "credits", Role.GRADE: "grade",
    Role.SECTION: "section", Role.STATUS: "status", Role.INSTITUTION: "institution",
    Role.SOURCE_CODE: "source_code", Role.TERM: "term",
}  # fmt: skip
#: What figures below these columns count.
_COUNTS = {
    Role.CREDITS: Measure.POINTS, Role.EARNED: Measure.EARNED,
    Role.GPA_CREDITS: Measure.GPA_CREDITS, Role.GRADE_POINTS: Measure.QUALITY_POINTS,
    Role.GRADE: Measure.GPA,
}  # fmt: skip
#: States of a course for which no credits need be printed yet.
_AHEAD = frozenset({RecordStatus.IN_PROGRESS, RecordStatus.PLANNED})
#: Behind the name of a school, what the document is.
_DOCUMENT = re.compile(
    r"\s+(?:(?:un)?official\s+)?(?:academic\s+)?(?:transcript|record)\b.*", re.IGNORECASE
)
#: The topic of a course, on a line of its own below the title.
_TOPIC = re.compile(
    r":?\s+(?:COURSE\s+|SECTION\s+)?(?:TOPICS?(?:\s+TITLE)?|SUB-?TITLE|TITLE)\s*:\s*", re.IGNORECASE
)
#: A section printed in front of or behind a title.
_SECTION = re.compile(
    r"^SEC\.?\s*(\w?\d{2,3})(?:\s+|$)|^[(\[](\w?\d{2,3})[)\]]\s+"
    r"|\s*[(\[](\d{3}|[A-Z]\d{2})[)\]]$|\s+SEC(?:TION)?\.?\s*(\w?\d{2,3})$",
    re.IGNORECASE,
)
#: What parts a code from the title in the same cell, and marks of footnotes around a title.
_AROUND_TITLE = re.compile(r"^[\s:;,–—*†‡§#-]+(?=\S)|\s+[*†‡§#]+$|(?<=\w)[†‡§]+$")
_PLACE = re.compile(r"\b(?:UNIVERSITY|UNIV|COLLEGE|INSTITUTE|SCHOOL)\b", re.IGNORECASE)


class TableReader(Reader):
    """Reads a transcript that is a table, for an institution.

    Args:
        institution: whose courses it lists: its grammar of codes and its grade scales.
        id: a stable name, as ``lakeside-transcript``; by default the institution's id and that.
        title: the kind of document, for people.
        names: what the institution is called in its documents; by default its title.

    Example:
        >>> from degreekit.courses import Institution
        >>> from degreekit.ingest import TableReader
        >>> TableReader(Institution(id="lakeside", title="Lakeside College")).id
        'lakeside-transcript'
    """

    def __init__(
        self,
        institution: Institution,
        *,
        id: str | None = None,
        title: str | None = None,
        names: Sequence[str] = (),
    ) -> None:
        self.institution = institution
        self.id = id or f"{institution.id}-transcript"
        self.title = title or f"{institution.title}, transcript"
        self.names = tuple(names) or (institution.title,)

    # -- what an institution may know better

    def subject(self, text: str) -> str | None:  # noqa: ARG002  # for those that can tell
        """Return the subject of codes that a document prints without one; None: it prints all."""
        return None

    def kind(self, text: str) -> tuple[str, bool]:  # noqa: ARG002  # as above
        """Return the kind of a document, and whether one lists the whole record."""
        return "transcript", True

    def scale(self, school: str | None, programs: Sequence[str]) -> str | None:  # noqa: ARG002
        """Return the id of the grade scale of a school block; None where it is not known."""
        return None

    def person(self, text: str) -> re.Match[str] | None:  # noqa: ARG002  # as above
        """Return the match of a line that names the student without a label.

        The groups ``name`` and ``id`` are personal data, ``program`` is kept.
        """
        return None

    def claim(self, text: str, codes: Sequence[FoundCode]) -> Claim | None:  # noqa: ARG002
        """Return a claim on a document that has such a table, or None.

        Args:
            text: all that the document says, line by line.
            codes: the course codes in the table; at least one.
        """
        head = " ".join(text.split()).casefold()
        named = any(name.casefold() in head for name in self.names)
        return (
            Claim(Certainty.CERTAIN, f"a table of courses, the name of {self.names[0]}")
            if named
            else None
        )

    # -- reading

    def identify(self, document: Document) -> Claim | None:
        """Claim a document that has a table of courses of the institution."""
        sheet = self._sheet(document)
        if not sheet.rows:
            return None
        return self.claim(sheet.text, [row.entry.code for row in sheet.rows])

    def extract(self, document: Document) -> Extraction:
        """Read the document: every line is a record, known, or listed as not understood."""
        return _Recorder(self, document, self._sheet(document)).record()

    def _sheet(self, document: Document) -> _Sheet:
        """Return what this reader sees in a document; the same in both steps."""
        known = _SHEETS.setdefault(document, {})
        if self.id not in known:
            known[self.id] = _Sheet(self, document)
        return known[self.id]


class _Sheet:
    """The tables of a document, as a reader sees them.

    Attributes:
        lines: its lines, in reading order.
        text: what they say, line by line.
    """

    def __init__(self, reader: TableReader, document: Document) -> None:
        self.shapes = Shapes(reader.institution)
        grammar = reader.institution.grammar
        printed = reading_order(document)
        plain = "\n".join(" ".join(w.text for w in line.said) for line in printed)
        finder = CodeFinder(grammar, reader.subject(plain), small_subjects(printed))
        self.lines = [
            part
            for line in unstack(lines_in_columns(document, finder, self.shapes), finder)
            for part in ((line,) if finder.find(line.words) else heading_apart(line))
        ]
        self.text = "\n".join(line.text for line in self.lines)
        self._codes = trusted(self.lines, finder)
        self.known = know_by_text(self.lines, self.codes, lambda text: bool(reader.person(text)))
        tables = find_tables(self.lines, self.known, self.codes, self.shapes)
        if overrule_figures(self.lines, self.known, tables, self.codes, self.shapes):
            tables = find_tables(self.lines, self.known, self.codes, self.shapes)
        begun = {line for table in tables for entry in table.entries for line in entry.lines}
        know_by_place(self.lines, self.known, begun)
        overrule(self.lines, self.known, tables)
        places = Places(tables)
        self.rows = find_rows(self.lines, self.known, places, self.codes, self.shapes)
        find_remarks(self.lines, self.known, self.rows, self.shapes)
        find_timely(self.lines, self.known, self.rows)
        shared = share_lines(self.lines, self.known, self.rows, places, self.shapes)
        self.orphans = shared.orphans
        for line in shared.remarks:
            self.known.kinds.setdefault(line, "remark")
        self.headings = find_headings(self.lines, self.known, self.rows)
        others = dict.fromkeys([*self.headings, *self.orphans], "other")
        free = KnownLines({**self.known.kinds, **others})
        doubt_rows(self.lines, free, self.rows, self.shapes)

    def codes(self, line: Line) -> list[FoundCode]:
        """Return the course codes in a line."""
        return self._codes[line]


#: Documents that are being read, as each reader sees them. They go with the document.
_SHEETS: WeakKeyDictionary[Document, dict[str, _Sheet]] = WeakKeyDictionary()


@dataclass
class _Context:
    """What the headings above a line have said."""

    term: Term | None = None
    school: str | None = None
    transfer: bool = False
    years: tuple[int, int] | None = None  # of a heading above those of seasons
    unknown: Line | None = None  # a heading that was not understood
    begun: bool = False  # whether a course was listed under the heading


class _Recorder:
    """Walks down a document and makes records of its rows, in the context of their headings."""

    def __init__(self, reader: TableReader, document: Document, sheet: _Sheet) -> None:
        self.reader = reader
        self.sheet = sheet
        self.draft = Draft(document, sheet.lines)
        self.context = _Context()
        self.schools: list[str] = []
        self.programs: list[str] = []
        self.letterhead_school: str | None = None
        self.outer: dict[str, str | None] = {}  # of a school named under terms, the one above them
        self.printed: list[Printed] = []
        self.last: TableRow | None = None
        self.in_parts = self._parts_in_schools()

    def record(self) -> Extraction:
        """Return everything the lines say."""
        sheet = self.sheet
        starts = {row.lines[0]: row for row in sheet.rows}
        rest = {line for row in sheet.rows for line in row.lines} - starts.keys()
        for line in sheet.lines:
            if row := starts.get(line):
                self._row(row)
            elif line in rest:
                continue
            elif line in sheet.headings:
                self.context = _Context(school=self.context.school, unknown=line)
            elif line in sheet.orphans:
                self._orphan(line)
            elif kind := sheet.known.kinds.get(line):
                self._known(line, kind)
        self._report_headings()
        self._report_lines()
        self._total_up()
        kind, whole = self.reader.kind(sheet.text)
        return self.draft.finish(
            self.reader.institution.id,
            kind,
            scales={school: self._scale_id(school) for school in (*self.schools, None)},
            schools=self.schools,
            programs=self.programs,
            whole=whole,
        )

    def _scale_id(self, school: str | None) -> str | None:
        own = self.reader.scale(school, self.programs)
        if school not in self.outer:
            return own
        # which of two schools grades the courses of a term nobody says: the figures decide
        above = self.reader.scale(self.outer[school], self.programs)
        return (own or above) if own == above or not (own and above) else None

    # ------------------------------------------------------------------------------- known lines

    def _known(self, line: Line, kind: str) -> None:
        """Give a known line away, and keep what it says for the records below it."""
        if kind == "term" and (heading := _heading_in(line)):
            elsewhere = self.context.transfer and bool(_PLACE.search(line.text))
            self._under(heading, transfer=elsewhere)
        elif kind == "year":
            self._under(None, years=year_of(line.text))
        elif kind == "season" and (years := self.context.years):
            season = next(filter(lambda s: s is not None, _seasons(line)), None)
            if season is not None:
                self._under(term_in(years, season), years=years)
        elif kind == "transfer":
            self._under(None, transfer=True)
        elif kind == "institution-credit":
            self._under(None)
        if figures := self.sheet.known.figures.get(line):
            context = self.context
            self.printed.append(
                Printed(
                    line,
                    [self._measured(figure) for figure in figures],
                    context.term,
                    context.school,
                    context.transfer,
                    len(self.draft.records),
                )
            )
        person = self.reader.person(line.text) if kind == "student" else None
        pairs = self._pairs(line, kind, person)
        if kind == "school" and not pairs:
            self._school(_school_name(line), line)
        for label, value in pairs:
            self._labelled(LABELS[label], value, line)
        if person:
            said = person.groupdict()
            self.draft.student(*filter(None, (said.get("name"), said.get("id"))), line=line)
            if program := (said.get("program") or "").strip():
                self.programs.append(program)
        self.draft.furniture(line, kind)

    def _pairs(self, line: Line, kind: str, person: re.Match[str] | None) -> list[tuple[str, str]]:
        """Return the labels of a line, each with its value."""
        return [] if kind in _UNLABELLED or person else labelled(line.text)

    def _parts_in_schools(self) -> bool:
        """Return whether two schools or more have parts of their own, above the terms in them.

        A school named below a term is then no part: "College: Engineering" may be the same for all.
        """
        rows = {row.lines[0] for row in self.sheet.rows}
        above, in_term, parts = "", False, set()
        for line in self.sheet.lines:
            kind = self.sheet.known.kinds.get(line, "")
            if line in rows:
                in_term = False
                parts.add(above)
            elif kind == "term":
                in_term = True
            elif not in_term:
                person = self.reader.person(line.text) if kind == "student" else None
                pairs = self._pairs(line, kind, person)
                named = [value for label, value in pairs if LABELS[label] == "school" and value]
                if kind == "school" and not pairs:
                    named = [_school_name(line)]
                above = named[-1] if named else above
        return len(parts - {""}) > 1

    def _under(
        self, term: Term | None, *, transfer: bool = False, years: tuple[int, int] | None = None
    ) -> None:
        """Begin what stands under a heading."""
        self.context = _Context(term, self.context.school, transfer, years)

    def _labelled(self, what: str, value: str, line: Line) -> None:
        if what == "student":
            self.draft.student(value, line=line)
        elif what == "personal":
            self.draft.private(value)
        elif what == "program" and value:
            # a name may stand at some distance behind it, without a label
            program, rest = _in_first_cell(line, value)
            self.draft.private(rest)
            self.programs.append(program)
        elif what == "school" and value:
            self._school(value, line)

    def _school(self, name: str, line: Line) -> None:
        """Open a school block. A letterhead repeated on the next page opens none."""
        if line in self.sheet.known.letterhead:
            if name == self.letterhead_school:
                return
            self.letterhead_school = name
        before = self.context
        if name == before.school:
            return
        if before.term is not None and not before.begun:  # the school of this term
            if self.in_parts:
                return
            self.context = replace(before, school=name)
            above = before.school
            self.outer.setdefault(name, self.outer.get(above, above) if above else None)
        else:
            self.context = _Context(school=name)
        if name not in self.schools:
            self.schools.append(name)

    # --------------------------------------------------------------------------------------- rows

    def _row(self, row: TableRow) -> None:
        """Make a record of a row."""
        institution, shapes = self.reader.institution, self.sheet.shapes
        listing = row.entry.code.listing
        title, section = _title(row)
        term = self._term(row)
        context = self.context
        scale = (
            institution.scale(self._scale_id(context.school)) if institution.grade_scales else None
        )
        grade, status = _mark(row.text(Role.GRADE), row.text(Role.STATUS), scale, shapes)
        if context.transfer or (
            scale is not None and grade and scale.get(grade) is None and shapes.is_transfer(grade)
        ):
            status = RecordStatus.TRANSFER
        credits = self._credits(row, listing.code, status)
        if credits is None:
            return
        record = CourseRecord(
            code=listing.code,
            title=title or None,
            credits=credits,
            grade=grade,
            term=term or listing.term,
            status=status,
            section=row.text(Role.SECTION).strip("()[]") or listing.section or section,
            school=context.school,
            institution=row.text(Role.INSTITUTION) or None,
            source_code=row.text(Role.SOURCE_CODE) or None,
            page=row.line.page.number,
            box=row.line.page.shown(around(line.box for line in row.lines if row.holds(line))),
            boxes=_boxes(row),
        )
        self.context.begun, self.last = True, row
        number = self.draft.record(record, row.lines)
        self._worth(row, number)
        self._doubts(row, number)
        if record.term is None and status is not RecordStatus.TRANSFER:
            message = "no term that is understood is printed above this course"
            self.draft.finding("record-without-term", "warning", message, row.line, record=number)

    def _term(self, row: TableRow) -> Term | None:
        """Return the term of a row: its own, or that of the heading above it.

        One that is printed in the first row of a block only holds for those below it.
        """
        printed = row.text(Role.TERM)
        found = next(find_terms(printed, codes=True), None) if printed else None
        if found is not None:
            self.context = replace(self.context, term=found.term, transfer=False)
        elif printed:
            return None
        return self.context.term

    def _credits(self, row: TableRow, code: CourseCode, status: RecordStatus) -> Decimal | None:
        """Return the credits of a row. Before a course is over they may not be printed."""
        printed = row.text(Role.CREDITS)
        number = number_of(printed)
        if number is not None:
            return abs(number)
        number_here = self.sheet.shapes.kind(printed) & Kind.BLANK if printed else True
        if status not in _AHEAD or not number_here:
            what = (
                "no credits are printed for this course"
                if not printed
                else "the credits of this course cannot be read"
            )
            self.draft.finding("course-not-read", "error", what, row.line)
            return None
        institution = self.reader.institution
        credits = institution.usual_credits(institution.code(code))
        message = f"no credits are printed for this course yet; {credits} are taken as usual"
        self.draft.finding(
            "credits-not-printed", "warning", message, row.line, record=len(self.draft.records)
        )
        return credits

    def _worth(self, row: TableRow, number: int) -> None:
        """Keep what the document says that the grade of a record is worth."""
        # of a row that prints both, the quality points prove the credits as well
        printed = row.cells.get(Role.GRADE_POINTS) or row.cells.get(Role.GRADE_VALUE) or []
        for line, words in printed:
            value = number_of(text_of(words))
            if value is not None:
                self.draft.total(
                    TotalKind.GRADE_POINTS, value, line, words,
                    term=self.context.term, school=self.context.school, record=number,
                )  # fmt: skip

    def _doubts(self, row: TableRow, number: int) -> None:
        """Report what a careful person would doubt about a row."""
        for doubt in row.doubts:
            self.draft.finding(
                doubt.code, "warning", doubt.message, doubt.line, doubt.words, record=number
            )

    def _orphan(self, line: Line) -> None:
        """Report values without a course."""
        if self.context.transfer:
            message = "this credit from elsewhere stands for no course here, and is not a record"
            self.draft.finding("no-equivalent", "warning", message, line)
            self.draft.furniture(line, "transfer")
        else:
            message = "a line of the table has no course code"
            self.draft.finding("code-not-understood", "error", message, line)

    # ------------------------------------------------------------------------------------ reports

    def _report_headings(self) -> None:
        for line, below in self.sheet.headings.items():
            message = (
                "this line stands where terms are printed, and is none that is understood; "
                f"the {len(below)} courses below it have no term"
            )
            self.draft.finding("heading-not-understood", "warning", message, line)

    def _report_lines(self) -> None:
        """Report lines that look like courses, and are not read as such."""
        for line in self.sheet.lines:
            if not self.draft.is_free(line) or line in self.sheet.orphans:
                continue
            codes = self.sheet.codes(line)
            decimals = any(self.sheet.shapes.kind(w.text) & Kind.DECIMAL for w in line.said)
            if codes and (codes[0].start == 0 or decimals):
                message = "this line looks like a course, but it could not be read as one"
                self.draft.finding("course-not-read", "error", message, line)

    # ------------------------------------------------------------------------------------ figures

    def _total_up(self) -> None:
        """Add the printed figures, as far as it is known what they are about."""
        names = unknown_words(" ".join((*self.schools, *self.programs, *self.reader.names)))
        for printed, kinds in zip(
            self.printed, kinds_of(self.printed, self.draft.records), strict=True
        ):
            wording = wording_of(printed.line.text)
            for figure, own in zip(printed.figures, kinds, strict=True):
                if own and figure.unknown <= names:
                    self.draft.total(
                        own[0],
                        figure.value,
                        printed.line,
                        figure.words,
                        term=printed.term,
                        school=printed.school,
                        after=printed.after,
                        perhaps=own[1] if len(own) > 1 else None,
                        wording=wording,
                    )

    def _measured(self, figure: Figure) -> Figure:
        """Return a figure that stands below a column of the table with what the column counts."""
        if figure.measure is not None or self.last is None:
            return figure
        table, shift = self.last.table, self.last.entry.part.shift
        left, right = figure.words[0].left - shift, figure.words[-1].right - shift
        for column, role in zip(table.columns, table.roles, strict=True):
            if role in _COUNTS and min(right, column.right) > max(left, column.left):
                attempted = role is Role.CREDITS and "attempted" in tags_of(column.name)[0]
                return figure._replace(measure=Measure.ATTEMPTED if attempted else _COUNTS[role])
        return figure


def _in_first_cell(line: Line, value: str) -> tuple[str, str]:
    """Split what stands after a label into what is in the label's cell, and what is not."""
    for cell in line.cells():
        own = text_of(cell).partition(":")[2].strip()
        if own and value.startswith(own):
            return own, value.removeprefix(own).strip()
    return value, ""


def _school_name(line: Line) -> str:
    return _DOCUMENT.sub("", line.text).strip(" :")


def _heading_in(line: Line) -> Term | None:
    """Return the term of a line that is a heading, or has one in a cell."""
    if whole := heading_of(line.text):
        return whole.term
    for cell in line.cells():
        if heading := heading_of(text_of(cell)):
            return heading.term
    return None


def _seasons(line: Line) -> Iterator[int | None]:
    """Yield what season a line names, or its first cell, beside the figures of the term."""
    yield season_of(line.text)
    yield season_of(text_of(line.cells()[0]))


def _boxes(row: TableRow) -> dict[str, Box]:
    """Return the places of the fields of a record; credits may not be printed."""
    found = (
        (name, row.box(role))
        for role, name in _FIELDS.items()
        if role is not Role.CREDITS or number_of(row.text(role)) is not None
    )
    return {name: box for name, box in found if box is not None}


def _title(row: TableRow) -> tuple[str, str | None]:
    """Return the title of a row, and the section that is printed with it.

    A section stands at the end of a line of the title, whatever comes below it.
    """
    title, section = "", None
    for _, words in row.cells.get(Role.TITLE, ()):
        text, own = _section(text_of(words))
        section = section or own
        title += text if not title or re.search(r"\w[-/]$", title) else f" {text}"
    title = _AROUND_TITLE.sub("", _TOPIC.sub(": ", title))
    return _AROUND_TITLE.sub("", title).strip(), section


def _section(title: str) -> tuple[str, str | None]:
    """Split a title from the section printed in front of it or behind it."""
    if found := _SECTION.search(title):
        rest = (title[: found.start()] + title[found.end() :]).strip()
        return rest, next(filter(None, found.groups()))
    return title, None


def _mark(
    printed: str, state: str, scale: GradeScale | None, shapes: Shapes
) -> tuple[str | None, RecordStatus]:
    """Return the grade of a cell, and what it says of the attempt with the state beside it."""
    first, _, flag = printed.partition(" ")
    if flag and len(flag) <= 2 and shapes.is_mark(first):
        printed = first  # "B I": how a repeat counts
    symbol = shapes.symbol(printed)
    if symbol is None:
        if (shapes.has_left(printed) and printed.upper() != "WD") or (
            shapes.has_left(state) and shapes.is_open(printed)
        ):
            return None, RecordStatus.WITHDRAWN
        if shapes.is_open(printed):
            planned = "PLANNED" in (printed.upper(), state.upper())
            return None, RecordStatus.PLANNED if planned else RecordStatus.IN_PROGRESS
    plain = shapes.unmarked(printed)
    if symbol is None and shapes.is_transfer(plain):
        symbol = plain
    grade = symbol or printed.replace(" ", "")
    known = scale.get(grade) if scale else None
    return grade, known.status if known else RecordStatus.COMPLETED
