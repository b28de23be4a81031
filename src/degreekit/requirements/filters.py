"""Which courses a rule is about: conditions on one record, combined with and, or, not."""

from __future__ import annotations

import re
from abc import abstractmethod
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from functools import reduce
from operator import and_, or_
from typing import TYPE_CHECKING, Annotated, Any, Literal, TypeVar, cast

from pydantic import BeforeValidator, Field, model_validator
from typing_extensions import override

from degreekit.courses import (
    CourseCode,
    CourseSet,
    InvalidCourseSet,
    Name,
    RecordStatus,
    Term,
    title_key,
)
from degreekit.courses.sets import in_words
from degreekit.requirements.model import Amount, RuleModel, amount_text, count_text
from degreekit.transcript import Student

if TYPE_CHECKING:  # a condition may ask by filters: `conditions` completes those that ask for one
    from degreekit.requirements.conditions import Condition

__all__ = [
    "AllOf",
    "AnyOf",
    "Candidate",
    "CourseFilter",
    "CoursesOf",
    "CreditsBefore",
    "FieldIs",
    "ForSome",
    "HasAttribute",
    "HasCredits",
    "HasLevel",
    "HasStatus",
    "InOrder",
    "InSet",
    "InTerm",
    "MaxAge",
    "MinGrade",
    "NoneOf",
    "StudyTerm",
    "StudyYear",
    "TitleLike",
]


#: Courses that are yet to be taken come after every window of terms that has closed.
FUTURE = Term(9999, 3)


_Rule = TypeVar("_Rule", bound=RuleModel)


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


#: Ends the text of a filter for which the other codes of a course do not count.
_PRINTED = " by the code on the record"


class _Filter(RuleModel):
    """One condition on a course."""

    @abstractmethod
    def matches(self, course: Candidate) -> bool:
        """Return whether the course fulfils the condition."""

    def surely(self, course: Candidate) -> bool:
        """Return whether the course fulfils the condition, whenever it will be taken.

        Maximums ask this: a course that is still to be taken counts against none that it need not
        touch. For a course on the record it is the same as `matches`.
        """
        return self.matches(course)

    @abstractmethod
    def text(self, unit: str = "credits") -> str:
        """Write the condition so that it can follow "course": ``at the 6000 level or above``.

        Args:
            unit: the institution's word for credits.
        """

    def noun(self, unit: str = "credits") -> str:
        """Write the courses that fulfil the condition: ``any course at the 6000 level or above``.

        Args:
            unit: the institution's word for credits.
        """
        return f"any course {self.text(unit)}"

    @abstractmethod
    def reads(self) -> frozenset[str]:
        """Return the fields of a course that the condition looks at.

        Courses that are equal in all of them fulfil it alike.
        """

    def subjects(self) -> frozenset[str] | None:
        """Return subjects without which no course fulfils the condition; None for any subject.

        A course has the subjects of all its codes. With them most rows of a long list need not be
        looked at.
        """
        return None


class InSet(_Filter):
    """The course is in a set, under one of its codes.

    Cross-listed and renumbered codes are one course: a set that names one of them has the course
    under each, and what a set leaves out by name is left out under each.

    Attributes:
        courses: the set.
        as_printed: True where only the code on the record counts.

    Example:
        >>> from degreekit.requirements import InSet
        >>> listed = InSet(courses="COMS 41xx")
        >>> listed.text(), listed.noun()
        ('from COMS 41xx', 'COMS 41xx')
    """

    kind: Literal["in_set"] = "in_set"
    courses: CourseSet
    as_printed: bool = False

    @override
    def matches(self, course: Candidate) -> bool:
        if self.as_printed or not course.names:
            return self.courses.contains(course.code, course.title, course.term)
        return self.courses.holds(course.names, course.title, course.term)

    @override
    def text(self, unit: str = "credits") -> str:
        return f"{self.courses.phrase()}{_PRINTED if self.as_printed else ''}"

    @override
    def noun(self, unit: str = "credits") -> str:
        return f"{self.courses.words()}{_PRINTED if self.as_printed else ''}"

    @override
    def reads(self) -> frozenset[str]:
        # Not a cached property: a copy with other courses would keep its value.
        known = self.__dict__.get("_reads")
        if known is None or known[0] is not self.courses:
            title, term = self.courses.asks_for()
            asked = (("title", title), ("term", term))
            fields = frozenset({"code", "names", *(name for name, asks in asked if asks)})
            known = self.__dict__["_reads"] = self.courses, fields
        fields_: frozenset[str] = known[1]
        return fields_

    @override
    def subjects(self) -> frozenset[str] | None:
        return self.courses.subjects()


