"""The page as files for any web server."""

from __future__ import annotations

from importlib.util import find_spec
from pathlib import Path

import click

from degreekit.cli.output import put, say

__all__ = ["run"]

_MEGABYTE = 1_000_000


def run(
    output: Path,
    pyodide: Path | None,
    wheels: tuple[Path, ...],
    examples: tuple[Path, ...],
    *,
    quiet: bool,
) -> int:
    """Write the page; see `degreekit page --help`."""
    if find_spec("packaging") is None:
        raise click.UsageError('The page needs more libraries: pip install "degreekit[web]"')
    from degreekit.web.bundle import CannotBundle
    from degreekit.web.folder import write_page

    try:
        written = write_page(output, pyodide, wheels, examples)
    except CannotBundle as error:
        raise click.UsageError(str(error)) from None
    except OSError as error:
        raise click.UsageError(f"{error.filename or output}: {error.strerror}") from None
    if not quiet:
        for name, version in written.versions.items():
            put(f"{name} {version}")
        for name, instead in written.left_out.items():
            say(f"Note: without {name}: {instead}.")
        if not written.is_compiled:
            say("Note: Python is not compiled, so the page starts slower: install Node.js.")
        say(
            f"Wrote {output}: {written.files} files, {written.size / _MEGABYTE:.1f} MB. Put it on "
            f"a web server, or try it: python -m http.server --bind 127.0.0.1 --directory {output}"
        )
    return 0
