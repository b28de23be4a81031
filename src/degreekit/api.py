"""The calls that most people need: read a transcript, get a program, audit."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, nullcontext
from decimal import Decimal
from functools import cache
from pathlib import Path
from threading import local
from typing import Any, Literal, TypeAlias, cast

from degreekit.adjustments import Adjustment, AdjustmentKind, read_adjustments
from degreekit.audit import Audit, Auditor, PluginVersion, WhatIf
from degreekit.audit.solve.budget import DEFAULT_BUDGET
from degreekit.audit.solve.solver import SolverName
from degreekit.audit.whatif import ranked, tried
from degreekit.courses import Institution
from degreekit.errors import DegreekitError
from degreekit.export import from_csv, is_csv
from degreekit.ingest import (
    Answer,
    GivenInstitutionReader,
    IngestError,
    Limits,
    Outcome,
    Reader,
    Reading,
    in_parallel,
    read_document,
    read_together,
    readers_for,
)
from degreekit.plain_data import NotPlainData, read_json
from degreekit.plugins import LoadedPlugin, PluginCrashed, PluginError, PluginHost
from degreekit.plugins.trial import Trials
from degreekit.requirements import InvalidProgram, Program, count_text, joint_program
from degreekit.sources import Source, is_source, read_all, settled, source_name
from degreekit.transcript import (
    CourseRecord,
    InvalidPlan,
    InvalidTranscript,
    ReadingStatus,
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
    "program_decided",
    "programs",
    "read_pdf",
    "read_pdfs",
    "read_plan",
    "read_transcript",
    "try_plugins_first",
    "what_if",
]

#: What a transcript, decisions and a plan may be given as.
_Records: TypeAlias = Transcript | Mapping[str, Any] | Source | Sequence[Source]
_Decisions: TypeAlias = Source | Iterable[Adjustment | Mapping[str, Any]]
_Plan: TypeAlias = Source | Mapping[str, Any] | Iterable[Any]

#: Transcripts as JSON or CSV, decisions and plans are small; anything larger is something else.
_MOST_DATA_BYTES = 5_000_000
_HEAD = 4096  # bytes of a file that tell what it is


class NotVerified(DegreekitError):
    """A document contradicts what was read of it, so the records are not trusted.

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
            places_in_doubt = count_text(len(reading.questions), "place")
            super().__init__(
                f"{path}: {places_in_doubt} of the picture could not be read with "
                f"certainty: {said}; answer for them with --confirm, or enter the courses in the "
                f"JSON format"
            )
            return
        super().__init__(
            f"{path}: the document contradicts the reading: {said}; check the places named, or "
            f"enter the courses in the JSON format"
        )


#: Auditors that a thread keeps: as many programs as a student would try.
_KEPT = 16
#: How plugins are tried before they are loaded; empty where they are not.
_tried: dict[str, bool] = {}


@cache
def plugin_host() -> PluginHost:
    """Return the plugins that the environment asks for; they are loaded on the first call."""
    return PluginHost.from_environment(Trials(again=_tried["again"]) if _tried else None)


def try_plugins_first(*, again: bool = False) -> None:
    """Let plugins that are not known here yet be tried in a process of their own.

    The commands do so. In a program it is rarely wanted: it decides itself what it imports. It
    holds for plugins that are loaded from now on.

    Args:
        again: whether to try once more those that failed before.
    """
    _tried["again"] = again


def programs() -> tuple[Program, ...]:
    """Return every installed program, by id and edition.

    Example:
        >>> from degreekit import programs
        >>> [f"{program.id}@{program.edition}" for program in programs()]
        ['columbia-ms-cs-ml@2023-07-25', 'columbia-ms-cs-ml@2026-07']
    """
    host = plugin_host()
    return tuple(host.programs[key] for key in sorted(host.programs))


