"""Filters by what the course is: its code, level, credits and title."""

from __future__ import annotations

import re
from decimal import Decimal
from typing import Literal

from typing_extensions import override

from degreekit.courses import CourseCode, CourseSet, title_key
from degreekit.requirements.filters.candidate import Candidate
from degreekit.requirements.filters.filter import PRINTED, Filter
from degreekit.requirements.model import Amount, amount_text, count_text


class InSet(Filter):
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
        return f"{self.courses.phrase()}{PRINTED if self.as_printed else ''}"

    @override
    def noun(self, unit: str = "credits") -> str:
        return f"{self.courses.words()}{PRINTED if self.as_printed else ''}"

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


class HasLevel(Filter):
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
        printed = PRINTED if self.as_printed else ""
        if self.at_most is None:
            return f"at the {self.at_least} level or above{printed}"
        return f"numbered {self.at_least} to {self.at_most}{printed}"

    @override
    def reads(self) -> frozenset[str]:
        return frozenset({"code", "names"})


class HasCredits(Filter):
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


class TitleLike(Filter):
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
