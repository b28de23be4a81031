"""An audit as Markdown: the same facts, for a mail, an issue or a wiki."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence

from degreekit.audit import Audit
from degreekit.report.facts import AuditFacts, CitationFacts, CourseFacts, RequirementFacts
from degreekit.report.format import Look
from degreekit.report.narrate import audit_facts, headline

__all__ = ["escaped", "render_markdown", "table"]

#: Whatever may mean something in a line of Markdown, GitHub's formulas included; a bar means
#: something only in a table.
_SPECIAL = re.compile(r"[\\`*_\[\]<>$]|~(?=~)|&(?=#?\w+;)")
_COURSE = ("Course", "Title", "{unit}", "Grade", "Term")
_RIGHT = ("No.", "Points", "Credits", "Units")


def render_markdown(audit: Audit, look: Look | None = None) -> str:
    """Return the audit as Markdown.

    Args:
        audit: the audit.
        look: names the file that the records were read from.

    Example:
        >>> from degreekit import audit_transcript
        >>> from degreekit.report import render_markdown
        >>> text = render_markdown(audit_transcript("columbia-ms-cs-ml", {"records": []}))
        >>> text.splitlines()[4]
        '## Incomplete: at least 10 more courses (30 points) to take'
    """
    return "\n".join(_Markdown(audit_facts(audit), look or Look()).lines())


def escaped(text: str) -> str:
    """Return a text that is shown as it is, wherever it stands in a line of Markdown."""
    return _SPECIAL.sub(r"\\\g<0>", text)


def table(names: Sequence[str], rows: Iterable[Sequence[str]]) -> Iterator[str]:
    """Yield a table whose cells are Markdown already, its columns aligned as it stands.

    Args:
        names: the heads of the columns; those of numbers are set to the right.
        rows: the cells.
    """
    body = [[one.replace("|", "\\|") for one in row] for row in rows]
    widths = [max(3, *(len(row[n]) for row in [list(names), *body])) for n in range(len(names))]
    yield _row(names, names, widths)
    rules = (
        "-" * (w - 1) + ":" if n in _RIGHT else "-" * w for n, w in zip(names, widths, strict=True)
    )
    yield f"| {' | '.join(rules)} |"
    for row in body:
        yield _row(row, names, widths)


def _row(cells: Sequence[str], names: Sequence[str], widths: Sequence[int]) -> str:
    laid = (
        one.rjust(width) if name in _RIGHT else one.ljust(width)
        for one, name, width in zip(cells, names, widths, strict=True)
    )
    return f"| {' | '.join(laid)} |"


class _Markdown:
    def __init__(self, facts: AuditFacts, look: Look):
        self.facts = facts
        self.document = look.document
        self.course = tuple(name.format(unit=facts.unit.capitalize()) for name in _COURSE)

    def lines(self) -> Iterator[str]:
        facts = self.facts
        yield f"# {escaped(facts.title)}"
        yield ""
        read = f", read from {escaped(self.document)}" if self.document else ""
        yield f"Edition {escaped(facts.edition)}{read}"
        yield ""
        yield f"## {escaped(headline(facts))}"
        yield ""
        yield from _listed(escaped(text) for text in (facts.met, facts.credits, facts.gpa))
        if facts.plan:
            yield f"- with your plan: {', '.join(map(escaped, facts.plan))}"
        yield from self._section("How the records were read", self._reading())
        yield from self._section("Left to do", self._left())
        yield from self._section("This result assumes", self._assumptions())
        yield from self._section("The record counted three ways", self._views())
        yield from self._section("One way to finish", self._advice())
        yield from self._section("Requirements", self._requirements())
        yield from self._section("Courses that do not count", self._unapplied())
        yield from self._section("Printed titles", self._titles())
        yield from self._section("Decisions for this student", self._decisions())
        yield from self._section("Every course, and where it was read", self._records())
        yield from self._section("Limits and sharing", self._limits())
        yield from self._section("What the codes mean", self._codes())
        yield from self._section("Sources", self._sources())
        yield ""
        yield "---"
        yield ""
        by = f", from {escaped(', '.join(facts.plugins))}" if facts.plugins else ""
        yield f"Rules `{facts.id}`, fingerprint `{facts.fingerprint}`{by}."
        yield ""
        yield f"**{self.facts.disclaimer}**"

    @staticmethod
    def _section(title: str, lines: Iterable[str]) -> Iterator[str]:
        body = list(lines)
        if body:
            yield from ("", f"## {title}", "", *body)

    def _views(self) -> Iterator[str]:
        if self.facts.views:
            rows = ((view.name, view.status, escaped(view.left)) for view in self.facts.views)
            yield from table(("Counted", "Verdict", "Left to take"), rows)

    def _reading(self) -> Iterator[str]:
        reading = self.facts.reading
        yield from _listed(map(escaped, (reading.text, *reading.warnings)))

    def _left(self) -> Iterator[str]:
        if self.facts.shared:
            yield from (escaped(self.facts.shared), "")
        for place in self.facts.open:
            yield f"- {escaped(place.text)} (`{place.requirement}`, {escaped(place.title)})"
            yield from (f"  - Row: {escaped(row)}" for row in place.rows)
            if place.lead:
                yield f"  - {place.lead}"
            for one in place.candidates:
                notes = [f"also for {'; '.join(one.also)}"] if one.also else []
                notes += [f"if {one.approval} approves"] if one.approval else []
                told = f": {', '.join(map(escaped, notes))}" if notes else ""
                yield f"    - {escaped(one.course)} ({one.credits}){told}"
        yield from _listed(map(escaped, self.facts.other))

    def _advice(self) -> Iterator[str]:
        yield from (f"- Why not fewer: {escaped(reason)}" for reason in self.facts.reasons)
        if self.facts.reasons and self.facts.advice:
            yield ""
        for number, one in enumerate(self.facts.advice, start=1):
            yield f"{number}. {escaped(one.text)}"
            yield from (f"   - {escaped(course)}" for course in one.courses)

    def _assumptions(self) -> Iterator[str]:
        for one in self.facts.assumptions:
            course = "" if one.record is None else f"course {one.record}, "
            told = f"({one.kind}, {course}for `{one.requirement}`)"
            yield f"- {escaped(one.text)} {told}"

    def _requirements(self) -> Iterator[str]:
        for number, one in enumerate(self.facts.requirements, start=1):
            if number > 1:
                yield ""
            yield from self._requirement(one, str(number))

    def _requirement(self, one: RequirementFacts, number: str) -> Iterator[str]:
        level = min(number.count(".") + 3, 6)
        yield f"{'#' * level} {number}. {escaped(one.title)} (`{one.id}`): {one.status}"
        yield ""
        yield f"- **Needs:** {escaped(one.needs)}"
        yield f"- **Has:** {escaped(one.has)}"
        if one.lacks:
            yield f"- **Lacks:** {escaped(one.lacks)}"
        if one.decisions:
            yield f"- **Decided:** {', '.join(f'decision {n}' for n in one.decisions)}"
        yield from _cited(one.citations)
        rows = list(self._places(one))
        if rows:
            yield ""
            yield from table(("No.", *self.course, "Note"), rows)
        for place, part in enumerate(one.parts, start=1):
            yield ""
            yield from self._requirement(part, f"{number}.{place}")

    def _places(self, one: RequirementFacts) -> Iterator[tuple[str, ...]]:
        for use in one.applied:
            row = f"row: {escaped(use.row)}" if use.row else ""
            notes = (
                row,
                "" if use.course.status == "completed" else use.course.status,
                use.approval,
            )
            yield (str(use.course.record), *_course(use.course), "<br>".join(filter(None, notes)))
        for place in one.waived:
            waived = f"waived by decision {place.decision}"
            yield "", escaped(place.code), escaped(place.row), "", "", "", waived

    def _unapplied(self) -> Iterator[str]:
        rows = [
            (
                str(one.course.record),
                *_course(one.course),
                escaped(one.text),
                f"`{one.code}`",
                f"`{one.rule}`" if one.rule else "",
            )
            for one in self.facts.unapplied
        ]
        if rows:
            yield from table(("No.", *self.course, "Why", "Code", "Rule"), rows)

    def _titles(self) -> Iterator[str]:
        rows = [(str(one.record), escaped(one.text), f"`{one.code}`") for one in self.facts.titles]
        if rows:
            yield from table(("No.", "What was read", "Code"), rows)

    def _decisions(self) -> Iterator[str]:
        rows = [
            (
                str(number),
                escaped(one.what),
                escaped(one.reason),
                escaped(one.by),
                one.date,
                f"{'' if one.took_effect else '**No effect.** '}{escaped(one.effect)}",
            )
            for number, one in enumerate(self.facts.decisions, start=1)
        ]
        if rows:
            names = ("No.", "Decision", "Reason", "By", "Date", "What it did")
            yield from table(names, rows)

    def _records(self) -> Iterator[str]:
        rows = [
            (
                str(one.course.record),
                *_course(one.course),
                one.course.status,
                "<br>".join(map(escaped, one.counts)),
                one.place,
            )
            for one in self.facts.records
        ]
        if rows:
            yield from table(("No.", *self.course, "Status", "Counts for", "Read from"), rows)

    def _limits(self) -> Iterator[str]:
        rows = [
            (
                f"`{one.id}`",
                one.kind,
                escaped(one.title),
                escaped(one.text),
                ", ".join(map(str, one.keeps_out)),
                ", ".join(_link(cited.source) for cited in one.citations),
            )
            for one in self.facts.limits
        ]
        if rows:
            yield from table(("Rule", "Kind", "Title", "Says", "Keeps out", "Source"), rows)

    def _codes(self) -> Iterator[str]:
        for one in self.facts.codes:
            yield f"- `{one.code}`: **{escaped(one.title)}.** {escaped(one.meaning)}"
            yield f"  - What to do: {escaped(one.advice)}"

    def _sources(self) -> Iterator[str]:
        general = {one.source for one in self.facts.readings}
        for number, one in enumerate(self.facts.sources, start=1):
            told = " (of the program)" if number in general else ""
            yield f"{number}. {escaped(one.document)}{told}"
            indent = " " * (len(str(number)) + 2)
            for name, text in (
                ("Section", one.section),
                ("Date", one.date),
                ("Says", one.sentence),
                ("Read as", one.reading),
            ):
                if text:
                    yield f"{indent}- {name}: {escaped(text)}"


def _course(one: CourseFacts) -> tuple[str, ...]:
    return tuple(map(escaped, (one.code, one.title, one.credits, one.grade, one.term)))


def _cited(citations: Sequence[CitationFacts]) -> Iterator[str]:
    for one in citations:
        of = f" on {escaped(one.of)}" if one.of else ""
        yield f"- **Source:** {_link(one.source)}{of}"


def _link(source: int) -> str:
    return f"[source {source}](#sources)"


def _listed(texts: Iterable[str]) -> Iterator[str]:
    return (f"- {text}" for text in texts)
