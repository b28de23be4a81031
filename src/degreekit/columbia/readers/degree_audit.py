"""The Degree Audit Report, where its own figures prove that it was read right.

It is not a transcript: it is ordered by requirement, prints a course under each requirement that
it serves, and names courses that were never taken after SELECT FROM. What was taken stands in
rows that begin with a term code, ``20223 HUMA CC1001 4.00 YC MASTRPC OF EURP LIT``. The same row
under another requirement is the same attempt; printed twice under one requirement it is two, as two
topics sections are. If the points earned, the points in progress and the average that the report
prints all come out of these rows, the courses are returned, with a warning. If not, the report is
refused as what it is.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import ClassVar

from degreekit.columbia.grades import scale_of_school
from degreekit.columbia.institution import columbia
from degreekit.courses import InvalidCourseCode, InvalidTerm, RecordStatus, Term
from degreekit.ingest import (
    Certainty,
    Claim,
    Document,
    Draft,
    Extraction,
    Outcome,
    Reader,
    TotalKind,
    verify,
)
from degreekit.ingest.page.layout import Line, Word, around, offsets, reading_order
from degreekit.transcript import CourseRecord

__all__ = ["DegreeAuditReader"]

#: A course as the report prints it.
CODE = (
    r"(?!(?:IN|ON|OF|AT|TERM|FALL|SPRING|SUMMER|WINTER|AUTUMN)\b)"
    r"(?:[A-Z]{2,6}_*\s?\d{3,5}"  # COMS 4771, COMSW4771
    r"|[A-Z]{2,6}_*\s[A-Z]{1,2}\s?\d{4}[A-Z]?"  # COMS W4771, COMS W 4771, CLLT S3310D
    r"|[A-Z]{5,6}\d{4}[A-Z])"  # CLLTS3310D; with four letters it is the directory's COMS4771W
)
_TITLE = re.compile(r"degree (?:progress )?audit\b", re.IGNORECASE)
_ROW = re.compile(
    r"(?:COURSES? NOT COUNTED:?\s+|EXCLU(?:DED|SIONS?):?\s+|[-+*]\s+)?"
    rf"(?P<term>\d{{4}}[123])\s+(?P<code>{CODE})\s+(?P<credits>\d{{1,2}}\.\d{{1,3}})"
    r"\s+(?P<grade>>?(?:IP|PL|[A-F][+-]?|[A-Z]{1,3}\d?'?(?:\[[A-Z]{2}\])?))(?=\s|$)"
    r"\s*(?P<title>[^>]*?)\s*(?P<flag>>\S.*)?"
)
_BEGINS = re.compile(rf"\d{{4}}[123]\s+{CODE}")
_EARNED = re.compile(r"\bEARNED\s*:?\s*(?P<value>\d{1,3}\.\d{1,3})(?:\s+POINTS)?", re.IGNORECASE)
_AHEAD = re.compile(r"\bIN[- ]PROGRESS\s*:?\s*(?P<value>\d{1,3}\.\d{1,3})", re.IGNORECASE)
_AVERAGE = re.compile(r"\bGPA\s*:?\s*(?P<value>\d\.\d{2,4})", re.IGNORECASE)
_PREPARED = re.compile(r"prepared\s*:|\b[a-z]{2,3}\d{1,5}\b\s+[A-Z]")
_PROGRAM = re.compile(r"PROGRAM\s*:\s*(?P<program>.*?)(?:\s+CATALOG YEAR.*)?", re.IGNORECASE)
_SCHOOL = re.compile(r"SCHOOL\s*:\s*(?P<school>.+)", re.IGNORECASE)
#: The scale of a school that has no such reports.
_NO_AUDIT = "seas-graduate"
#: Lines about requirements and about courses that would do.
_REQUIREMENT = re.compile(
    rf"(?:OK|NO|IP|YES|COMPLETE|INCOMPLETE|[-+*])\s+\S.*|.*\b(?:NEEDS|SELECT FROM|EARNED)\s*:.*"
    rf"|COURSES? NOT COUNTED:?|EXCLU(?:DED|SIONS?):?|{CODE}(?:\s*,\s*{CODE})*\s*,?",
    re.IGNORECASE,
)


@dataclass(frozen=True, eq=False)
class _Printed:
    """A row as it is printed: the record, and under which requirement it stands."""

    line: Line
    record: CourseRecord
    block: int

    @property
    def key(self) -> tuple[object, ...]:
        """What tells an attempt from others."""
        r = self.record
        return r.term, r.code, r.title, r.credits, r.grade, r.status


class DegreeAuditReader(Reader):
    """Reads a degree audit report whose own figures prove the reading."""

    id = "columbia-degree-audit"
    title = "Columbia degree audit report"
    reads: ClassVar[Outcome | None] = Outcome.DEGREE_AUDIT

    def identify(self, document: Document) -> Claim | None:
        """Claim a report that prints points and an average, and whose courses come to them."""
        head = [line for line in reading_order(document) if line.page.number == 1][:12]
        if not any(_TITLE.search(line.text) for line in head):
            return None
        return (
            Claim(
                Certainty.CERTAIN,
                "a degree audit report whose points and average come out of its rows",
            )
            if self._proved(document)
            else None
        )

    def extract(self, document: Document) -> Extraction:
        """Read each attempt once, whatever the number of requirements it stands under."""
        return self._proved(document) or self._read(document, None)

    def _proved(self, document: Document) -> Extraction | None:
        """Return the reading under the scale that proves it; None where none does."""
        known = self._read(document, None).scales[None]
        scales = [known] if known else [s.id for s in columbia().grade_scales if s.id != _NO_AUDIT]
        for scale in scales:
            found = self._read(document, scale)
            if self._is_proved(found, reading_order(document)):
                return found
        return None

    def _is_proved(self, found: Extraction, lines: Sequence[Line]) -> bool:
        kinds = Counter(total.kind for total in found.totals)
        whole = kinds[TotalKind.CUMULATIVE_POINTS] == kinds[TotalKind.CUMULATIVE_GPA] == 1
        marks = columbia().scale(found.scales[None])
        ahead = _sum(r for r in found.records if r.status is RecordStatus.IN_PROGRESS)
        printed = [Decimal(m["value"]) for x in lines if (m := _AHEAD.search(x.text))]
        # a figure that says it is of points earned may not be explained by any others
        passed = [
            r
            for r in found.records
            if r.status is RecordStatus.TRANSFER or ((mark := marks.get(r.grade)) and mark.earns)
        ]
        earned = _sum(passed)
        # the first half of a year course is credit with the second
        second = {(r.code.subject, r.code.value - 1) for r in passed}
        halves = _sum(
            r
            for r in found.records
            if r.grade in ("YC", "AR[YC]", "Y") and (r.code.subject, r.code.value) in second
        )
        points = [t.value for t in found.totals if t.kind is TotalKind.CUMULATIVE_POINTS]
        findings = (*found.findings, *verify(found, columbia()))
        return (
            whole
            and bool(found.records)
            and printed in ([], [ahead])
            and points in ([earned], [earned + halves])
            and all(finding.severity != "error" for finding in findings)
        )

    def _read(self, document: Document, scale: str | None) -> Extraction:
        lines = reading_order(document)
        draft = Draft(document, lines)
        school = next((m["school"] for x in lines if (m := _SCHOOL.fullmatch(x.text))), None)
        programs = [m["program"] for x in lines if (m := _PROGRAM.fullmatch(x.text))]
        scale = scale or scale_of_school(school, programs)
        printed = list(_rows(lines, scale))
        first = {row.line: row for row in _once(printed)}
        again = {row.line for row in printed} - first.keys()
        for line in lines:
            if row := first.get(line):
                draft.record(row.record, (line,))
            elif line in again:
                draft.furniture(line, "repeated")
            elif _BEGINS.search(line.text):
                message = "this line begins like a course, but it could not be read as one"
                draft.finding("course-not-read", "error", message, line)
            else:
                self._known(draft, line)
        message = "the courses were read from a degree audit, which is not a transcript"
        draft.finding("read-from-degree-audit", "warning", message)
        return draft.finish(columbia().id, "degree-audit", scales={None: scale}, programs=programs)

    def _known(self, draft: Draft, line: Line) -> None:
        """Account for a line that is not a row, and keep the figures that prove the reading."""
        text = line.text
        for kind, pattern in (
            (TotalKind.CUMULATIVE_POINTS, _EARNED),
            (TotalKind.CUMULATIVE_GPA, _AVERAGE),
        ):
            if found := pattern.search(text):
                words = _words(line, *found.span("value"))
                draft.total(kind, Decimal(found["value"]), line, words)
        if _PREPARED.search(text) or _PREPARED.search(text.casefold()):
            draft.furniture(line, "student")
        elif _TITLE.search(text):
            draft.furniture(line, "title")
        elif _PROGRAM.fullmatch(text) or _SCHOOL.fullmatch(text):
            draft.furniture(line, "program")
        elif _EARNED.search(text) or _AVERAGE.search(text) or _AHEAD.search(text):
            draft.furniture(line, "total")
        elif line.is_rule or _REQUIREMENT.fullmatch(text):
            draft.furniture(line, "rule" if line.is_rule else "requirement")


def _rows(lines: Sequence[Line], scale: str | None) -> Iterator[_Printed]:
    """Yield every row, in the order of the report."""
    marks = columbia().scale(scale)
    block = 0
    for line in lines:
        found = _ROW.fullmatch(line.text)
        if not found:
            block += bool(_REQUIREMENT.fullmatch(line.text))
            continue
        block += not line.text.startswith(found["term"])
        printed = found["grade"]
        ahead = {">IP": RecordStatus.IN_PROGRESS, "IP": RecordStatus.IN_PROGRESS,
                 ">PL": RecordStatus.PLANNED, "PL": RecordStatus.PLANNED}.get(printed)  # fmt: skip
        mark = marks.get(printed)
        status = ahead or (mark.status if mark else RecordStatus.COMPLETED)
        if printed in ("T", "TR"):
            status = RecordStatus.TRANSFER
        try:
            listing = columbia().grammar.parse_listing(found["code"])
            term = Term.parse(found["term"])
        except (InvalidCourseCode, InvalidTerm):
            continue
        record = CourseRecord(
            code=listing.code,
            title=found["title"] or None,
            credits=Decimal(found["credits"]),
            grade=None if ahead else printed,
            term=term,
            status=status,
            section=listing.section,
            page=line.page.number,
            box=line.page.shown(line.box),
            boxes={
                name: line.page.shown(around(word.box for word in _words(line, *found.span(name))))
                for name in ("code", "title", "credits", "grade")
                if found[name]
            },
        )
        yield _Printed(line, record, block)


def _sum(records: Iterable[CourseRecord]) -> Decimal:
    return sum((record.credits for record in records), Decimal(0))


def _words(line: Line, start: int, end: int) -> list[Word]:
    """Return the words of a part of what a line says."""
    return [w for at, w in offsets(line.said) if at < end and at + len(w.text) > start]


def _once(rows: Sequence[_Printed]) -> Iterator[_Printed]:
    """Yield each attempt once: as often as it is printed under the requirement that has it most."""
    most: Counter[tuple[object, ...]] = Counter()
    for (key, _), count in Counter((row.key, row.block) for row in rows).items():
        most[key] = max(most[key], count)
    for row in rows:
        if most[row.key]:
            most[row.key] -= 1
            yield row
