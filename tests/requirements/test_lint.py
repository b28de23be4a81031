"""Lint: what is well-formed and still cannot be meant."""

from __future__ import annotations

from typing import Any

import pytest

from degreekit.requirements import Program, lint

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


@pytest.mark.parametrize(
    ("node", "code", "sentence"),
    [
        (
            take(rows=[{"courses": "CS 1 & CS 2"}, {"courses": "CS 3"}]),
            "empty-set",
            "has no course",
        ),
        (
            take(rows=[{"courses": "CS *"}, {"courses": "CS 3", "title": "Logic"}]),
            "unreachable-row",
            "every course of row 'Logic' belongs to a row above",
        ),
        (
            take(rows=[{"courses": "CS 1 | CS 2"}, {"courses": "CS 2-3", "most_courses": 1}]),
            "overlapping-rows",
            "CS 2 is in row",
        ),
        (take(courses=2), "out-of-reach", "asks for 2 courses, the list holds 1"),
        (
            take(courses=3, rows=[{"courses": "CS *", "most_courses": 2}]),
            "out-of-reach",
            "asks for 3 courses, the list holds 2",
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
    (finding,) = lint(program([node]))
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
    (finding,) = lint(program([node], limits=[{"id": "limit", "title": "L", **limit}]))
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
    assert lint(program([two, other], limits=[{"id": "limit", "title": "L", **limit}])) == ()


def test_a_list_without_bound_is_never_out_of_reach() -> None:
    node = take(courses=50, rows=[{"courses": "CS 4000+"}])
    assert lint(program([node])) == ()


def test_rules_that_can_be_meant_have_no_finding() -> None:
    assert lint(Program.model_validate(EVERYTHING)) == ()
