"""The second reading: the same page through pdfium, and where it says something else.

The two libraries share no code. A letter is where its baseline begins; fonts and boxes, which
libraries work out differently, are left out. What is not compared: white space, the order of
letters, how often one is struck over itself, and how one letter is encoded.
"""

from __future__ import annotations

import ctypes
import io
import unicodedata
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator
from collections.abc import Set as AbstractSet
from contextlib import contextmanager
from math import hypot
from statistics import median
from types import TracebackType
from typing import Any, NamedTuple, Self

import pypdfium2  # type: ignore[import-untyped]  # ships no types
from pypdfium2 import raw

from .message import OBLIQUE, Difference
from .protocol import Refused

__all__ = ["SecondReading", "rewritten"]

#: Equal letters nearer to each other than this are one, in units of the usual size.
_NEAR = 0.2
#: ... and nearer than this (points), however small they are.
_LEAST = 0.5
#: Letters further apart than this are told apart, in the same units.
_APART = 1.5
#: How many places of one page are told; the rest of the page is told as one.
_MOST = 40
#: The usual size where the first reading has no letters.
_SIZE = 10.0

_Rect = tuple[float, float, float, float]
_Matrix = tuple[float, float, float, float, float, float]

_DASHES = "‐‑‒–—―−﹘﹣－\u00ad\x02\ufffe"  # pdfium writes a hyphen at the end of a line as \x02
_QUOTES = {"‘": "'", "’": "'", "‚": "'", "′": "'", "“": '"', "”": '"', "„": '"'}
_SAME = str.maketrans(dict.fromkeys(_DASHES, "-") | _QUOTES)
#: Categories of characters that show nothing, and of those that stand for no letter.
_NOTHING = frozenset({"Cc", "Cf", "Zs", "Zl", "Zp", "Mn"})
_NO_LETTER = frozenset({"Cn", "Co", "Cs"})
_UNKNOWN = "\ufffd"


def _letters(text: str) -> str:
    """Return what is compared of the letters of a glyph."""
    if text.startswith("(cid:"):
        return _UNKNOWN
    plain = unicodedata.normalize("NFKD", text.translate(_SAME)).translate(_SAME)
    categories = ((c, unicodedata.category(c)) for c in plain)
    return "".join(
        _UNKNOWN if category in _NO_LETTER else c
        for c, category in categories
        if category not in _NOTHING
    )


class _Letter(NamedTuple):
    """One letter, and where its baseline begins."""

    text: str
    x: float
    y: float


class _Letters:
    """The letters of a page, in columns: a page has thousands.

    Attributes:
        texts: each a single letter.
        xs: where the baseline of each begins.
        ys: and at which height.
        cells: each with the square point in which it begins.
    """

    def __init__(self, texts: list[str], xs: list[float], ys: list[float]) -> None:
        self.texts = texts
        self.xs = xs
        self.ys = ys
        self.cells = list(zip(texts, map(round, xs), map(round, ys), strict=True))

    def outside(self, cells: AbstractSet[tuple[str, int, int]]) -> list[_Letter]:
        """Return the letters that begin in none of these squares."""
        here = zip(self.cells, self.texts, self.xs, self.ys, strict=True)
        return [_Letter(text, x, y) for cell, text, x, y in here if cell not in cells]

    def of(self, texts: AbstractSet[str]) -> list[_Letter]:
        """Return those of these letters."""
        here = zip(self.texts, self.xs, self.ys, strict=True)
        return [_Letter(text, x, y) for text, x, y in here if text in texts]


