"""Course sets: what is written is what is meant, and what is printed is read back."""

from __future__ import annotations

import pytest
from hypothesis import given
from pydantic import BaseModel

from degreekit.courses import CourseCode, CourseSet, InvalidCourseSet, Term

from .strategies import sets


def code(text: str) -> CourseCode:
    return CourseCode.parse(text)


@pytest.mark.parametrize(
    ("text", "inside", "outside"),
    [
        ("COMS 4771", ["COMS W4771", "COMS 4771"], ["COMS 4772", "CSEE 4771", "COMS 4771L"]),
        ("COMS W4771", ["COMS E4771"], ["COMS 4772"]),
        ("coms 4771", ["COMS 4771"], ["COMS 4772"]),
        ("COMS 41xx", ["COMS 4100", "COMS 4199", "COMS 4111L"], ["COMS 4099", "COMS 4200"]),
        ("COMS 41**", ["COMS 4100", "COMS 4199"], ["COMS 4099", "COMS 4200"]),
        ("* 4*** - * 41**", ["COMS 4000", "ENGL 4999"], ["COMS 4100", "COMS 5000"]),
        ("15-2**", ["15-213"], ["15-313"]),
        ("COMS 4xxx", ["COMS 4000", "COMS 4999"], ["COMS 3999", "COMS 5000"]),
        ("COMS 4000+", ["COMS 4000", "COMS 9999"], ["COMS 3999", "CSEE 4000"]),
        ("COMS 4200-4299", ["COMS 4200", "COMS 4299"], ["COMS 4199", "COMS 4300"]),
        ("COMS *", ["COMS 1", "COMS 99999"], ["CSEE 4771"]),
        ("* 6000+", ["COMS 6000", "STAT 8201"], ["COMS 5999"]),
        ("*", ["COMS 1", "STAT 8201L"], []),
        ("none", [], ["COMS 1"]),
        ("PHYS 101L", ["PHYS 101L"], ["PHYS 101", "PHYS 101X"]),
        ("COMS 4771 | CSEE 4119", ["COMS 4771", "CSEE 4119"], ["COMS 4119"]),
        ("COMS 4771, CSEE 4119", ["COMS 4771", "CSEE 4119"], ["COMS 4119"]),
        ("COMS 41xx - COMS 4121", ["COMS 4120"], ["COMS 4121"]),
        ("COMS 41xx & * 4150+", ["COMS 4150"], ["COMS 4149"]),
        ("* - (COMS * | CSEE *)", ["STAT 1"], ["COMS 1", "CSEE 1"]),
    ],
)
def test_a_text_means_the_courses_it_names(
    text: str, inside: list[str], outside: list[str]
) -> None:
    found = CourseSet.parse(text)
    assert all(code(one) in found for one in inside)
    assert not any(code(one) in found for one in outside)


def test_a_difference_binds_tighter_than_a_union() -> None:
    both = CourseSet.parse("COMS 41xx - COMS 4121 | COMS 4121")
    assert code("COMS 4121") in both
    assert both == CourseSet.parse("(COMS 41xx - COMS 4121) | COMS 4121")
    assert both != CourseSet.parse("COMS 41xx - (COMS 4121 | COMS 4121)")


def test_differences_and_intersections_are_taken_from_left_to_right() -> None:
    written = CourseSet.parse("COMS 4xxx - COMS 41xx & * 4150+")
    assert written == CourseSet.parse("(COMS 4xxx - COMS 41xx) & * 4150+")


def test_a_title_narrows_a_number_to_one_course() -> None:
    topic = CourseSet.parse('COMS 4995 "Causal Inference"')
    assert topic.contains(code("COMS W4995"), "CAUSAL INFERENCE")
    assert not topic.contains(code("COMS W4995"), "Deep Learning")
    assert not topic.contains(code("COMS W4995"))


@pytest.mark.parametrize(
    ("window", "inside", "outside"),
    [
        ("in Spring 2018", ["Spring 2018"], ["Fall 2017", "Summer 2018"]),
        ("since Fall 2020", ["Fall 2020", "Fall 2099"], ["Summer 2020"]),
        ("before Spring 2015", ["Winter 2015", "Fall 2014"], ["Spring 2015"]),
        ("from Fall 2016 to Spring 2018", ["Fall 2016", "Spring 2018"], ["Summer 2018"]),
        ("dated", ["Fall 2016"], []),
    ],
)
def test_a_window_of_terms_holds_its_ends(
    window: str, inside: list[str], outside: list[str]
) -> None:
    found = CourseSet.parse(f"COMS 6998 {window}")
    one = code("COMS 6998")
    assert all(found.contains(one, term=Term.parse(term)) for term in inside)
    assert not any(found.contains(one, term=Term.parse(term)) for term in outside)
    assert not found.contains(one)


