"""A mistake in a rule that is written in Python is said as one in a file is."""

from __future__ import annotations

import pickle
from collections.abc import Callable
from typing import Any

import pytest

from degreekit.errors import DegreekitError
from degreekit.requirements import (
    All,
    Check,
    InvalidProgram,
    InvalidRule,
    Limit,
    Milestone,
    Program,
    Row,
    Take,
    Varies,
    joint_program,
)

EXAM = Milestone(id="exam", title="Exam")
#: As somebody would write it; type checkers would find most of these mistakes.
WRONG: list[tuple[Callable[..., Any], dict[str, Any], str]] = [
    (Check, {"id": "a", "title": "A", "credit": 3}, "no field `credit`; did you mean `credits`?"),
    (Check, {"id": "a", "title": "A", "credits": -3}, "`credits` is -3; it has to be at least 0"),
    (Check, {"id": "a", "title": "A", "credits": 3, "courses": 1}, "asks for courses or credits"),
    (Check, {"id": "a b", "title": "A", "credits": 3}, "'a b' is not a valid id; write 'a-b'"),
    (Take, {"title": "A", "rows": (), "courses": 1}, "`id` is missing; `rows` is empty"),
    (Take, {"id": "a", "title": "A", "rows": ("CS 1",), "courses": 1}, "entry 1 is 'CS 1'; it has"),
    (Row, {"courses": "CS 4 %"}, "'CS 4 %' is not a course set"),
    (Limit, {"id": "a", "title": "A", "courses": "CS *"}, "bounds one of"),
    (Varies, {"courses": 2}, "says for whom the amount is another"),
    (All, {"id": "a", "title": "A", "parts": 3}, "`parts` is 3; it has to be a valid tuple"),
    (
        Program,
        {"id": "p", "title": "P", "edition": "1", "institution": "x", "root": EXAM},
        "`root` is a Milestone; it has to be an All",
    ),
]


@pytest.mark.parametrize(("rule", "written", "said"), WRONG)
def test_a_mistake_in_python_says_its_field_and_what_to_do(
    rule: type[Any], written: dict[str, Any], said: str
) -> None:
    with pytest.raises(InvalidRule) as caught:
        rule(**written)
    assert isinstance(caught.value, DegreekitError)
    assert said in str(caught.value)
    assert caught.value.model == rule.__name__
    assert "pydantic" not in str(caught.value)
    assert str(pickle.loads(pickle.dumps(caught.value))) == str(caught.value)  # noqa: S301  # our own


def test_a_mistake_inside_a_rule_names_the_entry() -> None:
    limits = ({"id": "a", "title": "A", "courses": "CS *"},)
    root = All(id="degree", title="Degree", parts=(EXAM,))
    with pytest.raises(InvalidRule, match="`limits`, entry 1: a Limit bounds one of"):
        Program(id="p", title="P", edition="1", institution="x", root=root, limits=limits)


def test_programs_that_cannot_be_joined_say_why() -> None:
    root = All(id="degree", title="Degree", parts=(EXAM,))
    one = Program(id="p", title="P", edition="1", institution="x", root=root)
    other = one.replaced(institution="y", id="q")
    with pytest.raises(InvalidProgram):
        joint_program([one, other])
