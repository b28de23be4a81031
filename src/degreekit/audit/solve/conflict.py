"""Why a program cannot be completed: the smallest set of requirements that exclude each other."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from itertools import combinations

from degreekit.audit.model.model import Goal, Model, Option
from degreekit.audit.solve.budget import DEFAULT_BUDGET
from degreekit.audit.solve.search import reachable

__all__ = ["smallest_conflict"]

#: Up to this size every set is tried, so the one found is the smallest there is. A larger one is
#: only irreducible: without any of its members the others can be met.
_TRIED = 3


def smallest_conflict(
    model: Model, given_up: Sequence[int], *, budget: int = DEFAULT_BUDGET
) -> tuple[int, ...]:
    """Return leaves that cannot be met together, whatever else is given up.

    Args:
        model: a model whose goal cannot be reached.
        given_up: leaves that the best answer gives up; at least one of them is in any conflict.
        budget: how many states each attempt may visit.
    """
    leaves = _leaves(model.goal)

    def impossible(kept: Iterable[int]) -> bool:
        dropped = frozenset(leaves) - frozenset(kept)
        return not reachable(_relevant(model, frozenset(kept)), dropped, budget=budget)

    for size in range(1, _TRIED + 1):
        for kept in combinations(leaves, size):
            if set(kept) & set(given_up) and impossible(kept):
                return kept
    found = list(leaves)
    for leaf in leaves:
        without = [one for one in found if one != leaf]
        if impossible(without):
            found = without
    return tuple(found)


def _relevant(model: Model, kept: frozenset[int]) -> Model:
    """Return the model without items that none of these leaves asks for: they may stay unused."""
    counters = frozenset(_counters(model.goal, kept))
    items = []
    for item in model.items:
        useful = [o for o in item.options if any(c in counters for c, _ in o.gains)]
        if useful:
            items.append(replace(item, options=(*useful, Option((), (), assumed=False))))
    return replace(model, items=tuple(items))


def _counters(goal: Goal, kept: frozenset[int]) -> Iterable[int]:
    if goal.leaf is not None and goal.leaf not in kept:
        return
    yield from goal.counters
    for part in goal.parts:
        yield from _counters(part, kept)


def _leaves(goal: Goal) -> list[int]:
    own = [] if goal.leaf is None else [goal.leaf]
    return own + [leaf for part in goal.parts for leaf in _leaves(part)]
