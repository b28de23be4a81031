"""A mutation check: whatever rule of a program is changed, some case has to notice.

The program is data, so it is changed as data: each set of courses, each number, each group, each
approval, each condition, each limit and each sharing rule, one at a time. A mutant lives as long as
every case holds with the rules; it is killed by the first case that they do not.
"""

from __future__ import annotations

import fnmatch
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from degreekit.api import get_institution
from degreekit.courses import Institution
from degreekit.errors import DegreekitError
from degreekit.requirements import Program
from degreekit.requirements.model import amount_text
from degreekit.testing._markdown import Table, blocks
from degreekit.testing.cases import Case
from degreekit.testing.chance import RandomStudent
from degreekit.testing.changes import Mutant, plan_mutants, rules_in_common
from degreekit.testing.hunt import Hunt
from degreekit.transcript import CourseRecord

__all__ = [
    "MutationReport",
    "RulesNotTested",
    "assert_every_rule_is_tested",
    "load_equivalents",
    "surviving_mutants",
]

#: With so many cases, the likely ones, a change is tried that is declared to make no difference.
_TRIED = 40

#: How many steps the search may take for one case: a hundred times what an ordinary program takes,
#: so that one change that makes the rules hard does not hold up all others.
_BUDGET = 5_000


@dataclass(frozen=True, slots=True)
class MutationReport:
    """Which mutants of a program survived, and which did not.

    Attributes:
        mutants: how many there were.
        survivors: those that no case noticed, and that nobody has declared.
        equivalent: how many are declared to make no difference to anybody.
        killed_though_declared: mutants that are declared, and were noticed all the same, each with
            the case that noticed it.
        declared_for_nothing: what is declared and fits no mutant.
        undecided: those that no case noticed, but some case could not be decided within the budget.
        told_apart: mutants that are declared, each with a random student whom they judge
            differently.
    """

    mutants: int
    survivors: tuple[Mutant, ...] = ()
    equivalent: int = 0
    killed_though_declared: tuple[tuple[Mutant, Case], ...] = ()
    declared_for_nothing: tuple[str, ...] = ()
    undecided: tuple[Mutant, ...] = ()
    told_apart: tuple[tuple[Mutant, RandomStudent], ...] = ()

    @property
    def ok(self) -> bool:
        """Whether every rule is tested."""
        wrong = self.killed_though_declared or self.declared_for_nothing or self.told_apart
        return not (self.survivors or self.undecided or wrong)

    def text(self) -> str:
        """Write the report: what is left to do first."""
        lines = [f"no case notices: {mutant.name}" for mutant in self.survivors]
        lines += [f"not decided within the budget: {mutant.name}" for mutant in self.undecided]
        lines += [
            f"declared to make no difference, but {case.path}:{case.line} notices: {mutant.name}"
            for mutant, case in self.killed_though_declared
        ]
        for mutant, student in self.told_apart:
            lines.append(f"declared to make no difference, but it does to somebody: {mutant.name}")
            lines.append(
                f"    the student of {student.case.path}:{student.case.line} with "
                + "; ".join(_record_text(one) for one in student.transcript.records)
            )
        lines += [f"declared, but no such change: {name}" for name in self.declared_for_nothing]
        killed = self.mutants - len(self.survivors) - len(self.undecided) - self.equivalent
        killed -= len(self.killed_though_declared) + len(self.told_apart)
        told = f"{self.mutants} changes of the rules: {killed} noticed"
        if self.equivalent:
            told += f", {self.equivalent} declared to make no difference"
        told += f", {len(self.survivors)} not noticed"
        if self.undecided:
            told += f", {len(self.undecided)} not decided"
        return "\n".join([*lines, told])


class RulesNotTested(DegreekitError, AssertionError):
    """Some rule can be changed, and no case notices; or the cases do not fit the rules as they are.

    Attributes:
        report: which mutants survived; None where the test cases fail.
        wrong: cases that fail with the rules as they are.
    """

    def __init__(self, report: MutationReport | None, wrong: Sequence[Case] = ()):
        self.report = report
        self.wrong = tuple(wrong)
        told = [f"{case.path}:{case.line}: does not hold: {case.name}" for case in wrong]
        if told:
            told.append("run pytest on these cases: it shows what the rules say instead")
        super().__init__("\n".join([*told, *([report.text()] if report else [])]))


def load_equivalents(*paths: Path | str) -> dict[str, str]:
    """Read which changes make no difference to any student, and why.

    Args:
        paths: Markdown files with tables of the columns ``Change`` and ``Reason``. A change may
            hold ``*`` for any text.

    Raises:
        ValueError: a change has no reason.
        OSError: there is no such file.

    Example:
        >>> from degreekit.testing import load_equivalents
        >>> reasons = load_equivalents("plugins/ml_track/tests/cases/equivalents.md")
        >>> all(reasons.values())
        True
    """
    reasons: dict[str, str] = {}
    for path in paths:
        _, found = blocks(Path(path).read_text(encoding="utf-8"))
        for table in found:
            if isinstance(table, Table) and [h.lower() for h in table.head] == ["change", "reason"]:
                for row in table.rows:
                    change, reason = row.cells
                    if not reason:
                        raise ValueError(
                            f"{path}:{row.line}: say why {change!r} makes no difference"
                        )
                    reasons[change] = reason
    return reasons


