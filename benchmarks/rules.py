"""What converters of rules return, and how they say what they cannot say."""

from __future__ import annotations

from dataclasses import dataclass

from degreekit import Program
from degreekit.courses import Institution

__all__ = ["CannotSay", "Converted"]


class CannotSay(Exception):
    """A rule that the primitives do not say; the text is the reason."""


@dataclass(frozen=True)
class Converted:
    """A program that was converted.

    Attributes:
        name: which program of the corpus.
        program: its rules.
        institution: its courses.
    """

    name: str
    program: Program
    institution: Institution
