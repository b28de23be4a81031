"""`degreekit audit` in its formats: where reports go, and what several of them become."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest

from degreekit import Audit
from degreekit.report import json_schema

from .conftest import ROOT, Run

DONE = "tests/fixtures/ms-student.pdf"
OPEN = "tests/fixtures/ms-student-unfinished.pdf"
PICTURE = "tests/fixtures/refused/picture.pdf"
TRACK = ("--program", "columbia-ms-cs-ml")


@pytest.mark.parametrize(
    ("format_", "first"),
    [
        ("html", "<!doctype html>"),
        ("markdown", "# Columbia MS in Computer Science, Machine Learning track"),
        ("checklist", "# Columbia MS in Computer Science, Machine Learning track: checklist"),
    ],
)
def test_a_report_names_its_file_and_is_written_whole(
    format_: str, first: str, run: Run, tmp_path: Path
) -> None:
    out = tmp_path / "report"
    result = run("audit", DONE, *TRACK, "--format", format_, "--output", str(out))
    assert (result.status, result.out, result.err) == (0, "", f"Wrote {out}\n")
    text = out.read_text(encoding="utf-8")
    assert text.splitlines()[0] == first
    assert "ms-student.pdf" in text
    assert str(ROOT) not in text


def test_several_pages_of_html_are_never_put_into_one(run: Run) -> None:
    result = run("audit", DONE, OPEN, *TRACK, "--format", "html")
    assert result.status == 2
    assert result.out == ""
    assert "--output" in result.err


def test_several_pages_of_html_are_files_of_a_directory(run: Run, tmp_path: Path) -> None:
    home = tmp_path / "new" / "pages"
    result = run("audit", DONE, PICTURE, OPEN, *TRACK, "--format", "html", "--output", str(home))
    assert result.status == 3
    assert result.out == ""
    assert "refused/picture.pdf" in result.err
    assert sorted(path.name for path in home.iterdir()) == [
        "ms-student-unfinished.html",
        "ms-student.html",
    ]
    for path in home.iterdir():
        assert path.read_text(encoding="utf-8").count("<!doctype html>") == 1


def test_several_pages_are_not_written_over_a_file(run: Run, tmp_path: Path) -> None:
    there = tmp_path / "there.html"
    there.write_text("mine")
    result = run("audit", DONE, OPEN, *TRACK, "--format", "html", "--output", str(there))
    assert result.status == 2
    assert there.read_text() == "mine"


def test_files_of_one_name_get_reports_of_their_own(run: Run, tmp_path: Path) -> None:
    twins = [tmp_path / name / "transcript.pdf" for name in ("a", "b")]
    for twin, source in zip(twins, (DONE, OPEN), strict=True):
        twin.parent.mkdir()
        shutil.copy(ROOT / source, twin)
    home = tmp_path / "out"
    home.mkdir()
    run("audit", *map(str, twins), *TRACK, "--format", "json", "--output", str(home))
    first, second = (
        Audit.model_validate_json((home / name).read_text(encoding="utf-8"))
        for name in ("transcript.json", "transcript-2.json")
    )
    assert (first.status.value, second.status.value) == ("satisfied", "unsatisfied")


def test_a_file_that_failed_is_an_object_of_its_own_in_a_directory(
    run: Run, tmp_path: Path
) -> None:
    run("audit", PICTURE, *TRACK, "--format", "json", "--output", str(tmp_path))
    told = json.loads((tmp_path / "picture.json").read_text(encoding="utf-8"))
    assert told["error"]["outcome"] == "image_only"


def test_several_markdowns_follow_one_another_below_their_files(run: Run) -> None:
    result = run("audit", DONE, OPEN, *TRACK, "--format", "markdown")
    lines = result.out.splitlines()
    for file in (DONE, OPEN):
        assert lines[lines.index(file) + 1] == "=" * len(file)
    assert sum(line.startswith("# ") for line in lines) == 2


def test_a_full_text_says_more_and_nothing_else(run: Run) -> None:
    brief = run("audit", OPEN, *TRACK).out
    full = run("audit", OPEN, *TRACK, "--full").out
    for line in ("SOURCES", "EVERY COURSE", "read from ms-student-unfinished.pdf"):
        assert line in full.splitlines()
        assert line not in brief.splitlines()
    verdict = "INCOMPLETE: at least 1 more course (3 points) to take"
    assert verdict in brief.splitlines()
    assert f"  {verdict}" in full.splitlines()


@pytest.mark.parametrize("format_", ["html", "markdown", "checklist", "text"])
def test_a_redacted_report_names_neither_file_nor_person(
    format_: str, run: Run, tmp_path: Path
) -> None:
    file = tmp_path / "Jane Doe.pdf"
    shutil.copy(ROOT / OPEN, file)
    decided = ("--adjustments", "tests/cli/golden/decided.yaml")
    out = run("audit", str(file), *TRACK, *decided, "--redact", "--full", "--format", format_).out
    assert "COMS W4771" in out
    assert "Doe" not in out
    assert "slip of the pen" not in out


def test_the_schema_of_a_format_is_printed(run: Run) -> None:
    result = run("schema", "audit")
    assert result.status == 0
    assert json.loads(result.out) == json_schema("audit")
    assert run("schema", "diploma").status == 2
