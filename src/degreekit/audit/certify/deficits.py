"""What each requirement needs, has and lacks under a placement."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Hashable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from fractions import Fraction
from operator import is_
from typing import assert_never

from degreekit.audit.certify.bundles import Bundle, Place, bundles_of
from degreekit.audit.certify.facts import Fact, Measure, Placed, State
from degreekit.audit.certify.rules import Rules
from degreekit.audit.certify.student import Student
from degreekit.courses import RecordStatus, grade_point_average, title_key
from degreekit.requirements import (
    FUTURE,
    All,
    Candidate,
    Check,
    Choose,
    Confirm,
    CourseFilter,
    If,
    Including,
    Milestone,
    Node,
    Requirement,
    Take,
    Worth,
    record_gpa,
)
from degreekit.requirements.minimums import Spread

__all__ = ["Deficits", "Wait", "awaited", "of_no_course", "unmet", "unreached"]


class _Placement:
    """A placement, and what of it is in each list and is counted by each minimum."""

    __slots__ = ("_counted", "_in", "all")

    def __init__(self, placed: Sequence[Placed], rules: Rules):
        self.all = placed
        self._in: dict[str, list[Placed]] = {}
        self._counted: dict[str, list[Candidate]] = {}
        for one in placed:
            if one.waived is None:
                for id_ in rules.checks_on(one.course, one.uses):
                    self._counted.setdefault(id_, []).append(one.course)
            for id_, _ in one.uses:
                here = self._in.setdefault(id_, [])
                if not (here and here[-1] is one):  # on two rows of a list it is there once
                    here.append(one)

    def within(self, take: str) -> Sequence[Placed]:
        """Return what is applied to a list."""
        return self._in.get(take, ())

    def counted(self, check: str) -> Sequence[Candidate]:
        """Return what a minimum over lists counts."""
        return self._counted.get(check, ())


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
        #: Of each list what was in it, without assumptions, and the fact.
        self._measured: dict[str, tuple[Sequence[Placed], Fact]] = {}

    def fact(self, node: Node, placed: Sequence[Placed], firm: Sequence[Placed]) -> Fact:
        """Return what is true of a requirement.

        Args:
            node: the requirement.
            placed: the placement.
            firm: the part of it that rests on no assumption; the same object if that is all.
        """
        whole = _Placement(placed, self.rules)
        sure = whole if firm is placed else _Placement(firm, self.rules)
        return self._fact(node, whole, sure)

    def _fact(self, node: Node, placed: _Placement, firm: _Placement) -> Fact:
        if node.id in self.decisions.aside:
            state: State = "waived" if self.decisions.aside[node.id] == "waived" else "forced"
            return self._idle(node, state, placed)
        match node:
            case Take():
                return self._take_fact(node, placed.within(node.id), firm.within(node.id))
            case Check():
                measures = (self._check_measure(self.rules.check(node), placed),)
                sure = measures
                if firm is not placed:
                    sure = (self._check_measure(self.rules.check(node), firm),)
                return _judged(node, measures, sure)
            case Milestone():
                done = node.done(self.student.transcript.student, self.student.candidates)
                relied_on = None if done else node.relied_on(self.student.candidates)
                return _counting(node, "judged", done or relied_on is not None, done)
            case Confirm():
                answer = self.decisions.answered.get(node.id)
                done = node.done(self.student.transcript.student) if answer is None else answer
                return _counting(node, "judged", answer is not False, done)
            case If():
                picked = self.student.branch(node)
                parts = tuple(
                    self._fact(child, placed, firm)
                    if child in picked
                    else self._idle(child, "not_applicable", placed)
                    for child in node.children
                )
                live = [part for part in parts if part.state != "not_applicable"]
                state = "judged" if live else "not_applicable"
                met, sure_met = all(p.met for p in live), all(p.firm for p in live)
                fact = Fact(node, state, met, sure_met, parts=parts, counts=1, sure=1)
                return replace(fact, counts=live[0].counts, sure=live[0].sure) if live else fact
            case All():
                parts = tuple(self._fact(child, placed, firm) for child in node.children)
                met, sure_met = all(p.met for p in parts), all(p.firm for p in parts)
                return _counting(node, "judged", met, sure_met, parts=parts)
            case Choose():
                parts = tuple(self._fact(child, placed, firm) for child in node.children)
                counts, certain = sum(p.counts for p in parts), sum(p.sure for p in parts)
                met, sure_met = counts >= node.at_least, certain >= node.at_least
                fact = _counting(node, "judged", met, sure_met, parts=parts)
                return replace(fact, counts=min(fact.counts, counts), sure=min(fact.sure, certain))
            case _:
                assert_never(node)

    def _idle(self, node: Node, state: State, placed: _Placement) -> Fact:
        """Return the fact of a node that is not judged; an open list may hold courses still."""
        here = tuple(placed.within(node.id))
        if isinstance(node, If) and state != "not_applicable":
            picked = self.student.branch(node)
            parts = tuple(
                self._idle(child, state if child in picked else "not_applicable", placed)
                for child in node.children
            )
        else:
            parts = tuple(self._idle(child, state, placed) for child in node.children)
        return _counting(node, state, True, True, applied=here, parts=parts)

    # ------------------------------------------------------------------------------ of a list

    def _take_fact(self, take: Take, here: Sequence[Placed], firm: Sequence[Placed]) -> Fact:
        all_firm = _same(here, firm)
        known = self._measured.get(take.id) if here else self.rules.empty.get(take.id)
        if all_firm and known is not None and _same(known[0], here):
            return known[1]  # most lists hold the same with and without further courses
        measures = self._take_measures(take, here)
        sure = measures if all_firm else self._take_measures(take, firm)
        fact = _judged(take, measures, sure, applied=tuple(here))
        if take.counts_courses:
            counts, sure_counts = min(len(here), fact.counts), min(len(firm), fact.sure)
            fact = replace(fact, counts=counts, sure=sure_counts)
        if all_firm:
            (self._measured if here else self.rules.empty)[take.id] = here, fact
        return fact

    def _take_measures(self, take: Take, here: Sequence[Placed]) -> tuple[Measure, ...]:
        listing = self.rules.takes[take.id]
        measures = []
        if listing.courses is not None:
            need = Decimal(listing.courses)
            measures.append(Measure("courses", need, Decimal(len(here)), "course"))
        if listing.credits is not None:
            measures.append(Measure("credits", listing.credits, self._held(take, here)))
        if listing.grouped:
            measures += self._bundle_measures(take, here)
        measures += [self._inner_measure(take, part, here) for part in take.including]
        return tuple(measures)

    def _bundle_measures(self, take: Take, here: Sequence[Placed]) -> Iterator[Measure]:
        """Yield what rows that count only together, or of which some count, lack once begun."""
        filled: dict[int, list[Placed]] = defaultdict(list)
        for one in here:
            for row in (row for id_, row in one.uses if id_ == take.id):
                filled[row].append(one)
        bundles = {bundle.rows: bundle for bundle in bundles_of(self.rules.takes[take.id])}

        def complete(bundle: Bundle) -> bool:
            return all(has(place) >= needed(place) for place in bundle.places)

        def has(place: Place) -> Decimal | Fraction:
            there = [one for row in place.rows for one in filled.get(row, ())]
            if place.credits is not None:
                return self._held(take, there)
            begun = (rows for rows in place.bundles if not rows.isdisjoint(filled))
            return Decimal(len(there) + sum(complete(bundles[rows]) for rows in begun))

        def needed(place: Place) -> Decimal:
            return Decimal(place.count) if place.credits is None else place.credits

        for bundle in bundles.values():
            if not bundle.rows.isdisjoint(filled) and not complete(bundle):
                held = (min(has(place), needed(place)) for place in bundle.places)
                there = sum((Fraction(one) for one in held), Fraction())
                least = sum(map(needed, bundle.places), Decimal(0))
                in_credits = any(place.credits is not None for place in bundle.places)
                noun = "" if in_credits else "course"
                yield Measure(f"to complete {bundle.title}", least, there, noun)

    def _inner_measure(self, take: Take, part: Including, here: Sequence[Placed]) -> Measure:
        listing = self.rules.takes[take.id]
        fitting: list[Placed] = []
        groups: list[Hashable | None] = []
        for one in here:
            group = listing.printed(next(row for id_, row in one.uses if id_ == take.id)).group
            if part.group in (None, group) and self._counts(part.where, one.course):
                fitting.append(one)
                groups.append(group)
        text = self.rules.text_of(part)
        if (spread := part.spread) is not None:
            courses = (one.course for one in fitting)
            keys = groups if spread.by == "group" else self._keys(spread, courses)
            held = [self._held(take, [one]) for one in fitting]
            return _spread_measure(text, spread, keys, held)
        if part.courses is not None:
            return Measure(text, Decimal(part.courses), Decimal(len(fitting)), "course")
        return Measure(text, part.credits or Decimal(0), self._held(take, fitting))

    def _held(self, take: Take, here: Sequence[Placed]) -> Decimal | Fraction:
        """Return the credits that courses count in a list."""
        if any(one.waived is not None for one in here):
            shares = (self.decisions.brings(one.course, one.waived, take.id) for one in here)
            return sum(shares, Fraction(0))
        return sum((one.course.credits for one in here), Decimal(0))

    # --------------------------------------------------------------------------- of a minimum

    def _check_measure(self, check: Check, placed: _Placement) -> Measure:
        if check.over_record:
            return self._record_measure(check, placed.all)
        counted = placed.counted(check.id)
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
        if check.share is not None:
            total = sum((course.credits for course in counted), Decimal(0))
            fits = (c.credits for c in counted if self._counts(check.where, c))
            part = Fraction(sum(fits, Decimal(0))) / Fraction(total) if total else None
            return Measure("share", Fraction(check.share), part)
        if (spread := check.spread) is not None:
            plain = "different" if spread.by == "course" else f"{spread.by}s"
            what = plain if spread.each is None else "each"
            held = [course.credits for course in counted]
            return _spread_measure(what, spread, self._keys(spread, counted), held)
        if check.courses is not None:
            return Measure("courses", Decimal(check.courses), Decimal(len(counted)), "course")
        credits = sum((course.credits for course in counted), Decimal(0))
        return Measure("credits", check.credits or Decimal(0), credits)

    def _record_measure(self, check: Check, placed: Sequence[Placed]) -> Measure:
        """Measure what is asked of the whole record, and of all else that is relied on."""
        if check.gpa is not None:
            gpa = self.student.gpa
            if check.where is not None:
                gpa = record_gpa(self.student.candidates, check.where)
            return Measure("gpa", Fraction(check.gpa), gpa)
        coming = [
            one.course
            for one in placed
            if one.waived is None
            and (one.record is None or one.worth is not Worth.EARNED)
            and not one.course.again
        ]
        later = [course for course in coming if self._counts(check.counted, course)]
        if check.is_maximum:
            had = self.on_record(check)
            if check.most_courses is not None:
                most, count = Decimal(check.most_courses), Decimal(len(had))
                return Measure("most courses", most, count, "course", most=True)
            total = sum((course.credits for course in had), Decimal(0))
            return Measure("most credits", check.most_credits or Decimal(0), total, most=True)
        if check.last is not None:
            fit = sum((course.credits for course in later), Decimal(0))
            return self.last_measure(check, fit, sum((c.credits for c in coming), Decimal(0)))
        return self._amount(check, [*self.on_record(check), *later])

    def on_record(self, check: Check) -> list[Candidate]:
        """Return what is on the record and counted, wherever it is applied.

        That is what earned credit; where every attempt is asked for, also what came to a grade.
        """
        courses = self._attempts() if check.over == "attempts" else self._earned()
        return [course for course in courses if self._counts(check.counted, course)]

    def _attempts(self) -> list[Candidate]:
        ended = (RecordStatus.COMPLETED, RecordStatus.FAILED)
        records = zip(self.student.candidates, self.student.worths, strict=True)
        return [
            course
            for course, worth in records
            if worth is Worth.EARNED or (course.status in ended and course.grade is not None)
        ]

    def last_measure(self, check: Check, fitting: Decimal, coming: Decimal) -> Measure:
        """Measure what fits among the last credits: later courses first, then term by term.

        Args:
            check: a minimum over the last credits of the record.
            fitting: the credits that fit and are still to be completed.
            coming: all credits that are still to be completed.
        """
        window = (check.last or Decimal(0)) - coming
        for those in self.newest_first():
            if window <= 0:
                break
            fit = sum((c.credits for c in those if self._counts(check.where, c)), Decimal(0))
            fitting += min(fit, window)
            window -= sum((c.credits for c in those), Decimal(0))
        return Measure("credits", check.credits or Decimal(0), fitting)

    def newest_first(self) -> list[list[Candidate]]:
        """Return what earned credit by its terms, the newest first; without a term it is oldest."""
        terms: dict[int, list[Candidate]] = {}
        for course in self._earned():
            terms.setdefault(course.term.ordinal if course.term else -1, []).append(course)
        return [terms[when] for when in sorted(terms, reverse=True)]

    def _earned(self) -> list[Candidate]:
        """Return what earned credit, whether it is applied or not."""
        records = zip(self.student.candidates, self.student.worths, strict=True)
        return [course for course, worth in records if worth is Worth.EARNED and not course.again]

    def _counts(self, where: CourseFilter | None, course: Candidate) -> bool:
        return where is None or self.rules.fits(where, course)

    def _keys(self, spread: Spread, courses: Iterable[Candidate]) -> list[Hashable | None]:
        """Return what each course is counted under; one to be taken has a term of its own."""
        match spread.by:
            case "subject":
                return [self.program.subject(course.code.subject) for course in courses]
            case "term":
                terms = enumerate(course.term for course in courses)
                return [number if term == FUTURE else term for number, term in terms]
            case "course":
                return [self._number(course) for course in courses]
            case "title":
                return [self._title(course) or self._number(course) for course in courses]
            case "group":
                raise TypeError("only a list has groups")
            case _:
                assert_never(spread.by)

    def _number(self, course: Candidate) -> tuple[str, ...]:
        return self.rules.institution.identity(course.code, course.title, course.term)

    def _title(self, course: Candidate) -> tuple[str, ...]:
        """Return a title in its subject; nothing where the course has none."""
        title = title_key(course.title)
        return (self.program.subject(course.code.subject), "titled", title) if title else ()


def _same(some: Sequence[Placed], others: Sequence[Placed]) -> bool:
    return some is others or (len(some) == len(others) and all(map(is_, some, others)))


def _spread_measure(
    what: str,
    spread: Spread,
    keys: Sequence[Hashable | None],
    credits: Sequence[Decimal | Fraction],
) -> Measure:
    """Measure how many different ones there are, or what those with the most of it have.

    Args:
        what: what is asked for.
        spread: so many different ones, and what each of them has to have.
        keys: what each course is counted under; None where that is not known.
        credits: what each course brings.
    """
    held: dict[Hashable, Fraction] = defaultdict(Fraction)
    by_course = not isinstance(spread.each, Decimal)
    for key, brings in zip(keys, credits, strict=True):
        if key is not None:
            held[key] += 1 if by_course else Fraction(brings)
    if spread.each is None:
        return Measure(what, Decimal(spread.least), Decimal(len(held)), spread.by)
    each = Fraction(spread.each)
    most = sorted((min(amount, each) for amount in held.values()), reverse=True)[: spread.least]
    has, noun = sum(most, Fraction(0)), "course" if by_course else ""
    return Measure(what, each * spread.least, has, noun)


def unreached(fact: Fact, given_up: frozenset[str]) -> list[str]:
    """Return the ids of what courses should have brought and did not.

    Args:
        fact: what is true of a requirement, with the further courses of an answer.
        given_up: ids of the requirements that the answer calls out of reach.
    """
    node = fact.node
    if fact.met or node.id in given_up or of_no_course(node):
        return []
    if not fact.parts:
        return [node.id]
    if isinstance(node, Choose):
        return [] if waits(fact, given_up) else [node.id]
    return [id_ for part in fact.parts for id_ in unreached(part, given_up)]


@dataclass(frozen=True, slots=True)
class Wait:
    """Something that no course brings, as an exam, and that is not there yet.

    Attributes:
        id: the requirement.
        spare: whether a choice could do without it.
    """

    id: str
    spare: bool


#: What is waited for, by as how many parts of a choice a requirement then counts.
_Waits = dict[int, tuple[Wait, ...]]


def waits(fact: Fact, given_up: frozenset[str], *, spare: bool = False) -> _Waits:
    """Return the fewest things that no course brings with which a requirement is reached.

    Args:
        fact: what is true of the requirement, with the further courses of an answer.
        given_up: ids of the requirements that the answer calls out of reach.
        spare: whether a choice could do without the requirement.

    Returns:
        What is waited for, by as how many parts of a choice the requirement then counts; nothing
        where courses do not bring the rest.
    """
    node = fact.node
    if fact.state != "judged":
        return {fact.counts: ()}
    if of_no_course(node):
        there = fact.firm if isinstance(node, Confirm) else fact.met
        return {node.counts_as: () if there else (Wait(node.id, spare),)}
    match node:
        case Choose() if node.id in given_up:
            return {node.counts_as: ()}
        case Choose():
            spare = spare or node.at_least < node.most
            return _of_choice(node, [waits(part, given_up, spare=spare) for part in fact.parts])
        case All() | If():
            live = [part for part in fact.parts if part.state != "not_applicable"]
            below = [waits(part, given_up, spare=spare) for part in live]
            if not all(below):
                return {}
            if isinstance(node, If) and below:
                return below[0]
            every = (min(those.values(), key=_cost) for those in below)
            return {node.counts_as: tuple(one for those in every for one in those)}
        case _:
            if node.id in given_up:
                return {node.counts_as: ()}
            return {fact.counts: ()} if fact.met else {}


def _of_choice(node: Choose, parts: Iterable[_Waits]) -> _Waits:
    """Return the fewest things with which enough parts of a choice are reached."""
    some: _Waits = {0: ()}
    for part in parts:
        _with_part(some, part)
    found: _Waits = {}
    for count, those in some.items():
        if count >= node.at_least:
            _keep_fewest(found, min(node.counts_as, count), those)
    if node.counts_as <= 1 and found:
        return {node.counts_as: min(found.values(), key=_cost)}
    return found


def _with_part(some: _Waits, part: _Waits) -> None:
    """Add to what some parts of a choice can count as what they can with one part more."""
    for count, those in sorted(some.items(), reverse=True):
        for more, others in part.items():
            if more:
                _keep_fewest(some, count + more, (*those, *others))


def _keep_fewest(some: _Waits, count: int, those: tuple[Wait, ...]) -> None:
    if count not in some or _cost(those) < _cost(some[count]):
        some[count] = those


def _cost(those: tuple[Wait, ...]) -> tuple[int, int]:
    return sum(one.spare for one in those), len(those)


def of_no_course(node: Requirement) -> bool:
    """Return whether a requirement is something that no course brings."""
    return isinstance(node, Milestone | Confirm) or (
        isinstance(node, Check) and node.gpa is not None and node.over_record
    )


def awaited(fact: Fact, given_up: frozenset[str]) -> tuple[Wait, ...] | None:
    """Return what a program is waited for with; None where courses do not bring the rest.

    Args:
        fact: what is true of the program, with the further courses of an answer.
        given_up: ids of the requirements that the answer calls out of reach.
    """
    return min(waits(fact, given_up).values(), key=_cost, default=None)


def unmet(fact: Fact) -> int:
    """Return how many requirements that courses can meet are not met."""
    node = fact.node
    if fact.state != "judged":
        return 0
    if fact.parts:
        return sum(map(unmet, fact.parts))
    return int(not of_no_course(node) and isinstance(node, Take | Check) and not fact.met)


def _counting(
    node: Node,
    state: State,
    met: bool,
    firm: bool,
    measures: tuple[Measure, ...] = (),
    applied: tuple[Placed, ...] = (),
    parts: tuple[Fact, ...] = (),
) -> Fact:
    """Return a fact with as how many parts of a choice it counts, where that does not vary."""
    counts, sure = node.counts_as if met else 0, node.counts_as if firm else 0
    return Fact(node, state, met, firm, measures, applied, parts, counts, sure)


def _judged(
    node: Node,
    measures: tuple[Measure, ...],
    sure: tuple[Measure, ...],
    applied: tuple[Placed, ...] = (),
) -> Fact:
    met = all(measure.met for measure in measures)
    # Without a course that is assumed an average may seem to hold that does not.
    firm = met and all(measure.met for measure in sure)
    return _counting(node, "judged", met, firm, measures, applied)
