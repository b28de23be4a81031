"""`degreekit page`: the page to drop a transcript on, as files for any web server."""

from __future__ import annotations

from pathlib import Path

import click

from degreekit.cli import options

__all__ = ["command"]


@click.command("page")
@click.option(
    "-o",
    "--output",
    required=True,
    metavar="FOLDER",
    type=options.OutputPath(file=False, folder=True),
    help="The folder to write; it may hold an older page.",
)
@click.option(
    "--pyodide",
    metavar="FOLDER",
    type=click.Path(path_type=Path, exists=True, file_okay=False),
    help="The unpacked npm package of Pyodide. Without it, `npm pack` fetches it.",
)
@click.option(
    "--wheel",
    "wheels",
    multiple=True,
    metavar="FILE",
    type=options.FILE,
    help="A wheel of a plugin in pure Python, or of a library for browsers. Repeat it for several.",
)
@click.option(
    "--example",
    "examples",
    multiple=True,
    metavar="FILE",
    type=options.FILE,
    help="A made-up transcript that the page offers to try. Repeat it for several.",
)
@options.quiet_option
def command(
    output: Path,
    pyodide: Path | None,
    wheels: tuple[Path, ...],
    examples: tuple[Path, ...],
    *,
    quiet: bool,
) -> int:
    """Write the page to drop a transcript on, as files for any web server.

    degreekit itself runs in the browser: nothing that is dropped on the page leaves it. The folder
    takes along every plugin that is installed here.

    Libraries in pure Python are copied from here; the two compiled ones, pydantic-core and
    pypdfium2, are passed by --wheel or fetched by pip. Using the folder fetches nothing.

    Needs the extra degreekit[web].
    """
    from degreekit.cli.work.page import run

    return run(output, pyodide, wheels, examples, quiet=quiet)
