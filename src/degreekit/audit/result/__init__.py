"""The audit: the result of auditing a transcript, as data."""

from degreekit.audit.result.audit import Audit, AuditNotLive, InvalidAudit, UnknownRequirement
from degreekit.audit.result.basis import (
    AdjustmentResult,
    Assumption,
    PluginVersion,
    ProgramStamp,
    Status,
    TitleReading,
)
from degreekit.audit.result.reasons import ProofClaim, ProofSummary, View, ViewName, WhyNot
from degreekit.audit.result.remaining import Advice, CandidateCourse, OpenPlace, Remaining
from degreekit.audit.result.requirements import (
    Applied,
    Citation,
    LimitResult,
    RequirementResult,
    Unapplied,
    WaivedPlace,
)

__all__ = [
    "AdjustmentResult",
    "Advice",
    "Applied",
    "Assumption",
    "Audit",
    "AuditNotLive",
    "CandidateCourse",
    "Citation",
    "InvalidAudit",
    "LimitResult",
    "OpenPlace",
    "PluginVersion",
    "ProgramStamp",
    "ProofClaim",
    "ProofSummary",
    "Remaining",
    "RequirementResult",
    "Status",
    "TitleReading",
    "Unapplied",
    "UnknownRequirement",
    "View",
    "ViewName",
    "WaivedPlace",
    "WhyNot",
]
