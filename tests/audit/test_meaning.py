"""What an audit means, example by example."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from degreekit.audit import Audit
from degreekit.courses import CatalogCourse, CourseCode

from .small import audit, program, take
from .strategies import SMALL

DOING = {"code": "CS 4101", "credits": "3"}
PLANNED = {"code": "CS 4201", "credits": "3", "status": "planned"}


def applied(found: Audit, id_: str) -> list[str]:
    result = found.requirement(id_)
    return [] if result is None else [one.code for one in result.applied]


def other_credits(code: str, credits: str) -> CatalogCourse:
    return CatalogCourse(code=CourseCode.parse(code), title=code, credits=Decimal(credits))


def test_nothing_remains_and_nothing_is_assumed_is_satisfied() -> None:
    found = audit(program(take("core", "CS 4101")), "CS 4101")
    assert (found.status, found.remaining.courses, found.assumptions) == ("satisfied", 0, ())
    assert found.certified


def test_nothing_remains_but_something_is_assumed_is_conditional() -> None:
    found = audit(program(take("core", "CS 4101")), DOING)
    assert (found.status, found.remaining.courses) == ("conditional", 0)
    assert [(one.kind, one.record) for one in found.assumptions] == [("in_progress", 0)]
    assert found.assumptions[0].text == ('CS 4101 "Systems" (in progress) is passed')


def test_an_unfinished_program_is_judged_by_the_cheapest_way_to_finish_it() -> None:
    found = audit(program(take("core", "CS 4xxx", courses=2)), "CS 4101")
    assert found.status == "unsatisfied"
    assert (found.remaining.courses, found.remaining.credits) == (1, Decimal(3))
    (advice,) = found.remaining.advice
    assert advice.text == "1 course (3 credits) for Core: 2 courses qualify"
    assert advice.examples == ("CS 4201 Theory", "CS 4102 Networks")


def test_one_further_course_may_serve_what_one_real_course_could_serve() -> None:
    rules = program(
        take("core", "CS 4201"),
        take("theory", "CS 4201 | CS 4102"),
        sharing=[{"id": "s", "title": "S", "between": ["core"], "and_also": ["theory"]}],
    )
    assert audit(rules).remaining.courses == 1
    assert audit(rules).remaining.advice[0].serves == ("core", "theory")


def test_fewer_courses_come_before_fewer_credits() -> None:
    catalog = (other_credits("CS 1", "1.5"), other_credits("CS 2", "1.5"), SMALL.catalog[0])
    here = SMALL.model_copy(update={"catalog": catalog})
    found = audit(program(take("core", "*", courses=None, credits="2.5")), institution=here)
    assert (found.remaining.courses, found.remaining.credits) == (1, Decimal(3))
    fewer = audit(program(take("core", "*")), institution=here)
    assert (fewer.remaining.courses, fewer.remaining.credits) == (1, Decimal("1.5"))


def test_giving_up_weighs_courses_before_credits() -> None:
    courses = (other_credits("CS 1", "3"), *(other_credits(f"MA {n}", "1") for n in (1, 2)))
    here = SMALL.model_copy(update={"catalog": courses})
    rules = program(
        take("one", "CS 1"),
        take("two", "MA *", courses=2),
        limits=[{"id": "some", "title": "Some", "courses": "*", "most_credits": 3}],
    )
    found = audit(rules, institution=here)
    assert found.remaining.other[0] == "Two: no course is known that would bring 2 courses"
    assert (found.remaining.courses, found.remaining.credits) == (1, Decimal(3))


def test_a_course_that_is_done_is_used_before_all_that_is_assumed() -> None:
    rules = program(take("core", "CS *"))
    assert applied(audit(rules, PLANNED, DOING, "CS 4102"), "core") == ["CS 4102"]
    assert applied(audit(rules, PLANNED), "core") == ["CS 4201"]


def test_fewest_approvals_are_assumed_then_courses_in_progress_then_planned_ones() -> None:
    rules = program(take("core", [{"courses": "CS 4102", "approval": "the advisor"}, "CS *"]))
    assert applied(audit(rules, "CS 4102", DOING), "core") == ["CS 4101"]
    assert applied(audit(rules, DOING, PLANNED), "core") == ["CS 4201"]


def test_an_approval_is_assumed_only_where_nothing_else_helps() -> None:
    rules = program(take("core", ["CS 4101", {"courses": "CS 4201", "approval": "the advisor"}]))
    assert audit(rules, "CS 4101", "CS 4201").status == "satisfied"
    assert applied(audit(rules, DOING, "CS 4201"), "core") == ["CS 4101"]
    found = audit(rules, "CS 4201")
    assert found.assumptions[0].text == 'the advisor approves CS 4201 "Theory" for Core'


def test_a_further_course_that_awaits_no_approval_is_advised_first() -> None:
    rules = program(
        take("core", [{"courses": "CS 4101", "approval": "the advisor"}, {"courses": "CS 4201"}])
    )
    assert audit(rules).remaining.advice[0].examples == ("CS 4201 Theory",)


def test_an_answer_without_assumptions_leaves_courses_in_progress_aside() -> None:
    found = audit(program(take("core", "CS *")), "CS 4102", DOING)
    assert found.status == "satisfied"
    assert [one.record for one in found.unapplied] == [1]


def test_among_equals_the_most_requirements_are_met_by_what_is_there() -> None:
    rules = program(take("many", "CS *", courses=3), take("one", "CS 4101"))
    found = audit(rules, "CS 4101")
    assert applied(found, "one") == ["CS 4101"]
    assert applied(found, "many") == []


def test_then_the_order_of_the_program_decides() -> None:
    rules = program(take("first", "CS 4101"), take("second", "CS 4101"))
    assert applied(audit(rules, "CS 4101"), "first") == ["CS 4101"]


def test_then_the_older_record_decides() -> None:
    dated = [
        {"code": "CS 4101", "credits": 3, "grade": "A", "term": "Fall 2023"},
        {"code": "CS 4102", "credits": 3, "grade": "A", "term": "Fall 2022"},
        {"code": "CS 4201", "credits": 3, "grade": "A"},
    ]
    found = audit(program(take("core", "CS *", courses=2)), *dated)
    assert [one.record for one in found.unapplied] == [2]


def test_a_take_holds_no_more_courses_than_it_asks_for_unless_it_is_open() -> None:
    three = ("CS 4101", "CS 4201", "CS 4102")
    assert len(applied(audit(program(take("core", "CS *", courses=2)), *three), "core")) == 2
    opened = program(take("core", "CS *", courses=2, open=True))
    assert len(applied(audit(opened, *three), "core")) == 3
    by_credits = program(take("core", "CS *", courses=None, credits=3))
    assert len(applied(audit(by_credits, *three), "core")) == 3


def test_a_course_belongs_to_the_first_row_it_fits() -> None:
    rows = [{"courses": "CS 4101", "most_courses": 0}, {"courses": "CS *"}]
    assert applied(audit(program(take("core", rows)), "CS 4101"), "core") == []


def test_without_a_sharing_rule_a_course_counts_once() -> None:
    rules = program(take("one", "CS 4101"), take("two", "CS 4101 | CS 4201"))
    assert audit(rules, "CS 4101").remaining.courses == 1


def test_a_cap_on_sharing_leaves_each_course_one_place() -> None:
    """Where both sides of the rule are the whole program a course in one place shares nothing."""
    rules = program(
        take("one", "CS 4101"),
        take("two", "CS *"),
        sharing=[
            {
                "id": "s",
                "title": "S",
                "between": ["degree"],
                "and_also": ["degree"],
                "most_courses": 0,
            }
        ],
    )
    assert audit(rules, "CS 4101", "CS 4201").status == "satisfied"
    assert audit(rules, "CS 4101").remaining.courses == 1


def test_a_course_taken_again_earns_credit_once() -> None:
    rules = program(take("core", "CS *", courses=2))
    assert audit(rules, "CS 4101", "CS 4101").remaining.courses == 1
    again = program(take("core", "CS *", courses=2), credit_once=False)
    assert audit(again, "CS 4101", "CS 4101").status == "satisfied"


def test_a_row_that_counts_so_often_counts_no_oftener_where_courses_may_be_repeated() -> None:
    row = {"courses": "CS 4101", "most_courses": 2}
    rules = program(take("core", [row, {"courses": "CS *"}], courses=4), credit_once=False)
    assert audit(rules, *["CS 4101"] * 4).remaining.courses == 2


def test_further_courses_on_no_list_help_what_is_asked_of_the_whole_record() -> None:
    over = {"kind": "check", "id": "all", "title": "All", "courses": 2, "over": "record"}
    found = audit(program(take("core", "CS 4101"), over))
    assert found.remaining.courses == 2
    texts = [advice.text for advice in found.remaining.advice]
    assert "1 course (3 credits) for All: 6 courses qualify" in texts
    assert audit(program(take("core", "CS 4101"), over), "CS 4101", "XX 1").status == "satisfied"


def test_the_average_of_what_counts_can_be_saved_by_leaving_a_course_out() -> None:
    gpa = {"kind": "check", "id": "gpa", "title": "GPA", "gpa": 3, "over": "applied"}
    poor = {"code": "CS 4201", "credits": 3, "grade": "C"}
    rules = program(take("core", "CS *", courses=None, credits=3), gpa)
    found = audit(rules, "CS 4101", poor, {**poor, "code": "CS 4102"})
    assert found.status == "satisfied"
    assert len(applied(found, "core")) == 2


def test_an_average_that_no_course_there_can_raise_asks_for_others() -> None:
    gpa = {"kind": "check", "id": "gpa", "title": "GPA", "gpa": "2.7", "over": "applied"}
    poor = {"code": "CS 4101", "credits": 3, "grade": "C"}
    found = audit(program(take("one", "CS 4101"), take("two", "CS 4201"), gpa), poor)
    assert found.status == "unsatisfied"


def test_a_gpa_just_below_its_boundary_is_below_it_and_never_printed_as_equal() -> None:
    gpa = {"kind": "check", "id": "gpa", "title": "GPA", "gpa": "2.7"}
    records: list[dict[str, Any]] = [
        {"code": "CS 4101", "credits": "90", "grade": "C"},
        {"code": "CS 4201", "credits": "99", "grade": "B"},
        {"code": "CS 4102", "credits": "0.999", "grade": "C"},
    ]
    found = audit(program(take("core", "CS *", courses=None, credits=1), gpa), *records)
    result = found.requirement("gpa")
    assert result is not None
    assert result.status == "unsatisfied"
    assert result.has.startswith("2.69")


def test_the_conditions_of_a_student_pick_the_branch() -> None:
    branch = {
        "kind": "if",
        "id": "branch",
        "title": "Branch",
        "condition": {"kind": "taken", "courses": "CS 4101"},
        "then": take("then", "CS 4201"),
        "otherwise": take("otherwise", "MA 4201"),
    }
    found = audit(program(branch), "CS 4101", "CS 4201")
    assert found.status == "satisfied"
    idle = found.requirement("otherwise")
    assert idle is not None
    assert idle.status == "not_applicable"
    assert audit(program(branch)).remaining.advice[0].examples == ("MA 4201 Theory",)


def test_of_a_choice_that_is_made_the_other_parts_are_not_missing() -> None:
    choice = {
        "kind": "choose",
        "id": "choice",
        "title": "Choice",
        "at_least": 1,
        "parts": [{"kind": "milestone", "id": "exam", "title": "Exam"}, take("thesis", "CS 4101")],
    }
    found = audit(program(choice), "CS 4101")
    assert found.status == "satisfied"
    assert found.remaining.other == ()


def test_a_milestone_that_is_not_on_record_remains() -> None:
    exam = {"kind": "milestone", "id": "exam", "title": "Exam"}
    found = audit(program(exam))
    assert (found.status, found.remaining.courses) == ("unsatisfied", 0)
    assert found.remaining.other == ("Exam is not on record yet",)


def test_a_choice_that_a_course_in_progress_completes_is_conditional() -> None:
    choice = {
        "kind": "choose",
        "id": "choice",
        "title": "Choice",
        "at_least": 1,
        "parts": [{"kind": "milestone", "id": "exam", "title": "Exam"}, take("thesis", "CS 4101")],
    }
    assert audit(program(choice), DOING).status == "conditional"


def test_an_average_that_an_assumed_course_brings_down_does_not_hold() -> None:
    rows = [{"courses": "CS 4101", "approval": "the advisor"}]
    list_ = {"kind": "take", "id": "core", "title": "Core", "rows": rows, "courses": 1}
    average = {
        "kind": "check",
        "id": "average",
        "title": "Average",
        "gpa": "3.5",
        "over": "applied",
    }
    record = {"code": "CS 4101", "credits": "3", "grade": "B", "status": "completed"}
    either = {"kind": "choose", "id": "either", "title": "Either", "at_least": 1}
    rules = program({**either, "parts": [list_, average]}, take("more", "CS 4101"))
    sharing = {"id": "both", "title": "Both", "between": ["core"], "and_also": ["more"]}
    rules = rules.replaced(sharing=[sharing])
    found = audit(rules, record)
    average_found = found.requirement("average")
    assert average_found is not None
    assert average_found.status == "unsatisfied"
