"""Why a record is not applied: the first of the rules that keep it out, in words."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from functools import cached_property
from typing import NamedTuple

from degreekit.audit.certify import Certificate, Checker, Placed, Violation
from degreekit.audit.certify.validity import Alongside
from degreekit.audit.explain.wording import joined, record_name
from degreekit.requirements import FUTURE, Candidate, Check, Milestone, Worth

__all__ = ["Reason", "reason", "told"]

# Of several rules that keep a course from being applied, the first of these is the one to name.
_WEIGHT = (
    "repeated",
    "mutual-exclusion",
    "excluded",
    "over-limit",
    "denied",
    "applied-elsewhere",
    "row-filled",
    "list-full",
    "used-twice",
)


class Reason(NamedTuple):
    """Why a record is not applied.

    Attributes:
        code: the finding code.
        text: the reason as a sentence.
        rule: the id of the rule that keeps it out; None where no single rule does.
    """

    code: str
    text: str
    rule: str | None = None


def reason(checker: Checker, certificate: Certificate, position: int) -> Reason:
    """Return why a record is not applied.

    Args:
        checker: the rules that hold for the student.
        certificate: what is true of the answer.
        position: the record's position on the transcript.
    """
    return _Reasons(checker, certificate).reason(position)


def told(
    checker: Checker, certificate: Certificate, broken: Iterable[Violation], position: int
) -> str:
    """Return the sentence for the first of some rules that keep a record out of a place.

    Args:
        checker: the rules that hold for the student.
        certificate: what is true of the answer.
        broken: the rules.
        position: the record's position on the transcript.
    """
    return _Reasons(checker, certificate).sentence(min(broken, key=_rank), position)


class _Reasons:
    def __init__(self, checker: Checker, certificate: Certificate):
        self.checker = checker
        self.program = checker.program
        self.records = checker.transcript.records
        self.certificate = certificate

    @cached_property
    def _beside(self) -> Alongside:
        return self.checker.beside(self.certificate.placed)

    def reason(self, position: int) -> Reason:
        record, worth = self.records[position], self.checker.standings[position]
        if milestone := self._met_by(position):
            text = f"it completes {milestone.title}, and counts nowhere else"
            return Reason("completes-milestone", text, milestone.id)
        if worth.worth is Worth.NOTHING:
            text = {
                "failed": "a failed course earns no credit",
                "withdrawn": "a withdrawn course earns no credit",
                "grade-earns-no-credit": f"the mark {record.grade} earns no credit in this program",
                "unknown-grade": f"the mark {record.grade} is not on the program's grade scale",
                "transfer-not-accepted": "credit from elsewhere does not count in this program",
                "repeated": f"a course counts only once: {self._instead(position)}",
            }.get(worth.reason, worth.reason)
            return Reason(worth.reason, text)
        course = self.checker.candidates[position]
        credit = self.program.credit
        if credit is not None and not credit.matches(course) and not self._decided(course):
            text = f"only courses {credit.text()} count toward the degree"
            return Reason("no-degree-credit", text)
        trials = list(self._trials(Placed(course, (), position, worth=worth.worth)))
        if not trials:
            return Reason("not-eligible", "no requirement of the program accepts it")
        if any(not broken for _, broken in trials):
            return Reason("not-needed", self._not_needed(trials, worth.worth))
        first = min((min(broken, key=_rank) for _, broken in trials), key=_rank)
        rule = None if first.rule == self.program.id else first.rule
        return Reason(first.code, self.sentence(first, position), rule)

    def _met_by(self, position: int) -> Milestone | None:
        """Return the milestone that the record completes, or will."""
        course = self.checker.candidates[position]
        student = self.checker.transcript.student
        for node in self.program.nodes:
            if isinstance(node, Milestone) and (
                node.relied_on([course]) is not None
                or (node.done(student, [course]) and not node.done(student))
            ):
                return node
        return None

    def _decided(self, course: Candidate) -> bool:
        """Return whether a decision puts the course somewhere against other rules."""
        return self.checker.overrides_somewhere(course)

    def _trials(self, one: Placed) -> Iterable[tuple[Placed, list[Violation]]]:
        """Yield each place that lists the course, and what forbids adding it there now."""
        for take in self.checker.rules.takes:
            for row in self.checker.rules.rows_for(take, one.course):
                tried = Placed(one.course, ((take, row),), one.record, worth=one.worth)
                broken = self._beside.violations(tried)
                if not any(v.code == "not-eligible" for v in broken):
                    yield tried, broken

    def _not_needed(self, trials: Sequence[tuple[Placed, list[Violation]]], worth: Worth) -> str:
        free = [tried for tried, broken in trials if not broken]
        what = {
            Worth.IN_PROGRESS: "it is in progress",
            Worth.PLANNED: "it is planned",
        }.get(worth, "it needs an approval" if all(map(self.checker.approvals, free)) else "")
        lowered = self._lowered(free[0]) if free else ""
        if lowered:
            return f"it would lower the average that {lowered} asks for"
        lists = dict.fromkeys(self._title(tried.uses[0][0]) for tried in free)
        where = joined(lists, "or")
        because = f" ({what})" if what else ""
        return f"it could count for {where}{because}, but you don't need it"

    def _lowered(self, tried: Placed) -> str:
        """Return the title of an average over what counts that the course lies below."""
        points = tried.course.points
        for node in self.program.nodes:
            if isinstance(node, Check) and node.gpa is not None and not node.over_record:
                inside = any(take in self.checker.rules.scope(node.scope) for take, _ in tried.uses)
                if points is not None and points < node.gpa and inside:
                    return node.title
        return ""

    def sentence(self, violation: Violation, position: int) -> str:
        """Say what a rule that is broken has against a record."""
        others = [self._record_name(o) for o in violation.others if o != position]
        named = joined(dict.fromkeys(others)) if others else "others"
        match violation.code:
            case "repeated":
                return f"a course counts only once: {named} is counted instead"
            case "mutual-exclusion":
                return f"only one may count ({violation.text}): {named} is counted instead"
            case "excluded":
                return f"it never counts: {violation.text}"
            case "over-limit":
                return f'the limit "{violation.text}" is already reached by {named}'
            case "row-filled":
                return f'the row "{violation.text}" is already filled by {named}'
            case "list-full":
                return f"{violation.text} already has all it needs"
        return f"{self._title(violation.rule)}: it {violation.text}"

    def _instead(self, position: int) -> str:
        """Say which attempt is the one that counts."""
        here, course = self.checker.institution, self.checker.candidates[position]
        same = here.identity(course.code, course.title, course.term)
        others = [
            (one.term is not None, one.term or FUTURE, self._record_name(number))
            for number, one in enumerate(self.checker.candidates)
            if self.checker.worths[number] is not Worth.NOTHING
            and here.identity(one.code, one.title, one.term) == same
        ]
        if not others:
            return "the last attempt is the one that counts, and it was failed"
        names = [name for *_, name in sorted(others)]  # the order of the records says nothing
        return f"{joined(names)} {'is' if len(names) == 1 else 'are'} counted instead"

    def _record_name(self, position: int) -> str:
        return record_name(self.records[position], self.checker.candidates[position])

    def _title(self, id_: str) -> str:
        return self.program.title_of(id_)


def _rank(violation: Violation) -> int:
    return _WEIGHT.index(violation.code) if violation.code in _WEIGHT else len(_WEIGHT)
