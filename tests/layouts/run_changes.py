"""Change single cells of documents that are read and proved, and count how many are noticed.

    python3 dev.py changes                    # 300 documents, a change of each kind in each
    python3 dev.py changes --documents 1000 --seed 3

A change is noticed if the reading of the changed document no longer says that it is proved. What a
reading marks as proved must be noticed; that column has to be 0 in the last one.
"""

from __future__ import annotations

import argparse
import os
import sys
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor
from functools import partial
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

from tests.layouts.changes import KINDS, STATES, Changed, try_changes


def work(document: int, seed: int) -> list[Changed] | None:
    """Try the changes of one document."""
    tried = try_changes(seed, document)
    return None if tried is None else list(tried)


def table(changes: Counter[tuple[str, str, bool, str]]) -> Iterator[str]:
    """Yield the outcome as a table in Markdown.

    Args:
        changes: how many there were of each kind: what, in which state, noticed or not, its mark.
    """
    states = " | ".join(f"{state} | noticed" for state in STATES)
    yield f"| changed cell | {states} | marked as proved, not noticed |"
    yield f"|---|{'--:|--:|' * len(STATES)}--:|"
    for kind in KINDS:
        cells = []
        for state in STATES:
            of = dict.fromkeys((True, False), 0)
            for (what, where, noticed, _), count in changes.items():
                if (what, where) == (kind, state):
                    of[noticed] += count
            total = sum(of.values())
            cells += [f"{total:,}", f"{100 * of[True] / total:.1f} %" if total else "–"]
        silent = sum(
            count
            for (what, _, noticed, mark), count in changes.items()
            if what == kind and not noticed and mark == "proved"
        )
        yield f"| {kind} | {' | '.join(cells)} | {silent} |"


def main(arguments: list[str]) -> int:
    """Run, and print; return 1 if a field was marked as proved and its change not noticed."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--documents", type=int, default=300)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--processes", type=int, default=os.cpu_count() or 1)
    parser.add_argument("--show", type=int, default=0, help="print so many that are not noticed")
    parser.add_argument("--mark", default="proved", help="... of those with this mark")
    given = parser.parse_args(arguments)
    changes: Counter[tuple[str, str, bool, str]] = Counter()
    proved = 0
    with ProcessPoolExecutor(given.processes) as pool:
        job = partial(work, seed=given.seed)
        numbers = range(given.documents)
        for document, tried in zip(numbers, pool.map(job, numbers, chunksize=4), strict=True):
            proved += tried is not None
            for one in tried or ():
                changes[one.kind, one.state, one.noticed, one.mark] += 1
                if not one.noticed and one.mark == given.mark and given.show > 0:
                    given.show -= 1
                    print(f"document {document}: {one.kind} of {one.code}")
    print(f"{given.documents} documents, {proved} of them read and proved\n")
    print("\n".join(table(changes)))
    return int(any(not noticed and mark == "proved" for _, _, noticed, mark in changes))


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
