"""Rows of columns, as Parquet and Arrow have them, to the entries of a cohort."""

from __future__ import annotations

import datetime
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from decimal import Decimal
from itertools import groupby
from typing import Any

from degreekit.cohort.entry import Entry, InvalidEntry
from degreekit.cohort.many import entry_of
from degreekit.plain_data import NotPlainData, read_json, read_yaml

__all__ = [
    "KEY",
    "OF_STUDENT",
    "entries_of",
    "entry_of_row",
    "grouped",
    "of_courses",
    "stand_together",
]

#: The column that says whose a row is.
KEY = "key"
#: Columns that hold for the student and not for the course.
OF_STUDENT = ("program", "adjustments", "plan")


def entries_of(
    rows: Callable[[], Iterable[Mapping[str, Any]]], names: Sequence[str], place: str
) -> Iterator[Entry]:
    """Yield the students of a table.

    With a column ``transcript`` or ``records`` each row is a student; without them each row is a
    course, and the rows of a student need not stand together.

    Args:
        rows: returns the rows, from the first one, each time it is called.
        names: the columns.
        place: the name of the table, for messages.
    """
    if "transcript" in names or "records" in names:
        for number, row in enumerate(rows(), start=1):
            yield entry_of_row(row, f"{place}, row {number}")
        return
    in_order = stand_together(_text(row[KEY]) for row in rows())
    keyed = ((_text(row[KEY]), (n, row)) for n, row in enumerate(rows(), start=1))
    for key, some in grouped(keyed, in_order=in_order):
        yield of_courses(key, some, f"{place}, row {some[0][0]}")


def entry_of_row(row: Mapping[str, Any], place: str) -> Entry:
    """Return the student of a row with a whole transcript.

    Args:
        row: ``key``, and ``transcript`` as JSON text, a structure or a path, or ``records``, a list
            of structures; it may have ``program``, ``adjustments`` and ``plan``.
        place: where it stands, for messages.
    """
    data = {name: row[name] for name in (KEY, *OF_STUDENT) if row.get(name) is not None}
    try:
        records = row.get("records")
        given = row.get("transcript")
        if given is None and records is not None:
            given = {"records": _plain(records)}
        for name in ("adjustments", "plan"):
            if name in data:
                data[name] = _list(data[name])
        return entry_of({**data, "transcript": _data(given)}, place)
    except NotPlainData as error:
        key = _text(row.get(KEY)) or place
        return Entry(key, None, problem=InvalidEntry(place, error.problem))


def of_courses(key: str, rows: Sequence[tuple[int, Mapping[str, Any]]], place: str) -> Entry:
    """Return the student of rows with a course each.

    Args:
        key: of the student.
        rows: each with its number.
        place: where they stand, for messages.
    """
    data: dict[str, Any] = {KEY: key or None}
    for name in OF_STUDENT:
        values = {_text(row.get(name)) for _, row in rows} - {""}
        if len(values) > 1:
            problem = InvalidEntry(place, f"the rows of {key!r} differ in their {name}")
            return Entry(key, None, problem=problem)
        if values:
            data[name] = values.pop()
    left_out = {KEY, *OF_STUDENT}
    records = [
        {name: value for name, value in _plain(row).items() if name not in left_out}
        for _, row in rows
    ]
    return entry_of({**data, "transcript": {"records": records}}, place)


def _text(value: Any) -> str:
    return "" if value is None else str(value).strip()


def _data(value: Any) -> Any:
    """Return a transcript as a cell has it: JSON text, a structure, or a path."""
    if isinstance(value, str) and value.lstrip()[:1] in ("{", "["):
        return read_json(value)
    return value if isinstance(value, str) else _plain(value)


def _list(value: Any) -> Any:
    """Return decisions or a plan as a cell has them: JSON or YAML text, a list, or a path."""
    if isinstance(value, str):
        return read_yaml(value) if value.lstrip()[:1] in ("{", "[", "-") else value
    return _plain(value)


def _plain(value: Any) -> Any:
    """Return what Arrow gives for nested values without what is empty."""
    match value:
        case dict():
            return {name: _plain(one) for name, one in value.items() if one is not None}
        case list() | tuple():
            return [_plain(one) for one in value]
        case float():
            return Decimal(repr(value))
        case datetime.date():
            return value.isoformat()
    return value


def stand_together(keys: Iterable[str]) -> bool:
    """Return whether the rows of each key follow one another.

    Args:
        keys: of the rows.
    """
    seen: set[str] = set()
    for key, _ in groupby(keys):
        if key in seen:
            return False
        seen.add(key)
    return True


def grouped(rows: Iterable[tuple[str, Any]], *, in_order: bool) -> Iterator[tuple[str, list[Any]]]:
    """Yield the rows of each key, in the order of their first rows.

    Args:
        rows: with their keys.
        in_order: whether the rows of a key follow one another; else all of them are held.
    """
    if in_order:
        for key, some in groupby(rows, key=lambda row: row[0]):
            yield key, [row for _, row in some]
        return
    groups: dict[str, list[Any]] = {}
    for key, row in rows:
        groups.setdefault(key, []).append(row)
    yield from groups.items()
