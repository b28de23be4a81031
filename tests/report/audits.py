"""Audits that reports are tried on: what a student and an advisor may get to see."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import Any

from degreekit import (
    Audit,
    audit_transcript,
    get_auditor,
    get_program,
    read_adjustments,
    read_plan,
    read_transcript,
)
from degreekit.requirements import All, Milestone, Program, Row, Take
from degreekit.testing import load_cases
from degreekit.transcript import Transcript

from ..conftest import THOROUGH

__all__ = ["HOSTILE", "TRACK", "audits", "case_audits", "hostile"]

ROOT = Path(__file__).resolve().parents[2]
TRACK = "columbia-ms-cs-ml"
#: Titles that somebody else printed: markup, quotes, a word without end, Hebrew, controls.
HOSTILE = (
    "<script>alert(1)</script>",
    "\"quotes\" & 'ticks' & &amp; </td></tr></table>",
    "W" * 200,
    "\u05de\u05d1\u05d5\u05d0 \u05dc\u05de\u05d3\u05e2\u05d9 (101) \u202eabc",
    "| a | b |\n\n# not a heading\n<!-- x --> `code` *bold* _it_ [l](x) \\ ~~s~~ $x$",
    "\x1b[31mred\x1b[0m\x00",
    "<style>*{display:none}</style><img src=https://example.org/x.png onerror=alert(1)>",
)


def _certificate() -> Program:
    """Return a small program to audit together with the track: its milestone is missing."""
    rows = (Row(courses="COMS 4111 | COMS 4118 | COMS 4113"),)
    return Program(
        id="certificate-systems",
        title="Certificate in Systems",
        edition="1",
        institution="columbia",
        grade_scale="seas-graduate",
        unit="points",
        root=All(
            id="degree",
            title="Degree",
            parts=(
                Take(id="core", title="Core", courses=3, rows=rows),
                Milestone(id="exam", title="Exam"),
            ),
        ),
    )


def _narrow() -> Program:
    """Return a program that cannot be completed: two lists compete for the only course."""
    only = (Row(courses="COMS 4771", title="Machine Learning"),)
    parts = tuple(
        Take(id=f"list-{n}", title=f"List {n}", courses=1, rows=only) for n in ("one", "two")
    )
    return Program(
        id="narrow",
        title="Two lists, one course",
        edition="1",
        institution="columbia",
        grade_scale="seas-graduate",
        unit="points",
        root=All(id="degree", title="Degree", parts=parts),
    )


def hostile() -> Audit:
    """Return an audit whose titles, grades and reasons are hostile."""
    codes = ("COMS W4771", "COMS W4118", "COMS E6998", "COMS W4995", "IEOR E4601", "COMS W3157")
    records = [
        {
            "code": code,
            "title": title,
            "credits": Decimal(3),
            "grade": "A" if n % 2 else '<b title="x">',
            "term": "Fall 2023",
            "status": "completed",
        }
        for n, (code, title) in enumerate(zip([*codes, "COMS W4111"], HOSTILE, strict=True))
    ]
    decided = [
        {"kind": "note", "reason": text, "by": text, "date": "2023-09-20"} for text in HOSTILE
    ]
    return audit_transcript(TRACK, {"records": records}, decided)


class Audits(Mapping[str, Audit]):
    """Audits by what they show; each is made when it is first asked for."""

    def __init__(self) -> None:
        self._made: dict[str, Audit] = {}

    def __iter__(self) -> Iterator[str]:
        return iter(_WAYS)

    def __len__(self) -> int:
        return len(_WAYS)

    def __getitem__(self, name: str) -> Audit:
        if name not in self._made:
            self._made[name] = _WAYS[name]()
        return self._made[name]


@cache
def audits() -> Mapping[str, Audit]:
    """Return audits by what they show."""
    return Audits()


@cache
def _unfinished() -> Transcript:
    return read_transcript(ROOT / "tests/fixtures/ms-student-unfinished.pdf")


def _conditional() -> Audit:
    plan = read_plan(ROOT / "tests/cli/golden/planned.yaml", "columbia")
    return audit_transcript(TRACK, _unfinished().with_planned(plan))


def _decided() -> Audit:
    decided = read_adjustments((ROOT / "tests/cli/golden/decided.yaml").read_bytes())
    return audit_transcript(TRACK, _unfinished(), decided)


def _waived() -> Audit:
    waived = [
        {"kind": "waive", "requirement": "required", "course": "COMS W4705", "by": "advisor"},
        {"kind": "waive", "requirement": "breadth-systems", "reason": "taught it"},
    ]
    return audit_transcript(TRACK, _unfinished(), waived)


def _together() -> Audit:
    both = get_auditor([get_program(TRACK), _certificate()], share_courses=1)
    return both.audit(_unfinished())


def _conflict() -> Audit:
    waits: dict[str, Any] = {"code": "IEOR E4601", "credits": 3, "term": "Fall 2024"}
    return audit_transcript(_narrow(), {"records": [waits]})


def _cut() -> Audit:
    printed = {
        "COMS W4995": "NEURAL NETWORKS & DEEP LE",
        "IEOR E8100": "OPTIMIZATION METHODS IN MACHIN",
        "CSEE E6898": "LARGE SCALE MACH LEARNING",
        "COMS W4771": "MACHINE LEARNING",
    }
    records: list[dict[str, Any]] = [
        {"code": code, "title": title, "credits": 3, "grade": "A", "term": "Fall 2022"}
        for code, title in printed.items()
    ]
    return audit_transcript(TRACK, {"records": records})


_WAYS: dict[str, Callable[[], Audit]] = {
    "satisfied": lambda: audit_transcript(TRACK, ROOT / "tests/fixtures/ms-student.pdf"),
    "unsatisfied": lambda: audit_transcript(TRACK, _unfinished()),
    "conditional": _conditional,
    "decided": _decided,
    "waived": _waived,
    "together": _together,
    "conflict": _conflict,
    "cut": _cut,
    "empty": lambda: audit_transcript(TRACK, {"records": []}),
    "hostile": hostile,
}


#: Of the track's cases, most of which are neighbours of each other, every fifth is audited; the
#: thorough run audits them all.
_STEP = 1 if THOROUGH else 5


@cache
def case_audits() -> dict[str, Audit]:
    """Return audits of cases of the track."""
    auditor = get_auditor(TRACK)
    cases = load_cases(ROOT / "plugins/ml_track/tests/cases")[::_STEP]
    return {case.name: auditor.audit(case.transcript, case.adjustments) for case in cases}
