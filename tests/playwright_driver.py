"""The one driver of browsers in this process: Playwright does not start a second one beside it."""

from __future__ import annotations

from functools import cache
from multiprocessing.util import Finalize
from typing import Any

__all__ = ["driver"]


@cache
def driver() -> Any:
    """Return Playwright, started; it ends with the process."""
    from playwright.sync_api import sync_playwright

    started = sync_playwright().start()
    Finalize(None, started.stop, exitpriority=5)  # browsers, with a higher one, are closed before
    return started
