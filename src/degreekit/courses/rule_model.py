"""The base of everything that a rule is made of, whether an institution's or a program's."""

from __future__ import annotations

from pydantic import BaseModel, ConfigDict

__all__ = ["RuleModel"]


class RuleModel(BaseModel):
    """The base of all rules: frozen, strict about names, equal by content."""

    model_config = ConfigDict(frozen=True, extra="forbid")
