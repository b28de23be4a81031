"""The best choice of a small model by plain enumeration: what the docstring of `Model` says.

Nothing here is taken from a solver. Every combination of options of the items is tried with every
number of each way to use each pool, and the best is the least under one tuple. It is slow and meant
to be read.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import combinations, product
from math import inf, prod

from degreekit.audit.model.model import Goal, Model, Solution

__all__ = ["Levels", "TooLarge", "best", "levels"]

_MOST = 60_000  # combinations that are tried before a model is left to others


class TooLarge(Exception):
    """There are more combinations than plain enumeration can try in a moment."""


@dataclass(frozen=True, order=True)
class Levels:
    """What makes one choice better than another, the heaviest first."""

    given_up: float
    courses: int
    credits: int
    waited: int
    approvals: int
    in_progress: int
    planned: int
    unmet: int
    missing_courses: int
    missing_credits: int
    chosen: tuple[int, ...]


@dataclass(frozen=True)
class _Plan:
    """Further courses: what they cost and what they add to each counter."""

    courses: int
    credits: int
    approvals: int
    adds: tuple[int, ...]


def best(model: Model, *, give_up: bool = True) -> Levels | None:
    """Return how good the best choice is, and the choice.

    Returns:
        None only if the goal cannot be reached and no leaf may be given up.

    Raises:
        TooLarge: the model is too large to be tried out.
    """
    plans = list(_plans(model))
    if len(plans) * prod(len(item.options) for item in model.items) > _MOST:
        raise TooLarge
    found: Levels | None = None
    for chosen in product(*(range(len(item.options)) for item in model.items)):
        options = [item.options[number] for item, number in zip(model.items, chosen, strict=True)]
        alone = _sums(model, [option.gains for option in options])
        assumed = [item for item, o in zip(model.items, options, strict=True) if o.assumed]
        for plan in plans:
            total = tuple(map(sum, zip(alone, plan.adds, strict=True)))
            if not _allowed(model, total):
                continue
            given_up, waited = _lacking(model, total)
            if given_up == inf or (given_up and not give_up):
                continue
            levels_ = Levels(
                given_up,
                plan.courses,
                plan.credits,
                waited,
                plan.approvals + sum(option.approvals for option in options),
                sum(item.in_progress for item in assumed),
                sum(item.planned for item in assumed),
                sum(not _reached(model, leaf, alone) for leaf in _leaves(model.goal)),
                _missing(model, model.courses, alone),
                _missing(model, model.credits, alone),
                chosen,
            )
            if found is None or levels_ < found:
                found = levels_
    return found


def levels(model: Model, solution: Solution) -> Levels:
    """Return how good a solver's answer is; fails where it breaks a bound or misses the goal."""
    options = [
        item.options[number] for item, number in zip(model.items, solution.chosen, strict=True)
    ]
    steps = [model.pools[pool].options[number] for pool, number in solution.further]
    for position, pool in enumerate(model.pools):
        assert sum(name == position for name, _ in solution.further) <= pool.supply
    alone = _sums(model, [option.gains for option in options])
    total = _sums(model, [option.gains for option in (*options, *steps)])
    assert _allowed(model, total)
    waited = [
        len(some)
        for some in _subsets(_pending(model.goal))
        if _reached(model, model.goal, total, some, frozenset(solution.given_up))
    ]
    assert waited
    assumed = [item for item, o in zip(model.items, options, strict=True) if o.assumed]
    return Levels(
        len(solution.given_up),
        len(steps),
        sum(option.credits for option in steps),
        min(waited),
        sum(option.approvals for option in (*options, *steps)),
        sum(item.in_progress for item in assumed),
        sum(item.planned for item in assumed),
        sum(not _reached(model, leaf, alone) for leaf in _leaves(model.goal)),
        _missing(model, model.courses, alone),
        _missing(model, model.credits, alone),
        solution.chosen,
    )


