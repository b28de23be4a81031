"""Small programs, small transcripts, a small institution: what the properties of audits run on."""

from __future__ import annotations

import json
import os
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from hypothesis import HealthCheck, settings
from hypothesis import strategies as st

from degreekit.adjustments import Adjustment
from degreekit.courses import (
    CatalogCourse,
    CourseCode,
    CourseSet,
    Grade,
    GradeScale,
    Institution,
    RecordStatus,
)
from degreekit.requirements import Program
from degreekit.transcript import CourseRecord, Student, Transcript

__all__ = [
    "SMALL",
    "Question",
    "adjustments",
    "examples",
    "institutions",
    "programs",
    "questions",
    "records",
    "transcripts",
]


def examples(default: int) -> settings:
    """Return the settings of a property: so many examples, or more if the environment asks.

    The default run is the same on every machine. With ``DEGREEKIT_EXAMPLES`` the properties run
    with at least that many examples, and other ones each time.
    """
    asked = int(os.environ.get("DEGREEKIT_EXAMPLES", "0"))
    return settings(
        max_examples=max(default, asked),
        derandomize=not asked,
        database=None,
        deadline=None,
        suppress_health_check=[HealthCheck.too_slow, HealthCheck.filter_too_much],
    )


SCALE = GradeScale(
    id="letters",
    title="Letters",
    grades=(
        Grade(symbol="A", points=Decimal(4), earns=True),
        Grade(symbol="B", points=Decimal("3.33"), earns=True),
        Grade(symbol="C", points=Decimal(2), earns=True),
        Grade(symbol="F", points=Decimal(0), status=RecordStatus.FAILED),
        Grade(symbol="P"),
        Grade(symbol="W", status=RecordStatus.WITHDRAWN),
        Grade(symbol="IN", status=RecordStatus.INCOMPLETE),
    ),
)

_CATALOG = (
    ("CS 4101", "Systems"),
    ("CS 4201", "Theory"),
    ("MA 4201", "Theory"),
    ("CS 4102", "Networks"),
    ("CS 6101", "Advanced Systems"),
    ("CS 6998", "Alpha"),
    ("CS 6998", "Beta"),
    ("MA 6201", "Advanced Theory"),
    ("CS 6901", "Projects"),
)


def _institution(
    courses: tuple[tuple[str, str], ...],
    amounts: tuple[tuple[Decimal, Decimal | None], ...],
    *,
    cross_listed: bool,
    repeatable: bool,
) -> Institution:
    one_course = (CourseCode.parse("CS 4201"), CourseCode.parse("MA 4201"))
    return Institution(
        id="small",
        title="Small",
        cross_lists=(one_course,) if cross_listed else (),
        umbrellas=CourseSet.parse("CS 6998"),
        repeatable=CourseSet.parse("CS 6901") if repeatable else CourseSet(),
        grade_scales=(SCALE,),
        catalog=tuple(
            CatalogCourse(
                code=CourseCode.parse(code), title=title, credits=most, least_credits=least
            )
            for (code, title), (most, least) in zip(courses, amounts, strict=True)
        ),
    )


#: The institution of tests with fixed examples: six courses of three credits.
SMALL = _institution(_CATALOG[:6], ((Decimal(3), None),) * 6, cross_listed=False, repeatable=False)


@st.composite
def institutions(draw: st.DrawFn, *, any_credits: bool = False) -> Institution:
    """Draw an institution with one to six courses, mostly of three credits each.

    Args:
        draw: the source of choices.
        any_credits: True where courses of other amounts, fixed or variable, are wanted too.
    """
    courses = draw(st.lists(st.sampled_from(_CATALOG), min_size=1, max_size=6, unique=True))
    three: tuple[Decimal, Decimal | None] = (Decimal(3), None)
    others = [three, (Decimal("1.5"), None), (Decimal(2), Decimal(1)), (Decimal(6), Decimal("2.5"))]
    amounts = [draw(st.sampled_from(others)) if any_credits else three for _ in courses]
    return _institution(
        tuple(courses),
        tuple(amounts),
        cross_listed=draw(st.booleans()),
        repeatable=draw(st.booleans()),
    )


# --------------------------------------------------------------------------------- transcripts

