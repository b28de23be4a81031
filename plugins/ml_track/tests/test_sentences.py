"""Each sentence of the page, and each reading of it, as a test that fails when the rule changes.

The page is the Machine Learning track's of 2023-07-25; breadth is the table of 2022-09-16. Every
list of courses is written out here again, from the page and not from the plugin.
"""

from __future__ import annotations

from decimal import Decimal
from itertools import combinations
from typing import Any

import pytest
from printed_lists import (
    A_AND_B,
    ASK_FIRST,
    EDGES,
    ELECTIVES,
    GROUP_A,
    GROUP_B,
    NEVER,
    NOT_ELECTIVES,
    NOT_ON_THE_TABLE,
    NOT_REQUIRED,
    ONLY_ONE,
    TABLE,
    Course,
)
from small_students import (
    Record,
    Triple,
    approve,
    assumptions,
    audited,
    breadth_with,
    deny,
    elective_with,
    few_general,
    finished,
    general_with,
    judged,
    record,
    waive,
)

NOTHING: Triple = (0, 0, 0)
SATISFIED = ("satisfied", NOTHING)
ONE_APPROVAL = ("conditional", (1, 0, 0))


def status_of(requirement: str, records: list[Record], *adjustments: dict[str, Any]) -> str:
    """Return the status of one requirement."""
    result = audited(records, *adjustments).requirement(requirement)
    assert result is not None
    return result.status.value


def reason_of(code: str, records: list[Record], *adjustments: dict[str, Any]) -> str | None:
    """Return why a course is not applied; None where it is."""
    audit = audited(records, *adjustments)
    return next((one.reason for one in audit.unapplied if one.code == code), None)


def filled(requirement: str, records: list[Record], *adjustments: dict[str, Any]) -> dict[str, str]:
    """Return the courses applied to a list, each with the row it fills."""
    result = audited(records, *adjustments).requirement(requirement)
    assert result is not None
    return {one.code: one.row for one in result.applied}


def below_30(*more: str | Record, without: str | tuple[str, ...] = ()) -> bool:
    """Return whether a change of the finished student leaves it short of 30 points."""
    return status_of("total-points", finished(*more, without=without)) == "unsatisfied"


# ----------------------------------------------------- "must complete at least ... 30 graduate ..."


def test_the_finished_student_is_satisfied_with_nothing_to_spare() -> None:
    audit = audited(finished())
    assert (audit.status.value, assumptions(audit)) == SATISFIED
    assert audit.credits_applied == 30
    assert audit.remaining.courses == 0
    assert audit.unapplied == ()


@pytest.mark.parametrize("code", [r["code"] for r in finished()])
def test_students_must_complete_at_least_a_total_of_30_graduate_credits(code: str) -> None:
    audit = audited(finished(without=code))
    assert audit.status.value == "unsatisfied"
    assert (audit.remaining.courses, int(audit.remaining.credits)) == (1, 3)
    assert status_of("total-points", finished(without=code)) == "unsatisfied"


@pytest.mark.parametrize(("points", "met"), [("2.99", False), ("3.00", True), ("3.01", True)])
def test_30_points_are_30_and_not_about_30(points: str, met: bool) -> None:
    records = finished(record("COMS W4156", credits=points), without="COMS W4156")
    assert (status_of("total-points", records) == "satisfied") is met


@pytest.mark.parametrize("number", [3999, 3998, 3157, 1004])
def test_below_the_4000_level_nothing_earns_credit(number: int) -> None:
    records = finished(record(f"COMS W{number}"), without="COMS W4156")
    assert judged(records)[0] == "unsatisfied"
    assert reason_of(f"COMS W{number}", records) == "no-degree-credit"


def test_the_4000_level_begins_at_4000() -> None:
    assert judged(finished(record("COMS W4000"), without="COMS W4156")) == SATISFIED


# --------------------------------------------------------------- "at least a 2.7 overall GPA"


def _graded(*grades: str) -> list[Record]:
    """Return the finished student with these grades, the last one repeated."""
    records = finished()
    every = [*grades, *[grades[-1]] * len(records)]
    return [{**one, "grade": grade} for one, grade in zip(records, every, strict=False)]


@pytest.mark.parametrize(
    ("extra", "status"),
    [
        ([], "satisfied"),  # seven B and three C: 2.7 exactly
        ([record("MATH UN1201", grade="B-", credits="0.01")], "unsatisfied"),  # 2.69999
        ([record("MATH UN1201", grade="B", credits="0.01")], "satisfied"),
    ],
    ids=["2.7", "just below", "just above"],
)
def test_the_gpa_is_exact_and_not_rounded(extra: list[Record], status: str) -> None:
    records = _graded(*["B"] * 7, "C") + extra
    assert judged(records)[0] == status
    assert status_of("gpa", records) == status


