"""The way from a transcript to an audit: adjust, compile, solve, certify, explain."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace
from decimal import Decimal
from functools import cached_property
from itertools import islice

from degreekit.adjustments import Adjustment, Case, adjust
from degreekit.audit.budget import DEFAULT_BUDGET
from degreekit.audit.certify import Checker, Placed
from degreekit.audit.compile import Compiled, Kind, Known, compile_audit
from degreekit.audit.conflict import smallest_conflict
from degreekit.audit.eligibility import Use
from degreekit.audit.explain import explain
from degreekit.audit.future import FutureCourse, future_courses
from degreekit.audit.model import UNIT, Solution
from degreekit.audit.result import Audit, PluginVersion
from degreekit.audit.solve import solve
from degreekit.courses import CourseCode, Institution
from degreekit.errors import DegreekitError
from degreekit.requirements import Candidate, Program, standing
from degreekit.transcript import Transcript

__all__ = ["Auditor", "WrongInstitution"]

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
    ):
        self.program = program
        self.institution = institution
        self.plugins = plugins
        self.budget = budget
        self._known: Known = {}

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
        if transcript.institution not in (None, self.program.institution):
            raise WrongInstitution(str(transcript.institution), self.program.institution)
        case = adjust(self.program, adjustments, self.institution)
        known = self._known if case.program is self.program else {}
        compiled = compile_audit(case, transcript, self.institution, known=known)
        solution = solve(compiled.model, budget=self.budget, give_up=False)
        if solution is None:  # not complete: find the cheapest way to finish
            future = self._courses(case)
            compiled = compile_audit(case, transcript, self.institution, future, known)
            solution = solve(compiled.model, budget=self.budget)
        if solution is None:
            raise AssertionError("a goal with every leaf given up is reached")
        checker = Checker(case, transcript, self.institution)
        placed = list(self._placed(case, transcript, checker, compiled, solution))
        further = list(_further(compiled, solution))
        given_up = [compiled.leaves[leaf] for leaf in solution.given_up]
        conflict: list[str] = []
        if solution.given_up:
            found = smallest_conflict(compiled.model, solution.given_up, budget=self.budget)
            conflict = [compiled.leaves[leaf] for leaf in found]
        certificate = checker.certify(
            placed, [one for one, _ in further], given_up, _claimed(compiled, solution)
        )
        return explain(
            self.program, checker, certificate, further, given_up, conflict, self.plugins
        )

    def _courses(self, case: Case) -> tuple[FutureCourse, ...]:
        # Without a catalog the rules say which courses there are, and decisions may change them.
        if case.program is self.program or self.institution.catalog:
            return self._future
        return future_courses(case.program, self.institution)

    def _placed(
        self,
        case: Case,
        transcript: Transcript,
        checker: Checker,
        compiled: Compiled,
        solution: Solution,
    ) -> Iterator[Placed]:
        for (what, position), item, number in zip(
            compiled.keys, compiled.model.items, solution.chosen, strict=True
        ):
            uses = tuple((compiled.takes[take].id, row) for take, row in item.options[number].uses)
            if not uses:
                continue
            if what == "waived":
                yield Placed(case.waived_courses[position].course, uses, waived=position)
            else:
                worth = standing(transcript.records[position], self.institution, case.program).worth
                yield Placed(checker.candidates[position], uses, position, worth=worth)


def _claimed(compiled: Compiled, solution: Solution) -> tuple[int, int, int]:
    """Return approvals, courses in progress and planned courses as the search counted them."""
    chosen = [
        (item, item.options[number])
        for item, number in zip(compiled.model.items, solution.chosen, strict=True)
    ]
    pools = {pool.kind: pool for pool in compiled.model.pools}
    approvals = sum(option.approvals for _, option in chosen)
    approvals += sum(pools[pool].options[number].approvals for pool, number in solution.further)
    used = [item for item, option in chosen if option.uses]
    return approvals, sum(i.in_progress for i in used), sum(i.planned for i in used)


def _further(compiled: Compiled, solution: Solution) -> Iterator[tuple[Placed, tuple[str, ...]]]:
    """Yield the further courses with examples; each stands for any other one of its kind."""
    unused: dict[int, Iterator[tuple[Candidate, tuple[Use, ...]]]] = {}
    for pool, number in solution.further:
        kind = compiled.kinds[pool]
        option = compiled.model.pools[pool].options[number]
        course, places = next(unused.setdefault(pool, _members(kind)))
        taken = {take for take, _ in option.uses}
        uses = tuple((compiled.takes[u.take].id, u.row) for u in places if u.take in taken)
        names = (
            f"{member.code} {member.title}" if member.title else str(member.code)
            for member, _ in islice(_members(kind), _LOOK)
        )
        placed = Placed(replace(course, credits=Decimal(option.credits) / UNIT), uses)
        yield placed, tuple(islice(dict.fromkeys(names), _EXAMPLES))


def _members(kind: Kind) -> Iterator[tuple[Candidate, tuple[Use, ...]]]:
    for future, uses in kind.members:
        code = future.course.code
        for step in range(future.supply):
            moved = CourseCode(code.subject, f"{code.value + step}{code.suffix}", code.letter)
            again = future.repeatable or future.supply == 1
            yield (future.course if again else replace(future.course, code=moved)), uses
