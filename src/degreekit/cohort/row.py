"""What a cohort has of each student: a row, and a row for each requirement."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field, fields
from decimal import Decimal
from itertools import chain, zip_longest
from typing import Any, ClassVar, Literal

from degreekit.audit import Audit, Figures, RequirementResult, Status
from degreekit.cohort.demand import Demand
from degreekit.cohort.origin import Origin
from degreekit.errors import error_message
from degreekit.printable import printable
from degreekit.requirements import Program, count_text

__all__ = ["Detail", "RequirementRow", "StudentRow", "failed_row", "figures_row", "full_row"]

#: How much is worked out of a student: the figures alone; besides, the words and the requirements;
#: besides, what the page of a department asks for.
Detail = Literal["figures", "requirements", "demand"]
DETAILS: tuple[Detail, ...] = ("figures", "requirements", "demand")


@dataclass(frozen=True, slots=True)
class RequirementRow:
    """How one requirement stands for one student.

    Attributes:
        key: of the student.
        program: the id of the program.
        edition: of its rules.
        requirement: its id.
        title: its name.
        level: how many requirements it stands below.
        kind: what kind of primitive it is.
        status: ``satisfied``, ``conditional``, ``unsatisfied``, ``waived`` or ``not_applicable``.
        has: what is there.
        lacks: what is missing; empty where nothing is.
        courses: the courses that are applied to it, separated by commas.
    """

    key: str
    program: str
    edition: str
    requirement: str
    title: str
    level: int
    kind: str
    status: str
    has: str
    lacks: str
    courses: str


@dataclass(frozen=True, slots=True)
class StudentRow:
    """How one student stands.

    Attributes:
        key: what the student is called in the list that came in.
        program: the id of the program; empty where it is not known.
        edition: of its rules.
        status: ``satisfied``, ``conditional`` or ``unsatisfied``; None where there is no answer.
        remaining_courses: the fewest further courses.
        remaining_credits: the fewest further credits with that many courses.
        remaining_other: how many requirements are open that no course brings.
        out_of_reach: how many requirements no further course is known to reach.
        in_progress: how many courses in progress the answer assumes to be passed.
        planned: how many planned courses it assumes to be passed.
        approvals: how many approvals it assumes to be given, and titles to be confirmed.
        credits_applied: the credits of all applied records, each counted once.
        credits_needed: how many the whole program asks for; None where no rule does.
        gpa: over every graded attempt; None with nothing graded.
        verdict: the answer in words.
        next: the first thing to do; empty where nothing is.
        reading: how far a document proves the records.
        error_kind: the name of the error's class; None where there is an answer.
        error: why there is no answer, and what to do; None where there is one.
        detail: how much was worked out.
        origin: what the row was made of.
        unit: the institution's word for credits.
        left: what is left, place by place; a course that serves two of them is named in both.
        requirements: how each requirement stands, in the order of the program.
        demand: which courses the student could or must take, and what the credits on record are
            worth; None where it was not asked for.
        page: the audit as a page of HTML; it is not kept.
    """

    key: str
    program: str = ""
    edition: str = ""
    status: str | None = None
    remaining_courses: int | None = None
    remaining_credits: Decimal | None = None
    remaining_other: int | None = None
    out_of_reach: int | None = None
    in_progress: int | None = None
    planned: int | None = None
    approvals: int | None = None
    credits_applied: Decimal | None = None
    credits_needed: Decimal | None = None
    gpa: str | None = None
    verdict: str = ""
    next: str = ""
    reading: str | None = None
    error_kind: str | None = None
    error: str | None = None
    detail: Detail = "requirements"
    origin: Origin | None = None
    unit: str = "credits"
    left: tuple[str, ...] = ()
    requirements: tuple[RequirementRow, ...] = ()
    demand: Demand | None = None
    page: str | None = field(default=None, compare=False, repr=False)

    #: The columns of a table of students.
    COLUMNS: ClassVar[tuple[str, ...]] = (
        *("key", "program", "edition", "status", "remaining_courses", "remaining_credits"),
        *("remaining_other", "out_of_reach", "in_progress", "planned", "approvals"),
        *("credits_applied", "credits_needed", "gpa", "verdict", "next", "reading"),
        *("error_kind", "error"),
    )

    @property
    def open_requirements(self) -> Iterator[RequirementRow]:
        """The requirements that are not met, without those that only hold others."""
        for one, below in zip_longest(self.requirements, self.requirements[1:]):
            holds = below is not None and below.level > one.level
            if one.status == Status.UNSATISFIED and not holds:
                yield one

    @property
    def open_titles(self) -> Iterator[str]:
        """The titles of the open requirements: of the whole where none of its parts is met."""
        rows, here = self.requirements, 0
        while here < len(rows):
            end = here + 1
            while end < len(rows) and rows[end].level > rows[here].level:
                end += 1
            if all(row.status == Status.UNSATISFIED for row in rows[here:end]):
                yield rows[here].title
                here = end
            else:
                here += 1

    def columns(self) -> dict[str, Any]:
        """Return the row as it stands in a table, amounts as text."""
        return {name: _plain(getattr(self, name)) for name in self.COLUMNS}

    def to_data(self) -> dict[str, Any]:
        """Return the row with its requirements as plain data; `from_data` reads it back."""
        data = self.columns()
        data["unit"] = self.unit
        data["detail"] = self.detail
        data["left"] = list(self.left)
        data["requirements"] = [
            {name: getattr(one, name) for name in _OWN_COLUMNS} for one in self.requirements
        ]
        if self.demand is not None:
            data["demand"] = self.demand.to_data()
        if self.origin is not None:
            data["origin"] = self.origin.to_data()
        return data

    @classmethod
    def from_data(cls, data: dict[str, Any]) -> StudentRow:
        """Return the row that `to_data` wrote.

        Raises:
            KeyError, TypeError, ValueError: it is none.
        """
        known = {name: data[name] for name in cls.COLUMNS}
        for name in ("remaining_credits", "credits_applied", "credits_needed"):
            known[name] = None if known[name] is None else Decimal(known[name])
        whose = known["key"], known["program"], known["edition"]
        origin = data.get("origin")
        demand = data.get("demand")
        return cls(
            **known,
            unit=data["unit"],
            detail=data["detail"],
            left=tuple(data["left"]),
            origin=None if origin is None else Origin(**origin),
            requirements=tuple(RequirementRow(*whose, **one) for one in data["requirements"]),
            demand=None if demand is None else Demand.from_data(demand),
        )


#: The columns of a table of requirements, and those of them that are not the student's.
REQUIREMENT_COLUMNS = tuple(one.name for one in fields(RequirementRow))
_OWN_COLUMNS = REQUIREMENT_COLUMNS[3:]


def _plain(value: Any) -> Any:
    if not isinstance(value, Decimal):
        return value
    return f"{value:.2f}" if value == round(value, 2) else str(value)


def full_row(
    key: str,
    audit: Audit,
    origin: Origin | None = None,
    demand: Demand | None = None,
    page: str | None = None,
) -> StudentRow:
    """Return the row of an audit.

    Args:
        key: of the student.
        audit: the answer.
        origin: what it was made of.
        demand: what the page of a department asks for.
        page: the audit as HTML.
    """
    left = audit.remaining
    kinds = [one.kind for one in audit.assumptions]
    stamp = audit.program
    return StudentRow(
        key=key,
        program=stamp.id,
        edition=stamp.edition,
        status=audit.status.value,
        remaining_courses=left.courses,
        remaining_credits=left.credits,
        remaining_other=len(left.other) - (len(left.conflict) > 1),
        out_of_reach=len(left.out_of_reach),
        in_progress=kinds.count("in_progress"),
        planned=kinds.count("planned"),
        approvals=kinds.count("approval") + kinds.count("title"),
        credits_applied=audit.credits_applied,
        credits_needed=audit.credits_needed,
        gpa=audit.gpa,
        verdict=audit.verdict,
        next=_first(audit),
        left=tuple(_left(audit)),
        reading=audit.reading.value,
        detail="requirements" if demand is None else "demand",
        origin=origin,
        unit=stamp.unit,
        requirements=tuple(_requirements(key, audit, audit.requirements, 0)),
        demand=demand,
        page=page,
    )


def figures_row(key: str, figures: Figures, program: Program, origin: Origin) -> StudentRow:
    """Return the row of a student of whom nothing but figures is asked.

    Args:
        key: of the student.
        figures: the answer.
        program: its rules.
        origin: what it was made of.
    """
    approvals, in_progress, planned = figures.assumptions
    courses = count_text(figures.courses, "more course")
    credits = count_text(figures.credits, program.unit)
    return StudentRow(
        key=key,
        program=program.id,
        edition=program.edition,
        status=figures.status.value,
        remaining_courses=figures.courses,
        remaining_credits=figures.credits,
        out_of_reach=figures.out_of_reach,
        in_progress=in_progress,
        planned=planned,
        approvals=approvals,
        verdict=f"at least {courses} ({credits}) to take" if figures.courses else "",
        detail="figures",
        origin=origin,
        unit=program.unit,
    )


def failed_row(
    key: str, error: Exception, program: Program | None = None, origin: Origin | None = None
) -> StudentRow:
    """Return the row of a student without an answer.

    Args:
        key: of the student.
        error: why there is none.
        program: whose rules were to be applied, where that is known.
        origin: what the answer was to be made of.
    """
    return StudentRow(
        key=key,
        program=program.id if program else "",
        edition=program.edition if program else "",
        error_kind=type(error).__name__,
        error=printable(error_message(error)),
        origin=origin,
        unit=program.unit if program else "credits",
    )


def _first(audit: Audit) -> str:
    """Return the first thing to do: what to take, what else is open, what has to come true."""
    assumed = (printable(one.text) for one in audit.assumptions)
    return next(chain(_left(audit), assumed), "")


def _left(audit: Audit) -> Iterator[str]:
    """Yield what is left, place by place."""
    yield from (printable(place.text) for place in audit.remaining.open)
    yield from map(printable, audit.remaining.other)


def _requirements(
    key: str, audit: Audit, results: tuple[RequirementResult, ...], level: int
) -> Iterator[RequirementRow]:
    for one in results:
        yield RequirementRow(
            key=key,
            program=audit.program.id,
            edition=audit.program.edition,
            requirement=one.id,
            title=printable(one.title),
            level=level,
            kind=one.kind,
            status=one.status.value,
            has=printable(one.has),
            lacks=printable(one.lacks),
            courses=", ".join(printable(course.code) for course in one.applied),
        )
        yield from _requirements(key, audit, one.children, level + 1)
