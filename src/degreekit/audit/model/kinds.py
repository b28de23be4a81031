"""Further courses in groups: those that no rule can tell apart, and which can stand for which."""

from __future__ import annotations

from collections import Counter as Counts
from collections import defaultdict
from collections.abc import Hashable, Iterable, Iterator, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from degreekit.audit.model.eligibility import Use
from degreekit.audit.model.future import FutureCourse, Identity
from degreekit.audit.model.model import Option
from degreekit.audit.model.ways import Kind, Member, Profile, Served

if TYPE_CHECKING:
    from degreekit.audit.model.frame import Frame

__all__ = ["FutureKinds"]


class FutureKinds:
    """Groups what could be taken by all that rules can tell apart.

    Args:
        frame: the rules.
    """

    def __init__(self, frame: Frame):
        self.frame = frame

    def kinds(self) -> Sequence[Kind]:
        """Return the kinds of everything that could be taken."""
        frame = self.frame
        profiles = [(course, frame.with_any_amount(course)) for course in frame.future]
        found = [(course, profile) for course, profile in profiles if profile.options]
        frame.slack = self._slack(found)
        return self._with_betters([], list(self._grouped(found)))

    def added(self, kinds: Sequence[Kind], courses: Iterable[FutureCourse]) -> Sequence[Kind]:
        """Return some kinds with those of further courses after them.

        Args:
            kinds: what there is already.
            courses: what else could be taken; no kind has any of it.
        """
        return self._with_betters(list(kinds), self._kinds_of(courses))

    def merged(self, kinds: Iterable[Kind], courses: Iterable[FutureCourse]) -> Sequence[Kind]:
        """Return kinds with those of further courses after them, those that are alike as one."""
        frame = self.frame
        groups: dict[object, list[Kind]] = {}
        for kind in kinds:
            if kind.options and kind.members:
                course, uses, _ = kind.members[0]
                groups.setdefault(self._key(course, uses, kind.options), []).append(kind)
        found = []
        for alike in groups.values():
            options = alike[0].options
            members = tuple(one for kind in alike for one in kind.members)
            # Always a new one: the kinds may be those of another frame, where they stand elsewhere.
            one = Kind(
                options,
                frame.caps(options) if len(alike) > 1 else alike[0].caps,
                members=members,
                courses=tuple((course, uses) for course, uses, _ in members),
                supply=sum(kind.supply for kind in alike),
                kept=alike[0].kept,
                rows=alike[0].rows,
                served=alike[0].served,
            )
            found.append(one)
        return self._with_betters([], [*found, *self._kinds_of(courses)])

    def _kinds_of(self, courses: Iterable[FutureCourse]) -> list[Kind]:
        profiles = [(course, self.frame.with_any_amount(course)) for course in courses]
        return list(self._grouped([one for one in profiles if one[1].options]))

    def _grouped(self, found: Iterable[tuple[FutureCourse, Profile]]) -> Iterator[Kind]:
        frame, slack = self.frame, self.frame.slack
        groups: dict[object, list[Member]] = {}
        options: dict[object, tuple[Option, ...]] = {}
        for course, profile in found:
            known = frozenset(c for c in profile.caps if c in slack)
            plain = tuple(
                replace(o, gains=tuple((c, g) for c, g in o.gains if c not in slack))
                for o in frame.ways(course)
            )
            key = self._key(course, profile.uses, plain)
            groups.setdefault(key, []).append((course, profile.uses, known))
            options.setdefault(key, plain)
        for alike, members in groups.items():
            yield Kind(
                options[alike],
                frame.caps(options[alike]),
                members=tuple(members),
                courses=tuple((course, uses) for course, uses, _ in members),
                supply=sum(course.supply for course, _, _ in members),
            )

    def _key(
        self, course: FutureCourse, uses: Sequence[Use], options: Sequence[Option]
    ) -> Hashable:
        """Return all that rules can tell a further course by."""
        rows = Counts(use.take for use in uses)
        return (
            tuple(
                (
                    tuple((take, row if rows[take] > 1 else None) for take, row in o.uses),
                    *(o.gains, o.approvals, o.credits),
                )
                for o in options
            ),
            course.identity if course.identity in self.frame.doubled else None,
        )

    def _with_betters(self, old: list[Kind], new: list[Kind]) -> list[Kind]:
        """Return kinds with what can stand for the options of the new ones."""
        kinds, ranks = [*old, *new], self.frame.ranks
        holders: dict[int, list[int]] = defaultdict(list)
        for place, kind in enumerate(kinds):
            if not kind.served:
                kind.served = tuple(ranks.number(self._served(one)) for one in kind.options)
            for one in set(kind.served):
                holders[one].append(place)
        for number, kind in enumerate(new, start=len(old)):
            found = []
            for theirs in kind.served:
                surely, alike = ranks.better(theirs)
                there = {place for one in surely for place in holders.get(one, ())}
                there |= {p for one in alike for p in holders.get(one, ()) if p < number}
                found.append(tuple(sorted(there - {number})))
            kind.betters = tuple(found)
        return kinds

    def _served(self, option: Option) -> Served:
        """Return what rules see of an option: what it brings to needs, and what it uses up."""
        frame = self.frame
        needs = tuple((c, gain) for c, gain in option.gains if frame.needed(c))
        bounds = tuple((c, gain) for c, gain in option.gains if frame.bounded(c))
        return Served(needs, bounds, option.approvals, option.credits)

    def _slack(self, found: Sequence[tuple[FutureCourse, Profile]]) -> set[int]:
        """Return bounds of single rows that further courses alone can never break."""
        stand: dict[int, dict[Identity, int]] = {counter: {} for counter in self.frame.rows}
        for course, profile in found:
            for counter in profile.caps:
                if counter in stand:
                    held = stand[counter]
                    more = course.supply > 1 or not self.frame.program.credit_once
                    held[course.identity] = (
                        held.get(course.identity, 0) + course.supply if more else 1
                    )
        return {
            counter
            for counter, supplies in stand.items()
            if sum(supplies.values()) <= (self.frame.counters[counter].cap or 0)
        }
