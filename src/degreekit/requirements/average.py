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

    Attempts that earn no credit count as well, repeats count each time; transfer credit does not.

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
    return grade_point_average(
        (course.points, course.credits)
        for course in courses
        if course.status in _GRADED
        and course.points is not None
        and (where is None or where.matches(course))
    )
