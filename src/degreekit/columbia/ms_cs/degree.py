"""What all tracks of the MS have in common in the edition of July 2026.

A track gives its page, its lists and what it asks for besides; the rest is here, once.
"""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal

from degreekit.columbia.ms_cs.breadth import TABLE_2026, breadth, breadth_overlap
from degreekit.columbia.ms_cs.department import (
    CS,
    NON_TRACK,
    exclusions,
    never_counts,
    one_d,
    only_one,
    project_limits,
)
from degreekit.columbia.ms_cs.electives import general_electives
from degreekit.columbia.ms_cs.page import Page, courses
from degreekit.columbia.ms_cs.totals import gpa, pdl, points_6000, total_points
from degreekit.requirements import (
    All,
    Checked,
    HasLevel,
    Limit,
    Node,
    Program,
    Row,
    Source,
    Take,
)

__all__ = ["EDITION", "edition_2026", "general_of", "one_machine_learning", "page_2026"]

EDITION = "2026-07"
SUMMARY = "Summary of requirements"
_PAGES = "https://www.cs.columbia.edu/education/ms"
_CHECKED = Checked(
    since="2026-07-04",
    until="2026-07-26",
    how="lists row by row and sentences by what they say, against two independent copies of the "
    "page that agree; its wording was not at hand",
)
_HUB = Page("Columbia CS, MS program", EDITION, f"{_PAGES}/", paraphrased=True)


def page_2026(name: str, path: str) -> Page:
    """Return the page of a track as of July 2026.

    Args:
        name: the track, as ``Computer Security``.
        path: the last part of the address.
    """
    return Page(f"Columbia CS, MS: {name}", EDITION, f"{_PAGES}/{path}/", paraphrased=True)


def general_of(page: Page, rows: Sequence[Row]) -> Take:
    """Return the general electives of a track.

    Args:
        page: the page of the track.
        rows: every row of its lists.
    """
    section = "General electives"
    return general_electives(
        (courses(rows) | CS | TABLE_2026.courses) - NON_TRACK,
        credits=3,
        group="CS or track courses",
        source=page.cite(
            section,
            "the remaining points are general electives at the 4000 level or above",
            "All that counts beyond required courses and track electives.",
        ),
        floor=page.cite(
            section,
            "at least 3 of these points from the track's lists or from CS at the 4000 level or "
            "above",
            "CS department: COMS, CSEE, CSOR, CBMF, STCS, and every course of the breadth table. "
            "4995 and 6998 topics need no approval here.",
        ),
        outside=page.cite(
            section,
            "at most 3 points of non-CS/non-track coursework, relevant and technical, if the "
            "advisor approves",
            "Whole courses only. CSOR E4995 Financial Software Systems is one of them.",
        ),
    )


def one_machine_learning() -> Limit:
    """Return the rule that students outside the Machine Learning track take one such course."""
    page = Page("Columbia CS, MS: MS Thesis", "2022", f"{_PAGES}/MSThesis/", paraphrased=True)
    return only_one(
        "one-machine-learning",
        "credit for only one course of machine learning outside the Machine Learning track",
        "COMS 4771 | COMS 4721 | ELEN 4720 | ELEN 4903 | IEOR 4525 | STAT 4240 | STAT 4400"
        " | STAT 4241 | STAT 5241",
        page.cite(
            "Electives",
            "students not in the ML track may use only one of COMS 4771, COMS 4721, ELEN 4903, "
            "IEOR 4525, STAT 4240, STAT 4400/4241/5241",
            "Known from copies of about 2018 to 2022 only. For every other track; with ELEN 4720, "
            "which is a course of the same kind.",
        ),
    )


