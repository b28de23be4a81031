"""Read thousands of PDFs that were damaged at random, and say what came of it.

    python3 dev.py mutations                  # 5,000, in two processes; some minutes
    python3 dev.py mutations --count 20000 --first 5000

Every document goes through the whole path, the process that reads included. The run fails where
one ends in anything but a reading or a named refusal, or has a record that is invented
without a word (`tests/ingest/mutations.py` says exactly when); its seed is printed.
"""

from __future__ import annotations

import argparse
import signal
import sys
import time
from collections import Counter
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path
from types import FrameType

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

from tests.ingest.mutations import DOCUMENTS, judge, mutated

#: The reading process has this long (seconds), and all that is done with its pages half as much.
_SECONDS = 20
_MARK = 250


def _late(_number: int, _frame: FrameType | None) -> None:
    raise TimeoutError


def outcome(seed: int) -> str:
    """Return what came of one document."""
    path, data = mutated(seed)
    signal.signal(signal.SIGALRM, _late)
    signal.alarm(_SECONDS + _SECONDS // 2)
    try:
        return judge(path, data, isolated=True, seconds=_SECONDS)
    except TimeoutError:
        return "BAD: it hangs"
    finally:
        signal.alarm(0)


def main() -> int:
    """Read them and print a table."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--count", type=int, default=5000)
    parser.add_argument("--first", type=int, default=0, help="the first seed")
    parser.add_argument("--processes", type=int, default=2)
    given = parser.parse_args()
    counts: Counter[str] = Counter()
    bad: list[tuple[int, str]] = []
    start = time.monotonic()
    seeds = range(given.first, given.first + given.count)
    with ProcessPoolExecutor(given.processes) as pool:
        for seed, what in zip(seeds, pool.map(outcome, seeds, chunksize=10), strict=True):
            counts[what] += 1
            if what.startswith("BAD"):
                bad.append((seed, what))
                print(f"seed {seed}: {what}", flush=True)
            if sum(counts.values()) % _MARK == 0:
                print(f"{sum(counts.values())} of {given.count}", file=sys.stderr, flush=True)
    print(f"{given.count} changed documents of {len(DOCUMENTS)} fixtures, "
          f"{time.monotonic() - start:.0f} seconds")  # fmt: skip
    for what, count in sorted(counts.items()):
        print(f"{count:7,}  {what}")
    return 1 if bad else 0


if __name__ == "__main__":
    sys.exit(main())
