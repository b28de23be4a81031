"""How long the page in a browser takes: until it is ready, and from a drop to the audit.

    python3 dev.py page-benchmark FOLDER [FOLDER ...] [--runs N]

Each FOLDER is one that `degreekit page` wrote. Every run has a browser that has never seen the
page, on a server of this machine, and drops a transcript at the moment the page says that it is
ready. Several folders, such as the page before a change and after it, take turns, so whatever else
the machine does falls on all of them alike. Needs Chromium and the group "test".
"""

from __future__ import annotations

import argparse
import statistics
import sys
import time
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from tests.browser import CHROMIUM, FLAGS
from tests.playwright_driver import driver
from tests.web.static_server import Counting

TRANSCRIPT = Path(__file__).resolve().parents[1] / "tests/fixtures/ms-student-unfinished.pdf"
PROGRAM = "columbia-ms-cs-ml"
#: What the page is looked at for: a mutation is seen at once, and nothing is asked meanwhile.
WATCH = """
const seen = (name) => { window[name] ??= performance.timeOrigin + performance.now(); };
new MutationObserver(() => {
    if (document.documentElement.dataset.ready) seen("ready");
    if (document.querySelector("#audit .verdict")) seen("audited");
}).observe(document, {subtree: true, childList: true, attributes: true});
"""


def main() -> None:
    """Measure, and print a line for each folder."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("folders", nargs="+", type=Path, metavar="FOLDER")
    parser.add_argument("--runs", type=int, default=5)
    given = parser.parse_args()
    taken: dict[Path, list[tuple[float, float, float]]] = {folder: [] for folder in given.folders}
    for _ in range(given.runs):
        for folder, runs in taken.items():
            runs.append(once(folder))
    print("seconds from the first request, least and median of", given.runs, "runs")
    for folder, runs in taken.items():
        print(folder)
        names = ("ready", "audit of what was dropped then", "processor time until ready")
        for name, values in zip(names, zip(*runs, strict=True), strict=True):
            print(f"  {name:32}{min(values):6.2f}{statistics.median(values):6.2f}")


def once(folder: Path) -> tuple[float, float, float]:
    """Return the seconds until it is ready, until it shows an audit, and of processor time."""
    server = Counting(folder)
    browser = driver().chromium.launch(executable_path=CHROMIUM, args=FLAGS)
    try:
        page = browser.new_context(viewport={"width": 1400, "height": 900}).new_page()
        page.set_default_timeout(300_000)
        page.add_init_script(WATCH)
        before, began = processor(browser), time.time()
        page.goto(server.address)
        page.wait_for_selector("html[data-ready]")
        used = processor(browser) - before
        page.set_input_files("#file", TRANSCRIPT)
        page.wait_for_selector("#programs select", state="visible")
        page.locator("#programs select").first.select_option(PROGRAM)
        page.wait_for_selector("#audit .verdict")
        ready, audited = page.evaluate("[window.ready, window.audited]")
        return ready / 1000 - began, audited / 1000 - began, used
    finally:
        browser.close()
        server.close()


def processor(browser: Any) -> float:
    """Return the seconds of processor time of all processes of a browser."""
    found = browser.new_browser_cdp_session().send("SystemInfo.getProcessInfo")
    return float(sum(one["cpuTime"] for one in found["processInfo"]))


if __name__ == "__main__":
    main()
