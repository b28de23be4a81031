"""What-if and why-not answers as text for a terminal."""

from __future__ import annotations

import textwrap
from collections.abc import Iterator, Sequence
from decimal import Decimal

from degreekit.audit import Audit, WhatIf, WhyNot
from degreekit.report.format import Look
from degreekit.requirements import count_text

__all__ = ["render_what_if", "render_why_not"]

_STATUS = 13  # columns of a status
_LEFT = 25  # columns of what is left


def render_what_if(answers: Sequence[WhatIf], look: Look | None = None) -> str:
    """Return a table of the programs, in the order given.

    Args:
        answers: what the transcript comes to in each.
        look: width and colours.
    """
    shape = look or Look()
    head = shape.style(f"{'Status':<{_STATUS}} {'Left to take':<{_LEFT}} Program", "heading")
    return "\n".join([head, *(line for answer in answers for line in _row(answer, shape))])


def _row(answer: WhatIf, look: Look) -> Iterator[str]:
    status = answer.status.value if answer.status else "no answer"
    role = answer.status.value if answer.status else "unsatisfied"
    line = f"{look.style(status, role)}{' ' * (_STATUS - len(status))} "
    id_, left = answer.program.id, _left(answer)
    below = [(answer.program.title, "dim")]
    if _STATUS + _LEFT + len(id_) + 2 > look.width:
        below.insert(0, (id_, "title"))
        yield (line + left).rstrip()
    else:
        yield f"{line}{left:<{_LEFT}} {look.style(id_, 'title')}"
    if answer.error:
        below.append((answer.error.message, ""))
    elif answer.remaining:
        below += [(text, "") for text in answer.remaining.other]
    indent = " " * (_STATUS + 1)
    for text, of in below:
        for part in textwrap.wrap(text, look.width - len(indent), break_on_hyphens=False):
            yield indent + (look.style(part, of) if of else part)


def _left(answer: WhatIf) -> str:
    left = answer.remaining
    if left is None:
        return ""
    if not left.courses:
        return "something else" if left.other else "nothing"
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
    text = answer.text[:1].upper() + answer.text[1:]
    lines = textwrap.wrap(
        f"{text}. [{answer.reason}]", look.width, break_long_words=False, break_on_hyphens=False
    )
    if answer.courses is not None:
        now = audit.remaining
        there = _amount(answer.courses, answer.credits, audit)
        lines += [
            f"  Remains now:    {_amount(now.courses, now.credits, audit)}",
            f"  Applied there:  {there}",
        ]
    return "\n".join(lines)


def _amount(courses: int, credits: Decimal | None, audit: Audit) -> str:
    if not courses or credits is None:
        return "no course"
    return f"{count_text(courses, 'course')} ({count_text(credits, audit.program.unit)})"
