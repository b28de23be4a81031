"""The report formats that degreekit brings."""

from __future__ import annotations

from collections.abc import Iterable

from degreekit.plugins.hookspecs import hookimpl
from degreekit.report import (
    ReportFormat,
    render_checklist,
    render_html,
    render_json,
    render_markdown,
    render_text,
)


@hookimpl
def degreekit_reports() -> Iterable[ReportFormat]:
    """Supply what an audit can be written as."""
    return [
        ReportFormat("text", "for the terminal", render_text),
        ReportFormat("json", "for programs", render_json, suffix=".json"),
        ReportFormat("markdown", "for a mail or a wiki", render_markdown, suffix=".md"),
        ReportFormat("checklist", "courses and open places", render_checklist, suffix=".md"),
        ReportFormat("html", "a page to print", render_html, suffix=".html", alone=True),
    ]
