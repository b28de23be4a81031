"""`degreekit what-if`: one transcript, many programs."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Any

import click

from degreekit import api
from degreekit.cli.confirm import Confirmer, confirm_options
from degreekit.cli.files import reading
from degreekit.cli.look import look
from degreekit.cli.options import (
    adjustments_option,
    checked_solver,
    decisions,
    format_option,
    named_program,
    not_found,
    plan_option,
    refused,
    search_options,
)
from degreekit.cli.redact import redact_option, shown_names
from degreekit.cli.status import ExitStatus
from degreekit.plugins import NotFound
from degreekit.report import render_what_if
from degreekit.transcript import InvalidPlan

__all__ = ["what_if"]


@click.command("what-if", short_help="Audit a transcript against many programs, and rank them.")
@click.argument("file", type=click.Path(path_type=Path))
@click.option(
    "--program",
    "program_ids",
    metavar="ID[@EDITION]|FILE",
    multiple=True,
    help="A program to try, or a file with its rules, may be repeated; without it all of the "
    "transcript's institution.",
)
@adjustments_option
@plan_option
@search_options
@confirm_options
@redact_option
@format_option
def what_if(
    file: Path,
    program_ids: tuple[str, ...],
    adjustments: Path | None,
    plan: Path | None,
    solver: Any,
    budget: int,
    confirm: bool,
    answers: Path | None,
    no_ocr: bool,
    redact: bool,
    format_: str,
) -> int:
    """Audit FILE, a transcript, against every installed program, and rank them.

    What is satisfied comes first, then what is conditional, then what takes the fewest further
    courses, and of these the fewest credits. A program that cannot be audited is listed with its
    error, and never stops the others; the exit status is then 3, and 0 if all have an answer.
    """
    [shown] = shown_names([file], redact=redact)
    decided = decisions(adjustments, redact=redact)
    checked_solver(solver)
    with reading(shown):
        transcript = Confirmer(ask=confirm, path=answers, ocr=not no_ocr).transcript(file)
        try:
            audits = api.what_if(
                transcript,
                [named_program(one, decided) for one in program_ids] or None,
                decided,
                () if plan is None else plan,
                solver=solver,
                budget=budget,
            )
        except InvalidPlan as error:
            refused(str(error))
        except NotFound as error:
            raise not_found(error) from None
    if format_ == "json":
        data = [answer.to_data() for answer in audits]
        click.echo(json.dumps(data, ensure_ascii=False, indent=1))
    elif audits:
        shape = look(coloured=sys.stdout.isatty())
        click.echo(render_what_if(audits, shape), color=sys.stdout.isatty())
    if not audits:
        click.echo("No program of the transcript's institution is installed.", err=True)
    status = 0
    for answer in audits:
        if answer.error:
            status = ExitStatus.UNREADABLE
            click.echo(f"Error: {answer.program.id}: {answer.error.message}", err=True)
    return status
