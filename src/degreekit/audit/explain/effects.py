"""What each decision for the student did to the audit, or why it did nothing."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from degreekit.adjustments import Adjustment, AdjustmentKind, Case, Ruling
from degreekit.adjustments.kinds import KINDS, Effect
from degreekit.adjustments.lists import first_row, lacking
from degreekit.audit.certify import Certificate, Checker, Fact, Placed, Violation
from degreekit.audit.explain.reasons import reason, told
from degreekit.audit.explain.wording import joined, record_name
from degreekit.audit.result import AdjustmentResult
from degreekit.requirements import Candidate, Row, Take, Worth

__all__ = ["effects"]


def effects(case: Case, checker: Checker, certificate: Certificate) -> tuple[AdjustmentResult, ...]:
    """Return each decision with what it did.

    Args:
        case: the decisions, and the rules as they changed them.
        checker: what was asked to judge the answer.
        certificate: what is true of the answer.
    """
    found = _Effects(case, checker, certificate)
    return tuple(found.result(p, given) for p, given in enumerate(case.adjustments))


class _Effects:
    """What the kinds of decision ask (`degreekit.adjustments.kinds.Findings`)."""

    def __init__(self, case: Case, checker: Checker, certificate: Certificate):
        self.case = case
        self.checker = checker
        self.certificate = certificate

    def result(self, position: int, given: Adjustment) -> AdjustmentResult:
        problem = self.case.problems.get(position)
        effect, text = (
            (False, problem) if problem else KINDS[given.kind].effect(self, position, given)
        )
        return AdjustmentResult(adjustment=given, took_effect=effect, text=text)

    def set_aside(self, requirement: str, how: str) -> Effect:
        asked = _asked(self.certificate.root, requirement)
        return asked, f"{self._title(requirement)} {how if asked else 'is not asked for'}"

    def waiver(self, position: int) -> Effect:
        for one in self.certificate.placed:
            if one.waived == position:
                ((take, _),) = one.uses
                return True, f"fills a place of {self._title(take)}"
        waived = next(one for one in self.case.waived_courses if one.adjustment == position)
        lists = [place.take for place in waived.places]
        if not any(take in self.checker.open for take in lists):
            title = joined(dict.fromkeys(map(self._title, lists)), "or")
            return False, f"{title} takes no courses for this student"
        return False, "the place is filled without it"

    def refusal(self, position: int, given: Adjustment) -> Effect:
        return self._ruling(position, given, self.case.denials)

    def _ruling(self, position: int, given: Adjustment, rulings: Sequence[Ruling]) -> Effect:
        records = self._records(given)
        if not records:
            return False, "no such course is on the transcript"
        names = self._names(records)
        if not self._rows(position, records, rulings):
            return False, f"{names} could not be applied there anyway"
        return True, f"holds for {names}"

    def approval(self, position: int, given: Adjustment) -> Effect:
        effect, text = self._ruling(position, given, self.case.approvals)
        if not effect:
            return effect, text
        records = self._records(given)
        rows = self._rows(position, records, self.case.approvals)
        names = self._names(records)
        open_ = any(self.checker.candidates[record].other_titles for record in records)
        if not open_ and not any(row.approval for row in rows.values()):
            return False, f"{names} needs no approval there"
        if not any(
            one.record in records and any(take in rows for take, _ in one.uses)
            for one in self.certificate.placed
        ):
            return False, f"{names} is not applied there, because it is not needed"
        return True, f"{names} is applied with it"

    def placing(self, position: int, given: Adjustment) -> Effect:
        rulings = (*self.case.approvals, *self.case.placements)
        below = frozenset().union(*(r.takes for r in rulings if r.adjustment == position))
        takes = [take for take in self.case.program.takes() if take.id in below]
        here = given.kind is AdjustmentKind.APPLY_HERE
        records = self._records(given)
        if not records:
            missing = "no such course is on the transcript"
            return False, missing if here else f"the list is changed, but {missing}"
        for one in self.certificate.placed:
            if one.record in records and any(take in below for take, _ in one.uses):
                return True, f"{self._names([one.record or 0])} is applied with it"
        # Of several attempts one that could count is the one to name.
        record = next((n for n in records if self.checker.worths[n] is not Worth.NOTHING), None)
        record = records[0] if record is None else record
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
            rows = checker.rules.rows_for(take.id, course)
            if not rows and (missing := _missing(take, course)):
                return f"courses {missing} are asked for"
            for row in rows:
                tried = Placed(course, ((take.id, row),), record, worth=worth)
                if against := checker.violations([tried]):
                    always += against
                    continue
                if used:
                    return f"it counts for {joined(map(self._title, used))} instead"
                against = checker.violations([*self.certificate.placed, tried])
                if not against:
                    return "it is not needed"
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
            if rows := checker.rules.rows_for(take.id, course):
                tried = Placed(course, ((take.id, rows[0]),), record, worth=worth)
                if {v.code for v in checker.violations([tried])} == {"applied-elsewhere"}:
                    yield take.title

    def _records(self, given: Adjustment) -> list[int]:
        """Return the positions of the records that a decision is about."""
        if given.course is None:
            return []
        here = self.checker.institution
        ruling = Ruling(0, frozenset(), here.code(given.course), given.title)
        courses = enumerate(self.checker.candidates)
        return [position for position, course in courses if ruling.speaks_of(course, here)]

    def _rows(
        self, position: int, records: Sequence[int], rulings: Sequence[Ruling]
    ) -> dict[str, Row]:
        """Return the lists the decision holds for that have one of the records, with its row."""
        takes = frozenset().union(*(r.takes for r in rulings if r.adjustment == position))
        rows = {}
        for take in takes:
            for record in records:
                for row in self.checker.rules.rows_for(take, self.checker.candidates[record])[:1]:
                    rows[take] = self.checker.rules.takes[take].printed(row)
        return rows

    def _names(self, records: Sequence[int]) -> str:
        transcript = self.checker.transcript.records
        names = (record_name(transcript[p], self.checker.candidates[p]) for p in records)
        return joined(dict.fromkeys(names))

    def _title(self, id_: str) -> str:
        node = self.case.program.node(id_)
        return node.title if node else id_


def _asked(fact: Fact, id_: str) -> bool:
    """Return whether a requirement stands in a branch that is picked."""
    if fact.node.id == id_:
        return fact.state != "not_applicable"
    return any(_asked(part, id_) for part in fact.parts)


def _missing(take: Take, course: Candidate) -> str:
    """Return what a list that names a course asks of it besides, and it does not have."""
    place = first_row(take, course)
    rows = take.listed if place is None else (take.listed[place],)
    lacks = (lacking(row.courses, course) for row in rows)
    return " ".join(part.text() for part in next(filter(None, lacks), ()))
