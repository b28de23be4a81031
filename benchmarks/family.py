"""Students and programs, drawn from seeds, that put every kind of rule to work at once.

The main program is shaped like a master's degree: four breadth places whose courses may also stand
elsewhere, two required courses with an inner minimum, two electives with another, electives by
credits, whatever is left over, three groups of which one course counts, a cap of credits, totals,
and a grade point average over what is applied, so that leaving a course out can be right. Sizes,
credits and the number of requirements can be turned up; one more program cannot be completed, and
only all of its requirements together show it.

Everything here is invented. The same seed gives the same instance on every machine.
"""

from __future__ import annotations

import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.util import find_spec
from typing import Any, NamedTuple

from degreekit import Auditor, Program, Transcript
from degreekit.audit.model.model import Model, Solution
from degreekit.audit.solve.budget import DEFAULT_BUDGET
from degreekit.audit.solve.cpsat import solve_cpsat
from degreekit.audit.solve.search import solve
from degreekit.audit.solve.solver import Answer, Solver, SolverName
from degreekit.courses import Institution

__all__ = [
    "CLASSES",
    "FRAGMENTED",
    "Direct",
    "Instance",
    "Question",
    "chain",
    "classes",
    "fragmented",
    "grown",
    "institution",
    "masters",
    "pending",
    "questions",
    "small",
    "student",
    "wide",
]

#: Credits that seldom add up to a whole.
FRAGMENTED = ("1", "1.5", "2", "2.5", "3", "4", "4.5")

_WHOLE = ("3",)
_GOOD = ("A", "A-", "B+", "B")
_MIXED = ("A", "A-", "B+", "B", "B-", "C+", "C")
_LOW = ("B+", "B", "B-", "B-", "C+", "C+", "C+", "C", "C", "C-")
_TERMS = tuple(f"{season} {year}" for year in (2021, 2022, 2023) for season in ("Spring", "Fall"))

_POINTS = (
    ("A", "4"),
    ("A-", "3.67"),
    ("B+", "3.33"),
    ("B", "3"),
    ("B-", "2.67"),
    ("C+", "2.33"),
    ("C", "2"),
    ("C-", "1.67"),
    ("D", "1"),
)

#: What the catalog holds: subject, first number, and how many courses of the sixty.
_AREAS = (
    ("CS", 4101, 8),  # systems
    ("CS", 4201, 6),  # theory
    ("CS", 4301, 6),  # neither
    ("CS", 4701, 6),  # learning, group A
    ("CS", 4751, 4),  # learning, group B
    ("CS", 6701, 4),  # advanced learning, group A
    ("CS", 6801, 8),
    ("STAT", 4301, 6),
    ("STAT", 6301, 4),
    ("BUS", 4001, 8),  # outside the track
)


@dataclass(frozen=True)
class Instance:
    """One question: is this student done under these rules, and if not, what is the least left?

    Attributes:
        name: names it within the benchmark.
        program: the rules.
        institution: the courses that exist and the grades.
        transcript: what the student has.
    """

    name: str
    program: Program
    institution: Institution
    transcript: Transcript


# ------------------------------------------------------------------------ the master's program


@cache
def institution(times: int = 1) -> Institution:
    """Return the institution with its catalog of sixty courses, or so many times as many."""
    return _institution(
        f"{subject} {first + number}"
        for subject, first, courses in _AREAS
        for number in range(courses * times)
    )


def _institution(codes: Iterator[str]) -> Institution:
    grades: list[dict[str, Any]] = [
        {"symbol": symbol, "points": points, "earns": True} for symbol, points in _POINTS
    ]
    return Institution.model_validate(
        {
            "id": "benchmark",
            "title": "Benchmark",
            "grade_scales": [{"id": "letters", "title": "Letters", "grades": grades}],
            "catalog": [
                {"code": code, "title": f"Course {code}", "credits": "3"} for code in codes
            ],
        }
    )


