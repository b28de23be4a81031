"""Gives everything in a document its place on paper, and says where each row came to stand."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import partial
from random import Random

from tests.layouts.columns import Column
from tests.layouts.flow import Cells, Flow, Gap, Item, Line, NewPage, Table
from tests.layouts.paper import (
    A4,
    BLACK,
    LETTER,
    WHITE,
    Box,
    Color,
    Mark,
    Page,
    Place,
    Rule,
    Text,
    measure,
)
from tests.layouts.phrases import LEGEND

_MARGIN = 36.0
_GUTTER = 22.0
#: Nothing is set smaller than this, in points.
_LEAST_SIZE = 4.8
_BLUE: Color = (0.05, 0.2, 0.55)


@dataclass(frozen=True)
class Printed:
    """Pages, and the places of each row, in the order of the rows."""

    pages: list[Page]
    places: list[list[Place]]


def press(flow: Flow, random: Random, width: float | None = None) -> Printed:
    """Lay a document out, on pages of a width of their own if one is given."""
    return _Press(flow, random, width).run()


class _Press:
    def __init__(self, flow: Flow, random: Random, width: float | None) -> None:
        self.flow, self.random, self.choice = flow, random, flow.choice
        choice = self.choice
        self.width, self.height = A4 if choice["paper"] == "A4" else LETTER
        if choice["paper"] == "landscape":
            self.width, self.height = self.height, self.width
        self.width = width or self.width
        self.font = choice["font"]
        self.size = float(choice["size"])
        self.code_first = choice["wrap"].endswith(", code first")
        self.places: list[list[Place]] = [[] for _ in flow.rows]
        self.pages: list[Page] = []
        self.stripe = False
        self.row_top = 0.0
        self.heading: Line | None = None
        uneven = choice["baseline"] == "uneven"
        self.drop = {c.kind: random.uniform(-0.12, 0.12) if uneven else 0.0 for c in flow.columns}
        self.fit()

    # -- the columns

    def wide(self, text: str, *, bold: bool = False, scale: float = 1.0) -> float:
        width = measure(text, self.size * scale, self.font, bold)
        return width + self.spacing * len(text)

    @property
    def spacing(self) -> float:
        return 0.05 * self.size if self.choice["letter-spacing"] == "slight" else 0.0

    def fit(self) -> None:
        """Choose type and number of page columns so that the table fits, and place the columns."""
        choice = self.choice
        while True:
            number = int(choice["page columns"])
            region = (self.width - 2 * _MARGIN - (number - 1) * _GUTTER) / number
            widths = self.natural()
            least = (0.3 if choice["gaps"] == "tight" else 0.7) * self.size
            needed = sum(widths.values()) + least * (len(widths) - 1)
            if needed <= region:
                break
            if self.size * region / needed >= _LEAST_SIZE + 0.2 * number:
                self.size *= 0.98 * region / needed
                continue
            if number > 1:
                choice["page columns"] = str(number - 1)
                self.size = float(choice["size"])
            elif choice["paper"] != "landscape":
                choice["paper"] = "landscape"
                self.width, self.height = sorted((self.width, self.height), reverse=True)
                self.size = float(choice["size"])
            else:
                self.size *= 0.9
        self.region = region
        self.regions = number
        room = region - sum(widths.values())
        gap = {"narrow": least, "tight": least, "wide": 1.7 * self.size}.get(choice["gaps"], room)
        gap = min(gap, room / max(1, len(widths) - 1))
        self.at: dict[str, tuple[float, float]] = {}
        x = 0.0
        for kind, width in widths.items():
            self.at[kind] = (x, x + width)
            x += width + gap
        self.gap = gap
        self.line = self.size * float(choice["pitch"])

    def natural(self) -> dict[str, float]:
        """Return how wide each column has to be."""
        bold = self.choice["code style"] == "bold"
        widths = dict.fromkeys((column.kind for column in self.flow.columns), 0.0)
        titles: list[str] = []
        cells = [item for item in self.flow.items if isinstance(item, Cells)]
        if self.flow.header:
            cells.append(self.flow.header)
        for item in cells:
            for part in (item.values, item.upper):
                for kind, text in part.items():
                    extra = 0.6 * self.size if kind in item.superscripts else 0.0
                    thick = item.role == "header" or (bold and kind == "code")
                    longest = max(map(partial(self.wide, bold=thick), text.split("\n")))
                    widths[kind] = max(widths[kind], longest + extra)
                    if kind == "title" and item.role == "row":
                        titles.append(text)
        if titles and (self.choice["wrap"] != "none" or widths["title"] > 34 * self.size):
            words = max(self.wide(word) for title in titles for word in title.split())
            natural = max(map(self.wide, titles))
            shares = sorted(map(self.wide, titles))
            usual = shares[len(shares) // 2]
            header = (
                max(
                    self.wide(c.values.get("title", ""), bold=True)
                    for c in cells
                    if c.role != "row"
                )
                if any(c.role != "row" for c in cells)
                else 0
            )
            widths["title"] = max(words, header, min(natural, 0.8 * usual))
        return widths

    # -- pages

    def run(self) -> Printed:
        self.new_page()
        for item in self.flow.items:
            self.item(item)
        self.finish()
        return Printed(self.pages, self.places)

    def new_page(self) -> None:
        if self.pages and self.choice["legend"] == "behind each page":
            self.turn_over()
        self.pages.append(Page(self.width, self.height))
        self.column = 0
        self.top = _MARGIN
        self.y = self.top
        if len(self.pages) > 1:
            for line in self.flow.head:
                self.put_line(line)
            if self.flow.head:
                self.y += 0.5 * self.line
            self.top = self.y
            self.repeat()

    def turn_over(self) -> None:
        """Print the legend on the back of a page."""
        page = Page(self.width, self.height)
        for number, text in enumerate(LEGEND):
            page.marks.append(Text(_MARGIN, 60 + 14 * number, text, 7.0, "Times"))
        self.pages.append(page)

    def repeat(self) -> None:
        if self.flow.header:
            self.put_cells(self.flow.header)

    @property
    def margin(self) -> float:
        """The left margin; a binding moves it on every second page."""
        bound = self.choice["binding"] == "uneven" and len(self.pages) % 2 == 0
        return _MARGIN + (11 if bound else 0)

    @property
    def bottom(self) -> float:
        return self.height - _MARGIN - 14

    @property
    def left(self) -> float:
        return self.margin + self.column * (self.region + _GUTTER)

    def need(self, height: float) -> None:
        """Go on in the next column or on the next page if so much does not fit here."""
        if self.y + height <= self.bottom or self.y == self.top:
            return
        self.next_region()

    def next_region(self) -> None:
        if self.column + 1 < self.regions:
            self.column += 1
            self.y = self.top
            self.repeat()
        else:
            self.new_page()
        if self.heading is not None and self.choice["continued"] != "no":
            more = " (continued)" if self.choice["continued"] == "yes" else ""
            self.put_line(replace(self.heading, text=f"{self.heading.text}{more}", far=""))

    @property
    def page(self) -> Page:
        return self.pages[-1]

    # -- marks

    def put(
        self,
        x: float,
        text: str,
        *,
        y: float | None = None,
        scale: float = 1.0,
        bold: bool = False,
        italic: bool = False,
        color: Color = BLACK,
        hidden: str = "",
        spacing: float | None = None,
        raised: float = 0.0,
    ) -> None:
        if not text.strip():
            return
        size = self.size * scale
        base = (self.y if y is None else y) + self.size * 0.95 - raised
        mark = Text(
            x,
            base,
            text,
            size,
            self.font,
            bold,
            italic,
            color,
            self.spacing if spacing is None else spacing,
            hidden,
        )
        if hidden == "off page":
            mark = replace(mark, x=x + self.width)
        elif hidden == "white":
            mark = replace(mark, color=WHITE)
        elif hidden in ("covered", "color of bar"):
            shade = WHITE if hidden == "covered" else (0.8, 0.8, 0.8)
            box = Box(x - 1, base - size, x + mark.width + 1, base + 0.3 * size, shade)
            if hidden == "covered":
                self.page.marks.append(mark)
                self.page.marks.append(box)
                return
            self.page.marks.append(box)
            mark = replace(mark, color=shade)
        self.page.marks.append(mark)

    def item(self, item: Item) -> None:
        match item:
            case Gap(lines):
                self.y += lines * self.line
            case NewPage():
                self.new_page()
            case Line():
                if item.role in ("term", "school", "legend"):
                    self.heading = None
                heading = item.role == "term" and self.choice["rows cut by pages"] == "no"
                self.need(self.line * (3 if heading else 1))
                self.put_line(item)
                if item.role == "term":
                    self.heading = item
            case Table():
                self.put_table(item)
            case Cells():
                self.put_cells(item)

    # -- lines

    def indent(self, line: Line) -> float:
        starts = sorted(x for x, _ in self.at.values())
        code = self.at.get("code", self.at.get("subject", (0.0, 0.0)))[0]
        title = self.at["title"][0] if "title" in self.at else starts[min(1, len(starts) - 1)]
        return {
            "left": code if line.role in ("remark", "title") else 0.0,
            "title": title,
            "deep": title + 2 * self.size,
            "between": (code + title) / 2 if title > code else title + self.size,
        }.get(line.indent, 0.0)

    def put_line(self, line: Line) -> None:
        spaced = self.choice["letter-spacing"] == "headings" and line.role in ("term", "head")
        spacing = 0.3 * self.size if spaced else self.spacing

        def wide(text: str) -> float:
            return self.wide(text, bold=line.bold, scale=line.scale) + (
                spacing - self.spacing
            ) * len(text)

        whole = self.page_wide(line)
        left = self.margin if whole else self.left
        region = self.width - 2 * _MARGIN if whole else self.region
        indent = 0.0 if line.indent in ("center", "right") else min(self.indent(line), region * 0.5)
        pieces = _broken(line.text, region - indent, wide)
        color = WHITE if line.bar is not None and line.bar < 0.5 else BLACK
        for number, piece in enumerate(pieces):
            if number:
                self.need(self.line)
            x = left + indent
            if line.indent == "center":
                x = left + (region - wide(piece)) / 2
            elif line.indent == "right":
                x = left + region - wide(piece)
            if line.bar is not None:
                shade = (line.bar,) * 3
                self.page.marks.append(
                    Box(left - 2, self.y, left + region + 2, self.y + self.size * 1.25, shade)
                )
            self.put(
                x,
                piece,
                scale=line.scale,
                bold=line.bold,
                italic=line.italic,
                color=color,
                spacing=spacing,
            )
            if line.row is not None and line.row < len(self.places):
                self.mark_place(line.row, x, x + wide(piece))
            last = number == len(pieces) - 1
            if last and line.far:
                at = left + region - wide(line.far)
                if at < x + wide(piece) + self.size:
                    self.y += self.line
                    at = max(left, at)
                self.put(
                    at, line.far, scale=line.scale, bold=line.bold, color=color, spacing=spacing
                )
            if last and line.ruled:
                self.page.marks.append(
                    Rule(left, self.y + self.size * 1.2, left + region, self.y + self.size * 1.2)
                )
            self.y += self.line

    def page_wide(self, line: Line) -> bool:
        """Whether a line stands above the page columns, and not in one."""
        above = line.role == "head"
        if above:
            self.top = self.y + self.line
        return above

    def mark_place(self, row: int, x0: float, x1: float) -> None:
        place = Place(len(self.pages), x0, self.y, x1, self.y + self.size * 1.2)
        places = self.places[row]
        last = places[-1] if places else None
        if (
            last
            and last.page == place.page
            and abs(last.bottom - place.top) < 2 * self.line
            and last.x0 < x1
            and x0 < last.x1
        ):
            places[-1] = last.joined(place)
        else:
            places.append(place)

    def put_table(self, table: Table) -> None:
        scale = 1.0
        while True:
            widths = [
                max(self.wide(row[n], scale=scale) for row in table.rows)
                for n in range(len(table.rows[0]))
            ]
            gap = 1.1 * self.size * scale
            if sum(widths) + gap * (len(widths) - 1) <= self.region or scale < 0.55:
                break
            scale *= 0.93
        right: list[float] = []
        x = 0.0
        for width in widths:
            right.append(x + width)
            x += width + gap
        self.need(self.line * len(table.rows))
        for row in table.rows:
            for number, text in enumerate(row):
                end = right[number]
                at = end - widths[number] if number == 0 else end - self.wide(text, scale=scale)
                self.put(self.left + at, text, scale=scale)
            self.y += self.line

    # -- rows

    def put_cells(self, cells: Cells) -> None:
        titles = (
            _broken(cells.values.get("title", ""), self.room("title") + 0.01, self.wide)
            if cells.role == "row" and "title" in self.at
            else [cells.values.get("title", "")]
        )
        height = max(len(titles), *(text.count("\n") + 1 for text in cells.values.values()))
        titles += [""] * (height - len(titles))
        if cells.upper:
            self.need(2 * self.line)
            self.put_values(cells, cells.upper, 0.0)
            self.y += self.line
        cut = self.choice["rows cut by pages"] == "yes"
        self.need(self.line * (1 if cut else height))
        self.row_top = self.y
        self.shade(cells, height)
        wrap = self.choice["wrap"].removesuffix(", code first")
        on = {"last": height - 1, "middle": (height - 1) // 2, "between": (height - 1) / 2}.get(
            wrap, 0
        )
        code = {k: v for k, v in cells.values.items() if k in ("code", "subject", "number")}
        values = {k: v for k, v in cells.values.items() if k != "title"}
        if self.code_first and height > 1:
            values = {k: v for k, v in values.items() if k not in code}
        if "title" not in self.at or cells.role != "row":
            self.put_values(cells, cells.values, 0.0)
            if cells.role == "row" and height > 1:
                self.note_row(cells)
                self.y += (height - 1) * self.line
            self.close_row(cells)
            return
        for number, title in enumerate(titles):
            if number and cut:
                self.need(self.line)
            if number == 0 and self.code_first and height > 1:
                self.put_values(cells, code, 0.0)
            if number == int(on):
                self.put_values(cells, values, (on - int(on)) * self.line)
            self.put_title(cells, title, leaders=number == int(on))
            if number < height - 1:
                self.note_row(cells)
                self.y += self.line
        self.close_row(cells)

    def room(self, kind: str) -> float:
        x0, x1 = self.at[kind]
        return x1 - x0

    def put_title(self, cells: Cells, title: str, *, leaders: bool) -> None:
        x = self.left + self.at["title"][0]
        text = title
        if leaders and self.choice["leaders"] != "none" and not cells.ghost:
            unit = {"dots": ".", "spaced dots": " .", "underscores": "_"}[self.choice["leaders"]]
            room = self.room("title") - self.wide(f"{title} ")
            text = f"{title} {unit * int(room / self.wide(unit))}"
        self.put(x, text, hidden=cells.ghost)

    def put_values(self, cells: Cells, values: dict[str, str], down: float) -> None:
        bold = self.choice["code style"] == "bold"
        for column in self.flow.columns:
            text = values.get(column.kind, "")
            if not text:
                continue
            header = cells.role == "header"
            thick = header or (bold and column.kind == "code")
            x = self.left + self.aligned(column, text, thick)
            color = (
                _BLUE
                if self.choice["code style"] == "blue" and column.kind == "code" and not header
                else BLACK
            )
            y = self.y + down + self.drop[column.kind] * self.size
            for number, part in enumerate(text.split("\n")):
                at = y + number * self.line
                self.put(x, part, y=at, bold=thick, color=color, hidden=cells.ghost)
            if mark := cells.superscripts.get(column.kind):
                at = x + self.wide(text, bold=thick) + 0.3
                self.put(at, mark, y=y, scale=0.6, raised=0.35 * self.size)
        if (
            cells.role == "header"
            and values is cells.values
            and self.choice["header rule"] != "none"
        ):
            self.header_rule()

    def header_rule(self) -> None:
        if self.choice["header rule"] == "line":
            y = self.y + self.size * 1.25
            self.page.marks.append(Rule(self.left, y, self.left + self.region, y))
            return
        self.y += self.line
        for x0, x1 in self.at.values():
            number = int((x1 - x0) / self.wide("-"))
            self.put(self.left + x0, "-" * max(2, number))

    def aligned(self, column: Column, text: str, bold: bool) -> float:
        x0, x1 = self.at[column.kind]
        width = self.wide(text, bold=bold)
        return {"right": x1 - width, "center": (x0 + x1 - width) / 2}.get(column.align, x0)

    def shade(self, cells: Cells, height: int) -> None:
        if self.choice["grid"] != "stripes" or cells.role != "row":
            return
        self.stripe = not self.stripe
        if self.stripe:
            bottom = self.y + height * self.line
            self.page.marks.append(
                Box(self.left - 2, self.y, self.left + self.region + 2, bottom, (0.92, 0.92, 0.94))
            )

    def note_row(self, cells: Cells) -> None:
        if cells.row is not None:
            self.mark_place(cells.row, self.left, self.left + self.region)

    def close_row(self, cells: Cells) -> None:
        self.note_row(cells)
        grid = self.choice["grid"]
        y = self.y + max(self.line - 0.5, self.size * 1.25)
        if cells.role != "totals" and grid in ("rules", "boxes"):
            self.page.marks.append(Rule(self.left - 2, y, self.left + self.region, y))
        if grid == "pipes" and cells.role != "totals":
            for x0, _ in list(self.at.values())[1:]:
                self.put(self.left + x0 - self.gap / 2 - 0.15 * self.size, "|", y=self.row_top)
        if cells.role == "row" and grid == "boxes":
            top = self.row_top if self.row_top < y else y - self.line
            for x0, _ in self.at.values():
                self.page.marks.append(Rule(self.left + x0 - 2, top, self.left + x0 - 2, y))
        self.y += self.line

    # -- the end of a page, and of all

    def finish(self) -> None:
        for number, page in enumerate(self.pages, start=1):
            for text in self.flow.foot:
                shown = text.replace("{pages}", str(len(self.pages))).replace("{page}", str(number))
                size = min(self.size, 8.0)
                width = measure(shown, size, self.font)
                page.marks.append(
                    Text((self.width - width) / 2, self.height - 24, shown, size, self.font)
                )
            behind = self.behind()
            page.marks = [*behind, *_drawn(page.marks, self.choice, self.random)]

    def behind(self) -> list[Mark]:
        gray: Color = (0.85, 0.85, 0.85)
        if self.choice["behind"] == "watermark":
            text = self.random.choice(("UNOFFICIAL", "COPY", "COLUMBIA"))
            size = 90.0
            width = measure(text, size, "Helvetica", True)
            slope = 0.7071
            return [
                Text(
                    self.width / 2 - slope * width / 2,
                    self.height / 2 + slope * width / 2,
                    text,
                    size,
                    "Helvetica",
                    True,
                    False,
                    gray,
                    angle=45.0,
                )
            ]
        if self.choice["behind"] == "microprint":
            text = "COLUMBIA UNIVERSITY " * 20
            step = 16.0
            count = int(self.height / step) - 1
            return [
                Text(10, step * (n + 1), text, 2.0, "Helvetica", color=gray) for n in range(count)
            ]
        return []


def _broken(text: str, room: float, wide: Callable[[str], float]) -> list[str]:
    """Break a text into lines that fit, at double blanks rather than between words."""
    if wide(text) <= room:
        return [text]
    for pattern in (r"\s{2,}|\s\|\s", r"\s"):
        lines: list[str] = []
        separators = [*re.findall(pattern, text), ""]
        for word, before in zip(re.split(pattern, text), ["", *separators], strict=False):
            if lines and wide(lines[-1] + before + word) <= room:
                lines[-1] += before + word
            else:
                lines.append(word)
        if all(wide(line) <= room for line in lines):
            return lines
    return lines


def _drawn(marks: list[Mark], choice: dict[str, str], random: Random) -> list[Mark]:
    """Return the marks as the document's program draws them: in what pieces, in what order."""
    pieces: list[Mark] = []
    points: list[Mark] = []
    drawing = choice["drawing"]
    if drawing == "line":
        marks = _in_lines(marks) if choice["font"] == "Courier" else marks
    for mark in marks:
        if not isinstance(mark, Text) or mark.angle or mark.size < 3:
            pieces.append(mark)
            continue
        if choice["blanks"] == "no-break":
            mark = replace(mark, text=mark.text.replace(" ", "\u00a0"))
        split = {
            "word": r"[^ \u00a0]+",
            "glyph": r"[^ \u00a0]",
            "point apart": r"[.,](?=\d)|[^.,]+|[.,]",
        }.get(drawing)
        for piece in _split(mark, split) if split else [mark]:
            apart = drawing == "point apart" and piece.text in (".", ",")
            (points if apart else pieces).append(piece)
            if choice["struck twice"] == "yes":
                pieces.append(replace(piece, x=piece.x + 0.25))
    pieces += points
    order = choice["drawing order"]
    if order == "as read" or choice["hidden"] in ("covered", "color of bar"):
        return pieces
    texts = [mark for mark in pieces if isinstance(mark, Text)]
    others: list[Mark] = [mark for mark in pieces if not isinstance(mark, Text)]
    if order == "by column":
        texts.sort(key=lambda text: (round(text.x / 20), text.y, text.x))
    else:
        random.shuffle(texts)
    return others + list(texts)


def _split(mark: Text, pattern: str) -> list[Text]:
    pieces = []
    for found in re.finditer(pattern, mark.text):
        before = mark.text[: found.start()]
        x = mark.x + replace(mark, text=before).width
        pieces.append(replace(mark, x=x, text=found.group()))
    return pieces


def _in_lines(marks: list[Mark]) -> list[Mark]:
    """Join the texts of a line to one text with blanks, where the letters are of one width."""
    lines: dict[tuple[object, ...], list[Text]] = {}
    out: list[Mark] = []
    for mark in marks:
        if isinstance(mark, Text) and not mark.hidden and not mark.angle and mark.size > 3:
            key = (round(mark.y, 1), mark.size, mark.bold, mark.italic, mark.color)
            lines.setdefault(key, []).append(mark)
        else:
            out.append(mark)
    for texts in lines.values():
        texts.sort(key=lambda text: text.x)
        step = 0.6 * texts[0].size + texts[0].spacing
        start, joined = texts[0].x, ""
        for text in texts:
            at = round((text.x - start) / step)
            joined = joined.ljust(max(at, len(joined) + bool(joined))) + text.text
        out.append(replace(texts[0], text=joined))
    return out
