"""Which courses a student takes in every least way to finish, and which in some.

A least way takes the fewest further courses, of these the fewest credits, and rests on the fewest
approvals that are not given yet. One least way after the other is found, each with as many courses
as can be that none of those before has, and with it those in which another course takes the place
of one. When there is none with another course, all courses of some least way are known. A course
that one of them does without is not in every least way; for the others a way is looked for with the
course forbidden.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Collection, Hashable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from degreekit.audit.model.compile import Compiled
from degreekit.audit.model.eligibility import Use
from degreekit.audit.model.future import FutureCourse, Identity
from degreekit.audit.model.model import Model, Option, Solution
from degreekit.audit.model.sums import stands_with, sums_of, waits
from degreekit.audit.model.ways import Listed
from degreekit.audit.solve.budget import SearchBudgetExceeded
from degreekit.audit.solve.solver import Answer
from degreekit.courses import CourseCode
from degreekit.recent import Recent

__all__ = ["CourseDemand", "KnownWays", "LeastWays", "Price", "joined"]

#: What a way to finish costs: leaves given up, courses, credits, approvals not yet given.
Price = tuple[int, int, int, int]
#: Finds a least way of a model that uses as many of some pools as can be.
Find = Callable[[Model, Collection[int]], Answer[Solution | None]]
#: How many courses of which pool a way to finish has.
Way = Counter[int]
#: A course that could be taken, its places, and each course it stands for.
_Named = tuple[FutureCourse, tuple[Use, ...], tuple[tuple[Identity, CourseCode], ...]]
_NONE = frozenset[Identity]()
#: So many questions, and lists of courses, are kept at least.
_QUESTIONS = 1_000
_POOLS = 2_000
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


class KnownWays:
    """What is the same for many students under the same rules: asked once, and kept.

    Attributes:
        ways: all that is known of the least ways of a model, by its question.
        courses: the courses of a pool, by the address of the list, which is kept along.
    """

    def __init__(self) -> None:
        self.ways: Recent[Hashable, tuple[Way, ...]] = Recent(_QUESTIONS)
        self.courses: Recent[int, tuple[Sequence[Listed], tuple[_Named, ...]]] = Recent(_POOLS)


class LeastWays:
    """The least ways to finish for one reading of a transcript.

    Args:
        compiled: the model, with further courses.
        solution: a best choice of it.
        find: finds least ways of the model, or of one with fewer courses.
        known: what was found for other students under the same rules.
    """

    def __init__(self, compiled: Compiled, solution: Solution, find: Find, known: KnownWays):
        self.compiled = compiled
        self.find = find
        self.price = _price(compiled.model, solution)
        self._known = known
        #: Of each least way that is known, how many courses of which pool it has.
        self.ways: list[Way] = []
        self._used: set[int] = set()
        self._keep(solution)
        self.codes: dict[Identity, CourseCode] = {}
        #: How many of each course there are, by the pools they are in.
        self.supply: dict[Identity, Counter[int]] = defaultdict(Counter)
        for pool in range(len(compiled.pools)):
            for identity, code, number in _courses(compiled, pool, known):
                self.codes.setdefault(identity, code)
                self.supply[identity][pool] += number

    def demand(self) -> CourseDemand:
        """Return what every least way has, and what some have."""
        undecided = self._look_around()
        found = (one for one, where in self.supply.items() if not self._used.isdisjoint(where))
        may_be = (one for one, where in self.supply.items() if not undecided.isdisjoint(where))
        could = sorted({*found, *may_be}, key=lambda one: _order(self.codes[one]))
        unsure = {one for one in could if self._used.isdisjoint(self.supply[one])}
        must: list[Identity] = []
        for identity in could:
            if identity not in unsure:
                needed = self._is_needed(self.supply[identity])
                if needed is None:
                    unsure.add(identity)
                elif needed:
                    must.append(identity)
        return CourseDemand(
            must=tuple(str(self.codes[one]) for one in must),
            could=tuple(str(self.codes[one]) for one in could),
            unsure=tuple(str(self.codes[one]) for one in could if one in unsure),
        )

    def _look_around(self) -> set[int]:
        """Find least ways until every pool that is in some is in one of those known.

        Returns:
            The pools of which that is not known within the search budget.
        """
        if not self.price[1]:
            return set()
        ready = self._known.ways.get(self.compiled.question)
        if ready is not None:
            self.ways = list(ready)
            self._used = {pool for way in ready for pool in way}
            return set()
        while left := self._left():
            found = self._way(self.compiled.model, left)
            if found is None:
                return left
            if left.isdisjoint(found):
                break
        self._known.ways[self.compiled.question] = tuple(self.ways)
        return set()

    def _left(self) -> set[int]:
        """Return the pools that no way has which is known."""
        pools = enumerate(self.compiled.model.pools)
        return {number for number, pool in pools if pool.supply and number not in self._used}

    def _way(self, model: Model, wanted: Collection[int]) -> Way | None:
        """Return what a least way has of each pool, empty where there is none; None if unknown."""
        try:
            answer = self.find(model, wanted)
        except SearchBudgetExceeded:
            return None
        if not answer.exact:
            return None
        if answer.value is None or _price(model, answer.value) > self.price:
            return Counter()
        return self._keep(answer.value)

    def _keep(self, solution: Solution) -> Way:
        """Keep a least way, and those that take another course instead of one of its own."""
        way = Counter(pool for pool, _ in solution.further)
        self._add(way)
        model = self.compiled.model
        if waits(model.goal):  # another course might have it wait for more
            return way
        items = zip(model.items, solution.chosen, strict=True)
        chosen = [item.options[number].gains for item, number in items]
        steps = [model.pools[pool].options[number] for pool, number in solution.further]
        for place, (pool, _) in enumerate(solution.further):
            if solution.further[place] in solution.further[:place]:
                continue
            others = [one.gains for n, one in enumerate(steps) if n != place]
            sums = sums_of(model, [*chosen, *others])
            stands: dict[tuple[tuple[int, int], ...], bool] = {}  # by what a course more adds
            for other in self._left():
                for option in model.pools[other].options:
                    if not _costs_the_same(option, steps[place]):
                        continue
                    if option.gains not in stands:
                        stands[option.gains] = stands_with(model, sums, option, solution.given_up)
                    if stands[option.gains]:
                        self._add(way - Counter([pool]) + Counter([other]))
                        break
        return way

    def _add(self, way: Way) -> None:
        self.ways.append(way)
        self._used.update(way)

    def _is_needed(self, where: Mapping[int, int]) -> bool | None:
        """Return whether no least way does without a course; None where it is not known."""
        pools = self.compiled.model.pools
        left = {pool: max(pools[pool].supply - number, 0) for pool, number in where.items()}
        if any(all(number >= way[pool] for pool, number in left.items()) for way in self.ways):
            return False  # others of their kind do as well
        fewer = list(pools)
        for pool, number in left.items():
            fewer[pool] = replace(pools[pool], supply=number)
        found = self._way(replace(self.compiled.model, pools=tuple(fewer)), ())
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


def _costs_the_same(option: Option, other: Option) -> bool:
    return option.credits == other.credits and option.approvals == other.approvals


def _courses(
    compiled: Compiled, pool: int, known: KnownWays
) -> Iterator[tuple[Identity, CourseCode, int]]:
    """Yield the courses of a pool that are known to exist: identity, code, and how many."""
    once = compiled.program.credit_once
    for course, places, named in _named(compiled, pool, known):
        gone = compiled.gone(pool, places) if once and not course.repeatable else _NONE
        for identity, code in named:
            if identity not in gone:
                yield identity, code, 1 if course.is_range else course.supply


def _named(compiled: Compiled, pool: int, known: KnownWays) -> tuple[_Named, ...]:
    """Return the courses of a pool one by one, whoever has taken which."""
    members = compiled.pools[pool]
    kept = known.courses.get(id(members))
    if kept is not None and kept[0] is members:
        return kept[1]
    found = []
    for course, places in members:
        if course.is_range and course.supply > _ONE_BY_ONE:
            continue
        if course.is_range:
            told = compiled.institution.identity
            named = [(told(one.code, one.title, one.term), one.code) for one in course.courses()]
        else:
            named = [(course.identity, course.course.code)]
        found.append((course, places, tuple(named)))
    if pool not in compiled.again:  # those are of this student alone
        known.courses[id(members)] = members, tuple(found)
    return tuple(found)
