"""Sets of courses: their meaning, the notation, and how they are written."""

from degreekit.courses.sets.course_set import CourseSet
from degreekit.courses.sets.printing import in_words
from degreekit.courses.sets.reading import InvalidCourseSet

__all__ = ["CourseSet", "InvalidCourseSet", "in_words"]
