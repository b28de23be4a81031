"""Section 1 of the page, "Breadth Courses (12 pts)": the table of 2022-09-16 it points to."""

from __future__ import annotations

from degreekit.courses import CourseSet
from degreekit.requirements import (
    All,
    AllOf,
    Check,
    InSet,
    NoneOf,
    Row,
    Sharing,
    Source,
    Take,
    TitleLike,
)
from degreekit_ml_track.page import BREADTH_PAGE, cite

__all__ = ["BREADTH", "BREADTH_COURSES", "BREADTH_OVERLAP"]


def _table(sentence: str, reading: str = "") -> Source:
    return Source(
        document=BREADTH_PAGE,
        section="table",
        date="2022-09-16",
        sentence=sentence,
        reading=reading,
    )


SYSTEMS = CourseSet.parse(
    "COMS 41xx - COMS 4121 - COMS 416x - COMS 417x | COMS 48xx | COMS 4444"
    " | CSEE 4119 | EECS 4340 | CSEE 4823 | CSEE 4824 | CSEE 4840 | CSEE 4868"
    ' | COMS 4995 "Engineering Software as a Service"'
)
THEORY = CourseSet.parse(
    'COMS 42xx | CSOR 4231 | COMS 4995 "Advanced Algorithms" | COMS 4995 "Randomized Algorithms"'
)
AI = CourseSet.parse(
    "COMS 47xx - COMS 4721 - COMS 4776 | COMS 416x | COMS 417x | CBMF 4761"
    ' | COMS 4995 "Machine Learning Theory" in Spring 2020'
    ' | COMS 4995 "Causal Inference" in Spring 2020'
)
#: Every course of the table, whatever its group.
BREADTH_COURSES = SYSTEMS | THEORY | AI

# "... for Data Science" never counts, whatever the number (breadth page of 2022-09-16).
_NOT_FOR_DATA_SCIENCE = NoneOf(filters=(TitleLike(pattern="* for Data Science"),))


def _group(id_: str, title: str, list_name: str, courses: CourseSet, source: Source) -> Take:
    fitting = AllOf(filters=(InSet(courses=courses), _NOT_FOR_DATA_SCIENCE))
    return Take(
        id=id_,
        title=title,
        list_name=list_name,
        rows=(Row(courses=fitting),),
        courses=1,
        source=source,
    )


BREADTH = All(
    id="breadth",
    title="Breadth",
    source=cite(
        "1. Breadth Courses (12 pts)",
        "Visit the breadth requirement page for more information.",
        "Four different courses, one of each group and one more of any, with 12 points together.",
    ),
    parts=(
        _group(
            "breadth-systems",
            "Breadth: Systems",
            "the Systems list",
            SYSTEMS,
            _table(
                "41xx except 4121, 416x, 417x; 48xx; COMS 4444; CSEE 4119, 4823, 4824, 4840, 4868; "
                "EECS 4340; COMS 4995 Engineering Software as a Service",
                "The subject is exactly COMS unless a joint course is listed.",
            ),
        ),
        _group(
            "breadth-theory",
            "Breadth: Theory",
            "the Theory list",
            THEORY,
            _table(
                "42xx; CSOR 4231, not CSOR 4246; COMS 4995 Advanced Algorithms, "
                "Randomized Algorithms"
            ),
        ),
        _group(
            "breadth-ai",
            "Breadth: AI & Applications",
            "the AI & Applications list",
            AI,
            _table(
                "47xx except 4721, 4776; 416x; 417x; CBMF 4761; COMS 4995 Machine Learning Theory, "
                "Causal Inference (Spring 2020 only)",
                "The two topics count for breadth only if taken in Spring 2020.",
            ),
        ),
        _group(
            "breadth-any",
            "Breadth: one more",
            "any of the three breadth lists",
            BREADTH_COURSES,
            _table("one more course from any of the three groups"),
        ),
        Check(
            id="breadth-points",
            title="Breadth: 12 points",
            credits=12,
            scope=("breadth",),
            source=cite("1. Breadth Courses (12 pts)", "Breadth Courses (12 pts)"),
        ),
    ),
)

BREADTH_OVERLAP = Sharing(
    id="breadth-overlap",
    title="A breadth course may also be a required, elective or general course",
    between=("breadth",),
    and_also=("required", "track-electives", "general-electives"),
    source=_table(
        "required track and track elective courses taken at Columbia also satisfy breadth "
        "if listed",
        "General electives as well; the points count once.",
    ),
)
