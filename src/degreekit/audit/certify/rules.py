"""The rules of one set of decisions as the check reads them, kept from student to student."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from fractions import Fraction
from functools import cached_property
from typing import Any, TypeVar

from degreekit.adjustments.model import Adjustment
from degreekit.audit.certify.decisions import Decisions, Listing
from degreekit.audit.certify.facts import Fact, Placed
from degreekit.courses import Institution
from degreekit.recent import Recent
from degreekit.requirements import (
    FUTURE,
    Candidate,
    Check,
    CourseFilter,
    If,
    Including,
    KnownRecords,
    Limit,
    Program,
    Requirement,
    Standing,
    Take,
    candidates,
    identity_of,
    may_repeat,
    settled,
    standing,
)
from degreekit.requirements.conditions import filters_asked
from degreekit.transcript import Transcript

__all__ = ["Rules", "Uses"]

#: How many values that many students have in common are kept.
_KEPT = 16
#: What is known of single courses is kept for so many different ones at least.
_COURSES = 5_000

_T = TypeVar("_T")
#: The places of a course: ids of lists, each with the row.
Uses = tuple[tuple[str, int], ...]


class _Course:
    """What is known of one course, and of all that rules cannot tell from it.

    Attributes:
        course: the one that stands for all of them.
        fits: whether it fits a filter of the rules, by the filter's address: they stay as they are.
        rows: the rows of a list that it fits, by the id of the list.
        identity: what tells it from others; not there until it is asked for.
        number: what tells its number from others; not there until it is asked for.
        limits: the ids of the maximums that count it, by its places.
        checks: the ids of the minimums over lists that count it, by its places.
    """

    __slots__ = ("checks", "course", "fits", "identity", "limits", "number", "rows")
    identity: tuple[str, str] | None
    number: str

    def __init__(self, course: Candidate):
        self.course = course
        self.fits: dict[int, bool] = {}
        self.rows: dict[str, tuple[int, ...]] = {}
        self.limits: dict[Uses, frozenset[str]] = {}
        self.checks: dict[Uses, frozenset[str]] = {}


class Rules:
    """The rules that hold under some decisions.

    Args:
        program: the rules as printed.
        adjustments: what was decided, in order.
        institution: how codes, titles and grades are read.
        plain: the same rules without decisions: what does not depend on any is kept there.
        records: turns records into what rules see; by default the plain rules do.
        kin: the same program for another student, for whom some amounts and courses are others:
            what both have in common is kept there.
    """

    def __init__(
        self,
        program: Program,
        adjustments: Sequence[Adjustment],
        institution: Institution,
        plain: Rules | None = None,
        records: KnownRecords | None = None,
        kin: Rules | None = None,
    ):
        self.program = program
        self.plain = plain or self
        self._kin = kin
        #: What both ask of courses is the same object, which stays as long as the other rules do.
        mine = set() if kin is None else set(map(id, program.filters))
        theirs = () if kin is None else kin.program.filters
        self._common = {id(one) for one in theirs if id(one) in mine}
        self.institution = institution
        self.decisions = Decisions(program, adjustments, institution)
        self.takes: dict[str, Listing] = self.decisions.lists
        self._below = {
            node.id: frozenset(n.id for n in node.walk() if isinstance(n, Take))
            for node in program.nodes
        }
        self._shared: dict[object, Any] = {}
        self._scopes: dict[tuple[str, ...], frozenset[str]] = {}
        known = plain.records if plain else records
        self.records: KnownRecords = known or KnownRecords(program, institution)
        self._courses: Recent[Candidate, _Course] = Recent(_COURSES)
        #: The same by the address of the object, kept along with it: to compare courses costs more.
        self._objects: Recent[int, tuple[Candidate, _Course]] = Recent(_COURSES)
        self._texts: dict[int, str] = {}
        #: The facts of lists that hold nothing, each with what it holds.
        self.empty: dict[str, tuple[Sequence[Placed], Fact]] = {}
        marks = institution.scale(program.grade_scale).grades if institution.grade_scales else ()
        self.best_points = max((Fraction(m.points) for m in marks if m.points), default=Fraction(0))

    def read(self, transcript: Transcript) -> tuple[list[Candidate], list[Standing]]:
        """Return each record as rules see it, and what it is worth."""
        if self.program.asks_when:
            seen = candidates(transcript, self.institution, self.program)
            return seen, [standing(one, self.institution, self.program) for one in seen]
        read = [self.records.read(record) for record in transcript.records]
        courses = settled(
            [one.course for one in read],
            [one.standing.worth for one in read],
            [self.identity(one.course) or (place,) for place, one in enumerate(read)],
            self.program,
            self.institution,
        )
        again = [
            one.standing
            if course is one.course
            else standing(course, self.institution, self.program)
            for course, one in zip(courses, read, strict=True)
        ]
        return courses, again

    def known(self, course: Candidate) -> Candidate:
        """Return the one object that stands for all courses that rules cannot tell apart."""
        return self._equal(course).course

    def alike(self, course: Candidate) -> object:
        """Return what is the same object for all courses that rules cannot tell apart."""
        return self._of(course)

    def _equal(self, course: Candidate) -> _Course:
        found = self._courses.get(course)
        if found is None:
            found = self._courses[course] = _Course(course)
        return found

    def _of(self, course: Candidate) -> _Course:
        """Return what is known of a course."""
        kept = self._objects.get(id(course))
        if kept is not None and kept[0] is course:
            return kept[1]
        found = self._equal(course)
        self._objects[id(course)] = course, found
        return found

    def fits(self, asked: CourseFilter, course: Candidate) -> bool:
        """Return whether a course fits a filter of the rules."""
        one = self._of(course)
        known = one.fits.get(id(asked))
        if known is None:
            shared = self._kin if id(asked) in self._common else None
            known = asked.matches(course) if shared is None else shared.fits(asked, course)
            one.fits[id(asked)] = known
        return known

    def bounded_by(self, limit: Limit, course: Candidate) -> bool:
        """Return whether a limit is about a course, whenever it will be taken."""
        asked = limit.courses
        return asked.surely(course) if course.term == FUTURE else self.fits(asked, course)

    def rows_for(self, take: str, course: Candidate) -> tuple[int, ...]:
        """Return the rows of a list that a course fits; none where it is not on the list."""
        one = self._of(course)
        rows = one.rows.get(take)
        if rows is None:
            rows = one.rows[take] = self._rows_for(take, course)
        return rows

    def _rows_for(self, take: str, course: Candidate) -> tuple[int, ...]:
        listing = self.takes[take]
        if self._kin is not None and listing.take is self._kin.takes[take].take:
            return self._kin.rows_for(take, course)
        if self.plain is self or self.is_named(course):
            return listing.rows_for(course)
        added = len(listing.rows) - len(listing.take.listed)  # decisions only put rows at the head
        return tuple(row + added for row in self.plain.rows_for(take, course))

    def is_named(self, course: Candidate) -> bool:
        """Return whether a decision names the number of a course, whatever title it gives."""
        decisions = self.decisions
        return course.code in decisions.codes or self.plain.number(course) in decisions.numbers

    def number(self, course: Candidate) -> str:
        """Return what tells the number of a course from others, under whatever code."""
        one = self._of(course)
        if not hasattr(one, "number"):
            one.number = self.institution.identity(course.code, course.title, course.term)[0]
        return one.number

    def identity(self, course: Candidate) -> tuple[str, str] | None:
        """Return what tells a course from others; None for one that may be taken again."""
        one = self._of(course)
        if not hasattr(one, "identity"):
            told = course.code, course.title, course.term
            again = may_repeat(self.program, self.institution, *told)
            one.identity = None if again else identity_of(self.institution, course)
        return one.identity

    def text_of(self, part: Including) -> str:
        """Return what an inner minimum asks for, in words."""
        if id(part) not in self._texts:
            self._texts[id(part)] = part.text(self.program.unit)
        return self._texts[id(part)]

    def keep(self, key: object, make: Callable[[], _T]) -> _T:
        """Return a value that is the same for many students; the last few are kept.

        Args:
            key: tells it from others.
            make: makes it where it is not kept.
        """
        value: _T = self._shared.pop(key) if key in self._shared else make()
        while len(self._shared) >= _KEPT:
            del self._shared[next(iter(self._shared))]
        self._shared[key] = value  # the one that was asked for last is kept longest
        return value

    @cached_property
    def keeper_of_offer(self) -> Rules:
        """The rules that keep which courses of the catalog there are: they are the same for these.

        What is decided for a student makes no difference, nor do amounts and lists.
        """
        plain, kin = self.plain, self.plain._kin
        if kin is None or kin.program.as_printed != self.program.as_printed:
            return plain
        return kin

    def scope(self, ids: tuple[str, ...]) -> frozenset[str]:
        """Return the ids of every `Take` below some nodes; of all where none is named."""
        if ids not in self._scopes:
            roots = ids or (self.program.root.id,)
            self._scopes[ids] = frozenset().union(*(self._below[id_] for id_ in roots))
        return self._scopes[ids]

    def bounds(self, limit: Limit, course: Candidate, takes: Iterable[str]) -> bool:
        """Return whether a limit counts a course that is applied to some lists."""
        scope = self.scope(limit.scope)
        for take in takes:
            if take in scope and not self.decisions.overrides(take, course):
                return self.bounded_by(limit, course)
        return False

    def limits_on(self, course: Candidate, uses: Uses) -> frozenset[str]:
        """Return the ids of the maximums that count a course in some places."""
        one = self._of(course)
        found = one.limits.get(uses)
        if found is None:
            limits, takes = self.decisions.limits.values(), [take for take, _ in uses]
            counting = (limit.id for limit in limits if self.bounds(limit, course, takes))
            found = one.limits[uses] = frozenset(counting)
        return found

    def checks_on(self, course: Candidate, uses: Uses) -> frozenset[str]:
        """Return the ids of the minimums over lists that count a course in some places."""
        one = self._of(course)
        found = one.checks.get(uses)
        if found is None:
            takes = {take for take, _ in uses}
            counting = (
                check.id
                for check in self.decisions.checks.values()
                if not (check.over_record or takes.isdisjoint(self.scope(check.scope)))
                and (check.counted is None or self.fits(check.counted, course))
            )
            found = one.checks[uses] = frozenset(counting)
        return found

    def check(self, node: Check) -> Check:
        """Return a minimum with its amount as decisions changed it."""
        return self.decisions.checks[node.id]

    def told_apart(self, one: Candidate, other: Candidate) -> bool:
        """Return whether a rule besides the lists treats two courses differently."""
        return any(asked.matches(one) != asked.matches(other) for asked in self._besides_lists)

    @cached_property
    def _besides_lists(self) -> tuple[CourseFilter, ...]:
        return tuple(asked for asked in self._asked() if asked is not None)

    def _asked(self) -> Iterator[CourseFilter | None]:
        yield self.program.credit
        limits, sharing = self.decisions.limits.values(), self.decisions.sharing.values()
        for node in self.program.nodes:
            yield from _wheres(node)
        yield from (rule.courses for rule in sharing)
        yield from (limit.courses for limit in limits)
        for condition in (*(limit.when for limit in limits), *(rule.when for rule in sharing)):
            if condition is not None:
                yield from filters_asked(condition)


def _wheres(node: Requirement) -> Iterator[CourseFilter | None]:
    match node:
        case Take():
            yield from (part.where for part in node.including)
        case Check():
            yield from (node.where, node.among)
        case If():
            yield from filters_asked(node.condition)
        case _:
            pass
