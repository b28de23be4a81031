"""The result of reading a document."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from typing import Any, Literal

from degreekit.data_model import DataModel
from degreekit.findings import Finding
from degreekit.ingest.ocr.question import Correction, Question
from degreekit.ingest.readers.reader import Furniture, Measure, PrintedTotal, Scope, TextLine
from degreekit.transcript import (
    CourseRecord,
    Mark,
    Provenance,
    ReadingStatus,
    RecordStatus,
    Transcript,
)
from degreekit.transcript.provenance import place_text

__all__ = ["DocumentFacts", "LineCounts", "Reading"]


class DocumentFacts(DataModel):
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


class LineCounts(DataModel):
    """How many printed lines ended where. The last three add up to the first.

    Attributes:
        lines: all lines of the document.
        record: lines that records were read from.
        furniture: lines that are known and are not courses.
        not_understood: all others.
    """

    lines: int
    record: int
    furniture: int
    not_understood: int


class Reading(DataModel):
    """What a document says, with the place of everything.

    Attributes:
        transcript: the records.
        document: what is known of the document.
        printed: the figures the document prints about its records.
        findings: differences from those figures, and what else to know.
        not_understood: lines that are neither a record nor known furniture.
        furniture: lines that are known and are not courses.
        counts: where every printed line ended.
        files: the files that make it, where several were read together.
        questions: what OCR read and is not sure of; none of it is among the records.
        corrections: what was understood as another text than OCR read.
        unproved: positions of the finished records that no printed figure proves, or that are in
            doubt.
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
    unproved: tuple[int, ...] = ()

    @property
    def status(self) -> ReadingStatus:
        """How far the document proves the reading.

        Example:
            >>> from degreekit import read_pdf
            >>> read_pdf("tests/fixtures/ms-student.pdf").status.value
            'proved'
        """
        if any(finding.severity == "error" for finding in self.findings):
            return ReadingStatus.CONTRADICTED
        finished = any(one.status not in _AHEAD for one in self.transcript.records)
        return ReadingStatus.UNPROVED if self.unproved or not finished else ReadingStatus.PROVED

    @property
    def verified(self) -> bool:
        """Whether the document proves the reading; see `status`."""
        return self.status is ReadingStatus.PROVED

    @property
    def only_read(self) -> tuple[int, ...]:
        """Positions of the courses in progress or planned, of which nothing confirms any field."""
        return tuple(
            number
            for number, record in enumerate(self.transcript.records)
            if record.status in _AHEAD and set(record.marks.values()) <= {Mark.ONLY_READ}
        )

    @property
    def summary(self) -> str:
        """How far the document proves the reading, in words.

        It names the courses that nothing proves, and says what would prove them.

        Example:
            >>> from degreekit import read_pdf
            >>> print(read_pdf("tests/fixtures/ms-student.pdf").summary)
            Proved: the printed figures prove all 10 finished courses. Of 60 fields, 40 proved \
and 20 seen twice.
        """
        return " ".join((*_sentences(self), *_marked(self)))

    def with_findings(self, findings: Iterable[Finding]) -> Reading:
        """Return the reading with these findings in place of its own."""
        return self.model_copy(update={"findings": tuple(findings)}).stamped()

    def stamped(self) -> Reading:
        """Return the reading with a transcript that says how it was read."""
        provenance = Provenance(
            reader=self.document.reader,
            status=self.status,
            summary=" ".join(_sentences(self)),
            unproved=self.unproved,
            only_read=self.only_read,
            findings=self.findings,
            places=self.document.places,
        )
        return self.model_copy(update={"transcript": self.transcript.as_read(provenance)})

    def where(self, found: Finding | TextLine | CourseRecord) -> str:
        r"""Return where something stands, in words: its page, or its line in plain text.

        Example:
            >>> from degreekit import read_pdf
            >>> text = b"Fall 2023\nCOMS W4111 DATABASES 3.00 A\nTERM GPA: 3.500"
            >>> reading = read_pdf(text)
            >>> reading.where(reading.findings[0])
            'line 3'
        """
        return place_text(found.page, found.box, self.document.places)

    def to_data(self) -> dict[str, Any]:
        """Return the reading as plain data: a transcript, and how it was read.

        It is a transcript in the format of `Transcript.from_data`, and besides: ``reading`` (the
        status), ``verified``, ``proof`` (the summary, and the positions of the records that are
        unproved or only read), ``document``, ``printed``, ``findings`` and ``not_understood``, and
        of a document read by OCR ``questions`` and ``corrections``. Empty fields are left out.
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
        proof = {
            "summary": self.summary,
            "unproved": list(self.unproved),
            "only_read": list(self.only_read),
        }
        head = {"reading": self.status.value, "verified": self.verified, "proof": proof}
        return {**self.transcript.to_data(), **head, **data}


#: So many courses are named in the summary.
_NAMED = 5


def _sentences(reading: Reading) -> Iterator[str]:
    """Yield what the summary of a reading says."""
    records = reading.transcript.records
    finished = sum(record.status not in _AHEAD for record in records)
    match reading.status:
        case ReadingStatus.CONTRADICTED:
            errors = sum(finding.severity == "error" for finding in reading.findings)
            verb = "contradicts" if errors == 1 else "contradict"
            yield f"Contradicted: {_count(errors, 'place')} of the document {verb} the reading."
        case ReadingStatus.PROVED:
            all_ = f"all {finished} finished courses" if finished > 1 else "the finished course"
            yield f"Proved: the printed figures prove {all_}."
        case _ if not finished:
            yield "Unproved: no course is finished, so no printed figure can prove the reading."
        case _:
            yield (
                f"Unproved: no printed figure proves "
                f"{len(reading.unproved)} of {_count(finished, 'finished course')}: "
                f"{_named([records[number] for number in reading.unproved])}."
            )
            yield f"{_remedy(reading)}."
    if ahead := len(reading.only_read):
        verb = "is" if ahead == 1 else "are"
        yield f"{_count(ahead, 'course')} in progress or planned {verb} read but not proved."


def _marked(reading: Reading) -> Iterator[str]:
    """Yield how many fields are confirmed, and by what."""
    records = reading.transcript.records
    marks = Counter(mark for record in records for mark in record.marks.values())
    if marks and reading.status is not ReadingStatus.CONTRADICTED:
        told = [f"{marks[mark]} {mark.value.replace('_', ' ')}" for mark in Mark if marks[mark]]
        listed = " and ".join(filter(None, (", ".join(told[:-1]), told[-1])))
        yield f"Of {_count(marks.total(), 'field')}, {listed}."


def _named(records: Sequence[CourseRecord]) -> str:
    names = [f"{one.code} ({one.term})" if one.term else str(one.code) for one in records]
    if len(names) > _NAMED + 1:
        names = [*names[:_NAMED], f"and {len(names) - _NAMED} more"]
    return ", ".join(names)


def _remedy(reading: Reading) -> str:
    """Return what would prove the courses that nothing proves."""
    printed = {total.kind.measure for total in reading.printed if total.kind.scope is Scope.TERM}
    sums = {Measure.POINTS, Measure.ATTEMPTED, Measure.EARNED}
    lacking = []
    if not printed & sums:
        lacking.append("points")
    if Measure.GPA not in printed:
        lacking.append("average")
    if {finding.record for finding in reading.findings} >= set(reading.unproved):
        return "Compare them with the document at the places named"
    figures = " and ".join(lacking) or "quality points"
    return f"A document that prints the {figures} of each term would prove them"


def _count(number: int, what: str) -> str:
    return f"{number} {what}{'' if number == 1 else 's'}"


#: What is not over yet.
_AHEAD = frozenset({RecordStatus.IN_PROGRESS, RecordStatus.PLANNED})
