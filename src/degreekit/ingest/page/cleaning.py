"""The letters of a page as they were drawn, made the text of a page.

They are put in their plain form and turned upright, and what stands behind the text is parted from
it: watermarks, print turned aside or too small to be read, letters struck twice for bold.
"""

from __future__ import annotations

import unicodedata
from bisect import bisect_left
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from math import inf
from operator import sub
from statistics import median

from degreekit.ingest.page.document import Page
from degreekit.ingest.page.geometry import quartered
from degreekit.ingest.page.glyphs import Glyph, Glyphs
from degreekit.ingest.source._pdf.message import OBLIQUE, RawPage, Unseen

__all__ = ["clean", "clean_page"]

#: Glyphs this much larger than the usual ones are headings or stand behind the text.
_LARGE = 2.0
#: ... and glyphs this much smaller are notes, or a pattern behind the text.
_SMALL = 0.55
#: Print smaller than this (points) is fine print, where there are some letters of other print.
_FINE = 4.0
_SOME = 100
#: Of the lines in one style, the part that is printed over where all of them are a pattern.
_PATTERN = 0.05
#: Print smaller than this (points) is a security pattern, not text.
_MICRO = 2.8
#: So many letters of a page are looked at to tell what lies behind text; no page needs as many.
_MOST_COMPARED = 2_000_000
#: Two equal glyphs nearer than this (in units of their size) are one, struck twice for bold.
_STRUCK_TWICE = 0.15

_DASHES = "‐‑‒–—―−﹘﹣－\u00ad"
_QUOTES = {"‘": "'", "’": "'", "‚": "'", "′": "'", "“": '"', "”": '"', "„": '"'}
#: No letter of usual print is wider than small print below it is high by this factor.
_WIDEST = 5.0
#: Letters are looked up by strips of the page this high (points), for so many accents.
_STRIP = 16.0
_MOST_ACCENTS = 2000
#: Accents as letters of their own, and as they are when they are joined to one.
_ACCENTS = {
    "\u00b4": "\u0301", "`": "\u0300", "\u02cb": "\u0300", "\u02ca": "\u0301", "\u00a8": "\u0308",
    "^": "\u0302", "\u02c6": "\u0302", "~": "\u0303", "\u02dc": "\u0303", "\u00af": "\u0304",
    "\u02c9": "\u0304", "\u02d8": "\u0306", "\u02d9": "\u0307", "\u02da": "\u030a",
    "\u02dd": "\u030b", "\u02c7": "\u030c", "\u00b8": "\u0327", "\u02db": "\u0328",
}  # fmt: skip
_ACCENTS |= {accent: accent for accent in _ACCENTS.values()}
_SAME = str.maketrans(dict.fromkeys(_DASHES, "-") | _QUOTES)


def clean(text: str) -> str:
    """Return the letters of a glyph in their plain form; empty where it shows nothing."""
    if text.isascii() and text.isprintable():
        return text
    if unicodedata.decomposition(text[0]).startswith("<super>"):  # ¹ is a mark, and no 1
        return text
    if text in _ACCENTS:
        return text
    plain = unicodedata.normalize("NFKC", text.translate(_SAME)).translate(_SAME)
    if plain.isspace():  # NBSP and its kin
        return " "
    plain = "".join(c for c in plain if unicodedata.category(c) != "Cf")  # shows nothing
    return "".join("\ufffd" if unicodedata.category(c) == "Cc" else c for c in plain)


def clean_page(number: int, raw: RawPage) -> Page:
    """Turn a page upright and part its text from what stands behind it."""
    width, height = raw.width, raw.height
    quarter = _quarter_of(raw)
    plain = {text: clean(text) for text in set(raw.texts)}
    printed = Glyphs([plain[text] for text in raw.texts], raw.places, raw.style_of, raw.styles)
    if not _ACCENTS.keys().isdisjoint(raw.texts):
        printed = _accented(printed)
    if quarter:
        printed = Glyphs.of(
            Glyph(glyph.text, *quartered(glyph.box, quarter, width, height), glyph.style)
            for glyph in printed
        )
    text, aside = _turned_aside(printed, quarter)
    front, behind = _layers(_struck_once(text))
    rules = (quartered(box, quarter, width, height) for box in raw.rules)
    across = tuple(box for box in rules if box[2] - box[0] > box[3] - box[1])
    background = [g for g in (*aside, *behind) if not g.text.isspace()]
    if quarter % 2:
        width, height = height, width
    return Page(
        number,
        width,
        height,
        raw.pictures,
        front,
        tuple(background),
        quarter,
        tuple(raw.differences),
        hidden=raw.is_layer,
        outside=raw.outside,
        unseen=tuple(_not_of_the_background(raw, front, background)),
        is_open=raw.is_open,
        rules=across,
    )


