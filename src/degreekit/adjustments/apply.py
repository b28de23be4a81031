"""From a program and the decisions for one student to the rules that hold for that student."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from decimal import ROUND_CEILING, Decimal

from degreekit.adjustments.lists import (
    asked_beside,
    asked_of_every_row,
    exactly,
    first_row,
    moved,
)
from degreekit.adjustments.model import Adjustment, AdjustmentKind
from degreekit.courses import (
    CourseCode,
    CourseSet,
    Institution,
    RecordStatus,
    same_title,
    title_key,
)
from degreekit.requirements import (
    Candidate,
    Check,
    Limit,
    Program,
    Requirement,
    Row,
    Sharing,
    Take,
    amount_text,
)

__all__ = ["Case", "Ruling", "WaivedCourse", "adjust"]

_CHANGES = {
    AdjustmentKind.SUBSTITUTE,
    AdjustmentKind.ALSO_ALLOW,
    AdjustmentKind.CHANGE_LIMIT,
    AdjustmentKind.WAIVE_LIMIT,
}

_OPPOSITE = "a later decision says the opposite"

_EXACT = Decimal("0.001")  # how exactly credits are counted


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
        return self._of_code(course, institution) and (
            title is None or same_title(title, course.title) or self._as_printed(course)
        )

    def settles_title(self, course: Candidate, institution: Institution) -> bool:
        """Return whether the decision is about the course whatever its printed title stands for."""
        return self._of_code(course, institution) and (
            self.title is None or self._as_printed(course)
        )

    def _as_printed(self, course: Candidate) -> bool:
        return same_title(self.title, course.printed)

    def _of_code(self, course: Candidate, institution: Institution) -> bool:
        return self.code == course.code or (
            institution.identity(self.code)[0] == institution.identity(course.code)[0]
        )


@dataclass(frozen=True, slots=True)
class WaivedCourse:
    """A place of a `Take` that is filled without a course, and brings no credits.

    Attributes:
        adjustment: the position of the decision in the list.
        take: the id of the `Take`.
        row: the position of the waived row in its list.
        course: the course that stands for the row.
    """

    adjustment: int
    take: str
    row: int
    course: Candidate


@dataclass(frozen=True, slots=True)
class Case:
    """The rules that hold for one student.

    Attributes:
        program: the program with lists and amounts as changed.
        adjustments: all decisions, in their order.
        waived: ids of requirements that need not be met, with the decision.
        forced: ids of requirements that count as met, with the decision.
        waived_courses: places filled without a course.
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
    waived_courses: tuple[WaivedCourse, ...] = ()
    approvals: tuple[Ruling, ...] = ()
    denials: tuple[Ruling, ...] = ()
    placements: tuple[Ruling, ...] = ()
    overrides: tuple[Ruling, ...] = ()
    problems: dict[int, str] = field(default_factory=dict)
    changes: frozenset[int] = frozenset()

    @property
    def due(self) -> tuple[Ruling, ...]:
        """The placements that have to be made where the course earns credit: those that override.

        Where there is no room for all of them, the earlier ones are made.
        """
        overriding = {ruling.adjustment for ruling in self.overrides}
        return tuple(one for one in self.placements if one.adjustment in overriding)


def adjust(program: Program, adjustments: Iterable[Adjustment], institution: Institution) -> Case:
    """Return the rules that hold for one student.

    The program is never changed in place. A decision that names a requirement, a limit or a course
    that is not there takes no effect and is listed in `Case.problems`.
    """
    case = _Draft(program, institution)
    given = tuple(adjustments)
    # Lists are changed first, so that every other decision sees them as they stand.
    for position, adjustment in sorted(enumerate(given), key=lambda p: not _changes(p[1])):
        case.add(position, adjustment)
    return Case(
        case.program,
        given,
        case.waived,
        case.forced,
        tuple(case.waived_courses),
        tuple(case.approvals),
        tuple(case.denials),
        tuple(case.placements),
        tuple(case.overrides),
        case.problems,
        frozenset(case.changes),
    )


