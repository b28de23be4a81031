"""The JSON Schema of a format."""

from __future__ import annotations

from degreekit.cli.output import put
from degreekit.printable import json_text
from degreekit.report import json_schema

__all__ = ["run"]


def run(format_: str) -> int:
    """Print a schema; see `degreekit schema --help`."""
    put(json_text(json_schema(format_), indent=1))
    return 0
