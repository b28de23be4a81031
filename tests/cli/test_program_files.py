"""A file with rules stands wherever a program is named."""

from __future__ import annotations

import json
from pathlib import Path

from degreekit import get_program
from degreekit.requirements import dump_program

from .conftest import Run

DONE = "tests/fixtures/ms-student.transcript.json"
TRACK = "columbia-ms-cs-ml"


def _track(folder: Path, *, was: str = "", now: str = "") -> str:
    file = folder / "my-program.yaml"
    file.write_text(dump_program(get_program(TRACK)).replace(was, now))
    return str(file)


def test_a_file_gives_the_audit_that_the_program_gives(run: Run, tmp_path: Path) -> None:
    ours = json.loads(run("audit", DONE, "--program", TRACK, "--format", "json").out)
    found = run("audit", DONE, "--program", _track(tmp_path), "--format", "json")
    assert found.status == 0
    assert json.loads(found.out) == ours


def test_other_rules_than_those_installed_are_not_said_to_come_from_a_plugin(
    run: Run, tmp_path: Path
) -> None:
    file = _track(tmp_path, was="gpa: 2.7", now="gpa: 2.5")
    data = json.loads(run("audit", DONE, "--program", file, "--format", "json").out)
    assert [one["name"] for one in data["plugins"]] == ["degreekit"]
    assert data["program"]["fingerprint"] != get_program(TRACK).fingerprint


def test_a_file_with_mistakes_ends_the_command_and_tells_all_of_them(
    run: Run, tmp_path: Path
) -> None:
    file = _track(tmp_path, was="scope: [breadth]", now="scope: [breath]")
    Path(file).write_text(Path(file).read_text().replace("gpa: 2.7", "gpa: 2_7"))
    found = run("audit", DONE, "--program", file)
    assert (found.status, found.out) == (4, "")
    assert "2 mistakes" in found.err
    assert "there is no requirement `breath`; did you mean `breadth`?" in found.err
    assert "`gpa` is not a number: 2_7; write 27" in found.err


def test_a_code_that_no_catalog_lists_is_a_warning(run: Run, tmp_path: Path) -> None:
    found = run("audit", DONE, "--program", _track(tmp_path))
    assert "STAT 4252 is not in the catalog of `columbia`" in found.err


def test_a_file_that_is_not_there_is_a_mistake_of_the_command(run: Run) -> None:
    found = run("audit", DONE, "--program", "./nothing.yaml")
    assert found.status == 2
    assert "./nothing.yaml: No such file or directory" in found.err


def test_a_file_holds_one_edition(run: Run, tmp_path: Path) -> None:
    found = run("audit", DONE, "--program", _track(tmp_path), "--edition", "2023-07-25")
    assert found.status == 2
    assert "a file has one edition" in found.err


def test_a_file_is_ranked_among_programs(run: Run, tmp_path: Path) -> None:
    file = _track(tmp_path, was=f"id: {TRACK}", now="id: my-program")
    found = run("what-if", DONE, "--program", file, "--program", TRACK, "--format", "json")
    assert found.status == 0
    assert {one["program"]["id"] for one in json.loads(found.out)} == {TRACK, "my-program"}
