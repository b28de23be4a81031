"""`degreekit why-not`: why a course does not count where somebody expects it."""

from __future__ import annotations

import json
import sys
from decimal import Decimal
from pathlib import Path

import click

from degreekit.audit import UnknownRequirement
from degreekit.cli.confirm import Confirmer, confirm_options
from degreekit.cli.files import reading
from degreekit.cli.look import look
from degreekit.cli.options import (
    adjustments_option,
    auditor_for,
    decisions,
    format_option,
    plan_option,
    planned_courses,
    program_options,
    search_options,
)
from degreekit.cli.redact import redact_option, shown_names
from degreekit.courses import InvalidCourseCode
from degreekit.report import render_why_not

__all__ = ["why_not"]


@click.command("why-not", short_help="Say why a course does not count for a requirement.")
@click.argument("file", type=click.Path(path_type=Path))
@click.argument("course")
@click.argument("requirement")
@program_options
@adjustments_option
@plan_option
@search_options
@confirm_options
@redact_option
@format_option
def why_not(
    file: Path,
    course: str,
    requirement: str,
    program_ids: tuple[str, ...],
    edition: str | None,
    share_courses: int | str | None,
    share_credits: Decimal | str | None,
    adjustments: Path | None,
    plan: Path | None,
    solver: str,
    budget: int,
    confirm: bool,
    answers: Path | None,
    no_ocr: bool,
    redact: bool,
    format_: str,
) -> int:
    """Say why COURSE, as "COMS W4701", is not applied to REQUIREMENT in the audit of FILE.

    REQUIREMENT is an id, as the audit shows it in brackets; it stands for every list below it. The
    answer, one for each record of the course, comes from solving again with the record applied
    there. Whatever the answer is, the exit status is 0.
    """
    [shown] = shown_names([file], redact=redact)
    decided = decisions(adjustments, redact=redact)
    auditor = auditor_for(
        program_ids, edition, share_courses, share_credits, decided, solver, budget
    )
    planned = planned_courses(plan, auditor.institution)
    with reading(shown):
        transcript = Confirmer(ask=confirm, path=answers, ocr=not no_ocr).transcript(file)
        audit = auditor.audit(transcript.with_planned(planned), decided)
        try:
            reasons = audit.why_not(course, requirement)
        except InvalidCourseCode as error:
            raise click.BadParameter(str(error), param_hint="'COURSE'") from None
        except UnknownRequirement as error:
            raise click.BadParameter(str(error), param_hint="'REQUIREMENT'") from None
    if format_ == "json":
        data = [answer.model_dump(mode="json") for answer in reasons]
        click.echo(json.dumps(data, ensure_ascii=False, indent=1))
    else:
        shape = look(coloured=sys.stdout.isatty())
        click.echo(render_why_not(reasons, audit, shape), color=sys.stdout.isatty())
    return 0
