"""What `--redact` means in every command: nothing that is printed says who the student is."""

from __future__ import annotations

import re
from collections.abc import Sequence
from pathlib import Path

import click

from degreekit.api import NotVerified
from degreekit.cli.output import say
from degreekit.errors import error_message
from degreekit.ingest import redact_reading
from degreekit.transcript import InvalidTranscript

__all__ = ["message_of", "say_written", "shown_names", "without_names"]

#: Where a command keeps which names stand for which files.
_NAMES = "degreekit.names"
#: Options that name files, with what they are called instead.
_GIVEN = {
    "adjustments": "the adjustments",
    "answers": "the answers",
    "plan": "the plan",
    "output": "the output",
    "show": "the picture",
}
#: What a message quotes of a file.
_QUOTED = re.compile(r"'[^']*'|\"[^\"]*\"")


def shown_names(files: Sequence[Path], *, redact: bool) -> tuple[Path, ...]:
    """Return what the files are called in whatever the command prints, in their order.

    Args:
        files: as they were given.
        redact: whether their names are left out; then they are numbered.
    """
    if not redact:
        return tuple(files)
    context = click.get_current_context()
    shown = tuple(Path(f"file {number}") for number in range(1, len(files) + 1))
    hidden = dict(zip(map(str, files), map(str, shown), strict=True))
    hidden.pop("-", None)  # standard input has no name to leave out
    for option, name in _GIVEN.items():
        if path := context.params.get(option):
            hidden[str(path)] = name
    context.meta[_NAMES] = hidden
    return shown


def message_of(error: Exception) -> str:
    """Return what may be said of an error: with --redact, nothing that a file says or is called."""
    context = click.get_current_context(silent=True)
    redacted = context is not None and _NAMES in context.meta
    if redacted and isinstance(error, NotVerified):
        error = NotVerified(error.path, redact_reading(error.reading))
    text = error_message(error)
    if redacted and isinstance(error, ValueError | InvalidTranscript):
        text = _QUOTED.sub("'***'", text)  # such an error quotes what it could not read
    return without_names(text)


def without_names(text: str) -> str:
    """Return a message without the names of the files that are left out."""
    context = click.get_current_context(silent=True)
    hidden: dict[str, str] = context.meta.get(_NAMES, {}) if context else {}
    for path in sorted(hidden, key=len, reverse=True):
        text = re.sub(rf"(?<![\w/.-]){re.escape(path)}(?![\w/])", hidden[path], text)
    return text


def say_written(output: Path | None, *, quiet: bool = False) -> None:
    """Say where the output of a command is, if it went to a file."""
    if output is not None and not quiet:
        say(without_names(f"Wrote {output}"))
