"""A page as the process that reads it sends it: bytes, never objects."""

from __future__ import annotations

import json
import struct
from array import array
from typing import Any, NamedTuple

from .protocol import BadMessage

__all__ = [
    "PLAIN",
    "Caps",
    "Difference",
    "RawPage",
    "Style",
    "Unseen",
]

#: The turn of letters that are written aslant.
OBLIQUE = 7
#: Print whose darkest part of red, green and blue is lighter than this: hard to see, and lighter
#: than text usually is.
_PALE = 209
_LIGHT = 100

_HEAD = struct.Struct("<II")
_BETWEEN = "\0"


class Caps(NamedTuple):
    """How much one document may hold, as `degreekit.ingest.Limits` says it."""

    pages: int
    glyphs: int


class Difference(NamedTuple):
    """Letters that two libraries see differently in one place of a page.

    Attributes:
        first: what pdfplumber sees; empty where it sees nothing.
        second: what pdfium sees.
        box: where, in points from the top left corner of the page as it is shown.
        note: whether it stands in a note or a field of a form, which is drawn over the page.
    """

    first: str
    second: str
    box: tuple[float, float, float, float]
    note: bool = False

    @property
    def is_missing(self) -> bool:
        """Whether the page has letters here that pdfplumber does not see at all."""
        return not self.first and not self.note


class Unseen(NamedTuple):
    """Letters that are drawn on a page and cannot be seen on it.

    Attributes:
        letters: how many.
        box: where, in points from the top left corner of the page as it is shown.
        style: how they are drawn, as the position in the styles of the page.
    """

    letters: int
    box: tuple[float, float, float, float]
    style: int = 0


class Style(NamedTuple):
    """How a letter is drawn.

    Attributes:
        font: the name of the font, without the tag of a subset; empty where nothing says it.
        bold: whether it is bold, by the font or because its outline is drawn as well.
        italic: whether it leans.
        size: of the font on the page, in points with one decimal; that of its width where letters
            are too narrow to be read; 0 where nothing says it.
        colour: red, green and blue, 0 to 255; None where it is a pattern.
        turn: quarter turns of the writing direction, counted against the clock, on the page as it
            is shown; `OBLIQUE` for any other direction.
    """

    font: str
    bold: bool
    italic: bool
    size: float
    colour: tuple[int, int, int] | None
    turn: int

    @property
    def is_pale(self) -> bool:
        """Whether it is so pale that it may not be seen on white."""
        return self.colour is not None and min(self.colour) >= _PALE

    @property
    def is_light(self) -> bool:
        """Whether it is so light that it may be a pattern or a watermark behind the text."""
        return self.colour is not None and min(self.colour) >= _LIGHT


#: Letters of which nothing else is known: of plain text, or read by OCR.
PLAIN = Style("", bold=False, italic=False, size=0.0, colour=(0, 0, 0), turn=0)


class RawPage(NamedTuple):
    """A page as it was read.

    Attributes:
        width: of the page as it is shown, in points.
        height: of the page as it is shown, in points.
        pictures: the share of it that pictures cover, 0 to 1.
        texts: the letters of each glyph.
        places: left, top, right, bottom of each glyph, one after the other.
        style_of: of each glyph, the place of its style among the styles.
        styles: the different ways in which letters of the page are drawn.
        differences: where the second reading is another one.
        outside: how many letters are drawn where a viewer shows nothing of the page.
        is_layer: whether the letters are a layer that is not seen, over a picture of the page.
        unseen: where letters are drawn that are not seen; they are not among the glyphs.
        is_open: whether its instructions end before something that they began.
        rules: the places of lines along its edges, in points from its top left corner.
    """

    width: float
    height: float
    pictures: float
    texts: list[str]
    places: array[float]
    style_of: array[int]
    styles: list[Style]
    differences: list[Difference]
    outside: int = 0
    is_layer: bool = False
    unseen: tuple[Unseen, ...] = ()
    is_open: bool = False
    rules: tuple[tuple[float, float, float, float], ...] = ()

    def pack(self) -> bytes:
        """Return the page as bytes."""
        head = {
            "width": self.width,
            "height": self.height,
            "pictures": self.pictures,
            "styles": self.styles,
            "differences": self.differences,
            "outside": self.outside,
            "is_layer": self.is_layer,
            "unseen": self.unseen,
            "is_open": self.is_open,
            "rules": self.rules,
        }
        parts = json.dumps(head).encode(), _BETWEEN.join(self.texts).encode("utf-8", "replace")
        arrays = self.places.tobytes(), self.style_of.tobytes()
        return b"".join((_HEAD.pack(*map(len, parts)), *parts, *arrays))

    @classmethod
    def unpack(cls, data: bytes) -> RawPage:
        """Return the page that these bytes are.

        Raises:
            BadMessage: they are none.
        """
        try:
            size, letters = _HEAD.unpack_from(data)
            at = _HEAD.size
            head = json.loads(data[at : at + size])
            at += size
            text = data[at : at + letters].decode()
            texts = text.split(_BETWEEN) if text else []
            at += letters
            places = array("d")
            end = at + 4 * len(texts) * places.itemsize
            places.frombytes(data[at:end])
            style_of = array("I")
            style_of.frombytes(data[end:])
            styles = list(map(_style, head["styles"]))
            differences = [
                Difference(str(first), str(second), _box(box), bool(note))
                for first, second, box, note in head["differences"]
            ]
            outside = int(head["outside"])
            is_layer = bool(head["is_layer"])
            is_open = bool(head["is_open"])
            rules = tuple(map(_box, head["rules"]))
            unseen = tuple(
                Unseen(int(many), _box(box), int(style)) for many, box, style in head["unseen"]
            )
            sizes = (float(head["width"]), float(head["height"]), float(head["pictures"]))
        except (ValueError, KeyError, TypeError, struct.error) as error:
            raise BadMessage(str(error)) from None
        if len(places) != 4 * len(texts) or len(style_of) != len(texts):
            raise BadMessage("a page has not as many places as glyphs")
        if max(style_of, default=-1) >= len(styles):
            raise BadMessage("a glyph has a style that is not there")
        if any(not 0 <= place.style < len(styles) for place in unseen):
            raise BadMessage("letters that cannot be seen have a style that is not there")
        return cls(
            *sizes,
            texts,
            places,
            style_of,
            styles,
            differences,
            outside,
            is_layer,
            unseen,
            is_open,
            rules,
        )


def _style(parts: Any) -> Style:
    font, bold, italic, size, colour, turn = parts
    if colour is not None:
        red, green, blue = map(int, colour)
        colour = red, green, blue
    return Style(str(font), bool(bold), bool(italic), float(size), colour, int(turn))


def _box(sides: Any) -> tuple[float, float, float, float]:
    left, top, right, bottom = map(float, sides)
    return left, top, right, bottom
