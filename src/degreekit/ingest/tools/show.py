"""A picture of what was read, drawn over the pages of the document."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, NamedTuple

from degreekit.ingest.opening import load
from degreekit.ingest.page.document import Box
from degreekit.ingest.reading import Reading
from degreekit.ingest.source.errors import IngestError, Outcome
from degreekit.ingest.source.limits import Limits
from degreekit.ingest.source.process import Cost, run
from degreekit.sources import Source, source_name
from degreekit.transcript import Mark

__all__ = ["PlacedMark", "draw_page", "draw_reading", "reading_marks"]

#: Pixels for a point of the page: 150 in an inch.
_SCALE = 150 / 72

Colour = tuple[int, int, int]


class _Style(NamedTuple):
    """How one kind of mark looks. People who see fewer colours can distinguish them."""

    label: str
    colour: Colour
    filled: bool
    width: int


_RECORD = _Style("course", (0, 158, 115), filled=True, width=2)
#: A field by what confirms it (`degreekit.transcript.Mark`).
_FIELDS = {
    Mark.PROVED: _Style("proved field", (0, 114, 178), filled=False, width=1),
    Mark.SEEN_TWICE: _Style("seen twice", (86, 180, 233), filled=False, width=1),
    Mark.ONLY_READ: _Style("only read", (150, 100, 40), filled=False, width=1),
}
_FURNITURE = _Style("known line", (130, 130, 130), filled=True, width=1)
_UNKNOWN = _Style("not understood", (230, 120, 0), filled=True, width=3)
_ASKED = _Style("in doubt", (117, 70, 180), filled=True, width=3)
_FINDING = _Style("finding", (200, 0, 90), filled=False, width=4)

#: A mark on the page as the process that draws takes it: box, colour, filled, width, label, text.
Drawn = tuple[Box, Colour, bool, int, str, str]


def draw_reading(
    source: Source,
    reading: Reading,
    *,
    blank: bool = False,
    limits: Limits | None = None,
) -> tuple[bytes, ...]:
    r"""Draw what was read over the pages of the document.

    Courses, their fields, known lines, lines that were not understood, places in doubt and findings
    are marked in different colours, with a legend above each page.

    Args:
        source: the PDF or picture that was read: a path, or its bytes.
        reading: what was read.
        blank: draw on white paper what the reading says, and nothing of the page itself. Given a
            redacted reading, the picture says no more than the reading does.
        limits: what drawing may cost. It takes place in a process of its own.

    Returns:
        One PNG for each page.

    Raises:
        IngestError: the document cannot be drawn within the limits.
        OSError: the file cannot be opened.

    Example:
        >>> from degreekit import read_pdf
        >>> from degreekit.ingest import draw_reading
        >>> path = "tests/fixtures/ms-student.pdf"
        >>> [picture[:4] for picture in draw_reading(path, read_pdf(path))]
        [b'\x89PNG', b'\x89PNG']
    """
    limits = limits or Limits()
    if reading.document.places == "characters":
        path = source_name(source)
        raise IngestError(Outcome.NOT_A_PDF, path=path, detail="text has no page to draw on")
    order = _order(reading, limits, blank=blank)
    try:
        data = load(source, limits)
        cost = Cost(limits.seconds, limits.memory)
        return tuple(run("draw", data, order, cost, isolated=limits.isolated))
    except IngestError as error:
        raise error.at(source_name(source)) from None


class PlacedMark(NamedTuple):
    """What stands at a place of a page.

    Attributes:
        page: counted from 1.
        box: the place, in points from the top left corner.
        kind: ``course``, ``proved field``, ``seen twice``, ``only read``, ``known line``, ``not
            understood``, ``in doubt`` or ``finding``.
        text: what was read there, or the code of the finding.
    """

    page: int
    box: Box
    kind: str
    text: str


def reading_marks(reading: Reading) -> tuple[PlacedMark, ...]:
    """Return what `draw_reading` draws, for whoever draws it in another way.

    Args:
        reading: what was read.

    Returns:
        The marks; what matters most comes last.

    Example:
        >>> from degreekit import read_pdf
        >>> from degreekit.ingest import reading_marks
        >>> marks = reading_marks(read_pdf("tests/fixtures/ms-student.pdf"))
        >>> sum(mark.kind == "course" for mark in marks)
        10
    """
    return tuple(
        PlacedMark(page, box, style.label, text or label)
        for page, style, box, label, text in _marks(reading)
    )


def draw_page(
    source: Source, number: int, box: Box | None = None, limits: Limits | None = None
) -> bytes:
    r"""Draw a page as a viewer shows it, or what stands around a place on it.

    Args:
        source: the PDF or picture: a path, its bytes, or a file that is open for reading bytes.
        number: of the page, counted from 1.
        box: a place on it, in points from the top left corner: it is marked, and the page is cut
            a little above and below it.
        limits: what drawing may cost.

    Returns:
        The picture as PNG, with 150 dots an inch, or fewer where it would be too large.

    Raises:
        IngestError: the page is not there, or cannot be drawn within the limits.
        FileProblem: the file cannot be opened.

    Example:
        >>> from degreekit.ingest import draw_page
        >>> draw_page("tests/fixtures/ms-student.pdf", 1)[:4]
        b'\x89PNG'
    """
    limits = limits or Limits()
    order = {"page": number, "scale": _SCALE, "box": box, "pixels": limits.pixels}
    try:
        data = load(source, limits)
        cost = Cost(limits.seconds, limits.memory)
        [picture] = run("picture", data, order, cost, isolated=limits.isolated)
    except IngestError as error:
        raise error.at(source_name(source)) from None
    return picture


def _order(reading: Reading, limits: Limits, *, blank: bool) -> dict[str, Any]:
    """Return what the process that draws has to know."""
    pages: list[list[Drawn]] = [[] for _ in range(reading.document.pages)]
    asked = (_ASKED,) if reading.document.ocr_pages else ()
    counts = dict.fromkeys((_RECORD, *_FIELDS.values(), _FURNITURE, _UNKNOWN, *asked, _FINDING), 0)
    for page, style, box, label, text in _marks(reading):
        counts[style] += 1
        if 1 <= page <= len(pages):
            mark = (box, style.colour, style.filled, style.width, label, text if blank else "")
            pages[page - 1].append(mark)
    placed = {finding.code for finding in reading.findings if finding.box}
    notes = [f"finding: {f.code}" for f in reading.findings if f.code not in placed]
    return {
        "pages": pages,
        "scale": _SCALE,
        "blank": blank,
        "pixels": limits.pixels,
        "legend": [(f"{s.label}: {n}", s.colour, s.filled) for s, n in counts.items()],
        "notes": [*dict.fromkeys(notes), reading.status.value],
    }


def _marks(reading: Reading) -> Iterator[tuple[int, _Style, Box, str, str]]:
    """Yield page, style, place, label and text of every mark; what matters most comes last."""
    for line in reading.furniture:
        if line.kind != "background":  # it may stand behind the whole page
            yield line.page, _FURNITURE, line.box, "", line.text
    records = [record for record in reading.transcript.records if record.box]
    for record in records:
        whole = "" if record.boxes else str(record.code)
        if record.box:
            yield record.page or 0, _RECORD, record.box, "", whole
    for record in records:
        said = record.model_dump(mode="json", exclude={"boxes", "marks"})
        for name, box in record.boxes.items():
            style = _FIELDS[record.marks.get(name, Mark.ONLY_READ)]
            yield record.page or 0, style, box, "", str(said.get(name) or "")
    for unknown in reading.not_understood:
        yield unknown.page, _UNKNOWN, unknown.box, "", unknown.text
    for question in reading.questions:
        yield question.page, _ASKED, question.box, ", ".join(question.doubts), question.raw
    for finding in reading.findings:
        if finding.page is not None and finding.box is not None:
            yield finding.page, _FINDING, finding.box, finding.code, ""
