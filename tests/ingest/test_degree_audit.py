"""A degree audit is read where its own figures prove it, and refused by name where not."""

from __future__ import annotations

from dataclasses import replace

import pytest

from degreekit.ingest import IngestError, Outcome, Reading
from tests.fixtures.generator import degree_audit
from tests.fixtures.generator.students import AUDITED, AUDITED_TWICE, student
from tests.ingest.helpers import expected, read, read_fixture, stated

TEXT = degree_audit.Layout(producer="text")


def refused(text: bytes) -> bool:
    with pytest.raises(IngestError) as caught:
        read(text)
    return caught.value.outcome is Outcome.DEGREE_AUDIT


def codes(reading: Reading) -> list[str]:
    return [str(record.code) for record in reading.transcript.records]


def test_it_is_said_to_be_no_transcript() -> None:
    reading = read_fixture("degree-audit/plain")
    assert reading.document.kind == "degree-audit"
    assert [(f.code, f.severity) for f in reading.findings] == [
        ("read-from-degree-audit", "warning")
    ]


def test_a_course_under_several_requirements_is_one_record() -> None:
    reading = read_fixture("degree-audit/plain")
    assert sum(line.kind == "repeated" for line in reading.furniture) == 6
    assert len(reading.transcript.records) == len(expected("degree-audit/plain"))


def test_one_row_twice_under_one_requirement_is_two_sections() -> None:
    assert codes(read_fixture("degree-audit/sections")).count("COMS W4995") == 2


def test_a_course_that_is_only_offered_for_selection_is_never_taken() -> None:
    assert not {"COMS W3261", "CSEE W3827"} & set(codes(read_fixture("degree-audit/sections")))


def test_a_course_in_progress_has_no_grade() -> None:
    [record] = [r for r in read_fixture("degree-audit/sections").transcript.records if not r.grade]
    assert (str(record.code), record.status, str(record.term)) == (
        "COMS W4118",
        "in_progress",
        "Spring 2024",
    )


def test_the_student_s_name_stays_in_the_reader() -> None:
    assert "DOE" not in str(read_fixture("degree-audit/plain").model_dump())


@pytest.mark.parametrize("seed", range(81, 89))
def test_any_report_that_adds_up_is_read_and_none_that_does_not(seed: int) -> None:
    who = replace(student(seed, terms=4, schools=("Columbia College",)), silent=("school",))
    honest = degree_audit.render(who, replace(TEXT, seed=seed))
    assert stated(read(honest)) == who.expected()["records"]
    for lie in (1, 3, -4):
        assert refused(degree_audit.render(who, replace(TEXT, seed=seed, earned=lie)))


@pytest.mark.parametrize("change", [(b" A  ", b" B  "), (b"GPA ", b"Average "), (b">IP", b"A- ")])
def test_a_row_or_a_figure_that_is_changed_is_not_believed(change: tuple[bytes, bytes]) -> None:
    honest = degree_audit.render(AUDITED_TWICE, TEXT)
    assert change[0] in honest
    assert refused(honest.replace(*change))


def test_a_line_that_begins_like_a_row_and_is_none_is_not_passed_over() -> None:
    honest = degree_audit.render(AUDITED, TEXT)
    assert refused(honest + b"     20223 COMS W1004   INTRO WITHOUT POINTS\n")
