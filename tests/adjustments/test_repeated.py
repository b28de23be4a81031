"""Decisions that many students needed."""

from __future__ import annotations

from degreekit.adjustments import read_adjustments, repeated

from .small import decisions

ALLOW = {"kind": "also_allow", "requirement": "core", "course": "CS 5"}
WAIVE = {"kind": "waive", "requirement": "core", "course": "CS 1"}


def test_identical_decisions_are_counted_by_students_the_most_frequent_first() -> None:
    batch = [
        decisions({**WAIVE, "by": "one"}, {**ALLOW, "reason": "new course", "date": "2023-09-01"}),
        decisions({**ALLOW, "by": "another"}, {**WAIVE, "course": "CS 2"}),
        decisions(ALLOW, ALLOW, {**WAIVE, "reason": "seen"}),
    ]
    allow, waive = decisions(ALLOW, WAIVE)
    assert repeated(batch) == ((allow, 3), (waive, 2))


def test_what_one_student_needed_is_no_hint_and_a_note_is_none() -> None:
    note = {"kind": "note", "reason": "seen"}
    assert repeated([decisions(note, ALLOW, ALLOW), decisions(note)]) == ()
    assert repeated([]) == ()


def test_an_overriding_decision_is_another_one() -> None:
    batch = [decisions(ALLOW), decisions({**ALLOW, "override": True})]
    assert repeated(batch) == ()
    assert repeated([*batch, *batch])[0][0] == read_adjustments([ALLOW])[0]
