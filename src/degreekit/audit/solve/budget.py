"""How much work a search may do before it gives up: an unproved answer is not an answer."""

from __future__ import annotations

from degreekit.errors import DegreekitError

__all__ = ["DEFAULT_BUDGET", "AnswerNotProved", "Budget", "SearchBudgetExceeded"]

#: How many steps the search may take before it gives up with an error. A master's degree takes some
#: dozens and the hardest bachelor's degree measured a thousand; a step takes 0.05 to 0.5 ms.
DEFAULT_BUDGET = 100_000


class SearchBudgetExceeded(DegreekitError):
    """The search was stopped before the answer was proved. There is no answer then.

    Attributes:
        budget: how many steps were allowed.
    """

    def __init__(self, budget: int):
        self.budget = budget
        super().__init__(
            f"The search gave up after {budget:,} steps. Try --budget {max(10 * budget, 100):,}, "
            f"or a second solver: pip install 'degreekit[cpsat]'"
        )


class AnswerNotProved(SearchBudgetExceeded):
    """CP-SAT gave an answer for which no proof was found. There is no answer then."""

    def __init__(self) -> None:
        super().__init__(0)
        message = (
            "CP-SAT's answer counts only with a proof, and none was found. Try --solver search "
            "with a larger --budget."
        )
        self.args = (message,)


class Budget:
    """Counts the steps of a search.

    Args:
        most: how many it may take.
    """

    def __init__(self, most: int = DEFAULT_BUDGET):
        self.most = most
        self.left = most

    def spend(self, steps: int) -> None:
        """Count steps.

        Raises:
            SearchBudgetExceeded: more were taken than allowed.
        """
        self.left -= steps
        if self.left < 0:
            raise SearchBudgetExceeded(self.most)
