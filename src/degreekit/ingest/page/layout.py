"""Words and lines from glyphs, in the order in which people read them.

Lines come from geometry alone.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from itertools import pairwise
from operator import sub
from unicodedata import decomposition, normalize
from weakref import WeakKeyDictionary

from typing_extensions import override

from degreekit.ingest.page.document import Box, Document, Page
from degreekit.ingest.page.glyphs import Glyph, Glyphs, Style
from degreekit.ingest.page.pieces import joints

__all__ = [
    "CopiedWord",
    "Line",
    "MovedWord",
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
#: pairs of letters are kerned by less than 0.1. Letters are spaced out by round numbers; it is not
#: one of them, so that all gaps of a word fall on one side of it.
_WORD_GAP = 0.153
#: A space ends where the letter behind it begins, up to this.
_BESIDE = 0.2
#: Letters overlap by at most this; more, and they belong to two texts printed over one another.
_OVERLAP = 0.35
#: Of the shorter of two words, the part that stands on the other where nobody can read them.
_OVERPRINTED = 0.6
#: A hyphen and what follows it are kerned apart by up to this ("CHINA- D").
_HYPHEN_GAP = 0.5
#: Of the height of the lower of two words, the part that they share on one line.
_SAME_LINE = 0.6
#: Print this much larger stands on no line with the smaller: it is laid over the page.
_DISPLAY = 4.0
#: A word is looked for among this many rows above it.
_LOOK_BACK = 12
#: From so many single letters on, with one gap between them, a word is letter-spaced.
_SPACED = 4
#: Between two of its words the gap is wider than between letters by this factor.
_WIDER = 1.6

#: Characters that draw a rule or lead the eye, and say nothing.
_RULE = re.compile(r"[|¦│_=~\-.·•…─━+*]+")
_LEADER = re.compile(r"[._~\-·…]{3,}|[|¦│]+")
_BARS = "|¦│"
_BAR = re.compile(rf"[{_BARS}]+")
#: Letters of titles, those with accents too: "GRÖSSE UND FORM".
_CAPITAL, _SMALL = "A-ZÀ-ÖØ-Þ", "a-zß-öø-ÿ"
_NUMBER = re.compile(
    rf"(?<![\d.])\d{{1,2}}\.\d\d(?=[{_CAPITAL}]|\d{{1,2}}\.\d\d)"
    rf"|(?<=\.\d\d)\d{{1,2}}\.\d\d(?=[{_CAPITAL}])"
    rf"|(?<=[{_CAPITAL}{_SMALL})])(?=\d{{1,2}}[.,]\d\d$)"
    rf"|(?<=[{_CAPITAL}{_SMALL})]{{3}})(?=\d[.,]\d$)"
    rf"|^\d{{3}}(?=[{_CAPITAL}]{{3}})|^[(\[]\d{{3}}[)\]](?=[{_CAPITAL}][{_SMALL}])"
)
#: The number of a course that has none here: "MATH 1---".
_WILDCARD = re.compile(r"\d-{3}")
_DOTS = re.compile(r"[._·…]+|\(cid:\d+\)")  # of the last nobody knows what letter it is
_DOTTED = re.compile(r"[.·][^\W\d_]")
#: What points to a footnote, and not the end of "21st".
_MARK = re.compile(r"[\d*†‡§¶#(),]{1,4}|[A-Za-z]")
#: A grade, a mark, and the code behind it: "A2ENGI".
_GRADE_AND_NEXT = re.compile(r"[A-F][+-]?(?P<mark>[\d*†‡§¶#]{1,2}|[a-z])[A-Z]{2,}\w*")
#: Such a mark is smaller than the word it is set on by this factor at least, and ends above the
#: foot of the word by this much of its height.
_SMALLER = 0.85
#: A mark as small as this beside a word leaves the word legible, wherever it stands.
_SMALL_MARK = 0.7
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
    def place(self) -> Box:
        """Where it is printed."""
        return self.box

    @property
    def first(self) -> Box:
        """The place of its first letter."""
        left, top, right, bottom = self.glyphs.places[:4]
        return left, top, right, bottom

    @property
    def last(self) -> Box:
        """The place of its last letter."""
        left, top, right, bottom = self.glyphs.places[-4:]
        return left, top, right, bottom

    @property
    def style(self) -> Style:
        """How most of its letters are drawn: font, bold, italic, size, colour."""
        return self.glyphs.style

    @property
    def middle(self) -> float:
        """The height of its middle."""
        return (self.top + self.bottom) / 2

    def split(self, at: int) -> tuple[Word, Word]:
        """Return the word in two, the second beginning with the glyph of that number."""
        return Word(self.glyphs[:at], self.spaced), Word(self.glyphs[at:])


class CopiedWord(Word):
    """A word that is printed once for several rows, in a row that leaves it out."""

    __slots__ = ()


class MovedWord(Word):
    """A word of a row that is printed elsewhere, set next to the row.

    Args:
        word: as printed.
        right_by: how far to the right it is set.
        row: a word of the row, which says how high.
        is_mark: whether it says nothing there.
    """

    __slots__ = ("_place",)

    def __init__(self, word: Word, right_by: float, row: Word, *, is_mark: bool = False) -> None:
        glyphs = [
            Glyph(text, x0 + right_by, row.top, x1 + right_by, row.bottom, style)
            for text, x0, _, x1, _, style in word.glyphs
        ]
        super().__init__(glyphs, word.spaced, is_mark)
        self._place = word.place

    @property
    @override
    def place(self) -> Box:
        return self._place


@dataclass(frozen=True, eq=False)
class Line:
    """Words next to each other in one column of a page.

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

    @property
    def place(self) -> Box:
        """Where it is printed, with what was set next to it."""
        return around(word.place for word in self.words)

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

    def cells(self) -> list[tuple[Word, ...]]:
        """Return groups of words with less than a font size between them."""
        return list(self._cells)

    @cached_property
    def _cells(self) -> list[tuple[Word, ...]]:
        return cells_of(self.words)


