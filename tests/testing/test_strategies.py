"""Strategies draw what an institution could print, and whatever rules there can be."""

from __future__ import annotations

import subprocess
import sys

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from degreekit import Auditor, CourseRecord, Program, Transcript, get_institution
from degreekit.courses import Institution
from degreekit.requirements import lint
from degreekit.testing import programs, transcripts

COLUMBIA = get_institution("columbia")
#: Of Columbia's courses a few, so that what is drawn twice meets.
FEW = COLUMBIA.model_copy(update={"catalog": COLUMBIA.catalog[::40]})
NOWHERE = Institution(id="nowhere", title="Nowhere")


def some(number: int) -> settings:
    return settings(max_examples=number, deadline=None, database=None, derandomize=True)


@some(30)
@given(transcripts(COLUMBIA))
def test_every_course_of_a_transcript_is_in_the_catalog(transcript: Transcript) -> None:
    assert transcript.institution == "columbia"
    assert len(transcript.records) <= 12
    assert all(COLUMBIA.listed(COLUMBIA.code(one.code)) for one in transcript.records)
    assert Transcript.from_data(transcript.to_data()) == transcript


@some(20)
@given(transcripts(NOWHERE, most=3))
def test_without_a_catalog_courses_are_made_up(transcript: Transcript) -> None:
    assert transcript.institution == "nowhere"
    assert len(transcript.records) <= 3
    assert all(one.code.subject == "ABC" for one in transcript.records)


@some(30)
@given(programs(FEW))
def test_a_program_can_be_meant_and_is_the_institutions(program: Program) -> None:
    assert not [one for one in lint(program) if one.severity == "error"]
    assert program.institution == "columbia"
    assert program.grade_scale in {None, *(scale.id for scale in COLUMBIA.grade_scales)}


@some(25)
@given(programs(FEW), transcripts(FEW, most=4))
def test_every_program_can_be_asked_about_every_transcript(
    program: Program, transcript: Transcript
) -> None:
    auditor = Auditor(program, FEW)
    assert auditor.status(transcript) in ("satisfied", "conditional", "unsatisfied")


@pytest.mark.parametrize("type_", [CourseRecord, Transcript, Program])
@some(10)
@given(data=st.data())
def test_a_type_is_its_strategy(data: st.DataObject, type_: type) -> None:
    assert isinstance(data.draw(st.from_type(type_)), type_)


FOUND = """
import sys
{first}
{second}
from hypothesis import given, settings, strategies as st
@settings(max_examples=3, database=None, deadline=None)
@given(st.from_type(Transcript), st.from_type(CourseRecord), st.from_type(Program))
def holds(transcript, record, program):
    assert Transcript.from_data(transcript.to_data()) == transcript
    assert Program.from_json(program.to_json()) == program
    assert record.credits == 3
holds()
"""
TYPES = "from degreekit import CourseRecord, Program, Transcript\nCourseRecord, Program, Transcript"


def _run(code: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-W", "error", "-c", code]
    return subprocess.run(  # noqa: S603  # our own code
        command, capture_output=True, text=True, check=False
    )


@pytest.mark.parametrize(
    ("first", "second"), [("import hypothesis", TYPES), (TYPES, "import hypothesis")]
)
def test_a_project_that_has_degreekit_has_its_strategies(first: str, second: str) -> None:
    done = _run(FOUND.format(first=first, second=second))
    assert done.returncode == 0, done.stderr


def test_a_project_that_does_not_use_degreekit_does_not_pay_for_it() -> None:
    done = _run(
        "import sys, hypothesis, hypothesis.strategies\n"
        "print(*sorted(n for n in sys.modules if n.startswith(('degreekit', 'pydantic'))))"
    )
    assert done.stdout.split() == [
        "degreekit",
        "degreekit.testing",
        "degreekit.testing.hypothesis_plugin",
    ], done.stderr
