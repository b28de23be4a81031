"""The audit by plain enumeration, as docs/meaning-of-an-audit.md defines it, on every placement.

Nothing here is taken from `degreekit.audit`. It is slow and meant to be read: each record is put in
every place it may have, every number of further courses is tried from none upwards, and the best
answer is the least under one tuple. Placements that add the same to every sum are the same for
every rule, so of those only the best is kept.

A sum is a number, or a set of subjects, groups or terms written as the bits of a number.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from fractions import Fraction
from functools import cache, cached_property
from itertools import combinations, product
from math import prod
from typing import Any, TypeAlias

from pydantic import TypeAdapter

from degreekit.adjustments import Adjustment
from degreekit.courses import Institution, RecordStatus, Term, title_key
from degreekit.requirements import (
    FUTURE,
    All,
    Candidate,
    Check,
    Choose,
    Condition,
    Confirm,
    CourseFilter,
    If,
    Including,
    Limit,
    Milestone,
    OneOf,
    Program,
    Requirement,
    Row,
    Sharing,
    SomeOf,
    Take,
    Together,
    Worth,
    candidates,
    further,
    standing,
)
from degreekit.requirements.conditions import filters_asked
from degreekit.requirements.repeats import repeats_of
from degreekit.transcript import Student, Transcript

from .oracle_decisions import Decided

__all__ = ["Overlapping", "TooMany", "Verdict", "judge"]

_MOST = 40_000  # placements that are tried before a question is left to others
_UNIT = 60_000  # of a credit, so that the share of a waived place in a short list is whole
_MEMBERS = 64  # of a set; above them stands how many more there are that are like no other
_PLENTY = (1 << _MEMBERS) - 1  # a set that has all the members anybody asks for
_ONE_MORE = 1 << _MEMBERS
_DIGIT = 1 << 32  # more than any sum of courses, or of credits in units, comes to

Place = tuple[str, int]  # a Take and a row of its list
Vector = tuple[int, ...]
Gains = tuple[tuple[int, int], ...]  # positions of sums and what is added to each
Amount = Callable[["_Course", Sequence[Place]], int]
Matches = Callable[[Candidate], bool]
_SPREADS = ("spread", "terms", "different", "titles")  # what is counted by its different ones
#: A row, by the sum of its courses, or what counts only together, or instead of each other.
_Entry: TypeAlias = "int | tuple[str, tuple[_Entry, ...]] | _Some"


@dataclass(frozen=True)
class _Some:
    """Rows of which so many count: courses, or credits, which have a sum of their own."""

    parts: tuple[_Entry, ...]
    need: int
    most: int | None
    credits: int | None


class TooMany(Exception):
    """There are more placements than plain enumeration can try in a moment."""


@dataclass(frozen=True)
class Verdict:
    """What has to come out.

    `conflict` is the size of the smallest set of leaves that cannot be met together, up to four,
    which stands for four and more. `relied_on` are the records in progress and planned that the
    answer rests on, applied or for the record alone.
    """

    status: str
    courses: int
    credits: Decimal
    approvals: int
    in_progress: int
    planned: int
    leaves_met: int
    missing_courses: int
    missing_credits: Decimal
    given_up: int
    conflict: int
    placement: dict[int, frozenset[str]]
    relied_on: frozenset[int]


@dataclass(frozen=True)
class _Course:
    """A record, a waived course, or a course that could be taken."""

    seen: Candidate
    kind: str  # record, waived, further
    record: int = -1
    worth: Worth = Worth.EARNED


#: So many further courses are tried for a share, which each of them brings nearer or takes away.
_FAR = 6


@dataclass(frozen=True)
class _Sum:
    """Something that rules count: the least of it, the most of it, and what a course adds.

    A spread is a set, and its least and most are numbers of members.
    """

    amount: Amount
    need: int | None = None
    cap: int | None = None
    average: bool = False
    share: bool = False
    spread: bool = False
    start: int = 0

    def plus(self, left: int, right: int) -> int | None:
        """Add up; more than a minimum asks for is as good as enough. None breaks the maximum."""
        value = _both(left, right) if self.spread else left + right
        size = _members(value) if self.spread else value
        if self.cap is not None:
            return None if size > self.cap else value
        if self.need is None or self.average or size < self.need:
            return value
        return _PLENTY if self.spread else self.need

    def met(self, value: int) -> bool:
        """Return whether the least is reached."""
        return (_members(value) if self.spread else value) >= (self.need or 0)


@dataclass(frozen=True)
class _OfEach(_Sum):
    """A sum of courses or credits for each subject, group or course: of some it has to be enough.

    It is one number with a place of its own for each.

    Attributes:
        kinds: of so many there has to be enough.
    """

    kinds: int = 1

    def plus(self, left: int, right: int) -> int | None:
        """Add up, each by itself; more than enough is as good as enough."""
        return _number([min(a + b, self.need or 0) for a, b in _pairs(left, right)])

    def met(self, value: int) -> bool:
        """Return whether of so many there is enough."""
        return sum(one >= (self.need or 0) for one, _ in _pairs(value, 0)) >= self.kinds


def _pairs(left: int, right: int) -> Iterator[tuple[int, int]]:
    while left or right:
        yield left % _DIGIT, right % _DIGIT
        left, right = left // _DIGIT, right // _DIGIT


def _number(digits: Sequence[int]) -> int:
    return sum(digit * _DIGIT**place for place, digit in enumerate(digits))


def _both(left: int, right: int) -> int:
    return ((left | right) & _PLENTY) + (left - (left & _PLENTY)) + (right - (right & _PLENTY))


def _members(value: int) -> int:
    return (value & _PLENTY).bit_count() + value // _ONE_MORE


@dataclass(frozen=True)
class _Window:
    """So many credits among the last ones of the record and the further courses.

    Attributes:
        need: so many credits that fit.
        last: among so many.
        terms: of each term of the record, newest first, all its credits and those that fit.
        fitting: the sum of the credits that fit and are still to be completed: they come last.
        others: that of those that do not fit and are still to be completed.
    """

    need: int
    last: int
    terms: tuple[tuple[int, int], ...]
    fitting: int
    others: int

    def met(self, total: Vector) -> bool:
        """Go back term by term until the window is full; of the last one what fits comes first."""
        found = total[self.fitting]
        seen = found + total[self.others]
        for credits, fitting in self.terms:
            if seen >= self.last:
                break
            found += min(fitting, self.last - seen)
            seen += credits
        return found >= self.need


@dataclass(frozen=True)
class _Entries:
    """Rows of a list that count only together, or instead of each other.

    Attributes:
        entries: them, each row with the position of the sum of its courses.
    """

    entries: tuple[_Entry, ...]

    def met(self, total: Vector) -> bool:
        """Return whether all that is begun is complete."""
        return all(self._sound(one, total) for one in self.entries)

    def allowed(self, total: Vector) -> bool:
        """Return whether of those that exclude each other one is begun at most."""
        return all(self._apart(one, total) for one in self.entries)

    def _begun(self, one: _Entry, total: Vector) -> bool:
        if isinstance(one, int):
            return total[one] > 0
        return any(self._begun(part, total) for part in _parts(one))

    def _count(self, one: _Some, total: Vector, fits: Callable[[_Entry, Vector], bool]) -> int:
        if one.credits is not None:
            return total[one.credits]
        rows = sum(total[part] for part in one.parts if isinstance(part, int))
        return rows + sum(fits(part, total) for part in one.parts if not isinstance(part, int))

    def _filled(self, one: _Entry, total: Vector) -> bool:
        if isinstance(one, int):
            return total[one] > 0
        if isinstance(one, _Some):
            return self._count(one, total, self._filled) >= one.need
        parts = [self._filled(part, total) for part in one[1]]
        return all(parts) if one[0] == "together" else any(parts)

    def _sound(self, one: _Entry, total: Vector) -> bool:
        if isinstance(one, int):
            return True
        whole = isinstance(one, _Some) or one[0] == "together"
        if whole and self._begun(one, total) and not self._filled(one, total):
            return False
        return all(self._sound(part, total) for part in _parts(one))

    def _apart(self, one: _Entry, total: Vector) -> bool:
        if isinstance(one, int):
            return True
        if isinstance(one, _Some):
            few = one.most is None or self._count(one, total, self._begun) <= one.most
        else:
            begun = sum(self._begun(part, total) for part in one[1])
            few = one[0] == "together" or begun <= 1
        return few and all(self._apart(part, total) for part in _parts(one))

    def sums(self) -> list[int]:
        """Return the positions of the sums of its rows."""

        def below(one: _Entry) -> list[int]:
            if isinstance(one, int):
                return [one]
            own = [one.credits] if isinstance(one, _Some) and one.credits is not None else []
            return [*own, *(n for part in _parts(one) for n in below(part))]

        return [n for one in self.entries for n in below(one)]


def _parts(one: tuple[str, tuple[_Entry, ...]] | _Some) -> tuple[_Entry, ...]:
    return one.parts if isinstance(one, _Some) else one[1]


@dataclass(frozen=True)
class _Way:
    """One way to use one course, and what it adds to every sum."""

    places: tuple[Place, ...]
    gains: Gains
    approvals: int = 0
    credits: int = 0
    used: bool = True


@dataclass(frozen=True)
class Overlapping:
    """How many courses of a part of a program may count in another one as well.

    Attributes:
        program: the id of the root of the program, among several.
        scope: the id of the part.
        most_courses: so many.
    """

    program: str
    scope: str
    most_courses: int


def judge(
    program: Program,
    transcript: Transcript,
    institution: Institution,
    adjustments: Iterable[Adjustment] = (),
    *,
    overlaps: Sequence[Overlapping] = (),
) -> Verdict:
    """Return the best answer there is.

    Args:
        program: the rules.
        transcript: the records.
        institution: how codes and grades are read.
        adjustments: what was decided for the student.
        overlaps: how much of one program may count in others, where several are one.

    Raises:
        TooMany: the question is too large to be tried out.
    """
    seen = candidates(transcript, institution, program)
    written = program.model_dump(mode="json")
    earned = _earned_in_time(seen, program, institution)
    settled = Program.model_validate(_settled(written, earned, transcript.student, seen))
    decided = Decided(settled, tuple(adjustments), institution)
    return _Oracle(decided, transcript, overlaps).verdict()


def _settled(written: Any, earned: list[Candidate], student: Student, seen: list[Candidate]) -> Any:
    """Return what is written with what holds for the student in place of what varies."""
    if isinstance(written, list):
        return [_settled(one, earned, student, seen) for one in written]
    if not isinstance(written, dict):
        return written
    if written.get("kind") == "courses_of":
        value = student.facts.get(written["fact"])
        named = written["courses"].replace("{}", value or "?")
        return {"kind": "in_set", "courses": named if value else written["otherwise"]}
    found = {name: _settled(one, earned, student, seen) for name, one in written.items()}
    if written.get("kind") == "for_some":
        return (
            found["then"] if _holds(found["when"], student, seen) else found["otherwise"] or "none"
        )
    if written.get("kind") in ("study_year", "order"):
        return _window_of(found, student, seen)
    if written.get("kind") == "credits_before":
        return _with_credits_before(found, earned, seen)
    varies = found.pop("varies", None) or ()
    changed = False
    for one in sorted(varies, key=lambda one: one["more"]):
        if one["when"] is not None and not _holds(one["when"], student, seen):
            continue
        if one["fact"] is None:
            there = {name: one[name] for name in _AMOUNTS if one[name] is not None}
        else:
            value, amount = student.facts.get(one["fact"], ""), one["amount"]
            lawful = value.isdigit() and (int(value) or one["more"] or amount.startswith("most_"))
            there = {amount: value} if lawful else {}
        if one["more"]:
            for name, value in there.items():
                found[name] = str(Decimal(str(found[name])) + Decimal(str(value)))
        elif there and not changed:
            found |= there
            changed = True
    return found


_AMOUNTS = (
    *("courses", "credits", "subjects", "groups", "terms", "different", "titles", "gpa"),
    *("at_least", "most_courses", "most_credits"),
)


def _holds(written: Any, student: Student, seen: list[Candidate]) -> bool:
    condition: Condition = TypeAdapter(Condition).validate_python(written)
    return condition.holds(student, seen)


def _window_of(asked: Any, student: Student, seen: list[Candidate]) -> Any:
    """Return the window of terms that years of study, or the order of two courses, come to.

    Terms are written as numbers here, four a year. A course that is still to be taken is later than
    all of them, and in a window that is not over.
    """
    dated = [(course, course.term.ordinal) for course in seen if course.term]
    here = [
        when
        for course, when in dated
        if course.institution is None and course.status is not RecordStatus.TRANSFER
    ]
    first = student.first_term.ordinal if student.first_term else min(here, default=None)
    now = student.as_of.ordinal if student.as_of else max((when for _, when in dated), default=None)
    low: int | None
    high: int | None
    if asked["kind"] == "study_year":
        if first is None:
            return _dated(None, None, [], ahead="maybe")
        low = first + 4 * asked["at_least"] - 4 if asked["at_least"] > 1 else None
        high = None if asked["at_most"] is None else first + 4 * asked["at_most"] - 1
        if high is None:
            return _dated(low, high, dated, ahead="surely")
        return _dated(low, high, dated, ahead="maybe" if now is None or now < high else "")
    other = TypeAdapter(CourseFilter).validate_python(asked["after"] or asked["before"])
    lost = (RecordStatus.FAILED, RecordStatus.WITHDRAWN)
    those = [course for course in seen if course.status not in lost and other.matches(course)]
    began = min((c.term.ordinal if c.term else -99 for c in those), default=None)
    gap, reach = int(not asked["same_term"]), 4 * (asked["years"] or 999)
    if asked["before"]:
        if began is None:
            return _dated(None, None, dated, ahead="maybe")
        return _dated(began - reach, began - gap, dated if began != -99 else [])
    if began is None:
        return _dated(None, None, [], ahead="surely")
    if began == -99:
        return _dated(None, None, dated, ahead="maybe")
    if not asked["years"]:
        return _dated(began + gap, None, dated, ahead="surely")
    within = now is None or now < began + reach
    return _dated(began + gap, began + reach, dated, ahead="maybe" if within else "")


def _earned_in_time(
    seen: list[Candidate], program: Program, institution: Institution
) -> list[Candidate]:
    """Return what brings credit, or may yet: of a course the first attempts, as often as it may."""
    found: list[Candidate] = []
    for one in sorted(seen, key=lambda one: one.term.ordinal if one.term else -1):
        told = one.code, one.title, one.term
        most = repeats_of(program, institution, *told).most
        before = [c for c in found if _identity(c, institution) == _identity(one, institution)]
        worth = standing(one, institution, program).worth
        if worth is not Worth.NOTHING and (most is None or len(before) < most):
            found.append(one)
    return found


def _identity(one: Candidate, institution: Institution) -> object:
    return institution.identity(one.code, one.title, one.term)


def _with_credits_before(asked: Any, earned: list[Candidate], seen: list[Candidate]) -> Any:
    """Return the terms before which a student had so many credits."""
    of = TypeAdapter(CourseFilter).validate_python(asked["courses"] or "*")
    those = [c for c in earned if of.matches(c)]
    low = Decimal(asked["at_least"] or 0)
    high = Decimal(asked["less_than"] or 10**6)

    def had(when: int) -> Decimal:
        return sum((c.credits for c in those if not c.term or c.term.ordinal < when), Decimal(0))

    dated = [(c, c.term.ordinal) for c in seen if c.term and low <= had(c.term.ordinal) < high]
    so_far = had(10**6)
    ahead = "" if so_far >= high else "surely" if low <= so_far and high == 10**6 else "maybe"
    return _dated(None, None, dated, ahead)


def _dated(
    low: int | None, high: int | None, dated: list[tuple[Candidate, int]], ahead: str = ""
) -> Any:
    """Write a window as the terms of the record that are in it.

    Args:
        low: its first term.
        high: its last term.
        dated: the records with their terms.
        ahead: whether a course that is still to be taken is in it, surely or maybe.
    """
    inside = {
        str(course.term)
        for course, when in dated
        if (low is None or low <= when) and (high is None or when <= high)
    }
    filters: list[Any] = [{"kind": "term", "since": t, "until": t} for t in sorted(inside)]
    later: dict[str, Any] = {"kind": "term", "since": str(FUTURE)}
    if ahead:
        any_season = ["winter", "spring", "summer", "fall"]
        filters.append(later if ahead == "surely" else later | {"seasons": any_season})
    return {"kind": "any_of", "filters": filters} if filters else "none"


def _units(amount: Decimal | Fraction | None) -> int:
    return int((amount or 0) * _UNIT)


class _Oracle:
    def __init__(
        self, decided: Decided, transcript: Transcript, overlaps: Sequence[Overlapping] = ()
    ):
        self.overlaps = overlaps
        self.decided = decided
        self.program = decided.program
        self.transcript = transcript
        self.institution = institution = decided.here
        self.seen = candidates(transcript, institution, self.program)
        self.sharing = [rule for rule in decided.sharing if self._holds(rule.when)]
        self.limits = [limit for limit in decided.limits if self._holds(limit.when)]
        # An open list goes on collecting what nothing else needs, whether it is waived or not.
        self.open: set[str] = set()
        self.in_force = list(self._in_force(self.program.root))
        self.judged = {node.id for node in self.in_force}
        self.open |= self.judged
        self.bits: dict[str, int] = {}
        self.kinds_seen: dict[object, int] = {}
        self.sums: list[_Sum] = []
        self.leaves: dict[str, tuple[int | _Window | _Entries, ...]] = {}
        self.entries: list[_Entries] = []
        #: lists that stand for as many parts of a choice as they hold courses
        self.counted: dict[str, int] = {}
        #: what lists and minimums ask for as a whole: courses, and credits
        self.courses: list[int] = []
        self.credits: list[int] = []
        self.there = [*self._waived(), *self._records()]
        self.later = list(self._later())
        self._collect_sums()
        self.ways = [self._ways(one) for one in self.there]
        self.known_met: dict[Vector, frozenset[str]] = {}
        self.known_lacking: dict[tuple[frozenset[str], bool], tuple[int, int]] = {}

    # --------------------------------------------------------------------- what is in force

    def _in_force(self, node: Requirement) -> Iterator[Requirement]:
        """Yield the nodes that are judged: not waived or forced, in the branch that is picked."""
        if node.id in self.decided.aside:
            takes = [n for n in self._walk(node) if isinstance(n, Take)]
            self.open |= {take.id for take in takes if self._holds_any(take)}
            return
        yield node
        for child in self._below(node):
            yield from self._in_force(child)

    def _walk(self, node: Requirement) -> Iterator[Requirement]:
        yield node
        for child in self._below(node):
            yield from self._walk(child)

    def _below(self, node: Requirement) -> Sequence[Requirement]:
        if isinstance(node, If):
            picked = node.then if self._holds(node.condition) else node.otherwise
            return () if picked is None else (picked,)
        return node.children

    def _holds_any(self, take: Take) -> bool:
        """Return whether a list holds any number of courses."""
        return take.open or self.decided.amounts[take.id][0] is None

    def _holds(self, condition: Condition | None) -> bool:
        return condition is None or condition.holds(self.transcript.student, self.seen)

    def _scope(self, ids: Sequence[str]) -> set[str]:
        roots = [n for n in self.program.nodes if n.id in (ids or (self.program.root.id,))]
        return {below.id for root in roots for below in root.walk() if isinstance(below, Take)}

    # ------------------------------------------------------------------- courses and their places

    def _waived(self) -> Iterator[_Course]:
        for position, waived in enumerate(self.decided.waived):
            if any(take in self.judged for take, _, _ in waived.places):
                yield _Course(waived.seen, "waived", record=position)

    def _records(self) -> list[_Course]:
        found = []
        for position in range(len(self.transcript.records)):
            worth = self._worth(position)
            one = _Course(self.seen[position], "record", position, worth)
            pending = worth in (Worth.IN_PROGRESS, Worth.PLANNED)
            if worth is not Worth.NOTHING and (pending or self._places(one)):
                found.append(one)
        return sorted(found, key=self._order)

    def _order(self, one: _Course) -> tuple[object, ...]:
        """What is completed by its lists, course and time; then what is to come, by time first."""
        order = {take.id: n for n, take in enumerate(self.program.takes())}
        lists = sorted({order[take] for (take, _), _ in self._places(one)})
        missing, ordinal, *course = self._canonical(one)
        when = missing, ordinal
        earned = one.worth is Worth.EARNED
        first = (False, 0) if earned else when
        return (not earned, first, lists, *course[:5], when, *course[5:])

    def _canonical(self, one: _Course) -> tuple[object, ...]:
        """By time, those without a term last; then by what the record says."""
        record, seen = self.transcript.records[one.record], one.seen
        return (
            record.term is None,
            record.term.ordinal if record.term else 0,
            seen.code.subject,
            seen.code.number,
            seen.code.letter,
            seen.title or "",
            record.credits,
            record.grade or "",
            record.status.value,
            record.section or "",
            record.school or "",
            record.institution or "",
            *sorted(record.attributes),
        )

    def _later(self) -> Iterator[tuple[tuple[_Course, ...], bool]]:
        """Yield what could be taken, once for each amount of credits; True where repeatable."""
        has = Counter(
            self._identity(one.seen)
            for one in self.there
            if one.kind == "record" and self._places(one)
        )
        stands = Counter(
            self._identity(seen)
            for position, seen in enumerate(self.seen)
            if self._worth(position) is not Worth.NOTHING
        )
        for listed in self.institution.catalog:
            code = self.institution.code(listed.code)
            most = min(listed.credits, self.institution.standard_credits)
            least = listed.credits if listed.least_credits is None else listed.least_credits
            amounts = [most]
            while amounts[-1] - Decimal("0.5") >= max(least, Decimal("0.5")):
                amounts.append(amounts[-1] - Decimal("0.5"))
            course = Candidate(
                code,
                listed.title,
                FUTURE,
                most,
                RecordStatus.PLANNED,
                attributes=listed.attributes,
            )
            if not self.program.as_printed:
                course = replace(course, names=self.institution.aliases(code, listed.title, FUTURE))
            course = further(course, self.transcript, self.program)
            ways = tuple(_Course(replace(course, credits=one), "further") for one in amounts)
            times = self._times(ways[0].seen)
            # Without a place a course serves only what is asked of the whole record.
            held = has if any(map(self._places, ways)) else stands
            identity = self._identity(ways[0].seen)
            left = 1 if times is None else times - held[identity]
            for number in range(left):
                if times is None or stands[identity] + number < times:
                    yield ways, times is None
                else:  # over the record it counts already
                    yield tuple(replace(w, seen=replace(w.seen, again=True)) for w in ways), False

    def _identity(self, seen: Candidate) -> tuple[str, str]:
        return self.institution.identity(seen.code, seen.title, seen.term)

    def _worth(self, position: int) -> Worth:
        """Return what an attempt is worth, with what its repeats make of it."""
        record = self.transcript.records[position]
        if self.seen[position].superseded:
            return Worth.NOTHING
        return standing(record, self.institution, self.program).worth

    def _times(self, seen: Candidate) -> int | None:
        """Return how often a course earns credit; None for each time."""
        if not self.program.credit_once:
            return None
        names = self.institution.aliases(seen.code, seen.title, seen.term) or ((seen.code, None),)
        named = [(code, name or seen.title) for code, name in names]
        for policy in (*self.program.repeats, *self.institution.repeats):
            if any(policy.courses.contains(code, name, seen.term) for code, name in named):
                return None if policy.each_time else policy.times
        several = self.institution.repeatable
        if any(several.contains(code, name, seen.term) for code, name in named):
            return None
        return 1

    def _places(self, one: _Course) -> list[tuple[Place, bool]]:
        """Return each place open to a course, and whether it rests on an approval not given."""
        if one.kind == "waived":
            places = self.decided.waived[one.record].places
            return [((take, row), False) for take, row, _ in places if take in self.judged]
        counts = self.program.credit is None or self.program.credit.matches(one.seen)
        found = []
        for take in self.program.takes():
            if take.id not in self.open:
                continue
            if self.decided.elsewhere(take.id, one.seen):
                continue
            if not counts and not self.decided.overrides(take.id, one.seen):
                continue
            if self.decided.refused(take.id, one.seen):
                continue
            for row in self.decided.rows_for(take.id, one.seen):
                if self._never(take, row, one.seen):
                    continue
                printed = self.decided.lines[take.id][row].row
                waits = bool(printed.approval) and not self.decided.approved(take.id, one.seen)
                settled = self.decided.settled(take.id, one.seen)
                waits = waits or (not settled and self._rests(one, (take.id, row)))
                found.append(((take.id, row), waits))
        return found

    def _rests(self, one: _Course, place: Place) -> bool:
        """Return whether a place is open, without more ado, under one possible title only."""
        if one.seen.may_repeat:
            return True
        for title in one.seen.other_titles:
            other = replace(one.seen, title=title, other_titles=())
            if (place, False) not in self._places(replace(one, seen=other)):
                return True
            asked = [node for node in self.program.nodes if getattr(node, "where", None)]
            inner = [part for take in self.program.takes() for part in take.including if part.where]
            filters = [getattr(node, "where") for node in (*asked, *inner)]  # noqa: B009  # checked above
            filters += [limit.courses for limit in self.decided.limits]
            filters += [rule.courses for rule in self.decided.sharing if rule.courses]
            conditions = [node.condition for node in self.program.nodes if isinstance(node, If)]
            when = [limit.when for limit in self.decided.limits]
            when += [rule.when for rule in self.decided.sharing]
            conditions += [condition for condition in when if condition is not None]
            filters += [f for condition in conditions for f in filters_asked(condition)]
            if any(f.matches(one.seen) != f.matches(other) for f in filters):
                return True
            takes = [take.id for take in self.program.takes()]
            if any(
                self.decided.overrides(id_, one.seen) != self.decided.overrides(id_, other)
                for id_ in takes
            ):
                return True
        return False

    def _never(self, take: Take, row: int, seen: Candidate) -> bool:
        """Return whether a maximum of 0 keeps the course out of the place altogether."""
        limits = [
            limit
            for limit in self.limits
            if take.id in self._scope(limit.scope) and limit.courses.surely(seen)
            if not self.decided.overrides(take.id, seen)
        ]
        bounds: list[Limit | Row] = [*limits, self.decided.lines[take.id][row].row]
        return any(0 in (bound.most_courses, bound.most_credits) for bound in bounds)

    # ---------------------------------------------------------------------------------- the sums

    def _collect_sums(self) -> None:
        for take in self.program.takes():
            found = self._of_take(take) if take.id in self.open else []
            entries = self._entries(take) if take.id in self.open else None
            if take.id in self.judged:
                self.leaves[take.id] = (*found, entries) if entries else tuple(found)
                any_number = take.courses is None and take.credits == 0
                if take.counts_as > 1 or (take.counts_as == 1 and any_number):
                    self.counted[take.id] = self._new(
                        _Sum(self._held(take), need=max(take.counts_as, 1))
                    )
                courses, credits = self.decided.amounts[take.id]
                whole = int(courses is not None)
                self.courses += found[:whole]
                self.credits += found[whole : whole + int(credits is not None)]
        for node in self.in_force:
            if isinstance(node, Choose) and node.at_least > sum(map(self._most, node.parts)):
                self.leaves[node.id] = (self._new(_Sum(lambda _, __: 0, need=1)),)
        for node in self.in_force:
            if isinstance(node, Check) and not (node.gpa is not None and node.over_record):
                check = self.decided.checks[node.id]
                if check.is_maximum:  # no course makes good what is over
                    kept = int(self._kept(check))
                    never = _Sum(lambda _, __: 0, need=1, start=kept)
                    self.leaves[node.id] = (self._new(never),)
                    continue
                windowed = check.last is not None
                leaf = self._window(check) if windowed else self._new(self._of_check(check))
                self.leaves[node.id] = (leaf,)
                if not isinstance(leaf, int) or _kinds(check):
                    continue
                if check.credits is not None:
                    self.credits.append(leaf)
                elif check.courses is not None:
                    self.courses.append(leaf)
        for limit in self.limits:
            self._of_limit(limit)
        for rule in self.sharing:
            one, other = self._scope(rule.between), self._scope(rule.and_also)
            if rule.most_courses is not None:
                self._new(_Sum(_shared(True, one, other, rule), cap=rule.most_courses))
            if rule.most_credits is not None:
                self._new(_Sum(_shared(False, one, other, rule), cap=_units(rule.most_credits)))
        for one_program in self.overlaps:
            amount = self._in_others(one_program)
            self._new(_Sum(amount, cap=one_program.most_courses))
        times = {self._identity(seen): self._times(seen) for seen in self._every()}
        for identity, most in sorted(times.items()):
            if most is not None:
                self._new(_Sum(self._once(identity), cap=most))
        self.due = [
            self._new(_Sum(self._stands(lists, given), need=1))
            for lists, given in self.decided.due()
        ]

    def _most(self, node: Requirement) -> int:
        """Return as how many parts of a choice a node can count at most."""
        if node.id not in self.judged:
            return node.counts_as
        if isinstance(node, If):
            return max([self._most(child) for child in self._below(node)], default=1)
        if isinstance(node, Choose):
            return min(node.counts_as, sum(map(self._most, node.parts)))
        return node.counts_as

    def _kept(self, check: Check) -> bool:
        """Return whether no more on the record earned credit, or was tried, than there may be."""
        had = [seen for _, seen in self._earned()]
        if check.over == "attempts":
            had = [
                seen
                for number, seen in enumerate(self.seen)
                if self._worth(number) is Worth.EARNED
                or (seen.status in ("completed", "failed") and seen.grade is not None)
            ]
        had = [seen for seen in had if check.where is None or check.where.matches(seen)]
        if check.most_courses is not None:
            return len(had) <= check.most_courses
        return sum(seen.credits for seen in had) <= (check.most_credits or 0)

    def _stands(self, lists: Sequence[str], given: Adjustment) -> Amount:
        """Count a course that earned credit and stands where a decision puts it."""

        def amount(one: _Course, places: Sequence[Place]) -> int:
            earned = one.kind == "record" and one.worth is Worth.EARNED
            there = any(take in lists for take, _ in places)
            return int(earned and there and self.decided.about(given, one.seen))

        return amount

    def _every(self) -> list[Candidate]:
        """Return every record that may be of use and every course that could be taken."""
        found = [one.seen for one in self.there if one.kind == "record"]
        return found + [ways[0].seen for ways, _ in self.later]

    def _subject(self, seen: Candidate) -> str:
        return self.program.subject(seen.code.subject)

    def _bit(self, name: str) -> int:
        """Return the bit that stands for a subject or a group."""
        return 1 << self.bits.setdefault(name, len(self.bits))

    def _value(self, what: str) -> Callable[[Candidate], int]:
        """Return what one course counts: 1, its credits, or the bit of its subject or term."""
        if what == "courses":
            return lambda _: 1
        if what == "credits":
            return lambda seen: _units(seen.credits)
        if what == "terms":
            return self._when
        if what == "different":
            return lambda seen: self._bit(" ".join(self._identity(seen)))
        if what == "titles":
            return lambda seen: self._bit(" ".join(self._titled(seen)))
        return lambda seen: self._bit(self._subject(seen))

    def _titled(self, seen: Candidate) -> tuple[str, ...]:
        """Return the title in its subject; a course without one is told by its number."""
        title = title_key(seen.title)
        return (self._subject(seen), "titled", title) if title else self._identity(seen)

    def _when(self, seen: Candidate) -> int:
        """Return the bit of a term; a course that is still to be taken has a term of its own."""
        if seen.term is None:
            return 0
        return _ONE_MORE if seen.term == FUTURE else self._bit(f"term {seen.term}")

    def _new(self, one: _Sum) -> int:
        self.sums.append(one)
        return len(self.sums) - 1

    def _in_others(self, rule: Overlapping) -> Amount:
        """Count what is applied in a part of one program, and in another one."""
        inside, own = self._scope([rule.scope]), self._scope([rule.program])

        def amount(_: _Course, places: Sequence[Place]) -> int:
            takes = {take for take, _ in places}
            return int(bool(takes & inside) and bool(takes - own))

        return amount

    def _once(self, identity: tuple[str, str]) -> Amount:
        def amount(one: _Course, places: Sequence[Place]) -> int:
            same = self._identity(one.seen) == identity
            taken = one.kind == "further" or (one.kind == "record" and bool(places))
            return int(same and taken)

        return amount

    def _of_take(self, take: Take) -> list[int]:
        def here(what: str, row: int | None = None) -> Amount:
            value = self._value(what)

            def amount(one: _Course, places: Sequence[Place]) -> int:
                on = any(id_ == take.id and row in (None, number) for id_, number in places)
                if on and one.kind == "waived" and what == "credits":
                    return self._fills(one, take)
                return value(one.seen) if on else 0

            return amount

        found = []
        courses, together = self.decided.amounts[take.id]
        if courses is not None:
            cap = None if take.open else max(courses, take.counts_as)
            found.append(self._new(_Sum(here("courses"), need=courses, cap=cap)))
        if together is not None:
            found.append(self._new(_Sum(here("credits"), need=_units(together))))
        found += [self._new(self._of_inner(take, part)) for part in take.including]
        for number, row in enumerate(line.row for line in self.decided.lines[take.id]):
            if row.most_courses is not None:
                self._new(_Sum(here("courses", number), cap=row.most_courses))
            if row.most_credits is not None:
                self._new(_Sum(here("credits", number), cap=_units(row.most_credits)))
        return found

    def _entries(self, take: Take) -> _Entries | None:
        lines = [n for n, line in enumerate(self.decided.lines[take.id]) if line.printed]

        def read(entry: Row | Together | OneOf | SomeOf, cap: int | None = 1) -> _Entry:
            if isinstance(entry, Row):
                line = lines.pop(0)

                def amount(_: _Course, places: Sequence[Place], line: int = line) -> int:
                    return int((take.id, line) in places)

                return self._new(_Sum(amount, cap=cap))
            if not isinstance(entry, SomeOf):
                kind = "together" if isinstance(entry, Together) else "one_of"
                return kind, tuple(map(read, entry.rows))
            before = list(lines)
            parts = tuple(read(part, None) for part in entry.rows)
            if entry.credits is None:
                return _Some(parts, entry.courses or 0, entry.courses, None)
            here = frozenset((take.id, line) for line in before if line not in lines)

            def brings(one: _Course, places: Sequence[Place]) -> int:
                if here.isdisjoint(places):
                    return 0
                return self._fills(one, take) if one.kind == "waived" else _units(one.seen.credits)

            most = None if entry.most_credits is None else _units(entry.most_credits)
            return _Some(parts, _units(entry.credits), most, self._new(_Sum(brings)))

        found = []
        for entry in take.rows:
            if isinstance(entry, Row):
                lines.pop(0)
            else:
                found.append(read(entry))
        if not found:
            return None
        self.entries.append(_Entries(tuple(found)))
        return self.entries[-1]

    def _held(self, take: Take) -> Amount:
        return lambda _, places: int(any(id_ == take.id for id_, _ in places))

    def _fills(self, one: _Course, take: Take) -> int:
        """Return the credits that a waived course fills of a list."""
        places = self.decided.waived[one.record].places
        return next(_units(credits) for id_, _, credits in places if id_ == take.id)

    def _of_inner(self, take: Take, part: Including) -> _Sum:
        """Count what is on the Take, is of the group and fits."""
        what, need = _asked(part)
        value = self._value(what)

        def amount(one: _Course, places: Sequence[Place]) -> int:
            lines = self.decided.lines[take.id]
            row = next((lines[number].row for id_, number in places if id_ == take.id), None)
            if row is None or part.group not in (None, row.group):
                return 0
            if part.where is not None and not part.where.matches(one.seen):
                return 0
            if what == "group":
                return 0 if row.group is None else self._bit(f"group {row.group}")
            filled = what == "credits" and one.kind == "waived"
            brings = self._fills(one, take) if filled else value(one.seen)
            return brings * self._place_of(part, one.seen, row.group)

        if kinds := _kinds(part):
            return _OfEach(amount, need=need, kinds=kinds)
        return _Sum(amount, need=need, spread=what in (*_SPREADS, "group"))

    def _place_of(self, rule: Including | Check, seen: Candidate, group: str | None = None) -> int:
        """Return by what an amount is multiplied that is asked for of each of some kind."""
        if not _kinds(rule):
            return 1
        if rule.subjects is not None:
            key: object = "subject", self._subject(seen)
        elif rule.different is not None:
            key = "course", self._identity(seen)
        elif rule.titles is not None:
            key = "title", self._titled(seen)
        elif group is None:
            return 0
        else:
            key = "group", group
        places: int = _DIGIT ** self.kinds_seen.setdefault(key, len(self.kinds_seen))
        return places

    def _of_check(self, check: Check) -> _Sum:
        scope = self._scope(check.scope)
        matches = check.where.matches if check.where else None
        if check.gpa is not None:
            least = check.gpa

            def above(one: _Course, places: Sequence[Place]) -> int:
                seen = one.seen
                graded = seen.status is RecordStatus.COMPLETED and seen.points is not None
                if one.kind == "waived" or not graded or not any(t in scope for t, _ in places):
                    return 0
                if matches is not None and not matches(seen):
                    return 0
                return int(seen.credits * ((seen.points or Decimal(0)) - least) * 10**6)

            return _Sum(above, need=0, average=True)
        if check.share is not None:
            return self._of_share(check, Fraction(check.share))
        what, need = _asked(check)
        plain, spread, kinds = self._value(what), what in _SPREADS, _kinds(check)

        def value(seen: Candidate) -> int:
            return plain(seen) * self._place_of(check, seen)

        if not check.over_record:
            amount = _counted(value, scope, matches)
            if kinds:
                return _OfEach(amount, need=need, kinds=kinds)
            return _Sum(amount, need=need, spread=spread)

        def on_record(one: _Course, _: Sequence[Place]) -> int:
            counted = self._comes_to_record(one) and (matches is None or matches(one.seen))
            return value(one.seen) if counted else 0

        empty = _Sum(on_record, need=need, spread=spread)
        if kinds:
            empty = _OfEach(on_record, need=need, kinds=kinds)
        start = 0
        for _, seen in self._earned():
            if matches is None or matches(seen):
                start = empty.plus(start, value(seen)) or 0
        return replace(empty, start=start)

    def _comes_to_record(self, one: _Course) -> bool:
        """Return whether a course adds to the record: it need not be applied anywhere."""
        if one.kind == "waived" or (one.kind == "record" and one.worth is Worth.EARNED):
            return False
        if one.kind == "further" and one.seen.again:
            return False
        return one.kind != "record" or one.record in self._on_record

    def _of_share(self, check: Check, share: Fraction) -> _Sum:
        """Count what fits, less the share of all that is counted."""
        scope, fits = self._scope(check.scope), check.where

        def above(seen: Candidate) -> int:
            if check.among is not None and not check.among.matches(seen):
                return 0
            own = seen.credits if fits is None or fits.matches(seen) else Decimal(0)
            above = (Fraction(own) - share * Fraction(seen.credits)) * _UNIT * share.denominator
            return int(above)

        def amount(one: _Course, places: Sequence[Place]) -> int:
            if check.over_record:
                return above(one.seen) if self._comes_to_record(one) else 0
            inside = one.kind != "waived" and any(take in scope for take, _ in places)
            return above(one.seen) if inside else 0

        start = sum(above(seen) for _, seen in self._earned()) if check.over_record else 0
        return _Sum(amount, need=0, average=True, start=start, share=True)

    def _earned(self) -> list[tuple[Term | None, Candidate]]:
        """Return what earned credit, whether it counts or not, with its term."""
        return [
            (record.term, seen)
            for number, (record, seen) in enumerate(
                zip(self.transcript.records, self.seen, strict=True)
            )
            if self._worth(number) is Worth.EARNED and number in self._on_record
        ]

    @cached_property
    def _on_record(self) -> set[int]:
        """Return the records that totals over the record count: a course once, where it is most."""
        groups: dict[object, list[_Course]] = {}
        for number, seen in enumerate(self.seen):
            worth = self._worth(number)
            if worth is not Worth.NOTHING:
                several = self._times(seen) != 1
                key = number if several else self._identity(seen)
                groups.setdefault(key, []).append(_Course(seen, "record", number, worth))
        counted = set()
        for group in groups.values():
            earned = [one for one in group if one.worth is Worth.EARNED]
            first = min(
                earned or group,
                key=lambda one: (
                    -one.seen.credits,
                    -(Decimal(-1) if one.seen.points is None else one.seen.points),
                    one.worth is Worth.PLANNED,
                    *self._canonical(one),
                ),
            )
            counted.add(first.record)
        return counted

    def _window(self, check: Check) -> _Window:
        def fits(seen: Candidate) -> bool:
            return check.where is None or check.where.matches(seen)

        def coming(one: _Course) -> int:
            """Count what is still to be completed: it need not be applied anywhere."""
            if one.kind == "waived" or (one.kind == "record" and one.worth is Worth.EARNED):
                return 0
            if one.kind == "further" and one.seen.again:
                return 0
            if one.kind == "record" and one.record not in self._on_record:
                return 0
            return _units(one.seen.credits)

        def fitting(one: _Course, _: Sequence[Place]) -> int:
            return coming(one) if fits(one.seen) else 0

        def others(one: _Course, _: Sequence[Place]) -> int:
            return 0 if fits(one.seen) else coming(one)

        need, last = _units(check.credits), _units(check.last)
        earned = self._earned()
        terms = []
        for term in sorted({t for t, _ in earned}, key=lambda t: t.ordinal if t else -1)[::-1]:
            courses = [seen for when, seen in earned if when == term]
            terms.append(
                (
                    sum(_units(seen.credits) for seen in courses),
                    sum(_units(seen.credits) for seen in courses if fits(seen)),
                )
            )
        return _Window(
            need,
            last,
            tuple(terms),
            self._new(_Sum(fitting, need=last)),
            self._new(_Sum(others, need=last)),
        )

    def _of_limit(self, limit: Limit) -> None:
        scope, what, most = self._scope(limit.scope), *_bound(limit)
        value, matches = self._value(what), limit.courses.surely
        if limit.each is None or most == 0:  # nothing in each is nothing at all
            amount = _counted(value, scope, matches, self.decided.overrides)
            self._new(_Sum(amount, cap=most, spread=what == "spread"))
            return
        kind = self._subject if limit.each == "subject" else _term
        for one in sorted({kind(seen) for seen in self._every()} - {""}):

            def of_this(seen: Candidate, one: str = one) -> bool:
                return kind(seen) == one and matches(seen)

            self._new(_Sum(_counted(value, scope, of_this, self.decided.overrides), cap=most))

    # --------------------------------------------------------------------------- the enumeration

    def _ways(self, one: _Course) -> list[_Way]:
        """Return every way to use a course, the preferred first: earlier places, then more.

        After all its places a record that has yet to earn credit may be relied on for the record
        alone; leaving a record out comes last. A further course that is left out is not taken.
        """
        order = {take.id: n for n, take in enumerate(self.program.takes())}
        choices = self._choices(self._places(one), one.seen, alone=one.kind == "waived")
        chosen = [some for some in choices if some]
        chosen.sort(key=lambda some: [*(order[place[0]] for place, _ in some), len(order)])
        found = []
        for some in chosen:
            places = tuple(place for place, _ in some)
            approvals = sum(approval for _, approval in some)
            found.append(
                _Way(places, self._gains(one, places), approvals, _units(one.seen.credits))
            )
        if alone := self._gains(one, ()):
            found.append(_Way((), alone, credits=_units(one.seen.credits)))
        if one.kind != "further":
            found.append(_Way((), (), used=False))
        if one.kind == "waived":  # a course that was taken brings its credits: it comes first
            found.insert(0, found.pop())
        return found

    def _gains(self, one: _Course, places: Sequence[Place]) -> Gains:
        amounts = ((number, each.amount(one, places)) for number, each in enumerate(self.sums))
        return tuple((number, amount) for number, amount in amounts if amount)

    def _choices(
        self, open_: Sequence[tuple[Place, bool]], seen: Candidate, *, alone: bool
    ) -> Iterator[tuple[tuple[Place, bool], ...]]:
        """Yield each set of places that one course may have at once."""
        for size in range(2 if alone else len(open_) + 1):
            for some in combinations(open_, size):
                takes = [place[0] for place, _ in some]
                rules = [rule for rule in self.sharing if _is_about(rule, seen)]
                pairs = combinations(takes, 2)
                shared = all(a != b and self._may_share(a, b, seen) for a, b in pairs)
                if shared and not any(self._crowded(rule, takes) for rule in rules):
                    yield some

    def _may_share(self, a: str, b: str, seen: Candidate) -> bool:
        for rule in self.sharing:
            if not _is_about(rule, seen):
                continue
            one, other = self._scope(rule.between), self._scope(rule.and_also)
            if (a in one and b in other) or (b in one and a in other):
                return True
        return False

    def _crowded(self, rule: Sharing, takes: Sequence[str]) -> bool:
        """Return whether a course has more of the rule's places than one course may have."""
        named = self._scope(rule.between) | self._scope(rule.and_also)
        most = rule.most_places
        return most is not None and sum(take in named for take in takes) > most

    @cached_property
    def _adding(self) -> list[Callable[[int, int], int | None]]:
        return [cache(one.plus) for one in self.sums]  # the same few amounts come again and again

    def _plus(self, total: Vector, gains: Gains) -> Vector | None:
        """Add up; None where a maximum is broken."""
        found = list(total)
        for place, gain in gains:
            value = self._adding[place](found[place], gain)
            if value is None:
                return None
            found[place] = value
        return tuple(found)

    def _placements(self) -> dict[Vector, tuple[tuple[int, int, int], tuple[int, ...]]]:
        """Return by what it adds up to the best way to place what is there."""
        if prod(map(len, self.ways)) > _MOST:
            raise TooMany
        best: dict[Vector, tuple[tuple[int, int, int], tuple[int, ...]]] = {}

        def place(total: Vector, assumed: tuple[int, int, int], choice: tuple[int, ...]) -> None:
            position = len(choice)
            if position == len(self.there):
                value = assumed, choice
                best[total] = min(best.get(total, value), value)
                return
            approvals, in_progress, planned = assumed
            worth = self.there[position].worth
            for number, way in enumerate(self.ways[position]):
                following = self._plus(total, way.gains)
                if following is not None:
                    now = (
                        approvals + way.approvals,
                        in_progress + (way.used and worth is Worth.IN_PROGRESS),
                        planned + (way.used and worth is Worth.PLANNED),
                    )
                    place(following, now, (*choice, number))

        place(tuple(one.start for one in self.sums), (0, 0, 0), ())
        return best

    def _as_decided(
        self, found: dict[Vector, tuple[tuple[int, int, int], tuple[int, ...]]]
    ) -> dict[Vector, tuple[tuple[int, int, int], tuple[int, ...]]]:
        """Keep the placements that follow decisions, each as far as the earlier ones leave room."""
        for place in self.due:
            there = {has: best for has, best in found.items() if has[place]}
            found = there or found
        return found

    def _plans(self) -> Iterator[dict[Vector, tuple[int, int]]]:
        """Yield for no, one, two ... further courses: what they add, their credits, approvals.

        What fewer courses add as well is left out.
        """
        nothing = tuple(0 for _ in self.sums)
        helpful = self._helpful()
        plans: list[dict[Vector, tuple[int, int]]] = [{nothing: (0, 0)}]
        for amounts, again in self.later:
            ways = [way for one in amounts for way in self._ways(one)]
            ways = [way for way in ways if any(number in helpful for number, _ in way.gains)]
            while (grown := self._one_more(plans, ways)) != plans:
                plans = grown
                if not again:
                    break
        yield from plans

    def _one_more(
        self, plans: list[dict[Vector, tuple[int, int]]], ways: Sequence[_Way]
    ) -> list[dict[Vector, tuple[int, int]]]:
        """Return the plans with and without one more course that can be used in these ways."""
        grown = [dict(plan) for plan in plans] + [{}]
        for number, plan in enumerate(plans):
            for has, (credits, approvals) in plan.items():
                for way in ways:
                    total = self._plus(has, way.gains)
                    if total is not None:
                        value = credits + way.credits, approvals + way.approvals
                        there = grown[number + 1].get(total, value)
                        grown[number + 1][total] = min(there, value)
        fewer: set[Vector] = set()
        for plan in grown:
            for total in fewer & plan.keys():
                del plan[total]
            fewer |= plan.keys()
        if not grown[-1]:
            grown.pop()
        far = len(grown) > _FAR and any(one.share for one in self.sums)
        if sum(map(len, grown)) > _MOST or far:
            raise TooMany
        return grown

    def _helpful(self) -> set[int]:
        """Return the sums that some requirement asks for: a course that adds to none is no use."""
        parts = [part for leaf in self.leaves.values() for part in leaf]
        parts += self.counted.values()
        found: set[int] = set()
        for part in parts:
            if isinstance(part, _Entries):
                found |= set(part.sums())
            else:
                found.add(part.fitting if isinstance(part, _Window) else part)
        return found

    def verdict(self) -> Verdict:
        placements = [
            (has, assumed, (-self._leaves_met(has), *self._missing(has)), choice)
            for has, (assumed, choice) in self._as_decided(self._placements()).items()
        ]
        best: tuple[object, ...] | None = None
        found: tuple[Vector, tuple[int, ...]] | None = None
        together: set[frozenset[str]] = set()
        tried = 0
        for number, plan in enumerate(self._plans()):
            tried += len(plan) * len(placements)
            if tried > _MOST:
                raise TooMany
            for adds, (credits, approvals) in plan.items():
                gains = tuple((place, gain) for place, gain in enumerate(adds) if gain)
                for has, assumed, account, choice in placements:
                    total = self._plus(has, gains)
                    if total is None or not all(one.allowed(total) for one in self.entries):
                        continue
                    met = self._met(total)
                    together.add(met)
                    out_of_reach, awaited = self._lacks(met)
                    if best is not None and (out_of_reach, number, credits) > best[:3]:
                        continue
                    key = (
                        out_of_reach,
                        number,
                        credits,
                        awaited,
                        (approvals + assumed[0], *assumed[1:]),
                        account,
                        choice,
                    )
                    if best is None or key < best:
                        best, found = key, (has, choice)
            if best is not None and best[0] == 0:
                break
        assert best is not None
        assert found is not None
        conflict = self._conflict(together) if best[0] else 0
        return self._verdict(best, conflict, *found)

    def _conflict(self, together: set[frozenset[str]]) -> int:
        """Return how many leaves it takes that cannot be met together, whatever of the others."""
        for size in (1, 2, 3):
            for kept in combinations(self.leaves, size):
                free = self.leaves.keys() - set(kept)
                # What is free counts as much as it may.
                if all(
                    self._lacks(frozenset(one for one in met if one.split()[0] not in free) | free)[
                        0
                    ]
                    for met in together
                ):
                    return size
        return 4

    def _leaves_met(self, total: Vector) -> int:
        return sum(id_ in self.leaves for id_ in self._met(total))

    def _met(self, total: Vector) -> frozenset[str]:
        """Return the leaves that are met, and how many courses a list holds where that counts."""
        if total not in self.known_met:
            held = {f"{id_} holds {total[one]}" for id_, one in self.counted.items()}
            self.known_met[total] = frozenset(held) | frozenset(
                id_
                for id_, parts in self.leaves.items()
                if all(
                    self.sums[one].met(total[one]) if isinstance(one, int) else one.met(total)
                    for one in parts
                )
            )
        return self.known_met[total]

    def _missing(self, total: Vector) -> tuple[int, int]:
        """Return the courses, and the credits, that lists and minimums lack, all together.

        A minimum among the last credits is left out: there a credit pushes an older one out.
        """
        courses, credits = (
            sum(max(0, (self.sums[n].need or 0) - total[n]) for n in counted)
            for counted in (self.courses, self.credits)
        )
        return courses, credits

    def _lacks(self, met: frozenset[str], *, granted: bool = False) -> tuple[int, int]:
        """Return what the program lacks; `granted` takes as confirmed what a person may confirm."""
        key = met, granted
        if key not in self.known_lacking:
            ways = self._lacking(self.program.root, met, granted)
            self.known_lacking[key] = min(lacks for _, lacks in ways)
        return self.known_lacking[key]

    def _lacking(
        self, node: Requirement, met: frozenset[str], granted: bool
    ) -> list[tuple[int, tuple[int, int]]]:
        """Return as how many parts of a choice a node can count, each with what that lacks.

        That is how many leaves have to be given up, and how much no course can bring.
        """
        if node.id not in self.judged:
            return [(node.counts_as, (0, 0))]
        if node.id in self.leaves:
            if node.id not in met:
                return [(node.counts_as, (1, 0))]
            held = [one.split(" holds ") for one in met if one.startswith(f"{node.id} holds ")]
            counts = min([node.counts_as, *(int(one[1]) for one in held)])
            # One that is met may be given up as well: it could hold more than is within reach.
            more = [(node.counts_as, (1, 0))] if counts < node.counts_as else []
            return [(counts, (0, 0)), *more]
        if isinstance(node, Milestone | Confirm):
            there = node.id in self.transcript.student.milestones
            said = self.decided.said_of.get(node.id)
            done = (there if said is None else said) or (
                granted and said is None and isinstance(node, Confirm)
            )
            if isinstance(node, Milestone):
                done = self._done(node)
            return [(node.counts_as, (0, int(not done)))]
        if isinstance(node, Check):
            gpa = self._gpa(node)
            return [(node.counts_as, (0, int(gpa is not None and gpa < Fraction(node.gpa or 0))))]
        below = [self._lacking(child, met, granted) for child in self._below(node)]
        if isinstance(node, If):
            return below[0] if below else [(1, (0, 0))]
        if isinstance(node, All):
            every = [min(lacks for _, lacks in ways) for ways in below]
            return [(node.counts_as, (sum(a for a, _ in every), sum(b for _, b in every)))]
        assert isinstance(node, Choose)
        found = []
        for chosen in product(*([(0, (0, 0)), *ways] for ways in below)):
            count = sum(one for one, _ in chosen)
            if count >= node.at_least:
                lacks = sum(a for _, (a, _) in chosen), sum(b for _, (_, b) in chosen)
                found.append((min(node.counts_as, count), lacks))
        return found

    def _done(self, node: Milestone) -> bool:
        """Return whether it was done, in time and often enough, or a course did it."""
        student = self.transcript.student
        for seen in self.seen:
            completed = seen.status is RecordStatus.COMPLETED and seen.grade is not None
            fits = node.met_by is not None and node.met_by.matches(seen)
            if completed and fits and (node.by is None or (seen.term and seen.term <= node.by)):
                return True
        if node.times > 1:
            once = int(node.id in student.milestones)
            return student.times.get(node.id, once) >= node.times
        if node.id not in student.milestones:
            return False
        when = student.milestones[node.id]
        return node.by is None or (when is not None and when <= node.by)

    def _gpa(self, check: Check) -> Fraction | None:
        """Return the average over every graded attempt, whether it earned credit or not."""
        graded = [
            seen
            for seen in self.seen
            if seen.status in (RecordStatus.COMPLETED, RecordStatus.FAILED)
            and seen.points is not None
            and (check.where is None or check.where.matches(seen))
        ]
        credits = sum(Fraction(seen.credits) for seen in graded)
        points = sum(Fraction(seen.points or 0) * Fraction(seen.credits) for seen in graded)
        return Fraction(points) / credits if credits else None

    def _verdict(
        self, best: tuple[object, ...], conflict: int, total: Vector, choice: tuple[int, ...]
    ) -> Verdict:
        ways = [ways[number] for ways, number in zip(self.ways, choice, strict=True)]
        used = [(one, way) for one, way in zip(self.there, ways, strict=True) if way.used]
        firm: Vector | None = tuple(one.start for one in self.sums)
        for one, way in used:
            if firm is not None and one.worth is Worth.EARNED and not way.approvals:
                firm = self._plus(firm, way.gains)
        assert firm is not None  # part of a placement that keeps every bound keeps it, too
        status = "unsatisfied"
        if self._lacks(self._met(total), granted=True) == (0, 0):
            sure = self._lacks(self._met(firm)) == (0, 0)
            status = "satisfied" if sure else "conditional"
        given_up, courses, credits = best[:3]
        assert isinstance(given_up, int)
        assert isinstance(courses, int)
        assert isinstance(credits, int)
        return Verdict(
            status=status,
            courses=courses,
            credits=Decimal(credits) / _UNIT,
            approvals=sum(way.approvals for _, way in used),
            in_progress=sum(one.worth is Worth.IN_PROGRESS for one, _ in used),
            planned=sum(one.worth is Worth.PLANNED for one, _ in used),
            leaves_met=self._leaves_met(total),
            missing_courses=self._missing(total)[0],
            missing_credits=Decimal(self._missing(total)[1]) / _UNIT,
            given_up=given_up,
            conflict=conflict,
            placement={
                one.record: frozenset(take for take, _ in way.places)
                for one, way in used
                if one.kind == "record" and way.places
            },
            relied_on=frozenset(one.record for one, _ in used if one.worth is not Worth.EARNED),
        )


