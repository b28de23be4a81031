"""One transcript, many programs."""

from __future__ import annotations

import re
import sys
from collections.abc import Iterator, Sequence
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
from degreekit.cli.work.redact import say_written, shown_names
from degreekit.cli.work.student_decisions import decisions_for_one
from degreekit.plugins import NotFound
from degreekit.printable import json_text
from degreekit.report import (
    Look,
    OtherPage,
    render_deciding,
    render_html,
    render_what_if,
    what_if_data,
)
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
            put(_as_json(audits, deciding=bool(deciding)))
        else:
            shape = look(coloured=terminal)
            # unless programs were chosen, or it was said, the courses that decide are shown
            wanted = not program_ids if deciding is None else deciding
            for part in _as_text(audits, shape, deciding=wanted):
                put(part)
    say_written(output, quiet=quiet)
    if pages is not None:
        _write_pages(pages, audits, str(shown))
    if not audits:
        say("No program of the transcript's institution is installed.")
    for answer in audits:
        if answer.error:
            say(f"Error: {answer.program.id}: {answer.error.message}")
    return ExitStatus.UNREADABLE if any(answer.error for answer in audits) else 0


def _as_json(answers: Sequence[WhatIf], *, deciding: bool) -> str:
    data = what_if_data(answers) if deciding else [answer.to_data() for answer in answers]
    return json_text(data, indent=1)


def _as_text(answers: Sequence[WhatIf], shape: Look, *, deciding: bool) -> Iterator[str]:
    if answers:
        yield render_what_if(answers, shape)
        if deciding and (courses := deciding_courses(answers)):
            yield render_deciding(courses, shape)


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
