"""Requirements that cannot be met together: the smallest set of them."""

from __future__ import annotations

from .small import audit, program, take


def test_what_asks_for_different_subjects_competes_for_courses_as_all_else_does() -> None:
    spread = {"kind": "check", "id": "spread", "title": "Spread", "subjects": 2, "scope": ["both"]}
    both = take("both", ["CS 4101", "MA 4201"], courses=None, credits=3)
    rules = program(spread, take("other", "MA 4201"), both)
    assert set(audit(rules, "CS 4101", "MA 4201").remaining.conflict) == {"spread", "other"}
