"""How each requirement and each limit stands, with the records applied to it."""

from __future__ import annotations

from decimal import Decimal
from typing import Annotated, Literal

from pydantic import PlainSerializer

from degreekit.audit.result.basis import Status
from degreekit.data_model import DataModel
from degreekit.requirements import Source

Credits = Annotated[
    Decimal,
    PlainSerializer(
        lambda value: f"{value:.2f}" if value == round(value, 2) else str(value), return_type=str
    ),
]


Box = tuple[float, float, float, float]


class Applied(DataModel):
    """A record that is applied to a requirement.

    Attributes:
        record: its position on the transcript.
        code: the course.
        title: as printed.
        credits: its credits.
        grade: as printed.
        term: when it was taken.
        status: its outcome.
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


class Citation(DataModel):
    """The source of a part of a requirement.

    Attributes:
        of: the part: an inner minimum in words, or the row of a list that a course fills.
        source: where it comes from.
    """

    of: str
    source: Source


class LimitResult(DataModel):
    """A rule other than a requirement: a maximum, or what may count twice.

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


class WaivedPlace(DataModel):
    """A place that is filled by a waiver.

    Attributes:
        code: the waived course.
        row: the row of the list it fills.
        adjustment: the position of the decision.
    """

    code: str
    row: str
    adjustment: int


class RequirementResult(DataModel):
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


class Unapplied(DataModel):
    """A record that is not applied, and why.

    Attributes:
        record: its position on the transcript.
        code: the course.
        title: as printed.
        credits: its credits.
        grade: as printed.
        term: when it was taken.
        status: its outcome.
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
