"""Cases: a sentence of the rules, a student, and what has to come out."""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal
from pathlib import Path

from degreekit.adjustments import Adjustment
from degreekit.audit import Audit, Auditor, Status, UnknownRequirement
from degreekit.audit.result import Applied, RequirementResult
from degreekit.courses import CourseCode
from degreekit.data_model import DataModel
from degreekit.requirements import count_text
from degreekit.transcript import Transcript

__all__ = ["WHOLE", "Case", "Difference", "Expected", "NotApplied", "differences", "report"]

#: The name of the row that has the verdict on the whole program.
WHOLE = "whole program"

#: What an answer may rest on, in the order of `Verdict.assumptions`, with the words of a case file.
ASSUMED = (("approval", "approval"), ("in_progress", "in progress"), ("planned", "planned"))


class Expected(DataModel):
    """What has to come out of one requirement, or of the whole program. None is not checked.

    Attributes:
        requirement: the id of the requirement; None for the whole program.
        status: how it stands.
        applied: the courses applied to it, in any order.
        remaining: what is left, as `degreekit` writes it: for the whole program courses, credits or
            both, as ``1 course, 3 points``, for a requirement what it lacks; ``nothing``.
        assumptions: how many approvals, courses in progress and planned courses it rests on.
        line: where it stands in the file.
    """

    requirement: str | None = None
    status: Status | None = None
    applied: tuple[CourseCode, ...] | None = None
    remaining: str | None = None
    assumptions: tuple[int, int, int] | None = None
    line: int = 0


class NotApplied(DataModel):
    """A course that must not count, and why.

    Attributes:
        course: the course.
        reason: the finding code; `degreekit explain` lists them.
        line: where it stands in the file.
    """

    course: CourseCode
    reason: str
    line: int = 0


class Case(DataModel):
    """One case.

    Attributes:
        name: what happens, in a few words.
        path: the file it stands in.
        line: the line of its heading.
        program: its program, as the file names it.
        sentence: the sentence of the rules it holds, as quoted.
        source: where that sentence stands.
        why: why the expectation is right, for the reader.
        transcript: the records.
        adjustments: what was decided for the student.
        expected: what has to come out, row by row.
        not_applied: courses that must not count.
        about: the courses that make this case, where it is one of several that differ in these.
        shared: whether it is one of several that differ in their program.
    """

    name: str
    path: Path
    line: int
    program: str
    sentence: str
    source: str = ""
    why: str = ""
    transcript: Transcript
    adjustments: tuple[Adjustment, ...] = ()
    expected: tuple[Expected, ...] = ()
    not_applied: tuple[NotApplied, ...] = ()
    about: tuple[CourseCode, ...] = ()
    shared: bool = False

    @property
    def in_figures(self) -> bool:
        """Whether it is about the whole program only, so that a verdict in numbers is enough."""
        return not self.not_applied and all(
            one.requirement is None and one.applied is None for one in self.expected
        )

    def holds(self, auditor: Auditor) -> bool:
        """Return whether the case holds with the rules of an auditor.

        Example:
            >>> from degreekit import get_auditor
            >>> from degreekit.testing import load_cases
            >>> case = load_cases("plugins/ml_track/tests/cases/totals.cases.md")[0]
            >>> case.holds(get_auditor(case.program))
            True
        """
        return not differences(case=self, auditor=auditor)


class Difference(DataModel):
    """What a case expects, and what the rules say instead.

    Attributes:
        what: the requirement, ``whole program``, or a course.
        column: which column of the file.
        expected: as the file has it.
        found: as the file would have to have it.
        line: where it stands in the file.
        told: what the audit says of the requirement.
    """

    what: str
    column: str
    expected: str
    found: str
    line: int = 0
    told: str = ""


def differences(case: Case, auditor: Auditor) -> tuple[Difference, ...]:
    """Return how an audit differs from what a case expects; empty where it does not.

    Args:
        case: the case.
        auditor: the rules to hold it against.

    Raises:
        DegreekitError: the transcript cannot be audited, as `Auditor.audit` says.

    Example:
        >>> from degreekit import get_auditor
        >>> from degreekit.testing import differences, load_cases
        >>> case = load_cases("plugins/ml_track/tests/cases/totals.cases.md")[0]
        >>> differences(case, get_auditor(case.program))
        ()
    """
    with auditor.institution.grammar.in_use():
        return _differences(case, auditor)


def _differences(case: Case, auditor: Auditor) -> tuple[Difference, ...]:
    if not case.in_figures:
        audit = auditor.audit(case.transcript, case.adjustments)
        rows = [row for one in case.expected for row in _of_audit(one, audit)]
        rows += [_reason(one, audit) for one in case.not_applied]
    elif all(one.remaining is None and one.assumptions is None for one in case.expected):
        status = auditor.status(case.transcript, case.adjustments)
        rows = [row for one in case.expected for row in _status(one, status)]
    else:
        verdict = auditor.judge(case.transcript, case.adjustments)
        unit = auditor.program.unit
        rows = [
            row
            for one in case.expected
            for row in _figures(
                one, verdict.status, verdict.courses, verdict.credits, verdict.assumptions, unit
            )
        ]
    return tuple(row for row in rows if row.expected != row.found)


