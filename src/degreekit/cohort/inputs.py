"""From files to the entries of a cohort: folders, lists of students, tables of records."""

from __future__ import annotations

import csv
import io
from collections import Counter
from collections.abc import Collection, Iterator, Mapping, Sequence
from contextlib import closing
from dataclasses import replace
from pathlib import Path
from typing import Any

from degreekit.api import plugin_host
from degreekit.cohort.columns import (
    KEY,
    OF_STUDENT,
    entries_of,
    entry_of_row,
    grouped,
    stand_together,
)
from degreekit.cohort.entry import CsvRows, Entry, InvalidEntry
from degreekit.cohort.many import entry_of
from degreekit.errors import DegreekitError
from degreekit.plain_data import NotPlainData, read_json
from degreekit.requirements import Program, load_program
from degreekit.sources import FileProblem

__all__ = ["LISTS", "TRANSCRIPTS", "CohortFile", "CohortMissing", "read_cohort"]

#: How the names of transcripts end, and those of lists of students and of tables of records.
TRANSCRIPTS = (".pdf", ".json", ".csv", ".txt", ".png", ".jpg", ".jpeg")
#: In a folder only these are taken: a picture or a text there may be anything.
_IN_FOLDER = (".pdf", ".json", ".csv")
LISTS = (".jsonl", ".ndjson")
_PARQUET = (".parquet", ".pq")


class CohortMissing(DegreekitError, ImportError):
    """What is asked for needs a library that is not installed.

    Attributes:
        what: what was asked for.
        needed: the library.
    """

    def __init__(self, what: str, needed: str):
        self.what = what
        self.needed = needed
        super().__init__(f"{what} needs {needed}: pip install 'degreekit[cohort]'")


def read_cohort(paths: Sequence[Path], leave_out: Collection[Path] = ()) -> Iterator[Entry]:
    """Yield the students of files and folders, in their order.

    What is wrong with an entry is its problem, and does not stop the rest. The second of two
    entries with one key is such a problem.

    Args:
        paths: folders of transcripts, each of one student; lists of students as JSON Lines; tables
            of records as CSV or Parquet with a column ``key``; and transcripts.
        leave_out: files that are none of these, though they are in such a folder: what the cohort
            is written to.

    Raises:
        FileProblem: a file cannot be read.
        InvalidEntry: a table has no column that says whose its rows are.
        CohortMissing: Parquet is read with pyarrow.

    Example:
        >>> from pathlib import Path
        >>> from degreekit.cohort import read_cohort
        >>> [entry.key for entry in read_cohort([Path("tests/fixtures/ms-student.pdf")])]
        ['ms-student']
    """
    seen: set[str] = set()
    outputs = {path.resolve() for path in leave_out}
    for path in paths:
        for entry in CohortFile(path).entries():
            if outputs and isinstance(entry.records, Path) and entry.records.resolve() in outputs:
                continue
            if entry.key in seen:
                problem = InvalidEntry(str(path), f"the key {entry.key!r} was there before")
                yield replace(entry, records=None, problem=problem)
            else:
                seen.add(entry.key)
                yield entry


