"""The check of an answer, apart from all that finds it.

It reads the printed program, the records and the list of decisions, and imports nothing of the
search, of the model, or of what applies decisions to a program (a contract holds that).
"""

from degreekit.audit.certify.checker import Checker
from degreekit.audit.certify.derive import derive
from degreekit.audit.certify.facts import (
    Certificate,
    Fact,
    Measure,
    NotCertified,
    Order,
    Placed,
    Violation,
)
from degreekit.audit.certify.proof import InvalidProof, Proof, check_proof, check_reasons
from degreekit.audit.certify.refutation import ProofRejected, Reason, Row, Split, Sum, refute
from degreekit.audit.certify.rows import LEVELS, STEPS, Claim, System
from degreekit.audit.certify.rules import Rules

__all__ = [
    "LEVELS",
    "STEPS",
    "Certificate",
    "Checker",
    "Claim",
    "Fact",
    "InvalidProof",
    "Measure",
    "NotCertified",
    "Order",
    "Placed",
    "Proof",
    "ProofRejected",
    "Reason",
    "Row",
    "Rules",
    "Split",
    "Sum",
    "System",
    "Violation",
    "check_proof",
    "check_reasons",
    "derive",
    "refute",
]
