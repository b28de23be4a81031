"""`degreekit diff`: what changed from one version of a program or run to another, and for whom."""

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
    type=click.Path(path_type=Path, exists=True),
    multiple=True,
    metavar="INPUT",
    help="Students to compare, as `degreekit cohort` takes them: a folder, a list, a table of "
    "records, a transcript; may be repeated.",
)
@click.option(
    "--adjustments",
    type=options.FILE,
    metavar="FILE",
    help="Decisions for the students, JSON or YAML; in each, 'student' says whose it is.",
)
@options.processes_option
@options.format_option
def command(**given: Any) -> int:
    """Show what changed from BEFORE to AFTER, in words.

    Each is the id of an installed program, ID@EDITION, or a file with rules: then the changes are
    those of the rules. With --transcripts, each student is audited against both, and those whose
    result changes are listed, each with the requirements that change.

    Or both are runs that `degreekit cohort --output` kept: then the students whose result changed
    are listed, with what caused it: records, decisions, plan, rules or version.

    Exit status: 0 nothing changed, 1 something did, 3 a student could not be read or audited.
    """
    from degreekit.cli.work.diff import run

    return run(**given)
