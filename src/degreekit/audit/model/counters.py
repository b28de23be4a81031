"""The sums that rules ask for: what each counts, and how much."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

from degreekit.audit.model.eligibility import Use
from degreekit.audit.model.future import FUTURE
from degreekit.audit.model.model import UNIT
from degreekit.courses import RecordStatus
from degreekit.requirements import Candidate, CourseFilter

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

    Attributes:
        rule: the rule it comes from, and what of it.
        takes: positions of the `Take` nodes.
        by_course: True where courses are counted, False for credits.
        need: the least it has to reach.
        cap: the most it may reach.
        rows: positions of rows; None for all.
        where: what else a course has to fit.
        unless: what it may not fit.
        and_also: positions of the `Take` nodes on the other side of a sharing rule.
        own: True for what belongs to one `Take`: a waived course counts only there.
        average: counts credits times grade points above (or below) this.
        share: counts of each course what it is above this part: with a third, two thirds of its
            credits (and as many as the denominator says, so that they are whole) where it fits
            `fits`, and a third of them less than nothing where it does not.
        fits: the courses that make up the share.
        record: True where the whole record is looked at: what earned credit counts from the start,
            all else wherever it is applied, and if it is not.
        last: looks at the last so many credits of the record, and counts what comes after all that
            earned credit; with a cap it counts what pushes older credits out.
        each: ``subject``, ``group``, ``course``, ``title``, ``terms`` or ``term`` where each has a
            sum of its own; of ``terms`` a course that is still to be taken has one, too.
        most_kinds: how many of those sums may be above zero; None for no bound.
        limit: True for a limit of the program, which leaves out a use that a decision put there.
        whole: True for what a list or a minimum asks for as a whole: answers say what is missing.
        room: True for the room of a list that may be overfilled, until what is over is left out
            (`degreekit.audit.model.surplus`).
        parts: into how many parts a unit of credits is split, so that the share of a waived place
            is a whole number of them.
    """

    rule: str
    takes: frozenset[int]
    by_course: bool
    need: int | None = None
    cap: int | None = None
    rows: frozenset[int] | None = None
    where: CourseFilter | None = None
    unless: CourseFilter | None = None
    and_also: frozenset[int] | None = None
    own: bool = False
    average: Decimal | None = None
    share: Fraction | None = None
    fits: CourseFilter | None = None
    record: bool = False
    last: Decimal | None = None
    each: str = ""
    most_kinds: int | None = None
    limit: bool = False
    whole: bool = False
    room: bool = False
    parts: int = 1

    def touches(self, uses: Sequence[Use]) -> bool:
        """Return whether it counts a course with these uses."""
        if self.record:
            return True
        inside = [
            u
            for u in uses
            if u.take in self.takes
            and (self.rows is None or u.row in self.rows)
            and not (self.limit and u.override)
        ]
        if self.and_also is None:
            return bool(inside)
        return any(a.take != b.take and b.take in self.and_also for a in inside for b in uses)

    def value(self, course: Candidate, *, earned: bool, filled: Fraction | None = None) -> int:
        """Return what the course adds where it is counted.

        Args:
            course: the course.
            earned: whether it brought credit already.
            filled: the credits that it fills where it is waived; None for all other courses.
        """
        if self.where is not None and not (
            self.where.surely(course) if self.limit else self.where.matches(course)
        ):
            return 0
        if self.unless is not None and self.unless.matches(course):
            return 0
        if self.record and (course.again or (earned and course.term != FUTURE)):
            return 0
        if self.average is not None:
            if course.status is not RecordStatus.COMPLETED or course.points is None:
                return 0
            return int(course.credits * (course.points - self.average) * _EXACT)
        if self.share is not None and self.fits is not None:
            whole, part = self.share.denominator, self.share.numerator
            return units(course.credits) * (whole * self.fits.matches(course) - part)
        if self.by_course:
            return 1
        if filled is not None:
            return int(filled * UNIT * self.parts)
        return units(course.credits) * self.parts
