"""The Foundations of Computer Science track."""

from __future__ import annotations

from functools import cache

from degreekit.columbia.ms_cs import (
    edition_2026,
    general_of,
    one_machine_learning,
    page_2026,
    required_courses,
)
from degreekit.requirements import All, HasLevel, Including, Program, Take

__all__ = ["foundations"]

PAGE = page_2026("The Foundations of Computer Science Track", "foundationsOfCS")

FUNDAMENTAL = "Required track courses"
REQUIRED_ROWS = PAGE.rows(
    FUNDAMENTAL,
    """
    CSOR 4231 | COMS 4231; Analysis of Algorithms I
    COMS 4236; Introduction to Computational Complexity
    """,
)

_ONE = """
    COMS 4203; Graph Theory
    COMS 4205; Combinatorial Theory
    COMS 4241; Numerical Algorithms and Complexity
    COMS 4252; Introduction to Computational Learning Theory
    COMS 4261; Introduction to Cryptography
    COMS 4281; Introduction to Quantum Computing
"""
PART_1 = "Track electives I"
PART_2 = "Track electives II"
ROWS_1 = PAGE.rows(PART_1, _ONE)
ROWS_2 = (
    *PAGE.rows(PART_2, _ONE),
    *PAGE.rows(
        PART_2,
        """
        COMS 4295; Topics in Theoretical CS
        CSEE 6180; Performance Analysis
        COMS 6204; Topics in Graph Theory
        COMS 6232; Analysis of Algorithms II
        COMS 6253; Computational Learning Theory II
        COMS 6261; Advanced Cryptography
        COMS 6291; Theoretical Topics in C.S.
        COMS 6298; Advanced Topics in Theoretical CS
        CSPH 4802; Incompleteness Results in Logic
        STAT 4001 | SIEO 4150; Intro. to Probability and Statistics;
            STAT 4001 (previously SIEO 4150)
        IEOR 4407; Game Theoretic Models of Operation
        IEOR 6400; Scheduling: Deterministic Models
        IEOR 6603; Combinatorial Optimization
        IEOR 6606; Advanced Topics in Network Flows
        IEOR 6608; Integer Programming
        IEOR 6610; Approximation Algorithms
        IEOR 6613; Optimization I
        IEOR 6614; Optimization II
        IEOR 6616; Convex Optimization
        IEOR 6711; Stochastic Models I
        IEOR 6712; Stochastic Models II; IEOR E6712 Stochastic motels II
        IEOR 8100 "Doctoral Seminar on Convex Optimization"; Doctoral Seminar on Convex Optimization
        ELEN 6717; Information Theory
        ELEN 6718; Algebraic Coding Theory
        ELEN 6970; Resource Allocation and Networking Games
        """,
    ),
    PAGE.topics(PART_2, 4995),
    PAGE.topics(PART_2, 6998),
    PAGE.projects(PART_2),
)

REQUIRED = required_courses(
    PAGE, FUNDAMENTAL, REQUIRED_ROWS, "CSOR W4231 and COMS W4236", courses=2
)

ELECTIVES = All(
    id="track-electives",
    title="Track electives",
    source=PAGE.cite("Track electives", "track electives I and II"),
    parts=(
        Take(
            id="track-electives-1",
            title="Track electives I",
            course_name="track elective",
            list_name="list I",
            rows=ROWS_1,
            courses=1,
            source=PAGE.cite(PART_1, "one course of list I"),
        ),
        Take(
            id="track-electives-2",
            title="Track electives II",
            course_name="track elective",
            list_name="list II",
            rows=ROWS_2,
            credits=9,
            including=(
                Including(
                    credits=6,
                    where=HasLevel(at_least=6000),
                    source=PAGE.cite(PART_2, "at least 6 points at the 6000 level"),
                ),
            ),
            source=PAGE.cite(
                PART_2, "9 points of list II, without the course that is used in list I"
            ),
        ),
    ),
)


@cache
def foundations() -> Program:
    """Return the Foundations of Computer Science track."""
    return edition_2026(
        PAGE,
        id_="columbia-ms-cs-foundations",
        title="Foundations of Computer Science track",
        parts=(REQUIRED, ELECTIVES, general_of(PAGE, (*REQUIRED_ROWS, *ROWS_1, *ROWS_2))),
        limits=(one_machine_learning(),),
    )
