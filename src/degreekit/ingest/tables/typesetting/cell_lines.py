"""Copied text in which every cell of a table has become a line of its own.

Some viewers copy a table so. Where the cells end is then certain, and empty ones are gone. The
cells of a row are set side by side again, those of one column below each other, so that the
text is read as the table that it was. A header says what the columns hold; without one the rows do
that have the usual number of cells.
"""

from __future__ import annotations

from bisect import bisect_left
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from degreekit.ingest.page.document import Moved, Page
from degreekit.ingest.page.glyphs import Glyph
from degreekit.ingest.page.layout import Line, Word
from degreekit.ingest.source.plain_text import LINE, WIDE
from degreekit.ingest.tables.columns.cells import Kind, Shapes
from degreekit.ingest.tables.columns.codes import CodeFinder
from degreekit.ingest.tables.words.known_texts import is_remark, labelled
from degreekit.ingest.tables.words.terms import heading_of
from degreekit.ingest.tables.words.vocabulary import Role, all_tagged, figure_label, roles_named

__all__ = ["join_cells"]

#: Blanks between two cells: more than between words.
_BETWEEN = 4
#: A row has no more cells than this, and a header no fewer.
_MOST, _FEWEST = 14, 3
#: In front of the figures of a small table stand so many lines at most.
_LABELS = 2
#: In front of the code of a row without a header stand so many lines at most: a call number, say.
_MOST_BEFORE = 4
#: Of the codes in a document so many have a line to themselves.
_ALONE = 0.8
_COUNT = Kind.DECIMAL | Kind.WHOLE | Kind.BLANK
#: What a column holds that a header names so; any other may hold words, or anything.
_HOLDS: dict[Role, Kind] = {
    Role.CREDITS: _COUNT, Role.EARNED: _COUNT, Role.GPA_CREDITS: _COUNT, Role.GRADE_POINTS: _COUNT,
    Role.GRADE_VALUE: _COUNT, Role.GRADE: Kind.MARK | Kind.BLANK | Kind.STATUS,
    Role.SECTION: Kind.SECTION | Kind.WHOLE | Kind.DIGITS, Role.TERM: Kind.TERM,
    Role.STATUS: Kind.STATUS,
}  # fmt: skip
_OF_CODES = frozenset({Role.CODE, Role.NUMBER, Role.SUBJECT})


#: Where a row ends, and its words by the numbers of their columns.
_Cells = tuple[int, Mapping[int, Sequence[Word]]]


@dataclass(frozen=True)
class _Form:
    """The columns of the rows, in order.

    Attributes:
        kinds: what each may hold; `WORD` may hold anything.
        code: the number of the first column with the code.
        wide: how many columns the code takes: one, or its subject and its number.
        title: the number of the column of titles; None where nothing says.
    """

    kinds: tuple[Kind, ...]
    code: int
    wide: int
    title: int | None = None


def join_cells(lines: Sequence[Line], finder: CodeFinder, shapes: Shapes) -> list[Line]:
    """Return lines with the cells of each row in one line, where every cell is a line.

    Args:
        lines: of a document, in reading order.
        finder: knows the grammar of codes.
        shapes: says what a text may be.
    """
    if not lines or lines[0].page.lines_above is None:
        return list(lines)
    codes = dict(_codes_alone(lines, finder))
    # a mark above a term looks like a subject above its number: "TR", "2017FA"
    wide = Counter(codes.values()).most_common(1)[0][0] if codes else 1
    codes = {at: size for at, size in codes.items() if size == wide}
    alone = {at + n for at, size in codes.items() for n in range(size)}
    others = sum(
        bool(found) and found[0].start == 0 and found[0].end < len(line.words)
        for at, line in enumerate(lines)
        if at not in alone
        for found in [finder.find(line.words)]
    )
    if not codes or len(codes) < _ALONE * (len(codes) + others):
        return list(lines)
    return _Joiner(lines, codes, shapes).joined()


