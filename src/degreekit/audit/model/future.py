"""Courses that could still be taken: from the catalog, or from the rules where there is none."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from decimal import Decimal

from degreekit.courses import CourseCode, Institution, RecordStatus
from degreekit.requirements import (
    FUTURE,
    Candidate,
    HasLevel,
    InSet,
    Program,
)

__all__ = ["FUTURE", "FutureCourse", "future_courses"]

#: Where rules count subjects, as many more that no rule names.
_MORE = "BCDEFGHIJKLM"
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


def future_courses(
    program: Program, institution: Institution, subjects: Collection[str] = ()
) -> tuple[FutureCourse, ...]:
    """Return what could still be taken, in catalog order.

    A course is counted with at most the institution's standard credits, so that no advice rests on
    one oversized project; one with variable credits may bring less.

    Args:
        program: without a catalog its rules say which courses they tell apart.
        institution: its catalog.
        subjects: subjects that the student has courses of; they matter where rules count subjects
            and no catalog lists any.
    """
    listed = (
        _from_catalog(institution)
        if institution.catalog
        else _from_rules(program, institution, subjects if program.counts_subjects else ())
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


def _from_rules(
    program: Program, institution: Institution, subjects: Collection[str]
) -> Iterator[FutureCourse]:
    """Yield one course for each way in which the rules tell courses apart."""
    numbers: dict[str, set[int]] = defaultdict(set, {subject: {0} for subject in subjects})
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
    # Subjects that no rule names: their letters are not those of any real one.
    unnamed = ["ANY"]
    if program.counts_subjects and "*" in numbers:
        unnamed += [f"ANY{letter}" for letter in _MORE]
        for name in unnamed[1:]:
            numbers[name], names[name] = {0, *numbers["*"]}, set(names["*"])
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
                    PLENTY if subject == "*" or subject in unnamed else supply,
                )
