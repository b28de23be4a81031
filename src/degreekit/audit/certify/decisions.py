"""What the decisions for a student mean, read from the list of decisions and the printed rules.

Nothing here is shared with `degreekit.adjustments`, which rewrites the program for the search. Here
no rule is rewritten: a question (which row does this course fill, may it be used there) is answered
by going through the decisions, so that a mistake on one side shows as a difference.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from decimal import Decimal
from fractions import Fraction
from typing import assert_never

from degreekit.adjustments.model import Adjustment, AdjustmentKind
from degreekit.courses import CourseCode, Institution, RecordStatus, same_title, title_key
from degreekit.requirements import (
    AllOf,
    AnyOf,
    Candidate,
    Check,
    Confirm,
    CourseFilter,
    HasAttribute,
    HasLevel,
    InSet,
    NoneOf,
    Program,
    Row,
    Take,
    TitleLike,
    may_repeat,
)
from degreekit.requirements.rows import rows_in

__all__ = ["Decisions", "Due", "Listing", "Waived"]

#: Which course it is: what a substitution answers by standing for another one.
_NAMES = (InSet, TitleLike)
#: What is true of a course whoever takes it, and whenever.
_OF_COURSE = (*_NAMES, HasLevel, HasAttribute)

#: Yes, no, or not known until somebody takes the course.
_Answer = bool | None


@dataclass(frozen=True)
class _Names:
    """The course that a decision names."""

    code: CourseCode
    title: str | None
    here: Institution

    def listed(self, course: Candidate) -> bool:
        """Return whether it is this course, under whatever code."""
        full = self.here.full_title(self.title)
        return self._coded(course) and (self.title is None or same_title(full, course.title))

    def about(self, course: Candidate) -> bool:
        """Return whether the decision is about this course, by its title or as it is printed."""
        return self.listed(course) or self.settles(course)

    def settles(self, course: Candidate) -> bool:
        """Return whether it is about the course whatever a title that is cut stands for."""
        named = self.title is None or same_title(self.title, course.printed)
        return named and self._coded(course)

    def _coded(self, course: Candidate) -> bool:
        if course.code == self.code:
            return True
        mine = self.here.identity(self.code, self.here.full_title(self.title))
        return mine[0] == self.here.identity(course.code, course.title, course.term)[0]


@dataclass(frozen=True)
class _Said:
    """A yes or no to using a course in some lists."""

    position: int
    takes: frozenset[str]
    names: _Names


@dataclass
class _Row:
    """A row of a list, with the courses that decisions let in."""

    printed: Row
    asked: CourseFilter | None
    opened: list[_Opening] = field(default_factory=list)

    def lets_in(self, named: Candidate, course: Candidate, *, ahead: bool) -> _Answer:
        """Return whether a course that is taken for a named one fits the row.

        Args:
            named: the course that answers which course it is.
            course: the course that answers all else.
            ahead: what is asked of the attempt, as a grade, is not known yet.
        """

        def answer(asked: CourseFilter) -> _Answer:
            if isinstance(asked, _NAMES):
                return asked.matches(named)
            if ahead and not isinstance(asked, _OF_COURSE):
                return None
            return asked.matches(course)

        ways = [] if self.asked is None else [_value(self.asked, answer)]
        ways += [one.lets_in(course, ahead) for one in self.opened if one.names.listed(named)]
        return _any(ways)


@dataclass(frozen=True)
class _Opening:
    """A row that a decision opened to a course, if it fulfils what is asked besides."""

    names: _Names
    row: _Row
    lets_in: Callable[[Candidate, bool], _Answer]


def rows_in_groups(take: Take, rows: int) -> frozenset[int]:
    """Return the positions of rows that count only together, or instead of each other.

    Args:
        take: the list as printed.
        rows: how many rows it has after all decisions, which put further ones at its head.
    """
    number = rows - len(take.listed)
    found: set[int] = set()
    for entry in take.rows:
        size = len(list(rows_in((entry,))))
        if not isinstance(entry, Row):
            found.update(range(number, number + size))
        number += size
    return frozenset(found)


@dataclass
class Listing:
    """A list of courses, as it is after the decisions.

    Attributes:
        take: the list as printed.
        courses: how many courses it asks for.
        credits: how many credits it asks for.
        rows: its rows, in order.
        opened: what decisions let in, in their order.
    """

    take: Take
    courses: int | None
    credits: Decimal | None
    rows: list[_Row]
    opened: list[_Opening] = field(default_factory=list)

    def __post_init__(self) -> None:
        #: Whether some rows count only together, or instead of each other.
        self.grouped = any(not isinstance(entry, Row) for entry in self.take.rows)

    @property
    def most_courses(self) -> int | None:
        """How many courses it may hold; None for no bound."""
        if self.take.open or self.courses is None:
            return None
        return max(self.courses, self.take.counts_as)

    def printed(self, row: int) -> Row:
        """Return a row with its title, its group and its bounds."""
        return self.rows[row].printed

    def rows_for(self, course: Candidate) -> tuple[int, ...]:
        """Return the rows that a course may fill.

        That is where a decision put it last. Otherwise it is the first row that it fits, and each
        further one that counts only so often, or that stands for another group than all above
        that it fits and is otherwise as free as they are.
        """
        for one in reversed(self.opened):
            if one.names.listed(course) and one.lets_in(course, False):
                return (self._place(one.row),)
        found: list[int] = []
        none: frozenset[int] = frozenset()
        grouped = rows_in_groups(self.take, len(self.rows)) if self.grouped else none
        added = len(self.rows) - len(self.take.listed)  # at the head, for what was opened to them
        for place in self.take.possible_rows(course):
            number = added + place
            row = self.rows[number]
            often = row.printed.most_courses is None and number not in grouped
            if often and any(
                n in grouped or not _apart_by_group(self.rows[n].printed, row.printed)
                for n in found
            ):
                continue
            if row.asked is not None and row.asked.matches(course):
                found.append(number)
        return tuple(found)

    def naming(self, aliases: Sequence[Candidate]) -> tuple[int, Candidate] | None:
        """Return the row that names a course, and the code under which it does.

        That is where a decision put the course last, or else the first that names it.
        """
        for opening in reversed(self.opened):
            for one in aliases:
                if opening.names.listed(one) and opening.lets_in(one, True) is True:
                    return self._place(opening.row), one
        for number, row in enumerate(self.rows):
            for one in aliases:
                if row.lets_in(one, one, ahead=True) is not False:
                    return number, one
        return None

    def open(self, one: _Opening) -> None:
        """Let a course in."""
        self.opened.append(one)
        one.row.opened.append(one)

    def add(self, row: _Row) -> None:
        """Add a row at the head of the list."""
        self.rows.insert(0, row)

    def share(self, row: int, credits: Decimal) -> Fraction:
        """Return the credits that a waived course fills of the list."""
        if self.courses is not None and self.credits is not None:
            return Fraction(self.credits) / self.courses
        most = self.printed(row).most_credits
        return Fraction(credits if most is None else min(most, credits))

    def _place(self, row: _Row) -> int:
        return next(number for number, one in enumerate(self.rows) if one is row)


def _apart_by_group(above: Row, row: Row) -> bool:
    """Return whether two rows that give any number of courses differ in their group only."""
    free = above.most_courses is None and above.most_credits is None
    return free and above.approval == row.approval and above.group != row.group


@dataclass(frozen=True)
class Waived:
    """A course that need not be taken.

    Attributes:
        position: the position of the decision.
        course: the course as rules see it.
        places: the row and the credits that it can fill, by list; it fills one of them at most.
    """

    position: int
    course: Candidate
    places: dict[str, tuple[int, Fraction]]


@dataclass(frozen=True)
class Due:
    """A decision that puts a course in a place against other rules.

    Attributes:
        position: its position in the list.
        course: the course.
        takes: the lists; one of them is enough.
        about: whether it is about a course.
    """

    position: int
    course: CourseCode
    takes: frozenset[str]
    about: Callable[[Candidate], bool]


class Decisions:
    """What the decisions for a student mean.

    Args:
        program: the rules as printed.
        adjustments: what was decided, in order.
        institution: how codes, titles and grades are read.

    Attributes:
        lists: the lists of the program.
        checks: the minimums.
        limits: the maximums that hold.
        sharing: what may be shared.
        aside: ``waived`` or ``forced`` for each requirement that is set aside.
        answered: whether a person confirmed a requirement, by its id.
        waived: the waived courses, by the position of the decision.
        named: the codes that decisions name, under each code of the course, with the title.
        codes: the same without titles, and as the decisions write them.
        numbers: what tells the numbers that they name from all others.
    """

    def __init__(
        self, program: Program, adjustments: Sequence[Adjustment], institution: Institution
    ):
        self.program = program
        self.here = institution
        self.lists = {
            take.id: Listing(
                take, take.courses, take.credits, [_Row(row, row.courses) for row in take.listed]
            )
            for take in program.takes()
        }
        self.checks = {node.id: node for node in program.nodes if isinstance(node, Check)}
        self.limits = {limit.id: limit for limit in program.limits}
        self.sharing = {rule.id: rule for rule in program.sharing}
        self.aside: dict[str, str] = {}
        self.answered: dict[str, bool] = {}
        self.waived: dict[int, Waived] = {}
        self._yes: list[_Said] = []
        self._no: list[_Said] = []
        self._approved: list[_Said] = []
        self._placed: list[_Said] = []
        self._over: list[_Said] = []
        meant = [
            (position, given)
            for position, given in enumerate(adjustments)
            if given.program in (None, program.id)
            and (given.requirement is None or program.node(given.requirement) is not None)
        ]
        self.named = frozenset(
            (one.code, title_key(one.title))
            for _, given in meant
            for code in (given.course, given.replaces)
            if code is not None
            for one in self._aliases(code, given.title)
        )
        said = [
            (self.here.code(code), self.here.full_title(given.title))
            for _, given in meant
            for code in (given.course, given.replaces)
            if code is not None
        ]
        self.codes = frozenset(code for code, _ in (*said, *self.named))
        self.numbers = frozenset(self.here.identity(*one)[0] for one in said)
        for position, given in meant:
            self._change(position, given)
        for position, given in meant:
            self._decide(position, given)

    # ------------------------------------------------------------------------------ questions

    def refused(self, take: str, course: Candidate) -> bool:
        """Return whether a course may not be used in a list: of yes and no the later holds."""
        return _last(self._no, take, course) > _last(self._yes, take, course)

    def approved(self, take: str, course: Candidate) -> bool:
        """Return whether a use has the approval that it may need."""
        return _last(self._approved, take, course) >= 0

    def settled(self, take: str, course: Candidate) -> bool:
        """Return whether a use is approved whatever a title that is cut stands for."""
        return any(take in one.takes and one.names.settles(course) for one in self._approved)

    def overrides(self, take: str, course: Candidate) -> bool:
        """Return whether a course may be used in a list though other rules speak against it."""
        return _last(self._over, take, course) >= 0

    def kept_out(self, take: str, course: Candidate) -> bool:
        """Return whether a course has to be used in other lists, if at all."""
        if not self._placed:
            return False
        where = {
            id_
            for one in self._placed
            if one.names.about(course)
            for id_ in one.takes
            if _last(self._no, id_, course) < one.position
        }
        return bool(where) and take not in where

    def brings(self, course: Candidate, waived: int | None, take: str) -> Fraction:
        """Return the credits that a course counts in a list.

        Args:
            course: the course.
            waived: the position of the decision that waived it; None where it was taken.
            take: the id of the list.
        """
        if waived is None:
            return Fraction(course.credits)
        known = self.waived.get(waived)
        return Fraction(0) if known is None or take not in known.places else known.places[take][1]

    def due(self) -> Iterator[Due]:
        """Yield the decisions that put a course in a place against other rules."""
        overriding = {one.position for one in self._over}
        for one in self._placed:
            if one.position in overriding:
                yield Due(one.position, one.names.code, one.takes, one.names.about)

    # ------------------------------------------------------------------- changes of the rules

    def _change(self, position: int, given: Adjustment) -> None:
        """Read a decision that changes a list or an amount."""
        match given.kind:
            case AdjustmentKind.SUBSTITUTE:
                self._substitute(position, given)
            case AdjustmentKind.ALSO_ALLOW:
                self._also_allow(position, given)
            case AdjustmentKind.APPLY_HERE:
                if given.override:
                    self._put(position, given)
            case AdjustmentKind.CHANGE_LIMIT:
                self._change_amount(given)
            case AdjustmentKind.WAIVE_LIMIT:
                self._waive_limit(given.limit or "")
            case (
                AdjustmentKind.WAIVE
                | AdjustmentKind.FORCE_COMPLETE
                | AdjustmentKind.APPROVE
                | AdjustmentKind.DENY
                | AdjustmentKind.EXCLUDE
                | AdjustmentKind.SET_EDITION
                | AdjustmentKind.SET_PROGRAM
                | AdjustmentKind.NOTE
            ):
                pass
            case _:
                assert_never(given.kind)

    def _substitute(self, position: int, given: Adjustment) -> None:
        names, old = self._names(given), self._aliases(given.replaces)
        for listing in self._within(given):
            if (place := listing.naming(old)) is None:
                continue
            row, replaced = listing.rows[place[0]], place[1]
            before = _Row(row.printed, row.asked, list(row.opened))

            def as_replaced(
                course: Candidate, ahead: bool, before: _Row = before, old: Candidate = replaced
            ) -> _Answer:
                return before.lets_in(old, course, ahead=ahead)

            listing.open(_Opening(names, row, _always if given.override else as_replaced))
            self._grant(position, given, listing)

    def _also_allow(self, position: int, given: Adjustment) -> None:
        names, own = self._names(given), self._aliases(given.course, given.title)
        for listing in self._within(given):
            asked = [] if given.override else _asked_of_every_row(listing.take)

            def besides(
                course: Candidate, ahead: bool, asked: Sequence[CourseFilter] = tuple(asked)
            ) -> _Answer:
                return None if ahead and asked else all(part.matches(course) for part in asked)

            place = listing.naming(own)
            group = None if place is None else listing.printed(place[0]).group
            row = _Row(Row(courses="*", title=f"also allowed: {own[0].code}", group=group), None)
            listing.add(row)
            listing.open(_Opening(names, row, besides))
            self._grant(position, given, listing)

    def _put(self, position: int, given: Adjustment) -> None:
        names, own = self._names(given), self._aliases(given.course, given.title)
        for listing in self._within(given):
            if (place := listing.naming(own)) is not None:
                row = listing.rows[place[0]]
            else:
                row = _Row(Row(courses="*", title=f"decided: {own[0].code}"), None)
                listing.add(row)
            listing.open(_Opening(names, row, _always))
            self._grant(position, given, listing)

    def _grant(self, position: int, given: Adjustment, listing: Listing) -> None:
        said = _Said(position, frozenset({listing.take.id}), self._names(given))
        self._approved.append(said)
        self._yes.append(said)
        if given.override:
            self._over.append(said)

    def _change_amount(self, given: Adjustment) -> None:
        id_, courses, credits = given.limit or "", given.courses, given.credits
        most = {"most_courses": courses, "most_credits": credits}
        if (limit := self.limits.get(id_)) is not None:
            if limit.most_subjects is None and None in (courses, credits):
                self.limits[id_] = limit.model_copy(update=most)
        elif (rule := self.sharing.get(id_)) is not None:
            courses, credits = _filled_up(given, rule.most_courses, rule.most_credits)
            self.sharing[id_] = rule.model_copy(
                update={"most_courses": courses, "most_credits": credits}
            )
        elif (listing := self.lists.get(id_)) is not None:
            if courses != 0:
                listing.courses, listing.credits = _filled_up(
                    given, listing.courses, listing.credits
                )
        elif (check := self.checks.get(id_)) is not None and _takes_amount(check, given):
            if check.is_maximum:
                self.checks[id_] = check.model_copy(update=most)
            elif courses != 0:
                self.checks[id_] = check.model_copy(update={"courses": courses, "credits": credits})

    def _waive_limit(self, id_: str) -> None:
        self.limits.pop(id_, None)
        if (rule := self.sharing.get(id_)) is not None:
            free = {"most_courses": None, "most_credits": None, "most_places": None}
            self.sharing[id_] = rule.model_copy(update=free)

    def _set_aside(self, requirement: str, how: str) -> None:
        self.answered.pop(requirement, None)
        self.aside[requirement] = how

    # ------------------------------------------------------------------- decisions on courses

    def _decide(self, position: int, given: Adjustment) -> None:
        """Read a decision on a requirement or a course, once the lists are as they are."""
        match given.kind:
            case AdjustmentKind.WAIVE:
                if self._grade_waives(given.grade):
                    if given.course is None:
                        self._set_aside(given.requirement or "", "waived")
                    else:
                        self._waive(position, given)
            case AdjustmentKind.FORCE_COMPLETE:
                self._set_aside(given.requirement or "", "forced")
            case AdjustmentKind.APPROVE | AdjustmentKind.DENY if given.course is None:
                if isinstance(self.program.node(given.requirement or ""), Confirm):
                    self.aside.pop(given.requirement or "", None)
                    yes = given.kind is AdjustmentKind.APPROVE
                    self.answered[given.requirement or ""] = yes
            case AdjustmentKind.APPROVE:
                said = self._said(position, given)
                self._approved.append(said)
                self._yes.append(said)
            case AdjustmentKind.DENY | AdjustmentKind.EXCLUDE:
                self._no.append(self._said(position, given))
            case AdjustmentKind.APPLY_HERE:
                said = self._said(position, given)
                self._placed.append(said)
                self._yes.append(said)
            case (
                AdjustmentKind.SUBSTITUTE
                | AdjustmentKind.ALSO_ALLOW
                | AdjustmentKind.CHANGE_LIMIT
                | AdjustmentKind.WAIVE_LIMIT
                | AdjustmentKind.SET_EDITION
                | AdjustmentKind.SET_PROGRAM
                | AdjustmentKind.NOTE
            ):
                pass
            case _:
                assert_never(given.kind)

    def _grade_waives(self, symbol: str | None) -> bool:
        if symbol is None:
            return True
        mark = self.here.scale(self.program.grade_scale).get(symbol)
        points = None if mark is None else mark.points
        return points is not None and points >= self.program.waiver_points

    def _waive(self, position: int, given: Adjustment) -> None:
        aliases = self._aliases(given.course, given.title)
        course: Candidate | None = None
        places: dict[str, tuple[int, Fraction]] = {}
        for listing in self._within(given):
            if (place := listing.naming(aliases)) is None:
                continue
            row, named = place
            credits = named.credits if given.credits is None else given.credits
            if course is None:
                course = replace(named, credits=credits)
            places[listing.take.id] = row, listing.share(row, credits)
        if course is None:
            return
        if not may_repeat(self.program, self.here, course.code, course.title):
            same = self.here.identity(course.code, course.title)
            for one in self.waived.values():
                if self.here.identity(one.course.code, one.course.title) == same:
                    for take in one.places:
                        places.pop(take, None)
        if places:
            self.waived[position] = Waived(position, course, places)

    # ------------------------------------------------------------------------- what is named

    def _within(self, given: Adjustment) -> list[Listing]:
        """Return the lists that a decision names: those below its requirement, or all."""
        node = self.program.node(given.requirement) if given.requirement else self.program.root
        below = () if node is None else node.walk()
        return [self.lists[one.id] for one in below if isinstance(one, Take)]

    def _said(self, position: int, given: Adjustment) -> _Said:
        takes = frozenset(listing.take.id for listing in self._within(given))
        return _Said(position, takes, self._names(given))

    def _names(self, given: Adjustment) -> _Names:
        if given.course is None:
            raise ValueError("the decision names no course")
        return _Names(self.here.code(given.course), given.title, self.here)

    def _aliases(self, code: CourseCode | None, title: str | None = None) -> list[Candidate]:
        """Return a course under each of its codes, as rules see one that nobody has taken yet."""
        if code is None:
            raise ValueError("the decision names no course")
        own, full = self.here.code(code), self.here.full_title(title)
        same = self.here.identity(own, full)[0]
        codes = [own]
        groups = [*self.here.cross_lists, tuple(r.new for r in self.here.renumberings)]
        for one in (code for group in groups for code in group):
            if one not in codes and self.here.identity(one)[0] == same:
                codes.append(one)
        found = []
        for one in codes:
            listed = self.here.listed(one)
            named = full or (None if listed is None else listed.title)
            found.append(
                Candidate(
                    one,
                    named,
                    None,
                    self.here.usual_credits(one),
                    RecordStatus.PLANNED,
                    attributes=frozenset() if listed is None else listed.attributes,
                    names=self.program.names(self.here, one, named, None),
                )
            )
        return found


def _value(asked: CourseFilter, answer: Callable[[CourseFilter], _Answer]) -> _Answer:
    """Return what a condition comes to, where some questions may be open."""
    match asked:
        case AllOf():
            negated = _any(_not(_value(part, answer)) for part in asked.filters)
            return _not(negated)
        case AnyOf():
            return _any(_value(part, answer) for part in asked.filters)
        case NoneOf():
            return _not(_any(_value(part, answer) for part in asked.filters))
        case _:
            return answer(asked)


def _any(answers: Iterable[_Answer]) -> _Answer:
    given = list(answers)
    return True if True in given else None if None in given else False


def _not(answer: _Answer) -> _Answer:
    return None if answer is None else not answer


def _always(_course: Candidate, _ahead: bool) -> _Answer:
    return True


def _conjuncts(asked: CourseFilter) -> Iterator[CourseFilter]:
    if isinstance(asked, AllOf):
        for part in asked.filters:
            yield from _conjuncts(part)
    else:
        yield asked


def _asked_of_every_row(take: Take) -> list[CourseFilter]:
    """Return what every row of a printed list asks of the attempt, as a grade."""
    rows = [list(_conjuncts(row.courses)) for row in take.listed]
    return [part for part in rows[0] if _of_attempt(part) and all(part in row for row in rows)]


def _of_attempt(asked: CourseFilter) -> bool:
    """Return whether a condition asks nothing of the course itself."""
    if isinstance(asked, AllOf | AnyOf | NoneOf):
        return all(_of_attempt(part) for part in asked.filters)
    return not isinstance(asked, _OF_COURSE)


def _last(said: Sequence[_Said], take: str, course: Candidate) -> int:
    """Return the position of the last decision on using a course in a list; -1 for none."""
    if not said:  # for most students nothing was
        return -1
    found = [one.position for one in said if take in one.takes and one.names.about(course)]
    return max(found, default=-1)


def _filled_up(
    given: Adjustment, courses: int | None, credits: Decimal | None
) -> tuple[int | None, Decimal | None]:
    """Return the amounts of a decision; of a rule that has both, the other one stays."""
    if None in (courses, credits):
        return given.courses, given.credits
    return (
        courses if given.courses is None else given.courses,
        credits if given.credits is None else given.credits,
    )


def _takes_amount(check: Check, given: Adjustment) -> bool:
    """Return whether a check may have the amount of a decision."""
    courses, credits = given.courses, given.credits
    windowed = check.last is not None and (credits is None or credits > check.last)
    fixed = check.spread is not None or (check.gpa, check.share) != (None, None)
    return None in (courses, credits) and not fixed and not windowed
