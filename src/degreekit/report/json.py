"""An audit as JSON, in the shape of its published schema."""

from __future__ import annotations

from degreekit.audit import Audit
from degreekit.report.format import Look

__all__ = ["render_json"]


def render_json(audit: Audit, look: Look) -> str:
    """Return the audit as JSON, on one line where the look is compact."""
    return audit.to_json(indent=None if look.compact else 1)
