"""Short ways to write a program and a transcript for one example."""

from __future__ import annotations

from typing import Any

from degreekit.audit import Audit, Auditor
from degreekit.courses import Institution
from degreekit.requirements import Program
from degreekit.transcript import Transcript

from .strategies import SMALL

__all__ = ["audit", "program", "take", "transcript"]


def take(id_: str, rows: Any, courses: int | None = 1, **more: Any) -> dict[str, Any]:
    """Return a `Take` of these rows; a row may be the text of its set."""
    listed = rows if isinstance(rows, list) else [rows]
    return {
        "kind": "take",
        "id": id_,
        "title": id_.title(),
        "rows": [{"courses": row} if isinstance(row, str) else row for row in listed],
        "courses": courses,
        **more,
    }


def program(*parts: dict[str, Any], **more: Any) -> Program:
    """Return a program of these parts."""
    return Program.model_validate(
        {
            "id": "demo",
            "title": "Demo",
            "edition": "1",
            "institution": "small",
            "root": {"id": "degree", "title": "Degree", "parts": parts},
            **more,
        }
    )


def transcript(*records: Any, **more: Any) -> Transcript:
    """Return a transcript; a record may be a code, which is then passed with an A."""
    data = [
        {"code": one, "credits": "3", "grade": "A"} if isinstance(one, str) else one
        for one in records
    ]
    return Transcript.from_data({"institution": "small", "records": data, **more})


def audit(rules: Program, *records: Any, institution: Institution = SMALL) -> Audit:
    """Return the audit of a few records."""
    return Auditor(rules, institution).audit(transcript(*records))
