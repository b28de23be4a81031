"""Which pages have text that says something, and which have to be read by OCR."""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import replace

from degreekit.ingest.ocr.engine import is_installed, recognize
from degreekit.ingest.page.document import Page
from degreekit.ingest.page.glyphs import Glyphs
from degreekit.ingest.page.layout import rows_of
from degreekit.ingest.source.errors import IngestError, OcrState, Outcome
from degreekit.ingest.source.limits import Limits

__all__ = ["COVERED", "check_text", "is_unread_picture", "speaks", "with_ocr"]

#: From this share of undecodable letters on, the text of a document is of no use.
_GARBAGE = 0.3
#: Words of which any text about studies has some.
_COMMON = re.compile(
    r"\b(the|this|with|from|your|university|college|school|course|title|grade|points|credits?|name"
    r"|date|degree|student|total|term|page|fall|spring|summer|winter)\b",
    re.IGNORECASE,
)
#: The letters that are most frequent in the languages with Latin letters. They were 58 to 76 % of a
#: sentence about studies in each of nine languages, and 10 to 49 % once its letters were shifted.
_FREQUENT = frozenset("aeinorst")
_ENOUGH_OF_THEM = 0.53
#: Points as every kind of transcript prints them; wrong letters make none, or one by chance.
_POINTS = re.compile(r"(?<!\S)\d{1,2}\.\d\d(?!\S)")
_SOME_POINTS = 2
#: A text with fewer letters than this is too short to judge.
_ENOUGH = 80
#: A picture over this share of a page may be the page itself, with letters of a viewer around it.
COVERED = 0.5


def speaks(text: str) -> bool:
    """Return whether the text is words: a font may show other letters than it names.

    Example:
        >>> from degreekit.ingest.ocr.legibility import speaks
        >>> speaks("Course Title Points Grade " * 9), speaks("Dpvstf Ujumf Qpjout Hsbef " * 9)
        (True, False)
        >>> speaks("Bescheinigung der Studienleistungen: Lineare Algebra, Leistungspunkte " * 2)
        True
    """
    letters = [c for c in unicodedata.normalize("NFKD", text.casefold()) if c.isalpha()]
    if len(letters) < _ENOUGH or _COMMON.search(text):
        return True
    return sum(c in _FREQUENT for c in letters) >= _ENOUGH_OF_THEM * len(letters)


def with_ocr(pages: Sequence[Page], data: bytes, limits: Limits) -> tuple[Page, ...]:
    """Return the pages, those without text that says something read by OCR if it is installed.

    Args:
        pages: all pages of the document.
        data: the file.
        limits: what it may cost.

    Raises:
        IngestError: OCR takes more than it may, does not start, or reads nothing at all.
    """
    if any(page.lines_above is not None for page in pages):
        return tuple(pages)  # a file of text
    wanted = [page.number for page in pages if page.hidden or _is_illegible(page)]
    if not wanted or not limits.ocr or not is_installed():
        return tuple(pages)
    read = recognize(data, wanted, limits)
    pages = tuple(
        replace(read[page.number], pictures=page.pictures)
        if page.number in read and read[page.number].glyphs
        else page
        for page in pages
    )
    if all(map(is_unread_picture, pages)):
        raise IngestError(Outcome.IMAGE_ONLY, detail="OCR finds no letters", ocr="tried")
    return pages


def _is_illegible(page: Page) -> bool:
    """Return whether a page is a picture, or its letters are none."""
    if page.is_picture:
        return True
    printed, garbage = _printed([page])
    if garbage > _GARBAGE * max(1, printed):
        return True
    words = " ".join(word.text for row in rows_of(page) for word in row)
    if len(_POINTS.findall(words)) >= _SOME_POINTS:  # the last rows of a record, and no heading
        return False
    if not speaks(words):
        return True
    # a viewer's own words around the picture of a page: nothing a transcript would say
    return page.pictures >= COVERED and not _COMMON.search(words)


def is_unread_picture(page: Page) -> bool:
    """Return whether what a page says is in a picture that was not read.

    Letters around the picture, as a browser prints them, may say nothing that anybody can read.
    """
    return page.is_picture or (
        page.scan is None and page.pictures >= COVERED and _is_illegible(page)
    )


def check_text(pages: Iterable[Page], limits: Limits) -> None:
    """Refuse a document without text, or with text that says nothing.

    Args:
        pages: all pages of the document, read by OCR where that was possible.
        limits: whether it was to be tried.

    Raises:
        IngestError: the outcome says which, and what to do.
    """
    pages = tuple(pages)
    ocr: OcrState = "missing"
    if is_installed():
        ocr = "tried" if limits.ocr else "off"
    printed, garbage = _printed(pages)
    if all(map(is_unread_picture, pages)):
        raise IngestError(Outcome.IMAGE_ONLY, ocr=ocr)
    if not printed:
        unseen = sum(place.letters for page in pages for place in page.unseen)
        if unseen:
            raise IngestError(Outcome.EMPTY, detail=f"{unseen} letters in it cannot be seen")
        if any(page.pictures for page in pages):
            raise IngestError(Outcome.IMAGE_ONLY, ocr=ocr)
        raise IngestError(Outcome.EMPTY)
    if garbage > _GARBAGE * printed:
        raise IngestError(Outcome.UNREADABLE_TEXT, ocr=ocr)


def _printed(pages: Iterable[Page]) -> tuple[int, int]:
    """Return how many letters pages have, and how many of them are none."""
    letters = Counter(text for page in pages for text in Glyphs.of(page.glyphs).texts)
    printed = {text: count for text, count in letters.items() if not text.isspace()}
    return sum(printed.values()), sum(n for text, n in printed.items() if _is_garbage(text))


def _is_garbage(text: str) -> bool:
    """Return whether a glyph stands for no letter: ``(cid:12)``, private use, replacement."""
    return text.startswith("(cid:") or any(
        c == "\ufffd" or unicodedata.category(c) in ("Co", "Cn") for c in text
    )
