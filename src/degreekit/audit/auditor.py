"""The way from a transcript to an audit: adjust, compile, solve, certify, explain."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable, Collection, Hashable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property, partial
from typing import get_args
from weakref import WeakKeyDictionary

from typing_extensions import override

from degreekit.adjustments import Adjustment, adjust
from degreekit.audit.certify import Certificate, Checker, Placed, Proof, Reason, System, check_proof
from degreekit.audit.decision import Decision, Verdict
from degreekit.audit.demand import CourseDemand, KnownWays, LeastWays, joined
from degreekit.audit.explain.advice import choices, further_courses
from degreekit.audit.explain.explain import explain
from degreekit.audit.explain.places import open_places
from degreekit.audit.explain.proofs import claims
from degreekit.audit.figures import Figures, FiguresOfMany
from degreekit.audit.in_force import KEPT, Prepared, RulesInForce
from degreekit.audit.model.compile import Compiled, compile_audit, hopeless
from degreekit.audit.model.frame import Frame
from degreekit.audit.model.model import Model, Solution
from degreekit.audit.model.ways import Profile
from degreekit.audit.proving import hold_best, hold_impossible, reasons_of
from degreekit.audit.result import (
    Audit,
    OpenPlace,
    PluginVersion,
    ProofSummary,
    Status,
    View,
    ViewName,
)
from degreekit.audit.solve.budget import DEFAULT_BUDGET, SearchBudgetExceeded
from degreekit.audit.solve.conflict import smallest_conflict
from degreekit.audit.solve.solver import Answer, Solver, SolverName
from degreekit.audit.spare import SpareRecords, removable, unusable
from degreekit.audit.veripb import VeriPBFiles, veripb
from degreekit.audit.whynot import why_not
from degreekit.courses import Institution
from degreekit.errors import DegreekitError, InvalidData
from degreekit.requirements import InvalidProgram, Program, Worth, resolved
from degreekit.requirements.resolved import Dependent
from degreekit.spelling import either
from degreekit.transcript import Transcript

__all__ = ["Auditor", "Verdict", "WrongInstitution"]


#: So many answers are kept: who asks for the status of a transcript mostly asks for its audit next.
_ANSWERS = 8


#: The parts of a record that a view looks at: what it is called, and what it leaves out.
_VIEWS: dict[ViewName, tuple[str, tuple[Worth, ...]]] = {
    "completed": ("completed courses", (Worth.IN_PROGRESS, Worth.PLANNED)),
    "with_in_progress": ("completed courses and those in progress", (Worth.PLANNED,)),
    "with_planned": ("every course", ()),
}
#: What the audit says of something besides the answer that would take too long.
_TOO_DEAR = "Not worked out within the search budget: {}."


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


def _mistakes(solver: str, budget: int) -> Iterator[str]:
    """Yield what is wrong with the options of a search."""
    if solver not in (names := get_args(SolverName)):
        yield f"solver: it has to be {either([repr(name) for name in names])}"
    if budget < 0:
        yield "budget: it has to be at least 0"


class Auditor:
    """Audits transcripts against one program.

    It keeps what many students have in common, all of it bounded: the rules as sums, for the last
    16 sets of decisions; what single records can do, for some thousands; and the last 8 answers,
    so that a transcript which is asked about again is not solved again. What was found for the
    last 10,000 different questions is kept as well: two students whose courses can do the same ask
    the same, and only the check is made anew for each. What `figures` knows of one student helps
    with the next, under each set of decisions. None of it is pickled.

    Args:
        program: the rules.
        institution: how codes, titles and grades are read.
        plugins: the distributions that supplied them, for the record.
        readers: those that supplied the readers of documents, by the reader's id, for the record.
        budget: how many steps the search may take before it gives up with an error.
        solver: ``search`` for the search in pure Python, ``cpsat`` for OR-tools (the extra
            ``degreekit[cpsat]``), ``auto`` for the first within its budget, and then the second
            where it is installed. All give the same answer.

    Raises:
        InvalidData: the solver is unknown, or the budget is negative.

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
        solver: SolverName = "auto",
    ):
        if mistakes := list(_mistakes(solver, budget)):
            raise InvalidData("Auditor", mistakes)
        self.program = program = program.read_by(institution)
        self.institution = institution
        self.plugins = plugins
        self.readers = dict(readers or {})
        self.budget = budget
        self.solver: SolverName = solver
        self.printed = program
        self._for_student: OrderedDict[Hashable, Auditor] = OrderedDict()
        self._solver = Solver(solver, budget)
        self._rules = RulesInForce(program, institution)
        self._answers: dict[tuple[int, int], tuple[Prepared, Transcript, Decision]] = {}
        self._ways: WeakKeyDictionary[Frame, KnownWays] = WeakKeyDictionary()
        self._figures: WeakKeyDictionary[Frame, FiguresOfMany] = WeakKeyDictionary()

    @override
    def __reduce__(self) -> tuple[Callable[[], Auditor], tuple[()]]:
        # What it has worked out it works out again: another process has students of its own.
        names = ("program", "institution", "plugins", "readers", "budget", "solver")
        return partial(type(self), **{name: getattr(self, name) for name in names}), ()

    def _own(self, transcript: Transcript) -> Auditor:
        """Return the auditor of the rules with the amounts and courses that hold for a student.

        It is this one unless the rules depend on the student; the last few others are kept.
        """
        if not self.program.depends_on_student:
            return self
        key = self._dependent.of(transcript)
        own: Auditor | None = self._for_student.pop(key, None)
        if own is None:
            own = self._of_rules(resolved(self.program, transcript, self.institution))
            usual = self._usual
            own._rules.kin = None if usual is None else usual._rules
        self._for_student[key] = own
        while len(self._for_student) > KEPT:
            self._for_student.popitem(last=False)
        return own

    @cached_property
    def _dependent(self) -> Dependent:
        return Dependent(self.program, self.institution)

    def _of_rules(self, rules: Program) -> Auditor:
        """Return an auditor of the rules as they are for a student."""
        own = Auditor(
            rules,
            self.institution,
            plugins=self.plugins,
            readers=self.readers,
            budget=self.budget,
            solver=self.solver,
        )
        own.printed = self.program
        return own

    @cached_property
    def _usual(self) -> Auditor | None:
        """The auditor of the rules for somebody who has nothing and of whom nothing is known.

        What does not depend on the student is worked out there, once for all. There is none where
        the rules cannot hold for such a student.
        """
        nobody = Transcript(records=(), institution=self.program.institution)
        try:
            return self._of_rules(resolved(self.program, nobody, self.institution))
        except InvalidProgram:
            return None

    def prepare(self, *, words: bool = True) -> None:
        """Work out now what does not depend on a student, instead of with the first who needs it.

        That is what the courses that could be taken can do, and what tells them from each other:
        for a list of hundreds of courses a tenth of a second and more. A server calls it before it
        answers; a process that does nothing else can then call `gc.freeze()`.

        Args:
            words: whether what only the words of an audit need is worked out, too: `judge` and
                `status` do without it.

        Raises:
            SearchBudgetExceeded: the budget is too small even for a student without records.

        Example:
            >>> from degreekit import get_auditor
            >>> get_auditor("columbia-ms-cs-ml").prepare()
        """
        for beginner in self._beginners():
            audit = self.audit(beginner)
            if words:
                audit.remaining  # noqa: B018  # reading the property works it out, here on purpose

    def _beginners(self) -> Iterator[Transcript]:
        """Yield students without credit, one for each stage of study that rules tell apart.

        What is still to be taken is taken later the longer somebody has studied, and where a rule
        asks when, each stage has further courses of its own.
        """
        home = self.program.institution
        yield Transcript(records=(), institution=home)
        stages = self.program.stages[1:KEPT]
        code = next((str(one.course.code) for one in self._rules.future), None)
        for stage in stages if code else ():
            given_up = (
                {"code": code, "credits": 0, "term": f"Fall {2000 + n}", "status": "withdrawn"}
                for n in range(1, stage)
            )
            yield Transcript.from_data({"records": list(given_up), "institution": home})

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
        if (own := self._own(transcript)) is not self:
            return own.audit(transcript, adjustments)
        given = tuple(adjustments)
        prepared = self._rules.under(given)
        decision = self._decide(prepared, transcript)

        def again(position: int, take: str) -> Decision | None:
            try:
                return self._decide(prepared, transcript, (position, take))
            except NoPlacement:
                return None

        audit = Audit.deferred(
            partial(self._explained, prepared, given, transcript, decision), status=decision.status
        )
        audit._ask = partial(why_not, decision, again=again)
        audit._prove = partial(self._proof, prepared, transcript, decision)
        return audit

    def _explained(
        self,
        prepared: Prepared,
        given: tuple[Adjustment, ...],
        transcript: Transcript,
        decision: Decision,
    ) -> Audit:
        """Return an answer in words; what would be too dear to add is left out, and said to be."""
        case = prepared.case
        if case.adjustments != given:  # they say the same for another reason
            case = adjust(self.program, given, self.institution)
        conflict, without_conflict = self._conflict(decision)

        def views() -> tuple[Sequence[View], Sequence[str]]:
            found, without = self._views(prepared, transcript, decision)
            return tuple(found), (*without, *without_conflict)

        return explain(
            self.printed,
            case,
            decision.checker,
            decision.certificate,
            lambda: list(choices(decision.compiled, decision.solution)),
            decision.given_up,
            conflict,
            views,
            self._open(prepared, decision),
            plugins=self._took_part(transcript),
            titles=tuple(prepared.titles.told(transcript, decision.checker.transcript)),
            reading=transcript.reading,
            provenance=transcript.provenance,
        )

    def _conflict(self, decision: Decision) -> tuple[list[str], list[str]]:
        """Return the fewest requirements that exclude each other, or why they are not known."""
        if not decision.given_up:
            return [], []
        compiled, dropped = decision.compiled, decision.solution.given_up
        exact = True

        def fewest(model: Model, kept: frozenset[int]) -> tuple[int, ...] | None:
            nonlocal exact
            answer = self._solver.fewest_given_up(model, kept)
            exact = exact and answer.exact
            return answer.value

        try:
            found = smallest_conflict(compiled.model, dropped, fewest)
            conflict = [compiled.leaves[leaf] for leaf in found]
            if not exact:
                hold_impossible(decision.checker, together=conflict)
        except SearchBudgetExceeded:
            return [], [_TOO_DEAR.format("the fewest requirements that cannot be met together")]
        return conflict, []

    def _open(self, prepared: Prepared, decision: Decision) -> tuple[OpenPlace, ...]:
        """Return what is left to take, requirement by requirement."""
        if not decision.future:
            return ()
        checker = decision.checker
        catalog = self._rules.catalog(prepared, checker.transcript)
        return open_places(prepared.case, checker, decision.certificate, decision.future, catalog)

    def _proof(
        self, prepared: Prepared, transcript: Transcript, decision: Decision
    ) -> tuple[Proof, ProofSummary]:
        """Return the proof that nothing better than an answer exists, in any reading of titles."""
        readings = prepared.titles.read(transcript, self.budget)
        certificate = decision.certificate
        systems, reasons = reasons_of(prepared.rules, readings, certificate)
        reading = readings.index(decision.checker.transcript)
        proof = Proof.of(decision.checker, certificate, reasons, reading)
        return proof, _summary(prepared, proof, certificate, systems, reasons)

    def check_proof(
        self, proof: Proof, transcript: Transcript, adjustments: Iterable[Adjustment] = ()
    ) -> ProofSummary:
        """Check that a proof holds for a transcript, and return what it shows.

        The answer is certified and its reasons are checked by code that shares nothing with the
        search, from the rules, the records and the decisions.

        Args:
            proof: see `Audit.proof`.
            transcript: the records.
            adjustments: what was decided for the student.

        Raises:
            WrongInstitution: the transcript is of another institution than the program.
            ProofRejected: something in the proof does not hold.
        """
        if (own := self._own(transcript)) is not self:
            return own.check_proof(proof, transcript, adjustments)
        self._check_institution(transcript)
        prepared = self._rules.under(tuple(adjustments))
        readings = prepared.titles.read(transcript, self.budget)
        checked = check_proof(proof, prepared.rules, readings)
        return _summary(prepared, proof, checked.certificate, checked.systems, checked.reasons)

    def veripb(
        self, proof: Proof, transcript: Transcript, adjustments: Iterable[Adjustment] = ()
    ) -> dict[str, VeriPBFiles]:
        """Return the reasons of a proof in the format of VeriPB, once the proof is checked.

        Args:
            proof: see `Audit.proof`.
            transcript: the records.
            adjustments: what was decided for the student.

        Returns:
            A formula and its proof for each step of the order, by the name of the step; with a
            number after it where there are several readings of titles that are cut.

        Raises:
            WrongInstitution: the transcript is of another institution than the program.
            ProofRejected: something in the proof does not hold.
        """
        if (own := self._own(transcript)) is not self:
            return own.veripb(proof, transcript, adjustments)
        self._check_institution(transcript)
        prepared = self._rules.under(tuple(adjustments))
        readings = prepared.titles.read(transcript, self.budget)
        checked = check_proof(proof, prepared.rules, readings)
        values = checked.certificate.order.values
        found = {}
        for number, system in enumerate(checked.systems, start=1):
            for claim in system.claims(values):
                name = f"{claim.step}-{number}" if len(checked.systems) > 1 else claim.step
                found[name] = veripb(system, claim, checked.reasons[number - 1][claim.step])
        return found

    def _took_part(self, transcript: Transcript) -> tuple[PluginVersion, ...]:
        """Return the distributions of the rules, and of the reader where a document was read."""
        read = transcript.provenance
        reader = self.readers.get(read.reader) if read else None
        return tuple(dict.fromkeys((*self.plugins, *([reader] if reader else []))))

    def _views(
        self, prepared: Prepared, transcript: Transcript, decision: Decision
    ) -> tuple[list[View], list[str]]:
        """Return the verdicts on the record with less and less that is not completed yet.

        Returns:
            The views, and why others are missing.
        """
        worths = decision.checker.worths
        found: list[View] = []
        without: list[str] = []
        for name, (what, left_out) in _VIEWS.items():
            seen = decision
            if any(worth in left_out for worth in worths):
                kept = [
                    r for r, w in zip(transcript.records, worths, strict=True) if w not in left_out
                ]
                part = transcript.model_copy(update={"records": tuple(kept)})
                try:
                    seen = self._decide(prepared, part)
                except SearchBudgetExceeded:
                    without.append(_TOO_DEAR.format(f"what remains with {what} alone"))
                    continue
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
        return found, without

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
        if (own := self._own(transcript)) is not self:
            return own.judge(transcript, adjustments)
        given = tuple(adjustments)
        return self._decide(self._rules.under(given), transcript).verdict

    def figures(self, transcript: Transcript, adjustments: Iterable[Adjustment] = ()) -> Figures:
        """Return the certified figures of one transcript: how it stands, and what remains.

        They are those of `judge`, for those who ask about very many students. Which course is
        applied where is not told, so that what was found for one student helps with the next.

        Args:
            transcript: the records.
            adjustments: what was decided for the student.

        Raises:
            WrongInstitution: the transcript is of another institution than the program.
            SearchBudgetExceeded: the answer was not proved within the budget.
            NotCertified: the answer found is not borne out by the rules (a defect).

        Example:
            >>> from degreekit import Transcript, get_auditor
            >>> get_auditor("columbia-ms-cs-ml").figures(Transcript(records=())).courses
            10
        """
        if (own := self._own(transcript)) is not self:
            return own.figures(transcript, adjustments)
        prepared = self._rules.under(tuple(adjustments))
        asked = self._asked(prepared, transcript)
        found = self._unfinished(asked[0]) if len(asked) == 1 else None
        return Figures.of(self._decide(prepared, transcript).verdict) if found is None else found

    def _unfinished(self, asked: _Asked) -> Figures | None:
        """Return the figures of a student who has something left to take; None if not known."""
        if self.solver == "cpsat":
            return None
        many = self._figures.get(asked.frame)
        if many is None:
            many = self._figures[asked.frame] = FiguresOfMany(asked.frame, self.budget)
        return many.unfinished(asked.profiles, asked.checker)

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
        verdict = self.judge_if_complete(transcript, adjustments)
        return Status.UNSATISFIED if verdict is None else verdict.status

    def judge_if_complete(
        self, transcript: Transcript, adjustments: Iterable[Adjustment] = ()
    ) -> Verdict | None:
        """Return the verdict of `judge` where nothing is left to take; None where something is.

        Args:
            transcript: the records.
            adjustments: what was decided for the student.

        Raises:
            WrongInstitution: the transcript is of another institution than the program.
            SearchBudgetExceeded: the answer was not proved within the budget.
            NotCertified: the answer found is not borne out by the rules (a defect).

        Example:
            >>> from degreekit import Transcript, get_auditor
            >>> auditor = get_auditor("columbia-ms-cs-ml")
            >>> auditor.judge_if_complete(Transcript(records=())) is None
            True
        """
        if (own := self._own(transcript)) is not self:
            return own.judge_if_complete(transcript, adjustments)
        prepared = self._rules.under(tuple(adjustments))
        best, exact = self._complete(self._asked(prepared, transcript))
        if not exact:
            best = self._decide(prepared, transcript)
        return None if best is None or best.status is Status.UNSATISFIED else best.verdict

    def demand(
        self, transcript: Transcript, adjustments: Iterable[Adjustment] = ()
    ) -> CourseDemand:
        """Return the courses of every least way to finish, and those of some.

        Args:
            transcript: the records.
            adjustments: what was decided for the student.

        Returns:
            The courses; none where no further course is needed.

        Raises:
            WrongInstitution: the transcript is of another institution than the program.
            SearchBudgetExceeded: the least that remains was not proved within the budget.

        Example:
            >>> from degreekit import Transcript, get_auditor
            >>> demand = get_auditor("columbia-ms-cs-ml").demand(Transcript(records=()))
            >>> "COMS W4771" in demand.could, "COMS W4771" in demand.must
            (True, False)
        """
        if (own := self._own(transcript)) is not self:
            return own.demand(transcript, adjustments)
        prepared = self._rules.under(tuple(adjustments))
        if not self._decide(prepared, transcript).future:
            return CourseDemand()

        ways = []
        for one in self._asked(prepared, transcript):
            compiled = one.compiled(further=True)
            answer = self._best(one, compiled, give_up=True, least=1).value
            if answer is not None:
                find = partial(
                    self._solver.least_way,
                    give_up=bool(answer.given_up),
                    least=len(answer.further),
                )
                known = self._ways.setdefault(one.frame, KnownWays())
                ways.append(LeastWays(compiled, answer, find, known))
        least = min(one.price for one in ways)
        return joined([one.demand() for one in ways if one.price == least])

    def spare_records(
        self, transcript: Transcript, adjustments: Iterable[Adjustment] = ()
    ) -> SpareRecords:
        """Return the finished records that the answer does without, and those without any use.

        Args:
            transcript: the records.
            adjustments: what was decided for the student.

        Raises:
            WrongInstitution: the transcript is of another institution than the program.
            SearchBudgetExceeded: an answer was not proved within the budget.

        Example:
            >>> from degreekit import Transcript, get_auditor
            >>> records = [{"code": "MUSI V1123", "credits": 3, "grade": "A"}]
            >>> auditor = get_auditor("columbia-ms-cs-ml")
            >>> auditor.spare_records(Transcript.from_data({"records": records})).unusable
            (0,)
        """
        if (own := self._own(transcript)) is not self:
            return own.spare_records(transcript, adjustments)
        prepared = self._rules.under(tuple(adjustments))
        decision = self._decide(prepared, transcript)
        asked = self._asked(prepared, transcript)

        def without(positions: Collection[int]) -> Decision:
            kept = (r for n, r in enumerate(transcript.records) if n not in positions)
            return self._decide(prepared, transcript.model_copy(update={"records": tuple(kept)}))

        def places(position: int) -> Iterable[str] | None:
            profiles = [(one.frame, one.profiles[position]) for one in asked]
            if any(option.gains and not option.uses for _, p in profiles for option in p.options):
                return None
            return {frame.takes[use.take].id: None for frame, p in profiles for use in p.uses}

        def fits(position: int, take: str) -> bool:
            if any(_fits_alone(one.checker, position, take) for one in asked):
                return True  # with nothing else placed: that is a placement, too
            try:
                self._decide(prepared, transcript, (position, take))
            except NoPlacement:
                return False
            return True

        return SpareRecords(removable(decision, without), unusable(decision, places, fits))

    # ------------------------------------------------------------------------------ the steps

    def _decide(
        self, prepared: Prepared, transcript: Transcript, forced: tuple[int, str] | None = None
    ) -> Decision:
        """Return the best answer; the last few are kept, for a view or a question may ask again.

        Raises:
            NoPlacement: there is none that has a record where it is forced to be.
        """
        if forced is not None:
            return self._decided(prepared, transcript, forced)
        # By identity, with what is identified kept along: to compare transcripts costs more.
        key = id(prepared), id(transcript)
        *_, answer = self._answers.pop(key, (None,))
        if answer is None:
            answer = self._decided(prepared, transcript)
        self._answers[key] = prepared, transcript, answer
        if len(self._answers) > _ANSWERS:
            del self._answers[next(iter(self._answers))]
        return answer

    def _decided(
        self, prepared: Prepared, transcript: Transcript, forced: tuple[int, str] | None = None
    ) -> Decision:
        """Compile, solve and certify; what CP-SAT says is proved as well."""
        asked = self._asked(prepared, transcript, forced)
        best, exact = self._complete(asked)
        if best is None:
            finished = [self._finished(one) for one in asked]
            exact = exact and all(one.exact for one in finished)
            found = [one.value for one in finished if one.value is not None]
            if not (found or exact):
                for one in asked:
                    hold_impossible(one.checker, used=forced)
            best = _best(found)
        if not exact:
            readings = [one.transcript for one in asked]
            hold_best(prepared.rules, readings, best.certificate, forced)
        return best

    def _complete(self, asked: Sequence[_Asked]) -> tuple[Decision | None, bool]:
        """Return the best answer that needs no further course, and whether that is exact.

        There is none where something is left to take.
        """
        found, exact = [], True
        for one in asked:
            if hopeless(one.frame, one.profiles):
                continue
            compiled = one.compiled(further=False)
            answer = self._best(one, compiled, give_up=False)
            exact = exact and answer.exact
            if answer.value is not None:
                found.append(one.certified(compiled, answer.value))
        return _best(found) if found else None, exact

    def _best(
        self, asked: _Asked, compiled: Compiled, *, give_up: bool, least: int = 0
    ) -> Answer[Solution | None]:
        """Return the best choice; where another student asked the same, it is known."""

        def find() -> Answer[Solution | None]:
            return self._solver.best(compiled.model, give_up=give_up, least=least)

        return asked.frame.answers.answer((compiled.question, give_up, least), find)

    def _finished(self, asked: _Asked) -> Answer[Decision | None]:
        """Return the cheapest way to finish; none where something forced cannot be."""
        compiled = asked.compiled(further=True)
        answer = self._best(asked, compiled, give_up=True, least=1)
        found = None if answer.value is None else asked.certified(compiled, answer.value)
        return Answer(found, answer.exact)

    def _asked(
        self, prepared: Prepared, transcript: Transcript, forced: tuple[int, str] | None = None
    ) -> list[_Asked]:
        """Return what the search is asked about: each reading of titles that leave a choice."""
        self._check_institution(transcript)
        prepared.make_room()
        found = []
        for read in prepared.titles.read(transcript, self.budget):
            frame = self._rules.frame(prepared, read)
            place = None if forced is None else (forced[0], frame.place[forced[1]])
            checker = Checker(prepared.rules, read)
            found.append(_Asked(frame, read, frame.profiles_of(read), checker, place))
        return found

    def _check_institution(self, transcript: Transcript) -> None:
        if transcript.institution not in (None, self.program.institution):
            raise WrongInstitution(str(transcript.institution), self.program.institution)