_CODES = (*_CATALOG, ("CS 1004", "Introduction"), ("CS 4101", None))
_CREDITS = st.sampled_from(["3", "3", "3", "1.5", "2.5", "4.5"]).map(Decimal)
_TERMS = st.sampled_from([None, "Fall 2022", "Spring 2023", "Fall 2023"])
#: grade and status, from which `CourseRecord` reads what became of the attempt
_OUTCOMES = st.sampled_from(
    [
        ("A", None),
        ("B", None),
        ("C", None),
        (None, None),
        (None, "planned"),
        ("F", None),
        ("W", None),
        ("IN", None),
        ("P", None),
        (None, "transfer"),
    ]
)


@st.composite
def records(draw: st.DrawFn) -> CourseRecord:
    """Draw one attempt at a course."""
    code, title = draw(st.sampled_from(_CODES))
    grade, status = draw(_OUTCOMES)
    return CourseRecord.model_validate(
        {
            "code": code,
            "title": title,
            "credits": draw(_CREDITS),
            "grade": grade,
            "status": status,
            "term": draw(_TERMS),
        }
    )


@st.composite
def transcripts(draw: st.DrawFn, *, most: int = 5) -> Transcript:
    """Draw a transcript with up to so many records; repeats are welcome."""
    found = tuple(draw(st.lists(records(), max_size=most)))
    student = Student(
        milestones=draw(st.sampled_from([frozenset[str](), frozenset({"exam"})])),
        facts=draw(st.sampled_from([{}, {"kind": "thesis"}])),
    )
    return Transcript(institution="small", records=found, student=student)


# ------------------------------------------------------------------------------------ programs

_LISTS = (
    "CS 4101",
    "CS 4201",
    "CS 4xxx",
    "CS *",
    "MA *",
    "* 6000+",
    "CS 4101 | MA 4201",
    "CS 4102 | CS 6101",
    'CS 6998 "Alpha"',
    "CS 6998 | CS 6901",
    "* - CS 4101",
    "*",
)
_FILTERS: tuple[Any, ...] = (
    *_LISTS,
    {"kind": "level", "at_least": 6000},
    {"kind": "grade", "points": "3"},
    {"kind": "all_of", "filters": ["CS *", {"kind": "level", "at_least": 4000, "at_most": 4999}]},
)
_lists = st.sampled_from(_FILTERS)
_amounts = st.sampled_from(["1.5", "2.5", "3", "4.5", "6", "7.5"])
_group = st.sampled_from([None, "A", "B"])


def _some(names: list[str]) -> st.SearchStrategy[list[str]]:
    return st.lists(st.sampled_from(names), max_size=2, unique=True)


@st.composite
def _rows(draw: st.DrawFn) -> list[dict[str, Any]]:
    rows = []
    for _ in range(draw(st.integers(1, 3))):
        row: dict[str, Any] = {"courses": draw(_lists), "group": draw(_group)}
        bound = draw(st.sampled_from([None, None, "courses", "credits", "approval"]))
        if bound == "courses":
            row["most_courses"] = draw(st.sampled_from([1, 1, 2, 0]))
        elif bound == "credits":
            row["most_credits"] = draw(st.sampled_from(["3", "4.5", "0"]))
        elif bound == "approval":
            row["approval"] = "the advisor"
        rows.append(row)
    return rows


@st.composite
def _takes(draw: st.DrawFn, id_: str) -> dict[str, Any]:
    take: dict[str, Any] = {"kind": "take", "id": id_, "title": id_, "rows": draw(_rows())}
    shape = draw(st.sampled_from(["courses", "courses", "credits", "both", "open"]))
    if shape != "credits":
        take["courses"] = draw(st.integers(1, 3))
    if shape in ("credits", "both"):
        take["credits"] = draw(_amounts)
    take["open"] = shape == "open"
    if draw(st.sampled_from([False, False, True])):
        inner: dict[str, Any] = {}
        if draw(st.booleans()):
            inner["courses"] = draw(st.integers(1, 2))
        else:
            inner["credits"] = draw(_amounts)
        named = draw(st.sampled_from(["group", "where", "both"]))
        if named != "where":
            inner["group"] = draw(st.sampled_from(["A", "B"]))
        if named != "group":
            inner["where"] = draw(_lists)
        take["including"] = [inner]
    return take


