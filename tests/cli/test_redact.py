"""With `--redact` nothing that is printed or written says who the student is."""

from __future__ import annotations

import re
import shutil
from pathlib import Path

import click
import pytest

from degreekit import plugins
from degreekit.cli.main import commands
from degreekit.export import FORMATS
from degreekit.ingest import draw_reading, redact_reading
from tests.conftest import THOROUGH, Installer
from tests.ingest.helpers import FIXTURES, OUTCOMES, read_fixture

from .conftest import Run

#: Who the fixtures are about, and who decides about them.
SECRETS = re.compile(
    r"\b(doe|jane|quinn|jd0000|roe|richard|rs0000|ada example|pneumonia)\b", re.IGNORECASE
)
PROGRAM = ("--program", "columbia-ms-cs-ml")
DECIDED = """
- {kind: approve, requirement: track-electives, course: COMS E6998, reason: pneumonia in 2023,
   by: Ada Example, date: 2023-10-02, title: High Performance Machine Learning}
- {kind: note, reason: Jane Quinn Doe had pneumonia, by: Ada Example}
- {kind: exclude, course: COMS E9999, reason: pneumonia, by: Ada Example}
"""
#: A report format that prints all that it is given.
EVERYTHING = """
from degreekit.plugins import hookimpl
from degreekit.report import ReportFormat


@hookimpl
def degreekit_reports():
    return [ReportFormat("everything", "all of it", lambda audit, look: repr((audit, look)))]
"""


@pytest.fixture
def home(tmp_path: Path) -> Path:
    """A directory with files that are named after the student."""
    for name in ("ms-student", "refused/invoice", "refused/password", "official/watermark"):
        shutil.copy(
            FIXTURES / f"{name}.pdf", tmp_path / f"Jane-Quinn-Doe-{name.replace('/', '-')}.pdf"
        )
    (tmp_path / "jd0000.yaml").write_text(DECIDED, encoding="utf-8")
    (tmp_path / "jd0000-broken.yaml").write_text("- {kind: waive, by: Ada Example}")
    (tmp_path / "jd0000-plan.yaml").write_text("[COMS W4701]")
    return tmp_path


@pytest.fixture
def everything(install: Installer) -> None:
    install("everything", "everything", EVERYTHING, version="1.0")


def silent(home: Path, text: str) -> None:
    found = SECRETS.search(text.replace(str(home), ""))
    assert found is None, found
    assert str(home) not in text


# --------------------------------------------------------------------------------- the commands


@pytest.mark.parametrize("format_", ["text", "json", *FORMATS])
def test_ingest_does_not_say_it(run: Run, home: Path, format_: str) -> None:
    files = sorted(map(str, home.glob("*.pdf")))
    done = run("ingest", *files, "--redact", "--format", format_)
    silent(home, done.out + done.err)
    assert "file 1" in done.out
    assert "file 4" in done.err


def test_the_picture_is_drawn_from_the_reading_and_not_from_the_page(run: Run, home: Path) -> None:
    file = home / "Jane-Quinn-Doe-official-watermark.pdf"
    done = run("ingest", str(file), "--redact", "--show", str(home / "seen.png"))
    assert done.status == 0
    reading = redact_reading(read_fixture("official/watermark"))
    assert draw_reading(file, reading, blank=True) == ((home / "seen.png").read_bytes(),)


def test_describe_does_not_say_it(run: Run, home: Path) -> None:
    done = run("ingest", *map(str, home.glob("*.pdf")), "--describe", "--redact")
    silent(home, done.out + done.err)
    assert "AAAA" in done.out  # it does say what the letters look like


@pytest.mark.usefixtures("everything")
def test_audit_does_not_say_it_in_any_format_those_of_plugins_included(
    run: Run, home: Path
) -> None:
    files = sorted(str(path) for path in home.glob("*-*-*-[mr]*.pdf"))
    more = (*PROGRAM, "--adjustments", str(home / "jd0000.yaml"), "--redact")
    formats = plugins.PluginHost().reports
    assert "everything" in formats
    for format_ in formats:
        alone = run("audit", files[0], *more, "--format", format_)
        assert alone.status == 0
        assert len(alone.out) > 500
        silent(home, alone.out + alone.err)
        folder = home / f"{format_}-reports"
        folder.mkdir()
        # decisions for several students have to say for whom each is
        several = (*PROGRAM, "--redact", "--format", format_, "--output", str(folder))
        done = run("audit", *files, *several)
        assert done.status == 3
        assert any(folder.iterdir())
        for report in folder.iterdir():
            silent(home, f"{report.name}\n{report.read_text(encoding='utf-8')}")
        silent(home, done.err)


def test_every_command_that_takes_a_transcript_can_leave_out_who_the_student_is() -> None:
    for name, command in commands.commands.items():
        arguments = {p.name for p in command.params if isinstance(p, click.Argument)}
        options = {p.name for p in command.params if isinstance(p, click.Option)}
        assert not arguments & {"file", "files"} or "redact" in options, name


def test_without_it_the_decisions_are_told_in_full(run: Run, home: Path) -> None:
    file = str(home / "Jane-Quinn-Doe-ms-student.pdf")
    done = run("audit", file, *PROGRAM, "--adjustments", str(home / "jd0000.yaml"))
    assert "Ada Example" in done.out


@pytest.mark.parametrize("format_", ["text", "json"])
def test_the_questions_do_not_say_it(run: Run, home: Path, format_: str) -> None:
    more = ("--adjustments", str(home / "jd0000.yaml"), "--redact", "--format", format_)
    file = str(home / "Jane-Quinn-Doe-ms-student.pdf")
    for command in (
        ("what-if", file, "--plan", str(home / "jd0000-plan.yaml")),
        ("why-not", file, "COMS W4771", "breadth-ai", *PROGRAM),
    ):
        done = run(*command, *more)
        assert done.out
        silent(home, done.out + done.err)


def test_messages_about_files_that_cannot_be_used_do_not_name_them(run: Run, home: Path) -> None:
    file = str(home / "Jane-Quinn-Doe-ms-student.pdf")
    for more in (
        ("audit", file, *PROGRAM, "--adjustments", str(home / "jd0000-broken.yaml")),
        ("audit", file, *PROGRAM, "--plan", str(home / "jd0000-broken.yaml")),
        ("audit", str(home / "Jane-Quinn-Doe-refused-password.pdf"), *PROGRAM),
        ("what-if", str(home / "Jane-Quinn-Doe-nowhere.pdf")),
        ("why-not", str(home / "Jane-Quinn-Doe-refused-invoice.pdf"), "COMS W4771", "gpa"),
    ):
        done = run(*more, "--redact")
        assert done.status == 3
        assert done.err
        silent(home, done.out + done.err)


# -------------------------------------------------------------- without the option, as promised


def test_no_command_says_who_the_student_is_of_a_file_it_refuses(run: Run) -> None:
    refused = sorted(OUTCOMES)[:: 1 if THOROUGH else 4]
    done = run("ingest", *(f"tests/fixtures/{name}" for name in refused), "--format", "json")
    assert done.status == 3
    assert len(done.out.splitlines()) == len(refused)
    assert not SECRETS.search(done.out + done.err)
