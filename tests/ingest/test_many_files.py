"""Many files are read several at a time; one bad file never stops the others."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from degreekit import IngestError, Reading, read_pdfs
from tests.ingest.helpers import FIXTURES

NAMES = ("ms-student", "refused-html", "record-plain", "refused-truncated", "official-fpdf")


@pytest.mark.parametrize("processes", [1, 3])
def test_what_comes_of_each_file_stands_in_its_place(processes: int) -> None:
    files = [FIXTURES / f"{name}.pdf" for name in NAMES] + [FIXTURES / "there-is-none.pdf"]
    found = list(read_pdfs(files, processes))
    kinds = [Reading, IngestError, Reading, IngestError, Reading, FileNotFoundError]
    assert [type(one) for one in found] == kinds
    assert found[0] == next(read_pdfs(files[:1]))


def test_files_are_taken_as_they_are_needed() -> None:
    taken = 0

    def files() -> Iterator[Path]:
        nonlocal taken
        for _ in range(100):
            taken += 1
            yield FIXTURES / "refused-html.pdf"

    found = read_pdfs(files(), 2)
    next(found)
    assert taken < 10
    found.close()  # type: ignore[attr-defined]  # it is a generator
