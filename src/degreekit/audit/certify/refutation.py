"""The check of a reason: sums of rows that leave no room, and splits into two cases.

This loop is all that has to be trusted of a proof, besides the rows themselves. It knows nothing of
courses. Every number is a whole number, and nothing is rounded.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TypeAlias

from degreekit.errors import DegreekitError

__all__ = ["ProofRejected", "Reason", "Row", "Split", "Sum", "refute"]


@dataclass(frozen=True, slots=True)
class Row:
    """A sum of variables that is at least so much in every valid placement.

    Attributes:
        terms: the variables by their position, each with its factor.
        least: what the sum is at least.
    """

    terms: Mapping[int, int]
    least: int


@dataclass(frozen=True, slots=True)
class Sum:
    """Rows that leave no room together, each taken so many times.

    Attributes:
        rows: how many times each row is taken, by its name.
    """

    rows: Mapping[str, int]


@dataclass(frozen=True, slots=True)
class Split:
    """Two cases: a variable is at most so much, or it is more.

    Attributes:
        variable: its name.
        at_most: its largest value in the first case.
        less: why the first case is impossible.
        more: why the second one is.
    """

    variable: str
    at_most: int
    less: Reason
    more: Reason


Reason: TypeAlias = Sum | Split


class ProofRejected(DegreekitError):
    """A proof that does not prove what it claims.

    Attributes:
        place: where it fails.
        problem: what is wrong there.
    """

    def __init__(self, place: str, problem: str):
        self.place = place
        self.problem = problem
        super().__init__(f"the proof is rejected: {place}: {problem}")


def refute(
    rows: Mapping[str, Row], variables: Mapping[str, int], most: Sequence[int], reason: Reason
) -> None:
    """Check that no whole numbers from 0 to their largest value fulfil all rows.

    Args:
        rows: what would have to hold, by name.
        variables: the position of each variable, by name.
        most: the largest value of each variable.
        reason: why nothing does.

    Raises:
        ProofRejected: the reason is not a reason.
    """
    cases: list[tuple[Reason, list[int], list[int], str]] = [
        (reason, [0] * len(most), list(most), "the sum")
    ]
    while cases:
        one, low, high, place = cases.pop()
        if isinstance(one, Split):
            variable = variables.get(one.variable)
            if variable is None:
                raise ProofRejected(place, f"there is no variable {one.variable!r}")
            below, above = high.copy(), low.copy()
            below[variable] = min(below[variable], one.at_most)
            above[variable] = max(above[variable], one.at_most + 1)
            case = f"{place} where {one.variable!r} is"
            cases.append((one.less, low, below, f"{case} at most {one.at_most}"))
            cases.append((one.more, above, high, f"{case} more than {one.at_most}"))
        else:
            _leaves_no_room(rows, one, low, high, place)


def _leaves_no_room(
    rows: Mapping[str, Row], one: Sum, low: Sequence[int], high: Sequence[int], place: str
) -> None:
    total: dict[int, int] = {}
    least = 0
    for name, times in one.rows.items():
        row = rows.get(name)
        if row is None:
            raise ProofRejected(place, f"nothing is called {name!r}")
        if times < 0:
            raise ProofRejected(place, f"{name!r} is taken {times} times")
        least += times * row.least
        for variable, factor in row.terms.items():
            total[variable] = total.get(variable, 0) + times * factor
    room = sum(factor * (high[v] if factor > 0 else low[v]) for v, factor in total.items())
    if room >= least:
        raise ProofRejected(place, f"the rows come to {room}, and {least} would be needed")
