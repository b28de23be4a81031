"""Which solver answers, and the questions that every one of them answers."""

from __future__ import annotations

from collections.abc import Callable, Collection
from dataclasses import dataclass
from importlib.util import find_spec
from typing import Generic, Literal, TypeVar

from degreekit.audit.model.model import Model, Solution
from degreekit.audit.solve import search
from degreekit.audit.solve.budget import DEFAULT_BUDGET, SearchBudgetExceeded

__all__ = ["Answer", "Solver", "SolverName"]

SolverName = Literal["auto", "search", "cpsat"]

_T = TypeVar("_T")


@dataclass(frozen=True, slots=True)
class Answer(Generic[_T]):
    """What a solver says.

    Attributes:
        value: the answer.
        exact: whether the search in exact arithmetic found it. What CP-SAT says counts only with a
            proof: it has called models infeasible that were not, and wrong optima optimal.
    """

    value: _T
    exact: bool


class Solver:
    """Answers what is asked of models.

    Args:
        name: ``search`` for the search in pure Python, ``cpsat`` for OR-Tools, ``auto`` for the
            first within its budget, and then the second where it is installed.
        budget: how many steps the search may take.
    """

    def __init__(self, name: SolverName = "auto", budget: int = DEFAULT_BUDGET):
        self.name: SolverName = name
        self.budget = budget

    def best(self, model: Model, *, give_up: bool, least: int = 0) -> Answer[Solution | None]:
        """Return the best choice (see `degreekit.audit.solve.search.solve`)."""

        def by_cpsat() -> Solution | None:
            from degreekit.audit.solve.cpsat import solve_cpsat

            found = solve_cpsat(model, give_up=give_up)
            return None if found is None else search.with_steps(model, found, budget=self.budget)

        return self._ask(
            lambda: search.solve(model, budget=self.budget, give_up=give_up, least=least), by_cpsat
        )

    def least_way(
        self, model: Model, wanted: Collection[int], *, give_up: bool, least: int
    ) -> Answer[Solution | None]:
        """Return a least way to finish (see `degreekit.audit.solve.search.least_way`).

        CP-SAT is not asked: what it says would not be exact, and so of no use here.
        """

        def by_search() -> Solution | None:
            return search.least_way(model, wanted, budget=self.budget, give_up=give_up, least=least)

        return self._ask(by_search, lambda: None)

    def fewest_given_up(self, model: Model, kept: frozenset[int]) -> Answer[tuple[int, ...] | None]:
        """Return a smallest set of leaves without which the goal can be reached.

        See `degreekit.audit.solve.search.fewest_given_up`.
        """

        def by_cpsat() -> tuple[int, ...] | None:
            from degreekit.audit.solve.cpsat import fewest_given_up_cpsat

            return fewest_given_up_cpsat(model, kept)

        return self._ask(lambda: search.fewest_given_up(model, kept, budget=self.budget), by_cpsat)

    def _ask(self, by_search: Callable[[], _T], by_cpsat: Callable[[], _T]) -> Answer[_T]:
        if self.name == "cpsat":
            return Answer(by_cpsat(), exact=False)
        try:
            return Answer(by_search(), exact=True)
        except SearchBudgetExceeded:
            if self.name == "search" or find_spec("ortools") is None:
                raise
        return Answer(by_cpsat(), exact=False)
