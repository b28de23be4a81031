"""An exhaustive oracle for the Machine Learning track, page of 2023-07-25.

It is written from the page and the readings next to it alone, and it shares nothing with the
engine it judges: it lists every placement of a transcript's records and checks each one against
the rules as they are printed. It is meant to be read next to the page.

A placement puts every record into exactly one of: unused, ``required``, ``track-electives``,
``general-electives``; four of the counted records stand in the four breadth places as well.
"""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from itertools import combinations, permutations
from typing import Any, Literal

__all__ = [
    "FURTHER_COURSES",
    "Verdict",
    "alone",
    "gpa",
    "judge",
    "least_remaining",
    "normal_title",
    "parse_code",
    "parse_term",
]

Code = tuple[str, int]
Term = tuple[int, int]
Triple = tuple[int, int, int]
Status = Literal["satisfied", "conditional", "unsatisfied"]

REQUIREMENTS = (
    "breadth",
    "required",
    "track-electives",
    "general-electives",
    "total-points",
    "points-6000",
    "gpa",
)


@dataclass(frozen=True)
class Verdict:
    """What the oracle says of one transcript.

    Attributes:
        status: ``satisfied``, ``conditional`` or ``unsatisfied``.
        assumptions: The least (approvals not given, in progress, planned) over all valid
            placements; None where no placement is valid.
        placement: One placement that attains it, requirement id to record positions.
    """

    status: Status
    assumptions: Triple | None
    placement: Mapping[str, tuple[int, ...]] | None = field(default=None, compare=False)


# --------------------------------------------------------------------------------------------
# Reading: codes, titles, terms, grades
# --------------------------------------------------------------------------------------------

# "COMS W4771", "COMS 4771", "COMSW4771", "COMS4771W", "COMS W 4995-014", "COMS 4995.001",
# "STAT GR5241", "COMS W4771 V01", "COMS W4111x and y", and the key "20231COMS4771W001".
_CODE = re.compile(r"^(?:\d{5})?[\s]*([A-Z]{4})[\s\-_.]*(?:[A-Z]{1,2})?[\s\-_.]*(\d{4})(?!\d)")
# "E6998.004" and "W4771-20231-001" are seen on the CS department's own pages: no subject.
_CODE_WITHOUT_SUBJECT = re.compile(r"^(?:[A-Z]{1,2})[\s\-_.]*(\d{4})(?!\d)")


def parse_code(text: str) -> Code | None:
    """Return subject and number of a course code in any spelling, or None."""
    upper = " ".join(text.upper().split())
    if match := _CODE.match(upper):
        return match[1], int(match[2])
    if match := _CODE_WITHOUT_SUBJECT.match(upper):
        return "COMS", int(match[1])
    return None


def normal_title(text: str | None) -> str:
    """Return a title "without case, punctuation and `&`/`and`"."""
    words = re.sub(r"[^0-9a-z]+", " ", (text or "").lower()).split()
    return " ".join(word for word in words if word != "and")


_SEASONS = {"SPRING": 1, "SUMMER": 2, "FALL": 3, "AUTUMN": 3}


def parse_term(text: str | None) -> Term | None:
    """Return (year, 1 spring | 2 summer | 3 fall) of "Fall 2023", "2023 Fall" or "20233"."""
    upper = (text or "").upper()
    if match := re.fullmatch(r"\s*(\d{4})([123])\s*", upper):
        return int(match[1]), int(match[2])
    year = re.search(r"\d{4}", upper)
    season = re.search("|".join(_SEASONS), upper)
    if year is None or season is None:
        return None
    return int(year[0]), _SEASONS[season[0]]


SPRING_2015: Term = (2015, 1)
SPRING_2018: Term = (2018, 1)
SPRING_2020: Term = (2020, 1)

# "A+ 4.33, A 4, A- 3.67, B+ 3.33, B 3, B- 2.67, C+ 2.33, C 2, C- 1.67, D 1", "F counts 0".
GRADE_POINTS = {
    "A+": Fraction("4.33"),
    "A": Fraction(4),
    "A-": Fraction("3.67"),
    "B+": Fraction("3.33"),
    "B": Fraction(3),
    "B-": Fraction("2.67"),
    "C+": Fraction("2.33"),
    "C": Fraction(2),
    "C-": Fraction("1.67"),
    "D": Fraction(1),
    "F": Fraction(0),
}
# "F, P, R, W, UW, AB, AR earn none."
NO_CREDIT = frozenset({"F", "P", "R", "W", "UW", "AB", "AR"})
# "IN, INC, MU, CP, YC count like a course in progress."
LIKE_IN_PROGRESS = frozenset({"IN", "INC", "MU", "CP", "YC"})


def _grade(raw: Mapping[str, Any]) -> str | None:
    grade = raw.get("grade")
    return str(grade).strip().upper() if grade is not None and str(grade).strip() else None


def _status(raw: Mapping[str, Any]) -> str:
    """Return the record's status, read off the grade where none is given."""
    if raw.get("status"):
        return str(raw["status"])
    grade = _grade(raw)
    if grade is None:
        return "in_progress"
    if grade == "F":
        return "failed"
    if grade == "W":
        return "withdrawn"
    return "incomplete" if grade in LIKE_IN_PROGRESS else "completed"


