"""What each kind of decision does to a small program."""

from __future__ import annotations

from typing import Any

import pytest

from degreekit.adjustments import adjust
from degreekit.audit import Audit
from degreekit.requirements import Check, Limit, Program

from .small import HERE, applied, audit, decisions, effect, program, take

CORE = program(take("core", ["CS 1", "CS 2"], courses=2), take("rest", "MA *"))


def unapplied(found: Audit) -> dict[str, str]:
    return {one.code: one.reason for one in found.unapplied}


# ------------------------------------------------------------------------------------- waivers


def test_a_waived_requirement_needs_nothing() -> None:
    found = audit(CORE, ["MA 1"], {"kind": "waive", "requirement": "core"})
    core = found.requirement("core")
    assert core is not None
    assert (core.status, core.has, core.lacks) == ("waived", "waived", "")
    assert core.adjustments == (0,)
    assert found.status == "satisfied"
    assert effect(found).took_effect


def test_a_waived_requirement_leaves_its_courses_to_others() -> None:
    rules = program(take("core", "CS 1"), take("rest", "CS *"))
    assert applied(audit(rules, ["CS 1"]), "core") == ["CS 1"]
    found = audit(rules, ["CS 1"], {"kind": "waive", "requirement": "core"})
    assert applied(found, "rest") == ["CS 1"]


def test_a_waived_group_waives_all_below_it() -> None:
    group = {"kind": "all", "id": "group", "title": "Group", "parts": [take("core", "CS 1")]}
    found = audit(program(group), [], {"kind": "waive", "requirement": "group"})
    below = found.requirement("core")
    assert below is not None
    assert below.status == "waived"
    assert found.status == "satisfied"


def test_a_waived_row_fills_its_place_without_points() -> None:
    waived = {"kind": "waive", "requirement": "core", "course": "CS 1"}
    found = audit(CORE, ["CS 2", "MA 1"], waived)
    core = found.requirement("core")
    assert core is not None
    assert (core.status, core.has) == ("satisfied", "2 of 2 courses")
    assert [place.code for place in core.waived] == ["CS 1"]
    assert found.credits_applied == 6
    total = {"kind": "check", "id": "total", "title": "Total", "credits": 9}
    strict = program(take("core", ["CS 1", "CS 2"], courses=2), take("rest", "MA *"), total)
    more = audit(strict, ["CS 2", "MA 1"], waived).requirement("total")
    assert more is not None
    assert more.lacks == "3 credits"


def test_a_waived_row_of_a_list_once_each_is_filled() -> None:
    rows = [{"courses": "CS 1", "most_courses": 1}, {"courses": "CS 2", "most_courses": 1}]
    rules = program(take("core", rows, courses=2))
    waived = {"kind": "waive", "requirement": "core", "course": "CS 1"}
    found = audit(rules, ["CS 1"], waived, waived)
    assert found.remaining.courses == 1
    assert [advice.examples for advice in found.remaining.advice] == [("CS 2 Course CS 2",)]


def test_three_waived_rows_make_up_the_credits_of_the_whole_requirement() -> None:
    rules = program(take("core", ["CS 1", "CS 2", "CS 3"], courses=3, credits=10))
    waived = [
        {"kind": "waive", "requirement": "core", "course": f"CS {number}"} for number in (1, 2, 3)
    ]
    assert audit(rules, [], *waived).status == "satisfied"


def test_a_row_with_a_condition_on_the_grade_can_be_waived() -> None:
    graded = {"kind": "all_of", "filters": ["CS 1", {"kind": "grade", "points": "3"}]}
    rules = program(take("core", [{"courses": graded}]))
    waived = {"kind": "waive", "requirement": "core", "course": "CS 1"}
    assert audit(rules, [], waived).status == "satisfied"


@pytest.mark.parametrize(
    "condition",
    [
        {"kind": "term", "until": "Fall 2020"},
        {"kind": "status", "statuses": ["completed"]},
        {"kind": "credits", "at_least": 4},
        {"kind": "field", "name": "grade", "values": ["A"]},
        {"kind": "none_of", "filters": [{"kind": "status", "statuses": ["planned"]}]},
    ],
)
def test_what_a_row_asks_of_the_attempt_does_not_keep_it_from_being_waived(
    condition: dict[str, Any],
) -> None:
    row = {"courses": {"kind": "all_of", "filters": ["CS 1", condition]}}
    waived = {"kind": "waive", "requirement": "core", "course": "CS 1"}
    found = audit(program(take("core", [row])), [], waived)
    assert found.status == "satisfied"
    assert effect(found).text == "fills a place of Core"


