"""A document in, a transcript out: identify, extract, verify.

Nothing here knows an institution; readers come from plugins. No PDF library is imported until a
document is read, and then in a process of its own.
"""

from degreekit.ingest.asking import ReaderFailed
from degreekit.ingest.describe import Structure, describe_document
from degreekit.ingest.document import Document
from degreekit.ingest.errors import IngestError, Outcome
from degreekit.ingest.limits import Limits
from degreekit.ingest.mask import mask
from degreekit.ingest.ocr import question_pictures
from degreekit.ingest.opening import open_document
from degreekit.ingest.parallel import in_parallel
from degreekit.ingest.pipeline import identify, interpret, read_document
from degreekit.ingest.question import (
    Answer,
    Correction,
    InvalidAnswers,
    Question,
    read_answers,
)
from degreekit.ingest.reader import (
    Certainty,
    Claim,
    Draft,
    Extraction,
    Finding,
    Furniture,
    PrintedTotal,
    Reader,
    TextLine,
    TotalKind,
)
from degreekit.ingest.reading import DocumentFacts, LineCounts, Reading
from degreekit.ingest.redact import redact_reading
from degreekit.ingest.show import draw_reading
from degreekit.ingest.table import Column, Table
from degreekit.ingest.tabular import TableReader
from degreekit.ingest.together import NotTogether, read_together
from degreekit.ingest.verify import verify
from degreekit.ingest.vocabulary import Furnishing, Vocabulary

__all__ = [
    "Answer",
    "Certainty",
    "Claim",
    "Column",
    "Correction",
    "Document",
    "DocumentFacts",
    "Draft",
    "Extraction",
    "Finding",
    "Furnishing",
    "Furniture",
    "IngestError",
    "InvalidAnswers",
    "Limits",
    "LineCounts",
    "NotTogether",
    "Outcome",
    "PrintedTotal",
    "Question",
    "Reader",
    "ReaderFailed",
    "Reading",
    "Structure",
    "Table",
    "TableReader",
    "TextLine",
    "TotalKind",
    "Vocabulary",
    "describe_document",
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
    "redact_reading",
    "verify",
]
