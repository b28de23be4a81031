"""The commands take text, also from standard input."""

from __future__ import annotations

import io
import sys
from pathlib import Path

import pytest

from .conftest import Run

TABS = "tests/fixtures/pasted/record-tabs.txt"


@pytest.mark.parametrize("command", [("ingest",), ("audit", "--program", "columbia-ms-cs-ml")])
def test_a_dash_is_standard_input(
    run: Run, monkeypatch: pytest.MonkeyPatch, command: tuple[str, ...]
) -> None:
    given = run(*command, TABS)
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(Path(TABS).read_bytes())))
    piped = run(*command, "-")
    assert piped.status == given.status < 2
    assert piped.out == given.out.replace(f"{TABS}:", "-:")
    assert "COMS" in piped.out


def test_a_course_of_a_text_is_told_with_its_line(run: Run) -> None:
    assert "line 9" in run("ingest", TABS).out