def test_a_course_that_a_row_leaves_out_cannot_be_waived_in_it() -> None:
    row = {
        "courses": {"kind": "all_of", "filters": ["CS *", {"kind": "none_of", "filters": ["CS 1"]}]}
    }
    waived = {"kind": "waive", "requirement": "core", "course": "CS 1"}
    found = audit(program(take("core", [row])), [], waived)
    assert effect(found).text == "CS 1 is not on the list of 'core'"


@pytest.mark.parametrize("kind", ["waive", "force_complete"])
def test_what_is_not_asked_of_the_student_cannot_be_waived(kind: str) -> None:
    branch = {
        "kind": "if",
        "id": "branch",
        "title": "Branch",
        "condition": {"kind": "fact", "name": "thesis", "values": ["yes"]},
        "then": take("core", "CS 1"),
    }
    found = audit(program(branch, take("rest", "MA *")), [], {"kind": kind, "requirement": "core"})
    assert not effect(found).took_effect
    assert effect(found).text == "Core is not asked for"


def test_a_waiver_needs_the_grade_that_the_program_asks_for() -> None:
    waived = {"kind": "waive", "requirement": "core", "course": "CS 1", "grade": "C"}
    found = audit(CORE, ["CS 2", "MA 1"], waived)
    assert not effect(found).took_effect
    assert effect(found).text == "a waiver needs a grade of at least B"
    assert found.status == "unsatisfied"
    good = audit(CORE, ["CS 2", "MA 1"], {**waived, "grade": "B"})
    assert good.status == "satisfied"


@pytest.mark.parametrize("grade", ["P", "Q", "F"])
def test_a_waiver_with_a_mark_that_is_no_such_grade_takes_no_effect(grade: str) -> None:
    waived = {"kind": "waive", "requirement": "core", "course": "CS 1", "grade": grade}
    assert not effect(audit(CORE, [], waived)).took_effect


def test_forced_requirements_count_as_complete() -> None:
    found = audit(CORE, ["MA 1"], {"kind": "force_complete", "requirement": "core"})
    core = found.requirement("core")
    assert core is not None
    assert (core.status, core.has) == ("satisfied", "declared complete")
    assert found.status == "satisfied"


# ------------------------------------------------------------------------------ changes of lists


def test_a_substitute_stands_for_the_course_it_replaces() -> None:
    given = {"kind": "substitute", "requirement": "core", "course": "CS 5", "replaces": "CS 2"}
    found = audit(CORE, ["CS 1", "CS 5", "MA 1"], given)
    assert sorted(applied(found, "core")) == ["CS 1", "CS 5"]
    assert found.status == "satisfied"
    assert effect(found).took_effect


def test_a_substitute_without_a_requirement_holds_in_every_list() -> None:
    rules = program(take("one", "CS 1"), take("two", ["CS 1", "CS 2"]))
    given = {"kind": "substitute", "course": "CS 5", "replaces": "CS 1"}
    case = adjust(rules, decisions(given), HERE)
    texts = [row.courses.text() for node in case.program.takes() for row in node.listed]
    assert sum("CS 5" in text for text in texts) == 2


def test_a_substitute_needs_no_approval_of_its_own() -> None:
    rules = program(take("core", [{"courses": "CS 1", "approval": "the advisor"}]))
    given = {"kind": "substitute", "requirement": "core", "course": "CS 5", "replaces": "CS 1"}
    assert audit(rules, ["CS 1"]).status == "conditional"
    assert audit(rules, ["CS 5"], given).status == "satisfied"


def test_a_substitute_fills_the_row_of_the_course_it_replaces() -> None:
    rows = [{"courses": "CS 1", "most_courses": 1}, {"courses": "CS 2", "most_courses": 1}]
    rules = program(take("core", rows, courses=2))
    given = {"kind": "substitute", "requirement": "core", "course": "CS 5", "replaces": "CS 2"}
    assert audit(rules, ["CS 1", "CS 5"], given).status == "satisfied"
    assert audit(rules, ["CS 2", "CS 5"], given).remaining.courses == 1


