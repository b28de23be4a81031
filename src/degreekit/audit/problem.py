"""A model as the search sees it: needs, bounds, and what can never be made good again."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import combinations
from math import lcm

from degreekit.audit.model import Goal, Item, Model, Option
from degreekit.errors import DegreekitError

__all__ = ["DEFAULT_BUDGET", "Problem", "SearchBudgetExceeded", "State", "most_gained", "rivals"]

#: How many states the search may visit before it gives up with an error. A master's degree takes
#: some thousands; a million takes some ten seconds and a few hundred megabytes.
DEFAULT_BUDGET = 1_000_000


class SearchBudgetExceeded(DegreekitError):
    """The search was stopped before the answer was proved. There is no answer then.

    Attributes:
        budget: how many states were allowed.
    """

    def __init__(self, budget: int):
        self.budget = budget
        super().__init__(
            f"no answer was proved within {budget:,} states: raise the budget of the audit"
        )


#: What each counter holds, as far as it can still matter.
State = tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Room:
    """The places through which alone a need is served.

    Attributes:
        need: the counter that needs.
        places: bounded counters, each with its bound and the most that one course gains there.
    """

    need: int
    places: tuple[tuple[int, int, int], ...]


class Problem:
    """A model of which some leaves are given up, with the budget of the search.

    Args:
        model: what to choose from.
        dropped: leaves that need not be reached.
        budget: how many states may be visited.
        spent: how many of them are left, shared between attempts; None for all.
    """

    def __init__(
        self,
        model: Model,
        dropped: frozenset[int],
        budget: int,
        spent: list[int] | None = None,
    ):
        self.model = model
        self.dropped = dropped
        self.left = [budget] if spent is None else spent
        self.budget = budget
        self.needs = [0 if c.need is None else c.need for c in model.counters]
        self.caps = [c.cap for c in model.counters]
        self.signed = [False] * len(model.counters)
        self.ceiling = self._ceilings()
        self.mandatory = self._mandatory(model.goal)
        self.leaves = self._leaf_counters(model.goal)
        self.weights = self._weights()
        self.optional = any(c.need is not None for c in model.counters) and len(
            set(self.mandatory)
        ) < sum(len(counters) for counters in self.leaves)

    def _ceilings(self) -> list[list[int]]:
        """Return after each item how high a counter need stand, whatever the later items take.

        Only an average takes away from its counter: a course below it.
        """
        high = list(self.needs)
        found = [list(high)]
        for item in reversed(self.model.items):
            losses = (
                [
                    min((dict(o.gains).get(c, 0) for o in item.options), default=0)
                    for c in range(len(high))
                ]
                if self._loses(item)
                else []
            )
            for counter, loss in enumerate(losses):
                if loss < 0:
                    self.signed[counter] = True
                    high[counter] -= loss
            found.append(list(high))
        return found[::-1]

    @staticmethod
    def _loses(item: Item) -> bool:
        return any(gain < 0 for option in item.options for _, gain in option.gains)

    def _mandatory(self, goal: Goal) -> list[int]:
        """Return the counters without which the goal cannot be reached."""
        if goal.leaf is not None:
            return [] if goal.leaf in self.dropped else list(goal.counters)
        if goal.at_least < len(goal.parts):
            return []
        return [counter for part in goal.parts for counter in self._mandatory(part)]

    def _leaf_counters(self, goal: Goal) -> list[tuple[int, ...]]:
        if goal.leaf is not None:
            return [goal.counters]
        return [counters for part in goal.parts for counters in self._leaf_counters(part)]

    def _weights(self) -> list[dict[int, int]]:
        """Return weighted sums of needs, each a bound: what is missing must still be gained.

        Besides each need alone these are groups of needs of which no course can serve two. A course
        then counts for at most one whole in the sum, each need weighed by the most it can gain.
        """
        options = [o for item in self.model.items for o in item.options]
        options += [o for pool in self.model.pools for o in pool.options]
        most = most_gained(options)
        whole = lcm(*(gain for gain in most.values())) if most else 1
        groups = rivals(sorted(set(self.mandatory)), options)
        return [{counter: 1} for counter in self.mandatory] + [
            {counter: whole // most.get(counter, 1) for counter in group} for group in groups
        ]

    @staticmethod
    def gain(options: Sequence[Option], weights: dict[int, int]) -> int:
        """Return the most that one of the options gains of a weighted sum."""
        return max((sum(weights.get(c, 0) * g for c, g in o.gains) for o in options), default=0)

    def missing(self, state: State, weights: dict[int, int]) -> int:
        """Return what is missing of a weighted sum of needs."""
        return sum(w * max(0, self.needs[c] - state[c]) for c, w in weights.items())

    def add(self, state: State, option: Option) -> State | None:
        """Return the state after a further course, or None where it breaks a bound."""
        values = list(state)
        for counter, gain in option.gains:
            value = values[counter] + gain
            cap = self.caps[counter]
            if cap is not None:
                if value > cap:
                    return None
            elif value > self.needs[counter]:
                value = max(self.needs[counter], values[counter])
            values[counter] = value
        return tuple(values)

    def unmet(self, state: State) -> int:
        """Return how many leaves are not met."""
        return sum(any(state[c] < self.needs[c] for c in counters) for counters in self.leaves)

    def reached(self, goal: Goal, state: State) -> bool:
        """Return whether a goal is reached."""
        if goal.leaf is not None:
            return goal.leaf in self.dropped or all(
                state[c] >= self.needs[c] for c in goal.counters
            )
        return sum(self.reached(part, state) for part in goal.parts) >= goal.at_least

    def rooms(self, options: Sequence[Option]) -> list[Room]:
        """Return for each need the places through which alone some options serve it.

        A breadth requirement of 12 credits, for instance, is served through its four places: once
        one is waived, or small courses fill some, the others may not hold enough.
        """
        found = []
        for need in sorted(set(self.mandatory)):
            ways = [gains for option in options if (gains := dict(option.gains)).get(need, 0) > 0]
            places = Counter(c for way in ways for c in way if self.caps[c] is not None)
            for place in sorted(places, key=lambda c: (places[c], c)):  # rare ones are not needed
                others = places.keys() - {place}
                if all(way.keys() & others for way in ways):
                    del places[place]
            if all(way.keys() & places.keys() for way in ways):
                holds = [
                    (place, self.caps[place] or 0, max(w[need] for w in ways if place in w))
                    for place in sorted(places)
                ]
                found.append(Room(need, tuple(holds)))
        return found

    def fits(self, state: State, rooms: Sequence[Room]) -> bool:
        """Return whether what is missing of each need fits into the places that are open to it."""
        for room in rooms:
            missing = self.needs[room.need] - state[room.need]
            if missing > 0 and missing > sum((cap - state[c]) * m for c, cap, m in room.places):
                return False
        return True

    def spend(self, states: int) -> None:
        """Count visited states against the budget.

        Raises:
            SearchBudgetExceeded: more were visited than allowed.
        """
        self.left[0] -= states
        if self.left[0] < 0:
            raise SearchBudgetExceeded(self.budget)


def most_gained(options: Sequence[Option]) -> dict[int, int]:
    """Return the most that one option gains of each counter that any of them gains."""
    found: dict[int, int] = {}
    for option in options:
        for counter, gain in option.gains:
            if gain > found.get(counter, 0):
                found[counter] = gain
    return found


def rivals(counters: Sequence[int], options: Sequence[Option]) -> list[tuple[int, ...]]:
    """Return groups of counters of which no option serves two, as large as they come."""
    together = {
        pair for option in options for pair in combinations(sorted(c for c, _ in option.gains), 2)
    }
    groups: dict[tuple[int, ...], None] = {}
    for order in (counters, counters[::-1]):
        for first in order:
            group = [first]
            for other in order:
                if other != first and all(
                    (min(one, other), max(one, other)) not in together for one in group
                ):
                    group.append(other)
            if len(group) > 1:
                groups[tuple(sorted(group))] = None
    return list(groups)
