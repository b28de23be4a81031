"""The structure of a document without its contents, so that a new layout can be reported."""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Iterable, Sequence
from itertools import groupby
from typing import Any

from degreekit.data_model import DataModel
from degreekit.ingest.opening import load, open_document
from degreekit.ingest.page.document import Document
from degreekit.ingest.page.layout import Line, reading_order, text_of
from degreekit.ingest.pipeline import identify
from degreekit.ingest.readers.reader import Reader
from degreekit.ingest.source.errors import IngestError, Outcome
from degreekit.ingest.source.limits import Limits
from degreekit.ingest.source.process import Cost, run
from degreekit.ingest.tools.mask import mask
from degreekit.sources import Source, source_name

__all__ = ["Structure", "describe_document"]

#: Beginnings of cells that lie closer than this (points) make one band.
_SAME_EDGE = 3.0
#: A band has at least this many cells.
_BAND = 3

#: The program that made a file, where it is one that many people have.
_PRODUCERS = (
    "Acrobat", "Apache FOP", "Chromium", "Crystal Reports", "ellucian", "Excel", "Firefox",
    "Foxit", "fpdf2", "Ghostscript", "iText", "iTextSharp", "JasperReports", "LibreOffice",
    "Mac OS X", "macOS", "Microsoft", "Mozilla", "OpenPDF", "Oracle", "Parchment", "PDFBox",
    "pdfmake", "PDFsharp", "PeopleSoft", "pikepdf", "PyFPDF", "pypdf", "Quartz", "ReportLab",
    "Safari", "Skia/PDF", "TCPDF", "tesseract", "wkhtmltopdf", "Word",
)  # fmt: skip
#: Families of fonts that many people have.
_FAMILIES = (
    "Arial", "Calibri", "Cambria", "Courier", "DejaVuSansMono", "DejaVuSans", "DejaVuSerif",
    "Garamond", "Georgia", "Helvetica", "Inter", "Lato", "LiberationMono", "LiberationSans",
    "LiberationSerif", "Lucida", "Montserrat", "NotoSans", "NotoSerif", "OpenSans", "Palatino",
    "Roboto", "SegoeUI", "SourceSans", "Symbol", "Tahoma", "Times", "Trebuchet", "Type3", "Verdana",
    "Wingdings", "ZapfDingbats",
)  # fmt: skip
_STYLES = ("Bold", "Italic", "Oblique", "Mono", "Narrow", "Condensed", "Light", "Medium")
#: What is known of the text of a document that is refused.
_WITHOUT_TEXT = {Outcome.IMAGE_ONLY.value: "pictures", Outcome.UNREADABLE_TEXT.value: "no letters"}
_SUBSET = re.compile(r"^[A-Z]{6}\+")


class Font(DataModel):
    """A font as it is used on a page.

    Attributes:
        name: its family and style where many people have it, else the shape of its name.
        size: in points.
        letters: how many letters are set in it.
    """

    name: str
    size: float
    letters: int


class Band(DataModel):
    """A place where the cells of many lines begin.

    Attributes:
        left: in points from the left edge of the upright page.
        cells: how many cells begin there.
    """

    left: float
    cells: int


class TextCell(DataModel):
    """Words that stand together in a line.

    Attributes:
        left: where they begin, in points from the left edge of the upright page.
        text: what they say, masked.
    """

    left: float
    text: str


class TextRow(DataModel):
    """A printed line.

    Attributes:
        top: in points from the top of the upright page.
        size: of its largest letter.
        cells: from left to right.
    """

    top: float
    size: float
    cells: tuple[TextCell, ...]


