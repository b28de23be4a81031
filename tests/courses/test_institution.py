"""An institution says which printed courses are one course."""

from __future__ import annotations

from decimal import Decimal

import pytest

from degreekit.columbia import columbia
from degreekit.courses import (
    CatalogCourse,
    CourseCode,
    CourseSet,
    Institution,
    InvalidData,
    Renumbering,
    Term,
    UnknownGradeScale,
)


def code(text: str) -> CourseCode:
    return CourseCode.parse(text)


def _here() -> Institution:
    return Institution(
        id="here",
        title="Here",
        cross_lists=((code("CS 10"), code("MATH 10"), code("EE 10")),),
        renumberings=(
            Renumbering(old=CourseSet.parse("CS 1 before Fall 2020"), new=code("CS 10")),
            Renumbering(old=CourseSet.parse('CS 99 "Graphs"'), new=code("CS 50")),
        ),
        umbrellas=CourseSet.parse("CS 99"),
        repeatable=CourseSet.parse("CS 90"),
        titles={"INTRO GRPHS": "Introduction to Graphs"},
        catalog=(CatalogCourse(code=code("CS 10"), title="Logic", credits=Decimal(3)),),
    )


def test_cross_listed_codes_are_one_course() -> None:
    here = _here()
    names = {here.identity(code(text)) for text in ("CS 10", "MATH 10", "EE 10")}
    assert len(names) == 1
    assert here.identity(code("CS 11")) not in names


def test_a_renumbered_course_is_the_old_one_only_in_its_terms() -> None:
    here = _here()
    old, new = code("CS 1"), here.identity(code("CS 10"))
    assert here.identity(old, term=Term(2020, 1)) == new
    assert here.identity(old, term=Term(2020, 3)) != new
    assert here.identity(old) != new  # without a term nothing is guessed


def test_a_renumbered_course_is_one_with_what_the_new_code_is_cross_listed_with() -> None:
    here = _here()
    assert here.identity(code("CS 1"), term=Term(2019, 3)) == here.identity(code("MATH 10"))


def test_a_renumbered_topic_is_known_by_its_title() -> None:
    here = _here()
    assert here.identity(code("CS 99"), "GRAPHS") == here.identity(code("CS 50"))
    assert here.identity(code("CS 99"), "Sorting") != here.identity(code("CS 50"))


def test_under_an_umbrella_number_each_title_is_a_course() -> None:
    here = _here()
    assert here.identity(code("CS 99"), "Sorting") == here.identity(code("CS 99"), "SORTING")
    assert here.identity(code("CS 99"), "Sorting") != here.identity(code("CS 99"), "Search")


def test_elsewhere_the_title_does_not_matter() -> None:
    here = _here()
    assert here.identity(code("CS 11"), "Sorting") == here.identity(code("CS 11"), "Search")


def test_an_abbreviated_title_is_the_full_one() -> None:
    here = _here()
    assert here.full_title("Intro. Grphs") == "Introduction to Graphs"
    assert here.full_title("Sorting") == "Sorting"
    assert here.full_title(None) is None


def test_the_catalog_knows_what_it_lists() -> None:
    here = _here()
    listed = here.listed(code("CS 10"))
    assert listed is not None
    assert listed.title == "Logic"
    assert here.listed(code("CS 11")) is None


def test_an_institution_without_a_grade_scale_says_so() -> None:
    with pytest.raises(UnknownGradeScale, match="it has none"):
        _here().scale()


def test_an_institution_is_read_back_from_its_json() -> None:
    here = _here()
    again = Institution.model_validate_json(here.model_dump_json())
    assert again.identity(code("MATH 10")) == here.identity(code("CS 10"))
    assert again == here


def test_an_unknown_field_is_refused() -> None:
    with pytest.raises(InvalidData, match="there is no field 'colour'"):
        Institution.model_validate({"id": "x", "title": "X", "colour": "blue"})


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("CBMF W4761", "COMS W4761"),
        ("COMS W4121", "CSEE W4121"),
        ("COMS W4772", "COMS E6772"),
        ("STAT GU4241", "STAT GR5241"),
        ("STAT W4400", "STAT GR5241"),
        ("SIEO W4150", "STAT GU4001"),
        ("COMS GU4156", "COMS W4156"),
    ],
)
def test_columbia_knows_its_joint_and_renumbered_courses(one: str, other: str) -> None:
    here = columbia()
    assert here.identity(here.code(code(one))) == here.identity(here.code(code(other)))


def test_columbia_knows_the_topic_that_became_a_course() -> None:
    here = columbia()
    topic = here.identity(code("COMS 4995"), "Causal Inference")
    assert topic == here.identity(code("COMS 4775"))
    assert here.identity(code("COMS 4995"), "Parallel Programming") != topic


def test_columbia_lets_projects_be_repeated() -> None:
    here = columbia()
    assert here.repeatable.contains(code("COMS E6901"))
    assert not here.repeatable.contains(code("COMS W4771"))


def test_renumberings_that_go_round_need_a_term() -> None:
    there = {"old": "CS 2", "new": "CS 3"}
    back = {"old": "CS 3", "new": "CS 2"}
    with pytest.raises(InvalidData, match="the renumberings of CS 2 come back to it"):
        Institution.model_validate({"id": "x", "title": "X", "renumberings": [there, back]})
    dated = [{**there, "since": "Fall 2010"}, {**back, "since": "Fall 2020"}]
    here = Institution.model_validate({"id": "x", "title": "X", "renumberings": dated})
    first = here.identity(code("CS 2"), term=Term(2005, 3))
    assert first == here.identity(code("CS 3"), term=Term(2015, 3))
    assert first == here.identity(code("CS 2"), term=Term(2021, 3))
    assert here.identity(code("CS 2"), term=Term(2015, 3)) != first
