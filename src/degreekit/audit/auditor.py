"""The way from a transcript to an audit: adjust, compile, solve, certify, explain."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from functools import cached_property
from importlib.util import find_spec
from itertools import islice
from typing import Literal

from degreekit.adjustments import Adjustment, Case, adjust
from degreekit.audit.budget import DEFAULT_BUDGET, SearchBudgetExceeded
from degreekit.audit.certify import Certificate, Checker, Placed, Rules
from degreekit.audit.compile import Compiled, Member, compile_audit
from degreekit.audit.conflict import smallest_conflict
from degreekit.audit.eligibility import Use
from degreekit.audit.explain import explain
from degreekit.audit.frame import Frame, conditions_of
from degreekit.audit.future import FUTURE, FutureCourse, future_courses
from degreekit.audit.model import UNIT, Model, Solution
from degreekit.audit.result import Audit, PluginVersion, Status
from degreekit.audit.solve import solve
from degreekit.courses import CourseCode, Institution, RecordStatus
from degreekit.errors import DegreekitError
from degreekit.requirements import Candidate, Program, candidates, further
from degreekit.transcript import Transcript

__all__ = ["Auditor", "Solver", "Verdict", "WrongInstitution"]

#: Which search finds the answer.
Solver = Literal["auto", "search", "cpsat"]

#: Stands for any course that is still to be taken.
_PROBE = Candidate(CourseCode("ANY", "0"), None, FUTURE, Decimal(0), RecordStatus.PLANNED)

_EXAMPLES = 3  # courses named in a piece of advice
_LOOK = 40  # how far to look for them


class WrongInstitution(DegreekitError):
    """A transcript of one institution was to be audited against a program of another.

    Attributes:
        transcript: the institution of the transcript.
        program: the institution of the program.
    """

    def __init__(self, transcript: str, program: str):
        self.transcript = transcript
        self.program = program
        super().__init__(
            f"the transcript is of {transcript!r}, the program of {program!r}: choose a program of "
            f"the same institution, or leave 'institution' out if the codes are the program's"
        )


class Auditor:
    """Audits transcripts against one program.

    Args:
        program: the rules.
        institution: how codes, titles and grades are read.
        plugins: the distributions that supplied them, for the record.
        budget: how many states the search may visit before it gives up with an error.
        solver: ``search`` for the search in pure Python, ``cpsat`` for OR-tools (the extra
            ``degreekit[cpsat]``), ``auto`` for the first within its budget, and then the second
            where it is installed. All give the same answer.

    Example:
        >>> from degreekit import Auditor, Transcript, get_institution, get_program
        >>> program = get_program("columbia-ms-cs-ml")
        >>> auditor = Auditor(program, get_institution(program.institution))
        >>> auditor.audit(Transcript(records=())).status.value
        'unsatisfied'
    """

    def __init__(
        self,
        program: Program,
        institution: Institution,
        *,
        plugins: tuple[PluginVersion, ...] = (),
        budget: int = DEFAULT_BUDGET,
        solver: Solver = "auto",
    ):
        self.program = program
        self.institution = institution
        self.plugins = plugins
        self.budget = budget
        self.solver: Solver = solver
        self._case = adjust(program, (), institution)
        self._rules = Rules(self._case, institution)
        self._frames: dict[object, Frame] = {}

    @cached_property
    def _future(self) -> tuple[FutureCourse, ...]:
        return future_courses(self.program, self.institution)

    def audit(self, transcript: Transcript, adjustments: Iterable[Adjustment] = ()) -> Audit:
        """Return the certified audit of one transcript.

        Args:
            transcript: the records.
            adjustments: what was decided for the student.

        Raises:
            WrongInstitution: the transcript is of another institution than the program.
            SearchBudgetExceeded: the answer was not proved within the budget.
            NotCertified: the answer found is not borne out by the rules (a defect).
        """
        given = tuple(adjustments)
        case = adjust(self.program, given, self.institution) if given else self._case
        decision = self._decide(case, transcript)
        conflict: list[str] = []
        if decision.given_up:
            compiled, dropped = decision.compiled, decision.solution.given_up
            found = smallest_conflict(compiled.model, dropped, budget=self.budget)
            conflict = [compiled.leaves[leaf] for leaf in found]
        return explain(
            self.program,
            decision.checker,
            decision.certificate,
            list(_further(decision.compiled, decision.solution)),
            decision.given_up,
            conflict,
            self.plugins,
        )

    def judge(self, transcript: Transcript, adjustments: Iterable[Adjustment] = ()) -> Verdict:
        """Return the certified verdict on one transcript, without explanations.

        It is the same answer that `audit` gives, for those who ask about many students.

        Args:
            transcript: the records.
            adjustments: what was decided for the student.

        Raises:
            WrongInstitution: the transcript is of another institution than the program.
            SearchBudgetExceeded: the answer was not proved within the budget.
            NotCertified: the answer found is not borne out by the rules (a defect).

        Example:
            >>> from degreekit import Auditor, Transcript, get_institution, get_program
            >>> program = get_program("columbia-ms-cs-ml")
            >>> auditor = Auditor(program, get_institution(program.institution))
            >>> auditor.judge(Transcript(records=())).courses
            10
        """
        given = tuple(adjustments)
        case = adjust(self.program, given, self.institution) if given else self._case
        return self._decide(case, transcript).verdict

    # ------------------------------------------------------------------------------ the steps

    def _decide(
        self, case: Case, transcript: Transcript, forced: tuple[int, str] | None = None
    ) -> Decision:
        """Compile, solve and certify."""
        if transcript.institution not in (None, self.program.institution):
            raise WrongInstitution(str(transcript.institution), self.program.institution)
        frame = self._frame(case, transcript)
        rules = self._rules if case is self._case else Rules(case, self.institution)
        profiles = frame.profiles_of(transcript)
        there = None if forced is None else (forced[0], frame.place[forced[1]])
        compiled = compile_audit(frame, transcript.records, profiles, further=False, forced=there)
        solution = self._solve(compiled.model, give_up=False)
        if solution is None:  # not complete: find the cheapest way to finish
            compiled = compile_audit(
                frame, transcript.records, profiles, further=True, forced=there
            )
            solution = self._solve(compiled.model, give_up=True)
        if solution is None:
            raise AssertionError("a goal with every leaf given up is reached")
        checker = Checker(rules, transcript)
        given_up = tuple(compiled.leaves[leaf] for leaf in solution.given_up)
        future = tuple(_planned(compiled, solution))
        certificate = checker.certify(
            list(_placed(checker, compiled, solution)),
            future,
            given_up,
            _claimed(compiled, solution),
        )
        return Decision(compiled, solution, checker, certificate, future, given_up)

    def _frame(self, case: Case, transcript: Transcript) -> Frame:
        """Return the rules as sums, made once for all students they hold for."""
        asked = conditions_of(case)
        seen = candidates(transcript, self.institution, case.program) if asked else []
        outcomes = tuple(one.holds(transcript.student, seen) for one in asked)
        probe = _PROBE
        if case.program.asks_when:
            probe = further(probe, transcript, case.program)
        key = outcomes, probe.study_term
        if case is self._case and key in self._frames:
            return self._frames[key]

        def future() -> Iterable[FutureCourse]:
            courses = self._courses(case)
            if not case.program.asks_when:
                return courses
            return [
                replace(one, course=further(one.course, transcript, case.program))
                for one in courses
            ]

        frame = Frame(case, self.institution, outcomes, future)
        if case is self._case:
            self._frames[key] = frame
        return frame

    def _courses(self, case: Case) -> tuple[FutureCourse, ...]:
        # Without a catalog the rules say which courses there are, and decisions may change them.
        if case.program is self.program or self.institution.catalog:
            return self._future
        return future_courses(case.program, self.institution)

    def _solve(self, model: Model, *, give_up: bool) -> Solution | None:
        if self.solver != "cpsat":
            try:
                return solve(model, budget=self.budget, give_up=give_up)
            except SearchBudgetExceeded:
                if self.solver == "search" or find_spec("ortools") is None:
                    raise
        from degreekit.audit.cpsat import solve_cpsat  # half a second of imports

        return solve_cpsat(model, give_up=give_up)


@dataclass(frozen=True)
class Verdict:
    """The answer in figures, certified.

    Attributes:
        status: ``satisfied``, ``conditional`` or ``unsatisfied``.
        courses: the fewest further courses.
        credits: the fewest further credits with that many courses.
        assumptions: approvals, courses in progress and planned courses it rests on.
        placement: the ids of the requirements that each applied record is applied to, by its
            position.
        given_up: ids of requirements that no further course can reach.
    """

    status: Status
    courses: int
    credits: Decimal
    assumptions: tuple[int, int, int]
    placement: dict[int, tuple[str, ...]]
    given_up: tuple[str, ...]


@dataclass(frozen=True)
class Decision:
    """An answer with all that bears it out."""

    compiled: Compiled
    solution: Solution
    checker: Checker
    certificate: Certificate
    future: tuple[Placed, ...]
    given_up: tuple[str, ...]

    @property
    def verdict(self) -> Verdict:
        """The answer in figures."""
        root = self.certificate.root
        met = Status.CONDITIONAL if root.met else Status.UNSATISFIED
        return Verdict(
            Status.SATISFIED if root.firm else met,
            len(self.future),
            sum((one.course.credits for one in self.future), Decimal(0)),
            self.certificate.assumptions,
            {
                one.record: tuple(take for take, _ in one.uses)
                for one in self.certificate.placed
                if one.record is not None
            },
            self.given_up,
        )


def _placed(checker: Checker, compiled: Compiled, solution: Solution) -> Iterator[Placed]:
    """Yield the records and waived courses that the answer uses."""
    for (what, position), item, number in zip(
        compiled.keys, compiled.model.items, solution.chosen, strict=True
    ):
        option = item.options[number]
        if not option.assumed:  # left out
            continue
        uses = tuple((compiled.takes[take].id, row) for take, row in option.uses)
        if what == "waived":
            course = checker.rules.case.waived_courses[position].course
            yield Placed(course, uses, waived=position)
        else:
            yield Placed(
                checker.candidates[position], uses, position, worth=checker.worths[position]
            )


def _claimed(compiled: Compiled, solution: Solution) -> tuple[int, int, int]:
    """Return approvals, courses in progress and planned courses as the search counted them."""
    chosen = [
        (item, item.options[number])
        for item, number in zip(compiled.model.items, solution.chosen, strict=True)
    ]
    pools = compiled.model.pools
    approvals = sum(option.approvals for _, option in chosen)
    approvals += sum(pools[pool].options[number].approvals for pool, number in solution.further)
    used = [item for item, option in chosen if option.assumed]
    return approvals, sum(i.in_progress for i in used), sum(i.planned for i in used)


def _planned(compiled: Compiled, solution: Solution) -> Iterator[Placed]:
    """Yield the further courses; each stands for any other one of its kind."""
    unused: dict[int, Iterator[tuple[Candidate, tuple[Use, ...]]]] = {}
    for pool, number in solution.further:
        option = compiled.model.pools[pool].options[number]
        course, places = next(unused.setdefault(pool, _members(compiled.pools[pool])))
        taken = {take for take, _ in option.uses}
        uses = tuple((compiled.takes[u.take].id, u.row) for u in places if u.take in taken)
        yield Placed(replace(course, credits=Decimal(option.credits) / UNIT), uses)


def _further(compiled: Compiled, solution: Solution) -> Iterator[tuple[Placed, tuple[str, ...]]]:
    """Yield the further courses, each with examples of what would do."""
    for placed, (pool, _) in zip(_planned(compiled, solution), solution.further, strict=True):
        names = (
            f"{member.code} {member.title}" if member.title else str(member.code)
            for member, _ in islice(_members(compiled.pools[pool]), _LOOK)
        )
        yield placed, tuple(islice(dict.fromkeys(names), _EXAMPLES))


def _members(pool: Sequence[Member]) -> Iterator[tuple[Candidate, tuple[Use, ...]]]:
    for future, uses in pool:
        code = future.course.code
        for step in range(future.supply):
            moved = CourseCode(code.subject, f"{code.value + step}{code.suffix}", code.letter)
            again = future.repeatable or future.supply == 1
            yield (future.course if again else replace(future.course, code=moved)), uses
