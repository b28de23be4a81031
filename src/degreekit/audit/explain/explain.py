"""From the certificate to the audit: what each requirement has and lacks, and every reason."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from decimal import Decimal
from fractions import Fraction
from typing import Any, Literal

from degreekit.adjustments import Case
from degreekit.audit.certify import Certificate, Checker, Fact, Measure, Placed
from degreekit.audit.explain.advice import Choice, examples
from degreekit.audit.explain.effects import effects
from degreekit.audit.explain.grades import grade_needed
from degreekit.audit.explain.reasons import reason
from degreekit.audit.explain.titles import as_printed, quoted
from degreekit.audit.explain.wording import gpa_text, joined, measure_text, part_text
from degreekit.audit.result import (
    Advice,
    Applied,
    Assumption,
    Audit,
    Citation,
    LimitResult,
    OpenPlace,
    ProgramStamp,
    Remaining,
    RequirementResult,
    Status,
    Unapplied,
    View,
    WaivedPlace,
)
from degreekit.requirements import (
    Candidate,
    Check,
    Choose,
    Confirm,
    If,
    Limit,
    Milestone,
    Program,
    Requirement,
    Sharing,
    Take,
    Worth,
    count_text,
)
from degreekit.requirements.model import share_text
from degreekit.transcript import CourseRecord

__all__ = ["explain"]


def explain(
    program: Program,
    case: Case,
    checker: Checker,
    certificate: Certificate,
    choices: Callable[[], Sequence[Choice]],
    given_up: Sequence[str],
    conflict: Sequence[str],
    views: Callable[[], tuple[Sequence[View], Sequence[str]]],
    places: tuple[OpenPlace, ...],
    **known: Any,
) -> Audit:
    """Return the audit that a certificate confirms; some of its words are written when asked for.

    Args:
        program: the rules as the plugin gave them.
        case: the rules as decisions changed them.
        checker: what was asked to judge the answer.
        certificate: what was checked.
        choices: returns for each further course of the cheapest way to finish what else would do.
        given_up: requirements that no course can reach.
        conflict: requirements that cannot be met together.
        views: returns the verdicts on parts of the record, and all that could not be worked out
            within the search budget.
        places: what is left to take, requirement by requirement.
        known: further fields of the audit.
    """
    told = _Explainer(program, case, checker, certificate, choices, given_up, conflict, places)
    written = {**told.fields(), **known}

    def rest() -> Audit:
        verdicts, left_out = views()
        unapplied = tuple(told.unapplied())
        return Audit(**written, unapplied=unapplied, views=verdicts, left_out=left_out)

    return Audit.deferred(rest, **written)


#: Amounts that a requirement asks for as a whole, and not of a part of what it holds.
_PLAIN = ("courses", "credits", "subjects", "terms", "different", "titles", "each")


class _Explainer:
    def __init__(
        self,
        program: Program,
        case: Case,
        checker: Checker,
        certificate: Certificate,
        choices: Callable[[], Sequence[Choice]],
        given_up: Sequence[str],
        conflict: Sequence[str],
        places: tuple[OpenPlace, ...],
    ):
        self.original = program
        self.checker = checker
        self.case = case
        self.program = case.program
        self.waived = {one.adjustment: one for one in case.waived_courses}
        self.records = checker.transcript.records
        self.certificate = certificate
        self.choices = choices
        self.future = certificate.future
        self.given_up = given_up
        self.conflict = conflict
        self.places = places
        self.unit = program.unit

    def fields(self) -> dict[str, Any]:
        """Return the fields of the audit that its certificate gives, but for `unapplied`."""
        root = self.certificate.root
        gpa = self.checker.gpa
        bounds = [Fraction(n.gpa) for n in self.program.nodes if isinstance(n, Check) and n.gpa]
        counted = [one for one in self.certificate.placed if one.record is not None and one.uses]
        return {
            "program": ProgramStamp(
                id=self.original.id,
                edition=self.original.edition,
                title=self.original.title,
                fingerprint=self.original.fingerprint,
                unit=self.unit,
            ),
            "status": _status(root, over_all=True),
            "assumptions": tuple(self._assumptions()),
            "requirements": tuple(self._requirement(part) for part in root.parts),
            "remaining": self._remaining(),
            "gpa": None if gpa is None else gpa_text(gpa, bounds),
            "credits_applied": sum((one.course.credits for one in counted), Decimal(0)),
            "credits_needed": self._credits_needed(),
            "adjustments": effects(self.case, self.checker, self.certificate),
            "limits": tuple(self._limits()),
            "source": self.original.source,
            "readings": self.original.readings,
            "checked": self.original.checked,
        }

    def _credits_needed(self) -> Decimal | None:
        """Return how many credits the program asks for over all that counts."""
        totals = [
            node.credits
            for fact in _all_facts(self.certificate.root)
            if fact.state == "judged"
            and isinstance(node := fact.node, Check)
            and node.credits is not None
            and node.where is None
            and not (node.scope or node.over_record)
        ]
        return max(totals, default=None)

    def _limits(self) -> Iterable[LimitResult]:
        rules: tuple[Limit | Sharing, ...] = (*self.program.limits, *self.program.sharing)
        for rule in rules:
            yield LimitResult(
                id=rule.id,
                kind="limit" if isinstance(rule, Limit) else "sharing",
                title=rule.title,
                text=rule.text(self.unit, self._title),
                source=rule.source,
            )

    # ----------------------------------------------------------------------------- requirements

    def _requirement(self, fact: Fact) -> RequirementResult:
        node = self.program.node(fact.node.id) or fact.node
        touched = {self.case.waived.get(node.id), self.case.forced.get(node.id)} - {None}
        waived = []
        for one in fact.applied:
            if one.waived is not None:
                place = self.waived[one.waived].place(node.id)
                row = node.listed[place.row].title if isinstance(node, Take) else ""
                waived.append(
                    WaivedPlace(code=str(one.course.code), row=row, adjustment=one.waived)
                )
                touched.add(one.waived)
        return RequirementResult(
            id=node.id,
            kind=getattr(node, "kind", ""),
            title=node.title,
            status=_status(fact),
            needs=node.needs(self.unit, self._title),
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
        node = self.program.node(fact.node.id)
        if not isinstance(node, Take):
            return
        for part in node.including:
            if part.source:
                yield Citation(of=part.text(self.unit), source=part.source)
        filled = {row for one in fact.applied for take, row in one.uses if take == node.id}
        for row in (node.listed[position] for position in sorted(filled)):
            if row.source:
                yield Citation(of=row.title, source=row.source)

    def _applied(self, id_: str, one: Placed) -> Applied:
        record = self.records[one.record or 0]
        row = next(number for take, number in one.uses if take == id_)
        take = self.program.node(id_)
        printed = take.listed[row] if isinstance(take, Take) else None
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
            return {"waived": "waived", "forced": "declared complete"}.get(fact.state, "not needed")
        if fact.parts:
            parts = [part for part in fact.parts if part.state != "not_applicable"]
            if isinstance(fact.node, If) and len(parts) == 1:
                return self._has(parts[0])  # it is the branch that holds for the student
            done, least = sum(part.met for part in parts), len(parts)
            if isinstance(fact.node, Choose):
                done, least = sum(part.counts for part in fact.parts), fact.node.at_least
            if done > least:
                return f"{count_text(done, 'part')} ({least} needed)"
            return f"{done} of {count_text(least, 'part')}"
        if isinstance(fact.node, Milestone):
            return self._done(fact.node, fact)
        if isinstance(fact.node, Confirm):
            if fact.firm:
                return "confirmed"
            return f"to be confirmed by {fact.node.by}" if fact.met else "not confirmed"
        whole = (*_PLAIN, "gpa", "share")
        texts = [self._amount(m) for m in fact.measures if m.what in whole or m.most]
        return ", ".join(texts)

    def _done(self, node: Milestone, fact: Fact) -> str:
        """Write what is there of a milestone."""
        position = node.relied_on(self.checker.candidates) if fact.met and not fact.firm else None
        if position is None:
            if node.times > 1:
                done = node.count(self.checker.transcript.student)
                return f"{done} of {node.times} on record"
            return "on record" if fact.met else "not on record"
        return f"{self.checker.candidates[position].code} is not completed yet"

    def _amount(self, measure: Measure) -> str:
        """Write what is there and what is needed: ``27 of 30 points``."""
        if measure.what == "gpa":
            least = gpa_text(Fraction(measure.need))
            if measure.has is None:
                return f"nothing graded yet ({least} needed)"
            return f"{gpa_text(Fraction(measure.has), [Fraction(measure.need)])} ({least} needed)"
        if measure.what == "share":
            least = share_text(Fraction(measure.need))
            if measure.has is None:
                return f"nothing counted yet ({least} needed)"
            return f"{part_text(Fraction(measure.has), Fraction(measure.need))} ({least} needed)"
        has, need = measure.has or Decimal(0), measure.need
        if measure.most:
            amount = measure_text(need, self.unit, measure.noun)
            return f"{measure_text(has, self.unit, measure.noun)} (at most {amount})"
        if has > need:
            least = measure_text(need, self.unit, measure.noun).split()[0]
            return f"{measure_text(has, self.unit, measure.noun)} ({least} needed)"
        amount = measure_text(has, self.unit, measure.noun).split()[0]
        return f"{amount} of {measure_text(need, self.unit, measure.noun)}"

    def _lacks(self, fact: Fact) -> str:
        if fact.state != "judged" or fact.met:
            return ""
        if fact.parts:
            return self._lacking_parts(fact)
        if isinstance(fact.node, Milestone):
            return fact.node.title
        if isinstance(fact.node, Confirm):
            return f"{fact.node.title}: {fact.node.by} did not confirm it"
        if any(m.most and not m.met for m in fact.measures):
            [measure] = fact.measures
            return f"{measure_text(measure.gap, self.unit, measure.noun)} too many"
        if isinstance(fact.node, Check) and (spread := fact.node.spread) is not None:
            [measure] = fact.measures
            if spread.each is not None or spread.by == "course":
                return spread.missing(measure.gap, self.unit).removeprefix("from ")
        whole = [m for m in fact.measures if m.what in (*_PLAIN, "gpa", "share") and not m.met]
        missing = " and ".join(map(self._missing, whole))
        if [m.what for m in whole] == ["courses", "credits"]:
            courses, credits = map(self._missing, whole)
            missing = f"{courses} ({credits})"
        among, others = self._missing_inside(fact, whole)
        return ", ".join(filter(None, [f"{missing}{among}", *others]))

    def _lacking_parts(self, fact: Fact) -> str:
        unmet = [part for part in fact.parts if not part.met]
        titles = [self._title(part.node.id) for part in unmet]
        if isinstance(fact.node, Choose):
            least = fact.node.at_least - sum(part.counts for part in fact.parts)
            if least == 1:
                return joined(titles, "or") or "1 more"
            if least < sum(part.node.most_counted for part in unmet):
                return f"{least} of {joined(titles)}"
        return joined(titles)

    def _missing_inside(self, fact: Fact, whole: Sequence[Measure]) -> tuple[str, list[str]]:
        """Say what the inner minimums of a list lack.

        Returns:
            What all that is missing has to be, to follow its amount; and the rest.
        """
        node = fact.node
        all_of_it = ""
        others: list[str] = []
        if not isinstance(node, Take):
            return all_of_it, others
        for measure in fact.measures:
            if measure.what.startswith("to complete ") and not measure.met:
                gap = measure_text(measure.gap, self.unit, measure.noun)
                others.append(f"{gap} {measure.what}")
        inner = fact.measures[len(fact.measures) - len(node.including) :]
        for part, measure in zip(node.including, inner, strict=True):
            if measure.met:
                continue
            gap = measure_text(measure.gap, self.unit, measure.noun)
            # A course that is missing anyway may be the one that is asked for.
            gaps = [m.gap for m in whole if m.noun == measure.noun]
            if part.spread is not None:
                others.append(part.spread.missing(measure.gap, self.unit))
            elif measure.gap in gaps and not all_of_it:
                all_of_it = f" {part.which(self.unit)}"
            else:
                least = "at least " if any(one >= measure.gap for one in gaps) else ""
                others.append(f"{least}{gap} {part.which(self.unit)}")
        return all_of_it, others

    def _missing(self, measure: Measure) -> str:
        """Write what is missing of an amount that is asked for as a whole."""
        if measure.what == "gpa":
            return f"{gpa_text(measure.gap, up=True)} grade points"
        if measure.what == "share":
            has, need = Fraction(measure.has or 0), Fraction(measure.need)
            return f"a share of {share_text(need)}: it is {part_text(has, need)}"
        return measure_text(measure.gap, self.unit, measure.noun)

    # ------------------------------------------------------------------------------ assumptions

    def _assumptions(self) -> Iterable[Assumption]:
        order: list[Assumption] = []
        for one in self.certificate.placed:
            if one.record is None:
                continue
            name = _name(one)
            for take, row in self.checker.approvals(one):
                node = self.program.node(take)
                who = node.listed[row].approval if isinstance(node, Take) else ""
                where = self._title(take)
                order.append(
                    Assumption(
                        kind="approval" if who else "title",
                        record=one.record,
                        requirement=take,
                        text=f"{who} approves {name} for {where}"
                        if who
                        else f"{self._title_assumed(one.record)} (for {where})",
                    )
                )
            where = one.uses[0][0] if one.uses else self._of_record(one)
            order += self._pending(one.record, one.worth, name, where, self._with_grade(one))
        for milestone in self.certificate.waiting:
            position = milestone.relied_on(self.checker.candidates)
            if position is not None:
                course, worth = self.checker.candidates[position], self.checker.worths[position]
                order += self._pending(position, worth, _named(course), milestone.id)
        order += self._confirmations()
        rank = ("approval", "title", "confirmation", "in_progress", "planned")
        return sorted(order, key=lambda a: (rank.index(a.kind), a.record or 0))

    def _confirmations(self) -> Iterator[Assumption]:
        """Yield what a person still has to confirm, as far as the answer needs it."""
        for fact in _all_facts(self.certificate.root):
            node = fact.node
            if isinstance(node, Confirm) and node.id in self.certificate.awaited and fact.met:
                yield Assumption(
                    kind="confirmation",
                    record=None,
                    requirement=node.id,
                    text=f"{node.by} confirms: {node.title}",
                )

    @staticmethod
    def _pending(
        record: int, worth: Worth, name: str, requirement: str, grade: str = ""
    ) -> list[Assumption]:
        """Return the assumption that an attempt which is not over is passed."""
        match worth:
            case Worth.IN_PROGRESS:
                text = f"{name} (in progress) is passed{grade}"
                return [_assumed("in_progress", record, requirement, text)]
            case Worth.PLANNED:
                text = f"{name} (planned) is taken and passed{grade}"
                return [_assumed("planned", record, requirement, text)]
        return []

    def _with_grade(self, one: Placed) -> str:
        """Say which grade a course has to get, where not every passing grade will do."""
        mark = grade_needed(self.checker, self.certificate, one)
        return "" if mark is None else f" with a grade of at least {mark.symbol} ({mark.points})"

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
            if node.counted is None or node.counted.matches(one.course):
                return node.id
        return self.program.root.id

    def _title(self, id_: str) -> str:
        return self.program.title_of(id_)

    # -------------------------------------------------------------------------------- unapplied

    def unapplied(self) -> Iterable[Unapplied]:
        """Yield the records that are not applied, each with its reason."""
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
        known: dict[str, Any] = {
            "courses": len(self.future),
            "credits": sum((one.course.credits for one in self.future), Decimal(0)),
            "open": (*self.places, *self._averages()),
            "other": (*self._other(self.certificate.root), *self._conflicting()),
            "out_of_reach": tuple(self.given_up),
            "conflict": tuple(self.conflict),
        }

        def with_advice() -> Remaining:
            groups: dict[object, list[Choice]] = {}
            for choice in self.choices():
                serves = tuple(dict.fromkeys(take for take, _ in choice.placed.uses))
                credits = choice.placed.course.credits
                key = serves, credits, choice.number, choice.level, choice.every
                groups.setdefault(key, []).append(choice)
            told = list(groups.values())
            return Remaining(**known, advice=tuple(map(self._advice, told, examples(told))))

        return Remaining.deferred(with_advice, **known)

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
        each = " each" if count > 1 else ""
        amount = f"{count_text(count, 'course')} ({count_text(credits, self.unit)}{each})"
        return Advice(
            courses=count,
            credits=credits,
            serves=serves,
            text=f"{amount} for {self._where(first, serves)}{self._qualify(first, count)}"
            f"{self._to_be_approved(first, count)}",
            choices=first.number,
            examples=named,
        )

    def _to_be_approved(self, choice: Choice, count: int) -> str:
        """Say who has to approve a further course, where it needs that."""
        takes = self.checker.rules.takes
        uses = self.checker.approvals(choice.placed)
        who = joined(dict.fromkeys(takes[id_].printed(row).approval for id_, row in uses), "or")
        return f"; {who} has to approve {'it' if count == 1 else 'each'}" if who else ""

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
        return f"{joined(asking)} (as {joined(titles)})" if asking else joined(titles)

    @staticmethod
    def _qualify(choice: Choice, count: int) -> str:
        """Say how many courses would do."""
        if choice.number is None:
            return ": many courses qualify"
        if choice.number <= count:
            return ": only this one qualifies" if count == 1 else ": only these qualify"
        return f": {choice.number} courses qualify"

    def _other(self, fact: Fact) -> Iterable[str]:
        if fact.met:  # of a choice that is made, the other parts are not missing
            return
        for part in fact.parts:
            yield from self._other(part)
        node = fact.node
        if isinstance(node, Check) and node.gpa is not None:
            if node.over_record or node.id in self.given_up:
                [measure] = fact.measures
                now = gpa_text(Fraction(measure.has or 0), [Fraction(measure.need)])
                yield f"{node.title}: {now} now{self._gpa_needed(node, measure)}"
        elif node.id in self.certificate.awaited:
            yield self._awaited(node)
        elif node.id in self.given_up:
            yield f"{node.title}: {self._out_of_reach(fact)}"

    def _awaited(self, node: Requirement) -> str:
        """Say what is waited for."""
        if isinstance(node, Confirm):
            return f"{node.by} did not confirm: {node.title}"
        if isinstance(node, Milestone) and node.times > 1:
            done = node.count(self.checker.transcript.student)
            return f"{node.title} is on record {done} of {node.times} times"
        return f"{node.title} is not on record yet"

    def _out_of_reach(self, fact: Fact) -> str:
        """Say why courses do not bring a requirement."""
        if isinstance(fact.node, Choose):
            return "it asks for more parts than there are"
        lacks = self._lacks(fact)
        if isinstance(fact.node, Check) and fact.node.is_maximum:
            return lacks
        return f"no course is known that would bring {lacks}"

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
        left, needed = self._still_to_come(), self._average(check, measure)
        if needed is None:
            return ""
        amount = measure_text(left, self.unit)
        if needed > self.checker.rules.best_points:
            return f", and even the best grades in the {amount} still to come would not reach it"
        average = gpa_text(needed, up=True)
        return f". To reach it, earn an average of at least {average} in the {amount} still to come"

    def _averages(self) -> Iterator[OpenPlace]:
        """Yield the average that is still needed where a GPA is reached so far.

        One below the middle of the scale is not worth a word: hardly anybody would miss it.
        """
        for fact in _all_facts(self.certificate.root):
            node = fact.node
            if not isinstance(node, Check) or node.gpa is None or not fact.met:
                continue
            if not fact.measures:  # it is waived, or declared complete
                continue
            needed = self._average(node, fact.measures[0])
            if needed is not None and needed > self.checker.rules.best_points / 2:
                amount = measure_text(self._still_to_come(), self.unit)
                yield OpenPlace(
                    requirement=node.id,
                    courses=0,
                    credits=Decimal(0),
                    text=f"Earn an average of at least {gpa_text(needed, up=True)} in the "
                    f"{amount} still to come ({node.title}).",
                )

    def _still_to_come(self) -> Fraction:
        """Return the credits that are in progress, planned or left to take."""
        coming = [one.course.credits for one in self.future]
        coming += [
            one.course.credits
            for one in self.certificate.placed
            if one.worth is not Worth.EARNED and one.record is not None
        ]
        return sum(map(Fraction, coming), Fraction(0))

    def _average(self, check: Check, measure: Measure) -> Fraction | None:
        """Return what average over the credits that are left reaches a GPA."""
        left = self._still_to_come()
        if not left or measure.has is None:
            return None
        need, has = Fraction(measure.need), Fraction(measure.has)
        return need + (need - has) * self._graded(check) / left


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


def _assumed(
    kind: Literal["in_progress", "planned"], record: int, requirement: str, text: str
) -> Assumption:
    return Assumption(kind=kind, record=record, requirement=requirement, text=text)


def _name(one: Placed) -> str:
    return _named(one.course)


def _named(course: Candidate) -> str:
    return f"{course.code}" + (f' "{course.title}"' if course.title else "")
