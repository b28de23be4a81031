"""What a minimum asks for: amounts, and different subjects, groups, terms or courses."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction
from typing import TYPE_CHECKING, Literal, NamedTuple

from pydantic import Field, model_validator

from degreekit.requirements.filters import CourseFilter
from degreekit.requirements.model import Amount, RuleModel, Source, count_text, plural
from degreekit.requirements.varying import Varies, check_amounts, varied

if TYPE_CHECKING:
    from degreekit.requirements.nodes import Check

__all__ = [
    "Including",
]


class Spread(NamedTuple):
    """Different subjects, groups, terms, courses or titles that a minimum asks for.

    Attributes:
        by: what is counted.
        least: so many of them.
        each: the courses or credits that each of them has to have; None for one course.
    """

    by: Literal["subject", "group", "term", "course", "title"]
    least: int
    each: int | Decimal | None

    def text(self, unit: str = "credits") -> str:
        """Write the least that is asked for: ``courses of at least 2 subjects``."""
        if self.each is None:
            if self.by == "course":
                return f"at least {count_text(self.least, 'different course')}"
            return f"courses {self._of} at least {count_text(self.least, self.by)}"
        if self.by == "course" and isinstance(self.each, int):
            times = count_text(self.each, "time")
            if self.least == 1:
                return f"the same course at least {times}"
            return f"{self.least} different courses at least {times} each"
        amount = count_text(self.each, "course" if isinstance(self.each, int) else unit)
        return f"at least {amount} {self._of} {self._those}"

    def missing(self, gap: Decimal | Fraction, unit: str = "credits") -> str:
        """Write what is missing of it: ``from 1 more subject``."""
        exact = gap if isinstance(gap, Decimal) else Decimal(gap.numerator) / gap.denominator
        if self.each is None:
            noun = "other course" if self.by == "course" else f"more {self.by}"
            return f"from {count_text(exact, noun)}"
        if self.by == "course" and isinstance(self.each, int) and self.least == 1:
            return f"{count_text(exact, 'more time')} the same course"
        noun = "course" if isinstance(self.each, int) else unit
        return f"{count_text(exact, noun)} {self._of} {self._those}"

    @property
    def _of(self) -> str:
        return "from" if self.by == "group" else "of"

    @property
    def _those(self) -> str:
        if self.least > 1:
            return f"each of {self.least} {plural(self.by)}"
        return f"the same {self.by}"


def spread_of(rule: Including | Check) -> Spread | None:
    each = rule.courses if rule.credits is None else rule.credits
    if rule.subjects is not None:
        return Spread("subject", rule.subjects, each)
    if rule.terms is not None:
        return Spread("term", rule.terms, each)
    if rule.different is not None:
        return Spread("course", rule.different, each)
    if rule.titles is not None:
        return Spread("title", rule.titles, each)
    if isinstance(rule, Including) and rule.groups is not None:
        return Spread("group", rule.groups, each)
    return None


def check_minimum(rule: Including | Check, called: str) -> None:
    """Say what is wrong with the amounts of a minimum.

    Raises:
        ValueError: there is none, or they do not go together.
    """
    every = ("subjects", "groups", "terms", "different", "titles")
    names = [n for n in every if hasattr(rule, n)]
    spreads = [one for one in names if getattr(rule, one) is not None]
    amounts = [one for one in ("courses", "credits") if getattr(rule, one) is not None]
    if len(spreads) > 1 or len(amounts) > 1 or not (spreads or amounts):
        raise ValueError(
            f"{called} asks for courses or credits, for one of {', '.join(names)}, or for one of "
            "each"
        )
    if spreads == ["terms"] and amounts:
        raise ValueError(
            "an amount goes with subjects, groups, different or titles, not with terms: where each "
            "course counts in a term of its own, add a limit of one course each term"
        )


def least_text(rule: Including | Check, unit: str) -> str:
    """Write the least that a minimum asks for."""
    spread = spread_of(rule)
    if spread is None:
        noun = "course" if rule.credits is None else unit
        return f"at least {count_text(rule.credits or rule.courses or 0, noun)}"
    return spread.text(unit)


class Including(RuleModel):
    """An inner minimum: some of what a `Take` holds must be of a group or fit a filter.

    It asks for an amount of courses or credits, or for courses of so many different subjects,
    groups, terms, numbers or titles. With both, so many of them have that amount each: `courses=3`
    with `subjects=1` are three courses of one subject.

    Attributes:
        courses: the minimum number of courses.
        credits: the minimum number of credits.
        subjects: the minimum number of different subjects among the courses.
        groups: the minimum number of the list's groups that the courses come from.
        terms: the minimum number of different terms that the courses are from; each course that is
            still to be taken can be taken in a term of its own.
        different: the minimum number of different courses; one taken several times is one.
        titles: the minimum number of different titles, each in its subject; the number of the
            course makes no difference. Of a course that is still to be taken the catalog says the
            title; one that has none there is like no course with a title.
        group: from rows of this group.
        where: that fit this filter.
        list_name: what people call the courses that fit it, as ``CS courses at the 6000 level``;
            sentences say it instead of the filter.
        varies: other amounts for some students; the first that applies holds.
        source: the sentence that asks for it.

    Example:
        >>> from degreekit.requirements import Including
        >>> Including(courses=1, group="A").text()
        'at least 1 course from group A'
        >>> Including(subjects=2).text()
        'courses of at least 2 subjects'
        >>> Including(courses=4, different=1).text()
        'the same course at least 4 times'
    """

    courses: int | None = Field(default=None, ge=1)
    credits: Amount | None = None
    subjects: int | None = Field(default=None, ge=1)
    groups: int | None = Field(default=None, ge=1)
    terms: int | None = Field(default=None, ge=1)
    different: int | None = Field(default=None, ge=1)
    titles: int | None = Field(default=None, ge=1)
    group: str | None = None
    where: CourseFilter | None = None
    list_name: str | None = None
    varies: tuple[Varies, ...] = ()
    source: Source | None = None

    @model_validator(mode="after")
    def _some_amount(self) -> Including:
        check_minimum(self, "an inner minimum")
        if self.spread is None and self.group is None and self.where is None:
            raise ValueError("an inner minimum names a group or a filter")
        return check_amounts(self)

    @property
    def spread(self) -> Spread | None:
        """The different subjects, groups, terms, courses or titles asked for; None without any."""
        return spread_of(self)

    def which(self, unit: str = "credits") -> str:
        """Write what it asks for without the amount: ``from group A``."""
        where = self.where.text(unit) if self.where else ""
        if self.list_name:
            where = f"from {self.list_name}"
        return " ".join(part for part in (self.from_group, where) if part)

    @property
    def from_group(self) -> str:
        """Write the group: ``from group A``; empty where it names none."""
        return f"from {'' if ' ' in self.group else 'group '}{self.group}" if self.group else ""

    def text(self, unit: str = "credits") -> str:
        """Write the inner minimum."""
        which = self.which(unit)
        return varied(f"{least_text(self, unit)}{f' {which}' if which else ''}", self.varies, unit)
