"""From the rules and the records of a student to the 0-1 model (`degreekit.audit.model.model`)."""

from __future__ import annotations

from collections import Counter as Counts
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal

from degreekit.adjustments import WaivedCourse
from degreekit.audit.model.counters import Tally, units
from degreekit.audit.model.eligibility import Use
from degreekit.audit.model.forced import with_due
from degreekit.audit.model.future import PLENTY, FutureCourse, Identity
from degreekit.audit.model.model import Item, Model, Option, Pool
from degreekit.audit.model.ruleset import Frame, Kind, Profile, Ways
from degreekit.courses import Institution
from degreekit.requirements import (
    Candidate,
    Program,
    Take,
    Worth,
    identity_of,
    may_repeat,
)
from degreekit.transcript import CourseRecord, Transcript

__all__ = ["Compiled", "Member", "canonical_key", "compile_audit", "hopeless"]

Member = tuple[FutureCourse, tuple[Use, ...]]

#: A range of no more courses is mostly what a rule names one by one: ``GOVT 2305 | GOVT 2306``.
_ONE_BY_ONE = 9

#: What everybody could take is kept for so many sets of maximums that can bind.
_POOLS = 256

#: Leaving a course out rests on nothing.
_LEFT_OUT = Option((), (), assumed=False)


@dataclass(frozen=True, slots=True)
class Compiled:
    """A model and what its parts stand for.

    Attributes:
        model: the integers.
        program: the rules.
        takes: the `Take` nodes that options name by position.
        keys: what each item is: ``("record", position)``, ``("waived", position)``, or
            ``("bundle", position)`` for whether rows that count only together are used.
        pools: for each pool the courses it holds; each has a row of its own on a list.
        leaves: the ids of the leaves that the goal names by position.
        waived: the courses that decisions waive.
        institution: says which codes are one course.
        has: the courses that are not taken again: some place is open to them.
        stands: those, and what serves the record alone.
    """

    model: Model
    program: Program
    takes: tuple[Take, ...]
    keys: tuple[tuple[str, int], ...]
    pools: tuple[Sequence[Member], ...]
    leaves: tuple[str, ...]
    waived: tuple[WaivedCourse, ...]
    institution: Institution
    has: frozenset[Identity]
    stands: frozenset[Identity]

    def further(
        self, pool: int, *, made_up: bool = True
    ) -> Iterator[tuple[Candidate, tuple[Use, ...], Identity | None]]:
        """Yield the courses that could be taken of a pool, each with its places and its identity.

        What the student has is not among them. A course that may be taken again has no identity.

        Args:
            pool: the position of the pool.
            made_up: whether courses of long ranges are among them: nobody knows that they exist.
        """
        for course, places in self.pools[pool]:
            if course.supply > _ONE_BY_ONE and course.is_range and not made_up:
                continue
            gone = self.has if places else self.stands
            for one in course.courses():
                told = one.code, one.title, one.term
                if may_repeat(self.program, self.institution, *told):
                    yield one, places, None
                    continue
                identity = identity_of(self.institution, one)
                if identity not in gone:
                    yield one, places, identity


def canonical_key(record: CourseRecord, profile: Profile) -> tuple[object, ...]:
    """Return the place of a record in the canonical order: by time, then by what it says.

    Records with equal keys are equal for every rule, so the order among them cannot matter.
    """
    course = profile.course
    return (
        record.term is None,
        record.term.ordinal if record.term else 0,
        course.code.subject,
        course.code.number,
        course.code.letter,
        course.title or "",
        record.credits,
        record.grade or "",
        record.status.value,
        record.section or "",
        record.school or "",
        record.institution or "",
        *sorted(record.attributes),
    )


def hopeless(frame: Frame, profiles: Sequence[Profile]) -> bool:
    """Return whether what is there cannot reach the goal, whatever it is applied to."""
    if frame.of_record or frame.case.waived_courses:
        return False
    for counter, need in frame.must:
        for profile in profiles:
            need -= profile.highs.get(counter, 0)
        if need > 0:
            return True
    return False


