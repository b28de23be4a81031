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
from degreekit.adjustments.students import check_students_named, decisions_for, students_named

__all__ = [
    "Adjustment",
    "AdjustmentKind",
    "Case",
    "InvalidAdjustments",
    "Ruling",
    "WaivedCourse",
    "WaivedRow",
    "adjust",
    "check_students_named",
    "decisions_for",
    "read_adjustments",
    "redact_adjustments",
    "repeated",
    "students_named",
]
