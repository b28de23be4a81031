"""The file that keeps the results of a run, so that it can be stopped, resumed and reused.

It is JSON Lines, a student a line. Results are appended as they come, and at the end the file is
rewritten in the order of the students. A row holds as long as all that it was made of is the
same (`Origin`); whose row it is does not matter.
"""

from __future__ import annotations

import json
import os
import sys
from array import array
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from types import TracebackType
from typing import BinaryIO, Self

from degreekit.cohort.row import DETAILS, Detail, StudentRow
from degreekit.errors import DegreekitError
from degreekit.printable import json_text
from degreekit.sources import FileProblem

__all__ = ["NotARun", "Run", "RunBusy", "StoredRun", "is_run", "read_run"]

#: What the first line of a run begins with: the first column of a row.
_BEGINS = b'{"key": '
#: Where Windows locks a run, in bytes from its start: its C library takes no place beyond 2 GiB.
_FAR_AWAY = (1 << 31) - 2


class NotARun(DegreekitError, ValueError):
    """A file that holds something else than the results of a run.

    Attributes:
        path: the file.
    """

    def __init__(self, path: str):
        self.path = path
        super().__init__(
            f"{path}: this is not a run of `degreekit cohort`, and is not written over; name "
            f"another file, or remove it"
        )


class RunBusy(DegreekitError):
    """Another process is writing to the file of a run.

    Attributes:
        path: the file.
    """

    def __init__(self, path: str):
        self.path = path
        super().__init__(f"{path}: another process is writing to this run; wait for it to end")


def is_run(path: Path) -> bool:
    """Return whether a file holds the results of a run.

    Args:
        path: the file.
    """
    with suppress(OSError), path.open("rb") as file:
        return _is_line(file.readline())
    return False


class StoredRun:
    """The rows that a run has kept, one by one; of several with one key the last.

    Args:
        path: the file.

    Raises:
        NotARun: it holds something else.
        FileProblem: it cannot be read.
    """

    def __init__(self, path: Path):
        self._places: dict[str, int] = {}
        try:
            self._file = path.open("rb")
        except OSError as error:
            raise FileProblem(str(path), error.strerror or type(error).__name__) from None
        end = 0
        for line in self._file:
            row = _row_of(line)
            if row is not None:
                self._places.pop(row.key, None)  # the order is that of the last ones
                self._places[row.key] = end
            elif not end and not _is_line(line):
                self._file.close()
                raise NotARun(str(path))
            end += len(line)

    def __iter__(self) -> Iterator[str]:
        """Yield the keys."""
        return iter(list(self._places))

    def row(self, key: str) -> StudentRow | None:
        """Return the row of a student; None where there is none.

        Args:
            key: of the student.
        """
        place = self._places.get(key)
        if place is None:
            return None
        self._file.seek(place)
        return _row_of(self._file.readline())

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_error: object) -> None:
        self._file.close()


def read_run(path: Path) -> Iterator[StudentRow]:
    """Yield the rows that a run has kept.

    Args:
        path: the file.

    Raises:
        NotARun: it holds something else.
        FileProblem: it cannot be read.
    """
    with StoredRun(path) as run:
        for key in run:
            row = run.row(key)
            if row is not None:
                yield row


def _is_line(line: bytes) -> bool:
    """Return whether a line is one of a run, of this version or of another one."""
    if not line.startswith(_BEGINS):
        return False
    try:
        return {"status", "error", "detail", "requirements"} <= set(json.loads(line))
    except ValueError:
        return False


def _row_of(line: bytes) -> StudentRow | None:
    """Return the row of a line; None where it is none, as the last one of a run that was killed."""
    if not line.startswith(_BEGINS) or not line.endswith(b"\n"):
        return None
    try:
        return StudentRow.from_data(json.loads(line))
    except (ValueError, KeyError, TypeError, ArithmeticError):
        return None


