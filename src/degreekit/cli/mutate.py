"""`degreekit mutate`: whether some test case notices each change of the rules."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

from degreekit.cli.completion import complete_program

__all__ = ["command"]


@click.command("mutate")
@click.argument("program", metavar="PROGRAM", shell_complete=complete_program)
@click.option(
    "--cases",
    "folder",
    type=click.Path(path_type=Path, exists=True),
    metavar="PATH",
    required=True,
    help="The case file, or the folder of case files.",
)
@click.option(
    "--equivalents",
    type=click.Path(path_type=Path, exists=True, dir_okay=False),
    metavar="FILE",
    multiple=True,
    help="A Markdown file with changes that make no difference to anybody, and why; repeatable.",
)
@click.option(
    "--besides",
    metavar="PROGRAM",
    shell_complete=complete_program,
    help="Leave out the rules that PROGRAM has too: they need to be checked for one program only.",
)
@click.option(
    "--thorough",
    is_flag=True,
    help="Try declared changes with every case, not only with those likeliest to notice.",
)
@click.option(
    "--students",
    type=click.IntRange(min=0),
    default=0,
    metavar="N",
    help="Try declared changes with N random students each, made from those of the cases.",
)
def command(**given: Any) -> int:
    """Change each rule of PROGRAM in every respect, one at a time, and see whether a case notices.

    PROGRAM is the id of an installed program, ID@EDITION, or a file with rules.

    Exit status: 0 every change is noticed, 1 some change is not, 3 the cases could not be read.
    """
    from degreekit.cli.work.mutate import run

    return run(**given)
