"""What depends on time and on the student: order, seasons, years of study, added amounts."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest

from degreekit.audit import Audit, Auditor
from degreekit.requirements import (
    AllOf,
    AnyOf,
    Check,
    CourseFilter,
    CreditsBefore,
    FactIs,
    FieldIs,
    ForSome,
    Including,
    InOrder,
    InSet,
    InTerm,
    InvalidRule,
    Limit,
    NoneOf,
    Program,
    Row,
    StudyTerm,
    StudyYear,
    Take,
    Varies,
    joint_program,
    lint,
)
from degreekit.transcript import Transcript

from .test_constructs import HOME, program


def take(id_: str, courses: str | CourseFilter, count: int | None = 1, **more: Any) -> Take:
    return Take(id=id_, title=id_, rows=(Row(courses=courses),), courses=count, **more)


def audited(rules: Program, *records: dict[str, Any], **student: Any) -> Audit:
    data = {"records": records, "student": student}
    return Auditor(rules, HOME).audit(Transcript.from_data(data))


def ask(rules: Program, *records: dict[str, Any], **student: Any) -> int:
    """Return how many courses remain; those that are complete are satisfied."""
    found = audited(rules, *records, **student)
    assert (found.status.value == "satisfied") == (found.remaining.courses == 0)
    return found.remaining.courses


# -------------------------------------------------------------------- order in time and in seasons


def taken(code: str, term: str, grade: str | None = "B", **more: Any) -> dict[str, Any]:
    return {"code": code, "credits": 3, "term": term, "grade": grade, **more}


def later(code: str, **order: Any) -> AllOf:
    return AllOf(filters=(InSet(courses=code), InOrder(**order)))


def test_a_course_counts_only_after_another_one() -> None:
    rules = program(take("intro", "ART 101"), take("next", later("ART 2xx", after="ART 101")))
    assert ask(rules, taken("ART 101", "Fall 2021"), taken("ART 201", "Spring 2022")) == 0
    assert ask(rules, taken("ART 101", "Fall 2021"), taken("ART 201", "Fall 2021")) == 1
    # One that failed is none, and what is not taken yet comes last of all.
    failed = taken("ART 101", "Fall 2021", "F")
    assert ask(rules, failed, taken("ART 201", "Spring 2022")) == 2
    assert ask(rules) == 2


def test_before_a_course_that_is_not_taken_yet_come_all_that_are() -> None:
    rules = program(take("first", later("ART 1xx", before="ART 201")), take("last", "ART 201"))
    assert ask(rules, taken("ART 101", "Fall 2021")) == 1
    late = taken("ART 201", "Fall 2020"), taken("ART 101", "Fall 2021")
    assert audited(rules, *late).remaining.out_of_reach == ("first",)
    same = later("ART 1xx", before="ART 201", same_term=True)
    rules = program(take("first", same), take("last", "ART 201"))
    assert ask(rules, taken("ART 201", "Fall 2020"), taken("ART 101", "Fall 2020")) == 0


def test_a_transferred_course_without_a_term_came_first() -> None:
    rules = program(take("next", later("ART 2xx", after="ART 101")))
    before = {"code": "ART 101", "credits": 3, "status": "transfer"}
    assert ask(rules, before, taken("ART 201", "Fall 2020")) == 0


def test_a_year_of_study_has_four_seasons_whether_courses_were_taken_or_not() -> None:
    upper = AllOf(filters=(InSet(courses="ART *"), StudyYear(at_least=2)))
    rules = program(take("upper", upper))
    assert ask(rules, taken("HIST 101", "Fall 2021"), taken("ART 101", "Fall 2022")) == 0
    assert ask(rules, taken("HIST 101", "Fall 2021"), taken("ART 101", "Summer 2022")) == 1
    assert ask(rules) == 1


def test_a_year_of_study_that_is_over_brings_no_further_course() -> None:
    first = AllOf(filters=(InSet(courses="ART *"), StudyYear(at_most=1)))
    rules = program(take("first", first))
    assert ask(rules, taken("HIST 101", "Fall 2021"), taken("HIST 102", "Spring 2022")) == 1
    over = taken("HIST 101", "Fall 2021"), taken("HIST 102", "Fall 2022")
    assert audited(rules, *over).remaining.out_of_reach == ("first",)


def test_a_maximum_in_a_season_keeps_nobody_from_a_course_of_another_one() -> None:
    summers = Limit(id="one", title="One", courses=InTerm(seasons=("summer",)), most_courses=1)
    rules = program(take("three", "ART *", count=3), limits=(summers,))
    assert ask(rules, taken("ART 101", "Summer 2021")) == 2
    assert ask(rules, taken("ART 101", "Summer 2021"), taken("ART 102", "Summer 2022")) == 2
    winters = take("winters", AllOf(filters=(InSet(courses="*"), InTerm(seasons=("winter",)))))
    assert ask(program(winters)) == 1  # there will be a winter


def test_among_the_last_credits_a_course_that_may_fit_does_not_push_others_out() -> None:
    early = NoneOf(filters=(StudyTerm(at_least=9),))
    check = Check(id="last", title="Last", credits=3, last=3, over="record", where=early)
    rules = program(take("art", "ART *", count=2), check)
    assert ask(rules, taken("ART 101", "Fall 2021")) == 1


def test_a_maximum_of_attempts_counts_failures_also_where_programs_are_joined() -> None:
    low = FieldIs(name="grade", values=("C", "F"))
    check = Check(id="low", title="Low", most_courses=1, over="attempts", where=low)
    rules = program(take("art", "ART *"), check)
    twice = taken("ART 101", "Fall 2021", "F"), taken("ART 101", "Spring 2022", "C")
    assert audited(rules, *twice).status.value == "unsatisfied"
    assert audited(rules, twice[1]).status.value == "satisfied"
    other = program(take("hist", "HIST *")).replaced(id="other")
    joined = joint_program([rules.replaced(id="demo"), other])
    hist = taken("HIST 101", "Fall 2021")
    assert audited(joined, *twice, hist).status.value == "unsatisfied"
    assert audited(joined, twice[1], hist).status.value == "satisfied"
    with pytest.raises(ValueError, match="'attempts' goes with a maximum"):
        Check(id="x", title="X", courses=1, over="attempts")


# -------------------------------------------------------------------------- what holds for some


def test_what_counts_may_depend_on_a_condition() -> None:
    french = FactIs(name="second_major", values=("french",))
    row = AnyOf(filters=(InSet(courses="ART *"), ForSome(when=french, then="FREN 201")))
    rules = program(take("electives", row, count=2))
    assert not [one for one in lint(rules, HOME) if one.severity == "error"]
    records = taken("ART 101", "Fall 2021"), taken("FREN 201", "Fall 2021")
    assert ask(rules, *records) == 1
    assert ask(rules, *records, facts={"second_major": "french"}) == 0


def test_amounts_that_are_added_all_count_on_top_of_the_one_that_holds() -> None:
    fewer = Varies(when=FactIs(name="old", values=("yes",)), courses=1)
    one = Varies(when=FactIs(name="voice", values=("yes",)), courses=1, more=True)
    some = Varies(fact="agreed", amount="courses", more=True)
    rules = program(take("art", "ART *", count=2, varies=(one, fewer, some)))
    for facts, needed in (
        ({}, 2),
        ({"voice": "yes"}, 3),
        ({"voice": "yes", "old": "yes"}, 2),
        ({"voice": "yes", "agreed": "2"}, 5),
        ({"agreed": "0"}, 2),
    ):
        assert ask(rules, facts=facts) == needed


def test_an_inner_minimum_may_be_a_fact_of_the_student() -> None:
    by_fact = Including(terms=1, varies=(Varies(fact="terms", amount="terms"),))
    rules = program(take("art", "ART *", None, credits=Decimal(0), including=(by_fact,)))
    two = taken("ART 101", "Fall 2021"), taken("ART 102", "Spring 2022")
    assert ask(rules, *two, facts={"terms": "2"}) == 0
    assert ask(rules, *two, facts={"terms": "4"}) == 2


# ------------------------------------------------------------------------- after so many credits


def after(**credits: Any) -> CourseFilter:
    return AllOf(filters=(InSet(courses="HIST 2xx"), CreditsBefore(**credits)))


EARLY = [taken(f"ART {101 + n}", "Fall 2020") for n in range(3)]


@pytest.mark.parametrize(
    ("records", "left"),
    [
        ((*EARLY, taken("HIST 201", "Spring 2021")), 0),
        ((*EARLY, taken("HIST 201", "Fall 2020")), 1),  # the credits of that term come too late
        ((*EARLY[:2], taken("HIST 201", "Spring 2021")), 1),
        ((*EARLY[:2], taken("ART 103", "Fall 2020", "F"), taken("HIST 201", "Spring 2021")), 1),
        (
            (*EARLY[:2], taken("ART 102", "Spring 2021"), taken("HIST 201", "Fall 2021")),
            1,
        ),  # a repeat
        (EARLY, 1),
    ],
)
def test_a_course_counts_after_so_many_credits(records: Any, left: int) -> None:
    assert ask(program(take("project", after(at_least=9))), *records) == left


def test_credit_without_a_term_came_first() -> None:
    moved = [{"code": f"ART {101 + n}", "credits": 3, "status": "transfer"} for n in range(3)]
    rules = program(take("project", after(at_least=9)))
    assert ask(rules, *moved, taken("HIST 201", "Fall 2020")) == 0


def test_a_course_counts_as_long_as_there_are_fewer_credits() -> None:
    rules = program(take("seminar", after(less_than=9)))
    assert ask(rules, *EARLY, taken("HIST 201", "Fall 2020")) == 0
    late = audited(rules, *EARLY, taken("HIST 201", "Spring 2021"))
    assert late.remaining.out_of_reach  # the time for it is over
    assert ask(rules, *EARLY[:2]) == 1


def test_only_some_credits_may_count() -> None:
    rules = program(take("project", after(at_least=6, courses="CHEM *")))
    chemistry = [taken(f"CHEM {101 + n}", "Fall 2020") for n in range(2)]
    assert ask(rules, *EARLY, taken("HIST 201", "Spring 2021")) == 1
    assert ask(rules, *chemistry, taken("HIST 201", "Spring 2021")) == 0


@pytest.mark.parametrize("said", [{}, {"at_least": 45, "less_than": 45}])
def test_a_number_of_credits_has_to_be_possible(said: dict[str, int]) -> None:
    with pytest.raises(InvalidRule):
        CreditsBefore(**said)