class HasLevel(_Filter):
    """The number is within bounds: ``at_least=6000`` means 6000 and above.

    Of a cross-listed course any of its numbers will do; credit that leaves its number open
    (``CS 4---``) has to be within the bounds whatever the number is.

    Attributes:
        at_least: the lowest number.
        at_most: the highest number; None for no bound.
        as_printed: True where only the code on the record counts.
    """

    kind: Literal["level"] = "level"
    at_least: int = 0
    at_most: int | None = None
    as_printed: bool = False

    @override
    def matches(self, course: Candidate) -> bool:
        if self.as_printed or not course.names:
            return self._within(course.code)
        return any(self._within(code) for code, _ in course.names)

    def _within(self, code: CourseCode) -> bool:
        first, last = code.span
        if first < self.at_least:
            return False
        return self.at_most is None or (last is not None and last <= self.at_most)

    @override
    def text(self, unit: str = "credits") -> str:
        printed = _PRINTED if self.as_printed else ""
        if self.at_most is None:
            return f"at the {self.at_least} level or above{printed}"
        return f"numbered {self.at_least} to {self.at_most}{printed}"

    @override
    def reads(self) -> frozenset[str]:
        return frozenset({"code", "names"})


class HasCredits(_Filter):
    """The number of credits of the course is within bounds."""

    kind: Literal["credits"] = "credits"
    at_least: Amount = Decimal(0)
    at_most: Amount | None = None

    @override
    def matches(self, course: Candidate) -> bool:
        return self.at_least <= course.credits and (
            self.at_most is None or course.credits <= self.at_most
        )

    @override
    def text(self, unit: str = "credits") -> str:
        if self.at_most is None:
            return f"worth at least {count_text(self.at_least, unit)}"
        return f"worth {amount_text(self.at_least)} to {amount_text(self.at_most)} {unit}"

    @override
    def reads(self) -> frozenset[str]:
        return frozenset({"credits"})


class TitleLike(_Filter):
    """The title fits a pattern, compared as titles are; ``*`` stands for any words.

    Example:
        >>> from degreekit.requirements import TitleLike
        >>> TitleLike(pattern="* for Data Science").text()
        'titled "* for Data Science"'
    """

    kind: Literal["title"] = "title"
    pattern: str

    @override
    def matches(self, course: Candidate) -> bool:
        return self.fits(course.title)

    def fits(self, title: str | None) -> bool:
        """Return whether a title fits the pattern."""
        keys = (title_key(part) for part in self.pattern.split("*"))
        words = "(?:.* )?".join(f"{re.escape(key)} " if key else "" for key in keys)
        return re.fullmatch(words, f"{title_key(title)} ") is not None

    @override
    def text(self, unit: str = "credits") -> str:
        return f'titled "{self.pattern}"'

    @override
    def reads(self) -> frozenset[str]:
        return frozenset({"title"})


class MinGrade(_Filter):
    """The grade has a minimum of grade points; a course without a grade yet may reach it."""

    kind: Literal["grade"] = "grade"
    points: Amount

    @override
    def matches(self, course: Candidate) -> bool:
        if course.points is None:
            return course.status in (
                RecordStatus.IN_PROGRESS,
                RecordStatus.INCOMPLETE,
                RecordStatus.PLANNED,
            )
        return course.points >= self.points

    @override
    def text(self, unit: str = "credits") -> str:
        return f"with at least {amount_text(self.points)} grade points"

    @override
    def reads(self) -> frozenset[str]:
        return frozenset({"points", "status"})