def _fits_alone(checker: Checker, position: int, take: str) -> bool:
    """Return whether a record may be applied to a list with nothing else applied anywhere.

    What decisions put somewhere against other rules has to be placed as well: then it is not known.
    """
    if checker.binding:
        return False
    own = Placed(checker.candidates[position], (), position, worth=checker.worths[position])
    return any(
        place[0] == take and not checker.violations([replace(own, uses=(place,))])
        for place in checker.validity.places(own)
    )


def _summary(
    prepared: Prepared,
    proof: Proof,
    certificate: Certificate,
    systems: Sequence[System],
    reasons: Sequence[Mapping[str, Reason]],
) -> ProofSummary:
    """Return what a proof shows, in words."""
    shown = claims(prepared.case.program, certificate, systems, reasons)
    return ProofSummary(claims=tuple(shown), size=len(proof.to_json().encode()))


def _best(found: Sequence[Decision]) -> Decision:
    """Return the best of the answers to several readings; of equal ones the first."""
    if not found:  # a goal with every leaf given up is reached, if nothing is forced
        raise NoPlacement
    return found[0] if len(found) == 1 else min(found, key=lambda one: one.rank[:-1])


def _placed(checker: Checker, compiled: Compiled, solution: Solution) -> Iterator[Placed]:
    """Yield the waived courses and then the records that the answer uses, the oldest first."""
    places = compiled.places(solution)[: len(compiled.keys)]
    records: dict[int, Placed] = {}
    for (what, position), item, number, held in zip(
        compiled.keys, compiled.model.items, solution.chosen, places, strict=True
    ):
        option = item.options[number]
        if not option.assumed or (len(held) < len(option.uses) and not held):  # left out
            continue
        uses = tuple((compiled.takes[take].id, row) for take, row in held)
        if what == "waived":
            waived = compiled.waived[position]
            yield Placed(waived.course, uses, waived=waived.adjustment)
        else:
            course, worth = checker.candidates[position], checker.worths[position]
            records[position] = Placed(course, uses, position, worth=worth)
    yield from sorted(records.values(), key=_by_time)


def _by_time(one: Placed) -> tuple[object, ...]:
    term, code = one.course.term, one.course.code
    when = term.ordinal if term else 0
    return (term is None, when, code.subject, code.number, code.letter, one.course.title or "")


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
