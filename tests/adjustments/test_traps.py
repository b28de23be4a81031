"""The traps that other systems fell into, and decisions that took no effect."""

from __future__ import annotations

from typing import Any

import pytest

from degreekit import get_program
from degreekit.adjustments import AdjustmentKind
from degreekit.api import edition_decided
from degreekit.audit import Audit

from .small import applied, audit, decisions, effect, program, take

TOTAL = {"kind": "check", "id": "total", "title": "Total", "credits": 6}
CORE = program(take("core", ["CS 1", "CS 2"], courses=2), take("rest", "MA *"), TOTAL)


# ---------------------------------- force complete: adds no credits, so block totals can still fail


def test_force_complete_adds_no_credits_so_totals_can_still_fail() -> None:
    forced = {"kind": "force_complete", "requirement": "core"}
    rules = program(take("core", "CS *", courses=2), take("rest", "MA *"), TOTAL)
    found = audit(rules, ["MA 1"], forced)
    total = found.requirement("total")
    assert total is not None
    assert (total.status, total.lacks) == ("unsatisfied", "3 credits")


def test_force_complete_is_independent_of_the_record_and_applies_no_course() -> None:
    rules = program(take("core", "CS 1"), take("rest", "CS *"))
    found = audit(rules, ["CS 1"], {"kind": "force_complete", "requirement": "core"})
    assert applied(found, "rest") == ["CS 1"]


# -------------------------------------- substitute: not enforced if Y breaks a qualifier (MinGrade)


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


def test_a_substitute_below_the_minimum_grade_is_applied_where_that_was_decided() -> None:
    graded = {"kind": "all_of", "filters": ["CS 1", {"kind": "grade", "points": "3"}]}
    rules = program(take("core", [{"courses": graded}]))
    given = {"kind": "substitute", "requirement": "core", "course": "CS 5", "replaces": "CS 1"}
    poor = {"code": "CS 5", "credits": 3, "grade": "C"}
    found = audit(rules, [poor], {**given, "override": True})
    assert found.status == "satisfied"
    assert effect(found).text == "CS 5 is applied with it"
    # It speaks of that course: the grade of the replaced one is asked for as before.
    again = audit(rules, [{**poor, "code": "CS 1"}], {**given, "override": True})
    assert again.status == "unsatisfied"


# ------------------------------------------------ also allow: the auditor may still use Y elsewhere


def test_an_allowed_course_that_is_used_elsewhere_is_reported_with_the_place() -> None:
    rules = program(take("core", ["CS 1", "CS 2"]), take("rest", "MA 1"))
    given = {"kind": "also_allow", "requirement": "core", "course": "MA 1"}
    found = audit(rules, ["CS 1", "MA 1"], given)
    assert applied(found, "rest") == ["MA 1"]
    assert found.status == "satisfied"
    assert not effect(found).took_effect
    assert effect(found).text == "MA 1 is not applied there: it counts for Rest instead"


def test_an_allowed_course_that_has_to_be_there_is_held_there_by_a_second_decision() -> None:
    rules = program(take("core", ["CS 1", "CS 2"]), take("rest", "MA 1"))
    allowed = {"kind": "also_allow", "requirement": "core", "course": "MA 1"}
    held = {"kind": "apply_here", "requirement": "core", "course": "MA 1"}
    found = audit(rules, ["MA 1"], allowed, held)
    assert (applied(found, "core"), applied(found, "rest")) == (["MA 1"], [])
    assert all(one.took_effect for one in found.adjustments)


# ----------------------------- apply here: stays even with an F; excessive sharing; always put here


def test_a_failed_course_is_not_applied_even_where_it_was_decided() -> None:
    given = {"kind": "apply_here", "requirement": "core", "course": "CS 1"}
    for override in (False, True):
        failed = {"code": "CS 1", "credits": 3, "grade": "F"}
        found = audit(CORE, [failed], {**given, "override": override})
        assert applied(found, "core") == []
        assert [one.reason for one in found.unapplied] == ["failed"]
        assert not effect(found).took_effect
        assert effect(found).text == "CS 1 is not applied: a failed course earns no credit"


