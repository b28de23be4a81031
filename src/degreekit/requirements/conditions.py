"""Conditions on the student, which pick the branch of an `If`."""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Sequence
from typing import Annotated, Literal

from pydantic import Field
from typing_extensions import override

from degreekit.courses import RecordStatus, Term
from degreekit.requirements.filters import Candidate, CourseFilter
from degreekit.requirements.model import RuleModel
from degreekit.transcript import Student

__all__ = ["Condition", "Every", "FactIs", "Not", "Started", "Taken"]

_HAS = (RecordStatus.COMPLETED, RecordStatus.IN_PROGRESS, RecordStatus.TRANSFER)


class _Condition(RuleModel):
    @abstractmethod
    def holds(self, student: Student, courses: Sequence[Candidate]) -> bool:
        """Return whether the condition holds for the student and what was taken."""

    @abstractmethod
    def text(self) -> str:
        """Write the condition so that it can stand behind "if"."""


class Started(_Condition):
    """The student's first term lies within bounds; False where the first term is not known."""

    kind: Literal["started"] = "started"
    since: Term | None = None
    before: Term | None = None

    @override
    def holds(self, student: Student, courses: Sequence[Candidate]) -> bool:
        first = student.first_term or min((c.term for c in courses if c.term), default=None)
        if first is None:
            return False
        return (self.since is None or self.since <= first) and (
            self.before is None or first < self.before
        )

    @override
    def text(self) -> str:
        since = f" in or after {self.since}" if self.since else ""
        return f"started{since}{f' before {self.before}' if self.before else ''}"


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


class Taken(_Condition):
    """At least so many of these courses were taken or are being taken."""

    kind: Literal["taken"] = "taken"
    courses: CourseFilter
    at_least: int = Field(default=1, ge=1)

    @override
    def holds(self, student: Student, courses: Sequence[Candidate]) -> bool:
        found = (c for c in courses if c.status in _HAS and self.courses.matches(c))
        return sum(1 for _ in found) >= self.at_least

    @override
    def text(self) -> str:
        return f"at least {self.at_least} taken {self.courses.text()}"


class Not(_Condition):
    """The condition does not hold."""

    kind: Literal["not"] = "not"
    condition: Condition

    @override
    def holds(self, student: Student, courses: Sequence[Candidate]) -> bool:
        return not self.condition.holds(student, courses)

    @override
    def text(self) -> str:
        return f"not {self.condition.text()}"


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


Condition = Annotated[Started | FactIs | Taken | Not | Every, Field(discriminator="kind")]

for _model in (Not, Every):
    _model.model_rebuild()
