"""The cheapest way from what is there to the goal, with further courses."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import gcd

from degreekit.audit.model import Option, Pool
from degreekit.audit.problem import Problem, State, most_gained, rivals

__all__ = ["Ending", "Finish"]


@dataclass(frozen=True, slots=True)
class Ending:
    """Further courses that reach the goal from a state."""

    credits: int
    approvals: int
    steps: tuple[tuple[int, int], ...]


class Finish:
    """Finds the cheapest way from a state to the goal, with at most so many further courses.

    The cost is raised step by step from a lower bound until a way is found, so the first one found
    is the cheapest. What could not be done with a budget is remembered.
    """

    def __init__(self, problem: Problem, further: int):
        self.problem = problem
        self.further = further
        self.caps = problem.caps
        self.pools = self._worthwhile()
        options = [option for _, pool in self.pools for option in pool.options]
        every = [option for pool in problem.model.pools for option in pool.options]
        #: the most that one further course can gain of each bound: of these pools, of all pools
        self.reach = [problem.gain(options, weights) for weights in problem.weights]
        self.most = [problem.gain(every, weights) for weights in problem.weights]
        needs = sorted(set(problem.mandatory))
        self.gains = most_gained(options)
        self.price = {counter: self._cheapest(options, counter) for counter in needs}
        self.groups = [*rivals(needs, options), *((counter,) for counter in needs)]
        self.rooms = problem.rooms(options)
        self.step = gcd(*(option.credits for option in options)) or 1
        self.dearest = max((option.credits for option in options), default=0)
        self.approvals = max((option.approvals for option in options), default=0)
        self.scarce = [name for name, pool in self.pools if pool.supply < further]
        self.serving = self._serving()
        self.dead: set[tuple[State, int, int, int, tuple[int, ...]]] = set()

    @staticmethod
    def _cheapest(options: Sequence[Option], counter: int) -> tuple[int, int]:
        """Return credits and gain of the option that gains most for its credits."""
        best = (0, 1)
        for option in options:
            gain = dict(option.gains).get(counter, 0)
            if gain and (best == (0, 1) or option.credits * best[1] < best[0] * gain):
                best = (option.credits, gain)
        return best

    def _serving(self) -> dict[int, list[tuple[int, int, Option]]]:
        """Return for each need what serves it, what gains most first."""
        found: dict[int, list[tuple[int, int, Option]]] = {}
        for name, pool in self.pools:
            for number, option in enumerate(pool.options):
                for counter, _ in option.gains:
                    if self.problem.model.counters[counter].need is not None:
                        found.setdefault(counter, []).append((name, number, option))
        for ways in found.values():
            # What many courses can do makes better advice than what one could do.
            ways.sort(
                key=lambda way: (
                    -self._serves(way[2]),
                    -way[2].credits,
                    -min(self.problem.model.pools[way[0]].supply, self.further),
                    way[:2],
                )
            )
        return found

    def _serves(self, option: Option) -> int:
        return sum(self._needed(counter) for counter, _ in option.gains)

    def least_courses(self, state: State) -> int:
        """Return a number of further courses that any way to the goal takes at least.

        Where no number of them is enough it is more than are allowed.
        """
        needs = self.problem.needs
        if not self.problem.fits(state, self.rooms):
            return self.further + 1
        least = 0
        for group in self.groups:
            courses = 0
            for counter in group:
                if (missing := needs[counter] - state[counter]) > 0:
                    gain = self.gains.get(counter)
                    if gain is None:
                        return self.further + 1
                    courses += -(-missing // gain)
            least = max(least, courses)
        return least

    def least_credits(self, state: State) -> int:
        """Return a number of credits that any way to the goal costs at least."""
        needs = self.problem.needs
        least = 0
        for group in self.groups:
            credits = 0
            for counter in group:
                if (missing := needs[counter] - state[counter]) > 0:
                    price, gain = self.price[counter]
                    credits += -(-missing * price // gain)
            least = max(least, credits)
        return -(-least // self.step) * self.step

    def run(self, state: State) -> Ending | None:
        """Return the cheapest way to the goal; None where there is none."""
        none_used = (0,) * len(self.scarce)
        most_approvals = self.approvals * self.further
        credits = self.least_credits(state)
        while credits <= self.dearest * self.further:
            # Mostly no approval is needed; if one is, the fewest are looked for.
            for approvals in range(most_approvals + 1):
                steps = self._within(state, self.further, credits, approvals, none_used)
                if steps is not None:
                    return Ending(credits, approvals, steps)
                if approvals == 0 and most_approvals:
                    any_ = self._within(state, self.further, credits, most_approvals, none_used)
                    if any_ is None:
                        break
            credits += self.step
        return None

    def _within(
        self, state: State, left: int, credits: int, approvals: int, used: tuple[int, ...]
    ) -> tuple[tuple[int, int], ...] | None:
        """Return a way to the goal within a budget; None where there is none."""
        problem = self.problem
        unmet = [c for c in problem.mandatory if state[c] < problem.needs[c]]
        if not unmet and (not problem.optional or problem.reached(problem.model.goal, state)):
            return ()
        if not left or self.least_courses(state) > left or self.least_credits(state) > credits:
            return None
        key = (state, left, credits, approvals, used)
        if key in self.dead:
            return None
        problem.spend(1)
        for name, number, option in self._candidates(state, unmet):
            if option.credits > credits or option.approvals > approvals:
                continue
            spent = used
            if name in self.scarce:
                place = self.scarce.index(name)
                if used[place] >= problem.model.pools[name].supply:
                    continue
                spent = (*used[:place], used[place] + 1, *used[place + 1 :])
            reached = problem.add(state, option)
            if reached is None or reached == state:
                continue
            rest = self._within(
                reached, left - 1, credits - option.credits, approvals - option.approvals, spent
            )
            if rest is not None:
                return ((name, number), *rest)
        self.dead.add(key)
        return None

    def _candidates(self, state: State, unmet: Sequence[int]) -> list[tuple[int, int, Option]]:
        """Return what may serve the need that has the fewest ways to be served.

        Some further course has to serve it, so no other one needs to be tried at this point.
        """
        if unmet:
            return min((self.serving.get(c, []) for c in unmet), key=len)
        needs = self.problem.needs
        open_ = {c for c in self.serving if state[c] < needs[c]}
        return [
            (name, number, option)
            for name, pool in self.pools
            for number, option in enumerate(pool.options)
            if any(counter in open_ for counter, _ in option.gains)
        ]

    def _worthwhile(self) -> list[tuple[int, Pool]]:
        """Return the pools that others, together plenty enough, cannot always stand for."""
        if not self.further:
            return []
        pools = self.problem.model.pools
        gains = [[dict(option.gains) for option in pool.options] for pool in pools]
        reach = [{c for one in ways for c in one if self._needed(c)} for ways in gains]

        def stands_for(a: int, b: int) -> bool:
            return reach[a] >= reach[b] and all(
                any(
                    self._as_good(one, pools[a].options[i], other, pools[b].options[j])
                    for i, one in enumerate(gains[a])
                )
                for j, other in enumerate(gains[b])
            )

        kept = []
        for b, pool in enumerate(pools):
            supply = 0
            for a, other in enumerate(pools):
                if a == b or not stands_for(a, b) or (a > b and stands_for(b, a)):
                    continue
                supply += other.supply
                if supply >= self.further:
                    break
            else:
                kept.append((b, pool))
        return kept

    def _needed(self, counter: int) -> bool:
        return self.problem.model.counters[counter].need is not None

    def _as_good(self, mine: dict[int, int], a: Option, theirs: dict[int, int], b: Option) -> bool:
        if a.credits > b.credits or a.approvals > b.approvals:
            return False
        for counter, had in theirs.items():
            if self._needed(counter) and mine.get(counter, 0) < had:
                return False
        return all(
            self.caps[counter] is None or has <= theirs.get(counter, 0)
            for counter, has in mine.items()
        )
