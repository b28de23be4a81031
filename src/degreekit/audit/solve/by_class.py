"""What remains, in figures, for one student after another: one program, whose bounds move.

The courses of all students fall into a few classes by what they can do under the rules. How many
courses of each class a student has, and how many of each kind are left to take, are upper bounds of
columns; all else is the same for everybody. So the relaxation is kept from student to student: what
was the best basis for the last one is mostly a few steps away from the best one for the next. Its
row of costs is the sum of rules that proves the bound, and it holds for the next student as it is.

Only the numbers of the order that figures tell are looked at, not which course is placed where
among equals. Where the solution is not whole, or a goal is of a kind that is not written down here,
nothing is returned, and the caller uses the search.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from math import gcd

from degreekit.audit.model.model import Counter, Goal, Option
from degreekit.audit.solve.budget import DEFAULT_BUDGET, Budget, SearchBudgetExceeded
from degreekit.audit.solve.formulation import Row, When
from degreekit.audit.solve.relaxation import Relaxation
from degreekit.recent import Recent

__all__ = ["MOST_COURSES", "ByClass", "CannotSay", "Class", "Least"]

#: A student with more records, or with more courses to take, is asked about one by one.
MOST_COURSES = 60
#: So many steps are allowed from one student to the next: mostly some few are taken.
_STEPS = 200
#: The tableau is made anew after so many students: it fills up a little with every step.
_STUDENTS = 2_000
#: So many answers are kept at least.
_KEPT = 5_000

_Terms = dict[int, int]


@dataclass(frozen=True, slots=True)
class Class:
    """Courses that can do the same.

    Attributes:
        options: the ways to use one of them, without leaving it out.
        in_progress: 1 where using it rests on a course in progress.
        planned: 1 where using it rests on a planned course.
        further: whether they are courses to take.
    """

    options: tuple[Option, ...]
    in_progress: int = 0
    planned: int = 0
    further: bool = False


@dataclass(frozen=True, slots=True)
class Least:
    """The least that remains, proved.

    Attributes:
        courses: how many further courses.
        credits: how many credits of them, in units.
        assumptions: approvals, courses in progress and planned courses that it rests on.
        used: how often each option of each class is used: by class, pairs of the option's position
            and how often.
    """

    courses: int
    credits: int
    assumptions: tuple[int, int, int]
    used: dict[int, list[tuple[int, int]]]


@dataclass(slots=True)
class _Tableau:
    """The relaxation of the last student that it was solved for.

    Attributes:
        relaxation: solved.
        bounds: how many courses of each class the student has.
        students: how many students it was solved for.
    """

    relaxation: Relaxation
    bounds: list[int]
    students: int = 0


class CannotSay(Exception):
    """A goal of a kind that has to be looked at student by student."""


class ByClass:
    """The least that remains, for one student after another.

    Args:
        counters: all sums.
        goal: what completes the program.
        classes: what students have and could take.

    Attributes:
        classes: the same.

    Raises:
        CannotSay: the goal is of a kind that has to be looked at student by student.
    """

    def __init__(self, counters: Sequence[Counter], goal: Goal, classes: Sequence[Class]):
        self.classes = classes
        self._counters = counters
        self._upper: list[int | None] = []
        self._rows: list[Row] = []
        self._columns: list[list[int]] = []
        self._limits: list[int | None] = []
        self._gains: list[_Terms] = [{} for _ in counters]
        for one in classes:
            most = 0 if len(one.options) == 1 else None
            self._columns.append([self._new(most) for _ in one.options])
            for column, option in zip(self._columns[-1], one.options, strict=True):
                for counter, gain in option.gains:
                    self._gains[counter][column] = gain
        for asked, gains in zip(counters, self._gains, strict=True):
            if asked.cap is not None and gains:
                step = gcd(*gains.values())
                terms = {column: -gain // step for column, gain in gains.items()}
                self._rows.append(Row(terms, -((asked.cap - asked.start) // step)))
        self._reach(goal, ())
        self._costs = self._weighed()
        # How many courses of a class there are is an upper bound of a column: of its only option,
        # or of the row that sums them up.
        for columns in self._columns:
            if len(columns) > 1:
                self._rows.append(Row(dict.fromkeys(columns, 1), 0))
        rows = len(self._upper) + len(self._rows)
        several = iter(range(rows - sum(len(c) > 1 for c in self._columns), rows))
        self._limits = [
            c[0] if len(c) == 1 else next(several) if c else None for c in self._columns
        ]
        self._tableau = self._made()
        self._known: Recent[tuple[int, ...], Least] = Recent(_KEPT)

    def _new(self, most: int | None = 1) -> int:
        self._upper.append(most)
        return len(self._upper) - 1

    def _made(self) -> _Tableau:
        """Return the program of a student without courses, for whom there is nothing to take."""
        made = Relaxation(self._upper, self._costs, [row.linear() for row in self._rows])
        for limit in self._limits:
            if limit is not None:
                made.bound_by(limit, 0)
        return _Tableau(made, [0] * len(self.classes))

    # ------------------------------------------------------------------------- what has to hold

    def _reach(self, goal: Goal, when: When) -> None:
        if goal.pending is not None or goal.varies:
            raise CannotSay
        for number in goal.counters:
            self._reach_need(number, when)
        parts = [part for part in goal.parts if part.counts_as]
        if any(part.varies for part in parts):
            raise CannotSay
        if goal.at_least > sum(part.counts_as for part in parts):
            self._rows.append(Row({}, 1, when, 1))
        elif goal.needs_all:
            for part in parts:
                self._reach(part, when)
        elif goal.at_least:
            enough: _Terms = {}
            for part in parts:
                reached = self._new()
                enough[reached] = part.counts_as
                self._reach(part, ((reached, True),))
            self._rows.append(Row(enough, goal.at_least, when, goal.at_least))

    def _reach_need(self, number: int, when: When) -> None:
        counter, gains = self._counters[number], self._gains[number]
        least = (counter.need or 0) - counter.start
        if min(gains.values(), default=0) < 0:
            raise CannotSay  # an average
        if least > 0:
            step = gcd(*gains.values()) or 1
            least = -(-least // step)  # no sum of whole steps comes to less
            terms = {column: min(gain // step, least) for column, gain in gains.items()}
            self._rows.append(Row(terms, least, when, least))

    # ---------------------------------------------------------------------------- what is best

    def _weighed(self) -> list[int]:
        """Return what one of each column costs: each number weighs more than all lighter ones."""
        cost = [0] * len(self._upper)
        weight = 1
        for terms in reversed(list(self._levels())):
            if not (step := gcd(*terms.values())):
                continue
            for column, factor in terms.items():
                cost[column] += factor // step * weight
            weight *= 2 * MOST_COURSES * max(terms.values()) // step + 1
        return cost

    def _levels(self) -> Iterator[_Terms]:
        """Yield the numbers of the order up to those that figures do not tell."""
        every = [
            (column, one, option)
            for one, columns in zip(self.classes, self._columns, strict=True)
            for column, option in zip(columns, one.options, strict=True)
        ]
        yield {column: int(one.further) for column, one, _ in every}
        yield {column: option.credits * one.further for column, one, option in every}
        yield {column: option.approvals for column, _, option in every}
        yield {column: one.in_progress for column, one, _ in every}
        yield {column: one.planned for column, one, _ in every}

    # ------------------------------------------------------------------------------ the answer

    def least(self, numbers: Sequence[int], budget: int = DEFAULT_BUDGET) -> Least | None:
        """Return the least that remains for a student; None where it has to be looked for.

        Args:
            numbers: how many courses of each class there are.
            budget: how many steps may be taken.
        """
        asked = tuple([min(number, MOST_COURSES) for number in numbers])
        found = self._known.get(asked)
        if found is None and (found := self._found(asked, budget)) is not None:
            self._known[asked] = found
        return found

    def _found(self, numbers: Sequence[int], budget: int) -> Least | None:
        if self._tableau.students >= _STUDENTS:
            self._tableau = self._made()
        tableau = self._tableau
        tableau.students += 1
        whole, bounds = tableau.relaxation, tableau.bounds
        for place, number in enumerate(numbers):
            if bounds[place] != number and (limit := self._limits[place]) is not None:
                bounds[place] = number
                whole.bound_by(limit, number)
        try:
            if not whole.solve(Budget(min(_STEPS, budget))):
                return None  # out of reach
        except SearchBudgetExceeded:
            self._tableau = self._made()
            return None
        return None if whole.fractional() else self._told(whole.values())

    def _told(self, values: Sequence[int]) -> Least | None:
        courses = credits = approvals = in_progress = planned = 0
        used: dict[int, list[tuple[int, int]]] = {}
        for place, columns in enumerate(self._columns):
            one = self.classes[place]
            for number, column in enumerate(columns):
                if not (times := values[column]):
                    continue
                used.setdefault(place, []).append((number, times))
                option = one.options[number]
                approvals += option.approvals * times
                in_progress += one.in_progress * times
                planned += one.planned * times
                if one.further:
                    courses += times
                    credits += option.credits * times
        if courses > MOST_COURSES:
            return None
        return Least(courses, credits, (approvals, in_progress, planned), used)
