"""`degreekit what-if`: one transcript, many programs."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

from degreekit.cli import options
from degreekit.cli.completion import complete_program

__all__ = ["command"]


@click.command("what-if")
@click.argument("file", type=click.Path(path_type=Path))
@click.option(
    "-p",
    "--program",
    "program_ids",
    metavar="ID[@EDITION]|FILE",
    multiple=True,
    shell_complete=complete_program,
    help="A program to try, or a file with its rules; may be repeated. Without it, all of the "
    "transcript's institution.",
)
@click.option(
    "--deciding/--no-deciding",
    default=None,
    help="Name the courses that decide between the programs, and what each counts for in which. "
    "The text does this by default if no --program is named.",
)
@click.option(
    "--pages",
    metavar="DIR",
    type=options.OutputPath(file=False, folder=True),
    help="Write the page of each audit into a directory, one file for each program; each links the "
    "others.",
)
@options.adjustments_option
@options.plan_option
@options.search_options
@options.confirm_options
@options.redact_option
@options.format_option
@options.output_option("Write to a file; .json at the end of its name asks for JSON.")
@options.quiet_option
def command(**given: Any) -> int:
    """Audit FILE, a transcript, against every installed program, and rank them.

    Complete degrees come first, then those that are complete if something holds, then those that
    take the fewest further courses, and of these the fewest credits. A program that cannot be
    audited is listed with its error and does not stop the rest; the exit status is then 3, and 0 if
    every program has an answer.
    """
    from degreekit.cli.work.whatif import run

    return run(**given)
