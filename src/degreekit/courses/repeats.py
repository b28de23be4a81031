"""What several attempts at one course are worth: a policy of the institution or the program."""

from __future__ import annotations

from decimal import Decimal
from typing import Literal, Self

from pydantic import Field, model_validator

from degreekit.courses.rule_model import RuleModel
from degreekit.courses.sets import CourseSet

__all__ = ["Repeats"]


class Repeats(RuleModel):
    """What several attempts at one course are worth.

    Without any, a course earns credit once, whichever attempt serves a list best, and every attempt
    enters the averages of the record.

    Attributes:
        courses: which courses it is about.
        times: how often a course earns credit.
        each_time: True where it earns credit each time, however often.
        counts: the attempt that earns the credit: ``any`` for the one that helps most, ``best``,
            ``first`` and ``last``. Under ``last`` a course that was failed the last time earns
            none.
        average: which attempts enter the averages of the record: ``all``, ``best``, ``first``,
            ``last``, or ``mean`` for the mean of all, with the credits of the course once.
        replaces_below: only an attempt with fewer grade points than this is left out of averages.
        most_replaced: the maximum number of attempts that are left out, the oldest first; None for
            no bound.
        most_replaced_credits: the maximum number of credits that are left out; None for no bound.

    Example:
        >>> from degreekit.courses import Repeats
        >>> Repeats(average="last", replaces_below="2.0", most_replaced=3).times
        1
    """

    courses: CourseSet = CourseSet.parse("*")
    times: int = Field(default=1, ge=1)
    each_time: bool = False
    counts: Literal["any", "best", "first", "last"] = "any"
    average: Literal["all", "best", "first", "last", "mean"] = "all"
    replaces_below: Decimal | None = None
    most_replaced: int | None = Field(default=None, ge=0)
    most_replaced_credits: Decimal | None = Field(default=None, ge=0)

    @model_validator(mode="after")
    def _means_something(self) -> Self:
        bounds = (self.replaces_below, self.most_replaced, self.most_replaced_credits)
        if bounds != (None, None, None) and self.average in ("all", "mean"):
            raise ValueError(
                f"nothing is replaced where average is {self.average!r}: write 'last', 'best' or "
                "'first', or leave the bounds of replacement out"
            )
        if self.each_time and (self.times, self.counts, self.average) != (1, "any", "all"):
            raise ValueError(
                "where a course earns credit each time, every attempt counts: leave 'times', "
                "'counts' and 'average' out, or leave out 'each_time'"
            )
        return self

    @property
    def most(self) -> int | None:
        """How often a course earns credit at most; None for no bound."""
        return None if self.each_time else self.times
