"""Tables without rules: which word belongs to which column.

Columns come from the printed header and from the shape of their values, in the order of the header.
A title that ends in something like a grade stays a title, because the points stand behind it.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import pairwise
from math import inf
from statistics import median
from typing import NamedTuple

from degreekit.ingest.page.document import Box
from degreekit.ingest.page.layout import Word, around, cells_of, text_of

__all__ = ["Column", "Fitted", "Header", "Row", "Table"]

_PUNCTUATION = re.compile(r"[^\w#/]")
#: Only a number with decimals is cut out of a word: "CALCULUS2" is a title.
_DECIMAL = re.compile(r"\d+\.\d+")
_ENDS_IN_DECIMAL = re.compile(r"\d\.\d+$")

#: A header with a column that is not known has this many cells at least.
_HEADER_CELLS = 4
#: Columns that every header with another one names.
_TELLING = frozenset({"title", "grade"})
#: What stands in no name of a column.
_NOT_NAMED = re.compile(r"[\d:]")

#: What it costs to leave words that stand together in no column, and each of them after the first.
_STRAY = 20.0
_STRAY_MORE = 0.5
#: What it costs to leave a column empty that always has a value: never worth it to place a word.
_MISSING = 60.0
#: How far a value may stand from the place of its column before that costs, in font sizes.
_SLACK = 0.6
#: What each font size beyond that costs, while only the header is known, and when the values are.
_LOOSE = 1.0
_TIGHT = 12.0
#: What a word in a column of free text costs: a shaped column that fits is better.
_FREE = 0.1
#: Words that a surname may begin with.
_PARTICLES = frozenset(
    {"van", "von", "der", "den", "de", "la", "le", "di", "da", "del", "dos", "du"}
)
#: What each name in a column of names saves: it is no word of a title.
_NAMED = 0.5
#: What a whole number costs where the values of its column have decimals.
_WHOLE = 50.0
#: What it costs to use a column that the header does not list: dearer than a word of a title.
_UNLISTED = 0.5
#: What it costs, in a row without places, to fill a column behind an empty one that always has a
#: value: dearer than a word of a title ("INTRODUCTION TO" has no grade).
_BEHIND = 1.0
#: A line with more words than this is no line of a table.
_MOST_WORDS = 60
#: A cell of a shaped column has this many words at most ("COMS W 4995", "In Progress").
_CELL = 4


#: A column that words may fill: its number, the word behind the last of them, and the price.
_Fit = tuple[int, int, float]

#: Which columns a text may be a value of, for the texts that were asked for.
_Shapes = dict[str, tuple[int, ...]]

#: The cells of a line: number of the column (-1: none), first word, the word behind the last.
_Cuts = tuple[tuple[int, int, int], ...]


@dataclass(frozen=True, slots=True)
class Column:
    """One column of a table.

    Attributes:
        name: by which its cells are called.
        headers: what may be printed above it, in small letters without punctuation; words that
            stand above each other are joined by a space.
        value: what a whole cell looks like; None where anything may stand.
        required: whether every complete row has a value.
        most_words: how many words a value of its own shape has at most.
        named: whether the column is there only where a header names it.
    """

    name: str
    headers: tuple[str, ...]
    value: re.Pattern[str] | None = None
    required: bool = False
    most_words: int = _CELL
    named: bool = False


class Span(NamedTuple):
    """Where a column is: its left and right edge, and whether its values have decimals."""

    left: float
    right: float
    decimals: bool = False


@dataclass(frozen=True, slots=True)
class Header:
    """Where the columns of a table begin and end, as its header says.

    Attributes:
        spans: the place of each column it names.
        words: all that it says, word by word in small letters.
        unknown: the places of columns whose names are not known.
    """

    spans: Mapping[str, Span]
    words: frozenset[str] = frozenset()
    unknown: tuple[Span, ...] = ()

    def moved(self, by: float) -> Header:
        """Return the header of a like table further right."""
        spans = {name: Span(a.left + by, a.right + by) for name, a in self.spans.items()}
        unknown = tuple(Span(a.left + by, a.right + by) for a in self.unknown)
        return Header(spans, self.words, unknown)

    def saying(self, texts: Iterable[str]) -> Header:
        """Return the header with all that its lines say."""
        return replace(self, words=self.words.union(map(_plain, texts)))


@dataclass(frozen=True, slots=True)
class Row:
    """The cells of one line.

    Attributes:
        cells: the words of each column that has any.
        stray: words that fit no column.
    """

    cells: Mapping[str, tuple[Word, ...]]
    stray: tuple[Word, ...] = ()

    def text(self, name: str) -> str:
        """Return what a cell says, empty where there is nothing."""
        return text_of(self.cells.get(name, ()))

    def box(self, name: str) -> Box | None:
        """Return the place of a cell on the upright page."""
        words = self.cells.get(name)
        return around(word.box for word in words) if words else None


@dataclass(frozen=True, slots=True)
class Fitted:
    """A table whose columns have their places."""

    table: Table
    spans: Mapping[str, Span]
    unknown: tuple[Span, ...] = ()
    _shapes: _Shapes = field(default_factory=dict, repr=False, compare=False)

    @property
    def is_loose(self) -> bool:
        """Whether its columns have no places: see `Table.loose`."""
        return _placeless(self.spans)

    def row(self, words: Sequence[Word]) -> Row:
        """Return the cells of a line."""
        parted = self.table._parted(words, self.spans)
        own, beside = _beside(parted, self.spans, self.unknown)
        row = self.table._row(own, self.spans, _TIGHT, self._shapes)
        return replace(row, stray=(*row.stray, *beside)) if beside else row

    def is_complete(self, row: Row) -> bool:
        """Return whether every required column has a value."""
        return all(c.name in row.cells for c in self.table.columns if c.required)


@dataclass(slots=True)
class Table:
    """Assigns the words of lines to columns.

    Attributes:
        columns: from left to right.
    """

    columns: tuple[Column, ...]
    _free: list[tuple[int, Column]] = field(init=False)  # columns in which anything may stand
    _values: list[tuple[int, re.Pattern[str]]] = field(init=False)  # of the other columns
    _most_words: int = field(init=False)  # of a cell with a shape
    _words: frozenset[str] = field(init=False)
    _glued: dict[str, int] = field(
        init=False
    )  # two words without a gap, and where the second begins
    _first: frozenset[str] = field(init=False)  # with which a header begins
    _last: frozenset[str] = field(init=False)  # with which the one beside it ends

    def __post_init__(self) -> None:
        self._free = [(n, column) for n, column in enumerate(self.columns) if column.value is None]
        self._values = [(n, c.value) for n, c in enumerate(self.columns) if c.value is not None]
        self._most_words = max((column.most_words for column in self.columns), default=_CELL)
        self._words = frozenset(
            word for column in self.columns for text in column.headers for word in text.split()
        )
        self._glued = {a + b: len(a) for a in self._words for b in self._words}
        parts = [{w for text in column.headers for w in text.split()} for column in self.columns]
        required = [number for number, column in enumerate(self.columns) if column.required]
        first, last = (required[0], required[-1]) if required else (0, 0)
        self._first = frozenset().union(*parts[: first + 1])
        self._last = frozenset().union(*parts[last:])

    # ------------------------------------------------------------------------------- the header

    def is_header(self, words: Sequence[Word]) -> bool:
        """Return whether a line consists of words of the header only, or names most columns."""
        if len(words) > _MOST_WORDS:
            return False
        return all(map(self._is_known, words)) or bool(self._unknown(words))

    def _is_known(self, word: Word) -> bool:
        text = _plain(word.text)
        return not text or text in self._words or text in self._glued

    def _unknown(self, words: Sequence[Word]) -> list[tuple[Word, ...]]:
        """Return the cells of a header that name no column known here.

        Such a line names all columns that have a value in every row, the title and the grade, and
        more of the known ones than of others. None are returned of a line that is no header.
        """
        if all(map(self._is_known, words)):
            return []
        cells = cells_of(words)
        if len(cells) < _HEADER_CELLS or any(_NOT_NAMED.search(word.text) for word in words):
            return []
        names = [" ".join(filter(None, (_plain(w.text) for w in cell))) for cell in cells]
        named = [[c for c in self.columns if name in c.headers] for name in names]
        found = {column.name for columns in named for column in columns}
        needed = {c.name for c in self.columns if c.required or c.name in _TELLING}
        unknown = [cell for cell, columns in zip(cells, named, strict=True) if not columns]
        return unknown if needed <= found and 2 * len(unknown) < len(cells) else []

    def _heading(self, word: Word) -> tuple[Word, ...]:
        """Return a word of a header, or the two that touch each other in it ("PointsGrade")."""
        text = _plain(word.text)
        at = 0 if text in self._words else self._glued.get(text, 0)
        return word.split(at) if at and len(text) == len(word.glyphs) else (word,)

    def begins_header(self, words: Sequence[Word], at: int) -> bool:
        """Return whether the header begins there, at the left edge of a table or behind another."""
        return _plain(words[at].text) in self._first and (
            not at or _plain(words[at - 1].text) in self._last
        )

    def header(self, lines: Sequence[Sequence[Word]]) -> Header | None:
        """Return the header that these lines are, one above the other; None if they are none.

        A header has at least two of the columns, one of them with values of its own shape. Its
        columns may stand in another order than that of the table.
        """
        if not lines or not all(map(self.is_header, lines)):
            return None
        spans: dict[str, Span] = {}
        unknown = [cell for line in lines for cell in self._unknown(line)]
        left_out = {word for cell in unknown for word in cell}
        stacks = _stacks(
            [
                [part for word in line if word not in left_out for part in self._heading(word)]
                for line in lines
            ]
        )
        at = 0
        free = [True] * len(stacks)
        for column in self.columns:
            if place := _find(column, stacks, free, at):
                at = _take(column, stacks, free, place, spans)
        for column in self.columns:
            if column.name not in spans and (place := _find(column, stacks, free, 0)):
                _take(column, stacks, free, place, spans)
        shaped = [c.name for c in self.columns if c.value is not None and c.name in spans]
        said = frozenset(_plain(word.text) for stack in stacks for word in stack)
        places = tuple(Span(cell[0].left, cell[-1].right) for cell in unknown)
        return Header(spans, said, places) if len(spans) > 1 and shaped else None

    # --------------------------------------------------------------------------------- the rows

    def fit(self, lines: Sequence[Sequence[Word]], header: Header | None) -> Fitted:
        """Return the table with the places of its columns, learned from lines under one header.

        The header gives the places first. Values may be set left, right or in the middle under it,
        so the places are then taken from the values themselves.
        """
        spans = dict(header.spans) if header else {}
        unknown = header.unknown if header else ()
        table = self._arranged(spans)
        shapes: _Shapes = {}
        own = [_beside(words, spans, unknown)[0] for words in lines]
        rows = [table._row(words, spans, _LOOSE, shapes) for words in own]
        for column in table.columns:
            cells = [row.cells[column.name] for row in rows if column.name in row.cells]
            if cells and column.value is not None:
                spans[column.name] = _aligned(cells)
        return Fitted(table, spans, unknown, shapes)

    def _arranged(self, spans: Mapping[str, Span]) -> Table:
        """Return the table with its columns in the order of a header.

        A column that the header does not list stays behind the one in front of it.
        """
        lefts: list[tuple[float, int]] = []
        left = -inf
        for number, column in enumerate(self.columns):
            left = spans[column.name].left if column.name in spans else left
            lefts.append((left, number))
        order = [number for _, number in sorted(lefts)]
        if order == sorted(order):
            return self
        return Table(tuple(self.columns[number] for number in order))

    def loose(self, lines: Sequence[Sequence[Word]], header: Header | None) -> Fitted:
        """Return the table for lines in which every gap has become one blank.

        Their values stand nowhere in particular. Which is which is told by the order of the
        columns, by their shapes, and by whether their values have decimals: the points, and not
        the end of a title, are the last number of their kind.
        """
        spans = {
            column.name: Span(-inf, inf)
            for column in self.columns
            if (
                any(header.words.issuperset(x.split()) for x in column.headers)
                if header
                else not column.named
            )
        }
        shapes: _Shapes = {}
        rows = [self._row(words, spans, _LOOSE, shapes) for words in lines]
        for column in self.columns:
            cells = [row.cells[column.name] for row in rows if column.name in row.cells]
            if cells and column.name in spans and column.value is not None:
                spans[column.name] = Span(-inf, inf, _aligned(cells).decimals)
        return Fitted(self, spans, (), shapes)

    def _row(
        self, words: Sequence[Word], spans: Mapping[str, Span], grip: float, shapes: _Shapes
    ) -> Row:
        """Cut the words into cells, both in their order from the left, at the least cost."""
        words = [word for word in words if not word.is_rule]
        if len(words) > _MOST_WORDS:
            return Row({}, tuple(words))
        fits = [list(self._fits(words, at, spans, grip, shapes)) for at in range(len(words))]
        # what leaves no word out is the cheapest as soon as it costs less than leaving one out
        behind_empty = _BEHIND if _placeless(spans) else 0.0
        cost, cuts = self._placed(words, fits, behind_empty, stray=False)
        if cost >= _STRAY:
            _, cuts = self._placed(words, fits, behind_empty, stray=True)
        cells = {self.columns[c].name: tuple(words[a:b]) for c, a, b in cuts if c >= 0}
        return Row(cells, tuple(word for c, a, b in cuts if c < 0 for word in words[a:b]))

    def _placed(
        self,
        words: Sequence[Word],
        fits: Sequence[Sequence[_Fit]],
        behind_empty: float,
        *,
        stray: bool,
    ) -> tuple[float, _Cuts]:
        """Return the cheapest cuts of a line, and what they cost; with stray words or without."""
        missing = [0.0]  # missing[c]: what leaving all columns before c empty would cost
        for column in self.columns:
            missing.append(missing[-1] + (_MISSING if column.required else 0.0))
        # best[at][c]: the cheapest way to place the words before at, with c columns behind us
        best: list[dict[int, tuple[float, _Cuts]]] = [{0: (0.0, ())}, *({} for _ in words)]
        for at in range(len(words)):
            for behind, (cost, cuts) in best[at].items():
                for end in range(at + 1, len(words) + 1) if stray else ():
                    left_out = cost + _STRAY + _STRAY_MORE * (end - at - 1)
                    _offer(best[end], behind, left_out, (*cuts, (-1, at, end)))
                for number, end, price in fits[at]:
                    if number >= behind:
                        skipped = missing[number] - missing[behind]
                        whole = cost + price + skipped + (behind_empty if skipped else 0.0)
                        _offer(best[end], number + 1, whole, (*cuts, (number, at, end)))
        placed = (
            (cost + missing[-1] - missing[behind], cuts)
            for behind, (cost, cuts) in best[-1].items()
        )
        return min(placed, default=(inf, ()))

    def _fits(
        self,
        words: Sequence[Word],
        at: int,
        spans: Mapping[str, Span],
        grip: float,
        shapes: _Shapes,
    ) -> Iterator[_Fit]:
        """Yield the columns that the words from there on may fill, where they end, the price."""
        most = self._most_words
        for end in range(at + 1, min(len(words), at + most) + 1):
            text = text_of(words[at:end])
            numbers = shapes.get(text)
            if numbers is None:
                numbers = shapes[text] = self._shaped(text)
            for number in numbers:
                if end - at > self.columns[number].most_words:
                    continue
                price = _shaped_price(words[at:end], self.columns[number], spans, grip)
                if price < _MISSING:
                    yield number, end, price
        size = words[at].size
        # a title ends where a gap parts it from the names behind it
        gap = _UNLISTED if most > _CELL else 0.0
        for number, column in self._free:
            left = spans[column.name].left if column.name in spans else -inf
            for end in range(at + 1, len(words) + 1):
                price = _FREE * (end - at)
                if left > (right := words[end - 1].right):
                    price += _LOOSE * ((left - right) / size)
                yield number, end, price + gap * _gaps(words[at:end]) if gap else price

    def _shaped(self, text: str) -> tuple[int, ...]:
        """Return the columns with values of their own shape that a text may be a value of."""
        return tuple(n for n, value in self._values if value.fullmatch(text))

    def _parted(self, words: Sequence[Word], spans: Mapping[str, Span]) -> list[Word]:
        """Part words that run into the next column, at the place where its values begin."""
        return [part for word in words for part in self._part(word, spans)]

    def _part(self, word: Word, spans: Mapping[str, Span]) -> tuple[Word, ...]:
        for column in self.columns:
            if column.value is None or not column.required or column.name not in spans:
                continue
            if column.value.fullmatch(word.text):
                break
            if not _ENDS_IN_DECIMAL.search(word.text):
                break
            left, right, _ = spans[column.name]
            for at in range(1, len(word.glyphs)):
                head, tail = word.split(at)
                inside = tail.left > left - word.size and tail.right < right + word.size
                if inside and _DECIMAL.fullmatch(tail.text) and column.value.fullmatch(tail.text):
                    return head, tail
        return (word,)


def _beside(
    words: Sequence[Word], spans: Mapping[str, Span], unknown: Sequence[Span]
) -> tuple[Sequence[Word], list[Word]]:
    """Part the words of a line from those that stand under a name of no known column."""
    if not unknown:
        return words, []

    def is_under(cell: Sequence[Word], places: Iterable[Span]) -> bool:
        return any(cell[0].left < p.right and cell[-1].right > p.left for p in places)

    cells = cells_of(words) if words else []
    out = [c for c in cells if is_under(c, unknown) and not is_under(c, spans.values())]
    beside = [word for cell in out for word in cell]
    return [word for word in words if word not in beside], beside


def _placeless(spans: Mapping[str, Span]) -> bool:
    return any(span.left == -inf for span in spans.values())


def _plain(text: str) -> str:
    """Return a word of a header in small letters, without punctuation."""
    return _PUNCTUATION.sub("", text).casefold()


def _stacks(lines: Sequence[Sequence[Word]]) -> list[list[Word]]:
    """Return the words of a header from left to right, those above each other together."""
    stacks: list[list[Word]] = []
    for line in lines:
        for word in line:
            over = [s for s in stacks if any(_above(other, word) for other in s)]
            if len(over) == 1:
                over[0].append(word)
            else:
                stacks.append([word])
    return sorted(stacks, key=lambda stack: min(word.left for word in stack))


def _above(other: Word, word: Word) -> bool:
    shares = min(other.right, word.right) - max(other.left, word.left)
    return other.middle < word.middle - 0.5 * word.size and shares > 0


def _phrase(column: Column, stacks: Sequence[Sequence[Word]]) -> int:
    """Return how many stacks from the first on are a printed name of the column; 0 if none."""
    for length in range(min(3, len(stacks)), 0, -1):
        words = [_plain(word.text) for stack in stacks[:length] for word in stack]
        if " ".join(filter(None, words)) in column.headers:
            return length
    return 0


def _find(
    column: Column, stacks: Sequence[Sequence[Word]], free: Sequence[bool], at: int
) -> tuple[int, int] | None:
    """Return where a name of the column stands first, from one stack on, and how many it takes."""
    for start in range(at, len(stacks)):
        length = _phrase(column, stacks[start:])
        if length and all(free[start : start + length]):
            return start, length
    return None


def _take(
    column: Column,
    stacks: Sequence[Sequence[Word]],
    free: list[bool],
    place: tuple[int, int],
    spans: dict[str, Span],
) -> int:
    """Give a column its place in the header; return the stack behind it."""
    start, end = place[0], sum(place)
    words = [word for stack in stacks[start:end] for word in stack]
    spans[column.name] = Span(min(w.left for w in words), max(w.right for w in words))
    free[start:end] = [False] * place[1]
    return end


def _offer(best: dict[int, tuple[float, _Cuts]], behind: int, cost: float, cuts: _Cuts) -> None:
    known = best.get(behind)
    if known is None or cost < known[0] or (cost == known[0] and cuts < known[1]):
        best[behind] = (cost, cuts)


def _shaped_price(
    words: Sequence[Word],
    column: Column,
    spans: Mapping[str, Span],
    grip: float,
) -> float:
    """Return how far a value of the right shape stands from the place of its column."""
    if column.name not in spans:
        return _MISSING if column.named else _UNLISTED if spans else 0.0
    span = spans[column.name]
    away = max(span.left - words[-1].right, words[0].left - span.right, 0.0) / words[0].size
    odd = span.decimals and words[0].text.isdigit()
    if column.most_words > _CELL:
        return _long_price(words, span)
    return grip * max(0.0, away - _SLACK) + (_WHOLE if odd else 0.0)


def _gaps(words: Sequence[Word]) -> int:
    """Return how many gaps wider than a blank the words have between them."""
    return sum((b.left - a.right) / b.size > 1.0 for a, b in pairwise(words))


def _long_price(words: Sequence[Word], span: Span) -> float:
    """Return how badly words fit a column of long values, as names are, behind free text.

    It begins at its place, and has no gap inside. Where it has no place it takes whole names
    (parted by semicolons) of as few words as will do.
    """
    names = 1 + sum(word.text.endswith(";") for word in words[:-1])
    left = 0.0 if span.left == -inf else max(0.0, span.left - words[0].left) / words[0].size
    particles = sum(word.text in _PARTICLES for word in words)
    return (
        1.1 * _FREE * (len(words) - particles)
        - _NAMED * names
        + _UNLISTED * _gaps(words)
        + _LOOSE * max(0.0, left - _SLACK)
    )


def _aligned(cells: Sequence[Sequence[Word]]) -> Span:
    """Return the place of a column from its values: the usual left and right edge."""
    return Span(
        median(cell[0].left for cell in cells),
        median(cell[-1].right for cell in cells),
        2 * sum("." in cell[0].text for cell in cells) > len(cells),
    )
