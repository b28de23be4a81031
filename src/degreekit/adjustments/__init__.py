"""What was decided for one student: waivers, substitutions, approvals and their like."""

from degreekit.adjustments.apply import Case, Ruling, WaivedCourse, adjust
from degreekit.adjustments.model import (
    Adjustment,
    AdjustmentKind,
    InvalidAdjustments,
    read_adjustments,
    redact_adjustments,
)
from degreekit.adjustments.repeated import repeated

__all__ = [
    "Adjustment",
    "AdjustmentKind",
    "Case",
    "InvalidAdjustments",
    "Ruling",
    "WaivedCourse",
    "adjust",
    "read_adjustments",
    "redact_adjustments",
    "repeated",
]
