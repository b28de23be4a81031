"""What `--redact` means in every command: nothing that is printed says who the student is."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any, TypeVar

import click

from degreekit.api import NotVerified
from degreekit.errors import told
from degreekit.ingest import redact_reading

__all__ = ["redact_option", "shown_names", "told_of", "without_names"]

Command = TypeVar("Command", bound=Callable[..., Any])
#: Where a command keeps which names stand for which files.
_NAMES = "degreekit.names"
#: Options that name files which are given.
_GIVEN = {"adjustments": "the adjustments", "answers": "the answers", "plan": "the plan"}


def redact_option(command: Command) -> Command:
    """Add the option that leaves out who the student is."""
    told = (
        "Leave out who the student is: names of files, who decided and why, lines of the document "
        "other than courses. Courses and grades stay."
    )
    return click.option("--redact", is_flag=True, help=told)(command)


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


def told_of(error: Exception) -> str:
    """Return what may be said of an error, without the names of the files that are left out."""
    if isinstance(error, NotVerified) and _NAMES in click.get_current_context().meta:
        error = NotVerified(error.path, redact_reading(error.reading))
    return without_names(told(error))


def without_names(text: str) -> str:
    """Return a message without the names of the files that are left out."""
    context = click.get_current_context(silent=True)
    hidden: dict[str, str] = context.meta.get(_NAMES, {}) if context else {}
    for path in sorted(hidden, key=len, reverse=True):
        text = re.sub(rf"(?<![\w/.-]){re.escape(path)}(?![\w/])", hidden[path], text)
    return text
