"""The frame of a student with decisions, or with rules of its own, over that of everybody else.

Most decisions are about single courses, change an amount, or take a rule away. The sums that are
left are then among those of the rules without decisions, and a course that no decision names can do
what it can do under the plain rules, less what is gone: that is taken over, and only what the
decisions name is worked out again.

Rules that depend on the student have other amounts for some, and ask something else of courses. A
course of which they ask nothing else can do what it can do for everybody else.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Hashable, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from functools import cached_property
from typing import TypeVar

from typing_extensions import override

from degreekit.adjustments import Case
from degreekit.audit.model.counters import Tally
from degreekit.audit.model.eligibility import Use
from degreekit.audit.model.frame import Frame
from degreekit.audit.model.future import FutureCourse, Identity
from degreekit.audit.model.kinds import FutureKinds
from degreekit.audit.model.model import Option
from degreekit.audit.model.ruleset import Aim
from degreekit.audit.model.ways import Kind, Profile
from degreekit.courses import CourseCode, Institution, Term
from degreekit.requirements import Candidate, Check, CourseFilter, Take
from degreekit.transcript import Transcript

__all__ = ["frame_over"]

_Name = TypeVar("_Name", bound=Hashable)


def frame_over(
    base: Frame,
    case: Case,
    institution: Institution,
    outcomes: Sequence[bool],
    future: Callable[[], Iterable[FutureCourse]],
) -> Frame:
    """Return the frame of a case: over the plain one where its sums are among those of that one.

    Args:
        base: the frame of the rules without decisions, for the same kind of student.
        case: the rules that hold for the student.
        institution: how codes, titles and grades are read.
        outcomes: the outcome of each condition of the rules.
        future: gives the courses that could still be taken, once they are asked for.
    """
    if tuple(outcomes) == base.outcomes:
        over = Overlay(base, case, institution, outcomes, future)
        if over.base is not None:
            return over
    return Frame(case, institution, outcomes, future, base.records)


class Overlay(Frame):
    """A frame that shares with another one whatever no decision names.

    Attributes:
        base: the other one; None where this one has sums that it lacks, so that nothing is shared.
    """

    base: Frame | None = None

    def __init__(
        self,
        base: Frame,
        case: Case,
        institution: Institution,
        outcomes: Sequence[bool],
        future: Callable[[], Iterable[FutureCourse]],
    ):
        self._under = base
        super().__init__(case, institution, outcomes, future, base.records)
        rulings = (*case.approvals, *case.denials, *case.placements, *case.overrides)
        self._rulings = tuple(dict.fromkeys(rulings))
        #: What is asked of courses here, where the base asks something else.
        self._asked = _asked_anew(base, self)
        self._numbers = set[str]()
        for ruling in self._rulings:
            code, title = ruling.code, institution.full_title(ruling.title)
            self._numbers |= base.numbers_of(code, title, None)
        #: Decisions put rows at the head of a list: so many of each list.
        self._ahead = [
            len(mine.listed) - len(theirs.listed)
            for mine, theirs in zip(self.takes, base.takes, strict=True)
        ]
        #: Lists that take courses under the plain rules, and do not any more.
        self._closed = base.active - self.active
        #: By how much gains of a tally of the base are multiplied: 0 where it is gone, 1 where it
        #: has a need or a bound and had none, or the other way round.
        self._factors: dict[int, int] = {}
        before, now = _excluding(base), _excluding(self)
        #: What keeps courses out altogether under one of the two and not under the other.
        self._excluding = [one for one in (*before, *now) if (one in before) != (one in now)]
        if self._is_base:
            self._share(base)
            return
        places = None if self._asked is None else self._places_in(base)
        if places is not None:
            self._take_over(base, places)

    @property
    def _is_base(self) -> bool:
        """Whether the rules are those of the base: decisions are about single courses at most."""
        case = self.case
        set_aside = case.waived or case.forced or case.waived_courses or case.due
        return case.program is self._under.program and not set_aside

    @override
    def _translate(self) -> None:
        if not self._is_base:
            super()._translate()
            return
        base = vars(self._under)
        vars(self).update((name, base[name]) for name in self._under.translated)

    def _places_in(self, base: Frame) -> list[int] | None:
        """Return the position of each tally in the base; None where one is not there."""
        if not self.active <= base.active or self._shareables_differ(base):
            return None
        if _shut(self, self._ahead) != _shut(base, [0] * len(base.takes)):
            return None
        there: dict[Hashable, list[int]] = defaultdict(list)
        none = [0] * len(base.takes)
        for number in reversed(range(len(base.tallies))):
            there[_counts(base.tallies[number], none)].append(number)
        before = {id(now): was for was, now in self._asked or ()}
        found = []
        for tally in self.tallies:
            alike = there.get(_counts(tally, self._ahead, before))
            if not alike:
                return None
            found.append(place := alike.pop())
            if tally.each and tally.need != base.tallies[place].need:
                return None  # how often it counts a course depends on the amount
        return found

    def _shareables_differ(self, base: Frame) -> bool:
        """Return whether other places may be shared; which courses may share them is apart."""
        everything = frozenset(range(len(self.sharing)))
        return len(self.sharing) != len(base.sharing) or (
            self._shareable(everything) != base._shareable(everything)
        )

    def _take_over(self, base: Frame, places: Sequence[int]) -> None:
        """Count in the sums of the base."""
        moved = ((self.ids.get((n, "")), m) for n, m in enumerate(places))
        sums = {counter: base.ids[m, ""] for counter, m in moved if counter is not None}
        own = dict(zip(places, self.tallies, strict=True))
        gone = (Tally(tally.rule, frozenset(), True) for tally in base.tallies)
        self.tallies = [own.get(number, none) for number, none in enumerate(gone)]
        for number, (mine, theirs) in enumerate(zip(self.tallies, base.tallies, strict=True)):
            if number not in own:
                self._factors[number] = 0
            elif mine.parts != theirs.parts:
                self._factors[number] = mine.parts // theirs.parts
            elif _asks(mine) != _asks(theirs):
                self._factors[number] = 1
        self.aim = _moved_aim(self.aim, places)
        self.slots = {sums[counter] for counter in self.slots}
        self.bundles = [
            (tuple((sums[c], gain) for c, gain in one), tuple((sums[c], gain) for c, gain in other))
            for one, other in self.bundles
        ]
        self.rows = {sums[counter]: None for counter in self.rows}
        self._sort_tallies()
        self._share(base)

    def _share(self, base: Frame) -> None:
        """Count in the sums of the base from now on: they are those of all, as they come up."""
        self.base = base
        self.ranks = base.ranks
        self.ids, self.keyed, self.sums = base.ids, base.keyed, base.sums
        self.counters, self._spreading = [], set()
        self._catch_up()

    @property
    def _plain(self) -> Frame:
        if self.base is None:
            raise RuntimeError("nothing is shared")
        return self.base

    def _catch_up(self) -> None:
        """Take over the sums that came up with other students, with the amounts of these rules."""
        if isinstance(self._plain, Overlay):
            self._plain._catch_up()
        plain = self._plain.counters
        for number in range(len(self.counters), len(plain)):
            of = self.sums[number]
            if of is None:
                self.counters.append(plain[number])
                continue
            self.counters.append(self._counter_of(*of))
            if self.tallies[of[0]].most_kinds is not None:
                self._spreading.add(number)

    # ------------------------------------------------------------------------------- one course

    def _spoken_of(self, course: Candidate) -> bool:
        """Return whether some decision may be about a course, or something else is asked of it."""
        if any(limit.matches(course) for _, limit in self._excluding):
            return True
        if any(_tell(*asked, course) for asked in self._asked or ()):
            return True
        if not self._rulings:
            return False
        if course.other_titles or course.printed:
            return True
        numbers = self._plain.numbers_of(course.code, course.title, course.term)
        return not self._numbers.isdisjoint(numbers) and any(
            ruling.speaks_of(course, self.institution) for ruling in self._rulings
        )

    @override
    def profiles_of(self, transcript: Transcript) -> list[Profile]:
        if self.program.asks_when:
            return super().profiles_of(transcript)
        plain = self._plain.profiles_of(transcript)
        self._catch_up()
        return [
            replace(self.profile(one.course), course=one.course)
            if self._spoken_of(one.course)
            else self._moved(one)
            for one in plain
        ]

    @override
    def profile(self, course: Candidate) -> Profile:
        found = self.profiles.get(course)
        if found is None:
            if self._spoken_of(course):
                found = self._profile(course)
            else:
                plain = self._plain.profile(course)
                self._catch_up()
                found = self._moved(plain)
            self.profiles[course] = found
        return found

    def _is_moved(self, uses: Sequence[Use], options: Sequence[Option]) -> bool:
        """Return whether anything is different here for a course that no decision names."""
        if any(self._ahead[use.take] or use.take in self._closed for use in uses):
            return True
        factors, sums = self._factors, self.sums
        return bool(factors) and any(
            (of := sums[counter]) is not None and of[0] in factors
            for option in options
            for counter, _ in option.gains
        )

    def _moved(self, plain: Profile) -> Profile:
        """Return what a course can do under the plain rules, with the rows of these."""
        if not self._is_moved(plain.uses, plain.options):
            return plain
        options = self._options_moved(plain.options)
        return replace(
            plain,
            options=options,
            uses=self._uses_moved(plain.uses),
            caps=self.caps(options),
            highs=self.highs(options),
            kept={},
        )

    def _options_moved(self, options: Sequence[Option]) -> tuple[Option, ...]:
        ahead, closed = self._ahead, self._closed
        return tuple(
            replace(
                one,
                uses=tuple((take, row + ahead[take]) for take, row in one.uses),
                gains=self._gains_moved(one.gains),
            )
            for one in options
            if not any(take in closed for take, _ in one.uses)
        )

    def _gains_moved(self, gains: tuple[tuple[int, int], ...]) -> tuple[tuple[int, int], ...]:
        if not self._factors:
            return gains
        found = []
        for counter, gain in gains:
            of = self.sums[counter]
            if factor := 1 if of is None else self._factors.get(of[0], 1):
                found.append((counter, gain * factor))
        return tuple(found)

    def _uses_moved(self, uses: Sequence[Use]) -> tuple[Use, ...]:
        return tuple(
            replace(use, row=use.row + self._ahead[use.take])
            for use in uses
            if use.take not in self._closed
        )

    @override
    def counter(self, tally: int, key: str) -> int:
        if self.base is None:  # the sums of the rules are being laid out
            return super().counter(tally, key)
        found = self._plain.counter(tally, key)
        self._catch_up()
        return found

    @override
    def once(self, identity: Identity, courses: int = 1) -> int:
        found = self._plain.once(identity, courses)
        self._catch_up()
        return found

    @override
    def due_sum(self, number: int) -> int:
        found = self._plain.due_sum(number)
        self._catch_up()
        return found

    @override
    def numbers_of(self, code: CourseCode, title: str | None, term: Term | None) -> frozenset[str]:
        return self._plain.numbers_of(code, title, term)

    # ------------------------------------------------------------------------------- the future

    @cached_property
    def _apart(self) -> list[FutureCourse]:
        """The further courses that some decision names."""
        plain = self._plain
        if self._asked:
            named = {
                one.identity
                for one in plain.future
                if any(self._spoken_of(own) for own in one.by_amount)
            }
            # What is offered under several codes is looked at again together.
            return [one for one in plain.future if one.identity in named]
        if self._excluding:
            return [one for one in plain.future if self._spoken_of(one.course)]
        places = {place for number in self._numbers for place in plain.numbered.get(number, ())}
        numbered = (plain.future[place] for place in sorted(places))
        return [one for one in numbered if self._spoken_of(one.course)]

    @cached_property
    def future(self) -> tuple[FutureCourse, ...]:
        return self._plain.future

    @cached_property
    def numbered(self) -> dict[str, list[int]]:
        return self._plain.numbered

    @cached_property
    def _displaced(self) -> list[int]:
        """The kinds of which some course is another one here, by their positions under the base."""
        return []

    @cached_property
    def kinds(self) -> tuple[Kind, ...]:
        plain = self._plain.kinds
        self.slack = self._plain.slack
        self._catch_up()
        if not self._apart and not any(self._ahead) and not self._closed and not self._factors:
            return plain
        gone = set(map(id, self._apart))
        found = []
        for number, kind in enumerate(plain):
            members = kind.members
            if gone and any(id(one[0]) in gone for one in members):
                members = tuple(one for one in members if id(one[0]) not in gone)
                self._displaced.append(number)
            uses = [use for _, uses, _ in members[:1] for use in uses]
            moved = self._is_moved(uses, kind.options)
            if members is kind.members and not moved:
                found.append(kind)
                continue
            options, caps = kind.options, kind.caps
            if moved:
                members = tuple((one, self._uses_moved(its), known) for one, its, known in members)
                options = self._options_moved(options)
                caps = self.caps(options)
            left = Kind(
                options,
                caps,
                members=members,
                courses=tuple((one, uses) for one, uses, _ in members),
                supply=sum(one.supply for one, _, _ in members),
                betters=kind.betters,
                kept={} if moved else kind.kept,
                rows={} if moved else kind.rows,
                served=() if moved else kind.served,
            )
            found.append(left)
        kinds = FutureKinds(self)
        if self._closed or self._factors:  # courses that differed may be alike now
            return tuple(kinds.merged(found, self._apart))
        return tuple(kinds.added(found, self._apart))

    @cached_property
    def doubled(self) -> frozenset[Identity]:
        # What a decision names and what bears its number are looked at again together.
        if not self._apart:
            return self._plain.doubled
        named = {one.identity for one in self._apart}
        return (self._plain.doubled - named) | self.doubled_among(self._apart)

    @cached_property
    def listed(self) -> dict[Identity, list[tuple[int, int]]]:
        if self._closed or self._factors:
            return super().listed

        def named(course: FutureCourse) -> Identity | None:
            return course.identity if course.supply == 1 else None

        return self._where(self._plain.listed, named)

    @cached_property
    def ranges(self) -> dict[str, list[tuple[int, int]]]:
        if self._closed or self._factors:
            return super().ranges

        def named(course: FutureCourse) -> str | None:
            return course.course.code.subject if course.is_range else None

        return self._where(self._plain.ranges, named)

    def _where(
        self,
        plain: dict[_Name, list[tuple[int, int]]],
        name_of: Callable[[FutureCourse], _Name | None],
    ) -> dict[_Name, list[tuple[int, int]]]:
        """Return where courses stand, from where they stand under the base.

        Args:
            plain: positions of kind and member under the base, by a name of the course.
            name_of: returns that name; None for a course that is not looked for.
        """
        kinds, before = self.kinds, self._plain.kinds
        if kinds is before:
            return plain
        moved = {*self._displaced, *range(len(before), len(kinds))}
        lost = {name_of(one[0]) for number in self._displaced for one in before[number].members}
        found = dict(plain)
        for name in lost:
            if name is not None:
                found[name] = [place for place in plain[name] if place[0] not in moved]
        for number in moved:
            for place, (course, _, _) in enumerate(kinds[number].members):
                if (name := name_of(course)) is not None:
                    found[name] = sorted([*found.get(name, ()), (number, place)])
        return found

    @cached_property
    def rowed(self) -> dict[int, list[int]]:
        return self._plain.rowed if self.kinds is self._plain.kinds else super().rowed

    @cached_property
    def future_reach(self) -> dict[int, int]:
        return self._plain.future_reach if self.kinds is self._plain.kinds else super().future_reach


def _excluding(frame: Frame) -> list[tuple[frozenset[str], CourseFilter]]:
    """Return the limits that keep courses out altogether: the lists, and the courses."""
    takes = frame.program.takes
    return [
        (frozenset(take.id for take in takes(limit.scope)), limit.courses)
        for limit in frame.limits
        if limit.excludes
    ]


def _asked_anew(
    base: Frame, frame: Frame
) -> list[tuple[CourseFilter | None, CourseFilter | None]] | None:
    """Return what one frame asks of courses, with what the other asks in its place.

    Only what differs is among it; what decisions changed is not: they name single courses. None
    where the two do not ask in the same places.
    """
    if frame.case.adjustments:
        return []
    before, now = list(_asked_of_courses(base)), list(_asked_of_courses(frame))
    if [place for place, _ in before] != [place for place, _ in now]:
        return None
    pairs = ((was, one) for (_, was), (_, one) in zip(before, now, strict=True))
    return [(was, one) for was, one in pairs if was is not one and was != one]


def _asked_of_courses(frame: Frame) -> Iterator[tuple[str, CourseFilter | None]]:
    """Yield each place where rules ask something of courses, with what they ask."""
    for node in frame.program.nodes:
        if isinstance(node, Take):
            yield from ((node.id, row.courses) for row in node.listed)
            yield from ((node.id, part.where) for part in node.including)
        elif isinstance(node, Check):
            yield from ((node.id, asked) for asked in (node.where, node.among))
    yield from ((limit.id, limit.courses) for limit in frame.limits)
    yield from ((rule.id, rule.courses) for rule in frame.sharing)
    yield "", frame.program.credit


def _tell(was: CourseFilter | None, now: CourseFilter | None, course: Candidate) -> bool:
    """Return whether two filters answer differently for a course."""
    if was is None or now is None:
        return True
    return was.matches(course) != now.matches(course) or was.surely(course) != now.surely(course)


def _shut(frame: Frame, ahead: Sequence[int]) -> list[tuple[int, int]]:
    """Return the rows that take no course.

    Args:
        frame: the rules.
        ahead: how many rows at the head of each list are left out.
    """
    return [
        (index, row - ahead[index])
        for index, take in enumerate(frame.takes)
        for row, one in enumerate(take.listed)
        if 0 in (one.most_courses, one.most_credits)
    ]


def _counts(
    tally: Tally, ahead: Sequence[int], before: Mapping[int, CourseFilter | None] | None = None
) -> Hashable:
    """Return all that says which courses a tally counts, and how.

    Args:
        tally: the tally.
        ahead: how many rows at the head of each list it leaves out.
        before: what the base asks where this frame has a filter, by the filter's address.
    """
    asked = tally.where, tally.unless, tally.fits
    where, unless, fits = (before.get(id(one), one) if before else one for one in asked)
    rows = tally.rows
    if rows is not None:
        (take,) = tally.takes
        rows = frozenset(row - ahead[take] for row in rows if row >= ahead[take])
    return (
        *(tally.takes, tally.by_course, rows, where, unless, tally.and_also, tally.own),
        *(tally.average, tally.record, tally.last, tally.each, tally.limit, tally.room),
        *(tally.share, fits),
    )


def _asks(tally: Tally) -> tuple[bool, bool, bool]:
    """Return which kinds of amount a tally asks for."""
    return tally.need is None, tally.cap is None, tally.most_kinds is None


def _moved_aim(aim: Aim, places: Sequence[int]) -> Aim:
    """Return an aim with other positions of its tallies."""
    return replace(
        aim,
        tallies=tuple(places[number] for number in aim.tallies),
        slots=tuple(places[number] for number in aim.slots),
        spreads=tuple((places[number], least) for number, least in aim.spreads),
        amount=None if aim.amount is None else places[aim.amount],
        parts=tuple(_moved_aim(part, places) for part in aim.parts),
    )
