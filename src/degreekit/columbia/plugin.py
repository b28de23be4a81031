"""Columbia as a default plugin: what the hooks hand out."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from degreekit.columbia.institution import columbia
from degreekit.columbia.readers import readers
from degreekit.courses import Institution
from degreekit.ingest import Reader
from degreekit.plugins import hookimpl

if TYPE_CHECKING:
    import click


@hookimpl
def degreekit_institutions() -> Iterable[Institution]:
    """Supply Columbia: codes, cross-lists, grade scales, catalog."""
    return [columbia()]


@hookimpl
def degreekit_readers() -> Iterable[Reader]:
    """Supply the readers of Columbia's documents."""
    return readers()


@hookimpl
def degreekit_commands(group: click.Group) -> None:
    """Add the command that lists Columbia's courses."""
    from degreekit.columbia.commands import courses  # it brings click, which an audit does without

    group.add_command(courses)
