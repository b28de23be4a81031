"""The pages that a document says it has, and those that are in the file.

A page may have been left out when the file was printed or joined, or its text may have been lost.
What stood on it is then missing from the record, and no sum needs to tell: courses in progress
enter none. Many documents number their pages: "Page 1 of 2", "1/2".
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from degreekit.findings import Finding
from degreekit.ingest.ocr.legibility import is_unread_picture
from degreekit.ingest.page.document import Document, Page
from degreekit.ingest.page.layout import Line, Word, around, reading_order, text_of

__all__ = ["first_pages", "missing_pages"]

_LABELLED = re.compile(r"page\s*(\d{1,3})\s*(?:of|/)\s*(\d{1,3})", re.IGNORECASE)
_BARE = re.compile(r"(\d{1,3})\s*(?:of|/)\s*(\d{1,3})", re.IGNORECASE)
#: Without a label a number is one of a page only in the first and last of its lines.
_EDGE = 2
#: So many missing pages are named one by one.
_NAMED = 5


class _Number(NamedTuple):
    """A page as it is numbered, of how many, and the cell that says so."""

    page: Page
    number: int
    of: int
    finding: Finding


def missing_pages(*documents: Document) -> Iterator[Finding]:
    """Yield an error for each document in these files whose page numbers leave pages out.

    A page that could not be read is there, and has a finding of its own.

    Args:
        documents: the files that its pages may be in.
    """
    lines = [line for document in documents for line in reading_order(document)]
    numbers = list(_numbers(lines))
    there = {line.page for line in lines}
    there |= {p for document in documents for p in document.pages if is_unread_picture(p)}
    # the number may stand on the first page only
    unnumbered = there - {number.page for number in numbers}
    for of in sorted({number.of for number in numbers}):
        stated = [number for number in numbers if number.of == of]
        missing = sorted({*range(1, of + 1)} - {number.number for number in stated})
        if len(missing) > len(unnumbered):
            named = ", ".join(map(str, missing[:_NAMED])) + ", …" * (len(missing) > _NAMED)
            pages = f"page {named}" if len(missing) == 1 else f"pages {named}"
            message = f"the pages are numbered up to {of}, and {pages} cannot be found in the file"
            if unnumbered:
                message += ", which has too few without a number"
            yield stated[0].finding.model_copy(update={"message": message})


def first_pages(document: Document) -> frozenset[int]:
    """Return the pages, by position, at which the numbers of pages begin anew.

    Args:
        document: the pages of a file.
    """
    numbers = {one.page: one for one in _numbers(reading_order(document))}
    starts = set()
    last: _Number | None = None
    for at, page in enumerate(document.pages):
        number = numbers.get(page)
        if number is None:
            continue
        if last is not None and (number.number <= last.number or number.of != last.of):
            starts.add(at)
        last = number
    return frozenset(starts)


def _numbers(lines: Sequence[Line]) -> Iterator[_Number]:
    """Yield the page numbers that are printed in a cell of their own."""
    by_page: dict[Page, list[Line]] = {}
    for line in lines:
        by_page.setdefault(line.page, []).append(line)
    for page, own in by_page.items():
        edge = {*own[:_EDGE], *own[-_EDGE:]}
        for line in own:
            for cell in line.cells():
                text = text_of(cell)
                found = _LABELLED.fullmatch(text) or (line in edge and _BARE.fullmatch(text))
                if found and 1 <= int(found[1]) <= int(found[2]):
                    yield _Number(page, int(found[1]), int(found[2]), _finding(line, cell))


def _finding(line: Line, cell: Sequence[Word]) -> Finding:
    return Finding(
        code="pages-missing",
        # OCR may take one number for another
        severity="warning" if line.page.scan else "error",
        message="",
        page=line.page.number,
        box=line.page.shown(around(word.box for word in cell)),
    )
