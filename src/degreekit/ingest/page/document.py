"""A document as clean glyphs with their places, and nothing about what they mean."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from math import ceil, floor
from typing import NamedTuple

from degreekit.ingest.page.geometry import Box, quartered, rounded, tilted, untilted
from degreekit.ingest.page.glyphs import Glyph, Glyphs
from degreekit.ingest.page.scan import Scan
from degreekit.ingest.source._pdf.message import Difference, Unseen
from degreekit.ingest.source.plain_text import HIGH, LINE, WIDE

__all__ = ["Box", "Document", "Glyph", "Moved", "Page"]

#: A page with less text than this and a picture over half of it is a picture.
_CAPTION = 40
_PICTURE = 0.5


class Moved(NamedTuple):
    """A piece of plain text that was set elsewhere on the grid.

    Attributes:
        left: where it begins there.
        right: where it ends.
        right_by: how far to the right it was moved.
        down_by: how far down.
    """

    left: float
    right: float
    right_by: float
    down_by: float


@dataclass(frozen=True, slots=True, eq=False, weakref_slot=True)
class Page:
    """One page, turned so that its text runs from left to right.

    Attributes:
        number: counted from 1.
        width: of the upright page.
        height: of the upright page.
        pictures: the share of the page that pictures cover, 0 to 1.
        glyphs: in the order of the file, spaces included.
        background: what is not part of the text: watermarks, text turned aside, microprint.
        quarter: by how many quarter turns the text was turned on the page as it is shown.
        differences: where a second library sees other letters, on the page as it is shown.
        lines_above: of a page of plain text, the lines on the pages before; None on other pages.
        angle: by how many degrees its lines fall on the page as it is shown, of a page by OCR.
        scan: what OCR knows of its letters; None for a page with text of its own.
        hidden: whether its text is an invisible layer over a picture, as OCR programs make.
        outside: how many letters are drawn where a viewer shows nothing of the page.
        unseen: where letters are drawn that cannot be seen, on the page as it is shown; they are
            not among the glyphs.
        is_open: whether its instructions end before something that they began.
        rules: the places of the lines that are drawn across it, on the upright page.
        moved: of plain text whose cells were set side by side, what stands in each line of the
            grid, and how far it was moved.
    """

    number: int
    width: float
    height: float
    pictures: float
    glyphs: Sequence[Glyph]
    background: tuple[Glyph, ...] = ()
    quarter: int = 0
    differences: tuple[Difference, ...] = ()
    lines_above: int | None = None
    angle: float = 0.0
    scan: Scan | None = None
    hidden: bool = False
    outside: int = 0
    unseen: tuple[Unseen, ...] = ()
    is_open: bool = False
    rules: tuple[Box, ...] = ()
    moved: Mapping[int, Sequence[Moved]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        object.__setattr__(self, "glyphs", Glyphs.of(self.glyphs))

    @property
    def is_picture(self) -> bool:
        """Whether the page is a picture with no text of its own, and was not read by OCR."""
        if self.scan is not None or self.pictures < _PICTURE:
            return False
        return sum(not glyph.text.isspace() for glyph in self.glyphs) < _CAPTION

    def shown(self, box: Box) -> Box:
        """Return the place on the page as it is shown, from the place on the upright page.

        In plain text it is counted in characters and lines from the beginning of the file: the
        lower edge of a line is its number.
        """
        if self.lines_above is not None:
            left, top, right, bottom = self._unmoved(box)
            return (
                float(floor(left / WIDE)),
                float(floor(top / LINE) + self.lines_above),
                float(ceil(right / WIDE)),
                float(ceil(bottom / LINE) + self.lines_above),
            )
        box = tilted(box, self.angle, self.width, self.height) if self.angle else box
        return rounded(quartered(box, -self.quarter % 4, self.width, self.height))

    def _unmoved(self, box: Box) -> Box:
        """Return the place in the file of what stands at a place of the grid."""
        left, top, right, bottom = box
        boxes = [
            (
                max(left, one.left) - one.right_by,
                row * LINE - one.down_by,
                min(right, one.right) - one.right_by,
                row * LINE + HIGH - one.down_by,
            )
            for row in range(floor(top / LINE), ceil(bottom / LINE))
            for one in self.moved.get(row, ())
            if one.left < right and left < one.right
        ]
        if not boxes:
            return box
        lefts, tops, rights, bottoms = zip(*boxes, strict=True)
        return min(lefts), min(tops), max(rights), max(bottoms)

    def upright(self, box: Box) -> Box:
        """Return the place on the upright page, from the place on the page as it is shown."""
        turned = self.quarter % 2
        size = (self.height, self.width) if turned else (self.width, self.height)
        box = quartered(box, self.quarter, *size)
        return untilted(box, self.angle, self.width, self.height) if self.angle else box


@dataclass(frozen=True, slots=True, weakref_slot=True)
class Document:
    """The pages of a file.

    Attributes:
        pages: in order, at least one.
        path: the name of the file, for messages; None where it has none.
    """

    pages: tuple[Page, ...]
    path: str | None = None

    @property
    def is_plain(self) -> bool:
        """Whether it is plain text, without a page to show."""
        return self.pages[0].lines_above is not None
