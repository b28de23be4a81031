"""Parts of a document that are set alike: which table the rows below a header or a heading go on.

Their figures stand under each other, if a part is moved as far as its header or its codes are.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from math import ceil, floor
from statistics import median

from degreekit.ingest.page.document import Page
from degreekit.ingest.page.layout import text_of
from degreekit.ingest.tables.columns.cells import Kind, Shapes
from degreekit.ingest.tables.columns.places import cut_by_gaps
from degreekit.ingest.tables.table import Entry, Figure, Part, Table

__all__ = ["continue_column", "continue_headed", "table_of"]

#: Codes of one table may be indented by less than this (points).
_INDENT = 30.0
#: Words of two headers stand at one place within this, in font sizes. In text a letter is 0.6 wide,
#: and OCR may miss an edge by half of one. In print they are at one place, but for rounding: a
#: browser gives each term a table of its own, whose columns were seen 0.6 to 1.5 off.
_SAME_PLACE, _SAME_PLACE_IN_PRINT = 0.7, 0.25
#: A figure or a mark has no more letters than this.
_SHORT = 6
#: Parts whose figures stand under each other to this share are set alike.
_ALIKE = 0.7
_SURELY_ALIKE = 0.9
#: What stands at one place in print does so within this (points).
_EXACT = 2.0
#: So many rows of a table tell where its values stand.
_SEEN = 12
#: So many decimals of a place (points) count.
_PLACES = 3
_PLACED = (
    Kind.DECIMAL | Kind.WHOLE | Kind.MARK | Kind.STATUS | Kind.BLANK | Kind.DATE | Kind.PERCENT
)


def table_of(
    tables: Sequence[Table],
    last: Table | None,
    part: Part,
    full: Sequence[Entry],
    shapes: Shapes,
) -> Table:
    """Put a part into the table that it goes on with, or into a new one, and return that.

    Args:
        tables: those that were found.
        last: the one of the part before this one.
        part: the part.
        full: its rows.
        shapes: says what a text may be.
    """
    best: tuple[float, Table, float] | None = None
    own = Counter(_figures(full, shapes))
    for table in reversed(tables):
        names = {other.name for other in table.parts if other.name}
        shift, alike = _shift(table, part, full, own)
        if part.name and names:
            headed = _headed_alike(table, part)
            if headed is not None:
                shift, alike = headed, max(alike, _ALIKE)
            elif part.name in names and _is_print(part.header[0].page):
                continue  # each term has a table of its own, with columns at other places
            elif sorted(part.name.split()) in map(sorted, map(str.split, names)):
                continue  # the same columns in another order
            elif table is not last or alike < _SURELY_ALIKE:
                # below a header that runs through the pages the table before it may go on
                continue
        if _is_print(part.lines[0].page) and _is_set_apart(table, part, full, shift, shapes):
            continue
        if alike >= _ALIKE and (best is None or alike > best[0]):
            best = alike, table, shift
    if best is None:
        table = Table()
    else:
        _, table, part.shift = best
    table.parts.append(part)
    table.entries += full
    table.figures.update(_moved(own, part.shift))
    return table


def continue_headed(tables: Sequence[Table], part: Part) -> None:
    """Let a part without a course go on with the table that has its header: a row may end there."""
    for table in reversed(tables):
        shift = _headed_alike(table, part) if part.header else None
        if shift is not None:
            part.shift = shift
            table.parts.append(part)
            return


def continue_column(tables: Sequence[Table], part: Part, entries: Sequence[Entry]) -> None:
    """Let codes without values go on with the table above them in their column of the page.

    Below a heading at the foot of a column a row may begin whose values stand in the next.
    """
    if not entries or not tables or part.header:
        return
    above = tables[-1].parts[-1]
    here, there = part.lines[0], above.lines[0] if above.lines else None
    if there is None or (there.page, there.column) != (here.page, here.column):
        return
    lefts = {entry.left for entry in tables[-1].entries}
    own = [entry.left + part.shift - above.shift for entry in entries]
    if all(min(abs(a - b) for b in lefts) < _SAME_PLACE * here.size for a in own):
        part.shift = above.shift
        tables[-1].parts.append(part)


def _headed_alike(table: Table, part: Part) -> float | None:
    """Return how far right of a table a part with an equal header stands.

    None where the words of the headers stand at other distances from each other.
    """
    other = next((o for o in table.parts if o.name == part.name), None)
    if other is None:
        return None
    own, theirs = ([w for line in one.header for w in line.words] for one in (part, other))
    shift = own[0].left - theirs[0].left + other.shift
    apart = (abs(a.left - shift - b.left + other.shift) for a, b in zip(own, theirs, strict=True))
    near = _SAME_PLACE_IN_PRINT if _is_print(part.header[0].page) else _SAME_PLACE
    return shift if max(apart) < near * own[0].size else None


def _is_set_apart(
    table: Table, part: Part, full: Sequence[Entry], shift: float, shapes: Shapes
) -> bool:
    """Return whether a part and a table have one value of a kind in all rows, at other places.

    A browser gives each term a table of its own, whose columns are as wide as what is in them. What
    stands below names of the header is in its place in both.
    """
    carried = any(part.header and part.header == other.header for other in table.parts)
    header = [] if carried else [word for line in part.header for word in line.words]

    def named(place: tuple[float, float]) -> bool:
        return any(w.left - shift < place[1] and place[0] < w.right - shift for w in header)

    last = table.entries[-_SEEN:]
    own, other = _kinds(full, shift, shapes), _kinds(last, 0.0, shapes)
    for kind in own.keys() & other.keys():
        of_part, of_table = own[kind], other[kind]
        if len(of_part) > len(full) or len(of_table) > len(last):  # some of them have a name
            of_part = [place for place in of_part if not named(place)]
            of_table = [place for place in of_table if not named(place)]
        in_all = len(of_part) == len(full) and len(of_table) == len(last)
        if in_all and not any(
            _stand_alike(a, b) or (named(a) and named(b)) for a in of_part for b in of_table
        ):
            return True
    return False


def _stand_alike(one: tuple[float, float], other: tuple[float, float]) -> bool:
    """Return whether two cells begin at one place, end at one, or have their middle at one."""
    lefts, rights = one[0] - other[0], one[1] - other[1]
    return min(abs(lefts), abs(rights), abs(lefts + rights) / 2) < _EXACT


def _kinds(
    entries: Sequence[Entry], shift: float, shapes: Shapes
) -> Mapping[tuple[Kind, bool], Sequence[tuple[float, float]]]:
    """Return where the numbers and the marks of rows stand, on each side of their codes.

    Args:
        entries: the rows.
        shift: how far right of the table they stand.
        shapes: says what a text may be.
    """
    found: dict[tuple[Kind, bool], list[tuple[float, float]]] = {}
    for entry in entries:
        for group in cut_by_gaps(entry.spots):
            kind = shapes.kind(text_of([spot.word for spot in group]))
            place = group[0].left - shift, group[-1].right - shift
            for one in (Kind.DECIMAL, Kind.STATUS | Kind.MARK):
                if kind & one:
                    found.setdefault((one, group[0].left > entry.left), []).append(place)
    return found


def _is_print(page: Page) -> bool:
    """Return whether a page has places that are exact: it is neither text nor a picture."""
    return page.lines_above is None and page.scan is None


def _shift(
    table: Table, part: Part, full: Sequence[Entry], own: Counter[Figure]
) -> tuple[float, float]:
    """Return how far right of a table a part stands, and to what share its figures then agree."""
    reference = table.figures
    own_codes, codes = median(e.left for e in full), [e.left for e in table.entries]
    middle = median(codes)
    shifts = {0.0, own_codes - middle}
    if own and reference:
        shifts.add(max(f.right for f in own) - max(f.right for f in reference))
    named = [other for other in table.parts if part.name and other.name == part.name]
    if named:
        shifts.add(part.header[0].words[0].left - named[0].header[0].words[0].left + named[0].shift)
    edges = {round(e.left - own_codes) for e in full} | {round(c - middle) for c in codes}
    # where all codes begin at one edge, they are not indented
    indent = _EXACT if _is_print(part.lines[0].page) and edges == {0} else _INDENT
    found = [
        (
            round(_agreement(reference, own, shift), 1),
            -abs(own_codes - shift - middle),
            shift,
        )
        for shift in shifts
        if min(codes) - indent < own_codes - shift < max(codes) + indent
    ]
    alike, _, shift = max(found, default=(0.0, 0.0, 0.0))
    return shift, alike


def _figures(entries: Sequence[Entry], shapes: Shapes) -> Iterator[Figure]:
    """Yield the places of values that have a cell of their own, and of other cells as short.

    Of a row without any, those of its numbers: its cells have no gaps between them.
    """
    for entry in entries:
        alone: list[Figure] = []
        among: list[Figure] = []
        for group in cut_by_gaps(entry.spots):
            kinds = [shapes.kind(spot.word.text) for spot in group]
            is_value = all(kind & _PLACED for kind in kinds)
            if len(group) > 1 and shapes.kind(text_of([s.word for s in group])) & Kind.STATUS:
                alone.append(Figure(group[0].left, group[-1].right, is_number=False))
                continue
            is_short = len(group) == 1 and len(group[0].word.text) <= _SHORT
            for spot, kind in zip(group, kinds, strict=True):
                is_number = bool(kind & Kind.DECIMAL)
                if is_value or is_short:
                    alone.append(Figure(spot.left, spot.right, is_number))
                elif is_number:
                    among.append(Figure(spot.left, spot.right, is_number))
        yield from alone or among


def _agreement(reference: Counter[Figure], own: Counter[Figure], shift: float) -> float:
    """Return to what share the figures of two parts stand under each other.

    One part may have a column that the other has not, as the grades of courses that are over.
    """
    moved = _moved(own, shift)
    return max(_share_under(moved, reference), _share_under(reference, moved))


def _moved(figures: Counter[Figure], shift: float) -> Counter[Figure]:
    """Return figures as they stand in the table that their part is shifted in."""
    moved = Counter[Figure]()
    for (left, right, is_number), count in figures.items():
        # what stands at one place does so in each part, whatever the last bits of a difference say
        left, right = round(left - shift, _PLACES), round(right - shift, _PLACES)
        moved[Figure(left, right, is_number)] += count
    return moved


def _share_under(some: Counter[Figure], others: Counter[Figure]) -> float:
    """Return how much of some places has others of the same kind above or below it."""
    places = {Figure(floor(f.left), ceil(f.right), f.is_number) for f in others}
    if not some or not places:
        return 0.0
    shares = (
        count
        * max(
            (
                (min(f.right, p.right) - max(f.left, p.left)) / max(f.right - f.left, 1.0)
                for p in places
                if p.is_number == f.is_number
            ),
            default=0.0,
        )
        for f, count in some.items()
    )
    return sum(max(share, 0.0) for share in shares) / some.total()
