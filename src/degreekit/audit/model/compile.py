"""From the rules and the records of a student to the 0-1 model (`degreekit.audit.model.model`)."""

from __future__ import annotations

from collections import Counter as Counts
from collections.abc import Collection, Hashable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from degreekit.adjustments import WaivedCourse
from degreekit.audit.model.counters import Tally
from degreekit.audit.model.eligibility import Use
from degreekit.audit.model.forced import with_due
from degreekit.audit.model.frame import Frame
from degreekit.audit.model.future import FutureCourse, Identity
from degreekit.audit.model.model import Item, Model, Option, Pool, Solution
from degreekit.audit.model.surplus import Places, Room, placed_in
from degreekit.audit.model.taken import Taken, taken_by
from degreekit.audit.model.ways import LEFT_OUT, Kept, Kind, Listed, Parts, Profile, Ways, parted
from degreekit.courses import Institution
from degreekit.requirements import Candidate, Program, Take, Worth, identity_of, may_repeat
from degreekit.transcript import CourseRecord, Transcript

__all__ = ["Compiled", "canonical_key", "compile_audit", "hopeless", "untaken"]


#: A range of no more courses is mostly what a rule names one by one: ``GOVT 2305 | GOVT 2306``.
_ONE_BY_ONE = 9

#: So many kinds, less what students have, are kept in parts.
_PARTS = 2_000
#: What everybody could take is kept for so many sets of maximums that can bind.
_POOLS = 256


@dataclass(frozen=True, slots=True)
class Compiled:
    """A model and what its parts stand for.

    Attributes:
        model: the integers.
        question: equal for models of one frame that have the same solution.
        program: the rules.
        takes: the `Take` nodes that options name by position.
        keys: what each item is: ``("record", position)``, ``("waived", position)``,
            ``("bundle", position)`` for whether rows that count only together are used, or
            ``("window", counter)`` for how far back a sum of the last credits looks.
        pools: for each pool the courses it holds; each has a row of its own on a list.
        leaves: the ids of the leaves that the goal names by position.
        waived: the courses that decisions waive.
        institution: says which codes are one course.
        has: the courses that are not taken again: some place is open to them.
        stands: those, and what serves the record alone.
        again: the pools of courses that stand on the record and are taken again for a place: they
            add nothing to sums over the record.
        of_record: whether there are such sums.
        rooms: the room of lists that may be overfilled, by their position.
        forced: an item, and the list that it has to be in.
    """

    model: Model
    question: Hashable
    program: Program
    takes: tuple[Take, ...]
    keys: tuple[tuple[str, int], ...]
    pools: tuple[Sequence[Listed], ...]
    leaves: tuple[str, ...]
    waived: tuple[WaivedCourse, ...]
    institution: Institution
    has: frozenset[Identity]
    stands: frozenset[Identity]
    again: frozenset[int]
    of_record: bool
    rooms: Mapping[int, Room]
    forced: tuple[int, int] | None

    def places(self, solution: Solution) -> list[Places]:
        """Return the places of each item, and then of each further course."""
        return list(placed_in(self.model, solution, self.rooms, self.forced))

    def gone(self, pool: int, places: Sequence[Use]) -> frozenset[Identity]:
        """Return which courses of a pool are not taken again.

        Args:
            pool: the position of the pool.
            places: the places that a course of it may be applied to.
        """
        if places and (pool in self.again or not self.of_record):
            return self.has
        return self.stands

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
            gone = self.gone(pool, places)
            for one, identity in untaken(course, gone, self.program, self.institution):
                yield one, places, identity


def untaken(
    course: FutureCourse, gone: Collection[Identity], program: Program, institution: Institution
) -> Iterator[tuple[Candidate, Identity | None]]:
    """Yield the courses that a further course stands for, with what tells each from others.

    A course that may be taken again has no such thing.

    Args:
        course: a course, or several that lists name as a range.
        gone: which are not taken again.
        program: says which may be taken again.
        institution: says which codes are one course.
    """
    if not course.is_range:
        if course.repeatable or course.identity not in gone:
            identity = None if course.repeatable else course.identity
            yield from ((one, identity) for one in course.courses())
        return
    for one in course.courses():
        if may_repeat(program, institution, one.code, one.title, one.term):
            yield one, None
            continue
        identity = identity_of(institution, one)
        if identity not in gone:
            yield one, identity


