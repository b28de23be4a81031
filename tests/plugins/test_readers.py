"""Readers of plugins: what they do wrong is told with their name, and stops nothing else."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from degreekit import api, read_pdf
from degreekit.cli import main
from degreekit.ingest import IngestError, Outcome, ReaderFailed
from degreekit.plugins import PluginHost
from tests.conftest import Installer

ROOT = Path(__file__).resolve().parents[2]
TRANSCRIPT = str(ROOT / "tests/fixtures/ms-student.pdf")
INVOICE = str(ROOT / "tests/fixtures/refused/invoice.pdf")
Command = Callable[..., tuple[int, str, str]]

READER = """
from degreekit.ingest import Certainty, Claim, Extraction, Reader
from degreekit.plugins import hookimpl
from degreekit import CourseRecord


class Odd(Reader):
    id = "odd-reader"
    title = "Claims what it should not"

    def identify(self, document):
        {identify}

    def extract(self, document):
        {extract}


@hookimpl
def degreekit_readers():
    return [Odd()]
"""
CLAIM = 'return Claim(Certainty.CERTAIN, "everything")'
QUOTES = 'raise KeyError("Jane Quinn Doe, " + document.pages[0].glyphs[0].text)'
RECORD = 'CourseRecord(code="CS 1", credits=3, page={page})'
NOTHING = 'return Extraction(institution="columbia", kind="x", records=())'


def odd(identify: str = CLAIM, extract: str = NOTHING) -> str:
    return READER.format(identify=identify, extract=extract)


@pytest.fixture(autouse=True)
def _fresh_plugins() -> Iterator[None]:
    api.plugin_host.cache_clear()
    yield
    api.plugin_host.cache_clear()


@pytest.fixture
def run(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> Command:
    def command(*arguments: str) -> tuple[int, str, str]:
        monkeypatch.setattr(sys, "argv", ["degreekit", *arguments])
        with pytest.raises(SystemExit) as ended:
            main()
        captured = capsys.readouterr()
        return int(ended.value.code or 0), captured.out, captured.err

    return command


@pytest.mark.parametrize(
    ("identify", "extract", "step", "problem"),
    [
        (QUOTES, NOTHING, "identify", "KeyError at odd_module.py, line 12"),
        ("return 'mine'", NOTHING, "identify", "it returned a str, not a Claim or None"),
        ("return Claim(7, 'x')", NOTHING, "identify", "its claim has no certainty"),
        (CLAIM, QUOTES, "extract", "KeyError at odd_module.py, line 15"),
        ("raise BaseException", NOTHING, "identify", "BaseException at odd_module.py, line 12"),
        (CLAIM, "raise GeneratorExit", "extract", "GeneratorExit at odd_module.py, line 15"),
        (CLAIM, "return None", "extract", "it returned a NoneType, not an Extraction"),
        (
            CLAIM,
            'return Extraction(institution="columbia", kind="x", records=("CS 1",))',
            "extract",
            "among its records is a str",
        ),
        (
            CLAIM,
            f'return Extraction(institution="x", kind="x", records=[{RECORD.format(page=1)}])',
            "extract",
            "its records are not a tuple",
        ),
        (
            CLAIM,
            f'return Extraction(institution="x", kind="x", records=({RECORD.format(page=9)},))',
            "extract",
            "it names page 9 of a document of 1",
        ),
    ],
)
def test_what_a_reader_does_wrong_is_told_with_its_id_and_its_plugin(
    install: Installer, identify: str, extract: str, step: str, problem: str
) -> None:
    install("odd-dist", "odd", odd(identify, extract), version="0.3")
    with pytest.raises(ReaderFailed) as caught:
        read_pdf(INVOICE)
    failed = caught.value
    assert (failed.reader, failed.plugin) == ("odd-reader", "odd (odd-dist 0.3)")
    assert (failed.step, failed.path) == (step, INVOICE)
    assert problem in failed.problem
    assert "Doe" not in str(failed)
    assert failed.__cause__ is None


def test_a_reader_that_fails_does_not_keep_another_one_from_reading(
    install: Installer, run: Command
) -> None:
    install("odd-dist", "odd", odd(QUOTES))
    reading = read_pdf(TRANSCRIPT)
    assert reading.document.reader == "columbia-transcript"
    assert reading.verified
    [finding] = reading.findings
    assert finding.code == "reader-failed"
    assert "odd-reader" in finding.message
    assert "odd (odd-dist 1.2)" in finding.message
    status, _, told = run("ingest", TRANSCRIPT)
    assert status == 0
    assert "Warning" in told
    assert "Doe" not in told


def test_a_reader_that_fails_does_not_stop_a_batch(install: Installer, run: Command) -> None:
    claims_invoices = (
        "text = ''.join(g.text for g in document.pages[0].glyphs)\n"
        "        return Claim(Certainty.CERTAIN, 'it says so') if 'Account' in text else None"
    )
    install("odd-dist", "odd", odd(claims_invoices, QUOTES))
    status, out, told = run("ingest", INVOICE, TRANSCRIPT, "--format", "json")
    assert status == 3
    assert len(out.splitlines()) == 2
    assert "Traceback" not in told
    first, second = map(json.loads, out.splitlines())
    assert first["error"]["kind"] == "ReaderFailed"
    assert second["verified"]


def test_two_readers_that_are_equally_sure_are_an_error_that_names_both(
    install: Installer, run: Command
) -> None:
    install("odd-dist", "odd", odd())
    with pytest.raises(IngestError) as caught:
        read_pdf(TRANSCRIPT)
    assert caught.value.outcome is Outcome.AMBIGUOUS
    assert caught.value.detail == "columbia-transcript, odd-reader"
    status, _, told = run("ingest", TRANSCRIPT)
    assert status == 3
    assert "more than one reader claims it (columbia-transcript, odd-reader)" in told


def test_a_reader_may_refuse_a_document_by_name(install: Installer) -> None:
    refuses = "from degreekit.ingest import IngestError, Outcome\n        raise IngestError("
    install("odd-dist", "odd", odd(CLAIM, f"{refuses}Outcome.CERTIFICATION)"))
    with pytest.raises(IngestError) as caught:
        read_pdf(INVOICE)
    assert (caught.value.outcome, caught.value.path) == (Outcome.CERTIFICATION, INVOICE)


def test_a_document_of_an_institution_that_is_not_installed_is_read_with_a_warning(
    install: Installer,
) -> None:
    extract = f'return Extraction(institution="x", kind="x", records=({RECORD.format(page=1)},))'
    install("odd-dist", "odd", odd(CLAIM, extract))
    reading = read_pdf(INVOICE)
    assert [f.code for f in reading.findings if f.code.startswith("unknown")] == [
        "unknown-institution"
    ]


def test_a_reader_without_an_id_is_reported_and_the_others_are_there(install: Installer) -> None:
    install("odd-dist", "odd", odd().replace('id = "odd-reader"', ""))
    host = PluginHost()
    assert "columbia-transcript" in host.readers
    assert any("has no attribute 'id'" in str(failure) for failure in host.failures)
