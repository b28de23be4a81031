"""What the tests of the page share: files as they are dropped, and as the commands read them."""

from __future__ import annotations

import sys
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import pytest

from degreekit.cli import main
from degreekit.web.desk import Desk

ROOT = Path(__file__).resolve().parents[2]
FIXTURES = ROOT / "tests" / "fixtures"
TRACK = "columbia-ms-cs-ml"
FORMATS = ("html", "text", "markdown", "checklist", "json")
#: Every document that is not read by OCR, those that are refused included.
DOCUMENTS = tuple(
    sorted(
        str(path.relative_to(FIXTURES))
        for path in FIXTURES.rglob("*")
        if path.suffix in (".pdf", ".txt") and path.parent.name != "scans"
    )
)


def case(desk: Desk, *names: str, **more: Any) -> dict[str, Any]:
    """Drop files on a desk, and return what an audit of them is ordered by."""
    papers = [desk.add(Path(name).name, (FIXTURES / name).read_bytes()) for name in names]
    programs = [{"id": TRACK}]
    return {"documents": [one["document"] for one in papers], "programs": programs, **more}


def answered(desk: Desk, name: str, order: Mapping[str, Any]) -> dict[str, Any]:
    """Return an answer that is data."""
    found = desk.answer(name, order)
    assert isinstance(found, dict)
    return found


def commanded(
    monkeypatch: pytest.MonkeyPatch, folder: Path, arguments: Sequence[str]
) -> tuple[int, str]:
    """Run a command from the folder of its files, as a user does, and return what it writes."""
    output = folder / "output"
    output.unlink(missing_ok=True)
    monkeypatch.chdir(folder)
    monkeypatch.setenv("COLUMNS", "80")
    monkeypatch.setattr(sys, "argv", ["degreekit", *arguments, "-q", "-o", str(output)])
    with pytest.raises(SystemExit) as ended:
        main()
    text = output.read_text(encoding="utf-8") if output.exists() else ""
    return int(ended.value.code or 0), text