def test_a_substitution_leaves_every_other_course_in_its_row() -> None:
    rows = [
        {"courses": "CS 1", "group": "A", "title": "First"},
        {"courses": "CS *", "group": "B", "title": "Others", "most_courses": 1},
    ]
    rules = program(take("core", rows, courses=2, including=[{"courses": 1, "group": "A"}]))
    given = {"kind": "substitute", "requirement": "core", "course": "MA 1", "replaces": "CS 5"}
    found = audit(rules, ["CS 1", "MA 1"], given)
    core = found.requirement("core")
    assert core is not None
    assert {one.code: one.row for one in core.applied} == {"CS 1": "First", "MA 1": "Others"}
    assert found.status == "satisfied"


def test_a_substitute_of_another_row_moves_to_the_row_it_stands_in() -> None:
    rows = [
        {"courses": {"kind": "all_of", "filters": ["CS *"]}, "title": "CS", "most_courses": 1},
        {"courses": "MA 1", "title": "MA", "most_courses": 1},
    ]
    rules = program(take("core", rows, courses=2))
    given = {"kind": "substitute", "requirement": "core", "course": "CS 5", "replaces": "MA 1"}
    found = audit(rules, ["CS 1", "CS 5"], given)
    core = found.requirement("core")
    assert core is not None
    assert {one.code: one.row for one in core.applied} == {"CS 1": "CS", "CS 5": "MA"}


def test_an_allowed_course_is_on_the_list() -> None:
    given = {"kind": "also_allow", "requirement": "core", "course": "CS 5"}
    found = audit(CORE, ["CS 1", "CS 5", "MA 1"], given)
    assert sorted(applied(found, "core")) == ["CS 1", "CS 5"]
    assert effect(found).text == "CS 5 is applied with it"


def test_a_topic_is_allowed_under_its_title_only() -> None:
    given = {"kind": "also_allow", "requirement": "core", "course": "CS 99", "title": "Vision"}

    def topic(title: str) -> dict[str, Any]:
        return {"code": "CS 99", "title": title, "credits": 3, "grade": "A"}

    assert applied(audit(CORE, [topic("VISION")], given), "core") == ["CS 99"]
    assert applied(audit(CORE, [topic("Robotics")], given), "core") == []


@pytest.mark.parametrize("title", ["ADV ML", "Advanced Machine Learning", 'The "best" one'])
@pytest.mark.parametrize("kind", ["also_allow", "substitute"])
def test_a_title_may_be_abbreviated_in_the_decision_and_on_the_transcript(
    title: str, kind: str
) -> None:
    given = {"kind": kind, "requirement": "core", "course": "CS 99", "title": title}
    if kind == "substitute":
        given["replaces"] = "CS 2"
    topic = {"code": "CS 99", "title": title, "credits": 3, "grade": "A"}
    found = audit(CORE, ["CS 1", topic, "MA 1"], given)
    assert found.status == "satisfied"
    assert effect(found).took_effect


# ----------------------------------------------------------------------- decisions on a course


def test_an_excluded_course_counts_nowhere() -> None:
    rules = program(take("core", "CS 1"), take("rest", "CS *"))
    found = audit(rules, ["CS 1"], {"kind": "exclude", "course": "CS 1"})
    assert found.credits_applied == 0
    assert unapplied(found) == {"CS 1": "denied"}


def test_a_denied_use_leaves_the_others_open() -> None:
    rules = program(take("core", "CS 1"), take("rest", "CS *"))
    found = audit(rules, ["CS 1"], {"kind": "deny", "requirement": "core", "course": "CS 1"})
    assert applied(found, "rest") == ["CS 1"]
    assert applied(found, "core") == []


def test_a_course_is_applied_where_it_was_decided() -> None:
    rules = program(take("core", "CS 1"), take("rest", "CS *"))
    found = audit(rules, ["CS 1"], {"kind": "apply_here", "requirement": "rest", "course": "CS 1"})
    assert applied(found, "rest") == ["CS 1"]
    assert applied(found, "core") == []


APPROVED = program(
    take("core", [{"courses": "CS 1", "approval": "the advisor"}]),
    take("other", [{"courses": "CS 2", "approval": "the dean"}]),
)


