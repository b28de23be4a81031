"""How long an audit takes, as ratios within one run.

    python3 benchmarks/audit.py

Transcripts are drawn from a seed out of the institution's catalog, so that two runs measure the
same work. Absolute times depend on the machine; the ratios are what to compare.
"""

from __future__ import annotations

import random
import statistics
import sys
import time
from collections.abc import Callable, Sequence

from degreekit import Auditor, Transcript, get_auditor, read_transcript

PROGRAM = "columbia-ms-cs-ml"
SUBJECTS = ("COMS", "CSEE", "CSOR", "EECS", "STAT", "IEOR", "ELEN")
WHOLE = (3,)
FRAGMENTED = (1, 1.5, 2.5, 3, 3, 3, 4, 4.5)


def drawn(auditor: Auditor, courses: int, seed: int, credits: Sequence[float]) -> Transcript:
    """Return a transcript of so many passed courses of the catalog."""
    rng = random.Random(seed)
    open_ = [c for c in auditor.institution.catalog if c.code.subject in SUBJECTS]
    records = [
        {
            "code": str(course.code),
            "title": course.title,
            "credits": str(rng.choice(credits)),
            "grade": rng.choice(["A", "A-", "B+", "B"]),
            "term": "Fall 2022",
        }
        for course in rng.sample(open_, courses)
    ]
    return Transcript.from_data({"records": records})


def milliseconds(work: Callable[[], object], times: int = 5) -> float:
    """Return the fastest of some runs."""
    best = float("inf")
    for _ in range(times):
        start = time.perf_counter()
        work()
        best = min(best, time.perf_counter() - start)
    return best * 1000


def main() -> int:
    """Measure and print."""
    auditor = get_auditor(PROGRAM)
    finished = read_transcript("tests/fixtures/ms-student.pdf")
    unfinished = read_transcript("tests/fixtures/ms-student-unfinished.pdf")
    auditor.audit(unfinished)  # what is kept between students is there from now on
    unit = milliseconds(lambda: auditor.audit(finished))
    print(f"unit: the audit of a finished student of 10 courses, {unit:.1f} ms here")
    ratio = milliseconds(lambda: auditor.audit(unfinished)) / unit
    print(f"unfinished student of 9 courses           {ratio:6.1f}")
    empty = Transcript(records=())
    print(
        f"no course yet                             "
        f"{milliseconds(lambda: auditor.audit(empty)) / unit:6.1f}"
    )
    read = milliseconds(lambda: read_transcript("tests/fixtures/ms-student.pdf"), 3)
    print(f"reading its PDF                           {read / unit:6.1f}")
    print("random transcripts of the catalog, 20 of each size: median and worst")
    for name, credits in (("whole", WHOLE), ("fragmented", FRAGMENTED)):
        for size in (8, 12, 16, 24, 40):
            ratios = []
            for seed in range(20):
                transcript = drawn(auditor, size, seed, credits)
                ratios.append(milliseconds(lambda t=transcript: auditor.audit(t), 1) / unit)
            print(
                f"  {name:<10} credits, {size:2d} courses        "
                f"{statistics.median(ratios):6.1f} {max(ratios):8.1f}"
            )
    return 0


if __name__ == "__main__":
    sys.exit(main())