def _standing(raw: Mapping[str, Any]) -> str:
    """Return ``earned``, ``in_progress``, ``planned`` or ``none`` for one record."""
    status, grade = _status(raw), _grade(raw)
    if grade in NO_CREDIT or status in {"failed", "withdrawn", "transfer"}:
        return "none"
    if status == "planned":
        return "planned"
    if status in {"in_progress", "incomplete"} or grade is None or grade in LIKE_IN_PROGRESS:
        return "in_progress"
    # "with a letter grade A+ to D"
    return "earned" if grade in GRADE_POINTS else "none"


def gpa(transcript: Mapping[str, Any]) -> Fraction | None:
    """Return the GPA "so far", exact, or None where nothing is graded.

    "all letter-graded records, every attempt, also those that earn no credit (F counts 0) ...
    weighted by points".
    """
    points = weight = Fraction(0)
    for raw in transcript["records"]:
        grade = _grade(raw)
        if _status(raw) in {"completed", "failed"} and grade in GRADE_POINTS:
            worth = Fraction(str(raw["credits"]))
            points += GRADE_POINTS[grade] * worth
            weight += worth
    return points / weight if weight else None


# --------------------------------------------------------------------------------------------
# Which course is it
# --------------------------------------------------------------------------------------------


def _code(text: str) -> Code:
    code = parse_code(text)
    assert code is not None, text
    return code


def _codes(text: str) -> frozenset[Code]:
    return frozenset(_code(part) for part in text.split(","))


@dataclass(frozen=True)
class Course:
    """What a rule may look at: the code as it stands, the title, the term."""

    code: Code
    title: str
    term: Term | None

    @property
    def number(self) -> int:
        """The four digits."""
        return self.code[1]

    @property
    def subject(self) -> str:
        """The four letters."""
        return self.code[0]


# "One course under several codes, credit once". The first is the name of the class.
SAME_COURSE: tuple[tuple[Code, ...], ...] = tuple(
    tuple(_code(part) for part in line.split(","))
    for line in (
        "COMS 4772, COMS 6772",
        "COMS 4761, CBMF 4761",
        "COMS 4121, CSEE 4121",
        "COMS 6717, ELEN 6717",
        "COMS 4119, CSEE 4119",
        "COMS 4231, CSOR 4231",
        "STAT 4001, SIEO 4150",
        "STAT 4201, STAT 4291, STAT 5291",
        "STAT 4249, STAT 4243",
        "STAT 4400, STAT 4241, STAT 5241",
        "STAT 4640, STAT 4224, STAT 5224",
        "STCS 6701, STCS 6509, COMS 6701, COMS 6509, STAT 6701, STAT 6509",
    )
)
_CLASS_NAME = {code: line[0] for line in SAME_COURSE for code in line}

# "Under COMS 4995, COMS 6998, CSOR 4995, IEOR 8100 and CSEE 6898 each title is its own course."
TITLE_DECIDES = _codes("COMS 4995, COMS 6998, CSOR 4995, IEOR 8100, CSEE 6898")

# "COMS E6900, E6901, E6902 and E6910 may be taken several times, each registration for its
# points."
SEVERAL_TIMES = _codes("COMS 6900, COMS 6901, COMS 6902, COMS 6910")

# "Never: COMS/CSEE 4121 and the other Data Science Institute courses (ENGI 4800, STAT 5701,
# 5702, 5703)."
NEVER = _codes("COMS 4121, CSEE 4121, ENGI 4800, STAT 5701, STAT 5702, STAT 5703")

# "Only one of COMS 4771, COMS 4721, ELEN 4720, whatever the term."
ONLY_ONE_ML = _codes("COMS 4771, COMS 4721, ELEN 4720")

# "Only one of ELEN 4903, IEOR 4525, STAT 4240, STAT 4400/4241/5241, as a track elective or a
# general elective. IEOR 4540 is not in that list."
ONLY_ONE_STAT = _codes("ELEN 4903, IEOR 4525, STAT 4240, STAT 4400, STAT 4241, STAT 5241")


def _is_titled(course: Course, code: str, *titles: str) -> bool:
    return course.code == _code(code) and course.title in {normal_title(t) for t in titles}


def _identity(course: Course) -> tuple[Code, str]:
    """Return what "credit once" is about."""
    if _is_titled(course, "COMS 4995", "Causal Inference"):
        return _code("COMS 4775"), ""  # "COMS 4995 "Causal Inference" is COMS 4775."
    if course.code in TITLE_DECIDES:
        return course.code, course.title
    return _CLASS_NAME.get(course.code, course.code), ""


# --------------------------------------------------------------------------------------------
# The printed tables
# --------------------------------------------------------------------------------------------

Predicate = Callable[[Course], bool]


def _any(text: str) -> Predicate:
    """A row that matches by code, whatever the title."""
    codes = _codes(text)
    return lambda course: course.code in codes


def _titled(code: str, *titles: str) -> Predicate:
    """A row that matches "only with the printed title"."""
    return lambda course: _is_titled(course, code, *titles)


def _or(*predicates: Predicate) -> Predicate:
    return lambda course: any(predicate(course) for predicate in predicates)


