"""A reader for transcripts that are tables: one line a course, under headings of terms.

Most transcripts are. A `TableReader` is a declaration: of its `Vocabulary`, its institution, and
what it claims. The work is done here once.
"""

from __future__ import annotations

import re
from abc import abstractmethod
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import ClassVar

from degreekit.courses import GradeScale, Institution, InvalidCourseCode, RecordStatus, Term
from degreekit.ingest.document import Box, Document
from degreekit.ingest.furniture import Roles, find_furniture
from degreekit.ingest.layout import Line, around, text_of
from degreekit.ingest.reader import Claim, Draft, Extraction, Reader, TotalKind
from degreekit.ingest.rows import TableRow, find_rows, lines_of
from degreekit.ingest.totals import figures
from degreekit.ingest.vocabulary import Vocabulary, heading_term
from degreekit.transcript import CourseRecord

__all__ = ["TableReader"]

#: Kinds of lines in which a colon is no label.
_UNLABELLED = frozenset({"legend", "header", "footer", "rule"})
#: Cells that are fields of a record.
_FIELDS = ("code", "title", "credits", "grade", "section")
#: A blank in the column of grades, printed.
_NO_GRADE = re.compile(
    r"-+|IP|IN[\s-]*PROGRESS|CURRENT(LY ENROLLED)?|PLANNED|ENROLLED|REGISTERED", re.IGNORECASE
)
#: A mark that points to a footnote.
_FOOTNOTE = re.compile(r"(?<=[A-Z+-])[*†‡§#]+$")
#: A section printed before or behind a title.
_SECTION = re.compile(
    r"^SEC\.?\s*(\w?\d{2,3})\s+|^\((\w?\d{2,3})\)\s+|\s*\((\d{3})\)$", re.IGNORECASE
)


class TableReader(Reader):
    """Reads a transcript that is a table, from a declaration of its vocabulary.

    Attributes:
        kind: the kind of document, as ``official-transcript``.
        vocabulary: what its lines say.
    """

    kind: ClassVar[str]
    vocabulary: ClassVar[Vocabulary]

    @abstractmethod
    def institution(self) -> Institution:
        """Return the institution: its codes and grades."""

    @abstractmethod
    def scale(self, school: str | None, programs: Sequence[str]) -> str | None:
        """Return the id of the grade scale of a school block; None where it is not known."""

    @abstractmethod
    def claim(self, text: str, codes: Sequence[str]) -> Claim | None:
        """Return a claim on a document that has such a table, or None.

        Args:
            text: all that the document says, line by line.
            codes: the course codes in the table, as printed; at least one.
        """

    def identify(self, document: Document) -> Claim | None:
        """Claim a document that has the table's header with complete rows under it."""
        lines = lines_of(document, self.vocabulary)
        roles = find_furniture(lines, self.vocabulary)
        if "header" not in roles.kinds.values():
            return None
        codes = [row.text("code") for row in find_rows(lines, roles, self.vocabulary)]
        return self.claim("\n".join(line.text for line in lines), codes) if codes else None

    def extract(self, document: Document) -> Extraction:
        """Read the document: furniture first, then rows with their wrapped titles, then records."""
        lines = lines_of(document, self.vocabulary)
        roles = find_furniture(lines, self.vocabulary)
        rows = find_rows(lines, roles, self.vocabulary)
        return _Recorder(self, Draft(document, lines), roles).record(lines, rows)


@dataclass
class _Context:
    """What the headings above a line have said."""

    term: Term | None = None
    school: str | None = None
    transfer: bool = False