@pytest.mark.parametrize(
    ("grade", "points"),
    [
        ("A+", "4.33"),
        ("A", "4"),
        ("A-", "3.67"),
        ("B+", "3.33"),
        ("B", "3"),
        ("B-", "2.67"),
        ("C+", "2.33"),
        ("C", "2"),
        ("C-", "1.67"),
        ("D", "1"),
    ],
)
def test_grade_points_are_those_of_the_school(grade: str, points: str) -> None:
    audit = audited([record("COMS W4771", grade=grade)])
    assert audit.gpa is not None
    assert Decimal(audit.gpa) == Decimal(points)


def test_an_f_counts_zero_and_every_attempt_counts() -> None:
    again = [record("COMS W4771", grade="F", term="Fall 2021"), record("COMS W4771", grade="A")]
    assert audited(again).gpa == "2.00"


def test_the_gpa_is_weighted_by_points() -> None:
    records = [record("COMS E6901", grade="A", credits="1.00"), record("COMS W4771", grade="C")]
    assert audited(records).gpa == "2.50"


def test_the_gpa_counts_records_that_earn_no_credit() -> None:
    assert judged([*_graded("B-"), record("COMS W1004", grade="A")])[0] == "satisfied"
    assert judged(_graded("B-"))[0] == "unsatisfied"


@pytest.mark.parametrize("grade", ["P", "W", "R", "IN", "CP", "UW", "MU"])
def test_marks_without_points_are_not_in_the_gpa(grade: str) -> None:
    assert audited([record("COMS W4771"), record("COMS W4705", grade=grade)]).gpa == "3.67"


def test_transfer_is_not_in_the_gpa() -> None:
    elsewhere = record("MATH UN1201", grade="D", status="transfer")
    assert audited([record("COMS W4771"), elsewhere]).gpa == "3.67"


def test_with_nothing_graded_the_gpa_does_not_stand_in_the_way() -> None:
    records = [{**one, "grade": None, "status": "in_progress"} for one in finished()]
    assert judged(records) == ("conditional", (0, 10, 0))
    assert audited(records).gpa is None


def test_for_conditional_the_gpa_so_far_must_hold() -> None:
    records = _graded("C")
    records[9] = {**records[9], "grade": None, "status": "in_progress"}
    assert judged(records)[0] == "unsatisfied"


# -------------------------------------------------------------- 1. Breadth Courses (12 pts)


@pytest.mark.parametrize("group", [*TABLE, "breadth-any"])
def test_breadth_is_one_course_of_each_group_and_one_more(group: str) -> None:
    outside = record("COMS W4902")
    assert status_of(group, breadth_with(group, outside)) == "unsatisfied"
    audit = audited(breadth_with(group, outside))
    assert (audit.status.value, audit.remaining.courses) == ("unsatisfied", 1)


@pytest.mark.parametrize(
    ("group", "code", "title"),
    [(group, *course) for group, courses in TABLE.items() for course in courses],
)
def test_a_course_of_the_table_has_a_place_in_its_group(
    group: str, code: str, title: str | None
) -> None:
    records = breadth_with(group, record(code, title))
    assert judged(records) == SATISFIED
    assert code in filled(group, records)


@pytest.mark.parametrize(
    ("code", "title"),
    [
        (code, title)
        for courses in TABLE.values()
        for code, title in courses
        if code != "COMS W4111"  # the student has it already
    ],
)
def test_a_course_of_the_table_may_be_the_one_more(code: str, title: str | None) -> None:
    assert judged(breadth_with("breadth-any", record(code, title))) == SATISFIED


@pytest.mark.parametrize(
    ("group", "code"),
    [
        (other, code)
        for group, courses in TABLE.items()
        for code, _ in courses
        if code in EDGES
        for other in TABLE
        if other != group
    ],
)
def test_a_course_of_one_group_has_no_place_in_another(group: str, code: str) -> None:
    assert status_of(group, breadth_with(group, record(code))) == "unsatisfied"


@pytest.mark.parametrize(("group", "code", "title"), NOT_ON_THE_TABLE)
def test_only_the_table_counts(group: str, code: str, title: str | None) -> None:
    course = record(code, title)
    assert status_of(group, breadth_with(group, course)) == "unsatisfied"
    assert status_of("breadth-any", breadth_with("breadth-any", course)) == "unsatisfied"


@pytest.mark.parametrize(
    ("group", "code", "title"),
    [
        ("breadth-systems", "COMS W4130", "Parallel Systems for Data Science"),
        ("breadth-theory", "COMS W4230", "ALGORITHMS FOR DATA SCIENCE"),
        ("breadth-ai", "COMS W4735", "Vision for Data Science"),
        ("breadth-ai", "COMS W4726", None),  # the catalog knows its title
    ],
)
def test_titled_for_data_science_never_counts_for_breadth(
    group: str, code: str, title: str | None
) -> None:
    course = record(code, title)
    assert status_of(group, breadth_with(group, course)) == "unsatisfied"
    assert status_of("breadth-any", breadth_with("breadth-any", course)) == "unsatisfied"
    other = record(code, "Some Other Title")
    assert status_of(group, breadth_with(group, other)) == "satisfied"