def _not_of_the_background(
    raw: RawPage, front: Sequence[Glyph], background: Sequence[Glyph]
) -> Iterator[Unseen]:
    """Yield where letters cannot be seen that are not a part of what stands behind the text.

    A stripe or a bar covers some of a pattern; nobody hid it, and nobody would have read it.
    """
    if not raw.unseen:
        return
    behind = {glyph.style for glyph in background} - {glyph.style for glyph in front}
    for place in raw.unseen:
        style = raw.styles[place.style]
        if style not in behind and not 0 < style.size < _MICRO:
            yield place


def _turned_aside(printed: Glyphs, quarter: int) -> tuple[Sequence[Glyph], list[Glyph]]:
    """Part text from what is turned aside, too small to be read, or shows nothing at all."""
    aside = {
        n
        for n, style in enumerate(printed.styles)
        if style.turn != quarter or 0 < style.size < _MICRO
    }
    if not aside and isinstance(printed.texts, str):
        return printed, []
    glyphs = [(g, n in aside) for g, n in zip(printed, printed.style_of, strict=True) if g.text]
    return [g for g, is_aside in glyphs if not is_aside], [g for g, is_aside in glyphs if is_aside]


def _accented(glyphs: Glyphs) -> Glyphs:
    """Put accents that were drawn by themselves onto the letters that they stand over."""
    letters = list(glyphs)
    accents = [n for n, letter in enumerate(letters) if letter.text in _ACCENTS]
    strips: dict[int, list[int]] = defaultdict(list)
    for n, letter in enumerate(letters):
        if letter.text.isalpha():
            strips[int(letter.bottom / _STRIP)].append(n)
    joined: set[int] = set()
    for at in accents[:_MOST_ACCENTS]:
        accent = letters[at]
        strip = int(accent.bottom / _STRIP)
        nearby = (n for near in (strip - 1, strip, strip + 1) for n in strips.get(near, ()))
        for n in sorted(nearby, key=lambda n: _apart(letters[n], accent))[:2]:
            both = unicodedata.normalize("NFC", letters[n].text + _ACCENTS[accent.text])
            if len(both) == 1 and _apart(letters[n], accent) < accent.size / 2:
                letters[n] = letters[n]._replace(text=both)
                joined.add(at)
                break
    return Glyphs.of(letter for n, letter in enumerate(letters) if n not in joined)


def _apart(letter: Glyph, accent: Glyph) -> float:
    """Return how far the middles of a letter and an accent are apart; infinite on two lines."""
    shared = min(letter.bottom, accent.bottom) - max(letter.top, accent.top)
    if shared < accent.size / 2:
        return inf
    return abs(letter.left + letter.right - accent.left - accent.right) / 2


def _quarter_of(raw: RawPage) -> int:
    """Return the quarter turns of most of the letters of a page."""
    turns_of = [style.turn for style in raw.styles]
    if len(set(turns_of)) == 1 and turns_of[0] != OBLIQUE:
        return turns_of[0]
    turns = Counter(
        turns_of[style]
        for text, style in zip(raw.texts, raw.style_of, strict=True)
        if turns_of[style] != OBLIQUE and not text.isspace()
    )
    return max(turns, key=lambda turn: (turns[turn], -turn)) if turns else 0


def _struck_once(glyphs: Sequence[Glyph]) -> Sequence[Glyph]:
    """Leave out glyphs struck a second time over themselves to look bold."""
    glyphs = Glyphs.of(glyphs)
    suspects = _suspects(glyphs)
    seen: dict[tuple[str, float, int, int], list[Glyph]] = {}
    again: set[int] = set()
    for number, text in enumerate(glyphs.texts if suspects else ()):
        if text in suspects:
            glyph = glyphs[number]
            size = round(glyph.size, 1)
            near = _STRUCK_TWICE * size
            # two that are that near lie in the same square or in neighbouring ones
            x, y = int(glyph.left / near), int(glyph.top / near)
            squares = (
                seen.get((glyph.text, size, x + dx, y + dy), ())
                for dx in (-1, 0, 1)
                for dy in (-1, 0, 1)
            )
            if any(
                abs(glyph.left - other.left) < near and abs(glyph.top - other.top) < near
                for others in squares
                for other in others
            ):
                again.add(number)
            else:
                seen.setdefault((glyph.text, size, x, y), []).append(glyph)
    if not again:
        return glyphs
    return [glyph for number, glyph in enumerate(glyphs) if number not in again]


