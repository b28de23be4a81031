"""The audit: compile, solve, certify, explain."""

from degreekit.audit.auditor import Auditor, WrongInstitution
from degreekit.audit.certify import NotCertified
from degreekit.audit.codes import AUDIT_CODES
from degreekit.audit.compare import VerdictChange, compare_verdicts
from degreekit.audit.decision import Verdict
from degreekit.audit.result import (
    AdjustmentResult,
    Advice,
    Applied,
    Assumption,
    Audit,
    Citation,
    LimitResult,
    NotAsked,
    PluginVersion,
    ProgramStamp,
    Remaining,
    RequirementResult,
    Status,
    TitleReading,
    Unapplied,
    View,
    WaivedPlace,
    WhyNot,
)
from degreekit.audit.solve.budget import SearchBudgetExceeded
from degreekit.audit.solve.cpsat import SolverMissing, SolverOutOfTime
from degreekit.audit.whatif import Failure, WhatIf
from degreekit.audit.whynot import UnknownRequirement

__all__ = [
    "AUDIT_CODES",
    "AdjustmentResult",
    "Advice",
    "Applied",
    "Assumption",
    "Audit",
    "Auditor",
    "Citation",
    "Failure",
    "LimitResult",
    "NotAsked",
    "NotCertified",
    "PluginVersion",
    "ProgramStamp",
    "Remaining",
    "RequirementResult",
    "SearchBudgetExceeded",
    "SolverMissing",
    "SolverOutOfTime",
    "Status",
    "TitleReading",
    "Unapplied",
    "UnknownRequirement",
    "Verdict",
    "VerdictChange",
    "View",
    "WaivedPlace",
    "WhatIf",
    "WhyNot",
    "WrongInstitution",
    "compare_verdicts",
]
