"""Where a course may be applied: the lists it is on, and what was decided about it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from degreekit.adjustments import Case
from degreekit.audit.model.slots import slots_of
from degreekit.courses import Institution
from degreekit.recent import Recent
from degreekit.requirements import Candidate, Limit, Take

__all__ = ["KEPT_COURSES", "Eligibility", "Use"]

#: What is known of single courses is kept for so many different ones at least, under each set of
#: decisions: about 4 kB each. Those that came up last are kept.
KEPT_COURSES = 5_000


@dataclass(frozen=True, slots=True)
class Use:
    """A place a course may be applied to.

    Attributes:
        take: the position of the `Take` in the program.
        row: the position of the row in its list.
        approval: True where the use rests on an approval that is not given, or on what a title
            that is cut stands for.
        override: True where a decision puts the course there whatever a limit says.
    """

    take: int
    row: int
    approval: bool
    override: bool = False


class Eligibility:
    """The places open to courses under the rules of one case.

    Args:
        case: the rules that hold for the student.
        institution: how codes and titles are read.
        active: positions of the `Take` nodes in force.
        limits: the limits in force.
    """

    def __init__(
        self,
        case: Case,
        institution: Institution,
        active: frozenset[int],
        limits: Sequence[Limit],
    ):
        self.case = case
        self.institution = institution
        self.takes = case.program.takes()
        self.active = sorted(active)
        #: rows that count only with others, or instead of them
        self._grouped = {take.id: slots_of(take).rows for take in self.takes}
        self._excluding = [
            (limit, {take.id for take in case.program.takes(limit.scope)})
            for limit in limits
            if limit.excludes
        ]
        each = [(index, sorted(self.takes[index].reads)) for index in self.active]
        self._fields_of = each
        self._fields = sorted(frozenset[str]().union(*(fields for _, fields in each)))
        self._known: Recent[tuple[object, ...], tuple[tuple[int, list[int]], ...]]
        self._known = Recent(KEPT_COURSES)
        self._known_rows: list[Recent[tuple[object, ...], list[int]]]
        self._known_rows = [Recent(KEPT_COURSES) for _ in self.takes]

    def uses(self, course: Candidate) -> tuple[Use, ...]:
        """Return every place the course may be applied to, in the order of the program."""
        credit = self.case.program.credit
        counts = credit is None or credit.matches(course)
        if not counts and not self.case.overrides:
            return ()
        found = (self._uses(index, rows, course) for index, rows in self._listed(course))
        uses = (use for each in found for use in each if counts or use.override)
        return tuple(self._with_title(use, course) for use in uses)

    def _with_title(self, use: Use, course: Candidate) -> Use:
        """Return the use as one to be approved, where it is open under one title only."""
        take = self.takes[use.take]
        if use.approval or not course.other_titles or self._settled(take, course):
            return use
        if course.may_repeat:
            return replace(use, approval=True)
        for title in course.other_titles:
            other = replace(course, title=title, other_titles=())
            if self.case.program.told_apart(course, other) or use not in self.uses(other):
                return replace(use, approval=True)
        return use

    def _settled(self, take: Take, course: Candidate) -> bool:
        return any(
            take.id in ruling.takes and ruling.settles_title(course, self.institution)
            for ruling in self.case.approvals
        )

    def _listed(self, course: Candidate) -> tuple[tuple[int, list[int]], ...]:
        """Return the lists that a course is on, each with its rows.

        Most attempts at a course differ in what no list looks at, as the term and the grade.
        """
        key = tuple([getattr(course, name) for name in self._fields])
        known = self._known.get(key)
        if known is None:
            found = ((i, self._rows_of(i, fields, course)) for i, fields in self._fields_of)
            known = self._known[key] = tuple(one for one in found if one[1])
        return known

    def _rows_of(self, index: int, fields: Sequence[str], course: Candidate) -> list[int]:
        """Return the rows of a list that a course may fill; few lists look at all that any does."""
        known, key = self._known_rows[index], tuple([getattr(course, name) for name in fields])
        rows = known.get(key)
        if rows is None:
            rows = known[key] = self._rows(self.takes[index], course)
        return rows

    def _uses(self, index: int, rows: Sequence[int], course: Candidate) -> Sequence[Use]:
        """Return the rows of a list that a course may fill, without those never better."""
        take, case = self.takes[index], self.case
        only = case.only(course, self.institution)
        if only is not None and take.id not in only:
            return ()
        override = case.overridden(take.id, course, self.institution)
        excluded = not override and self.excluding(take, course) is not None
        if excluded or case.denied(take.id, course, self.institution):
            return ()
        approved = case.approved(take.id, course, self.institution)
        found: list[Use] = []
        for number in rows:
            row = take.listed[number]
            use = Use(index, number, bool(row.approval) and not approved, override)
            if not any(self._as_good(take, old, use) for old in found):
                found.append(use)
        return found

    def _rows(self, take: Take, course: Candidate) -> list[int]:
        """Return the rows that a course may fill.

        They are the first it fits, those that count only so often, and those that nothing but their
        group tells from each one above that it fits.
        """
        grouped, found = self._grouped[take.id], list[int]()
        for number in take.possible_rows(course):
            row = take.listed[number]
            often = row.most_courses is None and number not in grouped
            if often and any(
                n in grouped or not row.is_of_another_group(take.listed[n]) for n in found
            ):
                continue
            if row.courses.matches(course):
                found.append(number)
        never = [
            n for n in found if 0 in (take.listed[n].most_courses, take.listed[n].most_credits)
        ]
        return [] if found[:1] == never[:1] else [n for n in found if n not in never]

    def _as_good(self, take: Take, one: Use, other: Use) -> bool:
        """Return whether a row can stand for another one, whatever else is placed."""
        mine, theirs = take.listed[one.row], take.listed[other.row]
        bounded = mine.most_courses is not None or mine.most_credits is not None
        # A row that counts only together with others is filled for their sake.
        grouped = not {one.row, other.row}.isdisjoint(self._grouped[take.id])
        return (
            not (bounded or grouped)
            and mine.group == theirs.group
            and one.approval <= other.approval
        )

    def excluding(self, take: Take, course: Candidate) -> Limit | None:
        """Return the limit that keeps the course out of a `Take` altogether, if there is one."""
        for limit, scope in self._excluding:
            if take.id in scope and limit.courses.surely(course):
                return limit
        return None
