"""The Computer Security track."""

from __future__ import annotations

from functools import cache

from degreekit.columbia.ms_cs import (
    edition_2026,
    general_of,
    one_machine_learning,
    page_2026,
    required_courses,
    track_electives,
)
from degreekit.requirements import If, Program, Started

__all__ = ["security"]

PAGE = page_2026("The Computer Security Track", "newComputerSecurity")

NEW = "Required courses, start in Fall 2018 or later"
OLD = "Required courses, start before Fall 2018"
_BOTH = "COMS 4118; Operating Systems I\nCOMS 4156; Advanced Software Engineering\n"
_EITHER = (
    "COMS 4261 | COMS 6185; Introduction to Cryptography or Intrusion and Anomaly Detection "
    "Systems; COMS W4261 or COMS E6185"
)

NEW_ROWS = PAGE.rows(
    NEW,
    f"""{_BOTH}
    COMS 4181; Computer Security I
    COMS 4182; Computer Security II
    {_EITHER}""",
)
OLD_ROWS = PAGE.rows(
    OLD,
    f"""{_BOTH}
    COMS 4180; Network Security
    COMS 4187; Security Architecture and Engineering
    {_EITHER}""",
)

SECONDARY = "Secondary electives"
ELECTIVE_ROWS = (
    *PAGE.rows(
        SECONDARY,
        """
        COMS 4115; Programming Languages and Translators
        COMS 4119 | CSEE 4119; Computer Networks; COMS/CSEE W4119
        COMS 4186; Malware Analysis & Reverse Engineering
        COMS 4261; Introduction to Cryptography
        COMS 6118; Operating Systems, II
        COMS 6181; Advanced Internet Services
        COMS 6183; Security
        COMS 6184; Privacy & Anonymity; COMS E6184*
        COMS 6185; Intrusion and Anomaly Detection Systems
        COMS 6261; Advanced Cryptography; COMS E6261*
        COMS 6424; Hardware Security
        CSEE 6863; Formal Verification of Hardware and Software Systems
        CSEE 4824; Computer Architecture
        ELEN 4703; Wireless Communications
        ELEN 6761; Computer Communication Networks
        ELEN 6886; Topics in Multimedia Security
        ELEN 6950; Wireless & Mobile Nets, I
        ELEN 6951; Wireless & Mobile Nets, II
        """,
    ),
    PAGE.topics(SECONDARY, 4995),
    PAGE.topics(SECONDARY, 6998),
    PAGE.projects(SECONDARY),
)


REQUIRED = If(
    id="required",
    title="Required track courses",
    condition=Started(before="Fall 2018"),
    then=required_courses(
        PAGE,
        OLD,
        OLD_ROWS,
        "five courses, 15 points: W4118, W4156, W4180, W4187, and W4261 or E6185",
        courses=5,
        credits=15,
        id_="required-before-2018",
        title="Required track courses (start before Fall 2018)",
    ),
    otherwise=required_courses(
        PAGE,
        NEW,
        NEW_ROWS,
        "five courses, 15 points: W4118, W4156, W4181, W4182, and W4261 or E6185",
        courses=5,
        credits=15,
        id_="required-since-2018",
        title="Required track courses (start in Fall 2018 or later)",
    ),
    source=PAGE.cite(
        "Required courses",
        "two tables of required courses, one for students who started before Fall 2018",
        "Where the start of study is not known, the new table; a student from before may not use "
        "it.",
    ),
)

ELECTIVES = track_electives(
    PAGE,
    SECONDARY,
    ELECTIVE_ROWS,
    "two courses of the list",
    courses=2,
    at_6000="at least one at the 6000 level",
)


@cache
def security() -> Program:
    """Return the Computer Security track."""
    return edition_2026(
        PAGE,
        id_="columbia-ms-cs-security",
        title="Computer Security track",
        parts=(REQUIRED, ELECTIVES, general_of(PAGE, (*NEW_ROWS, *OLD_ROWS, *ELECTIVE_ROWS))),
        limits=(one_machine_learning(),),
    )
