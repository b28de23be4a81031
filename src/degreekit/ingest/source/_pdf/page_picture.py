"""A page as a picture, or the part of it around a place.

A page of a PDF is drawn and written without Pillow, which a browser does not have.
"""

from __future__ import annotations

import struct
import zlib
from collections.abc import Iterator
from typing import Any, NamedTuple

from .protocol import Refused

__all__ = ["page_picture"]

#: No side of a picture is longer than this (pixels), whatever size the page claims.
_LONGEST = 4096
#: What is shown above and below a place (points): some lines of a transcript.
_AROUND = 48.0
#: How far the mark stands off from the place (points), how wide its line is (pixels), its colour.
_OFF = 2.0
_LINE = 3
_COLOUR = b"\xc8\x00\x5a"

_Box = tuple[float, float, float, float]


class _Picture(NamedTuple):
    """Rows from the top; three bytes for each dot: red, green, blue."""

    rows: list[bytearray]
    width: int


def page_picture(data: bytes, order: dict[str, Any]) -> Iterator[bytes]:
    """Yield one page as PNG.

    Args:
        data: a PDF or a picture.
        order: the number of the `page`, counted from 1, the `scale`, the `box` of a place on it or
            none, and how many `pixels` a picture may have.

    Raises:
        Refused: there is no such page.
    """
    box = order["box"] and tuple(map(float, order["box"]))
    if b"%PDF-" in data[:1024]:
        picture, scale = _drawn(data, order["page"], order["scale"])
    else:
        from .pictures import photograph  # it needs Pillow

        dots, width, scale = photograph(data, order["scale"], order["pixels"])
        rows = [bytearray(dots[at : at + 3 * width]) for at in range(0, len(dots), 3 * width)]
        picture = _Picture(rows, width)
    yield _png(_around(picture, box, scale) if box else picture)


def _drawn(data: bytes, number: int, scale: float) -> tuple[_Picture, float]:
    import pypdfium2  # type: ignore[import-untyped]  # ships no types

    pdf = pypdfium2.PdfDocument(data)
    try:
        if not 1 <= number <= len(pdf):
            raise Refused("damaged", f"there is no page {number}")
        page = pdf[number - 1]
        scale = min(scale, _LONGEST / max(*page.get_size(), 1))
        bitmap = page.render(scale=scale, rev_byteorder=True)
        dots, wide, channels = bytes(bitmap.buffer), bitmap.width, bitmap.n_channels
        rows = []
        for start in range(0, bitmap.height * bitmap.stride, bitmap.stride):
            row = bytearray(dots[start : start + wide * channels])
            if channels == 4:
                del row[3::4]  # it says nothing
            rows.append(row if channels > 1 else bytearray(b"".join(bytes((c,)) * 3 for c in row)))
        return _Picture(rows, wide), scale
    finally:
        pdf.close()


def _around(picture: _Picture, box: _Box, scale: float) -> _Picture:
    """Return the part of a page around a place, which is marked."""
    rows, width = picture
    height = len(rows)

    def dots(value: float, most: int) -> int:
        return max(0, min(most, round(value * scale)))

    left, right = dots(box[0] - _OFF, width), dots(box[2] + _OFF, width)
    top, bottom = dots(box[1] - _OFF, height), dots(box[3] + _OFF, height)
    for y in range(max(0, top - _LINE), min(height, bottom + _LINE)):
        edges = [(max(0, left - _LINE), min(width, right + _LINE))]
        if top <= y < bottom:
            edges = [(edges[0][0], left), (right, edges[0][1])]
        for first, end in edges:
            rows[y][3 * first : 3 * end] = _COLOUR * max(0, end - first)
    first, end = dots(box[1] - _AROUND, height), dots(box[3] + _AROUND, height)
    return _Picture(rows[first:end] or rows, width)


def _png(picture: _Picture) -> bytes:
    """Return a picture as PNG (ISO/IEC 15948)."""
    head = struct.pack(">IIBBBBB", picture.width, len(picture.rows), 8, 2, 0, 0, 0)
    body = b"".join(b"\0" + row for row in picture.rows)  # each without a filter
    parts = ((b"IHDR", head), (b"IDAT", zlib.compress(body, 6)), (b"IEND", b""))
    return b"\x89PNG\r\n\x1a\n" + b"".join(
        struct.pack(">I", len(part)) + kind + part + struct.pack(">I", zlib.crc32(kind + part))
        for kind, part in parts
    )
