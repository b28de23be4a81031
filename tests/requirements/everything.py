"""A program with every primitive in it."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from degreekit.courses import CourseCode, RecordStatus, Term
from degreekit.requirements import Candidate, Program

__all__ = ["EVERYTHING", "candidate", "program"]

EVERYTHING: dict[str, Any] = {
    "id": "everything",
    "title": "Everything",
    "edition": "2023-07-25",
    "institution": "here",
    "grade_scale": "letters",
    "unit": "points",
    "credit": {"kind": "level", "at_least": 4000},
    "credit_once": True,
    "transfer": False,
    "waiver_points": "3.33",
    "source": {"document": "Page", "section": "MS", "date": "2023", "sentence": "Do it."},
    "readings": [{"document": "Page", "sentence": "Some.", "reading": "Some means two."}],
    "root": {
        "id": "degree",
        "title": "Degree",
        "parts": [
            {
                "kind": "take",
                "id": "core",
                "title": "Core",
                "rows": [
                    {"courses": "COMS 41xx", "title": "Systems", "most_courses": 1, "group": "A"},
                    {"courses": 'COMS 4995 "Causal Inference" in Spring 2018', "group": "B"},
                    {"courses": "* 6000+", "most_credits": "4.5", "approval": "the advisor"},
                ],
                "courses": 3,
                "credits": "7.5",
                "including": [
                    {"courses": 1, "group": "A"},
                    {"credits": "3", "where": {"kind": "level", "at_least": 6000}},
                    {"courses": 2, "different": 1},
                ],
            },
            {
                "kind": "choose",
                "id": "choice",
                "title": "Choice",
                "at_least": 1,
                "parts": [
                    {"kind": "milestone", "id": "exam", "title": "Exam"},
                    {
                        "kind": "take",
                        "id": "thesis",
                        "title": "Thesis",
                        "rows": [{"courses": "COMS 6902"}],
                        "credits": "6",
                    },
                ],
            },
            {
                "kind": "if",
                "id": "branch",
                "title": "Branch",
                "condition": {
                    "kind": "every",
                    "conditions": [
                        {"kind": "started", "since": "Fall 2020", "before": "Fall 2025"},
                        {"kind": "not", "condition": {"kind": "taken", "courses": "COMS 3xxx"}},
                        {"kind": "fact", "name": "advanced_standing", "values": ["yes", "part"]},
                    ],
                },
                "then": {
                    "kind": "all",
                    "id": "seminars",
                    "title": "Seminars",
                    "parts": [
                        {
                            "kind": "take",
                            "id": "seminar",
                            "title": "Seminar",
                            "open": True,
                            "courses": 1,
                            "rows": [
                                {
                                    "courses": {
                                        "kind": "all_of",
                                        "filters": [
                                            {
                                                "kind": "any_of",
                                                "filters": [
                                                    {"kind": "title", "pattern": "Seminar *"},
                                                    {"kind": "credits", "at_most": "1.5"},
                                                ],
                                            },
                                            {
                                                "kind": "none_of",
                                                "filters": [
                                                    {"kind": "status", "statuses": ["transfer"]},
                                                    {"kind": "grade", "points": "2.67"},
                                                ],
                                            },
                                        ],
                                    }
                                }
                            ],
                        }
                    ],
                },
            },
            {"kind": "check", "id": "total", "title": "Total", "credits": "30"},
            {
                "kind": "check",
                "id": "advanced",
                "title": "Advanced",
                "courses": 2,
                "scope": ["core", "thesis"],
                "where": {"kind": "level", "at_least": 6000},
            },
            {"kind": "check", "id": "gpa", "title": "GPA", "gpa": "2.7"},
            {"kind": "check", "id": "record", "title": "Record", "credits": 12, "over": "record"},
        ],
    },
    "limits": [
        {"id": "one-ml", "title": "One", "courses": "COMS 4771 | COMS 4721", "most_courses": 1},
        {
            "id": "projects",
            "title": "Projects",
            "courses": "COMS 6901",
            "most_credits": "6",
            "scope": ["core"],
        },
    ],
    "sharing": [
        {
            "id": "breadth-too",
            "title": "Shared",
            "between": ["core"],
            "and_also": ["choice", "branch"],
            "most_credits": "6",
        },
        {"id": "free", "title": "Free", "between": ["thesis"], "and_also": ["seminar"]},
    ],
}


def program(root: list[dict[str, Any]], **more: Any) -> Program:
    """Return a small program of these parts."""
    return Program.model_validate(
        {
            "id": "demo",
            "title": "Demo",
            "edition": "1",
            "institution": "here",
            "root": {"id": "degree", "title": "Degree", "parts": root},
            **more,
        }
    )


def candidate(
    code: str = "COMS W4771",
    title: str | None = None,
    term: str | None = None,
    credits: str = "3",
    status: RecordStatus = RecordStatus.COMPLETED,
    points: str | None = None,
) -> Candidate:
    """Return a course as rules see it."""
    return Candidate(
        CourseCode.parse(code),
        title,
        Term.parse(term) if term else None,
        Decimal(credits),
        status,
        None if points is None else Decimal(points),
    )