class SecondReading:
    """A document, open in pdfium."""

    def __init__(self, data: bytes) -> None:
        try:
            self._pdf = pypdfium2.PdfDocument(data)
        except pypdfium2.PdfiumError as error:
            # pdfium may still name the error of the document before
            locked = "password" in str(error).lower() and b"/Encrypt" in data
            raise Refused("password_protected" if locked else "damaged") from None
        self.pages = len(self._pdf)
        self._plain: dict[str, str] = {}

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._pdf.close()

    @contextmanager
    def page(self, number: int) -> Iterator[Any]:
        """Open a page, counted from 0."""
        page = self._pdf[number]
        try:
            yield page
        finally:
            page.close()

    def differences(
        self, number: int, page: Any, drawn: Any, matrix: _Matrix, shown: _Rect
    ) -> list[Difference]:
        """Return where pdfium sees other letters on a page than were drawn.

        Args:
            number: of the page, from 0.
            page: the page, open.
            drawn: the letters of the first reading.
            matrix: turns the page as it is stored into the page as the first reading saw it.
            shown: the part of that which a viewer shows.
        """
        heights = [
            top - low for low, top in zip(drawn.places[1::4], drawn.places[3::4], strict=True)
        ]
        turns = Counter[int]()
        for style, count in Counter(drawn.style_of).items():
            turns[drawn.styles[style].turn] += count
        lie = _Lie(
            turn=turns.most_common(1)[0][0] % OBLIQUE if turns else 0,
            size=median(heights) if heights else _SIZE,
            left=shown[0],
            top=shown[3],
        )
        near = max(_NEAR * lie.size, _LEAST)
        first = self._first(drawn)
        second = self._second(page, matrix, shown)
        told = []
        if set(first.cells) != set(second.cells):
            told = _told(_unmatched(first, second, near), _unmatched(second, first, near), lie)
        if self._annotate(page):
            with self.page(number) as annotated:
                noted = _unmatched(self._second(annotated, matrix, shown), second, near)
            told += [one._replace(note=True) for one in _told([], noted, lie)]
        return told

    def _letters(self, text: str) -> str:
        plain = self._plain.get(text)
        if plain is None:
            plain = self._plain[text] = _letters(text)
        return plain

    def _first(self, drawn: Any) -> _Letters:
        plain = {text: self._letters(text) for text in set(drawn.texts)}
        texts, xs, ys = list[str](), list[float](), list[float]()
        for text, x, y in zip(
            map(plain.__getitem__, drawn.texts),
            drawn.origins[0::2],
            drawn.origins[1::2],
            strict=True,
        ):
            for letter in text:
                texts.append(letter)
                xs.append(x)
                ys.append(y)
        return _Letters(texts, xs, ys)

    def _second(self, page: Any, matrix: _Matrix, shown: _Rect) -> _Letters:
        text = page.get_textpage()
        try:
            return self._read(text.raw, matrix, shown)
        finally:
            text.close()

    def _annotate(self, page: Any) -> bool:
        """Draw notes and fields of forms onto the page, as a viewer does; return whether any are.

        Neither library takes them for text of the page.
        """
        if not raw.FPDFPage_GetAnnotCount(page.raw):
            return False
        done: int = raw.FPDFPage_Flatten(page.raw, raw.FLAT_NORMALDISPLAY)
        return done == int(raw.FLATTEN_SUCCESS)

    def _read(self, text: Any, matrix: _Matrix, shown: _Rect) -> _Letters:
        a, b, c, d, e, f = matrix
        left, bottom, right, top = shown
        at_x, at_y = ctypes.c_double(), ctypes.c_double()
        to_x, to_y = ctypes.byref(at_x), ctypes.byref(at_y)
        code_of: Callable[..., int] = raw.FPDFText_GetUnicode
        place: Callable[..., int] = raw.FPDFText_GetCharOrigin
        plain: dict[int, str] = {}
        texts, xs, ys = list[str](), list[float](), list[float]()
        for number in range(raw.FPDFText_CountChars(text)):
            code = code_of(text, number)
            letters = plain.get(code)
            if letters is None:
                letters = plain[code] = self._letters(chr(code))
            if not letters or not place(text, number, to_x, to_y):
                continue
            x0, y0 = at_x.value, at_y.value
            x, y = x0 * a + y0 * c + e, x0 * b + y0 * d + f
            if left <= x <= right and bottom <= y <= top:
                for letter in letters:
                    texts.append(letter)
                    xs.append(x)
                    ys.append(y)
        return _Letters(texts, xs, ys)