def test_a_course_that_is_failed_later_leaves_its_place_to_another_attempt() -> None:
    given = {"kind": "apply_here", "requirement": "core", "course": "CS 1", "override": True}
    rules = program(take("core", "CS 1"))
    first = {"code": "CS 1", "credits": 3, "grade": "F", "term": "Fall 2022"}
    assert audit(rules, [{**first, "grade": "B"}], given).status == "satisfied"
    assert audit(rules, [first], given).remaining.courses == 1
    again = audit(rules, [first, {**first, "grade": "B", "term": "Spring 2023"}], given)
    assert again.status == "satisfied"
    assert [one.grade for one in again.unapplied] == ["F"]


def test_a_course_applied_where_it_was_decided_is_not_shared_by_that() -> None:
    rules = program(take("core", "CS 1"), take("rest", "CS *"))
    given = {"kind": "apply_here", "requirement": "core", "course": "CS 1"}
    for override in (False, True):
        found = audit(rules, ["CS 1"], {**given, "override": override})
        assert applied(found, "core") == ["CS 1"]
        assert applied(found, "rest") == []


def test_what_two_requirements_may_share_stays_bounded_whatever_is_applied_where() -> None:
    shared = {"id": "one", "title": "One", "between": ["core"], "and_also": ["rest"]}
    both = {"sharing": [{**shared, "most_courses": 1}]}
    rules = program(take("core", "CS *", courses=2), take("rest", "CS *", courses=2), **both)
    entries: list[dict[str, Any]] = [
        {"kind": "apply_here", "requirement": id_, "course": code, "override": True}
        for id_ in ("core", "rest")
        for code in ("CS 1", "CS 2")
    ]
    found = audit(rules, ["CS 1", "CS 2"], *entries)
    assert applied(found, "core") == ["CS 1", "CS 2"]
    assert len(applied(found, "rest")) == 1
    assert [one.took_effect for one in found.adjustments] == [True, True, True, False]


def test_a_course_that_was_decided_for_a_place_stays_out_of_all_others() -> None:
    rules = program(take("core", "CS 1"), take("rest", "MA *"))
    given = {"kind": "apply_here", "requirement": "rest", "course": "CS 1"}
    found = audit(rules, ["CS 1"], given)
    assert [one.reason for one in found.unapplied] == ["applied-elsewhere"]
    assert effect(found).text == (
        "CS 1 is not applied: it is on no list there; it is kept out of Core"
    )


# ----------------------------------- change the list or the number: edit list or count, and waivers


def test_a_list_may_ask_for_credits_instead_of_courses_and_back() -> None:
    rules = program(take("core", "CS *", courses=2))
    small = [{"code": f"CS {number}", "credits": 2, "grade": "A"} for number in (1, 2, 3)]
    given = {"kind": "change_limit", "limit": "core", "credits": 6}
    found = audit(rules, small, given).requirement("core")
    assert found is not None
    assert (found.needs, found.has, found.status) == (
        "at least 6 credits in CS",
        "6 of 6 credits",
        "satisfied",
    )
    back = {"kind": "change_limit", "limit": "core", "courses": 1}
    found = audit(rules, small, given, back).requirement("core")
    assert found is not None
    assert found.needs == "1 course in CS"


def test_a_course_taken_off_a_list_counts_in_the_other_lists_that_have_it() -> None:
    rules = program(take("core", "CS 1"), take("rest", "CS *"))
    found = audit(rules, ["CS 1"], {"kind": "exclude", "requirement": "core", "course": "CS 1"})
    assert (applied(found, "core"), applied(found, "rest")) == ([], ["CS 1"])


def test_waiving_a_course_does_not_affect_every_place_it_appears() -> None:
    rules = program(take("core", "CS 1"), take("rest", "CS 1"))
    found = audit(rules, [], {"kind": "waive", "requirement": "core", "course": "CS 1"})
    core, rest = found.requirement("core"), found.requirement("rest")
    assert core is not None
    assert rest is not None
    assert (core.status, rest.status) == ("satisfied", "unsatisfied")
    assert found.remaining.courses == 1


def test_the_credits_that_a_waiver_does_not_bring_are_asked_for_in_the_total() -> None:
    total = {"kind": "check", "id": "total", "title": "Total", "credits": 9}
    free = take("free", "*", courses=None, credits=3)
    rules = program(take("core", ["CS 1", "CS 2"], courses=2), free, total)
    waived = {"kind": "waive", "requirement": "core", "course": "CS 1"}
    found = audit(rules, ["CS 2", "MA 1"], waived)
    short = found.requirement("total")
    assert short is not None
    assert (short.status, short.lacks) == ("unsatisfied", "3 credits")
    assert [one.serves for one in found.remaining.advice] == [("free",)]


