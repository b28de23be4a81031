"""The group of commands, and how errors become exit statuses."""

from __future__ import annotations

import sys
import traceback
from typing import Any, NoReturn

import click

from degreekit.api import plugin_host
from degreekit.cli.audit import audit
from degreekit.cli.diff import diff
from degreekit.cli.explain import explain
from degreekit.cli.ingest import ingest
from degreekit.cli.lint import lint
from degreekit.cli.listing import plugins, programs
from degreekit.cli.mutate import mutate
from degreekit.cli.new_track import new_track
from degreekit.cli.schema import schema
from degreekit.cli.status import CLOSED_PIPE, CRASHED, ExitStatus
from degreekit.cli.whatif import what_if
from degreekit.cli.whynot import why_not
from degreekit.errors import DegreekitError
from degreekit.plugins import PluginCrashed, PluginError
from degreekit.requirements import InvalidProgram

__all__ = ["main"]


# "\\b" keeps click from filling the lines that follow.
_HELP = """Audit a degree from a transcript PDF: exactly, certified, and with its reasons.

\b
Exit status:
  0  everything is satisfied; of what-if and why-not: the question is answered
  1  the audit ran, and something is conditional or unsatisfied
  2  the command was not understood
  3  an input could not be read or verified, or no answer was proved within the
     budget
  4  a plugin or its rules are invalid
"""


class _Commands(click.Group):
    """The commands of degreekit, and those of plugins, which are loaded when they are asked for."""

    def _brought(self) -> dict[str, click.Command]:
        return plugin_host().commands_beside(self.commands)

    def list_commands(self, ctx: click.Context) -> list[str]:
        return sorted([*super().list_commands(ctx), *self._brought()])

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        own = super().get_command(ctx, cmd_name)
        return own or self._brought().get(cmd_name)

    def invoke(self, ctx: click.Context) -> Any:
        status = super().invoke(ctx)
        if ctx.invoked_subcommand != "plugins" and plugin_host.cache_info().currsize:
            for failure in plugin_host().failures:
                click.echo(f"Warning: {failure}; what it would bring is missing", err=True)
        return status


@click.group(cls=_Commands, help=_HELP, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(package_name="degreekit")
def commands() -> None:
    """Audit a degree from a transcript PDF."""


for _command in (
    audit,
    what_if,
    why_not,
    ingest,
    programs,
    plugins,
    explain,
    schema,
    lint,
    diff,
    mutate,
    new_track,
):
    commands.add_command(_command)


def main() -> NoReturn:
    """Run the command line."""
    stdout = sys.stdout
    try:
        status = commands.main(standalone_mode=False)
    except click.ClickException as error:
        error.show()
        sys.exit(error.exit_code)
    except click.Abort:
        click.echo("Interrupted.", err=True)
        sys.exit(130)
    except (PluginCrashed, PluginError, InvalidProgram) as error:
        click.echo(f"Error: {error}", err=True)
        sys.exit(ExitStatus.INVALID_PLUGIN)
    except DegreekitError as error:
        click.echo(f"Error: {error}", err=True)
        sys.exit(ExitStatus.UNREADABLE)
    except SystemExit as ended:
        # The reader of a pipe went away, as `head` does: click puts another stdout in its place and
        # says 1, but 1 means something here.
        sys.exit(ended.code if sys.stdout is stdout else CLOSED_PIPE)
    except Exception as error:  # noqa: BLE001  # a defect: Python's own status for it is 1
        # Where it happened helps to mend it; its text may hold what stands in a file.
        click.echo("".join(traceback.format_tb(error.__traceback__)), err=True, nl=False)
        told = f"degreekit failed ({type(error).__name__}); please report this"
        click.echo(f"Error: {told}", err=True)
        sys.exit(CRASHED)
    sys.exit(status if isinstance(status, int) else 0)
