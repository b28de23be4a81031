"""The MS Personalized track: a plan agreed with an advisor."""

from __future__ import annotations

from functools import cache

from degreekit.columbia.ms_cs import (
    CS,
    TABLE_2026,
    edition_2026,
    one_machine_learning,
    page_2026,
)
from degreekit.requirements import Program, Row, Take

__all__ = ["personalized"]

PAGE = page_2026("MS Personalized", "MSpersonalized")
PLAN = "Plan of study"

PLANNED = Take(
    id="track-electives",
    title="Courses planned with the advisor",
    course_name="course planned with the advisor",
    rows=(
        Row(
            courses=CS | TABLE_2026.courses,
            title="CS course at the 4000 level or above",
            source=PAGE.cite(PLAN, "courses planned with the advisor"),
        ),
        Row(
            courses="* 4000+",
            title="Graduate course outside CS",
            most_credits=3,
            source=PAGE.cite(
                PLAN,
                "at most 3 points of non-COMS graduate courses",
                "Outside the CS department: COMS, CSEE, CSOR, CBMF, STCS, and the breadth table.",
            ),
        ),
    ),
    credits=18,
    source=PAGE.cite(
        PLAN,
        "18 points planned with the advisor",
        "The plan is not asked for course by course: what the page fixes is checked. Whether a "
        "student is invited to this track, no transcript says.",
    ),
)


@cache
def personalized() -> Program:
    """Return the MS Personalized track."""
    return edition_2026(
        PAGE,
        id_="columbia-ms-cs-personalized",
        title="MS Personalized",
        parts=(PLANNED,),
        limits=(one_machine_learning(),),
        waivers=False,
    )
