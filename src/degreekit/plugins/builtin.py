"""The report formats that degreekit brings."""

from __future__ import annotations

from collections.abc import Iterable

from degreekit.plugins.hookspecs import hookimpl
from degreekit.report import ReportFormat, render_json, render_text


@hookimpl
def degreekit_reports() -> Iterable[ReportFormat]:
    """Supply text and JSON."""
    return [
        ReportFormat("text", "for the terminal", render_text),
        ReportFormat("json", "for programs", render_json),
    ]
