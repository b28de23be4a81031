"""The unofficial record of Vergil, printed to a PDF with text.

What is known is the row: call number, course as the directory of classes writes it (COMS3134W),
section, title with leader dots, points, grade points, grading basis, grade. The same page saved as
a picture has no text, and ends in the outcome ``image_only``.
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

__all__ = ["VergilReader"]

#: Letters behind the number, and the subject filled up to four with underscores: ``PE__1001UN``.
_CODE = r"[A-Z]{2,6}_{0,3}\s?\d{4}\s?[A-Z]{1,3}"


class VergilReader(ColumbiaReader):
    """Reads the unofficial record of Vergil."""

    id: ClassVar[str] = "columbia-vergil"
    title: ClassVar[str] = "Columbia unofficial record (Vergil)"
    kind: ClassVar[str] = "unofficial-record"
    header_words: ClassVar[str] = "call number, course, title, points, basis and grade"
    vocabulary: ClassVar[Vocabulary] = vocabulary(
        Column(
            "call",
            ("call #", "call", "call number", "call no", "call num", "crn"),
            re.compile(r"\d{4,6}"),
        ),
        Column(
            "code",
            ("course", "course id", "class", "course code"),
            re.compile(_CODE),
            required=True,
        ),
        Column("section", ("sec", "section", "sect"), re.compile(r"[A-Z]?\d{2,3}")),
        TITLE,
        POINTS,
        Column(
            "grade_points",
            (
                "grade pts", "grade points", "gr pts", "grd pts", "gp", "gpts", "grade point",
                "quality points", "quality pts",
            ),
            re.compile(r"\d{1,2}\.\d{1,3}"),
        ),
        Column("basis", ("basis", "grading basis", "grading", "grade basis", "grading mode")),
        grade_column("grade", "final grade", "gr", "grd"),
        row_start=rf"(?:\d{{4,6}}\s+)?(?P<code>{_CODE})(?=\s|$)",
    )  # fmt: skip
