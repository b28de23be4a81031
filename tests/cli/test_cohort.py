"""`degreekit cohort`: many students in, a row for each out, in whatever form is asked for."""

from __future__ import annotations

import csv
import io
import json
import shutil
import stat
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from .conftest import ROOT, Run

FIXTURES = ROOT / "tests" / "fixtures"
DONE = FIXTURES / "ms-student.pdf"
OPEN = FIXTURES / "ms-student-unfinished.pdf"
REFUSED = FIXTURES / "refused" / "html.pdf"
SYSTEMS = ("--program", "certificate-systems")
TRACK = ("--program", "columbia-ms-cs-ml")

pytestmark = pytest.mark.usefixtures("certificates")


def records(*codes: str) -> dict[str, Any]:
    return {"records": [{"code": code, "credits": 3, "grade": "A"} for code in codes]}


BOTH = records("COMS W4111", "COMS W4118")
ONE = records("COMS W4111")
STUDENTS: list[dict[str, Any]] = [
    {"key": "done", "transcript": BOTH},
    {"key": "open", "transcript": ONE},
    {"key": "broken", "transcript": {"records": [{"code": "?"}]}},
    {
        "key": "decided",
        "transcript": ONE,
        "adjustments": [{"kind": "waive", "requirement": "core", "reason": "secret reason"}],
    },
    {"key": "planned", "transcript": ONE, "plan": ["COMS W4118"]},
    {"key": "theory", "transcript": ONE, "program": "certificate-theory"},
]


@pytest.fixture
def listed(tmp_path: Path) -> Path:
    path = tmp_path / "students.jsonl"
    path.write_text("".join(f"{json.dumps(one)}\n" for one in STUDENTS))
    return path


def rows(text: str) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(text)))


def cohort(run: Run, *arguments: object) -> Any:
    return run("cohort", *map(str, arguments), "-j", "1")


def test_a_table_has_a_line_for_each_student_and_a_summary_that_adds_up(
    run: Run, listed: Path
) -> None:
    done = cohort(run, listed, *SYSTEMS)
    assert done.status == 3
    head, *lines = done.out.splitlines()
    assert head.split() == ["student", "status", "left", "credits", "GPA", "open"]
    assert [line.split()[0] for line in lines] == [one["key"] for one in STUDENTS]
    assert [line[9:].split()[0] for line in lines] == [
        *("complete", "incomplete", "failed", "complete", "complete", "incomplete"),
    ]
    assert max(map(len, done.out.splitlines())) <= 80
    assert "Error: broken: not a valid transcript: records[0].code" in done.err
    assert done.err.endswith(
        "6 students: 2 complete, 1 complete if something holds, 2 incomplete, 1 failed\n"
        "1 of them one course away, with nothing else open\n"
        "6 rows, one for each student, in the order of the input\n"
    )


def test_csv_has_the_columns_of_a_student(run: Run, listed: Path) -> None:
    found = {row["key"]: row for row in rows(cohort(run, listed, *SYSTEMS, "-f", "csv").out)}
    assert list(found) == [one["key"] for one in STUDENTS]
    one = found["open"]
    assert (one["status"], one["remaining_courses"], one["remaining_credits"]) == (
        *("unsatisfied", "1", "3.00"),
    )
    assert (one["program"], one["edition"], one["reading"]) == (
        *("certificate-systems", "1", "given"),
    )
    assert (one["credits_applied"], one["gpa"], one["error"]) == ("3.00", "4.00", "")
    assert one["next"].startswith("Take ")
    assert found["planned"]["planned"] == "1"
    assert found["theory"]["program"] == "certificate-theory"
    assert found["broken"]["error_kind"] == "InvalidTranscript"
    assert found["broken"]["status"] == ""


def test_a_requirement_has_a_row_of_each_student(run: Run, listed: Path) -> None:
    found = rows(cohort(run, listed, *SYSTEMS, "-f", "csv", "--rows", "requirements").out)
    assert [row["key"] for row in found] == ["done", "open", "decided", "planned", "theory"]
    assert [row["requirement"] for row in found] == ["core"] * 5
    assert [row["status"] for row in found] == [
        *("satisfied", "unsatisfied", "waived", "conditional", "unsatisfied"),
    ]
    assert (found[1]["lacks"], found[1]["courses"]) == ("1 course", "COMS W4111")
    text = cohort(run, listed, *SYSTEMS, "--rows", "requirements").out.splitlines()
    assert len(text) == 1 + 5 + 1  # the one that failed has a line too


