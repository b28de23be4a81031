"""What a student has of the courses that could be taken: it is not taken again for credit."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from degreekit.audit.model.frame import Frame
from degreekit.audit.model.future import PLENTY, Identity
from degreekit.audit.model.ways import Listed, Profile
from degreekit.requirements import Worth

__all__ = ["Taken", "taken_by"]


@dataclass(slots=True)
class Taken:
    """What a student has of the courses that could be taken.

    Attributes:
        has: the courses that are not taken again: some place is open to them.
        stands: those, and what serves the record alone.
        lost: how many courses of which kind the student has, of which of its members.
        again: courses that stand on the record and may be taken again for a place, where that adds
            nothing to sums over the record.
        starts: what sums hold from the start because of it.
    """

    has: frozenset[Identity] = frozenset()
    stands: frozenset[Identity] = frozenset()
    lost: dict[int, dict[int, int]] = field(default_factory=dict)
    again: list[Listed] = field(default_factory=list)
    starts: dict[int, int] = field(default_factory=dict)

    def reach(self, frame: Frame) -> dict[int, int]:
        """Return the most that what is left to take adds to each bounded sum."""
        found = dict(frame.future_reach)
        if not self.again:  # those are still there to be taken
            for counter, less in self.less(frame).items():
                found[counter] -= less
        return found

    def less(self, frame: Frame) -> dict[int, int]:
        """Return what is missing of each bounded sum because it is not taken again."""
        found: dict[int, int] = {}
        for number, lost in self.lost.items():
            kind = frame.kinds[number]
            for place, times in lost.items():
                for counter, gain in kind.caps.items():
                    found[counter] = found.get(counter, 0) + gain * times
                for counter in kind.members[place][2]:
                    found[counter] = found.get(counter, 0) + times
        return found


def taken_by(frame: Frame, profiles: Sequence[Profile]) -> Taken:
    """Return what a student has of the courses that could be taken.

    Args:
        frame: the rules.
        profiles: what each record of the student can do.
    """
    if not frame.program.credit_once:
        return Taken()
    taken = Taken(
        frozenset(one.identity for one in profiles if one.options and one.uses),
        frozenset(one.identity for one in profiles if one.worth is not Worth.NOTHING),
    )
    for identity in sorted(taken.stands):
        for number, place in frame.listed.get(identity, ()):
            course, uses, _ = frame.kinds[number].members[place]
            had = identity in taken.has or not uses
            if had or frame.of_record:
                taken.lost.setdefault(number, {})[place] = 1
            if not had and frame.of_record:
                taken.again.append((course, uses))
    if frame.ranges and taken.stands:
        _of_ranges(taken, frame, profiles)
    return taken


def _of_ranges(taken: Taken, frame: Frame, profiles: Sequence[Profile]) -> None:
    """Add what the student has of courses that lists name as a range, as "any 4000"."""
    codes = {one.identity: one.course.code for one in profiles if one.identity in taken.stands}
    for identity, code in codes.items():
        for number, place in frame.ranges.get(code.subject, ()):
            course, uses, _ = frame.kinds[number].members[place]
            if course.supply >= PLENTY or not course.holds(code):
                continue
            had = identity in taken.has or not uses
            if not had and frame.of_record:
                single = replace(course.course, code=code)
                taken.again.append((replace(course, course=single, supply=1, numbers=1), uses))
            if had or frame.of_record:
                lost = taken.lost.setdefault(number, {})
                lost[place] = lost.get(place, 0) + 1
                if course.identity in frame.doubled:
                    once = frame.once(course.identity, course.supply)
                    taken.starts[once] = lost[place]
