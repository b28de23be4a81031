"""Two real shapes of degree, with students on the way from nothing to everything.

A second master's track (Computer Security, from Columbia's page of 2023, shortened to what asks for
courses) and a bachelor's: eight areas, a core, one of three concentrations, 120 credits.
"""

from __future__ import annotations

import random
from collections.abc import Sequence
from typing import Any

from degreekit import Program, Transcript
from degreekit.courses import CatalogCourse, CourseCode, Institution

__all__ = ["DECISIONS", "bachelors", "college", "security", "security_student", "student"]

_SYSTEMS = "COMS 4100-4159 - COMS 4121 | COMS 4180-4199 | COMS 4444 | CSEE 4119 | CSEE 4824"
_THEORY = "COMS 42xx | CSOR 4231"
_AI = "COMS 47xx - COMS 4721 - COMS 4776 | COMS 4160-4179"
_TRACK = (
    "COMS 4115 | CSEE 4119 | COMS 4186 | COMS 4261 | CSEE 4824 | ELEN 4703 | COMS 6118 | COMS 6181"
    " | COMS 6183 | COMS 6184 | COMS 6185 | COMS 6261 | COMS 6424 | CSEE 6863 | ELEN 6761"
)
_LATER = ("COMS 4118", "COMS 4156", "COMS 4181", "COMS 4182", "COMS 4261 | COMS 6185")
_EARLIER = ("COMS 4118", "COMS 4156", "COMS 4180", "COMS 4187", "COMS 4261 | COMS 6185")
_FROM = (
    *("COMS W4118", "COMS W4156", "COMS W4181", "COMS W4182", "COMS W4261", "COMS E6185"),
    *("COMS W4180", "COMS W4187", "COMS W4115", "CSEE W4119", "COMS W4186", "COMS E6118"),
    *("COMS E6183", "COMS E6424", "CSEE E6863", "ELEN E6761", "COMS W4771", "COMS W4701"),
    *("COMS W4236", "CSOR W4231", "COMS W4111", "COMS W4170", "IEOR E4601", "COMS W4705"),
)

#: One of each kind of decision, for the security track.
DECISIONS: tuple[dict[str, Any], ...] = (
    {"kind": "waive", "requirement": "required", "course": "COMS W4118", "grade": "A"},
    {"kind": "waive", "requirement": "breadth-theory"},
    {"kind": "force_complete", "requirement": "track-electives"},
    {"kind": "substitute", "course": "COMS W4111", "replaces": "COMS W4156"},
    {"kind": "also_allow", "requirement": "track-electives", "course": "COMS W4771"},
    {"kind": "exclude", "course": "COMS W4181"},
    {"kind": "deny", "requirement": "general-electives", "course": "IEOR E4601"},
    {"kind": "apply_here", "requirement": "required", "course": "COMS W4261"},
    {"kind": "apply_here", "requirement": "required", "course": "COMS W4170", "override": True},
    {"kind": "approve", "requirement": "general-electives", "course": "IEOR E4601"},
    {"kind": "change_limit", "limit": "total-points", "credits": 27},
    {"kind": "waive_limit", "limit": "outside-track"},
    {"kind": "set_edition", "edition": "2018"},
    {"kind": "note", "reason": "asked for an extension"},
)


def _take(id_: str, *rows: Any, **more: Any) -> dict[str, Any]:
    listed = [row if isinstance(row, dict) else {"courses": row} for row in rows]
    return {"kind": "take", "id": id_, "title": id_, "rows": listed, **more}


def _once_each(rows: Sequence[str]) -> list[dict[str, Any]]:
    return [{"courses": row, "most_courses": 1} for row in rows]


