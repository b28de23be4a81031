"""The unofficial transcript of the Law School.

Its courses have no subject: ``L6108-3`` is a number with the section behind it, and becomes LAW
L6108, section 3, for the directory of classes lists the school's courses under LAW. The instructors
stand between title and points; points have one decimal. All grades may be CR or F, at the student's
choice (https://www.law.columbia.edu, letter grades). No average is printed, so only the sums of
points prove the reading.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import ClassVar

from degreekit.columbia.readers.common import (
    POINTS,
    TITLE,
    ColumbiaReader,
    figure,
    grade_column,
    vocabulary,
)
from degreekit.ingest import Certainty, Claim, Column, Furnishing, TotalKind, Vocabulary

__all__ = ["LawReader"]

_CODE = r"[LS]\d{4}(?:-\d{1,3})?"
#: Surname and first name, several of them parted by semicolons. The fewest words that will do.
_NAME = r"[^\W\d][\w.'-]*(?: [^\W\d][\w.'-]*)*, [^\W\d][\w.'-]*(?: [^\W\d][\w.'-]*)*"
_PROGRAMS = (
    r"Juris Doctor|J\.?D\.?|(?:Executive )?Master of Laws|(?:Executive )?LL\.?M\.?"
    r"|Doctor of the Science of Law|J\.?S\.?D\.?"
)
_LAW = re.compile(r"\blaw school\b|\bschool of law\b", re.IGNORECASE)


class LawReader(ColumbiaReader):
    """Reads the unofficial transcript of the Law School."""

    id: ClassVar[str] = "columbia-law"
    title: ClassVar[str] = "Columbia Law School transcript (unofficial)"
    kind: ClassVar[str] = "law-transcript"
    header_words: ClassVar[str] = "course ID, name, instructors, points and final grade"
    subject: ClassVar[str | None] = "LAW"
    vocabulary: ClassVar[Vocabulary] = vocabulary(
        Column(
            "code",
            ("course id", "course", "course no", "course number", "number"),
            re.compile(_CODE),
            required=True,
        ),
        TITLE,
        Column(
            "instructor",
            ("instructors", "instructor", "faculty", "professor"),
            re.compile(rf"(?:{_NAME})(?:; {_NAME})*|STAFF|TBA", re.IGNORECASE),
            most_words=16,
        ),
        POINTS,
        grade_column("final grade", "grade"),
        row_start=rf"(?P<code>{_CODE})(?=\s|$)",
        furnishings=(
            Furnishing.of("school", r"columbia (?:university )?(?:law school|school of law)\b.*"),
            Furnishing.of("remark", r"honors(?: and prizes)?\b.*|\d{4}-\d{2,4}\s+\D.*"),
        ),
        totals=(
            figure(TotalKind.REGISTERED_POINTS, r"(?:total )?registered points"),
            figure(TotalKind.TERM_POINTS, r"(?:total )?earned points"),
        ),
        people=(
            re.compile(
                rf"(?:program|degree):?\s+(?P<program>{_PROGRAMS})(?:\s+(?P<name>\D+))?",
                re.IGNORECASE,
            ),
            # of a program that is not known nothing tells where it ends and the name begins
            re.compile(r"(?:program|degree):?\s+(?P<name>.+)", re.IGNORECASE),
        ),
    )  # fmt: skip

    def concerns(self, text: str) -> bool:
        """Look at documents that name the Law School."""
        return bool(_LAW.search(text))

    def claim(self, text: str, codes: Sequence[str]) -> Claim | None:  # noqa: ARG002  # asked before
        """Claim rows under bare numbers."""
        return Claim(Certainty.CERTAIN, f"a table under {self.header_words}, the Law School's name")
