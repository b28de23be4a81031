"""A model written down as columns, rows and an order of costs: what every solver is given.

A column is a whole number to be found: whether an option is chosen, how often a way to use further
courses is taken, whether a leaf is given up or not met, whether something is waited for, and what a
sum lacks. The first option of an item has no column: it is chosen where no other one is.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import count
from math import gcd

from degreekit.audit.model.model import Goal, Model, Option, Solution

__all__ = ["COURSES", "Formulation", "Level", "Row"]

#: The number of the order that counts further courses.
COURSES = "courses"

When = tuple[tuple[int, bool], ...]
Terms = dict[int, int]


@dataclass(frozen=True, slots=True)
class Row:
    """A sum that has to reach a least value, if some columns say so.

    Attributes:
        terms: factors by column.
        least: what the sum is at least.
        when: it holds only where each of these columns is 1 (True) or 0 (False).
        gap: how far below `least` the sum can fall; it matters where there are conditions.
    """

    terms: Terms
    least: int
    when: When = ()
    gap: int = 0

    def linear(self) -> tuple[Terms, int]:
        """Return the row without conditions: where one is not true it asks for nothing."""
        if not self.when:
            return self.terms, self.least
        terms, least = dict(self.terms), self.least
        for column, truth in self.when:
            terms[column] = terms.get(column, 0) + (-self.gap if truth else self.gap)
            least -= self.gap if truth else 0
        return terms, least


@dataclass(frozen=True, slots=True)
class Level:
    """One number of the order of preference, as a sum of columns.

    Attributes:
        name: what it counts.
        terms: factors by column.
        least: what the sum is at least.
        span: how much larger than that it can be in the best choice.
    """

    name: str
    terms: Terms
    least: int
    span: int


class Formulation:
    """The columns, rows and levels of a model.

    Args:
        model: what to choose from.
        give_up: whether leaves may be given up.
        kept: leaves that may not be given up all the same.
        dropped: leaves that need not be reached.
        least: a number of further courses below which the goal is known to be out of reach.
        pools: the options of pools that are looked at; None for all of them.
        ranked: whether one answer may be better than another; if not, only the number of leaves
            given up matters.
        wanted: pools of which as many as can be are to be used, among the least ways to finish;
            nothing else of the order matters then. None for the whole order.

    Attributes:
        upper: the most each column can be; None for no bound.
        rows: what has to hold.
        items: the columns of each item's options but the first.
        pools: each option of a pool that is looked at with its column, by the pool's position.
        given_up: the columns of leaves that may be given up.
        unmet: the columns of leaves that the items alone may not reach.
    """

    def __init__(
        self,
        model: Model,
        *,
        give_up: bool = False,
        kept: frozenset[int] = frozenset(),
        dropped: frozenset[int] = frozenset(),
        least: int = 0,
        pools: Mapping[int, Sequence[int]] | None = None,
        ranked: bool = True,
        wanted: Collection[int] | None = None,
    ):
        self.model = model
        self.give_up = give_up
        self.kept = kept
        self.dropped = dropped
        self.upper: list[int | None] = []
        self.rows: list[Row] = []
        self.items: list[list[int]] = []
        self.pools: dict[int, list[tuple[int, int]]] = {}
        self.given_up: dict[int, int] = {}
        self.waited: dict[int, int] = {}
        self.unmet: list[int] = []
        self._in_items: list[list[tuple[list[int], tuple[int, ...]]]] = [[] for _ in model.counters]
        self._in_pools: list[Terms] = [{} for _ in model.counters]
        self._lacks: dict[int, tuple[int | None, int]] = {}
        #: the least and the most that a counter holds by the items alone, and what all gains are
        #: multiples of
        self._lowest = [counter.start for counter in model.counters]
        self._highest = self._lowest[:]
        self._steps = [0] * len(model.counters)
        #: columns that follow from others
        self.following: set[int] = set()
        self.ranked = ranked = ranked and wanted is None
        summed = (*model.courses, *model.credits) if ranked else ()
        self._summed = frozenset(counter for counter, _ in summed)
        self._choose_items()
        if pools is None:
            pools = {number: range(len(pool.options)) for number, pool in enumerate(model.pools)}
        self._choose_pools(pools)
        self._keep_bounds()
        self._reach(model.goal, ())
        self.levels = list(self._level("given up", dict.fromkeys(self.given_up.values(), 1)))
        if ranked:
            hopeless = sum(self._meet(leaf) for leaf in model.goal.leaves)
            if least and not hopeless:  # or no further course would have been asked for
                self.rows.append(Row(dict.fromkeys(self.unmet, 1), 1))
            if least:
                self.rows.append(Row(dict.fromkeys(self.further, 1), least))
            self.levels += (*self._price(), *self._order())
        elif wanted is not None:
            if least:
                self.rows.append(Row(dict.fromkeys(self.further, 1), least))
            self.levels += (*self._price(), *self._wanted(wanted))

    def _new(self, most: int | None = 1) -> int:
        self.upper.append(most)
        return len(self.upper) - 1

    # ----------------------------------------------------------------------- what can be chosen

    def _choose_items(self) -> None:
        for item in self.model.items:
            columns = [self._new() for _ in item.options[1:]]
            self.items.append(columns)
            if len(columns) > 1:
                self.rows.append(Row(dict.fromkeys(columns, -1), -1))
            for counter, gains in item.gains.items():
                self._in_items[counter].append((columns, gains))
                self._lowest[counter] += min(gains)
                self._highest[counter] += max(gains)
                self._steps[counter] = gcd(self._steps[counter], *gains)

    def _choose_pools(self, pools: Mapping[int, Sequence[int]]) -> None:
        column = len(self.upper)
        supplies = {}
        for number, places in pools.items():
            pool = self.model.pools[number]
            if not pool.supply:
                continue
            supplies[number] = pool.supply
            columns = self.pools[number] = list(zip(places, count(column), strict=False))
            for place in places:
                for counter, gain in pool.options[place].gains:
                    self._in_pools[counter][column] = gain
                column += 1
        useful = self._useful()
        supply = sum(supplies.values())
        self.most_useful = supply if useful is None else min(useful, supply)
        if not self.most_useful:
            self.pools.clear()
            self._in_pools = [{} for _ in self.model.counters]
            return
        for number, columns in self.pools.items():
            most = min(supplies[number], self.most_useful)
            self.upper += [most] * len(columns)
            if len(columns) > 1 and (useful is None or most < useful):
                self.rows.append(Row({column: -1 for _, column in columns}, -most))
        for counter, gains in enumerate(self._in_pools):
            if gains:
                self._steps[counter] = gcd(self._steps[counter], *gains.values())

    def _useful(self) -> int | None:
        """Return a number of further courses that the best choice does not exceed; None for any.

        Without one of them some counter falls below its need, or there would be a better choice. Of
        n courses that one counter cannot do without, n - 1 therefore leave it below its need, and
        each of them adds the smallest gain at least. (Without a course that takes something away
        a bound could break, so then only what there is bounds the number.)
        """
        most = 0
        for counter, gains in enumerate(self._in_pools):
            if not gains:
                continue
            if min(gains.values()) < 0:
                return None
            need = self.model.counters[counter].need
            if need is not None and (short := need - self._lowest[counter]) > 0:
                smallest = min(filter(None, gains.values()), default=0)
                most += -(-short // smallest) if smallest else 0
        return most

    @cached_property
    def further(self) -> dict[int, Option]:
        """The columns of further courses, each with the way they are used."""
        return {
            column: self.model.pools[number].options[place]
            for number, columns in self.pools.items()
            for place, column in columns
        }

    # ------------------------------------------------------------------------------- the sums

    def _step(self, counter: int) -> int:
        """Return what every gain of a counter is a multiple of."""
        found = self._steps[counter]
        if counter in self._summed:  # what is missing is said exactly
            asked = self.model.counters[counter]
            found = gcd(found, (asked.need or 0) - asked.start)
        return found or 1

    def _by_items(self, counter: int, step: int, enough: int | None = None) -> tuple[Terms, int]:
        """Return what the items add to a counter, as terms and what they add anyway.

        Args:
            counter: the counter.
            step: what to count in.
            enough: more than this is as good as this.
        """
        terms: Terms = {}
        anyway = 0
        for columns, gains in self._in_items[counter]:
            steps = [gain // step for gain in gains]
            if enough is not None and enough < max(steps):
                steps = [min(gain, enough) for gain in steps]
            first = steps[0]
            anyway += first
            for column, gain in zip(columns, steps[1:], strict=True):
                if gain != first:
                    terms[column] = gain - first
        return terms, anyway

    def _by_pools(self, counter: int, step: int, enough: int | None = None) -> Terms:
        added = self._in_pools[counter]
        if enough is None or not added or max(added.values()) <= enough * step:
            if step == 1:
                return dict(added)
            return {column: gain // step for column, gain in added.items()}
        return {column: min(gain // step, enough) for column, gain in added.items()}

    # ------------------------------------------------------------------------- what has to hold

    def _keep_bounds(self) -> None:
        for number, counter in enumerate(self.model.counters):
            if counter.cap is None or not (self._in_items[number] or self._in_pools[number]):
                continue
            step = self._step(number)
            terms, anyway = self._by_items(number, step)
            terms |= self._by_pools(number, step)
            room = (counter.cap - counter.start) // step - anyway
            if len(terms) == 1:
                ((column, gain),) = terms.items()
                if gain > 0 and room >= 0:
                    most = room // gain
                    if (bound := self.upper[column]) is None or most < bound:
                        self.upper[column] = most
                    continue
            self.rows.append(Row({column: -gain for column, gain in terms.items()}, -room))
        for spread in self.model.spreads:
            above = [self._new() for _ in spread.counters]
            for number, some in zip(spread.counters, above, strict=True):
                terms, anyway = self._by_items(number, 1)
                terms |= self._by_pools(number, 1)
                most = self._highest[number]
                for column, gain in self._in_pools[number].items():
                    most += gain * (self.upper[column] or 0)
                held = self.model.counters[number].start + anyway
                none = Row({c: -gain for c, gain in terms.items()}, held, ((some, False),), most)
                self.rows.append(none)
            self.rows.append(Row(dict.fromkeys(above, -1), -spread.most))

    def _reach(self, goal: Goal, when: When, counted: int | None = None) -> None:
        """Hold that a goal is reached under some conditions.

        Args:
            goal: the goal.
            when: the conditions.
            counted: the column that says as how many parts of the goal above it counts; None where
                that does not vary.
        """
        if goal.leaf is not None:
            if goal.leaf in self.dropped:
                return
            if self.give_up and goal.leaf not in self.kept:
                self.given_up[goal.leaf] = given_up = self._new()
                when = (*when, (given_up, False))
        if goal.pending is not None:
            if goal.pending not in self.waited:
                self.waited[goal.pending] = self._new()
            self.rows.append(Row({self.waited[goal.pending]: 1}, 1, when, 1))
            return
        if counted is not None and goal.amount is not None:
            terms, anyway = self._by_items(goal.amount, 1)
            terms |= self._by_pools(goal.amount, 1)
            terms[counted] = -1
            missing = -self.model.counters[goal.amount].start - anyway
            unless = tuple((column, truth) for column, truth in when if not truth)  # given up
            self.rows.append(Row(terms, missing, unless, goal.counts_as))
        for counter in goal.counters:
            self._reach_need(counter, when)
        together = counted if goal.of_parts else None
        for part, condition, column in self._parts(goal, when, together):
            self._reach(part, condition, column)

    def _parts(
        self, goal: Goal, when: When, counted: int | None = None
    ) -> Iterator[tuple[Goal, When, int | None]]:
        """Yield the parts of a goal, each with the conditions under which it has to be reached.

        The last of each is the column that says as how many the part counts, where that varies.
        """
        varies = any(part.varies for part in goal.parts)
        if goal.at_least > sum(part.counts_as for part in goal.parts):
            self.rows.append(Row({}, 1, when, 1))
        elif goal.needs_all and not varies and counted is None:
            for part in goal.parts:
                if part.counts_as:
                    yield part, when, None
        elif goal.at_least:
            enough: Terms = {}
            for part in goal.parts:
                if not part.counts_as:
                    continue
                reached = self._new()
                column = None
                if part.varies:
                    column = self._new(part.counts_as)
                    self.rows.append(Row({reached: part.counts_as, column: -1}, 0))
                    enough[column] = 1
                else:
                    enough[reached] = part.counts_as
                yield part, ((reached, True),), column
            self.rows.append(Row(enough, goal.at_least, when, goal.at_least))
            if counted is not None:
                self.rows.append(Row({**enough, counted: -1}, 0))

    def _reach_need(self, counter: int, when: When) -> None:
        """Hold that a counter reaches its need: further courses bring what the items lack."""
        if any(gain < 0 for gain in self._in_pools[counter].values()):
            self._reach_in_all(counter, when)
            return
        lacking, most = self._lacking(counter)
        if most <= 0:
            return
        terms = self._by_pools(counter, self._step(counter), most)
        if lacking is None:
            self.rows.append(Row(terms, most, when, most))
        else:
            terms[lacking] = -1
            self.rows.append(Row(terms, 0, when, most))

    def _lacking(self, counter: int) -> tuple[int | None, int]:
        """Return the column of what the items leave missing of a need, and the most it can be.

        There is no column where they all leave the same missing.
        """
        if counter not in self._lacks:
            asked, step = self.model.counters[counter], self._step(counter)
            most = -((self._lowest[counter] - (asked.need or 0)) // step)
            column = None
            if most > 0 and self._in_items[counter]:
                column = self._new(most)
                self.following.add(column)
                falls = any(min(gains) < 0 for _, gains in self._in_items[counter])
                missing = -((asked.start - (asked.need or 0)) // step)
                terms, anyway = self._by_items(counter, step, None if falls else missing)
                terms[column] = 1
                self.rows.append(Row(terms, missing - anyway))
            self._lacks[counter] = column, most
        return self._lacks[counter]

    def _reach_in_all(self, counter: int, when: When) -> None:
        """Hold that a counter reaches its need where further courses may take something away.

        What the items have too much of makes that good, so nothing of it is cut off.
        """
        asked, step = self.model.counters[counter], self._step(counter)
        terms, anyway = self._by_items(counter, step)
        terms |= self._by_pools(counter, step)
        missing = -((asked.start - (asked.need or 0)) // step) - anyway
        lowest = sum(min(gain, 0) * (self.upper[column] or 0) for column, gain in terms.items())
        self.rows.append(Row(terms, missing, when, max(0, missing - lowest)))

    # ---------------------------------------------------------------------------- what is best

    def _meet(self, leaf: Goal) -> bool:
        """Add the column that says whether the items alone leave a leaf unmet.

        Returns:
            True where they do so however they are used; then there is no column.
        """
        if self._hopeless(leaf):
            return True
        asked = [(*self._lacking(counter), counter) for counter in leaf.counters]
        if not leaf.parts and all(most <= 0 for _, most, _ in asked):
            return False
        unmet = self._new()
        self.unmet.append(unmet)
        self._meet_part(leaf, ((unmet, False),))
        return False

    def _meet_part(self, goal: Goal, when: When) -> None:
        for counter in goal.counters:
            column, most = self._lacking(counter)
            if column is not None:
                self.rows.append(Row({column: -1}, 0, when, most))
            elif most > 0:
                self.rows.append(Row({}, 1, when, 1))
        for part, condition, counted in self._parts(goal, when):
            if counted is not None and part.amount is not None:
                terms, anyway = self._by_items(part.amount, 1)
                missing = -self.model.counters[part.amount].start - anyway
                self.rows.append(Row({**terms, counted: -1}, missing))
            self._meet_part(part, condition)

    def _hopeless(self, goal: Goal) -> bool:
        counters = self.model.counters
        if any(self._highest[c] < (counters[c].need or 0) for c in goal.counters):
            return True
        return sum(not self._hopeless(part) for part in goal.parts) < goal.at_least

    def _price(self) -> Iterator[Level]:
        """Yield the levels by which ways to finish are compared, after the leaves given up."""
        ways = self.further
        yield from self._level(COURSES, dict.fromkeys(ways, 1))
        if len({option.credits for option in ways.values()}) > 1:  # or courses say it all
            yield from self._level("credits", {column: o.credits for column, o in ways.items()})
        yield from self._level("waited for", dict.fromkeys(self.waited.values(), 1))
        approvals = {column: option.approvals for column, option in ways.items()}
        approvals |= self._of_items([[o.approvals for o in i.options] for i in self.model.items])
        yield from self._level("approvals", approvals)

    def _wanted(self, pools: Collection[int]) -> Iterator[Level]:
        """Yield the level that counts of how many of some pools something is used."""
        used = []
        for number in pools:
            if columns := [column for _, column in self.pools.get(number, ())]:
                used.append(self._new())
                self.rows.append(Row({used[-1]: -1, **dict.fromkeys(columns, 1)}, 0))
        self.following.update(used)
        yield Level("wanted", dict.fromkeys(used, -1), -len(used), len(used))

    def _order(self) -> Iterator[Level]:
        """Yield the rest of the order of preference."""
        for name, assumed in (
            ("in progress", [item.in_progress for item in self.model.items]),
            ("planned", [item.planned for item in self.model.items]),
        ):
            if any(assumed):
                held = zip(assumed, self.model.items, strict=True)
                each = [[one * option.assumed for option in i.options] for one, i in held]
                yield from self._level(name, self._of_items(each))
        yield from self._level("unmet", dict.fromkeys(self.unmet, 1))
        for name, counted in (("courses", self.model.courses), ("credits", self.model.credits)):
            terms = {}
            for counter, weight in counted:
                column, _ = self._lacking(counter)
                if column is not None:
                    terms[column] = weight * self._step(counter)
            yield from self._level(f"missing {name}", terms)

    def _of_items(self, amounts: Iterable[list[int]]) -> Terms:
        """Return the terms of an amount that each option of the items has."""
        return {
            column: amount - first
            for columns, (first, *others) in zip(self.items, amounts, strict=True)
            for column, amount in zip(columns, others, strict=True)
            if amount != first
        }

    def _level(self, name: str, terms: Terms) -> Iterator[Level]:
        terms = {column: factor for column, factor in terms.items() if factor}
        if not terms:
            return
        step = gcd(*terms.values())
        terms = {column: factor // step for column, factor in terms.items()}
        least = sum(min(0, factor) for factor in terms.values())
        most, largest = 0, 0
        for column, factor in terms.items():
            if column in self.further:
                largest = max(largest, factor)
            else:
                most += max(0, factor) * (self.upper[column] or 0)
        yield Level(name, terms, least, most + largest * self.most_useful - least)

    # ------------------------------------------------------------------------------ the answer

    def solution(self, value: list[int]) -> Solution:
        """Return the choice that the values of all columns say."""
        chosen = tuple(
            next((place for place, column in enumerate(columns, start=1) if value[column]), 0)
            for columns in self.items
        )
        further = tuple(
            (pool, number)
            for pool, columns in self.pools.items()
            for number, column in columns
            for _ in range(value[column])
        )
        given_up = tuple(leaf for leaf, column in self.given_up.items() if value[column])
        return Solution(chosen, further, given_up)