class CohortFile:
    """A file or a folder with students.

    Args:
        path: the file.
    """

    def __init__(self, path: Path):
        self.path = path
        self._programs: dict[Path, Program] = {}

    def count(self) -> int:
        """Return how many students there are, without reading them."""
        path = self.path
        if path.is_dir():
            return len(_in_folder(path))
        suffix = path.suffix.lower()
        if suffix in LISTS:
            with _opened(path, "rb") as file:
                return sum(1 for line in file if line.strip())
        if suffix in _PARQUET:
            return len(dict.fromkeys(_parquet_keys(path)))
        if suffix == ".csv" and (table := _Table.of(path)) is not None:
            return len(set(table.keys()))
        return 1

    def entries(self) -> Iterator[Entry]:
        """Yield the students."""
        path = self.path
        suffix = path.suffix.lower()
        if path.is_dir():
            yield from _folder(path)
        elif suffix in LISTS:
            yield from self._list()
        elif suffix in _PARQUET:
            yield from map(self._at_home, _parquet(path))
        elif suffix == ".csv" and (table := _Table.of(path)) is not None:
            yield from map(self._at_home, table.entries())
        else:
            yield Entry(path.stem, path)

    def _list(self) -> Iterator[Entry]:
        with _opened(self.path, "rb") as file:
            for number, line in enumerate(file, start=1):
                if line.strip():
                    yield self._item(line, f"{self.path.name}, line {number}")

    def _item(self, line: bytes, place: str) -> Entry:
        try:
            data = read_json(line)
        except NotPlainData as error:
            return Entry(place, None, problem=InvalidEntry(place, error.problem))
        if not isinstance(data, dict):
            problem = InvalidEntry(place, "it is not an object with 'key' and 'transcript'")
            return Entry(place, None, problem=problem)
        return self._at_home(entry_of(data, place))

    def _at_home(self, entry: Entry) -> Entry:
        """Return an entry whose files are found from the folder of the list."""
        home = self.path.parent
        try:
            return replace(
                entry,
                records=_paths(home, entry.records),
                adjustments=_path(home, entry.adjustments),
                plan=_path(home, entry.plan),
                program=self._program(home, entry.program),
            )
        except Exception as error:  # noqa: BLE001  # it is the problem of this entry
            return replace(entry, records=None, program=None, problem=error)

    def _program(self, home: Path, program: Any) -> Any:
        if program is None:
            return None
        if not isinstance(program, str):
            raise InvalidEntry(str(self.path.name), "the program is not a text")
        if not _is_path(program):
            return program
        path = home / program
        if path not in self._programs:
            try:
                self._programs[path] = load_program(path, plugin_host().institutions)
            except OSError as error:
                raise FileProblem(str(path), error.strerror or type(error).__name__) from None
        return self._programs[path]


def _is_path(program: str) -> bool:
    return "/" in program or program.lower().endswith((".json", ".yaml", ".yml"))


def _path(home: Path, given: Any) -> Any:
    """Return a path as it is found from here; anything else stays as it is."""
    return home / given if isinstance(given, str) else given


def _paths(home: Path, given: Any) -> Any:
    """Return the same of a transcript, which may be several documents."""
    if isinstance(given, list) and given and all(isinstance(one, str) for one in given):
        return [home / one for one in given]
    return _path(home, given)


def _check_is_kept(path: Path) -> None:
    """Refuse a pipe: it is gone once it is read, and a list is read more than once."""
    if path.is_fifo():
        raise FileProblem(str(path), "it is a pipe, and a list of students has to be a file")


def _opened(path: Path, mode: str) -> Any:
    _check_is_kept(path)
    try:
        return path.open(mode)
    except OSError as error:
        raise FileProblem(str(path), error.strerror or type(error).__name__) from None


# -------------------------------------------------------------------------------------- folders


def _in_folder(folder: Path) -> list[Path]:
    return sorted(
        path
        for path in folder.rglob("*")
        if path.suffix.lower() in _IN_FOLDER and path.is_file() and not path.name.startswith(".")
    )


def _folder(folder: Path) -> Iterator[Entry]:
    """Yield a student for each transcript, called by its path without the suffix.

    Where two differ by the suffix alone, they keep it.
    """
    paths = _in_folder(folder)
    names = Counter(path.relative_to(folder).with_suffix("").as_posix() for path in paths)
    for path in paths:
        inside = path.relative_to(folder)
        bare = inside.with_suffix("").as_posix()
        yield Entry(bare if names[bare] == 1 else inside.as_posix(), path)


# ------------------------------------------------------------------------------------------- CSV


