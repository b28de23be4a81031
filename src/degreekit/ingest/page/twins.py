"""Sheets that show one page twice, side by side or one above the other, as some printers do."""

from __future__ import annotations

from dataclasses import replace

from degreekit.ingest.page.document import Document, Page
from degreekit.ingest.page.glyphs import Glyphs

__all__ = ["without_twins"]

#: The second of two equal pages on a sheet is at least this far from the first, as a share of the
#: sheet; letters of both are at the same distance within this (points).
_APART, _SAME = 0.25, 0.5


def without_twins(document: Document) -> tuple[Document, tuple[int, ...]]:
    """Return a document without the second of two equal pages on a sheet, and the sheets' numbers.

    Equal are pages of which every letter is the same, in the order in which they are drawn.
    """
    pages = tuple(
        replace(page, glyphs=page.glyphs[: len(page.glyphs) // 2]) if _is_twice(page) else page
        for page in document.pages
    )
    numbers = tuple(
        page.number for page, old in zip(pages, document.pages, strict=True) if page is not old
    )
    return (replace(document, pages=pages), numbers) if numbers else (document, ())


def _is_twice(page: Page) -> bool:
    half, odd = divmod(len(page.glyphs), 2)
    if odd or not half or page.lines_above is not None:
        return False
    glyphs = Glyphs.of(page.glyphs)
    texts, lefts, tops = glyphs.texts, glyphs.lefts, glyphs.tops
    if texts[:half] != texts[half:]:
        return False
    right, down = lefts[half] - lefts[0], tops[half] - tops[0]
    return (abs(right) > _APART * page.width or abs(down) > _APART * page.height) and all(
        abs(lefts[half + at] - lefts[at] - right) < _SAME
        and abs(tops[half + at] - tops[at] - down) < _SAME
        for at in range(half)
    )
