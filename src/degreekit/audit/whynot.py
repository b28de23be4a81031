"""Why a course does not count where somebody expects it: answered by solving again."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence

from degreekit.audit.certify import Fact, Placed, Violation
from degreekit.audit.decision import Decision
from degreekit.audit.explain.reasons import reason
from degreekit.audit.explain.wording import joined, record_name
from degreekit.audit.result import UnknownRequirement, WhyNot
from degreekit.requirements import Take, Worth, count_text

__all__ = ["why_not"]

#: Solves again with a record that has to be applied to a `Take`, named by its id.
Again = Callable[[int, str], Decision | None]


def why_not(decision: Decision, course: str, requirement: str, again: Again) -> tuple[WhyNot, ...]:
    """Return for each record of a course why it is not applied to a requirement.

    Args:
        decision: the answer that is asked about.
        course: the course, as any institution writes it.
        requirement: the id of a requirement; it stands for every list below it.
        again: solves again with the record applied there.

    Raises:
        UnknownRequirement: the program has no such requirement.
    """
    checker = decision.checker
    node = checker.program.node(requirement)
    if node is None:
        titles = {one.id: one.title for one in checker.program.nodes}
        raise UnknownRequirement(checker.program.id, requirement, titles)
    takes = checker.program.takes((requirement,))
    code = checker.institution.code(course)
    title = checker.program.title_of(requirement)
    if not takes:
        text = f"{title} takes no courses: it counts courses that are applied to other requirements"
        return (WhyNot(course=str(code), requirement=requirement, reason="no-list", text=text),)
    identity = checker.institution.identity(code)[0]
    found = [
        position
        for position, seen in enumerate(checker.candidates)
        if seen.code == code or checker.institution.identity(seen.code)[0] == identity
    ]
    if not found:
        listed = checker.institution.listed(code)
        name = f"{code} {listed.title}" if listed else str(code)
        text = f"{name} is not on the transcript"
        return (
            WhyNot(course=str(code), requirement=requirement, reason="not-on-record", text=text),
        )
    return tuple(_one(decision, position, requirement, title, takes, again) for position in found)


def _one(
    decision: Decision,
    position: int,
    requirement: str,
    title: str,
    takes: Sequence[Take],
    again: Again,
) -> WhyNot:
    checker = decision.checker
    record, course = checker.transcript.records[position], checker.candidates[position]
    name = record_name(record, course)
    said = {"course": str(course.code), "requirement": requirement, "record": position}
    ids = {take.id for take in takes}
    placed = next((p for p in decision.certificate.placed if p.record == position), None)
    if placed is not None and any(take in ids for take, _ in placed.uses):
        return WhyNot(**said, reason="applied", text=f"{name} is applied to {title}")
    if checker.worths[position] is Worth.NOTHING:
        code, text, _ = reason(decision.checker, decision.certificate, position)
        return WhyNot(**said, reason=code, text=f"{name}: {text}")
    closed, tried, held = [], [], False
    for take in takes:
        rows = checker.rules.rows_for(take.id, course)
        if not rows:
            continue
        # Alone: what forbids it then forbids it always.
        worth = checker.worths[position]
        broken = [
            checker.violations([Placed(course, ((take.id, row),), position, worth=worth)])
            for row in rows
        ]
        if all(broken):
            closed.append(broken[0][0])
        elif (forced := again(position, take.id)) is not None:
            tried.append(forced)
        else:
            held = True
    if tried:
        best = min(tried, key=lambda one: one.rank)
        code, text = _compared(decision, best, name, title)
        return WhyNot(
            **said,
            reason=code,
            text=text,
            courses=len(best.future),
            credits=best.verdict.credits,
        )
    if closed:
        text = f"{name} cannot be applied to {title}: {_closed(closed[0])}"
        return WhyNot(**said, reason=closed[0].code, text=text)
    if held:
        text = f"{name} cannot be applied to {title}: a decision puts other courses there"
        return WhyNot(**said, reason="list-full", text=text)
    text = f"{name} is not on the list of {title}"
    return WhyNot(**said, reason="not-eligible", text=text)


def _closed(broken: Violation) -> str:
    """Say what keeps a course out of a list whatever else is applied."""
    match broken.code:
        case "no-degree-credit":
            return f"only courses {broken.text} count toward the degree"
        case "excluded":
            return f"it never counts: {broken.text}"
        case "over-limit" | "mutual-exclusion":
            return f"on its own it exceeds a limit: {broken.text}"
        case "not-eligible":
            return f"the list {broken.text} for this student"
    return f"it {broken.text}"


def _compared(base: Decision, other: Decision, name: str, title: str) -> tuple[str, str]:
    """Say what would be worse if the record were applied there."""
    unit = base.checker.program.unit
    worse = f"with {name} applied to {title}"
    mine, theirs = base.verdict, other.verdict
    if len(theirs.given_up) > len(mine.given_up):
        lost = joined(_titles(base, set(theirs.given_up) - set(mine.given_up) or theirs.given_up))
        return "more-would-remain", f"{worse}, {lost} could not be met at all"
    if theirs.courses > mine.courses:
        then = count_text(theirs.courses, "course")
        more = f"{then} would be left to take instead of {mine.courses}"
        return "more-would-remain", f"{worse}, {more}{_lost(base, other)}"
    if theirs.credits > mine.credits:
        now, then = count_text(mine.credits, unit), count_text(theirs.credits, unit)
        return "more-would-remain", f"{worse}, {then} would be left to take instead of {now}"
    if theirs.assumptions > mine.assumptions:
        return "more-assumed", f"{worse}, the result would depend on more assumptions"
    if base.unmet < other.unmet:
        return (
            "fewer-met",
            f"{worse}, fewer requirements would be met by the courses on record"
            + _lost(base, other),
        )
    as_good = (
        "the result would be just as good: among equals the audit takes the first in the order"
    )
    return "as-good", f"{worse}, {as_good} of the program"


def _lost(base: Decision, other: Decision) -> str:
    """Name the requirements that are met now and would not be."""
    met = set(_met(base.certificate.root))
    gone = [
        id_ for id_ in base.leaves if id_ in met and id_ not in set(_met(other.certificate.root))
    ]
    return f": {joined(_titles(base, gone))} would no longer be met" if gone else ""


def _titles(decision: Decision, ids: Sequence[str] | set[str]) -> Iterator[str]:
    for id_ in sorted(ids, key=list(decision.leaves).index):
        yield decision.checker.program.title_of(id_)


def _met(fact: Fact) -> Iterator[str]:
    if fact.met and not fact.parts:
        yield fact.node.id
    for part in fact.parts:
        yield from _met(part)
