"""What the tests of the plugins share: the modules next to them, and every installed plugin."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from degreekit.api import plugin_host

for home in sorted(Path(__file__).resolve().parent.glob("*/tests")):
    sys.path.insert(0, str(home))


@pytest.fixture(scope="module", autouse=True)
def _every_plugin() -> Iterator[None]:
    """Ask for the plugins anew: other tests of the same process leave some out."""
    plugin_host.cache_clear()
    yield
    plugin_host.cache_clear()
