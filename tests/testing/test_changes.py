"""The mutation check makes a change only where it could matter to some student."""

from __future__ import annotations

from itertools import product

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from degreekit.audit import Auditor
from degreekit.courses import Institution
from degreekit.requirements import (
    All,
    Check,
    Choose,
    HasLevel,
    If,
    InSet,
    Milestone,
    Program,
    Row,
    Started,
    Take,
)
from degreekit.testing import mutants
from degreekit.transcript import Transcript

HERE = Institution(
    id="here",
    title="Here",
    cross_lists=(("CS 10", "MATH 110"), ("CS 30", "STAT 30")),
    renumberings=({"old": "CS 5", "new": "CS 20", "since": "Fall 2020"},),
)


def _program(*parts: object, **more: object) -> Program:
    root = All(id="degree", title="Degree", parts=parts)
    return Program(id="demo", title="Demo", edition="1", institution="here", root=root, **more)


def _names(program: Program, institution: Institution | None = HERE) -> set[str]:
    return {mutant.name for mutant in mutants(program, institution)}


def _exam(number: int, counts_as: int = 1) -> Milestone:
    return Milestone(id=f"exam-{number}", title=f"Exam {number}", counts_as=counts_as)


def _list(courses: str, **more: object) -> Take:
    row = Row(courses=InSet(courses=courses, **more), title="Row")
    return Take(id="list", title="List", courses=1, rows=(row,))


def test_nothing_counts_as_another_number_of_parts_outside_a_choice() -> None:
    total = Check(id="total", title="Total", credits=30)
    assert not [name for name in _names(_program(_exam(1), total)) if "counts as" in name]


def test_a_part_counts_as_two_only_where_a_choice_asks_for_two() -> None:
    exams = (_exam(1), _exam(2), _exam(3))
    one = _names(_program(Choose(id="exams", title="Exams", at_least=1, parts=exams)))
    two = _names(_program(Choose(id="exams", title="Exams", at_least=2, parts=exams)))
    assert "exam-1: counts as 0 for 1" in one & two
    assert "exam-1: counts as 2 for 1" in two - one


def test_a_branch_counts_in_the_place_of_its_condition() -> None:
    branch = If(id="when", title="When", condition=Started(before="Fall 2022"), then=_exam(1))
    choice = Choose(id="exams", title="Exams", at_least=2, parts=(branch, _exam(2)))
    assert "exam-1: counts as 2 for 1" in _names(_program(choice))


@settings(max_examples=40, deadline=None)
@given(
    st.lists(st.integers(0, 3), min_size=1, max_size=4),
    st.integers(1, 6),
)
def test_a_part_counts_as_another_number_where_some_student_could_tell(
    counts: list[int], at_least: int
) -> None:
    exams = tuple(_exam(number, count) for number, count in enumerate(counts))
    made = _names(
        _program(Choose(id="exams", title="Exams", at_least=at_least, parts=exams), _exam(9))
    )
    for number, count in enumerate(counts):
        for other in (count - 1, count + 1):
            changed = [*counts[:number], other, *counts[number + 1 :]]
            told = any(
                (sum(a for a, done in zip(counts, passed, strict=True) if done) >= at_least)
                != (sum(b for b, done in zip(changed, passed, strict=True) if done) >= at_least)
                for passed in product((False, True), repeat=len(counts))
            )
            name = f"exam-{number}: counts as {other} for {count}"
            assert (name in made) == (told and other >= 0), name


STUDENTS = [
    Transcript.model_validate(
        {"records": [dict(zip(("code", "title", "term", "credits"), (*one, 3), strict=True))]}
    )
    for one in product(
        ("CS 5", "CS 10", "CS 20", "CS 30", "MATH 110", "STAT 30"),
        (None, "Seminar"),
        (None, "Spring 2020", "Fall 2020", "Fall 2024"),
    )
]


@pytest.mark.parametrize(
    "courses",
    [
        "CS 10",
        "CS 10 | MATH 110",
        "CS 7",
        "CS 5",
        "CS 20",
        "CS 5 | CS 20",
        "CS 5 before Fall 2020 | CS 20",
        "CS 5 since Fall 2020",
        "CS 10-20",
        "STAT *",
        "CS *",
        "*",
        'CS 10 "Seminar"',
    ],
)
def test_as_printed_is_turned_where_some_student_could_tell(courses: str) -> None:
    by_any_code, by_record = _program(_list(courses)), _program(_list(courses, as_printed=True))
    audits = Auditor(by_any_code, HERE), Auditor(by_record, HERE)
    told = any(audits[0].status(one) != audits[1].status(one) for one in STUDENTS)
    assert ("list row 1 Row: as printed yes" in _names(by_any_code)) == told
    assert ("list row 1 Row: as printed no" in _names(by_record)) == told


def test_as_printed_is_turned_for_the_program_where_some_rule_asks_for_such_a_course() -> None:
    name = "demo: as printed yes"
    assert name in _names(_program(_list("CS 10")))
    assert name not in _names(_program(_list("CS 7")))
    level = Check(id="level", title="Level", credits=3, where=HasLevel(at_least=100))
    assert name in _names(_program(level))


def test_as_printed_is_turned_nowhere_where_the_whole_program_goes_by_the_record() -> None:
    names = _names(_program(_list("CS 10"), as_printed=True))
    assert [name for name in names if "as printed" in name] == ["demo: as printed no"]


def test_without_an_institution_each_code_is_a_course_of_its_own() -> None:
    names = _names(_program(_list("CS 10")), None)
    assert not [name for name in names if "as printed" in name]


def test_a_share_is_a_little_more_and_a_little_less() -> None:
    for share, others in (("1/3", {"3/10", "11/30"}), ("0.5", {"9/20", "11/20"}), ("1", {"9/10"})):
        part = Check(id="part", title="Part", share=share, where="CS 3xx")
        rules = _program(Take(id="cs", title="CS", rows=(Row(courses="CS *"),), credits=6), part)
        changed = {name for name in _names(rules) if ": share " in name}
        assert changed == {f"part: share {other} for {share}" for other in others}
