"""One decision for one student, as data."""

from __future__ import annotations

import datetime
from collections.abc import Callable
from typing import Any

from pydantic import AliasChoices, ConfigDict, Field, model_validator

from degreekit.adjustments.kinds import KINDS, AdjustmentKind
from degreekit.courses import CourseCode
from degreekit.data_model import DataModel
from degreekit.requirements import Amount

__all__ = ["Adjustment", "AdjustmentKind"]


class Adjustment(DataModel):
    """One decision for one student.

    Attributes:
        kind: what it does.
        requirement: the id of a requirement; it stands for every `Take` below.
        course: the course, under any of its codes.
        title: the course's title, where the number alone does not tell which course it is.
        replaces: with ``substitute``, the course of the list that `course` stands for.
        limit: with ``change_limit`` and ``waive_limit``, the id of a limit, or of a requirement
            whose amounts are changed.
        courses: with ``change_limit``, the new number of courses.
        credits: with ``change_limit``, the new number of credits; with ``waive``, the credits of
            the waived course, where they are not those of the catalog.
        grade: with ``waive``, the grade of the equivalent course, where one is given.
        edition: with ``set_edition``, the edition that holds for the student; with ``set_program``
            that of the new program, where it is not the default one.
        override: with ``substitute``, ``also_allow`` and ``apply_here``: True where the course may
            be applied there although a condition of the list, a limit, or what the program gives
            credit for speaks against it. Without it every other rule is respected.
        program: the id of the program it was decided for; in any other it takes no effect. With
            ``set_program``, the program that holds for the student.
        student: the key of the student it was decided for, in a file with the decisions of several
            students (see `decisions_for`).
        reason: why it was decided.
        by: who decided it.
        date: when.

    Example:
        >>> from degreekit.adjustments import Adjustment
        >>> given = Adjustment(kind="waive", requirement="required", course="COMS W4771")
        >>> given.kind.value
        'waive'
    """

    model_config = ConfigDict(populate_by_name=True)

    kind: AdjustmentKind
    requirement: str | None = None
    course: CourseCode | None = None
    title: str | None = None
    replaces: CourseCode | None = Field(
        default=None, validation_alias=AliasChoices("replaces", "for", "instead_of")
    )
    limit: str | None = None
    courses: int | None = Field(default=None, ge=0)
    credits: Amount | None = None
    grade: str | None = None
    edition: str | None = None
    override: bool = False
    program: str | None = None
    student: str | None = None
    reason: str = ""
    by: str = ""
    date: datetime.date | None = None

    @model_validator(mode="before")
    @classmethod
    def _put_in_place(cls, data: Any) -> Any:
        """Read what has a second way to be written: a substitution, an edition that is a date."""
        if not isinstance(data, dict):
            return data
        data = dict(data)
        if "with" in data:
            data["replaces"], data["course"] = data.get("course"), data.pop("with")
        if isinstance(data.get("edition"), datetime.date):  # YAML reads a date where one is written
            data["edition"] = data["edition"].isoformat()
        return data

    @model_validator(mode="after")
    def _complete(self) -> Adjustment:
        if problem := KINDS[self.kind].problem(self):
            raise ValueError(problem)
        return self

    def text(self, unit: str = "credits", title_of: Callable[[str], str] = str) -> str:
        """Write the decision for people.

        Args:
            unit: the institution's word for credits.
            title_of: returns the title of a requirement or limit by its id; ids are written without
                it.

        Example:
            >>> from degreekit.adjustments import Adjustment
            >>> given = Adjustment(kind="waive", requirement="required", course="COMS W4771")
            >>> given.text(title_of={"required": "Required courses"}.__getitem__)
            'waive COMS W4771 in Required courses'
        """
        return KINDS[self.kind].text(self, unit, title_of)
