"""What a student has: the records of a transcript."""

from degreekit.courses.grades import RecordStatus
from degreekit.transcript.model import CourseRecord, InvalidTranscript, Student, Transcript

__all__ = ["CourseRecord", "InvalidTranscript", "RecordStatus", "Student", "Transcript"]
