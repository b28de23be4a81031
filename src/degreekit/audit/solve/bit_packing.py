"""A model as the search sees it: all sums side by side in one integer.

Each sum has a field of the same width in one Python integer, and the top bit of the field is a
guard. A need is laid so that its guard is set once it is reached, a bound so that its guard is set
once it is broken. To apply a course is then one addition, and all needs, or all bounds, are looked
at with one mask.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from math import gcd, lcm
from typing import TypeVar

from degreekit.audit.model.model import Goal, Model, Option

__all__ = ["Packed", "leaves_of", "pending_in"]

_W = TypeVar("_W")

#: More further courses than any answer needs: it only says how wide a field has to be.
_PLENTY = 400
_FINEST = 10**6  # steps that one course may add to a sum of needs


class Packed:
    """The fields of a model of which some leaves are given up.

    Args:
        model: what to choose from.
        dropped: leaves that need not be reached.
        granted: pending things that are waited for; None for all of them.
        rivals: whether to look for needs that no course serves together (see `_weights`). That
            takes longer than to finish an easy search.

    Attributes:
        start: the state before anything is chosen.
        needs: every bit of the fields of needs.
        told: every bit that tells states apart: those of needs and of bounds.
        broken: the guards of all bounds.
        mandatory: the guards of the needs without which the goal cannot be reached.
        wanted: the same, and the guards of the sums that rival needs make.
        must: the counters of those needs.
        highs: for each item the most that it adds to each counter.
        falls: for each item how much it takes away from each average at most.
        possible: False where a bound is broken from the start.
        plain: True where the goal is reached as soon as all mandatory needs are.
    """

    def __init__(
        self,
        model: Model,
        dropped: frozenset[int] = frozenset(),
        granted: frozenset[int] | None = None,
        *,
        rivals: bool = True,
    ):
        self.model = model
        self.dropped = dropped
        self.granted = granted
        self.must = sorted(set(_must(model.goal, dropped)))
        self._measure()
        self._weighed = [*self._weights(), *self._surrogates()] if rivals else []
        self._lay()
        self.plain = not _has_choice(model.goal, dropped)
        self.goal = self._compiled(model.goal)
        leaves = [self._compiled(leaf, alone=True) for leaf in leaves_of(model.goal)]
        self._plain_leaves = [mask for mask, parts, _ in leaves if not parts]
        self._spread_leaves = [leaf for leaf in leaves if leaf[1]]
        self._sum_leaves = [
            (
                1 << (shift + self.width - 1),
                sum(m for m in self._plain_leaves if any(self._guard[c] & m for c in weights)),
            )
            for shift, weights, _ in self._sums
        ]
        self.spreads = [
            (sum(self._guard[c] for c in spread.counters if c in self._guard), spread.most)
            for spread in model.spreads
        ]

    # --------------------------------------------------------------------------- the fields

    def _measure(self) -> None:
        """Find the step of each counter, and how far it can rise and fall."""
        used = dict.fromkeys(_counters(self.model.goal), 0)
        self.highs: list[dict[int, int]] = []
        self.falls: list[dict[int, int]] = []
        rise: dict[int, int] = {}
        fall: dict[int, int] = {}
        for item in self.model.items:
            high: dict[int, int] = {}
            low: dict[int, int] = {}
            for option in item.options:
                for counter, gain in option.gains:
                    if gain > high.get(counter, 0):
                        high[counter] = gain
                    elif gain < low.get(counter, 0):
                        low[counter] = gain
                    if gain != used.get(counter):
                        used[counter] = gcd(used.get(counter, 0), gain)
            for counter, gain in high.items():
                rise[counter] = rise.get(counter, 0) + gain
            for counter, gain in low.items():
                fall[counter] = fall.get(counter, 0) - gain
            self.highs.append(high)
            self.falls.append(low)
        further: dict[int, int] = {}
        for pool in self.model.pools:
            for option in pool.options:
                for counter, gain in option.gains:
                    if gain > further.get(counter, 0):
                        further[counter] = gain
                    if gain != used.get(counter):
                        used[counter] = gcd(used.get(counter, 0), gain)
        for counter, gain in further.items():
            rise[counter] = rise.get(counter, 0) + gain * _PLENTY
        self._step = {counter: step or 1 for counter, step in used.items()}
        self.rise, self.fall = rise, fall

    def _lay(self) -> None:
        """Give each sum a field that nothing can overflow."""
        counters = self.model.counters
        needs, caps, largest = [], [], 1
        for number, step in self._step.items():
            counter = counters[number]
            rise, fall = self.rise.get(number, 0) // step, self.fall.get(number, 0) // step
            if counter.need is not None:
                need = -((counter.start - counter.need) // step)
                needs.append((number, need))
                largest = max(largest, need + fall, rise - need)
            if counter.cap is not None:
                cap = (counter.cap - counter.start) // step
                caps.append((number, cap))
                largest = max(largest, cap + 1, rise)
        sums = []
        for weights, step in self._weighed:
            missing = sum(
                w * max(0, (counters[c].need or 0) - counters[c].start) for c, w in weights.items()
            )
            rise = sum(w * self.rise.get(c, 0) for c, w in weights.items()) // step
            fall = sum(w * self.fall.get(c, 0) for c, w in weights.items()) // step
            sums.append(-(-missing // step))
            largest = max(largest, sums[-1] + fall, rise)
        self.possible = all(cap >= 0 for _, cap in caps)
        self.width = largest.bit_length() + 2
        top = 1 << (self.width - 1)
        self._times = dict.fromkeys(self._step, 0)  # what one step of a counter adds to a state
        self._need_field: dict[int, int] = {}
        self._guard: dict[int, int] = {}
        self.signed: list[tuple[int, int]] = []
        self.start = self.broken = self._rests = 0
        shift = 0
        for number, need in needs:
            self._times[number] = 1 << shift
            self._need_field[number] = 1 << shift
            self._guard[number] = top << shift
            self.start += (top - need) << shift
            if number in self.fall:
                self.signed.append((number, shift))
            else:
                self._rests |= top << shift
            shift += self.width
        self.needs = (1 << shift) - 1
        self._cap_bits: dict[int, int] = {}
        for number, cap in caps:
            self._times[number] += 1 << shift
            self._cap_bits[number] = ((1 << self.width) - 1) << shift
            self.start += (top - 1 - max(cap, 0)) << shift
            self.broken |= top << shift
            shift += self.width
        self.told = (1 << shift) - 1
        self.mandatory = sum(self._guard[number] for number in self.must)
        self.wanted = self.mandatory
        self._sums: list[tuple[int, dict[int, int], int]] = []
        for (weights, step), missing in zip(self._weighed, sums, strict=True):
            self._sums.append((shift, weights, step))
            self.start += (top - missing) << shift
            self.wanted |= top << shift
            shift += self.width

    def _weights(self) -> list[tuple[dict[int, int], int]]:
        """Return weighted sums of needs of which no course can serve two, each with its step.

        A course counts for at most one whole in such a sum, each need weighed by the most that a
        course can gain of it. What is missing of the sum therefore takes so many courses.
        """
        must = self.must
        options = [o for item in self.model.items for o in item.options]
        options += [o for pool in self.model.pools for o in pool.options]
        together = dict.fromkeys(must, 0)
        most = dict.fromkeys(must, 0)
        bits = {counter: 1 << place for place, counter in enumerate(must)}
        for option in options:
            gained = 0
            here = []
            for counter, gain in option.gains:
                if counter in bits and gain > 0:
                    gained |= bits[counter]
                    here.append(counter)
                    if gain > most[counter]:
                        most[counter] = gain
            for counter in here:
                together[counter] |= gained
        groups: dict[tuple[int, ...], None] = {}
        usable = [c for c in must if most[c]]
        for order in (usable, usable[::-1]):
            for first in order:
                group, taken = [first], together[first]
                for other in order:
                    if not taken & bits[other]:
                        group.append(other)
                        taken |= together[other]
                if len(group) > 1:
                    groups[tuple(sorted(group))] = None
        found = []
        for names in groups:
            whole = lcm(*(most[counter] for counter in names))
            weights = {counter: whole // most[counter] for counter in names}
            step = gcd(*(w * self._step[c] for c, w in weights.items()))
            # Small steps only: odd fractions of credits would make every field as wide as these.
            if whole // step <= _FINEST:
                found.append((weights, step))
        return found

    def _surrogates(self) -> list[tuple[dict[int, int], int]]:
        """Return weighted sums of a need and an average, each with its step.

        A course that lowers the average may still be wanted for its credits. What both together
        ask for is seen by one sum: the weight of the average is the one that promises least.
        """
        found = []
        averages = [c for c in self.must if c in self.fall]
        for average in averages:
            for need in self.must:
                if need not in self.fall and (weights := self._surrogate(need, average)):
                    step = gcd(*(w * self._step[c] for c, w in weights.items()))
                    found.append((weights, step))
        return found

    def _surrogate(self, need: int, average: int) -> dict[int, int] | None:
        pairs = []
        for item in self.model.items:
            some = {(0, 0)}
            for option in item.options:
                gained = dict(option.gains)
                some.add((gained.get(need, 0), gained.get(average, 0)))
            if len(some) > 1:
                pairs.append(some)
        turns = {(gain, -loss) for some in pairs for gain, loss in some if gain > 0 and loss < 0}
        if not turns:
            return None

        def promise(gain: int, loss: int) -> float:
            """Return what all items together bring at most, in units of the need."""
            return sum(max(g + a * gain / loss for g, a in some) for some in pairs)

        gain, loss = min(turns, key=lambda turn: (promise(*turn), turn))
        common = gcd(gain, loss)
        return {need: loss // common, average: gain // common}

    def gain(self, option: Option) -> int:
        """Return what an option adds to a state."""
        step, times, found = self._step, self._times, 0
        for counter, gain in option.gains:
            found += gain // step[counter] * times[counter]
        if self._sums:
            gained = dict(option.gains)
            for shift, weights, unit in self._sums:
                worth = sum(w * gained.get(c, 0) for c, w in weights.items())
                found += (worth // unit) << shift
        return found

    def most(self, options: Sequence[Option], gains: dict[int, int]) -> int:
        """Return the most that one of some options adds to needs, and to sums of needs.

        Args:
            options: the options.
            gains: the most that one of them adds to each counter.
        """
        step, field, found = self._step, self._need_field, 0
        for counter, gain in gains.items():
            if counter in field:
                found += gain // step[counter] * field[counter]
        for shift, weights, unit in self._sums:
            best = 0
            for option in options:
                worth = sum(weights[c] * g for c, g in option.gains if c in weights)
                best = max(best, worth)
            found += (best // unit) << shift
        return found

    def needed(self, counter: int, gain: int) -> int:
        """Return what a gain of one counter adds to the field of its need, if it has one."""
        return gain // self._step[counter] * self._need_field.get(counter, 0)

    def live(self, counters: Iterable[int]) -> int:
        """Return every bit of the bounds of some counters."""
        found = 0
        for counter in counters:
            found |= self._cap_bits.get(counter, 0)
        return found

    def fallen(self, counter: int, gain: int) -> int:
        """Return how many steps a counter loses."""
        return -gain // self._step[counter]

    def serving(self, ways: Sequence[tuple[_W, Option]]) -> list[tuple[int, list[_W]]]:
        """Return for the guard of each need what adds to it, those with the fewest ways first."""
        found: dict[int, list[_W]] = {counter: [] for counter in self._guard}
        for way, option in ways:
            for counter, gain in option.gains:
                if gain > 0 and counter in found:
                    found[counter].append(way)
        order = sorted(found.items(), key=lambda need: len(need[1]))
        return [(self._guard[counter], those) for counter, those in order]

    # --------------------------------------------------------------------------- the states

    def saturated(self, state: int) -> int:
        """Return a state as far as it can matter: a need that is reached wants no more."""
        reached = state & self._rests
        return state & ~(reached - (reached >> (self.width - 1))) & self.told

    def lowered(self, state: int, ceilings: Sequence[tuple[int, int]]) -> int:
        """Return a state with averages no higher than they can still matter."""
        mask = (1 << self.width) - 1
        for shift, ceiling in ceilings:
            value = (state >> shift) & mask
            if value > ceiling:
                state -= (value - ceiling) << shift
        return state

    def spread_too_far(self, state: int) -> bool:
        """Return whether more different subjects are used than a maximum allows."""
        return any((state & mask).bit_count() > most for mask, most in self.spreads)

    def reached(self, state: int) -> bool:
        """Return whether the goal is reached."""
        if self.plain:
            return state & self.mandatory == self.mandatory
        return _holds(self.goal, state)

    def within(self, state: int) -> bool:
        """Return whether the goal may be within reach of a state with all that could be added."""
        if state & self.wanted != self.wanted:
            return False
        return self.plain or _holds(self.goal, state)

    def unmet(self, state: int) -> int:
        """Return how many leaves are not reached."""
        found = 0
        for mask in self._plain_leaves:
            if state & mask != mask:
                found += 1
        return found + sum(not _holds(leaf, state) for leaf in self._spread_leaves)

    def doomed(self, state: int) -> int:
        """Return a number of leaves that a state, with all that could be added, does not reach.

        Where a sum of rival needs is out of reach, one of its leaves is.
        """
        found, seen = self.unmet(state), 0
        for mask in self._plain_leaves:
            if state & mask != mask:
                seen |= mask
        for guard, leaves in self._sum_leaves:
            if not state & guard and not leaves & seen:
                found += 1
                seen |= leaves
        return found

    def _compiled(self, goal: Goal, *, alone: bool = False) -> _Test:
        if goal.leaf in self.dropped and not alone and goal.leaf is not None:
            return 0, (), 0
        if goal.pending is not None:
            return 0, (), int(self.granted is not None and goal.pending not in self.granted)
        mask = sum(self._guard[c] for c in goal.counters)
        return mask, tuple(self._compiled(part) for part in goal.parts), goal.at_least


#: A goal as masks: guards that have to be set, parts, and how many of them have to hold.
_Test = tuple[int, tuple["_Test", ...], int]


def _holds(test: _Test, state: int) -> bool:
    mask, parts, at_least = test
    if state & mask != mask:
        return False
    return sum(_holds(part, state) for part in parts) >= at_least


def leaves_of(goal: Goal) -> Iterator[Goal]:
    """Yield the leaves of a goal, in their order."""
    if goal.leaf is not None:
        yield goal
        return
    for part in goal.parts:
        yield from leaves_of(part)


def pending_in(goal: Goal) -> Iterator[int]:
    """Yield what a goal may wait for."""
    if goal.pending is not None:
        yield goal.pending
    for part in goal.parts:
        yield from pending_in(part)


def _must(goal: Goal, dropped: frozenset[int]) -> Iterator[int]:
    """Yield the counters without which the goal cannot be reached."""
    if goal.leaf is not None and goal.leaf in dropped:
        return
    yield from goal.counters
    if goal.at_least >= len(goal.parts):
        for part in goal.parts:
            yield from _must(part, dropped)


def _counters(goal: Goal) -> Iterator[int]:
    yield from goal.counters
    for part in goal.parts:
        yield from _counters(part)


def _has_choice(goal: Goal, dropped: frozenset[int]) -> bool:
    """Return whether some parts of the goal may be left out."""
    if goal.leaf is not None and goal.leaf in dropped:
        return False
    if goal.at_least != len(goal.parts):
        return True
    return any(_has_choice(part, dropped) for part in goal.parts)