def test_an_approval_takes_the_assumption_away() -> None:
    before = audit(APPROVED, ["CS 1", "CS 2"])
    assert [one.kind for one in before.assumptions] == ["approval", "approval"]
    assert "the advisor approves CS 1" in before.assumptions[0].text
    found = audit(
        APPROVED, ["CS 1", "CS 2"], {"kind": "approve", "requirement": "core", "course": "CS 1"}
    )
    assert [one.requirement for one in found.assumptions] == ["other"]
    core = found.requirement("core")
    assert core is not None
    assert [one.approval for one in core.applied] == ["given"]


def test_an_approval_without_a_requirement_holds_everywhere() -> None:
    found = audit(
        APPROVED,
        ["CS 1", "CS 2"],
        {"kind": "approve", "course": "CS 1"},
        {"kind": "approve", "course": "CS 2"},
    )
    assert found.status == "satisfied"


def test_an_approval_of_one_use_is_none_of_another() -> None:
    rows = [{"courses": "CS *", "approval": "the advisor"}]
    rules = program(take("core", rows), take("other", rows))
    given = {"kind": "approve", "requirement": "other", "course": "CS 1"}
    found = audit(rules, ["CS 1", "CS 2"], given)
    assert applied(found, "other") == ["CS 1"]
    assert [one.record for one in found.assumptions] == [1]


def test_of_two_decisions_that_contradict_each_other_the_later_holds() -> None:
    yes = {"kind": "approve", "requirement": "core", "course": "CS 1"}
    no = {"kind": "deny", "requirement": "core", "course": "CS 1"}
    approved = audit(APPROVED, ["CS 1"], no, yes)
    assert applied(approved, "core") == ["CS 1"]
    assert effect(approved, 0).text == "a later decision says the opposite"
    assert not effect(approved, 0).took_effect
    assert applied(audit(APPROVED, ["CS 1"], yes, no), "core") == []


def test_a_decision_speaks_of_a_course_under_each_of_its_codes() -> None:
    rules = program(take("core", [{"courses": "MA 7", "approval": "the advisor"}]))
    given = {"kind": "approve", "requirement": "core", "course": "CS 7"}
    assert audit(rules, ["MA 7"], given).status == "satisfied"


@pytest.mark.parametrize(
    "given",
    [
        {"kind": "also_allow", "requirement": "core", "course": "CS 7"},
        {"kind": "substitute", "requirement": "core", "course": "CS 7", "replaces": "CS 1"},
        {"kind": "apply_here", "requirement": "core", "course": "CS 7", "override": True},
    ],
)
def test_a_list_is_opened_to_a_course_under_each_of_its_codes(given: dict[str, Any]) -> None:
    rules = program(take("core", "CS 1"))
    for code in ("CS 7", "MA 7"):
        assert audit(rules, [code], given).status == "satisfied"


def test_a_course_is_waived_and_replaced_under_each_of_its_codes() -> None:
    rules = program(take("core", "MA 7"))
    waived = {"kind": "waive", "requirement": "core", "course": "CS 7"}
    assert audit(rules, [], waived).status == "satisfied"
    replaced = {"kind": "substitute", "requirement": "core", "course": "CS 1", "replaces": "CS 7"}
    assert audit(rules, ["CS 1"], replaced).status == "satisfied"


@pytest.mark.parametrize("kind", ["also_allow", "substitute"])
def test_of_a_list_that_is_opened_and_a_refusal_the_later_holds(kind: str) -> None:
    rules = program(take("core", "CS 1"))
    given = {"kind": kind, "requirement": "core", "course": "CS 5"}
    if kind == "substitute":
        given["replaces"] = "CS 1"
    no = {"kind": "deny", "requirement": "core", "course": "CS 5"}
    opened = audit(rules, ["CS 5"], no, given)
    assert applied(opened, "core") == ["CS 5"]
    assert effect(opened).text == "a later decision says the opposite"
    refused = audit(rules, ["CS 5"], given, no)
    assert unapplied(refused) == {"CS 5": "denied"}
    assert effect(refused).text == "a later decision says the opposite"
    # A refusal for the whole program still holds for the rest of it.
    both = program(take("rest", "CS 5"), take("core", "CS 1"))
    partly = audit(both, ["CS 5"], {"kind": "deny", "course": "CS 5"}, given)
    assert (applied(partly, "core"), applied(partly, "rest")) == (["CS 5"], [])


