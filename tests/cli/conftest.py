"""What the tests of the commands share: running one, and more programs to run it with."""

from __future__ import annotations

import sys
from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

import pytest

from degreekit.cli import main
from tests.conftest import Installer

ROOT = Path(__file__).resolve().parents[2]


class Result(NamedTuple):
    """What a command left behind."""

    status: int
    out: str
    err: str


Run = Callable[..., Result]


@pytest.fixture
def run(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> Run:
    """Run a command in this process, from the root of the repository."""
    monkeypatch.chdir(ROOT)
    monkeypatch.setenv("COLUMNS", "80")

    def command(*arguments: str) -> Result:
        monkeypatch.setattr(sys, "argv", ["degreekit", *arguments])
        with pytest.raises(SystemExit) as ended:
            main()
        captured = capsys.readouterr()
        return Result(int(ended.value.code or 0), captured.out, captured.err)

    return command


CERTIFICATES = """
from degreekit.plugins import hookimpl
from degreekit.requirements import All, Milestone, Program, Row, Take


def certificate(name, *parts, institution="columbia"):
    return Program(
        id=f"certificate-{name}",
        title=f"Certificate in {name.title()}",
        edition="1",
        institution=institution,
        grade_scale="seas-graduate" if institution == "columbia" else None,
        unit="points",
        root=All(id="degree", title="Degree", parts=parts),
    )


def core(courses, number):
    return Take(id="core", title="Core", courses=number, rows=(Row(courses=courses),))


@hookimpl
def degreekit_programs():
    yield certificate("theory", core("COMS 42xx | CSOR 42xx", 3))
    yield certificate("systems", core("COMS 4111 | COMS 4118", 2))
    yield certificate("learning", core("COMS 4771 | COMS 4772 | COMS 6111", 3))
    yield certificate("practice", core("COMS 4771", 1), Milestone(id="exam", title="Exam"))
    yield certificate("nothing", core("NONE 4771", 1))
    yield certificate("elsewhere", core("COMS 4771", 1), institution="elsewhere")
"""


@pytest.fixture
def certificates(install: Installer) -> None:
    """Install a distribution with more programs of the same institution, and one of another."""
    install("certificates", "certificates", CERTIFICATES, version="1.0")