class PageStructure(DataModel):
    """What one page is made of.

    Attributes:
        number: counted from 1.
        width: of the page as it is shown, in points.
        height: of the page as it is shown, in points.
        rotation: by how many degrees the file turns it.
        cropped: whether a part of it is not shown.
        pictures: the share of it that pictures cover; None where it could not be read.
        turned: by how many quarters its text is turned on the page as it is shown.
        background: how many letters stand behind or across the text, as watermarks do.
        fonts: those of its letters, the most used one first.
        bands: where the cells of its lines begin.
        lines: its lines, masked.
    """

    number: int
    width: float
    height: float
    rotation: int
    cropped: bool
    pictures: float | None = None
    turned: int = 0
    background: int = 0
    fonts: tuple[Font, ...] = ()
    bands: tuple[Band, ...] = ()
    lines: tuple[TextRow, ...] = ()


class Structure(DataModel):
    """What a document is made of, without what it says.

    Attributes:
        result: what becomes of it: the id of the reader that claims it, or the outcome by which it
            is refused.
        text: where its letters come from: ``plain text``, a ``text layer``, read ``by OCR`` or
            both, ``pictures`` that show them, ``no letters`` where the fonts do not name them,
            or ``not read``.
        producer: the program that made the file, where it is a common one.
        creator: the program that made the document, where it is a common one.
        encrypted: whether it is encrypted.
        count: how many pages it has.
        pages: what each is made of.
    """

    result: str
    text: str
    producer: str
    creator: str
    encrypted: bool
    count: int
    pages: tuple[PageStructure, ...]

    def to_data(self) -> dict[str, Any]:
        """Return the structure as plain data."""
        return self.model_dump(mode="json")

    def to_text(self) -> str:
        """Return the structure as text for people."""
        lock = "encrypted" if self.encrypted else "not encrypted"
        made = f"made by {self.producer or 'nobody named'}, for {self.creator or 'nobody named'}"
        count = "1 page" if self.count == 1 else f"{self.count} pages"
        lines = [f"{self.result}; {count}, {lock}; text: {self.text}", made]
        for page in self.pages:
            lines += ["", *_page_text(page)]
        return "\n".join(lines)


def _page_text(page: PageStructure) -> Iterable[str]:
    turned = f", text turned by {page.turned} quarters" if page.turned else ""
    cropped = ", cropped" if page.cropped else ""
    yield (
        f"page {page.number}: {page.width:g} x {page.height:g}, rotation {page.rotation}"
        f"{cropped}{turned}"
    )
    if page.pictures is not None:
        yield f"  pictures cover {page.pictures:.0%}; {page.background} letters in the background"
    for font in page.fonts:
        yield f"  font {font.name} {font.size:g}: {font.letters} letters"
    if page.bands:
        yield "  cells begin at " + ", ".join(f"{b.left:g} ({b.cells})" for b in page.bands)
    for line in page.lines:
        cells = " | ".join(f"{cell.left:g}: {cell.text}" for cell in line.cells)
        yield f"  {line.top:6.1f} {line.size:4.1f}  {cells}"


def describe_document(
    source: Source,
    readers: Sequence[Reader] = (),
    limits: Limits | None = None,
) -> Structure:
    """Return what a document is made of, without what it says.

    It works on documents that no reader claims, and on those that are refused, as far as there is
    text to be had. Of the letters only the shape is kept, see `mask`. Plain text is set out in
    squares of 6 by 12 points, so that its columns show as well.

    Args:
        source: the PDF or text: a path, or its bytes.
        readers: the readers that may claim it.
        limits: what it may cost.

    Raises:
        IngestError: the file is not a PDF, or cannot be opened within the limits.
        OSError: the file cannot be opened.

    Example:
        >>> from degreekit.ingest import describe_document
        >>> structure = describe_document("tests/fixtures/record/plain.pdf")
        >>> structure.result, structure.pages[0].lines[1].cells[0].text
        ('not_a_transcript', 'Aaaaaaaa University aa aaa Aaaa aa Aaa Aaaa')
    """
    limits = limits or Limits()
    document: Document | None = None
    try:
        document = open_document(source, limits)
        result = identify(document, readers)[0].id
    except IngestError as error:
        result = str(error.outcome)
    if document and document.is_plain:
        return _plain(result, document)
    order = {"pages": limits.pages, "letters": 100_000, "pixels": limits.pixels}
    try:
        data = load(source, limits)
        cost = Cost(limits.seconds, limits.memory)
        [answer] = run("facts", data, order, cost, isolated=limits.isolated)
        told = json.loads(answer)
    except IngestError as error:
        path = source_name(source)
        better = error if document else IngestError(Outcome(result))
        raise better.at(path) from None
    return Structure(
        result=result,
        text=_source_of(document) if document else _WITHOUT_TEXT.get(result, "not read"),
        producer=_known(told["producer"], _PRODUCERS),
        creator=_known(told["creator"], _PRODUCERS),
        encrypted=told["security"] >= 0,
        count=told["count"],
        pages=tuple(_pages(told["pages"], document)),
    )


