"""`degreekit lint`: mistakes in the rules of a program."""

from __future__ import annotations

from pathlib import Path

import click

from degreekit.cli import options
from degreekit.cli.completion import complete_program

__all__ = ["command"]


@click.command("lint")
@click.argument(
    "programs", metavar="PROGRAM...", nargs=-1, required=True, shell_complete=complete_program
)
@click.option(
    "--sources",
    metavar="FOLDER",
    type=click.Path(exists=True, file_okay=False, path_type=Path),
    help="Saved pages, and a sources.json that gives the file for each address: report sentences "
    "that a page no longer has.",
)
@click.option(
    "--cases",
    type=options.OutputPath(file=False, folder=True),
    metavar="FOLDER",
    help="Write a case file to FOLDER for each finding that a student can show.",
)
@options.format_option
def command(
    programs: tuple[str, ...], sources: Path | None, cases: Path | None, format_: str
) -> int:
    """Check the rules of a program for mistakes, and for what is likely to be one.

    PROGRAM is the id of an installed program, ID@EDITION, or a file with rules. Some findings are
    proved by an audit, such as whether anybody can complete the program. With --cases, a student
    shows what was proved, in a case file that pytest runs.

    Exit status: 0 nothing was found, 1 only warnings, 4 a rule is contradictory.
    """
    from degreekit.cli.work.lint import run

    return run(programs, sources, cases, format_)
