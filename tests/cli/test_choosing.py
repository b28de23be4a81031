"""A change of program, the courses that decide between programs, and pages that link each other."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from degreekit import Audit, get_program, what_if
from degreekit.adjustments import read_adjustments
from degreekit.api import edition_decided, program_decided
from degreekit.audit import deciding
from degreekit.requirements import All, Program, Row, Take

from .conftest import Run

UNFINISHED = "tests/fixtures/ms-student-unfinished.transcript.json"
SYSTEMS = "certificate-systems"
RECORDS = {
    "institution": "columbia",
    "records": [
        {"code": code, "title": None, "credits": "3", "grade": "A"}
        for code in ("COMS W4111", "COMS W4118", "COMS W4203")
    ],
}


def program(name: str, *parts: tuple[str, str, int]) -> Program:
    takes = tuple(
        Take(id=id_, title=id_.title(), courses=number, rows=(Row(courses=courses),))
        for id_, courses, number in parts
    )
    return Program(
        id=name,
        title=name,
        edition="1",
        institution="columbia",
        grade_scale="seas-graduate",
        root=All(id="degree", title="Degree", parts=takes),
    )


ONE = program("one", ("core", "COMS 4111", 1), ("free", "COMS 4000+", 3))
OTHER = program("other", ("core", "COMS 4118", 1), ("free", "COMS 4000+", 3))


def test_a_course_decides_if_it_counts_for_something_else_in_another_program() -> None:
    found = {one.code: one for one in deciding(what_if(RECORDS, [ONE, OTHER]))}
    taken = {code: one for code, one in found.items() if one.record is not None}
    assert set(taken) == {"COMS W4111", "COMS W4118"}  # COMS W4203 is free in both
    uses = {(use.requirements, use.programs) for use in taken["COMS W4111"].uses}
    assert uses == {(("Core",), ("one",)), (("Free",), ("other",))}


def test_what_counts_for_the_same_in_every_program_decides_nothing() -> None:
    assert deciding(what_if(RECORDS, [ONE, ONE])) == ()
    assert deciding(what_if(RECORDS, [ONE])) == ()


@pytest.mark.usefixtures("certificates")
def test_what_if_names_them_where_it_is_asked_to(run: Run) -> None:
    asked = ("what-if", UNFINISHED, "-p", "columbia-ms-cs-ml", "-p", SYSTEMS)
    assert "Your courses that decide" not in run(*asked).out
    assert "Your courses that decide" in run(*asked, "--deciding").out
    assert "Your courses that decide" in run("what-if", UNFINISHED).out
    data = json.loads(run(*asked, "--deciding", "--format", "json").out)
    assert data.keys() == {"programs", "deciding"}
    assert all(len(one["uses"]) > 1 for one in data["deciding"] if one["record"] is not None)


@pytest.mark.usefixtures("certificates")
def test_the_page_of_each_program_links_the_others(run: Run, tmp_path: Path) -> None:
    asked = ("what-if", UNFINISHED, "-p", "columbia-ms-cs-ml", "-p", SYSTEMS)
    assert run(*asked, "--pages", str(tmp_path / "pages")).status == 0
    pages = {one.name: one.read_text() for one in (tmp_path / "pages").iterdir()}
    assert set(pages) == {"columbia-ms-cs-ml-2023-07-25.html", "certificate-systems-1.html"}
    for name, page in pages.items():
        (other,) = set(pages) - {name}
        assert f'<a href="{other}">' in page
        assert f'<a href="{name}">' not in page


# -------------------------------------------------------------------------- a change of program


@pytest.fixture
def decided(tmp_path: Path) -> str:
    path = tmp_path / "decided.yaml"
    path.write_text(f"- {{kind: set_program, program: {SYSTEMS}, reason: changed, by: advisor}}\n")
    return str(path)


@pytest.mark.usefixtures("certificates")
def test_an_audit_without_program_uses_the_one_that_was_decided(run: Run, decided: str) -> None:
    data = json.loads(run("audit", UNFINISHED, "--adjustments", decided, "--format", "json").out)
    assert data["program"]["id"] == SYSTEMS
    assert data["adjustments"][0]["took_effect"]


@pytest.mark.usefixtures("certificates")
def test_an_audit_of_another_program_says_so(run: Run, decided: str) -> None:
    asked = ("audit", UNFINISHED, "-p", "columbia-ms-cs-ml", "--adjustments", decided)
    data = json.loads(run(*asked, "--format", "json").out)
    assert not data["adjustments"][0]["took_effect"]
    assert f"choose {SYSTEMS}" in data["adjustments"][0]["text"]


def test_the_last_program_that_was_decided_holds_with_its_edition() -> None:
    given = read_adjustments(
        [
            {"kind": "set_program", "program": "one"},
            {"kind": "set_program", "program": "columbia-ms-cs-ml", "edition": "2026-07"},
        ]
    )
    assert program_decided(given) == "columbia-ms-cs-ml"
    assert edition_decided("columbia-ms-cs-ml", given) == "2026-07"
    assert program_decided(()) is None


# ------------------------------------------------------------------------------------ editions


def test_without_an_edition_the_default_one_is_used() -> None:
    assert get_program("columbia-ms-cs-ml").edition == "2023-07-25"
    assert get_program("columbia-ms-cs-ml", "2026-07").edition == "2026-07"


def test_every_report_says_when_the_rules_were_compared(run: Run) -> None:
    asked = ("audit", UNFINISHED, "-p", "columbia-ms-cs-ml")
    for format_ in ("text", "markdown", "checklist", "html"):
        out = " ".join(run(*asked, "--format", format_).out.split())
        assert "Rules compared with their page of 2023-07-25" in out, format_
    assert "Rules compared with their page" in " ".join(run(*asked, "--full").out.split())
    audit = Audit.from_json(run(*asked, "--format", "json").out)
    assert audit.checked is not None
    assert audit.checked.since == "2023-07-25"
