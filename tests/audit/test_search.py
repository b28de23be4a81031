"""The search agrees with plain enumeration, model by model."""

from __future__ import annotations

from hypothesis import given, reject

from degreekit.audit.model.model import Model
from degreekit.audit.solve.budget import SearchBudgetExceeded
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
