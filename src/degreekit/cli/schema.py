"""`degreekit schema`: the JSON Schema of a format."""

from __future__ import annotations

import click

__all__ = ["command"]

#: The formats of `degreekit.report.SCHEMAS`; the list is here so that the help loads nothing.
FORMATS = ("audit", "transcript", "program")


@click.command("schema")
@click.argument("format_", metavar="|".join(FORMATS), type=click.Choice(FORMATS))
def command(format_: str) -> int:
    """Print the JSON Schema (2020-12) of an audit, a transcript or a program file.

    They are also published with the documentation.
    """
    from degreekit.cli.work.schema import run

    return run(format_)
