"""The courses of students by what they can do: what a question about figures alone is made of.

Two records are of one class if they have the same ways to be used, whichever places those are. And
what could be taken falls into such classes. Figures depend only on how many of each there are.
"""

from __future__ import annotations

from collections import Counter as Counts
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import repeat

from degreekit.audit.model.frame import Frame
from degreekit.audit.model.future import Identity
from degreekit.audit.model.model import Item, Shape
from degreekit.audit.model.taken import Taken, taken_by
from degreekit.audit.model.ways import Listed, Profile, Ways, parted
from degreekit.audit.solve.by_class import MOST_COURSES, Class

__all__ = ["Classes", "Held", "Offer"]

#: An offer that others can stand for is left out where there are so many of those that no student
#: has or needs half of them.
_PLENTY = 2 * MOST_COURSES


@dataclass(frozen=True, slots=True)
class Offer:
    """Courses that could be taken and can do the same.

    Attributes:
        ways: the ways to use one of them.
        members: the courses.
        supply: how many there are.
    """

    ways: Class
    members: Sequence[Listed]
    supply: int


@dataclass(frozen=True, slots=True)
class Held:
    """What a student has.

    Attributes:
        records: the records of each class, each with its item: the position of the record.
        left: how many courses of each offer are left.
        taken: which they are not.
    """

    records: dict[int, list[tuple[int, Item]]]
    left: list[int]
    taken: Taken

    def numbers(self, classes: int) -> list[int]:
        """Return how many there are of each offer and then of each of so many classes."""
        numbers = [*self.left, *repeat(0, classes)]
        for one, records in self.records.items():
            numbers[len(self.left) + one] = len(records)
        return numbers


class Classes:
    """The classes that have come up under a frame.

    Args:
        frame: the rules.
        bind: the maximums that can bind, as bits, besides those that further courses alone break.

    Attributes:
        bind: the maximums that can bind. For students with whom others can, too, there is no
            answer.
        wanted: those, and what others could bind with students that were asked about.
        offers: what could be taken.
        own: what records can do.
    """

    def __init__(self, frame: Frame, bind: int = 0):
        self.frame = frame
        self.bind = bind | self._bind(frame.future_reach)
        self.wanted = self.bind
        self.offers: list[Offer] = []
        #: The offer that a member of a kind belongs to.
        self._offer_of: dict[tuple[int, int], int] = {}
        self._offered()
        self._supply = [offer.supply for offer in self.offers]
        self.own: list[Class] = []
        self._numbers: dict[Shape, int] = {}
        #: A record of each class.
        self._seen: list[Profile] = []

    def widened(self) -> Classes:
        """Return the classes where all maximums bind that may with students asked about so far."""
        new = Classes(self.frame, self.wanted)
        for profile in self._seen:
            new._number(new._item(profile), profile)
        return new

    @staticmethod
    def tell(frame: Frame) -> bool:
        """Return whether students differ in nothing but how many courses of each class there are.

        Args:
            frame: the rules.
        """
        by_student = (
            *(frame.of_record, frame.windows, frame.bundles, frame.rooms),
            any(tally.most_kinds is not None for tally in frame.tallies),
            *(frame.case.waived_courses, frame.due, frame.pending, frame.maximums),
        )
        return not any(by_student)

    def _bind(self, reach: Mapping[int, int]) -> int:
        """Return the maximums that what there is can go beyond."""
        caps = (
            (counter, most, self.frame.counters[counter].cap) for counter, most in reach.items()
        )
        return sum(1 << counter for counter, most, cap in caps if cap is not None and most > cap)

    # -------------------------------------------------------------------------- further courses

    def _offered(self) -> None:
        frame = self.frame
        every = [parted(kind, {}, self.bind) for kind in frame.kinds]
        plain = [parts[frozenset()][0] for parts in every]
        for number, (kind, parts) in enumerate(zip(frame.kinds, every, strict=True)):
            places: dict[frozenset[int], list[int]] = {}
            for place, (_, _, known) in enumerate(kind.members):
                bound = frozenset(c for c in known if self.bind >> c & 1)
                places.setdefault(bound, []).append(place)
            for bound, (supply, members) in parts.items():
                if not members:
                    continue
                ways: Ways = kind
                betters: Sequence[tuple[int, ...]] = kind.betters
                if bound:
                    options = frame.ways(members[0][0])
                    ways = Ways(options, frame.caps(options))
                    betters = [(*better, number) for better in kind.betters]
                kept = frame.kept(ways, self.bind)
                options = tuple(
                    option
                    for option, place in zip(kept.options, kept.places, strict=True)
                    if sum(plain[better] for better in betters[place]) < _PLENTY
                )
                for place in places[bound]:
                    self._offer_of[number, place] = len(self.offers)
                self.offers.append(Offer(Class(options, further=True), members, supply))

    # ---------------------------------------------------------------------------------- records

    def held(self, profiles: Sequence[Profile]) -> Held | None:
        """Return what a student has; None where something has to be looked at by itself.

        Args:
            profiles: what each record of the student can do.
        """
        if len(profiles) > MOST_COURSES:
            return None
        records: dict[int, list[tuple[int, Item]]] = {}
        once: set[Identity] = set()
        for position, profile in enumerate(profiles):
            if not profile.options:
                continue
            if profile.once:
                if profile.identity in once:
                    return None  # two attempts at a course
                once.add(profile.identity)
            item = self._item(profile)
            records.setdefault(self._number(item, profile), []).append((position, item))
        taken = taken_by(self.frame, profiles)
        if taken.starts or self._others_bind(profiles, taken):
            return None
        left = self._supply[:]
        for number, lost in taken.lost.items():
            for place, times in lost.items():
                left[self._offer_of[number, place]] -= times
        return Held(records, left, taken)

    def _others_bind(self, profiles: Sequence[Profile], taken: Taken) -> bool:
        """Return whether maximums can bind with a student that are not written down."""
        frame, more = self.frame, Counts[int]()
        for profile in profiles:
            for counter, gain in profile.caps.items():
                more[counter] += gain
        if not more:
            return False
        more.subtract(taken.less(frame))
        reach = frame.future_reach
        found = self._bind({c: reach.get(c, 0) + gain for c, gain in more.items()})
        self.wanted |= found
        return bool(found & ~self.bind)

    def _item(self, profile: Profile) -> Item:
        return self.frame.kept(profile, self.bind).item(profile.worth)

    def _number(self, item: Item, profile: Profile) -> int:
        """Return the number of the class of an item."""
        number = self._numbers.get(item.shape)
        if number is None:
            number = self._numbers[item.shape] = len(self.own)
            self._seen.append(profile)
            options = tuple(option for option in item.options if option.assumed)
            self.own.append(Class(options, item.in_progress, item.planned))
        return number