@pytest.mark.parametrize("title", ["Machine Learning Theory", "Causal Inference"])
@pytest.mark.parametrize(
    ("term", "status"),
    [("Fall 2019", "unsatisfied"), ("Spring 2020", "satisfied"), ("Fall 2020", "unsatisfied")],
)
def test_two_topics_count_for_breadth_only_from_spring_2020(
    title: str, term: str, status: str
) -> None:
    course = record("COMS W4995", title, term=term)
    assert status_of("breadth-ai", breadth_with("breadth-ai", course)) == status
    assert status_of("breadth-any", breadth_with("breadth-any", course)) == status


@pytest.mark.parametrize(("points", "status"), [("2.99", "unsatisfied"), ("3.00", "satisfied")])
def test_breadth_courses_have_12_points_together(points: str, status: str) -> None:
    records = breadth_with("breadth-any", record("COMS W4130", credits=points))
    records.append(record("COMS W4902"))
    assert status_of("breadth", records) == status
    assert status_of("total-points", records) == "satisfied"


def test_breadth_is_four_courses_and_not_five_with_12_points() -> None:
    short = record("COMS W4130", credits="2.00")
    records = [*breadth_with("breadth-any", short), record("COMS W4115", credits="1.00")]
    assert status_of("breadth", records) == "unsatisfied"
    assert status_of("total-points", records) == "satisfied"


def test_a_breadth_course_may_be_a_required_course() -> None:
    records = finished("COMS W4460", without="COMS W4170")
    assert judged(records) == SATISFIED
    assert filled("breadth-ai", records).keys() <= filled("required", records).keys()


def test_a_breadth_course_may_be_a_track_elective() -> None:
    more = ("COMS W4901", "COMS W4902", "COMS W4460")
    records = finished(*more, without=("COMS W4118", "COMS W4113", "COMS W4156"))
    assert judged(records) == SATISFIED
    assert filled("breadth-systems", records).keys() <= filled("track-electives", records).keys()


def test_a_breadth_course_may_be_a_general_elective() -> None:
    records = finished()
    assert filled("breadth-theory", records).keys() <= filled("general-electives", records).keys()


def test_the_points_of_a_breadth_course_count_once() -> None:
    assert audited(finished(without="COMS W4156")).credits_applied == 27


def test_a_breadth_course_refused_as_general_elective_stands_for_breadth_alone() -> None:
    refused = deny("general-electives", "COMS W4113")
    assert judged(finished(), refused) == SATISFIED
    assert status_of("total-points", finished(), deny("general-electives", "COMS E6118")) == (
        "unsatisfied"
    )


# ----------------------------------------------------- 2. Required Track Courses (6pts)


@pytest.mark.parametrize(("code", "title"), [course for row in GROUP_A.values() for course in row])
def test_group_a_row_by_row(code: str, title: str | None) -> None:
    records = finished(record(code, title), without="COMS W4771")
    assert judged(records) == SATISFIED
    assert code in filled("required", records)


@pytest.mark.parametrize("code", GROUP_B)
def test_group_b_row_by_row(code: str) -> None:
    with_a = finished(code, without="COMS W4701")
    assert judged(with_a) == SATISFIED
    assert code in filled("required", with_a)


@pytest.mark.parametrize(("one", "other"), list(combinations(GROUP_B, 2)))
def test_at_least_one_course_must_be_taken_from_group_a(one: str, other: str) -> None:
    assert status_of("required", finished(one, other, without=A_AND_B)) == "unsatisfied"


@pytest.mark.parametrize(
    ("row", "other"), list(zip(GROUP_A, [*list(GROUP_A)[1:], "COMS W4252"], strict=True))
)
def test_two_courses_from_group_a_will_do(row: str, other: str) -> None:
    two = [record(*GROUP_A[one][-1]) for one in (row, other)]
    records = finished(*two, without=A_AND_B)
    assert judged(records) == SATISFIED
    assert len(filled("required", records).values()) == 2


@pytest.mark.parametrize(
    ("one", "other"),
    [pair for row in GROUP_A.values() for pair in combinations(row, 2)],
)
def test_alternatives_on_one_required_row_fill_it_once(one: Course, other: Course) -> None:
    records = finished(record(*one), record(*other), without=A_AND_B)
    assert status_of("required", records) == "unsatisfied"


@pytest.mark.parametrize("left", A_AND_B)
def test_students_must_complete_two_required_track_courses(left: str) -> None:
    assert status_of("required", finished("COMS W4460", without=left)) == "unsatisfied"


@pytest.mark.parametrize(("code", "title", "term"), NOT_REQUIRED)
def test_what_is_not_in_the_required_table_is_no_required_course(
    code: str, title: str | None, term: str
) -> None:
    records = finished(record(code, title, term=term), without="COMS W4771")
    assert status_of("required", records) == "unsatisfied"


