"""Letters with their places, in arrays: a page has thousands, and a document sixty pages."""

from __future__ import annotations

from array import array
from collections.abc import Iterable, Iterator, Sequence
from itertools import chain
from typing import NamedTuple, overload

from degreekit.ingest.page.geometry import Box

__all__ = ["Glyph", "Glyphs"]


class Glyph(NamedTuple):
    """A letter and its place on the upright page, in points from the top left corner."""

    text: str
    left: float
    top: float
    right: float
    bottom: float

    @property
    def size(self) -> float:
        """Its height, which is the size of the font."""
        return self.bottom - self.top

    @property
    def box(self) -> Box:
        """Its place."""
        return self[1:]


class Glyphs(Sequence[Glyph]):
    """A sequence of glyphs that never changes, each made when it is asked for.

    As objects they would take five times the memory.

    Attributes:
        texts: what each stands for; one text where each is a single letter.
        places: left, top, right and bottom of each, one after the other.

    Example:
        >>> from degreekit.ingest.page.glyphs import Glyph, Glyphs
        >>> word = Glyphs.of([Glyph("A", 10, 20, 16, 30), Glyph("B", 16, 20, 22, 30)])
        >>> word[1:].texts, word[1].left, word.lefts
        ('B', 16.0, array('d', [10.0, 16.0]))
    """

    __slots__ = ("places", "texts")

    def __init__(self, texts: Sequence[str], places: array[float]) -> None:
        if not isinstance(texts, str):
            joined = "".join(texts)
            texts = joined if len(joined) == len(texts) else tuple(texts)
        self.texts: Sequence[str] = texts
        self.places = places

    @classmethod
    def of(cls, glyphs: Iterable[Glyph]) -> Glyphs:
        """Return these glyphs in arrays."""
        if isinstance(glyphs, Glyphs):
            return glyphs
        glyphs = tuple(glyphs)
        places = array("d", chain.from_iterable(glyph[1:] for glyph in glyphs))
        return cls([glyph[0] for glyph in glyphs], places)

    @property
    def text(self) -> str:
        """What they stand for together."""
        return self.texts if isinstance(self.texts, str) else "".join(self.texts)

    @property
    def lefts(self) -> array[float]:
        """The left edge of each."""
        return self.places[0::4]

    @property
    def tops(self) -> array[float]:
        """The upper edge of each."""
        return self.places[1::4]

    @property
    def rights(self) -> array[float]:
        """The right edge of each."""
        return self.places[2::4]

    @property
    def bottoms(self) -> array[float]:
        """The lower edge of each."""
        return self.places[3::4]

    def __len__(self) -> int:
        return len(self.texts)

    @overload
    def __getitem__(self, at: int) -> Glyph: ...

    @overload
    def __getitem__(self, at: slice) -> Glyphs: ...

    def __getitem__(self, at: int | slice) -> Glyph | Glyphs:
        if isinstance(at, slice):
            start, stop, step = at.indices(len(self))
            if step != 1:
                return Glyphs.of([self[number] for number in range(start, stop, step)])
            return Glyphs(self.texts[start:stop], self.places[4 * start : 4 * max(start, stop)])
        number = at + len(self) if at < 0 else at
        return Glyph(self.texts[at], *self.places[4 * number : 4 * number + 4])

    def __iter__(self) -> Iterator[Glyph]:
        columns = self.lefts, self.tops, self.rights, self.bottoms
        return map(Glyph._make, zip(self.texts, *columns, strict=True))

    def __add__(self, others: Glyphs) -> Glyphs:
        return Glyphs([*self.texts, *others.texts], self.places + others.places)
