"""The rows of a cohort as text for a terminal and as CSV."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import takewhile
from typing import Any, Literal

from degreekit.cohort.row import REQUIREMENT_COLUMNS, StudentRow
from degreekit.printable import json_text, printable
from degreekit.requirements import count_text

__all__ = ["Rows", "TextTable", "columns", "csv_header", "csv_rows", "json_rows", "plain_rows"]

#: Whether a table has a row for each student, or one for each requirement of each.
Rows = Literal["students", "requirements"]

#: So many rows are looked at to see how wide the columns are; longer cells are cut off.
_LOOKED_AT = 500
_WIDEST = 20  # columns of any other cell
_LEAST = 20  # columns of the last cell, where the first one can give some
_LEAST_KEY = 12  # columns of the first cell, whatever stands after it
#: A spreadsheet takes a cell that begins so for a formula, and runs it.
_FORMULA = ("=", "+", "-", "@", "\t", "\r")
_STATUS = {
    "satisfied": "complete",
    "conditional": "complete if",
    "unsatisfied": "incomplete",
    "waived": "waived",
    "not_applicable": "not needed",
    None: "failed",
}

_STUDENT_HEAD = ("student", "status", "left", "credits", "GPA", "open")
_REQUIREMENT_HEAD = ("student", "requirement", "status", "has", "lacks")

Style = Callable[[str, str], str]


class TextTable:
    """A table for a terminal, no wider than it is.

    The first rows are held until it is known how wide the columns are.

    Args:
        what: what has a row of its own.
        width: of the terminal.
        style: colours a text by its role, as `Look.style`.

    Example:
        >>> from degreekit.cohort import StudentRow, TextTable
        >>> table = TextTable()
        >>> [*table.add(StudentRow("ab1", status="satisfied", gpa="3.71")), *table.rest()]
        ['student  status    left  credits  GPA   open', 'ab1      complete                 3.71']
    """

    def __init__(
        self,
        what: Rows = "students",
        width: int = 80,
        style: Style = lambda text, _role: text,
    ):
        self.what = what
        self.width = width
        self.style = style
        self._head = _STUDENT_HEAD if what == "students" else _REQUIREMENT_HEAD
        self._held: list[tuple[str | None, tuple[str, ...]]] | None = []
        self._folder = self._ending = ""
        self._widths: list[int] = []
        self._room = 0

    def add(self, row: StudentRow) -> Iterator[str]:
        """Yield the lines that can be written after a row has come."""
        cells = [_student(row)] if self.what == "students" else list(_requirements(row))
        if self._held is None:
            yield from (self._line(status, one) for status, one in cells)
            return
        self._held += cells
        if len(self._held) >= _LOOKED_AT:
            yield from self.rest()

    def rest(self) -> Iterator[str]:
        """Yield the lines that were held; to be called at the end."""
        held, self._held = self._held, None
        if not held:
            return
        keys = [key for _, (key, *_) in held]
        if len(set(keys)) > 1:
            folder, slash, _ = _beginning(keys).rpartition("/")
            self._folder = folder + slash
            _, dot, ending = _beginning([key[::-1] for key in keys])[::-1].partition(".")
            self._ending = dot + ending
        seen = [self._head, *(self._shown(one) for _, one in held)]
        columns = range(len(self._head) - 1)
        self._widths = [min(max(len(one[n]) for one in seen), _WIDEST) for n in columns]
        room = self.width - sum(self._widths) - 2 * len(self._widths)
        given = min(max(_LEAST - room, 0), max(self._widths[0] - _LEAST_KEY, 0))
        self._widths[0] -= given
        self._room = max(room + given, _LEAST_KEY)
        yield self.style(self._text(self._head), "title")
        yield from (self._line(status, one) for status, one in held)

    def _shown(self, cells: tuple[str, ...]) -> tuple[str, ...]:
        """Leave out the folder and the ending that the names of all files have in common."""
        key, *others = cells
        return key.removeprefix(self._folder).removesuffix(self._ending) or key, *others

    def _line(self, status: str | None, cells: tuple[str, ...]) -> str:
        line = self._text(self._shown(cells))
        before, found, after = line.partition(f"  {_STATUS[status]}")
        if not found:
            return line
        return f"{before}  {self.style(found[2:], status or 'unsatisfied')}{after}"

    def _text(self, cells: Sequence[str]) -> str:
        key, *others = zip(cells, self._widths, strict=False)
        shown = [_end(*key), *(_cut(*one) for one in others)]
        shown = [cell.ljust(size) for cell, size in zip(shown, self._widths, strict=True)]
        return "  ".join([*shown, _cut(cells[-1], self._room)]).rstrip()


def _beginning(texts: Sequence[str]) -> str:
    """Return how all texts begin."""
    first, last = min(texts), max(texts)
    same = takewhile(lambda pair: pair[0] == pair[1], zip(first, last, strict=False))
    return "".join(letter for letter, _ in same)


def _end(text: str, size: int) -> str:
    """Return the end of a key, which tells it from others."""
    return text if len(text) <= size else f"\N{HORIZONTAL ELLIPSIS}{text[1 - size :]}"


def _cut(text: str, size: int) -> str:
    return text if len(text) <= size else f"{text[: size - 1]}\N{HORIZONTAL ELLIPSIS}"


def _student(row: StudentRow) -> tuple[str | None, tuple[str, ...]]:
    if row.error is not None:
        return None, (printable(row.key), _STATUS[None], "", "", "", row.error)
    left = "" if row.remaining_courses is None else _left(row)
    credits = "" if row.credits_applied is None else f"{row.credits_applied.normalize():f}"
    if row.credits_needed is not None:
        credits += f"/{row.credits_needed.normalize():f}"
    cells = printable(row.key), _STATUS[row.status], left, credits, row.gpa or ""
    return row.status, (*cells, _open(row))


def _open(row: StudentRow) -> str:
    """Say what is open, as shortly as there is room for: what differs from student to student."""
    if row.status == "satisfied":
        return ""
    return ", ".join(map(printable, row.open_titles)) or row.next or row.verdict


def _left(row: StudentRow) -> str:
    parts = []
    if row.remaining_courses:
        parts.append(count_text(row.remaining_courses, "course"))
    if row.remaining_other:
        parts.append(f"{row.remaining_other} other")
    return ", ".join(parts) or "-"


def _requirements(row: StudentRow) -> Iterator[tuple[str | None, tuple[str, ...]]]:
    key = printable(row.key)
    if row.error is not None:
        yield None, (key, "", _STATUS[None], "", row.error)
    for one in row.requirements:
        title = f"{'  ' * one.level}{one.title}"
        yield one.status, (key, title, _STATUS[one.status], one.has, one.lacks)


def columns(what: Rows) -> tuple[str, ...]:
    """Return the columns of a table.

    Args:
        what: what has a row of its own.
    """
    return StudentRow.COLUMNS if what == "students" else REQUIREMENT_COLUMNS


def csv_header(what: Rows = "students") -> str:
    """Return the first line of a CSV file.

    Args:
        what: what has a row of its own.
    """
    return _csv(columns(what))


def csv_rows(row: StudentRow, what: Rows = "students") -> Iterator[str]:
    """Yield the lines of a student in a CSV file.

    A cell that a spreadsheet would take for a formula has an apostrophe in front.

    Args:
        row: of the student.
        what: what has a row of its own. A student without an answer has none in a table of
            requirements.
    """
    for one in plain_rows(row, what):
        yield _csv(map(_cell, one.values()))


def plain_rows(row: StudentRow, what: Rows = "students") -> Iterator[dict[str, Any]]:
    """Yield the rows of a student as columns.

    Args:
        row: of the student.
        what: what has a row of its own.
    """
    if what == "students":
        yield row.columns()
    else:
        for one in row.requirements:
            yield {name: getattr(one, name) for name in REQUIREMENT_COLUMNS}


def json_rows(row: StudentRow, what: Rows = "students") -> Iterator[str]:
    """Yield the lines of a student as JSON; as a student's it has the requirements in it.

    Args:
        row: of the student.
        what: what has a row of its own.
    """
    if what == "students":
        yield json_text(row.to_data())
    else:
        yield from map(json_text, plain_rows(row, what))


def _csv(cells: Iterable[str]) -> str:
    line = io.StringIO()
    csv.writer(line, lineterminator="\n").writerow(cells)
    return line.getvalue().removesuffix("\n")


def _cell(value: Any) -> str:
    text = "" if value is None else str(value)
    return f"'{text}" if text.startswith(_FORMULA) else text
