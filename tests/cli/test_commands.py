"""The commands as a user types them."""

from __future__ import annotations

import csv
import io
import json
import re
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from degreekit import api
from degreekit.audit import AUDIT_CODES, Auditor
from degreekit.ingest.codes import INGEST_CODES
from degreekit.requirements import LINT_CODES
from degreekit.transcript import Transcript

from .conftest import ROOT, Result, Run

FINISHED = "tests/fixtures/ms-student.pdf"
UNFINISHED = "tests/fixtures/ms-student-unfinished.pdf"
TRACK = ("--program", "columbia-ms-cs-ml")
ANSI = re.compile(r"\x1b\[[0-9;]*m")


def shell(*arguments: str) -> Result:
    """Run the installed command, as a user does."""
    done = subprocess.run(  # noqa: S603  # our own command
        [str(Path(sys.executable).with_name("degreekit")), *arguments],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    return Result(done.returncode, done.stdout, done.stderr)


@pytest.fixture
def json_file(tmp_path: Path) -> Callable[[str, object], str]:
    """Write data to a JSON file and return its path."""

    def write(name: str, data: object) -> str:
        path = tmp_path / name
        path.write_text(json.dumps(data))
        return str(path)

    return write


JsonFile = Callable[[str, object], str]
ONE = {"institution": "columbia", "records": [{"code": "COMS W4771", "credits": 3, "grade": "A"}]}


# ------------------------------------------------------------------------------------ audit


def test_a_finished_degree_exits_with_0() -> None:
    result = shell("audit", FINISHED, *TRACK)
    assert (result.status, result.err) == (0, "")
    assert "COMPLETE: nothing is left to take" in result.out


def test_an_unfinished_degree_exits_with_1() -> None:
    result = shell("audit", UNFINISHED, *TRACK)
    assert (result.status, result.err) == (1, "")
    assert "INCOMPLETE: at least 1 more course (3 points) to take" in result.out


def test_status_comes_first_then_what_is_left_then_requirements_then_what_does_not_count(
    run: Run, json_file: JsonFile
) -> None:
    records = [*ONE["records"], {"code": "COMS W3157", "credits": 4, "grade": "A"}]
    out = run("audit", json_file("t.json", {"records": records}), *TRACK).out
    order = [
        out.index(part)
        for part in ("INCOMPLETE", "LEFT TO DO", "REQUIREMENTS", "COURSES THAT DO NOT COUNT")
    ]
    assert order == sorted(order)
    assert "COMS W3157" in out[order[-1] :]


@pytest.mark.parametrize("file", [FINISHED, UNFINISHED])
def test_the_text_fits_80_columns_and_colour_adds_nothing_but_colour(run: Run, file: str) -> None:
    plain = run("audit", file, *TRACK, "--no-color").out
    coloured = run("audit", file, *TRACK, "--color").out
    assert max(map(len, plain.splitlines())) <= 80
    assert coloured != plain
    assert ANSI.sub("", coloured) == plain


def test_the_json_has_what_the_format_fixes(run: Run) -> None:
    data = json.loads(run("audit", UNFINISHED, *TRACK, "--format", "json").out)
    assert data["schema_version"] == 1
    assert data["program"]["id"] == "columbia-ms-cs-ml"
    assert data["program"]["edition"] == "2023-07-25"
    assert data["status"] == "unsatisfied"
    assert {"kind", "record", "text"} <= data["assumptions"][0].keys()
    ids = [requirement["id"] for requirement in data["requirements"]]
    assert ids == [
        "breadth",
        "required",
        "track-electives",
        "general-electives",
        "total-points",
        "points-6000",
        "gpa",
    ]
    required = data["requirements"][1]
    assert {"id", "status", "needs", "applied", "children"} <= required.keys()
    assert {"record", "code", "credits"} <= required["applied"][0].keys()
    assert re.fullmatch(r"\d+\.\d\d", required["applied"][0]["credits"])
    assert data["remaining"]["courses"] == 1
    assert data["remaining"]["credits"] == "3.00"
    assert data["remaining"]["advice"]
    assert (data["gpa"], data["credits_applied"]) == ("3.48", "27.00")


def test_record_is_the_position_on_the_transcript(run: Run, json_file: JsonFile) -> None:
    records = [
        {"code": "COMS W3157", "credits": 4, "grade": "A"},
        {"code": "COMS W4771", "credits": 3, "grade": "A"},
    ]
    path = json_file("t.json", {"records": records})
    data = json.loads(run("audit", path, *TRACK, "--format", "json").out)
    assert [one["record"] for one in data["unapplied"]] == [0]
    assert data["unapplied"][0]["reason"] == "no-degree-credit"


def test_several_files_are_one_object_a_line_in_their_order_and_a_failure_is_one_too(
    run: Run, json_file: JsonFile
) -> None:
    good, bad = json_file("good.json", ONE), json_file("bad.json", {"records": [{"code": "?"}]})
    result = run("audit", UNFINISHED, bad, good, "nowhere.pdf", *TRACK, "--format", "json")
    rows: list[dict[str, Any]] = [json.loads(line) for line in result.out.splitlines()]
    assert [row["file"] for row in rows] == [UNFINISHED, bad, good, "nowhere.pdf"]
    assert [("error" in row) for row in rows] == [False, True, False, True]
    assert "records[0].code" in rows[1]["error"]["message"]
    assert result.status == 3
    assert "nowhere.pdf" in result.err


def test_many_files_show_their_progress_on_stderr(run: Run, json_file: JsonFile) -> None:
    path = json_file("t.json", ONE)
    result = run("audit", path, path, path, *TRACK, "--format", "json")
    assert "Auditing" in result.err
    assert "Auditing" not in result.out


def test_several_files_as_text_are_a_table_with_a_line_for_each(
    run: Run, json_file: JsonFile
) -> None:
    path = json_file("t.json", ONE)
    head, one, finished = run("audit", path, FINISHED, *TRACK).out.splitlines()
    assert head.split() == ["student", "status", "left", "credits", "GPA", "open"]
    assert "t.json  incomplete  9 courses" in one
    assert "ms-student.pdf  complete    -          30/30" in finished


def test_the_table_says_what_differs_from_student_to_student_in_80_columns(run: Run) -> None:
    names = ("chromium", "fall-2015", "fit-to-page", "rows-cut")
    files = [f"tests/fixtures/ssol/{name}.transcript.json" for name in names]
    _, *lines = run("audit", *files, *TRACK).out.splitlines()
    assert [line.split()[0] for line in lines] == list(names)
    assert len({line[60:] for line in lines}) == 3  # two of them lack the same
    assert all(len(line) <= 80 and "Take" not in line for line in lines)


def test_several_full_texts_are_headed_by_their_names(run: Run, json_file: JsonFile) -> None:
    path = json_file("t.json", ONE)
    out = run("audit", path, FINISHED, *TRACK, "--full").out
    assert out.startswith(f"{path}\n===")
    assert f"\n{FINISHED}\n===" in out


def test_a_crash_on_one_file_never_stops_a_batch(
    run: Run, json_file: JsonFile, monkeypatch: pytest.MonkeyPatch
) -> None:
    whole = Auditor.audit

    def fragile(self: Auditor, transcript: Transcript, *rest: Any) -> Any:
        if len(transcript.records) == 1:
            raise ZeroDivisionError("COMS W4771 A")
        return whole(self, transcript, *rest)

    monkeypatch.setattr(Auditor, "audit", fragile)
    result = run("audit", json_file("t.json", ONE), FINISHED, *TRACK, "--format", "json")
    first, second = (json.loads(line) for line in result.out.splitlines())
    assert first["error"]["kind"] == "ZeroDivisionError"
    assert "COMS" not in first["error"]["message"]  # it may hold what stands in the file
    assert second["status"] == "satisfied"
    assert result.status == 3


def test_adjustments_are_shown_with_reason_author_and_date(run: Run, tmp_path: Path) -> None:
    path = tmp_path / "decided.yaml"
    path.write_text(
        "- {kind: exclude, requirement: required, course: COMS W4705,\n"
        "   reason: equivalent course, by: track advisor, date: 2023-09-20}\n"
        "- {kind: approve, requirement: nowhere, course: IEOR E4601, by: track advisor}\n"
    )
    out = run("audit", FINISHED, *TRACK, "--adjustments", str(path)).out
    told = " ".join(out[out.index("DECISIONS") :].split())
    excluded = "exclude COMS W4705 from Required track courses. Reason: equivalent course"
    assert f"{excluded} (track advisor, 2023-09-20)" in told
    assert "Holds for COMS W4705 (Spring 2024)." in told
    assert "No effect. There is no requirement 'nowhere'" in told


def test_adjustments_that_cannot_be_read_exit_with_3(run: Run, json_file: JsonFile) -> None:
    path = json_file("a.json", [{"kind": "wave", "requirement": "required"}])
    result = run("audit", FINISHED, *TRACK, "--adjustments", path)
    assert result.status == 3
    assert "entry 1, kind" in result.err


def test_output_goes_to_a_file(run: Run, tmp_path: Path) -> None:
    path = tmp_path / "audit.json"
    result = run("audit", FINISHED, *TRACK, "--format", "json", "--output", str(path))
    assert (result.status, result.out) == (0, "")
    assert json.loads(path.read_text())["status"] == "satisfied"


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (("audit", FINISHED, "--program", "no-such-program"), "columbia-ms-cs-ml"),
        (("audit", FINISHED, *TRACK, "--edition", "1999"), "2023-07-25"),
        (("audit", FINISHED, *TRACK, "--format", "papyrus"), "json"),
        (("audit", FINISHED, *TRACK, "--colour"), "--color"),
        (("audit",), "FILES"),
        (("adit",), "adit"),
        (("explain", "no-such-code"), "no-such-code"),
    ],
)
def test_a_command_that_is_not_understood_exits_with_2(
    run: Run, arguments: tuple[str, ...], told: str
) -> None:
    result = run(*arguments)
    assert result.status == 2
    assert told in result.err
    assert result.out == ""


