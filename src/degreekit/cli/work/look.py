"""How text looks in the terminal."""

from __future__ import annotations

import shutil

import click

from degreekit.report import Look

__all__ = ["look"]

_COLOURS = {
    "title": {"bold": True},
    "heading": {"bold": True, "underline": True},
    "satisfied": {"fg": "green"},
    "conditional": {"fg": "yellow"},
    "unsatisfied": {"fg": "red"},
    "waived": {"fg": "cyan"},
    "not_applicable": {"dim": True},
    "dim": {"dim": True},
}


def look(*, coloured: bool, compact: bool = False, full: bool = False) -> Look:
    """Return the look of a report in this terminal.

    Args:
        coloured: whether there are colours.
        compact: whether a report shall be one line.
        full: whether a text shall say everything.
    """

    def style(text: str, role: str) -> str:
        return click.style(text, **_COLOURS.get(role, {})) if coloured and text else text  # type: ignore[arg-type]  # the table above

    width = max(60, min(shutil.get_terminal_size((80, 24)).columns, 120))
    return Look(width=width, style=style, compact=compact, full=full)