@cache
def masters(*, approval: bool = False) -> Program:
    """Return the main program.

    Args:
        approval: whether a course from outside counts only if it is approved.
    """
    breadth = ("systems", "CS 41xx"), ("theory", "CS 42xx"), ("ai", "CS 47xx")
    every = " | ".join(courses for _, courses in breadth)
    advanced = {"kind": "level", "at_least": 6000}
    track = "STAT 43xx | STAT 63xx | CS 68xx | CS 67xx | CS 4750-4799"
    general = _take("general-electives", "CS * | STAT *", "BUS *", credits=6)
    if approval:
        general["rows"][1]["approval"] = "the advisor"
    return _program(
        "masters-approved" if approval else "masters",
        {
            "kind": "all",
            "id": "breadth",
            "title": "Breadth",
            "parts": [
                _take(f"breadth-{name}", courses, courses=1)
                for name, courses in (*breadth, ("any", every))
            ],
        },
        _take(
            "required",
            ("CS 4700-4749 | CS 67xx", "A"),
            ("CS 4750-4799", "B"),
            courses=2,
            including=[{"courses": 1, "group": "A"}],
        ),
        _take("track-electives", track, courses=2, including=[{"courses": 1, "where": advanced}]),
        general,
        _take("overflow", "CS * | STAT *" if approval else "*", credits=0),
        _check("total", credits=30),
        _check("advanced", credits=6, where=advanced),
        _check("average", gpa="2.7", over="applied"),
        limits=[
            _limit("outside", "BUS *", most_credits=3),
            _limit("one-learning", "CS 4701 | CS 6701 | STAT 4301", most_courses=1),
            _limit("one-vision", "CS 4751 | CS 6801", most_courses=1),
            _limit("one-statistics", "CS 4201 | STAT 4302 | STAT 6301", most_courses=1),
        ],
        sharing=[
            {
                "id": "breadth-elsewhere",
                "title": "A breadth course may also stand elsewhere",
                "between": ["breadth"],
                "and_also": ["required", "track-electives", "general-electives", "overflow"],
            }
        ],
    )


def _program(id_: str, *parts: dict[str, Any], **more: Any) -> Program:
    return Program.model_validate(
        {
            "id": id_,
            "title": id_.capitalize(),
            "edition": "1",
            "institution": "benchmark",
            "root": {"id": "degree", "title": "Degree", "parts": parts},
            **more,
        }
    )


def _take(id_: str, *rows: str | tuple[str, str], **more: Any) -> dict[str, Any]:
    """Return a `Take`; a row is its set, or its set and its group."""
    listed = [
        {"courses": row} if isinstance(row, str) else {"courses": row[0], "group": row[1]}
        for row in rows
    ]
    return {"kind": "take", "id": id_, "title": id_.capitalize(), "rows": listed, **more}


def _check(id_: str, **more: Any) -> dict[str, Any]:
    return {"kind": "check", "id": id_, "title": id_.capitalize(), **more}


def _limit(id_: str, courses: str, **more: Any) -> dict[str, Any]:
    return {"id": id_, "title": id_.capitalize(), "courses": courses, **more}


# -------------------------------------------------------------------------------- its students

#: The classes with their numbers of instances.
CLASSES = {"done12": 12, "prog7": 8, "alt16": 8, "tight20": 6}

#: What has become of a course of which not everything is known yet.
_OUTCOMES = ("completed",) * 4 + ("in_progress",) * 2 + ("planned",)


def classes() -> dict[str, list[Instance]]:
    """Return the 34 instances of the four classes.

    - ``done12``: twelve courses that complete the degree;
    - ``prog7``: seven courses, so that more are needed;
    - ``alt16``: sixteen courses with many places each;
    - ``tight20``: twenty courses with low grades, so that the average decides what is applied.
    """
    return {
        name: [student(name, seed) for seed in range(number)] for name, number in CLASSES.items()
    }


def student(name: str, seed: int) -> Instance:
    """Return a student of one of the classes; there are as many as there are seeds."""
    rng = random.Random(f"{name}-{seed}")
    codes = [str(course.code) for course in institution().catalog]
    grades: Sequence[str] = _GOOD
    match name:
        case "done12":
            chosen = _finished(rng)
        case "prog7":
            chosen = rng.sample(codes, 7)
        case "alt16":
            many = [code for code in codes if code.startswith(("CS 47", "CS 67", "CS 68", "STAT"))]
            chosen = rng.sample(many, 12) + rng.sample([c for c in codes if c not in many], 4)
            grades = _MIXED
        case _:
            chosen = rng.sample(codes, 20)
            grades = _LOW
    return Instance(
        f"{name}-{seed + 1:02}", masters(), institution(), _transcript(rng, chosen, grades, _WHOLE)
    )


