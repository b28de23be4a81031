"""A transcript as a table, one line a course, for spreadsheets; and back."""

from __future__ import annotations

import codecs
import csv
import io
import re
from collections.abc import Iterator
from contextlib import suppress
from typing import Any, NamedTuple

from degreekit.findings import Finding
from degreekit.transcript import InvalidTranscript, Provenance, ReadingStatus, Transcript

__all__ = ["CSV_COLUMNS", "from_csv", "is_csv", "to_csv"]

#: The columns, in order. ``institution`` and ``source_code`` are of courses from elsewhere.
CSV_COLUMNS = (
    "code",
    "section",
    "title",
    "full_title",
    "credits",
    "grade",
    "term",
    "status",
    "school",
    "institution",
    "source_code",
    "attributes",
    "file",
    "page",
    "box",
    "read_by",
)
#: A spreadsheet takes a cell that begins so for a formula, and runs it.
_FORMULA = ("=", "+", "-", "@", "\t", "\r")


def to_csv(transcript: Transcript) -> str:
    """Return a transcript as CSV, with a header.

    A cell that a spreadsheet would take for a formula has an apostrophe in front. Facts about the
    student, the places of single fields and what else a title may stand for are not in it.

    Args:
        transcript: what to write.

    Example:
        >>> from degreekit import CourseRecord, Transcript
        >>> from degreekit.export import to_csv
        >>> one = Transcript(records=(CourseRecord(code="COMS W4771", credits=3, grade="A-"),))
        >>> print(to_csv(one).splitlines()[1])
        COMS W4771,,,,3.00,A-,,completed,,,,,,,,
    """
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(CSV_COLUMNS)
    for record in transcript.records:
        data = record.model_dump(mode="json")
        data["attributes"] = " ".join(sorted(record.attributes))
        data["box"] = " ".join(map(str, record.box)) if record.box else ""
        writer.writerow([_cell(data[name]) for name in CSV_COLUMNS])
    return text.getvalue().removesuffix("\n")


def _cell(value: Any) -> str:
    text = "" if value is None else str(value)
    return f"'{text}" if text.startswith(_FORMULA) else text


def from_csv(data: str | bytes, institution: str | None = None) -> Transcript:
    r"""Read a transcript from CSV, as `to_csv` writes it or a spreadsheet saves it.

    Spreadsheets write UTF-8 with or without a byte order mark, UTF-16 or a Windows code page, and
    separate cells by commas, semicolons or tabs; in front of the header may stand ``sep=;``. The
    case of a column's name does not matter. Rows without any cell are left out.

    Args:
        data: the table; its header says which columns it has. Only ``code`` and ``credits`` have
            to be there.
        institution: the id of the institution, which the table does not say.

    Returns:
        The transcript. Its `Transcript.provenance` has a warning for each column that is not known,
        and for each row that ends before the last column.

    Raises:
        InvalidTranscript: names each mistake and its line.

    Example:
        >>> from degreekit.export import from_csv
        >>> from_csv("Code;Credits;Grade\nCOMS W4771;3,00;A-").records[0].status.value
        'completed'
    """
    table = _table(data if isinstance(data, str) else _decoded(data))
    if table is None:
        raise InvalidTranscript(("the table is empty",))
    problems = [
        f"two columns are named {name!r}"
        for name in dict.fromkeys(table.names)
        if name in CSV_COLUMNS and table.names.count(name) > 1
    ]
    problems += [f"there is no column {name!r}" for name in _NEEDED if name not in table.names]
    if problems:
        known = ", ".join(CSV_COLUMNS)
        raise InvalidTranscript((*problems, f"the columns of a transcript are {known}"))
    try:
        rows = list(table.rows())
        found = [_record(row, table) for row in rows]
    except csv.Error as error:
        raise InvalidTranscript((f"line {table.line}: not CSV: {error}",)) from None
    try:
        transcript = Transcript.from_data({"institution": institution, "records": found})
    except InvalidTranscript as error:
        raise InvalidTranscript(tuple(_in_line(one, rows) for one in error.problems)) from None
    findings = (*_unknown(table), *_short(rows, table, transcript))
    if not findings:
        return transcript
    return transcript.as_read(
        Provenance(reader="csv", status=ReadingStatus.GIVEN, findings=findings)
    )


def is_csv(data: bytes, name: str = "") -> bool:
    r"""Return whether a file is a table that `from_csv` reads, or tells what is wrong with.

    Args:
        data: the file, or as much of it as has its first lines.
        name: its name; what ends in ``.csv`` is one.

    Example:
        >>> from degreekit.export import is_csv
        >>> is_csv(b"Code,Credits,Grade\nCOMS W4771,3,A-"), is_csv(b"%PDF-1.7")
        (True, False)
    """
    if data.startswith(b"%PDF"):
        return False
    if name.lower().endswith(".csv"):
        return True
    table = _table(_decoded(data))
    return table is not None and {*_NEEDED} <= {*table.names}


# --------------------------------------------------------------------------------------- the table

#: Columns that a table needs.
_NEEDED = ("code", "credits")
#: What separates the cells of a row, the usual one first.
_SEPARATORS = (",", ";", "\t", "|")
_SEPARATOR_LINE = re.compile(r"sep=(.)\s*", re.IGNORECASE)
#: A number as it is written where the comma separates the decimals.
_COMMA = re.compile(r"\d{1,2},\d{1,3}")
#: How spreadsheets write a cell that shall stay text.
_TEXT_CELL = re.compile(r'="(.*)"')