def rewritten(data: bytes) -> bytes:
    """Return a document as pdfium understands it, rewritten.

    Where objects are in a broken file is found by looking for them, as viewers do.
    """
    file = io.BytesIO()
    pdf = pypdfium2.PdfDocument(data)
    try:
        pdf.save(file, flags=raw.FPDF_REMOVE_SECURITY)
    finally:
        pdf.close()
    return file.getvalue()


def _unmatched(letters: _Letters, others: _Letters, near: float) -> list[_Letter]:
    """Return the letters that have no equal one at their place among the others."""
    left = letters.outside(set(others.cells))
    if not left:
        return []
    by_place: dict[tuple[str, int, int], list[_Letter]] = defaultdict(list)
    for other in others.of({one.text for one in left}):
        by_place[other.text, int(other.x / near), int(other.y / near)].append(other)
    return [one for one in left if not _has_near(one, by_place, near)]


def _has_near(
    one: _Letter, by_place: dict[tuple[str, int, int], list[_Letter]], near: float
) -> bool:
    x, y = int(one.x / near), int(one.y / near)
    squares = (
        by_place.get((one.text, x + dx, y + dy), ()) for dx in (-1, 0, 1) for dy in (-1, 0, 1)
    )
    return any(
        hypot(one.x - other.x, one.y - other.y) <= near for square in squares for other in square
    )


#: The directions in which text runs and in which its letters stand, by quarter turns.
_ALONG = ((1, 0), (0, 1), (-1, 0), (0, -1))
_UP = ((0, 1), (-1, 0), (0, -1), (1, 0))


class _Lie(NamedTuple):
    """How a page lies: its writing direction, the usual size, and the corner to count from."""

    turn: int
    size: float
    left: float
    top: float

    def across(self, letter: _Letter) -> tuple[float, float]:
        """Return where a letter stands along its line, and where the line stands."""
        (ax, ay), (ux, uy) = _ALONG[self.turn], _UP[self.turn]
        return letter.x * ax + letter.y * ay, letter.x * ux + letter.y * uy

    def box(self, start: float, end: float, base: float) -> _Rect:
        """Return the place of the letters from `start` to `end`, on the page as it is shown."""
        (ax, ay), (ux, uy) = _ALONG[self.turn], _UP[self.turn]
        along = (start, end + 0.6 * self.size)
        up = (base - 0.2 * self.size, base + 0.8 * self.size)
        xs = sorted(u * ax + v * ux - self.left for u in along for v in up)
        ys = sorted(self.top - u * ay - v * uy for u in along for v in up)
        return round(xs[0], 2), round(ys[0], 2), round(xs[-1], 2), round(ys[-1], 2)


def _told(first: list[_Letter], second: list[_Letter], lie: _Lie) -> list[Difference]:
    """Return the letters by the places in which they stand, near ones together."""
    found = []
    for which, letters in enumerate((first, second)):
        for letter in letters:
            u, v = lie.across(letter)
            found.append((-round(v / lie.size), u, v, letter.text, which))
    told: list[Difference] = []
    place: list[tuple[int, float, float, str, int]] = []
    for one in sorted(found):
        _, end, base, _, _ = place[-1] if place else one
        if abs(one[2] - base) > lie.size / 2 or one[1] - end > _APART * lie.size:
            told.append(_difference(place, lie))
            place = []
        place.append(one)
    if place:
        told.append(_difference(place, lie))
    return [*told[:_MOST], *_rest(told[_MOST:])]


def _difference(place: list[tuple[int, float, float, str, int]], lie: _Lie) -> Difference:
    first, second = ("".join(one[3] for one in place if one[4] == which) for which in (0, 1))
    return Difference(first, second, lie.box(place[0][1], place[-1][1], place[0][2]))


def _rest(told: list[Difference]) -> list[Difference]:
    if not told:
        return []
    lefts, tops, rights, bottoms = zip(*(one.box for one in told), strict=True)
    box = (min(lefts), min(tops), max(rights), max(bottoms))
    return [Difference(_UNKNOWN, _UNKNOWN, box)]
