"""The text of an audit and of the questions beside it, to the letter.

The expected texts stand in ``golden/``, in 80 columns and without colour. To write them anew after
a change that is meant, and then look at the difference::

    DEGREEKIT_GOLDEN=write python -m pytest tests/cli/test_golden.py
"""

from __future__ import annotations

import os
import re
from pathlib import Path

import pytest

from .conftest import Run

GOLDEN = Path(__file__).resolve().parent / "golden"
ANSI = re.compile(r"\x1b\[[0-9;]*m")

UNFINISHED = "tests/fixtures/ms-student-unfinished.transcript.json"
TRACK = ("--program", "columbia-ms-cs-ml")
SYSTEMS = ("--program", "certificate-systems")

#: The name of the golden file, and the arguments it was made with.
COMMANDS = {
    "what-if": ("what-if", UNFINISHED),
    "why-not": ("why-not", UNFINISHED, "COMS W4111", "breadth-any", *TRACK),
}
#: The same of audits; they can have colours.
AUDITS = {
    "finished": ("audit", "tests/fixtures/ms-student.pdf", *TRACK),
    "unfinished": ("audit", "tests/fixtures/ms-student-unfinished.pdf", *TRACK),
    "planned": ("audit", UNFINISHED, *TRACK, "--plan", "tests/cli/golden/planned.yaml"),
    "together": ("audit", UNFINISHED, *TRACK, *SYSTEMS, "--share-courses", "1"),
    "decided": (
        "audit",
        "tests/fixtures/ms-student-unfinished.pdf",
        *TRACK,
        "--adjustments",
        "tests/cli/golden/decided.yaml",
    ),
}


TEXTS = {**COMMANDS, **{name: (*asked, "--no-color") for name, asked in AUDITS.items()}}

pytestmark = pytest.mark.usefixtures("certificates")


def _text(run: Run, arguments: tuple[str, ...]) -> str:
    result = run(*arguments)
    assert result.err == ""
    return _without_versions(result.out)


def _without_versions(text: str) -> str:
    # The hash and the versions of the rules change with every edit of them.
    return re.sub(r"Rules [0-9a-f]{16},\sfrom [^.]*(\.\d[^.]*)*\.\n", "Rules ..., from ...\n", text)


@pytest.mark.parametrize("name", TEXTS)
def test_the_text_is_the_one_that_was_looked_at(name: str, run: Run) -> None:
    path = GOLDEN / f"{name}.txt"
    text = _text(run, TEXTS[name])
    if os.environ.get("DEGREEKIT_GOLDEN") == "write":
        path.write_text(text, encoding="utf-8")
    assert text == path.read_text(encoding="utf-8")


@pytest.mark.parametrize("name", TEXTS)
def test_no_line_is_longer_than_80_columns(name: str) -> None:
    lines = (GOLDEN / f"{name}.txt").read_text(encoding="utf-8").splitlines()
    assert max(map(len, lines)) <= 80
    assert all(line == line.rstrip() for line in lines)


@pytest.mark.parametrize("name", AUDITS)
def test_colour_adds_nothing_but_colour(name: str, run: Run) -> None:
    text = _text(run, (*AUDITS[name], "--color"))
    assert ANSI.search(text)
    plain = _without_versions(ANSI.sub("", text))
    assert plain == (GOLDEN / f"{name}.txt").read_text(encoding="utf-8")
