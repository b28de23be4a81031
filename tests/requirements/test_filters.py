"""Filters: which courses a rule speaks of."""

from __future__ import annotations

from dataclasses import fields
from decimal import Decimal
from fractions import Fraction
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pydantic import TypeAdapter, ValidationError

from degreekit.courses import CourseCode, RecordStatus, Term
from degreekit.requirements import (
    FUTURE,
    AllOf,
    AnyOf,
    Candidate,
    CourseFilter,
    InSet,
    NoneOf,
    TitleLike,
)

from .everything import candidate

FILTERS: TypeAdapter[Any] = TypeAdapter(CourseFilter)
DONE, NOW = RecordStatus.COMPLETED, RecordStatus.IN_PROGRESS


@pytest.mark.parametrize(
    ("filter_", "course", "matches"),
    [
        ("COMS 4771", candidate("COMS W4771"), True),
        ("COMS 4771", candidate("COMS W4772"), False),
        ('COMS 4995 "Causal Inference"', candidate("COMS 4995", "CAUSAL INFERENCE"), True),
        ('COMS 4995 "Causal Inference"', candidate("COMS 4995"), False),
        ("COMS 6998 in Spring 2018", candidate("COMS 6998", term="Spring 2018"), True),
        ("COMS 6998 in Spring 2018", candidate("COMS 6998", term="Fall 2018"), False),
        ({"kind": "level", "at_least": 6000}, candidate("COMS E6000"), True),
        ({"kind": "level", "at_least": 6000}, candidate("COMS W5999"), False),
        ({"kind": "level", "at_least": 6000, "at_most": 6999}, candidate("COMS 7000"), False),
        ({"kind": "credits", "at_least": "1.5"}, candidate(credits="1.5"), True),
        ({"kind": "credits", "at_least": "1.5"}, candidate(credits="1.499"), False),
        ({"kind": "credits", "at_most": 3}, candidate(credits="4.5"), False),
        ({"kind": "grade", "points": "2.67"}, candidate(points="2.67"), True),
        ({"kind": "grade", "points": "2.67"}, candidate(points="2.33"), False),
        ({"kind": "grade", "points": "2.67"}, candidate(status=NOW), True),
        ({"kind": "grade", "points": "2.67"}, candidate(status=RecordStatus.PLANNED), True),
        ({"kind": "grade", "points": "2.67"}, candidate(status=DONE), False),
        ({"kind": "grade", "points": "2.67"}, candidate(status=RecordStatus.TRANSFER), False),
        ({"kind": "status", "statuses": ["transfer"]}, candidate(status=NOW), False),
        ({"kind": "status", "statuses": ["in_progress"]}, candidate(status=NOW), True),
    ],
)
def test_a_filter_matches_the_courses_it_names(filter_: Any, course: Any, matches: bool) -> None:
    assert FILTERS.validate_python(filter_).matches(course) is matches


@pytest.mark.parametrize(
    ("pattern", "title", "matches"),
    [
        ("Seminar *", "SEMINAR: Vision", True),
        ("Seminar *", "Seminar", True),
        ("Seminar*", "Seminar on Vision", True),
        ("* Vision *", "Computer Vision II", True),
        ("* Vision *", "Computer Envision II", False),
        ("Seminar *", "Seminars", False),
        ("* for Data Science", "Algorithms for Data Science", True),
        ("* for Data Science", "Data Science", False),
        ("Algorithms for * Science", "Algorithms for Data & Computer Science", True),
        ("Deep Learning", "DEEP-LEARNING", True),
        ("Deep Learning", "Deep Learning II", False),
        ("*", "anything", True),
        ("Logic (advanced)", "Logic advanced", True),
        ("Logic", None, False),
    ],
)
def test_a_title_pattern_is_compared_as_titles_are(
    pattern: str, title: str | None, matches: bool
) -> None:
    assert TitleLike(pattern=pattern).matches(candidate(title=title)) is matches


