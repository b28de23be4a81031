"""A record as the printed figures see it: what it brings to a sum, and which sums count it.

All amounts are whole numbers.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import NamedTuple

from degreekit.courses import Grade, RecordStatus, Term
from degreekit.ingest.readers.reader import Measure

__all__ = [
    "ALLOWED",
    "BITS",
    "CREDIT",
    "EARNED",
    "GRADED",
    "OF_AVERAGES",
    "POINT",
    "Attempt",
    "Entry",
    "counts_of",
    "points_of",
]

#: Credits are counted in thousandths (`CourseRecord.credits` has no more decimals), grade points in
#: millionths.
CREDIT = 1000
POINT = 1_000_000


class Attempt(NamedTuple):
    """What decides whether a sum of credits counts a record."""

    status: RecordStatus
    grade: Grade | None


_AHEAD = (RecordStatus.IN_PROGRESS, RecordStatus.PLANNED)


def _earned(one: Attempt) -> bool:
    return one.status == RecordStatus.TRANSFER or bool(one.grade and one.grade.earns)


def _passed(one: Attempt) -> bool:
    return one.status in (RecordStatus.COMPLETED, RecordStatus.TRANSFER)


def _lettered(one: Attempt) -> bool:
    """Return whether an attempt was passed with a letter: at some schools a P earns nothing."""
    return one.status == RecordStatus.TRANSFER or (_passed(one) and _graded(one))


#: Marks of a pass without a letter, as against an attendance that is over ("R").
_PASSES = frozenset({"P", "PS", "PA", "PASS", "S", "SA", "CR"})


def _credited(one: Attempt) -> bool:
    """Return whether an attempt was earned, or passed with a P: at some schools one earns points.

    Whether the points of a P count toward a degree is another question.
    """
    is_pass = _passed(one) and one.grade is not None and one.grade.symbol.upper() in _PASSES
    return _earned(one) or is_pass


def _graded(one: Attempt) -> bool:
    return bool(one.grade and one.grade.points is not None)


def _finished(one: Attempt) -> bool:
    return one.status not in (RecordStatus.WITHDRAWN, *_AHEAD)


def _over(one: Attempt) -> bool:
    return one.status not in _AHEAD


def _kept(one: Attempt) -> bool:
    return one.status != RecordStatus.WITHDRAWN


def _begun(one: Attempt) -> bool:
    return one.status != RecordStatus.PLANNED


def _enrolled(one: Attempt) -> bool:
    return _begun(one) and _kept(one)


def _every(_one: Attempt) -> bool:
    return True


#: Which rows a sum of credits may count, and the bit by which an entry says that one counts it.
_BIT: Mapping[Callable[[Attempt], bool], int] = {
    count: 1 << number
    for number, count in enumerate(
        (
            _earned,
            _passed,
            _lettered,
            _graded,
            _finished,
            _over,
            _kept,
            _every,
            _begun,
            _enrolled,
            _credited,
        )
    )
}
BITS = tuple(_BIT.values())
EARNED, GRADED = _BIT[_earned], _BIT[_graded]
#: What each measure may count. A document keeps to one for each.
ALLOWED: Mapping[Measure, tuple[int, ...]] = {
    Measure.POINTS: BITS,
    Measure.ATTEMPTED: tuple(
        _BIT[count] for count in (_over, _finished, _kept, _every, _graded, _begun, _enrolled)
    ),
    Measure.EARNED: (_BIT[_earned], _BIT[_passed], _BIT[_lettered], _BIT[_credited]),
    Measure.GPA_CREDITS: (GRADED,),
    Measure.QUALITY_POINTS: (GRADED,),
    Measure.GPA: (GRADED,),
}
OF_AVERAGES = frozenset({Measure.GPA_CREDITS, Measure.QUALITY_POINTS, Measure.GPA})


def points_of(grade: Grade | None) -> int | None:
    """Return the grade points of a mark; None where it does not enter an average."""
    return None if grade is None or grade.points is None else int(grade.points * POINT)


def counts_of(attempt: Attempt) -> int:
    """Return the bits of the sums of credits that count an attempt."""
    return sum(bit for count, bit in _BIT.items() if count(attempt))


class Entry(NamedTuple):
    """A record as the figures see it.

    Attributes:
        credits: its credits.
        points: grade points per credit; None where the mark does not enter an average.
        counts: which sums of credits count it, as bits.
        term: when it was taken.
        school: the school block it stands in.
        transfer: whether it is credit from elsewhere.
        left_out: whether its school leaves it out of averages.
    """

    credits: int
    points: int | None
    counts: int
    term: Term | None
    school: str | None
    transfer: bool
    left_out: bool

    @property
    def quality(self) -> int:
        """The quality points: credits times grade points."""
        return self.credits * (self.points or 0)

    def worth(self, *, times: bool) -> tuple[int, int]:
        """Return the grade points as a fraction, per credit or times the credits."""
        if self.points is None:
            return 0, 0
        return (self.quality, CREDIT * POINT) if times else (self.points, POINT)
