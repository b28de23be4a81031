"""The picture of the sample page, which needs Chromium and Pillow.

The site makes it anew with each build. `python3 dev.py picture` writes the one in the repository,
for the README; the words that it shows are kept in it, so that the tests notice when the page
changes.
"""

from __future__ import annotations

import html
import io
import re
import shutil
import sys
from importlib.util import find_spec
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

__all__ = ["OUT", "picture", "shown_words"]

OUT = Path(__file__).resolve().parent / "images" / "report.png"
_CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("chrome")


def _page() -> str:
    from docs.site_hooks import sample  # it needs this module

    return sample()


def shown_words() -> str:
    """Return the words of the sample page from its top to the requirements."""
    body = _page().partition("<body")[2].partition('id="verdicts"')[0]
    return " ".join(html.unescape(re.sub(r"<[^>]*>", " ", f"<{body}>")).split())


def picture() -> bytes | None:
    """Return the picture, in few colours: it is mostly white. None where there is no browser."""
    if _CHROMIUM is None or find_spec("playwright") is None or find_spec("PIL") is None:
        return None
    from PIL import Image
    from PIL.PngImagePlugin import PngInfo
    from playwright.sync_api import sync_playwright

    with sync_playwright() as driver:
        flags = ["--headless", "--no-sandbox", "--disable-gpu"]
        browser = driver.chromium.launch(executable_path=_CHROMIUM, args=flags)
        tab = browser.new_page(viewport={"width": 1000, "height": 1180}, device_scale_factor=1.5)
        tab.set_content(_page())
        shot = tab.screenshot()
        browser.close()
    kept, out = PngInfo(), io.BytesIO()
    kept.add_text("Description", shown_words())
    small = Image.open(io.BytesIO(shot)).convert("RGB").quantize(64)
    small.save(out, format="PNG", optimize=True, pnginfo=kept)
    return out.getvalue()


if __name__ == "__main__":
    made = picture()
    if made is None:
        sys.exit("Chromium, playwright or Pillow is missing: install Debian's package chromium")
    OUT.write_bytes(made)
