"""The records of a document: its rows, in the context of the headings above them."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import TYPE_CHECKING

from degreekit.courses import CourseCode, RecordStatus, Term
from degreekit.ingest.page.document import Document
from degreekit.ingest.page.layout import Line, Word, around, text_of
from degreekit.ingest.readers.printed_figures import Printed, kinds_of
from degreekit.ingest.readers.reader import Draft, Extraction, Measure, TotalKind
from degreekit.ingest.readers.row_fields import boxes_of, grade_of, mark_of, title_of
from degreekit.ingest.readers.sheet import Sheet
from degreekit.ingest.tables.columns.cells import Kind, number_of
from degreekit.ingest.tables.columns.codes import FoundCode
from degreekit.ingest.tables.rows import TableRow
from degreekit.ingest.tables.words.figures import LARGEST, Figure, wording_of
from degreekit.ingest.tables.words.known_texts import LABELS, TELLING, is_remark, labelled
from degreekit.ingest.tables.words.terms import find_terms, heading_of, season_of, term_in, year_of
from degreekit.ingest.tables.words.vocabulary import Role, tags_of, unknown_words
from degreekit.transcript import CourseRecord

if TYPE_CHECKING:
    from degreekit.ingest.readers.table_reader import TableReader

__all__ = ["Recorder"]

#: Kinds of lines in which a colon is no label.
_UNLABELLED = frozenset({"legend", "header", "footer", "rule", "term", "total", "transfer"})
#: What figures below these columns count.
_COUNTS = {
    Role.CREDITS: Measure.POINTS, Role.EARNED: Measure.EARNED,
    Role.GPA_CREDITS: Measure.GPA_CREDITS, Role.GRADE_POINTS: Measure.QUALITY_POINTS,
    Role.GRADE: Measure.GPA,
}  # fmt: skip
#: In front of credits and a grade stand so many words of a course at least, and between the two so
#: many of a unit, dashes among them, at most.
_TITLE, _UNIT = 2, 3
#: Values stand within this of where the column of a table has them, in font sizes.
_WIDE = 4.0
#: The mark of a footnote is smaller than the value before it, by this factor.
_SMALL_MARK = 0.85
#: States of a course for which no credits need be printed yet.
_AHEAD = frozenset({RecordStatus.IN_PROGRESS, RecordStatus.PLANNED})
#: Behind the name of a school, what the document is.
_DOCUMENT = re.compile(
    r"\s+(?:(?:un)?official\s+)?(?:academic\s+)?(?:transcript|record)\b.*", re.IGNORECASE
)
_PLACE = re.compile(r"\b(?:UNIVERSITY|UNIV|COLLEGE|INSTITUTE|SCHOOL)\b", re.IGNORECASE)


@dataclass
class _Context:
    """What the headings above a line have said."""

    term: Term | None = None
    school: str | None = None
    transfer: bool = False
    years: tuple[int, int] | None = None  # of a heading above those of seasons
    unknown: Line | None = None  # a heading that was not understood
    begun: bool = False  # whether a course was listed under the heading


#: A record has no more credits: a larger number is a score or a sum of money.
_MOST_CREDITS = 99


class Recorder:
    """Walks down a document and makes records of its rows, in the context of their headings."""

    def __init__(self, reader: TableReader, document: Document, sheet: Sheet) -> None:
        self.reader = reader
        self.sheet = sheet
        self.draft = Draft(document, sheet.lines)
        self.context = _Context()
        self.schools: list[str] = []
        self.programs: list[str] = []
        self.letterhead_school: str | None = None
        self.outer: dict[str, str | None] = {}  # of a school named under terms, the one above them
        self.printed: list[Printed] = []
        self.elsewhere: set[Line] = set()  # lines under the heading of credit from elsewhere
        self.headed = 0  # how many of them stand above the last heading
        self.last: TableRow | None = None
        self.in_parts = self._parts_in_schools()

    def record(self) -> Extraction:
        """Return everything the lines say."""
        sheet = self.sheet
        starts = {row.lines[0]: row for row in sheet.rows}
        rest = {line for row in sheet.rows for line in row.lines} - starts.keys()
        for line in sheet.lines:
            if self.context.transfer:
                self.elsewhere.add(line)
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
        self._head(line, kind)
        if figures := self.sheet.known.figures.get(line):
            self._print(line, figures)
        person = self.reader.person(line.text) if kind == "student" else None
        pairs = self._pairs(line, kind, person)
        if kind == "school" and not pairs:
            self._school(_school_name(line), line)
        for label, value in pairs:
            self._labelled(label, value, line)
        if person:
            self._person(person, line)
        self.draft.furniture(line, kind)

    def _head(self, line: Line, kind: str) -> None:
        """Begin what stands under a line, if it is a heading."""
        if kind == "term" and (heading := _heading_in(line)):
            elsewhere = self.context.transfer and bool(_PLACE.search(line.text))
            self._under(heading, transfer=elsewhere)
        elif kind == "year":
            self._under(None, years=year_of(line.text))
        elif kind == "season" and (years := self.context.years):
            season = next(filter(lambda s: s is not None, _seasons(line)), None)
            if season is not None:
                self._under(term_in(years, season), years=years)
        elif kind in ("transfer", "institution-credit"):
            self._under(None, transfer=kind == "transfer")

    def _print(self, line: Line, figures: Sequence[Figure]) -> None:
        """Keep the figures of a line, with what stands above them."""
        own, context, above = self._measured(figures), self.context, len(self.draft.records)
        self.printed.append(
            Printed(line, own, context.term, context.school, context.transfer, above)
        )

    def _person(self, person: re.Match[str], line: Line) -> None:
        """Keep what a line says that names the student without a label."""
        said = person.groupdict()
        self.draft.student(*filter(None, (said.get("name"), said.get("id"))), line=line)
        if program := (said.get("program") or "").strip():
            self.programs.append(program)

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
        self.headed = len(self.printed)
        self.context = _Context(term, self.context.school, transfer, years)

    def _labelled(self, label: str, value: str, line: Line) -> None:
        what = LABELS[label]
        if what == "student" or label in TELLING:
            self.draft.student(value, line=line, label=label)
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
            # figures in the heading of a term are of the school that is named below it
            self.printed[self.headed :] = [
                replace(printed, school=name) for printed in self.printed[self.headed :]
            ]
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
        title, section = title_of(row)
        term = self._term(row)
        context = self.context
        scale = (
            institution.scale(self._scale_id(context.school)) if institution.grade_scales else None
        )
        grade, status = mark_of(grade_of(row), row.text(Role.STATUS), scale, shapes)
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
            section=row.text(Role.SECTION).strip("()[]-:./") or listing.section or section,
            school=context.school,
            institution=row.text(Role.INSTITUTION) or None,
            source_code=row.text(Role.SOURCE_CODE) or None,
            page=row.line.page.number,
            box=row.line.page.shown(around(line.place for line in row.lines if row.holds(line))),
            boxes=boxes_of(row),
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
        found = {one.term for one in find_terms(printed, codes=True)} if printed else set()
        if len(found) == 1:
            self.context = replace(self.context, term=found.pop(), transfer=False)
        elif printed:
            season, years = season_of(printed), self.context.years
            return term_in(years, season) if years and season is not None else None
        return self.context.term

    def _credits(self, row: TableRow, code: CourseCode, status: RecordStatus) -> Decimal | None:
        """Return the credits of a row. Before a course is over they may not be printed."""
        printed = row.text(Role.CREDITS)
        number = number_of(printed)
        if number is not None and abs(number) <= _MOST_CREDITS:
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
        if line in self.elsewhere:
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
            is_swallowed = (
                self.sheet.known.kinds.get(line) == "remark"
                and not is_remark(line.text)
                and self._are_values(line)
            )
            if is_swallowed:
                message = "a line of the table has no course code"
                self.draft.finding("code-not-understood", "error", message, line)
            if not self.draft.is_free(line) or line in self.sheet.orphans:
                continue
            codes = self.sheet.codes(line)
            decimals = any(self.sheet.shapes.kind(w.text) & Kind.DECIMAL for w in line.said)
            if codes and (codes[0].start == 0 or decimals or self._is_under_codes(line, codes)):
                message = "this line looks like a course, but it could not be read as one"
                self.draft.finding("course-not-read", "error", message, line)
            elif not codes and self._are_values(line):
                self._orphan(line)

    def _is_under_codes(self, line: Line, codes: Sequence[FoundCode]) -> bool:
        """Return whether a code stands where those of a table do."""
        lefts = [line.words[code.start].left for code in codes]
        edges = {row.table.code[0] + row.entry.part.shift for row in self.sheet.rows}
        return any(abs(left - edge) < line.size for left in lefts for edge in edges)

    def _are_values(self, line: Line) -> bool:
        """Return whether a line has credits and a grade where a table has them.

        A row in progress has no grade: its title and what stands for its code are where theirs are.
        """
        if self._ends_in_values(line):
            return True
        cells = [_without_mark(cell) for cell in line.cells()]
        kinds = [self.sheet.shapes.kind(text_of(cell)) for cell in cells]
        counts = [kind for kind in kinds if kind & Kind.DECIMAL]
        marks = [kind for kind in kinds if kind & (Kind.MARK | Kind.STATUS) and kind not in counts]
        if len(counts) != 1:
            return False
        at = next(cell[0] for cell, kind in zip(cells, kinds, strict=True) if kind & Kind.DECIMAL)
        tables = {
            (row.table, row.entry.part.shift): None
            for row in self.sheet.rows
            if row.table.template is None and row.table.column(Role.CREDITS)
        }
        if not tables:  # nothing has a place
            return bool(marks and kinds[-1])
        for table, shift in tables:
            credits, title = table.column(Role.CREDITS), table.column(Role.TITLE)
            if credits is None or abs(at.left - credits.left - shift) >= _WIDE * line.size:
                continue
            if marks:
                return True
            edges = [table.code[0], title.left if title else 0.0]
            if all(
                any(abs(cell[0].left - shift - edge) < line.size for cell in cells)
                for edge in edges
            ):
                return True
        return False

    def _ends_in_values(self, line: Line) -> bool:
        """Return whether words without gaps end in credits and a grade: "TITLE, 3.00 pts, A"."""
        kind = self.sheet.shapes.kind
        kinds = [kind(word.text.rstrip(",;:")) for word in line.said]
        counts = [at for at, own in enumerate(kinds) if own & Kind.DECIMAL]
        return (
            len(line.cells()) == 1
            and len(counts) == 1
            and counts[0] >= _TITLE
            and len(kinds) - 1 - _UNIT <= counts[0] < len(kinds) - 1
            and bool(kinds[-1] & (Kind.MARK | Kind.STATUS))
        )

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

    def _measured(self, figures: Sequence[Figure]) -> list[Figure]:
        """Return the figures of a line, those below a column of the table with what it counts.

        Below the grades stands an average, or, where that has a name or is too large for one, the
        credits that enter it.
        """
        named = any(figure.measure is Measure.GPA for figure in figures)
        found = [self._below_column(figure) for figure in figures]
        return [
            new._replace(measure=Measure.GPA_CREDITS)
            if new.measure is Measure.GPA is not old.measure and (named or new.value > LARGEST)
            else new
            for old, new in zip(figures, found, strict=True)
        ]

    def _below_column(self, figure: Figure) -> Figure:
        """Return a figure that stands below a column of the table with what the column counts."""
        if (figure.measure is not None and figure.is_named) or self.last is None:
            return figure
        table, shift = self.last.table, self.last.entry.part.shift
        left, right = figure.words[0].left - shift, figure.words[-1].right - shift
        for column, role in zip(table.columns, table.roles, strict=True):
            if role in _COUNTS and min(right, column.right) > max(left, column.left):
                # where another column has what was earned, this one has what was attempted
                attempted = role is Role.CREDITS and (
                    "attempted" in tags_of(column.name)[0] or Role.EARNED in table.roles
                )
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
    """Yield what season a line names, or its first cell, next to the figures of the term."""
    yield season_of(line.text)
    yield season_of(text_of(line.cells()[0]))


def _without_mark(cell: Sequence[Word]) -> Sequence[Word]:
    """Return a cell without the mark of a footnote that ends it."""
    last = cell[-1]
    is_mark = len(cell) > 1 and last.size < _SMALL_MARK * cell[0].size
    return cell[:-1] if is_mark else cell
