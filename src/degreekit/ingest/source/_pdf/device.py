"""What the parser of pdfplumber draws on a page, as bare letters.

pdfplumber makes an object with thirty attributes of every letter, line and curve, which takes twice
as long as parsing the page. This device takes the letters as the parser draws them, at the same
places, and nothing else; a test compares them with pdfplumber's own on every fixture.
"""

from __future__ import annotations

import re
from array import array
from collections.abc import Hashable, Iterable, Iterator, Sequence
from itertools import pairwise
from math import hypot, inf, isfinite, prod
from typing import Any, NamedTuple

from pdfminer.pdfdevice import PDFTextDevice
from pdfminer.pdffont import PDFFont, PDFType3Font, PDFUnicodeNotDefined
from pdfminer.pdftypes import resolve1
from pdfminer.utils import Matrix, Rect, apply_matrix_pt, apply_matrix_rect, mult_matrix

from .message import OBLIQUE, Style
from .protocol import Refused

__all__ = ["Drawn", "LetterDevice", "Paint", "Show", "points_of"]

#: A slope up to this (about one degree) is a scanner's, not a watermark's.
_SLOPE = 0.02
#: The code to which the word spacing applies, ISO 32000-1 section 9.3.3.
_SPACE = 32
#: A glyph stands for so many letters at most: a ligature has three.
_LETTERS = 16
#: The longest name of a font that is kept.
_NAME = 64
#: The tag in front of the name of a font of which a file holds only some letters.
_SUBSET = re.compile(r"[A-Z]{6}\+")
_BOLD = re.compile(r"bold|black|heavy|demi", re.IGNORECASE)
_ITALIC = re.compile(r"italic|oblique", re.IGNORECASE)
#: Bits of the flags of a font, ISO 32000-1 table 123, and the weight from which it is bold.
_FLAG_ITALIC, _FLAG_BOLD = 1 << 6, 1 << 18
_WEIGHT_BOLD = 600
#: The mode of text that is filled and outlined, which is how programs make letters bold, and the
#: modes in which letters are filled and no more is done with them.
_FILLED_AND_OUTLINED = 2
_FILLED = (0, _FILLED_AND_OUTLINED)
#: The letters of a usual font fill a box that is as high as its size up to these factors.
_EMS = (0.4, 2.5)
#: Letters that are narrower than they are high by this factor cannot be read; condensed print has
#: two thirds of the usual width.
_SQUEEZED = 0.2
#: A document of 60 dense pages, each letter drawn by itself, has 700,000 instructions.
_INSTRUCTIONS = 5_000_000
#: Lines wider than this (points) could cover print, which is that high at least; a path with more
#: corners than this is taken as a whole.
_WIDE = 1.5
_CORNERS = 64
#: A line as long as this (points) along an edge of the page, and an area as long and no wider than
#: a thick line, may part the rows of a table; so many of them are kept of a page.
_LONG, _THICK = 20.0, 2.5
_MOST_RULES = 4000
#: Colour spaces whose numbers are amounts of ink, and those whose numbers say no colour by
#: themselves.
_INKS = frozenset({"Separation", "DeviceN"})
_NO_LIGHT = frozenset({"Pattern", "Indexed", "Lab"})


class Drawn(NamedTuple):
    """The letters of a page in the order in which they are drawn, spaces included.

    Attributes:
        texts: what each stands for.
        places: left, bottom, right, top of each on the page as shown, counted upwards.
        origins: where the baseline of each begins: x and y.
        style_of: of each, the place of its style among the styles.
        styles: the different ways in which they are drawn.
        pictures: the places of pictures: left, bottom, right, top.
        shows: the strings that they were drawn in.
        paints: what else was drawn.
        rules: the places of lines along the edges of the page: left, bottom, right, top.
    """

    texts: list[str]
    places: array[float]
    origins: array[float]
    style_of: array[int]
    styles: list[Style]
    pictures: list[Rect]
    shows: list[Show]
    paints: list[Paint]
    rules: list[Rect]

    @classmethod
    def nothing(cls) -> Drawn:
        """Return an empty page."""
        return cls([], array("d"), array("d"), array("I"), [], [], [], [], [])


class Show(NamedTuple):
    """A string of letters.

    Attributes:
        first: the number of its first letter.
        end: the number behind its last letter.
        clip: nothing of it is shown outside of this; None: all of it is.
        doubtful: whether the way in which it is drawn may leave no ink on the page.
    """

    first: int
    end: int
    clip: Rect | None
    doubtful: bool


