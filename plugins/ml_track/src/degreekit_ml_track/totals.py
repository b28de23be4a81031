"""What the page asks of all courses together: points, points at the 6000 level, GPA."""

from __future__ import annotations

from degreekit.requirements import AllOf, Check, HasLevel, InSet, NoneOf
from degreekit_ml_track.page import cite

__all__ = ["GPA", "POINTS_6000", "TOTAL_POINTS"]

INTRODUCTION = "The Machine Learning Track"
NOTES = "4. General Electives (6pts), please note"

TOTAL_POINTS = Check(
    id="total-points",
    title="30 graduate points",
    credits=30,
    source=cite(
        NOTES,
        "If the number of points used to fulfill the above requirements is less than 30, then "
        "General Elective graduate courses at 4000-level or above must be taken so that the total "
        "number of credits taken is 30",
        "The points of a course count once; a waiver brings none.",
    ),
)

POINTS_6000 = Check(
    id="points-6000",
    title="6 technical points at the 6000 level",
    credits=6,
    where=AllOf(
        filters=(
            HasLevel(at_least=6000),
            NoneOf(filters=(InSet(courses="COMS 6910 | COMS 6915"),)),
        )
    ),
    source=cite(
        NOTES,
        "Students must take at least 6 points of technical courses at the 6000 level overall.",
        "6000 and above. Fieldwork (COMS 6910) and technical writing (COMS 6915) do not count.",
    ),
)

GPA = Check(
    id="gpa",
    title="GPA of at least 2.7",
    gpa="2.7",
    source=cite(
        INTRODUCTION,
        "Students must complete at least a total of 30 graduate credits and must maintain at least "
        "a 2.7 overall GPA in order to be eligible for the MS degree in Computer Science.",
        "All letter-graded attempts, weighted by points, exact, not rounded.",
    ),
)
