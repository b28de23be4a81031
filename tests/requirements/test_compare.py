"""What is different between two programs: nothing that rules ask for is passed over."""

from __future__ import annotations

from typing import Any

import pytest

from degreekit import get_program
from degreekit.requirements import (
    Check,
    OneOf,
    Program,
    Row,
    SomeOf,
    Take,
    Together,
    Varies,
    compare_programs,
)
from degreekit.requirements.rows import Entry
from degreekit.testing import mutants

from .everything import EVERYTHING, program

_ROWS = tuple(Row(courses=f"CS 10{number}") for number in (1, 2, 3))


def _with(entry: Entry) -> Program:
    return program([Take(id="list", title="List", rows=(entry,), credits=6).model_dump()])


@pytest.mark.parametrize(
    ("before", "after"),
    [
        (OneOf(rows=_ROWS), Together(rows=_ROWS)),
        (SomeOf(rows=_ROWS, courses=2), SomeOf(rows=_ROWS, courses=3)),
        (SomeOf(rows=_ROWS, credits=4), SomeOf(rows=_ROWS, credits=4, most_credits=6)),
    ],
)
def test_rows_that_belong_together_in_another_way_are_a_change(before: Entry, after: Entry) -> None:
    [change] = compare_programs(_with(before), _with(after))
    assert change.details == (
        f"the list gains {after.text()}",
        f"the list loses {before.text()}",
    )
    assert not list(compare_programs(_with(before), _with(before)))


def test_what_no_detail_names_is_a_change_all_the_same() -> None:
    check = Check(id="check", title="Check", credits=6)
    other = check.model_copy(update={"varies": (Varies(fact="needed", amount="credits"),)})
    [change] = compare_programs(program([check.model_dump()]), program([other.model_dump()]))
    assert change.details == ("is written in another way",)


@pytest.mark.parametrize(
    "rules",
    [Program.model_validate(EVERYTHING), get_program("columbia-ms-cs-ml")],
    ids=["all", "ml"],
)
def test_no_change_of_a_rule_is_passed_over(rules: Program) -> None:
    every: tuple[Any, ...] = (*rules.nodes, *rules.limits, *rules.sharing)
    own = {rule.id for rule in every}
    changed = [one for one in mutants(rules) if one.where in own][::5]
    assert [one.name for one in changed if not list(compare_programs(rules, one.program))] == []
