"""The check of an answer, from the rules alone.

Nothing here knows how a placement was found: eligibility, every bound, every deficit are worked out
anew from the program, the records and the decisions. An audit is shown only if this agrees.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from fractions import Fraction

from degreekit.adjustments import Case, Ruling
from degreekit.courses import Institution, RecordStatus, grade_point_average
from degreekit.errors import DegreekitError
from degreekit.requirements import (
    All,
    Candidate,
    Check,
    Choose,
    If,
    Limit,
    Milestone,
    Requirement,
    Row,
    Sharing,
    Take,
    Worth,
    candidate,
    record_gpa,
    standing,
)
from degreekit.transcript import Transcript

__all__ = ["Certificate", "Checker", "Fact", "Measure", "NotCertified", "Placed", "Violation"]


class NotCertified(DegreekitError):
    """The answer of the search is not borne out by the rules: a defect of degreekit.

    Attributes:
        problems: what does not agree.
    """

    def __init__(self, problems: Sequence[str]):
        self.problems = tuple(problems)
        super().__init__(
            "the audit was found but not certified, so there is no answer; please report this: "
            + "; ".join(self.problems)
        )


@dataclass(frozen=True)
class Placed:
    """A course and the places it is applied to.

    Attributes:
        course: as rules see it.
        uses: ids of `Take` nodes with the position of the row in their list.
        record: the position of the record; None for a waived or a future course.
        waived: the position of the waiver among the case's waived courses.
        worth: what the attempt is worth.
    """

    course: Candidate
    uses: tuple[tuple[str, int], ...]
    record: int | None = None
    waived: int | None = None
    worth: Worth = Worth.EARNED


@dataclass(frozen=True, slots=True)
class Violation:
    """A rule that a placement breaks.

    Attributes:
        code: what kind of rule, as a finding code.
        rule: its id.
        text: what it says.
        others: positions of the records that count against it.
    """

    code: str
    rule: str
    text: str
    others: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class Measure:
    """One amount a requirement asks for: what is needed and what is there.

    Attributes:
        what: ``courses``, ``credits``, ``gpa``, or the text of an inner minimum.
        need: the least.
        has: what is there; None for a GPA without grades.
        by_course: True where courses are counted.
    """

    what: str
    need: Fraction
    has: Fraction | None
    by_course: bool = False

    @property
    def met(self) -> bool:
        """Whether it is reached. With nothing graded a GPA does not stand in the way."""
        return self.has is None or self.has >= self.need


@dataclass(frozen=True)
class Fact:
    """What is true of a requirement under a placement.

    Attributes:
        node: the requirement.
        state: ``judged``, ``waived``, ``forced`` or ``not_applicable``.
        met: whether it holds, assumptions granted.
        firm: whether it holds without any assumption.
        measures: the amounts it asks for.
        applied: what is applied to it.
        parts: the facts of its children.
    """

    node: Requirement
    state: str
    met: bool
    firm: bool
    measures: tuple[Measure, ...] = ()
    applied: tuple[Placed, ...] = ()
    parts: tuple[Fact, ...] = field(default=())


@dataclass(frozen=True)
class Certificate:
    """What was checked.

    Attributes:
        placed: every applied course.
        root: the facts about the program.
        assumptions: approvals, courses in progress and planned courses the placement rests on.
        gpa: the exact average of the record.
    """

    placed: tuple[Placed, ...]
    root: Fact
    assumptions: tuple[int, int, int]
    gpa: Fraction | None


class Checker:
    """Judges placements for one student.

    Args:
        case: the rules that hold for the student.
        transcript: the records.
        institution: how codes, titles and grades are read.
    """

    def __init__(self, case: Case, transcript: Transcript, institution: Institution):
        self.case = case
        self.program = case.program
        self.transcript = transcript
        self.institution = institution
        self.candidates = [candidate(r, institution, self.program) for r in transcript.records]
        self.gpa = record_gpa(transcript.records, institution, self.program)
        self.graded_credits = self._graded_credits()
        marks = (
            institution.scale(case.program.grade_scale).grades if institution.grade_scales else ()
        )
        self.best_points = max((Fraction(m.points) for m in marks if m.points), default=Fraction(0))
        self._below = {
            node.id: frozenset(n.id for n in node.walk() if isinstance(n, Take))
            for node in self.program.nodes
        }

    def _graded_credits(self) -> Fraction:
        """Return the credits that enter the GPA of the record."""
        records = self.transcript.records
        return sum(
            (
                Fraction(record.credits)
                for record in records
                if record_gpa([record], self.institution, self.program) is not None
            ),
            Fraction(0),
        )

    # ------------------------------------------------------------------------------- validity

    def violations(self, placed: Sequence[Placed]) -> list[Violation]:
        """Return every rule that a placement breaks; none means that it is valid."""
        found = [v for one in placed for v in self._not_eligible(one)]
        for node in self.program.nodes:
            if isinstance(node, Take):
                found += self._over_take(node, placed)
        for limit in self.program.limits:
            found += self._over_limit(limit, placed)
        for rule in self.program.sharing:
            found += self._over_sharing(rule, placed)
        if self.program.credit_once:
            found += self._twice(placed)
        return found

    def _not_eligible(self, one: Placed) -> Iterable[Violation]:
        credit = self.program.credit
        if one.waived is None and credit is not None and not credit.matches(one.course):
            yield Violation("no-degree-credit", self.program.id, credit.text())
        if one.worth is Worth.NOTHING:
            yield Violation("no-credit", self.program.id, "earns no credit")
        takes = [take for take, _ in one.uses]
        for position, first in enumerate(takes):
            for second in takes[position + 1 :]:
                if not any(self._allows(rule, first, second) for rule in self.program.sharing):
                    yield Violation("used-twice", first, f"also used in {second}")
        for id_, row in one.uses:
            yield from self._not_here(one, id_, row)

    def _not_here(self, one: Placed, id_: str, row: int) -> Iterable[Violation]:
        take = self.program.node(id_)
        if not isinstance(take, Take) or not self._in_force(self.program.root, id_):
            yield Violation("not-eligible", id_, "is not open")
            return
        fits = [number for number, r in enumerate(take.rows) if r.courses.matches(one.course)]
        if fits[:1] != [row]:
            yield Violation("not-eligible", id_, "is not on the list")
        if one.waived is not None:
            return
        if any(self._speaks(ruling, id_, one.course) for ruling in self.case.denials):
            yield Violation("denied", id_, "was refused or excluded for this student")
        elsewhere = [r for r in self.case.placements if r.speaks_of(one.course, self.institution)]
        if elsewhere and not any(id_ in ruling.takes for ruling in elsewhere):
            yield Violation("applied-elsewhere", id_, "was decided to be applied elsewhere")

    def _over_take(self, take: Take, placed: Sequence[Placed]) -> Iterable[Violation]:
        here = [one for one in placed if any(id_ == take.id for id_, _ in one.uses)]
        if take.most_courses is not None and len(here) > take.most_courses:
            yield Violation("list-full", take.id, take.title, _records(here))
        for number, row in enumerate(take.rows):
            filling = [one for one in here if (take.id, number) in one.uses]
            if row.most_courses is not None and len(filling) > row.most_courses:
                yield Violation("row-filled", take.id, _row_name(row), _records(filling))
            if row.most_credits is not None and _credits(filling) > row.most_credits:
                yield Violation("over-limit", take.id, _row_name(row), _records(filling))

    def _over_limit(self, limit: Limit, placed: Sequence[Placed]) -> Iterable[Violation]:
        scope = self._scope(limit.scope)
        bounded = [
            one
            for one in placed
            if one.waived is None
            and limit.courses.matches(one.course)
            and any(id_ in scope for id_, _ in one.uses)
        ]
        if limit.most_courses is not None and len(bounded) > limit.most_courses:
            code = {0: "excluded", 1: "mutual-exclusion"}.get(limit.most_courses, "over-limit")
            yield Violation(code, limit.id, limit.title, _records(bounded))
        if limit.most_credits is not None and _credits(bounded) > limit.most_credits:
            code = "excluded" if limit.most_credits == 0 else "over-limit"
            yield Violation(code, limit.id, limit.title, _records(bounded))

    def _over_sharing(self, rule: Sharing, placed: Sequence[Placed]) -> Iterable[Violation]:
        one, other = self._scope(rule.between), self._scope(rule.and_also)
        shared = [
            p
            for p in placed
            if any(a in one and b in other for a, _ in p.uses for b, _ in p.uses if a != b)
        ]
        over = rule.most_courses is not None and len(shared) > rule.most_courses
        if over or (rule.most_credits is not None and _credits(shared) > rule.most_credits):
            yield Violation("over-limit", rule.id, rule.title, _records(shared))

    def _twice(self, placed: Sequence[Placed]) -> Iterable[Violation]:
        groups: dict[tuple[str, str], list[Placed]] = {}
        for one in placed:
            course = one.course
            if one.waived is None and not self.institution.repeatable.contains(
                course.code, course.title, course.term
            ):
                identity = self.institution.identity(course.code, course.title, course.term)
                groups.setdefault(identity, []).append(one)
        for identity, same in groups.items():
            if len(same) > 1:
                yield Violation("repeated", self.program.id, identity[0], _records(same))

    def _allows(self, rule: Sharing, first: str, second: str) -> bool:
        one, other = self._scope(rule.between), self._scope(rule.and_also)
        return (first in one and second in other) or (second in one and first in other)

    def _scope(self, ids: Sequence[str]) -> frozenset[str]:
        return frozenset().union(*(self._below[i] for i in ids or (self.program.root.id,)))

    def _speaks(self, ruling: Ruling, take: str, course: Candidate) -> bool:
        return take in ruling.takes and ruling.speaks_of(course, self.institution)

    def _in_force(self, node: Requirement, id_: str) -> bool:
        """Return whether a node below this one is judged: not waived, in a picked branch."""
        if node.id in self.case.waived or node.id in self.case.forced:
            return any(
                isinstance(below, Take) and below.id == id_ and below.most_courses is None
                for below in node.walk()
            )
        if node.id == id_:
            return True
        below = self._branch(node) if isinstance(node, If) else node.children
        return any(self._in_force(child, id_) for child in below)

    def _branch(self, node: If) -> tuple[Requirement, ...]:
        holds = node.condition.holds(self.transcript.student, self.candidates)
        branch = node.then if holds else node.otherwise
        return () if branch is None else (branch,)

    # ------------------------------------------------------------------------------- deficits

    def approvals(self, one: Placed) -> list[tuple[str, int]]:
        """Return the uses of a course that rest on an approval which is not given."""
        return [
            (id_, row)
            for id_, row in one.uses
            if one.waived is None
            and self._row(id_, row).approval
            and not any(self._speaks(ruling, id_, one.course) for ruling in self.case.approvals)
        ]

    def _row(self, id_: str, row: int) -> Row:
        take = self.program.node(id_)
        if not isinstance(take, Take):
            raise NotCertified([f"{id_} takes no courses"])
        return take.rows[row]

    def facts(self, placed: Sequence[Placed]) -> Fact:
        """Return what is true of the program under a placement."""
        firm = [one for one in placed if one.worth is Worth.EARNED and not self.approvals(one)]
        return self._fact(self.program.root, placed, firm)

    def _fact(self, node: Requirement, placed: Sequence[Placed], firm: Sequence[Placed]) -> Fact:
        if node.id in self.case.waived or node.id in self.case.forced:
            state = "waived" if node.id in self.case.waived else "forced"
            return self._idle(node, state, placed)
        match node:
            case Take():
                here = tuple(p for p in placed if any(id_ == node.id for id_, _ in p.uses))
                measures = self._take_measures(node, here)
                sure = self._take_measures(node, [p for p in here if p in firm])
                return _judged(node, measures, sure, applied=here)
            case Check() if node.over_record:
                return _judged(node, (self._record_measure(node, placed),))
            case Check():
                return _judged(
                    node, self._check_measures(node, placed), self._check_measures(node, firm)
                )
            case Milestone():
                done = node.id in self.transcript.student.milestones
                return Fact(node, "judged", done, done)
            case If():
                picked = self._branch(node)
                parts = tuple(
                    self._fact(child, placed, firm)
                    if child in picked
                    else self._idle(child, "not_applicable", placed)
                    for child in node.children
                )
                live = [part for part in parts if part.state != "not_applicable"]
                state = "judged" if live else "not_applicable"
                met, sure_met = all(p.met for p in live), all(p.firm for p in live)
                return Fact(node, state, met, sure_met, parts=parts)
            case All() | Choose():
                parts = tuple(self._fact(child, placed, firm) for child in node.children)
                least = node.at_least if isinstance(node, Choose) else len(parts)
                return Fact(
                    node,
                    "judged",
                    sum(part.met for part in parts) >= least,
                    sum(part.firm for part in parts) >= least,
                    parts=parts,
                )
        raise TypeError(f"no such kind of requirement: {node!r}")

    def _idle(self, node: Requirement, state: str, placed: Sequence[Placed]) -> Fact:
        """Return the fact of a node that is not judged; an open list may hold courses still."""
        here = tuple(one for one in placed if any(id_ == node.id for id_, _ in one.uses))
        parts = tuple(self._idle(child, state, placed) for child in node.children)
        return Fact(node, state, met=True, firm=True, applied=here, parts=parts)

    def _take_measures(self, take: Take, here: Sequence[Placed]) -> tuple[Measure, ...]:
        found = []
        if take.courses is not None:
            found.append(Measure("courses", Fraction(take.courses), Fraction(len(here)), True))
        if take.credits is not None:
            found.append(Measure("credits", Fraction(take.credits), Fraction(_credits(here))))
        for part in take.including:
            fitting = [
                one
                for one in here
                for id_, row in one.uses
                if id_ == take.id
                and part.group in (None, take.rows[row].group)
                and (part.where is None or part.where.matches(one.course))
            ]
            text = part.text(self.program.unit)
            if part.courses is not None:
                has = Fraction(len(fitting))
                found.append(Measure(text, Fraction(part.courses), has, by_course=True))
            else:
                has = Fraction(_credits(fitting))
                found.append(Measure(text, Fraction(part.credits or 0), has))
        return tuple(found)

    def _check_measures(self, check: Check, placed: Sequence[Placed]) -> tuple[Measure, ...]:
        scope = self._scope(check.scope)
        counted = [
            one
            for one in placed
            if one.waived is None
            and any(id_ in scope for id_, _ in one.uses)
            and (check.where is None or check.where.matches(one.course))
        ]
        if check.gpa is not None:
            graded = [
                (one.course.points, one.course.credits)
                for one in counted
                if one.course.status is RecordStatus.COMPLETED and one.course.points is not None
            ]
            return (Measure("gpa", Fraction(check.gpa), grade_point_average(graded)),)
        if check.courses is not None:
            return (Measure("courses", Fraction(check.courses), Fraction(len(counted)), True),)
        credits = Fraction(_credits(counted))
        return (Measure("credits", Fraction(check.credits or 0), credits),)

    def _record_measure(self, check: Check, placed: Sequence[Placed]) -> Measure:
        """Measure what is asked of the whole record, and of the further courses beside it."""
        if check.gpa is not None:
            records = self.transcript.records
            gpa = record_gpa(records, self.institution, self.program, check.where)
            return Measure("gpa", Fraction(check.gpa), gpa)
        courses = [
            course
            for record, course in zip(self.transcript.records, self.candidates, strict=True)
            if standing(record, self.institution, self.program).worth is Worth.EARNED
        ]
        courses += [one.course for one in placed if one.record is None and one.waived is None]
        counted = [c for c in courses if check.where is None or check.where.matches(c)]
        if check.courses is not None:
            return Measure("courses", Fraction(check.courses), Fraction(len(counted)), True)
        credits = sum((course.credits for course in counted), Decimal(0))
        return Measure("credits", Fraction(check.credits or 0), Fraction(credits))

    # ---------------------------------------------------------------------------- the verdict

    def certify(
        self,
        placed: Sequence[Placed],
        future: Sequence[Placed],
        given_up: Sequence[str],
        claimed: tuple[int, int, int],
    ) -> Certificate:
        """Check an answer and return what is true of it.

        Args:
            placed: the records and waived courses that are applied.
            future: the further courses that are said to complete the program.
            given_up: ids of the requirements that are said to be out of reach.
            claimed: approvals, courses in progress and planned courses that are said to be assumed.

        Raises:
            NotCertified: the answer breaks a rule, or does not reach what it claims.
        """
        everything = [*placed, *future]
        problems = [f"{v.rule}: {v.code} ({v.text})" for v in self.violations(everything)]
        problems += self._claims(placed)
        problems += [
            f"{id_}: not reached with the further courses named"
            for id_ in _unreached(self.facts(everything), frozenset(given_up))
        ]
        assumed = (
            sum(len(self.approvals(one)) for one in everything),
            sum(one.worth is Worth.IN_PROGRESS for one in placed),
            sum(one.worth is Worth.PLANNED for one in placed),
        )
        if assumed != claimed:
            problems.append(f"assumptions: {assumed} counted, {claimed} claimed")
        if problems:
            raise NotCertified(problems)
        return Certificate(tuple(placed), self.facts(placed), assumed, self.gpa)

    def _claims(self, placed: Sequence[Placed]) -> Iterable[str]:
        """Check that what is said of each record is what stands on the transcript."""
        for one in placed:
            if one.record is None:
                continue
            record = self.transcript.records[one.record]
            worth = standing(record, self.institution, self.program).worth
            if one.course != self.candidates[one.record] or one.worth is not worth:
                yield f"record {one.record} is not what the transcript says"
        records = [one.record for one in placed if one.record is not None]
        if len(records) != len(set(records)):
            yield "a record is placed more than once"


def _judged(
    node: Requirement,
    measures: tuple[Measure, ...],
    sure: tuple[Measure, ...] | None = None,
    applied: tuple[Placed, ...] = (),
) -> Fact:
    met = all(measure.met for measure in measures)
    firm = all(measure.met for measure in (measures if sure is None else sure))
    return Fact(node, "judged", met, firm, measures, applied)


def _unreached(fact: Fact, given_up: frozenset[str]) -> list[str]:
    """Return the ids of what courses should have brought and did not."""
    node = fact.node
    if fact.met or node.id in given_up or isinstance(node, Milestone):
        return []
    if isinstance(node, Check) and node.gpa is not None and node.over_record:
        return []
    if not fact.parts:
        return [node.id]
    lacking = [found for part in fact.parts if (found := _unreached(part, given_up))]
    if isinstance(node, Choose):
        return [node.id] if len(fact.parts) - len(lacking) < node.at_least else []
    return [id_ for found in lacking for id_ in found]


def _credits(placed: Iterable[Placed]) -> Decimal:
    return sum((one.course.credits for one in placed), Decimal(0))


def _records(placed: Iterable[Placed]) -> tuple[int, ...]:
    return tuple(one.record for one in placed if one.record is not None)


def _row_name(row: Row) -> str:
    return row.title or row.courses.text()
