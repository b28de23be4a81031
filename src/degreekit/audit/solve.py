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
from dataclasses import dataclass, replace
from itertools import combinations
from math import gcd, lcm

from degreekit.audit.model import Goal, Item, Model, Option, Pool
from degreekit.errors import DegreekitError

__all__ = ["DEFAULT_BUDGET", "SearchBudgetExceeded", "Solution", "reachable", "solve"]

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


@dataclass(frozen=True, slots=True)
class Solution:
    """The best choice.

    Attributes:
        chosen: the position of the chosen option of each item.
        further: courses to take: position of the pool and of its option, once for each course.
        given_up: leaves that no number of further courses can reach.
    """

    chosen: tuple[int, ...]
    further: tuple[tuple[int, int], ...] = ()
    given_up: tuple[int, ...] = ()


_COUNT_BITS = 12  # courses, approvals and leaves are far fewer than 4,096

_State = tuple[int, ...]
_Trail = tuple[object, object]  # (last decision, trail before it), or ()
_Layer = dict[_State, tuple[int, object]]


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
    spent = [budget]
    leaves = _leaves(model.goal)
    for number in range(len(leaves) + 1 if give_up else 1):
        found: tuple[int, Solution] | None = None
        for dropped in combinations(leaves, number):
            solved = _Search(model, frozenset(dropped), spent, budget).run()
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
    return _Search(model, dropped, [budget], budget).run() is not None


def _most(options: Sequence[Option]) -> dict[int, int]:
    """Return the most that one option gains of each counter."""
    found: dict[int, int] = {}
    for option in options:
        for counter, gain in option.gains:
            found[counter] = max(gain, found.get(counter, 0))
    return found


def _rivals(counters: Sequence[int], options: Sequence[Option]) -> list[tuple[int, ...]]:
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


def _leaves(goal: Goal) -> list[int]:
    own = [] if goal.leaf is None else [goal.leaf]
    return own + [leaf for part in goal.parts for leaf in _leaves(part)]


