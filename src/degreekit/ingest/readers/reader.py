"""What a reader of one kind of document has to do, and what it hands back."""

from __future__ import annotations

import re
from abc import ABC, abstractmethod
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from enum import IntEnum, StrEnum
from typing import Any, ClassVar, Literal

from degreekit.courses import Term
from degreekit.data_model import DataModel
from degreekit.findings import Finding
from degreekit.ingest.page.document import Box, Document
from degreekit.ingest.page.glyphs import Glyphs
from degreekit.ingest.page.layout import CopiedWord, Line, Word, around
from degreekit.ingest.readers.person import People, Person, person_of
from degreekit.ingest.source.errors import Outcome
from degreekit.transcript import CourseRecord

__all__ = [
    "Certainty",
    "Claim",
    "Draft",
    "Extraction",
    "Finding",
    "Furniture",
    "Measure",
    "PrintedTotal",
    "Reader",
    "Scope",
    "TextLine",
    "TotalKind",
]


class Certainty(IntEnum):
    """How sure a reader is that a document is its own. The surest one reads it."""

    POSSIBLE = 1
    LIKELY = 2
    CERTAIN = 3


#: Kinds of lines that say who the student is, or may say it.
_WITHHELD = frozenset({"student", "personal", "letterhead", "display", "address"})
_MASK = "***"
#: Looks like a person's identifier: an address, a user name as ab1234, a long number, or a place on
#: the web, which may hold the key of the student's session.
_IDENTIFIER = re.compile(
    r"@|^\W*[a-z]{2,3}\d{1,5}\W*$|\d{7}|\d{3}-\d{2}-\d{4}|://|\bwww\.|%\.?[0-9A-F]{2}|\w=\w"
)


@dataclass(frozen=True, slots=True)
class Claim:
    """A reader says: this document is mine.

    Attributes:
        certainty: how sure it is.
        why: what it saw, without quoting the student's data.
    """

    certainty: Certainty
    why: str


class TextLine(DataModel):
    """A printed line.

    Attributes:
        page: counted from 1.
        box: its place: left, top, right, bottom in points from the top left corner of the page.
        text: what it says; personal data is left out.
        file: the file, where several were read together.
    """

    page: int
    box: Box
    text: str
    file: str | None = None


class Furniture(TextLine):
    """A printed line that is known and is not a course.

    Attributes:
        kind: what it is, as ``term``, ``header``, ``legend``.
    """

    kind: str


class Scope(StrEnum):
    """Which records a printed figure is about."""

    TERM = "term"
    CUMULATIVE = "cumulative"
    INSTITUTION = "institution"
    TRANSFER = "transfer"


class Measure(StrEnum):
    """What a printed figure says of those records."""

    POINTS = "points"
    ATTEMPTED = "attempted"
    EARNED = "earned"
    GPA_CREDITS = "gpa_credits"
    QUALITY_POINTS = "quality_points"
    GPA = "gpa"


class TotalKind(StrEnum):
    """What a printed figure sums up: a `Scope` and a `Measure`, or one record.

    ``term`` is about one term; ``institution`` about all but credit from elsewhere; ``transfer``
    about credit from elsewhere alone; ``cumulative`` does not say whether that is included.

    ``attempted``, ``earned`` and ``gpa_credits`` (GPA hours) are credits; ``points`` are credits of
    which the document does not say which it counts. ``quality_points`` are credits times grade
    points. ``grade_points`` stand in the row of one record: per credit, or times its credits.

    Example:
        >>> from degreekit.ingest import TotalKind
        >>> TotalKind.TERM_GPA.scope.value, TotalKind.TERM_GPA.measure.value
        ('term', 'gpa')
    """

    TERM_POINTS = "term_points"
    TERM_ATTEMPTED = "term_attempted"
    TERM_EARNED = "term_earned"
    TERM_GPA_CREDITS = "term_gpa_credits"
    TERM_QUALITY_POINTS = "term_quality_points"
    TERM_GPA = "term_gpa"
    CUMULATIVE_POINTS = "cumulative_points"
    CUMULATIVE_ATTEMPTED = "cumulative_attempted"
    CUMULATIVE_EARNED = "cumulative_earned"
    CUMULATIVE_GPA_CREDITS = "cumulative_gpa_credits"
    CUMULATIVE_QUALITY_POINTS = "cumulative_quality_points"
    CUMULATIVE_GPA = "cumulative_gpa"
    INSTITUTION_POINTS = "institution_points"
    INSTITUTION_ATTEMPTED = "institution_attempted"
    INSTITUTION_EARNED = "institution_earned"
    INSTITUTION_GPA_CREDITS = "institution_gpa_credits"
    INSTITUTION_QUALITY_POINTS = "institution_quality_points"
    INSTITUTION_GPA = "institution_gpa"
    TRANSFER_POINTS = "transfer_points"
    TRANSFER_ATTEMPTED = "transfer_attempted"
    TRANSFER_EARNED = "transfer_earned"
    TRANSFER_GPA_CREDITS = "transfer_gpa_credits"
    TRANSFER_QUALITY_POINTS = "transfer_quality_points"
    TRANSFER_GPA = "transfer_gpa"
    GRADE_POINTS = "grade_points"

    @property
    def scope(self) -> Scope | None:
        """Which records it is about; None for a figure of one record."""
        return _MEANINGS[self][0]

    @property
    def measure(self) -> Measure:
        """What it says of them; of a figure of one record, its quality points."""
        return _MEANINGS[self][1]


