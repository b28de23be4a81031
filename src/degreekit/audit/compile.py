"""From rules, records and decisions to the 0-1 model (see `degreekit.audit.model`)."""

from __future__ import annotations

from collections import Counter as Counts
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal

from degreekit.adjustments import Case
from degreekit.audit.eligibility import Eligibility, Use
from degreekit.audit.future import FutureCourse
from degreekit.audit.model import Counter, Goal, Item, Model, Option, Pool
from degreekit.audit.tally import Tally, units
from degreekit.courses import Institution
from degreekit.requirements import (
    All,
    Candidate,
    Check,
    Choose,
    If,
    Requirement,
    Take,
    Worth,
    candidate,
    standing,
)
from degreekit.transcript import CourseRecord, Transcript

__all__ = ["Compiled", "Kind", "Known", "compile_audit"]

#: Places of courses, by the `Take` nodes in force and the course.
Known = dict[frozenset[int], dict[Candidate, tuple[Use, ...]]]


@dataclass(frozen=True, slots=True)
class Kind:
    """Courses that could be taken and that every rule treats alike.

    Attributes:
        members: the courses, each with the places it may be applied to. The places are alike, but
            on a list each course has a row of its own.
        supply: how many of them the student can take.
    """

    members: tuple[tuple[FutureCourse, tuple[Use, ...]], ...]
    supply: int

    @property
    def sample(self) -> tuple[FutureCourse, tuple[Use, ...]]:
        """One course that stands for all."""
        return self.members[0]


@dataclass(frozen=True)
class Compiled:
    """A model and what its parts stand for.

    Attributes:
        model: the integers.
        takes: the `Take` nodes that options name by position.
        keys: what each item is: ``("record", position)`` or ``("waived", position)``.
        kinds: what each pool's kind is.
        leaves: the ids of the leaves that the goal names by position.
    """

    model: Model
    takes: tuple[Take, ...]
    keys: tuple[tuple[str, int], ...]
    kinds: tuple[Kind, ...]
    leaves: tuple[str, ...]


def compile_audit(
    case: Case,
    transcript: Transcript,
    institution: Institution,
    future: Sequence[FutureCourse] = (),
    known: Known | None = None,
) -> Compiled:
    """Return the model of one audit.

    Args:
        case: the rules that hold for the student.
        transcript: the records.
        institution: how codes, titles and grades are read.
        future: courses that could still be taken; without them only what is there is judged.
        known: what was found out about courses under the same program, kept between students.
    """
    return _Compiler(case, transcript, institution).compile(future, {} if known is None else known)


def canonical_key(record: CourseRecord, course: Candidate) -> tuple[object, ...]:
    """Return the place of a record in the canonical order: by time, then by what it says.

    Records with equal keys are equal for every rule, so the order among them cannot matter.
    """
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
    )


#: Leaving a course out rests on nothing.
_LEFT_OUT = Option((), (), assumed=False)