@pytest.mark.parametrize(
    ("first", "second", "status"),
    [("3.00", "2.50", "unsatisfied"), ("3.50", "2.50", "satisfied"), ("3.00", "3.00", "satisfied")],
)
def test_required_courses_have_6_points_together(first: str, second: str, status: str) -> None:
    two = record("COMS W4771", credits=first), record("COMS W4701", credits=second)
    records = finished(*two, record("COMS W4460", credits="0.50"), without=A_AND_B)
    assert status_of("required", records) == status


def test_required_courses_are_two_and_not_three_with_6_points() -> None:
    three = record("COMS W4701", credits="2.50"), record("COMS W4705", credits="0.50")
    records = finished(*three, without="COMS W4701")
    assert status_of("required", records) == "unsatisfied"
    assert status_of("total-points", records) == "satisfied"


def test_graphical_models_need_no_approval_here() -> None:
    assert judged(finished("STCS GR6701", without="COMS W4771")) == SATISFIED


@pytest.mark.parametrize("grade", [None, "B", "A"])
def test_students_with_at_least_a_b_may_apply_for_waivers(grade: str | None) -> None:
    records = finished("COMS W4460", without="COMS W4701")
    given = waive("COMS W4701", **({"grade": grade} if grade else {}))
    assert judged(records, given) == SATISFIED


@pytest.mark.parametrize("grade", ["B-", "C", "P", "F"])
def test_below_b_there_is_no_waiver(grade: str) -> None:
    records = finished("COMS W4460", without="COMS W4701")
    assert status_of("required", records, waive("COMS W4701", grade=grade)) == "unsatisfied"
    (result,) = audited(records, waive("COMS W4701", grade=grade)).adjustments
    assert not result.took_effect


def test_a_waived_row_counts_for_its_group() -> None:
    no_a = finished("COMS W4460", without="COMS W4771")
    assert judged(no_a, waive("COMS W4773")) == SATISFIED
    assert status_of("required", no_a, waive("COMS W4705")) == "unsatisfied"


def test_both_required_courses_may_be_waived() -> None:
    records = finished("COMS W4460", "COMS W4901", without=A_AND_B)
    assert judged(records, waive("COMS W4771"), waive("COMS W4701")) == SATISFIED


def test_a_waived_row_is_not_filled_twice() -> None:
    records = finished("COMS W4460", without="COMS W4701")
    assert status_of("required", records, waive("COMS W4721")) == "unsatisfied"


@pytest.mark.parametrize("course", ["COMS W4771", "COMS W4701"])
def test_students_who_waive_must_still_complete_30_graduate_credits(course: str) -> None:
    records = finished(without=course)
    audit = audited(records, waive(course))
    assert status_of("required", records, waive(course)) == "satisfied"
    assert (audit.status.value, audit.remaining.courses) == ("unsatisfied", 1)


def test_a_waived_course_that_is_also_taken_still_earns_credit() -> None:
    assert judged(finished(), waive("COMS W4701")) == SATISFIED
    assert audited(finished(), waive("COMS W4701")).credits_applied == 30


def test_courses_of_the_list_may_replace_required_courses_after_a_waiver() -> None:
    records = finished("ELEN E6885", without="COMS W4701")
    assert judged(records, waive("COMS W4701")) == SATISFIED


@pytest.mark.parametrize(
    ("one", "other"), list(combinations(["COMS W4771", "COMS W4721", "ELEN E4720"], 2))
)
@pytest.mark.parametrize("term", ["Fall 2018", "Fall 2022"])
def test_students_can_receive_credits_for_only_one_of_the_machine_learning_courses(
    one: str, other: str, term: str
) -> None:
    two = record(one, term=term), record(other, term=term)
    records = finished(*two, without=("COMS W4771", "COMS W4113"))
    assert status_of("total-points", records) == "unsatisfied"
    assert "mutual-exclusion" in (reason_of(one, records), reason_of(other, records))


# ------------------------------------------------------------- 3. Track Electives (6pts)


@pytest.mark.parametrize(("code", "title"), [course for row in ELECTIVES for course in row])
def test_track_electives_row_by_row(code: str, title: str | None) -> None:
    records = elective_with(record(code, title))
    assert judged(records) == SATISFIED
    assert code in filled("track-electives", records)


@pytest.mark.parametrize(
    ("one", "other"), [(row[0], other) for row in ELECTIVES for other in row[1:]]
)
def test_alternatives_stand_on_one_row_of_the_electives(one: Course, other: Course) -> None:
    rows = [
        filled("track-electives", elective_with(record(*course)))[course[0]]
        for course in (one, other)
    ]
    assert rows[0] == rows[1]


