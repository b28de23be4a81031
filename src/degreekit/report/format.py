"""What a report format is: a name, and a function from an audit to text."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

from degreekit.audit import Audit

__all__ = ["Look", "ReportFormat"]


def _plain(text: str, _role: str) -> str:
    return text


@dataclass(frozen=True, slots=True)
class Look:
    """How a report is to look.

    Attributes:
        width: columns of the terminal.
        style: colours a text by its role: ``title``, ``satisfied``, ``conditional``,
            ``unsatisfied``, ``waived``, ``dim`` or ``heading``.
        compact: whether the report shall be one line, as in a file of one audit a line.
    """

    width: int = 80
    style: Callable[[str, str], str] = field(default=_plain)
    compact: bool = False


@dataclass(frozen=True, slots=True)
class ReportFormat:
    """One way to write an audit.

    Attributes:
        name: the value of ``--format``.
        title: what it is, for people.
        render: writes the audit; the text ends without a line break.

    Example:
        >>> from degreekit.report import Look, ReportFormat
        >>> short = ReportFormat("status", "In a word", lambda audit, look: audit.status.value)
        >>> short.name
        'status'
    """

    name: str
    title: str
    render: Callable[[Audit, Look], str]