# "Neural Networks Deep Learning", "Neural Networks and Deep Learning" and plain "Deep Learning"
# under COMS 4995 are the group A row.
_deep_learning = _titled(
    "COMS 4995",
    "Neural Networks Deep Learning",
    "Neural Networks and Deep Learning",
    "Deep Learning",
)
_causal_inference = _or(_any("COMS 4775"), _titled("COMS 4995", "Causal Inference"))


def _personalization(course: Course) -> bool:
    """Machine Learning Personalization, "only valid if taken in Spring 2018"."""
    return course.term == SPRING_2018 and _is_titled(
        course, "COMS 6998", "Machine Learning Personalization", "ADV MACH LEARN PERSONALIZATION"
    )


def _topics_4995(course: Course) -> bool:
    """COMS 4995 of "any other title": the required rows are not track electives."""
    return (
        course.code == _code("COMS 4995")
        and not _deep_learning(course)
        and not _causal_inference(course)
    )


def _topics_6998(course: Course) -> bool:
    """COMS 6998 of "any other title" than the one that has its own row."""
    return course.code == _code("COMS 6998") and not _personalization(course)


def _stat_4252(course: Course) -> bool:
    """STAT W4252, "a track elective only if taken before Spring 2015"."""
    return (
        course.code == _code("STAT 4252")
        and course.term is not None
        and (course.term < SPRING_2015)
    )


@dataclass(frozen=True)
class Row:
    """One printed row: its text, which courses stand on it, its group, whether to ask first."""

    printed: str
    stands: Predicate
    group: str = ""
    approval: bool = False


REQUIRED_ROWS: tuple[Row, ...] = (
    Row("COMS W4252", _any("COMS 4252"), "A"),
    Row("COMS W4771 or COMS W4721 or ELEN 4720[1]", _any("COMS 4771, COMS 4721, ELEN 4720"), "A"),
    Row("COMS W4772 or COMS 6772", _any("COMS 4772, COMS 6772"), "A"),
    Row("COMS 4995", _deep_learning, "A"),
    Row(
        "COMS/STAT G6509/6701",
        _any("COMS 6509, COMS 6701, STAT 6509, STAT 6701, STCS 6509, STCS 6701"),
        "A",
    ),
    Row("COMS 4732", _any("COMS 4732"), "A"),
    Row("COMS 4773", _any("COMS 4773"), "A"),
    Row("COMS 4774", _any("COMS 4774"), "A"),
    Row("COMS 4775", _causal_inference, "A"),
    Row("COMS W4731", _any("COMS 4731"), "B"),
    Row("COMS W4705", _any("COMS 4705"), "B"),
    Row("COMS W4733", _any("COMS 4733"), "B"),
    Row("COMS W4701", _any("COMS 4701"), "B"),
)

ELECTIVE_ROWS: tuple[Row, ...] = (
    Row("COMS W4111", _any("COMS 4111")),
    Row("COMS W4252", _any("COMS 4252")),
    Row("CSOR W4246", _any("CSOR 4246")),
    Row("COMS W4705", _any("COMS 4705")),
    Row("COMS W4731", _any("COMS 4731")),
    Row("COMS 4732", _any("COMS 4732")),
    Row("COMS W4733", _any("COMS 4733")),
    Row("COMS W4737", _any("COMS 4737")),
    Row("COMS W4761", _any("COMS 4761, CBMF 4761")),
    Row("COMS E4762", _any("COMS 4762")),
    Row("COMS W4771 or COMS W4721 or ELEN 4720[1]", _any("COMS 4771, COMS 4721, ELEN 4720")),
    Row("COMS W4772 or COMS 6772", _or(_any("COMS 4772, COMS 6772"), _personalization)),
    Row("COMS W4776", _any("COMS 4776")),
    Row("COMS W4995", _topics_4995, approval=True),
    Row("COMS E6111", _any("COMS 6111")),
    Row("COMS E6232", _any("COMS 6232")),
    Row("COMS E6253", _any("COMS 6253")),
    Row("COMS E6717 (ELEN E6717)", _any("COMS 6717, ELEN 6717")),
    Row("COMS E6735", _any("COMS 6735")),
    Row("COMS E6737", _any("COMS 6737")),
    Row("COMS E6901", _any("COMS 6901"), approval=True),
    Row("COMS E6998", _topics_6998, approval=True),
    Row("CSEE E6892", _any("CSEE 6892")),
    Row("CSEE E6898 Large-Scale", _titled("CSEE 6898", "Large-Scale Machine Learning")),
    Row("CSEE E6898 Sparse", _titled("CSEE 6898", "Sparse Signal Modeling")),
    Row("APMA E4990", _titled("APMA 4990", "Modeling Social Data")),
    Row("BINF G4006", _any("BINF 4006")),
    Row("ECBM E4040", _any("ECBM 4040")),
    Row("ECBM E6040", _any("ECBM 6040")),
    Row("EECS E6691", _any("EECS 6691")),
    Row("EECS E6699", _any("EECS 6699")),
    Row("EECS E6720", _any("EECS 6720")),
    Row("EECS E6870", _any("EECS 6870")),
    Row("EECS E6893", _any("EECS 6893")),
    Row("EECS E6895", _any("EECS 6895")),
    Row("EECS E6894", _any("EECS 6894")),
    Row("ELEN 6885", _any("ELEN 6885")),
    Row("ELEN E6886", _any("ELEN 6886")),
    Row("ELEN E6899", _any("ELEN 6899")),
    Row("IEOR E6613", _any("IEOR 6613")),
    Row("IEOR 6617", _any("IEOR 6617")),
    Row(
        "IEOR E8100 Optimization", _titled("IEOR 8100", "Optimization Methods in Machine Learning")
    ),
    Row("IEOR E8100 Big Data", _titled("IEOR 8100", "Big Data & Machine Learning")),
    Row("MECS E6615", _any("MECS 6615")),
    Row("STAT 4001 (previously known as SIEO 4150)", _any("STAT 4001, SIEO 4150")),
    Row("STAT W4201/4291/5291 or IEOR 4150", _any("STAT 4201, STAT 4291, STAT 5291, IEOR 4150")),
    Row("STAT W4240* or IEOR 4540", _any("STAT 4240, IEOR 4540")),
    Row("STAT W4282 or STAT GU4205", _any("STAT 4282, STAT 4205")),
    Row("STAT W4249/STAT 4243", _any("STAT 4249, STAT 4243")),
    Row("STAT G4400/4241/5241*", _any("STAT 4400, STAT 4241, STAT 5241")),
    Row("STAT W4640/4224/5224", _any("STAT 4640, STAT 4224, STAT 5224")),
    Row("STAT 5242", _any("STAT 5242")),
    Row("STAT W4700", _any("STAT 4700")),
    Row("STAT G6101", _any("STAT 6101")),
    Row("STAT G6104", _any("STAT 6104")),
    # With or without the name of the series in front of the title.
    Row(
        "STAT GR8101",
        _titled(
            "STAT 8101", "Topics in Applied Statistics: Applied Causality", "Applied Causality"
        ),
    ),
    # Not in the table; the foot of the page: "As of Spring 15, STAT W4252: Introduction to Data
    # Science is no longer an approved track elective course."
    Row("STAT W4252", _stat_4252),
)


