"""The names that the header of a table has for its columns."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from functools import cache
from itertools import chain, pairwise
from math import inf

from degreekit.ingest.page.layout import text_of
from degreekit.ingest.tables.columns.cells import Kind
from degreekit.ingest.tables.columns.places import CELL_GAP, Column, Edge, Spot, cut_by_gaps
from degreekit.ingest.tables.table import Codes, Part, Table
from degreekit.ingest.tables.words.vocabulary import Role, name_cost, roles_named, tags_of

__all__ = ["choose_codes", "name_columns", "name_edges"]

#: The names of two columns have a gap wider than this between them, in font sizes.
_NAME_GAP = 0.8
#: A blank is wider than the first and narrower than the second, in font sizes.
_BLANKS = (0.15, 0.65)
#: Gaps that differ by less than this, in font sizes, are as wide.
_EVEN = 0.15
#: A column wider than this, in font sizes, holds words.
_WORDY = 4.0
#: A name has so many words at most.
_LONGEST = 3
#: What it costs to leave a column without a name, and a name without a column, in font sizes that
#: names stand away from where they should.
_UNNAMED, _EMPTY = 0.5, 2.5
#: Between two names there is more than a blank of the same line by this factor, and what it costs
#: to take words for one name that are so far apart.
_MORE, _ACROSS = 1.5, 2.0
#: Words whose tops differ by less than this (points) stand in one line.
_LINE = 2.0
#: A name may stand this far from the column that it names, in font sizes.
_NAME_AWAY = 2.0


def choose_codes(table: Table, codes: Codes) -> None:
    """Take the codes under a header that says they are those of courses here, where it has one."""
    for part in table.parts:
        for word in chain.from_iterable(line.words for line in part.header):
            if "equivalent" not in tags_of(word.text)[0]:
                continue
            for entry in table.entries:
                own = codes(entry.line)
                here = [
                    c
                    for c in own
                    if entry.line.words[c.start].right
                    > word.left - part.shift + entry.part.shift - word.size
                ]
                if len(own) > 1 and here:
                    entry.code = here[-1]
            return


def name_columns(table: Table, part: Part) -> None:
    """Give the columns the names that a header has for them."""
    slots = [*((c.left, c.right) for c in table.columns), table.code]
    names: list[list[Spot]] = [[] for _ in slots]
    extra: list[list[Spot]] = []
    for line in part.header:
        for group in cut_by_gaps(part.spots(line.words), _NAME_GAP):
            for at, name in _placed(table, slots, group):
                if at is None:
                    extra.append(name)
                else:
                    names[at] += name
    for slot, spots in zip(slots, names, strict=True):
        for spot in [s for s in spots if _shared(slot, [s]) <= 0 and _is_foreign(slot, spots, s)]:
            spots.remove(spot)
            extra.append([spot])
    _join(names, extra)
    for number, column in enumerate(table.columns):
        if column.half == 1:  # "Cred Grade": two names above one place
            both = sorted({id(s.word): s for n in (0, 1) for s in names[number + n]}.values())
            both = _with_other_half(both, extra)
            is_graded = _roles(both)[:1] == (Role.GRADE,) and bool(column.kind & Kind.MARK)
            # "Grade" above "B R": what stands behind a grade says how a repeat counts
            at = 1 if len(both) == 1 and is_graded else _half(both)
            names[number], names[number + 1] = both[:at], both[at:]
    wrong = sum(
        _contradicts(table, number, spots) and (slot[1] - slot[0]) > _WORDY * spots[0].word.size
        for number, (slot, spots) in enumerate(zip(slots, names, strict=True))
        if spots and _shared(slot, spots) > 0
    )
    if wrong > 1:  # as where the header has lost a column
        return
    table.columns = [
        replace(column, name=text_of([s.word for s in spots]))
        for column, spots in zip(table.columns, names, strict=False)
    ]
    for group in extra:  # a column that is empty in all rows
        column = Column(group[0].left, group[-1].right, Kind.WORD, text_of([s.word for s in group]))
        table.columns.append(column)
    table.columns.sort(key=lambda column: column.left)


def _placed(
    table: Table, slots: Sequence[tuple[float, float]], group: list[Spot]
) -> Sequence[tuple[int | None, list[Spot]]]:
    """Return the columns whose names some words are; None for one that is empty in all rows."""
    over = [n for n, slot in enumerate(slots) if _shared(slot, group) > 0]
    of_codes = roles_named(text_of([s.word for s in group]))[:1] == (Role.CODE,)
    if of_codes and len(slots) - 1 in over:
        over = over[-1:]  # wider than the codes, above the titles right behind them
    if len(over) > 1:
        return _cut(table, group, slots, sorted(over, key=slots.__getitem__))
    if over:
        return [(over[0], group)]
    # a name that stands above no cell is not torn: it may be that of an empty column
    shared = [_shared(slot, group) for slot in slots]
    at = max(range(len(slots)), key=shared.__getitem__)
    is_near = -shared[at] < _NAME_AWAY * group[0].word.size
    belongs = is_near and not (shared[at] < 0 and _contradicts(table, at, group))
    return [(at if belongs else None, group)]


_Cut = tuple[float, tuple[tuple[int | None, list[Spot]], ...]]


def _cut(
    table: Table, group: list[Spot], slots: Sequence[tuple[float, float]], over: Sequence[int]
) -> Sequence[tuple[int | None, list[Spot]]]:
    """Cut words with no more than blanks between them into the names of the columns below them.

    Names stand in the order of their columns, each at the left or the right edge of its column or
    in the middle of it. None stands for a column that is empty in all rows.
    """
    size = group[0].word.size
    wide = _wide_gaps(group)

    @cache
    def best(word: int, at: int) -> _Cut:
        if word == len(group):
            return _UNNAMED * (len(over) - at), ()
        found: list[_Cut] = []
        if at < len(over):
            cost, rest = best(word, at + 1)
            found.append((cost + _UNNAMED, rest))
        for end in range(word + 1, min(word + _LONGEST, len(group)) + 1):
            name = group[word:end]
            own = name_cost([spot.word.text for spot in name])
            own += _ACROSS * sum(wide.get(at, 0) for at in range(word + 1, end))
            cost, rest = best(end, at)
            above = any(_shared(slots[number], name) > 0 for number in over)
            found.append((cost + own + _EMPTY * (1 + above), ((None, name), *rest)))
            if at < len(over):
                slot = over[at]
                own += _misfit(slots[slot], name) / size
                own += _EMPTY * _contradicts(table, slot, name)
                cost, rest = best(end, at + 1)
                found.append((cost + own, ((slot, name), *rest)))
        return min(found, key=lambda one: one[0])

    return best(0, 0)[1]


def _wide_gaps(group: Sequence[Spot]) -> dict[int, int]:
    """Return in front of which words there is more than there is between words of one name.

    What is as wide as the gap between two cells counts twice.
    """
    size = group[0].word.size
    gaps = {n: b.left - a.right for n, (a, b) in enumerate(pairwise(group), start=1)}
    least = _MORE * min((g for g in gaps.values() if g > _BLANKS[0] * size), default=inf)
    return {n: 1 + (gap > CELL_GAP * size) for n, gap in gaps.items() if gap > least}


def _misfit(slot: tuple[float, float], name: Sequence[Spot]) -> float:
    """Return how far a name stands from where the name of a column would stand."""
    left, right = slot[0] - name[0].left, slot[1] - name[-1].right
    return min(abs(left), abs(right), abs(left + right) / 2)


#: What the name of a code may say, as "Number" or "Section".
_OF_CODES = frozenset({Role.CODE, Role.NUMBER, Role.SECTION, Role.OTHER})
#: What a number may be.
_NUMBERS = frozenset(
    {Role.CREDITS, Role.EARNED, Role.GPA_CREDITS, Role.GRADE_POINTS, Role.GRADE_VALUE}
)


#: What no words are.
_VALUES = _NUMBERS | {Role.GRADE, Role.TERM, Role.STATUS, Role.SECTION}


def _contradicts(table: Table, slot: int, name: Sequence[Spot]) -> bool:
    """Return whether a name next to a column says that it holds something else than it does.

    That is a value where there are words, a number where there are others, or a title or the like
    where the codes are.
    """
    named = _roles(name)[:1]
    if slot == len(table.columns):
        return bool(named) and named[0] not in _OF_CODES
    if not named or named[0] not in _VALUES:
        return False
    kind = table.columns[slot].kind
    marks = Kind.MARK | Kind.STATUS | Kind.TERM | Kind.DATE
    return not kind or (named[0] in _NUMBERS and bool(kind & marks))


#: Words that name a column by themselves: an empty one may stand beside another column.
_WHOLE_NAMES = frozenset({Role.GRADE, Role.TITLE, Role.TERM, Role.STATUS})


def _join(names: Sequence[list[Spot]], extra: list[list[Spot]]) -> None:
    """Give words of a name that stand above no cell to the rest of the name: "GPA | HOURS".

    No more than a blank parts them, and together they say something else than apart.
    """
    said = {role for spots in names for role in _roles(spots)[:1]}
    for group in list(extra):
        if _WHOLE_NAMES & {*_roles(group)[:1]} - said:
            continue
        beside: list[tuple[float, int, list[Spot]]] = []
        for spots in names:
            here = [s for s in spots if abs(s.word.box[1] - group[0].word.box[1]) < _LINE]
            if not here:
                continue
            for order, gap in (
                (0, min(s.left for s in here) - group[-1].right),
                (1, group[0].left - max(s.right for s in here)),
            ):
                joined = [*group, *spots] if not order else [*spots, *group]
                if 0 <= gap < _BLANKS[1] * group[0].word.size and _roles(joined) != _roles(spots):
                    beside.append((gap, order, spots))
        if beside:
            # of two as near, a word rather qualifies the one behind it
            least = min(gap for gap, _, _ in beside)
            near = [one for one in beside if one[0] < least + _EVEN * group[0].word.size]
            _, order, spots = min(near, key=lambda one: one[1])
            spots[:] = [*spots, *group] if order else [*group, *spots]
            extra.remove(group)


def _with_other_half(names: list[Spot], extra: list[list[Spot]]) -> list[Spot]:
    """Return the names above two values of one place, with the one that stands next to the place.

    Of "Credits Attempted" and "Grade" only the first may stand above the cells "3.00 W".
    """
    ways = ((_roles(names[:at])[:1], _roles(names[at:])[:1]) for at in range(1, len(names)))
    if not names or any(_is_pair(*way) for way in ways):
        return names
    for other in extra:
        gap = max(other[0].left - names[-1].right, names[0].left - other[-1].right)
        is_near = gap < _NAME_AWAY * other[0].word.size
        if is_near and _is_pair(_roles(names)[:1], _roles(other)[:1]):
            extra.remove(other)
            return sorted([*names, *other])
    return names


def _half(names: list[Spot]) -> int:
    """Return where the second of two names begins: the one of the grades is known from its words.

    "Cred Grade", "Credit Hours Grade", "Letter Grade Units".
    """
    middle = len(names) // 2
    ways = sorted(range(1, len(names)), key=lambda at: abs(at - middle))
    fit = (at for at in ways if _is_pair(_roles(names[:at])[:1], _roles(names[at:])[:1]))
    return next(fit, middle)


def _is_pair(first: Sequence[Role], second: Sequence[Role]) -> bool:
    return any(
        a == (Role.GRADE,) and {*b} & _NUMBERS for a, b in ((first, second), (second, first))
    )


def _roles(spots: Sequence[Spot]) -> tuple[Role, ...]:
    return roles_named(text_of([s.word for s in spots])) if spots else ()


def name_edges(part: Part) -> list[Edge]:
    """Return where the names in a header begin, as far as more than a blank tells."""
    edges: list[Edge] = []
    for line in part.header:
        spots = part.spots(line.words)
        gaps = [(b.left - a.right) / b.word.size for a, b in pairwise(spots)]
        blank = min([gap for gap in gaps if gap > _BLANKS[0]], default=1.0)
        least = _MORE * blank if blank < _BLANKS[1] else 0.0
        edges += [
            Edge(b.left, gap)
            for (_, b), gap in zip(pairwise(spots), gaps, strict=True)
            if gap >= least
        ]
    return edges


def _is_apart(spots: Sequence[Spot], spot: Spot, other: Spot) -> bool:
    """Return whether there is a gap as between two cells from one word of a line to another."""
    line = sorted(s for s in spots if abs(s.word.box[1] - spot.word.box[1]) < _LINE)
    if other not in line:
        return False
    at, end = sorted((line.index(spot), line.index(other)))
    gap = CELL_GAP * spot.word.size
    return any(b.left - a.right > gap for a, b in pairwise(line[at : end + 1]))


def _is_foreign(slot: tuple[float, float], spots: Sequence[Spot], spot: Spot) -> bool:
    """Return whether a word next to the name of a column names another one, which is empty."""
    above = [other for other in spots if _shared(slot, [other]) > 0]
    if any(_is_apart(spots, spot, other) for other in above[:1]):
        return True  # in a cell of its own
    own = roles_named(text_of([s.word for s in above])) if above else ()
    word = roles_named(spot.word.text)
    both = roles_named(text_of([s.word for s in spots]))
    qualifies = tags_of(spot.word.text)[0] == {"quality"}  # no name by itself
    compound = both[:1] == (Role.GPA_CREDITS,) or (
        both[:1] == (Role.GRADE_POINTS,) and (both != word or qualifies)
    )
    if above and tags_of(text_of([s.word for s in above]))[0] <= {"resident", "ects"}:
        return False  # "Local grade", "ECTS grade"
    compound = compound or (both[:1] == own[:1] == (Role.OTHER,))  # "Midterm Grade"
    return (
        bool(own and word) and own[0] is not word[0] and word[0] is not Role.OTHER and not compound
    )


def _shared(slot: tuple[float, float], group: Sequence[Spot]) -> float:
    return min(slot[1], group[-1].right) - max(slot[0], group[0].left)
