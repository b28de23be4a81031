"""`degreekit lint`, `diff` and `mutate`: rules are looked at like code."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from degreekit import get_program
from degreekit.requirements import compare_programs
from degreekit.testing import read_cases

from .conftest import Run

RULES = """
id: demo
title: Demo
edition: "{edition}"
institution: columbia
unit: points
requirements:
  - take: core
    title: Core
    courses: {count}
    rows: ["{courses}"]
    source: {{document: Page, sentence: Take some courses.}}
{more}
"""


def rules(
    tmp_path: Path, name: str, count: int = 2, courses: str = "COMS 41xx", more: str = ""
) -> str:
    path = tmp_path / f"{name}.yaml"
    path.write_text(RULES.format(edition=name, count=count, courses=courses, more=more))
    return str(path)


# ------------------------------------------------------------------------------------------ lint


def test_lint_finds_nothing_in_the_track(run: Run) -> None:
    result = run("lint", "columbia-ms-cs-ml")
    assert (result.status, result.out) == (0, "columbia-ms-cs-ml 2023-07-25: no mistakes found\n")


def test_lint_proves_that_nobody_can_complete_a_program(run: Run, tmp_path: Path) -> None:
    result = run("lint", rules(tmp_path, "a", courses="COMS 4111 | COMS 4998"))
    assert result.status == 4
    assert "error: demo: " in result.out
    assert "[cannot-be-completed]" in result.out


def test_lint_warns_and_says_what_to_do(run: Run, tmp_path: Path) -> None:
    limit = "limits:\n  - {id: l, title: L, courses: MATH *, most_courses: 1}"
    path = rules(tmp_path, "a", more=limit)
    result = run("lint", path, "--format", "json")
    assert result.status == 1
    (program,) = json.loads(result.out)
    by_code = {one["code"]: one for one in program["findings"]}
    assert set(by_code) == {"limit-never-binds", "no-source"}
    assert by_code["limit-never-binds"] == {
        "code": "limit-never-binds",
        "severity": "warning",
        "id": "l",
        "text": "no list in its scope accepts such a course",
        "rule": "at most 1 course in MATH",
        "hint": "Check its courses, its number and its scope.",
    }


def test_lint_writes_a_case_file_for_what_it_proves(run: Run, tmp_path: Path) -> None:
    rules = tmp_path / "rules.yaml"
    rules.write_text(
        "id: demo\ntitle: Demo\nedition: 2025-01-01\ninstitution: columbia\nrequirements:\n"
        "  - {take: one, title: One, courses: 1, rows: [COMS 4111]}\n"
        "  - {take: two, title: Two, courses: 1, rows: [COMS 4111]}\n"
    )
    result = run("lint", str(rules), "--cases", str(tmp_path / "cases"))
    assert result.status == 4
    (file,) = (tmp_path / "cases").iterdir()
    assert str(file) in result.err
    (case,) = read_cases(file)
    assert case.program == "../rules.yaml"


def test_lint_of_what_is_not_installed_is_not_understood(run: Run) -> None:
    assert run("lint", "nowhere").status == 2


# ------------------------------------------------------------------------------------------ diff


def test_diff_of_a_program_with_itself_is_empty(run: Run) -> None:
    result = run("diff", "columbia-ms-cs-ml", "columbia-ms-cs-ml@2023-07-25")
    assert result.status == 0
    assert result.out.endswith("no rules changed\n")


def test_diff_says_what_changed_rule_by_rule(run: Run, tmp_path: Path) -> None:
    more = """  - take: more
    title: More
    courses: 1
    rows: [COMS 42xx]
