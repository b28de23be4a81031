"""The tests of the other tracks see all programs, in whatever order the tests run."""

from __future__ import annotations

from degreekit.api import plugin_host


def pytest_runtest_setup() -> None:
    """Load the plugins anew where tests that hide this one have loaded them."""
    if plugin_host.cache_info().currsize and not _has_tracks():
        plugin_host.cache_clear()


def _has_tracks() -> bool:
    return any(id_ == "columbia-ms-cs-security" for id_, _ in plugin_host().programs)
