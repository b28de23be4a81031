"""From a program and the decisions for one student to the rules that hold for that student."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from decimal import ROUND_CEILING, Decimal

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
    AllOf,
    AnyOf,
    Candidate,
    Check,
    CourseFilter,
    InSet,
    NoneOf,
    Program,
    Requirement,
    Row,
    Take,
)

__all__ = ["Case", "Ruling", "WaivedCourse", "adjust"]

_CHANGES = {
    AdjustmentKind.SUBSTITUTE,
    AdjustmentKind.ALSO_ALLOW,
    AdjustmentKind.CHANGE_LIMIT,
    AdjustmentKind.WAIVE_LIMIT,
}

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
        same = self.code == course.code or (
            institution.identity(self.code)[0] == institution.identity(course.code)[0]
        )
        title = institution.full_title(self.title)
        return same and (title is None or same_title(title, course.title))


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
    problems: dict[int, str] = field(default_factory=dict)
    changes: frozenset[int] = frozenset()


def adjust(program: Program, adjustments: Iterable[Adjustment], institution: Institution) -> Case:
    """Return the rules that hold for one student.

    The program is never changed in place. A decision that names a requirement, a limit or a course
    that is not there takes no effect and is listed in `Case.problems`.
    """
    case = _Draft(program, institution)
    given = tuple(adjustments)
    # Lists are changed first, so that every other decision sees them as they stand.
    for position, adjustment in sorted(enumerate(given), key=lambda p: p[1].kind not in _CHANGES):
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
        case.problems,
        frozenset(case.changes),
    )


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
        self.problems: dict[int, str] = {}
        self.changes: set[int] = set()

    def add(self, position: int, given: Adjustment) -> None:
        named = given.requirement
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
                self._rule(position, given, self.placements, [])
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

    def _course(self, given: Adjustment, code: CourseCode | None = None) -> Candidate:
        """Return the course a decision names, as rules see it: as one without a grade yet."""
        found = self.institution.code(code or _present(given.course))
        title = self.institution.full_title(None if code else given.title)
        listed = self.institution.listed(found)
        if title is None and listed is not None:
            title = listed.title
        credits = listed.credits if listed else self.institution.standard_credits
        attributes = listed.attributes if listed else frozenset[str]()
        return Candidate(found, title, None, credits, RecordStatus.PLANNED, attributes=attributes)

    def _takes(self, given: Adjustment) -> tuple[Take, ...]:
        return self.program.takes((given.requirement,) if given.requirement else ())

    def _waive_course(self, position: int, given: Adjustment) -> None:
        course = self._course(given)
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
            row = _first_row(take, course)
            if row is not None:
                share = (take.credits or Decimal(0)) / (take.courses or 1)
                share = share.quantize(_EXACT, ROUND_CEILING)  # three thirds make a whole
                course = replace(course, credits=share)
                self.waived_courses.append(WaivedCourse(position, take.id, row, course))
                return
        self.problems[position] = f"{course.code} is not on the list of {given.requirement!r}"

    def _rule(
        self, position: int, given: Adjustment, to: list[Ruling], against: list[Ruling]
    ) -> None:
        """Note a decision on a course; of two that contradict each other the later holds."""
        code = self.institution.code(_present(given.course))
        takes = frozenset(take.id for take in self._takes(given))
        course = Candidate(
            code, self.institution.full_title(given.title), None, Decimal(0), RecordStatus.COMPLETED
        )
        for old in list(against):
            if old.takes & takes and old.speaks_of(course, self.institution):
                against.remove(old)
                if old.takes - takes:
                    against.append(replace(old, takes=old.takes - takes))
                else:
                    self.problems[old.adjustment] = "a later decision says the opposite"
        to.append(Ruling(position, takes, code, given.title))

    # -------------------------------------------------------------------- changes of the rules

    def _substitute(self, position: int, given: Adjustment) -> None:
        old = self._course(given, _present(given.replaces))
        added = self._exactly(given)
        for take in self._takes(given):
            index = _first_row(take, old)
            if index is None:
                continue
            row = take.rows[index]
            wider = row.model_copy(update={"courses": AnyOf(filters=(row.courses, added))})
            # The course must not belong to another row above, or the substitution would be lost.
            above = tuple(_without(one, added) for one in take.rows[:index])
            rows = (*above, wider, *take.rows[index + 1 :])
            self._replace(take, take.model_copy(update={"rows": rows}))
            self.changes.add(position)
            self._rule(
                position, given.model_copy(update={"requirement": take.id}), self.approvals, []
            )
        if position not in self.changes:
            self.problems[position] = f"{old.code} is on no list that may be changed"

    def _also_allow(self, position: int, given: Adjustment) -> None:
        course = self._course(given)
        takes = self._takes(given)
        if not takes:
            self.problems[position] = f"{given.requirement!r} has no list of courses"
        for take in takes:
            row = Row(courses=self._exactly(given), title=f"also allowed: {course.code}")
            self._replace(take, take.model_copy(update={"rows": (row, *take.rows)}))
            self.changes.add(position)

    def _exactly(self, given: Adjustment) -> InSet:
        """Return the set of just the course that a decision names."""
        course = self._course(given)
        courses = CourseSet.of(course.code)
        title = title_key(self.institution.full_title(given.title))
        return InSet(courses=courses & CourseSet.parse(f'* "{title}"') if title else courses)

    def _limit(self, position: int, given: Adjustment) -> None:
        waive = given.kind is AdjustmentKind.WAIVE_LIMIT
        node = self.program.node(given.limit or "")
        both = given.courses is not None and given.credits is not None
        if not waive and both and not isinstance(node, Take):
            self.problems[position] = f"{given.limit} has one amount: give courses or credits"
            return
        if not waive and given.courses == 0 and node is not None:
            self.problems[position] = f"{given.limit} asks for a course at least: waive it instead"
            return
        limits = []
        for limit in self.program.limits:
            if limit.id != given.limit:
                limits.append(limit)
                continue
            self.changes.add(position)
            if not waive:
                bounds = {"most_courses": given.courses, "most_credits": given.credits}
                limits.append(limit.model_copy(update=bounds))
        self.program = self.program.replaced(limits=tuple(limits))
        amounts = {"courses": given.courses, "credits": given.credits}
        if isinstance(node, Take) and not waive:
            changed = {k: v for k, v in amounts.items() if v is not None}
            self._replace(node, node.model_copy(update=changed))
            self.changes.add(position)
        if isinstance(node, Check) and node.gpa is None and not waive:
            self._replace(node, node.model_copy(update=amounts))
            self.changes.add(position)
        if position not in self.changes:
            self.problems[position] = f"there is no limit {given.limit!r} that could be changed"

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


def _first_row(take: Take, course: Candidate) -> int | None:
    return next((i for i, row in enumerate(take.rows) if row.courses.matches(course)), None)


def _without(row: Row, some: InSet) -> Row:
    """Return the row as it stands for all other courses."""
    if not isinstance(row.courses, InSet):
        left: CourseFilter = AllOf(filters=(row.courses, NoneOf(filters=(some,))))
    elif row.courses.courses & some.courses:
        left = InSet(courses=row.courses.courses - some.courses)
    else:
        return row
    return row.model_copy(update={"courses": left})


def _present(code: CourseCode | None) -> CourseCode:
    """Return the code; `Adjustment` has seen to it that it is there."""
    if code is None:
        raise ValueError("the decision names no course")
    return code
