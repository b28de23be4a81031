"""degreekit audits a degree: exactly, certified, and with its reasons.

Names are loaded when they are first used, so importing the package costs little.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    __version__: str
    from degreekit.adjustments import Adjustment, read_adjustments
    from degreekit.api import (
        NotVerified,
        audit_transcript,
        get_auditor,
        get_institution,
        get_program,
        programs,
        read_pdf,
        read_pdfs,
        read_plan,
        read_transcript,
        what_if,
    )
    from degreekit.audit import Audit, Auditor, Status
    from degreekit.courses import CourseCode, CourseSet
    from degreekit.errors import DegreekitError
    from degreekit.ingest import IngestError, Reading
    from degreekit.requirements import Program, load_program
    from degreekit.transcript import CourseRecord, Transcript

__all__ = [
    "Adjustment",
    "Audit",
    "Auditor",
    "CourseCode",
    "CourseRecord",
    "CourseSet",
    "DegreekitError",
    "IngestError",
    "NotVerified",
    "Program",
    "Reading",
    "Status",
    "Transcript",
    "audit_transcript",
    "get_auditor",
    "get_institution",
    "get_program",
    "load_program",
    "programs",
    "read_adjustments",
    "read_pdf",
    "read_pdfs",
    "read_plan",
    "read_transcript",
    "what_if",
]

_HOME = {
    "degreekit.adjustments": ("Adjustment", "read_adjustments"),
    "degreekit.api": (
        "NotVerified",
        "audit_transcript",
        "get_auditor",
        "get_institution",
        "get_program",
        "programs",
        "read_pdf",
        "read_pdfs",
        "read_plan",
        "read_transcript",
        "what_if",
    ),
    "degreekit.audit": ("Audit", "Auditor", "Status"),
    "degreekit.courses": ("CourseCode", "CourseSet"),
    "degreekit.errors": ("DegreekitError",),
    "degreekit.ingest": ("IngestError", "Reading"),
    "degreekit.requirements": ("Program", "load_program"),
    "degreekit.transcript": ("CourseRecord", "Transcript"),
}
_MODULE = {name: module for module, names in _HOME.items() for name in names}


def __getattr__(name: str) -> Any:
    if name == "__version__":
        from importlib.metadata import version  # it costs more than all the rest of this package

        return version("degreekit")
    if name not in _MODULE:
        raise AttributeError(f"module 'degreekit' has no attribute {name!r}")
    value = getattr(import_module(_MODULE[name]), name)
    if _MODULE[name] == "degreekit.audit":
        import_module("degreekit.report")  # with it an audit shows itself in a notebook
    globals()[name] = value  # found at once the next time
    return value


def __dir__() -> list[str]:
    return __all__
