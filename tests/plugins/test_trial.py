"""A plugin that is not known yet is tried in a process of its own, and only by the commands."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from degreekit.plugins import PluginHost
from degreekit.plugins.trial import SECONDS, Trials
from tests.conftest import Installer

from .test_hooks import HEAD, PROGRAM

ROOT = Path(__file__).resolve().parents[2]
TRACK = "columbia-ms-cs-ml"
#: What ends or blocks the process, and when.
BROKEN = {
    "ends while it is imported": "import os\nos._exit(0)\n",
    "ends while it is asked": HEAD
    + "import os\n@hookimpl\ndef degreekit_programs():\n    os._exit(3)\n",
    "ends by a signal": "import os\nos.kill(os.getpid(), 9)\n",
    "hangs while it is imported": "while True:\n    pass\n",
    "hangs while it is asked": HEAD
    + "import threading\n@hookimpl\ndef degreekit_programs():\n    threading.Event().wait()\n",
    "hangs in its sleep": "import time\ntime.sleep(1e6)\n",
    "interrupts": "raise KeyboardInterrupt\n",
    "ends with all its threads": "import os, threading\n"
    "t = threading.Thread(target=lambda: os._exit(5))\nt.start()\nt.join()\n",
    "recurses in C": "import sys\nsys.setrecursionlimit(10**9)\n"
    "def f(n):\n    return sorted([n], key=f)\nf(1)\n",
}


@pytest.fixture(scope="module")
def known(tmp_path_factory: pytest.TempPathFactory) -> bytes:
    """Return what is remembered of the plugins of this repository, once they have been tried."""
    folder = tmp_path_factory.mktemp("tried")
    assert _degreekit(folder, "programs", seconds="300").returncode == 0
    return _memory(folder).read_bytes()


@pytest.fixture(autouse=True)
def _are_known(known: bytes, tmp_path: Path) -> None:
    """Let a test try its own plugin only: a good one may be slow on a busy machine."""
    memory = _memory(tmp_path)
    memory.parent.mkdir(parents=True)
    memory.write_bytes(known)


def _memory(folder: Path) -> Path:
    return folder / "cache/degreekit/plugins.json"


def _degreekit(
    folder: Path, *arguments: str, seconds: str = "60"
) -> subprocess.CompletedProcess[str]:
    return subprocess.run(  # noqa: S603  # our own command
        [sys.executable, "-m", "degreekit", *arguments],
        cwd=ROOT,
        env={
            **os.environ,
            "PYTHONPATH": str(folder),
            "XDG_CACHE_HOME": str(folder / "cache"),
            SECONDS: seconds,
        },
        capture_output=True,
        text=True,
        check=False,
    )


@pytest.mark.parametrize("how", BROKEN)
def test_a_plugin_that_ends_or_blocks_the_process_is_named_and_the_others_go_on(
    how: str, install: Installer, tmp_path: Path
) -> None:
    install("rude-track", "rude", BROKEN[how])
    # A bound for what has to reach it only: what ends by itself may take as long as it likes.
    trials = Trials(seconds=2 if "hangs" in how else 60, memory=_memory(tmp_path))
    host = PluginHost(without=["cs-tracks"], trials=trials)
    assert TRACK in {id_ for id_, _ in host.programs}
    (failure,) = host.failures
    assert {failure.plugin} == trials.failed
    assert str(failure).startswith("plugin rude (rude-track 1.2, rude_module): ")
    said = "did not finish loading within 2 seconds" if "hangs" in how else "ended the process"
    assert said in failure.problem


def test_a_command_goes_on_without_a_plugin_that_ends_the_process(
    install: Installer, tmp_path: Path
) -> None:
    install("rude-track", "rude", BROKEN["ends while it is imported"])
    done = _degreekit(tmp_path, "programs")
    assert done.returncode == 4
    assert TRACK in done.stdout
    assert "plugin rude (rude-track 1.2, rude_module): " in done.stderr
    assert "ended the process" in done.stderr


def test_what_passed_and_what_failed_is_remembered_by_version(
    known: bytes, install: Installer, tmp_path: Path
) -> None:
    install("rude-track", "rude", BROKEN["ends while it is imported"])
    _degreekit(tmp_path, "programs")
    memory = _memory(tmp_path)
    passed, after = json.loads(known), json.loads(memory.read_text())
    assert passed
    assert not any(passed.values())
    assert {one: problem for one, problem in after.items() if not problem} == passed
    assert len(after) == len(passed) + 1
    # What is known is not tried again: no time is left for it.
    done = _degreekit(tmp_path, "programs", seconds="0.001")
    assert (done.returncode, TRACK in done.stdout) == (4, True)
    assert json.loads(memory.read_text()) == after


def test_the_list_of_plugins_tries_again_what_failed(install: Installer, tmp_path: Path) -> None:
    install("rude-track", "rude", BROKEN["ends while it is imported"])
    assert _degreekit(tmp_path, "programs").returncode == 4
    (tmp_path / "rude_module.py").write_text(HEAD + PROGRAM)
    assert _degreekit(tmp_path, "programs").returncode == 4
    assert _degreekit(tmp_path, "plugins").returncode == 0
    done = _degreekit(tmp_path, "programs")
    assert (done.returncode, "tiny  1" in done.stdout) == (0, True)


def test_a_plugin_that_only_raises_is_no_matter_of_a_trial(
    install: Installer, tmp_path: Path
) -> None:
    install("odd-track", "odd", "raise BaseException('odd')")
    done = _degreekit(tmp_path, "programs")
    assert (done.returncode, TRACK in done.stdout) == (0, True)
    assert "plugin odd (odd-track 1.2, odd_module): BaseException: odd" in done.stderr


def test_no_bound_means_no_trial(known: bytes, install: Installer, tmp_path: Path) -> None:
    install("fine-track", "fine", HEAD + PROGRAM)
    done = _degreekit(tmp_path, "programs", seconds="0")
    assert "tiny  1" in done.stdout
    assert _memory(tmp_path).read_bytes() == known


def test_in_python_nothing_is_tried(install: Installer) -> None:
    install("fine-track", "fine", HEAD + PROGRAM)
    host = PluginHost()
    assert host.trials is None
    assert ("tiny", "1") in host.programs


def test_a_cache_that_cannot_be_read_or_written_changes_nothing(
    install: Installer, tmp_path: Path
) -> None:
    install("fine-track", "fine", HEAD + PROGRAM)
    (tmp_path / "broken").write_text("no cache\n")
    for memory in (tmp_path / "broken", tmp_path / "broken/below/plugins.json"):
        trials = Trials(seconds=30, memory=memory)
        host = PluginHost(only=["fine"], trials=trials)
        assert ("tiny", "1") in host.programs
        assert trials.failed == set()
