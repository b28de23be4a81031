"""`degreekit check-proof`: whether the proof of an audit holds."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

from degreekit.cli import options
from degreekit.cli.completion import complete_program

__all__ = ["command"]


@click.command("check-proof")
@click.argument("proof", type=options.FILE)
@click.argument("file", type=click.Path(path_type=Path))
@click.option(
    "-p",
    "--program",
    metavar="ID[@EDITION]|FILE",
    shell_complete=complete_program,
    help="The program; by default the one that the proof names.",
)
@click.option(
    "--veripb",
    metavar="DIRECTORY",
    type=options.OutputPath(file=False, folder=True),
    help="Also write the proof for VeriPB, an independent checker: a formula (.opb) and its proof "
    "(.pbp) for each thing that is shown.",
)
@options.adjustments_option
@options.plan_option
@options.confirm_options
@options.redact_option
@options.format_option
@options.output_option("Write to a file; .json at the end of its name asks for JSON.")
@options.quiet_option
def command(**given: Any) -> int:
    """Check PROOF, as `degreekit audit --proof` writes it, against the transcript FILE.

    A proof holds no records: give the same transcript, decisions and plan again. What it adds up
    is worked out again from them and from the rules, by code that shares nothing with the search.
    The exit status is 0 if the proof holds, and 3 if not.
    """
    from degreekit.cli.work.check_proof import run

    return run(**given)
