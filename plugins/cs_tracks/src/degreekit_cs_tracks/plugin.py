"""What degreekit calls: the hook that supplies the programs."""

from __future__ import annotations

from collections.abc import Iterable

from degreekit.plugins import hookimpl
from degreekit.requirements import Program
from degreekit_cs_tracks import TRACKS


@hookimpl
def degreekit_programs() -> Iterable[Program]:
    """Supply the tracks."""
    return [track() for track in TRACKS]
