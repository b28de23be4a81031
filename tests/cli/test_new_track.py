"""A new track can be installed, is found, and passes its tests at once."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from degreekit.plugins.trial import SECONDS
from degreekit.requirements import load_program

from .conftest import Result, Run

NAMES = {"data-certificate": ["--yaml"], "music-minor": ["--title", "Minor in Music"]}


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Write two tracks and install them with pip, as it is done without a network."""
    folder = tmp_path_factory.mktemp("tracks")
    for name, options in NAMES.items():
        done = _run(folder, "-m", "degreekit", "new-track", name, *options)
        assert done.status == 0, done.err
    offline = ["--no-deps", "--no-build-isolation", "--no-index", "--disable-pip-version-check"]
    folders = [f"./{name}" for name in NAMES]
    target = ["--target", str(folder / "site")]
    done = _run(folder, "-m", "pip", "install", "--quiet", *offline, *target, *folders)
    assert done.status == 0, done.err
    return folder


def _run(folder: Path, *arguments: str) -> Result:
    kept = {k: v for k, v in os.environ.items() if not k.startswith(("DEGREEKIT_", "PYTEST_"))}
    done = subprocess.run(  # noqa: S603  # our own interpreter
        [sys.executable, *arguments],
        cwd=folder,
        env={
            **kept,
            "PYTHONPATH": f"{folder / 'site'}{os.pathsep}{folder.parent / 'site'}",
            "COLUMNS": "80",
            SECONDS: "0",  # a trial of each plugin is looked at in its own tests
        },
        capture_output=True,
        text=True,
        check=False,
    )
    return Result(done.returncode, done.stdout, done.stderr)


def test_it_is_found_where_it_is_installed(made: Path) -> None:
    done = _run(made, "-m", "degreekit", "programs", "--format", "json")
    found = {one["id"]: one["plugin"] for one in json.loads(done.out)}
    for name in NAMES:
        assert found[name]["distribution"] == name
        assert found[name]["target"] == f"{name.replace('-', '_')}.plugin"


@pytest.mark.parametrize("name", NAMES)
def test_its_tests_and_cases_pass(name: str, made: Path) -> None:
    done = _run(made / name, "-m", "pytest", "-q", "-p", "no:cacheprovider", "--rootdir=.", "tests")
    assert done.status == 0, done.out
    assert "10 passed" in done.out


def test_the_tests_of_two_tracks_run_side_by_side(made: Path) -> None:
    done = _run(made, "-m", "pytest", "-q", "-p", "no:cacheprovider", *NAMES)
    assert done.status == 0, done.out
    assert "20 passed" in done.out


def test_its_cases_speak_of_every_rule(made: Path) -> None:
    (name, *_) = NAMES
    cases = f"{name}/tests/cases"
    declared = ["--equivalents", f"{cases}/equivalents.md"]
    done = _run(made, "-m", "degreekit", "mutate", name, "--cases", cases, *declared)
    assert (done.status, ", 0 not noticed" in done.out) == (0, True), done.out + done.err


def test_there_is_nothing_in_its_rules_that_cannot_be_meant(made: Path) -> None:
    done = _run(made, "-m", "degreekit", "plugins", "--format", "json")
    data = json.loads(done.out)
    assert (done.status, data["rules"], data["failures"]) == (0, [], [])


@pytest.mark.parametrize("name", NAMES)
def test_a_transcript_is_audited_against_it(name: str, made: Path) -> None:
    records = {"records": [{"code": "HIST W4001", "credits": "3", "grade": "A"}]}
    (made / "records.json").write_text(json.dumps(records))
    done = _run(made, "-m", "degreekit", "audit", "records.json", "--program", name, "--full")
    assert done.status == 1, done.err
    assert "at least 2 more courses (6 points) to take" in done.out
    assert f"{name} 0.1.0" in done.out


def test_a_rule_that_is_changed_fails_one_of_its_cases(made: Path) -> None:
    name = "data-certificate"
    rules = made / "site/data_certificate/program.yaml"
    text = rules.read_text()
    try:
        rules.write_text(text.replace("- {courses: 1, group: A}", "- {courses: 1, group: B}"))
        done = _run(made / name, "-m", "pytest", "-q", "-p", "no:cacheprovider", "tests")
    finally:
        rules.write_text(text)
    assert done.status == 1


def test_the_rules_in_yaml_are_a_program_file(made: Path) -> None:
    file = made / "data-certificate/src/data_certificate/program.yaml"
    assert load_program(file).id == "data-certificate"


@pytest.mark.parametrize(
    ("name", "told"),
    [
        ("Data", "is not a valid name: use lower-case letters, digits and single hyphens"),
        ("data certificate", "is not a valid name"),
        ("data--certificate", "is not a valid name"),
        ("../data", "is not a valid name"),
        ("1data", "begin with a letter"),
        ("class", "is a keyword of Python: choose another name"),
        ("json", "is already installed: choose another name"),
        ("pdfplumber", "is already installed: choose another name"),
        ("degreekit", "is already installed: choose another name"),
        ("columbia-ms-cs-ml", "a program 'columbia-ms-cs-ml' is already installed"),
    ],
)
def test_a_bad_name_is_refused_and_nothing_is_written(
    name: str, told: str, run: Run, tmp_path: Path
) -> None:
    found = run("new-track", name, "--into", str(tmp_path))
    assert found.status == 2
    assert told in " ".join(found.err.split())
    assert list(tmp_path.iterdir()) == []


def test_a_folder_that_is_there_is_left_alone(run: Run, tmp_path: Path) -> None:
    (tmp_path / "mine").mkdir()
    (tmp_path / "mine" / "notes").write_text("mine")
    found = run("new-track", "mine", "--into", str(tmp_path))
    assert found.status == 2
    assert "already exists: choose another name" in found.err
    assert [path.name for path in (tmp_path / "mine").iterdir()] == ["notes"]


def test_an_institution_that_is_not_installed_is_refused(run: Run, tmp_path: Path) -> None:
    found = run("new-track", "mine", "--institution", "harbor", "--into", str(tmp_path))
    assert found.status == 2
    assert "no institution 'harbor' is installed" in " ".join(found.err.split())


@pytest.mark.parametrize("title", ['say "a"', "a: b", "two\nlines", "a # b", "$name", "a \\ b"])
def test_a_title_that_would_break_a_file_is_refused(title: str, run: Run, tmp_path: Path) -> None:
    assert run("new-track", "mine", "--title", title, "--into", str(tmp_path)).status == 2
    assert list(tmp_path.iterdir()) == []
