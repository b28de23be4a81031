"""The frame of an audit: rules as sums, and what each course can do under them.

What a course can do under the rules is worked out when the course is first seen, and kept: with
every further student an audit only has to be assembled (see `degreekit.audit.model.compile`).
"""

from __future__ import annotations

from collections import Counter as Counts
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from copy import copy
from dataclasses import replace
from fractions import Fraction
from functools import cached_property

from degreekit.adjustments import Case, Ruling
from degreekit.audit.model.counters import Tally, units
from degreekit.audit.model.eligibility import KEPT_COURSES, Eligibility, Use
from degreekit.audit.model.future import FUTURE, FutureCourse, Identity
from degreekit.audit.model.kinds import FutureKinds
from degreekit.audit.model.model import Counter, Option, Pool
from degreekit.audit.model.ruleset import BY_ITSELF, Ruleset, Shareable, may_be_overfilled
from degreekit.audit.model.ways import Kept, Kind, Parts, Profile, Ranks, Ways
from degreekit.audit.solve.remembered import Remembered
from degreekit.courses import CourseCode, Institution, Term, title_key
from degreekit.recent import Recent
from degreekit.requirements import (
    Candidate,
    KnownRecord,
    KnownRecords,
    Worth,
    candidates,
    identity_of,
    may_repeat,
    repeats_of,
    settled,
    standing,
)
from degreekit.transcript import Transcript

__all__ = ["Frame"]

#: What is worked out from the courses that could still be taken.
_OF_FUTURE = ["future", "numbered", "kinds", "listed", "ranges", "rowed", "future_reach", "doubled"]