def get_program(id: str, edition: str | None = None) -> Program:  # its field's name
    """Return an installed program.

    Args:
        id: as ``columbia-ms-cs-ml``.
        edition: which version of the rules; without it the default one, or else the latest.

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


def readers(institution: str | None = None) -> tuple[Reader, ...]:
    """Return the readers that are asked about a document.

    Args:
        institution: the id of the installed institution that the document is of, where it is known.
            It need not have a reader: any table of courses is then read by its codes and grades.

    Raises:
        NotFound: no such institution is installed.

    Example:
        >>> from degreekit.api import readers
        >>> [reader.id for reader in readers("columbia")]
        ['columbia-transcript', 'columbia-table']
    """
    host = plugin_host()
    installed = tuple(host.readers.values())
    if institution is None:
        return installed
    return readers_for(GivenInstitutionReader(host.institution(institution)), installed)


def read_pdf(
    path: Source | Sequence[Source],
    answers: Sequence[Answer] = (),
    limits: Limits | None = None,
    institution: str | None = None,
) -> Reading:
    """Read a transcript from a PDF, with the place of everything and the checks it passed.

    Text that was copied or saved from such a document is read as well, with lines for places. With
    the extra ``degreekit[ocr]`` a PDF whose pages are pictures is read too, and a picture of a page
    as PNG or JPEG; what is in doubt then is among the questions of the reading.

    Args:
        path: the file: a path, its bytes, or a file that is open for reading bytes. A list is of
            files of one student, such as prints of single terms: they are read as one transcript,
            see `degreekit.ingest.read_together`.
        answers: of a person, to the questions of an earlier reading of the same file or files.
        limits: what each file may cost, and whether pictures are read; the usual ones without it.
        institution: the id of the installed institution that the document is of. It needs no
            reader of its own. A page that names another institution is still refused, and one that
            names none has to prove by its figures what was read.

    Raises:
        NotFound: no such institution is installed.
        IngestError: a file was not read; its outcome says why, and what to do.
        CannotMerge: several files name different students, or are of different institutions.
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
    asked = readers(institution)
    several = _several(path)
    if several is None:
        return read_document(cast("Source", path), asked, host.institutions, limits, answers)
    return read_together(several, asked, host.institutions, limits, answers)


def _several(source: Source | Sequence[Source]) -> Sequence[Source] | None:
    """Return the documents of one student; None where it is a single document."""
    several = isinstance(source, Iterable) and not is_source(source)
    return cast("Sequence[Source]", source) if several else None


def read_pdfs(
    paths: Iterable[Source], processes: int | None = None
) -> Iterator[Reading | Exception]:
    """Read many transcripts, several at a time, each in a process of its own.

    A file that cannot be read is an error in its place, and does not stop the rest.

    Args:
        paths: the files, see `read_pdf`; no more of them are asked for than are read ahead.
        processes: how many to read at a time; without it, one for each processor.

    Yields:
        For each file, in their order, its reading, or the error that `read_pdf` raises for it.

    Example:
        >>> from degreekit import read_pdfs
        >>> files = ["tests/fixtures/ms-student.pdf", "tests/fixtures/refused/html.pdf"]
        >>> for reading in read_pdfs(files):
        ...     print(getattr(reading, "outcome", "read"))
        read
        not_a_pdf
    """
    plugin_host()  # loaded once, before several need it
    return in_parallel(_read_or_error, paths, processes)


def _read_or_error(path: Source) -> Reading | Exception:
    try:
        return read_pdf(path)
    except Exception as error:  # noqa: BLE001  # a reader is a plugin and may raise anything; the other files are still read
        return error


def read_transcript(
    path: Source | Sequence[Source],
    answers: Sequence[Answer] = (),
    limits: Limits | None = None,
    institution: str | None = None,
) -> Transcript:
    """Read a transcript from a PDF, from its text, from JSON (`Transcript.from_data`) or from CSV.

    Args:
        path: the file: a path, its bytes, or a file that is open for reading bytes. Its content
            says what it is. A list is of documents of one student, which are read as one
            transcript, see `read_pdf`.
        answers: of a person, to the questions about what OCR read.
        limits: see `read_pdf`.
        institution: see `read_pdf`.

    Raises:
        IngestError: it was not read; its outcome says why, and what to do.
        CannotMerge: several files name different students, or are of different institutions.
        NotVerified: it was read, but contradicts the reading.
        InvalidTranscript: JSON or CSV, but no transcript.

    Example:
        >>> from degreekit import read_transcript
        >>> len(read_transcript("tests/fixtures/ms-student.pdf").records)
        10
    """
    several = _several(path)
    if several is not None:
        return _trusted(read_pdf(several, answers, limits, institution))
    source = cast("Source", path)
    name = source_name(source)
    ready = settled(source, (limits or Limits()).size)
    head = ready if isinstance(ready, bytes) else read_all(ready, _HEAD)
    if _is_json(head) or is_csv(head, name or ""):
        data = read_all(ready, _MOST_DATA_BYTES)
        if len(data) > _MOST_DATA_BYTES:
            raise IngestError(Outcome.TOO_LARGE, path=name)
        return _from_json(data) if _is_json(head) else from_csv(data)
    reading = read_pdf(ready, answers, limits, institution)
    return _trusted(reading, name or "the transcript")


