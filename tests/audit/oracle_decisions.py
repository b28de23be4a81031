"""What decisions mean, for the oracle: written apart from the library, to be read.

A decision is gone through for each course that is asked about, in the order of the list.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from decimal import Decimal
from fractions import Fraction

from degreekit.adjustments import Adjustment
from degreekit.courses import CourseCode, Institution, RecordStatus, title_key
from degreekit.requirements import (
    AllOf,
    AnyOf,
    Candidate,
    Check,
    CourseFilter,
    Limit,
    NoneOf,
    Program,
    Row,
    Sharing,
    Take,
)
from degreekit.requirements.rows import rows_in

__all__ = ["Decided", "WaivedThere"]

#: Kinds of conditions that say which course it is, and those that say something of the course.
_WHICH = ("in_set", "title")
_WHAT = (*_WHICH, "level", "attribute")


@dataclass(eq=False)
class _Line:
    """A line of a list: what is printed, or what a decision wrote."""

    row: Row
    printed: bool
    let_in: list[tuple[Adjustment, list[CourseFilter]]] = field(default_factory=list)


@dataclass(frozen=True)
class WaivedThere:
    """A waived course and where it can stand: list, row, and the credits it fills there."""

    position: int
    seen: Candidate
    places: tuple[tuple[str, int, Fraction], ...]


class Decided:
    """The rules of a program under some decisions."""

    def __init__(self, program: Program, decisions: Sequence[Adjustment], here: Institution):
        self.program, self.here = program, here
        self.lines = {
            take.id: [_Line(row, printed=True) for row in take.listed] for take in program.takes()
        }
        self.amounts: dict[str, tuple[int | None, Decimal | None]] = {
            take.id: (take.courses, take.credits) for take in program.takes()
        }
        self.checks = {n.id: n for n in program.nodes if isinstance(n, Check)}
        self.limits: list[Limit] = list(program.limits)
        self.sharing: list[Sharing] = list(program.sharing)
        self.aside: dict[str, str] = {}
        self.said_of: dict[str, bool] = {}  # what a person confirmed, or refused to
        self.waived: list[WaivedThere] = []
        self.told = [
            (n, one)
            for n, one in enumerate(decisions)
            if one.program in (None, program.id)
            and (one.requirement is None or program.node(one.requirement) is not None)
        ]
        self.opened: list[tuple[int, str, _Line, Adjustment, list[CourseFilter]]] = []
        for n, one in self.told:
            if one.kind in ("substitute", "also_allow") or one.override:
                for take in self.lists(one):
                    self._open(n, one, take)
            if one.kind == "change_limit":
                self._new_amount(one.limit or "", one.courses, one.credits)
            if one.kind == "waive_limit":
                self.limits = [limit for limit in self.limits if limit.id != one.limit]
                free = dict.fromkeys(("most_courses", "most_credits", "most_places"))
                self.sharing = [
                    rule.model_copy(update=free) if rule.id == one.limit else rule
                    for rule in self.sharing
                ]
        for n, one in self.told:
            if one.kind in ("approve", "deny") and one.course is None and one.requirement:
                self.said_of[one.requirement] = one.kind == "approve"
            if one.kind == "force_complete":
                self.aside[one.requirement or ""] = "forced"
            if one.kind == "waive" and self._good(one.grade):
                if one.course is None:
                    self.aside[one.requirement or ""] = "waived"
                else:
                    self._waive(n, one)

    # ------------------------------------------------------------------------ what holds

    def take(self, id_: str) -> Take:
        node = self.program.node(id_)
        assert isinstance(node, Take)
        return node

    def rows_for(self, id_: str, seen: Candidate) -> list[int]:
        """The rows that the course may fill: where a decision put it, or those it fits.

        A row that counts any number of courses takes only those that are on no row above, unless
        that is as free and of another group.
        """
        lines = self.lines[id_]
        for _, take, line, given, besides in reversed(self.opened):
            if take == id_ and self.names(given, seen) and all(f.matches(seen) for f in besides):
                return [lines.index(line)]
        fits = [n for n, one in enumerate(lines) if one.printed and one.row.courses.matches(seen)]
        printed = [n for n, one in enumerate(lines) if one.printed]
        often = []
        for entry in self.take(id_).rows:
            for row in rows_in((entry,)):
                number = printed.pop(0)
                if isinstance(entry, Row) and row.most_courses is None:
                    often.append(number)
        found: list[int] = []
        for n in fits:
            row = lines[n].row
            others = [lines[m].row for m in found]
            free = all(
                m in often
                and above.most_credits is None
                and above.approval == row.approval
                and above.group != row.group
                for m, above in zip(found, others, strict=True)
            )
            if n not in often or free:
                found.append(n)
        if found and 0 in (lines[found[0]].row.most_courses, lines[found[0]].row.most_credits):
            return []
        return found

    def refused(self, id_: str, seen: Candidate) -> bool:
        """Of all that was said about the course in the list, the last holds."""
        last = ""
        for position, given in self.told:
            if not self.about(given, seen) or id_ not in self.lists(given):
                continue
            if given.kind in ("deny", "exclude"):
                last = "no"
            elif given.kind in ("approve", "apply_here") or self._opens(position, id_):
                last = "yes"
        return last == "no"

    def approved(self, id_: str, seen: Candidate) -> bool:
        return any(
            self.about(given, seen)
            and id_ in self.lists(given)
            and (given.kind == "approve" or self._opens(position, id_))
            for position, given in self.told
        )

    def settled(self, id_: str, seen: Candidate) -> bool:
        """Approved whatever the printed title stands for: it names no title, or that one."""
        return any(
            self._coded(given, seen)
            and (given.title is None or self._same(given.title, seen.printed))
            and id_ in self.lists(given)
            and (given.kind == "approve" or self._opens(position, id_))
            for position, given in self.told
        )

    def overrides(self, id_: str, seen: Candidate) -> bool:
        return any(
            given.override and self.about(given, seen) and self._opens(position, id_)
            for position, given in self.told
        )

    def elsewhere(self, id_: str, seen: Candidate) -> bool:
        """The course has to stand in other lists: no later decision has taken that back."""
        where: set[str] = set()
        for position, given in self.told:
            if given.kind == "apply_here" and self.about(given, seen):
                for take in self.lists(given):
                    taken_back = any(
                        n > position
                        and other.kind in ("deny", "exclude")
                        and self.about(other, seen)
                        and take in self.lists(other)
                        for n, other in self.told
                    )
                    if not taken_back:
                        where.add(take)
        return bool(where) and id_ not in where

    def due(self) -> list[tuple[list[str], Adjustment]]:
        """What was decided to stand in some lists against other rules, in order."""
        return [
            (self.lists(given), given)
            for _, given in self.told
            if given.kind == "apply_here" and given.override
        ]

    def lists(self, given: Adjustment) -> list[str]:
        """The lists a decision is about."""
        return [take.id for take in self.program.takes((given.requirement or "degree",))]

    # -------------------------------------------------------------------------- changes

    def _opens(self, position: int, id_: str) -> bool:
        return any(take == id_ and n == position for n, take, _, _, _ in self.opened)

    def _open(self, position: int, given: Adjustment, id_: str) -> None:
        lines = self.lines[id_]
        besides: list[CourseFilter] = []
        if given.kind == "substitute":
            found = self._naming(id_, given.replaces, None)
            if found is None:
                return
            line, old = found
            if not given.override:
                besides = self._besides(line, old)
        else:
            found = self._naming(id_, given.course, given.title)
            if given.kind == "also_allow" or found is None:
                group = found[0].row.group if found and given.kind == "also_allow" else None
                line = _Line(Row(courses="*", group=group), printed=False)
                lines.insert(0, line)
                if given.kind == "also_allow" and not given.override:
                    besides = self._everywhere(id_)
            else:
                line = found[0]
        line.let_in.append((given, besides))
        self.opened.append((position, id_, line, given, besides))

    def _besides(self, line: _Line, old: Candidate) -> list[CourseFilter]:
        """What a line asks of the course that stands for another one."""
        ways: list[CourseFilter] = []
        if line.printed:
            ways.append(line.row.courses)
        for given, besides in line.let_in:
            if self.names(given, old):
                if not besides:
                    return []
                ways.append(AllOf(filters=tuple(besides)))
        open_ = [left for one in ways if (left := _answered(one, old)) is not False]
        if True in open_ or not open_:
            return []
        return [AnyOf(filters=tuple(one for one in open_ if not isinstance(one, bool)))]

    def _everywhere(self, id_: str) -> list[CourseFilter]:
        """What every printed row asks of an attempt, and of no course."""
        rows = [_parts(row.courses) for row in self.take(id_).listed]
        return [
            part
            for part in rows[0]
            if all(part in row for row in rows) and not _kinds(part) & set(_WHAT)
        ]

    def _new_amount(self, id_: str, courses: int | None, credits: Decimal | None) -> None:
        both = courses is not None and credits is not None
        for n, limit in enumerate(self.limits):
            if limit.id == id_ and limit.most_subjects is None and not both:
                update = {"most_courses": courses, "most_credits": credits}
                self.limits[n] = limit.model_copy(update=update)
        for n, rule in enumerate(self.sharing):
            if rule.id == id_:
                if rule.most_courses is not None and rule.most_credits is not None:
                    update = {
                        "most_courses": rule.most_courses if courses is None else courses,
                        "most_credits": rule.most_credits if credits is None else credits,
                    }
                else:
                    update = {"most_courses": courses, "most_credits": credits}
                self.sharing[n] = rule.model_copy(update=update)
        if id_ in self.amounts and courses != 0:
            had = self.amounts[id_]
            new = (courses, credits)
            if None not in had:
                new = (courses or had[0], had[1] if credits is None else credits)
            self.amounts[id_] = new
        check = self.checks.get(id_)
        if check is None or both:
            return
        if check.is_maximum:
            update = {"most_courses": courses, "most_credits": credits}
            self.checks[id_] = check.model_copy(update=update)
            return
        spread = (check.gpa, check.subjects, check.terms, check.different, check.titles)
        if courses == 0 or any(one is not None for one in spread):
            return
        if check.last is None or (credits is not None and credits <= check.last):
            self.checks[id_] = check.model_copy(update={"courses": courses, "credits": credits})

    def _good(self, grade: str | None) -> bool:
        if grade is None:
            return True
        points = {m.symbol: m.points for m in self.here.scale(self.program.grade_scale).grades}
        return (points.get(grade) or Decimal(-1)) >= self.program.waiver_points

    def _waive(self, position: int, given: Adjustment) -> None:
        places, seen = [], None
        for id_ in self.lists(given):
            found = self._naming(id_, given.course, given.title)
            if found is None:
                continue
            line, alias = found
            credits = alias.credits if given.credits is None else given.credits
            courses, together = self.amounts[id_]
            if courses is not None and together is not None:
                fills = Fraction(together) / courses
            else:
                most = line.row.most_credits
                fills = Fraction(credits if most is None else min(most, credits))
            places.append((id_, self.lines[id_].index(line), fills))
            seen = seen or replace(alias, credits=credits)
        if seen is None:
            return
        again = self.here.repeatable.contains(seen.code, seen.title)
        for other in self.waived:
            if not again and self._identity(other.seen) == self._identity(seen):
                gone = {take for take, _, _ in other.places}
                places = [place for place in places if place[0] not in gone]
        if places:
            self.waived.append(WaivedThere(position, seen, tuple(places)))

    def _identity(self, seen: Candidate) -> tuple[str, str]:
        return self.here.identity(seen.code, seen.title)

    # ------------------------------------------------------------------- what is named

    def about(self, given: Adjustment, seen: Candidate) -> bool:
        """The course under any of its codes; by its title where one is given, or as printed."""
        return self.names(given, seen) or (
            self._coded(given, seen) and self._same(given.title, seen.printed)
        )

    def names(self, given: Adjustment, seen: Candidate) -> bool:
        full = self.here.full_title(given.title)
        return self._coded(given, seen) and (given.title is None or self._same(full, seen.title))

    def _coded(self, given: Adjustment, seen: Candidate) -> bool:
        if given.course is None:
            return False
        code = self.here.code(given.course)
        mine = self.here.identity(code, self.here.full_title(given.title))
        theirs = self.here.identity(seen.code, seen.title, seen.term)
        return code == seen.code or mine[0] == theirs[0]

    @staticmethod
    def _same(one: str | None, other: str | None) -> bool:
        return title_key(one) == title_key(other) != ""

    def _naming(
        self, id_: str, code: CourseCode | None, title: str | None
    ) -> tuple[_Line, Candidate] | None:
        """The first line that names a course, whatever it asks of the attempt.

        Where a decision put the course on a line, whatever the attempt, it is on no other.
        """
        assert code is not None
        for _, take, line, given, besides in reversed(self.opened):
            for alias in self._aliases(code, title) if take == id_ else ():
                sure = all(_maybe(part, alias) is True for part in besides)
                if sure and self.names(given, alias):
                    return line, alias
        for line in self.lines[id_]:
            for alias in self._aliases(code, title):
                ways = [_maybe(line.row.courses, alias)] if line.printed else []
                for given, besides in line.let_in:
                    if self.names(given, alias):
                        parts = [_maybe(part, alias) for part in besides]
                        ways.append(False if False in parts else None if None in parts else True)
                if any(way is not False for way in ways):
                    return line, alias
        return None

    def _aliases(self, code: CourseCode, title: str | None) -> list[Candidate]:
        own, full = self.here.code(code), self.here.full_title(title)
        codes = [own]
        known = [c for group in self.here.cross_lists for c in group]
        known += [renumbering.new for renumbering in self.here.renumberings]
        for one in known:
            if self.here.identity(one)[0] == self.here.identity(own, full)[0] and one not in codes:
                codes.append(one)
        found = []
        for one in codes:
            listed = self.here.listed(one)
            course = Candidate(one, full, None, self.here.usual_credits(one), RecordStatus.PLANNED)
            if listed is not None:
                course = replace(course, title=full or listed.title, attributes=listed.attributes)
            if not self.program.as_printed:
                course = replace(course, names=self.here.aliases(one, course.title))
            found.append(course)
        return found


def _parts(asked: CourseFilter) -> list[CourseFilter]:
    if isinstance(asked, AllOf):
        return [below for part in asked.filters for below in _parts(part)]
    return [asked]


def _kinds(asked: CourseFilter) -> set[str]:
    if isinstance(asked, AllOf | AnyOf | NoneOf):
        return {kind for part in asked.filters for kind in _kinds(part)}
    return {asked.kind}


def _maybe(asked: CourseFilter, course: Candidate) -> bool | None:
    """Whether a course fits, as far as that is known before anybody takes it."""
    if not isinstance(asked, AllOf | AnyOf | NoneOf):
        return asked.matches(course) if asked.kind in _WHAT else None
    parts = [_maybe(part, course) for part in asked.filters]
    if isinstance(asked, AllOf):
        return False if False in parts else None if None in parts else True
    some = True if True in parts else None if None in parts else False
    return some if isinstance(asked, AnyOf) or some is None else not some


def _answered(asked: CourseFilter, old: Candidate) -> CourseFilter | bool:
    """What is left of a condition once it is answered which course it is."""
    if not isinstance(asked, AllOf | AnyOf | NoneOf):
        return asked.matches(old) if asked.kind in _WHICH else asked
    parts = [_answered(part, old) for part in asked.filters]
    left = tuple(part for part in parts if not isinstance(part, bool))
    if isinstance(asked, AllOf):
        return False if False in parts else AllOf(filters=left) if left else True
    if isinstance(asked, AnyOf):
        return True if True in parts else AnyOf(filters=left) if left else False
    return False if True in parts else NoneOf(filters=left) if left else True
