"""An audit as text for people and as data for programs."""

from degreekit.report.checklist import render_checklist
from degreekit.report.facts import AuditFacts
from degreekit.report.format import Look, ReportFormat
from degreekit.report.html import OtherPage, render_html
from degreekit.report.json import render_json
from degreekit.report.markdown import render_markdown
from degreekit.report.narrate import audit_facts
from degreekit.report.questions import (
    render_deciding,
    render_proof,
    render_what_if,
    render_why_not,
    what_if_data,
    what_is_left,
)
from degreekit.report.schema import SCHEMAS, json_schema
from degreekit.report.text import render_text

__all__ = [
    "SCHEMAS",
    "AuditFacts",
    "Look",
    "OtherPage",
    "ReportFormat",
    "audit_facts",
    "json_schema",
    "render_checklist",
    "render_deciding",
    "render_html",
    "render_json",
    "render_markdown",
    "render_proof",
    "render_text",
    "render_what_if",
    "render_why_not",
    "what_if_data",
    "what_is_left",
]
