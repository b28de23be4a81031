"""An audit as text for a terminal: what an advisor reads at a glance comes first."""

from __future__ import annotations

import re
import textwrap
from collections.abc import Iterable, Iterator, Sequence
from itertools import zip_longest

from degreekit.audit import Applied, Audit, RequirementResult, Status, Unapplied, View
from degreekit.report.format import Look
from degreekit.requirements import count_text

__all__ = ["render_text"]

_MARK = {
    Status.SATISFIED: "[x]",
    Status.CONDITIONAL: "[~]",
    Status.UNSATISFIED: "[ ]",
    Status.WAIVED: "[w]",
    Status.NOT_APPLICABLE: "[-]",
}
_FIXED = "\N{NO-BREAK SPACE}"
_SPLIT_CODE = re.compile(r"\b([A-Z]{2,8}) ([A-Z]{0,2}\d)")  # a code stays on one line
_VIEWS = {
    "completed": "Completed only",
    "with_in_progress": "With in progress",
    "with_planned": "With planned",
}
_NEEDS = 2  # lines for what a requirement asks for that is met; `degreekit explain` has it all
_CODE = 11  # columns of a course code
_CREDITS = 6
_GRADE = 4
_TERM = 11


def render_text(audit: Audit, look: Look | None = None) -> str:
    """Return the audit as text: status, requirements, what is left, what did not count.

    Args:
        audit: the audit.
        look: width and colours.
    """
    return "\n".join(line.rstrip() for line in _Text(audit, look or Look()).lines())


