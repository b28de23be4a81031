"""Grades: what a mark says about an attempt, and the grade point average."""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal
from enum import StrEnum
from fractions import Fraction
from functools import cached_property

from pydantic import model_validator

from degreekit.data_model import DataModel

__all__ = ["Grade", "GradeScale", "RecordStatus", "grade_point_average"]


class RecordStatus(StrEnum):
    """The outcome of one attempt at a course."""

    COMPLETED = "completed"
    IN_PROGRESS = "in_progress"
    PLANNED = "planned"
    WITHDRAWN = "withdrawn"
    INCOMPLETE = "incomplete"
    FAILED = "failed"
    TRANSFER = "transfer"


class Grade(DataModel):
    """One mark of a grade scale.

    Attributes:
        symbol: as printed, as ``A-``.
        points: grade points per credit; None where the mark does not enter the average.
        earns: whether a course with this mark earns credit toward a degree.
        status: what the mark says of the attempt.
        meaning: the registrar's name of the mark.

    Example:
        >>> from degreekit.courses import Grade
        >>> Grade(symbol="A-", points="3.67", earns=True).status.value
        'completed'
    """

    symbol: str
    points: Decimal | None = None
    earns: bool = False
    status: RecordStatus = RecordStatus.COMPLETED
    meaning: str = ""


class GradeScale(DataModel):
    """The marks one school gives.

    Attributes:
        id: a stable name, as ``seas-graduate``.
        title: the name for people.
        grades: the marks, best first.
        left_out_seasons: the seasons whose courses the school leaves out of its averages, as in
            `Term.season`.
        source: where the scale is published.

    Example:
        >>> from degreekit.courses import Grade, GradeScale
        >>> passed = Grade(symbol="P", earns=True)
        >>> scale = GradeScale(id="pf", title="Pass or fail", grades=(passed,))
        >>> scale.get("P").earns, scale.get("Q")
        (True, None)
    """

    id: str
    title: str
    grades: tuple[Grade, ...]
    left_out_seasons: frozenset[int] = frozenset()
    source: str = ""

    @model_validator(mode="after")
    def _symbols_once(self) -> GradeScale:
        symbols = [grade.symbol for grade in self.grades]
        if twice := sorted({symbol for symbol in symbols if symbols.count(symbol) > 1}):
            raise ValueError(f"grade scale {self.id!r} lists {', '.join(twice)} more than once")
        return self

    def get(self, symbol: str | None) -> Grade | None:
        """Return the mark printed so, or None where the scale does not know it.

        Case does not matter, nor which of the dashes in use stands for minus, nor which of the
        apostrophes is printed.
        """
        return self._by_symbol.get(_plain(symbol)) if symbol else None

    @cached_property
    def worth(self) -> tuple[tuple[str, Decimal | None, bool, RecordStatus], ...]:
        """What each mark is worth: its symbol, points, whether it earns credit, and status."""
        return tuple((one.symbol, one.points, one.earns, one.status) for one in self.grades)

    @cached_property
    def _by_symbol(self) -> dict[str, Grade]:
        return {_plain(grade.symbol): grade for grade in self.grades}


def _plain(symbol: str) -> str:
    return symbol.strip().upper().translate(_SPELLINGS)


#: Hyphen, non-breaking hyphen, figure dash, en dash, em dash, minus sign; quotes and the prime.
_SPELLINGS = str.maketrans(
    dict.fromkeys("\u2010\u2011\u2012\u2013\u2014\u2212", "-")
    | dict.fromkeys("\u2018\u2019\u2032", "'")
)


def grade_point_average(graded: Iterable[tuple[Decimal, Decimal]]) -> Fraction | None:
    """Return the average of grade points weighted by credits, exact; None with no credits.

    Args:
        graded: pairs of grade points per credit and credits.

    Example:
        >>> from decimal import Decimal
        >>> from degreekit.courses import grade_point_average
        >>> grade_point_average([(Decimal("4"), Decimal("3")), (Decimal("3"), Decimal("3"))])
        Fraction(7, 2)
    """
    points = credits = Decimal(0)
    for value, weight in graded:
        points += value * weight  # exact: both have a few decimals
        credits += weight
    return Fraction(points) / Fraction(credits) if credits else None
