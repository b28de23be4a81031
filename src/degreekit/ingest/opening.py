"""Opening a file: what it is, and its pages as clean glyphs.

A PDF is read in a process of its own, text is set out on a grid, and a page that is a picture is
read by OCR where it is installed.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

from degreekit.ingest.ocr.legibility import check_text, with_ocr
from degreekit.ingest.page.cleaning import clean, clean_page
from degreekit.ingest.page.document import Document, Page
from degreekit.ingest.page.glyphs import Glyph
from degreekit.ingest.source._pdf.message import Caps, RawPage, Refused
from degreekit.ingest.source.errors import IngestError, Outcome
from degreekit.ingest.source.limits import Limits
from degreekit.ingest.source.plain_text import HIGH, LINE, WIDE, decoded, set_out
from degreekit.ingest.source.worker import read_isolated

__all__ = ["open_document"]

#: A PDF may have bytes in front of its mark; readers look for it in the first KiB.
_HEAD = 1024
#: How PNG and JPEG files begin: a page as a picture, which OCR may read.
_PICTURES = (b"\x89PNG\r\n\x1a\n", b"\xff\xd8\xff")
#: The size of the page that a picture is taken for.
_LETTER = (612.0, 792.0)
#: The end mark of a complete file stands in the last bytes; some servers append a few.
_TAIL = 4096


def open_document(source: str | os.PathLike[str] | bytes, limits: Limits | None = None) -> Document:
    """Open a file and return its clean glyphs.

    Args:
        source: a path, or the bytes of the file.
        limits: what it may cost.

    Raises:
        IngestError: the file has no text to read; the outcome says why.
        OSError: the file cannot be opened.
    """
    limits = limits or Limits()
    path = None if isinstance(source, bytes) else os.fspath(source)
    try:
        data = source if isinstance(source, bytes) else _load(Path(source), limits.size)
        _check_size(data, limits)
        if data.startswith(_PICTURES):
            pages: tuple[Page, ...] = (Page(1, *_LETTER, 1.0, ()),)
        elif b"%PDF-" not in data[:_HEAD] and (text := decoded(data)) is not None:
            pages = _plain_pages(text, limits)
        else:
            _check_container(data)
            pages = tuple(
                clean_page(number, raw) for number, raw in enumerate(_pages(data, limits), start=1)
            )
        pages = with_ocr(pages, data, limits)
        check_text(pages)
    except IngestError as error:
        raise error.at(path) from None
    return Document(pages, path)


def _load(path: Path, most: int) -> bytes:
    with path.open("rb") as file:
        return file.read(most + 1)


def _check_size(data: bytes, limits: Limits) -> None:
    if not data.strip(b"\0 \t\r\n"):
        raise IngestError(Outcome.EMPTY)
    if len(data) > limits.size:
        raise IngestError(Outcome.TOO_LARGE, detail=f"the limit is {limits.size // 2**20} MiB")


def _check_container(data: bytes) -> None:
    if data.startswith(_PICTURES):
        return
    if b"%PDF-" not in data[:_HEAD]:
        raise IngestError(Outcome.NOT_A_PDF)
    if b"%%EOF" not in data[-_TAIL:]:
        raise IngestError(Outcome.DAMAGED)


def _pages(data: bytes, limits: Limits) -> Iterator[RawPage]:
    """Yield the raw pages of a file, read in a process of its own unless that is turned off."""
    caps = Caps(limits.pages, limits.glyphs, limits.seconds, limits.memory)
    try:
        if limits.isolated:
            yield from read_isolated(data, caps)
        else:
            from degreekit.ingest.source._pdf.pages import read_pages

            yield from read_pages(data, caps)
    except Refused as refused:
        known = refused.outcome in set(Outcome)  # it comes from a process that is not trusted
        outcome = Outcome(refused.outcome) if known else Outcome.DAMAGED
        raise IngestError(outcome, detail=refused.detail) from None


def _plain_pages(text: str, limits: Limits) -> tuple[Page, ...]:
    """Set text out on pages, each character in a square of its own."""
    if sum(not c.isspace() for c in text) > limits.glyphs:
        raise IngestError(Outcome.TOO_LARGE, detail=f"more than {limits.glyphs} letters")
    if text.count("\f") >= limits.pages:
        raise IngestError(Outcome.TOO_LARGE, detail=f"more than {limits.pages} pages")
    pages: list[Page] = []
    above = 0
    for number, lines in enumerate(set_out(text, clean), start=1):
        glyphs = tuple(
            Glyph(c, x * WIDE, y * LINE, (x + 1) * WIDE, y * LINE + HIGH)
            for y, line in enumerate(lines)
            for x, c in enumerate(line)
            if c != " "
        )
        width = WIDE * max(map(len, lines), default=0)
        pages.append(Page(number, width, LINE * len(lines), 0.0, glyphs, lines_above=above))
        above += len(lines)
    while len(pages) > 1 and not pages[-1].glyphs:  # behind the last form feed
        pages.pop()
    return tuple(pages)