def status_text(statuses: Iterable[RecordStatus]) -> str:
    """Write statuses so that they can follow "courses" or "is": ``completed or transferred``."""
    return " or ".join(
        "transferred" if status is RecordStatus.TRANSFER else status.value.replace("_", " ")
        for status in statuses
    )


class HasStatus(_Filter):
    """The attempt has one of these statuses, as ``transfer``.

    A course that is still to be taken counts as one that will be completed.
    """

    kind: Literal["status"] = "status"
    statuses: tuple[RecordStatus, ...]

    @override
    def matches(self, course: Candidate) -> bool:
        later = course.term == FUTURE and RecordStatus.COMPLETED in self.statuses
        return later or course.status in self.statuses

    @override
    def text(self, unit: str = "credits") -> str:
        return status_text(self.statuses)

    @override
    def reads(self) -> frozenset[str]:
        return frozenset({"term", "status"})


#: The preposition that goes with a field of a record.
_BEFORE_FIELD = {"grade": "with", "section": "in", "school": "in", "institution": "from"}


class FieldIs(_Filter):
    """A field of the record has one of these values, compared without regard to case.

    Example:
        >>> from degreekit.requirements import FieldIs
        >>> FieldIs(name="grade", values=("P", "S")).text()
        'with grade P or S'
    """

    kind: Literal["field"] = "field"
    name: Literal["grade", "section", "school", "institution"]
    values: tuple[str, ...] = Field(min_length=1)

    @override
    def matches(self, course: Candidate) -> bool:
        value = getattr(course, self.name)
        return value is not None and value.casefold() in {v.casefold() for v in self.values}

    @override
    def text(self, unit: str = "credits") -> str:
        return f"{_BEFORE_FIELD[self.name]} {self.name} {in_words(self.values, 'or')}"

    def other(self) -> str:
        """Write what holds for the courses that do not fit: ``with a grade other than P``."""
        article = "an" if self.name == "institution" else "a"
        values = in_words(self.values, "or")
        return f"{_BEFORE_FIELD[self.name]} {article} {self.name} other than {values}"

    @override
    def reads(self) -> frozenset[str]:
        return frozenset({self.name})


class HasAttribute(_Filter):
    """The course carries one of these marks of the institution, as ``WRIT`` for writing.

    Example:
        >>> from degreekit.requirements import HasAttribute
        >>> HasAttribute(names=("WRIT",)).text()
        'marked WRIT'
    """

    kind: Literal["attribute"] = "attribute"
    names: tuple[str, ...] = Field(min_length=1)

    @override
    def matches(self, course: Candidate) -> bool:
        return any(name in course.attributes for name in self.names)

    @override
    def text(self, unit: str = "credits") -> str:
        return f"marked {in_words(self.names, 'or')}"

    @override
    def reads(self) -> frozenset[str]:
        return frozenset({"attributes"})


#: The seasons by their place in the calendar year, see `Term.season`.
_SEASONS = ("winter", "spring", "summer", "fall")


class InTerm(_Filter):
    """The course was taken in a window of terms, or in certain seasons.

    One without a known term was not. A course that is still to be taken can be taken in any season.

    Attributes:
        since: the first term of the window; None for no bound.
        until: the last term of the window; None for no bound.
        seasons: the seasons, as ``summer``; empty for every one.
        ahead: whether the window is not over for the student, so that a course that is still to be
            taken may be in it.

    Example:
        >>> from degreekit.requirements import InTerm
        >>> InTerm(since="Fall 2020", until="Spring 2023").text()
        'taken from Fall 2020 to Spring 2023'
        >>> InTerm(seasons=("summer",)).text()
        'taken in a summer'
    """

    kind: Literal["term"] = "term"
    since: Term | None = None
    until: Term | None = None
    seasons: tuple[Literal["winter", "spring", "summer", "fall"], ...] = ()
    ahead: bool = False

    @override
    def matches(self, course: Candidate) -> bool:
        term = course.term
        if term is None or (term == FUTURE and self.ahead):
            return term is not None
        return (
            (self.since is None or self.since <= term)
            and (self.until is None or term <= self.until)
            and (not self.seasons or term == FUTURE or _SEASONS[term.season] in self.seasons)
        )

    @override
    def surely(self, course: Candidate) -> bool:
        open_ = self.ahead or self.seasons or self.until is not None
        return not (open_ and course.term == FUTURE) and self.matches(course)

    @override
    def text(self, unit: str = "credits") -> str:
        season = f"taken in a {in_words(self.seasons, 'or')}" if self.seasons else ""
        if self.since is None and self.until is None:
            return season or "taken in a known term"
        if self.since == FUTURE:
            return "still to be taken"
        if self.since is None or self.until is None:
            window = f"in or after {self.since}" if self.since else f"by {self.until}"
        else:
            window = f"from {self.since} to {self.until}"
        return f"{season or 'taken'} {window}"

    @override
    def reads(self) -> frozenset[str]:
        return frozenset({"term"})


