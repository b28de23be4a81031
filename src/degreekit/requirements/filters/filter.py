"""What all filters have in common."""

from __future__ import annotations

from abc import abstractmethod
from typing import TypeVar

from degreekit.requirements.filters.candidate import Candidate
from degreekit.requirements.model import RuleModel

Rule = TypeVar("Rule", bound=RuleModel)


#: Ends the text of a filter for which the other codes of a course do not count.
PRINTED = " by the code on the record"


class Filter(RuleModel):
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


def bounded(rule: Rule, at_least: int, at_most: int | None) -> Rule:
    """Return a filter by terms or years of study whose bounds go together.

    Raises:
        ValueError: they do not.
    """
    if at_most is None and at_least == 1:
        raise ValueError("says the last one with at_most, the first one with at_least, or both")
    if at_most is not None and at_most < at_least:
        raise ValueError("the first one comes after the last one")
    return rule