def test_a_course_set_may_stand_for_the_filter_that_asks_for_it() -> None:
    found = FILTERS.validate_python("COMS 41xx")
    assert isinstance(found, InSet)
    assert found == FILTERS.validate_python({"kind": "in_set", "courses": "COMS 41xx"})


@pytest.mark.parametrize("kind", ["all_of", "any_of", "none_of"])
def test_a_combination_of_nothing_is_refused(kind: str) -> None:
    with pytest.raises(ValidationError, match="at least 1 item"):
        FILTERS.validate_python({"kind": kind, "filters": []})


atoms = st.sampled_from(["COMS *", "* 6000+", "COMS 4771", "none", "*"])
courses = st.sampled_from([candidate(code) for code in ("COMS 4771", "COMS 6998", "STAT 6701")])


@given(st.lists(atoms, min_size=1, max_size=4), courses)
def test_and_or_and_not_are_what_they_are_in_logic(some: list[str], course: Any) -> None:
    each = [FILTERS.validate_python(one).matches(course) for one in some]
    assert AllOf.model_validate({"filters": some}).matches(course) == all(each)
    assert AnyOf.model_validate({"filters": some}).matches(course) == any(each)
    assert NoneOf.model_validate({"filters": some}).matches(course) == (not any(each))


#: One of each kind, and sets of courses that look at the title, at the term and at neither.
EACH_KIND: tuple[Any, ...] = (
    *("COMS 4771", 'COMS 4771 "Topics"', "COMS * since Fall 2022", "* 4000+ - COMS 4771"),
    {"kind": "in_set", "courses": "COMS 4771", "as_printed": True},
    {"kind": "level", "at_least": 6000},
    {"kind": "level", "at_least": 6000, "as_printed": True},
    {"kind": "credits", "at_least": 2},
    {"kind": "title", "pattern": "Topics *"},
    {"kind": "grade", "points": "2.67"},
    {"kind": "status", "statuses": ["completed"]},
    *({"kind": "field", "name": name, "values": ["A"]} for name in ("grade", "section", "school")),
    {"kind": "field", "name": "institution", "values": ["A"]},
    {"kind": "attribute", "names": ["WRIT"]},
    {"kind": "term", "since": "Fall 2022"},
    {"kind": "term", "seasons": ["fall"], "until": "Fall 2022"},
    {"kind": "term", "seasons": ["fall"], "ahead": True},
    {"kind": "study_term", "at_most": 2},
    {"kind": "study_term", "at_least": 2},
    {"kind": "study_year", "at_most": 2},
    {"kind": "order", "after": "COMS 4771"},
    {"kind": "credits_before", "at_least": 90},
    {"kind": "age", "years": 7},
    {"kind": "courses_of", "fact": "language", "courses": "{} 2xx", "otherwise": "STAT 6701"},
    {
        "kind": "for_some",
        "when": {"kind": "fact", "name": "language", "values": ["FREN"]},
        "then": "COMS 4771",
        "otherwise": {"kind": "credits", "at_least": 2},
    },
    {"kind": "all_of", "filters": ["COMS *", {"kind": "credits", "at_least": 2}]},
    {"kind": "any_of", "filters": ["COMS *", {"kind": "grade", "points": "2.67"}]},
    {"kind": "none_of", "filters": ["COMS *", {"kind": "age", "years": 7}]},
)
CODES = tuple(map(CourseCode.parse, ("COMS 4771", "COMS 6998", "STAT 6701")))
VALUES: dict[str, tuple[Any, ...]] = {
    "code": CODES,
    "title": (None, "Topics", "Topics in Art"),
    "term": (None, Term.parse("Fall 2021"), Term.parse("Fall 2023"), FUTURE),
    "credits": (Decimal(1), Decimal(3)),
    "status": tuple(RecordStatus),
    "points": (None, Decimal(2), Decimal(4)),
    **dict.fromkeys(("grade", "section", "school", "institution"), (None, "A", "B")),
    "attributes": (frozenset(), frozenset({"WRIT"})),
    "study_term": (None, 0, 1, 3),
    "age": (None, Decimal(1), Decimal(9)),
    "printed": (None, "Topics"),
    "other_titles": ((), ("Topics",)),
    "may_repeat": (False, True),
    "names": ((), tuple((code, None) for code in CODES[:2]), ((CODES[2], "Topics"),)),
    "attempt": (0, 2),
    "superseded": (False, True),
    "again": (False, True),
    "weight": (Fraction(1), Fraction(0)),
}


