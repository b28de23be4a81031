"""Columbia University as data: codes, cross-lists, catalog; its marks are in `grades`.

Every fact is given with the public document it comes from.
"""

from __future__ import annotations

import json
from decimal import Decimal
from functools import cache
from importlib.resources import files
from string import ascii_uppercase

from degreekit.columbia.grades import GRADE_SCALES
from degreekit.courses import (
    CatalogCourse,
    CourseCode,
    CourseSet,
    Institution,
    Renumbering,
)

__all__ = ["INSTITUTION_ID", "columbia"]

INSTITUTION_ID = "columbia"

# The letters in front of a course number. Current ones:
# https://bulletin.columbia.edu/general-studies/courses/key-to-course-listings and
# https://sps.columbia.edu/academics/visiting-students/key-course-listings. The one-letter codes
# before 2016 stand on old transcripts for ever, because those are never renumbered
# (https://www.college.columbia.edu/coursenumber-change).
_SCHOOL_LETTERS = frozenset(
    {
        *("UN", "GU", "GR", "GS", "CC", "BC", "PS", "PH", "OC", "OT"),
        *("AF", "AR", "AS", "AT", "AV", "AW"),
        *(f"T{letter}" for letter in ascii_uppercase),  # Teachers College
        *ascii_uppercase.replace("J", "").replace("M", "").replace("O", ""),  # one letter
    }
)

# How the University, its schools and its affiliated colleges name themselves.
_NAMES = (
    "Columbia University",
    "Barnard College",
    "Teachers College",
    "Columbia Law School",
    "Columbia Business School",
    "Vagelos College of Physicians and Surgeons",
    "Columbia University College of Physicians and Surgeons",
)
# There are colleges of this name in Missouri and South Carolina, and one in Chicago.
_SHARED_NAMES = ("Columbia College",)

# Which codes name one course. The pairs follow from the slashes on the pages of the MS tracks
# (https://www.cs.columbia.edu/education/ms/machineLearning/, 2023-07-25, and
# https://www.cs.columbia.edu/education/ms/breadthrequirement/, 2022-09-16) together with the
# directory of classes, 2015 to 2026, which lists a joint course under one subject only.
_CROSS_LISTS = (
    "COMS 4772 = COMS 6772",  # "COMS W4772 or COMS 6772 Advanced Machine Learning"
    "CBMF 4761 = COMS 4761",  # "COMS W4761" on track pages is CBMF W4761 in the directory
    "CSEE 4121 = COMS 4121",  # COMS W4121 became CSEE W4121
    "ELEN 6717 = COMS 6717",  # "COMS E6717 (ELEN E6717) Information Theory"
    "CSEE 4119 = COMS 4119",  # Computer Networks
    "CSOR 4231 = COMS 4231",  # Analysis of Algorithms I
    "STAT 4001 = SIEO 4150",  # "STAT 4001 (previously known as SIEO 4150)"
    "STAT 4291 = STAT 5291 = STAT 4201",  # "STAT W4201/4291/5291"
    "STAT 4243 = STAT 4249",  # "STAT W4249/STAT 4243"
    "STAT 4241 = STAT 5241 = STAT 4400",  # "STAT G4400/4241/5241"
    "STAT 4224 = STAT 5224 = STAT 4640",  # "STAT W4640/4224/5224"
    # "COMS/STAT G6509/6701 Foundations of Graphical Models"; the registrar lists STCS GR6701
    "STCS 6701 = STCS 6509 = COMS 6701 = COMS 6509 = STAT 6701 = STAT 6509",
)

_RENUMBERINGS = (
    # "COMS 4775 Causal Inference (Previously listed as COMS 4995: Causal Inference)", same page.
    # The term of the change is not printed.
    Renumbering(
        old=CourseSet.parse('COMS 4995 "Causal Inference"'), new=CourseCode.parse("COMS 4775")
    ),
)

# Under these numbers the title says which course it is: "several sections may be taken; each title
# is a different course" (https://www.cs.columbia.edu/education/ms/, topics courses); the others
# carry many titles in the directory of classes.
_UMBRELLAS = CourseSet.parse(
    "COMS 4995 | COMS 6998 | CSOR 4995 | IEOR 8100 | CSEE 6898"
    # two topics of the first stand on the page of the Network Systems track, and "any other topic
    # under this course number" of the second on that of Computational Biology (2026-07)
    " | ELEN 6771 | ECBM 6070"
)

# Tutorial, projects, thesis and fieldwork: each registration is for its own points
# (https://bulletin.engineering.columbia.edu, computer science; fieldwork up to three times:
# https://cs.columbia.edu/cpt-faqs).
_REPEATABLE = CourseSet.parse("COMS 6900 | COMS 6901 | COMS 6902 | COMS 6910")

# Directory of classes, Spring 2018, COMS E6998 section 002.
_TITLES = {"ADV MACH LEARN PERSONALIZATION": "Machine Learning Personalization"}

# The registrar's system keeps 30 letters of a title (31 are seen), Student Planning prints 25:
# "HONORS DATA STRUCTURES & ALGOL" in the data of the directory of classes
# (https://github.com/adicu/data.adicu.com, scripts/development_dump.sql), and "PROGRAMMING LANG &
# TRANSL" in exports of Student Planning (https://github.com/23jmo/columbia-catalog).
_TITLE_CUTS = (25, 30, 31)

# What stands before the topic: the title of the number in the directory.
_TOPIC_SERIES = (
    "Topics in Computer Science",
    "Tpcs in Computer Science",
    "Advanced Topics in IEOR",
    "Special Topics in Applied Mathematics",
)


def _catalog() -> tuple[CatalogCourse, ...]:
    """Read ``catalog.json``, which says itself where its rows come from."""
    data = json.loads(files(__package__).joinpath("catalog.json").read_text(encoding="utf-8"))
    return tuple(CatalogCourse.model_validate(row) for row in data["courses"])


@cache
def columbia() -> Institution:
    """Return Columbia University as degreekit knows it.

    Example:
        >>> from degreekit.columbia import columbia
        >>> here = columbia()
        >>> [str(here.grammar.parse(text)) for text in ("COMSW4771", "COMS4771W", "STAT GR5241")]
        ['COMS W4771', 'COMS W4771', 'STAT GR5241']
        >>> here.scale().id, here.scale("sps").get("C-").points
        ('seas-graduate', Decimal('1.65'))
    """
    return Institution(
        id=INSTITUTION_ID,
        title="Columbia University in the City of New York",
        names=_NAMES,
        shared_names=_SHARED_NAMES,
        domains=("columbia.edu", "barnard.edu"),
        school_letters=_SCHOOL_LETTERS,
        suffix_is_letter=True,  # the directory writes COMS4771W; CLLT S3310D: D is a summer session
        cross_lists=tuple(
            tuple(CourseCode.parse(code) for code in group.split(" = ")) for group in _CROSS_LISTS
        ),
        renumberings=_RENUMBERINGS,
        umbrellas=_UMBRELLAS,
        repeatable=_REPEATABLE,
        titles=_TITLES,
        title_cuts=_TITLE_CUTS,
        topic_series=_TOPIC_SERIES,
        grade_scales=GRADE_SCALES,
        standard_credits=Decimal(3),
        catalog=_catalog(),
    )
