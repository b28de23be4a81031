"""Many files are read several at a time; one bad file never stops the others."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from degreekit import IngestError, Reading, read_pdfs
from degreekit.sources import FileProblem
from tests.ingest.helpers import FIXTURES

NAMES = ("ms-student", "refused/html", "record/plain", "refused/truncated", "official/fpdf")

only_linux = pytest.mark.skipif(sys.platform != "linux", reason="elsewhere threads do the work")


@pytest.mark.parametrize("processes", [1, 3])
def test_what_comes_of_each_file_stands_in_its_place(processes: int) -> None:
    files = [FIXTURES / f"{name}.pdf" for name in NAMES] + [FIXTURES / "there-is-none.pdf"]
    found = list(read_pdfs(files, processes))
    kinds = [Reading, IngestError, Reading, IngestError, Reading, FileProblem]
    assert [type(one) for one in found] == kinds
    assert found[0] == next(iter(read_pdfs(files[:1])))


def test_files_are_taken_as_they_are_needed() -> None:
    taken = 0

    def files() -> Iterator[Path]:
        nonlocal taken
        for _ in range(100):
            taken += 1
            yield FIXTURES / "refused/html.pdf"

    found = read_pdfs(files(), 2)
    next(found)
    assert taken < 10
    found.close()  # type: ignore[attr-defined]  # it is a generator


# --------------------------------------------------------- in a process that runs a single thread


def printed(script: str) -> str:
    """Return what a script prints; the tests themselves may run in a process with threads."""
    done = subprocess.run(  # noqa: S603  # our own script
        [sys.executable, "-W", "error", "-c", script], capture_output=True, text=True, check=False
    )
    assert not done.stderr
    return done.stdout


@only_linux
def test_the_whole_of_the_work_is_done_in_copies_of_the_process() -> None:
    assert (
        printed(
            "import os\n"
            "from degreekit.ingest import in_parallel\n"
            "found = list(in_parallel(lambda n: (n, os.getpid()), range(50), 2))\n"
            "print([n for n, _ in found] == list(range(50)))\n"
            "print(os.getpid() in {process for _, process in found})\n"
        )
        == "True\nFalse\n"
    )


@only_linux
def test_what_a_copy_cannot_do_is_done_here() -> None:
    script = (
        "import os\n"
        "from degreekit.ingest import in_parallel\n"
        "home = os.getpid()\n"
        "def work(n):\n"
        "    if n == 3 and os.getpid() != home:\n"
        "        os._exit(0)\n"
        "    return (lambda: n) if n == 5 else n\n"
        "found = list(in_parallel(work, range(9), 2))\n"
        "print([one() if callable(one) else one for one in found])\n"
    )
    assert printed(script) == "[0, 1, 2, 3, 4, 5, 6, 7, 8]\n"


@only_linux
def test_no_process_is_left_when_nobody_asks_for_more() -> None:
    script = (
        "import os, pathlib\n"
        "from degreekit import read_pdfs\n"
        f"found = read_pdfs([{str(FIXTURES / 'ms-student.pdf')!r}] * 20, 2)\n"
        "print(type(next(found)).__name__)\n"
        "found.close()\n"
        "print(pathlib.Path(f'/proc/{os.getpid()}/task/{os.getpid()}/children').read_text())\n"
    )
    assert printed(script) == "Reading\n\n"


@only_linux
def test_a_copy_ends_with_the_process_that_made_it() -> None:
    script = (
        "import os, signal, sys, time\n"
        "from degreekit.ingest import in_parallel\n"
        "found = in_parallel(lambda n: os.getpid(), range(9), 2)\n"
        "print(next(found), flush=True)\n"
        "os.kill(os.getpid(), signal.SIGKILL)\n"
    )
    with subprocess.Popen([sys.executable, "-c", script], stdout=subprocess.PIPE) as process:  # noqa: S603  # our own script
        assert process.stdout is not None
        number = int(process.stdout.readline())
        assert not process.stdout.read()  # the copies hold it open until they end
    assert (
        not Path(f"/proc/{number}/cmdline").exists()
        or not Path(f"/proc/{number}/cmdline").read_bytes()
    )


@only_linux
def test_a_long_document_is_read_in_a_copy_and_its_errors_are_raised_here() -> None:
    script = (
        "import os\n"
        "from degreekit import IngestError, read_pdf\n"
        "from degreekit.ingest import pipeline\n"
        "pipeline._LONG = 0\n"
        "home, real = os.getpid(), pipeline.interpret\n"
        "def interpret(*given):\n"
        "    print(os.getpid() == home, flush=True)\n"
        "    return real(*given)\n"
        "pipeline.interpret = interpret\n"
        f"print(len(read_pdf({str(FIXTURES / 'ms-student.pdf')!r}).transcript.records))\n"
        "try:\n"
        f"    read_pdf({str(FIXTURES / 'refused/html.pdf')!r})\n"
        "except IngestError as error:\n"
        "    print(error.outcome)\n"
    )
    assert printed(script) == "False\n10\nnot_a_pdf\n"
