"""Read documents in random layouts, and say axis by axis how they came out.

    python3 dev.py layouts                               # 3,000 documents, on every core
    python3 dev.py layouts --documents 300 --seed 7
    python3 dev.py layouts --fix producer=raw --fix totals=none
    python3 dev.py layouts --alone                       # one axis at a time, the others plain
    python3 dev.py layouts --only 17 --keep failures     # one document again, with its file

A document is *perfect* where its records come out as they are, in their order; *refused* where
nothing was read; *contradicted* where an error stands in the way of an audit; else *wrong*: then
each wrong, lost or invented row has a finding that points at it, or not. The last must be 0.
"""

from __future__ import annotations

import argparse
import json
import os
import sys
from collections.abc import Iterable, Iterator
from concurrent.futures import ProcessPoolExecutor
from contextlib import nullcontext
from dataclasses import asdict, dataclass
from functools import partial
from itertools import islice
from pathlib import Path
from random import Random

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

from tests.layouts.choice import AXES, alone
from tests.layouts.document import Document, build, make
from tests.layouts.judge import GOOD, Kind, Verdict, judge
from tests.layouts.tally import Tally

#: Documents handed to each process before more are asked for, and how many at a time.
_AHEAD, _CHUNK = 40, 5
_TOLD = 250  # the run says how far it is


@dataclass(frozen=True)
class Task:
    """A document to make.

    Attributes:
        seed: of the run.
        number: in the run; with the seed it makes the document.
        fixed: values of axes that are not left to chance.
        alone: the one axis that is not plain, with its value.
    """

    seed: int
    number: int
    fixed: tuple[tuple[str, str], ...] = ()
    alone: tuple[str, str] | None = None

    def document(self) -> Document:
        """Return the document."""
        if self.alone is None:
            return make(self.seed, self.number, dict(self.fixed))
        return build(Random(f"{self.seed}/{self.number}"), alone(*self.alone))


@dataclass(frozen=True)
class Result:
    """What is kept of one document: the values that are not plain, and how it came out."""

    number: int
    choice: dict[str, str]
    verdict: Verdict

    @property
    def line(self) -> str:
        """The result as a line of JSON."""
        return json.dumps(asdict(self), ensure_ascii=False) + "\n"

    @classmethod
    def read(cls, line: str) -> Result:
        """Return the result that a line holds."""
        data = json.loads(line)
        told = data["verdict"]
        told |= {"kind": Kind(told["kind"]), "details": tuple(told["details"])}
        return cls(data["number"], data["choice"], Verdict(**told))


def work(task: Task, keep: Path | None) -> Result:
    """Make, read and judge one document."""
    document = task.document()
    verdict = judge(document)
    if keep is not None and (verdict.kind not in GOOD or verdict.doubted):
        save(keep, task, document, verdict)
    choice = document.choice
    axes = choice if task.alone is None else task.alone[:1]
    return Result(task.number, {axis: choice[axis] for axis in axes if choice.has(axis)}, verdict)


def save(folder: Path, task: Task, document: Document, verdict: Verdict) -> None:
    """Write a document, its truth and what came out into a folder."""
    folder.mkdir(parents=True, exist_ok=True)
    name = f"{task.seed}-{task.number}"
    (folder / f"{name}{document.suffix}").write_bytes(document.data)
    choice = document.choice
    told = {
        "kind": verdict.kind,
        "details": verdict.details,
        "choice": {axis: choice[axis] for axis in choice if choice.has(axis)},
        "truth": [row.expected() for row in document.rows],
        "outcomes": document.outcomes,
    }
    text = json.dumps(told, indent=1, ensure_ascii=False)
    (folder / f"{name}.json").write_text(text, encoding="utf-8")


def tasks(given: argparse.Namespace) -> Iterator[Task]:
    """Yield the documents of a run."""
    numbers: Iterable[int] = given.only or range(given.first, given.first + given.documents)
    if not given.alone:
        yield from (Task(given.seed, number, tuple(given.fix)) for number in numbers)
        return
    values = [(axis, value) for axis, values in AXES.items() for value in values]
    for number in numbers:
        yield Task(given.seed, number, (), values[number % len(values)])


def results(given: argparse.Namespace) -> Iterator[Result]:
    """Yield the results, first those of an earlier run that was cut short."""
    done: set[int] = set()
    path: Path | None = given.results
    if path and path.exists():
        with path.open(encoding="utf-8") as lines:
            for result in map(Result.read, lines):
                done.add(result.number)
                yield result
    todo = (task for task in tasks(given) if task.number not in done)
    with path.open("a", encoding="utf-8") if path else nullcontext() as out:
        for result in _worked(todo, given.keep, given.processes):
            if out is not None:
                out.write(result.line)
                out.flush()
            yield result


def _worked(todo: Iterator[Task], keep: Path | None, processes: int) -> Iterator[Result]:
    """Work on tasks; no more of them are held at a time than some for each process."""
    job = partial(work, keep=keep)
    if processes <= 1:
        yield from map(job, todo)
        return
    with ProcessPoolExecutor(processes) as pool:
        while batch := list(islice(todo, _AHEAD * processes)):
            yield from pool.map(job, batch, chunksize=_CHUNK)


def _pair(text: str) -> tuple[str, str]:
    axis, _, value = text.partition("=")
    if axis not in AXES or value not in AXES[axis]:
        known = ", ".join(AXES.get(axis, AXES))
        raise argparse.ArgumentTypeError(f"there is no such value; choose from: {known}")
    return axis, value


def main(arguments: list[str]) -> int:
    """Run, and print; return 1 if a row was wrong without a word."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    add = parser.add_argument
    add("--documents", type=int, default=3000)
    add("--seed", type=int, default=1)
    add("--first", type=int, default=0, help="the number of the first document")
    add("--only", type=int, nargs="+", help="these documents alone, by number")
    add("--processes", type=int, default=os.cpu_count() or 1)
    add("--fix", type=_pair, action="append", default=[], metavar="AXIS=VALUE")
    add("--alone", action="store_true", help="one axis at a time, the others plain")
    add("--keep", type=Path, help="a folder for the documents that fail")
    add("--results", type=Path, help="a file of results, with which a run goes on")
    add("--show", type=int, default=0, help="print the details of so many failures")
    add("--short", action="store_true", help="print the sums only")
    given = parser.parse_args(arguments)
    tally = Tally(alone=given.alone)
    for result in results(given):
        verdict = result.verdict
        tally.add(result.choice, verdict)
        if given.show > 0 and (verdict.kind not in GOOD or verdict.doubted):
            given.show -= 1
            print(f"document {result.number}: {verdict.kind.value}", *verdict.details, sep="\n    ")
        if tally.documents % _TOLD == 0:
            print(f"{tally.documents} documents", file=sys.stderr, flush=True)
    if not given.short:
        print("\n".join(tally.table()))
    print("\n".join(tally.summary()))
    return 1 if tally.bad else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
