"""What each decision for the student did to the audit, or why it did nothing."""

from __future__ import annotations

from collections.abc import Sequence

from degreekit.adjustments import Adjustment, AdjustmentKind, Ruling
from degreekit.audit.certify import Certificate, Checker
from degreekit.audit.result import AdjustmentResult
from degreekit.audit.wording import joined, record_name
from degreekit.requirements import Row, Take

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
                return True, f"{self._title(given.requirement)} is waived"
            case kind.FORCE_COMPLETE:
                return True, f"{self._title(given.requirement)} counts as complete"
            case kind.APPROVE:
                return self._approval(position, given)
            case kind.DENY | kind.EXCLUDE:
                return self._ruling(position, given, self.case.denials)
            case kind.APPLY_HERE:
                return self._ruling(position, given, self.case.placements)
            case kind.ALSO_ALLOW | kind.SUBSTITUTE:
                return self._allowed(given)
            case kind.CHANGE_LIMIT:
                return True, f"{given.limit} is changed"
            case kind.WAIVE_LIMIT:
                return True, f"{given.limit} does not hold"
        return True, "noted"

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
        if not any(row.approval for row in rows.values()):
            return False, f"{names} needs no approval there"
        if not any(
            one.record in found and any(take in rows for take, _ in one.uses)
            for one in self.certificate.placed
        ):
            return False, f"{names} is not applied there: nothing is gained by it"
        return True, f"{names} is applied with it"

    def _allowed(self, given: Adjustment) -> tuple[bool, str]:
        scope = (given.requirement,) if given.requirement else ()
        below = {take.id for take in self.case.program.takes(scope)}
        found = self._records(given)
        for one in self.certificate.placed:
            if one.record in found and any(take in below for take, _ in one.uses):
                return True, f"{self._names([one.record or 0])} is applied with it"
        return False, "the list is changed, but no such course is applied there"

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
