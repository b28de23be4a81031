"""An audit as text for a terminal: what an advisor reads at a glance comes first."""

from __future__ import annotations

import re
import textwrap
from collections.abc import Iterable, Iterator, Sequence
from itertools import zip_longest

from degreekit.audit import Audit
from degreekit.report.facts import (
    AuditFacts,
    CitationFacts,
    CourseFacts,
    RequirementFacts,
    UseFacts,
    ViewFacts,
)
from degreekit.report.format import Look
from degreekit.report.telling import DISCLAIMER, audit_facts

__all__ = ["render_text"]

_MARK = {
    "satisfied": "[x]",
    "conditional": "[~]",
    "unsatisfied": "[ ]",
    "waived": "[w]",
    "not applicable": "[-]",
}
_PENDING = {"in progress": "in progress", "incomplete": "in progress", "planned": "planned"}
_FIXED = "\N{NO-BREAK SPACE}"
_SPLIT_CODE = re.compile(r"\b([A-Z]{2,8}) ([A-Z]{0,2}\d)")  # a code stays on one line
_NEEDS = 2  # lines for what a requirement asks for that is met; `degreekit explain` has it all
_CODE = 11  # columns of a course code
_CREDITS = 6
_GRADE = 4
_TERM = 11
_LEAST = 8  # columns of a title


def render_text(audit: Audit, look: Look | None = None) -> str:
    """Return the audit as text: status, requirements, what is left, what did not count.

    Args:
        audit: the audit.
        look: width and colours; `full` for the sources and places as well.
    """
    return "\n".join(line.rstrip() for line in _Text(audit_facts(audit), look or Look()).lines())


