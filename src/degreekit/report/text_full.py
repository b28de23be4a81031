"""An audit as text with everything in it: each rule's source, each course and where it was read."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from itertools import zip_longest

from degreekit.report.facts import (
    AuditFacts,
    CitationFacts,
    CourseFacts,
    PlaceFacts,
    RequirementFacts,
    UseFacts,
    ViewFacts,
)
from degreekit.report.format import Look
from degreekit.report.lines import CODE, MARKS, Lines, role_of
from degreekit.report.narrate import headline

__all__ = ["render_full"]


def render_full(facts: AuditFacts, look: Look) -> Iterator[str]:
    """Yield the lines of a full report.

    Args:
        facts: of the audit.
        look: width and colours.
    """
    return _Full(facts, look).lines()


class _Full:
    def __init__(self, facts: AuditFacts, look: Look):
        self.facts = facts
        self.look = look
        self.code = max([CODE, *(len(record.course.code) for record in facts.records)])
        self.out = Lines(look, self.code)

    def lines(self) -> Iterator[str]:
        facts = self.facts
        yield from self._head()
        yield from self._section("How the records were read", self._reading())
        yield from self._section("Left to do", self._left())
        yield from self._section("This result assumes", self._assumptions())
        yield from self._section("One way to finish", self._advice())
        yield from self._section("Requirements", self._requirements())
        yield from self._section("Courses that do not count", self._unapplied())
        yield from self._section("Printed titles", self._titles())
        yield from self._section("Decisions for this student", self._decisions())
        yield from self._section("Every course", self._records())
        yield from self._section("Limits and sharing", self._limits())
        yield from self._section("What the codes mean", self._codes())
        yield from self._section("Sources", self._sources())
        yield ""
        by = f", from {', '.join(facts.plugins)}" if facts.plugins else ""
        yield from self.out.dim(f"Rules {facts.id} {facts.fingerprint}{by}.", "")
        yield from self.out.dim(facts.disclaimer, "")

    def _section(self, title: str, lines: Iterable[str]) -> Iterator[str]:
        body = list(lines)
        if body:
            yield from ("", self.out.heading(title), *body)

    def _head(self) -> Iterator[str]:
        facts = self.facts
        yield from self.out.styled(self.out.wrap(facts.title), "title")
        yield from self.out.dim(f"edition {facts.edition}", "")
        if self.look.document:
            yield from self.out.dim(f"read from {self.look.document}", "")
        yield ""
        verdict = headline(facts).replace(facts.status.capitalize(), facts.status.upper(), 1)
        yield from self.out.styled(self.out.wrap(verdict, "  "), role_of(facts.status))
        for text in (facts.credits, facts.gpa, facts.met):
            yield from self.out.wrap(text, "  ")
        if facts.plan:
            yield from self.out.wrap(f"with your plan: {', '.join(facts.plan)}", "  ")
        if facts.views:
            yield ""
            yield from self._views(facts.views)

    def _views(self, views: Sequence[ViewFacts]) -> Iterator[str]:
        """Set the three verdicts side by side."""
        width = (self.look.width - 2) // len(views)
        rows = []
        for name, role in (("name", "dim"), ("status", ""), ("left", "")):
            cells = [self.out.wrap(getattr(view, name), width=width - 2) for view in views]
            rows += [(row, role or name) for row in zip_longest(*cells, fillvalue="")]
        for row, role in rows:
            yield "  " + "".join(
                self._cell(cell, role_of(view.status) if role == "status" else role, width)
                for cell, view in zip(row, views, strict=True)
            )

    def _cell(self, text: str, role: str, width: int) -> str:
        return f"{self.look.style(text, role)}{' ' * (width - len(text))}"

    def _reading(self) -> Iterator[str]:
        reading = self.facts.reading
        role = "conditional" if reading.status == "unproved" else ""
        yield from self.out.styled(self.out.wrap(reading.text, "  ", "    "), role)
        for text in reading.warnings:
            yield from self.out.wrap(text, "  ", "    ")

    # -------------------------------------------------------------------------- what is left to do

    def _left(self) -> Iterator[str]:
        yield from self.out.wrap(self.facts.shared, "  ", "    ")
        for place in self.facts.open:
            yield from self._place(place)
        for text in self.facts.other:
            yield from self.out.wrap(text, "  ", "    ")

    def _place(self, place: PlaceFacts) -> Iterator[str]:
        yield from self.out.wrap(f"[{place.requirement}] {place.text}", "  ", "    ")
        for row in place.rows:
            yield from self.out.wrap(f"row {row}", "      ", "        ")
        if place.lead:
            yield from self.out.dim(place.lead, "      ")
        for one in place.candidates:
            also = f", also for {'; '.join(one.also)}" if one.also else ""
            approval = f", if {one.approval} approves" if one.approval else ""
            text = f"- {one.course} ({one.credits}){also}{approval}"
            yield from self.out.wrap(text, "      ", "        ")

    def _assumptions(self) -> Iterator[str]:
        for one in self.facts.assumptions:
            course = "" if one.record is None else f", course {one.record}"
            text = f"[{one.kind}, {one.requirement}{course}] {one.text}"
            yield from self.out.wrap(text, "  ", "    ")

    def _advice(self) -> Iterator[str]:
        for reason in self.facts.reasons:
            yield from self.out.wrap(f"Why not fewer: {reason}", "  ", "    ")
        for number, one in enumerate(self.facts.advice, start=1):
            yield from self.out.wrap(f"{number}. {one.text}", "  ", "    ")
            for course in one.courses:
                yield from self.out.wrap(f"- {course}", "      ", "        ")

    # -------------------------------------------------------------------------------- requirements

    def _requirements(self) -> Iterator[str]:
        for number, one in enumerate(self.facts.requirements):
            if number:
                yield ""
            yield from self._requirement(one, 0)

    def _requirement(self, one: RequirementFacts, depth: int) -> Iterator[str]:
        indent = "    " * depth
        inner = indent + "    "
        yield from self._title(one, indent)
        yield from self.out.pair("needs", one.needs, inner)
        yield from self.out.pair("has", one.has, inner)
        if one.lacks:
            yield from self.out.styled(self.out.pair("lacks", one.lacks, inner), "unsatisfied")
        yield from self._cited(one.citations, inner)
        if one.decisions:
            numbers = _numbers("decision", one.decisions)
            yield from self.out.pair("by", numbers, inner)
        for use in one.applied:
            yield from self._use(use, inner)
        for place in one.waived:
            text = f"{place.code:<{self.code}} waived by decision {place.decision} ({place.row})"
            yield from self.out.wrap(text, inner)
        for part in one.parts:
            yield from self._requirement(part, depth + 1)

    def _title(self, one: RequirementFacts, indent: str) -> Iterator[str]:
        mark = self.look.style(MARKS[one.status], role_of(one.status))
        status = "" if one.status == "complete" else one.status
        named = f"({one.id})"
        gap = self.look.width - len(indent) - 4 - len(one.title) - len(status)
        fits = gap > len(named) + 1  # a long one goes onto the next line
        if fits:
            gap -= len(named) + 1
        yield (
            f"{indent}{mark} {self.look.style(one.title, 'title')}"
            f"{' ' + self.look.style(named, 'dim') if fits else ''}"
            f"{' ' * max(gap, 2)}{self.look.style(status, role_of(one.status))}"
        )
        if not fits:
            yield from self.out.dim(named, indent + "    ")

    def _use(self, use: UseFacts, indent: str) -> Iterator[str]:
        yield from self.out.course(use.course, indent, whole=True)
        below = indent + " " * (self.code + 1)
        yield from self.out.dim(_record(use.course), below)
        if use.row:
            yield from self.out.dim(f"row {use.row}", below)
        if use.approval:
            yield from self.out.styled(self.out.wrap(use.approval, below), "conditional")

    # ------------------------------------------------------------------------------------ the rest

    def _unapplied(self) -> Iterator[str]:
        for one in self.facts.unapplied:
            yield from self.out.course(one.course, "  ", whole=True)
            below = " " * (self.code + 3)
            rule = f", {one.rule}" if one.rule else ""
            yield from self.out.dim(_record(one.course), below)
            yield from self.out.dim(f"{one.text} [{one.code}{rule}]", below)

    def _titles(self) -> Iterator[str]:
        for one in self.facts.titles:
            yield from self.out.wrap(f"{one.text} [{one.code}, {one.record}]", "  ", "    ")

    def _decisions(self) -> Iterator[str]:
        for number, one in enumerate(self.facts.decisions, start=1):
            text = f"{number}. {one.what}. Reason: {one.reason} ({one.by}, {one.date})"
            yield from self.out.wrap(text, "  ")
            effect = one.effect if one.took_effect else f"No effect. {one.effect}"
            role = "dim" if one.took_effect else "conditional"
            yield from self.out.styled(self.out.wrap(effect, "      "), role)

    def _records(self) -> Iterator[str]:
        for one in self.facts.records:
            yield from self.out.course(one.course, "  ", whole=True)
            below = " " * (self.code + 3)
            yield from self.out.dim(_record(one.course), below)
            yield from self.out.dim(f"counts for {'; '.join(one.counts) or 'nothing'}", below)
            yield from self.out.dim(f"read from {one.place or 'no page'}", below)

    def _limits(self) -> Iterator[str]:
        for number, one in enumerate(self.facts.limits):
            if number:
                yield ""
            yield from self.out.wrap(f"{one.title} ({one.kind} {one.id})", "  ")
            yield from self.out.pair("says", one.text, "      ")
            if one.keeps_out:
                kept = f"course {', '.join(map(str, one.keeps_out))} from counting"
                yield from self.out.pair("keeps", kept, "      ")
            yield from self._cited(one.citations, "      ")

    def _codes(self) -> Iterator[str]:
        for number, one in enumerate(self.facts.codes):
            if number:
                yield ""
            yield from self.out.wrap(f"{one.code}: {one.title}", "  ")
            yield from self.out.pair("means", one.meaning, "      ")
            yield from self.out.pair("to do", one.advice, "      ")

    def _sources(self) -> Iterator[str]:
        read = {one.source for one in self.facts.readings}
        for number, one in enumerate(self.facts.sources, start=1):
            if number > 1:
                yield ""
            general = " (of the program)" if number in read else ""
            yield from self.out.wrap(f"[{number}] {one.document}{general}", "  ")
            for name, text in (
                ("in", one.section),
                ("dated", one.date),
                ("says", one.sentence),
                ("read", one.reading),
            ):
                if text:
                    yield from self.out.pair(name, text, "      ")

    def _cited(self, citations: Sequence[CitationFacts], indent: str) -> Iterator[str]:
        for one in citations:
            of = f" on {one.of}" if one.of else ""
            yield from self.out.pair("cites", f"[{one.source}]{of}", indent)


def _record(one: CourseFacts) -> str:
    return f"course {one.record}, {one.status}"


def _numbers(what: str, numbers: Sequence[int]) -> str:
    return f"{what}{'s' if len(numbers) > 1 else ''} {', '.join(map(str, numbers))}"
