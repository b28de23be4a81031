"""Lint with proof: whether anybody can complete a program at all."""

from __future__ import annotations

from degreekit.api import get_institution
from degreekit.audit import Auditor
from degreekit.courses import Institution
from degreekit.requirements import LintFinding, Program, lint
from degreekit.transcript import Transcript

__all__ = ["lint_program"]


def lint_program(
    program: Program, institution: Institution | None = None
) -> tuple[LintFinding, ...]:
    """Return what `lint` finds, and whether an audit proves that nobody can complete the program.

    The audit is that of an empty transcript: if nothing that could be taken completes the program,
    nobody can complete it without decisions, but for those whose facts or whose credit from
    elsewhere make other rules hold.

    Args:
        program: the rules.
        institution: what courses there are; the installed one without it.

    Raises:
        NotFound: the institution is not installed.
        SearchBudgetExceeded: the question was not answered within the budget.

    Example:
        >>> from degreekit import get_program
        >>> from degreekit.testing import lint_program
        >>> lint_program(get_program("columbia-ms-cs-ml"))
        ()
    """
    here = institution or get_institution(program.institution)
    found = lint(program, here)
    audit = Auditor(program, here).audit(Transcript(records=()))
    left = audit.remaining
    if not (left.out_of_reach or left.conflict):
        return found
    told = []
    together = left.conflict if len(left.conflict) > 1 else ()
    if together:
        told.append(f"{', '.join(map(repr, together))} cannot be met together")
    if alone := [one for one in (*left.out_of_reach, *left.conflict) if one not in together]:
        told.append(f"no courses meet {', '.join(map(repr, dict.fromkeys(alone)))}")
    return (*found, LintFinding("cannot-be-completed", program.id, "; ".join(told)))
