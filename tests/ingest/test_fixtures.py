"""Every readable fixture is read as what it means."""

from __future__ import annotations

import subprocess
import sys
from collections import Counter

import pytest

from degreekit import Transcript
from degreekit.columbia.readers import readers
from degreekit.ingest import TotalKind
from degreekit.transcript import ReadingStatus
from tests.ingest.helpers import (
    FIXTURES,
    OUTCOMES,
    PDFS,
    READABLE,
    SCANS,
    expected,
    on_page,
    opened,
    path_of,
    read_fixture,
    stated,
    text_in,
)

#: What is to be said of some documents, though they are read.
WARNINGS = {
    "planning/no-credits-yet": {"credits-not-printed"},
    "degree-audit/plain": {"read-from-degree-audit"},
    "degree-audit/sections": {"read-from-degree-audit"},
    "degree-audit/text": {"read-from-degree-audit"},
}

EVERY = pytest.mark.parametrize("name", READABLE)


@EVERY
def test_a_document_is_read_as_what_it_means(name: str) -> None:
    assert stated(read_fixture(name)) == expected(name)


@EVERY
def test_a_page_with_text_is_not_read_by_ocr(name: str) -> None:
    assert not any(page.scan for page in opened(name).pages)


@EVERY
def test_nothing_contradicts_the_reading(name: str) -> None:
    reading = read_fixture(name)
    assert reading.status is not ReadingStatus.CONTRADICTED
    expected = {"nothing-to-verify"} if not reading.printed else set()
    expected |= WARNINGS.get(name, set())
    found = {finding.code for finding in reading.findings}
    found.discard("part-of-record")  # there are documents of one term
    if reading.document.kind == "term-grades":  # one term does not come to a cumulative average
        found.discard("terms-missing")
    assert found == expected


def test_what_prints_points_and_averages_of_each_term_proves_its_courses() -> None:
    proved = [name for name in READABLE if read_fixture(name).verified]
    assert {"ms-student", "ms-student-unfinished", "official/two-columns"} <= {*proved}
    assert len(proved) > len(READABLE) / 2
    for name in READABLE:
        printed = {total.kind for total in read_fixture(name).printed}
        if not {TotalKind.TERM_POINTS, TotalKind.TERM_GPA} & printed:
            assert name not in proved, name


@EVERY
def test_every_printed_line_ends_in_exactly_one_place(name: str) -> None:
    counts = read_fixture(name).counts
    assert counts.lines == counts.record + counts.furniture + counts.not_understood
    assert counts.not_understood == 0


@EVERY
def test_the_place_of_a_record_shows_its_code_and_its_grade(name: str) -> None:
    pages = opened(name).pages
    for record in read_fixture(name).transcript.records:
        assert record.page is not None
        assert record.box is not None
        page = pages[record.page - 1]
        for box in (record.box, record.boxes["code"]):
            shown = text_in(page.glyphs, on_page(page, box))
            assert record.code.printed.replace(" ", "") in shown
        if record.grade and "grade" in record.boxes:
            shown = text_in(page.glyphs, on_page(page, record.boxes["grade"]))
            assert shown.startswith(record.grade)


@pytest.mark.parametrize("name", ["ms-student", "ms-student-unfinished", "official/fpdf"])
def test_another_library_finds_the_code_in_the_same_place(name: str) -> None:
    import pypdfium2  # type: ignore[import-untyped]  # ships no types

    pdf = pypdfium2.PdfDocument(FIXTURES / f"{name}.pdf")
    for record in read_fixture(name).transcript.records:
        assert record.page is not None
        page = pdf[record.page - 1]
        left, top, right, bottom = record.boxes["code"]
        height = page.get_height()
        text = page.get_textpage().get_text_bounded(left, height - bottom, right, height - top)
        assert text.strip() == record.code.printed


@EVERY
def test_the_data_of_a_reading_is_a_transcript(name: str) -> None:
    reading = read_fixture(name)
    data = reading.to_data()
    extra = {"reading", "verified", "proof", "document", "printed", "findings", "not_understood"}
    assert extra <= data.keys()
    plain = {key: value for key, value in data.items() if key not in extra}
    assert Transcript.from_data(plain) == reading.transcript


def test_the_fixtures_are_what_the_generator_makes() -> None:
    script = FIXTURES / "make_fixtures.py"
    done = subprocess.run(  # noqa: S603  # our own script
        [sys.executable, str(script)], capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stdout


def test_every_fixture_says_what_comes_of_it() -> None:
    files = [
        path
        for path in FIXTURES.rglob("*")
        if path.suffix in (".pdf", ".txt") and path.parent.name != "scans"
    ]
    assert {*files} == {*map(path_of, READABLE), *(FIXTURES / name for name in OUTCOMES)}
    assert len(files) >= 80
    pictures = {path.name for path in (FIXTURES / "scans").iterdir()}
    for name in SCANS:
        assert f"{name.split('.')[0]}.transcript.json" in pictures


def test_the_fixtures_are_of_every_family() -> None:
    documents = [read_fixture(name).document for name in READABLE]
    assert {one.reader for one in documents if one.places == "points"} == {r.id for r in readers()}
    assert sum(one.places == "characters" for one in documents) >= len(readers())
    assert {"official/one-column", "official/two-columns", "official/columns-differ"} <= {*READABLE}


def test_the_fixtures_are_written_by_four_programs_at_least() -> None:
    import pypdfium2

    written = Counter(
        pypdfium2.PdfDocument(path_of(name)).get_metadata_dict()["Producer"] for name in PDFS
    )
    for producer in ("ReportLab", "pdfmake", "WeasyPrint", "Skia"):  # fpdf2 does not say its name
        assert any(producer in name for name in written), producer


def test_the_fixtures_are_small() -> None:
    sizes = [
        path.stat().st_size
        for path in FIXTURES.rglob("*")
        if path.is_file() and path.parent.name not in ("scans", "generator", "__pycache__")
    ]
    assert sum(sizes) < 3 * 2**20
    assert max(sizes) < 60_000
    pictures = [path.stat().st_size for path in (FIXTURES / "scans").iterdir()]
    assert sum(pictures) < 2**20
    assert max(pictures) < 100_000
