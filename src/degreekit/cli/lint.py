"""`degreekit lint`: mistakes in the rules of a program."""

from __future__ import annotations

import click

from degreekit.cli import options
from degreekit.cli.completion import complete_program

__all__ = ["command"]


@click.command("lint")
@click.argument(
    "programs", metavar="PROGRAM...", nargs=-1, required=True, shell_complete=complete_program
)
@options.format_option
def command(programs: tuple[str, ...], format_: str) -> int:
    """Check the rules of a program for mistakes, and for what is likely to be one.

    PROGRAM is the id of an installed program, ID@EDITION, or a file with rules. Besides what can be
    seen in the rules, an audit proves whether anybody can complete the program.

    Exit status: 0 nothing was found, 1 only warnings, 4 a rule is contradictory.
    """
    from degreekit.cli.work.lint import run

    return run(programs, format_)
