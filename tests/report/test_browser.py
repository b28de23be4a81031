"""The page of an audit in a real browser: for everybody, on paper, and without the network."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from degreekit.report import Look, render_html

from ..browser import launched, needs_chromium, opened, violations
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


@pytest.mark.parametrize(
    "name", ["satisfied", "conditional", "conflict", "decided", "together", "empty"]
)
def test_the_page_keeps_wcag_2_1_aa(name: str, browser: Any, pages: dict[str, str]) -> None:
    page = opened(browser, pages[name])
    assert violations(page) == []
    page.context.close()


@pytest.mark.parametrize(("scheme", "width"), [("dark", 1280), ("light", 320), ("dark", 320)])
def test_the_page_keeps_wcag_2_1_aa_in_the_dark_and_on_a_phone(
    scheme: str, width: int, browser: Any, pages: dict[str, str]
) -> None:
    page = opened(browser, pages["decided"], width, color_scheme=scheme)
    dark = page.evaluate("matchMedia('(prefers-color-scheme: dark)').matches")
    assert dark is (scheme == "dark")
    assert violations(page) == []
    page.context.close()


def test_what_breaks_the_rules_is_found(browser: Any, pages: dict[str, str]) -> None:
    page = opened(browser, pages["conflict"])
    page.evaluate("document.documentElement.removeAttribute('lang')")
    page.evaluate("document.documentElement.style.setProperty('--soft', '#ccc')")
    page.evaluate("document.querySelector('.skip').textContent = ''")
    found = {one.split(":")[0] for one in violations(page)}
    assert {"html-has-lang", "color-contrast", "link-name"} <= found
    page.context.close()


@pytest.mark.parametrize("name", NAMES)
def test_nothing_scrolls_sideways_on_a_narrow_screen_or_at_200_percent(
    name: str, browser: Any, pages: dict[str, str]
) -> None:
    page = opened(browser, pages[name], 320)
    wide = "document.documentElement.scrollWidth > window.innerWidth"
    assert not page.evaluate(wide)
    page.set_viewport_size({"width": 640, "height": 450})  # what 200 % leaves of 1280 by 900
    assert not page.evaluate(wide)
    page.set_viewport_size({"width": 1280, "height": 900})
    page.evaluate("document.documentElement.style.fontSize = '200%'")  # and larger letters alone
    assert not page.evaluate(wide)
    page.context.close()


def test_the_keyboard_reaches_and_opens_whatever_can_be_opened(
    browser: Any, pages: dict[str, str]
) -> None:
    page = opened(browser, pages["decided"])
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
    page.context.close()


def test_one_click_shows_only_what_is_missing(browser: Any, pages: dict[str, str]) -> None:
    page = opened(browser, pages["unsatisfied"])
    shown = "[...document.querySelectorAll('.requirement')].filter(o => o.checkVisibility()).length"
    before = page.evaluate(shown)
    page.click("#only-missing")
    assert page.evaluate(shown) == 1 < before
    assert not page.is_visible("#records")
    assert page.is_visible("#left")
    page.click("#only-missing")
    assert page.evaluate(shown) == before
    page.context.close()


def test_the_focus_can_be_seen(browser: Any, pages: dict[str, str]) -> None:
    for scheme in ("light", "dark"):
        page = opened(browser, pages["unsatisfied"], color_scheme=scheme)
        for _ in range(4):
            page.keyboard.press("Tab")
        width = page.evaluate("getComputedStyle(document.activeElement).outlineWidth")
        assert float(width.removesuffix("px")) >= 2
        page.context.close()


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


def test_hostile_titles_are_shown_and_change_nothing(browser: Any, pages: dict[str, str]) -> None:
    page = opened(browser, pages["hostile"])
    shown = page.inner_text("main")
    assert "<script>alert(1)</script>" in shown
    assert "\"quotes\" & 'ticks' & &amp; </td></tr></table>" in shown
    assert page.evaluate("document.images.length") == 0
    assert page.is_visible("h1")  # the style in a title hid nothing
    page.context.close()


def test_on_paper_the_sources_are_open_and_ink_is_black_on_white(
    browser: Any, pages: dict[str, str]
) -> None:
    page = opened(browser, pages["decided"], color_scheme="dark")
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
    page.context.close()


def test_the_page_becomes_a_pdf_with_the_sentences_of_the_rules(
    browser: Any, pages: dict[str, str], tmp_path: Path
) -> None:
    import pdfplumber

    page = opened(browser, pages["unsatisfied"])
    page.pdf(path=str(tmp_path / "audit.pdf"), format="Letter")
    with pdfplumber.open(tmp_path / "audit.pdf") as paper:
        text = " ".join(" ".join(one.extract_text() for one in paper.pages).split())
        assert len(paper.pages) < 15
    assert "Students must complete two required track courses" in text
    page.context.close()
