"""The proof of a reading: the figures that the document prints about itself, computed again.

If every printed sum and average comes out of the records, nothing contradicts the reading; where
one does not, the finding names the place. What that proves of each record and field is another
question: see `degreekit.ingest.check.proof`.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from functools import cached_property
from typing import Literal

from degreekit.courses import GradeScale, Institution, RecordStatus
from degreekit.findings import Finding
from degreekit.ingest.check.entries import Entry
from degreekit.ingest.check.figures import Figures, Rows, agrees, whole
from degreekit.ingest.check.part_of_record import terms_listed
from degreekit.ingest.readers.reader import Extraction, Measure, PrintedTotal, Scope, TotalKind
from degreekit.transcript import CourseRecord

__all__ = ["CREDIT_SUMS", "Checked", "Sums", "verify"]


def verify(extraction: Extraction, institution: Institution) -> tuple[Finding, ...]:
    """Return every difference between the printed figures and the records, each with its place.

    Args:
        extraction: what a reader read.
        institution: its grade scales say what a grade is worth.
    """
    return Checked(extraction, institution).findings


class Checked:
    """What was read, with its figures computed again.

    Attributes:
        records: what was read.
        totals: the figures.
        guesses: the figures under each guess of the scales that are not known.
        sums: those under the guess that explains most of them.

    Args:
        extraction: what a reader read.
        institution: its grade scales say what a grade is worth.
    """

    def __init__(self, extraction: Extraction, institution: Institution) -> None:
        self.records = extraction.records
        self.totals = extraction.totals
        self.guesses = [
            Sums(extraction.records, extraction.totals, scales, whole=extraction.whole)
            for scales in _scales(extraction, institution)
        ]
        self.sums = min(self.guesses, key=lambda sums: len(sums.wrong))

    @cached_property
    def findings(self) -> tuple[Finding, ...]:
        """Every difference, each with its place, and what else the figures say."""
        sums = self.sums
        found = [*self._unknown_marks(), *sums.wrong, *sums.elsewhere_wrong]
        found += (_terms_missing(one, self.records) for one in sums.beyond_wrong)
        if not sums.prints_sums:
            message = "the document prints no points or averages that could prove the reading"
            found.append(Finding(code="nothing-to-verify", severity="warning", message=message))
        return tuple(found)

    @property
    def work(self) -> int:
        """How often a record would be held against a figure to try each with each."""
        figures = sum(book.size for sums in self.guesses for book in sums.own.books)
        return len(self.records) * figures

    def _unknown_marks(self) -> Iterator[Finding]:
        for number, record in enumerate(self.records):
            transfer = record.status == RecordStatus.TRANSFER
            if record.grade and not transfer and self.sums.rows.grade(record) is None:
                yield Finding(
                    code="unknown-mark",
                    severity="warning",
                    message="the school's grade scale does not have this mark; it earns nothing "
                    "here",
                    record=number,
                    page=record.page,
                    box=record.boxes.get("grade", record.box),
                )


def _terms_missing(finding: Finding, records: Sequence[CourseRecord]) -> Finding:
    """Return a difference as it is meant where the document lists a part of the record only."""
    listed = terms_listed(records)
    only = f"the document lists {listed} only" if listed else "the document lists no term"
    message = f"{only}, and not the whole record: {finding.message}"
    return finding.model_copy(
        update={"code": "terms-missing", "severity": "warning", "message": message}
    )


# --------------------------------------------------------------------------------------- scales


def _scales(
    extraction: Extraction, institution: Institution
) -> list[Mapping[str | None, GradeScale | None]]:
    """Return what the scales of the school blocks may be, the institution's default first.

    Where the reader could not tell the scale of a school, it may be any.
    """
    if not institution.grade_scales:
        return [dict.fromkeys(extraction.scales)]
    printed = {record.school for record in extraction.records}
    unknown = [s for s, scale in extraction.scales.items() if scale is None and s in printed]
    known = {s: institution.scale(scale) for s, scale in extraction.scales.items() if scale}
    if not unknown:
        return [known]
    different = {
        (scale.left_out_seasons, scale.worth): scale for scale in reversed(institution.grade_scales)
    }
    kept = {scale.id for scale in different.values()}
    return [
        known | dict.fromkeys(unknown, scale)
        for scale in institution.grade_scales
        if scale.id in kept
    ]


# -------------------------------------------------------------------------------------- figures

#: The measures that are sums of credits.
CREDIT_SUMS = (Measure.POINTS, Measure.ATTEMPTED, Measure.EARNED)


class Sums:
    """The figures of a document under one guess of its scales.

    Attributes:
        rows: the records.
        own: the figures that the records have to come to.
        beyond: those that may count more records than the document lists.
        elsewhere: those of credit from elsewhere, which need not be listed row by row.
        single: the grade points that are printed in the rows of records.
        prints_sums: whether there are others.
    """

    def __init__(
        self,
        records: Sequence[CourseRecord],
        totals: Sequence[PrintedTotal],
        scales: Mapping[str | None, GradeScale | None],
        *,
        whole: bool,
    ) -> None:
        self.rows = Rows(records, scales)
        self._records = records
        self.prints_sums = any(total.kind is not TotalKind.GRADE_POINTS for total in totals)
        self.single = [total for total in totals if total.kind is TotalKind.GRADE_POINTS]
        elsewhere = [
            total
            for total in totals
            if total.kind.scope is Scope.TRANSFER and total.kind.measure in CREDIT_SUMS
        ]
        terms = [total for total in totals if total.kind.scope is Scope.TERM]
        all_terms = (Scope.CUMULATIVE, Scope.INSTITUTION)
        over_all = [total for total in totals if total.kind.scope in all_terms]
        self.elsewhere = Figures(self.rows, elsewhere)
        self.own = Figures(self.rows, [*terms, *over_all])
        self.beyond = Figures(self.rows, ())
        is_part = not whole or (self.own.wrong and self._is_one_term(terms))
        if is_part and not self._is_counted(over_all):
            self.own, self.beyond = self._of_a_part(terms, over_all)

    def _of_a_part(
        self, terms: list[PrintedTotal], over_all: list[PrintedTotal]
    ) -> tuple[Figures, Figures]:
        """Return the figures about the terms of a document that lists only some, and the others.

        Of those that may be about a term or about all, the records decide.
        """
        either = [total for total in over_all if total.perhaps]
        figures = Figures(self.rows, [*terms, *either])
        beyond = {one.total.wording for one, _ in figures.wrong if one.total in either}
        either = [total for total in either if total.wording not in beyond]
        rest = [total for total in over_all if total not in either]
        return (
            Figures(self.rows, [*terms, *either]),
            Figures(self.rows, rest),
        )

    def _is_counted(self, over_all: Sequence[PrintedTotal]) -> bool:
        """Return whether the sums of credits over all terms are those of the records listed."""
        credits = [
            one
            for one in over_all
            if one.kind.measure in CREDIT_SUMS and one.value and not one.perhaps
        ]
        return bool(credits) and not Figures(self.rows, credits).wrong

    def _is_one_term(self, terms: Sequence[PrintedTotal]) -> bool:
        """Return whether the document is the print of one term, whose figures prove its courses.

        A cumulative figure that is another one is then of terms that are not printed.
        """
        if not terms or len({record.term for record in self._records if record.term}) != 1:
            return False
        figures = Figures(self.rows, terms)
        return not figures.wrong

    @cached_property
    def wrong(self) -> list[Finding]:
        """The figures that contradict the records."""
        found = [_difference(one.total, one.scope, value, "error") for one, value in self.own.wrong]
        single = [
            [
                _difference(one, None, self._entry(one).worth(times=times), "error")
                for one in self.single
                if not _is_worth(one, self._entry(one), times=times)
            ]
            for times in (False, True)
        ]
        return [*found, *min(single, key=len)]

    def _entry(self, total: PrintedTotal) -> Entry:
        return self.rows.entries[total.record or 0]

    def single_rules(self, number: int) -> list[bool]:
        """Return which rules explain the grade points in the rows of all other records.

        They are worth what the grade is, or that times the credits.
        """
        return [
            times
            for times in (False, True)
            if all(
                one.record == number or _is_worth(one, self._entry(one), times=times)
                for one in self.single
            )
        ]

    def single_comes_out(self, number: int, entry: Entry, rules: Sequence[bool]) -> bool:
        """Return whether the grade points in the row of a record would come out with another."""
        own = [one for one in self.single if one.record == number]
        return any(all(_is_worth(one, entry, times=times) for one in own) for times in rules)

    @property
    def elsewhere_wrong(self) -> list[Finding]:
        """The sums of credit from elsewhere that do not come out, as of blocks not listed."""
        return [
            _difference(one.total, one.scope, value, "warning")
            for one, value in self.elsewhere.wrong
        ]

    @property
    def beyond_wrong(self) -> list[Finding]:
        """The figures that do not come out of the records that the document lists."""
        return [
            _difference(one.total, one.scope, value, "warning") for one, value in self.beyond.wrong
        ]


def _is_worth(total: PrintedTotal, entry: Entry, *, times: bool) -> bool:
    return agrees(*whole(total.value), *entry.worth(times=times))


_SCOPES = {
    Scope.TERM: "of the term",
    Scope.CUMULATIVE: "over all terms",
    Scope.INSTITUTION: "earned here over all terms",
    Scope.TRANSFER: "from elsewhere",
}
_MEASURES = {
    Measure.POINTS: "the points",
    Measure.ATTEMPTED: "the points attempted",
    Measure.EARNED: "the points earned",
    Measure.GPA_CREDITS: "the points that enter the average",
    Measure.QUALITY_POINTS: "the quality points",
    Measure.GPA: "the average",
}
#: The word in the code of a difference.
_WORDS = {Measure.QUALITY_POINTS: "quality-points-differ", Measure.GPA: "gpa-differs"}


def _difference(
    total: PrintedTotal,
    scope: Scope | None,
    value: tuple[int, int],
    severity: Literal["error", "warning"],
) -> Finding:
    numerator, denominator = value
    places = max(2, -int(total.value.as_tuple().exponent))
    come = f"{numerator / denominator:.{places}f}" if denominator else "none"
    measure = total.kind.measure
    if scope is None:
        code, what = "grade-points-differ", "the grade points of the course"
    else:
        word = "cumulative" if scope is Scope.INSTITUTION else scope.value
        code = f"{word}-{_WORDS.get(measure, 'points-differ')}"
        what = f"{_MEASURES[measure]} {_SCOPES[scope]}"
        if scope is Scope.TERM and total.term:
            what = f"{_MEASURES[measure]} of {total.term}"
    return Finding(
        code=code,
        severity=severity,
        message=f"{what}: printed {total.value}, the records come to {come}",
        record=total.record,
        page=total.page,
        box=total.box,
        file=total.file,
    )
