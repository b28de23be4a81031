"""How long audits take, from the records to the certified answer.

    python3 dev.py speed
    python3 dev.py speed --ut-dallas FOLDER     # and all degrees of that corpus

Milliseconds of processor time, medians and high percentiles, all from one run. Students are drawn
from seeds; what does not depend on a student is worked out before (`Auditor.prepare`). "First
sight" is a transcript that the auditor has not seen; "again" is the same one asked about once more,
which is looked up. "Usual decisions" are one of eight, each for a reason of its own; "new
decisions" are such that nobody had before.
"""

from __future__ import annotations

import argparse
import gc
import math
import random
import resource
import sys
import time
from collections.abc import Callable, Iterable, Sequence
from functools import partial
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))
sys.path.insert(0, str(Path(__file__).resolve().parent))

import family
import ut_dallas

from degreekit import Auditor, CourseSet, Program, Transcript, get_auditor, read_adjustments
from degreekit.courses import Institution
from degreekit.requirements import lint
from tests.audit import real_degrees

PROGRAM = "columbia-ms-cs-ml"
SUBJECTS = ("COMS", "CSEE", "CSOR", "EECS", "STAT", "IEOR", "ELEN")

#: The decisions that students of the ML track get most, and some that they seldom get.
DECISIONS: tuple[dict[str, Any], ...] = (
    {"kind": "waive", "requirement": "required", "course": "COMS W4771"},
    {"kind": "approve", "requirement": "general-electives", "course": "IEOR E4601"},
    {"kind": "also_allow", "requirement": "track-electives", "course": "IEOR E4601"},
    {"kind": "substitute", "course": "IEOR E4601", "replaces": "COMS W4771"},
    {"kind": "exclude", "course": "COMS W4701"},
    {"kind": "change_limit", "limit": "total-points", "credits": 27},
    {"kind": "waive", "requirement": "breadth-theory"},
    {"kind": "waive_limit", "limit": "one-machine-learning"},
)


