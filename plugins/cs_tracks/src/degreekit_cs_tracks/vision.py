"""The Vision, Graphics, Interaction, and Robotics track."""

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

__all__ = ["vision"]

PAGE = page_2026("The Vision, Graphics, Interaction, and Robotics Track", "visionAndGraphics")

_BOTH = """
    COMS 4160; Computer Graphics
    COMS 4167; Computer Animation
    COMS 4170; User Interface Design
    COMS 4172; 3D User Interfaces and Augmented Reality
    COMS 4731; Computer Vision
    COMS 4732; Computer Vision II
    COMS 4733; Computational Aspects of Robotics
    COMS 4735; Visual Interfaces to Computers
    COMS 4771 | COMS 4721; Machine Learning or Machine Learning for Data Science;
        COMS W4771 or W4721*
"""
FUNDAMENTAL = "Fundamental courses"
REQUIRED_ROWS = PAGE.rows(
    FUNDAMENTAL, f"{_BOTH}COMS 4737 | COMS 6737; Biometrics; COMS W4737 (E6737)"
)

SECONDARY = "Secondary courses"
ELECTIVE_ROWS = (
    *PAGE.rows(SECONDARY, _BOTH),
    *PAGE.rows(
        SECONDARY,
        """
        COMS 4162; Advanced Computer Graphics
        COMS 4165; Computational Techniques in Pixel Processing
        COMS 4737; Biometrics
        COMS 4772; Advanced Machine Learning and Perception
        COMS 6160; Topics in Computer Graphics
        COMS 6161; Rendering
        COMS 6173; Virtual Reality and Augmented Reality
        COMS 6174; Interaction Design: A Perceptual Approach
        COMS 6176; User Interfaces for Mobile & Wearable Computing
        COMS 6178; Human-Computer Interaction
        COMS 6731; Humanoid Robots
        COMS 6732; Computational Imaging
        COMS 6733; 3-D Photography
        COMS 6734; Computational Photography
        COMS 6735; Visual Databases
        COMS 6737; Biometrics
        MECS 6615; Advanced Robotic Manipulation
        """,
    ),
    PAGE.topics(SECONDARY, 4995),
    PAGE.topics(SECONDARY, 6998),
    PAGE.projects(SECONDARY),
)

REQUIRED = required_courses(PAGE, FUNDAMENTAL, REQUIRED_ROWS, "two of ten courses", courses=2)

ELECTIVES = track_electives(
    PAGE,
    SECONDARY,
    ELECTIVE_ROWS,
    "two courses of the list",
    courses=2,
    at_6000="at least one 6000-level CS course",
    only_cs=True,
)


@cache
def vision() -> Program:
    """Return the Vision, Graphics, Interaction, and Robotics track."""
    return edition_2026(
        PAGE,
        id_="columbia-ms-cs-vision",
        title="Vision, Graphics, Interaction, and Robotics track",
        parts=(REQUIRED, ELECTIVES, general_of(PAGE, (*REQUIRED_ROWS, *ELECTIVE_ROWS))),
        limits=(one_machine_learning(),),
    )
