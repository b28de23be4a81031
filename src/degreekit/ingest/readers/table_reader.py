"""A reader for transcripts that are tables: one line a course, under headings of terms.

Most transcripts are. A `TableReader` is a declaration: of its `Vocabulary`, its institution, and
what it claims. The work is done here once.
"""

from __future__ import annotations

import re
from abc import abstractmethod
from collections.abc import Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from functools import cached_property
from itertools import groupby
from typing import ClassVar
from weakref import WeakKeyDictionary

from degreekit.courses import (
    CourseCode,
    GradeScale,
    Institution,
    InvalidCourseCode,
    Listing,
    RecordStatus,
    Term,
)
from degreekit.ingest.page.document import Box, Document
from degreekit.ingest.page.layout import Line, around, text_of
from degreekit.ingest.readers.reader import Certainty, Claim, Draft, Extraction, Reader, TotalKind
from degreekit.ingest.tables.known_lines import Roles, find_furniture
from degreekit.ingest.tables.rows import TableRow, find_rows, lines_of
from degreekit.ingest.tables.totals import figures
from degreekit.ingest.tables.transfer_credit import CreditRow, find_credit
from degreekit.ingest.tables.vocabulary import Vocabulary, heading_term
from degreekit.transcript import CourseRecord

__all__ = ["TableReader"]

#: Kinds of lines in which a colon is no label.
_UNLABELLED = frozenset({"legend", "header", "footer", "rule"})
#: Cells that are fields of a record.
_FIELDS = ("code", "title", "credits", "grade", "section", "status", "institution", "source_code")
#: What stands in the place of credits or of a course here where there are none.
_NOTHING = re.compile(r"-{0,3}|N/?A|NONE")
#: States of a course for which no credits need be printed yet.
_AHEAD = frozenset({RecordStatus.IN_PROGRESS, RecordStatus.PLANNED})
#: A blank in the column of grades, printed.
_NO_GRADE = re.compile(
    r"-+|IP|IN[\s-]*PROGRESS|CURRENT(LY ENROLLED)?|PLANNED|ENROLLED|REGISTERED", re.IGNORECASE
)
#: What is said of a course that the student left, with no mark.
_LEFT = re.compile(r"WITHDRAWN|WITHDREW|DROPPED|NOT TAKEN", re.IGNORECASE)
#: Points, as they are printed with decimals.
_DECIMALS = re.compile(r"(?<!\S)\d{1,2}\.\d{1,3}(?!\S)")
#: Behind the name of a school, what the document is.
_DOCUMENT = re.compile(
    r"\s+(?:(?:un)?official\s+)?(?:academic\s+)?(?:transcript|record)\b.*", re.IGNORECASE
)
#: A mark that points to a footnote.
_FOOTNOTE = re.compile(r"(?<=[A-Z+-])[*†‡§#]+$")
#: The topic of a course, on a line of its own below the title.
_TOPIC = re.compile(r":?\s+(?:COURSE\s+)?TOPIC\s*:\s*", re.IGNORECASE)
#: A section printed before or behind a title.
_SECTION = re.compile(
    r"^SEC\.?\s*(\w?\d{2,3})(?:\s+|$)|^\((\w?\d{2,3})\)\s+|\s*\((\d{3}|[A-Z]\d{2})\)$",
    re.IGNORECASE,
)
#: A table without a header is told by this many rows at least.
_HEADLESS = 3


class TableReader(Reader):
    """Reads a transcript that is a table, from a declaration of its vocabulary.

    Attributes:
        kind: the kind of document, as ``official-transcript``.
        vocabulary: what its lines say.
        headed: whether its table has a header; without one a document is told by its rows alone.
        subject: the subject of its courses, where they are printed without one.
        whole: whether a document lists the whole record, so that its cumulative figures are sums of
            its own records.
    """

    kind: ClassVar[str]
    vocabulary: ClassVar[Vocabulary]
    headed: ClassVar[bool] = True
    whole: ClassVar[bool] = True
    subject: ClassVar[str | None] = None

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

    def concerns(self, text: str) -> bool:  # noqa: ARG002  # for those that can tell
        """Return whether a document may be of this kind, as far as its words tell.

        It is asked before a table is looked for, which takes much longer than to refuse what says
        nothing of this kind. `claim` decides.

        Args:
            text: all that the document says, line by line.
        """
        return True

    def identify(self, document: Document) -> Claim | None:
        """Claim a document that has the table's header with complete rows under it.

        Text may have been copied without the header.
        """
        table = self._table(document)
        text = "\n".join(line.text for line in table.lines)
        if not self.concerns(text) or not table.rows:
            return None
        roles, rows = table.roles, table.rows
        claim = self.claim(text, [x.text("code") for x in rows])
        headed = not self.headed or document.is_plain or "header" in roles.kinds.values()
        if headed or claim is None:
            return claim
        # without a header nothing says that the numbers are points: all has to look like it
        plain = "term" in roles.kinds.values() and all(map(_is_plain, rows))
        sure = claim.certainty == Certainty.CERTAIN and len(rows) >= _HEADLESS
        return replace(claim, certainty=Certainty.POSSIBLE) if plain and sure else None

    def extract(self, document: Document) -> Extraction:
        """Read the document: furniture first, then rows with their wrapped titles, then records."""
        table = self._table(document)
        lines, roles = table.lines, table.roles
        credit = find_credit(lines, roles, self.vocabulary)
        taken = {line for row in credit for line in row.lines}
        rest = [line for line in lines if line not in taken]
        rows = find_rows(rest, roles, self.vocabulary) if taken else table.rows
        return _Recorder(self, Draft(document, lines), roles).record(lines, rows, credit)

    def _table(self, document: Document) -> _Table:
        """Return what this reader sees in a document; the same in both steps."""
        known = _TABLES.setdefault(document, {})
        if self.id not in known:
            known[self.id] = _Table(lines_of(document, self.vocabulary), self.vocabulary)
        return known[self.id]


