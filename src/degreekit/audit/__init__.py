"""The audit: compile, solve, certify, explain."""

from degreekit.audit.auditor import Auditor, WrongInstitution
from degreekit.audit.budget import SearchBudgetExceeded
from degreekit.audit.certify import NotCertified
from degreekit.audit.codes import AUDIT_CODES
from degreekit.audit.result import (
    AdjustmentResult,
    Advice,
    Applied,
    Assumption,
    Audit,
    PluginVersion,
    ProgramStamp,
    Remaining,
    RequirementResult,
    Status,
    Unapplied,
    WaivedPlace,
)

__all__ = [
    "AUDIT_CODES",
    "AdjustmentResult",
    "Advice",
    "Applied",
    "Assumption",
    "Audit",
    "Auditor",
    "NotCertified",
    "PluginVersion",
    "ProgramStamp",
    "Remaining",
    "RequirementResult",
    "SearchBudgetExceeded",
    "Status",
    "Unapplied",
    "WaivedPlace",
    "WrongInstitution",
]
