"""Students whose courses can do the same ask the same question, and each gets an own answer."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from degreekit import Adjustment, Auditor, Transcript, read_adjustments
from degreekit.adjustments import InvalidAdjustments
from degreekit.audit.model.kinds import FutureKinds
from degreekit.audit.model.model import Model, Solution
from degreekit.audit.solve.remembered import Remembered
from degreekit.audit.solve.solver import Answer, Solver
from degreekit.courses import Institution

from .small import program, take, transcript
from .strategies import SMALL, examples, institutions, programs, transcripts

HERE = Institution(id="small", title="Small", grade_scales=SMALL.grade_scales)
RULES = program(take("core", "CS 4100-4104", 2), take("more", "CS 4000+", 3))


@pytest.fixture
def asked(monkeypatch: pytest.MonkeyPatch) -> list[Model]:
    """Return the list of what solvers are asked from now on."""
    models: list[Model] = []
    best = Solver.best

    def noted(self: Solver, model: Model, **options: Any) -> Any:
        models.append(model)
        return best(self, model, **options)

    monkeypatch.setattr(Solver, "best", noted)
    return models


def _taken(*codes: str, term: str = "Fall 2023", grade: str = "A") -> Transcript:
    return transcript(*({"code": c, "credits": 3, "grade": grade, "term": term} for c in codes))


def test_students_with_the_same_courses_at_other_times_are_solved_once(asked: list[Model]) -> None:
    auditor = Auditor(RULES, HERE)
    first = auditor.judge(_taken("CS 4101", "CS 4201", term="Fall 2023"))
    again = auditor.judge(_taken("CS 4201", "CS 4101", term="Spring 2022", grade="B"))
    assert len(asked) == 1
    assert (first.courses, again.courses) == (3, 3)
    assert first.placement == {0: ("core",), 1: ("more",)}
    assert again.placement == {1: ("core",), 0: ("more",)}  # the records stand the other way round


def test_courses_that_can_do_the_same_are_the_same_question(asked: list[Model]) -> None:
    auditor = Auditor(RULES, HERE)
    found = [auditor.judge(_taken(one, "CS 4201")) for one in ("CS 4100", "CS 4102")]
    assert len(asked) == 1
    assert found[0] == found[1]


def test_a_course_that_can_do_less_is_another_question(asked: list[Model]) -> None:
    auditor = Auditor(RULES, HERE)
    found = [auditor.judge(_taken(*two)).courses for two in (("CS 4101",), ("MA 4101",))]
    assert len(asked) == 2
    assert found == [4, 5]


@examples(100)
@given(st.data())
def test_who_was_asked_about_before_makes_no_difference(data: st.DataObject) -> None:
    rules, here = data.draw(programs(most_takes=3)), data.draw(institutions())
    students = data.draw(st.lists(transcripts(most=4), min_size=2, max_size=4))
    auditor = Auditor(rules, here)
    for student in (*students, *(one.model_copy() for one in students)):
        assert auditor.judge(student) == Auditor(rules, here).judge(student)


def test_only_the_last_answers_are_kept() -> None:
    known = Remembered(most=2)
    found: list[str] = []

    for question in ("one", "two", "one", "three", "one", "two"):

        def find(question: str = question) -> Answer[Solution | None]:
            found.append(question)
            return Answer(None, exact=True)

        known.answer(question, find)
    assert found == ["one", "two", "three", "two"]
    assert len(known) == 2


def _decided(reason: str, by: str, **more: Any) -> tuple[Adjustment, ...]:
    waived = {"kind": "waive", "requirement": "core", "course": "CS 4101", "date": "2024-05-01"}
    noted = {"kind": "note", "reason": reason}
    return read_adjustments([{**waived, "reason": reason, "by": by, **more}, noted])


def test_what_was_decided_for_another_reason_is_known_and_told_with_its_own_reason(
    asked: list[Model],
) -> None:
    auditor = Auditor(RULES, HERE)
    students = _taken("CS 4102"), _taken("CS 4102", term="Fall 2022")
    first = auditor.audit(students[0], _decided("equivalent course", "A"))
    questions = len(asked)
    second = auditor.audit(students[1], _decided("taken abroad", "B"))
    assert len(asked) == questions
    for audit, why in ((first, ("equivalent course", "A")), (second, ("taken abroad", "B"))):
        assert audit.remaining.courses == 3
        told = [(one.adjustment.reason, one.adjustment.by) for one in audit.adjustments]
        assert told == [why, (why[0], "")]


def test_decisions_for_two_students_are_refused_whoever_was_asked_about_before() -> None:
    auditor = Auditor(RULES, HERE)
    waived = _decided("equivalent", "A", student="one")[0]
    auditor.judge(_taken("CS 4102"), [waived])
    with pytest.raises(InvalidAdjustments, match="for 2 students"):
        auditor.judge(_taken("CS 4102"), [waived, waived.model_copy(update={"student": "two"})])


def test_after_prepare_no_student_waits_for_what_does_not_depend_on_one(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    grouped: list[FutureKinds] = []
    kinds = FutureKinds.kinds

    def noted(self: FutureKinds) -> Any:
        grouped.append(self)
        return kinds(self)

    monkeypatch.setattr(FutureKinds, "kinds", noted)
    auditor = Auditor(RULES, HERE)
    auditor.prepare()
    assert len(grouped) == 1
    assert auditor.audit(_taken("CS 4101")).remaining.courses == 4
    assert len(grouped) == 1