class Paint(NamedTuple):
    """An area that was painted.

    Attributes:
        after: how many letters had been drawn.
        box: its place.
        colour: red, green and blue; None where it has many, or only drawing it would say.
        pixels: of a picture, how many it has.
    """

    after: int
    box: Rect
    colour: tuple[int, int, int] | None
    pixels: int = 0


class LetterDevice(PDFTextDevice):
    """Keeps the letters of one page after the other."""

    def __init__(self, resources: Any, most: int) -> None:
        super().__init__(resources)
        self._instructions = _INSTRUCTIONS
        self.layers = 0  # that are open, and may be off
        self.is_open = False  # whether the page ended before what it began
        self._most = most
        self._left = most
        self._outer: list[Matrix] = []
        # what each code of a font stands for, and its width; fonts live as long as the document
        self._known: dict[PDFFont, dict[int, tuple[str, float]]] = {}
        self._ems: dict[PDFFont, float] = {}
        self._faces: dict[PDFFont, tuple[str, bool, bool]] = {}
        self._styles: dict[Hashable, int] = {}  # of one page
        self._doubtful: list[bool] = []  # of its styles, whether they may leave no ink
        self.ctm: Matrix = (1.0, 0.0, 0.0, 1.0, 0.0, 0.0)
        self.page_matrix: Matrix = self.ctm
        self.drawn = Drawn.nothing()

    def begin_page(self, page: Any, ctm: Matrix) -> None:  # noqa: ARG002  # the parser's signature
        """Start a page."""
        self.page_matrix = ctm
        self._outer = []
        self._styles, self._doubtful = {}, []
        self.layers, self.is_open = 0, False
        self.drawn = Drawn.nothing()

    def begin_figure(self, name: str, bbox: Rect, matrix: Matrix) -> None:  # noqa: ARG002  # as above
        """Enter a form or a picture."""
        self._outer.append(self.ctm)

    def end_figure(self, name: str) -> None:  # noqa: ARG002  # as above
        """Leave it: what is drawn next stands where it would without it."""
        self.set_ctm(self._outer.pop())

    def render_image(self, name: str, stream: Any) -> None:  # noqa: ARG002  # as above
        """Keep the place of a picture."""
        box = apply_matrix_rect(self.ctm, (0, 0, 1, 1))
        sides = (resolve1(stream.get_any(names)) for names in (("W", "Width"), ("H", "Height")))
        pixels = prod(side for side in sides if isinstance(side, int))
        self.drawn.pictures.append(box)
        self.drawn.paints.append(Paint(len(self.drawn.texts), box, None, pixels))

    def paint_area(self, graphicstate: Any) -> None:
        """Keep that all of what is shown was painted."""
        box = graphicstate.clip or (-inf, -inf, inf, inf)
        self.drawn.paints.append(Paint(len(self.drawn.texts), box, None))

    def paint_path(
        self,
        graphicstate: Any,
        stroke: bool,
        fill: bool,
        evenodd: bool,  # noqa: ARG002  # as above
        path: Sequence[Any],
    ) -> None:
        """Keep the place of an area, and of lines that are wide enough to cover letters."""
        points = points_of(path, self.ctm)
        if not points:
            return
        after = len(self.drawn.texts)
        self._keep_rules(points, path, stroke=stroke)
        if fill:
            colour = _rgb(graphicstate.ncolor, graphicstate.ncs.name)
            self._paint(after, points, 0.0, colour, graphicstate.clip)
        if stroke and (width := graphicstate.linewidth) > _WIDE:
            colour = _rgb(graphicstate.scolor, graphicstate.scs.name)
            lines = [points] if len(points) > _CORNERS else pairwise([*points, points[0]])
            for line in lines:
                self._paint(after, line, width / 2, colour, graphicstate.clip)

    def _keep_rules(
        self, points: Sequence[tuple[float, float]], path: Sequence[Any], *, stroke: bool
    ) -> None:
        """Keep the lines of a path that run along an edge of the page; a thin area is one."""
        if len(points) > _CORNERS:
            return
        xs, ys = zip(*points, strict=True)
        box = min(xs), min(ys), max(xs), max(ys)
        wide, high = box[2] - box[0], box[3] - box[1]
        if min(wide, high) <= _THICK:
            lines = [box]
        elif stroke:
            ends = _lines_of(path, self.ctm)
            lines = [(min(a, c), min(b, d), max(a, c), max(b, d)) for (a, b), (c, d) in ends]
        else:
            lines = []
        rules = self.drawn.rules
        for left, bottom, right, top in lines[: _MOST_RULES - len(rules)]:
            short, long = sorted((right - left, top - bottom))
            if short <= _THICK and long >= _LONG:
                rules.append((left, bottom, right, top))

    def _paint(
        self,
        after: int,
        points: Sequence[tuple[float, float]],
        around: float,
        colour: tuple[int, int, int] | None,
        clip: Rect | None,
    ) -> None:
        xs, ys = zip(*points, strict=True)
        box = min(xs) - around, min(ys) - around, max(xs) + around, max(ys) + around
        if clip:
            box = (
                max(box[0], clip[0]), max(box[1], clip[1]),
                min(box[2], clip[2]), min(box[3], clip[3]),
            )  # fmt: skip
        if box[0] < box[2] and box[1] < box[3]:
            self.drawn.paints.append(Paint(after, box, colour))

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
        along_x, along_y = (0, 1) if vertical else (1, 0)
        between = textstate.charspace * scaling
        after_space = 0 if font.is_multibyte() else textstate.wordspace * scaling
        kern = -0.001 * size * scaling
        rise = textstate.rise
        low = 0 if vertical else font.get_descent() * size + rise
        high = low + size * self._em(font)
        known = self._known.setdefault(font, {})
        style = self._style(textstate, graphicstate, matrix)
        a, b, c, d, e, f = matrix
        upright = not vertical and b == c == 0
        texts, places, origins, style_of, *_ = self.drawn
        first = len(texts)
        x, y = textstate.linematrix
        moved = False
        for part in seq:
            if isinstance(part, int | float):
                x, y = x + part * kern * along_x, y + part * kern * along_y
                moved = True
                continue
            for code in font.decode(part) if isinstance(part, bytes) else ():
                if moved:
                    x, y = x + between * along_x, y + between * along_y
                moved = True
                text, width = known.get(code) or known.setdefault(code, _glyph(font, code))
                advance = width * size * scaling
                at_x = x * a + y * c + e
                at_y = x * b + y * d + f
                if upright:
                    box = _upright(at_x, at_y, advance * a, low * d, high * d)
                elif vertical:
                    shape = _vertical(font, code, size, rise, advance)
                    box = apply_matrix_rect((a, b, c, d, at_x, at_y), shape)
                else:
                    box = apply_matrix_rect((a, b, c, d, at_x, at_y), (0, low, advance, high))
                texts.append(text)
                places.extend(box)
                origins.extend((at_x + rise * c, at_y + rise * d))
                style_of.append(style)
                advance += after_space if code == _SPACE else 0
                x, y = x + advance * along_x, y + advance * along_y
            if len(texts) > self._left:
                raise Refused("too_large", f"more than {self._most} letters")
        textstate.linematrix = (x, y)
        if len(texts) > first:
            doubtful = self._doubtful[style] or self.layers > 0 or not graphicstate.is_plain
            self.drawn.shows.append(Show(first, len(texts), graphicstate.clip, doubtful))

    def _em(self, font: PDFFont) -> float:
        """Return how high letters of size 1 are; a Type 3 font may measure them as it likes."""
        em = self._ems.get(font)
        if em is None:
            em = abs(font.bbox[3] - font.bbox[1]) * abs(font.vscale)
            if not isinstance(font, PDFType3Font) or not em or _EMS[0] < em < _EMS[1]:
                em = 1.0
            self._ems[font] = em
        return em

    def _style(self, textstate: Any, graphicstate: Any, matrix: Matrix) -> int:
        """Return the place of the style in which the next string is drawn."""
        font, render, size = textstate.font, textstate.render, textstate.fontsize
        colour, space = graphicstate.ncolor, graphicstate.ncs.name
        key = font, render, size, textstate.scaling, matrix[:4], str(colour), space
        number = self._styles.get(key)
        if number is None:
            face = self._faces.get(font)
            if face is None:
                face = self._faces[font] = _face(font)
            name, bold, italic = face
            high = abs(size) * self._em(font) * hypot(matrix[2], matrix[3])
            wide = abs(size * textstate.scaling) / 100 * hypot(matrix[0], matrix[1])
            em = wide if wide < _SQUEEZED * high else high
            style = Style(
                name,
                bold or render == _FILLED_AND_OUTLINED,
                italic,
                max(0.1, round(em, 1)) if isfinite(em) else 0.0,
                _rgb(colour, space),
                _quarter(matrix, size * textstate.scaling),
            )
            styles = self.drawn.styles
            # two colours of ink, or a font that draws programs, may look alike in a style
            doubtful = (
                render not in _FILLED
                or style.colour is None
                or style.is_pale
                or space in _INKS
                or isinstance(font, PDFType3Font)
            )
            number = self._styles.setdefault((style, doubtful), len(styles))
            if number == len(styles):
                styles.append(style)
                self._doubtful.append(doubtful)
            self._styles[key] = number
        return number

    def count_instruction(self) -> None:
        """Count an instruction of the document.

        Raises:
            Refused: there are too many.
        """
        self._instructions -= 1
        if self._instructions < 0:
            raise Refused("too_large", f"more than {_INSTRUCTIONS} instructions")

    def end_page(self, page: Any) -> None:  # noqa: ARG002  # as above
        """End the page: its letters count for the document."""
        self._left -= len(self.drawn.texts)


