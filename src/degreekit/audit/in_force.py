"""The rules that are in force for a student, made once for all for whom they are the same."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from decimal import Decimal
from functools import cached_property

from degreekit.adjustments import Adjustment, Case, adjust
from degreekit.audit.certify import Rules
from degreekit.audit.explain.places import Catalog
from degreekit.audit.explain.titles import Titles
from degreekit.audit.model.frame import Frame
from degreekit.audit.model.future import FutureCourse, future_courses, same_future
from degreekit.audit.model.overlay import frame_over
from degreekit.courses import CourseCode, Institution, RecordStatus, title_key
from degreekit.requirements import FUTURE, Candidate, KnownRecords, Program, candidates, further
from degreekit.transcript import Transcript

__all__ = ["Prepared", "RulesInForce"]

#: The rules are kept for this many sets of decisions, and for this many kinds of student (by what
#: their conditions say) under each.
KEPT = 16

#: What of a decision changes no rule.
_NOT_MEANT = {"reason": "", "by": "", "date": None}

#: The rules as sums are made anew once there are this many sums, or kinds of option: what single
#: courses and subjects ask for adds some.
_SUMS = 5_000

#: Stands for any course that is still to be taken.
_PROBE = Candidate(CourseCode("ANY", "0"), None, FUTURE, Decimal(0), RecordStatus.PLANNED)


class Prepared:
    """The rules that hold under some decisions, with what was found out about them.

    Args:
        program: the rules as printed.
        case: the rules as they hold.
        institution: how codes, titles and grades are read.
        plain: the same without decisions.
        kin: the same for a student for whom amounts and courses may be others.
    """

    def __init__(
        self,
        program: Program,
        case: Case,
        institution: Institution,
        plain: Prepared | None = None,
        kin: Prepared | None = None,
    ):
        self.case = case
        self.frames: dict[object, Frame] = {}
        self.catalogs: dict[object, Catalog] = {}
        like = plain or kin
        known = like.records if like else KnownRecords(program, institution)
        self.records: KnownRecords = known
        printed = plain.rules if plain else None
        related = kin.rules if kin else None
        self.rules: Rules = Rules(program, case.adjustments, institution, printed, known, related)
        self.titles: Titles = Titles(case, institution, plain.titles if plain else None)

    def make_room(self) -> None:
        """Forget the sums and catalogs that have become too many."""
        for key, frame in list(self.frames.items()):
            sizes = len(frame.counters), len(frame.ranks)
            if max(sizes) > _SUMS or len(self.frames) > KEPT:
                del self.frames[key]
        if len(self.catalogs) > KEPT:
            self.catalogs.clear()


class RulesInForce:
    """The rules of a program: as printed, and under the last few sets of decisions.

    Args:
        program: the rules as printed.
        institution: how codes, titles and grades are read.

    Attributes:
        kin: the same program's rules for a student for whom amounts and courses may be others.
    """

    def __init__(self, program: Program, institution: Institution):
        self.program = program
        self.institution = institution
        self.kin: RulesInForce | None = None
        self._adjusted: dict[tuple[Adjustment, ...], Prepared] = {}

    @cached_property
    def plain(self) -> Prepared:
        """The rules without decisions."""
        case = adjust(self.program, (), self.institution)
        kin = None if self.kin is None else self.kin.plain
        return Prepared(self.program, case, self.institution, kin=kin)

    @cached_property
    def future(self) -> tuple[FutureCourse, ...]:
        """The courses that could still be taken, where decisions name no others."""
        kin = self.kin
        if kin is not None and same_future(kin.program, self.program, self.institution):
            return kin.future
        return future_courses(self.program, self.institution)

    def under(self, given: tuple[Adjustment, ...]) -> Prepared:
        """Return the rules that hold under some decisions; those of the last few are kept.

        They do not depend on why it was decided, by whom and when, so that what was decided for one
        student is known when the same is decided for the next.
        """
        if not given:
            return self.plain
        meant = tuple(one.model_copy(update=_NOT_MEANT) for one in given)
        found = self._adjusted.pop(meant, None)
        if found is None:
            case = adjust(self.program, meant, self.institution)
            found = Prepared(self.program, case, self.institution, self.plain)
        self._adjusted[meant] = found
        if len(self._adjusted) > KEPT:
            del self._adjusted[next(iter(self._adjusted))]
        return found

    def catalog(self, prepared: Prepared, transcript: Transcript) -> Catalog:
        """Return what could be taken; it is kept for all students for whom it is the same."""
        case, rules, plain, like = prepared.case, prepared.rules, None, None
        subjects = self._subjects(case, transcript)
        when = further(_PROBE, transcript, self.program).study_term
        if (when, subjects) in prepared.catalogs:
            return prepared.catalogs[when, subjects]
        if not subjects and prepared is not self.plain and self._same_future(case):
            plain = self.catalog(self.plain, transcript)
        elif not subjects and prepared is self.plain and self._as_kin is not None:
            like = self._as_kin.catalog(self._as_kin.plain, transcript)
        found = Catalog(case, rules, self._further(case, transcript, subjects), plain, like)
        prepared.catalogs[when, subjects] = found
        return found

    def frame(
        self,
        prepared: Prepared,
        transcript: Transcript,
        outcomes: tuple[bool, ...] | None = None,
    ) -> Frame:
        """Return the rules as sums, made once for all students they hold for.

        Args:
            prepared: the rules.
            transcript: the records.
            outcomes: of the conditions of the rules, where they are known.
        """
        case = prepared.case
        asked = case.program.conditions
        if outcomes is None:
            seen = candidates(transcript, self.institution, case.program) if asked else []
            outcomes = tuple(one.holds(transcript.student, seen) for one in asked)
        probe = _PROBE
        if self.program.asks_when:  # as printed: a decision may take away the rule that asks
            probe = further(probe, transcript, self.program)
        subjects = self._subjects(case, transcript)
        key = outcomes, probe.study_term, subjects
        if key in prepared.frames:
            return prepared.frames[key]

        def future() -> Iterable[FutureCourse]:
            return self._further(case, transcript, subjects)

        frame: Frame
        if prepared is not self.plain and self._same_future(case):
            base = self.frame(self.plain, transcript)
            frame = frame_over(base, case, self.institution, outcomes, future)
        elif prepared is self.plain and not subjects and (kin := self._as_kin) is not None:
            kin.plain.make_room()
            base = kin.frame(kin.plain, transcript, outcomes)
            frame = frame_over(base, case, self.institution, outcomes, future)
        else:
            known = prepared.frames.values()
            # One that lies over another has the further courses of that one.
            whole = (one for one in known if type(one) is Frame and one.outcomes == outcomes)
            alike = next(whole, None)
            if alike is None:
                frame = Frame(case, self.institution, outcomes, future, prepared.records)
            else:
                frame = alike.with_future(future)
        prepared.frames[key] = frame
        return frame

    @cached_property
    def _as_kin(self) -> RulesInForce | None:
        """The rules whose further courses are those of these, each at the same time."""
        kin = self.kin
        if kin is None or kin.future is not self.future:
            return None
        told = [(p.deadlines, len(p.conditions)) for p in (kin.program, self.program)]
        return kin if told[0] == told[1] else None

    def _subjects(self, case: Case, transcript: Transcript) -> frozenset[str]:
        """Return the subjects of a student that are known to exist though no catalog lists any."""
        if case.program.counts_subjects and not self.institution.catalog:
            return frozenset(self.institution.code(r.code).subject for r in transcript.records)
        return frozenset()

    def _further(
        self, case: Case, transcript: Transcript, subjects: frozenset[str]
    ) -> Iterable[FutureCourse]:
        """Return what a student could still take, as rules see it."""
        courses = self._courses(case, subjects)
        if not self.program.asks_when:
            return courses
        probe = further(_PROBE, transcript, self.program)
        term, age = probe.study_term, probe.age
        return [
            replace(one, course=replace(one.course, study_term=term, age=age)) for one in courses
        ]

    def _courses(self, case: Case, subjects: frozenset[str]) -> tuple[FutureCourse, ...]:
        if self._same_future(case) and not subjects:
            return self.future
        named = {
            (code, title)
            for one in case.adjustments
            for code, title in (
                (one.course, title_key(self.institution.full_title(one.title))),
                (one.replaces, ""),
            )
            if code
        }
        return future_courses(case.program, self.institution, subjects, named)

    def _same_future(self, case: Case) -> bool:
        """Return whether decisions leave it as it is which courses there are.

        Without a catalog the rules say so, and decisions that name courses tell them apart.
        """
        named = any(one.course or one.replaces for one in case.adjustments)
        return bool(self.institution.catalog) or (case.program is self.program and not named)
