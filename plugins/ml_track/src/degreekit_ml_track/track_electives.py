"""Section 3 of the page, "Track Electives (6pts)": the list, row by row."""

from __future__ import annotations

from degreekit.columbia.ms_cs import ADVISOR
from degreekit.requirements import AllOf, HasCredits, HasLevel, Including, Limit, Row, Take
from degreekit_ml_track.page import PAGE

__all__ = ["ELECTIVE_ROWS", "ONE_STATISTICAL_LEARNING", "TRACK_ELECTIVES"]

SECTION = "3. Track Electives (6pts)"

_TOPICS = "Any other title; each title is a course of its own, and needs an approval here."


def _row(
    courses: str, title: str, printed: str = "", *, approval: str = "", reading: str = ""
) -> Row:
    return PAGE.row(
        courses,
        title,
        printed,
        section=SECTION,
        approval=approval,
        reading=reading,
    )


ELECTIVE_ROWS = (
    _row("COMS 4111", "Introduction to Databases"),
    _row("COMS 4252", "Introduction to Computational Learning Theory"),
    _row("CSOR 4246", "Algorithms for Data Science"),
    _row("COMS 4705", "Intro to Natural Language Processing"),
    _row("COMS 4731", "Computer Vision"),
    _row("COMS 4732", "Computer Vision II"),
    _row("COMS 4733", "Computational Aspects of Robotics"),
    _row("COMS 4737", "Biometrics"),
    _row(
        "COMS 4761 | CBMF 4761",
        "Computational Genomics",
        "COMS W4761 Computational Genomics",
        reading="The directory lists the course as CBMF W4761.",
    ),
    _row("COMS 4762", "Machine Learning for Functional Genomics"),
    _row(
        "COMS 4771 | COMS 4721 | ELEN 4720",
        "Machine Learning",
        "COMS W4771 or COMS W4721 or ELEN 4720[1]",
    ),
    _row(
        'COMS 4772 | COMS 6772 | COMS 6998 "Machine Learning Personalization" in Spring 2018',
        "Advanced Machine Learning",
        "COMS W4772 or COMS 6772 Advanced Machine Learning (or COMS 6998: Machine Learning "
        "Personalization only valid if taken in Spring 2018)",
    ),
    _row("COMS 4776", "Machine Learning for Data Science"),
    _row(
        'COMS 4995 - COMS 4995 "Neural Networks Deep Learning" - COMS 4995 "Deep Learning"'
        ' - COMS 4995 "Causal Inference"',
        "COMS 4995 topics",
        "COMS W4995 Visit the topics courses page to see which COMS 4995 courses apply to this "
        "track.",
        approval=ADVISOR,
        reading=_TOPICS + " The titles of the required table are not electives.",
    ),
    _row("COMS 6111", "Advanced Database Systems"),
    _row("COMS 6232", "Analysis of Algorithms II"),
    _row("COMS 6253", "Advanced Topics in Computational Learning Theory"),
    _row("COMS 6717 | ELEN 6717", "Information Theory", "COMS E6717 (ELEN E6717)"),
    _row("COMS 6735", "Visual Databases"),
    _row("COMS 6737", "Biometrics"),
    _row(
        "COMS 6901",
        "Projects in Computer Science",
        "COMS E6901 Projects in Computer Science (Advisor approval required)",
        approval=ADVISOR,
        reading="As a general elective it needs no approval.",
    ),
    _row(
        'COMS 6998 - COMS 6998 "Machine Learning Personalization" in Spring 2018',
        "COMS 6998 topics",
        "COMS E6998 Visit the topics courses page to see which COMS 6998 courses apply to this "
        "track.",
        approval=ADVISOR,
        reading=_TOPICS,
    ),
    _row("CSEE 6892", "Bayesian Models in Machine Learning"),
    _row('CSEE 6898 "Large-Scale Machine Learning"', "Large-Scale Machine Learning"),
    _row('CSEE 6898 "Sparse Signal Modeling"', "Sparse Signal Modeling"),
    _row('APMA 4990 "Modeling Social Data"', "Modeling Social Data"),
    _row("BINF 4006", "Translational Bioinformatics"),
    _row("ECBM 4040", "Neural Networks and Deep Learning"),
    _row("ECBM 6040", "Neural Networks and Deep Learning Research"),
    _row(
        "EECS 6691",
        "Advanced Deep Learning",
        "EECS E6691 Topics in Data-Driven Analysis & Comp: Advanced Deep Learning",
    ),
    _row(
        "EECS 6699",
        "Mathematics of Deep Learning",
        "EECS E6699 Topics in Data-Driven Analysis and Computation: Mathematics of Deep Learning",
    ),
    _row("EECS 6720", "Bayesian Models of Machine Learning"),
    _row("EECS 6870", "Speech Recognition"),
    _row(
        "EECS 6893",
        "Big Data Analytics or Topics-Information Processing",
        "EECS E6893 Big Data Analytics or Topics-Information Processing "
        "(May only count 1 of these)",
    ),
    _row("EECS 6895", "Topic Adv Big Data Analytics"),
    _row("EECS 6894", "Deep Learning for Computer Vision and Natural Language Processing"),
    _row("ELEN 6885", "Reinforcement Learning"),
    _row("ELEN 6886", "Sparse Representations and Higher Dimensional Geometry"),
    _row(
        "ELEN 6899",
        "Autonomous Multi-Agent Systems",
        "ELEN E6899 Topics in Information Processing: Autonomous Multi-Agent Systems",
    ),
    _row("IEOR 6613", "Optimization I"),
    _row("IEOR 6617", "Machine Learning and High-Dimensional Data"),
    _row(
        'IEOR 8100 "Optimization Methods in Machine Learning"',
        "Optimization Methods in Machine Learning",
    ),
    _row('IEOR 8100 "Big Data & Machine Learning"', "Big Data & Machine Learning"),
    _row("MECS 6615", "Advanced Robotic Manipulation"),
    _row(
        "STAT 4001 | SIEO 4150",
        "Introduction to Probability and Statistics",
        "STAT 4001 (previously known as SIEO 4150) Introduction to Probability and Statistics",
    ),
    _row(
        "STAT 4201 | STAT 4291 | STAT 5291 | IEOR 4150",
        "Probability and Statistics/Advanced Data Analysis",
        "STAT W4201/4291/5291 or IEOR 4150",
        reading="Two different courses that may both earn credit; one of them fills the row.",
    ),
    _row(
        "STAT 4240 | IEOR 4540",
        "Data Mining",
        "STAT W4240* or IEOR 4540",
        reading="Two different courses that may both earn credit; one of them fills the row.",
    ),
    _row(
        "STAT 4282 | STAT 4205",
        "Linear Regression/Time Series Analysis",
        "STAT W4282 or STAT GU4205",
        reading="Two different courses that may both earn credit; one of them fills the row.",
    ),
    _row("STAT 4249 | STAT 4243", "Applied Data Science", "STAT W4249/STAT 4243"),
    _row(
        "STAT 4400 | STAT 4241 | STAT 5241",
        "Statistical Machine Learning",
        "STAT G4400/4241/5241* Statistical Machine Learning",
    ),
    _row("STAT 4640 | STAT 4224 | STAT 5224", "Bayesian Statistics", "STAT W4640/4224/5224"),
    _row("STAT 5242", "Advanced Machine Learning"),
    _row("STAT 4700", "Probability and Statistics"),
    _row("STAT 6101", "Statistical Modeling and Data Analysis I"),
    _row("STAT 6104", "Computational Statistics"),
    _row(
        'STAT 8101 "Topics in Applied Statistics: Applied Causality"'
        ' | STAT 8101 "Applied Causality"',
        "Applied Causality",
        "STAT GR8101 Topics in Applied Statistics: Applied Causality",
        reading="With or without the name of the series in front of the title.",
    ),
    _row(
        "STAT 4252 before Spring 2015",
        "Introduction to Data Science",
        "As of Spring 15, STAT W4252: Introduction to Data Science is no longer an approved track "
        "elective course.",
        reading="A track elective only if taken before Spring 2015.",
    ),
)

