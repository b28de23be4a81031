"""The figures that a document prints about its own records, in whatever words and order.

A figure may stand behind its label or in front of it, several in a line, in a small table with a
header of its own, or below the columns of the courses. What a figure sums up may be said in the
line, above it, or not at all; then where it stands and what it comes to decide.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from decimal import Decimal
from itertools import pairwise
from typing import NamedTuple

from degreekit.ingest.page.layout import Line, Word, offsets, text_of
from degreekit.ingest.readers.reader import Measure, Scope
from degreekit.ingest.tables.words.figure_labels import (
    LARGEST,
    WIDE,
    Number,
    is_average,
    names_of_numbers,
    plain_names,
    scopes_in,
)
from degreekit.ingest.tables.words.known_texts import known_kind
from degreekit.ingest.tables.words.terms import find_terms
from degreekit.ingest.tables.words.vocabulary import figure_label, tags_of, unknown_words

__all__ = [
    "LARGEST",
    "Figure",
    "FigureHeader",
    "figure_header",
    "figures_of",
    "figures_over",
    "numbers_in",
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
#: The code of a term, in front of its name.
_TERM_CODE = re.compile(r"(?<![\w.,])\d{4,6}\s*[-–—:/]?\s*$")
#: A season in front of its figures, in a document whose years are headings: "FALL GPA: 4.189".
_OWN_SEASON = re.compile(r"\b(?:fall|autumn|winter|spring|summer)\b", re.IGNORECASE)
#: Names have a gap wider than this between them at most, in font sizes, and more in two columns.
_CELL = 1.0
#: A remark on the student behind the figures of a term has so many words at most.
_LONGEST_REMARK = 4
#: Before the first word of a figure the name of a school may stand.
_LONGEST_NAME = 8


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
        is_named: whether words say what it says of them, and not what else is in its line.
    """

    scope: Scope | None
    measure: Measure | None
    value: Decimal
    words: tuple[Word, ...]
    guess: Scope | None = None
    unknown: frozenset[str] = frozenset()
    is_named: bool = True


class FigureHeader(NamedTuple):
    """The header of a small table of figures: each name, and its place.

    A name without a measure says which records its column is about; the rows say what of them.
    """

    names: tuple[tuple[float, float, Scope | None, Measure | None], ...]


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
    line = _without_remarks(line)
    text = line.text
    if len(line.said) > _MOST_WORDS or not (
        any(c.isdigit() for c in text) or "N/A" in text.upper()
    ):
        return []
    if any(word.is_rule and word.text.endswith(":") for word in line.words):
        return []  # a row names its values
    for found in find_terms(text):  # "Fall 2023 GPA: 3.667"
        end = found.end + len(_SESSION.match(text[found.end :])[0])  # type: ignore[index]  # may be empty
        code = _TERM_CODE.search(text[: found.start])  # "20213 - Fall 2021"
        start = code.start() if code else found.start
        text = text[:start] + "term".ljust(end - start) + text[end:]
    text = _OWN_SEASON.sub(lambda found: "term".ljust(len(found[0])), text)
    items = _items(_with_wide_gaps(line, plain_names(text)))
    labels = " ".join(item.text for item in items if not item.is_number)
    if header is not None and not labels and len(items) == len(header.names) > 1:
        return _in_table(line, items, header)  # nothing but numbers, each below a name
    if not any(item.is_number for item in items) or not _speaks(items, labels):
        return []
    if header is not None and not _pairs(items):
        return _in_table(line, items, header)
    return _named(line, items) or _bare(line, items)


def _without_remarks(line: Line) -> Line:
    """Return a line without the remark on the student behind its figures: "Dean's List"."""
    words = line.said
    for count in range(1, min(_LONGEST_REMARK, len(words) - 1) + 1):
        if known_kind(text_of(words[-count:])) == "remark":
            return replace(line, words=words[:-count])
    return line


def figures_over(upper: Line, *lower: Line) -> list[Figure]:
    """Return the figures of lines that are one sentence: a number here, its label below.

    None where a line is whole: its labels and numbers take turns and there are as many of both.
    """
    parts = [_items(line.text) for line in (upper, *lower)]
    if not all(_is_cut(above, below) for above, below in pairwise(parts)):
        return []
    words = [word for line in (upper, *lower) for word in line.words]
    whole_line = Line(upper.page, tuple(words), upper.column)
    if not _pairs(_items(whole_line.text)):
        return []  # numbers below columns, and a line of its own below them
    figures = figures_of(whole_line)
    numbers = sum(item.is_number for items in parts for item in items)
    whole = len(figures) == numbers and all(figure.measure for figure in figures)
    return figures if whole else []


def _is_cut(above: Sequence[_Item], below: Sequence[_Item]) -> bool:
    """Return whether the first of two lines ends within a label, or in front of one's number."""
    if not above or not below or below[0].is_number is above[0].is_number:
        return False
    last = above[-1]
    # "10.00 GPA" above "Units, 3.20 GPA": what is left over at its beginning ends the label
    is_over = len(below) > 1 and below[0].is_number is below[-1].is_number is last.is_number
    is_open = last.is_number is above[0].is_number
    return is_over or is_open or not (last.is_number or figure_label(last.text)[1])


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


