"""Section 4 of the page, "General Electives (6pts)": all that counts beyond the lists."""

from __future__ import annotations

from degreekit.columbia.ms_cs import (
    CS,
    NON_TRACK,
    TABLE_2022,
    courses,
    general_electives,
    never_counts,
)
from degreekit_ml_track.page import PAGE
from degreekit_ml_track.required import REQUIRED_ROWS
from degreekit_ml_track.track_electives import ELECTIVE_ROWS

__all__ = ["GENERAL_ELECTIVES", "NEVER_COUNTS"]

SECTION = "4. General Electives (6pts)"
NOTES = "Please note"

# "From the CS department": the subjects of the department, and whatever the breadth table lists.
_TRACK_OR_CS = (
    courses(ELECTIVE_ROWS) | courses(REQUIRED_ROWS) | CS | TABLE_2022.courses
) - NON_TRACK

_FLOOR = (
    "At least three of these points must be chosen from either the Track Electives listed above or "
    "from the CS department at the 4000 level or higher."
)

GENERAL_ELECTIVES = general_electives(
    _TRACK_OR_CS,
    credits=6,
    group="CS or track courses",
    source=PAGE.cite(
        SECTION,
        "Students must complete six credits of General Elective Courses, at the 4000 level or "
        "above.",
        "All that counts beyond required courses and track electives.",
    ),
    floor=PAGE.cite(
        SECTION,
        _FLOOR,
        "CS department: COMS, CSEE, CSOR, CBMF, STCS, and every course of the breadth table. 4995 "
        "and 6998 topics need no approval here.",
    ),
    outside=PAGE.cite(
        SECTION,
        "Students may also request to use at most 3 points of Non-CS/Non-Track coursework if "
        "approved by the process listed below.",
        "Whole courses only: one of 4.5 points does not fit. Known Non-Track Course: CSOR E4995: "
        "Financial Software Systems.",
    ),
)

NEVER_COUNTS = never_counts(
    PAGE.cite(
        NOTES,
        "Please note that some Data Science Institute courses, such as COMS W4121 (Computer "
        "Systems for Data Science), do not count towards the CS MS degree.",
        "The others are ENGI 4800 and STAT 5701, 5702, 5703.",
    )
)
