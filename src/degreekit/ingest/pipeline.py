"""Reading a document: identify, extract, verify."""

from __future__ import annotations

import os
import re
from collections.abc import Collection, Iterator, Mapping, Sequence
from typing import Literal

from degreekit.courses import Institution
from degreekit.ingest.check.confirm import settle, unused_findings
from degreekit.ingest.check.cross_read import compare_readings
from degreekit.ingest.check.page_numbers import missing_pages
from degreekit.ingest.check.review import corrections_of
from degreekit.ingest.check.verify import verify
from degreekit.ingest.ocr.engine import is_installed
from degreekit.ingest.ocr.legibility import COVERED, is_unread_picture, speaks
from degreekit.ingest.ocr.question import Answer, Question
from degreekit.ingest.opening import open_document
from degreekit.ingest.page.document import Document, Page
from degreekit.ingest.page.layout import Line, around, reading_order, text_of
from degreekit.ingest.readers.asking import ReaderFailed, claims_of, extraction_of
from degreekit.ingest.readers.reader import Claim, Extraction, Finding, Furniture, Reader
from degreekit.ingest.reading import DocumentFacts, LineCounts, Reading
from degreekit.ingest.source.errors import IngestError, Outcome
from degreekit.ingest.source.limits import Limits
from degreekit.transcript import Transcript

__all__ = ["identify", "interpret", "read_document"]


def read_document(
    source: str | os.PathLike[str] | bytes,
    readers: Sequence[Reader],
    institutions: Mapping[str, Institution],
    limits: Limits | None = None,
    answers: Sequence[Answer] = (),
) -> Reading:
    """Read a transcript from a PDF, from its text, or from a picture where OCR is installed.

    Args:
        source: a path, or the bytes of the file.
        readers: the readers that may claim it, in any order.
        institutions: by id; the one that the document is of proves the reading.
        limits: what the document may cost.
        answers: of a person, to the questions about what OCR read.

    Returns:
        The reading. Where its `verified` is false, the document contradicts it, and a person should
        look at the findings.

    Raises:
        IngestError: the document was not read; the outcome says why, and what to do.
        OSError: the file cannot be opened.
    """
    return interpret(open_document(source, limits), readers, institutions, answers)


def interpret(
    document: Document,
    readers: Sequence[Reader],
    institutions: Mapping[str, Institution],
    answers: Sequence[Answer] = (),
) -> Reading:
    """Read a transcript from a document that is open; see `read_document`.

    Raises:
        IngestError: the document was not read; the outcome says why, and what to do.
        ReaderFailed: a reader failed on it, or handed back what no reader may.
        InvalidAnswers: an answer gives a field what it cannot say.
    """
    reading, _, used = interpreted(document, readers, institutions, answers)
    return with_unused(reading, answers, used)


def interpreted(
    document: Document,
    readers: Sequence[Reader],
    institutions: Mapping[str, Institution],
    answers: Sequence[Answer] = (),
) -> tuple[Reading, Extraction, frozenset[int]]:
    """Return the reading of a document, what its reader handed back, and which answers it used.

    Those are told by their positions. See `interpret`.
    """
    reader, claim, failures = _chosen(document, readers)
    extraction = extraction_of(document, reader)
    if not extraction.records:
        raise IngestError(Outcome.NOT_A_TRANSCRIPT, path=document.path, detail="it lists no course")
    institution = institutions.get(extraction.institution)
    ocr_pages = tuple(page.number for page in document.pages if page.scan)
    findings = [*extraction.findings, *map(_reader_finding, failures)]
    questions: tuple[Question, ...] = ()
    used = frozenset[int]()
    if ocr_pages:
        settled = settle(extraction, document, institution, answers)
        findings += settled.findings
        questions, used = settled.questions, settled.used
        whole, extraction = settled.whole, settled.certain
    else:
        whole = extraction
    if institution is not None:
        findings += verify(whole, institution)
    else:
        message = "no plugin knows the institution of this document, so nothing was verified"
        findings.append(Finding(code="unknown-institution", severity="warning", message=message))
    findings += _page_findings(document)
    findings += missing_pages(document)
    findings += compare_readings(document, extraction)
    background = [_background(page) for page in document.pages if page.background]
    furniture = (*extraction.furniture, *background)
    unknown = extraction.not_understood
    reading = Reading(
        transcript=Transcript(
            institution=extraction.institution, records=extraction.records
        ).as_read_by(reader.id),
        document=DocumentFacts(
            reader=reader.id,
            kind=extraction.kind,
            why=claim.why,
            pages=len(document.pages),
            places="characters" if document.is_plain else "points",
            schools=extraction.schools,
            programs=extraction.programs,
            ocr_pages=ocr_pages,
        ),
        printed=extraction.totals,
        findings=tuple(findings),
        not_understood=unknown,
        furniture=furniture,
        counts=LineCounts(
            lines=extraction.record_lines + len(furniture) + len(unknown),
            record=extraction.record_lines,
            furniture=len(furniture),
            not_understood=len(unknown),
        ),
        questions=questions,
        corrections=corrections_of(document, whole, questions),
    )
    return reading, extraction, used


def with_unused(reading: Reading, answers: Sequence[Answer], used: Collection[int]) -> Reading:
    """Return a reading that also says which answers belong to no question of it."""
    unused = tuple(unused_findings(answers, used))
    return reading.model_copy(update={"findings": reading.findings + unused}) if unused else reading


def identify(document: Document, readers: Sequence[Reader]) -> tuple[Reader, Claim]:
    """Return the one reader that is surest of the document, with its claim.

    Raises:
        IngestError: the document is of a kind that is no transcript, no reader claims it, or
            several claim it and are equally sure.
        ReaderFailed: no reader claims it, and one of them failed when it was asked.
    """
    reader, claim, _ = _chosen(document, readers)
    return reader, claim


