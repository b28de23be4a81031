"""What a course is: codes, sets of courses, terms, titles, grades, institution."""

from degreekit.courses.code import (
    CodeGrammar,
    CourseCode,
    InvalidCodeGrammar,
    InvalidCourseCode,
    Listing,
)
from degreekit.courses.grades import Grade, GradeScale, RecordStatus, grade_point_average
from degreekit.courses.institution import (
    CatalogCourse,
    Institution,
    Name,
    Renumbering,
    UnknownGradeScale,
)
from degreekit.courses.repeats import Repeats
from degreekit.courses.rule_model import InvalidRule
from degreekit.courses.sets import CourseSet, InvalidCourseSet
from degreekit.courses.term import InvalidTerm, Term
from degreekit.courses.title import (
    abbreviates,
    begins,
    misses_words,
    resembles,
    same_title,
    title_key,
    topic_of,
)
from degreekit.errors import CannotAssign, InvalidData

__all__ = [
    "CannotAssign",
    "CatalogCourse",
    "CodeGrammar",
    "CourseCode",
    "CourseSet",
    "Grade",
    "GradeScale",
    "Institution",
    "InvalidCodeGrammar",
    "InvalidCourseCode",
    "InvalidCourseSet",
    "InvalidData",
    "InvalidRule",
    "InvalidTerm",
    "Listing",
    "Name",
    "RecordStatus",
    "Renumbering",
    "Repeats",
    "Term",
    "UnknownGradeScale",
    "abbreviates",
    "begins",
    "grade_point_average",
    "misses_words",
    "resembles",
    "same_title",
    "title_key",
    "topic_of",
]
