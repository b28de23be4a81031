"""The oracle agrees with every hand-written case, and its parts do what they say."""

from __future__ import annotations

import json
import random
from fractions import Fraction
from pathlib import Path
from typing import Any

import oracle
import pytest
from random_transcripts import random_case

from degreekit.testing import Case, load_cases

#: The oracle knows the decisions that name a course or a requirement; numbers it has built in. It
#: reads whole titles only: what one that is cut may stand for, the engine's own oracle enumerates.
CASES = [
    case
    for case in load_cases(Path(__file__).resolve().parent / "cases")
    if {one.kind.value for one in case.adjustments} <= oracle.KNOWN_KINDS
    and case.path.name != "titles.cases.md"
]


def _record(code: str, title: str | None = None, **more: Any) -> dict[str, Any]:
    return {
        "code": code,
        "title": title,
        "credits": "3.00",
        "grade": "A-",
        "term": "Fall 2022",
        **more,
    }


def _finished() -> list[dict[str, Any]]:
    """Return ten courses that complete the degree."""
    return [
        _record(code)
        for code in (
            "COMS W4771", "COMS W4705", "COMS W4111", "COMS E6111", "COMS W4118",
            "CSOR W4231", "COMS E6118", "COMS W4156", "COMS W4170", "COMS W4113",
        )
    ]  # fmt: skip


def test_there_are_cases() -> None:
    assert len(CASES) >= 60


def _plain(case: Case) -> tuple[dict[str, Any], list[dict[str, Any]]]:
    """Return the transcript, with codes as they are printed, and the decisions, as plain data."""
    transcript = case.transcript.to_data()
    for data, record in zip(transcript["records"], case.transcript.records, strict=True):
        data["code"] = record.code.printed
    given = [one.model_dump(mode="json", exclude_none=True) for one in case.adjustments]
    return transcript, [{"for": one.get("replaces"), **one} for one in given]


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_oracle_agrees_with_case(case: Case) -> None:
    transcript, adjustments = _plain(case)
    verdict = oracle.judge(transcript, adjustments)
    for expected in case.expected:
        if expected.requirement is not None:
            # Unsatisfied even if nothing else were asked: so in every reading.
            found = oracle.alone(transcript, adjustments, expected.requirement)
            assert found == expected.status
            continue
        assert verdict.status == expected.status, case.why
        if expected.assumptions is not None:
            assert verdict.assumptions == expected.assumptions
        if expected.remaining is not None:
            courses = 0 if expected.remaining == "nothing" else int(expected.remaining.split()[0])
            assert oracle.least_remaining(transcript, adjustments) == courses


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("COMS W4771", ("COMS", 4771)),
        ("COMS 4771", ("COMS", 4771)),
        ("COMSW4771", ("COMS", 4771)),
        ("COMS4771W", ("COMS", 4771)),
        ("COMS4771", ("COMS", 4771)),
        ("STAT GR5241", ("STAT", 5241)),
        ("STATGU4241", ("STAT", 4241)),
        ("COMS W4995 sec 003", ("COMS", 4995)),
        ("COMS W 4995-014", ("COMS", 4995)),
        ("COMS E 6998-024", ("COMS", 6998)),
        ("COMS 4995.001", ("COMS", 4995)),
        ("E6998.004", ("COMS", 6998)),
        ("W4771-20231-001", ("COMS", 4771)),
        ("20231COMS4771W001", ("COMS", 4771)),
        ("COMS W4771 001", ("COMS", 4771)),
        ("COMS W4771 V01", ("COMS", 4771)),
        ("COMS W4111x and y", ("COMS", 4111)),
        ("  coms   w4111 ", ("COMS", 4111)),
        ("COMS W47711", None),
        ("Machine Learning", None),
        ("", None),
    ],
)
def test_code_spellings(text: str, code: tuple[str, int] | None) -> None:
    assert oracle.parse_code(text) == code


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Big Data & Machine Learning", "BIG DATA AND MACHINE LEARNING"),
        ("Large-Scale Machine Learning", "large scale machine learning."),
        ("Neural Networks and Deep Learning", "Neural Networks Deep Learning"),
        ("Topics: Applied Causality", "Topics Applied Causality"),
        (None, ""),
    ],
)
def test_titles_that_are_equal(one: str | None, other: str | None) -> None:
    assert oracle.normal_title(one) == oracle.normal_title(other)


