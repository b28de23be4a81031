"""The official electronic transcript.

What is known: the PDF is encrypted and opens without a password, has text on every page, term
headings as "Fall 2022", and a cumulative GPA of three decimals. Set in one column or, like a
newspaper, in two; each column a table of subject and number, title, points and grade.
"""

from __future__ import annotations

import re
from typing import ClassVar

from degreekit.columbia.readers.common import (
    POINTS,
    TITLE,
    ColumbiaReader,
    grade_column,
    vocabulary,
)
from degreekit.ingest import Column, Vocabulary

__all__ = ["ETranscriptReader"]

#: Words that stand in front of a number and are no subject.
_NO_SUBJECT = (
    r"(?!(?:JAN|FEB|MAR|APR|MAY|JUNE?|JULY?|AUG|SEPT?|OCT|NOV|DEC|PAGE|YEAR|CLASS|AWARDED|ISSUED"
    r"|NY|TERM|FALL|SPRING|SUMMER|WINTER|AUTUMN|SINCE|IN|ON|OF|ROOM|PHONE|TEL|FAX|BOX|MC)\b)"
)
_CODE = (
    rf"{_NO_SUBJECT}(?:[A-Z]{{2,6}}_*\s?\d{{3,5}}"  # COMS 4771, COMSW4771
    r"|[A-Z]{2,6}_*\s[A-Z]{1,2}\s?\d{4}[A-Z]?"  # COMS W4771, COMS W 4771, CLLT S3310D
    r"|[A-Z]{5,6}\d{4}[A-Z]"  # CLLTS3310D; with four letters it is the directory's COMS4771W
    r"|[A-Z]{2,4}\s\d[-X]{3})"  # a wildcard for credit from elsewhere
)


class ETranscriptReader(ColumbiaReader):
    """Reads the official electronic transcript."""

    id: ClassVar[str] = "columbia-etranscript"
    title: ClassVar[str] = "Columbia official transcript"
    kind: ClassVar[str] = "official-transcript"
    header_words: ClassVar[str] = "subject, title, points and grade"
    vocabulary: ClassVar[Vocabulary] = vocabulary(
        Column(
            "code",
            (
                "subject number", "subject", "number", "course number", "course no", "course",
                "course #", "course id", "subject course", "subj number", "subj no",
                "course code", "subj course", "subj crse", "subj", "code",
            ),
            re.compile(_CODE),
            required=True,
        ),
        Column("section", ("section", "sec", "sect"), re.compile(r"\(?[A-Z]?\d{2,3}\)?")),
        TITLE,
        POINTS,
        grade_column("grade", "grades", "final grade", "gr", "grd", "mark"),
        Column("share", ("% a", "%a", "pct a"), re.compile(r"\d{1,3}(?:\.\d)?\s?%")),
        row_start=rf"(?P<code>{_CODE})(?=\s|$)",
        newspaper=True,
    )  # fmt: skip
