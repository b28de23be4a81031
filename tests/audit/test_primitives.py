"""What each primitive means, in one or two examples each (the docstrings of `requirements`)."""

from __future__ import annotations

from typing import Any

import pytest

from degreekit.adjustments import read_adjustments
from degreekit.audit import Audit, Auditor
from degreekit.requirements import Program

from .small import program, take, transcript
from .strategies import SMALL

BOTH = "CS * | MA *"
THESIS = {"kind": "fact", "name": "kind", "values": ["thesis"]}
WRITING = {"kind": "attribute", "names": ["WRIT"]}
HERE = {"kind": "none_of", "filters": [{"kind": "status", "statuses": ["transfer"]}]}


def ask(
    rules: Program, *records: Any, decided: list[dict[str, Any]] | None = None, **student: Any
) -> Audit:
    """Return the audit of a few records of a student of whom more is known."""
    given = read_adjustments([{"reason": "decided", **one} for one in decided or []])
    return Auditor(rules, SMALL).audit(transcript(*records, student=student), given)


def done(code: str, term: str | None = None, **more: Any) -> dict[str, Any]:
    return {"code": code, "credits": 3, "grade": "A", "term": term, **more}


def doing(code: str) -> dict[str, Any]:
    return {"code": code, "credits": 3}


def check(**amounts: Any) -> dict[str, Any]:
    return {"kind": "check", "id": "check", "title": "Check", **amounts}


def limit(**bound: Any) -> list[dict[str, Any]]:
    return [{"id": "limit", "title": "Limit", "courses": "*", **bound}]


def sharing(*names: str, **bound: Any) -> list[dict[str, Any]]:
    return [{"id": "shared", "title": "Shared", "between": names, "and_also": names, **bound}]


def applied(found: Audit, id_: str) -> list[int]:
    result = found.requirement(id_)
    return [] if result is None else [one.record for one in result.applied]


# ---------------------------------------------------------------- different subjects and groups


def test_a_list_may_ask_for_courses_of_different_subjects() -> None:
    rules = program(take("core", BOTH, 2, including=[{"subjects": 2}]))
    assert ask(rules, "CS 4101", "MA 4201").status == "satisfied"
    found = ask(rules, "CS 4101", "CS 4201")
    assert found.remaining.courses == 1
    assert found.remaining.advice[0].examples == ("MA 4201 Theory",)


def test_alike_subjects_count_as_one() -> None:
    rules = program(
        take("core", BOTH, 2, including=[{"subjects": 2}]), alike_subjects=[["CS", "MA"]]
    )
    assert len(ask(rules, "CS 4101", "MA 4201").remaining.out_of_reach) == 1


def test_only_courses_that_fit_count_as_different_subjects() -> None:
    rules = program(take("core", BOTH, 2, including=[{"subjects": 2, "where": "* 4200+"}]))
    assert ask(rules, "CS 4201", "MA 4201").status == "satisfied"
    assert ask(rules, "CS 4101", "MA 4201").remaining.courses == 1


def test_a_list_may_ask_for_courses_from_different_groups() -> None:
    rows = [{"courses": "CS 41xx", "group": "A"}, {"courses": "CS 42xx", "group": "B"}]
    rules = program(take("core", rows, 2, including=[{"groups": 2}]))
    assert ask(rules, "CS 4101", "CS 4201").status == "satisfied"
    found = ask(rules, "CS 4101", "CS 4102")
    assert (found.remaining.courses, applied(found, "core")) == (1, [0])


def test_rows_without_a_group_are_of_no_group() -> None:
    rows = [{"courses": "CS 41xx", "group": "A"}, {"courses": "CS 42xx", "group": "B"}, "MA *"]
    rules = program(take("core", rows, 2, including=[{"groups": 2}]))
    found = ask(rules, "CS 4101", "MA 4201")
    assert found.remaining.advice[0].examples == ("CS 4201 Theory",)


def test_a_waived_course_counts_on_its_list_with_its_subject() -> None:
    rules = program(take("core", BOTH, 2, including=[{"subjects": 2}]))
    waived = {"kind": "waive", "requirement": "core", "course": "MA 4201"}
    assert ask(rules, "CS 4101", decided=[waived]).status == "satisfied"


