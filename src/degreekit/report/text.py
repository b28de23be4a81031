"""An audit as text for a terminal. The first screen says all that has to be known.

That is whether the degree is complete, what is left to take, and what the result assumes. Then each
requirement has a line, and those that are open say what they have, lack and would accept.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from degreekit.audit import Audit
from degreekit.report.facts import (
    PARAPHRASED,
    AssumptionFacts,
    AuditFacts,
    CandidateFacts,
    PlaceFacts,
    RequirementFacts,
)
from degreekit.report.format import Look
from degreekit.report.lines import MARKS, Lines, role_of
from degreekit.report.narrate import audit_facts, headline
from degreekit.report.text_full import render_full

__all__ = ["render_text"]

#: Lines of the first screen: a terminal has 24, and the prompt takes one.
_SCREEN = 23
_PENDING = ("in progress", "incomplete", "planned")
#: Columns of the longest title that what stands next to a requirement lines up with.
_TITLE = 36
#: Courses that an open requirement names, and lines that the words of its page may take.
_FITTING = 5
_QUOTED = 4
#: Lines of the first screen for what no figure proves, and warnings about the whole document there.
_SUMMARY = 2
_WARNINGS = 2


def render_text(audit: Audit, look: Look | None = None) -> str:
    """Return the audit as text: the verdict, what is left to take, and each requirement.

    Args:
        audit: the audit.
        look: width and colours; `full` for everything that the other formats say.

    Example:
        >>> from degreekit import audit_transcript
        >>> from degreekit.report import render_text
        >>> record = {"code": "COMS W4771", "credits": 3, "grade": "A"}
        >>> text = render_text(audit_transcript("columbia-ms-cs-ml", {"records": [record]}))
        >>> text.splitlines()[3]
        'INCOMPLETE: at least 9 more courses (27 points) to take'
    """
    shape = look or Look()
    facts = audit_facts(audit)
    lines = render_full(facts, shape) if shape.full else _Text(facts, shape).lines()
    return "\n".join(line.rstrip() for line in lines)


class _Text:
    def __init__(self, facts: AuditFacts, look: Look):
        self.facts = facts
        self.look = look
        self.out = Lines(look)
        #: Whether the first screen has no room for more than what to take, and what is assumed.
        self.tight = False

    def lines(self) -> Iterator[str]:
        yield from self._first_screen()
        requirements = self.facts.requirements
        yield from self._section("Requirements", self._requirements(requirements, ""))
        yield from self._section("Courses that fit", self._fitting())
        yield from self._section("How the document was read", self._warnings())
        yield from self._section("Courses that do not count", self._unapplied())
        yield from self._section("Printed titles", self._titles())
        yield from self._section("Decisions for this student", self._decisions())
        yield ""
        for reason in self.facts.reasons:
            yield from self.out.dim(f"Why not fewer: {reason}", "")
        yield from self.out.dim("Add --full for every rule, its source and every course.", "")
        yield from self.out.dim(self.facts.disclaimer, "")

    def _section(self, title: str, lines: Iterable[str]) -> Iterator[str]:
        body = list(lines)
        if body:
            yield from ("", self.out.heading(title), *body)

    # --------------------------------------------------------------------------- the first screen

    def _first_screen(self) -> list[str]:
        """Return the verdict, what is left and what is assumed, with as much as has room."""
        head = list(self._head())
        for named in (3, 2, 1, 0):
            for grouped in (False, True):
                lines = [*head, *self._left(named), *self._assumed(grouped=grouped)]
                if len(lines) <= _SCREEN:
                    return lines
        self.tight = True
        for joined in (False, True):
            head = list(self._head(joined=joined))
            lines = [*head, *self._left(0), *self._assumed(grouped=True)]
            if len(lines) <= _SCREEN:
                break
        return lines

    def _head(self, *, joined: bool = False) -> Iterator[str]:
        """Yield the title, the verdict and what it is based on.

        Args:
            joined: whether the edition stands next to the title.
        """
        facts = self.facts
        edition = f"edition {facts.edition}"
        if joined:
            yield from self.out.styled(self.out.wrap(f"{facts.title}, {edition}"), "title")
        else:
            yield from self.out.styled(self.out.wrap(facts.title), "title")
            yield from self.out.dim(edition, "")
            yield ""
        status, verdict = facts.status, headline(facts)
        verdict = verdict.replace(status.capitalize(), status.upper(), 1)
        yield from self.out.styled(self.out.wrap(verdict), role_of(status))
        yield from self.out.wrap(f"{facts.credits}, {facts.gpa}, {facts.met}")
        yield from self._reading()
        if facts.plan:
            yield from self.out.wrap(f"with your plan: {', '.join(facts.plan)}")
        yield from self._idle()

    def _idle(self) -> Iterator[str]:
        """Yield how many decisions have no effect: one of them may have been mistyped."""
        idle = sum(not one.took_effect for one in self.facts.decisions)
        if idle:
            many = len(self.facts.decisions)
            said = "The decision" if many == 1 else f"{idle} of {many} decisions"
            said += f" {'has' if idle == 1 else 'have'} no effect; the end of this page says why"
            yield from self.out.styled(self.out.wrap(said), "conditional")

    def _reading(self) -> Iterator[str]:
        """Yield how far the document proves the records, where it does not, and what it lacks."""
        reading = self.facts.reading
        if reading.status == "unproved":
            most = 1 if self.tight else _SUMMARY
            yield from self.out.styled(self.out.wrap(reading.text, most=most), "conditional")
        else:
            yield from self.out.dim(reading.text, "")
        for text in reading.general[:_WARNINGS]:
            yield from self.out.styled(self.out.wrap(f"Warning: {text}", "", "  "), "conditional")

    def _left(self, named: int) -> Iterator[str]:
        """Yield what is left to take.

        Args:
            named: how many courses that qualify are named for each place.
        """
        facts = self.facts
        if not facts.open and not facts.other:
            return
        yield from ("", self.out.heading("Left to do"))
        yield from self.out.wrap(facts.shared)
        for place in facts.open:
            yield from self.out.wrap(f"- {self._place(place, named)}", "", "  ")
        for text in facts.other:
            yield from self.out.wrap(f"- {text}", "", "  ")

    def _place(self, place: PlaceFacts, named: int) -> str:
        if place.rows and self.tight:
            return f"{place.text} They are named below."
        if place.rows:
            return f"{place.text} Each of these: {'; '.join(place.rows)}."
        if not place.lead or not named:
            return place.text
        courses = [one.course for one in place.candidates[:named]]
        return f"{place.text} {_lead(place, len(courses))} {'; '.join(courses)}."

    def _assumed(self, *, grouped: bool) -> Iterator[str]:
        facts = self.facts
        if not facts.assumptions:
            return
        yield from ("", self.out.heading("This result assumes"))
        if grouped:
            texts = list(self._grouped(facts.assumptions))
        else:
            texts = [one.text for one in facts.assumptions]
        for text in texts:
            yield from self.out.wrap(f"- {text}", "", "  ")
        if not facts.views_agree:
            counted = facts.views[0]  # the smallest part of the record that could be judged
            yield from self.out.wrap(f"{counted.name}: {counted.left}.", "  ")

    def _grouped(self, assumptions: Sequence[AssumptionFacts]) -> Iterator[str]:
        """Yield assumptions of one kind together."""
        codes = {one.course.record: one.course.code for one in self.facts.records}
        what = {"in progress": "in progress are passed", "planned": "planned are passed"}
        for kind in ("approval", "title", "confirmation", "in progress", "planned"):
            some = [one for one in assumptions if one.kind == kind]
            named = [codes[one.record] for one in some if one.record is not None]
            if len(some) > 1 and kind in what:
                yield f"the {len(some)} courses {what[kind]}: {', '.join(named)}"
            elif len(some) > 1 and kind == "confirmation":
                yield from _by_person(one.text for one in some)
            else:
                yield from (one.text for one in some)

    # -------------------------------------------------------------------------- the requirements

    def _requirements(self, some: Sequence[RequirementFacts], indent: str) -> Iterator[str]:
        titles = [len(one.title) for one in some if len(one.title) <= _TITLE]
        for one in some:
            yield from self._requirement(one, indent, max(titles, default=_TITLE))

    def _requirement(self, one: RequirementFacts, indent: str, title: int) -> Iterator[str]:
        open_ = one.status == "incomplete"
        yield from self._line(one, indent, title)
        inner = indent + "    "
        if one.parts:
            if open_:
                yield from self._requirements(one.parts, inner)
        elif open_:
            yield from self._open(one, inner)

    def _line(self, one: RequirementFacts, indent: str, title: int) -> Iterator[str]:
        """Yield the line of a requirement: how it stands, its name, what it has.

        Args:
            one: the requirement.
            indent: what stands in front.
            title: the columns of the titles next to it.
        """
        mark = MARKS[one.status]
        start = f"{indent}{mark} "
        width = self.look.width - len(start)
        has, codes = one.has, []
        if one.status != "incomplete":
            has, codes = one.has.split(", ")[0], list(self._codes(one))
        if one.status == "complete if":
            # An amount rests on assumptions; what has none says itself what it waits for.
            has, codes = f"{has}{self._if(one) if has[:1].isdigit() else ''}", []
        room = width - title - 2
        told = self._told(has, codes, room)
        painted = self.look.style(mark, role_of(one.status))
        gap = max(title + 2 - len(one.title), 2)
        if len(one.title) + gap + len(told) <= width:
            yield f"{indent}{painted} {self.look.style(one.title, 'title')}{' ' * gap}{told}"
            return
        first, *more = self.out.wrap(one.title, width=width)
        yield f"{indent}{painted} {self.look.style(first, 'title')}"
        below = " " * len(start)
        yield from (below + self.look.style(line, "title") for line in more)
        yield from self.out.wrap(self._told(has, codes, width - 2), below + "  ")

    def _told(self, has: str, codes: list[str], room: int) -> str:
        """Write what a requirement has, with as many courses as there is room for."""
        for number in range(len(codes), 0, -1):
            left = len(codes) - number
            more = f" and {left} more" if left else ""
            text = f"{has}: {', '.join(codes[:number])}{more}"
            if len(text) <= room:
                return text
        return has

    def _if(self, one: RequirementFacts) -> str:
        """Say on what a requirement rests."""
        uses = [use for part in _leaves(one) for use in part.applied]
        approvals = {use.course.code for use in uses if use.approval.startswith("if")}
        pending = {use.course.code for use in uses if use.course.status in _PENDING}
        ifs = [f"{', '.join(sorted(approvals))} is approved"] if len(approvals) == 1 else []
        ifs += [f"{', '.join(sorted(pending))} is passed"] if len(pending) == 1 else []
        if len(approvals) > 1 or len(pending) > 1 or not ifs:
            return " if assumptions hold"
        return f" if {' and '.join(ifs)}"

    def _codes(self, one: RequirementFacts) -> Iterator[str]:
        found = [use.course.code for part in _leaves(one) for use in part.applied]
        found += [f"{place.code} waived" for part in _leaves(one) for place in part.waived]
        return iter(dict.fromkeys(found))

    def _open(self, one: RequirementFacts, indent: str) -> Iterator[str]:
        """Yield what an open requirement has, lacks and would accept."""
        yield from self.out.pair("needs", one.needs, indent)
        if one.lacks and (one.applied or one.waived or not one.has.startswith("0 of")):
            yield from self.out.styled(self.out.pair("lacks", one.lacks, indent), "unsatisfied")
        for use in one.applied:
            yield from self.out.course(use.course, indent)
            if use.course.status in _PENDING:
                yield from self.out.styled(
                    [f"{indent}{'':<{self.out.code}} {use.course.status}"], "conditional"
                )
        for place in one.waived:
            yield from self.out.wrap(f"{place.code:<{self.out.code}} waived ({place.row})", indent)
        if sentence := self._sentence(one):
            said = sentence if sentence.startswith(PARAPHRASED) else f'"{sentence}"'
            yield from self.out.styled(self.out.pair("page", said, indent, most=_QUOTED), "dim")

    def _sentence(self, one: RequirementFacts) -> str:
        """Return the sentence of the page that a requirement comes from."""
        own = [cited.source for cited in one.citations if not cited.of]
        return self.facts.sources[own[0] - 1].sentence if own else ""

    # ------------------------------------------------------------------------------------ the rest

    def _warnings(self) -> Iterator[str]:
        """Yield what there is to know of the reading that the first screen does not say."""
        reading = self.facts.reading
        if reading.status == "unproved":
            yield from self.out.wrap(reading.text)
        for text in reading.warnings:
            if text not in reading.general[:_WARNINGS]:
                yield from self.out.wrap(f"- {text}", "", "  ")

    def _fitting(self) -> Iterator[str]:
        """Yield for each open place courses that fit, with what they serve besides."""
        for place in self.facts.open:
            if self.tight and place.rows:
                yield from self.out.wrap(f"{place.title}: each of these", "  ", "    ")
                for row in place.rows:
                    yield from self.out.wrap(row, "    ", "      ")
                continue
            few = _FITTING if len(self.facts.open) < _FITTING else _FITTING // 2 + 1
            if place.lead:
                lead = _lead(place, min(few, len(place.candidates)))
                text = f"{place.title}: {lead[:1].lower()}{lead[1:]}"
                yield from self.out.wrap(text, "  ", "    ")
            for one in place.candidates[:few]:
                yield from self.out.wrap(_candidate(one), "    ", "      ")

    def _unapplied(self) -> Iterator[str]:
        for one in self.facts.unapplied:
            yield from self.out.course(one.course, "  ")
            yield from self.out.dim(one.text, " " * (self.out.code + 3))

    def _titles(self) -> Iterator[str]:
        for one in self.facts.titles:
            yield from self.out.wrap(one.text, "  ", "    ")

    def _decisions(self) -> Iterator[str]:
        for one in self.facts.decisions:
            text = f"{one.what}. Reason: {one.reason} ({one.by}, {one.date})"
            yield from self.out.wrap(text, "  ", "    ")
            effect = one.effect if one.took_effect else f"No effect. {one.effect}"
            role = "dim" if one.took_effect else "conditional"
            yield from self.out.styled(self.out.wrap(effect, "      "), role)


def _leaves(one: RequirementFacts) -> Iterator[RequirementFacts]:
    if not one.parts:
        yield one
    for part in one.parts:
        yield from _leaves(part)


def _by_person(texts: Iterable[str]) -> Iterator[str]:
    """Join what one person confirms: ``the committee confirms: Proposal, Defense``."""
    whats: dict[str, list[str]] = {}
    for text in texts:
        who, _, what = text.partition(": ")
        whats.setdefault(who, []).append(what)
    yield from (f"{who}: {', '.join(what)}" for who, what in whats.items())


def _lead(place: PlaceFacts, shown: int) -> str:
    """Return the words before the candidates, of which only some are shown."""
    if shown < len(place.candidates) and place.lead.endswith(":"):
        return f"{len(place.candidates)} courses qualify, for example"
    return place.lead


def _candidate(one: CandidateFacts) -> str:
    also = f", also for {' and '.join(one.also)}" if one.also else ""
    approval = f", if {one.approval} approves" if one.approval else ""
    return f"{one.course} ({one.credits}){also}{approval}"