def _trusted(reading: Reading, name: str = "") -> Transcript:
    if reading.status is ReadingStatus.CONTRADICTED:
        raise NotVerified(name or ", ".join(reading.files), reading)
    return reading.transcript


def _is_json(head: bytes) -> bool:
    return head.lstrip(b"\xef\xbb\xbf \t\r\n")[:1] in (b"{", b"[")


def _from_json(text: bytes) -> Transcript:
    try:
        return Transcript.from_json(text)
    except InvalidTranscript:
        try:
            data = read_json(text)
        except NotPlainData:
            data = None
        if not isinstance(data, dict):
            raise
        with _codes_of(data):  # perhaps only the institution that it names can read its codes
            return Transcript.from_json(text)


def _codes_of(data: Mapping[str, Any]) -> AbstractContextManager[None]:
    """Read codes as the institution writes them that data names, where it is installed."""
    named = data.get("institution")
    here = plugin_host().institutions.get(named) if isinstance(named, str) else None
    return nullcontext() if here is None else here.grammar.in_use()


def read_plan(
    plan: _Plan,
    institution: Institution | str,
) -> tuple[CourseRecord, ...]:
    """Read the courses that a student means to take; each becomes a planned record.

    Args:
        plan: a JSON or YAML file (a path, its bytes or an open file), or its data: a list of
            records in the format of a transcript, or an object with ``records``. An entry needs
            only its code; missing credits are those of the catalog, else those of a standard
            course.
        institution: the institution whose courses they are, or the id of an installed one.

    Raises:
        InvalidPlan: names the file, and every mistake with its entry.
        NotFound: the institution is not installed.
        FileProblem: the file cannot be read.

    Example:
        >>> from degreekit import read_plan
        >>> for record in read_plan(["COMS W4771", {"code": "COMS E6111"}], "columbia"):
        ...     print(record.code, record.title, record.credits, record.status.value)
        COMS W4771 Machine Learning 3 planned
        COMS E6111 Advanced Database Systems 3 planned
    """
    here = get_institution(institution) if isinstance(institution, str) else institution
    if not is_source(plan):
        return plan_records(cast("Mapping[str, Any] | Iterable[Any]", plan), here)
    source = cast("Source", plan)
    name = source_name(source)
    data = read_all(source, _MOST_DATA_BYTES)
    if len(data) > _MOST_DATA_BYTES:
        raise InvalidPlan((f"it has more than {_MOST_DATA_BYTES:,} bytes",), name)
    try:
        return plan_records(data, here)
    except InvalidPlan as error:
        raise InvalidPlan(error.problems, name) from None


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
        if (one.kind is AdjustmentKind.SET_EDITION and one.program in (None, program))
        or (one.kind is AdjustmentKind.SET_PROGRAM and one.program == program)
    ]
    return next((edition for edition in reversed(chosen) if edition in installed), None)


def program_decided(adjustments: Iterable[Adjustment]) -> str | None:
    """Return the id of the program that was decided for a student last, if any was.

    Args:
        adjustments: what was decided.

    Example:
        >>> from degreekit import read_adjustments
        >>> from degreekit.api import program_decided
        >>> decided = [{"kind": "set_program", "program": "columbia-ms-cs-ml"}]
        >>> program_decided(read_adjustments(decided))
        'columbia-ms-cs-ml'
    """
    chosen = (one.program for one in adjustments if one.kind is AdjustmentKind.SET_PROGRAM)
    return next(reversed([one for one in chosen if one is not None]), None)


