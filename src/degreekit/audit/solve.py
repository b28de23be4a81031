"""The exact search over the 0-1 model, in pure Python.

Items are decided one after the other, depth first, each with its preferred option first. A state is
one integer (see `degreekit.audit.packed`). A branch is left where a bound that never underestimates
what can still be gained shows that the goal is out of reach, or that nothing better than the best
answer so far can come of it; and where the same state was reached before at no greater cost. The
first answer of the least cost is then also the first in the order of preference, and it is proved.

The number of further courses is raised one by one from a lower bound, so the first number that
works is the least. If none works, requirements compete for courses that do not exist: then the
fewest leaves are given up, and the answer says which.
"""

from __future__ import annotations

from dataclasses import replace
from itertools import combinations

from degreekit.audit.budget import DEFAULT_BUDGET, Budget
from degreekit.audit.finish import Finish
from degreekit.audit.model import Item, Model, Solution
from degreekit.audit.packed import Packed, leaves_of
from degreekit.audit.rooms import enough_room

__all__ = ["reachable", "solve"]

#: Approvals, courses in progress and planned courses are far fewer than 4,096 each.
_BITS = 12

_Cost = tuple[int, int, int]  # credits of further courses, assumptions, leaves not met


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
    left = Budget(budget)
    leaves = [leaf.leaf for leaf in leaves_of(model.goal) if leaf.leaf is not None]
    for number in range(len(leaves) + 1 if give_up else 1):
        found: tuple[tuple[int, _Cost, tuple[int, ...]], Solution] | None = None
        for dropped in combinations(leaves, number):
            solved = _Search(model, frozenset(dropped), left).run()
            if solved is not None:
                courses, cost, solution = solved
                rank = courses, cost, solution.chosen
                if found is None or rank < found[0]:
                    found = rank, replace(solution, given_up=dropped)
        if found is not None:
            return found[1]
    return None


def reachable(model: Model, dropped: frozenset[int], *, budget: int = DEFAULT_BUDGET) -> bool:
    """Return whether the goal can be reached without some leaves, whatever it takes.

    Raises:
        SearchBudgetExceeded: neither was proved within the budget.
    """
    return _Search(model, dropped, Budget(budget)).run() is not None


def _assumed(item: Item) -> int:
    return (item.in_progress << _BITS) + item.planned