def security() -> Program:
    """Return the Computer Security track: five required rows by start, electives, thirty points."""
    required = {
        "kind": "if",
        "id": "required",
        "title": "Required",
        "condition": {"kind": "started", "since": "Fall 2018"},
        "then": _take("required-later", *_once_each(_LATER), courses=5),
        "otherwise": _take("required-earlier", *_once_each(_EARLIER), courses=5),
    }
    advanced = {"kind": "level", "at_least": 6000}
    breadth = [
        _take("breadth-systems", _SYSTEMS, courses=1),
        _take("breadth-theory", _THEORY, courses=1),
        _take("breadth-ai", _AI, courses=1),
        _take("breadth-any", f"{_SYSTEMS} | {_THEORY} | {_AI}", courses=1),
    ]
    return Program.model_validate(
        {
            "id": "security",
            "title": "Computer Security",
            "edition": "2023",
            "institution": "columbia",
            "unit": "points",
            "credit": {"kind": "level", "at_least": 4000},
            "waiver_points": "3",
            "root": {
                "id": "degree",
                "title": "Degree",
                "parts": [
                    {"kind": "all", "id": "breadth", "title": "Breadth", "parts": breadth},
                    required,
                    _take(
                        "track-electives",
                        _TRACK,
                        courses=2,
                        including=[{"courses": 1, "where": advanced}],
                    ),
                    _take(
                        "general-electives",
                        "COMS 4000+ | CSEE 4000+ | CSOR 4000+",
                        {"courses": "ELEN 4000+ | IEOR 4000+", "approval": "advisor"},
                        credits="0",
                    ),
                    {"kind": "check", "id": "total-points", "title": "Points", "credits": "30"},
                    {
                        "kind": "check",
                        "id": "points-6000",
                        "title": "6000",
                        "credits": "6",
                        "where": advanced,
                    },
                    {
                        "kind": "check",
                        "id": "gpa",
                        "title": "GPA",
                        "gpa": "2.7",
                        "over": "record",
                    },
                ],
            },
            "limits": [
                {
                    "id": "outside-track",
                    "title": "Outside the track",
                    "courses": "IEOR *",
                    "most_credits": "3",
                },
                {
                    "id": "old-or-new",
                    "title": "W4182 or the older courses",
                    "courses": "COMS 4182 | COMS 4180",
                    "most_courses": 1,
                },
            ],
            "sharing": [
                {
                    "id": "breadth-counts-elsewhere",
                    "title": "Breadth counts elsewhere",
                    "between": ["breadth"],
                    "and_also": ["required", "track-electives", "general-electives"],
                    "most_places": 2,
                }
            ],
        }
    )


def security_student(courses: int, seed: int) -> Transcript:
    """Return a student of the security track with so many of its courses."""
    rng = random.Random(f"security-{courses}-{seed}")
    chosen = rng.sample(_FROM, min(courses, len(_FROM)))
    records = [
        {
            "code": code,
            "credits": "3",
            "grade": rng.choice(["A", "A-", "B+", "B", None]),
            "term": rng.choice(["Fall 2017", "Fall 2018", "Spring 2019"]),
        }
        for code in chosen
    ]
    return Transcript.from_data({"institution": "columbia", "records": records})


_AREAS = ("ART", "BIO", "CHEM", "ECON", "HIST", "LANG", "MATH", "PHIL")


def college(*, catalog: bool = True) -> Institution:
    """Return the college of the bachelor's: ten courses in each area, thirty in the major."""
    codes = [f"{area} {number}" for area in _AREAS for number in range(101, 111)]
    codes += [f"CS {number}" for number in range(201, 231)]
    marks = [("A", "4"), ("B", "3"), ("C", "2"), ("D", "1")]
    grades = [{"symbol": symbol, "points": points, "earns": True} for symbol, points in marks]
    listed = [
        CatalogCourse(code=CourseCode.parse(code), title=code, credits=3 + n % 2)
        for n, code in enumerate(codes)
    ]
    return Institution.model_validate(
        {
            "id": "college",
            "title": "College",
            "grade_scales": [{"id": "letters", "title": "Letters", "grades": grades}],
            "catalog": listed if catalog else [],
        }
    )


def bachelors() -> Program:
    """Return the bachelor's: eight areas, a core, one of three concentrations, 120 credits."""
    areas = [_take(f"area-{a.lower()}", f"{a} 101-110", courses=2) for a in _AREAS]
    core = _take("core", *_once_each([f"CS {n}" for n in range(201, 207)]), courses=6)
    concentrations = [
        _take("systems", "CS 207-216 | MATH 105-110", courses=6),
        _take("theory", "CS 212-222 | MATH 101-110 | PHIL 105-110", courses=6),
        _take("data", "CS 218-230 | ECON 101-110", courses=6),
    ]
    return Program.model_validate(
        {
            "id": "bachelors",
            "title": "Bachelor",
            "edition": "1",
            "institution": "college",
            "root": {
                "id": "degree",
                "title": "Degree",
                "parts": [
                    {"kind": "all", "id": "areas", "title": "Areas", "parts": areas},
                    core,
                    {
                        "kind": "choose",
                        "id": "concentration",
                        "title": "Concentration",
                        "at_least": 1,
                        "parts": concentrations,
                    },
                    _take("free", "*", credits="0"),
                    {"kind": "check", "id": "total", "title": "Credits", "credits": "120"},
                ],
            },
            "sharing": [
                {
                    "id": "areas-and-major",
                    "title": "A course of an area may count in the major",
                    "between": ["areas"],
                    "and_also": ["core", "concentration"],
                    "most_courses": 2,
                }
            ],
        }
    )


def student(courses: int, seed: int) -> Transcript:
    """Return a student of the college with so many courses."""
    rng = random.Random(f"college-{courses}-{seed}")
    listed = college().catalog
    records = [
        {
            "code": str(one.code),
            "credits": str(one.credits),
            "grade": rng.choice(["A", "B", "C", None]),
            "term": rng.choice(["Fall 2021", "Fall 2022"]),
        }
        for one in rng.sample(listed, min(courses, len(listed)))
    ]
    return Transcript.from_data({"institution": "college", "records": records})
