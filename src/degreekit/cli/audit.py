"""`degreekit audit`: transcripts in, audits out."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

from degreekit.cli import options

__all__ = ["command"]


@click.command("audit")
@click.argument("files", nargs=-1, required=True, type=click.Path(path_type=Path))
@options.together_option
@options.program_options
@options.adjustments_option
@options.plan_option
@options.search_options
@options.institution_option
@options.confirm_options
@options.redact_option
@options.several_formats_option("text, json, markdown, checklist, html, or one of a plugin.")
@click.option(
    "--full",
    is_flag=True,
    help="Write everything into the text: each rule's source, every course, and where it was read. "
    "With several files, write every audit.",
)
@options.output_option(
    "Write to a file; or to a directory, one file for each of FILES. Without --format, the end of "
    "its name says which: .html, .json, .md.",
    directory=True,
)
@options.quiet_option
@click.option(
    "--exit-zero", is_flag=True, help="Exit with 0 whatever the verdict is; errors keep their own."
)
@click.option(
    "--proof",
    metavar="FILE",
    type=options.OutputPath(),
    help="Write the proof of the answer to a file, which `degreekit check-proof` checks.",
)
@click.option("--color/--no-color", default=None, help="Colour the text; by default in a terminal.")
def command(**given: Any) -> int:
    """Audit each of FILES, transcripts as PDF, text, JSON or CSV, against a program.

    A dash is standard input; a folder stands for the transcripts in it.

    With several files, --format json prints one object per line, in the order of the files. A file
    that failed is an object with its error, and does not stop the rest. Text is a table with a line
    for each file; with --full it is every audit. Audits and Markdown follow one another, each below
    the name of its file. HTML pages need a directory: --output DIR. Each decision has to name its
    student: "student" is the name of the file. For many students see degreekit cohort.

    The audit of a single transcript is proved too, if a small proof is found: it shows that fewer
    courses, credits and assumptions are impossible. Audits of several are certified.
    """
    from degreekit.cli.work.audit import run

    return run(**given)
