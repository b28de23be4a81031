"""Section 1 of the page, "Breadth Courses (12 pts)": the table of 2022-09-16 it points to."""

from __future__ import annotations

from degreekit.columbia.ms_cs import TABLE_2022, breadth, breadth_overlap
from degreekit_ml_track.page import PAGE

__all__ = ["BREADTH", "BREADTH_OVERLAP"]

SECTION = "1. Breadth Courses (12 pts)"

BREADTH = breadth(
    TABLE_2022,
    source=PAGE.cite(
        SECTION,
        "Visit the breadth requirement page for more information.",
        "Four different courses, one of each group and one more of any, with 12 points together.",
    ),
    points=PAGE.cite(SECTION, "Breadth Courses (12 pts)"),
)

BREADTH_OVERLAP = breadth_overlap(TABLE_2022, "required", "track-electives", "general-electives")
