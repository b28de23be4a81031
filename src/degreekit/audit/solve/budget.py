"""How much work a search may do before it gives up: an unproved answer is no answer."""

from __future__ import annotations

from degreekit.errors import DegreekitError

__all__ = ["DEFAULT_BUDGET", "Budget", "SearchBudgetExceeded"]

#: How many states the search may visit before it gives up with an error. A master's degree takes
#: some dozens to thousands; a million takes some seconds and a few hundred megabytes.
DEFAULT_BUDGET = 1_000_000


class SearchBudgetExceeded(DegreekitError):
    """The search was stopped before the answer was proved. There is no answer then.

    Attributes:
        budget: how many states were allowed.
    """

    def __init__(self, budget: int):
        self.budget = budget
        super().__init__(
            f"no answer was proved within {budget:,} states: raise the budget of the audit "
            f"(--budget), or let the second solver try: pip install 'degreekit[cpsat]'"
        )

    def __reduce__(self) -> tuple[type[SearchBudgetExceeded], tuple[float]]:
        # It may come from a worker process.
        return type(self), (self.budget,)


class Budget:
    """Counts the states that are visited.

    Args:
        most: how many may be.
    """

    def __init__(self, most: int = DEFAULT_BUDGET):
        self.most = most
        self.left = most

    def spend(self, states: int) -> None:
        """Count visited states.

        Raises:
            SearchBudgetExceeded: more were visited than allowed.
        """
        self.left -= states
        if self.left < 0:
            raise SearchBudgetExceeded(self.most)