def _meaning(kind: TotalKind) -> tuple[Scope | None, Measure]:
    if kind is TotalKind.GRADE_POINTS:
        return None, Measure.QUALITY_POINTS
    scope, _, measure = kind.partition("_")
    return Scope(scope), Measure(measure)


_MEANINGS = {kind: _meaning(kind) for kind in TotalKind}


class PrintedTotal(DataModel):
    """A figure that the document prints about its own records.

    Attributes:
        kind: what it sums up.
        value: as printed, with its decimals.
        perhaps: what it may sum up instead, where its line does not say which.
        wording: the known words of its line; figures that are printed alike mean the same.
        term: the term that it stands under; of a figure of one term, that one.
        school: the school block it stands in.
        after: how many records stand above it.
        record: the position of the record, for a figure of one record.
        page: where, counted from 1.
        box: where on the page.
        file: the file, where several were read together.
    """

    kind: TotalKind
    value: Decimal
    perhaps: TotalKind | None = None
    wording: str = ""
    term: Term | None = None
    school: str | None = None
    after: int
    record: int | None = None
    page: int
    box: Box
    file: str | None = None


@dataclass(frozen=True, slots=True)
class Extraction:
    """What a reader read. Every line of the document is in it exactly once.

    Attributes:
        institution: the id of the institution.
        kind: the kind of document, as ``official-transcript``.
        records: in the order of the document.
        totals: the figures that prove the reading.
        scales: for each school block, the id of its grade scale; None where the reader cannot say.
        schools: the school blocks, in order.
        programs: the programs the document names, in order.
        findings: what the reader noticed.
        record_lines: the number of printed lines that records were read from.
        furniture: known lines.
        not_understood: all others.
        whole: whether the document lists the whole record, so that its cumulative figures are sums
            of its own records.
        people: whom the pages name, once for each page, to tell one student from another;
            nothing of it is shown.
    """

    institution: str
    kind: str
    records: tuple[CourseRecord, ...]
    totals: tuple[PrintedTotal, ...] = ()
    scales: Mapping[str | None, str | None] = field(default_factory=dict)
    schools: tuple[str, ...] = ()
    programs: tuple[str, ...] = ()
    findings: tuple[Finding, ...] = ()
    record_lines: int = 0
    furniture: tuple[Furniture, ...] = ()
    not_understood: tuple[TextLine, ...] = ()
    whole: bool = True
    people: tuple[Person, ...] = ()


class Reader(ABC):
    """Reads one kind of document.

    A reader adapts to the layout: it finds columns by their headers and places, and never counts on
    a font, a size or the program that made the file. `degreekit.columbia.readers` has examples.

    Attributes:
        id: a stable name, as ``columbia-transcript``.
        title: the kind of document, for people.
        plugin: the plugin that brings it; the plugin host says it.
        reads: the outcome that a document of this kind has by its title where no reader claims it,
            as a degree audit has; such a document is shown to these readers only.
    """

    id: str
    title: str
    plugin: str = ""
    reads: ClassVar[Outcome | None] = None

    @abstractmethod
    def identify(self, document: Document) -> Claim | None:
        """Return a claim on the document, or None: it is not of this kind."""

    @abstractmethod
    def extract(self, document: Document) -> Extraction:
        """Read a document that `identify` claimed."""

    def rivals(self, document: Document) -> Iterable[Extraction]:  # noqa: ARG002  # it has none
        """Yield the readings that the document bears, the likeliest first; by default none.

        They are asked for where the printed figures contradict what `extract` returned, or where it
        has the finding ``columns-uncertain``. One that the figures prove is taken in its place.
        """
        return ()


def _bare(word: str) -> str:
    """Return a word as it is compared with private ones: small, without punctuation around it."""
    return word.strip(".,;:()'\"").casefold()