def test_every_other_course_of_the_list_has_a_row_of_its_own() -> None:
    rows = [
        filled("track-electives", elective_with(record(*row[0])))[row[0][0]]
        for row in ELECTIVES[::7]
    ]
    assert len(set(rows)) == len(rows)


@pytest.mark.parametrize(("code", "title"), ASK_FIRST)
def test_topics_and_projects_are_track_electives_with_an_approval(
    code: str, title: str | None
) -> None:
    records = elective_with(record(code, title))
    assert judged(records) == ONE_APPROVAL
    assert judged(records, approve("track-electives", code)) == SATISFIED
    refused = deny("track-electives", code)
    assert status_of("track-electives", records, refused) == "unsatisfied"


@pytest.mark.parametrize(("code", "title"), ASK_FIRST[:2])
def test_an_approval_of_one_topic_is_none_of_another(code: str, title: str) -> None:
    records = elective_with(record(code, title))
    assert judged(records, approve("track-electives", code, title=title)) == SATISFIED
    assert judged(records, approve("track-electives", code, title="Compilers")) == ONE_APPROVAL


@pytest.mark.parametrize(("code", "title", "term"), NOT_ELECTIVES)
def test_what_is_not_on_the_list_is_no_track_elective(
    code: str, title: str | None, term: str
) -> None:
    records = elective_with(record(code, title, term=term))
    assert status_of("track-electives", records) == "unsatisfied"


@pytest.mark.parametrize(
    ("term", "status"),
    [("Fall 2014", "satisfied"), ("Spring 2015", "unsatisfied"), ("Fall 2015", "unsatisfied")],
)
def test_as_of_spring_15_stat_4252_is_no_longer_a_track_elective(term: str, status: str) -> None:
    records = elective_with(record("STAT W4252", "Introduction to Data Science", term=term))
    assert status_of("track-electives", records) == status


@pytest.mark.parametrize(
    "title", ["Machine Learning Personalization", "ADV MACH LEARN PERSONALIZATION"]
)
@pytest.mark.parametrize(
    ("term", "expected"),
    [
        ("Fall 2017", ONE_APPROVAL),
        ("Spring 2018", SATISFIED),
        ("Fall 2018", ONE_APPROVAL),  # a topic like any other
    ],
)
def test_personalization_is_only_valid_if_taken_in_spring_2018(
    title: str, term: str, expected: tuple[str, Triple]
) -> None:
    assert judged(elective_with(record("COMS E6998", title, term=term))) == expected


@pytest.mark.parametrize(
    "two",
    [
        # the row of Advanced Machine Learning
        (
            record("COMS E6998", "Machine Learning Personalization", term="Spring 2018"),
            record("COMS W4772"),
        ),
        # all topics of one number stand on one row
        (record("COMS E6998", "Compilers"), record("COMS E6998", "Robot Learning")),
        (record("COMS E6901", term="Fall 2021"), record("COMS E6901", term="Fall 2022")),
    ],
    ids=["Advanced Machine Learning", "COMS 6998", "COMS 6901"],
)
def test_one_row_fills_one_elective_only(two: tuple[Record, Record]) -> None:
    records = finished("COMS W4773", *two, without=("COMS W4771", "COMS W4111", "COMS E6111"))
    given = [approve("track-electives", one["code"]) for one in two]
    assert status_of("track-electives", records, *given) == "unsatisfied"
    assert status_of("total-points", records, *given) == "satisfied"


@pytest.mark.parametrize(
    ("code", "one", "other"),
    [
        ("CSEE E6898", "Large-Scale Machine Learning", "Sparse Signal Modeling"),
        (
            "IEOR E8100",
            "Optimization Methods in Machine Learning",
            "Big Data & Machine Learning",
        ),
    ],
)
def test_two_rows_of_one_number_fill_two_electives(code: str, one: str, other: str) -> None:
    two = record(code, one), record(code, other)
    records = finished("COMS W4773", *two, without=("COMS W4771", "COMS W4111", "COMS E6111"))
    assert judged(records) == SATISFIED


@pytest.mark.parametrize("left", ["COMS W4111", "COMS E6111"])
def test_students_are_required_to_take_2_courses_from_the_list(left: str) -> None:
    records = finished("COMS W4773", "COMS E6156", without=("COMS W4771", left))
    assert status_of("track-electives", records) == "unsatisfied"


@pytest.mark.parametrize("code", ["COMS W4737", "STAT GR5242", "STAT GR5291", "COMS W4772"])
def test_at_least_one_of_the_electives_must_be_a_6000_level_course(code: str) -> None:
    more = ("COMS W4773", "COMS E6156", code)
    records = finished(*more, without=("COMS W4771", "COMS E6111", "COMS W4113"))
    assert status_of("points-6000", records) == "satisfied"
    assert status_of("track-electives", records) == "unsatisfied"


