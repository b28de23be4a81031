"""A reading that says what was taken, and not by whom."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TypeVar

from degreekit.findings import Finding
from degreekit.ingest.codes import INGEST_CODES
from degreekit.ingest.ocr.question import Question
from degreekit.ingest.readers.reader import Furniture, PrintedTotal, TextLine
from degreekit.ingest.reading import Reading
from degreekit.ingest.tools.mask import mask
from degreekit.transcript import CourseRecord, Student, Transcript

__all__ = ["redact_reading"]

#: Whatever says in which file it was read.
Part = TypeVar("Part", CourseRecord, PrintedTotal, Finding, TextLine, Furniture)

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
    found: tuple[CourseRecord | PrintedTotal | Finding | TextLine | Question, ...] = (
        *reading.transcript.records,
        *reading.printed,
        *reading.findings,
        *reading.not_understood,
        *reading.furniture,
        *reading.questions,
    )
    files = dict.fromkeys((*reading.files, *(one.file for one in found if one.file)))
    names: dict[str | None, str] = {file: f"file {n}" for n, file in enumerate(files, start=1)}

    def unnamed(parts: tuple[Part, ...], **more: Callable[[Part], str]) -> tuple[Part, ...]:
        return tuple(
            part.model_copy(
                update={
                    "file": names.get(part.file),
                    **{field: made(part) for field, made in more.items()},
                }
            )
            for part in parts
        )

    return reading.model_copy(
        update={
            "files": tuple(names[file] for file in reading.files),
            "transcript": reading.transcript.model_copy(
                update={"student": Student(), "records": unnamed(reading.transcript.records)}
            ),
            "document": reading.document.model_copy(update={"why": "", "programs": ()}),
            "printed": unnamed(reading.printed),
            "findings": unnamed(reading.findings, message=_title),
            "not_understood": unnamed(reading.not_understood, text=_shape),
            "furniture": unnamed(reading.furniture, text=_shape),
            "questions": tuple(_question(one, names) for one in reading.questions),
            "corrections": (),
        }
    ).stamped()


def redact_transcript(transcript: Transcript) -> Transcript:
    """Return a transcript that was read, without anything that may say who the student is.

    Args:
        transcript: what was read or given.
    """
    records = tuple(record.model_copy(update={"file": None}) for record in transcript.records)
    plain = transcript.model_copy(update={"records": records})
    read = transcript.provenance
    if read is None:
        return plain
    findings = tuple(
        one.model_copy(update={"message": _title(one), "file": None}) for one in read.findings
    )
    return plain.as_read(read.model_copy(update={"findings": findings}))


def _shape(line: TextLine) -> str:
    return mask(line.text)


def _title(finding: Finding) -> str:
    return _TITLES.get(finding.code, "the reader noticed something")


def _question(question: Question, names: Mapping[str | None, str]) -> Question:
    """Return a question that keeps the fields of a course, and of the line only the shape."""
    file = names.get(question.file)
    return question.model_copy(update={"raw": mask(question.raw), "file": file})