def canonical_key(record: CourseRecord, profile: Profile) -> tuple[object, ...]:
    """Return the place of a record in the canonical order: by its lists, then by its course.

    What is completed comes first, so that no requirement rests on a course in progress for nothing.

    When it was completed comes late, so that students who have the same courses have the same
    models; of those in progress the older is relied on first. Records with equal keys are equal for
    every rule, so the order among them cannot matter.
    """
    course = profile.course
    when = (record.term is None, record.term.ordinal if record.term else 0)
    return (
        profile.worth is not Worth.EARNED,
        (False, 0) if profile.worth is Worth.EARNED else when,
        profile.lists,
        course.code.subject,
        course.code.number,
        course.code.letter,
        course.title or "",
        record.credits,
        when,
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


def _pool(kept: Kept, supply: int, number: int, betters: Sequence[tuple[int, ...]]) -> Pool:
    return Pool(kept.options, supply, number, tuple(betters[place] for place in kept.places))


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
        self.taken = Taken()
        self.again: set[int] = set()
        self.starts: dict[int, int] = {}
        self.bounds: dict[int, int] = {}  # maximums that depend on the student
        self.windows: dict[int, Item] = {}

    def compile(self, *, further: bool, forced: tuple[int, int] | None) -> Compiled:
        frame = self.frame
        usable = [p for p, profile in enumerate(self.profiles) if profile.options]
        usable.sort(key=lambda p: canonical_key(self.records[p], self.profiles[p]))
        waived = list(self._waived())
        if further:
            self.taken = taken_by(frame, self.profiles)
            self.starts |= self.taken.starts
        twice = self._twice(usable)
        live = self._live(usable, waived, twice, further=further)
        items, keys = [], []
        for position, options in waived:
            # Among equals the waiver is not used: a course that was taken brings its credits.
            items.append(Item((LEFT_OUT, *frame.reduced(options, live).options)))
            keys.append(("waived", position))

        for position in usable:
            item = self._kept(position, twice, live).item(self.profiles[position].worth)
            if forced is not None and forced[0] == position:
                there = tuple(o for o in item.options if any(t == forced[1] for t, _ in o.uses))
                item = replace(item, options=there)
            items.append(item)
            keys.append(("record", position))
        for number, (unused, used) in enumerate(frame.bundles):
            either = (Option((), unused, assumed=False), Option((), used, assumed=False))
            items.append(Item(either))
            keys.append(("bundle", number))
        for counter, window in self.windows.items():
            items.append(window)
            keys.append(("window", counter))
        pools, members = self._pools(live) if further else ((), ())
        model = self._model(items, pools)
        return Compiled(
            model,
            self._question(model),
            frame.program,
            frame.takes,
            tuple(keys),
            members,
            tuple(frame.leaves),
            frame.case.waived_courses,
            frame.institution,
            self.taken.has,
            self.taken.stands,
            frozenset(self.again),
            bool(frame.of_record),
            {
                take: (frame.ids[number, ""], frame.tallies[number].cap or 0)
                for take, number in frame.rooms.items()
            },
            None if forced is None else (keys.index(("record", forced[0])), forced[1]),
        )

    def _kept(self, position: int, twice: Mapping[tuple[str, str], int], live: int) -> Kept:
        """Return the ways to use a record."""
        profile = self.profiles[position]
        once = twice.get(profile.identity) if profile.once else None
        if once is None:
            return self.frame.kept(profile, live)
        # What is relied on for the record alone may stand next to another attempt.
        ways = [replace(o, gains=(*o.gains, (once, 1))) if o.uses else o for o in profile.options]
        return self.frame.reduced(ways, live)

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
        reach = self.taken.reach(frame) if further else {}
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
        for fitting, others in frame.windows.items():
            pushing = None if others is None else reach.pop(frame.ids[others, ""], None)
            live |= self._look_back(fitting, others, pushing or 0)
        for counter, most_ in reach.items():
            cap = frame.counters[counter].cap
            if cap is not None and most_ > cap:
                live |= 1 << counter
        return live

    # -------------------------------------------------------------------------- further courses

    def _pools(self, live: int) -> tuple[tuple[Pool, ...], tuple[Sequence[Listed], ...]]:
        """Return what the student can still take, as pools, with the courses of each."""
        frame = self.frame
        gone = self.taken.lost
        split: set[int] = set()  # kinds of which some members have a row that can be full
        for counter, numbers in frame.rowed.items():
            if live >> counter & 1:
                split.update(numbers)
        pools = list(self._whole_pools(live))
        found: list[Sequence[Listed]] = [kind.courses for kind in frame.kinds]
        for number in sorted(split | set(gone)):
            kind = frame.kinds[number]
            lost = gone.get(number, {})
            if number not in split:  # `Compiled.further` leaves out what is gone
                pools[number] = self._pool(kind, number, live, kind.supply - sum(lost.values()))
                continue
            for bound, (supply, members) in self._parted(number, lost, live).items():
                if not bound:
                    pools[number] = self._pool(kind, number, live, supply)
                    found[number] = members
                    continue
                # The row of these courses can be full; apart from that they are of their kind.
                ways = kind.rows.get(bound)
                if ways is None:
                    every = frame.ways(members[0][0])
                    ways = kind.rows[bound] = Ways(every, frame.caps(every))
                pools.append(self._part(number, ways, live, supply, len(pools)))
                found.append(members)
        for course, uses in self.taken.again:
            every = frame.ways(replace(course, course=replace(course.course, again=True)))
            self.again.add(len(pools))
            kept = frame.kept(Ways(every, frame.caps(every)), live)
            pools.append(_pool(kept, 1, len(pools), ((),) * len(every)))
            found.append([(course, uses)])
        return tuple(pools), tuple(found)

    def _part(self, number: int, ways: Ways, live: int, supply: int, place: int) -> Pool:
        """Return the pool of courses of a kind whose row can be full."""
        key = number, live, supply, place
        pool = ways.pools.get(key)
        if pool is None:
            betters = tuple((*better, number) for better in self.frame.kinds[number].betters)
            pool = ways.pools[key] = _pool(self.frame.kept(ways, live), supply, place, betters)
        return pool

    def _parted(self, number: int, lost: Mapping[int, int], live: int) -> Parts:
        """Return the parts of a kind; they are kept, as most students lack few of its courses."""
        known = self.frame.parted
        key = number, tuple(lost.items()), live
        if key not in known:
            if len(known) >= _PARTS:
                known.clear()
            known[key] = parted(self.frame.kinds[number], lost, live)
        return known[key]

    def _whole_pools(self, live: int) -> Sequence[Pool]:
        """Return the pools of all kinds, for a student who has none of their courses."""
        kept = self.frame.whole_pools
        if live not in kept:
            if len(kept) >= _POOLS:
                kept.clear()
            kinds = enumerate(self.frame.kinds)
            kept[live] = [self._pool(kind, number, live, kind.supply) for number, kind in kinds]
        return kept[live]

    def _pool(self, kind: Kind, number: int, live: int, supply: int) -> Pool:
        """Return the pool of so many courses of a kind."""
        mask = 0
        for counter in kind.caps:
            mask |= live & (1 << counter)
        pool = kind.pools.get((mask, supply))
        if pool is None:
            kept = self.frame.kept(kind, live)
            pool = kind.pools[mask, supply] = _pool(kept, supply, number, kind.betters)
        return pool

    # -------------------------------------------------------------------------------- the model

    def _model(self, items: Sequence[Item], pools: Sequence[Pool]) -> Model:
        frame = self.frame
        if frame.of_record:
            self.starts |= self._starts()
        goal = frame.goal_for(
            self.transcript, self.profiles
        )  # by now it is known which subjects there are
        goal = with_due(goal, frame, self.profiles)
        counters = list(frame.counters)
        for number, start in self.starts.items():
            counters[number] = replace(counters[number], start=start)
        for number, cap in self.bounds.items():
            counters[number] = replace(counters[number], cap=cap)
        return Model(
            tuple(counters),
            tuple(items),
            tuple(pools),
            goal,
            frame.spreads,
            frame.missing(courses=True),
            frame.missing(courses=False),
        )

    def _question(self, model: Model) -> Hashable:
        """Return all that tells a model from others of the frame, but for what options stand for.

        Two students ask the same if their courses can do the same, whichever they are.
        """
        return (
            tuple(item.shape for item in model.items),
            tuple(pool.shape for pool in model.pools),
            # The sums, the goal and maximums of different subjects follow from how many sums there
            # are by now, but for what depends on the student.
            len(model.counters),
            *(tuple(sorted(self.starts.items())), tuple(sorted(self.bounds.items()))),
            None if model.goal is self.frame.goal else model.goal,
        )

    def _starts(self) -> dict[int, int]:
        """Return what earned credit already brings to sums over the whole record."""
        frame = self.frame
        found: dict[int, int] = {}
        for number, tally in enumerate(frame.tallies):
            if not tally.record:
                continue
            if tally.last is not None:  # see `_look_back`
                continue
            for profile in self.profiles:
                if profile.worth is Worth.EARNED:
                    value = tally.value(profile.course, earned=False)
                    for key in frame.keys(tally, profile.course, ()) if value else ():
                        counter = frame.counter(number, key)
                        found[counter] = found.get(counter, 0) + value
        return found

    # ------------------------------------------------------------ the last credits of the record

    def _look_back(self, fitting: int, others: int | None, pushing: int) -> int:
        """Say what the record brings to a sum over its last credits.

        Further courses come last of all. A sum of n among the last m credits is reached if going
        back over the record, n that fit are found before more than m - n that do not fit. How far
        to go back is a choice of its own where further courses may be in the way.

        Args:
            fitting: the tally of the credits that fit and are still to come.
            others: that of those that do not fit; None where all do.
            pushing: the most that those come to.

        Returns:
            The bound that can bind, as bits.
        """
        frame = self.frame
        counter, need = frame.ids[fitting, ""], frame.tallies[fitting].need or 0
        steps = self._steps_back(frame.tallies[fitting], others)
        if others is None or not steps or not pushing:
            self.starts[counter] = min(need, steps[-1][0]) if steps else 0
            return 0
        bound = frame.ids[others, ""]
        self.bounds[bound] = pushing + (frame.counters[bound].cap or 0)
        self.windows[counter] = Item(
            (
                Option((), (), assumed=False),
                *(
                    Option((), ((counter, min(need, fit)), (bound, pushing + rest)), assumed=False)
                    for fit, rest in steps
                ),
            )
        )
        return 1 << bound

    def _steps_back(self, fitting: Tally, others: int | None) -> list[tuple[int, int]]:
        """Return for each step back over the record what fits, and what does not and is newer.

        In the term where the last credits begin what fits comes first. Only steps that bring more
        are among them, and none after too much that does not fit.
        """
        alongside = None if others is None else self.frame.tallies[others]
        terms: dict[tuple[bool, int], tuple[int, int]] = {}
        for record, profile in zip(self.records, self.profiles, strict=True):
            if profile.worth is Worth.EARNED and not profile.course.again:
                when = (record.term is not None, record.term.ordinal if record.term else 0)
                fit, rest = terms.get(when, (0, 0))
                fit += fitting.value(profile.course, earned=False)
                rest += 0 if alongside is None else alongside.value(profile.course, earned=False)
                terms[when] = fit, rest
        found, brought, passed = [], 0, 0
        for when in sorted(terms, reverse=True):
            fit, rest = terms[when]
            if alongside is not None and passed > (alongside.cap or 0):
                break
            if fit and brought < (fitting.need or 0):
                brought += fit
                found.append((brought, passed))
            passed += rest
        return found
