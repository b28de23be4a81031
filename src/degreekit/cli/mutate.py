"""`degreekit mutate`: whether some case notices each change of the rules."""

from __future__ import annotations

from pathlib import Path

import click

from degreekit.cli.options import named_program, refused
from degreekit.cli.status import ExitStatus
from degreekit.testing import (
    InvalidCases,
    RulesNotTested,
    load_cases,
    load_equivalents,
    surviving_mutants,
)

__all__ = ["mutate"]


@click.command(short_help="Find the rules of a program that no case speaks of.")
@click.argument("program", metavar="PROGRAM")
@click.option(
    "--cases",
    "folder",
    type=click.Path(path_type=Path, exists=True),
    required=True,
    help="The case file, or the folder of case files.",
)
@click.option(
    "--equivalents",
    type=click.Path(path_type=Path, exists=True, dir_okay=False),
    help="A Markdown file with changes that make no difference to anybody, and why.",
)
@click.option(
    "--thorough",
    is_flag=True,
    help="Try what is declared with every case, and not only with those likeliest to notice.",
)
def mutate(program: str, folder: Path, equivalents: Path | None, thorough: bool) -> int:
    """Change each rule of PROGRAM in every respect, one at a time, and see whether a case notices.

    PROGRAM is the id of an installed program, ID@EDITION, or a file with rules.

    Exit status: 0 every change is noticed, 1 some change is not, 3 the cases could not be read.
    """
    rules = named_program(program)
    try:
        cases = load_cases(folder, rules)
        declared = load_equivalents(equivalents) if equivalents else {}
        report = surviving_mutants(rules, cases, equivalents=declared, thorough=thorough)
    except InvalidCases as error:
        refused(str(error))
    except (RulesNotTested, ValueError) as error:
        refused(str(error))
    click.echo(report.text())
    return ExitStatus.SATISFIED if report.ok else ExitStatus.NOT_SATISFIED
