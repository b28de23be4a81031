"""Report formats and commands of plugins, guarded: where one fails at its work, it is named.

The text of an error is not told: it may hold what stands in a student's document. Where it happened
is. Readers are looked at where they are asked, in `degreekit.ingest.readers.asking`.
"""

from __future__ import annotations

import traceback
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from degreekit.errors import DegreekitError
from degreekit.plugins.found import LoadedPlugin, PluginCrashed, PluginFailure
from degreekit.report import ReportFormat

if TYPE_CHECKING:
    import click

__all__ = ["FAILS", "guarded_command", "guarded_report", "place_of"]


#: What a plugin may raise without taking its host along: anything but an interruption. A module
#: that calls `sys.exit` is among it.
FAILS: Final = (Exception, SystemExit)


def place_of(error: BaseException, plugin: LoadedPlugin) -> str:
    """Return the last file and line of a plugin's own on the way to an error; empty for none."""
    top = plugin.target.partition(":")[0].partition(".")[0]
    for frame in reversed(traceback.extract_tb(error.__traceback__)):
        path = Path(frame.filename)
        if top in (path.stem, *path.parts[-6:-1]):
            return f"{path}:{frame.lineno}"
    return ""


def _failure(plugin: LoadedPlugin, doing: str, error: BaseException) -> PluginFailure:
    place = f" at {found}" if (found := place_of(error, plugin)) else ""
    return PluginFailure(plugin, f"{doing} failed with {type(error).__name__}{place}")


def _wrong_type(plugin: LoadedPlugin, doing: str, found: object) -> PluginFailure:
    return PluginFailure(plugin, f"{doing} returned a {type(found).__name__}")


def guarded_report(report: ReportFormat, plugin: LoadedPlugin) -> ReportFormat:
    """Return a report format that names its plugin where it cannot write an audit."""

    def render(*given: Any) -> Any:
        doing = f"report format {report.name!r}"
        try:
            text: object = report.render(*given)
        except DegreekitError:
            raise
        except FAILS as error:
            raise PluginCrashed(_failure(plugin, doing, error)) from error
        if isinstance(text, str):
            return text
        raise PluginCrashed(_wrong_type(plugin, doing, text))

    return replace(report, render=render)


def guarded_command(name: str, command: click.Command, plugin: LoadedPlugin) -> click.Command:
    """Return a command that names its plugin where it fails."""
    import click  # only where there are commands

    invoke = command.invoke

    def guarded(context: click.Context) -> Any:
        try:
            return invoke(context)
        except (DegreekitError, click.ClickException, click.exceptions.Exit, click.Abort):
            raise
        except BrokenPipeError:  # its reader went away, as `head` does
            raise
        except Exception as error:  # a plugin may fail in any way
            raise PluginCrashed(_failure(plugin, f"command {name!r}", error)) from error

    command.invoke = guarded  # type: ignore[method-assign, assignment]  # the plugin's own object
    return command
