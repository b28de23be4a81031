"""Whatever rule of a track is changed, some case notices."""

from __future__ import annotations

from pathlib import Path

import pytest

from degreekit import get_institution, get_program
from degreekit.testing import (
    assert_every_rule_is_tested,
    load_cases,
    load_equivalents,
    mutants,
    surviving_mutants,
)
from degreekit.testing.changes import rules_in_common

CASES = Path(__file__).resolve().parent / "cases"
EDITION = "2026-07"

#: The track of which all rules are checked, the shared ones too; of the others only their own. The
#: usual run does some of so many parts (tests/slow.txt).
WHOLE = "personalized"
PARTS = 6
#: Of what is a track's own, one change of so many is tried: all of them take some 20 seconds of
#: processor for each track. docs/tracks.md has the command.
SAMPLE = 12
OTHERS = {
    "computational-biology": 1,
    "foundations": 2,
    "ml": 3,
    "networks": 4,
    "nlp": 5,
    "security": 6,
    "software": 7,
    "thesis": 8,
    "vision": 9,
}


def _equivalents(track: str) -> dict[str, str]:
    shared = [CASES / "shared" / "equivalents.md"]
    if track != WHOLE:
        shared.append(CASES / "shared" / "general-electives.equivalents.md")
    return load_equivalents(*shared, CASES / track / "equivalents.md")


@pytest.mark.parametrize("part", range(1, PARTS + 1))
def test_every_change_of_the_personalized_track_is_noticed_by_a_case(part: int) -> None:
    program = get_program(f"columbia-ms-cs-{WHOLE}", EDITION)
    assert_every_rule_is_tested(
        program,
        load_cases(CASES, program),
        equivalents=_equivalents(WHOLE),
        thorough=True,
        part=part,
        of=PARTS,
    )


@pytest.mark.parametrize("track", sorted(OTHERS))
def test_a_sample_of_the_changes_of_a_tracks_own_rules_is_noticed_by_cases(track: str) -> None:
    program = get_program(f"columbia-ms-cs-{track}", EDITION)
    assert_every_rule_is_tested(
        program,
        load_cases(CASES, program),
        equivalents=_equivalents(track),
        besides=get_program(f"columbia-ms-cs-{WHOLE}", EDITION),
        part=OTHERS[track],
        of=SAMPLE,
    )


def test_rules_that_another_program_has_too_are_left_out() -> None:
    vision = get_program("columbia-ms-cs-vision")
    software = get_program("columbia-ms-cs-software")
    changed = [mutant.touches for mutant in mutants(vision, get_institution("columbia"))]
    left_out = rules_in_common(vision, software)
    assert {"breadth", "gpa", "d-grades", "columbia-ms-cs-vision"} <= left_out
    assert left_out.isdisjoint({"degree", "required", "track-electives", "general-electives"})
    own = [touches for touches in changed if not touches <= left_out]
    report = surviving_mutants(vision, (), besides=software, budget=0)
    assert report.mutants == len(own) < len(changed)
    assert {"required"} in own
    assert {"gpa"} not in own
