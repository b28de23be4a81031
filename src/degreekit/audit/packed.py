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

from degreekit.audit.model import Goal, Model, Option

__all__ = ["Packed", "leaves_of"]

_W = TypeVar("_W")

#: More further courses than any answer needs: it only says how wide a field has to be.
_PLENTY = 400


class Packed:
    """The fields of a model of which some leaves are given up.

    Args:
        model: what to choose from.
        dropped: leaves that need not be reached.

    Attributes:
        start: the state before anything is chosen.
        broken: the guards of all bounds.
        must: the needs without which the goal cannot be reached.
        needs: every bit of the fields of needs.
        told: every bit that tells states apart: those of needs and of bounds.
        mandatory: the guards of the needs without which the goal cannot be reached.
        wanted: the same, and the guards of the sums that rival needs make.
        fall: how far each counter can fall below its start.
        possible: False where a bound is broken from the start.
        plain: True where the goal is reached as soon as all mandatory needs are.
    """

    def __init__(self, model: Model, dropped: frozenset[int] = frozenset()):
        self.model = model
        self.dropped = dropped
        options = [o for item in model.items for o in item.options]
        options += [o for pool in model.pools for o in pool.options]
        self.must = sorted(set(_must(model.goal, dropped)))
        self._measure(options)
        self._weighed = self._weights(self.must, options)
        self._lay(self.must)
        self.plain = not _has_choice(model.goal, dropped)
        self.goal = self._compiled(model.goal)
        self.leaves = [self._compiled(leaf, alone=True) for leaf in leaves_of(model.goal)]
        self.spreads = [
            (sum(self._guard[c] for c in spread.counters), spread.most) for spread in model.spreads
        ]

    # --------------------------------------------------------------------------- the fields

    def _measure(self, options: Sequence[Option]) -> None:
        """Find the step of each counter, and how far it can rise and fall."""
        size = len(self.model.counters)
        self._step, self._rise, self.fall = [0] * size, [0] * size, [0] * size
        for option in options:
            for counter, gain in option.gains:
                self._step[counter] = gcd(self._step[counter], gain)
        for item in self.model.items:
            high: dict[int, int] = {}
            low: dict[int, int] = {}
            for option in item.options:
                for counter, gain in option.gains:
                    if gain > high.get(counter, 0):
                        high[counter] = gain
                    elif gain < low.get(counter, 0):
                        low[counter] = gain
            for counter, gain in high.items():
                self._rise[counter] += gain
            for counter, gain in low.items():
                self.fall[counter] -= gain
        further: dict[int, int] = {}
        for pool in self.model.pools:
            for option in pool.options:
                for counter, gain in option.gains:
                    further[counter] = max(gain, further.get(counter, 0))
        for counter, gain in further.items():
            self._rise[counter] += gain * _PLENTY

    def _lay(self, must: Sequence[int]) -> None:
        """Give each sum a field that nothing can overflow."""
        needs, caps, largest = [], [], 1
        for number, counter in enumerate(self.model.counters):
            step = self._step[number] or 1
            rise, fall = self._rise[number] // step, self.fall[number] // step
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
                w * max(0, (self.model.counters[c].need or 0) - self.model.counters[c].start)
                for c, w in weights.items()
            )
            sums.append(-(-missing // step))
            rise = sum(w * self._rise[c] for c, w in weights.items()) // step
            largest = max(largest, sums[-1], rise)
        self.possible = all(cap >= 0 for _, cap in caps)
        self.width = largest.bit_length() + 2
        top = 1 << (self.width - 1)
        self._fields: list[list[tuple[int, int]]] = [[] for _ in self.model.counters]
        self._guard: dict[int, int] = {}
        self.signed: list[tuple[int, int]] = []
        self.start = self.broken = self._rests = 0
        shift = 0
        for number, need in needs:
            self._fields[number].append((shift, self._step[number] or 1))
            self._guard[number] = top << shift
            self.start += (top - need) << shift
            if self.fall[number]:
                self.signed.append((number, shift))
            else:
                self._rests |= top << shift
            shift += self.width
        self.needs = (1 << shift) - 1
        for number, cap in caps:
            self._fields[number].append((shift, self._step[number] or 1))
            self.start += (top - 1 - max(cap, 0)) << shift
            self.broken |= top << shift
            shift += self.width
        self.told = (1 << shift) - 1
        self._bounds = range(self.needs.bit_length(), shift)
        self.mandatory = sum(self._guard[number] for number in must)
        self.wanted = self.mandatory
        self._sums: list[tuple[int, dict[int, int], int]] = []
        for (weights, step), missing in zip(self._weighed, sums, strict=True):
            self._sums.append((shift, weights, step))
            self.start += (top - missing) << shift
            self.wanted |= top << shift
            shift += self.width

    def _weights(
        self, must: Sequence[int], options: Sequence[Option]
    ) -> list[tuple[dict[int, int], int]]:
        """Return weighted sums of needs of which no course can serve two, each with its step.

        A course counts for at most one whole in such a sum, each need weighed by the most that a
        course can gain of it. What is missing of the sum therefore takes so many courses.
        """
        together = dict.fromkeys(must, 0)
        most = dict.fromkeys(must, 0)
        bits = {counter: 1 << place for place, counter in enumerate(must)}
        for option in options:
            gained = 0
            for counter, gain in option.gains:
                if counter in bits and gain > 0:
                    gained |= bits[counter]
                    most[counter] = max(gain, most[counter])
            for counter, bit in bits.items():
                if gained & bit:
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
            step = gcd(*(w * (self._step[c] or 1) for c, w in weights.items()))
            # Small steps only: odd fractions of credits would make every field as wide as these.
            if whole // step <= 10**6:
                found.append((weights, step))
        return found

    def fields(self, option: Option) -> dict[int, int]:
        """Return what an option adds, by the place of the field."""
        found = {}
        gained = dict(option.gains)
        for counter, gain in option.gains:
            for shift, step in self._fields[counter]:
                found[shift] = gain // step
        for shift, weights, step in self._sums:
            worth = sum(w * gained[c] for c, w in weights.items() if gained.get(c, 0) > 0)
            if worth:
                found[shift] = worth // step
        return found

    @staticmethod
    def packed(fields: dict[int, int]) -> int:
        """Return the integer that adds these amounts to a state."""
        return sum(amount << shift for shift, amount in fields.items())

    def masks(self, fields: dict[int, int]) -> int:
        """Return every bit of some fields."""
        whole = (1 << self.width) - 1
        return sum(whole << shift for shift in fields)

    def serving(self, ways: Sequence[tuple[_W, dict[int, int]]]) -> list[tuple[int, list[_W]]]:
        """Return for the guard of each need what adds to it, those with the fewest ways first."""
        found = []
        for counter, guard in self._guard.items():
            shift = self._fields[counter][0][0]
            found.append((guard, [way for way, fields in ways if fields.get(shift, 0) > 0]))
        return sorted(found, key=lambda need: len(need[1]))

    def most(self, gains: Iterable[dict[int, int]]) -> dict[int, int]:
        """Return the most that one of some gains adds, for each need and each sum of needs."""
        found: dict[int, int] = {}
        for gain in gains:
            for shift, amount in gain.items():
                if amount > found.get(shift, 0) and shift not in self._bounds:
                    found[shift] = amount
        return found

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
        return sum(not _holds(leaf, state) for leaf in self.leaves)

    def _compiled(self, goal: Goal, *, alone: bool = False) -> _Test:
        if goal.leaf in self.dropped and not alone and goal.leaf is not None:
            return 0, (), 0
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


def _must(goal: Goal, dropped: frozenset[int]) -> Iterator[int]:
    """Yield the counters without which the goal cannot be reached."""
    if goal.leaf is not None and goal.leaf in dropped:
        return
    yield from goal.counters
    if goal.at_least >= len(goal.parts):
        for part in goal.parts:
            yield from _must(part, dropped)


def _has_choice(goal: Goal, dropped: frozenset[int]) -> bool:
    """Return whether some parts of the goal may be left out."""
    if goal.leaf is not None and goal.leaf in dropped:
        return False
    if goal.at_least != len(goal.parts):
        return True
    return any(_has_choice(part, dropped) for part in goal.parts)
