"""The same exact answer from OR-Tools CP-SAT, for models that are too large for plain Python.

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
from dataclasses import dataclass, field
from itertools import pairwise
from math import gcd
from typing import Any

from degreekit.audit.model.model import Goal, Model, Option, Solution
from degreekit.audit.solve.budget import SearchBudgetExceeded
from degreekit.errors import DegreekitError

__all__ = ["SolverMissing", "SolverOutOfTime", "solve_cpsat"]

#: The heaviest sum that is minimized at once: far below 2**53, so that the linear relaxation, which
#: is in floating point, still tells neighbours apart. Heavier ones save a step and are a little
#: faster mostly, but their worst cases take twice as long (benchmarks/solvers.py).
_HEAVIEST = 2**40

#: What CP-SAT counts in. It adds up what each variable could bring by itself, whatever is proved of
#: them together, and refuses what might come to more.
_LARGEST = 2**62

_SEED = 20230725  # any fixed one will do


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

    def __reduce__(self) -> tuple[type[SolverOutOfTime], tuple[float]]:
        # It may come from a worker process.
        return type(self), (self.seconds,)


def solve_cpsat(model: Model, *, seconds: float = 60.0, give_up: bool = True) -> Solution | None:
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
    try:
        from ortools.sat.python import cp_model
    except ImportError as error:
        raise SolverMissing from error
    end = time.monotonic() + seconds
    # Mostly the goal can be reached, and without leaves to give up its needs are plain sums.
    for lenient in (False, True) if give_up else (False,):
        run = _Run(_Program(cp_model, model, lenient=lenient), seconds, end)
        if (found := run.solution()) is not None:
            return found
    return None


@dataclass(frozen=True, slots=True)
class _Sum:
    """A sum over variables, each with its factor, and a constant."""

    constant: int = 0
    terms: list[tuple[Any, int]] = field(default_factory=list)

    def plus(self, other: _Sum) -> _Sum:
        return _Sum(self.constant + other.constant, self.terms + other.terms)


@dataclass(frozen=True, slots=True)
class _Level:
    """One number of the order of preference.

    Attributes:
        terms: what it is the sum of.
        most: how much larger than its least value it can be in the best choice.
        apart: what its terms come to at most if each is counted by itself.
    """

    terms: list[tuple[Any, int]]
    most: int
    apart: int


class _Program:
    """A model written down for CP-SAT.

    Args:
        cp: the module of CP-SAT.
        model: what to choose from.
        lenient: whether leaves may be given up.
    """

    def __init__(self, cp: Any, model: Model, *, lenient: bool):
        self.cp = cp
        self.model = model
        self.lenient = lenient
        self.program = cp.CpModel()
        self.variables: list[tuple[Any, int]] = []  # each with the most it can be
        self.given_up: dict[int, Any] = {}
        self.waited: dict[int, Any] = {}
        self.chosen = [self._item(len(item.options)) for item in model.items]
        self.alone = self._alone()
        self.most_useful = self._most_useful()
        self.steps = [self._pool(place) for place in range(len(model.pools))]
        self.total = self._total()
        self._bounds()
        self._need(model.goal, [])
        self.levels = [self._level(*level) for level in self._order() if level[0]]

    def new(self, most: int = 1) -> Any:
        """Return a new variable from 0 to `most`."""
        found = (
            self.program.new_bool_var("") if most == 1 else self.program.new_int_var(0, most, "")
        )
        self.variables.append((found, most))
        return found

    def sum(self, terms: Sequence[tuple[Any, int]]) -> Any:
        """Return a sum as CP-SAT takes it."""
        return self.cp.LinearExpr.weighted_sum([v for v, _ in terms], [f for _, f in terms])

    # ----------------------------------------------------------------------- what can be chosen

    def _item(self, options: int) -> list[Any]:
        """Return a variable for each option; none where there is nothing to choose."""
        if options == 1:
            return []
        found = [self.new() for _ in range(options)]
        self.program.add_exactly_one(found)
        return found

    def _alone(self) -> list[_Sum]:
        """Return what each counter holds without further courses."""
        start = [counter.start for counter in self.model.counters]
        found: list[list[tuple[Any, int]]] = [[] for _ in start]
        for item, variables in zip(self.model.items, self.chosen, strict=True):
            if not variables:
                for counter, gain in item.options[0].gains:
                    start[counter] += gain
            for variable, option in zip(variables, item.options, strict=bool(variables)):
                for counter, gain in option.gains:
                    found[counter].append((variable, gain))
        return [_Sum(constant, terms) for constant, terms in zip(start, found, strict=True)]

    def _least_alone(self) -> list[int]:
        """Return what each counter holds at least without further courses."""
        found = [counter.start for counter in self.model.counters]
        for item in self.model.items:
            ways = [dict(option.gains) for option in item.options]
            for counter in {counter for way in ways for counter in way}:
                found[counter] += min(way.get(counter, 0) for way in ways)
        return found

    def _most_useful(self) -> int:
        """Return a number of further courses that the best choice does not exceed.

        Without one of them some counter falls below its need, or there would be a better choice. Of
        n courses that one counter cannot do without, n - 1 therefore leave it below its need, and
        each of them adds the smallest gain at least. (Without a course that takes something away
        a bound could break, so then only what there is bounds the number.)
        """
        options = [option for pool in self.model.pools for option in pool.options]
        supply = sum(pool.supply for pool in self.model.pools)
        smallest: dict[int, int] = {}
        for counter, gain in (gain for option in options for gain in option.gains):
            if gain < 0:
                return supply
            if gain:
                smallest[counter] = min(gain, smallest.get(counter, gain))
        least = self._least_alone()
        most = 0
        for counter, gain in smallest.items():
            need = self.model.counters[counter].need
            if need is not None and need > least[counter]:
                most += -(-(need - least[counter]) // gain)
        return min(most, supply)

    def _pool(self, place: int) -> list[Any]:
        """Return a variable for each option: how many courses are used this way."""
        pool = self.model.pools[place]
        most = min(pool.supply, self.most_useful)
        found = [self.new(most) for _ in pool.options]
        if len(found) > 1:
            self.program.add(self.sum([(variable, 1) for variable in found]) <= most)
        return found

    def _ways(self) -> Iterator[tuple[Any, Option]]:
        """Yield each way to use a further course, with its variable."""
        for pool, variables in zip(self.model.pools, self.steps, strict=True):
            yield from zip(variables, pool.options, strict=True)

    def _total(self) -> list[_Sum]:
        """Return what each counter holds with further courses."""
        further: list[list[tuple[Any, int]]] = [[] for _ in self.model.counters]
        for variable, option in self._ways():
            for counter, gain in option.gains:
                further[counter].append((variable, gain))
        return [
            alone.plus(_Sum(0, terms)) if terms else alone
            for alone, terms in zip(self.alone, further, strict=True)
        ]

    # ------------------------------------------------------------------------- what has to hold

    def _bounds(self) -> None:
        for counter, total in zip(self.model.counters, self.total, strict=True):
            if counter.cap is not None and total.terms:
                self.program.add(self.sum(total.terms) <= counter.cap - total.constant)
        for spread in self.model.spreads:
            above = []
            for place in spread.counters:
                total = self.total[place]
                some = self.new()
                if total.terms:
                    none = self.program.add(self.sum(total.terms) <= -total.constant)
                    none.only_enforce_if(~some)
                elif total.constant > 0:
                    self.program.add(some == 1)
                above.append(some)
            self.program.add(sum(above) <= spread.most)

    def _reach(self, counter: int, sums: Sequence[_Sum], when: Sequence[Any]) -> None:
        """Hold that a counter reaches its need if everything in `when` is true."""
        need, total = self.model.counters[counter].need or 0, sums[counter]
        if total.terms:
            held = self.program.add(self.sum(total.terms) >= need - total.constant)
            if when:
                held.only_enforce_if(when)
        elif total.constant < need:
            self.program.add_bool_or([~one for one in when])

    def _need(self, goal: Goal, when: Sequence[Any], *, alone: bool = False) -> None:
        """Hold that a goal is reached if everything in `when` is true.

        Args:
            goal: what has to be reached.
            when: truths it depends on.
            alone: by the items alone, and without giving up anything.
        """
        if goal.leaf is not None and self.lenient and not alone:
            self.given_up[goal.leaf] = given_up = self.new()
            when = [*when, ~given_up]
        if goal.pending is not None:
            if goal.pending not in self.waited:
                self.waited[goal.pending] = self.new()
            self.program.add_bool_or([self.waited[goal.pending], *(~one for one in when)])
            return
        for counter in goal.counters:
            self._reach(counter, self.alone if alone else self.total, when)
        if goal.at_least >= len(goal.parts):
            for part in goal.parts:
                self._need(part, when, alone=alone)
            if goal.at_least > len(goal.parts):
                self.program.add_bool_or([~one for one in when])
        elif goal.at_least > 0:
            reached = [self.new() for _ in goal.parts]
            enough = self.program.add(sum(reached) >= goal.at_least)
            if when:
                enough.only_enforce_if(when)
            for part, one in zip(goal.parts, reached, strict=True):
                self._need(part, [one], alone=alone)

    # ---------------------------------------------------------------------------- what is best

    def _level(self, terms: list[tuple[Any, int]], most: int) -> _Level:
        upper = self.variables
        return _Level(terms, most, sum(abs(f) * upper[v.index][1] for v, f in terms))

    def _order(self) -> Iterator[tuple[list[tuple[Any, int]], int]]:
        """Yield the terms of the order of preference, the heaviest first, each with its bound."""
        if self.lenient:
            yield ([(one, 1) for one in self.given_up.values()], len(self.given_up))
        most = self.most_useful
        ways = list(self._ways())
        if most and ways:
            yield ([(variable, 1) for variable, _ in ways], most)
            unit = gcd(*(option.credits for _, option in ways)) or 1
            dearest = max(option.credits for _, option in ways) // unit
            credits = [(v, o.credits // unit) for v, o in ways if o.credits]
            yield (credits, most * dearest)
        yield ([(one, 1) for one in self.waited.values()], len(self.waited))
        items = list(zip(self.model.items, self.chosen, strict=True))
        approvals = [(v, o.approvals) for v, o in ways if o.approvals]
        further = most * max((amount for _, amount in approvals), default=0)
        approvals += self._of_items([[o.approvals for o in item.options] for item, _ in items])
        yield (
            approvals,
            further + sum(max(o.approvals for o in item.options) for item, _ in items),
        )
        for amounts in (
            [[i.in_progress if o.assumed else 0 for o in i.options] for i, _ in items],
            [[i.planned if o.assumed else 0 for o in i.options] for i, _ in items],
        ):
            yield (self._of_items(amounts), sum(map(max, amounts)))
        unmet = list(self._unmet(self.model.goal))
        yield ([(one, 1) for one in unmet], len(unmet))
        for variables in self.chosen:  # and the choice itself, item by item
            yield (
                [(variable, place) for place, variable in enumerate(variables) if place],
                max(len(variables) - 1, 0),
            )
        # Leaves of one number can be given up in several ways: the first ones of the program are.
        for one in self.given_up.values():
            yield ([(one, -1)], 1)

    def _of_items(self, amounts: Sequence[Sequence[int]]) -> list[tuple[Any, int]]:
        return [
            (variable, amount)
            for variables, some in zip(self.chosen, amounts, strict=True)
            for variable, amount in zip(variables, some, strict=bool(variables))
            if amount
        ]

    def _unmet(self, goal: Goal) -> Iterator[Any]:
        """Yield a variable for each leaf: 0 only if the items alone reach it."""
        if goal.leaf is not None:
            unmet = self.new()
            self._need(goal, [~unmet], alone=True)
            yield unmet
        else:
            for part in goal.parts:
                yield from self._unmet(part)


class _Run:
    """The solving of one program, some levels at a time.

    Args:
        program: what to solve.
        seconds: how long it may take, for the message.
        end: when it has to be done, on the monotonic clock.
    """

    def __init__(self, program: _Program, seconds: float, end: float):
        self.program = program
        self.seconds = seconds
        self.end = end
        self.solver = program.cp.CpSolver()
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

    def solution(self) -> Solution | None:
        """Return the best choice; None where there is none at all."""
        groups = _groups(self.program.levels)
        if not self._solve(groups[0] if groups else []):
            return None
        for before, group in pairwise(groups):
            self._fix(before)
            if not self._solve(group):
                raise AssertionError("what was just found is a solution")
        return self._read()

    def _solve(self, group: Sequence[_Level]) -> bool:
        """Make some levels as small as they can be; False where nothing can hold at all."""
        cp, program = self.program.cp, self.program
        weight = 1
        weights: dict[int, tuple[Any, int]] = {}
        for level in reversed(group):
            for variable, factor in level.terms:
                _, already = weights.get(variable.index, (variable, 0))
                weights[variable.index] = variable, already + factor * weight
            weight *= level.most + 1
        if weights:
            program.program.minimize(program.sum(list(weights.values())))
        self.solver.parameters.max_time_in_seconds = max(self.end - time.monotonic(), 0.0)
        status = self.solver.solve(program.program)
        if status == cp.INFEASIBLE:
            return False
        if status == cp.MODEL_INVALID:
            raise AssertionError(program.program.validate())
        if status != cp.OPTIMAL:
            raise SolverOutOfTime(self.seconds)
        return True

    def _fix(self, group: Sequence[_Level]) -> None:
        """Hold what was found, and start from there."""
        program = self.program.program
        for level in group:
            value = sum(factor * self.solver.value(variable) for variable, factor in level.terms)
            program.add(self.program.sum(level.terms) == value)
        program.clear_hints()
        for variable, _ in self.program.variables:
            program.add_hint(variable, self.solver.value(variable))

    def _read(self) -> Solution:
        """Return what the last solution says."""
        value = self.solver.value
        chosen = tuple(
            next((place for place, one in enumerate(variables) if value(one)), 0)
            for variables in self.program.chosen
        )
        further = tuple(
            (pool, number)
            for pool, variables in enumerate(self.program.steps)
            for number, variable in enumerate(variables)
            for _ in range(value(variable))
        )
        given_up = tuple(leaf for leaf, one in self.program.given_up.items() if value(one))
        return Solution(chosen, further, given_up)


def _groups(levels: Sequence[_Level]) -> list[list[_Level]]:
    """Return neighbouring levels together, as far as their weighted sum stays small enough.

    Raises:
        OverflowError: a level alone is too large to be counted.
    """
    found: list[list[_Level]] = []
    size = apart = 1
    for level in levels:
        size *= level.most + 1
        apart = apart * (level.most + 1) + level.apart
        if not found or size > _HEAVIEST or apart > _LARGEST:
            found.append([])
            size, apart = level.most + 1, level.apart
            if apart > _LARGEST:
                raise OverflowError(f"a sum of up to {apart} is too large for CP-SAT")
        found[-1].append(level)
    return found
