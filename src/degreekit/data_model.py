"""The base of every model: frozen, strict about names, and with errors of degreekit."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Self, TypeVar

from pydantic import BaseModel, ConfigDict, ValidationError
from typing_extensions import override

from degreekit.errors import CannotAssign, DegreekitError, InvalidData
from degreekit.plain_data import placed_mistakes

__all__ = ["DataModel", "validated", "validated_json"]


class DataModel(BaseModel):
    """The base of every model: frozen, strict about names, equal by content.

    Raises:
        InvalidData: the values are not allowed, whether they are passed to the class, to
            `model_validate` or to `model_validate_json`.
        CannotAssign: a field is set or deleted.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    def __init__(self, /, **data: Any) -> None:
        try:
            self.__pydantic_validator__.validate_python(data, self_instance=self)
        except ValidationError as error:
            raise self._invalid(error) from None

    # What is inside a model pydantic reads itself, so that each mistake keeps its place.
    __init__.__pydantic_base_init__ = True  # type: ignore[attr-defined]  # pydantic reads it

    if not TYPE_CHECKING:  # a type checker would allow every assignment

        def __setattr__(self, name: str, value: Any) -> None:
            if name in type(self).model_fields:
                raise CannotAssign(type(self).__name__, name)
            super().__setattr__(name, value)

        def __delattr__(self, name: str) -> None:
            if name in type(self).model_fields:
                raise CannotAssign(type(self).__name__, name)
            super().__delattr__(name)

    @classmethod
    @override
    def model_validate(cls, obj: Any, **options: Any) -> Self:
        """Return a model of data, such as a dictionary.

        Args:
            obj: the data.
            options: see pydantic.

        Raises:
            InvalidData: names each mistake and its place.
        """
        try:
            return super().model_validate(obj, **options)
        except ValidationError as error:
            raise cls._invalid(error) from None

    @classmethod
    @override
    def model_validate_json(cls, json_data: str | bytes | bytearray, **options: Any) -> Self:
        """Return a model of JSON text.

        Args:
            json_data: the text.
            options: see pydantic.

        Raises:
            InvalidData: it is not JSON, or names each mistake and its place.
        """
        try:
            return super().model_validate_json(json_data, **options)
        except ValidationError as error:
            raise cls._invalid(error) from None

    @classmethod
    def _invalid(cls, error: ValidationError) -> DegreekitError:
        """Return the error of this model for what pydantic found."""
        mistakes = placed_mistakes(error.errors(), "the data", cls.model_fields)
        return InvalidData(cls.__name__, mistakes)


_Model = TypeVar("_Model", bound=BaseModel)


def validated(model: type[_Model], data: object) -> _Model:
    """Return a model of data, for a reader that says itself where in a file each mistake is.

    Args:
        model: the class.
        data: what it is made of.

    Raises:
        ValidationError: of pydantic, with each mistake.
    """
    found: _Model = model.__pydantic_validator__.validate_python(data)
    return found


def validated_json(model: type[_Model], text: str | bytes) -> _Model:
    """Return a model of JSON text, as `validated` does.

    Args:
        model: the class.
        text: the JSON.

    Raises:
        ValidationError: of pydantic, with each mistake.
    """
    found: _Model = model.__pydantic_validator__.validate_json(text)
    return found
