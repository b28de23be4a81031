"""How students stand in figures, certified: of many students nothing else is asked.

What remains follows from how many courses of each class a student has
(`degreekit.audit.solve.by_class`). The placement that shows that this is enough is checked like
that of any audit. Students who may be complete, and whoever differs in more than that, are left to
the search.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from itertools import islice
from threading import Lock

from degreekit.audit.certify import Checker, Placed
from degreekit.audit.decision import Verdict
from degreekit.audit.explain.advice import placed_further
from degreekit.audit.model.classes import Classes, Held
from degreekit.audit.model.compile import untaken
from degreekit.audit.model.frame import Frame
from degreekit.audit.model.future import Identity
from degreekit.audit.model.model import UNIT, Option
from degreekit.audit.model.ways import Profile
from degreekit.audit.result import Status
from degreekit.audit.solve.budget import DEFAULT_BUDGET
from degreekit.audit.solve.by_class import ByClass, CannotSay, Least
from degreekit.requirements import Milestone

__all__ = ["Figures", "FiguresOfMany"]

#: Rules under which fewer students are asked about are not written down for many.
_MANY = 4
#: After so many students with something that is not written down yet all is written down anew, and
#: then twice as many are waited for, up to this many.
_STRANGE, _MOST_STRANGE = 2, 2_000
#: With more classes of records than this they are collected anew.
_MOST_CLASSES = 200


@dataclass(frozen=True, slots=True)
class Figures:
    """How a student stands, in figures.

    Attributes:
        status: ``satisfied``, ``conditional`` or ``unsatisfied``.
        courses: the fewest further courses.
        credits: the fewest further credits with that many courses.
        assumptions: approvals, courses in progress and planned courses it rests on.
        out_of_reach: how many requirements no further course can reach.
    """

    status: Status
    courses: int
    credits: Decimal
    assumptions: tuple[int, int, int]
    out_of_reach: int

    @classmethod
    def of(cls, verdict: Verdict) -> Figures:
        """Return the figures of a verdict."""
        given_up = len(verdict.given_up)
        told = verdict.status, verdict.courses, verdict.credits, verdict.assumptions
        return cls(*told, given_up)


class FiguresOfMany:
    """The figures of one student after another, under the same rules.

    Args:
        frame: the rules.
        budget: how many steps may be taken for a student.
    """

    def __init__(self, frame: Frame, budget: int = DEFAULT_BUDGET):
        self._frame = frame
        self._budget = budget
        self._may = Classes.tell(frame)
        self._milestones = [n for n in frame.program.nodes if isinstance(n, Milestone)]
        self._lock = Lock()
        self._asked = 0
        self._classes: Classes | None = None
        self._program: ByClass | None = None
        #: how many classes and sums it knows
        self._known = 0, -1
        self._strange, self._patience = 0, _STRANGE

    def unfinished(self, profiles: Sequence[Profile], checker: Checker) -> Figures | None:
        """Return the figures of a student who has something left to take.

        Args:
            profiles: what each record of the student can do.
            checker: checks the placement.

        Returns:
            None where nothing may be left to take, or the student has to be looked at alone.

        Raises:
            NotCertified: the placement is not borne out by the rules (a defect).
        """
        if not self._may or self._rests_on_milestone(checker):
            return None
        with self._lock:  # threads may share an auditor, and what is kept moves with each student
            known = self._least(profiles)
        if known is None or not known[2].courses:
            return None
        classes, held, found = known
        placed = list(self._placed(classes, held, found, checker))
        future = list(self._future(classes, held, found))
        checker.hold_complete(placed, future, (), found.assumptions)
        credits = Decimal(found.credits) / UNIT
        return Figures(Status.UNSATISFIED, found.courses, credits, found.assumptions, 0)

    def _least(self, profiles: Sequence[Profile]) -> tuple[Classes, Held, Least] | None:
        """Return the least that remains, with what the student has; None where it is not known."""
        self._asked += 1
        if self._asked < _MANY:
            return None
        classes = self._classes
        if classes is None:
            classes = self._classes = Classes(self._frame)
        held = classes.held(profiles)
        program = self._written(classes, held)
        if program is None or held is None:
            return None
        found = program.least(held.numbers(self._known[0]), self._budget)
        return None if found is None else (classes, held, found)

    def _written(self, classes: Classes, held: Held | None) -> ByClass | None:
        """Return the program if a student has only what is written down in it.

        Now and then all that has come up is written down anew, for the next students.
        """
        own, sums = self._known
        known = held is not None and max(held.records, default=-1) < own
        if known and sums == len(self._frame.counters):
            return self._program
        self._strange += 1
        if self._strange >= self._patience:
            self._strange, self._patience = 0, min(2 * self._patience, _MOST_STRANGE)
            self._write(classes)
        return None

    def _write(self, classes: Classes) -> None:
        frame = self._frame
        if len(classes.own) > _MOST_CLASSES:
            classes = self._classes = Classes(frame, classes.wanted)
        elif classes.wanted != classes.bind:
            classes = self._classes = classes.widened()
        self._known = len(classes.own), len(frame.counters)
        ways = [*(offer.ways for offer in classes.offers), *classes.own]
        try:
            self._program = ByClass(frame.counters, frame.goal, ways)
        except CannotSay:
            self._may = False
        # Rules that count different ones may have sums now that only some students break.
        self._may = self._may and Classes.tell(frame)

    def _rests_on_milestone(self, checker: Checker) -> bool:
        """Return whether a course in progress stands for a milestone: it is an assumption, too."""
        return any(one.relied_on(checker.candidates) is not None for one in self._milestones)

    def _placed(
        self, classes: Classes, held: Held, found: Least, checker: Checker
    ) -> Iterator[Placed]:
        """Yield the records that are used, each where it is applied."""
        takes, first = self._frame.takes, len(classes.offers)
        for one, records in held.records.items():
            unused = iter(records)
            for number, times in found.used.get(first + one, ()):
                for position, item in islice(unused, times):
                    uses = item.options[number].uses
                    yield Placed(
                        checker.candidates[position],
                        tuple((takes[take].id, row) for take, row in uses),
                        position,
                        worth=checker.worths[position],
                    )

    def _future(self, classes: Classes, held: Held, found: Least) -> Iterator[Placed]:
        """Yield the further courses, each for any other one of its class."""
        frame, taken = self._frame, set[Identity]()
        for place, offer in enumerate(classes.offers):
            used = found.used.get(place)
            if not used:
                continue
            courses = (
                (one, places, identity)
                for course, places in offer.members
                for one, identity in untaken(
                    course,
                    held.taken.has if places else held.taken.stands,
                    frame.program,
                    frame.institution,
                )
                if identity is None or identity not in taken
            )
            for number, times in used:
                option: Option = offer.ways.options[number]
                for one, places, identity in islice(courses, times):
                    if identity is not None:
                        taken.add(identity)
                    yield placed_further(one, places, option.uses, option.credits, frame.takes)
