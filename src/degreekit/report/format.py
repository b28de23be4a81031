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
        full: whether a report for the terminal shall say everything, and not only what is read at
            a glance; other reports always do.
        document: the name of the file that the records were read from; empty where there is none.
    """

    width: int = 80
    style: Callable[[str, str], str] = field(default=_plain)
    compact: bool = False
    full: bool = False
    document: str = ""


@dataclass(frozen=True, slots=True)
class ReportFormat:
    """One way to write an audit.

    Attributes:
        name: the value of ``--format``.
        title: what it is, for people.
        render: writes the audit; the text ends without a line break.
        suffix: how the name of a file of it ends.
        alone: True where each report has to be a file of its own, as an HTML page.

    Example:
        >>> from degreekit.report import Look, ReportFormat
        >>> short = ReportFormat("status", "In a word", lambda audit, look: audit.status.value)
        >>> short.name
        'status'
    """

    name: str
    title: str
    render: Callable[[Audit, Look], str]
    suffix: str = ".txt"
    alone: bool = False
