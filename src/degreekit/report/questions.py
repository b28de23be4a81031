"""What-if and why-not answers, and what a proof shows, as text for a terminal."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from decimal import Decimal
from typing import Any

from degreekit.audit import (
    Audit,
    CourseUse,
    Deciding,
    ProofSummary,
    Status,
    WhatIf,
    WhyNot,
    deciding,
)
from degreekit.printable import printable
from degreekit.report.format import Look
from degreekit.report.narrate import status_words
from degreekit.requirements import count_text
from degreekit.wrapping import wrapped

__all__ = [
    "render_deciding",
    "render_proof",
    "render_what_if",
    "render_why_not",
    "what_if_data",
    "what_is_left",
]

_STATUS = 12  # columns of a status
_LEFT = 36  # columns of what is left, at most
_FEW = 3  # programs that are named one by one where they are the rest


def render_what_if(answers: Sequence[WhatIf], look: Look | None = None) -> str:
    """Return a table of the programs, in the order given.

    Args:
        answers: the result of the transcript in each.
        look: width and colours.
    """
    shape = look or Look()
    lengths = [length for answer in answers if (length := len(what_is_left(answer))) <= _LEFT]
    width = max([len("Left to take"), *lengths]) + 1
    head = shape.style(f"{'Status':<{_STATUS}} {'Left to take':<{width}} Program", "heading")
    return "\n".join([head, *(line for answer in answers for line in _row(answer, width, shape))])


def _row(answer: WhatIf, width: int, look: Look) -> Iterator[str]:
    status = status_words(answer.status).capitalize() if answer.status else "No answer"
    role = answer.status.value if answer.status else "unsatisfied"
    line = f"{look.style(status, role)}{' ' * (_STATUS - len(status))} "
    id_, left = answer.program.id, what_is_left(answer)
    below = [(printable(answer.program.title), "dim")]
    if _STATUS + max(width, len(left)) + len(id_) + 2 > look.width:
        below.insert(0, (id_, "title"))
        yield (line + left).rstrip()
    else:
        yield f"{line}{left:<{width}} {look.style(id_, 'title')}"
    if answer.error:
        below.append((printable(answer.error.message), ""))
    elif answer.remaining:
        below += [(printable(text), "") for text in answer.remaining.other]
    indent = " " * (_STATUS + 1)
    for text, of in below:
        for part in wrapped(text, look.width - len(indent)):
            yield indent + (look.style(part, of) if of else part)


def what_is_left(answer: WhatIf) -> str:
    """Return what a program leaves to take, in a few words; empty where there is no answer.

    Args:
        answer: the result of a transcript in it.
    """
    left = answer.remaining
    if left is None:
        return ""
    if answer.status is Status.CONDITIONAL and answer.audit is not None:
        return answer.audit.verdict
    if not left.courses:
        return "no course" if left.other else "nothing"
    courses = count_text(left.courses, "course")
    return f"{courses} ({count_text(left.credits, answer.program.unit)})"


def what_if_data(answers: Sequence[WhatIf]) -> dict[str, Any]:
    """Return the programs, and the courses that decide between them, as data.

    Args:
        answers: the result of the transcript in each.
    """
    return {
        "programs": [answer.to_data() for answer in answers],
        "deciding": [one.model_dump(mode="json") for one in deciding(answers)],
    }


def render_deciding(courses: Sequence[Deciding], look: Look | None = None) -> str:
    """Return the courses that decide between programs, and what each counts for in which.

    Args:
        courses: as `degreekit.audit.deciding` returns them.
        look: width and colours.
    """
    shape = look or Look()
    taken = [one for one in courses if one.record is not None]
    others = [one for one in courses if one.record is None]
    lines: list[str] = []
    for title, some in (("Your courses that decide", taken), ("Courses that would decide", others)):
        if some:
            lines += ["", shape.style(title, "heading")]
            lines += [line for one in some for line in _decides(one, shape)]
    return "\n".join(lines)


def _decides(one: Deciding, look: Look) -> Iterator[str]:
    yield printable(f"{one.code} {one.title or ''}").rstrip()
    for use in one.uses:
        last = one.record is not None and use is one.uses[-1] and len(use.programs) > _FEW
        yield from wrapped(_use(use, elsewhere=last), look.width, "  ", "    ")


def _use(use: CourseUse, *, elsewhere: bool) -> str:
    what = printable(" and ".join(use.requirements)) or "nothing"
    return f"{what}: {'all others' if elsewhere else ', '.join(use.programs)}"


def render_proof(summary: ProofSummary) -> str:
    """Return what a proof shows that was checked, a line for each claim.

    Args:
        summary: from `Auditor.check_proof`.
    """
    lines = [f"{claim.text[:1].upper()}{claim.text[1:]}." for claim in summary.claims]
    shown = lines or ["Nothing is left to take, and nothing is assumed."]
    return "\n".join(["The proof holds.", *(f"  {line}" for line in shown)])


def render_why_not(answers: Sequence[WhyNot], audit: Audit, look: Look | None = None) -> str:
    """Return the answers as sentences, each with its finding code.

    Args:
        answers: one for each record of the course.
        audit: the audit that was asked.
        look: width and colours.
    """
    shape = look or Look()
    return "\n\n".join(_answer(answer, audit, shape) for answer in answers)


def _answer(answer: WhyNot, audit: Audit, look: Look) -> str:
    text = printable(answer.text[:1].upper() + answer.text[1:])
    lines = wrapped(f"{text}. [{answer.reason}]", look.width, split=False)
    if answer.courses is not None:
        now = audit.remaining
        there = _amount(answer.courses, answer.credits, audit)
        lines += [
            f"  Left to take now:                {_amount(now.courses, now.credits, audit)}",
            f"  Left to take if applied there:   {there}",
        ]
    return "\n".join(lines)


def _amount(courses: int, credits: Decimal | None, audit: Audit) -> str:
    if not courses or credits is None:
        return "no course"
    return f"{count_text(courses, 'course')} ({count_text(credits, audit.program.unit)})"
