"""How large proofs are, and how long it takes to find and to check them.

    python3 benchmarks/proof.py

Students of the Machine Learning track are drawn from seeds out of the catalog, from nothing taken
to twelve courses. Times are processor time; what to compare are the ratios to an audit in the same
run.
"""

from __future__ import annotations

import random
import statistics
import sys
import time
from collections.abc import Callable, Mapping, Sequence
from functools import partial
from typing import TypeVar

from degreekit import Transcript, get_auditor
from degreekit.audit import Proof, ProofNotFound
from degreekit.audit.certify import (
    LEVELS,
    Checker,
    Claim,
    Reason,
    Rules,
    System,
    derive,
    refute,
)
from degreekit.audit.solve.prove import prove
from degreekit.courses import CatalogCourse

PROGRAM = "columbia-ms-cs-ml"
SUBJECTS = ("COMS", "CSEE", "CSOR", "EECS", "STAT", "IEOR", "ELEN")
STUDENTS = 100

_T = TypeVar("_T")


def student(seed: int, catalog: Sequence[CatalogCourse]) -> Transcript:
    """Return a transcript of up to twelve courses, some of them in progress."""
    rng = random.Random(seed)
    records = [
        {
            "code": str(course.code),
            "title": course.title,
            "credits": "3",
            "grade": rng.choice(["A", "A-", "B+", "B", None]),
            "term": "Fall 2022",
        }
        for course in rng.sample(catalog, rng.randint(0, 12))
    ]
    return Transcript.from_data({"records": records})


def timed(times: list[float], work: Callable[[], _T]) -> _T:
    """Do some work and note its processor time in milliseconds."""
    start = time.process_time()
    found = work()
    times.append((time.process_time() - start) * 1000)
    return found


def check_all(claims: Sequence[Claim], system: System, reasons: Mapping[str, Reason]) -> None:
    """Run the loop that checks sums and splits."""
    names = {name: place for place, name in enumerate(system.variables)}
    for claim in claims:
        refute({**system.rows, **claim.rows}, names, claim.most, reasons[claim.step])


def main() -> int:
    """Measure and print."""
    auditor = get_auditor(PROGRAM)
    catalog = [c for c in auditor.institution.catalog if c.code.subject in SUBJECTS]
    rules = Rules(auditor.program, (), auditor.institution)
    audits: list[float] = []
    derived: list[float] = []
    found: list[float] = []
    loops: list[float] = []
    proofs: list[Proof] = []
    missing = 0
    derive(Checker(rules, Transcript(records=())))  # what is the same for all is there from now on
    auditor.audit(Transcript(records=()))
    for seed in range(STUDENTS):
        transcript = student(seed, catalog)
        audit = timed(audits, partial(auditor.audit, transcript))
        try:
            proofs.append(audit.proof())
        except ProofNotFound:
            missing += 1
            continue
        values = dict.fromkeys(LEVELS, 0)
        values |= {level: int(amount) for level, amount in proofs[-1].claims.items()}
        values["credits"] = int(proofs[-1].claims.get("credits", 0) * 1000)
        system = timed(derived, partial(derive, Checker(rules, transcript)))
        reasons = timed(found, partial(prove, system, values))
        timed(loops, partial(check_all, list(system.claims(values)), system, reasons))
    sizes = [len(proof.to_json().encode()) for proof in proofs]
    print(f"{len(proofs)} of {STUDENTS} students proved, {missing} not")
    print(f"size         median {statistics.median(sizes):.0f} bytes, largest {max(sizes)}")
    steps = [sum(len(one) for one in proof.reasons) for proof in proofs]
    single = sum(proof.cases == n for proof, n in zip(proofs, steps, strict=True))
    print(
        f"cases        {single} proofs have one sum for each step, none more than "
        f"{max(proof.cases for proof in proofs)} cases"
    )
    unit = statistics.median(audits)
    print(f"audit        median {unit:6.2f} ms")
    for name, times in (("rows", derived), ("reasons", found), ("loop", loops)):
        middle = statistics.median(times)
        print(
            f"{name:<12} median {middle:6.2f} ms, largest {max(times):6.2f}, "
            f"{middle / unit:5.2f} audits"
        )
    return 0


if __name__ == "__main__":
    sys.exit(main())
