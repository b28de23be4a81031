"""From a program and the decisions for one student to the rules that hold for that student."""

from __future__ import annotations

from collections.abc import Iterable

from degreekit.adjustments.case import Case
from degreekit.adjustments.draft import Draft
from degreekit.adjustments.files import InvalidAdjustments
from degreekit.adjustments.kinds import KINDS
from degreekit.adjustments.model import Adjustment
from degreekit.adjustments.students import students_named
from degreekit.courses import Institution
from degreekit.requirements import Program

__all__ = ["adjust"]


def adjust(program: Program, adjustments: Iterable[Adjustment], institution: Institution) -> Case:
    """Return the rules that hold for one student.

    The program is never changed in place. A decision that names a requirement, a limit or a course
    that is not there takes no effect and is listed in `Case.problems`.

    Args:
        program: the rules as printed.
        adjustments: what was decided, in order.
        institution: how codes, titles and grades are read.

    Raises:
        InvalidAdjustments: they are for several students.

    Example:
        >>> from degreekit import get_institution, get_program
        >>> from degreekit.adjustments import adjust, read_adjustments
        >>> rules = get_program("columbia-ms-cs-ml")
        >>> given = read_adjustments("- {kind: waive, requirement: required}")
        >>> adjust(rules, given, get_institution(rules.institution)).waived
        {'required': 0}
    """
    given = tuple(adjustments)
    if len(students := sorted(students_named(given))) > 1:
        problem = (
            f"they are for {len(students)} students ({', '.join(students[:3])}): pick those for "
            f"one of them with `decisions_for`"
        )
        raise InvalidAdjustments((problem,))
    draft = Draft(program, institution)
    # Lists are changed first, so that every other decision sees them as they stand.
    order = sorted(enumerate(given), key=lambda one: not KINDS[one[1].kind].changes_rules(one[1]))
    for position, adjustment in order:
        draft.add(position, adjustment)
    return draft.case(given)
