"""The search agrees with plain enumeration, model by model."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import product

import pytest
from hypothesis import given, reject
from hypothesis import strategies as st

from degreekit.audit.model.model import Model
from degreekit.audit.solve import branching
from degreekit.audit.solve.branching import DECIDES, TooDear, WholeProgram, minimum
from degreekit.audit.solve.budget import Budget, SearchBudgetExceeded
from degreekit.audit.solve.search import solve

from .enumerate_model import TooLarge, best, levels
from .model_strategies import models
from .strategies import examples

_STATES = 20_000  # of the search for one answer, so that no example takes long


def _agree(model: Model) -> None:
    try:
        expected = best(model)
        found = solve(model, budget=_STATES)
    except (TooLarge, SearchBudgetExceeded):
        reject()  # too large for a moment; what is too large for the search is never answered
    assert expected is not None
    assert found is not None
    assert levels(model, found) == expected


@examples(300)
@given(models(spreads=False, leaf_parts=False))
def test_the_search_finds_the_best_choice_there_is(model: Model) -> None:
    _agree(model)


@examples(300)
@given(models())
def test_the_search_finds_the_best_choice_under_maximums_of_subjects(model: Model) -> None:
    _agree(model)


@examples(300)
@given(models(most_items=3, most_pools=3))
def test_the_search_says_whether_the_goal_can_be_reached_at_all(model: Model) -> None:
    try:
        expected = best(model, give_up=False)
        found = solve(model, budget=_STATES, give_up=False)
    except (TooLarge, SearchBudgetExceeded):
        reject()
    assert (found is None) == (expected is None)
    if found is not None:
        assert levels(model, found) == expected


def test_a_program_that_costs_more_than_wanted_is_not_cut_and_split() -> None:
    program = WholeProgram([5, 5], [2, 3], [({0: 2, 1: 2}, 3)], order={0: 1, 1: 1})
    with pytest.raises(TooDear) as caught:
        minimum(program, Budget(), most=2)
    assert caught.value.bound == 3  # of the relaxation; the whole solution costs 4
    assert minimum(program, Budget(), most=3) == [2, 0]


@examples(150)
@given(models())
def test_cuts_find_the_best_choice_where_decisions_do_not_end_soon(model: Model) -> None:
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(branching, "_DECISIONS", 0)
        _agree(model)


@st.composite
def whole_programs(draw: st.DrawFn) -> WholeProgram:
    """Draw a program of a few bounded columns, with costs and entries of either sign."""
    columns = draw(st.integers(1, 5))
    small = st.integers(-4, 6)
    terms = st.dictionaries(st.integers(0, columns - 1), small, min_size=1)
    rows = draw(st.lists(st.tuples(terms, st.integers(-6, 12)), max_size=5))
    costs = [draw(small) * 6**columns + 6**place for place in range(columns)]  # no two alike
    return WholeProgram(
        [draw(st.integers(0, 3)) for _ in range(columns)],
        costs,
        rows,
        [({0: 1, columns - 1: 2}, 0)],
        {column: draw(st.integers(1, DECIDES + 1)) for column in range(columns)},
    )


@examples(400)
@given(whole_programs(), st.sampled_from([0, 1, 30]))
def test_a_whole_program_is_solved_as_trying_everything_solves_it(
    program: WholeProgram, decisions: int
) -> None:
    every = product(*(range((most or 0) + 1) for most in program.upper))
    fitting = [
        values
        for values in every
        if all(
            sum(a * values[column] for column, a in terms.items()) >= least
            for terms, least in program.rows
        )
    ]
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(branching, "_DECISIONS", decisions)
        found = minimum(program, Budget(_STATES))
    if not fitting:
        assert found is None
        return
    assert found is not None
    assert tuple(found) in fitting

    def cost(values: Sequence[int]) -> int:
        return sum(c * value for c, value in zip(program.cost, values, strict=True))

    assert cost(found) == min(map(cost, fitting))
