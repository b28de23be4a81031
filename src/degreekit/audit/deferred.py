"""A result whose answer is there at once, and whose words are written when they are first read."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING, Any, Self

from pydantic import BaseModel, PrivateAttr, model_serializer
from typing_extensions import override

__all__ = ["Deferred"]


class Deferred(BaseModel):
    """A model of which some fields may be filled in later, once, by whoever reads the first one.

    It may be filled in step by step: what is written first may have fields that are still to be
    written. To everything else it is an ordinary model: it compares, prints, copies, serializes and
    pickles with all its fields.
    """

    _write: Callable[[], Self] | None = PrivateAttr(default=None)

    @classmethod
    def deferred(cls, write: Callable[[], Self], **known: Any) -> Self:
        """Return a model with the fields that are known already.

        Args:
            write: returns the whole model, or one of which more is known; called at most once per
                thread that reads it.
            known: fields that need no writing; they have to be those of the whole model.
        """
        new = cls.__new__(cls)
        object.__setattr__(new, "__dict__", known)
        object.__setattr__(new, "__pydantic_fields_set__", set(cls.model_fields))
        object.__setattr__(new, "__pydantic_extra__", None)
        object.__setattr__(new, "__pydantic_private__", None)
        new.model_post_init(None)
        new._write = write
        return new

    def _written(self, name: str | None = None) -> None:
        """Fill in what is not there yet, as far as a field; everything without one."""
        while name not in self.__dict__ and (write := self._write) is not None:
            more = write()
            object.__setattr__(self, "__dict__", more.__dict__)  # the fields in their order
            self._write = more._write

    if not TYPE_CHECKING:  # or the type checker would take any name for an attribute

        def __getattr__(self, name: str) -> Any:
            if name in type(self).model_fields:
                self._written(name)
                if name in self.__dict__:
                    return self.__dict__[name]
            return super().__getattr__(name)

    @model_serializer(mode="wrap")
    def _serialize(self, handler):  # type: ignore[no-untyped-def]  # noqa: ANN001, ANN202  # pydantic would read annotations as a schema
        self._written()
        return handler(self)

    @override
    def __eq__(self, other: object) -> bool:
        if not isinstance(other, Deferred) or type(other) is not type(self):
            return NotImplemented
        self._written()
        other._written()
        return self.__dict__ == other.__dict__

    @override
    def __hash__(self) -> int:
        self._written()
        return hash((type(self), *self.__dict__.values()))

    @override
    def __repr_args__(self) -> Iterable[tuple[str | None, Any]]:
        self._written()
        return super().__repr_args__()

    @override
    def __iter__(self) -> Any:
        self._written()
        return super().__iter__()

    @override
    def __copy__(self) -> Self:
        self._written()
        return super().__copy__()

    @override
    def __deepcopy__(self, memo: dict[int, Any] | None = None) -> Self:
        self._written()
        return super().__deepcopy__(memo)

    @override
    def __getstate__(self) -> dict[Any, Any]:
        self._written()
        return super().__getstate__()
