"""Pages that are set in columns, as a newspaper is, and the order of their lines.

Such a page has course codes side by side with a strip of white between them, and behind the codes
of each column stands what belongs to a course. A table is never cut, however far apart its cells
are.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from itertools import pairwise
from math import inf
from statistics import median

from degreekit.courses import Term
from degreekit.ingest.page.document import Document, Page
from degreekit.ingest.page.layout import Line, Word, reading_order, text_of
from degreekit.ingest.tables.columns.cells import Kind, Shapes
from degreekit.ingest.tables.columns.codes import CodeFinder, FoundCode, trusted
from degreekit.ingest.tables.words.terms import heading_of
from degreekit.ingest.tables.words.vocabulary import all_tagged, names_columns

__all__ = ["lines_in_columns"]

#: Columns begin at least this far from each other, as a share of the width of the page.
_APART = 0.18
#: Of the lines beside a gutter, the part that may run across it: headings of the whole page.
_ACROSS = 0.12
#: The narrowest strip of white between two columns, in font sizes.
_GUTTER = 0.5
#: Words with a wider gap between them, in font sizes, do not stand in one sentence.
_GAP = 0.8
#: On a page whose last column has come down to totals, it has this many lines at most.
_FEW = 3
#: So many times at least two terms stand side by side, where all do.
_BANDS = 2
#: What begins at one place in so many lines is a column.
_MANY = 3
#: Places closer than this (points) are the same.
_HAIR = 0.5
#: Codes that begin within this of each other (points) stand in one column, however indented.
_INDENT = 24.0

#: A word of a title has more letters than this; a mark has no more.
_TITLE = 4
#: In one of so many rows at least a title has other words than in the rows above.
_DIFFER = 4
#: The values of a course stand in its row, or at most so many rows below.
_LOOK_BELOW = 3
_VALUE = Kind.DECIMAL | Kind.MARK | Kind.WHOLE
_IN_FRONT = Kind.DECIMAL | Kind.MARK
#: What a course has behind its code or below it; its credits and its grade may stand in front.
_OWN = _VALUE | Kind.STATUS

#: The left and right edge of a strip of white.
Gutter = tuple[float, float]


@dataclass
class _Row:
    """Words that share a height on the whole page, and the codes among them."""

    line: Line
    codes: list[FoundCode]


def lines_in_columns(document: Document, finder: CodeFinder, shapes: Shapes) -> list[Line]:
    """Return the lines of a document in the order in which people read them."""
    lines: list[Line] = []
    known: list[Gutter] = []  # of the page before
    whole = reading_order(document)
    codes = trusted(whole, finder)
    at = 0
    for page in document.pages:
        end = at
        while end < len(whole) and whole[end].page is page:
            end += 1
        rows = [_Row(line, codes[line]) for line in whole[at:end]]
        at = end
        for band in _bands(rows):
            known = _up_to_headings(band, _gutters(page, band, known, shapes))
            lines += _in_columns(page, band, known) if known else [row.line for row in band]
    return lines


def _bands(rows: Sequence[_Row]) -> list[Sequence[_Row]]:
    """Return the rows of a page in bands, one below the other, where terms stand side by side.

    Two terms of a year have their headings at one height, all over the page; the columns below them
    need not be at the places of those above. On a page set as a newspaper headings meet by chance.
    """
    headings = [(at, len(terms)) for at, row in enumerate(rows) if (terms := _headings(row.line))]
    side_by_side = [at for at, count in headings if count > 1]
    if any(count == 1 for _, count in headings[:-1]) or not side_by_side:
        return [rows]
    across, down = _in_time([_headings(rows[at].line) for at, _ in headings])
    if (down and not across) or (len(side_by_side) < _BANDS and not (across and not down)):
        return [rows]
    cuts = [0, *(at for at, _ in headings[1:]), len(rows)]
    return [rows[a:b] for a, b in pairwise(cuts)]


def _up_to_headings(band: Sequence[_Row], gutters: Sequence[Gutter]) -> list[Gutter]:
    """Return gutters that end where the headings side by side begin: codes may be indented."""
    lefts = [
        cell[0].left for row in band if len(_headings(row.line)) > 1 for cell in row.line.cells()
    ]
    return [
        (a, min([b, *(left for left in lefts if max(a, b - _INDENT) < left)])) for a, b in gutters
    ]


def _headings(line: Line) -> list[Term]:
    """Return the terms of which the cells of a line are headings, if no cell is anything else."""
    found = [heading_of(text_of(cell)) for cell in line.cells()]
    return [one.term for one in found if one] if all(one and not one.rest for one in found) else []


def _in_time(bands: Sequence[Sequence[Term]]) -> tuple[bool, bool]:
    """Return whether terms follow each other from band to band, and whether they do by columns."""
    orders = (
        [term for band in bands for term in band],
        [band[n] for n in range(max(map(len, bands))) for band in bands if n < len(band)],
    )
    across, down = (order in (sorted(order), sorted(order, reverse=True)) for order in orders)
    return across, down


def _gutters(
    page: Page, rows: Sequence[_Row], known: Sequence[Gutter], shapes: Shapes
) -> list[Gutter]:
    """Return the strips of white between the columns of a page.

    Args:
        page: the page.
        rows: all of its rows.
        known: the gutters of the page before; they hold on where a column has come down to a line
            that could stand anywhere, as a total.
        shapes: says what is a value of a table.
    """
    begun = [number for number, row in enumerate(rows) if row.codes]
    if not begun:
        return []
    body = rows[begun[0] : begun[-1] + 1]
    groups = _groups(body, _APART * page.width, shapes)
    gutters: list[Gutter] = []
    if len(groups) > 1:
        first = groups[0]
        heads = {min(word.left for word in row.line.words) for row in body}
        edge = median(row.line.words[code.start].left for row, code in first)
        starts = sorted(row.line.words[0].left for row, code in first)
        rows_begin = starts[len(starts) // 10]
        for group in groups[1:]:
            apart = median(row.line.words[code.start].left for row, code in group) - edge
            left_most = min(heads) + apart
            for start in (left_most, rows_begin + apart):
                gutter = _strip(body, edge, start - 1)
                torn = gutter and (
                    _tears(body, first, gutter, shapes) or _shares(first, group, gutter, shapes)
                )
                if gutter and not torn:
                    gutters.append(gutter)
                    break
    if not gutters and known and _holds(body, known):
        return list(known)
    return gutters or _under_headings(rows) or _twice_headed(page, rows) or _halved(page, rows)


def _under_headings(rows: Sequence[_Row]) -> list[Gutter]:
    """Return the gutter of a band with two headings of terms, of which the second has no course."""
    if not rows or len(_headings(rows[0].line)) != 2:
        return []
    start = rows[0].line.cells()[1][0].left
    gutter = _clear(rows, start)
    return [gutter] if gutter else []


def _twice_headed(page: Page, rows: Sequence[_Row]) -> list[Gutter]:
    """Return the gutter of a page that has one header twice: at the left, and farther right.

    Its second column may have come down to the end of a title, or hold a legend only.
    """
    lines = [[word for word in row.line.words if not word.is_rule] for row in rows]
    for words in lines:
        texts = [word.text.casefold() for word in words]
        for at in range(1, len(words) - 1):
            text = text_of(words[at:])
            start = words[at].left
            if start - words[at - 1].right < _GAP * words[at].size or not (
                all_tagged(text) and names_columns(text)
            ):
                continue
            again = any(
                _texts(other[: len(words) - at]) == texts[at:]
                and start - other[0].left > _APART * page.width
                for other in lines
            )
            if again and (gutter := _clear(rows, start)):
                return [gutter]
    return []


def _halved(page: Page, rows: Sequence[_Row]) -> list[Gutter]:
    """Return the gutter of a sheet with two pages, of which the second has no course.

    All courses stand in the left half of a wide sheet, and no line runs across its middle.
    """
    middle, sides = page.width / 2, (0.0, page.width)
    if page.width < page.height:
        return []
    for row in rows:
        words = [word for word in row.line.words if not word.is_rule]
        if row.codes and words[-1].right > middle:
            return []
        left = max((word.right for word in words if word.left < middle), default=sides[0])
        right = min((word.left for word in words if word.left >= middle), default=sides[1])
        if left > middle or right - left < _GAP * row.line.size:
            return []
        sides = max(left, sides[0]), min(right, sides[1])
    return [sides] if middle < sides[1] < page.width - middle / 2 else []


def _texts(words: Sequence[Word]) -> list[str]:
    return [word.text.casefold() for word in words]


def _clear(rows: Sequence[_Row], start: float) -> Gutter | None:
    """Return the strip in front of a column that starts there, if hardly a line runs across it."""
    ends = [
        max((w.right for w in row.line.words if w.left < start - _HAIR), default=0.0)
        for row in rows
    ]
    size = median(row.line.size for row in rows)
    clear = [end for end in ends if end < start - _GUTTER * size]
    return (max(clear), start) if len(ends) - len(clear) <= _ACROSS * len(ends) else None


def _groups(
    body: Sequence[_Row], apart: float, shapes: Shapes
) -> list[list[tuple[_Row, FoundCode]]]:
    """Return the codes of a page that stand under each other, with what belongs to courses."""
    found = sorted(
        (
            (row.line.words[code.start].left, row, code)
            for row in body
            for code in row.codes
            if _begins_cell(row, code)
        ),
        key=lambda one: one[0],
    )
    groups: list[list[tuple[float, _Row, FoundCode]]] = []
    for one in found:
        if groups and one[0] - groups[-1][0][0] < _INDENT:
            groups[-1].append(one)
        else:
            groups.append([one])
    kept: list[list[tuple[float, _Row, FoundCode]]] = []
    for group in sorted(groups, key=len, reverse=True):
        if all(abs(group[0][0] - other[0][0]) >= apart for other in kept):
            kept.append(group)
    kept = [
        group for group in kept if group is kept[0] or any(_has_title(*one[1:]) for one in group)
    ]
    if not kept:
        return []
    kept.sort(key=lambda group: group[0][0])
    ends = [*(group[0][0] for group in kept[1:]), inf]
    # as much of a row stands in front of its code in one column as in another
    lead = kept[0][0][0] - min(row.line.words[0].left for row in body)
    return [
        [(row, code) for _, row, code in group]
        for group, end in zip(kept, ends, strict=True)
        if 2 * _in_company(body, group, end, lead, shapes) >= len(group)
        and _has_titles(body, group, end, lead)
    ]


def _begins_cell(row: _Row, code: FoundCode) -> bool:
    """Return whether a code stands at the beginning of a cell, or behind what numbers its row."""
    words = row.line.words[: code.start]
    if not words or row.line.words[code.start].left - words[-1].right > _GAP * words[-1].size:
        return True
    alone = len(words) == 1 or words[-1].left - words[-2].right > _GAP * words[-1].size
    return alone and len(words[-1].text) <= _TITLE + 1


def _has_title(row: _Row, code: FoundCode) -> bool:
    """Return whether there are words next to a code, before or after it."""
    words = (*row.line.words[: code.start], *row.line.words[code.end :])
    return any(len(word.text) > _TITLE and word.text.isalpha() for word in words)


def _in_company(
    body: Sequence[_Row],
    group: Sequence[tuple[float, _Row, FoundCode]],
    right: float,
    lead: float,
    shapes: Shapes,
) -> int:
    """Return how many codes have what belongs to a course in their row, or below before the next.

    In their row it may stand in front of them, up to where rows begin.
    """
    order = {id(row): number for number, row in enumerate(body)}
    starts = {order[id(row)] for _, row, _ in group}
    count = 0
    for left, row, code in group:
        at = order[id(row)]
        for number in range(at, min(at + _LOOK_BELOW, len(body))):
            if number > at and number in starts:
                break
            words = body[number].line.words
            begins = left
            if number == at:  # the number of the code itself is no value
                words = (*words[: code.start], *words[code.end :])
                begins -= lead + _HAIR
            if any(begins < w.left < right and shapes.kind(w.text) & _OWN for w in words):
                count += 1
                break
    return count


def _has_titles(
    body: Sequence[_Row],
    group: Sequence[tuple[float, _Row, FoundCode]],
    right: float,
    lead: float,
) -> bool:
    """Return whether the codes of a column have titles in it: in most rows words of their own.

    A table whose titles look like codes ("CATCH 22") has the other words of its rows left of them.
    """
    order = {id(row): number for number, row in enumerate(body)}
    said: set[str] = set()
    rows = 0
    for left, row, code in group:
        at = order[id(row)]
        begins = left - lead - _HAIR
        own = [w for w in row.line.words[: code.start] if w.left > begins]
        own += [w for w in row.line.words[code.end :] if w.left > left]
        for below in body[at + 1 : at + 2]:
            own += [] if below.codes else [w for w in below.line.words if w.left > left]
        words = {w.text for w in own if w.left < right and _is_said(w.text)}
        rows += bool(words - said)
        said |= words
    return rows >= max(1, len(group) // _DIFFER)


def _is_said(text: str) -> bool:
    return len(text) > 2 and text.isalpha()


def _strip(body: Sequence[_Row], column: float, start: float) -> Gutter | None:
    """Return the strip of white in front of a column that would start there, if there is one."""
    ends = [
        max((w.right for w in row.line.words if w.left < start - _HAIR), default=column)
        for row in body
    ]
    size = median(word.size for row in body for word in row.line.words)
    clear = [end for end in ends if end <= start - _GUTTER * size]
    if len(ends) - len(clear) > _ACROSS * len(ends) or max(clear, default=column) <= column:
        return None
    return max(clear), start


def _tears(
    body: Sequence[_Row], column: Sequence[tuple[_Row, FoundCode]], gutter: Gutter, shapes: Shapes
) -> bool:
    """Return whether a strip parts the courses of a column from their values."""
    order = {id(row): number for number, row in enumerate(body)}
    starts = {order[id(row)] for row, _ in column}
    torn = 0
    for row, code in column:
        at = order[id(row)]
        own = list(row.line.words[code.end :])
        beyond = [word for word in own if word.left >= gutter[1]]
        if not beyond or not shapes.kind(beyond[0].text) & _VALUE:
            continue
        if any(shapes.kind(w.text) & _IN_FRONT for w in row.line.words[: code.start]):
            continue  # its values stand in front of it
        for number in range(at + 1, min(at + _LOOK_BELOW, len(body))):
            if number in starts:
                break
            own += body[number].line.words
        torn += not any(word.left < gutter[1] and shapes.kind(word.text) & _VALUE for word in own)
    return torn > max(1, _ACROSS * len(column))


def _shares(
    column: Sequence[tuple[_Row, FoundCode]],
    other: Sequence[tuple[_Row, FoundCode]],
    gutter: Gutter,
    shapes: Shapes,
) -> bool:
    """Return whether rows with codes on both sides of a strip have credits beyond it only.

    In a newspaper each course has its own; in a table a title may look like a code ("TOP 100").
    """
    beside = {id(row) for row, _ in other}
    both = [(row, code) for row, code in column if id(row) in beside]
    without = 0
    for row, code in both:
        words = (*row.line.words[: code.start], *row.line.words[code.end :])
        sides = [w.left < gutter[1] for w in words if shapes.kind(w.text) & Kind.DECIMAL]
        without += bool(sides) and not any(sides)
    return bool(both) and 2 * without > len(both)


def _holds(body: Sequence[_Row], known: Sequence[Gutter]) -> bool:
    """Return whether the gutters part these rows too, and not the cells of one table."""
    cut = [_cut(row, known) for row in body]
    right = [part for parts in cut for part in (parts or [])[1:] if part]
    return (
        None not in cut
        and 0 < len(right) <= _FEW
        and not any(part[0].text.replace(".", "").isdigit() for part in right)
    )


def _cut(
    row: _Row, gutters: Sequence[Gutter], edges: Collection[int] = ()
) -> list[list[Word]] | None:
    """Return the words of each column; None for a line that runs across the gutters.

    Args:
        row: the line.
        gutters: between the columns.
        edges: where cells begin in many lines, in points: what begins there is of a column.
    """
    parts: list[list[Word]] = []
    rest = list(row.line.words)
    for left, right in gutters:
        here = [word for word in rest if word.left < right - _HAIR]
        beyond = [word for word in rest if word.left >= right - _HAIR]
        end = max((word.right for word in here), default=left)
        # a word may end in the gutter, where nothing follows it
        across = any(word.left > left + _HAIR for word in here) or end > right + _HAIR
        near = end > left + _HAIR and bool(beyond)
        gap = beyond[0].left - end if beyond else 0.0
        meets = (
            bool(beyond)
            and gap > _GAP * rest[0].size
            and end <= right
            and round(beyond[0].left) in edges
        )
        if (across or (near and gap <= _GAP * here[-1].size)) and not (
            meets or _begins_at(rest, right)
        ):
            return None
        parts.append(here)
        rest = beyond
    return [*parts, rest]


def _edges(rows: Sequence[Sequence[Sequence[Word]]]) -> set[int]:
    """Return where, behind a gutter, the first words of several lines begin, in whole points."""
    lefts = Counter(round(part[0].left) for parts in rows for part in parts[1:] if part)
    return {left for left, count in lefts.items() if count >= _MANY}


def _begins_at(words: Sequence[Word], place: float) -> bool:
    """Return whether a word begins at a place, or near it, after a wide gap in the line."""
    return any(
        -_HAIR <= word.left - place < _INDENT
        and word.left - before.right > _GAP * word.size
        and before.right <= place + _HAIR
        for before, word in pairwise(words)
    )


def _in_columns(page: Page, rows: Sequence[_Row], gutters: Sequence[Gutter]) -> list[Line]:
    """Return the lines of one page: those across its columns in place, the columns in order."""
    lines: list[Line] = []
    columns: list[list[Line]] = [[] for _ in range(len(gutters) + 1)]
    edges = _edges([parts for row in rows if (parts := _cut(row, gutters))])
    for row in rows:
        parts = _cut(row, gutters, edges)
        for number, part in enumerate(parts or []):
            if part:
                columns[number].append(Line(page, tuple(part), number))
        if parts is None:
            lines += [line for column in columns for line in column]
            lines.append(row.line)
            columns = [[] for _ in columns]
    return lines + [line for column in columns for line in column]
