"""A document as clean glyphs with their places, and nothing about what they mean."""

from __future__ import annotations

import os
import unicodedata
from bisect import bisect_left, bisect_right
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from math import ceil, floor, inf
from operator import sub
from pathlib import Path
from statistics import median

from degreekit.ingest._pdf.message import OBLIQUE, Caps, Difference, RawPage, Refused
from degreekit.ingest.errors import IngestError, Outcome
from degreekit.ingest.geometry import Box, tilted, untilted
from degreekit.ingest.glyphs import Glyph, Glyphs
from degreekit.ingest.plain_text import decoded, set_out
from degreekit.ingest.scan import Scan
from degreekit.ingest.worker import read_isolated

__all__ = ["Box", "Document", "Glyph", "Limits", "Page", "open_document"]

#: A PDF may have bytes in front of its mark; readers look for it in the first KiB.
_HEAD = 1024
#: How PNG and JPEG files begin: a page as a picture, which OCR may read.
_PICTURES = (b"\x89PNG\r\n\x1a\n", b"\xff\xd8\xff")
#: The size of the page that a picture is taken for.
_LETTER = (612.0, 792.0)
#: The end mark of a complete file stands in the last bytes; some servers append a few.
_TAIL = 4096
#: A page with less text than this and a picture over half of it is a picture.
_CAPTION = 40
_PICTURE = 0.5
#: Glyphs this much larger than the usual ones are headings or stand behind the text.
_LARGE = 2.0
#: Print smaller than this (points) is a security pattern, not text.
_MICRO = 2.8
#: So many letters of a page are looked at to tell what lies behind text; no page needs as many.
_MOST_COMPARED = 2_000_000
#: Two equal glyphs nearer than this (in units of their size) are one, struck twice for bold.
_STRUCK_TWICE = 0.15
#: Text is set out in letters of this width and height (points), and in lines of this height.
_WIDE, _HIGH, _LINE = 6.0, 10.0, 12.0


@dataclass(frozen=True, slots=True)
class Limits:
    """What one document may cost. The values are far above any transcript.

    Attributes:
        size: bytes of the file. Official transcripts have less than one MiB; scans reach ten.
        pages: a transcript of twenty years has about ten, each with its legend behind it.
        glyphs: letters in all; a dense page has five thousand.
        seconds: time for reading the file; a page takes about a tenth of a second.
        memory: address space of the reading process, in bytes; the libraries take 64 MiB of it.
        isolated: read in a process of its own, which is what makes the last two hold. Turn it off
            only for files you made yourself.
        ocr: read pages that are pictures by OCR, where the extra ``degreekit[ocr]`` is installed.
        ocr_pages: pages that are pictures; each takes some seconds.
        ocr_seconds: processor time for reading all of them.
        ocr_memory: address space of the process that does; the engine takes about 2 GiB of it.
        pixels: of one page. A page of Letter size with 600 dots an inch has 34 million.
    """

    size: int = 25 * 2**20
    pages: int = 60
    glyphs: int = 300_000
    seconds: int = 30
    memory: int = 2**30
    isolated: bool = True
    ocr: bool = True
    ocr_pages: int = 16
    ocr_seconds: int = 240
    ocr_memory: int = 6 * 2**30
    pixels: int = 40_000_000


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
            left, top, right, bottom = box
            return (
                float(floor(left / _WIDE)),
                float(floor(top / _LINE) + self.lines_above),
                float(ceil(right / _WIDE)),
                float(ceil(bottom / _LINE) + self.lines_above),
            )
        box = tilted(box, self.angle, self.width, self.height) if self.angle else box
        return _rounded(_turn(box, -self.quarter % 4, self.width, self.height))

    def upright(self, box: Box) -> Box:
        """Return the place on the upright page, from the place on the page as it is shown."""
        turned = self.quarter % 2
        size = (self.height, self.width) if turned else (self.width, self.height)
        box = _turn(box, self.quarter, *size)
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


def open_document(source: str | os.PathLike[str] | bytes, limits: Limits | None = None) -> Document:
    """Open a file and return its clean glyphs.

    Args:
        source: a path, or the bytes of the file.
        limits: what it may cost.

    Raises:
        IngestError: the file has no text to read; the outcome says why.
        OSError: the file cannot be opened.
    """
    from degreekit.ingest.legible import check_text, with_ocr  # they are about these pages

    limits = limits or Limits()
    path = None if isinstance(source, bytes) else os.fspath(source)
    try:
        data = source if isinstance(source, bytes) else _load(Path(source), limits.size)
        _check_size(data, limits)
        if data.startswith(_PICTURES):
            pages: tuple[Page, ...] = (Page(1, *_LETTER, 1.0, ()),)
        elif b"%PDF-" not in data[:_HEAD] and (text := decoded(data)) is not None:
            pages = _plain_pages(text, limits)
        else:
            _check_container(data)
            pages = tuple(
                _page(number, raw) for number, raw in enumerate(_pages(data, limits), start=1)
            )
        pages = with_ocr(pages, data, limits)
        check_text(pages)
    except IngestError as error:
        raise error.at(path) from None
    return Document(pages, path)


