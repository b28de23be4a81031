"""Readers are tested with documents: next to each is a file with what should be read from it.

``fall.pdf`` has to be read as ``fall.transcript.json`` says. All documents with such a file have to
be claimed by the reader, and no others.
"""

from __future__ import annotations

import difflib
import json
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path
from typing import Any

from degreekit.courses import Institution
from degreekit.errors import DegreekitError
from degreekit.ingest import IngestError, Reader, Reading, interpret, open_document
from degreekit.transcript import InvalidTranscript, Transcript

__all__ = [
    "ExpectedExists",
    "ReaderCase",
    "ReadingDiffers",
    "check_reading",
    "reader_cases",
    "write_expected",
]

_SUFFIX = ".transcript.json"


class ReadingDiffers(DegreekitError, AssertionError):
    """A document is not read as it has to be.

    Attributes:
        document: the file.
        difference: what is different; a unified diff of the records, one a line, where it was read.
    """

    def __init__(self, document: Path, difference: str):
        self.document = document
        self.difference = difference
        super().__init__(f"{document}: {difference}")


class ExpectedExists(DegreekitError):
    """What a document has to be read as is written down already, and is not overwritten.

    Attributes:
        path: the file.
    """

    def __init__(self, path: Path):
        self.path = path
        super().__init__(
            f"{path} is there already, and says something else; read the difference, and remove "
            f"the file to write it anew"
        )


@dataclass(frozen=True, slots=True)
class ReaderCase:
    """A document, and the file next to it that says what should be read from it.

    Attributes:
        document: the PDF.
        expected: the file; where there is none, the reader has to leave the document alone.
    """

    document: Path
    expected: Path

    @classmethod
    def of(cls, document: Path) -> ReaderCase:
        """Return the case of a document."""
        return cls(document, document.with_name(f"{document.stem}{_SUFFIX}"))

    def __str__(self) -> str:
        return self.document.stem


def reader_cases(folder: Path) -> tuple[ReaderCase, ...]:
    """Return a case for every PDF of a folder, in the order of their names.

    Args:
        folder: holds the documents, and next to them what should be read from them.

    Raises:
        FileNotFoundError: the folder has no document, so nothing would be tested.

    Example:
        >>> from pathlib import Path
        >>> from degreekit.testing import reader_cases
        >>> "ms-student" in map(str, reader_cases(Path("tests/fixtures")))
        True
    """
    cases = tuple(ReaderCase.of(path) for path in sorted(folder.glob("*.pdf")))
    if not cases:
        raise FileNotFoundError(f"{folder} has no PDF to read")
    return cases


def check_reading(case: ReaderCase, reader: Reader, institution: Institution) -> None:
    """Read a document, and compare it with what it has to be read as.

    The reader is asked first by itself, so that an exception of its own is shown as it is.

    Args:
        case: the document.
        reader: the reader that is tested; it is the only one that may claim the document.
        institution: the institution of its documents, which proves the reading.

    Raises:
        ReadingDiffers: the document is read as something else, it is not claimed, or it is claimed
            and should not be.
        InvalidTranscript: the file next to it is not a transcript.

    Example:
        >>> from pathlib import Path
        >>> from degreekit.columbia import columbia
        >>> from degreekit.columbia.readers import ColumbiaReader
        >>> from degreekit.testing import ReaderCase, check_reading
        >>> case = ReaderCase.of(Path("tests/fixtures/ms-student.pdf"))
        >>> check_reading(case, ColumbiaReader(), columbia())
    """
    __tracebackhide__ = True
    try:
        document = open_document(case.document)
        claim = reader.identify(document)
    except IngestError as error:  # a document that cannot be opened is one that nobody claims
        if case.expected.exists():
            raise ReadingDiffers(case.document, str(error)) from None
        return
    if claim is None and case.expected.exists():
        told = f"{case.expected.name} says how to read it, but the reader does not claim it"
        raise ReadingDiffers(case.document, told)
    if claim is None:
        return
    reader.extract(document)
    found = _lines(interpret(document, [reader], {institution.id: institution}))
    if not case.expected.exists():
        told = (
            f"the reader claims it, but there is no {case.expected.name}; if it should, write the "
            f"file with `degreekit ingest {case.document} --write-expected`, and read it"
        )
        raise ReadingDiffers(case.document, told)
    wanted = _expected(case.expected)
    if found != wanted:
        diff = difflib.unified_diff(wanted, found, case.expected.name, "as it is read", lineterm="")
        raise ReadingDiffers(case.document, "it is read as something else\n" + "\n".join(diff))


def write_expected(document: Path, reading: Reading) -> Path:
    """Write what was read from a document next to it, for a person to check; return the file.

    Args:
        document: the PDF.
        reading: what it was read as.

    Raises:
        ExpectedExists: the file is there, and says something else.
    """
    case = ReaderCase.of(document)
    lines = _lines(reading)
    if case.expected.exists():
        if _expected(case.expected) != lines:
            raise ExpectedExists(case.expected)
        return case.expected
    with case.expected.open("x", encoding="utf-8") as file:
        file.write("\n".join(lines) + "\n")
    return case.expected


def _lines(reading: Reading) -> list[str]:
    """Return what a reading says, one record a line, and the codes of its findings."""
    return _written(reading.transcript, [finding.code for finding in reading.findings])


def _written(transcript: Transcript, findings: list[str]) -> list[str]:
    # where something was read is not part of what it means
    records = tuple(
        record.model_copy(
            update={"page": None, "box": None, "boxes": {}, "file": None, "marks": {}}
        )
        for record in transcript.records
    )
    text = Transcript(institution=transcript.institution, records=records).to_json()
    lines = text.splitlines()
    if findings:
        lines[-1] = lines[-1].removesuffix("}")
        lines[-1] += f',\n "findings": {json.dumps(sorted(findings))}}}'
    return "\n".join(lines).splitlines()


def _expected(path: Path) -> list[str]:
    """Return the lines of a file as `_written` has them, however it was laid out by hand."""
    try:
        data: Any = json.loads(path.read_text(encoding="utf-8"), parse_float=Decimal)
    except ValueError as error:
        raise InvalidTranscript((f"{path}: no JSON: {error}",)) from None
    findings = data.pop("findings", []) if isinstance(data, dict) else []
    try:
        return _written(Transcript.from_data(data), findings)
    except InvalidTranscript as error:
        raise InvalidTranscript(tuple(f"{path}: {one}" for one in error.problems)) from None