def test_a_transcript_of_another_institution_is_refused(run: Run, json_file: JsonFile) -> None:
    result = run("audit", json_file("t.json", {**ONE, "institution": "elsewhere"}), *TRACK)
    assert result.status == 3
    assert "'elsewhere'" in result.err


def test_a_broken_plugin_exits_with_4(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DEGREEKIT_PLUGINS", "no-such-plugin")
    api.plugin_host.cache_clear()
    try:
        assert run("audit", FINISHED, *TRACK).status == 4
        listed = run("plugins")
        assert listed.status == 4
        assert "no-such-plugin" in listed.err
    finally:
        api.plugin_host.cache_clear()


# ----------------------------------------------------------------------------------- ingest


def test_what_was_read_is_shown_with_its_page_and_how_far_it_is_proved(run: Run) -> None:
    result = run("ingest", FINISHED)
    assert result.status == 0
    assert "proved" in result.out.splitlines()[0]
    assert "0 not understood" in result.out
    assert re.search(r"COMS W4111 +INTRODUCTION TO DATABASES +3.00 +A- +p1", result.out)


def test_the_json_of_a_reading_is_accepted_wherever_a_pdf_is(run: Run, tmp_path: Path) -> None:
    path = tmp_path / "read.json"
    assert run("ingest", UNFINISHED, "--format", "json", "--output", str(path)).status == 0
    record = json.loads(path.read_text())["records"][0]
    assert {"code", "title", "credits", "grade", "term", "section", "page", "box"} <= {
        *record,
        "section",
    }
    from_pdf, from_json = (
        json.loads(run("audit", file, *TRACK, "--format", "json").out)
        for file in (UNFINISHED, str(path))
    )
    assert (from_pdf.pop("reading"), from_json.pop("reading")) == ("proved", "given")
    assert from_pdf.pop("provenance")
    assert from_json.pop("provenance") is None
    assert from_json == from_pdf


def test_a_reading_as_csv_has_one_record_a_row(run: Run) -> None:
    rows = list(csv.DictReader(io.StringIO(run("ingest", FINISHED, "--format", "csv").out)))
    assert len(rows) == 10
    assert rows[0]["code"] == "COMS W4111"
    assert rows[0]["page"] == "1"


def test_a_refusal_names_the_file_and_the_way_forward_and_exits_with_3(run: Run) -> None:
    result = run("ingest", "tests/fixtures/refused/picture.pdf", "--format", "json")
    assert result.status == 3
    row = json.loads(result.out)
    assert row["error"]["outcome"] == "image_only"
    assert "refused/picture.pdf" in result.err
    assert "text" in row["error"]["message"]


@pytest.mark.parametrize("command", ["audit", "ingest"])
def test_nobody_is_named_in_any_output(run: Run, command: str) -> None:
    for format_ in ("text", "json"):
        result = run(command, FINISHED, "--format", format_)
        told = (result.out + result.err).lower()
        assert not re.search(r"\b(doe|jane|jd0000)\b", told)


# ----------------------------------------------------------------- programs, plugins, explain


def test_programs_lists_id_edition_and_title(run: Run) -> None:
    assert "columbia-ms-cs-ml  2023-07-25" in run("programs").out
    rows = json.loads(run("programs", "--format", "json").out)
    assert {row["id"] for row in rows} == {"columbia-ms-cs-ml"}
    assert [(row["edition"], row["default"], row["latest"]) for row in rows] == [
        ("2023-07-25", True, False),
        ("2026-07", False, True),
    ]
    assert all(re.fullmatch(r"[0-9a-f]{16}", row["fingerprint"]) for row in rows)
    assert rows[0]["checked"]["since"] == "2023-07-25"


def test_plugins_lists_distribution_version_and_hooks(run: Run) -> None:
    data = json.loads(run("plugins", "--format", "json").out)
    track = next(plugin for plugin in data["plugins"] if plugin["name"] == "ml-track")
    assert track["distribution"] == "degreekit-ml-track"
    assert track["hooks"] == ["degreekit_programs"]
    assert data["failures"] == data["rules"] == []
    assert "ml-track  degreekit-ml-track" in run("plugins").out


@pytest.mark.parametrize("code", sorted(entry.code for entry in (*AUDIT_CODES, *INGEST_CODES)))
def test_every_finding_code_is_explained(run: Run, code: str) -> None:
    result = run("explain", code)
    assert result.status == 0
    assert result.out.startswith(f"{code}: ")
    assert "What to do: " in result.out


def test_a_requirement_is_explained_with_its_sentence_and_its_reading(run: Run) -> None:
    out = " ".join(run("explain", "track-electives").out.split())
    assert "Students are required to take 2 courses from the following list" in out
    assert "Read as: Two different rows of this list." in out
    assert "Optimization I (IEOR 6613)" in out


def test_a_requirement_of_several_programs_is_explained_by_the_id_it_has_there(run: Run) -> None:
    out = run("explain", "columbia-ms-cs-ml-required").out
    assert out == run("explain", "required").out
    assert out.startswith("required: Required track courses")


def test_a_limit_is_explained_too(run: Run) -> None:
    out = " ".join(run("explain", "one-machine-learning").out.split())
    assert "Allows at most 1 course from COMS 4721, COMS 4771 or ELEN 4720." in out


def test_explain_without_a_code_lists_all(run: Run) -> None:
    listed = {line.split()[0] for line in run("explain").out.splitlines()}
    assert listed == {entry.code for entry in (*AUDIT_CODES, *LINT_CODES, *INGEST_CODES)}


def test_a_code_that_is_nearly_right_gets_a_suggestion(run: Run) -> None:
    assert "Did you mean" in run("explain", "mutual-exclusions").err


def test_help_says_the_exit_statuses_and_every_command_has_help(run: Run) -> None:
    told = run("--help").out
    assert all(f"\n    {status}  " in told for status in range(5))
    for command in ("audit", "ingest", "programs", "plugins", "explain"):
        assert run(command, "--help").out.startswith("Usage: ")


TERMS = [
    f"tests/fixtures/ms-student-{term}.pdf"
    for term in ("spring-2024", "fall-2023", "spring-2025", "fall-2024")
]


def test_files_given_together_are_audited_as_one_transcript(run: Run) -> None:
    whole = run("audit", "--together", "--format", "json", *TERMS)
    assert whole.status == 0
    assert json.loads(whole.out)["status"] == "satisfied"
    assert run("audit", *TERMS).status == 1


def test_files_given_together_are_one_reading_that_names_each_file(run: Run) -> None:
    data = json.loads(run("ingest", "--together", "--format", "json", *TERMS).out)
    assert sorted(data["files"]) == sorted(TERMS)
    assert {record["file"] for record in data["records"]} == set(TERMS)


def test_a_reading_of_several_files_is_a_transcript(run: Run, tmp_path: Path) -> None:
    path = tmp_path / "whole.json"
    run("ingest", "--together", "--format", "json", "--output", str(path), *TERMS)
    assert run("audit", str(path)).status == 0


def test_files_of_different_students_are_refused_without_their_names(run: Run) -> None:
    files = ("tests/fixtures/ms-student.pdf", "tests/fixtures/ms-student-unfinished.pdf")
    for command in ("audit", "ingest"):
        result = run(command, "--together", *files)
        assert result.status == 3
        assert "different students" in result.err
        assert "Roe" not in result.out + result.err
        assert "DOE" not in result.out + result.err


def test_one_of_several_files_that_cannot_be_read_is_named(run: Run) -> None:
    result = run("audit", "--together", TERMS[0], "tests/fixtures/refused/picture.pdf")
    assert result.status == 3
    assert "refused/picture.pdf: it is a scan" in result.err
