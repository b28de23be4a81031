"""What the parser of pdfplumber draws on a page, as bare letters.

pdfplumber makes an object with thirty attributes of every letter, line and curve, which takes twice
as long as parsing the page. This device takes the letters as the parser draws them, at the same
places, and nothing else; a test compares them with pdfplumber's own on every fixture.
"""

from __future__ import annotations

from array import array
from collections.abc import Iterable, Sequence
from math import isfinite
from typing import Any, NamedTuple

from pdfminer.pdfdevice import PDFTextDevice
from pdfminer.pdffont import PDFFont, PDFUnicodeNotDefined
from pdfminer.utils import Matrix, Rect, apply_matrix_rect, mult_matrix

from .message import OBLIQUE, PALE, Refused

__all__ = ["Drawn", "LetterDevice"]

#: Text whose lightest component is above this is printed to be overlooked.
_PALE = 0.82
#: A slope up to this (about one degree) is a scanner's, not a watermark's.
_SLOPE = 0.02
#: A glyph stands for so many letters at most: a ligature has three.
_LETTERS = 16


class Drawn(NamedTuple):
    """The letters of a page in the order in which they are drawn, spaces included.

    Attributes:
        texts: what each stands for.
        places: left, bottom, right, top of each on the page as shown, counted upwards.
        origins: where the baseline of each begins: x and y.
        flags: quarter turns of the writing direction (`OBLIQUE`: none), and `PALE`.
        pictures: the places of pictures: left, bottom, right, top.
    """

    texts: list[str]
    places: array[float]
    origins: array[float]
    flags: bytearray
    pictures: list[Rect]


class LetterDevice(PDFTextDevice):
    """Keeps the letters of one page after the other."""

    def __init__(self, resources: Any, most: int) -> None:
        super().__init__(resources)
        self._most = most
        self._left = most
        self._outer: list[Matrix] = []
        # what each code of a font stands for, and its width; fonts live as long as the document
        self._known: dict[PDFFont, dict[int, tuple[str, float]]] = {}
        self.ctm: Matrix = (1.0, 0.0, 0.0, 1.0, 0.0, 0.0)
        self.page_matrix: Matrix = self.ctm
        self.drawn = Drawn([], array("d"), array("d"), bytearray(), [])

    def begin_page(self, page: Any, ctm: Matrix) -> None:  # noqa: ARG002  # the parser's signature
        """Start a page."""
        self.page_matrix = ctm
        self._outer = []
        self.drawn = Drawn([], array("d"), array("d"), bytearray(), [])

    def begin_figure(self, name: str, bbox: Rect, matrix: Matrix) -> None:  # noqa: ARG002  # as above
        """Enter a form or a picture."""
        self._outer.append(self.ctm)

    def end_figure(self, name: str) -> None:  # noqa: ARG002  # as above
        """Leave it: what is drawn next stands where it would without it."""
        self.set_ctm(self._outer.pop())

    def render_image(self, name: str, stream: Any) -> None:  # noqa: ARG002  # as above
        """Keep the place of a picture."""
        self.drawn.pictures.append(apply_matrix_rect(self.ctm, (0, 0, 1, 1)))

    def render_string(
        self,
        textstate: Any,
        seq: Iterable[Any],
        ncs: Any,  # noqa: ARG002  # as above
        graphicstate: Any,
    ) -> None:
        """Keep the letters of one string."""
        font = textstate.font
        matrix = mult_matrix(textstate.matrix, self.ctm)
        size = textstate.fontsize
        scaling = textstate.scaling * 0.01
        vertical = font.is_vertical()
        between = textstate.charspace * scaling
        behind_space = 0 if font.is_multibyte() else textstate.wordspace * scaling
        kern = -0.001 * size * scaling
        rise = textstate.rise
        low = 0 if vertical else font.get_descent() * size + rise
        known = self._known.setdefault(font, {})
        flag = _quarter(*matrix[:2]) | (PALE if _pale(graphicstate.ncolor) else 0)
        a, b, c, d, e, f = matrix
        upright = not vertical and b == c == 0
        texts, places, origins, flags, _ = self.drawn
        x, y = textstate.linematrix
        moved = False
        for part in seq:
            if isinstance(part, int | float):
                if vertical:
                    y += part * kern
                else:
                    x += part * kern
                moved = True
                continue
            if not isinstance(part, bytes):
                continue
            for code in font.decode(part):
                if moved:
                    if vertical:
                        y += between
                    else:
                        x += between
                moved = True
                glyph = known.get(code)
                if glyph is None:
                    glyph = known[code] = _glyph(font, code)
                text, width = glyph
                advance = width * size * scaling
                at_x = x * a + y * c + e
                at_y = x * b + y * d + f
                if upright:
                    left, right = at_x, at_x + advance * a
                    bottom, top = at_y + low * d, at_y + (low + size) * d
                    if right < left:
                        left, right = right, left
                    if top < bottom:
                        bottom, top = top, bottom
                    box = (left, bottom, right, top)
                    at_y += rise * d
                else:
                    shape = (
                        _vertical(font, code, size, rise, advance)
                        if vertical
                        else (0, low, advance, low + size)
                    )
                    box = apply_matrix_rect((a, b, c, d, at_x, at_y), shape)
                    at_x, at_y = at_x + rise * c, at_y + rise * d
                texts.append(text)
                places.extend(box)
                origins.extend((at_x, at_y))
                flags.append(flag)
                if vertical:
                    y += advance
                else:
                    x += advance
                if code == 32 and behind_space:
                    if vertical:
                        y += behind_space
                    else:
                        x += behind_space
        textstate.linematrix = (x, y)
        if len(texts) > self._left:
            raise Refused("too_large", f"more than {self._most} letters")

    def end_page(self, page: Any) -> None:  # noqa: ARG002  # as above
        """End the page: its letters count for the document."""
        self._left -= len(self.drawn.texts)


def _glyph(font: PDFFont, code: int) -> tuple[str, float]:
    """Return what a code of a font stands for, and its width."""
    try:
        text = font.to_unichr(code)
    except PDFUnicodeNotDefined:
        text = f"(cid:{code})"
    if not isinstance(text, str) or len(text) > _LETTERS:
        text = "\ufffd"
    return text.replace("\0", "\ufffd"), font.char_width(code)


def _vertical(font: PDFFont, code: int, size: float, rise: float, advance: float) -> Rect:
    """Return the place of a letter of vertical writing, from its origin."""
    shift: Any = font.char_disp(code)
    across, up = shift
    across = size * 0.5 if across is None else across * size * 0.001
    up = (1000 - up) * size * 0.001
    return (-across, up + rise + advance, -across + size, up + rise)


def _quarter(a: float, b: float) -> int:
    """Return the quarter turns of the writing direction (a, b), counted against the clock."""
    if abs(b) <= _SLOPE * abs(a):
        return 0 if a > 0 else 2
    if abs(a) <= _SLOPE * abs(b):
        return 1 if b > 0 else 3
    return OBLIQUE


def _pale(color: Any) -> bool:
    parts: Sequence[Any] = color if isinstance(color, tuple | list) else (color,)
    if not all(isinstance(part, int | float) and isfinite(part) for part in parts):
        return False
    if len(parts) == 4:  # inks, not lights
        return all(part <= 1 - _PALE for part in parts)
    return len(parts) in (1, 3) and all(part >= _PALE for part in parts)