def test_a_check_asks_for_different_subjects_of_what_is_applied() -> None:
    rules = program(take("core", BOTH, 2), check(subjects=2))
    assert ask(rules, "CS 4101", "MA 4201").status == "satisfied"
    assert ask(rules, "CS 4101", "CS 4201").remaining.courses == 1
    only = program(take("core", "CS *", None, credits=3), check(subjects=2))
    assert len(ask(only, "CS 4101", "MA 4201").remaining.out_of_reach) == 1


def test_a_waived_course_brings_no_subject_to_a_check() -> None:
    rules = program(take("core", BOTH, 2), check(subjects=2))
    waived = {"kind": "waive", "requirement": "core", "course": "MA 4201"}
    found = ask(rules, "CS 4101", "CS 4201", decided=[waived])
    assert found.remaining.advice[0].examples == ("MA 4201 Theory",)


def test_a_check_over_the_record_asks_for_subjects_wherever_they_stand() -> None:
    rules = program(take("core", "CS *"), check(subjects=2, over="record"))
    assert ask(rules, "CS 4101", "MA 4201").status == "satisfied"
    assert ask(rules, "CS 4101", "CS 4201").remaining.courses == 1
    assert ask(rules, "CS 4101", doing("MA 4201")).status == "conditional"


# ------------------------------------------------------------------------------------- maximums


def test_a_limit_bounds_how_many_subjects_count() -> None:
    rules = program(take("core", BOTH, 2), limits=limit(most_subjects=1))
    assert ask(rules, "CS 4101", "CS 4201").status == "satisfied"
    found = ask(rules, "CS 4101", "MA 4201")
    assert found.remaining.courses == 1
    assert found.remaining.advice[0].examples[0] == "CS 4201 Theory"


def test_a_limit_on_subjects_bounds_only_its_courses_in_its_scope() -> None:
    rest = take("rest", "MA *")
    rules = program(take("core", BOTH, 2), rest, limits=limit(most_subjects=1, scope=["core"]))
    assert ask(rules, "CS 4101", "CS 4201", "MA 4201").status == "satisfied"
    listed = limit(most_subjects=1, courses="* 4200+")
    assert (
        ask(program(take("core", BOTH, 2), limits=listed), "CS 4101", "MA 4201").status
        == "satisfied"
    )


def test_a_limit_for_each_subject_holds_for_each_by_itself() -> None:
    rules = program(take("core", BOTH, 2), limits=limit(most_courses=1, each="subject"))
    assert ask(rules, "CS 4101", "MA 4201").status == "satisfied"
    found = ask(rules, "CS 4101", "CS 4201")
    assert (found.remaining.courses, found.remaining.advice[0].examples) == (1, ("MA 4201 Theory",))


def test_credits_of_each_subject_are_bounded_and_alike_subjects_together() -> None:
    bound = limit(most_credits=3, each="subject")
    six = take("core", BOTH, None, credits=6)
    assert ask(program(six, limits=bound), "CS 4101", "MA 4201").status == "satisfied"
    alike = program(six, limits=bound, alike_subjects=[["CS", "MA"]])
    assert len(ask(alike, "CS 4101", "MA 4201").remaining.out_of_reach) == 1


def test_a_limit_for_each_term_holds_for_each_by_itself_and_not_for_courses_to_come() -> None:
    rules = program(take("core", "CS *", 3), limits=limit(most_courses=1, each="term"))
    same = [done("CS 4101", "Fall 2022"), done("CS 4201", "Fall 2022")]
    assert ask(rules, *same, done("CS 4102", "Spring 2023")).remaining.courses == 1
    assert ask(rules, "CS 4101", "CS 4201", done("CS 4102", "Fall 2022")).status == "satisfied"
    assert ask(rules).remaining.courses == 3


def test_a_limit_holds_only_for_students_of_whom_its_condition_is_true() -> None:
    rules = program(take("core", "CS *", 2), limits=limit(most_courses=1, when=THESIS))
    assert ask(rules, "CS 4101", "CS 4201").status == "satisfied"
    assert ask(rules, "CS 4101", "CS 4201", facts={"kind": "thesis"}).status == "unsatisfied"


def test_a_limit_of_nothing_whose_condition_is_false_excludes_nothing() -> None:
    rules = program(take("core", "CS *"), limits=limit(most_courses=0, when=THESIS))
    assert ask(rules, "CS 4101").status == "satisfied"
    assert ask(rules, "CS 4101", facts={"kind": "thesis"}).unapplied[0].reason == "excluded"


