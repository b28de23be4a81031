"""The words that registrars print above columns, before figures and elsewhere.

Words are evidence and nothing more. What a column holds and what a figure sums up is decided by all
that is known of it; a word that is not in these lists, or is missing, makes a document no harder to
read than it is for a person.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from enum import StrEnum
from functools import lru_cache

from degreekit.ingest.readers.reader import Measure, Scope

__all__ = [
    "Role",
    "all_tagged",
    "figure_label",
    "name_cost",
    "names_columns",
    "roles_named",
    "status_word",
    "tags_of",
    "unknown_words",
]


class Role(StrEnum):
    """What the column of a table holds. A column that is none of these is `OTHER`."""

    CODE = "code"
    SUBJECT = "subject"
    NUMBER = "number"
    SECTION = "section"
    TITLE = "title"
    CREDITS = "credits"
    EARNED = "earned"
    GPA_CREDITS = "gpa_credits"
    GRADE = "grade"
    GRADE_POINTS = "grade_points"
    GRADE_VALUE = "grade_value"
    TERM = "term"
    STATUS = "status"
    INSTITUTION = "institution"
    SOURCE_CODE = "source_code"
    OTHER = "other"


# ---------------------------------------------------------------------------------------- tags

#: What a word, in small letters, tells of the name of a column or of a figure.
_TAGS: dict[str, frozenset[str]] = {}
for _line in """
course: course courses class classes crse crs catalog cat subject subj module modules
course: sbj dept department discipline
number: number no nbr num id code # numb
title: title titles description desc descr descriptive name long
points: points point pts pnts
ects: ects ects-credits
unit: credits credit cred creds cr crd hours hour hrs hr units unit un sh
total: total totals tot sum
attempted: attempted attempt attempts att attm attmp atmp carried registered enrolled taken
earned: earned ern erned earn completed passed cmpl comp'd awarded granted accepted satisfied
gpa: gpa average avg averages index qpa
average: grade-point-average
quality: quality qual qlty honor
grade: grade grades grd gr mark marks letter
basis: basis mode option grading grbas bas
value: value val numeric numerical gv
call: call crn ref reference cls
section: section sec sect sc
instructor: instructor instructors professor prof faculty instr taught teacher lecturer
campus: campus location loc site camp
level: level lvl lev lv career
status: status state stat sts
term: term semester session quarter trimester trm sem current
flag: repeat rpt r rep incl repeated i/e
share: pct % range percent percentage
dates: date dates start end begin from to
other: component comp format fmt method delivery requirement req school type attribute remarks notes
institution: institution institutional inst source college univ university provider
equivalent: equivalent equivalency equiv equivalents applied
midterm: midterm mid interim mt
everybody: median mean
cumulative: cumulative cum cumul cumm career overall ytd todate grand combined
transfer: transfer transferred transf entering external incoming
resident: institution institutional inst local resident home
""".strip().splitlines():
    _tag, _, _words = _line.partition(": ")
    for _word in _words.split():
        _TAGS[_word] = _TAGS.get(_word, frozenset()) | {_tag}
for _word, _names in {
    "qpts": "quality points", "qp": "quality points", "qps": "quality points",
    "gpts": "quality points", "gp": "quality points", "q": "quality", "qpnts": "quality points",
    "ahrs": "attempted unit", "ehrs": "earned unit", "qhrs": "gpa unit", "ghrs": "gpa unit",
    "gpah": "gpa unit", "phrs": "earned unit", "chrs": "unit", "gpahrs": "gpa unit",
    "gpa-hrs": "gpa unit", "cgpa": "cumulative gpa", "tgpa": "term gpa", "sgpa": "term gpa",
    "graded": "gpa", "crn": "call", "cat#": "course number",
    "cls#": "call number", "%a": "share", "g.p.a": "gpa", "c.g.p.a": "cumulative gpa",
    "qhr": "gpa unit", "ghr": "gpa unit", "ahr": "attempted unit", "ehr": "earned unit",
    "qpt": "quality points", "ccr": "cumulative unit", "cgp": "cumulative quality points",
    "crhrs": "unit", "qpa": "gpa", "transferred": "transfer",
}.items():  # fmt: skip
    _TAGS[_word] = frozenset(_names.split())
#: Words that say nothing by themselves.
_FILLERS = frozenset(
    [
        "the",
        "for",
        "of",
        "in",
        "a",
        "an",
        "this",
        "to",
        "and",
        "is",
        "&",
        "per",
        "your",
        "all",
        "at",
        "on",
        "by",
        "with",
        "/",
        "-",
        "|",
        "as",
        "fin",
        "final",
        "official",
        "only",
        "letter",
    ]
)
#: Of two words without a blank between them each has so many letters at least: of "att" and "end"
#: many words are made.
_SHORTEST = 4
_WORD = re.compile(r"[a-z%#][a-z.'#%]*(?:/[a-z]\b)?|[#%]")


@lru_cache(maxsize=4096)
def tags_of(text: str) -> tuple[frozenset[str], int, int]:
    """Return the tags of a text, how many of its words have any, and how many are unknown."""
    tags: set[str] = set()
    known = unknown = 0
    for word in _WORD.findall(text.casefold()):
        own = (
            _TAGS.get(word)
            or _TAGS.get(word.strip(".'"))
            or _TAGS.get(re.sub(r"[.'()]|(?<=r)s$", "", word))
        )
        own = own or _glued(word)
        if own:
            tags |= own
            known += 1
        elif word.strip(".'") not in _FILLERS:
            unknown += 1
    return frozenset(tags), known, unknown


@lru_cache(maxsize=4096)
def _glued(word: str) -> frozenset[str]:
    """Return the tags of two words that were copied without the blank between them: TERMGPA."""
    halves = ((word[:at], word[at:]) for at in range(1, len(word)))
    both = (
        _TAGS[one] | _TAGS[other]
        for one, other in halves
        if one in _TAGS
        and other in _TAGS
        and all(len(half) >= _SHORTEST or half == "gpa" for half in (one, other))
    )
    return next(both, frozenset())


def unknown_words(text: str) -> frozenset[str]:
    """Return the words of a text that do not name columns or figures, in small letters."""
    return frozenset(word for word in _WORD.findall(text.casefold()) if tags_of(word)[2])


@lru_cache(maxsize=4096)
def roles_named(text: str) -> tuple[Role, ...]:
    """Return what a column may hold that is printed under this name, the likeliest first.

    None where the name says nothing, or what is not a field of a record.

    Example:
        >>> from degreekit.ingest.tables.words.vocabulary import roles_named
        >>> [role.value for role in roles_named("Pts")]
        ['credits', 'grade_points']
        >>> [role.value for role in roles_named("Course Title")]
        ['title']
    """
    tags, known, _ = tags_of(text)
    if not known:
        return ()
    if found := _named_outright(text, tags):
        return found
    for role, wanted in _NAMED:
        if any(one <= tags for one in wanted):
            return role
    return (Role.OTHER,)


def _named_outright(text: str, tags: frozenset[str]) -> tuple[Role, ...]:
    """Return what a column holds whose name says so, whatever other words are in it."""
    others = tags & {
        "instructor",
        "basis",
        "campus",
        "level",
        "share",
        "dates",
        "midterm",
        "everybody",
    }
    if others and "title" not in tags:  # "Title / Instructor": one above the other
        return (Role.OTHER,)
    if tags >= {"gpa", "course"} and "unit" not in tags:
        return (Role.OTHER,)  # the average of a class
    if "equivalent" in tags:
        return (Role.CODE,)
    if "title" in tags:
        return (Role.TITLE,)
    if _COURSE_UNIT.search(text):
        return (Role.TITLE, Role.CODE, Role.CREDITS)
    if _ends_with_grade(text):
        return (Role.CREDITS, Role.GRADE)
    if "ects" in tags:
        # next to credits of the institution they are another count of the same
        return (Role.GRADE,) if "grade" in tags else (Role.OTHER, Role.CREDITS)
    return ()


#: What a course is called in Europe, and a grade beside that of the institution.
_COURSE_UNIT = re.compile(r"\b(?:course|study) unit$|\bunit of (?:study|learning)$", re.IGNORECASE)


def _ends_with_grade(text: str) -> bool:
    """Return whether a name is that of credits and of grades in one cell: "Credit Hours Grade"."""
    *first, last = (tags_of(word)[0] for word in _WORD.findall(text.casefold()))
    before = frozenset[str]().union(*first)
    is_credits = bool(before & {"points", "unit"})
    return last == {"grade"} and is_credits and not before & {"grade", "quality", "gpa", "value"}


#: What only several words name: "Grade Pts", "Hours Earned".
_COMPOUND = frozenset({Role.GRADE_POINTS, Role.GPA_CREDITS, Role.EARNED})
#: Words of a name that say different things by themselves are rather two names.
_JOINED = 3.0


@lru_cache(maxsize=4096)
def _name_cost(words: tuple[str, ...]) -> float:
    said = set(roles_named(" ".join(words)))
    # "Course" and "Number" stand in front of or behind other names
    own = [set(roles_named(word)) - {Role.NUMBER, Role.CODE} for word in words]
    is_midterm = tags_of(" ".join(words))[0] == {"midterm", "grade"}
    return (
        0.0
        if said & _COMPOUND or is_midterm
        else _JOINED * sum(bool(o) and not o & said for o in own)
    )


def name_cost(words: Sequence[str]) -> float:
    """Return what speaks against some words as the name of one column.

    Example:
        >>> from degreekit.ingest.tables.words.vocabulary import name_cost
        >>> name_cost(["Grade", "Points"]), name_cost(["Title", "Grade"])
        (0.0, 3.0)
    """
    return _name_cost(tuple(words))


#: What tags together name, the more special first.
_NAMED: tuple[tuple[tuple[Role, ...], tuple[set[str], ...]], ...] = (
    ((Role.GPA_CREDITS,), ({"quality", "unit"}, {"gpa"})),
    ((Role.GRADE_POINTS,), ({"grade", "points"}, {"grade", "unit"}, {"quality"}, {"value"})),
    ((Role.GRADE,), ({"grade"},)),
    ((Role.GRADE_POINTS, Role.CREDITS), ({"total", "points"},)),
    ((Role.EARNED,), ({"earned"},)),
    ((Role.CREDITS,), ({"attempted"}, {"unit"})),
    ((Role.CREDITS, Role.GRADE_POINTS), ({"points"},)),
    ((Role.SECTION,), ({"section"},)),
    ((Role.STATUS,), ({"status"},)),
    ((Role.TERM,), ({"term"},)),
    ((Role.OTHER,), ({"call"}, {"flag"}, {"other"})),
    ((Role.CODE,), ({"course"},)),
    ((Role.NUMBER, Role.CODE, Role.OTHER), ({"number"},)),
    ((Role.INSTITUTION,), ({"institution"}, {"transfer"})),
)


#: What the header of a table of courses names, besides one of those that only it does.
_OF_COURSES = frozenset({"course", "title", "grade"})
_COLUMNS = _OF_COURSES | {
    "section", "unit", "points", "attempted", "earned", "instructor", "term", "status", "number",
    "call",
}  # fmt: skip
#: A line of so many words is a paragraph: a header has a dozen columns, of two or three words each.
_LONGEST_HEADER = 30
#: What a remark about a course has and the names of columns have not.
_SENTENCE = re.compile(
    r"^[\[(].*[\])]$|\b(?:not|was|were|is|are|has|have|been|by|from|this|that|under|which)\b",
    re.IGNORECASE,
)


@lru_cache(maxsize=4096)
def names_columns(text: str) -> bool:
    """Return whether a line names the columns of a table of courses.

    Example:
        >>> from degreekit.ingest.tables.words.vocabulary import names_columns
        >>> names_columns("SUBJ NO. COURSE TITLE CRED GRD PTS R"), names_columns("Course Level: UG")
        (True, False)
    """
    if len(text.split()) > _LONGEST_HEADER or ":" in text or any(c.isdigit() for c in text):
        return False
    if _SENTENCE.search(text):
        return False
    tags, known, unknown = tags_of(text)
    return known > 1 and unknown <= known and bool(tags & _OF_COURSES) and len(tags & _COLUMNS) > 1


def all_tagged(text: str) -> bool:
    """Return whether all words of a line occur in names of columns."""
    _, known, unknown = tags_of(text)
    return known > 0 and not unknown and ":" not in text and not any(c.isdigit() for c in text)


# ------------------------------------------------------------------------------------- figures


@lru_cache(maxsize=4096)
def figure_label(text: str) -> tuple[Scope | None, Measure | None, bool]:
    """Return what the words at a figure say: about which records, what of them, and if no more.

    Example:
        >>> from degreekit.ingest.tables.words.vocabulary import figure_label
        >>> figure_label("Cum. Grade Point Average")
        (<Scope.CUMULATIVE: 'cumulative'>, <Measure.GPA: 'gpa'>, True)
    """
    plain = re.sub(
        r"\b(?:grade|quality)[\s-]*points?[\s-]*(?:average|avg|index)\b|\bg\.?p\.?a\b\.?",
        "gpa",
        text,
        flags=re.IGNORECASE,
    )
    plain = re.sub(r"\badvanced\s+standing\b", "transfer", plain, flags=re.IGNORECASE)
    plain = re.sub(r"\bto\s+date\b", "todate", plain, flags=re.IGNORECASE)
    tags, known, unknown = tags_of(plain)
    scope: Scope | None = None
    if "cumulative" in tags:
        scope = Scope.CUMULATIVE
    elif "transfer" in tags:
        scope = Scope.TRANSFER
    elif "resident" in tags:
        scope = Scope.INSTITUTION
    elif "term" in tags:
        scope = Scope.TERM
    return scope, _measure(tags), bool(known) and not unknown


def _measure(tags: frozenset[str]) -> Measure | None:
    if "quality" in tags and "unit" in tags:
        return Measure.GPA_CREDITS
    if "quality" in tags or ("grade" in tags and "points" in tags and "gpa" not in tags):
        return Measure.QUALITY_POINTS
    if "gpa" in tags:
        if "unit" in tags:
            return Measure.GPA_CREDITS
        return Measure.QUALITY_POINTS if "points" in tags else Measure.GPA
    if "earned" in tags:
        return Measure.EARNED
    if "attempted" in tags:
        return Measure.ATTEMPTED
    return Measure.POINTS if tags & {"points", "unit"} else None


# ------------------------------------------------------------------------------- states of a course

_STATUS = re.compile(
    r"TAKEN|PLANNED|IN[\s-]*PROGRESS|COMPLETED?|REGISTERED|ENROLLED|ATTEMPTED|WITHDRAWN|WITHDREW"
    r"|DROPPED"
    r"|NOT TAKEN|PRE-?REGISTERED|TRANSFER(?:RED)?|CURRENT(?:LY ENROLLED)?|IN-PROG\.?|PASSED"
    r"|FAILED|INCOMPLETE"
    r"|REPEATED|WAITLISTED|GRADED|FINAL|POSTED",
    re.IGNORECASE,
)


def status_word(text: str) -> bool:
    """Return whether a text says the outcome of a course, as ``Taken`` does."""
    return bool(_STATUS.fullmatch(text))
