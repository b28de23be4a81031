"""The exit statuses (design, section 7)."""

from __future__ import annotations

from enum import IntEnum

__all__ = ["ExitStatus"]


class ExitStatus(IntEnum):
    """What the exit status says. A crash is none of these."""

    SATISFIED = 0
    NOT_SATISFIED = 1
    USAGE = 2
    UNREADABLE = 3
    INVALID_PLUGIN = 4
