"""A mutation check: whatever rule of a program is changed, some case has to notice.

The program is data, so it is changed as data: each set of courses, each number, each group, each
approval, each condition, each limit and each sharing rule, one at a time. A mutant lives as long as
the rules bear every case out; it is killed by the first case that they do not.
"""

from __future__ import annotations

import fnmatch
import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from degreekit.api import get_institution
from degreekit.audit import Auditor, SearchBudgetExceeded
from degreekit.courses import CourseCode, Institution, Term
from degreekit.errors import DegreekitError
from degreekit.requirements import Limit, Program, Requirement, Sharing
from degreekit.testing._markdown import Table, blocks
from degreekit.testing.cases import Case, differences
from degreekit.testing.changes import Mutant, mutants

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

#: So many cases that killed a change of the same rule are tried before all others.
_KNOWN = 12

_Course = tuple[CourseCode, str | None, Term | None]


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
    """

    mutants: int
    survivors: tuple[Mutant, ...] = ()
    equivalent: int = 0
    killed_though_declared: tuple[tuple[Mutant, Case], ...] = ()
    declared_for_nothing: tuple[str, ...] = ()
    undecided: tuple[Mutant, ...] = ()

    @property
    def ok(self) -> bool:
        """Whether every rule is tested."""
        wrong = self.killed_though_declared or self.declared_for_nothing
        return not (self.survivors or self.undecided or wrong)

    def text(self) -> str:
        """Write the report: what is left to do first."""
        lines = [f"no case notices: {mutant.name}" for mutant in self.survivors]
        lines += [f"not decided within the budget: {mutant.name}" for mutant in self.undecided]
        lines += [
            f"declared to make no difference, but {case.path}:{case.line} notices: {mutant.name}"
            for mutant, case in self.killed_though_declared
        ]
        lines += [f"declared, but no such change: {name}" for name in self.declared_for_nothing]
        killed = self.mutants - len(self.survivors) - len(self.undecided) - self.equivalent
        killed -= len(self.killed_though_declared)
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
        wrong: cases that the rules as they are do not bear out.
    """

    def __init__(self, report: MutationReport | None, wrong: Sequence[Case] = ()):
        self.report = report
        self.wrong = tuple(wrong)
        told = [f"{case.path}:{case.line}: does not hold: {case.name}" for case in wrong]
        if told:
            told.append("run pytest on these cases: it shows what the rules say instead")
        super().__init__("\n".join([*told, *([report.text()] if report else [])]))


def load_equivalents(path: Path | str) -> dict[str, str]:
    """Read which changes make no difference to any student, and why.

    Args:
        path: a Markdown file with tables of the columns ``Change`` and ``Reason``. A change may
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
    _, found = blocks(Path(path).read_text(encoding="utf-8"))
    reasons: dict[str, str] = {}
    for table in found:
        if isinstance(table, Table) and [h.lower() for h in table.head] == ["change", "reason"]:
            for row in table.rows:
                change, reason = row.cells
                if not reason:
                    raise ValueError(f"{path}:{row.line}: say why {change!r} makes no difference")
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
    budget: int = _BUDGET,
) -> MutationReport:
    """Change every rule of a program, one at a time, and see whether some case notices.

    Args:
        program: the rules.
        cases: the cases; the rules as they are have to bear each of them out.
        equivalents: names of mutants that no transcript could tell from the rules, with the reason.
            ``*`` stands for any text, and brackets for themselves. They are tried all the same,
            with the cases that are likeliest to notice.
        institution: how codes, titles and grades are read; the installed one without it.
        part: which part of the mutants, from 1 on.
        of: how many parts there are, to share the work among processes.
        thorough: try what is declared with every case. Nothing is quicker to answer than a change
            that some case notices, and these are noticed by none: each takes as long as hundreds.
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
    every = list(mutants(program, here))
    hunt = _Hunt(program, tuple(cases), here, budget)
    survivors: list[Mutant] = []
    undecided: list[Mutant] = []
    known: list[tuple[Mutant, Case]] = []
    equivalent = 0
    for mutant in every[part - 1 :: of]:
        told = any(_fits(mutant.name, pattern) for pattern in declared)
        killer, decided = hunt.killer(mutant, _TRIED if told and not thorough else None)
        if killer is None and told:
            equivalent += 1
        elif killer is None:
            (survivors if decided else undecided).append(mutant)
        elif told:
            known.append((mutant, killer))
    if wrong := hunt.wrong(program):
        raise RulesNotTested(None, wrong)
    names = [mutant.name for mutant in every]
    return MutationReport(
        len(every[part - 1 :: of]),
        tuple(survivors),
        equivalent,
        tuple(known),
        tuple(one for one in declared if not any(_fits(name, one) for name in names)),
        tuple(undecided),
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
        budget=budget,
    )
    if not report.ok:
        raise RulesNotTested(report)


