"""From the entries of a cohort to their rows: what is known is reused, the rest is worked out."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator
from concurrent.futures import Executor
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import TypeAlias

from degreekit.adjustments import Adjustment, decisions_for
from degreekit.api import (
    edition_decided,
    get_auditor,
    get_program,
    program_decided,
    programs,
)
from degreekit.audit import Auditor
from degreekit.audit.solve.budget import DEFAULT_BUDGET
from degreekit.audit.solve.solver import SolverName
from degreekit.cohort.demand import demand_of
from degreekit.cohort.entry import Entry, InvalidEntry
from degreekit.cohort.origin import (
    Origin,
    decisions_digest,
    plan_digest,
    records_digest,
    rules_digest,
    version_of,
)
from degreekit.cohort.pool import Ready, each, portable
from degreekit.cohort.row import Detail, StudentRow, failed_row, figures_row, full_row
from degreekit.cohort.store import Run
from degreekit.errors import DegreekitError
from degreekit.ingest import Limits
from degreekit.report import Look, render_html
from degreekit.requirements import Program
from degreekit.transcript import CourseRecord

__all__ = [
    "Asked",
    "Auditors",
    "Counts",
    "How",
    "by_student",
    "evaluate",
    "prepared",
    "row_of",
]


@dataclass(frozen=True, slots=True)
class How:
    """What is worked out of each student, and how documents are read.

    Attributes:
        detail: see `Detail`.
        pages: whether the audit is written as a page of HTML, too.
        names: whether such a page has the student's key on it.
        institution: the installed institution that documents are of.
        ocr: whether pages that are pictures are read.
    """

    detail: Detail = "requirements"
    pages: bool = False
    names: bool = False
    institution: str | None = None
    ocr: bool = True

    @property
    def limits(self) -> Limits:
        """What reading a document may cost."""
        return Limits(ocr=self.ocr)


class Auditors:
    """The auditors of the programs that students of a cohort are in.

    Args:
        program: the program of students who name none: a program, the id of an installed one,
            several to be audited together, or an auditor. Without it, the only one installed.
        share_courses: see `degreekit.get_auditor`.
        share_credits: see `degreekit.get_auditor`.
        solver: see `Auditor`.
        budget: see `Auditor`.
    """

    def __init__(
        self,
        program: Auditor | Program | str | Iterable[Program | str] | None = None,
        *,
        share_courses: int | None = 0,
        share_credits: Decimal | int | None = None,
        solver: SolverName = "auto",
        budget: int = DEFAULT_BUDGET,
    ):
        self.default = program
        self.sharing = share_courses, share_credits
        self.solver: SolverName = solver
        self.budget = budget
        self._made: dict[object, Auditor] = {}
        #: Of students for whom nothing was decided, by the program that they name.
        self._undecided: dict[str | None, Auditor] = {}

    def of(self, program: Program | str | None, decided: Collection[Adjustment]) -> Auditor:
        """Return the auditor for a student.

        Args:
            program: of the student; None for the one that was decided, or else for the program of
                the cohort.
            decided: for the student; they may set the edition, too.

        Raises:
            NotFound: the program is not installed.
            InvalidEntry: no program is named, and not exactly one is installed.
        """
        if decided or isinstance(program, Program):
            return self._of(program or program_decided(decided) or self.default, decided)
        found = self._undecided.get(program)
        if found is None:
            found = self._undecided[program] = self._of(program or self.default, decided)
        return found

    def _of(
        self,
        given: Auditor | Program | str | Iterable[Program | str] | None,
        decided: Collection[Adjustment],
    ) -> Auditor:
        if isinstance(given, Auditor):
            return given
        parts = [given] if isinstance(given, Program | str) else list(given or (_only_one(),))
        rules = [_edition(part, decided) for part in parts]
        key = tuple((one.id, one.edition, one.fingerprint) for one in rules)
        if key not in self._made:
            self._made[key] = get_auditor(
                rules,
                share_courses=self.sharing[0],
                share_credits=self.sharing[1],
                solver=self.solver,
                budget=self.budget,
            )
        return self._made[key]

    def titles(self) -> dict[str, str]:
        """Return what the courses of the catalogs are called, by their codes."""
        return {
            str(auditor.institution.code(course.code)): course.title
            for auditor in self._made.values()
            for course in auditor.institution.catalog
        }


def _only_one() -> str:
    ids = sorted({program.id for program in programs()})
    if len(ids) != 1:
        raise InvalidEntry("the program", f"name one of {', '.join(ids) or 'none installed'}")
    return ids[0]


def _edition(program: Program | str, decided: Collection[Adjustment]) -> Program:
    if isinstance(program, Program):
        return program
    id_, _, edition = program.partition("@")
    return get_program(id_, edition or edition_decided(id_, decided))


@dataclass(slots=True)
class Counts:
    """How many rows were taken from the run, and how many were worked out."""

    reused: int = 0
    computed: int = 0


@dataclass(frozen=True, slots=True)
class Asked:
    """What a worker is asked about one student."""

    entry: Entry
    adjustments: tuple[Adjustment, ...]
    planned: tuple[CourseRecord, ...]
    origin: Origin
    how: How


_Task: TypeAlias = tuple[Auditor, Asked] | Ready[StudentRow]


def evaluate(
    entries: Iterable[Entry],
    auditors: Auditors,
    *,
    how: How | None = None,
    decisions: Iterable[Adjustment] = (),
    plan: Callable[[Auditor], tuple[CourseRecord, ...]] | None = None,
    run: Run | None = None,
    executor: Executor | None = None,
    page_known: Callable[[str], bool] | None = None,
    counts: Counts | None = None,
) -> Iterator[StudentRow]:
    """Yield a row for each student, in their order.

    Args:
        entries: the students.
        auditors: of their programs.
        how: what is worked out.
        decisions: of any number of students, each with the student's key; they come after those of
            the entry.
        plan: returns what every student plans to take besides.
        run: what was worked out before, and where new rows are kept.
        executor: where the work is done; in this process without it.
        page_known: returns whether there is a page of HTML already for a fingerprint.
        counts: where the rows that were reused are counted.

    Example:
        >>> from degreekit.cohort import Auditors, Entry, evaluate
        >>> for row in evaluate([Entry("ab1", {"records": []})], Auditors()):
        ...     print(row.key, row.status, row.remaining_courses)
        ab1 unsatisfied 10
    """
    asked = how or How()
    tally = counts if counts is not None else Counts()
    named = by_student(decisions)

    def task(entry: Entry) -> _Task:
        try:
            auditor, asks = prepared(entry, auditors, asked, named.get(entry.key, ()), plan)
        except Exception as error:  # noqa: BLE001  # it is the row of this student
            row = failed_row(entry.key, error)
            return Ready(lambda: row)
        found = asks.origin.fingerprint
        if run is not None and run.has(found, asked.detail):
            written = page_known is None or page_known(found)
            if written or not asked.pages:
                tally.reused += 1
                return Ready(lambda: run.row(found, entry.key))
        tally.computed += 1
        return auditor, asks

    def prepare(auditor: Auditor) -> None:
        auditor.prepare(words=asked.detail != "figures")

    for row in each(row_of, map(task, entries), _lost, executor, prepare=prepare):
        if run is not None:
            run.add(row)
        yield row


def by_student(decisions: Iterable[Adjustment]) -> dict[str, list[Adjustment]]:
    """Return decisions by the student they are for.

    Args:
        decisions: of any number of students.
    """
    named: dict[str, list[Adjustment]] = {}
    for one in decisions:
        if one.student is not None:
            named.setdefault(one.student, []).append(one)
    return named


def prepared(
    entry: Entry,
    auditors: Auditors,
    how: How,
    named: Collection[Adjustment] = (),
    plan: Callable[[Auditor], tuple[CourseRecord, ...]] | None = None,
) -> tuple[Auditor, Asked]:
    """Return what a worker is asked about a student; whatever is small is read here.

    Args:
        entry: the student.
        auditors: of the programs.
        how: what is worked out.
        named: decisions for this student besides those of the entry.
        plan: returns what the student plans to take besides.

    Raises:
        Exception: the problem of the entry, or what is wrong with its program, decisions or plan.
    """
    if entry.problem is not None:
        raise entry.problem
    own = decisions_for(entry.decisions(), [entry.key])
    decided = (*own, *decisions_for(named, [entry.key]))
    auditor = auditors.of(entry.program, decided)
    planned = entry.planned(auditor.institution) + (plan(auditor) if plan else ())
    ready = entry.portable()
    reading = [how.institution, how.ocr]
    origin = Origin(
        records=records_digest(ready.records, reading),
        decisions=decisions_digest(decided),
        plan=plan_digest(planned),
        rules=rules_digest(auditor),
        version=version_of(auditor),
    )
    ready = replace(ready, adjustments=(), plan=(), program=None)  # they are read
    return auditor, Asked(ready, decided, planned, origin, how)


def row_of(auditor: Auditor, asked: Asked) -> StudentRow:
    """Return the row of a student; it runs in a worker.

    Args:
        auditor: of the student's program.
        asked: what to work out.
    """
    how, key = asked.how, asked.entry.key
    try:
        transcript = asked.entry.transcript(how.institution, how.limits)
        transcript = transcript.with_planned(asked.planned)
        if how.detail == "figures":
            figures = auditor.figures(transcript, asked.adjustments)
            row = figures_row(key, figures, auditor.program, asked.origin)
            return replace(row, reading=transcript.reading.value)
        audit = auditor.audit(transcript, asked.adjustments)
        demand = page = None
        if how.detail == "demand":
            demand = demand_of(auditor, transcript, asked.adjustments)
        if how.pages:
            page = render_html(audit, Look(document=key if how.names else ""))
        return full_row(key, audit, asked.origin, demand, page)
    except Exception as error:  # noqa: BLE001  # it is the row of this student
        known = error if isinstance(error, DegreekitError) else portable(error)
        return failed_row(key, known, auditor.program, asked.origin)


def _lost(auditor: Auditor, asked: Asked, error: Exception) -> StudentRow:
    return failed_row(asked.entry.key, error, auditor.program, asked.origin)
