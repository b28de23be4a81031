"""Readings that belong to no single rule: which course a record is, and what earns points."""

from __future__ import annotations

from degreekit_ml_track.page import PAGE

__all__ = ["READINGS"]

READINGS = (
    PAGE.cite(
        "Course ID",
        "COMS W4772 or COMS 6772",
        "Subject and four digits identify the course; the school letter is ignored. "
        "Cross-listed and renumbered codes are one course and earn credit once. Level, breadth "
        "group and row are those of the code on the transcript.",
    ),
    PAGE.cite(
        "Course ID",
        "Visit the topics courses page to see which COMS 4995 courses apply to this track.",
        "Under these numbers, and under CSOR 4995, each title is a course of its own; titles "
        "are compared without case, punctuation and 'and'. In 'Topics in Computer "
        "Science: Causal Inference', abbreviated or not, the subtitle is the title. A title that "
        "the document cuts off counts as a listed title if only the end of its last word is "
        "missing and no other listed title begins the same way; otherwise it is an assumption "
        "which course it is. An abbreviation that is not listed is reported, and not resolved.",
    ),
    PAGE.cite(
        "Students must complete at least a total of 30 graduate credits",
        "graduate credits",
        "Courses at 4000 and above with a letter grade from A+ to D. Marks such as P, R, W, UW, AB "
        "and AR earn none; IN, INC, MU, CP and YC count like a course in progress. Credit from "
        "elsewhere earns none.",
    ),
    PAGE.cite(
        "Course ID",
        "COMS E6901 Projects in Computer Science",
        "COMS 6900, 6901, 6902 and 6910 may be taken several times; any other course taken again "
        "earns credit once.",
    ),
    PAGE.cite(
        "2. Required Track Courses (6pts)",
        "received grades of at least a B may apply for waivers",
        "A waiver needs at least a B where a grade is given. A waived course that is also taken "
        "still earns points.",
    ),
    PAGE.cite(
        "2. Required Track Courses (6pts)",
        "(This course is an advanced course, but MS students may register for it with instructor "
        "approval)",
        "That approval is about registering; a course that was taken needs none here.",
    ),
    PAGE.cite(
        "4. General Electives (6pts)",
        "CS Track advisor may review and approve",
        "An approval that is neither given nor refused is an assumption, and the audit is "
        "conditional if it rests on one.",
    ),
)
