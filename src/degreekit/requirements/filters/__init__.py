"""Which courses a rule is about: conditions on one record, combined with and, or, not."""

from degreekit.requirements.filters.candidate import FUTURE, Candidate
from degreekit.requirements.filters.combined import (
    AllOf,
    AnyOf,
    CourseFilter,
    CoursesOf,
    CreditsBefore,
    ForSome,
    InOrder,
    NoneOf,
    filters_in,
)
from degreekit.requirements.filters.course import HasCredits, HasLevel, InSet, TitleLike
from degreekit.requirements.filters.record import (
    FieldIs,
    HasAttribute,
    HasStatus,
    MinGrade,
    status_text,
)
from degreekit.requirements.filters.time import InTerm, MaxAge, StudyTerm, StudyYear

__all__ = [
    "FUTURE",
    "AllOf",
    "AnyOf",
    "Candidate",
    "CourseFilter",
    "CoursesOf",
    "CreditsBefore",
    "FieldIs",
    "ForSome",
    "HasAttribute",
    "HasCredits",
    "HasLevel",
    "HasStatus",
    "InOrder",
    "InSet",
    "InTerm",
    "MaxAge",
    "MinGrade",
    "NoneOf",
    "StudyTerm",
    "StudyYear",
    "TitleLike",
    "filters_in",
    "status_text",
]
