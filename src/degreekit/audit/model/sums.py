"""Whether a choice still stands when one course takes the place of another, by its sums alone."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from degreekit.audit.model.model import Goal, Model, Option

__all__ = ["stands_with", "sums_of", "waits"]


def sums_of(model: Model, gains: Iterable[tuple[tuple[int, int], ...]]) -> list[int]:
    """Return what every sum comes to.

    Args:
        model: the sums.
        gains: of each option that is chosen.
    """
    sums = [counter.start for counter in model.counters]
    for some in gains:
        for counter, gain in some:
            sums[counter] += gain
    return sums


def stands_with(model: Model, sums: Sequence[int], way: Option, given_up: Sequence[int]) -> bool:
    """Return whether a choice stands with one course more, used in one way.

    What no course brings is taken as waited for.

    Args:
        model: what has to hold.
        sums: what the choice comes to without the course.
        way: the way to use the course.
        given_up: the leaves that the choice gives up.
    """
    total = list(sums)
    for counter, gain in way.gains:
        total[counter] += gain
        cap = model.counters[counter].cap
        if cap is not None and total[counter] > cap:
            return False
    for spread in model.spreads:
        if sum(total[counter] > 0 for counter in spread.counters) > spread.most:
            return False
    return _reached(model, model.goal, total, given_up)


def waits(goal: Goal) -> bool:
    """Return whether a goal may be reached by waiting for what no course brings."""
    return goal.pending is not None or any(map(waits, goal.parts))


def _reached(model: Model, goal: Goal, total: Sequence[int], given_up: Sequence[int]) -> bool:
    if goal.leaf is not None and goal.leaf in given_up:
        return True
    if any(total[counter] < (model.counters[counter].need or 0) for counter in goal.counters):
        return False
    return _counted(model, goal, total, given_up) >= goal.at_least


def _counted(model: Model, goal: Goal, total: Sequence[int], given_up: Sequence[int]) -> int:
    """Return as how many the parts of a goal count together."""
    found = 0
    for part in goal.parts:
        if not _reached(model, part, total, given_up):
            continue
        counts = part.counts_as
        if part.amount is not None and part.leaf not in given_up:
            counts = min(counts, total[part.amount])
        elif part.of_parts:
            counts = min(counts, _counted(model, part, total, given_up))
        found += counts
    return found
