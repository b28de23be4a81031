"""Verdicts on real rules from what the data says, apart from degreekit: every placement is tried.

Nothing here knows the converters or the primitives. A course is put in every part that it may count
for, or in none, until the program is satisfied; what a program could come to at best, with every
course that is left wherever it fits, ends a branch early. It is slow and meant to be read.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from fnmatch import fnmatchcase
from functools import partial
from itertools import combinations, product
from typing import Any

__all__ = ["Taken", "TooLong", "princeton", "ut_dallas"]

#: So many placements are tried before a question is left open.
_MOST = 6_000
#: And so many ways to use one course.
_MANY = 64


class TooLong(Exception):
    """There are more placements than can be tried in a moment."""


@dataclass(frozen=True)
class Taken:
    """A course that was passed.

    Attributes:
        code: as `COS 126`.
        credits: what it brings.
        points: grade points; None without.
        passed: whether it was taken for the grade P.
        semester: the semester of study, from 1.
        marks: the distribution areas it counts for.
    """

    code: str
    credits: int = 3
    points: float | None = 4
    passed: bool = False
    semester: int = 1
    marks: frozenset[str] = frozenset()


# ------------------------------------------------------------------------------------ Princeton


@dataclass
class _Part:
    """A part of a program of Princeton."""

    data: dict[str, Any]
    least: int
    most: int | None
    below: list[_Part] = field(default_factory=list)
    leaf: int | None = None  # its place among the parts that count courses
    entries: list[Callable[[Taken], bool]] = field(default_factory=list)
    each_once: bool = False
    kind: str = ""


def princeton(
    data: dict[str, Any], taken: Sequence[Taken], facts: dict[str, str]
) -> tuple[bool, bool]:
    """Return whether a program is satisfied, and whether it is if every person says yes."""
    return tuple(_Princeton(data, taken, facts, granted).satisfied() for granted in (False, True))  # type: ignore[return-value]  # two of them


def _entries(
    data: dict[str, Any], by: int | None, points: int | None
) -> Iterator[Callable[[Taken], bool]]:
    """Yield what decides whether a course fits, for each entry of a list of courses."""
    without = [_pattern(one) for one in data.get("excluded_course_list") or ()]

    def counts(fits: Callable[[Taken], bool], course: Taken) -> bool:
        return (
            fits(course)
            and not any(one(course) for one in without)
            and (by is None or course.semester <= by)
            and (points is None or (course.points or 0) >= points)
        )

    if "dist_req" in data:
        named = data["dist_req"]
        names = {named} if isinstance(named, str) else set(named)
        yield partial(counts, lambda course: bool(course.marks & names))
    else:
        for one in data["course_list"]:
            yield partial(counts, _pattern(one))


class _Princeton:
    def __init__(
        self, data: dict[str, Any], taken: Sequence[Taken], facts: dict[str, str], granted: bool
    ):
        self.data, self.taken, self.facts, self.granted = data, taken, facts, granted
        self.leaves: list[_Part] = []
        self.twice: set[int] = set()  # leaves whose courses count elsewhere as well
        self.together: set[tuple[int, int]] = set()  # leaves that may share a course
        self.passes: list[tuple[list[int], int]] = []
        self.root = self._part(data, None, None, twice=False)
        self.tried = 0

    def _part(
        self, data: dict[str, Any], by: int | None, points: int | None, *, twice: bool
    ) -> _Part:
        by = data.get("completed_by_semester") or by
        points = data.get("min_grade") or points
        twice = data.get("double_counting_allowed", twice)
        least, most = data.get("min_needed"), data.get("max_counted")
        most = None if most == "ALL" else most
        part = _Part(data, 0, most)
        before = len(self.leaves)
        if "req_list" in data:
            part.kind = "parts"
            self._put_below(part, by, points, twice=twice)
            if least is None or least == "ALL":
                least = sum(_all_of(one) for one in part.below)
        elif "num_courses" in data:
            part.kind = "number"
            least = 1
        elif "course_list" in data or "dist_req" in data:
            part.kind = "courses"
            part.entries = list(_entries(data, by, points))
            part.each_once = least == "ALL"
            least = len(part.entries) if least == "ALL" else 1 if least is None else least
            part.leaf = len(self.leaves)
            self.leaves.append(part)
            if twice:
                self.twice.add(part.leaf)
        else:
            part.kind = "person"
        part.least = least if isinstance(least, int) else 1
        passes = data.get("pdfs_allowed", True)
        if passes is not True and part.kind != "person":
            self.passes.append((list(range(before, len(self.leaves))), int(passes)))
        return part

    def _put_below(self, part: _Part, by: int | None, points: int | None, *, twice: bool) -> None:
        """Read the parts of a part, and note which of them may share a course."""
        starts = []
        for one in part.data["req_list"]:
            starts.append(len(self.leaves))
            part.below.append(self._part(one, by, points, twice=twice))
        if part.data.get("double_counting_allowed_local"):
            ends = [*starts[1:], len(self.leaves)]
            spans = [range(a, b) for a, b in zip(starts, ends, strict=True)]
            for n, span in enumerate(spans):
                for other in spans[n + 1 :]:
                    self.together |= {(a, b) for a in span for b in other}

    # ------------------------------------------------------------------------------- verdict

    def satisfied(self) -> bool:
        if not self._besides():
            return False
        placed: list[list[Taken]] = [[] for _ in self.leaves]
        fits = [(course, ways) for course in self.taken if any(ways := list(self._ways(course)))]
        fits.sort(key=lambda one: len(one[1]))
        return self._try(fits, 0, placed)

    def _besides(self) -> bool:
        """Return whether what is asked of the student, and by persons, holds."""
        for key, fact in (
            ("excluded_majors", "major"),
            ("excluded_major", "major"),
            ("excluded_minors", "minor"),
        ):
            if self.facts.get(fact) in (self.data.get(key) or ()):
                return False
        if self.granted:
            return True
        words = r"independent|thesis|junior|senior|capstone|paper|research|project"
        named = any(re.search(words, name, re.IGNORECASE) for name in _names(self.data))
        return not self.data.get("declaration_limit") and (
            named or not self.data.get("iw_required")
        )

    def _ways(self, course: Taken) -> Iterator[tuple[tuple[int, int], ...]]:
        """Yield each set of places a course may have, as leaves with the entry it stands for."""
        open_ = [
            (part.leaf, n)
            for part in self.leaves
            for n, entry in enumerate(part.entries)
            if part.leaf is not None and entry(course)
        ]
        always: tuple[tuple[int, int], ...] = ()
        if not course.passed:  # no maximum counts it, so it is wherever it may be besides
            seen = set()
            for place in open_:
                if place[0] in self.twice and not self.leaves[place[0]].each_once:
                    if place[0] not in seen:
                        always = (*always, place)
                    seen.add(place[0])
            open_ = [place for place in open_ if place[0] not in seen]
        sets: list[tuple[tuple[int, int], ...]] = [always]
        for place in open_:
            sets += [
                (*some, place) for some in sets if all(self._share(a, place[0]) for a, _ in some)
            ]
            if len(sets) > _MANY:
                raise TooLong
        # A set within another one is no better, unless a maximum of some kind says so.
        yield from sorted(sets, key=len, reverse=True)

    def _share(self, one: int, other: int) -> bool:
        if one == other:
            return False
        return bool({one, other} & self.twice) or bool({(one, other), (other, one)} & self.together)

    def _try(
        self,
        fits: Sequence[tuple[Taken, list[tuple[tuple[int, int], ...]]]],
        at: int,
        placed: list[list[Taken]],
        used: frozenset[tuple[int, int]] = frozenset(),
    ) -> bool:
        self.tried += 1
        if self.tried > _MOST:
            raise TooLong
        if self._met(placed, ()):
            return True
        if at == len(fits) or not self._met(placed, fits[at:]):
            return False
        course, ways = fits[at]
        for way in ways:
            if not self._allowed(course, way, placed, used):
                continue
            for leaf, _ in way:
                placed[leaf].append(course)
            if self._try(fits, at + 1, placed, used | set(way)):
                return True
            for leaf, _ in way:
                placed[leaf].pop()
        return False

    def _allowed(
        self,
        course: Taken,
        way: Sequence[tuple[int, int]],
        placed: Sequence[Sequence[Taken]],
        used: frozenset[tuple[int, int]],
    ) -> bool:
        if any(self.leaves[leaf].each_once and (leaf, n) in used for leaf, n in way):
            return False
        if not course.passed:
            return True
        leaves = {leaf for leaf, _ in way}
        for scope, most in self.passes:
            if leaves & set(scope):
                there = {id(one) for leaf in scope for one in placed[leaf] if one.passed}
                if len(there) >= most:
                    return False
        return True

    def _met(
        self,
        placed: Sequence[Sequence[Taken]],
        left: Sequence[tuple[Taken, list[tuple[tuple[int, int], ...]]]],
    ) -> bool:
        counts = [len(one) for one in placed]
        for _, ways in left:
            for leaf in {leaf for way in ways for leaf, _ in way}:
                counts[leaf] += 1
        return self._count(self.root, counts) >= self.root.least

    def _count(self, part: _Part, counts: Sequence[int]) -> int:
        """Return what a part counts."""
        match part.kind:
            case "courses":
                return counts[part.leaf or 0]
            case "number":
                until = part.data["completed_by_semester"]
                held = sum(one.semester <= until for one in self.taken)
                return int(held >= part.data["num_courses"])
            case "person":
                return (part.most if part.most is not None else 1) if self.granted else 0
        return sum(self._brings(one, counts) for one in part.below)

    def _brings(self, part: _Part, counts: Sequence[int]) -> int:
        count = self._count(part, counts)
        if part.kind in ("person", "number"):
            return count if part.kind == "person" else count * int(part.most or 1)
        if count < part.least:
            return 0
        return count if part.most is None else min(count, part.most)


def _all_of(part: _Part) -> int:
    """Return what a part brings where all of it is asked for."""
    if part.most is not None:
        return part.most
    return part.least if part.kind in ("courses", "parts") and part.least else 1


def _names(data: dict[str, Any]) -> Iterator[str]:
    for one in data.get("req_list") or ():
        yield str(one.get("name"))
        yield from _names(one)


def _pattern(text: str) -> Callable[[Taken], bool]:
    """Return whether a course is meant by an entry of a list."""
    text = text.split(": ", maxsplit=1)[0]
    forms = []
    for one in text.split("/"):
        subject, _, number = one.strip().partition(" ")
        digits = number.rstrip("*")
        if number != digits:  # numbers have three digits
            number = digits + "?" * (3 - len(digits)) if digits else "*"
        forms.append(f"{subject} {number}".upper())
    return lambda course: any(fnmatchcase(course.code, form) for form in forms)


# ------------------------------------------------------------------------------------ UT Dallas


def ut_dallas(
    data: dict[str, Any], taken: Sequence[Taken], core: Sequence[tuple[str, int, str]]
) -> bool:
    """Return whether a degree is satisfied.

    Args:
        data: the degree.
        taken: the courses; each counts once in the major, and once more in the core.
        core: the areas of the core with their hours and their courses.
    """
    if sum(course.credits for course in taken) < int(data["minimum_credit_hours"]):
        return False
    areas = [
        {
            "matcher": "HoursRequirement",
            "required_hours": hours,
            "requirements": [
                {"matcher": "CourseRequirement", "course": code} for code in codes.split(" | ")
            ],
        }
        for _, hours, codes in core
    ]
    return _Tree(taken).holds(areas) and _Tree(taken).holds(data["requirements"]["major"])


class _Tree:
    """Tries every way to fulfil some requirements with courses that count once each."""

    def __init__(self, taken: Sequence[Taken]):
        self.taken = {course.code: course for course in taken}
        self.steps = 0
        self.dead: set[tuple[tuple[int, ...], frozenset[str], int]] = set()

    def holds(self, some: Sequence[dict[str, Any]]) -> bool:
        # What takes any course is looked at last: it gets what is left.
        order = sorted(some, key=lambda one: one["matcher"] == "FreeElectiveRequirement")
        return self._all(tuple(order), frozenset(self.taken))

    def _all(self, ahead: tuple[dict[str, Any], ...], free: frozenset[str]) -> bool:
        """Return whether all of some requirements can be fulfilled with free courses."""
        self.steps += 1
        if self.steps > _MOST:
            raise TooLong
        if not ahead:
            return True
        key = tuple(map(id, ahead)), free, 0
        if key in self.dead:
            return False
        one, rest = ahead[0], ahead[1:]
        if any(self._all((*more, *rest), left) for more, left in self._ways(one, free)):
            return True
        self.dead.add(key)
        return False

    def _ways(
        self, one: dict[str, Any], free: frozenset[str]
    ) -> Iterator[tuple[tuple[dict[str, Any], ...], frozenset[str]]]:
        """Yield what else has to be fulfilled, and the courses left, for each way to go on."""
        below = one.get("requirements", [])
        match one["matcher"]:
            case "AndRequirement":
                # Parts that leave a choice come last.
                yield tuple(sorted(below, key=_choice)), free
            case "OrRequirement":
                yield from (((part,), free) for part in below)
            case "SelectRequirement":
                for some in combinations(below, one["required_count"]):
                    yield tuple(some), free
            case _:
                yield from (((), left) for left in self._left(one, free))

    def _left(self, one: dict[str, Any], free: frozenset[str]) -> Iterator[frozenset[str]]:
        """Yield the courses left, for each way to fulfil a requirement of courses."""
        match one["matcher"]:
            case "CourseRequirement":
                code = one["course"].strip().upper()
                if code in free:
                    yield free - {code}
            case "HoursRequirement":
                yield from self._hours(one["required_hours"], one.get("requirements", []), free)
            case "FreeElectiveRequirement":
                without = {code.strip().upper() for code in one["excluded_courses"]}
                fits = [self.taken[code] for code in sorted(free - without)]
                yield from self._some(one["required_hours"], fits, free)
            case "CSGuidedElectiveRequirement":
                also = {part["course"].strip().upper() for part in one["also_fulfills"]}
                codes = _among(free, also, [one["starts_with"]])
                for chosen in combinations(codes, one["required_count"]):
                    yield free - set(chosen)
            case "PsychologyPrefixesOrCourses":
                named = {code.strip().upper() for code in one["accepted_courses"]}
                codes = _among(free, named, one["accepted_prefixes"])
                fits = [self.taken[code] for code in codes]
                yield from self._some(one["required_hours"], fits, free)
            case kind:
                raise ValueError(f"no such matcher: {kind}")

    def _hours(
        self, need: int, items: Sequence[dict[str, Any]], free: frozenset[str]
    ) -> Iterator[frozenset[str]]:
        """Yield what is left of the courses once some items bring so many hours."""
        if need <= 0:
            yield free
            return
        self.steps += 1
        if self.steps > _MOST:
            raise TooLong
        if not items:
            return
        item, rest = items[0], items[1:]
        for used in self._fill(item, free):
            hours = sum(self.taken[code].credits for code in used)
            yield from self._hours(need - hours, rest, free - used)
        if item["matcher"] == "PrefixBucketRequirement":
            return
        yield from self._hours(need, rest, free)

    def _fill(self, item: dict[str, Any], free: frozenset[str]) -> Iterator[frozenset[str]]:
        """Yield the courses that an item of a list by hours may take."""
        below = item.get("requirements", [])
        match item["matcher"]:
            case "CourseRequirement":
                code = item["course"].strip().upper()
                if code in free:
                    yield frozenset({code})
            case "OrRequirement":
                for part in below:
                    yield from self._fill(part, free)
            case "AndRequirement":
                ways = [list(self._fill(part, free)) for part in below]
                for some in product(*ways):
                    union = frozenset().union(*some)
                    if len(union) == sum(map(len, some)):
                        yield union
            case "PrefixBucketRequirement":
                fits = [code for code in sorted(free) if _begins(code, item["prefix"])]
                for size in range(len(fits), -1, -1):
                    yield from map(frozenset, combinations(fits, size))
            case kind:
                raise ValueError(f"no such matcher: {kind}")

    def _some(
        self, need: int, fits: Sequence[Taken], free: frozenset[str]
    ) -> Iterator[frozenset[str]]:
        """Yield what is left once some courses bring so many hours, none of them in vain."""
        if need <= 0:
            yield free
        elif sum(course.credits for course in fits) >= need:
            first, rest = fits[0], fits[1:]
            yield from self._some(need - first.credits, rest, free - {first.code})
            yield from self._some(need, rest, free)


def _choice(part: dict[str, Any]) -> int:
    order = ("CourseRequirement", "OrRequirement", "AndRequirement", "SelectRequirement")
    return order.index(part["matcher"]) if part["matcher"] in order else len(order)


def _among(free: frozenset[str], named: set[str], prefixes: Sequence[str]) -> list[str]:
    """Return the free courses that are named or begin as one of some prefixes says, in order."""
    return [
        code for code in sorted(free) if code in named or any(_begins(code, p) for p in prefixes)
    ]


def _begins(code: str, prefix: str) -> bool:
    """Return whether a code begins so: `CS` is a subject, `CS 43` a subject and digits."""
    return code.startswith(prefix if " " in prefix else f"{prefix} ")
