"""What if, a plan, several programs together, which search: the calls of the package."""

from __future__ import annotations

import json
from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from degreekit import (
    Program,
    Status,
    audit_transcript,
    get_auditor,
    get_institution,
    get_program,
    read_plan,
    read_transcript,
    what_if,
)
from degreekit.audit import SearchBudgetExceeded, WhatIf
from degreekit.courses import InvalidData
from degreekit.plugins import NotFound
from degreekit.requirements import All, InvalidProgram, Milestone, Row, Take
from degreekit.transcript import InvalidPlan

FIXTURES = Path(__file__).resolve().parents[1] / "fixtures"
DONE = FIXTURES / "ms-student.transcript.json"
NOT_DONE = FIXTURES / "ms-student-unfinished.transcript.json"
TRACK = "columbia-ms-cs-ml"


def certificate(name: str, courses: str, number: int = 1, **more: Any) -> Program:
    take = Take(id="core", title="Core", courses=number, rows=(Row(courses=courses),))
    exam = [Milestone(id="exam", title="Exam")] if more.pop("exam", False) else []
    fields = {
        "id": name,
        "title": name.title(),
        "edition": "1",
        "institution": "columbia",
        "grade_scale": "seas-graduate",
        "unit": "points",
        "root": All(id="degree", title="Degree", parts=(take, *exam)),
    }
    return Program.model_validate({**fields, **more})


SYSTEMS = certificate("systems", "COMS 4111 | COMS 4118", 2)


# ----------------------------------------------------------------------------------- what if


def test_programs_are_ranked_by_status_then_courses_then_credits_then_id() -> None:
    last = [
        certificate("pending", "COMS 6111"),
        certificate("two", "COMS 42xx", 2),
        certificate("one-b", "COMS 4203"),
        certificate("one-a", "COMS 4203"),
        certificate("exam", "COMS 4771", exam=True),
        certificate("out-of-reach", "NONE 4771"),
        SYSTEMS,
    ]
    found = what_if(NOT_DONE, last)
    assert [(one.program.id, one.status and one.status.value) for one in found] == [
        ("systems", "satisfied"),
        ("pending", "conditional"),
        ("exam", "unsatisfied"),
        ("one-a", "unsatisfied"),
        ("one-b", "unsatisfied"),
        ("two", "unsatisfied"),
        ("out-of-reach", "unsatisfied"),
    ]
    assert what_if(NOT_DONE, reversed(last)) == found


def test_an_answer_holds_the_whole_audit_but_its_data_only_what_remains() -> None:
    (found,) = what_if(NOT_DONE)
    assert found.audit == audit_transcript(TRACK, NOT_DONE)
    assert found.audit is not None
    assert found.remaining == found.audit.remaining
    assert found.audit.why_not("COMS W4771", "required")[0].reason == "applied"
    told = found.to_data()
    assert told.keys() == {"program", "status", "remaining", "error"}
    assert json.loads(json.dumps(told)) == told


def test_a_program_that_cannot_be_audited_is_an_answer_with_its_error() -> None:
    elsewhere = certificate("elsewhere", "COMS *", institution="elsewhere", grade_scale=None)
    found = what_if(NOT_DONE, [elsewhere, TRACK], plan=["COMS W4113"])
    assert [one.status for one in found] == [Status.CONDITIONAL, None]
    assert found[1].error is not None
    assert found[1].error.kind == "NotFound"
    assert "'elsewhere'" in found[1].error.message


def test_a_search_that_gives_up_is_an_answer_with_its_error() -> None:
    (found,) = what_if(NOT_DONE, solver="search", budget=1)
    assert found.error is not None
    assert (found.error.kind, found.status) == ("SearchBudgetExceeded", None)


def test_a_program_that_is_not_installed_is_an_error_of_the_question() -> None:
    with pytest.raises(NotFound):
        what_if(NOT_DONE, ["no-such-program"])


def test_a_transcript_of_no_named_institution_is_tried_with_every_program() -> None:
    assert [one.program.id for one in what_if({"records": []})] == [TRACK]
    assert what_if({"institution": "elsewhere", "records": []}) == ()


def test_what_was_decided_holds_for_every_program() -> None:
    deny = [{"kind": "deny", "course": "COMS W4118", "by": "advisor"}]
    (found,) = what_if(NOT_DONE, [SYSTEMS], deny)
    assert found.status is Status.UNSATISFIED


def test_the_edition_that_was_decided_is_tried() -> None:
    decided = [{"kind": "set_edition", "edition": "2023-07-25", "by": "advisor"}]
    (found,) = what_if(NOT_DONE, [TRACK], decided)
    assert found.program.edition == "2023-07-25"


def test_answers_are_typed_and_frozen() -> None:
    (found,) = what_if(NOT_DONE)
    assert isinstance(found, WhatIf)
    with pytest.raises(ValueError, match="frozen"):
        found.status = None  # type: ignore[misc]  # that is the test


# ------------------------------------------------------------------------------------ a plan


