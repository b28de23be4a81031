"""The glyphs of a PDF, read in a process of its own.

This file is the only one that imports a PDF library. It is run as a script by `document.py` and
imports nothing of degreekit: the bytes come on standard input, the limits as arguments, and the
glyphs leave as JSON on standard output. A document that hangs, crashes or exhausts the parser takes
only this process with it, and no other module pays for loading the libraries.
"""

from __future__ import annotations

import io
import json
import logging
import sys
from collections.abc import Iterator
from typing import Any

#: Text whose lightest component is above this is printed to be overlooked.
_PALE = 0.82
#: A slope up to this (about one degree) is a scanner's, not a watermark's.
_SLOPE = 0.02


def read_pdf(data: bytes, max_pages: int, max_glyphs: int) -> dict[str, Any]:
    """Return the pages of a document as plain data, or ``{"outcome": ...}`` where it has none.

    Each page has its size, the share of it that pictures cover, and its glyphs as
    ``[text, left, top, right, bottom, quarter, pale]``; ``quarter`` counts the quarter turns
    of the writing direction, and is -1 for an oblique one.
    """
    import pdfplumber
    import pypdfium2  # type: ignore[import-untyped]  # ships no types

    logging.disable(logging.CRITICAL)  # the parsers' warnings quote the document
    try:
        outline = pypdfium2.PdfDocument(data)  # fast, and it names the reason where it fails
        count = len(outline)
        outline.close()
    except pypdfium2.PdfiumError as error:
        locked = "password" in str(error).lower()
        return {"outcome": "password_protected" if locked else "damaged"}
    if count > max_pages:
        return {"outcome": "too_large", "detail": f"{count} pages, the limit is {max_pages}"}
    pages: list[dict[str, Any]] = []
    left = max_glyphs
    try:
        with pdfplumber.open(io.BytesIO(data), raise_unicode_errors=False) as pdf:
            for page in pdf.pages:
                try:
                    glyphs = list(_glyphs(page, left))
                    pages.append(
                        {
                            "width": float(page.width),
                            "height": float(page.height),
                            "pictures": _picture_share(page),
                            "glyphs": glyphs,
                        }
                    )
                finally:
                    page.close()  # the document's own close does not free the pages
                left -= len(glyphs)
                if left <= 0:
                    return {"outcome": "too_large", "detail": f"more than {max_glyphs} letters"}
    except Exception:  # noqa: BLE001  # the parser raises anything on broken input
        return {"outcome": "damaged"}
    if not pages or len(pages) != count:
        return {"outcome": "damaged"}
    return {"pages": pages}


def _glyphs(page: Any, most: int) -> Iterator[list[Any]]:
    x0, top, x1, bottom = page.cropbox
    for number, char in enumerate(page.chars):
        if number >= most:
            return
        if not (
            x0 <= (char["x0"] + char["x1"]) / 2 <= x1
            and top <= (char["top"] + char["bottom"]) / 2 <= bottom
        ):
            continue  # outside what a viewer shows
        yield [
            char["text"],
            *(round(float(char[side]), 2) for side in ("x0", "top", "x1", "bottom")),
            _quarter(*char["matrix"][:2]),
            _pale(char.get("non_stroking_color")),
        ]


def _quarter(a: float, b: float) -> int:
    """Return the quarter turns of the writing direction (a, b), counted against the clock."""
    if abs(b) <= _SLOPE * abs(a):
        return 0 if a > 0 else 2
    if abs(a) <= _SLOPE * abs(b):
        return 1 if b > 0 else 3
    return -1


def _pale(color: Any) -> bool:
    if isinstance(color, int | float):
        color = (color,)
    if not isinstance(color, tuple | list) or not all(isinstance(c, int | float) for c in color):
        return False
    if len(color) == 4:  # inks, not lights
        return all(c <= 1 - _PALE for c in color)
    return len(color) in (1, 3) and all(c >= _PALE for c in color)


def _picture_share(page: Any) -> float:
    area = sum(
        max(0.0, float(image["x1"] - image["x0"])) * max(0.0, float(image["bottom"] - image["top"]))
        for image in page.images
    )
    return round(min(1.0, area / max(1.0, float(page.width * page.height))), 3)


def _main() -> None:
    max_pages, max_glyphs, seconds, memory = (int(argument) for argument in sys.argv[1:5])
    try:
        import resource
    except ImportError:  # not a POSIX system: the caller's clock is the only limit
        pass
    else:
        resource.setrlimit(resource.RLIMIT_CPU, (seconds, seconds + 1))
        resource.setrlimit(resource.RLIMIT_AS, (memory, memory))
    try:
        result = read_pdf(sys.stdin.buffer.read(), max_pages, max_glyphs)
    except MemoryError:
        result = {"outcome": "too_large", "detail": "more memory than a transcript needs"}
    json.dump(result, sys.stdout, ensure_ascii=True)


if __name__ == "__main__":
    _main()
