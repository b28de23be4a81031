"""The table of credit from elsewhere, where a document prints one with columns of its own.

Its rows begin with the name of another institution, and say which course here each stands for.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import pairwise

from degreekit.ingest.page.document import Box
from degreekit.ingest.page.layout import Line, Word, around, text_of
from degreekit.ingest.tables.known_lines import Roles
from degreekit.ingest.tables.table import Fitted, Span, Table
from degreekit.ingest.tables.vocabulary import Vocabulary, heading_term

__all__ = ["CreditRow", "find_credit"]

#: A wrapped cell stands nearer than this to its row, in font sizes from middle to middle.
_NEAR = 1.9
#: Distances that differ by less are the same: places are rounded in the file.
_EVEN = 0.1
#: How far in front of its column a cell may begin, in font sizes.
_SLACK = 0.6
#: Words with less than this between them stand in one cell, in font sizes.
_GAP = 0.7


@dataclass(eq=False)
class CreditRow:
    """One row, and the lines it was read from.

    Attributes:
        line: the line with its credits.
        cells: the words of each column, by the lines they stand in.
        lines: all of its lines, in order.
    """

    line: Line
    cells: dict[str, list[tuple[Line, tuple[Word, ...]]]] = field(default_factory=dict)
    lines: list[Line] = field(default_factory=list)

    def text(self, name: str) -> str:
        """Return a cell as text, its lines joined."""
        return " ".join(text_of(words) for _, words in self.cells.get(name, ()))

    def box(self, name: str) -> Box | None:
        """Return the place of a cell on the page as shown, where that is on the row's page."""
        page = self.line.page
        here = [w for at, words in self.cells.get(name, ()) if at.page is page for w in words]
        return page.shown(around(word.box for word in here)) if here else None


def find_credit(lines: Sequence[Line], roles: Roles, words: Vocabulary) -> list[CreditRow]:
    """Return the rows under each header of the table of credit.

    Args:
        lines: all lines of a document, in reading order.
        roles: what the known ones are, the headers of the table among them.
        words: its `credit` is the table.
    """
    table = words.credit
    if table is None:
        return []
    rows: list[CreditRow] = []
    for part in _parts(lines, roles, words, table):
        header = table.header([part[0].words])
        full = [line for line in part[1:] if _is_full(table, line)]
        fitted = table.fit([line.said for line in full], header)
        rows += _rows(part[1:], fitted)
    return rows


def _parts(
    lines: Sequence[Line], roles: Roles, words: Vocabulary, table: Table
) -> list[list[Line]]:
    """Return the lines of each table, its header first; a page break does not end it.

    Below a page break the header of the courses may be printed, whatever goes on there.
    """
    parts: list[list[Line]] = []
    inside = False
    for line in lines:
        if table.header([line.words]) and not words.table.header([line.words]):
            parts.append([line])
            inside = True
        elif inside and (heading_term(line.text) or roles.kinds.get(line) in ("total", "school")):
            inside = False
        elif inside and line not in roles.kinds:
            inside = not words.starts_row(line.text)
            if inside:
                parts[-1].append(line)
    return parts


def _is_full(table: Table, line: Line) -> bool:
    """Return whether a line has a value of each column that every row has."""
    fitted = Fitted(table, {})
    return fitted.is_complete(fitted.row(line.said))


def _rows(lines: Sequence[Line], table: Fitted) -> list[CreditRow]:
    """Return the rows; a line without credits is the rest of the cells of the row nearest to it."""
    rows = {line: CreditRow(line) for line in lines if table.is_complete(table.row(line.said))}
    for at, line in enumerate(lines):
        if line in rows:
            cells, row = _cells(line, table), rows.get(line)
        else:
            cells, row = _by_place(line.cells(_GAP), table.spans), _nearest(lines, at, rows)
        if row is not None and cells:
            row.lines.append(line)
            for name, words in cells.items():
                row.cells.setdefault(name, []).append((line, words))
    return list(rows.values())


def _nearest(lines: Sequence[Line], at: int, rows: Mapping[Line, CreditRow]) -> CreditRow | None:
    """Return the row above or below to which a line belongs, the one above where both may be."""
    found: list[tuple[float, CreditRow]] = []
    for chain in (lines[at::-1], lines[at:]):
        far = 0.0
        for near, line in pairwise(chain):
            gap = abs(line.middle - near.middle) / max(line.size, near.size)
            if line.page is not near.page or gap > _NEAR:
                break
            far += gap
            if line in rows:
                found.append((far, rows[line]))
                break
    if not found:
        return None
    least = min(far for far, _ in found)
    return next(row for far, row in found if far <= least + _EVEN)


def _cells(line: Line, table: Fitted) -> dict[str, tuple[Word, ...]]:
    """Return the cells of a line: values by their shape, and the text before them by its place."""
    values = {
        column.name: words
        for column in table.table.columns
        if column.value and (words := table.row(line.said).cells.get(column.name))
    }
    used = {word for words in values.values() for word in words}
    parts = [tuple(word for word in cell if word not in used) for cell in line.cells(_GAP)]
    text = {name: span for name, span in table.spans.items() if name not in values}
    return {**_by_place(filter(None, parts), text), **values}


def _by_place(
    parts: Iterable[tuple[Word, ...]], spans: Mapping[str, Span]
) -> dict[str, tuple[Word, ...]]:
    """Return the words of cells by the columns in which the cells begin."""
    cells: dict[str, tuple[Word, ...]] = {}
    for part in parts:
        left = part[0].left + _SLACK * part[0].size
        before = [name for name, span in spans.items() if span.left <= left]
        name = max(before, key=lambda n: spans[n].left, default=None)
        if name is not None:
            cells[name] = (*cells.get(name, ()), *part)
    return cells
