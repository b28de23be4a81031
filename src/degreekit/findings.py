"""Findings: something to know about a document, and the entry that explains each code."""

from __future__ import annotations

from typing import Literal

from degreekit.data_model import DataModel

__all__ = ["Finding", "FindingCode"]


class FindingCode(DataModel):
    """The entry for a finding code, as `degreekit explain CODE` shows it.

    Attributes:
        code: as it stands in audits, readings and errors.
        title: the finding in a few words.
        meaning: when it is given, and why.
        advice: what to do about it.
    """

    code: str
    title: str
    meaning: str
    advice: str


class Finding(DataModel):
    """Something to know about how a document was read.

    Attributes:
        code: a stable name, as ``term-gpa-differs``; `degreekit explain CODE` says more.
        severity: an ``error`` contradicts the reading: what was read is not what the document says,
            or the document contradicts itself. A ``warning`` does not; one that names a record
            says that this record is in doubt.
        message: one sentence.
        record: the position of the record it is about; None where it is about none.
        course: the code of that record.
        term: the term of that record.
        page: where, counted from 1.
        box: where on the page.
        file: the file, where several were read together.
    """

    code: str
    severity: Literal["error", "warning"]
    message: str
    record: int | None = None
    course: str | None = None
    term: str | None = None
    page: int | None = None
    box: tuple[float, float, float, float] | None = None
    file: str | None = None

    @property
    def text(self) -> str:
        """The message, with the course that it is about in front.

        Example:
            >>> from degreekit.findings import Finding
            >>> found = Finding(code="x", severity="warning", message="no term", course="MATH 1")
            >>> found.text
            'MATH 1: no term'
        """
        if self.course is None:
            return self.message
        course = f"{self.course} ({self.term})" if self.term else self.course
        return f"{course}: {self.message}"
