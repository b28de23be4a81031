"""What an audit rests on: the rules, the plugins and what is assumed."""

from __future__ import annotations

from enum import StrEnum
from typing import Literal

from degreekit.adjustments import Adjustment
from degreekit.data_model import DataModel


class Status(StrEnum):
    """How a requirement, or the program, stands."""

    SATISFIED = "satisfied"
    CONDITIONAL = "conditional"
    UNSATISFIED = "unsatisfied"
    WAIVED = "waived"
    NOT_APPLICABLE = "not_applicable"


class ProgramStamp(DataModel):
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


class PluginVersion(DataModel):
    """A distribution whose plugins took part.

    Attributes:
        name: the distribution.
        version: its version.
    """

    name: str
    version: str


class Assumption(DataModel):
    """Something that the answer assumes.

    Attributes:
        kind: an approval not yet given, what a title that is cut stands for, something that a
            person has to confirm, a course in progress, or a planned course. A title counts with
            the approvals: somebody has to say so.
        record: the position of the record; None for a confirmation.
        requirement: where the record is used.
        text: the assumption as a sentence.
    """

    kind: Literal["approval", "title", "confirmation", "in_progress", "planned"]
    record: int | None
    requirement: str
    text: str


class TitleReading(DataModel):
    """How a printed title was read that is cut, or looks like one that a rule names.

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


class AdjustmentResult(DataModel):
    """A decision for the student and what it did.

    Attributes:
        adjustment: the decision.
        took_effect: whether it changed a rule, or holds for a course of the transcript.
        text: what it did, or why it did nothing.
    """

    adjustment: Adjustment
    took_effect: bool
    text: str
