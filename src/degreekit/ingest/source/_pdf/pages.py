"""A document, page by page. A page is let go before the next one is read."""

from __future__ import annotations

import io
import logging
from array import array
from collections.abc import Iterator
from collections.abc import Set as AbstractSet
from itertools import compress
from math import isfinite
from typing import Any

from .message import OBLIQUE, Caps, RawPage, Unseen
from .protocol import Refused

__all__ = ["packed_pages", "read_pages"]

#: The longest side of a page, in points, that is still paper: the largest that viewers show.
_LONGEST = 14_400.0
#: From this share on, a page that pictures cover may be a picture with its text as a layer.
_PICTURE = 0.5
#: A transcript has some hundred objects.
_MOST_OBJECTS = 1_000_000
#: So many places of hidden text are told of a page; the others are told as one.
_MOST_PLACES = 20

#: The parsers' warnings quote the document.
_SILENT = logging.CRITICAL + 1

_Rect = tuple[float, float, float, float]


def packed_pages(data: bytes, order: dict[str, Any]) -> Iterator[bytes]:
    """Yield the pages of a document as bytes.

    Raises:
        Refused: it has none, or passes a cap.
    """
    return (page.pack() for page in read_pages(data, Caps(order["pages"], order["glyphs"])))


def read_pages(data: bytes, caps: Caps) -> Iterator[RawPage]:
    """Yield the pages of a document as they are shown.

    Raises:
        Refused: it has none, or passes a cap; the outcome says why.
    """
    for library in ("pdfminer", "pdfplumber", "pypdfium2"):
        logging.getLogger(library).setLevel(_SILENT)
    try:
        yield from _read(data, caps)
    except (Refused, ImportError):
        raise
    except MemoryError:
        raise Refused("too_large", "more memory than a transcript needs") from None
    except Exception:  # noqa: BLE001  # the parsers raise anything on broken input
        raise Refused("damaged") from None


def _read(data: bytes, caps: Caps) -> Iterator[RawPage]:
    """Yield the pages; where the file is broken, as pdfium mends it if that loses nothing."""
    from .second import SecondReading, rewritten
    from .streams import Damaged

    with SecondReading(data) as second:  # fast, and it names the reason where it fails
        if second.pages > caps.pages:
            raise Refused("too_large", f"{second.pages} pages, the limit is {caps.pages}")
        done = 0
        try:
            for page in map(_complete, _pages(data, second, caps, done)):
                yield page
                done += 1
        except (Refused, ImportError, MemoryError):
            raise
        except Exception:  # noqa: BLE001  # as above; the other library may know better
            try:
                yield from _pages(rewritten(data), second, caps, done)
            except Damaged as damage:
                raise Refused("damaged", str(damage)) from None


def _complete(page: RawPage) -> RawPage:
    """Return a page of which the other library sees no more."""
    from .streams import Damaged

    if any(difference.is_missing for difference in page.differences):
        raise Damaged("a part of a page is missing")
    return page


def _pages(data: bytes, second: Any, caps: Caps, first: int) -> Iterator[RawPage]:
    """Yield the pages of a document from one on; numbers are counted from 0."""
    import pdfplumber

    from .device import LetterDevice
    from .interpreter import Interpreter
    from .sight import unseen
    from .streams import Damaged

    with pdfplumber.open(io.BytesIO(data), raise_unicode_errors=False) as pdf:
        if not pdf.pages or len(pdf.pages) != second.pages:
            raise Damaged("pages are missing")
        _check_packed_objects(pdf.doc)
        device = LetterDevice(pdf.rsrcmgr, caps.glyphs)
        for number, page in enumerate(pdf.pages[first:], start=first):
            Interpreter(pdf.rsrcmgr, device).process_page(page.page_obj)
            drawn, matrix = device.drawn, device.page_matrix
            shown = _shown(page.page_obj, matrix)
            on_page = _on_page(drawn, shown)
            with second.page(number) as other:
                hidden = unseen(other, drawn, matrix, shown)
                every = _only(drawn, on_page)
                differences = second.differences(number, other, every, matrix, shown)
            yield _page(drawn, on_page, hidden, shown)._replace(
                differences=differences, is_open=device.is_open
            )


def _check_packed_objects(document: Any) -> None:
    """Look whether the streams that objects are packed in are whole; nothing could mend them."""
    from pdfminer.pdfdocument import PDFXRef

    from .streams import Damaged, whole

    packed = set()
    for table in document.xrefs:
        if type(table) is not PDFXRef:  # which only knows places in the file itself
            for count, number in enumerate(table.get_objids()):
                packed.add(table.get_pos(number)[0])
                if count > _MOST_OBJECTS:
                    raise Refused("too_large", f"more than {_MOST_OBJECTS} objects")
    try:
        for number in packed - {None}:
            whole(document.getobj(number))
    except Damaged as damage:
        raise Refused("damaged", str(damage)) from None


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


