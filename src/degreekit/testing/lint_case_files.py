"""What lint proves, as case files: a student for whom it can be seen, and who can be run."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from itertools import islice

from degreekit.audit import Auditor
from degreekit.audit.model.future import future_courses
from degreekit.audit.result import RequirementResult
from degreekit.courses import Institution, RecordStatus, Term
from degreekit.requirements import (
    Candidate,
    Check,
    InSet,
    Limit,
    LintFinding,
    Program,
    Requirement,
    Row,
    Take,
)
from degreekit.testing.case_file import SUFFIX
from degreekit.transcript import CourseRecord, Transcript

__all__ = ["lint_cases"]

#: A row that no course can fill: shown by a course that is on it and counts on another row.
_DEAD_ROWS = frozenset({"unreachable-row", "listed-twice"})
#: A need that nobody can meet: shown by somebody who has taken everything that could help.
_UNMET = frozenset(
    {"out-of-reach", "check-out-of-reach", "contradictory-limit", "cannot-be-completed"}
)
#: So many courses of one kind are taken beyond what is asked for, and so many in all.
_MORE = 3
_MOST = 60
_YEAR = re.compile(r"\d{4}")


def lint_cases(
    program: Program, institution: Institution, findings: Iterable[LintFinding], named: str = ""
) -> dict[str, str]:
    """Return a case file for each finding that a student can show, by the name of the file.

    Each is audited before it is returned: what it expects is what comes out.

    Args:
        program: the rules.
        institution: which courses there are.
        findings: what `lint` or `lint_program` found.
        named: how the case files name the program; without it by its id.

    Example:
        >>> from degreekit import get_institution
        >>> from degreekit.requirements import All, Program, Row, Take, lint
        >>> from degreekit.testing import lint_cases
        >>> few = Take(id="few", title="Few", courses=2, rows=(Row(courses="COMS 4771"),))
        >>> root = All(id="degree", title="Degree", parts=(few,))
        >>> program = Program(id="p", title="P", edition="1", institution="columbia", root=root)
        >>> here = get_institution("columbia")
        >>> list(lint_cases(program, here, lint(program, here)))
        ['out-of-reach-few.cases.md']
    """
    return dict(_Shown(program, institution, named or program.id).files(findings))


class _Shown:
    """The case files of one program."""

    def __init__(self, program: Program, institution: Institution, named: str):
        self.program = program.read_by(institution)
        self.institution = institution
        self.named = named
        self.auditor = Auditor(program, institution)
        years = [int(year) for year in _YEAR.findall(program.edition)]
        self.term = Term.parse(f"Fall {max(years, default=2025) + 1}")
        marks = institution.scale(program.grade_scale).grades if institution.grade_scales else ()
        earning = [mark for mark in marks if mark.earns and mark.points is not None]
        best = max(earning, key=lambda mark: mark.points or 0, default=None)
        self.grade = best.symbol if best else "A"

    def files(self, findings: Iterable[LintFinding]) -> Iterator[tuple[str, str]]:
        names: dict[str, int] = {}
        for finding in findings:
            for id_, records in self._students(finding):
                text = self._case(finding, id_, records)
                if text is None:
                    continue
                name = f"{finding.code}-{id_}"
                names[name] = names.get(name, 0) + 1
                number = f"-{names[name]}" if names[name] > 1 else ""
                yield f"{name}{number}{SUFFIX}", text

    # -------------------------------------------------------------------------- the students

    def _students(self, finding: LintFinding) -> Iterator[tuple[str, list[CourseRecord]]]:
        """Yield a requirement, and the records of a student who shows what is found of it."""
        node = self.program.node(finding.id)
        if finding.code in _DEAD_ROWS and isinstance(node, Take):
            for row in self._dead(node, finding):
                if course := next(self._fitting((row,)), None):
                    yield node.id, [self._record(course)]
        elif finding.code in _UNMET:
            for one in self._unmet(finding, node):
                takes = self.program.takes(() if one is self.program.root else (one.id,))
                if isinstance(one, Check):
                    takes = self.program.takes(one.scope)
                yield one.id, self._everything(takes)

    def _dead(self, take: Take, finding: LintFinding) -> Iterator[Row]:
        for row in take.listed:
            name = row.title or row.courses.noun()
            if isinstance(row.courses, InSet) and f"row {name!r}" in finding.text:
                yield row

    def _unmet(self, finding: LintFinding, node: Requirement | None) -> Iterator[Requirement]:
        if node is not None:
            yield node
            return
        limit = next((one for one in self.program.limits if one.id == finding.id), None)
        if isinstance(limit, Limit):
            yield from (
                take for take in self.program.takes(limit.scope) if repr(take.id) in finding.text
            )
        elif finding.id == self.program.id:
            yield self.program.root

    def _everything(self, takes: Sequence[Take]) -> list[CourseRecord]:
        """Return more than anybody needs of every kind of course that lists take."""
        asked = max((take.courses or 0 for take in takes), default=0) + _MORE
        found: dict[tuple[str, str | None], Candidate] = {}
        for take in takes:
            for row in take.listed:
                for course in islice(self._fitting((row,)), asked):
                    found.setdefault((str(course.code), course.title), course)
        return [self._record(course) for course in islice(found.values(), _MOST)]

    def _fitting(self, rows: Sequence[Row]) -> Iterator[Candidate]:
        """Yield the courses there are, or could be, that are on one of some rows."""
        for kind in future_courses(self.program, self.institution):
            if any(row.courses.matches(kind.course) for row in rows):
                yield from kind.courses()

    def _record(self, course: Candidate) -> CourseRecord:
        return CourseRecord(
            code=course.code,
            title=course.title,
            credits=course.credits,
            grade=self.grade,
            term=self.term,
            status=RecordStatus.COMPLETED,
        )

    # ------------------------------------------------------------------------------ the text

    def _case(self, finding: LintFinding, id_: str, records: Sequence[CourseRecord]) -> str | None:
        """Return the file; None where the student does not show what was found."""
        audit = self.auditor.audit(
            Transcript(institution=self.program.institution, records=tuple(records))
        )
        whole = self.program.root.id == id_
        results = audit.requirements if whole else (audit.requirement(id_),)
        status = audit.status if whole else results[0].status
        if finding.code in _UNMET and status.value == "satisfied":
            return None
        applied = {one.code for top in results for part in _walk(top) for one in part.applied}
        if finding.code in _DEAD_ROWS and not applied:
            return None
        node = self.program.node(id_)
        rule = node.needs(self.program.unit) if node else ""
        rows = [
            f"| {r.code} | {r.title or ''} | {r.credits} | {r.grade} | {r.term} |" for r in records
        ]
        unit = self.program.unit
        head = [f"| Course | Title | {unit.capitalize()} | Grade | Term |", "|---|---|---|---|---|"]
        expected = f"| {'whole program' if whole else id_} | {status.value} |"
        columns = ["| Requirement | Status |", "|---|---|"]
        if finding.code in _DEAD_ROWS:
            expected += f" {', '.join(sorted(applied))} |"
            columns = ["| Requirement | Status | Applied |", "|---|---|---|"]
        lines = [
            "---",
            f"program: {self.named}",
            "---",
            "",
            f"# {finding.code}: {id_}",
            "",
            f"## {_title(finding)}",
            "",
            f"{finding.text[:1].upper()}{finding.text[1:]}. {finding.hint}",
            "",
            f"> {rule or finding.text}",
            "",
            *([*head, *rows, ""] if records else []),
            *columns,
            expected,
            "",
        ]
        return "\n".join(lines)


def _title(finding: LintFinding) -> str:
    if finding.code in _DEAD_ROWS:
        return "A course of the row counts on another row"
    return "Somebody who has taken everything still does not meet it"


def _walk(result: RequirementResult) -> Iterator[RequirementResult]:
    yield result
    for child in result.children:
        yield from _walk(child)