def test_a_course_without_a_term_is_only_in_sets_that_ask_for_none() -> None:
    undated = CourseSet.parse("COMS 6998 undated")
    assert undated.contains(code("COMS 6998"))
    assert not undated.contains(code("COMS 6998"), term=Term(2018, 1))
    assert CourseSet.parse("COMS 6998").contains(code("COMS 6998"))


def test_a_title_and_a_window_may_stand_behind_a_group() -> None:
    written = CourseSet.parse('(COMS 6998 | COMS 4995) "Causal Inference" in Spring 2018')
    one = 'COMS 6998 "Causal Inference" in Spring 2018'
    other = 'COMS 4995 "Causal Inference" in Spring 2018'
    assert written == CourseSet.parse(f"{one} | {other}")


@pytest.mark.parametrize(
    ("text", "position", "expected"),
    [
        ("", 0, "expected a course"),
        ("COMS", 4, "expected a number"),
        ("COMS 4771 |", 11, "expected a course"),
        ("COMS 4771 4772", 10, "expected 'in', 'since', 'before' or 'from'"),
        ("COMS 4771)", 9, "expected '|', '&', ' - ' or the end"),
        ("(COMS 4771", 10, "expected ')'"),
        ("COMS four", 5, "expected a number"),
        ("c 4771", 0, "expected a subject in capital letters"),
        ("COMS 4299-4200", 5, "expected the lower number first"),
        ("COMS 4771 in Autum 2018", 23, "expected a term"),
        ("COMS 4771 from Fall 2016 Spring 2018", 32, "expected 'to' and a term"),
        ('COMS 4995 "', 9, "expected a course"),
        ('COMS 4995 "&"', 13, "expected a title with words in it"),
    ],
)
def test_a_mistake_is_refused_with_its_place_and_what_was_expected(
    text: str, position: int, expected: str
) -> None:
    with pytest.raises(InvalidCourseSet) as caught:
        CourseSet.parse(text)
    assert caught.value.text == text
    assert caught.value.position == position
    assert expected in caught.value.hint
    assert f"at position {position}" in str(caught.value)


@pytest.mark.parametrize(
    ("text", "printed"),
    [
        ("COMS W4771", "COMS 4771"),
        ("COMS 4100-4199", "COMS 41xx"),
        ("COMS 4000-4999", "COMS 4xxx"),
        ("COMS 4201 | COMS 4200", "COMS 4200 | COMS 4201"),
        ("CSEE 4119 | COMS 4771", "COMS 4771 | CSEE 4119"),
        ("* - COMS *", "* - COMS *"),
        ("none", "none"),
        ("COMS 4771 & CSEE 4771", "none"),
        ("*", "*"),
        ('COMS 4995 "Causal Inference"', 'COMS 4995 "causal inference"'),
    ],
)
def test_a_set_is_printed_in_one_canonical_way(text: str, printed: str) -> None:
    assert str(CourseSet.parse(text)) == printed


@given(sets)
def test_what_a_set_prints_is_read_back_as_an_equal_set(one: CourseSet) -> None:
    assert CourseSet.parse(str(one)) == one


def test_a_set_of_codes_holds_exactly_these() -> None:
    one = CourseSet.of(code("COMS 4771"), code("PHYS 101L"))
    assert one == CourseSet.parse("COMS 4771 | PHYS 101L")
    assert CourseSet.of() == CourseSet.parse("none")


@pytest.mark.parametrize(
    ("text", "size"),
    [
        ("none", 0),
        ("COMS 4771", 1),
        ("COMS 41xx", 100),
        ("COMS 4771 | PHYS 101L", 2),
        ('COMS 4995 "Causal Inference"', 1),
        ("COMS 4000+", None),
        ("* 4771", None),
    ],
)
def test_the_size_counts_codes_or_says_that_there_is_no_bound(text: str, size: int | None) -> None:
    assert CourseSet.parse(text).size() == size


def test_a_set_is_true_where_it_has_a_course() -> None:
    assert CourseSet.parse("COMS 4771")
    assert not CourseSet.parse("none")
    assert not CourseSet()


class _Holder(BaseModel):
    courses: CourseSet


def test_a_set_is_text_in_json() -> None:
    held = _Holder.model_validate_json('{"courses": "CSEE 4119 | COMS 4771"}')
    assert held.model_dump_json() == '{"courses":"COMS 4771 | CSEE 4119"}'
    assert _Holder.model_json_schema()["properties"]["courses"]["type"] == "string"
