"""The same exact answer from OR-Tools CP-SAT, a second solver.

It needs the extra ``degreekit[cpsat]``. The answer is the one that `degreekit.audit.solve.search`
gives, down to the option of each item: the order of preference is total (see
`degreekit.audit.model.model`).

The order is a list of whole numbers, the heaviest first. As many neighbours of it as fit into one
integer are minimized at once, each weighed by what the lighter ones can come to at most; these
bounds are computed, so that no sum overflows. What was found is fixed, and the next ones follow.
"""

from __future__ import annotations

import time
from collections.abc import Iterator, Sequence
from itertools import pairwise
from typing import Any

from degreekit.audit.model.model import Model, Solution
from degreekit.audit.solve.budget import SearchBudgetExceeded
from degreekit.audit.solve.formulation import Formulation, Level
from degreekit.errors import DegreekitError

__all__ = ["SolverMissing", "SolverOutOfTime", "fewest_given_up_cpsat", "solve_cpsat"]

#: The heaviest sum that is minimized at once: far below 2**53, so that the linear relaxation, which
#: is in floating point, still tells neighbours apart. Heavier ones save a step and are a little
#: faster mostly, but their worst cases take twice as long (benchmarks/solvers.py).
_HEAVIEST = 2**40

#: What CP-SAT counts in. It adds up what each variable could bring by itself, whatever is proved of
#: them together, and refuses what might come to more.
_LARGEST = 2**62

_SEED = 20230725  # any fixed one will do

#: How long it may take.
_SECONDS = 60.0


class SolverMissing(DegreekitError):
    """CP-SAT was asked for and is not installed."""

    def __init__(self) -> None:
        super().__init__("OR-Tools is not installed: pip install 'degreekit[cpsat]'")


class SolverOutOfTime(SearchBudgetExceeded):
    """CP-SAT did not prove its answer in time. There is no answer then.

    Attributes:
        seconds: how long it was allowed to take.
    """

    def __init__(self, seconds: float):
        super().__init__(0)
        self.seconds = seconds
        self.args = (f"CP-SAT proved no answer within {seconds:g} seconds: allow it more",)


def solve_cpsat(
    model: Model, *, seconds: float = _SECONDS, give_up: bool = True
) -> Solution | None:
    """Return the best choice, proved.

    Args:
        model: what to choose from.
        seconds: how long the solver may take.
        give_up: whether to give up leaves where the goal cannot be reached.

    Returns:
        None only if the goal cannot be reached and no leaf may be given up.

    Raises:
        SolverMissing: OR-Tools is not installed.
        SolverOutOfTime: the answer was not proved in time.
    """
    end = time.monotonic() + seconds
    # Mostly the goal can be reached, and without leaves to give up its needs are plain sums.
    for lenient in (False, True) if give_up else (False,):
        found = _Run(Formulation(model, give_up=lenient), seconds, end).solution()
        if found is not None:
            return found
    return None


def fewest_given_up_cpsat(
    model: Model, kept: frozenset[int], *, seconds: float = _SECONDS
) -> tuple[int, ...] | None:
    """Return a smallest set of leaves without which the goal can be reached.

    Args:
        model: what to choose from.
        kept: leaves that are not given up.
        seconds: how long the solver may take.

    Returns:
        None where the goal cannot be reached with what is kept.

    Raises:
        SolverMissing: OR-Tools is not installed.
        SolverOutOfTime: neither was proved in time.
    """
    asked = Formulation(model, give_up=True, kept=kept, ranked=False)
    found = _Run(asked, seconds, time.monotonic() + seconds).solution()
    return None if found is None else found.given_up


