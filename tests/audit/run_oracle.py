"""Compare audits with plain enumeration on many random questions.

    python tests/audit/run_oracle.py --examples 20000 --seed 1 --processes 2

Each auditor answers for several students of a program, with and without decisions. Only different
questions that both have answered are counted. Exit status 1 is a disagreement; it is
made as small as it gets and printed in full.
"""

from __future__ import annotations

import argparse
import hashlib
import sys
import time
import traceback
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass, field
from itertools import islice
from pathlib import Path

from hypothesis import HealthCheck, Phase, given, seed, settings
from hypothesis.internal.conjecture.providers import AVAILABLE_PROVIDERS

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

from degreekit.audit import SearchBudgetExceeded
from tests.audit.oracle import TooMany
from tests.audit.strategies import Question, classmates
from tests.audit.test_oracle import QUESTIONS, auditor_of, disagreement

_BATCH = 25  # programs of one kind that one process asks about at a time
_KINDS = (2, 0, 4, 2, 1, 3)  # which kinds of questions follow each other: most with decisions

# Any name but the default one: each question is drawn anew, and none is a variation of the last.
AVAILABLE_PROVIDERS["independent"] = "hypothesis.internal.conjecture.providers.HypothesisProvider"


@dataclass
class Outcome:
    """What became of one batch.

    Attributes:
        compared: a mark of each question that was compared.
        left_out: how many were not, and why.
        failure: the smallest disagreement that was found.
    """

    compared: set[bytes] = field(default_factory=set)
    left_out: Counter[str] = field(default_factory=Counter)
    failure: str = ""


def run(batch: tuple[int, int, int]) -> Outcome:
    """Ask one batch of questions.

    Args:
        batch: the seed, the number of the batch, and how many questions to compare.
    """
    start, number, count = batch
    outcome = Outcome()

    @seed(f"{start}/{number}")
    @settings(
        backend="independent",
        max_examples=count,
        phases=[Phase.generate, Phase.shrink],
        database=None,
        deadline=None,
        suppress_health_check=list(HealthCheck),
    )
    @given(QUESTIONS[_KINDS[number % len(_KINDS)]].flatmap(classmates))
    def ask(students: list[Question]) -> None:
        auditor = auditor_of(students[0])
        for place, question in enumerate(students):
            try:
                different = disagreement(question, auditor)
            except TooMany:
                outcome.left_out["too large to be tried out"] += 1
                continue
            except SearchBudgetExceeded:
                outcome.left_out["too large for the budget of the search"] += 1
                continue
            except Exception:
                outcome.failure = _told(students[: place + 1], traceback.format_exc())
                raise
            if different:
                outcome.failure = _told(students[: place + 1], different)
                raise AssertionError(different)
            outcome.compared.add(hashlib.sha256(repr(question).encode()).digest()[:12])

    try:
        ask()
    except Exception:
        if not outcome.failure:
            raise
    return outcome


def _told(students: list[Question], problem: str) -> str:
    """Return what was asked of one auditor, the last question with its problem.

    Those before are told only where the last one alone has an answer that is right.
    """
    try:
        alone = bool(disagreement(students[-1]))
    except Exception:  # noqa: BLE001  # whatever it is, it is told below
        alone = True
    before = [] if alone else students[:-1]
    return "\n".join([*(f"after {one!r}" for one in before), f"{students[-1]!r}\n{problem}"])


def _batches(start: int, examples: int) -> Iterator[tuple[int, int, int]]:
    number = 0
    while True:
        yield start, number, min(_BATCH, examples)
        number += 1


def main() -> int:
    """Run the comparison and return the exit status."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--examples", type=int, default=20_000, help="how many to compare")
    parser.add_argument("--seed", type=int, default=1, help="another seed, other questions")
    parser.add_argument("--processes", type=int, default=1)
    given = parser.parse_args()
    compared: set[bytes] = set()
    left_out: Counter[str] = Counter()
    batches = _batches(given.seed, given.examples)
    began = time.monotonic()
    failure = ""
    with ProcessPoolExecutor(given.processes) as pool:
        while len(compared) < given.examples and not failure:
            for outcome in pool.map(run, islice(batches, given.processes)):
                compared |= outcome.compared
                left_out += outcome.left_out
                failure = failure or outcome.failure
            print(f"{len(compared):,} compared so far", file=sys.stderr)
    print(f"{len(compared):,} different questions compared, seed {given.seed}")
    for why, number in sorted(left_out.items()):
        print(f"{number:,} left out: {why}")
    print(f"{time.monotonic() - began:.0f} seconds")
    if failure:
        print(f"\nA disagreement:\n{failure}")
    else:
        print("no disagreement")
    return int(bool(failure))


if __name__ == "__main__":
    sys.exit(main())
