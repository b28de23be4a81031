"""The errors that degreekit raises on purpose.

Every one derives from `DegreekitError`, carries its facts as fields, and says in its message what
to do next. None of them ever holds a name, a grade or an identifier of a student.
"""

from __future__ import annotations

__all__ = ["DegreekitError", "told"]


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


def told(error: Exception) -> str:
    """Return what may be said of an error.

    The text of an error that was not raised on purpose may hold what stands in a file.

    Args:
        error: any error.
    """
    if isinstance(error, DegreekitError):
        return str(error)
    if isinstance(error, OSError):
        return f"it cannot be opened ({error.strerror}); check the name and the permissions"
    return f"degreekit failed on it ({type(error).__name__}); please report this"
