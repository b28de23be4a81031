"""Courses that could still be taken: from the catalog, or from the rules where there is none."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal

from degreekit.courses import CourseCode, Institution, RecordStatus, Term
from degreekit.requirements import (
    Candidate,
    HasLevel,
    InSet,
    Program,
)

__all__ = ["FUTURE", "FutureCourse", "future_courses"]

#: Courses that are yet to be taken lie behind every window of terms that has closed.
FUTURE = Term(9999, 3)
_STEP = Decimal("0.5")  # in which variable credits are given


@dataclass(frozen=True, slots=True)
class FutureCourse:
    """A course that could be taken, or a range of alike ones that no catalog lists.

    Attributes:
        course: as rules see it, with the most credits it is counted with.
        amounts: the credits it may bring.
        identity: what tells it from others: a student who has it cannot take it again for credit.
        supply: how many there are; more than one for ranges and repeatable courses.
        repeatable: whether it is one course that may be taken several times.
    """

    course: Candidate
    amounts: tuple[Decimal, ...]
    identity: tuple[str, str]
    supply: int
    repeatable: bool = False


#: As many as anybody could need: stands for "no bound".
PLENTY = 1000


def future_courses(program: Program, institution: Institution) -> tuple[FutureCourse, ...]:
    """Return what could still be taken, in catalog order.

    A course is counted with at most the institution's standard credits, so that no advice rests on
    one oversized project; one with variable credits may bring less.
    """
    listed = (
        _from_catalog(institution) if institution.catalog else _from_rules(program, institution)
    )
    return tuple(listed)


def _from_catalog(institution: Institution) -> Iterator[FutureCourse]:
    standard = institution.standard_credits
    for course in institution.catalog:
        most = min(course.credits, standard)
        amounts = [most]
        least = course.credits if course.least_credits is None else course.least_credits
        while amounts[-1] - _STEP >= max(least, _STEP):
            amounts.append(amounts[-1] - _STEP)
        code = institution.code(course.code)
        seen = Candidate(
            code,
            course.title,
            FUTURE,
            most,
            RecordStatus.PLANNED,
            attributes=course.attributes,
        )
        again = institution.repeatable.contains(code, course.title, FUTURE)
        identity = institution.identity(code, course.title, FUTURE)
        yield FutureCourse(seen, tuple(amounts), identity, PLENTY if again else 1, again)


def _from_rules(program: Program, institution: Institution) -> Iterator[FutureCourse]:
    """Yield one course for each way in which the rules tell courses apart."""
    numbers: dict[str, set[int]] = defaultdict(set)
    names: dict[str, set[tuple[str, str]]] = defaultdict(set)
    levels: set[int] = {0}
    for part in program.filters:
        match part:
            case InSet():
                for subject, number, suffix, title in part.courses.points():
                    numbers[subject].add(number)
                    names[subject].add((suffix, title))
            case HasLevel():
                levels |= {part.at_least, (part.at_most or 0) + 1}
    everywhere = numbers.get("*", set()) | levels
    # A subject that no rule names: its letters are not those of any real one.
    for subject in sorted(numbers):
        starts = sorted(numbers[subject] | everywhere)
        for start, following in zip(starts, [*starts[1:], None], strict=True):
            supply = PLENTY if following is None else min(following - start, PLENTY)
            for suffix, title in sorted(names[subject] | names.get("*", set()) | {("", "")}):
                code = CourseCode("ANY" if subject == "*" else subject, f"{start}{suffix}")
                course = Candidate(
                    code, title or None, FUTURE, institution.standard_credits, RecordStatus.PLANNED
                )
                yield FutureCourse(
                    course,
                    (institution.standard_credits,),
                    institution.identity(code, title or None, FUTURE),
                    PLENTY if subject == "*" else supply,
                )