def _decoded(data: bytes) -> str:
    """Return the text of a file in any of the encodings that spreadsheets use."""
    for mark, encoding in (
        (codecs.BOM_UTF8, "utf-8-sig"),
        (codecs.BOM_UTF16_LE, "utf-16"),
        (codecs.BOM_UTF16_BE, "utf-16"),
    ):
        if data.startswith(mark):
            return data.decode(encoding, "replace")
    head = data[:64]
    if head[1::2].count(0) > len(head) // 4:
        return data.decode("utf-16-le", "replace")
    if head[0::2].count(0) > len(head) // 4:
        return data.decode("utf-16-be", "replace")
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError as error:
        if error.end == len(data):  # a part of a file may end within a letter
            return data[: error.start].decode("utf-8")
        return data.decode("cp1252", "replace")


class _Row(NamedTuple):
    """A row with the line of the file in which it ends."""

    cells: list[str]
    line: int


class _Table:
    """A table, with its header read.

    Attributes:
        names: the names of its columns, as this module knows them.
        printed: as they are written.
        line: the line of the file that was read last.
    """

    def __init__(self, text: str, separator: str, above: int) -> None:
        self._reader = csv.reader(io.StringIO(text, newline=""), delimiter=separator, strict=True)
        self._above = above
        self.printed = next(self._reader, [])
        while self.printed and not self.printed[-1].strip():
            self.printed.pop()
        self.names = [re.sub(r"[\s_-]+", "_", one.strip().casefold()) for one in self.printed]

    @property
    def line(self) -> int:
        return self._above + self._reader.line_num

    def rows(self) -> Iterator[_Row]:
        """Yield the rows that have any cell."""
        for cells in self._reader:
            if any(cell.strip() for cell in cells):
                yield _Row(cells, self.line)


def _table(text: str) -> _Table | None:
    """Return the table in a text; None where there is none.

    Its separator is the one that the text names, or under which its header has most of the columns
    that are known.
    """
    lines = text.removeprefix("\ufeff").splitlines(keepends=True)
    above = 0
    while above < len(lines) and not lines[above].strip(" ,;|\t\r\n"):
        above += 1
    named = _SEPARATOR_LINE.fullmatch(lines[above]) if above < len(lines) else None
    above += named is not None
    if above >= len(lines):
        return None
    rest = "".join(lines[above:])
    separators = (named[1],) if named else _SEPARATORS

    def known(table: _Table) -> int:
        return sum(name in CSV_COLUMNS for name in table.names)

    tables = []
    for separator in separators:
        with suppress(csv.Error):
            tables.append(_Table(rest, separator, above))
    return max(tables, key=known, default=None)


# ----------------------------------------------------------------------------------------- records


def _record(row: _Row, table: _Table) -> dict[str, Any]:
    """Return the data of a record from the cells of a row; what is empty is not there."""
    cells = dict(zip(table.names, map(_plain, row.cells), strict=False))
    data: dict[str, Any] = {
        name: cell for name, cell in cells.items() if cell and name in CSV_COLUMNS
    }
    if any(cell.strip() for cell in row.cells[len(table.names) :]):
        data[""] = "more cells than columns"  # told as a mistake of this record
    if _COMMA.fullmatch(data.get("credits", "")):
        data["credits"] = data["credits"].replace(",", ".")
    for name in ("attributes", "box"):
        if name in data:
            data[name] = data[name].split()
    return data


def _plain(cell: str) -> str:
    """Return what a cell says, without what keeps a spreadsheet from working it out."""
    if found := _TEXT_CELL.fullmatch(cell.strip()):
        return found[1].replace('""', '"')
    cell = cell.strip()
    return cell[1:] if cell.startswith("'") and cell[1:].startswith(_FORMULA) else cell


def _in_line(problem: str, rows: list[_Row]) -> str:
    """Return a mistake with the line of the file in place of the position of the record."""
    found = re.match(r"records\[(\d+)\]\.?(.*?): (.*)", problem, re.DOTALL)
    if not found:
        return problem
    line = rows[int(found[1])].line
    if not found[2]:
        return f"line {line}: more cells than columns"
    return f"line {line}: {found[2]}: {found[3]}"


def _unknown(table: _Table) -> Iterator[Finding]:
    for name, printed in zip(table.names, table.printed, strict=True):
        if name not in CSV_COLUMNS:
            what = f"the column {printed.strip()!r} is" if name else "a column without a name is"
            yield Finding(
                code="column-not-known",
                severity="warning",
                message=f"{what} none of a transcript, and was not read",
            )


def _short(rows: list[_Row], table: _Table, transcript: Transcript) -> Iterator[Finding]:
    for number, row in enumerate(rows):
        lacking = table.names[len(row.cells) :]
        if lacking:
            record = transcript.records[number]
            yield Finding(
                code="row-cut-short",
                severity="warning",
                message=f"line {row.line} ends before {', '.join(lacking)}: these were taken as "
                "empty",
                record=number,
                course=str(record.code),
                term=str(record.term) if record.term else None,
            )
