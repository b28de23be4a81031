"""The result of reading a document."""

from __future__ import annotations

from typing import Any, Literal

from pydantic import BaseModel, ConfigDict

from degreekit.ingest.ocr.question import Correction, Question
from degreekit.ingest.readers.reader import Finding, Furniture, PrintedTotal, TextLine
from degreekit.transcript import CourseRecord, Transcript

__all__ = ["DocumentFacts", "LineCounts", "Reading"]


class _Value(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class DocumentFacts(_Value):
    """What is known of the document itself. Nothing of it says who the student is.

    Attributes:
        reader: the id of the reader that read it.
        kind: the kind of document, as ``official-transcript``.
        why: what the reader recognized it by.
        pages: how many pages it has.
        places: what places are counted in: points on a page, or, in plain text, characters and
            lines from the beginning of the file.
        schools: the school blocks, in order.
        programs: the programs it names, in order.
        ocr_pages: the pages that are pictures and were read by OCR.
    """

    reader: str
    kind: str
    why: str
    pages: int
    places: Literal["points", "characters"] = "points"
    schools: tuple[str, ...] = ()
    programs: tuple[str, ...] = ()
    ocr_pages: tuple[int, ...] = ()


class LineCounts(_Value):
    """How many printed lines ended where. The last three add up to the first.

    Attributes:
        lines: all lines of the document.
        record: lines that records were read from.
        furniture: lines that are known and are no course.
        not_understood: all others.
    """

    lines: int
    record: int
    furniture: int
    not_understood: int


class Reading(_Value):
    """What a document says, with the place of everything.

    Attributes:
        transcript: the records.
        document: what is known of the document.
        printed: the figures the document prints about its records.
        findings: differences from those figures, and what else to know.
        not_understood: lines that are neither a record nor known furniture.
        furniture: lines that are known and are no course.
        counts: where every printed line ended.
        files: the files that make it, where several were read together.
        questions: what OCR read and is not sure of; none of it is among the records.
        corrections: what was understood as another text than OCR read.
    """

    transcript: Transcript
    document: DocumentFacts
    printed: tuple[PrintedTotal, ...] = ()
    findings: tuple[Finding, ...] = ()
    not_understood: tuple[TextLine, ...] = ()
    furniture: tuple[Furniture, ...] = ()
    counts: LineCounts
    files: tuple[str, ...] = ()
    questions: tuple[Question, ...] = ()
    corrections: tuple[Correction, ...] = ()

    @property
    def verified(self) -> bool:
        """Whether nothing speaks against the reading: no finding is an error."""
        return all(finding.severity != "error" for finding in self.findings)

    def where(self, found: Finding | TextLine | CourseRecord) -> str:
        r"""Return where something stands, in words: its page, or its line in plain text.

        Example:
            >>> from degreekit import read_pdf
            >>> text = b"Fall 2023\nCOMS W4111 DATABASES 3.00 A\nTERM GPA: 3.500"
            >>> reading = read_pdf(text)
            >>> reading.where(reading.findings[0])
            'line 3'
        """
        if found.page is None:
            return ""
        if self.document.places == "characters" and found.box:
            return f"line {found.box[3]:.0f}"
        return f"page {found.page}"

    def to_data(self) -> dict[str, Any]:
        """Return the reading as plain data: a transcript, and how it was read.

        It is a transcript in the format of `Transcript.from_data` with ``document``, ``printed``,
        ``findings`` and ``not_understood`` beside it, and of a document read by OCR ``questions``
        and ``corrections``. Empty fields are left out.
        """
        data = self.model_dump(
            mode="json",
            include={"document", "printed", "findings", "not_understood"},
            exclude_none=True,
        )
        if self.files:
            data["files"] = list(self.files)
        if self.document.ocr_pages or self.questions or self.corrections:
            data |= self.model_dump(
                mode="json", include={"questions", "corrections"}, exclude_none=True
            )
        return {**self.transcript.to_data(), "verified": self.verified, **data}
