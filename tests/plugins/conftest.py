"""What the tests of plugins share: a distribution that is installed in a moment."""

from __future__ import annotations

import sys
from collections.abc import Callable
from pathlib import Path

import pytest

Installer = Callable[..., None]


@pytest.fixture
def install(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Installer:
    """Install a distribution with one plugin, as pip leaves it on the disk."""
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

    return make
