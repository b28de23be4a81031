"""Two installed editions of a program: named as PROGRAM@EDITION, and compared over real PDFs."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest

from degreekit import get_program
from degreekit.requirements import Check, Program
from tests.conftest import Installer

from .conftest import ROOT, Run

FIXTURES = ROOT / "tests/fixtures"
OLD, NEW = "columbia-ms-cs-ml@2023-07-25", "columbia-ms-cs-ml@2026-09-01"
PLUGIN = """
from pathlib import Path

from degreekit.plugins import hookimpl
from degreekit.requirements import Program


@hookimpl
def degreekit_programs():
    return [Program.from_json(Path(__file__).with_name("next.json").read_text())]
"""


@pytest.fixture(autouse=True)
def next_edition(install: Installer, tmp_path: Path) -> None:
    """Install the track's next edition, which asks for 33 points and a GPA of 3.5."""
    (tmp_path / "next.json").write_text(_next(get_program("columbia-ms-cs-ml")).to_json())
    install("track-next", "track-next", PLUGIN, version="2.0")


def _next(track: Program) -> Program:
    changed = {"total-points": {"credits": 33}, "gpa": {"gpa": "3.5"}}
    data = json.loads(track.to_json())
    for part in data["root"]["parts"]:
        part.update(changed.get(part["id"], {}))
    return Program.model_validate({**data, "edition": "2026-09-01"})


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Return a folder of transcripts as they come from a portal."""
    home = tmp_path / "students"
    home.mkdir()
    for name in ("ms-student.pdf", "ms-student-unfinished.pdf"):
        shutil.copy(FIXTURES / name, home)
    (home / "not-a-transcript.pdf").write_text("not a PDF")
    return home


def test_both_editions_are_installed_and_the_later_one_is_said_to_be(run: Run) -> None:
    out = run("programs").out
    assert "columbia-ms-cs-ml  2023-07-25  (there is a later edition)\n" in out
    assert "columbia-ms-cs-ml  2026-09-01\n" in out
    assert "from track-next 2.0" in out


def test_diff_of_two_editions_says_what_changed_and_which_of_a_folder_change_verdict(
    run: Run, folder: Path
) -> None:
    result = run("diff", OLD, NEW, "--transcripts", str(folder))
    assert result.out.startswith(
        "columbia-ms-cs-ml 2023-07-25 -> columbia-ms-cs-ml 2026-09-01\n\n"
        "changed  total-points: 30 graduate points\n"
        "         credits: 33 instead of 30\n"
        "         was: at least 30 points\n"
        "         now: at least 33 points\n\n"
        "changed  gpa: GPA of at least 2.7\n"
        "         the GPA: 3.5 instead of 2.7\n"
        "         was: a GPA of at least 2.70 over the whole record\n"
        "         now: a GPA of at least 3.50 over the whole record\n\n"
        "2 of 2 students have a different result\n"
    )
    rows = [" ".join(line.split()) for line in result.out.splitlines()]
    unfinished = "incomplete, 1 course (3 points) incomplete, 2 courses (6 points), 1 other open"
    assert f"ms-student-unfinished {unfinished}" in rows
    assert "ms-student complete incomplete, 1 course (3 points)" in rows
    assert result.status == 3
    assert result.err.startswith("Error: not-a-transcript: ")
    assert "not-a-transcript.pdf: " in result.err


def test_every_command_that_takes_a_program_takes_an_edition_of_it(run: Run) -> None:
    done = str(FIXTURES / "ms-student.transcript.json")
    for name, total in ((OLD, 30), (NEW, 33), ("columbia-ms-cs-ml", 33)):
        told = json.loads(run("audit", done, "--program", name, "--format", "json").out)
        (points,) = [one for one in told["requirements"] if one["id"] == "total-points"]
        assert points["needs"] == f"at least {total} points"
    ranked = json.loads(
        run("what-if", done, "--program", OLD, "--program", NEW, "--format", "json").out
    )
    assert [one["program"]["edition"] for one in ranked] == ["2023-07-25", "2026-09-01"]
    asked = run("why-not", done, "COMS W4111", "breadth-systems", "--program", OLD)
    assert asked.status == 0
    assert run("lint", NEW).out.startswith("columbia-ms-cs-ml 2026-09-01: ")


def test_an_edition_that_is_not_there_or_is_named_twice_is_told(run: Run) -> None:
    done = str(FIXTURES / "ms-student.transcript.json")
    missing = run("audit", done, "--program", "columbia-ms-cs-ml@1999")
    assert missing.status == 2
    assert "did you mean columbia-ms-cs-ml@2026-07, columbia-ms-cs-ml@2026-09-01 or " in missing.err
    twice = run("audit", done, "--program", OLD, "--edition", "2026-09-01")
    assert twice.status == 2
    assert f"{OLD} already names an edition: leave out --edition" in twice.err


def test_the_audit_names_the_plugins_of_the_edition_that_it_was_made_with(run: Run) -> None:
    done = str(FIXTURES / "ms-student.transcript.json")
    for name, plugin in ((OLD, "degreekit-ml-track"), (NEW, "track-next")):
        told = json.loads(run("audit", done, "--program", name, "--format", "json").out)
        assert [one["name"] for one in told["plugins"]] == [plugin, "degreekit"]
    assert isinstance(get_program("columbia-ms-cs-ml").node("total-points"), Check)
