"""A document in, a transcript out: identify, extract, verify.

Nothing here knows an institution; readers come from plugins. No PDF library is imported until a
document is read, and then in a process of its own.
"""

from degreekit.ingest.check.verify import verify
from degreekit.ingest.merge import CannotMerge
from degreekit.ingest.ocr.engine import question_pictures
from degreekit.ingest.ocr.question import (
    Answer,
    Correction,
    InvalidAnswers,
    Question,
    read_answers,
)
from degreekit.ingest.opening import open_document
from degreekit.ingest.page.document import Document
from degreekit.ingest.pipeline import identify, interpret, read_document, read_together
from degreekit.ingest.readers.asking import ReaderFailed
from degreekit.ingest.readers.given_institution import GivenInstitutionReader, readers_for
from degreekit.ingest.readers.reader import (
    Certainty,
    Claim,
    Draft,
    Extraction,
    Finding,
    Furniture,
    Measure,
    PrintedTotal,
    Reader,
    Scope,
    TextLine,
    TotalKind,
)
from degreekit.ingest.readers.table_reader import TableReader
from degreekit.ingest.reading import DocumentFacts, LineCounts, Reading
from degreekit.ingest.source.errors import CannotIsolate, IngestError, MissingDependency, Outcome
from degreekit.ingest.source.limits import Limits
from degreekit.ingest.source.parallel import in_parallel
from degreekit.ingest.tools.describe import Structure, describe_document
from degreekit.ingest.tools.mask import mask
from degreekit.ingest.tools.redact import redact_reading, redact_transcript
from degreekit.ingest.tools.show import PlacedMark, draw_page, draw_reading, reading_marks

__all__ = [
    "Answer",
    "CannotIsolate",
    "CannotMerge",
    "Certainty",
    "Claim",
    "Correction",
    "Document",
    "DocumentFacts",
    "Draft",
    "Extraction",
    "Finding",
    "Furniture",
    "GivenInstitutionReader",
    "IngestError",
    "InvalidAnswers",
    "Limits",
    "LineCounts",
    "Measure",
    "MissingDependency",
    "Outcome",
    "PlacedMark",
    "PrintedTotal",
    "Question",
    "Reader",
    "ReaderFailed",
    "Reading",
    "Scope",
    "Structure",
    "TableReader",
    "TextLine",
    "TotalKind",
    "describe_document",
    "draw_page",
    "draw_reading",
    "identify",
    "in_parallel",
    "interpret",
    "mask",
    "open_document",
    "question_pictures",
    "read_answers",
    "read_document",
    "read_together",
    "readers_for",
    "reading_marks",
    "redact_reading",
    "redact_transcript",
    "verify",
]
