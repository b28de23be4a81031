"""Linear programs in whole numbers, solved exactly: no rounding, no tolerance.

The costs of `x` are minimized over ``0 <= x <= upper`` and rows ``sum(a * x) >= least``, all of
them whole numbers. This is the dual simplex method on a sparse tableau. Each row of the tableau has
a denominator of its own, so every entry is a whole number; the matrices of degree audits are almost
all ones, and the numbers stay as short as they began (20 bits at most in benchmarks/solvers.py).

Two things come free with exactness. Where a program has no solution, the row that shows it names
how often each rule has to be counted so that nothing is left: a proof. And where a solution is not
whole, its own row cuts it off (R. Gomory, 1958) without ever cutting off one that is.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from math import gcd
from typing import NamedTuple

from degreekit.audit.solve.budget import Budget

__all__ = ["Relaxation", "Split"]

#: After so many steps in a row that leave the cost as it is, the smallest positions are chosen, as
#: R. Bland's rule has it: then no basis comes back. No model of the benchmarks needs it.
_STALLED = 60

#: So many cuts are added at once: with more the tableau fills up faster than the bound rises.
_CUTS = 10
#: A cut with more entries than this costs more than it brings.
_DENSE = 120

Row = tuple[Mapping[int, int], int]


class Split(NamedTuple):
    """Two cases of a program.

    Attributes:
        column: what they are split by.
        at_most: the most it can be in the first case; in the second it is more.
        less: the first case.
        more: the second case.
    """

    column: int
    at_most: int
    less: Relaxation
    more: Relaxation


class Relaxation:
    """A linear program, and the tableau it is solved on.

    Args:
        upper: the most each column can be; None for no bound.
        cost: what one of each column costs.
        rows: entries by column, and what their sum is at least.

    Attributes:
        columns: how many columns there are; those of rows and cuts come after them.
        cost: the cost of the solution times `scale`.
        scale: what to divide `cost` by.
    """

    __slots__ = (
        "_basis",
        "_cuts",
        "_den",
        "_given",
        "_rhs",
        "_rows",
        "_shift",
        "_sign",
        "_stuck",
        "_up",
        "_weights",
        "columns",
        "cost",
        "scale",
    )

    def __init__(self, upper: Sequence[int | None], cost: Sequence[int], rows: Iterable[Row]):
        self.columns = len(upper)
        listed = list(rows)
        self._rows = [{j: -a for j, a in terms.items() if a} for terms, _ in listed]
        self._rhs = [-least for _, least in listed]
        self._den = [1] * len(listed)
        size = self.columns + len(listed)
        self._basis = list(range(self.columns, size))
        self._given = len(listed)
        self._cuts = size  # from here on columns belong to cuts
        self._stuck: int | None = None  # the row that shows that there is no solution
        self._up: list[int | None] = [*upper, *[None] * len(listed)]
        # A column is `shift + sign * value`, and its value is 0 while it is out of the basis.
        self._sign = [1] * size
        self._shift = [0] * size
        self._weights = {j: c for j, c in enumerate(cost) if c}
        self.cost = 0
        self.scale = 1
        for j in [j for j, c in self._weights.items() if c < 0]:
            self._to_upper(j)

    def copy(self) -> Relaxation:
        """Return the same program with a tableau of its own."""
        new = Relaxation.__new__(Relaxation)
        new.columns, new._given, new._cuts = self.columns, self._given, self._cuts
        new._stuck = None
        new._rows = [row.copy() for row in self._rows]
        new._rhs, new._den, new._basis = self._rhs[:], self._den[:], self._basis[:]
        new._up, new._sign, new._shift = self._up[:], self._sign[:], self._shift[:]
        new._weights, new.cost, new.scale = self._weights.copy(), self.cost, self.scale
        return new

    # ------------------------------------------------------------------------ what it says

    @property
    def bound(self) -> int:
        """The least whole cost that is not below the solution's."""
        return -(-self.cost // self.scale)

    def values(self) -> list[int]:
        """Return each column of a whole solution."""
        found = self._shift[: self.columns]
        for i, j in enumerate(self._basis):
            if j < self.columns:
                found[j] += self._sign[j] * (self._rhs[i] // self._den[i])
        return found

    def fractional(self) -> list[tuple[int, int]]:
        """Return the columns that are not whole, each with its row in the tableau."""
        den, rhs, cuts = self._den, self._rhs, self._cuts
        return [
            (j, i) for i, j in enumerate(self._basis) if den[i] > 1 and j < cuts and rhs[i] % den[i]
        ]

    @property
    def multipliers(self) -> tuple[dict[int, int], int]:
        """How often each row is counted to show that nothing costs less, and how often the cost is.

        Where there is no solution at all the cost is not counted.
        """
        first, last = self.columns, self.columns + self._given
        if self._stuck is None:
            found, times = self._weights, self.scale
        else:
            found, times = dict(self._rows[self._stuck]), 0
            found[self._basis[self._stuck]] = self._den[self._stuck]
        return {j - first: y for j, y in found.items() if first <= j < last}, times

    def away_from_whole(self, row: int) -> float:
        """Return how far the column of a row is from a whole number, from 0 to 1."""
        den = self._den[row]
        return 1 - abs(2 * (self._rhs[row] % den) - den) / den

    # -------------------------------------------------------------------------- what changes it

    def define(self, terms: Mapping[int, int], least: int) -> int:
        """Add a column that is the sum of others, and cannot fall below `least`."""
        where = {j: i for i, j in enumerate(self._basis)}
        den, rhs = 1, -least
        row: dict[int, int] = {}
        for j, factor in terms.items():
            rhs += factor * self._shift[j] * den
            factor *= self._sign[j]
            i = where.get(j)
            if i is None:
                row[j] = row.get(j, 0) - factor * den
                continue
            # While it is in the basis it is what its own row makes of the columns that are not.
            times = self._den[i] // gcd(den, self._den[i])
            if times > 1:
                den, rhs = den * times, rhs * times
                row = {k: a * times for k, a in row.items()}
            factor *= den // self._den[i]
            rhs += factor * self._rhs[i]
            for k, a in self._rows[i].items():
                row[k] = row.get(k, 0) + factor * a
        new = self._new_column()
        self._shift[new] = least
        self._rows.append({k: a for k, a in row.items() if a})
        self._rhs.append(rhs)
        self._den.append(den)
        self._basis.append(new)
        self._cuts = new + 1
        return new

    def bound_by(self, column: int, most: int) -> None:
        """Change the upper bound of a column, or of the column of a row: what the row has at most.

        The costs of the solution stay the least there are for a basis; `solve` goes on from there.

        Args:
            column: the column; those of rows come after the others, in their order.
            most: the most that it can be.
        """
        self._stuck = None
        before, self._up[column] = self._up[column], most
        weight = self._weights.get(column, 0)
        if self._sign[column] < 0:  # it is counted from its upper bound
            more = most - (before or 0)
            self._shift[column] += more
            if column in self._basis:
                i = self._basis.index(column)
                self._rhs[i] += more * self._den[i]
            else:
                for i, row in enumerate(self._rows):
                    if column in row:
                        self._rhs[i] += row[column] * more
                self.cost -= weight * more
        if weight < 0:  # while it had no room its price did not matter
            self._to_upper(column)

    def _new_column(self) -> int:
        self._up.append(None)
        self._sign.append(1)
        self._shift.append(0)
        return len(self._up) - 1

    def split(self, row: int) -> Split:
        """Return the program in two cases, around the column of a row that is not whole.

        The tableau itself is used up.
        """
        j, whole = self._basis[row], self._rhs[row] // self._den[row]
        near, far = self.copy(), self
        near._up[j] = whole
        far._rhs[row] -= (whole + 1) * far._den[row]
        far._shift[j] += far._sign[j] * (whole + 1)
        if (up := far._up[j]) is not None:
            far._up[j] = up - whole - 1
        if self._sign[j] > 0:
            return Split(j, far._shift[j] - 1, near, far)
        return Split(j, far._shift[j], far, near)

    def cut(self) -> int:
        """Add cuts that the solution breaks and no whole one does; return how many."""
        found = []
        for i, (den, rhs) in enumerate(zip(self._den, self._rhs, strict=True)):
            if den > 1 and (rest := rhs % den) and len(self._rows[i]) <= _DENSE:
                found.append((abs(2 * rest - den) / den, len(self._rows[i]), i))
        found.sort()
        for _, _, i in found[:_CUTS]:
            den = self._den[i]
            rest = self._rhs[i] % den
            times = (den - 1) // rest  # so often the row cuts off more than once
            rhs = -times * rest
            row = {j: -rest for j, a in self._rows[i].items() if (rest := times * a % den)}
            whole = gcd(den, rhs, *row.values())
            if whole > 1:
                row = {j: a // whole for j, a in row.items()}
                den, rhs = den // whole, rhs // whole
            self._rows.append(row)
            self._rhs.append(rhs)
            self._den.append(den)
            self._basis.append(self._new_column())
        return min(len(found), _CUTS)

    def forget(self) -> None:
        """Leave out the cuts that do not bind."""
        kept = [i for i, j in enumerate(self._basis) if j < self._cuts]
        if len(kept) < len(self._basis):
            self._rows = [self._rows[i] for i in kept]
            self._rhs = [self._rhs[i] for i in kept]
            self._den = [self._den[i] for i in kept]
            self._basis = [self._basis[i] for i in kept]

    # ------------------------------------------------------------------------------ the method

    def solve(self, budget: Budget, below: int | None = None) -> bool:
        """Find the least cost.

        Args:
            budget: counts the steps.
            below: a cost that has to be fallen below.

        Returns:
            False where there is no solution, or none below that cost.

        Raises:
            SearchBudgetExceeded: it took more steps than allowed.
        """
        stalled = 0
        while below is None or self.cost <= (below - 1) * self.scale:
            by_number = stalled > _STALLED
            leaving = self._leaving(by_number=by_number)
            if leaving < 0:
                return True
            if self._rhs[leaving] > 0:
                self._mirror(leaving)
            entering = self._entering(leaving, by_number=by_number)
            if entering < 0:
                self._stuck = leaving
                return False
            budget.spend(1)
            before = self.cost, self.scale
            self._pivot(leaving, entering)
            stalled = stalled + 1 if self.cost * before[1] == before[0] * self.scale else 0
        return False

    def _leaving(self, *, by_number: bool) -> int:
        """Return the row whose column leaves the basis; -1 where all are within their bounds.

        Args:
            by_number: take the first column (Bland's rule: it cannot go in a circle) instead of
                the one that is furthest out of its bounds.
        """
        up, rhs, den, basis, rows = self._up, self._rhs, self._den, self._basis, self._rows
        leaving, worst = -1, 0.0
        for i, value in enumerate(rhs):
            if value < 0:
                off = -value / den[i]
            else:
                most = up[basis[i]]
                if most is None or value <= most * den[i]:
                    continue
                off = value / den[i] - most
            if by_number:
                if leaving < 0 or basis[i] < basis[leaving]:
                    leaving = i
            elif off > worst * (size := 1 + len(rows[i])):
                # Short rows first: they fill the tableau up less. Of three families of
                # benchmarks/speed.py it halved the entries that two of them go through.
                leaving, worst = i, off / size
        return leaving

    def _entering(self, leaving: int, *, by_number: bool) -> int:
        """Return the column that enters for a row, at the least price for its share; -1 for none.

        Of equal ones the first. Columns that leave the row broken even at their other bound go
        there, and the next one enters: that saves a step for each.

        Args:
            leaving: the row.
            by_number: as Bland's rule has it: the cheapest one enters, whatever its bound.
        """
        up, row = self._up, self._rows[leaving]
        able = [j for j, a in row.items() if a < 0 and up[j] != 0]
        passed: list[int] = []
        missing = -self._rhs[leaving]
        while able:
            entering = self._cheapest(able, row)
            most = up[entering]
            if by_number or most is None or (missing := missing + row[entering] * most) <= 0:
                for j in passed:
                    self._to_upper(j)
                return entering
            passed.append(entering)
            able.remove(entering)
        return -1

    def _cheapest(self, columns: Sequence[int], row: Mapping[int, int]) -> int:
        """Return the column with the least price for its share in a row; of equals the first."""
        weights = self._weights
        cheapest, price, share = -1, 0, 1
        for j in columns:
            weight, a = weights.get(j, 0), row[j]
            here, there = weight * share, price * -a
            if cheapest < 0 or here < there or (here == there and j < cheapest):
                cheapest, price, share = j, weight, -a
        return cheapest

    def _mirror(self, i: int) -> None:
        """Count the basic column of a row from its upper bound."""
        j = self._basis[i]
        most = self._up[j] or 0
        row = self._rows[i]
        for k in row:
            row[k] = -row[k]
        self._rhs[i] = self._den[i] * most - self._rhs[i]
        self._shift[j] += self._sign[j] * most
        self._sign[j] = -self._sign[j]

    def _to_upper(self, j: int) -> None:
        """Put a column that is out of the basis at its upper bound."""
        most = self._up[j]
        if most is None:
            raise ValueError("a column that costs less than nothing needs a bound")
        for i, row in enumerate(self._rows):
            if j in row:
                self._rhs[i] -= row[j] * most
                row[j] = -row[j]
        if j in self._weights:
            self.cost += self._weights[j] * most
            self._weights[j] = -self._weights[j]
        self._shift[j] += self._sign[j] * most
        self._sign[j] = -self._sign[j]

    def _pivot(self, leaving: int, entering: int) -> None:
        rows, den, rhs = self._rows, self._den, self._rhs
        row = rows[leaving]
        whole = row.pop(entering)
        old, of_old, value = self._basis[leaving], den[leaving], rhs[leaving]
        if whole < 0:
            whole, of_old, value = -whole, -of_old, -value
            for k in row:
                row[k] = -row[k]
        row[old] = of_old
        self._basis[leaving], den[leaving], rhs[leaving] = entering, whole, value
        entries = list(row.items())
        for i, other in enumerate(rows):
            if entering in other and i != leaving:
                factor, times = _eliminated(other, entering, whole, entries)
                rhs[i] = rhs[i] * times - factor * value
                if den[i] != 1 or times != 1:
                    den[i] *= times
                    common = _shortened(other, den[i], rhs[i])
                    den[i] //= common
                    rhs[i] //= common
        weights = self._weights
        if entering in weights:
            factor, times = _eliminated(weights, entering, whole, entries)
            self.cost = self.cost * times + factor * value
            if self.scale != 1 or times != 1:
                self.scale *= times
                common = _shortened(weights, self.scale, self.cost)
                self.scale //= common
                self.cost //= common


def _eliminated(
    row: dict[int, int], column: int, whole: int, entries: Iterable[tuple[int, int]]
) -> tuple[int, int]:
    """Take a column out of a row, with the row of its own that `whole` of it stand in.

    Returns:
        How often the other row was subtracted, and by what this one was multiplied before.
    """
    factor, times = row.pop(column), 1
    if whole != 1:
        common = gcd(factor, whole)
        factor //= common
        times = whole // common
        if times != 1:
            for k in row:
                row[k] *= times
    here = row.get
    for k, a in entries:
        old = here(k)
        if old is None:
            row[k] = -factor * a
        elif new := old - factor * a:
            row[k] = new
        else:
            del row[k]
    return factor, times


def _shortened(row: dict[int, int], first: int, second: int) -> int:
    """Divide a row by what its entries and two more numbers have in common; return that."""
    common = gcd(first, second)
    if common != 1:
        common = gcd(common, *row.values())
        if common != 1:
            for k in row:
                row[k] //= common
    return common
