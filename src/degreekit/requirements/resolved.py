"""A program as it is for one student: what depends on facts and conditions is settled."""

from __future__ import annotations

from collections.abc import Hashable, Iterator, Sequence
from dataclasses import dataclass
from operator import is_
from typing import Any

from pydantic import ValidationError

from degreekit.courses import CourseSet, Institution, Term
from degreekit.data_model import validated
from degreekit.requirements.conditions import first_term
from degreekit.requirements.filters import (
    Candidate,
    CoursesOf,
    CreditsBefore,
    ForSome,
    InOrder,
    InSet,
    StudyYear,
)
from degreekit.requirements.model import RuleModel
from degreekit.requirements.program import InvalidProgram, Program
from degreekit.requirements.repeats import candidates, credited
from degreekit.requirements.varying import amounts_of
from degreekit.transcript import Student, Transcript

__all__ = ["Dependent", "resolved"]


def resolved(program: Program, transcript: Transcript, institution: Institution) -> Program:
    """Return the rules with the amounts and courses that hold for a student.

    A program in which nothing depends on the student is returned as it is.

    Args:
        program: the rules as printed.
        transcript: the records, and the facts of the student.
        institution: how codes, titles and grades are read.

    Raises:
        InvalidProgram: the rules cannot hold for the student, as a window of 30 credits of which 40
            are asked for.
    """
    if not program.depends_on_student:
        return program
    try:
        found = _settled(program, _Seen.of(transcript, program, institution))
        return validated(Program, {name: getattr(found, name) for name in Program.model_fields})
    except ValidationError as error:
        said = (one["msg"].removeprefix("Value error, ") for one in error.errors())
        raise InvalidProgram(program.id, tuple(said)) from None


class Dependent:
    """What of a program depends on the student.

    Args:
        program: the rules as printed.
        institution: how codes, titles and grades are read.
    """

    def __init__(self, program: Program, institution: Institution):
        self.program = program
        self.institution = institution
        self._parts = tuple(_dependent(program))

    def of(self, transcript: Transcript) -> Hashable:
        """Return what all that depends on the student comes to.

        It is equal for two students for whom the rules are the same, and found in a small part of
        the time that it takes to make these (`resolved`).

        Args:
            transcript: the records, and the facts of the student.
        """
        seen = _Seen.of(transcript, self.program, self.institution)
        return tuple(_come_to(part, seen) for part in self._parts)


def _dependent(value: Any) -> Iterator[Any]:
    """Yield the rules whose amounts vary, and the filters that depend on the student."""
    match value:
        case CoursesOf() | ForSome() | StudyYear() | InOrder() | CreditsBefore():
            yield value
        case tuple():
            for part in value:
                yield from _dependent(part)
        case RuleModel():
            if getattr(value, "varies", ()):
                yield value
            for name in type(value).model_fields:
                yield from _dependent(getattr(value, name))


def _come_to(part: Any, seen: _Seen) -> Hashable:
    """Return what a part that depends on the student comes to: its amounts, or its courses."""
    if not (varies := getattr(part, "varies", ())):
        settled: Hashable = _settled(part, seen)
        return settled
    amounts = amounts_of(vars(part), _settled(varies, seen), seen.student, seen.courses)
    return tuple(sorted(amounts.items()))


@dataclass(frozen=True)
class _Seen:
    """What rules see of a student.

    Attributes:
        student: the student, with the facts.
        courses: every record.
        program: the rules as printed.
        institution: whose courses they are.
    """

    student: Student
    courses: Sequence[Candidate]
    program: Program
    institution: Institution

    @classmethod
    def of(cls, transcript: Transcript, program: Program, institution: Institution) -> _Seen:
        courses = candidates(transcript, institution, program)
        return cls(transcript.student, courses, program, institution)

    @property
    def now(self) -> Term | None:
        """The term that the record has come to."""
        return self.student.as_of or max((c.term for c in self.courses if c.term), default=None)

    @property
    def credited(self) -> Sequence[Candidate]:
        """The records that bring credit, or may yet."""
        return credited(self.courses, self.program, self.institution)


def _settled(value: Any, seen: _Seen) -> Any:
    student, courses = seen.student, seen.courses
    match value:
        case CoursesOf():
            return InSet(courses=value.named(student))
        case ForSome():
            part = value.then if value.when.holds(student, courses) else value.otherwise
            return InSet(courses=CourseSet()) if part is None else _settled(part, seen)
        case StudyYear():
            return value.window(first_term(student, courses), seen.now)
        case CreditsBefore():
            return value.window(seen.credited)
        case InOrder():
            return value.window(courses, seen.now)
        case tuple():
            parts = tuple(_settled(part, seen) for part in value)
            return value if all(map(is_, parts, value)) else parts
        case RuleModel():
            fields = {name: getattr(value, name) for name in type(value).model_fields}
            read = {name: _settled(one, seen) for name, one in fields.items()}
            if varies := read.get("varies"):
                read |= amounts_of(read, varies, student, courses) | {"varies": ()}
            same = all(read[name] is one for name, one in fields.items())
            return value if same else validated(type(value), read)
        case _:
            return value
