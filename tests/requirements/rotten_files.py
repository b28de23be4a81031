"""A small program file, and what goes wrong with such files: each defect is one change of it."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import yaml

__all__ = ["CLEAN", "DEFECTS", "Defect"]

_HERE = Path(__file__).parent / "rotten"

CLEAN = (_HERE / "clean.yaml").read_text(encoding="utf-8")


@dataclass(frozen=True)
class Defect:
    """One thing that goes wrong.

    Attributes:
        defect: what it is.
        was: the text in the clean file.
        now: what stands there instead.
        told: every mistake that has to be told, with its place.
    """

    defect: str
    was: str
    now: str
    told: list[str]


DEFECTS = [
    Defect(**one) for one in yaml.safe_load((_HERE / "defects.yaml").read_text(encoding="utf-8"))
]
