"""A real browser for tests: Chromium, which they look for, and axe, which knows WCAG."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest

from tests.playwright_driver import driver

pytest.importorskip(
    "playwright.sync_api", reason="playwright is not installed: it is in the group 'test'"
)
axe = pytest.importorskip(
    "axe_playwright_python.sync_playwright", reason="axe is not installed: it is in 'test'"
)

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("chrome")
FLAGS = [
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
#: WCAG 2.1 at the levels A and AA, and what axe holds to be good practice.
RULES = {
    "runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "best-practice"],
    "resultTypes": ["violations"],
}

needs_chromium = pytest.mark.skipif(
    CHROMIUM is None, reason="no Chromium is installed: Debian's package 'chromium' will do"
)


@contextmanager
def launched() -> Iterator[Any]:
    """A browser, for as long as it is used."""
    found = driver().chromium.launch(executable_path=CHROMIUM, args=FLAGS)
    yield found
    found.close()


def opened(browser: Any, address: str, width: int = 1280, **how: Any) -> Any:
    """Open a page in a window of its own."""
    context = browser.new_context(viewport={"width": width, "height": 900}, **how)
    page = context.new_page()
    page.goto(address)
    return page


def violations(page: Any, part: str | None = None) -> list[str]:
    """Return what breaks the rules, with everything opened that can be; on a part, in less time."""
    page.evaluate("document.querySelectorAll('details').forEach(one => one.open = true)")
    found = axe.Axe().run(page, part, RULES).response["violations"]
    return [f"{one['id']}: {one['nodes'][0]['html']}" for one in found]