class Frame(Ruleset):
    """The rules, and what courses can do under them.

    Args:
        case: the rules that hold for the student.
        institution: how codes, titles and grades are read.
        outcomes: the outcome of each condition of the rules, in the order of `Program.conditions`.
        future: gives the courses that could still be taken, once they are asked for.
        records: reads records as rules see them, where others do as well.
    """

    def __init__(
        self,
        case: Case,
        institution: Institution,
        outcomes: Sequence[bool],
        future: Callable[[], Iterable[FutureCourse]],
        records: KnownRecords | None = None,
    ):
        super().__init__(case, institution, outcomes, records)
        self._offer = future
        self.eligibility = Eligibility(case, institution, frozenset(self.active), self.limits)
        self.slack: set[int] = set()
        self.ranks = Ranks()
        #: The answers to what was asked under these rules.
        self.answers = Remembered()
        #: The pools of all kinds, by the maximums that can bind.
        self.whole_pools: dict[int, list[Pool]] = {}
        #: Courses of kinds by the bounds of their rows, less what students have.
        self.parted: dict[tuple[int, tuple[tuple[int, int], ...], int], Parts] = {}
        self.profiles: Recent[Candidate, Profile] = Recent(KEPT_COURSES)
        self._untimed: Recent[tuple[Candidate, tuple[bool, ...]], Profile] = Recent(KEPT_COURSES)
        self._by_record: Recent[KnownRecord, Profile] = Recent(KEPT_COURSES)
        self._alike: Recent[object, tuple[Ways, dict[int, int]]] = Recent(KEPT_COURSES)
        self._numbers_of: Recent[object, frozenset[str]] = Recent(KEPT_COURSES)

    def with_future(self, future: Callable[[], Iterable[FutureCourse]]) -> Frame:
        """Return the same rules with other courses that could still be taken.

        Whatever does not depend on those is the same for both, and is worked out once.

        Args:
            future: gives the courses, once they are asked for.
        """
        new = copy(self)
        for name in _OF_FUTURE:
            vars(new).pop(name, None)
        new._offer = future
        new.slack, new.whole_pools, new.parted = set(), {}, {}
        return new

    def once(self, identity: Identity, courses: int = 1) -> int:
        """Return the position of the sum that keeps a course from counting twice.

        Args:
            identity: of the course; of a range of courses that of the first one.
            courses: how many of a range there are.
        """
        key = -courses, " ".join(identity)
        if key not in self.ids:
            self.ids[key] = self._new_sum(Counter(f"credit once: {key[1]}", cap=courses))
        return self.ids[key]

    @cached_property
    def due(self) -> dict[int, Ruling]:
        """The sums that hold a course where a decision puts it, in the order of the decisions."""
        return {self.due_sum(number): ruling for number, ruling in enumerate(self.case.due)}

    def due_sum(self, number: int) -> int:
        """Return the position of the sum of a decision that puts a course somewhere."""
        while len(self._due_sums) <= number:
            name = f"course {len(self._due_sums) + 1} of a decision"
            self._due_sums.append(self._new_sum(Counter(name, need=1)))
        return self._due_sums[number]

    def _due(self, course: Candidate) -> dict[int, frozenset[int]]:
        """Return the sums that hold a course, with the places each holds it in."""
        return {
            counter: self._scope(tuple(ruling.takes))
            for counter, ruling in self.due.items()
            if ruling.speaks_of(course, self.institution)
        }

    def _may_share(self, course: Candidate) -> frozenset[int]:
        """Return the positions of the sharing rules that are about a course."""
        rules = enumerate(self.sharing)
        return frozenset(
            n for n, rule in rules if rule.courses is None or rule.courses.matches(course)
        )

    # ------------------------------------------------------------------------------- a course

    def profiles_of(self, transcript: Transcript) -> list[Profile]:
        """Return what each record of a transcript can do, in its order."""
        if self.program.asks_when:
            seen = candidates(transcript, self.institution, self.program)
            return [replace(self.profile(course), course=course) for course in seen]
        found = []
        for record in transcript.records:
            known = self.records.read(record)
            profile = self._by_record.get(known)
            if profile is None:
                # Courses are equal whatever letter is printed, and an audit names them as printed.
                profile = self.profile(known.course)
                if profile.course is not known.course:
                    profile = replace(profile, course=known.course)
                self._by_record[known] = profile
            found.append(profile)
        return self._with_repeats(found)

    def _with_repeats(self, profiles: list[Profile]) -> list[Profile]:
        """Return what records can do, with what several attempts at a course make of each."""
        courses = settled(
            [profile.course for profile in profiles],
            [profile.worth for profile in profiles],
            [profile.identity for profile in profiles],
            self.program,
            self.institution,
        )
        return [
            profile if course is profile.course else replace(self.profile(course), course=course)
            for profile, course in zip(profiles, courses, strict=True)
        ]

    def numbers_of(self, code: CourseCode, title: str | None, term: Term | None) -> frozenset[str]:
        """Return the numbers a course is known by: its own, and with and without its title.

        A topic may have become a course of its own, and a decision about the number still names it.
        """
        key = code, title, term
        found = self._numbers_of.get(key)
        if found is None:
            identity = self.institution.identity
            named = str(code), identity(code, title, term)[0], identity(code, None)[0]
            found = self._numbers_of[key] = frozenset(named)
        return found

    def profile(self, course: Candidate) -> Profile:
        """Return what a course can do."""
        found = self.profiles.get(course)
        if found is None:
            found = self.profiles[course] = self._whenever(course)
        return found

    def _whenever(self, course: Candidate) -> Profile:
        """Return what a course can do; mostly it is the same in whichever term it is taken."""
        if course.study_term is None and course.age is None:
            return self._profile(course)
        asked = tuple(one.matches(course) for one in self.program.asking_when)
        key = replace(course, study_term=None, age=None), asked
        known = self._untimed.get(key)
        if known is None:
            known = self._untimed[key] = self._profile(course)
        return replace(known, course=course)

    def _profile(self, course: Candidate) -> Profile:
        value = standing(course, self.institution, self.program)
        uses: tuple[Use, ...] = ()
        ways, highs = Ways((), {}), dict[int, int]()
        if value.worth is not Worth.NOTHING:
            uses = self.eligibility.uses(course)
            earned = value.worth is Worth.EARNED
            counted = self._counted(course, uses, earned=earned)
            due = self._due(course) if earned else {}
            # Most courses do what some other course does; what follows from it is kept once.
            key = (
                *(uses, tuple((n, value, keys) for n, _, value, keys in counted)),
                frozenset(due.items()),
                shared := self._may_share(course),
            )
            alike = self._alike.get(key)
            if alike is None:
                options = self._options(uses, counted, due, shared)
                alike = self._alike[key] = Ways(options, self.caps(options)), self.highs(options)
            ways, highs = alike
        told = course.code, course.title, course.term
        once = not may_repeat(self.program, self.institution, *told)
        identity = identity_of(self.institution, course)
        return Profile(
            ways.options,
            ways.caps,
            ways.kept,
            course=course,
            worth=value.worth,
            reason=value.reason,
            uses=uses,
            identity=identity,
            once=once,
            highs=highs,
        )

    def highs(self, options: Sequence[Option]) -> dict[int, int]:
        """Return the most that one of some options adds to each need."""
        found: dict[int, int] = {}
        for option in options:
            for counter, gain in option.gains:
                if self.needed(counter) and gain > found.get(counter, 0):
                    found[counter] = gain
        return found

    def caps(self, options: Sequence[Option]) -> dict[int, int]:
        """Return the most that one of some options adds to each bounded sum."""
        found: dict[int, int] = {}
        for option in options:
            for counter, gain in option.gains:
                if self.counters[counter].cap is not None and gain > found.get(counter, 0):
                    found[counter] = gain
        return found

    def options(
        self,
        course: Candidate,
        uses: Sequence[Use],
        *,
        earned: bool,
        filled: Fraction | None = None,
    ) -> tuple[Option, ...]:
        """Return each way to use a course, the preferred first: earlier places, then more.

        Args:
            course: the course.
            uses: the places it may be applied to.
            earned: whether it brought credit already.
            filled: the credits it fills where it is waived; None for all other courses.
        """
        counted = self._counted(course, uses, earned=earned, filled=filled)
        return self._options(uses, counted, {}, self._may_share(course))

    def _counted(
        self,
        course: Candidate,
        uses: Sequence[Use],
        *,
        earned: bool,
        filled: Fraction | None = None,
    ) -> list[tuple[int, Tally, int, tuple[str, ...] | None]]:
        """Return each sum that a course may add to: position, rule, amount and keys.

        The keys are None where they depend on the row that the course fills.
        """
        places = (None, *(use.take for use in uses))
        numbers = sorted({number for place in places for number in self._tallies_of[place]})
        found: list[tuple[int, Tally, int, tuple[str, ...] | None]] = []
        for number in numbers:
            tally = self.tallies[number]
            if not (tally.own or filled is None) or not tally.touches(uses):
                continue
            value = tally.value(course, earned=earned, filled=filled)
            keys = None if tally.each == "group" else tuple(self.keys(tally, course, ()))
            if keys == (BY_ITSELF,):
                value = int(value >= (tally.need or 1))
            if value:
                found.append((number, tally, value, keys))
        return found

    def _options(
        self,
        uses: Sequence[Use],
        counted: Sequence[tuple[int, Tally, int, tuple[str, ...] | None]],
        due: Mapping[int, frozenset[int]],
        shared: frozenset[int],
    ) -> tuple[Option, ...]:
        shareable = self._shareable(shared)
        free = self._free(uses, counted, shareable) if self._wide else ()
        found = []
        others = [use for use in uses if use not in free]
        for chosen in self._choices(others, shareable, or_none=bool(free)):
            whole = tuple(sorted((*chosen, *free), key=lambda use: use.take)) if free else chosen
            gains = [
                (self.counter(number, key), value)
                for number, tally, value, keys in counted
                if tally.touches(chosen if tally.room else whole)
                for key in (self.groups(tally, whole) if keys is None else keys)
            ]
            gains += [(c, 1) for c, at in due.items() if any(u.take in at for u in whole)]
            places = tuple((use.take, use.row) for use in whole)
            found.append(Option(places, tuple(gains), sum(use.approval for use in whole)))
        # What is asked of the whole record a course brings without a place, too.
        of_record = tuple(
            (self.counter(number, key), value)
            for number, tally, value, keys in counted
            if tally.record
            for key in keys or ()
        )
        if any(self.needed(counter) for counter, _ in of_record):
            found.append(Option((), of_record))
        return tuple(found)

    def _free(
        self,
        uses: Sequence[Use],
        counted: Sequence[tuple[int, Tally, int, tuple[str, ...] | None]],
        shareable: Shareable,
    ) -> tuple[Use, ...]:
        """Return the places that a course may have whichever others it has.

        There it always is, so that only the others make sets of places. A list that is then too
        full loses some of those courses again.
        """
        pairs, bounds = shareable
        # What else counts a course there might miss it, once it is left out again.
        several = [tally for _, tally, _, _ in counted if not (tally.own or tally.record)]
        found = []
        for use in uses:
            others = [other for other in uses if other is not use]
            if (
                not (use.approval or use.override)
                and may_be_overfilled(self.takes[use.take])
                and all((use.take, other.take) in pairs for other in others)
                and not any(use.take in places for places, _ in bounds)
                and not any(
                    use.take in tally.takes or use.take in (tally.and_also or ())
                    for tally in several
                )
            ):
                found.append(use)
        return tuple(found)

    def groups(self, tally: Tally, chosen: Sequence[Use]) -> Sequence[str]:
        """Return the groups of the rows that a course fills in a list."""
        (here,) = tally.takes
        rows = [use.row for use in chosen if use.take == here]
        return tuple(self.takes[here].listed[row].group or "" for row in rows)

    def keys(self, tally: Tally, course: Candidate, chosen: Sequence[Use]) -> Sequence[str]:
        """Return which sums of a tally a course adds to: one, or those of its subject or groups."""
        if tally.each == "subject":
            return (self.program.subject(course.code.subject),)
        if tally.each == "terms":
            return (
                ()
                if course.term is None
                else (BY_ITSELF,)
                if course.term == FUTURE
                else (str(course.term),)
            )
        if tally.each == "course":
            return (self._own_key(course),)
        if tally.each == "title":
            titled = title_key(course.title)
            own = self.program.subject(course.code.subject)
            return (f"{own}: {titled}" if titled else self._own_key(course),)
        if tally.each == "term":
            return () if course.term in (None, FUTURE) else (str(course.term),)
        if tally.each == "group":
            return self.groups(tally, chosen)
        return ("",)

    def _own_key(self, course: Candidate) -> str:
        """Return what tells a course from others, where another attempt could count besides it."""
        told = course.code, course.title, course.term
        identity = self.institution.identity(*told)
        once = repeats_of(self.program, self.institution, *told).most == 1
        if once and course.term == FUTURE and identity not in self._waived:
            return BY_ITSELF
        return " ".join(identity)

    @cached_property
    def _waived(self) -> frozenset[Identity]:
        waived = (one.course for one in self.case.waived_courses)
        return frozenset(self.institution.identity(c.code, c.title, c.term) for c in waived)

    def _choices(
        self, uses: Sequence[Use], shareable: Shareable, *, or_none: bool
    ) -> list[tuple[Use, ...]]:
        """Return every set of places that one course may have at once.

        Args:
            uses: its places.
            shareable: what it may share.
            or_none: whether the empty set is one of them.
        """
        pairs, bounds = shareable
        sets: list[tuple[Use, ...]] = [()] if or_none else []

        def grow(chosen: tuple[Use, ...], rest: Sequence[Use]) -> None:
            for position, use in enumerate(rest):
                if all((old.take, use.take) in pairs for old in chosen):
                    more = (*chosen, use)
                    if not _too_many(more, bounds):
                        sets.append(more)
                        grow(more, rest[position + 1 :])

        grow((), uses)
        last = len(self.takes)
        return sorted(sets, key=lambda chosen: (*(use.take for use in chosen), last))

    def kept(self, ways: Ways, live: int) -> Kept:
        """Return the options that can be of use where only some bounds can bind.

        Args:
            ways: the course.
            live: the counters that can bind, as bits.
        """
        mask = 0
        for counter in ways.caps:
            mask |= live & (1 << counter)
        found = ways.kept.get(mask)
        if found is None:
            found = ways.kept[mask] = self.reduced(ways.options, mask)
        return found

    def reduced(self, options: Sequence[Option], live: int) -> Kept:
        """Return options without the sums that cannot bind, and without those never better."""
        counters = self.counters
        plain = []
        for option in options:
            gains = tuple(
                (c, g) for c, g in option.gains if counters[c].need is not None or live >> c & 1
            )
            same = len(gains) == len(option.gains)
            plain.append(option if same else replace(option, gains=gains))
        places = [set(option.uses) for option in plain]
        found = [
            (place, option)
            for place, option in enumerate(plain)
            if not any(
                wider > places[place] and self._beats(better, option)
                for better, wider in zip(plain, places, strict=True)
            )
        ]
        left = tuple(option for _, option in found)
        return Kept(left, tuple(place for place, _ in found), self._costly(left))

    def _costly(self, options: Sequence[Option]) -> bool:
        return all(
            option.approvals or any(self.bounded(n) or gain < 0 for n, gain in option.gains)
            for option in options
        )

    def _beats(self, better: Option, option: Option) -> bool:
        """Return whether an option with more places can always stand for one with fewer.

        It gains whatever the other gains; what it gains more must touch no bound and no average.
        """
        if better.approvals != option.approvals:
            return False
        had, has = dict(option.gains), dict(better.gains)
        return all(has.get(c, 0) >= g for c, g in had.items() if not self.bounded(c)) and all(
            gain <= had.get(counter, 0) if self.bounded(counter) else gain >= had.get(counter, 0)
            for counter, gain in better.gains
        )

    # ------------------------------------------------------------------------------ the future

    @cached_property
    def future(self) -> tuple[FutureCourse, ...]:
        """The courses that could still be taken."""
        return tuple(self._offer())

    @cached_property
    def numbered(self) -> dict[str, list[int]]:
        """The positions of the further courses that are known by a number."""
        found: dict[str, list[int]] = defaultdict(list)
        for place, one in enumerate(self.future):
            course = one.course
            for number in self.numbers_of(course.code, course.title, course.term):
                found[number].append(place)
        return found

    @cached_property
    def kinds(self) -> tuple[Kind, ...]:
        """What could be taken, grouped by all that rules can tell apart."""
        return tuple(FutureKinds(self).kinds())

    @cached_property
    def listed(self) -> dict[Identity, list[tuple[int, int]]]:
        """Where each single course stands: positions of its kind and among the kind's members."""
        found: dict[Identity, list[tuple[int, int]]] = defaultdict(list)
        for number, kind in enumerate(self.kinds):
            for place, (course, _, _) in enumerate(kind.members):
                if course.supply == 1:
                    found[course.identity].append((number, place))
        return found

    @cached_property
    def ranges(self) -> dict[str, list[tuple[int, int]]]:
        """Where the ranges of each subject stand: positions of kind and member."""
        found: dict[str, list[tuple[int, int]]] = defaultdict(list)
        for number, kind in enumerate(self.kinds):
            for place, (course, _, _) in enumerate(kind.members):
                if course.is_range:
                    found[course.course.code.subject].append((number, place))
        return found

    @cached_property
    def rowed(self) -> dict[int, list[int]]:
        """The kinds that have members with a bounded row of their own, by its bound."""
        found: dict[int, list[int]] = defaultdict(list)
        for number, kind in enumerate(self.kinds):
            for counter in {c for _, _, known in kind.members for c in known}:
                found[counter].append(number)
        return found

    @cached_property
    def future_reach(self) -> dict[int, int]:
        """The most that further courses add to each bounded sum."""
        found: dict[int, int] = {}
        for kind in self.kinds:
            for counter, gain in kind.caps.items():
                found[counter] = found.get(counter, 0) + gain * kind.supply
            for course, _, known in kind.members:
                for counter in known:
                    found[counter] = found.get(counter, 0) + course.supply
        return found

    @cached_property
    def doubled(self) -> frozenset[Identity]:
        """Courses that could be taken under several codes, of which one counts."""
        return self.doubled_among(self.future)

    def doubled_among(self, courses: Iterable[FutureCourse]) -> frozenset[Identity]:
        """Return what can be taken under several codes of some courses, of which one counts."""
        if not self.program.credit_once:
            return frozenset()
        offered = [c for c in courses if not c.repeatable and self.with_any_amount(c).options]
        times = Counts(course.identity for course in offered)
        return frozenset(one for one, number in times.items() if number > 1)

    def with_any_amount(self, course: FutureCourse) -> Profile:
        """Return where a further course may be applied with one amount or another."""
        each = [self.profile(own) for own in course.by_amount]
        first = each[0]
        if all(one.uses == first.uses for one in each):
            return first
        uses = {(use.take, use.row): use for one in each for use in one.uses}
        options = tuple(option for one in each for option in one.options)
        return replace(
            first,
            options=options,
            uses=tuple(uses[place] for place in sorted(uses)),
            caps=self.caps(options),
        )

    def ways(self, course: FutureCourse) -> tuple[Option, ...]:
        """Return the ways to use a further course, for each amount of credits it may bring."""
        found: list[Option] = []
        for own in course.by_amount:
            profile = self.profile(own)
            credits = units(own.credits)
            options = [replace(option, credits=credits) for option in profile.options]
            if course.identity in self.doubled:
                once = self.once(course.identity, course.supply)
                options = [replace(o, gains=(*o.gains, (once, 1))) for o in options]
            found += options
        return tuple(found)


def _too_many(chosen: Sequence[Use], bounds: Iterable[tuple[frozenset[int], int]]) -> bool:
    return any(sum(use.take in places for use in chosen) > most for places, most in bounds)
