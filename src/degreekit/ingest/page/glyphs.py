"""Letters with their places, in arrays: a page has thousands, and a document sixty pages."""

from __future__ import annotations

from array import array
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from itertools import chain
from typing import NamedTuple, overload

from degreekit.ingest.page.geometry import Box
from degreekit.ingest.source._pdf.message import PLAIN, Style

__all__ = ["PLAIN", "Glyph", "Glyphs", "Style"]


class Glyph(NamedTuple):
    """A letter, its place on the upright page in points from the top left corner, and its style."""

    text: str
    left: float
    top: float
    right: float
    bottom: float
    style: Style = PLAIN

    @property
    def size(self) -> float:
        """Its height, which is the size of the font."""
        return self[4] - self[2]

    @property
    def box(self) -> Box:
        """Its place."""
        return self[1:5]


class Glyphs(Sequence[Glyph]):
    """A sequence of glyphs that never changes, each made when it is asked for.

    As objects they would take five times the memory.

    Attributes:
        texts: what each stands for; one text where each is a single letter.
        places: left, top, right and bottom of each, one after the other.
        style_of: of each, the number of its style.
        styles: the styles by number; glyphs of one page share them.

    Example:
        >>> from degreekit.ingest.page.glyphs import Glyph, Glyphs
        >>> word = Glyphs.of([Glyph("A", 10, 20, 16, 30), Glyph("B", 16, 20, 22, 30)])
        >>> word[1:].texts, word[1].left, word.lefts
        ('B', 16.0, array('d', [10.0, 16.0]))
        >>> word.style.bold
        False
    """

    __slots__ = ("places", "style_of", "styles", "texts")

    def __init__(
        self,
        texts: Sequence[str],
        places: array[float],
        style_of: Sequence[int] | None = None,
        styles: Sequence[Style] = (PLAIN,),
    ) -> None:
        if not isinstance(texts, str):
            joined = "".join(texts)
            texts = joined if len(joined) == len(texts) else tuple(texts)
        if style_of is None:
            style_of = bytes(len(texts))
        elif not isinstance(style_of, bytes) and len(styles) <= 256:
            style_of = bytes(list(style_of))  # not the bytes of an array
        self.texts: Sequence[str] = texts
        self.places = places
        self.style_of: Sequence[int] = style_of
        self.styles = styles

    @classmethod
    def of(cls, glyphs: Iterable[Glyph]) -> Glyphs:
        """Return these glyphs in arrays."""
        if isinstance(glyphs, Glyphs):
            return glyphs
        glyphs = tuple(glyphs)
        places = array("d", chain.from_iterable(glyph[1:5] for glyph in glyphs))
        numbers: dict[Style, int] = {}
        style_of = array("I", (numbers.setdefault(glyph[5], len(numbers)) for glyph in glyphs))
        return cls([glyph[0] for glyph in glyphs], places, style_of, tuple(numbers) or (PLAIN,))

    @property
    def text(self) -> str:
        """What they stand for together."""
        return self.texts if isinstance(self.texts, str) else "".join(self.texts)

    @property
    def style(self) -> Style:
        """The style of most of them."""
        numbers = self.style_of
        first: int = numbers[0] if numbers else 0
        if numbers.count(first) < len(numbers):
            first = Counter(numbers).most_common(1)[0][0]
        return self.styles[first]

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
            stop = max(start, stop)
            places = self.places[4 * start : 4 * stop]
            return Glyphs(self.texts[start:stop], places, self.style_of[start:stop], self.styles)
        number = at + len(self) if at < 0 else at
        left, top, right, bottom = self.places[4 * number : 4 * number + 4]
        return Glyph(self.texts[at], left, top, right, bottom, self.styles[self.style_of[at]])

    def __iter__(self) -> Iterator[Glyph]:
        columns = self.lefts, self.tops, self.rights, self.bottoms
        styles = map(self.styles.__getitem__, self.style_of)
        return map(Glyph._make, zip(self.texts, *columns, styles, strict=True))

    def __add__(self, others: Glyphs) -> Glyphs:
        if self.styles is not others.styles:
            return Glyphs.of(chain(self, others))
        numbers = array("I", [*self.style_of, *others.style_of])
        texts = [*self.texts, *others.texts]
        return Glyphs(texts, self.places + others.places, numbers, self.styles)
