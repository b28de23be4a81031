"""The mutation check finishes on every program, and says what it could not decide."""

from __future__ import annotations

from degreekit import get_program
from degreekit.testing import load_cases, surviving_mutants

PROGRAM = get_program("columbia-ms-cs-ml")
CASES = load_cases("plugins/ml_track/tests/cases/totals.cases.md")[:4]


def test_a_change_that_no_case_decides_within_the_budget_is_counted_as_undecided() -> None:
    report = surviving_mutants(PROGRAM, CASES, part=2, of=2000, budget=0)
    assert report.undecided
    assert not report.ok
    last = report.text().splitlines()[-1]
    assert last.endswith(f"{len(report.undecided)} not decided")
    assert f"not decided within the budget: {report.undecided[0].name}" in report.text()
    decided = report.mutants - len(report.undecided) - len(report.survivors)
    assert last.startswith(f"{report.mutants} changes of the rules: {decided} noticed")