class _Text:
    def __init__(self, facts: AuditFacts, look: Look):
        self.facts = facts
        self.look = look
        self.full = look.full
        codes = (len(record.course.code) for record in facts.records)
        self.code = max([_CODE, *codes]) if look.full else _CODE

    def lines(self) -> Iterator[str]:
        facts = self.facts
        yield from self._head()
        yield from self._section("Requirements", self._requirements())
        yield from self._section("Assumptions", self._assumptions())
        yield from self._section("Left to take", self._remaining())
        yield from self._section("Courses that did not count", self._unapplied())
        yield from self._section("Printed titles", self._titles())
        yield from self._section("Decisions for this student", self._decisions())
        if self.full:
            yield from self._section("Every course", self._records())
            yield from self._section("Limits and sharing", self._limits())
            yield from self._section("What the codes mean", self._codes())
            yield from self._section("Sources", self._sources())
        yield ""
        by = f", from {', '.join(facts.plugins)}" if facts.plugins else ""
        id_ = f"{facts.id} " if self.full else ""
        yield from self._dim(f"Rules {id_}{facts.fingerprint}{by}.", "")
        yield from self._dim(DISCLAIMER, "")

    # ---------------------------------------------------------------------------------- parts

    def _head(self) -> Iterator[str]:
        facts = self.facts
        yield from self._styled(self._wrap(facts.title, ""), "title")
        yield from self._dim(f"edition {facts.edition}", "")
        if self.full and self.look.document:
            yield from self._dim(f"read from {self.look.document}", "")
        yield ""
        yield f"  {self.look.style(facts.status.upper(), facts.status)}   {facts.verdict}"
        yield f"  {facts.credits}, {facts.gpa}, {facts.met}"
        if facts.views:
            yield ""
            yield from self._views(facts.views)

    def _views(self, views: Sequence[ViewFacts]) -> Iterator[str]:
        """Set the three verdicts side by side, or say in a line that they are the same."""
        if self.facts.views_agree and not self.full:
            names = ", ".join(view.name for view in views)
            yield from self._wrap(f"{names}: the same".capitalize(), "  ")
            return
        width = (self.look.width - 2) // len(views)
        left = [
            [
                line
                for text in (view.left, view.besides)
                for line in self._wrap(text, "", width=width - 2)
            ]
            for view in views
        ]
        rows = [
            [(view.name, "dim") for view in views],
            [(view.status, view.status) for view in views],
            *([(cell, "") for cell in row] for row in zip_longest(*left, fillvalue="")),
        ]
        for row in rows:
            yield "  " + "".join(
                f"{self.look.style(cell, role) if role else cell}{' ' * (width - len(cell))}"
                for cell, role in row
            )

    def _section(self, title: str, lines: Iterable[str]) -> Iterator[str]:
        body = list(lines)
        if body:
            yield ""
            yield self.look.style(title.upper(), "heading")
            yield from body

    def _requirements(self) -> Iterator[str]:
        for number, one in enumerate(self.facts.requirements):
            if number:
                yield ""
            yield from self._requirement(one, 0)

    def _requirement(self, one: RequirementFacts, depth: int) -> Iterator[str]:
        indent = "    " * depth
        inner = indent + "    "
        yield from self._title(one, indent)
        if not one.parts or self.full:
            met = one.status != "unsatisfied"
            most = _NEEDS if met and not self.full else None
            yield from self._pair("needs", one.needs, inner, most=most)
            yield from self._pair("has", one.has, inner)
            if one.lacks:
                yield from self._styled(self._pair("lacks", one.lacks, inner), "unsatisfied")
        if self.full:
            for text in one.fill:
                yield from self._pair("fill", text, inner)
            for gap in one.open:
                told = f"{gap.credits}, see {gap.advice} of what is left to take"
                yield from self._pair("open", told, inner)
            yield from self._cited(one.citations, inner)
            if one.decisions:
                yield from self._pair("ruled", f"by {_numbers('decision', one.decisions)}", inner)
        for use in one.applied:
            yield from self._use(use, inner)
        for place in one.waived:
            by = f" by decision {place.decision}" if self.full else ""
            yield from self._wrap(f"{place.code:<{self.code}} waived{by} ({place.row})", inner)
        for part in one.parts:
            yield from self._requirement(part, depth + 1)

    def _title(self, one: RequirementFacts, indent: str) -> Iterator[str]:
        mark = self.look.style(_MARK[one.status], _role(one.status))
        told = "" if one.status == "satisfied" else one.status
        room = max(self.look.width - len(indent) - 20, 20)
        title = one.title if self.full else textwrap.shorten(one.title, room)
        named = f"({one.id})"
        gap = self.look.width - len(indent) - 4 - len(title) - len(told)
        beside = gap > len(named) + 1  # a long one stands below
        if beside:
            gap -= len(named) + 1
        yield (
            f"{indent}{mark} {self.look.style(title, 'title')}"
            f"{' ' + self.look.style(named, 'dim') if beside else ''}"
            f"{' ' * max(gap, 2)}{self.look.style(told, _role(one.status))}"
        )
        if not beside:
            yield from self._dim(named, indent + "    ")

    def _use(self, use: UseFacts, indent: str) -> Iterator[str]:
        yield from self._course(use.course, indent)
        below = indent + " " * (self.code + 1)
        if self.full:
            yield from self._dim(_record(use.course), below)
            if use.row:
                yield from self._dim(f"row {use.row}", below)
        if use.approval == "if it is approved" or (self.full and use.approval):
            yield from self._styled(self._wrap(use.approval, below), "conditional")
        if use.course.status in _PENDING and not self.full:
            told = _PENDING[use.course.status]
            yield from self._styled(self._wrap(told, below), "conditional")

    def _course(self, one: CourseFacts, indent: str) -> Iterator[str]:
        room = self.look.width - len(indent) - self.code - _CREDITS - _GRADE - _TERM - 5
        room = max(room, _LEAST)
        cut = self._wrap(one.title, "", width=room) if self.full else [one.title[:room]]
        title, *more = cut or [""]
        yield (
            f"{indent}{one.code:<{self.code}} {title:<{room}} {one.credits:>{_CREDITS}}  "
            f"{one.grade:<{_GRADE}} {one.term:<{_TERM}}"
        )
        yield from (f"{indent}{'':<{self.code}} {line}" for line in more)

    def _assumptions(self) -> Iterator[str]:
        for one in self.facts.assumptions:
            told = f"[{one.kind}, {one.requirement}] {one.text}" if self.full else one.text
            yield from self._wrap(told, "  ", hang="    ")

    def _remaining(self) -> Iterator[str]:
        for number, advice in enumerate(self.facts.advice, start=1):
            counted = f"{number}. " if self.full else ""
            yield from self._wrap(f"{counted}{advice.text}", "  ", hang="    ")
            if advice.examples:
                yield from self._dim(f"{advice.lead} {'; '.join(advice.examples)}", "      ")
        for text in self.facts.other:
            yield from self._wrap(text, "  ", hang="    ")

    def _unapplied(self) -> Iterator[str]:
        for one in self.facts.unapplied:
            yield from self._course(one.course, "  ")
            below = " " * (self.code + 3)
            rule = f", {one.rule}" if self.full and one.rule else ""
            if self.full:
                yield from self._dim(_record(one.course), below)
            yield from self._dim(f"{one.text} [{one.code}{rule}]", below)

    def _titles(self) -> Iterator[str]:
        for one in self.facts.titles:
            record = f", {one.record}" if self.full else ""
            yield from self._wrap(f"{one.text} [{one.code}{record}]", "  ", hang="    ")

    def _decisions(self) -> Iterator[str]:
        for number, one in enumerate(self.facts.decisions, start=1):
            counted = f"{number}. " if self.full else ""
            yield from self._wrap(f"{counted}{one.what}: {one.reason} ({one.by}, {one.date})", "  ")
            effect = one.effect if one.took_effect else f"no effect: {one.effect}"
            role = "dim" if one.took_effect else "conditional"
            yield from self._styled(self._wrap(effect, "      "), role)

    # -------------------------------------------------------------------- only in a full report

    def _records(self) -> Iterator[str]:
        for one in self.facts.records:
            yield from self._course(one.course, "  ")
            below = " " * (self.code + 3)
            yield from self._dim(_record(one.course), below)
            yield from self._dim(f"counts for {'; '.join(one.counts) or 'nothing'}", below)
            yield from self._dim(f"read from {one.place or 'no page'}", below)

    def _limits(self) -> Iterator[str]:
        for number, one in enumerate(self.facts.limits):
            if number:
                yield ""
            yield from self._wrap(f"{one.title} ({one.kind} {one.id})", "  ")
            yield from self._pair("says", one.text, "      ")
            if one.keeps_out:
                kept = f"course {', '.join(map(str, one.keeps_out))} from counting"
                yield from self._pair("keeps", kept, "      ")
            yield from self._cited(one.citations, "      ")

    def _codes(self) -> Iterator[str]:
        for number, one in enumerate(self.facts.codes):
            if number:
                yield ""
            yield from self._wrap(f"{one.code}: {one.title}", "  ")
            yield from self._pair("means", one.meaning, "      ")
            yield from self._pair("to do", one.advice, "      ")

    def _sources(self) -> Iterator[str]:
        read = {one.source for one in self.facts.readings}
        for number, one in enumerate(self.facts.sources, start=1):
            if number > 1:
                yield ""
            general = " (of the program)" if number in read else ""
            yield from self._wrap(f"[{number}] {one.document}{general}", "  ")
            for name, text in (
                ("in", one.section),
                ("dated", one.date),
                ("says", one.sentence),
                ("read", one.reading),
            ):
                if text:
                    yield from self._pair(name, text, "      ")

    def _cited(self, citations: Sequence[CitationFacts], indent: str) -> Iterator[str]:
        for one in citations:
            of = f" on {one.of}" if one.of else ""
            yield from self._pair("cites", f"[{one.source}]{of}", indent)

    # ---------------------------------------------------------------------------------- lines

    def _pair(self, name: str, text: str, indent: str, *, most: int | None = None) -> Iterator[str]:
        yield from self._wrap(f"{name:<5} {text}", indent, hang=indent + "      ", most=most)

    def _wrap(
        self,
        text: str,
        indent: str,
        hang: str | None = None,
        *,
        width: int | None = None,
        most: int | None = None,
    ) -> list[str]:
        lines = textwrap.wrap(
            _SPLIT_CODE.sub(f"\\1{_FIXED}\\2", text),
            width or self.look.width,
            initial_indent=indent,
            subsequent_indent=indent if hang is None else hang,
            break_long_words=False,
            break_on_hyphens=False,
            max_lines=most,
            placeholder=" ...",
        )
        return [line.replace(_FIXED, " ") for line in lines]

    def _dim(self, text: str, indent: str) -> Iterator[str]:
        return self._styled(self._wrap(text, indent), "dim")

    def _styled(self, lines: Iterable[str], role: str) -> Iterator[str]:
        for line in lines:
            bare = line.lstrip()
            yield line[: len(line) - len(bare)] + self.look.style(bare, role)


def _record(one: CourseFacts) -> str:
    return f"course {one.record}, {one.status}"


def _role(status: str) -> str:
    return status.replace(" ", "_")


def _numbers(what: str, numbers: Sequence[int]) -> str:
    return f"{what}{'s' if len(numbers) > 1 else ''} {', '.join(map(str, numbers))}"
