"""An entry of a list of students: key, transcript, and what holds for this student alone."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any, TypeAlias

from degreekit.adjustments import Adjustment, read_adjustments
from degreekit.api import read_plan, read_transcript
from degreekit.courses import Institution
from degreekit.errors import DegreekitError
from degreekit.export import from_csv
from degreekit.ingest import Limits
from degreekit.requirements import Program
from degreekit.sources import Source, is_source, settled
from degreekit.transcript import CourseRecord, InvalidTranscript, Transcript

__all__ = ["CsvRows", "Entry", "InvalidEntry", "Records"]

_LINE = re.compile(r"line (\d+)")


class InvalidEntry(DegreekitError, ValueError):
    """An entry of a list of students that cannot be used.

    Attributes:
        place: where it stands, such as ``students.jsonl, line 3``.
        problem: what is wrong.
    """

    def __init__(self, place: str, problem: str):
        self.place = place
        self.problem = problem
        super().__init__(f"{place}: {problem}")


@dataclass(frozen=True)
class CsvRows:
    """The rows of one student in a table of many.

    Attributes:
        text: the rows as CSV, below the header of the table.
        lines: the line of the file that each row ends in.
    """

    text: str
    lines: tuple[int, ...] = ()

    def transcript(self) -> Transcript:
        """Return what the rows say.

        Raises:
            InvalidTranscript: names each mistake and its line in the file.
        """
        try:
            return from_csv(self.text)
        except InvalidTranscript as error:
            raise InvalidTranscript(tuple(map(self._placed, error.problems))) from None

    def _placed(self, problem: str) -> str:
        def line(found: re.Match[str]) -> str:
            row = int(found[1]) - 2  # the header is line 1
            return f"line {self.lines[row]}" if 0 <= row < len(self.lines) else found[0]

        return _LINE.sub(line, problem, count=1)


#: What the records of a student may be given as.
Records: TypeAlias = Transcript | Mapping[str, Any] | CsvRows | Source | Sequence[Source]


@dataclass(frozen=True)
class Entry:
    """One student of a cohort.

    Attributes:
        key: what the student is called in whatever comes out; nothing else is made of it.
        records: a transcript, its data, a file with it (see `degreekit.read_transcript`), or the
            files of several documents of the student.
        program: the program, or the id of an installed one, with ``@EDITION`` if need be; without
            it, the program of the cohort.
        adjustments: what was decided for the student: entries, or a JSON or YAML file.
        plan: courses that the student plans to take, see `degreekit.read_plan`.
        problem: why the entry cannot be audited; None where it can.

    Example:
        >>> from degreekit.cohort import Entry
        >>> Entry("ab1", {"records": []}).transcript().records
        ()
    """

    key: str
    records: Records | None = field(repr=False)
    program: Program | str | None = None
    adjustments: Source | Iterable[Adjustment | Mapping[str, Any]] = field(default=(), repr=False)
    plan: Source | Mapping[str, Any] | Iterable[Any] = field(default=(), repr=False)
    problem: Exception | None = None

    def transcript(
        self, institution: str | None = None, limits: Limits | None = None
    ) -> Transcript:
        """Return the records, read.

        Args:
            institution: see `degreekit.read_pdf`.
            limits: see `degreekit.read_pdf`.

        Raises:
            DegreekitError: they cannot be read; the subclass says why.
        """
        match self.records:
            case None:
                raise InvalidEntry(self.key, "there is no transcript")
            case Transcript():
                return self.records
            case CsvRows():
                return self.records.transcript()
            case Mapping():
                return Transcript.from_data(dict(self.records))
            case _:
                return read_transcript(self.records, (), limits, institution)

    def decisions(self) -> tuple[Adjustment, ...]:
        """Return what was decided, read.

        Raises:
            InvalidAdjustments: names each mistake.
            FileProblem: the file cannot be read.
        """
        given = self.adjustments  # a string is the name of a file, and not its text
        return read_adjustments(Path(given) if isinstance(given, str) else given)

    def planned(self, institution: Institution) -> tuple[CourseRecord, ...]:
        """Return the courses that are planned, read.

        Args:
            institution: whose courses they are.

        Raises:
            InvalidPlan: names each mistake.
            FileProblem: the file cannot be read.
        """
        return read_plan(self.plan, institution) if self.plan else ()

    def portable(self) -> Entry:
        """Return the student without open files, which no other process could read.

        Raises:
            FileProblem: a file cannot be read.
        """
        given: Any = self.records
        if given is None or isinstance(given, Transcript | Mapping | CsvRows | str | Path | bytes):
            return self
        most = Limits().size
        ready = tuple(
            one if isinstance(one, str | Path | bytes) else settled(one, most)
            for one in ([given] if is_source(given) else given)
        )
        return replace(self, records=ready[0] if is_source(given) else ready)
