"""The letters of a page as they were drawn, made the text of a page.

They are put in their plain form and turned upright, and what stands behind the text is parted from
it: watermarks, print turned aside or too small to be read, letters struck twice for bold.
"""

from __future__ import annotations

import unicodedata
from bisect import bisect_left, bisect_right
from collections import Counter
from collections.abc import Sequence
from math import inf
from operator import sub
from statistics import median

from degreekit.ingest.page.document import Page
from degreekit.ingest.page.geometry import quartered
from degreekit.ingest.page.glyphs import Glyph, Glyphs
from degreekit.ingest.source._pdf.message import OBLIQUE, RawPage

__all__ = ["clean", "clean_page"]

#: Glyphs this much larger than the usual ones are headings or stand behind the text.
_LARGE = 2.0
#: Print smaller than this (points) is a security pattern, not text.
_MICRO = 2.8
#: So many letters of a page are looked at to tell what lies behind text; no page needs as many.
_MOST_COMPARED = 2_000_000
#: Two equal glyphs nearer than this (in units of their size) are one, struck twice for bold.
_STRUCK_TWICE = 0.15

_DASHES = "‐‑‒–—―−﹘﹣－\u00ad"
_QUOTES = {"‘": "'", "’": "'", "‚": "'", "′": "'", "“": '"', "”": '"', "„": '"'}
_SAME = str.maketrans(dict.fromkeys(_DASHES, "-") | _QUOTES)


def clean(text: str) -> str:
    """Return the letters of a glyph in their plain form; empty where it shows nothing."""
    if text.isascii() and text.isprintable():
        return text
    if unicodedata.decomposition(text[0]).startswith("<super>"):  # ¹ is a mark, and no 1
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
    printed = Glyphs([plain[text] for text in raw.texts], raw.places)
    if quarter:
        printed = Glyphs.of(
            Glyph(glyph.text, *quartered(glyph.box, quarter, width, height)) for glyph in printed
        )
    text, pale, background = _by_colour(printed, raw.flags, quarter)
    front, behind = _layers(_struck_once(text), pale)
    background = [g for g in (*background, *behind) if not g.text.isspace()]
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
        outside=raw.outside,
    )


def _by_colour(
    printed: Glyphs, flags: bytes, quarter: int
) -> tuple[Sequence[Glyph], list[Glyph], list[Glyph]]:
    """Part glyphs into text, pale print, and what is turned aside or too small to be read."""
    text: list[Glyph] = []
    pale: list[Glyph] = []
    background: list[Glyph] = []
    plain = set(flags) <= {quarter} and isinstance(printed.texts, str)
    if plain and min(map(sub, printed.bottoms, printed.tops), default=_MICRO) >= _MICRO:
        return printed, pale, background
    for glyph, flag in zip(printed, flags, strict=True):
        if not glyph[0]:
            continue
        if flag == quarter and glyph[4] - glyph[2] >= _MICRO:
            text.append(glyph)
        elif flag & OBLIQUE != quarter or glyph.size < _MICRO:
            background.append(glyph)
        else:
            pale.append(glyph)
    return text, pale, background


def _quarter_of(raw: RawPage) -> int:
    """Return the quarter turns of most of the letters of a page."""
    if len(set(raw.flags)) == 1 and raw.flags[0] & OBLIQUE != OBLIQUE:
        return raw.flags[0] & OBLIQUE
    turns = Counter(
        flag & OBLIQUE
        for text, flag in zip(raw.texts, raw.flags, strict=True)
        if flag & OBLIQUE != OBLIQUE and not text.isspace()
    )
    return max(turns, key=lambda turn: (turns[turn], -turn)) if turns else 0


def _struck_once(glyphs: Sequence[Glyph]) -> Sequence[Glyph]:
    """Leave out glyphs struck a second time over themselves to look bold."""
    suspects = _suspects(glyphs)
    if not suspects:
        return glyphs
    seen: dict[tuple[str, float, int, int], list[Glyph]] = {}
    kept = []
    for glyph in glyphs:
        if glyph.text in suspects:
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
                continue
            seen.setdefault((glyph.text, size, x, y), []).append(glyph)
        kept.append(glyph)
    return kept


def _suspects(glyphs: Sequence[Glyph]) -> set[str]:
    """Return the letters of which two of one size may be that near to each other.

    Such a pair falls into one square in at least one of four grids of squares of twice that
    distance, some shifted by half a square. Most pages have few such letters, or none.
    """
    glyphs = Glyphs.of(glyphs)
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
            squares = Counter(zip(texts, sizes, xs, ys, strict=True))
            if len(squares) < len(letters):
                found.update(square[0] for square, count in squares.items() if count > 1)
    return found


def _layers(text: Sequence[Glyph], pale: list[Glyph]) -> tuple[Sequence[Glyph], Sequence[Glyph]]:
    """Part text from large or pale print behind it.

    A large heading and a white heading on a dark bar are text, so size and colour alone decide
    nothing: print is background when other text is printed over it.
    """
    text = Glyphs.of(text)
    sizes = list(map(sub, text.bottoms, text.tops))
    usual = median(sizes) if sizes else 0.0
    if not pale and max(sizes, default=0.0) <= _LARGE * usual:
        return text, []
    large = [g for g, size in zip(text, sizes, strict=True) if size > _LARGE * usual]
    body = [glyph for glyph in text if glyph.size <= _LARGE * usual]
    groups: dict[tuple[bool, float, float], list[Glyph]] = {}
    for glyphs, is_pale in ((large, False), (pale, True)):
        for glyph in glyphs:
            groups.setdefault((is_pale, round(glyph.size), round(glyph.bottom)), []).append(glyph)
    front, behind = list(body), list[Glyph]()
    ink = sorted(((g.top + g.bottom) / 2, (g.left + g.right) / 2) for g in body if g.text != " ")
    left = _MOST_COMPARED
    for group in groups.values():
        printed_over = False
        for glyph in group:
            over = _over(glyph, ink) if left > 0 else ()
            left -= len(over)
            if any(glyph.left < x < glyph.right for _, x in over):
                printed_over = True
                break
        (behind if printed_over else front).extend(group)
    return front, behind


def _over(glyph: Glyph, ink: list[tuple[float, float]]) -> list[tuple[float, float]]:
    """Return the middles of letters that lie between the upper and the lower edge of a glyph."""
    if glyph.text.isspace():
        return []
    return ink[bisect_right(ink, (glyph.top, inf)) : bisect_left(ink, (glyph.bottom, -inf))]