class Run:
    """The file of a run, open for reading what it has and adding to it.

    Only its owner can read it. It is locked while it is open.

    Args:
        path: the file; it is made where it is not there.

    Attributes:
        damaged: how many lines could not be read, and are worked out again.

    Raises:
        NotARun: the file holds something else.
        RunBusy: another process writes to it.
        FileProblem: it cannot be opened.
    """

    def __init__(self, path: Path):
        self.path = path
        self.damaged = 0
        #: Where the row of a fingerprint stands, how much it has, and whose it is.
        self._known: dict[str, tuple[int, Detail, str]] = {}
        self._order = array("q")
        try:
            handle = os.open(path, os.O_RDWR | os.O_CREAT, 0o600)
        except OSError as error:
            raise FileProblem(str(path), error.strerror or type(error).__name__) from None
        self._file: BinaryIO = os.fdopen(handle, "r+b")
        try:
            self._lock()
            self._read()
            os.chmod(path, 0o600)  # noqa: PTH101  # it may have been made by other means
        except BaseException:
            self._file.close()
            raise

    def _lock(self) -> None:
        try:
            if sys.platform == "win32":
                import msvcrt

                # There others cannot read what is locked: a byte that few runs are long enough for.
                self._file.seek(_FAR_AWAY)
                msvcrt.locking(self._file.fileno(), msvcrt.LK_NBLCK, 1)
                self._file.seek(0)
            else:
                import fcntl

                fcntl.flock(self._file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            raise RunBusy(str(self.path)) from None

    def _read(self) -> None:
        """Find out which rows there are."""
        end = 0
        while line := self._file.readline():
            row = _row_of(line)
            if row is None:
                begun = _BEGINS.startswith(line) or line.startswith(_BEGINS)
                if end == 0 and not _is_line(line) and (line.endswith(b"\n") or not begun):
                    raise NotARun(str(self.path))
                self.damaged += line.endswith(b"\n")
            elif row.origin is not None and row.error is None:
                self._know(row, end)
            if line.endswith(b"\n"):
                end += len(line)
        self._end = end
        self._file.truncate(end)  # a process that was killed may have written a part of a line

    def _know(self, row: StudentRow, place: int) -> None:
        assert row.origin is not None  # noqa: S101  # asked before
        found = self._known.get(row.origin.fingerprint)
        if found is None or DETAILS.index(found[1]) <= DETAILS.index(row.detail):
            self._known[row.origin.fingerprint] = place, row.detail, row.key

    def has(self, fingerprint: str, detail: Detail) -> bool:
        """Return whether there is an answer.

        Args:
            fingerprint: of all it is made of.
            detail: how much has to be worked out.
        """
        found = self._known.get(fingerprint)
        return found is not None and DETAILS.index(found[1]) >= DETAILS.index(detail)

    def row(self, fingerprint: str, key: str) -> StudentRow:
        """Return a row that there is, for a student.

        Args:
            fingerprint: of all it is made of.
            key: of the student.
        """
        self._file.seek(self._known[fingerprint][0])
        data = json.loads(self._file.readline())
        return StudentRow.from_data({**data, "key": key})

    def add(self, row: StudentRow) -> None:
        """Keep a row; it is written at once.

        Args:
            row: the next one, in the order of the students.
        """
        fingerprint = row.origin.fingerprint if row.origin and row.error is None else ""
        known = self._known.get(fingerprint)
        if known is not None and known[1:] == (row.detail, row.key):
            self._order.append(known[0])
            return
        line = f"{json_text(row.to_data())}\n".encode()
        self._file.seek(self._end)
        self._file.write(line)
        self._file.flush()
        if fingerprint:
            self._know(row, self._end)
        self._order.append(self._end)
        self._end += len(line)

    def finish(self) -> None:
        """Write the rows of this run in their order, and nothing else, or leave the file as it is.

        It is the last thing to do with the run.

        Raises:
            OSError: there is no room for it.
        """
        temporary = self.path.with_name(f".{self.path.name}.{os.getpid()}")
        handle = os.open(temporary, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        try:
            with os.fdopen(handle, "wb") as whole:
                for place in self._order:
                    self._file.seek(place)
                    whole.write(self._file.readline())
            if sys.platform == "win32":
                self._file.close()  # what is open cannot be replaced there
            temporary.replace(self.path.resolve())
        except BaseException:
            with suppress(OSError):
                temporary.unlink()
            raise

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._file.close()
