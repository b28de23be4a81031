"""Compare answers with the proved optima of the benchmark.

    python3 benchmarks/score.py ANSWERS.json

The file holds one object: for each instance by name, what was found, in the fields of `optimum`
(see benchmarks/instances/README.md). Fields that are left out count as not answered. Nothing but
Python is needed.
"""

from __future__ import annotations

import json
import re
import sys
from collections import defaultdict
from decimal import Decimal, InvalidOperation
from pathlib import Path
from typing import Any

INSTANCES = Path(__file__).resolve().parent / "instances"

#: What makes one answer better than another, the heaviest first; then what is only told, and the
#: placement itself, which the tie-break makes unique.
FIELDS = (
    *("given_up", "courses", "credits", "approvals", "in_progress", "planned", "met"),
    *("missing_courses", "missing_credits", "status", "placement"),
)


def same(field: str, answer: Any, optimum: Any) -> bool:
    """Return whether a field of an answer is the one that is proved best."""
    match field:
        case "given_up":  # how many: which of several is a matter of the tie-break
            return isinstance(answer, list) and len(answer) == len(optimum)
        case "credits" | "missing_credits":
            try:
                return Decimal(str(answer)) == Decimal(optimum)
            except InvalidOperation:
                return False
        case "placement":
            if not isinstance(answer, dict):
                return False
            given = {str(record): sorted(places) for record, places in answer.items() if places}
            return bool(given == optimum)
    return bool(answer == optimum)


def main(arguments: list[str]) -> int:
    """Print for each class how many answers agree; return 0 if all do."""
    if len(arguments) != 1 or arguments[0].startswith("-"):
        print(__doc__)
        return 2
    answers = json.loads(Path(arguments[0]).read_text(encoding="utf-8"))
    right: dict[str, dict[str, int]] = defaultdict(lambda: defaultdict(int))
    number: dict[str, int] = defaultdict(int)
    for path in sorted(INSTANCES.glob("*.json")):
        instance = json.loads(path.read_text(encoding="utf-8"))
        name, optimum = instance["name"], instance["optimum"]
        kind = re.split(r"[\d-]", name)[0]
        number[kind] += 1
        answer = answers.get(name, {})
        agrees = True
        for field in FIELDS:
            agrees = agrees and field in answer and same(field, answer[field], optimum[field])
            right[kind][field] += agrees
    print("answers that are right in this field and all before it")
    print(f"{'class':<12}{'of':>5}" + "".join(f"{field:>12}" for field in FIELDS))
    for kind, total in number.items():
        counts = "".join(f"{right[kind][field]:>12}" for field in FIELDS)
        print(f"{kind:<12}{total:>5}{counts}")
    complete = all(right[kind][FIELDS[-1]] == total for kind, total in number.items())
    return 0 if complete else 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