def _fits(name: str, pattern: str) -> bool:
    return fnmatch.fnmatchcase(name, pattern.replace("[", "[[]"))


class _Hunt:
    """Looks for the case that kills a mutant, those first that are likely to.

    Args:
        program: the rules as they are.
        cases: the cases.
        institution: how codes are read.
        budget: how many steps the search may take for one case.
    """

    def __init__(
        self, program: Program, cases: Sequence[Case], institution: Institution, budget: int
    ):
        self.cases = cases
        self.institution = institution
        self.budget = budget
        # Whether a program is complete, and on what assumptions, does not turn on what courses
        # there are to take: what is asked first is asked with next to none, which is quick.
        self._lean = institution.model_copy(update={"catalog": institution.catalog[:1]})
        self._verdicts = [tuple(_verdict_only(case, institution)) for case in cases]
        self.killers: set[int] = set()
        self._hits: Counter[tuple[str, int]] = Counter()
        self._total: Counter[int] = Counter()
        self._speak_of = _speak_of(program, cases)
        self._courses: dict[_Course, set[int]] = {}
        for number, case in enumerate(cases):
            for one in case.transcript.records:
                here = institution.code(one.code)
                course = here, institution.full_title(one.title), one.term
                self._courses.setdefault(course, set()).add(number)
            for given in case.adjustments:
                for code in (given.course, given.replaces):
                    if code is not None:
                        named = institution.code(code), given.title, None
                        self._courses.setdefault(named, set()).add(number)

    def killer(self, mutant: Mutant, most: int | None = None) -> tuple[Case | None, bool]:
        """Return the first case that the mutant does not bear out, and whether all was decided.

        Args:
            mutant: the changed rules.
            most: try only so many cases, the likely ones; None for all.
        """
        trial = _Trial(mutant.program, self.institution, self._lean, self.budget)
        for number, verdict_only in self._trials(mutant, most):
            case = self.cases[number]
            if verdict_only:
                killed = any(trial.verdict_differs(part) for part in self._verdicts[number])
            else:
                killed = trial.differs(case)
            if killed:
                self._hits[mutant.where, number] += 1
                self._total[number] += 1
                self.killers.add(number)
                return case, True
        return None, not trial.undecided

    def wrong(self, program: Program) -> list[Case]:
        """Return the cases that killed, and that the rules as they are do not bear out either."""
        trial = _Trial(program, self.institution, self._lean, self.budget)
        return [
            self.cases[number]
            for number in sorted(self.killers)
            if any(trial.verdict_differs(part) for part in self._verdicts[number])
            or trial.differs(self.cases[number])
        ]

    def _trials(self, mutant: Mutant, most: int | None) -> Iterator[tuple[int, bool]]:
        """Yield what to try: the place of a case, and whether to ask for its verdict only."""
        numbers: Iterable[int] = range(len(self.cases))
        about: set[int] = set()
        if mutant.changed is not None:
            changed = mutant.changed
            for course, having in self._courses.items():
                if changed.contains(*course):
                    about |= having
            known = self.institution.catalog
            if known and not any(changed.contains(one.code, one.title) for one in known):
                numbers = about  # to all others nothing has changed, not even what they could take

        def rank(number: int) -> tuple[object, ...]:
            case = self.cases[number]
            return (
                number not in about,
                not (case.about and number in about),
                -self._hits[mutant.where, number],
                mutant.where not in self._speak_of[number],
                bool(case.adjustments),  # rules under decisions are made anew for each case
                -self._total[number],
            )

        ranked = sorted(numbers, key=rank)[:most]
        known_to_kill = [one for one in ranked if self._hits[mutant.where, one]][:_KNOWN]
        speaking = [one for one in ranked if mutant.where in self._speak_of[one]]
        for group in (known_to_kill, speaking, ranked):
            yield from ((number, True) for number in group)
            yield from ((number, False) for number in group if _says_more(self.cases[number]))


