"""Take the picture of the sample page anew: python docs/picture.py (with Chromium and Pillow)."""

from __future__ import annotations

import io
import shutil
import sys
from pathlib import Path

from PIL import Image
from playwright.sync_api import sync_playwright

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from docs.site_hooks import sample  # needs the path

OUT = Path(__file__).resolve().parent / "images" / "report.png"


def main() -> None:
    """Write the picture, in few colours: it is mostly white."""
    with sync_playwright() as driver:
        flags = ["--headless", "--no-sandbox", "--disable-gpu"]
        browser = driver.chromium.launch(executable_path=shutil.which("chromium"), args=flags)
        tab = browser.new_page(viewport={"width": 1000, "height": 1180}, device_scale_factor=1.5)
        tab.set_content(sample())
        shot = tab.screenshot()
        browser.close()
    Image.open(io.BytesIO(shot)).convert("RGB").quantize(64).save(OUT, optimize=True)


if __name__ == "__main__":
    main()
