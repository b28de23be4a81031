"""Where the system starts no process of its own, as in a browser."""

from __future__ import annotations

import io
import subprocess
import sys
from typing import Any, NoReturn

import pytest
from PIL import Image

from degreekit import audit_transcript, read_pdf, what_if
from degreekit.api import readers
from degreekit.ingest import (
    CannotIsolate,
    IngestError,
    Limits,
    MissingDependency,
    Outcome,
    describe_document,
    draw_page,
    draw_reading,
)
from degreekit.ingest.source import process

from .helpers import FIXTURES

HERE = Limits(isolated=False)
PLAIN = FIXTURES / "ms-student.pdf"


@pytest.fixture
def no_process(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let the system refuse to start any, and let none be left from before."""

    def refuse(*_: Any, **__: Any) -> NoReturn:
        raise OSError(138, "emscripten does not support processes.")

    process._POOL.clear()
    monkeypatch.setattr(subprocess, "Popen", refuse)


@pytest.mark.usefixtures("no_process")
def test_that_no_process_can_be_started_is_said_and_what_to_do() -> None:
    with pytest.raises(CannotIsolate, match=r"isolated=False") as caught:
        read_pdf(PLAIN)
    assert "emscripten does not support processes)" in str(caught.value)


@pytest.mark.usefixtures("no_process")
def test_everything_that_opens_a_document_can_be_done_in_this_process() -> None:
    reading = read_pdf(PLAIN, limits=HERE)
    assert reading.verified
    assert audit_transcript("columbia-ms-cs-ml", PLAIN, limits=HERE).status.value == "satisfied"
    assert what_if(PLAIN, limits=HERE)[0].audit is not None
    assert len(draw_reading(PLAIN, reading, limits=HERE)) == 2
    assert describe_document(PLAIN, readers(), HERE).pages
    assert draw_page(PLAIN, 1, limits=HERE).startswith(b"\x89PNG")


def test_a_library_that_is_missing_is_no_damage_of_the_document(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.delitem(sys.modules, "degreekit.ingest.source._pdf.pages", raising=False)
    monkeypatch.setitem(sys.modules, "pdfplumber", None)
    monkeypatch.setitem(sys.modules, "pdfplumber.page", None)
    with pytest.raises(MissingDependency) as caught:
        read_pdf(PLAIN, limits=HERE)
    assert caught.value.needs.startswith("pdfplumber")


@pytest.mark.parametrize("isolated", [True, False])
def test_limits_hold_through_an_audit_of_a_file(isolated: bool) -> None:
    with pytest.raises(IngestError) as caught:
        audit_transcript("columbia-ms-cs-ml", PLAIN, limits=Limits(pages=1, isolated=isolated))
    assert caught.value.outcome is Outcome.TOO_LARGE


def test_a_page_is_drawn_as_a_viewer_shows_it() -> None:
    import pypdfium2  # type: ignore[import-untyped]  # ships no types

    drawn = Image.open(io.BytesIO(draw_page(PLAIN, 2)))
    page = pypdfium2.PdfDocument(PLAIN)[1]
    expected = page.render(scale=150 / 72).to_pil().convert("RGB")
    assert drawn.convert("RGB").tobytes() == expected.tobytes()


@pytest.mark.parametrize("number", [0, 3])
def test_a_page_that_is_not_there_is_not_drawn(number: int) -> None:
    with pytest.raises(IngestError, match=f"there is no page {number}"):
        draw_page(PLAIN, number)


def test_a_photograph_of_a_page_is_drawn_too() -> None:
    drawn = Image.open(io.BytesIO(draw_page(FIXTURES / "scans/record-photo.jpg", 1)))
    assert drawn.format == "PNG"
    assert drawn.width > 1000
