"""What was decided for one student: waivers, substitutions, approvals and the like."""

from degreekit.adjustments.apply import adjust
from degreekit.adjustments.case import Case, Ruling, WaivedCourse, WaivedRow
from degreekit.adjustments.files import (
    InvalidAdjustments,
    read_adjustments,
    redact_adjustments,
)
from degreekit.adjustments.kinds import AdjustmentKind
from degreekit.adjustments.model import Adjustment
from degreekit.adjustments.repeated import repeated

__all__ = [
    "Adjustment",
    "AdjustmentKind",
    "Case",
    "InvalidAdjustments",
    "Ruling",
    "WaivedCourse",
    "WaivedRow",
    "adjust",
    "read_adjustments",
    "redact_adjustments",
    "repeated",
]
