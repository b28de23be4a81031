"""Every hook of degreekit. A plugin implements those it needs, marked with `hookimpl`.

A plugin is a module or object named by an entry point of the group ``degreekit``. Hooks are called
after all plugins are loaded; what they return is checked at once, and what is wrong is reported
with the plugin's name, version and entry point. The order of installation never matters.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

import pluggy

if TYPE_CHECKING:
    import click

    from degreekit.courses import Institution
    from degreekit.ingest import Reader
    from degreekit.report import ReportFormat
    from degreekit.requirements import Program

__all__ = ["hookimpl", "hookspec"]

hookspec = pluggy.HookspecMarker("degreekit")
hookimpl = pluggy.HookimplMarker("degreekit")


@hookspec
def degreekit_programs() -> Iterable[Program]:  # type: ignore[empty-body]  # a specification
    """Return the programs the plugin brings, one entry for each edition."""


@hookspec
def degreekit_institutions() -> Iterable[Institution]:  # type: ignore[empty-body]  # a specification
    """Return the institutions the plugin knows: codes, grade scales, catalog."""


@hookspec
def degreekit_readers() -> Iterable[Reader]:  # type: ignore[empty-body]  # a specification
    """Return the transcript readers the plugin brings; each claims the documents it can read."""


@hookspec
def degreekit_reports() -> Iterable[ReportFormat]:  # type: ignore[empty-body]  # a specification
    """Return the report formats the plugin brings; their names become values of ``--format``."""


@hookspec
def degreekit_commands(group: click.Group) -> None:
    """Add commands to the command line.

    Args:
        group: the group of ``degreekit``; add commands with its decorator or `add_command`.
    """
