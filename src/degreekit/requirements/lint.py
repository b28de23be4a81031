"""Lint of rules: what is well-formed and still cannot be meant."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from degreekit.courses import CourseSet
from degreekit.requirements.filters import InSet
from degreekit.requirements.nodes import Choose, If, Take
from degreekit.requirements.program import Limit, Program

__all__ = ["LintFinding", "lint"]


@dataclass(frozen=True, slots=True)
class LintFinding:
    """One thing in the rules that cannot be meant.

    Attributes:
        code: what kind of mistake, as ``empty-set``.
        id: the requirement or limit it stands in.
        text: the mistake and what to do.
    """

    code: str
    id: str
    text: str


def lint(program: Program) -> tuple[LintFinding, ...]:
    """Return what cannot be meant: empty sets, rows never reached, minimums out of reach.

    Doubled ids and scopes that name nothing are refused when the program is built.

    Example:
        >>> from degreekit.requirements import All, Program, Row, Take, lint
        >>> take = Take(id="a", title="A", courses=2, rows=(Row(courses="CS 1 & CS 2"),))
        >>> root = All(id="r", title="R", parts=(take,))
        >>> program = Program(id="p", title="P", edition="1", institution="i", root=root)
        >>> [finding.code for finding in lint(program)]
        ['empty-set', 'out-of-reach']
    """
    return tuple(_findings(program))


def _findings(program: Program) -> Iterator[LintFinding]:
    for node in program.nodes:
        if isinstance(node, Take):
            yield from _take(node)
        if isinstance(node, Choose) and node.at_least > len(node.parts):
            yield LintFinding(
                "out-of-reach",
                node.id,
                f"asks for {node.at_least} of {len(node.parts)} parts: lower the number",
            )
        if isinstance(node, If) and not node.children:
            yield LintFinding(
                "no-branch", node.id, "asks for nothing, whatever the condition: give it a branch"
            )
    for limit in program.limits:
        yield from _limit(limit, program)


def _take(take: Take) -> Iterator[LintFinding]:
    before = CourseSet()
    for row in take.rows:
        if not isinstance(row.courses, InSet):
            continue
        courses = row.courses.courses
        name = row.title or str(courses)
        if not courses:
            yield LintFinding("empty-set", take.id, f"row {name!r} has no course: mend its set")
        elif courses <= before:
            yield LintFinding(
                "unreachable-row", take.id, f"every course of row {name!r} belongs to a row above"
            )
        elif row.most_courses is not None and (overlap := courses & before):
            yield LintFinding(
                "overlapping-rows", take.id, f"{overlap} is in row {name!r} and in a row above"
            )
        before = before | courses
    bounds = [row.most_courses for row in take.rows]
    counts = [
        row.courses.courses.size() if isinstance(row.courses, InSet) else None for row in take.rows
    ]
    reach = 0
    for bound, count in zip(bounds, counts, strict=True):
        if bound is None and count is None:
            return
        reach += min(x for x in (bound, count) if x is not None)
    if take.courses is not None and reach < take.courses:
        yield LintFinding(
            "out-of-reach", take.id, f"asks for {take.courses} courses, the list holds {reach}"
        )
    groups = {row.group for row in take.rows}
    for part in take.including:
        if part.group is not None and part.group not in groups:
            yield LintFinding("no-such-group", take.id, f"no row is of group {part.group!r}")


def _limit(limit: Limit, program: Program) -> Iterator[LintFinding]:
    if isinstance(limit.courses, InSet) and not limit.courses.courses:
        yield LintFinding("empty-set", limit.id, "bounds no course: mend its set")
    for take in program.takes(limit.scope):
        if limit.most_courses is None or take.courses is None:
            continue
        if not isinstance(limit.courses, InSet) or limit.most_courses >= take.courses:
            continue
        rows = [r.courses.courses for r in take.rows if isinstance(r.courses, InSet)]
        if len(rows) == len(take.rows) and all(r <= limit.courses.courses for r in rows):
            yield LintFinding(
                "contradictory-limit",
                limit.id,
                f"allows {limit.most_courses} of the courses of which {take.id!r} asks for "
                f"{take.courses}",
            )
