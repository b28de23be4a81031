"""What a document, or data, may be given as: a path, bytes, or an open file."""

from __future__ import annotations

import io
import os
import select
import stat
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import IO, TypeAlias

from degreekit.errors import DegreekitError

__all__ = [
    "FileProblem",
    "Source",
    "file_problems",
    "is_source",
    "read_all",
    "settled",
    "source_name",
]

#: A path, the bytes themselves, or a file that is open for reading bytes.
Source: TypeAlias = str | os.PathLike[str] | bytes | bytearray | memoryview | IO[bytes]

#: A pipe that nobody writes to for so many seconds will stay silent: `degreekit` does not hang.
SILENCE = 10.0
_PART = 2**16
_WAIT = 0.05  # seconds between two looks at a pipe that nobody has opened for writing yet


class FileProblem(DegreekitError, OSError):
    """A file that cannot be opened or read.

    Attributes:
        path: the file; None where it has no name.
        reason: what the system says.
    """

    def __init__(self, path: str | None, reason: str):
        self.path = path
        self.reason = reason
        where = f"{path}: " if path else ""
        super().__init__(
            f"{where}it cannot be read ({reason[:1].lower()}{reason[1:]}); check the name and the "
            f"permissions"
        )

    def __str__(self) -> str:
        return str(self.args[0])

    @property
    def strerror(self) -> str:  # type: ignore[override]  # as any OSError says it
        """What the system says."""
        return self.reason


@contextmanager
def file_problems(path: str | os.PathLike[str]) -> Iterator[None]:
    """Raise what goes wrong with a file as `FileProblem`.

    Args:
        path: the file.
    """
    try:
        yield
    except OSError as error:
        raise FileProblem(os.fspath(path), error.strerror or type(error).__name__) from None
    except ValueError:  # a null character, or half of a pair of surrogates
        raise FileProblem(os.fspath(path), "Not a possible file name") from None


def is_source(value: object) -> bool:
    """Return whether a value is one document, and not a list of several.

    Args:
        value: what was given.
    """
    return isinstance(value, str | os.PathLike | bytes | bytearray | memoryview) or hasattr(
        value, "read"
    )


def source_name(source: Source) -> str | None:
    """Return the path of a document as it was given; None where it has none.

    Args:
        source: the document.
    """
    return os.fspath(source) if isinstance(source, str | os.PathLike) else None


def settled(source: Source, most: int) -> Path | bytes:
    """Return a document as something that can be read more than once: a regular file, or bytes.

    Args:
        source: the document.
        most: how many bytes are read of what is not a regular file, and one more if there are more.

    Raises:
        FileProblem: there is no such file, or it cannot be read.
        TypeError: it is a file that is open as text, or not a document at all.

    Example:
        >>> import io
        >>> from degreekit.sources import settled
        >>> settled(io.BytesIO(b"%PDF"), 100)
        b'%PDF'
    """
    if isinstance(source, bytes | bytearray | memoryview):
        return bytes(source)
    if not isinstance(source, str | os.PathLike):
        return _read_open(source, most)
    path = Path(source)
    with file_problems(source):
        kind = path.stat().st_mode
        if stat.S_ISREG(kind) or stat.S_ISDIR(kind):
            return path
        if stat.S_ISFIFO(kind):
            return b"".join(_piped(path, most + 1))
        with path.open("rb") as device:
            return device.read(most + 1)


def read_all(source: Source, most: int) -> bytes:
    """Return the bytes of a document, up to a maximum and one more.

    Args:
        source: the document.
        most: how many bytes it may have.

    Raises:
        FileProblem: there is no such file, or it cannot be read.
    """
    ready = settled(source, most)
    if isinstance(ready, bytes):
        return ready
    with file_problems(ready), ready.open("rb") as file:
        return file.read(most + 1)


def _read_open(file: IO[bytes], most: int) -> bytes:
    data: object = file.read(most + 1) if is_source(file) else None
    if isinstance(data, str):
        raise TypeError("the file is open as text: open it with mode 'rb'")
    if not isinstance(data, bytes):
        raise TypeError(f"a path, bytes or an open file is needed, not {type(file).__name__}")
    return data


def _piped(path: Path, most: int) -> Iterator[bytes]:
    """Yield what a pipe gives, once."""
    handle = os.open(path, os.O_RDONLY | getattr(os, "O_NONBLOCK", 0))
    with closing(io.FileIO(handle, "rb")) as pipe:
        silent_since = time.monotonic()
        anything = False
        while most > 0:
            ready, _, _ = select.select([handle], [], [], SILENCE)
            part = pipe.read(min(_PART, most)) if ready else None
            if part:
                anything, silent_since = True, time.monotonic()
                most -= len(part)
                yield part
            elif part == b"" and anything:  # whoever wrote has closed it
                return
            elif time.monotonic() - silent_since >= SILENCE:
                raise TimeoutError(0, f"nothing was written to it for {SILENCE:g} seconds")
            else:  # nobody has opened it for writing yet, or there is nothing yet
                time.sleep(_WAIT)
