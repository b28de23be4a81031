"""One transcript, many programs."""

from __future__ import annotations

import re
import sys
from collections.abc import Sequence
from pathlib import Path
from urllib.parse import quote

from degreekit import api
from degreekit.audit import ProgramStamp, WhatIf
from degreekit.audit import deciding as deciding_courses
from degreekit.audit.solve.solver import SolverName
from degreekit.cli.options import format_for
from degreekit.cli.output import output_to, say
from degreekit.cli.status import ExitStatus
from degreekit.cli.work.chosen import checked_solver, named_program, not_found, refused
from degreekit.cli.work.confirm import Confirmer
from degreekit.cli.work.files import reading
from degreekit.cli.work.look import look
from degreekit.cli.work.redact import shown_names, without_names
from degreekit.cli.work.student_decisions import decisions_for_one
from degreekit.plugins import NotFound
from degreekit.printable import json_text
from degreekit.report import Look, OtherPage, render_deciding, render_html, render_what_if
from degreekit.transcript import InvalidPlan

__all__ = ["run"]


def run(
    file: Path,
    *,
    program_ids: tuple[str, ...],
    deciding: bool | None,
    pages: Path | None,
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
    decided = decisions_for_one(adjustments, file, program_ids, redact=redact)
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
        if format_for(output, format_, [(".json", "json")]) == "json":
            rows = [answer.to_data() for answer in audits]
            if deciding:
                courses = [one.model_dump(mode="json") for one in deciding_courses(audits)]
                put(json_text({"programs": rows, "deciding": courses}, indent=1))
            else:
                put(json_text(rows, indent=1))
        elif audits:
            put(render_what_if(audits, look(coloured=terminal)))
            named = deciding_courses(audits) if deciding in (None, True) else ()
            if named and (deciding or not program_ids):
                put(render_deciding(named, look(coloured=terminal)))
    if output is not None and not quiet:
        say(without_names(f"Wrote {output}"))
    if pages is not None:
        _write_pages(pages, audits, str(shown))
    if not audits:
        say("No program of the transcript's institution is installed.")
    status = 0
    for answer in audits:
        if answer.error:
            status = ExitStatus.UNREADABLE
            say(f"Error: {answer.program.id}: {answer.error.message}")
    return status


def _write_pages(folder: Path, answers: Sequence[WhatIf], document: str) -> None:
    """Write the page of each audit; each links those of the others."""
    audited = [answer for answer in answers if answer.audit is not None]
    files = {id(one): _file_name(one.program) for one in audited}
    folder.mkdir(parents=True, exist_ok=True)
    for answer in audited:
        others = [
            OtherPage(
                f"{one.program.title}, edition {one.program.edition}",
                one.audit.verdict if one.audit else "",
                quote(files[id(one)]),
            )
            for one in audited
            if one is not answer
        ]
        if answer.audit is not None:
            page = render_html(answer.audit, Look(document=document), others=others)
            with output_to(folder / files[id(answer)], color=False) as put:
                put(page)


def _file_name(program: ProgramStamp) -> str:
    """Return the name of a program's page; an edition may hold any text."""
    return re.sub(r"[^\w.-]+", "-", f"{program.id}-{program.edition}") + ".html"
