"""The official electronic transcript.

What is known: the PDF is encrypted and opens without a password, has text on every page, term
headings as "Fall 2022", and a cumulative GPA of three decimals. Set in one column or, like a
newspaper, in two; each column a table of subject and number, title, points and grade.
"""

from __future__ import annotations

import re
from typing import ClassVar

from degreekit.columbia.readers.common import (
    CODE,
    PLANNING,
    POINTS,
    SSOL,
    TITLE,
    ColumbiaReader,
    grade_column,
    vocabulary,
)
from degreekit.ingest import Column, Vocabulary

__all__ = ["ETranscriptReader"]


class ETranscriptReader(ColumbiaReader):
    """Reads the official electronic transcript."""

    id: ClassVar[str] = "columbia-etranscript"
    title: ClassVar[str] = "Columbia official transcript"
    kind: ClassVar[str] = "official-transcript"
    header_words: ClassVar[str] = "subject, title, points and grade"
    vocabulary: ClassVar[Vocabulary] = vocabulary(
        # a term by its name stands on a line of its own
        Column("call", ("call #", "call", "call number", "call no", "crn"), re.compile(r"\d{4,6}")),
        Column("term", ("term", "semester", "session"), re.compile(r"\d{4}[123]"), named=True),
        Column(
            "code",
            (
                "subject number", "subject", "number", "course number", "course no", "course",
                "course #", "course id", "subject course", "subj number", "subj no",
                "course code", "subj course", "subj crse", "subj", "code",
            ),
            re.compile(CODE),
            required=True,
        ),
        Column("section", ("section", "sec", "sect"), re.compile(r"\(?[A-Z]?\d{2,3}\)?")),
        TITLE,
        POINTS,
        Column(
            "earned",
            ("earned", "points earned", "credits earned", "units earned", "pts earned"),
            re.compile(r"\d{1,2}(?:\.\d{1,3})?"),
            named=True,
        ),
        grade_column("grade", "grades", "final grade", "gr", "grd", "mark"),
        Column(
            "grade_points",
            ("quality points", "quality pts", "grade points", "grade pts", "qpts", "gpts"),
            re.compile(r"\d{1,2}\.\d{1,3}"),
            named=True,
        ),
        Column("share", ("a", "pct a", "a range"), re.compile(r"\d{1,3}(?:\.\d)?\s?%")),
        row_start=rf"(?:\d{{4}}[123]\s+|\d{{4,6}}\s+)?(?P<code>{CODE})(?=\s|$)",
        newspaper=True,
    )  # fmt: skip

    def concerns(self, text: str) -> bool:
        """Look at any document, unless it says that it is one of another kind."""
        return not (PLANNING.search(text) or SSOL.search(text))
