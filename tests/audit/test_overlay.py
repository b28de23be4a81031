"""Under decisions the rules are taken over from those without: the answers are the same."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given

from degreekit import Auditor, Transcript, get_institution, get_program, read_adjustments
from degreekit.audit import auditor as steps
from degreekit.audit.model.overlay import Overlay, frame_over
from degreekit.audit.model.ruleset import Frame
from degreekit.requirements import Program

from .small import program, take, transcript
from .strategies import SMALL, Question, examples, questions

RULES = program(
    take("core", "CS 4100-4104", 2),
    take("theory", "CS 4103-4109", 1, credits=3),
    take("electives", "CS 4000+", 1, credits=6),
    limits=[
        {"id": "one-of", "title": "One of", "courses": "CS 4101 | CS 4102", "most_courses": 1},
        {"id": "no-labs", "title": "No labs", "courses": "CS 4300-4399", "most_courses": 0},
    ],
)
DECISIONS: tuple[dict[str, Any], ...] = (
    {"kind": "waive", "requirement": "core"},
    {"kind": "waive", "requirement": "core", "course": "CS 4101"},
    {"kind": "waive", "requirement": "theory", "course": "CS 4104"},
    {"kind": "force_complete", "requirement": "theory"},
    {"kind": "waive_limit", "limit": "one-of"},
    {"kind": "waive_limit", "limit": "no-labs"},
    {"kind": "change_limit", "limit": "one-of", "courses": 2},
    {"kind": "change_limit", "limit": "electives", "credits": 9},
    {"kind": "exclude", "course": "CS 4101"},
    {"kind": "substitute", "course": "CS 4301", "replaces": "CS 4101"},
    {"kind": "also_allow", "requirement": "core", "course": "CS 4301", "override": True},
    {"kind": "apply_here", "requirement": "electives", "course": "CS 4101", "override": True},
)


def _afresh(base: Frame, *made_of: Any) -> Frame:
    del base
    return Frame(*made_of)


@pytest.mark.parametrize("decision", DECISIONS, ids=lambda one: "-".join(map(str, one.values())))
def test_a_decision_leaves_the_rest_of_the_rules_as_they_were_translated(
    decision: dict[str, Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    decisions = read_adjustments([{**decision, "reason": "decided"}])
    taken = transcript("CS 4101", "CS 4102", "CS 4301")
    made: list[Frame] = []

    def noted(*made_of: Any) -> Frame:
        made.append(frame_over(*made_of))
        return made[-1]

    monkeypatch.setattr(steps, "frame_over", noted)
    over = Auditor(RULES, SMALL).audit(taken, decisions).to_json()
    assert [type(frame) for frame in made] == [Overlay]
    monkeypatch.setattr(steps, "frame_over", _afresh)
    assert over == Auditor(RULES, SMALL).audit(taken, decisions).to_json()


@examples(60)
@given(questions(decided=True, most_records=4, most_takes=3))
def test_answers_are_those_of_rules_that_are_translated_anew(question: Question) -> None:
    rules: Program = question.program
    auditor = Auditor(rules, question.institution)
    over = auditor.judge(question.transcript, question.adjustments)
    with pytest.MonkeyPatch.context() as context:
        context.setattr(steps, "frame_over", _afresh)
        auditor = Auditor(rules, question.institution)
        assert over == auditor.judge(question.transcript, question.adjustments)


def test_what_was_decided_for_one_student_changes_nothing_for_the_next() -> None:
    track = get_program("columbia-ms-cs-ml")
    auditor = Auditor(track, get_institution("columbia"))
    student = Transcript.from_data(
        {"records": [{"code": c, "credits": 3, "grade": "A"} for c in ("COMS W4111", "COMS W4118")]}
    )
    auditor.judge(student)
    (plain,) = auditor._plain.frames.values()
    before = [kind.betters for kind in plain.kinds]
    for decided in ("required", "track-electives", "general-electives", "breadth"):
        decision = {"kind": "force_complete", "requirement": decided, "reason": "decided"}
        auditor.judge(student, read_adjustments([decision]))
        assert [kind.betters for kind in plain.kinds] == before