# -------------------------------------------------------------------------------------- sharing


def test_a_sharing_rule_whose_condition_is_false_allows_nothing() -> None:
    parts = take("one", "CS 4101"), take("two", "CS 4101 | CS 4201")
    rules = program(*parts, sharing=sharing("one", "two", when=THESIS))
    assert ask(rules, "CS 4101").remaining.courses == 1
    assert ask(rules, "CS 4101", facts={"kind": "thesis"}).status == "satisfied"


def test_a_course_may_have_so_many_places_of_a_sharing_rule() -> None:
    names = "one", "two", "three"
    parts = [take(name, "CS 4101 | CS 4201") for name in names]
    assert ask(program(*parts, sharing=sharing(*names)), "CS 4101").status == "satisfied"
    found = ask(program(*parts, sharing=sharing(*names, most_places=2)), "CS 4101")
    assert [applied(found, name) for name in names] == [[0], [0], []]
    assert found.remaining.courses == 1


def test_a_further_course_has_no_more_places_either() -> None:
    names = "one", "two", "three"
    parts = [take(name, "CS 4101 | CS 4201") for name in names]
    assert ask(program(*parts, sharing=sharing(*names))).remaining.courses == 1
    assert ask(program(*parts, sharing=sharing(*names, most_places=2))).remaining.courses == 2


def test_places_outside_a_sharing_rule_are_not_among_its_places() -> None:
    parts = [take(name, "CS 4101") for name in ("one", "two", "three")]
    other = {"id": "other", "title": "Other", "between": ["degree"], "and_also": ["three"]}
    rules = program(*parts, sharing=[*sharing("one", "two", most_places=2), other])
    assert ask(rules, "CS 4101").status == "satisfied"
    tight = program(*parts, sharing=[*sharing("one", "two", most_places=1), other])
    assert ask(tight, "CS 4101").status == "unsatisfied"


# ----------------------------------------------------------------------------- the whole record


def test_a_course_in_progress_may_be_relied_on_for_the_record_alone() -> None:
    rules = program(take("core", "CS 4101"), check(credits=6, over="record"))
    found = ask(rules, "CS 4101", doing("MA 4201"))
    assert (found.status, found.remaining.courses) == ("conditional", 0)
    assert [(one.kind, one.record) for one in found.assumptions] == [("in_progress", 1)]
    assert applied(found, "core") == [0]


def test_what_the_record_does_not_need_is_not_relied_on() -> None:
    rules = program(take("core", "CS 4101"), check(credits=3, over="record"))
    found = ask(rules, "CS 4101", doing("MA 4201"))
    assert (found.status, found.assumptions) == ("satisfied", ())


def test_what_adds_nothing_to_a_check_of_the_record_is_not_relied_on() -> None:
    rules = program(take("core", "CS 4101"), check(courses=2, over="record", where="CS *"))
    found = ask(rules, "CS 4101", doing("MA 4201"))
    assert (found.remaining.courses, found.assumptions) == (1, ())


def test_a_course_in_progress_that_is_applied_counts_for_the_record_at_no_further_cost() -> None:
    rules = program(take("core", "CS 4101"), check(credits=3, over="record"))
    planned = {**doing("MA 4201"), "status": "planned"}
    found = ask(rules, planned, doing("CS 4101"))
    assert [(one.kind, one.record) for one in found.assumptions] == [("in_progress", 1)]


def test_of_the_older_and_the_newer_course_in_progress_the_older_is_relied_on() -> None:
    rules = program(take("core", "CS 4101"), check(credits=6, over="record"))
    newer = {**doing("MA 4201"), "term": "Fall 2023"}
    older = {**doing("MA 6201"), "term": "Spring 2023"}
    found = ask(rules, "CS 4101", newer, older)
    assert [one.record for one in found.assumptions] == [2]


def test_a_place_comes_before_the_record_alone() -> None:
    """Applied it counts for the record as well, at the same cost."""
    rules = program(take("core", BOTH, None, credits=3), check(credits=6, over="record"))
    found = ask(rules, "CS 4101", doing("MA 4201"))
    assert applied(found, "core") == [0, 1]


# ------------------------------------------------------------------ the last credits of the record


