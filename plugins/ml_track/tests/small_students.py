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
    "deny",
    "finished",
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
