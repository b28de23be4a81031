"""The form of a file that joins programs: a double major, a major with a minor."""

from __future__ import annotations

from pydantic import Field

from degreekit.requirements.model import Amount, Identifier, RuleModel
from degreekit.requirements.nodes import Node
from degreekit.requirements.program import Limit, Sharing

__all__ = ["JOINS", "JointFile"]

#: The key that says that a file joins programs.
JOINS = "programs"


class JointFile(RuleModel):
    """Several programs as one, as `joint_program` makes it.

    In scopes and in `sharing`, each id has the id of its program before it: ``minor-core``.

    Attributes:
        id: of the joint program.
        title: its name.
        edition: without it, the editions of the programs.
        programs: their files; each path is relative to this file.
        most_courses: how many courses any two of them may share; without it, what their own
            `overlaps` allow.
        most_credits: how many credits any two of them may share.
        requirements: what else is asked for.
        limits: maximums over all of them.
        sharing: what parts of them may share.
    """

    id: Identifier
    title: str
    edition: str | None = None
    programs: tuple[str, ...] = Field(min_length=2)
    most_courses: int | None = Field(default=None, ge=0)
    most_credits: Amount | None = None
    requirements: tuple[Node, ...] = ()
    limits: tuple[Limit, ...] = ()
    sharing: tuple[Sharing, ...] = ()
