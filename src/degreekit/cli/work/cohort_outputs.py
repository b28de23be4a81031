"""Where `degreekit cohort` writes its rows: each output takes one row after the other."""

from __future__ import annotations

import shutil
import sys
from abc import ABC, abstractmethod
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

import click

from degreekit.cli.output import OutputFailed, put, write_whole, written_to
from degreekit.cli.work.look import look
from degreekit.cohort import (
    DepartmentPage,
    ParquetFile,
    Rows,
    StudentRow,
    TextTable,
    csv_header,
    csv_rows,
    json_rows,
)

__all__ = ["FORMATS", "Output", "format_of", "output_for"]

#: The formats, by how the name of a file ends. Anything else is a run.
FORMATS = {
    ".csv": "csv",
    ".parquet": "parquet",
    ".pq": "parquet",
    ".html": "html",
    ".htm": "html",
    ".txt": "text",
}


class Output(ABC):
    """Takes rows."""

    @abstractmethod
    def add(self, row: StudentRow) -> None:
        """Take a row."""

    @abstractmethod
    def end(self) -> None:
        """Write what was held."""


def format_of(path: Path) -> str | None:
    """Return the format that the name of a file asks for; None for a run."""
    return FORMATS.get(path.suffix.lower())


@contextmanager
def output_for(
    format_: str, path: Path | None, what: Rows, page: DepartmentPage, *, color: bool | None = None
) -> Iterator[Output]:
    """Yield what takes rows, in a format; what it writes is there in whole or not at all.

    Args:
        format_: its name.
        path: the file; None for standard output.
        what: what has a row of its own.
        page: what the page of HTML is made of.
        color: whether text is coloured.
    """
    if format_ == "html":
        yield _Page(page, path)
    elif format_ == "parquet":
        with _parquet(path) as target:
            yield _Parquet(target, what)
    elif path is None:
        yield _Lines(format_, what, lambda text: put(text, color=color), coloured=bool(color))
    else:
        with written_to(path) as name, name.open("w", encoding="utf-8", errors="replace") as file:
            yield _Lines(
                format_, what, lambda text: print(text, file=file), coloured=False
            )  # to a file


class _Lines(Output):
    def __init__(
        self, format_: str, what: Rows, write: Callable[[str], object], *, coloured: bool
    ) -> None:
        self.format = format_
        self.what: Rows = what
        self.write = write
        shape = look(coloured=coloured)
        self.table = TextTable(what, shape.width, shape.style)
        if format_ == "csv":
            write(csv_header(what))

    def add(self, row: StudentRow) -> None:
        if self.format == "text":
            lines = self.table.add(row)
        elif self.format == "csv":
            lines = csv_rows(row, self.what)
        else:
            lines = json_rows(row, self.what)
        for line in lines:
            self.write(line)

    def end(self) -> None:
        for line in self.table.rest() if self.format == "text" else ():
            self.write(line)


class _Parquet(Output):
    def __init__(self, path: Path, what: Rows) -> None:
        self.file = ParquetFile(path, what)

    def add(self, row: StudentRow) -> None:
        self.file.add(row)

    def end(self) -> None:
        self.file.close()


@contextmanager
def _parquet(path: Path | None) -> Iterator[Path]:
    """Yield a file to write to, which then is the named one, or goes to standard output."""
    if path is not None:
        with written_to(path) as name:
            yield name
        return
    stdout = getattr(sys.stdout, "buffer", None)
    if stdout is None or sys.stdout.isatty():
        raise click.UsageError("Parquet is not text: name a file with --output FILE.parquet.")
    with TemporaryDirectory() as folder:
        name = Path(folder) / "rows.parquet"
        yield name
        try:
            with name.open("rb") as file:
                shutil.copyfileobj(file, stdout)
            stdout.flush()
        except OSError as error:
            raise OutputFailed(f"standard output could not be written: {error}") from None


class _Page(Output):
    def __init__(self, page: DepartmentPage, path: Path | None) -> None:
        self.page = page
        self.path = path

    def add(self, row: StudentRow) -> None:
        """Do nothing: the page gets its rows once, wherever it is written to."""

    def end(self) -> None:
        if self.path is None:
            put(self.page.render())
        else:
            write_whole(self.path, self.page.render(self.path.parent))
