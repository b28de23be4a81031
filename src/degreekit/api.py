"""The calls that most people need: read a transcript, get a program, audit."""

from __future__ import annotations

import json
import os
from collections.abc import Iterable, Iterator, Mapping, Sequence
from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import Any

from degreekit.adjustments import Adjustment, AdjustmentKind, read_adjustments
from degreekit.audit import Audit, Auditor, PluginVersion, WhatIf
from degreekit.audit.auditor import Solver
from degreekit.audit.solve.budget import DEFAULT_BUDGET
from degreekit.audit.whatif import ranked, tried
from degreekit.courses import Institution
from degreekit.errors import DegreekitError
from degreekit.export import from_csv, is_csv
from degreekit.ingest import (
    Answer,
    IngestError,
    Limits,
    Outcome,
    Reading,
    in_parallel,
    read_document,
    read_together,
)
from degreekit.plugins import LoadedPlugin, PluginCrashed, PluginError, PluginHost
from degreekit.requirements import Program, joint_program
from degreekit.transcript import (
    CourseRecord,
    InvalidPlan,
    InvalidTranscript,
    Transcript,
    plan_records,
)

__all__ = [
    "NotVerified",
    "audit_transcript",
    "edition_decided",
    "get_auditor",
    "get_institution",
    "get_program",
    "plugin_host",
    "programs",
    "read_pdf",
    "read_pdfs",
    "read_plan",
    "read_transcript",
    "what_if",
]

_Path = str | os.PathLike[str]
_File = _Path | bytes
#: What a transcript, decisions and a plan may be given as.
_Records = Transcript | Mapping[str, Any] | _Path | Sequence[_File]
_Decisions = _Path | Iterable[Adjustment | Mapping[str, Any]]
_Plan = _Path | Mapping[str, Any] | Iterable[Any]

#: A transcript as JSON is small; anything larger is no transcript.
_MOST_JSON_BYTES = 5_000_000
#: What a reading as JSON has beside the transcript (see `Reading.to_data`).
_READING_ONLY = (
    "document",
    "printed",
    "findings",
    "not_understood",
    "verified",
    "files",
    "questions",
    "corrections",
)


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
        places = [reading.where(error) for error in errors]
        said = "; ".join(
            f"{place}: {f.message} [{f.code}]" if place else f"{f.message} [{f.code}]"
            for place, f in zip(places, errors, strict=True)
        )
        if reading.questions:
            super().__init__(
                f"{path}: {len(reading.questions)} places of the picture could not be read with "
                f"certainty: {said}; answer for them with --confirm, or enter the courses in the "
                f"JSON format"
            )
            return
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


def read_pdf(
    path: _File | Sequence[_File],
    answers: Sequence[Answer] = (),
    limits: Limits | None = None,
) -> Reading:
    """Read a transcript from a PDF, with the place of everything and the checks it passed.

    Text that was copied or saved from such a document is read as well, with lines for places. With
    the extra ``degreekit[ocr]`` a PDF whose pages are pictures is read too, and a picture of a page
    as PNG or JPEG; what is in doubt then is among the questions of the reading.

    Args:
        path: the file, or its bytes. A list is of files of one student, as the prints of single
            terms: they are read as one transcript, see `degreekit.ingest.read_together`.
        answers: of a person, to the questions of an earlier reading of the same file or files.
        limits: what each file may cost, and whether pictures are read; the usual ones without it.

    Raises:
        IngestError: a file was not read; its outcome says why, and what to do.
        NotTogether: several files name different students, or are of different institutions.
        InvalidAnswers: an answer gives a field what it cannot say.

    Example:
        >>> from degreekit import read_pdf
        >>> reading = read_pdf("tests/fixtures/ms-student.pdf")
        >>> reading.verified, reading.transcript.records[0].page
        (True, 1)
        >>> prints = [f"tests/fixtures/ms-student-{t}.pdf" for t in ("fall-2023", "spring-2024")]
        >>> len(read_pdf(prints).transcript.records)
        6
    """
    host = plugin_host()
    readers = tuple(host.readers.values())
    if isinstance(path, str | os.PathLike | bytes):
        return read_document(path, readers, host.institutions, limits, answers)
    return read_together(path, readers, host.institutions, limits, answers)


def read_pdfs(
    paths: Iterable[str | os.PathLike[str] | bytes], processes: int | None = None
) -> Iterator[Reading | Exception]:
    """Read many transcripts, several at a time, each in a process of its own.

    A file that cannot be read is an error in its place, and never stops the others.

    Args:
        paths: the files, or their bytes; no more of them are asked for than are read ahead.
        processes: how many to read at a time; without it, one for each processor.

    Yields:
        For each file, in their order, its reading, or the error that `read_pdf` raises for it.

    Example:
        >>> from degreekit import read_pdfs
        >>> files = ["tests/fixtures/ms-student.pdf", "tests/fixtures/refused-html.pdf"]
        >>> for found in read_pdfs(files):
        ...     print(getattr(found, "outcome", "read"))
        read
        not_a_pdf
    """
    plugin_host()  # loaded once, before several need it
    return in_parallel(_read_or_error, paths, processes)


