"""The export of Student Planning.

What is known is the row: course, title with the section behind it, credits, grade and state, as in
``COMS W3157 ADVANCED PROGRAMMING (001) 4 A- Taken``. A course that is under way has dashes for what
is not there yet; one that is planned has no grade at all. Headings are terms. Credit from elsewhere
stands in a table of its own. How the columns are headed, if at all, is not known.
"""

from __future__ import annotations

import re
from typing import ClassVar

from degreekit.columbia.readers.common import (
    CODE,
    PLANNING,
    TITLE,
    ColumbiaReader,
    grade_column,
    vocabulary,
)
from degreekit.ingest import Column, Furnishing, Table, Vocabulary

__all__ = ["StudentPlanningReader"]

_STATES = (
    r"TAKEN|PLANNED|IN[\s-]PROGRESS|COMPLETED|REGISTERED|ENROLLED|ATTEMPTED|WITHDRAWN|DROPPED"
    r"|NOT TAKEN|PREREGISTERED"
)
_CREDITS = ("credits", "credit", "cr", "points", "pts", "units")
_CODES = ("course", "course code", "code", "section", "course section")

#: The table of credit from elsewhere. A code of another institution may look like anything; a
#: course here may be missing.
_CREDIT = Table(
    (
        Column("institution", ("institution", "school", "source", "transfer institution")),
        Column(
            "source_code",
            ("course", "external course", "transfer course", "exam", "course exam"),
        ),
        Column("title", ("title", "course title", "description")),
        Column("credits", _CREDITS, re.compile(r"\d{1,2}(?:\.\d{1,3})?"), required=True),
        Column("grade", ("grade", "score"), re.compile(r"[A-DTPS][+-]?|TR|CR|\d")),
        Column(
            "code",
            ("equivalent", "equivalency", "equivalent course", "columbia equivalent"),
            re.compile(rf"{CODE}|-{{1,3}}|NONE", re.IGNORECASE),
        ),
    )
)


class StudentPlanningReader(ColumbiaReader):
    """Reads the export of Student Planning."""

    id: ClassVar[str] = "columbia-student-planning"
    title: ClassVar[str] = "Columbia and Barnard Student Planning export"
    kind: ClassVar[str] = "student-planning"
    header_words: ClassVar[str] = "course, title, credits, grade and state"
    headed: ClassVar[bool] = False
    vocabulary: ClassVar[Vocabulary] = vocabulary(
        Column("code", _CODES, re.compile(CODE), required=True),
        TITLE,
        Column("credits", _CREDITS, re.compile(r"\d{1,2}(?:\.\d{1,3})?|-"), required=True),
        grade_column("grade", "final grade", "gr"),
        Column("status", ("status", "state"), re.compile(_STATES, re.IGNORECASE), required=True),
        row_start=rf"(?P<code>{CODE})(?=\s|$)",
        furnishings=(
            Furnishing.of("school", r"barnard college"),
            Furnishing.of("title", r"student planning\b.*|plan and register|unofficial transcript"),
            Furnishing.of("footer", r"printed(?:\s+on)?:?\s+\d{1,2}/\d{1,2}/\d{2,4}.*"),
            Furnishing.of("remark", r"no (?:transfer|planned) (?:credits?|courses?).*"),
        ),
        people=(
            re.compile(
                r"(?P<name>[^()\d]{2,60}?)\s*\((?P<id>[a-z]{2,4}\d{1,5}|[A-Z]?\d{7,9})\)"
                r"\s*(?P<program>[^()\d]*(?:\([^()\d]*\))?)",
                re.IGNORECASE,
            ),
        ),
        credit=_CREDIT,
    )

    def concerns(self, text: str) -> bool:
        """Look at documents that say what only this export says."""
        return bool(PLANNING.search(text))
