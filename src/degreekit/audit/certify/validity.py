"""Whether a placement is valid: worth, eligibility, lists, sharing, credit once, limits."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from decimal import Decimal
from typing import assert_never

from degreekit.audit.certify.facts import NotCertified, Placed, Violation
from degreekit.audit.certify.student import Student
from degreekit.requirements import FUTURE, Candidate, Limit, Row, Sharing, Worth

__all__ = ["Validity"]


class Validity:
    """Says which rules a placement breaks, and which of its uses wait for an approval.

    Args:
        student: the student whose courses are placed.
    """

    def __init__(self, student: Student):
        self.student = student
        self.rules = student.rules
        self.decisions = student.decisions
        self.program = student.program

    def violations(self, placed: Sequence[Placed]) -> list[Violation]:
        """Return every rule that a placement breaks; none means that it is valid."""
        broken = [v for one in placed for v in self._not_eligible(one)]
        filled: dict[str, list[tuple[Placed, int]]] = {}
        for one in placed:
            for id_, row in one.uses:
                filled.setdefault(id_, []).append((one, row))
        for id_, here in filled.items():
            if id_ in self.rules.takes:
                broken += self._over_take(id_, here)
        for limit in self.student.limits:
            broken += self._over_limit(limit, placed)
        if any(len(one.uses) > 1 for one in placed):
            for rule in self.student.sharing:
                broken += self._over_sharing(rule, placed)
        if self.program.credit_once:
            broken += self._twice(placed)
        return broken

    # --------------------------------------------------------------------------- eligibility

    def places(self, own: Placed) -> list[tuple[str, int]]:
        """Return the places that a course may be applied to, whatever amounts are bounded.

        Args:
            own: the course, placed nowhere.
        """
        places = []
        for take in self.rules.takes:
            row = self.rules.row(take, own.course) if take in self.student.open else None
            if row is not None and self.is_open(replace(own, uses=((take, row),))):
                places.append((take, row))
        return places

    def is_open(self, one: Placed) -> bool:
        """Return whether a course may be in its places at all, whatever amounts are bounded."""
        return not any(self._not_eligible(one)) and not any(
            self._never(take, row, one.course) for take, row in one.uses
        )

    def _never(self, take: str, row: int, course: Candidate) -> bool:
        """Return whether a maximum of 0 keeps a course out of a place."""
        printed = self.rules.takes[take].printed(row)
        return 0 in (printed.most_courses, printed.most_credits) or any(
            limit.excludes and self.bounds(limit, course, [take]) for limit in self.student.limits
        )

    def bounds(self, limit: Limit, course: Candidate, takes: Iterable[str]) -> bool:
        """Return whether a limit counts a course that is applied to some lists."""
        scope = self.rules.scope(limit.scope)
        return any(
            take in scope and not self.student.overrides(take, course) for take in takes
        ) and self.rules.fits(limit.courses, course)

    def part(self, limit: Limit, course: Candidate) -> str | None:
        """Return the subject or term that a limit counts a course under; None for none."""
        match limit.each:
            case None:
                return ""
            case "subject":
                return self.program.subject(course.code.subject)
            case "term":
                return None if course.term in (None, FUTURE) else str(course.term)
            case _:
                assert_never(limit.each)

    def _not_eligible(self, one: Placed) -> Iterator[Violation]:
        credit = self.program.credit
        if (
            one.waived is None
            and credit is not None
            and not self.rules.fits(credit, one.course)
            and not all(self.student.overrides(id_, one.course) for id_, _ in one.uses)
        ):
            yield Violation("no-degree-credit", self.program.id, credit.text())
        if one.worth is Worth.NOTHING:
            yield Violation("no-credit", self.program.id, "earns no credit")
        takes = [take for take, _ in one.uses]
        for position, first in enumerate(takes):
            for second in takes[position + 1 :]:
                if one.waived is not None or not self.student.may_share(first, second):
                    yield Violation("used-twice", first, f"also used in {second}")
        for id_, row in one.uses:
            yield from self._not_here(one, id_, row)

    def _not_here(self, one: Placed, id_: str, row: int) -> Iterator[Violation]:
        if id_ not in self.student.open:
            yield Violation("not-eligible", id_, "is not open")
            return
        if one.waived is not None:
            waived = self.decisions.waived.get(one.waived)
            if waived is None or waived.places.get(id_, (None,))[0] != row:
                yield Violation("not-eligible", id_, "is waived elsewhere")
            return
        if self.rules.row(id_, one.course) != row:
            yield Violation("not-eligible", id_, "is not on the list")
        if self.decisions.refused(id_, one.course):
            yield Violation("denied", id_, "was refused or excluded for this student")
        if self.decisions.kept_out(id_, one.course):
            yield Violation("applied-elsewhere", id_, "was decided to be applied elsewhere")

    # ------------------------------------------------------------------------------- maximums

    def _over_take(self, id_: str, here: Sequence[tuple[Placed, int]]) -> Iterator[Violation]:
        listing = self.rules.takes[id_]
        most = listing.most_courses
        if most is not None and len(here) > most:
            yield Violation("list-full", id_, listing.take.title, _records(one for one, _ in here))
        filling: dict[int, list[Placed]] = {}
        for one, number in here:
            filling.setdefault(number, []).append(one)
        for number, those in filling.items():
            row = listing.printed(number)
            if row.most_courses is not None and len(those) > row.most_courses:
                yield Violation("row-filled", id_, _row_name(row), _records(those))
            credits = sum(self.decisions.brings(one.course, one.waived, id_) for one in those)
            if row.most_credits is not None and credits > row.most_credits:
                yield Violation("over-limit", id_, _row_name(row), _records(those))

    def _over_limit(self, limit: Limit, placed: Sequence[Placed]) -> Iterator[Violation]:
        bounded = [
            one
            for one in placed
            if one.waived is None and self.bounds(limit, one.course, (id_ for id_, _ in one.uses))
        ]
        groups: dict[str, list[Placed]] = {}
        for one in bounded:
            if (part := self.part(limit, one.course)) is not None:
                groups.setdefault(part, []).append(one)
        for those in groups.values():
            if limit.most_courses is not None and len(those) > limit.most_courses:
                code = {0: "excluded", 1: "mutual-exclusion"}.get(limit.most_courses, "over-limit")
                yield Violation(code, limit.id, limit.title, _records(those))
            if limit.most_credits is not None and _credits(those) > limit.most_credits:
                code = "excluded" if limit.most_credits == 0 else "over-limit"
                yield Violation(code, limit.id, limit.title, _records(those))
        if limit.most_subjects is not None:
            subjects = {self.program.subject(one.course.code.subject) for one in bounded}
            if len(subjects) > limit.most_subjects:
                yield Violation("over-limit", limit.id, limit.title, _records(bounded))

    def _over_sharing(self, rule: Sharing, placed: Sequence[Placed]) -> Iterator[Violation]:
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

    def _twice(self, placed: Sequence[Placed]) -> Iterator[Violation]:
        groups: dict[tuple[str, str], list[Placed]] = {}
        for one in placed:
            if one.waived is None and (one.uses or one.record is None):
                identity = self.rules.identity(one.course)
                if identity is not None:
                    groups.setdefault(identity, []).append(one)
        for identity, same in groups.items():
            if len(same) > 1:
                yield Violation("repeated", self.program.id, identity[0], _records(same))

    # ------------------------------------------------------------------------------ approvals

    def approvals(self, one: Placed) -> list[tuple[str, int]]:
        """Return the uses of a course that rest on an approval which is not given."""
        return [
            (id_, row)
            for id_, row in one.uses
            if one.waived is None
            and (self._awaits(one.course, id_, row) or self.rests_on_title(one, id_, row))
        ]

    def _awaits(self, course: Candidate, id_: str, row: int) -> bool:
        if id_ not in self.rules.takes:
            raise NotCertified([f"{id_} takes no courses"])
        asked = self.rules.takes[id_].printed(row).approval
        return bool(asked) and not self.decisions.approved(id_, course)

    def rests_on_title(self, one: Placed, id_: str, row: int) -> bool:
        """Return whether a use is valid under one of the titles that are possible, and not all."""
        course = one.course
        if self.decisions.settled(id_, course):
            return False
        if course.may_repeat:
            return True
        for title in course.other_titles:
            other = replace(course, title=title, other_titles=())
            tried = Placed(other, ((id_, row),), one.record, worth=one.worth)
            if (
                self.rules.told_apart(course, other)
                or self._awaits(other, id_, row)
                or self.student.overrides(id_, course) != self.student.overrides(id_, other)
                or any(self._not_eligible(tried))
            ):
                return True
        return False


def _credits(placed: Iterable[Placed]) -> Decimal:
    return sum((one.course.credits for one in placed), Decimal(0))


def _records(placed: Iterable[Placed]) -> tuple[int, ...]:
    return tuple(one.record for one in placed if one.record is not None)


def _row_name(row: Row) -> str:
    return row.title or row.courses.text()
