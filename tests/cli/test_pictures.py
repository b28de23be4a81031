"""Pictures on the command line: what OCR is not sure of is asked, and the answers are kept."""

from __future__ import annotations

import io
import json
import os
import signal
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from degreekit.ingest import read_answers
from degreekit.ingest.ocr.engine import is_installed

from .conftest import ROOT, Run

pytestmark = pytest.mark.skipif(
    not is_installed(), reason='OCR is not installed: pip install "degreekit[ocr]"'
)

#: Its four questions are about titles.
COARSE = "tests/fixtures/scans/record-coarse.pdf"
WHOLE = "tests/fixtures/scans/record-screenshot.png"
TEXT = "tests/fixtures/record/plain.pdf"


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Make a place of its own for temporary files."""
    folder = tmp_path / "temporary"
    folder.mkdir()
    monkeypatch.setattr("tempfile.tempdir", str(folder))
    monkeypatch.setenv("TMPDIR", str(folder))
    return folder


def say(monkeypatch: pytest.MonkeyPatch, *answers: str) -> None:
    """Let a person type these answers, and nothing more."""
    monkeypatch.setattr(sys, "stdin", io.StringIO("".join(f"{answer}\n" for answer in answers)))


def kept(path: Path) -> list[str]:
    return [answer.answer for answer in read_answers(path.read_bytes())]


def test_what_a_person_confirms_is_audited_and_serves_from_then_on(
    run: Run, tmp_path: Path, home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    answers = tmp_path / "answers.json"
    audit = ("audit", COARSE, "--program", "columbia-ms-cs-ml", "--answers", str(answers))
    say(monkeypatch, "", "title=DEVELOPMENT: PLAN B", "", "")
    said = run(*audit, "--confirm")
    assert said.status == 1, said.err  # an audit, and the degree is not complete
    assert "the picture is too coarse for titles" in said.err
    assert kept(answers) == ["accept", "correct", "accept", "accept"]
    assert list(home.iterdir()) == []
    if os.name == "posix":
        assert answers.stat().st_mode & 0o077 == 0
    assert run(*audit).out == said.out
    ingest = ("ingest", COARSE, TEXT, "--together", "--answers", str(answers), "--format", "json")
    silent = run(*ingest)
    read_by = [record.get("read_by") for record in json.loads(silent.out)["records"]]
    assert (read_by.count("person"), read_by.count("ocr")) == (4, 2)
    assert "answer-without-question" not in silent.err


def test_who_stops_in_the_middle_goes_on_there_later(
    run: Run, tmp_path: Path, home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    answers = tmp_path / "answers.json"
    ingest = ("ingest", COARSE, "--answers", str(answers))
    say(monkeypatch, "d", "b", "grade=", "b", "credits=many", "what", "")  # and then no more input
    said = run(*ingest, "--confirm")
    assert said.status == 3
    assert "this cannot be the credits of a course" in said.err
    assert kept(answers) == ["accept"]
    assert list(home.iterdir()) == []
    say(monkeypatch, "", "l")
    said = run(*ingest, "--confirm")
    assert kept(answers) == ["accept"] * 2
    assert "2 questions; these lines are not among the courses" in said.out
    say(monkeypatch, "", "")
    assert run(*ingest, "--confirm").status == 0
    assert run(*ingest).status == 0


def test_several_files_share_their_answers_without_a_word(
    run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    answers = tmp_path / "answers.json"
    say(monkeypatch, *[""] * 4)
    files = ("ingest", WHOLE, COARSE, TEXT, "--answers", str(answers))
    said = run(*files, "--confirm")
    assert said.status == 0
    assert "%" not in said.err.replace("100%", "")  # no bar between the questions
    again = run(*files)
    assert (again.status, again.out) == (0, said.out)
    assert "answer-without-question" not in again.err
    alone = run("ingest", WHOLE, "--answers", str(answers))
    assert alone.err.count("[answer-without-question]") == 4


def test_the_other_questions_about_a_transcript_ask_as_well(
    run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    answers = ("--answers", str(tmp_path / "answers.json"))
    say(monkeypatch, *[""] * 4)
    said = run("what-if", COARSE, "--program", "columbia-ms-cs-ml", "--confirm", *answers)
    assert said.status == 0, said.err
    why = ("why-not", COARSE, "COMS W4772", "breadth-systems", "--program", "columbia-ms-cs-ml")
    assert run(*why, *answers).status == 0
    assert "4 places of the picture could not be read" in run(*why).err


def test_files_read_together_are_asked_about_one_by_one(
    run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    say(monkeypatch, *[""] * 4)
    said = run("audit", TEXT, COARSE, "--together", "--program", "columbia-ms-cs-ml", "--confirm")
    assert said.status == 1, said.err
    assert said.err.count("  Answer: ") == 4


def test_the_picture_is_shown_in_the_terminal(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    say(monkeypatch, "s", "l")
    assert "█" in run("ingest", COARSE, "--confirm").err


def test_with_redact_no_name_of_a_file_is_told_while_asking(
    run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    answers = tmp_path / "jane-doe.json"
    say(monkeypatch, *[""] * 4)
    said = run("ingest", COARSE, "--confirm", "--redact", "--answers", str(answers))
    assert said.status == 0
    assert not {"record-coarse", "jane-doe"} & set(said.out.split() + said.err.split())
    assert "jane-doe" not in said.err
    assert "record-coarse" not in said.err
    assert "Wrote the answers" in said.err


def test_a_question_in_a_redacted_reading_shows_the_course(run: Run) -> None:
    said = run("ingest", COARSE, "--redact").out
    assert "ECON BC3029  DEVELOPMENT: PLAN B  3.00  D  Fall 2019" in said
    assert "89770" not in said


def test_pictures_are_left_unread_where_that_is_asked_for(run: Run) -> None:
    done = run("ingest", "tests/fixtures/scans/record-mixed.pdf", "--no-ocr")
    assert done.status == 3
    assert "page-without-text" in done.err
    described = run("ingest", WHOLE, "--describe", "--no-ocr")
    assert "image_only; 1 page" in described.out
    assert "by OCR" in run("ingest", WHOLE, "--describe").out


def answered(terminal: int) -> Iterator[str]:
    """Yield what a command writes to its terminal until it asks, again and again."""
    text = ""
    while True:
        text += os.read(terminal, 65536).decode("utf-8", "replace")
        if text.rstrip(" ").endswith("Answer:"):
            yield text
            text = ""


def ended(process: int) -> int:
    """End a process as where its terminal is closed, and return its status.

    A signal that comes in the instant between the prompt and the wait for an answer is seen only
    with the next one; a terminal that is really closed ends the wait.
    """
    for _ in range(6000):
        os.kill(process, signal.SIGHUP)
        time.sleep(0.1)
        done, status = os.waitpid(process, os.WNOHANG)
        if done:
            return status
    os.kill(process, signal.SIGKILL)
    return os.waitpid(process, 0)[1]


@pytest.mark.skipif(os.name != "posix", reason="this system has no such terminals")
def test_a_command_that_is_ended_leaves_no_picture_behind_and_loses_no_answer(
    tmp_path: Path, home: Path
) -> None:
    import pty

    answers = tmp_path / "answers.json"
    command = [sys.executable, "-m", "degreekit", "ingest", COARSE, "--confirm"]
    process, terminal = pty.fork()
    if not process:
        os.chdir(ROOT)
        os.execv(sys.executable, [*command, "--answers", str(answers)])  # noqa: S606  # our own
    asks = answered(terminal)
    next(asks)
    [folder] = home.iterdir()
    assert folder.stat().st_mode & 0o077 == 0
    os.write(terminal, b"\n")
    next(asks)
    status = ended(process)
    os.close(terminal)
    # The terminal may say twice that it is gone, the second time to a process on its way out.
    assert os.waitstatus_to_exitcode(status) in (128 + signal.SIGHUP, -signal.SIGHUP)
    assert list(home.iterdir()) == []
    assert kept(answers) == ["accept"]


def test_an_audit_marks_what_was_read_by_ocr_and_what_a_person_confirmed(
    run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    answers = tmp_path / "answers.json"
    audit = ("audit", COARSE, "--program", "columbia-ms-cs-ml", "--answers", str(answers))
    say(monkeypatch, *[""] * 4)
    data = json.loads(run(*audit, "--confirm", "--format", "json").out)
    assert {one["read_by"] for one in data["unapplied"]} == {"person"}
    placed = json.dumps(data["requirements"])
    assert '"read_by": "ocr"' in placed
    assert '"read_by": "person"' not in placed
    for format_ in ("html", "markdown"):
        said = run(*audit, "--format", format_).out
        assert ", by OCR and a person" in said
        assert said.count(", by OCR") > said.count(", by OCR and a person")
