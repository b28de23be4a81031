"""Text as people copy or save it from a document: laid out, with tabs, or with less."""

from __future__ import annotations

from random import Random

from tests.layouts.flow import Cells, Flow, Gap, Line, Table
from tests.layouts.paper import Place, Text
from tests.layouts.press import Printed, press

#: Wide enough for every table without smaller type.
_WIDE = 1500.0


def write_text(flow: Flow, random: Random) -> tuple[bytes, list[list[Place]]]:
    """Return a document as text, and the lines of each row."""
    how = flow.choice["producer"]
    if how == "text, laid out":
        flow.choice["font"] = "Courier"
        data, places = _laid_out(press(flow, random, width=_WIDE))
        flow.choice.set_back("font")
        return data, places
    return _copied(flow, how.removeprefix("text, "), random)


def _laid_out(printed: Printed) -> tuple[bytes, list[list[Place]]]:
    """Return pages as lines of letters, each letter in its place."""
    lines: list[str] = []
    at: list[tuple[int, float, int]] = []  # page, height, number of the line
    for number, page in enumerate(printed.pages, start=1):
        texts = sorted(
            (mark for mark in page.marks if isinstance(mark, Text)), key=lambda t: (t.y, t.x)
        )
        size = min((text.size for text in texts), default=8.0)
        above: float | None = None
        for text in texts:
            if above is None or text.y - above > 0.4 * size:
                if above is not None and text.y - above > 1.9 * size * 1.25:
                    lines.append("")
                first = above is None and number > 1
                lines.append("\f" if first else "")
                at.append((number, text.y, len(lines)))
                above = text.y
            column = round(text.x / (0.6 * size))
            lines[-1] = (
                lines[-1].ljust(max(column, len(lines[-1]) + bool(lines[-1].strip()))) + text.text
            )
    places = [
        [
            Place(1, 0, line - 1, 1000, line)
            for place in row
            for page_number, y, line in at
            if page_number == place.page and place.top <= y <= place.bottom + 1
        ]
        for row in printed.places
    ]
    return "\n".join(line.rstrip(" ") for line in lines).encode() + b"\n", places


def _copied(flow: Flow, how: str, random: Random) -> tuple[bytes, list[list[Place]]]:
    """Return the lines one after the other, the cells of each joined in one way."""
    blank = {"a cell a line": "\n", "tabs": "\t", "single blanks": " ", "pipes": " | "}[how]
    spaced = how == "a cell a line" and random.random() < 0.4
    kinds = [column.kind for column in flow.columns]
    lines: list[str] = []
    places: list[list[Place]] = [[] for _ in flow.rows]

    def add(text: str, row: int | None = None) -> None:
        first = len(lines)
        lines.extend(text.split("\n"))
        if row is not None:
            places[row].append(Place(1, 0, first, 1000, len(lines)))

    def joined(cells: list[str]) -> str:
        return blank.join(cells if how in ("tabs", "pipes") else [cell for cell in cells if cell])

    for item in flow.items:
        match item:
            case Line():
                add(
                    f"{item.text}{blank if how != 'single blanks' else '  '}{item.far}"
                    if item.far
                    else item.text,
                    item.row,
                )
            case Cells():
                add(joined([item.values.get(kind, "") for kind in kinds]), item.row)
                if spaced:
                    lines.append("")
            case Table():
                for row in item.rows:
                    add(joined(list(row)))
            case Gap() if how != "single blanks" and random.random() < 0.5:
                lines.append("")
            case _:
                pass
    return "\n".join(lines).encode() + b"\n", places