def _read_or_error(path: str | os.PathLike[str] | bytes) -> Reading | Exception:
    try:
        return read_pdf(path)
    except Exception as error:  # noqa: BLE001  # it is told in its place; the others go on
        return error


def read_transcript(
    path: _File | Sequence[_File],
    answers: Sequence[Answer] = (),
    limits: Limits | None = None,
) -> Transcript:
    """Read a transcript from a PDF, from its text, from JSON (`Transcript.from_data`) or from CSV.

    Args:
        path: the file, or its bytes; what it is, its content says. A list is of documents of one
            student, which are read as one transcript, see `read_pdf`.
        answers: of a person, to the questions about what OCR read.
        limits: see `read_pdf`.

    Raises:
        IngestError: it was not read; its outcome says why, and what to do.
        NotTogether: several files name different students, or are of different institutions.
        NotVerified: it was read, but contradicts the reading.
        InvalidTranscript: JSON or CSV, but no transcript.

    Example:
        >>> from degreekit import read_transcript
        >>> len(read_transcript("tests/fixtures/ms-student.pdf").records)
        10
    """
    if not isinstance(path, str | os.PathLike | bytes):
        reading = read_pdf(path, answers, limits)
        if not reading.verified:
            raise NotVerified(", ".join(reading.files), reading)
        return reading.transcript
    if isinstance(path, bytes):
        name, head = None, path
    else:
        name = os.fspath(path)
        with Path(path).open("rb") as opened:
            head = opened.read(_MOST_JSON_BYTES + 1)
    if head.lstrip(b"\xef\xbb\xbf \t\r\n")[:1] in (b"{", b"["):
        if len(head) > _MOST_JSON_BYTES:
            raise IngestError(Outcome.TOO_LARGE, path=name)
        return _from_json(head)
    if is_csv(head):
        return from_csv(head.decode("utf-8-sig", "replace"))
    reading = read_pdf(path, answers, limits)
    if not reading.verified:
        raise NotVerified(name or "the transcript", reading)
    return reading.transcript


def _from_json(text: bytes) -> Transcript:
    try:
        data = json.loads(text.decode("utf-8-sig"), parse_float=Decimal)
    except ValueError as error:
        raise InvalidTranscript((f"no JSON: {error}",)) from None
    if isinstance(data, dict):
        data = {key: value for key, value in data.items() if key not in _READING_ONLY}
    return Transcript.from_data(data)


def read_plan(
    plan: _Plan,
    institution: Institution | str,
) -> tuple[CourseRecord, ...]:
    """Read the courses that a student means to take; each becomes a planned record.

    Args:
        plan: the path of a JSON or YAML file, or its data: a list of records in the format of a
            transcript, or an object with ``records``. An entry needs no more than its code; where
            credits are missing they are those of the catalog, else those of a usual course.
        institution: the institution whose courses they are, or the id of an installed one.

    Raises:
        InvalidPlan: names the file, and every mistake with its entry.
        NotFound: the institution is not installed.
        OSError: there is no such file.

    Example:
        >>> from degreekit import read_plan
        >>> for record in read_plan(["COMS W4771", {"code": "COMS E6111"}], "columbia"):
        ...     print(record.code, record.title, record.credits, record.status.value)
        COMS W4771 Machine Learning 3 planned
        COMS E6111 Advanced Database Systems 3 planned
    """
    here = get_institution(institution) if isinstance(institution, str) else institution
    if not isinstance(plan, str | os.PathLike):
        return plan_records(plan, here)
    try:
        return plan_records(Path(plan).read_bytes(), here)
    except InvalidPlan as error:
        raise InvalidPlan(error.problems, os.fspath(plan)) from None


def edition_decided(program: str, adjustments: Iterable[Adjustment]) -> str | None:
    """Return the installed edition of a program that was decided for a student, if any was.

    Args:
        program: the id of the program.
        adjustments: what was decided.
    """
    installed = {edition for id_, edition in plugin_host().programs if id_ == program}
    chosen = [
        one.edition
        for one in adjustments
        if one.kind is AdjustmentKind.SET_EDITION and one.program in (None, program)
    ]
    return next((edition for edition in reversed(chosen) if edition in installed), None)