class _Text:
    def __init__(self, audit: Audit, look: Look):
        self.audit = audit
        self.look = look
        self.unit = audit.program.unit

    def lines(self) -> Iterator[str]:
        yield from self._head()
        yield from self._section("Requirements", self._requirements())
        yield from self._section(
            "Assumptions", self._listed(a.text for a in self.audit.assumptions)
        )
        yield from self._section("Left to take", self._remaining())
        yield from self._section("Courses that did not count", self._unapplied())
        yield from self._section("Decisions for this student", self._adjustments())
        yield ""
        rules = f"Rules {self.audit.program.fingerprint}"
        by = ", ".join(f"{p.name} {p.version}" for p in self.audit.plugins)
        yield from self._styled(self._wrap(f"{rules}{f', from {by}' if by else ''}.", ""), "dim")
        yield from self._styled(
            self._wrap("Certified by degreekit; the registrar and the advisor decide.", ""), "dim"
        )

    # ---------------------------------------------------------------------------------- parts

    def _head(self) -> Iterator[str]:
        program = self.audit.program
        yield from self._styled(self._wrap(program.title, ""), "title")
        yield from self._styled(self._wrap(f"edition {program.edition}", ""), "dim")
        yield ""
        role = self.audit.status.value
        yield f"  {self.look.style(role.upper(), role)}   {self._verdict()}"
        top = self.audit.requirements
        met = sum(r.status is not Status.UNSATISFIED for r in top)
        gpa = "none" if self.audit.gpa is None else self.audit.gpa
        applied = f"{self.audit.credits_applied.normalize():f} {self.unit} applied"
        yield f"  {applied}, GPA {gpa}, {met} of {len(top)} requirements met"
        if self.audit.views:
            yield ""
            yield from self._views(self.audit.views)

    def _views(self, views: Sequence[View]) -> Iterator[str]:
        """Set the three verdicts side by side, or say in a line that they are the same."""
        names = [_VIEWS[view.name] for view in views]
        if len({(view.status, view.courses, view.credits) for view in views}) == 1:
            yield from self._wrap(f"{', '.join(names)}: the same".capitalize(), "  ")
            return
        width = (self.look.width - 2) // len(views)
        left = [
            [line for text in self._left(view) for line in self._wrap(text, "", width=width - 2)]
            for view in views
        ]
        rows = [
            [(name, "dim") for name in names],
            [(view.status.value, view.status.value) for view in views],
            *([(cell, "") for cell in row] for row in zip_longest(*left, fillvalue="")),
        ]
        for row in rows:
            yield "  " + "".join(
                f"{self.look.style(cell, role) if role else cell}{' ' * (width - len(cell))}"
                for cell, role in row
            )

    def _left(self, view: View) -> tuple[str, str]:
        if view.status is Status.SATISFIED:
            return "nothing remains", ""
        if view.status is Status.CONDITIONAL:
            return "nothing remains", "if it is approved"
        if not view.courses:
            return "no course remains", "but something else"
        remains = "remains" if view.courses == 1 else "remain"
        credits = count_text(view.credits, self.unit)
        return f"{count_text(view.courses, 'course')} {remains}", f"({credits})"

    def _verdict(self) -> str:
        if self.audit.status is Status.SATISFIED:
            return "nothing remains"
        if self.audit.status is Status.CONDITIONAL:
            return (
                f"nothing remains if {count_text(len(self.audit.assumptions), 'assumption')} hold"
                + ("s" if len(self.audit.assumptions) == 1 else "")
            )
        left = self.audit.remaining
        if not left.courses:
            return "no course is missing, but something else is"
        courses = count_text(left.courses, "course")
        remains = "remains" if left.courses == 1 else "remain"
        return f"at least {courses} ({count_text(left.credits, self.unit)}) {remains}"

    def _section(self, title: str, lines: Iterable[str]) -> Iterator[str]:
        body = list(lines)
        if body:
            yield ""
            yield self.look.style(title.upper(), "heading")
            yield from body

    def _requirements(self) -> Iterator[str]:
        for number, result in enumerate(self.audit.requirements):
            if number:
                yield ""
            yield from self._requirement(result, 0)

    def _requirement(self, result: RequirementResult, depth: int) -> Iterator[str]:
        indent = "    " * depth
        mark = self.look.style(_MARK[result.status], result.status.value)
        told = "" if result.status is Status.SATISFIED else result.status.value.replace("_", " ")
        title = textwrap.shorten(result.title, max(self.look.width - len(indent) - 20, 20))
        named = f"({result.id})"
        gap = self.look.width - len(indent) - 4 - len(title) - len(told)
        beside = gap > len(named) + 1  # a long one stands below
        if beside:
            gap -= len(named) + 1
        yield (
            f"{indent}{mark} {self.look.style(title, 'title')}"
            f"{' ' + self.look.style(named, 'dim') if beside else ''}"
            f"{' ' * max(gap, 1)}{self.look.style(told, result.status.value)}"
        )
        inner = indent + "    "
        if not beside:
            yield from self._styled(self._wrap(named, inner), "dim")
        if not result.children:
            yield from self._pair("needs", result.needs, inner, most=self._most(result))
            yield from self._pair("has", result.has, inner)
        if result.lacks and not result.children:
            lines = self._pair("lacks", result.lacks, inner)
            yield from self._styled(lines, "unsatisfied")
        for one in result.applied:
            yield from self._applied(one, inner)
        for place in result.waived:
            yield from self._wrap(f"{place.code:<{_CODE}} waived ({place.row})", inner)
        for child in result.children:
            yield from self._requirement(child, depth + 1)

    @staticmethod
    def _most(result: RequirementResult) -> int | None:
        """Return how many lines what it asks for may take: what is met is of less interest."""
        return None if result.status is Status.UNSATISFIED else _NEEDS

    def _applied(self, one: Applied, indent: str) -> Iterator[str]:
        yield self._course(one, indent)
        if one.approval == "assumed":
            yield from self._styled(
                self._wrap("if it is approved", indent + " " * (_CODE + 1)), "conditional"
            )
        if one.status in ("in_progress", "incomplete", "planned"):
            told = "planned" if one.status == "planned" else "in progress"
            yield from self._styled(self._wrap(told, indent + " " * (_CODE + 1)), "conditional")

    def _course(self, one: Applied | Unapplied, indent: str) -> str:
        room = self.look.width - len(indent) - _CODE - _CREDITS - _GRADE - _TERM - 5
        title = (one.title or "")[: max(room, 8)]
        return (
            f"{indent}{one.code:<{_CODE}} {title:<{max(room, 8)}} {one.credits:>{_CREDITS}.2f}  "
            f"{one.grade or '':<{_GRADE}} {one.term or '':<{_TERM}}"
        )

    def _remaining(self) -> Iterator[str]:
        for advice in self.audit.remaining.advice:
            yield from self._wrap(advice.text, "  ", hang="    ")
            if advice.examples:
                some = "; ".join(advice.examples)
                yield from self._styled(self._wrap(f"for instance {some}", "      "), "dim")
        yield from self._listed(self.audit.remaining.other)

    def _unapplied(self) -> Iterator[str]:
        for one in self.audit.unapplied:
            yield self._course(one, "  ")
            told = f"{one.text} [{one.reason}]"
            yield from self._styled(self._wrap(told, " " * (_CODE + 3)), "dim")

    def _adjustments(self) -> Iterator[str]:
        for result in self.audit.adjustments:
            given = result.adjustment
            what = " ".join(
                str(part)
                for part in (
                    given.kind.value,
                    given.requirement,
                    given.limit,
                    given.course,
                    f'"{given.title}"' if given.title else None,
                    f"for {given.replaces}" if given.replaces else None,
                    given.edition,
                    "overriding other rules" if given.override else None,
                )
                if part
            )
            who = ", ".join(str(p) for p in (given.by or "nobody named", given.date or "no date"))
            yield from self._wrap(f"{what}: {given.reason or 'no reason given'} ({who})", "  ")
            effect = result.text if result.took_effect else f"no effect: {result.text}"
            role = "dim" if result.took_effect else "conditional"
            yield from self._styled(self._wrap(effect, "      "), role)

    # ---------------------------------------------------------------------------------- lines

    def _listed(self, texts: Iterable[str]) -> Iterator[str]:
        for text in texts:
            yield from self._wrap(text, "  ", hang="    ")

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

    def _styled(self, lines: Iterable[str], role: str) -> Iterator[str]:
        for line in lines:
            bare = line.lstrip()
            yield line[: len(line) - len(bare)] + self.look.style(bare, role)
