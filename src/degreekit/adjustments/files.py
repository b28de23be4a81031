"""The file format of decisions: JSON or YAML, and data of the same shape."""

from __future__ import annotations

import os
from collections.abc import Iterable
from typing import IO, Any, cast

from pydantic import ValidationError

from degreekit.adjustments.model import Adjustment
from degreekit.data_model import validated
from degreekit.errors import DegreekitError
from degreekit.plain_data import NotPlainData, mistake, read_yaml
from degreekit.sources import is_source, read_all

__all__ = ["InvalidAdjustments", "read_adjustments", "redact_adjustments"]

#: Decisions are small; anything larger is another kind of file.
_MOST_BYTES = 5_000_000
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


def read_adjustments(
    data: str | bytes | os.PathLike[str] | IO[bytes] | Iterable[Any],
) -> tuple[Adjustment, ...]:
    """Read a list of adjustments from JSON or YAML, or from data.

    Args:
        data: a `Path` or an open file; the text of one, as a string or bytes; or a list of entries.

    Raises:
        FileProblem: there is no such file, or it cannot be read.
        InvalidAdjustments: names every mistake, with its entry and field.

    Example:
        >>> from degreekit.adjustments import read_adjustments
        >>> text = "- {kind: waive, requirement: required, course: COMS W4771, reason: took it}"
        >>> read_adjustments(text)[0].requirement
        'required'
    """
    entries = _parsed(_text(data)) if is_source(data) else list(cast("Iterable[Any]", data))
    if not isinstance(entries, list):
        # A text that is a single word may have been meant as the name of a file.
        hint = "; for the name of a file pass a Path" if data == entries else ""
        problem = f"it is not a list: write an entry with its 'kind' for each{hint}"
        raise InvalidAdjustments((problem,))
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


def _text(data: Any) -> str | bytes:
    if isinstance(data, str):
        return data
    text = read_all(data, _MOST_BYTES)
    if len(text) > _MOST_BYTES:
        raise InvalidAdjustments((f"the file has more than {_MOST_BYTES:,} bytes",))
    return text


def _parsed(text: str | bytes) -> Any:
    try:
        return read_yaml(text)
    except NotPlainData as error:
        raise InvalidAdjustments((error.problem,)) from None
