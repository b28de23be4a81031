"""The grade point average of a record."""

from __future__ import annotations

from collections.abc import Iterable
from fractions import Fraction

from degreekit.courses import RecordStatus, grade_point_average
from degreekit.requirements.filters import Candidate, CourseFilter

__all__ = ["record_gpa"]

_GRADED = (RecordStatus.COMPLETED, RecordStatus.FAILED)


def record_gpa(courses: Iterable[Candidate], where: CourseFilter | None = None) -> Fraction | None:
    """Return the exact average over every letter-graded attempt; None with nothing graded.

    Attempts that earn no credit count as well, transfer credit does not. Repeats count each time
    unless a policy says otherwise (see `Repeats`).

    Args:
        courses: the records as rules see them, with their grade points.
        where: count only courses that fit.

    Example:
        >>> from decimal import Decimal
        >>> from degreekit.courses import CourseCode
        >>> from degreekit.requirements import Candidate, record_gpa
        >>> code = CourseCode.parse("CS 1")
        >>> passed = Candidate(code, None, None, Decimal(3), "completed", Decimal("3.5"))
        >>> record_gpa([passed])
        Fraction(7, 2)
    """
    graded = [
        (course.points, course.credits, course.weight)
        for course in courses
        if course.status in _GRADED
        and course.points is not None
        and course.weight
        and (where is None or where.matches(course))
    ]
    if all(weight == 1 for _, _, weight in graded):
        return grade_point_average((points, credits) for points, credits, _ in graded)
    shares = [(Fraction(points), Fraction(credits) * weight) for points, credits, weight in graded]
    total = sum((share for _, share in shares), Fraction(0))
    return sum((points * share for points, share in shares), Fraction(0)) / total if total else None
