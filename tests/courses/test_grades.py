"""Grades: scales say what a mark means, and averages are exact."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from degreekit.columbia import columbia
from degreekit.courses import Grade, GradeScale, InvalidData, RecordStatus, UnknownGradeScale
from degreekit.courses import grade_point_average as average

points = st.decimals(0, Decimal("4.33"), places=2)
credits_ = st.decimals(0, 12, places=3)


@given(st.lists(st.tuples(points, credits_)))
def test_the_average_is_the_exact_fraction(graded: list[tuple[Decimal, Decimal]]) -> None:
    weight = sum((Fraction(c) for _, c in graded), Fraction(0))
    total = sum((Fraction(p) * Fraction(c) for p, c in graded), Fraction(0))
    assert average(graded) == (total / weight if weight else None)


def test_an_average_just_below_a_boundary_stays_below_it() -> None:
    almost = average([(Decimal("2.7"), Decimal(9999)), (Decimal("1.7"), Decimal(1))])
    assert almost == Fraction(26999, 10000)
    assert almost < Fraction(Decimal("2.7"))


def test_three_thirds_make_a_whole() -> None:
    three = Decimal(3)
    assert average([(Decimal("3.33"), three), (Decimal("3.67"), three)]) == Fraction(7, 2)


def test_nothing_graded_has_no_average() -> None:
    assert average([]) is None
    assert average([(Decimal(4), Decimal(0))]) is None


def test_the_graduate_scale_is_the_published_one() -> None:
    scale = columbia().scale()
    published = {"A+": "4.33", "A": "4", "A-": "3.67", "B+": "3.33", "B": "3", "B-": "2.67"}
    published |= {"C+": "2.33", "C": "2", "C-": "1.67", "D": "1", "F": "0"}
    for symbol, worth in published.items():
        mark = scale.get(symbol)
        assert mark is not None
        assert mark.points == Decimal(worth)
        assert mark.earns == (symbol != "F")


@pytest.mark.parametrize("symbol", ["P", "R", "W", "UW", "IN", "INC", "MU", "CP", "YC"])
def test_marks_without_points_earn_no_graduate_credit(symbol: str) -> None:
    mark = columbia().scale().get(symbol)
    assert mark is not None
    assert mark.points is None
    assert not mark.earns


def test_a_mark_the_scale_does_not_know_is_none() -> None:
    scale = columbia().scale()
    assert scale.get("Q") is None
    assert scale.get("A--") is None
    assert scale.get("") is None
    assert scale.get(None) is None


@pytest.mark.parametrize("printed", ["A-", "a-", " A- ", "A\u2013", "A\u2212", "A\u2011"])
def test_case_and_the_kind_of_dash_do_not_matter_in_a_mark(printed: str) -> None:
    mark = columbia().scale().get(printed)
    assert mark is not None
    assert mark.symbol == "A-"


def test_schools_disagree_on_what_a_grade_is_worth() -> None:
    def worth(scale: str) -> Decimal | None:
        mark = columbia().scale(scale).get("C-")
        return mark.points if mark else None

    assert worth("seas-graduate") == Decimal("1.67")
    assert worth("sps") == Decimal("1.65")


def test_an_unknown_scale_is_refused_with_those_that_are_known() -> None:
    with pytest.raises(UnknownGradeScale, match="seas-graduate") as caught:
        columbia().scale("moon")
    assert (caught.value.institution, caught.value.scale) == ("columbia", "moon")


def test_a_scale_names_each_mark_once() -> None:
    with pytest.raises(InvalidData, match="lists A more than once"):
        GradeScale(id="x", title="X", grades=(Grade(symbol="A"), Grade(symbol="A")))


def test_a_mark_that_says_nothing_else_is_a_completed_attempt_without_credit() -> None:
    mark = Grade(symbol="X")
    assert (mark.status, mark.earns, mark.points) == (RecordStatus.COMPLETED, False, None)
