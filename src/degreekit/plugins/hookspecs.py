"""Every hook of degreekit. A plugin implements those it needs, marked with `hookimpl`.

A plugin is a module or object named by an entry point of the group ``degreekit``. Hooks are called
after all plugins are loaded, each when something of its kind is first asked for, and plugins are
asked in the order of their names: the order of installation never matters. What a hook returns is
checked at once. A plugin that fails brings nothing through that hook, and is reported with its
name, distribution, version and entry point.

A hook's name, parameters and what it may return stay as they are within a major version. New hooks,
and new parameters with a default, come with a minor version: a plugin need not take a parameter
that it does not use.
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
    """Return the programs the plugin brings, one entry for each edition.

    Called: once, when a program is first looked up or listed.

    Order: none is kept; programs are found by id and edition, which are given once. Two that are
        the same are an error which names both plugins.

    Returns:
        The programs. They may be built in Python or read with `load_program` from files of the
        plugin.

    Example:
        >>> from pathlib import Path
        >>> from degreekit import load_program
        >>> from degreekit.plugins import hookimpl
        >>> @hookimpl
        ... def degreekit_programs():
        ...     return [load_program(Path(__file__).with_name("certificate.yaml"))]

    Since: 0.1
    """


@hookspec
def degreekit_institutions() -> Iterable[Institution]:  # type: ignore[empty-body]  # a specification
    """Return the institutions the plugin knows: codes, grade scales, catalog.

    Called: once, when an institution is first looked up, or a document is read.

    Order: none is kept; institutions are found by id, which is given once.

    Returns:
        The institutions.

    Example:
        >>> from degreekit.courses import Institution
        >>> from degreekit.plugins import hookimpl
        >>> @hookimpl
        ... def degreekit_institutions():
        ...     return [Institution(id="lakeside", title="Lakeside College")]

    Since: 0.1
    """


@hookspec
def degreekit_readers() -> Iterable[Reader]:  # type: ignore[empty-body]  # a specification
    """Return the transcript readers the plugin brings; each claims the documents it can read.

    Called: once, when a document is first read. Then `identify` of every reader is called for each
        document, and `extract` of the one that is surest.

    Order: none is kept; two readers that are equally sure of a document are the error
        ``ambiguous``. A reader that fails in `identify` claims nothing.

    Returns:
        The readers, each with an id that is given once.

    Example:
        >>> from degreekit.ingest import Reader
        >>> from degreekit.plugins import hookimpl
        >>> class Lakeside(Reader):
        ...     id = "lakeside-transcript"
        ...     title = "Lakeside College, transcript"
        ...     def identify(self, document):
        ...         return None
        ...     def extract(self, document):
        ...         raise NotImplementedError
        >>> @hookimpl
        ... def degreekit_readers():
        ...     return [Lakeside()]

    Since: 0.1
    """


@hookspec
def degreekit_reports() -> Iterable[ReportFormat]:  # type: ignore[empty-body]  # a specification
    """Return the report formats the plugin brings; their names become values of ``--format``.

    Called: once, when a report format is first looked up. Then `render` of a format is called for
        each audit that is written in it.

    Order: none is kept; formats are found by name, which is given once.

    Returns:
        The formats.

    Example:
        >>> from degreekit.plugins import hookimpl
        >>> from degreekit.report import ReportFormat
        >>> @hookimpl
        ... def degreekit_reports():
        ...     return [ReportFormat("word", "in a word", lambda audit, look: audit.status.value)]

    Since: 0.1
    """


@hookspec
def degreekit_commands(group: click.Group) -> None:
    """Add commands to the command line.

    Args:
        group: a group to add commands to, with its decorator or `add_command`. They become commands
            of ``degreekit``.

    Called: once, when the commands are listed, or one is asked for that degreekit does not have
        itself.

    Order: none is kept; commands are found by name. A plugin cannot replace a command of
        one of degreekit's own, and two plugins cannot bring the same one.

    Returns:
        Nothing. Where the hook fails, none of the commands that it has added so far is kept.

    Example:
        >>> import click
        >>> from degreekit.plugins import hookimpl
        >>> @hookimpl
        ... def degreekit_commands(group):
        ...     @group.command()
        ...     def motto():
        ...         click.echo("Slowly, and together.")

    Since: 0.1
    """
