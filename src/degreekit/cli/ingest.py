"""`degreekit ingest`: what a document says, and where."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

from degreekit.cli import options

__all__ = ["command"]

#: The formats of `degreekit.export`; the list is here so that the help loads nothing.
FORMATS = ("text", "json", "csv", "clr")


@click.command("ingest")
@click.argument("files", nargs=-1, required=True, type=click.Path(path_type=Path))
@click.option(
    "-f",
    "--format",
    "format_",
    type=click.Choice(FORMATS),
    default="text",
    show_default=True,
    help="How to write what was read: text and json have all of the reading; csv, and clr "
    "(1EdTech CLR 2.0, unsigned), the transcript for other programs.",
)
@options.output_option(
    "Write to a file; .json or .csv at the end of its name asks for that format."
)
@click.option(
    "--show",
    type=options.OutputPath(),
    metavar="OUT.png",
    help="Draw what was read over the page, as PNG; several pages become OUT-1.png, OUT-2.png ...",
)
@click.option(
    "--describe",
    is_flag=True,
    help="Print the structure of the document without its contents, to report a new layout.",
)
@click.option(
    "--write-expected",
    is_flag=True,
    help="Write what was read next to each file, as NAME.transcript.json, for the tests of a "
    "reader. An existing file that differs is left alone.",
)
@options.together_option
@options.institution_option
@options.confirm_options
@options.redact_option
@options.quiet_option
def command(**given: Any) -> int:
    """Read each of FILES, transcripts as PDF or text, and show what was read and what proves it.

    A dash is standard input; a folder stands for the PDFs in it. The JSON is accepted wherever a
    transcript is. It contains no name or identifier of a person.
    """
    from degreekit.cli.work.ingest import run

    return run(**given)
