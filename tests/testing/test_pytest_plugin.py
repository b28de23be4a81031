"""pytest collects case files, tells failures in their words, and leaves other projects alone."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from degreekit import get_auditor
from degreekit.testing import find_program, load_cases

CASES = """---
program: columbia-ms-cs-ml
points: 3
grade: A-
---

# Two cases

## Nothing taken

> Students must complete at least a total of 30 graduate credits.

| Requirement   | Status      | Remaining  |
|---------------|-------------|------------|
| whole program | unsatisfied | 10 courses |

## One course taken

> Students must complete two required track courses.

| Course     |
|------------|
| COMS W4771 |

| Requirement   | Status      | Remaining |
|---------------|-------------|-----------|
| whole program | unsatisfied | 8 courses |
| required      | satisfied   |           |
"""


@pytest.fixture(scope="module", autouse=True)
def _loaded(tmp_path_factory: pytest.TempPathFactory) -> None:
    """Load what the runs below need, so that each of them need not load it again."""
    path = tmp_path_factory.mktemp("cases") / "rules.cases.md"
    path.write_text(CASES, encoding="utf-8")
    assert len(load_cases(path)) == 2
    get_auditor(find_program("columbia-ms-cs-ml"))


@pytest.fixture
def project(pytester: pytest.Pytester) -> pytest.Pytester:
    (pytester.path / "rules.cases.md").write_text(CASES, encoding="utf-8")
    return pytester


def test_every_case_of_a_file_is_a_test(project: pytest.Pytester) -> None:
    done = project.runpytest_inprocess("-v")
    done.assert_outcomes(passed=1, failed=1)
    done.stdout.fnmatch_lines(["rules.cases.md::Nothing taken PASSED*"])


def test_a_failure_says_what_was_expected_and_found_and_where(project: pytest.Pytester) -> None:
    done = project.runpytest_inprocess()
    done.stdout.fnmatch_lines(
        [
            "rules.cases.md:17: One course taken",
            "  > Students must complete two required track courses.",
            "  rules.cases.md:27: whole program, remaining",
            "    expected  8 courses",
            "    found     9 courses",
            "  rules.cases.md:28: required, status",
            "    expected  satisfied",
            "    found     unsatisfied",
        ]
    )


def test_mistakes_of_a_file_are_errors_of_its_collection(project: pytest.Pytester) -> None:
    path = project.path / "rules.cases.md"
    path.write_text(CASES.replace("| required  ", "| requird   "), encoding="utf-8")
    done = project.runpytest_inprocess()
    done.assert_outcomes(errors=1)
    done.stdout.fnmatch_lines(["*rules.cases.md:28: program * has no requirement 'requird'"])


def test_update_cases_writes_what_the_rules_say(project: pytest.Pytester) -> None:
    done = project.runpytest_inprocess("--update-cases")
    done.assert_outcomes(passed=2)
    done.stdout.fnmatch_lines(["rules.cases.md: 2 cells rewritten*"])
    text = (project.path / "rules.cases.md").read_text(encoding="utf-8")
    assert text == CASES.replace("8 courses", "9 courses").replace(
        "| required      | satisfied   |", "| required      | unsatisfied |"
    )
    project.runpytest_inprocess().assert_outcomes(passed=2)


def test_update_cases_leaves_a_verdict_alone_that_several_cases_share(
    project: pytest.Pytester,
) -> None:
    path = project.path / "rules.cases.md"
    path.write_text(CASES.replace("| Course     |", "| Each of    |"), encoding="utf-8")
    before = path.read_text(encoding="utf-8")
    project.runpytest_inprocess("--update-cases").assert_outcomes(passed=1, failed=1)
    assert path.read_text(encoding="utf-8") == before


def test_a_project_without_case_files_loads_no_rules(tmp_path: Path) -> None:
    (tmp_path / "test_it.py").write_text(
        "import sys\n\n\ndef test_it():\n"
        "    heavy = ('pydantic', 'pdfplumber', 'markdown_it', 'degreekit.api')\n"
        "    assert not [name for name in heavy if name in sys.modules]\n"
    )
    done = subprocess.run(
        [
            sys.executable,
            "-m",
            "pytest",
            "-q",
            "-p",
            "no:cacheprovider",
            "-p",
            "no:hypothesispytest",
        ],
        cwd=tmp_path,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout
