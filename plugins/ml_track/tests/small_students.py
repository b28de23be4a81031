"""Small invented students: one that is just finished, to be changed one thing at a time.

`finished()` has ten courses of 3 points, and nothing to spare: 30 points; required, track
electives and 6000-level points each stand on just the courses they need.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from functools import cache
from typing import Any

from degreekit import Audit, Auditor, Transcript, get_auditor, read_adjustments

__all__ = [
    "PROGRAM",
    "Record",
    "Triple",
    "approve",
    "assumptions",
    "audited",
    "breadth_with",
    "deny",
    "elective_with",
    "few_general",
    "finished",
    "general_with",
    "judged",
    "record",
    "waive",
]

PROGRAM = "columbia-ms-cs-ml"

Record = dict[str, Any]
Triple = tuple[int, int, int]

FINISHED = (
    "COMS W4771",  # required, group A
    "COMS W4701",  # required, group B; no track elective
    "COMS W4111",  # track elective
    "COMS E6111",  # track elective at the 6000 level
    "COMS E6118",  # CS, the other three points at the 6000 level
    "CSOR W4231",  # the only theory course
    "COMS W4118",  # systems
    "COMS W4170",  # AI, on no list of the track
    "COMS W4113",
    "COMS W4156",
)


def record(code: str, title: str | None = None, **more: Any) -> Record:
    """Return a completed course of 3 points with an A-."""
    plain = {"code": code, "title": title, "credits": "3.00", "grade": "A-", "term": "Fall 2022"}
    return {**plain, **more}


def finished(*more: str | Record, without: Iterable[str] = ()) -> list[Record]:
    """Return the finished student with some courses added and some left out."""
    left_out = {without} if isinstance(without, str) else set(without)
    assert left_out <= set(FINISHED), "only what is there can be left out"
    added = [record(one) if isinstance(one, str) else one for one in more]
    return [record(code) for code in FINISHED if code not in left_out] + added


@cache
def _auditor() -> Auditor:
    return get_auditor(PROGRAM)


def audited(records: list[Record], *adjustments: dict[str, Any]) -> Audit:
    """Audit the records the way everybody does: the program comes through its entry point."""
    transcript = Transcript.from_data({"institution": "columbia", "records": records})
    return _auditor().audit(transcript, read_adjustments(adjustments))


def assumptions(audit: Audit) -> Triple:
    """Return how many approvals, courses in progress and planned courses the audit rests on."""
    kinds = Counter(one.kind for one in audit.assumptions)
    return kinds["approval"], kinds["in_progress"], kinds["planned"]


def judged(records: list[Record], *adjustments: dict[str, Any]) -> tuple[str, Triple]:
    """Return status and assumptions of an audit, to be compared in one go."""
    audit = audited(records, *adjustments)
    return audit.status.value, assumptions(audit)


def _decision(kind: str, requirement: str, course: str, **more: Any) -> dict[str, Any]:
    by = {"by": "the track advisor", "date": "2023-10-02", "reason": "made up for this test"}
    return {"kind": kind, "requirement": requirement, "course": course, **by, **more}


def approve(requirement: str, course: str, **more: Any) -> dict[str, Any]:
    """Return an approval."""
    return _decision("approve", requirement, course, **more)


def deny(requirement: str, course: str, **more: Any) -> dict[str, Any]:
    """Return a refused approval."""
    return _decision("deny", requirement, course, **more)


def waive(course: str, **more: Any) -> dict[str, Any]:
    """Return a waiver of a required track course."""
    return _decision("waive", "required", course, **more)


def breadth_with(group: str, course: Record) -> list[Record]:
    """Return a finished student to whom only `course` can bring a place of breadth.

    There are three courses for the three other places, and else nothing of the table.
    """
    more: tuple[str, ...]
    less: tuple[str, ...]
    if group == "breadth-systems":
        more = ("COMS W4737", "COMS W4160", "COMS W4203")
        less = ("COMS W4111", "COMS W4118", "COMS W4113", "COMS W4156")
    elif group == "breadth-theory":
        more, less = (), ("CSOR W4231",)
    elif group == "breadth-ai":
        more, less = ("COMS W4252", "STCS GR6701"), ("COMS W4771", "COMS W4701", "COMS W4170")
    else:
        more = ("COMS W4773", "STCS GR6701", "COMS W4241", "COMS W4460", "COMS W4419", "COMS W4901")
        left = ("COMS W4111", "COMS E6111", "COMS E6118")
        less = tuple(code for code in FINISHED if code not in left)
    return finished(*more, course, without=less)


def _number(course: Record) -> int:
    return int(course["code"][-4:])


def elective_with(course: Record) -> list[Record]:
    """Return a finished student to whom only `course` can be the second track elective.

    The other one is Databases, or at the 6000 level Advanced Databases, so that a course at the
    6000 level is needed for it. Both required courses are on no row of the electives.
    """
    other = "COMS E6111" if _number(course) >= 6000 else "COMS W4111"
    return finished("COMS W4773", course, without=("COMS W4771", other))


def general_with(course: Record) -> tuple[list[Record], list[dict[str, Any]]]:
    """Return a finished student who needs `course` as a general elective, and the decisions."""
    elsewhere = [
        deny(lists, course["code"]) for lists in ("breadth", "required", "track-electives")
    ]
    return finished("COMS W4773", course, without=("COMS W4771", "COMS W4156")), elsewhere


def few_general(*general: Record) -> list[Record]:
    """Return a student with 24 points in the lists, and these as only general electives."""
    lists = ("COMS W4771", "COMS W4701", "COMS W4111", "COMS E6111")
    large = [record(code, credits="6.00") for code in lists]
    return [*large, *general]
