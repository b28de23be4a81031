"""The rules that hold for one student: what the decisions made of the program."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from fractions import Fraction

from degreekit.adjustments.model import Adjustment
from degreekit.courses import CourseCode, Institution, same_title
from degreekit.requirements import Candidate, Program

__all__ = ["Case", "Ruling", "WaivedCourse", "WaivedRow"]


@dataclass(frozen=True, slots=True)
class Ruling:
    """A decision on using a course in some places.

    Attributes:
        adjustment: its position in the list.
        takes: ids of the `Take` nodes it holds for.
        code: the course.
        title: its title, where the decision names one.
    """

    adjustment: int
    takes: frozenset[str]
    code: CourseCode
    title: str | None

    def speaks_of(self, course: Candidate, institution: Institution) -> bool:
        """Return whether the decision is about this course."""
        title = institution.full_title(self.title)
        return (
            title is None or same_title(title, course.title) or self._as_printed(course)
        ) and self._of_code(course, institution)

    def settles_title(self, course: Candidate, institution: Institution) -> bool:
        """Return whether the decision is about the course whatever its printed title stands for."""
        return self._of_code(course, institution) and (
            self.title is None or self._as_printed(course)
        )

    def _as_printed(self, course: Candidate) -> bool:
        return same_title(self.title, course.printed)

    def _of_code(self, course: Candidate, institution: Institution) -> bool:
        if self.code == course.code:
            return True
        named = institution.identity(self.code, institution.full_title(self.title))
        return named[0] == institution.identity(course.code, course.title, course.term)[0]


@dataclass(frozen=True, slots=True)
class WaivedRow:
    """A place that a waiver can fill.

    Attributes:
        take: the id of the `Take`.
        row: the position of the row in its list.
        credits: the credits it fills there, and nowhere else.
    """

    take: str
    row: int
    credits: Fraction


@dataclass(frozen=True, slots=True)
class WaivedCourse:
    """A course that need not be taken: it fills one of some places.

    Attributes:
        adjustment: the position of the decision in the list.
        course: the waived course as rules see it, with the credits it would bring.
        places: the places it can fill, in the order of the program; it fills one of them at most.
    """

    adjustment: int
    course: Candidate
    places: tuple[WaivedRow, ...]

    def place(self, take: str) -> WaivedRow:
        """Return the place it can fill in a `Take`.

        Raises:
            KeyError: it has none there.
        """
        for one in self.places:
            if one.take == take:
                return one
        raise KeyError(take)


@dataclass(frozen=True, slots=True)
class Case:
    """The rules that hold for one student.

    Attributes:
        program: the program with lists and amounts as changed.
        adjustments: all decisions, in their order.
        waived: ids of requirements that need not be met, with the decision.
        forced: ids of requirements that count as met, with the decision.
        confirmed: ids of what a person confirmed, with the decision.
        unconfirmed: ids of what a person refused to confirm, with the decision.
        waived_courses: courses that need not be taken.
        approvals: uses that are approved.
        denials: uses that are not allowed.
        placements: courses that may be applied in one place only.
        overrides: uses that no limit keeps out, nor what the program gives credit for.
        problems: why a decision could not take effect, by its position.
        changes: positions of decisions that changed a rule.
    """

    program: Program
    adjustments: tuple[Adjustment, ...] = ()
    waived: dict[str, int] = field(default_factory=dict)
    forced: dict[str, int] = field(default_factory=dict)
    confirmed: dict[str, int] = field(default_factory=dict)
    unconfirmed: dict[str, int] = field(default_factory=dict)
    waived_courses: tuple[WaivedCourse, ...] = ()
    approvals: tuple[Ruling, ...] = ()
    denials: tuple[Ruling, ...] = ()
    placements: tuple[Ruling, ...] = ()
    overrides: tuple[Ruling, ...] = ()
    problems: dict[int, str] = field(default_factory=dict)
    changes: frozenset[int] = frozenset()

    def denied(self, take: str, course: Candidate, institution: Institution) -> bool:
        """Return whether a course may not be used in a `Take`: of yes and no the later holds."""
        no = _last(self.denials, take, course, institution)
        return no > _last((*self.approvals, *self.placements), take, course, institution)

    def approved(self, take: str, course: Candidate, institution: Institution) -> bool:
        """Return whether a use has the approval that it may need."""
        return _last(self.approvals, take, course, institution) >= 0

    def overridden(self, take: str, course: Candidate, institution: Institution) -> bool:
        """Return whether a course may be used in a `Take` though other rules speak against it."""
        return _last(self.overrides, take, course, institution) >= 0

    def only(self, course: Candidate, institution: Institution) -> frozenset[str] | None:
        """Return the only `Take` nodes that a course may be used in; None where none are named.

        A decision that is contradicted everywhere says nothing.
        """
        takes = {
            take
            for ruling in self.placements
            if ruling.speaks_of(course, institution)
            for take in ruling.takes
            if _last(self.denials, take, course, institution) < ruling.adjustment
        }
        return frozenset(takes) or None

    @property
    def due(self) -> tuple[Ruling, ...]:
        """The placements that have to be made where the course earns credit: those that override.

        Where there is no room for all of them, the earlier ones are made.
        """
        overriding = {ruling.adjustment for ruling in self.overrides}
        return tuple(one for one in self.placements if one.adjustment in overriding)


def _last(rulings: Iterable[Ruling], take: str, course: Candidate, here: Institution) -> int:
    """Return the position of the last decision on using a course in a `Take`; -1 for none."""
    found = (one.adjustment for one in rulings if take in one.takes and one.speaks_of(course, here))
    return max(found, default=-1)
