"""Take the picture of the sample page anew: python3 dev.py picture (with Chromium and Pillow).

The words that it shows are kept in it, so that the tests notice when the page says something else.
"""

from __future__ import annotations

import html
import io
import re
import shutil
import sys
from pathlib import Path

from PIL import Image
from PIL.PngImagePlugin import PngInfo

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from docs.site_hooks import sample  # needs the path

__all__ = ["OUT", "shown_words"]

OUT = Path(__file__).resolve().parent / "images" / "report.png"


def shown_words() -> str:
    """Return the words of the sample page from its top to what is left to take."""
    body = sample().partition("<body")[2].partition('id="assumptions"')[0]
    return " ".join(html.unescape(re.sub(r"<[^>]*>", " ", f"<{body}>")).split())


def main() -> None:
    """Write the picture, in few colours: it is mostly white."""
    from playwright.sync_api import sync_playwright  # the words need no browser

    with sync_playwright() as driver:
        flags = ["--headless", "--no-sandbox", "--disable-gpu"]
        browser = driver.chromium.launch(executable_path=shutil.which("chromium"), args=flags)
        tab = browser.new_page(viewport={"width": 1000, "height": 1180}, device_scale_factor=1.5)
        tab.set_content(sample())
        shot = tab.screenshot()
        browser.close()
    kept = PngInfo()
    kept.add_text("Description", shown_words())
    picture = Image.open(io.BytesIO(shot)).convert("RGB").quantize(64)
    picture.save(OUT, optimize=True, pnginfo=kept)


if __name__ == "__main__":
    main()
