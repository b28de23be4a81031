"""What holds of every valid placement, as rows: sums of variables that are at least so much."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from math import gcd, lcm

from degreekit.audit.certify.refutation import Row

__all__ = ["LEVELS", "STEPS", "Amount", "Claim", "System", "whole_row"]

#: What answers are compared by, the weightiest first: steps, and the levels of each
#: (`degreekit.audit.certify.facts.Order`). One reason shows that a step cannot be better.
STEPS: dict[str, tuple[str, ...]] = {
    "reach": ("out_of_reach",),
    "remaining": ("courses", "credits"),
    "assumptions": ("awaited", "approvals", "in_progress", "planned"),
    "met": ("unmet",),
}
LEVELS = tuple(level for levels in STEPS.values() for level in levels)

#: A number that rows are written with before they are made whole.
Amount = int | Fraction


def whole_row(terms: Mapping[int, Amount], least: Amount) -> Row:
    """Return a row in whole numbers without a common factor.

    Args:
        terms: the variables by their position, each with its factor.
        least: what the sum is at least.
    """
    scale = lcm(least.denominator, *{factor.denominator for factor in terms.values()})
    if scale > 1:
        terms, least = (
            {variable: factor * scale for variable, factor in terms.items()},
            least * scale,
        )
    factors = {variable: int(factor) for variable, factor in terms.items() if factor}
    if not factors:  # nothing to add up: it holds, or it never does
        return Row({}, int(least > 0))
    common = gcd(*factors.values())
    # Whole numbers add up to a whole number, so what is left of the bound is rounded up.
    bound = -(-int(least) // common)
    if common > 1:
        factors = {variable: factor // common for variable, factor in factors.items()}
    return Row(factors, bound)


def _negated(terms: Mapping[int, Amount]) -> dict[int, Amount]:
    return {variable: -factor for variable, factor in terms.items()}


@dataclass(frozen=True)
class Claim:
    """What would hold if an answer could be better in one step of the order.

    Attributes:
        step: the step.
        rows: what would hold, by name, besides what holds of every placement.
        most: the largest value that each variable could have.
    """

    step: str
    rows: Mapping[str, Row]
    most: Sequence[int]


@dataclass
class System:
    """Everything that a proof about one student may use.

    Attributes:
        variables: the name of each variable.
        most: the largest value of each; the smallest is 0.
        rows: what holds, by name.
        so_far: what holds of courses that are there already, by name; only the steps that judge
            them need it.
        asks: the requirement that a row is of, where it says what courses have to bring.
        allows: the limit, list or sharing rule that a row is of, where it says how much may count.
        further: the variables of courses that could be taken.
        given_up: the variable that says that a requirement is given up, by its id.
        levels: what an answer is judged by: a sum of variables, and a constant, by level.
    """

    variables: list[str] = field(default_factory=list)
    most: list[int] = field(default_factory=list)
    rows: dict[str, Row] = field(default_factory=dict)
    so_far: dict[str, Row] = field(default_factory=dict)
    asks: dict[str, str] = field(default_factory=dict)
    allows: dict[str, str] = field(default_factory=dict)
    further: set[int] = field(default_factory=set)
    given_up: dict[str, int] = field(default_factory=dict)
    levels: dict[str, tuple[dict[int, int], int]] = field(
        default_factory=lambda: {level: ({}, 0) for level in LEVELS}
    )

    def new(self, name: str, most: int = 1) -> int:
        """Return the position of a new variable from 0 to `most`."""
        self.variables.append(name)
        self.most.append(most)
        return len(self.variables) - 1

    def count(self, level: str, variable: int, factor: int = 1) -> None:
        """Count a variable in a level."""
        if factor:
            self.levels[level][0][variable] = factor

    def at_least(
        self,
        name: str,
        terms: Mapping[int, Amount],
        least: Amount,
        *,
        only_if: int | None = None,
        unless: int | None = None,
        so_far: bool = False,
    ) -> str | None:
        """Add a row, and return its name; None where it says nothing.

        Args:
            name: what holds.
            terms: the variables by their position, each with its factor.
            least: what the sum is at least.
            only_if: a variable that is 1 where the row has to hold; None where it always has to.
            unless: a variable that is 1 where it need not.
            so_far: whether it is about courses that are there already.
        """
        row = whole_row(terms, least)
        if not row.terms and row.least <= 0:
            return None
        # Where it need not hold, the sum is still at least what its negative terms come to.
        low = self.lowest(row.terms)
        if unless is not None:
            row = Row({**row.terms, unless: row.least - low}, row.least)
        if only_if is not None:
            row = Row({**row.terms, only_if: low - row.least}, low)
        rows = self.so_far if so_far else self.rows
        while name in rows:
            name += "'"
        rows[name] = row
        return name

    def at_most(
        self, name: str, terms: Mapping[int, Amount], most: Amount, *, so_far: bool = False
    ) -> str | None:
        """Add a row the other way round."""
        return self.at_least(name, _negated(terms), -most, so_far=so_far)

    def lowest(self, terms: Mapping[int, int]) -> int:
        """Return the least that a sum can come to, as far as its variables alone tell."""
        return sum(factor * self.most[v] for v, factor in terms.items() if factor < 0)

    def named(self, name: str) -> Row:
        """Return the row with a name."""
        return self.rows[name] if name in self.rows else self.so_far[name]

    # --------------------------------------------------------------------------- what is claimed

    def claims(self, values: Mapping[str, int]) -> Iterator[Claim]:
        """Yield for each step of the order what would hold if an answer could be better there.

        Better is as good in all weightier steps, and better in this one: of its levels the
        weightiest that differs is smaller. A step that is as low as it can be has no claim.

        Args:
            values: what the answer comes to, by level.
        """
        kept: dict[str, Row] = {}
        most = list(self.most)
        for step, levels in STEPS.items():
            open_ = [level for level in levels if values[level] > self._least(level)]
            if open_:
                first, last = levels.index(open_[0]), levels.index(open_[-1])
                high = list(most)
                for level in levels[:first]:
                    self._keep_lowest(level, high)
                better = self._better(levels[first : last + 1], values, high)
                _tighten(high, better)
                rows = self.so_far if step == "met" else {}
                yield Claim(step, {**rows, **kept, "better": better}, high)
            for level in levels:
                if level in open_:
                    kept[f"{level} kept"] = row = self._kept(level, values)
                    _tighten(most, row)
                else:
                    self._keep_lowest(level, most)

    def together(self, requirements: Collection[str]) -> Claim:
        """Return what would hold if some requirements could be met together."""
        most = list(self.most)
        for id_ in requirements:
            most[self.given_up[id_]] = 0
        return Claim("reach", {}, most)

    def _least(self, level: str) -> int:
        terms, constant = self.levels[level]
        return constant + self.lowest(terms)

    def _kept(self, level: str, values: Mapping[str, int]) -> Row:
        """Return the row that a level is not larger than in the answer."""
        terms, constant = self.levels[level]
        return whole_row(_negated(terms), constant - values[level])

    def _keep_lowest(self, level: str, most: list[int]) -> None:
        """Lower the largest values to what is left of them where a level is as low as it can be."""
        for variable, factor in self.levels[level][0].items():
            if factor > 0:
                most[variable] = 0

    def _better(self, levels: Sequence[str], values: Mapping[str, int], high: Sequence[int]) -> Row:
        """Return the row that some levels are better than in the answer, taken in their order.

        Each is weighed by more than all lighter ones together can grow, or fall.
        """
        total: dict[int, int] = {}
        value = growth = 0
        for level in reversed(levels):
            terms, constant = self.levels[level]
            unit = gcd(*total.values()) or 1  # whole units keep the numbers short
            weight = -(-(max(growth, value) + 1) // unit) * unit if total else 1
            for variable, factor in terms.items():
                total[variable] = total.get(variable, 0) + weight * factor
            value += weight * (values[level] - constant)
            growth += weight * max(self._highest(terms, values, high) + constant - values[level], 0)
        return whole_row(_negated(total), 1 - value)

    def _highest(
        self, terms: Mapping[int, int], values: Mapping[str, int], high: Sequence[int]
    ) -> int:
        """Return the most that a level can come to where no more courses are taken."""
        largest = max((f for v, f in terms.items() if v in self.further), default=0)
        others = (f * high[v] for v, f in terms.items() if f > 0 and v not in self.further)
        return max(largest, 0) * values["courses"] + sum(others)


def _tighten(most: list[int], row: Row) -> None:
    """Lower the largest values to what a row leaves: a sum of positive terms that is bounded."""
    if row.least <= 0 and all(factor < 0 for factor in row.terms.values()):
        for variable, factor in row.terms.items():
            most[variable] = min(most[variable], row.least // factor)