class _Search:
    """One search with a fixed set of leaves given up."""

    def __init__(self, model: Model, dropped: frozenset[int], spent: list[int], budget: int):
        self.model = model
        self.dropped = dropped
        self.spent = spent
        self.budget = budget
        self.needs = [0 if c.need is None else c.need for c in model.counters]
        self.caps = [c.cap for c in model.counters]
        self.signed = [False] * len(model.counters)
        self.ceiling = self._ceilings()
        self.mandatory = self._mandatory(model.goal)
        self.leaf_counters = self._leaf_counters(model.goal)
        self.weights = self._weights()
        self.optional = any(c.need is not None for c in model.counters) and len(
            set(self.mandatory)
        ) < sum(len(counters) for counters in self.leaf_counters)

    # --------------------------------------------------------------------------------- bounds

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
        most = _most(options)
        whole = lcm(*(gain for gain in most.values())) if most else 1
        groups = _rivals(sorted(set(self.mandatory)), options)
        return [{counter: 1} for counter in self.mandatory] + [
            {counter: whole // most.get(counter, 1) for counter in group} for group in groups
        ]

    def gain(self, options: Sequence[Option], weights: dict[int, int]) -> int:
        return max((sum(weights.get(c, 0) * g for c, g in o.gains) for o in options), default=0)

    def missing(self, state: _State, weights: dict[int, int]) -> int:
        return sum(w * max(0, self.needs[c] - state[c]) for c, w in weights.items())

    # --------------------------------------------------------------------------------- search

    def run(self) -> tuple[int, Solution] | None:
        items = self.model.items
        start = tuple(counter.start for counter in self.model.counters)
        ahead = [[0] * len(self.weights) for _ in range(len(items) + 1)]
        for index in range(len(items) - 1, -1, -1):
            for number, weights in enumerate(self.weights):
                ahead[index][number] = ahead[index + 1][number] + self.gain(
                    items[index].options, weights
                )
        least = 0
        for number, weights in enumerate(self.weights):
            missing = self.missing(start, weights) - ahead[0][number]
            if missing > 0:
                gain = max(
                    (self.gain(pool.options, weights) for pool in self.model.pools), default=0
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
        most = sum(-(-self.needs[counter] // gain) for counter, gain in smallest.items())
        return min(most, sum(pool.supply for pool in pools))

    def _with(
        self, further: int, start: _State, ahead: list[list[int]]
    ) -> tuple[tuple[int, Solution] | None, bool]:
        """Search with exactly so many further courses allowed.

        Returns:
            The cost and the choice, or None; and whether a larger number could help.
        """
        finish = _Finish(self, further)
        # One integer holds all costs, the heaviest first. Below them stands the choice itself, item
        # by item, so that among equals the preferred one is the least.
        bits = max((len(item.options) for item in self.model.items), default=1).bit_length()
        tie = bits * len(self.model.items)
        planned, in_progress = tie + _COUNT_BITS, tie + 2 * _COUNT_BITS
        approvals, credits = tie + 3 * _COUNT_BITS, tie + 4 * _COUNT_BITS

        more = self.optional and bool(self.model.pools)
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
            self.spend(len(layer))
            if not layer:
                return None, more

        # Third in the order: the more requirements are met by what is there, the better.
        ends = sorted(
            (
                (finish.least_credits(state) << credits) + (self._unmet(state) << tie) + cost,
                state,
                cost + (self._unmet(state) << tie),
                trail,
            )
            for state, (cost, trail) in layer.items()
        )
        best: tuple[int, Solution] | None = None
        for bound, state, cost, trail in ends:
            if best is not None and bound >= best[0]:
                break
            ending = finish.run(state) if finish.least_courses(state) <= further else None
            more |= ending is None and bool(finish.pools)
            if ending is not None:
                total = cost + (ending.credits << credits) + (ending.approvals << approvals)
                if best is None or total < best[0]:
                    best = total, Solution(self._read(trail), ending.steps)
        return best, more

    def _checks(
        self, item: Item, ahead: Sequence[int], finish: _Finish, further: int
    ) -> list[tuple[list[tuple[int, int, int]], int, bool]]:
        """Return the bounds that an item's turn can break, those that nothing can mend first.

        Each is a weighted sum of what is missing, as triples of counter, weight and need, the most
        that may be missing, and whether more further courses could mend it.
        """
        found = []
        for number, weights in enumerate(self.weights):
            if self.gain(item.options, weights):
                terms = [
                    (counter, weight, self.needs[counter]) for counter, weight in weights.items()
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
        needs, caps, signed = self.needs, self.caps, self.signed
        dying = [c for c, kept in enumerate(alive) if not kept]
        ceiling = self.ceiling[index + 1]
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

    def add(self, state: _State, option: Option) -> _State | None:
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

    def _unmet(self, state: _State) -> int:
        return sum(
            any(state[c] < self.needs[c] for c in counters) for counters in self.leaf_counters
        )

    def reached(self, goal: Goal, state: _State) -> bool:
        if goal.leaf is not None:
            return goal.leaf in self.dropped or all(
                state[c] >= self.needs[c] for c in goal.counters
            )
        return sum(self.reached(part, state) for part in goal.parts) >= goal.at_least

    @staticmethod
    def _read(trail: object) -> tuple[int, ...]:
        chosen: list[int] = []
        while isinstance(trail, tuple) and trail:
            step, trail = trail
            chosen.append(step)
        return tuple(reversed(chosen))

    def spend(self, states: int) -> None:
        self.spent[0] -= states
        if self.spent[0] < 0:
            raise SearchBudgetExceeded(self.budget)


@dataclass(frozen=True, slots=True)
class _Ending:
    """Further courses that reach the goal from a state."""

    credits: int
    approvals: int
    steps: tuple[tuple[int, int], ...]


class _Finish:
    """Finds the cheapest way from a state to the goal, with at most so many further courses.

    The cost is raised step by step from a lower bound until a way is found, so the first one found
    is the cheapest. What could not be done with a budget is remembered.
    """

    def __init__(self, search: _Search, further: int):
        self.search = search
        self.further = further
        self.caps = search.caps
        self.pools = self._worthwhile()
        options = [option for _, pool in self.pools for option in pool.options]
        every = [option for pool in search.model.pools for option in pool.options]
        #: the most that one further course can gain of each bound: of these pools, of all pools
        self.reach = [search.gain(options, weights) for weights in search.weights]
        self.most = [search.gain(every, weights) for weights in search.weights]
        needs = sorted(set(search.mandatory))
        self.gains = _most(options)
        self.price = {counter: self._cheapest(options, counter) for counter in needs}
        self.groups = [*_rivals(needs, options), *((counter,) for counter in needs)]
        self.step = gcd(*(option.credits for option in options)) or 1
        self.dearest = max((option.credits for option in options), default=0)
        self.approvals = max((option.approvals for option in options), default=0)
        self.scarce = [name for name, pool in self.pools if pool.supply < further]
        self.serving = self._serving()
        self.dead: set[tuple[_State, int, int, int, tuple[int, ...]]] = set()

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
                    if self.search.model.counters[counter].need is not None:
                        found.setdefault(counter, []).append((name, number, option))
        for ways in found.values():
            # What many courses can do makes better advice than what one could do.
            ways.sort(
                key=lambda way: (
                    -self._serves(way[2]),
                    -way[2].credits,
                    -min(self.search.model.pools[way[0]].supply, self.further),
                    way[:2],
                )
            )
        return found

    def _serves(self, option: Option) -> int:
        return sum(self._needed(counter) for counter, _ in option.gains)

    def least_courses(self, state: _State) -> int:
        """Return a number of further courses that any way to the goal takes at least."""
        needs = self.search.needs
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

    def least_credits(self, state: _State) -> int:
        """Return a number of credits that any way to the goal costs at least."""
        needs = self.search.needs
        least = 0
        for group in self.groups:
            credits = 0
            for counter in group:
                if (missing := needs[counter] - state[counter]) > 0:
                    price, gain = self.price[counter]
                    credits += -(-missing * price // gain)
            least = max(least, credits)
        return -(-least // self.step) * self.step

    def run(self, state: _State) -> _Ending | None:
        """Return the cheapest way to the goal; None where there is none."""
        none_used = (0,) * len(self.scarce)
        most_approvals = self.approvals * self.further
        credits = self.least_credits(state)
        while credits <= self.dearest * self.further:
            # Mostly no approval is needed; if one is, the fewest are looked for.
            for approvals in range(most_approvals + 1):
                steps = self._within(state, self.further, credits, approvals, none_used)
                if steps is not None:
                    return _Ending(credits, approvals, steps)
                if approvals == 0 and most_approvals:
                    any_ = self._within(state, self.further, credits, most_approvals, none_used)
                    if any_ is None:
                        break
            credits += self.step
        return None

    def _within(
        self, state: _State, left: int, credits: int, approvals: int, used: tuple[int, ...]
    ) -> tuple[tuple[int, int], ...] | None:
        """Return a way to the goal within a budget; None where there is none."""
        search = self.search
        unmet = [c for c in search.mandatory if state[c] < search.needs[c]]
        if not unmet and (not search.optional or search.reached(search.model.goal, state)):
            return ()
        if not left or self.least_courses(state) > left or self.least_credits(state) > credits:
            return None
        key = (state, left, credits, approvals, used)
        if key in self.dead:
            return None
        search.spend(1)
        for name, number, option in self._candidates(state, unmet):
            if option.credits > credits or option.approvals > approvals:
                continue
            spent = used
            if name in self.scarce:
                place = self.scarce.index(name)
                if used[place] >= search.model.pools[name].supply:
                    continue
                spent = (*used[:place], used[place] + 1, *used[place + 1 :])
            reached = search.add(state, option)
            if reached is None or reached == state:
                continue
            rest = self._within(
                reached, left - 1, credits - option.credits, approvals - option.approvals, spent
            )
            if rest is not None:
                return ((name, number), *rest)
        self.dead.add(key)
        return None

    def _candidates(self, state: _State, unmet: Sequence[int]) -> list[tuple[int, int, Option]]:
        """Return what may serve the need that has the fewest ways to be served.

        Some further course has to serve it, so no other one needs to be tried at this point.
        """
        if unmet:
            return min((self.serving.get(c, []) for c in unmet), key=len)
        needs = self.search.needs
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
        pools = self.search.model.pools
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
        return self.search.model.counters[counter].need is not None

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
