"""What changed from one version of a program to another, and for whom; or from run to run."""

from __future__ import annotations

from pathlib import Path

import click

from degreekit.api import get_auditor
from degreekit.cli.output import put, say
from degreekit.cli.status import ExitStatus
from degreekit.cli.work.chosen import decisions, named_program
from degreekit.cli.work.pool import process_pool
from degreekit.cli.work.student_decisions import check_named
from degreekit.cohort import (
    StudentChanges,
    compare_rules,
    compare_runs,
    is_run,
    read_cohort,
    rule_changes_data,
    rule_changes_text,
)
from degreekit.printable import json_text
from degreekit.requirements import compare_programs

__all__ = ["run"]


def run(
    before: str,
    after: str,
    transcripts: tuple[Path, ...],
    adjustments: Path | None,
    processes: int | None,
    format_: str,
) -> int:
    """Compare two versions of a program, or two runs; see `degreekit diff --help`."""
    runs = [is_run(Path(one)) for one in (before, after)]
    if all(runs):
        if transcripts or adjustments:
            raise click.UsageError("Two runs have their students in them: leave out the options.")
        return _runs(Path(before), Path(after), format_)
    if any(runs):
        raise click.UsageError("A run is compared with another run, a program with a program.")
    old, new = named_program(before), named_program(after)
    changes = compare_programs(old, new)
    decided = decisions(adjustments)
    check_named(decided, adjustments)
    students = StudentChanges(new.unit)
    if transcripts:
        entries = read_cohort(transcripts)
        with process_pool(processes) as executor:
            found = compare_rules(
                entries,
                get_auditor(old),
                get_auditor(new),
                decisions=decided,
                executor=executor,
            )
            students.take(found, _tell)
    if format_ == "json":
        put(
            json_text(
                {**rule_changes_data(old, new, changes), "students": students.data()}, indent=1
            )
        )
    else:
        put(rule_changes_text(old, new, changes))
        if transcripts:
            put(f"\n{students.text()}")
    return _status(students, changed=bool(changes))


def _runs(before: Path, after: Path, format_: str) -> int:
    students = StudentChanges("credits")
    students.take(compare_runs(before, after), _tell)
    if format_ == "json":
        data = {"before": str(before), "after": str(after), "students": students.data()}
        put(json_text(data, indent=1))
    else:
        put(students.text())
    return _status(students)


def _tell(problem: str) -> None:
    say(f"Error: {problem}")


def _status(students: StudentChanges, *, changed: bool = False) -> ExitStatus:
    if students.failed:
        return ExitStatus.UNREADABLE
    return ExitStatus.NOT_SATISFIED if changed or students.changed else ExitStatus.SATISFIED
