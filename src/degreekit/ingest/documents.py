"""The documents that one file holds: one, or several that somebody put into one PDF.

People join an official transcript and the print of this term, or scan a transcript twice. Such a
file is read document by document, as if each were a file of its own. Where one ends and the next
begins is printed nowhere for certain, so it is tried where something speaks for it, and kept only
if the parts read better than the whole.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from decimal import Decimal
from itertools import pairwise

from degreekit.courses import Institution
from degreekit.courses.title import title_key
from degreekit.findings import Finding
from degreekit.ingest.check.page_numbers import first_pages
from degreekit.ingest.check.verify import CREDIT_SUMS
from degreekit.ingest.merge import Part, one_file
from degreekit.ingest.ocr.question import Answer
from degreekit.ingest.one_document import read_one
from degreekit.ingest.page.document import Document
from degreekit.ingest.page.twins import without_twins
from degreekit.ingest.readers.asking import claims_of
from degreekit.ingest.readers.reader import Reader, Scope
from degreekit.ingest.reading import Reading
from degreekit.ingest.source.errors import IngestError, Outcome
from degreekit.transcript import ReadingStatus

__all__ = ["documents_in"]

_CONTINUED = re.compile(r"\bcont", re.IGNORECASE)
#: A sum of one of two copies is half of what both come to, or less.
_NEARLY = Decimal("0.75")
#: Files of more pages are read as one document only: each try reads all of them again.
_MOST_PAGES = 30
#: Why a file as a whole may not be read though its parts can be.
_MIXED = frozenset({Outcome.AMBIGUOUS, Outcome.NOT_A_TRANSCRIPT})


def documents_in(
    document: Document,
    readers: Sequence[Reader],
    institutions: Mapping[str, Institution],
    answers: Sequence[Answer],
) -> tuple[Part, ...]:
    """Return the documents that a file holds, each as it was read.

    Args:
        document: all pages of the file.
        readers: those that may claim it.
        institutions: the installed ones, by id.
        answers: of a person, to the questions about what OCR read.

    Raises:
        IngestError: the file was not read; the outcome says why, and what to do.
        ReaderFailed: a reader failed on it, or handed back what no reader may.
        InvalidAnswers: an answer gives a field what it cannot say.
    """
    document, twice = without_twins(document)
    parts = _documents_in(document, readers, institutions, answers)
    if not twice:
        return parts
    said = tuple(
        Finding(
            code="several-documents",
            severity="warning",
            message="this sheet shows the same page twice; it is read once",
            page=number,
        )
        for number in twice
    )
    first, *others = parts
    told = first.reading.with_findings((*said, *first.reading.findings))
    return replace(first, reading=told), *others


def _documents_in(
    document: Document,
    readers: Sequence[Reader],
    institutions: Mapping[str, Institution],
    answers: Sequence[Answer],
) -> tuple[Part, ...]:
    """Return the documents that a file holds, of which no sheet shows a page twice."""
    refused: IngestError | None = None
    whole: Part | None = None
    try:
        whole = Part(document, *read_one(document, readers, institutions, answers))
    except IngestError as error:
        if len(document.pages) == 1 or error.outcome not in _MIXED:
            raise
        refused = error
    best: tuple[Part, ...] = (whole,) if whole else ()
    worth = _worth(whole.reading) if whole else None
    repeated = _repeated_from(whole) if whole else frozenset()
    speaks_against = (
        refused or repeated or (whole and whole.reading.status is ReadingStatus.CONTRADICTED)
    )
    if not speaks_against or not 1 < len(document.pages) <= _MOST_PAGES:
        starts: Iterable[tuple[int, ...]] = ()
    else:
        starts = _starts(document, readers, repeated)
    for way in starts:
        parts = _read_apart(document, way, readers, institutions, answers)
        if len(parts) < 2:
            continue
        one_file(parts, institutions)  # they may be of two students
        here = _worth(*(part.reading for part in parts))
        # of a copy nothing printed may speak against counting it twice
        if worth is None or here < worth or (here == worth and repeated and len(best) == 1):
            best, worth = parts, here
    if not best and refused:
        raise refused
    return best


def _worth(*readings: Reading) -> tuple[int, int, int]:
    """Return what speaks against a reading of some documents; less is better."""
    findings = [finding for reading in readings for finding in reading.findings]
    errors = sum(finding.severity == "error" for finding in findings)
    without = sum(finding.code == "record-without-term" for finding in findings)
    return errors, without, sum(len(reading.not_understood) for reading in readings)


def _starts(
    document: Document, readers: Sequence[Reader], repeated: frozenset[int]
) -> Iterator[tuple[int, ...]]:
    """Yield the pages with which documents may begin, in several ways, by their positions."""
    ways = (first_pages(document), _other_readers(document, readers), repeated)
    together = frozenset[int]().union(*ways)
    for way in dict.fromkeys((*ways, together)):
        if starts := sorted(way - {0}):
            yield (0, *starts)


def _other_readers(document: Document, readers: Sequence[Reader]) -> frozenset[int]:
    """Return the pages that another reader claims than the page before."""
    starts, last = set(), None
    for at in range(len(document.pages)):
        claims, _ = claims_of(_pages(document, at, at + 1), readers)
        if not claims:
            continue
        surest = max(claim.certainty for _, claim in claims)
        best = {reader.id for reader, claim in claims if claim.certainty == surest}
        if last is not None and best.isdisjoint(last):
            starts.add(at)
        last = best
    return frozenset(starts)


def _repeated_from(part: Part) -> frozenset[int]:
    """Return the pages from which on a document lists again what stood on an earlier page.

    A course may be listed twice on purpose, as two registrations for research are. So most courses
    of the terms that an earlier page lists have to be there again, no printed sum may count both,
    and the page may not go on with the term of the page before.
    """
    starts: set[int] = set()
    seen: dict[tuple[object, ...], set[str | None]] = {}  # the sections of each course
    continued = {
        line.page
        for line in part.extraction.furniture
        if line.kind == "term" and _CONTINUED.search(line.text)
    }
    for at in range(len(part.document.pages)):
        here = [r for r in part.extraction.records if r.page == at + 1]
        terms = {key[0] for key in seen}
        keys = [(r.term, r.code, title_key(r.title)) for r in here]
        again = [
            key
            for key, record in zip(keys, here, strict=True)
            if key in seen and (record.section is None or seen[key] & {None, record.section})
        ]
        most = 2 * len(again) >= sum(key[0] in terms for key in keys)
        if again and most and at + 1 not in continued and not _are_summed(part, again):
            starts.add(at)
            seen = {}
        for key, record in zip(keys, here, strict=True):
            seen.setdefault(key, set()).add(record.section)
    return frozenset(starts)


def _are_summed(part: Part, keys: Sequence[tuple[object, ...]]) -> bool:
    """Return whether a printed sum of their terms counts all rows, and not each course once."""
    credits: dict[object, Decimal] = {key[0]: Decimal(0) for key in keys}
    for record in part.extraction.records:
        if record.term in credits:
            credits[record.term] += record.credits
    return any(
        total.kind.scope is Scope.TERM
        and total.kind.measure in CREDIT_SUMS
        and total.term in credits
        # a sum of more is one of other terms, too
        and _NEARLY * credits[total.term] < total.value <= credits[total.term]
        for total in part.extraction.totals
    )


def _read_apart(
    document: Document,
    starts: Sequence[int],
    readers: Sequence[Reader],
    institutions: Mapping[str, Institution],
    answers: Sequence[Answer],
) -> tuple[Part, ...]:
    """Return the documents that begin with some pages, each as it was read; none if one is not.

    Pages that list no course, as a legend, belong to the document before them.
    """
    parts: list[Part] = []
    first = 0
    for _, end in pairwise((*starts, len(document.pages))):
        try:
            pages = _pages(document, first, end)
            part = Part(pages, *read_one(pages, readers, institutions, answers), before=first)
        except IngestError as error:
            if error.outcome is not Outcome.NOT_A_TRANSCRIPT or not parts:
                return ()
            first = parts.pop().before
            pages = _pages(document, first, end)
            try:
                part = Part(pages, *read_one(pages, readers, institutions, answers), before=first)
            except IngestError:
                return ()
        parts.append(part)
        first = end
    return tuple(parts)


def _pages(document: Document, first: int, end: int) -> Document:
    """Return some pages as a document of their own."""
    pages = document.pages[first:end]
    numbered = (replace(page, number=number) for number, page in enumerate(pages, start=1))
    return replace(document, pages=tuple(numbered))