# ---------------------------------------------------------------------------------- the limits

LIMITED = program(
    take("core", "CS *", courses=2),
    take("rest", "MA *", courses=None, credits=3),
    {"kind": "check", "id": "total", "title": "Total", "credits": 9},
    {"kind": "check", "id": "gpa", "title": "GPA", "gpa": 3},
    limits=[{"id": "one", "title": "One of these", "courses": "CS 1 | CS 2", "most_courses": 1}],
)


COUNTED = LIMITED.replaced(
    root=LIMITED.root.model_copy(
        update={
            "parts": (
                *LIMITED.root.parts,
                Check(id="spread", title="Spread", subjects=2),
                Check(id="last", title="Last", credits=3, over="record", last=6),
            )
        }
    ),
    limits=(
        *LIMITED.limits,
        Limit(id="subjects", title="Subjects", courses="*", most_subjects=2),
    ),
)


def test_a_waived_limit_does_not_hold() -> None:
    assert audit(LIMITED, ["CS 1", "CS 2", "MA 1"]).remaining.courses == 1
    found = audit(LIMITED, ["CS 1", "CS 2", "MA 1"], {"kind": "waive_limit", "limit": "one"})
    assert found.status == "satisfied"
    assert effect(found).text == "one does not hold"


def test_a_changed_limit_holds_as_changed() -> None:
    more = {"kind": "change_limit", "limit": "one", "courses": 2}
    assert audit(LIMITED, ["CS 1", "CS 2", "MA 1"], more).status == "satisfied"
    none = {"kind": "change_limit", "limit": "one", "courses": 0}
    assert unapplied(audit(LIMITED, ["CS 1"], none)) == {"CS 1": "excluded"}


def test_a_limit_may_change_from_courses_to_credits() -> None:
    given = {"kind": "change_limit", "limit": "one", "credits": 6}
    case = adjust(LIMITED, decisions(given), HERE)
    assert case.program.limits[0].text() == "at most 6 credits from CS 1 or CS 2"
    assert audit(LIMITED, ["CS 1", "CS 2", "MA 1"], given).status == "satisfied"


def test_the_amount_of_a_list_may_be_changed() -> None:
    given = {"kind": "change_limit", "limit": "core", "courses": 1}
    found = audit(LIMITED, ["CS 1", "MA 1", "MA 2"], given)
    core = found.requirement("core")
    assert core is not None
    assert core.needs == "1 course in CS"
    assert found.status == "satisfied"


def test_a_minimum_may_be_changed_and_from_credits_to_courses() -> None:
    less = {"kind": "change_limit", "limit": "total", "credits": 6}
    assert _needs(LIMITED, "total", less) == "at least 6 credits"
    courses = {"kind": "change_limit", "limit": "total", "courses": 2}
    assert _needs(LIMITED, "total", courses) == "at least 2 courses"


def _needs(rules: Program, id_: str, given: dict[str, Any]) -> str:
    node = adjust(rules, decisions(given), HERE).program.node(id_)
    assert node is not None
    return node.needs()


@pytest.mark.parametrize(
    ("given", "problem"),
    [
        ({"limit": "one", "courses": 1, "credits": 3}, "one has one amount"),
        ({"limit": "total", "courses": 1, "credits": 3}, "total has one amount"),
        ({"limit": "core", "courses": 0}, "waive it instead"),
        ({"limit": "gpa", "courses": 1}, "there is no limit 'gpa' that could be changed"),
        ({"limit": "two", "courses": 1}, "there is no limit 'two' that could be changed"),
        ({"limit": "one", "courses": 1}, "one has that amount already"),
        ({"limit": "core", "courses": 2}, "core has that amount already"),
        ({"limit": "total", "credits": 9}, "total has that amount already"),
        ({"limit": "spread", "courses": 1}, "spread counts subjects: waive it instead"),
        ({"limit": "subjects", "credits": 3}, "subjects counts subjects: waive it instead"),
        ({"limit": "last", "courses": 1}, "last counts among the last 6: give credits"),
        ({"limit": "last", "credits": 7}, "last counts among the last 6: give credits"),
    ],
)
def test_a_change_that_cannot_be_meant_takes_no_effect(given: dict[str, Any], problem: str) -> None:
    found = audit(COUNTED, [], {"kind": "change_limit", **given})
    assert not effect(found).took_effect
    assert problem in effect(found).text
    assert found.requirements == audit(COUNTED, []).requirements


