"""The mutation check finishes on every program, and says what it could not decide."""

from __future__ import annotations

from pathlib import Path

from degreekit import get_program, load_program
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


RULES = """
id: two-courses
title: Two courses
edition: "2024"
institution: columbia
unit: points
requirements:
  - take: core
    title: Core courses
    courses: 2
    rows: [COMS 4111, COMS 4115, COMS 4118]
    source: {document: The page, date: 2024-09-01, sentence: Two courses.}
"""
CASE = """---
program: ../rules.yaml
points: 3
grade: A
term: Fall 2024
---

## Two courses

> Two courses.

| Course    |
|-----------|
| COMS 4111 |
| COMS 4115 |

| Requirement   | Status    |
|---------------|-----------|
| whole program | satisfied |
"""


def test_a_declared_change_that_matters_to_a_random_student_is_reported(tmp_path: Path) -> None:
    (tmp_path / "rules.yaml").write_text(RULES, encoding="utf-8")
    (tmp_path / "cases").mkdir()
    (tmp_path / "cases" / "two.cases.md").write_text(CASE, encoding="utf-8")
    program = load_program(tmp_path / "rules.yaml")
    cases = load_cases(tmp_path / "cases")
    name = "core: courses 1 for 2"
    reports = [
        surviving_mutants(program, cases, equivalents={name: "a mistake"}, students=students)
        for students in (0, 50, 50)
    ]
    assert [len(report.told_apart) for report in reports] == [0, 1, 1]
    assert [report.equivalent for report in reports] == [1, 0, 0]
    assert reports[1].told_apart == reports[2].told_apart
    assert f"but it does to somebody: {name}\n    the student of" in reports[1].text()
    ((_, student),) = reports[1].told_apart
    assert len({record.code for record in student.transcript.records}) == 1
