"""What a student has: the records of a transcript."""

from degreekit.courses.grades import RecordStatus
from degreekit.transcript.model import CourseRecord, InvalidTranscript, Student, Transcript
from degreekit.transcript.plan import InvalidPlan, plan_records
from degreekit.transcript.provenance import Mark, Provenance, ReadingStatus

__all__ = [
    "CourseRecord",
    "InvalidPlan",
    "InvalidTranscript",
    "Mark",
    "Provenance",
    "ReadingStatus",
    "RecordStatus",
    "Student",
    "Transcript",
    "plan_records",
]
