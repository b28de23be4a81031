"""A document as a sequence of lines and rows, before anybody gives them places."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal

from tests.layouts.choice import Choice
from tests.layouts.columns import Column
from tests.layouts.truth import Row

Role = Literal["head", "school", "term", "note", "title", "remark", "total", "legend", "foot"]
Indent = Literal["left", "title", "between", "deep", "center", "right"]


@dataclass
class Line:
    """A line of text that is no row of the table.

    Attributes:
        far: a second text, at the right end.
        bar: the shade behind it, 0 black to 1 white; None for no bar.
        row: the position of the row it belongs to, of a topic or a remark.
    """

    text: str
    role: Role
    indent: Indent = "left"
    bold: bool = False
    italic: bool = False
    scale: float = 1.0
    far: str = ""
    bar: float | None = None
    ruled: bool = False
    row: int | None = None


@dataclass
class Cells:
    """Cells under the columns, by kind: a row, a header or a line of totals.

    Attributes:
        row: the position of the row; None for a header and for totals.
        upper: the upper half of a header of two lines.
        ghost: the way in which it is hidden from whoever looks at the page.
        superscripts: small marks after cells, by kind.
    """

    values: dict[str, str]
    role: Literal["row", "header", "totals"] = "row"
    row: int | None = None
    upper: dict[str, str] = field(default_factory=dict)
    ghost: str = ""
    superscripts: dict[str, str] = field(default_factory=dict)


@dataclass
class Table:
    """A small table of figures, the header first."""

    rows: tuple[tuple[str, ...], ...]


@dataclass
class Gap:
    """Empty space of some lines."""

    lines: float = 0.7


@dataclass
class NewPage:
    """The rest stands on the next page."""


Item = Line | Cells | Table | Gap | NewPage


@dataclass
class Flow:
    """A document.

    Attributes:
        items: in the order in which they are read.
        columns: of its table.
        header: repeated at the top of a page, or of each page column.
        head: printed at the top of every page, the first included.
        foot: printed at the foot of every page; ``{page}`` and ``{pages}`` are filled in.
        rows: the records that a careful person reads, in their order.
    """

    choice: Choice
    items: list[Item]
    columns: list[Column]
    header: Cells | None
    head: list[Line]
    foot: list[str]
    rows: list[Row]
