"""The page of an audit in a real browser: for everybody, on paper, and without the network."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from degreekit.report import Look, render_html

from ..browser import launched, needs_chromium, violations
from .audits import audits

NAMES = sorted(audits())

pytestmark = needs_chromium


@pytest.fixture(scope="module")
def browser() -> Iterator[Any]:
    """One browser for all tests of this file."""
    with launched() as found:
        yield found


@pytest.fixture(scope="module")
def pages(tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    """The address of each page, as a file."""
    home: Path = tmp_path_factory.mktemp("pages")
    found = {}
    for name, audit in audits().items():
        path = home / f"{name}.html"
        path.write_text(render_html(audit, Look(document="a transcript.pdf")), encoding="utf-8")
        found[name] = path.as_uri()
    return found


@pytest.fixture(scope="module")
def window(browser: Any) -> Any:
    """One window for all tests: a new one each costs a second of processor time."""
    return browser.new_context().new_page()


def show(window: Any, address: str, width: int = 1280, scheme: str = "light") -> Any:
    """Show a page in the window, as a new one would."""
    window.set_viewport_size({"width": width, "height": 900})
    window.emulate_media(media="screen", color_scheme=scheme)
    window.goto(address)
    return window


#: Each kind of audit, on a screen or a phone, in the light or the dark. Each takes five seconds.
LOOKS = [
    ("satisfied", 1280, "dark"),
    ("conditional", 320, "light"),
    ("conflict", 1280, "light"),
    ("decided", 320, "dark"),
    ("together", 1280, "light"),
    ("empty", 320, "dark"),
]


@pytest.mark.parametrize(("name", "width", "scheme"), LOOKS)
def test_the_page_keeps_wcag_2_1_aa(
    name: str, width: int, scheme: str, window: Any, pages: dict[str, str]
) -> None:
    page = show(window, pages[name], width, scheme)
    dark = page.evaluate("matchMedia('(prefers-color-scheme: dark)').matches")
    assert dark is (scheme == "dark")
    assert violations(page) == []


def test_what_breaks_the_rules_is_found(window: Any, pages: dict[str, str]) -> None:
    page = show(window, pages["conflict"])
    page.evaluate("document.documentElement.removeAttribute('lang')")
    page.evaluate("document.documentElement.style.setProperty('--soft', '#ccc')")
    page.evaluate("document.querySelector('.skip').textContent = ''")
    found = {one.split(":")[0] for one in violations(page)}
    assert {"html-has-lang", "color-contrast", "link-name"} <= found


@pytest.mark.parametrize("name", NAMES)
def test_nothing_scrolls_sideways_on_a_narrow_screen_or_at_200_percent(
    name: str, window: Any, pages: dict[str, str]
) -> None:
    page = show(window, pages[name], 320)
    wide = "document.documentElement.scrollWidth > window.innerWidth"
    assert not page.evaluate(wide)
    page.set_viewport_size({"width": 640, "height": 450})  # what 200 % leaves of 1280 by 900
    assert not page.evaluate(wide)
    page.set_viewport_size({"width": 1280, "height": 900})
    page.evaluate("document.documentElement.style.fontSize = '200%'")  # and larger letters alone
    assert not page.evaluate(wide)


def test_the_keyboard_reaches_and_opens_whatever_can_be_opened(
    window: Any, pages: dict[str, str]
) -> None:
    page = show(window, pages["decided"])
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.textContent") == "Skip to the audit"
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.id") == "main"
    unfolded = 0
    for _ in range(500):
        page.keyboard.press("Tab")
        tag = page.evaluate("document.activeElement.tagName")
        if tag == "BODY":
            break
        if tag == "SUMMARY":
            was = page.evaluate("document.activeElement.parentElement.open")
            page.keyboard.press("Enter")
            assert page.evaluate("document.activeElement.parentElement.open") is not was
            if was:
                page.keyboard.press("Enter")
            unfolded += 1
    assert unfolded == page.evaluate("document.querySelectorAll('details').length") > 10


def test_one_click_shows_only_what_is_missing(window: Any, pages: dict[str, str]) -> None:
    page = show(window, pages["unsatisfied"])
    shown = "[...document.querySelectorAll('.requirement')].filter(o => o.checkVisibility()).length"
    before = page.evaluate(shown)
    page.click("#only-missing")
    assert page.evaluate(shown) == 1 < before
    assert not page.is_visible("#records")
    assert page.is_visible("#left")
    page.click("#only-missing")
    assert page.evaluate(shown) == before


def test_the_focus_can_be_seen(window: Any, pages: dict[str, str]) -> None:
    for scheme in ("light", "dark"):
        page = show(window, pages["unsatisfied"], scheme=scheme)
        for _ in range(4):
            page.keyboard.press("Tab")
        width = page.evaluate("getComputedStyle(document.activeElement).outlineWidth")
        assert float(width.removesuffix("px")) >= 2


@pytest.mark.parametrize("name", ["decided", "hostile"])
def test_no_request_leaves_the_page(name: str, browser: Any, pages: dict[str, str]) -> None:
    context = browser.new_context()
    asked: list[str] = []

    def seen(route: Any) -> None:
        asked.append(route.request.url)
        route.continue_()

    context.route("**/*", seen)
    page = context.new_page()
    said: list[str] = []
    page.on("console", lambda message: said.append(message.text))
    page.on("dialog", lambda dialog: said.append(dialog.message))
    page.goto(pages[name], wait_until="networkidle")
    assert asked == [pages[name]]
    assert said == []
    assert page.evaluate("document.scripts.length") == 0
    context.close()


def test_hostile_titles_are_shown_and_change_nothing(window: Any, pages: dict[str, str]) -> None:
    page = show(window, pages["hostile"])
    shown = page.inner_text("main")
    assert "<script>alert(1)</script>" in shown
    assert "\"quotes\" & 'ticks' & &amp; </td></tr></table>" in shown
    assert page.evaluate("document.images.length") == 0
    assert page.is_visible("h1")  # the style in a title hid nothing


def test_on_paper_the_sources_are_open_and_ink_is_black_on_white(
    window: Any, pages: dict[str, str]
) -> None:
    page = show(window, pages["decided"], scheme="dark")
    hidden = page.locator("details blockquote").first
    assert not hidden.is_visible()
    page.emulate_media(media="print")
    heights = page.evaluate(
        "[...document.querySelectorAll('details blockquote')]"
        ".map(one => one.getBoundingClientRect().height)"
    )
    assert len(heights) > 10
    assert min(heights) > 0
    colour = "getComputedStyle(document.querySelector('{}')).{}"
    assert page.evaluate(colour.format("blockquote", "color")) == "rgb(0, 0, 0)"
    assert page.evaluate(colour.format("body", "backgroundColor")) == "rgb(255, 255, 255)"
    assert not page.is_visible(".skip")


def test_the_page_becomes_a_pdf_with_the_sentences_of_the_rules(
    window: Any, pages: dict[str, str], tmp_path: Path
) -> None:
    import pdfplumber

    page = show(window, pages["unsatisfied"])
    page.emulate_media(media="print")
    page.pdf(path=str(tmp_path / "audit.pdf"), format="Letter")
    with pdfplumber.open(tmp_path / "audit.pdf") as paper:
        text = " ".join(" ".join(one.extract_text() for one in paper.pages).split())
        assert len(paper.pages) < 15
    assert "Students must complete two required track courses" in text