@pytest.mark.parametrize(
    ("points", "status"), [("2.99", "unsatisfied"), ("3.00", "satisfied"), ("4.50", "satisfied")]
)
def test_one_elective_has_to_be_a_3pt_6000_level_course(points: str, status: str) -> None:
    two = record("COMS E6111", credits=points), record("COMS W4111", credits="4.50")
    records = finished(*two, "COMS E6156", without=("COMS E6111", "COMS W4111"))
    assert status_of("track-electives", records) == status


@pytest.mark.parametrize(("points", "status"), [("2.99", "unsatisfied"), ("3.00", "satisfied")])
def test_track_electives_have_6_points_together(points: str, status: str) -> None:
    records = finished(record("COMS W4111", credits=points), "COMS W4460", without="COMS W4111")
    assert status_of("track-electives", records) == status


def test_track_electives_are_two_and_not_three_with_6_points() -> None:
    three = record("COMS W4111", credits="2.50"), record("COMS W4737", credits="0.50")
    records = finished(*three, without="COMS W4111")
    assert status_of("track-electives", records) == "unsatisfied"
    assert status_of("total-points", records) == "satisfied"


def test_students_cannot_double_count_a_required_course_as_a_track_elective() -> None:
    audit = audited(finished("COMS W4112", without="COMS W4111"))  # 4771 is on both lists
    assert (audit.status.value, audit.remaining.courses) == ("unsatisfied", 1)
    lists = [audit.requirement(id_) for id_ in ("required", "track-electives")]
    assert sorted(one.status.value for one in lists) == ["satisfied", "unsatisfied"]


def test_other_courses_on_this_list_may_be_used_as_general_electives() -> None:
    records = finished("ELEN E6885", "STAT GU4001", without=("COMS W4113", "COMS W4156"))
    assert judged(records) == SATISFIED  # not CS, and no approval


@pytest.mark.parametrize(("one", "other"), list(combinations(ONLY_ONE, 2)))
def test_only_1_of_these_as_a_track_elective_or_a_general_elective(one: str, other: str) -> None:
    # One and a half points each, so that the maximum of non-CS points leaves room for both.
    two = record(one, credits="1.50"), record(other, credits="1.50")
    given = [approve("general-electives", code) for code in (one, other)]
    records = finished(*two, without="COMS W4156")
    assert status_of("total-points", records, *given) == "unsatisfied"


@pytest.mark.parametrize("code", ONLY_ONE)
def test_one_of_these_counts(code: str) -> None:
    records = finished(code, without="COMS W4156")
    assert judged(records, approve("general-electives", code)) == SATISFIED


@pytest.mark.parametrize("code", ["STAT W4240", "STAT GR5241", "IEOR E4525"])
def test_ieor_4540_is_not_among_them(code: str) -> None:
    two = record(code, credits="1.50"), record("IEOR E4540", credits="1.50")
    given = approve("general-electives", code)
    assert judged(finished(*two, without="COMS W4156"), given) == SATISFIED


def test_only_1_of_these_holds_across_track_and_general_electives() -> None:
    records = finished("COMS W4773", "STAT W4240", "STAT GR5241",
                       without=("COMS W4771", "COMS W4111", "COMS W4156"))  # fmt: skip
    assert status_of("total-points", records) == "unsatisfied"


# ------------------------------------------------------------- 4. General Electives (6pts)


CS_GENERAL = record("CSOR W4231")


@pytest.mark.parametrize(("points", "status"), [("2.99", "unsatisfied"), ("3.00", "satisfied")])
def test_students_must_complete_six_credits_of_general_electives(points: str, status: str) -> None:
    records = few_general(CS_GENERAL, record("COMS W4113", credits=points))
    records[0]["credits"] = "6.50"
    assert status_of("general-electives", records) == status
    assert status_of("total-points", records) == "satisfied"


@pytest.mark.parametrize(("points", "status"), [("2.50", "unsatisfied"), ("3.00", "satisfied")])
def test_at_least_three_of_these_points_from_track_or_cs(points: str, status: str) -> None:
    # Three points of other courses at most, so the six have to be fewer to see it.
    fewer = {"kind": "change_limit", "limit": "general-electives", "credits": "5.00"}
    other = record("IEOR E4601"), record("CSOR W4231", credits=points)
    given = [fewer, approve("general-electives", "IEOR E4601")]
    assert status_of("general-electives", few_general(*other), *given) == status


@pytest.mark.parametrize(
    "course",
    [
        record("COMS W4419"),
        record("COMS W4995", "Compilers"),
        record("COMS W4995"),
        record("COMS E6998", "Compilers"),
        record("COMS E6901"),
        record("COMS E6910"),
        record("CSEE W4140"),
        record("CSOR W4246"),
        record("CSOR W4995", "Scheduling"),
        record("CBMF W4999"),
        record("STCS GR6100"),
        record("EECS E4340"),  # on the breadth table
        record("STAT GR5242"),  # on the list of electives
        record("STAT G6509"),  # in the required table
    ],
    ids=lambda course: f"{course['code']} {course['title'] or ''}".strip(),
)
def test_track_courses_and_cs_courses_need_no_approval_as_general_electives(course: Record) -> None:
    assert judged(finished(course, without="COMS W4156")) == SATISFIED


