"""Whatever rule of a track is changed, some case notices."""

from __future__ import annotations

from pathlib import Path

import pytest

from degreekit import get_program
from degreekit.testing import assert_every_rule_is_tested, load_cases, load_equivalents

CASES = Path(__file__).resolve().parent / "cases"

#: The work on the track that is checked thoroughly is shared among processes.
PARTS = 3
#: Of another track one change of so many is tried; docs/tracks.md has the command that tries all.
SAMPLE = 40


def _check(track: str, part: int, of: int, *, thorough: bool = False) -> None:
    program = get_program(f"columbia-ms-cs-{track}", "2026-07")
    assert_every_rule_is_tested(
        program,
        load_cases(CASES, program),
        equivalents=load_equivalents(
            CASES / "shared" / "equivalents.md", CASES / track / "equivalents.md"
        ),
        part=part,
        of=of,
        thorough=thorough,
    )


@pytest.mark.parametrize("part", range(1, PARTS + 1))
def test_every_change_of_the_personalized_track_is_noticed_by_a_case(part: int) -> None:
    _check("personalized", part, PARTS, thorough=True)


@pytest.mark.parametrize("track", ["computational-biology", "nlp", "security"])
def test_a_sample_of_the_changes_of_a_track_is_noticed_by_cases(track: str) -> None:
    _check(track, part=SAMPLE // 2, of=SAMPLE)
