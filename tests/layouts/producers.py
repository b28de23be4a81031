"""Programs that write pages as PDF, each in its own way."""

from __future__ import annotations

import io
from collections.abc import Callable
from datetime import UTC, datetime
from random import Random

from tests.layouts.choice import Choice
from tests.layouts.paper import Box, Page, Rule, Text, font_name, register_vera, vera
from tests.layouts.rawpdf import write_raw


def with_reportlab(pages: list[Page], _choice: Choice, _random: Random) -> bytes:
    """Write with reportlab."""
    from reportlab.pdfgen.canvas import Canvas

    register_vera()
    file = io.BytesIO()
    pdf = Canvas(file, invariant=1, pageCompression=1)
    for page in pages:
        pdf.setPageSize((page.width, page.height))
        for mark in page.marks:
            match mark:
                case Rule():
                    pdf.setLineWidth(0.4)
                    pdf.line(mark.x0, page.height - mark.y0, mark.x1, page.height - mark.y1)
                case Box():
                    pdf.setFillColorRGB(*mark.color)
                    bottom = page.height - mark.y1
                    pdf.rect(
                        mark.x0, bottom, mark.x1 - mark.x0, mark.y1 - mark.y0, stroke=0, fill=1
                    )
                case Text():
                    _reportlab_text(pdf, page, mark)
        pdf.showPage()
    pdf.save()
    return file.getvalue()


def _reportlab_text(pdf: object, page: Page, mark: Text) -> None:
    from reportlab.pdfgen.canvas import Canvas

    assert isinstance(pdf, Canvas)
    pdf.saveState()
    if mark.hidden == "clipped":
        path = pdf.beginPath()
        path.rect(0, 0, 1, 1)
        pdf.clipPath(path, stroke=0, fill=0)
    if mark.hidden == "transparent":
        pdf.setFillAlpha(0)
    pdf.setFillColorRGB(*mark.color)
    if mark.angle:
        pdf.translate(mark.x, page.height - mark.y)
        pdf.rotate(mark.angle)
        text = pdf.beginText(0, 0)
    else:
        text = pdf.beginText(mark.x, page.height - mark.y)
    text.setFont(font_name(mark.font, mark.bold, mark.italic), mark.size)
    text.setCharSpace(mark.spacing)
    if mark.hidden in ("mode 3", "mode 7"):
        text.setTextRenderMode(int(mark.hidden[-1]))
    text.textOut(mark.text)
    pdf.drawText(text)
    pdf.restoreState()


def with_fpdf2(pages: list[Page], _choice: Choice, _random: Random) -> bytes:
    """Write with fpdf2."""
    from fpdf import FPDF

    pdf = FPDF(unit="pt")
    pdf.set_creation_date(datetime(2025, 10, 3, tzinfo=UTC))
    pdf.set_auto_page_break(False)
    if any(isinstance(mark, Text) and mark.font == "Vera" for page in pages for mark in page.marks):
        for style, path in (("", "Vera"), ("B", "VeraBd"), ("I", "VeraIt"), ("BI", "VeraBI")):
            pdf.add_font("Vera", style, vera() / f"{path}.ttf")
    for page in pages:
        pdf.add_page(format=(page.width, page.height))
        for mark in page.marks:
            match mark:
                case Rule():
                    pdf.set_line_width(0.4)
                    pdf.line(mark.x0, mark.y0, mark.x1, mark.y1)
                case Box():
                    pdf.set_fill_color(*(round(255 * shade) for shade in mark.color))
                    pdf.rect(mark.x0, mark.y0, mark.x1 - mark.x0, mark.y1 - mark.y0, style="F")
                case Text():
                    pdf.set_font(mark.font, "B" * mark.bold + "I" * mark.italic, mark.size)
                    pdf.set_text_color(*(round(255 * shade) for shade in mark.color))
                    pdf.set_char_spacing(mark.spacing)
                    with pdf.rotation(mark.angle, mark.x, mark.y):
                        pdf.text(mark.x, mark.y, mark.text)
    return bytes(pdf.output())


#: Each takes pages, the layout and chance, and returns a file.
PRODUCERS: dict[str, Callable[[list[Page], Choice, Random], bytes]] = {
    "reportlab": with_reportlab,
    "fpdf2": with_fpdf2,
    "raw": write_raw,
    "identity": write_raw,
    "kerned": write_raw,
}
