"""The frame of a student with decisions, over the frame of everybody else.

Most decisions are about single courses, or change an amount. The sums and bounds of the rules are
the same then, and a course that no decision names can do what it can do under the plain rules:
that is taken over, and only what the decisions name is worked out again.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from functools import cached_property

from typing_extensions import override

from degreekit.adjustments import Case
from degreekit.audit.model.counters import Tally
from degreekit.audit.model.eligibility import Use
from degreekit.audit.model.future import FutureCourse, Identity
from degreekit.audit.model.model import Option
from degreekit.audit.model.ruleset import Frame, FutureKinds, Kind, Profile
from degreekit.courses import CourseCode, Institution, Term
from degreekit.requirements import Candidate
from degreekit.transcript import Transcript

__all__ = ["frame_over"]


def frame_over(
    base: Frame,
    case: Case,
    institution: Institution,
    outcomes: Sequence[bool],
    future: Callable[[], Iterable[FutureCourse]],
) -> Frame:
    """Return the frame of a case: over the plain one where the two have the same sums.

    Args:
        base: the frame of the rules without decisions, for the same kind of student.
        case: the rules that hold for the student.
        institution: how codes, titles and grades are read.
        outcomes: the outcome of each condition of the rules.
        future: gives the courses that could still be taken, once they are asked for.
    """
    if not case.due and tuple(outcomes) == base.outcomes:
        over = Overlay(base, case, institution, outcomes, future)
        if over.fits:
            return over
    return Frame(case, institution, outcomes, future)


class Overlay(Frame):
    """A frame that shares with another one whatever no decision names.

    Attributes:
        base: the other one.
        fits: whether the two have the same sums; if not, nothing can be shared.
    """

    base: Frame | None = None

    def __init__(
        self,
        base: Frame,
        case: Case,
        institution: Institution,
        outcomes: Sequence[bool],
        future: Callable[[], Iterable[FutureCourse]],
    ):
        super().__init__(case, institution, outcomes, future)
        rulings = (*case.approvals, *case.denials, *case.placements, *case.overrides)
        self._rulings = tuple(dict.fromkeys(rulings))
        self._numbers = set[str]()
        for ruling in self._rulings:
            self._numbers |= self._numbers_of(ruling.code, institution.full_title(ruling.title))
        #: Decisions put rows at the head of a list: so many of each list.
        self._ahead = [
            len(mine.listed) - len(theirs.listed)
            for mine, theirs in zip(self.takes, base.takes, strict=True)
        ]
        self.fits = self._layout(self, self._ahead) == self._layout(base, [0] * len(base.takes))
        if self.fits:
            self.base = base
            self.ids, self.keyed, self._spreading = base.ids, base.keyed, base._spreading
            self._catch_up()

    @staticmethod
    def _layout(frame: Frame, ahead: Sequence[int]) -> object:
        """Return all that says which sums there are, and what may add to them.

        Args:
            frame: the frame.
            ahead: how many rows at the head of each list it leaves out.
        """

        def rows(tally: Tally) -> object:
            if tally.rows is None:
                return None
            (take,) = tally.takes
            return frozenset(row - ahead[take] for row in tally.rows if row >= ahead[take])

        def sum_(tally: Tally) -> object:
            amounts: object = (tally.need is None, tally.cap is None, tally.most_kinds is None)
            if tally.each:  # its sums are made as they come up
                amounts = (tally.need, tally.cap, tally.most_kinds)
            return (
                *(tally.takes, tally.by_course, rows(tally), tally.where, tally.and_also),
                *(tally.own, tally.average, tally.record, tally.last, tally.each, tally.limit),
                *(tally.parts, amounts),
            )

        shut = [
            (index, row - ahead[index])
            for index, take in enumerate(frame.takes)
            for row, one in enumerate(take.listed)
            if 0 in (one.most_courses, one.most_credits)
        ]
        return (
            [sum_(tally) for tally in frame.tallies],
            frame.active,
            frame.shareable,
            [(limit.scope, limit.courses) for limit in frame.limits if limit.excludes],
            shut,
        )

    @property
    def _plain(self) -> Frame:
        if self.base is None:
            raise RuntimeError("nothing is shared")
        return self.base

    def _catch_up(self) -> None:
        """Take over the sums that came up with other students."""
        self.counters += self._plain.counters[len(self.counters) :]

    # ------------------------------------------------------------------------------- one course

    def _numbers_of(
        self, code: CourseCode, title: str | None, term: Term | None = None
    ) -> frozenset[str]:
        """Return the numbers a course is known by: its own, and with and without its title.

        A topic may have become a course of its own, and a decision about the number still names it.
        """
        identity = self.institution.identity
        return frozenset((str(code), identity(code, title, term)[0], identity(code, None)[0]))

    def _spoken_of(self, course: Candidate) -> bool:
        """Return whether some decision may be about a course."""
        if not self._rulings:
            return False
        if course.other_titles or course.printed:
            return True
        if self._numbers.isdisjoint(self._numbers_of(course.code, course.title, course.term)):
            return False
        return any(ruling.speaks_of(course, self.institution) for ruling in self._rulings)

    @override
    def profiles_of(self, transcript: Transcript) -> list[Profile]:
        if self.program.asks_when:
            return super().profiles_of(transcript)
        plain = self._plain.profiles_of(transcript)
        self._catch_up()
        return [
            replace(self.profile(one.course), course=one.course)
            if self._spoken_of(one.course)
            else self._moved(one)
            for one in plain
        ]

    @override
    def profile(self, course: Candidate) -> Profile:
        found = self.profiles.get(course)
        if found is None:
            if self._spoken_of(course):
                found = self._profile(course)
            else:
                plain = self._plain.profile(course)
                self._catch_up()
                found = self._moved(plain)
            self.profiles[course] = found
        return found

    def _moved(self, plain: Profile) -> Profile:
        """Return what a course can do under the plain rules, with the rows of these."""
        if not any(self._ahead[use.take] for use in plain.uses):
            return plain
        return replace(
            plain,
            options=self._options_moved(plain.options),
            uses=self._uses_moved(plain.uses),
            kept={},
        )

    def _options_moved(self, options: Sequence[Option]) -> tuple[Option, ...]:
        ahead = self._ahead
        return tuple(
            replace(one, uses=tuple((take, row + ahead[take]) for take, row in one.uses))
            for one in options
        )

    def _uses_moved(self, uses: Sequence[Use]) -> tuple[Use, ...]:
        return tuple(replace(use, row=use.row + self._ahead[use.take]) for use in uses)

    @override
    def counter(self, tally: int, key: str) -> int:
        if self.base is None:  # the sums of the rules are being laid out
            return super().counter(tally, key)
        found = self._plain.counter(tally, key)
        self._catch_up()
        return found

    @override
    def once(self, identity: Identity, courses: int = 1) -> int:
        found = self._plain.once(identity, courses)
        self._catch_up()
        return found

    # ------------------------------------------------------------------------------- the future

    @cached_property
    def _apart(self) -> list[FutureCourse]:
        """The further courses that some decision names."""
        return [one for one in self._plain.future if self._spoken_of(one.course)]

    @cached_property
    def future(self) -> tuple[FutureCourse, ...]:
        return self._plain.future

    @cached_property
    def kinds(self) -> tuple[Kind, ...]:
        plain = self._plain.kinds
        self.slack = self._plain.slack
        self._catch_up()
        if not self._apart and not any(self._ahead):
            return plain
        gone = set(map(id, self._apart))
        found = []
        for kind in plain:
            members = kind.members
            if gone and any(id(one[0]) in gone for one in members):
                members = tuple(one for one in members if id(one[0]) not in gone)
            if members is kind.members and not any(
                self._ahead[use.take] for _, uses, _ in members[:1] for use in uses
            ):
                found.append(kind)
                continue
            members = tuple((one, self._uses_moved(uses), known) for one, uses, known in members)
            moved = Kind(
                self._options_moved(kind.options),
                kind.caps,
                members=members,
                courses=tuple((one, uses) for one, uses, _ in members),
                supply=sum(one.supply for one, _, _ in members),
                betters=kind.betters,
            )
            found.append(moved)
        return tuple(FutureKinds(self).added(found, self._apart))

    @cached_property
    def doubled(self) -> frozenset[Identity]:
        return self._plain.doubled if not self._apart else super().doubled

    @cached_property
    def listed(self) -> dict[Identity, list[tuple[int, int]]]:
        return self._plain.listed if self.kinds is self._plain.kinds else super().listed

    @cached_property
    def ranges(self) -> dict[str, list[tuple[int, int]]]:
        return self._plain.ranges if self.kinds is self._plain.kinds else super().ranges

    @cached_property
    def rowed(self) -> dict[int, list[int]]:
        return self._plain.rowed if self.kinds is self._plain.kinds else super().rowed

    @cached_property
    def future_reach(self) -> dict[int, int]:
        return self._plain.future_reach if self.kinds is self._plain.kinds else super().future_reach