@st.composite
def _checks(draw: st.DrawFn, id_: str, names: list[str]) -> dict[str, Any]:
    check: dict[str, Any] = {"kind": "check", "id": id_, "title": id_}
    what = draw(st.sampled_from(["courses", "credits", "gpa"]))
    if what == "courses":
        check["courses"] = draw(st.integers(1, 3))
    elif what == "credits":
        check["credits"] = draw(_amounts)
    else:
        check["gpa"] = draw(st.sampled_from(["2.7", "3", "3.5"]))
    over = draw(st.sampled_from(["applied", "applied", "record"]))
    check["over"] = over
    if over == "applied":
        check["scope"] = draw(_some(names))
    if draw(st.booleans()):
        check["where"] = draw(_lists)
    return check


@st.composite
def _limits(draw: st.DrawFn, id_: str, names: list[str]) -> dict[str, Any]:
    limit: dict[str, Any] = {"id": id_, "title": id_, "courses": draw(_lists)}
    if draw(st.booleans()):
        limit["most_courses"] = draw(st.sampled_from([1, 1, 2, 0]))
    else:
        limit["most_credits"] = draw(st.sampled_from(["3", "4.5", "6", "0"]))
    limit["scope"] = draw(_some(names))
    return limit


@st.composite
def _sharing(draw: st.DrawFn, id_: str, names: list[str]) -> dict[str, Any]:
    some = st.lists(st.sampled_from(names), min_size=1, max_size=2, unique=True)
    rule: dict[str, Any] = {"id": id_, "title": id_, "between": draw(some), "and_also": draw(some)}
    cap = draw(st.sampled_from([None, "courses", "credits"]))
    if cap == "courses":
        rule["most_courses"] = draw(st.integers(0, 2))
    elif cap == "credits":
        rule["most_credits"] = draw(st.sampled_from(["3", "4.5"]))
    return rule


_CONDITIONS: tuple[dict[str, Any], ...] = (
    {"kind": "fact", "name": "kind", "values": ["thesis"]},
    {"kind": "taken", "courses": "CS 4101"},
    {"kind": "not", "condition": {"kind": "taken", "courses": "* 6000+"}},
    {"kind": "started", "since": "Spring 2023"},
)


@st.composite
def programs(draw: st.DrawFn, *, most_takes: int = 4, choices: bool = True) -> Program:
    """Draw a program with one to four `Take`s and whatever rules can be laid over them.

    Args:
        draw: the source of choices.
        most_takes: the largest number of `Take`s.
        choices: whether `Choose` may leave out some of its parts.
    """
    number = draw(st.integers(1, most_takes))
    takes = [draw(_takes(f"take-{n}")) for n in range(1, number + 1)]
    names = ["degree", *(take["id"] for take in takes)]
    parts = list(takes)
    if number > 1:
        shape = draw(st.sampled_from(["flat", "flat", "all", "choose", "if"]))
        cut = draw(st.integers(1, number))
        inside, parts = takes[:cut], takes[cut:]
        group: dict[str, Any] = {"id": "group", "title": "group"}
        if shape == "flat":
            parts = takes
        elif shape == "if":
            group |= {"kind": "if", "condition": draw(st.sampled_from(_CONDITIONS))}
            group["then"] = inside[0]
            if len(inside) > 1:
                group["otherwise"] = inside[1]
            parts = [group, *inside[2:], *parts]
        else:
            group |= {"kind": shape, "parts": inside}
            if shape == "choose":
                other = draw(st.sampled_from([None, None, "check", "milestone"]))
                if other == "check":
                    inside.append(draw(_checks("check-0", names)))
                elif other == "milestone":
                    inside.append({"kind": "milestone", "id": "thesis", "title": "thesis"})
                least = 1 if choices else len(inside)
                group["at_least"] = draw(st.integers(least, len(inside)))
            parts = [group, *parts]
        if shape != "flat":
            names.append("group")
    for n in range(draw(st.sampled_from([0, 0, 1, 2]))):
        parts.append(draw(_checks(f"check-{n + 1}", names)))
    if draw(st.sampled_from([False, False, True])):
        parts.append({"kind": "milestone", "id": "exam", "title": "exam"})
    limits = [
        draw(_limits(f"limit-{n + 1}", names)) for n in range(draw(st.sampled_from([0, 0, 1, 2])))
    ]
    sharing = [
        draw(_sharing(f"sharing-{n + 1}", names)) for n in range(draw(st.sampled_from([0, 1, 2])))
    ]
    return Program.model_validate(
        {
            "id": "demo",
            "title": "Demo",
            "edition": "1",
            "institution": "small",
            "root": {"id": "degree", "title": "Degree", "parts": parts},
            "limits": limits,
            "sharing": sharing,
            "credit": draw(st.sampled_from([None, None, {"kind": "level", "at_least": 4000}])),
            "credit_once": draw(st.sampled_from([True, True, False])),
            "transfer": draw(st.booleans()),
            "waiver_points": "3",
        }
    )