class _Recorder:
    """Walks down a document and makes records of its rows, in the context of their headings."""

    def __init__(self, reader: TableReader, draft: Draft, roles: Roles) -> None:
        self.reader = reader
        self.draft = draft
        self.roles = roles
        self.context = _Context()
        self.schools: list[str] = []
        self.programs: list[str] = []
        self.letterhead_school: str | None = None

    def record(self, lines: Sequence[Line], rows: Sequence[TableRow]) -> Extraction:
        """Return everything the lines say."""
        starts = {row.line: row for row in rows}
        for line in lines:
            if row := starts.get(line):
                self._row(row)
            elif kind := self.roles.kinds.get(line):
                self._furniture(line, kind)
        for line in lines:
            if self.draft.is_free(line) and self._is_course(line):
                message = "this line begins like a course, but it could not be read as one"
                self.draft.finding("course-not-read", "error", message, line)
        return self.draft.finish(
            self.reader.institution().id,
            self.reader.kind,
            scales={school: self._scale_id(school) for school in (*self.schools, None)},
            schools=self.schools,
            programs=self.programs,
        )

    def _scale_id(self, school: str | None) -> str | None:
        return self.reader.scale(school, self.programs)

    def _is_course(self, line: Line) -> bool:
        """Return whether a line begins with a code that the institution would print."""
        found = self.reader.vocabulary.row_start.match(line.text)
        try:
            return bool(found and self.reader.institution().grammar.parse(found["code"]).letter)
        except InvalidCourseCode:
            return False

    # ------------------------------------------------------------------------------- known lines

    def _furniture(self, line: Line, kind: str) -> None:
        """Give a known line away, and keep what it says for the records below it."""
        if kind == "term":
            self.context.term, self.context.transfer = heading_term(line.text), False
        elif kind == "transfer":
            self.context.term, self.context.transfer = None, True
        if kind in ("total", "transfer"):
            for figure in figures(line, self.reader.vocabulary):
                self.draft.total(
                    figure.kind,
                    figure.value,
                    line,
                    figure.words,
                    term=self.context.term,
                    school=self.context.school,
                )
        vocabulary = self.reader.vocabulary
        labelled = [] if kind in _UNLABELLED else vocabulary.labelled(line.text)
        if kind == "school" and not labelled:
            self._school(line.text.strip(" :"), line)
        for label, value in labelled:
            what = vocabulary.labels[label]
            if what == "student":
                self.draft.private(value)
            elif what == "program" and value:
                self.programs.append(value)
            elif what == "school" and value:
                self._school(value, line)
        self.draft.furniture(line, kind)

    def _school(self, name: str, line: Line) -> None:
        """Open a school block. A letterhead repeated on the next page opens none."""
        if line in self.roles.letterhead:
            if name == self.letterhead_school:
                return
            self.letterhead_school = name
        if name != self.context.school:
            self.context = _Context(school=name)
            self.schools.append(name)

    # --------------------------------------------------------------------------------------- rows

    def _row(self, row: TableRow) -> None:
        """Make a record of a complete row."""
        institution = self.reader.institution()
        try:
            listing = institution.grammar.parse_listing(row.text("code"))
        except InvalidCourseCode:
            message = "a line of the table has no course code"
            self.draft.finding("code-not-understood", "error", message, row.line)
            return
        context = self.context
        title, section = _section(row.text("title"))
        scale = institution.scale(self._scale_id(context.school))
        grade, status = _mark(row.text("grade"), scale)
        record = CourseRecord(
            code=listing.code,
            title=title or None,
            credits=Decimal(row.text("credits")),
            grade=grade,
            term=context.term or listing.term,
            status=RecordStatus.TRANSFER if context.transfer else status,
            section=row.text("section") or listing.section or section,
            school=context.school,
            page=row.line.page.number,
            box=row.line.page.shown(around(line.box for line in row.lines if row.holds(line))),
            boxes=_boxes(row),
        )
        number = self.draft.record(record, row.lines)
        for line, words in row.cells.get("grade_points", ()):
            self.draft.total(
                TotalKind.GRADE_POINTS,
                Decimal(text_of(words)),
                line,
                words,
                term=context.term,
                school=context.school,
                record=number,
            )
        if record.term is None and not context.transfer:
            message = "no term is printed above this course"
            self.draft.finding("record-without-term", "warning", message, row.line)
        for line, word in row.stray:
            message = "this text stands in a line of the table but in none of its columns"
            self.draft.finding("text-beside-record", "warning", message, line, (word,))


def _boxes(row: TableRow) -> dict[str, Box]:
    """Return the places of the fields of a record."""
    found = ((name, row.box(name)) for name in _FIELDS)
    return {name: box for name, box in found if box is not None}


def _section(title: str) -> tuple[str, str | None]:
    """Part a title from the section printed before or behind it."""
    if found := _SECTION.search(title):
        rest = (title[: found.start()] + title[found.end() :]).strip()
        return rest, next(filter(None, found.groups()))
    return title, None


def _mark(printed: str, scale: GradeScale) -> tuple[str | None, RecordStatus]:
    """Return the grade of a cell, and what it says of the attempt."""
    if not printed or _NO_GRADE.fullmatch(printed):
        planned = printed.upper() == "PLANNED"
        return None, RecordStatus.PLANNED if planned else RecordStatus.IN_PROGRESS
    grade = printed.replace(" ", "")  # "A -"
    known = scale.get(grade)
    if known is None and (known := scale.get(_FOOTNOTE.sub("", grade))):
        grade = known.symbol
    return grade, known.status if known else RecordStatus.COMPLETED
