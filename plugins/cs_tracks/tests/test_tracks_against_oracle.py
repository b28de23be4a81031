"""degreekit agrees with an oracle written from the printed pages, on random transcripts."""

from __future__ import annotations

import os
import random

import pytest
from random_students import random_student
from track_oracle import RULES, judge

from degreekit import Transcript, get_auditor, get_program

#: Transcripts of each track; DEGREEKIT_EXAMPLES asks for more.
EXAMPLES = max(4, int(os.environ.get("DEGREEKIT_EXAMPLES", "0")))


@pytest.mark.parametrize("track", sorted(RULES))
def test_engine_agrees_with_the_oracle(track: str) -> None:
    auditor = get_auditor(get_program(f"columbia-ms-cs-{track}", "2026-07"))
    differ = []
    for seed in range(EXAMPLES):
        student = random_student(track, random.Random(f"{track} {seed}"))
        verdict = auditor.judge(Transcript.from_data(student))
        complete = verdict.status.value != "unsatisfied"
        found = verdict.status.value, verdict.assumptions if complete else None
        oracle = judge(track, student)
        if found != (oracle.status, oracle.assumptions):
            differ.append(f"seed {seed}: the engine says {found}, the oracle {oracle}")
    assert not differ, "\n".join(differ)


@pytest.mark.parametrize("track", sorted(RULES))
def test_random_students_are_the_same_for_the_same_seed(track: str) -> None:
    one, other = (random_student(track, random.Random("seed")) for _ in range(2))
    assert one == other
