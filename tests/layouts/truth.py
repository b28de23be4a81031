"""What a document says: its records, as a careful person reads them."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from decimal import ROUND_DOWN, ROUND_HALF_UP, Decimal
from typing import Any

SEASONS = ("Winter", "Spring", "Summer", "Fall")

# A copy of the scales, so that no document is right because the library is. Sources: the docs page
# "Reading documents"; D+ and D- are the registrar's (registrar.columbia.edu, student grades).
_THIRDS = {
    "A+": "4.33", "A": "4.00", "A-": "3.67", "B+": "3.33", "B": "3.00", "B-": "2.67",
    "C+": "2.33", "C": "2.00", "C-": "1.67", "D+": "1.33", "D": "1.00", "D-": "0.67", "F": "0.00",
}  # fmt: skip
_TENTHS = {
    "A+": "4.3", "A": "4.0", "A-": "3.7", "B+": "3.3", "B": "3.0", "B-": "2.7",
    "C+": "2.3", "C": "2.0", "C-": "1.7", "D": "1.0", "F": "0.0",
}  # fmt: skip
SCALES = {
    name: {grade: Decimal(value) for grade, value in scale.items()}
    for name, scale in {"thirds": _THIRDS, "tenths": _TENTHS}.items()
}
_STATUS = {"W": "withdrawn", "UW": "withdrawn", "F": "failed"} | dict.fromkeys(
    ("IN", "INC", "MU", "CP", "YC"), "incomplete"
)
#: A graduate program of engineering takes no P as credit (SEAS handbook 2020-21, p. 31).
_GRADUATE_ENGINEERING = re.compile(r"ENGR.*: GRAD")
#: What is attempted and earns nothing.
_EARNS_NOTHING = ("W", "UW", "F", "IN", "INC", "MU", "CP", "YC", "R")


@dataclass(frozen=True, order=True)
class When:
    """A term; the season is its place in the calendar year, as in `SEASONS`."""

    year: int
    season: int

    @property
    def word(self) -> str:
        """The name of the season."""
        return SEASONS[self.season]

    @property
    def academic_year(self) -> int:
        """The year in which the academic year of the term began."""
        return self.year if self.season == 3 else self.year - 1

    def next(self, *, summer: bool = False) -> When:
        """Return the term that follows; summers are left out unless asked for."""
        if self.season == 3:
            return When(self.year + 1, 1)
        return When(self.year, 2 if summer and self.season == 1 else 3)

    def __str__(self) -> str:
        return f"{self.word} {self.year}"


@dataclass(frozen=True)
class Row:
    """One attempt at one course, and the small facts that some documents print with it.

    Attributes:
        code: with the school letter, as ``COMS W4771``.
        grade: None while the course is in progress or planned.
        term: None for credit from elsewhere.
        topic: the second half of the title, where it stands apart.
        sure: whether a careful person is sure of the row; if not, a warning has to name it.
        titles: other ways to write the title that are as right.
    """

    code: str
    title: str
    credits: Decimal
    grade: str | None
    term: When | None
    school: str = ""
    planned: bool = False
    elsewhere: bool = False
    topic: str = ""
    section: str = "001"
    call: str = "10001"
    instructor: str = "Roe, R"
    source: str = ""
    sure: bool = True
    titles: tuple[str, ...] = ()
    grades: tuple[str | None, ...] = ()
    termless: bool = False

    @property
    def subject(self) -> str:
        """The part of the code in front of the number."""
        return self.code.split()[0]

    @property
    def letter(self) -> str:
        """The school letter of the code; may be empty."""
        return self.code.split()[1].rstrip("0123456789")

    @property
    def digits(self) -> str:
        """The number without its letter."""
        return self.code.split()[1].lstrip("ABCDEFGHIJKLMNOPQRSTUVWXYZ")

    @property
    def status(self) -> str:
        """What became of the attempt."""
        if self.elsewhere:
            return "transfer"
        if self.planned:
            return "planned"
        return "in_progress" if self.grade is None else _STATUS.get(self.grade, "completed")

    @property
    def open(self) -> bool:
        """Whether nothing is decided yet."""
        return self.status in ("in_progress", "planned")

    def expected(self) -> dict[str, Any]:
        """Return the record in the project's format."""
        term = None if self.term is None or self.termless else str(self.term)
        return {
            "code": self.code,
            "title": self.title,
            "credits": f"{self.credits:.2f}",
            "grade": self.grade,
            "term": term,
            "status": self.status,
        }