class _Run:
    """The solving of one formulation, some levels at a time.

    Args:
        asked: what to solve.
        seconds: how long it may take, for the message.
        end: when it has to be done, on the monotonic clock.
    """

    def __init__(self, asked: Formulation, seconds: float, end: float):
        try:
            from ortools.sat.python import cp_model
        except ImportError as error:
            raise SolverMissing from error
        self.cp: Any = cp_model
        self.asked = asked
        self.seconds = seconds
        self.end = end
        self.program = cp_model.CpModel()
        self.variables = [self._variable(most) for most in asked.upper]
        self._write()
        self.solver = cp_model.CpSolver()
        parameters = self.solver.parameters
        parameters.num_workers = 1
        parameters.random_seed = _SEED
        # What follows was measured (benchmarks/solvers.py). The whole linear relaxation from the
        # start makes the worst cases ten times faster; the models are so small that looking for
        # more structure in them costs more than it brings.
        parameters.linearization_level = 2
        parameters.add_lp_constraints_lazily = False
        parameters.max_presolve_iterations = 1
        parameters.cp_model_probing_level = 0
        parameters.symmetry_level = 0

    def _variable(self, most: int | None) -> Any:
        if most == 1:
            return self.program.new_bool_var("")
        return self.program.new_int_var(0, _LARGEST if most is None else most, "")

    def _write(self) -> None:
        for row in self.asked.rows:
            when = [
                self.variables[column] if truth else ~self.variables[column]
                for column, truth in row.when
            ]
            if not row.terms:
                if row.least > 0:
                    self.program.add_bool_or([~one for one in when])
                continue
            held = self.program.add(self._sum(row.terms) >= row.least)
            if when:
                held.only_enforce_if(when)

    def _sum(self, terms: dict[int, int]) -> Any:
        columns = [self.variables[column] for column in terms]
        return self.cp.LinearExpr.weighted_sum(columns, list(terms.values()))

    # ------------------------------------------------------------------------------ solving

    def solution(self) -> Solution | None:
        """Return the best choice; None where there is none at all."""
        groups = list(self._groups())
        if not self._solve(groups[0] if groups else []):
            return None
        for before, group in pairwise(groups):
            self._fix(before)
            if not self._solve(group):
                raise AssertionError("what was just found is a solution")
        return self.asked.solution([self.solver.value(one) for one in self.variables])

    def _groups(self) -> Iterator[list[Level]]:
        """Yield neighbouring levels together, as far as their weighted sum stays small enough.

        Raises:
            OverflowError: a level alone is too large to be counted.
        """
        group: list[Level] = []
        size = apart = 1
        for level in self._levels():
            # Each term alone comes to so much at most.
            alone = sum(abs(f) * (self.asked.upper[c] or 0) for c, f in level.terms.items())
            size *= level.span + 1
            apart = apart * (level.span + 1) + alone
            if group and (size > _HEAVIEST or apart > _LARGEST):
                yield group
                group = []
            if not group:
                size, apart = level.span + 1, alone
                if apart > _LARGEST:
                    raise OverflowError(f"a sum of up to {apart} is too large for CP-SAT")
            group.append(level)
        if group:
            yield group

    def _levels(self) -> Iterator[Level]:
        """Yield the levels, and then the choice itself, item by item."""
        yield from self.asked.levels
        if self.asked.ranked:
            for columns in self.asked.items:
                if columns:
                    places = {column: place for place, column in enumerate(columns, start=1)}
                    yield Level("option", places, 0, len(columns))
            for column in self.asked.given_up.values():
                yield Level("given up", {column: -1}, -1, 1)

    def _solve(self, group: Sequence[Level]) -> bool:
        """Make some levels as small as they can be; False where nothing can hold at all."""
        cp = self.cp
        weight = 1
        weights: dict[int, int] = {}
        for level in reversed(group):
            for column, factor in level.terms.items():
                weights[column] = weights.get(column, 0) + factor * weight
            weight *= level.span + 1
        if weights:
            self.program.minimize(self._sum(weights))
        self.solver.parameters.max_time_in_seconds = max(self.end - time.monotonic(), 0.0)
        status = self.solver.solve(self.program)
        if status == cp.INFEASIBLE:
            return False
        if status == cp.MODEL_INVALID:
            raise AssertionError(self.program.validate())
        if status != cp.OPTIMAL:
            raise SolverOutOfTime(self.seconds)
        return True

    def _fix(self, group: Sequence[Level]) -> None:
        """Hold what was found, and start from there."""
        for level in group:
            value = sum(
                factor * self.solver.value(self.variables[column])
                for column, factor in level.terms.items()
            )
            self.program.add(self._sum(level.terms) == value)
        self.program.clear_hints()
        for variable in self.variables:
            self.program.add_hint(variable, self.solver.value(variable))
