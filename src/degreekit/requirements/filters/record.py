"""Filters by what the record says of the course: grade, status, section, attributes."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Literal

from pydantic import Field
from typing_extensions import override

from degreekit.courses import RecordStatus
from degreekit.courses.sets import in_words
from degreekit.requirements.filters.candidate import FUTURE, Candidate
from degreekit.requirements.filters.filter import Filter
from degreekit.requirements.model import Amount, amount_text


class MinGrade(Filter):
    """The grade has a minimum of grade points; a course without a grade yet may reach it."""

    kind: Literal["grade"] = "grade"
    points: Amount

    @override
    def matches(self, course: Candidate) -> bool:
        if course.points is None:
            return course.status in (
                RecordStatus.IN_PROGRESS,
                RecordStatus.INCOMPLETE,
                RecordStatus.PLANNED,
            )
        return course.points >= self.points

    @override
    def text(self, unit: str = "credits") -> str:
        return f"with at least {amount_text(self.points)} grade points"

    @override
    def reads(self) -> frozenset[str]:
        return frozenset({"points", "status"})


def status_text(statuses: Iterable[RecordStatus]) -> str:
    """Write statuses so that they can follow "courses" or "is": ``completed or transferred``."""
    return " or ".join(
        "transferred" if status is RecordStatus.TRANSFER else status.value.replace("_", " ")
        for status in statuses
    )


class HasStatus(Filter):
    """The attempt has one of these statuses, as ``transfer``.

    A course that is still to be taken counts as one that will be completed.
    """

    kind: Literal["status"] = "status"
    statuses: tuple[RecordStatus, ...]

    @override
    def matches(self, course: Candidate) -> bool:
        later = course.term == FUTURE and RecordStatus.COMPLETED in self.statuses
        return later or course.status in self.statuses

    @override
    def text(self, unit: str = "credits") -> str:
        return status_text(self.statuses)

    @override
    def reads(self) -> frozenset[str]:
        return frozenset({"term", "status"})


#: The preposition that goes with a field of a record.
_BEFORE_FIELD = {"grade": "with", "section": "in", "school": "in", "institution": "from"}


class FieldIs(Filter):
    """A field of the record has one of these values, compared without regard to case.

    Example:
        >>> from degreekit.requirements import FieldIs
        >>> FieldIs(name="grade", values=("P", "S")).text()
        'with grade P or S'
    """

    kind: Literal["field"] = "field"
    name: Literal["grade", "section", "school", "institution"]
    values: tuple[str, ...] = Field(min_length=1)

    @override
    def matches(self, course: Candidate) -> bool:
        value = getattr(course, self.name)
        return value is not None and value.casefold() in {v.casefold() for v in self.values}

    @override
    def text(self, unit: str = "credits") -> str:
        return f"{_BEFORE_FIELD[self.name]} {self.name} {in_words(self.values, 'or')}"

    def other(self) -> str:
        """Write what holds for the courses that do not fit: ``with a grade other than P``."""
        article = "an" if self.name == "institution" else "a"
        values = in_words(self.values, "or")
        return f"{_BEFORE_FIELD[self.name]} {article} {self.name} other than {values}"

    @override
    def reads(self) -> frozenset[str]:
        return frozenset({self.name})


class HasAttribute(Filter):
    """The course carries one of these marks of the institution, as ``WRIT`` for writing.

    Example:
        >>> from degreekit.requirements import HasAttribute
        >>> HasAttribute(names=("WRIT",)).text()
        'marked WRIT'
    """

    kind: Literal["attribute"] = "attribute"
    names: tuple[str, ...] = Field(min_length=1)

    @override
    def matches(self, course: Candidate) -> bool:
        return any(name in course.attributes for name in self.names)

    @override
    def text(self, unit: str = "credits") -> str:
        return f"marked {in_words(self.names, 'or')}"

    @override
    def reads(self) -> frozenset[str]:
        return frozenset({"attributes"})
