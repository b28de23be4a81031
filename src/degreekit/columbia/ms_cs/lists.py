"""The two lists that a track has of its own: required courses and track electives."""

from __future__ import annotations

from collections.abc import Sequence

from degreekit.columbia.ms_cs.department import CS_6000, CS_6000_NAME
from degreekit.columbia.ms_cs.page import Page
from degreekit.requirements import HasLevel, Including, Row, Take

__all__ = ["required_courses", "track_electives"]


def required_courses(
    page: Page,
    section: str,
    rows: Sequence[Row],
    sentence: str,
    *,
    courses: int,
    credits: int | None = None,
    including: Sequence[Including] = (),
    reading: str = "",
    id_: str = "required",
    title: str = "Required track courses",
) -> Take:
    """Return the required courses of a track, each from a row of its own.

    Args:
        page: the page of the track.
        section: the heading.
        rows: the rows of the table.
        sentence: what the page asks for.
        courses: how many courses it asks for.
        credits: how many points, where it says so.
        including: what some of them have to be.
        reading: how the sentence is read where it leaves something open.
        id_: another id, where there are several tables.
        title: another name, where there are several tables.

    Example:
        >>> from degreekit.columbia.ms_cs import page_2026, required_courses
        >>> page = page_2026("The Robotics Track", "robotics")
        >>> rows = page.rows("Required", "COMS 4733; Computational Aspects of Robotics")
        >>> required_courses(page, "Required", rows, "the course of robotics", courses=1).courses
        1
    """
    waived = "A waived row fills its place without points."
    return Take(
        id=id_,
        title=title,
        course_name="required track course",
        rows=tuple(rows),
        courses=courses,
        credits=credits,
        including=tuple(including),
        source=page.cite(section, sentence, f"{waived} {reading}".rstrip()),
    )


def track_electives(
    page: Page,
    section: str,
    rows: Sequence[Row],
    sentence: str,
    *,
    courses: int,
    at_6000: str,
    of_those: int = 1,
    only_cs: bool = False,
    reading: str = "None that is used as a required course.",
) -> Take:
    """Return the track electives, some of them at the 6000 level.

    Args:
        page: the page of the track.
        section: the heading.
        rows: the rows of the list.
        sentence: what the page asks for.
        courses: how many courses it asks for.
        at_6000: the sentence that asks for courses at the 6000 level.
        of_those: how many courses have to be at that level.
        only_cs: whether these have to be CS courses.
        reading: how the sentence is read where it leaves something open.

    Example:
        >>> from degreekit.columbia.ms_cs import page_2026, track_electives
        >>> page = page_2026("The Robotics Track", "robotics")
        >>> rows = page.rows("Electives", "COMS 6731; Humanoid Robots")
        >>> asked = {"sentence": "one course of the list", "at_6000": "at the 6000 level"}
        >>> track_electives(page, "Electives", rows, courses=1, **asked).including[0].courses
        1
    """
    return Take(
        id="track-electives",
        title="Track electives",
        course_name="track elective",
        rows=tuple(rows),
        courses=courses,
        including=(
            Including(
                courses=of_those,
                where=CS_6000 if only_cs else HasLevel(at_least=6000),
                list_name=CS_6000_NAME if only_cs else None,
                source=page.cite(section, at_6000),
            ),
        ),
        source=page.cite(section, sentence, reading),
    )
