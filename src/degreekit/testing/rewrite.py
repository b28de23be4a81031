"""What the rules say now, written into a case file: for rules that were changed on purpose."""

from __future__ import annotations

import re
from collections.abc import Iterable

from degreekit.testing.cases import Case, Difference

__all__ = ["rewrite"]

_CELL = re.compile(r"(?<!\\)\|")


def rewrite(case: Case, found: Iterable[Difference]) -> tuple[Difference, ...]:
    """Write what was found into the cells of the verdict; return what has no cell of its own.

    A verdict that several cases share is left as it is: it may be right for the others.

    Args:
        case: the case.
        found: what `degreekit.testing.differences` returned.
    """
    if case.about or case.shared:
        return tuple(found)
    text = case.path.read_text(encoding="utf-8")
    lines = text.splitlines()
    left = []
    for one in found:
        column = _column(lines, one)
        if column is None:
            left.append(one)
        else:
            lines[one.line - 1] = _with_cell(lines[one.line - 1], column, one.found)
    case.path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return tuple(left)


def _column(lines: list[str], one: Difference) -> int | None:
    """Return the place of a column in its table, counted with the empty part before the first."""
    top = one.line - 1
    while top > 0 and "|" in lines[top - 1]:
        top -= 1
    names = [name.strip().lower() for name in _CELL.split(lines[top])]
    return names.index(one.column) if one.column in names else None


def _with_cell(line: str, column: int, text: str) -> str:
    cells = _CELL.split(line)
    width = max(len(cells[column]) - 2, len(text))
    cells[column] = f" {text:<{width}} "
    return "|".join(cells)