def _finished(rng: random.Random) -> list[str]:
    """Return twelve courses that complete the degree: no two of them exclude each other."""

    def some(courses: int, subject: str, *numbers: int) -> list[str]:
        return [f"{subject} {number}" for number in rng.sample(numbers, courses)]

    return [
        *some(2, "CS", *range(4101, 4109)),
        *some(1, "CS", *range(4202, 4207)),
        *some(2, "CS", *range(4702, 4707)),
        *some(2, "CS", *range(6802, 6809)),
        *some(2, "STAT", *range(4303, 4307)),
        *some(2, "CS", *range(4301, 4307)),
        *some(1, "BUS", *range(4001, 4009)),
    ]


def pending(seed: int) -> Instance:
    """Return a student with twelve courses, some of them in progress, planned or to be approved.

    Ten of them are enough, so an answer rests on as few of these as it can.
    """
    rng = random.Random(f"pending12-{seed}")
    outcomes = rng.choices(_OUTCOMES, k=12)
    transcript = _transcript(rng, _finished(rng), _GOOD, _WHOLE, outcomes)
    return Instance(f"pending12-{seed + 1:02}", masters(approval=True), institution(), transcript)


def _transcript(
    rng: random.Random,
    codes: Sequence[str],
    grades: Sequence[str],
    credits: Sequence[str],
    outcomes: Sequence[str] = (),
) -> Transcript:
    """Return a transcript of these courses, in an order of its own."""
    records = []
    for code in rng.sample(codes, len(codes)):
        record: dict[str, str | None] = {
            "code": code,
            "title": f"Course {code}",
            "credits": rng.choice(credits),
            "grade": rng.choice(grades),
            "term": rng.choice(_TERMS),
        }
        records.append(record)
    for record, outcome in zip(records, outcomes, strict=False):
        if outcome != "completed":
            record |= {"grade": None, "term": "Spring 2024", "status": outcome}
    return Transcript.from_data({"institution": "benchmark", "records": records})


