"""Section 2 of the page, "Required Track Courses (6pts)": groups A and B, row by row."""

from __future__ import annotations

from degreekit.columbia.ms_cs import only_one
from degreekit.requirements import Including, Row, Take
from degreekit_ml_track.page import PAGE

__all__ = ["ONE_MACHINE_LEARNING", "REQUIRED", "REQUIRED_ROWS"]

SECTION = "2. Required Track Courses (6pts)"


def _a(courses: str, title: str, printed: str, reading: str = "") -> Row:
    return PAGE.row(courses, title, printed, section=SECTION, group="A", reading=reading)


def _b(courses: str, title: str, printed: str) -> Row:
    return PAGE.row(courses, title, printed, section=SECTION, group="B")


REQUIRED_ROWS = (
    _a("COMS 4252", "Introduction to Computational Learning Theory", "A COMS W4252"),
    _a(
        "COMS 4771 | COMS 4721 | ELEN 4720",
        "Machine Learning",
        "A COMS W4771 or COMS W4721 or ELEN 4720[1]",
    ),
    _a("COMS 4772 | COMS 6772", "Advanced Machine Learning", "A COMS W4772 or COMS 6772"),
    _a(
        'COMS 4995 "Neural Networks Deep Learning" | COMS 4995 "Deep Learning"',
        "Neural Networks Deep Learning",
        "A COMS 4995 Neural Networks Deep Learning",
        "Also printed with 'and', or as plain Deep Learning.",
    ),
    _a(
        "COMS 6509 | COMS 6701 | STAT 6509 | STAT 6701 | STCS 6509 | STCS 6701",
        "Foundations of Graphical Models",
        "A COMS/STAT G6509/6701 Foundations of Graphical Models",
        "The registrar lists the course under STCS.",
    ),
    _a("COMS 4732", "Computer Vision II", "A COMS 4732 Computer Vision II"),
    _a("COMS 4773", "Machine Learning Theory", "A COMS 4773 Machine Learning Theory"),
    _a("COMS 4774", "Unsupervised Learning", "A COMS 4774 Unsupervised Learning"),
    _a(
        'COMS 4775 | COMS 4995 "Causal Inference"',
        "Causal Inference",
        "A COMS 4775 Causal Inference (Previously listed as COMS 4995: Causal Inference)",
    ),
    _b("COMS 4731", "Computer Vision I", "B COMS W4731 Computer Vision I"),
    _b("COMS 4705", "Natural Language Processing", "B COMS W4705 Natural Language Processing"),
    _b(
        "COMS 4733",
        "Computational Aspects of Robotics",
        "B COMS W4733 Computational Aspects of Robotics",
    ),
    _b("COMS 4701", "Artificial Intelligence", "B COMS W4701 Artificial Intelligence"),
)

REQUIRED = Take(
    id="required",
    title="Required track courses",
    course_name="required track course",
    rows=REQUIRED_ROWS,
    courses=2,
    credits=6,
    including=(
        Including(
            courses=1,
            group="A",
            source=PAGE.cite(SECTION, "(At least one course must be taken from group A)."),
        ),
    ),
    source=PAGE.cite(
        SECTION,
        "Students must complete two required track courses by either taking two courses from group "
        "A or one course from group A and one course from group B.",
        "Two different rows. A waived row fills its place without points and counts for its group.",
    ),
)

ONE_MACHINE_LEARNING = only_one(
    "one-machine-learning",
    "credit for only one of COMS 4771, COMS 4721, ELEN 4720",
    "COMS 4771 | COMS 4721 | ELEN 4720",
    PAGE.cite(
        SECTION,
        "Due to significant overlap, students can receive credits for only one of the following "
        "courses- COMS W4771: Machine Learning, COMS W4721: Machine Learning for Data Science, OR "
        "(as of Spring 2020) ELEN 4720: Machine Learning for Signals, Information, and Data)",
        "Regardless of the term.",
    ),
)
