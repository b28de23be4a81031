"""The check of an answer, from the rules alone.

Nothing here knows how a placement was found: eligibility, every bound, every deficit are worked out
anew from the program, the records and the decisions. An audit is shown only if this agrees.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from decimal import Decimal
from fractions import Fraction
from functools import cached_property

from degreekit.adjustments import Case, Ruling
from degreekit.courses import Institution, RecordStatus, grade_point_average
from degreekit.errors import DegreekitError
from degreekit.requirements import (
    FUTURE,
    All,
    Candidate,
    Check,
    Choose,
    CourseFilter,
    If,
    Limit,
    Milestone,
    Requirement,
    Row,
    Sharing,
    Standing,
    Take,
    Worth,
    candidate,
    candidates,
    record_gpa,
    standing,
)
from degreekit.transcript import CourseRecord, Transcript

__all__ = [
    "Certificate",
    "Checker",
    "Fact",
    "Measure",
    "NotCertified",
    "Placed",
    "Rules",
    "Violation",
]


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
        what: ``courses``, ``credits``, ``subjects``, ``gpa``, or the text of an inner minimum.
        need: the least.
        has: what is there; None for a GPA without grades.
        noun: what is counted, as ``course``; empty for credits.
    """

    what: str
    need: Decimal | Fraction
    has: Decimal | Fraction | None
    noun: str = ""

    @property
    def met(self) -> bool:
        """Whether it is reached. With nothing graded a GPA does not stand in the way."""
        return self.has is None or self.has >= self.need

    @property
    def gap(self) -> Fraction:
        """What is missing."""
        return max(Fraction(0), Fraction(self.need) - Fraction(self.has or 0))


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
    """

    placed: tuple[Placed, ...]
    root: Fact
    assumptions: tuple[int, int, int]


class Rules:
    """The rules of one case as the check reads them, kept from student to student.

    Args:
        case: the rules that hold for the student.
        institution: how codes, titles and grades are read.
    """

    def __init__(self, case: Case, institution: Institution):
        self.case = case
        self.program = case.program
        self.institution = institution
        self.takes = {take.id: take for take in self.program.takes()}
        self._below = {
            node.id: frozenset(n.id for n in node.walk() if isinstance(n, Take))
            for node in self.program.nodes
        }
        self._scopes: dict[tuple[str, ...], frozenset[str]] = {}
        self._known: dict[tuple[object, ...], tuple[Candidate, Standing]] = {}
        self._kept: dict[Candidate, Candidate] = {}
        self._fits: dict[tuple[int, int], bool] = {}
        self._rows: dict[tuple[str, int], int | None] = {}
        self._identities: dict[int, tuple[str, str] | None] = {}
        marks = (
            institution.scale(self.program.grade_scale).grades if institution.grade_scales else ()
        )
        self.best_points = max((Fraction(m.points) for m in marks if m.points), default=Fraction(0))

    def read(self, transcript: Transcript) -> tuple[list[Candidate], list[Standing]]:
        """Return each record as rules see it, and what it is worth."""
        if self.program.asks_when:
            courses = candidates(transcript, self.institution, self.program)
            return courses, [standing(c, self.institution, self.program) for c in courses]
        found = [self._read(record) for record in transcript.records]
        return [course for course, _ in found], [worth for _, worth in found]

    def _read(self, record: CourseRecord) -> tuple[Candidate, Standing]:
        code = record.code
        key = (
            *(code.subject, code.number, code.letter, code.printed, record.title, record.term),
            *(record.credits, record.grade, record.status, record.section, record.school),
            *(record.institution, record.attributes, record.full_title, record.other_titles),
            record.may_repeat,
        )
        found = self._known.get(key)
        if found is None:
            course = candidate(record, self.institution, self.program)
            found = course, standing(record, self.institution, self.program)
            self._known[key] = found
        return found

    def _same(self, course: Candidate) -> Candidate:
        """Return the one object that stands for all courses that rules cannot tell apart."""
        return self._kept.setdefault(course, course)

    def fits(self, asked: CourseFilter, course: Candidate) -> bool:
        """Return whether a course fits a filter of the rules."""
        key = id(asked), id(course)
        found = self._fits.get(key)
        if found is None:
            kept = self._same(course)
            if kept is not course:
                return self.fits(asked, kept)
            found = self._fits[key] = asked.matches(course)
        return found

    def row(self, take: Take, course: Candidate) -> int | None:
        """Return the first row of a list that a course fits."""
        key = take.id, id(course)
        if key not in self._rows:
            kept = self._same(course)
            if kept is not course:
                return self.row(take, kept)
            self._rows[key] = next(
                (n for n, row in enumerate(take.rows) if row.courses.matches(course)), None
            )
        return self._rows[key]

    def identity(self, course: Candidate) -> tuple[str, str] | None:
        """Return what tells a course from others; None for one that may be taken again."""
        key = id(course)
        if key not in self._identities:
            kept = self._same(course)
            if kept is not course:
                return self.identity(kept)
            told = course.code, course.title, course.term
            again = self.institution.repeatable.contains(*told)
            self._identities[key] = None if again else self.institution.identity(*told)
        return self._identities[key]

    def scope(self, ids: tuple[str, ...]) -> frozenset[str]:
        """Return the ids of every `Take` below some nodes; of all where none is named."""
        if ids not in self._scopes:
            roots = ids or (self.program.root.id,)
            self._scopes[ids] = frozenset().union(*(self._below[id_] for id_ in roots))
        return self._scopes[ids]


class Checker:
    """Judges placements for one student.

    Args:
        rules: the rules that hold for the student.
        transcript: the records.
    """

    def __init__(self, rules: Rules, transcript: Transcript):
        self.rules = rules
        self.case = rules.case
        self.program = rules.program
        self.institution = rules.institution
        self.transcript = transcript
        self.candidates, self.standings = rules.read(transcript)
        self.worths = [found.worth for found in self.standings]
        student = transcript.student

        def holds(rule: Limit | Sharing) -> bool:
            return rule.when is None or rule.when.holds(student, self.candidates)

        self.limits = [limit for limit in self.program.limits if holds(limit)]
        self.sharing = [rule for rule in self.program.sharing if holds(rule)]
        self.in_force = frozenset(self._in_force(self.program.root))

    @cached_property
    def gpa(self) -> Fraction | None:
        """The exact average of the record."""
        return record_gpa(self.candidates)

    def _gpa_where(self, where: CourseFilter) -> Fraction | None:
        return record_gpa(self.candidates, where)

    @property
    def best_points(self) -> Fraction:
        """The grade points of the best mark."""
        return self.rules.best_points

    @cached_property
    def graded_credits(self) -> Fraction:
        """The credits that enter the GPA of the record."""
        return sum(
            (Fraction(c.credits) for c in self.candidates if record_gpa([c]) is not None),
            Fraction(0),
        )

    # ------------------------------------------------------------------------------- validity

    def violations(self, placed: Sequence[Placed]) -> list[Violation]:
        """Return every rule that a placement breaks; none means that it is valid."""
        found = [v for one in placed for v in self._not_eligible(one)]
        filled: dict[str, list[tuple[Placed, int]]] = {}
        for one in placed:
            for id_, row in one.uses:
                filled.setdefault(id_, []).append((one, row))
        for id_, here in filled.items():
            if (take := self.rules.takes.get(id_)) is not None:
                found += self._over_take(take, here)
        for limit in self.limits:
            found += self._over_limit(limit, placed)
        if any(len(one.uses) > 1 for one in placed):
            for rule in self.sharing:
                found += self._over_sharing(rule, placed)
        if self.program.credit_once:
            found += self._twice(placed)
        return found

    def _not_eligible(self, one: Placed) -> Iterable[Violation]:
        credit = self.program.credit
        if (
            one.waived is None
            and credit is not None
            and not self.rules.fits(credit, one.course)
            and not all(self._overrides(id_, one.course) for id_, _ in one.uses)
        ):
            yield Violation("no-degree-credit", self.program.id, credit.text())
        if one.worth is Worth.NOTHING:
            yield Violation("no-credit", self.program.id, "earns no credit")
        takes = [take for take, _ in one.uses]
        for position, first in enumerate(takes):
            for second in takes[position + 1 :]:
                if not any(self._allows(rule, first, second) for rule in self.sharing):
                    yield Violation("used-twice", first, f"also used in {second}")
        for id_, row in one.uses:
            yield from self._not_here(one, id_, row)

    def _not_here(self, one: Placed, id_: str, row: int) -> Iterable[Violation]:
        take = self.rules.takes.get(id_)
        if take is None or id_ not in self.in_force:
            yield Violation("not-eligible", id_, "is not open")
            return
        if one.waived is not None:
            place = self.case.waived_courses[one.waived]
            if (id_, row) != (place.take, place.row):
                yield Violation("not-eligible", id_, "is waived elsewhere")
            return
        if self.rules.row(take, one.course) != row:
            yield Violation("not-eligible", id_, "is not on the list")
        if any(self._speaks(ruling, id_, one.course) for ruling in self.case.denials):
            yield Violation("denied", id_, "was refused or excluded for this student")
        elsewhere = [r for r in self.case.placements if r.speaks_of(one.course, self.institution)]
        if elsewhere and not any(id_ in ruling.takes for ruling in elsewhere):
            yield Violation("applied-elsewhere", id_, "was decided to be applied elsewhere")

    def _over_take(self, take: Take, here: Sequence[tuple[Placed, int]]) -> Iterable[Violation]:
        if take.most_courses is not None and len(here) > take.most_courses:
            yield Violation("list-full", take.id, take.title, _records(one for one, _ in here))
        filling: dict[int, list[Placed]] = {}
        for one, number in here:
            filling.setdefault(number, []).append(one)
        for number, those in filling.items():
            row = take.rows[number]
            if row.most_courses is not None and len(those) > row.most_courses:
                yield Violation("row-filled", take.id, _row_name(row), _records(those))
            if row.most_credits is not None and _credits(those) > row.most_credits:
                yield Violation("over-limit", take.id, _row_name(row), _records(those))

    def _over_limit(self, limit: Limit, placed: Sequence[Placed]) -> Iterable[Violation]:
        scope = self.rules.scope(limit.scope)
        bounded = [
            one
            for one in placed
            if one.waived is None
            and self.rules.fits(limit.courses, one.course)
            and any(id_ in scope and not self._overrides(id_, one.course) for id_, _ in one.uses)
        ]
        groups: dict[str, list[Placed]] = {"": bounded}
        if limit.each is not None:
            groups = {}
            for one in bounded:
                name = self.program.subject(one.course.code.subject)
                if limit.each == "term":
                    if one.course.term in (None, FUTURE):
                        continue
                    name = str(one.course.term)
                groups.setdefault(name, []).append(one)
        for those in groups.values():
            if limit.most_courses is not None and len(those) > limit.most_courses:
                code = {0: "excluded", 1: "mutual-exclusion"}.get(limit.most_courses, "over-limit")
                yield Violation(code, limit.id, limit.title, _records(those))
            if limit.most_credits is not None and _credits(those) > limit.most_credits:
                code = "excluded" if limit.most_credits == 0 else "over-limit"
                yield Violation(code, limit.id, limit.title, _records(those))
        if limit.most_subjects is not None and self._subjects(bounded) > limit.most_subjects:
            yield Violation("over-limit", limit.id, limit.title, _records(bounded))

    def _subjects(self, placed: Iterable[Placed]) -> int:
        return len({self.program.subject(one.course.code.subject) for one in placed})

    def _over_sharing(self, rule: Sharing, placed: Sequence[Placed]) -> Iterable[Violation]:
        one, other = self.rules.scope(rule.between), self.rules.scope(rule.and_also)
        shared = [
            p
            for p in placed
            if any(a in one and b in other for a, _ in p.uses for b, _ in p.uses if a != b)
        ]
        over = rule.most_courses is not None and len(shared) > rule.most_courses
        if over or (rule.most_credits is not None and _credits(shared) > rule.most_credits):
            yield Violation("over-limit", rule.id, rule.title, _records(shared))
        if rule.most_places is not None:
            for p in placed:
                if sum(id_ in one or id_ in other for id_, _ in p.uses) > rule.most_places:
                    yield Violation("over-limit", rule.id, rule.title, _records([p]))

    def _twice(self, placed: Sequence[Placed]) -> Iterable[Violation]:
        groups: dict[tuple[str, str], list[Placed]] = {}
        for one in placed:
            if one.waived is None and (one.uses or one.record is None):
                identity = self.rules.identity(one.course)
                if identity is not None:
                    groups.setdefault(identity, []).append(one)
        for identity, same in groups.items():
            if len(same) > 1:
                yield Violation("repeated", self.program.id, identity[0], _records(same))

    def _allows(self, rule: Sharing, first: str, second: str) -> bool:
        one, other = self.rules.scope(rule.between), self.rules.scope(rule.and_also)
        return (first in one and second in other) or (second in one and first in other)

    def _speaks(self, ruling: Ruling, take: str, course: Candidate) -> bool:
        return take in ruling.takes and ruling.speaks_of(course, self.institution)

    def _overrides(self, take: str, course: Candidate) -> bool:
        """Return whether a decision puts the course there whatever a limit says."""
        return any(self._speaks(ruling, take, course) for ruling in self.case.overrides)

    def _in_force(self, node: Requirement) -> Iterable[str]:
        """Yield the lists below a node that are judged: not waived, in a picked branch.

        An open list goes on collecting when it is waived.
        """
        if node.id in self.case.waived or node.id in self.case.forced:
            for below in node.walk():
                if isinstance(below, Take) and below.most_courses is None:
                    yield below.id
            return
        if isinstance(node, Take):
            yield node.id
        for child in self._branch(node) if isinstance(node, If) else node.children:
            yield from self._in_force(child)

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
            and (self._awaits(one.course, id_, row) or self.rests_on_title(one, id_, row))
        ]

    def _awaits(self, course: Candidate, id_: str, row: int) -> bool:
        given = any(self._speaks(ruling, id_, course) for ruling in self.case.approvals)
        return bool(self._row(id_, row).approval) and not given

    def rests_on_title(self, one: Placed, id_: str, row: int) -> bool:
        """Return whether a use is valid under one of the titles that are possible, and not all."""
        course = one.course
        if any(
            id_ in ruling.takes and ruling.settles_title(course, self.institution)
            for ruling in self.case.approvals
        ):
            return False
        if course.may_repeat:
            return True
        for title in course.other_titles:
            other = replace(course, title=title, other_titles=())
            tried = Placed(other, ((id_, row),), one.record, worth=one.worth)
            if (
                self.program.told_apart(course, other)
                or self._awaits(other, id_, row)
                or self._overrides(id_, course) != self._overrides(id_, other)
                or any(self._not_eligible(tried))
            ):
                return True
        return False

    def _row(self, id_: str, row: int) -> Row:
        take = self.rules.takes.get(id_)
        if take is None:
            raise NotCertified([f"{id_} takes no courses"])
        return take.rows[row]

    def facts(self, placed: Sequence[Placed]) -> Fact:
        """Return what is true of the program under a placement."""
        firm = [one for one in placed if one.worth is Worth.EARNED and not self.approvals(one)]
        sure = firm if len(firm) < len(placed) else placed
        return self._fact(self.program.root, placed, sure)

    def _fact(self, node: Requirement, placed: Sequence[Placed], firm: Sequence[Placed]) -> Fact:
        if node.id in self.case.waived or node.id in self.case.forced:
            state = "waived" if node.id in self.case.waived else "forced"
            return self._idle(node, state, placed)
        match node:
            case Take():
                here = tuple(p for p in placed if any(id_ == node.id for id_, _ in p.uses))
                measures = self._take_measures(node, here)
                sure = measures
                if firm is not placed:
                    sure = self._take_measures(node, [p for p in here if p in firm])
                return _judged(node, measures, sure, applied=here)
            case Check() if node.over_record:
                measures = (self._record_measure(node, placed),)
                sure = measures if firm is placed else (self._record_measure(node, firm),)
                return _judged(node, measures, sure)
            case Check():
                measures = (self._check_measure(node, placed),)
                sure = measures if firm is placed else (self._check_measure(node, firm),)
                return _judged(node, measures, sure)
            case Milestone():
                done = node.done(self.transcript.student)
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
            found.append(Measure("courses", Decimal(take.courses), Decimal(len(here)), "course"))
        if take.credits is not None:
            found.append(Measure("credits", take.credits, _credits(here)))
        for part in take.including:
            fitting = [
                (one, take.rows[row].group)
                for one in here
                for id_, row in one.uses
                if id_ == take.id
                and part.group in (None, take.rows[row].group)
                and (part.where is None or self.rules.fits(part.where, one.course))
            ]
            text = part.text(self.program.unit)
            if part.courses is not None:
                found.append(Measure(text, Decimal(part.courses), Decimal(len(fitting)), "course"))
            elif part.subjects is not None:
                has = Decimal(self._subjects(one for one, _ in fitting))
                found.append(Measure(text, Decimal(part.subjects), has, "subject"))
            elif part.groups is not None:
                has = Decimal(len({group for _, group in fitting} - {None}))
                found.append(Measure(text, Decimal(part.groups), has, "group"))
            else:
                has = _credits(one for one, _ in fitting)
                found.append(Measure(text, part.credits or Decimal(0), has))
        return tuple(found)

    def _check_measure(self, check: Check, placed: Sequence[Placed]) -> Measure:
        scope = self.rules.scope(check.scope)
        counted = [
            one.course
            for one in placed
            if one.waived is None
            and any(id_ in scope for id_, _ in one.uses)
            and (check.where is None or self.rules.fits(check.where, one.course))
        ]
        if check.gpa is not None:
            graded = [
                (course.points, course.credits)
                for course in counted
                if course.status is RecordStatus.COMPLETED and course.points is not None
            ]
            return Measure("gpa", Fraction(check.gpa), grade_point_average(graded))
        return self._amount(check, counted)

    def _amount(self, check: Check, counted: Sequence[Candidate]) -> Measure:
        """Measure what a check counts."""
        if check.courses is not None:
            return Measure("courses", Decimal(check.courses), Decimal(len(counted)), "course")
        if check.subjects is not None:
            names = {self.program.subject(course.code.subject) for course in counted}
            return Measure("subjects", Decimal(check.subjects), Decimal(len(names)), "subject")
        credits = sum((course.credits for course in counted), Decimal(0))
        return Measure("credits", check.credits or Decimal(0), credits)

    def _record_measure(self, check: Check, placed: Sequence[Placed]) -> Measure:
        """Measure what is asked of the whole record, and of all that is relied on beside it."""
        if check.gpa is not None:
            gpa = self.gpa if check.where is None else self._gpa_where(check.where)
            return Measure("gpa", Fraction(check.gpa), gpa)
        earned = [
            course
            for course, worth in zip(self.candidates, self.worths, strict=True)
            if worth is Worth.EARNED
        ]
        later = [
            one.course
            for one in placed
            if one.waived is None
            and (one.record is None or one.worth is not Worth.EARNED)
            and self._counts(check, one.course)
        ]
        if check.last is not None:
            return self._last_measure(check, check.last, earned, later)
        return self._amount(check, [*(c for c in earned if self._counts(check, c)), *later])

    def _counts(self, check: Check, course: Candidate) -> bool:
        return check.where is None or self.rules.fits(check.where, course)

    def _last_measure(
        self, check: Check, last: Decimal, earned: Sequence[Candidate], later: Sequence[Candidate]
    ) -> Measure:
        """Measure what fits among the last credits: later courses first, then term by term."""
        fitting = sum((course.credits for course in later), Decimal(0))
        window = last - fitting
        terms: dict[int, list[Candidate]] = {}
        for course in earned:
            terms.setdefault(course.term.ordinal if course.term else -1, []).append(course)
        for when in sorted(terms, reverse=True):
            if window <= 0:
                break
            those = terms[when]
            fit = sum((c.credits for c in those if self._counts(check, c)), Decimal(0))
            fitting += min(fit, window)
            window -= sum((c.credits for c in those), Decimal(0))
        return Measure("credits", check.credits or Decimal(0), fitting)

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
            placed: the records and waived courses that are applied, and records that a check of
                the whole record relies on.
            future: the further courses that are said to complete the program.
            given_up: ids of the requirements that are said to be out of reach.
            claimed: approvals, courses in progress and planned courses that are said to be assumed.

        Raises:
            NotCertified: the answer breaks a rule, or does not reach what it claims.
        """
        everything = [*placed, *future]
        problems = [f"{v.rule}: {v.code} ({v.text})" for v in self.violations(everything)]
        problems += self._claims(placed)
        problems += self._not_where_decided(placed)
        reached = self._fact(self.program.root, everything, everything)
        problems += [
            f"{id_}: not reached with the further courses named"
            for id_ in _unreached(reached, frozenset(given_up))
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
        return Certificate(tuple(placed), self.facts(placed), assumed)

    def _not_where_decided(self, placed: Sequence[Placed]) -> Iterable[str]:
        """Check that courses are where decisions put them against other rules, if there is room.

        Room is what courses leave that are where such a decision put them.
        """
        settled: dict[int, dict[str, int]] = {}
        missing = []
        for ruling in self.case.due:
            named = [
                n
                for n, course in enumerate(self.candidates)
                if self.worths[n] is Worth.EARNED and ruling.speaks_of(course, self.institution)
            ]
            there = False
            for one in placed:
                for id_, row in one.uses:
                    if one.record is not None and one.record in named and id_ in ruling.takes:
                        settled.setdefault(one.record, {})[id_] = row
                        there = True
            if not there:
                missing += [(n, id_) for n in named for id_ in ruling.takes & self.in_force]
        for n, id_ in missing:
            course = self.candidates[n]
            place = self.rules.row(self.rules.takes[id_], course)
            if place is None:
                continue
            tried = {**settled, n: {**settled.get(n, {}), id_: place}}
            if not self.violations(
                [Placed(self.candidates[m], tuple(uses.items()), m) for m, uses in tried.items()]
            ):
                yield f"{course.code} is not in {id_}, where it was decided to be"

    def _claims(self, placed: Sequence[Placed]) -> Iterable[str]:
        """Check that what is said of each record is what stands on the transcript."""
        for one in placed:
            if one.record is None:
                continue
            if (
                one.course is not self.candidates[one.record]
                or one.worth is not self.worths[one.record]
            ):
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
    # Without a course that is assumed an average may seem to hold that does not.
    firm = met and all(measure.met for measure in (measures if sure is None else sure))
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
