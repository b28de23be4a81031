"""The rules as sums and bounds, made once for all students they hold for."""

from __future__ import annotations

from collections import Counter as Counts
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from fractions import Fraction
from functools import cached_property
from math import lcm
from typing import assert_never

from degreekit.adjustments import Case
from degreekit.audit.model.counters import Tally, units
from degreekit.audit.model.model import UNIT, Counter, Goal, Spread
from degreekit.audit.model.slots import slots_of
from degreekit.audit.model.ways import Profile
from degreekit.courses import Institution, RecordStatus
from degreekit.requirements import (
    All,
    Candidate,
    Check,
    Choose,
    Confirm,
    CourseFilter,
    If,
    Including,
    KnownRecords,
    Milestone,
    Node,
    Requirement,
    Row,
    Take,
    Worth,
    candidates,
    record_gpa,
)
from degreekit.requirements.rows import ANY_CREDITS
from degreekit.transcript import Transcript

__all__ = ["Aim", "Ruleset"]

#: What courses are counted under that are each like no other: their term, or the course itself; and
#: more of them than any minimum asks for.
BY_ITSELF = "by itself"
_PLENTY = 40
#: A course that may be in one list and in so many others at once has hundreds of sets of places.
_WIDE = 8
#: What tallies are kept by for each kind of different ones that a minimum asks for.
_EACH = {
    "subject": "subject",
    "group": "group",
    "term": "terms",
    "course": "course",
    "title": "title",
}
#: The pairs of places that one course may have at once, and how many of some places it may have.
Shareable = tuple[frozenset[tuple[int, int]], tuple[tuple[frozenset[int], int], ...]]


@dataclass(frozen=True, slots=True)
class Aim:
    """A goal before it is known which subjects a student has courses of.

    Attributes:
        leaf: position among the leaves; None for a branch.
        tallies: positions of the sums that have to reach their need.
        slots: positions of further such sums: the parts of rows that count only together.
        spreads: positions of tallies that are kept by subject or group, each with how many of their
            sums have to be above zero.
        parts: the goals below.
        at_least: how many of them have to be reached.
        pending: the number of something no course brings, where a choice could do without it.
        counts_as: as how many parts of a choice it counts at most.
        amount: position of the sum that says as how many; None where that does not vary.
        of_parts: whether that is what its own parts count as.
    """

    leaf: int | None = None
    tallies: tuple[int, ...] = ()
    slots: tuple[int, ...] = ()
    spreads: tuple[tuple[int, int], ...] = ()
    parts: tuple[Aim, ...] = ()
    at_least: int = 0
    pending: int | None = None
    counts_as: int = 1
    amount: int | None = None
    of_parts: bool = False

    def as_one(self) -> Aim:
        """Return it as what has to be reached, whatever it counts as."""
        return replace(self, counts_as=1, amount=None, of_parts=False)


