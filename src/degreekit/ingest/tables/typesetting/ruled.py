"""The rules of a table: lines drawn between its rows, so that each has a box of its own.

What stands in the box of a row is of that row, wherever its values stand in it; nothing that a
rule parts from it is.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Callable, Sequence
from itertools import pairwise
from statistics import median

from degreekit.ingest.page.document import Box, Page
from degreekit.ingest.page.layout import Line, Word

__all__ = ["Rules"]

#: Rules that part nearly all rows part every row: one that begins a page may have lost its own.
_NEARLY_ALL = 0.9
_LEAST = 2
#: Codes of one table begin within this of each other, in font sizes.
_INDENT = 3.0
#: A rule that reaches no farther than the words above it (points) underlines them.
_OVERHANG = 1.5
#: A line of dashes with fewer letters than this is no rule.
_DASHES = 20


class Rules:
    """The rules between the rows of a document.

    Attributes:
        part_rows: whether they part the rows from each other. Otherwise nothing is known by them.

    Args:
        lines: all lines, in reading order.
        code: returns the first word of the course code in a line; None where there is none.
    """

    def __init__(self, lines: Sequence[Line], code: Callable[[Line], Word | None]) -> None:
        self._of: dict[Page, tuple[list[float], list[Box]]] = {}
        pages = dict.fromkeys(line.page for line in lines)
        dashes = [line for line in lines if line.is_rule and len(line.text) >= _DASHES]
        for page in pages:
            boxes = [*page.rules, *(line.box for line in dashes if line.page is page)]
            boxes.sort(key=_height)
            self._of[page] = [_height(box) for box in boxes], boxes
        self.part_rows = True
        self.part_rows = self._do_part(lines, code)

    def _do_part(self, lines: Sequence[Line], code: Callable[[Line], Word | None]) -> bool:
        """Return whether nearly all rows are parted from the next of their column."""
        columns: dict[tuple[Page, int | None], list[tuple[Line, Word]]] = {}
        for line in lines if any(boxes for _, boxes in self._of.values()) else ():
            if word := code(line):
                columns.setdefault((line.page, line.column), []).append((line, word))
        parted = []
        for found in columns.values():
            edge = median(word.left for _, word in found)
            # the end of a title may look like a code
            rows = [(at, word) for at, word in found if abs(word.left - edge) < _INDENT * word.size]
            parted += [self.between(a, b, word) for (a, _), (b, word) in pairwise(rows)]
        return len(parted) >= _LEAST and sum(parted) >= _NEARLY_ALL * len(parted)

    def between(self, upper: Line, lower: Line, at: Word) -> bool:
        """Return whether a rule parts two lines of one column of a page.

        Args:
            upper: the one.
            lower: the other.
            at: where, across the page: a cell of one of them may span several rows.
        """
        if not self.part_rows or upper.page is not lower.page:
            return False
        heights, boxes = self._of[upper.page]
        first, end = bisect_right(heights, upper.middle), bisect_left(heights, lower.middle)
        middle = (at.left + at.right) / 2
        return any(
            box[0] <= middle <= box[2] and not _underlines(box, upper) for box in boxes[first:end]
        )

    def in_one_box(self, upper: Line, lower: Line, at: Word) -> bool:
        """Return whether two lines stand in the box of one row; see `between`."""
        same = upper.page is lower.page and upper.column == lower.column
        return same and self.part_rows and not self.between(upper, lower, at)


def _height(box: Box) -> float:
    return (box[1] + box[3]) / 2


def _underlines(rule: Box, line: Line) -> bool:
    """Return whether a rule below a line is as wide as some words of it."""
    words = [word for word in line.said if word.left < rule[2] and rule[0] < word.right]
    if not words or line.box[3] < rule[1]:
        return False
    over = words[0].left - rule[0], rule[2] - words[-1].right
    return max(over) < _OVERHANG
