"""A program as it is for one student: what depends on facts and conditions is settled."""

from __future__ import annotations

from collections.abc import Sequence
from operator import is_
from typing import Any

from pydantic import ValidationError

from degreekit.courses import Institution
from degreekit.data_model import validated
from degreekit.requirements.filters import Candidate, CoursesOf, InSet
from degreekit.requirements.model import RuleModel
from degreekit.requirements.program import InvalidProgram, Program
from degreekit.requirements.repeats import candidates
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
        case tuple():
            parts = tuple(_settled(part, student, courses) for part in value)
            return value if all(map(is_, parts, value)) else parts
        case RuleModel():
            fields = {name: getattr(value, name) for name in type(value).model_fields}
            read = {name: _settled(one, student, courses) for name, one in fields.items()}
            for one in getattr(value, "varies", ()):
                amounts = one.amounts(student, courses)
                if amounts is not None:
                    read |= amounts
                    break
            if "varies" in read:
                read["varies"] = ()
            same = all(read[name] is one for name, one in fields.items())
            return value if same else validated(type(value), read)
        case _:
            return value
