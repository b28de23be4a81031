"""What was asked for lately, kept within a bound and never all forgotten at once."""

from __future__ import annotations

from collections.abc import Hashable
from typing import Generic, TypeVar

__all__ = ["Recent"]

_Key = TypeVar("_Key", bound=Hashable)
_Value = TypeVar("_Value")


class Recent(Generic[_Key, _Value]):
    """A mapping of the last keys that were asked for: at least so many, and at most twice as many.

    To forget everything at a bound would make what comes up most be worked out again and again. Two
    dictionaries take turns instead: when the newer one is full, the older one goes, and what is
    found in the older one moves to the newer one. That costs no more than a dictionary does.

    Args:
        size: how many are kept at least.

    Example:
        >>> from degreekit.recent import Recent
        >>> known = Recent[str, int](2)
        >>> for number, name in enumerate("abcd"):
        ...     known[name] = number
        ...     known.get("a")
        0
        0
        0
        0
        >>> known.get("b"), len(known)
        (None, 3)
    """

    __slots__ = ("_newer", "_older", "_size")

    def __init__(self, size: int):
        self._size = size
        self._newer: dict[_Key, _Value] = {}
        self._older: dict[_Key, _Value] = {}

    def __len__(self) -> int:
        return len(self._newer.keys() | self._older.keys())

    def get(self, key: _Key) -> _Value | None:
        """Return what is kept for a key; None where nothing is."""
        found = self._newer.get(key)
        if found is None and (found := self._older.get(key)) is not None:
            self[key] = found
        return found

    def __setitem__(self, key: _Key, value: _Value) -> None:
        if len(self._newer) >= self._size:
            self._newer, self._older = {}, self._newer
        self._newer[key] = value
