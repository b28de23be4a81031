"""From dropped files to a transcript: the same calls as the commands', with files in memory."""

from __future__ import annotations

from collections import Counter, OrderedDict
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

from degreekit.api import NotVerified, plugin_host, read_transcript, readers
from degreekit.export import from_csv, is_csv
from degreekit.ingest import (
    Document,
    Finding,
    Limits,
    Reading,
    Structure,
    TextLine,
    describe_document,
    draw_page,
    interpret,
    open_document,
    question_pictures,
    read_answers,
    read_together,
    reading_marks,
)
from degreekit.ingest.codes import INGEST_CODES
from degreekit.printable import printable
from degreekit.transcript import CourseRecord, ReadingStatus, Transcript
from degreekit.web.orders import Documents, PageOf, QuestionOf
from degreekit.web.papers import Paper, Papers

__all__ = ["OPEN_QUESTIONS", "Records", "shown"]

#: So many opened documents are kept; opening is what takes time when a question is answered.
_OPEN = 8
#: The finding that there are questions; the page shows the questions themselves instead.
OPEN_QUESTIONS = "reading-in-doubt"
_CODES = {one.code: one for one in INGEST_CODES}
_HEAD = 4096  # bytes of a file that tell what it is


class Records:
    """Reads documents, and keeps the ones that are open.

    Args:
        papers: the files.
        limits: what reading one may cost.
    """

    def __init__(self, papers: Papers, limits: Limits) -> None:
        self._papers = papers
        self._limits = limits
        self._open: OrderedDict[tuple[str, bool], Document] = OrderedDict()
        self._last: tuple[Documents, Reading | Transcript] | None = None

    def clear(self) -> None:
        """Keep nothing any longer."""
        self._open.clear()
        self._last = None

    def read(self, order: Documents) -> Reading | Transcript:
        """Return what was read of documents; a transcript where it was given as JSON or CSV.

        Raises:
            DegreekitError: it cannot be read; the subclass says why.
        """
        asked = Documents(**{name: getattr(order, name) for name in Documents.model_fields})
        if self._last is None or self._last[0] != asked:
            self._last = (asked, self._read(asked))
        return self._last[1]

    def _read(self, order: Documents) -> Reading | Transcript:
        papers = [self._papers.get(id_) for id_ in order.documents]
        if len(papers) == 1 and (given := _given(papers[0])) is not None:
            return given
        answers = read_answers(list(order.answers))
        asked = readers(order.institution or None)
        institutions = plugin_host().institutions
        documents = [self._document(paper, ocr=order.ocr) for paper in papers]
        if len(documents) == 1:
            return interpret(documents[0], asked, institutions, answers)
        return read_together(documents, asked, institutions, self._limits, answers)

    def _document(self, paper: Paper, *, ocr: bool) -> Document:
        key = (paper.id, ocr)
        if key not in self._open:
            limits = replace(self._limits, ocr=ocr and self._limits.ocr)
            # its name is that of the file for whoever reads a message
            self._open[key] = replace(_opened(paper, limits), path=paper.name)
            while len(self._open) > _OPEN:
                self._open.popitem(last=False)
        self._open.move_to_end(key)
        return self._open[key]

    def structures(self, order: Documents) -> Iterator[Structure]:
        """Yield the structure of each document, without what it says.

        Raises:
            IngestError: a file is not a document, or cannot be opened.
        """
        asked = readers(order.institution or None)
        limits = replace(self._limits, ocr=order.ocr and self._limits.ocr)
        for paper in map(self._papers.get, order.documents):
            yield describe_document(paper.data, asked, limits)

    def transcript(self, order: Documents) -> Transcript:
        """Return the transcript of documents.

        Raises:
            NotVerified: a document contradicts the reading.
            DegreekitError: it cannot be read; the subclass says why.
        """
        read = self.read(order)
        if isinstance(read, Transcript):
            return read
        if read.status is ReadingStatus.CONTRADICTED:
            raise NotVerified(", ".join(self.names(order)), read)
        return read.transcript

    def names(self, order: Documents) -> list[str]:
        """Return the names of the files."""
        return [self._papers.get(id_).name for id_ in order.documents]

    def page(self, order: PageOf) -> bytes:
        """Return a page as a picture, or the part around a place on it."""
        paper = self._papers.get(order.document)
        return draw_page(paper.data, order.page, order.box, self._limits)

    def marks(self, order: Documents) -> dict[str, Any]:
        """Return what stands where on each page, and what confirms it; nothing of text files.

        Several files are looked at one by one, as with ``degreekit ingest --show``.
        """
        reading = self.read(order)
        plain = isinstance(reading, Transcript) or reading.document.places != "points"
        if isinstance(reading, Transcript) or plain or len(order.documents) != 1:
            return {"pages": []}
        every = reading_marks(reading)
        pages = self._document(self._papers.get(order.documents[0]), ocr=order.ocr).pages
        return {
            "kinds": Counter(one.kind for one in every),
            "pages": [
                {
                    "page": page.number,
                    "size": (page.width, page.height)[:: -1 if page.quarter % 2 else 1],
                    "marks": [
                        {"box": one.box, "kind": one.kind, "text": printable(one.text)}
                        for one in every
                        if one.page == page.number
                    ],
                }
                for page in pages
            ],
        }

    def question(self, order: QuestionOf) -> bytes:
        """Return what the page shows where a question is about."""
        reading = self.read(order)
        questions = reading.questions if isinstance(reading, Reading) else ()
        for one in questions:
            if one.id == order.question and (one.file or "") == order.file:
                paper = next(
                    paper
                    for paper in map(self._papers.get, order.documents)
                    if one.file in (None, paper.name)
                )
                document = self._document(paper, ocr=order.ocr)
                return question_pictures(paper.data, document, [one], self._limits)[0]
        return b""


