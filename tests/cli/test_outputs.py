"""Where the answer of a command goes: what a name asks for, and what is never written over."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest

from .conftest import ROOT, Run

OPEN = "tests/fixtures/ms-student-unfinished.transcript.json"
PDF = "tests/fixtures/ms-student-unfinished.pdf"


@pytest.mark.parametrize(
    ("name", "begins"),
    [
        ("audit.html", "<!doctype html>"),
        ("audit.HTML", "<!doctype html>"),
        ("audit.json", "{\n"),
        ("audit.md", "# Columbia"),
        ("audit.txt", "Columbia"),
        ("audit", "Columbia"),
    ],
)
def test_the_end_of_a_name_says_the_format(
    run: Run, tmp_path: Path, name: str, begins: str
) -> None:
    path = tmp_path / name
    assert run("audit", OPEN, "-o", str(path)).err == f"Wrote {path}\n"
    assert path.read_text().startswith(begins)


def test_a_format_that_is_typed_counts_for_more_than_the_name(run: Run, tmp_path: Path) -> None:
    path = tmp_path / "audit.html"
    run("audit", OPEN, "-o", str(path), "-f", "text")
    assert path.read_text().startswith("Columbia")


@pytest.mark.parametrize(
    "command",
    [("ingest", PDF), ("what-if", OPEN), ("why-not", OPEN, "COMS W4111", "required")],
)
def test_an_answer_in_a_file_of_json_is_json(
    run: Run, tmp_path: Path, command: tuple[str, ...]
) -> None:
    path = tmp_path / "answer.json"
    run(*command, "-o", str(path))
    assert json.loads(path.read_text())


def test_a_dash_is_standard_output(run: Run) -> None:
    done = run("audit", OPEN, "-o", "-")
    assert done == run("audit", OPEN)
    assert not (ROOT / "-").exists()


def test_the_file_that_was_written_is_named_not_its_folder(run: Run, tmp_path: Path) -> None:
    name = "ms-student-unfinished.transcript.txt"
    assert run("audit", OPEN, "-o", str(tmp_path)).err == f"Wrote {tmp_path / name}\n"
    new = f"{tmp_path}/new/"
    assert run("audit", OPEN, "-o", new).err == f"Wrote {new}{name}\n"
    assert (tmp_path / "new" / name).is_file()


@pytest.mark.parametrize(
    ("command", "message"),
    [
        (("audit", OPEN, "-o", ""), "it is empty: name a file"),
        (("audit", OPEN, "--proof", ""), "it is empty: name a file"),
        (("audit", OPEN, "--proof", "-"), "standard output will not do here: name a file"),
        (("what-if", OPEN, "--pages", ""), "it is empty: name a folder"),
        (("ingest", PDF, "-o", "nowhere/"), "the folder 'nowhere/' does not exist: name a file"),
        (
            ("ingest", PDF, "--show", "page.jpg"),
            "--show writes a PNG: name a file such as",
        ),
    ],
)
def test_a_name_that_no_output_can_have_is_refused(
    run: Run, command: tuple[str, ...], message: str
) -> None:
    done = run(*command)
    assert done.status == 2
    assert message in done.err


def test_no_output_is_written_over_an_input(run: Run, tmp_path: Path) -> None:
    mine, plan = tmp_path / "mine.json", tmp_path / "plan.json"
    shutil.copy(ROOT / OPEN, mine)
    plan.write_text('["COMS W4113"]')
    before = {path: path.read_bytes() for path in (mine, plan)}
    link = tmp_path / "link.json"
    link.symlink_to(mine)
    for arguments in (
        (str(mine), "-o", str(mine)),
        (str(mine), "-o", str(link)),
        (str(mine), "-o", str(tmp_path / "." / "mine.json")),
        (str(mine), "--proof", str(mine)),
        (str(mine), "--plan", str(plan), "-o", str(plan)),
        (str(mine), "-f", "json", "-o", str(tmp_path)),
        (str(tmp_path), "-f", "json", "-o", str(tmp_path)),
    ):
        done = run("audit", *arguments)
        assert done.status == 2, arguments
        assert "was not written: this command reads it; name another file" in done.err
    assert {path: path.read_bytes() for path in before} == before


def test_two_outputs_of_a_command_are_two_files(run: Run, tmp_path: Path) -> None:
    path = tmp_path / "both.json"
    done = run("audit", OPEN, "-o", str(path), "--proof", str(path))
    assert done.status == 2
    assert "it has another output of this command" in done.err


def test_quiet_names_no_picture(run: Run, tmp_path: Path) -> None:
    path = tmp_path / "page.png"
    assert run("ingest", PDF, "--show", str(path), "-q").err == ""
    assert path.read_bytes().startswith(b"\x89PNG")


def test_several_pages_are_not_written_to_what_is_named_like_one(run: Run, tmp_path: Path) -> None:
    for name in (tmp_path / "audits.html", tmp_path / "there"):
        if name.name == "there":
            name.write_text("kept")
        done = run("audit", OPEN, PDF, "-p", "columbia-ms-cs-ml", "-f", "html", "-o", str(name))
        assert done.status == 2
        assert "name a directory, such as audits/" in done.err
        assert name.exists() == (name.name == "there")
