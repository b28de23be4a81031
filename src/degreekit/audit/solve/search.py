"""The exact search over the 0-1 model, in pure Python.

Items are decided one after the other, depth first, each with its preferred option first. A state is
one integer (see `degreekit.audit.solve.bit_packing`). A branch is left where a bound that never
underestimates what can still be gained shows that the goal is out of reach, or that nothing better
than the best answer so far can come of it; and where the same state was reached before at no
greater cost. The first answer of the least cost is then also the first in the order of preference,
and it is proved.

The number of further courses is raised one by one from a lower bound, so the first number that
works is the least. If none works, requirements compete for courses that do not exist: then the
fewest leaves are given up, and the answer says which.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from itertools import combinations

from degreekit.audit.model.model import Item, Model, Pool, Solution
from degreekit.audit.solve.bit_packing import Packed, leaves_of, pending_in
from degreekit.audit.solve.budget import DEFAULT_BUDGET, Budget, SearchBudgetExceeded
from degreekit.audit.solve.capacity_bound import enough_room
from degreekit.audit.solve.finish import Finish

__all__ = ["reachable", "solve", "with_steps"]

#: Approvals, courses in progress and planned courses are far fewer than 4,096 each.
_BITS = 12

#: As many states an easy search may visit before stronger bounds are worth their price.
_EASY = 200
#: So many further courses are tried before it is worked out how many could be of use.
_SOON = 3
#: As many states are visited to name the courses that the search would name.
_STEPS = 10_000
#: More further courses than any answer needs.
_PLENTY = 400


class _HardError(Exception):
    """The search is not an easy one."""


_Cost = tuple[int, int, int]  # credits of further courses, assumptions, leaves not met
_Rank = tuple[int, _Cost, tuple[int, ...]]  # further courses, the rest of the cost, the choice


def solve(
    model: Model, *, budget: int = DEFAULT_BUDGET, give_up: bool = True, least: int = 0
) -> Solution | None:
    """Return the best choice, proved.

    Args:
        model: what to choose from.
        budget: how many states the search may visit.
        give_up: whether to give up leaves where the goal cannot be reached.
        least: a number of further courses below which the whole goal is known to be out of reach.

    Returns:
        None only if the goal cannot be reached and no leaf may be given up.

    Raises:
        SearchBudgetExceeded: the answer was not proved within the budget.
    """
    left = Budget(budget)
    leaves = [leaf.leaf for leaf in leaves_of(model.goal) if leaf.leaf is not None]
    for number in range(len(leaves) + 1 if give_up else 1):
        found: tuple[_Rank, Solution] | None = None
        for dropped in combinations(leaves, number):
            start, beat = 0 if dropped else least, found[0] if found else None
            solved = _fewest(model, frozenset(dropped), left, start, beat=beat)
            if solved is not None:
                courses, cost, solution = solved
                rank = courses, cost, solution.chosen
                if found is None or rank < found[0]:
                    found = rank, replace(solution, given_up=dropped)
        if found is not None:
            waited = _waiting(model, number, found[0][:2], left, least)
            return waited or found[1]
    return None


def with_steps(model: Model, solution: Solution) -> Solution:
    """Return an answer with the further courses that the search would name, of equally good ones.

    Another solver may name others that cost the same.
    """
    courses = len(solution.further)
    if not courses or any(True for _ in pending_in(model.goal)):
        return solution
    kept = _worthwhile(model.pools, courses)
    part = replace(model, pools=tuple(model.pools[number] for number in kept))
    packed = Packed(part, frozenset(solution.given_up), rivals=False)
    state = packed.start
    for item, number in zip(model.items, solution.chosen, strict=True):
        state += packed.gain(item.options[number])
    try:
        ending = Finish(packed, Budget(_STEPS)).run(state, courses, None)
    except SearchBudgetExceeded:
        return solution  # its own courses are as good
    if ending is None:
        return solution
    steps = tuple((kept[pool], option) for pool, option in ending.steps)
    return replace(solution, further=steps)


def _waiting(
    model: Model, number: int, reached: tuple[int, _Cost], budget: Budget, least: int
) -> Solution | None:
    """Return the best choice with as few further courses that waits for fewer pending things.

    Returns:
        None where all of them have to be waited for.
    """
    courses, (credits, _, _) = reached
    leaves = [leaf.leaf for leaf in leaves_of(model.goal) if leaf.leaf is not None]
    pending = list(pending_in(model.goal))
    for size in range(len(pending)):
        found: tuple[tuple[_Cost, tuple[int, ...]], Solution] | None = None
        for granted in combinations(pending, size):
            for dropped in combinations(leaves, number):
                start = 0 if dropped else least
                solved = _fewest(model, frozenset(dropped), budget, start, frozenset(granted))
                if solved is None or (solved[0], solved[1][0]) != (courses, credits):
                    continue
                rank = solved[1], solved[2].chosen
                if found is None or rank < found[0]:
                    found = rank, replace(solved[2], given_up=dropped)
        if found is not None:
            return found[1]
    return None


def reachable(model: Model, dropped: frozenset[int], *, budget: int = DEFAULT_BUDGET) -> bool:
    """Return whether the goal can be reached without some leaves, whatever it takes.

    Raises:
        SearchBudgetExceeded: neither was proved within the budget.
    """
    return _fewest(model, dropped, Budget(budget)) is not None


def _fewest(
    model: Model,
    dropped: frozenset[int],
    budget: Budget,
    least: int = 0,
    granted: frozenset[int] | None = None,
    beat: _Rank | None = None,
) -> tuple[int, _Cost, Solution] | None:
    """Return the fewest further courses, the other costs and the choice, if there is one.

    Args:
        model: what to choose from.
        dropped: leaves that are given up.
        budget: how many states may be visited.
        least: a number of further courses that is known not to be too large.
        granted: pending things that are waited for; None for all of them.
        beat: an answer that is there already; a worse one need not be found.
    """
    search: _Search | None = None
    kept: tuple[int, ...] | None = None
    courses, tried = least, False
    most: int | None = None
    while beat is None or courses <= beat[0]:
        looked_at = _worthwhile(model.pools, courses)
        if search is None or looked_at != kept:
            kept = looked_at
            part = replace(model, pools=tuple(model.pools[number] for number in kept))
            search = _Search(part, dropped, granted, budget)
        if not search.packed.possible:
            return None
        if search.may_do_with(courses):
            tied = beat is not None and courses == beat[0]
            found, more = search.run(courses, beat if tied else None)
            if found is not None:
                cost, solution = found
                steps = tuple((kept[pool], option) for pool, option in solution.further)
                return courses, cost, replace(solution, further=steps)
            if not more and courses:
                return None
            if not tried:  # before more is tried in vain
                tried = True
                if not enough_room(model, search.packed.must):
                    return None
        if not model.pools:
            return None
        courses += 1
        if most is None and courses > _SOON:
            most = _most_useful(model)
        if most is not None and courses > most:
            return None
    return None


def _worthwhile(pools: Sequence[Pool], courses: int) -> tuple[int, ...]:
    """Return the pools that others, together plenty enough, cannot always stand for."""
    if not courses:
        return ()
    return tuple(
        number
        for number, pool in enumerate(pools)
        if pool.supply and sum(pools[other].supply for other in pool.betters) < courses
    )


def _most_useful(model: Model) -> int:
    """Return a number of further courses beyond which one more cannot help.

    In a least solution each course is needed for some counter, and a counter needs at most as
    many courses as its need holds its smallest gain.
    """
    smallest: dict[int, int] = {}
    for counter, gain in (g for pool in model.pools for o in pool.options for g in o.gains):
        if gain < smallest.get(counter, gain + 1):
            smallest[counter] = gain
    missing = {c: (model.counters[c].need or 0) - model.counters[c].start for c in smallest}
    for item in model.items:
        for counter, gain in (g for option in item.options for g in option.gains):
            if gain < 0 and counter in missing:
                missing[counter] -= gain
    most = sum(max(0, -(-missing[counter] // gain)) for counter, gain in smallest.items())
    return min(most, sum(pool.supply for pool in model.pools))


def _assumed(item: Item) -> int:
    return (item.in_progress << _BITS) + item.planned


class _Search:
    """One search with a fixed set of leaves given up, and of pools to look at."""

    def __init__(
        self,
        model: Model,
        dropped: frozenset[int],
        granted: frozenset[int] | None,
        budget: Budget,
    ):
        self.model = model
        self.dropped = dropped
        self.granted = granted
        self.budget = budget
        self._prepare(rivals=False)

    def _prepare(self, *, rivals: bool) -> None:
        """Work out each item's steps, and what all items from one on can add at most."""
        self.rivals = rivals
        self.packed = packed = Packed(self.model, self.dropped, self.granted, rivals=rivals)
        self.finish = Finish(packed, self.budget)
        items = self.model.items
        size = len(items)
        top = 1 << (packed.width - 1)
        live = packed.needs | packed.live(
            counter for pool in self.model.pools for o in pool.options for counter, _ in o.gains
        )
        self.steps: list[list[tuple[int, int, int]]] = [[] for _ in items]
        self.ahead, self.firm = [0] * (size + 1), [0] * (size + 1)
        #: of the items that rest on assumptions, from each item on: what each adds at most
        self._doubtful: list[list[dict[int, int]]] = [[]] * (size + 1)
        self.live = [live] * (size + 1)
        falls = dict.fromkeys(packed.signed, 0)
        self.ceilings: list[list[tuple[int, int]]] = [[]] * (size + 1)
        self.least_doubt = 0
        for index in range(size - 1, -1, -1):
            item = items[index]
            assumed = _assumed(item)
            steps, certain = [], []
            for number, option in enumerate(item.options):
                cost = (option.approvals << 2 * _BITS) + (assumed if option.assumed else 0)
                steps.append((packed.gain(option), cost, number))
                if not cost:
                    certain.append(option)
                elif not self.least_doubt or cost < self.least_doubt:
                    self.least_doubt = cost
            self.steps[index] = steps
            high = packed.highs[index]
            best = packed.most(item.options, high)
            self.ahead[index] = self.ahead[index + 1] + best
            self.firm[index] = self.firm[index + 1] + best
            self._doubtful[index] = self._doubtful[index + 1]
            if len(certain) < len(item.options):
                sure: dict[int, int] = {}
                for counter, gain in (g for option in certain for g in option.gains):
                    if gain > sure.get(counter, 0):
                        sure[counter] = gain
                doubt = {c: g - sure.get(c, 0) for c, g in high.items() if g > sure.get(c, 0)}
                self.firm[index] = self.firm[index + 1] + packed.most(certain, sure)
                self._doubtful[index] = [*self._doubtful[index + 1], doubt]
            live |= packed.live(high)
            self.live[index] = live
            if falls:
                self.ceilings[index + 1] = [(s, top + fall) for (_, s), fall in falls.items()]
                for counter, shift in falls:
                    lost = packed.falls[index].get(counter, 0)
                    falls[counter, shift] += packed.fallen(counter, lost)
        self._grants: dict[int, list[int]] = {}

    def may_do_with(self, courses: int) -> bool:
        """Return whether so many further courses may be enough, by a bound."""
        packed = self.packed
        return packed.within(packed.start + self.ahead[0] + self.finish.reach(courses))

    def _doubts(self, index: int, state: int) -> int:
        """Return the least cost of assumptions that a state cannot do without from an item on."""
        if not self.least_doubt:
            return 0
        if index not in self._grants:
            self._grants[index] = self._granted(index)
        grants = self._grants[index]
        state = (state & self.packed.needs) + self._allowance
        for number, grant in enumerate(grants):
            if self.packed.reached(state + grant):
                return number * self.least_doubt
        return len(grants) * self.least_doubt

    def _granted(self, index: int) -> list[int]:
        """Return what the items from one on add at most when none, one, two ... are assumed."""
        columns: dict[int, list[int]] = {}
        for gains in self._doubtful[index]:
            for counter, gain in gains.items():
                columns.setdefault(counter, []).append(gain)
        for column in columns.values():
            column.sort(reverse=True)
        base = self.firm[index] & self.packed.needs  # the sums of rivals are left out here
        return [
            base + sum(self.packed.needed(c, sum(column[:n])) for c, column in columns.items())
            for n in range(len(self._doubtful[index]) + 1)
        ]

    def run(
        self, courses: int, beat: _Rank | None = None
    ) -> tuple[tuple[_Cost, Solution] | None, bool]:
        """Search with exactly so many further courses allowed.

        Args:
            courses: how many.
            beat: an answer with as many; a worse one need not be found.

        Returns:
            The cost and the choice, or None; and whether a larger number could help.
        """
        if not self.rivals:
            try:
                return self._run(courses, _EASY, beat)
            except _HardError:
                self._prepare(rivals=True)
                if not self.may_do_with(courses):
                    return None, True
        return self._run(courses, None, beat)

    def _run(
        self, courses: int, patience: int | None, beat: _Rank | None
    ) -> tuple[tuple[_Cost, Solution] | None, bool]:
        packed, budget, steps, live = self.packed, self.budget, self.steps, self.live
        finish = self.finish
        visited = 0
        size = len(steps)
        reach = finish.reach(courses)
        self._allowance = reach & packed.needs
        allowed = [ahead + reach for ahead in self.ahead]
        mended = finish.reach(_PLENTY)
        broken, wanted, plain = packed.broken, packed.wanted, packed.plain
        spreads, signed = packed.spreads, packed.signed
        least = finish.least_credits(packed.start + self.ahead[0], courses) or 0
        seen: list[dict[int, int]] = [{} for _ in range(size + 1)]
        trail = [0] * size
        top: _Cost | None = None if beat is None else beat[1]  # the cost of the best so far
        answer: Solution | None = None
        cheaper: list[int] | None = None  # what can be added with fewer credits than the best has
        more = False
        # If all leaves were met by what is there, no further course would have been asked for.
        fewest = int(self.granted is None and bool(courses or self.dropped))

        def hopeful(index: int, state: int, cost: int) -> bool:
            """Return whether a state may lead to something better than the best so far."""
            if top is None:
                return True
            credits, doubts, unmet = top
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
            if unmet <= fewest:
                return tie()
            bound = packed.doomed(state + self.ahead[index])
            return bound < unmet or (bound == unmet and tie())

        def tie() -> bool:
            """Return whether an equally good answer may still be preferred."""
            return answer is None and size > 0

        def end(state: int, cost: int) -> None:
            nonlocal top, answer, more, cheaper
            credits, approvals = 0, 0
            steps_: tuple[tuple[int, int], ...] = ()
            if not packed.reached(state):
                ending = finish.run(state, courses, top[0] if top else None)
                if ending is None:
                    more = more or packed.within(state + mended)
                    return
                credits, steps_, approvals = ending.credits, ending.steps, ending.approvals
            cost += approvals << 2 * _BITS
            rank = credits, cost, packed.unmet(state)
            preferred = beat is not None and answer is None and tuple(trail) < beat[2]
            if top is None or rank < top or (rank == top and preferred):
                top, answer = rank, Solution(tuple(trail), steps_)
                cheaper = cheaper_than(credits)

        def cheaper_than(credits: int) -> list[int] | None:
            if credits <= least:
                return None
            fewer = finish.reach(courses, credits - finish.step)
            return [ahead + fewer for ahead in self.ahead]

        def visit(index: int, state: int, cost: int) -> None:
            nonlocal more, visited
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
                if top is not None and not hopeful(after, reached, total):
                    continue
                key = packed.saturated(reached) & alive
                if signed:
                    key = packed.lowered(key, self.ceilings[after])
                if known.get(key, total + 1) <= total:
                    continue
                known[key] = total
                visited += 1
                budget.spend(1)
                if patience is not None and visited > patience:
                    raise _HardError
                trail[index] = number
                visit(after, reached, total)

        cheaper = None if top is None else cheaper_than(top[0])
        if hopeful(0, packed.start, 0):
            visit(0, packed.start, 0)
        return None if answer is None or top is None else (top, answer), more
