"""The columns of a table, from where the words of all its rows stand.

Between two columns there is a strip that no word of any row crosses. In a few rows such strips also
run through a title by chance; there the words on both sides are as close as words are.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from statistics import median
from typing import NamedTuple

from degreekit.ingest.page.layout import Word, text_of
from degreekit.ingest.tables.columns.cells import Kind, Shapes, is_name

__all__ = ["CELL_GAP", "Column", "Edge", "Spot", "cut_by_gaps", "cut_in_half", "find_columns"]

#: Words with a gap wider than this between them, in font sizes, stand in two cells: a blank is 0.22
#: to 0.35 wide, of a typewriter 0.6, and two of those 1.2.
CELL_GAP = 1.0
#: A strip narrower than this, in font sizes, is a blank between letters.
_NARROWEST = 0.1
#: A blank between two words of a title is narrower than this.
_BLANK = 0.7
#: Below the names of two columns there is more than a blank between them, by this factor.
_MORE_THAN_BLANK = 1.4
#: A mark that all rows of a few have in front of other words is a column of its own if it stands
#: farther from them than a blank, by this factor.
_APART_FROM_MARK = 1.8
#: Of so many rows one may cross a strip: a note in the line of a course, a title that is too long.
_ONE_IN = 12
_FEW = 6
#: Edges that differ by less than this, in font sizes, are one edge.
_SAME_EDGE = 0.3
#: Of so many rows nothing is known by what their cells have in common.
_FEW_PAIRS = 3
#: A value has no more words than this: "2021 - Fall".
_WORDS = 3
#: Such a value may have several: "Fall 2023", "In Progress", "3.00 cr".
_OF_WORDS = Kind.TERM | Kind.STATUS | Kind.DECIMAL
#: Of the cells of a column so many are of its kind.
_MOST = 0.8
#: What stands in one column with nothing of another kind, however few rows there are.
_APART = Kind.STATUS | Kind.TERM | Kind.PERCENT | Kind.DATE


class Spot(NamedTuple):
    """A word, and where it stands in its table, whose columns begin at one place on all pages."""

    left: float
    right: float
    word: Word


class Edge(NamedTuple):
    """Where a name in the header begins, and how far from the one before it, in font sizes."""

    left: float
    gap: float


@dataclass(frozen=True)
class Column:
    """A column.

    Attributes:
        left: where its cells begin.
        right: where they end.
        kind: what most of its cells are.
        name: what its header says; empty where it has none.
        begins: whether its cells begin at one edge.
        holds_names: whether most of its cells are names of persons.
        half: of columns whose cells stand in one place, as a number and a mark: 1 of each but the
            last, of which it is 2; 0 of any other.
    """

    left: float
    right: float
    kind: Kind = Kind.WORD
    name: str = ""
    begins: bool = True
    holds_names: bool = False
    half: int = 0

    def holds(self, spot: Spot) -> bool:
        """Return whether most of a word stands in the column."""
        left, right, _ = spot
        return 2 * _shared(left, right, self.left, self.right) > right - left


def _shared(left: float, right: float, low: float, high: float) -> float:
    """Return how much two strips share; less than 0 where they are apart."""
    # without min and max, which take three times as long: this is asked of each word and column
    return (min(high, right)) - (max(low, left))


def cut_by_gaps(row: Sequence[Spot], gap: float = CELL_GAP) -> list[list[Spot]]:
    """Return the words of a row in groups with less than a gap between them."""
    groups: list[list[Spot]] = []
    group: list[Spot] = []
    right = 0.0
    for spot in row:
        if group and spot.left - right <= gap * spot.word.size:
            group.append(spot)
        else:
            group = [spot]
            groups.append(group)
        right = spot.right
    return groups


def find_columns(
    words: Sequence[Sequence[Spot]], shapes: Shapes, edges: Sequence[Edge] = ()
) -> list[Column]:
    """Return the columns that the words of rows stand in, from left to right.

    Args:
        words: those of each row, from left to right, without its course code.
        shapes: says what the cells may be.
        edges: where names in the header begin.
    """
    rows = [_Row(row) for row in words if row]
    if not rows:
        return []
    size = median(spot.word.size for row in rows for spot in row)
    bands = _bands(rows, size)
    gaps = (b.left - a.right for row in rows for a, b in pairwise(row))
    blank = min((gap for gap in gaps if gap > _NARROWEST * size), default=0.0)
    bands = _valued(rows, bands, shapes)
    at = 0
    while at + 1 < len(bands):
        left = bands[at + 1][0]
        between = _gaps_between(rows, bands[at], bands[at + 1]) or [left - bands[at][1]]
        apart = min(between) > _MORE_THAN_BLANK * blank
        begins = {s[0].left for row in rows if (s := row.inside(bands[at + 1]))}
        even = max(begins, default=left) - left < _SAME_EDGE * size and len(begins) > 0
        named = any(
            abs(left - edge.left) < _SAME_EDGE * size and (apart or (even and edge.gap > CELL_GAP))
            for edge in edges
        )
        marked = min(between) > _APART_FROM_MARK * blank and (
            _begins_with_marks(rows, bands[at], bands[at + 1], size, shapes)
            or _begins_alike(rows, bands[at], bands[at + 1])
        )
        if not (named or marked) and _is_one(rows, bands[at], bands[at + 1], size, shapes):
            bands[at : at + 2] = [(bands[at][0], bands[at + 1][1])]
            at = max(0, at - 1)
        else:
            at += 1
    return [column for band in bands for column in _columns(rows, band, size, shapes)]


# --------------------------------------------------------------------------------------- strips

_Band = tuple[float, float]


def _bands(rows: Sequence[_Row], size: float) -> list[_Band]:
    """Return the places between the strips that hardly any row crosses."""
    allowed = 0 if len(rows) < _FEW else max(1, len(rows) // _ONE_IN)
    bands = _covered(rows, allowed, size)
    if not allowed:
        return bands
    # what only few rows have widens a column, or stands alone in a strip
    wide = list(bands)
    alone: list[list[Spot]] = []
    for row in rows:
        for spot in row:
            over = [n for n, (a, b) in enumerate(bands) if a < spot.right and spot.left < b]
            if len(over) == 1:
                left, right = wide[over[0]]
                wide[over[0]] = min(left, spot.left), max(right, spot.right)
            elif not over:
                alone.append([spot])
    alone = [[s] for [s] in alone if not any(a < s.right and s.left < b for a, b in wide)]
    return sorted([*wide, *_covered(alone, 0, size)])


def _covered(rows: Iterable[Sequence[Spot]], allowed: int, size: float) -> list[_Band]:
    """Return the places where more rows have a word than are allowed."""
    edges = sorted(
        edge for row in rows for spot in row for edge in ((spot.left, 0, 1), (spot.right, 1, -1))
    )
    bands: list[_Band] = []
    count, begun = 0, 0.0
    for x, _, step in edges:
        before, count = count, count + step
        if before <= allowed < count:
            begun = x
        elif count <= allowed < before and x > begun:
            if bands and begun - bands[-1][1] < _NARROWEST * size:
                bands[-1] = (bands[-1][0], x)
            else:
                bands.append((begun, x))
    return bands


class _Row(list[Spot]):
    """The words of a row, from left to right. It remembers which of them stand in a band."""

    def __init__(self, words: Iterable[Spot]) -> None:
        super().__init__(words)
        self._inside: dict[_Band, list[Spot]] = {}

    def inside(self, band: _Band) -> list[Spot]:
        """Return the words of which more than half, or half of the band, is in the band."""
        if band not in self._inside:
            low, high = band
            self._inside[band] = [
                spot
                for spot in self
                if spot.left < high
                and spot.right > low
                and 2 * _shared(spot.left, spot.right, low, high)
                > min(spot.right - spot.left, high - low)
            ]
        return self._inside[band]


def _gaps_between(rows: Sequence[_Row], one: _Band, other: _Band) -> list[float]:
    """Return the gap in front of the second of two bands in each row that has words in both.

    Between them may stand a word that crosses the strip.
    """
    gaps = []
    for row in rows:
        before, after = row.inside(one), row.inside(other)
        if before and after and before[-1] != after[0]:
            ends = (spot.right for spot in row if spot.left < after[0].left)
            gaps.append(after[0].left - max(ends, default=before[-1].right))
    return gaps


def _valued(rows: Sequence[_Row], bands: Sequence[_Band], shapes: Shapes) -> list[_Band]:
    """Return bands with those as one that hold the words of one value: "2021 - Fall"."""
    merged: list[_Band] = []
    at = 0
    while at < len(bands):
        end = next(
            (
                end
                for end in range(min(at + _WORDS, len(bands)), at + 1, -1)
                if _is_value(rows, bands[at:end], shapes)
            ),
            at + 1,
        )
        merged.append((bands[at][0], bands[end - 1][1]))
        at = end
    return merged


def _is_value(rows: Sequence[_Row], bands: Sequence[_Band], shapes: Shapes) -> bool:
    """Return whether the words in some bands, a blank apart, are one value in most rows."""
    found = [[spot for band in bands for spot in row.inside(band)] for row in rows]
    cells = [cell for cell in found if len(cell) > 1]
    if len(bands) < 2 or not cells or 2 * len(cells) < sum(map(bool, found)):
        return False
    if any(len(cut_by_gaps(cell)) > 1 for cell in cells):
        return False
    ends = [sum(bool(row.inside(band)) for row in rows) for band in (bands[0], bands[-1])]
    if 2 * min(ends) < len(cells):
        return False  # a word of another column, in a row or two
    kinds = [shapes.kind(text_of([spot.word for spot in cell])) for cell in cells]
    value = sum(bool(kind & _OF_WORDS) for kind in kinds)
    return value >= _MOST * len(kinds)


def _begins_with_marks(
    rows: Sequence[_Row], one: _Band, other: _Band, size: float, shapes: Shapes
) -> bool:
    """Return whether each row has a mark and then words that begin at one edge: "TR  CALCULUS"."""
    pairs = [(a, b) for row in rows if (a := row.inside(one)) and (b := row.inside(other))]
    marks = [text_of([spot.word for spot in mark]) for mark, _ in pairs]
    words = [text_of([spot.word for spot in cell]) for _, cell in pairs]
    return (
        len(pairs) > 1
        and all(map(shapes.is_mark, marks))
        and not _typed(words, shapes)
        and _spread([cell[0].left for _, cell in pairs]) < _SAME_EDGE * size
    )


def _begins_alike(rows: Sequence[_Row], one: _Band, other: _Band) -> bool:
    """Return whether all of several rows have one word in front of others: "GR  DATABASES"."""
    pairs = [(a, b) for row in rows if (a := row.inside(one)) and (b := row.inside(other))]
    first, rest = ({text_of([s.word for s in pair[n]]) for pair in pairs} for n in (0, 1))
    return len(pairs) > _FEW_PAIRS and len(first) == 1 < len(rest)


def _is_one(rows: Sequence[_Row], one: _Band, other: _Band, size: float, shapes: Shapes) -> bool:
    """Return whether two bands are one column, which a strip runs through by chance."""
    found = [(row.inside(one), b) for row in rows if (b := row.inside(other))]
    # a word may stand in both: the end of another row's title, which happens to begin in its middle
    pairs = [(a, b) for a, b in found if a and a[-1] != b[0]]
    if 2 * sum(bool(a) and a[-1] == b[0] for a, b in found) >= max(1, len(found)):
        return True
    if not pairs:
        return False
    gaps = [gap / size for gap in _gaps_between(rows, one, other)]
    if 2 * sum(gap > CELL_GAP for gap in gaps) >= len(gaps):
        return False
    left, right = (
        [text_of([s.word for s in side]) for side in pair] for pair in zip(*pairs, strict=True)
    )
    joined = [shapes.kind(f"{a} {b}") for a, b in zip(left, right, strict=True)]
    if sum(bool(kind & _OF_WORDS) for kind in joined) >= _MOST * len(joined):
        return True
    typed_left, typed_right = _typed(left, shapes), _typed(right, shapes)
    titled = sum(bool(row.inside(one)) for row in rows)
    if not typed_left and max(gaps) < _BLANK and 2 * len(pairs) < titled:
        return True  # the ends of some titles that are as long by chance: "OPERATING SYSTEMS I"
    if (
        typed_left
        and typed_right
        and typed_left != typed_right
        and ((typed_left | typed_right) & _APART)
    ):
        return False
    # the words of a title are not the same in all rows: "TR | Letter", "3 B+ | Letter"
    least = 1 if typed_left else _FEW_PAIRS
    differ = typed_left or len({*left}) > 1
    if len(pairs) > least and differ and not typed_right and len({*right}) == 1:
        return False
    if (typed_left | typed_right) & Kind.DECIMAL or (typed_left and typed_right and len(pairs) > 2):
        return False
    if len(pairs) <= _FEW_PAIRS:
        return True
    if (typed_left or typed_right) and min(
        _spread([b[0].left for _, b in pairs]), _spread([b[-1].right for _, b in pairs])
    ) < _SAME_EDGE * size:
        return False
    aligned = _spread([b[0].left for _, b in pairs]) < _SAME_EDGE * size
    return not (aligned and _spread([a[-1].right for a, _ in pairs]) > size)


def _typed(texts: Sequence[str], shapes: Shapes) -> Kind:
    """Return the kind of value that nearly all texts are; `WORD` where they are none."""
    for kind in (
        Kind.DECIMAL,
        Kind.MARK,
        Kind.WHOLE,
        Kind.DIGITS,
        Kind.STATUS,
        Kind.TERM,
        Kind.PERCENT,
        Kind.DATE,
        Kind.DECIMAL | Kind.WHOLE,  # "3", "0.5"
    ):
        if sum(bool(shapes.kind(text) & (kind | Kind.BLANK)) for text in texts) >= _MOST * len(
            texts
        ):
            return kind
    return Kind.WORD


def _spread(places: Sequence[float]) -> float:
    """Return how far most places are from each other."""
    places = sorted(places)
    cut = len(places) // 8
    return places[-1 - cut] - places[cut]


def _columns(rows: Sequence[_Row], band: _Band, size: float, shapes: Shapes) -> list[Column]:
    """Return the column in a band; two where its cells are two values, as "3.00 A-"."""
    cells = [cell for row in rows if (cell := row.inside(band))]
    if not cells:
        return [Column(*band)]
    texts = [text_of([s.word for s in cell]) for cell in cells]
    if halves := _halves(cells, shapes):
        return [replace(Column(*band), kind=kind, half=n) for n, kind in enumerate(halves, start=1)]
    if leading := _leading(cells, shapes):
        values = [replace(Column(*band), kind=kind, half=1) for kind in leading]
        return [*values, replace(Column(*band), begins=False, half=2)]
    begins = _spread([cell[0].left for cell in cells]) < _SAME_EDGE * size
    names = 2 * sum(map(is_name, texts)) > len(texts)
    return [Column(*band, _typed(texts, shapes), begins=begins, holds_names=names)]


_NUMBER = Kind.DECIMAL | Kind.WHOLE
#: Behind marks, so many different words at most are a column of their own.
_FEW_WORDS = 3
#: The kinds of two values that may stand in one cell: "3.00 A-", or "Fall 2020 A-" where what is
#: too long moves what is behind it.
_HALVES = (
    (_NUMBER, Kind.MARK), (Kind.MARK, _NUMBER), (Kind.TERM, Kind.MARK), (Kind.MARK, Kind.TERM),
    (Kind.TERM, _NUMBER), (_NUMBER, Kind.TERM),
)  # fmt: skip


def _halves(cells: Sequence[Sequence[Spot]], shapes: Shapes) -> tuple[Kind, Kind] | None:
    """Return the kinds of the halves of cells if most are two values, in one order."""
    for first, second in _HALVES:
        both = alone = 0
        for cell in cells:
            if cut_in_half(cell, first, second, shapes) is not None:
                both += 1
            elif len(cell) == 1 or shapes.kind(text_of([s.word for s in cell])) & Kind.TERM:
                alone += 1
        if 2 * both >= len(cells) and both + alone == len(cells):
            return first, second
    return None


def _leading(cells: Sequence[Sequence[Spot]], shapes: Shapes) -> tuple[Kind, ...] | None:
    """Return the kinds of a number and a mark that are in front of words: "3.00 A- Roe, Richard".

    Or of a mark in front of words of which there are few: "B+ Letter".

    Cells that are set in the middle of their columns may leave no strip between these.
    """
    if len(cells) < _FEW or 2 * sum(len(cell) > 1 for cell in cells) < len(cells):
        return None
    words = 2 * sum(len(cell) > len(_HALVES[0]) for cell in cells) >= len(cells)
    for first, second in ((Kind.DECIMAL, Kind.MARK), (Kind.MARK, Kind.DECIMAL)) if words else ():
        kinds = [[shapes.kind(spot.word.text) for spot in cell[:2]] for cell in cells]
        if all(kind[0] & first for kind in kinds) and sum(
            len(kind) > 1 and bool(kind[1] & second) for kind in kinds
        ) >= _MOST * len(cells):
            return first, second
    if all(shapes.is_mark(text_of([spot.word for spot in cell])) for cell in cells):
        return None  # "B - Good"
    marks = all(shapes.is_mark(cell[0].word.text) for cell in cells)
    rest = {text_of([spot.word for spot in cell[1:]]) for cell in cells}
    words = all(any(c.isalpha() for c in text) for text in rest if text)
    return (Kind.MARK,) if marks and words and len(rest) <= _FEW_WORDS else None


def cut_in_half(cell: Sequence[Spot], first: Kind, second: Kind, shapes: Shapes) -> int | None:
    """Return how many words the first of two values has in a cell; None where it is not two.

    Args:
        cell: its words.
        first: the kind of the first value.
        second: that of the other one.
        shapes: says what a text may be.
    """
    texts = [spot.word.text for spot in cell]
    if not 1 < len(texts) <= _WORDS + 1 or _is_one_value(texts, first | second, shapes):
        return None
    ways = (
        at
        for at in range(1, len(texts))
        if shapes.kind(" ".join(texts[:at])) & first and shapes.kind(" ".join(texts[at:])) & second
    )
    return next(ways, None)


def _is_one_value(texts: Sequence[str], kinds: Kind, shapes: Shapes) -> bool:
    """Return whether words are a number with its unit, as "3.00 cr", or a term."""
    return bool(shapes.kind(" ".join(texts)) & kinds & (Kind.DECIMAL | Kind.TERM))
