"""Whether a placement is valid: worth, eligibility, lists, sharing, credit once, limits."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from decimal import Decimal
from fractions import Fraction
from typing import assert_never

from degreekit.audit.certify.bundles import places_of
from degreekit.audit.certify.facts import NotCertified, Placed, Violation
from degreekit.audit.certify.rules import Uses
from degreekit.audit.certify.student import Student
from degreekit.recent import Recent
from degreekit.requirements import FUTURE, Candidate, Limit, Row, Sharing, Worth

__all__ = ["Alongside", "Validity"]

#: What is known of a course in its places is kept for so many of them at least.
_KEPT = 10_000
_NONE = frozenset[str]()


class _Alone:
    """What is known of a course in its places, whatever else is placed.

    Attributes:
        broken: the rules that it breaks by itself.
        approvals: its uses that rest on an approval which is not given; None until it is asked for.
    """

    __slots__ = ("approvals", "broken")

    def __init__(self, broken: tuple[Violation, ...]):
        self.broken = broken
        self.approvals: list[tuple[str, int]] | None = None


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
        #: What is known of a course in its places, for all students under the same rules.
        self._alone: Recent[tuple[object, Worth, Uses], _Alone] = student.rules.keep(
            ("alone", student.open, tuple(rule.id for rule in student.sharing)),
            lambda: Recent(_KEPT),
        )

    def violations(self, placed: Sequence[Placed]) -> list[Violation]:
        """Return every rule that a placement breaks; none means that it is valid."""
        broken: list[Violation] = []
        filled: dict[str, list[tuple[Placed, int]]] = {}
        bounded: dict[str, list[Placed]] = {}
        for one in placed:
            broken += self.not_eligible(one)
            for id_, row in one.uses:
                filled.setdefault(id_, []).append((one, row))
            for id_ in self.limits_on(one):
                bounded.setdefault(id_, []).append(one)
        for id_, here in filled.items():
            if id_ in self.rules.takes:
                broken += self.over_take(id_, here)
        for limit in self.student.limits:
            if limit.id in bounded:
                broken += self.over_limit(limit, bounded[limit.id])
        if any(len(one.uses) > 1 for one in placed):
            for rule in self.student.sharing:
                broken += self.over_sharing(rule, placed)
        if self.program.credit_once:
            broken += self.twice(placed)
        return broken

    # --------------------------------------------------------------------------- eligibility

    def places(self, own: Placed) -> list[tuple[str, int]]:
        """Return the places that a course may be applied to, whatever amounts are bounded.

        Args:
            own: the course, placed nowhere.
        """
        places = []
        for take in self.rules.takes:
            rows = self.rules.rows_for(take, own.course) if take in self.student.open else ()
            if rows and self._never(take, rows[0], own.course):
                continue  # the first row keeps it out of the list
            places += [
                (take, row) for row in rows if self.is_open(replace(own, uses=((take, row),)))
            ]
        return places

    def is_open(self, one: Placed) -> bool:
        """Return whether a course may be in its places at all, whatever amounts are bounded."""
        return not self.not_eligible(one) and not any(
            self._never(take, row, one.course) for take, row in one.uses
        )

    def _never(self, take: str, row: int, course: Candidate) -> bool:
        """Return whether a maximum of 0 keeps a course out of a place."""
        printed = self.rules.takes[take].printed(row)
        return 0 in (printed.most_courses, printed.most_credits) or any(
            limit.excludes and self.rules.bounds(limit, course, [take])
            for limit in self.student.limits
        )

    def _kept_out(self, take: str, course: Candidate) -> bool:
        """Return whether the first row that a course fits, which gives no course, keeps it out."""
        rows = self.rules.rows_for(take, course)
        printed = self.rules.takes[take].printed(rows[0])
        return len(rows) > 1 and 0 in (printed.most_courses, printed.most_credits)

    def part(self, limit: Limit, course: Candidate) -> str | None:
        """Return the subject or term that a limit counts a course under; None for none."""
        match limit.counted_by:
            case None:
                return ""
            case "subject":
                return self.program.subject(course.code.subject)
            case "term":
                return None if course.term in (None, FUTURE) else str(course.term)
            case _:
                assert_never(limit.counted_by)

    def _known(self, one: Placed) -> _Alone:
        """Return what is known of a course in its places; it does not matter whose it is."""
        key = self.rules.alike(one.course), one.worth, one.uses
        found = self._alone.get(key)
        if found is None:
            found = self._alone[key] = _Alone(tuple(self._not_eligible(one)))
        return found

    def not_eligible(self, one: Placed) -> Sequence[Violation]:
        """Return what keeps a course out of its places."""
        if one.waived is not None:  # it depends on the decision
            return tuple(self._not_eligible(one))
        return self._known(one).broken

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
                shared = one.waived is None and first != second
                if not shared or not self.student.may_share(first, second, one.course):
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
        if row not in self.rules.rows_for(id_, one.course) or self._kept_out(id_, one.course):
            yield Violation("not-eligible", id_, "is not on the list")
        if self.decisions.refused(id_, one.course):
            yield Violation("denied", id_, "was refused or excluded for this student")
        if self.decisions.kept_out(id_, one.course):
            yield Violation("applied-elsewhere", id_, "was decided to be applied elsewhere")

    # ------------------------------------------------------------------------------- maximums

    def over_take(self, id_: str, here: Sequence[tuple[Placed, int]]) -> Iterator[Violation]:
        """Yield what a list holds too much of."""
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
            if row.most_credits is not None and self._brought(id_, those) > row.most_credits:
                yield Violation("over-limit", id_, _row_name(row), _records(those))
        for place in places_of(listing) if listing.grouped else ():
            those = [one for one, number in here if number in place.rows]
            for bundle in place.bundles:
                begun = [one for one, number in here if number in bundle]
                those += begun[:1]  # its courses fill the place together
            if place.credits is not None:
                bound = place.most_credits
                over = bound is not None and self._brought(id_, those) > bound
            else:
                over = len(those) > place.count
            if over:
                yield Violation("row-filled", id_, place.title, _records(those))

    def _brought(self, id_: str, those: Iterable[Placed]) -> Decimal | Fraction:
        """Return the credits that courses count in a list."""
        return sum(
            (self.decisions.brings(one.course, one.waived, id_) for one in those), Fraction()
        )

    def limits_on(self, one: Placed) -> frozenset[str]:
        """Return the ids of the limits that count a course, among them some not in force."""
        return _NONE if one.waived is not None else self.rules.limits_on(one.course, one.uses)

    def over_limit(self, limit: Limit, bounded: Sequence[Placed]) -> Iterator[Violation]:
        """Yield what there is too much of, of the courses that a limit counts."""
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

    def over_sharing(self, rule: Sharing, placed: Sequence[Placed]) -> Iterator[Violation]:
        """Yield what a sharing rule counts too much of."""
        one, other = self.rules.scope(rule.between), self.rules.scope(rule.and_also)
        shared = [
            p
            for p in placed
            if any(a in one and b in other for a, _ in p.uses for b, _ in p.uses if a != b)
            and (rule.courses is None or self.rules.fits(rule.courses, p.course))
        ]
        over = rule.most_courses is not None and len(shared) > rule.most_courses
        if over or (rule.most_credits is not None and _credits(shared) > rule.most_credits):
            yield Violation("over-limit", rule.id, rule.title, _records(shared))
        if rule.most_places is not None:
            for p in placed:
                about = rule.courses is None or self.rules.fits(rule.courses, p.course)
                if about and sum(i in one or i in other for i, _ in p.uses) > rule.most_places:
                    yield Violation("over-limit", rule.id, rule.title, _records([p]))

    def counted_once(self, one: Placed) -> tuple[str, str] | None:
        """Return what tells a course from others that may not count besides it; None for none."""
        if not self.program.credit_once or one.waived is not None:
            return None
        return self.rules.identity(one.course) if one.uses or one.record is None else None

    def twice(self, placed: Sequence[Placed]) -> Iterator[Violation]:
        """Yield the courses that count more than once."""
        groups: dict[tuple[str, str], list[Placed]] = {}
        for one in placed:
            if (identity := self.counted_once(one)) is not None:
                groups.setdefault(identity, []).append(one)
        for identity, same in groups.items():
            if len(same) > 1:
                yield Violation("repeated", self.program.id, identity[0], _records(same))

    # ------------------------------------------------------------------------------ approvals

    def approvals(self, one: Placed) -> list[tuple[str, int]]:
        """Return the uses of a course that rest on an approval which is not given."""
        if one.waived is not None:
            return []
        known = self._known(one)
        if known.approvals is None:
            known.approvals = [
                (id_, row)
                for id_, row in one.uses
                if self._awaits(one.course, id_, row) or self.rests_on_title(one, id_, row)
            ]
        return known.approvals

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
                or self.not_eligible(tried)
            ):
                return True
        return False


class Alongside:
    """Says what one course more would break, next to a valid placement.

    It is what `Validity.violations` says of the placement with the course, and looks only at the
    rules that the course has to do with.

    Args:
        validity: the rules.
        placed: a valid placement.
    """

    def __init__(self, validity: Validity, placed: Sequence[Placed]):
        self.validity = validity
        self.placed = placed
        self._filled: dict[str, list[tuple[Placed, int]]] = defaultdict(list)
        self._same: dict[tuple[str, str], list[Placed]] = defaultdict(list)
        self._bounded: dict[str, list[Placed]] = defaultdict(list)
        for one in placed:
            for id_, row in one.uses:
                self._filled[id_].append((one, row))
            if (identity := validity.counted_once(one)) is not None:
                self._same[identity].append(one)
            for id_ in validity.limits_on(one):
                self._bounded[id_].append(one)

    def violations(self, one: Placed) -> list[Violation]:
        """Return every rule that the placement breaks with a course more."""
        validity = self.validity
        broken, counted = list(validity.not_eligible(one)), validity.limits_on(one)
        for id_, row in one.uses:
            if id_ in validity.rules.takes:
                broken += validity.over_take(id_, [*self._filled[id_], (one, row)])
        for limit in validity.student.limits:
            if limit.id in counted:
                broken += validity.over_limit(limit, [*self._bounded[limit.id], one])
        if len(one.uses) > 1:
            for rule in validity.student.sharing:
                broken += validity.over_sharing(rule, [*self.placed, one])
        identity = validity.counted_once(one)
        if identity is not None and (same := self._same.get(identity)):
            broken += validity.twice([*same, one])
        return broken


def _credits(placed: Iterable[Placed]) -> Decimal:
    return sum((one.course.credits for one in placed), Decimal(0))


def _records(placed: Iterable[Placed]) -> tuple[int, ...]:
    return tuple(one.record for one in placed if one.record is not None)


def _row_name(row: Row) -> str:
    return row.title or row.courses.noun()
