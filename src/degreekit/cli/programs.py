"""`degreekit programs`: what can be audited."""

from __future__ import annotations

import click

from degreekit.cli import options

__all__ = ["command"]


@click.command("programs")
@options.format_option
def command(format_: str) -> int:
    """List the programs that can be audited, with their editions and where they come from.

    Where no edition is asked for, the default one is used, or else the latest.
    """
    from degreekit.cli.work.listing import list_programs

    return list_programs(format_)
