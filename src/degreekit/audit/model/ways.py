"""What single courses, and kinds of further courses, can do under the rules."""

from __future__ import annotations

from collections import Counter as Counts
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property

from degreekit.audit.model.eligibility import Use
from degreekit.audit.model.future import FutureCourse, Identity
from degreekit.audit.model.model import Item, Option, Pool
from degreekit.requirements import Candidate, Worth

__all__ = [
    "LEFT_OUT",
    "Kept",
    "Kind",
    "Listed",
    "Member",
    "Parts",
    "Profile",
    "Ranks",
    "Served",
    "Ways",
    "parted",
]

#: Leaving a course out rests on nothing.
LEFT_OUT = Option((), (), assumed=False)

#: A course that could be taken, the places it may be applied to, and the bounds of single rows that
#: it alone knows.
Member = tuple[FutureCourse, tuple[Use, ...], frozenset[int]]
#: The same without those bounds.
Listed = tuple[FutureCourse, tuple[Use, ...]]
#: Courses of a kind by the bounds of their rows: how many there are, and which.
Parts = dict[frozenset[int], tuple[int, list[Listed]]]


@dataclass(frozen=True)
class Served:
    """What rules see of an option of a further course.

    Attributes:
        needs: what it brings to each need.
        bounds: what it uses up of each bound.
        approvals: how many approvals it rests on.
        credits: the credits that it brings.
    """

    needs: tuple[tuple[int, int], ...]
    bounds: tuple[tuple[int, int], ...]
    approvals: int
    credits: int

    @cached_property
    def brings(self) -> int:
        """The needs that it adds to, as bits."""
        return sum(1 << counter for counter, gain in self.needs if gain > 0)

    @cached_property
    def fills(self) -> int:
        """The bounds that it uses up, as bits."""
        return sum(1 << counter for counter, gain in self.bounds if gain > 0)

    def is_as_good_as(self, other: Served) -> bool:
        """Return whether it can always stand for another one."""
        needs, their_bounds = dict(self.needs), dict(other.bounds)
        return (
            self.credits <= other.credits
            and self.approvals <= other.approvals
            and all(needs.get(c, 0) >= gain for c, gain in other.needs)
            # What the other one does not touch it may not take away from.
            and all(gain >= 0 or (c, gain) in other.needs for c, gain in self.needs if gain < 0)
            and all(gain <= their_bounds.get(c, 0) for c, gain in self.bounds)
        )


class Ranks:
    """What rules see of options, numbered, and which of them can always stand for which.

    It is the same for all rules that count in the same sums, and kept for all of them.
    """

    def __init__(self) -> None:
        self._numbers: dict[Served, int] = {}
        self._all: list[Served] = []
        #: for each the numbers of those that are better, and as good, of so many that were compared
        self._better: dict[int, tuple[int, list[int], list[int]]] = {}

    def __len__(self) -> int:
        return len(self._all)

    def number(self, served: Served) -> int:
        """Return the number of what rules see of an option."""
        found = self._numbers.setdefault(served, len(self._all))
        if found == len(self._all):
            self._all.append(served)
        return found

    def better(self, number: int) -> tuple[list[int], list[int]]:
        """Return the numbers of those that can stand for one: the better ones, and its equals."""
        compared, better, equal = self._better.get(number, (0, [], []))
        if compared < len(self._all):
            theirs = self._all[number]
            asked, room = theirs.brings, ~theirs.fills
            for place in range(compared, len(self._all)):
                mine = self._all[place]
                if asked & ~mine.brings or mine.fills & room:
                    continue  # for most pairs this says it
                if mine.is_as_good_as(theirs):
                    (equal if theirs.is_as_good_as(mine) else better).append(place)
            self._better[number] = len(self._all), better, equal
        return better, equal


