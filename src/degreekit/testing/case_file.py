"""Case files: Markdown that an advisor reads and writes, read with every mistake in its place."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal, InvalidOperation
from pathlib import Path
from typing import Any

from pydantic import ValidationError

from degreekit.adjustments import Adjustment, InvalidAdjustments, read_adjustments
from degreekit.audit import AUDIT_CODES, Status
from degreekit.courses import CourseCode, InvalidCourseCode
from degreekit.errors import DegreekitError
from degreekit.requirements import Program, count_text
from degreekit.testing._markdown import (
    Fence,
    Heading,
    NotMarkdown,
    Quote,
    Row,
    Table,
    Text,
    blocks,
)
from degreekit.testing.cases import ASSUMED, WHOLE, Case, Expected, NotApplied
from degreekit.testing.named import find_program
from degreekit.transcript import CourseRecord, Student, Transcript

__all__ = ["SUFFIX", "CaseProblem", "InvalidCases", "load_cases", "read_cases"]

#: How the name of a case file ends.
SUFFIX = ".cases.md"

#: The columns of a table of courses, by the names they may be printed under.
_COLUMNS = {
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
#: What the front matter may say; the last ones stand in for columns that a table leaves out.
_FRONT = ("program", "students", "points", "credits", "units", "grade", "term")
_VERDICT = ("status", "applied", "remaining", "assumptions")
_EACH = "each"
_KINDS = "Course, Each of, Decision, Requirement, Not applied, Milestone or Fact"


@dataclass(frozen=True, slots=True)
class CaseProblem:
    """A mistake in a case file.

    Attributes:
        path: the file.
        line: the line, counted from 1.
        text: what is wrong, and what to do.
    """

    path: Path
    line: int
    text: str

    def __str__(self) -> str:
        return f"{self.path}:{self.line}: {self.text}"


class InvalidCases(DegreekitError, ValueError):
    """Case files with mistakes.

    Attributes:
        problems: every mistake of every file, each with its place.
    """

    def __init__(self, problems: tuple[CaseProblem, ...]):
        self.problems = problems
        super().__init__("\n".join(["case files with mistakes:", *map(str, problems)]))


def load_cases(path: Path | str, program: Program | None = None) -> tuple[Case, ...]:
    """Read a case file, or every ``*.cases.md`` of a folder and the folders below it, by name.

    Args:
        path: the file or the folder.
        program: the rules the cases speak of; without it the front matter of each file names them.

    Raises:
        InvalidCases: every mistake of every file, with its line.
        OSError: there is no such file or folder.

    Example:
        >>> from degreekit.testing import load_cases
        >>> cases = load_cases("plugins/ml_track/tests/cases")
        >>> len(cases) > 100
        True
    """
    place = Path(path)
    files = sorted(place.rglob(f"*{SUFFIX}")) if place.is_dir() else [place]
    found: list[Case] = []
    problems: list[CaseProblem] = []
    if not files:
        problems.append(CaseProblem(place, 1, f"the folder holds no file named *{SUFFIX}"))
    for file in files:
        try:
            found += read_cases(file, program)
        except InvalidCases as error:
            problems += error.problems
    if problems:
        raise InvalidCases(tuple(dict.fromkeys(problems)))
    return tuple(found)


def read_cases(path: Path | str, program: Program | None = None) -> tuple[Case, ...]:
    """Read one case file.

    Args:
        path: the file.
        program: the rules the cases speak of; without it the front matter names them.

    Raises:
        InvalidCases: every mistake, with its line.
        OSError: there is no such file.
    """
    reader = _File(Path(path), program)
    cases = tuple(reader.cases())
    if reader.problems:
        raise InvalidCases(tuple(sorted(reader.problems, key=lambda one: one.line)))
    return cases


# --------------------------------------------------------------------------------- a section


@dataclass(slots=True)
class _Section:
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


_STUDENT = re.compile(r"Student:\s*(?P<name>[^,.]+?)(?:,?\s+without\s+(?P<less>.+?))?\.?")


class _File:
    """One file; what is wrong in it is gathered in `problems`."""

    def __init__(self, path: Path, program: Program | None):
        self.path = path
        self.problems: list[CaseProblem] = []
        self.program = program
        self.named = program.id if program else ""
        self.front: Mapping[str, Any] = {}
        self.defaults: dict[str, str] = {}
        self.students: dict[str, _Section] = {}
        self._codes = {entry.code for entry in AUDIT_CODES}

    def wrong(self, line: int, text: str) -> None:
        self.problems.append(CaseProblem(self.path, line, text))

    def cases(self) -> Iterator[Case]:
        sections = self._sections()
        if self.program is None or not self._known_fields():
            return
        self._students(sections)
        names: set[str] = set()
        for section in sections:
            if section.name.startswith("Student:"):
                continue
            for case in self._cases_of(section):
                if case.name in names:
                    self.wrong(section.line, f"{case.name!r} stands here twice: name each case")
                names.add(case.name)
                yield case

    # ------------------------------------------------------------------------------ the file

    def _sections(self) -> list[_Section]:
        try:
            front, found = blocks(self.path.read_text(encoding="utf-8"))
        except UnicodeDecodeError:
            self.wrong(1, "the file is no UTF-8 text")
            return []
        except NotMarkdown as error:
            self.wrong(error.line, str(error))
            return []
        self.front = front
        self.defaults = {
            _COLUMNS[name]: str(value)
            for name, value in front.items()
            if name in _COLUMNS and value is not None
        }
        self._find_program()
        if self.program is None:
            return []
        sections: list[_Section] = []
        for block in found:
            match block:
                case Heading(level=2):
                    sections.append(_Section(block.text, block.line))
                case Heading() | Text() if not sections:
                    pass  # what the file is about
                case Quote() | Table() | Fence() if not sections:
                    self.wrong(block.line, "stands above the first case: begin it with '## NAME'")
                case _:
                    self._block(sections[-1], block)
        return sections

    def _find_program(self) -> None:
        if self.program is not None:
            return
        named = self.front.get("program")
        if not isinstance(named, str):
            self.wrong(1, "name the program in the front matter: 'program: ID'")
            return
        self.named = named
        try:
            self.program = find_program(named, self.path.parent)
        except (DegreekitError, OSError) as error:
            self.wrong(1, f"program {named!r}: {error}")

    def _known_fields(self) -> bool:
        for name in self.front:
            if name not in _FRONT:
                self.wrong(1, f"front matter: {name!r} is none of {', '.join(_FRONT)}")
        return True

    def _students(self, sections: Sequence[_Section]) -> None:
        shared = self.front.get("students")
        if isinstance(shared, str):
            file = _File(self.path.parent / shared, self.program)
            try:
                file._students(file._sections())
            except OSError:
                self.wrong(1, f"students: there is no file {shared!r}")
            self.problems += file.problems
            self.students.update(file.students)
        for section in sections:
            if section.name.startswith("Student:"):
                name = section.name.removeprefix("Student:").strip()
                if name in self.students:
                    self.wrong(section.line, f"there are two students named {name!r}")
                self.students[name] = section
                if section.expected or section.each:
                    self.wrong(section.line, "a student has no verdict: write it in a case")

    # ------------------------------------------------------------------------------ a block

    def _block(self, section: _Section, block: Heading | Text | Quote | Fence | Table) -> None:
        match block:
            case Text() if found := _STUDENT.fullmatch(block.text):
                codes = tuple(self._code_list(block.line, found["less"] or ""))
                section.start = block.line, found["name"].strip(), codes
            case Text():
                section.why.append(block.text)
            case Quote():
                section.quotes.append(block)
            case Fence(language="yaml" | "yml"):
                self._yaml(section, block)
            case Table():
                self._table(section, block)

    def _yaml(self, section: _Section, block: Fence) -> None:
        from yaml import YAMLError, safe_load

        try:
            entries = safe_load(block.text)
        except YAMLError as error:
            mark = getattr(error, "problem_mark", None)
            self.wrong(block.line + (mark.line if mark else 0), "the decisions are no YAML")
            return
        if not isinstance(entries, list) or not all(isinstance(one, dict) for one in entries):
            self.wrong(block.line, "write the decisions as a list of entries with a 'kind' each")
            return
        section.decisions += [(block.line, dict(one)) for one in entries]

    def _table(self, section: _Section, table: Table) -> None:
        first = table.head[0].lower()
        for row in table.rows:
            if not any(row.cells):
                self.wrong(row.line, "the row is empty")
        match first:
            case "course":
                for row, cells in self._rows(table, _COLUMNS):
                    section.records += self._records(row, cells)
            case "each of":
                for row, cells in self._rows(table, _COLUMNS):
                    if records := self._records(row, cells):
                        section.each.append((row, records))
            case "requirement":
                section.expected += self._expected(table)
            case "decision":
                section.decisions += self._decisions(table)
            case "not applied":
                section.not_applied += self._not_applied(table)
            case "milestone":
                done = section.student.setdefault("milestones", {})
                for row, cells in self._rows(table, {"term": "term"}):
                    self._known_requirement(row.line, row.cells[0])
                    done[row.cells[0]] = cells.get("term") or None
            case "fact":
                for row, cells in self._rows(table, {"value": "value"}):
                    name = row.cells[0].lower().replace(" ", "_")
                    if name in ("first_term", "as_of"):
                        section.student[name] = cells["value"]
                    else:
                        section.student.setdefault("facts", {})[name] = cells["value"]
            case _:
                self.wrong(
                    table.line, f"a table begins with the column {_KINDS}, not {table.head[0]!r}"
                )

    def _rows(self, table: Table, known: Mapping[str, str]) -> Iterator[tuple[Row, dict[str, str]]]:
        """Yield the rows with their cells by field, but for the first one."""
        names = [head.lower() for head in table.head[1:]]
        for name in names:
            if name not in known:
                self.wrong(table.line, f"{name!r} is no column here: use {', '.join(known)}")
        fields = [known.get(name, "") for name in names]
        for one in fields:
            if one and fields.count(one) > 1:
                self.wrong(table.line, f"there are two columns for {one}")
                break
        for row in table.rows:
            cells = dict(zip(fields, row.cells[1:], strict=False))
            cells.pop("", None)
            yield row, cells

    # ------------------------------------------------------------------------------ the cells

    def _records(self, row: Row, cells: Mapping[str, str]) -> tuple[CourseRecord, ...]:
        given: dict[str, Any] = {**self.defaults, **{k: v or None for k, v in cells.items()}}
        if given.get("credits") is None:
            given["credits"] = self.defaults.get("credits")
        if given["credits"] is None:
            self.wrong(
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
                found.append(CourseRecord.model_validate({**given, "code": code}))
            except ValidationError as error:
                for one in error.errors():
                    self.wrong(row.line, f"{one['loc'][0] if one['loc'] else code}: {_said(one)}")
        return tuple(found)

    def _code_list(self, line: int, text: str, empty: str = "") -> Iterator[CourseCode]:
        parts = [part for part in re.split(r",|\+|\band\b", text) if part.strip()]
        if not parts and empty:
            self.wrong(line, empty)
        for part in parts:
            try:
                yield CourseCode.parse(part.strip())
            except InvalidCourseCode as error:
                self.wrong(line, str(error))

    def _known_requirement(self, line: int, id_: str) -> None:
        if self.program is not None and self.program.node(id_) is None:
            self.wrong(line, f"program {self.program.id!r} has no requirement {id_!r}")

    def _expected(self, table: Table) -> Iterator[Expected]:
        if not any(head.lower() in _VERDICT for head in table.head[1:]):
            self.wrong(table.line, f"the verdict has no column of {', '.join(_VERDICT)}")
            return
        for row, cells in self._rows(table, {name: name for name in _VERDICT}):
            name = row.cells[0].strip("*_ ")
            whole = name.lower() == WHOLE
            if not whole:
                self._known_requirement(row.line, name)
            if not any(cells.values()):
                self.wrong(row.line, f"nothing is expected of {name!r}: fill a cell")
            yield Expected(
                requirement=None if whole else name,
                status=self._read(row.line, cells, "status", _status),
                applied=self._applied(row.line, cells.get("applied", "")),
                remaining=self._read(
                    row.line, cells, "remaining", self._remaining if whole else _as_written
                ),
                assumptions=self._read(row.line, cells, "assumptions", _assumptions),
                line=row.line,
            )

    def _read(
        self, line: int, cells: Mapping[str, str], name: str, read: Callable[[str], Any]
    ) -> Any:
        text = cells.get(name, "").strip()
        if not text:
            return None
        try:
            return read(text)
        except ValueError as error:
            self.wrong(line, f"{name}: {error}")
            return None

    def _applied(self, line: int, text: str) -> tuple[CourseCode, ...] | None:
        if not text.strip():
            return None
        return () if text.strip() == "none" else tuple(self._code_list(line, text))

    def _remaining(self, text: str) -> str:
        unit = self.program.unit if self.program else "credits"
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

    def _not_applied(self, table: Table) -> Iterator[NotApplied | tuple[int, str]]:
        if "reason" not in [head.lower() for head in table.head]:
            self.wrong(table.line, "the column Reason is missing: it holds a finding code")
            return
        for row, cells in self._rows(table, {"reason": "reason"}):
            if cells["reason"] not in self._codes:
                self.wrong(
                    row.line,
                    f"{cells['reason']!r} is no finding code: `degreekit explain` lists them",
                )
            if row.cells[0] == _EACH:
                yield row.line, cells["reason"]
                continue
            for code in self._code_list(row.line, row.cells[0], empty="name a course"):
                yield NotApplied(course=code, reason=cells["reason"], line=row.line)

    def _decisions(self, table: Table) -> Iterator[tuple[int, dict[str, Any]]]:
        fields = {name.replace("_", " "): name for name in Adjustment.model_fields}
        fields |= {"points": "credits", "units": "credits", "for": "replaces"}
        del fields["kind"]
        for row, cells in self._rows(table, fields):
            given = {name: value for name, value in cells.items() if value}
            yield row.line, {"kind": row.cells[0].replace(" ", "_"), **given}

    # ------------------------------------------------------------------------------ the cases

    def _cases_of(self, section: _Section) -> Iterator[Case]:
        if not (section.expected or section.not_applied):
            self.wrong(
                section.line,
                "the case says nothing of what has to come out: add a table that begins with the "
                "column Requirement",
            )
        if not section.quotes:
            self.wrong(section.line, "the case quotes no sentence: add it as '> sentence'")
        if not section.each:
            yield from self._case(section, section.name, ())
        for row, records in section.each:
            what = ", ".join(cell for cell in row.cells if cell)
            yield from self._case(section, f"{section.name} [{what}]", records)

    def _case(self, section: _Section, name: str, added: Sequence[CourseRecord]) -> Iterator[Case]:
        codes = tuple(record.code for record in added)
        base, student = self._start(section)
        quoted = [line for quote in section.quotes for line in quote.lines]
        source = [line for line in quoted if line.startswith(("—", "--"))]
        sentence = [line for line in quoted if line not in source]
        try:
            who = Student.model_validate({**student, **section.student})
        except ValidationError as error:
            for one in error.errors():
                self.wrong(section.line, f"{one['loc'][0]}: {_said(one)}")
            return
        yield Case(
            name=name,
            path=self.path,
            line=section.line,
            program=self.named,
            sentence=" ".join(sentence),
            source=" ".join(line.lstrip("—- ") for line in source),
            why=" ".join(section.why),
            transcript=Transcript(
                institution=self.program.institution if self.program else None,
                records=(*base, *section.records, *added),
                student=who,
            ),
            adjustments=tuple(self._adjustments(section, codes)),
            expected=tuple(section.expected),
            not_applied=tuple(
                one
                for given in section.not_applied
                for one in (
                    [given]
                    if isinstance(given, NotApplied)
                    else [NotApplied(course=c, reason=given[1], line=given[0]) for c in codes]
                )
            ),
            about=codes,
        )

    def _start(self, section: _Section) -> tuple[list[CourseRecord], dict[str, Any]]:
        """Return the records of the student that a section starts from, without some."""
        if section.start is None:
            return [], {}
        line, name, without = section.start
        found = self.students.get(name)
        if found is None:
            known = ", ".join(sorted(self.students)) or "none is described"
            self.wrong(line, f"there is no student {name!r}: {known}")
            return [], {}
        if found is section or (found.start and found.start[1] == name):
            self.wrong(line, "the student starts from itself")
            return [], {}
        before, student = self._start(found)
        records = [*before, *found.records]
        for code in without:
            if code not in [record.code for record in records]:
                self.wrong(line, f"the student {name!r} has no {code} to leave out")
        kept = [record for record in records if record.code not in without]
        return kept, {**student, **found.student}

    def _adjustments(self, section: _Section, codes: Sequence[CourseCode]) -> Iterator[Adjustment]:
        assert self.program is not None  # noqa: S101  # looked at before
        rules = {node.id for node in self.program.nodes}
        rules |= {limit.id for limit in self.program.limits}
        for line, data in section.decisions:
            for entry in _for_each(data, codes):
                try:
                    (given,) = read_adjustments([entry])
                except InvalidAdjustments as error:
                    for problem in error.problems:
                        self.wrong(
                            line, f"decision: {problem.removeprefix('entry 1').lstrip(', :')}"
                        )
                    continue
                for id_ in (given.requirement, given.limit):
                    if id_ is not None and id_ not in rules:
                        self.wrong(line, f"program {self.program.id!r} has no requirement {id_!r}")
                yield given


def _for_each(data: dict[str, Any], codes: Sequence[CourseCode]) -> Iterable[dict[str, Any]]:
    """Let ``each`` stand for the courses that make the case."""
    if data.get("course") != _EACH:
        return [data]
    return [{**data, "course": str(code)} for code in codes]


def _said(error: Any) -> str:
    return str(error["msg"]).removeprefix("Value error, ")


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