def _load(path: Path, most: int) -> bytes:
    with path.open("rb") as file:
        return file.read(most + 1)


def _check_size(data: bytes, limits: Limits) -> None:
    if not data.strip(b"\0 \t\r\n"):
        raise IngestError(Outcome.EMPTY)
    if len(data) > limits.size:
        raise IngestError(Outcome.TOO_LARGE, detail=f"the limit is {limits.size // 2**20} MiB")


def _check_container(data: bytes) -> None:
    if data.startswith(_PICTURES):
        return
    if b"%PDF-" not in data[:_HEAD]:
        raise IngestError(Outcome.NOT_A_PDF)
    if b"%%EOF" not in data[-_TAIL:]:
        raise IngestError(Outcome.DAMAGED)


def _pages(data: bytes, limits: Limits) -> Iterator[RawPage]:
    """Yield the raw pages of a file, read in a process of its own unless that is turned off."""
    caps = Caps(limits.pages, limits.glyphs, limits.seconds, limits.memory)
    try:
        if limits.isolated:
            yield from read_isolated(data, caps)
        else:
            from degreekit.ingest._pdf.pages import read_pages

            yield from read_pages(data, caps)
    except Refused as refused:
        known = refused.outcome in set(Outcome)  # it comes from a process that is not trusted
        outcome = Outcome(refused.outcome) if known else Outcome.DAMAGED
        raise IngestError(outcome, detail=refused.detail) from None


# ------------------------------------------------------------------------------------- cleaning

_DASHES = "‐‑‒–—―−﹘﹣－\u00ad"
_QUOTES = {"‘": "'", "’": "'", "‚": "'", "′": "'", "“": '"', "”": '"', "„": '"'}
_SAME = str.maketrans(dict.fromkeys(_DASHES, "-") | _QUOTES)


def _clean(text: str) -> str:
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


def _plain_pages(text: str, limits: Limits) -> tuple[Page, ...]:
    """Set text out on pages, each character in a square of its own."""
    if sum(not c.isspace() for c in text) > limits.glyphs:
        raise IngestError(Outcome.TOO_LARGE, detail=f"more than {limits.glyphs} letters")
    if text.count("\f") >= limits.pages:
        raise IngestError(Outcome.TOO_LARGE, detail=f"more than {limits.pages} pages")
    pages: list[Page] = []
    above = 0
    for number, lines in enumerate(set_out(text, _clean), start=1):
        glyphs = tuple(
            Glyph(c, x * _WIDE, y * _LINE, (x + 1) * _WIDE, y * _LINE + _HIGH)
            for y, line in enumerate(lines)
            for x, c in enumerate(line)
            if c != " "
        )
        width = _WIDE * max(map(len, lines), default=0)
        pages.append(Page(number, width, _LINE * len(lines), 0.0, glyphs, lines_above=above))
        above += len(lines)
    while len(pages) > 1 and not pages[-1].glyphs:  # behind the last form feed
        pages.pop()
    return tuple(pages)


def _page(number: int, raw: RawPage) -> Page:
    """Turn a page upright and part its text from what stands behind it."""
    width, height = raw.width, raw.height
    quarter = _quarter_of(raw)
    plain = {text: _clean(text) for text in set(raw.texts)}
    printed = Glyphs([plain[text] for text in raw.texts], raw.places)
    if quarter:
        printed = Glyphs.of(
            Glyph(glyph.text, *_turn(glyph.box, quarter, width, height)) for glyph in printed
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


def _turn(box: Box, quarter: int, width: float, height: float) -> Box:
    """Return the place of a box after turning a page of this size by quarter turns clockwise."""
    x0, top, x1, bottom = box
    if quarter == 1:
        return (height - bottom, x0, height - top, x1)
    if quarter == 2:
        return (width - x1, height - bottom, width - x0, height - top)
    if quarter == 3:
        return (top, width - x1, bottom, width - x0)
    return box


def _rounded(box: Box) -> Box:
    left, top, right, bottom = (round(side, 2) for side in box)
    return left, top, right, bottom


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