class StudyTerm(_Filter):
    """The course was taken in certain terms of study, as by a deadline or at an advanced stage.

    A term of study is one in which the student took courses here, from `Student.first_term` on.
    Credit from before counts as taken in time. A course that is still to be taken falls into the
    term after those on the record, or a later one.

    Attributes:
        at_most: the last of the terms, counted from 1; None for no bound.
        at_least: the first of them; credit from before the first term of study is then too early.

    Example:
        >>> from degreekit.requirements import StudyTerm
        >>> StudyTerm(at_most=2).text()
        'taken by the end of term 2 of study'
        >>> StudyTerm(at_least=5).text()
        'taken in or after term 5 of study'
    """

    kind: Literal["study_term"] = "study_term"
    at_most: int | None = Field(default=None, ge=1)
    at_least: int = Field(default=1, ge=1)

    @model_validator(mode="after")
    def _some_bound(self) -> StudyTerm:
        return _bounded(self, self.at_least, self.at_most)

    @property
    def ends(self) -> tuple[int, ...]:
        """The terms of study after which it matters that one is over."""
        before = (self.at_least - 1,) if self.at_least > 1 else ()
        return before if self.at_most is None else (*before, self.at_most)

    @override
    def matches(self, course: Candidate) -> bool:
        term = course.study_term
        if term is None or (self.at_most is not None and term > self.at_most):
            return False
        return self.at_least == 1 or term >= self.at_least or course.term == FUTURE

    @override
    def surely(self, course: Candidate) -> bool:
        if course.term != FUTURE or self.at_least == 1:
            return self.matches(course)
        return self.at_most is None and (course.study_term or 0) >= self.at_least

    @override
    def text(self, unit: str = "credits") -> str:
        if self.at_least == 1:
            return f"taken by the end of term {self.at_most} of study"
        if self.at_most is None:
            return f"taken in or after term {self.at_least} of study"
        if self.at_most == self.at_least:
            return f"taken in term {self.at_least} of study"
        return f"taken in terms {self.at_least} to {self.at_most} of study"

    @override
    def reads(self) -> frozenset[str]:
        early = {"term"} if self.at_least > 1 else set[str]()
        return frozenset({"study_term", *early})


class StudyYear(_Filter):
    """The course was taken in certain years of study, by the calendar.

    The first year begins with `Student.first_term`, or without it with the first term of the record
    here, and each year has its four seasons, whether the student took courses in them or not. What
    was taken before counts as taken in the first year.

    Attributes:
        at_most: the last of the years, counted from 1; None for no bound.
        at_least: the first of them.

    Example:
        >>> from degreekit.requirements import StudyYear
        >>> StudyYear(at_most=1).text()
        'taken by the end of year 1 of study'
        >>> StudyYear(at_least=3).text()
        'taken in or after year 3 of study'
    """

    kind: Literal["study_year"] = "study_year"
    at_most: int | None = Field(default=None, ge=1)
    at_least: int = Field(default=1, ge=1)

    @model_validator(mode="after")
    def _some_bound(self) -> StudyYear:
        return _bounded(self, self.at_least, self.at_most)

    def window(self, first: Term | None, now: Term | None) -> InTerm:
        """Return the terms that it means for a student.

        Args:
            first: the first term of study; None for a student who begins now.
            now: the last term of the record; None where there is none.
        """
        if first is None:  # nothing was taken yet: all of it lies ahead
            return InTerm(since=FUTURE, ahead=True)
        since = first.later(4 * (self.at_least - 1)) if self.at_least > 1 else None
        if self.at_most is None:
            return InTerm(since=since)
        until = first.later(4 * self.at_most - 1)
        return InTerm(since=since, until=until, ahead=now is None or now < until)

    @override
    def matches(self, course: Candidate) -> bool:
        return course.term is not None  # it is a window of terms as soon as there is a student

    @override
    def text(self, unit: str = "credits") -> str:
        if self.at_least == 1:
            return f"taken by the end of year {self.at_most} of study"
        if self.at_most is None:
            return f"taken in or after year {self.at_least} of study"
        if self.at_most == self.at_least:
            return f"taken in year {self.at_least} of study"
        return f"taken in years {self.at_least} to {self.at_most} of study"

    @override
    def reads(self) -> frozenset[str]:
        return frozenset({"term"})