@pytest.mark.parametrize(
    ("code", "title"),
    [course for row in ELECTIVES for course in row if not course[0].startswith("COMS")],
)
def test_every_course_of_the_electives_is_a_track_course_as_general_elective(
    code: str, title: str | None
) -> None:
    records, given = general_with(record(code, title))
    assert judged(records, *given) == SATISFIED
    assert code in filled("general-electives", records, *given)


@pytest.mark.parametrize(
    "course",
    [
        record("IEOR E4601"),
        record("MATH GR6000"),
        record("ELEN E4903"),
        record("EECS E4321"),
        record("IEOR E8100", "Revenue Management"),
        record("APMA E4990", "Numerical Algorithms"),
        record("STAT GR8101", "Topics in Applied Statistics"),
        record("STAT W4252", term="Spring 2015"),
        record("CSOR E4995", "Financial Software Systems"),
    ],
    ids=lambda course: course["code"],
)
def test_non_cs_and_non_track_courses_count_if_approved(course: Record) -> None:
    records = finished(course, without="COMS W4156")
    assert judged(records) == ONE_APPROVAL
    assert judged(records, approve("general-electives", course["code"])) == SATISFIED
    assert judged(records, deny("general-electives", course["code"]))[0] == "unsatisfied"


@pytest.mark.parametrize(
    ("points", "without", "status"),
    [
        (("3.00",), ("COMS W4156",), "satisfied"),
        (("3.01",), ("COMS W4156",), "unsatisfied"),
        (("4.50",), ("COMS W4156",), "unsatisfied"),  # whole courses only
        (("1.50", "1.50"), ("COMS W4156",), "satisfied"),
        (("1.50", "1.51"), ("COMS W4156",), "unsatisfied"),
        (("3.00", "3.00"), ("COMS W4113", "COMS W4156"), "unsatisfied"),
    ],
)
def test_students_may_use_at_most_3_points_of_non_cs_coursework(
    points: tuple[str, ...], without: tuple[str, ...], status: str
) -> None:
    codes = ("IEOR E4601", "MATH GR6000")
    others = [record(code, credits=worth) for code, worth in zip(codes, points, strict=False)]
    given = [approve("general-electives", code) for code in codes]
    assert status_of("total-points", finished(*others, without=without), *given) == status


@pytest.mark.parametrize(("points", "status"), [("2.99", "unsatisfied"), ("3.00", "satisfied")])
def test_students_must_take_at_least_6_points_at_the_6000_level(points: str, status: str) -> None:
    records = finished(record("COMS E6118", credits=points), "COMS W4460", without="COMS E6118")
    assert status_of("points-6000", records) == status


@pytest.mark.parametrize("code", ["COMS E6910", "COMS E6915", "COMS W5999", "STAT GR5242"])
def test_fieldwork_and_technical_writing_are_not_technical_points(code: str) -> None:
    records = finished(code, without="COMS E6118")
    assert status_of("points-6000", records) == "unsatisfied"
    assert status_of("total-points", records) == "satisfied"


@pytest.mark.parametrize("code", ["COMS E6901", "COMS E6000", "STAT GR6101", "EECS E9101"])
def test_6000_level_means_6000_and_above(code: str) -> None:
    given = approve("general-electives", code)
    assert judged(finished(code, without="COMS E6118"), given) == SATISFIED


def test_6000_level_points_may_be_required_courses() -> None:
    assert judged(finished("STCS GR6701", "COMS W4460", without=("COMS W4771", "COMS E6118"))) == (
        SATISFIED
    )


@pytest.mark.parametrize("more", ["COMS W4419", "COMS E6901", "STAT GU4205"])
def test_general_electives_fill_up_to_30(more: str) -> None:
    assert judged(finished(more, without="COMS W4156")) == SATISFIED


@pytest.mark.parametrize("code", NEVER)
def test_data_science_institute_courses_do_not_count(code: str) -> None:
    records = finished(code, without="COMS W4156")
    given = approve("general-electives", code)
    assert judged(records, given)[0] == "unsatisfied"
    assert reason_of(code, records, given) == "excluded"


# ----------------------------------------------------------- Which course is it; what earns


