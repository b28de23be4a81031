"""Pages of HTML, printed by WeasyPrint or by a browser."""

from __future__ import annotations

import io
import shutil
from collections import defaultdict
from collections.abc import Iterator
from functools import cache
from html import escape
from multiprocessing.util import Finalize
from random import Random
from typing import Any

from tests.layouts.columns import Column
from tests.layouts.flow import Cells, Flow, Gap, Item, Line, NewPage, Table
from tests.layouts.paper import Place, vera
from tests.playwright_driver import driver

_FONTS = {
    "Helvetica": "Page, sans-serif",
    "Vera": "Page, sans-serif",
    "Times": "serif",
    "Courier": "monospace",
}
_FOOT = "font-size:7px;width:100%;text-align:center"
_HIDDEN = {
    "white": "color:#fff",
    "transparent": "color:rgba(0,0,0,0)",
    "off page": "position:absolute;left:-4000px",
    "covered": "position:relative",
}


def missing(producer: str) -> str | None:
    """Return why a producer cannot print here; None where it can."""
    if producer == "weasyprint":
        try:
            import weasyprint  # noqa: F401  # it loads Pango
        except (ImportError, OSError):
            return "WeasyPrint or its library Pango is not installed"
    if producer == "chromium":
        try:
            import playwright.sync_api  # noqa: F401  # is it there?
        except ImportError:
            return "playwright is not installed"
        if _chromium() is None:
            return "Chromium is not installed"
    return None


def _chromium() -> str | None:
    return shutil.which("chromium") or shutil.which("chromium-browser")


def print_page(flow: Flow, random: Random) -> tuple[bytes, list[list[Place]]]:
    """Return a document as a printed web page, and the places of its rows."""
    state = random.getstate()
    for _ in range(6):
        random.setstate(state)
        html = _Page(flow, random).html()
        if flow.choice["producer"] == "weasyprint":
            from weasyprint import HTML

            data = bytes(HTML(string=html).write_pdf())
        else:
            data = _by_browser(html, flow)
        if not (share := _too_wide(data)):
            break
        if flow.choice["paper"] != "landscape" and share > 1.3:
            flow.choice["paper"] = "landscape"
        else:
            flow.choice["size"] = f"{float(flow.choice['size']) / share * 0.97:.1f}"
    return data, find_rows(data, flow)


def _too_wide(data: bytes) -> float:
    """Return how much wider than the page its text is; 0 where it fits."""
    import pdfplumber

    widest = 0.0
    with pdfplumber.open(io.BytesIO(data)) as pdf:
        for page in pdf.pages:
            seen = [
                char["x1"] / (page.width - 20) for char in page.chars if char["x0"] < 2 * page.width
            ]
            widest = max([widest, *seen])
            page.close()
    return widest if widest > 1.0 else 0.0


@cache
def _browser() -> Any:
    """Return a browser that lives as long as this process."""
    flags = ["--no-sandbox", "--disable-gpu", "--no-first-run", "--disable-background-networking"]
    browser = driver().chromium.launch(executable_path=_chromium(), args=flags)
    Finalize(None, browser.close, exitpriority=10)
    return browser


def _by_browser(html: str, flow: Flow) -> bytes:
    page = _browser().new_page()
    try:
        page.set_content(html)
        foot = flow.foot[0] if flow.foot else ""
        numbers = {
            "{pages}": '<span class="totalPages"></span>',
            "{page}": '<span class="pageNumber"></span>',
        }
        foot = escape(foot)
        for name, value in numbers.items():
            foot = foot.replace(name, value)
        return bytes(
            page.pdf(
                prefer_css_page_size=True,
                print_background=True,
                display_header_footer=bool(foot),
                header_template="<span></span>",
                footer_template=f'<div style="{_FOOT}">{foot}</div>',
            )
        )
    finally:
        page.close()


