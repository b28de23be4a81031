"""The small 0-1 model that an audit is solved as: items, options, counters, a goal.

It knows nothing of courses. Each counter is named by the rule it comes from. Amounts are integers:
courses count 1, credits are counted in thousandths.
"""

from __future__ import annotations

from collections.abc import Hashable, Iterator
from dataclasses import dataclass
from functools import cached_property

from typing_extensions import override

__all__ = [
    "UNIT",
    "Counter",
    "Goal",
    "Item",
    "Model",
    "Option",
    "Pool",
    "Shape",
    "Solution",
    "Spread",
]

#: How many units one credit is: records carry at most three decimals.
UNIT = 1000


@dataclass(frozen=True, slots=True)
class Counter:
    """A sum over the chosen options.

    Attributes:
        rule: the rule it comes from, and what of it.
        need: the least it has to reach for its rule; None where it is only bounded.
        cap: the most it may reach; None where it has no bound.
        start: what it holds before any item is decided.
    """

    rule: str
    need: int | None = None
    cap: int | None = None
    start: int = 0


@dataclass(frozen=True, slots=True)
class Option:
    """One way to use an item.

    Attributes:
        uses: the places it is applied to: `Take` position in the program, row position in its list.
        gains: what it adds to counters, as pairs of counter position and amount. Only an average
            takes away.
        approvals: how many approvals not yet given it rests on.
        credits: the credits it brings, for a course that could be taken.
        assumed: whether it rests on what its item assumes; only leaving the course out does not.
    """

    uses: tuple[tuple[int, int], ...]
    gains: tuple[tuple[int, int], ...]
    approvals: int = 0
    credits: int = 0
    assumed: bool = True


class Shape:
    """A value that is compared often: its hash is kept.

    Args:
        value: anything that can be hashed.
    """

    __slots__ = ("_hash", "value")

    def __init__(self, value: Hashable):
        self.value = value
        self._hash = hash(value)

    @override
    def __hash__(self) -> int:
        return self._hash

    @override
    def __eq__(self, other: object) -> bool:
        if not isinstance(other, Shape):
            return NotImplemented
        return self is other or (self._hash == other._hash and self.value == other.value)


@dataclass(frozen=True)
class Item:
    """A record or a waived course: exactly one of its options is chosen.

    Attributes:
        options: in the order of preference among equals.
        in_progress: 1 where using it rests on a course in progress.
        planned: 1 where using it rests on a planned course.
    """

    options: tuple[Option, ...]
    in_progress: int = 0
    planned: int = 0

    @cached_property
    def shape(self) -> Shape:
        """All that tells it from other items: in which places a course is does not matter."""
        ways = tuple((one.gains, one.approvals, one.assumed) for one in self.options)
        return Shape((ways, self.in_progress, self.planned))

    @cached_property
    def gains(self) -> dict[int, tuple[int, ...]]:
        """What each option adds, by counter."""
        found: dict[int, list[int]] = {}
        for place, option in enumerate(self.options):
            for counter, gain in option.gains:
                if counter not in found:
                    found[counter] = [0] * len(self.options)
                found[counter][place] = gain
        return {counter: tuple(gains) for counter, gains in found.items()}


@dataclass(frozen=True)
class Pool:
    """Courses that could be taken and serve alike: each may be chosen up to `supply` times.

    Attributes:
        options: the ways to use one of them.
        supply: how many there are.
        kind: position in the list of kinds of courses, for the explanation.
        betters: for each option the positions of pools with one that can always stand for it: where
            they hold as many courses as are asked for, it need not be looked at.
    """

    options: tuple[Option, ...]
    supply: int
    kind: int
    betters: tuple[tuple[int, ...], ...] = ()

    @cached_property
    def shape(self) -> Shape:
        """All that tells it from other pools at its place in a model."""
        ways = tuple((one.gains, one.approvals, one.credits) for one in self.options)
        return Shape((ways, self.supply, self.betters))

    @cached_property
    def most(self) -> dict[int, int]:
        """The most that one of the courses adds, by counter."""
        found: dict[int, int] = {}
        for option in self.options:
            for counter, gain in option.gains:
                if gain > found.get(counter, 0):
                    found[counter] = gain
        return found


@dataclass(frozen=True, slots=True)
class Goal:
    """What has to be reached: all of some counters, and so many of some parts.

    Attributes:
        leaf: position among the leaves of the program; None for a branch. A leaf can be given up.
        counters: the counters that have to reach their need.
        parts: further goals.
        at_least: how many of them have to be reached; one that counts as several is several.
        pending: the number of something that no course brings and that is not there yet, as an
            exam, where a choice could do without it; None for all else. It is reached if it is
            waited for.
        counts_as: as how many parts of the goal above it counts, once it is reached.
        amount: the counter that says as how many it counts, up to that number; None where that
            does not vary.
        of_parts: whether that is instead what its own parts count as, together.
    """

    leaf: int | None = None
    counters: tuple[int, ...] = ()
    parts: tuple[Goal, ...] = ()
    at_least: int = 0
    pending: int | None = None
    counts_as: int = 1
    amount: int | None = None
    of_parts: bool = False

    @property
    def varies(self) -> bool:
        """Whether it may count as less than `counts_as` although it is reached."""
        return self.amount is not None or self.of_parts

    @property
    def needs_all(self) -> bool:
        """Whether it cannot do without any of its parts."""
        return bool(self.at_least) and self.at_least >= sum(part.counts_as for part in self.parts)

    @property
    def leaves(self) -> Iterator[Goal]:
        """The leaves, in their order."""
        if self.leaf is not None:
            yield self
            return
        for part in self.parts:
            yield from part.leaves


@dataclass(frozen=True, slots=True)
class Spread:
    """A maximum of how many of some counters may be above zero.

    Attributes:
        rule: the rule it comes from.
        counters: the counters, each with a need of 1.
        most: how many of them may be above zero.
    """

    rule: str
    counters: tuple[int, ...]
    most: int


@dataclass(frozen=True)
class Model:
    """An audit as integers.

    What is best, in this order: the fewest leaves given up; the fewest further courses, and then
    the fewest credits of them; the fewest pending things waited for; the fewest approvals,
    in-progress items and planned items used; the fewest leaves not reached by the items alone; the
    least that the items leave missing, of courses and then of credits; and among equals the choice
    whose options, item by item, come first.

    Attributes:
        counters: all sums.
        items: records and waived courses, in canonical order.
        pools: courses that could be taken.
        goal: what completes the program, as far as courses can.
        spreads: maximums of different subjects.
        courses: the counters whose missing courses are summed up, each with its weight.
        credits: the counters whose missing credits are summed up, each with its weight.
    """

    counters: tuple[Counter, ...]
    items: tuple[Item, ...]
    pools: tuple[Pool, ...]
    goal: Goal
    spreads: tuple[Spread, ...] = ()
    courses: tuple[tuple[int, int], ...] = ()
    credits: tuple[tuple[int, int], ...] = ()


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
