"""Rules are tested like code: cases, strategies, and a check that every rule has its case.

Names are loaded when they are first used: pytest loads this room in every project that has
degreekit, and must not pay for it. The extra ``degreekit[testing]`` brings what it needs.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from degreekit.testing.case_file import CaseProblem, InvalidCases, load_cases, read_cases
    from degreekit.testing.cases import (
        Case,
        Difference,
        Expected,
        NotApplied,
        differences,
        report,
    )
    from degreekit.testing.changes import Mutant, mutants
    from degreekit.testing.lint_case_files import lint_cases
    from degreekit.testing.mutation import (
        MutationReport,
        RulesNotTested,
        assert_every_rule_is_tested,
        load_equivalents,
        surviving_mutants,
    )
    from degreekit.testing.named import find_program
    from degreekit.testing.program_strategies import programs
    from degreekit.testing.readers import (
        ExpectedExists,
        ReaderCase,
        ReadingDiffers,
        check_reading,
        reader_cases,
        write_expected,
    )
    from degreekit.testing.soundness import lint_program
    from degreekit.testing.strategies import records, transcripts

__all__ = [
    "Case",
    "CaseProblem",
    "Difference",
    "Expected",
    "ExpectedExists",
    "InvalidCases",
    "Mutant",
    "MutationReport",
    "NotApplied",
    "ReaderCase",
    "ReadingDiffers",
    "RulesNotTested",
    "assert_every_rule_is_tested",
    "check_reading",
    "differences",
    "find_program",
    "lint_cases",
    "lint_program",
    "load_cases",
    "load_equivalents",
    "mutants",
    "programs",
    "read_cases",
    "reader_cases",
    "records",
    "report",
    "surviving_mutants",
    "transcripts",
    "write_expected",
]

_HOME = {
    "degreekit.testing.case_file": ("CaseProblem", "InvalidCases", "load_cases", "read_cases"),
    "degreekit.testing.cases": (
        "Case",
        "Difference",
        "Expected",
        "NotApplied",
        "differences",
        "report",
    ),
    "degreekit.testing.changes": ("Mutant", "mutants"),
    "degreekit.testing.lint_case_files": ("lint_cases",),
    "degreekit.testing.mutation": (
        "MutationReport",
        "RulesNotTested",
        "assert_every_rule_is_tested",
        "load_equivalents",
        "surviving_mutants",
    ),
    "degreekit.testing.named": ("find_program",),
    "degreekit.testing.program_strategies": ("programs",),
    "degreekit.testing.readers": (
        "ExpectedExists",
        "ReaderCase",
        "ReadingDiffers",
        "check_reading",
        "reader_cases",
        "write_expected",
    ),
    "degreekit.testing.soundness": ("lint_program",),
    "degreekit.testing.strategies": ("records", "transcripts"),
}
_MODULE = {name: module for module, names in _HOME.items() for name in names}


def __getattr__(name: str) -> Any:
    if name not in _MODULE:
        raise AttributeError(f"module 'degreekit.testing' has no attribute {name!r}")
    value = getattr(import_module(_MODULE[name]), name)
    globals()[name] = value  # found at once the next time
    return value


def __dir__() -> list[str]:
    return __all__
