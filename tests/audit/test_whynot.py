"""Why a course does not count where somebody expects it: each answer with its code."""

from __future__ import annotations

import pickle
from decimal import Decimal
from typing import Any

import pytest

from degreekit.adjustments import read_adjustments
from degreekit.audit import Audit, AuditNotLive, Auditor, UnknownRequirement
from degreekit.audit.codes import UNAPPLIED_CODES, WHY_NOT_CODES
from degreekit.courses import InvalidCourseCode
from degreekit.requirements import Program

from .small import program, take, transcript
from .strategies import SMALL

ONE = program(take("core", "CS 4101"))
#: Any course would do for the first.
TIGHT = program(take("core", "CS *"), take("rest", "CS 4101 | CS 4201"))
#: Either course would do for either.
LOOSE = program(take("core", "CS *"), take("rest", "CS *"))


def record(code: str, **more: Any) -> dict[str, Any]:
    return {"code": code, "credits": "3", "grade": "A", **more}


def limited(**limit: Any) -> Program:
    return program(
        take("core", "CS *", courses=None, credits=3),
        limits=[{"id": "limit", "title": "The limit", "courses": "CS *", **limit}],
    )


def audit(rules: Program, *records: dict[str, Any], decided: Any = ()) -> Audit:
    return Auditor(rules, SMALL).audit(transcript(*records), read_adjustments(decided))


# reason, rules, records, decisions, the course, the requirement, the sentence
CASES: list[tuple[str, Program, list[dict[str, Any]], list[dict[str, Any]], str, str, str]] = [
    (
        "applied",
        ONE,
        [record("CS 4101")],
        [],
        "CS 4101",
        "core",
        "CS 4101 is applied to Core",
    ),
    (
        "no-list",
        program(
            take("core", "CS 4101"), {"kind": "check", "id": "all", "title": "All", "credits": 3}
        ),
        [record("CS 4101")],
        [],
        "CS 4101",
        "all",
        "All takes no courses: it counts courses that are applied to other requirements",
    ),
    (
        "not-on-record",
        ONE,
        [],
        [],
        "CS 4102",
        "core",
        "CS 4102 Networks is not on the transcript",
    ),
    (
        "not-eligible",
        ONE,
        [record("CS 4102")],
        [],
        "CS 4102",
        "core",
        "CS 4102 is not on the list of Core",
    ),
    (
        "more-would-remain",
        TIGHT,
        [record("CS 4101"), record("CS 4102")],
        [],
        "CS 4101",
        "core",
        (
            "with CS 4101 applied to Core, 1 course would be left to take instead of 0: Rest would "
            "no longer be met"
        ),
    ),
    (
        "more-would-remain",
        program(take("core", "CS *"), take("rest", "CS 4101")),
        [record("CS 4101"), record("CS 4102")],
        [],
        "CS 4101",
        "core",
        "with CS 4101 applied to Core, Rest could not be met at all",
    ),
    (
        "more-assumed",
        program(take("core", "CS 4101 | CS 4201"), take("rest", "CS 4101 | CS 4102")),
        [record("CS 4101"), record("CS 4102"), record("CS 4201", grade=None)],
        [],
        "CS 4101",
        "rest",
        "with CS 4101 applied to Rest, the result would depend on more assumptions",
    ),
    (
        "fewer-met",
        program(
            take("core", "CS 4101 | CS 4201"),
            take("rest", "CS 4101 | CS 4102 | CS 6101", courses=2),
        ),
        [record("CS 4101")],
        [],
        "CS 4101",
        "rest",
        (
            "with CS 4101 applied to Rest, fewer requirements would be met by the courses on "
            "record: Core would no longer be met"
        ),
    ),
    (
        "as-good",
        LOOSE,
        [record("CS 4101", term="Fall 2022"), record("CS 4102", term="Fall 2023")],
        [],
        "CS 4101",
        "rest",
        (
            "with CS 4101 (Fall 2022) applied to Rest, the result would be just as good: among "
            "equals the audit takes the first in the order of the program"
        ),
    ),
    (
        "not-eligible",
        program(
            {
                "kind": "if",
                "id": "new",
                "title": "New",
                "condition": {"kind": "fact", "name": "new", "values": ["yes"]},
                "then": take("core", "CS 4101"),
                "otherwise": take("rest", "CS 4102"),
            }
        ),
        [record("CS 4101")],
        [],
        "CS 4101",
        "core",
        "CS 4101 cannot be applied to Core: the list is not open for this student",
    ),
    (
        "failed",
        ONE,
        [record("CS 4101", grade="F")],
        [],
        "CS 4101",
        "core",
        "CS 4101: a failed course earns no credit",
    ),
    (
        "no-degree-credit",
        program(take("core", "CS *")).replaced(credit={"kind": "level", "at_least": 4000}),
        [record("CS 1004")],
        [],
        "CS 1004",
        "core",
        (
            "CS 1004 cannot be applied to Core: only courses at the 4000 level or above count "
            "toward the degree"
        ),
    ),
    (
        "excluded",
        limited(courses="CS 4102", most_courses=0),
        [record("CS 4102")],
        [],
        "CS 4102",
        "core",
        "CS 4102 cannot be applied to Core: it never counts: The limit",
    ),
    (
        "over-limit",
        limited(most_credits=2),
        [record("CS 4102")],
        [],
        "CS 4102",
        "core",
        "CS 4102 cannot be applied to Core: on its own it exceeds a limit: The limit",
    ),
    (
        "denied",
        ONE,
        [record("CS 4101")],
        [{"kind": "deny", "course": "CS 4101"}],
        "CS 4101",
        "core",
        "CS 4101 cannot be applied to Core: it was refused or excluded for this student",
    ),
    (
        "applied-elsewhere",
        program(take("core", "CS 4101"), take("rest", "MA *")),
        [record("CS 4101")],
        [{"kind": "apply_here", "requirement": "rest", "course": "CS 4101"}],
        "CS 4101",
        "core",
        "CS 4101 cannot be applied to Core: it was decided to be applied elsewhere",
    ),
]


