"""The MS Thesis track."""

from __future__ import annotations

from functools import cache

from degreekit.columbia.ms_cs import (
    CS,
    TABLE_2026,
    edition_2026,
    general_electives,
    one_machine_learning,
    page_2026,
)
from degreekit.requirements import Confirm, InSet, Limit, NoneOf, Program, Row, Take

__all__ = ["thesis"]

PAGE = page_2026("MS Thesis", "MSThesis")

COMMITTEE = "the thesis committee"
_DEPARTMENT = CS | TABLE_2026.courses
_OUTSIDE = PAGE.cite(
    "Electives",
    "at most 3 points of non-CS courses",
    "In all places together. Outside the department: COMS, CSEE, CSOR, CBMF, STCS, and the breadth "
    "table.",
)

THESIS = Take(
    id="thesis",
    title="Thesis",
    rows=(Row(courses="COMS 6902", title="Thesis"),),
    credits=9,
    source=PAGE.cite(
        "Thesis",
        "COMS E6902, exactly 9 points, as 3+3+3 or 4.5+4.5; no thesis from elsewhere",
        "More than 9 points never count.",
    ),
)

ELECTIVES = Take(
    id="track-electives",
    title="Electives agreed with the thesis advisor",
    course_name="elective",
    rows=(
        Row(
            courses="COMS 6901",
            title="Projects in Computer Science",
            most_credits=3,
            source=PAGE.cite("Electives", "of these 9 points at most 3 of COMS E6901"),
        ),
        Row(
            courses="* 4000+ - COMS 6902",
            title="Course at the 4000 level or above",
            source=PAGE.cite("Electives", "courses at the 4000 level or above"),
        ),
    ),
    credits=9,
    source=PAGE.cite(
        "Electives",
        "9 points at the 4000 level or above, agreed with the thesis advisor",
        "Whether a course was agreed is not checked course by course.",
    ),
)

GENERAL = general_electives(
    _DEPARTMENT,
    credits=3,
    group="the CS department",
    source=PAGE.cite(
        "General electives",
        "where breadth and electives overlap, general electives fill up to 30 points",
        "Everything else that counts, with breadth courses that are not electives.",
    ),
    floor=PAGE.cite("General electives", "at least 3 of these points from the CS department"),
    outside=_OUTSIDE,
)


@cache
def thesis() -> Program:
    """Return the MS Thesis track."""
    return edition_2026(
        PAGE,
        id_="columbia-ms-cs-thesis",
        title="MS Thesis",
        parts=(THESIS, ELECTIVES, GENERAL),
        after=(
            Confirm(
                id="proposal",
                title="Thesis proposal",
                by=COMMITTEE,
                source=PAGE.cite(
                    "Proposal",
                    "a proposal to a committee of three, two of them internal, at least three "
                    "months before the defense",
                ),
            ),
            Confirm(
                id="defense",
                title="Thesis defense",
                by=COMMITTEE,
                source=PAGE.cite("Defense", "a defense before the committee"),
            ),
        ),
        limits=(
            one_machine_learning(),
            Limit(
                id="non-cs-points",
                title="at most 3 points outside the CS department",
                courses=NoneOf(filters=(InSet(courses=_DEPARTMENT),)),
                most_credits=3,
                source=_OUTSIDE,
            ),
        ),
    )
