"""What degreekit calls: the hook that supplies the program."""

from __future__ import annotations

from collections.abc import Iterable

from degreekit.plugins import hookimpl
from degreekit.requirements import Program
from degreekit_ml_track.edition_2026 import ml_track_2026
from degreekit_ml_track.program import ml_track


@hookimpl
def degreekit_programs() -> Iterable[Program]:
    """Supply both editions of the track."""
    return [ml_track(), ml_track_2026()]
