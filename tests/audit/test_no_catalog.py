"""Without a catalog further courses are made up: never the student's own, never more than exist."""

from __future__ import annotations

from typing import Any

import pytest

from degreekit import Auditor, read_adjustments
from degreekit.courses import Institution

from .small import program, take, transcript
from .strategies import SMALL

NONE = {**SMALL.model_dump(), "catalog": ()}
SHARED = {**NONE, "cross_lists": (("CS 4201", "MA 4201"),)}
AGAIN = {**NONE, "repeatable": "CS 6901"}


@pytest.mark.parametrize(
    ("here", "rows", "needed", "taken", "left"),
    [
        (NONE, "* 100-102", 5, [], 5),
        (NONE, "* 100", 5, ["ANY 100"], 4),
        (NONE, "CS 100-102", 5, [], None),
        (NONE, "CS 100-102", 2, ["CS 100"], 1),
        (NONE, "CS 100-102", 3, ["CS 100", "CS 101"], 1),
        (NONE, "CS 100-102", 4, ["CS 100", "CS 101"], None),
        (NONE, 'CS 100-102 "x" | CS 100-102', 3, ["CS 100", "CS 101"], 1),
        (NONE, "CS 100 | CS 101", 2, ["CS 100"], 1),
        (SHARED, "CS 4200-4203 | MA 4200-4203", 7, [], 7),
        (SHARED, "CS 4200-4203 | MA 4200-4203", 8, [], None),
        (AGAIN, "CS 6901", 6, ["CS 6901"], 5),
    ],
)
def test_what_is_left_to_take_exists_and_is_not_taken_already(
    here: dict[str, Any], rows: str, needed: int, taken: list[str], left: int | None
) -> None:
    auditor = Auditor(program(take("one", rows, needed)), Institution.model_validate(here))
    remaining = auditor.audit(transcript(*taken)).remaining
    assert remaining.out_of_reach == (("one",) if left is None else ())
    assert remaining.courses == (left or 0)
    named = {example for one in remaining.advice for example in one.examples}
    assert here is AGAIN or named.isdisjoint(taken)
    assert not any(example.startswith("ANY") for example in named)


def test_a_course_that_a_decision_keeps_out_is_none_of_those_that_are_made_up() -> None:
    auditor = Auditor(program(take("one", "CS 100-102", 2)), Institution.model_validate(NONE))
    excluded = read_adjustments([{"kind": "exclude", "course": "CS 100"}])
    remaining = auditor.audit(transcript(), excluded).remaining
    assert (remaining.courses, remaining.out_of_reach) == (2, ())
    assert remaining.advice[0].examples == ("CS 101", "CS 102")
