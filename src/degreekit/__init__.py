"""degreekit audits a degree: exactly, certified, and with its reasons."""
from degreekit.courses import CourseCode, CourseSet, InvalidCourseCode, Term
from degreekit.errors import DegreekitError
from degreekit.transcript import CourseRecord, Transcript
