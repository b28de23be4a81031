"""A course as the rules look at it."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

from degreekit.courses import CourseCode, Name, RecordStatus, Term

#: Courses that are yet to be taken come after every window of terms that has closed.
FUTURE = Term(9999, 3)


@dataclass(frozen=True, slots=True)
class Candidate:
    """A course as rules see it: a record of the transcript, or a course that could be taken.

    Attributes:
        code: read with the institution's grammar.
        title: the full title; None where it is not known.
        term: None where it is not known.
        credits: the credits it would bring.
        status: the outcome of the attempt.
        points: grade points per credit; None without a letter grade.
        grade: the mark as printed; None where there is none yet.
        section: as ``001``.
        school: the school or program block it stands in.
        institution: where it was taken, if elsewhere.
        attributes: marks the institution gives courses, as ``WRIT``.
        study_term: the number of the student's term it was taken in, from 1; 0 for credit from
            before; None where it is not known or no rule asks.
        age: years from its term to the audit's; None where it is not known or no rule asks.
        printed: the title as printed, where it is read as another one.
        other_titles: what the printed title may stand for as well.
        may_repeat: whether it may then be the course of another record.
        names: every code of the course, with the title it has under it (see
            `Institution.aliases`); empty where its own is the only one.
        attempt: the number of the attempt, from 1, at a course that earns credit several times; 0
            for all others.
        superseded: whether another attempt earns the credit instead.
        again: whether totals over the record have another attempt already.
        weight: how much of its credits enters averages over the record.
    """

    code: CourseCode
    title: str | None
    term: Term | None
    credits: Decimal
    status: RecordStatus
    points: Decimal | None = None
    grade: str | None = None
    section: str | None = None
    school: str | None = None
    institution: str | None = None
    attributes: frozenset[str] = frozenset()
    study_term: int | None = None
    age: Decimal | None = None
    printed: str | None = None
    other_titles: tuple[str, ...] = ()
    may_repeat: bool = False
    names: tuple[Name, ...] = ()
    attempt: int = 0
    superseded: bool = False
    again: bool = False
    weight: Fraction = Fraction(1)

    def __hash__(self) -> int:
        # What tells most courses apart: to hash all fields takes several times as long.
        return hash((self.code, self.title, self.term, self.credits, self.grade))

    @property
    def codes(self) -> tuple[CourseCode, ...]:
        """Every code of the course, its own first."""
        return (self.code, *(code for code, _ in self.names if code != self.code))
