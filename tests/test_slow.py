"""The list of slow tests names tests that are there: one renamed would slip into the quick run."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.conftest import SLOW

ROOT = Path(__file__).resolve().parents[1]


@pytest.mark.parametrize("line", SLOW)
def test_every_line_of_the_list_names_a_test_that_is_there(line: str) -> None:
    pattern, _, name = line.partition("::")
    files = list(ROOT.glob(pattern))
    assert files, "no such file: take the line out, or write the new name"
    assert not name or any(f"def {name}(" in path.read_text(encoding="utf-8") for path in files)