def _changes(given: Adjustment) -> bool:
    """Return whether a decision changes a list or an amount."""
    return given.kind in _CHANGES or given.override


class _Draft:
    """A case in the making."""

    def __init__(self, program: Program, institution: Institution):
        self.program = program
        self.institution = institution
        self.waived: dict[str, int] = {}
        self.forced: dict[str, int] = {}
        self.waived_courses: list[WaivedCourse] = []
        self.approvals: list[Ruling] = []
        self.denials: list[Ruling] = []
        self.placements: list[Ruling] = []
        self.overrides: list[Ruling] = []
        self.problems: dict[int, str] = {}
        self.changes: set[int] = set()

    def add(self, position: int, given: Adjustment) -> None:
        named = given.requirement
        if given.program not in (None, self.program.id):
            self.problems[position] = (
                f"it was decided for {given.program}, and this is an audit of {self.program.id}"
            )
            return
        if named is not None and self.program.node(named) is None:
            self.problems[position] = (
                f"there is no requirement {named!r} in {self.program.id} edition "
                f"{self.program.edition}"
            )
            return
        match given.kind:
            case AdjustmentKind.WAIVE if given.course is None:
                self.waived[named or ""] = position
            case AdjustmentKind.WAIVE:
                self._waive_course(position, given)
            case AdjustmentKind.FORCE_COMPLETE:
                self.forced[named or ""] = position
            case AdjustmentKind.SUBSTITUTE:
                self._substitute(position, given)
            case AdjustmentKind.ALSO_ALLOW:
                self._also_allow(position, given)
            case AdjustmentKind.APPROVE:
                self._rule(position, given, self.approvals, self.denials)
            case AdjustmentKind.DENY | AdjustmentKind.EXCLUDE:
                self._rule(position, given, self.denials, self.approvals)
            case AdjustmentKind.APPLY_HERE:
                self._apply_here(position, given)
            case AdjustmentKind.CHANGE_LIMIT | AdjustmentKind.WAIVE_LIMIT:
                self._limit(position, given)
            case AdjustmentKind.SET_EDITION:
                if given.edition != self.program.edition:
                    self.problems[position] = (
                        f"the audit was made with edition {self.program.edition}; choose edition "
                        f"{given.edition} of {self.program.id}"
                    )
            case AdjustmentKind.NOTE:
                pass

    # ------------------------------------------------------------------ decisions on a course

    def _codes(self, code: CourseCode) -> tuple[CourseCode, ...]:
        """Return each code that a course goes under, the one given first."""
        here = self.institution
        found = here.code(code)
        known = [one for group in here.cross_lists for one in group]
        known += [renumbering.new for renumbering in here.renumberings]
        same = here.identity(found)[0]
        return (found, *(c for c in dict.fromkeys(known) if c != found if self._is(c, same)))

    def _is(self, code: CourseCode, same: str) -> bool:
        return self.institution.identity(code)[0] == same

    def _named(self, code: CourseCode, title: str | None = None) -> tuple[Candidate, ...]:
        """Return the course under each of its codes, as rules see one without a grade yet."""
        found = []
        for one in self._codes(code):
            listed = self.institution.listed(one)
            known = self.institution.full_title(title) or (listed.title if listed else None)
            credits = listed.credits if listed else self.institution.standard_credits
            marks = listed.attributes if listed else frozenset[str]()
            found.append(
                Candidate(one, known, None, credits, RecordStatus.PLANNED, attributes=marks)
            )
        return tuple(found)

    def _exactly(self, given: Adjustment) -> CourseSet:
        """Return the set of just the course that a decision names, under each of its codes."""
        codes = self._codes(_present(given.course))
        courses = CourseSet.of(*codes)
        for renumbering in self.institution.renumberings:
            if renumbering.new in codes:
                courses |= renumbering.old
        title = title_key(self.institution.full_title(given.title))
        return courses & CourseSet.parse(f'* "{title}"') if title else courses

    def _takes(self, given: Adjustment) -> tuple[Take, ...]:
        return self.program.takes((given.requirement,) if given.requirement else ())

    def _waive_course(self, position: int, given: Adjustment) -> None:
        named = self._named(_present(given.course), given.title)
        scale = self.institution.scale(self.program.grade_scale)
        grade = scale.get(given.grade)
        if given.grade is not None and (
            grade is None or grade.points is None or grade.points < self.program.waiver_points
        ):
            enough = [
                (mark.points, mark.symbol)
                for mark in scale.grades
                if mark.points is not None and mark.points >= self.program.waiver_points
            ]
            least = min(enough, default=(None, "which there is none"))[1]
            self.problems[position] = f"a waiver needs a grade of at least {least}"
            return
        for take in self._takes(given):
            if (place := _place(take, named)) is not None:
                row, course = place
                share = (take.credits or Decimal(0)) / (take.courses or 1)
                share = share.quantize(_EXACT, ROUND_CEILING)  # three thirds make a whole
                course = replace(course, credits=share)
                self.waived_courses.append(WaivedCourse(position, take.id, row, course))
                return
        self.problems[position] = f"{named[0].code} is not on the list of {given.requirement!r}"

    def _rule(
        self, position: int, given: Adjustment, to: list[Ruling], against: list[Ruling]
    ) -> None:
        """Note a decision on a course; of two that contradict each other the later holds."""
        code = self.institution.code(_present(given.course))
        takes = asked = frozenset(take.id for take in self._takes(given))
        course = Candidate(
            code,
            self.institution.full_title(given.title),
            None,
            Decimal(0),
            RecordStatus.COMPLETED,
        )
        for old in list(against):
            if not old.takes & takes or not old.speaks_of(course, self.institution):
                continue
            if old.adjustment > position:  # changes of lists are looked at first
                takes -= old.takes
                continue
            against.remove(old)
            if old.takes - takes:
                against.append(replace(old, takes=old.takes - takes))
            else:
                self.problems[old.adjustment] = _OPPOSITE
        if takes or not asked:
            to.append(Ruling(position, takes, code, given.title))
        else:
            self.problems[position] = _OPPOSITE

    # -------------------------------------------------------------------- changes of the rules

    def _substitute(self, position: int, given: Adjustment) -> None:
        old = self._named(_present(given.replaces))
        for take in self._takes(given):
            if (place := _place(take, old)) is None:
                continue
            row, course = place
            # What the row asks beside being that course (a grade, a level) the other has to fulfil.
            beside = () if given.override else asked_beside(take.rows[row].courses, course)
            self._rows(take, moved(take, row, self._exactly(given), beside))
            self._granted(position, given, take)
        if position not in self.changes:
            self.problems[position] = f"{old[0].code} is on no list that may be changed"

    def _also_allow(self, position: int, given: Adjustment) -> None:
        takes = self._takes(given)
        if not takes:
            self.problems[position] = f"{given.requirement!r} has no list of courses"
        for take in takes:
            beside = () if given.override else asked_of_every_row(take)
            code = self.institution.code(_present(given.course))
            row = Row(courses=exactly(self._exactly(given), beside), title=f"also allowed: {code}")
            self._rows(take, (row, *take.rows))
            self._granted(position, given, take)

    def _apply_here(self, position: int, given: Adjustment) -> None:
        takes = self._takes(given)
        if not takes:
            self.problems[position] = f"{given.requirement!r} has no list of courses"
            return
        if given.override:
            named = self._named(_present(given.course), given.title)
            for take in takes:
                courses = self._exactly(given)
                if (place := _place(take, named)) is not None:
                    rows = moved(take, place[0], courses)
                else:
                    title = f"decided: {named[0].code}"
                    rows = (Row(courses=exactly(courses), title=title), *take.rows)
                self._rows(take, rows)
                self._granted(position, given, take)
        self._rule(position, given, self.placements, [])

    def _granted(self, position: int, given: Adjustment, take: Take) -> None:
        """Note that a course may be used in a list, and what else that means."""
        self.changes.add(position)
        here = given.model_copy(update={"requirement": take.id})
        self._rule(position, here, self.approvals, [])
        if given.override:
            self._rule(position, here, self.overrides, [])

    def _limit(self, position: int, given: Adjustment) -> None:
        rules: tuple[Limit | Sharing, ...] = (*self.program.limits, *self.program.sharing)
        rule = next((one for one in rules if one.id == given.limit), None)
        node = self.program.node(given.limit or "")
        waive = given.kind is AdjustmentKind.WAIVE_LIMIT
        there = rule is not None or (
            not waive and (isinstance(node, Take) or (isinstance(node, Check) and node.gpa is None))
        )
        if not there:
            self.problems[position] = f"there is no limit {given.limit!r} that could be changed"
        elif not waive and (problem := _unfit(rule or node, given)):
            self.problems[position] = f"{given.limit} {problem}"
        else:
            before = self.program
            if rule is not None:
                self._change_rule(rule, given, waive=waive)
            elif isinstance(node, Take | Check):
                self._replace(node, _with_amounts(node, given))
            if self.program == before:
                self.problems[position] = f"{given.limit} is that already"
            else:
                self.changes.add(position)

    def _change_rule(self, rule: Limit | Sharing, given: Adjustment, *, waive: bool) -> None:
        """Change a bound, or drop it; courses may be shared still where no bound is left."""
        update = {"most_courses": given.courses, "most_credits": given.credits}
        if isinstance(rule, Limit):
            new = [] if waive else [rule.model_copy(update=update)]
            limits = (x for one in self.program.limits for x in (new if one is rule else [one]))
            self.program = self.program.replaced(limits=tuple(limits))
        else:
            shared = rule.model_copy(update={**update, "most_places": None} if waive else update)
            sharing = tuple(shared if one is rule else one for one in self.program.sharing)
            self.program = self.program.replaced(sharing=sharing)

    def _rows(self, take: Take, rows: tuple[Row, ...]) -> None:
        self._replace(take, take.model_copy(update={"rows": rows}))

    def _replace(self, old: Requirement, new: Requirement) -> None:
        self.program = self.program.replaced(root=_with(self.program.root, old.id, new))


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


