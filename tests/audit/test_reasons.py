"""Every record that is not applied has its reason: the code and a sentence."""

from __future__ import annotations

from typing import Any

import pytest

from degreekit.adjustments import read_adjustments
from degreekit.audit import AUDIT_CODES, Auditor
from degreekit.audit.codes import UNAPPLIED_CODES
from degreekit.requirements import Program

from .small import program, take, transcript
from .strategies import SMALL

DONE = {"credits": "3", "grade": "A"}
ONE = program(take("core", "CS 4101"))
TWO = program(take("core", "CS *", courses=2))


def record(code: str, **more: Any) -> dict[str, Any]:
    return {"code": code, **DONE, **more}


def limited(**limit: Any) -> Program:
    return program(
        take("core", "CS *", courses=None, credits=3),
        limits=[{"id": "limit", "title": "The limit", "courses": "CS *", **limit}],
    )


# reason, rules, records of which the last is not applied, decisions, sentence
CASES: list[tuple[str, Program, list[dict[str, Any]], list[dict[str, Any]], str]] = [
    (
        "failed",
        ONE,
        [record("CS 4101", grade="F")],
        [],
        "a failed course earns no credit",
    ),
    (
        "withdrawn",
        ONE,
        [record("CS 4101", grade="W")],
        [],
        "a withdrawn course earns no credit",
    ),
    (
        "grade-earns-no-credit",
        ONE,
        [record("CS 4101", grade="P")],
        [],
        "the mark P earns no credit in this program",
    ),
    (
        "unknown-grade",
        ONE,
        [record("CS 4101", grade="Q")],
        [],
        "the mark Q is not on the program's grade scale",
    ),
    (
        "transfer-not-accepted",
        ONE.replaced(transfer=False),
        [record("CS 4101", status="transfer")],
        [],
        "credit from elsewhere does not count in this program",
    ),
    (
        "no-degree-credit",
        TWO.replaced(credit={"kind": "level", "at_least": 4000}),
        [record("CS 1004")],
        [],
        "only courses at the 4000 level or above count toward the degree",
    ),
    (
        "excluded",
        limited(courses="CS 4102", most_courses=0),
        [record("CS 4102")],
        [],
        "it never counts: The limit",
    ),
    (
        "denied",
        ONE,
        [record("CS 4101")],
        [{"kind": "deny", "course": "CS 4101"}],
        "Core: it was refused or excluded for this student",
    ),
    (
        "applied-elsewhere",
        program(take("core", "CS 4101"), take("rest", "MA *")),
        [record("CS 4101")],
        [{"kind": "apply_here", "requirement": "rest", "course": "CS 4101"}],
        "Core: it was decided to be applied elsewhere",
    ),
    (
        "not-eligible",
        ONE,
        [record("MA 4201")],
        [],
        "no requirement of the program accepts it",
    ),
    (
        "repeated",
        TWO,
        [record("CS 4101", term="Fall 2022"), record("CS 4101", term="Fall 2023")],
        [],
        "a course counts only once: CS 4101 (Fall 2022) is counted instead",
    ),
    (
        "mutual-exclusion",
        limited(most_courses=1),
        [record("CS 4101", term="Fall 2022"), record("CS 4102", term="Fall 2023")],
        [],
        "only one may count (The limit): CS 4101 (Fall 2022) is counted instead",
    ),
    (
        "over-limit",
        limited(most_credits=3),
        [record("CS 4101", term="Fall 2022"), record("CS 4102", term="Fall 2023")],
        [],
        'the limit "The limit" is already reached by CS 4101 (Fall 2022)',
    ),
    (
        "row-filled",
        program(take("core", [{"courses": "CS *", "title": "Any", "most_courses": 1}, "MA *"], 2)),
        [record("CS 4101", term="Fall 2022"), record("CS 4102", term="Fall 2023")],
        [],
        'the row "Any" is already filled by CS 4101 (Fall 2022)',
    ),
    (
        "list-full",
        program(take("core", "CS *")),
        [record("CS 4101", term="Fall 2022"), record("CS 4102", term="Fall 2023")],
        [],
        "Core already has all it needs",
    ),
    (
        "not-needed",
        program(take("core", "CS *", courses=None, credits=3)),
        [record("CS 4101", term="Fall 2022"), record("CS 4102", grade=None)],
        [],
        "it could count for Core (it is in progress), but you don't need it",
    ),
    (
        "completes-milestone",
        program({"kind": "milestone", "id": "talk", "title": "Talk", "met_by": "CS 4190"}),
        [record("CS 4190")],
        [],
        "it completes Talk, and counts nowhere else",
    ),
]


@pytest.mark.parametrize(
    ("reason", "rules", "records", "decided", "sentence"), CASES, ids=[case[0] for case in CASES]
)
def test_a_record_that_is_not_applied_says_why(
    reason: str,
    rules: Program,
    records: list[dict[str, Any]],
    decided: list[dict[str, Any]],
    sentence: str,
) -> None:
    found = Auditor(rules, SMALL).audit(transcript(*records), read_adjustments(decided))
    (one,) = found.unapplied
    assert one.record == len(records) - 1
    assert (one.reason, one.text) == (reason, sentence)


def test_every_reason_has_its_example() -> None:
    assert {case[0] for case in CASES} == {code.code for code in UNAPPLIED_CODES}


def test_every_reason_is_given_once_and_explained() -> None:
    codes = [code.code for code in AUDIT_CODES]
    assert len(codes) == len(set(codes))
    for code in AUDIT_CODES:
        assert code.title
        assert code.meaning.endswith(".")
        assert code.advice.endswith(".")


@pytest.mark.parametrize(
    ("records", "because"),
    [
        ([record("CS 4101"), record("CS 4102", grade=None, status="planned")], "it is planned"),
        ([record("CS 4101"), record("CS 6101")], "it needs an approval"),
    ],
)
def test_what_is_not_needed_says_on_what_it_would_rest(
    records: list[dict[str, Any]], because: str
) -> None:
    rows = [{"courses": "CS 6101", "approval": "the advisor"}, "CS *"]
    rules = program(take("core", rows, None, credits=3))
    (one,) = Auditor(rules, SMALL).audit(transcript(*records)).unapplied
    assert one.reason == "not-needed"
    assert because in one.text


def test_a_record_with_several_reasons_names_the_one_to_know() -> None:
    rules = program(
        take("core", "CS *"),
        limits=[{"id": "one", "title": "One", "courses": "CS *", "most_courses": 1}],
    )
    again = [record("CS 4101", term="Fall 2022"), record("CS 4101", term="Fall 2023")]
    (one,) = Auditor(rules, SMALL).audit(transcript(*again)).unapplied
    assert one.reason == "repeated"


def test_every_record_is_either_applied_or_has_a_reason() -> None:
    records = [record("CS 4101"), record("CS 4102"), record("XX 1"), record("CS 4201", grade="F")]
    found = Auditor(ONE, SMALL).audit(transcript(*records))
    core = found.requirement("core")
    assert core is not None
    places = sorted([one.record for one in core.applied] + [one.record for one in found.unapplied])
    assert places == [0, 1, 2, 3]
