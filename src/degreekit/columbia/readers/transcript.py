"""Columbia's transcripts: what tells them from others', and what is odd about them.

The tables are read as everybody's are. No template of a Columbia transcript is public; what is
known of the documents is on the page "Reading documents".
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from degreekit.columbia.grades import scale_of_school
from degreekit.columbia.institution import columbia
from degreekit.ingest import Certainty, Claim, TableReader
from degreekit.ingest.tables.columns.codes import FoundCode

__all__ = ["ColumbiaReader"]

#: The university names itself in the first lines; further down it may be named by anybody.
_HEAD = 12
_NAMES = ("COLUMBIAUNIVERSITY", "COLUMBIACOLLEGE", "COLUMBIALAW", "BARNARD")

_LAW = re.compile(r"\blaw school\b|\bschool of law\b", re.IGNORECASE)
#: A course of the Law School: L6108-3.
_BARE = re.compile(r"(?:^|\s)[LS]\d{4}(?:-\d{1,3})?(?=\s)", re.MULTILINE)

#: The kinds of documents, by what only they say, and whether one lists the whole record. A page of
#: Student Services Online shows the grades of one term.
_KINDS = (
    (
        "term-grades",
        False,
        re.compile(
            r"student services online|\bssol\b"
            r"|^(?:final |midterm )?grades? (?:report )?for (?=\w+ \d{4})",
            re.IGNORECASE | re.MULTILINE,
        ),
    ),
    (
        "student-planning",
        True,
        re.compile(r"^student planning\b|\btaken$", re.IGNORECASE | re.MULTILINE),
    ),
    ("law-transcript", True, _LAW),
    # letters behind the number, and subjects filled up with underscores: PE__1001UN
    (
        "unofficial-record",
        True,
        re.compile(
            r"^vergil\b|(?<!\S)[A-Z]{2,4}_{0,3}\d{4}[A-Z]{1,2}(?!\S)", re.MULTILINE | re.IGNORECASE
        ),
    ),
)

_PROGRAMS = (
    r"Juris Doctor|J\.?D\.?|(?:Executive )?Master of Laws|(?:Executive )?LL\.?M\.?"
    r"|Doctor of the Science of Law|J\.?S\.?D\.?"
)
#: Lines that name the student without a label.
_PEOPLE = (
    re.compile(
        r"(?P<name>[^\W\d_][\w'.\- ]*,\s*[^\W\d_][\w'.\- ]*?)\s*"
        r"\(?\b(?P<id>[A-Z]\d{8}|\d{8,9}|[a-z]{2,4}\d{1,5})\)?"
    ),
    re.compile(
        r"(?P<name>[^()\d]{2,60}?)\s*\((?P<id>[a-z]{2,4}\d{1,5}|[A-Z]?\d{7,9})\)"
        r"\s*(?P<program>[^()\d]*(?:\([^()\d]*\))?)",
        re.IGNORECASE,
    ),
)
#: On a transcript of the Law School the name stands behind the program, without a label.
_LAW_PEOPLE = (
    re.compile(
        rf"(?:program|degree):?\s+(?P<program>{_PROGRAMS})(?:\s+(?P<name>\D+))?", re.IGNORECASE
    ),
)


class ColumbiaReader(TableReader):
    """Reads the transcripts of all of Columbia's schools."""

    def __init__(self) -> None:
        super().__init__(columbia(), title="Columbia transcript")

    def subject(self, text: str) -> str | None:
        """Return the subject of the Law School's courses, which are printed as bare numbers.

        The directory of classes lists them under LAW.
        """
        return "LAW" if _LAW.search(text) and _BARE.search(text) else None

    def kind(self, text: str) -> tuple[str, bool]:
        """Return the kind of a document by what only documents of that kind say.

        Example:
            >>> from degreekit.columbia.readers import ColumbiaReader
            >>> ColumbiaReader().kind("Student Services Online")
            ('term-grades', False)
        """
        for kind, whole, says in _KINDS:
            if says.search(text):
                return kind, whole
        return "official-transcript", True

    def scale(self, school: str | None, programs: Sequence[str]) -> str | None:
        """Return the grade scale of a school block by the school's name.

        Example:
            >>> from degreekit.columbia.readers import ColumbiaReader
            >>> ColumbiaReader().scale("SCH OF ENGR & APP SCI: UGRAD", ())
            'seas-undergraduate'
        """
        return scale_of_school(school, programs)

    def person(self, text: str) -> re.Match[str] | None:
        """Return the match of a line that names the student without a label."""
        for pattern in (*_PEOPLE, *_LAW_PEOPLE):
            if found := pattern.fullmatch(text):
                return found
        return None

    def claim(self, text: str, codes: Sequence[FoundCode]) -> Claim | None:
        """Claim a table of courses where the page names Columbia or the codes are Columbia's."""
        head = "".join(text.splitlines()[:_HEAD])
        bare = re.sub(r"\s", "", head).upper()  # a heading may be spaced out
        named = any(name in bare for name in _NAMES)
        lettered = 2 * sum(_is_lettered(code) for code in codes) >= len(codes)
        if not (named or lettered):
            return None
        saw = " and ".join(
            ["Columbia's name"] * named + ["course codes with Columbia's school letters"] * lettered
        )
        certainty = Certainty.CERTAIN if named and lettered else Certainty.LIKELY
        return Claim(certainty, f"a table of courses, {saw}")


def _is_lettered(code: FoundCode) -> bool:
    """Return whether a code has a school letter, as Columbia prints it."""
    found = code.listing.code
    return found.letter in columbia().school_letters and len(found.number) == 4
