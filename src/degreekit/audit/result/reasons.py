"""Answers to questions about an audit: its verdicts by stage, why not, and its proof."""

from __future__ import annotations

from decimal import Decimal
from typing import Annotated, Literal

from pydantic import PlainSerializer

from degreekit.audit.result.basis import Status
from degreekit.audit.result.requirements import Credits
from degreekit.data_model import DataModel
from degreekit.requirements import amount_text

ViewName = Literal["completed", "with_in_progress", "with_planned"]


class View(DataModel):
    """The verdict on a part of the record, with every course of that part taken as completed.

    Attributes:
        name: ``completed``: what earned credit already; ``with_in_progress``: and what is in
            progress; ``with_planned``: and what is planned.
        status: ``conditional`` here means that approvals are missing.
        courses: the fewest further courses.
        credits: the fewest further credits with that many courses.
    """

    name: ViewName
    status: Status
    courses: int
    credits: Credits


class WhyNot(DataModel):
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


class ProofClaim(DataModel):
    """Something a proof shows: that one step of the order cannot be better.

    Attributes:
        step: ``reach`` for requirements that cannot be met, ``remaining`` for what is left to take,
            ``assumptions`` for what the result relies on, ``met`` for what is not met so far.
        least: the numbers of this step that are not 0, the weightiest first: ``out_of_reach``;
            ``courses`` and ``credits`` left to take; what is ``awaited`` that no course brings,
            ``approvals``, courses ``in_progress`` and ``planned``; requirements ``unmet`` so far.
            Less is impossible, where they are compared in this order.
        cases: how many cases the reason falls into; one where a single sum shows it.
        text: the claim and its reason as a sentence.
    """

    step: Literal["reach", "remaining", "assumptions", "met"]
    least: dict[str, Annotated[Decimal, PlainSerializer(amount_text, return_type=str)]]
    cases: int
    text: str


class ProofSummary(DataModel):
    """What is proved of an audit. What is not named is 0, and cannot be less.

    Attributes:
        claims: what is proved, the weightiest first.
        size: the bytes of the proof as JSON.
    """

    claims: tuple[ProofClaim, ...]
    size: int
