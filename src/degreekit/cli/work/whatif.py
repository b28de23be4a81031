"""One transcript, many programs."""

from __future__ import annotations

import sys
from pathlib import Path

from degreekit import api
from degreekit.audit.solve.solver import SolverName
from degreekit.cli.output import output_to, say
from degreekit.cli.status import ExitStatus
from degreekit.cli.work.chosen import checked_solver, decisions, named_program, not_found, refused
from degreekit.cli.work.confirm import Confirmer
from degreekit.cli.work.files import reading
from degreekit.cli.work.look import look
from degreekit.cli.work.redact import shown_names, without_names
from degreekit.plugins import NotFound
from degreekit.printable import json_text
from degreekit.report import render_what_if
from degreekit.transcript import InvalidPlan

__all__ = ["run"]


def run(
    file: Path,
    *,
    program_ids: tuple[str, ...],
    adjustments: Path | None,
    plan: Path | None,
    solver: SolverName,
    budget: int,
    confirm: bool,
    answers: Path | None,
    no_ocr: bool,
    redact: bool,
    format_: str,
    output: Path | None,
    quiet: bool,
) -> int:
    """Audit a transcript against many programs; see `degreekit what-if --help`."""
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
    terminal = output is None and sys.stdout is not None and sys.stdout.isatty()
    with output_to(output, color=terminal) as put:
        if format_ == "json":
            put(json_text([answer.to_data() for answer in audits], indent=1))
        elif audits:
            put(render_what_if(audits, look(coloured=terminal)))
    if output is not None and not quiet:
        say(without_names(f"Wrote {output}"))
    if not audits:
        say("No program of the transcript's institution is installed.")
    status = 0
    for answer in audits:
        if answer.error:
            status = ExitStatus.UNREADABLE
            say(f"Error: {answer.program.id}: {answer.error.message}")
    return status