# --------------------------------------------------------------------------------- adjustments


_KINDS = (
    *("waive", "waive-course", "force_complete", "approve", "deny", "exclude"),
    *("apply_here", "also_allow", "substitute", "change_limit", "waive_limit"),
)


@st.composite
def adjustments(draw: st.DrawFn, program: Program, *, most: int = 2) -> tuple[Adjustment, ...]:
    """Draw decisions for one student of a program; some of them can take no effect."""
    nodes = [node.id for node in program.nodes if node.id != "degree"]
    bounded = [*nodes, *(limit.id for limit in program.limits)]
    found = []
    for _ in range(draw(st.integers(0, most))):
        kind = draw(st.sampled_from(_KINDS))
        given: dict[str, Any] = {"kind": kind, "reason": "decided", "by": "the advisor"}
        course = st.sampled_from(_CATALOG)
        if kind in ("waive", "force_complete", "apply_here", "also_allow", "waive-course"):
            given["requirement"] = draw(st.sampled_from(nodes))
        if kind in ("approve", "deny", "exclude") and draw(st.booleans()):
            given["requirement"] = draw(st.sampled_from(nodes))
        if kind not in ("waive", "force_complete", "change_limit", "waive_limit"):
            given["course"], title = draw(course)
            if draw(st.booleans()):
                given["title"] = title
        if kind == "waive-course":
            given |= {"kind": "waive", "grade": draw(st.sampled_from([None, "A", "C"]))}
        if kind == "substitute":
            given["replaces"] = draw(course)[0]
        if kind in ("change_limit", "waive_limit"):
            given["limit"] = draw(st.sampled_from(bounded))
        if kind == "change_limit":
            given["courses"] = draw(st.integers(1, 2))
        found.append(Adjustment.model_validate(given))
    return tuple(found)


@dataclass(frozen=True, repr=False)
class Question:
    """Everything an audit is made from; printed so that it can be read."""

    program: Program
    transcript: Transcript
    institution: Institution
    adjustments: tuple[Adjustment, ...] = ()

    def __repr__(self) -> str:
        data = {
            "program": self.program.model_dump(mode="json", exclude_defaults=True),
            "transcript": self.transcript.model_dump(mode="json", exclude_defaults=True),
            "institution": self.institution.model_dump(
                mode="json", exclude_defaults=True, exclude={"grade_scales"}
            ),
            "adjustments": [
                one.model_dump(mode="json", exclude_defaults=True) for one in self.adjustments
            ],
        }
        return "\n" + json.dumps(data, indent=1)

    def _repr_pretty_(self, printer: Any, _: object) -> None:
        """Let the report of a failing example print it the same way."""
        printer.text(repr(self))


@st.composite
def questions(
    draw: st.DrawFn,
    *,
    most_records: int = 5,
    most_takes: int = 4,
    decided: bool = False,
    any_credits: bool = False,
    choices: bool = True,
) -> Question:
    """Draw a program, a transcript and an institution, and with `decided` also decisions."""
    program = draw(programs(most_takes=most_takes, choices=choices))
    return Question(
        program,
        draw(transcripts(most=most_records)),
        draw(institutions(any_credits=any_credits)),
        draw(adjustments(program)) if decided else (),
    )
