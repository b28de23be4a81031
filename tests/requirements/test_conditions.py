"""Conditions on the student pick the branch of an `If`."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from pydantic import TypeAdapter

from degreekit.courses import RecordStatus, Term
from degreekit.requirements import Condition
from degreekit.transcript import Student

from .everything import candidate

CONDITIONS: TypeAdapter[Any] = TypeAdapter(Condition)


def holds(condition: dict[str, Any], student: Student | None = None, courses: Any = ()) -> bool:
    found: bool = CONDITIONS.validate_python(condition).holds(student or Student(), courses)
    return found


SINCE = {"kind": "started", "since": "Fall 2020", "before": "Fall 2022"}


@pytest.mark.parametrize(
    ("first", "expected"),
    [("Fall 2020", True), ("Summer 2022", True), ("Summer 2020", False), ("Fall 2022", False)],
)
def test_the_first_term_lies_within_the_bounds(first: str, expected: bool) -> None:
    assert holds(SINCE, Student(first_term=Term.parse(first))) is expected


def test_without_a_first_term_the_earliest_course_says_it() -> None:
    taken = [candidate(term="Fall 2021"), candidate(term="Fall 2020"), candidate()]
    assert holds(SINCE, courses=taken)
    assert not holds(SINCE, courses=[*taken, candidate(term="Fall 2019")])


def test_whoever_has_no_records_yet_begins_now_and_is_of_no_old_cohort() -> None:
    assert not holds(SINCE)
    assert holds({"kind": "started", "since": "Fall 2020"})
    assert not holds({"kind": "started", "before": "Fall 2020"})
    assert holds(SINCE, Student(as_of=Term.parse("Fall 2021")))


@pytest.mark.parametrize(
    "elsewhere", [{"status": RecordStatus.TRANSFER}, {"institution": "Elsewhere College"}]
)
def test_the_start_of_study_is_never_that_of_credit_from_elsewhere(elsewhere: Any) -> None:
    before = replace(candidate(term="Fall 2015"), **elsewhere)
    assert holds(SINCE, courses=[before, candidate(term="Fall 2021")])
    assert not holds(SINCE, courses=[before])


def test_a_fact_has_one_of_its_values() -> None:
    condition = {"kind": "fact", "name": "track", "values": ["ml", "nlp"]}
    assert holds(condition, Student(facts={"track": "nlp"}))
    assert not holds(condition, Student(facts={"track": "vision"}))
    assert not holds(condition)


@pytest.mark.parametrize("status", list(RecordStatus))
def test_taken_means_done_or_being_done(status: RecordStatus) -> None:
    counts = {RecordStatus.COMPLETED, RecordStatus.IN_PROGRESS, RecordStatus.TRANSFER}
    condition = {"kind": "taken", "courses": "COMS 4771"}
    assert holds(condition, courses=[candidate(status=status)]) is (status in counts)


def test_so_many_have_to_be_taken() -> None:
    condition = {"kind": "taken", "courses": "COMS *", "at_least": 2}
    assert not holds(condition, courses=[candidate(), candidate("STAT 4001")])
    assert holds(condition, courses=[candidate(), candidate("COMS 4111")])


YES = {"kind": "fact", "name": "a", "values": ["yes"]}
NO = {"kind": "fact", "name": "b", "values": ["yes"]}


def test_not_every_and_any_are_what_they_are_in_logic() -> None:
    student = Student(facts={"a": "yes"})
    assert not holds({"kind": "not", "condition": YES}, student)
    assert holds({"kind": "not", "condition": NO}, student)
    assert not holds({"kind": "every", "conditions": [YES, NO]}, student)
    assert holds({"kind": "every", "conditions": [YES, YES]}, student)
    assert holds({"kind": "every", "any": True, "conditions": [NO, YES]}, student)
    assert not holds({"kind": "every", "any": True, "conditions": [NO, NO]}, student)
