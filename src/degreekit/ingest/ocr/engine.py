"""Pages that are pictures, read by OCR: their letters with how sure each of them is.

The letters become glyphs like those of a text layer, so every reader reads them. What makes them
different is kept with the page: see `Scan`.
"""

from __future__ import annotations

import base64
import json
import re
from collections.abc import Iterator, Sequence
from importlib.util import find_spec
from itertools import pairwise
from statistics import median
from typing import Any

from degreekit.ingest.ocr.ocr_repairs import Piece, Sign, mended
from degreekit.ingest.ocr.question import Question
from degreekit.ingest.page.document import Document, Glyph, Page
from degreekit.ingest.page.geometry import Box
from degreekit.ingest.page.scan import Letter, Mending, Scan
from degreekit.ingest.source.errors import IngestError, Outcome
from degreekit.ingest.source.limits import Limits
from degreekit.ingest.source.process import Cost, run

__all__ = ["is_installed", "question_pictures", "recognize"]

#: The engine finds a box around text that is larger than its letters by this, top and bottom.
_AROUND = 0.14
#: Boxes whose height is the usual one up to this are of the usual print.
_USUAL = 0.3
#: Of the usual height: boxes whose middles differ by less stand in one line.
_SAME_ROW = 0.35
#: Of the height of a number: numbers whose right edges differ by less stand in one column.
_BELOW = 0.8


def is_installed() -> bool:
    """Return whether the extra ``degreekit[ocr]`` is installed."""
    return all(find_spec(name) for name in ("rapidocr", "onnxruntime"))


def recognize(data: bytes, numbers: Sequence[int], limits: Limits) -> dict[int, Page]:
    """Read pages of a document by OCR, in a process of its own.

    Args:
        data: a PDF, or a picture as PNG or JPEG.
        numbers: the pages to read; none for all.
        limits: what it may cost.

    Raises:
        IngestError: the document takes more than it may, or is damaged.
    """
    if len(numbers) > limits.ocr_pages:
        told = f"{len(numbers)} pages are pictures, the limit is {limits.ocr_pages}"
        raise IngestError(Outcome.TOO_LARGE, detail=told)
    answers = _asked(data, {"pages": list(numbers)}, limits)
    return {int(raw["number"]): _page(int(raw["number"]), raw) for raw in answers}


def question_pictures(
    data: bytes, document: Document, questions: Sequence[Question], limits: Limits | None = None
) -> list[bytes]:
    """Return what the page shows at the place of each question, as PNG, upright and straight.

    Args:
        data: the file that the document was opened from.
        document: its pages.
        questions: of a reading of it.
        limits: what it may cost.
    """
    cuts = []
    for question in questions:
        page = document.pages[question.page - 1]
        left, top, right, bottom = page.upright(question.box)
        box = (max(0, left - 8), max(0, top - 8), min(page.width, right + 60), bottom + 8)
        cuts.append((page.number, page.quarter, page.angle, box))
    if not cuts:
        return []
    [answer] = _asked(data, {"pages": [], "cuts": cuts}, limits or Limits())
    return [base64.b64decode(picture) for picture in answer["pictures"]]


def _asked(data: bytes, wanted: dict[str, Any], limits: Limits) -> list[dict[str, Any]]:
    """Return the answers of the process that reads pictures."""
    cost = Cost(limits.ocr_seconds, limits.ocr_memory)
    order = wanted | {"pixels": limits.pixels}
    return [json.loads(part) for part in run("scan", data, order, cost, isolated=limits.isolated)]


# ----------------------------------------------------------------------------- letters to glyphs

_DECIMALS = re.compile(r"\d{1,2}\.\d\d")


def _page(number: int, raw: dict[str, Any]) -> Page:
    """Return a page with its letters in straight lines of even height."""
    pieces = [[Sign(*letter) for letter in cell["letters"]] for cell in raw["cells"]]
    said = [_text(piece) for piece in pieces]
    places = _levelled([tuple(cell["box"]) for cell in raw["cells"]])
    points = [
        place[2] for place, text in zip(places, said, strict=True) if _DECIMALS.fullmatch(text)
    ]
    glyphs: list[Glyph] = []
    letters: list[Letter] = []
    changed: list[Mending] = []
    for n in sorted(range(len(pieces)), key=lambda n: (places[n][1], places[n][0])):
        _, top, right, bottom = box = places[n]
        below = [edge for edge in points if abs(edge - right) < _BELOW * (bottom - top)]
        piece = mended(pieces[n], decimals=len(below) > 1)
        if (text := _text(piece)) != said[n]:
            changed.append(Mending(box, said[n], text))
        second = [Sign(*letter) for letter in raw["cells"][n]["again"]]
        agreed = _folded(said[n]) == _folded(_text(second))
        alike = _folded(text) == _folded(_text(mended(second)))
        for glyph, sign in zip(_set(piece, box), piece, strict=True):
            glyphs.append(glyph)
            if glyph.text != " ":
                letters.append(
                    Letter(glyph.text, sign.sure, sign.maybe, glyph.box, n, agreed, alike)
                )
        glyphs.append(Glyph(" ", right, top, right, bottom))
    return Page(
        number,
        raw["width"],
        raw["height"],
        1.0,
        tuple(glyphs),
        quarter=raw["quarter"],
        angle=raw["angle"],
        scan=Scan(raw["dots"], tuple(letters), tuple(map(tuple, raw["unread"])), tuple(changed)),
    )


def _text(piece: Piece) -> str:
    return "".join(sign.text for sign in piece)


def _folded(text: str) -> str:
    """Return a text without what two looks at it may differ in: spaces, leader dots."""
    return re.sub(r"[ ~_·]|[.]{2,}|[.]$", "", text)


def _levelled(boxes: Sequence[Box]) -> list[Box]:
    """Return boxes with one height for usual print, and one middle for each line."""
    if not boxes:
        return []
    heights = [bottom - top for _, top, _, bottom in boxes]
    usual = median(heights)
    rows: list[list[int]] = []
    for n in sorted(range(len(boxes)), key=lambda n: boxes[n][1] + boxes[n][3]):
        middle = (boxes[n][1] + boxes[n][3]) / 2
        last = [(boxes[m][1] + boxes[m][3]) / 2 for m in rows[-1]] if rows else []
        if last and middle - median(last) < _SAME_ROW * usual:
            rows[-1].append(n)
        else:
            rows.append([n])
    level: list[Box] = list(boxes)
    for row in rows:
        middle = median((boxes[n][1] + boxes[n][3]) / 2 for n in row)
        for n in row:
            same = abs(heights[n] - usual) < _USUAL * usual
            half = (usual if same else heights[n]) * (0.5 - _AROUND)
            level[n] = (boxes[n][0], middle - half, boxes[n][2], middle + half)
    return level


def _set(piece: Piece, box: Box) -> Iterator[Glyph]:
    """Yield the letters of a piece of text; within a word each reaches half way to the next."""
    left, top, right, bottom = box
    middles = [left + sign.place * (right - left) for sign in piece]
    gaps = [b - a for a, b in pairwise(middles)]
    half = (median(gaps) if gaps else min(right - left, 0.6 * (bottom - top))) / 2
    for n, sign in enumerate(piece):
        text = sign.text
        begins = not n or " " in (text, piece[n - 1].text)
        ends = n + 1 == len(piece) or " " in (text, piece[n + 1].text)
        yield Glyph(
            text,
            max(left, middles[n] - half) if begins else (middles[n - 1] + middles[n]) / 2,
            top,
            min(right, middles[n] + half) if ends else (middles[n] + middles[n + 1]) / 2,
            bottom,
        )
