"""The errors that degreekit raises on purpose.

Every one derives from `DegreekitError`, carries its facts as fields, and says in its message what
to do next. None of them ever holds a name, a grade or an identifier of a student.
"""

from __future__ import annotations

__all__ = ["DegreekitError"]


class DegreekitError(Exception):
    """The base of all errors of degreekit.

    Example:
        >>> from degreekit import CourseCode, DegreekitError
        >>> try:
        ...     CourseCode.parse("not a course")
        ... except DegreekitError as error:
        ...     print(type(error).__name__)
        InvalidCourseCode
    """
