"""`degreekit audit`: transcripts in, audits out."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from decimal import Decimal
from pathlib import Path
from typing import Any

import click

from degreekit.adjustments import Adjustment
from degreekit.api import plugin_host
from degreekit.audit import Audit, Auditor, Status
from degreekit.cli.confirm import Confirmer, confirm_options
from degreekit.cli.files import (
    expanded,
    failure,
    file_names,
    message,
    output_to,
    progress,
    read_ahead,
    written,
)
from degreekit.cli.look import look
from degreekit.cli.options import (
    adjustments_option,
    auditor_for,
    decisions,
    plan_option,
    planned_courses,
    program_options,
    search_options,
    together_option,
)
from degreekit.cli.redact import redact_option, shown_names
from degreekit.cli.status import ExitStatus
from degreekit.plugins import NotFound, PluginCrashed, PluginError
from degreekit.report import ReportFormat
from degreekit.transcript import CourseRecord, Transcript

__all__ = ["audit"]


@click.command(short_help="Audit transcripts against a program.")
@click.argument("files", nargs=-1, required=True, type=click.Path(path_type=Path))
@together_option
@program_options
@adjustments_option
@plan_option
@search_options
@confirm_options
@redact_option
@click.option(
    "--format",
    "format_",
    default="text",
    show_default=True,
    help="text, json, markdown, checklist, html, or what a plugin brings.",
)
@click.option(
    "--full",
    is_flag=True,
    help="Let the text say all that the other formats say: each rule's source, and where each "
    "course was read.",
)
@click.option(
    "--output",
    type=click.Path(path_type=Path),
    help="Write to a file; or to a directory, one file for each of FILES.",
)
@click.option("--color/--no-color", default=None, help="Colour the text; by default in a terminal.")
def audit(
    files: tuple[Path, ...],
    together: bool,
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
    full: bool,
    output: Path | None,
    color: bool | None,
) -> int:
    """Audit each of FILES, transcripts as PDF, text or JSON, against a program.

    With several files, --format json prints one object a line, in the order of the files; a file
    that failed, or without a proved answer, is an object with its error, and never stops the
    others. Texts and Markdown follow one another, each below the name of its file. Pages of HTML
    are files of their own: say with --output which directory they shall be written to.
    """
    files = expanded(files, ".pdf", ".json")
    whole = files if together else ()
    sources, files = files, shown_names(files, redact=redact)
    if together:
        files = (Path(", ".join(map(str, files))),)
    decided = decisions(adjustments, redact=redact)
    auditor = auditor_for(
        program_ids, edition, share_courses, share_credits, decided, solver, budget
    )
    planned = planned_courses(plan, auditor.institution)
    report = _report(format_)
    many = len(files) > 1
    if report.alone and many and output is None:
        raise click.UsageError(
            f"Several reports in the format {format_} cannot stand in one: say with --output "
            f"which directory they shall be written to."
        )
    apart = output is not None and (output.is_dir() or (report.alone and many))
    joined = many and not apart
    coloured = color if color is not None else output is None and sys.stdout.isatty()
    shape = look(coloured=coloured, compact=joined, full=full)
    worst = ExitStatus.SATISFIED
    confirmer = Confirmer(ask=confirm, path=answers, ocr=not no_ocr)
    with (
        _to(output, files, report.suffix, apart=apart, color=coloured) as put,
        progress(files, "Auditing", shown=not confirm) as queue,
    ):
        read: Callable[[Any], Transcript] = confirmer.transcript
        if not (together or confirmer.asks):
            read = read_ahead(read, sources)
        for number, file in enumerate(queue):
            result = _one(auditor, read, whole or sources[number], planned, decided)
            text = ""
            if isinstance(result, Audit):
                try:
                    text = report.render(result, replace(shape, document=_document(file)))
                except PluginCrashed as error:
                    result = error
            worst = max(worst, _status(result))
            if isinstance(result, Audit):
                if format_ == "json" and joined:
                    text = json.dumps({"file": str(file), **result.to_data()}, ensure_ascii=False)
                elif joined:
                    text = _headed(file, text, first=number == 0)
                put(number, text)
            elif format_ == "json":
                put(number, json.dumps(failure(file, result), ensure_ascii=False))
            if not isinstance(result, Audit):
                click.echo(f"Error: {message(file, result)}", err=True)
    return worst


@contextmanager
def _to(
    output: Path | None, files: tuple[Path, ...], suffix: str, *, apart: bool, color: bool
) -> Iterator[Callable[[int, str], None]]:
    """Yield what writes the report of the file with a number."""
    if output is not None and apart:
        names = list(file_names(files, suffix))
        yield lambda number, text: written(output, names[number], text)
        return
    with output_to(output) as out:
        yield lambda _, text: click.echo(text, file=out, color=color)


def _one(
    auditor: Auditor,
    read: Callable[[Any], Transcript],
    source: Path | Sequence[Path],
    planned: tuple[CourseRecord, ...],
    decided: tuple[Adjustment, ...],
) -> Audit | Exception:
    try:
        return auditor.audit(read(source).with_planned(planned), decided)
    except PluginError:
        raise
    except Exception as error:  # noqa: BLE001  # told in its place; the batch goes on
        return error


def _status(result: Audit | Exception) -> ExitStatus:
    if isinstance(result, PluginCrashed):
        return ExitStatus.INVALID_PLUGIN
    if not isinstance(result, Audit):
        return ExitStatus.UNREADABLE
    done = result.status is Status.SATISFIED
    return ExitStatus.SATISFIED if done else ExitStatus.NOT_SATISFIED


def _document(file: Path) -> str:
    """Return what a report calls the file; standard input has no name."""
    return "" if str(file) == "-" else file.name


def _headed(file: Path, text: str, *, first: bool) -> str:
    rule = "=" * min(len(str(file)), 80)
    return f"{'' if first else chr(10)}{file}\n{rule}\n{text}"


def _report(name: str) -> ReportFormat:
    try:
        return plugin_host().report(name)
    except NotFound as error:
        raise click.BadParameter(str(error), param_hint="'--format'") from None