# --------------------------------------------------------------------------------------------
# Breadth, CS department
# --------------------------------------------------------------------------------------------

# The one course of the catalog that the table would take and its name forbids.
_CATALOG_FOR_DATA_SCIENCE = _codes("COMS 4726")


def _for_data_science(course: Course) -> bool:
    """Titled "... for Data Science", by its own title or, without one, the catalog's."""
    if course.title:
        return course.title.endswith("for data science")
    return course.code in _CATALOG_FOR_DATA_SCIENCE


def breadth_group(course: Course) -> str | None:
    """Return systems, theory or ai by the table of 2022-09-16, or None."""
    # "Nothing at 6000 or titled "... for Data Science"."
    if course.number >= 6000 or _for_data_science(course):
        return None
    # "Joint subjects only as listed."
    if course.code in _codes("CSEE 4119, EECS 4340, CSEE 4823, CSEE 4824, CSEE 4840, CSEE 4868"):
        return "systems"
    if course.code == _code("CSOR 4231"):
        return "theory"
    if course.code == _code("CBMF 4761"):
        return "ai"
    if course.subject != "COMS":
        return None
    if _is_titled(course, "COMS 4995", "Engineering Software as a Service"):
        return "systems"
    if _is_titled(course, "COMS 4995", "Advanced Algorithms", "Randomized Algorithms"):
        return "theory"
    if _is_titled(course, "COMS 4995", "Machine Learning Theory", "Causal Inference"):
        return "ai" if course.term == SPRING_2020 else None  # "Spring 2020 only"
    number = course.number
    # "416x and 417x are AI."
    if 4160 <= number <= 4179:
        return "ai"
    if number == 4444 or 4800 <= number <= 4899 or (4100 <= number <= 4199 and number != 4121):
        return "systems"
    if 4200 <= number <= 4299:
        return "theory"
    if 4700 <= number <= 4799 and number not in {4721, 4776}:
        return "ai"
    return None


def _is_cs_or_track(course: Course) -> bool:
    """From "the Track Electives", the required table, or "the CS department"."""
    if any(row.stands(course) for row in (*REQUIRED_ROWS, *ELECTIVE_ROWS)):
        return True
    # "CSOR E4995 "Financial Software Systems" is non-track."
    if _is_titled(course, "CSOR 4995", "Financial Software Systems"):
        return False
    # "the subjects COMS, CSEE, CSOR, CBMF, STCS, and any course on the breadth table"
    return (
        course.subject in {"COMS", "CSEE", "CSOR", "CBMF", "STCS"}
        or breadth_group(course) is not None
    )


# --------------------------------------------------------------------------------------------
# One record and its possible uses, adjustments included
# --------------------------------------------------------------------------------------------

Adjustments = Sequence[Mapping[str, Any]]
KNOWN_KINDS = frozenset(
    {"waive", "approve", "deny", "also_allow", "substitute", "exclude", "force_complete", "note"}
)
PLACES = ("systems", "theory", "ai", "any")


def _matches(adjustment: Mapping[str, Any], course: Course) -> bool:
    """Whether an adjustment is about this course: by code and, if given, by title."""
    if adjustment.get("course") is None or parse_code(adjustment["course"]) != course.code:
        return False
    title = adjustment.get("title")
    return not title or normal_title(title) == course.title


