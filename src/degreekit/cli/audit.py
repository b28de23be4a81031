"""`degreekit audit`: transcripts in, audits out."""

from __future__ import annotations

import json
import sys
from decimal import Decimal
from pathlib import Path

import click

from degreekit.adjustments import Adjustment
from degreekit.api import plugin_host, read_transcript
from degreekit.audit import Audit, Auditor, Status
from degreekit.cli.files import content, failure, message, output_to, progress
from degreekit.cli.look import look
from degreekit.cli.options import (
    adjustments_option,
    auditor_for,
    decisions,
    plan_option,
    planned_courses,
    program_options,
    search_options,
)
from degreekit.cli.redact import redact_option, shown_names
from degreekit.cli.status import ExitStatus
from degreekit.plugins import NotFound, PluginError
from degreekit.report import ReportFormat
from degreekit.transcript import CourseRecord

__all__ = ["audit"]


@click.command(short_help="Audit transcripts against a program.")
@click.argument("files", nargs=-1, required=True, type=click.Path(path_type=Path))
@program_options
@adjustments_option
@plan_option
@search_options
@redact_option
@click.option("--format", "format_", default="text", show_default=True, help="Or json.")
@click.option("--output", type=click.Path(path_type=Path, dir_okay=False), help="Write to a file.")
@click.option("--color/--no-color", default=None, help="Colour the text; by default in a terminal.")
def audit(
    files: tuple[Path, ...],
    program_ids: tuple[str, ...],
    edition: str | None,
    share_courses: int | str | None,
    share_credits: Decimal | str | None,
    adjustments: Path | None,
    plan: Path | None,
    solver: str,
    budget: int,
    redact: bool,
    format_: str,
    output: Path | None,
    color: bool | None,
) -> int:
    """Audit each of FILES, transcripts as PDF, text or JSON, against a program.

    With several files, --format json prints one object a line, in the order of the files; a file
    that failed, or without a proved answer, is an object with its error, and never stops the
    others.
    """
    sources, files = files, shown_names(files, redact=redact)
    decided = decisions(adjustments, redact=redact)
    auditor = auditor_for(
        program_ids, edition, share_courses, share_credits, decided, solver, budget
    )
    planned = planned_courses(plan, auditor.institution)
    report = _report(format_)
    many = len(files) > 1
    coloured = color if color is not None else output is None and sys.stdout.isatty()
    shape = look(coloured=coloured, compact=many)
    worst = ExitStatus.SATISFIED
    with output_to(output) as out, progress(files, "Auditing") as queue:
        for number, file in enumerate(queue):
            result = _one(auditor, sources[number], planned, decided)
            worst = max(worst, _status(result))
            if isinstance(result, Audit):
                text = report.render(result, shape)
                if format_ == "json" and many:
                    text = json.dumps({"file": str(file), **result.to_data()}, ensure_ascii=False)
                elif many:
                    text = _headed(file, text, first=number == 0)
                click.echo(text, file=out, color=coloured)
            elif format_ == "json":
                click.echo(json.dumps(failure(file, result), ensure_ascii=False), file=out)
            if not isinstance(result, Audit):
                click.echo(f"Error: {message(file, result)}", err=True)
    return worst


def _one(
    auditor: Auditor,
    file: Path,
    planned: tuple[CourseRecord, ...],
    decided: tuple[Adjustment, ...],
) -> Audit | Exception:
    try:
        return auditor.audit(read_transcript(content(file)).with_planned(planned), decided)
    except PluginError:
        raise
    except Exception as error:  # noqa: BLE001  # told in its place; the batch goes on
        return error


def _status(result: Audit | Exception) -> ExitStatus:
    if not isinstance(result, Audit):
        return ExitStatus.UNREADABLE
    done = result.status is Status.SATISFIED
    return ExitStatus.SATISFIED if done else ExitStatus.NOT_SATISFIED


def _headed(file: Path, text: str, *, first: bool) -> str:
    rule = "=" * min(len(str(file)), 80)
    return f"{'' if first else chr(10)}{file}\n{rule}\n{text}"


def _report(name: str) -> ReportFormat:
    try:
        return plugin_host().report(name)
    except NotFound as error:
        raise click.BadParameter(str(error), param_hint="'--format'") from None