@dataclass(slots=True)
class Kept:
    """The ways to use a course that can be of use where only some bounds can bind.

    Attributes:
        options: the ways.
        places: the position of each among all ways.
        costly: whether leaving the course out can be of use: every use costs something.
        items: the item of a record with these ways: by what the record is worth.
    """

    options: tuple[Option, ...]
    places: tuple[int, ...]
    costly: bool
    items: dict[Worth, Item] = field(default_factory=dict)

    def item(self, worth: Worth) -> Item:
        """Return the item of a record; it may be left out where it is of use, or an assumption."""
        found = self.items.get(worth)
        if found is None:
            options = self.options
            if worth is not Worth.EARNED or self.costly:
                options = (*options, LEFT_OUT)
            progress, planned = worth is Worth.IN_PROGRESS, worth is Worth.PLANNED
            found = self.items[worth] = Item(options, int(progress), int(planned))
        return found


@dataclass(slots=True)
class Ways:
    """The ways to use a course.

    Attributes:
        options: every one, the preferred first; counters are the frame's.
        caps: the most that one of them adds to each bounded sum.
        kept: what is left of them, by the bounds that can bind (see `Frame.kept`).
        pools: the pools of courses with these ways, by what tells them apart.
    """

    options: tuple[Option, ...]
    caps: dict[int, int]
    kept: dict[int, Kept] = field(default_factory=dict)
    pools: dict[tuple[int, ...], Pool] = field(default_factory=dict)


@dataclass(slots=True)
class Profile(Ways):
    """What one course can do under the rules.

    Attributes:
        course: as rules see it.
        worth: what the attempt brings.
        reason: why it brings nothing.
        uses: the places it may be applied to.
        identity: what tells it from other courses.
        once: whether further attempts at it bring no credit.
        highs: the most that one of its options adds to each need.
    """

    course: Candidate = field(kw_only=True)
    worth: Worth = field(kw_only=True)
    reason: str = field(kw_only=True)
    uses: tuple[Use, ...] = field(kw_only=True)
    identity: Identity = field(kw_only=True)
    once: bool = field(kw_only=True)
    highs: dict[int, int] = field(kw_only=True)

    @property
    def lists(self) -> list[int]:
        """The positions of the lists that it may be in, in the order of the program."""
        return sorted({use.take for use in self.uses})


@dataclass(slots=True)
class Kind(Ways):
    """Courses that could be taken and that every rule treats alike.

    Its options are given for each amount of credits, without the bounds of single rows.

    Attributes:
        members: the courses, each with the places it may be applied to and the bounds of single
            rows it alone knows.
        supply: how many of them there are.
        betters: for each option the positions of kinds with one that can always stand for it.
        rows: the ways to use those members whose own row can be full, by the bounds of the row.
        courses: the members without their bounds.
        served: what rules see of each option, by its number (`Ranks`).
    """

    members: tuple[Member, ...] = ()
    supply: int = 0
    betters: tuple[tuple[int, ...], ...] = ()
    rows: dict[frozenset[int], Ways] = field(default_factory=dict)
    courses: tuple[tuple[FutureCourse, tuple[Use, ...]], ...] = ()
    served: tuple[int, ...] = ()


def parted(kind: Kind, lost: Mapping[int, int], live: int) -> Parts:
    """Return the courses of a kind by those of their rows that can be full, and how many are left.

    The empty set is always there: of courses whose rows cannot be full.

    Args:
        kind: courses that rules do not tell apart, but for such rows.
        lost: how many of each member the student has.
        live: the counters that can be full.
    """
    parts: dict[frozenset[int], list[Listed]] = {frozenset(): []}
    supplies: Counts[frozenset[int]] = Counts()
    for place, (course, uses, known) in enumerate(kind.members):
        left = course.supply - lost.get(place, 0)
        if left > 0:
            bound = frozenset(c for c in known if live >> c & 1)
            parts.setdefault(bound, []).append((course, uses))
            supplies[bound] += left
    return {bound: (supplies[bound], members) for bound, members in parts.items()}
