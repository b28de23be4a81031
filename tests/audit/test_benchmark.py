"""The public instances have the optima that are written beside them."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from degreekit import Auditor, Program, Transcript
from degreekit.audit import SearchBudgetExceeded
from degreekit.courses import Institution

INSTANCES = Path(__file__).resolve().parents[2] / "benchmarks/instances"

_STATES = 30_000  # of the search, so that no instance takes long


@pytest.mark.parametrize("path", sorted(INSTANCES.glob("*.json")), ids=lambda path: path.stem)
def test_an_instance_has_the_optimum_that_is_written_down(path: Path) -> None:
    data = json.loads(path.read_text(encoding="utf-8"))
    program = Program.from_json(json.dumps(data["program"]))
    institution = Institution.model_validate(data["institution"])
    try:
        found = Auditor(program, institution, budget=_STATES).judge(
            Transcript.from_data(data["transcript"])
        )
    except SearchBudgetExceeded:
        pytest.skip("too large for the search in a moment, and CP-SAT is not installed")
    optimum = data["optimum"]
    assert str(found.status) == optimum["status"]
    assert list(found.given_up) == optimum["given_up"]
    assert found.courses == optimum["courses"]
    assert str(found.credits.normalize() + 0) == optimum["credits"]
    assert list(found.assumptions) == [
        optimum[kind] for kind in ("approvals", "in_progress", "planned")
    ]
    assert (found.missing[0], str(found.missing[1].normalize() + 0)) == (
        optimum["missing_courses"],
        optimum["missing_credits"],
    )
    placement = {str(record): sorted(places) for record, places in found.placement.items()}
    assert {record: places for record, places in placement.items() if places} == (
        optimum["placement"]
    )


def test_there_are_instances() -> None:
    assert len(list(INSTANCES.glob("*.json"))) > 90
