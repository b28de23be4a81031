"""A small institution and program for decisions to be made on."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from degreekit.adjustments import Adjustment, read_adjustments
from degreekit.audit import AdjustmentResult, Audit, Auditor
from degreekit.courses import (
    CatalogCourse,
    CourseCode,
    CourseSet,
    Grade,
    GradeScale,
    Institution,
    RecordStatus,
)
from degreekit.requirements import Program
from degreekit.transcript import Transcript

__all__ = ["HERE", "applied", "audit", "decisions", "effect", "program", "take"]

_COURSES = ("CS 1", "CS 2", "CS 3", "CS 4", "CS 5", "CS 6", "CS 7", "MA 1", "MA 2")

HERE = Institution(
    id="here",
    title="Here",
    cross_lists=((CourseCode.parse("CS 7"), CourseCode.parse("MA 7")),),
    umbrellas=CourseSet.parse("CS 99"),
    titles={"ADV ML": "Advanced Machine Learning"},
    grade_scales=(
        GradeScale(
            id="letters",
            title="Letters",
            grades=(
                Grade(symbol="A", points=Decimal(4), earns=True),
                Grade(symbol="B", points=Decimal(3), earns=True),
                Grade(symbol="C", points=Decimal(2), earns=True),
                Grade(symbol="F", points=Decimal(0), status=RecordStatus.FAILED),
                Grade(symbol="P"),
            ),
        ),
    ),
    catalog=tuple(
        CatalogCourse(code=CourseCode.parse(code), title=f"Course {code}", credits=Decimal(3))
        for code in _COURSES
    ),
)


def take(id_: str, rows: str | list[Any], courses: int | None = 1, **more: Any) -> dict[str, Any]:
    """Return a `Take` of these rows; a row may be the text of its set."""
    listed = [rows] if isinstance(rows, str) else rows
    return {
        "kind": "take",
        "id": id_,
        "title": id_.title(),
        "rows": [{"courses": row} if isinstance(row, str) else row for row in listed],
        "courses": courses,
        **more,
    }


def program(*parts: dict[str, Any], **more: Any) -> Program:
    """Return a program of these parts."""
    return Program.model_validate(
        {
            "id": "demo",
            "title": "Demo",
            "edition": "2023",
            "institution": "here",
            "waiver_points": "3",
            "root": {"id": "degree", "title": "Degree", "parts": parts},
            **more,
        }
    )


def decisions(*entries: dict[str, Any]) -> tuple[Adjustment, ...]:
    """Return decisions as a file would hold them."""
    return read_adjustments(list(entries))


def audit(rules: Program, records: list[Any], *entries: dict[str, Any]) -> Audit:
    """Return the audit of a few records; a record may be a code, which is then passed with an A."""
    data = [
        {"code": one, "credits": "3", "grade": "A"} if isinstance(one, str) else one
        for one in records
    ]
    transcript = Transcript.from_data({"institution": "here", "records": data})
    return Auditor(rules, HERE).audit(transcript, decisions(*entries))


def applied(found: Audit, id_: str) -> list[str]:
    """Return the codes that are applied to a requirement."""
    result = found.requirement(id_)
    return [] if result is None else [one.code for one in result.applied]


def effect(found: Audit, position: int = 0) -> AdjustmentResult:
    """Return what a decision did."""
    return found.adjustments[position]
