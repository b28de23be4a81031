"""Every student of a real degree gets an answer: with and without a catalog, with any decision.

The budget stands for time, so that no test depends on the clock: a step takes well under a
millisecond (`benchmarks/speed.py` measures both).
"""

from __future__ import annotations

from functools import cache
from typing import Any

import pytest

from degreekit import Auditor, get_institution, read_adjustments
from degreekit.audit import Status

from . import real_degrees as degrees

STEPS = 2_000


@cache
def security() -> Auditor:
    return Auditor(degrees.security(), get_institution("columbia"), budget=STEPS, solver="search")


@pytest.mark.parametrize("courses", [0, 3, 7, 12, 24])
def test_a_second_track_answers_every_student(courses: int) -> None:
    for seed in range(3):
        transcript = degrees.security_student(courses, seed)
        verdict = security().judge(transcript)
        assert security().status(transcript) is verdict.status
        assert (verdict.courses == 0) >= (verdict.status is not Status.UNSATISFIED)


@pytest.mark.parametrize("decision", degrees.DECISIONS, ids=lambda one: one["kind"])
def test_a_second_track_answers_under_every_kind_of_decision(decision: dict[str, Any]) -> None:
    given = read_adjustments([decision])
    for courses in (0, 6, 11):
        audit = security().audit(degrees.security_student(courses, 1), given)
        assert audit.adjustments[0].text
        assert audit.left_out == ()


def test_a_second_track_answers_under_all_decisions_at_once() -> None:
    given = read_adjustments(list(degrees.DECISIONS))
    assert security().audit(degrees.security_student(10, 3), given).certified


def test_one_required_course_excluded_leaves_a_finished_student_an_answer() -> None:
    auditor, transcript = security(), degrees.security_student(24, 1)
    for code in ("COMS W4118", "COMS W4156"):
        excluded = read_adjustments([{"kind": "exclude", "course": code}])
        audit = auditor.audit(transcript, excluded)
        assert audit.status is Status.UNSATISFIED
        assert audit.left_out == ()


@pytest.mark.parametrize("catalog", [True, False], ids=["catalog", "no catalog"])
@pytest.mark.parametrize("courses", [0, 15, 38, 49, 60])
def test_a_choice_of_concentrations_answers_every_student(courses: int, catalog: bool) -> None:
    college = degrees.college(catalog=catalog)
    auditor = Auditor(degrees.bachelors(), college, budget=STEPS, solver="search")
    verdict = auditor.judge(degrees.student(courses, 2))
    assert verdict.given_up == ()
    assert verdict.status is not Status.SATISFIED
