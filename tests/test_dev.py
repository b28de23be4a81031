"""The command of a fresh clone: what it says and makes before anything runs."""

import importlib.util
import sys
from collections.abc import Callable
from pathlib import Path
from types import ModuleType

import pytest

DEV = Path(__file__).parents[1] / "dev.py"


@pytest.fixture
def loaded() -> Callable[[], ModuleType]:
    def load() -> ModuleType:
        spec = importlib.util.spec_from_file_location("dev", DEV)
        assert spec
        assert spec.loader
        module = importlib.util.module_from_spec(spec)
        spec.loader.exec_module(module)
        return module

    return load


@pytest.fixture
def dev(
    loaded: Callable[[], ModuleType], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> ModuleType:
    """`dev.py` with an environment elsewhere, which installs by writing down what it would."""
    module = loaded()
    home = tmp_path / ".venv"
    monkeypatch.setattr(module, "HOME", home)
    monkeypatch.setattr(module, "PYTHON", home / "bin" / "python")
    made: list[str] = []

    def create(folder: Path, *, clear: bool, with_pip: bool) -> None:
        assert with_pip in (True, False)
        made.append("cleared" if clear else "made")
        (folder / "bin").mkdir(parents=True, exist_ok=True)
        (folder / "bin" / "python").write_text(f'#!/bin/sh\nexec "{sys.executable}" "$@"\n')
        (folder / "bin" / "python").chmod(0o755)

    monkeypatch.setattr(module.venv, "create", create)
    monkeypatch.setattr(module, "_install", lambda command: made.append(command[-1]))
    module.made = made  # type: ignore[attr-defined]
    return module


def test_a_python_that_is_too_old_is_named_before_anything_is_made(
    loaded: Callable[[], ModuleType], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sys, "version_info", (3, 10, 4))
    monkeypatch.setattr(sys, "version", "3.10.4 (main)")
    with pytest.raises(SystemExit, match=r"needs Python 3\.11 or later; this is 3\.10\.4"):
        loaded()


@pytest.mark.skipif(sys.platform == "win32", reason="the stand-in for Python is a shell script")
def test_an_environment_is_made_once_and_made_anew_when_it_no_longer_works(dev: ModuleType) -> None:
    dev.prepare("")
    assert dev.made[0] == "cleared"
    dev.made.clear()
    dev.prepare("")
    assert not dev.made
    dev.PYTHON.write_text("#!/bin/sh\nexit 1\n")
    dev.prepare("")
    assert dev.made[0] == "cleared"


@pytest.mark.skipif(sys.platform == "win32", reason="the stand-in for Python is a shell script")
def test_an_environment_is_brought_up_to_date_when_its_inputs_change(
    dev: ModuleType, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    dev.prepare("")
    dev.made.clear()
    changed = tmp_path / "constraints.txt"
    changed.write_text("click==9\n")
    monkeypatch.setattr(dev, "INPUTS", [changed])
    dev.prepare("")
    assert "cleared" not in dev.made
    assert dev.made


def test_a_failed_installation_shows_what_pip_said(
    loaded: Callable[[], ModuleType], capsys: pytest.CaptureFixture[str]
) -> None:
    fails = [sys.executable, "-c", "print('no matching distribution'); raise SystemExit(1)"]
    with pytest.raises(SystemExit, match="no matching distribution"):
        loaded()._install(fails)
    assert not capsys.readouterr().out


def test_every_check_is_run_and_shown_although_one_fails(
    loaded: Callable[[], ModuleType],
    monkeypatch: pytest.MonkeyPatch,
    capfdbinary: pytest.CaptureFixture[bytes],
) -> None:
    module = loaded()
    monkeypatch.setattr(module, "prepare", lambda _: None)
    monkeypatch.setattr(module, "_program", lambda _: [sys.executable])
    checks = [
        ["one", "-c", "import sys; print('first', file=sys.stderr); sys.exit(3)"],
        ["two", "-c", "print('second')"],
    ]
    monkeypatch.setattr(module, "LINT", checks)
    monkeypatch.setitem(module.COMMANDS, "lint", ("dev", checks))
    assert module.main(["lint"]) == 3
    assert capfdbinary.readouterr().out.split() == [b"first", b"second"]
