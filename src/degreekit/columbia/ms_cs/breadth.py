"""The breadth requirement: the table of each edition, and the four courses it asks for."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

from degreekit.columbia.ms_cs.page import Page
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

__all__ = ["TABLE_2022", "TABLE_2026", "BreadthTable", "breadth", "breadth_overlap"]

_URL = "https://www.cs.columbia.edu/education/ms/breadthRequirement/"


@dataclass(frozen=True)
class Group:
    """One of the three groups of a table.

    Attributes:
        courses: its courses.
        source: as printed.
    """

    courses: CourseSet
    source: Source


@dataclass(frozen=True)
class BreadthTable:
    """One version of the table.

    Attributes:
        systems: the group Systems.
        theory: the group Theory.
        ai: the group AI & Applications.
        any: the sentence that asks for one more course.
        overlap: the sentence about courses that count elsewhere too.
    """

    systems: Group
    theory: Group
    ai: Group
    any: Source
    overlap: Source

    @cached_property
    def courses(self) -> CourseSet:
        """Every course of the table, whatever its group."""
        return self.systems.courses | self.theory.courses | self.ai.courses


def _2022() -> BreadthTable:
    page = Page("Columbia CS, MS: Breadth Requirement", "2022-09-16", _URL, paraphrased=True)

    def group(courses: str, sentence: str, reading: str = "") -> Group:
        return Group(CourseSet.parse(courses), page.cite("table", sentence, reading))

    return BreadthTable(
        systems=group(
            "COMS 41xx - COMS 4121 - COMS 416x - COMS 417x | COMS 48xx | COMS 4444"
            " | CSEE 4119 | EECS 4340 | CSEE 4823 | CSEE 4824 | CSEE 4840 | CSEE 4868"
            ' | COMS 4995 "Engineering Software as a Service"',
            "41xx except 4121, 416x, 417x; 48xx; COMS 4444; CSEE 4119, 4823, 4824, 4840, 4868; "
            "EECS 4340; COMS 4995 Engineering Software as a Service",
            "The subject is exactly COMS unless a joint course is listed.",
        ),
        theory=group(
            "COMS 42xx | CSOR 4231"
            ' | COMS 4995 "Advanced Algorithms" | COMS 4995 "Randomized Algorithms"',
            "42xx; CSOR 4231, not CSOR 4246; COMS 4995 Advanced Algorithms, Randomized Algorithms",
        ),
        ai=group(
            "COMS 47xx - COMS 4721 - COMS 4776 | COMS 416x | COMS 417x | CBMF 4761"
            ' | COMS 4995 "Machine Learning Theory" in Spring 2020'
            ' | COMS 4995 "Causal Inference" in Spring 2020',
            "47xx except 4721, 4776; 416x; 417x; CBMF 4761; COMS 4995 Machine Learning Theory, "
            "Causal Inference (Spring 2020 only)",
            "The two topics count for breadth only if taken in Spring 2020.",
        ),
        any=page.cite("table", "one more course from any of the three groups"),
        overlap=page.cite(
            "table",
            "required track and track elective courses taken at Columbia also satisfy breadth if "
            "listed",
            "General electives as well; the points count once.",
        ),
    )


def _2026() -> BreadthTable:
    page = Page("Columbia CS, MS: Breadth Requirement", "2026-07", _URL, paraphrased=True)

    def group(courses: str, sentence: str, reading: str = "") -> Group:
        return Group(CourseSet.parse(courses), page.cite("table", sentence, reading))

    return BreadthTable(
        systems=group(
            "COMS 41xx - COMS 4121 - COMS 416x - COMS 417x | COMS 48xx | COMS 4444"
            " | CSEE 4119 | CSEE 4823 | CSEE 4824 | CSEE 4840 | CSEE 4868 | EECS 4340",
            "COMS 41xx except 4121, 416x and 417x; COMS 48xx; COMS 4444; CSEE 4119, 4823, 4824, "
            "4840 and 4868; EECS 4340",
            "The subject is exactly COMS unless a joint course is listed.",
        ),
        theory=group(
            "COMS 42xx | CSOR 4231 | CSOR 4223",
            "COMS 42xx; CSOR 4231 and CSOR 4223; not CSOR 4246",
        ),
        ai=group(
            "COMS 47xx - COMS 4721 - COMS 4726 - COMS 4776 | COMS 4776 since Fall 2025"
            " | COMS 416x | COMS 417x | CBMF 4761",
            "COMS 47xx except 4721, 4726, and 4776 prior to Fall 2025; 416x; 417x; CBMF 4761",
            "Without a term, 4776 is not the new course.",
        ),
        any=page.cite("table", "one more course from any of the three groups"),
        overlap=page.cite(
            "overlap",
            "a breadth course may overlap with a required track course or with a track or general "
            "elective; 30 points are needed all the same",
            "The points count once.",
        ),
    )


#: The table that the track pages of 2023 point to.
TABLE_2022 = _2022()
#: The table of July 2026.
TABLE_2026 = _2026()

# "... for Data Science" never counts, whatever the number (on every version since 2017).
_NOT_FOR_DATA_SCIENCE = NoneOf(filters=(TitleLike(pattern="* for Data Science"),))


def _take(id_: str, title: str, list_name: str, group: Group) -> Take:
    fitting = AllOf(filters=(InSet(courses=group.courses), _NOT_FOR_DATA_SCIENCE))
    return Take(
        id=id_,
        title=title,
        list_name=list_name,
        rows=(Row(courses=fitting),),
        courses=1,
        source=group.source,
    )


def breadth(table: BreadthTable, *, source: Source, points: Source) -> All:
    """Return the requirement: one course of each group, one more of any, 12 points together.

    Args:
        table: the version of the table.
        source: the sentence of the track's own page that points to it.
        points: the sentence of that page that asks for 12 points.
    """
    everything = Group(table.courses, table.any)
    return All(
        id="breadth",
        title="Breadth",
        source=source,
        parts=(
            _take("breadth-systems", "Breadth: Systems", "the Systems list", table.systems),
            _take("breadth-theory", "Breadth: Theory", "the Theory list", table.theory),
            _take(
                "breadth-ai",
                "Breadth: AI & Applications",
                "the AI & Applications list",
                table.ai,
            ),
            _take("breadth-any", "Breadth: one more", "any of the three breadth lists", everything),
            Check(
                id="breadth-points",
                title="Breadth: 12 points",
                credits=12,
                scope=("breadth",),
                source=points,
            ),
        ),
    )


def breadth_overlap(table: BreadthTable, *others: str) -> Sharing:
    """Return the rule that a breadth course may count for other requirements too.

    Args:
        table: the version of the table.
        others: ids of these requirements.
    """
    return Sharing(
        id="breadth-overlap",
        title="A breadth course may also be a required, elective or general course",
        between=("breadth",),
        and_also=others,
        source=table.overlap,
    )