def test_a_maximum_of_subjects_may_be_waived() -> None:
    found = audit(COUNTED, ["CS 1", "CS 3", "MA 1"], {"kind": "waive_limit", "limit": "subjects"})
    assert effect(found).text == "subjects does not hold"


def test_what_asks_for_courses_may_ask_for_credits_instead() -> None:
    credits = {"kind": "change_limit", "limit": "core", "credits": 6}
    assert _needs(LIMITED, "core", credits) == "at least 6 credits in CS"
    courses = {"kind": "change_limit", "limit": "rest", "courses": 2}
    assert _needs(LIMITED, "rest", courses) == "2 courses in MA"
    both = {"kind": "change_limit", "limit": "core", "courses": 1, "credits": 4}
    assert _needs(LIMITED, "core", both) == "1 course with at least 4 credits in CS"


def test_of_a_list_that_asks_for_both_the_amount_that_is_named_changes() -> None:
    rules = program(take("core", "CS *", courses=2, credits=6))
    fewer = {"kind": "change_limit", "limit": "core", "courses": 1}
    assert _needs(rules, "core", fewer) == "1 course with at least 6 credits in CS"


# ------------------------------------------------------------------------------------ the rest


def test_a_note_changes_nothing_and_is_shown() -> None:
    note = {"kind": "note", "reason": "talked to the student", "by": "the advisor"}
    found = audit(CORE, ["CS 1"], note)
    assert found.adjustments[0].adjustment.reason == "talked to the student"
    assert found.model_copy(update={"adjustments": ()}) == audit(CORE, ["CS 1"])


def test_another_edition_than_the_one_audited_is_reported() -> None:
    found = audit(CORE, [], {"kind": "set_edition", "edition": "2019"})
    assert not effect(found).took_effect
    assert "choose edition 2019" in effect(found).text
    assert effect(audit(CORE, [], {"kind": "set_edition", "edition": "2023"})).took_effect


def test_another_program_than_the_one_audited_is_reported() -> None:
    found = audit(CORE, [], {"kind": "set_program", "program": "another-track"})
    assert not effect(found).took_effect
    assert "choose another-track" in effect(found).text
    assert effect(audit(CORE, [], {"kind": "set_program", "program": CORE.id})).took_effect
    elsewhere = {"kind": "set_program", "program": CORE.id, "edition": "2019"}
    assert "choose edition 2019" in effect(audit(CORE, [], elsewhere)).text


def test_decisions_on_lists_are_seen_by_all_others_whatever_their_order() -> None:
    allowed = {"kind": "also_allow", "requirement": "core", "course": "CS 5"}
    waived = {"kind": "waive", "requirement": "core", "course": "CS 5"}
    for entries in ((allowed, waived), (waived, allowed)):
        found = audit(CORE, ["CS 1", "MA 1"], *entries)
        assert found.status == "satisfied"


def test_the_program_is_never_changed() -> None:
    before = LIMITED.to_json()
    entries: list[dict[str, Any]] = [
        {"kind": "substitute", "course": "CS 5", "replaces": "CS 2"},
        {"kind": "also_allow", "requirement": "core", "course": "MA 2"},
        {"kind": "change_limit", "limit": "one", "courses": 2},
        {"kind": "change_limit", "limit": "core", "courses": 1},
        {"kind": "waive_limit", "limit": "one"},
        {"kind": "waive", "requirement": "rest"},
    ]
    case = adjust(LIMITED, decisions(*entries), HERE)
    assert case.program != LIMITED
    assert LIMITED.to_json() == before
    assert audit(LIMITED, ["CS 1"], *entries).program.fingerprint == LIMITED.fingerprint
    assert audit(LIMITED, ["CS 1"]).adjustments == ()


def test_waiving_the_only_limit_that_asks_when_a_course_is_taken_leaves_an_answer() -> None:
    first_term = {"kind": "study_term", "at_most": 1}
    limit = {"id": "early", "title": "Early", "courses": first_term, "most_courses": 1}
    rules = program(take("core", "CS *", 2), limits=[limit])
    found = audit(rules, [], {"kind": "waive_limit", "limit": "early"})
    assert found.remaining.courses == 2
