"""Students in and rows out as Arrow batches, for engines that work on columns.

`audit_batches` is a function from batches to batches, which is what Spark's ``mapInArrow`` asks
for, and what Ray, Dask and others take in a line or two. None of them is imported here.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from functools import cache
from itertools import groupby, islice
from pathlib import Path
from typing import TYPE_CHECKING, Any

from degreekit.audit import Auditor
from degreekit.cohort.columns import KEY, entry_of_row, of_courses
from degreekit.cohort.entry import Entry, InvalidEntry
from degreekit.cohort.evaluation import Auditors, How, evaluate
from degreekit.cohort.inputs import CohortMissing
from degreekit.cohort.row import Detail, StudentRow
from degreekit.cohort.tables import Rows, columns
from degreekit.requirements import Program

if TYPE_CHECKING:
    import pyarrow as pa

__all__ = ["ParquetFile", "audit_batches", "audit_table", "requirement_schema", "student_schema"]

#: Rows of a batch that comes out.
_ROWS = 1024
_WHOLE_NUMBERS = (
    *("remaining_courses", "remaining_other", "out_of_reach"),
    *("in_progress", "planned", "approvals", "level"),
)
_CREDITS = ("remaining_credits", "credits_applied", "credits_needed")


def _arrow() -> Any:
    try:
        import pyarrow as pa
    except ImportError:
        raise CohortMissing("Arrow", "pyarrow") from None
    return pa


def _schema(names: Iterable[str]) -> pa.Schema:
    pa = _arrow()

    def kind(name: str) -> Any:
        if name in _CREDITS:
            return pa.decimal128(9, 3)
        return pa.int32() if name in _WHOLE_NUMBERS else pa.string()

    return pa.schema([pa.field(name, kind(name), nullable=name != KEY) for name in names])


@cache
def student_schema() -> pa.Schema:
    """Return the columns of a table of students, see `StudentRow`.

    Raises:
        CohortMissing: pyarrow is not installed.

    Example:
        >>> from degreekit.cohort import student_schema
        >>> student_schema().field("status").type
        DataType(string)
    """
    return _schema(columns("students"))


@cache
def requirement_schema() -> pa.Schema:
    """Return the columns of a table of requirements, see `RequirementRow`.

    Raises:
        CohortMissing: pyarrow is not installed.
    """
    return _schema(columns("requirements"))


def audit_batches(
    batches: Iterable[pa.RecordBatch | pa.Table],
    program: Auditor | Program | str | None = None,
    *,
    rows: Rows = "students",
    detail: Detail = "requirements",
) -> Iterator[pa.RecordBatch]:
    """Audit the students of Arrow batches, and yield batches of rows.

    A batch has a column ``key``, and either ``transcript`` (a transcript as JSON text, or the path
    of a file) or ``records`` (a list of structures with ``code``, ``credits``, ``grade``, ``term``
    ...), a student a row; or the columns of a record themselves, a course a row, where the rows of
    a student follow one another. Columns ``program``, ``adjustments`` and ``plan`` hold for the
    student; the last two are JSON or YAML text, or paths.

    Args:
        batches: of the students.
        program: of students whose row names none, see `Auditors`.
        rows: whether a student or a requirement has a row.
        detail: ``figures`` for status and what remains alone, which takes a fraction of the time.

    Yields:
        Batches with `student_schema` or `requirement_schema`. A student who cannot be audited is a
        row with the error.

    Raises:
        CohortMissing: pyarrow is not installed.

    Example:
        >>> import pyarrow as pa
        >>> from degreekit.cohort import audit_batches
        >>> batch = pa.table({"key": ["ab1"], "transcript": ['{"records": []}']})
        >>> [row["remaining_courses"] for out in audit_batches([batch]) for row in out.to_pylist()]
        [10]
    """
    found = evaluate(_entries(batches), Auditors(program), how=How(detail=detail))
    yield from _batches(found, rows)


def audit_table(
    table: pa.Table | pa.RecordBatch,
    program: Auditor | Program | str | None = None,
    *,
    rows: Rows = "students",
    detail: Detail = "requirements",
) -> pa.Table:
    """Audit the students of an Arrow table, and return a table of rows.

    It is `audit_batches` for engines that pass one table or batch at a time.

    Args:
        table: see `audit_batches`.
        program: see `audit_batches`.
        rows: see `audit_batches`.
        detail: see `audit_batches`.

    Raises:
        CohortMissing: pyarrow is not installed.
    """
    schema = student_schema() if rows == "students" else requirement_schema()
    found = audit_batches([table], program, rows=rows, detail=detail)
    return _arrow().Table.from_batches(found, schema=schema)


def _entries(batches: Iterable[pa.RecordBatch | pa.Table]) -> Iterator[Entry]:
    """Yield the students; the rows of one may go on from batch to batch."""
    number = 0
    seen: set[str] = set()
    for names, some in groupby(_rows(batches), key=lambda one: one[0]):
        if "transcript" in names or "records" in names:
            for _, row in some:
                number += 1
                yield entry_of_row(row, f"row {number}")
            continue
        keyed = ((str(row.get(KEY) or ""), row) for _, row in some)
        for key, rows in groupby(keyed, key=lambda one: one[0]):
            first = number + 1
            records = [(number := number + 1, row) for _, row in rows]
            entry = of_courses(key, records, f"row {first}")
            if key in seen:
                problem = InvalidEntry(f"row {first}", f"the rows of {key!r} do not stand together")
                entry = Entry(key, None, problem=problem)
            seen.add(key)
            yield entry


def _rows(
    batches: Iterable[pa.RecordBatch | pa.Table],
) -> Iterator[tuple[tuple[str, ...], Mapping[str, Any]]]:
    for batch in batches:
        names = tuple(batch.schema.names)
        if KEY not in names:
            raise InvalidEntry("a batch", f"there is no column {KEY!r}, which says whose a row is")
        for row in batch.to_pylist():
            yield names, row


def _batches(rows: Iterator[StudentRow], what: Rows) -> Iterator[pa.RecordBatch]:
    pa = _arrow()
    schema = student_schema() if what == "students" else requirement_schema()
    data = (
        {name: getattr(one, name) for name in schema.names}
        for row in rows
        for one in ([row] if what == "students" else row.requirements)
    )
    while some := list(islice(data, _ROWS)):
        yield pa.RecordBatch.from_pylist(some, schema=schema)


class ParquetFile:
    """A Parquet file that rows are written to as they come.

    Args:
        path: the file.
        what: what has a row of its own.

    Raises:
        CohortMissing: pyarrow is not installed.
        OSError: it cannot be written.
    """

    def __init__(self, path: Path, what: Rows = "students"):
        _arrow()
        import pyarrow.parquet as pq

        self.what = what
        schema = student_schema() if what == "students" else requirement_schema()
        self._writer = pq.ParquetWriter(path, schema)
        self._rows: list[StudentRow] = []

    def add(self, row: StudentRow) -> None:
        """Write a row, or hold it until there are enough for a batch."""
        self._rows.append(row)
        if len(self._rows) >= _ROWS:
            self._write()

    def _write(self) -> None:
        for batch in _batches(iter(self._rows), self.what):
            self._writer.write_batch(batch)
        self._rows.clear()

    def close(self) -> None:
        """Write what was held, and end the file."""
        self._write()
        self._writer.close()
