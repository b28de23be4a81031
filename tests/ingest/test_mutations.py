"""A PDF that was damaged at random ends in a reading or a named refusal, and invents nothing.

`dev.py mutations` reads thousands of them; these are a sample.
"""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.ingest.helpers import FIXTURES, PDFS
from tests.ingest.mutations import judge, mutated

ROOT = Path(__file__).resolve().parents[2]


@pytest.mark.parametrize("part", range(6))
def test_a_changed_document_ends_well(part: int) -> None:
    for seed in range(25 * part, 25 * part + 25):
        path, data = mutated(seed)
        verdict = judge(path, data, isolated=True, seconds=20)
        assert not verdict.startswith("BAD"), f"seed {seed}: {verdict}"


@pytest.mark.parametrize("name", PDFS[::10])
def test_a_document_that_is_not_changed_is_read_as_before(name: str) -> None:
    path = FIXTURES / f"{name}.pdf"
    assert judge(path, path.read_bytes()) == "read: as before"


def test_the_same_seed_changes_the_same_way_in_every_process() -> None:
    script = (
        "import hashlib; from tests.ingest.mutations import mutated;"
        "print(*(hashlib.sha256(mutated(seed)[1]).hexdigest() for seed in range(60)))"
    )
    outputs = {
        subprocess.run(  # noqa: S603  # our own script
            [sys.executable, "-c", script],
            env={**os.environ, "PYTHONPATH": str(ROOT), "PYTHONHASHSEED": seed},
            capture_output=True,
            check=True,
        ).stdout
        for seed in ("1", "2")
    }
    assert len(outputs) == 1