def edition_2026(
    page: Page,
    *,
    id_: str,
    title: str,
    parts: Sequence[Node],
    after: Sequence[Node] = (),
    limits: Sequence[Limit] = (),
    readings: Sequence[Source] = (),
    waivers: bool = True,
) -> Program:
    """Return a track in the edition of July 2026.

    Args:
        page: its page.
        id_: its id.
        title: its name, as ``Computer Security track``.
        parts: what it asks for besides breadth and the totals, in the order of the page.
        after: what it asks for at the end, as a thesis defense.
        limits: its own maximums.
        readings: how open points of its page are read.
        waivers: whether the page lets an equivalent course waive a required one.
    """
    return Program(
        id=id_,
        title=f"Columbia MS in Computer Science, {title}",
        edition=EDITION,
        institution="columbia",
        grade_scale="seas-graduate",
        unit="points",
        credit=HasLevel(at_least=4000),
        # Level, breadth and rows are read off the code under which the record stands: COMS W4772 is
        # of the 4000 level, COMS E6772 of the 6000 level.
        as_printed=True,
        transfer=False,
        waiver_points=Decimal("3.00") if waivers else Decimal(0),
        root=All(
            id="degree",
            title=f"MS in Computer Science, {title}",
            parts=(
                breadth(
                    TABLE_2026,
                    source=page.cite(
                        SUMMARY,
                        "the breadth requirement",
                        "Four different courses, one of each group and one more of any.",
                    ),
                    points=page.cite(SUMMARY, "12 points of breadth"),
                ),
                *parts,
                total_points(
                    page.cite(
                        SUMMARY,
                        "30 points, all at the 4000 level or above",
                        "The points of a course count once; a waiver brings none.",
                    )
                ),
                points_6000(
                    page.cite(
                        SUMMARY,
                        "at least 6 points of technical courses at the 6000 level",
                        "6000 and above. Projects and thesis are technical; fieldwork (COMS 6910) "
                        "and technical writing (COMS 6915) are not.",
                    )
                ),
                gpa(
                    page.cite(
                        SUMMARY,
                        "an overall GPA of at least 2.7",
                        "All letter-graded attempts, weighted by points, exact, not rounded.",
                    )
                ),
                pdl(
                    page.cite(
                        SUMMARY,
                        "the requirement of Professional Development and Leadership",
                        "On record, or ENGI E4000 with a passing mark; while that course is "
                        "registered, it is an assumption.",
                    ),
                    _HUB.cite("PDL", "students of CVN need no PDL", "A fact of the student, cvn."),
                ),
                *after,
            ),
        ),
        limits=(
            *limits,
            one_d(
                page.cite(
                    SUMMARY,
                    "no more than one D",
                    "One course with a D earns credit, the one that serves best; further ones earn "
                    "none and do no other harm.",
                )
            ),
            *exclusions(),
            *project_limits(),
            never_counts(
                page.cite(
                    "Notes",
                    "COMS/CSEE W4121 and some other courses of the Data Science Institute do not "
                    "count",
                    "The others are ENGI 4800 and STAT 5701, 5702, 5703.",
                )
            ),
        ),
        sharing=(breadth_overlap(TABLE_2026, *(part.id for part in parts)),),
        source=page.cite(SUMMARY, f"the requirements of the {title}"),
        readings=(*_READINGS, *readings),
        checked=_CHECKED,
    )


_READINGS = (
    _HUB.cite(
        "Courses",
        "course codes",
        "Subject and four digits identify the course; the school letter is ignored. Cross-listed "
        "and renumbered codes are one course and earn credit once. Level, breadth group and row "
        "are those of the code on the transcript.",
    ),
    _HUB.cite(
        "Topics courses",
        "a topic counts for a track if it is on the list of approved topics",
        "Under COMS 4995 and 6998 each title is a course of its own. The list of approved topics "
        "is not public: a topic that the page does not name needs an approval in a list, and none "
        "as a general elective.",
    ),
    _HUB.cite(
        "Double counting",
        "a course may not be used in two lists",
        "One course, one use among required courses, track electives and general electives, on "
        "every track; breadth shares with all of them.",
    ),
    _HUB.cite(
        "Credit",
        "30 points at the 4000 level or above",
        "Courses with a letter grade from A+ to D. P, R, W, UW, AB and AR earn none; IN, INC, MU, "
        "CP and YC count like a course in progress. Credit from other universities earns none. "
        "Credit of Advanced Standing is not recognized as such: it counts like any other course of "
        "Columbia, in the GPA too.",
    ),
    _HUB.cite(
        "6000 level",
        "6000-level CS courses",
        "Where a list asks for a CS course: COMS, CSEE, CSOR, CBMF and STCS, and a course that the "
        "list prints under one of these subjects too. ECBM, EECS, MECS and ELEN are not.",
    ),
    _HUB.cite(
        "Waivers",
        "an equivalent earlier course with at least a B may waive a required course",
        "The waiver is a decision for the student. A waived row brings no points.",
    ),
    _HUB.cite(
        "Time limits",
        "five years; 12 points a term full time",
        "Not audited, and neither are prerequisites.",
    ),
)