class _Page:
    """Writes the HTML of a document."""

    def __init__(self, flow: Flow, random: Random) -> None:
        self.flow, self.random, self.choice = flow, random, flow.choice
        self.kinds = [column.kind for column in flow.columns]
        self.columns = {column.kind: column for column in flow.columns}
        self.open = False
        self.out: list[str] = []
        self.rows = 0

    def text(self, text: str) -> str:
        shown = escape(text, quote=False).replace("\n", "<br>")
        return shown.replace(" ", "&nbsp;") if self.choice["blanks"] == "no-break" else shown

    def html(self) -> str:
        for item in self.flow.items:
            self.item(item)
        self.close()
        body = "\n".join(self.out)
        mark = ""
        if self.choice["behind"] == "watermark":
            mark = '<div class="mark">UNOFFICIAL</div>'
        head = f"<meta charset='utf-8'><style>{self.css()}</style>"
        return f"<!DOCTYPE html><html><head>{head}</head><body>{mark}{body}</body></html>"

    def css(self) -> str:
        choice = self.choice
        size, pitch = choice["size"], choice["pitch"]
        paper = {"A4": "A4", "landscape": "Letter landscape"}.get(choice["paper"], "Letter")
        valign = {"last": "bottom", "middle": "middle", "between": "middle"}.get(
            choice["wrap"].split(",")[0], "top"
        )
        gap = {"narrow": "2px 4px", "wide": "2px 10px"}.get(choice["gaps"], "2px 6px")
        width = "100%" if choice["gaps"] == "full width" else "auto"
        grid = {
            "boxes": "td,th{border:1px solid #888}", "rules": "td{border-bottom:1px solid #aaa}",
            "stripes": "tr.odd td{background:#ececf0}",
        }.get(choice["grid"], "")  # fmt: skip
        title = (
            "td.title{max-width:14em;white-space:normal}"
            if choice["wrap"] != "none"
            else "td.title{white-space:normal}"
        )
        foot = self.flow.foot[0] if self.flow.foot else ""
        content = (
            '"'
            + foot.replace("{pages}", '" counter(pages) "').replace("{page}", '" counter(page) "')
            + '"'
            if foot
            else "none"
        )
        spacing = {
            "slight": "body{letter-spacing:.05em}",
            "headings": ".term,.head{letter-spacing:.3em}",
        }.get(choice["letter-spacing"], "")
        plain, bold = ((vera() / f"{name}.ttf").as_uri() for name in ("Vera", "VeraBd"))
        return (
            f"@font-face{{font-family:Page;src:url('{plain}')}}"
            f"@font-face{{font-family:Page;font-weight:bold;src:url('{bold}')}}"
            f"@page{{size:{paper};margin:15mm 12mm;"
            f"@bottom-center{{content:{content};font-size:7pt}}}}"
            f"body{{font-family:{_FONTS[choice['font']]};font-size:{size}pt;line-height:{pitch};margin:0;"
            "-webkit-print-color-adjust:exact;print-color-adjust:exact}"
            f"table{{border-collapse:collapse;width:{width}}}"
            f"td,th{{padding:{gap};vertical-align:{valign};white-space:nowrap;text-align:left;font-weight:normal}}"
            f"th{{font-weight:bold}}{title}{grid}td.wide{{white-space:normal}}"
            "p{margin:0}.far{float:right}.mark{position:fixed;top:40%;left:5%;font-size:90pt;color:#ddd;"
            f"transform:rotate(-45deg);z-index:-1}}{spacing}sup{{font-size:60%}}"
            ".cover{position:absolute;left:0;top:0;right:0;bottom:0;background:#fff}"
        )

    # -- items

    def close(self) -> None:
        if self.open:
            self.out.append("</table>")
            self.open = False

    def table(self) -> None:
        if not self.open:
            head = ""
            if self.flow.header is not None:
                head = f"<thead>{self.header_row(self.flow.header)}</thead>"
            self.out.append(f"<table>{head}")
            self.open = True

    def item(self, item: Item) -> None:
        match item:
            case Gap():
                self.out.append("<tr><td>&nbsp;</td></tr>" if self.open else "<p>&nbsp;</p>")
            case NewPage():
                self.close()
                self.out.append('<div style="break-before:page"></div>')
            case Line():
                self.line(item)
            case Table():
                self.close()
                self.figures(item)
            case Cells():
                self.cells(item)

    def line(self, line: Line) -> None:
        outside = line.role in ("head", "legend", "foot") or (
            self.choice["header"] == "each term" and line.role in ("term", "school")
        )
        style = []
        if line.italic:
            style.append("font-style:italic")
        if line.bold:
            style.append("font-weight:bold")
        if line.scale != 1.0:
            style.append(f"font-size:{100 * line.scale:.0f}%")
        if line.bar is not None:
            shade = round(255 * line.bar)
            style.append(f"background:rgb({shade},{shade},{shade})")
            if line.bar < 0.5:
                style.append("color:#fff")
        if line.ruled:
            style.append("border-bottom:1px solid #000")
        if line.indent in ("center", "right"):
            style.append(f"text-align:{line.indent}")
        if line.indent in ("between", "deep"):
            style.append("padding-left:3em")
        far = f'<span class="far">{self.text(line.far)}</span>' if line.far else ""
        css = ";".join(style)
        if outside or not self.kinds:
            self.close()
            self.out.append(f'<p class="{line.role}" style="{css}">{far}{self.text(line.text)}</p>')
            return
        self.table()
        before = 0
        if line.role == "title" and "code" in self.kinds:
            before = self.kinds.index("code")
        if line.indent in ("title", "deep") and "title" in self.kinds:
            before = self.kinds.index("title")
        if before == len(self.kinds):
            before = 0
        empty = "<td></td>" * before
        cell = f'<td class="wide {line.role}" colspan="{len(self.kinds) - before}" style="{css}">'
        self.out.append(f"<tr>{empty}{cell}{far}{self.text(line.text)}</td></tr>")

    def figures(self, table: Table) -> None:
        def cell(text: str, align: str) -> str:
            return f'<td style="text-align:{align}">{self.text(text)}</td>'

        rows = (
            cell(first, "left") + "".join(cell(text, "right") for text in rest)
            for first, *rest in table.rows
        )
        body = "".join(f"<tr>{row}</tr>" for row in rows)
        self.out.append(f'<table style="width:auto">{body}</table>')

    def header_row(self, cells: Cells) -> str:
        def name(kind: str) -> str:
            above = cells.upper.get(kind, "")
            shown = self.text(cells.values.get(kind, ""))
            return f"{self.text(above)}<br>{shown}" if cells.upper else shown

        return (
            "<tr>"
            + "".join(
                f'<th style="{self.align(self.columns[kind])}">{name(kind)}</th>'
                for kind in self.kinds
            )
            + "</tr>"
        )

    def align(self, column: Column) -> str:
        return f"text-align:{column.align}"

    def cells(self, cells: Cells) -> None:
        if cells.role == "header":
            if self.choice["header"] == "each page":
                return  # repeated by the head of the table
            if self.choice["header"] == "each term":
                self.close()
            self.table()
            self.out.append(self.header_row(cells))
            return
        self.table()
        if cells.role == "row":
            self.rows += 1
        out = []
        for kind in self.kinds:
            text = cells.values.get(kind, "")
            shown = self.text(text)
            if mark := cells.superscripts.get(kind):
                shown += f"<sup>{mark}</sup>"
            if (
                kind == "title"
                and text
                and cells.role == "row"
                and self.choice["leaders"] != "none"
                and not cells.ghost
            ):
                shown += f" {'.' * 12}"
            style = self.align(self.columns[kind])
            if kind == "code" and self.choice["code style"] != "plain":
                style += (
                    ";font-weight:bold" if self.choice["code style"] == "bold" else ";color:#135"
                )
            if cells.ghost and text:
                cover = '<span class="cover"></span>' if cells.ghost == "covered" else ""
                hidden = f"{_HIDDEN[cells.ghost]};display:inline-block"
                shown = f'<span style="{hidden}">{shown}{cover}</span>'
            out.append(f'<td class="{kind}" style="{style}">{shown}</td>')
        odd = ' class="odd"' if self.rows % 2 and cells.role == "row" else ""
        self.out.append(f"<tr{odd}>{''.join(out)}</tr>")


