"""What is different for one student under other rules, as ``degreekit diff`` says it."""

from __future__ import annotations

from pathlib import PurePath
from typing import Any

from degreekit.adjustments import Adjustment
from degreekit.api import get_auditor
from degreekit.cohort import (
    Entry,
    StudentChanges,
    StudentRow,
    compare_rules,
    rule_changes_data,
)
from degreekit.requirements import Program, compare_programs
from degreekit.transcript import Transcript

__all__ = ["compared"]


def compared(
    before: Program,
    after: Program,
    name: str,
    transcript: Transcript,
    decided: tuple[Adjustment, ...],
) -> tuple[dict[str, Any], dict[str, Any]]:
    """Return what is different, for the page and as the command writes it.

    Args:
        before: the program whose rules hold.
        after: the one with the other rules.
        name: of the document.
        transcript: the student's, planned courses included.
        decided: what was decided for the student.
    """
    students = StudentChanges(after.unit)
    entry = Entry(PurePath(name).stem, transcript, adjustments=decided)
    [change] = compare_rules([entry], get_auditor(before), get_auditor(after))
    students.take([change], lambda _problem: None)  # the page shows how both stand
    rules = rule_changes_data(before, after, compare_programs(before, after))
    shown = {
        "before": f"{before.title}, edition {before.edition}: {_how(students, change.before)}",
        "after": f"{after.title}, edition {after.edition}: {_how(students, change.after)}",
        "why": list(change.why),
        "rules": rules["changes"],
    }
    return shown, {**rules, "students": students.data()}


def _how(students: StudentChanges, row: StudentRow | None) -> str:
    return (row.error if row is not None else None) or students.stands(row)
