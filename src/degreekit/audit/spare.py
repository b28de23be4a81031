"""Which records an answer does without, and which no placement can use."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass

from degreekit.audit.decision import Decision
from degreekit.requirements import Worth

__all__ = ["SpareRecords", "removable", "unusable"]


@dataclass(frozen=True, slots=True)
class SpareRecords:
    """The finished records that an answer does without, by their positions.

    Attributes:
        removable: records without which, all of them together, status and remaining stay as they
            are; leaving out any further record would change them. There may be another such set
            with more credits.
        unusable: records that no placement can apply to any requirement, whatever else is applied.
    """

    removable: tuple[int, ...] = ()
    unusable: tuple[int, ...] = ()


def removable(
    decision: Decision, without: Callable[[Collection[int]], Decision]
) -> tuple[int, ...]:
    """Return the records that can all be left out together, in their order.

    Args:
        decision: the answer.
        without: answers again, with some records left out.
    """
    verdict = decision.verdict
    aim = verdict.status, verdict.courses, verdict.credits, verdict.given_up

    def stays(positions: Collection[int]) -> bool:
        again = without(positions).verdict
        return (again.status, again.courses, again.credits, again.given_up) == aim

    finished = [p for p, worth in enumerate(decision.checker.worths) if worth is Worth.EARNED]
    spare = [position for position in finished if position not in verdict.placement]
    out: set[int] = set()
    if spare and stays(spare):  # mostly all of them can go at once
        out.update(spare)
    for position in (*spare, *(p for p in finished if p in verdict.placement)):
        if position not in out and stays({*out, position}):
            out.add(position)
    return tuple(sorted(out))


def unusable(
    decision: Decision,
    places: Callable[[int], Iterable[str] | None],
    fits: Callable[[int, str], bool],
) -> tuple[int, ...]:
    """Return the records that no placement can use.

    Args:
        decision: the answer.
        places: returns the requirements that a record may be applied to as far as it alone says;
            None where it counts without being applied.
        fits: returns whether there is a placement with the record applied there.
    """
    found = []
    for position, worth in enumerate(decision.checker.worths):
        if worth is not Worth.EARNED or position in decision.verdict.placement:
            continue
        able = places(position)
        if able is not None and not any(fits(position, take) for take in able):
            found.append(position)
    return tuple(found)
