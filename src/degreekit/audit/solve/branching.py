"""The least cost in whole numbers: bound, split, cut (branch and cut).

The relaxation bounds what a program can cost. If its solution is whole it is the answer. If it is
not, what is left is split into two parts, until no part can hold anything better; the part with the
lowest bound comes first.

Columns that decide what is asked of others (which of several parts is reached, what is left unmet)
are split first, and the parts are only solved again: with a decision made the bound is mostly close
and the solution whole. Where that does not end soon, cuts take away what is not whole, and the sums
that the cost is made of are split first.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from heapq import heappop, heappush

from degreekit.audit.solve.budget import Budget
from degreekit.audit.solve.relaxation import Relaxation

__all__ = ["DECIDES", "TooDear", "WholeProgram", "minimum"]

#: Columns that are split as soon as this, or sooner, decide what is asked of others.
DECIDES = 3
#: How soon the column of an objective is split: before all others.
_OBJECTIVE = 9
#: So many splits by decisions are tried first. 431 students of four kinds of programs needed 9 at
#: most; of 134 of the slowest some needed 26, and cuts take no longer then. With 30 a program of 60
#: requirements took 421 steps without an end, and 44 more with cuts.
_DECISIONS = 10
#: So often cuts are added where that was not enough.
_ROUNDS = 12


class TooDear(Exception):
    """Whatever solution there is costs more than was wanted.

    Attributes:
        bound: at least so much.
    """

    def __init__(self, bound: int):
        self.bound = bound
        super().__init__(bound)


@dataclass
class WholeProgram:
    """What is minimized.

    Attributes:
        upper: the most each column can be; None for no bound.
        cost: what one of each column costs.
        rows: factors by column, and what their sum is at least.
        objectives: sums of columns that the cost is made of, each with what it is at least.
        order: how soon a column is split, the larger the sooner; others follow from these.
    """

    upper: Sequence[int | None]
    cost: Sequence[int]
    rows: Sequence[tuple[dict[int, int], int]]
    objectives: Sequence[tuple[dict[int, int], int]] = ()
    order: Mapping[int, int] = field(default_factory=dict)


def minimum(
    program: WholeProgram, budget: Budget, *, first: bool = False, most: int | None = None
) -> list[int] | None:
    """Return the columns of a solution of the least cost; None where there is none.

    Args:
        program: what to minimize.
        budget: counts the steps.
        first: whether the first solution will do, whatever it costs.
        most: what it may cost; it is looked at once, before the program is cut and split.

    Raises:
        TooDear: the relaxation costs more than that.
        SearchBudgetExceeded: it took more steps than allowed.

    Example:
        >>> from degreekit.audit.solve.branching import WholeProgram, minimum
        >>> from degreekit.audit.solve.budget import Budget
        >>> rows = [({0: 2, 1: 2}, 3)]  # two of x and y, at least three halves of them
        >>> minimum(WholeProgram([5, 5], [2, 3], rows, order={0: 1, 1: 1}), Budget())
        [2, 0]
    """
    return _Tree(program, budget, first=first).minimum(most)


class _Tree:
    def __init__(self, program: WholeProgram, budget: Budget, *, first: bool):
        self.program = program
        self.budget = budget
        self.first = first
        self.order = dict(program.order)
        self.best: int | None = None
        self.answer: list[int] | None = None

    def minimum(self, most: int | None) -> list[int] | None:
        whole = Relaxation(self.program.upper, self.program.cost, self.program.rows)
        if not whole.solve(self.budget):
            return None
        if most is not None and whole.bound > most:
            raise TooDear(whole.bound)
        if not self._tightened(whole):
            return None
        if whole.fractional() and not self._searched(whole.copy(), splits=_DECISIONS):
            for terms, least in self.program.objectives:
                self.order[whole.define(terms, least)] = _OBJECTIVE
            if all(self._tightened(whole) for _ in range(_ROUNDS)):
                self._searched(whole)
        elif not whole.fractional():
            return whole.values()
        return self.answer

    def _searched(self, whole: Relaxation, *, splits: int | None = None) -> bool:
        """Look for the best answer in all parts; False where it took too many splits.

        Args:
            whole: what is split; it is used up.
            splits: how many may be made; None for any number, and for parts that are cut as well.
        """
        waiting = [(whole.bound, 0, whole)]
        parts = 0
        while waiting:
            bound, _, part = heappop(waiting)
            if self.best is not None and bound >= self.best:
                break  # and what else waits has no lower bound
            choice = self._choice(part)
            if choice is None:
                self.best, self.answer = bound, part.values()
                if self.first:
                    break
                continue
            if splits is not None:
                if not splits:
                    return False
                splits -= 1
            column, row = choice
            cut = splits is None or self.order[column] < DECIDES
            cases = part.split(row)
            for half in (cases.less, cases.more):
                solved = half.solve(self.budget, self.best)
                if solved and (not cut or self._tightened(half)):
                    parts += 1
                    heappush(waiting, (half.bound, parts, half))
        return True

    def _tightened(self, part: Relaxation) -> bool:
        """Cut away some of what is not whole; False where nothing better is left."""
        if part.fractional() and part.cut():
            if not part.solve(self.budget, self.best):
                return False
            part.forget()
        return True

    def _choice(self, part: Relaxation) -> tuple[int, int] | None:
        """Return the column to split, and its row; None where all are whole."""
        order = self.order
        ranked = [
            (-order[j], -part.away_from_whole(row), j, row)
            for j, row in part.fractional()
            if j in order
        ]
        return min(ranked)[2:] if ranked else None
