"""Case files: Markdown that an advisor reads and writes, read with every mistake in its place."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, NamedTuple

from pydantic import ValidationError

from degreekit.adjustments import Adjustment, InvalidAdjustments, read_adjustments
from degreekit.api import plugin_host
from degreekit.courses import CourseCode
from degreekit.data_model import validated
from degreekit.errors import DegreekitError
from degreekit.requirements import Program
from degreekit.testing._markdown import (
    Fence,
    Heading,
    NotMarkdown,
    Quote,
    Table,
    Text,
    blocks,
)
from degreekit.testing.case_section import COLUMNS, EACH, Section, SectionReader, said
from degreekit.testing.cases import Case, NotApplied
from degreekit.testing.named import find_program, is_meant
from degreekit.transcript import CourseRecord, Student, Transcript

__all__ = ["SUFFIX", "CaseProblem", "InvalidCases", "load_cases", "read_cases"]

#: How the name of a case file ends.
SUFFIX = ".cases.md"

#: What the front matter may say; the last ones stand in for columns that a table leaves out.
_FRONT = ("program", "students", "points", "credits", "units", "grade", "term")


#: Stands in the name of a file of students for the id of the program.
_PROGRAM = "{program}"


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
        program: the rules that the cases test; without it the front matter of each file names them.
            Of a folder, only the files are read that name it.

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
    if program is not None and place.is_dir():
        meant = [file for file in files if _is_about(file, program)]
        if files and not meant:
            problems.append(CaseProblem(place, 1, f"no file of the folder names {program.id}"))
        files = meant
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
        program: the rules that the cases test; without it the front matter names them, one program
            or several that have the cases in common.

    Raises:
        InvalidCases: every mistake, with its line.
        OSError: there is no such file.
    """
    file = Path(path)
    several = () if program else _several(file)
    readers = [_File(file, program, named) for named in several] or [_File(file, program)]
    cases: list[Case] = []
    for reader in readers:
        with reader.codes():
            cases += reader.cases()
    problems = dict.fromkeys(one for reader in readers for one in reader.problems)
    if problems:
        raise InvalidCases(tuple(sorted(problems, key=lambda one: one.line)))
    return tuple(cases)


def _several(path: Path) -> tuple[str, ...]:
    """Return the programs that a file names, where it names several; nothing where it does not."""
    try:
        front, _ = blocks(path.read_text(encoding="utf-8"))
    except (UnicodeDecodeError, NotMarkdown):
        return ()  # the mistake is reported when the file is read
    named = front.get("program")
    if isinstance(named, list) and named and all(isinstance(one, str) for one in named):
        return tuple(named)
    return ()


def _is_about(path: Path, program: Program) -> bool:
    """Return whether a file has cases of a program; one with a mistake may have."""
    try:
        front, _ = blocks(path.read_text(encoding="utf-8"))
    except (UnicodeDecodeError, NotMarkdown):
        return True
    named = front.get("program")
    names = named if isinstance(named, list) else [named]
    return any(not isinstance(one, str) or is_meant(one, program) for one in names)


class _Start(NamedTuple):
    """The student that a case starts from: records, facts about the student, decisions."""

    records: list[CourseRecord]
    student: dict[str, Any]
    decisions: list[tuple[int, dict[str, Any]]]