def _suspects(glyphs: Glyphs) -> set[str]:
    """Return the letters of which two of one size may be that near to each other.

    Such a pair falls into one square in at least one of four grids of squares of twice that
    distance, some shifted by half a square. Most pages have few such letters, or none.
    """
    every = zip(glyphs.texts, glyphs.lefts, glyphs.tops, glyphs.bottoms, strict=True)
    letters = [letter for letter in every if letter[0] != " "]
    if not letters:
        return set()
    texts, lefts, tops, bottoms = zip(*letters, strict=True)
    sizes = [round(bottom - top, 1) for top, bottom in zip(tops, bottoms, strict=True)]
    across = [left / (2 * _STRUCK_TWICE * size) for left, size in zip(lefts, sizes, strict=True)]
    down = [top / (2 * _STRUCK_TWICE * size) for top, size in zip(tops, sizes, strict=True)]
    found: set[str] = set()
    for xs in (list(map(int, across)), [int(x + 0.5) for x in across]):
        for ys in (list(map(int, down)), [int(y + 0.5) for y in down]):
            if len(set(zip(texts, sizes, xs, ys, strict=True))) < len(letters):
                squares = Counter(zip(texts, sizes, xs, ys, strict=True))
                found.update(square[0] for square, count in squares.items() if count > 1)
    return found


def _layers(glyphs: Sequence[Glyph]) -> tuple[Sequence[Glyph], Sequence[Glyph]]:
    """Part text from large, small or light print behind it.

    A large heading, a footnote and a white heading on a dark bar are text, so size and colour alone
    decide nothing: print is background when other text is printed over it, and so is print in the
    same style, as the lines of a pattern are that fall between two lines of text.
    """
    glyphs = Glyphs.of(glyphs)
    sizes = list(map(sub, glyphs.bottoms, glyphs.tops))
    usual = _usual(sizes)
    low, high = _SMALL * usual, _LARGE * usual
    light = {n for n, style in enumerate(glyphs.styles) if style.is_light}
    if not light and low <= min(sizes, default=low) and max(sizes, default=high) <= high:
        return glyphs, []
    lines: dict[tuple[int, float, float], list[int]] = defaultdict(list)
    body: list[Glyph] = []
    for n, (glyph, style) in enumerate(zip(glyphs, glyphs.style_of, strict=True)):
        if style not in light and low <= sizes[n] <= high:
            body.append(glyph)
        else:
            lines[style, round(sizes[n]), round(glyph.bottom)].append(n)
    ink = _Ink(body)
    over = {line for line, numbers in lines.items() if any(ink.meets(glyphs[n]) for n in numbers)}
    of_style, over_of_style = Counter(line[0] for line in lines), Counter(line[0] for line in over)
    patterns = {
        style
        for style, count in over_of_style.items()
        if count > 1 and count >= _PATTERN * of_style[style]
    }
    behind = {
        n for line, numbers in lines.items() if line in over or line[0] in patterns for n in numbers
    }
    return (
        [glyph for n, glyph in enumerate(glyphs) if n not in behind],
        [glyph for n, glyph in enumerate(glyphs) if n in behind],
    )


def _usual(sizes: Sequence[float]) -> float:
    """Return the usual size of print; fine print behind it may have more letters."""
    print_ = [size for size in sizes if size >= _FINE]
    sizes = print_ if len(print_) >= _SOME else sizes
    return median(sizes) if sizes else 0.0


class _Ink:
    """The letters of a page, to be asked whether others are printed on them."""

    def __init__(self, body: Iterable[Glyph]) -> None:
        self._strips: dict[int, list[tuple[float, ...]]] = defaultdict(list)
        for glyph in body:
            if glyph.text != " ":
                for strip in range(int(glyph.top / _STRIP), int(glyph.bottom / _STRIP) + 1):
                    self._strips[strip].append(glyph.box)
        for boxes in self._strips.values():
            boxes.sort()
        self._left = _MOST_COMPARED

    def meets(self, glyph: Glyph) -> bool:
        """Return whether a letter lies amid one of these, or one of these amid it."""
        _, left, top, right, bottom, _ = glyph
        if glyph.text.isspace():
            return False
        x, y = (left + right) / 2, (top + bottom) / 2
        wide = max(right - left, _WIDEST * (bottom - top))
        for strip in range(int(top / _STRIP), int(bottom / _STRIP) + 1):
            boxes = self._strips.get(strip, [])
            first, end = bisect_left(boxes, (left - wide,)), bisect_left(boxes, (right,))
            self._left -= end - first
            if self._left < 0:
                return False
            for x0, y0, x1, y1 in boxes[first:end]:
                if (x0 < x < x1 and y0 < y < y1) or (
                    left < (x0 + x1) / 2 < right and top < (y0 + y1) / 2 < bottom
                ):
                    return True
        return False
