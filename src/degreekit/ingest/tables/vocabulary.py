"""What the printed lines of one kind of document say, declared.

Most transcripts are tables, one line a course, under headings of terms. What tells one kind from
another is vocabulary, and this is its form.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field

from degreekit.courses import InvalidTerm, Term
from degreekit.courses.term import SEASON_WORDS
from degreekit.ingest.readers.reader import TotalKind
from degreekit.ingest.tables.table import Table

__all__ = ["Furnishing", "Vocabulary", "heading_term"]


@dataclass(frozen=True, slots=True)
class Furnishing:
    r"""A kind of line that is known and is no course.

    Attributes:
        kind: what it is. Some kinds mean something: ``transfer`` opens a block of credit from
            elsewhere, ``legend`` turns the rest of the page into legend, ``school`` names the block
            that follows, ``footer`` and ``title`` are themselves even inside a legend.
        pattern: what the whole line says, without regard to case.

    Example:
        >>> from degreekit.ingest import Furnishing
        >>> bool(Furnishing.of("footer", r"page \d+").pattern.fullmatch("Page 3"))
        True
    """

    kind: str
    pattern: re.Pattern[str]

    @classmethod
    def of(cls, kind: str, pattern: str) -> Furnishing:
        """Build one from the text of a pattern."""
        return cls(kind, re.compile(pattern, re.IGNORECASE))


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """What the lines of one kind of document say.

    Attributes:
        table: its columns. The names ``code``, ``title``, ``credits``, ``grade`` and ``section``
            are fields of a record; ``grade_points`` is checked against the grade; the others are
            read over.
        row_start: how a line of the table begins; the group ``code`` is the course code.
        newspaper: whether a page may be set in several columns.
        furnishings: the lines that are known; the first that matches counts.
        labels: what is printed in front of a value, as ``NAME:``, and the kind of such a line. The
            kind ``student`` marks personal data; values of ``school`` and ``program`` are kept.
        totals: the figures that the document prints about itself, each as the group ``value``.
        people: lines that name the student without a label; the groups ``name`` and ``id`` are
            personal data, ``program`` is kept.
        credit: the table of credit from elsewhere, where it has columns of its own:
            ``institution``, ``source_code``, ``title``, ``credits``, and ``code`` for the course
            here.
    """

    table: Table
    row_start: re.Pattern[str]
    newspaper: bool = False
    furnishings: tuple[Furnishing, ...] = ()
    labels: Mapping[str, str] = field(default_factory=dict)
    totals: tuple[tuple[TotalKind, re.Pattern[str]], ...] = ()
    people: tuple[re.Pattern[str], ...] = ()
    credit: Table | None = None
    _label: re.Pattern[str] = field(init=False, repr=False)

    def __post_init__(self) -> None:
        names = "|".join(map(re.escape, sorted(self.labels, key=len, reverse=True)))
        label = re.compile(rf"(?<!\S)({names})\s*:\s*", re.IGNORECASE)
        object.__setattr__(self, "_label", label)

    def starts_row(self, text: str) -> re.Match[str] | None:
        """Return the match of a text that begins like a line of the table; None if it does not."""
        return self.row_start.match(text)

    def person(self, text: str) -> re.Match[str] | None:
        """Return the match of a line that names the student without a label; None if it is none."""
        return next((found for p in self.people if (found := p.fullmatch(text))), None)

    def furnishing(self, text: str) -> str | None:
        """Return the kind of a known line; None where it is not known."""
        return next((f.kind for f in self.furnishings if f.pattern.fullmatch(text)), None)

    def labelled(self, text: str) -> list[tuple[str, str]]:
        """Return the labels of a line with their values; none where the line begins with no label.

        Example:
            >>> import re
            >>> from degreekit.ingest import Table, Vocabulary
            >>> labels = {"NAME": "student", "ID": "student"}
            >>> words = Vocabulary(Table(()), re.compile("-"), labels=labels)
            >>> words.labelled("Name: Poe  ID: 7")
            [('NAME', 'Poe'), ('ID', '7')]
        """
        if not self.labels:
            return []
        if ":" not in text:
            return []
        before, *parts = self._label.split(text)
        if before or not parts:
            return []
        pairs = zip(parts[::2], parts[1::2], strict=True)
        return [(label.upper(), value.strip()) for label, value in pairs]


_SEASON = "|".join(SEASON_WORDS)
_PART = r"TERM|SESSION|SEMESTER"
_TERM_LINE = re.compile(
    r"(?:(?:FINAL\s+|MIDTERM\s+)?GRADES?(?:\s+REPORT)?\s*(?:FOR|OF|[:-])\s*)?"
    rf"(?P<term>(?:{_SEASON})(?:\s+(?:{_PART}|[A-D]))?,?\s*\d{{4}}|\d{{4}}\s+(?:{_SEASON}))"
    rf"(?:\s+(?:{_PART}))?\s*[:.]?(?P<rest>.*)",
    re.IGNORECASE,
)
#: What may stand behind the term in its heading: its dates, that it goes on or is in progress.
_TERM_REST = re.compile(
    r"(?:\s*[-:,(]*\s*\d{1,2}/\d{1,2}/\d{2,4}\s*(?:-|to)\s*\d{1,2}/\d{1,2}/\d{2,4}\s*\)?)?"
    r"\s*(?:[(\[-]*\s*cont(?:inued|'?d|\.)?\s*[)\].]*"
    r"|[-:,(]*\s*(?:(?:in|current|work)[\s-]*)+progress\s*\)?)?\s*",
    re.IGNORECASE,
)


def heading_term(text: str, *, whole: bool = True) -> Term | None:
    """Return the term that a text is the heading of.

    Args:
        text: a line.
        whole: whether the heading has to be all of it; else it only begins with one.

    Example:
        >>> from degreekit.ingest.tables.vocabulary import heading_term
        >>> str(heading_term("FALL TERM 2023 (continued)"))
        'Fall 2023'
    """
    found = _TERM_LINE.fullmatch(text) if whole else _TERM_LINE.match(text)
    if not found or (whole and not _TERM_REST.fullmatch(found["rest"])):
        return None
    try:
        plain = re.sub(r"(?i)\s+(SESSION|SEMESTER)\b", "", found["term"])
        return Term.parse(re.sub(r"(?<=[A-Za-z])(?=\d)", " ", plain))  # blanks lost in copying
    except InvalidTerm:
        return None