def _plans(model: Model) -> Iterator[_Plan]:
    """Yield every number of each way to use each pool."""
    ways = [(place, option) for place, pool in enumerate(model.pools) for option in pool.options]
    counts = [range(model.pools[place].supply + 1) for place, _ in ways]
    if prod(map(len, counts)) > _MOST:
        raise TooLarge
    for times in product(*counts):
        if all(
            sum(n for n, (at, _) in zip(times, ways, strict=True) if at == place) <= pool.supply
            for place, pool in enumerate(model.pools)
        ):
            taken = [option for n, (_, option) in zip(times, ways, strict=True) for _ in range(n)]
            yield _Plan(
                len(taken),
                sum(option.credits for option in taken),
                sum(option.approvals for option in taken),
                _sums(model, [option.gains for option in taken], started=False),
            )


def _sums(
    model: Model, gains: Sequence[tuple[tuple[int, int], ...]], *, started: bool = True
) -> tuple[int, ...]:
    found = [counter.start if started else 0 for counter in model.counters]
    for some in gains:
        for counter, gain in some:
            found[counter] += gain
    return tuple(found)


def _missing(model: Model, summed: Sequence[tuple[int, int]], alone: Sequence[int]) -> int:
    """Return how much the items leave missing of some needs, each with its weight."""
    needs = ((model.counters[n].need or 0, alone[n], weight) for n, weight in summed)
    return sum(max(0, need - has) * weight for need, has, weight in needs)


def _allowed(model: Model, total: Sequence[int]) -> bool:
    within = all(
        counter.cap is None or value <= counter.cap
        for counter, value in zip(model.counters, total, strict=True)
    )
    return within and all(
        sum(total[counter] > 0 for counter in spread.counters) <= spread.most
        for spread in model.spreads
    )


def _reached(
    model: Model,
    goal: Goal,
    total: Sequence[int],
    waited: frozenset[int] = frozenset(),
    given_up: frozenset[int] = frozenset(),
) -> bool:
    if goal.leaf is not None and goal.leaf in given_up:
        return True
    if goal.pending is not None:
        return goal.pending in waited
    needs = [(model.counters[counter].need, total[counter]) for counter in goal.counters]
    parts = sum(_counts(model, part, total, waited, given_up) for part in goal.parts)
    return all(value >= (need or 0) for need, value in needs) and parts >= goal.at_least


def _counts(
    model: Model,
    goal: Goal,
    total: Sequence[int],
    waited: frozenset[int],
    given_up: frozenset[int],
) -> int:
    """Return as how many parts of a goal one counts."""
    if not _reached(model, goal, total, waited, given_up):
        return 0
    if goal.amount is not None and goal.leaf not in given_up:
        return min(goal.counts_as, total[goal.amount])
    if goal.of_parts:
        own = sum(_counts(model, part, total, waited, given_up) for part in goal.parts)
        return min(goal.counts_as, own)
    return goal.counts_as


def _lacking(model: Model, total: Sequence[int]) -> tuple[float, int]:
    """Return how few leaves have to be given up, and how few things then waited for."""
    return min(
        (_given_up(model, model.goal, total, waited), len(waited))
        for waited in _subsets(_pending(model.goal))
    )


def _given_up(model: Model, goal: Goal, total: Sequence[int], waited: frozenset[int]) -> float:
    """Return how many leaves have to be given up so that the goal is reached."""
    leaves = [leaf.leaf for leaf in _leaves(goal) if leaf.leaf is not None]
    fewest = (len(some) for some in _subsets(leaves) if _reached(model, goal, total, waited, some))
    return next(fewest, inf)


def _pending(goal: Goal) -> list[int]:
    own = [] if goal.pending is None else [goal.pending]
    return own + [one for part in goal.parts for one in _pending(part)]


def _subsets(some: Sequence[int]) -> Iterator[frozenset[int]]:
    for size in range(len(some) + 1):
        yield from map(frozenset, combinations(some, size))


def _leaves(goal: Goal) -> list[Goal]:
    if goal.leaf is not None:
        return [goal]
    return [leaf for part in goal.parts for leaf in _leaves(part)]
