"""Which courses a student takes in every least way to finish, and which in some.

A least way takes the fewest further courses, of these the fewest credits, and rests on the fewest
approvals that are not given yet. A course is in every least way if there is none without it, which
is found by solving with the course forbidden; it is in some if the rest, with the course taken,
needs so much less.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from degreekit.audit.model.compile import Compiled
from degreekit.audit.model.future import Identity
from degreekit.audit.model.model import Item, Model, Pool, Solution
from degreekit.audit.solve.budget import SearchBudgetExceeded
from degreekit.audit.solve.solver import Answer
from degreekit.courses import CourseCode

__all__ = ["CourseDemand", "LeastWays", "Price", "joined"]

#: What a way to finish costs: leaves given up, courses, credits, approvals not yet given.
Price = tuple[int, int, int, int]
#: Finds the best choice of a model, where so many further courses are known to be needed.
Best = Callable[[Model, int], Answer[Solution | None]]
#: Longer ranges of numbers stand for courses that nobody knows to exist.
_ONE_BY_ONE = 9


@dataclass(frozen=True, slots=True)
class CourseDemand:
    """Which courses a student must take, and which the student could take.

    Courses that no catalog lists and no rule names one by one are in neither.

    Attributes:
        must: the courses of every least way to finish.
        could: the courses of some least way to finish, those among them that are in every one.
        unsure: courses of `could` of which it was not worked out within the search budget whether
            they are in some least way, or in every one.
    """

    must: tuple[str, ...] = ()
    could: tuple[str, ...] = ()
    unsure: tuple[str, ...] = ()


class LeastWays:
    """The least ways to finish for one reading of a transcript.

    Args:
        compiled: the model, with further courses.
        solution: a best choice of it.
        best: finds the best choice of other models.
    """

    def __init__(self, compiled: Compiled, solution: Solution, best: Best):
        self.compiled = compiled
        self.solution = solution
        self.best = best
        self.price = _price(compiled.model, solution)
        self.used = Counter(pool for pool, _ in solution.further)
        codes: dict[Identity, CourseCode] = {}
        supply: dict[Identity, Counter[int]] = defaultdict(Counter)
        for pool in range(len(compiled.pools)):
            for identity, code, number in _courses(compiled, pool):
                codes.setdefault(identity, code)
                supply[identity][pool] += number
        order = sorted(codes, key=lambda one: _order(codes[one]))
        #: How many of each course there are, by the pools they are in.
        self.supply = {one: supply[one] for one in order}
        self.names = {one: str(code) for one, code in codes.items()}

    def demand(self) -> CourseDemand:
        """Return what every least way has, and what some have."""
        must: list[Identity] = []
        unsure: set[Identity] = set()
        for identity, where in self.supply.items():
            if any(pool in self.used for pool in where):
                needed = self._is_needed(where)
                if needed is None:
                    unsure.add(identity)
                elif needed:
                    must.append(identity)
        could: list[Identity] = []
        fits: dict[int, bool | None] = {}
        for identity, where in self.supply.items():
            for pool in where:
                if pool not in fits:
                    fits[pool] = self._fits(pool)
            found = [fits[pool] for pool in where]
            if any(found) or None in found:
                could.append(identity)
            if None in found and not any(found):
                unsure.add(identity)
        return CourseDemand(
            must=tuple(self.names[one] for one in must),
            could=tuple(self.names[one] for one in could),
            unsure=tuple(self.names[one] for one in could if one in unsure),
        )

    def _is_needed(self, where: Mapping[int, int]) -> bool | None:
        """Return whether no least way does without a course; None where it is not known."""
        pools = list(self.compiled.model.pools)
        enough = True
        for pool, number in where.items():
            left = max(pools[pool].supply - number, 0)
            pools[pool] = replace(pools[pool], supply=left)
            enough = enough and left >= self.used[pool]
        if enough:  # others of their kind do as well
            return False
        model = replace(self.compiled.model, pools=tuple(pools))
        try:
            answer = self.best(model, self.price[1])
        except SearchBudgetExceeded:
            return None
        if not answer.exact:
            return None
        return answer.value is None or _price(model, answer.value) > self.price

    def _fits(self, number: int) -> bool | None:
        """Return whether some least way has a course of a pool; None where it is not known."""
        pool = self.compiled.model.pools[number]
        if number in self.used:
            return True
        if pool.supply < 1 or not self.price[1]:
            return False
        unsure = False
        for credits in sorted({option.credits for option in pool.options}):
            fits = self._fits_with(number, pool, credits)
            if fits:
                return True
            unsure = unsure or fits is None
        return None if unsure else False

    def _fits_with(self, number: int, pool: Pool, credits: int) -> bool | None:
        """Return the same of a course with so many credits."""
        options = tuple(one for one in pool.options if one.credits == credits and one.gains)
        if not options:
            return False
        given_up, courses, all_credits, approvals = self.price
        rest = replace(
            self.compiled.model,
            items=(*self.compiled.model.items, Item(options)),
            pools=tuple(
                replace(one, supply=one.supply - 1) if place == number else one
                for place, one in enumerate(self.compiled.model.pools)
            ),
        )
        try:
            answer = self.best(rest, courses - 1)
        except SearchBudgetExceeded:
            return None
        if not answer.exact:
            return None
        least = given_up, courses - 1, all_credits - credits, approvals
        return answer.value is not None and _price(rest, answer.value) <= least


def joined(readings: Sequence[CourseDemand]) -> CourseDemand:
    """Return what holds where titles leave several readings that are all as good.

    Args:
        readings: what holds in each.
    """
    names = list(dict.fromkeys(name for one in readings for name in one.could))
    must = [name for name in names if all(name in one.must for one in readings)]
    unsure = {name for one in readings for name in one.unsure}
    return CourseDemand(tuple(must), tuple(names), tuple(name for name in names if name in unsure))


def _price(model: Model, solution: Solution) -> Price:
    further = [model.pools[pool].options[number] for pool, number in solution.further]
    chosen = [
        item.options[number] for item, number in zip(model.items, solution.chosen, strict=True)
    ]
    return (
        len(solution.given_up),
        len(further),
        sum(option.credits for option in further),
        sum(option.approvals for option in (*further, *chosen)),
    )


def _order(code: CourseCode) -> tuple[str, int, str]:
    return code.subject, code.value, code.number


def _courses(compiled: Compiled, pool: int) -> Iterator[tuple[Identity, CourseCode, int]]:
    """Yield the courses of a pool that are known to exist: identity, code, and how many."""
    once = compiled.program.credit_once
    for course, places in compiled.pools[pool]:
        if course.is_range and course.supply > _ONE_BY_ONE:
            continue
        gone = compiled.gone(pool, places)
        for one in course.courses() if course.is_range else (course.course,):
            identity = course.identity
            if course.is_range:
                identity = compiled.institution.identity(one.code, one.title, one.term)
            if once and not course.repeatable and identity in gone:
                continue
            yield identity, one.code, 1 if course.is_range else course.supply
