"""The way from a transcript to an audit: adjust, compile, solve, certify, explain."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from functools import cached_property, partial
from importlib.util import find_spec
from typing import Literal

from degreekit.adjustments import Adjustment, Case, adjust
from degreekit.audit.certify import Checker, Placed, Rules
from degreekit.audit.decision import Decision, Verdict
from degreekit.audit.explain.advice import choices, further_courses
from degreekit.audit.explain.explain import explain
from degreekit.audit.explain.titles import Titles
from degreekit.audit.model.compile import Compiled, compile_audit, hopeless
from degreekit.audit.model.future import FutureCourse, future_courses
from degreekit.audit.model.model import Model, Solution
from degreekit.audit.model.ruleset import Frame, Profile
from degreekit.audit.result import Audit, PluginVersion, Status, View
from degreekit.audit.solve.budget import DEFAULT_BUDGET, SearchBudgetExceeded
from degreekit.audit.solve.conflict import smallest_conflict
from degreekit.audit.solve.search import solve, with_steps
from degreekit.audit.whynot import why_not
from degreekit.courses import CourseCode, Institution, RecordStatus
from degreekit.errors import DegreekitError
from degreekit.requirements import FUTURE, Candidate, Program, Worth, candidates, further
from degreekit.transcript import Transcript

__all__ = ["Auditor", "Verdict", "WrongInstitution"]

#: Which search finds the answer.
Solver = Literal["auto", "search", "cpsat"]

#: As many states the search visits before the second solver is asked, where there is one.
_EASY = 10_000

#: Of so many sets of decisions the rules are kept.
_KEPT = 16

#: Stands for any course that is still to be taken.
_PROBE = Candidate(CourseCode("ANY", "0"), None, FUTURE, Decimal(0), RecordStatus.PLANNED)


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


class _Prepared:
    """The rules that hold under some decisions, with what was found out about them.

    Args:
        case: the rules.
        institution: how codes, titles and grades are read.
    """

    def __init__(self, case: Case, institution: Institution):
        self.case = case
        self.rules = Rules(case, institution)
        self.titles = Titles(case, institution)
        self.frames: dict[object, Frame] = {}


@dataclass(frozen=True, slots=True)
class _Asked:
    """What the search is asked about: the rules, the records, and what has to be where."""

    frame: Frame
    transcript: Transcript
    profiles: Sequence[Profile]
    checker: Checker
    forced: tuple[int, int] | None

    def compiled(self, *, further: bool) -> Compiled:
        return compile_audit(
            self.frame, self.transcript, self.profiles, further=further, forced=self.forced
        )

    def certified(self, compiled: Compiled, solution: Solution) -> Decision:
        given_up = tuple(compiled.leaves[leaf] for leaf in solution.given_up)
        future = tuple(further_courses(compiled, solution))
        certificate = self.checker.certify(
            list(_placed(self.checker, compiled, solution)),
            future,
            given_up,
            _claimed(compiled, solution),
        )
        return Decision(compiled, solution, self.checker, certificate, future, given_up)


class NoPlacement(Exception):
    """There is no valid placement of the kind asked for."""


class Auditor:
    """Audits transcripts against one program.

    Args:
        program: the rules.
        institution: how codes, titles and grades are read.
        plugins: the distributions that supplied them, for the record.
        readers: those that supplied the readers of documents, by the reader's id, for the record.
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
        readers: Mapping[str, PluginVersion] | None = None,
        budget: int = DEFAULT_BUDGET,
        solver: Solver = "auto",
    ):
        self.program = program
        self.institution = institution
        self.plugins = plugins
        self.readers = dict(readers or {})
        self.budget = budget
        self.solver: Solver = solver
        self._plain = _Prepared(adjust(program, (), institution), institution)
        self._adjusted: dict[tuple[Adjustment, ...], _Prepared] = {}

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
        prepared = self._prepared(given)
        decision = self._decide(prepared, transcript)
        conflict: list[str] = []
        if decision.given_up:
            compiled, dropped = decision.compiled, decision.solution.given_up
            found = smallest_conflict(compiled.model, dropped, budget=self.budget)
            conflict = [compiled.leaves[leaf] for leaf in found]
        audit = explain(
            self.program,
            decision.checker,
            decision.certificate,
            list(choices(decision.compiled, decision.solution)),
            decision.given_up,
            conflict,
            self._views(prepared, transcript, decision),
            self._took_part(transcript),
            tuple(prepared.titles.told(transcript, decision.checker.transcript)),
        )

        def again(position: int, take: str) -> Decision | None:
            try:
                return self._decide(prepared, transcript, (position, take))
            except NoPlacement:
                return None

        audit._ask = partial(why_not, decision, again=again)
        return audit

    def _took_part(self, transcript: Transcript) -> tuple[PluginVersion, ...]:
        """Return the distributions of the rules, and of the reader where a document was read."""
        reader = self.readers.get(transcript.read_by or "")
        return tuple(dict.fromkeys((*self.plugins, *([reader] if reader else []))))

    def _views(
        self, prepared: _Prepared, transcript: Transcript, decision: Decision
    ) -> tuple[View, ...]:
        """Return the verdicts on the record with less and less that is not completed yet."""
        worths, found = decision.checker.worths, []
        pending = {
            "completed": (Worth.IN_PROGRESS, Worth.PLANNED),
            "with_in_progress": (Worth.PLANNED,),
            "with_planned": (),
        }
        for name, left_out in pending.items():
            seen = decision
            if any(worth in left_out for worth in worths):
                kept = [
                    r for r, w in zip(transcript.records, worths, strict=True) if w not in left_out
                ]
                part = transcript.model_copy(update={"records": tuple(kept)})
                seen = self._decide(prepared, part)
            verdict = seen.verdict
            granted = verdict.status is Status.CONDITIONAL and not verdict.assumptions[0]
            found.append(
                View(
                    name=name,
                    status=Status.SATISFIED if granted else verdict.status,
                    courses=verdict.courses,
                    credits=verdict.credits,
                )
            )
        return tuple(found)

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
        return self._decide(self._prepared(given), transcript).verdict

    def status(self, transcript: Transcript, adjustments: Iterable[Adjustment] = ()) -> Status:
        """Return only how the degree stands, without working out what remains.

        It is the status that `audit` gives. Where something remains, most of the work of an audit
        is to find the least that does, and it is left out here.

        Args:
            transcript: the records.
            adjustments: what was decided for the student.

        Raises:
            WrongInstitution: the transcript is of another institution than the program.
            SearchBudgetExceeded: the answer was not proved within the budget.
            NotCertified: the answer found is not borne out by the rules (a defect).

        Example:
            >>> from degreekit import Transcript, get_auditor
            >>> get_auditor("columbia-ms-cs-ml").status(Transcript(records=())).value
            'unsatisfied'
        """
        prepared = self._prepared(tuple(adjustments))
        found = self._complete(self._asked(prepared, transcript))
        return Status.UNSATISFIED if found is None else found.verdict.status

    # ------------------------------------------------------------------------------ the steps

    def _prepared(self, given: tuple[Adjustment, ...]) -> _Prepared:
        """Return the rules that hold under some decisions; those of the last few are kept."""
        if not given:
            return self._plain
        found = self._adjusted.pop(given, None)
        if found is None:
            case = adjust(self.program, given, self.institution)
            found = _Prepared(case, self.institution)
        self._adjusted[given] = found
        if len(self._adjusted) > _KEPT:
            del self._adjusted[next(iter(self._adjusted))]
        return found

    def _decide(
        self, prepared: _Prepared, transcript: Transcript, forced: tuple[int, str] | None = None
    ) -> Decision:
        """Compile, solve and certify."""
        asked = self._asked(prepared, transcript, forced)
        found = self._complete(asked)
        if found is not None:
            return found
        finished = [self._finished(one) for one in asked]
        return _best([one for one in finished if one is not None])

    def _complete(self, asked: Sequence[_Asked]) -> Decision | None:
        """Return the best answer that needs no further course; None where there is none."""
        found = []
        for one in asked:
            if hopeless(one.frame, one.profiles):
                continue
            compiled = one.compiled(further=False)
            solution = self._solve(compiled.model, give_up=False)
            if solution is not None:
                found.append(one.certified(compiled, solution))
        return _best(found) if found else None

    def _finished(self, asked: _Asked) -> Decision | None:
        """Return the cheapest way to finish; None where something forced cannot be."""
        compiled = asked.compiled(further=True)
        solution = self._solve(compiled.model, give_up=True, least=1)
        return None if solution is None else asked.certified(compiled, solution)

    def _asked(
        self, prepared: _Prepared, transcript: Transcript, forced: tuple[int, str] | None = None
    ) -> list[_Asked]:
        """Return what the search is asked about: each reading of titles that leave a choice."""
        if transcript.institution not in (None, self.program.institution):
            raise WrongInstitution(str(transcript.institution), self.program.institution)
        found = []
        for read in prepared.titles.read(transcript, self.budget):
            frame = self._frame(prepared, read)
            place = None if forced is None else (forced[0], frame.place[forced[1]])
            checker = Checker(prepared.rules, read)
            found.append(_Asked(frame, read, frame.profiles_of(read), checker, place))
        return found

    def _frame(self, prepared: _Prepared, transcript: Transcript) -> Frame:
        """Return the rules as sums, made once for all students they hold for."""
        case = prepared.case
        asked = case.program.conditions
        seen = candidates(transcript, self.institution, case.program) if asked else []
        outcomes = tuple(one.holds(transcript.student, seen) for one in asked)
        probe = _PROBE
        if case.program.asks_when:
            probe = further(probe, transcript, case.program)
        # Where no catalog lists subjects, those the student has are known to exist.
        subjects: frozenset[str] = frozenset()
        if case.program.counts_subjects and not self.institution.catalog:
            subjects = frozenset(record.code.subject for record in transcript.records)
        key = outcomes, probe.study_term, subjects
        if key in prepared.frames:
            return prepared.frames[key]

        def future() -> Iterable[FutureCourse]:
            courses = self._courses(case, subjects)
            if not case.program.asks_when:
                return courses
            return [
                replace(one, course=further(one.course, transcript, case.program))
                for one in courses
            ]

        frame = Frame(case, self.institution, outcomes, future)
        prepared.frames[key] = frame
        return frame

    def _courses(self, case: Case, subjects: frozenset[str]) -> tuple[FutureCourse, ...]:
        # Without a catalog the rules say which courses there are, and decisions may change them.
        if self.institution.catalog or (case.program is self.program and not subjects):
            return self._future
        return future_courses(case.program, self.institution, subjects)

    def _solve(self, model: Model, *, give_up: bool, least: int = 0) -> Solution | None:
        second = self.solver != "search" and find_spec("ortools") is not None
        if self.solver != "cpsat":
            # What is not easy the second solver does faster, where there is one.
            budget = min(self.budget, _EASY) if second else self.budget
            try:
                return solve(model, budget=budget, give_up=give_up, least=least)
            except SearchBudgetExceeded:
                if not second:
                    raise
        from degreekit.audit.solve.cpsat import solve_cpsat  # half a second of imports

        found = solve_cpsat(model, give_up=give_up)
        return None if found is None else with_steps(model, found)


def _best(found: Sequence[Decision]) -> Decision:
    """Return the best of the answers to several readings; of equal ones the first."""
    if not found:  # a goal with every leaf given up is reached, if nothing is forced
        raise NoPlacement
    return found[0] if len(found) == 1 else min(found, key=lambda one: one.rank[:-1])


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
