"""Pictures and facts of a PDF or a photograph."""

from __future__ import annotations

import ctypes
import io
import json
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from typing import Any

__all__ = ["drawn", "facts", "photograph"]

#: No side of a picture is longer than this (pixels), whatever size the page claims.
_LONGEST = 4096
#: How far a mark stands off from what it marks (points).
_PAD = 0.5
#: The bar above the page: the height of its rows, and what is white around them (pixels).
_BAR = 26
_MARGIN = 10
#: What the width of a picture without a page is taken for, upright and on its side (points).
_LETTER = (612.0, 792.0)


def _is_pdf(data: bytes) -> bool:
    return b"%PDF-" in data[:1024]


def facts(data: bytes, order: dict[str, Any]) -> Iterator[bytes]:
    """Yield what the file says about itself and its fonts, as JSON, and nothing that it prints.

    Args:
        data: a PDF or a picture.
        order: how many `pages`, `letters` and `pixels` are looked at.
    """
    yield json.dumps(_facts(data, order["pages"], order["letters"], order["pixels"])).encode()


def _facts(data: bytes, most_pages: int, most_letters: int, most_pixels: int) -> dict[str, Any]:
    import pypdfium2  # type: ignore[import-untyped]  # ships no types
    import pypdfium2.raw as pdfium  # type: ignore[import-untyped]  # as above

    if not _is_pdf(data):
        width, height = _Photograph(data, most_pixels).get_size()
        page = {"width": round(width, 1), "height": round(height, 1), "rotation": 0}
        pages = [{**page, "cropped": False, "fonts": []}]
        return {"count": 1, "producer": "", "creator": "", "security": -1, "pages": pages}
    pdf = pypdfium2.PdfDocument(data)
    told = pdf.get_metadata_dict()
    pages = []
    for number in range(min(len(pdf), most_pages)):
        page = pdf[number]
        text = page.get_textpage()
        fonts: Counter[tuple[str, float]] = Counter()
        letters = min(text.count_chars(), most_letters)
        most_letters -= letters
        for at in range(letters):
            if pdfium.FPDFText_GetUnicode(text, at) > 32:
                size = round(pdfium.FPDFText_GetFontSize(text, at), 1)
                fonts[_font_name(pdfium, text, at), size] += 1
        width, height = page.get_size()
        pages.append(
            {
                "width": round(width, 1),
                "height": round(height, 1),
                "rotation": page.get_rotation(),
                "cropped": tuple(page.get_cropbox()) != tuple(page.get_mediabox()),
                "fonts": [[name, size, count] for (name, size), count in fonts.most_common()],
            }
        )
        text.close()
        page.close()
    return {
        "count": len(pdf),
        "producer": told.get("Producer", ""),
        "creator": told.get("Creator", ""),
        "security": pdfium.FPDF_GetSecurityHandlerRevision(pdf),
        "pages": pages,
    }


def _font_name(pdfium: Any, text: Any, at: int) -> str:
    flags = ctypes.c_int()
    size = pdfium.FPDFText_GetFontInfo(text, at, None, 0, ctypes.byref(flags))
    if not size:
        return ""
    buffer = ctypes.create_string_buffer(size)
    pdfium.FPDFText_GetFontInfo(text, at, buffer, size, ctypes.byref(flags))
    return buffer.value.decode("utf-8", "replace")


class _Photograph:
    """A picture as the one page of a document, as wide as `scans` takes it for."""

    def __init__(self, data: bytes, most_pixels: int) -> None:
        from PIL import Image, ImageOps

        Image.MAX_IMAGE_PIXELS = None  # the size is looked at here, before anything is decoded
        file = Image.open(io.BytesIO(data), formats=("PNG", "JPEG"))
        if file.width * file.height > most_pixels:
            raise MemoryError
        self._picture = ImageOps.exif_transpose(file)

    def __getitem__(self, _number: int) -> _Photograph:
        return self

    def __len__(self) -> int:
        return 1

    def get_size(self) -> tuple[float, float]:
        wide, high = self._picture.size
        width = _LETTER[wide > high]
        return width, width * high / wide

    def render(self, scale: float) -> _Photograph:
        width, height = self.get_size()
        size = round(width * scale), round(height * scale)
        self._picture = self._picture.convert("RGB").resize(size)
        return self

    def to_pil(self) -> Any:
        return self._picture

    def close(self) -> None:
        """Nothing is open."""


