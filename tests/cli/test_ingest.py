"""What `degreekit ingest` offers beyond the reading itself."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from .conftest import ROOT, Run

FINISHED = "tests/fixtures/ms-student.pdf"
ONE_PAGE = "tests/fixtures/record/plain.pdf"
INVOICE = "tests/fixtures/refused/invoice.pdf"


def test_show_writes_one_picture_for_each_page(run: Run, tmp_path: Path) -> None:
    done = run("ingest", FINISHED, "--show", str(tmp_path / "seen.png"))
    assert done.status == 0
    assert sorted(path.name for path in tmp_path.iterdir()) == ["seen-1.png", "seen-2.png"]
    assert all(path.read_bytes().startswith(b"\x89PNG") for path in tmp_path.iterdir())
    assert done.err == f"Wrote {tmp_path / 'seen-1.png'}, {tmp_path / 'seen-2.png'}\n"
    assert "COMS W4111" in done.out


def test_the_picture_of_a_single_page_has_the_name_that_was_asked_for(
    run: Run, tmp_path: Path
) -> None:
    assert run("ingest", ONE_PAGE, "--show", str(tmp_path / "seen.png")).status == 0
    assert [path.name for path in tmp_path.iterdir()] == ["seen.png"]


def test_a_picture_that_cannot_be_written_is_told(run: Run, tmp_path: Path) -> None:
    done = run("ingest", ONE_PAGE, "--show", str(tmp_path / "nowhere" / "seen.png"))
    assert done.status == 2
    assert "nowhere/seen.png" in done.err


def test_describe_tells_the_structure_of_a_document_that_no_reader_claims(run: Run) -> None:
    done = run("ingest", INVOICE, "--describe")
    assert done.status == 0
    assert done.out.startswith(f"{INVOICE}: not_a_transcript; 1 page,")
    assert "Aaaaaa aa Student Aaaaaaaa" in done.out
    assert "Tuition" not in done.out


def test_describe_is_json_lines_for_several_files(run: Run) -> None:
    done = run("ingest", FINISHED, "tests/fixtures/refused/empty.pdf", "--describe", "--format",
               "json")  # fmt: skip
    first, second = map(json.loads, done.out.splitlines())
    assert (first["file"], first["result"]) == (FINISHED, "columbia-transcript")
    assert second["error"]["outcome"] == "empty"
    assert done.status == 3


@pytest.mark.parametrize(
    "options",
    [
        (FINISHED, ONE_PAGE, "--show", "x.png"),
        (FINISHED, "--describe", "--show", "x.png"),
        (FINISHED, "--describe", "--format", "csv"),
        (FINISHED, "--write-expected", "--redact"),
        ("-", "--write-expected"),
        ("tests/fixtures/pasted/record-tabs.txt", "--show", "x.png"),
    ],
)
def test_options_that_contradict_each_other_are_told(run: Run, options: tuple[str, ...]) -> None:
    assert run("ingest", *options).status == 2


def test_write_expected_writes_once_and_leaves_what_is_there(run: Run, tmp_path: Path) -> None:
    copy = tmp_path / "mine.pdf"
    copy.write_bytes((ROOT / ONE_PAGE).read_bytes())
    expected = tmp_path / "mine.transcript.json"
    done = run("ingest", str(copy), "--write-expected")
    assert done.err == f"Wrote {expected}\n"
    fixture = (ROOT / ONE_PAGE).with_suffix(".transcript.json")
    assert json.loads(expected.read_text())["records"] == json.loads(fixture.read_text())["records"]
    expected.write_text('{"records": []}')
    done = run("ingest", str(copy), "--write-expected")
    assert done.status == 3
    assert "says something else" in done.err
    assert expected.read_text() == '{"records": []}'
