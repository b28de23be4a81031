"""The grades of a term in Student Services Online (SSOL), printed from a browser.

What is known is the cell of a course, ``COMS W4111 sec 001``, with no-break spaces in it and the
title behind or below it; that a page has a menu and a heading of its term; and what a browser adds,
such as the place of the page, which holds the key of the session. One print is mostly one term, so
a record takes several of them: see `degreekit.read_pdf`.
"""

from __future__ import annotations

import re
from typing import ClassVar

from degreekit.columbia.readers.common import (
    CODE,
    POINTS,
    SSOL,
    TITLE,
    ColumbiaReader,
    figure,
    grade_column,
    vocabulary,
)
from degreekit.courses.term import SEASON_WORDS
from degreekit.ingest import Column, Furnishing, TotalKind, Vocabulary

__all__ = ["SsolReader"]

_WITH_SECTION = rf"{CODE}(?:\s+sec\.?\s*[A-Z]?\d{{2,3}})?"
_MENU = (
    r"(?:ssol|home|main menu|registration|registrar|schedules?|class schedule|grades|exams?"
    r"|exam schedule|transcripts?|certifications?|enrollment certifications?|dar"
    r"|degree audit(?: reports?)?|holds"
    r"|accounts?|account details?|financial aid|addresses|address|profile|student profile|help"
    r"|text view|my vote|log ?(?:in|out|off))"
)
_TERM_NAME = rf"(?:{'|'.join(SEASON_WORDS)})\s+(?:term\s+)?\d{{4}}"
_GPA = r"(?:gpa|g\.p\.a\.|grade point average|average)"


class SsolReader(ColumbiaReader):
    """Reads a page of grades of Student Services Online."""

    id: ClassVar[str] = "columbia-ssol"
    title: ClassVar[str] = "Columbia grades of a term (SSOL)"
    kind: ClassVar[str] = "term-grades"
    header_words: ClassVar[str] = "course, title, points and grade"
    whole: ClassVar[bool] = False
    vocabulary: ClassVar[Vocabulary] = vocabulary(
        Column("term", ("term", "semester"), re.compile(r"(?!)")),  # stands on a line of its own
        Column(
            "code",
            ("course", "course section", "class", "course number", "subject", "course title"),
            re.compile(_WITH_SECTION, re.IGNORECASE),
            required=True,
        ),
        Column("section", ("section", "sec"), re.compile(r"(?:sec\.?\s*)?[A-Z]?\d{2,3}", re.I)),
        TITLE,
        POINTS,
        grade_column("grade", "final grade", "grades", "letter grade"),
        row_start=rf"(?P<code>{CODE})(?=\s|$)",
        furnishings=(
            Furnishing.of(
                "title",
                r"(?:\d{1,2}/\d{1,2}/\d{2,4}\s+)?(?:columbia university\W*)?"
                r"(?:student services online|ssol)\b(?!\s+registration)[^\d]*",
            ),
            Furnishing.of("title", r"(?:my |final |midterm )?grades"),
            Furnishing.of("menu", rf"{_MENU}(?:[\s|/>·•-]+{_MENU})+"),
            Furnishing.of("menu", r"log ?(?:in|out|off)|text view|back to .*|print this page.*"),
        ),
        totals=(
            figure(TotalKind.TERM_GPA, rf"{_TERM_NAME}\s+{_GPA}"),
            figure(TotalKind.TERM_POINTS, rf"{_TERM_NAME}\s+points"),
            figure(TotalKind.TERM_POINTS, r"(?:total\s+)?points"),
        ),
        people=(
            re.compile(
                r"(?P<name>[^\W\d_][\w'.\- ]*,\s*[^\W\d_][\w'.\- ]*?)\s*"
                r"\(?\b(?P<id>[A-Z]\d{8}|\d{8,9}|[a-z]{2,4}\d{1,5})\)?"
            ),
        ),
    )

    def concerns(self, text: str) -> bool:
        """Look at pages that say they are of SSOL."""
        return bool(SSOL.search(text))
