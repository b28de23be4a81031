"""Looks for the case that notices a change of the rules, with as few audits as it can."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from functools import cached_property

from degreekit.audit import Auditor, SearchBudgetExceeded, Status
from degreekit.courses import CourseCode, CourseSet, Institution, Term
from degreekit.requirements import Limit, Program, Requirement, Sharing
from degreekit.testing.cases import Case, differences
from degreekit.testing.chance import RandomStudent, told_apart
from degreekit.testing.changes import Mutant
from degreekit.transcript import Transcript

__all__ = ["Hunt"]

#: So many cases that noticed a change of the same rule are tried before all others.
_KNOWN = 12

#: So many cases are asked for their verdict before any is asked for more: what else a case expects
#: takes an audit with all the courses that there are, ten times as long.
_FIRST = 40

_Course = tuple[CourseCode, str | None, Term | None]


class Hunt:
    """Looks for the case that notices a change, those first that are likely to.

    Args:
        program: the rules as they are.
        cases: the cases.
        institution: how codes are read.
        budget: how many steps the search may take for one case.
    """

    def __init__(
        self, program: Program, cases: Sequence[Case], institution: Institution, budget: int
    ):
        self.program = program
        self.cases = cases
        self.institution = institution
        self.budget = budget
        # Whether a program is complete, and on what assumptions, does not turn on what courses
        # there are to take: what is asked first is asked with next to none, which is quick.
        self.lean = institution.model_copy(update={"catalog": institution.catalog[:1]})
        self.read = [_with_catalog(case.transcript, institution) for case in cases]
        #: The cases that noticed a change; those that did so by their verdict alone are True.
        self.killers: dict[int, bool] = {}
        self._hits: Counter[tuple[str, int]] = Counter()
        self._total: Counter[int] = Counter()
        self._speak_of = _speak_of(program, cases)
        self._turn = _turns(cases)
        self._of_what_remains = {
            number
            for number, case in enumerate(cases)
            if any(one.remaining is not None for one in case.expected)
        }
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

    def killer(
        self, mutant: Mutant, most: int | None = None, *, thorough: bool = False
    ) -> tuple[Case | None, bool]:
        """Return the first case that the mutant fails, and whether all was decided.

        Args:
            mutant: the changed rules.
            most: try only so many cases, the likely ones, and only those about the changed
                rule for more than their verdict; None for all.
            thorough: try also cases in which no course occurs that the change is about, and that
                ask for nothing that is left to take.
        """
        trial = _Trial(self, mutant.program)
        for number, verdict_only in self._trials(mutant, most, thorough=thorough):
            if trial.verdict_differs(number) if verdict_only else trial.differs(number):
                self._hits[mutant.where, number] += 1
                self._total[number] += mutant.changed is None  # courses tell nothing of other rules
                self.killers[number] = self.killers.get(number, True) and verdict_only
                return self.cases[number], True
        return None, not trial.undecided

    def at_random(self, mutant: Mutant, students: int) -> RandomStudent | None:
        """Return a random student whom the mutant judges differently from the rules.

        Args:
            mutant: the changed rules.
            students: how many are tried, made from the students of the cases.
        """
        near: Iterable[int] = range(len(self.cases))
        if mutant.changed is not None:
            near = sorted(self._about(mutant.changed)) or near
        speaking = [n for n in near if not mutant.touches.isdisjoint(self._speak_of[n])]
        return told_apart(
            self._rules,
            Auditor(mutant.program, self.lean, budget=self.budget),
            [self.cases[number] for number in speaking or near],
            students=students,
            seed=mutant.name,
        )

    @cached_property
    def _rules(self) -> Auditor:
        return Auditor(self.program, self.lean, budget=self.budget)

    def wrong(self, program: Program) -> list[Case]:
        """Return the cases that killed, and that the rules as they are fail as well."""
        trial = _Trial(self, program)
        return [
            self.cases[number]
            for number, verdict_only in sorted(self.killers.items())
            if trial.verdict_differs(number) or (not verdict_only and trial.differs(number))
        ]

    def _trials(
        self, mutant: Mutant, most: int | None, *, thorough: bool
    ) -> Iterator[tuple[int, bool]]:
        """Yield what to try: the place of a case, and whether to ask for its verdict only."""
        every: Iterable[int] = range(len(self.cases))
        verdicts = wholes = every
        about: set[int] = set()
        if mutant.changed is not None:
            about = self._about(mutant.changed)
            verdicts = about  # whether a student is done turns on no course that is not there
            known = self.institution.catalog
            if known and not any(self._is_among(mutant.changed, c.code, c.title) for c in known):
                wholes = about  # to all others nothing has changed, not even what they could take
            elif not thorough:
                wholes = about | self._of_what_remains

        def rank(number: int) -> tuple[object, ...]:
            case = self.cases[number]
            return (
                number not in about,
                mutant.touches.isdisjoint(self._speak_of[number]),
                not (case.about and number in about),
                -self._hits[mutant.where, number],
                bool(case.adjustments),  # rules under decisions are made anew for each case
                -self._total[number],
                self._turn[number],
            )

        verdicts = sorted(verdicts, key=rank)[:most]
        wholes = [n for n in sorted(wholes, key=rank)[:most] if _says_more(self.cases[n])]
        known_to_kill = [n for n in verdicts if self._hits[mutant.where, n]][:_KNOWN]
        yield from ((number, True) for number in known_to_kill)
        yield from ((number, False) for number in known_to_kill if _says_more(self.cases[number]))
        speaking = [n for n in verdicts if not mutant.touches.isdisjoint(self._speak_of[n])]
        yield from ((number, True) for number in (*speaking, *verdicts[:_FIRST]))
        speaking = [n for n in wholes if not mutant.touches.isdisjoint(self._speak_of[n])]
        yield from ((number, False) for number in speaking)
        yield from ((number, True) for number in verdicts)
        if most is None:
            yield from ((number, False) for number in wholes)

    def _about(self, changed: CourseSet) -> set[int]:
        """Return the cases in which some course occurs that may be in a set."""
        found: set[int] = set()
        for (code, title, term), having in self._courses.items():
            if self._is_among(changed, code, title, term):
                found |= having
        return found

    def _is_among(
        self, changed: CourseSet, code: CourseCode, title: str | None, term: Term | None = None
    ) -> bool:
        """Return whether a course may be in a set, under any code and with its title cut or not."""
        names = self.institution.aliases(code, title, term) or ((code, None),)
        return any(
            changed.contains(other, own or title, term) or bool(changed.titles(other))
            for other, own in names
        )


class _Trial:
    """Changed rules, held against cases; what was asked once is not asked again.

    Attributes:
        undecided: whether some case took more than the budget.
    """

    def __init__(self, hunt: Hunt, program: Program):
        self.hunt = hunt
        self.program = program
        self.undecided = False
        self._verdicts: dict[int, bool] = {}
        self._wholes: dict[int, bool] = {}

    @cached_property
    def _with_catalog(self) -> Auditor:
        return Auditor(self.program, self.hunt.institution, budget=self.hunt.budget)

    @cached_property
    def _without(self) -> Auditor:
        return Auditor(self.program, self.hunt.lean, budget=self.hunt.budget)

    def verdict_differs(self, number: int) -> bool:
        """Return whether a case expects another verdict, apart from what remains."""
        if number not in self._verdicts:
            self._verdicts[number] = self._verdict_differs(number)
        return self._verdicts[number]

    def differs(self, number: int) -> bool:
        """Return whether a case expects something else."""
        if number not in self._wholes:
            self._wholes[number] = self._differs(number)
        return self._wholes[number]

    def _verdict_differs(self, number: int) -> bool:
        case = self.hunt.cases[number]
        expected = [one for one in case.expected if one.requirement is None]
        if all(one.status is None and one.assumptions is None for one in expected):
            return False
        try:
            with self.hunt.institution.grammar.in_use():
                found = self._without.judge_if_complete(self.hunt.read[number], case.adjustments)
        except SearchBudgetExceeded:
            self.undecided = True
            return False
        status = Status.UNSATISFIED if found is None else found.status
        return any(
            one.status not in (None, status)
            or (found is not None and one.assumptions not in (None, found.assumptions))
            for one in expected
        )

    def _differs(self, number: int) -> bool:
        try:
            return bool(differences(self.hunt.cases[number], self._with_catalog))
        except SearchBudgetExceeded:
            self.undecided = True
            return False


def _speak_of(program: Program, cases: Sequence[Case]) -> list[set[str]]:
    """Return for each case the ids of the rules it names, quotes, or alone leaves to judge."""
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
        found.append(quoting[case.sentence] | named | _left_open(program, case))
    return found


def _left_open(program: Program, case: Case) -> set[str]:
    """Return the requirements that a case leaves to judge where it decides others."""
    decided = {one.requirement for one in case.adjustments if one.kind == "force_complete"}
    parts = [part for part in program.root.children if part.id not in decided]
    if len(parts) == len(program.root.children):
        return set()
    return {node.id for part in parts for node in part.walk() if node.id not in decided}


def _words(text: str) -> str:
    return " ".join(re.findall(r"\w+", text.lower()))


def _turns(cases: Sequence[Case]) -> list[int]:
    """Return how many cases of the same sentence stand before each: one of each is tried first."""
    before: Counter[tuple[object, str]] = Counter()
    found = []
    for case in cases:
        found.append(before[case.path, case.sentence])
        before[case.path, case.sentence] += 1
    return found


def _with_catalog(transcript: Transcript, institution: Institution) -> Transcript:
    """Return a transcript whose records say themselves what the catalog would say of them."""
    records = []
    for one in transcript.records:
        listed = institution.listed(institution.code(one.code))
        marks = one.attributes | listed.attributes if listed else one.attributes
        title = one.title or (listed.title if listed else None)
        records.append(one.model_copy(update={"title": title, "attributes": marks}))
    return transcript.model_copy(update={"records": tuple(records)})


def _says_more(case: Case) -> bool:
    """Return whether a case expects more than a verdict, or a verdict on what is unfinished."""
    return bool(case.not_applied) or any(
        one.requirement is not None
        or one.remaining is not None
        or one.applied is not None
        or (one.assumptions is not None and one.status in (None, Status.UNSATISFIED))
        for one in case.expected
    )
