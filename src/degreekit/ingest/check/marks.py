"""What confirms each field of each record, and which records nothing proves.

A field is *proved* where a printed figure would come out wrong if it were any other. It was *seen
twice* where two libraries that share no code read the same letters there, or a person confirmed
what OCR read; places of several documents are compared in `degreekit.ingest.tools.merge`. Else it
was *only read*. So is a course in progress as a whole, unless a figure counts it: that no grade is
printed yet is nothing that a second library could confirm.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from degreekit.courses import RecordStatus
from degreekit.findings import Finding
from degreekit.ingest.check.proof import Confirmed
from degreekit.ingest.page.document import Document, Page
from degreekit.transcript import CourseRecord, Mark

__all__ = ["AHEAD", "with_marks", "with_positions", "without_proof"]

#: What is not over yet; no printed average or sum of earned credits is about it.
AHEAD = frozenset({RecordStatus.IN_PROGRESS, RecordStatus.PLANNED})
#: The fields that are marked. A grade and a status are so where none is printed, too: it might have
#: been overlooked.
_FIELDS = ("code", "title", "credits", "grade", "term", "status", "section")
_ALWAYS = frozenset({"grade", "status"})


def with_marks(
    records: Iterable[CourseRecord], confirmed: Iterable[Confirmed], document: Document
) -> tuple[CourseRecord, ...]:
    """Return the records, each with what confirms its fields.

    Args:
        records: as they were read.
        confirmed: what the printed figures prove of each.
        document: its pages say where two libraries read the same.
    """
    compared = {page.number for page in document.pages if _was_read_twice(page)}
    return tuple(
        record.model_copy(update={"marks": _marks(record, own.fields, compared)})
        for record, own in zip(records, confirmed, strict=True)
    )


def _was_read_twice(page: Page) -> bool:
    """Return whether a second library read the page and saw the same letters on it.

    It reads every page of a PDF that has a text of its own.
    """
    own_text = page.lines_above is None and page.scan is None and not page.hidden
    return own_text and all(difference.note for difference in page.differences)


def _marks(record: CourseRecord, proved: frozenset[str], compared: set[int]) -> dict[str, Mark]:
    twice = record.status not in AHEAD and (record.page in compared or record.read_by == "person")
    other = Mark.SEEN_TWICE if twice else Mark.ONLY_READ
    return {
        name: Mark.PROVED if name in proved else other
        for name in _FIELDS
        if name in _ALWAYS or getattr(record, name) is not None
    }


def without_proof(
    records: Sequence[CourseRecord], confirmed: Sequence[Confirmed], findings: Iterable[Finding]
) -> tuple[int, ...]:
    """Return the positions of the finished records that no figure proves, or that are in doubt.

    Args:
        records: as they were read.
        confirmed: what the printed figures prove of each.
        findings: what is to know of the reading; those that name a record put it in doubt.
    """
    doubted = {finding.record for finding in findings}
    return tuple(
        number
        for number, (record, own) in enumerate(zip(records, confirmed, strict=True))
        if record.status not in AHEAD and (number in doubted or not own.stands)
    )


def with_positions(
    findings: Iterable[Finding], records: Sequence[CourseRecord]
) -> tuple[Finding, ...]:
    """Return the findings; those about a record, or in its line, say which it is."""
    return tuple(_with_position(finding, records) for finding in findings)


def _with_position(finding: Finding, records: Sequence[CourseRecord]) -> Finding:
    number = _record_at(finding, records) if finding.record is None else finding.record
    if number is None or number >= len(records):
        return finding.model_copy(update={"record": None})
    record = records[number]
    named = {"course": str(record.code), "term": str(record.term) if record.term else None}
    return finding.model_copy(update={"record": number, **named})


def _record_at(finding: Finding, records: Sequence[CourseRecord]) -> int | None:
    if finding.box is None:
        return None
    x, y = ((finding.box[side] + finding.box[side + 2]) / 2 for side in (0, 1))
    for number, record in enumerate(records):
        if record.page != finding.page or record.file != finding.file or record.box is None:
            continue
        left, top, right, bottom = record.box
        if top <= y <= bottom and left <= x <= right:
            return number
    return None