def get_auditor(
    program: Program | str | Sequence[Program | str],
    *,
    share_courses: int | None = 0,
    share_credits: Decimal | int | None = None,
    solver: Solver = "auto",
    budget: int = DEFAULT_BUDGET,
) -> Auditor:
    """Return an auditor that audits many transcripts against one program, or several together.

    Args:
        program: the program, or the id of an installed one; several of them are audited as the
            one program that `joint_program` makes of them.
        share_courses: how many courses any two of several programs may share; None for no bound.
        share_credits: how many credits any two may share, within that; None for no bound.
        solver: which search finds the answer, see `Auditor`. All give the same answer.
        budget: how many states the search may visit before it gives up.

    Raises:
        NotFound: a program or its institution is not installed.
        InvalidProgram: the programs cannot be audited together, and why.

    Example:
        >>> from degreekit import get_auditor, read_transcript
        >>> check = get_auditor("columbia-ms-cs-ml")
        >>> check.audit(read_transcript("tests/fixtures/ms-student.pdf")).status.value
        'satisfied'
    """
    host = plugin_host()
    named = [program] if isinstance(program, Program | str) else list(program)
    parts = [host.program(one) if isinstance(one, str) else one for one in named]
    if len(parts) == 1:
        rules = parts[0]
    else:
        rules = joint_program(parts, most_courses=share_courses, most_credits=share_credits)
    took_part = dict.fromkeys(_version(p) for part in parts for p in host.took_part(part))
    return Auditor(
        rules,
        host.institution(rules.institution),
        plugins=tuple(took_part),
        readers={id_: _version(plugin) for id_, plugin in host.reads().items()},
        solver=solver,
        budget=budget,
    )


def _version(plugin: LoadedPlugin) -> PluginVersion:
    return PluginVersion(name=plugin.distribution, version=plugin.version)


def audit_transcript(
    program: Program | str,
    transcript: _Records,
    adjustments: _Decisions = (),
    plan: _Plan = (),
) -> Audit:
    """Audit a transcript against a program.

    Args:
        program: the program, or the id of an installed one.
        transcript: a transcript, its data, or the path of a PDF or JSON file; a list of paths is
            of documents of one student, see `read_pdf`.
        adjustments: what was decided for the student: entries, or the path of a JSON or YAML file.
        plan: courses the student means to take: see `read_plan`. Their positions go on after those
            of the transcript.

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
    auditor = get_auditor(program)
    planned = read_plan(plan, auditor.institution)
    return auditor.audit(_transcript(transcript).with_planned(planned), _decided(adjustments))


def what_if(
    transcript: _Records,
    programs: Iterable[Program | str] | None = None,
    adjustments: _Decisions = (),
    plan: _Plan = (),
    *,
    solver: Solver = "auto",
    budget: int = DEFAULT_BUDGET,
) -> tuple[WhatIf, ...]:
    """Audit one transcript against many programs, and rank them by what remains.

    What is satisfied comes first, then what is conditional, then what takes the fewest further
    courses, and of these the fewest credits. A program that cannot be audited is an answer with
    its ``error``, and never stops the others.

    Args:
        transcript: a transcript, its data, or the path of a PDF or JSON file; a list of paths is
            of documents of one student, see `read_pdf`.
        programs: programs or ids of installed ones; without them every installed program of the
            transcript's institution, in the edition that was decided for the student or else the
            latest. A transcript that names no institution is audited against all.
        adjustments: what was decided for the student: entries, or the path of a JSON or YAML file.
        plan: courses the student means to take: see `read_plan`.
        solver: which search finds the answer, see `Auditor`.
        budget: how many states each search may visit before it gives up.

    Raises:
        DegreekitError: what was given cannot be read, or a program named is not installed.

    Example:
        >>> from degreekit import what_if
        >>> for found in what_if("tests/fixtures/ms-student-unfinished.pdf"):
        ...     print(found.program.id, found.status.value, found.remaining.courses)
        columbia-ms-cs-ml unsatisfied 1
    """
    records, decided = _transcript(transcript), _decided(adjustments)
    host = plugin_host()
    if programs is None:
        ids = {
            one.id
            for one in host.programs.values()
            if records.institution in (None, one.institution)
        }
        programs = sorted(ids)
    chosen = [
        host.program(one, edition_decided(one, decided)) if isinstance(one, str) else one
        for one in programs
    ]
    if not isinstance(plan, str | os.PathLike | Mapping):
        plan = list(plan)  # it is read for each institution
    planned = {
        here: read_plan(plan, here)
        for here in {one.institution for one in chosen} & set(host.institutions)
    }

    def answer(program: Program) -> Audit | Exception:
        try:
            auditor = get_auditor(program, solver=solver, budget=budget)
            return auditor.audit(records.with_planned(planned[program.institution]), decided)
        except (PluginCrashed, PluginError):
            raise
        except Exception as error:  # noqa: BLE001  # told in the answer; the others go on
            return error

    return ranked(tried(program, answer(program)) for program in chosen)


def _transcript(
    transcript: _Records,
) -> Transcript:
    if isinstance(transcript, Transcript):
        return transcript
    if isinstance(transcript, Mapping):
        return Transcript.from_data(dict(transcript))
    return read_transcript(transcript)


def _decided(
    adjustments: _Decisions,
) -> tuple[Adjustment, ...]:
    if isinstance(adjustments, str | os.PathLike):
        return read_adjustments(Path(adjustments).read_bytes())
    return read_adjustments(adjustments)