@dataclass(frozen=True)
class Block:
    """Rows under one heading: of a term, or of credit from elsewhere (``when`` is None)."""

    when: When | None
    rows: tuple[Row, ...]
    heading: str = ""


@dataclass(frozen=True)
class School:
    """A part of the record with averages of its own."""

    name: str
    blocks: tuple[Block, ...]
    scale: str = "thirds"
    program: str = "COMPUTER SCIENCE"
    degree: str = "MASTER OF SCIENCE"

    @property
    def rows(self) -> tuple[Row, ...]:
        """All rows in the order of the document."""
        return tuple(row for block in self.blocks for row in block.rows)


@dataclass(frozen=True)
class Student:
    """A student; every name is invented."""

    name: str
    uni: str
    schools: tuple[School, ...]

    @property
    def rows(self) -> tuple[Row, ...]:
        """All rows in the order of the document."""
        return tuple(row for school in self.schools for row in school.rows)

    def with_rows(self, rows: Iterable[Row | None]) -> Student:
        """Return the student with other rows in the same places; None leaves one out."""
        fresh: Iterator[Row | None] = iter(rows)

        def block(old: Block) -> Block:
            kept = [next(fresh) for _ in old.rows]
            return replace(old, rows=tuple(row for row in kept if row is not None))

        return replace(
            self,
            schools=tuple(
                replace(school, blocks=tuple(map(block, school.blocks))) for school in self.schools
            ),
        )


@dataclass(frozen=True)
class Rules:
    """What an institution counts, and how it prints the outcome.

    Attributes:
        withdrawn: whether a course that was withdrawn from counts as attempted.
        in_progress: whether a course in progress counts as attempted.
        places: the decimals of an average.
        cut: whether an average is cut, and not rounded.
        summers: whether the courses of summers enter averages.
        passes: whether a P earns its credits; None where the school says it.
    """

    withdrawn: bool = True
    in_progress: bool = False
    places: int = 3
    cut: bool = False
    summers: bool = True
    passes: bool | None = None

    @classmethod
    def of(cls, choice: Mapping[str, str]) -> Rules:
        """Return what the institution of a document counts."""
        return cls(
            withdrawn=choice["attempted"] != "without W",
            in_progress=choice["attempted"] == "with courses in progress",
            places={"2 decimals": 2, "4 decimals": 4}.get(choice["averages"], 3),
            cut=choice["averages"] == "cut",
            summers=choice["schools"] != "Barnard without summers",
            passes={"earn": True, "earn nothing": False}.get(choice["passes"]),
        )

    def earned(self, row: Row) -> Decimal:
        """Return the credits that an attempt brought."""
        if row.open or row.grade in _EARNS_NOTHING:
            return Decimal(0)
        passes = self.passes
        if passes is None:
            passes = bool(row.school) and not _GRADUATE_ENGINEERING.search(row.school)
        return Decimal(0) if row.grade == "P" and not passes else row.credits


@dataclass(frozen=True)
class Sums:
    """Figures over some rows.

    Attributes:
        attempted: credits of what was attempted.
        earned: credits that it brought.
        graded: credits that enter the average.
        points: credits times grade points.
        average: None where nothing is graded.
    """

    attempted: Decimal = Decimal(0)
    earned: Decimal = Decimal(0)
    graded: Decimal = Decimal(0)
    points: Decimal = Decimal(0)
    average: Decimal | None = None
    rows: tuple[Row, ...] = field(default=(), repr=False)


def sums(rows: Iterable[Row], scale: str, rules: Rules) -> Sums:
    """Return the figures over some rows."""
    all_rows = tuple(rows)
    worth = SCALES[scale]
    attempted = earned = graded = points = Decimal(0)
    for row in all_rows:
        if row.planned or (row.open and not rules.in_progress):
            continue
        if rules.withdrawn or row.status != "withdrawn":
            attempted += row.credits
        earned += rules.earned(row)
        summer = row.term is not None and row.term.season == 2
        if row.grade in worth and not row.elsewhere and (rules.summers or not summer):
            graded += row.credits
            points += row.credits * worth[row.grade]
    average = None
    if graded:
        unit = Decimal(1).scaleb(-rules.places)
        average = (points / graded).quantize(unit, ROUND_DOWN if rules.cut else ROUND_HALF_UP)
    return Sums(attempted, earned, graded, points, average, all_rows)


def quality(row: Row, scale: str) -> Decimal | None:
    """Return credits times grade points; None where the grade has no points."""
    value = SCALES[scale].get(row.grade or "")
    return None if value is None or row.elsewhere else value * row.credits
