"""The house itself: cheap to import, complete where it says so, arrows only downwards."""

from __future__ import annotations

import doctest
import importlib
import inspect
import pkgutil
import subprocess
import sys
from pathlib import Path

import degreekit_cs_tracks
import degreekit_ml_track
import pytest

import degreekit

ROOT = Path(__file__).resolve().parents[1]
MODULES = sorted(
    module.name
    for package in (degreekit, degreekit_cs_tracks, degreekit_ml_track)
    for module in pkgutil.walk_packages(package.__path__, f"{package.__name__}.")
    if not module.name.endswith("__main__")
)


def loaded_after(statement: str) -> set[str]:
    """Return the modules that are loaded in a new process after a statement."""
    script = f"{statement}\nimport sys\nprint('\\n'.join(sys.modules))"
    done = subprocess.run(  # noqa: S603  # our own statement
        [sys.executable, "-c", script], capture_output=True, text=True, check=True, cwd=ROOT
    )
    return set(done.stdout.split())


def test_importing_the_package_loads_no_plugin_and_no_library() -> None:
    loaded = loaded_after("import degreekit")
    heavy = {"pdfplumber", "pdfminer", "click", "yaml", "pluggy", "pydantic", "degreekit.plugins"}
    assert not heavy & loaded


def test_an_audit_of_data_needs_no_pdf_library_and_no_terminal_library() -> None:
    loaded = loaded_after(
        "import degreekit\ndegreekit.audit_transcript('columbia-ms-cs-ml', {'records': []})"
    )
    assert "degreekit.audit.solve.search" in loaded
    assert not {"pdfplumber", "pdfminer", "pypdfium2", "click"} & loaded


def test_every_public_name_is_there() -> None:
    assert dir(degreekit) == degreekit.__all__
    for name in degreekit.__all__:
        assert getattr(degreekit, name).__doc__, name
    with pytest.raises(AttributeError, match="no_such_name"):
        _ = degreekit.no_such_name


@pytest.mark.parametrize("name", MODULES)
def test_every_module_says_its_public_names_and_documents_them(name: str) -> None:
    module = importlib.import_module(name)
    assert module.__doc__
    for public in getattr(module, "__all__", ()):
        value = getattr(module, public)
        if inspect.isclass(value) or inspect.isroutine(value):
            assert value.__doc__, f"{name}.{public}"


@pytest.mark.parametrize("name", MODULES)
def test_the_examples_of_docstrings_run_and_show_their_real_output(
    name: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(ROOT)
    failed, _ = doctest.testmod(importlib.import_module(name), optionflags=doctest.ELLIPSIS)
    assert failed == 0


def test_most_public_things_have_an_example() -> None:
    examples = [
        test
        for name in MODULES
        for test in doctest.DocTestFinder(exclude_empty=True).find(importlib.import_module(name))
        if test.examples
    ]
    assert len(examples) >= 40


def test_types_are_shipped() -> None:
    for package in (degreekit, degreekit_cs_tracks, degreekit_ml_track):
        assert (Path(package.__path__[0]) / "py.typed").exists()


@pytest.mark.checkout
def test_arrows_run_downwards_only() -> None:
    done = subprocess.run(  # noqa: S603  # our own tool
        [str(Path(sys.executable).with_name("lint-imports"))],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout
