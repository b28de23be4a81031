"""What reading a transcript costs, as ratios to what pdfplumber needs for its characters alone.

    python3 dev.py reading-benchmark

All in one run. Both sides read the same documents in turn, every part warmed, and the least of some
rounds counts. Time is processor time, of this process and of the one that reads; starting that one
is listed separately. Memory is the most that a process held, each in one of its own.
"""

from __future__ import annotations

import io
import os
import platform
import resource
import subprocess
import sys
import time
from collections.abc import Callable
from functools import partial
from importlib.metadata import version
from itertools import count, islice
from pathlib import Path
from statistics import median, quantiles

import pdfplumber

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from degreekit import read_pdf, read_pdfs
from degreekit.ingest.source.process import _POOL
from tests.fixtures.generator.canvas import Type
from tests.fixtures.generator.etranscript import Layout, render
from tests.fixtures.generator.meaning import Course, School, Session, Student
from tests.fixtures.generator.students import SEAS_UG

ROOT = Path(__file__).resolve().parents[1]
FIXTURES = ROOT / "tests/fixtures"
DOCUMENTS = sorted(
    path.with_name(path.name.replace(".transcript.json", ".pdf"))
    for path in FIXTURES.rglob("*.transcript.json")
    if path.parent.name != "scans"
    and path.with_name(path.name.replace(".transcript.json", ".pdf")).exists()
)
ROUNDS = 5
#: Documents of so many pages are read in addition to the fixtures.
PAGES = (1, 3, 20)
#: ... and of so many their memory is looked at; the usual limit is 60.
MANY_PAGES = (10, 50, 100)


def characters(data: bytes) -> int:
    """Extract the characters of every page with pdfplumber, as its manual says."""
    count = 0
    with pdfplumber.open(io.BytesIO(data)) as pdf:
        for page in pdf.pages:
            count += len(page.chars)
            page.close()
    return count


#: A dense page has so many courses, in so many terms.
COURSES, TERMS = 33, 3


def long_document(pages: int) -> bytes:
    """Return a transcript of so many dense pages, each with terms and courses of its own.

    Three terms a year from 1901 on are enough for 125 pages; of more, each term is the longer.
    """
    terms = min(TERMS * pages, 375)
    load = COURSES * pages // terms
    grades = ("A", "A-", "B+", "B", "P", "C+", "W", "B-")
    subjects = ("COMS W", "STAT GU", "ECON UN", "IEOR E", "HIST UN", "MATH UN", "PHYS UN")
    titles = (
        "DISCRETE MATHEMATICS", "ANALYSIS OF ALGORITHMS I", "EUROPE AFTER WORLD WAR I",
        "PRINCIPLES OF ECONOMICS", "PHYSICS II: THERMO, ELEC & MAG",
    )  # fmt: skip
    courses = (
        Course(
            f"{subjects[n // 4000 % len(subjects)]}{3001 + n % 4000}",
            titles[n % len(titles)],
            ("3.00", "4.00", "1.50")[n % 3],
            grades[n % len(grades)],
        )
        for n in count()
    )
    sessions = tuple(
        Session(
            f"{('Spring', 'Summer', 'Fall')[n % 3]} {1901 + n // 3}", tuple(islice(courses, load))
        )
        for n in range(terms)
    )
    return render(Student((School(SEAS_UG, sessions),)), Layout(type=Type(size=10)))


# ---------------------------------------------------------------------------------------- time


def spent() -> float:
    """Return the processor seconds of this process and of those that wait to read for it."""
    ended = resource.getrusage(resource.RUSAGE_CHILDREN)
    # the clock of another process, as clock_getcpuclockid(3) gives it
    clocks = [~process << 3 | 2 for process in _POOL.waiting]
    waiting = sum(map(time.clock_gettime, clocks))
    return time.process_time() + ended.ru_utime + ended.ru_stime + waiting


def seconds(work: Callable[[], object]) -> float:
    """Return the processor seconds that some work takes."""
    start = spent()
    work()
    return spent() - start


def ratio(data: bytes) -> tuple[float, float]:
    """Return what a document takes, in units of pdfplumber's characters, and such a unit."""
    pairs = [
        (seconds(lambda: characters(data)), seconds(lambda: read_pdf(data))) for _ in range(ROUNDS)
    ]
    unit, whole = map(min, zip(*pairs, strict=True))
    return whole / unit, unit


def report_time(files: list[bytes]) -> None:
    """Print what reading takes: of the fixtures, and of documents of so many pages."""
    for data in files:  # warm
        read_pdf(data)
    ratios, units = zip(*map(ratio, files), strict=True)
    whole = sum(r * unit for r, unit in zip(ratios, units, strict=True)) / sum(units)
    print(f"reading and verifying {len(files)} fixtures, in units of pdfplumber's characters of "
          f"the same ({1000 * median(units):.0f} ms here):")  # fmt: skip
    print(f"  median {median(ratios):.2f}, nine of ten below {quantiles(ratios, n=10)[-1]:.2f}, "
          f"worst {max(ratios):.2f}, all together {whole:.2f}")  # fmt: skip
    for pages in PAGES:
        times, unit = ratio(long_document(pages))
        print(f"  {pages:>2} dense pages {times:.2f} ({1000 * unit:.0f} ms)")


def report_folder(files: list[bytes]) -> None:
    """Print what starting the process that reads takes, and many files at a time."""

    def took(work: Callable[[], object]) -> float:
        start = time.perf_counter()
        work()
        return time.perf_counter() - start

    _POOL.clear()
    first, again = took(lambda: read_pdf(files[0])), took(lambda: read_pdf(files[0]))
    print(f"starting the process that reads, once: {1000 * (first - again):.0f} ms")
    begun = spent()
    alone = took(lambda: [read_pdf(data) for data in files])
    work = spent() - begun
    for processes in sorted({1, 2, os.cpu_count() or 1}):
        begun = time.process_time()
        folder = took(partial(lambda n: list(read_pdfs(files, n)), processes))
        asking = time.process_time() - begun
        print(f"a folder, {processes} at a time, of the time of one after the other: "
              f"{folder / alone:.2f}; the process that asks spends {asking / work:.3f} of the "
              "processor time")  # fmt: skip


# -------------------------------------------------------------------------------------- memory

_PEAK = """
from pathlib import Path
def peak(process="self"):
    status = Path(f"/proc/{process}/status").read_text()
    return next(line.split()[1] for line in status.splitlines() if line.startswith("VmHWM"))
"""

_PLUMBER = """
import io, sys, pdfplumber
with pdfplumber.open(io.BytesIO(sys.stdin.buffer.read())) as pdf:
    for page in pdf.pages:
        page.chars
        page.close()
print(peak())
"""

_KEPT = _PLUMBER.replace("        page.close()\n", "")

_READ = """
import resource, sys
from degreekit import read_pdf
from degreekit.ingest import Limits
limits = Limits(pages=1000, glyphs=10_000_000, seconds=600)
read_pdf(sys.stdin.buffer.read(), limits=limits)
print(peak(), resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss)
"""
#: The same without the copy of the caller that a long document is read in.
_READ_HERE = """
import sys
from degreekit import read_pdf
from degreekit.ingest import Limits
from degreekit.ingest.source import parallel, process
parallel._IS_COPY = True
limits = Limits(pages=1000, glyphs=10_000_000, seconds=600)
read_pdf(sys.stdin.buffer.read(), limits=limits)
print(peak(process._POOL.waiting[0]))
"""


def peaks(script: str, data: bytes) -> list[float]:
    """Return the most memory, in MiB, that the processes of a script held."""
    done = subprocess.run(  # noqa: S603  # our own
        [sys.executable, "-c", _PEAK + script], input=data, capture_output=True, check=False
    )
    if done.returncode:
        raise RuntimeError(done.stderr.decode())
    return [int(number) / 1024 for number in done.stdout.split()]


def report_memory() -> None:
    """Print what reading documents of many pages holds, next to pdfplumber alone."""
    print("most memory in MiB, of documents of so many pages:")
    print("  pages  the caller  its copy  the process that reads  pdfplumber, pages closed  "
          "not closed")  # fmt: skip
    table = []
    for pages in MANY_PAGES:
        data = long_document(pages)
        [closed], [kept], [reads] = (peaks(x, data) for x in (_PLUMBER, _KEPT, _READ_HERE))
        caller, copy = peaks(_READ, data)
        table.append((pages, caller, copy, reads, closed, kept))
        print("  {:>5}  {:>10.0f}  {:>8.0f}  {:>22.0f}  {:>24.0f}  {:>10.0f}".format(*table[-1]))
    few, many = table[0], table[-1]
    more = [
        (last - first) * 1024 / (many[0] - few[0]) for first, last in zip(few, many, strict=True)
    ]
    print("  each page more, in KiB: caller {1:.0f}, copy {2:.0f}, process {3:.0f}, "
          "pdfplumber {4:.0f}, not closed {5:.0f}".format(*more))  # fmt: skip


def main() -> int:
    """Measure and print."""
    libraries = ", ".join(f"{name} {version(name)}" for name in ("pdfplumber", "pypdfium2"))
    print(f"Python {platform.python_version()}, {libraries}, {os.cpu_count()} processors")
    files = [path.read_bytes() for path in DOCUMENTS]
    report_time(files)
    report_folder(files)
    report_memory()
    return 0


if __name__ == "__main__":
    sys.exit(main())
