"""Case files: a sentence of the rules, a transcript, and what has to come out."""

from __future__ import annotations

import json
from collections.abc import Mapping
from decimal import Decimal
from pathlib import Path
from typing import Any

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from degreekit.adjustments import Adjustment
from degreekit.audit import Audit, Auditor, Status
from degreekit.errors import DegreekitError
from degreekit.transcript import Transcript

__all__ = ["Case", "Expectation", "InvalidCase", "differences", "load_cases"]


class InvalidCase(DegreekitError, ValueError):
    """A file that is no case.

    Attributes:
        path: the file.
        problems: one line per mistake.
    """

    def __init__(self, path: Path, problems: tuple[str, ...]):
        self.path = path
        self.problems = problems
        super().__init__(f"{path}: not a case: {'; '.join(problems)}")


class _Case(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class Expectation(_Case):
    """What has to come out. What is left out is not checked.

    Attributes:
        status: of the program.
        remaining_courses: the fewest further courses.
        assumptions: how many approvals, courses in progress and planned courses it rests on.
        requirements: the status of single requirements, by id.
    """

    status: Status
    remaining_courses: int | None = None
    assumptions: tuple[int, int, int] | None = None
    requirements: Mapping[str, Status] = Field(default_factory=dict)


class Case(_Case):
    """One case.

    Attributes:
        name: what happens, in a few words.
        sentence: the sentence of the rules it holds.
        why: why the expectation is right, for the reader.
        transcript: the records.
        adjustments: what was decided for the student.
        expect: what has to come out.
    """

    name: str
    sentence: str
    why: str = ""
    transcript: Transcript
    adjustments: tuple[Adjustment, ...] = ()
    expect: Expectation


def load_cases(folder: Path) -> tuple[Case, ...]:
    """Read every case file of a folder, in the order of their names.

    Args:
        folder: holds one JSON file for each case.

    Raises:
        InvalidCase: names the file and each mistake.

    Example:
        >>> from pathlib import Path
        >>> from degreekit.testing import load_cases
        >>> cases = load_cases(Path("plugins/ml_track/tests/cases"))
        >>> len(cases) > 100
        True
    """
    return tuple(_load(path) for path in sorted(folder.glob("*.json")))


def _load(path: Path) -> Case:
    try:
        data: Any = json.loads(path.read_text(encoding="utf-8"), parse_float=Decimal)
        return Case.model_validate(data)
    except ValidationError as error:
        problems = (f"{'.'.join(map(str, e['loc']))}: {e['msg']}" for e in error.errors())
        raise InvalidCase(path, tuple(problems)) from None
    except ValueError as error:
        raise InvalidCase(path, (f"no JSON: {error}",)) from None


def differences(case: Case, auditor: Auditor) -> tuple[str, ...]:
    """Return how an audit differs from what a case expects; empty where it does not.

    Args:
        case: the case.
        auditor: the rules to hold it against.
    """
    audit = auditor.audit(case.transcript, case.adjustments)
    return tuple(
        f"{what}: expected {wanted}, found {found}"
        for what, wanted, found in _compared(case.expect, audit)
        if wanted != found
    )


def _compared(expect: Expectation, audit: Audit) -> list[tuple[str, object, object]]:
    rows: list[tuple[str, object, object]] = [("status", expect.status, audit.status)]
    if expect.remaining_courses is not None:
        rows.append(("remaining courses", expect.remaining_courses, audit.remaining.courses))
    if expect.assumptions is not None:
        kinds = ("approval", "in_progress", "planned")
        found = tuple(sum(a.kind == kind for a in audit.assumptions) for kind in kinds)
        rows.append(("assumptions", expect.assumptions, found))
    for id_, status in expect.requirements.items():
        result = audit.requirement(id_)
        rows.append((id_, status, result.status if result else "no such requirement"))
    return rows
