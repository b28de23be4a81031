"""Data on stdout and everything else on stderr; and what each exit status stands for."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from degreekit import Auditor, api, get_program, plugins
from degreekit.cli.status import CLOSED_PIPE, CRASHED, ExitStatus
from degreekit.report import ReportFormat

from .conftest import ROOT, Run

FINISHED = "tests/fixtures/ms-student.pdf"
# Their records as JSON, where it does not matter how they are read.
DONE = "tests/fixtures/ms-student.transcript.json"
NOT_DONE = "tests/fixtures/ms-student-unfinished.transcript.json"
COMMAND = str(Path(sys.executable).with_name("degreekit"))

DECIDED = [
    {
        "kind": "approve",
        "requirement": "track-electives",
        "course": "COMS E6998",
        "title": "High Performance Machine Learning",
        "reason": "on the list",
        "by": "track advisor",
        "date": "2023-10-02",
    },
    {"kind": "exclude", "course": "COMS E9999", "reason": "never taken", "by": "track advisor"},
]


def test_the_exit_statuses_are_those_of_the_help() -> None:
    assert [int(status) for status in ExitStatus] == [0, 1, 2, 3, 4]
    assert not {CRASHED, CLOSED_PIPE} & {int(status) for status in ExitStatus}


def test_python_m_degreekit_is_the_same_command() -> None:
    arguments = ["audit", DONE, "--program", "columbia-ms-cs-ml", "--format", "json"]
    done = [
        subprocess.run(  # noqa: S603  # our own command
            [*command, *arguments], cwd=ROOT, capture_output=True, check=False
        )
        for command in ([COMMAND], [sys.executable, "-m", "degreekit"])
    ]
    assert [one.returncode for one in done] == [0, 0]
    assert done[0].stdout == done[1].stdout
    assert json.loads(done[0].stdout)["status"] == "satisfied"


def test_a_reader_that_goes_away_is_no_unsatisfied_degree() -> None:
    # The pipe is closed before anything is written into it.
    process = subprocess.Popen(  # noqa: S603  # our own command
        [COMMAND, "audit", DONE, "--program", "columbia-ms-cs-ml"],
        cwd=ROOT,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    )
    assert process.stdout is not None
    process.stdout.close()
    assert process.stderr is not None
    assert process.stderr.read() == b""
    process.stderr.close()
    assert process.wait() == CLOSED_PIPE


def test_a_crash_is_none_of_the_exit_statuses_and_says_nothing_of_the_student(
    run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    of_the_student = "COMS-W4771-A"

    def broken(*_: object) -> str:
        raise ZeroDivisionError(of_the_student)

    crash = ReportFormat("json", "for programs", broken)
    monkeypatch.setattr(plugins.PluginHost, "report", lambda *_: crash)
    status, out, err = run("audit", DONE, "--format", "json")
    assert (status, out) == (CRASHED, "")
    assert "ZeroDivisionError" in err
    assert of_the_student not in err


@pytest.mark.parametrize("command", ["audit", "ingest"])
def test_what_went_wrong_is_on_stderr_and_never_among_the_data(run: Run, command: str) -> None:
    status, out, err = run(command, "tests/fixtures/refused/password.pdf")
    assert (status, out) == (3, "")
    assert err.startswith("Error: tests/fixtures/refused/password.pdf: ")


def test_the_worst_file_gives_the_exit_status(run: Run) -> None:
    assert run("audit", DONE, DONE)[0] == 0
    assert run("audit", DONE, NOT_DONE)[0] == 1
    assert run("audit", "nowhere.pdf", NOT_DONE)[0] == 3


def test_a_failure_as_json_says_its_kind_outcome_and_message(run: Run) -> None:
    _, out, _ = run("audit", "tests/fixtures/refused/password.pdf", DONE, "--format", "json")
    failed, audited = (json.loads(line) for line in out.splitlines())
    assert failed.keys() == {"file", "error"}
    assert failed["error"].keys() == {"kind", "outcome", "message"}
    assert failed["error"]["outcome"] == "password_protected"
    assert audited.keys() >= {"file", "schema_version", "status", "requirements"}


def test_adjustments_in_json_and_in_yaml_have_the_same_effect(run: Run, tmp_path: Path) -> None:
    as_json, as_yaml = tmp_path / "decided.json", tmp_path / "decided.yaml"
    as_json.write_text(json.dumps(DECIDED))
    lines = [f"- {json.dumps(one)}" for one in DECIDED]
    as_yaml.write_text("# decisions\n" + "\n".join(lines) + "\n")
    outs = [
        run("audit", NOT_DONE, "--format", "json", "--adjustments", str(path))[1]
        for path in (as_json, as_yaml)
    ]
    assert outs[0] == outs[1]
    results: list[dict[str, Any]] = json.loads(outs[0])["adjustments"]
    assert [one["adjustment"]["kind"] for one in results] == ["approve", "exclude"]
    assert not results[1]["took_effect"]
    assert results[1]["text"]


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("[{", "neither JSON nor YAML"),
        ("{}", "not a list"),
        ('[{"kind": "waive"}]', "entry 1"),
        (
            '[{"kind": "note", "reason": "x", "colour": "red"}]',
            "entry 1: there is no field 'colour'",
        ),
        ('[{"kind": "approve", "course": "not a course"}]', "entry 1, course"),
    ],
)
def test_adjustments_that_cannot_be_meant_say_where(
    run: Run, tmp_path: Path, text: str, told: str
) -> None:
    path = tmp_path / "decided.json"
    path.write_text(text)
    status, out, err = run("audit", DONE, "--adjustments", str(path))
    assert (status, out) == (3, "")
    assert told in err


def test_adjustments_that_are_not_there_exit_with_2(run: Run) -> None:
    assert run("audit", DONE, "--adjustments", "nowhere.json")[0] == 2


def test_a_file_that_cannot_be_written_exits_with_2(run: Run, tmp_path: Path) -> None:
    status, out, err = run("audit", DONE, "--output", str(tmp_path / "nowhere" / "x.txt"))
    assert (status, out) == (2, "")
    assert "could not be written: No such file or directory" in err


def test_progress_is_for_many_files_only_and_output_keeps_stdout_empty(
    run: Run, tmp_path: Path
) -> None:
    assert run("ingest", FINISHED, "--format", "json")[2] == ""
    path = tmp_path / "read.jsonl"
    status, out, err = run("ingest", *[FINISHED] * 3, "--format", "json", "--output", str(path))
    assert (status, out) == (0, "")
    assert "Reading" in err
    assert len(path.read_text().splitlines()) == 3


def test_the_program_need_not_be_named_where_there_is_only_one(run: Run) -> None:
    assert run("audit", DONE)[1] == run("audit", DONE, "--program", "columbia-ms-cs-ml")[1]


@pytest.mark.parametrize("id_", [node.id for node in get_program("columbia-ms-cs-ml").nodes])
def test_every_requirement_is_explained(run: Run, id_: str) -> None:
    status, out, _ = run("explain", id_)
    assert status == 0
    assert out.startswith(f"{id_}: ")
    assert "of columbia-ms-cs-ml, edition 2023-07-25" in out
    assert max(map(len, out.splitlines())) <= 80


def test_every_file_is_audited_with_one_auditor(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    made = []
    whole = Auditor.__init__
    monkeypatch.setattr(api, "_auditors", type(api._auditors)())  # none is kept yet

    def counted(self: Auditor, *arguments: Any, **more: Any) -> None:
        made.append(1)
        whole(self, *arguments, **more)

    monkeypatch.setattr(Auditor, "__init__", counted)
    assert run("audit", DONE, NOT_DONE)[0] == 1
    assert len(made) == 1
