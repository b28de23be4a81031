"""One student under the rules: what each record is worth, and what is asked of the student."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction
from functools import cached_property

from degreekit.audit.certify.rules import Rules
from degreekit.requirements import (
    Candidate,
    If,
    Limit,
    Requirement,
    Sharing,
    Take,
    record_gpa,
)
from degreekit.transcript import Transcript

__all__ = ["Student"]


class Student:
    """One student under the rules.

    Args:
        rules: the rules that hold for the student.
        transcript: the records.

    Attributes:
        candidates: each record as rules see it.
        standings: what each is worth, and why.
        worths: what each is worth.
        limits: the maximums that hold for the student.
        sharing: what the student may share.
        open: ids of the lists that courses may be applied to.
    """

    def __init__(self, rules: Rules, transcript: Transcript):
        self.rules = rules
        self.program = rules.program
        self.institution = rules.institution
        self.decisions = rules.decisions
        self.transcript = transcript
        self.candidates, self.standings = rules.read(transcript)
        self.worths = [one.worth for one in self.standings]

        def holds(rule: Limit | Sharing) -> bool:
            return rule.when is None or rule.when.holds(transcript.student, self.candidates)

        self.limits = [limit for limit in self.decisions.limits.values() if holds(limit)]
        self.sharing = [rule for rule in self.decisions.sharing.values() if holds(rule)]
        self.open: frozenset[str] = rules.keep(
            ("open", tuple(self._picks())), lambda: frozenset(self._open(self.program.root))
        )

    @cached_property
    def gpa(self) -> Fraction | None:
        """The exact average of the record."""
        return record_gpa(self.candidates)

    @cached_property
    def graded_credits(self) -> Fraction:
        """The credits that enter the average of the record."""
        graded = (c for c in self.candidates if record_gpa([c]) is not None)
        return sum((Fraction(c.credits) * c.weight for c in graded), Fraction(0))

    def branch(self, node: If) -> tuple[Requirement, ...]:
        """Return the branch that is picked for the student; nothing where there is none."""
        holds = node.condition.holds(self.transcript.student, self.candidates)
        branch = node.then if holds else node.otherwise
        return () if branch is None else (branch,)

    def below(self, node: Requirement) -> tuple[Requirement, ...]:
        """Return the nodes below one that concern the student."""
        return self.branch(node) if isinstance(node, If) else node.children

    def _picks(self) -> Iterator[bool]:
        """Yield for each choice by a condition whether the condition holds."""
        for node in self.program.nodes:
            if isinstance(node, If):
                yield node.condition.holds(self.transcript.student, self.candidates)

    def _open(self, node: Requirement, *, aside: bool = False) -> Iterator[str]:
        """Yield the lists below a node that take courses.

        One that is set aside takes none, unless it collects whatever nothing else needs.
        """
        aside = aside or node.id in self.decisions.aside
        if isinstance(node, Take) and not (aside and self.rules.takes[node.id].most_courses):
            yield node.id
        for child in self.below(node):
            yield from self._open(child, aside=aside)

    def overrides(self, take: str, course: Candidate) -> bool:
        """Return whether a decision lets a course into a list though other rules forbid it."""
        return self.decisions.overrides(take, course)

    def overrides_somewhere(self, course: Candidate) -> bool:
        """Return whether a decision does so in any list."""
        return any(self.overrides(take, course) for take in self.rules.takes)

    def may_share(self, first: str, second: str, course: Candidate) -> bool:
        """Return whether a course may be applied to two lists at once."""
        for rule in self.sharing:
            if rule.courses is not None and not self.rules.fits(rule.courses, course):
                continue
            one, other = self.rules.scope(rule.between), self.rules.scope(rule.and_also)
            if (first in one and second in other) or (second in one and first in other):
                return True
        return False
