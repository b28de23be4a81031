"""What all of Columbia's documents have in common: vocabulary, marks, schools."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import ClassVar

from degreekit.columbia.grades import scale_of_school
from degreekit.columbia.institution import columbia
from degreekit.courses import Institution, InvalidCourseCode
from degreekit.ingest import (
    Certainty,
    Claim,
    Column,
    Furnishing,
    Table,
    TableReader,
    TotalKind,
    Vocabulary,
)

__all__ = [
    "CODE",
    "PLANNING",
    "POINTS",
    "SSOL",
    "TITLE",
    "ColumbiaReader",
    "figure",
    "grade_column",
    "vocabulary",
]

# ---------------------------------------------------------------------------------------- columns

#: What only the export of Student Planning says: its name, or "Taken" at the end of a row.
PLANNING = re.compile(r"^student planning\b|\btaken$", re.IGNORECASE | re.MULTILINE)

#: What only a page of Student Services Online says: its name, or whose grades it shows.
SSOL = re.compile(
    r"student services online|\bssol\b|^(?:final |midterm )?grades? (?:report )?for (?=\w+ \d{4})",
    re.IGNORECASE | re.MULTILINE,
)

#: Points are printed with two decimals; whole numbers occur in other views of the same data.
POINTS = Column(
    "credits",
    (
        "points", "pts", "credits", "credit", "points earned", "credit points", "units",
        "attempted", "points attempted", "credits attempted", "units attempted", "att",
        "hours", "credit hours", "earned",
    ),
    re.compile(r"\d{1,2}(?:\.\d{1,3})?"),
    required=True,
)  # fmt: skip
TITLE = Column(
    "title", ("course title", "title", "course name", "description", "course description")
)

#: Letters, Columbia's other marks, and shapes that no legend of Columbia's has (``**``): those are
#: kept as printed and reported. A parenthesis marks grades from abroad.
_MARK = (
    r"\(?(?:[A-F]\s?[+-]?|[A-Z]{1,3}\d?)['*†‡§]{0,2}\)?(?:\s?\[[A-Z]{2}\])?"
    r"|\*{2,3}|-{1,3}|IN[\s-]PROGRESS|PLANNED|ENROLLED|REGISTERED|CURRENT|WITHDRAWN|WITHDREW"
    r"|DROPPED"
)


def grade_column(*headers: str) -> Column:
    """Return the column of grades under these headers."""
    return Column("grade", headers, re.compile(_MARK, re.IGNORECASE))


# ------------------------------------------------------------------------------------- known lines

_LABELS = {
    **dict.fromkeys(
        (
            "NAME", "STUDENT NAME", "STUDENT", "UNI", "PID", "ID", "STUDENT ID", "COLUMBIA ID",
            "STUDENT NUMBER",
        ),
        "student",
    ),
    **dict.fromkeys(
        (
            "SSN", "BIRTH DATE", "DATE OF BIRTH", "DOB", "BIRTHDATE", "ADDRESS", "E-MAIL", "EMAIL",
            "ISSUED TO", "SEND TO", "RECIPIENT",
        ),
        "personal",
    ),
    **dict.fromkeys(("SCHOOL", "SCHOOL(S)", "SCHOOLS", "DIVISION", "COLLEGE"), "school"),
    **dict.fromkeys(
        (
            "PROGRAM", "PROGRAM(S)", "PROGRAMS", "MAJOR", "MAJOR(S)", "MAJORS", "MINOR", "MINORS",
            "CONCENTRATION", "DEGREE PROGRAM", "PLAN", "DEPARTMENT", "TRACK",
        ),
        "program",
    ),
    **dict.fromkeys(
        (
            "DEGREE(S) AWARDED", "DEGREE AWARDED", "DEGREES AWARDED", "DATE AWARDED", "DEGREE",
            "CONFERRED", "DATE CONFERRED", "EXPECTED", "EXPECTED GRADUATION", "HONORS",
            "DEGREE DATE", "GRADUATION DATE", "ADMITTED", "LEVEL",
        ),
        "degree",
    ),
    **dict.fromkeys(
        ("DATE ISSUED", "DATE PRINTED", "PRINTED", "DATE", "ISSUED", "PRINT DATE", "AS OF"),
        "document",
    ),
    **dict.fromkeys(("REMARKS", "REMARK", "NOTE", "NOTES", "COMMENT", "COMMENTS"), "remark"),
}  # fmt: skip

#: Words that stand in front of a number and are no subject.
_NO_SUBJECT = (
    r"(?!(?:JAN|FEB|MAR|APR|MAY|JUNE?|JULY?|AUG|SEPT?|OCT|NOV|DEC|PAGE|YEAR|CLASS|AWARDED|ISSUED"
    r"|NY|TERM|FALL|SPRING|SUMMER|WINTER|AUTUMN|SINCE|IN|ON|OF|ROOM|PHONE|TEL|FAX|BOX|MC)\b)"
)
#: A course as most documents print it.
CODE = (
    rf"{_NO_SUBJECT}(?:[A-Z]{{2,6}}_*\s?\d{{3,5}}"  # COMS 4771, COMSW4771
    r"|[A-Z]{2,6}_*\s[A-Z]{1,2}\s?\d{4}[A-Z]?"  # COMS W4771, COMS W 4771, CLLT S3310D
    r"|[A-Z]{5,6}\d{4}[A-Z]"  # CLLTS3310D; with four letters it is the directory's COMS4771W
    r"|[A-Z]{2,4}\s\d[-X]{3})"  # a wildcard for credit from elsewhere
)

_UNIT = r"(?:points|pts\.?|credits|credit)"
_GPA = r"(?:gpa|g\.p\.a\.|grade point average|average|index)"
_CUMULATIVE = r"(?:cumulative|cum\.?|overall)"
_IS = r"\s*[:=]?\s*"
_FIGURE = r"(?P<value>\d{1,3}(?:\.\d{1,4})?)(?![\d.]*\d)"


def figure(kind: TotalKind, label: str) -> tuple[TotalKind, re.Pattern[str]]:
    """Return a figure as it is printed behind a label."""
    return kind, re.compile(rf"(?<!\w){label}{_IS}{_FIGURE}", re.IGNORECASE)


_DONE = r"(?:\s*(?:earned|completed|attempted|registered))?"
_TOTALS = (
    figure(TotalKind.TERM_GPA, rf"(?:term|semester)\s*{_GPA}"),
    figure(TotalKind.CUMULATIVE_GPA, rf"{_CUMULATIVE}\s*{_GPA}"),
    figure(TotalKind.TERM_POINTS, rf"(?:term|semester)\s*(?:total\s*)?{_UNIT}{_DONE}"),
    figure(
        TotalKind.TRANSFER_POINTS,
        rf"(?:(?:total\s+)?(?:entering|transfer|advanced standing)\s+{_UNIT}(?:\s+total)?{_DONE})",
    ),
    figure(
        TotalKind.CUMULATIVE_POINTS,
        rf"(?:{_CUMULATIVE}\s*(?:total\s*)?|total\s*){_UNIT}{_DONE}",
    ),
)

#: Names of schools as the registrar's systems print them.
_SCHOOL = (
    r"(?:sch(?:ool)?\.?\s+of\b|graduate school\b|columbia college\b|barnard college\b"
    r"|engineering (?:&|and) applied science\b|school of general studies\b|general studies\b"
    r"|interfaculty\b|ce & spec prg\b|(?:school of )?professional studies\b"
    r"|fu foundation\b|the fu foundation\b|teachers college\b|law school\b|business school\b"
    r"|mailman\b|college of physicians\b|grad(?:uate)? sch(?:ool)?\b|american language program\b"
    r"|columbia (?:law|business|journalism|climate) school\b)"
)
_LATIN = r"(?:summa |magna )?cum laude|with (?:high(?:est)? )?(?:honors|distinction)"

_FURNISHINGS = (
    # The legend comes first: the rest of its page is prose, with grades and codes as examples.
    Furnishing.of(
        "legend",
        r"(?:.*\b(?:key|guide) to (?:the )?(?:transcripts?|grades|grading)\b.*"
        r"|.*\b(?:transcript|grading) (?:legend|key|guide|information|explanation|system)\b.*"
        r"|legend\b.*|.*\bexplanation of (?:grades|grading|transcript|the|symbols|codes)\b.*"
        r"|grading systems?\b.*|key to (?:course|grade|school).*)",
    ),
    Furnishing.of("footer", r".*\bpage\s*\d+(?:\s*(?:of|/)\s*\d+)?\s*"),
    Furnishing.of("footer", r"\d{1,3}\s*(?:/|of)\s*\d{1,3}"),
    # a place on the web may hold the key of the student's session
    Furnishing.of("address", r"(?:https?://|file://|www\.)\S+.*"),
    Furnishing.of(
        "footer",
        r"(?:this|the) (?:official |unofficial )?(?:transcript|record|document)\b.*|.*\b(?:end of"
        r" (?:official |unofficial )?(?:transcript|record|academic record|undergraduate record"
        r"|graduate record))\b.*|.*\bnot (?:valid|official) (?:without|unless)\b.*"
        r"|.*\S+@\S+\.(?:edu|com|org).*|.*\bregistrar'?s? (?:signature|seal)\b.*|.*\bferpa\b.*"
        r"|.*\b(?:university )?registrar\s*,?\s*|.*\bcontinued on (?:the )?next (?:page|col)\w*.*",
    ),
    # what a browser prints at the edge of a page: date, title, place
    Furnishing.of(
        "footer", r"\d{1,2}/\d{1,2}/\d{2,4},?\s+\d{1,2}:\d{2}(?::\d{2})?(?:\s*[ap]\.?m\.?)?\b.*"
    ),
    Furnishing.of("footer", r"\d{1,2}/\d{1,2}/\d{2,4}"),
    Furnishing.of(
        "title",
        r".*\bcolumbia university\b.*|.*\boffice of the (?:university )?registrar\b.*"
        r"|(?:official |unofficial )?(?:academic )?(?:transcript|record)s?(?: of .*)?"
        r"|.*\bunofficial (?:academic )?(?:record|transcript)\b.*|vergil|barnard college"
        r"|\(?(?:un)?official\)?|(?:new york,? )?(?:n\.?y\.?|new york),?\s*\d{5}(?:-\d{4})?",
    ),
    Furnishing.of(
        "transfer",
        r"(?:entering|transfer|advanced standing|advanced placement|exam(?:ination)?|ap|ib"
        r"|international baccalaureate|test)\s+(?:transfer\s+)?credits?\b.*"
        r"|(?:advanced placement|advanced standing|international baccalaureate|a-?levels?"
        r"|credit by exam(?:ination)?|transfer(?:red)?(?: from)?|transfer work|study abroad)"
        r"\s*(?:[:(-].*|program.*)?",
    ),
    Furnishing.of("school", _SCHOOL + r".*"),
    Furnishing.of(
        "degree",
        rf"(?:bachelor|master|doctor) of\b.*|degrees? (?:awarded|conferred)\b.*|{_LATIN}",
    ),
    Furnishing.of(
        "remark",
        rf".*\b(?:dean'?s list|{_LATIN})\b.*|\(?(?:no courses?|leave of absence|on leave"
        r"|withdrew|withdrawn"
        r"|not enrolled|not registered|medical leave|academic probation|good standing"
        r"|study abroad|courses? in progress|in progress|current term|remarks?)\b.*",
    ),
    Furnishing.of(
        "total",
        rf"(?:term|semester|{_CUMULATIVE}|total)\s+(?:{_UNIT}|{_GPA})\s*:?\s*(?:n/?a|-+|none)?"
        rf"(?:\s+(?:term|semester|{_CUMULATIVE})\s+(?:{_UNIT}|{_GPA})\s*:?\s*(?:n/?a|-+|none)?)*",
    ),
    # a figure whose scope is not printed is known, and proves nothing
    Furnishing.of(
        "total",
        rf"(?:[a-z&()' ]{{0,40}}\s)?(?:{_UNIT}|{_GPA}){_DONE}\s*[:=]\s*\d+(?:\.\d+)?",
    ),
    Furnishing.of("term", r"\(?cont(?:inued|'?d|\.)\)?"),
)


def vocabulary(
    *columns: Column,
    row_start: str,
    newspaper: bool = False,
    furnishings: tuple[Furnishing, ...] = (),
    totals: tuple[tuple[TotalKind, re.Pattern[str]], ...] = (),
    people: tuple[re.Pattern[str], ...] = (),
    credit: Table | None = None,
) -> Vocabulary:
    """Return the vocabulary of a table with these columns, with the lines all documents have.

    Args:
        columns: from left to right.
        row_start: how a line of the table begins.
        newspaper: whether a page may be set in several columns.
        furnishings: known lines of this kind of document; they come before the common ones.
        totals: figures of this kind of document; they come behind the common ones.
        people: see `Vocabulary`.
        credit: see `Vocabulary`.
    """
    return Vocabulary(
        Table(columns),
        re.compile(rf"(?:[*†‡§#+]\s+)?{row_start}"),  # behind the mark of a footnote
        newspaper,
        furnishings + _FURNISHINGS,
        _LABELS,
        _TOTALS + totals,
        people,
        credit,
    )


#: The university names itself in the first lines; further down it may be named by anybody.
_HEAD = 12


class ColumbiaReader(TableReader):
    """What the readers of Columbia's documents share.

    Attributes:
        header_words: the header by which the table is told, for people.
    """

    header_words: ClassVar[str]

    def institution(self) -> Institution:
        """Return Columbia."""
        return columbia()

    def scale(self, school: str | None, programs: Sequence[str]) -> str | None:
        """Return the grade scale of a school block by the school's name.

        Example:
            >>> from degreekit.columbia.readers import VergilReader
            >>> VergilReader().scale("SCH OF ENGR & APP SCI: UGRAD", ())
            'seas-undergraduate'
        """
        return scale_of_school(school, programs)

    def claim(self, text: str, codes: Sequence[str]) -> Claim | None:
        """Claim a table of courses where the page names Columbia or the codes are Columbia's."""
        head = "".join(text.splitlines()[:_HEAD])
        bare = re.sub(r"\s", "", head).upper()  # a heading may be spaced out
        named = any(name in bare for name in ("COLUMBIAUNIVERSITY", "COLUMBIACOLLEGE", "BARNARD"))
        lettered = 2 * sum(map(self._is_lettered, codes)) >= len(codes)
        if not (named or lettered):
            return None
        saw = " and ".join(
            ["Columbia's name"] * named + ["course codes with Columbia's school letters"] * lettered
        )
        certainty = Certainty.CERTAIN if named and lettered else Certainty.LIKELY
        return Claim(certainty, f"a table under {self.header_words}, {saw}")

    def _is_lettered(self, code: str) -> bool:
        """Return whether a code has a school letter, as Columbia prints it."""
        try:
            found = columbia().grammar.parse(code)
        except InvalidCourseCode:
            return False
        return bool(found.letter) and len(found.number) == 4
