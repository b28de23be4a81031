"""The file format of decisions: JSON or YAML, and data of the same shape."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from pydantic import ValidationError

from degreekit.adjustments.model import Adjustment
from degreekit.data_model import validated
from degreekit.errors import DegreekitError
from degreekit.plain_data import NotPlainData, mistake, read_yaml

__all__ = ["InvalidAdjustments", "read_adjustments", "redact_adjustments"]

#: The fields that an entry may have.
_FIELDS = frozenset(Adjustment.model_fields)


class InvalidAdjustments(DegreekitError, ValueError):
    """Data that is not a list of adjustments.

    Attributes:
        problems: one line per mistake, each naming the entry, counted from 1, and the field.
    """

    def __init__(self, problems: tuple[str, ...]):
        self.problems = problems
        super().__init__("not a valid list of adjustments: " + "; ".join(problems))


def read_adjustments(data: str | bytes | Iterable[Any]) -> tuple[Adjustment, ...]:
    """Read a list of adjustments from JSON or YAML text, or from data.

    Args:
        data: the text of a file in the format of design section 7, or a list of entries.

    Raises:
        InvalidAdjustments: names every mistake, with its entry and field.

    Example:
        >>> from degreekit.adjustments import read_adjustments
        >>> text = "- {kind: waive, requirement: required, course: COMS W4771, reason: took it}"
        >>> read_adjustments(text)[0].requirement
        'required'
    """
    entries = _parsed(data) if isinstance(data, str | bytes) else list(data)
    if not isinstance(entries, list):
        raise InvalidAdjustments(("it is not a list: write an entry with its 'kind' for each",))
    found: list[Adjustment] = []
    problems: list[str] = []
    for number, entry in enumerate(entries, start=1):
        try:
            found.append(entry if isinstance(entry, Adjustment) else validated(Adjustment, entry))
        except ValidationError as error:
            problems += [
                f"entry {number}{''.join(f', {part}' for part in place)}: {text}"
                for place, text in (mistake(one, _FIELDS) for one in error.errors())
            ]
    if problems:
        raise InvalidAdjustments(tuple(problems))
    return tuple(found)


def redact_adjustments(adjustments: Iterable[Adjustment]) -> tuple[Adjustment, ...]:
    """Return decisions without who made them and why: what they do is the same.

    An audit with these decisions, in whatever format, says neither.

    Args:
        adjustments: what was decided.

    Example:
        >>> from degreekit.adjustments import Adjustment, redact_adjustments
        >>> given = Adjustment(kind="waive", requirement="required", reason="illness", by="A. Roe")
        >>> redact_adjustments([given])[0].reason
        '***'
    """
    return tuple(
        one.model_copy(update={"reason": "***" if one.reason else "", "by": "", "student": None})
        for one in adjustments
    )


def _parsed(text: str | bytes) -> Any:
    try:
        return read_yaml(text)
    except NotPlainData as error:
        raise InvalidAdjustments((error.problem,)) from None
