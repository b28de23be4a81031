"""The document proves the reading: printed figures are computed again and compared."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction

import pytest

from degreekit.columbia import columbia
from degreekit.courses import Institution, Term
from degreekit.ingest import (
    Extraction,
    Finding,
    Limits,
    PrintedTotal,
    Scope,
    TotalKind,
    open_document,
    verify,
)
from degreekit.ingest.check.figures import agrees, whole
from degreekit.transcript import CourseRecord, ReadingStatus
from tests.fixtures.generator import etranscript, meaning, vergil
from tests.fixtures.generator.meaning import Course, School, Session, Student
from tests.fixtures.generator.students import MS_STUDENT, SEAS_GRAD
from tests.ingest.helpers import read, text_in

FALL, SPRING = Term.parse("Fall 2023"), Term.parse("Spring 2024")


def record(
    credits: str, grade: str | None, term: Term | None = FALL, **more: object
) -> CourseRecord:
    data = {"code": "COMS W4111", "credits": credits, "grade": grade, "term": term, "page": 1}
    return CourseRecord.model_validate(data | more)


def total(kind: TotalKind, value: str, term: Term | None = FALL, after: int = 9) -> PrintedTotal:
    box = (10.0, 20.0, 30.0, 28.0)
    return PrintedTotal(kind=kind, value=Decimal(value), term=term, after=after, page=2, box=box)


def findings(
    records: list[CourseRecord], totals: list[PrintedTotal], scale: str | None = "seas-graduate"
) -> list[Finding]:
    extraction = Extraction(
        institution="columbia",
        kind="test",
        records=tuple(records),
        totals=tuple(totals),
        scales={None: scale},
    )
    return list(verify(extraction, columbia()))


def test_a_wrong_printed_average_is_found_with_its_place() -> None:
    records = [record("3.00", "A"), record("3.00", "B+")]
    assert not findings(records, [total(TotalKind.TERM_GPA, "3.665")])
    [found] = findings(records, [total(TotalKind.TERM_GPA, "3.670")])
    assert found.code == "term-gpa-differs"
    assert found.severity == "error"
    assert (found.page, found.box) == (2, (10.0, 20.0, 30.0, 28.0))
    assert "3.670" in found.message
    assert "3.665" in found.message


def test_wrong_printed_points_are_found() -> None:
    records = [record("3.00", "A"), record("4.00", "B")]
    assert not findings(records, [total(TotalKind.TERM_POINTS, "7.00")])
    [found] = findings(records, [total(TotalKind.TERM_POINTS, "8.00")])
    assert found.code == "term-points-differ"


@pytest.mark.parametrize("producer", ["reportlab", "fpdf2"])
def test_a_misprinted_figure_in_a_document_is_found_where_it_stands(
    producer: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    honest = etranscript._Setter._term_totals

    def lying(self: etranscript._Setter, school: School, courses: tuple[Course, ...]) -> str:
        text = honest(self, school, courses)
        fall = any(course.code == "COMS E6111" for course in courses)
        return text.split("TERM GPA")[0] + "TERM GPA: 2.001" if fall else text

    monkeypatch.setattr(etranscript._Setter, "_term_totals", lying)
    data = etranscript.render(MS_STUDENT, etranscript.Layout(producer=producer))
    reading = read(data)
    assert reading.status is ReadingStatus.CONTRADICTED
    [found] = [finding for finding in reading.findings if finding.severity == "error"]
    assert found.code == "term-gpa-differs"
    assert "Fall 2024" in found.message
    assert found.page is not None
    assert found.box is not None
    page = open_document(data, Limits(isolated=False)).pages[found.page - 1]
    assert text_in(page.glyphs, found.box) == "2.001"


def test_a_reading_that_the_document_contradicts_is_still_returned(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    session = Session("Fall 2023", (Course("COMS W4111", "DATABASES", grade="B"),))
    student = Student((School(SEAS_GRAD, (session,)),))
    assert read(vergil.render(student, vergil.Layout())).verified
    monkeypatch.setitem(meaning.POINTS, "B", "4")  # the grade points of another grade
    reading = read(vergil.render(student, vergil.Layout(totals=False)))
    assert [record.grade for record in reading.transcript.records] == ["B"]
    assert {f.code for f in reading.findings if f.severity == "error"} == {"grade-points-differ"}
    assert reading.status is ReadingStatus.CONTRADICTED


@pytest.mark.parametrize(
    ("printed", "value", "comes_out"),
    [
        ("3.67", Fraction(11, 3), True),  # half up
        ("3.66", Fraction(11, 3), True),  # cut off
        ("3.65", Fraction(11, 3), False),
        ("3.68", Fraction(11, 3), False),
        ("3.667", Fraction(11, 3), True),
        ("3.5", Fraction(7, 2), True),
        ("0.000", None, True),
        ("4.000", None, False),
    ],
)
def test_an_average_may_be_rounded_half_up_or_cut_off_at_its_last_decimal(
    printed: str, value: Fraction | None, comes_out: bool
) -> None:
    ratio = (0, 0) if value is None else value.as_integer_ratio()
    assert agrees(*whole(Decimal(printed)), *ratio) is comes_out


def test_points_may_count_what_was_registered_or_what_was_earned_but_one_rule_holds() -> None:
    rows = [record("3", "A"), record("3", "W", status="withdrawn"), record("4", "A", SPRING),
            record("2", "W", SPRING, status="withdrawn")]  # fmt: skip
    points = TotalKind.TERM_POINTS
    for fall, spring in (("6.00", "6.00"), ("3.00", "4.00")):
        assert not findings(rows, [total(points, fall), total(points, spring, SPRING)])
    mixed = findings(rows, [total(points, "6.00"), total(points, "4.00", SPRING)])
    assert [found.code for found in mixed] == ["term-points-differ"]


def test_a_cumulative_figure_counts_what_stands_above_it() -> None:
    rows = [record("3", "A"), record("3", "B", SPRING)]
    figures = [
        total(TotalKind.CUMULATIVE_GPA, "4.000", None, after=1),
        total(TotalKind.CUMULATIVE_GPA, "3.500", None, after=2),
    ]
    assert not findings(rows, figures)


def test_a_cumulative_figure_in_the_left_of_two_columns_may_sum_up_both() -> None:
    rows = [record("3", "A"), record("3", "B", SPRING)]
    below_left = total(TotalKind.CUMULATIVE_GPA, "3.500", None, after=1)
    assert not findings(rows, [below_left])


def test_marks_without_points_do_not_enter_an_average() -> None:
    rows = [record("3", "A"), *(record("3", mark) for mark in ("P", "R", "IN", "CP", "W", None))]
    assert not findings(rows, [total(TotalKind.TERM_GPA, "4.000")])


def test_a_failure_counts_zero() -> None:
    rows = [record("3", "A"), record("3", "F", status="failed")]
    assert not findings(rows, [total(TotalKind.TERM_GPA, "2.000")])


def test_the_scale_is_that_of_the_school() -> None:
    rows = [record("3", "C-"), record("3", "A")]
    assert not findings(rows, [total(TotalKind.TERM_GPA, "2.825")], "sps")
    assert findings(rows, [total(TotalKind.TERM_GPA, "2.825")], "college")


def test_where_the_school_is_not_known_the_scale_is_the_one_that_explains_the_figures() -> None:
    rows = [record("3", "A-"), record("3", "B+")]
    assert not findings(rows, [total(TotalKind.TERM_GPA, "3.500")], None)  # thirds, and tenths too
    rows = [record("3", "A-"), record("4", "A-")]
    assert not findings(rows, [total(TotalKind.TERM_GPA, "3.700")], None)  # Barnard's tenths
    assert findings(rows, [total(TotalKind.TERM_GPA, "3.700")], "college")


def test_a_mark_that_the_scale_does_not_have_is_reported_and_counts_nothing() -> None:
    rows = [record("3", "A"), record("3", "**")]
    found = findings(rows, [total(TotalKind.TERM_GPA, "4.000")])
    assert [(f.code, f.severity) for f in found] == [("unknown-mark", "warning")]


def test_credit_from_elsewhere_that_is_not_listed_row_by_row_is_a_warning() -> None:
    rows = [record("3", "T", status="transfer"), record("3", "A")]
    figures = [total(TotalKind.TRANSFER_POINTS, "16.00"), total(TotalKind.TERM_GPA, "4.00")]
    [found] = findings(rows, figures)
    assert (found.code, found.severity) == ("transfer-points-differ", "warning")


def test_a_document_that_prints_no_figures_is_said_to_prove_nothing() -> None:
    assert [f.code for f in findings([record("3", "A")], [])] == ["nothing-to-verify"]


def test_an_institution_without_grade_scales_verifies_points_only() -> None:
    extraction = Extraction(
        institution="x",
        kind="test",
        records=(record("3", None),),
        totals=(total(TotalKind.TERM_POINTS, "3.00"),),
        scales={None: None},
    )
    assert not verify(extraction, Institution(id="x", title="X"))


SUMMER = Term.parse("Summer 2024")


@pytest.mark.parametrize(
    ("cumulative", "agrees"), [("3.176", True), ("3.538", True), ("3.350", False)]
)
def test_what_a_school_leaves_out_of_its_average_may_be_left_out_or_not(
    cumulative: str, agrees: bool
) -> None:
    rows = [
        record("3", "A-"), record("3", "B"), record("4", "C", SUMMER),
        record("4", "A", SPRING), record("3", "B+", SPRING),
    ]  # fmt: skip
    figures = [
        total(TotalKind.TERM_GPA, "3.350"),
        total(TotalKind.TERM_GPA, "2.000", SUMMER),
        total(TotalKind.TERM_GPA, "3.700", SPRING),
        total(TotalKind.CUMULATIVE_GPA, cumulative, None),
    ]
    assert (not findings(rows, figures, "barnard")) is agrees


def test_a_school_that_leaves_nothing_out_of_its_average_is_not_believed_to() -> None:
    rows = [record("3", "A"), record("3", "C", SUMMER)]
    assert findings(rows, [total(TotalKind.CUMULATIVE_GPA, "4.000", None)], "college")


def test_an_average_with_d_plus_and_d_minus_comes_out() -> None:
    rows = [record("3", "A-"), record("3", "D+"), record("3", "D-")]
    assert not findings(rows, [total(TotalKind.TERM_GPA, "1.890")], "gsas")


@pytest.mark.parametrize(
    ("kind", "right", "wrong"),
    [
        (TotalKind.TERM_ATTEMPTED, "13.00", "14.00"),  # or without the withdrawal
        (TotalKind.TERM_EARNED, "7.00", "13.00"),
        (TotalKind.TERM_GPA_CREDITS, "9.00", "10.00"),
        (TotalKind.TERM_QUALITY_POINTS, "21.00", "22.00"),
        (TotalKind.TERM_GPA, "2.333", "2.100"),
        (TotalKind.CUMULATIVE_ATTEMPTED, "19.00", "20.00"),
        (TotalKind.CUMULATIVE_EARNED, "13.00", "14.00"),
        (TotalKind.CUMULATIVE_GPA_CREDITS, "9.00", "15.00"),
        (TotalKind.INSTITUTION_EARNED, "7.00", "13.00"),
        (TotalKind.INSTITUTION_ATTEMPTED, "13.00", "19.00"),
        (TotalKind.INSTITUTION_QUALITY_POINTS, "21.0", "21.1"),
    ],
)
def test_each_kind_of_figure_is_recomputed(kind: TotalKind, right: str, wrong: str) -> None:
    rows = [
        record("6", "T", None, status="transfer"), record("3", "A"), record("3", "B"),
        record("3", "F", status="failed"), record("1", "P"),
        record("3", "W", status="withdrawn"),
    ]  # fmt: skip
    term = FALL if kind.scope is Scope.TERM else None
    assert not findings(rows, [total(kind, right, term)], "college")
    [found] = findings(rows, [total(kind, wrong, term)], "college")
    scope = "cumulative" if kind.scope is Scope.INSTITUTION else kind.scope
    assert found.code.startswith(f"{scope}-")
    assert found.severity == "error"


def test_the_sessions_of_a_summer_may_each_have_their_own_sum() -> None:
    rows = [record("3", "A", SUMMER), record("3", "B", SUMMER), record("4", "C", SUMMER)]
    figures = [
        total(TotalKind.TERM_POINTS, "6.00", SUMMER, after=2),
        total(TotalKind.TERM_GPA, "3.500", SUMMER, after=2),
        total(TotalKind.TERM_POINTS, "4.00", SUMMER, after=3),
        total(TotalKind.TERM_GPA, "2.000", SUMMER, after=3),
    ]
    assert not findings(rows, figures)
    wrong = [*figures[:3], total(TotalKind.TERM_GPA, "3.000", SUMMER, after=3)]
    assert "term-gpa-differs" in {one.code for one in findings(rows, wrong)}


def test_each_block_of_credit_from_elsewhere_may_have_its_own_sum() -> None:
    rows = [record(credits, None, None, status="transfer") for credits in ("3", "4", "6")]
    points = TotalKind.TRANSFER_POINTS
    below = [total(points, "7.00", None, after=2), total(points, "6.00", None, after=3)]
    above = [total(points, "7.00", None, after=0), total(points, "6.00", None, after=2)]
    for figures in (below, above):
        assert [one.code for one in findings(rows, figures)] == []
    assert findings(rows, [below[0], total(points, "5.00", None, after=3)])


def test_the_print_of_one_term_may_state_an_average_over_terms_that_are_not_on_it() -> None:
    rows = [record("3", "A"), record("3", "B+")]
    figures = [total(TotalKind.TERM_GPA, "3.665"), total(TotalKind.CUMULATIVE_GPA, "3.100", None)]
    [found] = findings(rows, figures)
    assert (found.code, found.severity) == ("terms-missing", "warning")
    assert "Fall 2023 only" in found.message
    two = [*rows, record("3", "A", SPRING)]
    assert "cumulative-gpa-differs" in {one.code for one in findings(two, figures)}
