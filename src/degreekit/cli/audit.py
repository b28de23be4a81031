"""`degreekit audit`: transcripts in, audits out."""

from __future__ import annotations

import json
import shutil
import sys
from pathlib import Path

import click

from degreekit.adjustments import Adjustment, AdjustmentKind, InvalidAdjustments, read_adjustments
from degreekit.api import get_auditor, get_program, plugin_host, programs, read_transcript
from degreekit.audit import Audit, Auditor, Status
from degreekit.cli.files import failure, message, output_to, progress
from degreekit.cli.status import ExitStatus
from degreekit.plugins import NotFound, PluginError
from degreekit.report import Look, ReportFormat

__all__ = ["audit"]

_COLOURS = {
    "title": {"bold": True},
    "heading": {"bold": True, "underline": True},
    "satisfied": {"fg": "green"},
    "conditional": {"fg": "yellow"},
    "unsatisfied": {"fg": "red"},
    "waived": {"fg": "cyan"},
    "not_applicable": {"dim": True},
    "dim": {"dim": True},
}


@click.command(short_help="Audit transcripts against a program.")
@click.argument("files", nargs=-1, required=True, type=click.Path(path_type=Path))
@click.option("--program", "program_id", metavar="ID", help="The program to audit against.")
@click.option("--edition", metavar="DATE", help="The edition of its rules; the latest without it.")
@click.option(
    "--adjustments",
    type=click.Path(path_type=Path, exists=True, dir_okay=False),
    help="Decisions for the student, as JSON or YAML.",
)
@click.option("--format", "format_", default="text", show_default=True, help="Or json.")
@click.option("--output", type=click.Path(path_type=Path, dir_okay=False), help="Write to a file.")
@click.option("--color/--no-color", default=None, help="Colour the text; by default in a terminal.")
def audit(
    files: tuple[Path, ...],
    program_id: str | None,
    edition: str | None,
    adjustments: Path | None,
    format_: str,
    output: Path | None,
    color: bool | None,
) -> int:
    """Audit each of FILES, transcripts as PDF or JSON, against a program.

    With several files, --format json prints one object a line, in the order of the files; a file
    that failed is an object with its error, and never stops the others.
    """
    decided = _decided(adjustments)
    auditor = _auditor(program_id, edition, decided)
    report = _report(format_)
    many = len(files) > 1
    coloured = color if color is not None else output is None and sys.stdout.isatty()
    look = _look(coloured=coloured, compact=many)
    worst = ExitStatus.SATISFIED
    with output_to(output) as out, progress(files, "Auditing") as queue:
        for number, file in enumerate(queue):
            result = _one(auditor, file, decided)
            worst = max(worst, _status(result))
            if isinstance(result, Audit):
                text = report.render(result, look)
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


def _one(auditor: Auditor, file: Path, decided: tuple[Adjustment, ...]) -> Audit | Exception:
    try:
        return auditor.audit(read_transcript(file), decided)
    except PluginError:
        raise
    except Exception as error:  # noqa: BLE001  # one bad file never stops a batch
        return error


def _status(result: Audit | Exception) -> ExitStatus:
    if not isinstance(result, Audit):
        return ExitStatus.UNREADABLE
    done = result.status is Status.SATISFIED
    return ExitStatus.SATISFIED if done else ExitStatus.NOT_SATISFIED


def _headed(file: Path, text: str, *, first: bool) -> str:
    rule = "=" * min(len(str(file)), 80)
    return f"{'' if first else chr(10)}{file}\n{rule}\n{text}"


def _decided(path: Path | None) -> tuple[Adjustment, ...]:
    if path is None:
        return ()
    try:
        return read_adjustments(path.read_bytes())
    except InvalidAdjustments as error:
        click.echo(f"Error: {path}: {error}", err=True)
        raise click.exceptions.Exit(ExitStatus.UNREADABLE) from None


def _auditor(
    program_id: str | None, edition: str | None, decided: tuple[Adjustment, ...]
) -> Auditor:
    if program_id is None:
        ids = sorted({program.id for program in programs()})
        if len(ids) != 1:
            raise click.UsageError(
                f"Say which program with --program ID: {', '.join(ids) or 'none is installed'}."
            )
        program_id = ids[0]
    if edition is None:
        chosen = [a.edition for a in decided if a.kind is AdjustmentKind.SET_EDITION]
        installed = {e for i, e in plugin_host().programs if i == program_id}
        edition = next((e for e in reversed(chosen) if e in installed), None)
    try:
        return get_auditor(get_program(program_id, edition))
    except NotFound as error:
        if plugin_host().failures:  # it may be the program's own plugin that is broken
            raise PluginError(plugin_host().failures, str(error)) from None
        raise click.UsageError(str(error)) from None


def _report(name: str) -> ReportFormat:
    try:
        return plugin_host().report(name)
    except NotFound as error:
        raise click.BadParameter(str(error), param_hint="'--format'") from None


def _look(*, coloured: bool, compact: bool) -> Look:
    def style(text: str, role: str) -> str:
        return click.style(text, **_COLOURS.get(role, {})) if coloured and text else text  # type: ignore[arg-type]  # the table above

    width = max(60, min(shutil.get_terminal_size((80, 24)).columns, 100))
    return Look(width=width, style=style, compact=compact)
