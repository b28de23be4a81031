"""Whether a document may hold a part of the record only, as the print of one term does."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from degreekit.findings import Finding
from degreekit.ingest.readers.reader import Extraction, Scope
from degreekit.transcript import CourseRecord

__all__ = ["part_of_record", "terms_listed"]


def part_of_record(extraction: Extraction) -> Iterator[Finding]:
    """Yield that a document may hold a part of the record only, where nothing shows more.

    A document that lists single terms is asked. A cumulative figure that comes out shows that
    nothing is missing; one that does not is reported as such (`degreekit.ingest.check.verify`).

    Args:
        extraction: what was read.
    """
    over_all = (Scope.CUMULATIVE, Scope.INSTITUTION)
    if extraction.whole or any(total.kind.scope in over_all for total in extraction.totals):
        return
    if listed := terms_listed(extraction.records):
        yield Finding(
            code="part-of-record",
            severity="warning",
            message=f"the document lists {listed} only; if there are other terms, give the whole "
            "transcript, or the prints of all terms together",
        )


def terms_listed(records: Sequence[CourseRecord]) -> str:
    """Return which terms a document lists, in words; empty where it names none."""
    terms = sorted({record.term for record in records if record.term})
    if len(terms) > 1:
        return f"{len(terms)} terms"
    return str(terms[0]) if terms else ""