def _source_of(document: Document) -> str:
    """Return where the letters of a document come from."""
    by_ocr = [page for page in document.pages if page.scan]
    if not by_ocr:
        return "text layer"
    return "by OCR" if len(by_ocr) == len(document.pages) else "text layer and by OCR"


def _plain(result: str, document: Document) -> Structure:
    """Return the structure of text, which has neither a producer nor fonts."""
    facts = [
        {"width": page.width, "height": page.height, "rotation": 0, "cropped": False, "fonts": ()}
        for page in document.pages
    ]
    return Structure(
        result=result,
        text="plain text",
        producer="",
        creator="",
        encrypted=False,
        count=len(facts),
        pages=tuple(_pages(facts, document)),
    )


def _pages(told: Sequence[dict[str, Any]], document: Document | None) -> Iterable[PageStructure]:
    lines = reading_order(document) if document else []
    by_page = {n: list(part) for n, part in groupby(lines, key=lambda line: line.page.number)}
    for number, facts in enumerate(told, start=1):
        more: dict[str, Any] = {}
        if document:
            page = document.pages[number - 1]
            more = {
                "pictures": page.pictures,
                "turned": page.quarter,
                "background": len(page.background),
                "bands": _bands(by_page.get(number, [])),
                "lines": tuple(map(_row, by_page.get(number, []))),
            }
        yield PageStructure(
            number=number,
            fonts=_fonts(facts["fonts"]),
            **{key: facts[key] for key in ("width", "height", "rotation", "cropped")},
            **more,
        )


def _row(line: Line) -> TextRow:
    cells = (TextCell(left=round(c[0].left, 1), text=mask(text_of(c))) for c in line.cells())
    return TextRow(top=round(line.box[1], 1), size=round(line.size, 1), cells=tuple(cells))


def _bands(lines: Iterable[Line]) -> tuple[Band, ...]:
    edges = sorted(cell[0].left for line in lines for cell in line.cells())
    bands: list[list[float]] = []
    for edge in edges:
        if not bands or edge - bands[-1][-1] > _SAME_EDGE:
            bands.append([])
        bands[-1].append(edge)
    return tuple(Band(left=round(b[0], 1), cells=len(b)) for b in bands if len(b) >= _BAND)


def _fonts(used: Iterable[tuple[str, float, int]]) -> tuple[Font, ...]:
    counts: Counter[tuple[str, float]] = Counter()
    for name, size, letters in used:
        counts[_font_name(name), size] += letters
    return tuple(Font(name=n, size=s, letters=c) for (n, s), c in counts.most_common())


def _font_name(printed: str) -> str:
    name = _SUBSET.sub("", printed)
    plain = re.sub(r"[\s_-]", "", name)
    family = next((one for one in _FAMILIES if plain.casefold().startswith(one.casefold())), None)
    if family is None:
        return mask(name) or "without a name"
    styles = [style for style in _STYLES if style in plain and style not in family]
    return " ".join([family, *styles])


def _known(printed: str, names: Iterable[str]) -> str:
    """Return the names that occur in a text, else its shape."""
    found = [name for name in names if name.casefold() in printed.casefold()]
    return ", ".join(found) or mask(printed)