def test_json_lines_have_the_requirements_inside(run: Run, listed: Path) -> None:
    lines = cohort(run, listed, *SYSTEMS, "-f", "jsonl").out.splitlines()
    found = [json.loads(line) for line in lines]
    assert [one["key"] for one in found] == [one["key"] for one in STUDENTS]
    assert found[1]["requirements"][0]["lacks"] == "1 course"
    assert "secret reason" not in "".join(lines)


def test_parquet_has_the_same_rows_as_csv(run: Run, listed: Path, tmp_path: Path) -> None:
    pq = pytest.importorskip("pyarrow.parquet", reason="pyarrow is in the extra 'cohort'")
    for what in ("students", "requirements"):
        target = tmp_path / f"{what}.parquet"
        plain = rows(cohort(run, listed, *SYSTEMS, "-f", "csv", "--rows", what).out)
        done = cohort(run, listed, *SYSTEMS, "-o", target, "--rows", what)
        assert done.out == ""
        assert f"Wrote {target}" in done.err
        for kept, row in zip(pq.read_table(target).to_pylist(), plain, strict=True):
            assert kept.keys() == row.keys()
            for name, value in kept.items():
                shown = "" if value is None else str(value)
                assert shown == row[name] or float(shown) == float(row[name]), name


def test_several_outputs_are_written_in_one_go(run: Run, listed: Path, tmp_path: Path) -> None:
    outputs = [tmp_path / name for name in ("run", "s.csv", "t.txt")]
    done = cohort(run, listed, *SYSTEMS, *(part for one in outputs for part in ("-o", one)))
    assert done.out == ""
    assert len(rows(outputs[1].read_text())) == 6
    assert outputs[2].read_text().startswith("student")
    assert len(outputs[0].read_text().splitlines()) == 6
    assert stat.S_IMODE(outputs[0].stat().st_mode) == 0o600


def test_a_run_is_reused_and_the_summary_says_so(run: Run, listed: Path, tmp_path: Path) -> None:
    kept = tmp_path / "run"
    first = cohort(run, listed, *SYSTEMS, "-o", kept, "-f", "csv")
    again = cohort(run, listed, *SYSTEMS, "-o", kept, "-f", "csv")
    assert again.out == first.out
    assert f"5 taken from {kept}, as nothing changed for them" in again.err
    assert "taken from" not in first.err


def test_a_file_that_is_not_a_run_is_not_written_over(run: Run, listed: Path) -> None:
    content = listed.read_text()
    done = cohort(run, listed, *SYSTEMS, "-o", listed)
    assert done.status == 3
    assert "this is not a run of `degreekit cohort`" in done.err
    assert listed.read_text() == content


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (("-o", "a", "-o", "b"), "would both be runs"),
        (("-o", "a.csv", "-o", "a.csv"), "names one file twice"),
        (("--figures", "--rows", "requirements"), "--figures leaves out"),
        (("--figures", "-f", "html"), "--figures leaves out"),
        (("--share-courses", "1"), "need several --program"),
    ],
)
def test_options_that_contradict_each_other_are_refused(
    run: Run, listed: Path, arguments: tuple[str, ...], message: str
) -> None:
    done = cohort(run, listed, *SYSTEMS, *arguments)
    assert done.status == 2
    assert message in done.err


def test_decisions_for_several_students_have_to_say_for_whom(
    run: Run, listed: Path, tmp_path: Path
) -> None:
    decided = tmp_path / "d.yaml"
    decided.write_text("- {kind: waive, requirement: core}\n")
    done = cohort(run, listed, *SYSTEMS, "--adjustments", decided)
    assert done.status == 2
    assert "entry 1 does not say for which of the students" in done.err
    decided.write_text(
        "- {kind: waive, requirement: core, student: open}\n"
        "- {kind: waive, requirement: core, student: nobody}\n"
    )
    done = cohort(run, listed, *SYSTEMS, "--adjustments", decided, "-f", "csv")
    assert {row["key"]: row["status"] for row in rows(done.out)}["open"] == "satisfied"
    assert {row["key"]: row["status"] for row in rows(done.out)}["theory"] == "unsatisfied"
    assert "decisions for 1 who are not among the students: nobody" in done.err


