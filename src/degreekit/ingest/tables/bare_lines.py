"""Lines that the rows around them explain: sums without a word, and years above seasons in rows."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal

from degreekit.ingest.page.layout import Line, text_of
from degreekit.ingest.tables.columns.cells import number_of
from degreekit.ingest.tables.columns.places import Spot
from degreekit.ingest.tables.known_lines import BREAKS, KnownLines
from degreekit.ingest.tables.rows import Places, TableRow
from degreekit.ingest.tables.words.figures import Figure
from degreekit.ingest.tables.words.terms import season_of, year_of
from degreekit.ingest.tables.words.vocabulary import Role

__all__ = ["find_bare_sums", "find_years_of_rows"]

#: Of so few courses the sum of their credits is no other number than that of one.
_FEWEST = 2


def find_bare_sums(
    lines: Sequence[Line], known: KnownLines, rows: Sequence[TableRow], places: Places
) -> None:
    """Know lines of numbers below the courses of a term whose credits they sum up.

    The credits of a course without a code would be a sum of those above it by chance only, and two
    numbers or more stand in such a line.

    Args:
        lines: all lines of a document, in reading order.
        known: what they are; added to.
        rows: the rows of its tables.
        places: where in which table a line stands.
    """
    of = {line: row for row in rows for line in row.lines}
    above: list[TableRow] = []
    for line in lines:
        if row := of.get(line):
            if not above or above[-1] is not row:
                above.append(row)
        elif known.kinds.get(line) in BREAKS:
            above = []
        elif line not in known.kinds and _sums_up(line, above, places):
            known.kinds[line] = "total"
            values = ((number_of(text_of(cell)), tuple(cell)) for cell in line.cells())
            known.figures[line] = [
                Figure(None, None, value, words) for value, words in values if value is not None
            ]
            above = []


def _sums_up(line: Line, above: Sequence[TableRow], places: Places) -> bool:
    cells = [text_of(cell) for cell in line.cells()]
    if len(above) < _FEWEST or len(cells) < _FEWEST or None in map(number_of, cells):
        return False
    table, shift = places.of(line, above[-1].table)
    column = table.column(Role.CREDITS)
    if column is None or table.template is not None:
        return False
    spots = [Spot(w.left - shift, w.right - shift, w) for w in line.said]
    own = [number_of(spot.word.text) for spot in spots if column.holds(spot)]
    credits = [number_of(row.text(Role.CREDITS)) for row in above]
    return own == [sum((credit or Decimal(0) for credit in credits), Decimal(0))]


def find_years_of_rows(lines: Sequence[Line], known: KnownLines, rows: Sequence[TableRow]) -> None:
    """Know lines for headings that name a year, if the rows below them name its seasons only.

    Args:
        lines: all lines of a document, in reading order.
        known: what they are; added to.
        rows: the rows of its tables.
    """
    if not any(
        season_of(row.text(Role.TERM)) is not None for row in rows if Role.TERM in row.cells
    ):
        return
    taken = {line for row in rows for line in row.lines}
    for line in lines:
        free = line not in taken and known.kinds.get(line) in (None, "remark", "display")
        if free and year_of(line.text):
            known.kinds[line] = "year"
