"""Figures of many students are those of their verdicts, whatever helps from one to the next."""

from __future__ import annotations

import random
import sys
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from unittest.mock import patch

import pytest
from hypothesis import given

from degreekit import Auditor, Transcript, get_auditor, read_adjustments
from degreekit.audit import Figures, NotCertified, SearchBudgetExceeded, figures
from degreekit.audit.figures import FiguresOfMany
from degreekit.audit.solve.by_class import ByClass, Least

from . import real_degrees
from .strategies import Question, classmates, examples, questions
from .test_oracle import auditor_of

_TRACK = "columbia-ms-cs-ml"


def _track_student(auditor: Auditor, seed: int) -> Transcript:
    """Return a student of the track, some of whose courses are in progress or planned."""
    rng = random.Random(f"figures-{seed}")
    listed = [c for c in auditor.institution.catalog if c.code.subject in ("COMS", "STAT", "IEOR")]
    ways: list[dict[str, str | None]] = [
        {"grade": "A", "term": "Fall 2022"},
        {"grade": "B+", "term": "Spring 2023"},
        {"grade": "F", "term": "Spring 2023"},
        {"grade": None, "term": "Spring 2024"},
        {"status": "planned", "term": "Fall 2024"},
    ]
    odds = 6, 4, 1, 2, 1
    records = [
        {"code": str(one.code), "title": one.title, "credits": "3", **rng.choices(ways, odds)[0]}
        for one in rng.sample(listed, rng.randint(0, 13))
    ]
    return Transcript.from_data({"records": records})


@pytest.fixture
def taken_over() -> Iterator[list[bool]]:
    """Yield for each student so far whether what was known of others was enough."""
    seen: list[bool] = []
    plain = FiguresOfMany.unfinished

    def watched(self: FiguresOfMany, *given: object) -> Figures | None:
        found = plain(self, *given)  # type: ignore[arg-type]  # it is handed on
        seen.append(found is not None)
        return found

    with patch.object(FiguresOfMany, "unfinished", watched):
        yield seen


def test_figures_are_those_of_the_verdict(taken_over: list[bool]) -> None:
    auditor, other = get_auditor(_TRACK), get_auditor(_TRACK)
    for seed in range(70):
        student = _track_student(auditor, seed)
        assert auditor.figures(student) == Figures.of(other.judge(student)), seed
    assert sum(taken_over[20:]) > 15  # known classes, and something left to take


@pytest.mark.parametrize("decision", real_degrees.DECISIONS, ids=lambda one: str(one["kind"]))
def test_figures_hold_with_every_kind_of_decision(decision: dict[str, object]) -> None:
    institution = get_auditor(_TRACK).institution
    auditor = Auditor(real_degrees.security(), institution)
    decided = read_adjustments([{"reason": "as agreed", **decision}])
    for number in range(12):
        student = real_degrees.security_student(number, number)
        expected = Figures.of(auditor.judge(student, decided))
        assert auditor.figures(student, decided) == expected, number


@examples(25)
@given(questions(any_credits=True).flatmap(classmates))
def test_figures_of_any_rules_are_those_of_the_verdict(students: list[Question]) -> None:
    auditor, other = auditor_of(students[0]), auditor_of(students[0])
    with patch.multiple(figures, _MANY=1, _STRANGE=1, _MOST_STRANGE=1):
        for one in (*students, *students):
            try:
                expected = Figures.of(other.judge(one.transcript, one.adjustments))
            except SearchBudgetExceeded:
                continue
            assert auditor.figures(one.transcript, one.adjustments) == expected


def test_figures_do_not_depend_on_who_was_asked_about_before() -> None:
    auditor = get_auditor(_TRACK)
    students = [_track_student(auditor, seed) for seed in range(40)]
    first = [auditor.figures(one) for one in students]
    backwards = get_auditor(_TRACK)
    assert [backwards.figures(one) for one in reversed(students)] == first[::-1]


def test_threads_may_ask_one_auditor() -> None:
    auditor = get_auditor(_TRACK)
    students = [_track_student(auditor, seed) for seed in range(36)]
    expected = [Figures.of(auditor.judge(one)) for one in students]
    often = sys.getswitchinterval()
    sys.setswitchinterval(1e-5)  # between nearly all steps
    try:
        with ThreadPoolExecutor(4) as pool:
            found = list(pool.map(auditor.figures, [*students, *students]))
    finally:
        sys.setswitchinterval(often)
    assert found == expected * 2


def test_fewer_courses_than_are_needed_are_refused() -> None:
    auditor = get_auditor(_TRACK)
    plain = ByClass.least

    def less(self: ByClass, *given: object) -> Least | None:
        found = plain(self, *given)  # type: ignore[arg-type]  # it is handed on
        if found is None:
            return None
        some = next(place for place in found.used if self.classes[place].further)
        used = {place: times for place, times in found.used.items() if place != some}
        return Least(found.courses - 1, found.credits, found.assumptions, used)

    with patch.object(ByClass, "least", less), pytest.raises(NotCertified, match="not reached"):
        _ = [auditor.figures(_track_student(auditor, seed)) for seed in range(40)]


def test_a_student_who_lacks_nothing_but_an_average_is_looked_at_alone() -> None:
    auditor = get_auditor(_TRACK)
    complete = Auditor(real_degrees.security(), auditor.institution)
    for number in range(16, 25):
        student = real_degrees.security_student(number, number)
        assert complete.figures(student) == Figures.of(complete.judge(student))