def _overprint(a: Word, b: Word) -> bool:
    """Return whether a word stands on another; those of a wrapped cell stand below each other."""
    small, large = sorted((a, b), key=lambda word: word.size)
    if small.size < _SMALL_MARK * large.size and _MARK.fullmatch(small.text):
        return False  # of a footnote: the word below it can be read
    wide = min(a.right, b.right) - max(a.left, b.left)
    high = min(a.bottom, b.bottom) - max(a.top, b.top)
    return wide > _OVERPRINTED * min(a.right - a.left, b.right - b.left) and (
        high > _OVERPRINTED * min(a.size, b.size)
    )


def cells_of(words: Sequence[Word], gap: float = 1.0) -> list[tuple[Word, ...]]:
    """Return groups of words, at least one, with less than this between them, in font sizes.

    A bar between two words parts them, whatever the gap.
    """
    cells = [[words[0]]]
    for before, word in pairwise(words):
        if word.left - before.right > gap * word.size or (
            before.text[0] in _BARS and _BAR.fullmatch(before.text)
        ):
            cells.append([])
        cells[-1].append(word)
    return [tuple(cell) for cell in cells]


def text_of(words: Sequence[Word]) -> str:
    """Return words as text. A hyphen takes back what kerning has moved away from it."""
    if len(words) == 1:
        return words[0].text
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
            # a small figure raised behind a grade is no rest of a word
            level = word.size > _SMALLER * before.size
            kerned = level and len(before.text) > 1 and before.text.endswith("-")
            kerned = kerned and not word.spaced
            at += not (kerned and -_OVERLAP < gap < _HYPHEN_GAP)
        yield at, word
        at += len(word.text)
        before = word


# ---------------------------------------------------------------------------------------- words


