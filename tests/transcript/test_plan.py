"""The plan: courses that a student means to take, with what the institution knows of them."""

from __future__ import annotations

import json
from decimal import Decimal
from typing import Any

import pytest

from degreekit.courses import CatalogCourse, CourseCode, CourseSet, Institution, RecordStatus
from degreekit.transcript import CourseRecord, InvalidPlan, Transcript, plan_records

HERE = Institution(
    id="here",
    title="Here",
    umbrellas=CourseSet.parse("CS 4995"),
    standard_credits=Decimal(3),
    catalog=(
        CatalogCourse(code=CourseCode.parse("CS 10"), title="Ten", credits=Decimal("4.5")),
        CatalogCourse(
            code=CourseCode.parse("CS 20"),
            title="Project",
            credits=Decimal(12),
            least_credits=Decimal(1),
        ),
        CatalogCourse(
            code=CourseCode.parse("CS 30"),
            title="Small project",
            credits=Decimal(2),
            least_credits=Decimal(1),
        ),
        CatalogCourse(
            code=CourseCode.parse("CS 40"),
            title="Large project",
            credits=Decimal(9),
            least_credits=Decimal(6),
        ),
        CatalogCourse(code=CourseCode.parse("CS 4995"), title="Some topic", credits=Decimal(3)),
    ),
)


def test_every_course_of_a_plan_is_planned() -> None:
    plan = plan_records([{"code": "CS 10"}, "CS 20", {"code": "XX 1", "status": "planned"}], HERE)
    assert {record.status for record in plan} == {RecordStatus.PLANNED}


@pytest.mark.parametrize(
    ("code", "credits"),
    [("CS 10", "4.5"), ("CS 20", "3"), ("CS 30", "2"), ("CS 40", "6"), ("CS 99", "3")],
)
def test_credits_that_are_missing_are_those_of_the_catalog_or_of_a_usual_course(
    code: str, credits: str
) -> None:
    for entry in (code, CourseCode.parse(code), {"code": code}, {"code": code, "credits": None}):
        assert plan_records([entry], HERE)[0].credits == Decimal(credits)
    assert plan_records([{"code": code, "credits": "1.5"}], HERE)[0].credits == Decimal("1.5")


def test_a_title_that_is_missing_is_that_of_the_catalog_but_not_under_an_umbrella_number() -> None:
    plan = plan_records(["CS 10", {"code": "CS 10", "title": "Mine"}, "CS 99", "CS 4995"], HERE)
    assert [record.title for record in plan] == ["Ten", "Mine", None, None]


def test_json_yaml_and_data_are_the_same_plan() -> None:
    entries = [{"code": "CS 10", "term": "Fall 2026"}, {"code": "CS 20", "credits": "3.5"}]
    ways: list[Any] = [
        entries,
        iter(entries),
        {"records": entries},
        {"institution": "here", "records": entries},
        json.dumps(entries),
        json.dumps({"records": entries}).encode(),
        "# next year\n- {code: CS 10, term: Fall 2026}\n- {code: CS 20, credits: 3.5}\n",
        "records:\n- {code: CS 10, term: Fall 2026}\n- {code: CS 20, credits: 3.5}\n",
    ]
    plans = [plan_records(way, HERE) for way in ways]
    assert all(plan == plans[0] for plan in plans)
    assert plan_records([], HERE) == plan_records({"records": []}, HERE) == ()


@pytest.mark.parametrize(
    ("plan", "told"),
    [
        ("[{", "line 2: this is neither JSON nor YAML"),
        (b"\xff\xfe\x00", "byte 2 is not UTF-16-LE"),
        ("[" * 100_000, "lists and objects are nested more than 40 levels deep"),
        ("2026-99-99", "it has no list of records"),
        ("", "it has no list of records"),
        ("{}", "it has no list of records"),
        ("CS 10", "it has no list of records"),
        (3, "it has no list of records"),
        ({"records": {}}, "it has no list of records"),
        ({"records": {"CS 10": 3}}, "it has no list of records"),
        ({"recods": ["CS 10"]}, "there is no field 'recods' in a plan; did you mean 'records'?"),
        ({"records": [], "student": {}}, "there is no field 'student' in a plan"),
        ({"institution": "there", "records": []}, "it is for 'there'"),
        (["CS 10", 3], "entry 2: neither a record nor a course code"),
        (["CS 10", "?"], "entry 2, code: '?' is not a course code"),
        ([{"title": "Ten"}], "entry 1, code: it is missing"),
        ([{"code": "CS 10", "credits": -1}], "entry 1, credits: "),
        ([{"code": "CS 10", "term": "soon"}], "entry 1, term: "),
        ([{"code": "CS 10", "colour": "red"}], "entry 1: there is no field 'colour'"),
        ([{"code": "CS 10", "grade": "A"}], "entry 1: a planned course has no grade yet"),
        ([{"code": "CS 10", "status": "completed"}], "entry 1: its status can only be 'planned'"),
    ],
)
def test_what_cannot_be_meant_names_its_entry(plan: Any, told: str) -> None:
    with pytest.raises(InvalidPlan) as caught:
        plan_records(plan, HERE)
    assert caught.value.problems[0].startswith(told)
    assert str(caught.value).startswith("not a valid plan: ")
    assert caught.value.path is None


def test_every_mistake_is_named_at_once() -> None:
    with pytest.raises(InvalidPlan) as caught:
        plan_records(["?", "CS 10", {"code": "CS 10", "grade": "A"}], HERE)
    assert [problem.split(":")[0] for problem in caught.value.problems] == [
        "entry 1, code",
        "entry 3",
    ]


def test_planned_courses_stand_behind_the_records_whatever_their_status() -> None:
    taken = CourseRecord.model_validate({"code": "CS 10", "credits": 3, "grade": "A"})
    transcript = Transcript(institution="here", records=(taken,))
    both = transcript.with_planned([taken])
    assert [record.status.value for record in both.records] == ["completed", "planned"]
    assert both.institution == "here"
    assert transcript.with_planned([]) == transcript
