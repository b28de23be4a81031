"""A program as it is for one student: what depends on facts and conditions is settled."""

from __future__ import annotations

from collections.abc import Sequence
from operator import is_
from typing import Any

from pydantic import ValidationError

from degreekit.courses import CourseSet, Institution, Term
from degreekit.data_model import validated
from degreekit.requirements.conditions import first_term
from degreekit.requirements.filters import (
    Candidate,
    CoursesOf,
    ForSome,
    InOrder,
    InSet,
    StudyYear,
)
from degreekit.requirements.model import RuleModel
from degreekit.requirements.program import InvalidProgram, Program
from degreekit.requirements.repeats import candidates
from degreekit.requirements.varying import amounts_of
from degreekit.transcript import Student, Transcript

__all__ = ["resolved"]


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
    courses = candidates(transcript, institution, program)
    try:
        found = _settled(program, transcript.student, courses)
        return validated(Program, {name: getattr(found, name) for name in Program.model_fields})
    except ValidationError as error:
        said = (one["msg"].removeprefix("Value error, ") for one in error.errors())
        raise InvalidProgram(program.id, tuple(said)) from None


def _settled(value: Any, student: Student, courses: Sequence[Candidate]) -> Any:
    match value:
        case CoursesOf():
            return InSet(courses=value.named(student))
        case ForSome():
            part = value.then if value.when.holds(student, courses) else value.otherwise
            return InSet(courses=CourseSet()) if part is None else _settled(part, student, courses)
        case StudyYear():
            return value.window(first_term(student, courses), _now(student, courses))
        case InOrder():
            return value.window(courses, _now(student, courses))
        case tuple():
            parts = tuple(_settled(part, student, courses) for part in value)
            return value if all(map(is_, parts, value)) else parts
        case RuleModel():
            fields = {name: getattr(value, name) for name in type(value).model_fields}
            read = {name: _settled(one, student, courses) for name, one in fields.items()}
            if varies := read.get("varies"):
                read |= amounts_of(read, varies, student, courses) | {"varies": ()}
            same = all(read[name] is one for name, one in fields.items())
            return value if same else validated(type(value), read)
        case _:
            return value


def _now(student: Student, courses: Sequence[Candidate]) -> Term | None:
    """Return the term that the record has come to."""
    return student.as_of or max((c.term for c in courses if c.term), default=None)
