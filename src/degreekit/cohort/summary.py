"""A cohort in figures: how many stand how, what is open for how many, and that it adds up."""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from degreekit.cohort.entry import Entry
from degreekit.cohort.evaluation import Counts
from degreekit.cohort.row import StudentRow
from degreekit.errors import DegreekitError
from degreekit.requirements import count_text

__all__ = ["FAILED", "NotReconciled", "Summary"]

#: What people call each status, in the order of a summary.
WORDS = {
    "satisfied": "complete",
    "conditional": "complete if something holds",
    "unsatisfied": "incomplete",
}
FAILED = "failed"


class NotReconciled(DegreekitError):
    """The rows that came out are not those of the students who went in: a bug in degreekit.

    Attributes:
        students: how many went in.
        rows: how many rows came out.
    """

    def __init__(self, students: int, rows: int):
        self.students = students
        self.rows = rows
        super().__init__(
            f"{students:,} students went in, and {rows:,} rows came out that are not theirs: this "
            f"is a bug in degreekit; please report it"
        )


@dataclass
class Summary:
    """The results of a cohort in figures.

    Attributes:
        statuses: how many students stand how; those without an answer are ``failed``.
        requirements: for each program, edition and requirement its title, and how many students it
            stands how for.
        one_away: how many students lack one course and nothing else.
        students: how many went in.
        counts: how many rows were reused.
    """

    statuses: Counter[str] = field(default_factory=Counter)
    requirements: dict[tuple[str, str, str], tuple[str, Counter[str]]] = field(default_factory=dict)
    one_away: int = 0
    students: int = 0
    counts: Counts = field(default_factory=Counts)

    def __post_init__(self) -> None:
        self._in = hashlib.sha256()
        self._out = hashlib.sha256()

    @property
    def rows(self) -> int:
        """How many rows came out."""
        return sum(self.statuses.values())

    def entering(self, entries: Iterable[Entry]) -> Iterator[Entry]:
        """Yield the students that go in, counted."""
        for entry in entries:
            self.students += 1
            self._in.update(f"{entry.key}\0".encode())
            yield entry

    def add(self, row: StudentRow) -> None:
        """Count a row that came out."""
        self._out.update(f"{row.key}\0".encode())
        self.statuses[row.status or FAILED] += 1
        self.one_away += one_away(row)
        for one in row.requirements:
            id_ = row.program, row.edition, one.requirement
            if id_ not in self.requirements:
                self.requirements[id_] = one.title, Counter()
            self.requirements[id_][1][one.status] += 1

    def check(self) -> None:
        """Check that each student who went in came out once, in order.

        Raises:
            NotReconciled: it is not so.
        """
        if self.students != self.rows or self._in.digest() != self._out.digest():
            raise NotReconciled(self.students, self.rows)

    def lines(self, run: str = "") -> list[str]:
        """Return the summary in words.

        Args:
            run: the name of the file that rows were taken from.

        Raises:
            NotReconciled: what came out is not what went in.
        """
        self.check()
        said = [(self.statuses[name], words) for name, words in (*WORDS.items(), (FAILED, FAILED))]
        lines = [
            f"{count_text(self.students, 'student')}: "
            + ", ".join(f"{number:,} {words}" for number, words in said if number)
        ]
        if self.one_away:
            lines.append(f"{self.one_away:,} of them one course away, with nothing else open")
        if run and self.counts.reused:
            lines.append(f"{self.counts.reused:,} taken from {run}, as nothing changed for them")
        rows = f"{self.rows:,} row{'' if self.rows == 1 else 's'}"
        lines.append(f"{rows}, one for each student, in the order of the input")
        return lines


def one_away(row: StudentRow) -> bool:
    """Return whether a student lacks one course and nothing else.

    Args:
        row: of the student.
    """
    return row.remaining_courses == 1 and not row.remaining_other and not row.out_of_reach
