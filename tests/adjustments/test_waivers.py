"""What a waived course fills, for every form of list; it is certified by a reading apart."""

from __future__ import annotations

from typing import Any

import pytest

from degreekit.adjustments import InvalidAdjustments, read_adjustments
from degreekit.audit import Audit

from .small import applied, audit, effect, program, take

WAIVED = {"kind": "waive", "requirement": "core", "course": "CS 1"}


def core(found: Audit) -> tuple[str, str, list[str]]:
    result = found.requirement("core")
    assert result is not None
    return result.has, result.lacks, [place.code for place in result.waived]


@pytest.mark.parametrize(
    ("courses", "credits", "has", "lacks"),
    [
        (2, None, "1 of 2 courses", "1 course"),
        (3, 9, "1 of 3 courses, 3 of 9 credits", "2 courses (6 credits)"),
        (None, 12, "3 of 12 credits", "9 credits"),
    ],
)
def test_a_waiver_of_one_course_leaves_the_rest_of_the_list(
    courses: int | None, credits: int | None, has: str, lacks: str
) -> None:
    rules = program(take("core", "CS *", courses, credits=credits))
    found = audit(rules, [], WAIVED)
    assert core(found) == (has, lacks, ["CS 1"])
    assert effect(found).took_effect
    assert found.remaining.courses == (1 if courses == 2 else 2 if courses else 3)


def test_an_open_list_is_filled_by_a_waiver_like_any_other() -> None:
    found = audit(program(take("core", "CS *", 2, open=True)), [], WAIVED)
    assert core(found) == ("1 of 2 courses", "1 course", ["CS 1"])


@pytest.mark.parametrize(("given", "lacks"), [({}, "9 credits"), ({"credits": 4}, "8 credits")])
def test_in_a_list_by_credits_a_waiver_fills_what_the_course_would_bring(
    given: dict[str, Any], lacks: str
) -> None:
    found = audit(program(take("core", "CS *", None, credits=12)), [], {**WAIVED, **given})
    assert core(found)[1] == lacks


def test_a_share_of_a_list_is_exact() -> None:
    # A third of 10 credits is not a decimal: 6.666 credits are too few beside it, 6.667 are enough.
    rules = program(take("core", "CS *", 3, credits=10))
    for last, status in (("3.333", "unsatisfied"), ("3.334", "satisfied")):
        records = [
            {"code": "CS 2", "credits": "3.333", "grade": "A"},
            {"code": "CS 3", "credits": last, "grade": "A"},
        ]
        assert audit(rules, records, WAIVED).status == status


def test_a_waived_course_counts_for_its_group_and_for_what_must_be_included() -> None:
    rows = [{"courses": "CS 1", "group": "A"}, {"courses": "CS 2 | CS 3", "group": "B"}]
    rules = program(take("core", rows, 2, including=[{"courses": 1, "group": "A"}]))
    assert audit(rules, ["CS 2"], WAIVED).status == "satisfied"
    other = {**WAIVED, "course": "CS 3"}
    assert audit(rules, ["CS 2"], other).status == "unsatisfied"


def test_no_total_minimum_or_average_receives_anything_from_a_waiver() -> None:
    total = {"kind": "check", "id": "total", "title": "Total", "credits": 9}
    level = {"kind": "check", "id": "level", "title": "Level", "courses": 3}
    free = take("free", "MA *", None, credits=3)
    found = audit(program(take("core", "CS *", 2), free, total, level), ["CS 2", "MA 1"], WAIVED)
    results = [found.requirement(id_) for id_ in ("core", "total", "level")]
    assert [one.lacks for one in results] == ["", "3 credits", "1 course"]


def test_a_course_waived_twice_fills_one_place() -> None:
    found = audit(program(take("core", "CS *", 2)), [], WAIVED, WAIVED)
    assert core(found)[1] == "1 course"
    assert effect(found, 1).text == "CS 1 is waived there by an earlier decision"


def test_a_waiver_fills_the_list_where_it_serves_best() -> None:
    parts = [take("core", "CS *", 2), take("other", "MA * | CS 1", 1)]
    choice = {"kind": "choose", "id": "pick", "title": "Pick", "at_least": 1, "parts": parts}
    found = audit(program(choice), [], {**WAIVED, "requirement": "pick"})
    assert found.status == "satisfied"
    assert effect(found).text == "fills a place of Other"


def test_a_waiver_fills_no_list_of_a_branch_that_is_not_picked() -> None:
    branch = {
        "kind": "if",
        "id": "pick",
        "title": "Pick",
        "condition": {"kind": "fact", "name": "thesis", "values": ["yes"]},
        "then": take("other", "CS *", 1),
        "otherwise": take("core", "CS *", 1),
    }
    found = audit(program(branch), [], {**WAIVED, "requirement": "pick"})
    assert found.status == "satisfied"
    assert core(found)[2] == ["CS 1"]
    unpicked = audit(program(branch), [], {**WAIVED, "requirement": "other"})
    assert effect(unpicked).text == "Other takes no courses for this student"


