"""A PDF that was damaged at random ends in a reading or a named refusal, and invents nothing.

`dev.py mutations` reads thousands of them; these are a sample.
"""

from __future__ import annotations

import pytest

from tests.ingest.mutations import judge, mutated


@pytest.mark.parametrize("part", range(6))
def test_a_changed_document_ends_well(part: int) -> None:
    for seed in range(25 * part, 25 * part + 25):
        path, data = mutated(seed)
        verdict = judge(path, data, isolated=True, seconds=20)
        assert not verdict.startswith("BAD"), f"seed {seed}: {verdict}"


def test_the_same_seed_changes_the_same_way() -> None:
    assert mutated(7) == mutated(7)
