"""From the further courses of an answer to what a student may take instead."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from itertools import islice

from degreekit.audit.certify import Placed
from degreekit.audit.model.compile import Compiled
from degreekit.audit.model.eligibility import Use
from degreekit.audit.model.future import PLENTY, Identity
from degreekit.audit.model.model import UNIT, Option, Solution
from degreekit.audit.model.sums import stands_with, sums_of
from degreekit.audit.model.ways import Listed
from degreekit.requirements import Candidate, HasLevel, Take

__all__ = ["Choice", "choices", "examples", "further_courses", "placed_further"]

_EXAMPLES = 3  # courses named in a piece of advice
_LOOK = 40  # how far to look for them


@dataclass(frozen=True)
class Choice:
    """A further course and all that would do as well, at the same price and in the same places.

    Attributes:
        placed: one course that would do, and where it would be applied.
        number: the number of courses that would do; None if unlimited.
        every: whether every further course of these lists would do.
        level: the least number that those that would do have in common and the others do not
            reach; None where no level tells them apart.
        names: some of them, by name: enough that each piece of advice can have its own examples.
            Courses that no catalog lists have none, unless a rule names them one by one.
    """

    placed: Placed
    number: int | None
    every: bool
    level: int | None
    names: tuple[str, ...]


def examples(groups: Sequence[Sequence[Choice]]) -> list[tuple[str, ...]]:
    """Return courses to name with each piece of advice; no two of them name the same one.

    The courses of the answer itself are kept for the advice that they belong to, so that there is
    one to name unless all of them are made up.

    Args:
        groups: the choices that are shown together.
    """
    own = [
        [name for choice in group if (name := _name(choice.placed.course)) in choice.names]
        for group in groups
    ]
    taken = {name for names in own for name in names}
    found = []
    for group, names in zip(groups, own, strict=True):
        free = [one for one in group[0].names if one in names or one not in taken]
        told = tuple((free or names)[:_EXAMPLES])
        taken.update(told)
        found.append(told)
    return found


def further_courses(compiled: Compiled, solution: Solution) -> Iterator[Placed]:
    """Yield the further courses of an answer; each stands for any other one of its kind."""
    unused: dict[int, Iterator[tuple[Candidate, tuple[Use, ...], Identity | None]]] = {}
    taken: set[Identity | None] = set()
    held = compiled.places(solution)[len(compiled.keys) :]
    for (pool, number), its in zip(solution.further, held, strict=True):
        courses = unused.setdefault(pool, compiled.further(pool))
        course, places, identity = next(one for one in courses if one[2] not in taken)
        if identity is not None:
            taken.add(identity)
        option = compiled.model.pools[pool].options[number]
        yield placed_further(course, places, its, option.credits, compiled.takes)


def placed_further(
    course: Candidate,
    places: Sequence[Use],
    chosen: Sequence[tuple[int, int]],
    credits: int,
    takes: Sequence[Take],
) -> Placed:
    """Return a further course where it is applied.

    Args:
        course: the course.
        places: every place that it may be applied to.
        chosen: those that are chosen for courses of its kind.
        credits: what it brings, in units.
        takes: the lists that places name by position.
    """
    lists = {take for take, _ in chosen}
    single = len(places) == len({use.take for use in places})
    rows = Counter() if single else Counter(use.take for use in places)
    uses = tuple(
        (takes[use.take].id, use.row)
        for use in places
        # Courses of a kind may stand on rows of their own; those on several stand on the same.
        if use.take in lists and (rows[use.take] <= 1 or (use.take, use.row) in chosen)
    )
    amount = Decimal(credits) / UNIT
    return Placed(course if course.credits == amount else replace(course, credits=amount), uses)


def choices(compiled: Compiled, solution: Solution) -> Iterator[Choice]:
    """Yield for each further course of an answer what would do as well."""
    model = compiled.model
    chosen = [item.options[n].gains for item, n in zip(model.items, solution.chosen, strict=True)]
    steps = [model.pools[pool].options[number] for pool, number in solution.further]
    placed = list(further_courses(compiled, solution))
    levels = sorted({f.at_least for f in _levels(compiled)} - {0})
    known: dict[tuple[int, int], Choice] = {}  # for courses that are used in the same way
    for place, (one, step) in enumerate(zip(placed, steps, strict=True)):
        if (same := known.get(solution.further[place])) is not None:
            yield replace(same, placed=one)
            continue
        others = [option.gains for n, option in enumerate(steps) if n != place]
        sums = sums_of(model, [*chosen, *others])
        serves = {take for take, _ in step.uses}
        good: list[int] = []
        rest: list[int] = []
        stands: dict[tuple[tuple[int, int], ...], bool] = {}  # by what a course more adds
        for number, pool in enumerate(model.pools):
            ways = [option for option in pool.options if _alike(option, step, serves)]
            for way in ways:
                if way.gains not in stands:
                    stands[way.gains] = stands_with(model, sums, way, solution.given_up)
            fits = any(stands[way.gains] for way in ways)
            (good if fits else rest if ways else []).append(number)
        fitting = [member for number in good for member in compiled.pools[number]]
        failing = [member for number in rest for member in compiled.pools[number]]
        supply = sum(model.pools[number].supply for number in good)
        names = (
            _name(course)
            for number in [solution.further[place][0], *good]
            for course, _, _ in islice(compiled.further(number, made_up=False), _LOOK)
        )
        choice = known[solution.further[place]] = Choice(
            one,
            supply if supply < PLENTY else None,
            not failing,
            _common_level(levels, fitting, failing),
            tuple(islice(dict.fromkeys(names), _EXAMPLES * (len(steps) + 1))),
        )
        yield choice


def _name(course: Candidate) -> str:
    return f"{course.code} {course.title}" if course.title else str(course.code)


def _levels(compiled: Compiled) -> list[HasLevel]:
    return [part for part in compiled.program.filters if isinstance(part, HasLevel)]


def _common_level(
    levels: Sequence[int], fitting: Sequence[Listed], failing: Sequence[Listed]
) -> int | None:
    least = min((course.course.code.value for course, _ in fitting), default=None)
    most = max((course.course.code.value for course, _ in failing), default=None)
    for level in levels:
        if (least is None or least >= level) and (most is None or most < level):
            return level
    return None


def _alike(option: Option, step: Option, serves: set[int]) -> bool:
    return (
        option.credits == step.credits
        and option.approvals == step.approvals
        and {take for take, _ in option.uses} == serves
    )