def compile_audit(
    frame: Frame,
    transcript: Transcript,
    profiles: Sequence[Profile],
    *,
    further: bool,
    forced: tuple[int, int] | None = None,
) -> Compiled:
    """Return the model of one audit.

    Args:
        frame: the rules.
        transcript: the records.
        profiles: what each of them can do.
        further: whether courses that could still be taken are looked at.
        forced: the position of a record, and of a `Take` that it has to be applied to.
    """
    return _Compiler(frame, transcript, profiles).compile(further=further, forced=forced)


def _pool(
    kept: Sequence[tuple[int, Option]],
    supply: int,
    number: int,
    betters: Sequence[tuple[int, ...]],
) -> Pool:
    options = tuple(option for _, option in kept)
    return Pool(options, supply, number, tuple(betters[place] for place, _ in kept))


class _Compiler:
    def __init__(
        self,
        frame: Frame,
        transcript: Transcript,
        profiles: Sequence[Profile],
    ):
        self.transcript = transcript
        self.frame = frame
        self.records = transcript.records
        self.profiles = profiles
        self.case = frame.case
        self.has: frozenset[Identity] = frozenset()
        self.stands: frozenset[Identity] = frozenset()
        self.starts: dict[int, int] = {}

    def compile(self, *, further: bool, forced: tuple[int, int] | None) -> Compiled:
        frame = self.frame
        usable = [p for p, profile in enumerate(self.profiles) if profile.options]
        usable.sort(key=lambda p: canonical_key(self.records[p], self.profiles[p]))
        waived = list(self._waived())
        twice = self._twice(usable)
        live = self._live(usable, waived, twice, further=further)
        items, keys = [], []
        for position, options in waived:
            # Among equals the waiver is not used: a course that was taken brings its credits.
            items.append(Item((_LEFT_OUT, *(o for _, o in frame.reduced(options, live)))))
            keys.append(("waived", position))
        for position in usable:
            profile = self.profiles[position]
            once = twice.get(profile.identity) if profile.once else None
            if once is None:
                options = tuple(o for _, o in frame.kept(profile, live))
            else:  # what is relied on for the record alone may stand next to another attempt
                ways = [
                    replace(o, gains=(*o.gains, (once, 1))) if o.uses else o
                    for o in profile.options
                ]
                options = tuple(o for _, o in frame.reduced(ways, live))
            if forced is not None and forced[0] == position:
                options = tuple(o for o in options if any(t == forced[1] for t, _ in o.uses))
            elif profile.worth is not Worth.EARNED or self._costly(options):
                options = (*options, _LEFT_OUT)
            items.append(
                Item(
                    options,
                    int(profile.worth is Worth.IN_PROGRESS),
                    int(profile.worth is Worth.PLANNED),
                )
            )
            keys.append(("record", position))
        for number, (unused, used) in enumerate(frame.bundles):
            either = (Option((), unused, assumed=False), Option((), used, assumed=False))
            items.append(Item(either))
            keys.append(("bundle", number))
        if further and frame.program.credit_once:
            placed = (self.profiles[position] for position in usable)
            self.has = frozenset(profile.identity for profile in placed if profile.uses)
            worth = (p.identity for p in self.profiles if p.worth is not Worth.NOTHING)
            self.stands = frozenset(worth)
        pools, members = self._pools(live) if further else ((), ())
        model = self._model(items, pools)
        return Compiled(
            model,
            frame.program,
            frame.takes,
            tuple(keys),
            members,
            tuple(frame.leaves),
            frame.case.waived_courses,
            frame.institution,
            self.has,
            self.stands,
        )

    def _waived(self) -> Iterable[tuple[int, tuple[Option, ...]]]:
        frame = self.frame
        for position, waived in enumerate(self.case.waived_courses):
            ways: list[Option] = []
            for place in waived.places:
                take = frame.place[place.take]
                if take in frame.active:
                    use = Use(take, place.row, approval=False)
                    ways += frame.options(waived.course, [use], earned=True, filled=place.credits)
            # In a list that is itself waived it fills nothing.
            if options := tuple(way for way in ways if way.gains):
                yield position, options

    def _twice(self, usable: Sequence[int]) -> dict[tuple[str, str], int]:
        """Return the sums of courses that could count twice: taken again, or cross-listed."""
        single = [self.profiles[p] for p in usable]
        times = Counts(profile.identity for profile in single if profile.once)
        return {one: self.frame.once(one) for one, number in times.items() if number > 1}

    def _live(
        self,
        usable: Sequence[int],
        waived: Sequence[tuple[int, tuple[Option, ...]]],
        twice: dict[tuple[str, str], int],
        *,
        further: bool,
    ) -> int:
        """Return the maximums that can bind; the others would only make the search larger."""
        frame = self.frame
        reach = dict(frame.future_reach) if further else {}
        for position in usable:
            for counter, gain in self.profiles[position].caps.items():
                reach[counter] = reach.get(counter, 0) + gain
        for _, options in waived:
            most: dict[int, int] = {}
            for option in options:
                for counter, gain in option.gains:
                    most[counter] = max(gain, most.get(counter, 0))
            for counter, gain in most.items():
                reach[counter] = reach.get(counter, 0) + gain
        live = sum(1 << counter for counter in (*twice.values(), *frame.slots))
        for counter, most_ in reach.items():
            cap = frame.counters[counter].cap
            if cap is not None and most_ > cap:
                live |= 1 << counter
        return live

    def _costly(self, options: Sequence[Option]) -> bool:
        """Return whether leaving the course out can be of use: every use costs something."""
        return all(
            option.approvals or any(self.frame.bounded(n) or gain < 0 for n, gain in option.gains)
            for option in options
        )

    # -------------------------------------------------------------------------- further courses

    def _pools(self, live: int) -> tuple[tuple[Pool, ...], tuple[Sequence[Member], ...]]:
        """Return what the student can still take, as pools, with the courses of each."""
        frame = self.frame
        gone = self._gone()
        split: set[int] = set()  # kinds of which some members have a row that can be full
        for counter, numbers in frame.rowed.items():
            if live >> counter & 1:
                split.update(numbers)
        whole = frame.whole_pools.get(live)
        if whole is None:
            if len(frame.whole_pools) >= _POOLS:
                frame.whole_pools.clear()
            whole = [self._whole(kind, number, live) for number, kind in enumerate(frame.kinds)]
            frame.whole_pools[live] = whole
        pools = list(whole)
        found: list[Sequence[Member]] = [kind.courses for kind in frame.kinds]
        for number in sorted(split | set(gone)):
            kind = frame.kinds[number]
            lost = gone.get(number, {})
            if number not in split:  # `Compiled.further` leaves out what is gone
                left = kind.supply - sum(lost.values())
                pools[number] = _pool(frame.kept(kind, live), left, number, kind.betters)
                continue
            parts: dict[frozenset[int], list[Member]] = {frozenset(): []}
            supplies: Counts[frozenset[int]] = Counts()
            for place, (course, uses, known) in enumerate(kind.members):
                left = course.supply - lost.get(place, 0)
                if left > 0:
                    bound = frozenset(c for c in known if live >> c & 1)
                    parts.setdefault(bound, []).append((course, uses))
                    supplies[bound] += left
            for bound, members in parts.items():
                supply = supplies[bound]
                if not bound:
                    kept = frame.kept(kind, live)
                    pools[number] = _pool(kept, supply, number, kind.betters)
                    found[number] = members
                    continue
                # The row of these courses can be full; apart from that they are of their kind.
                ways = kind.rows.get(bound)
                if ways is None:
                    every = frame.ways(members[0][0])
                    ways = kind.rows[bound] = Ways(every, frame.caps(every))
                kept = frame.kept(ways, live)
                betters = tuple((*better, number) for better in kind.betters)
                pools.append(_pool(kept, supply, len(pools), betters))
                found.append(members)
        return tuple(pools), tuple(found)

    def _gone(self) -> dict[int, dict[int, int]]:
        """Return what the student has: how many courses of which kind, of which of its members."""
        frame = self.frame
        gone: dict[int, dict[int, int]] = {}
        for identity in self.stands:
            for number, place in frame.listed.get(identity, ()):
                if identity in self.has or not frame.kinds[number].members[place][1]:
                    gone.setdefault(number, {})[place] = 1
        if not frame.ranges or not self.stands:
            return gone
        codes = {p.identity: p.course.code for p in self.profiles if p.identity in self.stands}
        for identity, code in codes.items():
            for number, place in frame.ranges.get(code.subject, ()):
                course, uses, _ = frame.kinds[number].members[place]
                endless = course.supply >= PLENTY
                if not endless and course.holds(code) and (identity in self.has or not uses):
                    lost = gone.setdefault(number, {})
                    lost[place] = lost.get(place, 0) + 1
                    if course.identity in frame.doubled:
                        self.starts[frame.once(course.identity, course.supply)] = lost[place]
        return gone

    def _whole(self, kind: Kind, number: int, live: int) -> Pool:
        """Return the pool of a kind of which the student has none."""
        mask = 0
        for counter in kind.caps:
            mask |= live & (1 << counter)
        pool = kind.pools.get(mask)
        if pool is None:
            kept = self.frame.kept(kind, live)
            pool = kind.pools[mask] = _pool(kept, kind.supply, number, kind.betters)
        return pool

    # -------------------------------------------------------------------------------- the model

    def _model(self, items: Sequence[Item], pools: Sequence[Pool]) -> Model:
        frame = self.frame
        starts = self.starts | (self._starts() if frame.of_record else {})
        goal = frame.goal_for(
            self.transcript, self.profiles
        )  # by now it is known which subjects there are
        goal = with_due(goal, frame, self.profiles)
        counters = list(frame.counters)
        for number, start in starts.items():
            counters[number] = replace(counters[number], start=start)
        return Model(
            tuple(counters),
            tuple(items),
            tuple(pools),
            goal,
            frame.spreads,
            frame.missing(courses=True),
            frame.missing(courses=False),
        )

    def _starts(self) -> dict[int, int]:
        """Return what earned credit already brings to sums over the whole record."""
        frame, found = self.frame, {}
        for number, tally in enumerate(frame.tallies):
            if not tally.record:
                continue
            if tally.last is not None:
                found[frame.ids[number, ""]] = self._from_the_last(tally, tally.last)
                continue
            for profile in self.profiles:
                if profile.worth is Worth.EARNED:
                    value = tally.value(profile.course, earned=False)
                    for key in frame.keys(tally, profile.course, ()) if value else ():
                        counter = frame.counter(number, key)
                        found[counter] = found.get(counter, 0) + value
        return found

    def _from_the_last(self, tally: Tally, last: Decimal) -> int:
        """Return what the record brings to a sum over its last credits.

        Further courses come last of all and push older ones out. With f credits of them the record
        counts for the other ``last - f``; the total never falls as f grows, so the least f that
        will do says what is missing.
        """
        need = tally.need or 0
        terms: dict[tuple[bool, int], list[int]] = {}
        for record, profile in zip(self.records, self.profiles, strict=True):
            if profile.worth is Worth.EARNED and not profile.course.again:
                when = (record.term is not None, record.term.ordinal if record.term else 0)
                held = terms.setdefault(when, [0, 0])
                held[0] += units(record.credits)
                held[1] += tally.value(profile.course, earned=False)
        newest = [terms[when] for when in sorted(terms, reverse=True)]

        def brings(window: int) -> int:
            fitting = 0
            for all_, fit in newest:
                if window <= 0:
                    break
                fitting += min(fit, window)  # of a term on the edge what fits comes first
                window -= all_
            return fitting

        low, high = 0, need
        while low < high:
            middle = (low + high) // 2
            if middle + brings(units(last) - middle) >= need:
                high = middle
            else:
                low = middle + 1
        return need - low
