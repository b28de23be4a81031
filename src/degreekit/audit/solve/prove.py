"""Finds the reason why nothing better exists: multipliers of rows, and splits where one sum fails.

They come from the dual of the same exact relaxation that the search uses, over the rows that the
checker derived. Whether they are a reason is checked by code that knows nothing of this module.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from math import gcd

from degreekit.audit.certify.refutation import Reason, Row, Split, Sum
from degreekit.audit.certify.rows import Claim, System
from degreekit.audit.solve.budget import Budget, SearchBudgetExceeded
from degreekit.audit.solve.relaxation import Relaxation
from degreekit.errors import DegreekitError

__all__ = ["ProofNotFound", "impossible", "prove"]

#: How many cases a reason may fall into. One sum is nearly always enough; what needs more than some
#: dozens of cases would be no reason that anybody reads.
_CASES = 200

#: How many steps the proof of an answer may take in all: a master's degree takes some dozens. Of 81
#: students of bachelor's degrees (benchmarks/ut_dallas.py) 67 were proved, in 650 steps in the
#: median; what takes more than some thousands mostly ends without a proof.
_STEPS = 10_000

#: After so many cases it pays to try out a few splits before one is chosen, and so many of them:
#: proofs with 13 cases instead of more than 200, and 67 of 81 bachelor's students instead of 63.
_EASY = 1
_TRIED = 6

#: So many further courses are added to the relaxation at a time.
_ADDED = 20

#: In the place of "better" where no answer at all is possible.
_ANYTHING = Row({}, 0)

#: What each step of the order would have to show.
_WHAT = {
    "reach": "more requirements cannot be reached",
    "remaining": "less to take would not do",
    "assumptions": "fewer assumptions would not do",
    "met": "no more requirements can be met so far",
}


class ProofNotFound(DegreekitError):
    """No small proof was found that nothing better exists. The answer is certified all the same.

    Attributes:
        step: the step of the order that could not be shown: ``reach``, ``remaining``,
            ``assumptions`` or ``met``.
    """

    def __init__(self, step: str):
        self.step = step
        super().__init__(
            f"No small proof was found that {_WHAT[step]}. The answer is certified all the same, "
            f"and comes from an exhaustive search."
        )


def prove(system: System, values: Mapping[str, int]) -> dict[str, Reason]:
    """Return for each step of the order that is not as low as it can be why nothing is better.

    Args:
        system: what holds of every valid placement.
        values: what the answer comes to, by level.

    Raises:
        ProofNotFound: no small proof was found within the budget.
    """
    budget = Budget(_STEPS)
    courses = values["courses"]
    binding = [n for n, row in system.rows.items() if not _idle(row, system, courses)]
    further = _promising(system, binding)
    reasons: dict[str, Reason] = {}
    for claim in system.claims(values):
        names = list(system.rows) if claim.step == "reach" else binding
        search = _Search(system, claim, names, further if claim.step != "met" else (), budget)
        reason = search.reason()
        if reason is None:
            raise ProofNotFound(claim.step)
        reasons[claim.step] = reason
        further |= system.further.intersection(search.columns)
    return reasons


def impossible(system: System, claim: Claim) -> Reason | None:
    """Return why what is claimed is impossible; None where no small reason is found.

    Args:
        system: what holds of every valid placement.
        claim: what would hold besides.
    """
    further = _promising(system, list(system.rows))
    return _Search(system, claim, list(system.rows), further, Budget(_STEPS)).reason()


class _Missed(Exception):
    """Rows leave room only for variables that were not looked at."""

    def __init__(self, variables: Sequence[int]):
        self.variables = variables


class _Search:
    """The search for one reason.

    Most further courses are left out of the relaxation at first. Those for which the rows then
    leave room are added, and it is solved again.

    Args:
        system: what holds of every valid placement.
        claim: what would hold if something better existed.
        binding: the names of the rows that are looked at, besides those of the claim.
        further: the further courses that are looked at from the start.
        budget: counts the steps.
    """

    def __init__(
        self,
        system: System,
        claim: Claim,
        binding: Sequence[str],
        further: Collection[int],
        budget: Budget,
    ):
        self.system = system
        self.budget = budget
        self.most = claim.most
        self.better = claim.rows.get("better", _ANYTHING)
        self.named = {**system.rows, **claim.rows}
        self.names = [*binding, *(name for name in claim.rows if name != "better")]
        self.columns = [
            variable
            for variable, most in enumerate(self.most)
            if most and (variable in further or variable not in system.further)
        ]
        self.cases = 0

    def reason(self) -> Reason | None:
        """Return why nothing better exists; None where no small reason is found."""
        while True:
            self.cases = 0
            try:
                return self._reason(self._relaxation(), [0] * len(self.most), list(self.most))
            except _Missed as missed:
                self.columns += missed.variables
            except SearchBudgetExceeded:
                return None

    def _relaxation(self) -> Relaxation:
        place = {variable: column for column, variable in enumerate(self.columns)}

        def within(row: Row) -> tuple[dict[int, int], int]:
            return {place[v]: f for v, f in row.terms.items() if v in place}, row.least

        better = self.better.terms
        return Relaxation(
            [self.most[variable] for variable in self.columns],
            [-better.get(variable, 0) for variable in self.columns],
            [within(self.named[name]) for name in self.names],
        )

    def _reason(self, part: Relaxation, low: list[int], high: list[int]) -> Reason | None:
        self.cases += 1
        if self.cases > _CASES:
            return None
        if not part.solve(self.budget, 1 - self.better.least):
            times, better = part.multipliers
            common = gcd(better, *times.values())
            named = {self.names[row]: number // common for row, number in times.items() if number}
            return self._sum(named | ({"better": better // common} if better else {}), low, high)
        broken = [one for one in part.fractional() if one[0] < part.columns]
        if not broken:
            return None  # what was claimed to be impossible is possible
        cases = part.split(self._row_to_split(part, broken))
        variable = self.columns[cases.column]
        below, above = high.copy(), low.copy()
        below[variable], above[variable] = cases.at_most, cases.at_most + 1
        less = self._reason(cases.less, low, below)
        more = less and self._reason(cases.more, above, high)
        if less is None or more is None:
            return None
        return Split(self.system.variables[variable], cases.at_most, less, more)

    def _row_to_split(self, part: Relaxation, broken: list[tuple[int, int]]) -> int:
        """Return the row of the variable to split: of those furthest from whole, the best tried.

        The best is the one of which both cases are furthest on the way to being impossible.
        """
        further, columns = self.system.further, self.columns
        broken.sort(
            key=lambda one: (columns[one[0]] in further, -part.away_from_whole(one[1]), one[0])
        )
        chosen = broken[0][1]
        if self.cases <= _EASY or len(broken) == 1:
            return chosen
        limit = 1 - self.better.least
        best = [-1, -1]
        for _, row in broken[:_TRIED]:
            cases = part.copy().split(row)
            bounds = sorted(
                half.bound if half.solve(self.budget, limit) else limit
                for half in (cases.less, cases.more)
            )
            if bounds > best:
                best, chosen = bounds, row
        return chosen

    def _sum(self, times: Mapping[str, int], low: Sequence[int], high: Sequence[int]) -> Sum | None:
        """Return the sum of some rows if it leaves no room.

        Raises:
            _Missed: it leaves room for variables that are left out.
        """
        total: dict[int, int] = {}
        least = 0
        for name, number in times.items():
            row = self.named[name]
            least += number * row.least
            for variable, factor in row.terms.items():
                total[variable] = total.get(variable, 0) + number * factor
        if sum(f * (high[v] if f > 0 else low[v]) for v, f in total.items()) < least:
            return Sum(times)
        known = set(self.columns)
        missed = [v for v, f in total.items() if f > 0 and high[v] and v not in known]
        if missed:
            missed.sort(key=lambda v: (-total[v], v))
            raise _Missed(missed[:_ADDED])
        return None


def _promising(system: System, binding: Sequence[str]) -> set[int]:
    """Return the further courses that add to most rows."""
    adds = dict.fromkeys(system.further, 0)
    for name in binding:
        for variable, factor in system.rows[name].terms.items():
            if factor > 0 and variable in adds:
                adds[variable] += 1
    return set(sorted(adds, key=lambda variable: (-adds[variable], variable))[:_ADDED])


def _idle(row: Row, system: System, courses: int) -> bool:
    """Return whether a row holds anyway, with so many further courses at most."""
    further = others = 0
    for variable, factor in row.terms.items():
        if factor < 0:
            if variable in system.further:
                further = min(further, factor)
            else:
                others += factor * system.most[variable]
    return further * courses + others >= row.least
