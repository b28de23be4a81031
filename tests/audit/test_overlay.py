"""Under decisions the rules are taken over from those without: the answers are the same."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given

from degreekit import Auditor, Transcript, get_institution, get_program, read_adjustments
from degreekit.audit import in_force as steps
from degreekit.audit.model.frame import Frame
from degreekit.audit.model.overlay import Overlay, frame_over
from degreekit.courses import Institution
from degreekit.requirements import Program

from .small import program, take, transcript
from .strategies import SMALL, Question, examples, questions

RULES = program(
    take("core", "CS 4100-4104", 2),
    take("theory", "CS 4103-4109", 1, credits=3),
    take("electives", "CS 4000+", 1, credits=6),
    limits=[
        {"id": "one-of", "title": "One of", "courses": "CS 4101 | CS 4102", "most_courses": 1},
        {"id": "no-labs", "title": "No labs", "courses": "CS 4300-4399", "most_courses": 0},
    ],
)
DECISIONS: tuple[dict[str, Any], ...] = (
    {"kind": "waive", "requirement": "core"},
    {"kind": "waive", "requirement": "core", "course": "CS 4101"},
    {"kind": "waive", "requirement": "theory", "course": "CS 4104"},
    {"kind": "force_complete", "requirement": "theory"},
    {"kind": "waive_limit", "limit": "one-of"},
    {"kind": "waive_limit", "limit": "no-labs"},
    {"kind": "change_limit", "limit": "one-of", "courses": 2},
    {"kind": "change_limit", "limit": "electives", "credits": 9},
    {"kind": "exclude", "course": "CS 4101"},
    {"kind": "substitute", "course": "CS 4301", "replaces": "CS 4101"},
    {"kind": "also_allow", "requirement": "core", "course": "CS 4301", "override": True},
    {"kind": "apply_here", "requirement": "electives", "course": "CS 4101", "override": True},
)


def _afresh(base: Frame, *made_of: Any) -> Frame:
    del base
    return Frame(*made_of)


@pytest.mark.parametrize("decision", DECISIONS, ids=lambda one: "-".join(map(str, one.values())))
def test_a_decision_leaves_the_rest_of_the_rules_as_they_were_translated(
    decision: dict[str, Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    decisions = read_adjustments([{**decision, "reason": "decided"}])
    taken = transcript("CS 4101", "CS 4102", "CS 4301")
    made: list[Frame] = []

    def noted(*made_of: Any) -> Frame:
        made.append(frame_over(*made_of))
        return made[-1]

    monkeypatch.setattr(steps, "frame_over", noted)
    over = Auditor(RULES, SMALL).audit(taken, decisions).to_json()
    assert [type(frame) for frame in made] == [Overlay]
    monkeypatch.setattr(steps, "frame_over", _afresh)
    assert over == Auditor(RULES, SMALL).audit(taken, decisions).to_json()


@examples(60)
@given(questions(decided=True, most_records=4, most_takes=3))
def test_answers_are_those_of_rules_that_are_translated_anew(question: Question) -> None:
    rules: Program = question.program
    auditor = Auditor(rules, question.institution)
    over = auditor.judge(question.transcript, question.adjustments)
    with pytest.MonkeyPatch.context() as context:
        context.setattr(steps, "frame_over", _afresh)
        auditor = Auditor(rules, question.institution)
        assert over == auditor.judge(question.transcript, question.adjustments)


def test_what_was_decided_for_one_student_changes_nothing_for_the_next() -> None:
    track = get_program("columbia-ms-cs-ml")
    auditor = Auditor(track, get_institution("columbia"))
    student = Transcript.from_data(
        {"records": [{"code": c, "credits": 3, "grade": "A"} for c in ("COMS W4111", "COMS W4118")]}
    )
    auditor.judge(student)
    (plain,) = auditor._rules.plain.frames.values()
    before = [kind.betters for kind in plain.kinds]
    for decided in ("required", "track-electives", "general-electives", "breadth"):
        decision = {"kind": "force_complete", "requirement": decided, "reason": "decided"}
        auditor.judge(student, read_adjustments([decision]))
        assert [kind.betters for kind in plain.kinds] == before


JOINT = {"kind": "fact", "name": "joint", "values": ["yes"]}


def _list(id_: str, named: Any, **asked: Any) -> dict[str, Any]:
    row = {"courses": named}
    return {"kind": "take", "id": id_, "title": id_, "rows": [row], **asked}


def _in(courses: str) -> dict[str, Any]:
    return {"kind": "in_set", "courses": courses}


def _both(courses: str, other: dict[str, Any]) -> dict[str, Any]:
    return {"kind": "all_of", "filters": [_in(courses), other]}


def _for_some(then: dict[str, Any], otherwise: dict[str, Any]) -> dict[str, Any]:
    return {"kind": "for_some", "when": JOINT, "then": then, "otherwise": otherwise}


#: Rules that depend on the student, one kind of them each: what is asked of `general`, and more.
OWN: dict[str, tuple[dict[str, Any], ...]] = {
    "amount of a list": (
        _list("general", "CS 4000+", courses=3, varies=[{"when": JOINT, "courses": 2}]),
    ),
    "amount that is a fact": (
        _list("general", "CS 4000+", credits=6, varies=[{"fact": "needed", "amount": "credits"}]),
    ),
    "courses that are counted apart": (
        _list(
            "general",
            "CS 4000+",
            courses=3,
            including=[{"different": 2, "varies": [{"when": JOINT, "different": 3}]}],
        ),
    ),
    "courses for some": (
        _list("general", _for_some(_in("CS 4100-4109"), _in("CS 4105-4199")), courses=2),
    ),
    "what a minimum counts": (
        _list("general", "CS 4000+", credits=9),
        {
            "kind": "check",
            "id": "advanced",
            "title": "Advanced",
            "credits": 6,
            "where": _for_some(_in("CS 4103+"), _in("CS 4200+")),
        },
    ),
    "courses after others": (
        _list("general", _both("CS 4000+", {"kind": "order", "after": _in("CS 4101")}), courses=2),
    ),
    "a year of study": (
        _list("general", _both("CS 4000+", {"kind": "study_year", "at_least": 2}), courses=2),
    ),
    "a term of study for some": (
        _list(
            "general",
            _for_some(_both("CS 4000+", {"kind": "study_term", "at_most": 2}), _in("CS 4000+")),
            courses=2,
        ),
    ),
    "a subject that is a fact": (
        _list(
            "general", {"kind": "courses_of", "fact": "subject", "courses": "{} 4xxx"}, courses=2
        ),
    ),
}


def _students() -> list[Transcript]:
    terms = ("Fall 2020", "Spring 2021", "Fall 2021", "Spring 2022")
    found = []
    for number in range(8):
        records = [
            {"code": f"CS {4100 + n * (1 + number % 3)}", "credits": 3, "grade": "A"}
            | {"term": terms[(n + number) % 4]}
            for n in range(number % 5)
        ]
        facts = {
            "joint": "yes" if number % 2 else "no",
            "needed": str(3 * (number % 4)),
            "subject": ("CS", "MA", "XX")[number % 3],
        }
        found.append(Transcript.from_data({"records": records, "student": {"facts": facts}}))
    return found


@pytest.mark.parametrize("kind", OWN)
def test_rules_that_depend_on_the_student_say_the_same_whoever_came_before(
    kind: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    rules = program(take("core", "CS 4100-4104", 1), *OWN[kind])
    exclude = read_adjustments([{"kind": "exclude", "course": "CS 4101", "reason": "decided"}])
    one = Auditor(rules, SMALL)
    over = [one.judge(student, given) for student in _students() for given in ((), exclude)]
    monkeypatch.setattr(steps, "frame_over", _afresh)
    alone = [
        Auditor(rules, SMALL).judge(student, given)
        for student in _students()
        for given in ((), exclude)
    ]
    assert over == alone


def test_what_does_not_depend_on_the_student_is_translated_once(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    made: list[Frame] = []

    def noted(*made_of: Any) -> Frame:
        made.append(frame_over(*made_of))
        return made[-1]

    monkeypatch.setattr(steps, "frame_over", noted)
    for kind in ("amount of a list", "courses after others", "what a minimum counts"):
        auditor = Auditor(program(take("core", "CS 4100-4104", 1), *OWN[kind]), SMALL)
        for student in _students():
            auditor.judge(student)
        assert {type(frame) for frame in made} == {Overlay}, kind
        made.clear()


def test_what_a_student_may_still_take_is_asked_of_the_rules_of_that_student() -> None:
    rules = program(*OWN["amount of a list"])
    auditor = Auditor(rules, SMALL)
    for student in _students()[:2]:
        demand = auditor.demand(student)
        left = auditor.judge(student).courses
        assert bool(demand.could) == bool(left)
    one, other = (
        Transcript.from_data({"records": [], "student": {"facts": f}})
        for f in ({"joint": "no"}, {"joint": "yes"})
    )
    assert (auditor.judge(one).courses, auditor.judge(other).courses) == (3, 2)
    held = [{"code": f"CS {4100 + n}", "credits": 3, "grade": "A"} for n in range(3)]
    spare = auditor.spare_records(
        Transcript.from_data({"records": held, "student": {"facts": {"joint": "yes"}}})
    )
    assert len(spare.removable) == 1


def test_each_stage_of_study_that_rules_tell_apart_is_prepared() -> None:
    late = {"kind": "study_term", "at_most": 2}
    rules = program(take("core", [{"courses": _both("CS 4100+", late)}], 1), take("any", "CS *", 2))
    auditor = Auditor(rules, SMALL)
    auditor.prepare()
    frames = dict(auditor._rules.plain.frames)
    assert len(frames) == 2  # the first two terms of study, and all later ones
    for student in _students():
        auditor.audit(student)
    assert auditor._rules.plain.frames == frames


def test_what_is_told_of_a_transcript_does_not_depend_on_what_was_prepared() -> None:
    late = {"kind": "study_term", "at_most": 1}
    rules = program(take("core", [{"courses": _both("CS 4100+", late)}], 1), take("any", "CS *", 2))
    prepared = Auditor(rules, SMALL)
    prepared.prepare()
    for student in _students():
        alone = Auditor(rules, SMALL).audit(student).to_json()
        assert prepared.audit(student).to_json() == alone


def test_further_courses_are_those_of_the_student_whoever_came_before() -> None:
    home = Institution(id="small", title="Small", grade_scales=SMALL.grade_scales)
    varies = [{"when": JOINT, "courses": 3}]
    rules = program(_list("general", "*", courses=2, including=[{"subjects": 2}], varies=varies))
    auditor = Auditor(rules, home)
    nobody, *others = (
        transcript(*codes, student={"facts": {"joint": "no"}})
        for codes in ((), ("CS 101",), ("ST 101", "MA 101", "CS 101"))
    )
    assert auditor.judge(nobody).courses == 2
    for student in others:  # what they could take is another thing: their subjects are known
        assert auditor.judge(student) == Auditor(rules, home).judge(student)
        own = auditor._own(student)
        future = own._rules.frame(own._rules.plain, student).future
        offered = {one.course.code.subject for one in future}
        assert {record.code.subject for record in student.records} <= offered
