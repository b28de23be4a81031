"""What the page asks of all courses together: points, points at the 6000 level, GPA."""

from __future__ import annotations

from degreekit.columbia.ms_cs import gpa, points_6000, total_points
from degreekit_ml_track.page import PAGE

__all__ = ["GPA", "POINTS_6000", "TOTAL_POINTS"]

INTRODUCTION = "The Machine Learning Track"
NOTES = "4. General Electives (6pts), please note"

TOTAL_POINTS = total_points(
    PAGE.cite(
        NOTES,
        "If the number of points used to fulfill the above requirements is less than 30, then "
        "General Elective graduate courses at 4000-level or above must be taken so that the total "
        "number of credits taken is 30",
        "The points of a course count once; a waiver brings none.",
    )
)

POINTS_6000 = points_6000(
    PAGE.cite(
        NOTES,
        "Students must take at least 6 points of technical courses at the 6000 level overall.",
        "6000 and above. Fieldwork (COMS 6910) and technical writing (COMS 6915) do not count.",
    )
)

GPA = gpa(
    PAGE.cite(
        INTRODUCTION,
        "Students must complete at least a total of 30 graduate credits and must maintain at least "
        "a 2.7 overall GPA in order to be eligible for the MS degree in Computer Science.",
        "All letter-graded attempts, weighted by points, exact, not rounded.",
    )
)
