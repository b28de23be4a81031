"""The marks of Columbia's schools: what each says, and which school gives which.

The scale is chosen by the school block a course stands in. Sources are given with the scales; what
the marks without points mean is the registrar's: see `_REGISTRAR`.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from decimal import Decimal

from degreekit.courses import Grade, GradeScale, RecordStatus

__all__ = ["GRADE_SCALES", "scale_of_school"]

# D+ and D- are on the registrar's list of student grades for the University, though not in the
# handbooks of all schools: https://registrar.columbia.edu/content/student-grades
_THIRDS = {
    "A+": "4.33", "A": "4.00", "A-": "3.67", "B+": "3.33", "B": "3.00", "B-": "2.67",
    "C+": "2.33", "C": "2.00", "C-": "1.67", "D+": "1.33", "D": "1.00", "D-": "0.67",
}  # fmt: skip
_TENTHS = {
    "A+": "4.3", "A": "4.0", "A-": "3.7", "B+": "3.3", "B": "3.0", "B-": "2.7",
    "C+": "2.3", "C": "2.0", "C-": "1.7", "D": "1.0",
}  # fmt: skip

#: The season, as in `Term.season`.
_SUMMER = 2

_SEAS = (
    "SEAS handbook 2020-21, p. 31 (index A=4 to F=0, plus and minus 0.33; P, INC, UW, MU left out)"
)
_COLLEGE = "https://www.college.columbia.edu/facultyadmin/grading"
_SPS = "http://www.ce.columbia.edu/student-life-and-alumni-relations/grades"
_BARNARD = "https://barnard.edu/registrar/grades-exams"
_REGISTRAR = "http://registrar.columbia.edu/content/grading-system"
_LAW = (
    "https://www.law.columbia.edu/academics/registration-services/academic-rules/rules-jd-degree"
    "/letter-grades"
)


def _letters(points: dict[str, str]) -> tuple[Grade, ...]:
    """Return the letter grades with what each is worth."""
    passing = (Grade(symbol=s, points=Decimal(p), earns=True) for s, p in points.items())
    return (*passing, _failure(Decimal(0)))


def _failure(points: Decimal | None = None) -> Grade:
    return Grade(symbol="F", points=points, status=RecordStatus.FAILED, meaning="failure")


def _marks(*, pass_earns: bool, absence: RecordStatus) -> tuple[Grade, ...]:
    """Return the marks that carry no grade points.

    Args:
        pass_earns: whether P is credit toward the school's degree.
        absence: what AB and AR say of an attempt.
    """
    incomplete, withdrawn = RecordStatus.INCOMPLETE, RecordStatus.WITHDRAWN
    return (
        Grade(symbol="P", earns=pass_earns, meaning="pass"),
        Grade(symbol="R", meaning="registered, no qualitative grade"),
        Grade(symbol="W", status=withdrawn, meaning="official withdrawal"),
        Grade(symbol="UW", status=withdrawn, meaning="unofficial withdrawal"),
        Grade(symbol="IN", status=incomplete, meaning="incomplete"),
        Grade(symbol="INC", status=incomplete, meaning="incomplete"),
        Grade(symbol="MU", status=incomplete, meaning="make-up examination granted"),
        Grade(symbol="CP", status=incomplete, meaning="credit pending"),
        Grade(symbol="YC", status=incomplete, meaning="first half of a year course"),
        Grade(symbol="AB", status=absence, meaning="excused absence from the final examination"),
        Grade(symbol="AR", status=absence, meaning="administrative mark, more time needed"),
        Grade(symbol="AR[YC]", status=incomplete, meaning="first half of a year course"),
    )


# A graduate program of engineering takes neither P nor R as credit (SEAS handbook 2020-21, p. 31).
# AB and AR do not promise credit there, so they close the attempt; in the schools that give them
# it is open.
_SEAS_GRADUATE_MARKS = _marks(pass_earns=False, absence=RecordStatus.COMPLETED)
# Elsewhere P is credit. Whether R is, each school says by itself, and where was not found: it earns
# nothing here.
_COMMON_MARKS = _marks(pass_earns=True, absence=RecordStatus.INCOMPLETE)
_BARNARD_MARKS = (
    *_COMMON_MARKS,
    Grade(symbol="P*", earns=True, meaning="pass, in a course graded pass or fail only"),
    Grade(symbol="I", status=RecordStatus.INCOMPLETE, meaning="incomplete"),
    Grade(symbol="IX", status=RecordStatus.INCOMPLETE, meaning="work missing, and absent"),
    Grade(symbol="X", status=RecordStatus.INCOMPLETE, meaning="absent from the final examination"),
    Grade(symbol="ET", status=RecordStatus.INCOMPLETE, meaning="temporary"),
    Grade(symbol="Y", status=RecordStatus.INCOMPLETE, meaning="first half of a year course"),
    # "Grades earned abroad are printed in parentheses" and stay out of the average
    # (https://barnard.edu/node/9434).
    *(Grade(symbol=f"({s})", earns=True, meaning="earned abroad") for s in _TENTHS),
    Grade(symbol="(F)", status=RecordStatus.FAILED, meaning="failed abroad"),
)

_HONORS = Grade(symbol="H", earns=True, meaning="honors")
_HIGH_PASS = Grade(symbol="HP", earns=True, meaning="high pass")
_LOW_PASS = Grade(symbol="LP", earns=True, meaning="low pass")
# The Business School prints its pass so that nobody takes it for a P.
_BUSINESS_PASS = tuple(
    Grade(symbol=symbol, earns=True, meaning="pass of the Business School")
    for symbol in ("P1", "P'")
)
_CREDIT = Grade(symbol="CR", earns=True, meaning="credit")


def _school(id: str, title: str, *own: Grade, source: str = _REGISTRAR) -> GradeScale:
    """Return the scale of a school for which no average is printed.

    The letters are on every scale, for a course of another faculty is graded by that faculty. Their
    values matter only where such a document prints an average after all.
    """
    return GradeScale(
        id=id, title=title, grades=(*own, *_letters(_THIRDS), *_COMMON_MARKS), source=source
    )


#: The first is the default: see `degreekit.courses.Institution`.
GRADE_SCALES = (
    GradeScale(
        id="seas-graduate",
        title="Engineering and Applied Science, graduate",
        grades=_letters(_THIRDS) + _SEAS_GRADUATE_MARKS,
        source=_SEAS,
    ),
    GradeScale(
        id="seas-undergraduate",
        title="Engineering and Applied Science, undergraduate",
        grades=_letters(_THIRDS) + _COMMON_MARKS,
        source=_SEAS,
    ),
    GradeScale(
        id="college",
        title="Columbia College and General Studies",
        grades=_letters(_THIRDS) + _COMMON_MARKS,
        source=_COLLEGE,
    ),
    GradeScale(
        id="sps",
        title="Professional Studies (Continuing Education)",
        grades=_letters(_THIRDS | {"C-": "1.65"}) + _COMMON_MARKS,
        source=_SPS,
    ),
    GradeScale(
        id="barnard",
        title="Barnard College",
        grades=_letters(_TENTHS) + _BARNARD_MARKS,
        # Columbia's summer courses are not in the Barnard average: https://barnard.edu/node/9434
        left_out_seasons=frozenset({_SUMMER}),
        source=_BARNARD,
    ),
    _school("gsas", "Graduate School of Arts and Sciences"),
    _school("sipa", "International and Public Affairs"),
    _school("public-health", "Public Health"),
    _school("social-work", "Social Work"),
    _school("nursing", "Nursing"),
    _school("business", "Business", _HONORS, _HIGH_PASS, *_BUSINESS_PASS, _LOW_PASS),
    _school("architecture", "Architecture, Planning and Preservation", _HONORS, _LOW_PASS),
    _school("arts", "School of the Arts", _HONORS, _LOW_PASS),
    _school("physicians-surgeons", "Physicians and Surgeons", _HONORS),
    _school("journalism", "Journalism"),
    _school("alp", "American Language Program"),
    _school("law", "Law", _CREDIT, source=_LAW),
)

#: How the registrar's systems and the schools themselves print a school, and its scale. The first
#: that is found counts: what is more special stands above what its name contains.
_SCHOOLS = tuple(
    (re.compile(pattern), scale)
    for pattern, scale in (
        (r"BARNARD", "barnard"),
        (r"AMERICAN LANG|\bALP\b", "alp"),
        (r"\bLAW\b", "law"),
        (r"BUSINESS|\bMBA\b", "business"),
        (r"ARCHITECT|\bARCH\b|\bGSAPP\b", "architecture"),
        (r"PHYSICIANS|\bP ?& ?S\b|\bVP ?& ?S\b", "physicians-surgeons"),
        (r"JOURNALISM", "journalism"),
        (r"PUB(?:LIC|\.)? HEALTH|MAILMAN", "public-health"),
        (r"INT(?:ERNATIONA|')?L (?:AND|&) PUB|PUBLIC AFFAIRS|\bSIPA\b", "sipa"),
        (r"SOCIAL WORK", "social-work"),
        (r"NURSING", "nursing"),
        (r"ARTS (?:AND|&) SC|\bGSAS\b", "gsas"),
        (r"(?:SCHOOL|SCH\.?) OF (?:THE )?ARTS|\bSOA\b", "arts"),
        (r"PROF(?:ESSIONAL|\.)? STUD|CONTINUING|SPEC PRG|\bSPS\b", "sps"),
        (r"COLUMBIA COLLEGE|GENERAL STUDIES|\bCC\b|\bGS\b", "college"),
        (r"ENGR|ENGINEERING|\bSEAS\b", "seas"),
    )
)
_UNDERGRADUATE = re.compile(r"UGRAD|UNDERGRAD|BACHELOR|\bB\.?[AS]\b")
_GRADUATE = re.compile(r"(?<!U)(?<!UNDER)GRAD|MASTER|DOCTOR|\bM\.?S\b|PH\.?D")


def scale_of_school(school: str | None, programs: Sequence[str] = ()) -> str | None:
    """Return the id of the grade scale of a school block; None where the school does not say it.

    Args:
        school: its name as printed, as ``SCH OF ENGR & APP SCI: UGRAD``.
        programs: the programs printed next to it; they tell undergraduates from graduates where the
            name of the school does not.

    Example:
        >>> from degreekit.columbia.grades import scale_of_school
        >>> scale_of_school("SCH OF ENGR & APP SCI: UGRAD"), scale_of_school("INTERFACULTY")
        ('seas-undergraduate', None)
    """
    name = (school or "").upper()
    scale = next((scale for pattern, scale in _SCHOOLS if pattern.search(name)), None)
    if scale != "seas":
        return scale
    undergraduate = _UNDERGRADUATE.search(" ".join((name, *programs)).upper())
    graduate = _GRADUATE.search(name)
    return "seas-undergraduate" if undergraduate and not graduate else "seas-graduate"
