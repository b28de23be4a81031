"""What is advised can be done: no two pieces of advice name the same course."""

from __future__ import annotations

from hypothesis import given

from degreekit import CourseCode, audit_transcript
from degreekit.audit import Audit, Auditor

from .small import audit as run
from .small import program, take
from .strategies import Question, examples, questions


def _named(audit: Audit) -> list[str]:
    return [one for advice in audit.remaining.advice for one in advice.examples]


@given(questions())
@examples(60)
def test_no_two_pieces_of_advice_name_the_same_course(question: Question) -> None:
    auditor = Auditor(question.program, question.institution)
    audit = auditor.audit(question.transcript)
    for advice in audit.remaining.advice:
        assert advice.examples
    once = [
        name
        for name in _named(audit)
        if CourseCode.parse(" ".join(name.split()[:2])) not in question.institution.repeatable
    ]
    if question.program.credit_once:  # or one course may be taken for two lists
        assert len(once) == len(set(once))


def test_advice_on_the_track_names_different_courses_for_different_places() -> None:
    audit = audit_transcript("columbia-ms-cs-ml", {"records": []})
    named = _named(audit)
    assert len(audit.remaining.advice) > 5
    assert len(named) == len(set(named)) > 12


def test_advice_for_lists_that_are_filled_says_what_else_asks_for_a_course() -> None:
    """General electives are met already; the points of the degree are not."""
    audit = audit_transcript(
        "columbia-ms-cs-ml", "tests/fixtures/ms-student-unfinished.transcript.json"
    )
    electives = audit.requirement("general-electives")
    assert electives is not None
    assert electives.status == "satisfied"
    (advice,) = audit.remaining.advice
    assert advice.serves == ("general-electives",)
    assert advice.text == (
        "1 course (3 points) for 30 graduate points (as General electives): many courses qualify"
    )


def test_advice_for_a_list_that_lacks_a_course_names_the_list_alone() -> None:
    points = {"kind": "check", "id": "points", "title": "9 points", "credits": 9}
    rules = program(take("core", "CS 4101"), take("more", "CS *", open=True), points)
    texts = [advice.text for advice in run(rules).remaining.advice]
    assert any(" for Core: " in text for text in texts)


def test_a_course_that_is_missing_may_be_the_one_an_inner_minimum_asks_for() -> None:
    inner = {"courses": 1, "where": {"kind": "in_set", "courses": "CS 4201"}}
    one = take("core", "CS *", courses=2, including=[inner])
    core = run(program(one), "CS 4101").requirement("core")
    assert core is not None
    assert core.lacks == "1 course from CS 4201"