def _said(kind: str, course: Course, requirement: str, adjustments: Adjustments) -> bool:
    """Whether an adjustment of this kind names this use of the course."""
    names = {requirement, None, "breadth" if requirement.startswith("breadth") else requirement}
    return any(
        adjustment["kind"] == kind
        and adjustment.get("requirement") in names
        and _matches(adjustment, course)
        for adjustment in adjustments
    )


@dataclass(frozen=True)
class Candidate:
    """A record that earns (or would earn) credit, and every use it may be put to."""

    index: int
    course: Course
    identity: tuple[Code, str]
    points: Fraction
    standing: str
    required: tuple[tuple[str, str], ...]  # (row, group)
    elective: tuple[tuple[str, int], ...]  # (row, approvals still to get)
    general: int | None  # approvals still to get; None: not allowed
    non_cs: bool
    places: frozenset[str]


def _rows(rows: Iterable[Row], course: Course) -> list[Row]:
    return [row for row in rows if row.stands(course)]


def _candidate(index: int, raw: Mapping[str, Any], adjustments: Adjustments) -> Candidate | None:
    """Return the record with its uses, or None where it earns no credit."""
    standing = _standing(raw)
    code = parse_code(str(raw["code"]))
    if standing == "none" or code is None or code in NEVER or code[1] < 4000:
        return None  # "4000-level and above"
    course = Course(code, normal_title(raw.get("title")), parse_term(raw.get("term")))

    def forbidden(requirement: str) -> bool:
        return _said("deny", course, requirement, adjustments) or _said(
            "exclude", course, requirement, adjustments
        )

    def to_get(requirement: str) -> int:
        return 0 if _said("approve", course, requirement, adjustments) else 1

    required = [(row.printed, row.group) for row in _rows(REQUIRED_ROWS, course)]
    elective = [
        (row.printed, to_get("track-electives") if row.approval else 0)
        for row in _rows(ELECTIVE_ROWS, course)
    ]
    group = breadth_group(course)
    places = {group, "any"} if group else set()

    for adjustment in adjustments:
        if not _matches(adjustment, course):
            continue
        target = adjustment.get("requirement")
        if adjustment["kind"] == "also_allow":
            # It is added to the list: a row of its own, of no group.
            if target == "required":
                required.append((f"also allowed {code}", ""))
            elif target == "track-electives":
                elective.append((f"also allowed {code} {course.title}", 0))
            elif target is not None and target.startswith("breadth"):
                places |= {"any", target.removeprefix("breadth-")} & set(PLACES)
        elif adjustment["kind"] == "substitute":
            # It stands where the replaced course would stand; level and points are its own.
            other = Course(_code(adjustment["for"]), "", None)
            if target in {"required", None}:
                required += [(row.printed, row.group) for row in _required_rows_named(other)]
            if target in {"track-electives", None}:
                elective += [(row.printed, 0) for row in _rows(ELECTIVE_ROWS, other)]
            if target is not None and target.startswith("breadth") and breadth_group(other):
                places |= {str(breadth_group(other)), "any"}

    track_or_cs = _is_cs_or_track(course)
    general: int | None = 0 if track_or_cs else to_get("general-electives")
    return Candidate(
        index=index,
        course=course,
        identity=_identity(course),
        points=Fraction(str(raw["credits"])),
        standing=standing,
        required=() if forbidden("required") else tuple(required),
        elective=() if forbidden("track-electives") else tuple(elective),
        general=None if forbidden("general-electives") else general,
        non_cs=not track_or_cs,
        places=frozenset(p for p in places if p and not forbidden(f"breadth-{p}")),
    )


def _required_rows_named(course: Course) -> list[Row]:
    """Rows of the required table a bare code names; "COMS 4995" is printed on one of them."""
    if course.code == _code("COMS 4995") and not course.title:
        return [row for row in REQUIRED_ROWS if row.printed == "COMS 4995"]
    return _rows(REQUIRED_ROWS, course)


def _waived_rows(adjustments: Adjustments) -> dict[str, str]:
    """Return the waived rows of the required table, row to group."""
    rows: dict[str, str] = {}
    for adjustment in adjustments:
        if adjustment["kind"] != "waive" or adjustment.get("course") is None:
            continue
        if adjustment.get("requirement") not in {"required", None} or not _waiver_holds(adjustment):
            continue
        course = Course(_code(adjustment["course"]), normal_title(adjustment.get("title")), None)
        rows |= {row.printed: row.group for row in _required_rows_named(course)}
    return rows


def _waiver_holds(adjustment: Mapping[str, Any]) -> bool:
    """Whether it holds: "a waiver needs a grade of at least B where a grade is given"."""
    grade = _grade(adjustment)
    return grade is None or GRADE_POINTS.get(grade, Fraction(0)) >= GRADE_POINTS["B"]


def _waived_requirements(adjustments: Adjustments) -> frozenset[str]:
    """Return the requirements that are waived as a whole."""
    return frozenset(
        str(adjustment["requirement"])
        for adjustment in adjustments
        if adjustment.get("course") is None
        and adjustment["kind"] in {"waive", "force_complete"}
        and _waiver_holds(adjustment)
    )