def _codes_alone(lines: Sequence[Line], finder: CodeFinder) -> Iterator[tuple[int, int]]:
    """Yield the lines that are a code and nothing else, and over how many lines it goes."""
    taken = -1
    for at, line in enumerate(lines):
        if at <= taken:
            continue
        found = finder.find(line.words)
        # "UN1001" is a number, with the letters of a school, below its subject
        lacks = {code.listing.code.subject for code in found} & finder.grammar.school_letters
        if found and found[0].start == 0 and found[0].end == len(line.words) and not lacks:
            yield at, 1
        elif len(line.words) == 1 and line.text.isalpha() and line.text.isupper():
            after = lines[at + 1 : at + 2]
            number = after[0].text if after and len(after[0].words) == 1 else ""
            if (
                number
                and not number.isalpha()
                and after[0].page is line.page
                and finder.listing(f"{line.text} {number}")
            ):
                taken = at + 1
                yield at, 2


class _Joiner:
    """Finds the rows, and sets them out."""

    def __init__(self, lines: Sequence[Line], codes: dict[int, int], shapes: Shapes) -> None:
        self.lines = lines
        self.codes = codes
        self.shapes = shapes
        self.wide = next(iter(codes.values()))
        pitches = Counter(
            round((b.box[1] - a.box[1]) / LINE) for a, b in pairwise(lines) if a.page is b.page
        )
        # blank lines may part rows, or all cells
        self.step = pitches.most_common(1)[0][0] if pitches else 1
        self.in_header: set[int] = set()

    def joined(self) -> list[Line]:
        """Return the lines, with the cells of each row side by side."""
        headers = dict(self._headers())
        self.in_header = {n for at, end in headers.items() for n in range(at, end)}
        forms = {at: form for at, end in headers.items() if (form := self._named(at, end))}
        rows = dict(self._rows(forms)) if forms else {}
        if not rows and (form := self._learned()):
            rows = dict(self._rows({-1: form}))
        if not rows:
            return list(self.lines)
        cells = dict(rows)
        for at, end in headers.items():
            if at in forms:
                cells[at] = end, {n: self.lines[at + n].words for n in range(end - at)}
        taken = {n for at, (end, _) in cells.items() for n in range(at, end)}
        for at, end in headers.items():
            if at not in forms:
                cells |= self._figures(at, end, taken)
        return _set_out(self.lines, cells)

    # -------------------------------------------------------------------------------------- forms

    def _goes_on(self, at: int) -> bool:
        """Return whether a line stands right below the one before it, on the same page."""
        before, line = self.lines[at - 1], self.lines[at]
        down = round((line.box[1] - before.box[1]) / LINE)
        return before.page is line.page and down <= max(self.step, 1)

    def _headers(self) -> Iterator[tuple[int, int]]:
        """Yield where the names of columns stand that follow each other, and where they end."""
        at = 0
        while at < len(self.lines):
            end = at
            while (
                end < len(self.lines)
                and end not in self.codes  # "STAT" is short for a status, and a subject
                and all_tagged(self.lines[end].text)
                and (end == at or self._goes_on(end))
            ):
                end += 1
            if end - at >= 2:
                yield at, end
            at = max(end, at + 1)

    def _named(self, at: int, end: int) -> _Form | None:
        """Return the columns that a header names; None if it is none of a table of courses."""
        roles = [(*roles_named(line.text), Role.OTHER)[0] for line in self.lines[at:end]]
        codes = [n for n, role in enumerate(roles) if role in _OF_CODES]
        if len(roles) < _FEWEST or not codes or Role.CREDITS not in roles:
            return None
        code = codes[0]
        if self.wide == 2 and (code + 1 >= len(roles) or code + 1 not in codes):
            return None
        kinds = tuple(_HOLDS.get(role, Kind.WORD) for role in roles)
        title = roles.index(Role.TITLE) if Role.TITLE in roles else None
        return _Form(kinds, code, self.wide, title)

    def _learned(self) -> _Form | None:
        """Return the columns that rows have which follow each other without anything between."""
        starts = sorted(self.codes)
        before = self._before(starts)
        counts: Counter[int] = Counter()
        samples: dict[int, list[list[str]]] = {}
        for at, after in pairwise(starts):
            cells = range(at - before, after - before)
            if at - before < 0 or any(n in self.in_header or self._is_apart(n) for n in cells):
                continue
            counts[len(cells)] += 1
            samples.setdefault(len(cells), []).append([self.lines[n].text for n in cells])
        if not counts:
            return None
        usual = max(counts, key=lambda size: (counts[size], size))
        if not before + self.wide + 2 <= usual <= _MOST:
            return None
        kinds = [self._kind([row[n] for row in samples[usual]]) for n in range(usual)]
        code = range(before, before + self.wide)
        title = next((n for n, kind in enumerate(kinds) if not kind and n not in code), None)
        return _Form(tuple(kinds), before, self.wide, title)

    def _before(self, starts: Sequence[int]) -> int:
        """Return how many cells of a row stand in front of its code: those below a heading do."""
        counts: Counter[int] = Counter()
        for at in starts:
            count = 0
            while count <= _MOST_BEFORE:
                n = at - count - 1
                if n < 0 or n in self.in_header or self._is_apart(n) or not self._goes_on(n + 1):
                    counts[count] += 1
                    break
                if not self.shapes.kind(self.lines[n].text):
                    break
                count += 1
        return counts.most_common(1)[0][0] if counts else 0

    def _is_apart(self, at: int) -> bool:
        """Return whether a line is a heading, a label with its value, or a remark."""
        text = self.lines[at].text
        return (
            (heading_of(text) is not None and at - 1 not in self.codes)
            or bool(labelled(text))
            or is_remark(text)
            or (":" in text and any(c.isdigit() for c in text))
        )

    def _kind(self, texts: Sequence[str]) -> Kind:
        """Return what the cells of a column are: what all of them may be, else words."""
        kind = self.shapes.kind(texts[0])
        for text in texts[1:]:
            kind &= self.shapes.kind(text)
        if kind:
            return kind
        for wide in (_COUNT, Kind.MARK | Kind.BLANK | Kind.STATUS):
            if all(self.shapes.kind(text) & wide for text in texts):
                return wide
        return Kind.WORD

    # --------------------------------------------------------------------------------------- rows

    def _rows(self, forms: dict[int, _Form]) -> Iterator[tuple[int, _Cells]]:
        """Yield where each row begins and ends, and its cells by the numbers of their columns."""
        # a title may look like a code: "CATCH-22"
        titled = all(form.title == form.code + form.wide for form in forms.values())
        starts = list[int]()
        for at in sorted(self.codes):
            if not (titled and starts and at == starts[-1] + self.codes[starts[-1]]):
                starts.append(at)
        heads = sorted(forms)
        done = 0
        for number, at in enumerate(starts):
            form = forms[heads[max(0, bisect_left(heads, at) - 1)]]
            end = starts[number + 1] if number + 1 < len(starts) else len(self.lines)
            if end < len(self.lines):
                end -= len(self._in_front(end, at + self.wide, form))
            row = self._row(at, end, done, form)
            if row is not None:
                done = row[1][0]
                yield row

    def _row(self, at: int, end: int, done: int, form: _Form) -> tuple[int, _Cells] | None:
        """Return where a row begins, and its cells; None if it has no values.

        Args:
            at: the line of its code.
            end: where the next row begins, or the text ends.
            done: where the row before it ends.
            form: the columns.
        """
        cells: dict[int, list[Word]] = {}
        for n in range(self.wide):
            cells[form.code + n] = list(self.lines[at + n].words)
        in_front = self._in_front(at, done, form)
        for n, column in in_front:
            cells[column] = list(self.lines[n].words)
        first = at - len(in_front)
        last, column = at + self.wide, form.code + form.wide
        while last < end and self._goes_on(last):
            fitting = [n for n in range(column, len(form.kinds)) if self._fits(last, n, form)]
            if not fitting:
                break
            column = fitting[0]
            cells[column] = list(self.lines[last].words)
            last, column = last + 1, column + 1
        numbers = [n for n in cells if form.kinds[n] & Kind.DECIMAL]
        return (first, (last, cells)) if numbers or len(cells) > form.wide + 1 else None

    def _in_front(self, at: int, done: int, form: _Form) -> list[tuple[int, int]]:
        """Return the cells in front of a code, from right to left, each with its column."""
        found: list[tuple[int, int]] = []
        first, column = at, form.code
        while first > done and column and self._goes_on(first):
            fitting = [n for n in range(column) if self._fits(first - 1, n, form)]
            if not fitting:
                break
            first, column = first - 1, fitting[-1]
            found.append((first, column))
        return found

    def _fits(self, at: int, column: int, form: _Form) -> bool:
        """Return whether a line may be the cell of a column."""
        text, kind = self.lines[at].text, form.kinds[column]
        if at in self.in_header:
            return False
        if kind:
            return bool(self.shapes.kind(text) & kind)
        if column == form.title:
            return any(c.isalpha() for c in text)
        return not self._is_apart(at) and not figure_label(text)[2]

    # ------------------------------------------------------------------------------------ figures

    def _figures(self, at: int, end: int, taken: set[int]) -> dict[int, _Cells]:
        """Return the rows of a small table of figures below its header, and the header.

        Each has a number below every name; its own name stands in front of them. That of the first
        may be made of words that name columns too.
        """
        # nothing is looked for farther than it may stand: there may be thousands of such headers
        first = next((n for n in range(at, end + _LABELS + 1) if self._is_number(n)), end)
        most = first + end - at
        last = next((n for n in range(first, most) if not self._is_number(n)), most)
        size = last - first
        if not 2 <= size <= end - at or first - at - size > _LABELS or at in taken:
            return {}
        names = {_LABELS + n: self.lines[at + n].words for n in range(size)}
        found: dict[int, _Cells] = {at: (at + size, names)}
        row = at + size
        while row < len(self.lines):
            first = next((n for n in range(row, row + _LABELS + 1) if self._is_number(n)), row)
            numbers = range(first, first + size)
            is_whole = all(map(self._is_number, numbers)) and taken.isdisjoint(
                range(row, first + size)
            )
            if not 0 < first - row <= _LABELS or not is_whole:
                break
            labels = {n: self.lines[row + n].words for n in range(first - row)}
            figures = {_LABELS + n: self.lines[first + n].words for n in range(size)}
            found[row] = first + size, labels | figures
            row = first + size
        return found if len(found) > 1 else {}

    def _is_number(self, at: int) -> bool:
        return at < len(self.lines) and bool(self.shapes.kind(self.lines[at].text) & _COUNT)


