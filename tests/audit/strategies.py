"""Small programs, small transcripts, a small institution: what the properties of audits run on."""

from __future__ import annotations

import json
import os
from dataclasses import dataclass, replace
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
    Renumbering,
    Term,
)
from degreekit.requirements import Confirm, Program, joint_program
from degreekit.transcript import CourseRecord, Student, Transcript
from tests.conftest import THOROUGH

from .oracle import Overlapping

__all__ = [
    "SMALL",
    "Question",
    "adjustments",
    "classmates",
    "cut_questions",
    "examples",
    "institutions",
    "joint_questions",
    "programs",
    "questions",
    "records",
    "transcripts",
]


def examples(default: int) -> settings:
    """Return the settings of a property: so many examples, or as many as the environment asks for.

    The usual run tries a third of them, with ``DEGREEKIT_THOROUGH=1`` all; both are the same on
    every machine. With ``DEGREEKIT_EXAMPLES`` the properties run with at least that many examples,
    and other ones each time.
    """
    asked = int(os.environ.get("DEGREEKIT_EXAMPLES", "0"))
    usual = default if THOROUGH else max(10, default // 3)
    return settings(
        max_examples=max(usual, asked),
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
    ("ST 4301", "Data"),
)

#: A course that got a code of its own, and one that took over the code of another.
_NEW_CODES = (
    Renumbering(old=CourseSet.parse("CS 4102"), new=CourseCode.parse("ST 4102")),
    Renumbering(
        old=CourseSet.parse("CS 4101"),
        new=CourseCode.parse("CS 6101"),
        since=Term.parse("Spring 2023"),
    ),
)

_WRITING = ("CS 4102", "MA 6201")  # courses that the institution marks


def _institution(
    courses: tuple[tuple[str, str], ...],
    amounts: tuple[tuple[Decimal, Decimal | None], ...],
    *,
    cross_listed: bool,
    repeatable: bool,
    renumbered: Renumbering | None = None,
) -> Institution:
    one_course = (CourseCode.parse("CS 4201"), CourseCode.parse("MA 4201"))
    return Institution(
        id="small",
        title="Small",
        cross_lists=(one_course,) if cross_listed else (),
        renumberings=() if renumbered is None else (renumbered,),
        umbrellas=CourseSet.parse("CS 6998"),
        repeatable=CourseSet.parse("CS 6901") if repeatable else CourseSet(),
        grade_scales=(SCALE,),
        catalog=tuple(
            CatalogCourse(
                code=CourseCode.parse(code),
                title=title,
                credits=most,
                least_credits=least,
                attributes=frozenset({"WRIT"} if code in _WRITING else ()),
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
    least = draw(st.sampled_from([1, 4, 6, 6]))
    courses = draw(st.lists(st.sampled_from(_CATALOG), min_size=least, max_size=6, unique=True))
    three: tuple[Decimal, Decimal | None] = (Decimal(3), None)
    others = [three, (Decimal("1.5"), None), (Decimal(2), Decimal(1)), (Decimal(6), Decimal("2.5"))]
    amounts = [draw(st.sampled_from(others)) if any_credits else three for _ in courses]
    return _institution(
        tuple(courses),
        tuple(amounts),
        cross_listed=draw(st.booleans()),
        repeatable=draw(st.booleans()),
        renumbered=draw(st.sampled_from([None, None, None, *_NEW_CODES])),
    )


# --------------------------------------------------------------------------------- transcripts

_CODES = (*_CATALOG, ("CS 1004", "Introduction"), ("CS 4101", None))
_CREDITS = st.sampled_from(["3", "3", "3", "1.5", "2.5", "4.5"]).map(Decimal)
_TERMS = st.sampled_from([None, "Fall 2022", "Spring 2023", "Fall 2023"])
#: grade and status, from which `CourseRecord` reads what became of the attempt
_OUTCOMES = st.sampled_from(
    [
        ("A", None),
        ("A", None),
        ("B", None),
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
#: what else a record may say, and rules may ask
_MORE: tuple[dict[str, Any], ...] = (
    *({},) * 5,
    {"institution": "elsewhere"},
    {"section": "002"},
    {"school": "GS"},
    {"attributes": ["WRIT"]},
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
            **draw(st.sampled_from(_MORE)),
        }
    )


#: The empty one stands twice: most rules look at nothing but the records.
_STUDENTS: tuple[dict[str, Any], ...] = (
    {},
    {},
    {"facts": {"kind": "thesis"}},
    {"milestones": ["exam"], "facts": {"score": "7"}},
    {"milestones": {"exam": "Fall 2022", "thesis": None}},
    {"milestones": {"exam": "Fall 2023"}, "first_term": "Spring 2023"},
    {"first_term": "Spring 2023", "as_of": "Fall 2024"},
    {"facts": {"subject": "MA", "amount": "2"}, "times": {"exam": 2}},
    {"facts": {"amount": "3", "kind": "thesis"}},
)


@st.composite
def transcripts(draw: st.DrawFn, *, most: int = 5) -> Transcript:
    """Draw a transcript with up to so many records; repeats are welcome."""
    least = draw(st.integers(0, most))
    found = tuple(draw(st.lists(records(), min_size=least, max_size=most)))
    student = Student.model_validate(draw(st.sampled_from(_STUDENTS)))
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
#: filters that look at more than the course and its grade
_MARKS: tuple[dict[str, Any], ...] = (
    {"kind": "attribute", "names": ["WRIT"]},
    {"kind": "field", "name": "institution", "values": ["Elsewhere"]},
    {"kind": "field", "name": "grade", "values": ["A", "in"]},
    {"kind": "none_of", "filters": [{"kind": "status", "statuses": ["transfer"]}]},
    {
        "kind": "none_of",
        "filters": [
            {"kind": "field", "name": "section", "values": ["002"]},
            {"kind": "field", "name": "school", "values": ["gs"]},
        ],
    },
    {"kind": "term", "since": "Spring 2023"},
    {"kind": "term", "until": "Spring 2023"},
    {"kind": "study_term", "at_most": 1},
    {"kind": "study_term", "at_most": 2},
    {"kind": "study_term", "at_least": 2},
    {"kind": "none_of", "filters": [{"kind": "study_term", "at_least": 3}]},
    {"kind": "study_year", "at_most": 1},
    {"kind": "study_year", "at_least": 2},
    {"kind": "term", "seasons": ["fall"]},
    {"kind": "none_of", "filters": [{"kind": "term", "seasons": ["spring"]}]},
    {"kind": "order", "after": "CS 4101"},
    {"kind": "order", "before": "CS 6xxx", "same_term": True},
    {"kind": "order", "after": "MA *", "years": 1},
    {"kind": "credits_before", "at_least": 6},
    {"kind": "credits_before", "at_least": 3, "less_than": 9},
    {"kind": "credits_before", "less_than": 6, "courses": "CS *"},
    {"kind": "age", "years": 0},
    {"kind": "age", "years": 1},
    {"kind": "credits", "at_least": "2.5"},
    {"kind": "credits", "at_least": "1.5", "at_most": "3"},
    {"kind": "any_of", "filters": ["MA *", {"kind": "field", "name": "grade", "values": ["A"]}]},
    {"kind": "courses_of", "fact": "subject", "courses": "{} *", "otherwise": "CS *"},
    {
        "kind": "for_some",
        "when": {"kind": "taken", "courses": "CS 4101"},
        "then": "CS * | MA *",
        "otherwise": {"kind": "none_of", "filters": ["MA *"]},
    },
    {
        "kind": "for_some",
        "when": {"kind": "fact", "name": "kind", "values": ["thesis"]},
        "then": "CS 6xxx",
    },
)
_WIDE = ("CS *", "CS *", "CS 4xxx", "* - CS 4101", "*", "*")
_wide = st.sampled_from(_WIDE)
_lists = st.one_of(_wide, st.sampled_from(_FILTERS), st.sampled_from((*_FILTERS, *_MARKS)))
_marks = st.one_of(_wide, st.sampled_from(_FILTERS), st.sampled_from(_MARKS))
_amounts = st.sampled_from(["1.5", "2.5", "3", "4.5", "6", "7.5"])
_few = st.sampled_from(["1.5", "2.5", "3", "3", "4.5"])
#: What each of several subjects, groups or courses has to have.
_of_each: st.SearchStrategy[dict[str, Any]] = st.sampled_from(
    [{"courses": 1}, {"courses": 2}, {"courses": 2}, {"credits": "4.5"}]
)
_group = st.sampled_from([None, "A", "B"])


_CONDITIONS: tuple[dict[str, Any], ...] = (
    {"kind": "fact", "name": "kind", "values": ["thesis"]},
    {"kind": "fact_at_least", "name": "score", "at_least": "6.5"},
    {"kind": "taken", "courses": "CS 4101"},
    {"kind": "taken", "courses": "CS *", "credits": "4.5"},
    {"kind": "taken", "courses": "CS *", "statuses": ["in_progress", "planned"]},
    {"kind": "not", "condition": {"kind": "taken", "courses": "* 6000+"}},
    {"kind": "started", "since": "Spring 2023"},
    {"kind": "gpa", "points": "3"},
    {
        "kind": "every",
        "any": True,
        "conditions": [
            {"kind": "started", "before": "Spring 2023"},
            {"kind": "taken", "courses": {"kind": "age", "years": 0}, "at_least": 2},
        ],
    },
)
_conditions = st.sampled_from(_CONDITIONS)
_when = st.one_of(st.none(), st.none(), _conditions)


_CHANGED = {
    "courses": ["1", "2", "3"],
    "credits": ["1.5", "3", "6"],
    "subjects": ["1", "2"],
    "groups": ["1", "2"],
    "terms": ["1", "2"],
    "different": ["1", "2"],
    "titles": ["1", "2"],
    "gpa": ["2.7", "3.5"],
    "at_least": ["1", "2"],
    "most_courses": ["0", "1", "2"],
    "most_credits": ["0", "3", "4.5"],
}


@st.composite
def _varied(draw: st.DrawFn, rule: dict[str, Any]) -> dict[str, Any]:
    """Draw whether an amount of a rule is another one for some students."""
    amounts = [name for name in _CHANGED if isinstance(rule.get(name), int | str)]
    if "id" in rule and "kind" not in rule:  # of a limit `courses` are those that it is about
        amounts = [name for name in amounts if name != "courses"]
    # Of a window the credits stay as they are: it may not be asked for more than it holds.
    if not amounts or "last" in rule or draw(st.integers(1, 6)) > 1:
        return rule
    varies: list[dict[str, Any]] = []
    for _ in range(draw(st.integers(1, 2))):
        name = draw(st.sampled_from(amounts))
        if draw(st.booleans()):
            change = {"fact": "amount", "amount": name, "when": draw(_when)}
        else:
            amount = draw(st.sampled_from(_CHANGED[name]))
            change = {"when": draw(_conditions), name: amount}
        varies.append(change | {"more": draw(st.sampled_from([False, False, True]))})
    return rule | {"varies": varies}


def _some(names: list[str]) -> st.SearchStrategy[list[str]]:
    return st.lists(st.sampled_from(names), max_size=2, unique=True)


@st.composite
def _rows(draw: st.DrawFn) -> list[dict[str, Any]]:
    rows = []
    # the last row is mostly one that is easy to fill
    last = draw(st.sampled_from([_wide, _wide, _lists]))
    for lists in [_lists, _lists, last][-draw(st.integers(1, 3)) :]:
        row: dict[str, Any] = {"courses": draw(lists), "group": draw(_group)}
        bound = draw(st.sampled_from([None, None, None, "courses", "credits", "approval"]))
        if bound == "courses":
            row["most_courses"] = draw(st.sampled_from([1, 1, 1, 2, 2, 0]))
        elif bound == "credits":
            row["most_credits"] = draw(st.sampled_from(["3", "3", "4.5", "4.5", "0"]))
        elif bound == "approval":
            row["approval"] = "the advisor"
        rows.append(row)
    shape = draw(
        st.sampled_from(["plain", "plain", "together", "one of", "pairs", "nested", "some"])
    )
    if len(rows) > 1 and shape != "plain":
        *before, one, other = rows
        if shape == "together":
            rows = [*before, {"kind": "together", "rows": [one, other]}]
        elif shape == "one of" or not before:
            rows = [*before, {"kind": "one_of", "rows": [one, other]}]
        elif shape == "some":
            rows = draw(_some_rows(rows))
        elif shape == "pairs":
            rows = [
                {"kind": "one_of", "rows": [before[0], {"kind": "together", "rows": [one, other]}]}
            ]
        else:
            rows = [
                {"kind": "together", "rows": [before[0], {"kind": "one_of", "rows": [one, other]}]}
            ]
    return rows


@st.composite
def _some_rows(draw: st.DrawFn, rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Draw rows of which some count, in each other and in rows that belong together."""
    # Without a bound the ways to fill them are too many to be tried out.
    *before, one, other = (row | {"most_courses": draw(st.sampled_from([1, 1, 2]))} for row in rows)
    amount: dict[str, Any] = {"courses": draw(st.integers(1, 2))}
    if draw(st.booleans()):
        amount = {"credits": draw(st.sampled_from(["1.5", "3", "4.5"]))}
        amount["most_credits"] = draw(st.sampled_from([None, None, "4.5", "6"]))
    inner = draw(st.sampled_from(["rows", "together", "one_of", "within"]))
    if inner == "rows" or not before:
        return [*before, {"kind": "some_of", "rows": [one, other], **amount}]
    if inner == "within":
        some = {"kind": "some_of", "rows": [one, other], **amount}
        kind = draw(st.sampled_from(["together", "one_of"]))
        return [{"kind": kind, "rows": [before[0], some]}]
    pair = {"kind": inner, "rows": [one, other]}
    return [{"kind": "some_of", "rows": [before[0], pair], **amount}]


@st.composite
def _takes(draw: st.DrawFn, id_: str) -> dict[str, Any]:
    take: dict[str, Any] = {"kind": "take", "id": id_, "title": id_, "rows": draw(_rows())}
    shape = draw(st.sampled_from(["courses", "courses", "credits", "both", "open"]))
    if shape != "credits":
        take["courses"] = draw(st.sampled_from([1, 1, 2, 2, 3]))
    if shape in ("credits", "both"):
        some = st.sampled_from(["0", "1.5", "2.5", "3", "4.5", "6", "7.5"])
        take["credits"] = draw(some if shape == "credits" else _few)
    take["open"] = shape == "open"
    if draw(st.sampled_from([False, False, True])):
        groups = sorted({row.get("group") for row in take["rows"]} - {None})
        take["including"] = [draw(_inner(groups, take.get("courses", 2)))]
    return draw(_varied(take))


@st.composite
def _inner(draw: st.DrawFn, groups: list[str], most: int) -> dict[str, Any]:
    inner: dict[str, Any] = {}
    counts = ["subjects", "terms", "different", "titles", *(["groups", "groups"] if groups else [])]
    what = draw(st.sampled_from(["courses", "credits", *counts]))
    if what == "credits":
        inner[what] = draw(_few)
    else:
        inner[what] = draw(st.integers(1, max(1, min(most, 2))))
    if what in counts and what != "terms" and draw(st.booleans()):
        inner |= draw(_of_each)
    if groups and what != "groups" and draw(st.booleans()):
        inner["group"] = draw(st.sampled_from(groups))
    bare = what not in counts and "group" not in inner
    if bare or draw(st.integers(1, 3)) == 1:
        inner["where"] = draw(_marks)
    return draw(_varied(inner))


@st.composite
def _checks(draw: st.DrawFn, id_: str, names: list[str]) -> dict[str, Any]:
    check: dict[str, Any] = {"kind": "check", "id": id_, "title": id_}
    kinds = [
        *("courses", "credits", "gpa", "subjects", "last", "terms", "different", "titles"),
        *("most", "share"),
    ]
    what = draw(st.sampled_from(kinds))
    over = draw(st.sampled_from(["applied", "record"]))
    if what == "most":
        over = draw(st.sampled_from(["record", "attempts"]))
        if draw(st.booleans()):
            check["most_courses"] = draw(st.integers(0, 3))
        else:
            check["most_credits"] = draw(_amounts)
    elif what == "gpa":
        check["gpa"] = draw(st.sampled_from(["2.7", "3", "3.5"]))
    elif what == "last":
        least = draw(_few)
        more = draw(st.sampled_from(["0", "0", "1.5", "3"]))
        check |= {"credits": least, "last": str(Decimal(least) + Decimal(more))}
        over = "record"
    elif what == "credits":
        check["credits"] = draw(_amounts)
    elif what == "share":
        check |= {"share": draw(st.sampled_from(["1/3", "0.5", "2/3", "1"]))}
        check["among"] = draw(st.one_of(st.none(), st.none(), _marks))
    else:
        spread = what in ("subjects", "terms", "different", "titles")
        check[what] = draw(st.sampled_from([1, 2, 2, 2, 3] if spread else [1, 2, 3]))
        if what in ("subjects", "different", "titles") and draw(st.booleans()):
            check |= draw(_of_each)
    check["over"] = over
    if over == "applied":
        check["scope"] = draw(_some(names))
    if what == "share" or draw(st.sampled_from([False, True, what == "last"])):
        check["where"] = draw(_marks)
    return draw(_varied(check))


@st.composite
def _limits(draw: st.DrawFn, id_: str, names: list[str]) -> dict[str, Any]:
    limit: dict[str, Any] = {"id": id_, "title": id_, "courses": draw(_marks)}
    what = draw(st.sampled_from(["courses", "courses", "credits", "credits", "subjects"]))
    if what == "courses":
        limit["most_courses"] = draw(st.sampled_from([1, 1, 2, 2, 0]))
    elif what == "credits":
        limit["most_credits"] = draw(st.sampled_from(["3", "3", "4.5", "6", "6", "0"]))
    else:
        limit["most_subjects"] = draw(st.sampled_from([1, 1, 2]))
    if what != "subjects":
        limit["each"] = draw(st.sampled_from([None, None, None, "subject", "subject", "term"]))
    limit["scope"] = draw(_some(names))
    limit["when"] = draw(_when)
    return draw(_varied(limit))


@st.composite
def _sharing(draw: st.DrawFn, id_: str, names: list[str]) -> dict[str, Any]:
    some = st.lists(st.sampled_from(names), min_size=1, max_size=2, unique=True)
    rule: dict[str, Any] = {"id": id_, "title": id_, "between": draw(some), "and_also": draw(some)}
    cap = draw(st.sampled_from([None, "courses", "credits"]))
    if cap == "courses":
        rule["most_courses"] = draw(st.integers(0, 2))
    elif cap == "credits":
        rule["most_credits"] = draw(st.sampled_from(["3", "4.5"]))
    rule["courses"] = draw(st.sampled_from([None, None, "CS *", *_MARKS[:2]]))
    rule["most_places"] = draw(st.sampled_from([None, None, 1, 2]))
    rule["when"] = draw(_when)
    return rule


@st.composite
def _milestones(draw: st.DrawFn, id_: str) -> dict[str, Any]:
    found: dict[str, Any] = {"kind": "milestone", "id": id_, "title": id_}
    found["by"] = draw(st.sampled_from([None, None, "Spring 2023"]))
    found["times"] = draw(st.sampled_from([1, 1, 2]))
    found["met_by"] = draw(st.sampled_from([None, None, _DONE]))
    return found


#: A course that does what a milestone asks, once it is over.
_DONE = {
    "kind": "all_of",
    "filters": ["CS 4xxx", {"kind": "status", "statuses": ["completed"]}],
}


_times = st.sampled_from([1, 1, 2, 2, 3, 0])


@st.composite
def _grouped(
    draw: st.DrawFn,
    id_: str,
    shape: str,
    inside: list[dict[str, Any]],
    names: list[str],
    choices: bool,
) -> list[dict[str, Any]]:
    """Draw a node over some parts; what finds no place below it follows it."""
    group: dict[str, Any] = {"kind": shape, "id": id_, "title": id_}
    if shape == "if":
        group |= {"condition": draw(_conditions), "then": inside[0]}
        if len(inside) > 1:
            group["otherwise"] = inside[1]
        return [group, *inside[2:]]
    inside = list(inside)
    if shape == "choose":
        other = draw(st.sampled_from([None, None, "check", "milestone", "confirm"]))
        if other == "check":
            inside.append(draw(_checks(f"check-{id_}", names)))
        elif other == "milestone":
            inside.append(draw(_milestones("thesis" if id_ == "group" else "form")))
        elif other == "confirm":
            confirm = {"kind": "confirm", "id": f"talk-{id_}", "title": "Talk", "by": "the advisor"}
            inside.append(confirm)
        most = len(inside)
        if choices and draw(st.booleans()):
            # A part may count as several, or as none.
            inside = [
                part if part["kind"] == "if" else part | {"counts_as": draw(_times)}
                for part in inside
            ]
            inside[0]["counts_as"] = max(1, inside[0].get("counts_as", 1))
            most = sum(part.get("counts_as", 1) for part in inside)
        group["at_least"] = draw(st.integers(1 if choices else most, most))
        if choices and most >= 3:  # no more than 3 are asked for in the end
            group = draw(_varied(group))
    group["parts"] = inside
    return [group]


#: Whether a course earns credit once, and what several attempts at some are worth.
_REPEATS: tuple[dict[str, Any], ...] = (
    {"courses": "CS 4101", "times": 2},
    {"courses": "CS 6998 | CS 4201", "times": 2, "counts": "first"},
    {"courses": "CS *", "counts": "best", "average": "best"},
    {"courses": "*", "counts": "last", "average": "last"},
    {"courses": "*", "counts": "first", "average": "mean"},
    {"courses": "MA * | CS 4101", "each_time": True},
    {"courses": "*", "average": "last", "replaces_below": "3", "most_replaced": 1},
)
_repeats = st.lists(st.sampled_from(_REPEATS), min_size=1, max_size=2)
_credit = st.one_of(
    st.just({"credit_once": True}),
    st.just({"credit_once": False}),
    _repeats.map(lambda policies: {"repeats": policies}),
)


@st.composite
def programs(draw: st.DrawFn, *, most_takes: int = 4, choices: bool = True) -> Program:
    """Draw a program with one to four `Take`s and whatever rules can be laid over them.

    Args:
        draw: the source of choices.
        most_takes: the largest number of `Take`s.
        choices: whether `Choose` may leave out some of its parts.
    """
    number = min(most_takes, draw(st.sampled_from([1, 2, 2, 3, 3, 4])))
    takes = [draw(_takes(f"take-{n}")) for n in range(1, number + 1)]
    names = ["degree", *(take["id"] for take in takes)]
    parts = list(takes)
    shape = draw(st.sampled_from(["flat", "all", "choose", "if", "nested"]))
    if number > 1 and shape != "flat":
        cut = draw(st.integers(1, number))
        inside, parts = takes[:cut], takes[cut:]
        if shape == "nested":
            split = draw(st.integers(1, cut))
            kind = draw(st.sampled_from(["choose", "if", "all"]))
            inner = draw(_grouped("inner", kind, inside[:split], names, choices))
            names.append("inner")
            inside = [*inner, *inside[split:]]
            shape = "choose"
        parts = [*draw(_grouped("group", shape, inside, names, choices)), *parts]
        names.append("group")
    for n in range(draw(st.sampled_from([0, 0, 1, 2]))):
        parts.append(draw(_checks(f"check-{n + 1}", names)))
    if draw(st.sampled_from([False, False, True])):
        parts.append(draw(_milestones("exam")))
    if draw(st.sampled_from([False, False, True])):
        confirm = {"kind": "confirm", "id": "essay", "title": "Essay", "by": "the department"}
        parts.append(confirm)
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
            **draw(_credit),
            "transfer": draw(st.booleans()),
            "waiver_points": "3",
            "alike_subjects": draw(st.sampled_from([(), (), (("CS", "MA"),)])),
        }
    )


# --------------------------------------------------------------------------------- adjustments


_KINDS = (
    *("waive", "waive-course", "waive-course", "force_complete", "approve", "deny", "exclude"),
    *("apply_here", "also_allow", "substitute", "change_limit", "waive_limit"),
)
_ANSWERS = ("confirm", "confirm", "refuse")  # where a person is asked to confirm something


@st.composite
def adjustments(draw: st.DrawFn, program: Program, *, most: int = 3) -> tuple[Adjustment, ...]:
    """Draw decisions for one student of a program; some of them can take no effect."""
    nodes = [node.id for node in program.nodes if node.id != "degree"]
    bounded = [*nodes, *(limit.id for limit in program.limits)]
    # How much two programs share is counted by the oracle itself, as they say it.
    bounded += [rule.id for rule in program.sharing if not rule.id.endswith("-both")]
    found = []
    asked = [node.id for node in program.nodes if isinstance(node, Confirm)]
    for _ in range(draw(st.integers(0, most))):
        kind = draw(st.sampled_from((*_KINDS, *_ANSWERS) if asked else _KINDS))
        given: dict[str, Any] = {"kind": kind, "reason": "decided", "by": "the advisor"}
        if kind in _ANSWERS:
            given["kind"] = "approve" if kind == "confirm" else "deny"
            given["requirement"] = draw(st.sampled_from(asked))
            found.append(Adjustment.model_validate(given))
            continue
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
            given |= {"kind": "waive", "grade": draw(st.sampled_from([None, None, "A", "C"]))}
            given["credits"] = draw(st.sampled_from([None, None, "1.5", "4.5"]))
        if kind in ("apply_here", "also_allow", "substitute"):
            given["override"] = draw(st.sampled_from([False, False, True]))
        if kind == "substitute":
            given["replaces"] = draw(course)[0]
        if kind in ("change_limit", "waive_limit"):
            given["limit"] = draw(st.sampled_from(bounded))
        if kind == "change_limit" and draw(st.booleans()):
            given["courses"] = draw(st.integers(1, 2))
        elif kind == "change_limit":
            given["credits"] = draw(_few)
        found.append(Adjustment.model_validate(given))
    return tuple(found)


def _told(data: Any) -> Any:
    """Return data without what says nothing, so that it is short and can still be read back."""
    if isinstance(data, dict):  # of a milestone without a term the id is told
        told = {k: v if k == "milestones" else _told(v) for k, v in data.items()}
        return {k: v for k, v in told.items() if v not in (None, "", [], {}) or k == "records"}
    return [_told(one) for one in data] if isinstance(data, list) else data


@dataclass(frozen=True, repr=False)
class Question:
    """Everything an audit is made from; printed so that it can be read, by programs too."""

    program: Program
    transcript: Transcript
    institution: Institution
    adjustments: tuple[Adjustment, ...] = ()
    joined: tuple[Program, ...] = ()

    @property
    def without_overlaps(self) -> tuple[Program, tuple[Overlapping, ...]]:
        """Return the rules that enumeration takes, and what it counts besides."""
        if not self.joined:
            return self.program, ()
        bare = [one.replaced(overlaps=()) for one in self.joined]
        rules = tuple(
            Overlapping(
                f"{one.id}-{one.root.id}",
                f"{one.id}-{scope}",
                -1 if rule.most_courses is None else rule.most_courses,
            )
            for one in self.joined
            for rule in one.overlaps
            for scope in rule.scope or (one.root.id,)
        )
        return joint_program(bare, most_courses=None), rules

    def __repr__(self) -> str:
        data = {
            "program": self.program.model_dump(mode="json"),
            "transcript": self.transcript.model_dump(mode="json"),
            "institution": self.institution.model_dump(mode="json", exclude={"grade_scales"}),
            "adjustments": [one.model_dump(mode="json") for one in self.adjustments],
            "joined": [one.model_dump(mode="json") for one in self.joined],
        }
        return "\n" + json.dumps(_told(data), indent=1)

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


@st.composite
def joint_questions(draw: st.DrawFn) -> Question:
    """Draw two programs that are audited together, with caps on what they share."""
    first = draw(programs(most_takes=2, choices=False))
    second = draw(programs(most_takes=2, choices=False))
    common = {"credit_once": first.credit_once, "repeats": first.repeats}
    common["alike_subjects"] = first.alike_subjects
    pair = []
    for one in (first.replaced(id="major"), second.replaced(id="minor", **common)):
        scope = draw(st.sampled_from([(), ("take-1",)]))
        cap = {"most_courses": draw(st.integers(0, 2)), "scope": scope}
        pair.append(one.replaced(overlaps=({"id": "both", "title": "Both", **cap},)))
    program = joint_program(pair)
    found = draw(adjustments(program, most=1))
    return Question(
        program, draw(transcripts(most=4)), draw(institutions()), found, joined=tuple(pair)
    )


@st.composite
def classmates(draw: st.DrawFn, question: Question, *, others: int = 3) -> list[Question]:
    """Draw some more students of the program of a question, as one auditor sees them.

    Some have records, or decisions, in common with those before them.
    """
    found = [question]
    for _ in range(others):
        last = draw(st.sampled_from(found))
        transcript = draw(transcripts(most=max(1, len(last.transcript.records))))
        if draw(st.booleans()):
            own = draw(st.permutations((*last.transcript.records, *transcript.records)))
            update = {"records": tuple(own[: len(last.transcript.records)])}
            transcript = transcript.model_copy(update=update)
        given = draw(st.sampled_from([last.adjustments, None]))
        if given is None:
            given = draw(adjustments(question.program)) if question.adjustments else ()
        found.append(replace(question, transcript=transcript, adjustments=given))
    return found


@st.composite
def cut_questions(draw: st.DrawFn) -> Question:
    """Draw a question with records whose titles may stand for others."""
    question = draw(questions(decided=True, most_records=4, most_takes=3))
    names = [title for code, title in _CATALOG if code == "CS 6998"]
    found = []
    for record in question.transcript.records:
        if record.code.value == 6998 or draw(st.booleans()):
            first, *others = draw(st.permutations([*names, "Gamma"]))
            others = others[: draw(st.integers(1, 2))]
            update = {"code": CourseCode.parse("CS 6998"), "title": first[:2]}
            update |= {"full_title": first, "other_titles": tuple(others)}
            update["may_repeat"] = draw(st.sampled_from([False, False, True]))
            record = record.model_copy(update=update)
        found.append(record)
    transcript = question.transcript.model_copy(update={"records": tuple(found)})
    return replace(question, transcript=transcript)
