"""An audit as a checklist: one row for each course and for each place that is still open.

It is Markdown, and not CSV: the table is aligned, so that it can be read where it stands, in a
terminal or a mail; and no spreadsheet takes a title for a formula. Programs read the JSON.
"""

from __future__ import annotations

from collections.abc import Iterator

from degreekit.audit import Audit
from degreekit.report.facts import AuditFacts, CourseFacts, RequirementFacts
from degreekit.report.format import Look
from degreekit.report.markdown import escaped, table
from degreekit.report.narrate import audit_facts, headline

__all__ = ["render_checklist"]


def render_checklist(audit: Audit, look: Look | None = None) -> str:
    """Return the audit as a table such as departments hand out: courses, and open places.

    Args:
        audit: the audit.
        look: names the file that the records were read from.

    Example:
        >>> from degreekit import audit_transcript
        >>> from degreekit.report import render_checklist
        >>> record = {"code": "COMS W4771", "credits": 3, "grade": "A-", "term": "Fall 2023"}
        >>> audit = audit_transcript("columbia-ms-cs-ml", {"records": [record]})
        >>> lines = render_checklist(audit).splitlines()
        >>> [part.strip() for part in lines[-7].split("|")[1:-1]]
        ['Total', '', '', '3', '', '', '']
    """
    return "\n".join(_Checklist(audit_facts(audit), look or Look()).lines())


class _Checklist:
    def __init__(self, facts: AuditFacts, look: Look):
        self.facts = facts
        self.document = look.document
        self.places = {place.requirement: place for place in facts.open}

    def lines(self) -> Iterator[str]:
        facts = self.facts
        yield f"# {escaped(facts.title)}: checklist"
        yield ""
        read = f", read from {escaped(self.document)}" if self.document else ""
        yield f"Edition {escaped(facts.edition)}{read}. **{escaped(headline(facts))}**."
        yield ""
        unit = facts.unit.capitalize()
        names = ("Requirement", "Course", "Title", unit, "Grade", "Term", "Status")
        total = facts.credits.split()[0]
        rows = [row for one in facts.requirements for row in self._rows(one)]
        yield from table(names, [*rows, ("Total", "", "", total, "", "", "")])
        yield ""
        yield (
            "A course in two places counts once in the total. "
            "An open row says what is left to take."
        )
        yield ""
        for text in (facts.reading.text, *facts.reading.warnings):
            yield f"- {escaped(text)}"
        for title in facts.titles:
            yield f"- {escaped(title.text)}"
        yield ""
        yield f"**{self.facts.disclaimer}**"

    def _rows(self, one: RequirementFacts) -> Iterator[tuple[str, ...]]:
        title = escaped(one.title)
        for use in one.applied:
            told = ", ".join(filter(None, (use.course.status, use.approval)))
            yield (title, *_course(use.course), told)
        for place in one.waived:
            told = f"waived by decision {place.decision}"
            yield title, escaped(place.code), escaped(place.row), "", "", "", told
        open_ = self.places.get(one.id)
        if open_ is not None:
            yield title, "", escaped(open_.text), "", "", "", "open"
        for part in one.parts:
            yield from self._rows(part)
        # What holds no course, and what no course is known to fill, has a row to say so.
        said = one.applied or one.waived or open_ or one.parts
        if not said or (one.lacks and not open_ and not one.parts):
            lacks = f", lacks {one.lacks}" if one.lacks else ""
            yield title, "", "", "", "", "", escaped(f"{one.status}: {one.has}{lacks}")


def _course(one: CourseFacts) -> tuple[str, ...]:
    return tuple(map(escaped, (one.code, one.title, one.credits, one.grade, one.term)))
