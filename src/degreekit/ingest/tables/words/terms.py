"""The terms that registrars print: as headings, after labels, in columns.

A season and a year make a term, in either order, abbreviated or in full, with a session, dates, a
status or a campus around them. `find_terms` finds terms in a text. `heading_of` says whether a
whole line can be the heading of one. Whether it is, the table around it decides.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from functools import lru_cache
from typing import NamedTuple

from degreekit.courses import Term
from degreekit.courses.term import SEASON_WORDS

__all__ = [
    "FoundTerm",
    "Heading",
    "find_terms",
    "heading_of",
    "season_of",
    "term_in",
    "term_of",
    "year_of",
]

#: The abbreviations in use; a letter less would read words as seasons ("S 2023", "W 2023").
_ABBREVIATIONS = {
    "AUT": 3, "AU": 3, "FALL": 3, "FAL": 3, "FA": 3, "FL": 3, "SPRING": 1, "SPRG": 1, "SPR": 1,
    "SPG": 1, "SP": 1, "SUMMER": 2, "SUMR": 2, "SUMM": 2, "SUM": 2, "SMR": 2, "SU": 2,
    "WINTER": 0, "WINT": 0, "WIN": 0, "WTR": 0, "WI": 0,
}  # fmt: skip
_SEASONS = SEASON_WORDS | _ABBREVIATIONS
#: A season of the second half of an academic year ("2023-24 Spring" is in 2024).
_SECOND_HALF = frozenset({0, 1, 2})
#: Two digits are a year up to this one of the 2000s; above it they are of the 1900s.
_PIVOT = 60
_QUARTER = re.compile(r"\b(?:QUARTER|QTR)\b", re.IGNORECASE)

_SEASON = rf"(?P<season>{'|'.join(sorted(_SEASONS, key=len, reverse=True))})\.?"
_YEAR4 = r"(?:19|20)\d\d"
_RANGE = rf"(?P<first>{_YEAR4})\s*[-/]\s*(?P<second>{_YEAR4}|\d\d)(?!\d)"
_SHORT_RANGE = r"A\.?Y\.?\s?'?(?P<ay>\d\d)\s?[-/]?\s?(?P<to>\d\d)(?!\d)"
_YEAR = rf"(?:{_RANGE}|(?P<year>{_YEAR4})(?!\d)|'\s?(?P<short>\d\d)(?!\d)|{_SHORT_RANGE})"
_MONTH = r"(?:JAN|FEB|MAR|APR|MAY|JUN|JUL|AUG|SEP|OCT|NOV|DEC)[A-Z]*\.?"
_PERIOD = r"(?:TERM|TRM|SEMESTER|SEM|SESSION|QUARTER|QTR|TRIMESTER|SCHOOL|CLASSES|COURSES)\b\.?"
_ORDINAL = r"(?:FIRST|SECOND|THIRD|1ST|2ND|3RD|EARLY|LATE|FULL)"
_NAME = r"(?:[A-Z]|\d{1,2}|I{1,3}|IV|ONE|TWO)"
#: A session of a term: "Session II", "(Session D)", "A", "X", "Term", "II".
_SESSION = (
    rf"(?:[(\[]?\s*(?:{_ORDINAL}\s+)?(?:PART OF )?{_PERIOD}(?:\s+{_NAME}\b)?\s*[)\]]?|{_NAME}\b)"
)
_GAP = r"[\s,:/|-]*"
_ACADEMIC = rf"(?:\b(?:(?:(?:ACADEMIC|SCHOOL)\s+)?YEAR|A\.?Y\.?)\b{_GAP})?"
#: What may stand between a year and the name of its term: "2022-2023   Term: Fall".
_LABELLED = rf"(?:(?:{_PERIOD}){_GAP})?"
#: The months of a season: "Fall (September - December) 2022".
_MONTHS = rf"(?:\s*\({_MONTH}\s*[-–/]\s*{_MONTH}\))?"
#: Which half of an academic year a semester is: "First Semester 2022-2023", "2022/23, Semester 2".
_HALF = (
    r"(?:(?P<first_half>(?:FIRST|1ST)\s+SEM(?:ESTER)?|SEM(?:ESTER)?\s+(?:1|I|ONE))"
    r"|(?:SECOND|2ND)\s+SEM(?:ESTER)?|SEM(?:ESTER)?\s+(?:2|II|TWO))\b\.?"
)

_FORMS = (
    # Fall 2023, Summer Session II 2023, FALL '23, Fall of 2023, Fall (2023), Fall 2023-2024, FA
    # 2023, Fall Semester, Academic Year 2022-2023
    re.compile(
        rf"\b(?:{_ORDINAL}\s+)?{_SEASON}{_MONTHS}(?:\s+{_SESSION})?(?:\s+OF)?{_GAP}{_ACADEMIC}"
        rf"\(?\s*{_YEAR}\)?",
        re.IGNORECASE,
    ),
    # 2023 Fall, 2023-Fall, 2019-2020 Fall, 2023/FA, 2023FA, 2022-2023 Academic Year: Fall
    re.compile(
        rf"(?<![\w-]){_YEAR}{_GAP}{_ACADEMIC}{_LABELLED}{_SEASON}(?![A-Z])(?:\s+{_SESSION}(?!\s*\d))?",
        re.IGNORECASE,
    ),
    # FA23, FA 23, FA-23, Fall 23
    re.compile(rf"\b{_SEASON}[\s-]?(?P<year2>\d\d)(?![\d/.:%-])", re.IGNORECASE),
    # 23/FA, 23FA
    re.compile(rf"(?<![\w./-])(?P<year2>\d\d)/?{_SEASON}(?![A-Z])", re.IGNORECASE),
    # First Semester 2022-2023, Semester 1 2022/23
    re.compile(rf"\b(?P<half>{_HALF}){_GAP}{_ACADEMIC}\(?{_RANGE}\)?", re.IGNORECASE),
    # 2022-2023, Second Semester
    re.compile(rf"(?<![\w-]){_RANGE}{_GAP}{_ACADEMIC}(?P<half>{_HALF})", re.IGNORECASE),
    # September 2022 - December 2022, Sept. - Dec. 2022
    re.compile(
        rf"\b(?P<from>{_MONTH})(?:,?\s*(?P<began>{_YEAR4}))?\s*(?:[-–/]|to)\s*"
        rf"(?P<until>{_MONTH}),?\s*(?P<year>{_YEAR4})(?!\d)",
        re.IGNORECASE,
    ),
)
#: Year and number of the season, as in the directory of classes: 20233.
_CODE = re.compile(r"(?<![\w.-])(?P<code>(?:19|20)\d\d[123])(?![\w.-])")


#: The seasons of the months in which terms begin, and of those in which they end.
_BEGIN = {"JAN": 1, "FEB": 1, "MAY": 2, "JUN": 2, "JUL": 2, "AUG": 3, "SEP": 3}
_END = {"APR": 1, "MAY": 1, "JUN": 2, "JUL": 2, "AUG": 2, "SEP": 2, "DEC": 3}
#: What has no such letters or no two digits names no term, and no form has to be tried on it.
_HINT = re.compile(
    "|".join(sorted({name[:2] for name in _SEASONS} | {"SEM", *_BEGIN})), re.IGNORECASE
)
_DIGITS = re.compile(r"\d\d")


class FoundTerm(NamedTuple):
    """A term in a text, and where it stands there."""

    term: Term
    start: int
    end: int


class Heading(NamedTuple):
    """What a line says that may be the heading of a term.

    Attributes:
        term: the term.
        rest: what else it says that no heading usually does; empty where it is a heading only.
    """

    term: Term
    rest: str


def find_terms(text: str, *, codes: bool = False) -> Iterator[FoundTerm]:
    """Yield the terms that a text names, from left to right.

    Args:
        text: what is printed.
        codes: whether terms may also be written as a code, as ``20233``.

    Example:
        >>> from degreekit.ingest.tables.words.terms import find_terms
        >>> [str(found.term) for found in find_terms("2023-24 Spring, then SUMMER '24")]
        ['Spring 2024', 'Summer 2024']
    """
    found: list[FoundTerm] = []
    text = text.replace("_", " ")  # "Fall_2023"
    for form in _FORMS if _DIGITS.search(text) and _HINT.search(text) else ():
        for match in form.finditer(text):
            term = _term(match)
            is_free = all(match.end() <= f.start or match.start() >= f.end for f in found)
            if term is not None and is_free:
                found.append(FoundTerm(term, *match.span()))
    if codes:
        for match in _CODE.finditer(text):
            if all(match.end() <= other.start or match.start() >= other.end for other in found):
                found.append(FoundTerm(Term.parse(match["code"]), *match.span()))
    return iter(sorted(found, key=lambda one: one.start))


def _term(match: re.Match[str]) -> Term | None:
    """Return the term of a match of one of the forms; None where nobody can say which it is."""
    groups = match.groupdict()
    if groups.get("from"):
        return _of_months(groups)
    if groups.get("half"):
        season = 3 if groups["first_half"] else 1
    else:
        season = _SEASONS[match["season"].upper()]
    first, last = groups.get("first") or groups.get("ay"), groups.get("second") or groups.get("to")
    if first and last:
        if groups.get("half") and (int(first) + 1 - int(last)) % 100:
            return None  # not one academic year
        if season == 0 and match.start("season") < match.start("first"):
            # a winter quarter is in the second year; a winter semester begins in the first
            return Term(_century(first) + 1, 0) if _QUARTER.search(match[0]) else None
        return Term(_century(first) + (season in _SECOND_HALF), season)
    if year := groups.get("year"):
        return Term(int(year), season)
    return Term(_century(groups.get("short") or groups.get("year2") or "0"), season)


def _century(year: str) -> int:
    """Return a year that may be printed with two digits."""
    return int(year) if len(year) > 2 else int(year) + (2000 if int(year) <= _PIVOT else 1900)


def _of_months(groups: Mapping[str, str | None]) -> Term | None:
    """Return the term that lasts from one month to another; None where none does."""
    begins, ends = ((groups[name] or "")[:3].upper() for name in ("from", "until"))
    season = _BEGIN.get(begins)
    year = int(groups["year"] or 0)
    is_one = season == _END.get(ends) and int(groups["began"] or year) == year
    return Term(year, season) if season is not None and is_one else None


@lru_cache(maxsize=4096)
def term_of(text: str) -> Term | None:
    """Return the term that a whole cell says; None where it says something else.

    Example:
        >>> from degreekit.ingest.tables.words.terms import term_of
        >>> str(term_of("20233")), str(term_of("Fall Term, 2023")), term_of("FALL OF ROME")
        ('Fall 2023', 'Fall 2023', None)
    """
    for found in find_terms(text, codes=True):
        around = text[: found.start] + text[found.end :]
        return found.term if not _MARKS.sub("", around) else None
    return None


_YEARS = re.compile(
    rf"(?:academic\s+|school\s+)?(?:year|a\.?y\.?)?\s*:?\s*(?:{_RANGE}|(?P<year>{_YEAR4}))(?:\s+(?:academic|school)\s+year)?",
    re.IGNORECASE,
)
_ONLY_SEASON = re.compile(
    rf"(?:{_ORDINAL}\s+)?{_SEASON}(?:\s+{_SESSION})*(?:\W+CONT(?:INUED|'?D)?\.?)?", re.IGNORECASE
)


@lru_cache(maxsize=1024)
def year_of(text: str) -> tuple[int, int] | None:
    """Return the calendar years of a line that names a year and nothing else; None of any other.

    Example:
        >>> from degreekit.ingest.tables.words.terms import year_of
        >>> year_of("Academic Year 2023-24"), year_of("2023"), year_of("Fall 2023")
        ((2023, 2024), (2023, 2023), None)
    """
    found = _YEARS.fullmatch(_MARKS_AT_ENDS.sub("", text))
    if found is None:
        return None
    if year := found["year"]:
        return int(year), int(year)
    first = int(found["first"])
    return (first, first + 1) if int(found["second"]) % 100 == (first + 1) % 100 else None


@lru_cache(maxsize=1024)
def season_of(text: str) -> int | None:
    """Return the season of a line that names one, without a year; None of any other.

    Example:
        >>> from degreekit.ingest.tables.words.terms import season_of
        >>> season_of("Fall Semester (continued)"), season_of("Fall of Rome")
        (3, None)
    """
    found = _ONLY_SEASON.fullmatch(_MARKS_AT_ENDS.sub("", text))
    return _SEASONS[found["season"].upper()] if found else None


def term_in(years: tuple[int, int], season: int) -> Term:
    """Return the term of a season in an academic year: it begins with the fall."""
    return Term(years[1] if season in _SECOND_HALF else years[0], season)


#: What may stand around a heading and says nothing.
_MARKS = re.compile(r"[\s*•▪■►◆#=~_|<>()\[\]{}.,:;/–—-]+")
_MARKS_AT_ENDS = re.compile(rf"^{_MARKS.pattern}|{_MARKS.pattern}$")
_DATE = re.compile(
    rf"\d{{1,2}}/\d{{1,2}}/\d{{2,4}}|(?:19|20)\d\d-\d\d-\d\d|{_MONTH}\s+\d{{1,2}}(?:,?\s+{_YEAR4})?"
    rf"|\d{{1,2}}[ -]{_MONTH}[ -]{_YEAR4}",
    re.IGNORECASE,
)
#: Words that may stand in front of the term in its heading ...
_LABEL = frozenset(
    [
        "a",
        "academic",
        "ay",
        "class",
        "classes",
        "code",
        "course",
        "courses",
        "coursework",
        "current",
        "enrolled",
        "enrollment",
        "final",
        "first",
        "for",
        "full",
        "grade",
        "grades",
        "history",
        "in",
        "midterm",
        "no",
        "number",
        "of",
        "qtr",
        "official",
        "period",
        "quarter",
        "record",
        "registered",
        "registration",
        "report",
        "results",
        "schedule",
        "second",
        "sem",
        "session",
        "semester",
        "study",
        "taken",
        "term",
        "the",
        "third",
        "trimester",
        "trm",
        "work",
        "year",
        "yr",
    ]
)
#: ... or the name of a school, ...
_SCHOOL = frozenset(
    [
        "&",
        "and",
        "applied",
        "arts",
        "business",
        "college",
        "continuing",
        "division",
        "engineering",
        "faculty",
        "general",
        "gr",
        "grad",
        "graduate",
        "health",
        "international",
        "journalism",
        "law",
        "of",
        "professional",
        "public",
        "sch",
        "school",
        "science",
        "sciences",
        "social",
        "studies",
        "undergraduate",
    ]
)
#: ... and words that may stand behind it: that it goes on, session, status, campus, level, school.
_BESIDES = (
    _LABEL
    | _SCHOOL
    | frozenset(
        [
            "abroad",
            "and",
            "as",
            "campus",
            "cont",
            "co",
            "contd",
            "continued",
            "credit",
            "credits",
            "dean",
            "deans",
            "dean's",
            "degree",
            "doctoral",
            "downtown",
            "eight",
            "five",
            "ft",
            "full-time",
            "good",
            "half",
            "half-time",
            "honor",
            "honors",
            "i",
            "ii",
            "iii",
            "iv",
            "in-progress",
            "institute",
            "level",
            "list",
            "main",
            "master",
            "masters",
            "master's",
            "morningside",
            "non-degree",
            "on",
            "one",
            "online",
            "op",
            "part",
            "part-time",
            "point",
            "points",
            "probation",
            "program",
            "progress",
            "pt",
            "satisfactory",
            "six",
            "standing",
            "status",
            "student",
            "study",
            "summer",
            "ten",
            "through",
            "time",
            "to",
            "twelve",
            "two",
            "university",
            "week",
            "weeks",
        ]
    )
)
_FIGURE = re.compile(r"(?<!\S)\d{1,3}[.,]\d{1,4}(?!\S)")
_SHORT = re.compile(
    r"\d{1,2}(?:[A-Z]\d?)?|[A-Z]\d|[IVX]{1,4}|[A-Z]|(?:19|20)\d{2}(?:\d{1,2})?", re.IGNORECASE
)


@lru_cache(maxsize=4096)
def heading_of(text: str) -> Heading | None:
    """Return what a line says that begins with a term, or a label and a term; else None.

    Example:
        >>> from degreekit.ingest.tables.words.terms import heading_of
        >>> heading_of("*** FALL TERM 2023 (continued) ***")
        Heading(term=Term(year=2023, season=3), rest='')
        >>> heading_of("Academic Period: Fall 2023 - Rowing")
        Heading(term=Term(year=2023, season=3), rest='Rowing')
        >>> heading_of("Te rm: Fall 2023").rest
        ''
        >>> heading_of("Admitted in Fall 2023") is None
        True
    """
    terms = list(find_terms(text, codes=True))
    if not terms or any(other.term != terms[0].term for other in terms):
        return None
    label = text[: terms[0].start]
    spaced = _MARKS.sub("", label).casefold() in _LABEL  # "Te rm: Fall 2023", set wide
    if _words(label, _LABEL | _SCHOOL) and not spaced:
        return None
    between = [a.end for a in terms], [b.start for b in terms[1:]] + [len(text)]
    rest = [_words(text[a:b], _BESIDES) for a, b in zip(*between, strict=True)]
    return Heading(terms[0].term, " ".join(filter(None, rest)))


def _words(text: str, known: frozenset[str]) -> str:
    """Return the words of a part of a heading that headings do not usually have."""
    text = _DATE.sub(" ", text)
    figures = _FIGURE.findall(text)
    plain = _MARKS.sub(" ", _FIGURE.sub(" ", text)).split()
    words = [w for w in plain if w.casefold() not in known and not _SHORT.fullmatch(w)]
    return " ".join((*words, *figures))
