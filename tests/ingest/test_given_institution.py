"""A document of an installed institution that has no reader of its own."""

from __future__ import annotations

import pytest

from degreekit.courses import Grade, GradeScale, Institution, RecordStatus
from degreekit.ingest import (
    GivenInstitutionReader,
    IngestError,
    Limits,
    Outcome,
    Reading,
    read_document,
    readers_for,
)
from degreekit.transcript import ReadingStatus

GRADES = (
    Grade(symbol="A", points="4", earns=True),
    Grade(symbol="B", points="3", earns=True),
    Grade(symbol="C", points="2", earns=True),
    Grade(symbol="F", points="0", status=RecordStatus.FAILED),
)
LAKESIDE = Institution(
    id="lakeside",
    title="Lakeside College",
    grade_scales=(GradeScale(id="letters", title="Letter marks", grades=GRADES),),
)
TABLE = """Academic Transcript
Student: Avery Sample          Student No: L0001234

Fall 2023
Course     Title                              Units   Mark
BIO 101    CELL BIOLOGY                       4.0     A
CHE 110    GENERAL CHEMISTRY                  3.0     B
Semester units: 7.0   Semester average: 3.57
Page 1 of 1
"""


def given(text: str) -> Reading:
    readers = readers_for(GivenInstitutionReader(LAKESIDE), ())
    limits = Limits(isolated=False, ocr=False)
    return read_document(text.encode(), readers, {"lakeside": LAKESIDE}, limits)


@pytest.mark.parametrize("head", ["", "LAKESIDE COLLEGE\n"])
def test_a_table_is_read_by_nothing_but_a_grade_scale_if_its_figures_prove_it(head: str) -> None:
    reading = given(head + TABLE)
    assert reading.status is ReadingStatus.PROVED
    assert [(str(r.code), r.grade) for r in reading.transcript.records] == [
        ("BIO 101", "A"),
        ("CHE 110", "B"),
    ]
    assert reading.transcript.institution == "lakeside"
    assert not reading.not_understood


def test_without_name_and_proof_nothing_shows_whose_it_is() -> None:
    table = TABLE.replace("Semester units: 7.0   Semester average: 3.57\n", "")
    assert given("LAKESIDE COLLEGE\n" + table).status is ReadingStatus.UNPROVED
    reading = given(table)
    assert reading.status is ReadingStatus.CONTRADICTED
    [error] = [finding for finding in reading.findings if finding.severity == "error"]
    assert error.code == "institution-not-shown"


def test_a_page_that_names_another_institution_is_refused_whatever_the_user_says() -> None:
    with pytest.raises(IngestError) as caught:
        given("RIVERSIDE UNIVERSITY\n" + TABLE)
    assert caught.value.outcome is Outcome.OTHER_INSTITUTION
    assert "Riverside University" in str(caught.value)