def test_every_way_to_give_a_plan_gives_the_same_audit(tmp_path: Path) -> None:
    path = tmp_path / "plan.yaml"
    path.write_text("- COMS W4113\n")
    planned = read_plan(["COMS W4113"], "columbia")
    ways: list[Any] = [
        ["COMS W4113"],
        {"records": [{"code": "COMS W4113"}]},
        path,
        str(path),
        planned,
        iter(planned),
    ]
    found = [audit_transcript(TRACK, NOT_DONE, plan=way) for way in ways]
    assert all(audit == found[0] for audit in found)
    assert found[0].status is Status.CONDITIONAL
    with_plan = read_transcript(NOT_DONE).with_planned(planned)
    assert audit_transcript(TRACK, with_plan) == found[0]
    assert [one.audit for one in what_if(NOT_DONE, plan=iter(planned))] == [found[0]]


def test_a_plan_file_that_cannot_be_meant_is_named(tmp_path: Path) -> None:
    path = tmp_path / "plan.json"
    path.write_text('["?"]')
    with pytest.raises(InvalidPlan, match="entry 1, code") as caught:
        read_plan(path, get_institution("columbia"))
    assert caught.value.path == str(path)
    assert str(caught.value).startswith(f"{path}: not a valid plan: ")
    with pytest.raises(InvalidPlan, match="entry 1, code"):
        what_if(NOT_DONE, plan=path)


# -------------------------------------------------------------------------- several programs


def test_an_auditor_takes_several_programs_as_one() -> None:
    transcript = read_transcript(DONE)
    both: list[Program | str] = [TRACK, SYSTEMS]
    left = [
        get_auditor(both, **caps).judge(transcript).courses
        for caps in (
            {},
            {"share_courses": 1},
            {"share_courses": None},
            {"share_courses": None, "share_credits": Decimal(3)},
        )
    ]
    assert left == [2, 1, 0, 1]
    names = [plugin.name for plugin in get_auditor(both).plugins]
    assert names == ["degreekit-ml-track", "degreekit"]


def test_one_program_in_a_list_is_that_program() -> None:
    assert get_auditor([TRACK]).program == get_program(TRACK)


def test_programs_that_cannot_be_audited_together_are_an_error() -> None:
    other = certificate("x", "COMS *", unit="credits")
    nested = certificate("systems-core", "COMS *").replaced(
        root=All(id="x", title="X", parts=(Milestone(id="exam", title="Exam"),))
    )
    alike = SYSTEMS.replaced(  # its exam would be called as that of the other
        root=All(id="x", title="X", parts=(Milestone(id="core-exam", title="Exam"),))
    )
    wrong: list[list[Program | str]] = [[], [TRACK, TRACK], [TRACK, other], [nested, alike]]
    for programs in wrong:
        with pytest.raises(InvalidProgram):
            get_auditor(programs)


# ------------------------------------------------------------------------- solver and budget


def test_an_auditor_takes_a_solver_and_a_budget() -> None:
    transcript = read_transcript(NOT_DONE)
    assert get_auditor(TRACK, solver="search").audit(transcript) == get_auditor(TRACK).audit(
        transcript
    )
    with pytest.raises(SearchBudgetExceeded, match="--budget") as caught:
        get_auditor(TRACK, solver="search", budget=1).audit(transcript)
    assert caught.value.budget == 1
    with pytest.raises(InvalidData, match="solver: it has to be 'auto', 'search' or 'cpsat'"):
        get_auditor(TRACK, solver="fast", budget=-1)  # type: ignore[arg-type]  # that is the test
    with pytest.raises(InvalidProgram, match="name at least one program"):
        get_auditor([])


def test_a_verdict_is_that_of_the_audit() -> None:
    auditor = get_auditor(TRACK)
    for path in (DONE, NOT_DONE):
        transcript = read_transcript(path)
        verdict, audit = auditor.judge(transcript), auditor.audit(transcript)
        assert (verdict.status, verdict.courses) == (audit.status, audit.remaining.courses)
        assert verdict.credits == audit.remaining.credits


def _views(*records: dict[str, Any]) -> Iterator[tuple[str, int]]:
    for view in audit_transcript(certificate("two", "COMS *", 2), {"records": records}).views:
        yield view.status.value, view.courses


def test_the_three_views_take_in_more_and_more_of_the_record() -> None:
    done = {"code": "COMS W4771", "credits": 3, "grade": "A"}
    going = {"code": "COMS W4118", "credits": 3}
    meant = {"code": "COMS W4111", "credits": 3, "status": "planned"}
    unmet, met = "unsatisfied", "satisfied"
    assert list(_views(done, going)) == [(unmet, 1), (met, 0), (met, 0)]
    assert list(_views(done, meant)) == [(unmet, 1), (unmet, 1), (met, 0)]
    assert list(_views(going, meant)) == [(unmet, 2), (unmet, 1), (met, 0)]
    assert list(_views(done)) == [(unmet, 1)] * 3
