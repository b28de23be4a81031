"""The traps that other systems fell into, and decisions that took no effect."""

from __future__ import annotations

from typing import Any

import pytest

from .small import applied, audit, effect, program, take

TOTAL = {"kind": "check", "id": "total", "title": "Total", "credits": 6}
CORE = program(take("core", ["CS 1", "CS 2"], courses=2), take("rest", "MA *"), TOTAL)


def test_a_forced_requirement_adds_no_credits() -> None:
    forced = {"kind": "force_complete", "requirement": "core"}
    rules = program(take("core", "CS *", courses=2), take("rest", "MA *"), TOTAL)
    found = audit(rules, ["MA 1"], forced)
    total = found.requirement("total")
    assert total is not None
    assert (total.status, total.lacks) == ("unsatisfied", "3 credits")


def test_a_forced_requirement_uses_no_course_up() -> None:
    rules = program(take("core", "CS 1"), take("rest", "CS *"))
    found = audit(rules, ["CS 1"], {"kind": "force_complete", "requirement": "core"})
    assert applied(found, "rest") == ["CS 1"]


def test_a_substitute_below_the_minimum_grade_is_not_applied_and_the_audit_says_why() -> None:
    graded = {"kind": "all_of", "filters": ["CS 1", {"kind": "grade", "points": "3"}]}
    rules = program(take("core", [{"courses": graded}]))
    given = {"kind": "substitute", "requirement": "core", "course": "CS 5", "replaces": "CS 1"}
    poor = {"code": "CS 5", "credits": 3, "grade": "C"}
    found = audit(rules, [poor], given)
    assert found.status == "unsatisfied"
    assert not effect(found).took_effect
    why = "courses with at least 3 grade points are asked for"
    assert effect(found).text == f"CS 5 is not applied: {why}"
    assert audit(rules, [{**poor, "grade": "B"}], given).status == "satisfied"
    assert audit(rules, [{**poor, "grade": None}], given).status == "conditional"


def test_an_allowed_course_may_still_be_of_more_use_elsewhere() -> None:
    rules = program(take("core", ["CS 1", "CS 2"]), take("rest", "MA 1"))
    given = {"kind": "also_allow", "requirement": "core", "course": "MA 1"}
    found = audit(rules, ["CS 1", "MA 1"], given)
    assert applied(found, "rest") == ["MA 1"]
    assert found.status == "satisfied"
    assert not effect(found).took_effect
    assert effect(found).text == "MA 1 is not applied there: it counts for Rest instead"


def test_a_failed_course_is_not_applied_even_where_it_was_decided() -> None:
    given = {"kind": "apply_here", "requirement": "core", "course": "CS 1"}
    found = audit(CORE, [{"code": "CS 1", "credits": 3, "grade": "F"}], given)
    assert applied(found, "core") == []
    assert [one.reason for one in found.unapplied] == ["failed"]


def test_a_course_applied_where_it_was_decided_is_not_shared_by_that() -> None:
    rules = program(take("core", "CS 1"), take("rest", "CS *"))
    given = {"kind": "apply_here", "requirement": "core", "course": "CS 1"}
    found = audit(rules, ["CS 1"], given)
    assert applied(found, "core") == ["CS 1"]
    assert applied(found, "rest") == []


def test_a_course_that_was_decided_for_a_place_stays_out_of_all_others() -> None:
    rules = program(take("core", "CS 1"), take("rest", "MA *"))
    given = {"kind": "apply_here", "requirement": "rest", "course": "CS 1"}
    found = audit(rules, ["CS 1"], given)
    assert [one.reason for one in found.unapplied] == ["applied-elsewhere"]


def test_a_decision_for_another_program_is_reported_and_does_no_harm() -> None:
    entries: list[dict[str, Any]] = [
        {"kind": "waive", "requirement": "old-core"},
        {"kind": "waive_limit", "limit": "old-limit"},
        {"kind": "approve", "requirement": "old-core", "course": "CS 1"},
    ]
    found = audit(CORE, ["CS 1"], *entries)
    assert [one.took_effect for one in found.adjustments] == [False] * 3
    assert "there is no requirement 'old-core' in demo edition 2023" in effect(found).text
    assert found.model_copy(update={"adjustments": ()}) == audit(CORE, ["CS 1"])


# --------------------------------------------------------------------------- without any effect


@pytest.mark.parametrize(
    ("given", "text"),
    [
        ({"kind": "waive", "requirement": "cor"}, "there is no requirement 'cor'"),
        (
            {"kind": "waive", "requirement": "core", "course": "MA 1"},
            "MA 1 is not on the list of 'core'",
        ),
        (
            {"kind": "waive", "requirement": "total", "course": "CS 1"},
            "CS 1 is not on the list of 'total'",
        ),
        (
            {"kind": "waive", "requirement": "core", "course": "CS 1", "grade": "C"},
            "a waiver needs a grade of at least B",
        ),
        (
            {"kind": "waive", "requirement": "core", "course": "CS 1"},
            "the place is filled without it",
        ),
        (
            {"kind": "substitute", "course": "CS 5", "replaces": "CS 6"},
            "CS 6 is on no list that may be changed",
        ),
        (
            {"kind": "also_allow", "requirement": "total", "course": "CS 5"},
            "'total' has no list of courses",
        ),
        (
            {"kind": "also_allow", "requirement": "core", "course": "CS 5"},
            "the list is changed, but no such course is on the transcript",
        ),
        ({"kind": "exclude", "course": "CS 5"}, "no such course is on the transcript"),
        ({"kind": "deny", "course": "CS 5"}, "no such course is on the transcript"),
        ({"kind": "approve", "course": "CS 5"}, "no such course is on the transcript"),
        (
            {"kind": "apply_here", "requirement": "core", "course": "CS 5"},
            "no such course is on the transcript",
        ),
        (
            {"kind": "deny", "requirement": "core", "course": "MA 1"},
            "MA 1 could not be applied there anyway",
        ),
        (
            {"kind": "approve", "requirement": "core", "course": "CS 1"},
            "CS 1 needs no approval there",
        ),
        ({"kind": "waive_limit", "limit": "core"}, "there is no limit 'core'"),
    ],
)
def test_a_decision_without_effect_says_why(given: dict[str, Any], text: str) -> None:
    records = ["CS 1", "CS 2", "MA 1"]
    found = audit(CORE, records, given)
    assert not effect(found).took_effect
    assert text in effect(found).text
    without = audit(CORE, records)
    assert [applied(found, id_) for id_ in ("core", "rest")] == [["CS 1", "CS 2"], ["MA 1"]]
    assert (found.status, found.remaining, found.unapplied) == (
        without.status,
        without.remaining,
        without.unapplied,
    )


def test_an_approval_that_is_not_used_says_so() -> None:
    rules = program(take("core", ["CS 1", {"courses": "CS 2", "approval": "the advisor"}]))
    given = {"kind": "approve", "requirement": "core", "course": "CS 2"}
    found = audit(rules, ["CS 1", "CS 2"], given)
    assert applied(found, "core") == ["CS 1"]
    assert effect(found).text == "CS 2 is not applied there: nothing is gained by it"


def test_the_grade_named_is_the_least_that_waives() -> None:
    given = {"kind": "waive", "requirement": "core", "course": "CS 1", "grade": "C"}
    rules = CORE.replaced(waiver_points="4")
    assert effect(audit(rules, [], given)).text == "a waiver needs a grade of at least A"
    strict = CORE.replaced(waiver_points="3.5")  # no mark is worth just that
    assert effect(audit(strict, [], given)).text == "a waiver needs a grade of at least A"
