"""What the commands share that take files: reading them, progress, and where output goes."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from functools import lru_cache
from pathlib import Path
from typing import BinaryIO, TextIO, TypeVar

import click

from degreekit.cli.redact import told_of
from degreekit.cli.status import ExitStatus
from degreekit.errors import DegreekitError
from degreekit.ingest import in_parallel
from degreekit.plugins import PluginCrashed, PluginError

__all__ = [
    "content",
    "expanded",
    "failure",
    "file_names",
    "message",
    "output_to",
    "progress",
    "read_ahead",
    "reading",
    "written",
]

_Read = TypeVar("_Read")

#: From how many files on a progress bar is shown.
MANY = 3


@contextmanager
def progress(files: Sequence[Path], label: str, *, shown: bool = True) -> Iterator[Iterable[Path]]:
    """Yield the files, with a progress bar on stderr where there are many, and it may be shown."""
    if len(files) < MANY or not shown:
        yield files
        return
    with click.progressbar(files, label=label, file=sys.stderr) as bar:
        yield bar


def content(file: Path) -> Path | bytes:
    """Return what a file given on the command line is read from: ``-`` is standard input."""
    return _whole(sys.stdin.buffer) if str(file) == "-" else file


@lru_cache(maxsize=1)
def _whole(stream: BinaryIO) -> bytes:
    """Return what a stream holds, which it gives once only, as often as it is asked for."""
    return stream.read()


def expanded(files: Sequence[Path], *suffixes: str) -> tuple[Path, ...]:
    """Return the files, and in the place of each folder those in it, in the order of their names.

    Args:
        files: as given on the command line.
        suffixes: how the names of files in a folder end that are meant.
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
            raise click.BadParameter(f"{file}: no file ending in {kinds} is in this folder")
        found += inside
    return tuple(found)


def read_ahead(read: Callable[[Path], _Read], files: Sequence[Path]) -> Callable[[Path], _Read]:
    """Return a function that reads the files like `read`, but has the next ones read already.

    Several are read at a time, each in a process of its own. The function is to be called with each
    of the files, in their order; it raises what `read` raises.

    Args:
        read: what reads a file; it may run in any thread.
        files: all that will be asked for.
    """
    if len(files) < MANY or Path("-") in files:
        return read

    def tried(file: Path) -> _Read | Exception:
        try:
            return read(file)
        except Exception as error:  # noqa: BLE001  # raised where it is asked for
            return error

    results = in_parallel(tried, files)

    def ready(_file: Path) -> _Read:
        result = next(results)
        if isinstance(result, Exception):
            raise result
        return result

    return ready


def failure(file: Path, error: Exception) -> dict[str, object]:
    """Return what a machine reads of a file that failed."""
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
    """Return what went wrong with a file, with its name in front."""
    text = told_of(error)
    return text if text.startswith(str(file)) else f"{file}: {text}"


@contextmanager
def reading(file: Path) -> Iterator[None]:
    """End the command with a message if what is done with a file fails."""
    try:
        yield
    except (PluginCrashed, PluginError):
        raise
    except (DegreekitError, OSError) as error:
        click.echo(f"Error: {message(file, error)}", err=True)
        raise click.exceptions.Exit(ExitStatus.UNREADABLE) from None


@contextmanager
def output_to(path: Path | None) -> Iterator[TextIO]:
    """Yield where data goes: stdout, or a file that is written in one piece."""
    if path is None:
        yield sys.stdout
        return
    try:
        with path.open("w", encoding="utf-8") as file:
            yield file
    except OSError as error:
        raise click.BadParameter(f"{path}: {error.strerror}", param_hint="'--output'") from None


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


def written(directory: Path, name: str, text: str) -> None:
    """Write a file of a directory, which is made where it is missing; or end the command."""
    try:
        directory.mkdir(parents=True, exist_ok=True)
        (directory / name).write_text(f"{text}\n", encoding="utf-8")
    except OSError as error:
        raise click.BadParameter(
            f"{directory / name}: {error.strerror}", param_hint="'--output'"
        ) from None