class InOrder(_Filter):
    """The course was taken before or after another one.

    The other one is the first attempt at it that did not fail and was not given up. As long as
    there is none, every course comes before it, and only those that are still to be taken after it.

    Attributes:
        after: courses of which the first one has to come before.
        before: courses of which the first one has to come after.
        same_term: whether the term of the other one is early, or late, enough.
        years: how many years may lie between them at most; None for no bound.

    Example:
        >>> from degreekit.requirements import InOrder
        >>> InOrder(after="CHEM 101").text()
        'taken after CHEM 101'
        >>> InOrder(before="NURS 3xx", same_term=True).text()
        'taken before or with NURS 3xx'
    """

    kind: Literal["order"] = "order"
    after: CourseFilter | None = None
    before: CourseFilter | None = None
    same_term: bool = False
    years: int | None = Field(default=None, ge=1)

    @model_validator(mode="after")
    def _one_other(self) -> InOrder:
        if (self.after is None) == (self.before is None):
            raise ValueError(
                "names the course that it comes after, or the one that it comes before"
            )
        return self

    @property
    def other(self) -> CourseFilter:
        """The courses whose first one it looks at."""
        return cast("CourseFilter", self.before or self.after)  # `_one_other` asks for one

    def window(self, courses: Sequence[Candidate], now: Term | None) -> InTerm:
        """Return the terms that it means for a student.

        Args:
            courses: the records.
            now: the last term of the record; None where there is none.
        """
        counted = [c for c in courses if c.status not in _LOST and self.other.matches(c)]
        terms = [course.term for course in counted]
        first = None if None in terms or not terms else min(term for term in terms if term)
        gap, reach = 0 if self.same_term else 1, 4 * (self.years or 0)
        if first is None:
            # Without a term it came first of all. What is not taken yet comes last of all.
            there = bool(terms) == (self.after is not None)
            return InTerm(ahead=True) if there else InTerm(since=FUTURE if self.after else _NEVER)
        if self.after is None:
            since = first.later(-reach) if self.years else None
            return InTerm(since=since, until=first.later(-gap))
        if not self.years:
            return InTerm(since=first.later(gap))
        until = first.later(reach)
        return InTerm(since=first.later(gap), until=until, ahead=now is None or now < until)

    @override
    def matches(self, course: Candidate) -> bool:
        return course.term is not None  # it is a window of terms as soon as there is a student

    @override
    def text(self, unit: str = "credits") -> str:
        side = "after" if self.before is None else "before"
        within = f"within {count_text(self.years, 'year')} " if self.years else ""
        or_with = " or with" if self.same_term else ""
        return f"taken {within}{side}{or_with} {self.other.noun(unit)}"

    @override
    def reads(self) -> frozenset[str]:
        return frozenset({"term"})


