"""What all tests share: a distribution installed in a moment, and what OCR said of a picture."""

from __future__ import annotations

import gc
import hashlib
import json
import os
import sys
from collections import defaultdict
from collections.abc import Callable, Iterator
from fnmatch import fnmatchcase
from functools import cache
from pathlib import Path
from typing import Any
from zlib import crc32

import pytest
from hypothesis import HealthCheck, settings

from degreekit.api import plugin_host
from degreekit.ingest import Limits
from degreekit.ingest.ocr import engine

Installer = Callable[..., None]

#: Whether nothing is a sample only: once a week and before a release (CONTRIBUTING.md).
THOROUGH = os.environ.get("DEGREEKIT_THOROUGH") == "1"

# A busy machine draws slowly, and that must not make a property fail. The examples are the same in
# every run, so that a change never fails for what another one did: new ones are drawn once a week.
settings.register_profile(
    "degreekit",
    deadline=None,
    derandomize=not THOROUGH,
    suppress_health_check=[HealthCheck.too_slow],
)
settings.load_profile("degreekit")
#: What takes long, and which part of its parameters is tried (3: a third): see the file's head.
SLOW = {
    name: int(part.removeprefix("1/") or 1)
    for line in (Path(__file__).parent / "slow.txt").read_text(encoding="utf-8").splitlines()
    if not line.startswith("#")
    for name, _, part in [line.partition("  ")]
}


def pytest_configure(config: pytest.Config) -> None:
    """Leave whole modules out before they are imported, where nothing that takes long is wanted."""
    if config.option.markexpr == "not slow":
        modules = [str(config.rootpath / name) for name in SLOW if "::" not in name]
        config.option.ignore_glob = [*(config.option.ignore_glob or ()), *modules]


def pytest_collection() -> None:
    """Look for no garbage while tests are collected: they stay to the end."""
    gc.disable()


def pytest_collection_finish() -> None:
    """Look for garbage again; not `gc.freeze`, which hides objects from older Hypothesis."""
    gc.enable()


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Mark what takes long, and leave out what a sample does without."""
    sampled: dict[tuple[str, int], list[pytest.Item]] = defaultdict(list)
    for item in items:
        module = item.path.relative_to(config.rootpath).as_posix()
        name = f"{module}::{getattr(item, 'originalname', item.name)}"
        if _is_slow(module) or _is_slow(name):
            item.add_marker(pytest.mark.slow)
        if (part := max(_part(module), _part(name))) > 1 and not THOROUGH:
            sampled[name, part].append(item)
    without = {
        item
        for (_, part), items_of_test in sampled.items()
        for item in items_of_test[1:]
        if not _is_in_sample(item, part)
    }
    if without:
        config.hook.pytest_deselected(items=list(without))
        items[:] = [item for item in items if item not in without]
    # so that at the end no process has a long test left while the others have none
    items.sort(key=lambda item: item.get_closest_marker("slow") is None)


@cache
def _is_slow(name: str) -> bool:
    return _part(name) > 0


@cache
def _part(name: str) -> int:
    """Return which part of the parameters is tried: 3 for a third, 0 for what takes no time."""
    return max((part for slow, part in SLOW.items() if fnmatchcase(name, slow)), default=0)


def _is_in_sample(item: pytest.Item, part: int) -> bool:
    """Return whether a test is without parameters, or its own are among those of the sample.

    Tests that share a parameter, as a scan that takes seconds to read, keep the same ones.
    """
    parameters = getattr(item, "callspec", None)
    return parameters is None or crc32(parameters.id.encode()) % part == 0


def pytest_runtest_setup() -> None:
    """Load the plugins anew where the tests of the other tracks have loaded theirs."""
    if plugin_host.cache_info().currsize and any(
        id_ == "columbia-ms-cs-security" for id_, _ in plugin_host().programs
    ):
        plugin_host.cache_clear()


@pytest.fixture(autouse=True)
def _apart_from_the_user(monkeypatch: pytest.MonkeyPatch, tmp_path_factory: Any) -> None:
    """Keep the configuration and the cache of whoever runs the tests out of them.

    Plugins are not tried in a process of their own, which takes a second each: `test_trial` does.
    Of this repository's programs only the Machine Learning track takes part, so that it need not be
    named: the tests of the other tracks are in `plugins/cs_tracks`.
    """
    home = tmp_path_factory.getbasetemp()
    monkeypatch.setenv("DEGREEKIT_CONFIG", "")
    monkeypatch.setenv("DEGREEKIT_PLUGIN_SECONDS", "0")
    monkeypatch.setenv("DEGREEKIT_DISABLED_PLUGINS", "cs-tracks")
    monkeypatch.setenv("XDG_CACHE_HOME", str(home / "cache"))


@pytest.fixture(scope="session", autouse=True)
def _the_same_examples_whatever_else_is_run() -> Iterator[None]:
    """Keep Hypothesis from trying the numbers and strings in the code of the modules loaded so far.

    Which these are depends on the tests that ran before in the same process.
    """
    providers = sys.modules.get("hypothesis.internal.conjecture.providers")
    nothing = getattr(providers, "Constants", None)  # older versions do not try them
    with pytest.MonkeyPatch.context() as patch:
        if nothing is not None and not THOROUGH:
            patch.setattr(providers, "_get_local_constants", nothing)
        yield


@pytest.fixture
def install(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Installer]:
    """Install a distribution with one plugin in `tmp_path`, as pip leaves it on the disk."""
    monkeypatch.syspath_prepend(str(tmp_path))

    def make(distribution: str, entry: str, source: str, *, version: str = "1.2") -> None:
        module = entry.replace("-", "_") + "_module"
        monkeypatch.delitem(sys.modules, module, raising=False)
        (tmp_path / f"{module}.py").write_text(source)
        info = tmp_path / f"{distribution.replace('-', '_')}-{version}.dist-info"
        info.mkdir()
        (info / "METADATA").write_text(
            f"Metadata-Version: 2.1\nName: {distribution}\nVersion: {version}\n"
        )
        (info / "entry_points.txt").write_text(f"[degreekit]\n{entry} = {module}\n")
        plugin_host.cache_clear()

    yield make
    plugin_host.cache_clear()


@pytest.fixture(scope="session", autouse=True)
def _pictures_are_read_once(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """Keep each answer of the process that reads pictures, which takes seconds, for all workers.

    Commands that run in a process of their own ask it themselves.
    """
    home: Path = tmp_path_factory.getbasetemp()
    if home.name.startswith("popen-"):  # of a worker
        home = home.parent
    home = home / "ocr"
    home.mkdir(exist_ok=True)
    ask = engine._asked

    def asked(data: bytes, wanted: dict[str, Any], limits: Limits) -> list[dict[str, Any]]:
        said = f"{json.dumps(wanted, sort_keys=True)} {limits}"
        kept = home / f"{hashlib.sha256(said.encode() + data).hexdigest()}.json"
        if kept.exists():
            return list(json.loads(kept.read_text()))
        answer = ask(data, wanted, limits)
        whole = kept.with_suffix(f".{tmp_path_factory.getbasetemp().name}")
        whole.write_text(json.dumps(answer))
        whole.replace(kept)  # so that no other worker sees half of it
        return answer

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(engine, "_asked", asked)
        yield
