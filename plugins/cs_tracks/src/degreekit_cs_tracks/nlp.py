"""The Natural Language Processing track."""

from __future__ import annotations

from functools import cache

from degreekit.columbia.ms_cs import (
    ADVISOR,
    edition_2026,
    general_of,
    one_machine_learning,
    page_2026,
    required_courses,
    track_electives,
)
from degreekit.requirements import Including, Program

__all__ = ["nlp"]

PAGE = page_2026("The Natural Language Processing Track", "nlp")

FUNDAMENTAL = "Fundamental courses"
_SPOKEN = 'COMS 6998 "Advanced Spoken Language Processing"'
REQUIRED_ROWS = (
    PAGE.row("COMS 4705", "Natural Language Processing", section=FUNDAMENTAL, group="I"),
    PAGE.row(
        f"COMS 4706 | COMS 6706 | {_SPOKEN}",
        "Spoken Language Processing or Advanced Spoken Language Processing",
        "COMS 4706/6706 Spoken Language Processing (COMS 4706), or Advanced Spoken Language "
        "Processing (COMS 6706, formerly COMS 6998)",
        section=FUNDAMENTAL,
        group="II",
    ),
    PAGE.row(
        "COMS 4975 | COMS 6975",
        "Topics in Natural Language Processing",
        "COMS 4975/6975 or 4995/6998 Any one course from Topics in Natural Language Processing "
        "(COMS 4975), Advanced Topics in Natural Language Processing (COMS 6975), or another "
        "topics course relevant to Natural Language Processing.",
        section=FUNDAMENTAL,
        group="III",
    ),
    PAGE.row(
        f"(COMS 4995 | COMS 6998) - {_SPOKEN}",
        "Another topics course relevant to NLP",
        "another topics course relevant to Natural Language Processing",
        section=FUNDAMENTAL,
        group="III",
        approval=ADVISOR,
        reading="Any topic of 4995 or 6998, with an approval that it is relevant.",
    ),
)

SECONDARY = "Secondary courses"
ELECTIVE_ROWS = (
    *PAGE.rows(
        SECONDARY,
        """
        COMS 4170; User Interface Design
        COMS 4172; 3D User Interfaces
        COMS 4252; Introduction to Computational Learning Theory
        COMS 4701; Artificial Intelligence
        COMS 4771 | COMS 4721; Machine Learning or Machine Learning for Data Science;
            COMS W4771 or W4721*
        COMS 4772; Advanced Machine Learning
        COMS 4975; Topics in NLP
        COMS 6975; Advanced Topics in NLP
        SIEO 4150; Probability and Statistics; SIEO W4150**
        ECBM 6040; Neural Networks and Deep Learning
        EECS 6894; Deep Learning for Computer Vision and Natural Language Processing
        ELEN 4810; Digital Signal Processing
        ELEN 6829; Speech/Audio Processing-Recognition
        MEEC 6600; Mathematics of Machine Learning, Signals, and Control
        PSYC 4232; Production and Perception of Language
        PSYC 4275; Contemporary Topics in Language and Communication
        PSYC 4205; Models of Cognition
        PSYC 4236; Machine Intelligence
        PSYC 4470; Psychology and Neuropsychology of Language
        PSYC 6006; Introduction to Statistical Modelling in Psychology
        """,
    ),
    PAGE.topics(SECONDARY, 4995),
    PAGE.topics(SECONDARY, 6998),
    PAGE.projects(SECONDARY),
)

REQUIRED = required_courses(
    PAGE,
    FUNDAMENTAL,
    REQUIRED_ROWS,
    "COMS 4705; COMS 4706 or 6706; and one of COMS 4975, 6975, or an NLP-relevant 4995 or 6998",
    courses=3,
    including=[
        Including(courses=1, group=row, source=PAGE.cite(FUNDAMENTAL, f"row {row} of the table"))
        for row in ("I", "II", "III")
    ],
)

ELECTIVES = track_electives(
    PAGE,
    SECONDARY,
    ELECTIVE_ROWS,
    "two courses of the list; courses of other departments can be proposed to the advisor",
    courses=2,
    at_6000="at least one 6000-level CS course",
    only_cs=True,
    reading="None that is used as a required course. A proposed course is a decision, also_allow.",
)


@cache
def nlp() -> Program:
    """Return the Natural Language Processing track."""
    return edition_2026(
        PAGE,
        id_="columbia-ms-cs-nlp",
        title="Natural Language Processing track",
        parts=(REQUIRED, ELECTIVES, general_of(PAGE, (*REQUIRED_ROWS, *ELECTIVE_ROWS))),
        limits=(one_machine_learning(),),
    )
