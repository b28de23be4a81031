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
from degreekit.cli.config import origin
from degreekit.cli.options import format_for
from degreekit.cli.output import check_free, output_to, say, write_whole
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
from degreekit.cli.work.redact import message_of, say_written, shown_names, without_names
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
    sources = expanded(files, ".pdf", ".json", ".csv")
    names = shown_names(sources, redact=redact)
    students: list[tuple[Path, ...]] = [(one,) for one in sources]
    if together:
        students, names = [sources], (Path(", ".join(map(str, names))),)
    many = len(names) > 1
    decided = StudentDecisions(adjustments, students, program_ids, redact=redact)
    auditors = _Auditors(
        lambda setting: auditor_for(
            program_ids, edition, share_courses, share_credits, setting, solver, budget
        )
    )
    planned = planned_courses(plan, auditors.of(decided.of(0)).institution)
    report = _report(format_, output)
    _check(report, output, many=many, proof=proof)
    apart = output is not None and (output.is_dir() or (report.alone and many))
    colored = color if color is not None else output is None and _in_terminal()
    worst = ExitStatus.SATISFIED
    outcomes: Counter[str] = Counter()
    confirmer = Confirmer(ask=confirm, path=answers, ocr=not no_ocr, institution=institution)
    with (
        _to(output, names, report.suffix, apart=apart, color=colored) as put,
        progress(names, "Auditing", shown=not (confirm or quiet)) as queue,
    ):
        read: Callable[[Any], Transcript] = confirmer.transcript
        if not (together or confirmer.asks):
            read = read_ahead(read, sources)
        writer = _Writer(put, report, joined=many and not apart, colored=colored, full=full)
        for number, name in enumerate(queue):
            own = decided.of(number)
            source = sources if together else sources[number]
            result = _one(auditors.of(own), read, source, planned, own, redact=redact)
            if isinstance(result, Audit) and not many:
                result, unproved = _proved(result, proof)
                worst = max(worst, unproved)
            result = writer.write(number, name, result)
            worst = max(worst, _status(result))
            outcomes[_SUMMARY[result.status] if isinstance(result, Audit) else _FAILED] += 1
            if isinstance(result, Audit) and result.provenance is not None:
                tell(name, result.provenance, quiet=quiet)
        writer.end()
    decided.tell_of_others()
    if not quiet:
        _conclude(_written(output, names, report, apart=apart), outcomes, many=many)
    return ExitStatus.SATISFIED if exit_zero and worst is ExitStatus.NOT_SATISFIED else worst


def _check(report: ReportFormat, output: Path | None, *, many: bool, proof: Path | None) -> None:
    """End the command where its options contradict each other."""
    if many and proof is not None:
        raise click.UsageError("--proof takes a single transcript.")
    if not (report.alone and many):
        return
    if output is None:
        raise click.UsageError(
            f"Several reports in the format {report.name} cannot be joined into one: name a "
            f"directory for them with --output."
        )
    if output.is_file() or (output.suffix == report.suffix and not output.is_dir()):
        raise click.BadParameter(
            f"{output} names a file, and each of several transcripts has a report in the format "
            f"{report.name}: name a directory, such as audits/.",
            param_hint="'--output'",
        )


class _Auditors:
    """An auditor for each student; decisions may set the program and its edition."""

    def __init__(self, make: Callable[[tuple[Adjustment, ...]], Auditor]) -> None:
        self._make = make
        self._made: dict[tuple[Adjustment, ...], Auditor] = {}

    def of(self, decided: tuple[Adjustment, ...]) -> Auditor:
        """Return the auditor for a student with these decisions."""
        setting = tuple(one for one in decided if one.kind in _SETTING)
        if setting not in self._made:
            self._made[setting] = self._make(setting)
        return self._made[setting]


class _Writer:
    """Writes what came of each transcript: a report, its row of a table, or what failed.

    Args:
        put: writes the text of the transcript with a number.
        report: the format.
        joined: whether the reports of several transcripts stand in one output.
        colored: whether the text may have colors.
        full: whether reports say everything.
    """

    def __init__(
        self,
        put: Callable[[int, str], None],
        report: ReportFormat,
        *,
        joined: bool,
        colored: bool,
        full: bool,
    ) -> None:
        self._put = put
        self._report = report
        self._joined = joined
        self._shape = look(coloured=colored, compact=joined, full=full)
        tabled = joined and report.name == "text" and not full
        self._table = _Table(coloured=colored) if tabled else None

    def write(self, number: int, name: Path, result: Audit | Exception) -> Audit | Exception:
        """Write what came of a transcript; return it, or the error of a report that failed."""
        if self._table is not None:
            for line in self._table.lines(name, result):
                self._put(number, line)
        elif isinstance(result, Audit):
            try:
                self._put(number, self._text(number, name, result))
            except PluginCrashed as error:
                result = error
        if isinstance(result, Exception):
            if self._report.name == "json":
                self._put(number, json_text(failure(name, result)))
            say(f"Error: {message(name, result)}")
        return result

    def _text(self, number: int, name: Path, audit: Audit) -> str:
        if self._joined and self._report.name == "json":
            return json_text({"file": str(name), **audit.to_data()})
        text = self._report.render(audit, replace(self._shape, document=_document(name)))
        return _headed(name, text, first=number == 0) if self._joined else text

    def end(self) -> None:
        """Write what could not be written before the last transcript."""
        for line in self._table.rest() if self._table is not None else ():
            self._put(0, line)


def _written(
    output: Path | None, names: tuple[Path, ...], report: ReportFormat, *, apart: bool
) -> Path | None:
    """Return what to name as written: the folder of several reports, or the file of one."""
    if output is None or not apart or len(names) > 1:
        return output
    return output / next(file_names(names, report.suffix))


def _conclude(output: Path | None, outcomes: Counter[str], *, many: bool) -> None:
    """Say where the reports are, and what came out for many transcripts."""
    say_written(output)
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
    for name in names:
        check_free(output / name)
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
    except Exception as error:  # noqa: BLE001  # one bad file or program must not stop the others; the caller reports it
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


def _report(name: str, output: Path | None) -> ReportFormat:
    """Return the report that was asked for, by its name or by that of the output."""
    reports = plugin_host().reports
    suffixes = [(one.suffix, known) for known, one in reports.items()]
    try:
        return plugin_host().report(format_for(output, name, suffixes))
    except NotFound as error:
        message = f"{origin('format_')}{error}"
        raise click.BadParameter(message, param_hint="'--format'") from None