def surviving_mutants(
    program: Program,
    cases: Iterable[Case],
    *,
    equivalents: Mapping[str, str] | None = None,
    institution: Institution | None = None,
    part: int = 1,
    of: int = 1,
    thorough: bool = False,
    besides: Program | None = None,
    students: int = 0,
    budget: int = _BUDGET,
) -> MutationReport:
    """Change every rule of a program, one at a time, and see whether some case notices.

    Args:
        program: the rules.
        cases: the cases; each of them has to hold with the rules as they are.
        equivalents: names of mutants that no transcript could tell from the rules, with the reason.
            ``*`` stands for any text, and brackets for themselves. They are tried all the same,
            with the cases that are likeliest to notice.
        institution: how codes, titles and grades are read; the installed one without it.
        part: which part of the mutants, from 1 on.
        of: how many parts there are, to share the work among processes.
        thorough: try what is declared with every case. Nothing is quicker to answer than a change
            that some case notices, and these are noticed by none: each takes as long as hundreds.
        besides: leave out the changes of rules that this program has too, down to the last number:
            where programs share rules, those need to be checked for one program only.
        students: hold each change that is declared against so many random students too, made from
            those of the cases. They are the same every time.
        budget: how many steps the search may take for one case. A change that no case notices,
            where some case took longer, is counted as undecided.

    Raises:
        RulesNotTested: a case that noticed a mutant does not hold for the rules as they are.

    Example:
        >>> from degreekit import get_program
        >>> from degreekit.testing import load_cases, surviving_mutants
        >>> cases = load_cases("plugins/ml_track/tests/cases/totals.cases.md")
        >>> report = surviving_mutants(get_program("columbia-ms-cs-ml"), cases, part=1, of=200)
        >>> report.mutants > 0, report.ok
        (True, False)
    """
    here = institution or get_institution(program.institution)
    declared = dict(equivalents or {})
    possible = list(plan_mutants(program, here))
    shared = rules_in_common(program, besides) if besides else frozenset()
    every = [planned for planned in possible if not planned.touches <= shared]
    hunt = Hunt(program, tuple(cases), here, budget)
    survivors: list[Mutant] = []
    undecided: list[Mutant] = []
    known: list[tuple[Mutant, Case]] = []
    apart: list[tuple[Mutant, RandomStudent]] = []
    tried = equivalent = 0
    for mutant in filter(None, (planned.mutant() for planned in every[part - 1 :: of])):
        tried += 1
        told = any(_fits(mutant.name, pattern) for pattern in declared)
        most = _TRIED if told and not thorough else None
        killer, decided = hunt.killer(mutant, most, thorough=thorough)
        if killer is None and told:
            if (somebody := hunt.at_random(mutant, students)) is not None:
                apart.append((mutant, somebody))
            else:
                equivalent += 1
        elif killer is None:
            (survivors if decided else undecided).append(mutant)
        elif told:
            known.append((mutant, killer))
    if wrong := hunt.wrong(program):
        raise RulesNotTested(None, wrong)
    names = [mutant.name for mutant in possible]
    return MutationReport(
        tried,
        tuple(survivors),
        equivalent,
        tuple(known),
        tuple(one for one in declared if not any(_fits(name, one) for name in names)),
        tuple(undecided),
        tuple(apart),
    )


def assert_every_rule_is_tested(
    program: Program,
    cases: Iterable[Case],
    *,
    equivalents: Mapping[str, str] | None = None,
    institution: Institution | None = None,
    part: int = 1,
    of: int = 1,
    thorough: bool = False,
    besides: Program | None = None,
    students: int = 0,
    budget: int = _BUDGET,
) -> None:
    """Fail unless some case notices every change of a rule: `surviving_mutants` as a test.

    Args:
        program: the rules.
        cases: the cases.
        equivalents: as for `surviving_mutants`.
        institution: as for `surviving_mutants`.
        part: as for `surviving_mutants`.
        of: as for `surviving_mutants`.
        thorough: as for `surviving_mutants`.
        besides: as for `surviving_mutants`.
        students: as for `surviving_mutants`.
        budget: as for `surviving_mutants`.

    Raises:
        RulesNotTested: names every change that no case notices.
    """
    report = surviving_mutants(
        program,
        cases,
        equivalents=equivalents,
        institution=institution,
        part=part,
        of=of,
        thorough=thorough,
        besides=besides,
        students=students,
        budget=budget,
    )
    if not report.ok:
        raise RulesNotTested(report)


def _record_text(record: CourseRecord) -> str:
    said = [str(record.code), record.title, amount_text(record.credits), record.grade]
    return " ".join(part for part in (*said, record.term and str(record.term)) if part)


def _fits(name: str, pattern: str) -> bool:
    return fnmatch.fnmatchcase(name, pattern.replace("[", "[[]"))
