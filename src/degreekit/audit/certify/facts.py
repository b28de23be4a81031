"""What the checker is handed, and what it finds: placements, broken rules, facts."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass, field
from decimal import Decimal
from fractions import Fraction
from typing import Literal

from degreekit.errors import DegreekitError
from degreekit.requirements import Candidate, Check, Choose, Milestone, Requirement, Worth

__all__ = [
    "Certificate",
    "Fact",
    "Measure",
    "NotCertified",
    "Order",
    "Placed",
    "State",
    "Violation",
]

#: Whether a requirement is judged, set aside by a decision, or in a branch that is not picked.
State = Literal["judged", "waived", "forced", "not_applicable"]


class NotCertified(DegreekitError):
    """The answer of the search breaks the rules: a bug in degreekit.

    Attributes:
        problems: what does not agree.
    """

    def __init__(self, problems: Sequence[str]):
        self.problems = tuple(problems)
        super().__init__(
            "an answer was found and the check refused it, so there is none; this is a bug in "
            "degreekit, please report it: " + "; ".join(self.problems)
        )


@dataclass(frozen=True)
class Placed:
    """A course and the places it is applied to.

    Attributes:
        course: as rules see it.
        uses: ids of `Take` nodes with the position of the row in their list.
        record: the position of the record; None for a waived or a further course.
        waived: the position of the decision that waived it; None for all other courses.
        worth: what the attempt is worth.
    """

    course: Candidate
    uses: tuple[tuple[str, int], ...]
    record: int | None = None
    waived: int | None = None
    worth: Worth = Worth.EARNED


@dataclass(frozen=True, slots=True)
class Violation:
    """A rule that a placement breaks.

    Attributes:
        code: what kind of rule, as a finding code.
        rule: its id.
        text: what it says.
        others: positions of the records that count against it.
    """

    code: str
    rule: str
    text: str
    others: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class Measure:
    """One amount a requirement asks for: what is needed and what is there.

    Attributes:
        what: ``courses``, ``credits``, ``subjects``, ``gpa``, or the text of an inner minimum.
        need: the least.
        has: what is there; None for a GPA without grades.
        noun: what is counted, as ``course``; empty for credits.
        most: whether `need` is the most there may be.
    """

    what: str
    need: Decimal | Fraction
    has: Decimal | Fraction | None
    noun: str = ""
    most: bool = False

    @property
    def met(self) -> bool:
        """Whether it is reached. With nothing graded a GPA does not stand in the way."""
        if self.most:
            return (self.has or 0) <= self.need
        return self.has is None or self.has >= self.need

    @property
    def gap(self) -> Fraction:
        """What is missing."""
        gap = Fraction(self.need) - Fraction(self.has or 0)
        return max(Fraction(0), -gap if self.most else gap)


@dataclass(frozen=True)
class Fact:
    """What is true of a requirement under a placement.

    Attributes:
        node: the requirement as printed.
        state: whether it is judged.
        met: whether it holds, assumptions granted.
        firm: whether it holds without any assumption.
        measures: the amounts it asks for.
        applied: what is applied to it.
        parts: the facts of its children.
        counts: as how many parts of a choice it counts, assumptions granted.
        sure: as how many it counts without any assumption.
    """

    node: Requirement
    state: State
    met: bool
    firm: bool
    measures: tuple[Measure, ...] = ()
    applied: tuple[Placed, ...] = ()
    parts: tuple[Fact, ...] = field(default=())
    counts: int = 0
    sure: int = 0


@dataclass(frozen=True, slots=True)
class Order:
    """What an answer is judged by, the weightiest first: the less, the better.

    Attributes:
        out_of_reach: requirements that no course can reach.
        courses: further courses.
        credits: further credits.
        awaited: things that no course brings, as an exam, which a choice rests on.
        approvals: approvals not yet given, and titles to be confirmed.
        in_progress: courses in progress that are relied on.
        planned: planned courses that are relied on.
        unmet: requirements that are not met by what is there.
    """

    out_of_reach: int
    courses: int
    credits: Decimal
    awaited: int
    approvals: int
    in_progress: int
    planned: int
    unmet: int

    @property
    def values(self) -> dict[str, int]:
        """The numbers by name; credits in thousandths."""
        numbers = asdict(self)
        return {**numbers, "credits": int(self.credits * 1000)}


@dataclass(frozen=True)
class Certificate:
    """What was checked.

    Attributes:
        placed: every applied course.
        future: the further courses.
        given_up: the requirements that are out of reach.
        root: the facts about the program.
        order: what the answer comes to.
        awaited: ids of what no course brings and the answer waits for, as an exam.
    """

    placed: tuple[Placed, ...]
    future: tuple[Placed, ...]
    given_up: tuple[str, ...]
    root: Fact
    order: Order
    awaited: frozenset[str] = frozenset()

    @property
    def assumptions(self) -> tuple[int, int, int]:
        """Approvals, courses in progress and planned courses that the placement rests on."""
        return self.order.approvals, self.order.in_progress, self.order.planned

    @property
    def missing(self) -> tuple[int, Decimal]:
        """The courses, and the credits, that lists and minimums lack, all together.

        A minimum among the last credits is left out: there a credit pushes an older one out.
        """
        found = {"courses": Decimal(0), "credits": Decimal(0)}
        parts = {"courses": Fraction(0), "credits": Fraction(0)}  # of places that are waived
        for fact in _walk(self.root):
            if isinstance(fact.node, Check) and fact.node.last is not None:
                continue
            for measure in fact.measures:
                if measure.met:
                    continue
                if measure.what not in found:
                    continue
                need, has = measure.need, measure.has
                if isinstance(need, Decimal) and isinstance(has, Decimal) and not measure.most:
                    found[measure.what] += need - has
                else:
                    parts[measure.what] += measure.gap
        part = parts["credits"]
        credits = found["credits"] + Decimal(part.numerator) / part.denominator
        return int(found["courses"] + int(parts["courses"])), credits

    @property
    def waiting(self) -> tuple[Milestone, ...]:
        """The milestones that the answer rests on and that a course has not completed yet."""
        return tuple(_waiting(self.root))


def _waiting(fact: Fact) -> list[Milestone]:
    if fact.firm or fact.state != "judged":
        return []
    if isinstance(fact.node, Milestone):
        return [fact.node] if fact.met else []
    found = [_waiting(part) for part in fact.parts]
    if isinstance(fact.node, Choose) and fact.met:  # it rests on no more parts than it needs
        met = (waits for waits, part in zip(found, fact.parts, strict=True) if part.met)
        found = sorted(met, key=len)[: fact.node.at_least]
    return [one for waits in found for one in waits]


def _walk(fact: Fact) -> Iterator[Fact]:
    yield fact
    for part in fact.parts:
        yield from _walk(part)
