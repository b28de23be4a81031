"""Make the benchmark's instances with their proved optima again, or check that they stand.

    python3 benchmarks/make_instances.py          writes every file of benchmarks/instances
    python3 benchmarks/make_instances.py --check  compares, and fails on a difference

Both need the extra degreekit[cpsat]: an optimum is written down only if both exact solvers say the
same, and where every placement can be tried, the enumeration of the tests as well.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Iterable, Iterator, Mapping
from decimal import Decimal
from pathlib import Path
from typing import Any

import family

HERE = Path(__file__).resolve().parent
INSTANCES = HERE / "instances"
sys.path.insert(0, str(HERE.parent))

from degreekit import Program  # noqa: E402  # needs the path, as all of these
from degreekit.audit import RequirementResult, SearchBudgetExceeded  # noqa: E402  # needs the path
from degreekit.audit.solve.solver import SolverName  # noqa: E402  # needs the path
from tests.audit.oracle import TooMany, judge  # noqa: E402  # needs the path

#: How many states the search may visit; what takes more is proved by CP-SAT alone, and says so.
BUDGET = 1_000_000

_WIDTH = 118  # of a line in a file: a record fits on one


def chosen() -> Iterator[family.Instance]:
    """Yield the instances of the benchmark."""
    for some in family.classes().values():
        yield from some
    yield from (family.pending(seed) for seed in range(6))
    yield from (family.small(seed) for seed in range(10))
    for size in (8, 12, 16, 20, 28, 36, 44, 60, 120, 200):
        yield from (family.grown(size, seed) for seed in range(2))
    for size in (10, 14, 18, 22, 36):
        yield from (family.fragmented(size, seed) for seed in range(2))
    for size in (5, 8, 12, 16, 20, 28, 36, 44, 60):
        yield from (family.wide(size, seed) for seed in range(2))
    yield from (family.chain(size) for size in (3, 5, 8, 13))


def make(instance: family.Instance) -> dict[str, Any]:
    """Return an instance with its proved optimum.

    Raises:
        AssertionError: the solvers do not agree.
    """
    optimum = _optimum(instance, "cpsat")
    proved_by = ["cp-sat"]
    try:
        told = _optimum(instance, "search")
    except SearchBudgetExceeded:
        pass
    else:
        if told != optimum:
            raise AssertionError(f"{instance.name}: {told} by the search, {optimum} by CP-SAT")
        proved_by.append("search")
    try:
        tried = _tried(instance)
    except TooMany:
        pass
    else:
        if tried != {**optimum, "given_up": len(optimum["given_up"])}:
            raise AssertionError(f"{instance.name}: {tried} by enumeration, {optimum} by solvers")
        proved_by.append("enumeration")
    program = _plain(json.loads(instance.program.to_json()))
    if Program.from_json(json.dumps(program)) != instance.program:
        raise AssertionError(f"{instance.name}: the program does not survive being written")
    return {
        "format": 1,
        "name": instance.name,
        "program": program,
        "institution": json.loads(instance.institution.model_dump_json(exclude_defaults=True)),
        "transcript": instance.transcript.to_data(),
        "optimum": optimum,
        "proved_by": proved_by,
    }


def _plain(value: Any) -> Any:
    """Return data without what is empty anyway."""
    if isinstance(value, list):
        return [_plain(part) for part in value]
    if isinstance(value, dict):
        return {key: _plain(part) for key, part in value.items() if part not in ("", [], False)}
    return value


def _optimum(instance: family.Instance, solver: SolverName) -> dict[str, Any]:
    """Return the best answer as one solver finds it."""
    auditor = family.Direct(instance, solver, budget=BUDGET)
    verdict = auditor.judge(instance.transcript)
    audit = auditor.audit(instance.transcript)
    approvals, in_progress, planned = verdict.assumptions
    met = [
        result.id
        for result in _walk(audit.requirements)
        if result.kind in ("take", "check") and result.status in ("satisfied", "conditional")
    ]
    return {
        "status": str(verdict.status),
        "given_up": list(verdict.given_up),
        "courses": verdict.courses,
        "credits": _credits(verdict.credits),
        "approvals": approvals,
        "in_progress": in_progress,
        "planned": planned,
        "met": len(met),
        "missing_courses": verdict.missing[0],
        "missing_credits": _credits(verdict.missing[1]),
        "placement": _placement(verdict.placement),
    }


def _tried(instance: family.Instance) -> dict[str, Any]:
    """Return the best answer as plain enumeration finds it; of what is given up only the number.

    Raises:
        TooMany: the instance is too large for that.
    """
    verdict = judge(instance.program, instance.transcript, instance.institution)
    return {
        "status": verdict.status,
        "given_up": verdict.given_up,
        "courses": verdict.courses,
        "credits": _credits(verdict.credits),
        "approvals": verdict.approvals,
        "in_progress": verdict.in_progress,
        "planned": verdict.planned,
        "met": verdict.leaves_met,
        "missing_courses": verdict.missing_courses,
        "missing_credits": _credits(verdict.missing_credits),
        "placement": _placement(verdict.placement),
    }


def _walk(results: Iterable[RequirementResult]) -> Iterator[RequirementResult]:
    for result in results:
        yield result
        yield from _walk(result.children)


def _credits(amount: Decimal) -> str:
    return str(amount.normalize() + 0) if amount else "0"


def _placement(places: Mapping[int, Iterable[str]]) -> dict[str, list[str]]:
    return {str(record): sorted(places[record]) for record in sorted(places) if places[record]}


def written(value: Any, depth: int = 0) -> str:
    """Return a value as JSON: what fits on a line stands on one."""
    short = json.dumps(value, ensure_ascii=False)
    if len(short) + depth <= _WIDTH or not isinstance(value, dict | list):
        return short
    pad = " " * (depth + 1)
    if isinstance(value, dict):
        parts = [f"{json.dumps(key)}: {written(part, depth + 1)}" for key, part in value.items()]
        left, right = "{", "}"
    else:
        parts = [written(part, depth + 1) for part in value]
        left, right = "[", "]"
    return f"{left}\n{pad}" + f",\n{pad}".join(parts) + f"\n{' ' * depth}{right}"


def main(arguments: list[str]) -> int:
    """Write or compare; return the exit status."""
    if arguments not in ([], ["--check"]):
        print(__doc__)
        return 2
    INSTANCES.mkdir(exist_ok=True)
    stale, names = [], set()
    for instance in chosen():
        made = make(instance)
        path = INSTANCES / f"{instance.name}.json"
        names.add(path.name)
        text = written(made) + "\n"
        if not arguments:
            path.write_text(text, encoding="utf-8")
        elif not path.exists() or path.read_text(encoding="utf-8") != text:
            stale.append(path.name)
        print(f"{instance.name:<18}{', '.join(made['proved_by'])}", flush=True)
    stale += [path.name for path in INSTANCES.glob("*.json") if path.name not in names]
    if stale:
        print("differs: " + ", ".join(stale))
    print(f"{len(names)} instances")
    return 1 if stale else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
