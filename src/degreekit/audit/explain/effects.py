"""What each decision for the student did to the audit, or why it did nothing."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from degreekit.adjustments import Adjustment, AdjustmentKind, Ruling
from degreekit.adjustments.lists import first_row, lacking
from degreekit.audit.certify import Certificate, Checker, Fact, Placed, Violation
from degreekit.audit.explain.reasons import reason, told
from degreekit.audit.explain.wording import joined, record_name
from degreekit.audit.result import AdjustmentResult
from degreekit.requirements import Candidate, Row, Take, Worth

__all__ = ["effects"]


def effects(checker: Checker, certificate: Certificate) -> tuple[AdjustmentResult, ...]:
    """Return each decision with what it did.

    Args:
        checker: the rules that hold for the student.
        certificate: what is true of the answer.
    """
    told = _Effects(checker, certificate)
    return tuple(told.result(p, given) for p, given in enumerate(checker.case.adjustments))


class _Effects:
    def __init__(self, checker: Checker, certificate: Certificate):
        self.checker = checker
        self.case = checker.case
        self.certificate = certificate

    def result(self, position: int, given: Adjustment) -> AdjustmentResult:
        problem = self.case.problems.get(position)
        effect, text = (False, problem) if problem else self._effect(position, given)
        return AdjustmentResult(adjustment=given, took_effect=effect, text=text)

    def _effect(self, position: int, given: Adjustment) -> tuple[bool, str]:
        kind = AdjustmentKind
        match given.kind:
            case kind.WAIVE if given.course is not None:
                return self._waiver(position)
            case kind.WAIVE:
                return self._idle(given, "is waived")
            case kind.FORCE_COMPLETE:
                return self._idle(given, "counts as complete")
            case kind.APPROVE:
                return self._approval(position, given)
            case kind.DENY | kind.EXCLUDE:
                return self._ruling(position, given, self.case.denials)
            case kind.APPLY_HERE | kind.ALSO_ALLOW | kind.SUBSTITUTE:
                return self._placed(position, given)
            case kind.CHANGE_LIMIT:
                return True, f"{given.limit} is changed"
            case kind.WAIVE_LIMIT:
                return True, f"{given.limit} does not hold"
        return True, "noted"

    def _idle(self, given: Adjustment, what: str) -> tuple[bool, str]:
        asked = _asked(self.certificate.root, given.requirement)
        return asked, f"{self._title(given.requirement)} {what if asked else 'is not asked for'}"

    def _waiver(self, position: int) -> tuple[bool, str]:
        for one in self.certificate.placed:
            if one.waived is not None:
                waived = self.case.waived_courses[one.waived]
                if waived.adjustment == position:
                    return True, f"fills a place of {self._title(waived.take)}"
        return False, "the place is filled without it"

    def _ruling(
        self, position: int, given: Adjustment, rulings: Sequence[Ruling]
    ) -> tuple[bool, str]:
        found = self._records(given)
        if not found:
            return False, "no such course is on the transcript"
        names = self._names(found)
        if not self._rows(position, found, rulings):
            return False, f"{names} could not be applied there anyway"
        return True, f"holds for {names}"

    def _approval(self, position: int, given: Adjustment) -> tuple[bool, str]:
        effect, text = self._ruling(position, given, self.case.approvals)
        if not effect:
            return effect, text
        found = self._records(given)
        rows = self._rows(position, found, self.case.approvals)
        names = self._names(found)
        open_ = any(self.checker.candidates[record].other_titles for record in found)
        if not open_ and not any(row.approval for row in rows.values()):
            return False, f"{names} needs no approval there"
        if not any(
            one.record in found and any(take in rows for take, _ in one.uses)
            for one in self.certificate.placed
        ):
            return False, f"{names} is not applied there: nothing is gained by it"
        return True, f"{names} is applied with it"

    def _placed(self, position: int, given: Adjustment) -> tuple[bool, str]:
        """Tell of a course that may be applied in a place, or has to be."""
        rulings = (*self.case.approvals, *self.case.placements)
        below = frozenset().union(*(r.takes for r in rulings if r.adjustment == position))
        takes = [take for take in self.case.program.takes() if take.id in below]
        here = given.kind is AdjustmentKind.APPLY_HERE
        found = self._records(given)
        if not found:
            missing = "no such course is on the transcript"
            return False, missing if here else f"the list is changed, but {missing}"
        for one in self.certificate.placed:
            if one.record in found and any(take in below for take, _ in one.uses):
                return True, f"{self._names([one.record or 0])} is applied with it"
        # Of several attempts one that could count is the one to speak of.
        record = next((n for n in found if self.checker.worths[n] is not Worth.NOTHING), found[0])
        used = next((one.uses for one in self.certificate.placed if one.record == record), ())
        text = f"{self._names([record])} is not applied{' there' if used else ''}"
        text = f"{text}: {self._obstacle(record, takes, [id_ for id_, _ in used])}"
        lost = list(self._lost(record)) if here else []
        return bool(lost), f"{text}; it is kept out of {joined(lost)}" if lost else text

    def _obstacle(self, record: int, takes: Sequence[Take], used: Sequence[str]) -> str:
        """Say what keeps a record, which is used elsewhere or nowhere, out of some lists."""
        checker = self.checker
        course, worth = checker.candidates[record], checker.worths[record]
        code, text, _ = reason(checker, self.certificate, record)
        if worth is Worth.NOTHING or code == "no-degree-credit":
            return text
        always: list[Violation] = []
        now: list[Violation] = []
        for take in takes:
            row = checker.rules.row(take, course)
            if row is None:
                if missing := _missing(take, course):
                    return f"courses {missing} are asked for"
                continue
            tried = Placed(course, ((take.id, row),), record, worth=worth)
            if against := checker.violations([tried]):
                always += against
                continue
            if used:
                return f"it counts for {joined(map(self._title, used))} instead"
            against = checker.violations([*self.certificate.placed, tried])
            if not against:
                return "nothing is gained by it"
            now += against
        broken = now or always
        if not broken:
            return "it is on no list there"
        return told(checker, self.certificate, broken, record)

    def _lost(self, record: int) -> Iterator[str]:
        """Yield what else a record could be applied to if no decision said where it has to be."""
        checker = self.checker
        course, worth = checker.candidates[record], checker.worths[record]
        for take in self.case.program.takes():
            row = checker.rules.row(take, course)
            if row is not None:
                tried = Placed(course, ((take.id, row),), record, worth=worth)
                if {v.code for v in checker.violations([tried])} == {"applied-elsewhere"}:
                    yield take.title

    def _records(self, given: Adjustment) -> list[int]:
        """Return the positions of the records a decision speaks of."""
        if given.course is None:
            return []
        code = self.checker.institution.code(given.course)
        ruling = Ruling(0, frozenset(), code, given.title)
        return [
            position
            for position, course in enumerate(self.checker.candidates)
            if ruling.speaks_of(course, self.checker.institution)
        ]

    def _rows(
        self, position: int, found: Sequence[int], rulings: Sequence[Ruling]
    ) -> dict[str, Row]:
        """Return the lists the decision holds for that have one of the records, with its row."""
        takes = frozenset().union(*(r.takes for r in rulings if r.adjustment == position))
        rows = {}
        for node in self.case.program.nodes:
            if isinstance(node, Take) and node.id in takes:
                for record in found:
                    course = self.checker.candidates[record]
                    row = next((row for row in node.rows if row.courses.matches(course)), None)
                    if row is not None:
                        rows[node.id] = row
        return rows

    def _names(self, found: Sequence[int]) -> str:
        records = self.checker.transcript.records
        names = (record_name(records[p], self.checker.candidates[p]) for p in found)
        return joined(dict.fromkeys(names))

    def _title(self, id_: str | None) -> str:
        node = self.case.program.node(id_ or "")
        return node.title if node else str(id_)


def _asked(fact: Fact, id_: str | None) -> bool:
    """Return whether a requirement stands in a branch that is picked."""
    if fact.node.id == id_:
        return fact.state != "not_applicable"
    return any(_asked(part, id_) for part in fact.parts)


def _missing(take: Take, course: Candidate) -> str:
    """Return what a list that names a course asks of it beside, and it does not have."""
    place = first_row(take, course)
    rows = take.rows if place is None else (take.rows[place],)
    lacks = (lacking(row.courses, course) for row in rows)
    return " ".join(part.text() for part in next(filter(None, lacks), ()))
