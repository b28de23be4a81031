"""Plugins, guarded: whatever one raises or prints, it is named, and nothing else suffers.

The text of an error at work is left out: it may hold what stands in a student's document. The place
in the plugin's code is given. Readers are guarded in `degreekit.ingest.readers.asking`.
"""

from __future__ import annotations

import io
import os
import sys
import tempfile
import traceback
from collections.abc import Iterator
from contextlib import contextmanager, nullcontext, redirect_stdout, suppress
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pluggy

from degreekit.errors import DegreekitError
from degreekit.plugins import hookspecs
from degreekit.plugins.discovery import LoadedPlugin, PluginCrashed, PluginFailure
from degreekit.printable import printable, without_controls
from degreekit.report import ReportFormat

if TYPE_CHECKING:
    import click

__all__ = ["Outcome", "guarded", "guarded_command", "guarded_report", "place_of", "problem_of"]


@dataclass(slots=True)
class Outcome:
    """The outcome of a call of a plugin.

    Attributes:
        error: what it raised; None where all went well.
        printed: whether it wrote to standard output, which is only for the answer.
    """

    error: BaseException | None = None
    printed: bool = False


@contextmanager
def guarded(*, whole_process: bool = False) -> Iterator[Outcome]:
    """Yield the outcome of what is done with a plugin, which is filled in at the end.

    Anything that it raises is caught, `SystemExit` as well, but for the user's interruption; and
    what it prints does not get among the answers.

    Args:
        whole_process: whether standard output belongs to the command that runs, so that also what
            is written past Python's own can be held back.
    """
    outcome, heard = Outcome(), io.StringIO()
    with _descriptor_held(outcome) if whole_process else nullcontext():
        try:
            with redirect_stdout(heard):
                yield outcome
        except KeyboardInterrupt:
            raise
        except BaseException as error:  # noqa: BLE001  # a plugin may raise anything
            outcome.error = error
    outcome.printed |= bool(heard.getvalue())


@contextmanager
def _descriptor_held(outcome: Outcome) -> Iterator[None]:
    """Hold back what is written to the descriptor of standard output, by whatever way."""
    try:
        if sys.stdout is not None:
            sys.stdout.flush()
        kept = os.dup(1)
    except (OSError, ValueError):  # standard output is closed
        yield
        return
    with tempfile.TemporaryFile() as heard:
        os.dup2(heard.fileno(), 1)
        try:
            yield
        finally:
            with suppress(OSError, ValueError, AttributeError):
                sys.__stdout__.flush()  # type: ignore[union-attr]  # AttributeError where None
            os.dup2(kept, 1)
            os.close(kept)
            outcome.printed |= heard.seek(0, os.SEEK_END) > 0


def place_of(error: BaseException, plugin: LoadedPlugin) -> str:
    """Return the last file and line of a plugin's own on the way to an error; empty for none."""
    top = plugin.target.partition(":")[0].partition(".")[0]
    for frame in reversed(traceback.extract_tb(error.__traceback__)):
        path = Path(frame.filename)
        if top in (path.stem, *path.parts[-6:-1]):
            return f"{path}:{frame.lineno}"
    return ""


#: Letters of the text of an error that are repeated: a plugin may put anything into it.
_LONGEST = 500


def an(noun: str) -> str:
    """Return a noun with its article: ``an int``, ``a str``."""
    return f"{'an' if noun[:1].lower() in 'aeiou' else 'a'} {noun}"


def problem_of(error: BaseException, plugin: LoadedPlugin) -> str:
    """Return what went wrong while a plugin was loaded or asked: its own words, and where."""
    if isinstance(error, pluggy.PluginValidationError):  # a name or a parameter of no hook
        hooks = [name for name in vars(hookspecs) if name.startswith("degreekit_")]
        return f"{error}; the hooks are {', '.join(sorted(hooks))}"
    place = f" ({found})" if (found := place_of(error, plugin)) else ""
    try:
        text = printable(str(error)[:_LONGEST])
    except BaseException:  # noqa: BLE001  # an error may not even be able to say what it is
        text = "it cannot say why"
    return f"{type(error).__name__}: {text}{place}"


def _crashed(plugin: LoadedPlugin, doing: str, error: BaseException) -> PluginCrashed:
    place = f" at {found}" if (found := place_of(error, plugin)) else ""
    failure = PluginFailure(plugin, f"{doing} failed with {type(error).__name__}{place}")
    return PluginCrashed(failure)


def guarded_report(report: ReportFormat, plugin: LoadedPlugin) -> ReportFormat:
    """Return a report format that names its plugin where it cannot write an audit."""

    def render(*given: Any) -> str:
        doing = f"report format {report.name!r}"
        text: object = None
        with guarded() as outcome:
            text = report.render(*given)
        error = outcome.error
        if isinstance(error, DegreekitError):
            raise error
        if error is not None:
            raise _crashed(plugin, doing, error) from error
        if not isinstance(text, str):
            problem = f"{doing} returned {an(type(text).__name__)}, not a text"
            raise PluginCrashed(PluginFailure(plugin, problem))
        return without_controls(text)

    return replace(report, render=render)


def guarded_command(name: str, command: click.Command, plugin: LoadedPlugin) -> click.Command:
    """Return a command that names its plugin where it fails. It may print: it is the user's."""
    import click  # only where there are commands

    invoke = command.invoke

    def guarded_invoke(context: click.Context) -> Any:
        try:
            return invoke(context)
        except (
            *(DegreekitError, click.ClickException, click.exceptions.Exit, click.Abort),
            *(KeyboardInterrupt, SystemExit, BrokenPipeError),
        ):
            raise
        except BaseException as error:  # a plugin may raise anything
            raise _crashed(plugin, f"command {name!r}", error) from error

    command.invoke = guarded_invoke  # type: ignore[method-assign, assignment]  # its own object
    return command
