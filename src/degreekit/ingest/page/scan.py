"""What is known of the letters of a page that was read by OCR, besides the letters themselves."""

from __future__ import annotations

from dataclasses import dataclass

from degreekit.ingest.page.geometry import Box, inside

__all__ = ["Letter", "Mending", "Scan"]


@dataclass(frozen=True, slots=True)
class Letter:
    """A letter as the engine read it.

    Attributes:
        text: the letter.
        sure: how sure the engine is, 0 to 1.
        maybe: what else it could be, the likeliest first.
        box: its place on the upright page.
        cell: the number of the piece of text it stands in.
        agreed: whether a second look at that piece of text found the same letters.
        alike: whether it found the same after both were mended, as ``I`` for 1.
    """

    text: str
    sure: float
    maybe: str
    box: Box
    cell: int
    agreed: bool
    alike: bool


@dataclass(frozen=True, slots=True)
class Mending:
    """A piece of text that the engine is known to read in another form than it is printed in.

    Attributes:
        box: its place on the upright page.
        raw: what the engine read.
        text: what is taken to be printed.
    """

    box: Box
    raw: str
    text: str


@dataclass(frozen=True, slots=True)
class Scan:
    """What the engine knows of a page.

    Attributes:
        dots: dots an inch of its picture.
        letters: its letters, without spaces.
        unread: places of dark marks, as large as letters, that were not read.
        mended: pieces of text that were taken for another form of themselves.
    """

    dots: int
    letters: tuple[Letter, ...]
    unread: tuple[Box, ...] = ()
    mended: tuple[Mending, ...] = ()

    def within(self, box: Box) -> list[Letter]:
        """Return the letters whose middle lies in a box on the upright page."""
        return [letter for letter in self.letters if inside(letter.box, box)]

    def marks(self, box: Box) -> list[Box]:
        """Return the unread marks whose middle lies in a box on the upright page."""
        return [mark for mark in self.unread if inside(mark, box)]
