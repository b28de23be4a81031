"""Which grade a course that is not over yet has to get, so that what an audit says comes true."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from degreekit.audit.certify import Certificate, Checker, Fact, Placed
from degreekit.courses import Grade, RecordStatus
from degreekit.requirements import Check, MinGrade, Program
from degreekit.requirements.conditions import filters_asked
from degreekit.requirements.filters import filters_in

__all__ = ["grade_needed"]


def grade_needed(checker: Checker, certificate: Certificate, one: Placed) -> Grade | None:
    """Return the lowest mark with which a course still serves as it is counted.

    Averages are left out: what they come to depends on all grades together.

    Args:
        checker: the rules and the records.
        certificate: the answer.
        one: a course of the answer that is in progress or planned.

    Returns:
        The mark; None where any mark that earns credit will do.
    """
    if not _asks_for_grades(checker.program):
        return None
    scale = checker.institution.scale(checker.program.grade_scale)
    marks = [mark for mark in scale.grades if mark.earns and mark.points is not None]
    marks.sort(key=lambda mark: mark.points or 0)
    for number, mark in enumerate(marks):
        if _serves(checker, certificate, one, mark):
            return mark if number else None
    return None


def _asks_for_grades(program: Program) -> bool:
    asked = [part for one in program.conditions for part in filters_asked(one)]
    within = (part for one in asked for part in filters_in(one))
    return any(isinstance(part, MinGrade) for part in (*program.filters, *within))


def _serves(checker: Checker, certificate: Certificate, one: Placed, mark: Grade) -> bool:
    course = replace(
        one.course, status=RecordStatus.COMPLETED, points=mark.points, grade=mark.symbol
    )
    credit = checker.program.credit
    if credit is not None and not credit.matches(course) and credit.matches(one.course):
        return False
    if any(
        row not in checker.rules.rows_for(take, course)
        and row in checker.rules.rows_for(take, one.course)
        for take, row in one.uses
    ):
        return False
    graded = replace(one, course=course)
    placed = [graded if other is one else other for other in certificate.placed]
    after = checker.facts(placed)
    return all(
        new.met or not old.met
        for old, new in zip(_leaves(certificate.root), _leaves(after), strict=True)
    )


def _leaves(fact: Fact) -> Iterator[Fact]:
    if isinstance(fact.node, Check) and fact.node.gpa is not None:
        return
    if not fact.parts:
        yield fact
    for part in fact.parts:
        yield from _leaves(part)