# ------------------------------------------------------------------------------------- setting out


def _set_out(lines: Sequence[Line], rows: Mapping[int, _Cells]) -> list[Line]:
    """Return the lines with each row in one, and the cells of one column below each other."""
    edges = _edges(cells for _, cells in rows.values())
    pages: dict[int, dict[int, list[Moved]]] = {}
    placed: list[tuple[Page, list[Word], int | None]] = []
    down, at = 0.0, 0  # how far everything has moved up, and the next line
    while at < len(lines):
        page = lines[at].page
        if at and lines[at - 1].page is not page:
            down = 0.0
        end, cells = rows.get(at, (at + 1, {}))
        top = lines[at].box[1]
        parts = [(words, edges[n] - words[0].left) for n, words in sorted(cells.items())]
        row: list[Word] = []
        for words, right in parts or [(lines[at].words, 0.0)]:
            up = words[0].top - top + down
            moved = [_moved(word, right, -up) for word in words]
            number = round(moved[0].top / LINE)
            pages.setdefault(id(page), {}).setdefault(number, []).append(
                Moved(moved[0].left, moved[-1].right, right, -up)
            )
            row += moved
        placed.append((page, row, lines[at].column))
        down += lines[end - 1].box[1] - top
        at = end
    new = {
        key: replace(page, moved={row: tuple(found) for row, found in pages[key].items()})
        for key, page in {id(page): page for page, _, _ in placed}.items()
    }
    return [Line(new[id(page)], tuple(words), column) for page, words, column in placed]


def _edges(rows: Iterable[Mapping[int, Sequence[Word]]]) -> dict[int, float]:
    """Return where each column begins."""
    widths: Counter[int] = Counter()
    for cells in rows:
        for column, words in cells.items():
            widths[column] = max(widths[column], round((words[-1].right - words[0].left) / WIDE))
    columns = range(max(widths) + 1)
    return {n: WIDE * sum(widths[m] + _BETWEEN for m in range(n)) for n in columns}


def _moved(word: Word, right: float, down: float) -> Word:
    """Return a word at another place."""
    glyphs = [
        Glyph(text, x0 + right, y0 + down, x1 + right, y1 + down, style)
        for text, x0, y0, x1, y1, style in word.glyphs
    ]
    return Word(glyphs, word.spaced)
