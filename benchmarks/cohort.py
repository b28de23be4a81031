"""How many students are audited a second, and what bounds it.

    python3 dev.py cohort-benchmark                      # some hundreds of students, in minutes
    python3 dev.py cohort-benchmark --students 100000    # for the table of the docs
    python3 dev.py cohort-benchmark --dask               # and a local cluster of two workers

Everything comes from one run. Students of the ML track are drawn from seeds. Processor time is that
of this process and its workers; a rate per core is students by processor time, so that other work
on the machine matters less. Rates by the clock say something only of an idle machine; what n
workers come to follows from the share that this process alone has to do.
"""

from __future__ import annotations

import argparse
import random
import resource
import sys
import tempfile
import time
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))
sys.path.insert(0, str(Path(__file__).resolve().parent))

from speed import PROGRAM, drawn

from degreekit import Auditor, get_auditor
from degreekit.cohort import Auditors, Entry, How, Run, evaluate, read_cohort
from degreekit.cohort.row import Detail

FIXTURES = Path(__file__).resolve().parents[1] / "tests" / "fixtures"


def students(auditor: Auditor, number: int) -> Iterator[Entry]:
    """Yield students with 0 to 14 courses of the catalog."""
    for n in range(number):
        rng = random.Random(n)
        yield Entry(f"s{n:07}", drawn(auditor, rng.randint(0, 14), n))


def spent() -> float:
    """Return the seconds of processor time of this process and of its workers that have ended."""
    kinds = (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)
    return sum(one.ru_utime + one.ru_stime for one in map(resource.getrusage, kinds))


def memory() -> float:
    """Return the most memory this process has held, in MiB."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def measured(name: str, number: int, work: Callable[[], Iterable[Any]]) -> float:
    """Print a line of the table, and return the seconds of processor time for each student."""
    before, clock = spent(), time.perf_counter()
    half, last = 0.0, 0
    for last, _ in enumerate(work(), start=1):
        if last == number // 2:
            half = memory()
    cost = (spent() - before) / last
    rate = last / (time.perf_counter() - clock)
    print(
        f"| {name} | {last:,} | {cost * 1000:.2f} | {1 / cost:,.0f} | {rate:,.0f} |"
        f" {half:.0f} | {memory():.0f} |",
        flush=True,
    )
    return cost


def rows(auditor: Auditor, number: int, detail: Detail, processes: int = 1) -> Iterator[Any]:
    """Yield the rows of students."""
    entries, how = students(auditor, number), How(detail=detail)
    if processes == 1:
        yield from evaluate(entries, Auditors(auditor), how=how)
        return
    with ProcessPoolExecutor(processes) as pool:
        yield from evaluate(entries, Auditors(auditor), how=how, executor=pool)


def reused(auditor: Auditor, number: int) -> None:
    """Measure what a row costs that is known already."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "run"

        def again() -> Iterator[Any]:
            with Run(path) as run:
                yield from evaluate(
                    students(auditor, number), Auditors(auditor), how=How("figures"), run=run
                )
                run.finish()

        for _ in again():
            pass
        measured("reused from a run, figures", number, again)


def prepared_only(auditor: Auditor, number: int) -> float:
    """Return the seconds that drawing the students and preparing their questions takes alone."""
    from degreekit.cohort.evaluation import prepared

    before = spent()
    for entry in students(auditor, number):
        prepared(entry, Auditors(auditor), How())
    return (spent() - before) / number


def documents() -> Iterator[Any]:
    """Read and audit the PDFs among the fixtures that are students of the track."""
    paths = sorted(FIXTURES.glob("ms-student*.pdf")) * 8
    for path in paths:
        yield from evaluate(read_cohort([path]), Auditors(PROGRAM))


def main() -> None:
    """Measure all of it."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--students", type=int, default=300)
    parser.add_argument("--dask", action="store_true", help="also a local cluster of two workers")
    asked = parser.parse_args()
    number: int = asked.students
    auditor = get_auditor(PROGRAM)
    for entry in students(auditor, 100):  # the rules, and the courses of the catalog
        auditor.judge(entry.transcript())
    print("| what | students | ms of a core | a second and core | a second | MiB half | MiB |")
    print("|---|---|---|---|---|---|---|")
    figures = measured("status and remaining", number, lambda: rows(auditor, number, "figures"))
    few = max(number // 10, 30)
    measured("with requirements and words", few, lambda: rows(auditor, few, "requirements"))
    measured("with demand and credits", few, lambda: rows(auditor, few, "demand"))
    two = measured(
        "status and remaining, two processes", number, lambda: rows(auditor, number, "figures", 2)
    )
    reused(auditor, number)
    measured("PDFs read and audited", 8, documents)
    alone = prepared_only(auditor, few)
    print(f"\n10^6 students, status and remaining: {figures * 1e6 / 60:.0f} core-minutes")
    print(f"two processes cost {two / figures:.2f} times as much processor time as one")
    print(f"the asking process: {alone * 1000:.2f} ms a student, so that it keeps up with")
    print(f"{(two - alone) / alone:.0f} workers; from there on several have to ask")
    if asked.dask:
        dask(auditor, number)


def dask(auditor: Auditor, number: int) -> None:
    """Measure a local cluster of two workers."""
    from distributed import Client, LocalCluster

    with (
        LocalCluster(n_workers=2, threads_per_worker=1, dashboard_address=None) as local,  # type: ignore[no-untyped-call]  # distributed has no types
        Client(local) as client,  # type: ignore[no-untyped-call]
    ):
        entries, how = students(auditor, number), How(detail="figures")
        pool = client.get_executor()
        start = time.perf_counter()
        found = sum(1 for _ in evaluate(entries, Auditors(auditor), how=how, executor=pool))
        print(f"Dask, two workers: {found / (time.perf_counter() - start):,.0f} a second")


if __name__ == "__main__":
    main()