def test_titles_that_differ() -> None:
    assert oracle.normal_title("Causal Inference") != oracle.normal_title("Causal Inference II")


@pytest.mark.parametrize(
    ("text", "term"),
    [
        ("Fall 2023", (2023, 3)),
        ("2018 Spring", (2018, 1)),
        ("20203", (2020, 3)),
        ("SUMMER 2015", (2015, 2)),
        (None, None),
        ("someday", None),
    ],
)
def test_terms(text: str | None, term: tuple[int, int] | None) -> None:
    assert oracle.parse_term(text) == term


def test_gpa_is_exact() -> None:
    third = [_record("COMS W4118", grade="B+", credits="0.1")] * 3
    assert oracle.gpa({"records": third}) == Fraction("3.33")
    assert oracle.gpa({"records": [_record("COMS W4118", grade="P")]}) is None


@pytest.mark.parametrize(
    ("extra", "status"),
    [
        # 27 grade points over ten courses; 0.01 point of a lower grade is enough to fall below.
        ([], "satisfied"),
        ([_record("COMS W4444", grade="B-", credits="0.01")], "unsatisfied"),
        ([_record("COMS W4444", grade="B", credits="0.01")], "satisfied"),
        ([_record("COMS W4444", grade="F", status="withdrawn")], "satisfied"),
        ([_record("COMS W4444", grade="F", status="transfer")], "satisfied"),
    ],
)
def test_gpa_boundary(extra: list[dict[str, Any]], status: str) -> None:
    grades = ["B"] * 7 + ["C"] * 3
    records = [
        {**record, "grade": grade} for record, grade in zip(_finished(), grades, strict=True)
    ]
    assert oracle.judge({"records": records + extra}).status == status


@pytest.mark.parametrize("kind", ["number", "text"])
def test_points_in_any_form(kind: str) -> None:
    records = [{**r, "credits": 3 if kind == "number" else "3"} for r in _finished()]
    assert oracle.judge({"records": records}).status == "satisfied"


def test_order_of_records_does_not_matter() -> None:
    rng = random.Random(7)
    for _ in range(60):
        transcript, adjustments = random_case(rng)
        before = oracle.judge(transcript, adjustments)
        rng.shuffle(transcript["records"])
        assert oracle.judge(transcript, adjustments) == before


def test_placement_shown_is_a_placement() -> None:
    verdict = oracle.judge({"records": _finished()})
    assert verdict.placement is not None
    three = [
        index
        for requirement in ("required", "track-electives", "general-electives")
        for index in verdict.placement[requirement]
    ]
    assert sorted(three) == sorted(set(three))
    assert set(verdict.placement["breadth"]) <= set(three)


def test_unknown_adjustment_is_not_ignored() -> None:
    with pytest.raises(ValueError, match="apply_here"):
        oracle.judge({"records": _finished()}, [{"kind": "apply_here", "course": "COMS W4118"}])


def test_printed_tables_have_every_row() -> None:
    # 13 rows; 56 rows and STAT W4252, which stands at the foot of the page.
    assert len(oracle.REQUIRED_ROWS) == 13
    assert len(oracle.ELECTIVE_ROWS) == 57
    assert [row.group for row in oracle.REQUIRED_ROWS].count("A") == 9


@pytest.mark.parametrize("seed", range(12))
def test_leaving_courses_out_changes_nothing(seed: int) -> None:
    transcript, adjustments = random_case(random.Random(seed))
    pruned = oracle.least_remaining(transcript, adjustments, 1)
    assert pruned == oracle.least_remaining(transcript, adjustments, 1, prune=False)


def test_random_case_is_the_same_for_the_same_seed() -> None:
    for seed in range(50):
        assert random_case(random.Random(seed)) == random_case(random.Random(seed))


def test_random_cases_are_plain_json_and_of_all_kinds() -> None:
    rng = random.Random(2023)
    seen = []
    for _ in range(300):
        transcript, adjustments = random_case(rng)
        assert json.loads(json.dumps([transcript, adjustments])) == [transcript, adjustments]
        assert 1 <= len(transcript["records"]) <= 12
        seen.append(oracle.judge(transcript, adjustments).status)
    for status in ("satisfied", "conditional", "unsatisfied"):
        assert seen.count(status) >= 45  # at least 15 in a hundred