def numbers_in(text: str) -> tuple[list[str], list[Number]]:
    """Return what stands in front of, between and behind the numbers of a text, and these.

    Example:
        >>> from degreekit.ingest.tables.words.figures import numbers_in
        >>> gaps, numbers = numbers_in("GPA: 3.67 (9.00 credits)")
        >>> gaps, [number.text for number in numbers]
        (['GPA: ', '', ' credits)'], ['3.67', '9.00'])
    """
    return _gaps(_items(text))


def _gaps(items: Sequence[_Item]) -> tuple[list[str], list[Number]]:
    gaps = [""]
    numbers: list[Number] = []
    for item in items:
        if item.is_number:
            numbers.append(Number(item.text, item.value))
            gaps.append("")
        else:
            gaps[-1] = item.text
    return gaps, numbers


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


def _with_wide_gaps(line: Line, text: str) -> str:
    """Return the text of a line with a sign where a gap is wide, or a bar is drawn."""
    letters = list(text)
    for (_, before), (at, word) in pairwise(offsets(line.said)):
        is_next = line.words.index(before) + 1 == line.words.index(word)
        is_near = is_next and word.left - before.right <= _CELL * word.size
        if letters[at - 1] == " " and not is_near:
            letters[at - 1] = WIDE
    return "".join(letters)


def _named(line: Line, items: Sequence[_Item]) -> list[Figure]:
    """Return figures of which each has a name; none where one has none."""
    numbers = [item for item in items if item.is_number]
    ways = names_of_numbers(*_gaps(items))
    return [
        Figure(
            named.scope,
            named.measure,
            number.value,
            _words(line, number),
            named.guess,
            unknown_words(named.label),
        )
        for named, number in zip(ways[0] if ways else (), numbers, strict=False)
        if number.value is not None
    ]


def _bare(line: Line, items: Sequence[_Item]) -> list[Figure]:
    """Return figures after one label: "TERM TOTALS 9.00 30.00 3.333". Arithmetic tells them."""
    label = " ".join(item.text for item in items if not item.is_number)
    scope = figure_label(label)[0] if len(scopes_in(label)) < 2 else None
    numbers = [item for item in items if item.value is not None]
    # "Term GPA 3.667  Term Totals 9.00 9.00 33.00": the first has a name of its own
    alone = dict(_alone(items)) if len(numbers) > 1 else dict.fromkeys(numbers, label)
    worked_out = _by_quotient(numbers)
    found: list[Figure] = []
    for number, other in zip(numbers, worked_out, strict=True):
        own = alone.get(number, label)
        mine, measure, _ = figure_label(own)
        is_named = number in alone and measure is not None
        found.append(
            Figure(
                scope or (mine if number in alone else None),
                measure if is_named else other,
                number.value or Decimal(0),
                _words(line, number),
                unknown=unknown_words(own),
                is_named=is_named or other is not Measure.POINTS,
            )
        )
    return found


def _by_quotient(numbers: Sequence[_Item]) -> list[Measure | None]:
    """Return what bare numbers are of which the last is the quotient of two others."""
    values = [number.value for number in numbers if number.value is not None]
    last = len(values) - 1
    # of nothing everything is the quotient
    is_last = last > 0 and values[last] and is_average(Number(numbers[last].text, values[last]))
    pair = _quotient(values[:last], values[last]) if is_last else None
    if pair is None:
        return [None] * len(values)
    found: list[Measure | None] = [*[Measure.POINTS] * last, Measure.GPA]
    found[pair[1]] = Measure.QUALITY_POINTS
    return found


def _alone(items: Sequence[_Item]) -> Iterator[tuple[_Item, str]]:
    """Yield each number that alone has a label, with that."""
    for at in range(1, len(items)):
        name, number, after = items[at - 1], items[at], items[at + 1 : at + 2]
        if number.is_number and not name.is_number and not (after and after[0].is_number):
            yield number, name.text


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


#: What a name says that says only which records.
_OF_TERM, _OF_ALL = frozenset({"term"}), frozenset({"cumulative"})


def figure_header(line: Line, below: Line | None = None) -> FigureHeader | None:
    """Return the header of a small table of figures that a line is; None if it is none.

    Args:
        line: the line.
        below: the rest of its names, where they take two lines: "Attempt" above "Hours".
    """
    whole = Line(line.page, (*line.words, *(below.words if below else ())), line.column)
    if len(whole.said) > _MOST_WORDS or any(c.isdigit() for c in whole.text) or ":" in whole.text:
        return None
    names: list[tuple[float, float, Scope | None, Measure | None]] = []
    for cell in _names(line) if below is None else _names_over(line, below):
        tags, _, unknown = tags_of(text_of(cell))
        scope, measure, _ = figure_label(text_of(cell))
        if tags & {"course", "title", "section", "instructor"} or unknown:
            return None
        if measure is None and "grade" in tags:
            return None
        if measure is not None or tags in (_OF_TERM, _OF_ALL):
            names.append((min(w.left for w in cell), max(w.right for w in cell), scope, measure))
    if all(measure is None for *_, measure in names):
        scopes = [scope for *_, scope, _ in names]
        return FigureHeader(tuple(names)) if {*scopes} == {Scope.TERM, Scope.CUMULATIVE} else None
    names = [name for name in names if name[3]]
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
    scope, of_row, _ = figure_label(row)
    unknown = unknown_words(row)
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
            own, measure = names[at][2], names[at][3] or of_row
            found.append(Figure(scope or own, measure, item.value, words, unknown=unknown))
    return found