class _File:
    """One file; what is wrong in it is gathered in `problems`."""

    def __init__(self, path: Path, program: Program | None, named: str = ""):
        self.path = path
        self.problems: list[CaseProblem] = []
        self.program = program
        self.named = program.id if program else named
        self.shared = bool(named)
        self.front: Mapping[str, Any] = {}
        self.defaults: dict[str, str] = {}
        self.students: dict[str, Section] = {}
        self._reading = ExitStack()

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

    def _sections(self) -> list[Section]:
        try:
            front, found = blocks(self.path.read_text(encoding="utf-8"))
        except UnicodeDecodeError:
            self.wrong(1, "the file is not UTF-8 text")
            return []
        except NotMarkdown as error:
            self.wrong(error.line, str(error))
            return []
        self.front = front
        self.defaults = {
            COLUMNS[name]: str(value)
            for name, value in front.items()
            if name in COLUMNS and value is not None
        }
        self._find_program()
        if self.program is None:
            return []
        here = plugin_host().institutions.get(self.program.institution)
        if here is not None:
            self._reading.enter_context(here.grammar.in_use())
        reader = SectionReader(self.program, self.defaults, self.wrong)
        sections: list[Section] = []
        for block in found:
            match block:
                case Heading(level=2):
                    sections.append(Section(block.text, block.line))
                case Heading() | Text() if not sections:
                    pass  # what the file is about
                case Quote() | Table() | Fence() if not sections:
                    self.wrong(block.line, "stands above the first case: begin it with '## NAME'")
                case _:
                    reader.take(sections[-1], block)
        return sections

    def _find_program(self) -> None:
        if self.program is not None:
            return
        named = self.named or self.front.get("program")
        if not isinstance(named, str):
            self.wrong(1, "name the program in the front matter: 'program: ID'")
            return
        self.named = named
        try:
            self.program = find_program(named, self.path.parent)
        except (DegreekitError, OSError) as error:
            self.wrong(1, f"program {named!r}: {error}")

    @contextmanager
    def codes(self) -> Iterator[None]:
        """Read codes as the program's institution writes them, from when the program is known."""
        with ExitStack() as self._reading:
            yield

    def _known_fields(self) -> bool:
        for name in self.front:
            if name not in _FRONT:
                self.wrong(1, f"front matter: {name!r} is none of {', '.join(_FRONT)}")
        return True

    def _students(self, sections: Sequence[Section]) -> None:
        named = self.front.get("students")
        for one in named if isinstance(named, list) else [named]:
            if isinstance(one, str):
                self._students_of(one.replace(_PROGRAM, self.program.id if self.program else ""))
        for section in sections:
            if section.name.startswith("Student:"):
                name = section.name.removeprefix("Student:").strip()
                if name in self.students:
                    self.wrong(section.line, f"there are two students named {name!r}")
                self.students[name] = section
                if section.expected or section.each:
                    self.wrong(section.line, "a student has no verdict: write it in a case")

    def _students_of(self, name: str) -> None:
        """Add the students of another file."""
        file = _File(self.path.parent / name, self.program)
        try:
            file._students(file._sections())
        except OSError:
            self.wrong(1, f"students: there is no file {name!r}")
        self.problems += file.problems
        for twice in sorted(self.students.keys() & file.students.keys()):
            self.wrong(1, f"students: {name!r} has another student named {twice!r}")
        self.students.update(file.students)

    # ------------------------------------------------------------------------------ the cases

    def _cases_of(self, section: Section) -> Iterator[Case]:
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

    def _case(self, section: Section, name: str, added: Sequence[CourseRecord]) -> Iterator[Case]:
        codes = tuple(record.code for record in added)
        start = self._start(section)
        quoted = [line for quote in section.quotes for line in quote.lines]
        source = [line for line in quoted if line.startswith(("—", "--"))]
        sentence = [line for line in quoted if line not in source]
        try:
            who = validated(Student, {**start.student, **section.student})
        except ValidationError as error:
            for one in error.errors():
                self.wrong(section.line, f"{one['loc'][0]}: {said(one)}")
            return
        yield Case(
            name=f"{name} ({self.named})" if self.shared else name,
            path=self.path,
            line=section.line,
            program=self.named,
            sentence=" ".join(sentence),
            source=" ".join(line.lstrip("—- ") for line in source),
            why=" ".join(section.why),
            transcript=Transcript(
                institution=self.program.institution if self.program else None,
                records=(*start.records, *section.records, *added),
                student=who,
            ),
            adjustments=tuple(self._adjustments([*start.decisions, *section.decisions], codes)),
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
            shared=self.shared,
        )

    def _start(self, section: Section) -> _Start:
        """Return the student that a section starts from, without some of the records."""
        if section.start is None:
            return _Start([], {}, [])
        line, name, without = section.start
        found = self.students.get(name)
        if found is None:
            known = ", ".join(sorted(self.students)) or "none is described"
            self.wrong(line, f"there is no student {name!r}: {known}")
            return _Start([], {}, [])
        if found is section or (found.start and found.start[1] == name):
            self.wrong(line, "the student starts from itself")
            return _Start([], {}, [])
        before = self._start(found)
        records = [*before.records, *found.records]
        for code in without:
            if code not in [record.code for record in records]:
                self.wrong(line, f"the student {name!r} has no {code} to leave out")
        return _Start(
            [record for record in records if record.code not in without],
            {**before.student, **found.student},
            [*before.decisions, *found.decisions],
        )

    def _adjustments(
        self, decisions: Sequence[tuple[int, dict[str, Any]]], codes: Sequence[CourseCode]
    ) -> Iterator[Adjustment]:
        assert self.program is not None  # noqa: S101  # looked at before
        rules = {node.id for node in self.program.nodes}
        rules |= {limit.id for limit in self.program.limits}
        for line, data in decisions:
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
    if data.get("course") != EACH:
        return [data]
    return [{**data, "course": str(code)} for code in codes]
