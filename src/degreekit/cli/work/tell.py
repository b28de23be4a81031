"""What the commands say on stderr about how a document was read."""

from __future__ import annotations

from pathlib import Path

from degreekit.cli.output import say
from degreekit.transcript import Provenance, ReadingStatus

__all__ = ["tell"]


def tell(file: Path, read: Provenance, *, quiet: bool) -> None:
    """Warn where a document does not prove its reading, and pass on the findings of the reading.

    Args:
        file: its name.
        read: how it was read.
        quiet: whether only errors are printed.
    """
    if read.status is ReadingStatus.UNPROVED and not quiet:
        say(f"Note: {file}: {read.summary}")
    for finding in read.findings:
        if quiet and finding.severity != "error":
            continue
        where = read.where(finding)
        place = f"{where}: " if where else ""
        say(f"{finding.severity.capitalize()}: {file}: {place}{finding.text} [{finding.code}]")
