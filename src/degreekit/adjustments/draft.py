"""A case in the making: what the kinds of decision do to the rules of a program."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace
from decimal import Decimal
from fractions import Fraction

from degreekit.adjustments.case import Case, Ruling, WaivedCourse, WaivedRow
from degreekit.adjustments.kinds import KINDS, AdjustmentKind
from degreekit.adjustments.lists import (
    asked_besides,
    asked_of_every_row,
    exactly,
    first_row,
    left_in,
    moved,
)
from degreekit.adjustments.model import Adjustment
from degreekit.courses import CourseCode, CourseSet, Institution, RecordStatus, title_key
from degreekit.requirements import (
    Candidate,
    Check,
    Confirm,
    Limit,
    Program,
    Requirement,
    Row,
    Sharing,
    Take,
    may_repeat,
)
from degreekit.requirements.rows import Entry
from degreekit.spelling import either, near_titled

__all__ = ["Draft"]

_OPPOSITE = "a later decision says the opposite"


def _meant(name: str, titles: Mapping[str, str]) -> str:
    close = [repr(id_) for id_ in near_titled(name, titles)]
    return f"; did you mean {either(close)}?" if close else ""


class Draft:
    """A case in the making.

    Attributes:
        program: the program with lists and amounts as changed so far.
        waived: ids of requirements that need not be met, with the decision.
        forced: ids of requirements that count as met, with the decision.
        confirmed: ids of what a person confirmed, with the decision.
        unconfirmed: ids of what a person refused to confirm, with the decision.
        approvals: uses that are approved.
        denials: uses that are not allowed.
        problems: why a decision could not take effect, by its position.
    """

    def __init__(self, program: Program, institution: Institution):
        self.printed = program
        self.program = program
        self.institution = institution
        self.waived: dict[str, int] = {}
        self.forced: dict[str, int] = {}
        self.confirmed: dict[str, int] = {}
        self.unconfirmed: dict[str, int] = {}
        self.waived_courses: list[WaivedCourse] = []
        self.approvals: list[Ruling] = []
        self.denials: list[Ruling] = []
        self.placements: list[Ruling] = []
        self.overrides: list[Ruling] = []
        self.problems: dict[int, str] = {}
        self.changes: set[int] = set()

    def add(self, position: int, given: Adjustment) -> None:
        """Take up one decision."""
        elsewhere = given.program not in (None, self.program.id)
        if elsewhere and given.kind is not AdjustmentKind.SET_PROGRAM:
            self.problems[position] = (
                f"it was decided for {given.program}, and this is an audit of {self.program.id}"
            )
        elif given.requirement is not None and self.program.node(given.requirement) is None:
            self.problems[position] = self._no_requirement(given.requirement)
        else:
            KINDS[given.kind].apply(self, position, given)

    def no_limit(self, name: str | None, *, counted: bool) -> str:
        """Say that the program has no such limit, and which one was probably meant.

        Args:
            name: what a decision calls it.
            counted: whether lists and minimums would do as well.
        """
        rules: tuple[Limit | Sharing, ...] = (*self.program.limits, *self.program.sharing)
        titles = {rule.id: rule.title for rule in rules}
        if counted:
            titles |= {one.id: one.title for one in self.program.nodes if self.counted(one.id)}
        return f"there is no limit {name!r} that could be changed{_meant(name or '', titles)}"

    def _no_requirement(self, name: str) -> str:
        program = self.program
        titles = {node.id: program.title_of(node.id) for node in program.nodes}
        return (
            f"there is no requirement {name!r} in {program.id} edition {program.edition}"
            f"{_meant(name, titles)}"
        )

    def case(self, adjustments: tuple[Adjustment, ...]) -> Case:
        """Return the case, with what later decisions say against earlier ones.

        Args:
            adjustments: all decisions, in their order.
        """
        for position in {ruling.adjustment for ruling in self._rulings()}:
            if self._contradicted(position):
                self.problems[position] = _OPPOSITE
        return Case(
            self.program,
            adjustments,
            self.waived,
            self.forced,
            self.confirmed,
            self.unconfirmed,
            tuple(self.waived_courses),
            tuple(self.approvals),
            tuple(self.denials),
            tuple(self.placements),
            tuple(self.overrides),
            self.problems,
            frozenset(self.changes),
        )

    # ------------------------------------------------------------------ whole requirements

    def set_aside(self, to: dict[str, int], position: int, given: Adjustment) -> None:
        """Note that a requirement is waived or forced; of two such decisions the later holds."""
        id_ = given.requirement or ""
        for other in (self.waived, self.forced, self.confirmed, self.unconfirmed):
            before = other.pop(id_, None)
            if before is not None:
                self.problems[before] = "a later decision says it anew"
        to[id_] = position

    def confirm(self, to: dict[str, int], position: int, given: Adjustment) -> None:
        """Note that a person confirmed a requirement, or refused to."""
        if isinstance(self.program.node(given.requirement or ""), Confirm):
            self.set_aside(to, position, given)
        else:
            self.problems[position] = (
                f"{given.requirement} is not a requirement that a person confirms: name a course"
            )

    # ------------------------------------------------------------------- decisions on a course

    def rule(self, position: int, given: Adjustment, to: list[Ruling]) -> None:
        """Note a decision on using a course in the lists that it names."""
        code = self.institution.code(_present(given.course))
        takes = frozenset(take.id for take in self._takes(given))
        to.append(Ruling(position, takes, code, given.title))

    def grade_problem(self, given: Adjustment) -> str:
        """Return why a grade does not waive anything; nothing where it does, or none is given."""
        scale, least = self.institution.scale(self.program.grade_scale), self.program.waiver_points
        mark = scale.get(given.grade)
        if given.grade is None or (
            mark is not None and mark.points is not None and mark.points >= least
        ):
            return ""
        enough = [
            (mark.points, mark.symbol)
            for mark in scale.grades
            if mark.points is not None and mark.points >= least
        ]
        return f"a waiver needs a grade of at least {min(enough, default=(0, 'more than any'))[1]}"

    def waive_course(self, position: int, given: Adjustment) -> None:
        """Note that a course need not be taken in a list below the requirement."""
        named = self._named(_present(given.course), given.title)
        places, course = [], None
        for take in self._takes(given):
            if (place := _place(take, named)) is not None:
                row, seen = place
                credits = seen.credits if given.credits is None else given.credits
                course = course or _with_credits(seen, credits)
                places.append(WaivedRow(take.id, row, _filled(take, row, credits)))
        if course is None:
            self.problems[position] = f"{named[0].code} is not on the list of {given.requirement!r}"
            return
        before = self._waived_before(course)
        places = [place for place in places if place.take not in before]
        if not places:
            self.problems[position] = f"{course.code} is waived there by an earlier decision"
            return
        self.waived_courses.append(WaivedCourse(position, course, tuple(places)))

    def _waived_before(self, course: Candidate) -> set[str]:
        """Return the lists in which the course is waived already: it is one course."""
        here = self.institution
        if may_repeat(self.program, here, course.code, course.title):
            return set()
        same = here.identity(course.code, course.title)
        return {
            place.take
            for one in self.waived_courses
            if here.identity(one.course.code, one.course.title) == same
            for place in one.places
        }

    # -------------------------------------------------------------------- changes of the lists

    def substitute(self, position: int, given: Adjustment) -> None:
        """Let a course stand for another one in each list that names it."""
        old = self._named(_present(given.replaces))
        for take in self._takes(given):
            if (place := _place(take, old)) is None:
                continue
            row, course = place
            # What the row asks besides being that course, a grade or a level, holds for both.
            besides = () if given.override else asked_besides(take.listed[row].courses, course)
            self._rows(take, moved(take, row, self._exactly(given), besides))
            self._grant(position, given, take)
        if position not in self.changes:
            self.problems[position] = f"{old[0].code} is on no list that may be changed"

    def also_allow(self, position: int, given: Adjustment) -> None:
        """Add a course to lists, as a row of its own at their head."""
        takes = self._takes(given)
        if not takes:
            self.problems[position] = f"{given.requirement!r} has no list of courses"
        named = self._named(_present(given.course), given.title)
        for take in takes:
            besides = () if given.override else asked_of_every_row(self.printed, take.id)
            place = _place(take, named)
            row = Row(
                courses=exactly(self._exactly(given), besides),
                title=f"also allowed: {named[0].code}",
                # A course that is on the list already stays in its group.
                group=None if place is None else take.listed[place[0]].group,
            )
            courses = self._exactly(given)
            others = {n: left_in(one, courses, besides) for n, one in enumerate(take.listed)}
            self._rows(take, (row, *take.with_rows(others)))
            self._grant(position, given, take)

    def apply_here(self, position: int, given: Adjustment) -> None:
        """Let a course be used in some lists only, or put it there against other rules."""
        takes = self._takes(given)
        if not takes:
            self.problems[position] = f"{given.requirement!r} has no list of courses"
            return
        named = self._named(_present(given.course), given.title)
        for take in takes if given.override else ():
            courses = self._exactly(given)
            if (place := _place(take, named)) is not None:
                rows = moved(take, place[0], courses)
            else:
                decided = Row(courses=exactly(courses), title=f"decided: {named[0].code}")
                rows = (decided, *take.rows)
            self._rows(take, rows)
            self._grant(position, given, take)
        self.rule(position, given, self.placements)

    def _grant(self, position: int, given: Adjustment, take: Take) -> None:
        """Note that a course may be used in a list, and what else that means."""
        self.changes.add(position)
        here = given.model_copy(update={"requirement": take.id})
        self.rule(position, here, self.approvals)
        if given.override:
            self.rule(position, here, self.overrides)

    def _rows(self, take: Take, rows: tuple[Entry, ...]) -> None:
        self.replace_node(take, take.model_copy(update={"rows": rows}))

    # ------------------------------------------------------------------- changes of the amounts

    def limit(self, id_: str | None) -> Limit | Sharing | None:
        """Return the limit or the sharing rule with this id."""
        rules: tuple[Limit | Sharing, ...] = (*self.program.limits, *self.program.sharing)
        return next((one for one in rules if one.id == id_), None)

    def counted(self, id_: str | None) -> Take | Check | None:
        """Return the list or the minimum with this id whose amounts can be changed."""
        node = self.program.node(id_ or "")
        if isinstance(node, Take):
            return node
        if isinstance(node, Check) and node.gpa is None and node.share is None:
            return node
        return None

    def change(self, position: int, given: Adjustment, make: Callable[[], None]) -> None:
        """Change a rule, and note whether that made any difference."""
        before = self.program
        make()
        if self.program == before:
            waived = given.kind == "waive_limit"
            told = "has no maximum" if waived else "has that amount already"
            self.problems[position] = f"{given.limit} {told}"
        else:
            self.changes.add(position)

    def replace_rule(self, rule: Limit | Sharing, update: dict[str, object] | None) -> None:
        """Change a limit or a sharing rule, or drop it."""
        new = () if update is None else (rule.model_copy(update=update),)

        def changed(rules: Iterable[Limit | Sharing]) -> tuple[Limit | Sharing, ...]:
            return tuple(x for one in rules for x in (new if one is rule else (one,)))

        program = self.program
        self.program = program.replaced(
            limits=changed(program.limits), sharing=changed(program.sharing)
        )

    def replace_node(self, old: Requirement, new: Requirement) -> None:
        """Replace a node with another one."""
        self.program = self.program.replaced(root=_with(self.program.root, old.id, new))

    # ------------------------------------------------------------------------- contradictions

    def _rulings(self) -> tuple[Ruling, ...]:
        return (*self.approvals, *self.denials, *self.placements)

    def _contradicted(self, position: int) -> bool:
        """Return whether later decisions say the opposite in every place that one names."""
        own = [ruling for ruling in self._rulings() if ruling.adjustment == position]
        opposite = self.denials
        if own[0] in self.denials:
            opposite = [*self.approvals, *self.placements]
        later = [ruling for ruling in opposite if ruling.adjustment > position]
        named = {(take, ruling) for ruling in own for take in ruling.takes}
        return bool(named) and all(
            any(take in other.takes and self._covers(other, ruling) for other in later)
            for take, ruling in named
        )

    def _covers(self, later: Ruling, earlier: Ruling) -> bool:
        """Return whether one decision is about every course that another one is about."""
        title = self.institution.full_title(earlier.title)
        course = Candidate(earlier.code, title, None, Decimal(0), RecordStatus.COMPLETED)
        return later.speaks_of(course, self.institution)

    # -------------------------------------------------------------------- what decisions name

    def _takes(self, given: Adjustment) -> tuple[Take, ...]:
        return self.program.takes((given.requirement,) if given.requirement else ())

    def _codes(self, code: CourseCode, title: str | None = None) -> tuple[CourseCode, ...]:
        """Return each code that a course goes under, the one given first."""
        here = self.institution
        own = here.code(code)
        known = [one for group in here.cross_lists for one in group]
        known += [renumbering.new for renumbering in here.renumberings]
        same = here.identity(own, here.full_title(title))[0]
        others = (c for c in dict.fromkeys(known) if c != own and here.identity(c)[0] == same)
        return (own, *others)

    def _named(self, code: CourseCode, title: str | None = None) -> tuple[Candidate, ...]:
        """Return the course under each of its codes, as rules see one without a grade yet."""
        here, found = self.institution, []
        for one in self._codes(code, title):
            listed = here.listed(one)
            known = here.full_title(title) or (listed.title if listed else None)
            marks = listed.attributes if listed else frozenset[str]()
            credits = here.usual_credits(one)
            found.append(
                Candidate(
                    one,
                    known,
                    None,
                    credits,
                    RecordStatus.PLANNED,
                    attributes=marks,
                    names=self.program.names(here, one, known, None),
                )
            )
        return tuple(found)

    def _exactly(self, given: Adjustment) -> CourseSet:
        """Return the set of just the course that a decision names, under each of its codes."""
        codes = self._codes(_present(given.course), given.title)
        courses = CourseSet.of(*codes)
        for renumbering in self.institution.renumberings:
            if renumbering.new in codes:
                courses |= renumbering.old
        title = title_key(self.institution.full_title(given.title))
        return courses & CourseSet.parse(f'* "{title}"') if title else courses


def _filled(take: Take, row: int, credits: Decimal) -> Fraction:
    """Return the credits that a waived course fills of a list.

    Of n courses with c credits together, each place stands for c / n. A list by credits alone gets
    what the course itself would bring, and no more than its row may give.
    """
    if take.courses is not None and take.credits is not None:
        return Fraction(take.credits) / take.courses
    most = take.listed[row].most_credits
    return Fraction(credits if most is None else min(credits, most))


def _with_credits(course: Candidate, credits: Decimal) -> Candidate:
    return replace(course, credits=credits)


def _place(take: Take, named: tuple[Candidate, ...]) -> tuple[int, Candidate] | None:
    """Return the first row that names a course, and the course under the code it is named by."""
    found = [(row, n) for n, one in enumerate(named) if (row := first_row(take, one)) is not None]
    if not found:
        return None
    row, number = min(found)
    return row, named[number]


def _with(node: Requirement, id_: str, new: Requirement) -> Requirement:
    """Return the tree with one node replaced."""
    if node.id == id_:
        return new
    if not node.children:
        return node
    update: dict[str, object] = {}
    for name in ("parts", "then", "otherwise"):
        below = getattr(node, name, None)
        if isinstance(below, tuple):
            update[name] = tuple(_with(child, id_, new) for child in below)
        elif below is not None:
            update[name] = _with(below, id_, new)
    return node.model_copy(update=update)


def _present(code: CourseCode | None) -> CourseCode:
    """Return the code; `Adjustment` has seen to it that it is there."""
    if code is None:
        raise ValueError("the decision names no course")
    return code
