"""What stands below one heading of a case file: prose, quotations and tables, cell by cell."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, field
from decimal import Decimal, InvalidOperation
from typing import Any

from pydantic import ValidationError

from degreekit.adjustments import Adjustment
from degreekit.audit import AUDIT_CODES, Status
from degreekit.courses import CourseCode, InvalidCourseCode
from degreekit.data_model import validated
from degreekit.plain_data import mistake
from degreekit.requirements import Program, Requirement, count_text
from degreekit.testing._markdown import Fence, Heading, Quote, Row, Table, Text
from degreekit.testing.cases import ASSUMED, WHOLE, Expected, NotApplied
from degreekit.transcript import CourseRecord

__all__ = ["COLUMNS", "EACH", "Section", "SectionReader", "said"]

#: The columns of a table of courses, by the names they may be printed under.
COLUMNS = {
    "title": "title",
    "points": "credits",
    "credits": "credits",
    "units": "credits",
    "grade": "grade",
    "term": "term",
    "status": "status",
    "section": "section",
    "school": "school",
    "taken at": "institution",
    "marks": "attributes",
}
#: What stands for the courses that make a case of their own.
EACH = "each"
_VERDICT = ("status", "applied", "remaining", "assumptions")
_KINDS = "Course, Each of, Decision, Requirement, Not applied, Milestone or Fact"
_CODES = frozenset(entry.code for entry in AUDIT_CODES)
_STUDENT = re.compile(r"Student:\s*(?P<name>[^,.]+?)(?:,?\s+without\s+(?P<less>.+?))?\.?")
_DECIDED = re.compile(r"Decided:\s*all but\s+(?P<open>.+?)\.?")


@dataclass(slots=True)
class Section:
    """What stands below one heading of the second level."""

    name: str
    line: int
    why: list[str] = field(default_factory=list)
    quotes: list[Quote] = field(default_factory=list)
    start: tuple[int, str, tuple[CourseCode, ...]] | None = None
    records: list[CourseRecord] = field(default_factory=list)
    each: list[tuple[Row, tuple[CourseRecord, ...]]] = field(default_factory=list)
    decisions: list[tuple[int, dict[str, Any]]] = field(default_factory=list)
    expected: list[Expected] = field(default_factory=list)
    not_applied: list[NotApplied | tuple[int, str]] = field(default_factory=list)
    student: dict[str, Any] = field(default_factory=dict)


class SectionReader:
    """Reads what stands below headings.

    Args:
        program: the rules that the cases test.
        defaults: what a course has where its table has no such column, by field.
        wrong: takes each mistake, with its line.
    """

    def __init__(
        self, program: Program, defaults: Mapping[str, str], wrong: Callable[[int, str], None]
    ):
        self._program = program
        self._defaults = defaults
        self._wrong = wrong

    def take(self, section: Section, block: Heading | Text | Quote | Fence | Table) -> None:
        """Read one block that stands below a heading."""
        match block:
            case Text() if found := _STUDENT.fullmatch(block.text):
                codes = tuple(self._code_list(block.line, found["less"] or ""))
                section.start = block.line, found["name"].strip(), codes
            case Text() if found := _DECIDED.fullmatch(block.text):
                self._decided(section, block.line, found["open"])
            case Text():
                self._reason(section, block)
            case Quote() if any(line.startswith("|") for line in block.lines):
                self._wrong(block.line, "leave an empty line between the quotation and the table")
            case Quote():
                section.quotes.append(block)
            case Fence(language="yaml" | "yml" | "json"):
                self._yaml(section, block)
            case Fence():
                self._wrong(block.line - 1, "decisions are fenced as ```yaml; nothing else is read")
            case Table():
                self._table(section, block)

    def _reason(self, section: Section, block: Text) -> None:
        """Take a paragraph as the reason of the case, unless it was meant to be a table."""
        if block.text.startswith("|"):
            self._wrong(block.line, "a table needs a line like |---|---| below its head")
        elif _is_course(block.text):
            self._wrong(block.line, "a course stands outside a table: begin one with | Course |")
        else:
            section.why.append(block.text)

    def _decided(self, section: Section, line: int, named: str) -> None:
        """Decide every requirement that is not named, so that only the named ones are judged."""
        judged = {id_.strip() for id_ in re.split(r",|\band\b", named) if id_.strip()}
        for id_ in sorted(judged):
            self._known_requirement(line, id_)
        for id_ in _besides(self._program.root, judged):
            section.decisions.append((line, {"kind": "force_complete", "requirement": id_}))

    def _yaml(self, section: Section, block: Fence) -> None:
        from yaml import YAMLError, safe_load

        try:
            entries = safe_load(block.text)
        except YAMLError as error:
            mark = getattr(error, "problem_mark", None)
            self._wrong(block.line + (mark.line if mark else 0), "the decisions are not YAML")
            return
        if not isinstance(entries, list) or not all(isinstance(one, dict) for one in entries):
            self._wrong(block.line, "write the decisions as a list of entries with a 'kind' each")
            return
        section.decisions += [(block.line, dict(one)) for one in entries]

    def _table(self, section: Section, table: Table) -> None:
        first = table.head[0].lower()
        for row in table.rows:
            if not any(row.cells):
                self._wrong(row.line, "the row is empty")
            elif row.printed != len(table.head):
                told = f"the row has {count_text(row.printed, 'cell')}"
                self._wrong(row.line, f"{told}, the head of the table {len(table.head)}")
        take = self._tables().get(first)
        if take is None:
            self._wrong(
                table.line, f"a table begins with the column {_KINDS}, not {table.head[0]!r}"
            )
        else:
            take(section, table)

    def _tables(self) -> Mapping[str, Callable[[Section, Table], None]]:
        """Return what reads a table, by the name of its first column."""
        return {
            "course": self._courses,
            "each of": self._each,
            "requirement": self._expected,
            "decision": self._decisions,
            "not applied": self._not_applied,
            "milestone": self._milestones,
            "fact": self._facts,
        }

    def _courses(self, section: Section, table: Table) -> None:
        for row, cells in self._rows(table, COLUMNS):
            section.records += self._records(row, cells)

    def _each(self, section: Section, table: Table) -> None:
        for row, cells in self._rows(table, COLUMNS):
            if records := self._records(row, cells):
                section.each.append((row, records))

    def _milestones(self, section: Section, table: Table) -> None:
        done = section.student.setdefault("milestones", {})
        for row, cells in self._rows(table, {"term": "term"}):
            self._known_requirement(row.line, row.cells[0])
            done[row.cells[0]] = cells.get("term") or None

    def _facts(self, section: Section, table: Table) -> None:
        for row, cells in self._rows(table, {"value": "value"}):
            name = row.cells[0].lower().replace(" ", "_")
            if name in ("first_term", "as_of"):
                section.student[name] = cells["value"]
            else:
                section.student.setdefault("facts", {})[name] = cells["value"]

    def _rows(self, table: Table, known: Mapping[str, str]) -> Iterator[tuple[Row, dict[str, str]]]:
        """Yield the rows with their cells by field, but for the first one."""
        names = [head.lower() for head in table.head[1:]]
        for name in names:
            if name not in known:
                self._wrong(table.line, f"{name!r} is not a column here: use {', '.join(known)}")
        fields = [known.get(name, "") for name in names]
        for one in fields:
            if one and fields.count(one) > 1:
                self._wrong(table.line, f"there are two columns for {one}")
                break
        for row in table.rows:
            cells = dict(zip(fields, row.cells[1:], strict=False))
            cells.pop("", None)
            yield row, cells

    # ------------------------------------------------------------------------------ the cells

    def _records(self, row: Row, cells: Mapping[str, str]) -> tuple[CourseRecord, ...]:
        given: dict[str, Any] = {**self._defaults, **{k: v or None for k, v in cells.items()}}
        if given.get("credits") is None:
            given["credits"] = self._defaults.get("credits")
        if given["credits"] is None:
            self._wrong(
                row.line,
                "the column Points is missing: add it, or write 'points: 3' in the front matter",
            )
            return ()
        if isinstance(marks := given.get("attributes"), str):
            given["attributes"] = [mark.strip() for mark in marks.split(",")]
        if isinstance(status := given.get("status"), str):
            given["status"] = status.lower().replace(" ", "_")
        found = []
        for code in self._code_list(row.line, row.cells[0], empty="name a course"):
            try:
                found.append(validated(CourseRecord, {**given, "code": code}))
            except ValidationError as error:
                for one in error.errors():
                    self._wrong(row.line, f"{one['loc'][0] if one['loc'] else code}: {said(one)}")
        return tuple(found)

    def _code_list(self, line: int, text: str, empty: str = "") -> Iterator[CourseCode]:
        parts = [part for part in re.split(r",|\+|\band\b", text) if part.strip()]
        if not parts and empty:
            self._wrong(line, empty)
        for part in parts:
            try:
                yield CourseCode.parse(part.strip())
            except InvalidCourseCode as error:
                self._wrong(line, str(error))

    def _known_requirement(self, line: int, id_: str) -> None:
        if self._program.node(id_) is None:
            self._wrong(line, f"program {self._program.id!r} has no requirement {id_!r}")

    def _expected(self, section: Section, table: Table) -> None:
        if not any(head.lower() in _VERDICT for head in table.head[1:]):
            self._wrong(table.line, f"the verdict has no column of {', '.join(_VERDICT)}")
            return
        for row, cells in self._rows(table, {name: name for name in _VERDICT}):
            name = row.cells[0].strip("*_ ")
            whole = name.lower() == WHOLE
            if not whole:
                self._known_requirement(row.line, name)
            if not any(cells.values()):
                self._wrong(row.line, f"nothing is expected of {name!r}: fill a cell")
            expected = Expected(
                requirement=None if whole else name,
                status=self._read(row.line, cells, "status", _status),
                applied=self._applied(row.line, cells.get("applied", "")),
                remaining=self._read(
                    row.line, cells, "remaining", self._remaining if whole else _as_written
                ),
                assumptions=self._read(row.line, cells, "assumptions", _assumptions),
                line=row.line,
            )
            section.expected.append(expected)

    def _read(
        self, line: int, cells: Mapping[str, str], name: str, read: Callable[[str], Any]
    ) -> Any:
        text = cells.get(name, "").strip()
        if not text:
            return None
        try:
            return read(text)
        except ValueError as error:
            self._wrong(line, f"{name}: {error}")
            return None

    def _applied(self, line: int, text: str) -> tuple[CourseCode, ...] | None:
        if not text.strip():
            return None
        return () if text.strip() == "none" else tuple(self._code_list(line, text))

    def _remaining(self, text: str) -> str:
        unit = self._program.unit
        if text.lower() in ("nothing", "none"):
            return "nothing"
        parts = []
        for part in text.split(","):
            number, _, noun = part.strip().partition(" ")
            plural = noun.removesuffix("s") + "s"
            try:
                amount = Decimal(number)
            except InvalidOperation:
                amount = Decimal(-1)
            if amount < 0 or plural not in ("courses", unit):
                raise ValueError(f"{text!r} is not like '1 course, 3 {unit}' or 'nothing'")
            if amount:
                parts.append(count_text(amount, "course" if plural == "courses" else unit))
        return ", ".join(parts) or "nothing"

    def _not_applied(self, section: Section, table: Table) -> None:
        if "reason" not in [head.lower() for head in table.head]:
            self._wrong(table.line, "the column Reason is missing: it holds a finding code")
            return
        for row, cells in self._rows(table, {"reason": "reason"}):
            if cells["reason"] not in _CODES:
                self._wrong(
                    row.line,
                    f"{cells['reason']!r} is not a finding code: `degreekit explain` lists them",
                )
            if row.cells[0] == EACH:
                section.not_applied.append((row.line, cells["reason"]))
                continue
            for code in self._code_list(row.line, row.cells[0], empty="name a course"):
                one = NotApplied(course=code, reason=cells["reason"], line=row.line)
                section.not_applied.append(one)

    def _decisions(self, section: Section, table: Table) -> None:
        fields = {name.replace("_", " "): name for name in Adjustment.model_fields}
        fields |= {"points": "credits", "units": "credits", "for": "replaces"}
        del fields["kind"]
        for row, cells in self._rows(table, fields):
            given = {name: value for name, value in cells.items() if value}
            given["kind"] = row.cells[0].replace(" ", "_")
            section.decisions.append((row.line, given))


def _besides(node: Requirement, judged: AbstractSet[str]) -> Iterator[str]:
    """Yield the requirements below a node that hold none of the judged ones, the largest first."""
    for child in node.children:
        if child.id in judged:
            continue
        if judged.isdisjoint(part.id for part in child.walk()):
            yield child.id
        else:
            yield from _besides(child, judged)


def _is_course(text: str) -> bool:
    try:
        CourseCode.parse(text.strip())
    except InvalidCourseCode:
        return False
    return True


def said(error: Any) -> str:
    """Return what is wrong, in the words of the one who wrote the check."""
    return mistake(error)[1]


def _as_written(text: str) -> str:
    return text


def _status(text: str) -> Status:
    name = text.lower().replace(" ", "_")
    if name not in set(Status):
        raise ValueError(f"{text!r} is none of {', '.join(Status)}")
    return Status(name)


def _assumptions(text: str) -> tuple[int, int, int]:
    counts = {word: 0 for _, word in ASSUMED}
    if text.lower() not in ("none", "nothing"):
        for part in text.split(","):
            number, _, word = part.strip().partition(" ")
            word = word.removesuffix("s") if word.startswith("approval") else word
            if word not in counts or not number.isdigit():
                raise ValueError(
                    f"{text!r} is not like '1 approval, 2 in progress, 1 planned' or 'none'"
                )
            counts[word] = int(number)
    approvals, going_on, planned = counts.values()
    return approvals, going_on, planned
