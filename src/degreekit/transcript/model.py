"""The transcript: one record per attempt at a course, as read and never merged."""

from __future__ import annotations

import json
from collections.abc import Iterable
from decimal import Decimal
from typing import Annotated, Any, Literal, Self

from pydantic import (
    Field,
    PlainSerializer,
    PrivateAttr,
    ValidationError,
    field_validator,
    model_validator,
)
from typing_extensions import override

from degreekit.courses.code import CourseCode
from degreekit.courses.grades import RecordStatus
from degreekit.courses.term import Term
from degreekit.data_model import DataModel
from degreekit.errors import DegreekitError
from degreekit.plain_data import NotPlainData, mistake, read_json
from degreekit.transcript.provenance import Mark, Provenance, ReadingStatus

__all__ = ["CourseRecord", "InvalidTranscript", "Student", "Transcript"]

#: Marks that give the outcome of an attempt by themselves, at any institution.
_MARKS = {
    "W": RecordStatus.WITHDRAWN,
    "F": RecordStatus.FAILED,
    "IN": RecordStatus.INCOMPLETE,
    "INC": RecordStatus.INCOMPLETE,
}

#: What the JSON of a reading has besides the transcript (`degreekit.ingest.Reading.to_data`).
READING_KEYS = frozenset(
    {
        "reading", "verified", "proof", "document", "printed", "findings", "not_understood",
        "files", "questions", "corrections",
    }
)  # fmt: skip

Credits = Annotated[
    Decimal,
    Field(ge=0, le=99, decimal_places=3),
    PlainSerializer(lambda value: f"{value:.2f}" if value == round(value, 2) else str(value)),
]
Box = tuple[float, float, float, float]


class InvalidTranscript(DegreekitError, ValueError):
    """Data that is not a transcript in the JSON format.

    Attributes:
        problems: one line per mistake, each naming the place in the data.
    """

    def __init__(self, problems: tuple[str, ...]):
        self.problems = problems
        super().__init__("not a valid transcript: " + "; ".join(problems))


class CourseRecord(DataModel):
    """One attempt at one course.

    Attributes:
        code: the course as printed.
        title: as printed, often abbreviated or cut.
        full_title: the whole title, where somebody wrote it next to the printed one, or where the
            printed one could be read as no other; rules go by it.
        other_titles: what the printed title may stand for as well; an answer that rests on the
            choice says so.
        credits: the credits of the attempt (Columbia: points).
        grade: the mark as printed; None where there is none yet.
        term: when it was taken.
        status: the outcome. Without it the grade says it: ``W`` withdrawn, ``F``
            failed, ``IN`` incomplete, any other mark completed, none in progress.
        may_repeat: whether the printed title may be that of another record, so that both are one
            course; a use then rests on what it stands for.
        section: as ``001``.
        school: the school or program block the record stands in.
        institution: where it was taken, if elsewhere.
        source_code: the code that the other institution gives it, as printed; `code` is then the
            course here that it stands for.
        attributes: marks the institution gives the course, as ``WRIT``.
        file: where it was read, for a transcript that several files make; None for a single one.
        page: where it was read, counted from 1.
        box: its place on the page: left, top, right, bottom in points from the top left corner.
        boxes: the place of each field, by the field's name.
        read_by: ``ocr`` if it was read from a picture, ``person`` if a person then confirmed it;
            None if it was read from text or entered.
        marks: what confirms each field of a record that was read from a document, by the field's
            name; empty for one that was entered.

    Example:
        >>> from degreekit import CourseRecord
        >>> CourseRecord(code="COMS W4771", credits="3.00", grade="A-").status.value
        'completed'
    """

    code: CourseCode
    title: str | None = None
    full_title: str | None = None
    other_titles: tuple[str, ...] = ()
    may_repeat: bool = False
    credits: Credits
    grade: str | None = None
    term: Term | None = None
    status: RecordStatus
    section: str | None = None
    school: str | None = None
    institution: str | None = None
    source_code: str | None = None
    attributes: frozenset[str] = frozenset()
    file: str | None = None
    page: int | None = Field(default=None, ge=1)
    box: Box | None = None
    boxes: dict[str, Box] = Field(default_factory=dict, repr=False)
    read_by: Literal["ocr", "person"] | None = None
    marks: dict[str, Mark] = Field(default_factory=dict, repr=False)

    @field_validator("title", "full_title", "grade", mode="after")
    @classmethod
    def _blank_is_none(cls, value: str | None) -> str | None:
        return (value.strip() or None) if value else None

    @model_validator(mode="before")
    @classmethod
    def _status_from_grade(cls, data: Any) -> Any:
        if isinstance(data, dict) and data.get("status") is None:
            grade = data.get("grade")
            grade = (grade.strip() or None) if isinstance(grade, str) else None
            known = RecordStatus.IN_PROGRESS if grade is None else RecordStatus.COMPLETED
            data = {**data, "status": _MARKS.get(grade or "", known)}
        return data