# --------------------------------------------------------------------------------------------
# The placements, one by one
# --------------------------------------------------------------------------------------------


def _sums(points: Sequence[Any]) -> list[Any]:
    """Return the sum of every subset, the subset written as the bits of the position."""
    sums = [0]
    for value in points:
        sums += [total + value for total in sums]
    return sums


def _may_count_together(counted: Sequence[Candidate]) -> bool:
    """Credit once, and "students can receive credits for only one of" the three."""
    once = [c.identity for c in counted if c.course.code not in SEVERAL_TIMES]
    if len(set(once)) < len(once):
        return False
    return sum(c.course.code in ONLY_ONE_ML for c in counted) <= 1


def _breadth_four(
    counted: Sequence[Candidate], unit: int, bare: Sequence[Candidate] = ()
) -> tuple[Candidate, ...] | None:
    """Return four of the counted courses in the four places, 12 points together, or None.

    `bare` are courses that count in no other place, so they have to be among the four.
    """
    eligible = [c for c in counted if c.places]
    for four in combinations(eligible, 4):
        if sum(c.points for c in four) < 12 * unit or not all(c in four for c in bare):
            continue
        for order in permutations(four):
            if all(place in c.places for place, c in zip(PLACES, order, strict=True)):
                return order
    return None


def _required_choices(
    counted: Sequence[Candidate], waived: Mapping[str, str], unit: int
) -> Iterator[tuple[Candidate, ...]]:
    """Yield the courses of every way to fill the two required places.

    "either taking two courses from group A or one course from group A and one course from
    group B"; a waived row fills a place with no points.
    """
    standing = [c for c in counted if c.required]
    for from_waivers in range(3):
        for rows in combinations(waived, from_waivers):
            for courses in combinations(standing, 2 - from_waivers):
                if sum(c.points for c in courses) < 3 * len(courses) * unit:
                    continue
                if _rows_differ(rows, [waived[row] for row in rows], courses):
                    yield courses


def _rows_differ(rows: Sequence[str], groups: Sequence[str], courses: Sequence[Candidate]) -> bool:
    """Whether the courses can stand on rows of their own, one row at least of group A."""
    if not courses:
        return len(set(rows)) == len(rows) and "A" in groups
    first, *rest = courses
    return any(
        row not in rows and _rows_differ([*rows, row], [*groups, group], rest)
        for row, group in first.required
    )


def _elective_choices(
    counted: Sequence[Candidate], unit: int
) -> Iterator[tuple[tuple[Candidate, ...], int]]:
    """Yield every pair of track electives with the approvals it still needs."""
    for pair in combinations([c for c in counted if c.elective], 2):
        if sum(c.points for c in pair) < 6 * unit:
            continue
        # "One of the Track Electives courses has to be a 3pt 6000-level course".
        if not any(c.course.number >= 6000 and c.points >= 3 * unit for c in pair):
            continue
        for row, first in pair[0].elective:
            for other, second in pair[1].elective:
                if row != other:
                    yield pair, first + second


def _general_holds(general: Sequence[Candidate], waived: bool, unit: int) -> bool:
    """Check the general electives, the cap on non-CS/non-track points included."""
    non_cs = sum(c.points for c in general if c.non_cs)
    if non_cs > 3 * unit:  # "at most 3 points of Non-CS/Non-Track coursework"
        return False
    if waived:
        return True
    points = sum(c.points for c in general)
    # "six credits ... At least three of these points ... from either the Track Electives
    # listed above or from the CS department"
    return points >= 6 * unit and points - non_cs >= 3 * unit


def _best(
    transcript: Mapping[str, Any], adjustments: Adjustments, any_will_do: bool
) -> tuple[Triple, dict[str, tuple[int, ...]]] | None:
    """Return the least assumptions over all valid placements, GPA left aside."""
    for adjustment in adjustments:
        if adjustment["kind"] not in KNOWN_KINDS:
            raise ValueError(f"the oracle does not know adjustments of kind {adjustment['kind']!r}")
    found = [
        candidate
        for index, raw in enumerate(transcript["records"])
        if (candidate := _candidate(index, raw, adjustments)) is not None
        # A record without any use is forced: unused.
        if candidate.required
        or candidate.elective
        or candidate.general is not None
        or candidate.places
    ]
    # Points as whole numbers of a common unit: exact, and quicker than fractions.
    unit = math.lcm(*(c.points.denominator for c in found))
    candidates = [_in_units(c, unit) for c in found]
    whole = _waived_requirements(adjustments)
    waived_rows = _waived_rows(adjustments)

    best: tuple[Triple, dict[str, tuple[int, ...]]] | None = None
    for mask, points in enumerate(_sums([c.points for c in candidates])):
        if "total-points" not in whole and points < 30 * unit:
            continue  # "at least a total of 30 graduate credits"
        counted = [c for bit, c in enumerate(candidates) if mask >> bit & 1]
        high = sum(c.points for c in counted if _is_technical_6000(c.course))
        if "points-6000" not in whole and high < 6 * unit:
            continue  # "at least 6 points of technical courses at the 6000 level overall"
        if not _may_count_together(counted):
            continue
        in_progress = sum(c.standing == "in_progress" for c in counted)
        planned = sum(c.standing == "planned" for c in counted)
        if best is not None and best[0] <= (0, in_progress, planned):
            continue  # Approvals can only add to it.
        breadth = () if "breadth" in whole else _breadth_four(counted, unit)
        if breadth is None:
            continue
        for required, electives, general, approvals in _splits(counted, whole, waived_rows, unit):
            # "A breadth course may also be a required, elective or general course": one that was
            # refused as a general elective may still stand for breadth alone.
            bare = [c for c in counted if c.general is None and c not in (*required, *electives)]
            if bare and ("breadth" in whole or not _breadth_four(counted, unit, bare)):
                continue
            triple = (approvals, in_progress, planned)
            if best is None or triple < best[0]:
                best = (
                    triple,
                    {
                        "breadth": tuple(c.index for c in breadth),
                        "required": tuple(c.index for c in required),
                        "track-electives": tuple(c.index for c in electives),
                        "general-electives": tuple(c.index for c in general),
                    },
                )
            if any_will_do or best[0] == (0, 0, 0):
                return best
    return best


