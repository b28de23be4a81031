"""What the commands share that take files: reading them, progress, and the names of reports."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from functools import cache
from pathlib import Path
from typing import TypeVar

import click

from degreekit.cli.output import remember_input, say
from degreekit.cli.status import ExitStatus
from degreekit.cli.work.redact import message_of, without_names
from degreekit.errors import DegreekitError
from degreekit.ingest import Limits, in_parallel
from degreekit.plugins import PluginCrashed, PluginError
from degreekit.printable import printable
from degreekit.sources import settled

__all__ = [
    "MANY",
    "content",
    "expanded",
    "failure",
    "file_names",
    "message",
    "progress",
    "read_ahead",
    "reading",
]

_Read = TypeVar("_Read")

#: From how many files on a progress bar is shown.
MANY = 3
#: Standard input, by its names.
_STANDARD_INPUT = ("-", "/dev/stdin", "/dev/fd/0", "/proc/self/fd/0")


@contextmanager
def progress(files: Sequence[Path], label: str, *, shown: bool = True) -> Iterator[Iterable[Path]]:
    """Yield the files, with a progress bar on stderr where there are many, and it may be shown."""
    if len(files) < MANY or not shown or sys.stderr is None:
        yield files
        return
    with click.progressbar(files, label=label, file=sys.stderr) as bar:
        yield bar


def content(file: Path) -> Path | bytes:
    """Return a file of the command line as something that can be read more than once.

    Args:
        file: a path; a dash is standard input. What a pipe gives once is kept.

    Raises:
        FileProblem: there is no such file, or it cannot be read.
    """
    remember_input(file)
    return _content(file)


@cache
def _content(file: Path) -> Path | bytes:
    most = Limits().size
    if str(file) in _STANDARD_INPUT and sys.stdin is not None and hasattr(sys.stdin, "buffer"):
        return settled(sys.stdin.buffer, most)
    return settled(file, most)


def expanded(files: Sequence[Path], *suffixes: str) -> tuple[Path, ...]:
    """Return the files, and for each folder the files in it, in the order of their names.

    Args:
        files: as given on the command line.
        suffixes: how the names of the files in a folder end that are meant.
    """
    found: list[Path] = []
    for file in files:
        if not file.is_dir():
            found.append(file)
            continue
        inside = sorted(
            path for path in file.rglob("*") if path.suffix.lower() in suffixes and path.is_file()
        )
        if not inside:
            kinds = " or ".join(suffixes)
            raise click.BadParameter(f"{file}: this folder has no file ending in {kinds}")
        found += inside
    for file in found:
        remember_input(file)
    return tuple(found)


def read_ahead(read: Callable[[Path], _Read], files: Sequence[Path]) -> Callable[[Path], _Read]:
    """Return a function that reads the files like `read`, but has the next ones read already.

    Several are read at a time, each in a process of its own. The function is to be called with each
    of the files, in their order; it raises what `read` raises.

    Args:
        read: what reads a file; it may run in any thread.
        files: all that will be asked for.
    """
    if len(files) < MANY or any(str(file) in _STANDARD_INPUT for file in files):
        return read

    def tried(file: Path) -> _Read | Exception:
        try:
            return read(file)
        except Exception as error:  # noqa: BLE001  # it was read ahead; whoever asks for this file gets the error
            return error

    results = in_parallel(tried, files)

    def ready(_file: Path) -> _Read:
        result = next(results)
        if isinstance(result, Exception):
            raise result
        return result

    return ready


def failure(file: Path, error: Exception) -> dict[str, object]:
    """Return what a machine reads about a file that failed."""
    outcome = getattr(error, "outcome", None)
    return {
        "file": str(file),
        "error": {
            "kind": type(error).__name__,
            "outcome": str(outcome) if outcome else None,
            "message": message(file, error),
        },
    }


def message(file: Path, error: Exception) -> str:
    """Return what went wrong with a file, after its name."""
    text, name = printable(message_of(error), lines=True), printable(without_names(str(file)))
    return text if text.startswith(name) else f"{name}: {text}"


@contextmanager
def reading(file: Path) -> Iterator[None]:
    """End the command with a message if what is done with a file fails."""
    try:
        yield
    except (PluginCrashed, PluginError):
        raise
    except DegreekitError as error:
        say(f"Error: {message(file, error)}")
        raise click.exceptions.Exit(ExitStatus.UNREADABLE) from None


def file_names(files: Iterable[Path], suffix: str) -> Iterator[str]:
    """Yield a name for the report of each file, no two alike.

    Args:
        files: what was audited.
        suffix: how the names end.
    """
    taken: set[str] = set()
    for file in files:
        name, number = f"{file.stem}{suffix}", 1
        while name.lower() in taken:  # some disks do not tell A from a
            number += 1
            name = f"{file.stem}-{number}{suffix}"
        taken.add(name.lower())
        yield name
