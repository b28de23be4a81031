"""What rules count: for each minimum and each maximum, what a placed course adds to it.

Each kind of rule is read here once, for the rows of proofs. A course adds the same wherever else
it is placed, so what a placement comes to is a sum.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from functools import cached_property
from typing import assert_never

from degreekit.audit.certify.bundles import Bundle, Place, bundles_of, choices_of
from degreekit.audit.certify.checker import Checker
from degreekit.audit.certify.facts import Placed
from degreekit.audit.certify.rows import Amount
from degreekit.courses import RecordStatus, title_key
from degreekit.requirements import (
    FUTURE,
    Candidate,
    Check,
    Including,
    Limit,
    Sharing,
    Take,
    Worth,
    repeats_of,
)
from degreekit.requirements.minimums import Spread

__all__ = ["Count", "Counts", "Hindrance", "LookBack", "Maximum", "Minimum", "thousandths"]

#: Tells what a course is counted under: a row, a subject, a group, a term; None for nothing.
Key = Callable[[Placed], str | None]


def thousandths(credits: Decimal) -> int:
    """Return credits as a whole number: they have three decimals."""
    return int(credits * 1000)


def _one(_: Placed) -> Amount:
    return 1


def _own_credits(one: Placed) -> Amount:
    return thousandths(one.course.credits)


@dataclass(frozen=True)
class Count:
    """What a rule counts.

    Attributes:
        name: what of the rule.
        rule: the id of the rule.
        takes: the lists whose courses it counts; None where a course need be on none.
        counts: whether it counts a placed course.
        amount: what it counts it as.
        key: what it is counted under; None where that does not matter.
    """

    name: str
    rule: str
    takes: frozenset[str] | None
    counts: Callable[[Placed], bool]
    amount: Callable[[Placed], Amount]
    key: Key | None = None

    def of(self, one: Placed) -> tuple[str, Amount]:
        """Return what a placed course adds, and under which key; nothing for most."""
        if not self.counts(one):
            return "", 0
        key = "" if self.key is None else self.key(one)
        return ("", 0) if key is None else (key, self.amount(one))


@dataclass(frozen=True)
class Minimum(Count):
    """A sum that has to come to so much; with a key the different keys are counted.

    Attributes:
        least: so much, or so many keys.
        each: what there has to be under a key, so that it counts.
        had: what is there already, by key.
        singly: a key of which each course counts by itself.
    """

    least: Amount = 0
    each: Amount = 1
    had: frozenset[tuple[str, Amount]] = frozenset()
    singly: str | None = None


@dataclass(frozen=True)
class Maximum(Count):
    """A sum that may come to so much, for each key by itself.

    Attributes:
        most: so much, for a key; None where there is no bound.
        keys: how many different keys there may be; None where that is not bounded.
    """

    most: Callable[[str], Amount | None] = lambda _: None
    keys: int | None = None


@dataclass(frozen=True)
class Hindrance(Count):
    """A sum that no requirement asks for: to add to it is of no use."""


@dataclass(frozen=True)
class LookBack:
    """How far a minimum among the last credits of the record can look back over it.

    Attributes:
        check: its id.
        least: how many credits it asks for.
        others: what is still to be completed and does not fit.
        steps: for each step back what fits up to there, and how much of the others there may be.
    """

    check: str
    least: int
    others: Hindrance
    steps: tuple[tuple[int, int], ...]


class Counts:
    """The minimums and maximums that hold for a student.

    Args:
        checker: the rules and the records.
    """

    def __init__(self, checker: Checker):
        self.checker = checker
        self.rules = checker.rules
        self.decisions = checker.decisions
        self.program = checker.program

    # ------------------------------------------------------------------------------ minimums

    def of_take(self, take: Take) -> Iterator[Minimum]:
        """Yield what a list has to hold."""
        listing, here = self.rules.takes[take.id], frozenset({take.id})
        credits = self._credits_in(take.id)
        if listing.courses is not None:
            yield Minimum(f"{take.id} courses", take.id, here, _always, _one, least=listing.courses)
        if listing.credits is not None:
            least = thousandths(listing.credits)
            yield Minimum(f"{take.id} credits", take.id, here, _always, credits, least=least)
        for number, part in enumerate(take.including, start=1):
            yield self._of_inner(take.id, f"{take.id} including {number}", part)

    def places(self, take: Take) -> Iterator[tuple[Bundle | None, Place, Minimum]]:
        """Yield what courses fill of rows that count only together, or of which some count.

        Each comes with the bundle that it is a part of, if it is of one, and with the courses that
        fill it.
        """
        listing, here = self.rules.takes[take.id], frozenset({take.id})
        owned = [(bundle, place) for bundle in bundles_of(listing) for place in bundle.places]
        free = [(None, place) for place in choices_of(listing)]
        for number, (bundle, place) in enumerate((*owned, *free), start=1):

            def fills(one: Placed, rows: frozenset[int] = place.rows) -> bool:
                return _row(one, take.id) in rows

            amount = _one if place.credits is None else self._credits_in(take.id)
            name, least = f"{take.id} place {number}", place.least
            yield bundle, place, Minimum(name, take.id, here, fills, amount, least=least)

    def held(self, take: Take) -> Minimum:
        """Return the sum of the courses that a list holds: as many parts it may stand for."""
        here = frozenset({take.id})
        return Minimum(f"{take.id} counts as", take.id, here, _always, _one)

    def _of_inner(self, take: str, name: str, part: Including) -> Minimum:
        here = frozenset({take})

        def fits(one: Placed) -> bool:
            return part.group in (None, self._group(one, take)) and (
                part.where is None or self.rules.fits(part.where, one.course)
            )

        def group(one: Placed) -> str | None:
            return self._group(one, take)

        amount = _one if part.credits is None else self._credits_in(take)
        if (spread := part.spread) is not None:
            key = group if spread.by == "group" else self._key(spread)
            each = _amount_of(spread)
            return Minimum(
                name, take, here, fits, amount, key, spread.least, each, singly=_BY_ITSELF
            )
        least = part.courses or thousandths(part.credits or Decimal(0))
        return Minimum(name, take, here, fits, amount, least=least)

    def of_check(self, check: Check) -> Minimum:
        """Return what a minimum over lists, or over the record, asks for."""
        over_record = check.over_record
        scope = None if over_record else self.rules.scope(check.scope)

        def counts(one: Placed) -> bool:
            # What earned credit is on the record already.
            counted = _is_coming(one) if over_record else one.waived is None
            return counted and (check.where is None or self.rules.fits(check.where, one.course))

        if check.gpa is not None:
            average = Fraction(check.gpa)

            def above(one: Placed) -> Amount:
                points, status = one.course.points, one.course.status
                if points is None or status is not RecordStatus.COMPLETED:
                    return 0
                return Fraction(one.course.credits) * (Fraction(points) - average)

            return Minimum(check.id, check.id, scope, counts, above)
        if check.share is not None:
            return self._of_share(check, Fraction(check.share), scope)
        if check.last is not None:
            least = self._missing_of_last(check)
            return Minimum(check.id, check.id, scope, counts, _own_credits, least=least)
        had = self.checker.deficits.on_record(check) if over_record else []
        if (spread := check.spread) is not None:
            amount = _one if check.credits is None else _own_credits
            key, each = self._key(spread), _amount_of(spread)
            there: dict[str, Amount] = defaultdict(int)
            for number, course in enumerate(had):
                one = Placed(course, (), number)
                if (name := key(one)) is not None:
                    there[name] += amount(one)
            least = spread.least - sum(held >= each for held in there.values())
            so_far = frozenset(there.items())
            return Minimum(
                *(check.id, check.id, scope, counts, amount, key, least, each, so_far),
                singly=_BY_ITSELF,
            )
        if check.courses is not None:
            return Minimum(check.id, check.id, scope, counts, _one, least=check.courses - len(had))
        least = thousandths(check.credits or Decimal(0))
        least -= sum(thousandths(course.credits) for course in had)
        return Minimum(check.id, check.id, scope, counts, _own_credits, least=least)

    def _of_share(self, check: Check, share: Fraction, scope: frozenset[str] | None) -> Minimum:
        """Return what a part of all credits asks for: each brings what it is above that part."""

        def above(course: Candidate) -> Amount:
            fits = check.where is not None and self.rules.fits(check.where, course)
            return Fraction(course.credits) * (int(fits) - share)

        def counts(one: Placed) -> bool:
            counted = _is_coming(one) if scope is None else one.waived is None
            return counted and (check.among is None or self.rules.fits(check.among, one.course))

        had = self.checker.deficits.on_record(check) if scope is None else []
        least = -sum((above(course) for course in had), Fraction(0))
        return Minimum(
            check.id, check.id, scope, counts, lambda one: above(one.course), least=least
        )

    def _missing_of_last(self, check: Check) -> int:
        """Return how many credits still to be completed a check of the last ones needs.

        They come last of all and push older ones out of the window; the more there are, the more
        is counted, so the least number that will do can be searched for. More is needed where
        what does not fit is still to be completed as well (`look_back`).
        """
        low, high = 0, thousandths(check.credits or Decimal(0))
        while low < high:
            middle = (low + high) // 2
            coming = Decimal(middle) / 1000
            if self.checker.deficits.last_measure(check, coming, coming).met:
                high = middle
            else:
                low = middle + 1
        return low

    def look_back(self, check: Check) -> LookBack | None:
        """Return how far a minimum among the last credits can look back over the record.

        It is met if, going back, so many credits that fit are found before more that do not fit
        than the last credits leave over. None where that depends on nothing still to be completed.
        """
        where, deficits = check.where, self.checker.deficits
        if check.last is None or where is None:
            return None
        left = thousandths(check.last) - thousandths(check.credits or Decimal(0))
        steps: list[tuple[int, int]] = []
        brought = passed = 0
        for courses in deficits.newest_first():
            fit = sum(thousandths(c.credits) for c in courses if self.rules.fits(where, c))
            if passed > left:
                break
            if fit:
                brought += fit
                steps.append((brought, left - passed))
            passed += sum(thousandths(c.credits) for c in courses) - fit

        def pushes(one: Placed) -> bool:
            return _is_coming(one) and not self.rules.fits(where, one.course)

        name = f"{check.id} others"
        others = Hindrance(name, check.id, None, pushes, _own_credits)
        needed = thousandths(check.credits or Decimal(0))
        return LookBack(check.id, needed, others, tuple(steps)) if steps else None

    # ------------------------------------------------------------------------------ maximums

    def maximums(self) -> Iterator[Maximum]:
        """Yield every maximum that holds for the student."""
        for take in self.rules.takes:
            if take in self.checker.open:
                yield from self._of_listing(take)
        for limit in self.checker.limits:
            yield self._of_limit(limit)
        for rule in self.checker.sharing:
            yield from self._of_sharing(rule)

    def _of_listing(self, take: str) -> Iterator[Maximum]:
        listing, here = self.rules.takes[take], frozenset({take})
        most = listing.most_courses
        if most is not None:
            yield Maximum(f"most {take}", take, here, _always, _one, most=lambda _: most)

        def row(one: Placed) -> str:
            return str(_row(one, take) + 1)

        rows = {str(n): one.printed for n, one in enumerate(listing.rows, start=1)}
        courses = {n: one.most_courses for n, one in rows.items() if one.most_courses is not None}
        credits = {
            n: thousandths(one.most_credits)
            for n, one in rows.items()
            if one.most_credits is not None
        }
        if courses:
            yield Maximum(f"most {take} row", take, here, _always, _one, row, courses.get)
        if credits:
            held, name = self._credits_in(take), f"most {take} credits of row"
            yield Maximum(name, take, here, _always, held, row, credits.get)

    def _of_limit(self, limit: Limit) -> Maximum:
        name, scope = f"most {limit.id}", self.rules.scope(limit.scope)

        def counts(one: Placed) -> bool:
            takes = (take for take, _ in one.uses)
            return one.waived is None and self.rules.bounds(limit, one.course, takes)

        def part(one: Placed) -> str | None:
            return self.checker.validity.part(limit, one.course)

        if limit.most_subjects is not None:
            subjects = limit.most_subjects
            return Maximum(name, limit.id, scope, counts, _one, self._subject, keys=subjects)
        if limit.most_courses is not None:
            most = limit.most_courses
            return Maximum(name, limit.id, scope, counts, _one, part, lambda _: most)
        credits = thousandths(limit.most_credits or Decimal(0))
        return Maximum(name, limit.id, scope, counts, _own_credits, part, lambda _: credits)

    def _of_sharing(self, rule: Sharing) -> Iterator[Maximum]:
        one_side, other = self.rules.scope(rule.between), self.rules.scope(rule.and_also)

        def shared(one: Placed) -> bool:
            if rule.courses is not None and not self.rules.fits(rule.courses, one.course):
                return False
            takes = [take for take, _ in one.uses]
            return any(a in one_side and b in other for a in takes for b in takes if a != b)

        if rule.most_courses is not None:
            most = rule.most_courses
            name = f"most {rule.id} courses"
            yield Maximum(name, rule.id, one_side, shared, _one, most=lambda _: most)
        if rule.most_credits is not None:
            credits = thousandths(rule.most_credits)
            name = f"most {rule.id} credits"
            yield Maximum(name, rule.id, one_side, shared, _own_credits, most=lambda _: credits)

    # -------------------------------------------------------------------------------- shared

    def _credits_in(self, take: str) -> Callable[[Placed], Amount]:
        def brings(one: Placed) -> Amount:
            if one.waived is None:
                return thousandths(one.course.credits)
            return self.decisions.brings(one.course, one.waived, take) * 1000

        return brings

    def _key(self, spread: Spread) -> Key:
        """Return what a minimum of different subjects, terms, courses or titles goes by."""
        match spread.by:
            case "subject":
                return self._subject
            case "term":
                return _term
            case "course":
                return self._course
            case "title":
                return self._title
            case "group":
                raise TypeError("only a list has groups")
            case _:
                assert_never(spread.by)

    def _subject(self, one: Placed) -> str:
        return self.program.subject(one.course.code.subject)

    def _course(self, one: Placed) -> str:
        """Return what tells a course from others, where another attempt could count besides it."""
        told = one.course.code, one.course.title, one.course.term
        here = self.rules.institution
        identity = here.identity(*told)
        once = repeats_of(self.program, here, *told).most == 1
        to_take = one.record is None and one.waived is None
        if once and to_take and identity not in self._waived:
            return _BY_ITSELF
        return " ".join(identity)

    def _title(self, one: Placed) -> str:
        """Return the title in its subject; what has none goes by its number."""
        if title := title_key(one.course.title):
            return f"{self._subject(one)}: {title}"
        return self._course(one)

    @cached_property
    def _waived(self) -> frozenset[tuple[str, str]]:
        waived = (one.course for one in self.decisions.waived.values())
        identity = self.rules.institution.identity
        return frozenset(identity(one.code, one.title, one.term) for one in waived)

    def _group(self, one: Placed, take: str) -> str | None:
        return self.rules.takes[take].printed(_row(one, take)).group


def _is_coming(one: Placed) -> bool:
    """Return whether a course is still to be completed, and is not on the record already."""
    there = one.course.again or (one.record is not None and one.worth is Worth.EARNED)
    return one.waived is None and not there


def _always(_: Placed) -> bool:
    return True


#: What a course is counted under that is like no other: its term, or the course itself.
_BY_ITSELF = "by itself"


def _term(one: Placed) -> str | None:
    term = one.course.term
    return None if term is None else _BY_ITSELF if term == FUTURE else str(term)


def _amount_of(spread: Spread) -> Amount:
    """Return what there has to be under each key."""
    each = spread.each
    return thousandths(each) if isinstance(each, Decimal) else each or 1


def _row(one: Placed, take: str) -> int:
    return next(row for id_, row in one.uses if id_ == take)