def unheard(auditor: Auditor, number: int) -> dict[str, Any]:
    """Return a decision that no other number gives."""
    listed = [c for c in auditor.institution.catalog if c.code.subject in SUBJECTS]
    course = str(listed[number * 7 % len(listed)].code)
    return (
        {"kind": "also_allow", "requirement": "track-electives", "course": course},
        {"kind": "exclude", "course": course},
        {"kind": "substitute", "course": course, "replaces": "COMS W4771"},
        {"kind": "approve", "requirement": "general-electives", "course": course},
        {"kind": "apply_here", "requirement": "general-electives", "course": course},
        {"kind": "change_limit", "limit": "total-points", "credits": 15 + number // 6},
    )[number % 6]


def drawn(auditor: Auditor, courses: int, seed: int) -> Transcript:
    """Return a transcript of so many passed courses of the catalog."""
    rng = random.Random(seed)
    listed = [c for c in auditor.institution.catalog if c.code.subject in SUBJECTS]
    records = [
        {
            "code": str(course.code),
            "title": course.title,
            "credits": "3",
            "grade": rng.choice(["A", "A-", "B+", "B"]),
            "term": rng.choice(["Fall 2022", "Spring 2023", "Fall 2023"]),
        }
        for course in rng.sample(listed, courses)
    ]
    return Transcript.from_data({"records": records})


def spent(works: Iterable[Callable[[], object]]) -> list[float]:
    """Return the milliseconds of processor time that each piece of work takes, in order of size.

    Garbage is collected first: what the rows before have left would be charged to this one.
    """
    found = []
    gc.collect()
    for work in works:
        start = time.process_time()
        work()
        found.append((time.process_time() - start) * 1000)
    return sorted(found)


def row(name: str, times: Sequence[float]) -> None:
    """Print a line of the table."""
    middle, late = times[len(times) // 2], times[math.ceil(len(times) * 0.99) - 1]
    print(f"| {name} | {len(times)} | {middle:.2f} | {late:.1f} | {times[-1]:.1f} |", flush=True)


def track(number: int) -> None:
    """Measure the ML track."""
    auditor = get_auditor(PROGRAM)
    auditor.prepare()
    for seed in range(200):  # the courses of the catalog
        auditor.judge(drawn(auditor, 8, -1 - seed))
    students = [drawn(auditor, random.Random(n).randint(0, 14), n) for n in range(number)]
    row("audit, first sight", spent(partial(auditor.audit, t) for t in students))
    again = []
    for one in students:  # only the last answers are kept
        auditor.audit(one)
        again += spent([partial(auditor.audit, one)])
    row("audit, again", sorted(again))
    row("status, first sight of the object", spent(partial(auditor.status, t) for t in students))
    decided = [
        (t, read_adjustments([{**DECISIONS[n % len(DECISIONS)], "reason": f"case {n}"}]))
        for n, t in enumerate(students)
    ]
    row("audit, usual decisions", spent(partial(auditor.audit, t, d) for t, d in decided))
    decided = [(t, read_adjustments([unheard(auditor, n)])) for n, t in enumerate(students)]
    row("audit, new decisions", spent(partial(auditor.audit, t, d) for t, d in decided))
    written = [auditor.audit(t) for t in students[:60]]
    row("the words of an audit", spent(partial(getattr, a, "remaining") for a in written))


def bachelors(number: int) -> None:
    """Measure the bachelor's and the second track."""
    for name, college in (
        ("bachelor's, 0 to 60 courses", real_degrees.college()),
        ("the same without a catalog", real_degrees.college(catalog=False)),
    ):
        auditor = Auditor(real_degrees.bachelors(), college)
        auditor.prepare()
        auditor.judge(real_degrees.student(20, -1))
        students = [real_degrees.student(n * 61 // number, n) for n in range(number)]
        row(name, spent(partial(auditor.judge, t) for t in students))
        row(f"{name}: status", spent(partial(auditor.status, t) for t in students))
    auditor = Auditor(real_degrees.security(), get_auditor(PROGRAM).institution)
    auditor.prepare()
    auditor.judge(real_degrees.security_student(8, -1))
    students = [real_degrees.security_student(n % 25, n) for n in range(number)]
    row("security track, 0 to 24 courses", spent(partial(auditor.judge, t) for t in students))


def shapes() -> None:
    """Measure what grows: a chain of requirements, course sets, lint."""
    for size in (13, 30):
        one = family.chain(size)
        auditor = Auditor(one.program, one.institution, solver="search")
        row(
            f"a chain of {size} that cannot be completed",
            spent([partial(auditor.judge, one.transcript)]),
        )
    codes = " | ".join(f"{subject} {n}" for subject in ("CS", "MA") for n in range(4000, 4400, 2))
    row("a course set of 400 codes, parsed", spent([lambda: CourseSet.parse(codes)] * 5))
    rules = _lists(40)
    row("lint of 40 lists", spent([lambda: lint(rules, Institution(id="here", title="Here"))] * 5))


def _lists(number: int) -> Program:
    takes = [
        {
            "kind": "take",
            "id": f"list-{n}",
            "title": f"List {n}",
            "rows": [{"courses": f"CS {1000 + 20 * n}-{1019 + 20 * n} | MA {1000 + n}"}],
            "courses": 1,
        }
        for n in range(number)
    ]
    root = {"id": "degree", "title": "Degree", "parts": takes}
    data = {"id": "demo", "title": "Demo", "edition": "1", "institution": "here", "root": root}
    return Program.model_validate(data)


def corpus(folder: Path, number: int) -> None:
    """Measure every degree of UT Dallas with students from nothing taken to everything."""
    for catalog in (True, False):
        times: list[float] = []
        for degree in ut_dallas.degrees(folder, catalog=catalog):
            auditor = Auditor(degree.program, degree.institution)
            auditor.prepare()
            auditor.judge(ut_dallas.student(degree, -1))
            shares = [n / max(number - 1, 1) for n in range(number)]
            students = [ut_dallas.student(degree, n, share=s) for n, s in enumerate(shares)]
            times += spent(partial(auditor.judge, t) for t in students)
        row(f"UT Dallas, {'with' if catalog else 'without'} a catalog", sorted(times))


def memory(number: int) -> None:
    """Print the memory of a process that audits students with decisions, four times on its way."""
    auditor = get_auditor(PROGRAM)
    for n in range(number):
        decision = {**DECISIONS[n % 2], "reason": f"student {n}"}
        auditor.status(drawn(auditor, 10, n), read_adjustments([decision]) if n % 4 == 0 else ())
        if n % (number // 4) == number // 4 - 1:
            most = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
            print(f"{n + 1} students, a quarter of them with decisions of their own: {most} MiB")


def main() -> int:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--students", type=int, default=60, help="how many for each row")
    parser.add_argument("--ut-dallas", type=Path, metavar="FOLDER", help="the degrees as JSON")
    parser.add_argument("--memory", type=int, metavar="N", help="only memory, over N students")
    given = parser.parse_args()
    if given.memory:
        memory(given.memory)
        return 0
    print("| ms of processor time | students | median | p99 | worst |\n|---|---|---|---|---|")
    shapes()
    track(given.students)
    bachelors(given.students)
    if given.ut_dallas:
        corpus(given.ut_dallas, 5)
    return 0


if __name__ == "__main__":
    sys.exit(main())
