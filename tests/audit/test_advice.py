"""What is advised can be done: no two pieces of advice name the same course."""

from __future__ import annotations

from hypothesis import given

from degreekit import CourseCode, audit_transcript
from degreekit.audit import Audit, Auditor

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
    assert len(once) == len(set(once))


def test_advice_on_the_track_names_different_courses_for_different_places() -> None:
    audit = audit_transcript("columbia-ms-cs-ml", {"records": []})
    named = _named(audit)
    assert len(audit.remaining.advice) > 5
    assert len(named) == len(set(named)) > 12
