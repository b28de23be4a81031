"""What one transcript comes to in several programs, the nearest to its end first."""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal
from typing import Any

from pydantic import BaseModel, ConfigDict, Field

from degreekit.audit.result import Audit, ProgramStamp, Remaining, Status
from degreekit.errors import error_message
from degreekit.requirements import Program

__all__ = ["Failure", "WhatIf", "ranked", "tried"]


class _Result(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class Failure(_Result):
    """Why there is no answer.

    Attributes:
        kind: the name of the error's class.
        message: what went wrong, and what to do.
    """

    kind: str
    message: str


class WhatIf(_Result):
    """What a transcript comes to in one program.

    Attributes:
        program: which rules were applied.
        status: how the program stands; None where there is no answer.
        remaining: the least that is left; None where there is no answer.
        error: why there is no answer; None where there is one.
        audit: the whole answer; it is not part of the JSON.
    """

    program: ProgramStamp
    status: Status | None = None
    remaining: Remaining | None = None
    error: Failure | None = None
    audit: Audit | None = Field(default=None, exclude=True, repr=False)

    def to_data(self) -> dict[str, Any]:
        """Return the answer as plain data."""
        return self.model_dump(mode="json")


def tried(program: Program, answer: Audit | Exception) -> WhatIf:
    """Return what an attempt to audit a program came to.

    Args:
        program: the program.
        answer: the audit, or why there is none.
    """
    stamp = ProgramStamp(
        id=program.id,
        edition=program.edition,
        title=program.title,
        fingerprint=program.fingerprint,
        unit=program.unit,
    )
    if isinstance(answer, Audit):
        return WhatIf(program=stamp, status=answer.status, remaining=answer.remaining, audit=answer)
    return WhatIf(
        program=stamp, error=Failure(kind=type(answer).__name__, message=error_message(answer))
    )


def ranked(answers: Iterable[WhatIf]) -> tuple[WhatIf, ...]:
    """Return the answers by what remains.

    First what is satisfied, then what is conditional, then by the fewest courses, the fewest
    credits, and the id. Programs that no further courses are known to complete come behind those
    that some do, and programs without an answer last.
    """
    return tuple(sorted(answers, key=_rank))


def _rank(answer: WhatIf) -> tuple[int, int, int, Decimal, str, str]:
    order = (Status.SATISFIED, Status.CONDITIONAL, Status.UNSATISFIED, None)
    left = answer.remaining
    return (
        order.index(answer.status),
        len(left.out_of_reach) if left else 0,
        left.courses if left else 0,
        left.credits if left else Decimal(0),
        answer.program.id,
        answer.program.edition,
    )
