"""What-if and why-not answers as text for a terminal."""

from __future__ import annotations

import textwrap
from collections.abc import Iterator, Sequence
from decimal import Decimal

from degreekit.audit import Audit, Status, WhatIf, WhyNot
from degreekit.printable import printable
from degreekit.report.format import Look
from degreekit.report.narrate import status_words
from degreekit.requirements import count_text

__all__ = ["render_what_if", "render_why_not"]

_STATUS = 12  # columns of a status
_LEFT = 36  # columns of what is left, at most


def render_what_if(answers: Sequence[WhatIf], look: Look | None = None) -> str:
    """Return a table of the programs, in the order given.

    Args:
        answers: what the transcript comes to in each.
        look: width and colours.
    """
    shape = look or Look()
    lengths = [length for answer in answers if (length := len(_left(answer))) <= _LEFT]
    width = max([len("Left to take"), *lengths]) + 1
    head = shape.style(f"{'Status':<{_STATUS}} {'Left to take':<{width}} Program", "heading")
    return "\n".join([head, *(line for answer in answers for line in _row(answer, width, shape))])


def _row(answer: WhatIf, width: int, look: Look) -> Iterator[str]:
    status = status_words(answer.status).capitalize() if answer.status else "No answer"
    role = answer.status.value if answer.status else "unsatisfied"
    line = f"{look.style(status, role)}{' ' * (_STATUS - len(status))} "
    id_, left = answer.program.id, _left(answer)
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
        for part in textwrap.wrap(text, look.width - len(indent), break_on_hyphens=False):
            yield indent + (look.style(part, of) if of else part)


def _left(answer: WhatIf) -> str:
    left = answer.remaining
    if left is None:
        return ""
    if answer.status is Status.CONDITIONAL and answer.audit is not None:
        return answer.audit.verdict
    if not left.courses:
        return "no course" if left.other else "nothing"
    courses = count_text(left.courses, "course")
    return f"{courses} ({count_text(left.credits, answer.program.unit)})"


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
    lines = textwrap.wrap(
        f"{text}. [{answer.reason}]", look.width, break_long_words=False, break_on_hyphens=False
    )
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
