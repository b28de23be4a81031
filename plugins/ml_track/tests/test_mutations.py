"""Every rule of the track matters: whatever rule is changed, some case notices.

The program is data, so it is changed as data: each set of courses, each number, each group, each
approval, each limit and each sharing rule, one at a time. A mutant lives as long as every case is
judged as the cases say; it is killed by the first one that is not.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from functools import cached_property, reduce
from itertools import combinations
from operator import or_
from pathlib import Path
from typing import Any

import pytest
from printed_lists import (
    A_AND_B,
    ASK_FIRST,
    EDGES,
    ELECTIVES,
    GROUP_A,
    GROUP_B,
    NEVER,
    NOT_ELECTIVES,
    NOT_ON_THE_TABLE,
    NOT_REQUIRED,
    ONLY_ONE,
    TABLE,
)
from small_students import (
    PROGRAM,
    Record,
    Triple,
    approve,
    assumptions,
    breadth_with,
    deny,
    elective_with,
    few_general,
    finished,
    general_with,
    record,
    waive,
)

from degreekit import (
    Auditor,
    CourseCode,
    CourseSet,
    Institution,
    Term,
    Transcript,
    get_institution,
    get_program,
    read_adjustments,
)
from degreekit.requirements import Program
from degreekit.testing import load_cases

Data = dict[str, Any]
Verdict = tuple[str, Triple | None]
Change = Callable[[Data], object]

# ------------------------------------------------------------------------------------- cases


@dataclass(frozen=True)
class Case:
    """A student and the verdict on it.

    Attributes:
        where: the requirement or limit it is about.
        about: the one course it is about, where it is about one.
        records: the student's.
        adjustments: decisions for the student.
        reason: why the last course does not count, where the case is about that.
        expected: the status, and the assumptions where something completes the program.
    """

    where: str
    records: list[Record]
    expected: Verdict
    about: Record | None = None
    adjustments: list[Data] = field(default_factory=list)
    reason: str | None = None

    def notices(self, auditor: Auditor) -> bool:
        """Return whether an auditor says something else."""
        transcript = Transcript.from_data({"institution": "columbia", "records": self.records})
        audit = auditor.audit(transcript, read_adjustments(self.adjustments))
        status, wanted = self.expected
        if audit.status != status or wanted not in (None, assumptions(audit)):
            return True
        last = len(self.records) - 1
        reasons = {one.record: one.reason for one in audit.unapplied}
        return self.reason is not None and reasons.get(last) != self.reason

    def speaks_of(self, before: CourseSet, after: CourseSet) -> bool:
        """Return whether its course is in one of the sets and not in the other."""
        if self.about is None:
            return False
        return before.contains(*self._about) != after.contains(*self._about)

    @cached_property
    def _about(self) -> tuple[CourseCode, str | None, Term | None]:
        about = self.about or {}
        code = get_institution("columbia").code(CourseCode.parse(about["code"]))
        return code, about["title"], Term.parse(about["term"]) if about["term"] else None


YES: Verdict = ("satisfied", (0, 0, 0))
IF_APPROVED: Verdict = ("conditional", (1, 0, 0))
NO: Verdict = ("unsatisfied", None)


def _breadth() -> Iterator[Case]:
    yield Case("breadth", finished(), YES)
    for group, courses in TABLE.items():
        for course in courses:
            about = record(*course)
            yield Case(group, breadth_with(group, about), YES, about)
            if course[0] != "COMS W4111":  # the student has it already
                # Not in the place of its group, or another one of the group could be the one more.
                given = [deny(group, course[0])]
                records = breadth_with("breadth-any", about)
                yield Case("breadth-any", records, YES, about, given)
            for other in TABLE:
                if course[0] in EDGES and other != group:
                    yield Case(other, breadth_with(other, about), NO, about)
    for group, code, title in NOT_ON_THE_TABLE:
        about = record(code, title)
        yield Case(group, breadth_with(group, about), NO, about)
        yield Case("breadth-any", breadth_with("breadth-any", about), NO, about)
    spring = [
        record("COMS W4995", t, term="Spring 2020")
        for t in ("Machine Learning Theory", "Causal Inference")
    ]
    fall = [{**about, "term": "Fall 2020"} for about in spring]
    for group in ("breadth-ai", "breadth-any"):
        given = [deny("breadth-ai", "COMS W4995")] if group == "breadth-any" else []
        for about in spring:
            yield Case(group, breadth_with(group, about), YES, about, given)
        for about in fall:
            yield Case(group, breadth_with(group, about), NO, about)
    for group, code in (
        ("breadth-systems", "COMS W4130"),
        ("breadth-theory", "COMS W4230"),
        ("breadth-ai", "COMS W4735"),
        ("breadth-any", "COMS W4130"),
    ):
        named = record(code, "Something for Data Science")
        yield Case(group, breadth_with(group, named), NO)
        yield Case(group, breadth_with(group, record("COMS W4902")), NO)
    almost = breadth_with("breadth-any", record("COMS W4130", credits="2.99"))
    yield Case("breadth-points", [*almost, record("COMS W4902")], NO)
    five = breadth_with("breadth-any", record("COMS W4130", credits="2.00"))
    yield Case("breadth-any", [*five, record("COMS W4115", credits="1.00")], NO)
    for take in ("breadth-systems", "breadth-theory", "breadth-ai"):
        code = {"breadth-systems": "COMS W4115", "breadth-theory": "COMS W4203"}.get(
            take, "COMS W4162"
        )
        short = [record(code, credits="2.00"), record(f"{code[:-1]}9", credits="1.00")]
        yield Case(take, [*breadth_with(take, short[0]), short[1]], NO)
    overlap = "breadth-overlap"
    yield Case(overlap, finished("COMS W4460", without="COMS W4170"), YES)
    more = ("COMS W4901", "COMS W4902", "COMS W4460")
    yield Case(overlap, finished(*more, without=("COMS W4118", "COMS W4113", "COMS W4156")), YES)


def _required() -> Iterator[Case]:
    for row in GROUP_A.values():
        for course in row:
            about = record(*course)
            yield Case("required", finished(about, without="COMS W4771"), YES, about)
        for one, other in combinations(row, 2):
            records = finished(record(*one), record(*other), "COMS W4460", without=A_AND_B)
            yield Case("required", records, NO)
    for code in GROUP_B:
        about = record(code)
        yield Case("required", finished(about, without="COMS W4701"), YES, about)
    for two in combinations(GROUP_B, 2):
        yield Case("required", finished(*two, without=A_AND_B), NO)
    yield Case("required", finished("COMS W4774", "COMS W4252", without=A_AND_B), YES)
    for code, title, term in NOT_REQUIRED:
        about = record(code, title, term=term)
        yield Case("required", finished(about, without="COMS W4771"), NO, about)
    for code in A_AND_B:
        yield Case("required", finished("COMS W4460", without=code), NO)
    for points in ("2.99", "2.50"):
        small = record("COMS W4701", credits=points), record("COMS W4460", credits="0.50")
        yield Case("required", finished(*small, without="COMS W4701"), NO)
    three = record("COMS W4701", credits="2.50"), record("COMS W4705", credits="0.50")
    yield Case("required", finished(*three, without="COMS W4701"), NO)
    replaced = finished("COMS W4460", without="COMS W4701")
    for grade, expected in (("B", YES), ("B-", NO)):
        given = [waive("COMS W4701", grade=grade)]
        yield Case("program", replaced, expected, adjustments=given)


def _electives() -> Iterator[Case]:
    take = "track-electives"
    for row in ELECTIVES:
        for course in row:
            about = record(*course)
            yield Case(take, elective_with(about), YES, about)
            if not course[0].startswith("COMS"):  # the others are CS courses anyway
                yield Case("general-electives", *_as_general(about))
    for course in ASK_FIRST:
        about = record(*course)
        yield Case(take, elective_with(about), IF_APPROVED, about)
        given = [approve(take, about["code"])]
        yield Case(take, elective_with(about), YES, about, given)
    for code, title, term in (
        *NOT_ELECTIVES,
        ("STAT W4252", None, "Spring 2015"),
        ("STAT W4252", None, "Fall 2015"),
    ):
        about = record(code, title, term=term)
        yield Case(take, elective_with(about), NO, about)
    about = record("STAT W4252", term="Fall 2014")
    yield Case(take, elective_with(about), YES, about)
    yield Case("general-electives", *_as_general(about))
    name = "Machine Learning Personalization"
    in_terms: list[tuple[str | None, Verdict]] = [
        ("Fall 2017", IF_APPROVED),
        ("Spring 2018", YES),
        ("Summer 2018", IF_APPROVED),
        (None, IF_APPROVED),
    ]
    for when, expected in in_terms:
        about = record("COMS E6998", name, term=when)
        yield Case(take, elective_with(about), expected, about)
    pairs = (
        (record("COMS E6998", name, term="Spring 2018"), record("COMS W4772")),
        (record("COMS E6998", "Compilers"), record("COMS E6998", "Robot Learning")),
        (record("COMS E6901", term="Fall 2021"), record("COMS E6901")),
    )
    for two in pairs:
        records = finished("COMS W4773", *two, without=("COMS W4771", "COMS W4111", "COMS E6111"))
        given = [approve(take, one["code"]) for one in two]
        yield Case(take, records, NO, adjustments=given)
    for left in ("COMS W4111", "COMS E6111"):
        yield Case(take, finished("COMS W4773", "COMS E6156", without=("COMS W4771", left)), NO)
    for code in ("STAT GR5242", "COMS W4737"):
        more = ("COMS W4773", "COMS E6156", code)
        without = ("COMS W4771", "COMS E6111", "COMS W4113")
        yield Case(take, finished(*more, without=without), NO)
    for points, expected in (("2.99", NO), ("3.00", YES)):
        two = record("COMS E6111", credits=points), record("COMS W4111", credits="4.50")
        yield Case(
            take, finished(*two, "COMS E6156", without=("COMS E6111", "COMS W4111")), expected
        )
        one = record("COMS W4111", credits=points)
        yield Case(take, finished(one, "COMS W4460", without="COMS W4111"), expected)
    yield Case(take, elective_with(record("STAT GR6101")), YES)  # the lowest one above 6000
    three = record("COMS W4111", credits="2.50"), record("COMS W4737", credits="0.50")
    yield Case(take, finished(*three, without="COMS W4111"), NO)


def _as_general(course: Record) -> tuple[list[Record], Verdict, Record, list[Data]]:
    records, given = general_with(course)
    return records, YES, course, given


def _limits() -> Iterator[Case]:
    for two in combinations(["COMS W4771", "COMS W4721", "ELEN E4720"], 2):
        records = finished(*two, without=("COMS W4771", "COMS W4113"))
        yield Case("one-machine-learning", records, NO)
    for two in combinations(ONLY_ONE, 2):
        halves = [record(code, credits="1.50") for code in two]
        given = [approve("general-electives", code) for code in two]
        limit = "one-statistical-learning"
        yield Case(limit, finished(*halves, without="COMS W4156"), NO, adjustments=given)
    for code in ONLY_ONE:
        given = [approve("general-electives", code)]
        records = finished(code, without="COMS W4156")
        yield Case("one-statistical-learning", records, YES, adjustments=given)
    across = finished(
        "COMS W4773",
        "STAT W4240",
        "STAT GR5241",
        without=("COMS W4771", "COMS W4111", "COMS W4156"),
    )
    yield Case("one-statistical-learning", across, NO)
    for code in NEVER:
        about = record(code)
        given = [approve("general-electives", code)]
        yield Case("never-counts", finished(about, without="COMS W4156"), NO, about, given)


def _general() -> Iterator[Case]:
    take = "general-electives"
    for about in (
        record("COMS W4419"),
        record("COMS W4995", "Compilers"),
        record("COMS E6998", "Compilers"),
        record("CSEE W4140"),
        record("CSOR W4223"),
        record("CSOR W4995", "Scheduling"),
        record("CBMF W4999"),
        record("STCS GR6100"),
        record("EECS E4340"),
        record("STAT G6509"),
        record("STAT G6701"),
    ):
        yield Case(take, *_as_general(about))
    for about in (
        record("IEOR E4601"),
        record("EECS E4321"),
        record("IEOR E8100", "Revenue Management"),
        record("APMA E4990", "Numerical Algorithms"),
        record("STAT GR8101", "Topics in Applied Statistics"),
        record("STAT W4252", term="Spring 2015"),
        record("CSOR W4995", "Financial Software Systems"),
    ):
        records = finished(about, without="COMS W4156")
        yield Case(take, records, IF_APPROVED, about)
        yield Case(take, records, YES, about, [approve(take, about["code"])])
        yield Case(take, records, NO, about, [deny(take, about["code"])])
    given = [approve(take, code) for code in ("IEOR E4601", "MATH GR6000")]
    for worth, expected in ((("1.50", "1.50"), YES), (("1.50", "1.51"), NO), (("3.01",), NO)):
        codes = ("IEOR E4601", "MATH GR6000")
        others = [record(code, credits=p) for code, p in zip(codes, worth, strict=False)]
        yield Case(take, finished(*others, without="COMS W4156"), expected, adjustments=given)
    for points, expected in (("2.99", NO), ("3.00", YES)):
        few = few_general(record("CSOR W4231"), record("COMS W4113", credits=points))
        few[0]["credits"] = "6.50"
        yield Case(take, few, expected)
    # Six points with at most three of others leave three for CS; with fewer than six one can see
    # that they have to.
    fewer = {"kind": "change_limit", "limit": take, "credits": "5.00"}
    for points, expected in (("2.99", NO), ("3.00", YES)):
        few = few_general(record("IEOR E4601"), record("CSOR W4231", credits=points))
        few[0]["credits"] = "6.50"
        yield Case(take, few, expected, adjustments=[fewer, approve(take, "IEOR E4601")])


def _totals() -> Iterator[Case]:
    for points, expected in (("2.99", NO), ("3.00", YES)):
        yield Case(
            "total-points",
            finished(record("COMS W4156", credits=points), without="COMS W4156"),
            expected,
        )
        high = record("COMS E6118", credits=points)
        yield Case("points-6000", finished(high, "COMS W4460", without="COMS E6118"), expected)
    levels: list[tuple[str, Verdict]] = [
        ("COMS W5999", NO),
        ("COMS E6910", NO),
        ("COMS E6915", NO),
        ("COMS E6000", YES),
    ]
    for code, expected in levels:
        about = record(code)
        yield Case("points-6000", finished(about, without="COMS E6118"), expected, about)
    below = finished("COMS W3999", without="COMS W4156")
    yield Case("program", below, NO, reason="no-degree-credit")
    yield Case("program", finished("COMS W4000", without="COMS W4156"), YES)
    attempts: list[tuple[Record, Verdict]] = [
        (record("COMS W4156", grade="P"), NO),
        (record("COMS W4156", status="transfer"), NO),
        (record("COMS W4113", term="Fall 2021"), NO),
        (record("COMS W4156", grade="D"), YES),
        (record("COMS W4156", grade="CP"), ("conditional", (0, 1, 0))),
    ]
    for more, expected in attempts:
        yield Case("program", finished(more, without="COMS W4156"), expected)
    marks = ["B"] * 7 + ["C"] * 3
    exactly = [{**one, "grade": grade} for one, grade in zip(finished(), marks, strict=True)]
    yield Case("gpa", exactly, YES)
    yield Case("gpa", [*exactly, record("MATH UN1201", grade="B-", credits="0.01")], NO)


def _written_by_hand() -> Iterator[Case]:
    for case in load_cases(Path(__file__).resolve().parent / "cases"):
        records = case.transcript.to_data()["records"]
        decided = [one.model_dump(mode="json", exclude_none=True) for one in case.adjustments]
        (whole,) = [one for one in case.expected if one.requirement is None]
        expected = str(whole.status), whole.assumptions
        yield Case(case.name, records, expected, None, decided)


def _suite() -> list[Case]:
    parts = (_breadth, _required, _electives, _limits, _general, _totals, _written_by_hand)
    return [case for part in parts for case in part()]


# ----------------------------------------------------------------------------------- mutants


@dataclass(frozen=True)
class Mutant:
    """The rules with one change.

    Attributes:
        name: what was changed.
        where: the requirement or limit it was changed in.
        change: makes the change in the data of a program.
        sets: where a set of courses was changed, the set before and after.
    """

    name: str
    where: str
    change: Change
    sets: tuple[CourseSet, CourseSet] | None = None


Path_ = tuple[Any, ...]


def _at(data: Any, path: Path_) -> Any:
    for step in path:
        data = data[step]
    return data


def _set(path: Path_, value: Any) -> Change:
    def change(data: Data) -> None:
        _at(data, path[:-1])[path[-1]] = value

    return change


def _drop(path: Path_) -> Change:
    def change(data: Data) -> None:
        del _at(data, path[:-1])[path[-1]]

    return change


def _copied(data: Any) -> Any:
    if isinstance(data, dict):
        return {key: _copied(value) for key, value in data.items()}
    return [_copied(one) for one in data] if isinstance(data, list) else data


def _leaves(data: Any, path: Path_ = ()) -> Iterator[tuple[Path_, Any]]:
    if isinstance(data, dict | list):
        keys: Iterable[Any] = data if isinstance(data, dict) else range(len(data))
        for key in keys:
            yield from _leaves(data[key], (*path, key))
    else:
        yield path, data


def _owner(data: Data, path: Path_) -> str:
    """Return the id of the requirement, limit or sharing rule that a path lies in."""
    for end in range(len(path), 0, -1):
        around = _at(data, path[:end])
        if isinstance(around, dict) and "id" in around:
            return str(around["id"])
    return "program"


_RANGE = re.compile(r"(\d{4})-(\d{4})")


def _other_sets(courses: CourseSet) -> Iterator[tuple[str, CourseSet]]:
    """Yield sets that differ from one in a single respect, with what it is."""
    yield "emptied", CourseSet()
    for part in str(courses).split(" | "):
        without = courses - CourseSet.parse(part)
        if without:
            yield f"without {part}", without
        instead = {}
        for less in re.findall(r" - (?:\([^)]*\)|\w+ \w+)", part):
            instead[f"{part} with{less.removeprefix(' -')}"] = part.replace(less, "")
        if window := re.search(r" (?:(?:in|before|since) \w+ \d{4}|undated)$", part):
            instead[f"{part} in any term"] = part.removesuffix(window[0])
        if re.fullmatch(r'\w+ \w+ "[^"]*"', part):
            instead[f"{part} with any title"] = part.split(' "')[0]
        if bounds := _RANGE.search(part):
            low, high = int(bounds[1]), int(bounds[2])
            for a, b in ((low - 1, high), (low + 1, high), (low, high - 1), (low, high + 1)):
                instead[f"{part} as {a}-{b}"] = _RANGE.sub(f"{a}-{b}", part, count=1)
        for what, text in instead.items():
            yield what, without | CourseSet.parse(text)


def _sets(data: Data) -> Iterator[Mutant]:
    for path, before in _leaves(data):
        if not isinstance(before, CourseSet):
            continue
        where = _owner(data, path)
        above = _rows_above(data, path)
        for what, after in _other_sets(before):
            if not _nobody_can_notice(before - above, after - above):
                name = f"{where}{_row_name(data, path)}: {what}"
                yield Mutant(name, where, _set(path, after), (before, after))


def _rows_above(data: Data, path: Path_) -> CourseSet:
    """Return the courses of the rows above: a course belongs to the first row it fits."""
    if "rows" not in path:
        return CourseSet()
    rows = _at(data, path[: path.index("rows") + 1])[: path[path.index("rows") + 1]]
    sets = (row["courses"].get("courses", CourseSet()) for row in rows)
    return reduce(or_, sets, CourseSet())


def _nobody_can_notice(before: CourseSet, after: CourseSet) -> bool:
    """Return whether two sets differ only in what earns no credit, so that nobody can notice."""
    return (before - after) | (after - before) <= CourseSet.parse("COMS 4121")


def _row_name(data: Data, path: Path_) -> str:
    """Return the number and title of the row that a path lies in; empty where it is in none."""
    if "rows" not in path:
        return ""
    start = path.index("rows") + 2
    return f" row {path[start - 1]} {_at(data, path[:start])['title']}".rstrip()


_BOUNDS = {"courses", "credits", "gpa", "at_least", "most_courses", "most_credits"}
#: Numbers next to a bound: those between which the cases can tell, and no others can.
_NEXT = {
    ("track-electives", "at_least", 6000): (5242, 6102),  # STAT 5242 and 6101 stand on the list
}


def _numbers(data: Data) -> Iterator[Mutant]:
    for path, value in _leaves(data):
        key = str(path[-1])
        if isinstance(value, CourseSet) or key not in (
            "courses",
            "credits",
            "gpa",
            "at_least",
            "most_courses",
            "most_credits",
        ):
            continue
        where = _owner(data, path)
        if key == "most_courses" and "rows" in path and not _filled_twice(data, path):
            continue
        others: tuple[Any, ...]
        if isinstance(value, int):
            others = _NEXT.get((where, key, value), (value - 1, value + 1))
        elif key == "gpa":
            others = (f"{float(value) - 0.001:.3f}", f"{float(value) + 0.001:.3f}")
        else:
            others = (f"{float(value) - 0.01:.2f}", f"{float(value) + 0.01:.2f}")
        for other in others:
            if other == -1 or (other == 0 and "limits" not in path):
                continue  # that is no number, or no row; whole parts are left out below
            name = f"{where}, {'.'.join(map(str, path))}: {other} for {value}"
            yield Mutant(name, where, _set(path, other))


#: Rows on which two different courses could be two track electives or two required courses, each
#: by one of its courses. On the other rows all codes name one course, which earns credit once, or
#: none is at the 6000 level, and so no two of them can be both electives.
_FILLED_TWICE = [
    ("required", CourseSet.parse('COMS 4995 "Deep Learning"')),
    ("track-electives", CourseSet.parse("COMS 6772")),
    ("track-electives", CourseSet.parse("COMS 6901")),
    ("track-electives", CourseSet.parse('COMS 6998 "Compilers"')),
]


def _filled_twice(data: Data, path: Path_) -> bool:
    row, where = _row_set(data, path), _owner(data, path)
    return row is not None and any(where == w and one <= row[0] for w, one in _FILLED_TWICE)


def _row_set(data: Data, path: Path_) -> tuple[CourseSet, CourseSet] | None:
    """Return the set of the row a path lies in, as if it were emptied."""
    filter_ = _at(data, path[:-1]).get("courses")
    courses = filter_.get("courses") if isinstance(filter_, dict) else None
    return (courses, CourseSet()) if courses else None


def _rows(data: Data) -> Iterator[Mutant]:
    for path, value in _leaves(data):
        where = _owner(data, path)
        name = f"{where}{_row_name(data, path)}"
        if path[-1] == "approval":
            other = "" if value else "the track advisor"
            what = f"{name}: {'no ' if value else ''}approval"
            yield Mutant(what, where, _set(path, other), _row_set(data, path))
        if path[-1] == "group":
            other = {"A": "B", "B": "A"}.get(value, "another")
            yield Mutant(f"{name}: group {other}", where, _set(path, other), _row_set(data, path))
        if path[-1] == "open" and where != "general-electives":  # it has no number of courses
            yield Mutant(f"{name}: more courses than asked for", where, _set(path, True))
        if path[-1] == "pattern":
            yield Mutant(f"{name}: any title", where, _set(path, "no such title"))
    others = ("root", "parts", 3, "rows", 1, "group")
    yield Mutant(
        "general-electives, non-CS as CS", "general-electives", _set(others, "track or CS")
    )


def _parts(data: Data) -> Iterator[Mutant]:
    for number, limit in enumerate(data["limits"]):
        yield Mutant(f"no limit {limit['id']}", limit["id"], _drop(("limits", number)))
        # Without a scope the limit on statistical learning would be the same: no such course is
        # in the required table or on the breadth table.
        for place, scope in enumerate(limit.get("scope", ())):
            inside = _drop(("limits", number, "scope", place))
            yield Mutant(f"{limit['id']} not in {scope}", limit["id"], inside)
    for number, rule in enumerate(data["sharing"]):
        yield Mutant(f"no sharing {rule['id']}", rule["id"], _drop(("sharing", number)))
        for place, other in enumerate(rule["and_also"]):
            inside = _drop(("sharing", number, "and_also", place))
            yield Mutant(f"{rule['id']} not with {other}", rule["id"], inside)
    for number, part in enumerate(data["root"]["parts"]):
        path: Path_ = ("root", "parts", number)
        if part["kind"] == "check":
            yield Mutant(f"no {part['id']}", part["id"], _drop(path))
        for place in range(len(part.get("including", ()))):
            inner = (*path, "including", place)
            yield Mutant(f"{part['id']} without inner minimum", part["id"], _drop(inner))
        for place, child in enumerate(part.get("parts", ())):
            inner = (*path, "parts", place)
            yield Mutant(f"no {child['id']}", child["id"], _drop(inner))
    scope = _drop(("root", "parts", 0, "parts", 4, "scope"))
    yield Mutant("breadth-points over everything", "breadth-points", scope)
    where = _drop(("root", "parts", 5, "where"))
    yield Mutant("points-6000 at any level", "points-6000", where)


def _whole(data: Data) -> Iterator[Mutant]:
    for name, value in (
        ("credit", None),
        ("transfer", True),
        ("credit_once", False),
        ("grade_scale", "seas-undergraduate"),
        ("waiver_points", "2.67"),
        ("waiver_points", "3.33"),
    ):
        assert data[name] != value
        yield Mutant(f"program, {name}: {value}", "program", _set((name,), value))


MUTATORS = (_sets, _numbers, _rows, _parts, _whole)

# ------------------------------------------------------------------------------------- tests


@pytest.fixture(scope="module")
def institution() -> Institution:
    """Columbia with only a few courses that could be taken next: verdicts do not turn on them."""
    whole = get_institution("columbia")
    known = {"COMS 4721", "COMS 4726", "COMS 4776", "COMS 6111", "COMS 4118", "CSOR 4231"}
    few = [c for c in whole.catalog if f"{c.code.subject} {c.code.number}" in known]
    return whole.model_copy(update={"catalog": tuple(few)})


@pytest.fixture(scope="module")
def suite() -> list[Case]:
    return _suite()


@pytest.fixture(scope="module")
def data() -> Data:
    """The program as data, without the sentences it comes from and with its sets read."""
    found: Data = _bare(get_program(PROGRAM).model_dump(mode="json", exclude_none=True))
    return found


def _bare(data: Any) -> Any:
    if isinstance(data, list):
        return [_bare(one) for one in data]
    if not isinstance(data, dict):
        return data
    bare = {key: _bare(value) for key, value in data.items() if key not in ("source", "readings")}
    if bare.get("kind") == "in_set":
        bare["courses"] = CourseSet.parse(bare["courses"])  # once, and not for every mutant
    return bare


@pytest.fixture(scope="module")
def right(data: Data, institution: Institution) -> Callable[[Case], bool]:
    """Whether a case holds for the rules as they are; only those that kill a mutant are asked."""
    auditor = Auditor(Program.model_validate(data), institution)
    known: dict[int, bool] = {}

    def holds(case: Case) -> bool:
        if id(case) not in known:
            known[id(case)] = not case.notices(auditor)
        return known[id(case)]

    return holds


@pytest.mark.parametrize("mutator", MUTATORS, ids=lambda mutator: mutator.__name__.strip("_"))
def test_every_change_of_a_rule_is_noticed(
    mutator: Callable[[Data], Iterator[Mutant]],
    suite: list[Case],
    institution: Institution,
    data: Data,
    right: Callable[[Case], bool],
) -> None:
    survivors = []
    wrong = []
    names = []
    hits: Counter[int] = Counter()
    for mutant in mutator(data):
        names.append(mutant.name)
        changed = _copied(data)
        mutant.change(changed)
        assert changed != data, mutant.name
        auditor = Auditor(Program.model_validate(changed), institution)
        cases = _likely_first(suite, mutant, hits)
        killer = next((case for case in cases if case.notices(auditor)), None)
        if killer is None:
            survivors.append(mutant.name)
            continue
        hits[id(killer)] += 1
        if not right(killer):
            wrong.append(f"{mutant.name}: {killer.where}, {killer.about or killer.records}")
    assert not survivors, f"{len(survivors)} of {len(names)} survive:\n" + "\n".join(survivors)
    assert not wrong, "cases that the rules as they are do not bear out:\n" + "\n".join(wrong)
    assert len(names) == len(set(names)) >= 6


def _likely_first(suite: list[Case], mutant: Mutant, hits: Counter[int]) -> list[Case]:
    """Return the cases, those first that are about the very course or rule that was changed."""

    def rank(case: Case) -> tuple[bool, bool, int, bool]:
        of_it = case.speaks_of(*mutant.sets) if mutant.sets else case.about is None
        return case.where != mutant.where, not of_it, -hits[id(case)], case.expected != YES

    return sorted(suite, key=rank)
