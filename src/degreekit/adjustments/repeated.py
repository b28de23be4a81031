"""Decisions that many students needed: a hint that the rules should say so themselves."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable

from degreekit.adjustments.kinds import AdjustmentKind
from degreekit.adjustments.model import Adjustment

__all__ = ["repeated"]

#: For whom it was decided, by whom, when and why does not tell one decision from another.
_PAPERS: dict[str, object] = {"student": None, "reason": "", "by": "", "date": None}


def repeated(batch: Iterable[Iterable[Adjustment]]) -> tuple[tuple[Adjustment, int], ...]:
    """Return the decisions that were made for more than one student, the most frequent first.

    Args:
        batch: the decisions for each student. One that is made twice for a student counts once;
            notes are left out.

    Returns:
        Each decision, without reason, author and date, with the number of students.

    Example:
        >>> from degreekit.adjustments import read_adjustments, repeated
        >>> entry = "- {kind: also_allow, requirement: required, course: COMS W4995, by: %s}"
        >>> found = repeated(read_adjustments(entry % name) for name in ("one", "two"))
        >>> [(str(given.course), students) for given, students in found]
        [('COMS W4995', 2)]
    """
    counts: Counter[Adjustment] = Counter()
    for given in batch:
        decided = (one for one in given if one.kind is not AdjustmentKind.NOTE)
        plain = dict.fromkeys(one.model_copy(update=_PAPERS) for one in decided)
        counts.update(plain.keys())
    return tuple((one, number) for one, number in counts.most_common() if number > 1)