class _Table:
    """A document as a vocabulary sees it, looked at no further than it is asked for.

    Attributes:
        lines: its lines, in reading order.
    """

    def __init__(self, lines: list[Line], words: Vocabulary) -> None:
        self.lines = lines
        self._words = words

    @cached_property
    def roles(self) -> Roles:
        """What the known lines are."""
        return find_furniture(self.lines, self._words)

    @cached_property
    def rows(self) -> list[TableRow]:
        """The complete rows among all lines."""
        if not any(self._words.row_start.match(line.text) for line in self.lines):
            return []
        return find_rows(self.lines, self.roles, self._words)


#: Documents that are being read, as each reader sees them. They go with the document.
_TABLES: WeakKeyDictionary[Document, dict[str, _Table]] = WeakKeyDictionary()


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

    def record(
        self, lines: Sequence[Line], rows: Sequence[TableRow], credit: Sequence[CreditRow]
    ) -> Extraction:
        """Return everything the lines say."""
        starts = {row.line: row for row in rows}
        credited = {row.line: row for row in credit}
        for line in lines:
            if row := starts.get(line):
                self._row(row)
            elif entered := credited.get(line):
                self._credit(entered)
            elif kind := self.roles.kinds.get(line):
                self._furniture(line, kind)
        for line in lines:
            if self.draft.is_free(line) and self._is_course(line):
                message = "this line looks like a course, but it could not be read as one"
                self.draft.finding("course-not-read", "error", message, line)
        return self.draft.finish(
            self.reader.institution().id,
            self.reader.kind,
            scales={school: self._scale_id(school) for school in (*self.schools, None)},
            schools=self.schools,
            programs=self.programs,
            whole=self.reader.whole,
        )

    def _scale_id(self, school: str | None) -> str | None:
        return self.reader.scale(school, self.programs)

    def _is_course(self, line: Line) -> bool:
        """Return whether a line begins with a code that the institution would print.

        Behind something else a code is one of a course where points are printed as well.
        """
        most = len(line.said) if _DECIMALS.search(line.text) else 1
        return any(self._is_code(text_of(line.said[at:])) for at in range(most))

    def _is_code(self, text: str) -> bool:
        found = self.reader.vocabulary.row_start.match(text)
        try:
            return bool(found and self._listing(found["code"]).code.letter)
        except InvalidCourseCode:
            return False

    def _listing(self, code: str) -> Listing:
        grammar = self.reader.institution().grammar
        return grammar.parse_listing(code, subject=self.reader.subject)

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
        person = vocabulary.person(line.text) if kind == "student" else None
        unlabelled = kind in _UNLABELLED or person
        labelled = [] if unlabelled else vocabulary.labelled(line.text)
        if kind == "school" and not labelled:
            self._school(_DOCUMENT.sub("", line.text).strip(" :"), line)
        for label, value in labelled:
            what = vocabulary.labels[label]
            if what == "student":
                self.draft.student(value)
            elif what == "personal":
                self.draft.private(value)
            elif what == "program" and value:
                self.programs.append(value)
            elif what == "school" and value:
                self._school(value, line)
        if person:
            said = person.groupdict()
            self.draft.student(*filter(None, (said.get("name"), said.get("id"))))
            if program := (said.get("program") or "").strip():
                self.programs.append(program)
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
            listing = self._listing(row.text("code"))
        except InvalidCourseCode:
            if self.context.transfer:  # a wildcard: "MATH 1---"
                self._no_equivalent(row)
                return
            message = "a line of the table has no course code"
            self.draft.finding("code-not-understood", "error", message, row.line)
            return
        context = self.context
        title, section = _section(_TOPIC.sub(": ", row.text("title")))
        scale = institution.scale(self._scale_id(context.school))
        grade, status = _mark(row.text("grade"), row.text("status"), scale)
        status = RecordStatus.TRANSFER if context.transfer else status
        credits = self._credits(row, listing.code, status)
        if credits is None:
            return
        record = CourseRecord(
            code=listing.code,
            title=title or None,
            credits=credits,
            grade=grade,
            term=_term(row.text("term")) or context.term or listing.term,
            status=status,
            section=row.text("section").strip("()") or listing.section or section,
            school=context.school,
            page=row.line.page.number,
            box=row.line.page.shown(around(line.box for line in row.lines if row.holds(line))),
            boxes=_boxes(row, credits=not _NOTHING.fullmatch(row.text("credits"))),
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
        for line, beside in groupby(row.stray, key=lambda pair: pair[0]):
            words = tuple(word for _, word in beside)
            if "grade" not in row.cells and row.is_under("grade", words):
                message = "this stands in the place of the grade and is no mark, so none was read"
                self.draft.finding("text-beside-record", "error", message, line, words)
            else:
                message = "this text stands in a line of the table but in none of its columns"
                self.draft.finding("text-beside-record", "warning", message, line, words)

    def _credits(self, row: TableRow, code: CourseCode, status: RecordStatus) -> Decimal | None:
        """Return the credits of a row. Before a course is over they may not be printed."""
        printed = row.text("credits")
        if not _NOTHING.fullmatch(printed):
            return Decimal(printed)
        if status not in _AHEAD:
            message = "no credits are printed for this course, though it is over"
            self.draft.finding("course-not-read", "error", message, row.line)
            return None
        institution = self.reader.institution()
        credits = institution.usual_credits(institution.code(code))
        message = f"no credits are printed for this course yet; {credits} are taken as usual"
        self.draft.finding("credits-not-printed", "warning", message, row.line)
        return credits

    def _credit(self, row: CreditRow) -> None:
        """Make a record of a row of credit from elsewhere, under the course here it stands for."""
        try:
            listing = self.reader.institution().grammar.parse_listing(row.text("code"))
        except InvalidCourseCode:
            self._no_equivalent(row)
            return
        page = row.line.page
        record = CourseRecord(
            code=listing.code,
            title=row.text("title") or None,
            credits=Decimal(row.text("credits")),
            grade=row.text("grade") or None,
            status=RecordStatus.TRANSFER,
            school=self.context.school,
            institution=row.text("institution") or None,
            source_code=row.text("source_code") or None,
            page=page.number,
            box=page.shown(around(line.box for line in row.lines if line.page is page)),
            boxes=_boxes(row),
        )
        self.draft.record(record, row.lines)

    def _no_equivalent(self, row: TableRow | CreditRow) -> None:
        """Give away a row of credit from elsewhere for which there is no course here."""
        message = "this credit from elsewhere stands for no course here, and is not a record"
        self.draft.finding("no-equivalent", "warning", message, row.line)
        for line in row.lines:
            self.draft.furniture(line, "transfer")


def _boxes(row: TableRow | CreditRow, *, credits: bool = True) -> dict[str, Box]:
    """Return the places of the fields of a record; credits may not be printed."""
    found = ((name, row.box(name)) for name in _FIELDS if credits or name != "credits")
    return {name: box for name, box in found if box is not None}


def _is_plain(row: TableRow) -> bool:
    """Return whether a row has points with decimals, a title, and no word beside its columns."""
    return "." in row.text("credits") and bool(row.text("title")) and not row.stray


def _term(printed: str) -> Term | None:
    """Return the term that a row names by its code."""
    return Term.parse(printed) if printed else None


def _section(title: str) -> tuple[str, str | None]:
    """Part a title from the section printed before or behind it."""
    if found := _SECTION.search(title):
        rest = (title[: found.start()] + title[found.end() :]).strip()
        return rest, next(filter(None, found.groups()))
    return title, None


def _mark(printed: str, state: str, scale: GradeScale) -> tuple[str | None, RecordStatus]:
    """Return the grade of a cell, and what it says of the attempt with the state beside it."""
    if _LEFT.fullmatch(printed) or (_LEFT.fullmatch(state) and _NOTHING.fullmatch(printed)):
        return None, RecordStatus.WITHDRAWN
    if not printed or _NO_GRADE.fullmatch(printed):
        planned = "PLANNED" in (printed.upper(), state.upper())
        return None, RecordStatus.PLANNED if planned else RecordStatus.IN_PROGRESS
    grade = printed.replace(" ", "")  # "A -"
    known = scale.get(grade)
    if known is None and (known := scale.get(_FOOTNOTE.sub("", grade))):
        grade = known.symbol
    return grade, known.status if known else RecordStatus.COMPLETED
