"""An audit as text and as JSON: what stands where, and what never stands there."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import pytest

from degreekit import Audit, Status, audit_transcript, read_transcript
from degreekit.report import Look, render_json, render_text

FIXTURES = Path(__file__).resolve().parents[1] / "fixtures"
TRACK = "columbia-ms-cs-ml"
SECTIONS = (
    "REQUIREMENTS",
    "ASSUMPTIONS",
    "LEFT TO TAKE",
    "COURSES THAT DID NOT COUNT",
    "DECISIONS FOR THIS STUDENT",
)


def _record(code: str, **more: Any) -> dict[str, Any]:
    return {"code": code, "credits": "3.00", "grade": "A-", "term": "Fall 2022", **more}


NEARLY = [
    _record(code)
    for code in (
        "COMS W4771",
        "COMS W4701",
        "COMS W4111",
        "COMS E6111",
        "COMS E6118",
        "CSOR W4231",
        "COMS W4118",
        "COMS W4170",
        "COMS W4113",
    )
]
LAST = _record("COMS W4156")
GOING_ON = _record("COMS W4156", grade=None, status="in_progress")
TOO_LOW = _record("COMS W3157")
WAIVED = {
    "kind": "waive",
    "requirement": "required",
    "course": "COMS W4705",
    "reason": "taken elsewhere",
    "by": "track advisor",
    "date": "2023-09-20",
}


def _audit(*records: dict[str, Any], decided: tuple[dict[str, Any], ...] = ()) -> Audit:
    return audit_transcript(TRACK, {"records": [*NEARLY, *records]}, decided)


def _sections(text: str) -> list[str]:
    return [line for line in text.splitlines() if re.fullmatch(r"[A-Z][A-Z ]+", line)]


def test_the_sections_stand_in_the_order_an_advisor_reads_them() -> None:
    text = render_text(_audit(TOO_LOW, decided=(WAIVED,)))
    assert _sections(text) == ["REQUIREMENTS", *SECTIONS[2:]]
    conditional = render_text(_audit(GOING_ON, TOO_LOW, decided=(WAIVED,)))
    assert _sections(conditional) == ["REQUIREMENTS", "ASSUMPTIONS", *SECTIONS[3:]]


def test_a_section_with_nothing_in_it_is_left_out() -> None:
    assert _sections(render_text(_audit(LAST))) == ["REQUIREMENTS"]


@pytest.mark.parametrize(
    ("records", "line"),
    [
        ([LAST], "  SATISFIED   nothing remains"),
        ([GOING_ON], "  CONDITIONAL   nothing remains if 1 assumption holds"),
        ([], "  UNSATISFIED   at least 1 course (3 points) remains"),
        ([LAST, *[_record("MATH UN1201", grade="F", credits="30")]], None),
    ],
    ids=["satisfied", "conditional", "unsatisfied", "gpa"],
)
def test_the_verdict_comes_first(records: list[dict[str, Any]], line: str | None) -> None:
    text = render_text(_audit(*records)).splitlines()
    expected = line or "  UNSATISFIED   no course is missing, but something else is"
    assert text[3] == expected


def test_several_assumptions_hold_and_one_holds() -> None:
    text = render_text(audit_transcript(TRACK, {"records": [*NEARLY[1:], GOING_ON, _record(
        "COMS W4771", grade=None, status="planned")]}))  # fmt: skip
    assert "if 2 assumptions hold\n" in text


def _head(text: str) -> list[list[str]]:
    """Return the lines between the verdict and the requirements, cut into their columns."""
    lines = text.splitlines()
    above = lines[6 : lines.index("REQUIREMENTS") - 1]
    return [re.split(r" {2,}", line.strip()) for line in above]


PLANNED = _record("COMS W4156", grade=None, status="planned")


@pytest.mark.parametrize("width", [60, 80, 100])
def test_three_verdicts_stand_side_by_side_where_they_differ(width: int) -> None:
    assert _head(render_text(_audit(GOING_ON), Look(width=width))) == [
        ["Completed only", "With in progress", "With planned"],
        ["unsatisfied", "satisfied", "satisfied"],
        ["1 course remains", "nothing remains", "nothing remains"],
        ["(3 points)"],
    ]
    assert _head(render_text(_audit(PLANNED), Look(width=width)))[1] == [
        "unsatisfied",
        "unsatisfied",
        "satisfied",
    ]


@pytest.mark.parametrize("records", [[], [LAST]])
def test_verdicts_that_are_the_same_take_one_line(records: list[dict[str, Any]]) -> None:
    head = _head(render_text(_audit(*records)))
    assert head == [["Completed only, with in progress, with planned: the same"]]


def test_a_verdict_says_what_else_is_missing() -> None:
    graded = [_record("MATH UN1201", grade="F", credits="30"), GOING_ON]
    head = _head(render_text(_audit(*graded)))
    assert head[2:] == [
        ["1 course remains", "no course remains", "no course remains"],
        ["(3 points)", "but something else", "but something else"],
    ]
    waits = _record("IEOR E4601", grade=None)  # counts if it is approved
    head = _head(render_text(_audit(waits)))
    assert head[1:] == [
        ["unsatisfied", "conditional", "conditional"],
        ["1 course remains", "nothing remains", "nothing remains"],
        ["(3 points)", "if it is approved", "if it is approved"],
    ]


def test_an_audit_without_views_is_written_all_the_same() -> None:
    old = _audit(GOING_ON).model_copy(update={"views": ()})
    assert "Completed only" not in render_text(old)


def test_each_requirement_shows_its_id() -> None:
    text = render_text(_audit())
    for id_ in ("breadth-systems", "track-electives", "total-points"):
        assert f"({id_})" in text


def test_a_long_id_stands_below_its_title() -> None:
    audit = _audit()
    long = audit.requirements[-1].model_copy(update={"id": "a" * 70})
    text = render_text(audit.model_copy(update={"requirements": (long,)}))
    assert f"[x] GPA of at least 2.7\n    ({'a' * 70})\n    needs " in text


def test_what_a_met_requirement_asks_for_is_cut_and_that_of_an_unmet_one_is_not() -> None:
    audit = _audit()
    any_ = audit.requirement("breadth-any")
    assert any_ is not None
    needs = " ".join(any_.needs.split())
    text = " ".join(render_text(audit).split())
    assert needs not in text
    assert needs[:60] in text
    unmet = any_.model_copy(update={"status": Status.UNSATISFIED})
    text = render_text(audit.model_copy(update={"requirements": (unmet,)}))
    assert needs in " ".join(text.split())


@pytest.mark.parametrize(("records", "mark"), [([LAST], "x"), ([GOING_ON], "~"), ([], " ")])
def test_each_requirement_carries_its_mark(records: list[dict[str, Any]], mark: str) -> None:
    text = render_text(_audit(*records))
    assert f"\n[{mark}] 30 graduate points" in text
    assert "\n[x] Breadth (breadth)\n" in text


def test_each_requirement_says_what_it_needs_has_and_lacks() -> None:
    text = render_text(_audit())
    told = text[text.index("[ ] 30 graduate points") :].splitlines()[1:4]
    assert [line.split() for line in told] == [
        ["needs", "at", "least", "30", "points"],
        ["has", "27", "points"],
        ["lacks", "3", "points"],
    ]


def test_a_course_that_did_not_count_has_its_reason_and_its_code() -> None:
    text = render_text(_audit(LAST, TOO_LOW))
    below = text[text.index("COURSES THAT DID NOT COUNT") :]
    assert "COMS W3157" in below
    assert "[no-degree-credit]" in " ".join(below.split())


def test_a_waived_place_is_shown_where_it_is_filled() -> None:
    without = [record for record in NEARLY if record["code"] != "COMS W4701"]
    records = [*without, LAST, _record("COMS W4460")]
    text = render_text(audit_transcript(TRACK, {"records": records}, [WAIVED]))
    assert "COMS W4705  waived (Natural Language Processing)" in text


@pytest.mark.parametrize("width", [60, 80, 100])
def test_no_line_is_wider_than_the_terminal(width: int) -> None:
    audit = _audit(TOO_LOW, decided=(WAIVED,))
    lines = render_text(audit, Look(width=width)).splitlines()
    assert max(map(len, lines)) <= width
    assert all(line == line.rstrip() for line in lines)


def test_colours_are_told_by_role_and_change_nothing_else() -> None:
    roles = set()

    def style(text: str, role: str) -> str:
        roles.add(role)
        return f"\x02{text}\x03" if text else ""

    audit = _audit(GOING_ON, TOO_LOW)
    styled = render_text(audit, Look(style=style))
    assert re.sub("[\x02\x03]", "", styled) == render_text(audit)
    assert {"title", "heading", "satisfied", "conditional", "dim"} <= roles


def test_json_is_the_data_of_the_audit() -> None:
    audit = _audit(TOO_LOW, decided=(WAIVED,))
    assert json.loads(render_json(audit, Look())) == audit.to_data()
    compact = render_json(audit, Look(compact=True))
    assert "\n" not in compact
    assert json.loads(compact) == audit.to_data()


def test_json_has_just_the_keys_of_its_format() -> None:
    data = _audit(GOING_ON, TOO_LOW, decided=(WAIVED,)).to_data()
    assert data.keys() == {
        "schema_version",
        "program",
        "status",
        "assumptions",
        "requirements",
        "unapplied",
        "titles",
        "remaining",
        "views",
        "gpa",
        "credits_applied",
        "adjustments",
        "limits",
        "source",
        "readings",
        "plugins",
        "certified",
    }
    assert data["program"].keys() >= {"id", "edition", "fingerprint"}
    assert data["assumptions"][0].keys() == {"kind", "record", "requirement", "text"}
    assert data["assumptions"][0]["record"] == 9
    assert data["unapplied"][0].keys() >= {"record", "code", "reason", "text"}
    assert data["remaining"].keys() >= {"courses", "credits", "advice", "other"}
    assert data["credits_applied"] == "30.00"
    assert re.fullmatch(r"\d\.\d\d", data["gpa"])


def test_an_audit_survives_its_own_json() -> None:
    audit = _audit(GOING_ON, TOO_LOW, decided=(WAIVED,))
    assert Audit.model_validate_json(audit.to_json()) == audit


@pytest.mark.parametrize("name", ["ms-student", "ms-student-unfinished"])
def test_a_report_holds_no_personal_data(name: str) -> None:
    transcript = read_transcript(FIXTURES / f"{name}.pdf")
    audit = audit_transcript(TRACK, transcript)
    for text in (render_text(audit), render_json(audit, Look())):
        assert not re.search(r"\b[a-z]{2,3}\d{1,5}\b|@|\b[CU]\d{8}\b|\d{3}-\d{2}-\d{4}", text)
        assert not re.search(r"(?i)\b(name|student id|uni|birth|address)\b *:", text)
    # Nothing but courses is kept of the document in the first place.
    assert transcript.student.facts == {}


@pytest.mark.parametrize(
    ("choices", "examples", "told"),
    [(1, ("CS 1",), "namely CS 1"), (2, ("CS 1",), "for instance CS 1"), (None, ("CS 1",), "for")],
)
def test_where_one_course_only_is_possible_it_is_named_and_no_instance(
    choices: int | None, examples: tuple[str, ...], told: str
) -> None:
    audit = _audit()
    (advice,) = audit.remaining.advice
    advice = advice.model_copy(update={"choices": choices, "examples": examples})
    remaining = audit.remaining.model_copy(update={"advice": (advice,)})
    assert f"\n      {told}" in render_text(audit.model_copy(update={"remaining": remaining}))