def _splits(
    counted: Sequence[Candidate], whole: frozenset[str], waived_rows: Mapping[str, str], unit: int
) -> Iterator[tuple[tuple[Candidate, ...], tuple[Candidate, ...], tuple[Candidate, ...], int]]:
    """Yield every valid split of the counted records into the three, with its approvals."""
    required_choices: list[tuple[Candidate, ...]] = [()]
    if "required" not in whole:
        required_choices = list(dict.fromkeys(_required_choices(counted, waived_rows, unit)))
    elective_choices: list[tuple[tuple[Candidate, ...], int]] = [((), 0)]
    if "track-electives" not in whole:
        elective_choices = list(dict.fromkeys(_elective_choices(counted, unit)))
    for required in required_choices:
        for electives, approvals in elective_choices:
            # "Students cannot 'double count' a course that they took as a required track
            # course as a track elective."
            if any(c is other for c in required for other in electives):
                continue
            used = {c.index for c in (*required, *electives)}
            general = tuple(c for c in counted if c.index not in used and c.general is not None)
            if not _general_holds(general, "general-electives" in whole, unit):
                continue
            if sum(c.course.code in ONLY_ONE_STAT for c in (*electives, *general)) > 1:
                continue
            yield required, electives, general, approvals + sum(c.general or 0 for c in general)


def _is_technical_6000(course: Course) -> bool:
    """6000 and above; "leave out COMS 6910 (fieldwork) and 6915 (technical writing)"."""
    return course.number >= 6000 and course.code not in _codes("COMS 6910, COMS 6915")


def _in_units(candidate: Candidate, unit: int) -> Candidate:
    values = {**candidate.__dict__, "points": candidate.points * unit}
    values["points"] = int(values["points"])
    return Candidate(**values)


def judge(transcript: Mapping[str, Any], adjustments: Adjustments = ()) -> Verdict:
    """Judge a transcript by trying every placement.

    Args:
        transcript: A transcript as JSON.
        adjustments: What was decided for the student, as JSON.

    Returns:
        The status and the least assumptions it rests on.
    """
    so_far = gpa(transcript)
    # "at least a 2.7 overall GPA"; "2.6999 is below 2.7"; "With nothing graded the GPA does not
    # stand in the way."
    if (
        so_far is not None
        and so_far < Fraction(27, 10)
        and "gpa" not in _waived_requirements(adjustments)
    ):
        return Verdict("unsatisfied", None)
    best = _best(transcript, adjustments, any_will_do=False)
    if best is None:
        return Verdict("unsatisfied", None)
    return Verdict("satisfied" if best[0] == (0, 0, 0) else "conditional", *best)


def alone(transcript: Mapping[str, Any], adjustments: Adjustments, requirement: str) -> Status:
    """Return the status one requirement could reach if there were no other.

    Where even this is ``unsatisfied``, the requirement is unsatisfied in every placement.
    """
    others = [
        {"kind": "waive", "requirement": other} for other in REQUIREMENTS if other != requirement
    ]
    return judge(transcript, [*adjustments, *others]).status


# --------------------------------------------------------------------------------------------
# The fewest further courses
# --------------------------------------------------------------------------------------------

