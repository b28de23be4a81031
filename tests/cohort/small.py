"""A small program with a small catalog, and students of it, drawn from seeds."""

from __future__ import annotations

import random
from collections.abc import Iterator
from typing import Any

from degreekit import Auditor, Program
from degreekit.courses import CatalogCourse, Grade, GradeScale, Institution

__all__ = ["auditor", "random_auditor", "record", "student", "students"]

GRADES = (Grade(symbol="A", earns=True, points=4), Grade(symbol="F", earns=False, points=0))
SCALES = (GradeScale(id="marks", title="Marks", grades=GRADES),)


def institution() -> Institution:
    catalog = tuple(
        CatalogCourse(code=f"CS {n}", title=f"Course {n}", credits=3) for n in range(1, 9)
    )
    return Institution(id="here", title="Here", catalog=catalog, grade_scales=SCALES)


def take(id_: str, courses: str, number: int) -> dict[str, Any]:
    row = {"courses": courses}
    return {"kind": "take", "id": id_, "title": id_.title(), "rows": [row], "courses": number}


def program(*parts: dict[str, Any], limits: tuple[dict[str, Any], ...] = ()) -> Program:
    root = {"id": "degree", "title": "Degree", "parts": list(parts)}
    data = {"id": "small", "title": "Small", "edition": "1", "institution": "here", "root": root}
    return Program.model_validate({**data, "limits": list(limits)})


def auditor(free: int = 1) -> Auditor:
    parts = [take("core", "CS 1-4", 2), take("theory", "CS 3-6", 2), take("free", "CS 1-8", free)]
    return Auditor(program(*parts), institution())


def random_auditor(rng: random.Random) -> Auditor:
    """Return an auditor of a random program: lists, a choice, a maximum, credits that differ."""
    numbers = range(1, 8)
    parts: list[dict[str, Any]] = []
    for n in range(rng.randint(1, 3)):
        some = sorted(rng.sample(numbers, rng.randint(1, 4)))
        courses = " | ".join(f"CS {number}" for number in some)
        parts.append(take(f"list-{n}", courses, rng.randint(1, min(2, len(some)))))
    if rng.random() < 0.4:
        few = [take(f"choice-{n}", f"CS {rng.choice(numbers)}", 1) for n in range(3)]
        parts.append(
            {"kind": "choose", "id": "choice", "title": "Choice", "parts": few, "at_least": 1}
        )
    limits = []
    if rng.random() < 0.5:
        two = " | ".join(f"CS {number}" for number in rng.sample(numbers, 2))
        limits.append({"id": "few", "title": "Few", "courses": two, "most_courses": 1})
    catalog = tuple(
        CatalogCourse(code=f"CS {n}", title=f"Course {n}", credits=rng.choice([2, 3]))
        for n in numbers
    )
    here = Institution(id="here", title="Here", catalog=catalog, grade_scales=SCALES)
    return Auditor(program(*parts, limits=tuple(limits)), here)


def record(number: int, credits: int = 3, **more: Any) -> dict[str, Any]:
    return {"code": f"CS {number}", "credits": credits, "grade": "A", **more}


def student(seed: int) -> dict[str, Any]:
    rng = random.Random(seed)
    return {"records": [record(n) for n in sorted(rng.sample(range(1, 9), rng.randint(0, 6)))]}


def students(number: int) -> Iterator[dict[str, Any]]:
    for n in range(number):
        yield {"key": f"s{n:05}", "transcript": student(n)}
