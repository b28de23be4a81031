"""The group of commands, and how errors become exit statuses."""

from __future__ import annotations

import errno
import sys
from collections.abc import Mapping
from importlib import import_module
from typing import Any, NoReturn

import click

from degreekit.cli.config import InvalidConfig, configuration, default_map
from degreekit.cli.declared import PluginCommand, declared_commands
from degreekit.cli.output import OutputFailed, close_stdout, hidden_arguments, say
from degreekit.cli.status import CLOSED_PIPE, CRASHED, ExitStatus

__all__ = ["commands", "main"]


#: What the system says of an output that takes nothing more.
_UNWRITABLE = {errno.ENOSPC, errno.EIO, errno.EBADF, getattr(errno, "EDQUOT", errno.ENOSPC)}

# "\\b" keeps click from filling the lines that follow.
_HELP = """Audit a degree: what is complete, what is left to take, and why.

A transcript is a PDF, text copied from one, JSON or CSV. The rules come from a plugin or a file.

\b
Exit status:
  0  every degree is complete; for what-if and why-not: the question is answered
  1  the audit ran, and a degree is incomplete or complete only if something holds
  2  the command was not understood, or its output could not be written
  3  an input could not be read or verified, or the search gave up
  4  a plugin or its rules are invalid
"""

#: degreekit's own commands, with what the list of commands says. A command is a module of the same
#: name that is loaded when it is asked for.
OWN = {
    "audit": "Audit transcripts against a program.",
    "check-proof": "Check the proof of an audit.",
    "cohort": "Audit many students, with a row for each.",
    "diff": "Show what changed between two versions of a program.",
    "explain": "Explain a finding code, a requirement or a limit.",
    "ingest": "Show what was read from a document, and what proves it.",
    "lint": "Check a program's rules for mistakes.",
    "mutate": "Find rules of a program that no test case covers.",
    "new-track": "Write the plugin of a new program.",
    "page": "Write the page to drop a transcript on, as static files.",
    "plugins": "List the plugins, what each brings, and what failed.",
    "programs": "List the programs that can be audited.",
    "schema": "Print the JSON Schema of a format.",
    "serve": "Open a page to drop a transcript on, on this machine only.",
    "what-if": "Audit a transcript against many programs, and rank them.",
    "why-not": "Say why a course does not count for a requirement.",
}


class _Commands(click.Group):
    """degreekit's commands, and those of plugins; each is loaded when it is asked for."""

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002  # the signature is click's
        return sorted({*OWN, *_declared()})

    def get_command(
        self,
        ctx: click.Context,  # noqa: ARG002  # the signature is click's
        cmd_name: str,
    ) -> click.Command | None:
        if cmd_name in OWN:
            module = import_module(f"degreekit.cli.{cmd_name.replace('-', '_')}")
            command: click.Command = module.command
            return command
        return _brought(cmd_name)

    def format_commands(
        self,
        ctx: click.Context,  # noqa: ARG002  # the signature is click's
        formatter: click.HelpFormatter,
    ) -> None:
        """Write the commands without loading any."""
        with formatter.section("Commands"):
            formatter.write_dl(list(OWN.items()))
        declared = _declared()
        if declared:
            with formatter.section("Commands of plugins"):
                formatter.write_dl([(name, f"from {one}") for name, one in declared.items()])

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        if args and not args[0].startswith("-") and self.get_command(ctx, args[0]) is None:
            from degreekit.spelling import either, near  # only where something is wrong

            close = near(args[0], self.list_commands(ctx))
            hint = f"Did you mean {either(close)}?" if close else "See degreekit --help."
            raise click.UsageError(f"There is no command {args[0]!r}. {hint}", ctx)
        return super().resolve_command(ctx, args)

    def invoke(self, ctx: click.Context) -> Any:
        status = super().invoke(ctx)
        if ctx.invoked_subcommand != "plugins" and _warn_of_failures():
            return ExitStatus.INVALID_PLUGIN
        return status


def _declared() -> Mapping[str, PluginCommand]:
    """Return the commands that plugins declare, by name, without loading any."""
    return {one.name: one for one in declared_commands(OWN)}


