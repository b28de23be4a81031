"""What is amiss with a page as a whole: it could not be read, or not all of it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Literal

from degreekit.findings import Finding
from degreekit.ingest.ocr.engine import is_installed
from degreekit.ingest.ocr.legibility import is_unread_picture
from degreekit.ingest.page.document import Document, Page

__all__ = ["page_troubles"]

#: So many letters beside a page are told; fewer are a word that runs over its edge.
_BESIDE = 12


def page_troubles(document: Document) -> Iterator[Finding]:
    """Yield what is to know of pages that could not be read whole; the place is all of the page."""
    for page in document.pages:
        box = page.shown((0.0, 0.0, page.width, page.height))
        for code, severity, message in _troubles(page):
            yield Finding(code=code, severity=severity, message=message, page=page.number, box=box)


def _troubles(page: Page) -> Iterator[tuple[str, Literal["error", "warning"], str]]:
    """Yield code, severity and message of what is amiss with a page as a whole."""
    way = "" if is_installed() else '; pip install "degreekit[ocr]" to have it read'
    if page.hidden and page.scan is None:
        message = "the text of this page is an invisible layer over a picture; it proves nothing"
        yield "hidden-text", "error", message + way
    elif is_unread_picture(page):
        message = "this page is a picture without text; what it says is not in the reading"
        yield "page-without-text", "error", message + way
    if page.outside >= _BESIDE:
        message = f"{page.outside} letters are drawn off this page, where no viewer shows anything"
        yield "text-off-page", "warning", message
    if page.is_open:
        message = "the instructions that draw this page end early, so a part of it may be missing"
        yield "page-ends-early", "warning", message
