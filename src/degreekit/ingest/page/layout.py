"""Words and lines from glyphs, in the order in which people read them.

Lines come from geometry alone. A page may be set in columns, like a newspaper: where a column
begins is told by what may begin a line of the document at hand (`reading_order`).
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from itertools import pairwise
from operator import sub
from unicodedata import decomposition, normalize
from weakref import WeakKeyDictionary

from degreekit.ingest.page.document import Box, Document, Page
from degreekit.ingest.page.glyphs import Glyph, Glyphs

__all__ = [
    "Line",
    "Word",
    "around",
    "cells_of",
    "offsets",
    "reading_order",
    "rows_of",
    "text_of",
    "words_of",
]

#: All of these are in units of the font size.
#: A gap this wide parts two words even where no space is drawn; a space is at least 0.22 wide, and
#: pairs of letters are kerned by less than 0.1.
_WORD_GAP = 0.15
#: Letters overlap by at most this; more, and they belong to two texts printed over one another.
_OVERLAP = 0.35
#: Of the shorter of two words, the part that stands on the other where nobody can read them.
_OVERPRINTED = 0.6
#: A hyphen and what follows it are kerned apart by up to this ("CHINA- D").
_HYPHEN_GAP = 0.5
#: The narrowest strip of white between two columns.
_GUTTER = 0.5

#: Of the height of the lower of two words, the part that they share on one line.
_SAME_LINE = 0.6
#: Print this much larger stands on no line with the smaller: it is laid over the page.
_DISPLAY = 4.0
#: A word is looked for among this many rows above it.
_LOOK_BACK = 12
#: Of the lines beside a gutter, the part that may run across it: headings of the whole page.
_ACROSS = 0.12
#: Columns begin at least this far from each other, as a share of the width of the page.
_COLUMN = 0.2
#: Beginnings of lines that are indented by less than this (points) belong to one column.
_INDENT = 12.0
#: On a page whose last column has come down to totals, it has this many lines at most.
_FEW = 3
#: Places closer than this (points) are the same.
_HAIR = 0.5

#: What stands in the cells of a table, and never begins a line.
_VALUE = re.compile(r"\d+(\.\d+)?$")

#: Whether the word of that number, in a row, may begin a column.
BeginsColumn = Callable[[Sequence["Word"], int], bool]

#: Characters that draw a rule or lead the eye, and say nothing.
_RULE = re.compile(r"[|¦│_=~\-.·•…─━+*]+")
_LEADER = re.compile(r"[._~\-·…]{3,}|[|¦│]+")
_NUMBER = re.compile(
    r"(?<![\d.])\d{1,2}\.\d\d(?=[A-Z]|\d{1,2}\.\d\d)|(?<=\.\d\d)\d{1,2}\.\d\d(?=[A-Z])"
)
#: The number of a course that has none here: "MATH 1---".
_WILDCARD = re.compile(r"\d-{3}")
_DOTS = re.compile(r"[._·…]+")
#: What points to a footnote, and not the end of "21st".
_MARK = re.compile(r"[\d*†‡§¶#(),]{1,4}|[A-Za-z]")
#: Such a mark is smaller than the word it is set on by this factor at least, and ends above the
#: foot of the word by this much of its height.
_SMALLER = 0.85
_RAISED = 0.15


def around(boxes: Iterable[Box]) -> Box:
    """Return the smallest box around all of them.

    Example:
        >>> from degreekit.ingest.page.layout import around
        >>> around([(10, 5, 20, 9), (15, 4, 30, 8)])
        (10, 4, 30, 9)
    """
    lefts, tops, rights, bottoms = zip(*boxes, strict=True)
    return min(lefts), min(tops), max(rights), max(bottoms)


class Word:
    """Letters without a gap between them. It never changes.

    Attributes:
        glyphs: its letters from left to right.
        spaced: whether a space is drawn in front of it.
        text: its letters.
        left: where it begins.
        top: its upper edge.
        right: where it ends.
        bottom: its lower edge.
        size: the size of its largest letter.
        is_rule: whether it says nothing: leader dots, a line of dashes, the mark of a footnote.
    """

    __slots__ = ("bottom", "glyphs", "is_rule", "left", "right", "size", "spaced", "text", "top")

    def __init__(
        self, glyphs: Sequence[Glyph], spaced: bool = False, is_mark: bool = False
    ) -> None:
        # a document has thousands of words, and each of these is asked for many times
        self.glyphs = glyphs = Glyphs.of(glyphs)
        self.spaced = spaced
        places = glyphs.places
        tops, bottoms = places[1::4], places[3::4]
        self.text = glyphs.text
        self.left: float = min(places[0::4])
        self.top: float = min(tops)
        self.right: float = max(places[2::4])
        self.bottom: float = max(bottoms)
        self.size: float = max(map(sub, bottoms, tops))
        self.is_rule = is_mark or (
            not self.text[0].isalnum()
            and bool(_LEADER.fullmatch(self.text) or _DOTS.fullmatch(self.text))
        )

    def __repr__(self) -> str:
        return f"Word({self.text!r}, {self.box})"

    @property
    def box(self) -> Box:
        """Its place on the upright page."""
        return self.left, self.top, self.right, self.bottom

    @property
    def middle(self) -> float:
        """The height of its middle."""
        return (self.top + self.bottom) / 2

    def split(self, at: int) -> tuple[Word, Word]:
        """Return the word in two, the second beginning with the glyph of that number."""
        return Word(self.glyphs[:at], self.spaced), Word(self.glyphs[at:])


@dataclass(frozen=True, eq=False)
class Line:
    """Words beside each other in one column of a page.

    Attributes:
        page: the page it stands on.
        words: from left to right, at least one.
        column: the column of the page, from 0; None for a line across all of them.
    """

    page: Page = field(repr=False)
    words: tuple[Word, ...]
    column: int | None = None

    @cached_property
    def text(self) -> str:
        """What it says; one space between words."""
        return text_of(self.said)

    @cached_property
    def said(self) -> tuple[Word, ...]:
        """Its words without rules and leader dots, unless it has nothing else."""
        return tuple(word for word in self.words if not word.is_rule) or self.words

    @cached_property
    def box(self) -> Box:
        """Its place on the upright page."""
        return around(word.box for word in self.words)

    @cached_property
    def size(self) -> float:
        """The size of its largest letter."""
        return max(word.size for word in self.words)

    @property
    def middle(self) -> float:
        """The height of its middle."""
        return (self.box[1] + self.box[3]) / 2

    @property
    def overprinted(self) -> tuple[Word, ...]:
        """Words of it that stand on one another, so that nobody can read them."""
        return tuple(word for a, b in pairwise(self.said) if _overprint(a, b) for word in (a, b))

    @property
    def is_rule(self) -> bool:
        """Whether it only draws a line."""
        return all(_RULE.fullmatch(word.text) for word in self.words)

    def cells(self, gap: float = 1.0) -> list[tuple[Word, ...]]:
        """Return groups of words with less than this between them, in units of the font size."""
        return cells_of(self.words, gap)


def _overprint(a: Word, b: Word) -> bool:
    """Return whether a word stands on another; those of a wrapped cell stand below each other."""
    wide = min(a.right, b.right) - max(a.left, b.left)
    high = min(a.bottom, b.bottom) - max(a.top, b.top)
    return wide > _OVERPRINTED * min(a.right - a.left, b.right - b.left) and (
        high > _OVERPRINTED * min(a.size, b.size)
    )


def cells_of(words: Sequence[Word], gap: float = 1.0) -> list[tuple[Word, ...]]:
    """Return groups of words, at least one, with less than this between them, in font sizes."""
    cells = [[words[0]]]
    for before, word in pairwise(words):
        if word.left - before.right > gap * word.size:
            cells.append([])
        cells[-1].append(word)
    return [tuple(cell) for cell in cells]


def text_of(words: Sequence[Word]) -> str:
    """Return words as text. A hyphen takes back what kerning has moved away from it."""
    text = " ".join([word.text for word in words])
    if "- " not in text:
        return text
    text = ""
    for start, word in offsets(words):
        text = text.ljust(start) + word.text
    return text


def offsets(words: Sequence[Word]) -> Iterator[tuple[int, Word]]:
    """Yield each word with the place where it begins in `text_of` the words."""
    at = 0
    before: Word | None = None
    for word in words:
        if before is not None:
            gap = (word.left - before.right) / word.size
            kerned = len(before.text) > 1 and before.text.endswith("-") and not word.spaced
            at += not (kerned and -_OVERLAP < gap < _HYPHEN_GAP)
        yield at, word
        at += len(word.text)
        before = word


# ---------------------------------------------------------------------------------------- words


def words_of(glyphs: Iterable[Glyph]) -> list[Word]:
    """Return the words that the glyphs make, wherever on the page.

    Letters drawn one after the other are taken together first, so that a title that runs into the
    next column is not shuffled into it; then what was drawn in pieces is put together.
    """
    glyphs = Glyphs.of(glyphs)
    runs: list[Word] = []
    begun = 0
    last: Glyph | None = None  # of the run that has begun
    spaced = starts_spaced = False
    for at, glyph in enumerate(glyphs):
        if glyph[0] == " ":
            if not spaced and last:
                runs.append(Word(glyphs[begun:at], starts_spaced))
            spaced = True
            continue
        if last is None:
            begun, starts_spaced = at, spaced
        elif spaced or not _follows(last, glyph, _WORD_GAP):
            if not spaced:
                runs.append(Word(glyphs[begun:at], starts_spaced))
            # a space belongs in front of this word only if it was drawn on the same line
            begun, starts_spaced = at, spaced and _same_line(last, glyph)
        last, spaced = glyph, False
    if last and not spaced:
        runs.append(Word(glyphs[begun:], starts_spaced))
    return [word for line in _rows(runs) for word in _joined(line)]


def _same_line(a: Glyph, b: Glyph) -> bool:
    shared = min(a.bottom, b.bottom) - max(a.top, b.top)
    return shared >= _SAME_LINE * min(a.size, b.size)


def _follows(before: Glyph, glyph: Glyph, gap: float) -> bool:
    _, _, upper, end, lower = before
    _, start, top, _, bottom = glyph
    size = max(lower - upper, bottom - top)
    return -_OVERLAP * size <= start - end <= gap * size and (
        (upper == top and lower == bottom) or _same_line(before, glyph)
    )


def _rows(words: Iterable[Word]) -> list[list[Word]]:
    """Group words that share a line, in any column; each from left to right.

    A row is as high as its first word, so rows cannot grow into each other.
    """
    rows: list[tuple[float, float, list[Word]]] = []
    for word in sorted(words, key=lambda w: (w.top, w.left)):
        top, bottom = word.top, word.bottom
        best, most = -1, 0.0
        for index in range(len(rows) - 1, max(-1, len(rows) - 1 - _LOOK_BACK), -1):
            row_top, row_bottom, _ = rows[index]
            if row_bottom <= top:
                continue
            shared = min(bottom, row_bottom) - max(top, row_top)
            low, high = sorted((bottom - top, row_bottom - row_top))
            if shared > most and shared >= _SAME_LINE * low and high < _DISPLAY * low:
                best, most = index, shared
        if best < 0:
            rows.append((top, bottom, [word]))
        else:
            rows[best][2].append(word)
    rows.sort(key=lambda row: row[0] + row[1])
    return [sorted(row, key=lambda w: w.left) for _, _, row in rows]


def _joined(line: list[Word]) -> list[Word]:
    """Put together runs that touch: a word drawn letter by letter, or in two fonts."""
    words: list[Word] = []
    for word in line:
        if (
            words
            and not word.spaced
            and _follows(words[-1].glyphs[-1], word.glyphs[0], _WORD_GAP)
            and not (words[-1].is_rule or word.is_rule)
        ):
            words[-1] = Word(words[-1].glyphs + word.glyphs, words[-1].spaced)
        else:
            words.append(word)
    return [part for word in words for part in _apart(word)]


def _apart(word: Word) -> list[Word]:
    """Part what is no word: leader dots drawn against text, a number that touches the next cell.

    The mark of a footnote, raised behind a word, is no part of it either.
    """
    if at := _mark(word):
        return [*_apart(word.split(at)[0]), Word(word.glyphs[at:], is_mark=True)]
    if len(word.text) > len(word.glyphs) or _WILDCARD.fullmatch(word.text):  # of ligatures
        return [word]
    ends = {0, len(word.glyphs)}
    if "." in word.text:
        ends.update(found.end() for found in _NUMBER.finditer(word.text))
    if found := _LEADER.search(word.text):
        ends.update(found.span())
    if len(ends) == 2:
        return [word]
    return [Word(word.glyphs[a:b], word.spaced and a == 0) for a, b in pairwise(sorted(ends))]


def _mark(word: Word) -> int:
    """Return where the mark of a footnote begins behind a word; 0 where there is none."""
    foot, small = word.glyphs[0].bottom - _RAISED * word.size, _SMALLER * word.size
    at = len(word.glyphs)
    while at and _is_raised(word.glyphs[at - 1], foot, small):
        at -= 1
    if at == len(word.glyphs):
        return 0
    mark = "".join(glyph.text for glyph in word.glyphs[at:])
    return at if _MARK.fullmatch(normalize("NFKC", mark)) else 0


def _is_raised(glyph: Glyph, foot: float, small: float) -> bool:
    if glyph.bottom < foot and glyph.size < small:
        return True
    return not glyph.text.isascii() and decomposition(glyph.text[0]).startswith("<super>")


# ---------------------------------------------------------------------------------------- lines


def reading_order(document: Document, begins_column: BeginsColumn | None = None) -> list[Line]:
    """Return the lines of a document in the order in which people read them.

    Args:
        document: the document.
        begins_column: whether, among the words of a row, the one of that number may be the first of
            a column's line, as a course code is. Columns are looked for where such beginnings stand
            side by side with a strip of white between them; a table whose lines begin at one edge
            only is never cut, however far apart its cells are. None: there is one column.
    """
    whole = _LINES.get(document)
    if whole is None:
        whole = _LINES[document] = [
            [Line(page, tuple(words)) for words in rows_of(page)] for page in document.pages
        ]
    if begins_column is None:
        return [line for page in whole for line in page]
    lines: list[Line] = []
    known: list[Gutter] = []  # of the page before
    for page, uncut in zip(document.pages, whole, strict=True):
        rows = [_Row(line, begins_column) for line in uncut]
        known = _gutters(rows, _COLUMN * page.width, known)
        lines += _in_columns(page, rows, known) if known else uncut
    return lines


def rows_of(page: Page) -> list[list[Word]]:
    """Return the words of a page by the height they share, each from left to right."""
    rows = _ROWS.get(page)
    if rows is None:
        rows = _ROWS[page] = _rows(words_of(page.glyphs))
    return rows


#: Several readers look at one document: what they see alike is laid out once, and goes with it. The
#: values must not refer to their keys, which would never go.
_ROWS: WeakKeyDictionary[Page, list[list[Word]]] = WeakKeyDictionary()
_LINES: WeakKeyDictionary[Document, list[list[Line]]] = WeakKeyDictionary()


#: The left and right edge of a strip of white.
Gutter = tuple[float, float]


class _Row:
    """Words that share a height, and the places among them where a column may begin."""

    def __init__(self, line: Line, begins_column: BeginsColumn) -> None:
        self.line = line
        self.words = words = line.words
        self.starts = [word.left for at, word in enumerate(words) if begins_column(words, at)]

    def cut(self, gutters: Sequence[Gutter]) -> list[list[Word]] | None:
        """Return the words of each column; None for a line that runs across the gutters."""
        parts: list[list[Word]] = []
        rest = list(self.words)
        for left, right in gutters:
            in_gutter = any(w.left < right - _HAIR and w.right > left + _HAIR for w in rest)
            if in_gutter and not any(abs(start - right) < _INDENT for start in self.starts):
                return None
            parts.append([word for word in rest if word.left < right - _HAIR])
            rest = [word for word in rest if word.left >= right - _HAIR]
        return [*parts, rest]


def _gutters(rows: list[_Row], apart: float, known: Sequence[Gutter]) -> list[Gutter]:
    """Return the strips of white between the columns of a page.

    Args:
        rows: all rows of the page.
        apart: how far from each other columns begin at least.
        known: the gutters of the page before; they hold on where a column has come down to a line
            that could stand anywhere, as a total.
    """
    begun = [number for number, row in enumerate(rows) if row.starts]
    if not begun:
        return []
    body = rows[begun[0] : begun[-1] + 1]
    starts = sorted(start for row in body for start in row.starts)
    columns, gutters = [starts[0]], []
    for start in starts:
        if start - columns[-1] >= apart and (gutter := _strip(body, columns[-1], start)):
            columns.append(start)
            gutters.append(gutter)
    if not gutters and known and _holds(body, known):
        return list(known)
    return gutters


def _strip(body: Sequence[_Row], column: float, start: float) -> Gutter | None:
    """Return the strip of white in front of a column that would start there, if there is one."""
    ends = [
        max((w.right for w in row.words if w.left < start - _HAIR), default=column) for row in body
    ]
    size = max(word.size for row in body for word in row.words)
    clear = [end for end in ends if end <= start - _GUTTER * size]
    if len(ends) - len(clear) > _ACROSS * len(ends) or max(clear, default=column) <= column:
        return None
    return max(clear), start


def _holds(body: Sequence[_Row], known: Sequence[Gutter]) -> bool:
    """Return whether the gutters part these rows too, and not the cells of one table."""
    cut = [row.cut(known) for row in body]
    right = [part for parts in cut for part in (parts or [])[1:] if part]
    return (
        None not in cut
        and 0 < len(right) <= _FEW
        and not any(_VALUE.match(part[0].text) for part in right)
    )


def _in_columns(page: Page, rows: list[_Row], gutters: Sequence[Gutter]) -> list[Line]:
    """Return the lines of one page: those across its columns in place, the columns in order."""
    lines: list[Line] = []
    columns: list[list[Line]] = [[] for _ in range(len(gutters) + 1)]
    for row in rows:
        parts = row.cut(gutters)
        for number, part in enumerate(parts or []):
            if part:
                columns[number].append(Line(page, tuple(part), number))
        if parts is None:
            lines += [line for column in columns for line in column]
            lines.append(row.line)
            columns = [[] for _ in columns]
    return lines + [line for column in columns for line in column]