def _face(font: PDFFont) -> tuple[str, bool, bool]:
    """Return the name of a font, and whether it is bold and italic."""
    told = font.descriptor
    names = (getattr(font, key, None) for key in ("basefont", "fontname"))
    name = next((name for name in names if isinstance(name, str) and name != "unknown"), "")
    flags, weight, angle = (_whole(told.get(key)) for key in ("Flags", "FontWeight", "ItalicAngle"))
    return (
        _SUBSET.sub("", name)[:_NAME],
        bool(_BOLD.search(name)) or bool(flags & _FLAG_BOLD) or weight >= _WEIGHT_BOLD,
        bool(_ITALIC.search(name)) or bool(flags & _FLAG_ITALIC) or angle != 0,
    )


def _whole(number: Any) -> int:
    number = resolve1(number)
    return int(number) if isinstance(number, int | float) and isfinite(number) else 0


def _rgb(colour: Any, space: str) -> tuple[int, int, int] | None:
    """Return a colour as red, green and blue; None where only drawing it would say it."""
    parts: Sequence[Any] = colour if isinstance(colour, tuple | list) else (colour,)
    if space in _NO_LIGHT or not all(isinstance(p, int | float) and isfinite(p) for p in parts):
        return None
    if space in _INKS:  # one ink or several, of which 1 is all
        parts = [1 - max(parts)] if parts else []
    elif len(parts) == 4:
        parts = [(1 - ink) * (1 - parts[3]) for ink in parts[:3]]
    if len(parts) == 1:
        parts = [parts[0]] * 3
    if len(parts) != 3:
        return None
    red, green, blue = (round(255 * min(1.0, max(0.0, part))) for part in parts)
    return red, green, blue


