"""The exit statuses of the commands."""

from __future__ import annotations

from enum import IntEnum

__all__ = ["CLOSED_PIPE", "CRASHED", "ExitStatus"]

#: A defect of degreekit or of a plugin, as sysexits.h numbers it.
CRASHED = 70
#: What a shell says of a command that wrote into a pipe nobody reads any more.
CLOSED_PIPE = 141


class ExitStatus(IntEnum):
    """What the exit status says. A crash is none of these."""

    SATISFIED = 0
    NOT_SATISFIED = 1
    USAGE = 2
    UNREADABLE = 3
    INVALID_PLUGIN = 4
