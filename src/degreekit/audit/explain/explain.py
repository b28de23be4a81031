"""From the certificate to the audit: what each requirement has and lacks, and every reason."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from decimal import Decimal
from fractions import Fraction

from degreekit.audit.certify import Certificate, Checker, Fact, Measure, Placed
from degreekit.audit.explain.advice import Choice, examples
from degreekit.audit.explain.effects import effects
from degreekit.audit.explain.reasons import reason
from degreekit.audit.explain.titles import as_printed, quoted
from degreekit.audit.explain.wording import gpa_text, joined, measure_text
from degreekit.audit.result import (
    Advice,
    Applied,
    Assumption,
    Audit,
    Citation,
    LimitResult,
    PluginVersion,
    ProgramStamp,
    Remaining,
    RequirementResult,
    Status,
    TitleReading,
    Unapplied,
    View,
    WaivedPlace,
)
from degreekit.requirements import (
    Check,
    Limit,
    Milestone,
    Program,
    Sharing,
    Take,
    Worth,
    count_text,
)
from degreekit.transcript import CourseRecord

__all__ = ["explain"]


def explain(
    program: Program,
    checker: Checker,
    certificate: Certificate,
    future: Sequence[Choice],
    given_up: Sequence[str],
    conflict: Sequence[str] = (),
    views: Sequence[View] = (),
    plugins: tuple[PluginVersion, ...] = (),
    titles: tuple[TitleReading, ...] = (),
) -> Audit:
    """Return the audit that a certificate bears out.

    Args:
        program: the rules as the plugin gave them.
        checker: the rules that hold for the student.
        certificate: what was checked.
        future: the further courses of the cheapest way to finish, each with what else would do.
        given_up: requirements that no course can reach.
        conflict: requirements that cannot be met together.
        views: the verdicts on parts of the record.
        plugins: the distributions that took part.
        titles: printed titles that were read as another one, or could be.
    """
    told = _Explainer(program, checker, certificate, future, given_up, conflict)
    return told.audit(tuple(views), plugins, titles)


#: Amounts that a requirement asks for as a whole, and not of a part of what it holds.
_PLAIN = ("courses", "credits", "subjects")


class _Explainer:
    def __init__(
        self,
        program: Program,
        checker: Checker,
        certificate: Certificate,
        future: Sequence[Choice],
        given_up: Sequence[str],
        conflict: Sequence[str],
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
        self.unit = program.unit

    def audit(
        self,
        views: tuple[View, ...],
        plugins: tuple[PluginVersion, ...],
        titles: tuple[TitleReading, ...],
    ) -> Audit:
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
            titles=titles,
            remaining=self._remaining(),
            views=views,
            gpa=None if gpa is None else gpa_text(gpa, bounds),
            credits_applied=sum((one.course.credits for one in counted), Decimal(0)),
            adjustments=effects(self.checker, self.certificate),
            limits=tuple(self._limits()),
            source=self.original.source,
            readings=self.original.readings,
            plugins=plugins,
        )

    def _limits(self) -> Iterable[LimitResult]:
        rules: tuple[Limit | Sharing, ...] = (*self.program.limits, *self.program.sharing)
        for rule in rules:
            yield LimitResult(
                id=rule.id,
                kind="limit" if isinstance(rule, Limit) else "sharing",
                title=rule.title,
                text=rule.text(self.unit),
                source=rule.source,
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
            citations=tuple(self._citations(fact)),
            children=tuple(self._requirement(part) for part in fact.parts),
        )

    def _citations(self, fact: Fact) -> Iterable[Citation]:
        node = fact.node
        if not isinstance(node, Take):
            return
        for part in node.including:
            if part.source:
                yield Citation(of=part.text(self.unit), source=part.source)
        filled = {row for one in fact.applied for take, row in one.uses if take == node.id}
        for row in (node.rows[position] for position in sorted(filled)):
            if row.source:
                yield Citation(of=row.title, source=row.source)

    def _applied(self, id_: str, one: Placed) -> Applied:
        record = self.records[one.record or 0]
        row = next(number for take, number in one.uses if take == id_)
        take = self.program.node(id_)
        printed = take.rows[row] if isinstance(take, Take) else None
        assumed = any(take == id_ for take, _ in self.checker.approvals(one))
        return Applied(
            record=one.record or 0,
            **_printed(record, one),
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
        whole = [m for m in fact.measures if m.what in (*_PLAIN, "gpa") and not m.met]
        inner = [m for m in fact.measures if m.what not in (*_PLAIN, "gpa") and not m.met]
        told = [self._missing(m) for m in whole]
        for one in inner:  # a course that is missing anyway may be the one that is asked for
            among = any(m.noun == one.noun and m.gap >= one.gap for m in whole)
            told.append(f"{'among them ' if among else ''}{self._missing(one)}")
        return "; ".join(told)

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
                who = node.rows[row].approval if isinstance(node, Take) else ""
                where = self._title(take)
                order.append(
                    Assumption(
                        kind="approval" if who else "title",
                        record=one.record,
                        requirement=take,
                        text=f"{who} approves {name} for {where}"
                        if who
                        else f"{self._title_assumed(one.record)}, for {where}",
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
        rank = ("approval", "title", "in_progress", "planned")
        return sorted(order, key=lambda a: (rank.index(a.kind), a.record))

    def _title_assumed(self, position: int) -> str:
        """Say what a title that is cut has to stand for."""
        record, course = self.records[position], self.checker.candidates[position]
        printed = f'{course.code} "{record.title}"'
        if as_printed(record, self.checker.institution):
            return f"{printed}, which is cut, is not {quoted(course.other_titles)}"
        return f'{printed}, which is cut, is "{course.title}"'

    def _of_record(self, one: Placed) -> str:
        """Return the check of the whole record that counts a course applied nowhere."""
        for node in self.program.nodes:
            if not isinstance(node, Check) or not node.over_record or node.gpa is not None:
                continue
            if node.where is None or node.where.matches(one.course):
                return node.id
        return self.program.root.id

    def _title(self, id_: str) -> str:
        return self.program.title_of(id_)

    # -------------------------------------------------------------------------------- unapplied

    def _unapplied(self) -> Iterable[Unapplied]:
        applied = {one.record for one in self.certificate.placed if one.uses}
        for position, record in enumerate(self.records):
            if position in applied:
                continue
            why = reason(self.checker, self.certificate, position)
            course = self.checker.candidates[position]
            printed = _printed(record, Placed(course, (), position))
            yield Unapplied(
                record=position, **printed, reason=why.code, text=why.text, rule=why.rule
            )

    # -------------------------------------------------------------------------------- remaining

    def _remaining(self) -> Remaining:
        groups: dict[object, list[Choice]] = {}
        for choice in self.future:
            serves = tuple(dict.fromkeys(take for take, _ in choice.placed.uses))
            key = serves, choice.placed.course.credits, choice.number, choice.level, choice.every
            groups.setdefault(key, []).append(choice)
        told = list(groups.values())
        return Remaining(
            courses=len(self.future),
            credits=sum((choice.placed.course.credits for choice in self.future), Decimal(0)),
            advice=tuple(map(self._advice, told, examples(told))),
            other=(*self._other(self.certificate.root), *self._conflicting()),
            out_of_reach=tuple(self.given_up),
            conflict=tuple(self.conflict),
        )

    def _conflicting(self) -> Iterable[str]:
        if len(self.conflict) > 1:
            titles = joined(self._title(id_) for id_ in self.conflict)
            nodes = (self.program.node(id_) for id_ in self.conflict)
            graded = any(isinstance(node, Check) and node.gpa is not None for node in nodes)
            why = "with the grades so far" if graded else "they compete for the same courses"
            yield f"{titles} cannot be met together{' ' if graded else ': '}{why}"

    def _advice(self, same: Sequence[Choice], named: tuple[str, ...]) -> Advice:
        first, count = same[0], len(same)
        credits = first.placed.course.credits
        serves = tuple(dict.fromkeys(take for take, _ in first.placed.uses))
        what = f"{count_text(count, 'course')} of {count_text(credits, self.unit)}"
        each = " each" if count > 1 else ""
        return Advice(
            courses=count,
            credits=credits,
            serves=serves,
            text=f"{what}{each} for {self._where(first, serves)}: "
            f"{self._any(first, count, listed=bool(serves))}",
            choices=first.number,
            examples=named,
        )

    def _where(self, choice: Choice, serves: Sequence[str]) -> str:
        """Say what a course is taken for: where its lists are filled, what else asks for it."""
        facts = list(_all_facts(self.certificate.root))
        titles = [self._title(id_) for id_ in serves]
        if any(not fact.met for fact in facts if fact.node.id in serves):
            return joined(titles)
        asking = [
            fact.node.title
            for fact in facts
            if isinstance(fact.node, Check)
            and not fact.met
            and fact.node.gpa is None
            and (fact.node.where is None or fact.node.where.matches(choice.placed.course))
            and (fact.node.over_record or set(serves) & self.checker.rules.scope(fact.node.scope))
        ]
        if not titles:
            return joined(asking or ["the record as a whole"])
        return f"{joined(asking)}, under {joined(titles)}" if asking else joined(titles)

    @staticmethod
    def _any(choice: Choice, count: int, *, listed: bool) -> str:
        """Say what the courses that would do have in common."""
        if choice.number is not None and choice.number <= count:
            return "only this one would do" if count == 1 else "only these would do"
        level = "" if choice.level is None else f" at the {choice.level} level or above"
        some = "any" if choice.number is None else f"any of {choice.number}"
        if listed and (choice.every or level):
            return f"{some} course{'s' if choice.number else ''} on the list{level}"
        return f"{some} courses{level}" if choice.number else "there are many to choose from"

    def _other(self, fact: Fact) -> Iterable[str]:
        if fact.met:  # of a choice that is made, the other parts are not missing
            return
        for part in fact.parts:
            yield from self._other(part)
        node = fact.node
        if isinstance(node, Milestone):
            yield f"{node.title}: nothing on record"
        elif isinstance(node, Check) and node.gpa is not None:
            if node.over_record or node.id in self.given_up:
                yield f"{node.title}: {self._lacks(fact)}{self._gpa_needed(node, fact.measures[0])}"
        elif node.id in self.given_up:
            yield f"{node.title}: no further course is known to bring {self._lacks(fact)}"

    def _graded(self, check: Check) -> Fraction:
        """Return the credits that enter an average, of the record or of what counts."""
        if check.over_record:
            return self.checker.graded_credits
        scope = self.checker.rules.scope(check.scope)
        inside = [
            one.course.credits
            for one in self.certificate.placed
            if one.worth is Worth.EARNED
            and one.course.points is not None
            and any(take in scope for take, _ in one.uses)
            and (check.where is None or check.where.matches(one.course))
        ]
        return Fraction(sum(inside, Decimal(0)))

    def _gpa_needed(self, check: Check, measure: Measure) -> str:
        """Say what average over the credits that are left would reach the GPA."""
        pending = [one for one in self.certificate.placed if one.worth is not Worth.EARNED]
        coming = [choice.placed.course.credits for choice in self.future]
        coming += [one.course.credits for one in pending if one.record is not None]
        left = sum(map(Fraction, coming), Fraction(0))
        if not left or measure.has is None:
            return ""
        need, has = Fraction(measure.need), Fraction(measure.has)
        needed = need + (need - has) * self._graded(check) / left
        amount = measure_text(left, self.unit)
        if needed > self.checker.best_points:
            return f"; even the best grade over the {amount} still to come would not reach it"
        return f"; {gpa_text(needed, up=True)} or better over the {amount} to come would reach it"


def _all_facts(fact: Fact) -> Iterator[Fact]:
    yield fact
    for part in fact.parts:
        yield from _all_facts(part)


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
        "status": record.status.value,
        "page": record.page,
        "box": record.box,
        "read_by": record.read_by,
    }


def _name(one: Placed) -> str:
    title = f' "{one.course.title}"' if one.course.title else ""
    return f"{one.course.code}{title}"
