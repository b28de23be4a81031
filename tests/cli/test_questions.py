"""What a student may ask beyond the audit: what if, why not, with a plan, with several programs."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Callable
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import pytest

from degreekit import Auditor, api
from degreekit.audit import SearchBudgetExceeded
from degreekit.transcript import Transcript

from .conftest import ROOT, Run

DONE = "tests/fixtures/ms-student.transcript.json"
NOT_DONE = "tests/fixtures/ms-student-unfinished.transcript.json"
TRACK = "columbia-ms-cs-ml"
THEORY, SYSTEMS, LEARNING = "certificate-theory", "certificate-systems", "certificate-learning"
HEAD = "Completed courses only"

Write = Callable[[str, str], str]


@pytest.fixture
def write(tmp_path: Path) -> Write:
    """Write a file and return its path."""

    def written(name: str, text: str) -> str:
        path = tmp_path / name
        path.write_text(text)
        return str(path)

    return written


def data(run: Run, *arguments: str) -> Any:
    """Return what a command prints as JSON."""
    return json.loads(run(*arguments, "--format", "json").out)


# ----------------------------------------------------------------------------- three verdicts


def test_the_three_verdicts_are_next_to_each_other_in_the_full_text(run: Run) -> None:
    lines = run("audit", NOT_DONE, "--full").out.splitlines()
    at = next(number for number, line in enumerate(lines) if HEAD in line)
    assert at < lines.index("REQUIREMENTS")
    three = " ".join(" ".join(lines[at : at + 4]).split())
    assert three.startswith(
        "Completed courses only With courses in progress With planned courses "
        "incomplete incomplete incomplete 3 courses (9 points) 1 course (3 points) left"
    )


def test_the_first_screen_says_what_completed_courses_alone_come_to_if_it_differs(
    run: Run,
) -> None:
    assert "  Completed courses only: 3 courses (9 points) left.\n" in run("audit", NOT_DONE).out
    assert HEAD not in run("audit", DONE).out


def test_the_json_has_the_three_verdicts(run: Run) -> None:
    views = data(run, "audit", NOT_DONE)["views"]
    assert [view["name"] for view in views] == ["completed", "with_in_progress", "with_planned"]
    assert [(view["courses"], view["credits"]) for view in views] == [
        (3, "9.00"),
        (1, "3.00"),
        (1, "3.00"),
    ]


# ------------------------------------------------------------------------------------ a plan


def test_a_plan_adds_planned_courses_behind_the_records(run: Run, write: Write) -> None:
    plan = write("plan.json", json.dumps([{"code": "COMS W3157"}, {"code": "COMS W4113"}]))
    records = len(json.loads((ROOT / NOT_DONE).read_text())["records"])
    found = data(run, "audit", NOT_DONE, "--plan", plan)
    assert found["status"] == "conditional"
    assert {"kind": "planned", "record": records + 1}.items() <= found["assumptions"][-1].items()
    statuses = [view["status"] for view in found["views"]]
    assert statuses == ["unsatisfied", "unsatisfied", "satisfied"]
    (one,) = [one for one in found["unapplied"] if one["record"] == records]
    assert (one["code"], one["reason"]) == ("COMS W3157", "no-degree-credit")


def test_a_plan_may_be_json_or_yaml_a_list_or_an_object(run: Run, write: Write) -> None:
    plans = [
        write("list.json", '[{"code": "COMS W4113", "credits": 3}]'),
        write("object.json", '{"institution": "columbia", "records": [{"code": "COMS W4113"}]}'),
        write("list.yaml", "- code: COMS W4113\n"),
        write("codes.yaml", "- COMS W4113\n"),
        write("object.yaml", "records:\n- {code: COMS W4113}\n"),
    ]
    outs = [run("audit", NOT_DONE, "--plan", plan) for plan in plans]
    assert all(out == outs[0] for out in outs)
    assert outs[0].status == 1
    assert "COMPLETE IF" in outs[0].out
    assert "planned" in outs[0].out


@pytest.mark.parametrize("command", [("audit",), ("what-if",), ("why-not",)])
def test_a_plan_that_cannot_be_meant_names_file_and_entry_and_exits_with_3(
    run: Run, write: Write, command: tuple[str, ...]
) -> None:
    plan = write("plan.yaml", "- COMS W4113\n- {code: '?'}\n")
    more = ("COMS W4113", "required") if command == ("why-not",) else ()
    result = run(*command, NOT_DONE, *more, "--plan", plan)
    assert (result.status, result.out) == (3, "")
    assert result.err.startswith(f"Error: {plan}: not a valid plan: entry 2, code: ")


def test_a_plan_that_is_not_there_exits_with_2(run: Run) -> None:
    assert run("audit", DONE, "--plan", "nowhere.yaml").status == 2


# ----------------------------------------------------------------------------------- what if


@pytest.mark.usefixtures("certificates")
def test_programs_are_ranked_by_what_remains(run: Run) -> None:
    rows = data(run, "what-if", NOT_DONE)
    assert [(row["program"]["id"], row["status"]) for row in rows] == [
        (SYSTEMS, "satisfied"),
        (LEARNING, "conditional"),
        ("certificate-practice", "unsatisfied"),  # an exam
        (TRACK, "unsatisfied"),  # one course
        (THEORY, "unsatisfied"),  # two courses
        ("certificate-nothing", "unsatisfied"),  # no course is known to complete it
    ]
    assert [row["remaining"]["courses"] for row in rows] == [0, 0, 0, 1, 2, 0]
    assert all(row.keys() == {"program", "status", "remaining", "error"} for row in rows)
    assert all(row["error"] is None for row in rows)


@pytest.mark.usefixtures("certificates")
def test_the_table_says_status_what_is_left_and_the_program(run: Run) -> None:
    result = run("what-if", NOT_DONE, "--program", THEORY, "--program", "certificate-practice")
    assert (result.status, result.err) == (0, "")
    assert result.out.splitlines() == [
        "Status       Left to take          Program",
        "Incomplete   no course             certificate-practice",
        "             Certificate in Practice",
        "             Exam is not on record yet",
        "Incomplete   2 courses (6 points)  certificate-theory",
        "             Certificate in Theory",
    ]


@pytest.mark.usefixtures("certificates")
def test_programs_of_other_institutions_are_tried_only_if_they_are_named(run: Run) -> None:
    assert "certificate-elsewhere" not in run("what-if", DONE).out
    result = run("what-if", DONE, "--program", "certificate-elsewhere", "--program", TRACK)
    assert "Complete     nothing       columbia-ms-cs-ml" in result.out
    assert "No answer                  certificate-elsewhere" in result.out


@pytest.mark.usefixtures("certificates")
def test_a_program_that_fails_is_an_answer_with_its_error_and_never_stops_the_others(
    run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    whole = Auditor.audit

    def fragile(self: Auditor, transcript: Transcript, *rest: Any) -> Any:
        if self.program.id == SYSTEMS:
            raise ZeroDivisionError("COMS W4771 A")
        return whole(self, transcript, *rest)

    monkeypatch.setattr(Auditor, "audit", fragile)
    result = run("what-if", NOT_DONE, "--format", "json")
    rows = json.loads(result.out)
    assert rows[-1]["program"]["id"] == SYSTEMS
    assert rows[-1]["error"]["kind"] == "ZeroDivisionError"
    assert (rows[-1]["status"], rows[-1]["remaining"]) == (None, None)
    assert [row["error"] for row in rows[:-1]] == [None] * 5
    assert result.status == 3
    assert result.err.startswith(f"Error: {SYSTEMS}: ")
    assert "COMS" not in result.err + rows[-1]["error"]["message"]  # it may be of the student


@pytest.mark.usefixtures("certificates")
def test_a_plan_and_decisions_hold_for_every_program(run: Run, write: Write) -> None:
    plan = write("plan.yaml", "[COMS W4203, COMS W4236, COMS W4113]")
    deny = write("deny.yaml", "- {kind: deny, course: COMS W4118, reason: refused, by: advisor}")
    rows = data(run, "what-if", NOT_DONE, "--plan", plan, "--adjustments", deny)
    found = {row["program"]["id"]: row["status"] for row in rows}
    assert (found[TRACK], found[THEORY]) == ("conditional", "conditional")
    assert found[SYSTEMS] == "unsatisfied"


@pytest.mark.parametrize(
    ("arguments", "status", "told"),
    [
        (("what-if", NOT_DONE, "--program", "no-such-program"), 2, TRACK),
        (("what-if",), 2, "FILE"),
        (("what-if", NOT_DONE, "--format", "html"), 2, "json"),
        (("what-if", "nowhere.json"), 3, "nowhere.json: it cannot be read (no such file"),
        (("what-if", "tests/fixtures/refused/password.pdf"), 3, "refused/password.pdf"),
    ],
)
def test_what_if_that_cannot_be_asked_says_why(
    run: Run, arguments: tuple[str, ...], status: int, told: str
) -> None:
    result = run(*arguments)
    assert (result.status, result.out) == (status, "")
    assert told in result.err


def test_where_no_program_is_installed_the_table_is_empty(run: Run, write: Write) -> None:
    elsewhere = write("t.json", '{"institution": "elsewhere", "records": []}')
    result = run("what-if", elsewhere)
    assert (result.status, result.out) == (0, "")
    assert "No program of the transcript's institution" in result.err
    assert data(run, "what-if", elsewhere) == []


def test_a_plugin_that_failed_is_told_since_its_programs_are_missing(
    run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("DEGREEKIT_PLUGINS", "ml-track,no-such-plugin")
    api.plugin_host.cache_clear()
    try:
        result = run("what-if", DONE)
        assert result.status == 0
        assert "Warning: plugin no-such-plugin" in result.err
    finally:
        api.plugin_host.cache_clear()


# ----------------------------------------------------------------------------------- why not


def test_why_not_says_the_reason_with_its_code(run: Run) -> None:
    result = run("why-not", NOT_DONE, "COMS W4156", "track-electives", "--program", TRACK)
    assert (result.status, result.err) == (0, "")
    told = " ".join(result.out.split())
    assert told == (
        "COMS W4156 (Spring 2025) is not on the list of Track electives. [not-eligible]"
    )


def test_why_not_says_what_would_remain(run: Run) -> None:
    result = run("why-not", NOT_DONE, "COMS W4771", "track-electives")
    assert result.status == 0
    assert "[as-good]" in result.out
    assert result.out.splitlines()[-2:] == [
        "  Left to take now:                1 course (3 points)",
        "  Left to take if applied there:   1 course (3 points)",
    ]
    assert max(map(len, result.out.splitlines())) <= 80


def test_why_not_as_json_is_a_list_of_answers(run: Run) -> None:
    assert data(run, "why-not", NOT_DONE, "COMS W4771", "track-electives") == [
        {
            "course": "COMS W4771",
            "requirement": "track-electives",
            "record": 1,
            "reason": "as-good",
            "text": (
                "with COMS W4771 (Fall 2023) applied to Track electives, the result would be just "
                "as good: among equals the audit takes the first in the order of the program"
            ),
            "courses": 1,
            "credits": "3.00",
        }
    ]


def test_why_not_may_be_asked_of_a_planned_course_and_of_what_was_decided(
    run: Run, write: Write
) -> None:
    question = ("why-not", NOT_DONE, "COMS W4113", "general-electives")
    assert data(run, *question)[0]["reason"] == "not-on-record"
    plan = write("plan.yaml", "[COMS W4113]")
    assert data(run, *question, "--plan", plan)[0]["reason"] == "applied"
    deny = write("deny.yaml", "- {kind: deny, course: COMS W4113, reason: refused, by: advisor}")
    (answer,) = data(run, *question, "--plan", plan, "--adjustments", deny)
    assert answer["reason"] == "denied"


@pytest.mark.parametrize(
    ("arguments", "status", "told"),
    [
        ((NOT_DONE, "COMS W4771", "no-such"), 2, "breadth, breadth-systems, breadth-theory"),
        ((NOT_DONE, "?", "required"), 2, "'?' is not a course code"),
        ((NOT_DONE, "COMS W4771"), 2, "REQUIREMENT"),
        ((NOT_DONE, "COMS W4771", "required", "--program", "no-such"), 2, TRACK),
        (("nowhere.pdf", "COMS W4771", "required"), 3, "nowhere.pdf: it cannot be read (no such"),
        (("tests/fixtures/refused/picture.pdf", "COMS W4771", "gpa"), 3, "refused/picture.pdf"),
    ],
)
def test_why_not_that_cannot_be_asked_says_why(
    run: Run, arguments: tuple[str, ...], status: int, told: str
) -> None:
    result = run("why-not", *arguments)
    assert (result.status, result.out) == (status, "")
    assert told in result.err


# -------------------------------------------------------------------------- several programs

BOTH = ("--program", TRACK, "--program", SYSTEMS)


@pytest.mark.usefixtures("certificates")
def test_several_programs_are_audited_together_and_share_nothing_unless_allowed(run: Run) -> None:
    found = data(run, "audit", DONE, *BOTH)
    assert found["program"]["id"] == f"{TRACK}-and-{SYSTEMS}"
    assert [one["id"] for one in found["requirements"]] == [
        f"{TRACK}-degree",
        f"{SYSTEMS}-degree",
    ]
    assert {plugin["name"] for plugin in found["plugins"]} == {
        "degreekit",
        "degreekit-ml-track",
        "certificates",
    }
    left = {
        bound: data(run, "audit", DONE, *BOTH, *bound)["remaining"]["courses"]
        for bound in (
            (),
            ("--share-courses", "0"),
            ("--share-courses", "1"),
            ("--share-courses", "any"),
            ("--share-credits", "3"),
            ("--share-credits", "6"),
            ("--share-courses", "1", "--share-credits", "6"),
        )
    }
    assert list(left.values()) == [2, 2, 1, 0, 1, 0, 1]


@pytest.mark.usefixtures("certificates")
def test_why_not_may_be_asked_of_several_programs(run: Run) -> None:
    def reasons(*more: str) -> list[str]:
        places = (f"{SYSTEMS}-core", f"{TRACK}-breadth")
        answers = [data(run, "why-not", DONE, "COMS W4111", place, *more) for place in places]
        return [answer["reason"] for (answer,) in answers]

    assert reasons(*BOTH).count("applied") == 1
    assert reasons(*BOTH, "--share-courses", "any") == ["applied", "applied"]


@pytest.mark.usefixtures("certificates")
@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (("--program", SYSTEMS, "--share-courses", "1"), "several --program"),
        (("--program", SYSTEMS, "--share-credits", "any"), "several --program"),
        ((*BOTH, "--share-courses", "some"), "neither a number from 0 to 999 nor 'any'"),
        ((*BOTH, "--share-courses", "-1"), "neither a number from 0 to 999 nor 'any'"),
        ((*BOTH, "--share-credits", "NaN"), "neither a number from 0 to 999 nor 'any'"),
        ((*BOTH, "--edition", "1"), "--edition goes with one --program"),
        (("--program", SYSTEMS, "--program", SYSTEMS), "a program is named twice"),
        (("--program", SYSTEMS, "--program", "certificate-elsewhere"), "differ in institution"),
        (("--program", SYSTEMS, "--program", "no-such"), TRACK),
        ((), "Name a program with --program ID"),
    ],
)
def test_programs_that_cannot_be_meant_exit_with_2(
    run: Run, arguments: tuple[str, ...], told: str
) -> None:
    result = run("audit", DONE, *arguments)
    assert (result.status, result.out) == (2, "")
    assert told in result.err


# ------------------------------------------------------------------------- solver and budget


def test_every_solver_gives_the_same_answer(run: Run) -> None:
    solvers = ["auto", "search", *(["cpsat"] if find_spec("ortools") else [])]
    outs = [run("audit", NOT_DONE, "--solver", solver) for solver in solvers]
    assert all(out == run("audit", NOT_DONE) for out in outs)


def test_a_solver_that_is_not_installed_exits_with_2(
    run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("degreekit.cli.work.chosen.find_spec", lambda _: None)
    for command in (("audit", DONE), ("what-if", DONE), ("why-not", DONE, "COMS W4771", "gpa")):
        result = run(*command, "--solver", "cpsat")
        assert (result.status, result.out) == (2, "")
        assert "pip install 'degreekit[cpsat]'" in result.err


SMALL = ("--solver", "search", "--budget", "1")


def test_an_answer_that_was_not_proved_is_an_error_with_exit_status_3() -> None:
    done = subprocess.run(  # noqa: S603  # our own command
        [str(Path(sys.executable).with_name("degreekit")), "audit", NOT_DONE, *SMALL],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    assert (done.returncode, done.stdout) == (3, "")
    assert done.stderr.startswith(f"Error: {NOT_DONE}: The search gave up after 1 steps")
    assert "--budget" in done.stderr


def test_in_a_batch_it_is_an_object_with_its_error_and_never_stops_the_others(
    run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    whole = Auditor.audit

    def hard(self: Auditor, transcript: Transcript, *rest: Any) -> Any:
        if len(transcript.records) == records:
            raise SearchBudgetExceeded(self.budget)
        return whole(self, transcript, *rest)

    records = len(json.loads((ROOT / NOT_DONE).read_text())["records"])
    monkeypatch.setattr(Auditor, "audit", hard)
    result = run("audit", NOT_DONE, DONE, "--format", "json", "--budget", "50000")
    first, second = (json.loads(line) for line in result.out.splitlines())
    assert first["file"] == NOT_DONE
    assert first["error"]["kind"] == "SearchBudgetExceeded"
    assert "The search gave up after 50,000 steps" in first["error"]["message"]
    alone = data(run, "audit", DONE)
    assert "proof" not in second
    assert alone.pop("proof")
    assert second == {"file": DONE, **alone}
    assert result.status == 3
    assert f"Error: {NOT_DONE}: The search gave up" in result.err


def test_what_if_and_why_not_have_their_budget_too(run: Run) -> None:
    (row,) = data(run, "what-if", NOT_DONE, *SMALL)
    assert row["error"]["kind"] == "SearchBudgetExceeded"
    assert run("what-if", NOT_DONE, *SMALL).status == 3
    result = run("why-not", NOT_DONE, "COMS W4771", "required", *SMALL)
    assert (result.status, result.out) == (3, "")
    assert "The search gave up" in result.err


@pytest.mark.parametrize("budget", ["0", "-1", "many"])
def test_a_budget_is_a_positive_number(run: Run, budget: str) -> None:
    assert run("audit", DONE, "--budget", budget).status == 2