def test_among_the_last_credits_newer_terms_come_first() -> None:
    rules = program(take("core", "CS 4101"), check(credits=3, over="record", last=3, where=HERE))
    brought = {"code": "XX 1", "credits": 3, "status": "transfer"}
    earlier, later = {**brought, "term": "Fall 2021"}, {**brought, "term": "Fall 2023"}
    assert ask(rules, done("CS 4101", "Fall 2022"), earlier).status == "satisfied"
    found = ask(rules, done("CS 4101", "Fall 2022"), later)
    assert (found.status, found.remaining.courses) == ("unsatisfied", 1)


def test_of_the_term_that_the_last_credits_begin_in_what_fits_counts_first() -> None:
    newest = done("MA 4201", "Spring 2023")
    older = [done("CS 4101", "Fall 2022"), done("MA 6201", "Fall 2022")]
    window = {"over": "record", "last": 6, "where": "CS *"}
    rules = program(take("core", "CS 4101"), check(credits=3, **window))
    assert ask(rules, newest, *older).status == "satisfied"
    more = program(take("core", "CS 4101"), check(credits=6, **window))
    found = ask(more, newest, *older, done("CS 4201", "Fall 2022"))
    assert (found.status, found.remaining.courses) == ("unsatisfied", 2)


def test_a_record_without_a_term_is_the_oldest() -> None:
    rules = program(take("core", "CS 4101"), check(credits=3, over="record", last=3, where="CS *"))
    assert ask(rules, "CS 4101", done("MA 4201", "Fall 2022")).remaining.courses == 1
    assert ask(rules, done("CS 4101", "Fall 2022"), "MA 4201").status == "satisfied"


def test_a_course_in_progress_is_the_newest_of_the_last_credits() -> None:
    rules = program(take("core", "CS 4101"), check(credits=3, over="record", last=3, where="CS *"))
    older = done("MA 4201", "Fall 2023")
    assert ask(rules, {**doing("CS 4101"), "term": "Fall 2022"}, older).status == "conditional"
    alone = ask(rules, done("CS 4101", "Fall 2022"), older, doing("CS 4201"))
    assert [(one.kind, one.record) for one in alone.assumptions] == [("in_progress", 2)]


def test_courses_that_do_not_fit_and_are_yet_to_be_completed_push_older_ones_out() -> None:
    rules = program(take("core", "MA *"), check(credits=3, over="record", last=3, where="CS *"))
    assert ask(rules, done("CS 4101", "Fall 2022")).remaining.courses == 2
    found = ask(rules, done("CS 4101", "Fall 2022"), doing("MA 4201"))
    assert (found.status, found.remaining.courses) == ("unsatisfied", 1)
    wider = program(take("core", "MA *"), check(credits=3, over="record", last=6, where="CS *"))
    assert ask(wider, done("CS 4101", "Fall 2022")).remaining.courses == 1
    assert ask(wider, done("CS 4101", "Fall 2022"), doing("MA 4201")).status == "conditional"


def test_what_does_not_fit_and_is_not_relied_on_pushes_nothing_out() -> None:
    rules = program(take("core", "CS *"), check(credits=3, over="record", last=3, where="CS *"))
    found = ask(rules, done("CS 4101", "Fall 2022"), doing("MA 4201"))
    assert (found.status, found.assumptions) == ("satisfied", ())


def test_that_courses_are_pushed_out_of_the_last_credits_is_proved() -> None:
    rules = program(take("core", "MA *"), check(credits=3, over="record", last=3, where="CS *"))
    proof = ask(rules, done("CS 4101", "Fall 2022")).proof()
    assert proof.claims["courses"] == 2


def test_what_further_courses_leave_of_the_last_credits_the_record_fills() -> None:
    rules = program(take("core", "CS *"), check(credits=6, over="record", last=6, where="CS *"))
    newest = [done("MA 4201", "Fall 2023"), done("CS 4101", "Spring 2023")]
    assert ask(rules, *newest, done("CS 4201", "Fall 2022")).remaining.courses == 2
    assert (
        ask(rules, done("CS 4101", "Fall 2023"), done("MA 4201", "Fall 2022")).remaining.courses
        == 1
    )


# ------------------------------------------------------------------------ filters on the record


def test_a_field_of_the_record_is_compared_without_regard_to_case() -> None:
    elsewhere = {"kind": "field", "name": "institution", "values": ["City College"]}
    rules = program(take("core", [{"courses": elsewhere}]))
    assert ask(rules, done("XX 1", institution="CITY COLLEGE")).status == "satisfied"
    assert len(ask(rules, "CS 4101").remaining.out_of_reach) == 1


