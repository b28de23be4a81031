"""Transcripts in, audits out."""

from __future__ import annotations

import sys
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from decimal import Decimal
from pathlib import Path
from typing import Any

import click

from degreekit.adjustments import Adjustment, AdjustmentKind
from degreekit.api import plugin_host
from degreekit.audit import Audit, Auditor, ProofNotFound, Status
from degreekit.audit.solve.solver import SolverName
from degreekit.cli.output import output_to, say, write_whole
from degreekit.cli.status import ExitStatus
from degreekit.cli.work.chosen import auditor_for, planned_courses
from degreekit.cli.work.confirm import Confirmer
from degreekit.cli.work.files import (
    expanded,
    failure,
    file_names,
    message,
    progress,
    read_ahead,
)
from degreekit.cli.work.look import look
from degreekit.cli.work.redact import message_of, shown_names, without_names
from degreekit.cli.work.student_decisions import StudentDecisions
from degreekit.cli.work.tell import tell
from degreekit.cohort import TextTable, failed_row, full_row
from degreekit.ingest import redact_transcript
from degreekit.plugins import NotFound, PluginCrashed, PluginError
from degreekit.printable import json_text, printable
from degreekit.report import ReportFormat
from degreekit.requirements import count_text
from degreekit.transcript import CourseRecord, Transcript

__all__ = ["run"]

#: What the summary calls each status.
_SUMMARY = {
    Status.SATISFIED: "complete",
    Status.CONDITIONAL: "complete if something holds",
    Status.UNSATISFIED: "incomplete",
}
_FAILED = "failed"


#: Decisions about which rules hold.
_SETTING = (AdjustmentKind.SET_EDITION, AdjustmentKind.SET_PROGRAM)


def run(
    files: tuple[Path, ...],
    *,
    together: bool,
    program_ids: tuple[str, ...],
    edition: str | None,
    share_courses: int | str | None,
    share_credits: Decimal | str | None,
    adjustments: Path | None,
    plan: Path | None,
    solver: SolverName,
    budget: int,
    institution: str | None,
    confirm: bool,
    answers: Path | None,
    no_ocr: bool,
    redact: bool,
    format_: str,
    full: bool,
    output: Path | None,
    quiet: bool,
    exit_zero: bool,
    color: bool | None,
    proof: Path | None,
) -> int:
    """Audit transcripts, and return the exit status; see `degreekit audit --help`."""
    files = expanded(files, ".pdf", ".json", ".csv")
    whole = files if together else ()
    sources, files = files, shown_names(files, redact=redact)
    if together:
        files = (Path(", ".join(map(str, files))),)
    students = [whole] if together else [(one,) for one in sources]
    decided = StudentDecisions(adjustments, students, program_ids, redact=redact)
    made: dict[tuple[Adjustment, ...], Auditor] = {}

    def auditor_of(own: tuple[Adjustment, ...]) -> Auditor:
        """Return the auditor for a student; decisions may set the program and its edition."""
        editions = tuple(one for one in own if one.kind in _SETTING)
        if editions not in made:
            made[editions] = auditor_for(
                program_ids, edition, share_courses, share_credits, editions, solver, budget
            )
        return made[editions]

    planned = planned_courses(plan, auditor_of(decided.of(0)).institution)
    report = _report(format_)
    many = len(files) > 1
    if many and proof is not None:
        raise click.UsageError("--proof takes a single transcript.")
    if report.alone and many and output is None:
        raise click.UsageError(
            f"Several reports in the format {format_} cannot be joined into one: name a directory "
            f"for them with --output."
        )
    apart = output is not None and (output.is_dir() or (report.alone and many))
    joined = many and not apart
    coloured = color if color is not None else output is None and _in_terminal()
    table = _Table(coloured=coloured) if joined and format_ == "text" and not full else None
    shape = look(coloured=coloured, compact=joined, full=full)
    worst = ExitStatus.SATISFIED
    outcomes: Counter[str] = Counter()
    confirmer = Confirmer(ask=confirm, path=answers, ocr=not no_ocr, institution=institution)
    with (
        _to(output, files, report.suffix, apart=apart, color=coloured) as put,
        progress(files, "Auditing", shown=not (confirm or quiet)) as queue,
    ):
        read: Callable[[Any], Transcript] = confirmer.transcript
        if not (together or confirmer.asks):
            read = read_ahead(read, sources)
        for number, file in enumerate(queue):
            source = whole or sources[number]
            own = decided.of(number)
            result = _one(auditor_of(own), read, source, planned, own, redact=redact)
            if isinstance(result, Audit) and not many:
                result, unproved = _proved(result, proof)
                worst = max(worst, unproved)
            text = ""
            if table is not None:
                for line in table.lines(file, result):
                    put(number, line)
            elif isinstance(result, Audit):
                try:
                    text = report.render(result, replace(shape, document=_document(file)))
                except PluginCrashed as error:
                    result = error
            worst = max(worst, _status(result))
            if isinstance(result, Audit) and result.provenance is not None:
                tell(file, result.provenance, quiet=quiet)
            outcomes[_SUMMARY[result.status] if isinstance(result, Audit) else _FAILED] += 1
            if not isinstance(result, Audit):
                if format_ == "json":
                    put(number, json_text(failure(file, result)))
                say(f"Error: {message(file, result)}")
            elif table is None:
                if format_ == "json" and joined:
                    text = json_text({"file": str(file), **result.to_data()})
                elif joined:
                    text = _headed(file, text, first=number == 0)
                put(number, text)
        for line in table.rest() if table is not None else ():
            put(0, line)
    decided.tell_of_others()
    if not quiet:
        _conclude(output, outcomes, many=many)
    return ExitStatus.SATISFIED if exit_zero and worst is ExitStatus.NOT_SATISFIED else worst


