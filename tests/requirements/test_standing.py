"""What an attempt is worth to a program, and the GPA of the whole record."""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal
from fractions import Fraction
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from degreekit.courses import (
    CatalogCourse,
    CourseCode,
    Grade,
    GradeScale,
    Institution,
    RecordStatus,
)
from degreekit.requirements import Program, Worth, candidate, record_gpa, standing
from degreekit.requirements.filters import CourseFilter, HasLevel
from degreekit.transcript import CourseRecord

from .everything import program

HERE = Institution(
    id="here",
    title="Here",
    titles={"ML": "Machine Learning"},
    grade_scales=(
        GradeScale(
            id="letters",
            title="Letters",
            grades=(
                Grade(symbol="A", points=Decimal(4), earns=True),
                Grade(symbol="B-", points=Decimal("2.67"), earns=True),
                Grade(symbol="D", points=Decimal(1)),
                Grade(symbol="F", points=Decimal(0), status=RecordStatus.FAILED),
                Grade(symbol="P"),
                Grade(symbol="UW", status=RecordStatus.WITHDRAWN),
                Grade(symbol="MU", status=RecordStatus.INCOMPLETE),
            ),
        ),
    ),
    catalog=(CatalogCourse(code=CourseCode.parse("CS 1"), title="Logic", credits=Decimal(3)),),
)
TAKE = {"kind": "take", "id": "t", "title": "T", "rows": [{"courses": "*"}], "courses": 1}
PROGRAM = program([TAKE])
NO_TRANSFER = program([TAKE], transfer=False)


def record(grade: str | None = None, status: str | None = None, **more: Any) -> CourseRecord:
    data = {"code": "CS 4001", "credits": "3", "grade": grade, "status": status, **more}
    return CourseRecord.model_validate(data)


def gpa(records: Iterable[CourseRecord], where: CourseFilter | None = None) -> Fraction | None:
    return record_gpa([candidate(one, HERE, PROGRAM) for one in records], where)


@pytest.mark.parametrize(
    ("grade", "status", "worth", "reason"),
    [
        ("A", None, Worth.EARNED, ""),
        (None, "transfer", Worth.EARNED, ""),
        (None, None, Worth.IN_PROGRESS, ""),
        (None, "planned", Worth.PLANNED, ""),
        (None, "completed", Worth.IN_PROGRESS, ""),
        ("IN", None, Worth.IN_PROGRESS, ""),
        ("MU", None, Worth.IN_PROGRESS, ""),
        ("W", None, Worth.NOTHING, "withdrawn"),
        ("UW", None, Worth.NOTHING, "withdrawn"),
        ("F", None, Worth.NOTHING, "failed"),
        ("F", "completed", Worth.NOTHING, "failed"),
        ("A", "failed", Worth.NOTHING, "failed"),
        ("P", None, Worth.NOTHING, "grade-earns-no-credit"),
        ("D", None, Worth.NOTHING, "grade-earns-no-credit"),
        ("Q", None, Worth.NOTHING, "unknown-grade"),
    ],
)
def test_status_and_grade_say_what_an_attempt_is_worth(
    grade: str | None, status: str | None, worth: Worth, reason: str
) -> None:
    found = standing(record(grade, status), HERE, PROGRAM)
    assert (found.worth, found.reason) == (worth, reason)


def test_a_program_may_take_no_credit_from_elsewhere() -> None:
    found = standing(record(None, "transfer"), HERE, NO_TRANSFER)
    assert (found.worth, found.reason) == (Worth.NOTHING, "transfer-not-accepted")


def test_rules_see_the_full_title_and_the_grade_points() -> None:
    seen = candidate(record("B-", title="ML"), HERE, PROGRAM)
    assert (seen.title, seen.points) == ("Machine Learning", Decimal("2.67"))


def test_a_missing_title_is_taken_from_the_catalog() -> None:
    assert candidate(record("A", code="CS 1"), HERE, PROGRAM).title == "Logic"
    assert candidate(record("A", code="CS 1", title="Proof"), HERE, PROGRAM).title == "Proof"
    assert candidate(record("A", code="CS 2"), HERE, PROGRAM).title is None


def test_the_gpa_of_the_record_counts_every_letter_grade() -> None:
    graded = [record("A"), record("F"), record("D"), record("A", credits="1.5")]
    assert gpa(graded) == Fraction(12 + 0 + 3 + 6) / Fraction("10.5")


def test_repeats_count_each_time_in_the_gpa() -> None:
    assert gpa([record("F"), record("A")]) == 2


@pytest.mark.parametrize(
    "other",
    [
        record("P"),
        record("W"),
        record("Q"),
        record(None),
        record("A", "transfer"),
        record("A", "planned"),
    ],
    ids=["pass", "withdrawn", "unknown", "in-progress", "transfer", "planned"],
)
def test_what_has_no_letter_grade_here_does_not_count_in_the_gpa(other: CourseRecord) -> None:
    assert gpa([record("B-"), other]) == Fraction("2.67")
    assert gpa([other]) is None


def test_the_gpa_may_look_at_some_courses_only() -> None:
    graded = [record("A", code="CS 6001"), record("B-")]
    assert gpa(graded, HasLevel(at_least=6000)) == 4


@given(
    st.lists(
        st.tuples(st.sampled_from(["A", "B-", "D", "F"]), st.sampled_from(["1.5", "3", "4.5"]))
    )
)
def test_the_gpa_is_the_exact_average(some: list[tuple[str, str]]) -> None:
    worth = {"A": Fraction(4), "B-": Fraction("2.67"), "D": Fraction(1), "F": Fraction(0)}
    total = sum((worth[grade] * Fraction(credits) for grade, credits in some), Fraction(0))
    weight = sum((Fraction(credits) for _, credits in some), Fraction(0))
    found = gpa([record(grade, credits=credits) for grade, credits in some])
    assert found == (total / weight if some else None)


def test_a_scale_is_chosen_by_the_program() -> None:
    strict = GradeScale(id="strict", title="Strict", grades=(Grade(symbol="A"),))
    here = HERE.model_copy(update={"grade_scales": (*HERE.grade_scales, strict)})
    other: Program = program([TAKE], grade_scale="strict")
    assert standing(record("A"), here, other).reason == "grade-earns-no-credit"
    assert standing(record("B-"), here, other).reason == "unknown-grade"