def _chosen(
    document: Document, readers: Sequence[Reader]
) -> tuple[Reader, Claim, Sequence[ReaderFailed]]:
    """Return the surest reader with its claim, and the readers that failed when asked for one."""
    lines = reading_order(document)
    outcome = _by_title(lines)
    if outcome:
        readers = [reader for reader in readers if reader.reads is outcome]
    claims, failures = claims_of(document, readers)
    if outcome and not claims:
        raise IngestError(outcome, path=document.path)
    if failures and not claims:
        raise failures[0]
    if not claims:
        text = "\n".join(line.text for line in lines)
        outcome, detail = _by_phrase(text), _coarse(document)
        if outcome is Outcome.UNREADABLE_TEXT and detail:
            outcome = Outcome.NOT_A_TRANSCRIPT
        raise IngestError(outcome, path=document.path, detail=detail)
    surest = max(claim.certainty for _, claim in claims)
    best = [(reader, claim) for reader, claim in claims if claim.certainty == surest]
    if len(best) > 1:
        names = ", ".join(sorted(reader.id for reader, _ in best))
        raise IngestError(Outcome.AMBIGUOUS, path=document.path, detail=names)
    return *best[0], failures


def _reader_finding(failure: ReaderFailed) -> Finding:
    """Return what is to know of a reader that failed on a document that another one reads."""
    of = f" of the plugin {failure.plugin}" if failure.plugin else ""
    message = f"the reader {failure.reader!r}{of} failed on this document: {failure.problem}"
    return Finding(code="reader-failed", severity="warning", message=message)


#: From so many dots an inch on most pictures are read whole.
_ENOUGH_DOTS = 150
#: The titles of documents that look like a transcript and are none.
_TITLES = (
    (Outcome.DEGREE_AUDIT, re.compile(r"(?:unofficial )?degree (?:progress )?audit\b.*", re.I)),
    (
        Outcome.CERTIFICATION,
        re.compile(
            r"(?:(?:academic |enrollment |degree |student )+(?:certification|certificate"
            r"|verification)|(?:certification|verification) of (?:enrollment|attendance|degree"
            r"|student status))\b.*",
            re.I,
        ),
    ),
)
#: What such documents say, where no reader claims them.
_PHRASES = (
    (
        Outcome.DEGREE_AUDIT,
        re.compile(r"\bdegree audit\b|\bselect from\s*:|\bneeds\s*:\s*\d", re.I),
    ),
    (Outcome.CERTIFICATION, re.compile(r"\bcertif(?:y|ies) that\b|^certification$", re.I | re.M)),
    (
        Outcome.PROFESSIONAL_SCHOOL,
        re.compile(
            r"\A(?=.*\b(?:transcript|grades?|clerkships?)\b).*\b(?:(?:law|business|medical|dental"
            r"|journalism|nursing) school|(?:school|college) of (?:law|business|medicine|physicians"
            r"|dental|nursing|journalism|architecture|the arts))\b",
            re.I | re.S,
        ),
    ),
)
#: A title stands among the first lines.
_TOP = 12


def _by_title(lines: Sequence[Line]) -> Outcome | None:
    """Return what a document is whose title says that it is no transcript."""
    for line in [line for line in lines if line.page.number == 1][:_TOP]:
        for cell in line.cells():
            for outcome, title in _TITLES:
                if title.fullmatch(text_of(cell)):
                    return outcome
    return None


def _by_phrase(text: str) -> Outcome:
    """Return what a document is that no reader claims."""
    known = (outcome for outcome, phrase in _PHRASES if phrase.search(text))
    unknown = Outcome.NOT_A_TRANSCRIPT if speaks(text) else Outcome.UNREADABLE_TEXT
    return next(known, unknown)


def _coarse(document: Document) -> str:
    """Return how fine the pictures are that a document is made of; empty where it is of text."""
    dots = [page.scan.dots for page in document.pages if page.scan and page.pictures >= COVERED]
    if len(dots) < len(document.pages):
        return ""
    better = f", and {_ENOUGH_DOTS} or more are read better" if min(dots) < _ENOUGH_DOTS else ""
    return f"OCR read a picture of {min(dots)} dots an inch{better}"


#: So many letters beside a page are told; fewer are a word that runs over its edge.
_BESIDE = 12


def _page_findings(document: Document) -> Iterator[Finding]:
    """Yield what is to know of pages that could not be read whole; the place is all of the page."""
    for page in document.pages:
        box = page.shown((0.0, 0.0, page.width, page.height))
        for code, severity, message in _troubles(page):
            yield Finding(code=code, severity=severity, message=message, page=page.number, box=box)


def _troubles(page: Page) -> Iterator[tuple[str, Literal["error", "warning"], str]]:
    """Yield code, severity and message of what is amiss with a page as a whole."""
    way = "" if is_installed() else '; pip install "degreekit[ocr]" to have it read'
    if page.hidden and page.scan is None:
        message = "the text of this page is an invisible layer over a picture; it proves nothing"
        yield "hidden-text", "error", message + way
    elif is_unread_picture(page):
        message = "this page is a picture without text; what it says is not in the reading"
        yield "page-without-text", "error", message + way
    if page.outside >= _BESIDE:
        message = (
            f"{page.outside} letters are drawn beside this page, where no viewer shows anything"
        )
        yield "text-off-page", "warning", message


def _background(page: Page) -> Furniture:
    """Return what stands behind the text of a page as one piece of furniture."""
    box = around(glyph.box for glyph in page.background)
    return Furniture(kind="background", page=page.number, box=page.shown(box), text="")
