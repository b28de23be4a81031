"""Reading a document: identify, extract, verify."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace

from degreekit.courses import Institution
from degreekit.ingest.check.confirm import unused_findings
from degreekit.ingest.documents import documents_in
from degreekit.ingest.merge import Part, merged, one_file
from degreekit.ingest.ocr.question import Answer
from degreekit.ingest.opening import load, open_bytes, open_document
from degreekit.ingest.page.document import Document
from degreekit.ingest.page.layout import reading_order
from degreekit.ingest.readers.reader import Claim, Reader
from degreekit.ingest.reading import Reading
from degreekit.ingest.recognition.choice import choose
from degreekit.ingest.source.errors import IngestError, Outcome
from degreekit.ingest.source.limits import Limits
from degreekit.ingest.source.parallel import in_copy
from degreekit.sources import Source, source_name

__all__ = ["identify", "interpret", "read_document", "read_together"]

#: A file with fewer bytes than this has 25 dense pages or so, or is packed so well that its size
#: says nothing. Copying the process takes a fifth of the time that reading such a page does.
_LONG = 2**16


def read_document(
    source: Source,
    readers: Sequence[Reader],
    institutions: Mapping[str, Institution],
    limits: Limits | None = None,
    answers: Sequence[Answer] = (),
) -> Reading:
    """Read a transcript from a PDF, from its text, or from a picture where OCR is installed.

    Args:
        source: a path, the bytes of the file, or a file that is open for reading bytes.
        readers: the readers that may claim it, in any order.
        institutions: by id; the one that the document is of proves the reading.
        limits: what the document may cost.
        answers: of a person, to the questions about what OCR read.

    Returns:
        The reading. Where its `verified` is false, the document contradicts it, and a person should
        look at the findings.

    Raises:
        IngestError: the document was not read; the outcome says why, and what to do.
        FileProblem: the file cannot be opened.
    """
    limits = limits or Limits()
    data = load(source, limits)

    def work() -> Reading:
        document = open_bytes(data, source_name(source), limits)
        return interpret(document, readers, institutions, answers)

    return in_copy(work) if limits.isolated and len(data) > _LONG else work()


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
    parts = documents_in(document, readers, institutions, answers)
    reading = parts[0].reading if len(parts) == 1 else one_file(parts, institutions)
    return _with_unused(reading, answers, parts)


def read_together(
    sources: Iterable[Source | Document],
    readers: Sequence[Reader],
    institutions: Mapping[str, Institution],
    limits: Limits | None = None,
    answers: Sequence[Answer] = (),
) -> Reading:
    """Read several files of one student as one transcript.

    Each document is read and verified by itself first. Then rows that are one course are
    merged: one code in one term, with the same section, and the same title where that tells
    courses apart. Of these the record says most: a grade more than none, a final mark more than one
    that waits, a letter more than the P that covered it. Averages over the whole record that the
    print of a term states are recomputed over all of it.

    Args:
        sources: paths, the bytes of files, or documents that are open; at least one.
        readers: the readers that may claim them.
        institutions: by id.
        limits: what each document may cost.
        answers: of a person, to the questions about what OCR read in any of them.

    Returns:
        One reading. Each record, figure, finding and line names its file. Where two documents state
        different final grades or credits for a course, the error ``files-disagree`` names both.

    Raises:
        IngestError: a document was not read, or there is none; the outcome says why, and what to
            do.
        CannotMerge: the documents name different students, or are of different institutions.
        ReaderFailed: a reader failed on a document.
        InvalidAnswers: an answer gives a field what it cannot say.
        OSError: a file cannot be opened.
    """
    parts: list[Part] = []
    for number, source in enumerate(sources, start=1):
        document = source if isinstance(source, Document) else open_document(source, limits)
        file = document.path or f"document {number}"
        found = documents_in(document, readers, institutions, answers)
        parts += (replace(part, file=file) for part in found)
    if not parts:
        raise IngestError(Outcome.EMPTY)
    return _with_unused(merged(parts, institutions), answers, parts)


def _with_unused(reading: Reading, answers: Sequence[Answer], parts: Sequence[Part]) -> Reading:
    """Return a reading that also says which answers belong to no question of it."""
    used = frozenset[int]().union(*(part.used for part in parts))
    unused = tuple(unused_findings(answers, used))
    return reading.with_findings(reading.findings + unused) if unused else reading


def identify(
    document: Document,
    readers: Sequence[Reader],
    institutions: Mapping[str, Institution] | None = None,
) -> tuple[Reader, Claim]:
    """Return the one reader that is surest of the document, with its claim.

    Args:
        document: its pages.
        readers: those that may claim it.
        institutions: the installed ones, by id.

    Raises:
        IngestError: the document is not a transcript, no reader claims it, or
            several claim it and are equally sure.
        ReaderFailed: no reader claims it, and one of them failed when it was asked.
    """
    choice = choose(document, reading_order(document), readers, institutions or {})
    return choice.reader, choice.claim
