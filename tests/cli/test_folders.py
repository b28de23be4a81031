"""A folder is read with all that is in it, several files at a time."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

Run = Callable[..., Any]
FIXTURES = Path(__file__).resolve().parents[1] / "fixtures"
NAMES = ("ms-student", "refused/html", "record/plain", "refused/truncated", "official/fpdf")


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    for name in NAMES:
        shutil.copy(FIXTURES / f"{name}.pdf", tmp_path / f"{name.replace('/', '-')}.PDF")
    (tmp_path / "inner").mkdir()
    shutil.copy(FIXTURES / "ms-student.pdf", tmp_path / "inner" / "again.pdf")
    (tmp_path / "notes.txt").write_text("no transcript")
    return tmp_path


def test_a_folder_is_read_with_all_that_is_in_it(run: Run, folder: Path) -> None:
    done = run("ingest", str(folder), "--format", "json")
    assert done.status == 3
    rows = [json.loads(line) for line in done.out.splitlines()]
    names = [str(Path(row["file"]).relative_to(folder)) for row in rows]
    assert names == [
        "inner/again.pdf",
        *(f"{name.replace('/', '-')}.PDF" for name in sorted(NAMES)),
    ]
    assert [bool(row.get("records")) for row in rows] == [True, True, True, True, False, False]


def test_a_folder_is_audited(run: Run, folder: Path) -> None:
    shutil.copy(FIXTURES / "record/plain.transcript.json", folder / "data.json")
    done = run("audit", str(folder), "--program", "columbia-ms-cs-ml", "--format", "json")
    rows = [json.loads(line) for line in done.out.splitlines()]
    assert len(rows) == len(NAMES) + 2
    assert sum("error" in row for row in rows) == 2


def test_a_folder_without_files_is_said_to_have_none(run: Run, tmp_path: Path) -> None:
    done = run("ingest", str(tmp_path))
    assert done.status == 2
    assert "no file ending in .pdf" in done.err
