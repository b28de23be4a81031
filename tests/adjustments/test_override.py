"""Respect or override: what a decision that puts a course in a place is held to."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest

from degreekit.adjustments import InvalidAdjustments, read_adjustments
from degreekit.audit import Audit, Auditor, NotCertified
from degreekit.audit.certify import Checker, Placed, Rules
from degreekit.requirements import Program
from degreekit.transcript import Transcript

from .small import HERE, applied, audit, decisions, effect, program, take

GRADED = {"kind": "all_of", "filters": ["CS 1", {"kind": "grade", "points": "3"}]}
ONE = {"id": "one", "title": "One of these", "courses": "CS 1 | CS 2", "most_courses": 1}
NEVER = {"id": "never", "title": "Never", "courses": "CS 5", "most_courses": 0}

ALLOW = {"kind": "also_allow", "requirement": "core", "course": "CS 5"}
HERE_FIVE = {"kind": "apply_here", "requirement": "core", "course": "CS 5"}
SWAP = {"kind": "substitute", "requirement": "core", "course": "CS 5", "replaces": "CS 1"}
PLACING = [ALLOW, HERE_FIVE, SWAP]


def record(code: str, grade: str | None = "A", credits: int = 3, **more: Any) -> dict[str, Any]:
    return {"code": code, "grade": grade, "credits": credits, **more}


def over(given: dict[str, Any]) -> dict[str, Any]:
    return {**given, "override": True}


def reasons(found: Audit) -> dict[str, str]:
    return {one.code: one.reason for one in found.unapplied}


# ------------------------------------------------------------------------------------ the file


@pytest.mark.parametrize("given", PLACING)
def test_kinds_that_put_a_course_in_a_place_may_override(given: dict[str, Any]) -> None:
    assert [one.override for one in decisions(given, over(given))] == [False, True]


@pytest.mark.parametrize(
    "given",
    [
        {"kind": "waive", "requirement": "core"},
        {"kind": "exclude", "course": "CS 1"},
        {"kind": "force_complete", "requirement": "core"},
        {"kind": "change_limit", "limit": "one", "courses": 2},
        {"kind": "waive_limit", "limit": "one"},
        {"kind": "approve", "course": "CS 1"},
        {"kind": "deny", "course": "CS 1"},
        {"kind": "set_edition", "edition": "2023"},
        {"kind": "note", "reason": "seen"},
    ],
)
def test_no_other_kind_may_override(given: dict[str, Any]) -> None:
    assert read_adjustments([{**given, "override": False}]) == read_adjustments([given])
    with pytest.raises(InvalidAdjustments) as caught:
        read_adjustments([over(given)])
    assert caught.value.problems == (
        f"entry 1: override goes with substitute, also_allow, apply_here, not with {given['kind']}",
    )


# ------------------------------------------------------------------- what else is said of a course


def rules_with(**more: Any) -> Program:
    return program(take("core", ["CS 1", "CS 2"]), take("rest", "MA *"), **more)


AGAINST: list[tuple[str, dict[str, Any], str]] = [
    ("an exclusion", {"limits": [NEVER]}, "it never counts: Never"),
    (
        "what the program gives credit for",
        {"credit": {"kind": "none_of", "filters": ["CS 5"]}},
        "only courses except CS 5 count toward the degree",
    ),
    (
        "a maximum of credits",
        {"limits": [{**NEVER, "id": "few", "title": "Few", "most_courses": None,
                     "most_credits": 2}]},
        'the limit "Few" is already reached by others',
    ),
    (
        "a maximum for each subject",
        {"limits": [{"id": "each", "title": "Each", "courses": "*", "most_credits": 2,
                     "each": "subject"}]},
        'the limit "Each" is already reached by others',
    ),
]  # fmt: skip


@pytest.mark.parametrize("given", PLACING, ids=lambda given: given["kind"])
@pytest.mark.parametrize(
    ("rule", "text"), [case[1:] for case in AGAINST], ids=[c[0] for c in AGAINST]
)
def test_a_decision_respects_every_other_rule_or_overrides_it(
    rule: dict[str, Any], text: str, given: dict[str, Any]
) -> None:
    respected = audit(rules_with(**rule), ["CS 5"], given)
    assert applied(respected, "core") == []
    assert not effect(respected).took_effect
    listed = given["kind"] != "apply_here" or "credit" in rule
    assert effect(respected).text == f"CS 5 is not applied: {text if listed else NOT_LISTED}"
    overridden = audit(rules_with(**rule), ["CS 5"], over(given))
    assert applied(overridden, "core") == ["CS 5"]
    assert effect(overridden).took_effect
    core = overridden.requirement("core")
    assert core is not None
    assert core.status == "satisfied"


NOT_LISTED = "it is on no list there"


def test_of_two_that_exclude_each_other_both_count_where_a_decision_overrides_it() -> None:
    rules = program(take("core", ["CS 1", "CS 2"], 2), limits=[ONE])
    here = {"kind": "apply_here", "requirement": "core", "course": "CS 1"}
    respected = audit(rules, ["CS 1", "CS 2"], here)
    assert respected.status == "unsatisfied"
    assert audit(rules, ["CS 1", "CS 2"], over(here)).status == "satisfied"


def test_a_limit_does_not_count_an_overridden_course_in_that_place_but_does_in_another() -> None:
    most = {"id": "most", "title": "Most", "courses": "CS *", "most_courses": 1}
    rules = program(take("core", "CS *", 2), take("rest", "CS *"), limits=[most])
    given = over({"kind": "also_allow", "requirement": "core", "course": "CS 5"})
    found = audit(rules, ["CS 1", "CS 5", "CS 6"], given)
    assert sum(len(applied(found, id_)) for id_ in ("core", "rest")) == 2
    assert "CS 5" in applied(found, "core")


def test_a_maximum_of_subjects_leaves_an_overridden_course_out() -> None:
    few = {"id": "few", "title": "One subject", "courses": "*", "most_subjects": 1}
    rules = program(take("core", ["CS *", "MA 1"], 2), limits=[few])
    assert audit(rules, ["CS 1", "MA 1"]).status == "unsatisfied"
    given = over({"kind": "also_allow", "requirement": "core", "course": "MA 1"})
    assert audit(rules, ["CS 1", "MA 1"], given).status == "satisfied"


def test_the_override_holds_in_the_requirement_it_names_and_nowhere_else() -> None:
    rules = program(take("core", "CS 1"), take("rest", "CS *"), limits=[NEVER])
    found = audit(rules, ["CS 5"], over({**ALLOW, "requirement": "core"}))
    assert (applied(found, "core"), applied(found, "rest")) == (["CS 5"], [])
    other = audit(rules, ["CS 5", "CS 6"], over({**ALLOW, "requirement": "core"}))
    assert (applied(other, "core"), applied(other, "rest")) == (["CS 5"], ["CS 6"])


def test_the_override_speaks_of_its_course_under_each_of_its_codes_and_of_no_other() -> None:
    excluded = {**NEVER, "courses": "CS 7 | MA 7 | CS 6"}
    rules = program(take("core", "CS 1"), limits=[excluded])
    given = over({**ALLOW, "course": "CS 7"})
    assert applied(audit(rules, ["MA 7"], given), "core") == ["MA 7"]
    assert reasons(audit(rules, ["CS 6"], given)) == {"CS 6": "not-eligible"}


def test_an_overridden_course_counts_toward_minimums() -> None:
    total = {"kind": "check", "id": "total", "title": "Total", "credits": 3}
    rules = program(take("core", "CS 1"), total, limits=[NEVER])
    assert audit(rules, ["CS 5"], over(ALLOW)).status == "satisfied"


def test_an_approval_the_row_asks_for_is_taken_as_given() -> None:
    rules = program(take("core", [{"courses": "CS *", "approval": "the dean"}]))
    assert audit(rules, ["CS 5"], HERE_FIVE).status == "conditional"
    assert audit(rules, ["CS 5"], over(HERE_FIVE)).status == "satisfied"


def test_a_course_still_to_be_taken_is_advised_where_an_override_lets_it_in() -> None:
    rules = program(take("core", "CS 1"), limits=[NEVER, {**NEVER, "id": "x", "courses": "CS 1"}])
    assert audit(rules, []).remaining.courses == 0  # nothing can be taken for it
    found = audit(rules, [], over(ALLOW))
    assert [one.examples for one in found.remaining.advice] == [("CS 5 Course CS 5",)]


# --------------------------------------------------------------------------- the list's own filter


@pytest.mark.parametrize(
    ("condition", "text"),
    [
        ({"kind": "grade", "points": "3"}, "courses with at least 3 grade points are asked for"),
        ({"kind": "level", "at_least": 6}, "courses at the 6 level or above are asked for"),
        ({"kind": "credits", "at_least": 4}, "courses worth at least 4 credits are asked for"),
        (
            {"kind": "term", "since": "Fall 2020"},
            "courses taken in or after Fall 2020 are asked for",
        ),
        (
            {"kind": "none_of", "filters": [{"kind": "level", "at_most": 5}]},
            "courses except those numbered 0 to 5 are asked for",
        ),
    ],
)
def test_a_substitute_has_to_fulfil_what_the_list_asks_beside_the_course(
    condition: dict[str, Any], text: str
) -> None:
    row = {"courses": {"kind": "all_of", "filters": ["CS 6", condition]}}
    rules = program(take("core", [row]))
    given = {**SWAP, "replaces": "CS 6"}
    poor = record("CS 5", "C", term="Fall 2019")
    found = audit(rules, [poor], given)
    assert applied(found, "core") == []
    assert not effect(found).took_effect
    assert effect(found).text == f"CS 5 (Fall 2019) is not applied: {text}"
    overridden = audit(rules, [poor], over(given))
    assert applied(overridden, "core") == ["CS 5"]


def test_what_is_asked_of_one_course_only_is_not_asked_of_the_other() -> None:
    either = {"kind": "any_of", "filters": [GRADED, "CS 2"]}
    rules = program(take("core", [{"courses": either}]))
    assert audit(rules, [record("CS 5", "C")], SWAP).status == "unsatisfied"
    assert audit(rules, [record("CS 5", "C")], {**SWAP, "replaces": "CS 2"}).status == "satisfied"


def test_an_allowed_course_has_to_fulfil_what_every_row_asks_of_the_attempt() -> None:
    second = {"kind": "all_of", "filters": ["CS 2", {"kind": "grade", "points": "3"}]}
    rules = program(take("core", [{"courses": GRADED}, {"courses": second}]))
    found = audit(rules, [record("CS 5", "C")], ALLOW)
    why = "courses with at least 3 grade points are asked for"
    assert effect(found).text == f"CS 5 is not applied: {why}"
    assert audit(rules, [record("CS 5", "B")], ALLOW).status == "satisfied"
    assert audit(rules, [record("CS 5", "C")], over(ALLOW)).status == "satisfied"
    # One row without the condition: then it is not the list's.
    loose = program(take("core", [{"courses": GRADED}, {"courses": "CS 2"}]))
    assert audit(loose, [record("CS 5", "C")], ALLOW).status == "satisfied"


def test_a_substitution_that_is_not_applied_leaves_the_course_where_it_was() -> None:
    rows = [{"courses": "CS 5", "title": "Own"}, {"courses": GRADED, "title": "Graded"}]
    rules = program(take("core", rows))
    found = audit(rules, [record("CS 5", "C")], SWAP)
    core = found.requirement("core")
    assert core is not None
    assert [one.row for one in core.applied] == ["Own"]
    better = audit(rules, [record("CS 5", "B")], SWAP).requirement("core")
    assert better is not None
    assert [one.row for one in better.applied] == ["Graded"]


def test_a_course_is_put_on_a_list_that_does_not_have_it() -> None:
    rules = program(take("core", "CS 1"))
    assert effect(audit(rules, ["MA 1"], {**HERE_FIVE, "course": "MA 1"})).text == (
        f"MA 1 is not applied: {NOT_LISTED}"
    )
    found = audit(rules, ["MA 1"], over({**HERE_FIVE, "course": "MA 1"}))
    assert applied(found, "core") == ["MA 1"]


def test_a_course_that_is_listed_keeps_its_row() -> None:
    rows = [{"courses": "CS *", "title": "Any"}, {"courses": GRADED, "title": "Graded"}]
    rules = program(take("core", [rows[1], rows[0]]))
    given = over({**HERE_FIVE, "course": "CS 1"})
    found = audit(rules, [record("CS 1", "C")], given).requirement("core")
    assert found is not None
    assert [one.row for one in found.applied] == ["Graded"]


# ------------------------------------------------------------------------- what is never overridden


@pytest.mark.parametrize("given", PLACING, ids=lambda given: given["kind"])
@pytest.mark.parametrize(
    ("grade", "status", "text"),
    [
        ("F", None, "a failed course earns no credit"),
        (None, "withdrawn", "a withdrawn course earns no credit"),
        ("P", "completed", "the mark P earns no credit in this program"),
    ],
)
def test_what_earns_no_credit_is_applied_nowhere(
    grade: str | None, status: str | None, text: str, given: dict[str, Any]
) -> None:
    found = audit(rules_with(), [record("CS 5", grade, status=status)], over(given))
    assert applied(found, "core") == []
    assert (effect(found).took_effect, effect(found).text) == (
        False,
        f"CS 5 is not applied: {text}",
    )


@pytest.mark.parametrize("given", PLACING, ids=lambda given: given["kind"])
def test_a_refused_course_stays_out_if_that_was_decided_later(given: dict[str, Any]) -> None:
    refused = {"kind": "deny", "requirement": "core", "course": "CS 5"}
    found = audit(rules_with(), ["CS 5"], over(given), refused)
    assert reasons(found) == {"CS 5": "denied"}
    assert effect(found).text == "a later decision says the opposite"
    found = audit(rules_with(), ["CS 5"], refused, over(given))
    assert applied(found, "core") == ["CS 5"]
    assert effect(found).text == "a later decision says the opposite"


def test_a_course_taken_twice_counts_once_all_the_same() -> None:
    rules = program(take("core", "CS 5", 2))
    twice = [record("CS 5", "B", term="Fall 2020"), record("CS 5", "A", term="Fall 2021")]
    for given in PLACING:
        swap = {"replaces": "CS 5"} if given["kind"] == "substitute" else {}
        found = audit(rules, twice, over({**given, **swap}))
        assert len(applied(found, "core")) == 1
        assert found.remaining.courses == 0 or found.status == "unsatisfied"


def test_a_course_is_in_no_more_places_than_sharing_allows() -> None:
    both = [over(HERE_FIVE), over({**HERE_FIVE, "requirement": "rest"})]
    apart = audit(rules_with(), ["CS 5"], *both)
    assert [applied(apart, id_) for id_ in ("core", "rest")] == [["CS 5"], []]
    assert effect(apart, 1).text == "CS 5 is not applied there: it counts for Core instead"
    shared = [{"id": "both", "title": "Both", "between": ["core"], "and_also": ["rest"]}]
    together = audit(rules_with(sharing=shared), ["CS 5"], *both)
    assert [applied(together, id_) for id_ in ("core", "rest")] == [["CS 5"], ["CS 5"]]


def test_a_list_holds_no_more_courses_and_a_row_no_more_than_before() -> None:
    full = [over(HERE_FIVE), over({**HERE_FIVE, "course": "CS 6"})]
    found = audit(rules_with(), ["CS 5", "CS 6"], *full)
    assert applied(found, "core") == ["CS 5"]
    assert effect(found, 1).text == "CS 6 is not applied: Core already has all it needs"
    backwards = audit(rules_with(), ["CS 5", "CS 6"], *reversed(full))
    assert applied(backwards, "core") == ["CS 6"]
    once = program(take("core", [{"courses": "CS 1", "most_courses": 1}, "CS 2"], 2))
    filled = audit(once, ["CS 1", "CS 5"], over(SWAP))
    assert len(applied(filled, "core")) == 1


# ------------------------------------------------------------------------------- where it has to be


def test_an_overriding_placement_is_made_though_another_would_serve_better() -> None:
    rules = program(take("core", ["CS 1", "CS 2"]), take("rest", ["CS 1", "MA 1"]))
    given = {"kind": "apply_here", "requirement": "rest", "course": "CS 1"}
    found = audit(rules, ["CS 1", "MA 1"], given)
    assert applied(found, "rest") in (["CS 1"], ["MA 1"])
    must = audit(rules, ["CS 1", "MA 1"], over(given))
    assert (applied(must, "core"), applied(must, "rest")) == ([], ["CS 1"])
    assert must.remaining.courses == 1
    assert effect(must).text == "CS 1 is applied with it"


def test_an_overriding_placement_is_made_though_nothing_is_gained_by_it() -> None:
    rules = program(take("core", "CS *"))
    for code in ("CS 1", "CS 2", "CS 5"):
        found = audit(rules, ["CS 1", "CS 2", "CS 5"], over({**HERE_FIVE, "course": code}))
        assert applied(found, "core") == [code]


def test_of_two_attempts_one_is_where_it_was_decided() -> None:
    rules = program(take("core", "CS *", 2), take("rest", "CS *"))
    twice = [record("CS 5", "B", 2, term="Fall 2020"), record("CS 5", "A", 3, term="Fall 2021")]
    given = over({**HERE_FIVE, "requirement": "rest"})
    assert applied(audit(rules, [*twice, "CS 1", "CS 2"], given), "rest") == ["CS 5"]


def test_a_course_in_progress_earns_no_credit_yet_and_may_be_left_out() -> None:
    pending = record("CS 5", None)
    assert applied(audit(rules_with(), ["CS 1", pending], over(HERE_FIVE)), "core") == ["CS 1"]
    found = audit(rules_with(), ["MA 1", pending], over(HERE_FIVE))
    assert (applied(found, "core"), found.status.value) == (["CS 5"], "conditional")


def test_a_waived_requirement_takes_no_course_even_so() -> None:
    waived = {"kind": "waive", "requirement": "core"}
    found = audit(rules_with(), ["CS 5"], waived, over(HERE_FIVE))
    assert applied(found, "core") == []
    assert not effect(found, 1).took_effect


def test_whatever_stands_in_the_way_the_audit_is_certified() -> None:
    rules = program(
        take("core", [{"courses": "CS *", "most_credits": 3}], None, credits=3),
        take("rest", "CS *"),
    )
    given = [over({**HERE_FIVE, "course": f"CS {n}"}) for n in (1, 2, 3)]
    found = audit(rules, [record("CS 1", credits=2), "CS 2", record("CS 3", credits=1)], *given)
    assert sorted(applied(found, "core")) == ["CS 1", "CS 3"]  # in their order, as far as they fit
    told = 'CS 2 is not applied: the limit "any CS course" is already reached by CS 1 and CS 3'
    assert effect(found, 1).text == f"{told}; it is kept out of Rest"


def test_why_another_course_is_not_there_is_told() -> None:
    found = audit(rules_with(), ["CS 1", "CS 5"], over(HERE_FIVE))
    (why,) = found.why_not("CS 1", "core")
    assert why.text == "CS 1 cannot be applied to Core: a decision puts other courses there"


# --------------------------------------------------------------------------------- the certificate


def checker(rules: Program, records: list[dict[str, Any]], *entries: dict[str, Any]) -> Checker:
    transcript = Transcript.from_data({"institution": "here", "records": records})
    return Checker(Rules(rules, decisions(*entries), HERE), transcript)


def test_the_certificate_knows_what_is_overridden_by_itself() -> None:
    rules = rules_with(limits=[NEVER], credit={"kind": "none_of", "filters": ["CS 5"]})
    for given in PLACING:
        judge = checker(rules, [record("CS 5")], over(given))
        row = judge.rules.rows_for("core", judge.candidates[0])[0]
        assert judge.violations([Placed(judge.candidates[0], (("core", row),), 0)]) == []
        plain = checker(rules, [record("CS 5")], {**ALLOW, "requirement": "rest"})
        broken = plain.violations([Placed(plain.candidates[0], (("rest", 0),), 0)])
        assert {one.code for one in broken} == {"no-degree-credit", "excluded"}


def test_the_certificate_refuses_an_answer_that_leaves_a_course_elsewhere() -> None:
    rules = program(take("core", ["CS 1", "CS 5"]))
    judge = checker(rules, [record("CS 1"), record("CS 5")], over(HERE_FIVE))
    wrong = [Placed(judge.candidates[0], (("core", 0),), 0)]
    with pytest.raises(NotCertified, match="CS 5 is not in core, where it was decided to be"):
        judge.certify(wrong, (), (), (0, 0, 0))
    right = [Placed(judge.candidates[1], (("core", 1),), 1)]
    assert judge.certify(right, (), (), (0, 0, 0)).root.firm


def test_both_solvers_and_the_verdict_alone_agree() -> None:
    pytest.importorskip("ortools")
    rules = program(take("core", ["CS 1", "CS 2"], 2), take("rest", "MA *"), limits=[ONE, NEVER])
    data = [record(f"CS {number}") for number in (1, 2, 5, 6)]
    transcript = Transcript.from_data({"institution": "here", "records": data})
    given = decisions(over(HERE_FIVE), over({**HERE_FIVE, "course": "CS 6"}), over(SWAP))
    found = [
        Auditor(rules, HERE, solver="search").audit(transcript, given).to_data(),
        Auditor(rules, HERE, solver="cpsat").audit(transcript, given).to_data(),
    ]
    assert found[0] == found[1]
    verdict = Auditor(rules, HERE).judge(transcript, given)
    assert verdict.credits == Decimal(3)
    assert verdict.placement == {2: ("core",), 3: ("core",)}
