"""What reading a transcript costs, as ratios to what pdfplumber needs for its characters alone.

    python3 dev.py reading-benchmark

All in one run: the same documents, every part warmed, the fastest of some rounds. Processor time
counts, of this process and of the one that reads; starting it is told by itself.
"""

from __future__ import annotations

import io
import os
import resource
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pdfplumber
import pikepdf

from degreekit import read_pdf, read_pdfs
from degreekit.ingest import worker

ROOT = Path(__file__).resolve().parents[1]
FIXTURES = ROOT / "tests/fixtures"
DOCUMENTS = sorted(
    path.with_name(path.name.replace(".transcript.json", ".pdf"))
    for path in FIXTURES.glob("*.transcript.json")
    if path.with_name(path.name.replace(".transcript.json", ".pdf")).exists()
)
TICKS = os.sysconf("SC_CLK_TCK")


def characters(data: bytes) -> int:
    """Extract the characters of every page with pdfplumber, as its manual says."""
    count = 0
    with pdfplumber.open(io.BytesIO(data)) as pdf:
        for page in pdf.pages:
            count += len(page.chars)
            page.close()
    return count


def spent() -> float:
    """Return the processor seconds of this process and of those that read for it."""
    ended = resource.getrusage(resource.RUSAGE_CHILDREN)
    total = time.process_time() + ended.ru_utime + ended.ru_stime
    for one in worker._POOL._idle:
        fields = Path(f"/proc/{one._process.pid}/stat").read_text().rsplit(")", 1)[1].split()
        total += (int(fields[11]) + int(fields[12])) / TICKS
    return total


def fastest(work: Callable[[], object], rounds: int = 5) -> float:
    """Return the least processor time of some rounds, in seconds."""
    work()
    times = []
    for _ in range(rounds):
        start = spent()
        work()
        times.append(spent() - start)
    return min(times)


def long_document(pages: int) -> bytes:
    """Return a document of so many pages, with letters of their own on each."""
    with pikepdf.open(FIXTURES / "official-two-columns.pdf") as pdf:
        first = pdf.pages[0]
        content = first.Contents.read_bytes()
        while len(pdf.pages) > 1:
            del pdf.pages[1]
        for _ in range(pages - 1):
            pdf.pages.append(first)
            pdf.pages[-1].Contents = pdf.make_stream(content)
        file = io.BytesIO()
        pdf.save(file)
    return file.getvalue()


_PEAKS = """
import resource, sys
from pathlib import Path
from degreekit import read_pdf
from degreekit.ingest import worker
read_pdf({small!r})
read_pdf(sys.stdin.buffer.read())
status = Path(f"/proc/{{worker._POOL._idle[0]._process.pid}}/status").read_text()
reads = next(line.split()[1] for line in status.splitlines() if line.startswith("VmHWM"))
print(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss, reads)
"""


def peaks(pages: int) -> tuple[float, float]:
    """Return the most memory, in MiB, that the caller and the reading process held."""
    script = _PEAKS.format(small=str(FIXTURES / "ms-student.pdf"))
    done = subprocess.run(  # noqa: S603  # our own
        [sys.executable, "-c", script], input=long_document(pages), capture_output=True, check=True
    )
    caller, reads = (int(number) / 1024 for number in done.stdout.split())
    return caller, reads


def main() -> int:
    """Measure and print."""
    files = [path.read_bytes() for path in DOCUMENTS]
    unit = fastest(lambda: [characters(data) for data in files])
    print(f"unit: pdfplumber's characters of {len(files)} fixtures, {unit:.2f} s of processor here")
    whole = fastest(lambda: list(map(read_pdf, files)))
    print(f"reading them, both libraries, verified   {whole / unit:5.2f}")
    worker._POOL.clear()
    start = time.perf_counter()
    read_pdf(files[0])
    first = time.perf_counter() - start
    start = time.perf_counter()
    read_pdf(files[0])
    again = time.perf_counter() - start
    print(f"starting the process that reads, once    {(first - again) / unit:5.2f}")
    start = time.perf_counter()
    list(map(read_pdf, files))
    alone = time.perf_counter() - start
    start = time.perf_counter()
    list(read_pdfs(files))
    print(f"a folder, all processors, of the time of one after the other "
          f"{(time.perf_counter() - start) / alone:5.2f}")  # fmt: skip
    few, many = peaks(3), peaks(60)
    for who, small, large in zip(("the caller", "the process that reads"), few, many, strict=True):
        print(f"most memory of {who:<22} 60 pages {large:4.0f} MiB, 3 pages {small:4.0f} MiB: "
              f"{large / small:4.2f}")  # fmt: skip
    return 0


if __name__ == "__main__":
    sys.exit(main())
