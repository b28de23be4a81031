"""A reading that says what was taken, and not by whom."""

from __future__ import annotations

from typing import TypeVar

from degreekit.ingest.codes import INGEST_CODES
from degreekit.ingest.mask import mask
from degreekit.ingest.reader import Finding, TextLine
from degreekit.ingest.reading import Reading
from degreekit.transcript import Student

__all__ = ["redact_reading"]

Line = TypeVar("Line", bound=TextLine)

_TITLES = {code.code: code.title for code in INGEST_CODES}


def redact_reading(reading: Reading) -> Reading:
    """Return a reading without anything that may say who the student is.

    Courses, grades, terms, schools, printed figures and all places stay. Of every other line only
    the shape is kept, see `mask`. Facts about the student, the programs that the document names,
    and what the reader wrote in words of its own are left out; a finding keeps its code and the
    title of the code.

    Args:
        reading: what was read.

    Example:
        >>> from degreekit import read_pdf
        >>> from degreekit.ingest import redact_reading
        >>> reading = redact_reading(read_pdf("tests/fixtures/ms-student.pdf"))
        >>> reading.document.programs, reading.transcript.records[0].grade
        ((), 'A-')
    """
    records = reading.transcript.records
    files = dict.fromkeys(record.file for record in records if record.file)
    names = {file: f"file {number}" for number, file in enumerate(files, start=1)}
    unnamed = tuple(
        record.model_copy(update={"file": names[record.file]}) if record.file else record
        for record in records
    )
    return reading.model_copy(
        update={
            "transcript": reading.transcript.model_copy(
                update={"student": Student(), "records": unnamed}
            ),
            "document": reading.document.model_copy(update={"why": "", "programs": ()}),
            "findings": tuple(map(_finding, reading.findings)),
            "not_understood": tuple(map(_line, reading.not_understood)),
            "furniture": tuple(map(_line, reading.furniture)),
        }
    )


def _line(line: Line) -> Line:
    return line.model_copy(update={"text": mask(line.text)})


def _finding(finding: Finding) -> Finding:
    title = _TITLES.get(finding.code, "the reader noticed something")
    return finding.model_copy(update={"message": title})
