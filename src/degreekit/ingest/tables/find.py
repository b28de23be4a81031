"""Find the tables of a document: which lines begin a row, and what stands in which column.

The rows of all parts that are set alike, on whatever page, are looked at together.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import pairwise
from math import inf
from typing import NamedTuple

from degreekit.ingest.page.layout import Line, text_of
from degreekit.ingest.readers.reader import Measure
from degreekit.ingest.tables.alike import continue_column, continue_headed, table_of
from degreekit.ingest.tables.columns.cells import Kind, Shapes
from degreekit.ingest.tables.columns.codes import FoundCode
from degreekit.ingest.tables.columns.places import Spot, cut_by_gaps, find_columns
from degreekit.ingest.tables.columns.roles import PrintedSums, assign_roles
from degreekit.ingest.tables.headers import choose_codes, name_columns, name_edges
from degreekit.ingest.tables.known_lines import BREAKS, KnownLines, columns_of
from degreekit.ingest.tables.table import BESIDE, Codes, Entry, Part, Table, nearness, pitch
from degreekit.ingest.tables.typesetting.collapsed import choose_template, phrases
from degreekit.ingest.tables.typesetting.ruled import Rules
from degreekit.ingest.tables.words.vocabulary import Role

__all__ = ["find_tables"]

#: The values of a row stand at most so many lines below its code.
_BELOW = 4
#: Where fewer of the rows have a gap between cells, all have lost them.
_GAPS = 0.3
#: A table whose columns are found is read in so many of its rows at least.
_READ = 0.85
_SMALL = 2
#: The header of a table of courses has so many words at least.
_NAMES = 4
#: A blank between words of a title is narrower than this, in font sizes.
_BLANK = 0.7
#: The number of a class, which no title has in it.
_LONG_NUMBER = re.compile(r"\d{5,}")
_PLACED = (
    Kind.DECIMAL | Kind.WHOLE | Kind.MARK | Kind.STATUS | Kind.BLANK | Kind.DATE | Kind.PERCENT
)
_VALUE = Kind.DECIMAL | Kind.WHOLE | Kind.MARK | Kind.STATUS | Kind.BLANK


def find_tables(
    lines: Sequence[Line],
    known: KnownLines,
    codes: Codes,
    shapes: Shapes,
    rules: Rules,
    choice: int = 0,
) -> list[Table]:
    """Return the tables of a document, and what their columns hold.

    Args:
        lines: all lines, in reading order.
        known: what lines are by what they say.
        codes: returns the course codes in a line.
        shapes: says what a text may be.
        rules: what is drawn between rows.
        choice: of what the columns may hold, the likeliest first, which to take.
    """
    tables: list[Table] = []
    table: Table | None = None
    near = nearness(lines)
    parts = [part for part in _parts(lines, known, codes) if part.lines]
    under = _are_under_values(parts, known, codes, shapes)
    for part in parts:
        entries = list(_entries(part, known, codes, shapes, _Near(near, rules), under=under))
        full = [entry for entry in entries if _is_full(entry, shapes)]
        if not full and tables and _are_counted(entries, shapes):
            full = entries
        if not full:
            continue_headed(tables, part)
            continue_column(tables, part, entries)
            continue
        table = table_of(tables, table, part, full, shapes)
        if table not in tables:
            tables.append(table)
    sums = _Sums(lines, known, choice)
    fits = _understand(tables, codes, shapes, sums)
    if len(apart := list(_in_parts(tables, fits))) > len(tables):
        again = _understand(apart, codes, shapes, sums)
        if min(again) >= _READ:
            tables, fits = apart, again
    gaps = [len(entry.line.cells()) > 1 for table in tables for entry in table.entries]
    all_lost = sum(gaps) < _GAPS * len(gaps)
    if any(fit < _READ for fit in fits) or any(map(_has_lost_gaps, tables)):
        _collapse(tables, fits, shapes, sums, all_lost=all_lost)
    return tables


def _parts(lines: Sequence[Line], known: KnownLines, codes: Codes) -> Iterator[Part]:
    """Yield the lines of each column of a page, cut where a header or another block begins."""
    part = Part([], [])
    seen: set[str] = set()  # lines of headers

    def next_part() -> Part:
        """Return the part below this one; a heading takes nothing from a header without rows."""
        has_rows = any(line not in known.kinds and codes(line) for line in part.lines)
        return Part([] if has_rows else list(part.header), [])

    for column in columns_of(lines):
        before: Line | None = None
        # a header at the foot of a page is that of the rows on the next
        part = next_part()
        for line in column:
            kind = known.kinds.get(line)
            if kind in BREAKS and part.lines:
                yield part
                part = next_part()
            if kind == "header":
                carried = bool(part.header) and part.header[0].page is not line.page
                if not (carried and line.text in seen):  # else one that runs through the pages
                    if part.header and part.header[-1] is not before:
                        part.header = []
                    part.header.append(line)
                seen.add(line.text)
            elif kind not in BREAKS:
                part.lines.append(line)
            before = line
        yield part


def _are_under_values(
    parts: Sequence[Part], known: KnownLines, codes: Codes, shapes: Shapes
) -> bool:
    """Return whether codes stand below the titles and the values of their courses.

    Then most parts begin with a line of values, and a code alone below it.
    """
    above = below = 0
    for part in parts:
        free = [line for line in part.lines if line not in known.kinds][: 1 + _BELOW]
        at = next((n for n, line in enumerate(free) if codes(line)), 0)
        if not free or not codes(free[at]):
            continue
        entry = Entry(part, free[at], codes(free[at])[0], [free[at]])
        is_bare = not _is_full(entry, shapes)
        above += at > 0 and is_bare and _has_values(entry, free[0], shapes)
        below += at == 0
    return above > below


def _entries(
    part: Part,
    known: KnownLines,
    codes: Codes,
    shapes: Shapes,
    near: _Near,
    *,
    under: bool,
) -> Iterator[Entry]:
    """Yield what may be rows; of one whose code stands alone, with the lines down to its values.

    Args:
        part: where they stand.
        known: what lines are that are part of no row.
        codes: returns the course codes in a line.
        shapes: says what a text may be.
        near: which lines may be of one row.
        under: whether a code that stands alone belongs to the values above it.
    """
    for at, line in enumerate(part.lines):
        if line in known.kinds or not (found := codes(line)):
            continue
        if _has_two_rows(line, found, shapes):
            continue
        entry = Entry(part, line, found[0], [line])
        if under and not _is_full(entry, shapes):
            above = list(_beside(part.lines[at::-1], known, codes, near))
            end = next(
                (n for n, other in enumerate(above) if _has_values(entry, other, shapes)), -1
            )
            entry.lines = [*above[end::-1], line] if end >= 0 else [line]
        elif not _is_full(entry, shapes):
            below = list(_beside(part.lines[at:], known, codes, near))
            for number, other in enumerate(below):
                if _has_values(entry, other, shapes):
                    end = number + 1
                    while end < len(below) and pitch(below[end - 1], below[end]) < BESIDE:
                        end += 1
                    entry.lines = [line, *below[:end]]
                    break
        yield entry


def _has_two_rows(line: Line, found: Sequence[FoundCode], shapes: Shapes) -> bool:
    """Return whether two courses stand in a line without gaps, each with values behind it."""
    if len(found) < 2 or len(line.cells()) > 1:
        return False
    ends = [code.start for code in found[1:]] + [len(line.words)]
    return all(
        any(shapes.kind(word.text) & Kind.DECIMAL for word in line.words[code.end : end])
        for code, end in zip(found, ends, strict=True)
    )


class _Near(NamedTuple):
    """Which lines of one column may be of one row.

    Attributes:
        far: how far from each other they stand at most.
        rules: what is drawn between rows.
    """

    far: float
    rules: Rules

    def holds(self, one: Line, other: Line) -> bool:
        """Return whether two lines next to each other may be of one row."""
        upper, lower = sorted((one, other), key=lambda line: line.middle)
        far = abs(pitch(upper, lower))
        return far <= self.far and not self.rules.between(upper, lower, other.said[0])


def _beside(lines: Sequence[Line], known: KnownLines, codes: Codes, near: _Near) -> Iterator[Line]:
    """Yield the lines behind the first one, in their order, that may belong to its row."""
    for before, line in pairwise(lines[: 1 + _BELOW]):
        if line in known.kinds or codes(line) or not near.holds(before, line):
            return
        yield line


def _is_full(entry: Entry, shapes: Shapes) -> bool:
    """Return whether there is what belongs to a course, in a place of its own."""
    if len(entry.lines) > 1:
        return True
    groups = cut_by_gaps(entry.part.spots(entry.words(entry.line)))
    return any(
        bool(shapes.kind(text_of([s.word for s in group])) & _VALUE)
        or all(shapes.kind(spot.word.text) & _VALUE for spot in group)
        or any(shapes.kind(spot.word.text) & Kind.DECIMAL for spot in group)
        or _has_two_values(group, shapes)
        for group in groups
    )


def _are_counted(entries: Sequence[Entry], shapes: Shapes) -> bool:
    """Return whether rows without gaps all end with a whole number, as "3": their credits.

    They may all be in progress, and have nothing else behind their titles.
    """
    return bool(entries) and all(
        len(entry.line.cells()) == 1
        and entry.code.end < len(entry.line.words) - 1
        and len(entry.line.words[-1].text) == 1
        and bool(shapes.kind(entry.line.words[-1].text) & Kind.WHOLE)
        for entry in entries
    )


def _has_two_values(group: Sequence[Spot], shapes: Shapes) -> bool:
    """Return whether words without gaps have two values among them, and one is a figure or blank.

    Two marks may be words of a title: "TRANSFER STUDENTS IN".
    """
    kinds = [kind for phrase in phrases(group, shapes) if (kind := phrase.kind & _PLACED)]
    return len(kinds) > 1 and any(kind & ~(Kind.MARK | Kind.STATUS) for kind in kinds)


def _has_values(entry: Entry, line: Line, shapes: Shapes) -> bool:
    """Return whether a line below a code has the values of its row: behind all of its text."""
    end = max(word.right for word in entry.line.words)
    cells = [text_of(cell) for cell in line.cells()]
    if len(cells) > 1 and all(shapes.kind(text) & (_VALUE | Kind.TERM) for text in cells):
        return True  # "Fall 2023   3   -"
    for group in cut_by_gaps(entry.part.spots(line.words)):
        kind = shapes.kind(text_of([s.word for s in group]))
        if kind & Kind.DECIMAL or (kind & _VALUE and group[0].word.left > end):
            return True
        if any(shapes.kind(spot.word.text) & Kind.DECIMAL for spot in group):
            return True
    return False


# ------------------------------------------------------------------------------------- learning


def _understand(tables: Sequence[Table], codes: Codes, shapes: Shapes, sums: _Sums) -> list[float]:
    """Find the columns of tables and say what they hold; return in what share of rows that fits."""
    alike: dict[tuple[str, ...], list[Table]] = {}
    for table in tables:
        _learn(table, codes, shapes)
        key = (
            *(c.name for c in table.columns),
            *(str(c.kind) for c in table.columns if not c.name),
        )
        alike.setdefault(key, []).append(table)
    for same in alike.values():
        _assign(same, shapes, sums)
    _agree_on_names(tables)
    _agree_on_titles(tables, shapes)
    _agree_on_grades(tables)
    _agree_on_places_of_grades(tables)
    return [_success(table, shapes) for table in tables]


def _in_parts(tables: Sequence[Table], fits: Sequence[float]) -> Iterator[Table]:
    """Yield tables, each part of one that does not fit as a table of its own.

    Where a browser sets each term as a table, the figures of two may stand under each other by
    chance.
    """
    for table, fit in zip(tables, fits, strict=True):
        parts = [part for part in table.parts if any(e.part is part for e in table.entries)]
        if fit >= _READ or len(parts) < 2:
            yield table
            continue
        for part in parts:
            own = replace(part, shift=0.0)
            entries = [replace(e, part=own) for e in table.entries if e.part is part]
            yield Table(parts=[own], entries=entries)


def _learn(table: Table, codes: Codes, shapes: Shapes) -> None:
    """Find the columns of a table."""
    choose_codes(table, codes)
    entries = table.entries
    table.code = (min(e.left for e in entries), max(e.right for e in entries))
    header = next((part for part in table.parts if part.header), None)
    edges = name_edges(header) if header else []
    table.columns = find_columns([entry.spots for entry in entries], shapes, edges)
    if header is not None:
        name_columns(table, header)


_COUNTS = frozenset({Measure.POINTS, Measure.ATTEMPTED, Measure.EARNED})


class _Sums:
    """The sums of credits that a document prints, and which assignment of roles they are to prove.

    Attributes:
        order: the place of each line.
        printed: the sums, each with the place of its line.
        choice: of what columns may hold, the likeliest first, which to take.
    """

    def __init__(self, lines: Sequence[Line], known: KnownLines, choice: int) -> None:
        self.choice = choice
        self.order = {line: number for number, line in enumerate(lines)}
        self.printed = [
            (self.order[line], figure.value)
            for line, figures in known.figures.items()
            for figure in figures
            if figure.measure in _COUNTS and figure.value
        ]


def _assign(tables: Sequence[Table], shapes: Shapes, sums: _Sums) -> None:
    """Say what the columns hold of tables that have like columns, though at other places."""
    entries = sorted(
        ((sums.order[entry.line], table, entry) for table in tables for entry in table.entries),
        key=lambda one: one[0],
    )
    rows = [_texts(table, entry, shapes) for _, table, entry in entries]
    places = [place for place, _, _ in entries]
    above = [(bisect_left(places, place), value) for place, value in sums.printed]
    found = assign_roles(tables[0].columns, rows, shapes, PrintedSums(above))
    for table in tables:
        table.roles = found[min(sums.choice, len(found) - 1)].roles
        table.choices = len(found)
        table.rivals = [other for other in found[1:] if other.is_equal]


def _agree_on_names(tables: Sequence[Table]) -> None:
    """Let a column of a small table hold what it holds under the same header in the largest one.

    In a term in progress there is no grade yet, and nothing to be worked out.
    """
    for small in tables:
        headers = {part.name for part in small.parts if part.name}
        alike = [t for t in tables if any(p.name in headers for p in t.parts) and t is not small]
        large = max(alike, key=lambda t: len(t.entries), default=small)
        if len(small.entries) > _SMALL + 1 or len(large.entries) <= len(small.entries):
            continue
        held = {
            column.name: role
            for column, role in zip(large.columns, large.roles, strict=True)
            if column.name
        }
        roles = tuple(
            held.get(column.name, role)
            for column, role in zip(small.columns, small.roles, strict=True)
        )
        if all(column.name in held for column in small.columns if column.name):
            small.roles = roles


def _agree_on_titles(tables: Sequence[Table], shapes: Shapes) -> None:
    """Take the titles of a small table where those of the others are, seen from the codes.

    Of a row or two nobody can say which column of words they are in. One that says the same in all
    rows is none of them.
    """
    places = Counter[tuple[bool, int]]()
    for table in tables:
        if Role.TITLE in table.roles:
            places[_beside_code(table, table.roles.index(Role.TITLE))] += len(table.entries)
    if not places:
        return
    usual, rows = places.most_common(1)[0]
    if 2 * rows <= places.total():
        return
    for table in tables:
        named = any(column.name for column in table.columns)
        if named or len(table.entries) > _SMALL + 1 or Role.TITLE not in table.roles:
            continue
        at = table.roles.index(Role.TITLE)
        words = [n for n in range(len(table.columns)) if _is_words(table, n)]
        here = [n for n in words if _beside_code(table, n) == usual]
        said = {_texts(table, e, shapes).get(here[0], "") for e in table.entries if here}
        if here and (len(said) > 1 or len(table.entries) == 1) and here[0] != at:
            roles = list(table.roles)
            roles[at], roles[here[0]] = Role.OTHER, Role.TITLE
            table.roles = tuple(roles)


def _agree_on_grades(tables: Sequence[Table]) -> None:
    """Take no grade from where the tables with a header have a column of other letters.

    Below a header with midterm grades in front of the credits and final ones behind them, a term in
    progress has the former only.
    """
    headed = [t for t in tables if any(c.name for c in t.columns) and _grade_side(t) is not None]
    sides = {_grade_side(table) for table in headed}
    others = {side for table in headed for side in _letter_sides(table)}
    if len(sides) != 1 or sides & others or not others:
        return
    for table in tables:
        if not any(column.name for column in table.columns) and _grade_side(table) in others:
            roles = list(table.roles)
            roles[roles.index(Role.GRADE)] = Role.OTHER
            table.roles = tuple(roles)


def _agree_on_places_of_grades(tables: Sequence[Table]) -> None:
    """Take for grades what stands where other tables have them, whatever it looks like.

    A term in which nothing is a known mark, as "Fail" or "92", would else have no grades, and its
    courses would be in progress.
    """
    places = [
        column
        for table in tables
        for column, role in zip(table.columns, table.roles, strict=True)
        if role is Role.GRADE and not column.half
    ]
    for table in tables:
        if Role.GRADE in table.roles or any(column.name for column in table.columns):
            continue
        for number, column in enumerate(table.columns):
            taken = table.roles[number] in _ELSEWHERE
            if taken and any(place.left <= column.left < place.right for place in places):
                roles = list(table.roles)
                roles[number] = Role.GRADE
                table.roles = tuple(roles)
                break


#: What a column of marks that nobody knows may be taken for.
_ELSEWHERE = frozenset({Role.OTHER, Role.STATUS})


def _grade_side(table: Table) -> bool | None:
    """Return whether the grades stand behind the credits; None where there are none of either."""
    if not {Role.GRADE, Role.CREDITS} <= set(table.roles):
        return None
    return table.roles.index(Role.GRADE) > table.roles.index(Role.CREDITS)


def _letter_sides(table: Table) -> Iterator[bool]:
    """Yield for each named column of other letters whether it stands behind the credits."""
    credits = table.roles.index(Role.CREDITS)
    for number, column in enumerate(table.columns):
        if table.roles[number] is Role.OTHER and column.name and column.kind & Kind.MARK:
            yield number > credits


def _is_words(table: Table, number: int) -> bool:
    """Return whether a column holds words that no field but a title could be."""
    return not table.columns[number].kind and table.roles[number] in (Role.TITLE, Role.OTHER)


def _beside_code(table: Table, number: int) -> tuple[bool, int]:
    """Return whether a column stands right of the codes, and how many of words are between."""
    left, right = table.columns[number].left, table.code
    behind = left >= right[0]
    between = [
        n
        for n, column in enumerate(table.columns)
        if _is_words(table, n)
        and (right[0] <= column.left < left if behind else left < column.left < right[0])
    ]
    return behind, len(between)


def _texts(table: Table, entry: Entry, shapes: Shapes) -> dict[int, str]:
    """Return what the cells of a row say, by the numbers of the columns."""
    texts: dict[int, str] = {}
    for number, _, cell in table.fill(entry, shapes):
        text = text_of([spot.word for spot in cell])
        texts[number] = f"{texts[number]} {text}" if number in texts else text
    return texts


#: One title may end with what looks like a mark, as "OPERATING SYSTEMS I": so many are chance.
_SWALLOWED = 1


def _success(table: Table, shapes: Shapes) -> float:
    """Return in what share of its rows a table has credits, a mark, and a title without figures.

    Where no row has a mark and most titles end with one, they are the marks.
    """
    good = swallowed = 0
    for entry in table.entries:
        texts = _texts(table, entry, shapes)
        own = {role: texts.get(n, "") for n, role in enumerate(table.roles)}
        credits = shapes.kind(own.get(Role.CREDITS, "")) & (Kind.DECIMAL | Kind.WHOLE | Kind.BLANK)
        grade = own.get(Role.GRADE, "")
        *title, last = own.get(Role.TITLE, "").split(" ")
        swallowed += bool(title) and not grade and bool(shapes.kind(last) & Kind.MARK)
        mixed = _is_mixed(table, entry, shapes)
        good += (
            bool(credits)
            and not mixed
            # "Not yet graded" as a whole, "A- Repeated" by its first word
            and (not grade or any(map(shapes.looks_like_mark, (grade, grade.split(" ")[0]))))
        )
    is_most = swallowed > max(_SWALLOWED, len(table.entries) / 2)
    is_swallowed = Role.GRADE not in table.roles and is_most
    return 0.0 if is_swallowed else good / max(1, len(table.entries))


def _is_mixed(table: Table, entry: Entry, shapes: Shapes) -> bool:
    """Return whether the title of a row has what titles have not, farther off than a blank."""
    cells = [cell for n, _, cell in table.fill(entry, shapes) if table.role(n) is Role.TITLE]
    foreign = Kind.DATE | Kind.PERCENT | Kind.DECIMAL
    for cell in cells:
        end = -inf
        for spot in cell:
            near = spot.left - end < _BLANK * spot.word.size
            end = spot.right
            text = spot.word.text
            if _LONG_NUMBER.fullmatch(text) or (shapes.kind(text) & foreign and not near):
                return True
    return False


def _has_lost_gaps(table: Table) -> bool:
    """Return whether nothing but a blank or a line parts the names in a header."""
    return any(len(header) >= _NAMES for header in _headers([table]))


def _headers(tables: Sequence[Table]) -> list[tuple[str, ...]]:
    """Return the words of the headers in which nothing but a blank or a line parts the names."""
    found = {
        tuple(word.text for line in part.header for word in line.words)
        for table in tables
        for part in table.parts
        if part.header and all(len(line.cells()) == 1 for line in part.header)
    }
    return sorted(found)


def _collapse(
    tables: list[Table],
    fits: Sequence[float],
    shapes: Shapes,
    sums: _Sums,
    *,
    all_lost: bool,
) -> None:
    """Know columns that have lost their places by their order, if that fits better.

    In a document without gaps all tables have.
    """
    # of a table of a row or two it is easily wrong where its columns are
    poor = [
        n
        for n, fit in enumerate(fits)
        if all_lost or fit < _READ or len(tables[n].entries) <= _SMALL or _has_lost_gaps(tables[n])
    ]
    rows = []
    for number in poor:
        for entry in tables[number].entries:
            before, after = entry.around()
            rows.append((phrases(before, shapes), phrases(after, shapes)))
    template = choose_template(rows, _headers([tables[number] for number in poor]))
    others = [
        replace(tables[number], columns=template.headed(), template=template) for number in poor
    ]
    _assign(others, shapes, sums)
    for number, other in zip(poor, others, strict=True):
        better = _success(other, shapes)
        if all_lost or better > fits[number] or (len(other.entries) <= _SMALL and better == 1):
            tables[number] = other