# ---------------------------- a one-student exception cannot make a course count twice (or can it?)


def test_no_decision_makes_a_course_count_twice() -> None:
    rules = program(take("core", "CS 1"), take("rest", "CS 2"), TOTAL)
    placing: list[dict[str, Any]] = [
        {"kind": "also_allow", "requirement": "rest", "course": "CS 1", "override": True},
        {"kind": "substitute", "course": "CS 1", "replaces": "CS 2", "override": True},
        {"kind": "apply_here", "requirement": "core", "course": "CS 1", "override": True},
        {"kind": "apply_here", "requirement": "rest", "course": "CS 1", "override": True},
        {"kind": "approve", "course": "CS 1"},
    ]
    found = audit(rules, ["CS 1"], *placing)
    assert len(applied(found, "core")) + len(applied(found, "rest")) == 1
    assert found.credits_applied == 3
    assert found.remaining.courses == 1


def test_where_the_rules_bound_sharing_a_decision_may_change_the_bound_for_one_student() -> None:
    shared = {"id": "both", "title": "Both", "between": ["core"], "and_also": ["rest"]}
    rules = program(
        take("core", "CS 1"), take("rest", "CS *"), sharing=[{**shared, "most_courses": 0}]
    )
    assert audit(rules, ["CS 1"]).status == "unsatisfied"
    for given in (
        {"kind": "change_limit", "limit": "both", "courses": 1},
        {"kind": "waive_limit", "limit": "both"},
    ):
        found = audit(rules, ["CS 1"], given)
        assert found.status == "satisfied"
        assert found.credits_applied == 3
        assert effect(found).took_effect


def test_to_place_a_course_once_and_waive_the_other_place_shows_no_falsehood() -> None:
    rules = program(take("core", "CS 1"), take("rest", "CS *"), TOTAL)
    waived = {"kind": "waive", "requirement": "core", "course": "CS 1"}
    held = {"kind": "apply_here", "requirement": "rest", "course": "CS 1"}
    found = audit(rules, ["CS 1"], waived, held)
    core, total = found.requirement("core"), found.requirement("total")
    assert core is not None
    assert total is not None
    assert (core.applied, [place.code for place in core.waived]) == ((), ["CS 1"])
    assert found.credits_applied == 3
    assert total.lacks == "3 credits"


# ----------------------------------------------- any kind: disappears on change of major or program


KINDS: list[dict[str, Any]] = [
    {"kind": "waive", "requirement": "core"},
    {"kind": "waive", "requirement": "core", "course": "CS 1"},
    {"kind": "substitute", "requirement": "core", "course": "CS 5", "replaces": "CS 2"},
    {"kind": "also_allow", "requirement": "core", "course": "CS 5"},
    {"kind": "exclude", "requirement": "core", "course": "CS 1"},
    {"kind": "apply_here", "requirement": "core", "course": "CS 1"},
    {"kind": "apply_here", "requirement": "core", "course": "CS 5", "override": True},
    {"kind": "force_complete", "requirement": "core"},
    {"kind": "change_limit", "limit": "core", "courses": 1},
    {"kind": "waive_limit", "limit": "one"},
    {"kind": "approve", "requirement": "core", "course": "CS 1"},
    {"kind": "deny", "requirement": "core", "course": "CS 1"},
    {"kind": "set_edition", "edition": "2023"},
    {"kind": "set_program", "program": "small"},
    {"kind": "note", "reason": "seen"},
]
#: Those in which `program` says which program's rules they are about.
OF_RULES = [given for given in KINDS if given["kind"] != "set_program"]
LIMITED = CORE.replaced(
    limits=[{"id": "one", "title": "One", "courses": "CS 1 | CS 2", "most_courses": 1}]
)


def named(given: dict[str, Any]) -> str:
    return "-".join(str(given[name]) for name in ("kind", "course", "override") if name in given)


def without_decisions(found: Audit) -> dict[str, Any]:
    return {**found.to_data(), "adjustments": []}


def test_every_kind_stands_here() -> None:
    assert {given["kind"] for given in KINDS} == {kind.value for kind in AdjustmentKind}


@pytest.mark.parametrize("given", OF_RULES, ids=named)
def test_a_decision_for_another_program_is_reported_and_does_no_harm(given: dict[str, Any]) -> None:
    found = audit(LIMITED, ["CS 1", "CS 5"], {**given, "program": "other"})
    assert not effect(found).took_effect
    assert effect(found).text == "it was decided for other, and this is an audit of demo"
    assert without_decisions(found) == without_decisions(audit(LIMITED, ["CS 1", "CS 5"]))