def get_auditor(
    program: Program | str | Sequence[Program | str],
    *,
    share_courses: int | Literal["as printed"] | None = "as printed",
    share_credits: Decimal | int | None = None,
    solver: SolverName = "auto",
    budget: int = DEFAULT_BUDGET,
) -> Auditor:
    """Return an auditor that audits many transcripts against one program, or several together.

    Who asks for the same again in the same thread gets the same one: it keeps what it has worked
    out of the rules, see `Auditor`.

    Args:
        program: the program, or the id of an installed one; several of them are audited as the
            one program that `joint_program` makes of them.
        share_courses: how many courses any two of several programs may share; None for no bound.
            As printed, it is what their own rules allow, and none where they say nothing.
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
    if not named:
        raise InvalidProgram("", ("name at least one program",))
    parts = tuple(host.program(one) if isinstance(one, str) else one for one in named)

    def make() -> Auditor:
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

    return _auditors.of(host, parts, (share_courses, share_credits, solver, budget), make)


class _Auditors(local):
    """The last auditors that each thread asked for: to prepare rules costs more than an audit."""

    def __init__(self) -> None:
        self._kept: OrderedDict[object, tuple[object, Auditor]] = OrderedDict()

    def of(
        self,
        host: PluginHost,
        parts: tuple[Program, ...],
        options: tuple[object, ...],
        make: Callable[[], Auditor],
    ) -> Auditor:
        """Return the auditor of some programs and options."""
        key = (id(host), *map(id, parts), options)  # to compare programs takes as long
        if key not in self._kept:
            owners = host, parts  # kept, so that no other object is given their ids
            self._kept[key] = owners, make()
        self._kept.move_to_end(key)
        if len(self._kept) > _KEPT:
            self._kept.popitem(last=False)
        return self._kept[key][1]


_auditors = _Auditors()


def _version(plugin: LoadedPlugin) -> PluginVersion:
    return PluginVersion(name=plugin.distribution, version=plugin.version)


def audit_transcript(
    program: Program | str,
    transcript: _Records,
    adjustments: _Decisions = (),
    plan: _Plan = (),
    limits: Limits | None = None,
) -> Audit:
    """Audit a transcript against a program.

    Args:
        program: the program, or the id of an installed one.
        transcript: a transcript, its data, or a file (see `read_transcript`); a list of files is of
            documents of one student.
        adjustments: what was decided for the student: entries, or a JSON or YAML file (a path, its
            bytes or an open file).
        plan: courses the student plans to take: see `read_plan`. Their positions go on after those
            of the transcript.
        limits: what reading a file may cost, and whether it is read in a process of its own; see
            `read_pdf`.

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
    with auditor.institution.grammar.in_use():
        records, decided = _transcript(transcript, limits), _decided(adjustments)
    return auditor.audit(records.with_planned(planned), decided)


def what_if(
    transcript: _Records,
    programs: Iterable[Program | str] | None = None,
    adjustments: _Decisions = (),
    plan: _Plan = (),
    *,
    solver: SolverName = "auto",
    budget: int = DEFAULT_BUDGET,
    limits: Limits | None = None,
) -> tuple[WhatIf, ...]:
    """Audit one transcript against many programs, and rank them by what remains.

    What is satisfied comes first, then what is conditional, then what takes the fewest further
    courses, and of these the fewest credits. A program that cannot be audited is an answer with
    its ``error``, and does not stop the rest.

    Args:
        transcript: a transcript, its data, or a file (see `read_transcript`); a list of files is of
            documents of one student.
        programs: programs or ids of installed ones; without them every installed program of the
            transcript's institution, in the edition that was decided for the student or else the
            default. A transcript that names no institution is audited against all.
        adjustments: what was decided for the student: entries, or a JSON or YAML file (a path, its
            bytes or an open file).
        plan: courses the student plans to take: see `read_plan`.
        solver: which search finds the answer, see `Auditor`.
        budget: how many states each search may visit before it gives up.
        limits: what reading a file may cost; see `read_pdf`.

    Raises:
        DegreekitError: what was given cannot be read, or a program named is not installed.

    Example:
        >>> from degreekit import what_if
        >>> for found in what_if("tests/fixtures/ms-student-unfinished.pdf"):
        ...     print(found.program.id, found.status.value, found.remaining.courses)
        columbia-ms-cs-ml unsatisfied 1
    """
    host = plugin_host()
    records = _transcript(transcript, limits)
    with _codes_of({"institution": records.institution}):
        decided = _decided(adjustments)
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
    if is_source(plan):  # it is read for each institution
        plan = settled(cast("Source", plan), _MOST_DATA_BYTES)
    elif not isinstance(plan, Mapping):
        plan = list(cast("Iterable[Any]", plan))
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
        except Exception as error:  # noqa: BLE001  # a program that cannot be audited gets its error as its answer; the others are audited
            return error

    return ranked(tried(program, answer(program)) for program in chosen)


def _transcript(transcript: _Records, limits: Limits | None) -> Transcript:
    if isinstance(transcript, Transcript):
        return transcript
    if isinstance(transcript, Mapping):
        with _codes_of(transcript):
            return Transcript.from_data(dict(transcript))
    return read_transcript(transcript, limits=limits)


def _decided(adjustments: _Decisions) -> tuple[Adjustment, ...]:
    # A string is the name of a file here, as everywhere in this module.
    return read_adjustments(Path(adjustments) if isinstance(adjustments, str) else adjustments)
