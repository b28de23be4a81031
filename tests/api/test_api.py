"""The calls of the package, as its README shows them, and the errors they raise."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Callable
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

import degreekit
from degreekit import (
    Audit,
    Auditor,
    DegreekitError,
    IngestError,
    NotVerified,
    Program,
    Status,
    Transcript,
    audit_transcript,
    get_auditor,
    get_institution,
    get_program,
    programs,
    read_adjustments,
    read_pdf,
    read_transcript,
)
from degreekit.adjustments import InvalidAdjustments
from degreekit.audit import InvalidAudit, SearchBudgetExceeded, UnknownRequirement
from degreekit.ingest import Outcome
from degreekit.plugins import NotFound
from degreekit.requirements import InvalidProgram
from degreekit.transcript import InvalidTranscript, ReadingStatus

ROOT = Path(__file__).resolve().parents[2]
FIXTURES = ROOT / "tests/fixtures"
FINISHED = FIXTURES / "ms-student.pdf"
UNFINISHED = FIXTURES / "ms-student-unfinished.pdf"
# The records of the first as JSON, where it does not matter how they are read.
DONE = FIXTURES / "ms-student.transcript.json"
TRACK = "columbia-ms-cs-ml"
ONE = {"institution": "columbia", "records": [{"code": "COMS W4771", "credits": 3, "grade": "A"}]}


# ------------------------------------------------------------------------------------- flow


def test_from_a_pdf_to_an_audit() -> None:
    transcript = read_transcript(UNFINISHED)
    audit = audit_transcript(get_program(TRACK), transcript)
    assert audit.status is Status.UNSATISFIED
    assert (audit.remaining.courses, audit.remaining.credits) == (1, Decimal(3))
    assert audit.requirement("total-points").lacks == "3 points"
    with pytest.raises(UnknownRequirement, match="no requirement 'no-such-requirement'"):
        audit.requirement("no-such-requirement")


def test_one_auditor_audits_many_transcripts() -> None:
    auditor = get_auditor(TRACK)
    found = [auditor.audit(read_transcript(path)).status for path in (DONE, UNFINISHED)]
    assert found == [Status.SATISFIED, Status.UNSATISFIED]


def test_every_way_to_give_a_transcript_gives_the_same_audit(tmp_path: Path) -> None:
    transcript = read_transcript(FINISHED)
    as_json = tmp_path / "transcript.json"
    as_json.write_text(transcript.to_json())
    ways: list[Any] = [transcript, transcript.to_data(), FINISHED, str(FINISHED), as_json]
    audits = [audit_transcript(TRACK, way) for way in ways]
    assert [audit.reading.value for audit in audits] == [
        "proved",
        "given",
        "proved",
        "proved",
        "given",
    ]
    how_read = {"reading": ReadingStatus.GIVEN, "provenance": None}
    answers = [audit.model_copy(update=how_read) for audit in audits]
    assert all(answer == answers[0] for answer in answers)


def test_every_way_to_give_adjustments_gives_the_same_audit(tmp_path: Path) -> None:
    entries = [{"kind": "exclude", "course": "COMS W4156", "by": "track advisor"}]
    path = tmp_path / "decided.yaml"
    path.write_text("- {kind: exclude, course: COMS W4156, by: track advisor}")
    ways: list[Any] = [entries, read_adjustments(entries), path, str(path)]
    audits = [audit_transcript(TRACK, DONE, way) for way in ways]
    assert all(audit == audits[0] for audit in audits)
    assert audits[0].status is Status.UNSATISFIED


def test_the_program_may_be_given_by_its_id_or_as_itself() -> None:
    by_id = audit_transcript(TRACK, ONE)
    assert by_id == audit_transcript(get_program(TRACK), ONE)
    assert by_id == audit_transcript(get_program(TRACK, "2023-07-25"), ONE)


def test_a_program_of_ones_own_is_audited_without_a_plugin() -> None:
    rules = get_program(TRACK)
    own = rules.replaced(id="my-own", limits=())
    audit = audit_transcript(own, ONE)
    assert audit.program.id == "my-own"
    assert [one.name for one in audit.plugins] == ["degreekit"]  # of the institution


def test_an_auditor_is_made_without_the_plugin_host() -> None:
    program = get_program(TRACK)
    auditor = Auditor(program, get_institution(program.institution))
    assert auditor.audit(Transcript.from_data(ONE)).plugins == ()


def test_installed_programs_are_listed_in_order() -> None:
    found = [(program.id, program.edition) for program in programs()]
    assert (TRACK, "2023-07-25") in found
    assert found == sorted(found)


def test_a_reading_is_data_too(tmp_path: Path) -> None:
    reading = read_pdf(FINISHED)
    assert reading.verified
    path = tmp_path / "reading.json"
    path.write_text(json.dumps(reading.to_data()))
    assert read_transcript(path) == reading.transcript


def test_a_byte_order_mark_and_white_space_do_not_make_json_a_pdf(tmp_path: Path) -> None:
    path = tmp_path / "transcript.json"
    path.write_bytes(b"\xef\xbb\xbf \n" + json.dumps(ONE).encode())
    assert len(read_transcript(path).records) == 1


# ----------------------------------------------------------------------------------- errors


def _raises(call: Callable[[], object]) -> DegreekitError:
    with pytest.raises(DegreekitError) as caught:
        call()
    return caught.value


def test_what_is_not_installed_says_what_is() -> None:
    for call in (lambda: get_program("no-such"), lambda: get_program(TRACK, "1999")):
        error = _raises(call)
        assert isinstance(error, NotFound)
        assert TRACK in str(error)
    unknown = _raises(lambda: get_institution("no-such"))
    assert isinstance(unknown, NotFound)
    assert (unknown.what, unknown.id) == ("institution", "no-such")
    assert "columbia" in unknown.known


@pytest.mark.parametrize(
    ("name", "outcome"), sorted(json.loads((FIXTURES / "outcomes.json").read_text()).items())
)
def test_a_file_that_is_not_read_has_an_outcome(name: str, outcome: str) -> None:
    error = _raises(lambda: read_transcript(FIXTURES / name))
    assert isinstance(error, IngestError)
    assert str(error.outcome) == outcome
    assert name in str(error)


def test_json_that_is_too_large_is_not_read(tmp_path: Path) -> None:
    path = tmp_path / "large.json"
    path.write_bytes(b"[" + b" " * 5_000_001)
    error = _raises(lambda: read_transcript(path))
    assert isinstance(error, IngestError)
    assert error.outcome is Outcome.TOO_LARGE


@pytest.mark.parametrize(
    ("data", "place"),
    [
        ([], "the data"),
        ({}, "records"),
        ({"records": [{"code": "COMS W4771"}]}, "records[0].credits"),
        ({"records": [{"code": "?", "credits": 3}]}, "records[0].code"),
        ({"records": [{"code": "COMS W4771", "credits": -3}]}, "records[0].credits"),
        ({"records": [{"code": "COMS W4771", "credits": "NaN"}]}, "records[0].credits"),
        ({"records": [], "colour": "red"}, "the data: there is no field 'colour'"),
        ({"records": [{"code": "COMS W4771", "credits": 3, "term": "soon"}]}, "records[0].term"),
        ({"records": [{"code": "COMS W4771", "credits": 3, "status": "x"}]}, "records[0].status"),
    ],
)
def test_data_that_is_no_transcript_names_the_place(data: Any, place: str, tmp_path: Path) -> None:
    path = tmp_path / "transcript.json"
    path.write_text(json.dumps(data))
    error = _raises(lambda: read_transcript(path))
    assert isinstance(error, InvalidTranscript)
    assert isinstance(error, ValueError)
    assert any(problem.startswith(place) for problem in error.problems)


def test_an_error_never_repeats_a_grade() -> None:
    record = {"code": "COMS W4771", "credits": 3, "grade": ["SECRET"], "status": "SECRET"}
    error = _raises(lambda: Transcript.from_data({"records": [record]}))
    assert "SECRET" not in str(error)


def test_adjustments_name_entry_and_field() -> None:
    error = _raises(lambda: audit_transcript(TRACK, ONE, [{"kind": "waive"}, {"kind": "wave"}]))
    assert isinstance(error, InvalidAdjustments)
    assert [problem.split(":")[0] for problem in error.problems] == ["entry 1", "entry 2, kind"]


def test_rules_that_cannot_be_meant_are_an_error() -> None:
    error = _raises(lambda: Program.from_json('{"id": "x"}'))
    assert isinstance(error, InvalidProgram)


def test_an_answer_that_was_not_proved_is_an_error() -> None:
    program = get_program(TRACK)
    institution = get_institution(program.institution)
    auditor = Auditor(program, institution, budget=1, solver="search")
    error = _raises(lambda: auditor.audit(read_transcript(UNFINISHED)))
    assert isinstance(error, SearchBudgetExceeded)


def test_a_document_that_contradicts_the_reading_is_not_trusted(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    reading = read_pdf(FINISHED)
    finding = {"severity": "error", "code": "term-gpa-differs", "message": "differs", "page": 1}
    spoilt = reading.model_validate({**dict(reading), "findings": [finding]})
    monkeypatch.setattr("degreekit.api.read_pdf", lambda *_: spoilt)
    error = _raises(lambda: read_transcript(FINISHED))
    assert isinstance(error, NotVerified)
    assert error.reading == spoilt
    assert "page 1: differs [term-gpa-differs]" in str(error)


def test_every_error_of_the_package_is_one_of_degreekit() -> None:
    for name in degreekit.__all__:
        value = getattr(degreekit, name)
        if isinstance(value, type) and issubclass(value, Exception):
            assert issubclass(value, DegreekitError)


def test_an_audit_is_frozen() -> None:
    audit = audit_transcript(TRACK, ONE)
    assert isinstance(audit, Audit)
    with pytest.raises(ValueError, match="frozen"):
        audit.status = Status.SATISFIED  # type: ignore[misc]  # that is the test


# ------------------------------------------------------------------------- an audit shows itself


def _open_audit() -> Audit:
    return audit_transcript(
        "columbia-ms-cs-ml", "tests/fixtures/ms-student-unfinished.transcript.json"
    )


def test_an_audit_says_in_a_few_lines_what_it_comes_to() -> None:
    assert str(_open_audit()).splitlines() == [
        "Columbia MS in Computer Science, Machine Learning track, edition 2023-07-25",
        "Incomplete: at least 1 more course (3 points) to take",
        "- Take 1 more general elective (3 points) to reach 30 points.",
        "This result assumes:",
        '- COMS E6111 "ADVANCED DATABASE SYSTEMS" (in progress) is passed',
        '- COMS W4156 "ADVANCED SOFTWARE ENGINEERING" (in progress) is passed',
    ]


def test_an_audit_shows_itself_in_a_notebook_as_the_core_of_the_page() -> None:
    shown = _open_audit()._repr_html_()
    assert shown is not None
    assert shown.startswith('<div class="degreekit-audit">')
    assert "at least 1 more course (3 points) to take" in shown
    assert "<script" not in shown
    assert " id=" not in shown  # a notebook shows many


def test_an_audit_shows_itself_however_it_was_made() -> None:
    script = (
        "from degreekit import Auditor, Transcript, get_institution, get_program\n"
        "program = get_program('columbia-ms-cs-ml')\n"
        "auditor = Auditor(program, get_institution('columbia'))\n"
        "print(auditor.audit(Transcript(records=()))._repr_html_()[:27])\n"
        "from degreekit import Audit\n"
        "print(Audit._as_html is not None)\n"
    )
    done = subprocess.run(  # noqa: S603  # our own script
        [sys.executable, "-c", script], capture_output=True, text=True, check=True, cwd=ROOT
    )
    assert done.stdout.splitlines() == ['<div class="degreekit-audit', "True"]


def test_an_audit_is_read_back_from_its_json() -> None:
    audit = _open_audit()
    again = Audit.from_json(audit.to_json())
    assert again == audit
    assert str(again) == str(audit)
    assert Audit.from_json(audit.to_json(indent=None).encode()) == audit


@pytest.mark.parametrize("text", ["", "[]", "{}", '{"program": {"id": "x"}}', "\x00", b"\xff"])
def test_what_is_not_an_audit_is_refused_with_what_to_do(text: str | bytes) -> None:
    with pytest.raises(InvalidAudit, match="degreekit audit --format json") as caught:
        Audit.from_json(text)
    assert caught.value.problems


def test_a_requirement_that_is_not_there_is_an_error_that_names_the_one_that_is_meant() -> None:
    with pytest.raises(UnknownRequirement) as caught:
        _open_audit().requirement("breadth-sytems")
    assert caught.value.near[0] == "breadth-systems"
    assert "did you mean breadth-systems (Breadth: Systems)" in str(caught.value)
    with pytest.raises(UnknownRequirement, match="its requirements are breadth, "):
        _open_audit().requirement("xyz")
