"""The files of the page, as both ways to run it take them."""

from __future__ import annotations

from importlib.resources import files
from pathlib import PurePath

__all__ = ["asset", "media_type", "page_assets"]

_TYPES = {
    ".html": "text/html; charset=utf-8",
    ".css": "text/css; charset=utf-8",
    ".js": "text/javascript; charset=utf-8",
    ".mjs": "text/javascript; charset=utf-8",
    ".svg": "image/svg+xml",
}


def media_type(name: str) -> str:
    """Return the media type of a file of the page."""
    return _TYPES[PurePath(name).suffix]


def asset(name: str) -> bytes:
    """Return a file of the page."""
    return (files("degreekit.web") / "page" / name).read_bytes()


def page_assets(backend: str) -> dict[str, bytes]:
    """Return the files of the page by name.

    Args:
        backend: the script that says who answers the page; its name is `backend.js` there.
    """
    names = ("index.html", "page.css", "page.js", "view.js", "icon.svg")
    report = (files("degreekit.report") / "page" / "audit.css").read_bytes()
    return {
        **{name: asset(name) for name in names},
        "audit.css": report,  # the audit looks on this page as it does on its own
        "backend.js": asset(backend),
    }
