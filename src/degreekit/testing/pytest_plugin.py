"""The pytest plugin: files named ``*.cases.md`` are tests.

pytest loads this module in every environment that has degreekit, so it imports nothing but pytest
until a case file is met.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from typing_extensions import override

if TYPE_CHECKING:
    from degreekit import Auditor
    from degreekit.testing.cases import Case, Difference

__all__: list[str] = []

_SUFFIX = ".cases.md"
_auditors = pytest.StashKey[dict[tuple[Path, str], "Auditor"]]()
_updated = pytest.StashKey[dict[Path, int]]()


def pytest_addoption(parser: pytest.Parser) -> None:
    """Add the option that writes the verdicts of case files anew."""
    parser.getgroup("degreekit").addoption(
        "--update-cases",
        action="store_true",
        help="Write what the rules say now into the verdicts of *.cases.md files.",
    )


def pytest_collect_file(file_path: Path, parent: pytest.Collector) -> pytest.Collector | None:
    """Collect a case file."""
    if file_path.name.endswith(_SUFFIX):
        return CaseFile.from_parent(parent, path=file_path)
    return None


def pytest_terminal_summary(terminalreporter: Any, config: pytest.Config) -> None:
    """Say which case files were rewritten."""
    for path, count in sorted(config.stash.get(_updated, {}).items()):
        cells = "1 cell" if count == 1 else f"{count} cells"
        terminalreporter.write_line(
            f"{path}: {cells} rewritten; read the change before you keep it"
        )


class CaseFile(pytest.File):
    """A case file; each of its cases is a test."""

    @override
    def collect(self) -> Iterator[pytest.Item]:
        from degreekit.testing.case_file import InvalidCases, read_cases

        try:
            cases = read_cases(_near(self.path))
        except InvalidCases as error:
            raise self.CollectError(str(error)) from None
        for case in cases:
            yield CaseItem.from_parent(self, name=case.name, case=case)


class CaseItem(pytest.Item):
    """One case, held against the rules."""

    def __init__(self, *, case: Case, **more: Any):
        super().__init__(**more)
        self.case = case

    @override
    def runtest(self) -> None:
        from degreekit.testing.cases import differences

        found = differences(self.case, self._auditor())
        if found and self.config.getoption("update_cases"):
            found = self._written(found)
        if found:
            raise _Differs(found)

    def _auditor(self) -> Auditor:
        from degreekit.api import get_auditor
        from degreekit.testing.named import find_program

        known = self.config.stash.setdefault(_auditors, {})
        key = self.case.path.parent, self.case.program
        if key not in known:
            known[key] = get_auditor(find_program(self.case.program, self.case.path.parent))
        return known[key]

    def _written(self, found: tuple[Difference, ...]) -> tuple[Difference, ...]:
        from degreekit.testing.rewrite import rewrite

        left = rewrite(self.case, found)
        counts = self.config.stash.setdefault(_updated, {})
        counts[self.case.path] = counts.get(self.case.path, 0) + len(found) - len(left)
        return left

    @override
    def repr_failure(self, excinfo: pytest.ExceptionInfo[BaseException], style: Any = None) -> Any:
        from degreekit.errors import DegreekitError
        from degreekit.testing.cases import report

        if isinstance(excinfo.value, _Differs):
            return report(self.case, excinfo.value.found)
        if isinstance(excinfo.value, DegreekitError):
            return f"{self.case.path}:{self.case.line}: {self.case.name}\n  {excinfo.value}"
        return super().repr_failure(excinfo, style)

    @override
    def reportinfo(self) -> tuple[Path, int, str]:
        return self.path, self.case.line - 1, self.name


class _Differs(Exception):
    """The rules say something else than the case."""

    def __init__(self, found: tuple[Difference, ...]):
        self.found = found
        super().__init__("the rules say something else")


def _near(path: Path) -> Path:
    """Return a path as it is written from here, where it lies below."""
    here = Path.cwd()
    return path.relative_to(here) if path.is_relative_to(here) else path
