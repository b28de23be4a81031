"""Many students in, a row for each out."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import replace
from decimal import Decimal
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import click

from degreekit.adjustments import Adjustment, students_named
from degreekit.audit import Auditor
from degreekit.audit.solve.solver import SolverName
from degreekit.cli.output import remember_input, say, write_whole
from degreekit.cli.status import ExitStatus
from degreekit.cli.work.chosen import (
    checked_solver,
    chosen_programs,
    decisions,
    planned_courses,
    refused,
)
from degreekit.cli.work.cohort_outputs import format_of, output_for
from degreekit.cli.work.pool import process_pool
from degreekit.cli.work.student_decisions import check_named
from degreekit.cohort import (
    Auditors,
    CohortFile,
    DepartmentPage,
    Detail,
    Entry,
    How,
    Rows,
    Run,
    StudentRow,
    Summary,
    evaluate,
    read_cohort,
)
from degreekit.errors import DegreekitError
from degreekit.transcript import CourseRecord

__all__ = ["run"]


def run(
    inputs: tuple[Path, ...],
    *,
    program_ids: tuple[str, ...],
    edition: str | None,
    share_courses: int | str | None,
    share_credits: Decimal | str | None,
    adjustments: Path | None,
    plan: Path | None,
    solver: SolverName,
    budget: int,
    institution: str | None,
    no_ocr: bool,
    format_: str | None,
    what: Rows,
    figures: bool,
    outputs: tuple[Path, ...],
    audits: Path | None,
    names: bool,
    processes: int | None,
    quiet: bool,
    exit_zero: bool,
    color: bool | None,
) -> int:
    """Audit a cohort, and return the exit status; see `degreekit cohort --help`."""
    checked_solver(solver)
    kept, written = _outputs(outputs, format_)
    is_page = any(name == "html" for name, _ in written)
    detail = _detail(what, figures=figures, is_page=is_page)
    _check_there(inputs)
    decided = _decisions(adjustments, program_ids)
    auditors = Auditors(
        chosen_programs(program_ids, edition) if program_ids else None,
        **_sharing(share_courses, share_credits, len(program_ids)),
        solver=solver,
        budget=budget,
    )
    folder = _audits(audits, written) if is_page else None
    how = How(
        detail=detail,
        pages=folder is not None,
        names=names,
        institution=institution,
        ocr=not no_ocr,
    )
    summary = Summary()
    page = DepartmentPage(names=names, audits=folder)
    named = _Named(decided)
    with ExitStack() as stack:
        store = _opened(kept, stack)
        sinks = [
            stack.enter_context(output_for(name, path, what, page, color=_coloured(color)))
            for name, path in written
        ]
        rows = evaluate(
            named.noting(summary.entering(read_cohort(inputs, outputs))),
            auditors,
            how=how,
            decisions=decided,
            plan=_planned(plan),
            run=store,
            executor=stack.enter_context(process_pool(processes)),
            page_known=page.has_audit if folder is not None else None,
            counts=summary.counts,
        )
        with _progress(inputs, shown=not quiet) as told:
            for row in told(rows):
                summary.add(row)
                if folder is not None:
                    _keep_audit(row, folder, page)
                if is_page:
                    page.add(replace(row, page=None))
                if row.error is not None:
                    say(f"Error: {row.key}: {row.error}")
                for sink in sinks:
                    sink.add(row)
        page.name_courses(auditors.titles())
        for sink in sinks:
            sink.end()
        if store is not None:
            store.finish()
    if not quiet:
        if is_page and find_spec("matplotlib") is None:
            say("Note: the page has no pictures; they need pip install 'degreekit[cohort]'")
        _conclude(summary, kept, written, named)
    return _status(summary, exit_zero=exit_zero)


def _status(summary: Summary, *, exit_zero: bool) -> ExitStatus:
    summary.check()
    if summary.statuses["failed"]:
        return ExitStatus.UNREADABLE
    done = summary.statuses["satisfied"] == summary.rows
    return ExitStatus.SATISFIED if done or exit_zero else ExitStatus.NOT_SATISFIED


def _conclude(
    summary: Summary,
    kept: Path | None,
    written: Sequence[tuple[str, Path | None]],
    named: _Named,
) -> None:
    for path in (*(path for _, path in written if path), *([kept] if kept else [])):
        say(f"Wrote {path}")
    for line in summary.lines(str(kept) if kept else ""):
        say(line)
    if missing := named.missing():
        say(
            f"Warning: there are decisions for {len(missing)} who are not among the students: "
            f"{', '.join(missing[:5])}{' ...' if len(missing) > 5 else ''}"
        )


class _Named:
    """Which of the students that decisions name were there."""

    def __init__(self, decided: Sequence[Adjustment]) -> None:
        self._missing = dict.fromkeys(sorted(students_named(decided)))

    def noting(self, entries: Iterator[Entry]) -> Iterator[Entry]:
        for entry in entries:
            self._missing.pop(entry.key, None)
            yield entry

    def missing(self) -> list[str]:
        return list(self._missing)


# -------------------------------------------------------------------------------------- options


def _outputs(
    outputs: Sequence[Path], format_: str | None
) -> tuple[Path | None, list[tuple[str, Path | None]]]:
    """Return the file of the run, and the other outputs with their formats."""
    kept: Path | None = None
    written: list[tuple[str, Path | None]] = []
    for path in outputs:
        name = format_of(path)
        if name is not None:
            written.append((name, path))
        elif kept is not None:
            raise click.UsageError(
                f"{kept} and {path} would both be runs: give one of them a name that ends in "
                f".csv, .parquet, .html or .txt."
            )
        else:
            kept = path
    if len(set(outputs)) < len(outputs):
        raise click.UsageError("--output names one file twice.")
    if format_ is not None and format_ not in [name for name, _ in written]:
        written.append((format_, None))
    if not outputs and not written:
        written.append(("text", None))
    return kept, written


def _detail(what: Rows, *, figures: bool, is_page: bool) -> Detail:
    """Return how much is worked out of each student."""
    if figures and (is_page or what == "requirements"):
        raise click.UsageError("--figures leaves out what a page, or --rows requirements, shows.")
    return "demand" if is_page else "figures" if figures else "requirements"


def _keep_audit(row: StudentRow, folder: Path, page: DepartmentPage) -> None:
    """Write the page of a student's audit, if one was made, to where the cohort's page links it."""
    if row.page is not None and row.origin is not None:
        name = page.audit_name(row.origin.fingerprint)
        write_whole(folder / name, row.page, private=True)


def _check_there(inputs: Sequence[Path]) -> None:
    """End the command if a folder has no transcripts, or a list no students."""
    for path in inputs:
        remember_input(path)
        try:
            number = CohortFile(path).count()
        except DegreekitError as error:
            refused(str(error))
        if not number:
            what = "this folder has no transcripts: files ending in .pdf, .json or .csv"
            what = what if path.is_dir() else "there are no students in this file"
            raise click.BadParameter(f"{path}: {what}", param_hint="'INPUTS'")


def _decisions(path: Path | None, programs: Sequence[str]) -> tuple[Adjustment, ...]:
    decided = decisions(path, programs)
    check_named(decided, path)
    return decided


def _sharing(
    courses: int | str | None, credits: Decimal | str | None, number: int
) -> dict[str, Any]:
    if number < 2 and (courses, credits) != (None, None):
        raise click.UsageError("--share-courses and --share-credits need several --program.")
    if courses is None:
        courses = 0 if credits is None else "any"
    return {
        "share_courses": courses if isinstance(courses, int) else None,
        "share_credits": credits if isinstance(credits, Decimal) else None,
    }


def _planned(path: Path | None) -> Callable[[Auditor], tuple[CourseRecord, ...]] | None:
    if path is None:
        return None
    known: dict[str, tuple[CourseRecord, ...]] = {}

    def planned(auditor: Auditor) -> tuple[CourseRecord, ...]:
        here = auditor.institution
        if here.id not in known:
            known[here.id] = planned_courses(path, here)
        return known[here.id]

    return planned


def _audits(folder: Path | None, written: Sequence[tuple[str, Path | None]]) -> Path | None:
    """Return where the audits go that the page links to; None for a page without links."""
    if folder is None:
        paths = [path for name, path in written if name == "html" and path is not None]
        folder = paths[0].with_name(f"{paths[0].stem}-audits") if paths else None
    if folder is not None:
        try:
            folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        except OSError as error:
            raise click.BadParameter(
                f"{folder}: {error.strerror}", param_hint="'--audits'"
            ) from None
    return folder


def _opened(path: Path | None, stack: ExitStack) -> Run | None:
    if path is None:
        return None
    try:
        store = stack.enter_context(Run(path))
    except DegreekitError as error:
        refused(str(error))
    if store.damaged:
        say(f"Warning: {store.damaged} lines of {path} could not be read; they are made again.")
    return store


# ------------------------------------------------------------------------------------ the running


def _coloured(color: bool | None) -> bool:  # as click gives it
    return color if color is not None else sys.stdout is not None and sys.stdout.isatty()


@contextmanager
def _progress(
    inputs: Sequence[Path], *, shown: bool
) -> Iterator[Callable[[Iterator[StudentRow]], Any]]:
    """Yield what shows how far the rows are, on stderr."""
    number = sum(CohortFile(path).count() for path in inputs) if shown and sys.stderr else 0
    if number < 3:
        yield iter
        return
    with ExitStack() as stack:

        def told(rows: Iterator[StudentRow]) -> Any:
            bar = click.progressbar(rows, length=number, label="Auditing", file=sys.stderr)
            return stack.enter_context(bar)

        yield told
