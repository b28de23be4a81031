"""The errors that degreekit raises on purpose.

Every one derives from `DegreekitError`, carries its facts as fields, and says in its message what
to do next. None of them ever holds a name, a grade or an identifier of a student.
"""

from __future__ import annotations

from typing import Any

__all__ = ["DegreekitError", "error_message"]


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

    def __reduce__(self) -> tuple[Any, ...]:
        # An error passes from process to process with its fields, whatever its __init__ takes.
        return _restored, (type(self), self.args, self.__dict__)


def _restored(
    kind: type[DegreekitError], args: tuple[Any, ...], fields: dict[str, Any]
) -> DegreekitError:
    error = kind.__new__(kind, *args)
    error.args = args  # an OSError takes them in __init__ only
    error.__dict__.update(fields)
    return error


def error_message(error: Exception) -> str:
    """Return what may be shown of an error.

    The text of an error that was not raised on purpose may hold what stands in a file.

    Args:
        error: any error.
    """
    if isinstance(error, DegreekitError):
        return str(error)
    if isinstance(error, OSError):
        return f"it cannot be opened ({error.strerror}); check the name and the permissions"
    return f"this is a bug in degreekit ({type(error).__name__}); please report it"
