"""A proved and certified answer, before it is explained."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal

from degreekit.audit.certify import Certificate, Checker, Fact, Placed
from degreekit.audit.model.compile import Compiled
from degreekit.audit.model.model import Solution
from degreekit.audit.result import Status
from degreekit.requirements import Worth

__all__ = ["Decision", "Verdict"]


@dataclass(frozen=True)
class Verdict:
    """The answer in figures, certified.

    Attributes:
        status: ``satisfied``, ``conditional`` or ``unsatisfied``.
        courses: the fewest further courses.
        credits: the fewest further credits with that many courses.
        assumptions: approvals, courses in progress and planned courses it rests on.
        missing: the courses, and the credits, that lists and minimums lack, all together: the
            account that is shown is the one that lacks least.
        placement: the ids of the requirements that each applied record is applied to, by its
            position.
        given_up: ids of requirements that no further course can reach.
    """

    status: Status
    courses: int
    credits: Decimal
    assumptions: tuple[int, int, int]
    missing: tuple[int, Decimal]
    placement: dict[int, tuple[str, ...]]
    given_up: tuple[str, ...]


@dataclass(frozen=True)
class Decision:
    """An answer with all that confirms it."""

    compiled: Compiled
    solution: Solution
    checker: Checker
    certificate: Certificate
    future: tuple[Placed, ...]
    given_up: tuple[str, ...]

    @property
    def leaves(self) -> tuple[str, ...]:
        """The ids of what courses have to bring, in the order of the program."""
        return self.compiled.leaves

    @property
    def unmet(self) -> int:
        """How many of them are not met by what is there."""
        met = set(_met(self.certificate.root))
        return sum(id_ not in met for id_ in self.leaves)

    @property
    def rank(self) -> tuple[object, ...]:
        """The order of answers: the less, the better."""
        found = self.verdict
        return (
            *(len(found.given_up), found.courses, found.credits),
            *(found.assumptions, self.unmet, found.missing, self.solution.chosen),
        )

    @property
    def status(self) -> Status:
        """How the degree stands."""
        root = self.certificate.root
        if root.firm:
            return Status.SATISFIED
        return Status.CONDITIONAL if root.met else Status.UNSATISFIED

    @property
    def _assumptions(self) -> tuple[int, int, int]:
        """What the answer rests on, with the courses that milestones wait for."""
        approvals, in_progress, planned = self.certificate.assumptions
        for milestone in self.certificate.waiting:
            position = milestone.relied_on(self.checker.candidates)
            later = position is not None and self.checker.worths[position] is Worth.PLANNED
            in_progress, planned = in_progress + (not later), planned + later
        return approvals, in_progress, planned

    @property
    def verdict(self) -> Verdict:
        """The answer in figures."""
        return Verdict(
            self.status,
            len(self.future),
            sum((one.course.credits for one in self.future), Decimal(0)),
            self._assumptions,
            self.certificate.missing,
            {
                one.record: tuple(take for take, _ in one.uses)
                for one in self.certificate.placed
                if one.record is not None
            },
            self.given_up,
        )


def _met(fact: Fact) -> Iterator[str]:
    if fact.met:
        yield fact.node.id
    for part in fact.parts:
        yield from _met(part)
