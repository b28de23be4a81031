"""What was decided for one student: the kinds of adjustment and their file format."""

from __future__ import annotations

import datetime
import json
from collections.abc import Iterable
from decimal import Decimal
from enum import StrEnum
from typing import Any

import yaml
from pydantic import AliasChoices, BaseModel, ConfigDict, Field, ValidationError, model_validator

from degreekit.courses import CourseCode
from degreekit.errors import DegreekitError
from degreekit.requirements import Amount

__all__ = [
    "Adjustment",
    "AdjustmentKind",
    "InvalidAdjustments",
    "read_adjustments",
    "redact_adjustments",
]


class InvalidAdjustments(DegreekitError, ValueError):
    """Data that is no list of adjustments.

    Attributes:
        problems: one line per mistake, each naming the entry, counted from 1, and the field.
    """

    def __init__(self, problems: tuple[str, ...]):
        self.problems = problems
        super().__init__("not a list of adjustments: " + "; ".join(problems))


class AdjustmentKind(StrEnum):
    """What an adjustment does."""

    WAIVE = "waive"
    SUBSTITUTE = "substitute"
    ALSO_ALLOW = "also_allow"
    EXCLUDE = "exclude"
    APPLY_HERE = "apply_here"
    FORCE_COMPLETE = "force_complete"
    CHANGE_LIMIT = "change_limit"
    WAIVE_LIMIT = "waive_limit"
    APPROVE = "approve"
    DENY = "deny"
    SET_EDITION = "set_edition"
    NOTE = "note"


_K = AdjustmentKind
#: Fields that a kind cannot do without, beyond its name.
_NEEDED: dict[AdjustmentKind, tuple[str, ...]] = {
    _K.WAIVE: ("requirement",),
    _K.SUBSTITUTE: ("course", "replaces"),
    _K.ALSO_ALLOW: ("requirement", "course"),
    _K.EXCLUDE: ("course",),
    _K.APPLY_HERE: ("requirement", "course"),
    _K.FORCE_COMPLETE: ("requirement",),
    _K.CHANGE_LIMIT: ("limit",),
    _K.WAIVE_LIMIT: ("limit",),
    _K.APPROVE: ("course",),
    _K.DENY: ("course",),
    _K.SET_EDITION: ("edition",),
    _K.NOTE: ("reason",),
}
#: Kinds that put a course in a place, and can do so against other rules.
_PLACING = (_K.SUBSTITUTE, _K.ALSO_ALLOW, _K.APPLY_HERE)


class Adjustment(BaseModel):
    """One decision for one student.

    Attributes:
        kind: what it does.
        requirement: the id of the requirement it speaks of; it stands for every `Take` below.
        course: the course it speaks of.
        title: the course's title, where the number alone does not tell which course it is.
        replaces: with ``substitute``, the course of the list that `course` stands for.
        limit: with ``change_limit`` and ``waive_limit``, the id of a limit, or of a requirement
            whose amounts are changed.
        courses: with ``change_limit``, the new number of courses.
        credits: with ``change_limit``, the new number of credits.
        grade: with ``waive``, the grade of the equivalent course, where one is given.
        edition: with ``set_edition``, the edition that holds for the student.
        override: with ``substitute``, ``also_allow`` and ``apply_here``: True where the course may
            be applied there although a condition of the list, a limit, or what the program gives
            credit for speaks against it. Without it every other rule is respected.
        program: the id of the program it was decided for; in any other it takes no effect.
        reason: why it was decided.
        by: who decided it.
        date: when.

    Example:
        >>> from degreekit.adjustments import Adjustment
        >>> given = Adjustment(kind="waive", requirement="required", course="COMS W4771")
        >>> given.kind.value
        'waive'
    """

    model_config = ConfigDict(frozen=True, extra="forbid", populate_by_name=True)

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
        missing = [name for name in _NEEDED[self.kind] if not getattr(self, name)]
        if missing:
            raise ValueError(f"{self.kind} needs {' and '.join(missing)}")
        if self.kind is _K.CHANGE_LIMIT and self.courses is None and self.credits is None:
            raise ValueError("change_limit needs courses or credits")
        if self.override and self.kind not in _PLACING:
            raise ValueError(f"override goes with {', '.join(_PLACING)}, not with {self.kind}")
        return self


def read_adjustments(data: str | bytes | Iterable[Any]) -> tuple[Adjustment, ...]:
    """Read a list of adjustments from JSON or YAML text, or from data.

    Args:
        data: the text of a file in the format of design section 7, or a list of entries.

    Raises:
        InvalidAdjustments: names every mistake, with its entry and field.

    Example:
        >>> from degreekit.adjustments import read_adjustments
        >>> text = "- {kind: waive, requirement: required, course: COMS W4771, reason: took it}"
        >>> read_adjustments(text)[0].requirement
        'required'
    """
    entries = _parsed(data) if isinstance(data, str | bytes) else list(data)
    if not isinstance(entries, list):
        raise InvalidAdjustments(("the file holds no list: write entries with a 'kind' each",))
    found: list[Adjustment] = []
    problems: list[str] = []
    for number, entry in enumerate(entries, start=1):
        try:
            found.append(
                entry if isinstance(entry, Adjustment) else Adjustment.model_validate(entry)
            )
        except ValidationError as error:
            problems += [
                f"entry {number}{''.join(f', {p}' for p in e['loc'])}: "
                f"{e['msg'].removeprefix('Value error, ')}"
                for e in error.errors()
            ]
    if problems:
        raise InvalidAdjustments(tuple(problems))
    return tuple(found)


def redact_adjustments(adjustments: Iterable[Adjustment]) -> tuple[Adjustment, ...]:
    """Return decisions without who made them and why: what they do is the same.

    An audit with these decisions, in whatever format, says neither.

    Args:
        adjustments: what was decided.

    Example:
        >>> from degreekit.adjustments import Adjustment, redact_adjustments
        >>> given = Adjustment(kind="waive", requirement="required", reason="illness", by="A. Roe")
        >>> redact_adjustments([given])[0].reason
        '***'
    """
    return tuple(
        one.model_copy(update={"reason": "***" if one.reason else "", "by": ""})
        for one in adjustments
    )


def _parsed(text: str | bytes) -> Any:
    try:
        return json.loads(text, parse_float=Decimal)
    except ValueError:
        pass
    try:
        return yaml.safe_load(text)
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        place = f"line {mark.line + 1}: " if mark else ""
        problem = f"{place}neither JSON nor YAML: {getattr(error, 'problem', None) or error}"
        raise InvalidAdjustments((problem,)) from None