class _Trial:
    """Changed rules, held against cases; what was asked once is not asked again.

    Attributes:
        undecided: whether some case took more than the budget.
    """

    def __init__(self, program: Program, full: Institution, lean: Institution, budget: int):
        self.program = program
        self.budget = budget
        self.undecided = False
        self._full, self._lean = full, lean
        self._same: set[int] = set()

    @cached_property
    def _with_catalog(self) -> Auditor:
        return Auditor(self.program, self._full, budget=self.budget)

    @cached_property
    def _without(self) -> Auditor:
        return Auditor(self.program, self._lean, budget=self.budget)

    def verdict_differs(self, part: Case) -> bool:
        return self._differs(part, self._without)

    def differs(self, case: Case) -> bool:
        return self._differs(case, self._with_catalog)

    def _differs(self, case: Case, auditor: Auditor) -> bool:
        if id(case) in self._same:
            return False
        try:
            if differences(case, auditor):
                return True
        except SearchBudgetExceeded:
            self.undecided = True
        self._same.add(id(case))
        return False


def _speak_of(program: Program, cases: Sequence[Case]) -> list[set[str]]:
    """Return for each case the ids of the rules it names, or quotes the sentence of."""
    rules: list[Requirement | Limit | Sharing] = [
        *program.nodes,
        *program.limits,
        *program.sharing,
    ]
    told = [(rule.id, _words(rule.source.sentence)) for rule in rules if rule.source is not None]
    quoting: dict[str, set[str]] = {}
    found = []
    for case in cases:
        if case.sentence not in quoting:
            said = _words(case.sentence)
            quoting[case.sentence] = {
                id_ for id_, words in told if words and said and (words in said or said in words)
            }
        named = {row.requirement for row in case.expected if row.requirement is not None}
        found.append(quoting[case.sentence] | named)
    return found


def _words(text: str) -> str:
    return " ".join(re.findall(r"\w+", text.lower()))


def _verdict_only(case: Case, institution: Institution) -> Iterator[Case]:
    """Yield a case with no more than its verdict on the whole program, without what remains.

    Its records say themselves what else the catalog would say of them.
    """
    records = []
    for one in case.transcript.records:
        listed = institution.listed(institution.code(one.code))
        marks = one.attributes | listed.attributes if listed else one.attributes
        title = one.title or (listed.title if listed else None)
        records.append(one.model_copy(update={"title": title, "attributes": marks}))
    transcript = case.transcript.model_copy(update={"records": tuple(records)})
    for row in case.expected:
        if row.requirement is None and (row.status is not None or row.assumptions is not None):
            alone = row.model_copy(update={"remaining": None, "applied": None})
            only = {"transcript": transcript, "expected": (alone,), "not_applied": ()}
            yield case.model_copy(update=only)


def _says_more(case: Case) -> bool:
    return bool(case.not_applied) or any(
        one.requirement is not None or one.remaining is not None or one.applied is not None
        for one in case.expected
    )
