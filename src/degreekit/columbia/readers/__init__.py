"""The readers of Columbia's documents.

No template of a Columbia transcript is public. What the readers count on is documented by the
registrar or was observed on real files; how a page looks is left open. The page "Reading documents"
says which is which.
"""

from degreekit.columbia.readers.degree_audit import DegreeAuditReader
from degreekit.columbia.readers.etranscript import ETranscriptReader
from degreekit.columbia.readers.law import LawReader
from degreekit.columbia.readers.planning import StudentPlanningReader
from degreekit.columbia.readers.ssol import SsolReader
from degreekit.columbia.readers.vergil import VergilReader
from degreekit.ingest import Reader

__all__ = [
    "DegreeAuditReader",
    "ETranscriptReader",
    "LawReader",
    "SsolReader",
    "StudentPlanningReader",
    "VergilReader",
    "readers",
]


def readers() -> tuple[Reader, ...]:
    """Return a reader for each kind of document that Columbia issues.

    Example:
        >>> from degreekit.columbia.readers import readers
        >>> for reader in readers():
        ...     print(reader.id)
        columbia-degree-audit
        columbia-etranscript
        columbia-law
        columbia-ssol
        columbia-student-planning
        columbia-vergil
    """
    return (
        DegreeAuditReader(),
        ETranscriptReader(),
        LawReader(),
        SsolReader(),
        StudentPlanningReader(),
        VergilReader(),
    )