def find_rows(data: bytes, flow: Flow) -> list[list[Place]]:
    """Return the places of rows, found by the codes as they are printed, line after line."""
    import pdfplumber

    lines: list[tuple[int, str, float, float, float, float]] = []
    with pdfplumber.open(io.BytesIO(data)) as pdf:
        for number, page in enumerate(pdf.pages, start=1):
            for line in page.extract_text_lines(return_chars=False):
                text = "".join(line["text"].split())
                lines.append((number, text, line["x0"], line["top"], line["x1"], line["bottom"]))
            page.close()
    places: list[list[Place]] = [[] for _ in flow.rows]
    start = 0
    for row, code, title in _printed(flow):
        at = next((n for n in range(start, len(lines)) if code in lines[n][1]), None)
        if at is None:
            continue
        own = [at]
        for step in (-1, 1):
            n = at + step
            while 0 <= n < len(lines) and lines[n][1].strip(".") in title:
                own.append(n)
                n += step
        for n in sorted(own):
            number, _, x0, top, x1, bottom = lines[n]
            place = Place(number, x0, top, x1, bottom)
            last = places[row][-1] if places[row] else None
            if last and last.page == number:
                places[row][-1] = last.joined(place)
            else:
                places[row].append(place)
        start = at + 1
    return places


def _printed(flow: Flow) -> Iterator[tuple[int, str, str]]:
    """Yield each row with its code, and its title with what stands below, without blanks."""
    below: dict[int, str] = defaultdict(str)
    for item in flow.items:
        if isinstance(item, Line) and item.row is not None:
            below[item.row] += "".join(item.text.split())
    for item in flow.items:
        if isinstance(item, Cells) and item.row is not None:
            values = item.values
            code = values.get("code") or values.get("subject", "") + values.get("number", "")
            title = "".join(values.get("title", "").split())
            yield item.row, "".join(code.split()), f"{title} {below[item.row]}"
