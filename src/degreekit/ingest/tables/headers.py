"""The names that the header of a table has for its columns."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from itertools import chain, pairwise

from degreekit.ingest.page.layout import text_of
from degreekit.ingest.tables.cells import Kind
from degreekit.ingest.tables.columns import Column, Spot, cut_by_gaps
from degreekit.ingest.tables.table import Codes, Part, Table
from degreekit.ingest.tables.vocabulary import Role, roles_named, tags_of

__all__ = ["choose_codes", "name_columns", "name_edges"]

#: The names of two columns have a gap wider than this between them, in font sizes.
_NAME_GAP = 0.8
#: A blank is wider than the first and narrower than the second, in font sizes.
_BLANKS = (0.15, 0.65)
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
            over = [n for n, slot in enumerate(slots) if _shared(slot, group) > 0]
            of_codes = roles_named(text_of([s.word for s in group]))[:1] == (Role.CODE,)
            if of_codes and len(slots) - 1 in over:
                over = over[-1:]  # wider than the codes, above the titles right behind them
            if len(over) == 1:
                names[over[0]] += group
                continue
            for spot in group:
                at = max(range(len(slots)), key=lambda n: _shared(slots[n], [spot]))
                if _shared(slots[at], [spot]) > -_NAME_AWAY * spot.word.size:
                    names[at].append(spot)
                else:
                    extra.append([spot])
    for slot, spots in zip(slots, names, strict=True):
        for spot in [s for s in spots if _shared(slot, [s]) <= 0 and _is_foreign(slot, spots, s)]:
            spots.remove(spot)
            extra.append([spot])
    for number, column in enumerate(table.columns):
        if column.half == 1:  # "Cred Grade": two names above one place
            both = sorted({id(s.word): s for n in (0, 1) for s in names[number + n]}.values())
            names[number], names[number + 1] = both[: len(both) // 2], both[len(both) // 2 :]
    table.columns = [
        replace(column, name=text_of([s.word for s in spots]))
        for column, spots in zip(table.columns, names, strict=False)
    ]
    for group in extra:  # a column that is empty in all rows
        column = Column(group[0].left, group[-1].right, Kind.WORD, text_of([s.word for s in group]))
        table.columns.append(column)
    table.columns.sort(key=lambda column: column.left)


def name_edges(part: Part) -> list[float]:
    """Return where the names in a header begin, as far as more than a blank tells."""
    edges: list[float] = []
    for line in part.header:
        spots = part.spots(line.words)
        gaps = [(b.left - a.right) / b.word.size for a, b in pairwise(spots)]
        blank = min([gap for gap in gaps if gap > _BLANKS[0]], default=1.0)
        least = 1.5 * blank if blank < _BLANKS[1] else 0.0
        edges += [b.left for (_, b), gap in zip(pairwise(spots), gaps, strict=True) if gap >= least]
    return edges


def _is_foreign(slot: tuple[float, float], spots: Sequence[Spot], spot: Spot) -> bool:
    """Return whether a word beside the name of a column names another one, which is empty."""
    above = [other for other in spots if _shared(slot, [other]) > 0]
    own = roles_named(text_of([s.word for s in above])) if above else ()
    word = roles_named(spot.word.text)
    both = roles_named(text_of([s.word for s in spots]))
    compound = both and both[0] in (Role.GRADE_POINTS, Role.GPA_CREDITS) and both != word
    return (
        bool(own and word) and own[0] is not word[0] and word[0] is not Role.OTHER and not compound
    )


def _shared(slot: tuple[float, float], group: Sequence[Spot]) -> float:
    return min(slot[1], group[-1].right) - max(slot[0], group[0].left)
