"""Any reader and a folder of documents become tests."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest

from degreekit import read_pdf
from degreekit.columbia import columbia
from degreekit.columbia.readers import ColumbiaReader, DegreeAuditReader
from degreekit.ingest import Claim, Document
from degreekit.testing import (
    ExpectedExists,
    ReaderCase,
    ReadingDiffers,
    check_reading,
    reader_cases,
    write_expected,
)
from degreekit.transcript import InvalidTranscript

FIXTURES = Path(__file__).resolve().parents[1] / "fixtures"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    for name in ("ms-student.pdf", "ms-student.transcript.json", "refused/invoice.pdf"):
        shutil.copy(FIXTURES / name, tmp_path)
    return tmp_path


def check(folder: Path, name: str = "ms-student") -> None:
    check_reading(ReaderCase.of(folder / f"{name}.pdf"), ColumbiaReader(), columbia())


def test_every_document_of_a_folder_is_a_case(folder: Path) -> None:
    assert [str(case) for case in reader_cases(folder)] == ["invoice", "ms-student"]


def test_a_folder_without_documents_is_no_passing_test(tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError):
        reader_cases(tmp_path)


def test_a_document_that_is_read_as_expected_passes_and_so_does_one_nobody_claims(
    folder: Path,
) -> None:
    for case in reader_cases(folder):
        check_reading(case, ColumbiaReader(), columbia())


def test_a_difference_is_shown_record_by_record(folder: Path) -> None:
    file = folder / "ms-student.transcript.json"
    file.write_text(file.read_text(encoding="utf-8").replace('"B+"', '"B"', 1), encoding="utf-8")
    with pytest.raises(ReadingDiffers) as caught:
        check(folder)
    changed = [line for line in caught.value.difference.splitlines() if line[:1] in "+-"]
    assert changed[0] == "--- ms-student.transcript.json"
    assert changed[1] == "+++ as it is read"
    assert [line[0] for line in changed[2:]] == ["-", "+"]
    assert '"grade": "B"' in changed[2]
    assert '"grade": "B+"' in changed[3]


def test_the_layout_of_the_expected_file_does_not_matter(folder: Path) -> None:
    file = folder / "ms-student.transcript.json"
    file.write_text(json.dumps(json.loads(file.read_text()), indent=4), encoding="utf-8")
    check(folder)


def test_a_finding_that_is_not_expected_is_a_difference(folder: Path) -> None:
    file = folder / "ms-student.transcript.json"
    data = json.loads(file.read_text())
    file.write_text(json.dumps({**data, "findings": ["unknown-mark"]}), encoding="utf-8")
    with pytest.raises(ReadingDiffers) as caught:
        check(folder)
    assert '- "findings": ["unknown-mark"]}' in caught.value.difference


def test_a_document_with_an_expected_file_has_to_be_claimed(folder: Path) -> None:
    case = ReaderCase.of(folder / "ms-student.pdf")
    with pytest.raises(ReadingDiffers, match="the reader does not claim it"):
        check_reading(case, DegreeAuditReader(), columbia())


def test_a_document_without_one_must_not_be_claimed(folder: Path) -> None:
    (folder / "ms-student.transcript.json").unlink()
    with pytest.raises(ReadingDiffers, match="--write-expected"):
        check(folder)


def test_a_document_that_cannot_be_opened_is_one_that_nobody_claims(folder: Path) -> None:
    shutil.copy(FIXTURES / "refused/empty.pdf", folder)
    check(folder, "empty")
    (folder / "empty.transcript.json").write_text('{"records": []}')
    with pytest.raises(ReadingDiffers, match="it has no content"):
        check(folder, "empty")


def test_an_exception_of_the_reader_is_shown_as_it_is(folder: Path) -> None:
    class Broken(ColumbiaReader):
        def identify(self, document: Document) -> Claim | None:
            raise ZeroDivisionError(len(document.pages))

    with pytest.raises(ZeroDivisionError):
        check_reading(ReaderCase.of(folder / "ms-student.pdf"), Broken(), columbia())


def test_an_expected_file_that_is_no_transcript_is_named(folder: Path) -> None:
    file = folder / "ms-student.transcript.json"
    for text in ("{", '{"records": [{"code": "COMS W4771"}]}'):
        file.write_text(text)
        with pytest.raises(InvalidTranscript, match="ms-student"):
            check(folder)


def test_what_is_written_is_what_is_expected_and_is_not_overwritten(folder: Path) -> None:
    document, file = folder / "ms-student.pdf", folder / "ms-student.transcript.json"
    reading = read_pdf(document)
    assert write_expected(document, reading) == file  # it says the same: left as it is
    assert file.read_bytes() == (FIXTURES / file.name).read_bytes()
    file.unlink()
    write_expected(document, reading)
    check(folder)
    assert "box" not in file.read_text()
    file.write_text('{"records": []}')
    with pytest.raises(ExpectedExists):
        write_expected(document, reading)
    assert file.read_text() == '{"records": []}'
