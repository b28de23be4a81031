"""The audit: what comes out, as data (design, section 7)."""

from __future__ import annotations

import json
from collections.abc import Callable
from decimal import Decimal
from enum import StrEnum
from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, PlainSerializer, PrivateAttr

from degreekit.adjustments import Adjustment
from degreekit.courses import CourseCode
from degreekit.errors import DegreekitError
from degreekit.requirements import Source

__all__ = [
    "AdjustmentResult",
    "Advice",
    "Applied",
    "Assumption",
    "Audit",
    "Citation",
    "LimitResult",
    "NotAsked",
    "PluginVersion",
    "ProgramStamp",
    "Remaining",
    "RequirementResult",
    "Status",
    "TitleReading",
    "Unapplied",
    "View",
    "WaivedPlace",
    "WhyNot",
]

Credits = Annotated[
    Decimal,
    PlainSerializer(
        lambda value: f"{value:.2f}" if value == round(value, 2) else str(value), return_type=str
    ),
]


Box = tuple[float, float, float, float]


class Status(StrEnum):
    """How a requirement, or the program, stands."""

    SATISFIED = "satisfied"
    CONDITIONAL = "conditional"
    UNSATISFIED = "unsatisfied"
    WAIVED = "waived"
    NOT_APPLICABLE = "not_applicable"


