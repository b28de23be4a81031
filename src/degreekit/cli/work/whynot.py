"""Why a course does not count where somebody expects it."""

from __future__ import annotations

import sys
from collections.abc import Iterable, Iterator
from decimal import Decimal
from pathlib import Path

import click

from degreekit.audit import Audit, RequirementResult, UnknownRequirement
from degreekit.audit.solve.solver import SolverName
from degreekit.cli.options import format_for
from degreekit.cli.output import output_to
from degreekit.cli.work.chosen import auditor_for, planned_courses
from degreekit.cli.work.confirm import Confirmer
from degreekit.cli.work.files import reading
from degreekit.cli.work.look import look
from degreekit.cli.work.redact import say_written, shown_names
from degreekit.cli.work.student_decisions import decisions_for_one
from degreekit.courses import InvalidCourseCode
from degreekit.printable import json_text
from degreekit.report import render_why_not

__all__ = ["run"]


def run(
    file: Path,
    *,
    course: str,
    requirement: str,
    program_ids: tuple[str, ...],
    edition: str | None,
    share_courses: int | str | None,
    share_credits: Decimal | str | None,
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
    """Say why a course does not count for a requirement; see `degreekit why-not --help`."""
    [shown] = shown_names([file], redact=redact)
    decided = decisions_for_one(adjustments, file, program_ids, redact=redact)
    auditor = auditor_for(
        program_ids, edition, share_courses, share_credits, decided, solver, budget
    )
    planned = planned_courses(plan, auditor.institution)
    with reading(shown):
        transcript = Confirmer(ask=confirm, path=answers, ocr=not no_ocr).transcript(file)
        audit = auditor.audit(transcript.with_planned(planned), decided)
        try:
            reasons = audit.why_not(course, _requirement(audit, requirement))
        except InvalidCourseCode as error:
            raise click.BadParameter(str(error), param_hint="'COURSE'") from None
        except UnknownRequirement as error:
            raise click.BadParameter(str(error), param_hint="'REQUIREMENT'") from None
    terminal = output is None and sys.stdout is not None and sys.stdout.isatty()
    with output_to(output, color=terminal) as put:
        if format_for(output, format_, [(".json", "json")]) == "json":
            put(json_text([answer.model_dump(mode="json") for answer in reasons], indent=1))
        else:
            put(render_why_not(reasons, audit, look(coloured=terminal)))
    say_written(output, quiet=quiet)
    return 0


def _requirement(audit: Audit, name: str) -> str:
    """Return the id of the requirement that a user names by its id or its title."""
    titles = {one.title.casefold(): one.id for one in _walk(audit.requirements)}
    return titles.get(name.casefold(), name)


def _walk(results: Iterable[RequirementResult]) -> Iterator[RequirementResult]:
    for one in results:
        yield one
        yield from _walk(one.children)
