"""A document is a path, bytes or an open file, and what is not a regular file is read once."""

from __future__ import annotations

import io
import os
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

from degreekit import audit_transcript, load_program, read_pdf, read_plan, read_transcript, sources
from degreekit.sources import FileProblem, read_all, settled

FIXTURES = Path(__file__).resolve().parent / "fixtures"
TRACK = "columbia-ms-cs-ml"


@contextmanager
def fed(path: Path, data: bytes) -> Iterator[Path]:
    """A named pipe that somebody writes some data to."""
    os.mkfifo(path)

    def write() -> None:
        with path.open("wb") as pipe:
            pipe.write(data)

    writer = threading.Thread(target=write, daemon=True)
    writer.start()
    yield path
    writer.join(10)
    assert not writer.is_alive()


@pytest.mark.parametrize("name", ["ms-student.pdf", "ms-student.transcript.json"])
def test_a_transcript_is_the_same_however_it_is_given(name: str, tmp_path: Path) -> None:
    path = FIXTURES / name
    data = path.read_bytes()
    expected = read_transcript(path)
    assert read_transcript(str(path)) == expected
    assert read_transcript(data) == expected
    assert read_transcript(bytearray(data)) == expected
    assert read_transcript(memoryview(data)) == expected
    assert read_transcript(io.BytesIO(data)) == expected
    with path.open("rb") as file:
        assert read_transcript(file) == expected
    with fed(tmp_path / "pipe", data) as pipe:
        assert read_transcript(pipe) == expected


def test_a_reading_is_the_same_from_bytes_and_from_an_open_file() -> None:
    path = FIXTURES / "ms-student.pdf"
    with path.open("rb") as file:
        assert read_pdf(file).transcript == read_pdf(path.read_bytes()).transcript


def test_decisions_and_plans_are_taken_in_the_same_ways(tmp_path: Path) -> None:
    plan = b"[COMS W4771]"
    assert read_plan(io.BytesIO(plan), "columbia") == read_plan(plan, "columbia")
    with fed(tmp_path / "pipe", plan) as pipe:
        assert read_plan(pipe, "columbia") == read_plan(["COMS W4771"], "columbia")
    note = b"- {kind: note, reason: seen}"
    for given in (note, io.BytesIO(note)):
        audit = audit_transcript(TRACK, {"records": []}, given)
        assert audit.adjustments[0].adjustment.reason == "seen"


def test_a_file_that_is_open_as_text_is_refused_with_what_to_do() -> None:
    with (
        (FIXTURES / "ms-student.transcript.json").open(encoding="utf-8") as file,
        pytest.raises(TypeError, match="open it with mode 'rb'"),
    ):
        read_transcript(file)  # type: ignore[arg-type]  # that is the mistake


@pytest.mark.parametrize("value", [None, 3, ["tests/fixtures/ms-student.pdf", 3], [None]])
def test_what_is_no_document_at_all_is_refused_with_what_is_needed(value: Any) -> None:
    for call in (read_transcript, read_pdf, lambda one: audit_transcript(TRACK, one)):
        with pytest.raises(TypeError, match="a path, bytes or an open file is needed, not "):
            call(value)


def test_a_pipe_that_nobody_writes_to_is_an_error_and_does_not_hang(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sources, "SILENCE", 0.2)
    os.mkfifo(tmp_path / "silent")
    with pytest.raises(FileProblem, match=r"nothing was written to it for 0\.2 seconds"):
        read_transcript(tmp_path / "silent")


def test_what_has_no_end_is_read_as_far_as_a_document_may_go() -> None:
    data = settled("/dev/zero", 1000)
    assert isinstance(data, bytes)
    assert len(data) == 1001


def test_a_file_that_is_not_there_is_an_error_of_degreekit_and_of_the_system() -> None:
    for read in (read_transcript, read_pdf):
        with pytest.raises(FileProblem) as caught:
            read("no/such/file.pdf")
        assert isinstance(caught.value, OSError)
        assert (caught.value.path, caught.value.reason) == (
            "no/such/file.pdf",
            "No such file or directory",
        )
        assert "check the name and the permissions" in str(caught.value)


def test_a_folder_is_not_a_file(tmp_path: Path) -> None:
    with pytest.raises(FileProblem, match="is a directory"):
        read_all(tmp_path, 10)


@pytest.mark.parametrize("name", ["a\0b.pdf", "\ud800.pdf", "x" * 5000])
def test_what_cannot_be_the_name_of_a_file_is_a_problem_of_that_file(name: str) -> None:
    for read in (read_transcript, load_program):
        with pytest.raises(FileProblem) as caught:
            read(name)
        assert caught.value.path == name
