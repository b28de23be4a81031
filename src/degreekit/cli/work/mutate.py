"""Whether some test case notices each change of the rules."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from degreekit.cli.output import put
from degreekit.cli.status import ExitStatus
from degreekit.cli.work.chosen import named_program, refused
from degreekit.testing import (
    InvalidCases,
    RulesNotTested,
    load_cases,
    load_equivalents,
    surviving_mutants,
)

__all__ = ["run"]


def run(
    program: str,
    folder: Path,
    equivalents: Sequence[Path],
    besides: str | None,
    thorough: bool,
    students: int,
) -> int:
    """Try every change of the rules; see `degreekit mutate --help`."""
    rules = named_program(program)
    other = named_program(besides) if besides else None
    try:
        cases = load_cases(folder, rules)
        declared = load_equivalents(*equivalents)
        report = surviving_mutants(
            rules,
            cases,
            equivalents=declared,
            besides=other,
            thorough=thorough,
            students=students,
        )
    except InvalidCases as error:
        refused(str(error))
    except (RulesNotTested, ValueError) as error:
        refused(str(error))
    put(report.text())
    return ExitStatus.SATISFIED if report.ok else ExitStatus.NOT_SATISFIED
