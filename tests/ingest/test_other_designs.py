"""Documents in designs that the generator of layouts does not draw are read as people read them."""

from __future__ import annotations

from decimal import Decimal

import pytest

from degreekit.transcript import ReadingStatus
from tests.ingest.designs import DESIGNS, TERMS, Pen, drawn
from tests.ingest.helpers import read

_DOUBTS = {"nothing-to-verify"}


def _plain(text: str | None) -> str:
    return (text or "").upper()


@pytest.mark.parametrize("design", DESIGNS)
def test_a_design_drawn_by_hand_is_read_as_a_person_reads_it(design: str) -> None:
    reading = read(drawn(design))
    found = sorted(
        (str(r.term), str(r.code), _plain(r.title), r.credits.normalize(), _plain(r.grade))
        for r in reading.transcript.records
    )
    printed = sorted(
        (term, c.code, c.title, Decimal(c.credits).normalize(), c.grade)
        for term, own in TERMS.items()
        for c in own
    )
    assert found == printed
    assert {finding.code for finding in reading.findings} <= _DOUBTS
    assert reading.transcript.reading is not ReadingStatus.CONTRADICTED


def test_a_row_below_a_heading_at_the_foot_of_a_page_has_its_values_on_the_next() -> None:
    pen = Pen()
    for term, courses in list(TERMS.items())[:2]:
        pen.line((40, f"Term: {term}"))
        for c in courses[:3]:
            pen.line((44, c.code), (120, c.title), (400, c.credits), (440, c.grade))
    pen.y = 75.0
    pen.line((40, "Term: Summer 2023"))
    pen.line((44, "COMS W4733"), (120, "COMPUTATIONAL ASPECTS"))
    pen.y = 0.0
    pen.line((120, "OF ROBOTICS"), (400, "3.00"), (440, "C+"))
    records = read(pen.done()).transcript.records
    last = records[-1]
    assert len(records) == 7
    assert (last.title, last.grade) == ("COMPUTATIONAL ASPECTS OF ROBOTICS", "C+")
    assert str(last.term) == "Summer 2023"
