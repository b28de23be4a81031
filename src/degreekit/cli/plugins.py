"""`degreekit plugins`: what is installed, what it brings, and what failed."""

from __future__ import annotations

import click

from degreekit.cli import options

__all__ = ["command"]


@click.command("plugins")
@options.format_option
def command(format_: str) -> int:
    """List the plugins, what each brings, which are switched off, and what failed."""
    from degreekit.cli.main import OWN
    from degreekit.cli.work.listing import list_plugins

    return list_plugins(format_, OWN)
