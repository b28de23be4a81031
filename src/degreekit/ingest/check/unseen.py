"""Text that a file draws and nobody can see: where it was left out of a reading."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Literal

from degreekit.ingest.page.document import Box, Document, Page
from degreekit.ingest.page.glyphs import Glyphs
from degreekit.ingest.readers.reader import Extraction, Finding

__all__ = ["unseen_findings"]

#: Of the lower of two lines, the part that they share where they are one.
_SAME_LINE = 0.5


def unseen_findings(document: Document, extraction: Extraction) -> Iterator[Finding]:
    """Yield a finding for each place where text cannot be seen.

    It is an error in the line of a record, which may have been another one before, and on a page of
    which most cannot be seen. The text itself is never quoted.

    Args:
        document: its pages say where text cannot be seen.
        extraction: what was read.
    """
    for page in document.pages:
        lines = [record.box for record in extraction.records if record.page == page.number]
        mostly = sum(place.letters for place in page.unseen) >= _letters(page)
        for place in page.unseen:
            severity: Literal["error", "warning"] = "warning"
            message = f"{place.letters} letters cannot be seen here, and were not read"
            if any(line and _share_a_line(place.box, line) for line in lines):
                severity = "error"
                message = f"{place.letters} letters in the line of a record cannot be seen"
            elif mostly:
                severity = "error"
                message = f"most of this page cannot be seen: {place.letters} letters here"
            yield Finding(
                code="text-not-shown",
                severity=severity,
                message=message,
                page=page.number,
                box=place.box,
            )


def _letters(page: Page) -> int:
    return sum(not text.isspace() for text in Glyphs.of(page.glyphs).texts)


def _share_a_line(a: Box, b: Box) -> bool:
    shared = min(a[3], b[3]) - max(a[1], b[1])
    return shared > _SAME_LINE * min(a[3] - a[1], b[3] - b[1])
