"""Numbers and lists as people write them, for the sentences of an audit."""

from __future__ import annotations

from collections.abc import Iterable
from decimal import ROUND_HALF_UP, ROUND_UP, Decimal
from fractions import Fraction

from degreekit.requirements import Candidate, count_text
from degreekit.transcript import CourseRecord

__all__ = ["decimal", "gpa_text", "joined", "measure_text", "part_text", "record_name"]


def decimal(value: Fraction) -> Decimal:
    """Return a fraction with a short decimal form as a Decimal."""
    return Decimal(value.numerator) / Decimal(value.denominator)


def gpa_text(gpa: Fraction, against: Iterable[Fraction] = (), *, up: bool = False) -> str:
    """Write a GPA with two decimals, or with as many as keep it on its side of a boundary.

    A GPA of 2.6999 is below 2.7, and must not be printed as 2.70.

    Args:
        gpa: the exact average.
        against: the boundaries.
        up: whether to round up, for an average that has to be reached.
    """
    for places in range(2, 12):
        shown = Decimal(gpa.numerator) / Decimal(gpa.denominator)
        shown = shown.quantize(Decimal(1).scaleb(-places), ROUND_UP if up else ROUND_HALF_UP)
        if all((Fraction(shown) >= bound) == (gpa >= bound) for bound in against):
            return str(shown)
    return str(float(gpa))


def part_text(part: Fraction, against: Fraction) -> str:
    """Write a part of a whole as a percentage, on the same side of a boundary as it is.

    Args:
        part: the exact part.
        against: the boundary.
    """
    for places in range(12):
        exact = Decimal(100 * part.numerator) / Decimal(part.denominator)
        shown = exact.quantize(Decimal(1).scaleb(-places), ROUND_HALF_UP)
        if (Fraction(shown) >= 100 * against) == (part >= against):
            return f"{shown}%"
    return f"{float(100 * part)}%"


def record_name(record: CourseRecord, course: Candidate) -> str:
    """Name a record so that it differs from other attempts: ``COMS W4771 (Fall 2023)``."""
    return f"{course.code} ({record.term})" if record.term else str(course.code)


def joined(parts: Iterable[str], last: str = "and") -> str:
    """Write a list: ``a``, ``a and b``, ``a, b and c``; nothing for no parts."""
    *head, tail = tuple(parts) or ("",)
    return f"{', '.join(head)} {last} {tail}" if head else tail


def measure_text(amount: Decimal | Fraction, unit: str, noun: str = "") -> str:
    """Write an amount of courses, subjects or groups, or without a noun of credits."""
    exact = amount if isinstance(amount, Decimal) else decimal(amount)
    return count_text(exact, noun or unit)
