"""What lint proves comes with a case file that shows it, and that runs."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from degreekit import Auditor
from degreekit.courses import Institution
from degreekit.requirements import All, Check, Limit, Program, Requirement, Row, Take
from degreekit.testing import lint_cases, lint_program, read_cases

HERE = Institution(
    id="here",
    title="Here",
    repeatable="CS 90",
    cross_lists=(("CS 10", "MATH 10"),),
    grade_scales=(
        {"id": "l", "title": "L", "grades": [{"symbol": "A", "points": 4, "earns": True}]},
    ),
)


def take(id_: str, *rows: str, count: int = 1) -> Take:
    return Take(id=id_, title=id_, rows=tuple(Row(courses=row) for row in rows), courses=count)


def program(*parts: Requirement, **more: Any) -> Program:
    root = All(id="degree", title="Degree", parts=parts)
    return Program(id="p", title="P", edition="2025", institution="here", root=root, **more)


def found(rules: Program) -> set[tuple[str, str]]:
    every = {(one.code, one.id) for one in lint_program(rules, HERE)}
    return {one for one in every if one[0] != "no-source"}


@pytest.mark.parametrize(
    ("rules", "code", "id_"),
    [
        (program(take("t", "CS 1xx", "CS 105"), take("u", "CS 7")), "listed-twice", "t"),
        (program(take("t", "CS 1", "CS 1"), take("u", "CS 7")), "listed-twice", "t"),
        (program(take("t", "CS 1 | CS 2", count=3), take("u", "CS 7")), "out-of-reach", "t"),
        (program(take("t", "CS 10 | MATH 10", count=2), take("u", "CS 7")), "out-of-reach", "t"),
        (program(take("t", "CS 10", "MATH 10"), take("u", "CS 7")), "listed-twice", "t"),
        (
            program(take("t", "CS 1"), Check(id="c", title="C", courses=5, scope=("t",))),
            "check-out-of-reach",
            "c",
        ),
        (
            program(
                take("t", "CS 4xx", count=3),
                take("u", "CS 7"),
                limits=(Limit(id="l", title="L", courses="CS *", most_courses=1),),
            ),
            "contradictory-limit",
            "l",
        ),
        (program(take("t", "CS 1"), take("u", "CS 1")), "cannot-be-completed", "p"),
    ],
)
def test_each_proof_comes_with_a_case_that_runs(
    rules: Program, code: str, id_: str, tmp_path: Path
) -> None:
    assert (code, id_) in found(rules)
    findings = [one for one in lint_program(rules, HERE) if (one.code, one.id) == (code, id_)]
    files = lint_cases(rules, HERE, findings)
    assert files
    for name, text in files.items():
        assert name.startswith(code)
        path = tmp_path / name
        path.write_text(text, encoding="utf-8")
        (case,) = read_cases(path, rules)
        assert case.holds(Auditor(rules, HERE))
        assert findings[0].hint in text


@pytest.mark.parametrize(
    "rules",
    [
        program(take("t", "CS 90", count=3), take("u", "CS 7")),
        program(take("t", "CS 9 | CS 90", count=4), take("u", "CS 7")),
        program(take("t", "CS 90", "CS 91", count=5)),
    ],
)
def test_repeatable_courses_raise_no_false_alarm(rules: Program) -> None:
    assert found(rules) == set()


def test_cross_listed_courses_raise_no_false_alarm() -> None:
    limit = Limit(id="l", title="L", courses="CS 10", most_credits=1)
    rules = program(take("t", "MATH 10 | CS 5"), take("u", "CS 7"), limits=(limit,))
    assert found(rules) == set()