class Student(DataModel):
    """What rules may ask about the student beyond the records.

    Attributes:
        first_term: the first term of the program.
        facts: anything else a rule asks for by name, as ``{"advanced_standing": "yes"}``.
        milestones: ids of milestones that are done, each with the term where it is known; a list
            of ids will do.
        times: how often something was done that has to be done several times, as attending a
            recital, by the id of the milestone.
        as_of: the term the audit is made in, for rules on how old a course is; without it the last
            term on the record.

    Example:
        >>> from degreekit.transcript import Student
        >>> Student(milestones=["exam"]).milestones
        {'exam': None}
    """

    first_term: Term | None = None
    facts: dict[str, str] = Field(default_factory=dict)
    milestones: dict[str, Term | None] = Field(default_factory=dict)
    times: dict[str, int] = Field(default_factory=dict)
    as_of: Term | None = None

    @field_validator("milestones", mode="before")
    @classmethod
    def _list_of_ids(cls, value: Any) -> Any:
        return dict.fromkeys(value) if isinstance(value, list | tuple | set | frozenset) else value


class Transcript(DataModel):
    """All attempts of one student. Nothing is merged: repeats are records of their own.

    Attributes:
        institution: the id of the institution; None where it is not known.
        records: in the order of the document; messages and audits name them by their position.
        student: facts about the student that rules may ask for.

    Example:
        >>> from degreekit import Transcript
        >>> record = {"code": "COMS W4771", "credits": "3.00", "grade": "A-", "term": "Fall 2023"}
        >>> transcript = Transcript.from_data({"institution": "columbia", "records": [record]})
        >>> transcript.records[0].term
        Term(year=2023, season=3)
    """

    institution: str | None = None
    records: tuple[CourseRecord, ...]
    student: Student = Student()
    _provenance: Provenance | None = PrivateAttr(default=None)  # no part of what it says

    def __eq__(self, other: object) -> bool:
        """Return whether both say the same, however they came here."""
        return type(other) is type(self) and self.__dict__ == other.__dict__

    def __hash__(self) -> int:
        return hash((self.institution, self.records))

    @property
    def provenance(self) -> Provenance | None:
        """How it was read from a document; None where it came as data."""
        return self._provenance

    @property
    def reading(self) -> ReadingStatus:
        """How far a document proves it; ``given`` where it came as data.

        Example:
            >>> from degreekit import Transcript
            >>> Transcript(records=()).reading.value
            'given'
        """
        return self._provenance.status if self._provenance else ReadingStatus.GIVEN

    def as_read(self, provenance: Provenance) -> Self:
        """Return the transcript with what is known of its reading."""
        copy = self.model_copy()
        copy._provenance = provenance
        return copy

    @classmethod
    def from_data(cls, data: object) -> Self:
        """Build a transcript from data in the shape of the JSON format.

        What `degreekit ingest` adds to it about a document is left out: data says nothing of how it
        was read, for it may have been edited since.

        Raises:
            InvalidTranscript: names each mistake and its place.
        """
        if isinstance(data, dict):
            data = {key: value for key, value in data.items() if key not in READING_KEYS}
        return cls.model_validate(data)

    @classmethod
    @override
    def _invalid(cls, error: ValidationError) -> DegreekitError:
        return InvalidTranscript(tuple(map(_problem, error.errors())))

    @classmethod
    def from_json(cls, text: str | bytes) -> Self:
        """Build a transcript from JSON text.

        Raises:
            InvalidTranscript: the text is not JSON, or not a transcript.
        """
        try:
            data = read_json(text)
        except NotPlainData as error:
            raise InvalidTranscript((error.problem,)) from None
        return cls.from_data(data)

    def with_planned(self, records: Iterable[CourseRecord]) -> Self:
        """Return the transcript with planned courses after its own records.

        Args:
            records: the courses; whatever their status, they are taken as planned.

        Example:
            >>> from degreekit import CourseRecord, Transcript
            >>> plan = [CourseRecord(code="COMS W4771", credits=3)]
            >>> Transcript(records=()).with_planned(plan).records[0].status.value
            'planned'
        """
        planned = (r.model_copy(update={"status": RecordStatus.PLANNED}) for r in records)
        return self.model_copy(update={"records": (*self.records, *planned)})

    def to_data(self) -> dict[str, Any]:
        """Return the transcript as plain data; `from_data` reads it back."""
        data = self.model_dump(mode="json", exclude_defaults=True)
        return {"institution": self.institution, **data}

    def to_json(self) -> str:
        """Return the transcript as JSON text, one record a line.

        Example:
            >>> from degreekit import CourseRecord, Transcript
            >>> one = Transcript(records=(CourseRecord(code="COMS W4771", credits=3, grade="A"),))
            >>> Transcript.from_json(one.to_json()) == one
            True
        """
        data = self.to_data()
        rows = [json.dumps(row, ensure_ascii=False) for row in data.pop("records", ())]
        head = json.dumps(data, ensure_ascii=False)[1:-1]
        body = ",\n  ".join(rows)
        return f'{{{head},\n "records": [\n  {body}\n ]}}' if rows else f'{{{head}, "records": []}}'


#: The fields that a transcript may have, at any level.
_FIELDS = {*Transcript.model_fields, *CourseRecord.model_fields, *Student.model_fields}


def _problem(error: Any) -> str:
    """Say one mistake with its place, never with the value: it may be a grade."""
    where, text = mistake(error, _FIELDS)
    place = "".join(f"[{p}]" if isinstance(p, int) else f".{p}" for p in where).lstrip(".")
    return f"{place or 'the data'}: {text}"
