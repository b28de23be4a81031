"""A document, page by page. A page is let go before the next one is read."""

from __future__ import annotations

import io
import logging
from array import array
from collections.abc import Iterator
from math import isfinite
from typing import Any

from .message import Caps, RawPage, Refused

__all__ = ["read_pages"]

#: The longest side of a page, in points, that is still paper: the largest that viewers show.
_LONGEST = 14_400.0

#: The parsers' warnings quote the document.
_SILENT = logging.CRITICAL + 1

_Rect = tuple[float, float, float, float]


def read_pages(data: bytes, caps: Caps) -> Iterator[RawPage]:
    """Yield the pages of a document as they are shown.

    Raises:
        Refused: it has none, or passes a cap; the outcome says why.
    """
    for library in ("pdfminer", "pdfplumber", "pypdfium2"):
        logging.getLogger(library).setLevel(_SILENT)
    try:
        yield from _read(data, caps)
    except Refused:
        raise
    except MemoryError:
        raise Refused("too_large", "more memory than a transcript needs") from None
    except Exception:  # noqa: BLE001  # the parsers raise anything on broken input
        raise Refused("damaged") from None


def _read(data: bytes, caps: Caps) -> Iterator[RawPage]:
    import pdfplumber
    from pdfminer.pdfinterp import PDFPageInterpreter

    from .device import LetterDevice
    from .second import SecondReading

    with SecondReading(data) as second:  # fast, and it names the reason where it fails
        if second.pages > caps.pages:
            raise Refused("too_large", f"{second.pages} pages, the limit is {caps.pages}")
        with pdfplumber.open(io.BytesIO(data), raise_unicode_errors=False) as pdf:
            if not pdf.pages or len(pdf.pages) != second.pages:
                raise Refused("damaged")
            device = LetterDevice(pdf.rsrcmgr, caps.glyphs)
            for number, page in enumerate(pdf.pages):
                PDFPageInterpreter(pdf.rsrcmgr, device).process_page(page.page_obj)
                shown = _shown(page.page_obj, device.page_matrix)
                kept = _within(device.drawn, shown)
                raw = _page(
                    kept, shown, second.differences(number, kept, device.page_matrix, shown)
                )
                yield raw._replace(outside=_letters(device.drawn) - _letters(kept))


def _shown(page: Any, matrix: Any) -> _Rect:
    """Return the part of a page that a viewer shows, where the parser puts it."""
    from pdfminer.utils import apply_matrix_rect

    media, crop = _upright(page.mediabox), _upright(page.cropbox)
    left, bottom = max(media[0], crop[0]), max(media[1], crop[1])
    right, top = min(media[2], crop[2]), min(media[3], crop[3])
    box = (left, bottom, right, top) if left < right and bottom < top else media
    shown: _Rect = apply_matrix_rect(matrix, box)
    width, height = shown[2] - shown[0], shown[3] - shown[1]
    if not (0 < width <= _LONGEST and 0 < height <= _LONGEST):
        raise Refused("damaged")
    return shown


def _upright(box: Any) -> _Rect:
    x0, y0, x1, y1 = map(float, box)
    return min(x0, x1), min(y0, y1), max(x0, x1), max(y0, y1)


def _within(drawn: Any, shown: _Rect) -> Any:
    """Return what is drawn where a viewer shows it: a letter's middle, or where it begins."""
    left, bottom, right, top = shown
    places, origins = drawn.places, drawn.origins
    inside = [
        (left <= (x0 + x1) / 2 <= right and bottom <= (y0 + y1) / 2 <= top)
        or (left <= x <= right and bottom <= y <= top)
        for x0, y0, x1, y1, x, y in zip(
            *(places[side::4] for side in range(4)), origins[0::2], origins[1::2], strict=True
        )
    ]
    if all(inside):
        return drawn
    kept = [number for number, is_inside in enumerate(inside) if is_inside]
    return drawn._replace(
        texts=[drawn.texts[number] for number in kept],
        places=array("d", (places[4 * number + side] for number in kept for side in range(4))),
        origins=array("d", (origins[2 * number + side] for number in kept for side in range(2))),
        flags=bytearray(drawn.flags[number] for number in kept),
    )


def _letters(drawn: Any) -> int:
    return sum(not text.isspace() for text in drawn.texts)


def _page(drawn: Any, shown: _Rect, differences: list[Any]) -> RawPage:
    """Return the page with its places counted from the top left corner of what is shown."""
    left, bottom, right, top = shown
    places = array("d", drawn.places)
    if left:
        places[0::4] = array("d", [x - left for x in drawn.places[0::4]])
        places[2::4] = array("d", [x - left for x in drawn.places[2::4]])
    places[1::4] = array("d", [top - y for y in drawn.places[3::4]])
    places[3::4] = array("d", [top - y for y in drawn.places[1::4]])
    width, height = right - left, top - bottom
    covered = sum(
        max(0.0, min(x1, right) - max(x0, left)) * max(0.0, min(y1, top) - max(y0, bottom))
        for x0, y0, x1, y1 in drawn.pictures
        if all(map(isfinite, (x0, y0, x1, y1)))
    )
    return RawPage(
        width=width,
        height=height,
        pictures=round(min(1.0, covered / (width * height)), 3),
        texts=drawn.texts,
        places=places,
        flags=bytes(drawn.flags),
        differences=differences,
    )
