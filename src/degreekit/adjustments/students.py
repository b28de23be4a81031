"""Decisions for several students in one list: which of them are for whom."""

from __future__ import annotations

from collections.abc import Collection, Sequence

from degreekit.adjustments.files import InvalidAdjustments
from degreekit.adjustments.model import Adjustment

__all__ = ["check_students_named", "decisions_for", "students_named"]


def decisions_for(
    adjustments: Collection[Adjustment], keys: Collection[str]
) -> tuple[Adjustment, ...]:
    """Return the decisions for one student, in their order.

    Those are the decisions that name the student, and those that name nobody. The name is taken
    off, so that equal decisions for two students are equal.

    Args:
        adjustments: of any number of students.
        keys: what the student is called; one key, or the several ways to write it.

    Example:
        >>> from degreekit.adjustments import decisions_for, read_adjustments
        >>> text = "[{kind: waive, requirement: required, student: ab1}, {kind: note, reason: all}]"
        >>> [one.kind.value for one in decisions_for(read_adjustments(text), ["cd2"])]
        ['note']
    """
    return tuple(
        one.model_copy(update={"student": None}) if one.student else one
        for one in adjustments
        if one.student is None or one.student in keys
    )


def students_named(adjustments: Collection[Adjustment]) -> frozenset[str]:
    """Return the students that decisions are for.

    Args:
        adjustments: the decisions.
    """
    return frozenset(one.student for one in adjustments if one.student is not None)


def check_students_named(adjustments: Sequence[Adjustment]) -> None:
    """Check that every decision of a list for several students says for whom it is.

    Args:
        adjustments: the decisions.

    Raises:
        InvalidAdjustments: names the entries that do not.
    """
    nameless = [str(n) for n, one in enumerate(adjustments, start=1) if one.student is None]
    if nameless:
        entries = f"entr{'y' if len(nameless) == 1 else 'ies'} {', '.join(nameless[:5])}"
        more = f" and {len(nameless) - 5} more" if len(nameless) > 5 else ""
        verb = "does" if len(nameless) == 1 else "do"
        problem = (
            f"{entries}{more} {verb} not say for which of the students: add the field 'student' "
            f"with the student's key"
        )
        raise InvalidAdjustments((problem,))
