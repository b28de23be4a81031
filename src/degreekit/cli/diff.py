"""`degreekit diff`: what changed from one version of a program to another, and for whom."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

from degreekit.cli import options
from degreekit.cli.completion import complete_program

__all__ = ["command"]


@click.command("diff")
@click.argument("before", metavar="BEFORE", shell_complete=complete_program)
@click.argument("after", metavar="AFTER", shell_complete=complete_program)
@click.option(
    "--transcripts",
    type=click.Path(path_type=Path, exists=True, file_okay=False),
    metavar="FOLDER",
    help="A folder of transcripts, PDF or JSON: list those whose verdict changes.",
)
@options.format_option
def command(**given: Any) -> int:
    """Show what changed from the program BEFORE to the program AFTER, rule by rule, in words.

    Each is the id of an installed program, ID@EDITION, or a file with rules. With --transcripts,
    each transcript of a folder is audited against both, and those whose verdict changes are listed.

    Exit status: 0 nothing changed, 1 something did, 3 a transcript could not be read or audited.
    """
    from degreekit.cli.work.diff import run

    return run(**given)
