"""The text of an audit, to the letter.

The expected texts stand in ``golden/``, in 80 columns and without colour. To write them anew after
a change that is meant, and then look at the difference::

    DEGREEKIT_GOLDEN=write python -m pytest tests/cli/test_golden.py
"""

from __future__ import annotations

import os
import re
import sys
from pathlib import Path

import pytest

from degreekit.cli import main

ROOT = Path(__file__).resolve().parents[2]
GOLDEN = Path(__file__).resolve().parent / "golden"
ANSI = re.compile(r"\x1b\[[0-9;]*m")

#: The name of the golden file, and the arguments it was made with.
AUDITS = {
    "finished": ("tests/fixtures/ms-student.pdf",),
    "unfinished": ("tests/fixtures/ms-student-unfinished.pdf",),
    "decided": (
        "tests/fixtures/ms-student-unfinished.pdf",
        "--adjustments",
        "tests/cli/golden/decided.yaml",
    ),
}


def _text(
    arguments: tuple[str, ...],
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
) -> str:
    monkeypatch.chdir(ROOT)
    monkeypatch.setenv("COLUMNS", "80")
    command = ["degreekit", "audit", "--program", "columbia-ms-cs-ml", *arguments]
    monkeypatch.setattr(sys, "argv", command)
    with pytest.raises(SystemExit):
        main()
    captured = capsys.readouterr()
    assert captured.err == ""
    # The hash and the versions of the rules change with every edit of them.
    return re.sub(r"Rules [0-9a-f]{16}, from .*\n", "Rules ..., from ...\n", captured.out)


@pytest.mark.parametrize("name", AUDITS)
def test_the_text_of_an_audit_is_the_one_that_was_looked_at(
    name: str, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    path = GOLDEN / f"{name}.txt"
    text = _text((*AUDITS[name], "--no-color"), capsys, monkeypatch)
    if os.environ.get("DEGREEKIT_GOLDEN") == "write":
        path.write_text(text, encoding="utf-8")
    assert text == path.read_text(encoding="utf-8")


@pytest.mark.parametrize("name", AUDITS)
def test_no_line_is_longer_than_80_columns(name: str) -> None:
    lines = (GOLDEN / f"{name}.txt").read_text(encoding="utf-8").splitlines()
    assert max(map(len, lines)) <= 80
    assert all(line == line.rstrip() for line in lines)


@pytest.mark.parametrize("name", AUDITS)
def test_colour_adds_nothing_but_colour(
    name: str, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    text = _text((*AUDITS[name], "--color"), capsys, monkeypatch)
    assert ANSI.search(text)
    plain = ANSI.sub("", text)
    plain = re.sub(r"Rules [0-9a-f]{16}, from .*\n", "Rules ..., from ...\n", plain)
    assert plain == (GOLDEN / f"{name}.txt").read_text(encoding="utf-8")
