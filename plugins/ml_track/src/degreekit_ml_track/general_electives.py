"""Section 4 of the page, "General Electives (6pts)": all that counts beyond the lists."""

from __future__ import annotations

from degreekit.courses import CourseSet
from degreekit.requirements import Including, Limit, Row, Take
from degreekit_ml_track.breadth import BREADTH_COURSES
from degreekit_ml_track.page import cite, courses
from degreekit_ml_track.required import REQUIRED_ROWS
from degreekit_ml_track.track_electives import ADVISOR, ELECTIVE_ROWS

__all__ = ["GENERAL_ELECTIVES", "NEVER_COUNTS"]

SECTION = "4. General Electives (6pts)"
NOTES = "Please note"

# "From the CS department": the subjects of the department, and whatever the breadth table lists.
_CS = CourseSet.parse("COMS 4000+ | CSEE 4000+ | CSOR 4000+ | CBMF 4000+ | STCS 4000+")
# "Known Non-Track Course"
_NON_TRACK = CourseSet.parse('CSOR 4995 "Financial Software Systems"')
_TRACK_OR_CS = (
    courses(ELECTIVE_ROWS) | courses(REQUIRED_ROWS) | _CS | BREADTH_COURSES
) - _NON_TRACK

GENERAL_ELECTIVES = Take(
    id="general-electives",
    title="General electives",
    course_name="general elective",
    rows=(
        Row(
            courses=_TRACK_OR_CS,
            title="Track course or CS course at the 4000 level or above",
            group="CS or track courses",
            source=cite(
                SECTION,
                "At least three of these points must be chosen from either the Track Electives "
                "listed above or from the CS department at the 4000 level or higher.",
                "CS department: COMS, CSEE, CSOR, CBMF, STCS, and every course of the breadth "
                "table. 4995 and 6998 topics need no approval here.",
            ),
        ),
        Row(
            courses="* 4000+",
            title="Non-CS/Non-Track course",
            approval=ADVISOR,
            most_credits=3,
            source=cite(
                SECTION,
                "Students may also request to use at most 3 points of Non-CS/Non-Track coursework "
                "if approved by the process listed below.",
                "Whole courses only: one of 4.5 points does not fit. "
                "Known Non-Track Course: CSOR E4995: Financial Software Systems.",
            ),
        ),
    ),
    credits=6,
    including=(
        Including(
            credits=3,
            group="CS or track courses",
            source=cite(
                SECTION,
                "At least three of these points must be chosen from either the Track Electives "
                "listed above or from the CS department at the 4000 level or higher.",
            ),
        ),
    ),
    source=cite(
        SECTION,
        "Students must complete six credits of General Elective Courses, at the 4000 level or "
        "above.",
        "All that counts beyond required courses and track electives.",
    ),
)

NEVER_COUNTS = Limit(
    id="never-counts",
    title="Data Science Institute courses do not count towards the CS MS degree",
    courses="COMS 4121 | CSEE 4121 | ENGI 4800 | STAT 5701 | STAT 5702 | STAT 5703",
    most_courses=0,
    source=cite(
        NOTES,
        "Please note that some Data Science Institute courses, such as COMS W4121 (Computer "
        "Systems for Data Science), do not count towards the CS MS degree.",
        "The others are ENGI 4800 and STAT 5701, 5702, 5703.",
    ),
)