class CreditsBefore(_Filter):
    """The student had so many credits before the term in which the course was taken.

    Credits of all earlier terms count, and those without a term, as transfer credit; what failed or
    was given up brings none, and a repeat none again. Courses in progress count in later terms. A
    course that is still to be taken can be taken once there are enough credits.

    Attributes:
        at_least: the number of credits that came before; None for no bound.
        less_than: the number of credits that had not been reached yet; None for no bound.
        courses: whose credits count; None for all.

    Example:
        >>> from degreekit.requirements import CreditsBefore
        >>> CreditsBefore(at_least=90).text()
        'taken after 90 credits'
        >>> CreditsBefore(less_than=45, courses="ENGL *").text()
        'taken before 45 credits in ENGL'
    """

    kind: Literal["credits_before"] = "credits_before"
    at_least: Amount | None = None
    less_than: Amount | None = None
    courses: CourseFilter | None = None

    @model_validator(mode="after")
    def _some_bound(self) -> CreditsBefore:
        if self.at_least is None and self.less_than is None:
            raise ValueError("says how many credits came before: at_least, less_than, or both")
        if self.less_than is not None and (self.at_least or 0) >= self.less_than:
            raise ValueError("no number of credits is as high and as low")
        return self

    def window(self, courses: Sequence[Candidate]) -> InTerm:
        """Return the terms that it means for a student.

        Args:
            courses: the records that bring credit, or may yet.
        """
        counted = [c for c in courses if self.courses is None or self.courses.matches(c)]
        dated = sorted((c.term, c.credits) for c in counted if c.term is not None)
        begun = sum((c.credits for c in counted if c.term is None), Decimal(0))
        since, until, ahead = None, None, False
        if self.at_least is not None and begun < self.at_least:
            reached = _reached(dated, self.at_least - begun)
            since, ahead = (reached.later(1), False) if reached else (FUTURE, True)
        if self.less_than is not None:
            if begun >= self.less_than:
                return InTerm(since=_NEVER)
            until = _reached(dated, self.less_than - begun)
            ahead = until is None
        return InTerm(since=since, until=until, ahead=ahead)

    @override
    def matches(self, course: Candidate) -> bool:
        return course.term is not None  # it is a window of terms as soon as there is a student

    @override
    def text(self, unit: str = "credits") -> str:
        of = f" {self.courses.text(unit)}" if self.courses else ""
        said = [
            f"{side} {count_text(amount, unit)}"
            for side, amount in (("after", self.at_least), ("before", self.less_than))
            if amount is not None
        ]
        return f"taken {' and '.join(said)}{of}"

    @override
    def reads(self) -> frozenset[str]:
        return frozenset({"term"})


def _reached(dated: Sequence[tuple[Term, Decimal]], amount: Decimal) -> Term | None:
    """Return the first term by the end of which there are so many credits; None for none.

    Args:
        dated: terms with credits, in the order of time.
        amount: the credits, more than none.
    """
    total = Decimal(0)
    for term, credits in dated:
        total += credits
        if total >= amount:
            return term
    return None


#: An attempt that came to nothing.
_LOST = (RecordStatus.FAILED, RecordStatus.WITHDRAWN)
#: No course is taken so late, not even one that is still to be taken.
_NEVER = FUTURE.later(1)


def _bounded(rule: _Rule, at_least: int, at_most: int | None) -> _Rule:
    """Return a filter by terms or years of study whose bounds go together.

    Raises:
        ValueError: they do not.
    """
    if at_most is None and at_least == 1:
        raise ValueError("says the last one with at_most, the first one with at_least, or both")
    if at_most is not None and at_most < at_least:
        raise ValueError("the first one comes after the last one")
    return rule


class MaxAge(_Filter):
    """The course is not older than a number of years, counted from the term of the audit.

    That is `Student.as_of`, or without it the last term on the record. A course without a known
    term is not young enough for sure, and does not fit.

    Example:
        >>> from degreekit.requirements import MaxAge
        >>> MaxAge(years=7).text()
        'at most 7 years old'
    """

    kind: Literal["age"] = "age"
    years: int = Field(ge=0)

    @override
    def matches(self, course: Candidate) -> bool:
        return course.age is not None and course.age <= self.years

    @override
    def text(self, unit: str = "credits") -> str:
        return f"at most {count_text(self.years, 'year')} old"

    @override
    def reads(self) -> frozenset[str]:
        return frozenset({"age"})