class _Table:
    """A CSV file with a column that says whose a row is."""

    def __init__(self, path: Path, encoding: str, separator: str, above: int, names: list[str]):
        self.path = path
        self.encoding = encoding
        self.separator = separator
        self.above = above
        self.names = names
        lower = [name.strip().casefold() for name in names]
        self.key = lower.index(KEY)
        self.transcript = lower.index("transcript") if "transcript" in lower else None
        self.of_student = {name: lower.index(name) for name in OF_STUDENT if name in lower}

    @classmethod
    def of(cls, path: Path) -> _Table | None:
        """Return the table in a file; None where it has no column ``key``: it is a transcript."""
        _check_is_kept(path)
        try:
            with path.open("rb") as file:
                head = file.read(65_536)
        except OSError as error:
            raise FileProblem(str(path), error.strerror or type(error).__name__) from None
        encoding = _encoding(head)
        lines = head.decode(encoding, "replace").lstrip("\ufeff").splitlines()
        above = next((n for n, line in enumerate(lines) if line.strip(" ,;|\t")), 0)
        separators = [",", ";", "\t", "|"]
        if lines and lines[above].lower().startswith("sep=") and above + 1 < len(lines):
            separators = [lines[above][4:5]]
            above += 1
        for separator in separators:
            names = next(csv.reader(lines[above : above + 1], delimiter=separator), [])
            if KEY in [name.strip().casefold() for name in names]:
                return cls(path, encoding, separator, above, names)
        return None

    def rows(self) -> Iterator[tuple[int, list[str]]]:
        """Yield each row with any cell, with the line of the file it ends in."""
        with self.path.open(encoding=self.encoding, errors="replace", newline="") as file:
            for _ in range(self.above):
                file.readline()
            reader = csv.reader(file, delimiter=self.separator)
            next(reader, None)
            for cells in reader:
                if any(cell.strip() for cell in cells):
                    yield self.above + reader.line_num, cells

    def keys(self) -> Iterator[str]:
        """Yield the key of each row."""
        return (self._key(cells) for _, cells in self.rows())

    def _key(self, cells: Sequence[str]) -> str:
        return cells[self.key].strip() if self.key < len(cells) else ""

    def entries(self) -> Iterator[Entry]:
        """Yield the students; rows that stand together are read without holding all of them."""
        if self.transcript is not None:
            for line, cells in self.rows():
                yield entry_of_row(self._cells(cells), f"{self.path.name}, line {line}")
            return
        keyed = ((self._key(cells), (line, cells)) for line, cells in self.rows())
        for key, rows in grouped(keyed, in_order=stand_together(self.keys())):
            yield self._entry(key, rows)

    def _cells(self, cells: Sequence[str]) -> dict[str, Any]:
        names = (name.strip().casefold() for name in self.names)
        return {
            name: cell.strip() for name, cell in zip(names, cells, strict=False) if cell.strip()
        }

    def _entry(self, key: str, rows: Sequence[tuple[int, list[str]]]) -> Entry:
        place = f"{self.path.name}, line {rows[0][0]}"
        if not key:
            return Entry(place, None, problem=InvalidEntry(place, "the row has no key"))
        given: dict[str, Any] = {}
        for name, column in self.of_student.items():
            values = {cells[column].strip() for _, cells in rows if column < len(cells)} - {""}
            if len(values) > 1:
                problem = InvalidEntry(place, f"the rows of {key!r} differ in their {name}")
                return Entry(key, None, problem=problem)
            if values:
                given[name] = values.pop()
        left_out = {self.key, *self.of_student.values()}
        text = io.StringIO()
        writer = csv.writer(text, lineterminator="\n")
        for cells in (self.names, *(cells for _, cells in rows)):
            kept = [" ".join(c.split()) for n, c in enumerate(cells) if n not in left_out]
            writer.writerow(kept)
        return Entry(key, CsvRows(text.getvalue(), tuple(line for line, _ in rows)), **given)


def _encoding(head: bytes) -> str:
    """Return the encoding of a table, of those that spreadsheets write."""
    if head.startswith((b"\xff\xfe", b"\xfe\xff")):
        return "utf-16"
    try:
        head[:-4].decode("utf-8")
    except UnicodeDecodeError as error:
        if error.end < len(head) - 8:
            return "cp1252"
    return "utf-8-sig"


# --------------------------------------------------------------------------------------- Parquet


def _parquet_file(path: Path) -> Any:
    try:
        import pyarrow as pa
        import pyarrow.parquet as pq
    except ImportError:
        raise CohortMissing("Parquet", "pyarrow") from None
    try:
        file = pq.ParquetFile(path)
    except OSError as error:
        raise FileProblem(str(path), error.strerror or "no such file") from None
    except pa.ArrowException as error:
        raise FileProblem(str(path), f"it is not Parquet: {error}") from None
    if KEY not in file.schema_arrow.names:
        raise InvalidEntry(path.name, f"there is no column {KEY!r}, which says whose a row is")
    return file


def _parquet_keys(path: Path) -> Iterator[str]:
    with closing(_parquet_file(path)) as file:
        for batch in file.iter_batches(columns=[KEY]):
            yield from map(str, batch.column(0).to_pylist())


def _parquet(path: Path) -> Iterator[Entry]:
    def rows() -> Iterator[Mapping[str, Any]]:
        with closing(_parquet_file(path)) as file:
            for batch in file.iter_batches():
                yield from batch.to_pylist()

    with closing(_parquet_file(path)) as file:
        names = file.schema_arrow.names
    yield from entries_of(rows, names, path.name)
