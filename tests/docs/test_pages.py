"""What stands on a page is what comes out."""

from __future__ import annotations

import difflib
import json
import subprocess
import sys
from pathlib import Path

import pytest

from degreekit import audit_transcript
from docs import packages
from docs.generate import DOCS, ROOT, Page, pages, refreshed, schemas

MEND = "run `python docs/generate.py`"


def _same(path: Path, wanted: str) -> None:
    has = path.read_text(encoding="utf-8")
    lines = difflib.unified_diff(has.splitlines(), wanted.splitlines(), "page", "now", lineterm="")
    assert has == wanted, f"{path.relative_to(ROOT)} is out of date, {MEND}:\n" + "\n".join(lines)


@pytest.mark.parametrize("page", pages(), ids=lambda path: str(path.relative_to(ROOT)))
def test_every_block_of_a_page_runs_and_prints_what_stands_below_it(page: Path) -> None:
    _same(page, refreshed(page))


def test_the_picture_of_the_packages_shows_the_imports_of_the_code() -> None:
    pytest.importorskip("grimp")
    _same(packages.OUT, packages.picture())


@pytest.mark.parametrize("name", [path.name for path in schemas()])
def test_the_published_schemas_are_those_of_the_models(name: str) -> None:
    _same(DOCS / name, schemas()[DOCS / name])


def test_the_schema_of_the_audit_names_every_field_of_an_audit() -> None:
    schema = json.loads((DOCS / "audit.schema.json").read_text(encoding="utf-8"))
    audit = audit_transcript("columbia-ms-cs-ml", {"records": []}).with_proof()
    assert set(schema["properties"]) == set(audit.to_data())


def test_the_schema_of_a_transcript_asks_only_for_what_a_record_needs() -> None:
    schema = json.loads((DOCS / "transcript.schema.json").read_text(encoding="utf-8"))
    assert schema["required"] == ["records"]
    assert schema["$defs"]["CourseRecord"]["required"] == ["code", "credits"]


def _cases(page: Page, folder: str) -> str:
    """Run the cases in a folder of a page, and return what pytest says."""
    done = subprocess.run(  # noqa: S603  # the tutorial's own command
        [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", "--rootdir=.", folder],
        cwd=page.scratch,
        env=page.environment(),
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout
    return done.stdout


def test_the_cases_of_the_tutorial_pass(tmp_path: Path) -> None:
    page = Page(DOCS / "write-a-track.md", tmp_path)
    page.write_files()
    assert "2 passed" in _cases(page, "tests")


def test_the_case_of_a_further_track_passes_where_its_hook_returns_the_program(
    tmp_path: Path,
) -> None:
    page = Page(DOCS / "write-a-track.md", tmp_path)
    page.write_files()
    source = tmp_path / "src"
    (source / "robotics_plugin.py").write_text(
        "from degreekit.plugins import hookimpl\n"
        "from robotics import ROBOTICS\n\n\n"
        "@hookimpl\ndef degreekit_programs():\n    yield ROBOTICS\n"
    )
    info = source / "robotics-1.dist-info"
    info.mkdir()
    (info / "METADATA").write_text("Metadata-Version: 2.1\nName: robotics\nVersion: 1\n")
    (info / "entry_points.txt").write_text("[degreekit]\nrobotics = robotics_plugin\n")
    assert "1 passed" in _cases(page, "robotics")


def test_the_tutorial_is_a_distribution_that_pip_installs(tmp_path: Path) -> None:
    page = Page(DOCS / "write-a-track.md", tmp_path)
    page.write_files()
    target = tmp_path / "site"
    offline = ["--no-deps", "--no-build-isolation", "--no-index", "--disable-pip-version-check"]
    install = [sys.executable, "-m", "pip", "install", "--quiet", *offline, "--target", str(target)]
    done = subprocess.run(  # noqa: S603  # our own pages
        [*install, str(tmp_path)], capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
    listed = subprocess.run(
        [sys.executable, "-m", "degreekit", "programs"],
        env={**page.environment(), "PYTHONPATH": str(target)},
        capture_output=True,
        text=True,
        check=False,
    )
    assert "harbor-stewardship  2024-09-01" in listed.stdout
    assert "at harbor, from harbor-stewardship 1.0" in listed.stdout