def _conclude(output: Path | None, outcomes: Counter[str], *, many: bool) -> None:
    """Say where the reports are, and what came out for many transcripts."""
    if output is not None:
        say(without_names(f"Wrote {output}"))
    if many:
        counts = (f"{outcomes[one]} {one}" for one in (*_SUMMARY.values(), _FAILED))
        told = ", ".join(text for text in counts if not text.startswith("0 "))
        say(f"{count_text(sum(outcomes.values()), 'transcript')}: {told}")


class _Table:
    """The table of several transcripts."""

    def __init__(self, *, coloured: bool) -> None:
        shape = look(coloured=coloured)
        self._table = TextTable(width=shape.width, style=shape.style)
        self.rest = self._table.rest

    def lines(self, file: Path, result: Audit | Exception) -> Iterator[str]:
        """Yield the lines that can be written after a transcript."""
        name = printable(str(file))
        if isinstance(result, Audit):
            yield from self._table.add(full_row(name, result))
        else:
            row = failed_row(name, result)
            yield from self._table.add(replace(row, error=printable(message_of(result))))


def _in_terminal() -> bool:
    return sys.stdout is not None and sys.stdout.isatty()


@contextmanager
def _to(
    output: Path | None, files: tuple[Path, ...], suffix: str, *, apart: bool, color: bool
) -> Iterator[Callable[[int, str], None]]:
    """Yield what writes the report of the file with a number."""
    if output is None or not apart:
        with output_to(output, color=color) as put:
            yield lambda _, text: put(text)
        return
    names = list(file_names(files, suffix))
    try:
        output.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise click.BadParameter(f"{output}: {error.strerror}", param_hint="'--output'") from None
    yield lambda number, text: write_whole(output / names[number], f"{text}\n")


def _one(
    auditor: Auditor,
    read: Callable[[Any], Transcript],
    source: Path | Sequence[Path],
    planned: tuple[CourseRecord, ...],
    decided: tuple[Adjustment, ...],
    *,
    redact: bool,
) -> Audit | Exception:
    try:
        transcript = read(source)
        if redact:
            transcript = redact_transcript(transcript)
        return auditor.audit(transcript.with_planned(planned), decided)
    except PluginError:
        raise
    except Exception as error:  # noqa: BLE001  # reported in its place; the rest goes on
        return error


def _proved(audit: Audit, path: Path | None) -> tuple[Audit, ExitStatus]:
    """Return an audit with its proof, which is written to a file if one is named.

    Where none is found the audit is certified all the same.
    """
    try:
        audit = audit.with_proof()
    except ProofNotFound as error:
        if path is None:
            return audit, ExitStatus.SATISFIED
        say(f"Error: {without_names(str(path))} was not written: {error}")
        return audit, ExitStatus.UNREADABLE
    if path is not None:
        write_whole(path, f"{audit.proof().to_json()}\n")
    return audit, ExitStatus.SATISFIED


def _status(result: Audit | Exception) -> ExitStatus:
    if isinstance(result, PluginCrashed):
        return ExitStatus.INVALID_PLUGIN
    if not isinstance(result, Audit):
        return ExitStatus.UNREADABLE
    done = result.status is Status.SATISFIED
    return ExitStatus.SATISFIED if done else ExitStatus.NOT_SATISFIED


def _document(file: Path) -> str:
    """Return what a report calls the file; standard input has no name."""
    return "" if str(file) == "-" else printable(file.name)


def _headed(file: Path, text: str, *, first: bool) -> str:
    name = printable(str(file))
    return f"{'' if first else chr(10)}{name}\n{'=' * min(len(name), 80)}\n{text}"


def _report(name: str) -> ReportFormat:
    try:
        return plugin_host().report(name)
    except NotFound as error:
        raise click.BadParameter(str(error), param_hint="'--format'") from None