@pytest.mark.parametrize(
    "spelling", ["COMS 4156", "COMSW4156", "COMS4156W", "coms w4156", "COMS W4156 sec 003"]
)
def test_identity_is_subject_and_number(spelling: str) -> None:
    assert judged(finished(spelling, without="COMS W4156")) == SATISFIED
    assert judged(finished(spelling, without="COMS W4113"))[0] == "unsatisfied"


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("COMS W4772", "COMS E6772"),
        ("CBMF W4761", "COMS W4761"),
        ("ELEN E6717", "COMS E6717"),
        ("CSEE W4119", "COMS W4119"),
        ("SIEO W4150", "STAT GU4001"),
        ("STAT GU4291", "STAT GR5291"),
        ("STAT GU4291", "STAT W4201"),
        ("STAT GU4243", "STAT W4249"),
        ("STAT GU4241", "STAT GR5241"),
        ("STAT GU4241", "STAT G4400"),
        ("STAT GU4224", "STAT GR5224"),
        ("STAT GU4224", "STAT W4640"),
        ("COMS G6509", "STCS GR6701"),
        ("STAT G6701", "COMS G6701"),
    ],
)
def test_one_course_under_several_codes_earns_credit_once(one: str, other: str) -> None:
    records = finished(one, other, without=("COMS W4113", "COMS W4156"))
    assert status_of("total-points", records) == "unsatisfied"
    assert "repeated" in (reason_of(one, records), reason_of(other, records))


@pytest.mark.parametrize(
    "two",
    [
        (record("COMS W4231", term="Fall 2021"), None),
        (record("COMS W4995", "Causal Inference"), record("COMS W4775")),
        (record("COMS W4419", term="Fall 2021"), record("COMS W4419")),
        (
            record("COMS W4995", "Compilers & Linkers"),
            record("COMS W4995", "COMPILERS AND LINKERS"),
        ),
    ],
    ids=["CSOR 4231", "Causal Inference", "COMS 4419", "COMS 4995"],
)
def test_a_course_taken_again_earns_credit_once(two: tuple[Record, Record | None]) -> None:
    more = [one for one in two if one is not None]
    records = finished(*more, without=("COMS W4113", "COMS W4156")[: len(more)])
    assert status_of("total-points", records) == "unsatisfied"


@pytest.mark.parametrize(
    ("code", "one", "other"),
    [
        ("COMS W4995", "Compilers", "Linkers"),
        ("COMS E6998", "Compilers", "Linkers"),
        ("CSOR W4995", "Compilers", "Linkers"),
        ("CSEE E6898", "Compilers", "Linkers"),
        ("IEOR E8100", "Big Data & Machine Learning", "Optimization Methods in Machine Learning"),
    ],
)
def test_under_a_topics_number_each_title_is_its_own_course(
    code: str, one: str, other: str
) -> None:
    records = finished(record(code, one), record(code, other), without=("COMS W4113", "COMS W4156"))
    assert judged(records) == SATISFIED


@pytest.mark.parametrize("code", ["COMS E6900", "COMS E6901", "COMS E6902", "COMS E6910"])
def test_projects_may_be_taken_several_times(code: str) -> None:
    two = record(code, term="Fall 2021"), record(code)
    assert judged(finished(*two, without=("COMS W4113", "COMS W4156"))) == SATISFIED


def test_eecs_6893_may_only_count_once() -> None:
    two = record("EECS E6893", "Big Data Analytics"), record("EECS E6893", "Topics")
    assert below_30(*two, without=("COMS W4113", "COMS W4156"))


@pytest.mark.parametrize("grade", ["A+", "A", "A-", "B+", "B", "B-", "C+", "C", "C-", "D"])
def test_a_letter_grade_down_to_d_earns_credit(grade: str) -> None:
    assert judged(finished(record("COMS W4156", grade=grade), without="COMS W4156")) == SATISFIED


@pytest.mark.parametrize("grade", ["F", "P", "R", "W", "UW", "AB", "AR"])
def test_these_marks_earn_no_credit(grade: str) -> None:
    assert below_30(record("COMS W4156", grade=grade), without="COMS W4156")


@pytest.mark.parametrize("grade", ["IN", "INC", "MU", "CP", "YC"])
def test_these_marks_count_like_a_course_in_progress(grade: str) -> None:
    records = finished(record("COMS W4156", grade=grade), without="COMS W4156")
    assert judged(records) == ("conditional", (0, 1, 0))


@pytest.mark.parametrize(
    ("status", "expected"),
    [("in_progress", ("conditional", (0, 1, 0))), ("planned", ("conditional", (0, 0, 1)))],
)
def test_courses_in_progress_and_planned_are_assumptions(
    status: str, expected: tuple[str, Triple]
) -> None:
    course = record("COMS W4156", grade=None, status=status)
    assert judged(finished(course, without="COMS W4156")) == expected


def test_credit_from_elsewhere_earns_no_points() -> None:
    records = finished(record("COMS W4156", status="transfer"), without="COMS W4156")
    assert status_of("total-points", records) == "unsatisfied"
    assert reason_of("COMS W4156", records) == "transfer-not-accepted"


def test_the_answer_rests_on_as_few_approvals_as_can_be() -> None:
    going_on = record("COMS W4419", grade=None, status="in_progress")
    records = finished("IEOR E4601", going_on, without="COMS W4156")
    assert judged(records) == ("conditional", (0, 1, 0))
