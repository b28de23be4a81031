"""The Network Systems track."""

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
from degreekit.requirements import Program

__all__ = ["networks"]

PAGE = page_2026("The Network Systems Track", "networkSystems")

FUNDAMENTAL = "Fundamental courses"
REQUIRED_ROWS = PAGE.rows(
    FUNDAMENTAL,
    """
    CSEE 4119 | COMS 4119; Computer Networks; CSEE W4119
    COMS 4118; Operating Systems I
    COMS 4115; Programming Languages and Translators
    """,
)

SECONDARY = "Secondary courses"
ELECTIVE_ROWS = (
    *PAGE.rows(
        SECONDARY,
        """
        CSEE 4140; Networking Laboratory
        COMS 4180; Intro to Network Security
        COMS 4261; Intro to Cryptography
        COMS 4737; Biometrics
        COMS 6118; Operating Systems, II
        COMS 6125; Web-enhanced Info Management (Whim)
        COMS 6180; Modeling & Performance
        COMS 6181; Advanced Internet Services
        COMS 6184; Anonymity and Privacy
        COMS 6185; Intrusion and Anomaly Detection Systems
        COMS 6717 | ELEN 6717; Information Theory; COMS E6717 (ELEN E6717)
        COMS 6737; Biometrics
        ELEN 4703; Wireless Communications
        ELEN 6761; Computer Communication Networks
        ELEN 6767; Internet Econ, Eng & Society
        ELEN 6770; Next-Generation IP Networks
        ELEN 6771 - ELEN 6771 "Next Generation Networks"; 5G Programmable Networks;
            ELEN E6771 Topics: 5G Programmable Networks
        ELEN 6771 "Next Generation Networks"; Next Generation Networks;
            ELEN E6771 Topics: Next Generation Networks
        ELEN 6950; Wireless & Mobile Nets, I
        EECS 4951; Wireless Networks & Systems
        IEOR 6704; Queueing Theory and Applications
        IEOR 6801; Monte Carlo & Discrete Event Simulation
        IEOR 4406; Facilities Location, Routing, Network Design
        (SIEO 4606 | SIEO 4207 | SIEO 5207 | STAT 4606 | STAT 4207 | STAT 5207);
            Elementary Stochastic Processes;
            SIEO (STAT) W4606/4207/5207
        """,
    ),
    PAGE.topics(SECONDARY, 4995),
    PAGE.topics(SECONDARY, 6998),
    PAGE.projects(SECONDARY),
)

REQUIRED = required_courses(
    PAGE, FUNDAMENTAL, REQUIRED_ROWS, "CSEE W4119, COMS W4118 and COMS W4115", courses=3
)

ELECTIVES = track_electives(
    PAGE,
    SECONDARY,
    ELECTIVE_ROWS,
    "four courses of the list",
    courses=4,
    at_6000="at least two 6000-level CS courses",
    of_those=2,
    only_cs=True,
    reading="The row SIEO/STAT 4606 stands in one of two copies of the page; it is in.",
)


@cache
def networks() -> Program:
    """Return the Network Systems track."""
    return edition_2026(
        PAGE,
        id_="columbia-ms-cs-networks",
        title="Network Systems track",
        parts=(REQUIRED, ELECTIVES, general_of(PAGE, (*REQUIRED_ROWS, *ELECTIVE_ROWS))),
        limits=(one_machine_learning(),),
    )