def report(case: Case, found: Iterable[Difference]) -> str:
    """Write differences in the words of the case, each with its place.

    Args:
        case: the case.
        found: what `differences` returned.

    Example:
        >>> from degreekit import get_auditor
        >>> from degreekit.testing import load_cases, report
        >>> case = load_cases("plugins/ml_track/tests/cases/totals.cases.md")[0]
        >>> report(case, ()).splitlines()[0]
        'plugins/ml_track/tests/cases/totals.cases.md:10: Fieldwork fills up the total'
    """
    lines = [f"{case.path}:{case.line}: {case.name}"]
    if case.sentence:
        lines.append(f"  > {case.sentence}")
    for one in found:
        lines += [
            "",
            f"  {case.path}:{one.line}: {one.what}, {one.column}",
            f"    expected  {one.expected}",
            f"    found     {one.found}",
        ]
        if one.told:
            lines.append(f"    ({one.told})")
    return "\n".join(lines)


# ------------------------------------------------------------------------------------- in words


def assumed_text(counts: tuple[int, int, int]) -> str:
    """Write what an answer rests on: ``1 approval, 2 in progress``, or ``none``."""
    parts = []
    for (_, word), count in zip(ASSUMED, counts, strict=True):
        plural = "s" if word == "approval" and count != 1 else ""
        if count:
            parts.append(f"{count} {word}{plural}")
    return ", ".join(parts) or "none"


def remaining_text(courses: int, credits: Decimal, unit: str, like: str) -> str:
    """Write what is left with as much as another text says: courses, credits, or both."""
    if not courses and not credits:
        return "nothing"
    both = [count_text(courses, "course"), count_text(credits, unit)]
    said = [part.strip() for part in like.split(",")]
    asked = [part for part in both if any(_noun(part) == _noun(one) for one in said)]
    return ", ".join(asked or both)


def _noun(text: str) -> str:
    return text.rsplit(" ", maxsplit=1)[-1].removesuffix("s")


def _codes(codes: Iterable[CourseCode | str]) -> str:
    return ", ".join(sorted(str(code) for code in codes)) or "none"


def _status(one: Expected, status: Status) -> Iterable[Difference]:
    if one.status is not None:
        yield Difference(
            what=WHOLE,
            column="status",
            expected=one.status.value,
            found=status.value,
            line=one.line,
        )


def _figures(
    one: Expected,
    status: Status,
    courses: int,
    credits: Decimal,
    assumptions: tuple[int, int, int],
    unit: str,
) -> Iterable[Difference]:
    def row(column: str, expected: str, found: str) -> Difference:
        return Difference(what=WHOLE, column=column, expected=expected, found=found, line=one.line)

    yield from _status(one, status)
    if one.remaining is not None:
        yield row("remaining", one.remaining, remaining_text(courses, credits, unit, one.remaining))
    if one.assumptions is not None:
        yield row("assumptions", assumed_text(one.assumptions), assumed_text(assumptions))


def _of_audit(one: Expected, audit: Audit) -> Iterable[Difference]:
    if one.requirement is None:
        yield from _figures(
            one,
            audit.status,
            audit.remaining.courses,
            audit.remaining.credits,
            _counts(audit, None),
            audit.program.unit,
        )
        if one.applied is not None:
            every = {a.record: a.code for r in audit.requirements for a in _applied(r)}
            yield from _applied_rows(one, every.values(), WHOLE, "")
        return
    try:
        result = audit.requirement(one.requirement)
    except UnknownRequirement:
        yield Difference(
            what=one.requirement,
            column="requirement",
            expected=one.requirement,
            found="no such requirement",
            line=one.line,
        )
        return
    lacks = f", lacks {result.lacks}" if result.lacks else ""
    told = f"needs {result.needs}; has {result.has}{lacks}"

    def row(column: str, expected: str, found: str) -> Difference:
        return Difference(
            what=result.id,
            column=column,
            expected=expected,
            found=found,
            line=one.line,
            told=told,
        )

    if one.status is not None:
        yield row("status", one.status.value, result.status.value)
    if one.remaining is not None:
        yield row("remaining", one.remaining, result.lacks or "nothing")
    if one.assumptions is not None:
        yield row(
            "assumptions", assumed_text(one.assumptions), assumed_text(_counts(audit, result))
        )
    if one.applied is not None:
        every = {a.record: a.code for a in _applied(result)}
        yield from _applied_rows(one, every.values(), result.id, told)


def _applied_rows(
    one: Expected, found: Iterable[str], what: str, told: str
) -> Iterable[Difference]:
    """Compare as courses, whatever letter stands between subject and number."""
    wanted = _codes(_bare(code) for code in one.applied or ())
    has = _codes(_bare(CourseCode.parse(code)) for code in found)
    if wanted != has:
        yield Difference(
            what=what,
            column="applied",
            expected=_codes(one.applied or ()),
            found=_codes(found),
            line=one.line,
            told=told,
        )


def _bare(code: CourseCode) -> str:
    return f"{code.subject} {code.number}"


def _applied(result: RequirementResult) -> Iterable[Applied]:
    yield from result.applied
    for child in result.children:
        yield from _applied(child)


def _ids(result: RequirementResult) -> Iterable[str]:
    yield result.id
    for child in result.children:
        yield from _ids(child)


def _counts(audit: Audit, result: RequirementResult | None) -> tuple[int, int, int]:
    within = None if result is None else set(_ids(result))
    seen = [a for a in audit.assumptions if within is None or a.requirement in within]
    # What a title stands for somebody has to say, as with an approval.
    kinds: list[str] = ["approval" if a.kind == "title" else a.kind for a in seen]
    approvals, going_on, planned = (kinds.count(kind) for kind, _ in ASSUMED)
    return approvals, going_on, planned


def _reason(one: NotApplied, audit: Audit) -> Difference:
    reasons = [u.reason for u in audit.unapplied if CourseCode.parse(u.code) == one.course]
    return Difference(
        what=str(one.course),
        column="reason",
        expected=one.reason,
        found=one.reason if one.reason in reasons else ", ".join(reasons) or "it counts",
        line=one.line,
    )
