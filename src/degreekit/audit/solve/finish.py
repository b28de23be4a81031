"""The cheapest way from what is there to the goal, with further courses."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import gcd

from degreekit.audit.solve.bit_packing import Packed
from degreekit.audit.solve.budget import Budget

__all__ = ["Ending", "Finish"]


@dataclass(frozen=True, slots=True)
class Ending:
    """Further courses that reach the goal from a state."""

    credits: int
    approvals: int
    steps: tuple[tuple[int, int], ...]


@dataclass(frozen=True, slots=True)
class _Way:
    """One way to use one further course."""

    pool: int
    option: int
    gain: int
    credits: int
    approvals: int


class Finish:
    """Finds the cheapest way from a state to the goal, with at most so many further courses.

    The cost is raised step by step from a lower bound until a way is found, so the first one found
    is the cheapest. What could not be done with a budget is remembered.
    """

    def __init__(self, packed: Packed, budget: Budget):
        self.packed = packed
        self.budget = budget
        self.pools = packed.model.pools
        options = [
            (_Way(number, place, packed.gain(option), option.credits, option.approvals), option)
            for number, pool in enumerate(self.pools)
            for place, option in enumerate(pool.options)
        ]
        self.step = gcd(*(way.credits for way, _ in options)) or 1
        self.dearest = max((way.credits for way, _ in options), default=0)
        self.approvals = max((way.approvals for way, _ in options), default=0)
        self._options = [option for _, option in options]
        self._most: dict[int, int] = {}
        self._rates: dict[int, tuple[int, int] | None] = {}
        self._rate()
        self._one = packed.most(self._options, self._most)
        self.serving = packed.serving(options)
        self._bounds: dict[tuple[int, int | None], int] = {}
        self._endings: dict[tuple[int, int], Ending | None] = {}
        self._dead: set[tuple[int, int, int, int, tuple[int, ...]]] = set()

    def _rate(self) -> None:
        """Find the most that one course adds to each counter, and the best gain for credits.

        A gain that costs no credits has no rate.
        """
        for option in self._options:
            for counter, gain in option.gains:
                if gain <= 0:
                    continue
                if gain > self._most.get(counter, 0):
                    self._most[counter] = gain
                best = self._rates.get(counter, (0, 1))
                if not option.credits:
                    self._rates[counter] = None
                elif best is not None and gain * best[1] > best[0] * option.credits:
                    self._rates[counter] = (gain, option.credits)

    def reach(self, courses: int, credits: int | None = None) -> int:
        """Return the most that so many courses add to a state, within so many credits."""
        key = (courses, credits)
        if key not in self._bounds:
            found = self._one * courses
            rates = self._rates if credits is not None else {}
            for counter, rate in rates.items():
                most = self._most[counter] * courses
                if rate is not None and credits is not None and rate[0] * credits < most * rate[1]:
                    found -= self.packed.needed(counter, most)
                    found += self.packed.needed(counter, rate[0] * credits // rate[1])
            self._bounds[key] = found
        return self._bounds[key]

    def least_credits(self, state: int, courses: int, at_least: int = 0) -> int | None:
        """Return a number of credits below which so many courses cannot reach the goal."""
        credits = at_least
        while credits <= courses * self.dearest:
            if self.packed.within(state + self.reach(courses, credits)):
                return credits
            credits += self.step
        return None

    def run(self, state: int, courses: int, most_credits: int | None) -> Ending | None:
        """Return the cheapest ending with at most so many courses and credits, if there is one."""
        key = (self.packed.saturated(state), courses)
        if key not in self._endings:
            found = self._cheapest(state, courses, most_credits)
            if found is None and most_credits is not None:
                return None  # more credits might do
            self._endings[key] = found
        return self._endings[key]

    def _cheapest(self, state: int, courses: int, most_credits: int | None) -> Ending | None:
        credits = self.least_credits(state, courses)
        most = courses * self.dearest if most_credits is None else most_credits
        unused = tuple(0 for pool in self.pools if pool.supply < courses)
        self._scarce = {
            number: place
            for place, number in enumerate(
                n for n, pool in enumerate(self.pools) if pool.supply < courses
            )
        }
        while credits is not None and credits <= most:
            if self._within(state, courses, credits, courses * self.approvals, unused) is not None:
                for approvals in range(courses * self.approvals + 1):
                    steps = self._within(state, courses, credits, approvals, unused)
                    if steps is not None:
                        return Ending(credits, approvals, steps)
            credits += self.step
        return None

    def _within(
        self, state: int, left: int, credits: int, approvals: int, used: tuple[int, ...]
    ) -> tuple[tuple[int, int], ...] | None:
        """Return a way to the goal within a budget; None where there is none."""
        packed = self.packed
        if packed.reached(state):
            return ()
        if not left or not packed.within(state + self.reach(left, credits)):
            return None
        key = (packed.saturated(state), left, credits, approvals, used)
        if key in self._dead:
            return None
        self.budget.spend(1)
        for way in self._candidates(state):
            if way.credits > credits or way.approvals > approvals:
                continue
            spent = used
            place = self._scarce.get(way.pool)
            if place is not None:
                if used[place] >= self.pools[way.pool].supply:
                    continue
                spent = (*used[:place], used[place] + 1, *used[place + 1 :])
            reached = state + way.gain
            if reached & packed.broken or (packed.spreads and packed.spread_too_far(reached)):
                continue
            rest = self._within(
                reached, left - 1, credits - way.credits, approvals - way.approvals, spent
            )
            if rest is not None:
                return ((way.pool, way.option), *rest)
        self._dead.add(key)
        return None

    def _candidates(self, state: int) -> Sequence[_Way]:
        """Return what may serve the need that has the fewest ways to be served.

        Some further course has to serve it, so no other one needs to be tried at this point.
        """
        missing = self.packed.mandatory & ~state
        if missing:
            for guard, ways in self.serving:
                if guard & missing:
                    return ways
            return ()
        open_ = [ways for guard, ways in self.serving if not guard & state]
        return list(dict.fromkeys(way for ways in open_ for way in ways))