def points_of(path: Iterable[Any], matrix: Matrix) -> list[tuple[float, float]]:
    """Return the points of a path, those that bend its curves included, on the page."""
    return [
        apply_matrix_pt(matrix, (segment[at], segment[at + 1]))
        for segment in path
        for at in range(1, len(segment) - 1, 2)
    ]


def _lines_of(
    path: Iterable[Any], matrix: Matrix
) -> Iterator[tuple[tuple[float, float], tuple[float, float]]]:
    """Yield the ends of the straight lines of a path, on the page."""
    start = at = (0.0, 0.0)
    for segment in path:
        kind = segment[0]
        end = start if kind == "h" else apply_matrix_pt(matrix, segment[-2:])
        if kind == "m":
            start = end
        elif kind in ("l", "h"):
            yield at, end
        at = end


def _glyph(font: PDFFont, code: int) -> tuple[str, float]:
    """Return what a code of a font stands for, and its width."""
    try:
        text = font.to_unichr(code)
    except PDFUnicodeNotDefined:
        text = f"(cid:{code})"
    if not isinstance(text, str) or len(text) > _LETTERS:
        text = "\ufffd"
    return text.replace("\0", "\ufffd"), font.char_width(code)


def _upright(x: float, y: float, wide: float, low: float, high: float) -> Rect:
    """Return the place of a letter of upright writing, which may be mirrored, from its origin."""
    left, right = (x, x + wide) if wide >= 0 else (x + wide, x)
    return (left, y + low, right, y + high) if high >= low else (left, y + high, right, y + low)


def _vertical(font: PDFFont, code: int, size: float, rise: float, advance: float) -> Rect:
    """Return the place of a letter of vertical writing, from its origin."""
    shift: Any = font.char_disp(code)
    across, up = shift
    across = size * 0.5 if across is None else across * size * 0.001
    up = (1000 - up) * size * 0.001
    return (-across, up + rise + advance, -across + size, up + rise)


def _quarter(matrix: Matrix, advance: float) -> int:
    """Return the quarter turns of the writing direction, counted against the clock.

    Letters of a negative size are drawn upside down and backwards, so a matrix that turns them by
    half a turn makes them upright.
    """
    a, b = matrix[:2] if advance >= 0 else (-matrix[0], -matrix[1])
    if abs(b) <= _SLOPE * abs(a):
        return 0 if a > 0 else 2
    if abs(a) <= _SLOPE * abs(b):
        return 1 if b > 0 else 3
    return OBLIQUE
