"""A transcript as a table, one line a course, for spreadsheets; and back."""

from __future__ import annotations

import csv
import io
from typing import Any

from degreekit.transcript import InvalidTranscript, Transcript

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


def from_csv(text: str, institution: str | None = None) -> Transcript:
    r"""Read a transcript from CSV as `to_csv` writes it.

    Args:
        text: the table; its header says which columns it has. Only ``code`` and ``credits`` have
            to be there.
        institution: the id of the institution, which the table does not say.

    Raises:
        InvalidTranscript: names each mistake and its place.

    Example:
        >>> from degreekit.export import from_csv
        >>> from_csv("code,credits,grade\nCOMS W4771,3,A-").records[0].status.value
        'completed'
    """
    rows = csv.DictReader(io.StringIO(text.removeprefix("\ufeff")), restkey="", strict=True)
    try:
        unknown = [name for name in rows.fieldnames or () if name not in CSV_COLUMNS]
        if unknown or "code" not in (rows.fieldnames or ()):
            known = ", ".join(CSV_COLUMNS)
            raise InvalidTranscript((f"the first line names other columns than {known}",))
        records = [_record(row) for row in rows]
    except csv.Error as error:
        raise InvalidTranscript((f"line {rows.line_num}: no CSV: {error}",)) from None
    return Transcript.from_data({"institution": institution, "records": records})


def is_csv(data: bytes) -> bool:
    r"""Return whether a file begins like a table that `from_csv` reads.

    Args:
        data: the file, or as much of it as has its first line.

    Example:
        >>> from degreekit.export import is_csv
        >>> is_csv(b"code,credits,grade\nCOMS W4771,3,A-"), is_csv(b"%PDF-1.7")
        (True, False)
    """
    first = data.removeprefix(b"\xef\xbb\xbf").split(b"\n", 1)[0].decode("utf-8", "replace")
    names = [cell.strip().strip('"') for cell in first.split(",")]
    return {"code", "credits"} <= set(names) <= set(CSV_COLUMNS)


def _record(row: dict[str, Any]) -> dict[str, Any]:
    """Return the data of a record from the cells of a line; what is empty is not there."""
    data: dict[str, Any] = {name: _plain(cell) for name, cell in row.items() if cell and name}
    if "" in row:
        data[""] = row[""]  # more cells than columns: told as a mistake of this record
    for name in ("attributes", "box"):
        if name in data:
            data[name] = data[name].split()
    return data


def _plain(cell: str) -> str:
    return cell[1:] if cell.startswith("'") and cell[1:].startswith(_FORMULA) else cell