"""
    before = rules(tmp_path, "2023", more=more)
    after = rules(tmp_path, "2024", count=3, courses="COMS 4100-4198 | COMS 4705")
    result = run("diff", before, after)
    assert result.status == 1
    assert result.out == (
        "demo 2023 -> demo 2024\n\n"
        "changed  core: Core\n"
        "         courses: 3 instead of 2\n"
        "         the list gains COMS 4705\n"
        "         the list loses COMS 4199\n"
        "         was: 2 courses from COMS 41xx\n"
        "         now: 3 courses from COMS 4100-4198 or COMS 4705\n\n"
        "removed  more: More\n"
        "         1 course from COMS 42xx\n"
    )


def test_diff_names_the_transcripts_with_another_verdict(run: Run, tmp_path: Path) -> None:
    before, after = rules(tmp_path, "2023", count=1), rules(tmp_path, "2024", count=2)
    folder = tmp_path / "students"
    folder.mkdir()
    record = {"credits": 3, "grade": "A"}
    one = [{"code": "COMS W4111", **record}]
    two = [*one, {"code": "COMS W4118", **record}]
    for name, records in (("one", one), ("two", two)):
        (folder / f"{name}.json").write_text(json.dumps({"records": records}))
    result = run("diff", before, after, "--transcripts", str(folder))
    assert result.status == 1
    assert result.out.partition("\n\n1 of")[2].splitlines() == [
        " 2 students have a different result",
        "",
        "1  other rules",
        "1  Core: was complete, is incomplete, lacks 1 course",
        "",
        "student  before    after",
        "one      complete  incomplete, 1 course (3 points)",
        "    Core: was complete, is incomplete, lacks 1 course",
    ]
    (folder / "bad.json").write_text("{")
    result = run("diff", before, after, "--transcripts", str(folder), "--format", "json")
    assert result.status == 3
    students = json.loads(result.out)["students"]
    assert (students["compared"], students["changed"], students["failed"]) == (3, 1, 1)
    rows = {row["key"]: row for row in students["changes"]}
    assert rows.keys() == {"bad", "one"}
    assert rows["one"]["after"]["remaining_courses"] == 1
    assert "JSON" in rows["bad"]["after"]["error"]


@pytest.mark.parametrize(
    ("changes", "detail"),
    [
        ({"waiver_points": "2.67"}, "the grade points a waiver needs: 2.67 instead of 3"),
        ({"transfer": True}, "credit from elsewhere counts: yes instead of no"),
    ],
)
def test_what_holds_for_the_whole_program_is_compared_too(
    changes: dict[str, object], detail: str
) -> None:
    track = get_program("columbia-ms-cs-ml")
    (change,) = compare_programs(track, track.replaced(**changes))
    assert (change.id, change.details) == (track.id, (detail,))


def test_limits_and_sharing_are_compared_by_their_ids() -> None:
    track = get_program("columbia-ms-cs-ml")
    first, *others = track.limits
    wider = first.model_copy(update={"most_courses": 2, "scope": ("required",)})
    changed = compare_programs(track, track.replaced(limits=(wider, *others[1:]), sharing=()))
    assert [(one.kind, one.id) for one in changed] == [
        ("changed", "one-machine-learning"),
        ("removed", "one-statistical-learning"),
        ("removed", "breadth-overlap"),
    ]
    assert changed[0].details == (
        "the maximum number of courses: 2 instead of 1",
        "scope: required instead of the whole program",
    )


# ---------------------------------------------------------------------------------------- mutate

CASES = """---
program: rules.yaml
points: 3
grade: A
---

## Two courses

> Take two courses of 41xx.

| Each of                   |
|---------------------------|
| COMS W4100 and COMS W4199 |

| Requirement   | Status    |
|---------------|-----------|
| whole program | satisfied |

## One course

> Take two courses of 41xx.

| Course     |
|------------|
| COMS W4100 |

| Requirement   | Status      |
|---------------|-------------|
| whole program | unsatisfied |
"""


def test_mutate_names_what_no_case_notices(run: Run, tmp_path: Path) -> None:
    path = rules(tmp_path, "rules")
    cases = tmp_path / "demo.cases.md"
    cases.write_text(CASES)
    result = run("mutate", path, "--cases", str(cases))
    assert result.status == 1
    told = result.out.splitlines()
    assert "no case notices: core row 1: COMS 41xx as 4099-4199" in told
    assert not any("4101-4199" in line or "courses 1 for 2" in line for line in told)
    equivalents = tmp_path / "equivalents.md"
    names = [line.removeprefix("no case notices: ") for line in told[:-1]]
    rows = "".join(f"| {name} | made up |\n" for name in names)
    equivalents.write_text(f"| Change | Reason |\n|---|---|\n{rows}")
    more = ("--equivalents", str(equivalents))
    assert run("mutate", path, "--cases", str(cases), *more).status == 0
    with equivalents.open("a") as file:
        file.write("| core: courses 1 for 2 | wrong |\n| core: nothing | wrong |\n")
    result = run("mutate", path, "--cases", str(cases), *more)
    assert result.status == 1
    assert "notices: core: courses 1 for 2" in result.out
    assert "declared, but no such change: core: nothing" in result.out


def test_mutate_does_not_trust_cases_that_do_not_hold(run: Run, tmp_path: Path) -> None:
    path = rules(tmp_path, "rules")
    cases = tmp_path / "demo.cases.md"
    cases.write_text(CASES.replace("| satisfied |", "| unsatisfied |"))
    result = run("mutate", path, "--cases", str(cases))
    assert result.status == 3
    assert "does not hold: Two courses" in result.err