def test_decisions_of_an_audit_of_several_files_have_to_say_for_whom(
    run: Run, tmp_path: Path
) -> None:
    for name, data in (("a", ONE), ("b", ONE)):
        (tmp_path / f"{name}.json").write_text(json.dumps(data))
    decided = tmp_path / "d.yaml"
    files = (str(tmp_path / "a.json"), str(tmp_path / "b.json"))

    def audit(*arguments: str) -> Any:
        return run("audit", *arguments, *SYSTEMS, "--adjustments", str(decided), "-f", "json")

    decided.write_text("- {kind: waive, requirement: core}\n")
    refused = audit(*files)
    assert refused.status == 2
    assert "entry 1 does not say for which of the students" in refused.err
    for name in ("b", "b.json", files[1]):
        decided.write_text(f"- {{kind: waive, requirement: core, student: {name!r}}}\n")
        done = audit(*files)
        statuses = [json.loads(line)["status"] for line in done.out.splitlines()]
        assert statuses == ["unsatisfied", "satisfied"]
    alone = audit(files[0])
    assert json.loads(alone.out)["status"] == "unsatisfied"
    assert "decisions for a student who is not among these" in alone.err
    decided.write_text("- {kind: waive, requirement: core, student: a}\n")
    (tmp_path / "in").mkdir()
    (tmp_path / "in/a.json").write_text(json.dumps(ONE))
    unclear = audit(files[0], str(tmp_path / "in/a.json"))
    assert unclear.status == 2
    assert "the student 'a' may be" in unclear.err


def test_figures_are_those_of_the_whole_audit(run: Run, listed: Path) -> None:
    whole = rows(cohort(run, listed, *SYSTEMS, "-f", "csv").out)
    brief = rows(cohort(run, listed, *SYSTEMS, "-f", "csv", "--figures").out)
    names = ("key", "program", "status", "remaining_courses", "remaining_credits", "planned")
    for name in (*names, "in_progress", "approvals", "out_of_reach", "reading", "error"):
        assert [row[name] for row in brief] == [row[name] for row in whole], name
    assert {row["next"] for row in brief} == {""}


def test_a_folder_of_pdfs_is_read_and_a_refused_file_in_the_middle_is_a_row(
    run: Run, tmp_path: Path
) -> None:
    for name, path in (("a", DONE), ("b", REFUSED), ("c", OPEN)):
        shutil.copy(path, tmp_path / f"{name}.pdf")
    done = run("cohort", str(tmp_path), *TRACK, "-f", "csv", "--processes", "2")
    assert done.status == 3
    a, b, c = rows(done.out)
    assert (a["key"], a["status"], a["reading"]) == ("a", "satisfied", "proved")
    assert (b["key"], b["status"], b["error_kind"]) == ("b", "", "IngestError")
    assert (c["key"], c["status"], c["credits_applied"]) == ("c", "unsatisfied", "27.00")
    assert "Auditing" in done.err
    assert run("cohort", str(tmp_path), *TRACK, "-q", "-f", "csv", "-j", "2").err.startswith(
        "Error: b: "
    )


def test_a_folder_without_transcripts_and_an_empty_list_are_refused(
    run: Run, tmp_path: Path
) -> None:
    (tmp_path / "empty.jsonl").write_text("\n")
    for path, message in (
        (tmp_path, "has no transcripts"),
        (tmp_path / "empty.jsonl", "no students"),
    ):
        done = cohort(run, path, *SYSTEMS)
        assert done.status == 2
        assert message in done.err


def test_what_is_written_into_the_folder_is_no_transcript_the_next_time(
    run: Run, tmp_path: Path
) -> None:
    (tmp_path / "a.json").write_text(json.dumps(BOTH))
    for _ in range(2):
        done = cohort(run, tmp_path, *SYSTEMS, "-o", tmp_path / "out.csv")
        assert done.status == 0
        assert [row["key"] for row in rows((tmp_path / "out.csv").read_text())] == ["a"]


def test_a_decision_may_set_the_program_of_a_student(
    run: Run, listed: Path, tmp_path: Path
) -> None:
    decided = tmp_path / "d.yaml"
    decided.write_text("- {kind: set_program, program: certificate-theory, student: open}\n")
    done = cohort(run, listed, *SYSTEMS, "--adjustments", decided, "-f", "csv")
    found = {row["key"]: row["program"] for row in rows(done.out)}
    assert (found["open"], found["done"]) == ("certificate-theory", "certificate-systems")


def test_the_exit_status_says_whether_all_are_complete(run: Run, tmp_path: Path) -> None:
    path = tmp_path / "l.jsonl"
    for students, expected, lenient in ((STUDENTS[:1], 0, 0), (STUDENTS[:2], 1, 0)):
        path.write_text("".join(f"{json.dumps(one)}\n" for one in students))
        assert cohort(run, path, *SYSTEMS).status == expected
        assert cohort(run, path, *SYSTEMS, "--exit-zero").status == lenient


def test_formulas_of_a_spreadsheet_are_defused(run: Run, tmp_path: Path) -> None:
    path = tmp_path / "l.jsonl"
    path.write_text(json.dumps({"key": "=1+1", "transcript": ONE}) + "\n")
    assert rows(cohort(run, path, *SYSTEMS, "-f", "csv").out)[0]["key"] == "'=1+1"
    assert json.loads(cohort(run, path, *SYSTEMS, "-f", "jsonl").out)["key"] == "=1+1"


