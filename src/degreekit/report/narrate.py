"""An audit put into words: the facts that every report is written from."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from decimal import Decimal

from degreekit.adjustments import Adjustment
from degreekit.audit import (
    AUDIT_CODES,
    Applied,
    Audit,
    OpenPlace,
    RequirementResult,
    Status,
    Unapplied,
    View,
)
from degreekit.printable import printable
from degreekit.report.facts import (
    PARAPHRASED,
    AdviceFacts,
    AssumptionFacts,
    AuditFacts,
    CandidateFacts,
    CitationFacts,
    CodeFacts,
    CourseFacts,
    DecisionFacts,
    LimitFacts,
    PlaceFacts,
    ReadingFacts,
    RecordFacts,
    RequirementFacts,
    SourceFacts,
    TitleFacts,
    UnappliedFacts,
    UseFacts,
    ViewFacts,
    WaivedFacts,
)
from degreekit.requirements import Source, count_text

__all__ = ["audit_facts", "headline", "status_words"]

_DISCLAIMER = "by degreekit; your registrar and advisor decide."

_STATUS = {
    Status.SATISFIED: "complete",
    Status.CONDITIONAL: "complete if",
    Status.UNSATISFIED: "incomplete",
    Status.WAIVED: "waived",
    Status.NOT_APPLICABLE: "not needed",
}
_VIEWS = {
    "completed": "Completed courses only",
    "with_in_progress": "With courses in progress",
    "with_planned": "With planned courses",
}
_APPROVALS = {"given": "approved", "assumed": "if it is approved"}
_ASSUMED = {
    "approval": "approval",
    "confirmation": "confirmation",
    "title": "title",
    "in_progress": "in progress",
    "planned": "planned",
}
#: How records that came as data are described.
_GIVEN = "The records were given as data, not read from a document."
_POINTS_PER_INCH = 72


def audit_facts(audit: Audit) -> AuditFacts:
    """Return what every report of an audit says.

    Args:
        audit: the audit.

    Example:
        >>> from degreekit import audit_transcript
        >>> from degreekit.report import audit_facts
        >>> audit_facts(audit_transcript("columbia-ms-cs-ml", {"records": []})).verdict
        'at least 10 more courses (30 points) to take'
    """
    return _Facts(audit).facts()


def headline(facts: AuditFacts) -> str:
    """Return the verdict as a sentence: ``Complete if 1 course in progress is passed``.

    Args:
        facts: of the audit.
    """
    joint = " " if facts.status == _STATUS[Status.CONDITIONAL] else ": "
    return f"{facts.status.capitalize()}{joint}{facts.verdict}"


def status_words(status: Status) -> str:
    """Return a status as people say it: ``incomplete``."""
    return _STATUS[status]


class _Facts:
    def __init__(self, audit: Audit):
        self.audit = audit
        self.unit = audit.program.unit
        self.sources: dict[Source, int] = {}
        self.titles = {one.id: printable(one.title) for one in _walk(audit.requirements)}

    def facts(self) -> AuditFacts:
        audit = self.audit
        verdicts = {(view.status, view.courses, view.credits) for view in audit.views}
        # The sources are numbered in the order in which they are cited.
        requirements = tuple(self._requirement(result) for result in audit.requirements)
        limits = tuple(self._limits())
        cited = ((audit.source,) if audit.source else ()) + audit.readings
        readings = tuple(CitationFacts("", self._source(source)) for source in cited)
        records = tuple(self._records())
        return AuditFacts(
            id=audit.program.id,
            title=printable(audit.program.title),
            edition=printable(audit.program.edition),
            unit=self.unit,
            status=status_words(audit.status),
            verdict=printable(audit.verdict),
            credits=f"{self._counted()} counted",
            gpa="no GPA yet" if audit.gpa is None else f"GPA {audit.gpa}",
            met=self._met(),
            views=tuple(self._view(view) for view in audit.views),
            views_agree=len(verdicts) <= 1,
            reading=self._reading(),
            plan=tuple(one.course.code for one in records if one.course.status == "planned"),
            open=tuple(self._place(place) for place in audit.remaining.open),
            shared=self._shared(),
            advice=tuple(
                AdviceFacts(printable(one.text), tuple(map(printable, one.examples)))
                for one in audit.remaining.advice
            ),
            other=tuple(_sentence(text) for text in audit.remaining.other),
            assumptions=tuple(
                AssumptionFacts(
                    _ASSUMED[one.kind],
                    printable(one.text),
                    None if one.record is None else one.record + 1,
                    one.requirement,
                )
                for one in audit.assumptions
            ),
            requirements=requirements,
            unapplied=tuple(
                UnappliedFacts(_course(one), one.reason, _sentence(one.text), one.rule or "")
                for one in audit.unapplied
            ),
            titles=tuple(
                TitleFacts(one.reason, printable(one.text), one.record + 1) for one in audit.titles
            ),
            decisions=tuple(
                DecisionFacts(
                    what=self._decided(one.adjustment),
                    reason=printable(one.adjustment.reason or "") or "no reason given",
                    by=printable(one.adjustment.by or "") or "nobody named",
                    date=str(one.adjustment.date or "no date"),
                    took_effect=one.took_effect,
                    effect=_sentence(one.text),
                )
                for one in audit.adjustments
            ),
            records=records,
            limits=limits,
            readings=readings,
            codes=tuple(self._codes()),
            sources=tuple(
                SourceFacts(
                    *map(printable, (s.document, s.section, s.date, _sentence_of(s), s.reading))
                )
                for s in self.sources
            ),
            reasons=tuple(self._reasons()),
            disclaimer=" ".join(
                [f"{'Certified' if audit.proved is None else 'Proved'} {_DISCLAIMER}"]
                + ([printable(audit.checked.text)] if audit.checked else [])
                + [printable(text) for text in audit.left_out]
            ),
            fingerprint=audit.program.fingerprint,
            plugins=tuple(printable(f"{one.name} {one.version}") for one in audit.plugins),
        )

    # ------------------------------------------------------------------------------ the reading

    def _reading(self) -> ReadingFacts:
        read = self.audit.provenance
        findings = [] if read is None else [f for f in read.findings if f.severity == "warning"]
        warnings = {}
        for one in findings:
            place = read.where(one) if read else ""
            text = f"{f'{place}: ' if place else ''}{one.text} [{one.code}]"
            warnings[printable(text)] = one.record is None and one.code != "nothing-to-verify"
        return ReadingFacts(
            status=self.audit.reading.value,
            text=printable(read.summary if read and read.summary else _GIVEN),
            warnings=tuple(warnings),
            general=tuple(text for text, is_general in warnings.items() if is_general),
        )

    def _reasons(self) -> Iterator[str]:
        """Yield why there is not less to take, where that is proved."""
        for claim in self.audit.proved.claims if self.audit.proved else ():
            if claim.step in ("reach", "remaining"):
                yield printable(f"{claim.text[0].upper()}{claim.text[1:]}.")

    # ------------------------------------------------------------------------------ the verdict

    def _met(self) -> str:
        results = self.audit.requirements
        statuses = [result.status for result in results]
        if_ = statuses.count(Status.CONDITIONAL)
        met = len(statuses) - if_ - statuses.count(Status.UNSATISFIED)
        more = f", {if_} more if assumptions hold" if if_ else ""
        text = f"{met} of {count_text(len(results), 'requirement')} met{more}"
        leaves = list(_leaves(results))
        judged = sum(one.kind == "confirm" for one in leaves)
        if not judged:
            return text
        percent = 100 * (len(leaves) - judged) // len(leaves)
        return f"{text}, {percent}% of the program checked by rule"

    def _counted(self) -> str:
        """Write the credits that count: ``27 of 30 points``."""
        has, needed = self.audit.credits_applied, self.audit.credits_needed
        if needed is None or has > needed:
            least = "" if needed is None else f" ({_plain(needed)} needed)"
            return f"{_count(has, self.unit)}{least}"
        return f"{_plain(has)} of {_count(needed, self.unit)}"

    def _shared(self) -> str:
        """Say how few courses cover what is left, where one can count in several places."""
        left = self.audit.remaining
        if sum(place.courses for place in left.open) <= left.courses:
            return ""
        courses = count_text(left.courses, "course")
        return f"{courses} can cover all of this, because some count in more than one place."

    def _view(self, view: View) -> ViewFacts:
        left = "nothing left"
        if view.status is Status.CONDITIONAL:
            left = "nothing left, if approved"
        elif view.status is Status.UNSATISFIED and not view.courses:
            left = "no course left, but not complete"
        elif view.status is Status.UNSATISFIED:
            amount = count_text(view.credits, self.unit)
            left = f"{count_text(view.courses, 'course')} ({amount}) left"
        return ViewFacts(_VIEWS[view.name], status_words(view.status), left)

    def _place(self, place: OpenPlace) -> PlaceFacts:
        candidates = tuple(
            CandidateFacts(
                printable(f"{one.code} {one.title or ''}"),
                _count(one.credits, self.unit),
                tuple(self.titles.get(id_, id_) for id_ in one.serves if id_ != place.requirement),
                printable(one.approval),
            )
            for one in place.candidates
        )
        return PlaceFacts(
            place.requirement,
            self.titles.get(place.requirement, place.requirement),
            printable(place.text),
            tuple(map(printable, place.rows)),
            _lead(place.choices, len(candidates)),
            candidates,
        )

    # ------------------------------------------------------------------------------- the rules

    def _requirement(self, result: RequirementResult) -> RequirementFacts:
        citations = [CitationFacts("", self._source(result.source))] if result.source else []
        citations += [
            CitationFacts(printable(one.of), self._source(one.source)) for one in result.citations
        ]
        return RequirementFacts(
            id=result.id,
            title=printable(result.title),
            status=status_words(result.status),
            needs=printable(result.needs),
            has=printable(result.has),
            lacks=printable(result.lacks),
            applied=tuple(
                UseFacts(_course(one), printable(one.row), _APPROVALS.get(one.approval or "", ""))
                for one in result.applied
            ),
            waived=tuple(
                WaivedFacts(one.code, printable(one.row), one.adjustment + 1)
                for one in result.waived
            ),
            decisions=tuple(position + 1 for position in result.adjustments),
            citations=tuple(citations),
            parts=tuple(self._requirement(part) for part in result.children),
        )

    def _limits(self) -> Iterator[LimitFacts]:
        for limit in self.audit.limits:
            out = (one.record + 1 for one in self.audit.unapplied if one.rule == limit.id)
            cited = (CitationFacts("", self._source(limit.source)),) if limit.source else ()
            yield LimitFacts(
                id=limit.id,
                kind=limit.kind,
                title=printable(limit.title),
                text=printable(limit.text),
                keeps_out=tuple(out),
                citations=cited,
            )

    def _decided(self, given: Adjustment) -> str:
        rules = {limit.id: limit.title for limit in self.audit.limits} | self.titles
        return printable(given.text(self.unit, lambda id_: rules.get(id_, id_)))

    def _source(self, source: Source) -> int:
        return self.sources.setdefault(source, len(self.sources) + 1)

    def _codes(self) -> Iterator[CodeFacts]:
        named = {one.reason for one in self.audit.unapplied}
        named |= {one.reason for one in self.audit.titles}
        for entry in AUDIT_CODES:
            if entry.code in named:
                yield CodeFacts(entry.code, entry.title, entry.meaning, entry.advice)

    # ----------------------------------------------------------------------------- the records

    def _records(self) -> Iterator[RecordFacts]:
        applied: dict[int, list[tuple[str, Applied]]] = {}
        for result in _walk(self.audit.requirements):
            for use in result.applied:
                applied.setdefault(use.record, []).append((printable(result.title), use))
        known: list[tuple[Applied | Unapplied, tuple[str, ...]]] = [
            (uses[0][1], tuple(title for title, _ in uses)) for uses in applied.values()
        ]
        known += [(one, ()) for one in self.audit.unapplied]
        for one, counts in sorted(known, key=lambda pair: pair[0].record):
            yield RecordFacts(_course(one), counts, _place(one))


def _sentence_of(source: Source) -> str:
    """Return the sentence of a source; one that is not in the words of its page says so."""
    marked = source.paraphrased and source.sentence
    return f"{PARAPHRASED}{source.sentence}" if marked else source.sentence


def _walk(results: Iterable[RequirementResult]) -> Iterator[RequirementResult]:
    for result in results:
        yield result
        yield from _walk(result.children)


def _course(one: Applied | Unapplied) -> CourseFacts:
    return CourseFacts(
        record=one.record + 1,
        code=one.code,
        title=printable(one.title or ""),
        credits=_credits(one),
        grade=printable(one.grade or ""),
        term=one.term or "",
        status=one.status.replace("_", " "),
    )


def _place(one: Applied | Unapplied) -> str:
    """Say where a record was read, as one would look for it with a ruler, and if by OCR."""
    if one.page is None:
        return ""
    by = {"ocr": ", by OCR", "person": ", by OCR and a person"}.get(one.read_by or "", "")
    if one.box is None:
        return f"page {one.page}{by}"
    left, top, right, bottom = (f"{edge / _POINTS_PER_INCH:.1f}" for edge in one.box)
    return f"page {one.page}, {top}-{bottom} in from the top, {left}-{right} in from the left{by}"


def _lead(choices: int | None, named: int) -> str:
    """Say how many courses qualify, before those that are named."""
    if not named:
        return ""
    if choices is None:
        return "Many courses qualify, for example"
    if choices > named:
        return f"{choices} courses qualify, for example"
    return "Only this course qualifies:" if named == 1 else f"These {named} courses qualify:"


def _sentence(text: str) -> str:
    """Write a clause as a sentence."""
    text = printable(text)
    return f"{text[:1].upper()}{text[1:]}{'' if text.endswith(('.', '?')) else '.'}"


def _credits(one: Applied | Unapplied) -> str:
    """Write credits as transcripts print them, and never round them."""
    value = one.credits
    return f"{value:.2f}" if value == round(value, 2) else _plain(value)


def _count(value: Decimal, unit: str) -> str:
    """Write credits with their unit, and never round them."""
    noun = unit.removesuffix("s") if value == 1 else unit
    return f"{_plain(value)} {noun}"


def _plain(value: Decimal) -> str:
    return f"{value.normalize():f}"


def _leaves(results: Iterable[RequirementResult]) -> Iterator[RequirementResult]:
    for one in results:
        if one.children:
            yield from _leaves(one.children)
        elif one.status is not Status.NOT_APPLICABLE:
            yield one