def words_of(glyphs: Iterable[Glyph]) -> list[Word]:
    """Return the words that the glyphs make, wherever on the page.

    Letters drawn one after the other are taken together first, so that a title that runs into the
    next column is not shuffled into it; then what was drawn in pieces is joined.
    """
    glyphs = Glyphs.of(glyphs)
    runs: list[Word] = []
    begun = 0
    last: Box | None = None  # of the run that has begun
    space: Box | None = None  # the last one
    spaced = starts_spaced = False
    boxes = zip(glyphs.lefts, glyphs.tops, glyphs.rights, glyphs.bottoms, strict=True)
    for at, (text, glyph) in enumerate(zip(glyphs.texts, boxes, strict=True)):
        if text == " ":
            if not spaced and last:
                runs.append(Word(glyphs[begun:at], starts_spaced))
            spaced, space = True, glyph
            continue
        if last is None:
            begun, starts_spaced = at, _is_before(space, glyph)
        elif spaced or not _follows(last, glyph, _WORD_GAP):
            if not spaced:
                runs.append(Word(glyphs[begun:at], starts_spaced))
            begun, starts_spaced = at, spaced and _is_before(space, glyph)
        last, spaced = glyph, False
    if last and not spaced:
        runs.append(Word(glyphs[begun:], starts_spaced))
    return [word for line in _rows(runs) for word in _pieced(_joined(line))]


def _is_before(space: Box | None, glyph: Box) -> bool:
    """Return whether a space stands in front of a letter, and was not drawn for another one.

    One that OCR saw may reach over the letter.
    """
    return (
        space is not None
        and space[0] < glyph[0] <= space[2] + _BESIDE * (glyph[3] - glyph[1])
        and _same_line(space, glyph)
    )


def _same_line(a: Box, b: Box) -> bool:
    shared = min(a[3], b[3]) - max(a[1], b[1])
    return shared >= _SAME_LINE * min(a[3] - a[1], b[3] - b[1])


def _follows(before: Box, glyph: Box, gap: float) -> bool:
    _, upper, end, lower = before
    start, top, _, bottom = glyph
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
    """Join runs that touch: a word drawn letter by letter, or in two fonts."""
    words: list[Word] = []
    for word in line:
        if (
            words
            and not word.spaced
            and _follows(words[-1].last, word.first, _WORD_GAP)
            and not (_is_leader(words[-1]) or _is_leader(word))
        ):
            words[-1] = Word(words[-1].glyphs + word.glyphs, words[-1].spaced)
        else:
            words.append(word)
    parts: list[Word] = []
    for part in (part for word in words for part in _apart(word)):
        # the last dot of a leader of spaced dots may touch the text: ". . .Planned"
        touches = parts and parts[-1].is_rule and _DOTTED.match(part.text)
        parts += part.split(1) if touches else (part,)
    return parts


def _pieced(line: list[Word]) -> list[Word]:
    """Join words that were drawn in pieces, with white between them."""
    together = joints(line)
    words: list[Word] = []
    for number, word in enumerate(line):
        if number in together:
            words[-1] = Word(words[-1].glyphs + word.glyphs, words[-1].spaced)
        else:
            words.append(word)
    return words


def _is_leader(word: Word) -> bool:
    """Return whether a run leads the eye; a single dot may be the point of a number."""
    return word.is_rule and len(word.glyphs) > 1


def _apart(word: Word) -> list[Word]:
    """Split off what is not a word: leader dots at a text, a number that touches the next cell.

    The mark of a footnote, raised before or after a word, does not belong to it either.
    """
    first, end = _within_marks(word)
    if end - first < len(word.glyphs):
        marks = [Word(g, is_mark=True) for g in (word.glyphs[:first], word.glyphs[end:]) if g]
        inner = _apart(Word(word.glyphs[first:end], word.spaced))
        return [*marks[: bool(first)], *inner, *marks[bool(first) :]]
    if len(word.text) > len(word.glyphs) or _WILDCARD.fullmatch(word.text):  # of ligatures
        return [word]
    ends = {0, len(word.glyphs), *_mark_inside(word)}
    if word.text[0].isdigit() or word.text[0] in "([" or "." in word.text or "," in word.text:
        ends.update(found.end() for found in _NUMBER.finditer(word.text))
    for found in _LEADER.finditer(word.text):
        ends.update(found.span())
    if len(ends) == 2:
        return [word]
    return [Word(word.glyphs[a:b], word.spaced and a == 0) for a, b in pairwise(sorted(ends))]