def _term(seen: Candidate) -> str:
    """Return the term a course was taken in; nothing where it is not known or yet to come."""
    return "" if seen.term in (None, FUTURE) else str(seen.term)


def _asked(rule: Including | Check) -> tuple[str, int]:
    """Return what a minimum counts, and the least of it."""
    if rule.courses is not None:
        return "courses", rule.courses
    if rule.credits is not None:
        return "credits", _units(rule.credits)
    if rule.terms is not None:
        return "terms", rule.terms
    if rule.different is not None:
        return "different", rule.different
    if rule.titles is not None:
        return "titles", rule.titles
    if isinstance(rule, Including) and rule.groups is not None:
        return "group", rule.groups
    return "spread", rule.subjects or 0


def _kinds(rule: Including | Check) -> int:
    """Return of how many subjects, groups or courses an amount is asked for; 0 for one of all."""
    if rule.courses is None and rule.credits is None:
        return 0
    groups = rule.groups if isinstance(rule, Including) else None
    return rule.subjects or rule.different or rule.titles or groups or 0


def _bound(limit: Limit) -> tuple[str, int]:
    """Return what a maximum counts, and the most of it."""
    if limit.most_courses is not None:
        return "courses", limit.most_courses
    if limit.most_credits is not None:
        return "credits", _units(limit.most_credits)
    return "spread", limit.most_subjects or 0


def _counted(
    value: Callable[[Candidate], int],
    scope: set[str],
    matches: Matches | None,
    free: Callable[[str, Candidate], bool] | None = None,
) -> Amount:
    """Count what is applied in a scope, each course once; a waived course brings nothing here.

    A limit does not count what a decision put in a place against it: `free` says so.
    """

    def amount(one: _Course, places: Sequence[Place]) -> int:
        here = [take for take, _ in places if take in scope]
        if one.kind == "waived" or not any(free is None or not free(t, one.seen) for t in here):
            return 0
        if matches is not None and not matches(one.seen):
            return 0
        return value(one.seen)

    return amount


def _is_about(rule: Sharing, seen: Candidate) -> bool:
    return rule.courses is None or rule.courses.matches(seen)


def _shared(by_course: bool, one_side: set[str], other_side: set[str], rule: Sharing) -> Amount:
    """Count what is applied on both sides at once, in two different places."""

    def amount(one: _Course, places: Sequence[Place]) -> int:
        takes = [take for take, _ in places]
        both = any(a in one_side and b in other_side for a in takes for b in takes if a != b)
        both = both and _is_about(rule, one.seen)
        return (1 if by_course else _units(one.seen.credits)) if both else 0

    return amount
