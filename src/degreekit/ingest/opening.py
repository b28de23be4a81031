"""Opening a file: what it is, and its pages as clean glyphs.

A PDF is read in a process of its own, text is set out on a grid, and a page that is a picture is
read by OCR where it is installed.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from degreekit.ingest.ocr.legibility import check_text, with_ocr
from degreekit.ingest.page.cleaning import clean, clean_page
from degreekit.ingest.page.document import Document, Page
from degreekit.ingest.page.glyphs import Glyph
from degreekit.ingest.source._pdf.message import Caps, RawPage
from degreekit.ingest.source._pdf.protocol import BadMessage
from degreekit.ingest.source.errors import IngestError, Outcome
from degreekit.ingest.source.limits import Limits
from degreekit.ingest.source.plain_text import HIGH, LINE, WIDE, decoded, set_out
from degreekit.ingest.source.process import Cost, run
from degreekit.sources import Source, read_all, source_name

__all__ = ["load", "open_bytes", "open_document"]

#: A PDF may have bytes in front of its mark; readers look for it in the first KiB.
_HEAD = 1024
#: How PNG and JPEG files begin: a page as a picture, which OCR may read.
_PICTURES = (b"\x89PNG\r\n\x1a\n", b"\xff\xd8\xff")
#: What a glyph may take in the answer of the process that reads, and what the rest of a page may.
_GLYPH_BYTES = 256
_PAGE_BYTES = 2**20
#: The size of the page that a picture is taken for.
_LETTER = (612.0, 792.0)
#: The end of each version of a PDF, and an object of the next one. Some servers append a few bytes.
_END = b"%%EOF"
_OBJECT = re.compile(rb"\d\s+\d+\s+obj\b")


def open_document(source: Source, limits: Limits | None = None) -> Document:
    """Open a file and return its clean glyphs.

    Args:
        source: a path, the bytes of the file, or a file that is open for reading bytes.
        limits: what it may cost.

    Raises:
        IngestError: the file has no text to read; the outcome says why.
        FileProblem: the file cannot be opened.
    """
    limits = limits or Limits()
    return open_bytes(load(source, limits), source_name(source), limits)


def open_bytes(data: bytes, path: str | None, limits: Limits) -> Document:
    """Return the clean glyphs of a file that was loaded; see `open_document`.

    Raises:
        IngestError: the file has no text to read; the outcome says why.
    """
    try:
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
        check_text(pages, limits)
    except IngestError as error:
        raise error.at(path) from None
    return Document(pages, path)


def load(source: Source, limits: Limits) -> bytes:
    """Return the bytes of a file.

    Args:
        source: a path, the bytes of the file, or a file that is open for reading bytes.
        limits: what it may cost.

    Raises:
        IngestError: it is empty, or larger than a document may be.
        FileProblem: the file cannot be opened.
    """
    data = read_all(source, limits.size)
    path = source_name(source)
    if not data.strip(b"\0 \t\r\n"):
        raise IngestError(Outcome.EMPTY, path=path)
    if len(data) > limits.size:
        raise IngestError(
            Outcome.TOO_LARGE, path=path, detail=f"the limit is {limits.size // 2**20} MiB"
        )
    return data


def _check_container(data: bytes) -> None:
    if data.startswith(_PICTURES):
        return
    if b"%PDF-" not in data[:_HEAD]:
        raise IngestError(Outcome.NOT_A_PDF)
    end = data.rfind(_END)
    if end >= 0 and _OBJECT.search(data, end):  # what is whole is an earlier version
        raise IngestError(Outcome.DAMAGED, detail="its last change was cut")


def _pages(data: bytes, limits: Limits) -> Iterator[RawPage]:
    """Yield the raw pages of a file, read in a process of its own unless that is turned off."""
    answer = _GLYPH_BYTES * limits.glyphs + _PAGE_BYTES * limits.pages
    cost = Cost(limits.seconds, limits.memory, answer)
    order = Caps(limits.pages, limits.glyphs)._asdict()
    try:
        yield from map(RawPage.unpack, run("pages", data, order, cost, isolated=limits.isolated))
    except BadMessage:
        raise IngestError(Outcome.DAMAGED) from None


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
