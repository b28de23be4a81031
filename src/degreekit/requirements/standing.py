"""What one attempt is worth to a program: earned, expected, or nothing, and then why."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from enum import StrEnum

from degreekit.courses import GradeScale, Institution, RecordStatus, Term
from degreekit.requirements.filters import Candidate
from degreekit.requirements.program import Program
from degreekit.transcript import CourseRecord, Transcript

__all__ = [
    "Standing",
    "Worth",
    "candidate",
    "further",
    "in_time",
    "standing",
]


class Worth(StrEnum):
    """Whether an attempt brings credit."""

    EARNED = "earned"
    IN_PROGRESS = "in_progress"
    PLANNED = "planned"
    NOTHING = "nothing"


@dataclass(frozen=True, slots=True)
class Standing:
    """What an attempt is worth.

    Attributes:
        worth: earned, in progress, planned, or nothing.
        reason: the finding code where it is worth nothing.
    """

    worth: Worth
    reason: str = ""


def candidate(record: CourseRecord, institution: Institution, program: Program) -> Candidate:
    """Return the record as rules see it: code and title as the institution knows them.

    What depends on the other records, as its age and its repeats, `candidates` adds.
    """
    code = institution.code(record.code)
    title = record.full_title or institution.full_title(record.title)
    names = institution.aliases(code, title, record.term)
    listed = institution.listed(code)
    for other, _ in names if listed is None else ():
        listed = listed or institution.listed(other)
    mark = _scale(institution, program).get(record.grade) if institution.grade_scales else None
    status = record.status
    if status is RecordStatus.COMPLETED and mark is not None:
        status = mark.status  # a mark may say that the attempt failed, or is not over
    return Candidate(
        code,
        title or (listed.title if listed else None),
        record.term,
        record.credits,
        status,
        mark.points if mark else None,
        record.grade,
        record.section,
        record.school,
        record.institution,
        record.attributes | listed.attributes if listed else record.attributes,
        printed=record.title if record.full_title else None,
        other_titles=record.other_titles,
        may_repeat=record.may_repeat,
        names=() if program.as_printed else names,
    )


def in_time(
    courses: Sequence[Candidate], transcript: Transcript, program: Program
) -> list[Candidate]:
    """Return records with their age and their term of study, where a rule asks for them.

    What rules treat alike is given alike, so that it is worked out once.
    """
    if not program.asks_when:
        return list(courses)
    now = _now(transcript)
    terms = _terms_of_study(transcript)
    found = []
    for course in courses:
        term, age = _study_term(course, terms), _age(course.term, now)
        if term is not None:
            term = program.like_study_term(term)
        if age is not None:
            age = program.like_age(age)
        found.append(replace(course, study_term=term, age=age))
    return found


def further(course: Candidate, transcript: Transcript, program: Program) -> Candidate:
    """Return a course that is still to be taken as it is for this student."""
    if not program.asks_when:
        return course
    done = [r.term for r in transcript.records if r.status is not RecordStatus.PLANNED]
    terms = [term for term in _terms_of_study(transcript) if term in done]
    term = program.like_study_term(len(terms) + 1)
    return replace(course, study_term=term, age=program.like_age(Decimal(0)))


def _now(transcript: Transcript) -> Term | None:
    terms = [record.term for record in transcript.records if record.term]
    return transcript.student.as_of or max(terms, default=None)


def _age(term: Term | None, now: Term | None) -> Decimal | None:
    if term is None or now is None:
        return None
    return Decimal(max(0, now.ordinal - term.ordinal)) / 4  # four seasons a year


def _terms_of_study(transcript: Transcript) -> list[Term]:
    """Return the terms in which the student took courses here, in the order of time."""
    first = transcript.student.first_term
    return sorted(
        {
            record.term
            for record in transcript.records
            if record.term is not None
            and record.status is not RecordStatus.TRANSFER
            and record.institution is None
            and (first is None or record.term >= first)
        }
    )


def _study_term(course: Candidate, terms: Sequence[Term]) -> int | None:
    if course.status is RecordStatus.TRANSFER or course.institution is not None:
        return 0
    if course.term is None:
        return None
    return terms.index(course.term) + 1 if course.term in terms else 0  # before the first


def standing(
    record: CourseRecord | Candidate, institution: Institution, program: Program
) -> Standing:
    """Return what the attempt is worth to the program, by its status and its grade alone.

    Of a record as rules see it also by what its repeats make of it.
    """
    if isinstance(record, Candidate) and record.superseded:
        return Standing(Worth.NOTHING, "repeated")
    match record.status:
        case RecordStatus.PLANNED:
            return Standing(Worth.PLANNED)
        case RecordStatus.IN_PROGRESS | RecordStatus.INCOMPLETE:
            return Standing(Worth.IN_PROGRESS)
        case RecordStatus.WITHDRAWN:
            return Standing(Worth.NOTHING, "withdrawn")
        case RecordStatus.FAILED:
            return Standing(Worth.NOTHING, "failed")
        case RecordStatus.TRANSFER if not program.transfer:
            return Standing(Worth.NOTHING, "transfer-not-accepted")
        case RecordStatus.TRANSFER:
            return Standing(Worth.EARNED)
    return _by_grade(record.grade, _scale(institution, program))


def _by_grade(symbol: str | None, scale: GradeScale) -> Standing:
    """Return what a completed attempt is worth by its grade."""
    if symbol is None:  # it is not known, and may still earn credit
        return Standing(Worth.IN_PROGRESS)
    mark = scale.get(symbol)
    if mark is None:
        return Standing(Worth.NOTHING, "unknown-grade")
    if mark.earns:
        return Standing(Worth.EARNED)
    if mark.status in (RecordStatus.IN_PROGRESS, RecordStatus.INCOMPLETE):
        return Standing(Worth.IN_PROGRESS)
    failed = {RecordStatus.FAILED: "failed", RecordStatus.WITHDRAWN: "withdrawn"}
    return Standing(Worth.NOTHING, failed.get(mark.status, "grade-earns-no-credit"))


def _scale(institution: Institution, program: Program) -> GradeScale:
    return institution.scale(program.grade_scale)