def test_a_branch_that_is_set_aside_lets_no_course_into_the_other() -> None:
    branch = {
        "kind": "if",
        "id": "pick",
        "title": "Pick",
        "condition": {"kind": "fact", "name": "thesis", "values": ["yes"]},
        "then": take("other", "CS *", None, credits=3),
        "otherwise": take("core", "CS *", None, credits=3),
    }
    found = audit(program(branch), ["CS 1"], {"kind": "force_complete", "requirement": "pick"})
    assert (applied(found, "other"), applied(found, "core")) == ([], ["CS 1"])


def test_of_two_decisions_on_a_whole_requirement_the_later_holds() -> None:
    waived = {"kind": "waive", "requirement": "core"}
    forced = {"kind": "force_complete", "requirement": "core"}
    rules = program(take("core", "CS 1"))
    for first, second, status in ((waived, forced, "satisfied"), (forced, waived, "waived")):
        found = audit(rules, [], first, second)
        result = found.requirement("core")
        assert result is not None
        assert result.status == status
        assert not effect(found, 0).took_effect


# ------------------------------------------------------------------------------ contradictions


def test_a_course_that_is_refused_may_be_applied_where_that_is_decided_later() -> None:
    rules = program(take("core", "CS 1"), take("rest", "CS *"))
    no = {"kind": "exclude", "requirement": "core", "course": "CS 1"}
    here = {"kind": "apply_here", "requirement": "core", "course": "CS 1"}
    assert applied(audit(rules, ["CS 1"], no, here), "core") == ["CS 1"]
    # Taken back, it keeps the course out of no other list.
    assert applied(audit(rules, ["CS 1"], here, no), "rest") == ["CS 1"]


def test_an_approval_of_one_topic_leaves_the_refusal_of_the_others() -> None:
    rules = program(take("core", [{"courses": "CS 99", "approval": "the dean"}], 2))
    no = {"kind": "deny", "course": "CS 99"}
    yes = {"kind": "approve", "course": "CS 99", "title": "Vision"}
    topics = [
        {"code": "CS 99", "title": title, "credits": 3, "grade": "A"} for title in ("Vision", "Art")
    ]
    found = audit(rules, topics, no, yes)
    assert [one.title for one in found.requirement("core").applied] == ["Vision"]


def test_a_list_that_another_decision_opened_asks_what_is_printed() -> None:
    graded = {"kind": "all_of", "filters": ["CS 1", {"kind": "grade", "points": "3"}]}
    rules = program(take("core", [{"courses": graded}]))
    over = {"kind": "also_allow", "requirement": "core", "course": "CS 2", "override": True}
    plain = {"kind": "also_allow", "requirement": "core", "course": "CS 3"}
    poor = {"code": "CS 3", "credits": 3, "grade": "C"}
    assert applied(audit(rules, [poor], over, plain), "core") == []


def test_a_course_that_is_also_allowed_stays_in_its_group() -> None:
    rows = [{"courses": "CS 1", "group": "A"}, "CS 2"]
    rules = program(take("core", rows, 1, including=[{"courses": 1, "group": "A"}]))
    given = {"kind": "also_allow", "requirement": "core", "course": "CS 1"}
    assert audit(rules, ["CS 1"], given).status == "satisfied"


def test_of_a_sharing_rule_with_two_bounds_the_one_that_is_named_changes() -> None:
    shared = {"id": "both", "title": "Both", "between": ["core"], "and_also": ["rest"]}
    rules = program(
        take("core", "CS *"),
        take("rest", "CS *"),
        sharing=[{**shared, "most_courses": 0, "most_credits": 2}],
    )
    given = {"kind": "change_limit", "limit": "both", "courses": 1}
    assert audit(rules, ["CS 1"], given).remaining.courses == 1
    both = {**given, "credits": 3}
    assert audit(rules, ["CS 1"], both).status == "satisfied"


# ------------------------------------------------------------------------------------ the file


@pytest.mark.parametrize(
    ("entry", "problem"),
    [
        ({"kind": "deny", "course": "CS 1", "grade": "C"}, "deny takes no grade"),
        ({"kind": "waive", "requirement": "core", "credits": 3}, "go with a course"),
    ],
)
def test_a_field_that_the_kind_does_not_take_is_a_mistake(
    entry: dict[str, Any], problem: str
) -> None:
    with pytest.raises(InvalidAdjustments, match=problem):
        read_adjustments([entry])


@pytest.mark.parametrize(
    "text",
    [
        "- {kind: note, reason: x, reason: y}",
        '[{"kind": "note", "reason": "x", "reason": "y"}]',
        "- {kind: note, reason: x, date: 2023-02-30}",
        "[" * 3000,
    ],
)
def test_what_would_be_lost_or_cannot_be_is_a_mistake(text: str) -> None:
    with pytest.raises(InvalidAdjustments):
        read_adjustments(text)
