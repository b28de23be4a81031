"""Random students, made from those of the cases: do changed rules judge one of them differently?"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from random import Random

from degreekit.adjustments import Adjustment
from degreekit.audit import Auditor, SearchBudgetExceeded
from degreekit.testing.cases import Case
from degreekit.transcript import CourseRecord, Transcript

__all__ = ["RandomStudent", "told_apart"]

#: A student differs from that of a case in so many respects at most: the cases stand on the edge of
#: what the rules ask for, and who is far from it is incomplete with any rules.
_STEPS = 4
_POINTS = (Decimal("0.01"), Decimal("1.5"), Decimal(3), Decimal("4.5"), Decimal(6))


@dataclass(frozen=True)
class RandomStudent:
    """A student of a case, changed at random.

    Attributes:
        case: the case.
        transcript: the records now.
        adjustments: the decisions, those of the case.
    """

    case: Case
    transcript: Transcript
    adjustments: tuple[Adjustment, ...]


def told_apart(
    rules: Auditor, changed: Auditor, cases: Sequence[Case], *, students: int, seed: str
) -> RandomStudent | None:
    """Return a random student whom two programs judge differently; None where there is none.

    Args:
        rules: one program.
        changed: the other one.
        cases: whose students are changed; where it is known which cases a change is about, those.
        students: how many are tried.
        seed: makes the same students again.
    """
    rng = Random(seed)  # noqa: S311  # nothing is kept secret with it
    pool = [record for case in cases for record in case.transcript.records]
    for _ in range(students if pool else 0):
        student = _student(rng, rng.choice(cases), pool)
        try:
            if _verdict(rules, student) != _verdict(changed, student):
                return student
        except SearchBudgetExceeded:
            continue
    return None


def _verdict(auditor: Auditor, student: RandomStudent) -> object:
    with auditor.institution.grammar.in_use():
        found = auditor.judge_if_complete(student.transcript, student.adjustments)
    return found and (found.status, found.assumptions)


def _student(rng: Random, case: Case, pool: Sequence[CourseRecord]) -> RandomStudent:
    records = list(case.transcript.records)
    for _ in range(rng.randint(0, _STEPS)):
        _change(rng, records, pool)
    rng.shuffle(records)
    transcript = case.transcript.model_copy(update={"records": tuple(records)})
    return RandomStudent(case, transcript, case.adjustments)


def _change(rng: Random, records: list[CourseRecord], pool: Sequence[CourseRecord]) -> None:
    if not records or rng.random() < 0.5:
        records.append(rng.choice(pool))
        return
    place = rng.randrange(len(records))
    match rng.choice(("drop", "points", "grade", "term")):
        case "drop":
            del records[place]
        case "points":
            one = records[place]
            points = rng.choice((one.credits + rng.choice((-1, 1)) * _POINTS[0], *_POINTS))
            records[place] = one.model_copy(update={"credits": max(points, Decimal(0))})
        case "grade":
            other = rng.choice(pool)
            update = {"grade": other.grade, "status": other.status}
            records[place] = records[place].model_copy(update=update)
        case _:
            term = rng.choice(pool).term
            records[place] = records[place].model_copy(update={"term": term})
