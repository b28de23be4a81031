"""The search agrees with plain enumeration, model by model."""

from __future__ import annotations

import pytest
from hypothesis import given, reject

from degreekit.audit.model.model import Model
from degreekit.audit.solve.branching import TooDear, WholeProgram, minimum
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


def test_implied_rows_save_steps_and_change_no_answer() -> None:
    # Of three groups of two one may be left out, if both of it are; each of the six costs one.
    groups = [({2 * n: 1, 2 * n + 1: 1, 6 + n: 2}, 2) for n in range(3)]
    rows = [*groups, ({6: -1, 7: -1, 8: -1}, -1)]
    each = [({2 * n + side: 1, 6 + n: 1}, 1) for n in range(3) for side in (0, 1)]
    costs = [3, 4, 5, 6, 7, 8, 1, 1, 1]
    answers, steps = [], []
    for implied in ((), each):
        budget = Budget()
        order = dict.fromkeys(range(9), 1)
        program = WholeProgram([1] * 9, costs, rows, implied=implied, order=order)
        answers.append(minimum(program, budget))
        steps.append(budget.most - budget.left)
    assert answers[0] == answers[1] == [1, 1, 1, 1, 0, 0, 0, 0, 1]
    assert steps[1] <= steps[0]
