"""What the page is answered, and that it is what the commands say."""

from __future__ import annotations

import json
import shutil
from pathlib import Path
from typing import Any

import pytest

from degreekit import read_pdf
from degreekit.cli import main
from degreekit.ingest import Limits, reading_marks
from degreekit.web import papers as kept
from degreekit.web.desk import Desk
from degreekit.web.papers import Papers

from .papers import DOCUMENTS, FIXTURES, FORMATS, TRACK, answered, case, commanded

UNFINISHED = "ms-student-unfinished.pdf"
TERMS = ("ms-student-fall-2023.pdf", "ms-student-spring-2024.pdf")
WAIVER = {"kind": "waive", "requirement": "required", "course": "COMS W4771", "reason": "equal"}
CERTIFICATE = (
    b"id: certificate\ntitle: Certificate\nedition: 2024-09-01\ninstitution: columbia\n"
    b"grade_scale: seas-graduate\nunit: points\n"
    b"requirements:\n  - take: core\n    title: Core\n    courses: 1\n    rows: [COMS 41xx]\n"
)


@pytest.fixture(scope="module")
def desk() -> Desk:
    return Desk()


# ----------------------------------------------------------- the same as the commands, to the byte


@pytest.mark.parametrize(
    ("names", "format_", "redact"),
    [
        *(((UNFINISHED,), format_, False) for format_ in FORMATS),
        ((UNFINISHED,), "html", True),
        (TERMS, "json", False),
        (TERMS, "html", True),
    ],
)
def test_what_is_saved_is_what_the_command_writes(
    desk: Desk,
    names: tuple[str, ...],
    format_: str,
    redact: bool,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    for name in names:
        shutil.copy(FIXTURES / name, tmp_path)
    (tmp_path / "decided.json").write_text(json.dumps([WAIVER]))
    (tmp_path / "plan.json").write_text('["COMS W4761"]')
    order = case(desk, *names, decisions=[WAIVER], plan=["COMS W4761"])
    order |= {"format": format_, "redact": redact, "full": True}
    options = ["--adjustments", "decided.json", "--plan", "plan.json", "-p", TRACK, "--full"]
    options += ["--together"] * (len(names) > 1) + ["--redact"] * redact
    _, expected = commanded(monkeypatch, tmp_path, ["audit", *names, "-f", format_, *options])
    assert expected
    assert answered(desk, "save", order)["text"] == expected


@pytest.mark.parametrize(
    ("format_", "command", "redact"),
    [("transcript", "json", False), ("transcript", "json", True), ("transcript-csv", "csv", False)],
)
def test_a_saved_transcript_is_what_the_command_writes(
    desk: Desk,
    format_: str,
    command: str,
    redact: bool,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    shutil.copy(FIXTURES / UNFINISHED, tmp_path)
    options = ["--redact"] * redact
    _, expected = commanded(monkeypatch, tmp_path, ["ingest", UNFINISHED, "-f", command, *options])
    order = case(desk, UNFINISHED) | {"format": format_, "redact": redact}
    assert answered(desk, "save", order)["text"].rstrip("\n") == expected.rstrip("\n")


def test_the_proof_is_the_one_that_the_command_writes(
    desk: Desk, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    shutil.copy(FIXTURES / UNFINISHED, tmp_path)
    commanded(monkeypatch, tmp_path, ["audit", UNFINISHED, "-p", TRACK, "--proof", "proof.json"])
    saved = answered(desk, "save", case(desk, UNFINISHED) | {"format": "proof"})
    assert saved["text"] == (tmp_path / "proof.json").read_text()


def test_what_is_saved_can_be_dropped_again(desk: Desk) -> None:
    order = case(desk, UNFINISHED, decisions=[WAIVER], plan=[{"code": "COMS W4761"}])
    for role in ("decisions", "plan"):
        saved = answered(desk, "save", order | {"format": role})
        paper = desk.add(saved["name"], saved["text"].encode())
        assert paper["role"] == role
        again = {"document": paper["document"], "programs": order["programs"]}
        [entry] = answered(desk, f"{role}_file", again)["entries"]
        assert entry["entry"].items() >= json.loads(saved["text"])[0].items()
    saved = answered(desk, "save", order | {"format": "transcript"})
    paper = desk.add(saved["name"], saved["text"].encode())
    assert paper["role"] == "transcript"
    read = answered(desk, "read", {"documents": [paper["document"]]})
    assert (read["status"], len(read["data"]["records"])) == ("given", 9)


# ----------------------------------------------------------------------- what is said of a reading


def test_the_page_says_what_is_proved_and_where_the_rest_stands(desk: Desk) -> None:
    read = answered(desk, "read", {"documents": case(desk, UNFINISHED)["documents"]})
    assert read["status"] == "proved"
    assert [one["why"] for one in read["doubtful"]] == ["only read", "only read"]
    picture = desk.answer(
        "page",
        {
            "document": case(desk, UNFINISHED)["documents"][0],
            "page": 1,
            "box": read["doubtful"][0]["box"],
        },
    )
    assert isinstance(picture, bytes)
    assert picture.startswith(b"\x89PNG")


@pytest.mark.parametrize("name", ["refused/html.pdf", "refused/password.pdf", "refused/empty.pdf"])
def test_a_file_that_cannot_be_read_is_named_with_a_way_forward(desk: Desk, name: str) -> None:
    outcomes = json.loads((FIXTURES / "outcomes.json").read_text())
    error = answered(desk, "read", {"documents": case(desk, name)["documents"]})["error"]
    assert error["outcome"] == outcomes[name]
    assert error["message"].startswith(Path(name).name)
    assert "; " in error["message"]


def test_an_audit_says_how_far_its_records_are_proved(desk: Desk) -> None:
    audit = answered(desk, "audit", case(desk, UNFINISHED))
    assert audit["reading_text"].startswith("Proved: the printed figures prove")
    assert audit["words"] == "Incomplete"
    assert "<script" not in audit["html"]


def test_records_that_were_given_as_data_are_said_to_be_unproved(desk: Desk) -> None:
    paper = desk.add(
        "mine.json", b'{"records": [{"code": "COMS 4771", "credits": 3, "grade": "A"}]}'
    )
    read = answered(desk, "read", {"documents": [paper["document"]]})
    assert read["status"] == "given"
    assert "no document proves them" in read["summary"]


# ------------------------------------------------------------------ decisions, the plan, questions


@pytest.mark.parametrize(
    ("entry", "fields"),
    [
        ({}, ["kind"]),
        ({"kind": "nonsense"}, ["kind"]),
        ({"kind": ["waive"]}, ["kind"]),
        ("waive", ["kind"]),
        ({"kind": "waive"}, ["requirement"]),
        ({"kind": "waive", "requirement": "nowhere"}, ["requirement"]),
        ({"kind": "substitute"}, ["course", "replaces"]),
        ({"kind": "waive", "requirement": "required", "course": "x"}, ["course"]),
        ({"kind": "waive", "requirement": "required", "date": "2023-02-30"}, ["date"]),
        ({"kind": "change_limit", "limit": "gpa", "courses": "-1"}, ["courses"]),
        ({"kind": "change_limit", "limit": "nowhere", "courses": "1"}, ["limit"]),
        ({"kind": "change_limit", "limit": "gpa"}, ["courses"]),
        ({"kind": "waive", "requirement": "required", "title": "x"}, ["course"]),
        ({"kind": "approve"}, ["course"]),
    ],
)
def test_a_mistake_in_a_decision_is_said_where_it_was_typed(
    desk: Desk, entry: Any, fields: list[str]
) -> None:
    checked = answered(desk, "decision", {"programs": [{"id": TRACK}], "entry": entry})
    assert [one["field"] for one in checked["mistakes"]] == fields
    assert all(one["text"][0].isupper() or one["text"][0] in "'\"" for one in checked["mistakes"])


def test_a_decision_is_shown_in_words_and_changes_the_audit(desk: Desk) -> None:
    checked = answered(desk, "decision", {"programs": [{"id": TRACK}], "entry": WAIVER})
    assert checked["text"] == "waive COMS W4771 in Required track courses"
    force = {"kind": "force_complete", "requirement": "total-points"}
    before = answered(desk, "audit", case(desk, UNFINISHED))
    after = answered(desk, "audit", case(desk, UNFINISHED, decisions=[force]))
    assert (before["status"], after["status"]) == ("unsatisfied", "conditional")
    assert after["decisions"] == [{"took_effect": True, "effect": after["decisions"][0]["effect"]}]


@pytest.mark.parametrize(
    ("entry", "fields"),
    [
        ("", ["code"]),
        ({}, ["code"]),
        ({"code": "nope"}, ["code"]),
        ({"code": "COMS W4111", "term": "Someday", "credits": "x"}, ["credits", "term"]),
        ({"code": "COMS W4111", "credits": "-3"}, ["credits"]),
        ({"code": "COMS W4111", "colour": "red"}, ["code"]),
    ],
)
def test_a_mistake_in_a_planned_course_is_said_where_it_was_typed(
    desk: Desk, entry: Any, fields: list[str]
) -> None:
    checked = answered(desk, "planned", {"programs": [{"id": TRACK}], "entry": entry})
    assert [one["field"] for one in checked["mistakes"]] == fields


def test_a_plan_that_was_typed_counts_as_planned(desk: Desk) -> None:
    checked = answered(
        desk, "planned", {"programs": [{"id": TRACK}], "entry": {"code": "coms 4761"}}
    )
    assert checked["text"] == "COMS 4761 Computational Genomics, 3 points"
    audit = answered(desk, "audit", case(desk, UNFINISHED, plan=[checked["entry"]]))
    assert audit["status"] == "conditional"


def test_decisions_of_a_file_are_shown_in_words_and_those_of_others_are_left_out(
    desk: Desk,
) -> None:
    entries = [WAIVER, WAIVER | {"student": "somebody-else"}, WAIVER | {"student": "mine"}]
    paper = desk.add("decided.json", json.dumps(entries).encode())
    mine = desk.add("mine.pdf", b"x")
    order = {"programs": [{"id": TRACK}], "documents": [mine["document"]]}
    answer = answered(desk, "decisions_file", order | {"document": paper["document"]})
    assert [one["text"] for one in answer["entries"]] == [
        "waive COMS W4771 in Required track courses"
    ] * 2
    assert [one["entry"] for one in answer["entries"]] == [WAIVER] * 2
    assert answer["others"] == 1


def test_a_course_and_all_programs_can_be_asked_about(desk: Desk) -> None:
    order = case(desk, UNFINISHED)
    asked = answered(desk, "why_not", order | {"course": "COMS W4111", "requirement": "required"})
    assert "is not on the list of Required track courses" in asked["text"]
    error = answered(desk, "why_not", order | {"course": "x", "requirement": "required"})["error"]
    assert error["kind"] == "InvalidCourseCode"
    answer = answered(desk, "what_if", order)
    programs = json.loads(answer["file"]["text"])["programs"]
    rows = [
        row
        for row, data in zip(answer["rows"], programs, strict=True)
        if data["program"]["id"] == TRACK
    ]
    assert [(row["status"], row["left"]) for row in rows] == [("Incomplete", "1 course (3 points)")]
    assert [row["id"] for row in answer["rows"]] == [one["program"]["id"] for one in programs]


@pytest.mark.parametrize("redact", [False, True])
@pytest.mark.parametrize(
    ("order", "more", "command"),
    [
        ("what_if", {}, ("what-if", UNFINISHED, "--deciding")),
        (
            "why_not",
            {"course": "COMS W4111", "requirement": "required"},
            ("why-not", UNFINISHED, "COMS W4111", "required", "-p", TRACK),
        ),
    ],
)
def test_an_answer_is_saved_as_the_command_writes_it(
    desk: Desk,
    order: str,
    more: dict[str, str],
    command: tuple[str, ...],
    redact: bool,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    shutil.copy(FIXTURES / UNFINISHED, tmp_path)
    (tmp_path / "decided.json").write_text(json.dumps([WAIVER]))
    (tmp_path / "plan.json").write_text('["COMS W4761"]')
    options = ["--adjustments", "decided.json", "--plan", "plan.json", "-f", "json"]
    options += ["--redact"] * redact
    _, expected = commanded(monkeypatch, tmp_path, (*command, *options))
    given = case(desk, UNFINISHED, decisions=[WAIVER], plan=["COMS W4761"], redact=redact, **more)
    file = answered(desk, order, given)["file"]
    assert file["text"] == expected
    assert ("unfinished" in file["name"]) is not redact


@pytest.mark.parametrize("other", ["columbia-ms-cs-ml@2026-07", "certificate.yaml"])
def test_rules_are_compared_for_the_student_as_diff_compares_them(
    desk: Desk,
    other: str,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    shutil.copy(FIXTURES / UNFINISHED, tmp_path)
    (tmp_path / "certificate.yaml").write_bytes(CERTIFICATE)
    (tmp_path / "decided.json").write_text(
        json.dumps([WAIVER | {"student": Path(UNFINISHED).stem}])
    )
    monkeypatch.chdir(tmp_path)
    given = ["--transcripts", UNFINISHED, "--adjustments", "decided.json"]
    by_command = []
    for format_ in ("text", "json"):
        arguments = ["diff", TRACK, other, *given, "-f", format_]
        monkeypatch.setattr("sys.argv", ["degreekit", *arguments])
        with pytest.raises(SystemExit):
            main()
        by_command.append(capsys.readouterr().out)
    program, _, edition = other.partition("@")
    choice = {"id": program, "edition": edition}
    if not edition:
        choice = {"rules": desk.add(other, CERTIFICATE)["document"]}
    answer = answered(desk, "compare", case(desk, UNFINISHED, decisions=[WAIVER], other=choice))
    assert answer["file"]["text"] == by_command[1]
    words = " ".join(by_command[0].split())
    for one in (answer["before"], answer["after"]):
        assert one.rpartition(": ")[2] in words
    assert all(" ".join(one.split()) in words for one in answer["why"])
    assert all(one["title"] in words for one in answer["rules"])


def test_each_field_is_marked_by_what_confirms_it_at_its_place(desk: Desk) -> None:
    path = FIXTURES / UNFINISHED
    order = {"documents": case(desk, UNFINISHED)["documents"]}
    found = answered(desk, "marks", order)
    expected = [one for one in reading_marks(read_pdf(path)) if one.page == 1]
    [page] = found["pages"]
    assert [(tuple(one["box"]), one["kind"]) for one in page["marks"]] == [
        (one.box, one.kind) for one in expected
    ]
    assert {"course", "proved field", "seen twice", "only read"} <= set(found["kinds"])
    assert all(
        x <= page["size"][0] and y <= page["size"][1] for *_, x, y in (m.box for m in expected)
    )
    several = {"documents": case(desk, *TERMS)["documents"]}
    assert answered(desk, "marks", several)["pages"] == []
    [text] = [name for name in DOCUMENTS if name.endswith(".txt")][:1]
    plain = {"documents": case(desk, text)["documents"]}
    assert answered(desk, "marks", plain)["pages"] == []


def test_a_proof_is_checked_as_the_command_checks_it(
    desk: Desk, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    shutil.copy(FIXTURES / UNFINISHED, tmp_path)
    saved = answered(desk, "save", case(desk, UNFINISHED) | {"format": "proof"})
    (tmp_path / "proof.json").write_text(saved["text"])
    proof = desk.add("proof.json", saved["text"].encode())
    assert proof["role"] == "proof"
    order = case(desk, UNFINISHED) | {"document": proof["document"]}
    _, command = commanded(monkeypatch, tmp_path, ["check-proof", "proof.json", UNFINISHED])
    answer = answered(desk, "check_proof", order)
    assert answer["text"] == command.rstrip("\n")
    checking = ["check-proof", "proof.json", UNFINISHED, "-f", "json", "--veripb", "veripb"]
    assert answer["file"]["text"] == commanded(monkeypatch, tmp_path, checking)[1]
    written = {path.name: path.read_text() for path in (tmp_path / "veripb").iterdir()}
    assert {one["name"]: one["text"] for one in answer["veripb"]} == written
    assert {Path(name).suffix for name in written} == {".opb", ".pbp"}
    other = answered(desk, "check_proof", order | {"plan": ["COMS W4761"]})
    assert other["error"]["kind"] == "ProofRejected"
    wrong = order | {"document": desk.add("wrong.json", b'{"claims": 1, "format": 1}')["document"]}
    assert answered(desk, "check_proof", wrong)["error"]["kind"] == "InvalidProof"


def test_the_courses_that_decide_between_programs_are_named(
    desk: Desk, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    shutil.copy(FIXTURES / UNFINISHED, tmp_path)
    (tmp_path / "certificate.yaml").write_bytes(CERTIFICATE)
    rules = {"rules": desk.add("certificate.yaml", CERTIFICATE)["document"]}
    order = case(desk, UNFINISHED) | {"programs": [rules]}
    told = answered(desk, "what_if", order)["deciding"]
    programs = ("-p", TRACK, "-p", "certificate.yaml")
    _, command = commanded(monkeypatch, tmp_path, ("what-if", UNFINISHED, "--deciding", *programs))
    assert "COMS W4111" in told
    assert set(told.split()) <= set(command.split())


@pytest.mark.parametrize("name", [UNFINISHED, "refused/invoice.pdf", "record/a4.pdf"])
def test_the_structure_of_a_document_can_be_saved_even_if_it_is_not_read(
    desk: Desk, name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = Path(shutil.copy(FIXTURES / name, tmp_path))
    _, command = commanded(monkeypatch, tmp_path, ("ingest", path.name, "--describe"))
    paper = desk.add(path.name, path.read_bytes())["document"]
    saved = answered(desk, "describe", {"documents": [paper]})["text"]
    assert f"{path.name}: {' '.join(saved.split())}" == " ".join(command.split())
    assert path.stem not in saved


@pytest.mark.parametrize(
    ("limits", "asked", "said"),
    [
        (Limits(), {"ocr": False}, 'check "Read scanned pages"'),
        (Limits(isolated=False, ocr=False), {}, "use degreekit on a computer"),
    ],
)
def test_advice_about_a_scan_is_for_whoever_reads_the_page(
    limits: Limits, asked: dict[str, bool], said: str
) -> None:
    own = Desk(limits)
    scan = "scans/record-coarse.pdf"
    order = {"documents": case(own, scan)["documents"], **asked}
    message = answered(own, "read", order)["error"]["message"]
    assert said in message
    assert "--no-ocr" not in message
    assert "pip install" not in message


def test_a_program_can_come_from_a_file_and_its_mistakes_are_named(desk: Desk) -> None:
    paper = desk.add("certificate.yaml", CERTIFICATE)
    assert paper["role"] == "rules"
    programs = [{"rules": paper["document"]}]
    audit = answered(desk, "audit", case(desk, UNFINISHED) | {"programs": programs})
    assert audit["program"]["id"] == "certificate"
    both = [{"id": TRACK}, *programs]
    joint = answered(
        desk, "audit", case(desk, UNFINISHED) | {"programs": both, "share_courses": "any"}
    )
    assert joint["status"] == "unsatisfied"
    wrong = desk.add("wrong.yaml", CERTIFICATE.replace(b"courses: 1", b"course: 1"))
    error = answered(desk, "program", {"programs": [{"rules": wrong["document"]}]})["error"]
    assert error["message"].startswith("wrong.yaml: ")
    assert " 10:" in error["message"]


# ------------------------------------------------------------------------ what is kept, and bounds


def test_files_are_kept_in_memory_until_they_are_forgotten() -> None:
    own = Desk()
    order = case(own, UNFINISHED)
    assert "error" not in answered(own, "read", {"documents": order["documents"]})
    assert answered(own, "forget", {}) == {}
    error = answered(own, "read", {"documents": order["documents"]})["error"]
    assert error["kind"] == "PaperGone"


def test_no_more_than_some_files_are_kept(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(kept, "MOST_BYTES", 100)
    papers = Papers(Limits())
    first = papers.add("a", b"x" * 60)
    papers.add("b", b"y" * 60)
    with pytest.raises(kept.PaperGone):
        papers.get(first.id)


def test_a_file_larger_than_a_transcript_may_be_is_refused() -> None:
    error = Desk(Limits(size=100)).add("large.pdf", b"x" * 101)["error"]
    assert error["outcome"] == "too_large"


@pytest.mark.parametrize(
    ("name", "order"),
    [
        ("nothing", {}),
        ("__class__", {}),
        ("read", {}),
        ("read", {"documents": []}),
        ("read", {"documents": "x"}),
        ("read", {"documents": ["x"], "more": 1}),
        ("audit", {"documents": ["x"], "programs": []}),
        ("audit", {"documents": ["x"], "programs": [{"id": TRACK}], "budget": 10**12}),
        ("page", {"document": "x", "page": "first"}),
        ("page", {"document": "x", "page": 1, "box": [1, 2, 3]}),
    ],
)
def test_an_order_that_is_none_is_refused(desk: Desk, name: str, order: dict[str, Any]) -> None:
    assert answered(desk, name, order)["error"]["kind"] == "InvalidOrder"


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("..\\..\\secret.pdf", "secret.pdf"),
        ("/etc/passwd", "passwd"),
        ("", "transcript"),
        ("a\x1b[31m.pdf", "a [31m.pdf"),
    ],
)
def test_the_name_of_a_file_is_no_path(desk: Desk, name: str, expected: str) -> None:
    paper = desk.add(name, b"")
    error = answered(desk, "read", {"documents": [paper["document"]]})["error"]
    assert error["message"].startswith(f"{expected}: ")
