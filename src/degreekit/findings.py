"""What a finding code is: one entry for each code, shown by `degreekit explain CODE`."""

from __future__ import annotations

from pydantic import BaseModel, ConfigDict

__all__ = ["FindingCode"]


class FindingCode(BaseModel):
    """What a finding code means.

    Attributes:
        code: as it stands in audits, readings and errors.
        title: the finding in a few words.
        meaning: when it is given, and why.
        advice: what to do about it.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    code: str
    title: str
    meaning: str
    advice: str