class _Compiler:
    def __init__(self, case: Case, transcript: Transcript, institution: Institution):
        self.case = case
        self.program = case.program
        self.institution = institution
        self.transcript = transcript
        self.candidates = [candidate(r, institution, self.program) for r in transcript.records]
        self.takes = self.program.takes()
        self.place = {take.id: index for index, take in enumerate(self.takes)}
        self.pairs = self._shareable_pairs()
        # Filled while the goal is built: a leaf's tallies come first and keep their positions.
        self.tallies: list[Tally] = []
        self.leaves: list[str] = []
        self.active: set[int] = set()
        self.shared: set[tuple[int, int]] = set()
        self.identities: dict[Candidate, tuple[str, str]] = {}

    def compile(self, future: Sequence[FutureCourse], known: Known) -> Compiled:
        goal = self._goal(self.program.root)
        active = frozenset(self.active)
        eligibility = Eligibility(self.case, self.institution, active, known.setdefault(active, {}))
        records = self._usable(eligibility)
        open_ = self._open(eligibility, future, [self.candidates[p] for p, _, _ in records])
        self.shared = self._shared_rows(
            [(self.candidates[p], uses) for p, uses, _ in records], open_
        )
        kinds = self._kinds(open_)
        waived = [
            (position, [Use(self.place[w.take], w.row, approval=False)])
            for position, w in enumerate(self.case.waived_courses)
            if self.place[w.take] in self.active
        ]
        self._bound_by(
            [(self.candidates[position], uses) for position, uses, _ in records],
            [(self.case.waived_courses[position].course, uses) for position, uses in waived],
            kinds,
        )
        items, keys = [], []
        for position, places in waived:
            course = self.case.waived_courses[position].course
            options = self._options(course, places, waived=True)
            # Among equals the waiver is not used: a course that was taken brings its credits.
            items.append(Item((_LEFT_OUT, *options)))
            keys.append(("waived", position))
        for position, uses, worth in records:
            options = self._options(self.candidates[position], uses)
            pending = worth is not Worth.EARNED
            if pending or self._bounded(options):
                options = (*options, _LEFT_OUT)
            items.append(
                Item(options, int(worth is Worth.IN_PROGRESS), int(worth is Worth.PLANNED))
            )
            keys.append(("record", position))
        pools = [
            Pool(
                tuple(
                    replace(option, credits=units(amount))
                    for amount in kind.sample[0].amounts
                    for option in self._options(
                        replace(kind.sample[0].course, credits=amount), kind.sample[1]
                    )
                ),
                kind.supply,
                number,
            )
            for number, kind in enumerate(kinds)
        ]
        counters = tuple(Counter(t.rule, t.need, t.cap, t.start or 0) for t in self.tallies)
        model = Model(counters, tuple(items), tuple(pools), goal)
        return Compiled(model, self.takes, tuple(keys), tuple(kinds), tuple(self.leaves))

    # ------------------------------------------------------------------------------- the goal

    def _goal(self, node: Requirement) -> Goal:
        """Return what courses can bring of a node.

        A milestone and the GPA of the record are none of it: the certificate judges them.
        """
        if node.id in self.case.waived or node.id in self.case.forced:
            # What collects whatever nothing else needs goes on collecting: only its need is gone.
            open_ = [n for n in node.walk() if isinstance(n, Take) and n.most_courses is None]
            self.active.update(self.place[take.id] for take in open_)
            return Goal()
        match node:
            case Take():
                self.active.add(self.place[node.id])
                return self._leaf(node.id, self._take_tallies(node))
            case Check() if not (node.over_record and node.gpa is not None):
                return self._leaf(node.id, [self._check_tally(node)])
            case All() | Choose():
                least = node.at_least if isinstance(node, Choose) else len(node.parts)
                parts = tuple(self._goal(part) for part in node.parts)
                return Goal(parts=parts, at_least=least)
            case If():
                holds = node.condition.holds(self.transcript.student, self.candidates)
                branch = node.then if holds else node.otherwise
                return Goal() if branch is None else self._goal(branch)
        return Goal()

    def _leaf(self, id_: str, tallies: list[Tally]) -> Goal:
        first = len(self.tallies)
        self.tallies += tallies
        counters = range(first, len(self.tallies))
        self.leaves.append(id_)
        return Goal(leaf=len(self.leaves) - 1, counters=tuple(counters))

    def _take_tallies(self, take: Take) -> list[Tally]:
        here = frozenset({self.place[take.id]})
        found = []
        if take.courses is not None:
            found.append(
                Tally(f"{take.id} courses", here, True, take.courses, take.most_courses, own=True)
            )
        if take.credits is not None:
            found.append(Tally(f"{take.id} credits", here, False, units(take.credits), own=True))
        for number, part in enumerate(take.including, start=1):
            rows = frozenset(
                index for index, row in enumerate(take.rows) if part.group in (None, row.group)
            )
            by_course = part.courses is not None
            found.append(
                Tally(
                    f"{take.id} including {number}",
                    here,
                    by_course,
                    part.courses if by_course else units(part.credits or Decimal(0)),
                    rows=rows,
                    where=part.where.matches if part.where else None,
                    own=True,
                )
            )
        return found

    def _check_tally(self, check: Check) -> Tally:
        by_course = check.courses is not None
        where = check.where.matches if check.where else None
        scope = self._scope(check.scope)
        if check.gpa is not None:
            return Tally(check.id, scope, False, need=0, where=where, average=check.gpa)
        need = check.courses if by_course else units(check.credits or Decimal(0))
        if not check.over_record:
            return Tally(check.id, scope, by_course, need, where=where)
        earned = [
            course
            for record, course in zip(self.transcript.records, self.candidates, strict=True)
            if standing(record, self.institution, self.program).worth is Worth.EARNED
            and (where is None or where(course))
        ]
        has = len(earned) if by_course else sum(units(course.credits) for course in earned)
        return Tally(
            check.id, scope, by_course, need, where=where, start=min(has, need or 0), anywhere=True
        )

    def _scope(self, scope: tuple[str, ...]) -> frozenset[int]:
        return frozenset(self.place[take.id] for take in self.program.takes(scope))

    # ------------------------------------------------------------------------------ the bounds

    def _bound_by(
        self,
        courses: Sequence[tuple[Candidate, Sequence[Use]]],
        waived: Sequence[tuple[Candidate, Sequence[Use]]],
        kinds: Sequence[Kind],
    ) -> None:
        """Add the maximums that can bind; the others would only make the search larger."""
        found = self._bounds()
        if self.program.credit_once:
            found += self._credit_once([course for course, _ in courses], kinds)
        for bound in found:
            reach = sum(bound.amount(course, uses) for course, uses in courses)
            reach += sum(bound.amount(course, uses) for course, uses in waived if bound.own)
            for kind in kinds:
                course, uses = kind.sample
                reach += kind.supply * bound.amount(course.course, uses)
            if reach > (bound.cap or 0):
                self.tallies.append(bound)

    def _bounds(self) -> list[Tally]:
        """Return every maximum of the rules."""
        found = []
        for index, take in enumerate(self.takes):
            here = frozenset({index})
            for number, row in enumerate(take.rows):
                if (index, number) not in self.shared:
                    continue
                name, rows = f"{take.id} row {number + 1}", frozenset({number})
                if row.most_courses is not None:
                    found.append(Tally(name, here, True, cap=row.most_courses, rows=rows, own=True))
                if row.most_credits is not None:
                    cap = units(row.most_credits)
                    found.append(Tally(name, here, False, cap=cap, rows=rows, own=True))
        for limit in self.program.limits:
            by_course = limit.most_courses is not None
            most = limit.most_courses if by_course else units(limit.most_credits or Decimal(0))
            scope = self._scope(limit.scope)
            found.append(Tally(limit.id, scope, by_course, cap=most, where=limit.courses.matches))
        for rule in self.program.sharing:
            one, other = self._scope(rule.between), self._scope(rule.and_also)
            if rule.most_courses is not None:
                found.append(Tally(rule.id, one, True, cap=rule.most_courses, and_also=other))
            if rule.most_credits is not None:
                cap = units(rule.most_credits)
                found.append(Tally(rule.id, one, False, cap=cap, and_also=other))
        return found

    def _credit_once(self, courses: Sequence[Candidate], kinds: Sequence[Kind]) -> list[Tally]:
        """Return one bound for each course that could count twice: taken again, or cross-listed."""
        everywhere = frozenset(range(len(self.takes)))
        single = [c for c in courses if not self._repeatable(c)]
        seen = [self._identity(course) for course in single]
        seen += [c.identity for kind in kinds for c, _ in kind.members if c.supply == 1]

        def same(identity: tuple[str, str]) -> Callable[[Candidate], bool]:
            return lambda course: self._identity(course) == identity

        return [
            Tally(
                f"credit once: {' '.join(one)}",
                everywhere,
                True,
                cap=1,
                where=same(one),
                anywhere=True,
            )
            for one, times in Counts(seen).items()
            if times > 1
        ]

    def _repeatable(self, course: Candidate) -> bool:
        return self.institution.repeatable.contains(course.code, course.title, course.term)

    def _identity(self, course: Candidate) -> tuple[str, str]:
        if course not in self.identities:
            found = self.institution.identity(course.code, course.title, course.term)
            self.identities[course] = found
        return self.identities[course]

    # ----------------------------------------------------------------------------- the choices

    def _usable(self, eligibility: Eligibility) -> list[tuple[int, tuple[Use, ...], Worth]]:
        """Return position, uses and worth of each record that may count, in canonical order."""
        found = []
        for position, record in enumerate(self.transcript.records):
            worth = standing(record, self.institution, self.program).worth
            if worth is not Worth.NOTHING and (uses := eligibility.uses(self.candidates[position])):
                found.append((position, uses, worth))
        records = self.transcript.records
        return sorted(found, key=lambda f: canonical_key(records[f[0]], self.candidates[f[0]]))

    def _open(
        self,
        eligibility: Eligibility,
        future: Sequence[FutureCourse],
        courses: Iterable[Candidate],
    ) -> list[tuple[FutureCourse, tuple[Use, ...]]]:
        """Return what the student could still take, with its places.

        A course without a place is of use only for what is asked of the whole record.
        """
        once = self.program.credit_once
        has = {self._identity(course) for course in courses} if once else set()
        of_record = [tally for tally in self.tallies if tally.start is not None]
        stands = {
            self._identity(course)
            for record, course in zip(self.transcript.records, self.candidates, strict=True)
            if once
            and of_record
            and standing(record, self.institution, self.program).worth is not Worth.NOTHING
        }
        found = []
        for course in future:
            uses = eligibility.uses(course.course)
            if course.supply == 1 and course.identity in (has if uses else stands):
                continue
            if uses or any(tally.value(course.course) for tally in of_record):
                found.append((course, uses))
        return found

    def _shared_rows(
        self,
        courses: Sequence[tuple[Candidate, Sequence[Use]]],
        future: Sequence[tuple[FutureCourse, Sequence[Use]]],
    ) -> set[tuple[int, int]]:
        """Return the rows whose bound can bind: more courses stand on them than they may give.

        All other rows of a list are alike.
        """
        names: dict[tuple[int, int], dict[tuple[str, str], int]] = {}

        def stands(use: Use, identity: tuple[str, str], supply: int, *, again: bool) -> None:
            held = names.setdefault((use.take, use.row), {})
            more = again or not self.program.credit_once
            held[identity] = held.get(identity, 0) + supply if more else 1

        for course, uses in courses:
            for use in uses:
                stands(use, self._identity(course), 1, again=self._repeatable(course))
        for later, uses in future:
            for use in uses:
                stands(use, later.identity, later.supply, again=later.supply > 1)
        found = {(self.place[w.take], w.row) for w in self.case.waived_courses}
        for (take, row), supplies in names.items():
            bound = self.takes[take].rows[row]
            if bound.most_courses is not None and sum(supplies.values()) > bound.most_courses:
                found.add((take, row))
            if bound.most_credits is not None:
                found.add((take, row))
        return found

    def _kinds(self, open_: Sequence[tuple[FutureCourse, tuple[Use, ...]]]) -> tuple[Kind, ...]:
        """Group what could be taken by all that rules can tell apart."""
        tests = [t.where for t in self.tallies if t.where is not None]
        tests += [limit.courses.matches for limit in self.program.limits]
        times = Counts(course.identity for course, _ in open_)
        groups: dict[tuple[object, ...], list[tuple[FutureCourse, tuple[Use, ...]]]] = {}
        for course, uses in open_:
            places = tuple(
                (use.take, use.approval, self.takes[use.take].rows[use.row].group)
                if (use.take, use.row) not in self.shared
                else use
                for use in uses
            )
            marks = tuple(test(course.course) for test in tests)
            listed_twice = course.identity if times[course.identity] > 1 else None
            key = (places, course.amounts, marks, listed_twice)
            groups.setdefault(key, []).append((course, uses))
        return tuple(
            Kind(tuple(members), sum(course.supply for course, _ in members))
            for members in groups.values()
        )

    def _shareable_pairs(self) -> set[tuple[int, int]]:
        """Return the pairs of places that one course may have at once."""
        pairs = set()
        for rule in self.program.sharing:
            for one in self._scope(rule.between):
                for other in self._scope(rule.and_also):
                    pairs |= {(one, other), (other, one)}
        return pairs

    def _options(
        self, course: Candidate, uses: Sequence[Use], *, waived: bool = False
    ) -> tuple[Option, ...]:
        """Return each way to use the course, the preferred first: earlier places, then more."""
        counted = [
            (number, tally, value)
            for number, tally in enumerate(self.tallies)
            if (tally.own or not waived) and tally.touches(uses) and (value := tally.value(course))
        ]
        found = [
            Option(
                tuple((use.take, use.row) for use in chosen),
                tuple((number, value) for number, tally, value in counted if tally.touches(chosen)),
                sum(use.approval for use in chosen),
            )
            for chosen in self._choices(uses)
        ]
        # What is asked of the whole record a further course brings without a place, too.
        of_record = tuple((number, value) for number, tally, value in counted if tally.anywhere)
        if any(self.tallies[number].start is not None for number, _ in of_record):
            found.append(Option((), of_record))
        return tuple(o for o in found if not any(self._beats(better, o) for better in found))

    def _choices(self, uses: Sequence[Use]) -> list[tuple[Use, ...]]:
        """Return every set of places that one course may have at once."""
        sets: list[tuple[Use, ...]] = []

        def grow(chosen: tuple[Use, ...], rest: Sequence[Use]) -> None:
            for position, use in enumerate(rest):
                if all((old.take, use.take) in self.pairs for old in chosen):
                    sets.append((*chosen, use))
                    grow((*chosen, use), rest[position + 1 :])

        grow((), uses)
        last = len(self.takes)
        return sorted(sets, key=lambda chosen: (*(use.take for use in chosen), last))

    def _beats(self, better: Option, option: Option) -> bool:
        """Return whether an option with more places can always stand for one with fewer.

        It gains whatever the other gains; what it gains more must touch no bound and no average.
        """
        if better.approvals != option.approvals or not set(better.uses) > set(option.uses):
            return False
        had = dict(option.gains)
        return all(
            gain <= had.get(number, 0)
            if self.tallies[number].cap is not None
            else gain >= had.get(number, 0)
            for number, gain in better.gains
        )

    def _bounded(self, options: Sequence[Option]) -> bool:
        """Return whether leaving the course out can be of use: every use costs something."""
        return all(
            option.approvals
            or any(self.tallies[n].cap is not None or gain < 0 for n, gain in option.gains)
            for option in options
        )
