"""The calls that most people need: read a transcript, get a program, audit."""

from __future__ import annotations

import json
import os
from collections.abc import Iterable, Mapping
from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import Any

from degreekit.adjustments import Adjustment, read_adjustments
from degreekit.audit import Audit, Auditor, PluginVersion
from degreekit.courses import Institution
from degreekit.errors import DegreekitError
from degreekit.ingest import IngestError, Outcome, Reading, read_document
from degreekit.plugins import PluginHost
from degreekit.requirements import Program
from degreekit.transcript import InvalidTranscript, Transcript

__all__ = [
    "NotVerified",
    "audit_transcript",
    "get_auditor",
    "get_institution",
    "get_program",
    "plugin_host",
    "programs",
    "read_pdf",
    "read_transcript",
]

#: A transcript as JSON is small; anything larger is no transcript.
_MOST_JSON_BYTES = 5_000_000
#: What a reading as JSON has beside the transcript (see `Reading.to_data`).
_READING_ONLY = ("document", "printed", "findings", "not_understood", "verified")


class NotVerified(DegreekitError):
    """A document was read, but it contradicts the reading, so the records are not trusted.

    Attributes:
        path: the file.
        reading: what was read, with the findings.
    """

    def __init__(self, path: str, reading: Reading):
        self.path = path
        self.reading = reading
        errors = [f for f in reading.findings if f.severity == "error"]
        said = "; ".join(
            f"page {f.page}: {f.message} [{f.code}]" if f.page else f"{f.message} [{f.code}]"
            for f in errors
        )
        super().__init__(
            f"{path}: the document contradicts the reading: {said}; check the places named, or "
            f"enter the courses in the JSON format"
        )


@cache
def plugin_host() -> PluginHost:
    """Return the plugins that the environment asks for; they are loaded on the first call."""
    return PluginHost.from_environment()


def programs() -> tuple[Program, ...]:
    """Return every installed program, by id and edition.

    Example:
        >>> from degreekit import programs
        >>> [program.id for program in programs()]
        ['columbia-ms-cs-ml']
    """
    host = plugin_host()
    return tuple(host.programs[key] for key in sorted(host.programs))


def get_program(id: str, edition: str | None = None) -> Program:  # its field's name
    """Return an installed program.

    Args:
        id: as ``columbia-ms-cs-ml``.
        edition: which version of the rules; the latest without it.

    Raises:
        NotFound: no such program is installed.

    Example:
        >>> from degreekit import get_program
        >>> get_program("columbia-ms-cs-ml").edition
        '2023-07-25'
    """
    return plugin_host().program(id, edition)


def get_institution(id: str) -> Institution:  # its field's name
    """Return an installed institution.

    Args:
        id: as ``columbia``.

    Raises:
        NotFound: no such institution is installed.

    Example:
        >>> from degreekit import get_institution
        >>> get_institution("columbia").standard_credits
        Decimal('3')
    """
    return plugin_host().institution(id)


def read_pdf(path: str | os.PathLike[str]) -> Reading:
    """Read a transcript from a PDF, with the place of everything and the checks it passed.

    Args:
        path: the PDF.

    Raises:
        IngestError: the file was not read; its outcome says why, and what to do.

    Example:
        >>> from degreekit import read_pdf
        >>> reading = read_pdf("tests/fixtures/ms-student.pdf")
        >>> reading.verified, reading.transcript.records[0].page
        (True, 1)
    """
    host = plugin_host()
    return read_document(path, tuple(host.readers.values()), host.institutions)


def read_transcript(path: str | os.PathLike[str]) -> Transcript:
    """Read a transcript from a PDF, or from JSON in the format of `Transcript.from_data`.

    Args:
        path: the file; what it is, its content says.

    Raises:
        IngestError: a PDF was not read; its outcome says why, and what to do.
        NotVerified: a PDF was read, but contradicts the reading.
        InvalidTranscript: JSON, but no transcript.

    Example:
        >>> from degreekit import read_transcript
        >>> len(read_transcript("tests/fixtures/ms-student.pdf").records)
        10
    """
    file = Path(path)
    with file.open("rb") as opened:
        head = opened.read(_MOST_JSON_BYTES + 1)
    if head.lstrip(b"\xef\xbb\xbf \t\r\n")[:1] in (b"{", b"["):
        if len(head) > _MOST_JSON_BYTES:
            raise IngestError(Outcome.TOO_LARGE, path=str(path))
        return _from_json(head)
    reading = read_pdf(path)
    if not reading.verified:
        raise NotVerified(str(path), reading)
    return reading.transcript


def _from_json(text: bytes) -> Transcript:
    try:
        data = json.loads(text.decode("utf-8-sig"), parse_float=Decimal)
    except ValueError as error:
        raise InvalidTranscript((f"no JSON: {error}",)) from None
    if isinstance(data, dict):
        data = {key: value for key, value in data.items() if key not in _READING_ONLY}
    return Transcript.from_data(data)


def get_auditor(program: Program | str) -> Auditor:
    """Return an auditor that audits many transcripts against one program.

    Args:
        program: the program, or the id of an installed one.

    Raises:
        NotFound: the program or its institution is not installed.

    Example:
        >>> from degreekit import get_auditor, read_transcript
        >>> check = get_auditor("columbia-ms-cs-ml")
        >>> check.audit(read_transcript("tests/fixtures/ms-student.pdf")).status.value
        'satisfied'
    """
    host = plugin_host()
    rules = host.program(program) if isinstance(program, str) else program
    took_part = {(p.distribution, p.version): None for p in host.took_part(rules)}
    return Auditor(
        rules,
        host.institution(rules.institution),
        plugins=tuple(PluginVersion(name=n, version=v) for n, v in took_part),
    )


def audit_transcript(
    program: Program | str,
    transcript: Transcript | Mapping[str, Any] | str | os.PathLike[str],
    adjustments: str | os.PathLike[str] | Iterable[Adjustment | Mapping[str, Any]] = (),
) -> Audit:
    """Audit a transcript against a program.

    Args:
        program: the program, or the id of an installed one.
        transcript: a transcript, its data, or the path of a PDF or JSON file.
        adjustments: what was decided for the student: entries, or the path of a JSON or YAML file.

    Returns:
        The certified audit.

    Raises:
        DegreekitError: what was given cannot be read or audited; the subclass says what it is.

    Example:
        >>> from degreekit import audit_transcript
        >>> found = audit_transcript("columbia-ms-cs-ml", "tests/fixtures/ms-student.pdf")
        >>> found.status.value, found.remaining.courses
        ('satisfied', 0)
    """
    if isinstance(transcript, Transcript):
        records = transcript
    elif isinstance(transcript, Mapping):
        records = Transcript.from_data(dict(transcript))
    else:
        records = read_transcript(transcript)
    if isinstance(adjustments, str | os.PathLike):
        decided = read_adjustments(Path(adjustments).read_bytes())
    else:
        decided = read_adjustments(adjustments)
    return get_auditor(program).audit(records, decided)
