"""`degreekit new-track`: a plugin with a program of its own, ready to be installed."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

from degreekit.cli import options

__all__ = ["command"]

#: The words for credits that a case file knows.
UNITS = ("points", "credits", "units")


@click.command("new-track")
@click.argument("name")
@click.option("--yaml", is_flag=True, help="Write the rules as YAML instead of Python.")
@click.option("--title", help="The name for people; without it made from NAME.")
@click.option(
    "--institution",
    "institution_id",
    metavar="ID",
    default="columbia",
    show_default=True,
    help="The installed institution that offers the courses.",
)
@click.option(
    "--unit",
    type=click.Choice(UNITS),
    default="points",
    show_default=True,
    help="The institution's word for credits.",
)
@click.option(
    "--into",
    type=options.OutputPath(file=False, folder=True),
    default=Path(),
    metavar="FOLDER",
    help="The folder to create it in; without it the current one.",
)
def command(**given: Any) -> int:
    """Write a distribution NAME with a program NAME: rules, hook, cases and tests.

    It can be installed at once, and its tests pass. Then replace the example with your own rules,
    sentence by sentence.
    """
    from degreekit.cli.work.new_track import run

    return run(**given)
