"""What is left to take is named place by place, and each course that is named fits."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from hypothesis import assume, given

from degreekit import Transcript, get_auditor, read_transcript
from degreekit.audit import Audit, Auditor, Status
from degreekit.courses import CourseCode, CourseSet, RecordStatus, Term
from degreekit.requirements import Program, Take
from degreekit.transcript import CourseRecord

from .small import audit as run
from .small import program, take
from .strategies import SMALL, Question, examples, questions

UNFINISHED = "tests/fixtures/ms-student-unfinished.transcript.json"
TRACK = "columbia-ms-cs-ml"


def _taken(code: str, title: str | None, credits: Decimal, auditor: Auditor) -> CourseRecord:
    scale = auditor.institution.scale(auditor.program.grade_scale)
    best = max(scale.grades, key=lambda one: -1 if one.points is None else one.points)
    return CourseRecord(
        code=CourseCode.parse(code),
        title=title,
        credits=credits,
        grade=best.symbol,
        term=Term.parse("Fall 2030"),
        status=RecordStatus.COMPLETED,
    )


def _asks_what_was_taken(program: Program) -> bool:
    """Return whether one more course may change which rules hold."""
    rules = program.model_dump_json(exclude_defaults=True)
    return any(f'"{field}":' in rules for field in ("when", "condition", "varies"))


@given(questions())
@examples(60)
def test_a_course_that_is_named_fits_its_place(question: Question) -> None:
    """Of several courses that are left each fits; a single one completes the program."""
    assume(not _asks_what_was_taken(question.program))
    auditor = Auditor(question.program, question.institution)
    audit = auditor.audit(question.transcript)
    for place in audit.remaining.open:
        for one in place.candidates[:3]:
            records = (
                *question.transcript.records,
                _taken(one.code, one.title, one.credits, auditor),
            )
            taken = question.transcript.model_copy(update={"records": records})
            after = auditor.audit(taken)
            if audit.remaining.courses == 1 and not audit.remaining.other:
                assert after.status is not Status.UNSATISFIED
            if not isinstance(question.program.node(place.requirement), Take):
                continue  # a minimum over the whole record takes no course out of the others
            answers = [
                answer
                for answer in after.why_not(one.code, place.requirement)
                if answer.record == len(records) - 1
            ]
            assert answers
            assert all(a.reason == "applied" or a.courses is not None for a in answers), answers


@given(questions())
@examples(60)
def test_the_places_are_those_that_the_cheapest_way_fills(question: Question) -> None:
    audit = Auditor(question.program, question.institution).audit(question.transcript)
    places = {place.requirement: place.courses for place in audit.remaining.open if place.courses}
    assert len(places) == len([p for p in audit.remaining.open if p.courses])  # each named once
    takes = {take.id for take in question.program.takes()}
    served: dict[str, int] = {}
    anywhere = 0
    for advice in audit.remaining.advice:
        anywhere += 0 if advice.serves else advice.courses
        for id_ in advice.serves:
            served[id_] = served.get(id_, 0) + advice.courses
    assert {id_: count for id_, count in places.items() if id_ in takes} == served
    assert sum(count for id_, count in places.items() if id_ not in takes) == anywhere


def _texts(audit: Audit) -> list[str]:
    return [place.text for place in audit.remaining.open]


def test_a_list_that_is_filled_says_what_else_asks_for_a_course() -> None:
    audit = get_auditor(TRACK).audit(read_transcript(UNFINISHED))
    assert _texts(audit) == ["Take 1 more general elective (3 points) to reach 30 points."]
    (place,) = audit.remaining.open
    assert place.choices is None
    assert {one.serves for one in place.candidates} == {("general-electives",)}


def test_nothing_taken_yet_names_every_list_once() -> None:
    audit = get_auditor(TRACK).audit(Transcript(records=()))
    assert _texts(audit) == [
        "Take 1 course from the Systems list (3 points).",
        "Take 1 course from the Theory list (3 points).",
        "Take 1 course from the AI & Applications list (3 points).",
        "Take 1 course from any of the three breadth lists (3 points).",
        "Take 2 required track courses (6 points), at least 1 of them from group A.",
        (
            "Take 2 track electives (6 points), at least 1 of them at the 6000 level or above "
            "and worth at least 3 points."
        ),
        (
            "Take 6 general electives (18 points), at least 3 points from CS or track courses; "
            "6 points for this requirement, the rest to reach 30 points."
        ),
        (
            "Of these courses, at least 6 points have to be at the 6000 level or above except "
            "COMS 6910 and COMS 6915."
        ),
    ]


def test_a_course_that_serves_more_places_is_named_first() -> None:
    audit = get_auditor(TRACK).audit(Transcript(records=()))
    systems = audit.remaining.open[0].candidates
    assert (systems[0].code, systems[0].serves) == (
        "COMS W4111",
        ("breadth-systems", "track-electives"),
    )
    sizes = [len(one.serves) for one in systems]
    assert sizes == sorted(sizes, reverse=True)


def _rows(*titles: str) -> list[dict[str, Any]]:
    return [
        {"courses": code, "title": title, "most_courses": 1}
        for code, title in zip(("CS 4101", "CS 4102", "CS 4201"), titles, strict=True)
    ]


def test_where_every_row_is_needed_every_row_is_named() -> None:
    rules = program(take("core", _rows("Logic", "Sets", "Graphs"), courses=3))
    (place,) = run(rules, "CS 4102").remaining.open
    assert place.text == "Take 2 more courses from the Core list (6 credits)."
    assert place.rows == ("Logic (CS 4101)", "Graphs (CS 4201)")
    assert [one.code for one in place.candidates] == ["CS 4101", "CS 4201"]


def test_where_some_rows_may_stay_open_no_row_is_said_to_be_needed() -> None:
    rules = program(take("core", _rows("Logic", "Sets", "Graphs"), courses=2))
    (place,) = run(rules, "CS 4102").remaining.open
    assert place.rows == ()
    assert [one.code for one in place.candidates] == ["CS 4101", "CS 4201"]


def test_a_course_that_needs_an_approval_says_so_and_comes_last() -> None:
    rows = [{"courses": "CS 4101", "approval": "the dean"}, {"courses": "CS 4102"}]
    (place,) = run(program(take("core", rows))).remaining.open
    assert [(one.code, one.approval) for one in place.candidates] == [
        ("CS 4102", ""),
        ("CS 4101", "the dean"),
    ]


def test_nothing_is_left_where_nothing_remains() -> None:
    audit = get_auditor(TRACK).audit(read_transcript("tests/fixtures/ms-student.transcript.json"))
    assert audit.remaining.open == ()


def test_a_course_that_only_the_whole_record_needs_has_a_place() -> None:
    """The minimum looks at every course, so no list takes what is left."""
    check = {"kind": "check", "id": "cs", "title": "CS courses", "over": "record", "courses": 2}
    where = {"kind": "in_set", "courses": "CS *"}
    rules = program(take("core", "CS 4101"), {**check, "where": where})
    (place,) = run(rules, "CS 4101").remaining.open
    assert (place.requirement, place.courses, place.credits) == ("cs", 1, Decimal(3))
    assert place.text == (
        "Take 1 more course in CS (3 credits); it need not count toward any other requirement."
    )
    assert {one.serves for one in place.candidates} == {("cs",)}
    assert "CS 4101" not in {one.code for one in place.candidates}


_HARD = {"kind": "level", "at_least": 4200}
_FULL = {"kind": "credits", "at_least": 3}
_NOT_THESE = {"kind": "none_of", "filters": ["CS 4101", "CS 4102"]}


def _electives(**inner: Any) -> dict[str, Any]:
    return take("more", "CS 4xxx", 2, course_name="elective", including=[{"courses": 1, **inner}])


def test_conditions_on_the_last_course_are_said_once() -> None:
    """A list and a minimum may both ask for the level; nothing says so twice."""
    where = {"kind": "all_of", "filters": [_HARD, _NOT_THESE]}
    hard = {"kind": "check", "id": "hard", "title": "Hard", "over": "record", "credits": 3}
    both = {"kind": "all_of", "filters": [_HARD, _FULL]}
    rules = program(_electives(where=both), {**hard, "where": where})
    (place,) = run(rules, "CS 4101").remaining.open
    assert place.text == (
        "Take 1 more elective at the 4200 level or above and worth at least 3 credits except "
        "CS 4101 and CS 4102."
    )


def test_courses_that_have_a_name_are_called_by_it() -> None:
    named = {"where": {"kind": "all_of", "filters": ["CS *", _HARD]}, "list_name": "hard courses"}
    audit = run(program(_electives(**named)), "CS 4101")
    assert _texts(audit)[0].startswith("Take 1 more elective from hard courses (")
    (more,) = audit.requirements
    assert more.needs.endswith("at least 1 course from hard courses")
    assert more.lacks == "1 course from hard courses"


def test_a_course_that_may_be_repeated_is_the_only_one_to_choose() -> None:
    thesis = SMALL.model_copy(update={"repeatable": CourseSet.parse("CS 4201")})
    audit = run(program(take("thesis", "CS 4201", None, credits=9)), institution=thesis)
    (place,) = audit.remaining.open
    assert (place.courses, place.choices) == (3, 1)
    assert [one.code for one in place.candidates] == ["CS 4201"]