@pytest.mark.parametrize(("name", "value"), [("grade", "A"), ("section", "002"), ("school", "GS")])
def test_each_field_of_the_record_can_be_asked_for(name: str, value: str) -> None:
    asked = {"kind": "field", "name": name, "values": [value]}
    rules = program(take("core", [{"courses": asked}]))
    assert ask(rules, done("CS 4101", **{name: value})).status == "satisfied"
    assert ask(rules, done("CS 4101", **{name: "B"})).status == "unsatisfied"


def test_a_mark_of_the_course_stands_on_the_record_or_in_the_catalog() -> None:
    rules = program(take("core", [{"courses": WRITING}]))
    assert ask(rules, done("CS 4101", attributes=["WRIT"])).status == "satisfied"
    assert ask(rules, "CS 4102").status == "satisfied"
    assert ask(rules, "CS 4101").status == "unsatisfied"


def test_a_further_course_has_the_marks_of_the_catalog() -> None:
    found = ask(program(take("core", [{"courses": WRITING}])), "CS 4101")
    assert found.remaining.courses == 1
    assert found.remaining.advice[0].examples == ("CS 4102 Networks",)


def test_a_window_of_terms_holds_its_first_and_its_last_term() -> None:
    window = {"kind": "term", "since": "Fall 2022", "until": "Spring 2023"}
    rules = program(take("core", [{"courses": window}]))
    for term, status in (
        ("Summer 2022", "unsatisfied"),
        ("Fall 2022", "satisfied"),
        ("Spring 2023", "satisfied"),
        ("Summer 2023", "unsatisfied"),
        (None, "unsatisfied"),
    ):
        assert ask(rules, done("CS 4101", term)).status == status


def test_a_further_course_falls_into_a_window_only_if_it_is_still_open() -> None:
    since = program(take("core", [{"courses": {"kind": "term", "since": "Fall 2022"}}]))
    assert ask(since).remaining.courses == 1
    until = program(take("core", [{"courses": {"kind": "term", "until": "Fall 2022"}}]))
    assert len(ask(until).remaining.out_of_reach) == 1


EARLY = program(take("core", [{"courses": {"kind": "study_term", "at_most": 2}}], 3))
THREE = [
    done("CS 4101", "Fall 2022"),
    done("CS 4201", "Spring 2023"),
    done("CS 4102", "Fall 2023"),
]  # fmt: skip


def test_the_first_terms_of_study_are_those_with_courses_on_the_record() -> None:
    found = ask(EARLY, *THREE)
    assert applied(found, "core") == [0, 1]
    assert len(found.remaining.out_of_reach) == 1


def test_a_course_that_is_still_to_be_taken_falls_into_the_next_term_of_study() -> None:
    assert ask(EARLY, THREE[0]).remaining.courses == 2
    assert len(ask(EARLY, *THREE[:2]).remaining.out_of_reach) == 1


def test_credit_from_before_the_first_term_counts_as_taken_in_time() -> None:
    transfer = {"code": "XX 1", "credits": 3, "status": "transfer", "term": "Fall 2023"}
    assert applied(ask(EARLY, *THREE, transfer), "core") == [0, 1, 3]
    assert applied(ask(EARLY, *THREE, first_term="Spring 2023"), "core") == [0, 1, 2]
    assert applied(ask(EARLY, THREE[0], first_term="Spring 2023"), "core") == [0]


def test_a_term_of_study_that_is_not_known_is_not_in_time() -> None:
    assert applied(ask(EARLY, "CS 4101"), "core") == []


def young(years: int) -> Program:
    return program(take("core", [{"courses": {"kind": "age", "years": years}}]))


def test_the_age_of_a_course_is_counted_from_the_term_of_the_audit() -> None:
    old = done("CS 4101", "Fall 2022")
    assert ask(young(2), old, as_of="Fall 2024").status == "satisfied"
    assert ask(young(2), old, as_of="Spring 2025").status == "unsatisfied"


def test_without_a_term_of_the_audit_age_is_counted_from_the_last_term_on_record() -> None:
    records = done("CS 4101", "Fall 2022"), {**done("CS 4201", "Spring 2024"), "grade": "F"}
    assert ask(young(1), *records).status == "unsatisfied"
    assert ask(young(2), *records).status == "satisfied"


