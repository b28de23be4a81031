"""`degreekit schema`: the JSON Schema of a format."""

from __future__ import annotations

import json

import click

from degreekit.report import SCHEMAS, json_schema

__all__ = ["schema"]


@click.command(short_help="Print the JSON Schema of a format.")
@click.argument("format_", metavar="|".join(SCHEMAS), type=click.Choice(list(SCHEMAS)))
def schema(format_: str) -> int:
    """Print the JSON Schema (2020-12) of an audit, of a transcript or of a program file.

    They are also published with the documentation.
    """
    click.echo(json.dumps(json_schema(format_), indent=1, ensure_ascii=False))
    return 0
