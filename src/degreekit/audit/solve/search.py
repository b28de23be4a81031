"""The best choice of a model, exact, in pure Python: a bound first, then the choice that meets it.

The linear relaxation bounds the whole order of preference at once: each of its numbers is weighed
by more than all lighter ones can come to, down to which option each item has, so that the best
choice is the only one of its cost. Mostly the solution of the relaxation is whole already, and is
the best choice; `degreekit.audit.solve.branching` does the rest.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import replace

from degreekit.audit.model.model import Goal, Model, Pool, Solution
from degreekit.audit.solve.branching import DECIDES, TooDear, WholeProgram, minimum
from degreekit.audit.solve.budget import DEFAULT_BUDGET, Budget
from degreekit.audit.solve.formulation import COURSES, Formulation

__all__ = ["fewest_given_up", "least_way", "reachable", "solve", "with_steps"]

#: More further courses than any answer needs.
_PLENTY = 400
#: With so many more courses than a bound says, a second look is seldom needed: after 1 it was for a
#: quarter of random students of the ML track.
_SPARE = 3


def solve(
    model: Model, *, budget: int = DEFAULT_BUDGET, give_up: bool = True, least: int = 0
) -> Solution | None:
    """Return the best choice, proved.

    Args:
        model: what to choose from.
        budget: how many steps the search may take.
        give_up: whether to give up leaves where the goal cannot be reached.
        least: a number of further courses below which the whole goal is known to be out of reach.

    Returns:
        None only if the goal cannot be reached and no leaf may be given up.

    Raises:
        SearchBudgetExceeded: the answer was not proved within the budget.
    """
    left = Budget(budget)
    # Few kinds of courses are worth looking at while few courses are needed.
    enough = max(least, _bound(model)) * 3 // 2 + _SPARE if model.pools else _PLENTY
    while True:
        asked = Formulation(model, least=least, pools=_worthwhile(model.pools, enough))
        try:
            found = _best(asked, left, enough)
            needed = _PLENTY if found is None else len(found.further)
        except TooDear as error:
            found, needed = None, error.bound * 5 // 4 + _SPARE
        if needed <= enough:
            break
        enough = needed  # other kinds may be worth looking at then
    if found is None and give_up:
        found = _best(Formulation(model, give_up=True), left)
    return found


def least_way(
    model: Model,
    wanted: Collection[int],
    *,
    budget: int = DEFAULT_BUDGET,
    give_up: bool = False,
    least: int = 0,
) -> Solution | None:
    """Return one of the least ways to finish: that with courses of as many pools as can be.

    Of the order of preference only leaves given up, further courses, credits, what is waited for
    and approvals matter.

    Args:
        model: what to choose from.
        wanted: the positions of the pools that are counted.
        budget: how many steps the search may take.
        give_up: whether to give up leaves; only where the goal cannot be reached.
        least: a number of further courses that is needed.

    Returns:
        None where the goal cannot be reached.

    Raises:
        SearchBudgetExceeded: the answer was not proved within the budget.
    """
    asked = Formulation(model, give_up=give_up, least=least, wanted=wanted)
    return _best(asked, Budget(budget))


def reachable(model: Model, *, budget: int = DEFAULT_BUDGET) -> bool:
    """Return whether the goal can be reached, regardless of cost.

    Raises:
        SearchBudgetExceeded: neither was proved within the budget.
    """
    return _best(Formulation(model, ranked=False), Budget(budget)) is not None


def fewest_given_up(
    model: Model, kept: frozenset[int], *, budget: int = DEFAULT_BUDGET
) -> tuple[int, ...] | None:
    """Return a smallest set of leaves without which the goal can be reached.

    Args:
        model: what to choose from.
        kept: leaves that are not given up.
        budget: how many steps the search may take.

    Returns:
        None where the goal cannot be reached with what is kept.

    Raises:
        SearchBudgetExceeded: neither was proved within the budget.
    """
    asked = Formulation(model, give_up=True, kept=kept, ranked=False)
    found = _best(asked, Budget(budget))
    return None if found is None else found.given_up


def with_steps(model: Model, solution: Solution, *, budget: int = DEFAULT_BUDGET) -> Solution:
    """Return an answer with the further courses that the search names, of equally good ones."""
    items = [
        replace(item, options=(item.options[number],))
        for item, number in zip(model.items, solution.chosen, strict=True)
    ]
    fixed = replace(model, items=tuple(items))
    found = _best(Formulation(fixed, dropped=frozenset(solution.given_up)), Budget(budget))
    return solution if found is None else replace(solution, further=found.further)


def _best(asked: Formulation, budget: Budget, enough: int = _PLENTY) -> Solution | None:
    """Return the best choice.

    Args:
        asked: what to choose from.
        budget: counts the steps.
        enough: so many further courses at most are wanted.

    Raises:
        TooDear: the relaxation shows at once that more are needed, with their number. It does so
            for nearly all students of the 27 degrees of UT Dallas, and saves half of the time.
        SearchBudgetExceeded: the answer was not proved within the budget.
    """
    cost = [0] * len(asked.upper)
    weight = last = 1
    for terms, span in reversed(list(_weighed(asked))):
        for column, factor in terms.items():
            cost[column] += factor * weight
        last, weight = weight, weight * (span + 1)
    counts_courses = bool(asked.levels) and asked.levels[0].name == COURSES
    program = WholeProgram(
        asked.upper,
        cost,
        [row.linear() for row in asked.rows],
        [(level.terms, level.least) for level in asked.levels],
        dict(_order(asked)),
    )
    most = (enough + 1) * last - 1 if counts_courses else None
    try:
        values = minimum(program, budget, first=not asked.levels and not asked.ranked, most=most)
    except TooDear as error:
        raise TooDear(error.bound // last) from None
    return None if values is None else asked.solution(values)


def _weighed(asked: Formulation) -> Iterator[tuple[dict[int, int], int]]:
    """Yield the numbers of the order with their spans, and then what tells equals apart.

    That is the option of each item, the first in the order of preference, and then as many courses
    as can be of the first way to use them, then of the second.
    """
    for level in asked.levels:
        yield level.terms, level.span
    if not asked.ranked:
        return
    for columns in asked.items:
        yield {column: place for place, column in enumerate(columns, start=1)}, len(columns)
    for column in asked.given_up.values():
        yield {column: -1}, 1
    for column in asked.further:
        yield {column: -1}, asked.upper[column] or 0


def _order(asked: Formulation) -> Iterator[tuple[int, int]]:
    """Yield each column that may have to be split, and how soon.

    What items do not bring and courses have to is decided by what they are used for; and how often
    a way to use courses is taken mostly follows from all the rest.
    """
    unmet = set(asked.unmet)
    chosen = {column for columns in asked.items for column in columns}
    for column in range(len(asked.upper)):
        if column in asked.further:
            yield column, DECIDES - 2
        elif column in chosen:
            yield column, DECIDES - 1
        elif column not in asked.following:
            yield column, DECIDES if column in unmet else DECIDES + 1


def _bound(model: Model) -> int:
    """Return a number of further courses that some need alone asks for."""
    found = 0
    brings: dict[int, int] = {}
    for pool in model.pools:
        for number, gain in pool.most.items():
            if gain > brings.get(number, 0):
                brings[number] = gain
    for number in _must(model.goal):
        counter = model.counters[number]
        missing = (counter.need or 0) - counter.start
        for item in model.items:
            if gains := item.gains.get(number):
                missing -= max(gains)
        if missing > 0:
            most = brings.get(number, 0)
            found = max(found, -(-missing // most) if most else 0)
    return found


def _must(goal: Goal) -> Iterator[int]:
    """Yield the counters without which the goal cannot be reached."""
    yield from goal.counters
    if goal.needs_all:
        for part in goal.parts:
            if part.counts_as:  # one that counts as no part is never needed
                yield from _must(part)


def _worthwhile(pools: Sequence[Pool], courses: int) -> dict[int, list[int]]:
    """Return the options that those of other pools, together plenty enough, cannot stand for."""
    found: dict[int, list[int]] = {}
    for number, pool in enumerate(pools):
        if pool.supply:
            betters = pool.betters or ((),) * len(pool.options)
            kept = [
                place
                for place, others in enumerate(betters)
                if not (others and _enough(pools, others, courses))
            ]
            if kept:
                found[number] = kept
    return found


def _enough(pools: Sequence[Pool], some: Iterable[int], courses: int) -> bool:
    """Return whether some pools together have so many courses."""
    for number in some:
        courses -= pools[number].supply
        if courses <= 0:
            return True
    return courses <= 0