# Courses of the catalog of which each useful combination of roles (required row and group,
# elective row, level, breadth group) has as many as the tables allow, or four and more.
FURTHER_COURSES: tuple[tuple[str, str], ...] = (
    ("COMS W4252", "Introduction to Computational Learning Theory"),
    ("COMS W4771", "Machine Learning"),
    ("COMS W4721", "Machine Learning for Data Science"),
    ("ELEN E4720", "Machine Learning for Signals, Information and Data"),
    ("COMS W4772", "Advanced Machine Learning"),
    ("COMS E6772", "Advanced Machine Learning"),
    ("COMS W4995", "Neural Networks Deep Learning"),
    ("STCS GR6701", "Foundations of Graphical Models"),
    ("COMS W4732", "Computer Vision II"),
    ("COMS W4773", "Machine Learning Theory"),
    ("COMS W4774", "Unsupervised Learning"),
    ("COMS W4775", "Causal Inference"),
    ("COMS W4731", "Computer Vision I"),
    ("COMS W4705", "Natural Language Processing"),
    ("COMS W4733", "Computational Aspects of Robotics"),
    ("COMS W4701", "Artificial Intelligence"),
    ("COMS W4111", "Introduction to Databases"),
    ("COMS W4737", "Biometrics"),
    ("CBMF W4761", "Computational Genomics"),
    ("COMS W4762", "Machine Learning for Functional Genomics"),
    ("CSOR W4246", "Algorithms for Data Science"),
    ("ECBM E4040", "Neural Networks and Deep Learning"),
    ("STAT GU4001", "Introduction to Probability and Statistics"),
    ("STAT GR5242", "Advanced Machine Learning"),
    ("COMS E6111", "Advanced Database Systems"),
    ("COMS E6232", "Analysis of Algorithms II"),
    ("COMS E6253", "Advanced Topics in Computational Learning Theory"),
    ("COMS E6735", "Visual Databases"),
    ("ELEN E6885", "Reinforcement Learning"),
    ("EECS E6720", "Bayesian Models of Machine Learning"),
    ("COMS W4112", "Database System Implementation"),
    ("COMS W4113", "Fundamentals of Large-Scale Distributed Systems"),
    ("COMS W4118", "Operating Systems I"),
    ("COMS W4156", "Advanced Software Engineering"),
    ("EECS E4340", "Computer Hardware Design"),
    ("CSOR W4231", "Analysis of Algorithms I"),
    ("COMS W4203", "Graph Theory"),
    ("COMS W4236", "Introduction to Computational Complexity"),
    ("COMS W4261", "Introduction to Cryptography"),
    ("COMS W4160", "Computer Graphics"),
    ("COMS W4167", "Computer Animation"),
    ("COMS W4170", "User Interface Design"),
    ("COMS W4172", "3D User Interfaces and Augmented Reality"),
    ("COMS W4419", "Internet Technology, Economics, and Policy"),
    ("COMS W4460", "Principles of Innovation and Entrepreneurship"),
    ("COMS E6118", "Operating Systems II"),
    ("COMS E6156", "Topics in Software Engineering"),
    ("COMS E6178", "Human-Computer Interaction"),
    ("COMS E6184", "Anonymity & Privacy"),
)


def _further(code: str, title: str) -> dict[str, Any]:
    return {"code": code, "title": title, "credits": "3.00", "grade": "A", "status": "completed"}


def _at_least_as_good(one: Candidate, other: Candidate) -> bool:
    """Whether ``one`` may be used wherever ``other`` may (group A is never worse than B)."""
    return (
        bool(one.required or not other.required)
        and (any(g == "A" for _, g in one.required) or all(g != "A" for _, g in other.required))
        and bool(one.elective or not other.elective)
        and (one.general is not None or other.general is None)
        and _is_technical_6000(one.course) >= _is_technical_6000(other.course)
        and one.places >= other.places
    )


def _worth_trying(
    transcript: Mapping[str, Any], adjustments: Adjustments, limit: int, prune: bool
) -> list[dict[str, Any]]:
    """Return the further courses to choose from.

    Never one the student has credit for or is taking. A course is left out if ``limit`` others
    are at least as good in every role and stand on rows nobody else is on: whatever set it is
    part of, one of those could take its place.
    """
    held = [
        c
        for index, raw in enumerate(transcript["records"])
        if (c := _candidate(index, raw, ())) is not None
    ]
    taken = {c.identity for c in held}
    pool = [
        (record, candidate)
        for code, title in FURTHER_COURSES
        if (candidate := _candidate(-1, record := _further(code, title), adjustments)) is not None
        if candidate.identity not in taken
    ]
    if not prune:
        return [record for record, _ in pool]

    def rows(candidate: Candidate) -> set[str]:
        return {row for row, _ in candidate.required} | {row for row, _ in candidate.elective}

    occupied: set[str] = set(_waived_rows(adjustments))
    for candidate in held:
        occupied |= rows(candidate)
    kept = list(pool)
    for entry in reversed(pool):
        better: list[Candidate] = []
        for other in kept:
            if other is entry or not _at_least_as_good(other[1], entry[1]):
                continue
            clean = not rows(other[1]) & occupied and other[1].course.code not in ONLY_ONE_ML
            apart = all(
                not rows(other[1]) & rows(b) and b.identity != other[1].identity for b in better
            )
            if clean and apart:
                better.append(other[1])
        if len(better) >= limit:
            kept = [other for other in kept if other is not entry]
    return [record for record, _ in kept]


def least_remaining(
    transcript: Mapping[str, Any],
    adjustments: Adjustments = (),
    limit: int = 2,
    *,
    prune: bool = True,
) -> int | None:
    """Return the fewest further 3-point courses that complete the degree, the GPA left aside.

    Args:
        transcript: A transcript as JSON.
        adjustments: What was decided for the student, as JSON.
        limit: How many courses to try at most.
        prune: Leave out courses that others stand in for; False tries them all.

    Returns:
        The number, or None if it is more than ``limit``.
    """
    further = _worth_trying(transcript, adjustments, limit, prune)
    for count in range(limit + 1):
        for chosen in combinations(further, count):
            more = {**transcript, "records": [*transcript["records"], *chosen]}
            if _best(more, adjustments, any_will_do=True) is not None:
                return count
    return None