@st.composite
def two_courses(draw: st.DrawFn, alike: frozenset[str]) -> tuple[Candidate, Candidate]:
    """Draw two courses that are equal in some fields."""
    one = {field: draw(st.sampled_from(VALUES[field])) for field in VALUES}
    other = {field: draw(st.sampled_from(VALUES[field])) for field in VALUES if field not in alike}
    return Candidate(**one), Candidate(**{**one, **other})


def test_every_field_of_a_course_has_values_to_try() -> None:
    assert set(VALUES) == {field.name for field in fields(Candidate)}


@settings(max_examples=400)
@given(st.sampled_from(EACH_KIND), st.data())
def test_courses_that_are_equal_in_what_a_filter_reads_fit_it_alike(
    filter_: Any, data: st.DataObject
) -> None:
    asked = FILTERS.validate_python(filter_)
    one, other = data.draw(two_courses(asked.reads()))
    assert asked.matches(one) == asked.matches(other)
    assert asked.surely(one) == asked.surely(other)


@settings(max_examples=400)
@given(st.sampled_from(EACH_KIND), st.data())
def test_what_a_course_surely_fits_it_fits_and_of_a_record_both_are_the_same(
    filter_: Any, data: st.DataObject
) -> None:
    asked = FILTERS.validate_python(filter_)
    course, _ = data.draw(two_courses(frozenset()))
    assert asked.surely(course) <= asked.matches(course)
    if course.term != FUTURE:
        assert asked.surely(course) == asked.matches(course)


@settings(max_examples=400)
@given(st.sampled_from(EACH_KIND), st.data())
def test_no_course_fits_a_filter_without_one_of_its_subjects(
    filter_: Any, data: st.DataObject
) -> None:
    asked = FILTERS.validate_python(filter_)
    course, _ = data.draw(two_courses(frozenset()))
    subjects = asked.subjects()
    if subjects is not None and asked.matches(course):
        assert {code.subject for code in course.codes} & subjects


@pytest.mark.parametrize(
    ("asked", "subjects"),
    [
        ("COMS 4111 | CSEE 4119", {"COMS", "CSEE"}),
        ("* 4000+ - COMS 4111", None),
        ("none", set()),
        ({"kind": "level", "at_least": 4000}, None),
        ({"kind": "all_of", "filters": ["COMS *", {"kind": "level", "at_least": 4000}]}, {"COMS"}),
        ({"kind": "all_of", "filters": ["COMS * | CSEE *", "CSEE * | ELEN *"]}, {"CSEE"}),
        ({"kind": "any_of", "filters": ["COMS *", {"kind": "level", "at_least": 4000}]}, None),
        ({"kind": "any_of", "filters": ["COMS 4111", "none"]}, {"COMS"}),
        ({"kind": "none_of", "filters": ["COMS *"]}, None),
    ],
)
def test_a_filter_names_the_subjects_without_which_nothing_fits(
    asked: Any, subjects: set[str] | None
) -> None:
    assert FILTERS.validate_python(asked).subjects() == subjects


def test_there_is_a_filter_of_every_kind_to_try() -> None:
    tried = {FILTERS.validate_python(one).kind for one in EACH_KIND}
    mapping = FILTERS.json_schema(mode="serialization")["discriminator"]["mapping"]
    assert tried == set(mapping)
