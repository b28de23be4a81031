"""The check of an answer, from the rules and the decisions alone.

Nothing here knows how a placement was found: eligibility, every bound, every deficit are worked out
anew from the program, the records and the decisions. An audit is shown only if this agrees.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import replace
from decimal import Decimal
from functools import cached_property

from degreekit.audit.certify.decisions import Due
from degreekit.audit.certify.deficits import Deficits, Wait, awaited, unmet, unreached
from degreekit.audit.certify.facts import (
    Certificate,
    Fact,
    NotCertified,
    Order,
    Placed,
    Violation,
)
from degreekit.audit.certify.offer import offer
from degreekit.audit.certify.rules import Rules
from degreekit.audit.certify.student import Student
from degreekit.audit.certify.validity import Alongside, Validity
from degreekit.requirements import Worth
from degreekit.transcript import Transcript

__all__ = ["Checker"]


class Checker(Student):
    """Judges placements for one student.

    Args:
        rules: the rules that hold for the student.
        transcript: the records.
    """

    def __init__(self, rules: Rules, transcript: Transcript):
        super().__init__(rules, transcript)
        self.validity = Validity(self)
        self.deficits = Deficits(self)

    def violations(self, placed: Sequence[Placed]) -> list[Violation]:
        """Return every rule that a placement breaks; none means that it is valid."""
        return self.validity.violations(placed)

    def beside(self, placed: Sequence[Placed]) -> Alongside:
        """Return what says which rules one course more would break, next to a valid placement."""
        return Alongside(self.validity, placed)

    def approvals(self, one: Placed) -> list[tuple[str, int]]:
        """Return the uses of a course that rest on an approval which is not given."""
        return self.validity.approvals(one)

    def facts(self, placed: Sequence[Placed]) -> Fact:
        """Return what is true of the program under a placement."""
        firm = [one for one in placed if one.worth is Worth.EARNED and not self.approvals(one)]
        sure = firm if len(firm) < len(placed) else placed
        return self.deficits.fact(self.program.root, placed, sure)

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
            future: the further courses that are claimed to complete the program.
            given_up: ids of the requirements that are claimed to be out of reach.
            claimed: approvals, courses in progress and planned courses claimed to be assumed.

        Raises:
            NotCertified: the answer breaks a rule, or does not reach what it claims.
        """
        waited = self.hold_complete(placed, future, given_up, claimed)
        root = self.facts(placed)
        credits = sum((one.course.credits for one in future), Decimal(0))
        spared = sum(one.spare for one in waited)
        order = Order(len(given_up), len(future), credits, spared, *claimed, unmet=unmet(root))
        ids = frozenset(one.id for one in waited)
        return Certificate(tuple(placed), tuple(future), tuple(given_up), root, order, ids)

    def hold_complete(
        self,
        placed: Sequence[Placed],
        future: Sequence[Placed],
        given_up: Sequence[str],
        claimed: tuple[int, int, int],
    ) -> tuple[Wait, ...]:
        """Check that the program is complete with further courses, and what that rests on.

        It is what `certify` checks; what each requirement has and lacks is not told.

        Args:
            placed: see `certify`.
            future: see `certify`.
            given_up: see `certify`.
            claimed: see `certify`.

        Returns:
            The things that no course brings and that are waited for.

        Raises:
            NotCertified: the answer breaks a rule, or does not reach what it claims.
        """
        # What is known of a course is known of the one object that stands for all that are equal.
        known = [replace(one, course=self.rules.known(one.course)) for one in future]
        everything = [*placed, *map(self._as_counted, known)]
        problems = list(self._not_what_is_said(placed, known))
        problems += [f"{v.rule}: {v.code} ({v.text})" for v in self.violations(everything)]
        problems += self._not_where_decided(placed)
        reached = self.deficits.fact(self.program.root, everything, everything)
        problems += [
            f"{id_}: not reached with the further courses named"
            for id_ in unreached(reached, frozenset(given_up))
        ]
        assumed = (
            sum(len(self.approvals(one)) for one in everything),
            sum(one.worth is Worth.IN_PROGRESS for one in placed),
            sum(one.worth is Worth.PLANNED for one in placed),
        )
        if assumed != claimed:
            problems.append(f"assumptions: {assumed} counted, {claimed} claimed")
        waited = awaited(reached, frozenset(given_up))
        if waited is None and not problems:
            problems.append("a choice is not reached")
        if problems:
            raise NotCertified(problems)
        return waited or ()

    def _not_what_is_said(
        self, placed: Sequence[Placed], future: Sequence[Placed]
    ) -> Iterator[str]:
        """Check that the claims about each course are true, and that none is placed twice."""
        for one in placed:
            if one.waived is not None:
                waived = self.decisions.waived.get(one.waived)
                if waived is None or waived.course != one.course or one.record is not None:
                    yield f"decision {one.waived + 1} does not waive {one.course.code}"
            elif one.record is None:
                yield f"{one.course.code} is neither on the transcript nor waived"
            elif (
                not 0 <= one.record < len(self.candidates)
                or one.course is not self.candidates[one.record]
                or one.worth is not self.worths[one.record]
            ):
                yield f"record {one.record} is not what the transcript says"
        yield from self._not_offered(future)
        records = [one.record for one in placed if one.record is not None]
        if len(records) != len(set(records)):
            yield "a record is placed more than once"
        waived_places = [one.waived for one in placed if one.waived is not None]
        if len(waived_places) != len(set(waived_places)):
            yield "a waived course is placed more than once"

    def _not_offered(self, future: Sequence[Placed]) -> Iterator[str]:
        """Check that further courses can be taken: nothing that counts already is taken again."""
        times: Counter[int] = Counter()
        offered = offer(self.rules, self.transcript) if future else None
        for one in future:
            name = one.course.code
            if one.record is not None or one.waived is not None:
                yield f"{name} is not a further course"
            elif offered is not None:
                course = offered.find(one.course)
                times[id(course)] += 1
                if course is None:
                    yield f"{name} is not offered for {one.course.credits}"
                elif times[id(course)] > course.supply:
                    yield f"{name} is taken more often than it can be"
            identity = self.rules.identity(one.course)
            if self.program.credit_once and identity is not None and self._has(identity, one):
                yield f"{name} is taken again"

    def _as_counted(self, further: Placed) -> Placed:
        """Return a further course as rules count it: over the record no course counts twice."""
        identity = self.rules.identity(further.course) if self.program.credit_once else None
        if identity is None or identity not in self._records_of:
            return further
        return replace(further, course=replace(further.course, again=True))

    def _has(self, identity: tuple[str, str], further: Placed) -> bool:
        """Return whether a record of a course may count, so that it is not taken again."""
        for number in self._records_of.get(identity, ()):
            own = Placed(self.candidates[number], (), number, worth=self.worths[number])
            if not further.uses or self.validity.places(own):
                return True
        return False

    @cached_property
    def _records_of(self) -> dict[tuple[str, str] | None, list[int]]:
        """The records of each course that are worth something."""
        found: dict[tuple[str, str] | None, list[int]] = {}
        for number, (course, worth) in enumerate(zip(self.candidates, self.worths, strict=True)):
            if worth is not Worth.NOTHING:
                found.setdefault(self.rules.identity(course), []).append(number)
        return found

    def _not_where_decided(self, placed: Sequence[Placed]) -> Iterator[str]:
        """Check that courses are where decisions put them against other rules."""
        uses = {one.record: one.uses for one in placed if one.record is not None}
        for due in self.binding:
            there = (
                take in due.takes for record in self._named(due) for take, _ in uses.get(record, ())
            )
            if not any(there):
                lists = " or ".join(sorted(due.takes))
                yield f"{due.course} is not in {lists}, where it was decided to be"

    @cached_property
    def binding(self) -> tuple[Due, ...]:
        """The decisions that put a course in a place against other rules, if there is room.

        Room is what the earlier ones leave, wherever their courses are put.
        """
        kept: list[Due] = []
        for due in self.decisions.due():
            if self._room([*kept, due], {}):
                kept.append(due)
        return tuple(kept)

    def _room(self, dues: Sequence[Due], uses: dict[int, dict[str, int]]) -> bool:
        """Return whether decisions can be followed together, with some courses placed already."""
        if not dues:
            return True
        due, *others = dues
        for record in self._named(due):
            course, held = self.candidates[record], uses.get(record, {})
            for take in sorted(due.takes & self.open):
                for row in self.rules.rows_for(take, course):
                    tried = {**uses, record: {**held, take: row}}
                    placed = [
                        Placed(self.candidates[n], tuple(u.items()), n) for n, u in tried.items()
                    ]
                    if not self.violations(placed) and self._room(others, tried):
                        return True
        return False

    def _named(self, due: Due) -> list[int]:
        """Return the records with credit that a decision is about."""
        return [
            number
            for number, course in enumerate(self.candidates)
            if self.worths[number] is Worth.EARNED and due.about(course)
        ]
