"""Lint: what is well-formed and still cannot be meant."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from degreekit.courses import CatalogCourse, Institution
from degreekit.requirements import (
    LINT_CODES,
    InvalidProgramFile,
    LintFinding,
    Program,
    lint,
    load_program,
)

from .everything import EVERYTHING, program


def take(**more: Any) -> dict[str, Any]:
    return {
        "kind": "take",
        "id": "t",
        "title": "T",
        "courses": 1,
        "rows": [{"courses": "CS 1"}],
        **more,
    }


def errors(rules: Program) -> tuple[LintFinding, ...]:
    """Return what cannot be meant; these small rules cite nothing."""
    return tuple(finding for finding in lint(rules) if finding.severity == "error")


def found(rules: Program, institution: Institution | None = None) -> list[tuple[str, str]]:
    """Return every finding but that these small rules cite nothing."""
    every = [(one.code, one.id) for one in lint(rules, institution)]
    return [one for one in every if one[0] != "no-source"]


@pytest.mark.parametrize(
    ("node", "code", "sentence"),
    [
        (
            take(rows=[{"courses": "CS 1 & CS 2"}, {"courses": "CS 3"}]),
            "empty-set",
            "has no course",
        ),
        (
            take(
                rows=[{"courses": "CS *"}, {"courses": "CS 3", "title": "Logic", "approval": "X Y"}]
            ),
            "unreachable-row",
            "every course of row 'Logic' belongs to a row above",
        ),
        (
            take(
                courses=3,
                rows=[{"kind": "together", "rows": [{"courses": "CS 1"}, {"courses": "CS 2"}]}],
            ),
            "out-of-reach",
            "asks for 3 courses, but the list has only 2",
        ),
        (
            take(
                courses=2,
                rows=[{"kind": "one_of", "rows": [{"courses": "CS 1"}, {"courses": "CS 2"}]}],
            ),
            "out-of-reach",
            "asks for 2 courses, but the list has only 1",
        ),
        (take(courses=2), "out-of-reach", "asks for 2 courses, but the list has only 1"),
        (
            take(courses=3, rows=[{"courses": "CS *", "most_courses": 2}]),
            "out-of-reach",
            "asks for 3 courses, but the list has only 2",
        ),
        (
            take(including=[{"courses": 1, "group": "Z"}]),
            "no-such-group",
            "no row is of group 'Z'",
        ),
        (
            {"kind": "choose", "id": "t", "title": "T", "at_least": 2, "parts": [take(id="u")]},
            "out-of-reach",
            "asks for 2 of 1 parts",
        ),
    ],
)
def test_a_requirement_that_cannot_be_meant_is_found(
    node: dict[str, Any], code: str, sentence: str
) -> None:
    (finding,) = errors(program([node]))
    assert (finding.code, finding.id) == (code, "t")
    assert sentence in finding.text


@pytest.mark.parametrize(
    ("limit", "code"),
    [
        ({"courses": "CS 1 & CS 2", "most_courses": 1}, "empty-set"),
        ({"courses": "CS *", "most_courses": 1}, "contradictory-limit"),
        ({"courses": "CS *", "most_courses": 0, "scope": ["t"]}, "contradictory-limit"),
    ],
)
def test_a_limit_that_cannot_be_meant_is_found(limit: dict[str, Any], code: str) -> None:
    node = take(courses=2, rows=[{"courses": "CS 1"}, {"courses": "CS 2"}])
    (finding,) = errors(program([node], limits=[{"id": "limit", "title": "L", **limit}]))
    assert (finding.code, finding.id) == (code, "limit")


@pytest.mark.parametrize(
    "limit",
    [
        {"courses": "CS *", "most_courses": 2},
        {"courses": "CS 1", "most_courses": 1},
        {"courses": "CS *", "most_credits": 3},
        {"courses": {"kind": "level", "at_least": 1}, "most_courses": 1},
        {"courses": "CS *", "most_courses": 1, "scope": ["other"]},
    ],
)
def test_a_limit_that_leaves_enough_is_no_finding(limit: dict[str, Any]) -> None:
    two = take(courses=2, rows=[{"courses": "CS 1"}, {"courses": "CS 2"}])
    other = take(id="other")
    assert errors(program([two, other], limits=[{"id": "limit", "title": "L", **limit}])) == ()


def test_a_list_without_bound_is_never_out_of_reach() -> None:
    node = take(courses=50, rows=[{"courses": "CS 4000+"}])
    assert errors(program([node])) == ()


def test_rules_that_can_be_meant_have_no_finding() -> None:
    assert found(Program.model_validate(EVERYTHING)) == []


@pytest.mark.parametrize(
    "node",
    [
        take(rows=[{"courses": {"kind": "level", "at_least": 5000, "at_most": 4000}}]),
        take(rows=[{"courses": {"kind": "term", "since": "Fall 2023", "until": "Fall 2022"}}]),
        take(rows=[{"courses": {"kind": "all_of", "filters": ["CS 1", "CS 2"]}}]),
    ],
)
def test_a_filter_whose_bounds_exclude_each_other_is_an_empty_set(node: dict[str, Any]) -> None:
    assert found(program([node])) == [("empty-set", "t")]


def test_a_row_that_stands_on_a_list_twice_is_found() -> None:
    rows = [{"courses": "CS 1"}, {"courses": "CS 2"}, {"courses": "CS 1"}]
    assert found(program([take(rows=rows)])) == [("listed-twice", "t")]


@pytest.mark.parametrize(
    ("above", "below", "code"),
    [
        ({}, {}, "listed-twice"),
        ({}, {"title": "Logic"}, "listed-twice"),
        ({"group": "A"}, {"group": "A"}, "listed-twice"),
        ({}, {"approval": "the adviser"}, "unreachable-row"),
        ({"approval": "the adviser"}, {}, "unreachable-row"),
        ({"most_courses": 1}, {}, "unreachable-row"),
        ({}, {"most_credits": 3}, "unreachable-row"),
    ],
)
def test_a_row_that_adds_nothing_is_a_mistake_only_where_it_differs_from_those_above(
    above: dict[str, Any], below: dict[str, Any], code: str, tmp_path: Path
) -> None:
    rows = [{"courses": "CS *", **above}, {"courses": "CS 3", **below}]
    [finding] = [
        one for one in lint(program([take(rows=rows)])) if one.code not in ("no-source", "no-title")
    ]
    assert (finding.code, finding.severity == "error") == (code, code == "unreachable-row")
    file = tmp_path / "program.json"
    file.write_text(program([take(rows=rows)]).to_json(), encoding="utf-8")
    if code == "listed-twice":
        load_program(file)
    else:
        with pytest.raises(InvalidProgramFile, match="belongs to a row above"):
            load_program(file)


@pytest.mark.parametrize(
    "more",
    [
        {"courses": None, "credits": 6, "rows": [{"courses": "CS *", "most_credits": 3}]},
        {"including": [{"courses": 2, "where": {"kind": "level", "at_least": 6000}}]},
        {
            "courses": 3,
            "rows": [{"courses": "CS 1", "group": "A"}, {"courses": "CS 4000+"}],
            "including": [{"courses": 2, "group": "A"}],
        },
        {
            "courses": 3,
            "rows": [{"courses": "CS *", "group": "A"}, {"courses": "MA *", "group": "A"}],
            "including": [{"groups": 2}],
        },
    ],
)
def test_a_minimum_above_what_the_rows_can_give_is_out_of_reach(more: dict[str, Any]) -> None:
    assert found(program([take(**more)])) == [("out-of-reach", "t")]


def test_a_check_above_what_the_lists_hold_is_out_of_reach() -> None:
    check = {"kind": "check", "id": "c", "title": "C", "courses": 3, "scope": ["t"]}
    assert found(program([take(), check])) == [("check-out-of-reach", "c")]
    assert found(program([take(open=True, rows=[{"courses": "CS *"}]), check])) == []


def test_a_limit_on_credits_below_what_a_list_asks_for_contradicts_it() -> None:
    node = take(courses=None, credits=6, rows=[{"courses": "CS *"}])
    limit = {"id": "l", "title": "L", "courses": "CS *", "most_credits": 3}
    assert found(program([node], limits=[limit])) == [("contradictory-limit", "l")]


@pytest.mark.parametrize("name", [" ", "-", "nobody", "TBD"])
def test_an_approval_by_nobody_is_found(name: str) -> None:
    rows = [{"courses": "CS 1", "approval": name}]
    assert found(program([take(rows=rows)])) == [("approval-by-nobody", "t")]


@pytest.mark.parametrize(
    "limit",
    [
        {"courses": "MA *", "most_courses": 1},
        {"courses": "CS *", "most_courses": 1, "scope": ["t"]},
    ],
)
def test_a_limit_that_can_never_bind_is_found(limit: dict[str, Any]) -> None:
    other = take(id="u", rows=[{"courses": "CS *"}], courses=2)
    rules = program([take(), other], limits=[{"id": "l", "title": "L", **limit}])
    assert found(rules) == [("limit-never-binds", "l")]


@pytest.mark.parametrize(
    ("between", "also", "code"),
    [("t", "u", ["nothing-to-share"]), ("t", "t", ["nothing-to-share"]), ("t", "v", [])],
)
def test_a_sharing_rule_between_lists_without_a_common_course_is_found(
    between: str, also: str, code: list[str]
) -> None:
    lists = [take(), take(id="u", rows=[{"courses": "MA *"}]), take(id="v")]
    rule = {"id": "s", "title": "S", "between": [between], "and_also": [also]}
    assert [one for one, _ in found(program(lists, sharing=[rule]))] == code


@pytest.mark.parametrize(
    ("condition", "code"),
    [
        ({"kind": "started", "since": "Fall 2023", "before": "Fall 2022"}, ["condition-always"]),
        ({"kind": "taken", "courses": "CS 1 & CS 2"}, ["condition-always"]),
        ({"kind": "fact", "name": "kind", "values": ["thesis"]}, []),
    ],
)
def test_a_condition_that_does_not_turn_on_the_student_is_found(
    condition: dict[str, Any], code: list[str]
) -> None:
    for asked in (
        condition,
        {"kind": "not", "condition": condition},
        {"kind": "every", "conditions": [condition, {"kind": "gpa", "points": "3"}]},
    ):
        node = {"kind": "if", "id": "i", "title": "I", "condition": asked, "then": take()}
        assert [one for one, _ in found(program([node]))] == code


def test_a_condition_and_its_opposite_are_never_both_true() -> None:
    fact = {"kind": "fact", "name": "kind", "values": ["thesis"]}
    both = {"kind": "every", "conditions": [fact, {"kind": "not", "condition": fact}]}
    limit = {"id": "l", "title": "L", "courses": "CS *", "most_courses": 1, "when": both}
    two = take(courses=2, rows=[{"courses": "CS *"}])
    assert found(program([two], limits=[limit])) == [("condition-always", "l")]


def test_what_cites_no_sentence_and_has_no_title_is_found() -> None:
    cited = {"source": {"document": "Page", "sentence": "Take one."}}
    codes = {(one.code, one.id) for one in lint(program([take(title=" "), take(id="u", **cited)]))}
    assert codes == {("no-source", "t"), ("no-title", "t")}


@pytest.mark.parametrize(
    ("date", "code"),
    [
        *((date, []) for date in ("2023-07-25", "2023", "07/25/2023", "Fall 2023", "2023-24", "")),
        *((date, ["unreadable-date"]) for date in ("2023-13-01", "someday", "25.7.")),
    ],
)
def test_a_date_that_is_none_is_found(date: str, code: list[str]) -> None:
    source = {"document": "Page", "sentence": "Take one.", "date": date}
    assert [one for one, _ in found(program([take(source=source)]))] == code


def test_a_row_that_names_no_course_of_the_catalog_is_found() -> None:
    here = Institution(
        id="here",
        title="Here",
        catalog=(CatalogCourse(code="CS 1", title="One", credits=3),),
        cross_lists=(("MA 7", "CS 7"),),
    )
    rows = [
        {"courses": "CS 1 | CS 99"},  # one of them is there
        {"courses": "CS 2"},
        {"courses": "SC 1"},
        {"courses": "MA 7"},  # cross-listed
        {"courses": "CS 4000+"},
        {"courses": "CS 8 before Spring 2015"},  # gone since
    ]
    rules = program([take(courses=1, rows=rows)])
    assert found(rules) == []
    texts = [one.text for one in lint(rules, here) if one.code == "not-in-catalog"]
    assert texts == [
        "row 'CS 2': 'here' lists none of CS 2",
        "row 'SC 1': 'here' knows no subject SC",
    ]


def test_every_finding_has_an_entry_with_what_to_do() -> None:
    finding = LintFinding("empty-set", "t", "has no course")
    assert finding.hint == next(e.advice for e in LINT_CODES if e.code == "empty-set")
    assert (finding.severity, LintFinding("no-source", "t", "").severity) == ("error", "warning")
