"""Every node writes its own sentence: what is read is what is audited."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest
from pydantic import TypeAdapter

from degreekit.requirements import (
    Condition,
    CourseFilter,
    If,
    Including,
    Limit,
    Node,
    Row,
    Sharing,
    Take,
)
from degreekit.requirements import amount_text as amount
from degreekit.requirements import count_text as count

from .everything import EVERYTHING

NODES: TypeAdapter[Any] = TypeAdapter(Node)
FILTERS: TypeAdapter[Any] = TypeAdapter(CourseFilter)
CONDITIONS: TypeAdapter[Any] = TypeAdapter(Condition)


def take(**more: Any) -> Take:
    rows = more.pop("rows", [{"courses": "CS 42xx"}])
    return Take.model_validate({"id": "t", "title": "T", "rows": rows, **more})


def test_a_list_is_called_by_its_name_and_a_course_by_its_own() -> None:
    named = take(courses=1, list_name="the Systems list")
    assert named.needs() == "1 course from the Systems list"
    assert named.some(2) == "2 courses from the Systems list"
    electives = take(courses=2, credits=6, course_name="track elective")
    assert electives.needs("points") == "2 track electives with at least 6 points in total"
    assert (electives.some(1), electives.some(2)) == ("1 track elective", "2 track electives")
    assert take(credits=6, course_name="study").needs() == "at least 6 credits of studies"
    both = take(courses=1, course_name="elective", list_name="List B")
    assert both.needs() == "1 elective from List B"


def test_a_long_list_without_a_name_is_called_by_its_title() -> None:
    rows = [{"courses": "CS 1 | CS 5 | CS 7 | CS 9"}]
    assert take(courses=1, rows=rows).needs() == "1 course from the T list"
    assert take(courses=1, rows=rows).some(2) == "2 courses from the T list"


def test_what_a_check_looks_at_is_called_by_its_title() -> None:
    check = NODES.validate_python(
        {"kind": "check", "id": "c", "title": "C", "credits": 12, "scope": ["a", "b"]}
    )
    titles = {"a": "Core", "b": "Electives"}
    assert check.needs("points", titles.__getitem__) == "at least 12 points in Core and Electives"


FOUR = [{"courses": f"CS {n}"} for n in range(1, 5)]
ONCE = [{**row, "most_courses": 1} for row in FOUR]


@pytest.mark.parametrize(
    ("node", "sentence"),
    [
        (take(courses=1), "1 course from CS 42xx"),
        (take(courses=2), "2 courses from CS 42xx"),
        (take(courses=2, open=True), "at least 2 courses from CS 42xx"),
        (take(credits="4.5"), "at least 4.5 points from CS 42xx"),
        (take(courses=1, credits=3), "1 course with at least 3 points from CS 42xx"),
        (take(courses=2, credits=6), "2 courses with at least 6 points in total from CS 42xx"),
        (take(courses=2, rows=FOUR), "2 courses from the T list (4 rows)"),
        (
            take(courses=2, rows=ONCE),
            "2 courses from the T list (4 rows), each from a different row",
        ),
        (
            take(courses=2, rows=[{"courses": "CS 1", "title": "Logic"}, {"courses": "CS 2"}]),
            "2 courses from: Logic; CS 2",
        ),
        (
            take(
                courses=2,
                rows=[
                    {"courses": "CS 1", "title": "Logic", "most_courses": 1},
                    {"courses": "CS 2", "most_courses": 1, "approval": "the advisor"},
                ],
            ),
            "2 courses from: Logic; CS 2 (approved by the advisor), each from a different row",
        ),
        (
            take(courses=1, rows=[{"courses": "CS 1", "approval": "the advisor"}]),
            "CS 1 (approved by the advisor)",
        ),
        (
            take(courses=2, including=[{"courses": 1, "group": "A"}]),
            "2 courses from CS 42xx, at least 1 course from group A",
        ),
    ],
)
def test_a_take_says_how_much_from_which_list(node: Take, sentence: str) -> None:
    assert node.needs("points") == sentence


EXPECTED = {
    "core": (
        "3 courses with at least 7.5 points in total from: Systems (at most 1 course); "
        'COMS 4995 "causal inference" in Spring 2018; '
        "any course numbered 6000 or above (at most 4.5 points, approved by the advisor), "
        "at least 1 course from group A, at least 3 points at the 6000 level or above, "
        "the same course at least 2 times"
    ),
    "choice": "at least 1 of the 2 below",
    "exam": "Exam on record",
    "thesis": "at least 6 points from COMS 6902",
    "branch": (
        "Seminars if started in or after Fall 2020 before Fall 2025 and it is not the case "
        "that COMS 3xxx is taken and advanced standing is yes or part, otherwise nothing"
    ),
    "seminars": "everything below",
    "seminar": (
        'at least 1 course titled "Seminar *" or worth 0 to 1.5 points except those transferred '
        "or with at least 2.67 grade points"
    ),
    "total": "at least 30 points",
    "advanced": "at least 2 courses at the 6000 level or above in core and thesis",
    "gpa": "a GPA of at least 2.70 over the whole record",
    "record": "at least 12 points over the whole record",
}


def _nodes(data: dict[str, Any]) -> dict[str, Any]:
    found = {data["id"]: data}
    for part in (*data.get("parts", ()), data.get("then"), data.get("otherwise")):
        if part is not None:
            found |= _nodes(part)
    return found


@pytest.mark.parametrize("id_", EXPECTED)
def test_every_primitive_writes_its_own_sentence(id_: str) -> None:
    node = NODES.validate_python(_nodes(EVERYTHING["root"] | {"kind": "all"})[id_])
    assert node.needs("points") == EXPECTED[id_]


@pytest.mark.parametrize(
    ("check", "sentence"),
    [
        ({"credits": "4.5"}, "at least 4.5 credits"),
        ({"courses": 1}, "at least 1 course"),
        ({"gpa": "3"}, "a GPA of at least 3.00 over the whole record"),
        ({"gpa": "2.675"}, "a GPA of at least 2.675 over the whole record"),
        ({"gpa": 3, "over": "applied"}, "a GPA of at least 3.00 over all that counts"),
        ({"gpa": 3, "over": "applied", "scope": ["a"]}, "a GPA of at least 3.00 in a"),
        ({"courses": 2, "over": "record"}, "at least 2 courses over the whole record"),
        (
            {"credits": 6, "where": "* 6000+"},
            "at least 6 credits at the 6000 level or above",
        ),
    ],
)
def test_a_check_says_what_it_looks_at(check: dict[str, Any], sentence: str) -> None:
    node = NODES.validate_python({"kind": "check", "id": "c", "title": "C", **check})
    assert node.needs() == sentence


def test_an_if_says_what_holds_in_each_case() -> None:
    exam = {"kind": "milestone", "id": "exam", "title": "Exam"}
    condition = {"kind": "fact", "name": "track", "values": ["ml"]}
    node = If.model_validate({"id": "i", "title": "I", "condition": condition, "otherwise": exam})
    assert node.needs() == "nothing if track is ml, otherwise Exam"


@pytest.mark.parametrize(
    ("filter_", "sentence"),
    [
        ("COMS 4771", "from COMS 4771"),
        ({"kind": "level", "at_least": 6000}, "at the 6000 level or above"),
        ({"kind": "level", "at_least": 4000, "at_most": 4999}, "numbered 4000 to 4999"),
        ({"kind": "credits", "at_least": 3}, "worth at least 3 credits"),
        ({"kind": "credits", "at_least": "1.5", "at_most": 3}, "worth 1.5 to 3 credits"),
        ({"kind": "title", "pattern": "* Seminar"}, 'titled "* Seminar"'),
        ({"kind": "grade", "points": "3.33"}, "with at least 3.33 grade points"),
        (
            {"kind": "status", "statuses": ["in_progress", "planned"]},
            "in progress or planned",
        ),
        ({"kind": "all_of", "filters": ["CS *", "* 6000+"]}, "from CS 6000 or above"),
        ({"kind": "any_of", "filters": ["CS 6xxx", "EE *"]}, "from CS 6xxx or any EE course"),
        ("CS * | EE *", "in CS or EE"),
        ("CS * - CS 101", "in CS except CS 101"),
        ("* 41xx", "from courses numbered 41xx"),
        ("*", "of any kind"),
        (
            {
                "kind": "none_of",
                "filters": [{"kind": "field", "name": "grade", "values": ["P", "R"]}],
            },
            "with a grade other than P or R",
        ),
        ({"kind": "none_of", "filters": ["CS *", "EE *"]}, "except any CS course or any EE course"),
    ],
)
def test_a_filter_can_stand_behind_courses(filter_: Any, sentence: str) -> None:
    assert FILTERS.validate_python(filter_).text() == sentence


@pytest.mark.parametrize(
    ("condition", "sentence"),
    [
        ({"kind": "started", "since": "Fall 2020"}, "started in or after Fall 2020"),
        ({"kind": "started", "before": "Fall 2020"}, "started before Fall 2020"),
        ({"kind": "fact", "name": "joint_degree", "values": ["yes"]}, "joint degree is yes"),
        (
            {"kind": "taken", "courses": "CS 1", "at_least": 2},
            "at least 2 courses from CS 1 are taken",
        ),
        (
            {
                "kind": "every",
                "any": True,
                "conditions": [
                    {"kind": "started", "before": "Fall 2020"},
                    {"kind": "fact", "name": "track", "values": ["ml"]},
                ],
            },
            "started before Fall 2020 or track is ml",
        ),
    ],
)
def test_a_condition_can_stand_behind_if(condition: Any, sentence: str) -> None:
    assert CONDITIONS.validate_python(condition).text() == sentence


def test_a_limit_says_how_much_of_what_and_where() -> None:
    one, projects = (Limit.model_validate(limit) for limit in EVERYTHING["limits"])
    assert one.text("points") == "at most 1 course from COMS 4721 or COMS 4771"
    assert projects.text("points") == "at most 6 points from COMS 6901 in core"


def test_a_sharing_rule_says_how_much_may_be_shared() -> None:
    capped, free = (Sharing.model_validate(rule) for rule in EVERYTHING["sharing"])
    assert capped.text("points") == "at most 6 points in core and also in choice or branch"
    assert free.text() == "any course in thesis and also in seminar"
    few = capped.model_copy(update={"most_credits": None, "most_courses": 1})
    assert few.text() == "at most 1 course in core and also in choice or branch"


def test_a_limit_speaks_in_the_unit_of_the_institution() -> None:
    small = {"kind": "credits", "at_most": 1}
    limit = Limit.model_validate({"id": "l", "title": "L", "courses": small, "most_credits": 3})
    assert limit.text("points") == "at most 3 points worth 0 to 1 points"


def test_a_row_says_what_bounds_it() -> None:
    row = Row.model_validate({"courses": "CS 1", "most_courses": 1, "most_credits": 3})
    assert row.text("points") == "CS 1 (at most 1 course, at most 3 points)"


def test_an_inner_minimum_speaks_in_the_unit_of_the_institution() -> None:
    inner = Including.model_validate({"credits": 3, "where": "* 6000+"})
    assert inner.text("points") == "at least 3 points at the 6000 level or above"


def test_amounts_are_written_without_needless_zeros() -> None:
    assert [amount(Decimal(text)) for text in ("3.00", "4.50", "30", "0", "0.125")] == [
        *("3", "4.5", "30", "0", "0.125")
    ]
    assert [count(1, "points"), count(Decimal("1.5"), "point"), count(0, "course")] == [
        *("1 point", "1.5 points", "0 courses")
    ]
