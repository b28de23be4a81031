"""The audit: compile, solve, certify, explain."""

from degreekit.audit.auditor import Auditor, WrongInstitution
from degreekit.audit.certify import InvalidProof, NotCertified, Proof, ProofRejected
from degreekit.audit.codes import AUDIT_CODES
from degreekit.audit.compare import VerdictChange, compare_verdicts
from degreekit.audit.decision import Verdict
from degreekit.audit.demand import CourseDemand
from degreekit.audit.figures import Figures
from degreekit.audit.result import (
    AdjustmentResult,
    Advice,
    Applied,
    Assumption,
    Audit,
    AuditNotLive,
    CandidateCourse,
    Citation,
    InvalidAudit,
    LimitResult,
    OpenPlace,
    PluginVersion,
    ProgramStamp,
    ProofClaim,
    ProofSummary,
    Remaining,
    RequirementResult,
    Status,
    TitleReading,
    Unapplied,
    UnknownRequirement,
    View,
    WaivedPlace,
    WhyNot,
)
from degreekit.audit.solve.budget import AnswerNotProved, SearchBudgetExceeded
from degreekit.audit.solve.cpsat import SolverMissing, SolverOutOfTime
from degreekit.audit.solve.prove import ProofNotFound
from degreekit.audit.spare import SpareRecords
from degreekit.audit.veripb import VeriPBFiles
from degreekit.audit.whatif import CourseUse, Deciding, Failure, WhatIf, deciding

__all__ = [
    "AUDIT_CODES",
    "AdjustmentResult",
    "Advice",
    "AnswerNotProved",
    "Applied",
    "Assumption",
    "Audit",
    "AuditNotLive",
    "Auditor",
    "CandidateCourse",
    "Citation",
    "CourseDemand",
    "CourseUse",
    "Deciding",
    "Failure",
    "Figures",
    "InvalidAudit",
    "InvalidProof",
    "LimitResult",
    "NotCertified",
    "OpenPlace",
    "PluginVersion",
    "ProgramStamp",
    "Proof",
    "ProofClaim",
    "ProofNotFound",
    "ProofRejected",
    "ProofSummary",
    "Remaining",
    "RequirementResult",
    "SearchBudgetExceeded",
    "SolverMissing",
    "SolverOutOfTime",
    "SpareRecords",
    "Status",
    "TitleReading",
    "Unapplied",
    "UnknownRequirement",
    "Verdict",
    "VerdictChange",
    "VeriPBFiles",
    "View",
    "WaivedPlace",
    "WhatIf",
    "WhyNot",
    "WrongInstitution",
    "compare_verdicts",
    "deciding",
]
