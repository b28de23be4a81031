"""`degreekit audit --proof` and `degreekit check-proof`."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from click.testing import CliRunner

from degreekit.cli.main import commands
from tests.audit.veripb_checker import replay

TRACK = "columbia-ms-cs-ml"
STUDENT = "tests/fixtures/ms-student-unfinished.pdf"


@pytest.fixture(scope="module")
def proof(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("proof") / "proof.json"
    result = CliRunner().invoke(commands, ["audit", STUDENT, "-p", TRACK, "--proof", str(path)])
    assert "Proved by degreekit" in result.output
    assert "Why not fewer: At least 1 course to take" in result.output
    return path


def check(path: Path, *more: str) -> tuple[int, str]:
    result = CliRunner().invoke(
        commands, ["check-proof", str(path), STUDENT, *more], standalone_mode=False
    )
    status = result.return_value
    if result.exception is not None:
        status = getattr(result.exception, "exit_code", 70)
    return status, result.output


def test_a_proof_that_holds_says_what_it_shows(proof: Path) -> None:
    status, output = check(proof)
    assert status == 0
    assert output.startswith("The proof holds.\n  At least 1 course to take: ")
    assert json.loads(check(proof, "--format", "json")[1])["claims"][0]["step"] == "remaining"


def test_a_proof_with_another_claim_is_rejected(proof: Path, tmp_path: Path) -> None:
    data = json.loads(proof.read_text(encoding="utf-8"))
    data["claims"]["courses"] = 2
    other = tmp_path / "other.json"
    other.write_text(json.dumps(data), encoding="utf-8")
    status, output = check(other)
    assert status == 3
    assert "the proof is rejected: courses: 2 is claimed, and 1 was counted" in output


def test_a_file_that_is_not_a_proof_is_refused(tmp_path: Path) -> None:
    other = tmp_path / "other.json"
    other.write_text("{}", encoding="utf-8")
    status, output = check(other)
    assert status == 3
    assert "not a proof of degreekit" in output


def test_a_proof_is_written_for_veripb(proof: Path, tmp_path: Path) -> None:
    status, output = check(proof, "--veripb", str(tmp_path / "out"))
    assert status == 0
    assert "Wrote remaining.opb and remaining.pbp" in output
    read = {one.name: one.read_text(encoding="utf-8") for one in (tmp_path / "out").iterdir()}
    for name in ("remaining", "assumptions"):
        replay(read[f"{name}.opb"], read[f"{name}.pbp"])


def test_a_proof_is_of_a_single_transcript(tmp_path: Path) -> None:
    arguments = [
        "audit",
        STUDENT,
        STUDENT,
        "-p",
        "columbia-ms-cs-ml",
        "--proof",
        str(tmp_path / "proof.json"),
    ]
    result = CliRunner().invoke(commands, arguments)
    assert result.exit_code == 2
    assert "--proof takes a single transcript" in result.output