class Ruleset:
    """The rules as sums and bounds.

    Args:
        case: the rules that hold for the student.
        institution: how codes, titles and grades are read.
        outcomes: the outcome of each condition of the rules, in the order of `Program.conditions`.
        records: reads records as rules see them, where others do as well.
    """

    def __init__(
        self,
        case: Case,
        institution: Institution,
        outcomes: Sequence[bool],
        records: KnownRecords | None = None,
    ):
        self.case = case
        self.records = records or KnownRecords(case.program, institution)
        self.program = case.program
        self.institution = institution
        self.outcomes = tuple(outcomes)
        before = frozenset(vars(self))
        self._translate()
        #: The names of all that the rules were translated to.
        self.translated = frozenset(vars(self)) - before

    def _translate(self) -> None:
        """Translate the rules into sums."""
        self.takes = self.program.takes()
        self.place = {take.id: index for index, take in enumerate(self.takes)}
        held = iter(self.outcomes)
        self._branch = {
            n.id: (n.then if next(held) else n.otherwise)
            for n in self.program.nodes
            if isinstance(n, If)
        }
        self.limits = [r for r in self.program.limits if r.when is None or next(held)]
        self.sharing = [r for r in self.program.sharing if r.when is None or next(held)]
        self._shareables: dict[frozenset[int], Shareable] = {}
        self._wide = self._shares_widely()
        self.parts = {take.id: self._parts(take.id) for take in self.takes}
        self.tallies: list[Tally] = []
        self.counters: list[Counter] = []
        #: the tally and the key of each sum; None for those that belong to no rule
        self.sums: list[tuple[int, str] | None] = []
        self.ids: dict[tuple[int, str], int] = {}
        self._spreading: set[int] = set()
        self._due_sums: list[int] = []
        self.keyed: dict[int, list[int]] = defaultdict(list)
        self.leaves: list[str] = []
        self.active: set[int] = set()
        self.pending: list[str] = []
        #: maximums of what is on the record, by their leaf
        self.maximums: dict[int, str] = {}
        #: the sums of slots, and for each bundle of rows what it adds to them unused, and used
        self.slots: set[int] = set()
        self.bundles: list[tuple[tuple[tuple[int, int], ...], tuple[tuple[int, int], ...]]] = []
        self._goal: tuple[int, Goal] | None = None
        self.aim = self._aim(self.program.root)
        self._add_bounds()
        self._sort_tallies()

    def _sort_tallies(self) -> None:
        self.of_record = [tally for tally in self.tallies if tally.record]
        among = {t.rule: n for n, t in enumerate(self.tallies) if t.last is not None}
        #: the room of the lists that may be overfilled, by their position
        self.rooms = {
            take: number for number, t in enumerate(self.tallies) if t.room for take in t.takes
        }
        #: each sum among the last credits of the record, with that of what pushes older ones out
        self.windows = {
            number: among.get(_others(rule))
            for rule, number in among.items()
            if self.tallies[number].need is not None
        }
        self._spread_tallies = [
            (n, tally) for n, tally in enumerate(self.tallies) if tally.most_kinds is not None
        ]
        #: the tallies that count courses of each list, and those that look at the whole record
        self._tallies_of: dict[int | None, list[int]] = defaultdict(list)
        for number, tally in enumerate(self.tallies):
            for take in [None] if tally.record else tally.takes:
                self._tallies_of[take].append(number)

    def _parts(self, take: str) -> int:
        """Return into how many parts a unit of credits is split in a list with waived places."""
        shares = (
            place.credits * UNIT
            for one in self.case.waived_courses
            for place in one.places
            if place.take == take
        )
        return lcm(*(share.denominator for share in shares))

    # -------------------------------------------------------------------------------- the aim

    def _aim(self, node: Node, *, spare: bool = False) -> Aim:
        """Return what courses can bring of a node.

        A milestone and the GPA of the record are none of it: the certificate judges them. Where
        a choice has parts to spare, it matters which of them are there.

        Args:
            node: the requirement.
            spare: whether it may be left out.
        """
        if node.id in self.case.waived or node.id in self.case.forced:
            # What collects whatever nothing else needs goes on collecting: only its need is gone.
            for below in self._picked(node):
                if isinstance(below, Take) and below.most_courses is None:
                    self.active.add(self.place[below.id])
                    self._slots(below)
            return Aim(counts_as=node.counts_as)
        match node:
            case Take():
                self.active.add(self.place[node.id])
                aim = self._leaf(node.id, self._take_tallies(node))
                aim = replace(aim, slots=self._slots(node))
                return self._with_amount(node, replace(aim, counts_as=node.counts_as))
            case Check() if not (node.over_record and node.gpa is not None):
                return self._check_aim(node)
            case All():
                parts = tuple(self._aim(part, spare=spare).as_one() for part in node.parts)
                return Aim(parts=parts, at_least=len(parts), counts_as=node.counts_as)
            case Choose():
                return self._choice_aim(node, spare=spare or node.at_least < node.most)
            case If():
                branch = self._branch[node.id]
                return Aim() if branch is None else self._aim(branch, spare=spare)
            case Check() | Milestone() | Confirm():
                if not spare:
                    return Aim(counts_as=node.counts_as)
                self.pending.append(node.id)
                return Aim(pending=len(self.pending) - 1, counts_as=node.counts_as)
            case _:
                assert_never(node)

    def _check_aim(self, node: Check) -> Aim:
        if node.is_maximum:
            # No course makes it good: it holds for the student (`goal_for`), or never.
            nothing = Tally(node.id, frozenset(), True, need=1)
            never = self._leaf(node.id, [])
            self.maximums[len(self.leaves) - 1] = node.id
            return replace(never, slots=(self._add(nothing),), counts_as=node.counts_as)
        aim = self._leaf(node.id, [self._check_tally(node)])
        if node.last is not None and node.where is not None:
            self._add(self._pushing(node, node.last, node.where))
        return replace(aim, counts_as=node.counts_as)

    def _choice_aim(self, node: Choose, *, spare: bool) -> Aim:
        parts = tuple(self._aim(part, spare=spare) for part in node.parts)
        most = sum(part.counts_as for part in parts)
        if node.at_least > most:
            nothing = Tally(f"{node.id} parts", frozenset(), True, need=1)
            never = self._leaf(node.id, [(nothing, None)])
            parts = never, Aim(parts=parts, at_least=0)
            return Aim(parts=parts, at_least=2, counts_as=node.counts_as)
        return Aim(
            parts=parts,
            at_least=node.at_least,
            counts_as=min(node.counts_as, most),
            of_parts=node.counts_as > 1,
        )

    def _slots(self, take: Take) -> tuple[int, ...]:
        """Add the sums of rows that count only together, or of which one or some count.

        A bundle of rows is used or not, which is a choice of its own (`bundles`). Where it is not,
        its slots are taken as filled, so that no course fits in; where it is, a course has to.

        Returns:
            The positions of those that have to be filled.
        """
        here, slots = frozenset({self.place[take.id]}), slots_of(take)
        unused: dict[int, list[tuple[int, int]]] = {n: [] for n in range(slots.bundles)}
        used: dict[int, list[tuple[int, int]]] = {n: [] for n in range(slots.bundles)}
        asked = []
        for number, slot in enumerate(slots.slots, start=1):
            name, rows = f"{take.id} slot {number}", frozenset(slot.rows)
            parts = self.parts[take.id] if slot.credits is not None else 1
            need = slot.count if slot.credits is None else units(slot.credits) * parts
            cap = need
            if slot.credits is not None:
                cap = units(ANY_CREDITS if slot.most_credits is None else slot.most_credits) * parts
            filled = Tally(name, here, slot.credits is None, None, cap, rows, own=True, parts=parts)
            tally = self._add(replace(filled, need=None if slot.of is None else need))
            counter = self.ids[tally, ""]
            self.slots.add(counter)
            if slot.of is not None:
                asked.append(tally)
                unused[slot.of].append((counter, cap))
            for bundle in slot.bundles:
                used[bundle].append((counter, 1))
        for bundle in range(slots.bundles):
            self.bundles.append((tuple(unused[bundle]), tuple(used[bundle])))
        return tuple(asked)

    def _with_amount(self, take: Take, aim: Aim) -> Aim:
        """Return the aim of a list with the sum that says as how many parts of a choice it counts.

        It has a need, so that no course that adds to it is taken for useless.
        """
        if not take.counts_courses:
            return aim
        here = frozenset({self.place[take.id]})
        counted = Tally(f"{take.id} counts as", here, True, need=take.counts_as, own=True)
        return replace(aim, amount=self._add(counted))

    def _picked(self, node: Requirement) -> Iterator[Requirement]:
        """Yield a node and what is below it, without branches that are not picked."""
        yield node
        below: Sequence[Requirement] = node.children
        if isinstance(node, If):
            branch = self._branch[node.id]
            below = () if branch is None else (branch,)
        for child in below:
            yield from self._picked(child)

    @property
    def goal(self) -> Goal:
        """What courses have to bring, with the subjects and groups seen so far."""
        if self._goal is None or self._goal[0] != len(self.counters):
            self._goal = len(self.counters), self._goal_of(self.aim)
        return self._goal[1]

    def _goal_of(self, aim: Aim) -> Goal:
        counters = tuple(self.ids[tally, ""] for tally in (*aim.tallies, *aim.slots))
        if aim.spreads:
            spread = tuple(
                Goal(
                    parts=tuple(self._one_of(tally, c, least) for c in self.keyed[tally]),
                    at_least=least,
                )
                for tally, least in aim.spreads
            )
            parts, at_least = spread, len(spread)
        else:
            parts, at_least = tuple(map(self._goal_of, aim.parts)), aim.at_least
        amount = None if aim.amount is None else self.ids[aim.amount, ""]
        return Goal(
            aim.leaf,
            counters,
            parts,
            at_least,
            aim.pending,
            aim.counts_as,
            amount,
            aim.of_parts,
        )

    def _one_of(self, tally: int, counter: int, least: int) -> Goal:
        """Return the goal of one subject, group, term or course; by itself, of each."""
        if counter == self.ids.get((tally, BY_ITSELF)):
            return Goal(counts_as=least, amount=counter)
        return Goal(counters=(counter,))

    def goal_for(self, transcript: Transcript, profiles: Sequence[Profile]) -> Goal:
        """Return the goal for a student who has some of what no course brings."""
        if not self.pending and not self.maximums:
            return self.goal
        held = {leaf for leaf, id_ in self.maximums.items() if self._within(id_, profiles)}
        done = {n for n, id_ in enumerate(self.pending) if self._there(id_, transcript)}

        def without(goal: Goal) -> Goal:
            pending = None if goal.pending in done else goal.pending
            counters = () if goal.leaf in held else goal.counters
            parts = tuple(map(without, goal.parts))
            return replace(goal, counters=counters, parts=parts, pending=pending)

        return without(self.goal)

    def _within(self, id_: str, profiles: Sequence[Profile]) -> bool:
        """Return whether what earned credit keeps a maximum of what is on the record."""
        node = self.program.node(id_)
        if not isinstance(node, Check):
            return True
        by_course = node.most_courses is not None
        every = node.over == "attempts"
        counted = Tally(id_, frozenset(), by_course, where=node.where, record=not every)
        total = sum(
            counted.value(one.course, earned=False)
            for one in profiles
            if one.worth is Worth.EARNED or (every and _is_over(one.course))
        )
        return total <= (
            node.most_courses or 0 if by_course else units(node.most_credits or Decimal(0))
        )

    def _there(self, id_: str, transcript: Transcript) -> bool:
        node = self.program.node(id_)
        if isinstance(node, Confirm) and id_ in (*self.case.confirmed, *self.case.unconfirmed):
            return id_ in self.case.confirmed
        if isinstance(node, Confirm):
            return node.done(transcript.student)
        if isinstance(node, Milestone):
            courses = candidates(transcript, self.institution, self.program)
            return node.done(transcript.student, courses) or node.relied_on(courses) is not None
        if not isinstance(node, Check) or node.gpa is None:
            return False
        gpa = record_gpa(candidates(transcript, self.institution, self.program), node.where)
        return gpa is None or gpa >= Fraction(node.gpa)

    @property
    def spreads(self) -> tuple[Spread, ...]:
        """Maximums of different subjects, with the subjects seen so far."""
        return tuple(
            Spread(tally.rule, tuple(self.keyed[number]), tally.most_kinds)
            for number, tally in self._spread_tallies
            if tally.most_kinds is not None and len(self.keyed[number]) > tally.most_kinds
        )

    def missing(self, *, courses: bool) -> tuple[tuple[int, int], ...]:
        """Return the sums whose missing courses, or credits, an account leaves as few as it can.

        Each has a weight, so that parts of credits of any size add up.
        """
        counted = [
            (self.ids[number, ""], tally.parts)
            for number, tally in enumerate(self.tallies)
            if tally.whole and tally.by_course == courses
        ]
        whole = lcm(*(parts for _, parts in counted))
        return tuple((counter, whole // parts) for counter, parts in counted)

    def _leaf(self, id_: str, tallies: list[tuple[Tally, int | None]]) -> Aim:
        plain, spreads = [], []
        for tally, kinds in tallies:
            number = self._add(tally)
            if kinds is None:
                plain.append(number)
            else:
                spreads.append((number, kinds))
        self.leaves.append(id_)
        return Aim(len(self.leaves) - 1, tuple(plain), spreads=tuple(spreads))

    def _take_tallies(self, take: Take) -> list[tuple[Tally, int | None]]:
        here = frozenset({self.place[take.id]})
        found: list[tuple[Tally, int | None]] = []
        if take.courses is not None:
            loose = self._wide and may_be_overfilled(take)
            counted = Tally(
                f"{take.id} courses",
                here,
                True,
                take.courses,
                None if loose else take.most_courses,
                own=True,
                whole=True,
            )
            found.append((counted, None))
            if loose and (most := take.most_courses) is not None:
                room = Tally(f"{take.id} room", here, True, cap=most, own=True, room=True)
                self._add(room)
        if take.credits is not None:
            parts = self.parts[take.id]
            need = units(take.credits) * parts
            name = f"{take.id} credits"
            counted = Tally(name, here, False, need, own=True, parts=parts, whole=True)
            found.append((counted, None))
        for number, part in enumerate(take.including, start=1):
            least = None if part.spread is None else part.spread.least
            found.append((self._inner_tally(take, here, number, part), least))
        return found

    def _inner_tally(self, take: Take, here: frozenset[int], number: int, part: Including) -> Tally:
        rows = frozenset(
            index
            for index, row in enumerate(take.listed)
            if part.group in (None, row.group) and not (part.groups and row.group is None)
        )
        name = f"{take.id} including {number}"
        each = "" if part.spread is None else _EACH[part.spread.by]
        counted = Tally(name, here, True, rows=rows, where=part.where, own=True, each=each)
        if part.credits is None:
            return replace(counted, need=part.courses or 1)
        parts = self.parts[take.id]
        need = units(part.credits) * parts
        return replace(counted, by_course=False, need=need, parts=parts)

    def _check_tally(self, check: Check) -> tuple[Tally, int | None]:
        scope = self._scope(check.scope)
        if check.gpa is not None:
            above = Tally(check.id, scope, False, 0, where=check.where, average=check.gpa)
            return above, None
        if check.share is not None:
            part = Tally(check.id, scope, False, 0, where=check.among, record=check.over_record)
            return replace(part, share=Fraction(check.share), fits=check.where), None
        by_course = check.credits is None
        need = check.courses or 1 if check.credits is None else units(check.credits)
        each = "" if check.spread is None else _EACH[check.spread.by]
        tally = Tally(
            check.id,
            scope,
            by_course,
            need,
            where=check.where,
            record=check.over_record,
            last=check.last,
            each=each,
            whole=not each and check.last is None,
        )
        return tally, None if check.spread is None else check.spread.least

    def _pushing(self, check: Check, last: Decimal, where: CourseFilter) -> Tally:
        """Return the sum of credits that do not fit, and push those that fit out of the last ones.

        As many as the check leaves over may be among the last ones.
        """
        left = units(last) - units(check.credits or Decimal(0))
        return Tally(
            _others(check.id), frozenset(), False, cap=left, unless=where, record=True, last=last
        )

    def _scope(self, ids: Sequence[str]) -> frozenset[int]:
        return frozenset(self.place[take.id] for take in self.program.takes(tuple(ids)))

    # ------------------------------------------------------------------------------ the bounds

    def _add_bounds(self) -> None:
        """Add every maximum of the rules."""
        self.rows: dict[int, None] = {}
        for index in sorted(self.active):
            take, here = self.takes[index], frozenset({index})
            for number, row in enumerate(take.listed):
                name, rows = f"{take.id} row {number + 1}", frozenset({number})
                if row.most_courses is not None:
                    most = row.most_courses
                    counted = Tally(name, here, True, cap=most, rows=rows, own=True)
                    self.rows[self.ids[self._add(counted), ""]] = None
                if row.most_credits is not None:
                    parts = self.parts[take.id]
                    most = units(row.most_credits) * parts
                    self._add(Tally(name, here, False, cap=most, rows=rows, own=True, parts=parts))
        for limit in self.limits:
            scope, where = self._scope(limit.scope), limit.courses
            by_course = limit.most_credits is None
            bound = Tally(limit.id, scope, by_course, where=where, limit=True)
            if limit.most_subjects is not None:
                most = limit.most_subjects
                self._add(replace(bound, need=1, each="subject", most_kinds=most))
                continue
            cap = limit.most_courses if by_course else units(limit.most_credits or Decimal(0))
            self._add(replace(bound, cap=cap, each=limit.counted_by or ""))
        for rule in self.sharing:
            one, other = self._scope(rule.between), self._scope(rule.and_also)
            if rule.most_courses is not None:
                most = rule.most_courses
                tally = Tally(rule.id, one, True, None, most, where=rule.courses, and_also=other)
                self._add(tally)
            if rule.most_credits is not None:
                cap = units(rule.most_credits)
                tally = Tally(rule.id, one, False, None, cap, where=rule.courses, and_also=other)
                self._add(tally)

    def _add(self, tally: Tally) -> int:
        """Add a tally, and its sum where it has only one; return its position."""
        self.tallies.append(tally)
        number = len(self.tallies) - 1
        if not tally.each:
            self.counter(number, "")
        return number

    def counter(self, tally: int, key: str) -> int:
        """Return the position of a sum; those by subject and group are made as they come up."""
        if (tally, key) not in self.ids:
            self.keyed[tally].append(len(self.counters))
            self.ids[tally, key] = self._new_sum(self._counter_of(tally, key), (tally, key))
            if self.tallies[tally].most_kinds is not None:
                self._spreading.add(self.ids[tally, key])
        return self.ids[tally, key]

    def _counter_of(self, tally: int, key: str) -> Counter:
        asked = self.tallies[tally]
        need = _PLENTY if key == BY_ITSELF and asked.need is not None else asked.need
        return Counter(f"{asked.rule} {key}".strip(), need, asked.cap)

    def _new_sum(self, counter: Counter, of: tuple[int, str] | None = None) -> int:
        self.counters.append(counter)
        self.sums.append(of)
        return len(self.counters) - 1

    def _shareable(self, rules: frozenset[int]) -> Shareable:
        """Return what a course that some sharing rules are about may share."""
        if rules not in self._shareables:
            pairs: set[tuple[int, int]] = set()
            bounds = []
            for rule in (self.sharing[n] for n in sorted(rules)):
                for one in self._scope(rule.between):
                    for other in self._scope(rule.and_also):
                        pairs |= {(one, other), (other, one)} if one != other else set()
                if rule.most_places is not None:
                    scope = self._scope((*rule.between, *rule.and_also))
                    bounds.append((scope, rule.most_places))
            self._shareables[rules] = frozenset(pairs), tuple(bounds)
        return self._shareables[rules]

    def _shares_widely(self) -> bool:
        """Return whether a course may be in so many lists at once that the sets are too many."""
        pairs, _ = self._shareable(frozenset(range(len(self.sharing))))
        partners = Counts(one for one, _ in pairs)
        return max(partners.values(), default=0) >= _WIDE

    @property
    def shareable(self) -> object:
        """All that says what may be shared, to tell frames apart."""
        everything = frozenset(range(len(self.sharing)))
        return self._shareable(everything), [rule.courses for rule in self.sharing]

    @cached_property
    def must(self) -> tuple[tuple[int, int], ...]:
        """The sums without which the goal cannot be reached, each with its need."""

        def below(aim: Aim) -> Iterator[int]:
            yield from aim.tallies
            if aim.at_least >= sum(part.counts_as for part in aim.parts):
                for part in aim.parts:
                    if part.counts_as:  # one that counts as no part is never needed
                        yield from below(part)

        found = (self.ids[tally, ""] for tally in below(self.aim))
        return tuple((counter, self.counters[counter].need or 0) for counter in found)

    def bounded(self, counter: int) -> bool:
        """Return whether a counter may be too high: it has a bound, or a spread counts it."""
        return self.counters[counter].cap is not None or counter in self._spreading

    def needed(self, counter: int) -> bool:
        """Return whether a goal asks for a counter."""
        return self.counters[counter].need is not None and counter not in self._spreading


def may_be_overfilled(take: Take) -> bool:
    """Return whether any of the courses of a list can be left out again if it holds too many."""
    both = None not in (take.courses, take.credits)
    return not (both or take.including) and all(
        isinstance(row, Row) and row.most_courses is None and row.most_credits is None
        for row in take.rows
    )


def _others(check: str) -> str:
    """Return the name of the sum of what pushes older credits out of the last ones."""
    return f"{check} others"


def _is_over(course: Candidate) -> bool:
    """Return whether an attempt came to a grade, good or bad."""
    ended = course.status in (RecordStatus.COMPLETED, RecordStatus.FAILED)
    return ended and course.grade is not None