class Draft:
    """Collects what a reader finds, and keeps account of every line.

    A line that the reader gives to nothing ends in the list of lines that were not understood, so
    nothing can be lost by omission; giving a line twice is a mistake of the reader.
    """

    def __init__(self, document: Document, lines: Sequence[Line]) -> None:
        texts = (Glyphs.of(page.glyphs).texts for page in document.pages)
        printed = sum(not text.isspace() for page in texts for text in page)
        words = (word for line in lines for word in line.words if type(word) is not CopiedWord)
        if printed != sum(len(word.glyphs) for word in words):
            raise ValueError("the lines do not hold every letter of the document once")
        self.records: list[CourseRecord] = []
        self.totals: list[PrintedTotal] = []
        self.findings: list[Finding] = []
        self._lines = lines
        self._roles: dict[Line, str | None] = {}
        self._private: set[str] = set()
        self._people = People()

    def is_free(self, line: Line) -> bool:
        """Return whether the line has not been given to anything yet."""
        return line not in self._roles

    def _give(self, line: Line, role: str | None) -> None:
        if not self.is_free(line):
            raise ValueError("a line was given twice")
        self._roles[line] = role

    def furniture(self, line: Line, kind: str) -> None:
        """Give a line to the furniture; lines that may say who the student is keep no text."""
        self._give(line, kind)

    def record(self, record: CourseRecord, lines: Iterable[Line]) -> int:
        """Add a record read from these lines; return its position."""
        for line in lines:
            self._give(line, None)
            if words := line.overprinted:
                message = "words of this course are printed on one another and cannot be separated"
                self.finding("text-over-text", "error", message, line, words)
        self.records.append(record)
        return len(self.records) - 1

    def private(self, *texts: str) -> None:
        """Name texts that must not leave the reader: the student's name and identifiers."""
        self._private.update(_bare(word) for text in texts for word in text.split())
        self._private.discard("")

    def student(self, *texts: str, line: Line | None = None, label: str = "") -> None:
        """Name the student's name and identifiers: private, and they tell students apart.

        Args:
            texts: what is printed.
            line: where; a file may hold pages of two students, and a page two students.
            label: what is printed before it, as ``NAME``; the same label with another student after
                it is a second student.
        """
        self.private(*texts)
        scanned = line is not None and line.page.scan is not None
        person = person_of(texts, label, scanned=scanned)
        self._people.add(line.page.number if line else 0, label, person)

    def total(
        self,
        kind: TotalKind,
        value: Decimal,
        line: Line,
        words: Sequence[Word] = (),
        *,
        term: Term | None = None,
        school: str | None = None,
        record: int | None = None,
        after: int | None = None,
        perhaps: TotalKind | None = None,
        wording: str = "",
    ) -> None:
        """Add a figure printed in a line; without `after`, below all records so far."""
        box = around(word.place for word in words or line.words)
        self.totals.append(
            PrintedTotal(
                kind=kind,
                value=value,
                perhaps=perhaps,
                wording=wording,
                term=term,
                school=school,
                after=len(self.records) if after is None else after,
                record=record,
                page=line.page.number,
                box=line.page.shown(box),
            )
        )

    def finding(
        self,
        code: str,
        severity: Literal["error", "warning"],
        message: str,
        line: Line | None = None,
        words: Sequence[Word] = (),
        *,
        record: int | None = None,
    ) -> None:
        """Add something to know, with its place and the position of the record it is about."""
        box = around(w.place for w in words or line.words) if line else None
        self.findings.append(
            Finding(
                code=code,
                severity=severity,
                message=message,
                record=record,
                page=line.page.number if line else None,
                box=line.page.shown(box) if line and box else None,
            )
        )

    def _plain(self, line: Line, role: str = "") -> dict[str, Any]:
        text = "" if role in _WITHHELD else " ".join(map(self._masked, line.text.split()))
        return {"page": line.page.number, "box": line.page.shown(line.place), "text": text}

    def _masked(self, word: str) -> str:
        return _MASK if _bare(word) in self._private or _IDENTIFIER.search(word) else word

    def finish(
        self,
        institution: str,
        kind: str,
        *,
        scales: Mapping[str | None, str | None],
        schools: Iterable[str] = (),
        programs: Iterable[str] = (),
        whole: bool = True,
    ) -> Extraction:
        """Return everything, each line in its place."""
        furniture: list[Furniture] = []
        unknown: list[TextLine] = []
        for line in self._lines:
            if self.is_free(line):
                unknown.append(TextLine(**self._plain(line)))
            elif role := self._roles[line]:
                furniture.append(Furniture(kind=role, **self._plain(line, role)))
        return Extraction(
            institution=institution,
            kind=kind,
            records=tuple(self.records),
            totals=tuple(self.totals),
            scales=dict(scales),
            schools=tuple(dict.fromkeys(schools)),
            programs=tuple(dict.fromkeys(programs)),
            findings=tuple(self.findings),
            record_lines=sum(role is None for role in self._roles.values()),
            furniture=tuple(furniture),
            not_understood=tuple(unknown),
            whole=whole,
            people=self._people.all(),
        )
