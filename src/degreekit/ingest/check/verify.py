"""The proof of a reading: the figures that the document prints about itself, computed again.

A registrar's figures are the sums of the registrar's rows. If every printed sum of points and every
average comes out of the records, no grade, no points and no term was misread; where one does not,
the finding names the place.

Three things are not published and are therefore learned from the document itself, once for all of
it: which rows a sum of points counts (all that were registered, or only those that earned credit),
whether a cumulative figure is of one school or of all, and whether it sums up what stands above it
or the whole document (as a line below two columns does, which stands under the left one). One rule
has to explain every figure, so a misread row cannot hide behind a rule made up for its term.

An average may be rounded half up or cut off after its last decimal. Both are accepted: they differ
by one unit of the last decimal, and the smallest misreading (a third of a grade in a one-point
course among 130 points) moves an average of three decimals by two.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from decimal import Decimal
from fractions import Fraction
from functools import cache
from math import floor
from typing import NamedTuple

from degreekit.courses import Grade, GradeScale, Institution, RecordStatus, Term
from degreekit.ingest.readers.reader import Extraction, Finding, PrintedTotal, TotalKind
from degreekit.transcript import CourseRecord

__all__ = ["verify"]

_Row = tuple[CourseRecord, Grade | None]
_Rows = Sequence[_Row]


def verify(extraction: Extraction, institution: Institution) -> tuple[Finding, ...]:
    """Return every difference between the printed figures and the records, each with its place.

    Args:
        extraction: what a reader read.
        institution: its grade scales say what a grade is worth.
    """
    scales = _scales(extraction, institution)
    rows = [(record, _grade(record, scales)) for record in extraction.records]
    own, beyond = _figures(extraction)
    findings = [*_unknown_marks(rows), *_differences(own, rows)]
    findings += map(_terms_missing, _differences(beyond, rows))
    if not any(total.kind in _SUMS for total in extraction.totals):
        findings.append(
            Finding(
                code="nothing-to-verify",
                severity="warning",
                message="the document prints no points or averages that could prove the reading",
            )
        )
    return tuple(findings)


def _figures(
    extraction: Extraction,
) -> tuple[tuple[PrintedTotal, ...], tuple[PrintedTotal, ...]]:
    """Return the figures that the records have to come to, and those that may count more of them.

    What lists a part of the record, as one term, may print an average over all of it.
    """
    if extraction.whole:
        return extraction.totals, ()
    cumulative = (TotalKind.CUMULATIVE_POINTS, TotalKind.CUMULATIVE_GPA)
    own = tuple(total for total in extraction.totals if total.kind not in cumulative)
    return own, tuple(total for total in extraction.totals if total.kind in cumulative)


def _terms_missing(finding: Finding) -> Finding:
    """Return a difference as it is meant where records may be missing."""
    told = f"{finding.message}; it counts terms that are not here"
    return finding.model_copy(
        update={"code": "terms-missing", "severity": "warning", "message": told}
    )


# --------------------------------------------------------------------------------------- grades


def _scales(
    extraction: Extraction, institution: Institution
) -> Mapping[str | None, GradeScale | None]:
    """Return the scale of each school block.

    Where the reader could not tell it, it is the one that explains most of the printed figures, the
    institution's default first.
    """
    if not institution.grade_scales:
        return dict.fromkeys(extraction.scales)
    printed = {record.school for record in extraction.records}
    unknown = [s for s, scale in extraction.scales.items() if scale is None and s in printed]
    chosen = {s: institution.scale(scale) for s, scale in extraction.scales.items() if scale}
    if not unknown:
        return chosen

    def unexplained(scale: GradeScale) -> int:
        guess = chosen | dict.fromkeys(unknown, scale)
        rows = [(record, _grade(record, guess)) for record in extraction.records]
        return sum(1 for _ in _differences(_figures(extraction)[0], rows))

    return chosen | dict.fromkeys(unknown, min(institution.grade_scales, key=unexplained))


def _grade(record: CourseRecord, scales: Mapping[str | None, GradeScale | None]) -> Grade | None:
    scale = scales.get(record.school)
    return scale.get(record.grade) if scale and record.status != RecordStatus.TRANSFER else None


def _unknown_marks(rows: _Rows) -> Iterator[Finding]:
    for record, grade in rows:
        if record.grade and grade is None and record.status != RecordStatus.TRANSFER:
            yield Finding(
                code="unknown-mark",
                severity="warning",
                message="the school's grade scale does not have this mark; it earns nothing here",
                page=record.page,
                box=record.boxes.get("grade", record.box),
            )


# -------------------------------------------------------------------------------------- figures

_POINTS = (TotalKind.TERM_POINTS, TotalKind.CUMULATIVE_POINTS)
_SUMS = frozenset(
    {*_POINTS, TotalKind.REGISTERED_POINTS, TotalKind.TERM_GPA, TotalKind.CUMULATIVE_GPA}
)


_NOTHING = Decimal(0)
#: Gives what a figure would be if it were right.
_Rule = Callable[[PrintedTotal], Fraction | None]


def _entered(row: _Row) -> bool:
    return row[0].status == RecordStatus.TRANSFER


def _earned(row: _Row) -> bool:
    return _entered(row) or bool(row[1] and row[1].earns)


def _passed(row: _Row) -> bool:
    return row[0].status in (RecordStatus.COMPLETED, RecordStatus.TRANSFER)


def _graded(row: _Row) -> bool:
    return bool(row[1] and row[1].points is not None)


def _finished(row: _Row) -> bool:
    return row[0].status not in (
        RecordStatus.WITHDRAWN,
        RecordStatus.IN_PROGRESS,
        RecordStatus.PLANNED,
    )


def _kept(row: _Row) -> bool:
    return row[0].status != RecordStatus.WITHDRAWN


def _every(_row: _Row) -> bool:
    return True


#: Which rows a sum of points may count. A document keeps to one of these.
_COUNTED: tuple[Callable[[_Row], bool], ...] = (_earned, _passed, _graded, _finished, _kept, _every)


def _differences(totals: Iterable[PrintedTotal], rows: _Rows) -> Iterator[Finding]:
    """Yield a finding for each printed figure that the records do not come to."""
    totals = tuple(totals)
    points = [total for total in totals if total.kind in _POINTS]
    averages = [t for t in totals if t.kind in (TotalKind.TERM_GPA, TotalKind.CUMULATIVE_GPA)]
    single = [total for total in totals if total.kind == TotalKind.GRADE_POINTS]
    registered = [total for total in totals if total.kind == TotalKind.REGISTERED_POINTS]
    entered = [total for total in totals if total.kind == TotalKind.TRANSFER_POINTS]

    @cache
    def credits(count: Callable[[_Row], bool]) -> _Sums:
        return _Sums(rows, lambda row: row[0].credits if count(row) else _NOTHING)

    def points_of(count: Callable[[_Row], bool], scope: _Scope) -> _Rule:
        return lambda total: Fraction(credits(count).of(total, scope))

    def average_of(scope: _Scope) -> _Rule:
        earned, graded = _Sums(rows, _grade_points), credits(_graded)

        def average(total: PrintedTotal) -> Fraction | None:
            among = graded.of(total, scope)
            return Fraction(earned.of(total, scope)) / Fraction(among) if among else None

        return average

    yield from _best(points, (points_of(count, s) for s in _SCOPES for count in _COUNTED))
    yield from _best(registered, (points_of(count, _SCOPES[0]) for count in (_every, _kept)))
    yield from _best(averages, map(average_of, _SCOPES))
    yield from _best(
        single, [lambda total: _worth(total, rows), lambda total: _worth(total, rows, times=True)]
    )
    for total in entered:
        came = sum((Fraction(row[0].credits) for row in rows if _entered(row)), Fraction(0))
        if not _agrees(total.value, came):  # a sum of blocks that are not printed one by one
            yield _difference(total, came, "warning")


def _best(
    totals: Sequence[PrintedTotal],
    rules: Iterable[_Rule],
) -> Iterator[Finding]:
    """Yield what the rule that explains most figures leaves unexplained."""
    fewest: list[tuple[PrintedTotal, Fraction | None]] | None = None
    for rule in rules if totals else ():
        values = ((total, rule(total)) for total in totals)
        wrong = [(total, value) for total, value in values if not _agrees(total.value, value)]
        if fewest is None or len(wrong) < len(fewest):
            fewest = wrong
        if not fewest:
            return
    for total, value in fewest or ():
        yield _difference(total, value, "error")


class _Scope(NamedTuple):
    """What a cumulative figure may sum up: of all schools or its own, and also what stands below.

    A figure of a term sums up the rows of that term in its own school.
    """

    whole: bool
    below: bool


#: A document keeps to one of these.
_SCOPES = (_Scope(False, False), _Scope(True, False), _Scope(False, True), _Scope(True, True))


class _Sums:
    """What the rows come to, added up once, so that the sum of each figure is only looked up."""

    def __init__(self, rows: _Rows, amount: Callable[[_Row], Decimal]) -> None:
        self._of_term: dict[tuple[Term | None, str | None], Decimal] = {}
        self._running = [_NOTHING]
        # of each school, the numbers of its rows, and what it has come to in front of each
        self._of_school: dict[str | None, tuple[list[int], list[Decimal]]] = {}
        for number, row in enumerate(rows):
            record, value = row[0], amount(row)
            term = record.term, record.school
            self._of_term[term] = self._of_term.get(term, _NOTHING) + value
            self._running.append(self._running[-1] + value)
            numbers, sums = self._of_school.setdefault(record.school, ([], [_NOTHING]))
            numbers.append(number)
            sums.append(sums[-1] + value)

    def of(self, total: PrintedTotal, scope: _Scope) -> Decimal:
        """Return what a figure would be: of its term, or of all above it (and below it)."""
        if total.kind in _TERM:
            return self._of_term.get((total.term, total.school), _NOTHING)
        everything = len(self._running) - 1
        above = everything if scope.below or not total.after else min(total.after, everything)
        if scope.whole:
            return self._running[above]
        numbers, sums = self._of_school.get(total.school, ([], [_NOTHING]))
        return sums[bisect_left(numbers, above)]


def _grade_points(row: _Row) -> Decimal:
    grade = row[1]
    return grade.points * row[0].credits if grade and grade.points is not None else _NOTHING


def _worth(total: PrintedTotal, rows: _Rows, *, times: bool = False) -> Fraction | None:
    """Return the grade points of one row, per credit or times its credits."""
    record, grade = rows[total.record or 0]
    if grade is None or grade.points is None:
        return None
    return Fraction(grade.points) * (Fraction(record.credits) if times else 1)


def _agrees(printed: Decimal, value: Fraction | None) -> bool:
    """Return whether a figure is this value, rounded half up or cut off at its last decimal."""
    if value is None:  # nothing to average
        return printed == 0
    unit = Fraction(10) ** -int(printed.as_tuple().exponent)
    return Fraction(printed) * unit in (floor(value * unit), floor(value * unit + Fraction(1, 2)))


_NAMES = {
    TotalKind.TERM_POINTS: "the points of the term",
    TotalKind.TERM_GPA: "the average of the term",
    TotalKind.CUMULATIVE_POINTS: "the points",
    TotalKind.CUMULATIVE_GPA: "the cumulative average",
    TotalKind.TRANSFER_POINTS: "the points from elsewhere",
    TotalKind.REGISTERED_POINTS: "the registered points of the term",
    TotalKind.GRADE_POINTS: "the grade points of the course",
}


def _difference(total: PrintedTotal, value: Fraction | None, severity: str) -> Finding:
    exponent = -int(total.value.as_tuple().exponent)
    computed = "none" if value is None else f"{float(value):.{max(exponent, 2)}f}"
    where = f" {total.term}" if total.term and total.kind in _TERM else ""
    return Finding.model_validate(
        {
            "code": f"{total.kind.replace('_', '-')}-differ"
            + ("" if "points" in total.kind else "s"),
            "severity": severity,
            "message": f"{_NAMES[total.kind]}{where}: printed {total.value}, the records come to"
            f" {computed}",
            "page": total.page,
            "box": total.box,
            "file": total.file,
        }
    )


_TERM = frozenset({TotalKind.TERM_POINTS, TotalKind.TERM_GPA, TotalKind.REGISTERED_POINTS})
