"""Which courses a student takes in every least way to finish, and which in some.

A least way takes the fewest further courses, of these the fewest credits, and rests on the fewest
approvals that are not given yet. One least way after the other is found, each with as many courses
as can be that none of those before has; when there is none with another one, all courses of some
least way are known. A course that one of them does without is not in every least way; for the
others a way is looked for with the course forbidden.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from degreekit.audit.model.compile import Compiled
from degreekit.audit.model.future import Identity
from degreekit.audit.model.model import Model, Solution
from degreekit.audit.solve.budget import SearchBudgetExceeded
from degreekit.audit.solve.solver import Answer
from degreekit.courses import CourseCode

__all__ = ["CourseDemand", "LeastWays", "Price", "joined"]

#: What a way to finish costs: leaves given up, courses, credits, approvals not yet given.
Price = tuple[int, int, int, int]
#: Finds a least way of a model that uses as many of some pools as can be.
Find = Callable[[Model, Collection[int]], Answer[Solution | None]]
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
        find: finds least ways of the model, or of one with fewer courses.
    """

    def __init__(self, compiled: Compiled, solution: Solution, find: Find):
        self.compiled = compiled
        self.find = find
        self.price = _price(compiled.model, solution)
        #: Of each least way that is known, how many courses of which pool it has.
        self.known = [Counter(pool for pool, _ in solution.further)]
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
        undecided = self._look_around()
        used = {pool for way in self.known for pool in way}
        could = [
            one for one, where in self.supply.items() if not (used | undecided).isdisjoint(where)
        ]
        unsure = {one for one in could if used.isdisjoint(self.supply[one])}
        must: list[Identity] = []
        for identity in could:
            if identity not in unsure:
                needed = self._is_needed(self.supply[identity])
                if needed is None:
                    unsure.add(identity)
                elif needed:
                    must.append(identity)
        return CourseDemand(
            must=tuple(self.names[one] for one in must),
            could=tuple(self.names[one] for one in could),
            unsure=tuple(self.names[one] for one in could if one in unsure),
        )

    def _look_around(self) -> set[int]:
        """Find least ways until every pool that is in some is in one of those known.

        Returns:
            The pools of which that is not known within the search budget.
        """
        pools = self.compiled.model.pools
        left = {n for n, pool in enumerate(pools) if pool.supply and n not in self.known[0]}
        while left and self.price[1]:
            found = self._way(self.compiled.model, left)
            if found is None:
                return left
            if left.isdisjoint(found):
                break
            left.difference_update(found)
        return set()

    def _way(self, model: Model, wanted: Collection[int]) -> Counter[int] | None:
        """Return what a least way has of each pool, empty where there is none; None if unknown."""
        try:
            answer = self.find(model, wanted)
        except SearchBudgetExceeded:
            return None
        if not answer.exact:
            return None
        if answer.value is None or _price(model, answer.value) > self.price:
            return Counter()
        self.known.append(Counter(pool for pool, _ in answer.value.further))
        return self.known[-1]

    def _is_needed(self, where: Mapping[int, int]) -> bool | None:
        """Return whether no least way does without a course; None where it is not known."""
        pools = list(self.compiled.model.pools)
        for pool, number in where.items():
            pools[pool] = replace(pools[pool], supply=max(pools[pool].supply - number, 0))
        if any(all(pools[pool].supply >= way[pool] for pool in where) for way in self.known):
            return False  # others of their kind do as well
        found = self._way(replace(self.compiled.model, pools=tuple(pools)), ())
        return None if found is None else not found


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
