"""Conditions on the student, which pick the branch of an `If`."""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Iterator, Sequence
from decimal import Decimal, InvalidOperation
from fractions import Fraction
from typing import Annotated, Literal

from pydantic import Field
from typing_extensions import override

from degreekit.courses import RecordStatus, Term
from degreekit.requirements import filters
from degreekit.requirements.average import record_gpa
from degreekit.requirements.filters import (
    FUTURE,
    AllOf,
    AnyOf,
    Candidate,
    CourseFilter,
    CreditsBefore,
    ForSome,
    InOrder,
    NoneOf,
    status_text,
)
from degreekit.requirements.model import Amount, RuleModel, amount_text, count_text
from degreekit.transcript import Student

__all__ = ["Condition", "Every", "FactAtLeast", "FactIs", "GpaAtLeast", "Not", "Started", "Taken"]

_HAS = (RecordStatus.COMPLETED, RecordStatus.IN_PROGRESS, RecordStatus.TRANSFER)


class _Condition(RuleModel):
    @abstractmethod
    def holds(self, student: Student, courses: Sequence[Candidate]) -> bool:
        """Return whether the condition holds for the student and what was taken."""

    @abstractmethod
    def text(self) -> str:
        """Write the condition so that it can follow "if"."""


class Started(_Condition):
    """The student's first term lies within bounds.

    It is `Student.first_term`, or without it the earliest term of the records that is neither
    transfer credit nor from elsewhere. Where no record says it, the student is taken to begin now,
    in `Student.as_of` or later than every bound: nobody is put into an old cohort for lack of
    records.

    Example:
        >>> from degreekit.requirements import Started
        >>> from degreekit.transcript import Student
        >>> Started(since="Fall 2020").holds(Student(), ())
        True
    """

    kind: Literal["started"] = "started"
    since: Term | None = None
    before: Term | None = None

    @override
    def holds(self, student: Student, courses: Sequence[Candidate]) -> bool:
        first = first_term(student, courses) or student.as_of or FUTURE
        return (self.since is None or self.since <= first) and (
            self.before is None or first < self.before
        )

    @override
    def text(self) -> str:
        since = f" in or after {self.since}" if self.since else ""
        return f"started{since}{f' before {self.before}' if self.before else ''}"


def first_term(student: Student, courses: Sequence[Candidate]) -> Term | None:
    """Return the student's first term; None where no record says it.

    Args:
        student: who may have it on record.
        courses: the records; the first one here says it otherwise.
    """
    return student.first_term or min(_terms_here(courses), default=None)


def _terms_here(courses: Sequence[Candidate]) -> Iterator[Term]:
    """Yield the terms in which a student took courses of the institution."""
    for course in courses:
        elsewhere = course.status is RecordStatus.TRANSFER or course.institution is not None
        if course.term is not None and not elsewhere:
            yield course.term


class FactIs(_Condition):
    """A fact of the student has one of these values."""

    kind: Literal["fact"] = "fact"
    name: str
    values: tuple[str, ...] = Field(min_length=1)

    @override
    def holds(self, student: Student, courses: Sequence[Candidate]) -> bool:
        return student.facts.get(self.name) in self.values

    @override
    def text(self) -> str:
        return f"{self.name.replace('_', ' ')} is {' or '.join(self.values)}"


class FactAtLeast(_Condition):
    """A fact of the student is a number that reaches a minimum, as a test score.

    False where the fact is not known or no number.
    """

    kind: Literal["fact_at_least"] = "fact_at_least"
    name: str
    at_least: Amount

    @override
    def holds(self, student: Student, courses: Sequence[Candidate]) -> bool:
        try:
            return Decimal(student.facts[self.name]) >= self.at_least
        except (KeyError, InvalidOperation):
            return False

    @override
    def text(self) -> str:
        return f"{self.name.replace('_', ' ')} is at least {amount_text(self.at_least)}"


class GpaAtLeast(_Condition):
    """The GPA over every graded attempt here reaches a minimum; False with nothing graded."""

    kind: Literal["gpa"] = "gpa"
    points: Amount

    @override
    def holds(self, student: Student, courses: Sequence[Candidate]) -> bool:
        found = record_gpa(courses)
        return found is not None and found >= Fraction(self.points)

    @override
    def text(self) -> str:
        return f"the GPA is at least {amount_text(self.points)}"


class Taken(_Condition):
    """A number of these courses was taken: completed, in progress or transferred.

    Attributes:
        courses: which courses.
        at_least: how many of them.
        credits: how many credits of them, instead of a number of courses.
        statuses: what must have become of the attempt.

    Example:
        >>> from degreekit.requirements import Taken
        >>> Taken(courses="CHEM 101", statuses=("in_progress",)).text()
        'CHEM 101 is in progress'
    """

    kind: Literal["taken"] = "taken"
    courses: CourseFilter
    at_least: int = Field(default=1, ge=1)
    credits: Amount | None = None
    statuses: tuple[RecordStatus, ...] = Field(default=_HAS, min_length=1)

    @override
    def holds(self, student: Student, courses: Sequence[Candidate]) -> bool:
        found = [c for c in courses if c.status in self.statuses and self.courses.matches(c)]
        if self.credits is not None:
            return sum((course.credits for course in found), Decimal(0)) >= self.credits
        return len(found) >= self.at_least

    @override
    def text(self) -> str:
        what = "taken" if self.statuses == _HAS else status_text(self.statuses)
        if self.credits is None and self.at_least == 1:
            return f"{self.courses.noun()} is {what}"
        if self.credits is None:
            amount = f"{self.at_least} courses"
        else:
            amount = count_text(self.credits, "credits")
        return f"at least {amount} {self.courses.text()} are {what}"


class Not(_Condition):
    """The condition does not hold."""

    kind: Literal["not"] = "not"
    condition: Condition

    @override
    def holds(self, student: Student, courses: Sequence[Candidate]) -> bool:
        return not self.condition.holds(student, courses)

    @override
    def text(self) -> str:
        return f"it is not the case that {self.condition.text()}"


class Every(_Condition):
    """All conditions hold; with ``any=True`` one is enough."""

    kind: Literal["every"] = "every"
    conditions: tuple[Condition, ...] = Field(min_length=1)
    any: bool = False

    @override
    def holds(self, student: Student, courses: Sequence[Candidate]) -> bool:
        found = [condition.holds(student, courses) for condition in self.conditions]
        return any(found) if self.any else all(found)

    @override
    def text(self) -> str:
        return (" or " if self.any else " and ").join(c.text() for c in self.conditions)


Condition = Annotated[
    Started | FactIs | FactAtLeast | GpaAtLeast | Taken | Not | Every, Field(discriminator="kind")
]

# Filters and conditions are made of each other: here both are complete.
for _model in (ForSome, InOrder, CreditsBefore, AllOf, AnyOf, NoneOf, Taken, Not, Every):
    _model.model_rebuild(_types_namespace={**vars(filters), "Condition": Condition, **globals()})


def filters_asked(condition: Condition) -> Iterator[CourseFilter]:
    """Yield the filters that a condition asks courses by.

    Example:
        >>> from degreekit.requirements import Not, Taken
        >>> from degreekit.requirements.conditions import filters_asked
        >>> [asked.kind for asked in filters_asked(Not(condition=Taken(courses="CS 1")))]
        ['in_set']
    """
    match condition:
        case Taken():
            yield condition.courses
        case Not():
            yield from filters_asked(condition.condition)
        case Every():
            for part in condition.conditions:
                yield from filters_asked(part)
