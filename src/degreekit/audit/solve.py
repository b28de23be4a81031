"""The exact search over the 0-1 model, in pure Python.

The best choice under the order of design section 4 is found by dynamic programming. Items are
decided one after the other; what matters of the decisions so far is the state: the counters, each
only as far as it can still matter. Of all ways to one state only the best is kept, which loses
nothing, since all costs are sums. States that cannot reach the goal with the courses still allowed
are dropped by a bound that never overestimates what is left to gain.

The number of further courses is raised one by one from a lower bound, so the first number that
works is the least. If none works, requirements compete for courses that do not exist: then the
fewest leaves are given up, and the answer says which.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from itertools import combinations

from degreekit.audit.finish import Finish
from degreekit.audit.model import Goal, Item, Model, Pool, Solution
from degreekit.audit.problem import DEFAULT_BUDGET, Problem, State

__all__ = ["reachable", "solve"]


_COUNT_BITS = 12  # courses, approvals and leaves are far fewer than 4,096
_CREDIT_BITS = 32  # thousandths of credits are far fewer than four thousand million

_Layer = dict[State, tuple[int, object]]


def solve(model: Model, *, budget: int = DEFAULT_BUDGET, give_up: bool = True) -> Solution | None:
    """Return the best choice, proved.

    Args:
        model: what to choose from.
        budget: how many states the search may visit.
        give_up: whether to give up leaves where the goal cannot be reached.

    Returns:
        None only if the goal cannot be reached and no leaf may be given up.

    Raises:
        SearchBudgetExceeded: the answer was not proved within the budget.
    """
    left = [budget]
    leaves = _leaves(model.goal)
    for number in range(len(leaves) + 1 if give_up else 1):
        found: tuple[int, Solution] | None = None
        for dropped in combinations(leaves, number):
            solved = _Search(Problem(model, frozenset(dropped), budget, left)).run()
            if solved is not None and (found is None or solved[0] < found[0]):
                found = solved[0], replace(solved[1], given_up=dropped)
        if found is not None:
            return found[1]
    return None


def reachable(model: Model, dropped: frozenset[int], *, budget: int = DEFAULT_BUDGET) -> bool:
    """Return whether the goal can be reached without some leaves, whatever it takes.

    Raises:
        SearchBudgetExceeded: neither was proved within the budget.
    """
    return _Search(Problem(model, dropped, budget)).run() is not None


def _leaves(goal: Goal) -> list[int]:
    own = [] if goal.leaf is None else [goal.leaf]
    return own + [leaf for part in goal.parts for leaf in _leaves(part)]


class _Search:
    """One search with a fixed set of leaves given up."""

    def __init__(self, problem: Problem):
        self.problem = problem
        self.model = problem.model

    def run(self) -> tuple[int, Solution] | None:
        items = self.model.items
        start = tuple(counter.start for counter in self.model.counters)
        ahead = [[0] * len(self.problem.weights) for _ in range(len(items) + 1)]
        for index in range(len(items) - 1, -1, -1):
            for number, weights in enumerate(self.problem.weights):
                ahead[index][number] = ahead[index + 1][number] + self.problem.gain(
                    items[index].options, weights
                )
        options = [option for item in items for option in item.options]
        options += [option for pool in self.model.pools for option in pool.options]
        if not self.problem.fits(start, self.problem.rooms(options)):
            return None
        least = 0
        for number, weights in enumerate(self.problem.weights):
            missing = self.problem.missing(start, weights) - ahead[0][number]
            if missing > 0:
                gain = max(
                    (self.problem.gain(pool.options, weights) for pool in self.model.pools),
                    default=0,
                )
                if gain <= 0:
                    return None
                least = max(least, -(-missing // gain))
        while least <= self._most_useful():
            found, more = self._with(least, start, ahead)
            if found is not None or not more:
                return found
            least += 1
        return None

    def _most_useful(self) -> int:
        """Return a number of further courses beyond which one more cannot help.

        In a least solution each course is needed for some counter, and a counter needs at most as
        many courses as its need holds its smallest gain.
        """
        pools = self.model.pools
        smallest: dict[int, int] = {}
        for counter, gain in (g for pool in pools for o in pool.options for g in o.gains):
            smallest[counter] = min(gain, smallest.get(counter, gain))
        most = sum(-(-self.problem.needs[counter] // gain) for counter, gain in smallest.items())
        return min(most, sum(pool.supply for pool in pools))

    def _with(
        self, further: int, start: State, ahead: list[list[int]]
    ) -> tuple[tuple[int, Solution] | None, bool]:
        """Search with exactly so many further courses allowed.

        Returns:
            The cost and the choice, or None; and whether a larger number could help.
        """
        finish = Finish(self.problem, further)
        # One integer holds all costs, the heaviest first. Below them stands the choice itself, item
        # by item, so that among equals the preferred one is the least.
        bits = max((len(item.options) for item in self.model.items), default=1).bit_length()
        tie = bits * len(self.model.items)
        planned, in_progress = tie + _COUNT_BITS, tie + 2 * _COUNT_BITS
        approvals, credits = tie + 3 * _COUNT_BITS, tie + 4 * _COUNT_BITS
        courses = credits + _CREDIT_BITS

        more = self.problem.optional and bool(self.model.pools)
        alive = self._alive(finish.pools)
        layer: _Layer = {start: (0, ())}
        for index, item in enumerate(self.model.items):
            place = tie - bits * (index + 1)
            assumed = (item.planned << planned) + (item.in_progress << in_progress)
            extras = [
                (number << place)
                + ((option.approvals << approvals) + assumed if option.uses else 0)
                for number, option in enumerate(item.options)
            ]
            checks = self._checks(item, ahead[index + 1], finish, further)
            layer, lost = self._stage(layer, item, extras, alive[index], index, checks)
            more |= lost
            self.problem.spend(len(layer))
            if not layer:
                return None, more

        # Third in the order: the more requirements are met by what is there, the better.
        ends = sorted(
            (
                (finish.least_credits(state) << credits)
                + (self.problem.unmet(state) << tie)
                + cost,
                state,
                cost + (self.problem.unmet(state) << tie),
                trail,
            )
            for state, (cost, trail) in layer.items()
        )
        best: tuple[int, Solution] | None = None
        for bound, state, cost, trail in ends:
            if best is not None and bound + (further << courses) >= best[0]:
                break
            ending = finish.run(state) if finish.least_courses(state) <= further else None
            more |= ending is None and bool(finish.pools)
            if ending is not None:
                total = cost + (ending.credits << credits) + (ending.approvals << approvals)
                total += further << courses
                if best is None or total < best[0]:
                    best = total, Solution(self._read(trail), ending.steps)
        return best, more

    def _checks(
        self, item: Item, ahead: Sequence[int], finish: Finish, further: int
    ) -> list[tuple[list[tuple[int, int, int]], int, bool]]:
        """Return the bounds that an item's turn can break, those that nothing can mend first.

        Each is a weighted sum of what is missing, as triples of counter, weight and need, the most
        that may be missing, and whether more further courses could mend it.
        """
        found = []
        for number, weights in enumerate(self.problem.weights):
            if self.problem.gain(item.options, weights):
                terms = [
                    (counter, weight, self.problem.needs[counter])
                    for counter, weight in weights.items()
                ]
                allowed = ahead[number] + further * finish.reach[number]
                found.append((terms, allowed, finish.most[number] > 0))
        return sorted(found, key=lambda check: check[2])

    def _stage(
        self,
        layer: _Layer,
        item: Item,
        extras: Sequence[int],
        alive: Sequence[bool],
        index: int,
        checks: Sequence[tuple[list[tuple[int, int, int]], int, bool]],
    ) -> tuple[_Layer, bool]:
        """Decide one item: return what can be reached, and whether more courses could mend a loss.

        This is the innermost loop; it is written out for speed.
        """
        needs, caps, signed = self.problem.needs, self.problem.caps, self.problem.signed
        dying = [c for c, kept in enumerate(alive) if not kept]
        ceiling = self.problem.ceiling[index + 1]
        steps = [
            (number, option.gains, extras[number]) for number, option in enumerate(item.options)
        ]
        following: _Layer = {}
        lost = False
        for state, (cost, trail) in layer.items():
            for number, gains, extra in steps:
                values = list(state)
                for counter, gain in gains:
                    value = values[counter] + gain
                    cap = caps[counter]
                    if cap is not None:
                        if value > cap:
                            break
                    elif signed[counter]:
                        value = min(value, ceiling[counter])
                    elif value > needs[counter]:
                        value = needs[counter]
                    values[counter] = value
                else:
                    for terms, allowed, mendable in checks:
                        missing = 0
                        for counter, weight, need in terms:
                            if need > values[counter]:
                                missing += weight * (need - values[counter])
                        if missing > allowed:
                            lost |= mendable
                            break
                    else:
                        for counter in dying:
                            values[counter] = 0
                        reached = tuple(values)
                        old = following.get(reached)
                        if old is None or cost + extra < old[0]:
                            following[reached] = (cost + extra, (number, trail))
        return following, lost

    def _alive(self, pools: Sequence[tuple[int, Pool]]) -> list[list[bool]]:
        """Return which counters still matter after each item: needs always, bounds while used."""
        later = [counter.need is not None for counter in self.model.counters]
        for _, pool in pools:
            for option in pool.options:
                for counter, _ in option.gains:
                    later[counter] = True
        found = []
        for item in reversed(self.model.items):
            found.append(list(later))
            for option in item.options:
                for counter, _ in option.gains:
                    later[counter] = True
        return found[::-1]

    @staticmethod
    def _read(trail: object) -> tuple[int, ...]:
        chosen: list[int] = []
        while isinstance(trail, tuple) and trail:
            step, trail = trail
            chosen.append(step)
        return tuple(reversed(chosen))
