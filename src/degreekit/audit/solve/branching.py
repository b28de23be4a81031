"""The least cost in whole numbers: bound, cut, split (branch and cut).

The relaxation bounds what a program can cost. If its solution is whole it is the answer. If it is
not, cuts take away what is not whole; what is left is split into two parts that are solved in turn,
the one with the lower bound first, until none can hold anything better.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from heapq import heappop, heappush

from degreekit.audit.solve.budget import Budget
from degreekit.audit.solve.relaxation import Relaxation

__all__ = ["TooDear", "WholeProgram", "minimum"]

#: So often cuts are added to the whole program, and to a part of it. With 12 rounds four of five
#: bachelor's degrees need no split; a second round within a part costs more than it saves.
_ROUNDS = 12
_ROUNDS_WITHIN = 1
#: So often implied rows that the solution breaks are added.
_ROUNDS_IMPLIED = 4
#: After so many parts it pays to try out a few splits before one is chosen, and so many of them.
_EASY = 4
_TRIED = 8
#: How soon the column of an objective is split: before all others.
_OBJECTIVE = 9


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
        objectives: sums of columns that the cost is made of, each with what it is at least: that
            they are whole cuts off most.
        implied: rows that every whole solution keeps; those that the relaxation breaks are added.
        order: how soon a column is split, the larger the sooner; others follow from these.
    """

    upper: Sequence[int | None]
    cost: Sequence[int]
    rows: Sequence[tuple[dict[int, int], int]]
    objectives: Sequence[tuple[dict[int, int], int]] = ()
    implied: Sequence[tuple[dict[int, int], int]] = ()
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

    def minimum(self, most: int | None) -> list[int] | None:
        whole = Relaxation(self.program.upper, self.program.cost, self.program.rows)
        if not whole.solve(self.budget):
            return None
        if most is not None and whole.bound > most:
            raise TooDear(whole.bound)
        if whole.fractional() and not self._strengthened(whole):
            return None
        return self._best_below(whole)

    def _strengthened(self, whole: Relaxation) -> bool:
        """Add all that bounds the whole; False where nothing is left."""
        if not self._with_implied(whole):
            return False
        for terms, least in self.program.objectives:
            self.order[whole.define(terms, least)] = _OBJECTIVE
        return self._tightened(whole, _ROUNDS)

    def _best_below(self, whole: Relaxation) -> list[int] | None:
        """Return the best answer, part by part: the half with the lower bound comes first."""
        answer: list[int] | None = None
        waiting: list[tuple[int, int, Relaxation]] = []
        part: Relaxation | None = whole
        parts = 0
        while part is not None or waiting:
            if part is None:
                _, _, part = heappop(waiting)
            parts += 1
            if self.best is not None and part.bound >= self.best:
                break  # and what else waits has no lower bound
            row = self._choice(part, careful=parts > _EASY)
            if row is None:
                self.best, answer = part.bound, part.values()
                part = None
                if self.first:
                    break
                continue
            cases = part.split(row)
            both = (cases.less, cases.more)
            halves = [half for half in both if self._tightened(half, _ROUNDS_WITHIN)]
            halves.sort(key=lambda half: half.bound)
            part = halves[0] if halves else None
            for half in halves[1:]:
                heappush(waiting, (half.bound, parts, half))
        return answer

    def _with_implied(self, whole: Relaxation) -> bool:
        """Add the implied rows that the solution breaks; False where nothing is left."""
        left = list(self.program.implied)
        for _ in range(_ROUNDS_IMPLIED):
            broken = [row for row in left if whole.breaks(*row)]
            if not broken:
                break
            left = [row for row in left if row not in broken]
            for terms, least in broken:
                whole.define(terms, least)
            if not whole.solve(self.budget):
                return False
        return True

    def _tightened(self, part: Relaxation, rounds: int) -> bool:
        """Solve a part, and cut away what is not whole; False where nothing better is in it."""
        if not part.solve(self.budget, self.best):
            return False
        for _ in range(rounds):
            if not part.fractional() or not part.cut():
                break
            if not part.solve(self.budget, self.best):
                return False
            part.forget()
        return True

    def _choice(self, part: Relaxation, *, careful: bool) -> int | None:
        """Return the row of the column to split; None where all are whole.

        Args:
            part: what to split.
            careful: whether to try out a few, and take the one that raises the bound most.
        """
        order = self.order
        ranked = sorted(
            (-order[j], -part.away_from_whole(row), j, row)
            for j, row in part.fractional()
            if j in order
        )
        if not ranked:
            return None
        chosen = ranked[0][3]
        if not careful or len(ranked) == 1:
            return chosen
        most: tuple[int, int] | None = None
        for *_, row in ranked[:_TRIED]:
            cases = part.copy().split(row)
            both = (cases.less, cases.more)
            bounds = [half.bound for half in both if half.solve(self.budget, self.best)]
            if len(bounds) < 2:
                return row
            if most is None or (min(bounds), max(bounds)) > most:
                chosen, most = row, (min(bounds), max(bounds))
        return chosen
