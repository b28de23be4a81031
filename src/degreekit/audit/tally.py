"""The sums that rules ask for: what each counts, and how much."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from decimal import Decimal

from degreekit.audit.eligibility import Use
from degreekit.audit.future import FUTURE
from degreekit.audit.model import UNIT
from degreekit.courses import RecordStatus
from degreekit.requirements import Candidate

__all__ = ["Tally", "units"]

_EXACT = 1_000_000  # credits have three decimals, grade points up to three: their product is whole


def units(amount: Decimal) -> int:
    """Return an amount of credits as an integer (see `UNIT`)."""
    return int(amount * UNIT)


@dataclass(frozen=True, slots=True)
class Tally:
    """One sum that a rule asks for, and which courses it counts.

    A course counts if one of its uses is in `takes` (and in `rows`, where given), if it fits
    `where`, and, for a bound on sharing, if a use of another `Take` is in `and_also`.
    """

    rule: str
    takes: frozenset[int]
    by_course: bool
    need: int | None = None
    cap: int | None = None
    rows: frozenset[int] | None = None
    where: Callable[[Candidate], bool] | None = None
    and_also: frozenset[int] | None = None
    own: bool = False  # True for what belongs to one Take: a waived course counts only there
    average: Decimal | None = None  # counts credits times grade points above (or below) this
    start: int | None = None  # counts every attempt of the record, and of the rest further courses
    anywhere: bool = False  # counts a further course wherever it is applied, and if it is not

    def touches(self, uses: Sequence[Use]) -> bool:
        """Return whether it counts a course with these uses."""
        if self.anywhere:
            return True
        inside = [
            u for u in uses if u.take in self.takes and (self.rows is None or u.row in self.rows)
        ]
        if self.and_also is None:
            return bool(inside)
        return any(a.take != b.take and b.take in self.and_also for a in inside for b in uses)

    def value(self, course: Candidate) -> int:
        """Return what the course adds where it is counted."""
        if self.where is not None and not self.where(course):
            return 0
        if self.start is not None and course.term != FUTURE:
            return 0
        if self.average is not None:
            if course.status is not RecordStatus.COMPLETED or course.points is None:
                return 0
            return int(course.credits * (course.points - self.average) * _EXACT)
        return 1 if self.by_course else units(course.credits)

    def amount(self, course: Candidate, uses: Sequence[Use]) -> int:
        """Return what the course adds with these uses."""
        return self.value(course) if self.touches(uses) else 0
