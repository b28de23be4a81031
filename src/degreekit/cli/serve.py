"""`degreekit serve`: a page on this machine to drop a transcript on."""

from __future__ import annotations

import click

from degreekit.cli import options

__all__ = ["command"]


@click.command("serve")
@click.option(
    "--port",
    type=options.Whole(0, 65535),
    default=0,
    metavar="N",
    help="The port to listen on; by default any that is free.",
)
@click.option("--no-browser", is_flag=True, help="Print the address, and open no browser.")
@click.option(
    "--idle",
    type=click.FloatRange(0, min_open=True),
    default=60,
    show_default=True,
    metavar="MINUTES",
    help="End after this many minutes without a request.",
)
def command(port: int, *, no_browser: bool, idle: float) -> int:
    """Open a page to drop a transcript on. Only this machine can reach it.

    The page does for one student what the commands do: reads the transcript, asks about doubtful
    places, takes decisions and a plan, audits, and saves. Nothing is kept when it ends, and nothing
    leaves this machine.

    Needs the extra degreekit[web].
    """
    from degreekit.cli.work.serve import run

    return run(port, browser=not no_browser, idle=idle * 60)