def _mark_inside(word: Word) -> tuple[int, ...]:
    """Return where the mark of a footnote begins and ends between a grade and the next cell."""
    parts = _GRADE_AND_NEXT.fullmatch(word.text)
    if parts is None:
        return ()
    first, end = parts.span("mark")
    foot, small = word.bottom - _RAISED * word.size, _SMALLER * word.size
    raised = [number for number, g in enumerate(word.glyphs) if _is_raised(g, foot, small)]
    return (first, end) if raised == list(range(first, end)) else ()


def _within_marks(word: Word) -> tuple[int, int]:
    """Return which letters of a word stand between the marks of footnotes around it."""
    glyphs = word.glyphs
    if word.text.isascii() and min(glyphs.bottoms) == word.bottom:
        return 0, len(glyphs)
    foot, small = word.bottom - _RAISED * word.size, _SMALLER * word.size
    raised = [_is_raised(glyph, foot, small) for glyph in glyphs]
    if all(raised):
        return 0, len(raised)
    first, end = raised.index(False), len(raised) - raised[::-1].index(False)
    before, after = (normalize("NFKC", part.text) for part in (glyphs[:first], glyphs[end:]))
    return first if _MARK.fullmatch(before) else 0, end if _MARK.fullmatch(after) else len(raised)


def _is_raised(glyph: Glyph, foot: float, small: float) -> bool:
    if glyph.bottom < foot and glyph.size < small:
        return True
    return not glyph.text.isascii() and decomposition(glyph.text[0]).startswith("<super>")


# ---------------------------------------------------------------------------------------- lines


def reading_order(document: Document) -> list[Line]:
    """Return the lines of a document, page by page from top to bottom."""
    lines = _LINES.get(document)
    if lines is None:
        lines = _LINES[document] = [
            Line(page, tuple(words)) for page in document.pages for words in rows_of(page)
        ]
    return list(lines)


def rows_of(page: Page) -> list[list[Word]]:
    """Return the words of a page by the height they share, each from left to right."""
    rows = _ROWS.get(page)
    if rows is None:
        rows = _ROWS[page] = [_unspaced(row) for row in _rows(words_of(page.glyphs))]
    return rows


def _unspaced(row: list[Word]) -> list[Word]:
    """Join the words of a heading whose letters are spaced out: "F A L L   2 0 2 3"."""
    if len(row) < _SPACED:
        return row
    words: list[Word] = []
    run: list[Word] = []
    for word in (*row, None):
        if word is not None and len(word.text) == 1 and not word.is_rule:
            run.append(word)
            continue
        words += _words_spaced(run)
        words += [word] if word is not None else []
        run = []
    return words


def _words_spaced(run: list[Word]) -> list[Word]:
    """Return single letters as the words that they spell, if they stand as such letters do."""
    letters = sum(word.text.isalpha() for word in run)
    if len(run) < _SPACED or letters < _SPACED - 1:
        return run
    # letters differ in width, so what is even is the gap between two, or the step from one to the
    # next
    gaps = [b.left - a.right for a, b in pairwise(run)]
    narrow = sorted(gaps)[len(gaps) // 3]
    if (
        narrow <= 0
        or narrow > 2 * run[0].size
        or sum(g < _WIDER * narrow for g in gaps) < len(gaps) / 2
    ):
        return run
    words = [[run[0]]]
    for gap, word in zip(gaps, run[1:], strict=True):
        if gap < _WIDER * narrow:
            words[-1].append(word)
        else:
            words.append([word])
    if max(map(len, words)) < _SPACED:
        return run
    return [Word([g for part in word for g in part.glyphs], word[0].spaced) for word in words]


#: Several readers look at one document: what they see alike is laid out once, and goes with it. The
#: values must not refer to their keys, which would never go.
_ROWS: WeakKeyDictionary[Page, list[list[Word]]] = WeakKeyDictionary()
_LINES: WeakKeyDictionary[Document, list[Line]] = WeakKeyDictionary()
