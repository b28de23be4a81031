"""The result of one transcript in several programs, the nearest to completion first."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from decimal import Decimal
from typing import Any

from pydantic import Field

from degreekit.audit.result import Audit, ProgramStamp, Remaining, RequirementResult, Status
from degreekit.data_model import DataModel
from degreekit.errors import error_message
from degreekit.requirements import Program

__all__ = ["CourseUse", "Deciding", "Failure", "WhatIf", "deciding", "ranked", "tried"]


class Failure(DataModel):
    """Why there is no answer.

    Attributes:
        kind: the name of the error's class.
        message: what went wrong, and what to do.
    """

    kind: str
    message: str


class WhatIf(DataModel):
    """The result of a transcript in one program.

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
    credits, and the id. Programs that no further courses are known to complete come after those
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


class CourseUse(DataModel):
    """What a course counts for in some of the programs.

    Attributes:
        requirements: the titles of the requirements, without those that it counts for in every
            program; empty where it counts for nothing else.
        programs: the ids of the programs.
    """

    requirements: tuple[str, ...]
    programs: tuple[str, ...]


class Deciding(DataModel):
    """A course that counts for one thing in one program and for another in the next.

    Attributes:
        code: the course.
        title: as printed, or as the catalog has it.
        record: its position on the transcript; None for a course that is still to be taken.
        uses: what it counts for, the use in the fewest programs first.
    """

    code: str
    title: str | None
    record: int | None
    uses: tuple[CourseUse, ...]


def deciding(answers: Sequence[WhatIf], most: int = 5) -> tuple[Deciding, ...]:
    """Return the courses that decide between programs: taken ones first, then others.

    A course that was taken decides if it counts for different requirements in different programs.
    Of those that are still to be taken, these are named that would serve requirements of the most
    programs, but not of all.

    Args:
        answers: the result of the transcript in each program.
        most: how many courses that are still to be taken are named.

    Example:
        >>> from degreekit import get_program, what_if
        >>> from degreekit.audit import deciding
        >>> records = [{"code": "COMS W4771", "credits": 3, "grade": "A"}]
        >>> both = [get_program("columbia-ms-cs-ml", date) for date in ("2023-07-25", "2026-07")]
        >>> deciding(what_if({"records": records}, both), most=0)
        ()
    """
    audits = [one.audit for one in answers if one.audit is not None]
    if len(audits) < 2:
        return ()
    return (*_taken(audits), *_to_take(audits, most))


def _taken(audits: Sequence[Audit]) -> Iterator[Deciding]:
    uses: dict[int, dict[str, tuple[str, ...]]] = defaultdict(dict)
    names: dict[int, tuple[str, str | None]] = {}
    for audit in audits:
        titles: dict[int, list[str]] = defaultdict(list)
        for result in _every(audit.requirements):
            for one in result.applied:
                titles[one.record].append(result.title)
                names[one.record] = one.code, one.title
        for record, served in titles.items():
            uses[record][audit.program.id] = tuple(dict.fromkeys(served))
    for record in sorted(uses):
        every = {audit.program.id: uses[record].get(audit.program.id, ()) for audit in audits}
        # What it counts for everywhere, as breadth, decides nothing.
        common = set.intersection(*(set(titles) for titles in every.values()))
        counted = {id_: tuple(t for t in ts if t not in common) for id_, ts in every.items()}
        if len(set(counted.values())) > 1:
            code, title = names[record]
            yield Deciding(code=code, title=title, record=record, uses=_grouped(counted))


def _to_take(audits: Sequence[Audit], most: int) -> Iterator[Deciding]:
    uses: dict[str, dict[str, list[str]]] = defaultdict(lambda: defaultdict(list))
    names: dict[str, str | None] = {}
    for audit in audits:
        titles = {result.id: result.title for result in _every(audit.requirements)}
        for place in audit.remaining.open:
            for one in place.candidates:
                names[str(one.code)] = one.title
                served = [titles.get(id_, id_) for id_ in one.serves or (place.requirement,)]
                uses[str(one.code)][audit.program.id] += served
    some = [code for code in uses if 1 < len(uses[code]) < len(audits)]
    some.sort(key=lambda code: (-len(uses[code]), code))
    for code in some[:most]:
        counted = {id_: tuple(dict.fromkeys(titles)) for id_, titles in uses[code].items()}
        yield Deciding(code=code, title=names[code], record=None, uses=_grouped(counted))


def _grouped(counted: dict[str, tuple[str, ...]]) -> tuple[CourseUse, ...]:
    programs: dict[tuple[str, ...], list[str]] = defaultdict(list)
    for id_, requirements in counted.items():
        programs[requirements].append(id_)
    uses = [
        CourseUse(requirements=requirements, programs=tuple(ids))
        for requirements, ids in programs.items()
    ]
    return tuple(sorted(uses, key=lambda use: (not use.requirements, len(use.programs))))


def _every(results: Iterable[RequirementResult]) -> Iterator[RequirementResult]:
    for result in results:
        yield result
        yield from _every(result.children)