def photograph(data: bytes, scale: float, most_pixels: int) -> tuple[bytes, int, float]:
    """Return a picture of a page as its dots, row by row, its width, and the scale it has.

    Args:
        data: the picture.
        scale: pixels for a point of the page that it is taken for.
        most_pixels: how many pixels it may have.
    """
    page = _Photograph(data, most_pixels)
    scale = min(scale, _LONGEST / max(page.get_size()))
    picture = page.render(scale).to_pil()
    return picture.tobytes(), picture.width, scale


def drawn(data: bytes, order: dict[str, Any]) -> Iterator[bytes]:
    """Yield each page as PNG, with the marks over it and what they mean above it.

    Args:
        data: a PDF or a picture.
        order: the marks of all `pages`, the `scale`, whether the page itself is left `blank`, the
            `legend` and the `notes`, and how many `pixels` a picture may have.
    """
    import pypdfium2

    if _is_pdf(data):
        pdf: Any = pypdfium2.PdfDocument(data)
    else:
        pdf = _Photograph(data, order["pixels"])
    for number, marks in enumerate(order["pages"]):
        page = pdf[number]
        width, height = page.get_size()
        scale = min(order["scale"], _LONGEST / max(width, height, 1))
        if order["blank"]:
            from PIL import Image

            size = max(1, round(width * scale)), max(1, round(height * scale))
            picture = Image.new("RGB", size, "white")
        else:
            picture = page.render(scale=scale).to_pil().convert("RGB")
        _draw_marks(picture, marks, scale)
        page.close()
        notes = [*order["notes"], f"page {number + 1} of {len(order['pages'])}"]
        file = io.BytesIO()
        _with_legend(picture, order["legend"], notes).save(file, "PNG", optimize=True)
        yield file.getvalue()


def _draw_marks(picture: Any, marks: Iterable[Any], scale: float) -> None:
    """Draw marks as ``[box, colour, filled, width, label, text]`` over the picture."""
    from PIL import Image, ImageDraw, ImageFont

    over = Image.new("RGBA", picture.size, (0, 0, 0, 0))
    pen = ImageDraw.Draw(over)
    for (x0, y0, x1, y1), colour, filled, width, label, text in marks:
        left, right = sorted(((x0 - _PAD) * scale, (x1 + _PAD) * scale))
        upper, lower = sorted(((y0 - _PAD) * scale, (y1 + _PAD) * scale))
        fill = (*colour, 56) if filled else None
        pen.rectangle((left, upper, right, lower), fill=fill, outline=(*colour, 255), width=width)
        if text:
            size = max(6.0, min((lower - upper) * 0.8, 40.0))
            font = ImageFont.load_default(size)
            wide = font.getlength(text)
            if wide > right - left:
                font = ImageFont.load_default(max(5.0, size * (right - left) / wide))
            pen.text((left + 2, (upper + lower) / 2), text, "black", font=font, anchor="lm")
        if label:
            font = ImageFont.load_default(13)
            x = min(right + 4, max(0.0, picture.width - font.getlength(label) - 6))
            y = (upper + lower) / 2
            pen.rectangle(pen.textbbox((x, y), label, font=font, anchor="lm"), fill="white")
            pen.text((x, y), label, (*colour, 255), font=font, anchor="lm")
    picture.paste(over, mask=over)


def _with_legend(picture: Any, legend: Sequence[Any], notes: Sequence[str]) -> Any:
    """Return the picture below a bar that says what the colours mean."""
    from PIL import Image, ImageDraw, ImageFont

    font = ImageFont.load_default(15)
    rows: list[list[tuple[str, Any, bool]]] = [[]]
    x = float(_MARGIN)
    for text, colour, filled in [*legend, *((note, None, False) for note in notes)]:
        wide = font.getlength(text) + (34 if colour else 12) + 16
        if rows[-1] and x + wide > picture.width - _MARGIN:
            rows.append([])
            x = float(_MARGIN)
        rows[-1].append((text, colour, filled))
        x += wide
    bar = len(rows) * _BAR + 2 * _MARGIN
    whole = Image.new("RGB", (picture.width, picture.height + bar), "white")
    whole.paste(picture, (0, bar))
    pen = ImageDraw.Draw(whole, "RGBA")
    for number, row in enumerate(rows):
        x, y = float(_MARGIN), _MARGIN + number * _BAR + _BAR // 2
        for text, colour, filled in row:
            if colour:
                fill = (*colour, 56) if filled else None
                pen.rectangle((x, y - 8, x + 26, y + 8), fill, (*colour, 255), 2)
                x += 34
            pen.text((x, y), text, "black", font=font, anchor="lm")
            x += font.getlength(text) + 28
    pen.line((0, bar - 1, picture.width, bar - 1), (170, 170, 170, 255), 1)
    return whole