class _Search:
    """One search with a fixed set of leaves given up."""

    def __init__(self, model: Model, dropped: frozenset[int], budget: Budget):
        self.model = model
        self.packed = Packed(model, dropped)
        self.budget = budget
        self.every = Finish(self.packed, budget)
        self._prepare()

    def _prepare(self) -> None:
        """Work out each item's steps, and what all items from one on can add at most."""
        packed = self.packed
        items = self.model.items
        size = len(items)
        self.steps: list[list[tuple[int, int, int]]] = [[] for _ in items]
        ahead: dict[int, int] = {}
        sure: dict[int, int] = {}
        self.ahead, firm = [0] * (size + 1), [0] * (size + 1)
        #: of the items that rest on assumptions, from each item on: what each adds at most
        doubtful: list[dict[int, int]] = []
        self._doubtful: list[list[dict[int, int]]] = [[]] * (size + 1)
        self.ceilings: list[list[tuple[int, int]]] = [[]] * (size + 1)
        falls = {shift: 0 for _, shift in packed.signed}
        top = 1 << (packed.width - 1)
        live = packed.needs
        for pool_fields in (packed.fields(o) for pool in self.model.pools for o in pool.options):
            live |= packed.masks(pool_fields)
        self.live = [live] * (size + 1)
        for index in range(size - 1, -1, -1):
            item = items[index]
            assumed = _assumed(item)
            gains, certain = [], []
            for number, option in enumerate(item.options):
                fields = packed.fields(option)
                cost = (option.approvals << 2 * _BITS) + (assumed if option.assumed else 0)
                self.steps[index].append((packed.packed(fields), cost, number))
                gains.append(fields)
                if not cost:
                    certain.append(fields)
                live |= packed.masks(fields)
            self.ceilings[index + 1] = [(shift, top + fall) for shift, fall in falls.items()]
            for shift in falls:
                falls[shift] -= min(0, min((g.get(shift, 0) for g in gains), default=0))
            best, without = packed.most(gains), packed.most(certain)
            for shift, gain in best.items():
                ahead[shift] = ahead.get(shift, 0) + gain
            for shift, gain in without.items():
                sure[shift] = sure.get(shift, 0) + gain
            more = {s: g - without.get(s, 0) for s, g in best.items() if g > without.get(s, 0)}
            if more:
                doubtful = [*doubtful, more]
            self.ahead[index] = packed.packed(ahead)
            firm[index] = packed.packed(sure)
            self._doubtful[index] = doubtful
            self.live[index] = live
        self.ceilings[0] = [(shift, top + fall) for shift, fall in falls.items()]
        self.firm = firm
        costs = [cost for steps in self.steps for _, cost, _ in steps if cost]
        self.least_doubt = min(costs, default=0)
        self._grants: dict[int, list[int]] = {}

    def run(self) -> tuple[int, _Cost, Solution] | None:
        """Return the fewest further courses, the other costs and the choice, if there is one."""
        packed = self.packed
        if not packed.possible or not enough_room(self.model, packed.must):
            return None
        for courses in range(self._most_useful() + 1):
            if not packed.within(packed.start + self.ahead[0] + self.every.reach(courses)):
                continue
            found, more = self._with(courses)
            if found is not None:
                return courses, *found
            if not more:
                return None
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
        needs = [
            (counter.need or 0) - counter.start + fall
            for counter, fall in zip(self.model.counters, self.packed.fall, strict=True)
        ]
        most = sum(max(0, -(-needs[counter] // gain)) for counter, gain in smallest.items())
        return min(most, sum(pool.supply for pool in pools))

    def _doubts(self, index: int, state: int) -> int:
        """Return the least cost of assumptions that a state cannot do without from an item on."""
        if not self.least_doubt:
            return 0
        if index not in self._grants:
            self._grants[index] = self._granted(index)
        grants = self._grants[index]
        state += self._allowance
        for number, grant in enumerate(grants):
            if self.packed.within(state + grant):
                return number * self.least_doubt
        return len(grants) * self.least_doubt

    def _granted(self, index: int) -> list[int]:
        """Return what the items from one on add at most when none, one, two ... are assumed."""
        doubtful = self._doubtful[index]
        columns: dict[int, list[int]] = {}
        for gains in doubtful:
            for shift, gain in gains.items():
                columns.setdefault(shift, []).append(gain)
        for column in columns.values():
            column.sort(reverse=True)
        return [
            self.firm[index]
            + self.packed.packed({s: sum(column[:number]) for s, column in columns.items()})
            for number in range(len(doubtful) + 1)
        ]

    def _with(self, courses: int) -> tuple[tuple[_Cost, Solution] | None, bool]:
        """Search with exactly so many further courses allowed.

        Returns:
            The cost and the choice, or None; and whether a larger number could help.
        """
        packed, budget, steps, live = self.packed, self.budget, self.steps, self.live
        finish = Finish(packed, budget, courses)
        size = len(steps)
        reach = finish.reach(courses)
        self._allowance = reach
        allowed = [ahead + reach for ahead in self.ahead]
        mended = self.every.reach(self._most_useful())
        broken, wanted, plain = packed.broken, packed.wanted, packed.plain
        spreads, signed = packed.spreads, packed.signed
        least = finish.least_credits(packed.start + self.ahead[0], courses) or 0
        seen: list[dict[int, int]] = [{} for _ in range(size + 1)]
        trail = [0] * size
        best: tuple[_Cost, Solution] | None = None
        cheaper: list[int] | None = None  # what can be added with fewer credits than the best has
        more = False

        def hopeful(index: int, state: int, cost: int) -> bool:
            """Return whether a state may lead to something better than the best so far."""
            if best is None:
                return True
            (credits, doubts, unmet), _ = best
            if cheaper is not None:
                if packed.within(state + cheaper[index]):
                    return True
                if not packed.within(state + self.ahead[index] + finish.reach(courses, credits)):
                    return False
            if cost > doubts:
                return False
            bound = cost + self._doubts(index, state)
            if bound != doubts:
                return bound < doubts
            return bool(unmet) and packed.unmet(state + self.ahead[index]) < unmet

        def end(state: int, cost: int) -> None:
            nonlocal best, more, cheaper
            credits, approvals = 0, 0
            steps_: tuple[tuple[int, int], ...] = ()
            if not packed.reached(state):
                ending = finish.run(state, courses, best[0][0] if best else None)
                if ending is None:
                    more = more or packed.within(state + mended)
                    return
                credits, steps_, approvals = ending.credits, ending.steps, ending.approvals
            cost += approvals << 2 * _BITS
            rank = credits, cost, packed.unmet(state)
            if best is None or rank < best[0]:
                best = rank, Solution(tuple(trail), steps_)
                cheaper = None
                if credits > least:
                    fewer = finish.reach(courses, credits - finish.step)
                    cheaper = [ahead + fewer for ahead in self.ahead]

        def visit(index: int, state: int, cost: int) -> None:
            nonlocal more
            if index == size:
                end(state, cost)
                return
            after = index + 1
            allow, known, alive = allowed[after], seen[after], live[after]
            for gain, extra, number in steps[index]:
                reached = state + gain
                if reached & broken or (spreads and packed.spread_too_far(reached)):
                    continue
                could = reached + allow
                if could & wanted != wanted or not (plain or packed.within(could)):
                    more = more or packed.within(reached + self.ahead[after] + mended)
                    continue
                total = cost + extra
                if best is not None and not hopeful(after, reached, total):
                    continue
                key = packed.saturated(reached) & alive
                if signed:
                    key = packed.lowered(key, self.ceilings[after])
                if known.get(key, total + 1) <= total:
                    continue
                known[key] = total
                budget.spend(1)
                trail[index] = number
                visit(after, reached, total)

        visit(0, packed.start, 0)
        return best, more
