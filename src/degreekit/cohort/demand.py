"""What the page of a department asks of each student besides the audit."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from degreekit.adjustments import Adjustment
from degreekit.audit import Auditor
from degreekit.transcript import Transcript

__all__ = ["Demand", "demand_of"]


@dataclass(frozen=True, slots=True)
class Demand:
    """Which courses a student must or could take, and what the finished courses are worth.

    Attributes:
        must: the courses of every least way to finish (see `Auditor.demand`).
        could: the courses of some least way to finish.
        unsure: courses of `could` that were not decided within the search budget.
        removable: finished courses that the answer does without, all together (see
            `Auditor.spare_records`).
        removable_credits: their credits.
        unusable: finished courses that no placement can use.
        unusable_credits: their credits.
    """

    must: tuple[str, ...] = ()
    could: tuple[str, ...] = ()
    unsure: tuple[str, ...] = ()
    removable: tuple[str, ...] = ()
    removable_credits: Decimal = Decimal(0)
    unusable: tuple[str, ...] = ()
    unusable_credits: Decimal = Decimal(0)

    def to_data(self) -> dict[str, Any]:
        """Return it as plain data; `from_data` reads it back."""
        return {
            name: str(value) if isinstance(value, Decimal) else list(value)
            for name in self.__slots__
            for value in [getattr(self, name)]
        }

    @classmethod
    def from_data(cls, data: dict[str, Any]) -> Demand:
        """Return what `to_data` wrote.

        Raises:
            TypeError, ValueError: it is none.
        """
        known: dict[str, Any] = {
            name: Decimal(value) if name.endswith("_credits") else tuple(value)
            for name, value in data.items()
        }
        return cls(**known)


def demand_of(
    auditor: Auditor, transcript: Transcript, adjustments: Iterable[Adjustment]
) -> Demand:
    """Return what the page asks of a student.

    Args:
        auditor: of the program.
        transcript: the records, with those that are planned.
        adjustments: what was decided for the student.

    Raises:
        DegreekitError: as `Auditor.judge`.
    """
    given = tuple(adjustments)
    courses = auditor.demand(transcript, given)
    spare = auditor.spare_records(transcript, given)

    def worth(positions: Iterable[int]) -> tuple[tuple[str, ...], Decimal]:
        records = [transcript.records[position] for position in positions]
        credits = sum((one.credits for one in records), Decimal(0))
        return tuple(str(one.code) for one in records), credits

    removable, removable_credits = worth(spare.removable)
    unusable, unusable_credits = worth(spare.unusable)
    return Demand(
        courses.must,
        courses.could,
        courses.unsure,
        removable,
        removable_credits,
        unusable,
        unusable_credits,
    )
