"""What the printed figures of a document should be, worked out from its records.

A registrar's figures are sums over the registrar's rows: credits, quality points (credits times
grade points) and averages. Which rows a figure sums up is seldom said in full: whether a cumulative
figure is of one school or of all, of all terms or of those up to its own, whether credit from
elsewhere is in it, and so on. So every figure has a few meanings that fit its words (`Meaning`).
Figures that are printed alike mean the same, and a measure counts the same rows throughout a
document. A misread row therefore cannot hide behind a meaning made up for its term.

All sums are whole numbers.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property
from itertools import accumulate, pairwise, product
from typing import Literal, NamedTuple

from degreekit.courses import Grade, GradeScale, RecordStatus, Term
from degreekit.ingest.check.entries import (
    ALLOWED,
    BITS,
    CREDIT,
    OF_AVERAGES,
    POINT,
    Attempt,
    Entry,
    counts_of,
    points_of,
)
from degreekit.ingest.readers.reader import Measure, PrintedTotal, Scope
from degreekit.transcript import CourseRecord

__all__ = [
    "Alike",
    "Book",
    "Counted",
    "Figures",
    "Meaning",
    "Rows",
    "Sum",
    "agrees",
    "whole",
    "worth",
]

_Block = Literal["", "above", "below"]
_Reach = Literal["above", "all", "in time"]
_LeftOut = Literal["", "cumulative", "all"]


class Meaning(NamedTuple):
    """Which records a figure sums up.

    Attributes:
        scope: those of a term, of all terms, earned here, or from elsewhere.
        all_schools: whether it is about all schools, not only the block that it stands in.
        reach: how far a cumulative figure reaches: to the records ``above`` it; to ``all``, as that
            in the first lines of a document; to those of its term and before, ``in time``, as below
            the terms of a document that lists the newest first.
        transfer: whether a cumulative sum of credits has credit from elsewhere in it.
        block: where one term, or credit from elsewhere, is printed in several blocks, as the
            sessions of a summer are, whether a figure is about the rows ``above`` or ``below`` it,
            up to the next; else about all of them.
    """

    scope: Scope
    all_schools: bool = False
    reach: _Reach = "above"
    transfer: bool = True
    block: _Block = ""


class _Group(NamedTuple):
    """Records that are summed up together: those of a term, a school, from elsewhere or not.

    Attributes:
        of_term: whether they are those of one term.
        term: that term; else the last one that is summed up, or None for all.
        all_schools: whether they are of all schools.
        school: else the one they are of.
        transfer: True for credit from elsewhere only, False for all but that, None for both.
        leave_out: whether what the school leaves out of averages is left out.
    """

    of_term: bool
    term: Term | None
    all_schools: bool
    school: str | None
    transfer: bool | None
    leave_out: bool

    def holds(self, entry: Entry) -> bool:
        """Return whether a record is one of them."""
        return (
            self._is_in_time(entry)
            and (self.all_schools or entry.school == self.school)
            and (self.transfer is None or entry.transfer is self.transfer)
            and not (self.leave_out and entry.left_out)
        )

    def _is_in_time(self, entry: Entry) -> bool:
        if self.of_term:
            return entry.term == self.term
        if self.term is None:
            return True
        return entry.transfer if entry.term is None else entry.term <= self.term


class _Running:
    """What the records of a group come to, added up once, so that any sum is only looked up."""

    def __init__(self, group: _Group, entries: Sequence[Entry]) -> None:
        inside = [(at, entry) for at, entry in enumerate(entries) if group.holds(entry)]
        self.positions = [at for at, _ in inside]
        self.credits = {
            bit: [0, *accumulate(e.credits if e.counts & bit else 0 for _, e in inside)]
            for bit in BITS
        }
        self.quality = [0, *accumulate(e.quality for _, e in inside)]

    def between(self, first: int, end: int) -> tuple[dict[int, int], int]:
        """Return the credits, for each count, and the quality points of some positions."""
        low, high = bisect_left(self.positions, first), bisect_left(self.positions, end)
        credits = {bit: sums[high] - sums[low] for bit, sums in self.credits.items()}
        return credits, self.quality[high] - self.quality[low]


@dataclass(frozen=True, slots=True, eq=False)
class Sum:
    """A figure with a meaning: the records it is about, and what they come to.

    Attributes:
        total: the figure.
        measure: what it says of the records.
        scope: of the meaning.
        printed: its value without the decimal point.
        unit: ten to the number of its decimals.
        group: the records it is about,
        first: from this position on
        end: up to this one.
        credits: their credits, for each count.
        quality: their quality points.
    """

    total: PrintedTotal
    measure: Measure
    scope: Scope
    printed: int
    unit: int
    group: _Group
    first: int
    end: int
    credits: Mapping[int, int]
    quality: int

    def holds(self, position: int, entry: Entry) -> bool:
        """Return whether the figure is about a record."""
        return self.first <= position < self.end and self.group.holds(entry)

    def value(self, bits: int) -> tuple[int, int]:
        """Return what the figure should be, if it counts some rows, as a fraction."""
        return worth(self.measure, self.credits[bits], self.quality)

    def comes_out(self, bits: int) -> bool:
        """Return whether it is right, if it counts some rows."""
        return agrees(self.printed, self.unit, *self.value(bits))


def worth(measure: Measure, credits: int, quality: int) -> tuple[int, int]:
    """Return what a figure says of these credits and quality points, as a fraction."""
    if measure is Measure.GPA:
        return quality, credits * POINT
    if measure is Measure.QUALITY_POINTS:
        return quality, CREDIT * POINT
    return credits, CREDIT


class Alike:
    """Figures that are printed alike, and so mean the same.

    Attributes:
        ways: the figures with each meaning that fits their words, the usual one first.
        failing: those that do not come out, by count, of each way.
        wrong: the same of the way that explains most of them.

    Args:
        ways: as above.
        measure: of the figures.
    """

    def __init__(self, ways: Sequence[Sequence[Sum]], measure: Measure) -> None:
        self.ways = ways
        self.failing = {
            bits: [[one for one in sums if not one.comes_out(bits)] for sums in ways]
            for bits in ALLOWED[measure]
        }
        self.wrong = {bits: min(failing, key=len) for bits, failing in self.failing.items()}


class Counted(NamedTuple):
    """Figures that count the same rows: those of one measure.

    Attributes:
        measure: what they say.
        of_term: whether they are about terms, where those count other rows than the others; None
            where all count the same.
    """

    measure: Measure
    of_term: bool | None = None


class Book:
    """All figures, with their meanings, under one rule for what averages leave out.

    Attributes:
        alike: the figures that are printed alike, by what counts the same rows.
        best: of these the count that explains most of their figures.
        wrong: the figures that are wrong under these, each with its count.
    """

    def __init__(self, alike: Mapping[Counted, Sequence[Alike]]) -> None:
        self.alike = alike
        self.best = {
            counted: min(
                ALLOWED[counted.measure],
                key=lambda bits: sum(len(one.wrong[bits]) for one in groups),
            )
            for counted, groups in alike.items()
        }
        self.wrong = [
            (one, bits)
            for counted, bits in self.best.items()
            for group in alike[counted]
            for one in group.wrong[bits]
        ]

    @property
    def size(self) -> int:
        """How many figures there are, each as often as it has meanings."""
        return sum(len(sums) for own in self.alike.values() for one in own for sums in one.ways)


class Rows:
    """The records of a document as its figures see them, under one guess of the scales.

    Attributes:
        entries: the records.
        scales: the grade scale of each school block, where it is known.

    Args:
        records: the records.
        scales: as above.
    """

    def __init__(
        self,
        records: Sequence[CourseRecord],
        scales: Mapping[str | None, GradeScale | None],
    ) -> None:
        self.scales = scales
        self._marks: dict[tuple[str | None, str | None], tuple[int | None, int]] = {}
        self._running: dict[_Group, _Running] = {}
        self.entries = [self._entry(record) for record in records]

    def grade(self, record: CourseRecord) -> Grade | None:
        """Return what the mark of a record says on the scale of its school."""
        scale = self.scales.get(record.school)
        return scale.get(record.grade) if scale and record.status != RecordStatus.TRANSFER else None

    def _entry(self, record: CourseRecord) -> Entry:
        """Return a record as the figures see it."""
        grade, scale = self.grade(record), self.scales.get(record.school)
        return Entry(
            credits=int(record.credits * CREDIT),
            points=points_of(grade),
            counts=counts_of(Attempt(record.status, grade)),
            term=record.term,
            school=record.school,
            transfer=record.status == RecordStatus.TRANSFER,
            left_out=bool(scale and record.term and record.term.season in scale.left_out_seasons),
        )

    def mark(self, school: str | None, symbol: str | None) -> tuple[int | None, int]:
        """Return the grade points of a mark, and the bits of the sums that count it.

        Args:
            school: the school block; its scale says what the mark is worth.
            symbol: the mark; None where none is printed yet.
        """
        if (school, symbol) not in self._marks:
            scale = self.scales.get(school)
            grade = scale.get(symbol) if scale else None
            status = RecordStatus.COMPLETED if symbol else RecordStatus.IN_PROGRESS
            attempt = Attempt(grade.status if grade else status, grade)
            self._marks[school, symbol] = points_of(grade), counts_of(attempt)
        return self._marks[school, symbol]

    def of(self, group: _Group) -> _Running:
        """Return what the records of a group come to."""
        if group not in self._running:
            self._running[group] = _Running(group, self.entries)
        return self._running[group]


class Figures:
    """Figures that a document prints about its records, and what they should be.

    Args:
        rows: the records of the document.
        totals: the figures; not those of single records.
    """

    def __init__(self, rows: Rows, totals: Sequence[PrintedTotal]) -> None:
        self._rows = rows
        self._totals = totals
        self.entries = rows.entries
        self._schools = {entry.school for entry in self.entries} | {t.school for t in totals}

    @property
    def any(self) -> bool:
        """Whether the document prints any."""
        return bool(self._totals)

    @cached_property
    def books(self) -> list[Book]:
        """The figures under each rule for what averages leave out, the usual one first.

        Where none explains them all, the points of a term may be those that were attempted, and
        those of all terms those that were earned. That contradicts nothing, and proves nothing
        (`is_apart`): a misread row may be why the usual rules do not explain them.
        """
        rules: tuple[_LeftOut, ...] = ("",)
        if any(entry.left_out for entry in self.entries):
            rules = ("", "cumulative", "all")
        found = [Book(self._alike(left_out)) for left_out in rules]
        if all(book.wrong for book in found):
            found += [Book(self._alike(left_out, apart=True)) for left_out in rules]
        return found

    @cached_property
    def _best(self) -> Book:
        return min(self.books, key=lambda book: len(book.wrong))

    @property
    def is_apart(self) -> bool:
        """Whether the figures come out only if points of terms count other rows than others."""
        return any(counted.of_term is not None for counted in self._best.alike)

    @property
    def wrong(self) -> list[tuple[Sum, tuple[int, int]]]:
        """The figures that no rule explains, each with what it should be.

        That is a fraction; its denominator is 0 where there is nothing to average.
        """
        best = self._best
        return [(one, one.value(bits)) for one, bits in best.wrong]

    # ------------------------------------------------------------------------------ meanings

    @cached_property
    def _groups(self) -> list[list[PrintedTotal]]:
        """The figures, those together that are printed alike.

        One that is printed twice at one place, as below the last term and again at the end, is
        another one there.
        """
        groups: dict[tuple[object, ...], list[PrintedTotal]] = {}
        seen: set[tuple[object, ...]] = set()
        for total in self._totals:
            kind = total.kind, total.perhaps, total.wording
            again = (kind, total.after) in seen
            seen.add((kind, total.after))
            groups.setdefault((kind, again), []).append(total)
        return list(groups.values())

    def _alike(self, left_out: _LeftOut, *, apart: bool = False) -> dict[Counted, list[Alike]]:
        """Return the figures that are printed alike with all their meanings.

        Args:
            left_out: what averages leave out.
            apart: whether points of terms may count other rows than other points.
        """
        found: dict[Counted, list[Alike]] = {}
        for totals in self._groups:
            measure = totals[0].kind.measure
            ways = [
                [self._sum(total, meaning, left_out) for total in totals]
                for meaning in self._meanings(totals)
            ]
            of_term = None
            if apart and measure is Measure.POINTS:
                of_term = totals[0].kind.scope is Scope.TERM
            found.setdefault(Counted(measure, of_term), []).append(Alike(ways, measure))
        return found

    def _meanings(self, totals: Sequence[PrintedTotal]) -> Iterator[Meaning]:
        """Yield what figures that are printed alike may mean here, the usual first."""
        kinds = [totals[0].kind, *filter(None, [totals[0].perhaps])]
        schools = (False, True) if len(self._schools) > 1 else (False,)
        for scope in (kind.scope for kind in kinds):
            if scope in (Scope.TERM, Scope.TRANSFER):
                blocks: tuple[_Block, ...] = ("", "above", "below")
                several = any(self._has_blocks(total, scope) for total in totals)
                for block in blocks if several else blocks[:1]:
                    yield Meaning(scope, scope is Scope.TRANSFER, block=block)
            elif scope is not None:
                reaches = list(self._reaches(totals))
                elsewhere = scope is Scope.CUMULATIVE and any(e.transfer for e in self.entries)
                for transfer, reach, everywhere in product(
                    (True, False) if elsewhere else (True,), reaches, schools
                ):
                    yield Meaning(scope, everywhere, reach, transfer)

    def _reaches(self, totals: Sequence[PrintedTotal]) -> Iterator[_Reach]:
        """Yield how far cumulative figures may reach here."""
        yield "above"
        if any(total.after < len(self.entries) for total in totals):
            yield "all"
        newest_first = not self._is_in_order and any(total.term for total in totals)
        # in a heading: "Fall 2023 (GPA: 3.67, cumulative: 3.50)"
        if newest_first or any(map(self._is_above_its_term, totals)):
            yield "in time"

    def _is_above_its_term(self, total: PrintedTotal) -> bool:
        below = self.entries[total.after : total.after + 1]
        return any(entry.term == total.term and total.term is not None for entry in below)

    @cached_property
    def _is_in_order(self) -> bool:
        """Whether no term stands below a newer one."""
        terms = [entry.term for entry in self.entries if entry.term]
        return all(one <= other for one, other in pairwise(terms))

    @cached_property
    def _places(self) -> dict[tuple[object, ...], list[int]]:
        """Where the figures of one kind about one term, or about credit from elsewhere, stand."""
        places: dict[tuple[object, ...], set[int]] = {}
        for total in self._totals:
            for scope in (Scope.TERM, Scope.TRANSFER):
                places.setdefault(_place(total, scope), set()).add(total.after)
        return {key: sorted(after) for key, after in places.items()}

    def _has_blocks(self, total: PrintedTotal, scope: Scope) -> bool:
        """Return whether a term, or credit from elsewhere, may be printed in several blocks.

        Those of a term follow one another; where others are between, it is printed twice.
        """
        places = self._places[_place(total, scope)]
        if len(places) < 2 or scope is Scope.TRANSFER:
            return len(places) > 1
        return all(entry.term == total.term for entry in self.entries[places[0] : places[-1]])

    def _sum(self, total: PrintedTotal, meaning: Meaning, left_out: _LeftOut) -> Sum:
        """Return a figure with a meaning."""
        scope, count = meaning.scope, len(self.entries)
        average = total.kind.measure in OF_AVERAGES
        first, end = 0, count
        if scope is Scope.TERM:
            leave_out = average and left_out == "all"
            group = _Group(True, total.term, False, total.school, None, leave_out)
        else:
            # a figure that stands in no school block is about all of them
            of_all = meaning.all_schools or total.school is None
            only = {Scope.TRANSFER: True, Scope.INSTITUTION: False}
            transfer = only.get(scope, None if meaning.transfer else False)
            until = total.term if meaning.reach == "in time" else None
            school = None if of_all else total.school
            group = _Group(False, until, of_all, school, transfer, average and bool(left_out))
            if scope is not Scope.TRANSFER and meaning.reach == "above" and total.after:
                end = min(total.after, count)
        if meaning.block and self._has_blocks(total, scope):
            first, end = self._block(total, scope, meaning.block)
        sums = self._rows.of(group).between(first, end)
        return Sum(total, total.kind.measure, scope, *whole(total.value), group, first, end, *sums)

    def _block(self, total: PrintedTotal, scope: Scope, block: _Block) -> tuple[int, int]:
        """Return the positions between a figure and the one of its kind before or after it."""
        others = self._places[_place(total, scope)]
        at = others.index(total.after)
        if block == "above":
            return (others[at - 1] if at else 0), total.after
        return total.after, (others[at + 1] if at + 1 < len(others) else len(self.entries))


def _place(total: PrintedTotal, scope: Scope) -> tuple[object, ...]:
    """Return what figures have in common that stand in blocks of one term, or from elsewhere."""
    return scope, total.kind, total.term if scope is Scope.TERM else None, total.school


def whole(printed: Decimal) -> tuple[int, int]:
    """Return a figure without its decimal point, and ten to the number of its decimals."""
    unit = 10 ** max(0, -int(printed.as_tuple().exponent))
    return int(printed * unit), unit


def agrees(printed: int, unit: int, numerator: int, denominator: int) -> bool:
    """Return whether a figure is a fraction, rounded half up or cut off after its last decimal.

    Both are in use. They differ by one unit of the last decimal.

    Args:
        printed: the figure, without its decimal point.
        unit: ten to the number of its decimals.
        numerator: of what it should be.
        denominator: of that; 0 where there is nothing to average, which is printed as 0.
    """
    if not denominator:
        return printed == 0
    value = numerator * unit
    low = value // denominator
    return printed == low or (printed == low + 1 and 2 * (value - low * denominator) >= denominator)
