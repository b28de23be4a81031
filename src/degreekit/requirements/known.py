"""Records as rules see them, read once for all students who have a record alike."""

from __future__ import annotations

from dataclasses import dataclass

from degreekit.courses import Institution
from degreekit.recent import Recent
from degreekit.requirements.filters import Candidate
from degreekit.requirements.program import Program
from degreekit.requirements.standing import Standing, candidate, standing
from degreekit.transcript import CourseRecord

__all__ = ["KnownRecord", "KnownRecords"]

#: So many records are kept at least, about 1 kB each.
_MOST = 10_000


@dataclass(frozen=True, slots=True, eq=False)
class KnownRecord:
    """A record as rules see it by itself: repeats and its age depend on the other records.

    There is one object for all records that are alike, as long as they are kept.

    Attributes:
        course: code and title as the institution knows them.
        standing: what the attempt is worth.
    """

    course: Candidate
    standing: Standing


class KnownRecords:
    """Reads records for one program, and keeps those that came up last.

    Args:
        program: the rules.
        institution: how codes, titles and grades are read.
    """

    def __init__(self, program: Program, institution: Institution):
        self.program = program
        self.institution = institution
        self._known: Recent[tuple[object, ...], KnownRecord] = Recent(_MOST)

    def read(self, record: CourseRecord) -> KnownRecord:
        """Return a record as rules see it.

        Args:
            record: one attempt at a course.
        """
        code = record.code
        # Codes are equal whatever letter is printed, and an audit names them as printed.
        key = (
            *(code.subject, code.number, code.letter, code.printed, record.title, record.term),
            *(record.credits, record.grade, record.status, record.section, record.school),
            *(record.institution, record.attributes, record.full_title, record.other_titles),
            record.may_repeat,
        )
        found = self._known.get(key)
        if found is None:
            found = self._known[key] = KnownRecord(
                candidate(record, self.institution, self.program),
                standing(record, self.institution, self.program),
            )
        return found
