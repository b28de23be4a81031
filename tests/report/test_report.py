"""An audit as text and as JSON: what stands where, and what never stands there."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import pytest

from degreekit import Audit, audit_transcript, read_transcript
from degreekit.report import Look, audit_facts, render_json, render_text
from degreekit.report.narrate import headline

from .audits import audits

FIXTURES = Path(__file__).resolve().parents[1] / "fixtures"
TRACK = "columbia-ms-cs-ml"


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


def _first_screen(text: str) -> str:
    return "\n".join(text.splitlines()[:23])


def test_the_sections_stand_in_the_order_in_which_they_are_needed() -> None:
    text = render_text(_audit(GOING_ON, TOO_LOW, decided=(WAIVED,)))
    assert _sections(text) == [
        "THIS RESULT ASSUMES",
        "REQUIREMENTS",
        "COURSES THAT DO NOT COUNT",
        "DECISIONS FOR THIS STUDENT",
    ]
    assert _sections(render_text(_audit(TOO_LOW))) == [
        "LEFT TO DO",
        "REQUIREMENTS",
        "COURSES THAT FIT",
        "COURSES THAT DO NOT COUNT",
    ]


def test_a_section_with_nothing_in_it_is_left_out() -> None:
    assert _sections(render_text(_audit(LAST))) == ["REQUIREMENTS"]


@pytest.mark.parametrize(
    ("records", "line"),
    [
        ([LAST], "COMPLETE: nothing is left to take"),
        ([GOING_ON], "COMPLETE IF 1 course in progress is passed"),
        ([], "INCOMPLETE: at least 1 more course (3 points) to take"),
        (
            [LAST, *[_record("MATH UN1201", grade="F", credits="30")]],
            "INCOMPLETE: no course is missing, but 1 requirement is not met",
        ),
    ],
    ids=["satisfied", "conditional", "unsatisfied", "gpa"],
)
def test_the_verdict_comes_first(records: list[dict[str, Any]], line: str) -> None:
    assert render_text(_audit(*records)).splitlines()[3] == line


def test_the_verdict_counts_what_is_assumed_by_its_kind() -> None:
    planned = _record("COMS W4771", grade=None, status="planned")
    audit = audit_transcript(TRACK, {"records": [*NEARLY[1:], GOING_ON, planned]})
    assert audit.verdict == "1 course in progress is passed and 1 planned course is passed"


@pytest.mark.parametrize("width", [60, 80, 120])
@pytest.mark.parametrize("name", [*sorted(set(audits()) - {"hostile"}), "first-term"])
def test_one_screen_says_what_is_left_and_what_is_assumed(name: str, width: int) -> None:
    if name == "first-term":
        going_on = [{**one, "grade": None, "status": "in_progress"} for one in NEARLY[:5]]
        audit = audit_transcript(TRACK, {"records": going_on})
    else:
        audit = audits()[name]
    facts = audit_facts(audit)
    text = render_text(audit, Look(width=width))
    screen = " ".join(_first_screen(text).split())
    if name == "conflict":
        assert "Two lists, one course" in screen
    assert headline(facts).lower() in screen.lower()
    if width >= 80:
        for place in facts.open:
            assert place.text in screen
        for other in facts.other:
            assert other in screen
        codes = {one.course.record: one.course.code for one in facts.records}
        for one in facts.assumptions:
            assert one.record is None or codes[one.record] in screen


def test_a_screen_that_is_full_leaves_out_examples_first() -> None:
    few = " ".join(_first_screen(render_text(_audit())).split())
    assert "Many courses qualify, for example" in few
    assert "Many courses qualify" not in _first_screen(render_text(audits()["empty"]))


def test_a_number_is_said_with_what_is_needed() -> None:
    text = render_text(_audit())
    assert re.search(r"30 graduate points +27 of 30 points\n", text)
    assert re.search(r"GPA of at least 2.7 +3.67 \(2.70 needed\)", text)
    assert re.search(r"General electives +15 points \(6 needed\)", text)


def test_a_met_requirement_takes_one_line_with_its_courses() -> None:
    text = render_text(_audit(LAST), Look(width=100))
    (line,) = [one for one in text.splitlines() if "Required track courses" in one]
    assert re.sub(" +", " ", line) == (
        "[x] Required track courses 2 of 2 courses: COMS W4701, COMS W4771"
    )
    breadth = next(one for one in text.splitlines() if one.startswith("[x] Breadth"))
    assert breadth.endswith("5 of 5 parts: COMS W4111, CSOR W4231 and 2 more")


def test_an_open_requirement_says_what_it_lacks_in_the_words_of_the_page() -> None:
    lines = render_text(_audit()).splitlines()
    (at,) = [n for n, line in enumerate(lines) if line.startswith("[ ] 30 graduate points ")]
    assert lines[at].endswith("27 of 30 points")
    assert lines[at + 1 : at + 3] == ["    needs at least 30 points", "    lacks 3 points"]
    assert lines[at + 3].startswith('    page  "If the number of points used to fulfill')


def test_no_formula_of_courses_stands_in_a_text() -> None:
    for name in set(audits()) - {"hostile"}:
        for full in (False, True):
            text = render_text(audits()[name], Look(full=full))
            body = text.partition("\nSOURCES\n")[0]
            assert not re.search(r"\w \| \w|\d - [A-Z]", body), name


def test_a_requirement_that_rests_on_one_course_names_it() -> None:
    going_on = [*NEARLY[:3], *NEARLY[4:], LAST, _record("COMS E6111", grade=None)]
    text = render_text(audit_transcript(TRACK, {"records": going_on}))
    assert "[~] Track electives" in text
    assert "2 of 2 courses if COMS E6111 is passed" in text


def test_the_record_counted_without_what_is_in_progress_is_said_where_it_differs() -> None:
    text = render_text(_audit(GOING_ON))
    assert "  Completed courses only: 1 course (3 points) left." in text
    assert "Completed courses only" not in render_text(_audit(LAST))


def test_three_verdicts_stand_side_by_side_in_a_full_text() -> None:
    for width in (60, 80, 100):
        text = render_text(_audit(GOING_ON), Look(width=width, full=True))
        assert re.search(r"incomplete +complete +complete", text)


@pytest.mark.parametrize(("records", "mark"), [([LAST], "x"), ([GOING_ON], "~"), ([], " ")])
def test_each_requirement_carries_its_mark(records: list[dict[str, Any]], mark: str) -> None:
    text = render_text(_audit(*records))
    assert f"\n[{mark}] 30 graduate points" in text
    assert "\n[x] Breadth   " in text


def test_a_full_text_shows_the_id_of_each_requirement_and_the_code_of_each_reason() -> None:
    text = render_text(_audit(LAST, TOO_LOW), Look(full=True))
    for id_ in ("breadth-systems", "track-electives", "total-points"):
        assert f"({id_})" in text
    assert "[no-degree-credit]" in " ".join(text.split())


def test_a_course_that_does_not_count_has_its_reason_as_a_sentence() -> None:
    text = render_text(_audit(LAST, TOO_LOW))
    below = " ".join(text[text.index("COURSES THAT DO NOT COUNT") :].split())
    assert "COMS W3157" in below
    assert "Only courses at the 4000 level or above count toward the degree." in below


def test_a_waived_place_is_shown_where_it_is_filled() -> None:
    without = [record for record in NEARLY if record["code"] != "COMS W4701"]
    records = [*without, LAST, _record("COMS W4460")]
    audit = audit_transcript(TRACK, {"records": records}, [WAIVED])
    assert "COMS W4705 waived" in render_text(audit, Look(width=100))
    full = render_text(audit, Look(full=True))
    assert "COMS W4705  waived by decision 1 (Natural Language Processing)" in full


def test_the_courses_of_a_plan_stand_below_the_verdict() -> None:
    text = render_text(_audit(_record("COMS W4156", grade=None, status="planned")))
    assert text.splitlines()[3] == "COMPLETE IF 1 planned course is passed"
    assert "\nwith your plan: COMS W4156\n" in text.partition("REQUIREMENTS")[0]


@pytest.mark.parametrize("width", [60, 80, 100])
@pytest.mark.parametrize("full", [False, True])
def test_no_line_is_wider_than_the_terminal(width: int, full: bool) -> None:
    audit = _audit(TOO_LOW, decided=(WAIVED,))
    lines = render_text(audit, Look(width=width, full=full)).splitlines()
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
        "credits_needed",
        "reading",
        "provenance",
        "left_out",
        "adjustments",
        "limits",
        "source",
        "readings",
        "plugins",
        "certified",
        "checked",
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
