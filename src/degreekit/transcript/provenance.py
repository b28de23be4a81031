"""How a transcript was read: how far its document proves it, as a whole and field by field."""

from __future__ import annotations

from enum import StrEnum
from typing import Literal

from degreekit.data_model import DataModel
from degreekit.findings import Finding

__all__ = ["Mark", "Provenance", "ReadingStatus", "place_text"]


class ReadingStatus(StrEnum):
    """How far a document proves its reading.

    ``proved``: every finished course stands in a printed figure that comes out right when it is
    recomputed, and no other grade or credits would do. ``unproved``: nothing contradicts the
    reading, but no figure proves all of it, or something about a course is in doubt.
    ``contradicted``: the document contradicts the reading. ``given``: no document was read; the
    records came as data, such as JSON or CSV.
    """

    PROVED = "proved"
    UNPROVED = "unproved"
    CONTRADICTED = "contradicted"
    GIVEN = "given"


class Mark(StrEnum):
    """What confirms one field of one record.

    ``proved``: a printed figure would come out wrong if the field were any other. ``seen_twice``:
    two libraries, or two places of the documents, agree. ``only_read``: nothing confirms it.
    """

    PROVED = "proved"
    SEEN_TWICE = "seen_twice"
    ONLY_READ = "only_read"


class Provenance(DataModel):
    """Where a transcript was read, and what is known of the reading.

    Attributes:
        reader: the id of the reader that read the document.
        status: how far the document proves the reading.
        summary: the same in a sentence or two, with the courses concerned and what would prove
            them.
        unproved: positions of finished records that no printed figure proves.
        only_read: positions of courses in progress or planned, which no figure covers.
        findings: differences from the printed figures, and what else to know.
        places: what places are counted in: points on a page, or, in plain text, characters and
            lines from the beginning of the file.
    """

    reader: str
    status: ReadingStatus
    summary: str = ""
    unproved: tuple[int, ...] = ()
    only_read: tuple[int, ...] = ()
    findings: tuple[Finding, ...] = ()
    places: Literal["points", "characters"] = "points"

    def where(self, finding: Finding) -> str:
        r"""Return where a finding stands, in words: its page, or its line in plain text.

        Example:
            >>> from degreekit import read_pdf
            >>> text = b"Fall 2023\nCOMS W4111 DATABASES 3.00 A\nTERM GPA: 3.500"
            >>> read = read_pdf(text).transcript.provenance
            >>> read.where(read.findings[0])
            'line 3'
        """
        return place_text(finding.page, finding.box, self.places)


def place_text(
    page: int | None,
    box: tuple[float, float, float, float] | None,
    places: Literal["points", "characters"],
) -> str:
    """Return a place in words: ``page 2``, or ``line 7`` of plain text; empty where there is none.

    Args:
        page: counted from 1.
        box: the place on the page.
        places: what it is counted in.
    """
    if page is None:
        return ""
    if places == "characters" and box:
        return f"line {box[3]:.0f}"
    return f"page {page}"