def test_a_program_of_a_file_and_an_edition_hold_for_the_student(
    run: Run, tmp_path: Path, listed: Path
) -> None:
    rules = run("programs", "-f", "json").out
    assert "certificate-systems" in rules
    (tmp_path / "mine.yaml").write_text(
        "id: mine\ntitle: Mine\nedition: '1'\ninstitution: columbia\n"
        "source: {document: Mine, date: 2024-09-01}\nrequirements:\n"
        "  - {take: core, title: Core, courses: 1, rows: [COMS 4111]}\n"
    )
    listed.write_text(
        json.dumps({"key": "m", "transcript": ONE, "program": "./mine.yaml"})
        + "\n"
        + json.dumps({"key": "n", "transcript": ONE, "program": "./nowhere.yaml"})
        + "\n"
        + json.dumps({"key": "e", "transcript": ONE, "program": "certificate-systems@1"})
        + "\n"
        + json.dumps({"key": "x", "transcript": ONE, "program": "certificate-systems@9"})
        + "\n"
    )
    found = {row["key"]: row for row in rows(cohort(run, listed, "-f", "csv").out)}
    assert [found[key]["error_kind"] for key in "mnex"] == [
        "",
        found["n"]["error_kind"],
        "",
        "NotFound",
    ]
    assert found["n"]["error_kind"]
    assert found["m"]["program"] == "mine"


def test_the_page_of_a_department_says_how_many_and_links_the_audits(
    run: Run, listed: Path, tmp_path: Path
) -> None:
    page = tmp_path / "page.html"
    done = cohort(run, listed, *SYSTEMS, "-o", page)
    assert done.status == 3
    text = page.read_text()
    for key in ("done", "decided", "planned"):
        assert f">{key}<" not in text
    assert "Student 1" in text
    audits = sorted((tmp_path / "page-audits").iterdir())
    assert len(audits) == 5
    for audit in audits:
        assert f'href="page-audits/{audit.name}"' in text
        assert "certificate-systems" in text
    cohort(run, listed, *SYSTEMS, "-o", page, "--names")
    assert ">done</a>" in page.read_text()
    assert cohort(run, listed, *SYSTEMS, "-f", "html").out.startswith("<!doctype html>")


def test_two_runs_are_compared(run: Run, listed: Path, tmp_path: Path) -> None:
    before, after = tmp_path / "monday", tmp_path / "friday"
    cohort(run, listed, *SYSTEMS, "-o", before)
    students = [one for one in STUDENTS if one["key"] not in ("done", "broken")]
    students[0] = {**students[0], "transcript": BOTH}
    students.append({"key": "new", "transcript": BOTH})
    listed.write_text("".join(f"{json.dumps(one)}\n" for one in students))
    cohort(run, listed, *SYSTEMS, "-o", after)
    done = run("diff", str(before), str(after))
    assert done.status == 1
    lines = done.out.splitlines()
    assert lines[0] == "4 of 7 students have a different result"
    assert "1  other records" in lines
    table = lines[next(n for n, line in enumerate(lines) if line.startswith("student ")) :]
    assert [line.split()[0] for line in table if line[0] != " "] == [
        *("student", "open", "new", "done", "broken"),
    ]
    assert run("diff", str(after), str(after)).status == 0
    assert run("diff", str(before), "certificate-systems").status == 2
    data = json.loads(run("diff", str(before), str(after), "-f", "json").out)
    assert data["students"]["changed"] == 4
    assert data["students"]["changes"][0]["causes"] == ["other records"]


def test_a_killed_command_goes_on_where_it_was(tmp_path: Path) -> None:
    path, kept = tmp_path / "l.jsonl", tmp_path / "run"
    codes = ("COMS W4111", "COMS W4118", "COMS W4771", "COMS W4701", "COMS W4115")
    students = [{"key": f"k{n}", "transcript": records(*codes[: n % 5])} for n in range(5)] + [
        {"key": "slow", "transcript": "nowhere.json"}
    ]
    path.write_text("".join(f"{json.dumps(one)}\n" for one in students))
    command = [sys.executable, "-m", "degreekit", "cohort", str(path), *TRACK, "-o", str(kept)]
    subprocess.run([*command, "-q"], cwd=ROOT, capture_output=True, check=False)  # noqa: S603  # ours
    whole = kept.read_bytes()
    lines = whole.splitlines(keepends=True)
    kept.write_bytes(b"".join(lines[:2]) + lines[2][:50])
    again = subprocess.run(command, cwd=ROOT, capture_output=True, check=False, text=True)  # noqa: S603  # ours
    assert "2 taken from" in again.stderr
    assert kept.read_bytes() == whole
