"""What changed, in words and as data: the rules, and the students whose result is another."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from dataclasses import asdict
from decimal import Decimal
from typing import Any

from degreekit.cohort.compare import StudentChange
from degreekit.cohort.row import StudentRow
from degreekit.printable import printable
from degreekit.requirements import Program, RuleChange, count_text
from degreekit.wrapping import wrapped

__all__ = ["StudentChanges", "rule_changes_data", "rule_changes_text"]

_STATUS = {
    "satisfied": "complete",
    "conditional": "complete if what is assumed holds",
    "unsatisfied": "incomplete",
}
#: Columns of a key in the table, and kinds of change that are counted.
_KEY = 40
_COUNTED = 20


class StudentChanges:
    """The students whose result is another, and how many there are in all.

    Args:
        unit: the word for credits.
    """

    def __init__(self, unit: str) -> None:
        self.unit = unit
        self.number = 0
        self.failed = 0
        self.changed: list[StudentChange] = []

    def take(self, found: Iterable[StudentChange], tell: Callable[[str], None]) -> None:
        """Keep those whose result is another.

        Args:
            found: the students.
            tell: called with a sentence for each who could not be read or audited.
        """
        for one in found:
            self.number += 1
            if one.failed:
                self.failed += 1
                error = one.after.error if one.after else ""
                tell(f"{printable(one.key)}: {error}")
            if one.changed or one.failed:
                self.changed.append(one)

    def data(self) -> dict[str, Any]:
        """Return how many there are, and those that changed."""
        return {
            "compared": self.number,
            "changed": sum(one.changed for one in self.changed),
            "failed": self.failed,
            "changes": [_student(one) for one in self.changed],
        }

    def text(self) -> str:
        """Return why, counted over all students, and then for whom."""
        changed = [one for one in self.changed if one.changed]
        answered = self.number - self.failed
        summary = f"{len(changed)} of {count_text(answered, 'student')} have a different result"
        if not changed:
            return summary
        return "\n".join([summary, *self._reasons(changed), "", *self._table(changed)])

    def _reasons(self, changed: list[StudentChange]) -> Iterator[str]:
        times = Counter(reason for one in changed for reason in (*one.causes, *one.why))
        if not times:
            return
        yield ""
        wide = len(str(max(times.values())))
        for reason, number in times.most_common(_COUNTED):
            yield f"{number:>{wide}}  {printable(reason)}"
        if len(times) > _COUNTED:
            yield f"and {len(times) - _COUNTED} more kinds of change"

    def _table(self, changed: list[StudentChange]) -> Iterator[str]:
        cells = [("student", "before", "after")]
        cells += [
            (_cut(printable(one.key)), self.stands(one.before), self.stands(one.after))
            for one in changed
        ]
        widths = [max(len(row[column]) for row in cells) for column in range(3)]
        for row, one in zip(cells, (None, *changed), strict=True):
            yield "  ".join(c.ljust(w) for c, w in zip(row, widths, strict=True)).rstrip()
            for reason in one.why if one is not None else ():
                yield from _indented(printable(reason), 4)

    def stands(self, row: StudentRow | None) -> str:
        """Return in a few words how a degree stands."""
        if row is None:
            return "not there"
        if row.error is not None:
            return "failed"
        words = _STATUS[row.status or "unsatisfied"]
        if row.remaining_courses:
            unit = row.unit or self.unit
            credits = count_text(row.remaining_credits or Decimal(0), unit)
            words += f", {count_text(row.remaining_courses, 'course')} ({credits})"
        if row.remaining_other:
            words += f", {row.remaining_other} other open"
        if row.out_of_reach:
            words += ", cannot be completed"
        return words


def _cut(key: str) -> str:
    return key if len(key) <= _KEY else f"\N{HORIZONTAL ELLIPSIS}{key[1 - _KEY :]}"


def _student(one: StudentChange) -> dict[str, Any]:
    return {
        "key": one.key,
        "changed": one.changed,
        "before": _row(one.before),
        "after": _row(one.after),
        "causes": list(one.causes),
        "why": list(one.why),
    }


def _row(row: StudentRow | None) -> dict[str, Any] | None:
    if row is None:
        return None
    names = (
        *("status", "remaining_courses", "remaining_credits", "remaining_other", "out_of_reach"),
        *("approvals", "in_progress", "planned", "error"),
    )
    columns = row.columns()
    return {name: columns[name] for name in names}


def rule_changes_data(
    old: Program, new: Program, changes: tuple[RuleChange, ...]
) -> dict[str, Any]:
    """Return both programs, and what is different in the rules of the second, as data."""
    return {
        "before": {"id": old.id, "edition": old.edition, "fingerprint": old.fingerprint},
        "after": {"id": new.id, "edition": new.edition, "fingerprint": new.fingerprint},
        "changes": [asdict(change) for change in changes],
    }


def rule_changes_text(old: Program, new: Program, changes: tuple[RuleChange, ...]) -> str:
    """Return what is different in the rules of the second of two programs, in words."""
    lines = [f"{old.id} {old.edition} -> {new.id} {new.edition}"]
    if not changes:
        return f"{lines[0]}\nno rules changed"
    for change in changes:
        lines += ["", f"{change.kind:<8} {change.id}: {change.title}"]
        details = change.details or (change.after or change.before,)
        for detail in details:
            lines += _indented(detail)
        if change.details and change.before != change.after:
            lines += _indented(f"was: {change.before}")
            lines += _indented(f"now: {change.after}")
    return "\n".join(lines)


def _indented(text: str, columns: int = 9) -> list[str]:
    return wrapped(text, 80, " " * columns, " " * (columns + 2), split=False)
