"""The readers of Columbia's documents.

No template of a Columbia transcript is public. What the readers count on is documented by the
registrar or was observed on real files; how a page looks is left open. The page "Reading documents"
says which is which.
"""

from degreekit.columbia.readers.degree_audit import DegreeAuditReader
from degreekit.columbia.readers.transcript import ColumbiaReader
from degreekit.ingest import Reader

__all__ = ["ColumbiaReader", "DegreeAuditReader", "readers"]


def readers() -> tuple[Reader, ...]:
    """Return the readers of the documents that Columbia issues.

    Example:
        >>> from degreekit.columbia.readers import readers
        >>> for reader in readers():
        ...     print(reader.id)
        columbia-degree-audit
        columbia-transcript
    """
    return DegreeAuditReader(), ColumbiaReader()