class _Result(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class ProgramStamp(_Result):
    """Which rules were applied.

    Attributes:
        id: the program.
        edition: the edition of its rules.
        title: its name.
        fingerprint: a hash of the rules as the plugin gave them.
        unit: the institution's word for credits.
    """

    id: str
    edition: str
    title: str
    fingerprint: str
    unit: str


class PluginVersion(_Result):
    """A distribution whose plugins took part.

    Attributes:
        name: the distribution.
        version: its version.
    """

    name: str
    version: str


class Assumption(_Result):
    """Something the answer rests on that is not yet so.

    Attributes:
        kind: an approval not yet given, what a title that is cut stands for, a course in progress,
            or a planned course. A title counts with the approvals: somebody has to say so.
        record: the position of the record.
        requirement: where the record is used.
        text: the assumption as a sentence.
    """

    kind: Literal["approval", "title", "in_progress", "planned"]
    record: int
    requirement: str
    text: str


class TitleReading(_Result):
    """What became of a printed title that is cut, or looks like one that a rule names.

    Attributes:
        record: the position of the record.
        reason: the finding code; `degreekit explain CODE` says more.
        printed: the title as printed.
        title: the title that rules went by; for a likeness the one it resembles.
        text: what was read, as a sentence.
    """

    record: int
    reason: Literal["title-cut", "title-open", "title-resembles"]
    printed: str
    title: str
    text: str


class Applied(_Result):
    """A record that is applied to a requirement.

    Attributes:
        record: its position on the transcript.
        code: the course.
        title: as printed.
        credits: its credits.
        grade: as printed.
        term: when it was taken.
        status: what became of it.
        row: the row of the list it fills; empty where the list has no rows of its own.
        approval: ``given`` or ``assumed`` where the use needs an approval, else None.
        page: the page of the document it was read from, counted from 1.
        box: its place there: left, top, right, bottom in points from the top left corner.
        read_by: ``ocr`` if it was read from a picture, ``person`` if a person then confirmed it;
            None where it was read from text or entered.
    """

    record: int
    code: str
    title: str | None = None
    credits: Credits
    grade: str | None = None
    term: str | None = None
    status: str
    row: str = ""
    approval: Literal["given", "assumed"] | None = None
    page: int | None = None
    box: Box | None = None
    read_by: Literal["ocr", "person"] | None = None


class Citation(_Result):
    """The source of a part of a requirement.

    Attributes:
        of: the part: an inner minimum in words, or the row of a list that a course fills.
        source: where it comes from.
    """

    of: str
    source: Source


class LimitResult(_Result):
    """A rule beside the requirements: a maximum, or what may count twice.

    Attributes:
        id: the rule; an unapplied record that it keeps out names it.
        kind: ``limit`` or ``sharing``.
        title: its name.
        text: what it says.
        source: the rule's source.
    """

    id: str
    kind: Literal["limit", "sharing"]
    title: str
    text: str
    source: Source | None = None


class WaivedPlace(_Result):
    """A place that is filled by a waiver.

    Attributes:
        code: the waived course.
        row: the row of the list it fills.
        adjustment: the position of the decision.
    """

    code: str
    row: str
    adjustment: int


class RequirementResult(_Result):
    """How one requirement stands.

    Attributes:
        id: the requirement.
        kind: what kind of primitive it is.
        title: its name.
        status: how it stands.
        needs: what it asks for.
        has: what is there.
        lacks: what is missing; empty where nothing is.
        applied: the records that fill it.
        waived: the places that are waived.
        adjustments: positions of the decisions that changed it.
        source: the rule's source.
        citations: the sources of its inner minimums, and of the rows that its courses fill.
        children: the requirements below it.
    """

    id: str
    kind: str
    title: str
    status: Status
    needs: str
    has: str
    lacks: str
    applied: tuple[Applied, ...] = ()
    waived: tuple[WaivedPlace, ...] = ()
    adjustments: tuple[int, ...] = ()
    source: Source | None = None
    citations: tuple[Citation, ...] = ()
    children: tuple[RequirementResult, ...] = ()


class Unapplied(_Result):
    """A record that is not applied, and why.

    Attributes:
        record: its position on the transcript.
        code: the course.
        title: as printed.
        credits: its credits.
        grade: as printed.
        term: when it was taken.
        status: what became of it.
        reason: the finding code; `degreekit explain CODE` says more.
        text: the reason as a sentence.
        rule: the id of the limit or requirement that keeps it out; None where no single rule does.
        page: the page of the document it was read from, counted from 1.
        box: its place there: left, top, right, bottom in points from the top left corner.
        read_by: ``ocr`` if it was read from a picture, ``person`` if a person then confirmed it;
            None where it was read from text or entered.
    """

    record: int
    code: str
    title: str | None = None
    credits: Credits
    grade: str | None = None
    term: str | None = None
    status: str
    reason: str
    text: str
    rule: str | None = None
    page: int | None = None
    box: Box | None = None
    read_by: Literal["ocr", "person"] | None = None


class Advice(_Result):
    """One kind of course to take.

    Attributes:
        courses: how many of it.
        credits: how many credits each.
        serves: the requirements each one serves.
        text: the advice as a sentence; it says what all courses that would do have in common.
        choices: how many courses would do; None where there is no end of them.
        examples: some of them.
    """

    courses: int
    credits: Credits
    serves: tuple[str, ...]
    text: str
    choices: int | None = None
    examples: tuple[str, ...] = ()


class Remaining(_Result):
    """The least that is left.

    Attributes:
        courses: the fewest further courses.
        credits: the fewest further credits with that many courses.
        advice: one way to finish with the least.
        other: what no course can bring: a milestone, a GPA, requirements out of reach.
        out_of_reach: ids of the requirements that no further course is known to reach.
        conflict: ids of the requirements that cannot be met together, the smallest such set; empty
            where the program can be completed.
    """

    courses: int
    credits: Credits
    advice: tuple[Advice, ...] = ()
    other: tuple[str, ...] = ()
    out_of_reach: tuple[str, ...] = ()
    conflict: tuple[str, ...] = ()


class AdjustmentResult(_Result):
    """A decision for the student and what it did.

    Attributes:
        adjustment: the decision.
        took_effect: whether it changed a rule, or holds for a course of the transcript.
        text: what it did, or why it did nothing.
    """

    adjustment: Adjustment
    took_effect: bool
    text: str


class View(_Result):
    """The verdict on a part of the record, with every course of that part taken as completed.

    Attributes:
        name: ``completed``: what earned credit already; ``with_in_progress``: and what is in
            progress; ``with_planned``: and what is planned.
        status: ``conditional`` here means that approvals are missing.
        courses: the fewest further courses.
        credits: the fewest further credits with that many courses.
    """

    name: Literal["completed", "with_in_progress", "with_planned"]
    status: Status
    courses: int
    credits: Credits


class WhyNot(_Result):
    """Why a record is not applied to a requirement.

    Attributes:
        course: the course asked about.
        requirement: the requirement asked about.
        record: the position of the record; None where there is none.
        reason: the finding code; `degreekit explain CODE` says more.
        text: the reason as a sentence.
        courses: the further courses that would remain with the record applied there; None where it
            cannot be.
        credits: the further credits that would remain then.
    """

    course: str
    requirement: str
    record: int | None = None
    reason: str
    text: str
    courses: int | None = None
    credits: Credits | None = None


class NotAsked(DegreekitError):
    """An audit that was read from data was asked a question that takes solving again."""

    def __init__(self) -> None:
        super().__init__(
            "this audit was read from data and knows no rules: audit the transcript again, and ask "
            "that audit"
        )


class Audit(_Result):
    """The answer: how the program stands, with its reasons.

    Attributes:
        schema_version: of this format.
        program: which rules were applied.
        status: ``satisfied``, ``conditional`` or ``unsatisfied``.
        assumptions: what a conditional answer rests on.
        requirements: the tree of requirements.
        unapplied: the records that are not applied, each with its reason.
        titles: printed titles that were read as another one, or could be.
        remaining: the least that is left.
        views: three verdicts: on what is completed, with what is in progress, with what is planned.
        gpa: over every graded attempt; None with nothing graded.
        credits_applied: the credits of all applied records, each counted once.
        adjustments: the decisions for the student.
        limits: the rules beside the requirements, as they hold for the student.
        source: the published page of the program.
        readings: how the open points of that page are read, beyond those of single rules.
        plugins: the distributions that took part.
        certified: always True: an answer that is not certified is not given.

    Example:
        >>> from degreekit import audit_transcript
        >>> found = audit_transcript("columbia-ms-cs-ml", {"records": []})
        >>> found.status.value, found.remaining.courses
        ('unsatisfied', 10)
    """

    schema_version: Literal[1] = 1
    program: ProgramStamp
    status: Status
    assumptions: tuple[Assumption, ...] = ()
    requirements: tuple[RequirementResult, ...]
    unapplied: tuple[Unapplied, ...] = ()
    titles: tuple[TitleReading, ...] = ()
    remaining: Remaining
    views: tuple[View, ...] = ()
    gpa: str | None
    credits_applied: Credits
    adjustments: tuple[AdjustmentResult, ...] = ()
    limits: tuple[LimitResult, ...] = ()
    source: Source | None = None
    readings: tuple[Source, ...] = ()
    plugins: tuple[PluginVersion, ...] = ()
    certified: Literal[True] = True

    # What answers questions is no part of the audit: it is neither compared nor pickled.
    _ask: Callable[[CourseCode, str], tuple[WhyNot, ...]] | None = PrivateAttr(default=None)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Audit) and self.__dict__ == other.__dict__

    def __getstate__(self) -> dict[Any, Any]:
        return {**super().__getstate__(), "__pydantic_private__": {"_ask": None}}

    def why_not(self, course: str, requirement: str) -> tuple[WhyNot, ...]:
        """Return why a course is not applied to a requirement, for each of its records.

        The question is answered by solving again with the record applied there.

        Args:
            course: the course, as ``COMS W4701``.
            requirement: the id of a requirement; it stands for every list below it.

        Raises:
            InvalidCourseCode: the course is no course code.
            UnknownRequirement: the program has no such requirement.
            NotAsked: the audit was read from data.

        Example:
            >>> from degreekit import audit_transcript
            >>> record = {"code": "COMS W4118", "credits": 3, "grade": "A"}
            >>> audit = audit_transcript("columbia-ms-cs-ml", {"records": [record]})
            >>> audit.why_not("COMS W4118", "required")[0].reason
            'not-eligible'
        """
        if self._ask is None:
            raise NotAsked
        return self._ask(CourseCode.parse(course), requirement)

    def requirement(self, id_: str) -> RequirementResult | None:
        """Return the result of a requirement, wherever it stands in the tree."""
        return _find(self.requirements, id_)

    def to_data(self) -> dict[str, Any]:
        """Return the audit as plain data, as its JSON has it."""
        return self.model_dump(mode="json")

    def to_json(self, *, indent: int | None = 1) -> str:
        """Return the audit as JSON text."""
        return json.dumps(self.to_data(), ensure_ascii=False, indent=indent)


def _find(results: tuple[RequirementResult, ...], id_: str) -> RequirementResult | None:
    for result in results:
        if result.id == id_:
            return result
        if (below := _find(result.children, id_)) is not None:
            return below
    return None
