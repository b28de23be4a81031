"""The errors that degreekit raises on purpose.

Every one derives from `DegreekitError`, carries its facts as fields, and says in its message what
to do next. None of them ever holds a name, a grade or an identifier of a student.
"""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

__all__ = ["CannotAssign", "DegreekitError", "InvalidData", "error_message"]


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


class InvalidData(DegreekitError, ValueError):
    """Values that a model does not allow. No value is repeated: it may be a grade.

    Attributes:
        model: the class of the model, such as ``CourseRecord``.
        mistakes: what is wrong, each with its field.

    Example:
        >>> from degreekit import CourseRecord, DegreekitError
        >>> try:
        ...     CourseRecord(code="COMS W4771", credits="three")
        ... except DegreekitError as error:
        ...     print(error)
        this is not a valid CourseRecord: credits: it has to be a number, such as 3 or 1.5
    """

    def __init__(self, model: str, mistakes: Collection[str]):
        self.model = model
        self.mistakes = tuple(mistakes)
        super().__init__(model, self.mistakes)

    def __str__(self) -> str:
        return f"this is not a valid {self.model}: {'; '.join(self.mistakes)}"


class CannotAssign(DegreekitError, AttributeError, ValueError):
    """A field of a model was set or deleted, and models are frozen.

    It is an `AttributeError`, as for a frozen dataclass, and a `ValueError`, as for pydantic.

    Attributes:
        model: the class of the model, such as ``CourseRecord``.
        field: the field.

    Example:
        >>> from degreekit import CourseRecord, DegreekitError
        >>> record = CourseRecord(code="COMS W4771", credits=3)
        >>> try:
        ...     record.grade = "A"
        ... except DegreekitError as error:
        ...     print(error)
        a CourseRecord is frozen: make a new one that has another grade
    """

    def __init__(self, model: str, field: str):
        self.model = model
        self.field = field
        article = "an" if model[:1] in "AEIOU" else "a"
        super().__init__(f"{article} {model} is frozen: make a new one that has another {field}")


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
