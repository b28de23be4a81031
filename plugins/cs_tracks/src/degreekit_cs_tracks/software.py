"""The Software Systems track."""

from __future__ import annotations

from functools import cache

from degreekit.columbia.ms_cs import (
    edition_2026,
    general_of,
    one_machine_learning,
    page_2026,
    required_courses,
)
from degreekit.requirements import All, Program, Row, Take

__all__ = ["software"]

PAGE = page_2026("The Software Systems Track", "softwareSystems")

FUNDAMENTAL = "Fundamental courses"
REQUIRED_ROWS = PAGE.rows(
    FUNDAMENTAL,
    """
    COMS 4115; Programming Languages and Translators
    COMS 4118; Operating Systems I
    COMS 4152 | COMS 4156; Engineering Software as a Service or Advanced Software Engineering;
        COMS W4152* OR COMS W4156*
    """,
)

PART_1 = "Secondary courses, part I"
ROWS_1 = (
    *PAGE.rows(
        PART_1,
        """
        COMS 4111; Introduction to Databases
        COMS 4112; Database System Implementation
        COMS 4113; Fundamentals of Large-Scale Distributed Systems
        COMS 4117; Compilers and Interpreters
        CSEE 4119 | COMS 4119; Computer Networks; CSEE W4119
        COMS 4130; Principles and Practice of Parallel Programming
        COMS 4153 since Fall 2024; Cloud Computing;
            COMS W4153 Cloud Computing (Fall 2024 and beyond)
        COMS 4170; User Interface Design
        COMS 4181; Computer Security I
        COMS 4444; Programming and Problem Solving
        CSEE 4840; Embedded Systems
        """,
    ),
    PAGE.topics(PART_1, 4995),
)

PART_2 = "Secondary courses, part II"
_CLOUD = 'COMS 6156 "Cloud Computing"'
ROWS_2 = (
    *PAGE.rows(
        PART_2,
        f"""
        COMS 6111; Advanced Database Systems
        COMS 6113; Topics in Database Systems
        COMS 6114; Advanced Distributed Systems
        COMS 6117; Topics in Programming Languages and Translators
        COMS 6118; Operating Systems II
        COMS 6121; Reliable Software
        COMS 6156 - {_CLOUD}; Topics in Software Engineering
        {_CLOUD} before Fall 2024; Cloud Computing; COMS E6156 Cloud Computing (Prior to Fall 2024)
        COMS 6178; Human-Computer Interaction
        COMS 6184; Anonymity & Privacy
        COMS 6424; Hardware Security
        CSEE 6863; Formal Verification of Hardware and Software Systems
        """,
    ),
    PAGE.topics(PART_2, 6998),
    PAGE.projects(PART_2),
)

REQUIRED = required_courses(
    PAGE,
    FUNDAMENTAL,
    REQUIRED_ROWS,
    "COMS W4115, COMS W4118, and COMS W4152 or W4156",
    courses=3,
    reading="COMS 4995 Engineering Software as a Service stands on the page of 2023 only, and is "
    "a decision here.",
)


def _part(id_: str, title: str, section: str, rows: tuple[Row, ...], sentence: str) -> Take:
    return Take(
        id=id_,
        title=title,
        course_name="track elective",
        list_name=f"{title.removeprefix('Track electives, ')} of the list",
        rows=rows,
        courses=2,
        credits=6,
        source=PAGE.cite(section, sentence),
    )


ELECTIVES = All(
    id="track-electives",
    title="Track electives",
    source=PAGE.cite("Secondary courses", "part I and part II"),
    parts=(
        _part(
            "track-electives-1",
            "Track electives, part I",
            PART_1,
            ROWS_1,
            "6 credits: at least two 4000-level courses of the list",
        ),
        _part(
            "track-electives-2",
            "Track electives, part II",
            PART_2,
            ROWS_2,
            "6 credits: at least two 6000-level courses of the list",
        ),
    ),
)


@cache
def software() -> Program:
    """Return the Software Systems track."""
    return edition_2026(
        PAGE,
        id_="columbia-ms-cs-software",
        title="Software Systems track",
        parts=(REQUIRED, ELECTIVES, general_of(PAGE, (*REQUIRED_ROWS, *ROWS_1, *ROWS_2))),
        limits=(one_machine_learning(),),
    )