def _on_page(drawn: Any, shown: _Rect) -> list[bool]:
    """Return which letters are drawn on what is shown: with their middle, or where they begin."""
    left, bottom, right, top = shown
    places, origins = drawn.places, drawn.origins
    return [
        (left <= (x0 + x1) / 2 <= right and bottom <= (y0 + y1) / 2 <= top)
        or (left <= x <= right and bottom <= y <= top)
        for x0, y0, x1, y1, x, y in zip(
            *(places[side::4] for side in range(4)), origins[0::2], origins[1::2], strict=True
        )
    ]


def _only(drawn: Any, kept: list[bool]) -> Any:
    """Return the letters that are kept."""
    if all(kept):
        return drawn
    numbers = list(compress(range(len(kept)), kept))
    return drawn._replace(
        texts=list(compress(drawn.texts, kept)),
        places=array("d", (drawn.places[4 * n + side] for n in numbers for side in range(4))),
        origins=array("d", (drawn.origins[2 * n + side] for n in numbers for side in range(2))),
        style_of=array("I", compress(drawn.style_of, kept)),
    )


def _letters(drawn: Any) -> int:
    return sum(not text.isspace() for text in drawn.texts)


def _page(drawn: Any, on_page: list[bool], hidden: AbstractSet[int], shown: _Rect) -> RawPage:
    """Return what can be seen of a page, counted from the top left corner of what is shown.

    The letters that a program for OCR puts under or over a picture of the page are kept, and said
    to be hidden.
    """
    left, bottom, right, top = shown
    width, height = right - left, top - bottom
    covered = sum(
        max(0.0, min(x1, right) - max(x0, left)) * max(0.0, min(y1, top) - max(y0, bottom))
        for x0, y0, x1, y1 in drawn.pictures
        if all(map(isfinite, (x0, y0, x1, y1)))
    )
    pictures = round(min(1.0, covered / (width * height)), 3)
    every = _only(drawn, on_page)
    seen = _only(drawn, [on and n not in hidden for n, on in enumerate(on_page)])
    is_layer = pictures >= _PICTURE and 2 * _letters(seen) <= _letters(every)
    text = every if is_layer and hidden else seen
    places = array("d", text.places)
    if left:
        places[0::4] = array("d", [x - left for x in text.places[0::4]])
        places[2::4] = array("d", [x - left for x in text.places[2::4]])
    places[1::4] = array("d", [top - y for y in text.places[3::4]])
    places[3::4] = array("d", [top - y for y in text.places[1::4]])
    return RawPage(
        width=width,
        height=height,
        pictures=pictures,
        texts=text.texts,
        places=places,
        style_of=text.style_of,
        styles=text.styles,
        differences=[],
        outside=_letters(drawn) - _letters(every),
        is_layer=is_layer and bool(hidden),
        unseen=() if text is every else tuple(_places(drawn, hidden, left, top)),
        rules=tuple(
            (round(x0 - left, 2), round(top - y1, 2), round(x1 - left, 2), round(top - y0, 2))
            for x0, y0, x1, y1 in drawn.rules
            if all(map(isfinite, (x0, y0, x1, y1)))
        ),
    )


def _places(drawn: Any, hidden: AbstractSet[int], left: float, top: float) -> list[Unseen]:
    """Return where hidden letters stand, one line after the other, and each style by itself."""
    lines: dict[tuple[int, int, int], list[int]] = {}
    for n in sorted(hidden):
        if not drawn.texts[n].isspace():
            turn = drawn.styles[drawn.style_of[n]].turn
            upright = turn % 2 == 0 or turn == OBLIQUE
            line = turn, round(drawn.origins[2 * n + upright]), drawn.style_of[n]
            lines.setdefault(line, []).append(n)
    found = [_unseen(drawn, line, left, top) for line in lines.values()]
    if len(found) > _MOST_PLACES:
        rest = [n for line in list(lines.values())[_MOST_PLACES:] for n in line]
        found = [*found[:_MOST_PLACES], _unseen(drawn, rest, left, top)]
    return found


def _unseen(drawn: Any, letters: list[int], left: float, top: float) -> Unseen:
    sides = ([drawn.places[4 * n + side] for n in letters] for side in range(4))
    x0, y0, x1, y1 = (
        choose(side) for choose, side in zip((min, min, max, max), sides, strict=True)
    )
    box = (round(side, 2) for side in (x0 - left, top - y1, x1 - left, top - y0))
    return Unseen(len(letters), tuple(box), drawn.style_of[letters[0]])
