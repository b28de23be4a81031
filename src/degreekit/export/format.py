"""What a format of transcripts is."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal

from degreekit.transcript import Transcript

__all__ = ["TranscriptFormat"]


@dataclass(frozen=True, slots=True)
class TranscriptFormat:
    """A way to write a transcript.

    Attributes:
        name: what ``--format`` takes.
        title: what it is, in a few words.
        kind: how several transcripts are joined: the lines of a ``table`` under one header,
            ``json`` as one object a line, ``other`` not at all.
        write: returns the text.

    Example:
        >>> from degreekit import CourseRecord, Transcript
        >>> from degreekit.export import FORMATS
        >>> one = Transcript(records=(CourseRecord(code="COMS W4771", credits=3, grade="A"),))
        >>> FORMATS["csv"].write(one).splitlines()[1]
        'COMS W4771,,,,3.00,A,,completed,,,,,,,,'
    """

    name: str
    title: str
    kind: Literal["table", "json", "other"]
    write: Callable[[Transcript], str]