def _opened(paper: Paper, limits: Limits) -> Document:
    from degreekit.ingest import IngestError

    try:
        return open_document(paper.data, limits)
    except IngestError as error:
        raise error.at(paper.name) from None


def _given(paper: Paper) -> Transcript | None:
    """Return the transcript of a file that is one as JSON or CSV."""
    head = paper.data[:_HEAD]
    if head.lstrip(b"\xef\xbb\xbf \t\r\n")[:1] in (b"{", b"["):
        return read_transcript(paper.data)
    return from_csv(paper.data) if is_csv(head, paper.name) else None


def shown(read: Reading | Transcript) -> dict[str, Any]:
    """Return what was read, as the page shows it.

    ``data`` is what ``degreekit ingest --format json`` writes, and the rest says in words what is
    proved and what is not.
    """
    if isinstance(read, Transcript):
        findings = read.provenance.findings if read.provenance else ()
        return {
            "status": "given",
            "summary": "These records came as data: no document proves them.",
            "data": read.to_data(),
            "findings": [_finding(one, None) for one in findings],
            "questions": [],
            "doubtful": [],
            "not_understood": [],
        }
    return {
        "status": read.status.value,
        "summary": read.summary,
        "data": read.to_data(),
        "findings": [_finding(one, read) for one in read.findings if one.code != OPEN_QUESTIONS],
        "questions": [one.model_dump(mode="json") for one in read.questions],
        "doubtful": list(_doubtful(read)),
        "not_understood": [{"text": one.text, **_place(one, read)} for one in read.not_understood],
    }


def _finding(one: Finding, read: Reading | None) -> dict[str, Any]:
    place = _place(one, read) if read is not None else {}
    told = _CODES.get(one.code)
    meaning = {"meaning": told.meaning, "advice": told.advice} if told else {}
    return {"severity": one.severity, "text": one.text, "code": one.code, **meaning, **place}


def _doubtful(read: Reading) -> Iterator[dict[str, Any]]:
    """Yield the courses that nothing on the document proves, the finished ones first."""
    for positions, why in ((read.unproved, "not proved"), (read.only_read, "only read")):
        for number in positions:
            record = read.transcript.records[number]
            said = (
                str(record.code),
                record.title or "",
                f"{record.credits:.2f}",
                record.grade or "no grade yet",
                str(record.term or "no term"),
            )
            yield {"why": why, "text": ", ".join(filter(None, said)), **_place(record, read)}


def _place(one: Finding | TextLine | CourseRecord, read: Reading) -> dict[str, Any]:
    """Return where something stands: in words, and where there is a page to show, on which."""
    place: dict[str, Any] = {"where": read.where(one), "file": one.file}
    if read.document.places == "points" and one.page is not None and one.box is not None:
        place |= {"page": one.page, "box": list(one.box)}
    return place
