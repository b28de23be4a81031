"""Filters by when the course was taken."""

from __future__ import annotations

from typing import Literal

from pydantic import Field, model_validator
from typing_extensions import override

from degreekit.courses import Term
from degreekit.courses.sets import in_words
from degreekit.requirements.filters.candidate import FUTURE, Candidate
from degreekit.requirements.filters.filter import Filter, bounded
from degreekit.requirements.model import count_text

#: The seasons by their place in the calendar year, see `Term.season`.
_SEASONS = ("winter", "spring", "summer", "fall")


class InTerm(Filter):
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


class StudyTerm(Filter):
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
        return bounded(self, self.at_least, self.at_most)

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


class StudyYear(Filter):
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
        return bounded(self, self.at_least, self.at_most)

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


class MaxAge(Filter):
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