def _brought(name: str) -> click.Command | None:
    """Return a command of a plugin."""
    declared = _declared().get(name)
    if declared is not None:
        return declared.load()
    from degreekit.api import plugin_host

    import_module("degreekit.cli.work")  # plugins are tried in a child process first

    return plugin_host().commands_besides(OWN).get(name)


def _warn_of_failures() -> bool:
    """Name the plugins that failed, if the command had to do with any.

    Returns:
        Whether one of them ended or blocked the process in which it was tried.
    """
    api = sys.modules.get("degreekit.api")
    if api is None or not api.plugin_host.cache_info().currsize:
        return False
    host = api.plugin_host()
    for failure in host.failures:
        say(f"Warning: {failure}; what it would bring is missing.")
    for warning in host.warnings:
        say(f"Warning: {warning}.")
    return bool(host.trials and host.trials.failed)


@click.group(cls=_Commands, help=_HELP, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(package_name="degreekit")
@click.pass_context
def commands(context: click.Context) -> None:
    """Audit a degree."""
    try:
        context.default_map = default_map(configuration())
    except InvalidConfig as error:
        raise click.UsageError(str(error)) from None


def main() -> NoReturn:
    """Run the command line."""
    sys.exit(_run())


def _run() -> int | str | None:
    stdout = sys.stdout
    try:
        status = commands.main(prog_name="degreekit", standalone_mode=False)
    except click.exceptions.NoArgsIsHelpError as error:
        say(error.format_message())
        return ExitStatus.USAGE
    except click.ClickException as error:
        return _refused(error)
    except click.Abort:
        say("Interrupted.")
        return 130
    except SystemExit as ended:
        # The reader of a pipe went away, as `head` does: click puts another stdout in its place and
        # says 1, but 1 means something here.
        return ended.code if sys.stdout is stdout else CLOSED_PIPE
    except BrokenPipeError:
        close_stdout()
        return CLOSED_PIPE
    except OSError as error:
        if error.errno not in _UNWRITABLE:
            return _failed(error)
        close_stdout()  # click writes its help and its version by itself
        say(f"Error: standard output could not be written: {error.strerror}")
        return ExitStatus.USAGE
    except Exception as error:  # noqa: BLE001  # a bug must not end with 1, which says that a degree is incomplete
        return _failed(error)
    return status if isinstance(status, int) else 0


def _refused(error: click.ClickException) -> int:
    """Show an error of the command line, and return its status."""
    if isinstance(error, OutputFailed):
        close_stdout()
    usage = ""
    if isinstance(error, click.UsageError) and error.ctx is not None:
        usage = f"{error.ctx.get_usage()}\n"
        if error.ctx.command.get_help_option(error.ctx) is not None:
            usage += f"Try '{error.ctx.command_path} --help' for help.\n\n"
    message = error.format_message()
    say(f"{usage}Error: {_without_arguments(message, error)}")
    return error.exit_code


def _without_arguments(message: str, error: click.ClickException) -> str:
    """Leave the names of files out of a message where the user wants none in it."""
    context = getattr(error, "ctx", None)
    for argument in hidden_arguments(sys.argv[1:], context):
        message = message.replace(argument, "...")
    return message


def _failed(error: Exception) -> int:
    """Show an error that degreekit raised on purpose, or a bug, and return its status."""
    from degreekit.errors import DegreekitError

    if not isinstance(error, DegreekitError):
        import traceback  # only where something is wrong

        # Where it happened helps to fix it; its text may hold what stands in a file.
        say("".join(traceback.format_tb(error.__traceback__)).rstrip())
        say(f"Error: this is a bug in degreekit ({type(error).__name__}); please report it.")
        return CRASHED
    from degreekit.plugins import PluginCrashed, PluginError
    from degreekit.requirements import InvalidProgram

    say(f"Error: {error}")
    broken = isinstance(error, PluginCrashed | PluginError | InvalidProgram)
    return ExitStatus.INVALID_PLUGIN if broken else ExitStatus.UNREADABLE