class CoursesOf(_Filter):
    """Courses that depend on a fact of the student, as those of the language that was chosen.

    Attributes:
        fact: the name of the fact.
        courses: the courses, with `{}` where its value stands.
        otherwise: the courses of a student of whom the fact is not known.

    Example:
        >>> from degreekit.requirements import CoursesOf
        >>> from degreekit.transcript import Student
        >>> chosen = CoursesOf(fact="language", courses="{} 2xx")
        >>> str(chosen.named(Student(facts={"language": "FREN"})))
        'FREN 2xx'
        >>> chosen.text()
        "from the student's language (as in {} 2xx)"
    """

    kind: Literal["courses_of"] = "courses_of"
    fact: str
    courses: str
    otherwise: CourseSet = CourseSet()

    def named(self, student: Student) -> CourseSet:
        """Return the courses for a student; those of `otherwise` where the fact names none."""
        try:
            return CourseSet.parse(self.courses.replace("{}", student.facts[self.fact]))
        except (KeyError, InvalidCourseSet):
            return self.otherwise

    @override
    def matches(self, course: Candidate) -> bool:
        return InSet(courses=self.otherwise).matches(course)

    @override
    def text(self, unit: str = "credits") -> str:
        return f"from the student's {self.fact.replace('_', ' ')} (as in {self.courses})"

    @override
    def reads(self) -> frozenset[str]:
        return InSet(courses=self.otherwise).reads()


class ForSome(_Filter):
    """The course fulfils a condition that holds for some students, and another one for the others.

    Attributes:
        when: who the students are.
        then: what counts for them.
        otherwise: what counts for all others; None for no course.

    Example:
        >>> from degreekit.requirements import FactIs, ForSome
        >>> physics = FactIs(name="second_major", values=("physics",))
        >>> ForSome(when=physics, then="PHYS 375").text()
        'from PHYS 375 if second major is physics'
    """

    kind: Literal["for_some"] = "for_some"
    when: Condition
    then: CourseFilter
    otherwise: CourseFilter | None = None

    @override
    def matches(self, course: Candidate) -> bool:
        # Without a student it is whatever it may be; `resolved` picks one of the two.
        return any(part.matches(course) for part in self.parts)

    @property
    def parts(self) -> tuple[CourseFilter, ...]:
        """Both conditions."""
        return (self.then,) if self.otherwise is None else (self.then, self.otherwise)

    @override
    def text(self, unit: str = "credits") -> str:
        return self._said([part.text(unit) for part in self.parts])

    @override
    def noun(self, unit: str = "credits") -> str:
        return self._said([part.noun(unit) for part in self.parts])

    def _said(self, texts: Sequence[str]) -> str:
        then, *others = texts
        return ", otherwise ".join([f"{then} if {self.when.text()}", *others])

    @override
    def reads(self) -> frozenset[str]:
        return frozenset[str]().union(*(part.reads() for part in self.parts))


class AllOf(_Filter):
    """Every one of the conditions holds."""

    kind: Literal["all_of"] = "all_of"
    filters: tuple[CourseFilter, ...] = Field(min_length=1)

    @override
    def matches(self, course: Candidate) -> bool:
        return all(part.matches(course) for part in self.filters)

    @override
    def surely(self, course: Candidate) -> bool:
        return all(part.surely(course) for part in self.filters)

    @override
    def text(self, unit: str = "credits") -> str:
        return _with_conditions(*_joined(self.filters, and_), unit=unit)

    @override
    def noun(self, unit: str = "credits") -> str:
        match _joined(self.filters, and_):
            case [InSet() as listed, *others] if others:
                return f"{listed.noun()} {_with_conditions(*others, unit=unit)}"
            case [one]:
                return one.noun(unit)
            case _:
                return super().noun(unit)

    @override
    def reads(self) -> frozenset[str]:
        return frozenset().union(*(part.reads() for part in self.filters))

    @override
    def subjects(self) -> frozenset[str] | None:
        known = [one for part in self.filters if (one := part.subjects()) is not None]
        return frozenset.intersection(*known) if known else None


