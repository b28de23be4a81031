"""The audit by plain enumeration: what design section 4 says, tried out on every placement.

Nothing here is taken from `degreekit.audit`. It is slow and meant to be read: each record is put in
every place it may have, every number of further courses is tried from none upwards, and the best
answer is the least under one tuple. Placements that add the same to every sum are the same for
every rule, so of those only the best is kept.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from itertools import combinations, product
from math import prod

from degreekit.adjustments import Adjustment, Case, Ruling, adjust
from degreekit.courses import Institution, RecordStatus, Term
from degreekit.requirements import (
    All,
    Candidate,
    Check,
    Choose,
    If,
    Limit,
    Milestone,
    Program,
    Requirement,
    Row,
    Take,
    Worth,
    candidate,
    record_gpa,
    standing,
)
from degreekit.transcript import Transcript

__all__ = ["TooMany", "Verdict", "judge"]

_LATER = Term(9999, 3)

_MOST = 40_000  # placements that are tried before a question is left to others

Place = tuple[str, int]  # a Take and a row of its list
Vector = tuple[int, ...]


class TooMany(Exception):
    """There are more placements than plain enumeration can try in a moment."""


@dataclass(frozen=True)
class Verdict:
    """What has to come out.

    `conflict` is the size of the smallest set of leaves that cannot be met together, up to four,
    which stands for four and more.
    """

    status: str
    courses: int
    credits: Decimal
    approvals: int
    in_progress: int
    planned: int
    leaves_met: int
    given_up: int
    conflict: int
    placement: dict[int, frozenset[str]]


@dataclass(frozen=True)
class _Course:
    """A record, a waived course, or a course that could be taken."""

    seen: Candidate
    kind: str  # record, waived, further
    record: int = -1
    worth: Worth = Worth.EARNED


@dataclass(frozen=True)
class _Sum:
    """Something that rules count: the least of it, the most of it, and what a course adds."""

    amount: Callable[[_Course, Sequence[Place]], int]
    need: int | None = None
    cap: int | None = None
    average: bool = False
    start: int = 0


@dataclass(frozen=True)
class _Way:
    """One way to use one course, and what it adds to every sum."""

    places: tuple[Place, ...]
    adds: Vector
    approvals: int
    credits: int = 0


def judge(
    program: Program,
    transcript: Transcript,
    institution: Institution,
    adjustments: Iterable[Adjustment] = (),
) -> Verdict:
    """Return the best answer there is.

    Raises:
        TooMany: the question is too large to be tried out.
    """
    return _Oracle(adjust(program, adjustments, institution), transcript, institution).verdict()


def _units(amount: Decimal | None) -> int:
    return int((amount or Decimal(0)) * 1000)


class _Oracle:
    def __init__(self, case: Case, transcript: Transcript, institution: Institution):
        self.case = case
        self.program = case.program
        self.transcript = transcript
        self.institution = institution
        self.seen = [candidate(r, institution, self.program) for r in transcript.records]
        self.gpa = record_gpa
        self.in_force = list(self._in_force(self.program.root))
        self.judged = {node.id for node in self.in_force}
        # An open list goes on collecting what nothing else needs, whether it is waived or not.
        self.open = self.judged | {
            below.id
            for node in self.program.nodes
            if node.id in self.case.waived or node.id in self.case.forced
            for below in node.walk()
            if isinstance(below, Take) and below.most_courses is None
        }
        self.sums: list[_Sum] = []
        self.leaves: dict[str, list[int]] = {}
        self.there = [*self._waived(), *self._records()]
        self.later = list(self._later())
        self._collect_sums()

    # --------------------------------------------------------------------- what is in force

    def _in_force(self, node: Requirement) -> Iterator[Requirement]:
        """Yield the nodes that are judged: not waived or forced, in the branch that is picked."""
        if node.id in self.case.waived or node.id in self.case.forced:
            return
        yield node
        below: Sequence[Requirement] = node.children
        if isinstance(node, If):
            picked = node.then if self._holds(node) else node.otherwise
            below = () if picked is None else (picked,)
        for child in below:
            yield from self._in_force(child)

    def _holds(self, node: If) -> bool:
        return node.condition.holds(self.transcript.student, self.seen)

    def _scope(self, ids: Sequence[str]) -> set[str]:
        roots = [n for n in self.program.nodes if n.id in (ids or (self.program.root.id,))]
        return {below.id for root in roots for below in root.walk() if isinstance(below, Take)}

    # ------------------------------------------------------------------- courses and their places

    def _waived(self) -> Iterator[_Course]:
        for position, waived in enumerate(self.case.waived_courses):
            if waived.take in self.open:
                yield _Course(waived.course, "waived", record=position)

    def _records(self) -> list[_Course]:
        found = []
        for position, record in enumerate(self.transcript.records):
            worth = standing(record, self.institution, self.program).worth
            one = _Course(self.seen[position], "record", position, worth)
            if worth is not Worth.NOTHING and self._places(one):
                found.append(one)
        return sorted(found, key=self._canonical)

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
        )

    def _later(self) -> Iterator[tuple[tuple[_Course, ...], bool]]:
        """Yield what could be taken, once for each amount of credits; True where repeatable."""
        has = {self._identity(one.seen) for one in self.there if one.kind == "record"}
        stands = {
            self._identity(seen)
            for record, seen in zip(self.transcript.records, self.seen, strict=True)
            if standing(record, self.institution, self.program).worth is not Worth.NOTHING
        }
        for listed in self.institution.catalog:
            code = self.institution.code(listed.code)
            most = min(listed.credits, self.institution.standard_credits)
            least = listed.credits if listed.least_credits is None else listed.least_credits
            amounts = [most]
            while amounts[-1] - Decimal("0.5") >= max(least, Decimal("0.5")):
                amounts.append(amounts[-1] - Decimal("0.5"))
            ways = tuple(
                _Course(
                    Candidate(code, listed.title, _LATER, amount, RecordStatus.PLANNED), "further"
                )
                for amount in amounts
            )
            again = self._repeatable(ways[0].seen)
            # Without a place a course serves only what is asked of the whole record.
            held = has if self._places(ways[0]) else stands
            if again or not self.program.credit_once or self._identity(ways[0].seen) not in held:
                yield ways, again

    def _identity(self, seen: Candidate) -> tuple[str, str]:
        return self.institution.identity(seen.code, seen.title, seen.term)

    def _repeatable(self, seen: Candidate) -> bool:
        return self.institution.repeatable.contains(seen.code, seen.title, seen.term)

    def _places(self, one: _Course) -> list[tuple[Place, bool]]:
        """Return each place open to a course, and whether it rests on an approval not given."""
        if one.kind == "waived":
            waived = self.case.waived_courses[one.record]
            return [((waived.take, waived.row), False)]
        if self.program.credit is not None and not self.program.credit.matches(one.seen):
            return []
        found = []
        for take in self.program.takes():
            if take.id not in self.open:
                continue
            rows = [n for n, row in enumerate(take.rows) if row.courses.matches(one.seen)]
            elsewhere = [r for r in self.case.placements if self._speaks(r, one)]
            if not rows or (elsewhere and not any(take.id in r.takes for r in elsewhere)):
                continue
            if any(take.id in r.takes and self._speaks(r, one) for r in self.case.denials):
                continue
            if self._never(take, rows[0], one.seen):
                continue
            given = any(take.id in r.takes and self._speaks(r, one) for r in self.case.approvals)
            found.append(((take.id, rows[0]), bool(take.rows[rows[0]].approval) and not given))
        return found

    def _never(self, take: Take, row: int, seen: Candidate) -> bool:
        """Return whether a maximum of 0 keeps the course out of the place altogether."""
        limits = [
            limit
            for limit in self.program.limits
            if take.id in self._scope(limit.scope) and limit.courses.matches(seen)
        ]
        bounds: list[Limit | Row] = [*limits, take.rows[row]]
        return any(0 in (bound.most_courses, bound.most_credits) for bound in bounds)

    def _speaks(self, ruling: Ruling, one: _Course) -> bool:
        return ruling.speaks_of(one.seen, self.institution)

    # ---------------------------------------------------------------------------------- the sums

    def _collect_sums(self) -> None:
        for take in self.program.takes():
            found = self._of_take(take) if take.id in self.open else []
            if take.id in self.judged:
                self.leaves[take.id] = found
        for node in self.in_force:
            if isinstance(node, Check) and not (node.gpa is not None and node.over_record):
                self.leaves[node.id] = [self._new(self._of_check(node))]
        for limit in self.program.limits:
            scope = self._scope(limit.scope)
            by_course = limit.most_courses is not None
            self._new(
                _Sum(
                    _counted(by_course, scope, limit.courses.matches),
                    cap=limit.most_courses if by_course else _units(limit.most_credits),
                )
            )
        for rule in self.program.sharing:
            one, other = self._scope(rule.between), self._scope(rule.and_also)
            if rule.most_courses is not None:
                self._new(_Sum(_shared(True, one, other), cap=rule.most_courses))
            if rule.most_credits is not None:
                self._new(_Sum(_shared(False, one, other), cap=_units(rule.most_credits)))
        if self.program.credit_once:
            every = [one.seen for one in self.there if one.kind == "record"]
            every += [ways[0].seen for ways, _ in self.later]
            for identity in sorted({self._identity(seen) for seen in every}):
                self._new(_Sum(self._once(identity), cap=1))

    def _new(self, one: _Sum) -> int:
        self.sums.append(one)
        return len(self.sums) - 1

    def _once(self, identity: tuple[str, str]) -> Callable[[_Course, Sequence[Place]], int]:
        def amount(one: _Course, places: Sequence[Place]) -> int:
            same = self._identity(one.seen) == identity and not self._repeatable(one.seen)
            taken = one.kind == "further" or (one.kind == "record" and bool(places))
            return int(same and taken)

        return amount

    def _of_take(self, take: Take) -> list[int]:
        def here(
            by_course: bool,
            group: str | None = None,
            where: Callable[[Candidate], bool] | None = None,
            row: int | None = None,
        ) -> Callable[[_Course, Sequence[Place]], int]:
            def amount(one: _Course, places: Sequence[Place]) -> int:
                for id_, number in places:
                    if id_ != take.id or row not in (None, number):
                        continue
                    if group not in (None, take.rows[number].group):
                        continue
                    if where is None or where(one.seen):
                        return 1 if by_course else _units(one.seen.credits)
                return 0

            return amount

        found = []
        if take.courses is not None:
            cap = None if take.open else take.courses
            found.append(self._new(_Sum(here(True), need=take.courses, cap=cap)))
        if take.credits is not None:
            found.append(self._new(_Sum(here(False), need=_units(take.credits))))
        for part in take.including:
            by_course = part.courses is not None
            where = part.where.matches if part.where else None
            need = part.courses if by_course else _units(part.credits)
            found.append(self._new(_Sum(here(by_course, part.group, where), need=need)))
        for number, row in enumerate(take.rows):
            if row.most_courses is not None:
                self._new(_Sum(here(True, row=number), cap=row.most_courses))
            if row.most_credits is not None:
                self._new(_Sum(here(False, row=number), cap=_units(row.most_credits)))
        return found

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
        by_course = check.courses is not None
        need = check.courses if by_course else _units(check.credits)
        if not check.over_record:
            return _Sum(_counted(by_course, scope, matches), need=need)

        def on_record(one: _Course, _: Sequence[Place]) -> int:
            if one.kind != "further" or (matches is not None and not matches(one.seen)):
                return 0
            return 1 if by_course else _units(one.seen.credits)

        start = 0
        for record, seen in zip(self.transcript.records, self.seen, strict=True):
            earned = standing(record, self.institution, self.program).worth is Worth.EARNED
            if earned and (matches is None or matches(seen)):
                start += 1 if by_course else _units(seen.credits)
        return _Sum(on_record, need=need, start=start)

    # --------------------------------------------------------------------------- the enumeration

    def _ways(self, one: _Course) -> list[_Way]:
        """Return every way to use a course, the preferred first: earlier places, then more."""
        open_ = self._places(one)
        order = {take.id: n for n, take in enumerate(self.program.takes())}
        chosen = [
            some
            for size in range(len(open_) + 1)
            for some in combinations(open_, size)
            if all(self._may_share(a[0][0], b[0][0]) for a, b in combinations(some, 2))
        ]
        chosen.sort(key=lambda some: [*(order[place[0]] for place, _ in some), len(order)])
        if one.kind == "waived":  # a course that was taken brings its credits: it comes first
            chosen.reverse()
        return [
            _Way(
                (places := tuple(place for place, _ in some)),
                tuple(each.amount(one, places) for each in self.sums),
                sum(approval for _, approval in some),
                _units(one.seen.credits),
            )
            for some in chosen
        ]

    def _may_share(self, a: str, b: str) -> bool:
        for rule in self.program.sharing:
            one, other = self._scope(rule.between), self._scope(rule.and_also)
            if (a in one and b in other) or (b in one and a in other):
                return True
        return False

    def _plus(self, a: Vector, b: Vector) -> Vector | None:
        """Add up; more than a minimum asks for is as good as enough. None breaks a maximum."""
        found = []
        for one, left, right in zip(self.sums, a, b, strict=True):
            value = left + right
            if one.cap is not None:
                if value > one.cap:
                    return None
            elif one.need is not None and not one.average:
                value = min(value, one.need)
            found.append(value)
        return tuple(found)

    def _placements(self) -> dict[Vector, tuple[tuple[int, int, int], tuple[int, ...]]]:
        """Return by what it adds up to the best way to place what is there."""
        start = tuple(one.start for one in self.sums)
        every = [list(enumerate(self._ways(one))) for one in self.there]
        if prod(map(len, every)) > _MOST:
            raise TooMany
        best: dict[Vector, tuple[tuple[int, int, int], tuple[int, ...]]] = {}
        for choice in product(*every):
            total: Vector | None = start
            approvals = in_progress = planned = 0
            for one, (_, way) in zip(self.there, choice, strict=True):
                if way.places and total is not None:
                    total = self._plus(total, way.adds)
                    approvals += way.approvals
                    in_progress += one.worth is Worth.IN_PROGRESS
                    planned += one.worth is Worth.PLANNED
            if total is not None:
                value = (approvals, in_progress, planned), tuple(n for n, _ in choice)
                best[total] = min(best.get(total, value), value)
        return best

    def _plans(self) -> Iterator[dict[Vector, tuple[int, int]]]:
        """Yield for no, one, two ... further courses: what they add, their credits, approvals."""
        nothing = tuple(0 for _ in self.sums)
        plans: list[dict[Vector, tuple[int, int]]] = [{nothing: (0, 0)}]
        for amounts, again in self.later:
            ways = [way for one in amounts for way in self._ways(one)]
            ways = [way for way in ways if any(way.adds)]
            while True:
                grown = [dict(plan) for plan in plans] + [{}]
                for number, plan in enumerate(plans):
                    for has, (credits, approvals) in plan.items():
                        for way in ways:
                            total = self._plus(has, way.adds)
                            if total is not None:
                                value = credits + way.credits, approvals + way.approvals
                                there = grown[number + 1].get(total, value)
                                grown[number + 1][total] = min(there, value)
                if not grown[-1]:
                    grown.pop()
                if sum(map(len, grown)) > _MOST:
                    raise TooMany
                seen = {total for plan in plans for total in plan}
                new = any(total not in seen for plan in grown for total in plan)
                plans = grown
                if not (again and new):
                    break
        yield from plans

    def verdict(self) -> Verdict:
        placements = self._placements()
        best: tuple[object, ...] | None = None
        found: tuple[Vector, tuple[int, ...]] | None = None
        together: set[frozenset[str]] = set()
        tried = 0
        for number, plan in enumerate(self._plans()):
            tried += len(plan) * len(placements)
            if tried > _MOST:
                raise TooMany
            for adds, (credits, approvals) in plan.items():
                for has, (assumed, choice) in placements.items():
                    total = self._plus(has, adds)
                    if total is None:
                        continue
                    met = self._met(total)
                    together.add(met)
                    given_up, _ = self._lacking(self.program.root, met)
                    key = (
                        given_up,
                        number,
                        credits,
                        (approvals + assumed[0], *assumed[1:]),
                        -len(self._met(has)),
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
                if all(self._lacking(self.program.root, met | free)[0] for met in together):
                    return size
        return 4

    def _met(self, total: Vector) -> frozenset[str]:
        return frozenset(
            id_
            for id_, sums in self.leaves.items()
            if all(total[n] >= (self.sums[n].need or 0) for n in sums)
        )

    def _lacking(self, node: Requirement, met: frozenset[str]) -> tuple[int, int]:
        """Return how many leaves have to be given up, and how much no course can bring."""
        if node.id not in self.judged:
            return 0, 0
        if node.id in self.leaves:
            return int(node.id not in met), 0
        if isinstance(node, Milestone):
            return 0, int(node.id not in self.transcript.student.milestones)
        if isinstance(node, Check):
            records = self.transcript.records
            gpa = self.gpa(records, self.institution, self.program, node.where)
            return 0, int(gpa is not None and gpa < (node.gpa or 0))
        below = sorted(self._lacking(child, met) for child in node.children)
        if isinstance(node, Choose):
            below = below[: node.at_least]
        assert isinstance(node, All | Choose | If)
        return sum(given_up for given_up, _ in below), sum(undone for _, undone in below)

    def _verdict(
        self, best: tuple[object, ...], conflict: int, total: Vector, choice: tuple[int, ...]
    ) -> Verdict:
        ways = [self._ways(one)[number] for one, number in zip(self.there, choice, strict=True)]
        used = [(one, way) for one, way in zip(self.there, ways, strict=True) if way.places]
        firm: Vector | None = tuple(one.start for one in self.sums)
        for one, way in used:
            if firm is not None and one.worth is Worth.EARNED and not way.approvals:
                firm = self._plus(firm, way.adds)
        assert firm is not None  # part of a placement that keeps every bound keeps it, too
        status = "unsatisfied"
        if self._lacking(self.program.root, self._met(total)) == (0, 0):
            sure = self._lacking(self.program.root, self._met(firm)) == (0, 0)
            status = "satisfied" if sure else "conditional"
        given_up, courses, credits = best[:3]
        assert isinstance(given_up, int)
        assert isinstance(courses, int)
        assert isinstance(credits, int)
        return Verdict(
            status=status,
            courses=courses,
            credits=Decimal(credits) / 1000,
            approvals=sum(way.approvals for _, way in used),
            in_progress=sum(one.worth is Worth.IN_PROGRESS for one, _ in used),
            planned=sum(one.worth is Worth.PLANNED for one, _ in used),
            leaves_met=len(self._met(total)),
            given_up=given_up,
            conflict=conflict,
            placement={
                one.record: frozenset(take for take, _ in way.places)
                for one, way in used
                if one.kind == "record"
            },
        )


def _counted(
    by_course: bool, scope: set[str], matches: Callable[[Candidate], bool] | None
) -> Callable[[_Course, Sequence[Place]], int]:
    """Count what is applied in a scope, each course once; a waived course brings nothing here."""

    def amount(one: _Course, places: Sequence[Place]) -> int:
        if one.kind == "waived" or not any(take in scope for take, _ in places):
            return 0
        if matches is not None and not matches(one.seen):
            return 0
        return 1 if by_course else _units(one.seen.credits)

    return amount


def _shared(
    by_course: bool, one_side: set[str], other_side: set[str]
) -> Callable[[_Course, Sequence[Place]], int]:
    """Count what is applied on both sides at once, in two different places."""

    def amount(one: _Course, places: Sequence[Place]) -> int:
        takes = [take for take, _ in places]
        both = any(a in one_side and b in other_side for a in takes for b in takes if a != b)
        return (1 if by_course else _units(one.seen.credits)) if both else 0

    return amount
