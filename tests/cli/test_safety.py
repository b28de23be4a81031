"""Nothing that a person may type or a file may hold ends in a crash, or harms the next file."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import threading
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from degreekit.cli.status import CRASHED

from .conftest import ROOT, Run

TRACK = ("--program", "columbia-ms-cs-ml")
GOOD = "tests/fixtures/ms-student-unfinished.transcript.json"
PDF = "tests/fixtures/ms-student-unfinished.pdf"
ONE = {"code": "COMS W4771", "credits": 3, "grade": "A"}
WAIVER = '{"kind": "waive", "requirement": "required", "course": "COMS W4771"'

Write = Callable[[str, str | bytes], str]


@pytest.fixture
def write(tmp_path: Path) -> Write:
    """Write a file and return its path."""

    def written(name: str, content: str | bytes) -> str:
        path = tmp_path / name
        path.write_bytes(content.encode() if isinstance(content, str) else content)
        return str(path)

    return written


def _transcript(**fields: Any) -> str:
    return json.dumps({"institution": "columbia", "records": [ONE | fields]})


DEEP = {
    "lists": "[" * 100_000,
    "closed lists": "[" * 3000 + "]" * 3000,
    "objects": '{"records":' * 3000 + "1" + "}" * 3000,
    "flow in yaml": "- {a: " * 1 + "[" * 3000 + "]" * 3000 + "}",
    "indents in yaml": "".join("  " * n + "- a:\n" for n in range(1200)),
}


@pytest.mark.parametrize("option", ["transcript", "--adjustments", "--plan", "--program"])
@pytest.mark.parametrize("how", DEEP)
def test_deep_nesting_is_a_mistake_of_the_file(
    option: str, how: str, run: Run, write: Write
) -> None:
    deep = write("deep.json" if "yaml" not in how else "deep.yaml", DEEP[how])
    if option == "transcript":
        result = run("audit", deep, *TRACK)
    elif option == "--program":
        result = run("audit", GOOD, option, deep)
    else:
        result = run("audit", GOOD, *TRACK, option, deep)
    assert result.status in (2, 3, 4)
    assert "deep." in result.err
    assert "bug in degreekit" not in result.err


@pytest.mark.parametrize(
    "date",
    [
        "2023-02-30",
        "2023-13-01",
        "0000-00-00",
        "23-09-20",
        "tomorrow",
        "2023-09-20T25:00",
        "9999999",
    ],
)
@pytest.mark.parametrize("quoted", [True, False])
def test_a_date_that_does_not_exist_is_a_mistake_of_its_entry(
    date: str, quoted: bool, run: Run, write: Write
) -> None:
    value = f'"{date}"' if quoted else date
    decided = write(
        "decided.yaml",
        f"- {{kind: waive, requirement: required, course: COMS W4771, date: {value}}}\n",
    )
    result = run("audit", GOOD, *TRACK, "--adjustments", decided)
    assert (result.status, result.out) == (3, "")
    assert "decided.yaml: " in result.err
    assert "entry 1" in result.err


TWICE = {
    "a record": '{"records": [{"code": "COMS W4771", "credits": 3, "grade": "A", "grade": "F"}]}',
    "the transcript": '{"records": [], "records": []}',
    "a fact": '{"records": [], "student": {"facts": {"a": 1, "a": 2}}}',
}


@pytest.mark.parametrize("where", TWICE)
def test_a_key_given_twice_is_a_mistake_of_a_transcript(where: str, run: Run, write: Write) -> None:
    result = run("audit", write("t.json", TWICE[where]), *TRACK)
    assert (result.status, result.out) == (3, "")
    assert "twice" in result.err


@pytest.mark.parametrize(
    ("option", "name", "text"),
    [
        ("--adjustments", "d.json", f'[{WAIVER}, "course": "COMS W4705"}}]'),
        ("--adjustments", "d.yaml", "- kind: waive\n  requirement: required\n  kind: deny\n"),
        ("--plan", "p.json", '[{"code": "COMS W4113", "code": "COMS W4118"}]'),
        ("--plan", "p.yaml", "records: []\nrecords: [COMS W4113]\n"),
        ("--program", "r.yaml", "id: a\nid: b\ntitle: A\n"),
        ("--program", "r.json", '{"id": "a", "title": "A", "title": "B"}'),
    ],
)
def test_a_key_given_twice_is_a_mistake_everywhere(
    option: str, name: str, text: str, run: Run, write: Write
) -> None:
    more = () if option == "--program" else TRACK
    result = run("audit", GOOD, *more, option, write(name, text))
    assert result.status in (3, 4)
    assert result.out == ""
    assert "twice" in result.err or "already" in result.err


def test_a_column_given_twice_is_a_mistake_of_a_table(run: Run, write: Write) -> None:
    table = write("t.csv", "code,credits,grade,grade\nCOMS W4771,3,A,F\n")
    result = run("audit", table, *TRACK)
    assert (result.status, result.out) == (3, "")
    assert "grade" in result.err


@pytest.mark.parametrize("id_", ["cs_minor", "CS-Minor", "cs minor", "-cs", "cs--minor", "", "é"])
def test_an_id_that_is_not_valid_is_a_mistake_of_the_program(
    id_: str, run: Run, write: Write
) -> None:
    rules = f"id: {json.dumps(id_)}\ntitle: A\nedition: '1'\ninstitution: columbia\n"
    rules += "requirements:\n- {take: core, title: Core, courses: 1, rows: [COMS 4111]}\n"
    result = run("audit", GOOD, "--program", write("r.yaml", rules))
    assert (result.status, result.out) == (4, "")
    assert "r.yaml:1:" in result.err


TITLES = {
    "half a character": '"\\ud800"',
    "the other half": '"A\\udfffB"',
    "a colour": '"\\u001b[31mred"',
    "a link": '"\\u001b]8;;http://example.org\\u0007x"',
    "a return": '"good\\rbad"',
    "a bell": '"\\u0007"',
    "a null": '"a\\u0000b"',
    "right to left": '"\\u202egnp.exe"',
    "isolates": '"\\u2067abc\\u2069"',
    "one of 8 bits": '"\\u009b31m"',
    "a line break": '"a\\nCOMPLETE"',
    "long": f'"{"A" * 100_000}"',
    "tags": '"<script>alert(1)</script>"',
}
_STEERING = set(map(chr, [*range(9), *range(11, 32), *range(127, 160), 0x200E, 0x200F])) | set(
    map(chr, [*range(0x202A, 0x202F), *range(0x2066, 0x206A)])
)


@pytest.mark.parametrize("what", TITLES)
def test_no_title_harms_the_terminal_or_the_next_file(what: str, run: Run, write: Write) -> None:
    bad = write(
        "bad.json",
        f'{{"records": [{{"code": "COMS W3157", "credits": 3, "title": {TITLES[what]}}}]}}',
    )
    result = run("audit", bad, GOOD, *TRACK, "--no-color", "--full")
    assert result.status in (1, 3)
    assert not _STEERING & set(result.out + result.err)
    assert f"{GOOD}\n{'=' * len(GOOD)}" in result.out
    assert "INCOMPLETE: at least 1 more course" in result.out
    rows = run("audit", bad, GOOD, *TRACK, "--format", "json").out.splitlines()
    assert [json.loads(row)["file"] for row in rows] == [bad, GOOD]
    rows[0].encode()  # as it is written


def test_many_records_are_audited_or_refused_and_never_a_crash(run: Run, write: Write) -> None:
    records = [
        ONE | {"code": f"COMS W{4000 + n % 900}", "term": f"Fall {2000 + n % 24}"}
        for n in range(1500)
    ]
    many = write("many.json", json.dumps({"institution": "columbia", "records": records}))
    rows = run(
        "audit", many, GOOD, *TRACK, "--format", "json", "--budget", "20000"
    ).out.splitlines()
    assert [json.loads(row)["file"] for row in rows] == [many, GOOD]


NUMBERS = [
    "1e400",
    "-3",
    "NaN",
    "Infinity",
    "1e-400",
    '"3.0000000001"',
    "true",
    "[]",
    '"three"',
    "99999999",
]


@pytest.mark.parametrize("credits", NUMBERS)
def test_credits_that_are_not_credits_are_a_mistake(credits: str, run: Run, write: Write) -> None:
    text = f'{{"records": [{{"code": "COMS W4771", "credits": {credits}, "grade": "A"}}]}}'
    result = run("audit", write("t.json", text), *TRACK)
    assert result.status in (1, 3)
    assert result.status == 1 or "t.json: " in result.err


BYTES = {
    "nothing": b"",
    "a mark of order": b"\xef\xbb\xbf",
    "utf-16": '{"records": []}'.encode("utf-16"),
    "latin": b'{"records": [{"code": "CAF\xc9 1", "credits": 3}]}',
    "nulls": b"\0" * 500,
    "a number": b"7",
    "null": b"null",
    "half": b'{"records": [',
    "a picture": b"\x89PNG\r\n\x1a\n" + b"\0" * 40,
    "an archive": b"PK\x03\x04" + b"\0" * 40,
}


@pytest.mark.parametrize("what", BYTES)
@pytest.mark.parametrize("option", ["transcript", "--adjustments", "--plan", "--program"])
def test_bytes_that_are_something_else_are_a_mistake_of_the_file(
    what: str, option: str, run: Run, write: Write
) -> None:
    for name in ("x.json", "x.yaml"):
        file = write(name, BYTES[what])
        if option == "transcript":
            result = run("audit", file, GOOD, *TRACK, "--format", "json")
            assert len(result.out.splitlines()) == 2
        else:
            more = () if option == "--program" else TRACK
            result = run("audit", GOOD, *more, option, file)
        assert result.status != CRASHED
        assert "bug in degreekit" not in result.err


def _degreekit(*arguments: str, **more: Any) -> subprocess.CompletedProcess[bytes]:
    return subprocess.run(  # noqa: S603  # our own command
        [sys.executable, "-m", "degreekit", *arguments],
        cwd=ROOT,
        stderr=subprocess.PIPE,
        check=False,
        **more,
    )


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="the system has no full device")
@pytest.mark.parametrize(
    "command",
    [("programs",), ("explain",), ("audit", GOOD, *TRACK), ("schema", "audit"), ("--help",)],
)
def test_a_disk_that_is_full_is_not_a_crash(command: tuple[str, ...]) -> None:
    with Path("/dev/full").open("wb") as full:
        done = _degreekit(*command, stdout=full)
    assert done.returncode == 2
    assert b"Traceback" not in done.stderr


@pytest.mark.parametrize("command", [("programs",), ("audit", GOOD, *TRACK)])
def test_a_standard_output_that_is_closed_is_not_a_crash(command: tuple[str, ...]) -> None:
    done = _degreekit(*command, preexec_fn=lambda: os.close(1))
    assert done.returncode not in (CRASHED, -6, -11)
    assert b"Traceback" not in done.stderr


def test_a_report_is_written_whole_or_not_at_all(
    run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    out = tmp_path / "audit.txt"
    out.write_text("what stood there before")

    def fails(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(Path, "replace", fails)
    result = run("audit", GOOD, *TRACK, "--output", str(out))
    assert result.status == 2
    assert "No space left on device" in result.err
    assert out.read_text() == "what stood there before"
    assert [path.name for path in tmp_path.iterdir()] == ["audit.txt"]


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="the system has no named pipes")
@pytest.mark.parametrize("file", [GOOD, PDF])
def test_a_named_pipe_is_read_like_a_file(file: str, run: Run, tmp_path: Path) -> None:
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)
    writer = threading.Thread(target=lambda: pipe.write_bytes((ROOT / file).read_bytes()))
    writer.start()
    result = run("audit", str(pipe), *TRACK)
    writer.join()
    assert result.status == 1
    assert "INCOMPLETE: at least 1 more course" in result.out


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="the system has no named pipes")
@pytest.mark.parametrize(
    ("command", "status"),
    [
        (("audit", GOOD, "--program", "{}.yaml"), 2),
        (("audit", GOOD, *TRACK, "--answers", "{}.yaml"), 3),
        (("audit", GOOD, *TRACK, "--plan", "{}.yaml"), 3),
        (("cohort", "{}.yaml", *TRACK), 3),
    ],
)
def test_a_pipe_that_nobody_writes_to_is_not_waited_for(
    command: tuple[str, ...],
    status: int,
    run: Run,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("degreekit.sources.SILENCE", 0.1)
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe.with_suffix(".yaml"))
    result = run(*(one.format(pipe) for one in command))
    assert result.status == status
    assert "nothing was written to it" in result.err or "it is a pipe" in result.out + result.err


def test_a_configuration_that_has_no_end_is_refused(
    run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("DEGREEKIT_CONFIG", "/dev/zero")
    assert "this is not a configuration file" in run("audit", GOOD, *TRACK).err


def test_a_number_without_end_is_a_mistake_in_plain_words(run: Run, write: Write) -> None:
    path = write("big.json", _transcript().replace('"credits": 3', f'"credits": {"9" * 5000}'))
    assert "a number has too many digits" in run("audit", path, *TRACK).err


STUDENT = "Jane Doe jd1234"
REDACTED = {
    "a file that is not there": ("audit", f"nowhere/{STUDENT}/none.pdf", *TRACK),
    "an option that does not exist": ("audit", f"nowhere/{STUDENT}.pdf", "--colour", *TRACK),
    "a value with an equals sign": ("audit", GOOD, *TRACK, f"--adjustments={STUDENT}.yaml"),
    "a plan that is not there": ("audit", GOOD, *TRACK, "--plan", f"{STUDENT}.yaml"),
    "an output that cannot be": ("audit", GOOD, *TRACK, "-o", f"/none/{STUDENT}/out.txt"),
    "a format that does not exist": ("audit", f"{STUDENT}.json", *TRACK, "-f", "word"),
    "ingest": ("ingest", f"{STUDENT}.pdf"),
    "what-if": ("what-if", f"{STUDENT}.pdf"),
    "why-not": ("why-not", f"{STUDENT}.pdf", "COMS W4771", "required"),
    "too many": ("why-not", f"{STUDENT}.pdf", "COMS W4771", "required", STUDENT),
}


@pytest.mark.parametrize("what", REDACTED)
def test_with_redact_no_message_names_a_file(what: str, run: Run) -> None:
    result = run(*REDACTED[what], "--redact")
    assert result.status in (1, 2, 3)
    assert "Jane" not in result.out + result.err
    assert "jd1234" not in result.out + result.err


def test_with_redact_no_message_holds_what_stands_in_a_file(run: Run, write: Write) -> None:
    files = (
        ("audit", write("a.json", f'{{"records": [{{"code": "{STUDENT}"}}]}}')),
        ("audit", write("b.json", f'{{"records": [], "{STUDENT}": 1}}')),
        ("audit", write("c.csv", f"code,credits\n{STUDENT},3\n")),
        ("audit", write("d.txt", f"{STUDENT}\nColumbia University\n")),
        ("audit", GOOD, "--adjustments", write("e.yaml", f"- {{kind: {STUDENT}}}\n")),
        ("audit", GOOD, "--adjustments", write("f.yaml", f"- {{kind: waive, {STUDENT}: 1}}\n")),
        ("audit", GOOD, "--plan", write("g.yaml", f"- {{code: {STUDENT}}}\n")),
    )
    for command, *arguments in files:
        result = run(command, *arguments, *TRACK, "--redact")
        assert result.status == 3, arguments
        assert "jd1234" not in result.out + result.err, arguments