class AnyOf(_Filter):
    """At least one of the conditions holds."""

    kind: Literal["any_of"] = "any_of"
    filters: tuple[CourseFilter, ...] = Field(min_length=1)

    @override
    def matches(self, course: Candidate) -> bool:
        return any(part.matches(course) for part in self.filters)

    @override
    def surely(self, course: Candidate) -> bool:
        return any(part.surely(course) for part in self.filters)

    @override
    def text(self, unit: str = "credits") -> str:
        return " or ".join(part.text(unit) for part in _joined(self.filters, or_))

    @override
    def noun(self, unit: str = "credits") -> str:
        return " or ".join(part.noun(unit) for part in _joined(self.filters, or_))

    @override
    def reads(self) -> frozenset[str]:
        return frozenset().union(*(part.reads() for part in self.filters))

    @override
    def subjects(self) -> frozenset[str] | None:
        known = [one for part in self.filters if (one := part.subjects()) is not None]
        return frozenset().union(*known) if len(known) == len(self.filters) else None


class NoneOf(_Filter):
    """None of the conditions holds."""

    kind: Literal["none_of"] = "none_of"
    filters: tuple[CourseFilter, ...] = Field(min_length=1)

    @override
    def matches(self, course: Candidate) -> bool:
        return not any(part.surely(course) for part in self.filters)

    @override
    def surely(self, course: Candidate) -> bool:
        return not any(part.matches(course) for part in self.filters)

    @override
    def text(self, unit: str = "credits") -> str:
        match _joined(self.filters, or_):
            case [InSet(as_printed=False) as only]:
                return f"except {only.courses.words('and')}"
            case [FieldIs() as only]:
                return only.other()
            case parts:
                return f"except those {' or '.join(part.text(unit) for part in parts)}"

    @override
    def reads(self) -> frozenset[str]:
        return frozenset().union(*(part.reads() for part in self.filters))


def _with_conditions(*parts: CourseFilter, unit: str) -> str:
    """Write conditions that all hold, one after the other."""
    first, *others = parts
    joints = (" and " if isinstance(part, HasCredits) else " " for part in others)
    return first.text(unit) + "".join(
        f"{joint}{part.text(unit)}" for joint, part in zip(joints, others, strict=True)
    )


def _joined(
    filters: Sequence[CourseFilter], join: Callable[[CourseSet, CourseSet], CourseSet]
) -> list[CourseFilter]:
    """Return the filters with all sets of courses joined into one, which stands first."""
    plain = [part for part in filters if isinstance(part, InSet) and not part.as_printed]
    sets = [part.courses for part in plain]
    others: list[CourseFilter] = [part for part in filters if part not in plain]
    return [InSet(courses=reduce(join, sets)), *others] if sets else others


def _written(value: Any) -> Any:
    """Let a course set stand for the filter that asks for it."""
    if isinstance(value, str | CourseSet):
        return {"kind": "in_set", "courses": value}
    return value


CourseFilter = Annotated[
    Annotated[
        InSet
        | HasLevel
        | HasCredits
        | TitleLike
        | MinGrade
        | HasStatus
        | FieldIs
        | HasAttribute
        | InTerm
        | StudyTerm
        | StudyYear
        | InOrder
        | CreditsBefore
        | MaxAge
        | CoursesOf
        | ForSome
        | AllOf
        | AnyOf
        | NoneOf,
        Field(discriminator="kind"),
    ],
    BeforeValidator(_written),
]


def filters_in(root: CourseFilter) -> Iterator[CourseFilter]:
    """Yield a filter and all that it is combined of.

    Example:
        >>> from degreekit.requirements import AllOf, HasLevel, InSet
        >>> from degreekit.requirements.filters import filters_in
        >>> both = AllOf(filters=(InSet(courses="CS *"), HasLevel(at_least=6000)))
        >>> [part.kind for part in filters_in(both)]
        ['all_of', 'in_set', 'level']
    """
    yield root
    if isinstance(root, AllOf | AnyOf | NoneOf):
        for part in root.filters:
            yield from filters_in(part)
    if isinstance(root, ForSome):
        for part in root.parts:
            yield from filters_in(part)
