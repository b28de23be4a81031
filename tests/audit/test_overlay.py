"""Under decisions the rules are taken over from those without: the answers are the same."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given

from degreekit import Auditor, read_adjustments
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
