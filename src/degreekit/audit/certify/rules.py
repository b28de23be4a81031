"""The rules of one set of decisions as the check reads them, kept from student to student."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from fractions import Fraction
from functools import cached_property
from typing import Any, TypeVar

from degreekit.adjustments.model import Adjustment
from degreekit.audit.certify.decisions import Decisions, Listing
from degreekit.courses import Institution
from degreekit.requirements import (
    Candidate,
    Check,
    CourseFilter,
    If,
    Including,
    Program,
    Requirement,
    Standing,
    Take,
    candidate,
    candidates,
    identity_of,
    may_repeat,
    settled,
    standing,
)
from degreekit.requirements.conditions import filters_asked
from degreekit.transcript import CourseRecord, Transcript

__all__ = ["Rules"]

#: How many values that many students have in common are kept.
_KEPT = 16

_T = TypeVar("_T")


class Rules:
    """The rules that hold under some decisions.

    Args:
        program: the rules as printed.
        adjustments: what was decided, in order.
        institution: how codes, titles and grades are read.
        plain: the same rules without decisions: what does not depend on any is kept there.
    """

    def __init__(
        self,
        program: Program,
        adjustments: Sequence[Adjustment],
        institution: Institution,
        plain: Rules | None = None,
    ):
        self.program = program
        self.plain = plain or self
        self.institution = institution
        self.decisions = Decisions(program, adjustments, institution)
        self.takes: dict[str, Listing] = self.decisions.lists
        self._below = {
            node.id: frozenset(n.id for n in node.walk() if isinstance(n, Take))
            for node in program.nodes
        }
        self._shared: dict[object, Any] = {}
        self._scopes: dict[tuple[str, ...], frozenset[str]] = {}
        self._known: dict[tuple[object, ...], tuple[Candidate, Standing]] = (
            plain._known if plain else {}
        )
        self._kept: dict[Candidate, Candidate] = {}
        self._fits: dict[tuple[int, int], bool] = {}
        self._rows: dict[tuple[str, int], tuple[int, ...]] = {}
        self._identities: dict[int, tuple[str, str] | None] = {}
        self._numbers: dict[int, str] = {}
        self._texts: dict[int, str] = {}
        marks = institution.scale(program.grade_scale).grades if institution.grade_scales else ()
        self.best_points = max((Fraction(m.points) for m in marks if m.points), default=Fraction(0))

    @property
    def records_known(self) -> int:
        """Of how many different records something is kept."""
        return max(len(self._known), len(self._kept))

    def read(self, transcript: Transcript) -> tuple[list[Candidate], list[Standing]]:
        """Return each record as rules see it, and what it is worth."""
        if self.program.asks_when:
            seen = candidates(transcript, self.institution, self.program)
            return seen, [standing(one, self.institution, self.program) for one in seen]
        read = [self._read(record) for record in transcript.records]
        courses = settled(
            [course for course, _ in read],
            [found.worth for _, found in read],
            [self.identity(course) or (place,) for place, (course, _) in enumerate(read)],
            self.program,
            self.institution,
        )
        again = [
            found if course is before else standing(course, self.institution, self.program)
            for course, (before, found) in zip(courses, read, strict=True)
        ]
        return courses, again

    def _read(self, record: CourseRecord) -> tuple[Candidate, Standing]:
        code = record.code
        key = (
            *(code.subject, code.number, code.letter, code.printed, record.title, record.term),
            *(record.credits, record.grade, record.status, record.section, record.school),
            *(record.institution, record.attributes, record.full_title, record.other_titles),
            record.may_repeat,
        )
        known = self._known.get(key)
        if known is None:
            course = candidate(record, self.institution, self.program)
            known = course, standing(record, self.institution, self.program)
            self._known[key] = known
        return known

    def known(self, course: Candidate) -> Candidate:
        """Return the one object that stands for all courses that rules cannot tell apart."""
        return self._kept.setdefault(course, course)

    def fits(self, asked: CourseFilter, course: Candidate) -> bool:
        """Return whether a course fits a filter of the rules."""
        key = id(asked), id(course)
        known = self._fits.get(key)
        if known is None:
            kept = self.known(course)
            if kept is not course:
                return self.fits(asked, kept)
            known = self._fits[key] = asked.matches(course)
        return known

    def rows_for(self, take: str, course: Candidate) -> tuple[int, ...]:
        """Return the rows of a list that a course fits; none where it is not on the list."""
        key = take, id(course)
        if key not in self._rows:
            kept = self.known(course)
            if kept is not course:
                return self.rows_for(take, kept)
            self._rows[key] = self._rows_for(take, course)
        return self._rows[key]

    def _rows_for(self, take: str, course: Candidate) -> tuple[int, ...]:
        listing = self.takes[take]
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
        key = id(course)
        if key not in self._numbers:
            kept = self.known(course)
            if kept is not course:
                return self.number(kept)
            identity = self.institution.identity(course.code, course.title, course.term)
            self._numbers[key] = identity[0]
        return self._numbers[key]

    def identity(self, course: Candidate) -> tuple[str, str] | None:
        """Return what tells a course from others; None for one that may be taken again."""
        key = id(course)
        if key not in self._identities:
            kept = self.known(course)
            if kept is not course:
                return self.identity(kept)
            told = course.code, course.title, course.term
            again = may_repeat(self.program, self.institution, *told)
            self._identities[key] = None if again else identity_of(self.institution, course)
        return self._identities[key]

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

    def scope(self, ids: tuple[str, ...]) -> frozenset[str]:
        """Return the ids of every `Take` below some nodes; of all where none is named."""
        if ids not in self._scopes:
            roots = ids or (self.program.root.id,)
            self._scopes[ids] = frozenset().union(*(self._below[id_] for id_ in roots))
        return self._scopes[ids]

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
            yield node.where
        case If():
            yield from filters_asked(node.condition)
        case _:
            pass
