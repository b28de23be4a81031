"""An audit as text for people and as data for programs."""

from degreekit.report.format import Look, ReportFormat
from degreekit.report.json import render_json
from degreekit.report.questions import render_what_if, render_why_not
from degreekit.report.text import render_text

__all__ = [
    "Look",
    "ReportFormat",
    "render_json",
    "render_text",
    "render_what_if",
    "render_why_not",
]
