"""The same students before and after: under other rules, or in two runs."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from concurrent.futures import Executor
from dataclasses import dataclass, replace
from pathlib import Path

from degreekit.adjustments import Adjustment
from degreekit.audit import Auditor
from degreekit.cohort.entry import Entry
from degreekit.cohort.evaluation import Asked, Auditors, How, by_student, prepared, row_of
from degreekit.cohort.pool import Ready, each
from degreekit.cohort.row import RequirementRow, StudentRow, failed_row
from degreekit.cohort.store import StoredRun

__all__ = ["StudentChange", "compare_rules", "compare_runs"]

_ORIGIN = {
    "records": "other records",
    "decisions": "other decisions",
    "plan": "another plan",
    "rules": "other rules",
    "version": "another version of degreekit or a plugin",
}


@dataclass(frozen=True, slots=True)
class StudentChange:
    """One student before and after.

    Attributes:
        key: of the student.
        before: the row; None for a student who was not there.
        after: the row; None for a student who is not there any more.
    """

    key: str
    before: StudentRow | None
    after: StudentRow | None

    @property
    def failed(self) -> bool:
        """Whether there is no answer now."""
        return self.after is not None and self.after.error is not None

    @property
    def changed(self) -> bool:
        """Whether the status, what remains, or what it rests on is another."""
        return _figures(self.before) != _figures(self.after)

    @property
    def causes(self) -> tuple[str, ...]:
        """What the later row was made of that the earlier one was not: ``other records``."""
        before = self.before.origin if self.before else None
        after = self.after.origin if self.after else None
        if before is None or after is None:
            return ()
        return tuple(
            words
            for name, words in _ORIGIN.items()
            if getattr(before, name) != getattr(after, name)
        )

    @property
    def why(self) -> tuple[str, ...]:
        """The requirements that stand otherwise, each as a sentence."""
        before = {one.requirement: one for one in self.before.requirements} if self.before else {}
        after = {one.requirement: one for one in self.after.requirements} if self.after else {}
        found = []
        for id_ in dict.fromkeys((*before, *after)):
            old, new = before.get(id_), after.get(id_)
            if old is None and new is not None:
                found.append(f"{new.title}: new, {_stands(new)}")
            elif new is None and old is not None:
                found.append(f"{old.title}: no longer asked for, was {_stands(old)}")
            elif old is not None and new is not None and _stands(old) != _stands(new):
                found.append(f"{new.title}: was {_stands(old)}, is {_stands(new)}")
        return tuple(found)


_WORDS = {
    "satisfied": "complete",
    "conditional": "complete if",
    "unsatisfied": "incomplete",
    "waived": "waived",
    "not_applicable": "not needed",
}


def _stands(one: RequirementRow) -> str:
    lacks = f", lacks {one.lacks}" if one.lacks else ""
    return f"{_WORDS[one.status]}{lacks}"


def _figures(row: StudentRow | None) -> tuple[object, ...]:
    if row is None:
        return ()
    assumed = row.approvals, row.in_progress, row.planned
    left = row.remaining_courses, row.remaining_credits, row.remaining_other, row.out_of_reach
    return row.status, left, assumed, row.error_kind


def compare_rules(
    entries: Iterable[Entry],
    before: Auditor,
    after: Auditor,
    *,
    decisions: Iterable[Adjustment] = (),
    how: How | None = None,
    executor: Executor | None = None,
) -> Iterator[StudentChange]:
    """Yield what other rules make of each student, in their order.

    Students who name another program than `before` are left out.

    Args:
        entries: the students.
        before: audits by the former rules.
        after: audits by the rules that take their place.
        decisions: of any number of students, each with the student's key.
        how: how documents are read.
        executor: where the work is done; in this process without it.

    Example:
        >>> from degreekit import get_auditor
        >>> from degreekit.cohort import Entry, compare_rules
        >>> auditor = get_auditor("columbia-ms-cs-ml")
        >>> [one.changed for one in compare_rules([Entry("a", {"records": []})], auditor, auditor)]
        [False]
    """
    asked = how or How()
    named = by_student(decisions)
    rules = before, after
    single = Auditors(before), Auditors(after)

    def task(entry: Entry) -> tuple[tuple[Auditor, Auditor], tuple[Asked, Asked]] | Ready[_Pair]:
        plain = replace(entry, program=None)
        try:
            own = named.get(entry.key, ())
            (_, old), (_, new) = (prepared(plain, one, asked, own) for one in single)
        except Exception as error:  # noqa: BLE001  # the error becomes this student's row; the others go on
            failed = failed_row(entry.key, error)
            return Ready(lambda: (failed, failed))
        return rules, (old, new)

    members = (one for one in entries if _is_in(one, before))
    for old, new in each(_both, map(task, members), _lost, executor, prepare=_prepare):
        yield StudentChange(old.key, old, new)


_Pair = tuple[StudentRow, StudentRow]


def _prepare(rules: tuple[Auditor, Auditor]) -> None:
    for auditor in rules:
        auditor.prepare()


def _is_in(entry: Entry, auditor: Auditor) -> bool:
    program = entry.program
    name = program if isinstance(program, str) or program is None else program.id
    return name is None or name.split("@")[0] == auditor.program.id


def _both(rules: tuple[Auditor, Auditor], asked: tuple[Asked, Asked]) -> _Pair:
    """Return both rows of a student, whose records are read once; it runs in a worker."""
    old = asked[0]
    try:
        records = old.entry.transcript(old.how.institution, old.how.limits)
    except Exception as error:  # noqa: BLE001  # the error becomes this student's row; the others go on
        failed = failed_row(old.entry.key, error, rules[0].program, old.origin)
        return failed, failed
    read = replace(old.entry, records=records)
    before, after = (replace(one, entry=read) for one in asked)
    return row_of(rules[0], before), row_of(rules[1], after)


def _lost(rules: tuple[Auditor, Auditor], asked: tuple[Asked, Asked], error: Exception) -> _Pair:
    old, new = (
        failed_row(one.entry.key, error, auditor.program, one.origin)
        for auditor, one in zip(rules, asked, strict=True)
    )
    return old, new


def compare_runs(before: Path, after: Path) -> Iterator[StudentChange]:
    """Yield each student with the rows of two runs, in the order of the later one.

    Students who are in the earlier run alone come last.

    Args:
        before: the file of the earlier run.
        after: the file of the later one.

    Raises:
        NotARun: one of them holds something else.
        FileProblem: one of them cannot be read.
    """
    with StoredRun(before) as old, StoredRun(after) as new:
        for key in new:
            yield StudentChange(key, old.row(key), new.row(key))
        for key in old:
            if new.row(key) is None:
                yield StudentChange(key, old.row(key), None)
