"""Whatever rule of the track is changed, some case notices."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from degreekit import get_program
from degreekit.testing import assert_every_rule_is_tested, load_cases, load_equivalents

CASES = Path(__file__).resolve().parent / "cases"

#: The work is shared among processes; the usual run does a part of it (tests/slow.txt). Changes
#: that are declared to make no difference are tried with the likeliest cases only: with every case
#: they take as long as all others together. Before a release,
#: `degreekit mutate columbia-ms-cs-ml --thorough --students 100` tries them.
PARTS = 9


@pytest.mark.parametrize("part", range(1, PARTS + 1))
def test_every_change_of_a_rule_is_noticed_by_a_case(part: int) -> None:
    assert_every_rule_is_tested(
        get_program("columbia-ms-cs-ml"),
        load_cases(CASES),
        equivalents=load_equivalents(CASES / "equivalents.md"),
        part=part,
        of=PARTS,
    )


def test_the_name_of_a_case_says_what_happens_and_counts_nothing() -> None:
    names = {case.name.partition(" [")[0] for case in load_cases(CASES)}
    assert [name for name in names if re.search(r"\(\d+\)$|: (not )?enough", name)] == []