@pytest.mark.parametrize(
    ("reason", "rules", "records", "decided", "course", "requirement", "sentence"),
    CASES,
    ids=[f"{number}-{case[0]}" for number, case in enumerate(CASES)],
)
def test_a_course_that_is_not_applied_there_says_why(
    reason: str,
    rules: Program,
    records: list[dict[str, Any]],
    decided: list[dict[str, Any]],
    course: str,
    requirement: str,
    sentence: str,
) -> None:
    (answer,) = audit(rules, *records, decided=decided).why_not(course, requirement)
    assert (answer.reason, answer.text) == (reason, sentence)


def test_every_answer_has_its_example() -> None:
    asked = {case[0] for case in CASES}
    assert {code.code for code in WHY_NOT_CODES} <= asked
    assert asked <= {code.code for code in (*WHY_NOT_CODES, *UNAPPLIED_CODES)}


def test_an_answer_says_what_would_remain_with_the_course_applied_there() -> None:
    found = audit(TIGHT, record("CS 4101"), record("CS 4102"))
    (worse,) = found.why_not("CS 4101", "core")
    assert (worse.record, worse.courses, worse.credits) == (0, 1, Decimal(3))
    (refused,) = found.why_not("CS 4102", "rest")
    assert (refused.record, refused.courses, refused.credits) == (1, None, None)


def test_each_record_of_the_course_has_its_answer() -> None:
    twice = [record("CS 4101", grade="F", term="Fall 2022"), record("CS 4101", term="Fall 2023")]
    answers = audit(ONE, *twice).why_not("CS 4101", "core")
    assert [(one.record, one.reason) for one in answers] == [(0, "failed"), (1, "applied")]


def test_a_requirement_stands_for_every_list_below_it() -> None:
    found = audit(LOOSE, record("CS 4101"), record("CS 4102"))
    assert [one.reason for one in found.why_not("CS 4102", "degree")] == ["applied"]


def test_a_requirement_that_is_not_there_is_an_error_with_the_ids_there_are() -> None:
    with pytest.raises(
        UnknownRequirement, match="'nowhere': its requirements are degree, core"
    ) as caught:
        audit(ONE).why_not("CS 4101", "nowhere")
    assert (caught.value.requirement, caught.value.known) == ("nowhere", ("degree", "core"))


def test_what_is_no_course_code_is_an_error() -> None:
    with pytest.raises(InvalidCourseCode):
        audit(ONE).why_not("?", "core")


def test_an_audit_that_was_read_from_data_says_that_it_cannot_answer() -> None:
    found = audit(ONE, record("CS 4101"))
    with pytest.raises(AuditNotLive, match="audit the transcript again"):
        Audit.model_validate_json(found.to_json()).why_not("CS 4101", "core")


def test_what_answers_questions_is_no_part_of_an_audit() -> None:
    found, again = audit(ONE, record("CS 4101")), audit(ONE, record("CS 4101"))
    assert found == again
    assert hash(found) == hash(again)
    assert found == Audit.model_validate_json(found.to_json())
    assert found != audit(ONE)
    assert pickle.loads(pickle.dumps(found)) == found  # noqa: S301  # our own
    assert "why_not" not in found.to_data()