TRACK_ELECTIVES = Take(
    id="track-electives",
    title="Track electives",
    course_name="track elective",
    rows=ELECTIVE_ROWS,
    courses=2,
    credits=6,
    including=(
        Including(
            courses=1,
            where=AllOf(filters=(HasLevel(at_least=6000), HasCredits(at_least=3))),
            source=PAGE.cite(
                "4. General Electives (6pts)",
                "One of the Track Electives courses has to be a 3pt 6000-level course from the "
                "Track Electives list",
                "6000-level means 6000 and above; at least 3 points.",
            ),
        ),
    ),
    source=PAGE.cite(
        SECTION,
        "Students are required to take 2 courses from the following list, at least one of which "
        "must be a 6000-level course. Students cannot 'double count' a course that they took as a "
        "required track course as a track elective.",
        "Two different rows of this list.",
    ),
)

ONE_STATISTICAL_LEARNING = Limit(
    id="one-statistical-learning",
    title="only one of ELEN 4903, IEOR 4525, STAT 4240, STAT 4400/4241/5241",
    courses="ELEN 4903 | IEOR 4525 | STAT 4240 | STAT 4400 | STAT 4241 | STAT 5241",
    most_courses=1,
    scope=("track-electives", "general-electives"),
    source=PAGE.cite(
        SECTION,
        "Students in the Machine Learning track can only take 1 of the following courses: ELEN "
        "4903, IEOR 4525, STAT 4240, STAT 4400/4241/5241 - as a track elective or a general "
        "elective",
        "IEOR 4540 is next to STAT 4240 on the list, but not in this rule.",
    ),
)
