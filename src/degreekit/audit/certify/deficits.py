"""What each requirement needs, has and lacks under a placement."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from decimal import Decimal
from fractions import Fraction
from typing import assert_never

from degreekit.audit.certify.facts import Fact, Measure, Placed, State
from degreekit.audit.certify.student import Student
from degreekit.courses import RecordStatus, grade_point_average
from degreekit.requirements import (
    All,
    Candidate,
    Check,
    Choose,
    CourseFilter,
    If,
    Including,
    Milestone,
    Node,
    Take,
    Worth,
    record_gpa,
)

__all__ = ["Deficits", "awaited", "unmet", "unreached"]


class Deficits:
    """Measures a placement against what is asked.

    Args:
        student: the student whose courses are placed.
    """

    def __init__(self, student: Student):
        self.student = student
        self.rules = student.rules
        self.decisions = student.decisions
        self.program = student.program

    def fact(self, node: Node, placed: Sequence[Placed], firm: Sequence[Placed]) -> Fact:
        """Return what is true of a requirement.

        Args:
            node: the requirement.
            placed: the placement.
            firm: the part of it that rests on no assumption; the same object if that is all.
        """
        if node.id in self.decisions.aside:
            state: State = "waived" if self.decisions.aside[node.id] == "waived" else "forced"
            return self._idle(node, state, placed)
        match node:
            case Take():
                here = tuple(p for p in placed if any(id_ == node.id for id_, _ in p.uses))
                measures = self._take_measures(node, here)
                sure = measures
                if firm is not placed:
                    sure = self._take_measures(node, [p for p in here if p in firm])
                return _judged(node, measures, sure, applied=here)
            case Check():
                measures = (self._check_measure(self.rules.check(node), placed),)
                sure = measures
                if firm is not placed:
                    sure = (self._check_measure(self.rules.check(node), firm),)
                return _judged(node, measures, sure)
            case Milestone():
                done = node.done(self.student.transcript.student)
                return Fact(node, "judged", done, done)
            case If():
                picked = self.student.branch(node)
                parts = tuple(
                    self.fact(child, placed, firm)
                    if child in picked
                    else self._idle(child, "not_applicable", placed)
                    for child in node.children
                )
                live = [part for part in parts if part.state != "not_applicable"]
                state = "judged" if live else "not_applicable"
                met, sure_met = all(p.met for p in live), all(p.firm for p in live)
                return Fact(node, state, met, sure_met, parts=parts)
            case All() | Choose():
                parts = tuple(self.fact(child, placed, firm) for child in node.children)
                least = node.at_least if isinstance(node, Choose) else len(parts)
                return Fact(
                    node,
                    "judged",
                    sum(part.met for part in parts) >= least,
                    sum(part.firm for part in parts) >= least,
                    parts=parts,
                )
            case _:
                assert_never(node)

    def _idle(self, node: Node, state: State, placed: Sequence[Placed]) -> Fact:
        """Return the fact of a node that is not judged; an open list may hold courses still."""
        here = tuple(one for one in placed if any(id_ == node.id for id_, _ in one.uses))
        if isinstance(node, If) and state != "not_applicable":
            picked = self.student.branch(node)
            parts = tuple(
                self._idle(child, state if child in picked else "not_applicable", placed)
                for child in node.children
            )
        else:
            parts = tuple(self._idle(child, state, placed) for child in node.children)
        return Fact(node, state, met=True, firm=True, applied=here, parts=parts)

    # ------------------------------------------------------------------------------ of a list

    def _take_measures(self, take: Take, here: Sequence[Placed]) -> tuple[Measure, ...]:
        listing = self.rules.takes[take.id]
        measures = []
        if listing.courses is not None:
            need = Decimal(listing.courses)
            measures.append(Measure("courses", need, Decimal(len(here)), "course"))
        if listing.credits is not None:
            measures.append(Measure("credits", listing.credits, self._held(take, here)))
        measures += [self._inner_measure(take, part, here) for part in take.including]
        return tuple(measures)

    def _inner_measure(self, take: Take, part: Including, here: Sequence[Placed]) -> Measure:
        listing = self.rules.takes[take.id]
        fitting: list[Placed] = []
        groups: set[str | None] = set()
        for one in here:
            group = listing.printed(next(row for id_, row in one.uses if id_ == take.id)).group
            if part.group in (None, group) and self._counts(part.where, one.course):
                fitting.append(one)
                groups.add(group)
        text = part.text(self.program.unit)
        if part.courses is not None:
            return Measure(text, Decimal(part.courses), Decimal(len(fitting)), "course")
        if part.subjects is not None:
            has = Decimal(self._subjects(one.course for one in fitting))
            return Measure(text, Decimal(part.subjects), has, "subject")
        if part.groups is not None:
            return Measure(text, Decimal(part.groups), Decimal(len(groups - {None})), "group")
        return Measure(text, part.credits or Decimal(0), self._held(take, fitting))

    def _held(self, take: Take, here: Sequence[Placed]) -> Decimal | Fraction:
        """Return the credits that courses count in a list."""
        if any(one.waived is not None for one in here):
            shares = (self.decisions.brings(one.course, one.waived, take.id) for one in here)
            return sum(shares, Fraction(0))
        return sum((one.course.credits for one in here), Decimal(0))

    # --------------------------------------------------------------------------- of a minimum

    def _check_measure(self, check: Check, placed: Sequence[Placed]) -> Measure:
        if check.over_record:
            return self._record_measure(check, placed)
        scope = self.rules.scope(check.scope)
        counted = [
            one.course
            for one in placed
            if one.waived is None
            and any(id_ in scope for id_, _ in one.uses)
            and self._counts(check.where, one.course)
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
        """Measure what a minimum counts."""
        if check.courses is not None:
            return Measure("courses", Decimal(check.courses), Decimal(len(counted)), "course")
        if check.subjects is not None:
            has = Decimal(self._subjects(counted))
            return Measure("subjects", Decimal(check.subjects), has, "subject")
        credits = sum((course.credits for course in counted), Decimal(0))
        return Measure("credits", check.credits or Decimal(0), credits)

    def _record_measure(self, check: Check, placed: Sequence[Placed]) -> Measure:
        """Measure what is asked of the whole record, and of all else that is relied on."""
        if check.gpa is not None:
            gpa = self.student.gpa
            if check.where is not None:
                gpa = record_gpa(self.student.candidates, check.where)
            return Measure("gpa", Fraction(check.gpa), gpa)
        later = [
            one.course
            for one in placed
            if one.waived is None
            and (one.record is None or one.worth is not Worth.EARNED)
            and self._counts(check.where, one.course)
        ]
        if check.last is not None:
            coming = sum((course.credits for course in later), Decimal(0))
            return self.last_measure(check, coming)
        return self._amount(check, [*self.on_record(check), *later])

    def on_record(self, check: Check) -> list[Candidate]:
        """Return what earned credit and is counted, wherever it is applied."""
        return [course for course in self._earned() if self._counts(check.where, course)]

    def last_measure(self, check: Check, coming: Decimal) -> Measure:
        """Measure what fits among the last credits: later courses first, then term by term.

        Args:
            check: a minimum over the last credits of the record.
            coming: the credits that fit and are still to be completed.
        """
        fitting = coming
        window = (check.last or Decimal(0)) - fitting
        terms: dict[int, list[Candidate]] = {}
        for course in self._earned():
            terms.setdefault(course.term.ordinal if course.term else -1, []).append(course)
        for when in sorted(terms, reverse=True):
            if window <= 0:
                break
            those = terms[when]
            fit = sum((c.credits for c in those if self._counts(check.where, c)), Decimal(0))
            fitting += min(fit, window)
            window -= sum((c.credits for c in those), Decimal(0))
        return Measure("credits", check.credits or Decimal(0), fitting)

    def _earned(self) -> list[Candidate]:
        """Return what earned credit, whether it is applied or not."""
        records = zip(self.student.candidates, self.student.worths, strict=True)
        return [course for course, worth in records if worth is Worth.EARNED]

    def _counts(self, where: CourseFilter | None, course: Candidate) -> bool:
        return where is None or self.rules.fits(where, course)

    def _subjects(self, courses: Iterable[Candidate]) -> int:
        return len({self.program.subject(course.code.subject) for course in courses})


def unreached(fact: Fact, given_up: frozenset[str]) -> list[str]:
    """Return the ids of what courses should have brought and did not.

    Args:
        fact: what is true of a requirement, with the further courses of an answer.
        given_up: ids of the requirements that the answer calls out of reach.
    """
    node = fact.node
    if fact.met or node.id in given_up or isinstance(node, Milestone):
        return []
    if isinstance(node, Check) and node.gpa is not None and node.over_record:
        return []
    if not fact.parts:
        return [node.id]
    lacking = [ids for part in fact.parts if (ids := unreached(part, given_up))]
    if isinstance(node, Choose):
        return [node.id] if len(fact.parts) - len(lacking) < node.at_least else []
    return [id_ for ids in lacking for id_ in ids]


def awaited(fact: Fact, given_up: frozenset[str], *, spare: bool = False) -> int | None:
    """Return how many things that no course brings a requirement is waited for with.

    They count where a choice could do without them. None where courses do not bring the rest.

    Args:
        fact: what is true of the requirement, with the further courses of an answer.
        given_up: ids of the requirements that the answer calls out of reach.
        spare: whether a choice could do without the requirement.
    """
    node = fact.node
    if fact.state != "judged":
        return 0
    if isinstance(node, Milestone) or (
        isinstance(node, Check) and node.gpa is not None and node.over_record
    ):
        return int(spare and not fact.met)
    if isinstance(node, Take | Check):
        return 0 if fact.met or node.id in given_up else None
    least = node.at_least if isinstance(node, Choose) else len(fact.parts)
    spare = spare or least < len(fact.parts)
    below = (awaited(part, given_up, spare=spare) for part in fact.parts)
    waits = sorted(one for one in below if one is not None)
    return None if len(waits) < least else sum(waits[:least])


def unmet(fact: Fact) -> int:
    """Return how many requirements that courses can meet are not met."""
    node = fact.node
    if fact.state != "judged":
        return 0
    if fact.parts:
        return sum(map(unmet, fact.parts))
    of_record = isinstance(node, Check) and node.gpa is not None and node.over_record
    return int(isinstance(node, Take | Check) and not of_record and not fact.met)


def _judged(
    node: Node,
    measures: tuple[Measure, ...],
    sure: tuple[Measure, ...],
    applied: tuple[Placed, ...] = (),
) -> Fact:
    met = all(measure.met for measure in measures)
    # Without a course that is assumed an average may seem to hold that does not.
    firm = met and all(measure.met for measure in sure)
    return Fact(node, "judged", met, firm, measures, applied)