def grown(courses: int, seed: int, credits: Sequence[str] = _WHOLE) -> Instance:
    """Return a student with so many courses; from sixty on the catalog is larger.

    Args:
        courses: how many records.
        seed: which student.
        credits: what is drawn for the credits of a record.
    """
    kind = "grown" if credits is _WHOLE else "fragmented"
    rng = random.Random(f"{kind}-{courses}-{seed}")
    home = institution(1 + (courses - 1) // 60)
    codes = rng.sample([str(course.code) for course in home.catalog], courses)
    name = f"{kind}{courses}-{seed + 1:02}"
    return Instance(name, masters(), home, _transcript(rng, codes, _MIXED, credits))


def fragmented(courses: int, seed: int) -> Instance:
    """Return a student whose courses bring many different credits."""
    return grown(courses, seed, FRAGMENTED)


# ------------------------------------------------------------------------------ other programs


def small(seed: int) -> Instance:
    """Return a student of a program small enough to try out every placement."""
    rng = random.Random(f"small-{seed}")
    codes = [f"CS {number}" for number in (4101, 4102, 4201, 4202, 4701, 6701, 6801)]
    program = _program(
        "small",
        _take("core", "CS 41xx | CS 47xx", courses=1),
        _take("theory", "CS 42xx | CS 47xx", courses=1),
        _take(
            "electives",
            "CS *",
            credits=6,
            including=[{"courses": 1, "where": {"kind": "level", "at_least": 6000}}],
        ),
        _check("average", gpa="2.7", over="applied"),
        limits=[_limit("one-learning", "CS 4701 | CS 6701", most_courses=1)],
        sharing=[
            {
                "id": "core-elsewhere",
                "title": "The core may also stand among the electives",
                "between": ["core"],
                "and_also": ["electives"],
                "most_courses": 1,
            }
        ],
    )
    chosen = rng.sample(codes, rng.randint(2, 6))
    transcript = _transcript(rng, chosen, _MIXED, _WHOLE if seed % 2 else FRAGMENTED)
    return Instance(f"small-{seed + 1:02}", program, _institution(iter(codes)), transcript)


def wide(requirements: int, seed: int) -> Instance:
    """Return a student of a program with so many requirements, each with a list of its own.

    The lists overlap as those of a bachelor's degree do: most courses stand on two of them. The
    student has taken four courses out of five that it takes.
    """
    rng = random.Random(f"wide-{requirements}-{seed}")
    lists = requirements - max(2, requirements // 5)
    subjects = [f"S{chr(65 + number // 26)}{chr(65 + number % 26)}" for number in range(lists)]
    codes = [f"{subject} {level}" for subject in subjects for level in (1100, 2100, 3100)]
    parts = []
    slots = 0
    for number, subject in enumerate(subjects):
        near = rng.sample([c for c in codes if not c.startswith(subject)], min(4, len(codes) - 3))
        courses = rng.choice((1, 1, 2))
        slots += courses
        listed = " | ".join((f"{subject} *", *near))
        parts.append(_take(f"area-{number + 1}", listed, courses=courses))
    checks = [_check("total", credits=3 * slots)]
    for number in range(requirements - lists - 1):
        subject = rng.choice(subjects)
        if number % 2:
            where: Any = {"kind": "level", "at_least": 3000}
            checks.append(_check(f"check-{number + 1}", credits=min(6, 3 * slots), where=where))
        else:
            checks.append(_check(f"check-{number + 1}", courses=1, where=f"{subject} *"))
    home = _institution(iter(codes))
    chosen = rng.sample(codes, min(len(codes), slots * 4 // 5))
    transcript = _transcript(rng, chosen, _MIXED, _WHOLE)
    program = _program(f"wide-{requirements}", *parts, *checks)
    return Instance(f"wide{requirements}-{seed + 1:02}", program, home, transcript)


def chain(requirements: int) -> Instance:
    """Return a program that cannot be completed: it has one course fewer than requirements.

    The courses stand in a ring, and each requirement takes one of two neighbours. Any of them but
    one can be met, so only all of them together are a conflict.
    """
    ring = [f"CS {1001 + number}" for number in range(requirements - 1)]
    parts = [
        _take(
            f"link-{number + 1}",
            f"{ring[number % len(ring)]} | {ring[(number + 1) % len(ring)]}",
            courses=1,
        )
        for number in range(requirements)
    ]
    program = _program(f"chain-{requirements}", *parts)
    nothing = Transcript.from_data({"institution": "benchmark", "records": []})
    return Instance(f"chain-{requirements}", program, _institution(iter(ring)), nothing)


# --------------------------------------------------------------------------- what is asked of it


class Question(NamedTuple):
    """What a solver is asked.

    Attributes:
        model: what to choose from.
        give_up: whether leaves may be given up.
        least: a number of further courses below which the goal is known to be out of reach.
    """

    model: Model
    give_up: bool
    least: int


class _Asked(Solver):
    """Asks one solver, takes its answer as it is, and keeps what it was asked."""

    def __init__(self, name: SolverName, budget: int):
        super().__init__(name, budget)
        self.questions: list[Question] = []

    def best(self, model: Model, *, give_up: bool, least: int = 0) -> Answer[Solution | None]:
        self.questions.append(Question(model, give_up, least))
        if self.name == "cpsat":
            return Answer(solve_cpsat(model, give_up=give_up), exact=False)
        found = solve(model, budget=self.budget, give_up=give_up, least=least)
        return Answer(found, exact=True)


class Direct(Auditor):
    """An auditor that asks one solver, and keeps what it asked.

    Args:
        instance: whose rules to audit by.
        solver: ``search`` or ``cpsat``; without it the second where it is installed.
        budget: how many steps the search may take.
    """

    def __init__(
        self, instance: Instance, solver: SolverName | None = None, *, budget: int = DEFAULT_BUDGET
    ):
        chosen: SolverName = "search" if find_spec("ortools") is None else "cpsat"
        super().__init__(instance.program, instance.institution)
        self._solver = self.asked = _Asked(solver or chosen, budget)


def questions(instance: Instance) -> list[Question]:
    """Return the models that an audit of the instance solves.

    One asks whether what is there is enough. If it is not, another asks what is the least that is
    left.
    """
    auditor = Direct(instance)
    auditor.judge(instance.transcript)
    return auditor.asked.questions
