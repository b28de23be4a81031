"""A milestone that a course can meet, and what the answer says while the course is not over."""

from __future__ import annotations

from typing import Any

import pytest

from degreekit import Auditor, Transcript
from degreekit.audit import Audit
from degreekit.courses import Grade, GradeScale, Institution, RecordStatus
from degreekit.requirements import All, Choose, Milestone, Node, Program, Row, Take

LETTERS = GradeScale(
    id="letters",
    title="Letters",
    grades=(
        Grade(symbol="A", points="4", earns=True),
        Grade(symbol="P", meaning="pass, without credit"),
        Grade(symbol="IN", status=RecordStatus.INCOMPLETE),
        Grade(symbol="F", points="0", status=RecordStatus.FAILED),
    ),
)
HERE = Institution(id="here", title="Here", grade_scales=(LETTERS,))
TALK = Milestone(id="talk", title="Talk", met_by="CS 690", by="Spring 2026")


def audited(
    *records: dict[str, Any], parts: tuple[Node, ...] = (TALK,), done: dict[str, str] | None = None
) -> Audit:
    root = All(id="degree", title="Degree", parts=parts)
    program = Program(id="p", title="P", edition="1", institution="here", root=root)
    data = {"records": list(records), "student": {"milestones": done or {}}}
    return Auditor(program, HERE).audit(Transcript.from_data(data))


def talk(**more: Any) -> dict[str, Any]:
    return {"code": "CS 690", "credits": "0", "term": "Fall 2025", **more}


@pytest.mark.parametrize(
    ("record", "status"),
    [
        (talk(grade="P"), "satisfied"),
        (talk(grade="A"), "satisfied"),
        (talk(grade="A", term="Fall 2026"), "unsatisfied"),  # too late
        (talk(grade="A", term=None), "unsatisfied"),  # nobody knows when
        (talk(grade="F"), "unsatisfied"),
        (talk(status="withdrawn"), "unsatisfied"),
        (talk(), "conditional"),
        (talk(grade="IN"), "conditional"),
        (talk(status="completed"), "conditional"),  # without a grade nobody knows yet
        (talk(status="planned"), "conditional"),
        ({**talk(grade="P"), "code": "CS 691"}, "unsatisfied"),
    ],
)
def test_a_course_that_is_completed_meets_a_milestone(record: dict[str, Any], status: str) -> None:
    assert audited(record).status.value == status


def test_a_milestone_on_record_needs_no_course() -> None:
    assert audited(done={"talk": "Fall 2025"}).status.value == "satisfied"
    assert audited(talk(grade="F"), done={"talk": "Fall 2025"}).status.value == "satisfied"


def test_a_course_in_progress_that_a_milestone_waits_for_is_an_assumption() -> None:
    audit = audited({**talk(), "code": "CS 1", "grade": "A"}, talk())
    (assumed,) = audit.assumptions
    assert (assumed.kind, assumed.record, assumed.requirement) == ("in_progress", 1, "talk")
    assert audit.requirement("talk").has == "CS 690 is not completed yet"


def test_a_completed_attempt_counts_before_one_in_progress_and_that_before_a_planned_one() -> None:
    planned, running = talk(status="planned"), talk(status="in_progress")
    assert audited(planned, running, talk(grade="P")).assumptions == ()
    assert [one.kind for one in audited(planned, running).assumptions] == ["in_progress"]
    assert [one.kind for one in audited(planned).assumptions] == ["planned"]


def test_the_course_of_a_milestone_is_said_to_complete_it() -> None:
    (course,) = audited(talk(grade="P")).unapplied
    assert (course.reason, course.rule) == ("completes-milestone", "talk")
    assert course.text == "it completes Talk, and counts nowhere else"


def test_what_is_missing_is_the_milestone_and_no_course() -> None:
    audit = audited()
    assert (audit.status.value, audit.remaining.courses) == ("unsatisfied", 0)
    assert audit.remaining.other == ("Talk is not on record yet",)


def _choice() -> Choose:
    course = Take(id="course", title="Course", rows=(Row(courses="CS 101"),), courses=1)
    return Choose(id="either", title="Either", at_least=1, parts=(TALK, course))


@pytest.mark.parametrize(
    ("records", "status", "kinds"),
    [
        ((talk(grade="P"),), "satisfied", []),
        ((talk(),), "conditional", ["in_progress"]),
        (({"code": "CS 101", "credits": "3", "grade": "A"},), "satisfied", []),
    ],
)
def test_a_choice_may_rest_on_the_course_of_a_milestone(
    records: tuple[dict[str, Any], ...], status: str, kinds: list[str]
) -> None:
    audit = audited(*records, parts=(_choice(),))
    assert (audit.status.value, [one.kind for one in audit.assumptions]) == (status, kinds)


def test_a_choice_that_is_made_assumes_nothing_of_the_milestone_it_leaves_out() -> None:
    taken = {"code": "CS 101", "credits": "3", "grade": "A"}
    audit = audited(taken, talk(), parts=(_choice(),))
    assert (audit.status.value, audit.assumptions) == ("satisfied", ())