@pytest.mark.parametrize("given", OF_RULES, ids=named)
def test_a_decision_for_this_program_is_like_one_that_names_none(given: dict[str, Any]) -> None:
    records = ["CS 1", "CS 2", "CS 5"]
    mine = audit(LIMITED, records, {**given, "program": "demo"})
    plain = audit(LIMITED, records, given)
    assert without_decisions(mine) == without_decisions(plain)
    assert [(one.took_effect, one.text) for one in mine.adjustments] == [
        (one.took_effect, one.text) for one in plain.adjustments
    ]


def test_an_edition_that_was_decided_for_another_program_is_not_chosen() -> None:
    track, edition = "columbia-ms-cs-ml", get_program("columbia-ms-cs-ml").edition
    chosen = {"kind": "set_edition", "edition": edition}
    assert edition_decided(track, decisions(chosen)) == edition
    assert edition_decided(track, decisions({**chosen, "program": track})) == edition
    assert edition_decided(track, decisions({**chosen, "program": "another"})) is None


# ------------------------------- stable ids, so that exceptions survive edits of the rules; orphans


@pytest.mark.parametrize("given", KINDS, ids=named)
def test_a_decision_survives_an_edit_of_the_rules_that_keeps_the_id(given: dict[str, Any]) -> None:
    edited = program(
        take("earlier", "MA 2"),
        {
            "kind": "all",
            "id": "group",
            "title": "Group",
            "parts": [take("core", ["CS 3", "CS 1", "CS 2"], courses=2, title="Renamed")],
        },
        take("rest", "MA *"),
        TOTAL,
        edition="2024",
        limits=LIMITED.limits,
    )
    found = audit(edited, ["CS 1", "CS 2", "CS 5"], given)
    before = audit(LIMITED, ["CS 1", "CS 2", "CS 5"], given)
    if given["kind"] == "set_edition":
        assert "the audit was made with edition 2024" in effect(found).text
    elif given["kind"] == "set_program":
        assert "the audit was made with demo; choose small" in effect(found).text
    else:
        assert effect(found).took_effect == effect(before).took_effect


GONE = [
    {**given, field: "gone"}
    for given in KINDS
    for field in ("requirement", "limit")
    if field in given
]


@pytest.mark.parametrize("given", GONE, ids=named)
def test_a_decision_on_a_requirement_or_limit_that_is_gone_is_reported(
    given: dict[str, Any],
) -> None:
    found = audit(CORE, ["CS 1", "CS 5"], given)
    assert not effect(found).took_effect
    what = "limit" if "limit" in given else "requirement"
    assert effect(found).text.startswith(f"there is no {what} 'gone'")
    assert without_decisions(found) == without_decisions(audit(CORE, ["CS 1", "CS 5"]))


ABSENT = [
    {**given, "course": "CS 6"} for given in KINDS if "course" in given and given["kind"] != "waive"
]


@pytest.mark.parametrize("given", ABSENT, ids=named)
def test_a_decision_on_a_course_that_is_not_there_is_reported(given: dict[str, Any]) -> None:
    found = audit(CORE, ["CS 1", "CS 2", "MA 1"], given)
    assert not effect(found).took_effect
    assert effect(found).text.endswith("no such course is on the transcript")
    assert applied(found, "core") == ["CS 1", "CS 2"]


def test_none_is_skipped_in_silence() -> None:
    found = audit(LIMITED, ["CS 1", "CS 5"], *KINDS, *GONE, *ABSENT)
    assert [one.adjustment for one in found.adjustments] == list(decisions(*KINDS, *GONE, *ABSENT))
    assert all(one.text for one in found.adjustments)


# ------------------------------------------------------------------------------- without any effect


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
    assert effect(found).text == "CS 2 is not applied there, because it is not needed"


def test_the_grade_named_is_the_least_that_waives() -> None:
    given = {"kind": "waive", "requirement": "core", "course": "CS 1", "grade": "C"}
    rules = CORE.replaced(waiver_points="4")
    assert effect(audit(rules, [], given)).text == "a waiver needs a grade of at least A"
    strict = CORE.replaced(waiver_points="3.5")  # no mark is worth just that
    assert effect(audit(strict, [], given)).text == "a waiver needs a grade of at least A"
