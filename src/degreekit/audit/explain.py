"""From the certificate to the audit: what each requirement has and lacks, and every reason."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from decimal import Decimal
from fractions import Fraction

from degreekit.audit.certify import Certificate, Checker, Fact, Measure, Placed, Violation
from degreekit.audit.effects import effects
from degreekit.audit.result import (
    Advice,
    Applied,
    Assumption,
    Audit,
    PluginVersion,
    ProgramStamp,
    Remaining,
    RequirementResult,
    Status,
    Unapplied,
    WaivedPlace,
)
from degreekit.audit.wording import gpa_text, joined, measure_text, record_name
from degreekit.requirements import (
    Check,
    Milestone,
    Program,
    Take,
    Worth,
    count_text,
    standing,
)
from degreekit.transcript import CourseRecord

__all__ = ["explain"]


def explain(
    program: Program,
    checker: Checker,
    certificate: Certificate,
    future: Sequence[tuple[Placed, tuple[str, ...]]],
    given_up: Sequence[str],
    conflict: Sequence[str] = (),
    plugins: tuple[PluginVersion, ...] = (),
) -> Audit:
    """Return the audit that a certificate bears out.

    Args:
        program: the rules as the plugin gave them.
        checker: the rules that hold for the student.
        certificate: what was checked.
        future: the further courses of the cheapest way to finish, each with examples.
        given_up: requirements that no course can reach.
        conflict: requirements that cannot be met together.
        plugins: the distributions that took part.
    """
    return _Explainer(program, checker, certificate, future, given_up, conflict, plugins).audit()


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


#: Amounts that a requirement asks for as a whole, and not of a part of what it holds.
_PLAIN = ("courses", "credits", "subjects")


class _Explainer:
    def __init__(
        self,
        program: Program,
        checker: Checker,
        certificate: Certificate,
        future: Sequence[tuple[Placed, tuple[str, ...]]],
        given_up: Sequence[str],
        conflict: Sequence[str],
        plugins: tuple[PluginVersion, ...],
    ):
        self.original = program
        self.checker = checker
        self.case = checker.case
        self.program = checker.case.program
        self.records = checker.transcript.records
        self.certificate = certificate
        self.future = future
        self.given_up = given_up
        self.conflict = conflict
        self.plugins = plugins
        self.unit = program.unit

    def audit(self) -> Audit:
        root = self.certificate.root
        gpa = self.checker.gpa
        bounds = [Fraction(n.gpa) for n in self.program.nodes if isinstance(n, Check) and n.gpa]
        counted = [one for one in self.certificate.placed if one.record is not None and one.uses]
        return Audit(
            program=ProgramStamp(
                id=self.original.id,
                edition=self.original.edition,
                title=self.original.title,
                fingerprint=self.original.fingerprint,
                unit=self.unit,
            ),
            status=_status(root, over_all=True),
            assumptions=tuple(self._assumptions()),
            requirements=tuple(self._requirement(part) for part in root.parts),
            unapplied=tuple(self._unapplied()),
            remaining=self._remaining(),
            gpa=None if gpa is None else gpa_text(gpa, bounds),
            credits_applied=sum((one.course.credits for one in counted), Decimal(0)),
            adjustments=effects(self.checker, self.certificate),
            plugins=self.plugins,
        )

    # ----------------------------------------------------------------------------- requirements

    def _requirement(self, fact: Fact) -> RequirementResult:
        node = fact.node
        touched = {self.case.waived.get(node.id), self.case.forced.get(node.id)} - {None}
        waived = []
        for one in fact.applied:
            if one.waived is not None:
                place = self.case.waived_courses[one.waived]
                row = node.rows[place.row].title if isinstance(node, Take) else ""
                waived.append(
                    WaivedPlace(code=str(place.course.code), row=row, adjustment=place.adjustment)
                )
                touched.add(place.adjustment)
        return RequirementResult(
            id=node.id,
            kind=getattr(node, "kind", ""),
            title=node.title,
            status=_status(fact),
            needs=node.needs(self.unit),
            has=self._has(fact),
            lacks=self._lacks(fact),
            applied=tuple(
                self._applied(node.id, one) for one in fact.applied if one.waived is None
            ),
            waived=tuple(waived),
            adjustments=tuple(sorted(position for position in touched if position is not None)),
            source=node.source,
            children=tuple(self._requirement(part) for part in fact.parts),
        )

    def _applied(self, id_: str, one: Placed) -> Applied:
        record = self.records[one.record or 0]
        row = next(number for take, number in one.uses if take == id_)
        take = self.program.node(id_)
        printed = take.rows[row] if isinstance(take, Take) else None
        assumed = any(take == id_ for take, _ in self.checker.approvals(one))
        return Applied(
            record=one.record or 0,
            **_printed(record, one),
            status=record.status.value,
            row=printed.title if printed else "",
            approval=None
            if printed is None or not printed.approval
            else ("assumed" if assumed else "given"),
        )

    def _has(self, fact: Fact) -> str:
        if fact.state != "judged":
            return {"waived": "waived", "forced": "declared complete"}.get(fact.state, "nothing")
        if fact.parts:
            done = sum(part.met for part in fact.parts)
            return f"{done} of {len(fact.parts)} met"
        if isinstance(fact.node, Milestone):
            return "on record" if fact.met else "nothing on record"
        texts = [self._amount(m) for m in fact.measures if m.what in (*_PLAIN, "gpa")]
        return ", ".join(texts)

    def _amount(self, measure: Measure) -> str:
        if measure.what == "gpa":
            return (
                "nothing graded"
                if measure.has is None
                else gpa_text(Fraction(measure.has), [Fraction(measure.need)])
            )
        return measure_text(measure.has or Decimal(0), self.unit, measure.noun)

    def _lacks(self, fact: Fact) -> str:
        if fact.state != "judged" or fact.met:
            return ""
        if fact.parts:
            return joined(part.node.title for part in fact.parts if not part.met)
        if isinstance(fact.node, Milestone):
            return fact.node.title
        return "; ".join(self._missing(m) for m in fact.measures if not m.met)

    def _missing(self, measure: Measure) -> str:
        if measure.what == "gpa":
            need = Fraction(measure.need)
            return f"{gpa_text(Fraction(measure.has or 0), [need])} is below {gpa_text(need)}"
        gap = measure_text(measure.gap, self.unit, measure.noun)
        return gap if measure.what in _PLAIN else f"{gap} ({measure.what})"

    # ------------------------------------------------------------------------------ assumptions

    def _assumptions(self) -> Iterable[Assumption]:
        order: list[Assumption] = []
        for one in self.certificate.placed:
            if one.record is None:
                continue
            name = _name(one)
            for take, row in self.checker.approvals(one):
                node = self.program.node(take)
                who = node.rows[row].approval if isinstance(node, Take) else "somebody"
                order.append(
                    Assumption(
                        kind="approval",
                        record=one.record,
                        requirement=take,
                        text=f"{who} approves {name} for {self._title(take)}",
                    )
                )
            pending: tuple[str, str] | None = {
                Worth.IN_PROGRESS: ("in_progress", "is completed with a grade that earns credit"),
                Worth.PLANNED: ("planned", "is taken and completed as planned"),
            }.get(one.worth)
            if pending:
                order.append(
                    Assumption.model_validate(
                        {
                            "kind": pending[0],
                            "record": one.record,
                            "requirement": one.uses[0][0] if one.uses else self._of_record(one),
                            "text": f"{name} {pending[1]}",
                        }
                    )
                )
        rank = ("approval", "in_progress", "planned")
        return sorted(order, key=lambda a: (rank.index(a.kind), a.record))

    def _of_record(self, one: Placed) -> str:
        """Return the check of the whole record that counts a course applied nowhere."""
        for node in self.program.nodes:
            if not isinstance(node, Check) or not node.over_record or node.gpa is not None:
                continue
            if node.where is None or node.where.matches(one.course):
                return node.id
        return self.program.root.id

    def _title(self, id_: str) -> str:
        node = self.program.node(id_)
        return node.title if node else id_

    # -------------------------------------------------------------------------------- unapplied

    def _unapplied(self) -> Iterable[Unapplied]:
        applied = {one.record for one in self.certificate.placed if one.uses}
        for position, record in enumerate(self.records):
            if position in applied:
                continue
            reason, text = self._reason(position, record)
            course = self.checker.candidates[position]
            printed = _printed(record, Placed(course, (), position))
            yield Unapplied(record=position, **printed, reason=reason, text=text)

    def _reason(self, position: int, record: CourseRecord) -> tuple[str, str]:
        worth = standing(record, self.checker.institution, self.program)
        if worth.worth is Worth.NOTHING:
            return worth.reason, {
                "failed": "it was failed and earns no credit",
                "withdrawn": "it was withdrawn and earns no credit",
                "grade-earns-no-credit": f"the mark {record.grade} earns no credit in this program",
                "unknown-grade": f"the mark {record.grade} is not on the program's grade scale",
                "transfer-not-accepted": "credit from elsewhere does not count in this program",
            }.get(worth.reason, worth.reason)
        course = self.checker.candidates[position]
        credit = self.program.credit
        if credit is not None and not credit.matches(course):
            return "no-degree-credit", f"only courses {credit.text()} count toward the degree"
        trials = list(self._trials(Placed(course, (), position, worth=worth.worth)))
        if not trials:
            return "not-eligible", "no requirement of the program takes it"
        if any(not broken for _, broken in trials):
            return "not-needed", self._not_needed(trials, worth.worth)
        ranked = sorted(
            (min(broken, key=_rank) for _, broken in trials),
            key=_rank,
        )
        return ranked[0].code, self._broken(ranked[0], position)

    def _trials(self, one: Placed) -> Iterable[tuple[Placed, list[Violation]]]:
        """Yield each place that lists the course, and what forbids adding it there now."""
        for take in self.program.takes():
            row = next((i for i, r in enumerate(take.rows) if r.courses.matches(one.course)), None)
            if row is None:
                continue
            tried = Placed(one.course, ((take.id, row),), one.record, worth=one.worth)
            broken = self.checker.violations([*self.certificate.placed, tried])
            if not any(v.code == "not-eligible" for v in broken):
                yield tried, broken

    def _not_needed(self, trials: Sequence[tuple[Placed, list[Violation]]], worth: Worth) -> str:
        free = [tried for tried, broken in trials if not broken]
        what = {
            Worth.IN_PROGRESS: "it is in progress",
            Worth.PLANNED: "it is planned",
        }.get(worth, "it awaits an approval" if all(map(self.checker.approvals, free)) else "")
        where = joined((self._title(tried.uses[0][0]) for tried in free), "or")
        because = f" ({what})" if what else ""
        return f"it could count for {where}{because}, but nothing is gained by it"

    def _broken(self, violation: Violation, position: int) -> str:
        others = [self._record_name(o) for o in violation.others if o != position]
        named = joined(dict.fromkeys(others)) if others else "others"
        match violation.code:
            case "repeated":
                return f"the course counts once, and {named} counts"
            case "mutual-exclusion":
                return f"only one may count ({violation.text}), and {named} does"
            case "excluded":
                return f"it never counts: {violation.text}"
            case "over-limit":
                return f"the maximum is reached by {named}: {violation.text}"
            case "row-filled":
                return f"the row {violation.text!r} counts once, and {named} fills it"
            case "list-full":
                return f"{violation.text} has all it needs"
        return f"{self._title(violation.rule)}: it {violation.text}"

    def _record_name(self, position: int) -> str:
        return record_name(self.records[position], self.checker.candidates[position])

    # -------------------------------------------------------------------------------- remaining

    def _remaining(self) -> Remaining:
        groups = Counter(
            (tuple(dict.fromkeys(take for take, _ in one.uses)), one.course.credits, examples)
            for one, examples in self.future
        )
        advice = [
            self._advice(serves, credits, count, examples)
            for (serves, credits, examples), count in groups.items()
        ]
        return Remaining(
            courses=len(self.future),
            credits=sum((one.course.credits for one, _ in self.future), Decimal(0)),
            advice=tuple(advice),
            other=(*self._other(self.certificate.root), *self._conflicting()),
            conflict=tuple(self.conflict),
        )

    def _conflicting(self) -> Iterable[str]:
        if len(self.conflict) > 1:
            titles = joined(self._title(id_) for id_ in self.conflict)
            yield f"{titles} cannot be met together: they compete for the same courses"

    def _advice(
        self, serves: tuple[str, ...], credits: Decimal, count: int, examples: tuple[str, ...]
    ) -> Advice:
        what = f"{count_text(count, 'course')} of {count_text(credits, self.unit)}"
        each = " each" if count > 1 else ""
        where = joined([self._title(id_) for id_ in serves] or ["the record as a whole"])
        return Advice(
            courses=count,
            credits=credits,
            serves=serves,
            text=f"{what}{each} for {where}",
            examples=examples,
        )

    def _other(self, fact: Fact) -> Iterable[str]:
        if fact.met:  # of a choice that is made, the other parts are not missing
            return
        for part in fact.parts:
            yield from self._other(part)
        node = fact.node
        if isinstance(node, Milestone):
            yield f"{node.title}: nothing on record"
        elif isinstance(node, Check) and node.gpa is not None and node.over_record:
            yield f"{node.title}: {self._lacks(fact)}{self._gpa_needed(fact.measures[0])}"
        elif node.id in self.given_up:
            yield f"{node.title}: no further course can bring {self._lacks(fact)}"

    def _gpa_needed(self, measure: Measure) -> str:
        """Say what average over the credits that are left would reach the GPA."""
        pending = [one for one in self.certificate.placed if one.worth is not Worth.EARNED]
        coming = [one.course.credits for one, _ in self.future]
        coming += [one.course.credits for one in pending if one.record is not None]
        left = sum(map(Fraction, coming), Fraction(0))
        if not left or measure.has is None:
            return ""
        need, has = Fraction(measure.need), Fraction(measure.has)
        needed = need + (need - has) * self.checker.graded_credits / left
        amount = measure_text(left, self.unit)
        if needed > self.checker.best_points:
            return f"; even the best grade over the {amount} still to come would not reach it"
        return f"; {gpa_text(needed, up=True)} or better over the {amount} to come would reach it"


def _status(fact: Fact, *, over_all: bool = False) -> Status:
    if fact.state == "waived" and not over_all:
        return Status.WAIVED
    if fact.state == "not_applicable" and not over_all:
        return Status.NOT_APPLICABLE
    if fact.firm:
        return Status.SATISFIED
    return Status.CONDITIONAL if fact.met else Status.UNSATISFIED


def _printed(record: CourseRecord, one: Placed) -> dict[str, object]:
    return {
        "code": str(one.course.code),
        "title": record.title,
        "credits": record.credits,
        "grade": record.grade,
        "term": str(record.term) if record.term else None,
    }


def _name(one: Placed) -> str:
    title = f' "{one.course.title}"' if one.course.title else ""
    return f"{one.course.code}{title}"


def _rank(violation: Violation) -> int:
    return _WEIGHT.index(violation.code) if violation.code in _WEIGHT else len(_WEIGHT)
