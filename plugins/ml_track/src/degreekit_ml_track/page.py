"""The page the rules come from, and how rows and sentences of it are cited."""

from __future__ import annotations

from degreekit.courses import CourseSet
from degreekit.requirements import InSet, Row, Source

__all__ = ["BREADTH_PAGE", "PAGE", "cite", "courses", "row"]

PAGE = "Columbia CS, MS: The Machine Learning Track"
DATE = "2023-07-25"
BREADTH_PAGE = "Columbia CS, MS: Breadth Requirement"


def cite(section: str, sentence: str, reading: str = "") -> Source:
    """Cite a sentence of the page, and say how it is read where it leaves something open."""
    return Source(document=PAGE, section=section, date=DATE, sentence=sentence, reading=reading)


def row(
    courses: str,
    title: str,
    printed: str,
    *,
    section: str,
    group: str | None = None,
    approval: str = "",
    reading: str = "",
) -> Row:
    """Return a row of a printed table: whatever stands on it, it counts once."""
    return Row(
        courses=CourseSet.parse(courses),
        title=title,
        group=group,
        approval=approval,
        most_courses=1,
        source=cite(section, printed, reading),
    )


def courses(rows: tuple[Row, ...]) -> CourseSet:
    """Return every course that stands on one of the rows."""
    found = CourseSet()
    for one in rows:
        if not isinstance(one.courses, InSet):
            raise TypeError(f"the row {one.title!r} is not a plain set of courses")
        found = found | one.courses.courses
    return found
