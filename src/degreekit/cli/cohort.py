"""`degreekit cohort`: many students in, a row for each out."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

from degreekit.cli import options

__all__ = ["command"]


@click.command("cohort")
@click.argument("inputs", nargs=-1, required=True, type=click.Path(path_type=Path, exists=True))
@options.program_options
@click.option(
    "--adjustments",
    type=options.FILE,
    metavar="FILE",
    help="Decisions for the students, JSON or YAML; in each, 'student' says whose it is.",
)
@click.option(
    "--plan",
    type=options.FILE,
    metavar="FILE",
    help="Courses that every student plans to take, besides the plans in the list.",
)
@options.search_options
@options.institution_option
@click.option("--no-ocr", is_flag=True, help="Do not read scanned pages, even if OCR is installed.")
@click.option(
    "-f",
    "--format",
    "format_",
    type=click.Choice(["text", "csv", "jsonl", "parquet", "html"]),
    help="How to write the rows to standard output; text without it, unless there is an --output.",
)
@click.option(
    "--rows",
    "what",
    type=click.Choice(["students", "requirements"]),
    default="students",
    show_default=True,
    help="Whether each student has a row, or each requirement of each student.",
)
@click.option(
    "--figures",
    is_flag=True,
    help="Work out only status and what remains, without words and requirements: much faster.",
)
@click.option(
    "-o",
    "--output",
    "outputs",
    multiple=True,
    type=options.OutputPath(),
    help="Write to a file; may be repeated. The end of its name says what is written: .csv, "
    ".parquet, .html or .txt. Any other file is a run: it keeps the results, so that the same "
    "command continues where it was stopped, and works out only what has changed.",
)
@click.option(
    "--audits",
    type=options.OutputPath(file=False, folder=True),
    metavar="DIR",
    help="Where the HTML page puts the audits that it links to; without it, a folder next to the "
    "page.",
)
@click.option("--names", is_flag=True, help="Show the keys of the students on the HTML page.")
@options.processes_option
@options.quiet_option
@click.option(
    "--exit-zero",
    is_flag=True,
    help="Exit with 0 whatever the verdicts are; errors keep their own.",
)
@click.option("--color/--no-color", default=None, help="Colour the text; by default in a terminal.")
def command(**given: Any) -> int:
    """Audit many students, and write a row for each.

    INPUTS are folders of transcripts; lists of students as JSON Lines, each an object with "key",
    "transcript" (a path or the data), and if wanted "program", "adjustments" and "plan"; tables of
    records as CSV or Parquet with a column "key"; or single transcripts.

    A student who cannot be audited is a row with the error, and does not stop the rest.
    """
    from degreekit.cli.work.cohort import run

    return run(**given)
