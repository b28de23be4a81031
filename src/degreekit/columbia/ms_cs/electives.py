"""General electives: all that counts beyond the lists of a track."""

from __future__ import annotations

from decimal import Decimal

from degreekit.columbia.ms_cs.page import ADVISOR
from degreekit.courses import CourseSet
from degreekit.requirements import Including, Row, Source, Take

__all__ = ["general_electives"]

_ANY = "* 4000+"


def general_electives(
    inside: CourseSet,
    *,
    credits: int,
    group: str,
    source: Source,
    floor: Source,
    outside: Source,
) -> Take:
    """Return the general electives: 3 points from CS or the track, at most 3 from elsewhere.

    Args:
        inside: the courses of the track and of the department.
        credits: how many points are asked for at least.
        group: what these courses are called, as ``CS or track courses``.
        source: the sentence that asks for general electives.
        floor: the sentence that asks for 3 points of `inside`.
        outside: the sentence that allows 3 points of other courses, if approved.
    """
    return Take(
        id="general-electives",
        title="General electives",
        course_name="general elective",
        rows=(
            Row(
                courses=inside,
                title="Track course or CS course at the 4000 level or above",
                group=group,
                source=floor,
            ),
            Row(
                courses=_ANY,
                title="Non-CS/Non-Track course",
                approval=ADVISOR,
                most_credits=Decimal(3),
                source=outside,
            ),
        ),
        credits=credits,
        including=(Including(credits=3, group=group, source=floor),),
        source=source,
    )