def test_a_course_without_a_term_is_not_young_enough_and_a_further_one_is() -> None:
    found = ask(young(9), "CS 4101")
    assert (applied(found, "core"), found.remaining.courses) == ([], 1)


def test_a_condition_may_ask_how_old_a_course_is() -> None:
    recent = {"kind": "taken", "courses": {"kind": "age", "years": 1}}
    exam = {"kind": "milestone", "id": "exam", "title": "Exam"}
    branch = {"kind": "if", "id": "branch", "title": "Branch", "condition": recent}
    rules = program(take("core", "CS *"), {**branch, "otherwise": exam})
    assert ask(rules, done("CS 4101", "Fall 2023")).status == "satisfied"
    assert ask(rules, done("CS 4101", "Fall 2020"), as_of="Fall 2023").status == "unsatisfied"


def test_the_average_of_young_courses_leaves_old_ones_out() -> None:
    rules = program(take("core", "CS 4101"), check(gpa=3, where={"kind": "age", "years": 1}))
    poor = {**done("CS 4201", "Fall 2020"), "grade": "C"}
    assert ask(rules, done("CS 4101", "Fall 2023"), poor).status == "satisfied"
    late = {**poor, "term": "Fall 2023"}
    assert ask(rules, done("CS 4101", "Fall 2023"), late, late, late).status == "unsatisfied"


# --------------------------------------------------------------------------- milestones and trees


def test_a_milestone_with_a_deadline_is_done_in_time_or_not_at_all() -> None:
    rules = program({"kind": "milestone", "id": "exam", "title": "Exam", "by": "Spring 2023"})
    assert ask(rules, milestones={"exam": "Spring 2023"}).status == "satisfied"
    assert ask(rules, milestones={"exam": "Summer 2023"}).status == "unsatisfied"
    assert ask(rules, milestones=["exam"]).status == "unsatisfied"


def test_a_choice_may_stand_inside_a_choice() -> None:
    inner = {"kind": "choose", "id": "inner", "title": "Inner", "at_least": 2}
    inner |= {"parts": [take(f"in-{n}", f"CS {n}") for n in (4101, 4201, 4102)]}
    outer = {"kind": "choose", "id": "outer", "title": "Outer", "at_least": 1}
    rules = program({**outer, "parts": [inner, take("alone", "MA *", 3)]})
    assert ask(rules, "CS 4101", "CS 4102").status == "satisfied"
    assert ask(rules, "CS 4101").remaining.courses == 1
    assert ask(rules).remaining.courses == 2


def test_a_condition_inside_a_choice_picks_what_the_part_asks_for() -> None:
    branch = {"kind": "if", "id": "branch", "title": "Branch", "condition": THESIS}
    branch |= {"then": take("thesis", "CS 6998"), "otherwise": take("more", "CS *", 2)}
    choice = {"kind": "choose", "id": "choice", "title": "Choice", "at_least": 1}
    rules = program({**choice, "parts": [branch, take("alone", "MA *", 2)]})
    assert ask(rules, "CS 6998", facts={"kind": "thesis"}).status == "satisfied"
    assert ask(rules, "CS 6998").remaining.courses == 1


@pytest.mark.parametrize(
    ("condition", "records", "student"),
    [
        ({"kind": "fact_at_least", "name": "score", "at_least": "6.5"}, [], {"score": "7"}),
        ({"kind": "gpa", "points": "3.5"}, ["CS 4101"], {}),
        ({"kind": "taken", "courses": "CS *", "statuses": ["in_progress"]}, [doing("CS 4101")], {}),
        ({"kind": "taken", "courses": "CS *", "credits": 6}, ["CS 4101", "CS 4201"], {}),
    ],
)
def test_a_condition_looks_at_facts_averages_and_what_became_of_courses(
    condition: dict[str, Any], records: list[Any], student: dict[str, str]
) -> None:
    exam = {"kind": "milestone", "id": "exam", "title": "Exam"}
    branch = {"kind": "if", "id": "branch", "title": "Branch", "condition": condition}
    rules = program({**branch, "otherwise": exam})
    assert ask(rules, *records, facts=student).status == "satisfied"
    assert ask(rules, {**done("CS 4101"), "grade": "B"}).status == "unsatisfied"
