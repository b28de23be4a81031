"""Filters: which courses a rule speaks of."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import TypeAdapter, ValidationError

from degreekit.courses import RecordStatus
from degreekit.requirements import AllOf, AnyOf, CourseFilter, InSet, NoneOf, TitleLike

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
