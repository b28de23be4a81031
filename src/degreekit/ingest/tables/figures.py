"""The figures that a document prints about its own records, in whatever words and order.

A figure may stand behind its label or in front of it, several in a line, in a small table with a
header of its own, or below the columns of the courses. What a figure sums up may be said in the
line, above it, or not at all; then where it stands and what it comes to decide.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from decimal import Decimal
from itertools import pairwise
from typing import NamedTuple

from degreekit.ingest.page.layout import Line, Word, offsets, text_of
from degreekit.ingest.readers.reader import Measure, Scope
from degreekit.ingest.tables.terms import find_terms
from degreekit.ingest.tables.vocabulary import figure_label, tags_of, unknown_words

__all__ = [
    "LARGEST",
    "Figure",
    "FigureHeader",
    "figure_header",
    "figures_of",
    "figures_over",
    "scope_alone",
    "wording_of",
]

_NUMBER = re.compile(
    r"(?<![\w.,/-])(?P<value>\d{1,3}(?:[.,]\d{1,4})?)(?![\w/%-]|[.,]\d)|(?<![\w-])(?:N/A|-{1,3})(?![\w-])",
    re.IGNORECASE,
)
#: A line of figures has no more words than this, and of these no more that are not known.
_MOST_WORDS = 30
_MOST_UNKNOWN = 3
#: Part of a term, behind its year.
_SESSION = re.compile(r"(?:\s+(?:session|part of term)\s+\w{1,2}\b)?", re.IGNORECASE)
#: A season in front of its figures, in a document whose years are headings: "FALL GPA: 4.189".
_OWN_SEASON = re.compile(r"\b(?:fall|autumn|winter|spring|summer)\b", re.IGNORECASE)
#: Names have a gap wider than this between them at most, in font sizes, and more in two columns.
_CELL = 1.0
#: Before the first word of a figure the name of a school may stand.
_LONGEST_NAME = 8
#: An average is printed with so many decimals at least, and is not larger than this.
_AVERAGE = re.compile(r"\d[.,]\d{2,4}")
LARGEST = Decimal("4.34")


class Figure(NamedTuple):
    """A printed figure.

    Attributes:
        scope: which records it is about; None where nothing near it says so.
        measure: what it says of them; None where it is not known.
        value: as printed, with its decimals.
        words: the words it is printed with.
        guess: where nothing says which records it is about, what the figure before it is about.
        unknown: words at it that are not known. Those of a name, as of its school, say nothing;
            with others it may be about something else: "Major GPA: 3.9", "Residence units: 1".
    """

    scope: Scope | None
    measure: Measure | None
    value: Decimal
    words: tuple[Word, ...]
    guess: Scope | None = None
    unknown: frozenset[str] = frozenset()


class FigureHeader(NamedTuple):
    """The header of a small table of figures: each name, and its place."""

    names: tuple[tuple[float, float, Scope | None, Measure], ...]


class _Item(NamedTuple):
    """A number in a line, or what stands between two; a number may be printed as none."""

    text: str
    start: int
    is_number: bool = False
    value: Decimal | None = None


def scope_alone(text: str) -> Scope | None:
    """Return what figures are about that begin on the next line: "CUMULATIVE TOTALS"."""
    tags, _, _ = tags_of(text)
    if any(c.isdigit() for c in text) or ("total" not in tags and not text.endswith(":")):
        return None
    scope, measure, sure = figure_label(text)
    return scope if sure or ("total" in tags and measure is None) else None


def wording_of(text: str) -> str:
    """Return the known words of a line of figures, by which lines are printed alike.

    Example:
        >>> wording_of("Fall 2023 GPA: 3.667  Cum. GPA: 3.500")
        'gpa cum. gpa'
    """
    words = re.findall(r"[a-z][a-z.']*", text.casefold())
    return " ".join(word for word in words if tags_of(word)[1])


def figures_of(line: Line, header: FigureHeader | None = None) -> list[Figure]:
    """Return the figures of a line that says nothing else; none where it says something else.

    Args:
        line: the line.
        header: of the small table that it stands in.
    """
    text = line.text
    if len(line.said) > _MOST_WORDS or not (
        any(c.isdigit() for c in text) or "N/A" in text.upper()
    ):
        return []
    if any(word.is_rule and word.text.endswith(":") for word in line.words):
        return []  # a row names its values
    for found in find_terms(text):  # "Fall 2023 GPA: 3.667"
        end = found.end + len(_SESSION.match(text[found.end :])[0])  # type: ignore[index]  # may be empty
        text = text[: found.start] + "term".ljust(end - found.start) + text[end:]
    text = _OWN_SEASON.sub(lambda found: "term".ljust(len(found[0])), text)
    items = _items(text)
    labels = " ".join(item.text for item in items if not item.is_number)
    if not any(item.is_number for item in items) or not _speaks(items, labels):
        return []
    if header is not None and not _pairs(items):
        return _in_table(line, items, header)
    return _paired(line, items) or _bare(line, items)


def figures_over(upper: Line, lower: Line) -> list[Figure]:
    """Return the figures of two lines that are one sentence: a number here, its label below.

    None where each line is whole: its labels and numbers take turns and there are as many of both.
    """
    above, below = _items(upper.text), _items(lower.text)
    if not above or not below or below[0].is_number is above[0].is_number:
        return []
    last = above[-1]
    is_cut = last.is_number is above[0].is_number or not (
        last.is_number or figure_label(last.text)[1]
    )
    figures = figures_of(Line(upper.page, (*upper.words, *lower.words), upper.column))
    numbers = sum(item.is_number for item in (*above, *below))
    whole = len(figures) == numbers and all(figure.measure for figure in figures)
    return figures if is_cut and whole else []


def _speaks(items: Sequence[_Item], labels: str) -> bool:
    """Return whether what stands at the numbers of a line names figures, and little else."""
    tags, known, unknown = tags_of(labels)
    scope = figure_label(labels)[0]
    if not (scope or tags & {"gpa", "points", "unit", "earned", "attempted", "quality", "total"}):
        return False
    marked = any("." in i.text or "," in i.text for i in items if i.is_number) or re.search(
        r"[:=]\s*$", items[0].text
    )
    if not (marked or "total" in tags):
        return False
    if unknown and not items[0].is_number:
        name = items[0].text.split()
        while name and not tags_of(name[0])[1]:
            del name[0]
            unknown -= len(items[0].text.split()) - len(name) <= _LONGEST_NAME
    return unknown <= min(_MOST_UNKNOWN, known)


def _items(text: str) -> list[_Item]:
    """Return the numbers of a text and what stands between them."""
    items: list[_Item] = []
    at = 0
    for found in _NUMBER.finditer(text):
        _add_label(items, text, at, found.start())
        value = Decimal(found["value"].replace(",", ".")) if found["value"] else None
        items.append(_Item(found[0], found.start(), True, value))
        at = found.end()
    _add_label(items, text, at, len(text))
    return items


def _add_label(items: list[_Item], text: str, start: int, end: int) -> None:
    label = text[start:end]
    if re.search(r"[A-Za-z]", label):
        items.append(_Item(label, start))


def _pairs(items: Sequence[_Item]) -> bool:
    """Return whether labels and numbers take turns."""
    return all(a.is_number != b.is_number for a, b in pairwise(items))


def _words(line: Line, item: _Item) -> tuple[Word, ...]:
    start, end = item.start, item.start + len(item.text)
    return tuple(w for at, w in offsets(line.said) if at < end and at + len(w.text) > start)


def _paired(line: Line, items: Sequence[_Item]) -> list[Figure]:
    """Return figures of which each has a label; none where one has none."""
    if not _pairs(items):
        return []
    texts = [item.text for item in items if not item.is_number]
    numbers = [item for item in items if item.is_number]
    first = figure_label(texts[0])
    head: Scope | None = None
    if not items[0].is_number and not items[-1].is_number:
        if first[1] is None:
            head, texts = first[0], texts[1:]  # "Term: 9.00 earned, 3.333 GPA"
        else:
            texts[-2:] = [f"{texts[-2]} {texts[-1]}"]  # "GPA 3.667 in the term"
    names = [figure_label(text) for text in texts]
    if len(names) != len(numbers) or any(measure is None for _, measure, _ in names):
        return []
    scopes = {scope for scope, *_ in names if scope} | ({head} if head else set())
    only = next(iter(scopes)) if len(scopes) == 1 else head
    last: Scope | None = None
    found: list[Figure] = []
    for (scope, measure, _), number, text in zip(names, numbers, texts, strict=True):
        last = scope or last  # "Term GPA: 3.668  Credits earned: 9.00  Cum. GPA: 3.376"
        if number.value is not None:
            words = _words(line, number)
            unknown = unknown_words(text)
            found.append(Figure(scope or only, measure, number.value, words, last, unknown))
    return found


def _bare(line: Line, items: Sequence[_Item]) -> list[Figure]:
    """Return figures after one label: "TERM TOTALS 9.00 30.00 3.333". Arithmetic tells them."""
    label = " ".join(item.text for item in items if not item.is_number)
    scope, measure, _ = figure_label(label)
    unknown = unknown_words(label)
    numbers = [item for item in items if item.value is not None]
    values = [number.value for number in numbers if number.value is not None]
    measures: list[Measure | None] = [None] * len(values)
    last = len(values) - 1
    if last == 0:
        measures = [measure]
    elif (
        last > 0
        and _AVERAGE.fullmatch(numbers[last].text)
        and 0 < values[last] <= LARGEST  # of nothing everything is the quotient
        and (pair := _quotient(values[:last], values[last]))
    ):
        measures = [*[Measure.POINTS] * last, Measure.GPA]
        measures[pair[1]] = Measure.QUALITY_POINTS
    elif last > 0:  # "Term GPA 3.667  Term Totals 9.00 9.00 33.00": the first has a name of its own
        own = {id(number): figure_label(name.text)[1] for name, number in _alone(items)}
        measures = [own.get(id(number)) for number in numbers]
    return [
        Figure(scope, m, v, _words(line, n), unknown=unknown)
        for m, v, n in zip(measures, values, numbers, strict=True)
    ]


def _alone(items: Sequence[_Item]) -> Iterator[tuple[_Item, _Item]]:
    """Yield each label with its number, where it has one only."""
    for at in range(1, len(items)):
        name, number, after = items[at - 1], items[at], items[at + 1 : at + 2]
        if number.is_number and not name.is_number and not (after and after[0].is_number):
            yield name, number


def _quotient(values: Sequence[Decimal], average: Decimal) -> tuple[int, int] | None:
    """Return which two values have this quotient: credits, and the quality points behind them."""
    unit = Decimal(1).scaleb(int(average.as_tuple().exponent))
    pairs = [
        (a, b)
        for b in range(len(values))
        for a in range(b)
        if values[a] and abs(values[b] / values[a] - average) <= unit
    ]
    return pairs[-1] if pairs else None


# --------------------------------------------------------------------------------- small tables


def figure_header(line: Line, below: Line | None = None) -> FigureHeader | None:
    """Return the header of a small table of figures that a line is; None if it is none.

    Args:
        line: the line.
        below: the rest of its names, where they take two lines: "Attempt" above "Hours".
    """
    whole = Line(line.page, (*line.words, *(below.words if below else ())), line.column)
    if len(whole.said) > _MOST_WORDS or any(c.isdigit() for c in whole.text) or ":" in whole.text:
        return None
    names: list[tuple[float, float, Scope | None, Measure]] = []
    for cell in _names(line) if below is None else _names_over(line, below):
        tags, _, unknown = tags_of(text_of(cell))
        scope, measure, _ = figure_label(text_of(cell))
        if tags & {"course", "title", "section", "instructor"} or unknown:
            return None
        if measure is None:
            if "grade" in tags:
                return None
            continue
        names.append((min(w.left for w in cell), max(w.right for w in cell), scope, measure))
    if len({measure for *_, measure in names}) < 2:
        return None
    others = {measure for *_, measure in names}
    if others & {Measure.ATTEMPTED, Measure.EARNED, Measure.GPA_CREDITS}:
        # beside hours that were tried and earned, points are those of the grades
        names = [
            (a, b, s, Measure.QUALITY_POINTS if m is Measure.POINTS and _is_points(whole, a) else m)
            for a, b, s, m in names
        ]
    return FigureHeader(tuple(names))


#: What a name has one of at most: what is counted, and which of it.
_COUNTED = frozenset({"unit", "points"})
_WHICH = frozenset({"attempted", "earned", "gpa", "quality"})


def _names(line: Line) -> Iterator[list[Word]]:
    """Yield the words of each name in a header, with no more than a blank between some of them."""
    name: list[Word] = []
    held: list[frozenset[str]] = []
    for word in line.said:
        tags = tags_of(word.text)[0]
        again = any(tags & kind and any(one & kind for one in held) for kind in (_COUNTED, _WHICH))
        # "Points GPA" are two, "GPA Points" and "Points Earned" are one
        again = again or ("gpa" in tags and any(one & _COUNTED for one in held))
        if name and (again or word.left - name[-1].right > _CELL * word.size):
            yield name
            name, held = [], []
        name.append(word)
        held.append(tags)
    yield name


def _names_over(upper: Line, lower: Line) -> Iterator[list[Word]]:
    """Yield the words of each name in a header of two lines, a word below what it goes on with."""
    names = list(_names(upper))
    rest = list[list[Word]]()
    for word in lower.said:
        over = [name for name in names if name[0].left < word.right and word.left < name[-1].right]
        if over and over[0][-1].bottom < word.bottom:
            over[0].append(word)
        else:
            rest.append([word])
    yield from sorted([*names, *rest], key=lambda name: name[0].left)


def _is_points(line: Line, left: float) -> bool:
    word = next(word for word in line.said if word.left == left)
    return "points" in tags_of(word.text)[0]


def _in_table(line: Line, items: Sequence[_Item], header: FigureHeader) -> list[Figure]:
    """Return the figures of a line in a small table, each below its name."""
    row = " ".join(item.text for item in items if not item.is_number)
    scope, unknown = figure_label(row)[0], unknown_words(row)
    found: list[Figure] = []
    below: list[_Item] = []  # the numbers that stand in the table
    label = ""
    for item in items:
        own, measure, _ = figure_label(label)
        if not item.is_number:
            label = item.text
        elif measure is not None:  # "Term GPA 3.667   Term Totals 9.00 9.00"
            if item.value is not None:
                words = _words(line, item)
                found.append(Figure(own or scope, measure, item.value, words, unknown=unknown))
            label = ""
        else:
            below.append(item)
    names = header.names
    for number, item in enumerate(below):
        words = _words(line, item)
        at = number
        if len(below) != len(names):
            shared = [min(b, words[-1].right) - max(a, words[0].left) for a, b, *_ in names]
            at = max(range(len(names)), key=shared.__getitem__)
            if shared[at] < -words[0].size:
                continue
        if item.value is not None:
            own = names[at][2]
            found.append(Figure(scope or own, names[at][3], item.value, words, unknown=unknown))
    return found
