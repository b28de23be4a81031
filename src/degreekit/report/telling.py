"""An audit put into words: the facts that every report is written from."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from decimal import Decimal

from degreekit.adjustments import Adjustment
from degreekit.audit import (
    AUDIT_CODES,
    Advice,
    Applied,
    Audit,
    RequirementResult,
    Status,
    Unapplied,
    View,
)
from degreekit.report.facts import (
    AdviceFacts,
    AssumptionFacts,
    AuditFacts,
    CitationFacts,
    CodeFacts,
    CourseFacts,
    DecisionFacts,
    LimitFacts,
    OpenPlace,
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

__all__ = ["DISCLAIMER", "audit_facts", "status_words"]

#: Whose word counts.
DISCLAIMER = "Certified by degreekit; the registrar and the advisor decide."

_VIEWS = {
    "completed": "Completed only",
    "with_in_progress": "With in progress",
    "with_planned": "With planned",
}
_APPROVALS = {"given": "approved", "assumed": "if it is approved"}
_ASSUMED = {
    "approval": "approval",
    "title": "title",
    "in_progress": "in progress",
    "planned": "planned",
}
_POINTS_PER_INCH = 72
_CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f]")


def audit_facts(audit: Audit) -> AuditFacts:
    """Return what every report of an audit says.

    Args:
        audit: the audit.

    Example:
        >>> from degreekit import audit_transcript
        >>> from degreekit.report import audit_facts
        >>> audit_facts(audit_transcript("columbia-ms-cs-ml", {"records": []})).verdict
        'at least 10 courses (30 points) remain'
    """
    return _Facts(audit).facts()


def status_words(status: Status) -> str:
    """Return a status as people write it: ``not applicable``."""
    return status.value.replace("_", " ")


class _Facts:
    def __init__(self, audit: Audit):
        self.audit = audit
        self.unit = audit.program.unit
        self.sources: dict[Source, int] = {}

    def facts(self) -> AuditFacts:
        audit = self.audit
        top = audit.requirements
        met = sum(result.status is not Status.UNSATISFIED for result in top)
        verdicts = {(view.status, view.courses, view.credits) for view in audit.views}
        # The sources are numbered in the order in which they are cited.
        requirements = tuple(self._requirement(result) for result in top)
        limits = tuple(self._limits())
        cited = ((audit.source,) if audit.source else ()) + audit.readings
        readings = tuple(CitationFacts("", self._source(source)) for source in cited)
        return AuditFacts(
            id=audit.program.id,
            title=_line(audit.program.title),
            edition=audit.program.edition,
            unit=self.unit,
            status=status_words(audit.status),
            verdict=self._verdict(),
            credits=f"{_plain(audit.credits_applied)} {self.unit} applied",
            gpa=f"GPA {'none' if audit.gpa is None else audit.gpa}",
            met=f"{met} of {len(top)} requirements met",
            views=tuple(self._view(view) for view in audit.views),
            views_agree=len(verdicts) <= 1,
            advice=tuple(
                AdviceFacts(_line(one.text), _lead(one), tuple(map(_line, one.examples)))
                for one in audit.remaining.advice
            ),
            other=tuple(map(_line, audit.remaining.other)),
            assumptions=tuple(
                AssumptionFacts(_ASSUMED[one.kind], _line(one.text), one.requirement)
                for one in audit.assumptions
            ),
            requirements=requirements,
            unapplied=tuple(
                UnappliedFacts(_course(one), one.reason, _line(one.text), one.rule or "")
                for one in audit.unapplied
            ),
            titles=tuple(
                TitleFacts(one.reason, _line(one.text), one.record + 1) for one in audit.titles
            ),
            decisions=tuple(
                DecisionFacts(
                    what=_decided(one.adjustment),
                    reason=_line(one.adjustment.reason) or "no reason given",
                    by=_line(one.adjustment.by) or "nobody named",
                    date=str(one.adjustment.date or "no date"),
                    took_effect=one.took_effect,
                    effect=_line(one.text),
                )
                for one in audit.adjustments
            ),
            records=tuple(self._records()),
            limits=limits,
            readings=readings,
            codes=tuple(self._codes()),
            sources=tuple(
                SourceFacts(*map(_line, (s.document, s.section, s.date, s.sentence, s.reading)))
                for s in self.sources
            ),
            fingerprint=audit.program.fingerprint,
            plugins=tuple(f"{one.name} {one.version}" for one in audit.plugins),
        )

    # ------------------------------------------------------------------------------ the verdict

    def _verdict(self) -> str:
        if self.audit.status is Status.SATISFIED:
            return "nothing remains"
        if self.audit.status is Status.CONDITIONAL:
            count = len(self.audit.assumptions)
            holds = "holds" if count == 1 else "hold"
            return f"nothing remains if {count_text(count, 'assumption')} {holds}"
        left = self.audit.remaining
        if not left.courses:
            return "no course is missing, but something else is"
        remains = "remains" if left.courses == 1 else "remain"
        amount = f"({count_text(left.credits, self.unit)})"
        return f"at least {count_text(left.courses, 'course')} {amount} {remains}"

    def _view(self, view: View) -> ViewFacts:
        left, besides = "nothing remains", ""
        if view.status is Status.CONDITIONAL:
            besides = "if it is approved"
        elif view.status is Status.UNSATISFIED and not view.courses:
            left, besides = "no course remains", "but something else"
        elif view.status is Status.UNSATISFIED:
            remains = "remains" if view.courses == 1 else "remain"
            left = f"{count_text(view.courses, 'course')} {remains}"
            besides = f"({count_text(view.credits, self.unit)})"
        return ViewFacts(_VIEWS[view.name], status_words(view.status), left, besides)

    # ------------------------------------------------------------------------------- the rules

    def _requirement(self, result: RequirementResult) -> RequirementFacts:
        citations = [CitationFacts("", self._source(result.source))] if result.source else []
        citations += [
            CitationFacts(_line(one.of), self._source(one.source)) for one in result.citations
        ]
        return RequirementFacts(
            id=result.id,
            title=_line(result.title),
            status=status_words(result.status),
            needs=_line(result.needs),
            has=_line(result.has),
            lacks=_line(result.lacks),
            fill=tuple(self._fill(result)),
            open=tuple(self._open(result.id)),
            applied=tuple(
                UseFacts(_course(one), _line(one.row), _APPROVALS.get(one.approval or "", ""))
                for one in result.applied
            ),
            waived=tuple(
                WaivedFacts(one.code, _line(one.row), one.adjustment + 1) for one in result.waived
            ),
            decisions=tuple(position + 1 for position in result.adjustments),
            citations=tuple(citations),
            parts=tuple(self._requirement(part) for part in result.children),
        )

    def _fill(self, result: RequirementResult) -> Iterator[str]:
        """Yield what would fill a requirement that lacks something."""
        if result.status is not Status.UNSATISFIED or result.children:
            return
        serving = [one for one in self.audit.remaining.advice if result.id in one.serves]
        if serving:
            yield from (_line(one.text) for one in serving)
        elif result.id in self.audit.remaining.out_of_reach:
            yield "no further course is known to fill it"
        elif result.kind == "milestone":
            yield "it is no course: it has to be recorded"
        elif self.audit.remaining.advice:
            yield "the courses that are left to take"

    def _open(self, id_: str) -> Iterator[OpenPlace]:
        for number, one in enumerate(self.audit.remaining.advice, start=1):
            if id_ in one.serves:
                yield from [OpenPlace(_credits(one), number)] * one.courses

    def _limits(self) -> Iterator[LimitFacts]:
        for limit in self.audit.limits:
            out = (one.record + 1 for one in self.audit.unapplied if one.rule == limit.id)
            cited = (CitationFacts("", self._source(limit.source)),) if limit.source else ()
            yield LimitFacts(
                id=limit.id,
                kind=limit.kind,
                title=_line(limit.title),
                text=_line(limit.text),
                keeps_out=tuple(out),
                citations=cited,
            )

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
                applied.setdefault(use.record, []).append((_line(result.title), use))
        known: list[tuple[Applied | Unapplied, tuple[str, ...]]] = [
            (uses[0][1], tuple(title for title, _ in uses)) for uses in applied.values()
        ]
        known += [(one, ()) for one in self.audit.unapplied]
        for one, counts in sorted(known, key=lambda pair: pair[0].record):
            yield RecordFacts(_course(one), counts, _place(one))


def _walk(results: Iterable[RequirementResult]) -> Iterator[RequirementResult]:
    for result in results:
        yield result
        yield from _walk(result.children)


def _course(one: Applied | Unapplied) -> CourseFacts:
    return CourseFacts(
        record=one.record + 1,
        code=one.code,
        title=_line(one.title or ""),
        credits=_credits(one),
        grade=_line(one.grade or ""),
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
    return f"page {one.page}, {top} to {bottom} in down and {left} to {right} in across{by}"


def _lead(advice: Advice) -> str:
    """Return what stands before the examples: some of the courses that would do, or all."""
    if not advice.examples:
        return ""
    every = advice.choices is not None and len(advice.examples) >= advice.choices
    return "namely" if every else "for instance"


def _decided(given: Adjustment) -> str:
    parts = (
        given.kind.value,
        given.requirement,
        given.limit,
        given.course,
        f'"{given.title}"' if given.title else None,
        f"for {given.replaces}" if given.replaces else None,
        given.edition,
        "overriding other rules" if given.override else None,
    )
    return _line(" ".join(str(part) for part in parts if part))


def _credits(one: Applied | Unapplied | Advice) -> str:
    """Write credits as transcripts print them, and never round them."""
    value = one.credits
    return f"{value:.2f}" if value == round(value, 2) else _plain(value)


def _plain(value: Decimal) -> str:
    return f"{value.normalize():f}"


def _line(text: str) -> str:
    """Return a text on one line, without control characters: a document may hold anything."""
    return " ".join(_CONTROL.sub(" ", text).split())
