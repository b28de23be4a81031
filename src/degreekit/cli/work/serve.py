"""The page on this machine."""

from __future__ import annotations

import webbrowser
from importlib.util import find_spec

import click

from degreekit.api import plugin_host
from degreekit.cli.output import put, say

__all__ = ["run"]

_NEEDED = ("starlette", "uvicorn")


def run(port: int, *, browser: bool, idle: float) -> int:
    """Serve the page until the user ends it; see `degreekit serve --help`.

    Args:
        port: to listen on; 0 for any.
        browser: whether it is opened in a browser.
        idle: the number of seconds without a request after which it ends.
    """
    if not all(find_spec(name) for name in _NEEDED):
        raise click.UsageError('The page needs more libraries: pip install "degreekit[web]"')
    from degreekit.web.serve import HOST, PageServer, listening

    try:
        listener = listening(port)
    except OSError as error:
        raise click.BadParameter(
            f"{HOST}:{port} cannot be used: {error.strerror}. Leave the option out for any free "
            f"port.",
            param_hint="'--port'",
        ) from None
    with listener:
        server = PageServer(listener, idle=idle)
        _ = plugin_host().programs  # what is wrong with a plugin shows now
        put(server.address)
        say(
            "Open this address in a browser on this machine. Nothing leaves the machine, and "
            "nothing is kept unless you save it.\nPress Ctrl+C to end."
        )
        if browser:
            webbrowser.open(server.address)
        if server.run():
            say(f"Ended: nobody used the page for {idle / 60:g} minutes.")
    return 0
