"""What a department's page shows, worked out from the rows of its students."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal

from degreekit.cohort.row import StudentRow
from degreekit.cohort.summary import FAILED, WORDS, one_away
from degreekit.requirements import count_text

__all__ = ["CourseLine", "Department", "RequirementLine", "StudentLine"]

#: Students who lack no more courses than this are near.
NEAR = 2


@dataclass(frozen=True, slots=True)
class RequirementLine:
    """How many students a requirement stands how for.

    Attributes:
        program: its program, with the edition.
        id: the requirement.
        title: its name.
        level: how many requirements it stands below.
        counts: the students, by status.
    """

    program: str
    id: str
    title: str
    level: int
    counts: Mapping[str, int]


@dataclass(frozen=True, slots=True)
class CourseLine:
    """How many students must or could take a course.

    Attributes:
        course: its code.
        title: its title; empty where no catalog has it.
        must: how many have it in every least way to finish.
        could: how many have it in some least way; those are among them.
        unsure: how many of `could` were not decided within the search budget.
    """

    course: str
    title: str
    must: int
    could: int
    unsure: int


@dataclass(frozen=True, slots=True)
class StudentLine:
    """One student on the page.

    Attributes:
        name: what the student is called there.
        row: the row.
        status: how the degree stands, in words.
        gap: what is left, all together.
        open: ids of the requirements that are open.
        courses: the number of the set of courses that the student could take.
        audit: the address of the audit; empty where there is none.
        problem: why there is no answer.
    """

    name: str
    row: StudentRow
    status: str
    gap: str
    open: tuple[str, ...]
    courses: int
    audit: str
    problem: str


@dataclass
class Department:
    """A cohort as a page shows it.

    Args:
        names: whether students are called by their keys.

    Attributes:
        rows: of the students.
        sets: the different sets of courses that students could take, each with its number: many
            students have the same.
    """

    names: bool = False
    titles: dict[str, str] = field(default_factory=dict)
    rows: list[StudentRow] = field(default_factory=list)
    sets: dict[tuple[str, ...], int] = field(default_factory=dict)

    def add(self, row: StudentRow) -> None:
        """Add a student."""
        self.rows.append(row)

    @property
    def counts(self) -> dict[str, int]:
        """How many students stand how, in words."""
        found = Counter(row.status or FAILED for row in self.rows)
        words = {**WORDS, FAILED: FAILED}
        words["conditional"] = "complete if"
        return {word: found[status] for status, word in words.items()}

    @property
    def programs(self) -> list[str]:
        """The programs, each with its edition."""
        return sorted({f"{row.program}, edition {row.edition}" for row in self.rows if row.program})

    @property
    def one_away(self) -> int:
        """How many lack one course and nothing else."""
        return sum(map(one_away, self.rows))

    @property
    def unit(self) -> str:
        """The word for credits."""
        return next((row.unit for row in self.rows if row.error is None), "credits")

    @property
    def credits(self) -> dict[str, Decimal]:
        """The credits of all students: applied, removable and unusable."""
        demands = [row.demand for row in self.rows if row.demand is not None]
        return {
            "applied": sum((row.credits_applied or Decimal(0) for row in self.rows), Decimal(0)),
            "removable": sum((one.removable_credits for one in demands), Decimal(0)),
            "unusable": sum((one.unusable_credits for one in demands), Decimal(0)),
        }

    def requirements(self) -> list[RequirementLine]:
        """Return every requirement, program by program, in their order."""
        found: dict[tuple[str, str], RequirementLine] = {}
        for row in self.rows:
            program = f"{row.program}, edition {row.edition}"
            for one in row.requirements:
                id_ = program, one.requirement
                if id_ not in found:
                    found[id_] = RequirementLine(program, id_[1], one.title, one.level, Counter())
                counts = found[id_].counts
                assert isinstance(counts, Counter)  # noqa: S101  # made above
                counts[one.status] += 1
        return sorted(found.values(), key=lambda one: one.program)

    def courses(self) -> list[CourseLine]:
        """Return the courses that anybody could take, those that most must take first."""
        must, could, unsure = Counter[str](), Counter[str](), Counter[str]()
        for row in self.rows:
            if row.demand is not None:
                must.update(row.demand.must)
                could.update(row.demand.could)
                unsure.update(row.demand.unsure)
        lines = [
            CourseLine(name, self.titles.get(name, ""), must[name], could[name], unsure[name])
            for name in could
        ]
        return sorted(lines, key=lambda one: (-one.must, -one.could, one.course))

    def students(self, audits: Mapping[int, str]) -> Iterator[StudentLine]:
        """Yield the students.

        Args:
            audits: the addresses of audits, by the number of the student, counted from 1.
        """
        for number, row in enumerate(self.rows, start=1):
            could = row.demand.could if row.demand is not None else ()
            yield StudentLine(
                name=row.key if self.names else f"Student {number}",
                row=row,
                status={**WORDS, "conditional": "complete if"}.get(row.status or "", FAILED),
                gap=_gap(row),
                open=tuple(one.requirement for one in row.open_requirements),
                courses=self.sets.setdefault(could, len(self.sets)),
                audit=audits.get(number, ""),
                problem=self._problem(row),
            )

    def _problem(self, row: StudentRow) -> str:
        """Return why there is no answer; a message may name the file, and so the student."""
        if row.error is None:
            return ""
        return row.error if self.names else f"{row.error_kind}"


def near(students: Iterable[StudentLine]) -> list[StudentLine]:
    """Return the students who lack little, those who lack least first.

    Args:
        students: all of them.
    """
    found = [
        one
        for one in students
        if one.row.status == "unsatisfied"
        and not one.row.out_of_reach
        and (one.row.remaining_courses or 0) <= NEAR
    ]
    return sorted(found, key=_distance)


def _distance(student: StudentLine) -> tuple[int, Decimal, int]:
    row = student.row
    return (
        row.remaining_courses or 0,
        row.remaining_credits or Decimal(0),
        row.remaining_other or 0,
    )


def _gap(row: StudentRow) -> str:
    parts: Sequence[str] = []
    if row.remaining_courses:
        credits = count_text(row.remaining_credits or Decimal(0), row.unit)
        parts = [f"{count_text(row.remaining_courses, 'course')} ({credits})"]
    if row.remaining_other:
        parts = [*parts, count_text(row.remaining_other, "other requirement")]
    return ", ".join(parts)
