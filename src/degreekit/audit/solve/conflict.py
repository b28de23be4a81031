"""Why a program cannot be completed: the smallest set of requirements that exclude each other.

Each way to complete a part of the program leaves some requirements out, and every conflict has at
least one of them: otherwise that way would meet all of it. A smallest set that has one of each of
the ways known so far is therefore no larger than the smallest conflict. If it can be met, that is
one more way; if it cannot, it is the smallest conflict.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

from degreekit.audit.model.model import Model
from degreekit.audit.solve.branching import WholeProgram, minimum
from degreekit.audit.solve.budget import Budget

__all__ = ["smallest_conflict"]


def smallest_conflict(
    model: Model,
    given_up: Sequence[int],
    fewest: Callable[[Model, frozenset[int]], tuple[int, ...] | None],
) -> tuple[int, ...]:
    """Return a smallest set of leaves that cannot be met together, whatever else is given up.

    Args:
        model: a model whose goal cannot be reached.
        given_up: leaves that an answer gives up.
        fewest: returns a smallest set of leaves to give up that leaves out those that it has to
            keep; None where there is none. It may raise `SearchBudgetExceeded`.
    """
    leaves = [leaf.leaf for leaf in model.goal.leaves if leaf.leaf is not None]
    left_out = [tuple(given_up)]
    while True:
        kept = _smallest_with_one_of_each(leaves, left_out)
        others = fewest(model, frozenset(kept))
        if others is None:
            return kept
        left_out.append(others)


def _smallest_with_one_of_each(
    leaves: Sequence[int], sets: Sequence[Sequence[int]]
) -> tuple[int, ...]:
    """Return the smallest set of leaves that has one of each of some sets; of equals the first."""
    place = {leaf: n for n, leaf in enumerate(leaves)}
    size = len(leaves)
    # One more leaf weighs more than all that tells sets of the same size apart.
    cost = [(1 << size) - (1 << (size - 1 - n)) for n in range(size)]
    rows = [({place[leaf]: 1 for leaf in some}, 1) for some in sets]
    program = WholeProgram([1] * size, cost, rows, order=dict.fromkeys(range(size), 1))
    chosen = minimum(program, Budget()) or []
    return tuple(leaf for leaf, taken in zip(leaves, chosen, strict=False) if taken)
