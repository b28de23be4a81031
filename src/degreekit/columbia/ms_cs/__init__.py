"""What all tracks of Columbia's MS in Computer Science share, for the plugins that hold them.

`Page` cites a published page; `edition_2026` makes a track of July 2026 out of what is its own; the
other names are the shared rules one by one, for editions that differ.
"""

from degreekit.columbia.ms_cs.breadth import (
    TABLE_2022,
    TABLE_2026,
    BreadthTable,
    breadth,
    breadth_overlap,
)
from degreekit.columbia.ms_cs.degree import (
    EDITION,
    edition_2026,
    general_of,
    one_machine_learning,
    page_2026,
)
from degreekit.columbia.ms_cs.department import (
    CS,
    CS_6000,
    CS_6000_NAME,
    DEEP_LEARNING,
    NEW_4776,
    NON_TRACK,
    OLD_4776,
    never_counts,
    only_one,
)
from degreekit.columbia.ms_cs.electives import general_electives
from degreekit.columbia.ms_cs.lists import required_courses, track_electives
from degreekit.columbia.ms_cs.page import ADVISOR, Page, courses
from degreekit.columbia.ms_cs.totals import gpa, pdl, points_6000, total_points

__all__ = [
    "ADVISOR",
    "CS",
    "CS_6000",
    "CS_6000_NAME",
    "DEEP_LEARNING",
    "EDITION",
    "NEW_4776",
    "NON_TRACK",
    "OLD_4776",
    "TABLE_2022",
    "TABLE_2026",
    "BreadthTable",
    "Page",
    "breadth",
    "breadth_overlap",
    "courses",
    "edition_2026",
    "general_electives",
    "general_of",
    "gpa",
    "never_counts",
    "one_machine_learning",
    "only_one",
    "page_2026",
    "pdl",
    "points_6000",
    "required_courses",
    "total_points",
    "track_electives",
]