def _place(take: Take, named: tuple[Candidate, ...]) -> tuple[int, Candidate] | None:
    """Return the first row that names a course, and the course under the code it is named by."""
    found = [(row, n) for n, one in enumerate(named) if (row := first_row(take, one)) is not None]
    if not found:
        return None
    row, number = min(found)
    return row, named[number]


def _unfit(rule: Limit | Sharing | Requirement | None, given: Adjustment) -> str:
    """Return why a rule cannot be changed to these amounts; nothing where it can."""
    both = given.courses is not None and given.credits is not None
    match rule:
        case Limit(most_subjects=int()) | Check(subjects=int()):
            return "counts subjects: waive it instead"
        case Limit() | Check() if both:
            return "has one amount: give courses or credits"
        case Check(last=Decimal() as last) if given.credits is None or given.credits > last:
            return f"counts among the last {amount_text(last)}: give credits, and no more"
        case Take() | Check() if given.courses == 0:
            return "asks for a course at least: waive it instead"
    return ""


def _with_amounts(node: Take | Check, given: Adjustment) -> Requirement:
    """Return a minimum with other amounts; what asked for courses may then ask for credits."""
    amounts = {"courses": given.courses, "credits": given.credits}
    if isinstance(node, Take) and node.courses is not None and node.credits is not None:
        amounts = {name: amount for name, amount in amounts.items() if amount is not None}
    return node.model_copy(update=amounts)


def _present(code: CourseCode | None) -> CourseCode:
    """Return the code; `Adjustment` has seen to it that it is there."""
    if code is None:
        raise ValueError("the decision names no course")
    return code
